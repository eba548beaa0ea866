"""Words for the ministry's criteria: why an area is on a list, and what would take it off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from social_balance.language.texts import heading, number, phrase, unit_name
from social_balance.language.thresholds import Answer
from social_balance.language.words import ON_LIST, Lang
from social_balance.lists.criteria.readings import Reading
from social_balance.lists.criteria.rules import ListName, ListRule, MemoryRule
from social_balance.lists.criteria.standing import Standing

_UNITS = {"residents": "", "income": "pct. af regionens"}
_DIGITS = {"residents": 0, "convicted": 2}
_MOST_DIGITS = 6


def criterion_name(key: str, lang: Lang = "da") -> str:
    """Return the name of a criterion, such as "dømte"."""
    return phrase("criteria_names", key, lang)


def unit_of(key: str, lang: Lang = "da") -> str:
    """Return the unit of a criterion as a table writes it; of a number of residents none."""
    unit = _UNITS.get(key, "procent")
    if not unit:
        return ""
    return unit_name(unit, place="table", lang=lang)


def figures_of(reading: Reading, lang: Lang = "da") -> tuple[str, str]:
    """Return value and threshold with so many decimals that two that differ are not written alike.

    The threshold has a decimal more than usual where it needs it: "under 2,18" is not under 2.175.
    """
    digits = _digits_for(reading.criterion.key, reading.threshold)
    value = _as_float(reading.value)
    threshold = _as_float(reading.threshold)
    while digits < _MOST_DIGITS and reading.distance and number(value, digits) == number(threshold, digits):
        digits += 1
    return number(value, digits, lang=lang), number(threshold, digits, lang=lang)


def reason_of_list(standing: Standing, lang: Lang) -> str:
    """Return one sentence on why an area is on a list, is not, or cannot be said to be.

    A no is told by what settles it; a yes and a "cannot say" by the count, then by what is not known.
    """
    rule = standing.rule
    some = standing.some
    why = []
    if standing.residents.met == "no":
        why.append(_say("short", lang, count=figures_of(standing.residents, lang)[1]))
    why += [_word_besides(reading, lang) for reading in standing.all_of if reading.met != "cannot_say"]
    met = sum(reading.met == "yes" for reading in some)
    why.append(_say("counted", lang, met=met, all=len(some), need=rule.need))
    readings = (standing.residents, *some, *standing.all_of)
    unknown = [reading.criterion.key for reading in readings if reading.met == "cannot_say"]
    if unknown:
        names = ", ".join(criterion_name(key, lang) for key in unknown)
        why.append(_say("unknown", lang, names=names))
    return _word_answer(rule.name, standing.answer, "; ".join(why), lang)


def reason_of_listed(rule: ListRule, answer: Answer, lang: Lang) -> str:
    """Return the sentence of a year whose list is known though its values are not."""
    return _word_answer(rule.name, answer, _say("listed", lang), lang)


def reason_of_memory(rule: MemoryRule, row: Mapping[int, Answer], lang: Lang) -> str:
    """Return one sentence on how many years in a row an area has been on the list parallelsamfund."""
    by_answer = {a: [year for year, answer in row.items() if answer == a] for a in ("no", "cannot_say")}
    if missed := by_answer["no"]:
        return _word_answer(rule.name, "no", _say("row_no", lang, years=", ".join(map(str, missed))), lang)
    if unknown := by_answer["cannot_say"]:
        why = _say("row_unknown", lang, years=", ".join(map(str, unknown)))
        return _word_answer(rule.name, "cannot_say", why, lang)
    why = _say("row_yes", lang, count=len(row), first=min(row), last=max(row))
    return _word_answer(rule.name, "yes", why, lang)


def way_out(reading: Reading, lang: Lang) -> str:
    """Return what has to happen for a met criterion not to be met; empty text for one that is not."""
    if reading.change is None:
        return ""
    criterion = reading.criterion
    value, threshold = figures_of(reading, lang)
    shown = _word_change(reading, lang)
    # "overstiger" ends at the threshold itself, "mindst" only below it.
    key = {">": "down_to", ">=": "below", "<": "up_to"}[criterion.comparison]
    name = heading(criterion_name(reading.criterion.key, lang))
    unit = unit_of(reading.criterion.key, lang)
    text = [_say(key, lang, name=name, value=value, threshold=threshold, unit=unit, change=shown)]
    if criterion.window > 1:
        text.append(_say("newest", lang, window=criterion.window))
    if reading.persons is not None:
        text.append(_say("persons", lang, count=number(reading.persons, 0, lang=lang)))
    return " ".join(text)


def _as_float(figure: Decimal | None) -> float:
    return float("nan") if figure is None else float(figure)


def _word_besides(reading: Reading, lang: Lang) -> str:
    """Return a criterion that must be met besides, with its figure."""
    value, threshold = figures_of(reading, lang)
    side = _say(reading.criterion.comparison, lang, threshold=threshold)
    key = reading.criterion.key
    return _say(
        "besides", lang, name=criterion_name(key, lang), value=value, unit=unit_of(key, lang), side=side
    )


def _word_change(reading: Reading, lang: Lang) -> str:
    """Return the size of the change, a difference between percentages in percentage points."""
    digits = _digits_for(reading.criterion.key, reading.threshold)
    change = abs(float(reading.change or 0))
    while digits < _MOST_DIGITS and change and number(change, digits).strip("0,") == "":
        digits += 1
    return f"{number(change, digits, lang=lang)} {unit_name('procentpoint', lang=lang)}"


def _digits_for(key: str, threshold: Decimal | None) -> int:
    """Return the usual number of decimals, and one more for a threshold that is not written with them."""
    usual = _DIGITS.get(key, 1)
    return usual + (threshold is not None and threshold != round(threshold, usual))


def _word_answer(name: ListName, answer: Answer, why: str, lang: Lang) -> str:
    """Return such as "Udsat boligområde: ja (3 af 4 kriterier er opfyldt, og der kræves 2)."."""
    return f"{heading(phrase('list_names', name, lang))}: {ON_LIST[answer].label(lang)} ({why})."


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("criteria", key, lang, **values)
