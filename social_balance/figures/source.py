"""What a figure is drawn from: the released tables, or unreleased ones that are marked as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from social_balance.disclosure.release import Release
from social_balance.language.faults import known_language
from social_balance.language.texts import Lang, heading
from social_balance.showing.columns import own_text as own_text  # figures ask their source for a text
from social_balance.yearly.status import Status, Tables

Row = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What a figure is about: the tables, its language, and whether the numbers may be published."""

    tables: Tables
    lang: Lang
    released: bool


def subject_of(source: Status | Tables, lang: Lang | None) -> Subject:
    """Return what a figure is drawn from, whatever the user handed to it.

    Parameters
    ----------
    source : Release, Status or Tables
        What the user hands to a figure.
    lang : {"da", "en"}, optional
        Language; that of the tables by default.

    Returns
    -------
    Subject
        The tables, the language, and whether the tables may be published.
    """
    tables = source.tables() if isinstance(source, Status) else source
    # A Release alone is not enough: tables can be copied with `replace`, and `meta` says what they are.
    released = isinstance(tables, Release) and tables.meta.released
    return Subject(tables, report_language(tables, lang), released)


def report_language(tables: Tables, lang: Lang | None) -> Lang:
    """Return the language asked for, or else that of the tables."""
    return known_language(lang or tables.meta.language)


def theme_title(tables: Tables, theme: str, lang: Lang) -> str:
    """Return the title of a theme; an unknown theme is a KeyError that names those there are."""
    titles = {row["theme"]: own_text(row, "title", lang) for row in rows_as_dicts(tables.themes)}
    if theme not in titles:
        raise KeyError(f"{theme!r}: {', '.join(titles)}")
    return heading(titles[theme])


def themes_in_order(tables: Tables) -> list[Row]:
    """Return the rows of the themes in the order of the report."""
    return rows_as_dicts(tables.themes.sort_values("order", kind="stable"))


def area_names(tables: Tables) -> list[str]:
    """Return the names of the areas that are compared with the reference."""
    return [name for _, name in tables.meta.areas]


def rows_as_dicts(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table as dictionaries."""
    # Column by column: to_dict("records") takes ten times as long on tables this wide and short.
    names = [str(name) for name in frame]
    columns = [frame[name].tolist() for name in frame]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def rows_by_key(frame: pd.DataFrame, *keys: str) -> dict[Any, Row]:
    """Return the rows of a table by the values of the key columns."""
    return {tuple(row[key] for key in keys): row for row in rows_as_dicts(frame)}
