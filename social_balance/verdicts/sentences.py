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
    "gap_undecided_adjusted", "gap_lost",
)  # fmt: skip
# What a change of the gap is called when the area is measured ahead in one of the years.
_ACROSS = {"smaller": "gained", "slightly_smaller": "gained", "larger": "lost", "slightly_larger": "lost"}
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
    subject = _subject_words(theme, indicator, lang)
    digits = _decimals_of(indicator)
    limits = (row["development_low"], row["development_high"])
    if state == "undecided" and _excludes_zero(*limits):
        state = "undecided_adjusted"
    own = _fill_clause(
        f"own_{state}", lang, subject=subject, inner=inside(subject), it=_pronoun_of(indicator, lang),
        area=row["area"], size=_unsigned_number(value, digits, lang), unit=_unit_words(indicator, lang),
        signed=number(value, digits, signed=True, lang=lang), margin=number(row["margin"], digits, lang=lang),
        ci=bracket(*_limits_as_told(*limits, state), meta=meta, digits=digits, lang=lang),
    )  # fmt: skip
    why = _redrawn_clause(row, meta=meta, lang=lang)
    return own + why + _reference_clause(row, indicator, meta=meta, lang=lang) + "."


def gap_sentence(row: Row, *, meta: Any, indicator: Indicator | None = None, lang: Lang = "da") -> str:
    """Return where the area stood and stands, and what became of the gap."""
    clause = _gap_clause(row)
    row = _in_own_units(row, indicator)
    if not (math.isfinite(row["gap_since"]) and math.isfinite(row["gap_until"])):
        return _fill_clause("gap_missing", lang, reference=meta.reference) + "."
    unit = _unit_words(indicator, lang)
    digits = _decimals_of(indicator)
    places = _fill_clause(
        "gap_places", lang, first=_standing_words(row["gap_since"], "place_level", unit, digits, lang),
        second=_standing_words(row["gap_until"], "place_level_end", unit, digits, lang),
        reference=meta.reference, since=meta.since, until=meta.until,
    )  # fmt: skip
    if row["gap_state"] == "missing":
        return places + "."
    limits = (row["narrowing_low"], row["narrowing_high"])
    outcome = _fill_clause(
        clause, lang, size=_unsigned_number(row["narrowing"], digits, lang), unit=unit,
        reference=meta.reference, signed=number(-row["narrowing"], digits, signed=True, lang=lang),
        margin=number(row["margin"], digits, lang=lang),
        ci=bracket(*_limits_as_told(*limits, clause), meta=meta, digits=digits, lang=lang),
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
    # A row of the ambition calls it "own", one of the developments "state".
    state = OWN[row.get("own") or row["state"]].label(lang)
    word = phrase("directions", row["direction"], lang)
    return _fill_clause(f"direction_{check}", lang, word=word, state=state)


def bracket(low: float, high: float, *, meta: Any, digits: int = 1, lang: Lang = "da") -> str:
    """Return an interval in brackets with its level, or nothing when there is none."""
    limits = interval(low, high, digits=digits, lang=lang)
    level = number(100 * meta.level, 0, lang=lang)
    if not limits:
        return ""
    return f" ({say('ci', lang, level=level)}: {limits})"


def _in_own_units(row: Row, indicator: Indicator | None) -> Row:
    """Turn index points back to the unit of an indicator, and better and worse to more and less of it."""
    if indicator is None:
        return row
    worst, best = indicator.goalposts
    slope = (best - worst) / 100
    turned = dict(row)
    # A narrowing is better however the indicator is turned, so only its size is brought back.
    for name, by in [*((n, slope) for n in (*_OWN_FIGURES, *_GAP_FIGURES)), ("narrowing", abs(slope))]:
        ends = [turned.get(f"{name}{end}", math.nan) for end in ("_low", "_high")]
        turned[name] = by * row[name]
        turned[f"{name}_low"], turned[f"{name}_high"] = (by * x for x in (ends if by > 0 else ends[::-1]))
    turned["margin"] = abs(slope) * row["margin"]
    if slope < 0:
        for name in ("own", "reference_own"):
            turned[name] = _OPPOSITE.get(row[name], row[name])
    return turned


def _gap_clause(row: Row) -> str:
    """Return the clause that tells what became of a gap; the row is in points, behind is above zero.

    Where the area is measured ahead in one of the years there was, or is, no gap of that size: from 2 below
    to 3 above has not "shrunk by 5". Then the clause says what the area has gained on the reference, or lost.
    """
    state = row["gap_state"]
    if state == "undecided" and _excludes_zero(row["narrowing_low"], row["narrowing_high"]):
        return "gap_undecided_adjusted"
    if min(row["gap_since"], row["gap_until"]) < 0:
        return f"gap_{_ACROSS.get(state, state)}"
    return f"gap_{state}"


def _subject_words(title: str, indicator: Indicator | None, lang: Lang) -> str:
    if indicator is None:
        return _fill_clause("index_subject", lang, theme=inside(title))
    subject = _fill_clause("indicator_subject", lang, title=title)
    # Told in its own direction, so a reader has to know which way is better.
    if indicator.direction == "lower_is_better":
        subject += _fill_clause("less_is_better", lang)
    return subject


def _pronoun_of(indicator: Indicator | None, lang: Lang) -> str:
    if indicator is None:
        return _fill_clause("index_it", lang)
    return _fill_clause("indicator_it", lang)


def _unit_words(indicator: Indicator | None, lang: Lang) -> str:
    """Return the unit of a change: index points, or that of the indicator."""
    if indicator is None:
        return unit_name("point", lang=lang)
    # Between two percentages the difference is percentage points.
    return unit_name(difference_unit(indicator.unit), lang=lang)


def _redrawn_clause(row: Row, *, meta: Any, lang: Lang) -> str:
    """Return that the area or the reference is another one than before, where a development is missing."""
    if row["own"] != "missing":
        return ""
    for each in meta.redrawn:
        if each.area in (row["area"], meta.reference):
            parts = shown(each.parts, lang)
            return _fill_clause("redrawn", lang, area=each.area, year=each.year, parts=parts)
    return ""


def _reference_clause(row: Row, indicator: Indicator | None, *, meta: Any, lang: Lang) -> str:
    """Return how the reference developed, when the area has a development to set it beside."""
    if row["own"] == "missing":
        return ""
    return _fill_clause(
        f"reference_{row['reference_own']}", lang, reference=meta.reference, it=_pronoun_of(indicator, lang),
        size=_unsigned_number(row["reference_development"], _decimals_of(indicator), lang),
        unit=_unit_words(indicator, lang),
    )  # fmt: skip


def _decimals_of(indicator: Indicator | None) -> int:
    """Return the decimals of a change: two where the goalposts are so close that one would hide it."""
    if indicator is not None and abs(indicator.goalposts[1] - indicator.goalposts[0]) < NARROW:
        return 2
    return 1


def _standing_words(gap: float, level: str, unit: str, digits: int, lang: Lang) -> str:
    """Return how far below or above the reference the area stands."""
    size = _unsigned_number(gap, digits, lang)
    # What is written as 0,0 is level: "0,0 points below" would claim more than the figure.
    if size == number(0, digits, lang=lang):
        return _fill_clause(level, lang)
    if gap > 0:
        return _fill_clause("place_below", lang, size=size, unit=unit)
    return _fill_clause("place_above", lang, size=size, unit=unit)


def _unsigned_number(value: float, digits: int, lang: Lang) -> str:
    """Return a size without its sign; the sentence has the direction."""
    return number(abs(value), digits, lang=lang)


def _limits_as_told(low: float, high: float, state: str) -> tuple[float, float]:
    """Return the limits of the size in the direction that the sentence tells."""
    if state in _TURNED:
        return -high, -low
    return low, high


def _excludes_zero(low: float, high: float) -> bool:
    """Say whether an interval alone would have decided."""
    return low > 0 or high < 0


def _fill_clause(key: str, lang: Lang, **values: object) -> str:
    """Return one clause with its names filled in."""
    return phrase("clauses", key, lang, **values)
