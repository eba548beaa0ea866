"""The bytes of a CSV file turned into columns, in the encodings, separators and marks that offices use."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries.charsets import TWICE, fitting_charset, is_of_another_charset
from social_balance.deliveries.number_texts import doubt_of, numbers_in
from social_balance.deliveries.person_numbers import lost_zeros
from social_balance.files.columnar import nfc, repeated_names
from social_balance.language.faults import Faults, InputError, Issue, Place, rows_issue, suggest

_SEPARATORS = (";", ",", "\t", "|")
_LINES_LOOKED_AT = 100  # of the beginning of a file, to see what parts its fields
# Codes rather than numbers: a leading zero, or more digits than a float holds exactly.
_KEPT_AS_TEXT = re.compile(r"[+-]?(0\d+|\d{16,})")


def csv_columns(
    data: bytes, *, file: str = "", columns: Collection[str] | None = None, encoding: str | None = None
) -> pd.DataFrame:
    r"""Read a CSV file as text.

    UTF-8 (with or without byte-order mark) and Windows-1252 are taken, and semicolon, comma, tabulator or
    ``|`` between the fields: that which parts the lines into as many fields as the header.

    Parameters
    ----------
    data : bytes
        The content of the file.
    file : str
        Its name, for the faults.
    columns : collection of str, optional
        Keep only these columns, in this order; all of them when left out.
    encoding : str, optional
        The character set, where it is another.

    Returns
    -------
    DataFrame of str, one row per line
        Stripped of nothing; an empty cell is "". Names are in NFC.

    Raises
    ------
    InputError
        Wrong encoding, no rows, lines with too many or too few fields, a quotation mark that is not closed,
        columns that are not there, without a name or with the name of another.

    Examples
    --------
    >>> csv_columns("Område;Timer\r\nVærebro Park;1,5\r\n".encode("cp1252"))
             Område Timer
    0  Værebro Park   1,5
    """
    lines = _decode(data, file, encoding).split("\n")
    header = _find_header(lines, file)
    faults = Faults()
    faults.add(_ragged_lines(lines, header, file))
    faults.raise_if_any()
    rows = _read_rows(lines, header, file)
    rows, names = _name_columns(rows, header.names, file, faults)
    wanted = list(names)
    if columns is not None:
        wanted = list(columns)
    faults.add(missing_columns(wanted, names, file))
    faults.raise_if_any()
    rows.columns = pd.Index(names)
    return rows[wanted].reset_index(drop=True)


def csv_names(data: bytes, *, file: str = "", encoding: str | None = None) -> list[str]:
    r"""Return the names in the header of a CSV file.

    Parameters
    ----------
    data : bytes
        The beginning of the file.
    file : str
        Its name, for the faults.
    encoding : str, optional
        The character set, where it is neither UTF-8 nor Windows-1252.

    Returns
    -------
    list of str
        In NFC; columns without a name are left out.

    Raises
    ------
    InputError
        Wrong encoding, or nothing there.

    Examples
    --------
    >>> csv_names("\ufeffOmråde;Timer\r\nVærebro Park;1,5".encode())
    ['Område', 'Timer']
    """
    # The beginning of a file may end in the middle of a letter.
    whole_lines = data[: data.rfind(b"\n") + 1] or data
    lines = _decode(whole_lines, file, encoding).split("\n")
    return [name for name in _find_header(lines, file).names if name]


def with_types(frame: pd.DataFrame, *, file: str = "") -> pd.DataFrame:
    """Turn the columns of text that hold numbers into numbers.

    A column with anything but numbers stays text, and so do codes with a leading zero ("0159") and whole
    numbers too long to be exact (a person number with 16 digits).

    Parameters
    ----------
    frame : DataFrame of str
        As ``csv_columns`` gives it.
    file : str
        Where it comes from, for the faults.

    Returns
    -------
    DataFrame, one row per line
        Whole numbers without empty cells as int64, other numbers as float64 (NaN is empty), the rest as text
        stripped of surrounding space (None is empty).

    Raises
    ------
    InputError
        With every column whose numbers can be read in two ways.

    Examples
    --------
    >>> cells = {"aar": ["2021", "2024"], "timer": ["1,5", ""], "kode": ["0159", "0161"]}
    >>> frame = with_types(pd.DataFrame(cells))
    >>> frame.dtypes.astype(str).to_dict()["timer"], frame["aar"].sum(), frame["kode"][0]
    ('float64', np.int64(4045), '0159')
    """
    faults = Faults()
    parts = {str(name): _type_column(frame[name], str(name), file, faults) for name in frame}
    faults.raise_if_any()
    return pd.DataFrame(parts, copy=False)


def missing_columns(wanted: Iterable[str], known: Iterable[object], file: str = "") -> list[Issue]:
    """List the columns that are wanted but not there.

    Parameters
    ----------
    wanted, known : iterable of str
        Names of columns.
    file : str
        Where they should be.

    Returns
    -------
    list of Issue
        One fault a column, with a suggestion and the columns there are.

    Examples
    --------
    >>> print(missing_columns(["alder"], ["Alder", "koen"], "borger.csv")[0])
    borger.csv kolonne 'alder' — kolonnen findes ikke. Mente du 'Alder'? Her er kolonnerne Alder og koen.
    """
    names = [str(name) for name in known]
    return [column_missing(name, names, file) for name in wanted if name not in names]


def column_missing(name: str, known: Iterable[object], file: str = "") -> Issue:
    """Return the fault of a column that is wanted but not there.

    Examples
    --------
    >>> column_missing("alder", ["Alder", "koen"]).values["suggestion"]
    'Alder'
    """
    names = [str(each) for each in known]
    values = {"suggestion": suggest(name, names), "known": names}
    return Issue("INP006", file=file, place=Place.column(name), values=values)


def _decode(data: bytes, file: str, encoding: str | None = None) -> str:
    """Return the text of a file, of which the encoding is given or one of the two that Danish offices use."""
    if encoding is not None:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            charset = fitting_charset(data.decode) or "utf-8"
            values = {"charset": charset}
            raise InputError(
                Issue("INP050", file=file, place="encoding", found=encoding, values=values)
            ) from None
        return _without_carriage_returns(text)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise InputError(Issue("INP004", file=file)) from None
        if is_of_another_charset(text):
            raise InputError(Issue("INP004", file=file)) from None
    if "\0" in text:  # UTF-16 has a zero byte in every other place
        raise InputError(Issue("INP004", file=file))
    twice = TWICE.search(text)
    if twice:
        word = re.split(r"\W", text[: twice.start()])[-1] + twice[0]
        line = text.count("\n", 0, twice.start()) + 1
        raise InputError(Issue("INP026", file=file, line=line, found=word))
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(Issue("INP005", file=file))
    return _without_carriage_returns(text)


def _without_carriage_returns(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class _Header:
    """The names of the columns, and where the rows begin."""

    below: int  # the line of the first row, counted from 0: a quoted name may have line breaks in it
    separator: str
    names: list[str]


def _find_header(lines: list[str], file: str) -> _Header:
    """Find the first line that is not blank, and what parts its fields."""
    first = 0
    separators: Sequence[str] = _SEPARATORS
    if declared := re.fullmatch("sep=(.)", lines[0]):  # a first line that Excel understands
        first = 1
        separators = [declared[1]]
    row = next((number for number, line in enumerate(lines) if number >= first and line.strip()), first)
    separator, header = _guess_separator(lines[row : row + _LINES_LOOKED_AT], separators)
    if header:
        values = {"row": row + header + 1}
        title = lines[row].strip(' \t"' + separator)
        raise InputError(Issue("INP034", file=file, line=row + 1, found=title, values=values))
    below, cells = next(_quoted_records(lines[row:], separator, file, first=row))
    return _Header(below, separator, [" ".join(nfc(cell).split()) for cell in cells])


def _guess_separator(lines: Sequence[str], separators: Sequence[str]) -> tuple[str, int]:
    """Return what parts the fields, and on which of the lines the header stands: 0 when there is no title.

    A question in the header may be full of commas: the separator is the one with which the most lines have
    as many fields as most others.
    """
    best = (0.0, 0.0, 0)
    found = separators[0]
    title_lines = 0
    for separator in separators:
        records = _split_records(lines, separator)
        counts = [len(fields) for _, fields in records]
        if not counts:
            continue
        # The last line looked at may be cut off; most are whole.
        [(usual, times)] = Counter(counts).most_common(1)
        if usual < 2:
            continue
        agree = times / len(counts)
        # A header with as many fields as the rows weighs most: titles apart, it always has.
        score = (float(counts[0] == usual), agree, usual)
        if score > best:
            best = score
            found = separator
            title_lines = _count_title_lines(records, usual)
    return found, title_lines


def _split_records(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    """Return the line that each record begins on, counted from 0, and its fields; blank lines are none."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator)
    records = []
    start = 0
    # A text beyond what the reader takes is told of with its line, once the separator is known.
    with suppress(csv.Error):
        for fields in reader:
            if fields:
                records.append((start, fields))
            start = reader.line_num
    return records


