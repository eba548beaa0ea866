"""What the figures of an indicator and its target are called in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import numpy as np

from social_balance.language.texts import difference_unit, number, phrase, quantity
from social_balance.language.words import TARGET, Lang
from social_balance.lists.judging import Judgement, subtract
from social_balance.lists.target import COUNTRY_RULES, NOT_STATED, Target


def word_judgement(judged: Judgement, target: Target, lang: Lang) -> str:
    """Return a judgement in words: the figures, what is to be said beside them, and the target.

    Parameters
    ----------
    judged : Judgement
    target : Target
        Also that of an indicator without one, for its unit and decimals.
    lang : {"da", "en"}
    """
    parts = [*_word_figures(judged, target, lang)]
    if target.window > 1:
        parts.append(say("mean", lang, count=target.window))
    parts += word_reservations(judged, lang)
    now = subtract(judged.latest.value, judged.country)
    before = subtract(judged.baseline.value, judged.country_before)
    # Across a break the two distances are not of one series.
    if now is not None and before is not None and judged.change is not None:
        texts = {
            "now": number(float(now), target.digits, signed=True, lang=lang),
            "before": number(float(before), target.digits, signed=True, lang=lang),
        }
        parts.append(say("gap", lang, word=say(judged.compared, lang), **texts))
    if judged.met != "no_target":
        parts.append(_word_verdict(judged, target, lang))
    return " ".join(parts)


def word_reservations(judged: Judgement, lang: Lang) -> list[str]:
    """Return what is to be said beside the figures: a break between them, and that they are old."""
    parts = []
    if judged.broken is not None and judged.latest.value is not None:
        parts.append(say("broken", lang, year=judged.broken.text(lang)))
    if judged.is_lagged:
        parts.append(say("lagged", lang, year=judged.latest.period.text(lang)))
    return parts


def word_target(target: Target, lang: Lang) -> str:
    """Return a target without its judgement.

    Examples
    --------
    >>> word_target(Target("at_least_above_country", 2, every_year=True, by=2026), "da")
    'mindst 2,0 procentpoint over landsgennemsnittet hvert år til og med 2026'
    >>> word_target(Target("at_most", "not_stated"), "en")
    'at most a level that the paper does not state'
    """
    level = number(target.number, target.digits, lang=lang)
    if target.rule == "at_least_above_country":
        # Between two percentages it is points, and a paper that only says "2" is read as per cent.
        level = word_amount(target.number, difference_unit(target.unit), target.digits, lang)
    if target.level == NOT_STATED:
        level = say("not_stated", lang)
    words = say(target.rule, lang, level=level)
    if target.every_year and target.by is not None:
        return say("every_year_by", lang, target=words, year=target.by)
    if target.every_year:
        return say("every_year", lang, target=words)
    if target.by is not None and target.level == NOT_STATED:
        return say("by_unstated", lang, target=words, year=target.by)
    if target.by is not None:
        return say("by", lang, target=words, year=target.by)
    return words


def word_why_not(judged: Judgement, lang: Lang) -> str:
    """Return why a target cannot be judged, or that it failed in a year; nothing where it just is."""
    if judged.why_not is not None:
        return say(judged.why_not.reason, lang, year=judged.why_not.period.text(lang))
    if judged.failed_in is not None:
        return say("failed_in", lang, year=judged.failed_in.text(lang))
    return ""


def _word_figures(judged: Judgement, target: Target, lang: Lang) -> Iterator[str]:
    """Yield the sentence on the newest figure, and on the change where there is one."""
    value = _quantity(judged.latest.value, target, lang)
    year = judged.latest.period.text(lang)
    if judged.change is not None:
        unit = difference_unit(target.unit)
        change = word_amount(float(judged.change), unit, target.digits, lang)
        if judged.change > 0:
            change = f"+{change}"
        before = _quantity(judged.baseline.value, target, lang)
        since = judged.baseline.period.text(lang)
        yield say("moved", lang, before=before, value=value, change=change, since=since, year=year)
    elif judged.latest.value is not None:
        yield say("now", lang, value=value, year=year)


def _quantity(value: Decimal | None, target: Target, lang: Lang) -> str:
    return word_amount(as_float(value), target.unit, target.digits, lang)


def word_amount(
    value: float, unit: str, digits: int, lang: Lang, *, place: Literal["prose", "table"] = "prose"
) -> str:
    """Return a figure with its unit; a number of things is the number alone.

    Examples
    --------
    >>> word_amount(10554, "antal", 0, "da"), word_amount(8.4, "procent", 1, "da")
    ('10.554', '8,4 procent')
    """
    # "10.554 antal" is no Danish: what is counted stands in the title.
    if unit == "antal":
        return number(value, digits, lang=lang)
    return quantity(value, unit, digits=digits, place=place, lang=lang)


def _word_verdict(judged: Judgement, target: Target, lang: Lang) -> str:
    """Return the last sentence: the target and whether it is met."""
    verdict = TARGET[judged.met].label(lang)
    if reason := word_why_not(judged, lang):
        verdict += f", {reason}"
    against = ""
    if target.rule in COUNTRY_RULES and judged.country is not None:
        against = say("against", lang, country=number(float(judged.country), target.digits, lang=lang))
    return say("verdict", lang, target=word_target(target, lang), against=against, met=verdict) + "."


def as_float(value: Decimal | None) -> float:
    """Return a decimal as a float, missing as NaN.

    Examples
    --------
    >>> as_float(Decimal("2.5")), as_float(None)
    (2.5, nan)
    """
    return np.nan if value is None else float(value)


def say(key: str, lang: Lang, **values: object) -> str:
    """Return a text of the table ``targets``."""
    return phrase("targets", key, lang, **values)
