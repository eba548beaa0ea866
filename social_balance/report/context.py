"""What every section of the report needs: the tables, the language, and the running numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from social_balance.figures.source import (
    Row,
    area_names,
    own_text,
    rows_as_dicts,
    rows_by_key,
    themes_in_order,
)
from social_balance.language.texts import Lang, heading
from social_balance.report.prose import tell
from social_balance.yearly.status import Tables


@dataclass(frozen=True)
class Context:
    """The release in one language, and the numbers of the figures and tables written so far."""

    tables: Tables
    lang: Lang
    _figures: Any = field(default_factory=lambda: count(1))
    _numbers: Any = field(default_factory=lambda: count(1))
    _annex_numbers: Any = field(default_factory=lambda: count(1))

    def next_figure(self) -> int:
        """Return the number of the next figure."""
        return int(next(self._figures))

    def next_table(self) -> int:
        """Return the number of the next table."""
        return int(next(self._numbers))

    def next_annex_table(self) -> int:
        """Return the number of the next table that is left out on paper."""
        return int(next(self._annex_numbers))

    @cached_property
    def theme_titles(self) -> dict[str, str]:
        """Titles of the themes by id."""
        return {
            row["theme"]: heading(own_text(row, "title", self.lang))
            for row in rows_as_dicts(self.tables.themes)
        }

    @cached_property
    def ambition_rows(self) -> dict[Any, Row]:
        """Rows of the ambition by theme and area, in the order of the report."""
        found = rows_by_key(self.tables.ambition, "theme", "area")
        themes = [row["theme"] for row in themes_in_order(self.tables)]
        keys = [(theme, area) for theme in themes for area in area_names(self.tables)]
        return {key: found[key] for key in keys}

    @cached_property
    def indicator_rows(self) -> dict[Any, Row]:
        """Rows of the indicators by indicator, area and year."""
        return rows_by_key(self.tables.indicators, "indicator", "area", "year")

    @property
    def shown_years(self) -> tuple[int, ...]:
        """The first year, the wave before the last, and the last year: what prose tells of."""
        meta = self.tables.meta
        before = [year for year in meta.years if meta.since < year < meta.until][-1:]
        return (meta.since, *before, meta.until)

    @cached_property
    def indicator_titles(self) -> dict[str, str]:
        """Titles of the indicators by id."""
        rows = rows_as_dicts(self.tables.indicators.drop_duplicates("indicator"))
        return {row["indicator"]: own_text(row, "title", self.lang) for row in rows}

    @cached_property
    def file_name_parts(self) -> dict[str, str]:
        """How each theme is called in file names and anchors: no two themes are called the same."""
        parts: dict[str, str] = {}
        for theme in self.theme_titles:
            part = _in_plain_letters(theme)
            # Ids that differ in signs alone, such as mix and mix_, would share a file and an anchor.
            number = 2
            unique = part
            while unique in parts.values():
                unique = f"{part}_{number}"
                number += 1
            parts[theme] = unique
        return parts

    def file_name_part(self, theme: str) -> str:
        """Return a theme's id as it can stand in a file name and an anchor."""
        return self.file_name_parts[theme]

    @property
    def adjustment_name(self) -> str:
        """Name of the adjustment for many comparisons."""
        return tell(f"adjust_{self.tables.meta.adjust}", self.lang)


def _in_plain_letters(theme: str) -> str:
    # Letters of any language, spaces and signs: file systems and links take few of them.
    plain = theme.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "tema"
