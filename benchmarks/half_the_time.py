"""An older build beside this one: the yearly job, `estimate`, registers, the ambition; processes in turn.

    python benchmarks/half_the_time.py [ROW …] [--old COMMIT] [--rounds N] [--large]

The older build is a checkout from git in a folder of its own; both use the packages that are installed here.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OLD = "ef2fff9"
ROUNDS = 5
BY = ["area", "year"]


def main() -> None:
    """Print one table, a line a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help=", ".join([*JOBS, *WORK]))
    parser.add_argument("--old", default=OLD, help="commit of the older build")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--large", action="store_true", help="also 120 million person-years")
    parser.add_argument("--measure", help=argparse.SUPPRESS)  # one row in this process, as JSON
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(WORK[asked.measure](asked.folder)))
        return
    rows = asked.rows or [row for row in (*JOBS, *WORK) if asked.large or row not in LARGE]
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder) / "old"
        repository = str(HERE.parent)
        subprocess.run(
            ["git", "-C", repository, "worktree", "add", "-fq", "--detach", old, asked.old], check=True
        )
        try:
            compare_builds({"old": old, "new": HERE.parent}, rows, asked.rounds, Path(folder))
        finally:
            subprocess.run(["git", "-C", repository, "worktree", "remove", "--force", old], check=True)


def compare_builds(builds: dict[str, Path], rows: list[str], rounds: int, folder: Path) -> None:
    """Run every row in every build in turn, and print medians and spread."""
    print("| work | old | new | new / old | new / floor | MB, old | MB, new |\n|---|---|---|---|---|---|---|")
    for row in rows:
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in builds}
        for turn in range(rounds + 1):
            # Another build is first in each round: nobody always follows the one that leaves most behind.
            for name in sorted(builds, reverse=bool(turn % 2)):
                found = run_row(row, builds[name], folder)
                if turn:
                    taken[name].append(found)
        seconds = {name: [each["seconds"] for each in of_build] for name, of_build in taken.items()}
        median = {name: statistics.median(values) for name, values in seconds.items()}
        told = {
            name: f"{value:.4g} ({min(seconds[name]):.4g}–{max(seconds[name]):.4g})"
            for name, value in median.items()
        }
        floors = [each["floor"] for each in taken["new"] if "floor" in each]
        of_floor = f"{median['new'] / statistics.median(floors):.2f}" if floors else ""
        memory = {name: max(each["MB"] for each in of_build) for name, of_build in taken.items()}
        print(
            f"| {row} | {told['old']} | {told['new']} | {median['new'] / median['old']:.2f} | {of_floor}"
            f" | {memory['old']:.0f} | {memory['new']:.0f} |",
            flush=True,
        )


