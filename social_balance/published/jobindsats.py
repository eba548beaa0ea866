"""A Jobindsats extract with technical headings (Dato1, Numerisk1) under its own names, one row a cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import InputError, Issue, Place, suggest
from social_balance.published.cells import (
    Dimension,
    Totals,
    cells_to_rows,
    read_numbers,
    read_period,
    unknown_decimal,
)

MEASURE = "measure"
_KIND = re.compile(r"(?P<kind>Dato|Numerisk|Tekst|Klokkeslaet)\d+")
_CPR = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}(?P<hyphen>-?)\d{4}")
_DATE = re.compile(
    r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})[-.](\d{2})[-.](\d{4}))(?:[T ]00:00(?::00(?:\.0+)?)?)?Z?"
)


def jobindsats_cells(
    table: pd.DataFrame,
    mapping: Mapping[str, str],
    *,
    file: str = "",
    dimensions: Collection[str] = (),
    time: str | None = None,
    decimal: Literal[",", "."] | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    """Turn a table of text with technical headings into cells; see `social_balance.read_jobindsats`.

    Examples
    --------
    >>> table = pd.DataFrame({"Dato1": ["2024-01-01"], "Tekst1": ["Gladsaxe"], "Numerisk1": ["1.011"],
    ...                       "Numerisk2": ["2,6"]})
    >>> names = {"Dato1": "Periode", "Tekst1": "Område", "Numerisk1": "Antal", "Numerisk2": "Andel (pct.)"}
    >>> jobindsats_cells(table, names, decimal=",")[["Område", "measure", "year", "value"]].values.tolist()
    [['Gladsaxe', 'Antal', 2024, 1011.0], ['Gladsaxe', 'Andel (pct.)', 2024, 2.6]]
    """
    columns = [str(name) for name in table]
    if isinstance(dimensions, str):
        dimensions = [dimensions]
    else:
        dimensions = dimensions
    issues = [*unknown_decimal(decimal), *_mapping_faults(columns, mapping, file)]
    issues += [
        Issue("JOB002", file=file, place=Place.column(name))
        for name in columns
        if name.casefold() != "cpr" and _are_person_numbers(table[name])
    ]
    own = {name: mapping[name] for name in columns if name in mapping}
    issues += missing_columns([*dimensions, *([time] if time else [])], list(own.values()), file)
    if issues:
        raise InputError(issues)
    measures = [n for n in own if n.startswith("Numerisk") and own[n] not in dimensions and own[n] != time]
    dates = [name for name in own if name.startswith("Dato")]
    period = time or (own[dates[0]] if dates else None)
    if not measures:
        raise InputError(Issue("JOB005", file=file))
    sides = [name for name in own if name not in measures]
    laid = []
    at = []
    for name in sides:
        cells = [normalize("NFC", str(cell)).strip() for cell in table[name]]
        timed = own[name] == period
        if timed or name.startswith("Dato"):
            cells = _read_dates(own[name], cells, file, issues)
        code, found = pd.factorize(np.array(cells, dtype=object))
        laid.append(Dimension(own[name], tuple(found), None, timed))
        at.append(np.tile(code.astype(np.intp), len(measures)))
    values = []
    symbols = []
    for name in measures:
        place = Place.column(own[name])
        cells = [str(cell) for cell in table[name]]
        numbers, signs, wrong = read_numbers(cells, decimal=decimal, file=file, place=place)
        issues += wrong
        values.append(numbers)
        symbols += signs
    if issues:
        raise InputError(issues)
    laid.append(Dimension(MEASURE, tuple(own[name] for name in measures)))
    at.append(np.repeat(np.arange(len(measures)), len(table)))
    return cells_to_rows(laid, at, np.concatenate(values), symbols, totals=totals, file=file)


def mapping_from(table: Any, *, file: str = "") -> dict[str, str]:
    """Return technical name → own name from a mapping table.

    Parameters
    ----------
    table : DataFrame or list of mappings with TekniskNavn and EgetNavn, or a mapping of one to the other
    file : str
        Where it comes from, for the faults.

    Raises
    ------
    InputError
        When it is neither, with the headings it has.

    Examples
    --------
    >>> mapping_from([{"TekniskNavn": "Dato1", "EgetNavn": "Periode"}])
    {'Dato1': 'Periode'}
    """
    if isinstance(table, list):
        table = pd.DataFrame(table)
    if isinstance(table, Mapping):
        return _clean_names(table.items())
    by_fold = {str(name).casefold().replace(" ", ""): name for name in table}
    issues = missing_columns(["teknisknavn", "egetnavn"], list(by_fold), file)
    if issues:
        raise InputError([Issue("JOB001", file=file, values={"known": [str(name) for name in table]})])
    pairs = zip(table[by_fold["teknisknavn"]], table[by_fold["egetnavn"]], strict=True)
    return _clean_names(pairs)


def _clean_names(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {normalize("NFC", str(key)).strip(): normalize("NFC", str(own)).strip() for key, own in pairs}


def _mapping_faults(columns: list[str], mapping: Mapping[str, str], file: str) -> list[Issue]:
    """Columns that the mapping does not know, names that the file does not have, and names given twice."""
    issues = []
    for name in columns:
        place = Place.column(name)
        if name.casefold() == "cpr":
            issues.append(Issue("JOB002", file=file, place=place))
        elif name not in mapping:
            told = {"suggestion": suggest(name, mapping), "known": list(mapping)}
            issues.append(Issue("JOB003", file=file, place=place, found=name, values=told))
        elif not mapping[name]:
            issues.append(Issue("JOB009", file=file, place=place, found=name))
        elif not _KIND.fullmatch(name):
            issues.append(Issue("JOB006", file=file, place=place, found=name))
    issues += [
        Issue("JOB004", file=file, place=Place.column(name)) for name in mapping if name not in columns
    ]
    own = [mapping[name] for name in columns if mapping.get(name)]
    twice = sorted({name for name in own if own.count(name) > 1})
    return issues + [Issue("JOB007", file=file, place=Place.column(name), found=name) for name in twice]


def _are_person_numbers(cells: Iterable[Any]) -> bool:
    """Say whether cells are person numbers: one with a hyphen is enough, without it all have to be."""
    texts = [text for text in dict.fromkeys(str(cell).strip() for cell in cells) if text]
    met = [_CPR.fullmatch(text) for text in texts]
    return any(each["hyphen"] for each in met if each) or (bool(met) and all(met))


def _read_dates(own: str, cells: list[str], file: str, issues: list[Issue]) -> list[str]:
    """The cells of a column of dates as periods."""
    periods = [_read_date(text) for text in cells]
    if None in periods:
        row = periods.index(None)
        told = {"count": periods.count(None), "row": row + 1}
        issues.append(Issue("JOB008", file=file, place=Place.column(own), found=cells[row], values=told))
    return [str(period) for period in periods]


def _read_date(text: str) -> str | None:
    """Return the month of a date, or a period as it stands."""
    if read_period(text):
        return text
    met = _DATE.fullmatch(text)
    if met is None:
        return None
    if met[1]:
        year, month = (met[1], met[2])
    else:
        year, month = (met[6], met[5])
    if read_period(f"{year}M{month}"):
        return f"{year}M{month}"
    return None
