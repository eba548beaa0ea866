"""How a figure stands to the country's, as the papers word it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

import pandas as pd

from social_balance.language.faults import Issue, Place
from social_balance.language.thresholds import exact

Compared: TypeAlias = Literal["above", "below", "level", "cannot_say"]

# Ours: the papers call 32 against 31 per cent and 27,2 against 27,4 per 1.000 "på niveau", and state no rule.
LEVEL_WITHIN = 2.0


def compare_with_country(value: Decimal | None, country: Decimal | None, within: float) -> Compared:
    """Return how a figure stands to the country's; a difference of at most ``within`` is level with it.

    Examples
    --------
    >>> compare_with_country(Decimal(32), Decimal(31), 2.0), compare_with_country(Decimal(34), None, 2.0)
    ('level', 'cannot_say')
    """
    # In exact decimals: 32,1 and 30,1 are two points apart, in binary they are a little more.
    margin = exact(within)
    if value is None or country is None or margin is None:
        return "cannot_say"
    if abs(value - country) <= margin:
        return "level"
    if value > country:
        return "above"
    return "below"


def missing_columns(table: pd.DataFrame, needed: Sequence[str]) -> list[Issue]:
    """Return a fault for every column that a table of figures lacks.

    Examples
    --------
    >>> len(missing_columns(pd.DataFrame({"year": [2024]}), ["year", "value"]))
    1
    """
    return [Issue("TGT001", place=Place.column(name)) for name in needed if name not in table]
