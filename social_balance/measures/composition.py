"""Measures that depend on who else is there: statistics of counted cells."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import Field

from social_balance.arrays import Codes, Floats, Mask
from social_balance.conditions.reading import parse
from social_balance.language.faults import InputError, Issue, Place
from social_balance.measures import influences, segregation
from social_balance.measures.chance import Corrected, correct_evenness, correct_two_groups
from social_balance.measures.counted_cells import (
    AREA_GROUPS,
    Cells,
    Composition,
    Group,
    Holds,
    beside_areas,
    count_in_units,
    is_in_group,
    other_group,
)
from social_balance.measures.expected_figures import DISSIMILARITY, THEIL_H, TwoGroupFigure
from social_balance.measures.measure import Column, Condition
from social_balance.measures.memberships import memberships_of, number_places
from social_balance.measures.person_variables import Data
from social_balance.measures.segregation import Statistic
from social_balance.measures.threshold import ThresholdShare, threshold_share


class _Placed(Composition):
    place: Column

    @property
    def units(self) -> tuple[str, ...]:
        return (self.place,)


class Exposure(_Placed):
    """Mean percentage of the others at a person's place for whom `to` holds ("rest": live in the rest).

    With `more_places` a person may be at several; hers is then the mean over her own places.
    """

    kind: ClassVar[str] = "exposure"
    is_smooth: ClassVar[bool] = True
    more_places: tuple[Column, ...] = ()
    to: Group
    among: Condition | None = None
    min_size: Annotated[int, Field(ge=2)] = 2

    @property
    def needs_rest(self) -> bool:
        return self.to in AREA_GROUPS

    @property
    def units(self) -> tuple[str, ...]:
        return (self.place, *self.more_places)

    @property
    def one_unit_is_enough(self) -> bool:
        return bool(self.more_places)

    def number_units(self, data: Data) -> tuple[Codes, Codes | None]:
        if not self.more_places:
            return super().number_units(data)
        places = number_places(data, self.units)
        # Persons with the same places are alike, in whichever column each of them stands.
        _, unit = np.unique(places, axis=0, return_inverse=True)
        return np.where((places >= 0).any(axis=1), unit.reshape(-1), -1).astype(np.intp), places

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        if cells.places is not None:
            return memberships_of(cells.places, **self._keys(cells, here)).mean_exposure
        return partial(segregation.mean_exposure, place=cells.unit, **self._keys(cells, here))

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        if cells.places is not None:
            return memberships_of(cells.places, **self._keys(cells, here)).influence(cells.weight)
        return influences.exposure_influence(cells.weight, place=cells.unit, **self._keys(cells, here))

    def _keys(self, cells: Cells, here: Mask) -> dict[str, Any]:
        return {
            "target": cells.flag,
            "counted": cells.counted,
            "persons": beside_areas(cells.base, here) & here,
            "min_size": self.min_size,
        }

    def inverted_for_case_check(self) -> Self:
        return self.model_copy(update={"to": other_group(self.to)})

    def closing_sentence_keys(self) -> tuple[str, ...]:
        keys = {"more_places": bool(self.more_places), "among": self.among is not None}
        return tuple(key for key, is_said in keys.items() if is_said)

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.among, self.to)

    def _is_counted(self, holds: Holds, base: Mask) -> Mask:
        if self.among is None:
            return base
        return holds(parse(self.among))

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return is_in_group(self.to, holds, area, rest)


class Concentration(_Placed):
    """Percentage of the base whose place has more than `above` per cent of the group `of`."""

    kind: ClassVar[str] = "concentration"
    of: Group
    above: Annotated[float, Field(gt=0, lt=100)]

    @property
    def needs_rest(self) -> bool:
        return self.of in AREA_GROUPS

    def statistic_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        return partial(segregation.percent_above, **self._keys(cells, here))

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        return influences.concentration_influence(cells.weight, **self._keys(cells, here))

    def _keys(self, cells: Cells, here: Mask) -> dict[str, Any]:
        return {
            "place": cells.unit,
            "group": cells.flag,
            "counted": cells.counted,
            "persons": beside_areas(cells.base, here) & here,
            "above": self.above,
        }

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> ThresholdShare | None:
        return threshold_share(
            count_in_units(cells, cells.counted),
            count_in_units(cells, cells.counted & cells.flag),
            count_in_units(cells, cells.base & here),
            above=self.above,
        )

    def inverted_for_case_check(self) -> Self:
        return self.model_copy(update={"of": other_group(self.of)})

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("near the limit",)

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return is_in_group(self.of, holds, area, rest)


class _TwoGroups(_Placed):
    figure: ClassVar[TwoGroupFigure]

    of: Group

    @property
    def needs_rest(self) -> bool:
        return self.of in AREA_GROUPS

    def inverted_for_case_check(self) -> Self:
        """Return the measure with everybody in one group: it is the same for a group and its complement."""
        # The place of whoever is counted is known, so nobody has a missing one.
        return self.model_copy(update={"of": f"{self.place} is missing"})

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        first, second = (count_in_units(cells, group) for group in self._both_groups(cells, here).values())
        return correct_two_groups(first, second, self.figure)

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("without chance",)

    def _both_groups(self, cells: Cells, here: Mask) -> dict[str, Any]:
        flag = beside_areas(cells.flag, here)
        in_base = beside_areas(cells.base, here) & here
        return {"first": in_base & flag, "second": in_base & ~flag}

    def _group_conditions(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _is_looked_for(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return is_in_group(self.of, holds, area, rest)


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
        first = beside_areas(cells.base, here) & here
        second = cells.base & rest
        return partial(segregation.dissimilarity_index, category=cells.unit, first=first, second=second)

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        first = beside_areas(cells.base, here) & here
        second = cells.base & rest
        return influences.dissimilarity_influence(
            cells.weight, category=cells.unit, first=first, second=second
        )

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        others = count_in_units(cells, cells.base & here & ~rest)
        if not others.sum():
            return None
        # With the rest in it, the whole is as far from the rest as its other part is, less what both have.
        n = float(others.sum() + cells.weight @ (cells.base & here & rest))
        scale = float(others.sum()) / n
        return correct_two_groups(
            others,
            count_in_units(cells, cells.base & rest),
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
        persons = beside_areas(cells.base, here) & here
        return partial(
            segregation.normalised_entropy, category=cells.unit, persons=persons, classes=self.classes
        )

    def influence_of(self, cells: Cells, *, here: Mask, rest: Mask) -> Floats:
        return influences.entropy_influence(
            cells.weight,
            category=cells.unit,
            persons=beside_areas(cells.base, here) & here,
            classes=self.classes,
        )

    def corrected(self, cells: Cells, *, here: Mask, rest: Mask) -> Corrected | None:
        in_classes = count_in_units(cells, cells.base & here)
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
