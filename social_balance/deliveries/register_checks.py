"""What a register has to be: one row per person and year, and everyone lives somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from social_balance.arrays import Mask
from social_balance.deliveries.person_numbers import lost_zeros
from social_balance.files.columnar import is_text
from social_balance.language.faults import Faults, Issue, Place, rows_issue


def check_register(
    frame: pd.DataFrame,
    *,
    person: str | None = "person_id",
    year: str = "year",
    area: str = "area",
    years: Sequence[int] = (),
    file: str = "",
) -> None:
    """Check that a register has one row per person and year, and that everyone lives somewhere.

    Parameters
    ----------
    frame : DataFrame, one row per person and year
        The register; of the columns below those that are present are checked.
    person, year, area : str
        Names of the columns; ``person=None`` when the same residents cannot be recognised.
    years : sequence of int
        Years that have to be there.
    file : str
        Where it comes from, for the faults.

    Raises
    ------
    InputError
        With every fault: rows without person, year or area, persons who occur more than once in a year,
        years that are not there.

    Examples
    --------
    >>> check_register(pd.DataFrame({"person_id": [1, 1], "year": [2024, 2024], "area": ["a", "b"]}))
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 1 fejl:
    kolonne 'person_id' — den samme person står flere gange i samme år (antal gentagelser: 1; første i
    række 2). Tag gentagelserne ud.
    """
    faults = Faults()
    present = [name for name in (person, year, area) if name is not None and name in frame]
    is_unknown = {name: _is_missing(frame[name]) for name in present}
    for name, missing in is_unknown.items():
        if missing.any():
            faults.add(rows_issue("INP024", name, missing, file=file))
    if person in present and year in present:
        repeated = frame.duplicated([person, year]).to_numpy() & ~is_unknown[person] & ~is_unknown[year]
        if repeated.any():
            # How many and where first, never who: messages end in mails and logs.
            faults.add(rows_issue("INP023", str(person), repeated, file=file))
    if person in present and is_numeric_dtype(frame[person].dtype):
        persons, distinct = pd.factorize(frame[person])
        short = lost_zeros(np.asarray(distinct, dtype=np.float64))
        if short.any():
            # Code -1, a row without a person, takes the last place.
            faults.add(rows_issue("INP047", str(person), np.append(short, False)[persons], file=file))
    if years:
        available = sorted({int(each) for each in frame[year].dropna().unique()})
        for each in years:
            if each not in available:
                values = {"known": available}
                faults.add(
                    Issue("INP025", file=file, place=Place.column(year), found=str(each), values=values)
                )
    faults.raise_if_any()


def _is_missing(column: pd.Series[Any]) -> Mask:
    """Say where a column is missing; blank text counts."""
    if not is_text(column):
        return column.isna().to_numpy()
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        texts = column.cat.categories
    else:
        codes, texts = pd.factorize(column)
    # Code -1, a missing value, takes the last place.
    return np.array([*(not str(text).strip() for text in texts), True])[codes]
