"""Make the invented municipality: its people, a register, two survey waves, counts and the truth about them.

Everything is drawn from one seed. What the municipality shall look like stands in ``invented/plan.toml``; the
wording of the questions stands in the codebooks. Run ``python data_samples/make_samples.py --out DIR``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
from invented.answers import ANSWER_TYPES, make_answers
from invented.counts import write_counts
from invented.files import write_parquet
from invented.people import simulate
from invented.register import REGISTER_TYPES, make_register
from invented.samples import write_wave
from invented.tools import WAVES
from invented.truth import write_truth

SEED = 20240622
HERE = Path(__file__).resolve().parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all files in the folder named by ``--out``."""
    parser = argparse.ArgumentParser(description="Laver de opdigtede data til social_balance.")
    parser.add_argument("--out", type=Path, default=HERE, help="mappen, filerne skrives i")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    make(out)
    return 0


def make(out: Path) -> None:
    """Make all files in ``out``; the same seed and the same versions give the same bytes."""
    plan = tomllib.loads((HERE / "invented" / "plan.toml").read_text(encoding="utf-8"))
    steps = progress("people", "register", "answers", "samples", "counts", "truth")
    # A stream of random numbers for each step: a change in one leaves the others as they were.
    streams = iter(np.random.default_rng(SEED).spawn(6))

    next(steps)
    town = simulate(plan, next(streams))
    next(steps)
    register = make_register(town, plan, next(streams))
    write_parquet(register, out / "register.parquet", types=REGISTER_TYPES)
    next(steps)
    answers = make_answers(town, plan, next(streams))
    write_parquet(answers, out / "population_survey.parquet", types=ANSWER_TYPES)
    next(steps)
    for year in WAVES:
        write_wave(answers[answers["year"] == year], year, next(streams), codebooks=HERE, out=out)
    next(steps)
    write_counts(plan, next(streams), out / "byrum_taelling.csv")
    next(steps)
    write_truth(out)
    made_with = {"seed": SEED} | {one.__name__: one.__version__ for one in (duckdb, np, pd, pyreadstat)}
    text = json.dumps(made_with, indent=2) + "\n"
    (out / "made_with.json").write_text(text, encoding="utf-8", newline="\n")
    next(steps, None)


def progress(*steps: str) -> Iterator[str]:
    """Show how far the work is: a bar where tqdm is installed, else a line a step."""
    try:
        from tqdm import tqdm
    except ImportError:
        for number, step in enumerate(steps, start=1):
            print(f"{number}/{len(steps)} {step}", file=sys.stderr, flush=True)
            yield step
        return
    with tqdm(total=len(steps), file=sys.stderr) as bar:
        for step in steps:
            bar.set_description(step)
            yield step
            bar.update()


if __name__ == "__main__":
    raise SystemExit(main())
