"""The columns of a codebook as a labelled file describes them itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.codebook.schema import can_be_answer
from social_balance.deliveries.columns import NO_CELL, UNSTATED, Code, Column, FileLabels, Kind, Range
from social_balance.deliveries.distinct import distinct_numbers
from social_balance.deliveries.label_texts import disambiguate_labels, label_key, tidy_label
from social_balance.files.columnar import is_text

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
            # Conditions cannot say a name such as Q1.4, and a set has no other.
            name = re.sub(r"\W+", "_", one.name)
            if name in taken:
                name = f"{name}_antal"
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
    kind = _kind_of(name, raw, labels)
    values: dict[Code, str] = {}
    missing: dict[Code, str] = {}
    ranges = labels.missing.get(name, ())
    missing_texts = labels.missing_texts.get(name, ())
    for code, text in labels.values.get(name, {}).items():
        if isinstance(code, str):
            is_missing = code in missing_texts or code == NO_CELL
        else:
            is_missing = kind == "date" or _is_in(code, ranges)
        if is_missing:
            missing[code] = text
        elif isinstance(code, str) == (kind == "text"):
            values[code] = text
    for code in missing_texts:
        missing.setdefault(code, UNSTATED)
    if kind == "number" and values and _covers(values, raw, ranges, missing_texts):
        kind = "code"
    return Column(
        name=name,
        source=name,
        kind=kind,
        label=tidy_label(labels.columns.get(name, "")),
        values=disambiguate_labels(values),
        # A code without a text is missing all the same.
        missing={code: tidy_label(text) or UNSTATED for code, text in missing.items()},
        missing_ranges=tuple(ends for ends in ranges if ends[0] != ends[1] or ends[0] not in missing),
    )


def _kind_of(name: str, raw: pd.Series[Any], labels: FileLabels) -> Kind:
    """Return what stands in a column: dates, text, or numbers, which Stata mixes with letters."""
    if name in labels.dates or pd.api.types.is_datetime64_any_dtype(raw.dtype):
        return "date"
    if pd.api.types.is_numeric_dtype(raw.dtype):
        return "number"
    if is_text(raw) and raw.notna().any():
        return "text"
    # Of a column with nothing in it the labels tell.
    codes = labels.values.get(name, {})
    if raw.isna().all() and not any(not isinstance(code, str) for code in codes):
        return "text"
    return "number"


def _covers(
    values: Mapping[Code, str], raw: pd.Series[Any], ranges: Sequence[Range], letters: Sequence[str]
) -> bool:
    """Say whether every code that stands in a column has a text or is declared missing."""
    if pd.api.types.is_numeric_dtype(raw.dtype):
        codes = set(distinct_numbers(raw.to_numpy(dtype=np.float64, na_value=np.nan))[1])
    else:
        codes = set(raw.dropna().unique()) - set(letters)
    return all(code in values or _is_in(code, ranges) for code in codes)


def _is_in(code: float, ranges: Sequence[Range]) -> bool:
    """Say whether a file declares a code missing."""
    return any(low <= code <= high for low, high in ranges)


def _with_counted_code(column: Column, counted: float) -> Column:
    """Give the code of a ticked box a text when the file gives it none."""
    if column.kind != "code" or counted in column.values or counted in column.missing:
        return column
    return replace(column, values=disambiguate_labels({**column.values, counted: "Nævnt"}))
