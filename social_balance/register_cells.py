"""The figures of a register by one aggregation, their covariance by products of persons, on any engine."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas import Areas
from social_balance.cell_figures import Columns, Reach, columns_of, covariance_of, figures_of
from social_balance.cell_sums import NO_PERSON, ROWS, cell_sums, column_faults, sums_in_memory
from social_balance.columnar import plain
from social_balance.groups import group_rows
from social_balance.issues import InputError, Issue
from social_balance.lazy_tables import Lazy, as_it_is
from social_balance.linearise import Task
from social_balance.pairing import Packing, Products, Slot, Wide
from social_balance.parts import Amount, Part
from social_balance.segregation import Codes, Floats
from social_balance.side_by_side import Places, products_in_engine, products_in_memory, repeated_persons

Wanted = Mapping[int | None, Sequence[Task]]


@dataclass(frozen=True)
class PersonYears:
    """A register on an engine, or one in memory that has been checked, and what its columns are called."""

    table: Lazy | pd.DataFrame
    person: str | None
    year: str
    area: str
    file: str = ""
    held: tuple[int, ...] = ()  # the years there are, where they are known

    @property
    def in_memory(self) -> bool:
        """Whether the rows are in memory."""
        return isinstance(self.table, pd.DataFrame)

    def name(self, level: str) -> str:
        """Return the column of the data that a level of the labels is made of."""
        return {"year": self.year, "area": self.area}.get(level, level)


@dataclass(frozen=True)
class _Cells:
    """The sums of every part in every cell: keys as the data have them, and as they are shown."""

    keys: pd.DataFrame
    shown: pd.DataFrame
    sums: Floats


def figures_by_cells(
    rows: PersonYears, wanted: Wanted, *, by: Sequence[str], areas: Areas | None, covariance: bool
) -> tuple[pd.DataFrame, Floats | None]:
    """Make figures that are sums over cells, year by year, with their joint covariance.

    Parameters
    ----------
    rows : PersonYears
    wanted : mapping of year to tasks
        The year is None when figures are made of all years at once.
    by : sequence of str
    areas : Areas, optional
    covariance : bool
        Left out for facts.

    Returns
    -------
    DataFrame, one row per (measure, *by), and ndarray of float, shape (k, k), or None

    Raises
    ------
    InputError
        Every fault of the columns before anything is read; then every fault of the rows.
    """
    measures = {task.measure: None for tasks in wanted.values() for task in tasks if task.measure is not None}
    columns = columns_of(tuple(measures))
    asked = [year for year in wanted if year is not None]
    values = _check_columns(rows, columns, by)
    cells = _cells(rows, columns, values, by, asked)
    years = sorted({int(each) for each in cells.keys[rows.year]})
    _check_rows(rows, cells, by, asked, years)
    columns = columns.centred(cells.sums.sum(axis=0))
    digits = [name for name in dict.fromkeys(map(rows.name, by)) if name != rows.year]
    places = _places(cells, rows, digits, areas)
    of_cell = places.of(cells.keys)
    frames: list[pd.DataFrame] = []
    reach: dict[Slot, list[Reach]] = {}
    n = 0
    for year, tasks in wanted.items():
        at = np.arange(len(cells.keys)) if year is None else np.flatnonzero(cells.keys[rows.year] == year)
        groups = group_rows(cells.shown.iloc[at], by, areas)
        frame, reached = figures_of(cells.sums[at], columns, tasks, groups, first=n)
        frames.append(frame)
        n += len(frame)
        for cell, part in zip(at, reached, strict=True):
            slot = (years.index(int(cells.keys[rows.year].iloc[cell])), int(of_cell[cell]))
            # Cells of one slot, such as two spellings of an area, reach the same figures.
            reach[slot] = [part]
    if not covariance:
        if rows.person is not None and not rows.in_memory:
            _raise(repeated_persons(rows.table, person=rows.person, year=rows.year, years=years), rows.file)
        return pd.concat(frames), None
    products = _products(rows, columns, values, places, years)
    slots = {
        slot if rows.person is not None else (0, slot[0] * places.count + slot[1]): part
        for slot, [part] in reach.items()
    }
    return pd.concat(frames), covariance_of(products, slots, n)


def _check_columns(rows: PersonYears, columns: Columns, by: Sequence[str]) -> dict[Part, Amount]:
    """Look at the columns; of a table in memory, return the number of every part for every row."""
    own = [name for name in (rows.person, rows.year, rows.area, *map(rows.name, by)) if name is not None]
    if not rows.in_memory:
        _raise(column_faults(rows.table, columns.parts, own=own, year=rows.year), rows.file)
        return {}
    values, faults = {}, []
    for part in columns.parts:
        try:
            values[part] = part.amounts(rows.table)
        except InputError as error:
            faults += [issue for issue in error.issues if issue not in faults]
    _raise(faults, rows.file)
    return values


def _cells(
    rows: PersonYears,
    columns: Columns,
    values: dict[Part, Amount],
    by: Sequence[str],
    asked: Sequence[int],
) -> _Cells:
    """Add up every part in every cell."""
    keys = list(dict.fromkeys([rows.year, *map(rows.name, by)]))
    if rows.in_memory:
        found = sums_in_memory(rows.table, values, keys=keys)
        found[NO_PERSON] = 0
    else:
        import narwhals.stable.v2 as nw

        table: Any = rows.table
        every_year = rows.held and set(rows.held) <= set(asked)  # then a filter is work for nothing
        if asked and not every_year:
            table = table.filter(nw.col(rows.year).is_in(list(asked)))
        found = as_it_is(cell_sums(table, columns.parts, keys=keys, person=rows.person))
        found = found[found[rows.year].notna()].sort_values(rows.year, ignore_index=True)
    sums = found[[f"part {i}" for i in range(len(columns.parts))]].to_numpy(dtype=float)
    counted = found[[ROWS, *([NO_PERSON] if NO_PERSON in found else [])]]
    names = {rows.year: "year", rows.area: "area"}
    shown = pd.DataFrame({names.get(key, key): plain(found[key]) for key in keys})
    for name in shown.select_dtypes("category"):
        # Engines give groups in any order: the labels come in that of the alphabet.
        shown[name] = shown[name].cat.set_categories(sorted(shown[name].cat.categories))
    return _Cells(found[keys].join(counted), shown, sums)


def _check_rows(
    rows: PersonYears, cells: _Cells, by: Sequence[str], asked: Sequence[int], years: Sequence[int]
) -> None:
    """Refuse rows without person or area, and years that are not there."""
    if not len(cells.keys) and not asked:
        raise InputError(Issue("INP005", rows.file))
    faults = []
    nobody = int(cells.keys[NO_PERSON].sum()) if NO_PERSON in cells.keys else 0
    nowhere = int(cells.keys[ROWS][cells.shown["area"].isna()].sum()) if "area" in by else 0
    for name, count in ((rows.person, nobody), (rows.area, nowhere)):
        if count:
            faults.append(Issue("REG003", rows.file, None, f"kolonne '{name}'", values={"count": count}))
    for each in asked:
        if each not in years:
            place, known = f"kolonne '{rows.year}'", {"known": list(years)}
            faults.append(Issue("INP025", rows.file, None, place, str(each), known))
    _raise(faults)


def _places(cells: _Cells, rows: PersonYears, names: Sequence[str], areas: Areas | None) -> Places:
    """Number the cells that people live in: two names of one area are one place, if so in every year."""
    digits: dict[str, dict[Hashable, int]] = {}
    for name in names:
        shown = cells.shown["area" if name == rows.area else name]
        if name == rows.area and areas is not None and not areas.changes:
            shown = areas.resolve(shown, column="area")
        code = pd.factorize(shown)[0]
        pairs = zip(cells.keys[name], code, strict=True)
        digits[name] = {value: int(digit) for value, digit in pairs if digit >= 0}
    return Places(digits, {name: max(of.values(), default=0) + 1 for name, of in digits.items()})


def _products(
    rows: PersonYears,
    columns: Columns,
    values: dict[Part, Amount],
    places: Places,
    years: Sequence[int],
) -> Products:
    """Sum the products of persons; without ids a row is a person, and its year a part of its place."""
    paired = rows.person is not None
    width = len(years) if paired else 1
    packing = Packing(places.count * (1 if paired else len(years)), len(columns.bits))
    wide = Wide(packing, width, columns.centres)
    if rows.in_memory:
        year: Codes = np.searchsorted(years, rows.table[rows.year].to_numpy()).astype(np.intp)
        place = places.of(rows.table)
        if not paired:
            place = np.where(place >= 0, year * places.count + place, -1)
        return products_in_memory(
            place,
            [values[part] for part in columns.parts],
            wide,
            person=rows.table[rows.person].to_numpy() if paired else None,
            year=year if paired else np.zeros_like(year),
        )
    import narwhals.stable.v2 as nw

    table: Any = rows.table
    return products_in_engine(
        table.filter(nw.col(rows.year).is_in(list(years))),
        wide,
        bits=columns.bits,
        numbers=columns.numbers,
        places=places,
        year=rows.year,
        years=years,
        person=rows.person,
    )


def _raise(faults: Sequence[Issue], file: str = "") -> None:
    """Refuse the register with every fault, each with the file it is in."""
    if faults:
        raise InputError([replace(fault, file=fault.file or file) for fault in faults])
