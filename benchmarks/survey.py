"""A survey's figures with their joint covariance: time against bare numpy, a loop, R and svy."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

REPEATS = 5
STRATA, AREAS, QUESTIONS = 80, 8, 9
SIZES = (10_000, 100_000, 1_000_000)
TARGET, R_TARGET = 2.5, 50
R_PERSONS, R_QUESTIONS = 50_000, 10
R_SCRIPT = """
suppressMessages(library(survey))
arg <- commandArgs(TRUE)
frame <- read.csv(arg[1])
names <- grep("^q", names(frame), value = TRUE)
shares <- reformulate(names)
begun <- proc.time()[["elapsed"]]
for (name in names) frame[[name]] <- ifelse(is.na(frame[[name]]), NA, as.numeric(frame[[name]] <= 2))
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = frame)
for (name in names) made <- svyby(reformulate(name), ~area, design, svymean, na.rm = TRUE)
cat(proc.time()[["elapsed"]] - begun)
"""
SVY_SCRIPT = """
import sys, time
import polars as pl
import svy
frame = pl.read_csv(sys.argv[1], infer_schema_length=None).with_columns(pl.col("area").cast(pl.String))
names = [name for name in frame.columns if name.startswith("q")]
begun = time.perf_counter()
frame = frame.with_columns([(pl.col(name) <= 2).cast(pl.Float64) for name in names])
sample = svy.Sample(data=frame, design=svy.Design(stratum="stratum", wgt="w"))
made = [sample.estimation.mean(y=name, by="area", drop_nulls=True) for name in names]
print(time.perf_counter() - begun)
"""


def survey(persons: int, questions: int = QUESTIONS) -> pd.DataFrame:
    """Answers, a sixth of them missing, with weights, strata and areas that cut across the strata."""
    rng = np.random.default_rng(1)
    columns = {
        "area": rng.integers(0, AREAS, persons),
        "stratum": rng.integers(0, STRATA, persons),
        "w": rng.uniform(0.5, 4, persons),
    }
    answers = {f"q{i}": rng.choice([1.0, 2, 3, 4, 5, np.nan], persons) for i in range(questions)}
    return pd.DataFrame({**columns, **answers})


def shares(questions: int = QUESTIONS) -> dict[str, Any]:
    """Every question as a share of those who answered it."""
    from social_balance.measures.ratio import share

    return {f"q{i}": share(f"q{i} in (1, 2)", base=f"q{i} is not missing") for i in range(questions)}


def estimating(frame: pd.DataFrame, questions: int = QUESTIONS) -> Callable[[], Any]:
    """The library, end to end: from a table to figures with degrees of freedom and joint covariance."""
    from social_balance.estimating import estimate
    from social_balance.samples.design import Design

    design = Design(weights="w", strata="stratum")
    return lambda: estimate(frame, shares(questions), design=design, by=["area"])


def covariance(frame: pd.DataFrame) -> Callable[[], Any]:
    """The library's joint covariance alone, of linearised values in the order that `estimate` makes them."""
    from social_balance.estimates.groups import group_rows
    from social_balance.estimates.linearise import linearise
    from social_balance.estimates.moments import joint_covariance
    from social_balance.estimates.specs import EstimateSpec
    from social_balance.samples.design import Design, bind_design

    frame = frame.sort_values(["area", "stratum"], ignore_index=True)
    sample = bind_design(Design(weights="w", strata="stratum"), frame)
    groups = group_rows(frame, ["area"], None)
    tasks = [EstimateSpec(name, measure) for name, measure in shares().items()]
    block = linearise(frame, tasks, groups, weights=sample.weights, sample=sample)
    return lambda: joint_covariance(sample, [(np.arange(len(frame)), block.influences)], len(block.rows))


def floor(frame: pd.DataFrame) -> Callable[[], Any]:
    """Bare numpy: per question `np.bincount(code, weighted)` of y and of x, by stratum and area."""
    code = (frame["stratum"] * AREAS + frame["area"]).to_numpy()
    weighted = [frame["w"].to_numpy() * part for pair in numbers(frame) for part in pair]
    return lambda: [np.bincount(code, weights=part) for part in weighted]


def floor_per_figure(frame: pd.DataFrame) -> Callable[[], Any]:
    """Bare numpy without areas in the code: a `np.bincount` by stratum for each question and each area."""
    stratum, area = frame["stratum"].to_numpy(), frame["area"].to_numpy()
    weighted = [frame["w"].to_numpy() * y for y, _ in numbers(frame)]
    columns = [np.where(area == here, y, 0.0) for here in range(AREAS) for y in weighted]
    return lambda: [np.bincount(stratum, weights=column) for column in columns]


