"""Measures that depend on who else is there: statistics of counted cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar, Self, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.conditions.memory import truth
from social_balance.conditions.reading import parse
from social_balance.conditions.tree import Expression, columns_read, negation
from social_balance.language.faults import InputError, Issue, Place
from social_balance.measures import influences, segregation
from social_balance.measures.chance import Corrected, correct_evenness, correct_two_groups
from social_balance.measures.expected_figures import DISSIMILARITY, THEIL_H, TwoGroupFigure
from social_balance.measures.measure import Column, Condition, Measure, condition_text
from social_balance.measures.person_variables import Data, rank_codes
from social_balance.measures.segregation import Statistic
from social_balance.measures.threshold import ThresholdShare, threshold_share

_AREA_GROUPS = ("rest", "areas")  # groups that are told by where a person lives


def _group_condition(text: str) -> str:
    if text in _AREA_GROUPS:
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


class Composition(Measure):
    """A statistic of who is where: of counted cells, not a ratio of totals."""

    family: ClassVar[str] = "composition"
    unit: ClassVar[str] = "procent"
    is_smooth: ClassVar[bool] = False  # no kink: its influence alone tells how sure it is

    @property
    def units(self) -> tuple[str, ...]:
        """Columns whose values, crossed, are the places or categories."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def conditions(self) -> tuple[Expression, ...]:
        """Return what is asked of every person, beside her unit and where she lives."""
        asked = (self.base, *self._group_conditions())
        return tuple(parse(text) for text in asked if text is not None and text not in _AREA_GROUPS)

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
        unit = self._crossed_units(data)
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
        return Cells(of_row, unit[row], flag[row], counted[row], base[row], area[row], amount.astype(float))

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

    def _crossed_units(self, data: Data) -> Codes:
        unit = rank_codes(data, self.units[0])
        for column in self.units[1:]:
            code = rank_codes(data, column)
            unit = np.where((unit >= 0) & (code >= 0), cross_codes(unit, code), -1)
        # Crossed codes are few but far apart: number them from 0.
        known = np.unique(unit[unit >= 0])
        return np.where(unit >= 0, np.searchsorted(known, unit), -1).astype(np.intp)

    def _is_counted(self, holds: Holds, base: Mask) -> Mask:
        return base

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return np.zeros(len(area), bool)


class _Placed(Composition):
    place: Column

    @property
    def units(self) -> tuple[str, ...]:
        return (self.place,)


class Exposure(_Placed):
    """Mean percentage of the others at a person's place for whom `to` holds ("rest": live in the rest)."""

    kind: ClassVar[str] = "exposure"
    is_smooth: ClassVar[bool] = True
    to: Group
    among: Condition | None = None
    min_size: Annotated[int, Field(ge=2)] = 2

    @property
    def needs_rest(self) -> bool:
        return self.to in _AREA_GROUPS

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        return partial(segregation.mean_exposure, **self._keys(cells, here))

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        return influences.exposure_influence(cells.weight, **self._keys(cells, here))

    def _keys(self, cells: Cells, here: Mask) -> dict[str, Any]:
        return {
            "place": cells.unit,
            "target": cells.flag,
            "counted": cells.counted,
            "persons": _beside_areas(cells.base, here) & here,
            "min_size": self.min_size,
        }

    def inverted_for_case_check(self) -> Self:
        return self.model_copy(update={"to": _other_group(self.to)})

    def closing_sentence_keys(self) -> tuple[str, ...]:
        if self.among is None:
            return ()
        return ("among",)

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.among, self.to)

    def _is_counted(self, holds: Holds, base: Mask) -> Mask:
        if self.among is None:
            return base
        return holds(parse(self.among))

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _in_group(self.to, holds, area, rest)


class Concentration(_Placed):
    """Percentage of the base whose place has more than `above` per cent of the group `of`."""

    kind: ClassVar[str] = "concentration"
    of: Group
    above: Annotated[float, Field(gt=0, lt=100)]

    @property
    def needs_rest(self) -> bool:
        return self.of in _AREA_GROUPS

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        return partial(segregation.percent_above, **self._keys(cells, here))

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        return influences.concentration_influence(cells.weight, **self._keys(cells, here))

    def _keys(self, cells: Cells, here: Mask) -> dict[str, Any]:
        return {
            "place": cells.unit,
            "group": cells.flag,
            "counted": cells.counted,
            "persons": _beside_areas(cells.base, here) & here,
            "above": self.above,
        }

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> ThresholdShare | None:
        return threshold_share(
            _count_in_units(cells, cells.counted),
            _count_in_units(cells, cells.counted & cells.flag),
            _count_in_units(cells, cells.base & here),
            above=self.above,
        )

    def inverted_for_case_check(self) -> Self:
        return self.model_copy(update={"of": _other_group(self.of)})

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("near the limit",)

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _in_group(self.of, holds, area, rest)


