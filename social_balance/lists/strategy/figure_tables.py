"""Tables of figures by indicator and year, as offices keep them in CSV and Excel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from social_balance.deliveries.reading import read_counts
from social_balance.language.faults import Faults, InputError, Issue, Place, SocialBalanceError, suggest
from social_balance.lists.comparison import missing_columns
from social_balance.lists.strategy.settings import FigureTable

_NUMBERS = ("value", "country", "low", "high")
_COUNTS = ("count", "base")
_TRUTHS = ("new_series", "not_available", "not_stated", "not_shown")
COLUMNS = ("indicator", *FigureTable.model_fields)
# What people write in a cell that is yes or no.
_YES = ("ja", "yes", "true", "sand", "x", "1")
_NO = ("", "nej", "no", "false", "falsk", "0")


def read_figure_table(path: Path, *, sheet: str | None = None) -> list[tuple[str, FigureTable]]:
    """Return the lines of a table of figures, each with the indicator it is of.

    Parameters
    ----------
    path : Path
        CSV, Excel or OpenDocument with the columns ``indicator`` and ``period`` and any of ``value``,
        ``count``, ``base``, ``country``, ``low``, ``high``, ``new_series``, ``not_available``,
        ``not_stated``, ``not_shown``, ``judgement`` (several with a comma between), ``note`` and ``source``.
    sheet : str, optional
        Which sheet of a workbook.

    Returns
    -------
    list of (str, FigureTable)

    Raises
    ------
    InputError
        With every fault of the file and of every cell.
    """
    name = path.as_posix()
    # Of several files some may be workbooks: a CSV file has no sheets.
    if path.suffix.lower() == ".csv":
        sheet = None
    frame = read_counts(path, sheet=sheet)
    faults = Faults()
    for issue in missing_columns(frame, ("indicator", "period")):
        faults.add(Issue(issue.code, file=name, place=issue.place))
    for column in frame:
        if column not in COLUMNS:
            values = {"suggestion": suggest(str(column), COLUMNS), "known": ", ".join(COLUMNS)}
            faults.add(Issue("TGT017", file=name, place=Place.column(column), values=values))
    faults.raise_if_any()
    lines = []
    for number, cells in enumerate(frame.to_dict("records"), start=1):
        line = _read_line(cells, number, name, faults)
        if line is not None:
            lines.append((str(cells["indicator"]).strip(), line))
    faults.raise_if_any()
    return lines


def _read_line(cells: Mapping[Any, Any], number: int, file: str, faults: Faults) -> FigureTable | None:
    """Return one line as a figure; what is wrong with its cells is collected."""
    given: dict[str, Any] = {}
    wrong = Faults()
    for name, cell in cells.items():
        # An empty cell says nothing: whether the figure is missing is seen from the whole line.
        if name == "indicator" or pd.isna(cell) or str(cell).strip() == "":
            continue
        with wrong.catch():
            given[name] = _read_cell(str(name), cell, number, file)
    line = None
    try:
        # Also where a cell is wrong already, so that the others of the line are told with it.
        line = FigureTable.model_validate(given)
    except ValidationError as error:
        wrong.add(_issues_of_line(error, number, file))
    faults.add(wrong)
    return None if wrong else line


def _read_cell(name: str, cell: Any, number: int, file: str) -> Any:
    """Return what a cell says, by the column it stands in."""
    place = Place.column(name, row=number)
    if name in _NUMBERS or name in _COUNTS:
        try:
            value = float(cell)
        except ValueError:
            raise InputError(Issue("TGT005", file=file, place=place, found=str(cell))) from None
        if name in _COUNTS and value.is_integer():
            return int(value)
        return value
    if name in _TRUTHS:
        word = str(cell).strip().casefold().removesuffix(".0")
        if word not in (*_YES, *_NO):
            raise InputError(Issue("TGT018", file=file, place=place, found=str(cell)))
        return word in _YES
    if name == "judgement":
        return tuple(re.split(r"[,\s]+", str(cell).strip()))
    return str(cell).strip()


def _issues_of_line(error: ValidationError, number: int, file: str) -> Iterator[Issue]:
    """Yield the faults of a line in our words."""
    for fault in error.errors(include_url=False):
        place = Place.column(fault["loc"][0], row=number)
        inner = fault.get("ctx", {}).get("error")
        if isinstance(inner, SocialBalanceError):
            for issue in inner.issues:
                yield Issue(issue.code, file=file, place=place, found=issue.found, values=issue.values)
        else:
            yield Issue("TGT019", file=file, place=place, found=str(fault["input"]))
