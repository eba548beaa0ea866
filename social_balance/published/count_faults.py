"""What no counts can be: unreadable cells, repeated rows, impossible numbers, parts of another whole."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Floats, Mask
from social_balance.language.faults import InputError, Issue, Place
from social_balance.lists.arithmetic import possible_counts
from social_balance.measures.area_roles import REST, WHOLE

KEYS = ["indicator", "area", "year"]
MOST_PERSONS = 1e10  # more than there are on Earth
FIRST_YEAR = 1000  # "25" is no year
LAST_YEAR = 9999


def with_types(*given: tuple[pd.DataFrame, str]) -> list[pd.DataFrame]:
    """Return tables, each with the name of its file, with their types, or every cell that cannot be read."""
    issues = []
    read = []
    for table, file in given:
        numbers: dict[str, Floats] = {}
        for name in [n for n in ("year", "numerator", "denominator", "sd") if n in table]:
            numbers[name] = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float)
            wrong = table[name].notna().to_numpy() & ~np.isfinite(numbers[name])
            if name == "year":
                # Half a year is a decimal comma read wrongly.
                wrong |= np.isfinite(numbers[name]) & (numbers[name] != np.floor(numbers[name]))
                wrong |= (numbers[name] < FIRST_YEAR) | (numbers[name] > LAST_YEAR)
            if wrong.any():
                issues.append(
                    _count_issue("CNT016" if name != "year" else "CNT012", wrong, table[name], file, name)
                )
        for name, code in (("area", "INP024"), ("year", "INP024"), ("indicator", "CNT014")):
            if name in table and (gone := table[name].isna().to_numpy()).any():
                issues.append(_count_issue(code, gone, table[name], file, name))
        if not issues:
            typed = table.assign(**numbers).astype({"year": int, "area": object})
            read.append(typed.astype({"indicator": str}) if "indicator" in typed else typed)
    if issues:
        raise InputError(issues)
    return read


def checked_counts(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the table, or every fault that can be seen without knowing the areas."""
    issues = [*repeated_cells(table, file), *_impossible_counts(table, file)]
    if issues:
        raise InputError(issues)
    return table[[*KEYS, "numerator", "denominator", "sd"]].reset_index(drop=True)


def repeated_cells(table: pd.DataFrame, file: str) -> Iterator[Issue]:
    """Yield a fault when an area stands more than once in a year."""
    keys = [name for name in KEYS if name in table]
    again = table.duplicated(keys).to_numpy()
    if again.any():
        cells = table[keys].astype(str).agg(", ".join, axis="columns")
        yield _count_issue("CNT004", again, cells, file, "area")


def whole_faults(table: pd.DataFrame, areas: Areas, file: str) -> Iterator[Issue]:
    """Yield a fault where all the parts are there and make another whole than the one given."""
    for (indicator, year), group in table.groupby(["indicator", "year"], sort=False):
        by_area = group.set_index("area")
        if WHOLE not in by_area.index:
            continue
        for name in ("numerator", "denominator"):
            parts = by_area[name].reindex([*areas.ids, REST])
            whole = float(by_area[name][WHOLE])
            known = float(parts.sum())
            # Sums of incomes are floating numbers; counts are exact.
            slack = 1e-9 * max(abs(whole), 1.0)
            place = Place.column(name)
            what = f"{indicator}, {year}"
            if parts.notna().all() and abs(known - whole) > slack:
                yield Issue(
                    "CNT005", file=file, place=place, found=what, values={"whole": whole, "parts": known}
                )
            # Some parts alone are more than the whole: the missing ones would be negative.
            elif (parts.dropna() >= 0).all() and known > whole + slack:
                yield Issue("CNT013", file=file, place=place, found=what)


