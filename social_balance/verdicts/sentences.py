"""One row of the ambition as sentences: size, certainty and direction, and never a cause."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from social_balance.areas.parts import Redrawn
from social_balance.definitions.catalogue import Indicator
from social_balance.language.faults import shown
from social_balance.language.texts import (
    OWN,
    Lang,
    difference_unit,
    in_language,
    inside,
    interval,
    marks,
    number,
    phrase,
    say,
    unit_name,
)
from social_balance.verdicts.ambition import Ambition

Row = Mapping[str, Any]

# A fall is told as its size, and what is neither smaller nor larger as the change of the gap itself.
_TURNED = (
    "worse", "slightly_worse", "gap_larger", "gap_slightly_larger", "gap_unchanged", "gap_undecided",
    "gap_undecided_adjusted",
)  # fmt: skip
# What a rise is called when less is better.
_OPPOSITE = {
    "better": "worse", "slightly_better": "slightly_worse", "worse": "better",
    "slightly_worse": "slightly_better",
}  # fmt: skip
NARROW = 25  # units between the goalposts
_OWN_FIGURES = ("development", "reference_development")
_GAP_FIGURES = ("gap_since", "gap_until")


@dataclass(frozen=True)
class Told:
    """What the sentences of a table have in common: names, years and the level of the intervals."""

    reference: str
    since: int
    until: int
    level: float = 0.95
    redrawn: tuple[Redrawn, ...] = ()


def sentences(amb: Ambition, *, level: float = 0.95, lang: Lang = "da") -> pd.Series:
    """Return what happened in every cell of the ambition table in words.

    Parameters
    ----------
    amb : Ambition
        Of themes, told in index points; of indicators, told in their own units and in the direction in which
        they are measured.
    level : float
        Confidence level of the intervals in brackets.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    Series of str, one per (theme, area)
        Own development beside that of the reference, the gap, and the verdict.
    """
    meta = Told(amb.reference, amb.since, amb.until, level)
    told: dict[Any, str] = {}
    table: dict[Any, dict[str, Any]] = amb.frame(level=level).to_dict("index")  # type: ignore[assignment]
    for label, row in table.items():
        subject, area = label
        theme = amb.themes[subject]
        cell = {**row, "area": area, "hidden": False}
        one = theme.indicators[0] if amb.per == "indicator" else None
        title = in_language(theme.title, lang)
        told[label] = cell_sentences(cell, theme=title, indicator=one, meta=meta, lang=lang)
    index = pd.MultiIndex.from_tuples(list(told), names=[amb.per, "area"])
    return pd.Series(list(told.values()), index=index, name="text")


def cell_sentences(
    row: Row, *, theme: str, meta: Any, indicator: Indicator | None = None, lang: Lang = "da"
) -> str:
    """Return what happened in one area: own development beside the reference, the gap, and the verdict.

    Parameters
    ----------
    row : dict
        One row of the ambition table.
    theme : str
        Title of the theme, or of the indicator.
    meta : Meta or Told
        Names, years and level of the release.
    indicator : Indicator, optional
        The row is of an indicator: index points are turned back to its unit and direction.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        Two or three sentences; of a hidden row only that it is not shown.
    """
    meaning = marks(row).verdict.meaning(lang, reference=meta.reference)
    if row["hidden"]:
        return meaning
    own = development_sentence(row, theme=theme, meta=meta, indicator=indicator, lang=lang)
    return f"{own} {gap_sentence(row, meta=meta, indicator=indicator, lang=lang)} {meaning}"


def development_sentence(
    row: Row, *, theme: str, meta: Any, indicator: Indicator | None = None, lang: Lang = "da"
) -> str:
    """Return the development of the area and, beside it, that of the reference."""
    row = _in_own_units(row, indicator)
    state = row["own"]
    value = row["development"]
    limits = (row["development_low"], row["development_high"])
    # The interval alone would have decided, so the reader is told that the adjustment did.
    if state == "undecided" and _excludes_zero(*limits):
        state = "undecided_adjusted"
    subject = _subject_of(theme, indicator, lang)
    digits = _digits_of_change(indicator)
    own = _say_clause(
        f"own_{state}", lang, subject=subject, inner=inside(subject), it=_pronoun(indicator, lang),
        area=row["area"], size=_unsigned(value, digits, lang), unit=_unit_of_change(indicator, lang),
        signed=number(value, digits, signed=True, lang=lang), margin=number(row["margin"], digits, lang=lang),
        ci=bracket(*_limits_as_told(*limits, state), meta=meta, digits=digits, lang=lang),
    )  # fmt: skip
    why = _redrawn_clause(row, meta=meta, lang=lang)
    return own + why + _reference_clause(row, indicator, meta=meta, lang=lang) + "."


def gap_sentence(row: Row, *, meta: Any, indicator: Indicator | None = None, lang: Lang = "da") -> str:
    """Return where the area stood and stands, and what became of the gap."""
    row = _in_own_units(row, indicator)
    since = row["gap_since"]
    until = row["gap_until"]
    if not (math.isfinite(since) and math.isfinite(until)):
        return _say_clause("gap_missing", lang, reference=meta.reference) + "."
    unit = _unit_of_change(indicator, lang)
    digits = _digits_of_change(indicator)
    first = _place_beside_reference(since, "place_level", unit, digits, lang)
    second = _place_beside_reference(until, "place_level_end", unit, digits, lang)
    places = _say_clause(
        "gap_places", lang, first=first, second=second, reference=meta.reference, since=meta.since,
        until=meta.until,
    )  # fmt: skip
    state = row["gap_state"]
    if state == "missing":
        return places + "."
    limits = (row["narrowing_low"], row["narrowing_high"])
    if state == "undecided" and _excludes_zero(*limits):
        state = "undecided_adjusted"
    outcome = _say_clause(
        f"gap_{state}", lang, size=_unsigned(row["narrowing"], digits, lang), unit=unit,
        signed=number(-row["narrowing"], digits, signed=True, lang=lang),
        margin=number(row["margin"], digits, lang=lang),
        ci=bracket(*_limits_as_told(*limits, f"gap_{state}"), meta=meta, digits=digits, lang=lang),
    )  # fmt: skip
    return f"{places}{outcome}."


def direction_sentence(row: Row, *, lang: Lang = "da") -> str:
    """Return where the published papers' word and the test part, or nothing where they agree.

    Parameters
    ----------
    row : dict
        direction, direction_check and own (or state) of one row.
    lang : {"da", "en"}
        Language.

    Examples
    --------
    >>> direction_sentence({"direction": "steget", "direction_check": "not_confirmed", "state": "undecided"})
    'Målt på størrelsen alene ville det hedde »steget«, men usikkerheden er for stor til at bekræfte det.'
    """
    check = row["direction_check"]
    if check in ("agrees", ""):
        return ""
    state = OWN[row["own"] if "own" in row else row["state"]].label(lang)
    word = phrase("directions", row["direction"], lang)
    return _say_clause(f"direction_{check}", lang, word=word, state=state)


def bracket(low: float, high: float, *, meta: Any, digits: int = 1, lang: Lang = "da") -> str:
    """Return an interval in brackets with its level, or nothing when there is none."""
    limits = interval(low, high, digits=digits, lang=lang)
    level = number(100 * meta.level, 0, lang=lang)
    return f" ({say('ci', lang, level=level)}: {limits})" if limits else ""


def _in_own_units(row: Row, indicator: Indicator | None) -> Row:
    """Turn index points back to the unit of an indicator, and better and worse to more and less of it."""
    if indicator is None:
        return row
    worst, best = indicator.goalposts
    slope = (best - worst) / 100
    turned = dict(row)
    for name, by in [*((n, slope) for n in (*_OWN_FIGURES, *_GAP_FIGURES)), ("narrowing", abs(slope))]:
        ends = [turned.get(f"{name}{end}", math.nan) for end in ("_low", "_high")]
        turned[name] = by * row[name]
        turned[f"{name}_low"], turned[f"{name}_high"] = (by * x for x in (ends if by > 0 else ends[::-1]))
    turned["margin"] = abs(slope) * row["margin"]
    if slope < 0:
        for name in ("own", "reference_own"):
            turned[name] = _OPPOSITE.get(row[name], row[name])
    return turned


def _subject_of(title: str, indicator: Indicator | None, lang: Lang) -> str:
    if indicator is None:
        return _say_clause("index_subject", lang, theme=inside(title))
    less = _say_clause("less_is_better", lang) if indicator.direction == "lower_is_better" else ""
    return _say_clause("indicator_subject", lang, title=title) + less


def _pronoun(indicator: Indicator | None, lang: Lang) -> str:
    return _say_clause("index_it" if indicator is None else "indicator_it", lang)


def _unit_of_change(indicator: Indicator | None, lang: Lang) -> str:
    """Return the unit of a change: index points, or that of the indicator."""
    return unit_name("point" if indicator is None else difference_unit(indicator.unit), lang=lang)


def _redrawn_clause(row: Row, *, meta: Any, lang: Lang) -> str:
    """Return that the area or the reference is another one than before, where a development is missing."""
    names = [row["area"], meta.reference] if row["own"] == "missing" else []
    for each in meta.redrawn:
        if each.area in names:
            parts = shown(each.parts, lang)
            return _say_clause("redrawn", lang, area=each.area, year=each.year, parts=parts)
    return ""


def _reference_clause(row: Row, indicator: Indicator | None, *, meta: Any, lang: Lang) -> str:
    """Return how the reference developed, when the area has a development to set it beside."""
    if row["own"] == "missing":
        return ""
    size = _unsigned(row["reference_development"], _digits_of_change(indicator), lang)
    return _say_clause(
        f"reference_{row['reference_own']}", lang, reference=meta.reference, it=_pronoun(indicator, lang),
        size=size, unit=_unit_of_change(indicator, lang),
    )  # fmt: skip


def _digits_of_change(indicator: Indicator | None) -> int:
    """Return the decimals of a change: two where the goalposts are so close that one would hide it."""
    return 2 if indicator and abs(indicator.goalposts[1] - indicator.goalposts[0]) < NARROW else 1


def _place_beside_reference(gap: float, level: str, unit: str, digits: int, lang: Lang) -> str:
    """Return how far below or above the reference the area stands."""
    size = _unsigned(gap, digits, lang)
    if size == number(0, digits, lang=lang):
        return _say_clause(level, lang)
    return _say_clause("place_below" if gap > 0 else "place_above", lang, size=size, unit=unit)


def _unsigned(value: float, digits: int, lang: Lang) -> str:
    """Return a size without its sign; the sentence has the direction."""
    return number(abs(value), digits, lang=lang)


def _limits_as_told(low: float, high: float, state: str) -> tuple[float, float]:
    """Return the limits of the size in the direction that the sentence tells."""
    return (-high, -low) if state in _TURNED else (low, high)


def _excludes_zero(low: float, high: float) -> bool:
    """Say whether an interval alone would have decided."""
    return low > 0 or high < 0


def _say_clause(key: str, lang: Lang, **values: object) -> str:
    """Return one clause with its names filled in."""
    return phrase("clauses", key, lang, **values)
