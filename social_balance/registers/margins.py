"""Margins for calibration, counted in a register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.deliveries import reading as tables
from social_balance.language.faults import InputError, rows_issue
from social_balance.registers.register import Register
from social_balance.samples.margins import age_bands


def margins_from_register(
    register: Register,
    *,
    by: Sequence[str] | Sequence[Sequence[str]],
    year: int,
    areas: Areas | None = None,
    bands: Mapping[str, Sequence[float]] | None = None,
) -> dict[tuple[str, ...], pd.Series[Any]]:
    """Count the residents of a year in a register, as margins for `calibrate`.

    Parameters
    ----------
    register : Register
        One row per person and year.
    by : list of str, or list of lists of str
        The columns to cross, such as ``["area", "sex", "age_band"]``; a list of lists makes a margin of each.
        The register's own area column is called "area".
    year : int
        The year to count.
    areas : Areas, optional
        Turns the names of areas into ids; do the same to the survey with ``areas.resolve``.
    bands : mapping of column to lower limits, optional
        ``{"age": [18, 30, 67]}`` makes the column ``age_band`` of `bands`; those below the first limit are
        not counted, as they are not asked. Make the survey's column with `age_bands`.

    Returns
    -------
    dict of tuple of str to Series, one row per category
        Numbers of persons.

    Raises
    ------
    InputError
        Columns or a year that the register does not have; a person without one of the values.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [1, 2, 3], "year": 2024, "area": ["a", "a", "b"],
    ...                        "age": [17, 40, 70]})
    >>> margins = margins_from_register(Register(people), by=["area", "age_band"], year=2024,
    ...                                 bands={"age": [18, 67]})
    >>> margins["area", "age_band"].to_dict()
    {('a', '18–66'): 1, ('b', '67+'): 1}
    """
    groups = [(each,) if isinstance(each, str) else tuple(each) for each in by]
    if all(isinstance(each, str) for each in by):
        groups = [tuple(name for group in groups for name in group)]
    bands = bands or {}
    made = {f"{column}_band": column for column in bands}
    columns = [made.get(name, name) for group in groups for name in group]
    own = {"area": register.area, "year": register.year}
    frame = tables.read_register(
        register.data,
        columns=list(dict.fromkeys([*(own.get(name, name) for name in columns), *bands])),
        years=[year],
        person=register.person,
        year=register.year,
        area=register.area,
    ).rename(columns={register.area: "area", register.year: "year"})
    lacking = [str(column) for column in frame if frame[column].isna().any()]
    if lacking:
        raise InputError([rows_issue("CAL003", name, frame[name].isna()) for name in lacking])
    for column, limits in bands.items():
        frame[f"{column}_band"] = age_bands(frame[column], limits)
        frame = frame[frame[column] >= limits[0]]
    if areas is not None and "area" in frame:
        frame["area"] = areas.resolve(frame["area"], year=year, column=register.area).astype(str)
    return {group: frame.groupby(list(group), observed=True).size().rename("persons") for group in groups}
