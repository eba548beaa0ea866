"""The pace of a gap as sentences: how fast it closes, how fast it would have to, and when it closes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from social_balance.language.texts import Lang, in_language, inside, number, phrase, say
from social_balance.verdicts.progress import Progress
from social_balance.verdicts.sentences import Row, Told, bracket

_ACROSS = {"smaller": "gained", "larger": "lost"}
_NEEDED = {True: "needed_level", False: "needed"}  # by whether the area is measured level or ahead
FAR = 50  # years: an assumption of a steady pace that far ahead says nothing


def pace_sentences(progress: Progress, *, level: float = 0.95, lang: Lang = "da") -> pd.Series:
    """Return the pace of every cell in words.

    Parameters
    ----------
    progress : Progress
        In index points (a score 0–100 for indicators), higher is better.
    level : float
        Confidence level of the intervals in brackets.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    Series of str, one per (theme, area)
        The pace with its certainty, the pace that is needed, and when the gap would be closed. A pace that is
        kept up is an assumption, and the sentence says "if".
    """
    first = progress.waves[0]
    meta = Told(first.reference, progress.years[0], progress.years[-1], level)
    told: dict[Any, str] = {}
    table: dict[Any, dict[str, Any]] = progress.pace(level=level).to_dict("index")  # type: ignore[assignment]
    for label, row in table.items():
        subject, area = label
        title = in_language(first.themes[subject].title, lang)
        title = phrase("pace", f"subject_{first.per}", lang, title=title)
        cell = {**row, "area": area}
        told[label] = pace_sentence(cell, theme=title, target=progress.target, meta=meta, lang=lang)
    index = pd.MultiIndex.from_tuples(list(told), names=[first.per, "area"])
    return pd.Series(list(told.values()), index=index, name="text")


def pace_sentence(row: Row, *, theme: str, target: int, meta: Any, lang: Lang = "da") -> str:
    """Return the pace of one cell: what it has been, what it would take, and what would come of it.

    Parameters
    ----------
    row : dict
        One row of `Progress.pace`, and area.
    theme : str
        Title of the theme or indicator.
    target : int
        The year in which the gap is to be closed.
    meta : Told
        Reference, first and last wave, level.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
    """
    sign = row["pace_sign"]
    limits = (row["pace_low"], row["pace_high"])
    if sign == "undecided" and (limits[0] > 0 or limits[1] < 0):
        sign = "undecided_adjusted"
    # A gap that shrinks is told by its size, any other by the change of the gap itself: less is better.
    if sign != "smaller":
        limits = (-limits[1], -limits[0])
    ci = bracket(*limits, meta=meta, lang=lang)
    names = {
        "area": row["area"], "theme": inside(theme), "reference": meta.reference, "since": meta.since,
        "until": meta.until, "target": target, "pace": number(abs(row["pace"]), lang=lang), "ci": ci,
        "signed": number(-row["pace"], signed=True, lang=lang), "needed": number(row["needed"], lang=lang),
        "gap": number(row["gap_now"], lang=lang),
    }  # fmt: skip
    level = row["closing_state"] == "level"
    # Measured ahead, though not shown to be: there is no gap whose size could shrink or grow.
    across = _ACROSS if level else {}
    opening = phrase("pace", f"pace_{across.get(sign, sign)}", lang, **names)
    if sign in ("missing", "no_gap"):
        return opening
    needed = phrase("pace", _NEEDED[level], lang, **names)
    return " ".join([opening, needed, _outcome_words(row, row["pace_state"], target, meta, lang)])


def _outcome_words(row: Row, state: str, target: int, meta: Any, lang: Lang) -> str:
    """Return whether the pace is enough, and the year it points to."""
    left = row["gap_at_target"]
    ci = bracket(row["gap_at_target_low"], row["gap_at_target_high"], meta=meta, lang=lang)
    text = phrase("pace", f"outcome_{state}", lang, target=target, left=number(left, lang=lang), ci=ci)
    return f"{text} {_closing_year_words(row, meta, lang)}".rstrip()


def _closing_year_words(row: Row, meta: Any, lang: Lang) -> str:
    """Return the earliest year in which the gap would be closed, as far as the figures know one."""
    closing = row["closing_state"]
    low = row["closing_low"]
    if closing == "dated":
        return _dated_year_words(row, meta, lang)
    if closing != "open":
        return ""
    if math.isfinite(low) and low - meta.until <= FAR:
        return phrase("pace", "year_open", lang, year=_first_whole_year(low))
    return phrase("pace", "year_open_far", lang, years=FAR)


def _dated_year_words(row: Row, meta: Any, lang: Lang) -> str:
    """Return the year in which the gap would be closed, with its interval where that has two ends."""
    year = row["closing_year"]
    limits = [row["closing_low"], row["closing_high"]]
    if year - meta.until > FAR:
        return phrase("pace", "year_far", lang, years=FAR)
    ci = ""
    # A fact has no interval, and one without an end is no interval that a reader could use.
    if all(math.isfinite(limit) for limit in limits):
        ends = f" {say('to', lang)} ".join(str(_first_whole_year(limit)) for limit in limits)
        ci = phrase("pace", "year_ci", lang, level=number(100 * meta.level, 0, lang=lang), limits=ends)
    return phrase("pace", "year_dated", lang, year=_first_whole_year(year), ci=ci)


def _first_whole_year(year: float) -> int:
    """Return the first year at whose end the gap is closed: a part of a year is a year."""
    return math.ceil(year - 1e-9)
