"""Words and numbers as public papers of a language write them.

Rounding happens here and nowhere else: half up, once, at the moment a number becomes text.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from social_balance.language.tables import has_text
from social_balance.language.thresholds import exact
from social_balance.language.words import (
    GAP,
    OWN,
    VERDICTS,
    Lang,
    Mark,
    in_language,
    phrase,
)

__all__ = [
    "GAP", "MINUS", "NO_VALUE", "OWN", "VERDICTS", "Lang", "Mark", "Marks",
    "change", "date", "difference_unit", "heading", "in_language", "inside", "interval", "marks", "number",
    "phrase", "quantity", "say", "unit_name",
]  # fmt: skip

MINUS = "−"
NO_VALUE = "–"


def number(value: float, digits: int = 1, *, signed: bool = False, lang: Lang = "da") -> str:
    """Return a number as Danish public papers write it; a missing one is a dash.

    Parameters
    ----------
    value : float
        The number, not rounded before.
    digits : int
        Decimals; trailing zeros are kept.
    signed : bool
        Show a plus sign as well.
    lang : {"da", "en"}
        Danish: decimal comma and full stop between thousands; English the other way round.

    Returns
    -------
    str
        The text, with a true minus.

    Examples
    --------
    >>> number(1011.55), number(81), number(38006, 0), number(-0.25, signed=True)
    ('1.011,6', '81,0', '38.006', '−0,3')
    >>> number(-0.04), number(float("nan"))
    ('0,0', '–')
    """
    decimal = None if value is None else exact(value)
    if decimal is None:
        return NO_VALUE
    rounded = decimal.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{digits}f}"
    marks_of_lang = (phrase("numbers", name, lang) for name in ("thousands", "decimal"))
    text = text.translate(dict(zip(map(ord, ",."), marks_of_lang, strict=True)))
    if rounded == 0:
        return text
    return (MINUS if rounded < 0 else "+" if signed else "") + text


def interval(low: float, high: float, *, digits: int = 1, lang: Lang = "da") -> str:
    """Return an interval, such as ``0,4 til 5,8``; empty text when there is none.

    Parameters
    ----------
    low, high : float
        The limits.
    digits : int
        Decimals.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> interval(-2.05, 5.8)
    '−2,1 til 5,8'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low, digits, lang=lang)} {say('to', lang)} {number(high, digits, lang=lang)}"


def quantity(
    value: float, unit: str, *, digits: int = 1, place: Literal["prose", "table"] = "prose", lang: Lang = "da"
) -> str:
    """Return a number with its unit: ``procent`` in prose, ``pct.`` in tables and brackets.

    Parameters
    ----------
    value : float
        The number.
    unit : str
        The unit as the definition writes it, such as "procent", "procentpoint" or "point".
    digits : int
        Decimals.
    place : {"prose", "table"}
        Where the text will stand.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> quantity(92.8, "procent"), quantity(92.8, "procent", place="table")
    ('92,8 procent', '92,8 pct.')
    """
    return f"{number(value, digits, lang=lang)} {unit_name(unit, place=place, lang=lang)}"


def change(value: float, unit: str, *, digits: int = 1, lang: Lang = "da") -> str:
    """Return a difference with its unit: between two percentages always ``procentpoint``, written out.

    Parameters
    ----------
    value : float
        The difference.
    unit : str
        Unit of the two values.
    digits : int
        Decimals.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> change(70 - 72.5, "procent")
    '−2,5 procentpoint'
    """
    return quantity(value, difference_unit(unit), digits=digits, lang=lang)


def difference_unit(unit: str) -> str:
    """Return the unit of a difference between two values of a unit."""
    return "procentpoint" if unit in ("procent", "pct. af regionens") else unit


def unit_name(unit: str, *, place: Literal["prose", "table"] = "prose", lang: Lang = "da") -> str:
    """Return a unit as it is written in prose or in a table; an unknown unit is its own name."""
    table = f"units.{place}"
    return phrase(table, unit, lang) if has_text(table, unit) else unit


def date(day: datetime.date, *, month: Literal["number", "name"] = "number", lang: Lang = "da") -> str:
    """Return a date, such as ``22.06.2022`` or ``22. juni 2022``.

    Parameters
    ----------
    day : datetime.date
        The day.
    month : {"number", "name"}
        How the month is written.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> date(datetime.date(2023, 8, 26), month="name")
    '26. august 2023'
    """
    name = phrase("months", str(day.month), lang)
    values = {"day": day.day, "year": day.year, "month": day.month if month == "number" else name}
    return phrase("dates", month, lang, **values)


def heading(title: str) -> str:
    """Return a title as it stands alone: with a capital letter."""
    return title[:1].upper() + title[1:]


def inside(title: str) -> str:
    """Return a title as it stands inside a sentence: theme names are in lower case."""
    return title[:1].lower() + title[1:]


def say(key: str, lang: Lang = "da", **values: object) -> str:
    """Return a text of the table ``texts`` with its names filled in."""
    return phrase("texts", key, lang, **values)


@dataclass(frozen=True)
class Marks:
    """The three marks of one theme in one area: own development, gap and the verdict that joins them."""

    own: Mark
    gap: Mark
    verdict: Mark


def marks(row: Mapping[str, Any]) -> Marks:
    """Return the marks of one row of the ambition table; a hidden row shows that it is hidden and no more.

    Parameters
    ----------
    row : Mapping
        One row, with own, gap_state, verdict and hidden.

    Returns
    -------
    Marks
        Signs, tones and labels.

    Examples
    --------
    >>> row = {"own": "better", "gap_state": "larger", "verdict": "better_gap_larger", "hidden": True}
    >>> marks(row).own.symbol
    '×'
    """
    if row["hidden"]:
        return Marks(OWN["hidden"], GAP["hidden"], VERDICTS["hidden"])
    return Marks(OWN[row["own"]], GAP[row["gap_state"]], VERDICTS[row["verdict"]])
