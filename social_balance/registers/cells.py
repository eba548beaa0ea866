"""The figures of a register by one aggregation, their covariance by products of persons, on any engine."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats
from social_balance.estimates.groups import group_rows
from social_balance.files.columnar import to_supported_dtype
from social_balance.files.engines import Lazy
from social_balance.files.lazy_tables import fetch_raw, keep_years
from social_balance.language.faults import InputError, Issue, Place
from social_balance.measures.measure import Measure
from social_balance.registers.cell_figures import (
    Block,
    CellInfluence,
    Columns,
    RegisterRequest,
    Wanted,
    blocks_of,
    columns_of,
    covariance_of,
    is_summed,
    reach_of,
    rows_of,
)
from social_balance.registers.cell_sums import (
    NO_AREA,
    NO_PERSON,
    ROWS,
    amounts_in_memory,
    cell_sums,
    collect_faults,
    column_faults,
    sums_in_memory,
    sums_of,
)
from social_balance.registers.composed_cells import make_composed_figures
from social_balance.registers.pairing import Lookup, Packing, Products, Slot, Wide
from social_balance.registers.person_wide import (
    Places,
    RowReading,
    products_in_engine,
    products_in_memory,
    repeated_persons,
)
from social_balance.registers.tallies import (
    PersonTypeKey,
    Tally,
    add_person_types,
    person_types_of,
    tally_in_engine,
    tally_in_memory,
    with_sorted_categories,
)


@dataclass(frozen=True)
class PersonYears:
    """A register on an engine, or one in memory that has been checked, and what its columns are called."""

    table: Lazy | pd.DataFrame
    person: str | None
    year: str
    area: str
    file: str = ""
    available_years: tuple[int, ...] = ()  # the years there are, where they are known

    @property
    def in_memory(self) -> bool:
        """Whether the rows are in memory."""
        return isinstance(self.table, pd.DataFrame)

    def name(self, level: str) -> str:
        """Return the column of the data that a level of the labels is made of."""
        return {"year": self.year, "area": self.area}.get(level, level)


@dataclass(frozen=True)
class CellCounts:
    """The sums of every part in every cell of a register.

    Parameters
    ----------
    columns : Columns
        The parts, the numbers among them centred.
    keys, shown : DataFrame, one row per cell
        Keys as the data have them, with the number of rows; and as they are shown.
    sums : ndarray of float, shape (cells, parts)
    never : int
        Rows without a year, which are in no cell.
    tallies : tuple of Tally
        The kinds of persons that the other measures are made of.
    """

    columns: Columns
    keys: pd.DataFrame
    shown: pd.DataFrame
    sums: Floats
    never: int = 0
    tallies: tuple[Tally, ...] = ()

    @property
    def years(self) -> list[int]:
        """The years that were counted, in order."""
        return sorted({int(each) for each in self.shown["year"]})


def count_cells(
    rows: PersonYears, measures: Sequence[Measure], *, by: Sequence[str], years: Sequence[int] = ()
) -> CellCounts:
    """Count everything that measures are made of, in every cell: one aggregation, and one for each place.

    Parameters
    ----------
    rows : PersonYears
    measures : sequence of Measure
        Measures that `is_counted` allows.
    by : sequence of str
    years : sequence of int
        The years to count; none for all there are.

    Raises
    ------
    InputError
        Every fault of the columns, before anything is read.
    """
    # The year is always a key, so that a year without rows is noticed.
    keys = tuple(dict.fromkeys([rows.year, *map(rows.name, by)]))
    plan = _CountPlan(
        rows, keys, columns_of([each for each in measures if is_summed(each)]), person_types_of(measures)
    )
    if rows.in_memory:
        groups = _count_in_memory(plan)
    else:
        groups = _count_on_engine(plan, years)
    names = {rows.year: "year", rows.area: "area"}
    # Engines give groups in any order: the labels come in that of the alphabet.
    shown = with_sorted_categories(
        pd.DataFrame({names.get(key, key): to_supported_dtype(groups.keys[key]) for key in keys})
    )
    # How many rows lack a person or an area came with the same aggregation.
    counted = [name for name in (ROWS, NO_PERSON, NO_AREA) if name in groups.keys]
    # Centred numbers keep their digits when products are summed.
    centred = plan.columns.centred(groups.sums.sum(axis=0))
    return CellCounts(
        centred, groups.keys[[*keys, *counted]], shown, groups.sums, groups.never, tuple(groups.tallies)
    )


@dataclass(frozen=True)
class _CountPlan:
    """What is counted of which rows, by which keys."""

    rows: PersonYears
    keys: tuple[str, ...]
    columns: Columns
    every_kind: Sequence[PersonTypeKey]

    @property
    def own(self) -> list[str]:
        """The columns that say who, when and where, those of the kinds of persons among them."""
        rows = self.rows
        names = [name for name in (rows.person, rows.year, rows.area, *self.keys) if name is not None]
        return names + [name for kinds in self.every_kind for name in kinds.units]


@dataclass(frozen=True)
class _GroupSums:
    """The groups that were found: their keys, the sums in each, and the rows that are in none."""

    keys: pd.DataFrame
    sums: Floats
    tallies: list[Tally]
    never: int


def _count_in_memory(plan: _CountPlan) -> _GroupSums:
    faults: list[Issue] = []
    table = plan.rows.table
    with collect_faults(faults):
        keys, sums = sums_in_memory(
            table, plan.columns.parts, keys=plan.keys, nested_in=plan.columns.nested_in
        )
    tallies = []
    for kinds in plan.every_kind:
        with collect_faults(faults):
            tallies.append(tally_in_memory(table, kinds, keys=plan.keys))
    _raise_faults(faults, plan.rows.file)
    # Rows without a year were looked for when the rows were read.
    return _GroupSums(keys, sums, tallies, 0)


def _count_on_engine(plan: _CountPlan, years: Sequence[int]) -> _GroupSums:
    rows = plan.rows
    parts = plan.columns.parts
    nested_in = plan.columns.nested_in
    table: Any = rows.table
    parts_read = [*parts, *(part for kinds in plan.every_kind for part in kinds.read)]
    _raise_faults(column_faults(table, parts_read, own=plan.own, year=rows.year), rows.file)
    # Where every year there is is wanted, a filter is work for nothing.
    every_year = rows.available_years and set(rows.available_years) <= set(years)
    if years and not every_year:
        table = keep_years(table, rows.year, years)
    # As a key, the area says itself where it is missing.
    area = None if rows.area in plan.keys else rows.area
    found = fetch_raw(
        cell_sums(table, parts, keys=plan.keys, person=rows.person, area=area, nested_in=nested_in)
    )
    found = found.sort_values(rows.year, ignore_index=True)
    # Rows without a year are in no cell; they are counted, to be told of.
    dated = found[rows.year].notna()
    # Where some years are asked for, a row without a year is of none of them.
    never = 0 if years else int(found[ROWS][~dated].sum())
    found = found[dated]
    names = {rows.year: "year", rows.area: "area"}
    tallies = [
        tally_in_engine(table, kinds, keys=plan.keys, names=names, year=rows.year)
        for kinds in plan.every_kind
    ]
    return _GroupSums(found, sums_of(found, parts, nested_in), tallies, never)


def figures_by_cells(
    rows: PersonYears,
    counted: CellCounts,
    wanted: Wanted,
    request: RegisterRequest,
) -> tuple[pd.DataFrame, Floats | None]:
    """Make figures of sums over cells and of counted kinds of persons, with their joint covariance.

    Parameters
    ----------
    rows : PersonYears
    counted : Counted
        What was counted of them, in these years at least.
    wanted : mapping of year to tasks
        The year is None when figures are made of all years at once.
    request : RegisterRequest

    Returns
    -------
    DataFrame, one row per (measure, *by), and ndarray of float, shape (k, k), or None

    Raises
    ------
    InputError
        Every fault of the rows.
    """
    by = request.by
    areas = request.areas
    requested_years = [year for year in wanted if year is not None]
    _check_rows(rows, counted, by, requested_years)
    # A cell stands for its rows: whatever groups rows groups cells.
    groups = group_rows(counted.shown, by, areas, rows=counted.keys[ROWS].tolist())
    summed = {year: [task for task in of_year if is_summed(task.measure)] for year, of_year in wanted.items()}
    blocks = blocks_of(counted.sums, counted.columns, summed, groups, every=areas is not None)
    if blocks:
        frames = [rows_of(blocks, groups)]
    else:
        frames = []
    years = counted.years
    digits = [name for name in dict.fromkeys(map(rows.name, by)) if name != rows.year]
    places = _number_places(counted, rows, digits, areas)
    lookups: tuple[Lookup, ...] = ()
    if counted.tallies:
        made = make_composed_figures(
            counted.tallies, wanted, request, places=places, year=rows.year, years=years,
            first=sum(map(len, frames)),
        )  # fmt: skip
        frames.append(made.rows)
        lookups = made.lookups
    frame = pd.concat(frames)
    if request.bootstrap is None:
        _refuse_repeated_persons(rows, years)
        return frame, None
    reach = _reach_by_slot(counted, blocks, places)
    if lookups:
        reach = made.beside(reach, len(counted.columns.parts))
    if rows.person is None:
        # A row is a person, and its year a part of its place.
        reach = {(0, year * places.count + place): part for (year, place), part in reach.items()}
    products = _sum_products(rows, counted, places, lookups)
    return frame, covariance_of(products, reach, len(frame))


def _refuse_repeated_persons(rows: PersonYears, years: Sequence[int]) -> None:
    """Refuse a person who is there twice in a year, where no products of persons would show it."""
    if rows.person is not None and not rows.in_memory:
        repeated = repeated_persons(rows.table, person=rows.person, year=rows.year, years=years)
        _raise_faults(repeated, rows.file)


def _reach_by_slot(counted: CellCounts, blocks: Sequence[Block], places: Places) -> dict[Slot, CellInfluence]:
    """Return, for each year and place, the figures that a person there has a part in."""
    place = places.of(counted.keys)
    at = np.searchsorted(counted.years, counted.shown["year"])
    width = len(counted.columns.parts)
    # Cells of one slot, such as two spellings of an area, reach the same figures.
    return {
        slot: reach_of(blocks, cell, width)
        for cell, slot in enumerate(zip(at.tolist(), place.tolist(), strict=True))
    }


def _check_rows(
    rows: PersonYears, cells: CellCounts, by: Sequence[str], requested_years: Sequence[int]
) -> None:
    """Refuse rows without person or area, and years that are not there."""
    years = cells.years
    # An empty register is told as such, not as years that are missing.
    if not len(cells.keys) and not requested_years and not cells.never:
        raise InputError(Issue("INP005", file=rows.file))
    faults = []
    nobody, nowhere = (
        int(cells.keys[name].sum()) if name in cells.keys else 0 for name in (NO_PERSON, NO_AREA)
    )
    if "area" in by:
        # Where the area is a key, rows without it are cells of their own.
        nowhere = int(cells.keys[ROWS][cells.shown["area"].isna()].sum())
    for name, lacking in ((rows.person, nobody), (rows.year, cells.never), (rows.area, nowhere)):
        if lacking:
            place = Place.column(name)
            faults.append(Issue("REG003", file=rows.file, place=place, values={"count": lacking}))
    for each in requested_years:
        if each not in years:
            place = Place.column(rows.year)
            known = {"known": years}
            faults.append(Issue("INP025", file=rows.file, place=place, found=str(each), values=known))
    _raise_faults(faults)


def _number_places(cells: CellCounts, rows: PersonYears, names: Sequence[str], areas: Areas | None) -> Places:
    """Number the cells that people live in: two names of one area are one place, if so in every year."""
    digits: dict[str, dict[Hashable, int]] = {}
    for name in names:
        shown = cells.shown["area" if name == rows.area else name]
        if name == rows.area and areas is not None and not areas.changes:
            shown = areas.resolve(shown, column="area")
        code = pd.factorize(shown)[0]
        # Two spellings of one area are one place, where its people may be found again.
        pairs = zip(cells.keys[name], code, strict=True)
        digits[name] = {value: int(digit) for value, digit in pairs if digit >= 0}
    return Places(digits, {name: max(of.values(), default=0) + 1 for name, of in digits.items()})


def _sum_products(
    rows: PersonYears, counted: CellCounts, places: Places, lookups: tuple[Lookup, ...]
) -> Products:
    """Sum the products of persons; without ids a row is a person, and its year a part of its place."""
    columns = counted.columns
    years = counted.years
    paired = rows.person is not None
    if lookups:
        tallies = counted.tallies
    else:
        tallies = ()
    if paired:
        width = len(years)
    else:
        width = 1
    # Place and conditions of a row as one whole number, so that an engine sums few columns.
    packing = Packing(places.count * (1 if paired else len(years)), len(columns.flags))
    wide = Wide(packing, width, columns.centres, lookups)
    if rows.in_memory:
        return _sum_products_in_memory(rows, counted, places, wide, tallies)
    table: Any = rows.table
    chosen: Any = keep_years(table, rows.year, years)
    if tallies:
        chosen, kinds_at = add_person_types(chosen, tallies)
    else:
        kinds_at = {}
    reading = RowReading(columns.flags, columns.numbers, places, rows.year, years, rows.person, kinds_at)
    return products_in_engine(chosen, wide, reading)


def _sum_products_in_memory(
    rows: PersonYears, counted: CellCounts, places: Places, wide: Wide, tallies: Sequence[Tally]
) -> Products:
    columns = counted.columns
    paired = rows.person is not None
    year: Codes = np.searchsorted(counted.years, rows.table[rows.year].to_numpy()).astype(np.intp)
    place = places.of(rows.table)
    if not paired:
        # Without ids the same place in two years holds other people.
        place = np.where(place >= 0, year * places.count + place, -1)
    kinds = [bool] * len(columns.flags) + [float] * len(columns.numbers)
    values = [np.zeros(len(place), kind) for kind in kinds]
    for at, amounts in amounts_in_memory(rows.table, columns.parts, nested_in=columns.nested_in):
        for value, amount in zip(values, amounts, strict=True):
            value[at] = amount
    return products_in_memory(
        place,
        values,
        wide,
        person=rows.table[rows.person].to_numpy() if paired else None,
        year=year if paired else np.zeros_like(year),
        kinds=[tally.of_row for tally in tallies if tally.of_row is not None],
    )


def _raise_faults(faults: Sequence[Issue], file: str = "") -> None:
    """Refuse the register with every fault, each with the file it is in."""
    if faults:
        raise InputError([replace(fault, file=fault.file or file) for fault in faults])
