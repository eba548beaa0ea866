"""What SPSS and Stata files hold: raw codes, and what the file says about them."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.charsets import fitting_charset, is_misread
from social_balance.deliveries.columns import NO_CELL, Code, FileLabels, Range
from social_balance.deliveries.file_dates import (
    is_business_calendar,
    spss_format,
    stata_format,
    with_dates,
)
from social_balance.files.columnar import is_text, nfc
from social_balance.language.faults import Faults, InputError, Issue, Place

_OPENING_TAG = b"<stata_dta>"
_CLOSING_TAG = b"</stata_dta>"
# How ReadStat names the second of two columns of one name.
_REPEATED_NAME = re.compile(r"(.+)_duplicated\d+")
# The record of an SPSS file that names its character set, in either byte order.
_CHARSET_RECORD = re.compile(
    rb"(?:\x07\0\0\0\x14\0\0\0\x01\0\0\0(.)\0\0\0|\0\0\0\x07\0\0\0\x14\0\0\0\x01\0\0\0(.))([\w-]+)", re.DOTALL
)
_DICTIONARY_BYTES = 4_000_000  # bytes that hold the dictionary of any but the very largest file

Frames = tuple[pd.DataFrame, Any]  # the raw codes, and pyreadstat's metadata


def read_spss(path: Path, *, file: str, encoding: str | None = None) -> tuple[pd.DataFrame, FileLabels]:
    """Read raw codes, declared missing ones included: labels are applied by our own codebook.

    Categories made by the reader would be unordered and alphabetical, and without ``user_missing`` nobody
    could tell "ved ikke" from blank. Dates are read as the numbers they are kept as: the reader folds a
    duration of 30 hours into 6, and gives up on the whole file at one impossible date.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name, for the faults.
    encoding : str, optional
        Its character set, where the file says it wrongly.

    Returns
    -------
    tuple of DataFrame, FileLabels
        Raw codes, one row per respondent; and what the file says about its columns.

    Raises
    ------
    InputError
        When the file is damaged, or its texts are of another character set than it says.
    """

    def read(charset: str | None) -> Frames:
        import pyreadstat

        return pyreadstat.read_sav(
            str(path),
            user_missing=True,
            apply_value_formats=False,
            disable_datetime_conversion=True,
            encoding=charset,
        )

    frame, meta = _read_in_charset(read, path, file, "SPSS", encoding)
    formats = {name: spss_format(str(each)) for name, each in meta.original_variable_types.items()}
    dates = {name: each for name, each in formats.items() if each is not None}
    labels = _file_labels(meta, dates=frozenset(map(nfc, dates)))
    return _composed(with_dates(frame, dates), file), labels


def read_stata(path: Path, *, file: str, encoding: str | None = None) -> tuple[pd.DataFrame, FileLabels]:
    """Read the values with pandas and the labels with pyreadstat.

    pyreadstat with ``user_missing`` fills plain missing cells with a neighbour's value in columns that have
    lettered missing values; pandas tells ``.`` from ``.a``.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name, for the faults.
    encoding : str, optional
        Its character set, where the file does not say it or says it wrongly.

    Returns
    -------
    tuple of DataFrame, FileLabels
        Raw codes, one row per respondent; and what the file says about its columns.

    Raises
    ------
    InputError
        When the file is damaged, or its texts are of another character set than it says.
    """
    if _is_cut_off(path):
        raise InputError(Issue("INP003", file=file, values={"kind": "Stata"}))

    def read(charset: str | None) -> Frames:
        import pyreadstat

        meta = pyreadstat.read_dta(str(path), metadataonly=True, encoding=charset)[1]
        with warnings.catch_warnings():
            # pandas falls back to Latin-1 where a text is not the UTF-8 that the file promises.
            warnings.simplefilter("error" if charset is None else "ignore", UnicodeWarning)
            frame = pd.read_stata(path, convert_categoricals=False, convert_missing=True, convert_dates=False)
        if charset is not None:
            frame = frame.apply(_decode_anew, charset=charset)
        return frame, meta

    frame, meta = _read_in_charset(read, path, file, "Stata", encoding)
    frame = frame.apply(_name_letters)
    shown_as = {name: str(each) for name, each in meta.original_variable_types.items()}
    dates = {name: each for name, text in shown_as.items() if (each := stata_format(text)) is not None}
    labels = _file_labels(
        meta,
        letters=_letters_in(frame),
        dates=frozenset(map(nfc, dates)),
        unreadable={nfc(name): text for name, text in shown_as.items() if is_business_calendar(text)},
    )
    return _composed(with_dates(frame, dates), file), labels


def _read_in_charset(
    read: Callable[[str | None], Frames], path: Path, file: str, kind: str, encoding: str | None
) -> Frames:
    """Read a file in the character set that it says, or that is asked for; tell of one that does not fit."""
    import pyreadstat

    try:
        with warnings.catch_warnings():
            # That of two columns of one name is a fault of ours.
            warnings.simplefilter("ignore", UserWarning)
            frame, meta = read(encoding)
    except (UnicodeError, UnicodeWarning, LookupError) as error:
        raise _charset_fault(read, path, file, encoding) from error
    except pyreadstat.ReadstatError as error:
        # An encoding that the reader has never heard of is told in other words.
        if encoding is not None or "encoding" in str(error):
            raise _charset_fault(read, path, file, encoding) from error
        raise InputError(Issue("INP003", file=file, values={"kind": kind})) from error
    except (ValueError, KeyError, struct.error) as error:
        raise InputError(Issue("INP003", file=file, values={"kind": kind})) from error
    # Somebody who names the character set knows better than a look at the letters.
    if encoding is None and is_misread("\n".join(_texts_of(frame, meta))):
        raise _charset_fault(read, path, file, None)
    return frame, meta


def _charset_fault(
    read: Callable[[str | None], Frames], path: Path, file: str, encoding: str | None
) -> InputError:
    """Return the fault of texts in another character set, with the one that they seem to be in."""

    def texts_in(charset: str) -> str:
        return "\n".join(_texts_of(*read(charset)))

    values = {"charset": fitting_charset(texts_in) or "windows-1252"}
    if encoding is not None:
        return InputError(Issue("INP050", file=file, place="encoding", found=encoding, values=values))
    return InputError(Issue("INP049", file=file, found=_declared_charset(path), values=values))


def _declared_charset(path: Path) -> str:
    """Return the character set that a file says it is in; those of Stata have none but UTF-8 by now."""
    with path.open("rb") as opened:
        dictionary = opened.read(_DICTIONARY_BYTES)
    match = _CHARSET_RECORD.search(dictionary)
    if dictionary.startswith(_OPENING_TAG) or match is None:
        return "UTF-8"
    length = (match[1] or match[2])[0]
    return match[3][:length].decode("ascii", "replace")


def _texts_of(frame: pd.DataFrame, meta: Any) -> Iterator[str]:
    """Yield every text of a file: names, questions, labels, and the distinct cells of columns of text."""
    yield from map(str, meta.column_names)
    yield from (text for text in meta.column_names_to_labels.values() if text)
    for labels in meta.variable_value_labels.values():
        yield from map(str, labels.values())
    for name in frame:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype) and is_text(frame[name]):
            yield from (text for text in frame[name].unique() if isinstance(text, str))


def _decode_anew(column: pd.Series[Any], charset: str) -> pd.Series[Any]:
    """Turn texts that pandas read as Latin-1, as it does when it knows no better, into those they are."""
    if pd.api.types.is_numeric_dtype(column.dtype) or not is_text(column):
        return column
    decoded = {}
    for text in column.unique():
        if isinstance(text, str):
            try:
                decoded[text] = text.encode("latin-1").decode(charset)
            except UnicodeError:
                # It was the UTF-8 that the file promises.
                decoded[text] = text
    return column.map(lambda cell: decoded.get(cell, cell))


def _is_cut_off(path: Path) -> bool:
    """Say whether a file that should close with a tag does not: its readers would only lose the labels."""
    with path.open("rb") as opened:
        if opened.read(len(_OPENING_TAG)) != _OPENING_TAG:
            return False
        opened.seek(0, 2)
        opened.seek(max(0, opened.tell() - len(_CLOSING_TAG)))
        return opened.read() != _CLOSING_TAG


def _name_letters(column: pd.Series[Any]) -> pd.Series[Any]:
    """Turn Stata's missing values (``.a`` and so on) into their letters; the plain one is blank."""
    if not pd.api.types.is_object_dtype(column.dtype):
        return column
    values = [str(value.string)[1:] or None if hasattr(value, "string") else value for value in column]
    if any(isinstance(value, str) for value in values):
        return pd.Series(values, dtype=object)
    return pd.Series(values, dtype=float)


