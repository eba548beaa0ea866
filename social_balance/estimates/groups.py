"""How the rows of a table fall into areas and other groups, and sums over the rows of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats, Mask
from social_balance.measures.area_roles import REST

# A group at a time where its rows are many: its part of an array is then worked on in the cache.
MANY_ROWS = 2048


@dataclass(frozen=True)
class Groups:
    """How the rows of a table fall into areas and other groups.

    A cell is an area crossed with the other groups of `by` (such as years); the whole municipality has the
    other groups alone. Codes are −1 for rows outside every group.
    """

    names: tuple[str, ...]
    area: Codes  # index into area_ids; all 0 when `by` has no area
    area_ids: tuple[str, ...]
    other: Codes
    n_other: int
    cell_labels: tuple[tuple[Hashable, ...], ...]  # of area·n_other + other
    whole_labels: tuple[tuple[Hashable, ...], ...]  # of other; empty without a whole

    @cached_property
    def cells(self) -> Codes:
        """Code of each row among the cell labels."""
        return np.where((self.other >= 0) & (self.area >= 0), self.area * self.n_other + self.other, -1)

    def take(self, rows: Codes) -> Groups:
        """Return the same groups with some of the rows, in the order given."""
        return replace(self, area=self.area[rows], other=self.other[rows])

    def of_rows(self, rows: Codes, *, other: int) -> GroupRows:
        """Return one of the other groups, such as a year, with the rows that are in it."""
        return GroupRows(self, other, rows)

    @property
    def rest(self) -> int:
        """Index of the rest among the areas, −1 when there is none."""
        if REST not in self.area_ids:
            return -1
        return self.area_ids.index(REST)


@dataclass(frozen=True)
class GroupRows:
    """One of the other groups (such as a year) among all the groups, and its rows among theirs."""

    groups: Groups
    other: int
    rows: Codes


def group_rows(
    frame: pd.DataFrame, by: Sequence[str], areas: Areas | None, *, rows: Sequence[int] | None = None
) -> Groups:
    """Sort the rows of a table into the groups of `by`.

    With `areas`, the names in column ``area`` are resolved, every area is a group even when it has no rows,
    and the whole municipality gets groups of its own. Where a row of the table stands for many that have
    been counted, `rows` says how many, for the faults.
    """
    others = [name for name in by if name != "area"]
    area = _AreaCodes(np.zeros(len(frame), np.intp), ("",), ("",))
    if "area" in by:
        area = _code_areas(frame, areas, rows)
    other, other_labels = _cross_columns(frame, others)
    with_area = _label_maker(by)
    whole_labels = [with_area(areas.whole.name, rest) for rest in other_labels] if areas else []
    return Groups(
        names=tuple(by),
        area=area.code,
        area_ids=area.ids,
        other=np.where(area.code >= 0, other, -1),
        n_other=len(other_labels),
        cell_labels=tuple(with_area(name, rest) for name in area.names for rest in other_labels),
        # Without the column of areas the groups are the whole already.
        whole_labels=tuple(whole_labels if "area" in by else ()),
    )


def year_slices(frame: pd.DataFrame, by: Sequence[str]) -> list[tuple[int | None, Codes]]:
    """Return the rows of each year when `by` has the year, otherwise all rows as one slice."""
    if "year" not in by:
        return [(None, np.arange(len(frame), dtype=np.intp))]
    year = frame["year"].to_numpy()
    return [(int(value), np.flatnonzero(year == value).astype(np.intp)) for value in np.unique(year)]


@dataclass(frozen=True)
class Sums:
    """Sums over the groups of a grouping; quickest where the rows of a group follow each other.

    Parameters
    ----------
    code : ndarray of int, shape (n,)
        The group of each row, −1 for none.
    k : int
        Number of groups.

    Examples
    --------
    >>> sums = Sums(np.array([0, 0, 1]), 2)
    >>> sums.by_group(np.array([1.0, 2.0, 4.0])).tolist()
    [3.0, 4.0]
    >>> sums.by_group(np.array([True, True, False])).tolist()
    [2.0, 0.0]
    """

    code: Codes
    k: int

    @cached_property
    def run_starts(self) -> Codes | None:
        """Where the run of each group begins, when the rows are in order and no group is without rows."""
        if not self.k or (np.diff(self.code) < 0).any():
            return None
        start = np.searchsorted(self.code, np.arange(self.k))
        if (self.run_sizes(start) == 0).any():
            return None
        return start

    def run_sizes(self, starts: Codes) -> npt.NDArray[np.int64]:
        """Rows of each group, from where their runs begin."""
        return np.diff(starts, append=len(self.code))

    @cached_property
    def is_inside(self) -> Mask:
        """Which rows are in a group."""
        return self.code >= 0

    def by_group(self, amount: Any) -> Floats:
        """Sum of the rows' amounts (numbers, or True for 1) in each group, shape (k,)."""
        if self.run_starts is not None:
            return np.asarray(np.add.reduceat(np.asarray(amount), self.run_starts, dtype=float))
        return total_by(self.code, amount, self.k)

    def to_rows(self, values: Floats) -> Floats:
        """Value of each row's group, shape (n,); of any group where the row is in none."""
        return values[self.code]

    def scale_rows(self, amount: Floats, values: Floats) -> None:
        """Multiply the rows' amounts by the value of their group, in place."""
        if self.run_starts is None or self.k * MANY_ROWS > len(self.code):
            amount *= self.to_rows(values)
            return
        for value, start, size in zip(values, self.run_starts, self.run_sizes(self.run_starts), strict=True):
            amount[start : start + size] *= value


