"""A CSV file from Statistikbanken as one row a cell: codes or labels, either decimal mark, totals apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.arrays import Codes
from social_balance.deliveries.csv_text import csv_columns, missing_columns
from social_balance.language.faults import Faults, InputError, Issue, Place, unknown_choice
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

Decimal: TypeAlias = Literal[",", "."]
Presentation: TypeAlias = Literal["auto", "single", "both"]
_BOTH = re.compile(r"(?P<code>[0-9A-ZÆØÅ][0-9A-ZÆØÅ_.+-]*) (?P<label>\S.*)")


@dataclass(frozen=True)
class StatbankForm:
    """How a file from Statistikbanken is to be read; see `social_balance.read_statbank`."""

    value: str | None = None
    time: str | None = None
    presentation: Presentation = "auto"
    decimal: Decimal | None = None
    absent: Absent = "leave"

    def faults(self) -> Faults:
        """Return what of it nobody knows."""
        faults = Faults()
        faults.add(unknown_choice("presentation", self.presentation, get_args(Presentation)))
        faults.add(unknown_choice("absent", self.absent, get_args(Absent)))
        faults.add(unknown_decimal(self.decimal))
        return faults

    def amount_and_period(self, names: Sequence[str]) -> tuple[str, str | None]:
        """Return the column of numbers and that of the time, if there is one."""
        # StatBank puts the number last, whatever it is called.
        amount = self.value or names[-1]
        return amount, self.time or next((name for name in names if name.casefold() in TIMES), None)


def statbank_cells(
    data: bytes, form: StatbankForm = StatbankForm(), *, file: str = "", totals: Totals | None = None
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
    faults = form.faults()
    faults.raise_if_any()
    table = csv_columns(data, file=file)
    names = [str(name) for name in table]
    amount, period = form.amount_and_period(names)
    faults.add(missing_columns([amount, *([period] if period else [])], names, file))
    faults.raise_if_any()
    sides = [name for name in names if name != amount]
    if not sides:
        raise InputError(Issue("STB011", file=file))
    texts = {name: [normalize("NFC", cell).strip() for cell in table[name]] for name in sides}
    values, symbols, wrong = read_numbers(
        table[amount].tolist(), decimal=form.decimal, file=file, place=Place.column(amount)
    )
    faults.add(wrong)
    # Whether codes and labels stand in one text is a choice of the whole file, not of a column.
    both = _codes_and_labels(texts, period, form.presentation, file, faults)
    dimensions = []
    at = []
    for name, cells in texts.items():
        side, positions = _read_dimension(name, cells, name in both, name == period, file, faults)
        dimensions.append(side)
        at.append(positions)
    rows = pd.DataFrame()
    with faults.catch():
        codes, values, symbols = fill_crossings(
            dimensions, at, values, symbols, absent=form.absent, file=file
        )
        rows = cells_to_rows(dimensions, codes, values, symbols, totals=totals, file=file)
    faults.raise_if_any()
    return rows


def _codes_and_labels(
    texts: dict[str, list[str]],
    period: str | None,
    presentation: Presentation,
    file: str,
    faults: Faults,
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
            faults.add(Issue("STB007", file=file, place=Place.column(name), found=wrong))
    return {name for name, fit in fits.items() if fit}


def _only_labels(cells: Sequence[str]) -> bool:
    """Say of cells that look like codes and labels whether they are labels of two words."""
    distinct = dict.fromkeys(cells)
    one_for_all = len({cell.partition(" ")[2] for cell in distinct}) == 1 < len(distinct)
    return one_for_all or any(cell.casefold() == "i alt" for cell in distinct)


def _read_dimension(
    name: str, cells: Sequence[str], both: bool, time: bool, file: str, faults: Faults
) -> tuple[Dimension, Codes]:
    """One column as a side of the table, and where each row stands on it."""
    found, distinct = pd.factorize(np.array(cells, dtype=object))
    if not both:
        return Dimension(name, tuple(distinct), None, time), found.astype(np.intp)
    pairs = [(met["code"], met["label"]) for met in map(_BOTH.fullmatch, distinct) if met]
    label: dict[str, str] = {}
    for code, text in pairs:
        if label.setdefault(code, text) != text:
            told = {"one": label[code], "other": text}
            faults.add(Issue("STB006", file=file, place=Place.column(name), found=code, values=told))
    position = {code: i for i, code in enumerate(label)}
    of_distinct = np.array([position[code] for code, _ in pairs], dtype=np.intp)
    return Dimension(name, tuple(label), tuple(label.values()), time), of_distinct[found]