def loop(frame: pd.DataFrame) -> Callable[[], Any]:
    """A loop over questions and areas with bare numpy: variances alone, no covariance, from y and x."""
    pairs, w = numbers(frame), frame["w"].to_numpy()
    area, stratum = frame["area"].to_numpy(), frame["stratum"].to_numpy()
    n = np.bincount(stratum)

    def one_by_one() -> None:
        for y, x in pairs:
            for here in range(AREAS):
                wx, wy = np.where(area == here, w * x, 0.0), np.where(area == here, w * y, 0.0)
                z = (wy - wy.sum() / wx.sum() * wx) / wx.sum()
                deviation = z - (np.bincount(stratum, z) / n)[stratum]
                (n / (n - 1) * np.bincount(stratum, deviation**2)).sum()

    return one_by_one


def numbers(frame: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Per question, y (counted) and x (in the base) of every row."""
    return [tuple(part.numbers(frame) for part in m.parts()[:2]) for m in shares().values()]


def seconds(work: Callable[[], Any]) -> float:
    """Wall time of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def medians(parts: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median seconds of each part, the rounds interleaved so that a busy moment falls on all of them."""
    rounds = [{name: seconds(work) for name, work in parts.items()} for _ in range(REPEATS + 1)]
    return {name: statistics.median(taken[name] for taken in rounds[1:]) for name in parts}


def peak(work: Callable[[], Any]) -> float:
    """MB that Python counts at the peak of one run."""
    tracemalloc.start()
    work()
    counted = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return counted


def elsewhere(frame: pd.DataFrame, command: list[str], script: str) -> float | None:
    """Median seconds that another program says it took, the table already read; None when it cannot run."""
    with tempfile.TemporaryDirectory() as folder:
        table, file = Path(folder) / "survey.csv", Path(folder) / "script"
        frame.to_csv(table, index=False)
        file.write_text(script, encoding="utf-8")
        runs = [
            subprocess.run([*command, str(file), str(table)], capture_output=True, encoding="utf-8")
            for _ in range(3)
        ]
    if any(run.returncode for run in runs):
        return None
    return statistics.median(float(run.stdout) for run in runs)


def against_others() -> None:
    """Print how much longer R's svyby and svy take, end to end, one call a share and no joint covariance."""
    frame = survey(R_PERSONS, R_QUESTIONS)
    ours = medians({"estimate": estimating(frame, R_QUESTIONS)})["estimate"]
    print(f"\nEnd to end, {R_PERSONS} persons and {R_QUESTIONS} shares; `estimate`: {1000 * ours:.0f} ms\n")
    print("| program | s | × estimate | target |")
    print("|---|---|---|---|")
    others = {
        "R survey, svyby": (["Rscript"], R_SCRIPT, f"over {R_TARGET}"),
        "svy": ([sys.executable], SVY_SCRIPT, f"over {R_TARGET}"),
    }
    for name, (command, script, target) in others.items():
        taken = elsewhere(frame, command, script) if shutil.which(command[0]) else None
        told = "not here | " if taken is None else f"{taken:.2f} | {taken / ours:.0f}"
        print(f"| {name} | {told} | {target} |")


def main() -> None:
    """Print the tables of benchmarks/README.md."""
    print(f"\n{AREAS} areas × {QUESTIONS} shares, {STRATA} strata; median of {REPEATS}\n")
    print("| persons | floor, s | covariance × | estimate × | a figure × | loop × | MB | µs a person |")
    print("|---|---|---|---|---|---|---|---|")
    for persons in SIZES:
        frame = survey(persons)
        work = {"floor": floor(frame), "covariance": covariance(frame), "estimate": estimating(frame)}
        taken = medians({**work, "a figure": floor_per_figure(frame), "loop": loop(frame)})
        ratio = {name: value / taken["floor"] for name, value in taken.items()}
        print(
            f"| {persons} | {taken['floor']:.4f} | {ratio['covariance']:.1f} | {ratio['estimate']:.1f} |"
            f" {ratio['a figure']:.1f} | {ratio['loop']:.0f} | {peak(work['estimate']):.0f} |"
            f" {1e6 * taken['estimate'] / persons:.2f} |"
        )
    print("\nFloor: a bincount by stratum and area of every y and x; a figure: one by stratum a figure.")
    print(f"Target of the covariance at {SIZES[-1]} persons: under {TARGET}.")
    against_others()


if __name__ == "__main__":
    main()