def _count_title_lines(records: Sequence[tuple[int, list[str]]], usual: int) -> int:
    """Return on which line the first record stands that has as many fields as most; 0 without a title."""
    filled = [(line, [field for field in fields if field.strip()]) for line, fields in records]
    if len(records[0][1]) == usual and len(filled[0][1]) > 1:
        return 0
    # A title is a single text, whatever empty fields Excel has saved after it.
    if len(filled[0][1]) != 1:
        return 0
    return next((line for line, texts in filled[1:] if len(texts) > max(1, usual // 2)), 0)


def _ragged_lines(lines: list[str], header: _Header, file: str) -> Issue | None:
    """Return a fault when lines have another number of fields than the header."""
    expected = len(header.names)
    wrong = [(line, fields) for line, fields in _count_fields(lines, header, file) if fields != expected]
    if not wrong:
        return None
    line, fields = wrong[0]
    values = {"fields": fields, "expected": expected, "count": len(wrong)}
    return Issue("INP021", file=file, line=line, values=values)


def _count_fields(lines: list[str], header: _Header, file: str) -> Iterator[tuple[int, int]]:
    """Yield the number of each line below the header that is not blank, and its number of fields."""
    below = lines[header.below :]
    if any('"' in line for line in lines):
        for number, fields in _quoted_records(below, header.separator, file, first=header.below):
            yield number, len(fields)
    else:
        for number, line in enumerate(below, header.below + 1):
            if line.strip():
                yield number, line.count(header.separator) + 1


def _quoted_records(
    lines: Sequence[str], separator: str, file: str, *, first: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each line that ends a record, counted in the file, and the fields of the record.

    Raises
    ------
    InputError
        A quotation mark that is not closed, or closed in the middle of a text: rows would be swallowed by it.
    """
    # Strict: without it a text that is opened and never closed runs on to the next quotation mark.
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, strict=True)
    begun = first + 1
    try:
        for fields in reader:
            if fields:
                yield first + reader.line_num, fields
            begun = first + reader.line_num + 1
    except csv.Error:
        raise InputError(Issue("INP051", file=file, line=begun)) from None


def _read_rows(lines: list[str], header: _Header, file: str) -> pd.DataFrame:
    """Read the cells below the header as text, without the empty rows that Excel saves below a table."""
    try:
        rows = pd.read_csv(
            io.StringIO("\n".join(lines[header.below :])),
            sep=header.separator,
            header=None,
            names=range(len(header.names)),
            dtype=str,
            keep_default_na=False,
        )
    except pd.errors.ParserError:  # a quotation mark that is not closed
        raise InputError(Issue("INP003", file=file, values={"kind": "CSV"})) from None
    # Only where the last row is empty, since looking at every row takes time.
    if len(rows) and not rows.iloc[-1].str.strip().any():
        rows = rows[rows.apply(lambda cells: cells.str.strip() != "").any(axis="columns")]
    if rows.empty:
        raise InputError(Issue("INP005", file=file))
    return rows


def _name_columns(
    rows: pd.DataFrame, names: list[str], file: str, faults: Faults
) -> tuple[pd.DataFrame, list[str]]:
    """Drop columns that have neither a name nor values; tell of other faults in the header."""
    nameless = [column for column, name in enumerate(names) if not name]
    empty = [column for column in nameless if not rows[column].str.strip().any()]
    for column in nameless:
        if column not in empty:
            faults.add(Issue("INP027", file=file, values={"number": column + 1}))
    repeated = repeated_names(filter(None, names))
    faults.add(Issue("INP018", file=file, place=Place.column(name)) for name in repeated)
    return rows.drop(columns=empty), [name for column, name in enumerate(names) if column not in empty]


def _type_column(cells: pd.Series[Any], name: str, file: str, faults: Faults) -> Any:
    """Return one column as numbers when all of it is numbers."""
    rows, distinct = pd.factorize(cells.to_numpy(dtype=object))
    texts = np.array([nfc(text) for text in distinct], dtype=object)
    is_filled = np.array([bool(text) for text in texts], dtype=bool)
    filled = list(texts[is_filled])
    numbers, doubtful = numbers_in(filled)
    # A single word makes a column text: which cell is wrong, only a codebook could say.
    if np.isnan(numbers).any() or any(map(_KEPT_AS_TEXT.fullmatch, filled)):
        return np.array([text or None for text in texts], dtype=object)[rows]
    values = np.full(len(texts), np.nan)
    values[is_filled] = numbers
    short = lost_zeros(numbers, name=name)
    if short.any():
        faults.add(rows_issue("INP047", name, np.isin(rows, np.flatnonzero(is_filled)[short]), file=file))
    if doubtful.any():
        in_doubt = np.isin(rows, np.flatnonzero(is_filled)[doubtful])
        first = filled[int(doubtful.argmax())]
        faults.add(rows_issue(doubt_of(first), name, in_doubt, file=file, found=first))
    if is_filled.all() and all(text.lstrip("+-").isdigit() for text in filled):
        return values.astype(np.int64)[rows]
    return values[rows]
