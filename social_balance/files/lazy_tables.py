"""A table on the engine that holds it: DuckDB, Polars or Spark, seen through Narwhals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from social_balance.conditions.engines import holds_text, strip_text
from social_balance.files.columnar import nfc, repeated_names, to_supported_dtype
from social_balance.files.engines import Lazy, engine_of
from social_balance.language.faults import InputError, Issue, Place, shown


def lazy_table(source: Any) -> Lazy:
    """Take a table of an engine as it is; its rows stay where they are.

    Parameters
    ----------
    source : duckdb.DuckDBPyRelation, polars.DataFrame or LazyFrame, or a Spark DataFrame
        A table that one of the engines holds.

    Returns
    -------
    narwhals.stable.v2.LazyFrame
        With the names of the columns in NFC.

    Raises
    ------
    InputError
        When it is no such table (a pandas frame is not: comparisons with missing values would be false
        there), or two columns have one name.

    Examples
    --------
    >>> import duckdb
    >>> lazy_table(duckdb.sql("SELECT 1 AS person_id, 2024 AS year")).columns
    ['person_id', 'year']
    """
    import narwhals.stable.v2 as nw

    frame: Any = nw.from_native(source, pass_through=True)
    # Narwhals takes pandas too, where a comparison with null is false: never through here.
    if not isinstance(frame, (nw.DataFrame, nw.LazyFrame)):
        raise InputError(Issue("REG001", found=type(source).__name__))
    engine = engine_of(frame)
    if engine.check_source is not None:
        engine.check_source(frame.to_native())
    frame = frame.lazy()
    names = list(frame.collect_schema())
    # A decomposed å in a heading is the same letter to a reader.
    composed = [nfc(name) for name in names]
    twice = repeated_names(composed)
    if twice:
        raise InputError([Issue("INP018", place=Place.column(name)) for name in twice])
    other = {old: new for old, new in zip(names, composed, strict=True) if old != new}
    if other:
        return frame.rename(other)
    return frame


def clean_values(column: str, schema: Mapping[str, Any]) -> Any:
    """Write a column as the kernel takes it: text without the space around it; blank text and NaN are null.

    Examples
    --------
    >>> import duckdb
    >>> ids = lazy_table(duckdb.sql("FROM (VALUES ('a '), (' ')) AS t(id)"))
    >>> fetch_table(ids.select(clean_values("id", ids.collect_schema())))["id"].tolist()
    ['a', nan]
    """
    import narwhals.stable.v2 as nw

    kind = schema[column]
    value = nw.col(column)
    if holds_text(kind):
        value = strip_text(value)
        # A when without otherwise is null: blank text is no value.
        return nw.when(value != nw.lit("")).then(value).alias(column)
    if kind.is_float():
        # Not by asking for NaN: DuckDB trusts a Parquet file's statistics that know of none.
        return nw.when(value.is_finite()).then(value).alias(column)
    return value


def keep_years(table: Lazy, year: str, years: Sequence[int]) -> Lazy:
    """Keep the rows of some years; the numbers are of the column's own kind, which Polars asks for."""
    import narwhals.stable.v2 as nw

    kind: type = float if table.collect_schema()[year].is_float() else int
    return table.filter(nw.col(year).is_in([kind(each) for each in years]))


def types_not_read(table: Lazy) -> dict[str, str]:
    """Return the columns of types that nothing can be counted by, with what the engine calls the type.

    A column without a single value has no type either (SQL's NULL); it can be read, as empty.
    """
    import narwhals.stable.v2 as nw

    schema = table.collect_schema()
    own = dict(zip(schema, engine_of(table).type_names(table), strict=True))
    empty = ("", '"NULL"', "NULL", "void")
    nested = (nw.List, nw.Array, nw.Struct, nw.Binary)
    return {
        name: own[name] or str(kind)
        for name, kind in schema.items()
        if kind in nested or (kind == nw.Unknown and own[name] not in empty) or str(kind).startswith("Map")
    }


def fetch_table(table: Lazy) -> pd.DataFrame:
    """Fetch a (small) table, in the types of `columnar.plain`.

    Examples
    --------
    >>> import duckdb
    >>> fetch_table(lazy_table(duckdb.sql("SELECT 3 AS n, 'å' AS s")))
       n  s
    0  3  å
    """
    frame = fetch_raw(table)
    return pd.DataFrame({name: to_supported_dtype(frame[name]) for name in frame})


def fetch_raw(table: Lazy) -> pd.DataFrame:
    """Fetch a (small) table with its values as the engine has them, such as decomposed letters."""
    return engine_of(table).fetch(table)


def check_years(found: Iterable[Any], column: str, file: str = "") -> tuple[int, ...]:
    """Return the years that a column of a register has, in order.

    Raises
    ------
    InputError
        With the first value that is no whole number: text, a date, half a year.

    Examples
    --------
    >>> check_years([2024.0, 2021], "year")
    (2021, 2024)
    """
    # Spark gives numbers of its own kinds, Decimal among them.
    years = list(found)
    wrong = sorted(
        (year for year in years if not isinstance(year, (Real, Decimal)) or year % 1 != 0), key=str
    )
    if wrong:  # in an order that is the same on every engine
        if isinstance(wrong[0], str):
            text = f"'{wrong[0]}'"
        else:
            text = shown(wrong[0])
        raise InputError(Issue("REG047", file=file, place=Place.column(column), found=text))
    return tuple(sorted(map(int, years)))
