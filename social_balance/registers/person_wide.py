"""A person's rows put side by side by the engine that holds them, and their products summed there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Codes
from social_balance.files.engines import Lazy, engine_of
from social_balance.files.lazy_tables import fetch_raw, keep_years
from social_balance.language.faults import InputError, Issue, Place
from social_balance.measures.person_variables import Amount, PersonVariable
from social_balance.registers import pairing
from social_balance.registers.cell_sums import write_part
from social_balance.registers.pairing import Products, Wide


@dataclass(frozen=True)
class Places:
    """The cells people live in, numbered: one digit for each column that the cells are made by.

    Parameters
    ----------
    digits : mapping of column to mapping of value to digit
        The values as the data have them; two spellings of one area have one digit. Others are in no place.
    sizes : mapping of column to int
        How many digits a column has.
    """

    digits: Mapping[str, Mapping[Hashable, int]]
    sizes: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many places there can be."""
        return int(np.prod([*self.sizes.values(), 1]))

    def of(self, frame: pd.DataFrame) -> Codes:
        """Return the place of every row, −1 for none."""
        place = np.zeros(len(frame), dtype=np.int64)
        unknown = np.zeros(len(frame), dtype=bool)
        for name, digit in self.digits.items():
            code, found = pd.factorize(frame[name])
            own = np.array([*(digit.get(value, -1) for value in found), -1])[code]
            unknown |= own < 0
            place = place * self.sizes[name] + own
        return np.where(unknown, -1, place).astype(np.intp)

    def in_engine(self, nw: Any) -> Any:
        """Write the place as a Narwhals expression; ``count`` for none."""
        place = nw.lit(0)
        for name, digit in self.digits.items():
            own = nw.lit(None)
            for value, number in digit.items():
                if isinstance(value, np.generic):
                    plain = value.item()
                else:
                    plain = value
                own = nw.when(nw.col(name) == nw.lit(plain)).then(nw.lit(number)).otherwise(own)
            place = place * nw.lit(self.sizes[name]) + own
        if self.digits:
            return place.fill_null(self.count)
        return place


def products_in_memory(
    place: Codes,
    values: Sequence[Amount],
    wide: Wide,
    *,
    person: Any,
    year: Codes,
    kinds: Sequence[Codes] = (),
) -> Products:
    """Sum the products of persons whose rows are in memory.

    Parameters
    ----------
    place, year : ndarray of int, shape (n,)
        Index of the place (−1: none) and of the year of each row.
    values : sequence of ndarray, shape (n,)
        First the columns of zeros and ones, then those of numbers.
    wide : Wide
        How the columns are laid out.
    person : array-like, shape (n,), or None
        Ids; None when every row is a person of its own.
    kinds : sequence of ndarray of int, shape (n,)
        The kind of each row for each of the layout's lookups.
    """
    sums = Products(wide.years, wide.columns)
    if person is None:
        code = np.arange(len(place))
    else:
        code = pd.factorize(person)[0]
    order = np.argsort(code, kind="stable")
    code = code[order]
    flags = wide.packing.flags
    kind: Any = np.float32 if wide.whole else np.float64
    size = wide.at_a_time
    for first in range(0, int(code[-1]) + 1 if len(code) else 0, size):
        low, high = np.searchsorted(code, [first, first + size])
        rows = order[low:high]
        # The last persons of a run are fewer: the rows beyond them stay empty, and add nothing.
        who = code[low:high] - first
        x = np.zeros((size, wide.years, wide.columns), dtype=kind)
        at = np.full((size, wide.years), -1, dtype=np.int64)
        at[who, year[rows]] = place[rows]
        here = place[rows] >= 0
        for j, value in enumerate(values):
            number = value[rows]
            if j >= flags:
                takes_part, centre = wide.centres[j - flags]
                number = np.where(values[takes_part][rows] > 0, number - centre, 0.0)
            x[who, year[rows], j] = np.where(here, number, 0.0)
        if wide.lookups:
            side = np.full((size, wide.years, len(kinds)), -1, dtype=np.int64)
            side[who, year[rows]] = np.stack([of_row[rows] for of_row in kinds], axis=1)
            x[:, :, len(values) :] = wide.looked_up(at, side)
        sums.add(at, x)
    return sums