class _TwoGroups(_Placed):
    figure: ClassVar[TwoGroupFigure]

    of: Group

    @property
    def needs_rest(self) -> bool:
        return self.of in _AREA_GROUPS

    def inverted_for_case_check(self) -> Self:
        """Return the measure with everybody in one group: it is the same for a group and its complement."""
        # The place of whoever is counted is known, so nobody has a missing one.
        return self.model_copy(update={"of": f"{self.place} is missing"})

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        first, second = (_count_in_units(cells, group) for group in self._both_groups(cells, here).values())
        return correct_two_groups(first, second, self.figure)

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("without chance",)

    def _both_groups(self, cells: Cells, here: Mask) -> dict[str, Any]:
        flag = _beside_areas(cells.flag, here)
        in_base = _beside_areas(cells.base, here) & here
        return {"first": in_base & flag, "second": in_base & ~flag}

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _in_group(self.of, holds, area, rest)


class Dissimilarity(_TwoGroups):
    """How unevenly a group ("areas": those who live in the areas) is spread over places, 0–100."""

    kind: ClassVar[str] = "dissimilarity"
    figure: ClassVar[TwoGroupFigure] = DISSIMILARITY

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        groups = self._both_groups(cells, here)
        return partial(segregation.dissimilarity_index, category=cells.unit, **groups)

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        groups = self._both_groups(cells, here)
        return influences.dissimilarity_influence(cells.weight, category=cells.unit, **groups)


class TheilH(_TwoGroups):
    """Theil's information index of a group and everybody else over places, 0–100."""

    kind: ClassVar[str] = "theil_h"
    figure: ClassVar[TwoGroupFigure] = THEIL_H

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        return partial(segregation.theil_h, place=cells.unit, **self._both_groups(cells, here))

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        groups = self._both_groups(cells, here)
        return influences.theil_influence(cells.weight, place=cells.unit, **groups)


class Distance(Composition):
    """Dissimilarity, 0–100, between an area's residents and the rest's over crossed categories."""

    kind: ClassVar[str] = "distance"
    categories: Annotated[tuple[Column, ...], Field(min_length=1)]

    @property
    def units(self) -> tuple[str, ...]:
        return self.categories

    @property
    def needs_rest(self) -> bool:
        return True

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        first = _beside_areas(cells.base, here) & here
        second = cells.base & rest
        return partial(segregation.dissimilarity_index, category=cells.unit, first=first, second=second)

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        first = _beside_areas(cells.base, here) & here
        second = cells.base & rest
        return influences.dissimilarity_influence(
            cells.weight, category=cells.unit, first=first, second=second
        )

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        others = _count_in_units(cells, cells.base & here & ~rest)
        if not others.sum():
            return None
        # With the rest in it, the whole is as far from the rest as its other part is, less what both have.
        n = float(others.sum() + cells.weight @ (cells.base & here & rest))
        scale = float(others.sum()) / n
        return correct_two_groups(
            others,
            _count_in_units(cells, cells.base & rest),
            DISSIMILARITY,
            scale=scale,
            scale_sd=float(np.sqrt((1 - scale) / (scale * n))),
        )

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("without chance",)

    def inverted_for_case_check(self) -> Self:
        """Return the measure blind to all categories but the first."""
        return self.model_copy(update={"categories": self.categories[:1]})


class Entropy(Composition):
    """How evenly the base is spread over the classes of a category: 100 evenly, 0 all in one."""

    kind: ClassVar[str] = "entropy"
    category: Column
    classes: Annotated[int, Field(ge=2)]

    @property
    def units(self) -> tuple[str, ...]:
        return (self.category,)

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        present = len(np.unique(cells.unit[cells.base & (cells.weight > 0)]))
        if present > self.classes:
            # More classes than evenness is measured by would be more even than even: above 100.
            values = {"classes": self.classes}
            raise InputError(
                Issue("EST040", place=Place.column(self.category), found=str(present), values=values)
            )
        persons = _beside_areas(cells.base, here) & here
        return partial(
            segregation.normalised_entropy, category=cells.unit, persons=persons, classes=self.classes
        )

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        return influences.entropy_influence(
            cells.weight,
            category=cells.unit,
            persons=_beside_areas(cells.base, here) & here,
            classes=self.classes,
        )

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        in_classes = _count_in_units(cells, cells.base & here)
        counts = np.zeros(self.classes)
        used = in_classes[in_classes > 0]
        counts[: len(used)] = used
        return correct_evenness(counts)

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("without unevenness by chance",)

    def inverted_for_case_check(self) -> Self:
        """Return the measure with one class too many: entropy has no opposite to turn to."""
        return self.model_copy(update={"classes": self.classes + 1})


# In the order in which they are listed to a person.
COMPOSITION_MEASURES = (Exposure, Concentration, Dissimilarity, Distance, Entropy, TheilH)


def _beside_areas(mask: Mask, here: Mask) -> Mask:
    """Return a mask of cells with a column to set beside the areas of `here`."""
    if here.ndim == 2:
        return mask[:, None]
    return mask


def _count_in_units(cells: Cells, members: Mask) -> Floats:
    """Count persons in each unit."""
    return np.bincount(cells.unit, weights=cells.weight * members).astype(float)


def _in_group(of: str, holds: Holds, area: Codes, rest: int) -> Mask:
    if of == "rest":
        return np.asarray(area == rest)
    if of == "areas":
        return np.asarray(area != rest)
    return holds(parse(of))


def _other_group(of: str) -> str:
    return {"rest": "areas", "areas": "rest"}.get(of) or str(negation(parse(of)))
