"""What two deliveries call the same things, side by side, with what drifted between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from social_balance.deliveries.answers import UNSTATED, Code, Column, comparable
from social_balance.deliveries.codebook.book import Codebook

_COLUMNS = ["column", "part", "code", "first", "second", "drift"]


def compare_codebooks(first: Codebook, second: Codebook) -> pd.DataFrame:
    """Lay two codebooks side by side: a column and a code on each row.

    Columns are matched by the names that definitions use, and codes as definitions see them: turned, where
    the codebook turns the scale. Labels that differ in spaces or capitals only are the same.

    Parameters
    ----------
    first, second : Codebook
        Such as those of two waves.

    Returns
    -------
    DataFrame, one row per (column, part, code)
        ``part`` is "question", "source" (name in the delivery), "type" (with the range), "answer" or
        "missing"; ``code`` is empty for the first three. ``first`` and ``second`` are the texts, None where
        there is none. ``drift`` is empty where nothing changed, else "new", "gone", "label_changed",
        "turned" (the same answers in the opposite order), "missing_changed" (an answer in one, no answer in
        the other), "renamed" or "type_changed".

    Examples
    --------
    >>> old = Codebook((Column("tryg", "Q1", "code", values={1: "Ja", 2: "Nej"}),))
    >>> new = Codebook((Column("tryg", "sp1", "code", values={1: "Nej", 2: "Ja"}, missing={8: "Ved ikke"}),))
    >>> table = compare_codebooks(old, new)
    >>> table.loc[table["drift"] != "", ["part", "code", "first", "second", "drift"]]
          part code first    second    drift
    1   source         Q1       sp1  renamed
    3   answer    1    Ja       Nej   turned
    4   answer    2   Nej        Ja   turned
    5  missing    8  None  Ved ikke      new
    """
    ours, theirs = ({column.name: column for column in book.columns} for book in (first, second))
    rows = [
        (name, *line)
        for name in dict.fromkeys([*ours, *theirs])
        for line in _lines(ours.get(name), theirs.get(name))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


class _Line(NamedTuple):
    """A row of the comparison, without the name of the column."""

    part: str
    code: str
    first: str | None
    second: str | None
    drift: str


def _lines(ours: Column | None, theirs: Column | None) -> Iterator[_Line]:
    """Yield what two codebooks say about one column."""
    for part, changed in _OF_COLUMN.items():
        said = [None if column is None else _of_column(column, part) for column in (ours, theirs)]
        yield _Line(part, "", said[0], said[1], _drift(said[0], said[1], changed))
    turned = ours is not None and theirs is not None and _turned(ours, theirs)
    answers = [{} if column is None else column.texts for column in (ours, theirs)]
    missing = [{} if column is None else _missing(column) for column in (ours, theirs)]
    for code in sorted({*answers[0], *answers[1]}):
        no_answer = [told.get(_shown(code)) for told in missing]
        said = [told.get(code, reason) for told, reason in zip(answers, no_answer, strict=True)]
        moved = any(code not in told and text is not None for told, text in zip(answers, said, strict=True))
        drift = _drift(said[0], said[1], "turned" if turned else "label_changed")
        yield _Line("answer", _shown(code), said[0], said[1], "missing_changed" if moved else drift)
    told = {_shown(code) for codes in answers for code in codes}
    for written in dict.fromkeys([*missing[0], *missing[1]]):
        if written not in told:
            one, other = (codes.get(written) for codes in missing)
            yield _Line("missing", written, one, other, _drift(one, other, "label_changed"))


_OF_COLUMN: Mapping[str, str] = {"question": "label_changed", "source": "renamed", "type": "type_changed"}


def _of_column(column: Column, part: str) -> str:
    """Return what a codebook says about a column as a whole."""
    if part == "question":
        return column.label
    if part == "source":
        return column.source
    return f"{column.kind} {_range(column.range)}" if column.range else column.kind


def _drift(first: str | None, second: str | None, changed: str) -> str:
    """Say what happened to a text between the two."""
    if first is None or second is None:
        return "new" if first is None else "gone"
    same = comparable(first) == comparable(second) if changed != "renamed" else first == second
    return "" if same else changed


def _turned(ours: Column, theirs: Column) -> bool:
    """Say whether the answers are the same in the opposite order."""
    first, second = ([comparable(text) for text in column.texts.values()] for column in (ours, theirs))
    return len(first) > 1 and first == second[::-1]


def _missing(column: Column) -> dict[str, str]:
    """Return the reason of each code that is no answer, as it is written in the delivery."""
    codes = {_shown(code): text for code, text in column.missing.items()}
    return codes | {_range(ends): UNSTATED for ends in column.missing_ranges}


def _shown(code: Code) -> str:
    return code if isinstance(code, str) else f"{code:g}"


def _range(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g}–{ends[1]:g}"
