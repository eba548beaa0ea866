"""The headings of the columns of the released tables, and the words for the codes that stand in them."""

from __future__ import annotations

from social_balance.language.tables import has_text, keys_of
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


def code_text(name: str, code: object, lang: Lang = "da") -> object:
    """Return the words for a code in a column of codes; anything else comes back as it is."""
    if name == "status" and code == "hidden":
        return say("hidden", lang)
    table = _TABLE_OF_CODES.get(name, f"codes.{name}")
    return phrase(table, str(code), lang) if has_text(table, str(code)) else code


# Columns whose codes have their words in the table of a mark; the others have ``codes.COLUMN``.
_TABLE_OF_CODES = {
    "whole_own": "own", "own": "own", "reference_own": "own", "state": "own", "gap_state": "gap",
    "verdict": "verdicts", "met": "target_met", "udsat": "on_list", "parallelsamfund": "on_list",
    "omdannelse": "on_list", "forebyggelse": "on_list",
}  # fmt: skip
