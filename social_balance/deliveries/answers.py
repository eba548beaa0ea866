"""One column of a delivery as answers, with the reason where there is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.deliveries.columns import (
    NO_CELL,
    TEXT_KINDS,
    UNSTATED,
    Code,
    Column,
    FileLabels,
    Range,
)
from social_balance.deliveries.date_texts import date_in
from social_balance.deliveries.distinct import distinct_numbers
from social_balance.deliveries.label_texts import disambiguate_labels, label_key, tidy_label, write_code
from social_balance.deliveries.number_texts import doubt_of, numbers_in
from social_balance.deliveries.person_numbers import lost_zeros
from social_balance.language.faults import Faults, Issue, Place

_SHOWN = 10  # so many wrong values of a column are told one by one


@dataclass(frozen=True)
class Answers:
    """One column after reading.

    Parameters
    ----------
    values : ndarray, one element per row
        Numbers (NaN is missing), text (None is missing), or datetime64 (NaT is missing).
    reason : ndarray of int
        Position in ``Column.missing_reasons`` where the answer is missing, else -1.
    label : ndarray of int, optional
        Position in ``Column.answer_labels`` of a column of codes, -1 where the answer is missing.
    """

    values: npt.NDArray[Any]
    reason: npt.NDArray[Any]
    label: npt.NDArray[Any] | None = None


def read_answers(
    column: Column,
    raw: pd.Series[Any],
    *,
    faults: Faults,
    file: str = "",
    labels: FileLabels | None = None,
) -> Answers:
    """Read one column of a delivery.

    Parameters
    ----------
    column : Column
        What the codebook says about it.
    raw : Series, one row per respondent
        Numbers as they are, or text: numbers with comma or point, labels, area names.
    faults : Faults
        Gets every fault met.
    file : str
        Where it comes from, for the faults.
    labels : FileLabels, optional
        What the file says, to be compared with the codebook.

    Returns
    -------
    Answers
        Those that could be read; the others are among the faults.

    Examples
    --------
    >>> column = Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"}, missing={8: "Ved ikke"})
    >>> answers = read_answers(column, pd.Series(["2", "8", "", "Godt"]), faults=Faults())
    >>> answers.values
    array([ 2., nan, nan,  1.])
    >>> [column.missing_reasons[position] for position in answers.reason if position >= 0]
    ['Ved ikke', 'Ubesvaret']
    """
    in_file = labels or FileLabels()
    file_labels = in_file.values.get(column.source, {})
    cells = _distinct_cells(raw)
    reason = _reasons_of_cells(column, cells)
    values: npt.NDArray[Any]
    if column.kind in TEXT_KINDS:
        values, wrong = _read_texts(column, cells, reason, file_labels)
    elif column.kind == "date":
        values, wrong = _read_dates(cells, reason)
    else:
        values, wrong = _read_numbers(column, cells, reason)
    for cell in np.flatnonzero(_declared_missing(cells, in_file, column.source) & (reason < 0)):
        wrong[int(cell)] = "INP017"
    answers = _spread_over_rows(column, cells, values, reason)
    place = Place.column(column.source)
    if column.source in in_file.unreadable:
        faults.add(Issue("INP045", file=file, place=place, found=in_file.unreadable[column.source]))
    for fault in (
        *_label_faults(column, file_labels),
        *_cell_faults(column, cells, wrong),
        *_row_faults(column, answers),
    ):
        faults.add(Issue(fault.code, file=file, place=place, found=fault.found, values=fault.values))
    return answers


@dataclass(frozen=True)
class _DistinctCells:
    """A column by its distinct values: a rule is about a value, not about a row."""

    rows: Codes  # which value stands in each row; -1 is blank
    numbers: Floats  # NaN where the value is no number
    doubtful: Mask  # numbers that can be read in two ways
    texts: Sequence[str] | None  # the text met; None in a column of numbers

    def text(self, cell: int) -> str:
        """Return a value as text."""
        if self.texts is None:
            return write_code(self.numbers[cell])
        return self.texts[cell]

    def count_rows(self, cells: Sequence[int]) -> dict[str, int]:
        """Return how many rows have these values, and which row is the first."""
        return _count_rows(np.isin(self.rows, cells))


def _distinct_cells(raw: pd.Series[Any]) -> _DistinctCells:
    """Find the distinct values of a column, as numbers where they are."""
    if pd.api.types.is_datetime64_any_dtype(raw.dtype):
        rows, dates = pd.factorize(raw.to_numpy(dtype="datetime64[s]"))
        nothing = np.full(len(dates), np.nan)
        return _DistinctCells(rows, nothing, np.zeros(len(dates), dtype=bool), [*map(_date_text, dates)])
    if pd.api.types.is_numeric_dtype(raw.dtype):
        rows, numbers = distinct_numbers(raw.to_numpy(dtype=np.float64, na_value=np.nan))
        return _DistinctCells(rows, numbers, np.zeros(len(numbers), dtype=bool), None)
    rows, values = pd.factorize(raw)
    cell_of_text: dict[str, int] = {"": -1}
    given_numbers: dict[int, float] = {}
    cell_of_value = []
    for value in np.asarray(values, dtype=object):
        number = _as_float(value)
        cell = cell_of_text.setdefault(_cell_text(value, number), len(cell_of_text) - 1)
        cell_of_value.append(cell)
        if number is not None:
            given_numbers[cell] = number
    texts = list(cell_of_text)[1:]
    numbers, doubtful = numbers_in(texts)
    for cell, number in given_numbers.items():
        # Stata mixes numbers with the letters of its missing values.
        numbers[cell] = number
        doubtful[cell] = False
    # The last place serves the rows numbered -1, where the cell is empty.
    return _DistinctCells(np.array([*cell_of_value, -1], dtype=np.intp)[rows], numbers, doubtful, texts)


def _date_text(date: np.datetime64) -> str:
    """Return a date as text, with the time of day when there is one."""
    return str(date).removesuffix("T00:00:00")


def _as_float(value: Any) -> float | None:
    """Return a value that is a number as a float."""
    return float(value) if isinstance(value, (int, float, np.number, Decimal)) else None


def _cell_text(value: Any, number: float | None) -> str:
    """Return what stands in a cell as text, without surrounding space."""
    if number is not None:
        return write_code(number)
    return unicodedata.normalize("NFC", str(value)).strip()


def _reasons_of_cells(column: Column, cells: _DistinctCells) -> Codes:
    """Give each value that is no answer the position of its reason."""
    reasons = column.missing_reasons
    reason = np.full(len(cells.numbers), -1, dtype=np.intp)
    for low, high in column.missing_ranges:
        reason[_in_ranges(cells.numbers, [(low, high)])] = reasons.index(UNSTATED)
    # A delivery may hold the reason itself in place of its code.
    by_key = {label_key(text): text for text in column.missing.values()}
    by_text: dict[str, str] = {}
    for code, text in column.missing.items():
        if not isinstance(code, str):
            reason[cells.numbers == code] = reasons.index(text)
        elif code != NO_CELL:
            by_text[code] = text
            by_key[label_key(code)] = text
    for cell, text in enumerate(cells.texts or ()):
        # A code that is a text counts as it is written, before one that differs in capitals only.
        if text in by_text:
            reason[cell] = reasons.index(by_text[text])
        elif text not in column.values and label_key(text) in by_key:
            reason[cell] = reasons.index(by_key[label_key(text)])
    if cells.texts is None:
        # A codebook may call a code of a column of numbers by its text.
        for cell, number in enumerate(cells.numbers if by_text else ()):
            if write_code(number) in by_text:
                reason[cell] = reasons.index(by_text[write_code(number)])
    return reason


def _declared_missing(cells: _DistinctCells, in_file: FileLabels, source: str) -> Mask:
    """Say which values the file itself calls missing."""
    declared = _in_ranges(cells.numbers, in_file.missing.get(source, ()))
    texts = in_file.missing_texts.get(source)
    if texts and cells.texts is not None:
        declared |= np.isin(np.array(cells.texts, dtype=object), np.array(texts, dtype=object))
    return declared


def _read_numbers(column: Column, cells: _DistinctCells, reason: Codes) -> tuple[Floats, dict[int, str]]:
    """Return the values as numbers, and the code of the fault of each that is wrong."""
    numbers = cells.numbers.copy()
    code_of_label = {label_key(text): code for code, text in column.values.items()}
    wrong: dict[int, str] = {}
    for cell in np.flatnonzero((np.isnan(numbers) | cells.doubtful) & (reason < 0)):
        text = label_key(cells.text(int(cell)))
        if text in code_of_label:
            numbers[cell] = code_of_label[text]
        elif cells.doubtful[cell]:
            wrong[int(cell)] = doubt_of(text)
        else:
            wrong[int(cell)] = "INP009"
    numbers[reason >= 0] = np.nan
    outside = "INP008"
    valid = _in_ranges(numbers, [column.range or (-np.inf, np.inf)])
    if column.kind == "code":
        outside = "INP007"
        valid = np.isin(numbers, [code for code in column.values if not isinstance(code, str)])
    for cell in np.flatnonzero(~valid & ~np.isnan(numbers)):
        wrong.setdefault(int(cell), outside)
    for cell in np.flatnonzero(np.isinf(numbers)):
        wrong[int(cell)] = "INP009"
    return numbers, wrong


def _read_texts(
    column: Column, cells: _DistinctCells, reason: Codes, file_labels: Mapping[Code, str]
) -> tuple[npt.NDArray[np.object_], dict[int, str]]:
    """Return the values as text, and the code of the fault of each that is wrong."""
    labels: Mapping[Code, str] = {}
    if column.kind == "area":
        labels = column.values or {code: text for code, text in file_labels.items() if code != NO_CELL}
    has_text_codes = any(isinstance(code, str) for code in labels)
    names = {label_key(text) for text in labels.values()}
    texts = np.full(len(reason), None, dtype=object)
    wrong: dict[int, str] = {}
    for cell in np.flatnonzero(reason < 0):
        text = cells.text(int(cell))
        number = float(cells.numbers[cell])
        label = labels.get(text, labels.get(number))
        texts[cell] = text if label is None else label
        # Where codes are numbers, a cell that is none holds the name of the area itself.
        is_code = has_text_codes or not np.isnan(number)
        if labels and label is None and is_code and label_key(text) not in names:
            wrong[int(cell)] = "INP007"
    if column.kind == "id":
        for cell in np.flatnonzero(lost_zeros(cells.numbers)):
            # As a text it may have its zero still.
            if not cells.text(int(cell)).startswith("0"):
                wrong[int(cell)] = "INP047"
    return texts, wrong


def _read_dates(cells: _DistinctCells, reason: Codes) -> tuple[npt.NDArray[Any], dict[int, str]]:
    """Return the values as dates, and the code of the fault of each that is none."""
    dates = np.full(len(reason), np.datetime64("NaT", "s"))
    wrong: dict[int, str] = {}
    for cell in np.flatnonzero(reason < 0):
        date = date_in(cells.text(int(cell)))
        if date is None:
            wrong[int(cell)] = "INP044"
        else:
            dates[cell] = date
    return dates, wrong


def _spread_over_rows(
    column: Column, cells: _DistinctCells, values: npt.NDArray[Any], reason: Codes
) -> Answers:
    """Give every row the answer of its cell; the last place serves the rows whose cell is empty."""
    nothing: Any = np.nan
    if values.dtype == object:
        nothing = None
    elif values.dtype.kind == "M":
        nothing = np.datetime64("NaT", "s")
    on_scale = column.on_scale(np.append(values, np.array([nothing], dtype=values.dtype)))
    reasons = column.missing_reasons
    label = None
    if column.kind == "code":
        codes = np.array(list(column.answer_labels), dtype=np.float64)
        position = np.append(np.where(reason < 0, np.searchsorted(codes, on_scale[:-1]), -1), -1)
        label = _narrow(position, len(codes))[cells.rows]
    reason = np.append(reason, reasons.index(column.blank_reason))
    return Answers(on_scale[cells.rows], _narrow(reason, len(reasons))[cells.rows], label)


def _narrow(positions: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Return positions in the narrowest type: a survey has hundreds of columns of them."""
    return positions.astype(np.int8 if count < np.iinfo(np.int8).max else np.int32)


