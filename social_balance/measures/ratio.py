"""Measures that are sums of ratios of totals, written as terms that every engine can evaluate."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import conjunction_of, negation
from social_balance.language.faults import DefinitionError, Issue
from social_balance.measures.measure import (
    Column,
    Condition,
    CountScale,
    Measure,
    build_measure,
    columns_of_conditions,
    named_columns,
)
from social_balance.measures.person_variables import Battery, PersonVariable


@dataclass(frozen=True)
class Term:
    """One ratio of totals with its coefficient: coefficient · Σw·positive / Σw·base."""

    coefficient: float
    positive: PersonVariable
    base: PersonVariable
    persons: PersonVariable | None = None  # who is in the base, when the base is not 1 for each of them

    @property
    def takes_part(self) -> PersonVariable:
        """Who is in the base."""
        return self.persons or self.base


class RatioMeasure(Measure):
    """A sum of ratios of totals."""

    family: ClassVar[str] = "ratio"

    @property
    def count_interval(self) -> str:
        """How the interval of a full count is made: a name of `social_balance.estimates.intervals`."""
        if self.proportion:
            return "wilson"
        return "t"

    @property
    def per_event(self) -> float:
        """What one event for each unit of the denominator is, where the numerator counts events."""
        return 1.0

    def terms(self) -> tuple[Term, ...]:
        """Return the ratios the measure is made of."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def count_scale(self) -> CountScale | None:
        if self.proportion:
            return CountScale(100.0, counts_persons=True, interval="wilson")
        return None

    def parts(self) -> tuple[PersonVariable, ...]:
        return tuple(part for term in self.terms() for part in (term.positive, term.base, term.takes_part))


