"""The released tables as data in one language: headings, what each column means, and cells that are plain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Literal

import pandas as pd

from social_balance.figures.source import own_text, rows_as_dicts
from social_balance.language.tables import DEFAULT, has_text, keys_of
from social_balance.language.texts import Lang, phrase, say
from social_balance.showing.columns import code_text, column_heading
from social_balance.yearly.status import Tables

# In the order in which a reader wants them.
TABLES = ("themes", "ambition", "developments", "index", "series", "pace", "robustness", "parts", "pairs",
          "indicators")  # fmt: skip


class Gap(Enum):
    """Why a cell has no figure and no text."""

    HIDDEN = "hidden"
    MISSING = "missing"
    NONE = "none"


DataValue = str | int | float | Gap
ColumnKind = Literal["text", "whole", "decimal", "yes_no"]


@dataclass(frozen=True)
class DataColumn:
    """One column: its name in the data, its heading and meaning in words, and what stands in it."""

    name: str
    heading: str
    meaning: str
    kind: ColumnKind


@dataclass(frozen=True)
class DataTable:
    """One table of a release in one language.

    Parameters
    ----------
    name : str
        Its name in results.json.
    file : str
        Name of its files before the ending.
    title : str
    columns : tuple of DataColumn
    rows : tuple of tuple
        Text, numbers with all their digits, or a `Gap`; codes are in words.
    """

    name: str
    file: str
    title: str
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[DataValue, ...], ...]


def tables_with_rows(tables: Tables) -> list[str]:
    """Return the names of the released tables: one that nobody asked for has no columns."""
    return [name for name in TABLES if len(getattr(tables, name).columns)]


def data_tables(tables: Tables, lang: Lang) -> list[DataTable]:
    """Return every released table in one language, titles beside ids.

    Parameters
    ----------
    tables : Release
        What was released.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    list of DataTable
    """
    titles = {row["theme"]: own_text(row, "title", lang) for row in rows_as_dicts(tables.themes)}
    names = {row["indicator"]: own_text(row, "title", lang) for row in rows_as_dicts(tables.indicators)}
    found = []
    for name, frame in released_frames(tables, lang).items():
        frame = _with_titles(frame, "theme", titles)
        found.append(_data_table(name, _with_titles(frame, "indicator", names), lang))
    return found


def released_frames(tables: Tables, lang: Lang = DEFAULT) -> dict[str, pd.DataFrame]:
    """Return every released table by its name in results.json, those of the neighbouring papers last.

    Parameters
    ----------
    tables : Release
        What was released.
    lang : {"da", "en"}
        Language of the texts that stand in one language only.

    Returns
    -------
    dict of str to DataFrame
        Without the tables that the release has not: a strategy that is followed alone has no themes.
    """
    frames: dict[str, pd.DataFrame] = {name: getattr(tables, name) for name in tables_with_rows(tables)}
    if len(tables.strategy):
        frames["strategy"] = tables.strategy
    frames |= tables.neighbours.frames(lang)
    return {name: frame for name, frame in frames.items() if len(frame.columns)}


def dictionary_table(found: list[DataTable], lang: Lang) -> DataTable:
    """Return the table that says what every column of the others means.

    Parameters
    ----------
    found : list of DataTable
        What `data_tables` returned.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    DataTable
    """
    names = ("table", "column", "heading", "meaning", "kind")
    columns = tuple(DataColumn(name, phrase("dictionary", name, lang), "", "text") for name in names)
    rows = tuple(
        (table.file, column.name, column.heading, column.meaning, phrase("dictionary", column.kind, lang))
        for table in found
        for column in table.columns
    )
    return DataTable(
        "columns",
        phrase("data_files", "columns", lang),
        phrase("data_tables", "columns", lang),
        columns,
        rows,
    )


def column_meaning(name: str, lang: Lang) -> str:
    """Return what a column means, that of its stem with that of its ending where it has no text of its own.

    Examples
    --------
    >>> column_meaning("development_se", "en")
    'The index in the last year minus the index in the first year. Standard error of the figure.'
    """
    if has_text("column_meanings", name):
        return phrase("column_meanings", name, lang)
    for ending in keys_of("column_endings"):
        stem = name.removesuffix(ending)
        if stem != name and has_text("column_meanings", stem):
            words = [phrase("column_meanings", stem, lang)]
            rest = ending.removeprefix("_").removeprefix("since_").removeprefix("until_")
            if has_text("column_meanings", rest) and rest not in ("since", "until"):
                words.append(phrase("column_meanings", rest, lang))
            return " ".join(words)
    return ""


def _with_titles(frame: pd.DataFrame, key: str, titles: dict[str, str]) -> pd.DataFrame:
    """Put the title beside the id: an id is for programs, and people read a title."""
    # The table of what it is about has its titles already: of the indicators, else of the themes.
    subject = "indicator" if "indicator" in frame else "theme"
    if key not in frame or ("title_da" in frame and key == subject):
        return frame
    # The indicators of a strategy are its own, and are not those of the definitions.
    if not frame[key].isin(titles.keys()).any():
        return frame
    place = list(frame.columns).index(key) + 1
    frame = frame.copy()
    frame.insert(place, f"{key}_title", frame[key].map(titles))
    return frame


def _data_table(name: str, frame: pd.DataFrame, lang: Lang) -> DataTable:
    """Return one table."""
    columns = tuple(
        DataColumn(str(each), column_heading(str(each), lang), column_meaning(str(each), lang), _kind(series))
        for each, series in frame.items()
    )
    hidden = frame["hidden"].to_numpy(dtype=bool) if "hidden" in frame else [False] * len(frame)
    values = [frame[column.name].tolist() for column in columns]
    rows = tuple(
        tuple(
            _data_value(column, value, gap=Gap.HIDDEN if is_hidden else Gap.MISSING, lang=lang)
            for column, value in zip(columns, row, strict=True)
        )
        for row, is_hidden in zip(zip(*values, strict=True), hidden, strict=True)
    )
    return DataTable(name, phrase("data_files", name, lang), phrase("data_tables", name, lang), columns, rows)


def _kind(series: pd.Series) -> ColumnKind:
    """Return what stands in a column."""
    # Truth values first: they are whole numbers to Python.
    if pd.api.types.is_bool_dtype(series):
        return "yes_no"
    if pd.api.types.is_integer_dtype(series):
        return "whole"
    if pd.api.types.is_float_dtype(series):
        return "decimal"
    return "text"


def _data_value(column: DataColumn, value: object, *, gap: Gap, lang: Lang) -> DataValue:
    """Return one cell: a number as it is, a code in words, and why there is nothing where there is."""
    # Of a column with gaps too: to Python a truth value is a whole number.
    if column.kind == "yes_no" or isinstance(value, bool):
        return say("yes" if value else "no", lang)
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    if column.kind in ("whole", "decimal"):
        # Infinite degrees of freedom are no number of a table either.
        return Gap.NONE if isinstance(value, float) and math.isinf(value) else gap
    words = "" if value is None or value != value else str(code_text(column.name, value, lang))
    return words or Gap.NONE