def total_by(code: Codes, amount: Any, k: int) -> Floats:
    """Sum of the rows' amounts by their code, shape (k,); rows with code −1 are left out."""
    amount = np.asarray(amount, dtype=float)
    inside = code >= 0
    if not inside.all():
        code = code[inside]
        amount = amount[inside]
    total = np.bincount(code, weights=amount, minlength=k)
    return total.astype(float)


@dataclass(frozen=True)
class _AreaCodes:
    """The area of each row as a code, −1 for none, with the ids and the names that the codes stand for."""

    code: Codes
    ids: tuple[str, ...]
    names: tuple[str, ...]


def _code_areas(frame: pd.DataFrame, areas: Areas | None, rows: Sequence[int] | None) -> _AreaCodes:
    if areas is not None:
        ids = (*(area.id for area in areas.areas), REST)
        year = frame.get("year")
        resolved = areas.resolve(frame["area"], year=year, column="area", rows=rows)
        code = pd.Categorical(resolved, categories=list(ids)).codes
        return _AreaCodes(code.astype(np.intp), ids, tuple(areas.name(i) for i in ids))
    code, names = pd.factorize(frame["area"], sort=True)
    # Without an Areas object the label that says rest, in any case, is the rest.
    said = [REST if str(name).casefold() == REST else str(name) for name in names]
    return _AreaCodes(code.astype(np.intp), tuple(said), tuple(names))


def _cross_columns(frame: pd.DataFrame, names: Sequence[str]) -> tuple[Codes, list[tuple[Hashable, ...]]]:
    if not names:
        return np.zeros(len(frame), dtype=np.intp), [()]
    if len(names) == 1:
        code, values = pd.factorize(frame[names[0]], sort=True)
        return code.astype(np.intp), [(_plain_label(value),) for value in values]
    grouped = frame.groupby(list(names), sort=True, observed=True)
    keys = grouped.size().index
    # A row without one of the values is in no group.
    codes = grouped.ngroup().fillna(-1).to_numpy(dtype=np.intp)
    return np.asarray(codes, dtype=np.intp), [tuple(map(_plain_label, key)) for key in keys]


def _plain_label(value: Any) -> Hashable:
    """A whole number read as a float or a numpy integer is an ordinary int in a label."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return int(value)
    if isinstance(value, np.generic):
        value = value.item()
    return cast("Hashable", value)


def _label_maker(by: Sequence[str]) -> Callable[[str, tuple[Hashable, ...]], tuple[Hashable, ...]]:
    """Put the area's name at its place among the other labels."""
    if "area" not in by:
        return lambda _, rest: rest
    level = list(by).index("area")
    return lambda name, rest: (*rest[:level], name, *rest[level:])
