"""Kinds of persons in a register, told apart by place and conditions and counted on any engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from social_balance.cell_figures import is_summed
from social_balance.cell_sums import amounts_in_memory, part_in_engine
from social_balance.columnar import plain
from social_balance.expressions import Expression
from social_balance.lazy_tables import Lazy, as_it_is, engine
from social_balance.measures import Composition, ranks
from social_balance.parts import Measure, Part
from social_balance.segregation import Codes, Floats, Mask

PERSONS, FLAGS = "persons", "flags"


@dataclass(frozen=True)
class Kinds:
    """What persons are told apart by: their unit, and which conditions hold for them.

    Parameters
    ----------
    units : tuple of str
        Columns whose values, crossed, are places or categories.
    conditions : tuple of Expression
        One bit each in the flags of a person.
    """

    units: tuple[str, ...]
    conditions: tuple[Expression, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The conditions as numbers per person."""
        return tuple(map(Part, self.conditions))

    def holds(self, flags: Codes, condition: Expression) -> Mask:
        """Tell for which flags a condition is true."""
        return np.asarray((flags >> self.conditions.index(condition)) & 1, dtype=bool)


@dataclass(frozen=True)
class Tally:
    """How many persons of each kind there are in each cell.

    Parameters
    ----------
    kinds : Kinds
    keys : DataFrame, one row per cell and kind
        Year and the columns of the cells as the data have them.
    shown : DataFrame
        The same and the units, as they are shown.
    persons, flags : ndarray, shape (rows,)
    kind : ndarray of int, shape (rows,)
        Number of the kind, −1 where the unit is missing.
    count : int
        How many kinds there can be.
    digits : mapping of column to mapping of text to digit
        How an engine numbers the units.
    of_row : ndarray of int, optional
        The kind of every row of a table in memory.
    """

    kinds: Kinds
    keys: pd.DataFrame
    shown: pd.DataFrame
    persons: Floats
    flags: Codes
    kind: Codes
    count: int
    digits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    of_row: Codes | None = None


def is_counted(measure: Measure | None) -> bool:
    """Whether a measure is made of counts on any engine: of sums over cells, or of kinds of persons."""
    return is_summed(measure) or isinstance(measure, Composition)


def kinds_of(measures: Sequence[Measure]) -> tuple[Kinds, ...]:
    """Return what persons are told apart by: once for all measures of the same places or categories.

    Examples
    --------
    >>> from social_balance.measures import Entropy
    >>> [kinds.units for kinds in kinds_of([Entropy(category="kvintil", classes=5)])]
    [('kvintil',)]
    """
    by_unit: dict[tuple[str, ...], dict[Expression, None]] = {}
    for measure in measures:
        if isinstance(measure, Composition):
            conditions = by_unit.setdefault(tuple(measure.units), {})
            conditions |= dict.fromkeys(measure.conditions())
    return tuple(Kinds(units, tuple(conditions)) for units, conditions in by_unit.items())


def tally_in_memory(frame: pd.DataFrame, kinds: Kinds, *, keys: Sequence[str]) -> Tally:
    """Count the persons of each kind in each cell of a table in memory.

    Parameters
    ----------
    frame : DataFrame, one row per person and year
    kinds : Kinds
    keys : sequence of str
        Columns whose combinations are the cells.

    Raises
    ------
    InputError
        Every fault of the conditions.
    """
    flags = np.zeros(len(frame), dtype=np.int64)
    for at, amounts in amounts_in_memory(frame, kinds.parts):
        for bit, amount in enumerate(amounts):
            flags[at] |= amount.astype(np.int64) << bit
    units = pd.DataFrame({name: plain(frame[name]) for name in kinds.units})
    own = [ranks(units, name) for name in kinds.units]
    sizes = [int(code.max(initial=-1)) + 1 for code in own]
    kind = _numbered(own, sizes, flags, len(kinds.conditions))
    cell = np.zeros(len(frame), dtype=np.int64)
    for code in (*(pd.factorize(frame[key])[0] for key in keys), *own, flags):
        cell = pd.factorize(cell * (int(code.max(initial=0)) + 2) + code + 1)[0]
    persons = np.bincount(cell)
    first = np.zeros(len(persons), dtype=np.intp)
    first[cell[::-1]] = np.arange(len(frame))[::-1]
    met = frame[list(keys)].iloc[first].reset_index(drop=True)
    shown = pd.DataFrame({name: plain(met[name]) for name in keys})
    for name in kinds.units:
        shown[name] = units[name].iloc[first].array
    return Tally(
        kinds,
        met,
        alphabetical(shown),
        persons.astype(float),
        flags[first],
        kind[first],
        int(np.prod([*sizes, 1])) << len(kinds.conditions),
        of_row=kind,
    )


