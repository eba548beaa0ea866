"""Klagesager: how complaints were decided, and how large a part was overturned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from social_balance.language.faults import Faults, Issue, Place
from social_balance.language.texts import number, phrase, quantity
from social_balance.language.thresholds import exact
from social_balance.language.words import Lang
from social_balance.lists.comparison import LEVEL_WITHIN, compare_with_country, missing_columns

_OUTCOMES = ("upheld", "changed", "returned")


def complaints(cases: pd.DataFrame, *, level_within: float = LEVEL_WITHIN, lang: Lang = "da") -> pd.DataFrame:
    """Return how complaints were decided and how large a part was overturned (omgørelsesprocent).

    Parameters
    ----------
    cases : DataFrame, one row per committee, year or the like
        ``upheld`` (stadfæstet), ``changed`` (ændret) and ``returned`` (hjemvist), numbers of decided cases,
        and ``country``, the country's percentage, where it is known. Other columns are kept.
    level_within : float
        Percentage points within which it is "på niveau med landsgennemsnittet".
    lang : {"da", "en"}
        Language of ``text``.

    Returns
    -------
    DataFrame, one row per row of the cases
        With ``decided``, the three as ``…_percent``, ``overturned_percent`` = (changed + returned) / decided,
        ``compared`` with the country ("above", "below", "level", "cannot_say") and ``text``.

    Raises
    ------
    InputError
        When a column is missing or a number cannot be one of cases.

    Examples
    --------
    >>> cases = pd.DataFrame({"upheld": [192], "changed": [29], "returned": [63], "country": [31]})
    >>> print(complaints(cases)["text"].item())
    284 afgjorte klagesager: 192 (68 pct.) stadfæstet, 29 (10 pct.) ændret og 63 (22 pct.) hjemvist.
    Omgørelsesprocenten er 32 mod 31 i hele landet, på niveau med landsgennemsnittet.
    """
    counts = _read_cases(cases)
    table = cases.assign(**{name: count.astype("int64") for name, count in counts.items()})
    table["decided"] = sum(table[name] for name in _OUTCOMES)
    # Of no cases there is no percentage.
    decided = table["decided"].where(table["decided"] > 0)
    for name in _OUTCOMES:
        table[f"{name}_percent"] = 100 * table[name] / decided
    table["overturned_percent"] = 100 * (table["changed"] + table["returned"]) / decided
    country = pd.Series(np.nan, index=table.index)
    if "country" in table:
        country = table["country"]
    # Exact decimals, so that two points apart is two points apart.
    pairs = zip(table["overturned_percent"], country, strict=True)
    table["compared"] = [compare_with_country(exact(own), exact(other), level_within) for own, other in pairs]
    table["text"] = [_word_cases(row, lang) for row in table.to_dict("records")]
    return table


def _read_cases(cases: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return the numbers of cases after all faults have been looked for."""
    faults = Faults()
    faults.add(missing_columns(cases, _OUTCOMES))
    faults.raise_if_any()
    counts = {name: pd.to_numeric(cases[name], errors="coerce") for name in _OUTCOMES}
    for name, count in counts.items():
        for row in np.flatnonzero(~((count >= 0) & (count % 1 == 0))):
            place = Place.column(name, row=int(row) + 1)
            faults.add(Issue("TGT007", place=place, found=str(cases[name].iloc[row])))
    faults.raise_if_any()
    return counts


def _word_cases(row: Mapping[Any, Any], lang: Lang) -> str:
    """Return one row of complaints in words, percentages without decimals as the papers have them."""
    if not row["decided"]:
        return _say("no_cases", lang)
    counts = {
        name: f"{number(row[name], 0, lang=lang)} "
        f"({quantity(row[f'{name}_percent'], 'procent', digits=0, place='table', lang=lang)})"
        for name in _OUTCOMES
    }
    text = _say("cases", lang, decided=number(row["decided"], 0, lang=lang), **counts)
    percent = number(row["overturned_percent"], 0, lang=lang)
    if row["compared"] == "cannot_say":
        return f"{text} {_say('overturned', lang, percent=percent)}"
    country, word = number(row["country"], 0, lang=lang), _say(row["compared"], lang)
    return f"{text} {_say('overturned_country', lang, percent=percent, country=country, word=word)}"


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("targets", key, lang, **values)