@dataclass(frozen=True)
class RowReading:
    """How the rows of a register on an engine are read.

    Parameters
    ----------
    flags, numbers : sequence of PersonVariable
        The conditions, and the numbers, of every row.
    places : Places
        Where it is counted.
    year, person : str
        Its columns; ``person`` is None where nobody can be recognised.
    years : sequence of int
        Those that are wanted, in order.
    kinds : mapping of str to number
        Column of the table with the kind of each row, for each of the layout's lookups, and what it holds
        where there is none.
    """

    flags: Sequence[PersonVariable]
    numbers: Sequence[PersonVariable]
    places: Places
    year: str
    years: Sequence[int]
    person: str | None
    kinds: Mapping[str, float] = field(default_factory=dict)


def products_in_engine(table: Lazy, wide: Wide, reading: RowReading) -> Products:
    """Sum the products of persons in the engine that holds their rows.

    Nobody's id leaves the engine. DuckDB and Polars, which run in this process, hand over a person's packed
    years, a word or two each, to numpy; Spark's workers multiply themselves and send the sums.

    Raises
    ------
    InputError
        The same person more than once in a year.
    """
    person = reading.person
    states = _pack_persons(table, wide, reading)
    sums = Products(wide.years, wide.columns)
    engine = engine_of(table)
    if engine.fetch_arrays is None:
        repeated = _sum_on_workers(states, wide, sums, persons=person is not None)
    else:
        *packed, n = engine.fetch_arrays(states, [*wide.names(), "n"])
        repeated = person is not None and _more_rows_than_years(packed, n, wide)
        wide.add(sums, packed, None if person is not None else n)
    if repeated and person is not None:
        raise InputError(_repetition_issue(table, person, reading.year, reading.years))
    return sums


def repeated_persons(table: Lazy, *, person: str, year: str, years: Sequence[int]) -> list[Issue]:
    """Return the fault of persons who occur more than once in a year."""
    import narwhals.stable.v2 as nw

    # One row a year at most, so that rows and years with a row are as many.
    seen = [
        nw.when(nw.col(year) == t).then(nw.lit(1)).otherwise(nw.lit(0)).max().alias(f"y{t}") for t in years
    ]
    chosen = keep_years(table, year, years)
    per_person = chosen.group_by(person).agg(nw.len().alias("n"), *seen)
    more = nw.col("n") > sum((nw.col(f"y{t}") for t in years), start=nw.lit(0))
    any_more = per_person.select(nw.when(more).then(nw.lit(1)).otherwise(nw.lit(0)).max().alias("more"))
    if (fetch_raw(any_more)["more"] > 0).any():
        return [_repetition_issue(table, person, year, years)]
    return []


def _pack_persons(table: Lazy, wide: Wide, reading: RowReading) -> Lazy:
    """Pack each row, and bring a person's rows together as one row with the columns of `Wide.names`."""
    packed = _pack_rows(table, wide, reading)
    if reading.person is None:
        return _count_alike(table.select(*packed.columns), packed, reading)
    return _side_by_side(table, packed, reading, reading.person)


@dataclass(frozen=True)
class _PackedRows:
    """The columns that a row is packed into, and how many words hold its place and conditions."""

    columns: list[Any]
    words: int


def _pack_rows(table: Lazy, wide: Wide, reading: RowReading) -> _PackedRows:
    import narwhals.stable.v2 as nw

    schema = table.collect_schema()
    packing = wide.packing
    words = [nw.lit(0, dtype=nw.Int64) for _ in range(packing.words)]
    place = reading.places.in_engine(nw)
    if reading.person is None:
        # A row is a person of one year, so that the year is a part of its place.
        index = nw.lit(None)
        for t, each in enumerate(reading.years):
            index = nw.when(nw.col(reading.year) == each).then(nw.lit(t)).otherwise(index)
        inside = nw.when(place < reading.places.count).then(place)
        place = (index * nw.lit(reading.places.count) + inside).fill_null(packing.places)
    words[0] = place.cast(nw.Int64)
    for column, part in enumerate(reading.flags):
        word, bit = packing.at(column)
        one = write_part(table, part, schema, amount=1 << bit)
        words[word] = words[word] + one
    columns = [word.alias(f"w{j}") for j, word in enumerate(words)]
    columns += [write_part(table, part, schema).alias(f"f{k}") for k, part in enumerate(reading.numbers)]
    columns += [nw.col(name).alias(f"c{k}") for k, name in enumerate(reading.kinds)]
    return _PackedRows(columns, len(words))


