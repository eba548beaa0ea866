"""What a figure is drawn from: the released tables, or unreleased ones that are marked as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from social_balance.texts import LANGUAGES, Lang

Row = dict[str, Any]


class Tables(Protocol):
    """The tables of an Årsstatus that figures and report read, whether released or not."""

    @property
    def meta(self) -> Any:
        """Names, years and settings."""
        ...

    @property
    def themes(self) -> pd.DataFrame:
        """One row per theme."""
        ...

    @property
    def indicators(self) -> pd.DataFrame:
        """One row per (indicator, area, year)."""
        ...

    @property
    def index(self) -> pd.DataFrame:
        """One row per (theme, area, year)."""
        ...

    @property
    def ambition(self) -> pd.DataFrame:
        """One row per (theme, area)."""
        ...

    @property
    def developments(self) -> pd.DataFrame:
        """One row per (theme, area), the rest and the whole among the areas."""
        ...

    @property
    def parts(self) -> pd.DataFrame:
        """One row per (theme, area, indicator)."""
        ...

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per (theme, area, pair of consecutive waves)."""
        ...

    @property
    def overall(self) -> Mapping[str, Any]:
        """The claim that joins every theme and area."""
        ...


def tables_of(source: Any) -> tuple[Tables, bool]:
    """Return the tables of a release or of an unreleased status, and whether they are released.

    Parameters
    ----------
    source : Release or Status
        What the user hands to a figure.

    Returns
    -------
    tuple of (Tables, bool)
        The tables and whether they may be published.
    """
    tables: Tables = source.tables() if callable(getattr(source, "tables", None)) else source
    return tables, tables.meta.released is True


def language(tables: Tables, lang: Lang | None) -> Lang:
    """Return the language asked for, or else that of the tables."""
    chosen = lang or tables.meta.language
    return LANGUAGES[LANGUAGES.index(chosen)]


def theme_title(tables: Tables, theme: str, lang: Lang) -> str:
    """Return the title of a theme; an unknown theme is a KeyError that names those there are."""
    titles = dict(zip(tables.themes["theme"], tables.themes[f"title_{lang}"], strict=True))
    if theme not in titles:
        raise KeyError(f"{theme!r}: {', '.join(titles)}")
    return str(titles[theme])


def themes_in_order(tables: Tables) -> list[Row]:
    """Return the rows of the themes in the order of the report."""
    return records(tables.themes.sort_values("order", kind="stable"))


def area_names(tables: Tables) -> list[str]:
    """Return the names of the areas that are compared with the reference."""
    return [name for _, name in tables.meta.areas]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table as dictionaries."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def cells(frame: pd.DataFrame, *keys: str) -> dict[Any, Row]:
    """Return the rows of a table by the values of the key columns."""
    return {tuple(row[key] for key in keys): row for row in records(frame)}
