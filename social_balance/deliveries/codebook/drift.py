"""What two deliveries call the same things, side by side, with what drifted between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

import pandas as pd

from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.columns import UNSTATED, Column
from social_balance.deliveries.label_texts import label_key, write_code

_COLUMNS = ["column", "part", "code", "first", "second", "drift"]


def compare_codebooks(first: Codebook, second: Codebook) -> pd.DataFrame:
    """Lay two codebooks side by side: a column and a code on each row.

    Columns are matched by the names that definitions use, those of SPSS also where they differ in capitals
    only, and codes as definitions see them: turned, where the codebook turns the scale. Labels that differ
    in spaces or capitals only are the same.

    Parameters
    ----------
    first, second : Codebook
        Such as those of two waves.

    Returns
    -------
    DataFrame, one row per (column, part, code)
        ``part`` is "name" (only where it differs in capitals), "question", "source" (name in the delivery),
        "type" (with the range), "answer" or "missing"; ``code`` is empty for all but the last two.
        ``first`` and ``second`` are the texts, None where there is none. ``drift`` is empty where nothing
        changed, else "new", "gone", "label_changed", "turned" (the same answers in the opposite order),
        "missing_changed" (an answer in one, no answer in the other), "renamed" or "type_changed".

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
    rows = [
        (name, *astuple(line))
        for name, one, other in _match_columns(first.columns, second.columns)
        for line in _compare_column(one, other)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


@dataclass(frozen=True)
class _Line:
    """A row of the comparison, without the name of the column."""

    part: str
    code: str
    first: str | None
    second: str | None
    drift: str


# How a text of the column as a whole may have drifted.
_DRIFT_OF_PART: Mapping[str, str] = {
    "question": "label_changed",
    "source": "renamed",
    "type": "type_changed",
}


def _match_columns(
    first: Sequence[Column], second: Sequence[Column]
) -> Iterator[tuple[str, Column | None, Column | None]]:
    """Yield the columns of two codebooks in pairs, with their name; None where one of them lacks it."""
    exact = {column.name: column for column in second}
    # SPSS keeps the capitals of a name and takes no notice of them.
    by_letters = {column.name.casefold(): column for column in second}
    matched = set()
    names = {column.name for column in first}
    for column in first:
        other = exact.get(column.name) or by_letters.get(column.name.casefold())
        if other is not None and other.name != column.name and other.name in names:
            other = None
        if other is not None:
            matched.add(other.name)
        yield column.name, column, other
    for column in second:
        if column.name not in matched:
            yield column.name, None, column


def _compare_column(first: Column | None, second: Column | None) -> Iterator[_Line]:
    """Yield what two codebooks say about one column."""
    if first is not None and second is not None and first.name != second.name:
        yield _Line("name", "", first.name, second.name, "renamed")
    for part, drift in _DRIFT_OF_PART.items():
        one, other = _describe(first, part), _describe(second, part)
        yield _Line(part, "", one, other, _name_drift(one, other, drift))
    answer_drift = "turned" if _is_reversed(first, second) else "label_changed"
    answers = [_answers_by_code(first), _answers_by_code(second)]
    missing = [_missing_by_code(first), _missing_by_code(second)]
    codes = dict.fromkeys([*answers[0], *answers[1]])
    for code in sorted(codes, key=_order_of_code):
        yield _compare_answer(code, answers, missing, answer_drift)
    for code in dict.fromkeys([*missing[0], *missing[1]]):
        if code not in codes:
            one, other = (reasons.get(code) for reasons in missing)
            yield _Line("missing", code, one, other, _name_drift(one, other, "label_changed"))


def _order_of_code(code: str) -> tuple[bool, float, str]:
    """Return what codes are sorted by: numbers first, by size, then texts."""
    try:
        return False, float(code), ""
    except ValueError:
        return True, 0.0, code


def _compare_answer(
    code: str, answers: list[dict[str, str]], missing: list[dict[str, str]], drift: str
) -> _Line:
    """Return what two codebooks say about a code that is an answer in one of them at least."""
    one, other = (
        labels.get(code, reasons.get(code)) for labels, reasons in zip(answers, missing, strict=True)
    )
    for labels, text in zip(answers, (one, other), strict=True):
        if code not in labels and text is not None:
            return _Line("answer", code, one, other, "missing_changed")
    return _Line("answer", code, one, other, _name_drift(one, other, drift))


def _describe(column: Column | None, part: str) -> str | None:
    """Return what a codebook says about a column as a whole; None when it lacks the column."""
    if column is None:
        return None
    if part == "question":
        return column.label
    if part == "source":
        return column.source
    if column.range:
        return f"{column.kind} {_write_range(column.range)}"
    return column.kind


def _name_drift(first: str | None, second: str | None, changed: str) -> str:
    """Say what happened to a text between the two."""
    if first is None:
        return "new"
    if second is None:
        return "gone"
    # A name in the delivery is compared letter by letter, texts by how they read.
    if first == second or (changed != "renamed" and label_key(first) == label_key(second)):
        return ""
    return changed


def _is_reversed(first: Column | None, second: Column | None) -> bool:
    """Say whether the answers are the same in the opposite order."""
    one, other = (
        [label_key(text) for text in _answers_by_code(column).values()] for column in (first, second)
    )
    return len(one) > 1 and one == other[::-1]


def _answers_by_code(column: Column | None) -> dict[str, str]:
    """Return the text of each answer by its code as definitions see it."""
    if column is None:
        return {}
    numbers = {write_code(code): text for code, text in column.answer_labels.items()}
    return numbers | column.text_labels


def _missing_by_code(column: Column | None) -> dict[str, str]:
    """Return the reason of each code that is no answer, as it is written in the delivery."""
    if column is None:
        return {}
    codes = {write_code(code): text for code, text in column.missing.items()}
    return codes | {_write_range(ends): UNSTATED for ends in column.missing_ranges}


def _write_range(ends: tuple[float, float]) -> str:
    return f"{write_code(ends[0])}–{write_code(ends[1])}"
