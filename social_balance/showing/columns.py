"""The columns of the released tables in words: headings, codes, and texts that stand once a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from social_balance.language.tables import DEFAULT, has_text, keys_of
from social_balance.language.texts import Lang, phrase, say


def column_heading(name: str, lang: Lang = "da") -> str:
    """Return the heading of a column of the released tables.

    Parameters
    ----------
    name : str
        Name of the column in the table.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The heading; a column that has none keeps its name.

    Examples
    --------
    >>> column_heading("narrowing_low")
    'indsnævring, nedre grænse'
    """
    # A name of its own goes before a stem with an ending.
    if has_text("columns", name):
        return phrase("columns", name, lang)
    for ending in keys_of("column_endings"):
        stem = name.removesuffix(ending)
        if stem != name and has_text("columns", stem):
            return phrase("columns", stem, lang) + phrase("column_endings", ending, lang)
    return name


def own_text(row: Mapping[Any, Any], name: str, lang: Lang) -> str:
    """Return a text of the definitions, from the column of its language, or the English one.

    Examples
    --------
    >>> row = {"title_da": "tryghed", "title_en": "safety", "note": "Ny.", "note_en": "New."}
    >>> own_text(row, "title", "da"), own_text(row, "note", "da"), own_text(row, "note", "fo")
    ('tryghed', 'Ny.', 'New.')
    """
    columns = (f"{name}_{lang}", name if lang == DEFAULT else "", f"{name}_en")
    return next(str(row[column]) for column in columns if column in row)


def code_text(name: str, code: object, lang: Lang = "da") -> object:
    """Return the words for a code in a column of codes; anything else comes back as it is."""
    if name == "status" and code == "hidden":
        return say("hidden", lang)
    table = _TABLE_OF_CODES.get(name, f"codes.{name}")
    return phrase(table, str(code), lang) if has_text(table, str(code)) else code


# Columns whose codes have their words in the table of a mark; the others have ``codes.COLUMN``.
_TABLE_OF_CODES = {
    "whole_own": "own", "own": "own", "reference_own": "own", "state": "own", "gap_state": "gap",
    "judgement": "gap", "verdict": "verdicts", "met": "target_met", "udsat": "on_list",
    "parallelsamfund": "on_list", "omdannelse": "on_list", "forebyggelse": "on_list",
}  # fmt: skip
