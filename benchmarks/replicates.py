"""Replicate weights: time against the bare drawing and matrix product, and memory against their number."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

REPEATS = 7
PERSONS, AREAS, YEARS, QUESTIONS, REPLICATES = 50_000, 8, 2, 9, 1_000
TARGET, MEMORY_TARGET = 1.5, 200
WIDTH = 80  # replicates at a time in the bare product


def survey() -> pd.DataFrame:
    """Answers to some questions in areas and years, with weights; the sample is stratified by both."""
    rng = np.random.default_rng(1)
    columns = {
        "area": rng.integers(0, AREAS, PERSONS),
        "year": rng.choice([2021, 2024], PERSONS, p=[0.4, 0.6]),
        "w": rng.uniform(0.5, 4, PERSONS),
    }
    answers = {f"q{i}": rng.integers(1, 6, PERSONS).astype(float) for i in range(QUESTIONS)}
    return pd.DataFrame({**columns, **answers})


def estimating(frame: pd.DataFrame, *, replicates: int = REPLICATES) -> Callable[[], Any]:
    """The library: every question as a share, by area and year, with the joint covariance of all figures."""
    from social_balance.estimates.replicating import rao_wu
    from social_balance.estimating import estimate
    from social_balance.measures.ratio import share
    from social_balance.samples.design import Design

    measures = {f"q{i}": share(f"q{i} in (1, 2)", base=f"q{i} is not missing") for i in range(QUESTIONS)}
    design = rao_wu(Design(weights="w", strata=["area", "year"]), n=replicates)
    return lambda: estimate(frame, measures, design=design, by=["area", "year"])


def drawing(frame: pd.DataFrame) -> Callable[[], Any]:
    """Bare numpy: draw the units of every replicate, and count how often each was drawn."""
    stratum = frame.groupby(["area", "year"]).ngroup().to_numpy()
    members = np.split(np.argsort(stratum, kind="stable"), np.cumsum(np.bincount(stratum))[:-1])
    rng = np.random.default_rng(2)

    def draw() -> None:
        for _ in range(REPLICATES):
            drawn = [rows[rng.integers(0, len(rows), len(rows) - 1)] for rows in members]
            np.bincount(np.concatenate(drawn), minlength=PERSONS).astype(float)

    return draw


def drawing_of_the_library(frame: pd.DataFrame) -> Callable[[], Any]:
    """The weights alone, as the library draws them: a stricter measure, for they are quicker to draw."""
    from social_balance.estimates.replicating import draw_units
    from social_balance.samples.replicates import Recipe

    stratum = frame.groupby(["area", "year"]).ngroup().to_numpy().astype(np.intp)
    position = np.argsort(np.argsort(stratum, kind="stable"))
    return lambda: [None for _ in draw_units(stratum, position, Recipe("rao_wu", REPLICATES))]


def product(columns: int) -> Callable[[], Any]:
    """Bare numpy: weights of all replicates times so many columns, in blocks."""
    rng = np.random.default_rng(3)
    block, amounts = rng.random((WIDTH, PERSONS)), rng.random((PERSONS, columns))

    def multiply() -> None:
        for at in range(0, REPLICATES, WIDTH):
            block[: REPLICATES - at] @ amounts

    return multiply


def seconds(work: Callable[[], Any]) -> float:
    """Wall time of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def times() -> dict[str, float]:
    """Median seconds of each part, the rounds interleaved so that a busy moment falls on all of them."""
    frame = survey()
    parts = {
        "drawing": drawing(frame),
        "drawing, the library's": drawing_of_the_library(frame),
        "product": product(2 * QUESTIONS),
        "dense product": product(2 * QUESTIONS * AREAS),
        "estimate": estimating(frame),
    }
    rounds = [{name: seconds(work) for name, work in parts.items()} for _ in range(REPEATS + 1)]
    return {name: statistics.median(taken[name] for taken in rounds[1:]) for name in parts}


def memory(replicates: int) -> dict[str, float]:
    """MB that one estimate takes at its peak, as Python counts it and as the process grows."""
    frame = survey()
    estimating(frame.iloc[:1000], replicates=10)()
    before = peak_memory()
    work = estimating(frame, replicates=replicates)
    work()
    grown = peak_memory() - before
    tracemalloc.start()
    work()
    counted = tracemalloc.get_traced_memory()[1] / 2**20
    return {"counted": counted, "grown": grown}


def peak_memory() -> float:
    """Largest resident memory of this process in MB; not a number where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes on macOS, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def in_a_fresh_process(*part: str) -> Any:
    """What a part of this script gives when it runs in a process of its own, with one thread of BLAS."""
    done = subprocess.run(
        [sys.executable, __file__, *part], check=True, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the tables of benchmarks/README.md."""
    taken = in_a_fresh_process("times")
    bare = taken["drawing"] + taken["product"]
    strict = taken["drawing, the library's"] + taken["product"]
    sizes = f"{PERSONS} persons, {QUESTIONS} shares in {AREAS} areas × {YEARS} years with joint covariance"
    print(f"\n{REPLICATES} Rao–Wu replicates of {sizes}; median of {REPEATS}\n")
    print("| part | s | × drawing and product | × the library's drawing and product | target |")
    print("|---|---|---|---|---|")
    for name, value in taken.items():
        target = f"under {TARGET}" if name == "estimate" else ""
        print(f"| {name} | {value:.2f} | {value / bare:.2f} | {value / strict:.2f} | {target} |")
    print("\nPeak memory of one estimate, MB (a fresh process each)\n")
    print("| replicates | counted by tracemalloc | growth of the process | target |\n|---|---|---|---|")
    for number in (REPLICATES // 10, REPLICATES, 4 * REPLICATES):
        used = in_a_fresh_process("memory", str(number))
        print(f"| {number} | {used['counted']:.0f} | {used['grown']:.0f} | under {MEMORY_TARGET} |")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(times() if sys.argv[1] == "times" else memory(int(sys.argv[2]))))
    else:
        main()
