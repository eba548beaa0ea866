"""The measures a definition may name, each turned into the numbers per person that an estimate needs.

There are five kinds. A *ratio* measure (share, mean, scale, scale_share, ratio, rate, difference) is a sum of
ratios of totals, written as `Term`s that every engine can evaluate; a *total* is one without a denominator.
A *distribution* measure (median, quantile, gini, top_share, bottom_share) depends on the order of the
answers and has its influence function in `social_balance.measures.distributions`. A *rated* measure
(seen_from_outside) is a ratio measure that the residents of the rest answer about each area. A *composition*
measure (exposure, concentration, dissimilarity, distance, entropy) depends on who else is there and is a
statistic of counted `Cells`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, TypeAlias

import numpy as np
import pandas as pd
from pydantic import AfterValidator, Field, model_validator

from social_balance.arrays import Codes, Floats, Mask
from social_balance.conditions.memory import truth
from social_balance.conditions.reading import parse
from social_balance.conditions.tree import Expression, columns_read, conjunction_of, negation
from social_balance.language.faults import DefinitionError, Issue
from social_balance.measures import segregation
from social_balance.measures.distributions import BottomShare, Distribution, Gini, Median, Quantile, TopShare
from social_balance.measures.parts import (
    Battery,
    Column,
    Condition,
    Data,
    Measure,
    Part,
    Term,
    condition_text,
    made,
    numbers,
)
from social_balance.measures.segregation import Statistic

REST = "rest"
WHOLE = "whole"
_AREA_GROUPS = ("rest", "areas")  # groups that are told by where a person lives
OWN_DISTRICT = "eget"  # fills {area} when residents of the rest rate the district they live in


def _pattern(text: str) -> str:
    parse(text.replace("{area}", "x"))
    return text


def _group_condition(text: str) -> str:
    return text if text in _AREA_GROUPS else condition_text(text)


Holds: TypeAlias = Callable[[Expression], Mask]  # for whom a condition is true
Group = Annotated[str, AfterValidator(_group_condition)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class RatioMeasure(Measure):
    """A sum of ratios of totals."""

    def terms(self) -> tuple[Term, ...]:
        """Return the ratios the measure is made of."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def parts(self) -> tuple[Part, ...]:
        return tuple(part for term in self.terms() for part in (term.positive, term.base, term.takes_part))