def _count_alike(rows: Lazy, packed: _PackedRows, reading: RowReading) -> Lazy:
    """Count the rows that are packed alike: without ids that is all there is to tell apart."""
    import narwhals.stable.v2 as nw

    names = [f"w{j}" for j in range(packed.words)] + [f"f{k}" for k in range(len(reading.numbers))]
    names += [f"c{k}" for k in range(len(reading.kinds))]
    counted = rows.group_by(*names).agg(nw.len().alias("n"))
    return counted.rename({name: name.replace(name[0], f"{name[0]}0_", 1) for name in names})


def _side_by_side(table: Lazy, packed: _PackedRows, reading: RowReading, person: str) -> Lazy:
    """Put a person's years side by side; a year without a row has -1, 0 or the kind that is none."""
    import narwhals.stable.v2 as nw

    rows = table.select(nw.col(person).alias("person"), nw.col(reading.year).alias("year"), *packed.columns)
    wanted = []
    for t, each in enumerate(reading.years):
        then = nw.when(nw.col("year") == each).then
        wanted += [
            then(nw.col(f"w{j}")).otherwise(nw.lit(-1)).max().alias(f"w{t}_{j}") for j in range(packed.words)
        ]
        wanted += [
            then(nw.col(f"f{k}")).otherwise(nw.lit(0.0)).sum().alias(f"f{t}_{k}")
            for k in range(len(reading.numbers))
        ]
        wanted += [
            then(nw.col(f"c{k}")).otherwise(nw.lit(none)).max().alias(f"c{t}_{k}")
            for k, none in enumerate(reading.kinds.values())
        ]
    return rows.group_by("person").agg(nw.len().alias("n"), *wanted).drop("person")


def _more_rows_than_years(packed: Sequence[Any], n: Any, wide: Wide) -> bool:
    """Whether somebody has more rows than years."""
    met = sum((packed[t * wide.packing.words] >= 0).astype(np.int64) for t in range(wide.years))
    return bool((np.asarray(n) != met).any())


def _sum_on_workers(states: Lazy, wide: Wide, sums: Products, *, persons: bool) -> bool:
    """Let an engine's workers sum the products of their persons, and add up what they send."""
    names = [*wide.names(), "n"]

    def of_worker(frames: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        mine = Products(wide.years, wide.columns)
        repeated = False
        for frame in frames:
            *packed, n = (frame[name].to_numpy() for name in names)
            if persons:
                met = sum((packed[t * wide.packing.words] >= 0).astype(np.int64) for t in range(wide.years))
                repeated |= bool((n != met).any())
            wide.add(mine, packed, None if persons else n)
        rows = [(a, b, part.tobytes()) for (a, b), part in mine.sums.items()]
        rows += [(-1, -1, b"")] if repeated else []
        yield pd.DataFrame(rows, columns=["a", "b", "product"])

    run = engine_of(states).on_workers
    assert run is not None
    # The workers need numpy and pandas, but not this package: they get `pairing` sent.
    found = run(states.to_native(), of_worker, "a long, b long, product binary", pairing)
    side = wide.years * wide.columns
    for a, b, product in found:
        if a >= 0:
            part = np.frombuffer(bytes(product)).reshape(side, side)
            sums.merge(Products(wide.years, wide.columns, {(a, b): part}))
    return any(row[0] < 0 for row in found)


def _repetition_issue(table: Lazy, person: str, year: str, years: Sequence[int]) -> Issue:
    import narwhals.stable.v2 as nw

    again = keep_years(table, year, years).group_by(person, year).agg(nw.len().alias("n"))
    found = fetch_raw(again.filter(nw.col("n") > 1))
    # How many, never who: a message goes into logs and mails.
    values = {"count": int(found["n"].sum()) - len(found)}
    return Issue("REG004", place=Place.column(person), values=values)
