"""The same register handed over to every engine, for the tests and the benchmarks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd


def records(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Columns of plain values with None for missing."""
    return {
        str(name): [None if pd.isna(value) else value for value in frame[name].tolist()] for name in frame
    }


def in_polars(frame: pd.DataFrame) -> Any:
    """Return a Polars frame."""
    import polars as pl

    return pl.DataFrame(records(frame), strict=False)


def as_parquet(frame: pd.DataFrame, folder: Path) -> Path:
    """Write one Parquet file."""
    path = folder / "register.parquet"
    duckdb.from_df(frame).write_parquet(str(path))
    return path


def as_folder(frame: pd.DataFrame, folder: Path) -> Path:
    """Write a folder with one Parquet file a year, the year in the names of its folders."""
    path = folder / "by_year"
    duckdb.from_df(frame).write_parquet(str(path), partition_by=["year"])
    return path


ON_THIS_MACHINE: dict[str, Callable[[pd.DataFrame, Path], dict[str, Any]]] = {
    "pandas": lambda frame, _: {"data": frame},
    "pandas scanned by DuckDB": lambda frame, _: {"data": frame, "engine": "duckdb"},
    "a file": lambda frame, folder: {"data": as_parquet(frame, folder)},
    "a file in memory": lambda frame, folder: {"data": as_parquet(frame, folder), "engine": "memory"},
    "a folder": lambda frame, folder: {"data": as_folder(frame, folder)},
    "a DuckDB relation": lambda frame, _: {"data": duckdb.from_df(frame)},
    "a Polars frame": lambda frame, _: {"data": in_polars(frame)},
    "a lazy Polars frame": lambda frame, _: {"data": in_polars(frame).lazy()},
}


NAN = float("nan")
AA, DECOMPOSED = "Åby", "A\u030aby"
# What engines disagree about: 32-bit numbers whose sum does not fit, NaN beside null, true and false,
# one name in two forms, and categories.
HARD = [
    (1, 2023, AA, 2_000_000_000, NAN, True, "å"),
    (2, 2023, DECOMPOSED, 2_000_000_000, None, None, "a\u030a"),
    (3, 2023, AA, 2_000_000_001, 1.0, False, "b"),
    (4, 2023, AA, None, 2.5, True, None),
    (1, 2024, DECOMPOSED, 1_999_999_999, 0.25, False, "b"),
    (2, 2024, "Bø", 7, NAN, True, "å"),
    (3, 2024, "Bø", 11, 4.0, None, "å"),
    (5, 2024, "Bø", 13, -1.0, False, "b"),
]  # fmt: skip
NAMES = ("person_id", "year", "område", "stor", "f", "b", "c")


def hard_in_pandas() -> pd.DataFrame:
    """The hard rows in pandas' nullable types."""
    frame = pd.DataFrame(HARD, columns=list(NAMES))
    return frame.assign(
        stor=frame["stor"].astype("Int32"), b=frame["b"].astype("boolean"), c=frame["c"].astype("category")
    )


def hard_in_duckdb() -> Any:
    """The hard rows in DuckDB, with a name of a column that is decomposed."""
    rows = ", ".join(
        "(" + ", ".join("NULL" if v is None else "'nan'::FLOAT" if v != v else repr(v) for v in row) + ")"
        for row in HARD
    )
    return duckdb.sql(
        f"""SELECT person_id, year::SMALLINT AS year, omr AS "omra\u030ade", stor::INTEGER AS stor,
        f::FLOAT AS f, b::BOOLEAN AS b, c::ENUM('b', 'å', 'a\u030a') AS c
        FROM (VALUES {rows}) AS t(person_id, year, omr, stor, f, b, c)"""
    )


def hard_in_polars() -> Any:
    """The hard rows in Polars, in small types and an Enum."""
    import polars as pl

    types = [
        pl.Int32,
        pl.Int16,
        pl.Categorical,
        pl.Int32,
        pl.Float32,
        pl.Boolean,
        pl.Enum(["b", "å", "a\u030a"]),
    ]
    return pl.DataFrame(HARD, schema=dict(zip(NAMES, types, strict=True)), orient="row")


def hard_in_a_file() -> Path:
    """The hard rows in a Parquet file that Polars wrote: its statistics do not know of NaN."""
    path = Path(tempfile.mkdtemp()) / "hard.parquet"
    hard_in_polars().write_parquet(path)
    return path


HARD_ON: dict[str, Callable[[], Any]] = {
    "pandas": hard_in_pandas,
    "DuckDB": hard_in_duckdb,
    "Polars": hard_in_polars,
    "lazy Polars": lambda: hard_in_polars().lazy(),
    "a file of Polars": hard_in_a_file,
}