class Share(RatioMeasure):
    """Percentage of the base for whom `positive` holds: 100·Σw·1[positive ∧ base]/Σw·1[base]."""

    kind: ClassVar[str] = "share"
    unit: ClassVar[str] = "procent"
    proportion: ClassVar[bool] = True
    positive: Condition

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        return (
            Term(100.0, PersonVariable(conjunction_of(base, parse(self.positive))), PersonVariable(base)),
        )

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return columns_of_conditions(self.base, self.positive)

    def inverted_for_case_check(self) -> Self:
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
        base = self.base_condition()
        answered = PersonVariable(base, known=(self.value,))
        if self.low is None or self.high is None:
            return (Term(1.0, PersonVariable(base, self.value), answered),)
        inside = PersonVariable(base, self.value, shift=self.low, factor=1 / (self.high - self.low))
        return (Term(100.0, inside, answered),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | {self.value}

    def inverted_for_case_check(self) -> Self:
        if self.low is None:
            # Without ends there is no scale to turn: a changed sign is as wrong as can be told.
            return self.model_copy(update={"low": 0.0, "high": -100.0})
        return self.model_copy(update={"low": self.high, "high": self.low})

    def count_scale(self) -> CountScale:
        if self.low is None or self.high is None:
            return CountScale(1.0)
        return CountScale(100 / (self.high - self.low), self.low)

    def sentence_keys(self) -> tuple[str, ...]:
        return ("mean" if self.low is None else "mean turned",)


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

    def as_battery(self) -> Battery:
        """Return the items as a battery."""
        return Battery(self.items, self.reversed, self.low, self.high, self.min_answered)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | set(self.items)

    def inverted_for_case_check(self) -> Self:
        """Return the measure with every item turned the other way."""
        return self.model_copy(update={"reversed": tuple(i for i in self.items if i not in self.reversed)})

    def sentence_keys(self) -> tuple[str, ...]:
        if self.reversed:
            return (self.kind, "reversed", "answered")
        return (self.kind, "answered")

    def sentence_values(self) -> dict[str, str]:
        # 1e-9: eight tenths of ten are eight, whatever the binary fraction says.
        enough = math.ceil(self.min_answered * len(self.items) - 1e-9)
        return {"enough": str(enough), "count": str(len(self.items))}


class Scale(_OfBattery):
    """Mean score of a battery turned to 0–100; low > high turns the whole scale."""

    kind: ClassVar[str] = "scale"

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        battery = self.as_battery()
        inside = PersonVariable(base, battery, shift=self.low, factor=1 / (self.high - self.low))
        return (Term(100.0, inside, PersonVariable(base, known=(battery,))),)


class ScaleShare(_OfBattery):
    """Percentage whose battery sum is at least a cut-off; a missing item counts as the person's mean."""

    kind: ClassVar[str] = "scale_share"
    unit: ClassVar[str] = "procent"
    proportion: ClassVar[bool] = True
    at_least: float

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        battery = self.as_battery()
        # With the mean of the answered for the missing, the sum is the mean times the number of items:
        # its cut-off is one of the mean.
        reached = PersonVariable(base, battery, at_least=self.at_least / len(self.items))
        return (Term(100.0, reached, PersonVariable(base, known=(battery,))),)


class Ratio(RatioMeasure):
    """Ratio of two totals over the base, where both are known: factor·Σw·numerator/Σw·denominator."""

    kind: ClassVar[str] = "ratio"
    numerator: Column
    denominator: Column
    factor: float = 100.0

    def terms(self) -> tuple[Term, ...]:
        base = self.base_condition()
        above = PersonVariable(base, self.numerator, known=(self.denominator,))
        below = PersonVariable(base, self.denominator, known=(self.numerator,))
        # Whoever has nothing below the line takes part as well.
        both_known = PersonVariable(base, known=(self.numerator, self.denominator))
        return (Term(self.factor, above, below, both_known),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | {self.numerator, self.denominator}

    def inverted_for_case_check(self) -> Self:
        return self.model_copy(update={"numerator": self.denominator, "denominator": self.numerator})

    def count_scale(self) -> CountScale:
        return CountScale(self.factor)


class Difference(RatioMeasure):
    """Percentage points: share(base, positive) − share(minus_base, minus_positive)."""

    kind: ClassVar[str] = "difference"
    unit: ClassVar[str] = "procentpoint"
    positive: Condition
    minus_base: Condition
    minus_positive: Condition

    def terms(self) -> tuple[Term, ...]:
        # As one sum of ratios the two shares keep their covariance, whoever is in both bases.
        (plus,) = Share(base=self.base, positive=self.positive).terms()
        (minus,) = Share(base=self.minus_base, positive=self.minus_positive).terms()
        return (plus, Term(-minus.coefficient, minus.positive, minus.base))

    def closing_sentence_keys(self) -> tuple[str, ...]:
        return ("minus",)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return columns_of_conditions(self.base, self.positive, self.minus_base, self.minus_positive)

    def inverted_for_case_check(self) -> Self:
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
            known = named_columns(self.time)
            counted = PersonVariable(conjunction_of(base, parse(self.positive)), known=known)
            at_risk = PersonVariable(base, known=known)
            return (Term(self.per, counted, PersonVariable(base, self.time), at_risk),)
        known = named_columns(self.value, self.time)
        events = PersonVariable(base, self.value, known=known)
        # Time counts only where the number of events is known.
        time = PersonVariable(base, self.time, known=(str(self.value),))
        return (Term(self.per, events, time, PersonVariable(base, known=known)),)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        read = named_columns(self.value, self.time)
        return columns_of_conditions(self.base, self.positive).union(read)

    def inverted_for_case_check(self) -> Self:
        if self.positive is not None:
            return self.model_copy(update={"positive": str(negation(parse(self.positive)))})
        # Events have no opposite; a changed sign is noticed by every case.
        return self.model_copy(update={"per": -self.per})

    @property
    def count_interval(self) -> str:
        # A person may have several events: only where she is counted once are the events independent.
        if self.positive is None:
            return "dobson"
        return "byar"

    @property
    def per_event(self) -> float:
        return self.per

    def count_scale(self) -> CountScale | None:
        # Person-years are not a number of persons.
        if self.time is not None:
            return None
        of_persons = self.positive is not None
        return CountScale(self.per, counts_persons=of_persons, interval=self.count_interval)

    def sentence_keys(self) -> tuple[str, ...]:
        keys = ["rate" if self.positive is None else "rate counted"]
        if self.time is not None:
            keys.append("time")
        return tuple(keys)


# In the order in which they are listed to a person.
RATIO_MEASURES = (Share, Mean, Scale, ScaleShare, Ratio, Rate, Difference)


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
    return build_measure(Share, base=base, positive=positive)


def mean(value: str, *, base: str | None = None, low: float | None = None, high: float | None = None) -> Mean:
    """Mean of a column; with `low` and `high` turned to 0–100, without them in its own units.

    Examples
    --------
    >>> mean("q3", low=0, high=10).columns()
    frozenset({'q3'})
    """
    return build_measure(Mean, base=base, value=value, low=low, high=high)


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
    return build_measure(Scale, base=base, low=low, high=high, **keys)


def ratio(numerator: str, denominator: str, *, base: str | None = None, factor: float = 100.0) -> Ratio:
    """Ratio of the totals of two columns times `factor`.

    Examples
    --------
    >>> ratio("income", "regional_income").factor
    100.0
    """
    return build_measure(Ratio, base=base, numerator=numerator, denominator=denominator, factor=factor)


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
    return build_measure(Rate, base=base, value=value, positive=positive, time=time, per=per)
