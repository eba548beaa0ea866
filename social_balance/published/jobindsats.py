"""A Jobindsats extract with technical headings (Dato1, Numerisk1) under its own names, one row a cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.deliveries.csv_text import missing_columns
from social_balance.files.columnar import repeated_names
from social_balance.language.faults import Faults, InputError, Issue, Place, suggest
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
    if isinstance(dimensions, str):
        dimensions = [dimensions]
    columns = [str(name) for name in table]
    own = {name: mapping[name] for name in columns if name in mapping}
    faults = Faults()
    faults.add(unknown_decimal(decimal), _mapping_faults(columns, mapping, file))
    faults.add(_person_number_faults(table, file))
    faults.add(missing_columns([*dimensions, *([time] if time else [])], list(own.values()), file))
    faults.raise_if_any()
    measures = [n for n in own if n.startswith("Numerisk") and own[n] not in dimensions and own[n] != time]
    if not measures:
        raise InputError(Issue("JOB005", file=file))
    sides = {name: heading for name, heading in own.items() if name not in measures}
    dates = [heading for name, heading in own.items() if name.startswith("Dato")]
    period = time or next(iter(dates), None)
    laid = []
    at = []
    for name, heading in sides.items():
        dimension, positions = _read_side(table[name], name, heading, heading == period, file, faults)
        laid.append(dimension)
        at.append(np.tile(positions, len(measures)))
    values, symbols = _read_measures(table, {name: own[name] for name in measures}, decimal, file, faults)
    faults.raise_if_any()
    laid.append(Dimension(MEASURE, tuple(own[name] for name in measures)))
    at.append(np.repeat(np.arange(len(measures)), len(table)))
    return cells_to_rows(laid, at, values, symbols, totals=totals, file=file)


def _person_number_faults(table: pd.DataFrame, file: str) -> Iterator[Issue]:
    """Yield a fault for every column of person numbers that is not called so."""
    for name in map(str, table):
        if name.casefold() != "cpr" and _are_person_numbers(table[name]):
            yield Issue("JOB002", file=file, place=Place.column(name))


def _read_side(
    column: pd.Series[Any], name: str, heading: str, is_period: bool, file: str, faults: Faults
) -> tuple[Dimension, Codes]:
    """Return the dimension that a column of texts makes, and each row's position in it, shape (n,)."""
    cells = [normalize("NFC", str(cell)).strip() for cell in column]
    if is_period or name.startswith("Dato"):
        cells = _read_dates(heading, cells, file, faults)
    positions, categories = pd.factorize(np.array(cells, dtype=object))
    return Dimension(heading, tuple(categories), None, is_period), positions.astype(np.intp)


def _read_measures(
    table: pd.DataFrame,
    headings: Mapping[str, str],
    decimal: Literal[",", "."] | None,
    file: str,
    faults: Faults,
) -> tuple[Floats, list[str]]:
    """Return the numbers of the columns of amounts one after the other, and the signs in their place."""
    values = []
    symbols = []
    for name, heading in headings.items():
        cells = [str(cell) for cell in table[name]]
        numbers, signs, wrong = read_numbers(cells, decimal=decimal, file=file, place=Place.column(heading))
        faults.add(wrong)
        values.append(numbers)
        symbols += signs
    return np.concatenate(values), symbols


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
    twice = repeated_names(own)
    return issues + [Issue("JOB007", file=file, place=Place.column(name), found=name) for name in twice]


def _are_person_numbers(cells: Iterable[Any]) -> bool:
    """Say whether cells are person numbers: one with a hyphen is enough, without it all have to be."""
    texts = [text for text in dict.fromkeys(str(cell).strip() for cell in cells) if text]
    met = [_CPR.fullmatch(text) for text in texts]
    return any(each["hyphen"] for each in met if each) or (bool(met) and all(met))


def _read_dates(own: str, cells: list[str], file: str, faults: Faults) -> list[str]:
    """The cells of a column of dates as periods."""
    periods = [_read_date(text) for text in cells]
    if None in periods:
        row = periods.index(None)
        told = {"count": periods.count(None), "row": row + 1}
        faults.add(Issue("JOB008", file=file, place=Place.column(own), found=cells[row], values=told))
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
