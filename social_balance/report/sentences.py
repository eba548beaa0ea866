"""One theme in one area as sentences: size, certainty and direction, and never a cause."""

from __future__ import annotations

import math
from typing import Any

from social_balance.figures.source import Row
from social_balance.texts import Lang, Pair, fill, inside, interval, marks, number, say

# A fall is told as its size, and what is neither smaller nor larger as the change of the gap itself.
_TURNED = (
    "worse", "slightly_worse", "gap_larger", "gap_slightly_larger", "gap_unchanged", "gap_undecided",
    "gap_undecided_adjusted",
)  # fmt: skip


def cell_sentences(row: Row, *, theme: str, meta: Any, lang: Lang = "da") -> str:
    """Return what happened in one area: own development beside the reference, the gap, and the verdict.

    Parameters
    ----------
    row : dict
        One row of the ambition table.
    theme : str
        Title of the theme.
    meta : Meta
        Names, years and level of the release.
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
    own = development_sentence(row, theme=theme, meta=meta, lang=lang)
    return f"{own} {gap_sentence(row, meta=meta, lang=lang)} {meaning}"


def development_sentence(row: Row, *, theme: str, meta: Any, lang: Lang = "da") -> str:
    """Return the development of the area and, beside it, that of the reference."""
    state = row["own"]
    value = row["development"]
    limits = (row["development_low"], row["development_high"])
    if state == "undecided" and _excludes_zero(*limits):
        state = "undecided_adjusted"
    own = _say(
        f"own_{state}", lang, theme=inside(theme), area=row["area"], size=_size(value, lang),
        signed=number(value, signed=True, lang=lang), margin=number(row["margin"], lang=lang),
        ci=bracket(*_turned(*limits, state), meta=meta, lang=lang),
    )  # fmt: skip
    return own + _reference_clause(row, meta=meta, lang=lang) + "."


def gap_sentence(row: Row, *, meta: Any, lang: Lang = "da") -> str:
    """Return where the area stood and stands, and what became of the gap."""
    since, until = row["gap_since"], row["gap_until"]
    if not (math.isfinite(since) and math.isfinite(until)):
        return _say("gap_missing", lang, reference=meta.reference) + "."
    places = _say(
        "gap_places", lang, first=_place(since, "place_level", lang),
        second=_place(until, "place_level_end", lang), reference=meta.reference, since=meta.since,
        until=meta.until,
    )  # fmt: skip
    state = row["gap_state"]
    if state == "missing":
        return places + "."
    limits = (row["narrowing_low"], row["narrowing_high"])
    if state == "undecided" and _excludes_zero(*limits):
        state = "undecided_adjusted"
    outcome = _say(
        f"gap_{state}", lang, size=_size(row["narrowing"], lang),
        signed=number(-row["narrowing"], signed=True, lang=lang), margin=number(row["margin"], lang=lang),
        ci=bracket(*_turned(*limits, f"gap_{state}"), meta=meta, lang=lang),
    )  # fmt: skip
    return f"{places}{outcome}."


def bracket(low: float, high: float, *, meta: Any, lang: Lang = "da") -> str:
    """Return an interval in brackets with its level, or nothing when there is none."""
    limits = interval(low, high, lang=lang)
    level = number(100 * meta.level, 0, lang=lang)
    return f" ({say('ci', lang, level=level)}: {limits})" if limits else ""


def _reference_clause(row: Row, *, meta: Any, lang: Lang) -> str:
    """Return how the reference developed, when the area has a development to set it beside."""
    if row["own"] == "missing":
        return ""
    size = _size(row["reference_development"], lang)
    return _say(f"reference_{row['reference_own']}", lang, size=size, reference=meta.reference)


def _place(gap: float, level: str, lang: Lang) -> str:
    """Return how far below or above the reference the area stands."""
    size = _size(gap, lang)
    if size == number(0, lang=lang):
        return _say(level, lang)
    return _say("place_below" if gap > 0 else "place_above", lang, size=size)


def _size(value: float, lang: Lang) -> str:
    """Return a size without its sign; the sentence has the direction."""
    return number(abs(value), lang=lang)


def _turned(low: float, high: float, state: str) -> tuple[float, float]:
    """Return the limits of the size in the direction that the sentence tells."""
    return (-high, -low) if state in _TURNED else (low, high)


def _excludes_zero(low: float, high: float) -> bool:
    """Say whether an interval alone would have decided."""
    return low > 0 or high < 0


def _say(key: str, lang: Lang, **values: object) -> str:
    """Return one clause with its names filled in."""
    return fill(_CLAUSES[key], lang, **values)


_CLAUSES: dict[str, Pair] = {
    "own_better": (
        "Indekset for {theme} er steget {size} point i {area}{ci}",
        "The index of {theme} has risen by {size} points in {area}{ci}",
    ),
    "own_slightly_better": (
        "Indekset for {theme} er steget en smule i {area}: {size} point{ci}",
        "The index of {theme} has risen slightly in {area}: by {size} points{ci}",
    ),
    "own_unchanged": (
        "Indekset for {theme} er stort set uændret i {area}: ændringen på {signed} point{ci} ligger inden "
        "for margenen på ±{margin} point",
        "The index of {theme} is practically unchanged in {area}: the change of {signed} points{ci} is "
        "within the margin of ±{margin} points",
    ),
    "own_slightly_worse": (
        "Indekset for {theme} er faldet en smule i {area}: {size} point{ci}",
        "The index of {theme} has fallen slightly in {area}: by {size} points{ci}",
    ),
    "own_worse": (
        "Indekset for {theme} er faldet {size} point i {area}{ci}",
        "The index of {theme} has fallen by {size} points in {area}{ci}",
    ),
    "own_undecided": (
        "Om indekset for {theme} er steget eller faldet i {area}, kan ikke afgøres: ændringen er målt til "
        "{signed} point{ci}",
        "Whether the index of {theme} has risen or fallen in {area} cannot be decided: the change is "
        "measured at {signed} points{ci}",
    ),
    "own_undecided_adjusted": (
        "Om indekset for {theme} er steget eller faldet i {area}, kan ikke afgøres, når der justeres for de "
        "mange sammenligninger: ændringen er målt til {signed} point{ci}",
        "Whether the index of {theme} has risen or fallen in {area} cannot be decided once the many "
        "comparisons are adjusted for: the change is measured at {signed} points{ci}",
    ),
    "own_missing": (
        "Udviklingen i indekset for {theme} kan ikke opgøres for {area}",
        "The development of the index of {theme} cannot be calculated for {area}",
    ),
    "reference_better": (
        ", mens det er steget {size} point i {reference}",
        ", while it has risen by {size} points in {reference}",
    ),
    "reference_slightly_better": (
        ", mens det er steget en smule i {reference} ({size} point)",
        ", while it has risen slightly in {reference} ({size} points)",
    ),
    "reference_unchanged": (
        ", mens det er stort set uændret i {reference}",
        ", while it is practically unchanged in {reference}",
    ),
    "reference_slightly_worse": (
        ", mens det er faldet en smule i {reference} ({size} point)",
        ", while it has fallen slightly in {reference} ({size} points)",
    ),
    "reference_worse": (
        ", mens det er faldet {size} point i {reference}",
        ", while it has fallen by {size} points in {reference}",
    ),
    "reference_undecided": (
        ", mens det ikke kan afgøres, om det er steget eller faldet i {reference}",
        ", while it cannot be decided whether it has risen or fallen in {reference}",
    ),
    "reference_missing": (
        ", mens udviklingen ikke kan opgøres i {reference}",
        ", while its development cannot be calculated in {reference}",
    ),
    "gap_places": (
        "Området lå {first} {reference} i {since} og {second} i {until}",
        "The area was {first} {reference} in {since} and {second} in {until}",
    ),
    "place_below": ("{size} point under", "{size} points below"),
    "place_above": ("{size} point over", "{size} points above"),
    "place_level": ("på niveau med", "level with"),
    "place_level_end": ("på niveau", "level"),
    "gap_smaller": ("; forskellen er mindsket {size} point{ci}", "; the gap has shrunk by {size} points{ci}"),
    "gap_slightly_smaller": (
        "; forskellen er mindsket en smule: {size} point{ci}",
        "; the gap has shrunk slightly: by {size} points{ci}",
    ),
    "gap_unchanged": (
        "; forskellen er stort set den samme: ændringen på {signed} point{ci} ligger inden for ±{margin} "
        "point",
        "; the gap is practically the same: the change of {signed} points{ci} is within ±{margin} points",
    ),
    "gap_slightly_larger": (
        "; forskellen er vokset en smule: {size} point{ci}",
        "; the gap has grown slightly: by {size} points{ci}",
    ),
    "gap_larger": ("; forskellen er vokset {size} point{ci}", "; the gap has grown by {size} points{ci}"),
    "gap_undecided": (
        "; om forskellen er blevet mindre eller større, kan ikke afgøres: ændringen er målt til {signed} "
        "point{ci}",
        "; whether the gap has become smaller or larger cannot be decided: the change is measured at "
        "{signed} points{ci}",
    ),
    "gap_undecided_adjusted": (
        "; om forskellen er blevet mindre eller større, kan ikke afgøres, når der justeres for de mange "
        "sammenligninger: ændringen er målt til {signed} point{ci}",
        "; whether the gap has become smaller or larger cannot be decided once the many comparisons are "
        "adjusted for: the change is measured at {signed} points{ci}",
    ),
    "gap_no_gap": ("; der var ingen forskel at mindske", "; there was no gap to close"),
    "gap_missing": (
        "Forskellen til {reference} kan ikke opgøres",
        "The gap to {reference} cannot be calculated",
    ),
}
