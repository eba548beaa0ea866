"""The bytes of a CSV file turned into columns, in the encodings, separators and marks that offices use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries.number_texts import numbers_in
from social_balance.files.columnar import nfc
from social_balance.language.faults import Faults, InputError, Issue, Place, rows_issue, suggest

_SEPARATORS = (";", ",", "\t")
# Danish letters read as UTF-8 and saved once more: "SÃ¦rligt".
_TWICE = re.compile(r"Ã[¦¸¥†˜…]\w*")
# What Danish letters from DOS or an old Mac look like when they are read as Windows-1252.
_FOREIGN = re.compile(r"(?<=[a-zA-Z])[†›‘¾¿Œ](?=[a-zA-Z])")
# Codes rather than numbers: a leading zero, or more digits than a float holds exactly.
_KEPT_AS_TEXT = re.compile(r"[+-]?(0\d+|\d{16,})")


def csv_columns(data: bytes, *, file: str = "", columns: Collection[str] | None = None) -> pd.DataFrame:
    r"""Read a CSV file as text.

    UTF-8 (with or without byte-order mark) and Windows-1252 are taken, and semicolon, comma or tabulator
    between the fields.

    Parameters
    ----------
    data : bytes
        The content of the file.
    file : str
        Its name, for the faults.
    columns : collection of str, optional
        Keep only these columns, in this order; all of them when left out.

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
    lines = _decode(data, file).split("\n")
    header = _find_header(lines)
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


def csv_names(data: bytes, *, file: str = "") -> list[str]:
    r"""Return the names in the header of a CSV file.

    Parameters
    ----------
    data : bytes
        The beginning of the file.
    file : str
        Its name, for the faults.

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
    whole_lines = data[: data.rfind(b"\n") + 1] or data
    return [name for name in _find_header(_decode(whole_lines, file).split("\n")).names if name]


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


def _decode(data: bytes, file: str) -> str:
    """Return the text of a file in one of the two encodings that Danish offices use."""
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
    twice = _TWICE.search(text)
    if twice:
        word = re.split(r"\W", text[: twice.start()])[-1] + twice[0]
        line = text.count("\n", 0, twice.start()) + 1
        raise InputError(Issue("INP026", file=file, line=line, found=word))
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(Issue("INP005", file=file))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def is_of_another_charset(text: str) -> bool:
    """Say whether Danish letters of DOS or an old Mac were read as Windows-1252: "omr†de".

    Examples
    --------
    >>> is_of_another_charset("område".encode("cp850").decode("cp1252")), is_of_another_charset("område")
    (True, False)
    """
    return _FOREIGN.search(text) is not None


@dataclass(frozen=True)
class _Header:
    """The line with the names of the columns."""

    row: int  # counted from 0
    separator: str
    names: list[str]


def _find_header(lines: list[str]) -> _Header:
    """Find the first line that is not blank, and what parts its fields."""
    first = 0
    if re.fullmatch("sep=.", lines[0]):  # a first line that Excel understands
        first = 1
    row = next((number for number, line in enumerate(lines) if number >= first and line.strip()), first)
    separator = _guess_separator(lines[row])
    cells = next(csv.reader([lines[row]], delimiter=separator))
    return _Header(row, separator, [nfc(cell) for cell in cells])


def _guess_separator(header: str) -> str:
    """Return the separator that stands most often in the header, outside quotation marks."""
    unquoted = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=unquoted.count)


def _ragged_lines(lines: list[str], header: _Header, file: str) -> Issue | None:
    """Return a fault when lines have another number of fields than the header."""
    expected = len(header.names)
    wrong = [(line, fields) for line, fields in _count_fields(lines, header) if fields != expected]
    if not wrong:
        return None
    line, fields = wrong[0]
    values = {"fields": fields, "expected": expected, "count": len(wrong)}
    return Issue("INP021", file=file, line=line, values=values)


def _count_fields(lines: list[str], header: _Header) -> Iterator[tuple[int, int]]:
    """Yield the number of each line below the header that is not blank, and its number of fields."""
    below = lines[header.row + 1 :]
    if any('"' in line for line in lines):
        reader = csv.reader((line + "\n" for line in below), delimiter=header.separator)
        for row in reader:
            if row:
                yield header.row + 1 + reader.line_num, len(row)
    else:
        for number, line in enumerate(below, header.row + 2):
            if line.strip():
                yield number, line.count(header.separator) + 1


def _read_rows(lines: list[str], header: _Header, file: str) -> pd.DataFrame:
    """Read the cells below the header as text, without the empty rows that Excel saves below a table."""
    try:
        rows = pd.read_csv(
            io.StringIO("\n".join(lines[header.row + 1 :])),
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
    repeated = {name for name in names if name and names.count(name) > 1}
    faults.add(Issue("INP018", file=file, place=Place.column(name)) for name in sorted(repeated))
    return rows.drop(columns=empty), [name for column, name in enumerate(names) if column not in empty]


def _type_column(cells: pd.Series[Any], name: str, file: str, faults: Faults) -> Any:
    """Return one column as numbers when all of it is numbers."""
    rows, distinct = pd.factorize(cells.to_numpy(dtype=object))
    texts = np.array([nfc(text) for text in distinct], dtype=object)
    is_filled = np.array([bool(text) for text in texts], dtype=bool)
    filled = list(texts[is_filled])
    numbers, doubtful = numbers_in(filled)
    if np.isnan(numbers).any() or any(map(_KEPT_AS_TEXT.fullmatch, filled)):
        return np.array([text or None for text in texts], dtype=object)[rows]
    values = np.full(len(texts), np.nan)
    values[is_filled] = numbers
    if doubtful.any():
        in_doubt = np.isin(rows, np.flatnonzero(is_filled)[doubtful])
        first = filled[int(doubtful.argmax())]
        faults.add(rows_issue("INP019", name, in_doubt, file=file, found=first))
    if is_filled.all() and all(text.lstrip("+-").isdigit() for text in filled):
        return values.astype(np.int64)[rows]
    return values[rows]