def share_faults(table: pd.DataFrame, file: str) -> Iterator[Issue]:
    """Yield what the counts of a share cannot be: more than the base, negative, or percentages.

    Parameters
    ----------
    table : DataFrame, one row per (indicator, area, year)
        The rows of shares.
    file : str

    Notes
    -----
    A percentage p of n persons is possible when some whole k has 100·k/n = p to the digits given: 0,01 per
    cent of a few hundred is not. [`social_balance.possible_counts`]
    """
    above = table["numerator"].to_numpy(dtype=float)
    below = table["denominator"].to_numpy(dtype=float)
    # More than everyone: most often percentages, or the two columns exchanged.
    larger = above > below
    negative = above < 0
    broken = np.isfinite(above) & (above != np.floor(above))
    if negative.any():
        yield _count_issue("CNT002", negative, table["numerator"], file, "numerator")
    impossible = broken & ~_some_whole_number_gives(above, below)
    if impossible.any():
        first = int(impossible.argmax())
        told = {"base": float(below[first])}
        yield _count_issue("CNT006", impossible, table["numerator"], file, "numerator", **told)
    elif broken.any():
        yield _count_issue("CNT003", broken, table["numerator"], file, "numerator")
    if (larger & ~broken).any():
        pairs = table["numerator"].map("{:g}".format) + " > " + table["denominator"].map("{:g}".format)
        yield _count_issue("CNT001", larger & ~broken, pairs, file, "numerator")


def in_own_words(issues: Iterable[Issue], names: Mapping[str, str]) -> list[Issue]:
    """Name the column of each fault as the file does.

    Examples
    --------
    >>> print(*in_own_words([Issue("INP018", place="kolonne 'area'")], {"area": "omraade"}))
    kolonne 'omraade' — flere kolonner har dette navn. Giv dem hver sit navn.
    """
    place: dict[str, str] = {Place.column(name): Place.column(own) for name, own in names.items()}
    return [replace(issue, place=place.get(issue.place, issue.place)) for issue in issues]


def _impossible_counts(table: pd.DataFrame, file: str) -> Iterator[Issue]:
    """Yield what no counts can be: negative, with decimals below the line, a base that is not told."""
    above = table["numerator"].to_numpy()
    below = table["denominator"].to_numpy()
    for name in ("numerator", "denominator", "sd"):
        negative = table[name].to_numpy() < 0
        # A sum of incomes may be below 0; what stands below the line counts persons.
        if negative.any() and name != "numerator":
            yield _count_issue("CNT002", negative, table[name], file, name)
    too_many = below > MOST_PERSONS
    if too_many.any():
        yield _count_issue("CNT018", too_many, table["denominator"], file, "denominator")
    broken = np.isfinite(below) & (below != np.floor(below))
    if broken.any():
        yield _count_issue("CNT003", broken, table["denominator"], file, "denominator")
    # A count without a base can neither be a share nor be hidden by its complement.
    baseless = np.isnan(below) & np.isfinite(above)
    if baseless.any():
        yield _count_issue("CNT015", baseless, table["numerator"], file, "denominator")


def _some_whole_number_gives(percent: Floats, n: Floats) -> Mask:
    """Whether a whole number of n persons is the percentage, to the digits it is written with."""
    possible = np.zeros(len(percent), dtype=bool)
    for i in np.flatnonzero(np.isfinite(percent) & (n > 0) & (percent <= 100)):
        # The digits that were printed decide which whole numbers are possible.
        digits = len(f"{percent[i]:.10g}".partition(".")[2])
        possible[i] = len(possible_counts(float(percent[i]), int(n[i]), digits=digits)) > 0
    return possible


def _count_issue(
    code: str, rows: Mask, found: pd.Series[Any], file: str, column: str, **values: Hashable
) -> Issue:
    """Say how many rows have a fault, and which is the first."""
    first = int(rows.argmax())
    shown = found.iloc[first]
    if isinstance(shown, (float, np.floating)):
        text = f"{shown:g}".replace(".", ",")
    else:
        text = str(shown)
    told = {"count": int(rows.sum()), "row": first + 1, **values}
    return Issue(code, file=file, place=Place.column(column), found=text, values=told)