def tally_in_engine(
    table: Lazy, kinds: Kinds, *, keys: Sequence[str], names: Mapping[str, str], year: str
) -> Tally:
    """Count the persons of each kind in each cell by the aggregation of `kind_counts`.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
    kinds : Kinds
    keys : sequence of str
        Columns whose combinations are the cells.
    names : mapping of str to str
        What some of the columns are called in labels.
    year : str
        One of `keys`; rows without it are left out.
    """
    read = list(dict.fromkeys([*keys, *kinds.units]))
    columns = {name: f"k{i}" for i, name in enumerate(read)}
    texts = {name: f"t{i}" for i, name in enumerate(kinds.units)}
    found = as_it_is(kind_counts(table, kinds, columns, texts))
    found = found[found[columns[year]].notna()].reset_index(drop=True)
    shown = alphabetical(
        pd.DataFrame({names.get(name, name): plain(found[own]) for name, own in columns.items()})
    )
    own = [ranks(shown, names.get(name, name)) for name in kinds.units]
    sizes = [int(code.max(initial=-1)) + 1 for code in own]
    flags = found[FLAGS].to_numpy(dtype=np.int64)
    digits: dict[str, dict[str, int]] = {}
    for code, (name, column) in zip(own, texts.items(), strict=True):
        met = pd.Series(code).groupby(found[column].to_numpy(), sort=False).first()
        digits[name] = {str(text): int(digit) for text, digit in met.items() if digit >= 0}
    return Tally(
        kinds,
        found[[columns[key] for key in keys]].set_axis(list(keys), axis=1),
        shown,
        found[PERSONS].to_numpy(dtype=float),
        flags,
        _numbered(own, sizes, flags, len(kinds.conditions)),
        int(np.prod([*sizes, 1])) << len(kinds.conditions),
        digits,
    )


def kind_counts(
    table: Lazy, kinds: Kinds, columns: Mapping[str, str], texts: Mapping[str, str] | None = None
) -> Lazy:
    """Count the persons of each kind in each cell; nothing is read before the result is fetched.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
    kinds : Kinds
    columns : mapping of column to name
        Keys of the cells and units, and what they are called in the result.
    texts : mapping of column to name, optional
        Units whose text is wanted too.

    Returns
    -------
    narwhals.stable.v2.LazyFrame, one row per cell and kind
        The columns, "flags", "persons" and the texts.
    """
    import narwhals.stable.v2 as nw

    rows: Any = table.select(
        *(nw.col(name).alias(own) for name, own in columns.items()), _flags(table, kinds).alias(FLAGS)
    )
    counted = rows.group_by(*columns.values(), FLAGS).agg(nw.len().alias(PERSONS))
    as_text = [nw.col(columns[name]).cast(nw.String).alias(own) for name, own in (texts or {}).items()]
    return counted.with_columns(*as_text) if as_text else counted


