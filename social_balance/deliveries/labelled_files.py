"""What SPSS and Stata files hold: raw codes, and what the file says about them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.answers import FileLabels, Range
from social_balance.files.columnar import nfc
from social_balance.language.faults import InputError, Issue

_FIRST, _LAST = b"<stata_dta>", b"</stata_dta>"


def read_spss(path: Path, *, file: str) -> tuple[pd.DataFrame, FileLabels]:
    """Read raw codes, declared missing ones included: labels are applied by our own codebook.

    Categories made by the reader would be unordered and alphabetical, and without ``user_missing`` nobody
    could tell "ved ikke" from blank.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name, for the faults.

    Returns
    -------
    tuple of DataFrame, FileLabels
        Raw codes, one row per respondent; and what the file says about its columns.

    Raises
    ------
    InputError
        When the file is damaged, or the package that reads it is not installed.
    """
    pyreadstat = _pyreadstat(file, path.suffix)
    try:
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True, apply_value_formats=False)
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise InputError(Issue("INP003", file=file, values={"kind": "SPSS"})) from error
    ranges = {
        column: tuple((each["lo"], each["hi"]) for each in found if not isinstance(each["lo"], str))
        for column, found in meta.missing_ranges.items()
    }
    return _composed(frame), _labels(meta, ranges)


def read_stata(path: Path, *, file: str) -> tuple[pd.DataFrame, FileLabels]:
    """Read the values with pandas and the labels with pyreadstat.

    pyreadstat with ``user_missing`` fills plain missing cells with a neighbour's value in columns that have
    lettered missing values; pandas tells ``.`` from ``.a``.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name, for the faults.

    Returns
    -------
    tuple of DataFrame, FileLabels
        Raw codes, one row per respondent; and what the file says about its columns.

    Raises
    ------
    InputError
        When the file is damaged, or the package that reads it is not installed.
    """
    pyreadstat = _pyreadstat(file, path.suffix)
    damaged = Issue("INP003", file=file, values={"kind": "Stata"})
    if _cut_off(path):
        raise InputError(damaged)
    try:
        meta = pyreadstat.read_dta(str(path), metadataonly=True)[1]
        frame = pd.read_stata(path, convert_categoricals=False, convert_missing=True)
    except (pyreadstat.ReadstatError, ValueError, KeyError, struct.error) as error:
        raise InputError(damaged) from error
    return _composed(frame.apply(_letters)), _labels(meta, {})


def _cut_off(path: Path) -> bool:
    """Say whether a file that should close with a tag does not: its readers would only lose the labels."""
    with path.open("rb") as opened:
        tagged = opened.read(len(_FIRST)) == _FIRST
        opened.seek(0, 2)
        opened.seek(max(0, opened.tell() - len(_LAST)))
        return tagged and opened.read() != _LAST


def _letters(column: pd.Series[Any]) -> pd.Series[Any]:
    """Turn Stata's missing values (``.a`` and so on) into their letters; the plain one is blank."""
    if not pd.api.types.is_object_dtype(column.dtype):
        return column
    met = [str(value.string)[1:] or None if hasattr(value, "string") else value for value in column]
    return pd.Series(met, dtype=None if any(isinstance(value, str) for value in met) else float)


def _pyreadstat(file: str, ending: str) -> ModuleType:
    """Import the reader of SPSS and Stata files, which is an extra."""
    try:
        import pyreadstat
    except ImportError:
        values = {"package": "pyreadstat"}
        raise InputError(Issue("INP020", file=file, place="", found=ending, values=values)) from None
    return pyreadstat


def _labels(meta: Any, ranges: Mapping[str, tuple[Range, ...]]) -> FileLabels:
    """Return what a labelled file says about its columns, in NFC."""
    texts = {column: text for column, text in meta.column_names_to_labels.items() if text}
    values = {
        nfc(column): {
            code if isinstance(code, str) else float(code): nfc(text) for code, text in labels.items()
        }
        for column, labels in meta.variable_value_labels.items()
    }
    return FileLabels(
        columns={nfc(column): nfc(text) for column, text in texts.items()},
        values=values,
        missing={nfc(column): found for column, found in ranges.items()},
        sets=tuple(_sets(meta)),
    )


def _sets(meta: Any) -> Iterator[MultipleSet]:
    """Yield the multiple-response sets whose columns are boxes ticked with one number.

    Sets of the other kind, where each column holds any of the answers, have no such code and stay columns.
    """
    for name, told in (getattr(meta, "mr_sets", None) or {}).items():
        columns = tuple(nfc(column) for column in told["variable_list"])
        counted = told["counted_value"]
        if told["is_dichotomy"] and isinstance(counted, (int, float)) and set(columns) <= _names(meta):
            yield MultipleSet(nfc(name), columns, float(counted), nfc(told["label"] or ""))


def _names(meta: Any) -> set[str]:
    """Return the names of the columns of a file."""
    return {nfc(name) for name in meta.column_names}


def _composed(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring the names of the columns to NFC."""
    return frame.set_axis([nfc(name) for name in frame], axis="columns")
