"""The small tables of worked cases, drawn with pipes in a definition file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Faults, Issue

if TYPE_CHECKING:
    import pandas as pd

# "0159" is a code and not a number: a number has no leading zero.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
# 0,25 is how a Dane writes a quarter, and TOML's tables are read with a point.
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def read_case_table(
    rows: str, *, file: TomlFile, line: int, place: str, faults: Faults
) -> pd.DataFrame | None:
    r"""Read the table of a case.

    Parameters
    ----------
    rows : str
        The text between the quotation marks.
    file : TomlFile
    line : int
        Where ``rows`` stands in it.
    place : str
        The table in the user's words.
    faults : Faults
        Takes in what is wrong.

    Returns
    -------
    DataFrame, one row per line of the table, or None
        None when something is wrong.

    Examples
    --------
    >>> file = TomlFile("x.toml", {}, {}, "rows = ...")
    >>> read_case_table("q | weight\n1 | 3", file=file, line=1, place="rows", faults=Faults())
         q  weight
    0  1.0     3.0
    """
    import pandas as pd

    # TOML drops a line break right after the opening quotation marks.
    opening = file.text.split("\n")[line - 1].rstrip()
    first = line
    if opening.endswith(('"""', "'''")):
        first += 1
    drawn = [(first + i, text) for i, text in enumerate(rows.split("\n")) if text.strip()]
    if len(drawn) < 2:
        faults.add(Issue("DEF044", file=file.name, line=line, place=place))
        return None
    header_line, header = drawn[0]
    is_framed = header.strip().startswith("|") and header.strip().endswith("|")
    names = _split_cells(header, is_framed=is_framed)
    body = [(at, _split_cells(text, is_framed=is_framed)) for at, text in drawn[1:]]
    # Faults of this table apart: weights are looked at only where the rows are whole.
    wrong = Faults()
    if "" in names or len(set(names)) < len(names):
        wrong.add(Issue("DEF046", file=file.name, line=header_line, place=place, found=header.strip()))
    _check_rows(body, len(names), file=file, place=place, faults=wrong)
    if not wrong and "weight" in names:
        _check_weights(body, names.index("weight"), file=file, place=place, faults=wrong)
    faults.add(wrong)
    if wrong:
        return None
    columns = [[cells[i] for _, cells in body] for i in range(len(names))]
    return pd.DataFrame({name: _parse_column(cells) for name, cells in zip(names, columns, strict=True)})


def _check_rows(
    body: list[tuple[int, list[str]]], width: int, *, file: TomlFile, place: str, faults: Faults
) -> None:
    for line, cells in body:
        if len(cells) != width:
            values = {"cells": len(cells), "columns": width}
            found = " | ".join(cells)
            faults.add(Issue("DEF045", file=file.name, line=line, place=place, found=found, values=values))
        for cell in cells:
            if _DECIMAL_COMMA.fullmatch(cell):
                faults.add(Issue("DEF048", file=file.name, line=line, place=place, found=cell))


def _check_weights(
    body: list[tuple[int, list[str]]], column: int, *, file: TomlFile, place: str, faults: Faults
) -> None:
    for line, cells in body:
        if not _NUMBER.fullmatch(cells[column]) or float(cells[column]) < 0:
            faults.add(Issue("DEF047", file=file.name, line=line, place=place, found=cells[column]))


def _split_cells(line: str, *, is_framed: bool) -> list[str]:
    """Return the cells of a line; in a framed table the pipes at its ends are no borders between cells."""
    text = line.strip()
    if is_framed:
        text = text.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in text.split("|")]


def _parse_column(cells: list[str]) -> pd.Series[Any]:
    """Return a column of numbers when all its cells are numbers, otherwise of text."""
    import pandas as pd

    # What is filled in decides the type: an empty cell fits them all.
    filled = [cell for cell in cells if cell]
    if all(_NUMBER.fullmatch(cell) for cell in filled):
        # An empty cell is an unanswered question.
        return pd.Series([float(cell or "nan") for cell in cells], dtype=float)
    if all(cell in _TRUTH for cell in filled):
        return pd.Series([_TRUTH.get(cell, float("nan")) for cell in cells], dtype=float)
    return pd.Series([cell or None for cell in cells], dtype=object)


_TRUTH = {"true": 1.0, "false": 0.0}
