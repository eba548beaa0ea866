"""The sentences of the report, with the names in them filled in from the release."""

from __future__ import annotations

import math

from social_balance.language.texts import number
from social_balance.language.words import Lang, phrase


def tell(key: str, lang: Lang, **values: object) -> str:
    """Return one text of the table ``prose`` with its names filled in.

    Examples
    --------
    >>> tell("index_count", "en", least=3)
    'Indicators in the index: 3.'
    """
    return phrase("prose", key, lang, **values)


def whole_points(size: float, lang: Lang) -> str:
    """Return the size of a change as prose writes it: whole, and never 0.

    Examples
    --------
    >>> whole_points(-4.2, "da"), whole_points(0.3, "da")
    ('4', 'under 1')
    """
    if not math.isfinite(size):
        return ""
    # What is shown to have changed has not changed by 0.
    if abs(size) < 0.5:
        return tell("message_under_one", lang)
    return number(abs(size), 0, lang=lang)


def points(size: float, lang: Lang) -> str:
    """Return the size of a change with its unit, such as ``4 point``.

    Examples
    --------
    >>> points(4.2, "en"), points(-0.8, "en"), points(float("nan"), "en")
    ('4 points', '1 point', '')
    """
    size_words = whole_points(size, lang)
    if not size_words:
        return ""
    return tell("points_one" if abs(size) < 1.5 else "points", lang, size=size_words)
