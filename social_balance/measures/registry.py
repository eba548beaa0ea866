"""Every measure that a definition may name, its family, and who does what with a family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from social_balance.language.faults import InputError, Issue
from social_balance.measures.composition import COMPOSITION_MEASURES
from social_balance.measures.distribution import DISTRIBUTION_MEASURES
from social_balance.measures.measure import Measure
from social_balance.measures.rated import RATED_MEASURES
from social_balance.measures.ratio import RATIO_MEASURES
from social_balance.measures.total import TOTAL_MEASURES

Handler = TypeVar("Handler")

# A *measure* is a rule that a definition names; its *family* says how it is made of persons. A room that
# makes figures has a table with a handler for every family, and none of them looks at single measures: a
# new measure of a family that there is needs no more than its class and its words.
FAMILIES: Mapping[str, str] = {
    "ratio": "a sum of ratios of totals: `terms` of numbers per person",
    "total": "one total without a denominator: `amount` of `persons`",
    "distribution": "a figure of the order of one column's numbers, with an influence function",
    "rated": "a ratio that residents of the rest answer `about` each area",
    "composition": "a statistic of counted cells: depends on who else is there",
}

MEASURES: Mapping[str, type[Measure]] = {
    model.kind: model
    for model in (
        *RATIO_MEASURES,
        *TOTAL_MEASURES,
        *DISTRIBUTION_MEASURES,
        *RATED_MEASURES,
        *COMPOSITION_MEASURES,
    )
}


def handler_for(measure: Measure, handlers: Mapping[str, Handler]) -> Handler:
    """Return what a room does with the family of a measure.

    Parameters
    ----------
    measure : Measure
    handlers : mapping of family to handler

    Raises
    ------
    InputError
        The room has nothing for the family.

    Examples
    --------
    >>> handler_for(MEASURES["gini"](value="income"), {"distribution": "order the answers"})
    'order the answers'
    >>> handler_for(MEASURES["gini"](value="income"), {"ratio": "divide"})
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 1 fejl:
    regnemåden 'gini' hører til familien 'distribution', som der ikke kan regnes med her. Her kan regnes ...
    """
    if measure.family not in handlers:
        values = {"family": measure.family, "known": sorted(handlers)}
        raise InputError(Issue("DEF075", found=measure.kind, values=values))
    return handlers[measure.family]
