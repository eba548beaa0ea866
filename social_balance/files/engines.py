"""What each engine can do: one table, which every room that meets a table on an engine reads."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.files.engine_tables import (
    TableAddress,
    open_duckdb_table,
    open_spark_table,
    told_of_spark,
)
from social_balance.files.own_duckdb import check_users_connection, own_connection, quote_name
from social_balance.language.faults import InputError, Issue
from social_balance.showing.progress import is_followed, watch

Lazy: TypeAlias = Any  # narwhals.stable.v2.LazyFrame, which is imported only when a table is met
Frames: TypeAlias = Iterator[pd.DataFrame]
# New column → the column of texts it is made of, and the code of each text.
TextCodes: TypeAlias = Mapping[str, tuple[str, Mapping[str, int]]]


@dataclass(frozen=True)
class Engine:
    """What an engine can do, and how it is asked to; `docs/adding_an_engine.md` adds one.

    Parameters
    ----------
    title : str
        What it is called in text.
    fetch : callable
        Fetch a (small) table with its values as the engine has them.
    type_names : callable
        What the engine calls the type of each column, "" where Narwhals' name has to do.
    plan_text : callable
        The query or the plan of a table, in the engine's own words.
    add_text_codes : callable
        Add columns with the code of each text in a column, null for another text.
    open_parquet : callable
        Open a Parquet file or a folder of them, as `Register` takes it.
    widens_sums : bool
        Whether 32-bit integers are added up in 64 bits.
    adds_truth : bool
        Whether true is 1 in a sum, and unknown left out of it.
    fetch_arrays : callable, optional
        Hand columns of many rows over to numpy; None where the rows are on other machines.
    on_workers : callable, optional
        Run a function on frames where the rows are, and return the rows it sends; for engines without
        `fetch_arrays`.
    check_source : callable, optional
        Refuse a table that cannot be used as it is handed over.
    open_table : callable, optional
        Open a table where it is by its name; None for an engine that keeps no tables.
    """

    title: str
    fetch: Callable[[Lazy], pd.DataFrame]
    type_names: Callable[[Lazy], list[str]]
    plan_text: Callable[[Any], str]
    add_text_codes: Callable[[Any, TextCodes], Any]
    open_parquet: Callable[[str | Path], Any]
    widens_sums: bool = True
    adds_truth: bool = False
    fetch_arrays: Callable[[Lazy, Sequence[str]], list[npt.NDArray[Any]]] | None = None
    on_workers: Callable[[Any, Callable[[Frames], Frames], str, Any], list[Any]] | None = None
    check_source: Callable[[Any], None] | None = None
    open_table: Callable[[TableAddress], Any] | None = None


def engine_of(table: Lazy) -> Engine:
    """Return the engine that holds a table.

    Raises
    ------
    InputError
        None that is known here.

    Examples
    --------
    >>> import duckdb, narwhals.stable.v2 as nw
    >>> engine_of(nw.from_native(duckdb.sql("SELECT 1 AS n"))).title
    'DuckDB'
    """
    name = str(table.implementation.value)
    # Classic Spark and Spark Connect have names of their own, and one behaviour.
    if name.startswith("pyspark"):
        name = "spark"
    if name not in ENGINES:
        raise InputError(Issue("REG001", found=type(table.to_native()).__name__))
    return ENGINES[name]


@contextmanager
def show_progress() -> Iterator[None]:
    """Tell whoever follows how far DuckDB is while the block runs."""
    # To work out how far it is costs DuckDB time.
    if not is_followed():
        yield
        return
    connection = own_connection()
    # Counted by DuckDB, and drawn by us: as all other bars, with words, and in no log.
    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    try:
        with watch("register", connection.query_progress):
            yield
    finally:
        connection.execute("SET enable_progress_bar = false")


def _fetch_duckdb(table: Lazy) -> pd.DataFrame:
    with show_progress():
        frame: pd.DataFrame = table.collect(backend="pandas").to_native()
    return frame


def _fetch_duckdb_arrays(table: Lazy, names: Sequence[str]) -> list[npt.NDArray[Any]]:
    with show_progress():
        found = table.select(*names).to_native().fetchnumpy()
    return [np.ma.getdata(found[name]) for name in names]


def _type_names_of_duckdb(table: Lazy) -> list[str]:
    return list(map(str, table.to_native().types))


def _plan_of_duckdb(native: Any) -> str:
    query = re.sub(r"\s+", " ", native.sql_query()).strip()
    breaks = r" (FROM|GROUP BY|WHERE) |(?<=,) (?=CAST\(COALESCE|COALESCE|sum|count)"
    return re.sub(breaks, lambda match: f"\n{match[1]} " if match[1] else "\n  ", query)


def _add_codes_in_duckdb(native: Any, wanted: TextCodes) -> Any:
    made = ", ".join(f"{_code_sql(name, of)} AS {quote_name(to)}" for to, (name, of) in wanted.items())
    return native.select(f"*, {made}")


def _code_sql(name: str, codes: Mapping[str, int]) -> str:
    """Return the SQL of the code of a text: positions in a dictionary need no comparison with each."""
    if not codes:
        return "NULL::BIGINT"
    texts = ", ".join("'" + text.replace("'", "''") + "'" for text in codes)
    place = f"enum_code(TRY_CAST({quote_name(name)}::VARCHAR AS ENUM({texts})))"
    numbers = ", ".join(map(str, codes.values()))
    return f"([{numbers}])[{place}::BIGINT + 1]::BIGINT"


def _fetch_polars(table: Lazy) -> pd.DataFrame:
    native = table.collect(backend="polars").to_native()
    # Through lists: Polars needs pyarrow to become pandas, and what is fetched is small.
    return pd.DataFrame({name: native[name].to_list() for name in native.columns})


def _fetch_polars_arrays(table: Lazy, names: Sequence[str]) -> list[npt.NDArray[Any]]:
    native = table.collect(backend="polars").to_native()
    return [native[name].to_numpy() for name in names]


def _add_codes_in_polars(native: Any, wanted: TextCodes) -> Any:
    import polars as pl

    columns = [
        pl.col(name).cast(pl.String).replace_strict(
            list(of), list(of.values()), default=None, return_dtype=pl.Int64
        ).alias(to)
        if of else pl.lit(None, dtype=pl.Int64).alias(to)
        for to, (name, of) in wanted.items()
    ]  # fmt: skip
    return native.with_columns(*columns)


def _scan_with_polars(path: str | Path) -> Any:
    import polars as pl

    return pl.scan_parquet(path)


def _fetch_spark(table: Lazy) -> pd.DataFrame:
    native = table.to_native()
    with told_of_spark():
        return pd.DataFrame([tuple(row) for row in native.collect()], columns=native.columns)


def _type_names_of_spark(table: Lazy) -> list[str]:
    return [field.dataType.simpleString() for field in table.to_native().schema]


def _plan_of_spark(native: Any) -> str:
    # Spark prints its plan and returns nothing.
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        native.explain()
    return said.getvalue().strip()


def _add_codes_in_spark(native: Any, wanted: TextCodes) -> Any:
    from pyspark.sql import functions

    for to, (name, of) in wanted.items():
        text = f"text of {to}"
        small = native.sparkSession.createDataFrame(list(of.items()), f"`{text}` string, `{to}` long")
        column = functions.col(f"`{name}`").cast("string")
        same = column == functions.col(f"`{text}`")
        native = native.join(functions.broadcast(small), same, "left").drop(text)
    return native


def _run_on_spark(native: Any, function: Callable[[Frames], Frames], schema: str, module: Any) -> list[Any]:
    """Run a function on the workers, which get its module sent: they need not have this package."""
    from pyspark import cloudpickle

    by_value: Any = cloudpickle.register_pickle_by_value
    by_value(module)
    with told_of_spark():
        return list(native.mapInPandas(function, schema).collect())


def _read_with_spark(path: str | Path) -> Any:
    """Open a file in the session there is, or a local one."""
    from pyspark.sql import SparkSession

    spark: Any = SparkSession.builder
    return spark.getOrCreate().read.parquet(str(path))


# By the name that Narwhals gives the engine.
ENGINES: Mapping[str, Engine] = {
    "duckdb": Engine(
        "DuckDB",
        fetch=_fetch_duckdb,
        type_names=_type_names_of_duckdb,
        plan_text=_plan_of_duckdb,
        add_text_codes=_add_codes_in_duckdb,
        open_parquet=str,
        fetch_arrays=_fetch_duckdb_arrays,
        check_source=check_users_connection,
        open_table=open_duckdb_table,
    ),
    "polars": Engine(
        "Polars",
        fetch=_fetch_polars,
        type_names=lambda table: [""] * len(table.collect_schema()),
        plan_text=lambda native: str(native.explain()),
        add_text_codes=_add_codes_in_polars,
        open_parquet=_scan_with_polars,
        widens_sums=False,
        adds_truth=True,
        fetch_arrays=_fetch_polars_arrays,
    ),
    "spark": Engine(
        "Spark",
        fetch=_fetch_spark,
        type_names=_type_names_of_spark,
        plan_text=_plan_of_spark,
        add_text_codes=_add_codes_in_spark,
        open_parquet=_read_with_spark,
        on_workers=_run_on_spark,
        open_table=open_spark_table,
    ),
}
