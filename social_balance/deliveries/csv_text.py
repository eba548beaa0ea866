"""The bytes of a CSV file turned into columns, in the encodings, separators and marks that offices use."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries.answers import numbers_in
from social_balance.language.faults import InputError, Issue, Place, suggest

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
    lines = _decoded(data, file).split("\n")
    start, separator, names = _header(lines)
    issues = list(_ragged(lines, start, separator, len(names), file))
    if issues:
        raise InputError(issues)
    try:
        rows = pd.read_csv(
            io.StringIO("\n".join(lines[start + 1 :])),
            sep=separator,
            header=None,
            names=range(len(names)),
            dtype=str,
            keep_default_na=False,
        )
    except pd.errors.ParserError:  # a quotation mark that is not closed
        raise InputError(Issue("INP003", file=file, values={"kind": "CSV"})) from None
    if len(rows) and not rows.iloc[-1].str.strip().any():  # Excel saves empty rows below the table
        rows = rows[rows.apply(lambda cells: cells.str.strip() != "").any(axis="columns")]
    if rows.empty:
        raise InputError(Issue("INP005", file=file))
    rows, names, issues = _with_names(rows, names, file)
    wanted = names if columns is None else list(columns)
    issues += missing_columns(wanted, names, file)
    if issues:
        raise InputError(issues)
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
    return [name for name in _header(_decoded(whole_lines, file).split("\n"))[2] if name]


def typed(frame: pd.DataFrame, *, file: str = "") -> pd.DataFrame:
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
    >>> frame = typed(pd.DataFrame({"aar": ["2021", "2024"], "timer": ["1,5", ""], "kode": ["0159", "0161"]}))
    >>> frame.dtypes.astype(str).to_dict()["timer"], frame["aar"].sum(), frame["kode"][0]
    ('float64', np.int64(4045), '0159')
    """
    issues: list[Issue] = []
    parts: dict[str, Any] = {}
    for name in frame:
        parts[str(name)] = _typed_column(frame[name], str(name), file, issues)
    if issues:
        raise InputError(issues)
    return pd.DataFrame(parts, copy=False)


def missing_columns(wanted: Collection[str], known: Collection[str], file: str = "") -> list[Issue]:
    """List the columns that are wanted but not there.

    Parameters
    ----------
    wanted, known : collection of str
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
    known = list(known)
    return [
        Issue(
            "INP006",
            file=file,
            place=Place.column(name),
            values={"suggestion": suggest(name, known), "known": known},
        )
        for name in wanted
        if name not in known
    ]


def _decoded(data: bytes, file: str) -> str:
    """Return the text of a file in one of the two encodings that Danish offices use."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise InputError(Issue("INP004", file=file)) from None
        if of_another_set(text):
            raise InputError(Issue("INP004", file=file)) from None
    if "\0" in text:  # UTF-16 has a zero byte in every other place
        raise InputError(Issue("INP004", file=file))
    twice = _TWICE.search(text)
    if twice:
        found = re.split(r"\W", text[: twice.start()])[-1] + twice[0]
        raise InputError(Issue("INP026", file=file, line=text.count("\n", 0, twice.start()) + 1, found=found))
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(Issue("INP005", file=file))
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def of_another_set(text: str) -> bool:
    """Say whether Danish letters of DOS or an old Mac were read as Windows-1252: "omr†de".

    Examples
    --------
    >>> of_another_set("område".encode("cp850").decode("cp1252")), of_another_set("område")
    (True, False)
    """
    return _FOREIGN.search(text) is not None


def _header(lines: list[str]) -> tuple[int, str, list[str]]:
    """Return where the header stands, the separator, and the names."""
    start = 1 if re.fullmatch("sep=.", lines[0]) else 0  # a first line that Excel understands
    start += next((at for at, line in enumerate(lines[start:]) if line.strip()), 0)
    separator = _separator(lines[start])
    return start, separator, [_name(cell) for cell in next(csv.reader([lines[start]], delimiter=separator))]


def _separator(header: str) -> str:
    """Return the separator that stands most often in the header, outside quotation marks."""
    plain = re.sub(r'"[^"]*"', "", header)
    return max(_SEPARATORS, key=plain.count)


def _name(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _ragged(lines: list[str], start: int, separator: str, expected: int, file: str) -> Iterator[Issue]:
    """Yield a fault when lines have another number of fields than the header."""
    found: Iterator[tuple[int, int]]
    if any('"' in line for line in lines):
        reader = csv.reader((line + "\n" for line in lines[start + 1 :]), delimiter=separator)
        found = ((start + 1 + reader.line_num, len(row)) for row in reader if row)
    else:
        body = enumerate(lines[start + 1 :], start + 2)
        found = ((number, line.count(separator) + 1) for number, line in body if line.strip())
    wrong = [(number, fields) for number, fields in found if fields != expected]
    if wrong:
        line, fields = wrong[0]
        yield Issue(
            "INP021",
            file=file,
            line=line,
            values={"fields": fields, "expected": expected, "count": len(wrong)},
        )


def _with_names(
    rows: pd.DataFrame, names: list[str], file: str
) -> tuple[pd.DataFrame, list[str], list[Issue]]:
    """Drop columns that have neither a name nor values; tell of other faults in the header."""
    nameless = [at for at, name in enumerate(names) if not name]
    empty = [at for at in nameless if not rows[at].str.strip().any()]
    issues = [Issue("INP027", file=file, values={"number": at + 1}) for at in nameless if at not in empty]
    twice = {name for name in names if name and names.count(name) > 1}
    issues += [Issue("INP018", file=file, place=Place.column(name)) for name in sorted(twice)]
    return rows.drop(columns=empty), [name for at, name in enumerate(names) if at not in empty], issues


def _typed_column(cells: pd.Series[Any], name: str, file: str, issues: list[Issue]) -> Any:
    """Return one column as numbers when all of it is numbers."""
    rows, found = pd.factorize(cells.to_numpy(dtype=object))
    texts = [unicodedata.normalize("NFC", text).strip() for text in found]
    filled = [text for text in texts if text]
    numbers, doubtful = numbers_in(filled)
    if np.isnan(numbers).any() or any(map(_KEPT_AS_TEXT.fullmatch, filled)):
        return np.array([text or None for text in texts], dtype=object)[rows]
    values = np.full(len(texts), np.nan)
    values[[bool(text) for text in texts]] = numbers
    if doubtful.any():
        first = filled[int(doubtful.argmax())]
        met = np.isin(
            rows, [texts.index(text) for text, doubt in zip(filled, doubtful, strict=True) if doubt]
        )
        where = {"count": int(met.sum()), "row": int(met.argmax()) + 1}
        issues.append(Issue("INP019", file=file, place=Place.column(name), found=first, values=where))
    if len(filled) == len(texts) and all(text.lstrip("+-").isdigit() for text in filled):
        return values.astype(np.int64)[rows]
    return values[rows]