@dataclass(frozen=True)
class _ColumnFault:
    """A fault of the column at hand, before its file and place are known."""

    code: str
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def _label_faults(column: Column, file_labels: Mapping[Code, str]) -> Iterator[_ColumnFault]:
    """Compare the labels in the file with those of the codebook."""
    if column.kind in ("id", "weight") or (column.kind in ("text", "area") and not column.values):
        return
    in_book = {write_code(code): text for code, text in {**column.missing, **column.values}.items()}
    values = {write_code(code) for code in column.values}
    # A codebook made from the file has its texts told apart, which is no drift.
    told_apart = disambiguate_labels({c: text for c, text in file_labels.items() if write_code(c) in values})
    all_told_apart = disambiguate_labels(file_labels)
    for code, text in file_labels.items():
        written = write_code(code)
        if written not in in_book:
            if code != NO_CELL and not _allows_unlabelled(column, code):
                yield _ColumnFault("INP016", text, {"number": written})
        elif tidy_label(text):
            # A blank label says nothing that the codebook could contradict.
            accepted = {text, all_told_apart[code], told_apart.get(code, text)}
            if label_key(in_book[written]) not in set(map(label_key, accepted)):
                yield _ColumnFault("INP015", text, {"number": written, "expected": in_book[written]})


def _allows_unlabelled(column: Column, code: Code) -> bool:
    """Say whether the codebook covers a code without giving it a text."""
    if column.kind == "date" or (column.kind == "number" and column.range is None):
        return True
    if isinstance(code, str):
        return False
    ranges = [*column.missing_ranges, *filter(None, [column.range])]
    return bool(_in_ranges(np.array([code]), ranges)[0])


