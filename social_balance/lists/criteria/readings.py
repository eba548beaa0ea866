"""Reads what the ministry's criteria compare: checked columns, means over the window, distances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.language.faults import InputError, Issue, Place, shown, suggest
from social_balance.language.thresholds import Answer, average, exact, meets
from social_balance.lists.criteria.rules import CRITERIA, Criterion

Floats: TypeAlias = npt.NDArray[np.float64]

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

    def get(self, area: str, year: int, column: str) -> Decimal | None:
        """Return one figure; None when it is missing or was never given."""
        return self.cells.get((area, year), {}).get(column)

    def over_window(self, area: str, year: int, column: str, window: int) -> Decimal | None:
        """Return the mean over the years of the window: as given, else worked out from all of its years."""
        if window == 1:
            return self.get(area, year, column)
        given = self.get(area, year, f"{column}_mean")
        years = range(year - window + 1, year + 1)
        return average([self.get(area, y, column) for y in years]) if given is None else given


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
        return None if self.value is None or self.threshold is None else self.value - self.threshold

    @property
    def excess(self) -> float:
        """Distance in per cent of the threshold, positive on the side where the criterion is met."""
        if self.distance is None or not self.threshold:
            return np.nan
        side = -1 if self.criterion.comparison == "<" else 1
        return float(100 * side * self.distance / self.threshold)

    @property
    def change(self) -> Decimal | None:
        """What brings a met criterion to its threshold; with "≥" it takes a little more than that."""
        return -self.distance if self.met == "yes" and self.distance is not None else None

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
        k = -self.change * self.criterion.window * self.base / 100
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
        threshold = None if country is None else criterion.threshold * country
    base = values.get(area, year, BASES[key]) if key in BASES else None
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
    lost = [Issue("CRI001", place=Place.column(name)) for name in (area, "year") if name not in names]
    odd = [_unknown(name) for name in names if name not in (area, *_COLUMNS)]
    if lost:
        raise InputError(lost + odd)
    if values.empty:
        raise InputError([*odd, Issue("CRI008")])
    present = [name for name in _COLUMNS if name in names]
    numbers = {name: pd.to_numeric(values[name], errors="coerce").to_numpy(dtype=float) for name in present}
    issues = [issue for name in present for issue in _faults(name, values[name], numbers[name])]
    if issues := odd + issues + _key_faults(values, area):
        raise InputError(issues)
    keys = [(str(a), int(y)) for a, y in zip(values[area], numbers["year"], strict=True)]
    figures = [name for name in present if name != "year"]
    cells = {key: {name: exact(numbers[name][at]) for name in figures} for at, key in enumerate(keys)}
    return Values(tuple(dict.fromkeys(a for a, _ in keys)), tuple(sorted({y for _, y in keys})), cells)


def _written(value: Any) -> str:
    """Return a cell as a Danish reader writes it: 2022 and 1,5 rather than 2022.0 and 1.5."""
    return shown(float(value)) if isinstance(value, (int, float, np.number)) else str(value)


def _unknown(name: str) -> Issue:
    values = {"suggestion": suggest(name, _COLUMNS), "known": ", ".join(_COLUMNS)}
    return Issue("CRI002", place=Place.column(name), values=values)


def _key_faults(values: pd.DataFrame, area: str) -> list[Issue]:
    """Return what is wrong with the areas and years that name the rows."""
    missing = [
        Issue("CRI003", place=Place.column(name, row=int(at) + 1))
        for name in (area, "year")
        for at in np.flatnonzero(values[name].isna())
    ]
    twice = values[values.duplicated([area, "year"])]
    return missing + [
        Issue("CRI004", found=f"{a}, {_written(y)}")
        for a, y in zip(twice[area], twice["year"], strict=True)
        if not pd.isna(a) and not pd.isna(y)
    ]


def _faults(name: str, given: pd.Series[Any], number: Floats) -> list[Issue]:
    """Return the cells of one column that hold what it cannot."""
    unread = given.notna().to_numpy() & np.isnan(number)
    if name in ("year", *_COUNTS):
        wrong, code = (number < 0) | (number != np.floor(number)) & ~np.isnan(number), "CRI006"
    else:
        wrong, code = (
            (number < 0) | (number > (100 if name in _PERCENT else np.inf)) | np.isinf(number),
            "CRI007",
        )
    return [
        Issue(
            "CRI005" if unread[at] else code,
            place=Place.column(name, row=int(at) + 1),
            found=_written(given.iloc[at]),
        )
        for at in np.flatnonzero(unread | wrong)
    ]
