"""The same register handed over to every engine, for the tests and the benchmarks."""

from __future__ import annotations

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
