"""Reads what the ministry's criteria compare: checked columns, means over the window, distances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.language.faults import Faults, Issue, Place, shown, suggest
from social_balance.language.thresholds import Answer, average, exact, meets
from social_balance.lists.criteria.rules import CRITERIA, Criterion

_YEARLY = ("outside_work", "convicted", "convicted_country")
_MEANS = tuple(f"{name}_mean" for name in _YEARLY)
# The residents that a percentage is of, where that is not all of them.
BASES: Mapping[str, str] = {
    "outside_work": "outside_work_base", "convicted": "convicted_base", "education": "education_base",
    "education_or_unknown": "education_base", "non_western": "residents", "residents": "residents",
}  # fmt: skip
_COUNTS = ("residents", *sorted(set(BASES.values()) - {"residents"}))
_PERCENT = (*(name for name in CRITERIA if name != "income"), "convicted_country", *_MEANS)
_COLUMNS = ("year", *_COUNTS, "income", *_PERCENT)


@dataclass(frozen=True)
class Values:
    """The figures of every area and year as exact decimals; what is not there is missing.

    Parameters
    ----------
    areas : tuple of str
        In the order they came.
    years : tuple of int
        Rising.
    cells : Mapping
        (area, year) → column → figure or None.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    cells: Mapping[tuple[str, int], Mapping[str, Decimal | None]]

    def figure(self, area: str, year: int, column: str) -> Decimal | None:
        """Return one figure; None when it is missing or was never given."""
        return self.cells.get((area, year), {}).get(column)

    def over_window(self, area: str, year: int, column: str, window: int) -> Decimal | None:
        """Return the mean over the years of the window: as given, else worked out from all of its years."""
        if window == 1:
            return self.figure(area, year, column)
        given = self.figure(area, year, f"{column}_mean")
        if given is not None:
            return given
        return average([self.figure(area, y, column) for y in range(year - window + 1, year + 1)])


@dataclass(frozen=True)
class Reading:
    """One criterion in one area and year: the figure compared, what it is compared with, and how far apart.

    Parameters
    ----------
    criterion : Criterion
    value, threshold : Decimal or None
        In the unit of the figure; the threshold of a criterion of the country is in per cent too.
    base : Decimal or None
        Number of persons that the newest year's percentage is of.
    """

    criterion: Criterion
    value: Decimal | None
    threshold: Decimal | None
    base: Decimal | None = None

    @property
    def met(self) -> Answer:
        """Whether the criterion is met."""
        return meets(self.value, self.criterion.comparison, self.threshold)

    @property
    def distance(self) -> Decimal | None:
        """Value minus threshold."""
        if self.value is None or self.threshold is None:
            return None
        return self.value - self.threshold

    @property
    def excess(self) -> float:
        """Distance in per cent of the threshold, positive on the side where the criterion is met."""
        if self.distance is None or not self.threshold:
            return np.nan
        percent = float(100 * self.distance / self.threshold)
        return -percent if self.criterion.comparison == "<" else percent

    @property
    def change(self) -> Decimal | None:
        """What brings a met criterion to its threshold; with "≥" it takes a little more than that."""
        if self.met != "yes" or self.distance is None:
            return None
        return -self.distance

    @property
    def change_newest(self) -> Decimal | None:
        """The same for the newest year's figure alone, the earlier years being what they are."""
        return None if self.change is None else self.criterion.window * self.change

    @property
    def persons(self) -> int | None:
        """Fewest persons fewer in the newest year that end a met criterion, the base being what it is.

        The smallest whole k with value − 100k/(window·base) no longer on the wrong side of the threshold.
        """
        if self.change is None or self.base is None:
            return None
        if self.criterion.key == "residents":
            return int(-self.change) + 1
        # The mean moves by a window's part of what the newest year does.
        k = -self.change * self.criterion.window * self.base / 100
        # At the threshold itself "≥" is still met, ">" no longer.
        return floor(k) + 1 if self.criterion.comparison == ">=" else ceil(k)