class Share(RatioMeasure):
    """Percentage of the base for whom `positive` holds: 100·Σw·1[positive ∧ base]/Σw·1[base]."""

    kind: ClassVar[str] = "share"
    proportion: ClassVar[bool] = True
    positive: Condition

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        return (Term(100.0, Part(conjunction_of(base, parse(self.positive))), Part(base)),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | columns_read(parse(self.positive))

    def negated(self) -> Self:
        return self.model_copy(update={"positive": str(negation(parse(self.positive)))})


class Mean(RatioMeasure):
    """Mean of a column over the base; with `low` and `high` turned to 0–100 (low > high turns the scale)."""

    kind: ClassVar[str] = "mean"
    value: Column
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        if (self.low is None) != (self.high is None) or (self.low is not None and self.low == self.high):
            raise DefinitionError(Issue("DEF070"))
        return self

    def terms(self) -> tuple[Term, ...]:
        base, known = self.base_condition(), (self.value,)
        if self.low is None or self.high is None:
            return (Term(1.0, Part(base, self.value), Part(base, known=known)),)
        inside = Part(base, self.value, shift=self.low, factor=1 / (self.high - self.low))
        return (Term(100.0, inside, Part(base, known=known)),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | {self.value}

    def negated(self) -> Self:
        if self.low is None:
            # Without ends there is no scale to turn: a changed sign is as wrong as can be told.
            return self.model_copy(update={"low": 0.0, "high": -100.0})
        return self.model_copy(update={"low": self.high, "high": self.low})


class _OfBattery(RatioMeasure):
    items: Annotated[tuple[Column, ...], Field(min_length=2)]
    reversed: tuple[Column, ...] = ()
    low: float
    high: float
    min_answered: Annotated[float, Field(gt=0, le=1)] = 0.5

    @model_validator(mode="after")
    def _known_items(self) -> Self:
        if self.low == self.high:
            raise DefinitionError(Issue("DEF070"))
        strangers = [item for item in self.reversed if item not in self.items]
        if strangers:
            raise DefinitionError(Issue("DEF071", values={"strangers": strangers}))
        return self

    def battery(self) -> Battery:
        """Return the items as a battery."""
        return Battery(self.items, self.reversed, self.low, self.high, self.min_answered)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | set(self.items)

    def negated(self) -> Self:
        """Return the measure with every item turned the other way."""
        return self.model_copy(update={"reversed": tuple(i for i in self.items if i not in self.reversed)})


class Scale(_OfBattery):
    """Mean score of a battery turned to 0–100; low > high turns the whole scale."""

    kind: ClassVar[str] = "scale"

    def terms(self) -> tuple[Term, ...]:
        base, battery = self.base_condition(), self.battery()
        inside = Part(base, battery, shift=self.low, factor=1 / (self.high - self.low))
        return (Term(100.0, inside, Part(base, known=(battery,))),)


class ScaleShare(_OfBattery):
    """Percentage whose battery sum is at least a cut-off; a missing item counts as the person's mean."""

    kind: ClassVar[str] = "scale_share"
    proportion: ClassVar[bool] = True
    at_least: float

    def terms(self) -> tuple[Term, ...]:
        base, battery = self.base_condition(), self.battery()
        reached = Part(base, battery, at_least=self.at_least / len(self.items))
        return (Term(100.0, reached, Part(base, known=(battery,))),)


class Ratio(RatioMeasure):
    """Ratio of two totals over the base, where both are known: factor·Σw·numerator/Σw·denominator."""

    kind: ClassVar[str] = "ratio"
    numerator: Column
    denominator: Column
    factor: float = 100.0

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        above = Part(base, self.numerator, known=(self.denominator,))
        below = Part(base, self.denominator, known=(self.numerator,))
        # Whoever has nothing below the line takes part as well.
        return (Term(self.factor, above, below, Part(base, known=(self.numerator, self.denominator))),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | {self.numerator, self.denominator}

    def negated(self) -> Self:
        return self.model_copy(update={"numerator": self.denominator, "denominator": self.numerator})


class Difference(RatioMeasure):
    """Percentage points: share(base, positive) − share(minus_base, minus_positive)."""

    kind: ClassVar[str] = "difference"
    positive: Condition
    minus_base: Condition
    minus_positive: Condition

    def terms(self) -> tuple[Term, ...]:
        (plus,) = Share(base=self.base, positive=self.positive).terms()
        (minus,) = Share(base=self.minus_base, positive=self.minus_positive).terms()
        return (plus, Term(-minus.coefficient, minus.positive, minus.base))

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        conditions = (self.positive, self.minus_base, self.minus_positive)
        return self.base_columns().union(*(columns_read(parse(text)) for text in conditions))

    def negated(self) -> Self:
        return self.model_copy(update={"positive": str(negation(parse(self.positive)))})


class Rate(RatioMeasure):
    """Events for so many persons or person-years: per·Σw·events/Σw·time (`time` left out: one a person)."""

    kind: ClassVar[str] = "rate"
    value: Column | None = None
    positive: Condition | None = None
    time: Column | None = None
    per: Annotated[float, Field(gt=0)] = 1000.0

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.positive is None):
            raise DefinitionError(Issue("DEF074"))
        return self

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        if self.positive is not None:
            base_and_positive = conjunction_of(base, parse(self.positive))
            known = () if self.time is None else (self.time,)
            above, persons = Part(base_and_positive, known=known), Part(base, known=known)
            return (Term(self.per, above, Part(base, self.time), persons),)
        read = tuple(name for name in (self.value, self.time) if name is not None)
        below = Part(base, self.time, known=(str(self.value),))
        return (Term(self.per, Part(base, self.value, known=read), below, Part(base, known=read)),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        read = columns_read(parse(self.positive)) if self.positive is not None else {str(self.value)}
        return self.base_columns() | read | ({self.time} if self.time is not None else set())

    def negated(self) -> Self:
        if self.positive is not None:
            return self.model_copy(update={"positive": str(negation(parse(self.positive)))})
        return self.model_copy(update={"per": -self.per})


class Total(Measure):
    """Population total of a column, or number of persons for whom a condition holds: factor·Σw·y."""

    kind: ClassVar[str] = "total"
    value: Column | None = None
    positive: Condition | None = None
    factor: float = 1.0

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.positive is None):
            raise DefinitionError(Issue("DEF073"))
        return self

    def amount(self) -> Part:
        """Return what is added up."""
        base = self.base_condition()
        if self.positive is not None:
            return Part(conjunction_of(base, parse(self.positive)))
        return Part(base, self.value)

    def persons(self) -> Part:
        """Return who takes part: those in the base whose number is known."""
        return Part(self.base_condition(), known=() if self.value is None else (self.value,))

    def parts(self) -> tuple[Part, ...]:
        return (self.amount(), self.persons())

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        read = columns_read(parse(self.positive)) if self.positive is not None else {str(self.value)}
        return self.base_columns() | read

    def negated(self) -> Self:
        if self.positive is not None:
            return self.model_copy(update={"positive": str(negation(parse(self.positive)))})
        return self.model_copy(update={"factor": -self.factor})


class SeenFromOutside(Measure):
    """What the residents of the rest answer about each area; about the rest, their own district.

    ``{area}`` in a column or a condition stands for the area's id, and for "eget" when it is the rest.
    Give either `value` with `low` and `high`, or `positive`.
    """

    kind: ClassVar[str] = "seen_from_outside"
    base: Pattern | None = None
    value: Column | None = None
    low: float | None = None
    high: float | None = None
    positive: Pattern | None = None

    @property
    def needs_rest(self) -> bool:
        return True

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.positive is None):
            raise DefinitionError(Issue("DEF072"))
        if self.value is not None and (self.low is None or self.high is None or self.low == self.high):
            raise DefinitionError(Issue("DEF070"))
        return self

    def about(self, area: str) -> Share | Mean:
        """Return the question about one area as an ordinary measure."""
        name = OWN_DISTRICT if area == REST else area
        base = None if self.base is None else self.base.replace("{area}", name)
        if self.positive is not None:
            return Share(base=base, positive=self.positive.replace("{area}", name))
        return Mean(base=base, value=str(self.value).replace("{area}", name), low=self.low, high=self.high)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return frozenset().union(*(self.about(area).columns() for area in areas if area != WHOLE))

    def negated(self) -> Self:
        if self.positive is None:
            return self.model_copy(update={"low": self.high, "high": self.low})
        negative = str(negation(parse(self.positive.replace("{area}", "ø_area_ø"))))
        return self.model_copy(update={"positive": negative.replace("ø_area_ø", "{area}")})


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

    @property
    def units(self) -> tuple[str, ...]:
        """Columns whose values, crossed, are the places or categories."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def conditions(self) -> tuple[Expression, ...]:
        """Return what is asked of every person, beside her unit and where she lives."""
        asked = (self.base, *self._groups())
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
        unit = self._unit(data)
        base = holds(parse(self.base)) if self.base is not None else np.ones(len(unit), bool)
        counted = self._counted(holds, base)
        flag = self._flag(holds, area, rest)
        part = (unit >= 0) & (base | counted)
        key = ((((unit * 2 + flag) * 2 + counted) * 2 + base) * (int(area.max(initial=0)) + 1)) + area
        _, first, cell = np.unique(key[part], return_index=True, return_inverse=True)
        row = np.flatnonzero(part)[first]
        of_row = np.full(len(unit), -1, dtype=np.intp)
        of_row[part] = cell
        amount = np.bincount(cell, weights=None if weight is None else weight[part], minlength=len(row))
        return Cells(of_row, unit[row], flag[row], counted[row], base[row], area[row], amount.astype(float))

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
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

    def _groups(self) -> tuple[str | None, ...]:
        """Conditions beside the base; "rest" and "areas" are told by where a person lives."""
        return ()

    def _unit(self, data: Data) -> Codes:
        unit = ranks(data, self.units[0])
        for column in self.units[1:]:
            code = ranks(data, column)
            unit = np.where((unit >= 0) & (code >= 0), unit * (int(code.max(initial=0)) + 1) + code, -1)
        # Crossed codes are few but far apart: number them from 0.
        known = np.unique(unit[unit >= 0])
        return np.where(unit >= 0, np.searchsorted(known, unit), -1).astype(np.intp)

    def _counted(self, holds: Holds, base: Mask) -> Mask:
        return base

    def _flag(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return np.zeros(len(area), bool)


class _Placed(Composition):
    place: Column

    @property
    def units(self) -> tuple[str, ...]:
        return (self.place,)


class Exposure(_Placed):
    """Mean percentage of the others at a person's place for whom `to` holds ("rest": live in the rest)."""

    kind: ClassVar[str] = "exposure"
    to: Group
    among: Condition | None = None
    min_size: Annotated[int, Field(ge=2)] = 2

    @property
    def needs_rest(self) -> bool:
        return self.to in _AREA_GROUPS

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        persons = _each(cells.base, here) & here
        return lambda weight: segregation.exposure(
            weight,
            place=cells.unit,
            target=cells.flag,
            counted=cells.counted,
            persons=persons,
            min_size=self.min_size,
        )

    def negated(self) -> Self:
        return self.model_copy(update={"to": _other_group(self.to)})

    def _groups(self) -> tuple[str | None, ...]:
        return (self.among, self.to)

    def _counted(self, holds: Holds, base: Mask) -> Mask:
        return base if self.among is None else holds(parse(self.among))

    def _flag(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _group(self.to, holds, area, rest)


class Concentration(_Placed):
    """Percentage of the base whose place has more than `above` per cent of the group `of`."""

    kind: ClassVar[str] = "concentration"
    of: Group
    above: Annotated[float, Field(gt=0, lt=100)]

    @property
    def needs_rest(self) -> bool:
        return self.of in _AREA_GROUPS

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        persons = _each(cells.base, here) & here
        return lambda weight: segregation.concentration(
            weight,
            place=cells.unit,
            group=cells.flag,
            counted=cells.counted,
            persons=persons,
            above=self.above,
        )

    def negated(self) -> Self:
        return self.model_copy(update={"of": _other_group(self.of)})

    def _groups(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _flag(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _group(self.of, holds, area, rest)


class Dissimilarity(_Placed):
    """How unevenly a group ("areas": those who live in the areas) is spread over places, 0–100."""

    kind: ClassVar[str] = "dissimilarity"
    of: Group

    @property
    def needs_rest(self) -> bool:
        return self.of in _AREA_GROUPS

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        flag, base = _each(cells.flag, here), _each(cells.base, here)
        first, second = base & flag & here, base & ~flag & here
        return lambda weight: segregation.dissimilarity(
            weight, category=cells.unit, first=first, second=second
        )

    def negated(self) -> Self:
        """Return the measure with everybody in one group: D is the same for a group and its complement."""
        return self.model_copy(update={"of": f"{self.place} is missing"})

    def _groups(self) -> tuple[str | None, ...]:
        return (self.of,)

    def _flag(self, holds: Holds, area: Codes, rest: int) -> Mask:
        return _group(self.of, holds, area, rest)


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

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        first, second = _each(cells.base, here) & here, cells.base & rest
        return lambda weight: segregation.dissimilarity(
            weight, category=cells.unit, first=first, second=second
        )

    def negated(self) -> Self:
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

    def statistic(self, cells: Cells, *, here: Mask, rest: Mask) -> Statistic:
        persons = _each(cells.base, here) & here
        return lambda weight: segregation.entropy(
            weight, category=cells.unit, persons=persons, classes=self.classes
        )

    def negated(self) -> Self:
        """Return the measure with one class too many: entropy has no opposite to turn to."""
        return self.model_copy(update={"classes": self.classes + 1})


MEASURES: Mapping[str, type[Measure]] = {
    model.kind: model
    for model in (
        Share, Mean, Scale, ScaleShare, Ratio, Rate, Difference, Total,
        Median, Quantile, Gini, TopShare, BottomShare,
        SeenFromOutside,
        Exposure, Concentration, Dissimilarity, Distance, Entropy,
    )
}  # fmt: skip


def share(positive: str, *, base: str | None = None) -> Share:
    """Percentage of the base for whom a condition holds.

    Parameters
    ----------
    positive, base : str
        Conditions (see `social_balance.conditions`); without `base` every row counts.

    Examples
    --------
    >>> share("q12 in (1, 2)", base="q12 in (1, 2, 3, 4, 5)").kind
    'share'
    """
    return made(Share, base=base, positive=positive)


def mean(value: str, *, base: str | None = None, low: float | None = None, high: float | None = None) -> Mean:
    """Mean of a column; with `low` and `high` turned to 0–100, without them in its own units.

    Examples
    --------
    >>> mean("q3", low=0, high=10).columns()
    frozenset({'q3'})
    """
    return made(Mean, base=base, value=value, low=low, high=high)


def scale(
    items: Iterable[str],
    *,
    low: float,
    high: float,
    base: str | None = None,
    reversed: Iterable[str] = (),
    min_answered: float = 0.5,
) -> Scale:
    """Mean battery score 0–100: the mean of a person's answered items, given enough of them are answered.

    Examples
    --------
    >>> scale(["a", "b"], low=1, high=5).kind
    'scale'
    """
    keys = {"items": list(items), "reversed": list(reversed), "min_answered": min_answered}
    return made(Scale, base=base, low=low, high=high, **keys)


def ratio(numerator: str, denominator: str, *, base: str | None = None, factor: float = 100.0) -> Ratio:
    """Ratio of the totals of two columns times `factor`.

    Examples
    --------
    >>> ratio("income", "regional_income").factor
    100.0
    """
    return made(Ratio, base=base, numerator=numerator, denominator=denominator, factor=factor)


def rate(
    value: str | None = None,
    *,
    positive: str | None = None,
    base: str | None = None,
    time: str | None = None,
    per: float = 1000.0,
) -> Rate:
    """Events for every `per` persons or person-years.

    Parameters
    ----------
    value : str, optional
        Column with the number of events of each person; a person may have several.
    positive : str, optional
        Condition, when a person can only be counted once. Give either `value` or `positive`.
    base : str, optional
        Condition for being in the population at risk.
    time : str, optional
        Column with the years that the person was at risk; left out: one for each person.
    per : float
        How many persons or person-years the rate is for.

    Raises
    ------
    DefinitionError
        Both of `value` and `positive`, or neither; a `per` that is not above 0.

    Notes
    -----
    R = per·Σw·events/Σw·time. In a full count the interval is Byar's, exact below ten events, and Dobson's
    where a person may have several [see `social_balance.estimates.intervals.rate_limits`].

    Examples
    --------
    >>> rate(positive="dom == 1", base="alder >= 18").per
    1000.0
    """
    return made(Rate, base=base, value=value, positive=positive, time=time, per=per)


def total(
    value: str | None = None, *, positive: str | None = None, base: str | None = None, factor: float = 1.0
) -> Total:
    """Population total of a column, or the number of persons in the population for whom a condition holds.

    Parameters
    ----------
    value : str, optional
        Column to add up; whoever has no number in it takes no part.
    positive, base : str, optional
        Conditions. Give either `value` or `positive`.
    factor : float
        What the total is multiplied by, such as 0.001 for thousands.

    Raises
    ------
    DefinitionError
        Both of `value` and `positive`, or neither.

    Notes
    -----
    T = Σw·y with linearised values z = w·y; a population total means something only when the weights add up
    to the population [Särndal, Swensson & Wretman 1992, ch. 2].

    Examples
    --------
    >>> total(positive="q12 in (1, 2)").kind
    'total'
    """
    return made(Total, base=base, value=value, positive=positive, factor=factor)


def point(
    measure: Measure, frame: pd.DataFrame, *, weight: str | None = None, area: str | None = None
) -> dict[str, dict[str, float]]:
    """Value of a measure in a small table, by area, without any sampling error.

    Parameters
    ----------
    measure : Measure
    frame : DataFrame, one row per person
    weight : str, optional
        Column of weights (for a composition measure: how many such persons the row stands for).
    area : str, optional
        Column of area ids, "rest" for the rest; left out: one area called "".

    Returns
    -------
    dict
        Area id → ``{"base": Σw·base, "positive": Σw·positive, "value": …}``, and "whole" for all of them.

    Examples
    --------
    >>> frame = pd.DataFrame({"q": [1, 2, None], "w": [3, 1, 5]})
    >>> point(share("q == 1", base="q in (1, 2)"), frame, weight="w")[""]
    {'base': 4.0, 'positive': 3.0, 'value': 75.0}
    """
    n = len(frame)
    w = np.ones(n) if weight is None else numbers(frame, weight)
    lives = np.full(n, "", dtype=object) if area is None else frame[area].astype(object).to_numpy()
    names = list(dict.fromkeys(lives))
    found: dict[str, dict[str, float]] = {}
    for name in [*names, WHOLE] if area is not None else names:
        here = np.ones(n, bool) if name == WHOLE else lives == name
        if isinstance(measure, Composition):
            found[name] = _counted_point(measure, frame, w, lives, here)
        elif isinstance(measure, SeenFromOutside):
            if name != WHOLE:
                found[name] = _ratio_point(measure.about(name), frame, w * (lives == REST))
        elif isinstance(measure, RatioMeasure):
            found[name] = _ratio_point(measure, frame, w * here)
        elif isinstance(measure, Total):
            found[name] = _total_point(measure, frame, w * here)
        elif isinstance(measure, Distribution):
            found[name] = _ordered_point(measure, frame, w * here)
    return found


def ranks(data: Data, column: str) -> Codes:
    """Return the rank of every value among the distinct values of a column, −1 where there is none.

    Examples
    --------
    >>> ranks({"skole": ["S2", "S1", None, "S2"]}, "skole").tolist()
    [1, 0, -1, 1]
    """
    if column not in data:
        numbers(data, column)  # raises the fault of a missing column
    values = data[column]
    code, found = pd.factorize(values if isinstance(values, pd.Series) else pd.Series(values))
    # Of categories the values and not their own order: engines and files have them in any.
    rank = pd.factorize(np.asarray(found), sort=True)[0]
    return np.append(rank, -1)[code].astype(np.intp)


def _ratio_point(measure: RatioMeasure, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    totals = [
        (t.coefficient, float(w @ t.positive.numbers(frame)), float(w @ t.base.numbers(frame)))
        for t in measure.terms()
    ]
    value = sum(c * y / x if x else np.nan for c, y, x in totals)
    return {"base": totals[0][2], "positive": totals[0][1], "value": float(value)}


def _total_point(measure: Total, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    base, amount = (float(w @ part.numbers(frame)) for part in (measure.persons(), measure.amount()))
    positive = amount if measure.positive is not None else np.nan
    return {"base": base, "positive": positive, "value": measure.factor * amount}


def _ordered_point(measure: Distribution, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    use = (measure.persons().numbers(frame) > 0) & (w > 0)
    value = measure.figure(measure.amount().numbers(frame)[use], w[use]).value if use.any() else np.nan
    return {"base": float(w[use].sum()), "positive": np.nan, "value": value}


def _counted_point(
    measure: Composition, frame: pd.DataFrame, w: Floats, lives: Any, here: Mask
) -> dict[str, float]:
    area, names = pd.factorize(lives)
    rest = list(names).index(REST) if REST in list(names) else -1
    cells = measure.cells(frame, area=area.astype(np.intp), rest=rest, weight=w)
    inside = here if here.all() else np.isin(cells.area, area[here])
    cells_here = np.ones(len(cells.area), bool) if here.all() else inside
    statistic = measure.statistic(cells, here=cells_here, rest=cells.area == rest)
    base = float(np.sum(cells.weight * (cells.base & cells_here)))
    return {"base": base, "positive": np.nan, "value": float(statistic(cells.weight))}


def _each(mask: Mask, here: Mask) -> Mask:
    """Return a mask of cells with a column to set beside the areas of `here`."""
    return mask[:, None] if here.ndim == 2 else mask


def _group(of: str, holds: Holds, area: Codes, rest: int) -> Mask:
    if of == "rest":
        return np.asarray(area == rest)
    if of == "areas":
        return np.asarray(area != rest)
    return holds(parse(of))


def _other_group(of: str) -> str:
    return {"rest": "areas", "areas": "rest"}.get(of) or str(negation(parse(of)))
