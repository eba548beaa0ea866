"""What it costs to count a register: against hand-written queries, pandas and a bare scan, in one run."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

YEARS = range(2015, 2025)  # with four areas: 40 cells
INDICATORS = 15
ROUNDS = 5
BY = ["area", "year"]


def write(path: Path, rows: int, indicators: int) -> None:
    """Write invented persons over ten years: some move, answers last, one in twenty is missing."""
    answers = ", ".join(
        f"CASE WHEN hash(p * 31 + y * 7 + {i} * 1009) % 100 < 5 THEN NULL"
        f" WHEN hash(p * 17 + {i} * 101 + CASE WHEN hash(p * 13 + y * 3 + {i}) % 100 < 70 THEN 0 ELSE y END)"
        f" % 100 < {4 + 3 * (i % 15)} THEN 1 ELSE 0 END::TINYINT AS i{i}"
        for i in range(indicators)
    )
    duckdb.sql("SET preserve_insertion_order = false")
    duckdb.sql(
        f"COPY (SELECT p AS person_id, y::INTEGER AS year, 'Omr. ' || (CASE WHEN hash(p * 5 + y) % 100 < 3"
        f" THEN hash(p * 3 + y) ELSE hash(p * 11) END % 4) AS area,"
        f" (hash(p) % 90 + y - 2015)::SMALLINT AS age,"
        f" {answers} FROM range({rows // len(YEARS)}) t(p), range({YEARS.start}, {YEARS.stop}) s(y))"
        f" TO '{path}' (FORMAT parquet)"
    )


def conditions(indicators: int) -> list[tuple[str, str]]:
    """Base and positive of each indicator, as the definitions write them."""
    return [(f"age >= 18 and i{i} in (0, 1)", f"i{i} == 1") for i in range(indicators)]


def by_hand(source: str, indicators: int, form: str) -> str:
    """The query somebody would write: the base and the positive of each indicator in each cell."""
    sums = [
        form.format(text.replace("==", "="))
        for base, positive in conditions(indicators)
        for text in (base, f"{base} and {positive}")
    ]
    return f"SELECT area, year, {', '.join(sums)} FROM {source} GROUP BY area, year"


CASE = "SUM(CASE WHEN {} THEN 1 ELSE 0 END)"
FILTER = "COUNT(*) FILTER (WHERE {})"


def measures(indicators: int) -> dict[str, Any]:
    """The same indicators as definitions."""
    import social_balance as sb

    return {
        f"i{i}": sb.share(positive, base=base) for i, (base, positive) in enumerate(conditions(indicators))
    }


def library(data: Any, indicators: int, *, person: str | None = None, **how: Any) -> Any:
    """Every figure of the register, by the library."""
    import social_balance as sb

    how = {"model": "superpopulation" if person else "census", **how}
    return sb.estimate(sb.Register(data, person=person), measures(indicators), by=BY, **how)


def with_pandas(frame: Any, indicators: int) -> Any:
    """What an analyst writes: columns of true and false, then a groupby."""
    flags = {}
    for i in range(indicators):
        flags[f"b{i}"] = (frame["age"] >= 18) & frame[f"i{i}"].isin([0, 1])
        flags[f"p{i}"] = flags[f"b{i}"] & (frame[f"i{i}"] == 1)
    return frame[BY].assign(**flags).groupby(BY, observed=True).sum()


def with_polars(path: Path, indicators: int) -> Any:
    """The same sums in Polars' own words."""
    import polars as pl

    sums = []
    for i in range(indicators):
        base = (pl.col("age") >= 18) & pl.col(f"i{i}").is_in([0, 1])
        sums += [base.sum().alias(f"b{i}"), (base & (pl.col(f"i{i}") == 1)).sum().alias(f"p{i}")]
    return pl.scan_parquet(path).group_by(BY).agg(sums).collect()


