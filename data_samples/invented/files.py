"""Parquet files whose bytes depend on the data alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

INVENTED = "OPDIGTEDE DATA – ingen virkelige personer"


def read_parquet(path: Path) -> pd.DataFrame:
    """A Parquet file as a DataFrame."""
    with duckdb.connect() as engine:
        return engine.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()


def write_parquet(data: pd.DataFrame, path: Path, *, types: Mapping[str, str]) -> None:
    """Write the columns in ``types`` by year and person, on one thread: the rows always come in one order."""
    columns = ", ".join(f"{column(data, name, kind)} AS {name}" for name, kind in types.items())
    target = str(path).replace("'", "''")
    options = (
        f"COMPRESSION zstd, COMPRESSION_LEVEL 19, PARQUET_VERSION v2, KV_METADATA {{note: '{INVENTED}'}}"
    )
    with duckdb.connect() as engine:
        engine.execute("SET threads = 1")
        engine.register("data", data)
        engine.execute(
            f"COPY (SELECT {columns} FROM data ORDER BY year, person_id) "
            f"TO '{target}' (FORMAT parquet, {options})"
        )


def column(data: pd.DataFrame, name: str, kind: str) -> str:
    """SQL for a column in its type; NaN is a missing value, not a number."""
    value = f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END" if data[name].dtype.kind == "f" else name
    return f"CAST({value} AS {kind})"
