"""What every measure of who is where is made of: alike persons counted together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from pydantic import AfterValidator

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.conditions.memory import truth
from social_balance.conditions.reading import parse
from social_balance.conditions.tree import Expression, columns_read, negation
from social_balance.measures import segregation
from social_balance.measures.chance import Corrected
from social_balance.measures.measure import Measure, condition_text
from social_balance.measures.person_variables import Data, rank_codes
from social_balance.measures.segregation import Statistic
from social_balance.measures.threshold import ThresholdShare

AREA_GROUPS = ("rest", "areas")  # groups that are told by where a person lives


def _group_condition(text: str) -> str:
    if text in AREA_GROUPS:
        return text
    return condition_text(text)


Holds: TypeAlias = Callable[[Expression], Mask]  # for whom a condition is true
Group = Annotated[str, AfterValidator(_group_condition)]


@dataclass(frozen=True)
class Cells:
    """Alike persons counted together, with what a composition measure knows about each cell."""

    of_row: Codes  # the cell of every person; −1 when the person takes no part
    unit: Codes  # place or category
    flag: Mask  # the group looked for
    counted: Mask  # is one of the others
    base: Mask  # is in the base
    area: Codes  # index of the area lived in
    weight: Floats  # persons
    places: Codes | None = None  # of persons with several each: a column for each, −1 for none


class Composition(Measure):
    """A statistic of who is where: of counted cells, not a ratio of totals."""

    family: ClassVar[str] = "composition"
    unit: ClassVar[str] = "procent"
    is_smooth: ClassVar[bool] = False  # no kink: its influence alone tells how sure it is

    @property
    def one_unit_is_enough(self) -> bool:
        """Whether a person takes part who has a value in some of `units` and not in all."""
        return False

    @property
    def units(self) -> tuple[str, ...]:
        """Columns whose values, crossed, are the places or categories."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def conditions(self) -> tuple[Expression, ...]:
        """Return what is asked of every person, beside her unit and where she lives."""
        asked = (self.base, *self._group_conditions())
        return tuple(parse(text) for text in asked if text is not None and text not in AREA_GROUPS)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return frozenset(self.units).union(*map(columns_read, self.conditions()))

    def cells(
        self,
        data: Data,
        *,
        area: Codes,
        rest: int,
        weight: Floats | None = None,
        holds: Holds | None = None,
    ) -> Cells:
        """Count the persons into cells, in an order that does not depend on that of the rows.

        Parameters
        ----------
        data : DataFrame or mapping of columns
            One row per person of one year.
        area : ndarray of int, shape (n,)
            Index of the area lived in.
        rest : int
            The index that means the rest.
        weight : ndarray of float, shape (n,), optional
            How many such persons a row stands for; left out: one.
        holds : callable, optional
            Tells for whom each of `conditions` is true, where that is known already; left out: read off the
            data.
        """
        holds = holds or (lambda condition: truth(condition, data))
        unit, places = self.number_units(data)
        base = np.ones(len(unit), bool)
        if self.base is not None:
            base = holds(parse(self.base))
        counted = self._is_counted(holds, base)
        flag = self._is_looked_for(holds, area, rest)
        # The others at a place need not be in the base, but they have to be somewhere.
        part = (unit >= 0) & (base | counted)
        key = cross_codes(((unit * 2 + flag) * 2 + counted) * 2 + base, area)
        # Sorted keys: the cells come in one order on every engine, so that seeded draws are the same.
        _, first, cell = np.unique(key[part], return_index=True, return_inverse=True)
        row = np.flatnonzero(part)[first]
        of_row = np.full(len(unit), -1, dtype=np.intp)
        of_row[part] = cell
        amount = np.bincount(cell, weights=None if weight is None else weight[part], minlength=len(row))
        of_cell = None if places is None else places[row]
        return Cells(
            of_row, unit[row], flag[row], counted[row], base[row], area[row], amount.astype(float), of_cell
        )

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        """Return the value as a function of the cells' weights.

        Parameters
        ----------
        cells : Cells
        here : ndarray of bool, shape (cells,) or (cells, areas)
            Which cells are of the area, or of each of several areas.
        rest : ndarray of bool, shape (cells,)
            Which cells are of the rest.
        """
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        """Return what one more person in each cell does to the value, in the shape of `here`."""
        # A measure without a derivative of its own has the numerical one, at the square of the cells' cost.
        return segregation.numerical_influence(self.statistic_of(cells, here=here, rest=rest), cells.weight)

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | ThresholdShare | None:
        """Return one area's value without what chance adds to it; None: nothing is taken out of it.

        `here` has the shape (cells,).
        """
        return None

    def _group_conditions(self) -> tuple[str | None, ...]:
        """Conditions beside the base; "rest" and "areas" are told by where a person lives."""
        return ()

    def number_units(self, data: Data) -> tuple[Codes, Codes | None]:
        """Return the unit of every person, −1 for none, and her places where she may have several."""
        unit = rank_codes(data, self.units[0])
        for column in self.units[1:]:
            code = rank_codes(data, column)
            unit = np.where((unit >= 0) & (code >= 0), cross_codes(unit, code), -1)
        # Crossed codes are few but far apart: number them from 0.
        known = np.unique(unit[unit >= 0])
        return np.where(unit >= 0, np.searchsorted(known, unit), -1).astype(np.intp), None

    def _is_counted(self, holds: Holds, base: Mask) -> Mask:
        return base

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return np.zeros(len(area), bool)


def beside_areas(mask: Mask, here: Mask) -> Mask:
    """Return a mask of cells with a column to set beside the areas of `here`."""
    if here.ndim == 2:
        return mask[:, None]
    return mask


def count_in_units(cells: Cells, members: Mask) -> Floats:
    """Count persons in each unit."""
    return np.bincount(cells.unit, weights=cells.weight * members).astype(float)


def is_in_group(of: str, holds: Holds, area: Codes, rest: int) -> Mask:
    """Tell who is of a group: a condition, or told by where a person lives."""
    if of == "rest":
        return np.asarray(area == rest)
    if of == "areas":
        return np.asarray(area != rest)
    return holds(parse(of))


def other_group(of: str) -> str:
    """Return the group of everybody else."""
    return {"rest": "areas", "areas": "rest"}.get(of) or str(negation(parse(of)))