def with_kinds(table: Lazy, tallies: Sequence[Tally]) -> tuple[Lazy, list[str]]:
    """Add the number of every row's kind to a table of an engine, for each tally, null without a unit.

    Notes
    -----
    The units are numbered by a hash of their text: a cast to an ENUM (DuckDB), a replacement (Polars) or a
    join with a small table (Spark), whose time does not grow with the number of places.
    """
    import narwhals.stable.v2 as nw

    digits: dict[str, Mapping[str, int]] = {}
    for tally in tallies:
        digits |= tally.digits
    rows = _with_digits(table, {name: (f"digit {i}", of) for i, (name, of) in enumerate(digits.items())})
    at = {name: f"digit {i}" for i, name in enumerate(digits)}
    names, made = [], []
    for i, tally in enumerate(tallies):
        number = nw.lit(0)
        for name in tally.kinds.units:
            size = max(tally.digits[name].values(), default=-1) + 1
            number = number * nw.lit(size, dtype=nw.Int64) + nw.col(at[name])
        number = number * nw.lit(1 << len(tally.kinds.conditions), dtype=nw.Int64)
        made.append((number + _flags(table, tally.kinds)).cast(nw.Int64).alias(f"kind {i}"))
        names.append(f"kind {i}")
    return rows.with_columns(*made), names


def alphabetical(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its categories in the order of the alphabet: engines give them in any."""
    ordered = frame.copy(deep=False)
    for name in frame.select_dtypes("category"):
        ordered[name] = frame[name].cat.set_categories(sorted(frame[name].cat.categories))
    return ordered


def _numbered(own: Sequence[Codes], sizes: Sequence[int], flags: Codes, bits: int) -> Codes:
    """Number the kinds: the units crossed, and the flags."""
    number, known = np.zeros(len(flags), dtype=np.int64), np.ones(len(flags), bool)
    for code, size in zip(own, sizes, strict=True):
        number = number * size + code
        known &= code >= 0
    return np.where(known, (number << bits) | flags, -1).astype(np.intp)


def _flags(table: Lazy, kinds: Kinds) -> Any:
    """Write the flags of a row as a Narwhals expression."""
    import narwhals.stable.v2 as nw

    schema, flags = table.collect_schema(), nw.lit(0, dtype=nw.Int64)
    for bit, part in enumerate(kinds.parts):
        flags = flags + part_in_engine(table, part, schema, amount=1 << bit)
    return flags.cast(nw.Int64)


def _with_digits(table: Lazy, wanted: Mapping[str, tuple[str, Mapping[str, int]]]) -> Lazy:
    """Add a column with the digit of each text in a column, null for another text."""
    import narwhals.stable.v2 as nw

    native: Any = table.to_native()
    if engine(table) == "duckdb":
        made = ", ".join(f"{_enum_code(name, of)} AS {_quoted(to)}" for name, (to, of) in wanted.items())
        return nw.from_native(native.select(f"*, {made}")).lazy()
    if engine(table) == "polars":
        import polars as pl

        columns = [
            pl.col(name).cast(pl.String).replace_strict(
                list(of), list(of.values()), default=None, return_dtype=pl.Int64
            ).alias(to)
            if of else pl.lit(None, dtype=pl.Int64).alias(to)
            for name, (to, of) in wanted.items()
        ]  # fmt: skip
        return nw.from_native(native.with_columns(*columns)).lazy()
    from pyspark.sql import functions

    for name, (to, of) in wanted.items():
        text = f"text of {to}"
        small = native.sparkSession.createDataFrame(list(of.items()), f"`{text}` string, `{to}` long")
        column = functions.col(f"`{name}`").cast("string")
        same = column == functions.col(f"`{text}`")
        native = native.join(functions.broadcast(small), same, "left").drop(text)
    return nw.from_native(native).lazy()


def _enum_code(name: str, of: Mapping[str, int]) -> str:
    """Return the SQL of the digit of a text: positions in a dictionary need no comparison with each."""
    if not of:
        return "NULL::BIGINT"
    texts = ", ".join("'" + text.replace("'", "''") + "'" for text in of)
    place = f"enum_code(TRY_CAST({_quoted(name)}::VARCHAR AS ENUM({texts})))"
    numbers = ", ".join(map(str, of.values()))
    return f"([{numbers}])[{place}::BIGINT + 1]::BIGINT"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
