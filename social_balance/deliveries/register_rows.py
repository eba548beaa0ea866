"""The rows of a register, fetched from wherever they lie: memory, a Parquet file or an engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from social_balance.files.columnar import ParquetFile, fetch_columns
from social_balance.files.engines import Lazy
from social_balance.files.lazy_tables import fetch_table, keep_years


@dataclass(frozen=True)
class RegisterNames:
    """The columns that say who, when and where; ``person`` is None where nobody can be recognised."""

    person: str | None
    year: str
    area: str

    def all(self) -> list[str]:
        """Return those there are."""
        return [name for name in (self.person, self.year, self.area) if name is not None]


def column_names(opened: pd.DataFrame | ParquetFile | Lazy) -> Sequence[str]:
    """Return the names of the columns; of a lazy table they are a part of its schema."""
    if isinstance(opened, (pd.DataFrame, ParquetFile)):
        return list(opened.columns)
    return list(opened.collect_schema().names())


def fetch_rows(
    opened: pd.DataFrame | ParquetFile | Lazy,
    read: Sequence[str],
    years: Sequence[int],
    names: RegisterNames,
    convert: Callable[[pd.Series[Any]], Any],
) -> pd.DataFrame:
    """Fetch some columns of some years (every year when none is named) from wherever they lie."""
    if isinstance(opened, ParquetFile):
        among = {names.year: years} if years else None
        return fetch_columns(opened, read, among=among)
    if not isinstance(opened, pd.DataFrame):
        return _fetch_lazy(opened, read, years, names)
    rows: Any = slice(None)
    if years:
        # All of them are taken without a copy.
        is_kept = opened[names.year].isin(years)
        if not is_kept.all():
            rows = is_kept
    return pd.DataFrame({each: convert(opened.loc[rows, each]) for each in read}, copy=False)


def _fetch_lazy(table: Lazy, read: Sequence[str], years: Sequence[int], names: RegisterNames) -> pd.DataFrame:
    """Fetch columns of a table of an engine, in an order that does not depend on the engine."""
    if years:
        table = keep_years(table, names.year, years)
    frame = fetch_table(table.select(*read))
    # Engines give rows in any order, and figures are summed in the order of the rows.
    order = [name for name in (names.year, names.person) if name is not None and name in read]
    if not order:
        return frame
    return frame.sort_values(order, ignore_index=True)
