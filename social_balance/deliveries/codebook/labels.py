"""The columns of a codebook as a labelled file describes them itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.codebook.schema import can_be_answer
from social_balance.deliveries.columns import UNSTATED, Code, Column, FileLabels, Kind, Range
from social_balance.deliveries.label_texts import disambiguate_labels, label_key, tidy_label

# Names that agencies give to these columns and to nothing else; what stands in the column has to agree.
_IDS = ("person_id", "respid", "respondentid", "respondent_id", "resp_id", "lbnr", "loebenr", "løbenr",
        "lobenr", "løbenummer", "loebenummer", "id", "caseid", "case_id")  # fmt: skip
_WEIGHTS = ("vaegt", "vægt", "weight", "wgt", "wt", "vejning", "vaegtning", "vægtning")


def labelled_columns(
    frame: pd.DataFrame, labels: FileLabels
) -> tuple[tuple[Column, ...], tuple[MultipleSet, ...]]:
    """Describe every column of a labelled file, and its multiple-response sets.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
        The delivery as it is.
    labels : FileLabels
        What the file says.

    Returns
    -------
    tuple of (tuple of Column, tuple of MultipleSet)
        Columns in the order of the file. A set has ``_antal`` after its name when a column has that name.
    """
    columns = {str(name): _describe_column(str(name), frame[name], labels) for name in frame}
    sets: list[MultipleSet] = []
    for one in labels.sets:
        columns |= {name: _with_counted_code(columns[name], one.counted) for name in one.columns}
        if all(can_be_answer(columns[name], one.counted) for name in one.columns):
            taken = {*columns, *(other.name for other in sets)}
            name = one.name
            if name in taken:
                name = f"{one.name}_antal"
            sets.append(replace(one, name=name, columns=tuple(dict.fromkeys(one.columns))))
    return tuple(columns.values()), tuple(sets)


def infer_kind(column: Column, raw: pd.Series[Any]) -> Column:
    """Say that a column is the id or the weight when both its name and all that stands in it say so.

    Parameters
    ----------
    column : Column
        What the file says about it.
    raw : Series, one row per respondent
        What stands in it.

    Returns
    -------
    Column
        The same one when there is any doubt.
    """
    has_codes = column.values or column.missing or column.missing_ranges
    name = label_key(column.source)
    if has_codes or raw.empty or raw.isna().any():
        return column
    numeric = pd.api.types.is_numeric_dtype(raw.dtype)
    if name in _IDS and raw.is_unique and (not numeric or (raw % 1 == 0).all()):
        return replace(column, kind="id", unique=True)
    if name in _WEIGHTS and numeric and (raw > 0).all():
        return replace(column, kind="weight")
    return column


def _describe_column(name: str, raw: pd.Series[Any], labels: FileLabels) -> Column:
    """Make the column of a codebook from what a file says."""
    file_labels = labels.values.get(name, {})
    ranges = labels.missing.get(name, ())
    codes = set(raw.dropna().unique())
    letters = {code for code in codes | set(file_labels) if isinstance(code, str)}
    numbers = {code: text for code, text in file_labels.items() if not isinstance(code, str)}
    values = disambiguate_labels({code: text for code, text in numbers.items() if not _is_in(code, ranges)})
    missing = dict[Code, str]({code: text for code, text in numbers.items() if _is_in(code, ranges)})
    missing |= {letter: file_labels.get(letter, UNSTATED) for letter in sorted(letters)}
    missing = {code: tidy_label(text) or UNSTATED for code, text in missing.items()}
    kind: Kind = "number"
    if not _holds_numbers(raw, codes):
        kind = "text"
        values = {}
        missing = {}
    elif values and all(code in values for code in codes - letters if not _is_in(code, ranges)):
        kind = "code"
    return Column(
        name=name,
        source=name,
        kind=kind,
        label=tidy_label(labels.columns.get(name, "")),
        values=values,
        missing=missing,
        missing_ranges=tuple(ends for ends in ranges if ends[0] != ends[1] or ends[0] not in numbers),
    )


def _is_in(code: float, ranges: Sequence[Range]) -> bool:
    """Say whether a file declares a code missing."""
    return any(low <= code <= high for low, high in ranges)


def _holds_numbers(raw: pd.Series[Any], codes: set[Any]) -> bool:
    """Say whether a column is of numbers: one of Stata mixes them with letters, and dates are none."""
    return pd.api.types.is_numeric_dtype(raw.dtype) or any(isinstance(code, (int, float)) for code in codes)


def _with_counted_code(column: Column, counted: float) -> Column:
    """Give the code of a ticked box a text when the file gives it none."""
    if column.kind != "code" or counted in column.values or counted in column.missing:
        return column
    return replace(column, values=disambiguate_labels({**column.values, counted: "Nævnt"}))
