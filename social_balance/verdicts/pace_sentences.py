"""The pace of a gap as sentences: how fast it closes, how fast it would have to, and when it closes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from social_balance.language.texts import Lang, Pair, fill, inside, number
from social_balance.verdicts.progress import Progress
from social_balance.verdicts.sentences import Row, Told, bracket

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
        title = fill(_SUBJECT[first.per], lang, title=first.themes[subject].title[lang])
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
    sign, state = row["pace_sign"], row["pace_state"]
    low, high = row["pace_low"], row["pace_high"]
    if sign == "undecided" and (low > 0 or high < 0):
        sign = "undecided_adjusted"
    growing = sign == "larger"
    ci = bracket(*((-high, -low) if growing else (low, high)), meta=meta, lang=lang)
    names = {
        "area": row["area"], "theme": inside(theme), "reference": meta.reference, "since": meta.since,
        "until": meta.until, "target": target, "pace": number(abs(row["pace"]), lang=lang), "ci": ci,
        "signed": number(row["pace"], signed=True, lang=lang), "needed": number(row["needed"], lang=lang),
        "gap": number(row["gap_now"], lang=lang),
    }  # fmt: skip
    opening = fill(_PACE[sign], lang, **names)
    if sign in ("missing", "no_gap"):
        return opening
    return " ".join([opening, fill(_NEEDED, lang, **names), _outcome(row, state, target, meta, lang)])


def _outcome(row: Row, state: str, target: int, meta: Any, lang: Lang) -> str:
    """Return whether the pace is enough, and the year it points to."""
    left = row["gap_at_target"]
    ci = bracket(row["gap_at_target_low"], row["gap_at_target_high"], meta=meta, lang=lang)
    text = fill(_OUTCOME[state], lang, target=target, left=number(left, lang=lang), ci=ci)
    year = _year(row, meta, lang)
    return f"{text} {year}" if year else text


def _year(row: Row, meta: Any, lang: Lang) -> str:
    """Return the earliest year in which the gap would be closed, as far as the figures know one."""
    closing = row["closing_state"]
    low, high, at = row["closing_low"], row["closing_high"], row["closing_year"]
    if closing == "dated" and at - meta.until > FAR:
        return fill(_YEAR["far"], lang, years=FAR)
    if closing == "dated":
        known = math.isfinite(low) and math.isfinite(high)
        limits = f"{_whole(low)} {'til' if lang == 'da' else 'to'} {_whole(high)}" if known else ""
        level = number(100 * meta.level, 0, lang=lang)
        ci = fill(_YEAR["ci"], lang, level=level, limits=limits) if known else ""
        return fill(_YEAR["dated"], lang, year=_whole(at), ci=ci)
    if closing == "open" and math.isfinite(low) and low - meta.until <= FAR:
        return fill(_YEAR["open"], lang, year=_whole(low))
    return fill(_YEAR["open_far"], lang, years=FAR) if closing == "open" else ""


def _whole(year: float) -> int:
    """Return the first year at whose end the gap is closed: a part of a year is a year."""
    return math.ceil(year - 1e-9)


_SUBJECT: dict[str, Pair] = {
    "theme": ("{title}", "{title}"),
    "indicator": ("indikatoren »{title}«", "the indicator “{title}”"),
}

_PACE: dict[str, Pair] = {
    "smaller": (
        "På {theme} er forskellen mellem {area} og {reference} mindsket {pace} point om året fra {since} til "
        "{until}{ci}.",
        "On {theme}, the gap between {area} and {reference} has shrunk by {pace} points a year from {since} "
        "to {until}{ci}.",
    ),
    "larger": (
        "På {theme} er forskellen mellem {area} og {reference} vokset {pace} point om året fra {since} til "
        "{until}{ci}.",
        "On {theme}, the gap between {area} and {reference} has grown by {pace} points a year from {since} "
        "to {until}{ci}.",
    ),
    "undecided": (
        "På {theme} kan det ikke afgøres, om forskellen mellem {area} og {reference} mindskes eller vokser: "
        "fra {since} til {until} er indsnævringen målt til {signed} point om året{ci}.",
        "On {theme} it cannot be decided whether the gap between {area} and {reference} is shrinking or "
        "growing: from {since} to {until} the narrowing is measured at {signed} points a year{ci}.",
    ),
    "undecided_adjusted": (
        "På {theme} kan det ikke afgøres, når der justeres for de mange sammenligninger, om forskellen "
        "mellem {area} og {reference} mindskes eller vokser: fra {since} til {until} er indsnævringen målt "
        "til {signed} point om året{ci}.",
        "On {theme} it cannot be decided, once the many comparisons are adjusted for, whether the gap "
        "between {area} and {reference} is shrinking or growing: from {since} to {until} the narrowing is "
        "measured at {signed} points a year{ci}.",
    ),
    "no_gap": (
        "På {theme} lå {area} i {until} på niveau med eller over {reference}; der er ingen forskel at lukke.",
        "On {theme}, {area} was level with or above {reference} in {until}; there is no gap to close.",
    ),
    "missing": (
        "På {theme} kan tempoet ikke opgøres for {area}: der mangler sammenlignelige tal.",
        "On {theme}, the pace cannot be calculated for {area}: comparable figures are missing.",
    ),
}

_NEEDED: Pair = (
    "Forskellen var {gap} point i {until}; skal den være lukket i {target}, kræver det {needed} point om "
    "året.",
    "The gap was {gap} points in {until}; closing it by {target} takes {needed} points a year.",
)

_OUTCOME: dict[str, Pair] = {
    "fast_enough": (
        "Holder tempoet, er forskellen lukket senest i {target}.",
        "If the pace is kept up, the gap is closed by {target}.",
    ),
    "too_slow": (
        "Tempoet er ikke tilstrækkeligt: holder det, er forskellen {left} point i {target}{ci}.",
        "The pace is not enough: if it is kept up, the gap is {left} points in {target}{ci}.",
    ),
    "widening": (
        "Med det nuværende tempo lukkes forskellen ikke; holder det, er den {left} point i {target}{ci}.",
        "At the present pace the gap does not close; if it is kept up, it is {left} points in {target}{ci}.",
    ),
    "undecided": (
        "Om tempoet er tilstrækkeligt, kan ikke afgøres.",
        "Whether the pace is enough cannot be decided.",
    ),
}

_YEAR: dict[str, Pair] = {
    "dated": (
        "Med dette tempo ville den være lukket i {year}{ci}.",
        "At this pace it would be closed in {year}{ci}.",
    ),
    "ci": (" ({level} pct. sikkerhedsinterval: {limits})", " ({level}% confidence interval: {limits})"),
    "far": (
        "Med dette tempo ville den først være lukket om mere end {years} år.",
        "At this pace it would not be closed for more than {years} years.",
    ),
    "open": (
        "Hvornår den ville være lukket, kan ikke afgøres, men efter tallene tidligst i {year}.",
        "When it would be closed cannot be decided, but by the figures not before {year}.",
    ),
    "open_far": (
        "Hvornår den ville være lukket, kan ikke afgøres, men ikke inden for {years} år.",
        "When it would be closed cannot be decided, but not within {years} years.",
    ),
}