def run_row(row: str, build: Path, folder: Path) -> dict[str, float]:
    """Run a row in a fresh process of one build: seconds, largest memory, the floor where there is one."""
    if row in JOBS:
        command = [sys.executable, "-m", "social_balance", *JOBS[row](build, folder)]
    else:
        command = [sys.executable, str(HERE / "half_the_time.py"), "--measure", row, "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(build)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd=build
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - begun
    if status:
        raise SystemExit(f"{row} in {build}: {status}")
    found = {"seconds": taken} if row in JOBS else json.loads(said)
    return {**found, "MB": usage.ru_maxrss / 1024}


def _sample_job(build: Path, folder: Path) -> list[str]:
    out = folder / "out"
    config = build / "data_samples" / "aarsstatus.toml"
    return ["aarsstatus", str(config), "--out", str(out), "--formats", "html,svg,png,csv,json", "--quiet"]


def _median_run(work: Callable[[], Any], repeats: int) -> float:
    """Seconds of the median run, after one that warms up."""
    taken = []
    for _ in range(repeats + 1):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def _survey_row(persons: int, questions: int, repeats: int) -> Callable[[Path], dict[str, float]]:
    """Shares by area of a stratified survey; the floor is a bincount of every y and x by stratum and area."""

    def measure(folder: Path) -> dict[str, float]:
        import numpy as np
        import survey

        import social_balance as sb

        frame = survey.survey(persons, questions)
        names = [f"q{i}" for i in range(questions)]
        shares = {name: sb.share(f"{name} in (1, 2)", base=f"{name} is not missing") for name in names}
        design = sb.Design(weights="w", strata="stratum")
        code = (frame["stratum"] * survey.AREAS + frame["area"]).to_numpy()
        answers = [frame[name].to_numpy() for name in names]
        parts = [frame["w"].to_numpy() * part for q in answers for part in (q <= 2, ~np.isnan(q))]
        return {
            "seconds": _median_run(lambda: sb.estimate(frame, shares, design=design, by=["area"]), repeats),
            "floor": _median_run(lambda: [np.bincount(code, weights=part) for part in parts], repeats),
        }

    return measure


def _person_row(folder: Path) -> dict[str, float]:
    """Twenty million person-years with ids; the floor is the plain pass over the same file."""
    import registers

    path = folder / "persons.parquet"
    if not path.exists():
        registers.write(path, 20_000_000, registers.INDICATORS)
    k = registers.INDICATORS
    return {
        "seconds": _median_run(lambda: registers.library(path, k, person="person_id"), 1),
        "floor": _median_run(lambda: registers.library(path, k), 1),
    }


def _shared_row(folder: Path) -> dict[str, float]:
    """Five million rows, a status by fifteen spans of age; the floor is `SUM(CASE …)` written by hand."""
    import duckdb

    import social_balance as sb

    path = folder / "shared.parquet"
    if not path.exists():
        duckdb.sql(
            "COPY (SELECT i AS person_id, (2015 + i % 10)::INTEGER AS year, 'Omr. ' || (hash(i) % 4) AS area,"
            " (hash(i * 3) % 90)::SMALLINT AS age, CASE WHEN hash(i * 5) % 100 < 5 THEN NULL"
            " ELSE hash(i * 7) % 6 END::TINYINT AS status FROM range(5_000_000) t(i))"
            f" TO '{path}' (FORMAT parquet)"
        )
    spans = [(low, low + 5) for low in range(15, 90, 5)]
    base = "{} <= age and age < {} and status in (1, 2, 3, 4, 5)"
    measures = {f"s{low}": sb.share("status in (1, 2)", base=base.format(low, high)) for low, high in spans}
    sums = [
        f"SUM(CASE WHEN {text} THEN 1 ELSE 0 END)"
        for low, high in spans
        for text in (base.format(low, high), f"{base.format(low, high)} and status in (1, 2)")
    ]
    query = f"SELECT area, year, {', '.join(sums)} FROM '{path}' GROUP BY area, year"
    register = sb.Register(path, person=None)
    return {
        "seconds": _median_run(lambda: sb.estimate(register, measures, by=BY, model="census"), 3),
        "floor": _median_run(lambda: duckdb.execute(query).fetchall(), 3),
    }


def _separate_row(folder: Path) -> dict[str, float]:
    """Five million rows with a column for each indicator; the floor is `SUM(CASE …)` written by hand."""
    import duckdb
    import registers

    path = folder / "separate.parquet"
    k = registers.INDICATORS
    if not path.exists():
        registers.write(path, 5_000_000, k)
    query = registers.by_hand(f"'{path}'", k, registers.CASE)
    return {
        "seconds": _median_run(lambda: registers.library(path, k), 3),
        "floor": _median_run(lambda: duckdb.execute(query).fetchall(), 3),
    }


def _ambition_row(folder: Path) -> dict[str, float]:
    """One indicator in two areas and the rest, two years: six figures."""
    from dataclasses import replace

    import social_balance as sb

    themes = sb.read_indicators("indices")
    theme, indicator = next(
        (theme, one)
        for theme in themes
        for one in theme.indicators
        if one.comparable(2021, 2024)[0] and one.level == "area" and one.direction != "context"
    )
    alone = type(themes)((replace(theme, indicators=(indicator,)),))
    labels = [(indicator.id, area, year) for year in (2021, 2024) for area in ("Nord", "Syd", "rest")]
    figures = sb.from_values(
        labels, [60.0, 55.0, 70.0, 66.0, 54.0, 71.0], [1.0, 1.5, 0.3, 1.1, 1.4, 0.2], names=("measure", *BY)
    )
    index = sb.theme_index(figures, alone)
    return {
        "seconds": _median_run(
            lambda: sb.ambition(index, since=2021, until=2024, reference="rest").frame(), 30
        )
    }


def _national_row(folder: Path) -> dict[str, float]:
    """Twenty million persons in six years, 24 cells; the floor is a pass without ids."""
    import registers

    path = folder / "national.parquet"
    if not path.exists():
        registers.YEARS = range(2018, 2024)
        registers.write(path, 120_000_000, registers.INDICATORS)
    k = registers.INDICATORS
    begun = time.perf_counter()
    registers.library(path, k, person="person_id")
    with_ids = time.perf_counter() - begun
    begun = time.perf_counter()
    registers.library(path, k)
    return {"seconds": with_ids, "floor": time.perf_counter() - begun}


# Whole commands, start-up and end included.
JOBS: dict[str, Callable[[Path, Path], list[str]]] = {"job": _sample_job}
WORK: dict[str, Callable[[Path], dict[str, float]]] = {
    "estimate 1,000,000 × 9": _survey_row(1_000_000, 9, 5),
    "estimate 50,000 × 10": _survey_row(50_000, 10, 20),
    "estimate 10,000 × 9": _survey_row(10_000, 9, 30),
    "persons": _person_row,
    "shared columns": _shared_row,
    "separate columns": _separate_row,
    "ambition": _ambition_row,
    "national": _national_row,
}
LARGE = ("national",)


if __name__ == "__main__":
    main()