def read_reading(values: Values, area: str, year: int, criterion: Criterion) -> Reading:
    """Return one criterion of one area and year.

    Notes
    -----
    A criterion "of the country" compares the mean of the area's figures with so many times the mean of the
    country's over the same years.
    """
    key, window = criterion.key, criterion.window
    threshold: Decimal | None = criterion.threshold
    if criterion.of_country:
        country = values.over_window(area, year, f"{key}_country", window)
        threshold = None
        if country is not None:
            threshold = criterion.threshold * country
    base = None
    if key in BASES:
        base = values.figure(area, year, BASES[key])
    return Reading(criterion, values.over_window(area, year, key, window), threshold, base)


def read_values(values: pd.DataFrame, area: str = "area") -> Values:
    """Return the figures of a table after all its faults have been looked for.

    Raises
    ------
    InputError
        With every fault: columns not there or not known, areas and years twice or missing, figures that are
        no numbers or cannot be.
    """
    names = [str(name) for name in values]
    faults = Faults()
    faults.add(Issue("CRI001", place=Place.column(name)) for name in (area, "year") if name not in names)
    cannot_go_on = len(faults) > 0
    faults.add(_unknown_column(name) for name in names if name not in (area, *_COLUMNS))
    if values.empty and not cannot_go_on:
        faults.add(Issue("CRI008"))
        cannot_go_on = True
    # Cells cannot be looked at without the two that name them.
    if cannot_go_on:
        faults.raise_if_any()
    present = [name for name in _COLUMNS if name in names]
    numbers = {name: pd.to_numeric(values[name], errors="coerce").to_numpy(dtype=float) for name in present}
    for name in present:
        faults.add(_cell_faults(name, values[name], numbers[name]))
    faults.add(_area_and_year_faults(values, area))
    faults.raise_if_any()
    return _exact_values(values[area], numbers)


def _exact_values(areas: pd.Series[Any], numbers: Mapping[str, Floats]) -> Values:
    """Return the figures as exact decimals by area and year."""
    keys = [(str(area), int(year)) for area, year in zip(areas, numbers["year"], strict=True)]
    figures = [name for name in numbers if name != "year"]
    cells = {key: {name: exact(numbers[name][row]) for name in figures} for row, key in enumerate(keys)}
    years = {year for _, year in keys}
    return Values(tuple(dict.fromkeys(area for area, _ in keys)), tuple(sorted(years)), cells)


def _write_cell(value: Any) -> str:
    """Return a cell as a Danish reader writes it: 2022 and 1,5 rather than 2022.0 and 1.5."""
    return shown(float(value)) if isinstance(value, (int, float, np.number)) else str(value)


def _unknown_column(name: str) -> Issue:
    values = {"suggestion": suggest(name, _COLUMNS), "known": ", ".join(_COLUMNS)}
    return Issue("CRI002", place=Place.column(name), values=values)


def _area_and_year_faults(values: pd.DataFrame, area: str) -> Iterator[Issue]:
    """Yield what is wrong with the areas and years that name the rows."""
    for name in (area, "year"):
        for row in np.flatnonzero(values[name].isna()):
            yield Issue("CRI003", place=Place.column(name, row=int(row) + 1))
    repeated = values[values.duplicated([area, "year"])]
    for where, year in zip(repeated[area], repeated["year"], strict=True):
        if not pd.isna(where) and not pd.isna(year):
            yield Issue("CRI004", found=f"{where}, {_write_cell(year)}")


def _cell_faults(name: str, given: pd.Series[Any], numbers: Floats) -> Iterator[Issue]:
    """Yield the cells of one column that hold what it cannot."""
    is_unread = given.notna().to_numpy() & np.isnan(numbers)
    if name in ("year", *_COUNTS):
        code = "CRI006"
        # A missing cell is not equal to itself rounded, and is no fault.
        is_wrong = (numbers < 0) | (numbers != np.floor(numbers)) & ~np.isnan(numbers)
    else:
        code = "CRI007"
        highest = 100 if name in _PERCENT else np.inf
        is_wrong = (numbers < 0) | (numbers > highest) | np.isinf(numbers)
    for row in np.flatnonzero(is_unread | is_wrong):
        place = Place.column(name, row=int(row) + 1)
        cell = _write_cell(given.iloc[row])
        yield Issue("CRI005" if is_unread[row] else code, place=place, found=cell)