def interleaved(jobs: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median seconds of each job; they take turns, another first in each round; the first round warms up."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    names = list(jobs)
    for turn in range(rounds + 1):
        first = turn * len(names) // (rounds + 1)  # nobody always follows the job that leaves most behind
        for name in names[first:] + names[:first]:
            begun = time.perf_counter()
            jobs[name]()
            if turn:
                taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def show(title: str, seconds: dict[str, float], ratios: list[tuple[str, str, str]]) -> None:
    """Print seconds, and ratios with their targets."""
    print(f"\n{title}\n\n| job | s |\n|---|---|")
    for name, value in seconds.items():
        print(f"| {name} | {value:.3f} |")
    print("\n| ratio | found | target |\n|---|---|---|")
    for one, other, target in ratios:
        print(f"| {one} / {other} | {seconds[one] / seconds[other]:.2f} | {target} |", flush=True)


def on_files(path: Path, rows: int, rounds: int, *, pandas: bool) -> None:
    """Parquet on DuckDB and Polars."""
    k, source = INDICATORS, f"'{path}'"
    scan = (
        f"SELECT COUNT(area), SUM(year), SUM(age), {', '.join(f'SUM(i{i})' for i in range(k))} FROM {source}"
    )
    import polars as pl

    def pandas_from_file() -> Any:
        columns = ", ".join(["area", "year", "age", *(f"i{i}" for i in range(k))])
        return with_pandas(duckdb.sql(f"SELECT {columns} FROM {source}").df(), k)

    jobs: dict[str, Callable[[], Any]] = {
        "library": lambda: library(path, k),
        "SUM(CASE)": lambda: duckdb.sql(by_hand(source, k, CASE)).fetchall(),
        "FILTER": lambda: duckdb.sql(by_hand(source, k, FILTER)).fetchall(),
        "bare scan": lambda: duckdb.sql(scan).fetchall(),
        "library on Polars": lambda: library(pl.scan_parquet(path), k),
        "native Polars": lambda: with_polars(path, k),
        "library, person by person": lambda: library(path, k, person="person_id"),
    }
    if pandas:
        jobs["pandas groupby"] = pandas_from_file
    targets = [
        ("library", "SUM(CASE)", "at most 1.2"),
        ("library", "FILTER", "at most 0.5"),
        *([("library", "pandas groupby", "at most 0.4")] if pandas else []),
        ("library", "bare scan", "at most 6"),
        ("library on Polars", "native Polars", "at most 1.1"),
        ("library, person by person", "library", "at most 6"),
    ]
    title = f"{rows:,} person-years × {k} indicators × 40 cells from Parquet, median of {rounds}"
    show(title, interleaved(jobs, rounds), targets)


def in_memory(rounds: int) -> None:
    """A municipality over ten years in a pandas frame."""
    rows = 690_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.parquet"
        write(path, rows, INDICATORS)
        frame = duckdb.sql(f"FROM '{path}'").df()
    frame["area"] = frame["area"].astype("category")
    jobs = {
        "library": lambda: library(frame, INDICATORS),
        "pandas groupby": lambda: with_pandas(frame, INDICATORS),
        "library, person by person": lambda: library(frame, INDICATORS, person="person_id"),
    }
    title = f"{rows:,} rows in memory, median of {rounds}"
    show(title, interleaved(jobs, rounds), [("pandas groupby", "library", "at least 3")])


def linear(folder: Path, sizes: list[int], rounds: int) -> None:
    """Cost by rows and by indicators."""
    print(f"\nCost by size, median of {rounds}\n")
    print("| rows | indicators | s | ns a row and indicator | person by person, s |\n|---|---|---|---|---|")
    for rows, indicators in [(n, INDICATORS) for n in sizes] + [(sizes[1], k) for k in (5, 45)]:
        path = folder / f"{rows}-{indicators}.parquet"
        write(path, rows, indicators)
        jobs: dict[str, Callable[[], Any]] = {
            "plain": lambda p=path, k=indicators: library(p, k),  # type: ignore[misc]
            "paired": lambda p=path, k=indicators: library(p, k, person="person_id"),  # type: ignore[misc]
        }
        found = interleaved(jobs, rounds)
        each = 1e9 * found["plain"] / rows / indicators
        print(
            f"| {rows:,} | {indicators} | {found['plain']:.2f} | {each:.1f} | {found['paired']:.2f} |",
            flush=True,
        )
        path.unlink()


def on_spark(path: Path, rows: int, rounds: int) -> None:
    """A local Spark session of two threads."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = (
        builder.config("spark.sql.shuffle.partitions", 2).config("spark.driver.memory", "3g").getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.parquet(str(path)).createOrReplaceTempView("register")
    jobs = {
        "library on Spark": lambda: library(spark.table("register"), INDICATORS),
        "Spark SQL": lambda: spark.sql(by_hand("register", INDICATORS, CASE)).collect(),
    }
    title = f"{rows:,} person-years on local Spark, median of {rounds}"
    show(title, interleaved(jobs, rounds), [("library on Spark", "Spark SQL", "at most 1.25")])
    spark.stop()


def memory(path: str) -> float:
    """Largest resident memory in MB of this process after counting a file."""
    duckdb.execute("SET memory_limit = '220MB'")
    library(path, INDICATORS)
    # Not ru_maxrss, which a process takes over from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 2**10


def large(folder: Path, rows: int) -> None:
    """Peak memory of a fresh process that counts a folder of files."""
    one = folder / "part0.parquet"
    write(one, rows // 6, INDICATORS)
    many = folder / "large"
    many.mkdir()
    for i in range(6):
        (many / f"part{i}.parquet").hardlink_to(one)
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(many)], check=True, stdout=subprocess.PIPE, text=True
    )
    taken, peak = time.perf_counter() - begun, json.loads(done.stdout.splitlines()[-1])
    print(
        f"\n{rows:,} rows: {taken:.1f} s in a fresh process, {peak:.0f} MB at most (target under 512)",
        flush=True,
    )


def main() -> None:
    """Print the tables of benchmarks/README.md; `--quick` takes a tenth of the rows, `--only` one table."""
    known = argparse.ArgumentParser()
    known.add_argument("--quick", action="store_true")
    known.add_argument("--rounds", type=int, default=ROUNDS)
    known.add_argument("--only", choices=["files", "memory", "linear", "spark", "large"])
    known.add_argument("--memory", help=argparse.SUPPRESS)
    asked = known.parse_args()
    if asked.memory:
        print(json.dumps(memory(asked.memory)))
        return
    scale = 10 if asked.quick else 1
    rows = 20_000_000 // scale
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "register.parquet"
        if asked.only in (None, "files", "spark"):
            write(path, rows, INDICATORS)
        if asked.only in (None, "files"):
            on_files(path, rows, asked.rounds, pandas=True)
        if asked.only in (None, "memory"):
            in_memory(asked.rounds)
        if asked.only in (None, "linear"):
            linear(folder, [n // scale for n in (1_000_000, 5_000_000, 20_000_000)], min(asked.rounds, 3))
        if asked.only in (None, "large"):
            large(folder, 120_000_000 // scale)
        if asked.only in (None, "spark"):
            on_spark(path, rows, min(asked.rounds, 3))


if __name__ == "__main__":
    main()
