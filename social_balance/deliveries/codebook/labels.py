"""The columns of a codebook as a labelled file describes them itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from social_balance.deliveries.answer_sets import MultipleSet
from social_balance.deliveries.answers import UNSTATED, Code, Column, FileLabels, comparable, tidy, told_apart
from social_balance.deliveries.codebook.schema import counts

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
    columns = {str(name): _from_labels(str(name), frame[name], labels) for name in frame}
    sets: list[MultipleSet] = []
    for one in labels.sets:
        columns |= {name: _counting(columns[name], one.counted) for name in one.columns}
        if all(counts(columns[name], one.counted) for name in one.columns):
            taken = {*columns, *(other.name for other in sets)}
            name = one.name if one.name not in taken else f"{one.name}_antal"
            sets.append(replace(one, name=name, columns=tuple(dict.fromkeys(one.columns))))
    return tuple(columns.values()), tuple(sets)


def guessed(column: Column, raw: pd.Series[Any]) -> Column:
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
    plain = not (column.values or column.missing or column.missing_ranges)
    name = comparable(column.source)
    if not plain or raw.empty or raw.isna().any():
        return column
    numeric = pd.api.types.is_numeric_dtype(raw.dtype)
    if name in _IDS and raw.is_unique and (not numeric or (raw % 1 == 0).all()):
        return replace(column, kind="id", unique=True)
    if name in _WEIGHTS and numeric and (raw > 0).all():
        return replace(column, kind="weight")
    return column


def _from_labels(name: str, raw: pd.Series[Any], labels: FileLabels) -> Column:
    """Make the column of a codebook from what a file says."""
    told = labels.values.get(name, {})
    ranges = labels.missing.get(name, ())
    met = set(raw.dropna().unique())
    letters = {code for code in met | set(told) if isinstance(code, str)}
    # A column of Stata mixes numbers with the letters of its missing values; dates are no numbers.
    coded = pd.api.types.is_numeric_dtype(raw.dtype) or any(isinstance(code, (int, float)) for code in met)

    def declared(code: float) -> bool:
        return any(low <= code <= high for low, high in ranges)

    numbers = {code: text for code, text in told.items() if not isinstance(code, str)}
    values = told_apart({code: text for code, text in numbers.items() if not declared(code)})
    missing = dict[Code, str]({code: text for code, text in numbers.items() if declared(code)})
    missing |= {letter: told.get(letter, UNSTATED) for letter in sorted(letters)}
    missing = {code: tidy(text) or UNSTATED for code, text in missing.items()}
    covered = all(code in values for code in met - letters if not declared(code))
    return Column(
        name=name,
        source=name,
        kind=("code" if values and covered else "number") if coded else "text",
        label=tidy(labels.columns.get(name, "")),
        values=values if coded else {},
        missing=missing if coded else {},
        missing_ranges=tuple(ends for ends in ranges if ends[0] != ends[1] or ends[0] not in numbers),
    )


def _counting(column: Column, counted: float) -> Column:
    """Give the code of a ticked box a text when the file gives it none."""
    if column.kind != "code" or counted in column.values or counted in column.missing:
        return column
    return replace(column, values=told_apart({**column.values, counted: "Nævnt"}))