def _letters_in(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the letters of missing values in each column of numbers that has some."""
    found = {}
    for name in frame:
        if pd.api.types.is_object_dtype(frame[name].dtype) and not is_text(frame[name]):
            letters = {cell for cell in frame[name] if isinstance(cell, str)}
            found[nfc(name)] = tuple(sorted(letters))
    return found


def _file_labels(
    meta: Any,
    *,
    letters: Mapping[str, tuple[str, ...]] | None = None,
    dates: frozenset[str] = frozenset(),
    unreadable: Mapping[str, str] | None = None,
) -> FileLabels:
    """Return what a labelled file says about its columns, with every name in NFC."""
    ranges: dict[str, tuple[Range, ...]] = {}
    texts = dict(letters or {})
    for name, declared in (meta.missing_ranges or {}).items():
        numbers = [each for each in declared if not isinstance(each["lo"], str)]
        ranges[nfc(name)] = tuple((float(each["lo"]), float(each["hi"])) for each in numbers)
        codes = [nfc(each["lo"]) for each in declared if isinstance(each["lo"], str)]
        if codes:
            texts[nfc(name)] = tuple(dict.fromkeys(codes))
    return FileLabels(
        columns={nfc(name): nfc(text) for name, text in meta.column_names_to_labels.items() if text},
        values={
            nfc(name): {_read_code(code): nfc(text) for code, text in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        missing={name: declared for name, declared in ranges.items() if declared},
        missing_texts=texts,
        dates=dates,
        unreadable=unreadable or {},
        sets=tuple(_multiple_sets(meta)),
    )


def _read_code(code: Any) -> Code:
    """Return the code of a label; one on system-missing is the label of an empty cell."""
    if isinstance(code, str):
        return nfc(code)
    return NO_CELL if np.isnan(code) else float(code)


def _multiple_sets(meta: Any) -> Iterator[MultipleSet]:
    """Yield the multiple-response sets whose columns are boxes ticked with one number.

    Sets of the other kind, where each column holds any of the answers, have no such code and stay columns.
    """
    columns_there = {nfc(name) for name in meta.column_names}
    for name, declared in (getattr(meta, "mr_sets", None) or {}).items():
        columns = tuple(nfc(column) for column in declared["variable_list"])
        counted = declared["counted_value"]
        is_number = isinstance(counted, (int, float))
        if declared["is_dichotomy"] and is_number and set(columns) <= columns_there:
            yield MultipleSet(nfc(name), columns, float(counted), nfc(declared["label"] or ""))


def _composed(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Bring the names of the columns to NFC; two of one name are a fault and not renamed."""
    names = [nfc(name) for name in frame]
    faults = Faults()
    for name in names:
        match = _REPEATED_NAME.fullmatch(name)
        if match and match[1] in names:
            faults.add(Issue("INP018", file=file, place=Place.column(match[1])))
    faults.raise_if_any()
    return frame.set_axis(names, axis="columns")