def _cell_faults(column: Column, cells: _DistinctCells, wrong: Mapping[int, str]) -> Iterator[_ColumnFault]:
    """Tell of each wrong value: how often, and where first."""
    low, high = column.range or ("", "")
    for code in sorted(set(wrong.values())):
        wrong_cells = [cell for cell, fault in wrong.items() if fault == code]
        rows_of = {cell: cells.count_rows([cell]) for cell in wrong_cells[:_SHOWN]}
        for cell in sorted(rows_of, key=lambda cell: rows_of[cell]["row"]):
            yield _ColumnFault(code, cells.text(cell), {**rows_of[cell], "low": low, "high": high})
        others = wrong_cells[_SHOWN:]
        if others:
            yield _ColumnFault("INP022", "", {"values": len(others), **cells.count_rows(others)})


def _row_faults(column: Column, answers: Answers) -> Iterator[_ColumnFault]:
    """Tell of ids and weights that cannot be used."""
    blank = answers.reason == column.missing_reasons.index(column.blank_reason)
    if column.kind == "id" and blank.any():
        yield _ColumnFault("INP011", "", _count_rows(blank))
    if column.kind == "weight" and blank.any():
        yield _ColumnFault("INP012", "", _count_rows(blank))
    if column.kind == "weight":
        unusable = answers.values <= 0
        if unusable.any():
            lowest = float(np.nanmin(answers.values))
            yield _ColumnFault("INP013", write_code(lowest), {**_count_rows(unusable), "lowest": lowest})
    if column.unique:
        repeated = pd.Series(answers.values).duplicated().to_numpy() & ~blank
        if repeated.any():
            # How many and where first, never who: messages end in mails and logs.
            ids = len(set(answers.values[repeated]))
            yield _ColumnFault("INP010", "", {**_count_rows(repeated), "values": ids})


def _in_ranges(numbers: Floats, ranges: Sequence[Range]) -> Mask:
    """Say which numbers lie in one of the ranges, the ends included."""
    inside = np.zeros(len(numbers), dtype=bool)
    for low, high in ranges:
        inside |= (numbers >= low) & (numbers <= high)
    return inside


def _count_rows(rows: Mask) -> dict[str, int]:
    """Return how many rows are marked, and which is the first."""
    return {"count": int(rows.sum()), "row": int(rows.argmax()) + 1}
