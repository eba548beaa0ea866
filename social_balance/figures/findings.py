"""What a figure shows, as one sentence: its title, and the text that stands for it."""

from __future__ import annotations

from collections.abc import Iterable

from social_balance.figures.source import Row, rows_by_key, theme_title, themes_in_order
from social_balance.language.texts import Lang, heading, phrase
from social_balance.language.values_in_words import joined
from social_balance.yearly.status import Tables

BETTER = ("better", "slightly_better")
WORSE = ("worse", "slightly_worse")
SHRUNK = ("smaller", "slightly_smaller", "overtaken")
GROWN = ("larger", "slightly_larger")


def theme_finding(tables: Tables, theme: str, lang: Lang) -> str:
    """Return both halves of the ambition in one theme: the areas' development, and their gaps."""
    rows = _ambition_rows(tables, theme=theme)
    return _both_halves("finding", rows, lang)


def titled_finding(tables: Tables, theme: str, lang: Lang) -> str:
    """Return the title of a theme with its finding, such as ``Tryghed: fremgang i 2; mindre forskel i 1``."""
    return f"{heading(theme_title(tables, theme, lang))}: {theme_finding(tables, theme, lang)}"


def area_finding(tables: Tables, area: str, lang: Lang) -> str:
    """Return both halves of the ambition in one area: its development in the themes, and its gaps."""
    return _both_halves("finding_area", _ambition_rows(tables, area=area), lang)


def overall_finding(tables: Tables, lang: Lang) -> str:
    """Return how many of all themes and areas improve, and of how many the gap is smaller or larger."""
    return _both_halves("finding_all", _ambition_rows(tables), lang)


def gaps_finding(tables: Tables, lang: Lang) -> str:
    """Return how many gaps are shown to be smaller, and how many larger."""
    rows = _ambition_rows(tables)
    gap = _half_in_words(rows, "gap_state", {"smaller": SHRUNK, "larger": GROWN}, none="gap_none", lang=lang)
    return phrase("prose", "finding_gaps", lang, gap=heading(gap), all=len(rows))


def _ambition_rows(tables: Tables, *, theme: str | None = None, area: str | None = None) -> list[Row]:
    """Return the rows of the ambition of one theme or one area, or all of them."""
    found = rows_by_key(tables.ambition, "theme", "area")
    shown = {row["theme"] for row in themes_in_order(tables)}
    return [
        row
        for (of_theme, of_area), row in found.items()
        if of_theme in shown and theme in (None, of_theme) and area in (None, of_area)
    ]


def _both_halves(key: str, rows: list[Row], lang: Lang) -> str:
    """Return what is shown of the developments and of the gaps, of how many."""
    own = _half_in_words(rows, "own", {"better": BETTER, "worse": WORSE}, none="own_none", lang=lang)
    gap = _half_in_words(rows, "gap_state", {"smaller": SHRUNK, "larger": GROWN}, none="gap_none", lang=lang)
    return phrase("prose", key, lang, own=own, gap=gap, all=len(rows))


def _half_in_words(
    rows: list[Row], column: str, groups: dict[str, Iterable[str]], *, none: str, lang: Lang
) -> str:
    """Return how many rows are in each group of states, or that none is shown to be."""
    # What is hidden is not shown to be anything.
    states = [row[column] for row in rows if not row["hidden"]]
    counts = {name: sum(state in group for state in states) for name, group in groups.items()}
    told = [phrase("prose", f"finding_{name}", lang, count=n) for name, n in counts.items() if n]
    return joined(told, lang) if told else phrase("prose", f"finding_{none}", lang)
