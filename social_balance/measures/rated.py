"""The measure that residents of the rest answer about each area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import negation
from social_balance.language.faults import DefinitionError, Issue
from social_balance.measures.area_roles import OWN_DISTRICT, REST, WHOLE
from social_balance.measures.measure import Column, Measure
from social_balance.measures.ratio import Mean, Share


def _area_pattern(text: str) -> str:
    parse(text.replace("{area}", "x"))
    return text


Pattern = Annotated[str, AfterValidator(_area_pattern)]


class SeenFromOutside(Measure):
    """What the residents of the rest answer about each area; about the rest, their own district.

    ``{area}`` in a column or a condition stands for the area's id, and for "eget" when it is the rest.
    Give either `value` with `low` and `high`, or `positive`.
    """

    kind: ClassVar[str] = "seen_from_outside"
    family: ClassVar[str] = "rated"
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
        base = self.base
        if base is not None:
            base = base.replace("{area}", name)
        if self.positive is not None:
            return Share(base=base, positive=self.positive.replace("{area}", name))
        return Mean(base=base, value=str(self.value).replace("{area}", name), low=self.low, high=self.high)

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return frozenset().union(*(self.about(area).columns() for area in areas if area != WHOLE))

    def inverted_for_case_check(self) -> Self:
        if self.positive is None:
            return self.model_copy(update={"low": self.high, "high": self.low})
        # {area} is no name that the language of conditions can read: a stand-in is negated in its place.
        negative = str(negation(parse(self.positive.replace("{area}", "ø_area_ø"))))
        return self.model_copy(update={"positive": negative.replace("ø_area_ø", "{area}")})

    def sentence_keys(self) -> tuple[str, ...]:
        return (self.kind, *self.about(REST).sentence_keys())


# In the order in which they are listed to a person.
RATED_MEASURES = (SeenFromOutside,)
