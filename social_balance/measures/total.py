"""The measure that is a total without a denominator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import model_validator

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import conjunction_of, negation
from social_balance.language.faults import DefinitionError, Issue
from social_balance.measures.measure import (
    Column,
    Condition,
    Measure,
    build_measure,
    columns_of_conditions,
    named_columns,
)
from social_balance.measures.person_variables import PersonVariable


class Total(Measure):
    """Population total of a column, or number of persons for whom a condition holds: factor·Σw·y."""

    kind: ClassVar[str] = "total"
    family: ClassVar[str] = "total"
    value: Column | None = None
    positive: Condition | None = None
    factor: float = 1.0

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.value is None) == (self.positive is None):
            raise DefinitionError(Issue("DEF073"))
        return self

    def amount(self) -> PersonVariable:
        """Return what is added up."""
        base = self.base_condition()
        if self.positive is not None:
            return PersonVariable(conjunction_of(base, parse(self.positive)))
        return PersonVariable(base, self.value)

    def persons(self) -> PersonVariable:
        """Return who takes part: those in the base whose number is known."""
        return PersonVariable(self.base_condition(), known=named_columns(self.value))

    def parts(self) -> tuple[PersonVariable, ...]:
        return (self.amount(), self.persons())

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return columns_of_conditions(self.base, self.positive).union(named_columns(self.value))

    def inverted_for_case_check(self) -> Self:
        if self.positive is not None:
            return self.model_copy(update={"positive": str(negation(parse(self.positive)))})
        # A total has no other end to be turned from; a changed sign is noticed by every case.
        return self.model_copy(update={"factor": -self.factor})

    def sentence_keys(self) -> tuple[str, ...]:
        keys = ["total" if self.positive is None else "total counted"]
        if self.factor != 1:
            keys.append("times")
        return tuple(keys)


# In the order in which they are listed to a person.
TOTAL_MEASURES = (Total,)


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
    return build_measure(Total, base=base, value=value, positive=positive, factor=factor)
