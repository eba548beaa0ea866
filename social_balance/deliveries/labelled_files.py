"""What SPSS and Stata files hold: raw codes, and what the file says about them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.columns import FileLabels, Range
from social_balance.files.columnar import nfc
from social_balance.language.faults import InputError, Issue

_OPENING_TAG = b"<stata_dta>"
_CLOSING_TAG = b"</stata_dta>"


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
        When the file is damaged.
    """
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(str(path), user_missing=True, apply_value_formats=False)
        declared: Mapping[str, Any] = meta.missing_ranges
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        raise InputError(Issue("INP003", file=file, values={"kind": "SPSS"})) from error
    numbers = {
        column: tuple((each["lo"], each["hi"]) for each in ranges if not isinstance(each["lo"], str))
        for column, ranges in declared.items()
    }
    return _labelled(frame, meta, numbers)


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
        When the file is damaged.
    """
    import pyreadstat

    damaged = Issue("INP003", file=file, values={"kind": "Stata"})
    if _is_cut_off(path):
        raise InputError(damaged)
    try:
        meta = pyreadstat.read_dta(str(path), metadataonly=True)[1]
        frame = pd.read_stata(path, convert_categoricals=False, convert_missing=True)
    except (pyreadstat.ReadstatError, ValueError, KeyError, struct.error) as error:
        raise InputError(damaged) from error
    return _labelled(frame.apply(_name_letters), meta, {})


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
        return pd.Series(values)
    return pd.Series(values, dtype=float)


def _labelled(
    frame: pd.DataFrame, meta: Any, ranges: Mapping[str, tuple[Range, ...]]
) -> tuple[pd.DataFrame, FileLabels]:
    """Return the codes and what a labelled file says about its columns, with every name in NFC."""
    texts = {column: text for column, text in meta.column_names_to_labels.items() if text}
    values = {
        nfc(column): {
            code if isinstance(code, str) else float(code): nfc(text) for code, text in labels.items()
        }
        for column, labels in meta.variable_value_labels.items()
    }
    labels = FileLabels(
        columns={nfc(column): nfc(text) for column, text in texts.items()},
        values=values,
        missing={nfc(column): declared for column, declared in ranges.items()},
        sets=tuple(_multiple_sets(meta)),
    )
    return frame.set_axis([nfc(name) for name in frame], axis="columns"), labels


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
