"""What happened to one theme in one area, in whole points: decimals and intervals stand in the tables."""

from __future__ import annotations

import math
from typing import Any

from social_balance.figures.source import Row
from social_balance.language.texts import Lang, marks
from social_balance.report.prose import points, tell
from social_balance.verdicts.sentences import cell_sentences

# A size is told once, and of the gap only its end: two ends and their difference, each rounded by itself,
# would not add up for a reader who subtracts.
_ACROSS = {"smaller": "gained", "slightly_smaller": "gained", "larger": "lost", "slightly_larger": "lost"}


def area_sentences(row: Row, *, theme: str, meta: Any, lang: Lang) -> str:
    """Return what happened in one area: its own development, and the gap.

    Parameters
    ----------
    row : dict
        One row of the ambition table.
    theme : str
        Title of the theme.
    meta : Meta
        Names and years of the release.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        One or two sentences; the joint verdict stands as a badge before them.
    """
    if row["hidden"]:
        return marks(row).verdict.meaning(lang, reference=meta.reference)
    # Why it cannot be told (an area drawn otherwise, say) is told with the reasons of the verdicts.
    if row["own"] == "missing" or not math.isfinite(row["gap_until"]):
        return cell_sentences(row, theme=theme, meta=meta, lang=lang)
    standing = _standing_words(row["gap_until"], meta.reference, lang)
    if row["own"] == row["gap_state"] == "undecided":
        return tell("area_both_undecided", lang, standing=standing)
    return f"{_own_sentence(row, meta.reference, lang)} {_gap_sentence(row, standing, meta, lang)}"


def _own_sentence(row: Row, reference: str, lang: Lang) -> str:
    """Return the development of the area beside that of the reference."""
    beside = tell(
        f"area_reference_{row['reference_own']}", lang, reference=reference,
        size=points(row["reference_development"], lang),
    )  # fmt: skip
    return tell(f"area_own_{row['own']}", lang, size=points(row["development"], lang), beside=beside)


def _gap_sentence(row: Row, standing: str, meta: Any, lang: Lang) -> str:
    """Return what became of the gap, and where the area stands now."""
    state = row["gap_state"]
    # Ahead in one of the years: there was, or is, no gap that has "shrunk by 5".
    if min(row["gap_since"], row["gap_until"]) < 0:
        state = _ACROSS.get(state, state)
    return tell(
        f"area_gap_{state}", lang, size=points(row["narrowing"], lang), standing=standing,
        reference=meta.reference, since=meta.since,
    )  # fmt: skip


def _standing_words(gap: float, reference: str, lang: Lang) -> str:
    """Return how far below or above the reference the area is."""
    if abs(gap) < 0.5:
        return tell("standing_level", lang, reference=reference)
    side = "below" if gap > 0 else "above"
    return tell(f"standing_{side}", lang, size=points(gap, lang), reference=reference)
