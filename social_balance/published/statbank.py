"""A CSV file from Statistikbanken as one row a cell: codes or labels, either decimal mark, totals apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias, get_args
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.deliveries.csv_text import csv_columns, missing_columns
from social_balance.language.faults import InputError, Issue, Place, unknown_choice
from social_balance.published.cells import (
    TIMES,
    Absent,
    Dimension,
    Totals,
    cells_to_rows,
    fill_crossings,
    read_numbers,
    unknown_decimal,
)

Presentation: TypeAlias = Literal["auto", "single", "both"]
_BOTH = re.compile(r"(?P<code>[0-9A-ZÆØÅ][0-9A-ZÆØÅ_.+-]*) (?P<label>\S.*)")


def statbank_cells(
    data: bytes,
    *,
    file: str = "",
    value: str | None = None,
    time: str | None = None,
    presentation: Presentation = "auto",
    decimal: Literal[",", "."] | None = None,
    absent: Absent = "leave",
    totals: Totals | None = None,
) -> pd.DataFrame:
    r"""Turn the bytes of a StatBank file into cells; see `social_balance.read_statbank`.

    Examples
    --------
    >>> text = "OMRÅDE;TID;INDHOLD\r\n000 Hele landet;2021K1;5840045\r\n159 Gladsaxe;2021K1;69259\r\n"
    >>> cells = statbank_cells(text.encode("cp1252"))
    >>> cells[["OMRÅDE", "OMRÅDE.label", "year", "part", "value", "total"]].values.tolist()[1]
    ['159', 'Gladsaxe', 2021, 'K1', 69259.0, '']
    >>> cells["total"].tolist()
    ['OMRÅDE', '']
    """
    issues = unknown_choice("presentation", presentation, get_args(Presentation))
    issues += unknown_choice("absent", absent, get_args(Absent)) + unknown_decimal(decimal)
    if issues:
        raise InputError(issues)
    table = csv_columns(data, file=file)
    names = [str(name) for name in table]
    # StatBank puts the number last, whatever it is called.
    amount = value or names[-1]
    period = time or next((name for name in names if name.casefold() in TIMES), None)
    issues = missing_columns([amount, *([period] if period else [])], names, file)
    if issues:
        raise InputError(issues)
    sides = [name for name in names if name != amount]
    if not sides:
        raise InputError(Issue("STB011", file=file))
    texts = {name: [normalize("NFC", cell).strip() for cell in table[name]] for name in sides}
    values, symbols, issues = read_numbers(
        table[amount].tolist(), decimal=decimal, file=file, place=Place.column(amount)
    )
    # Whether codes and labels stand in one text is a choice of the whole file, not of a column.
    both = _codes_and_labels(texts, period, presentation, file, issues)
    dimensions = []
    at = []
    for name in sides:
        found, positions = _read_dimension(name, texts[name], name in both, name == period, file, issues)
        dimensions.append(found)
        at.append(positions)
    try:
        codes, values, symbols = fill_crossings(dimensions, at, values, symbols, absent=absent, file=file)
        cells = cells_to_rows(dimensions, codes, values, symbols, totals=totals, file=file)
    except InputError as error:
        issues += error.issues
    if issues:
        raise InputError(issues)
    return cells


def _codes_and_labels(
    texts: dict[str, list[str]],
    period: str | None,
    presentation: Presentation,
    file: str,
    issues: list[Issue],
) -> set[str]:
    """Columns whose cells are a code and its label.

    StatBank presents all the columns of a file in one way, so a column that looks like "1 barn" is not
    taken for code and label unless the others look so too. Nor are "I alt" and "0-5 år", or "0-5 år" and
    "6-9 år".
    """
    others = [name for name in texts if name != period]
    fits = {name: all(_BOTH.fullmatch(cell) for cell in dict.fromkeys(texts[name])) for name in texts}
    taken = all(fits[name] and not _only_labels(texts[name]) for name in others)
    if presentation == "single" or (presentation == "auto" and not taken):
        return set()
    for name in others:
        if not fits[name]:
            wrong = next(cell for cell in texts[name] if not _BOTH.fullmatch(cell))
            issues.append(Issue("STB007", file=file, place=Place.column(name), found=wrong))
    return {name for name, fit in fits.items() if fit}


def _only_labels(cells: Sequence[str]) -> bool:
    """Say of cells that look like codes and labels whether they are labels of two words."""
    distinct = dict.fromkeys(cells)
    one_for_all = len({cell.partition(" ")[2] for cell in distinct}) == 1 < len(distinct)
    return one_for_all or any(cell.casefold() == "i alt" for cell in distinct)


def _read_dimension(
    name: str, cells: Sequence[str], both: bool, time: bool, file: str, issues: list[Issue]
) -> tuple[Dimension, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """One column as a side of the table, and where each row stands on it."""
    found, distinct = pd.factorize(np.array(cells, dtype=object))
    if not both:
        return Dimension(name, tuple(distinct), None, time), found.astype(np.intp)
    pairs = [(met["code"], met["label"]) for met in map(_BOTH.fullmatch, distinct) if met]
    label: dict[str, str] = {}
    for code, text in pairs:
        if label.setdefault(code, text) != text:
            told = {"one": label[code], "other": text}
            issues.append(Issue("STB006", file=file, place=Place.column(name), found=code, values=told))
    position = {code: i for i, code in enumerate(label)}
    of_distinct = np.array([position[code] for code, _ in pairs], dtype=np.intp)
    return Dimension(name, tuple(label), tuple(label.values()), time), of_distinct[found]
