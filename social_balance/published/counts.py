"""Counts by area and year, for those who get tables and not persons."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas, comparable_name
from social_balance.arrays import Floats, Mask
from social_balance.deliveries import reading as tables
from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import Faults, InputError, Issue, Place, unknown_choice
from social_balance.lists.arithmetic import possible_counts
from social_balance.measures.area_roles import REST, WHOLE

Source: TypeAlias = str | Path | pd.DataFrame
Missing: TypeAlias = Literal["missing", "zero"]
Rest: TypeAlias = Literal["given", "subtract"]
MOST_PERSONS = 1e10  # more than there are on Earth
FIRST_YEAR = 1000  # "25" is no year
LAST_YEAR = 9999
KEYS = ["indicator", "area", "year"]


@dataclass(frozen=True)
class Counts:
    """Numerators and denominators by indicator, area and year, found free of faults.

    Made by `Register.from_counts`, and handed to `estimate` like a register of persons.

    Parameters
    ----------
    table : DataFrame, one row per (indicator, area, year)
        ``indicator``, ``area``, ``year`` (int), ``numerator``, ``denominator`` (NaN: there, but not told) and
        ``sd`` (NaN: not known).
    areas : Areas, optional
        Once it is known, ``area`` holds ids, "rest" and "whole" among them.
    rest : {"given", "subtract"}
        Where the rest of the municipality comes from.
    file : str
        For the faults.
    names : Mapping
        Column of the table → its name in the file, for the faults.
    """

    table: pd.DataFrame
    areas: Areas | None = None
    rest: Rest = "given"
    file: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of what is counted, in order of appearance."""
        return tuple(dict.fromkeys(self.table["indicator"]))

    def years(self) -> tuple[int, ...]:
        """Return the years that the table has, in order."""
        return tuple(sorted({int(year) for year in self.table["year"]}))

    def only(self, indicators: Collection[str]) -> Counts:
        """Return the counts of some of the indicators."""
        return replace(self, table=self.table[self.table["indicator"].isin(indicators)])

    def resolved(self, areas: Areas | None) -> Counts:
        """Return the counts with the areas' ids for their names, the rest made where it is asked for.

        Raises
        ------
        InputError
            Names that no area has, an area that occurs twice under two names, a whole that its parts do not
            make, a rest that cannot be subtracted.
        """
        if areas is None or self.areas is not None:
            return self
        column = self.names.get("area", "area")
        ids = areas.resolve(
            self.table["area"], year=self.table["year"], file=self.file, column=column, whole="keep"
        )
        named = self.table.assign(area=ids.astype(object))
        # Two names of one area meet here for the first time, once both are ids.
        issues = list(_repeated_cells(named, self.file))
        if not issues:
            named, issues = _with_rest(named, areas, self.rest, self.file)
        if not issues:
            issues = list(_whole_faults(named, areas, self.file))
        if issues:
            raise InputError(in_own_words(issues, self.names))
        return replace(self, table=named, areas=areas)


@dataclass(frozen=True)
class CountColumns:
    """What the columns of one long table of counts, or of two, are called.

    With `measure` the table is of one indicator and has no column of them; without `sd` the standard
    deviations are not known.
    """

    numerator: str = "numerator"
    denominator: str = "denominator"
    indicator: str = "indicator"
    area: str = "area"
    year: str = "year"
    sd: str | None = None
    measure: str | None = None

    @property
    def keys(self) -> dict[str, str]:
        """Own name → key, of the columns that say what a row is of."""
        keys = {self.area: "area", self.year: "year"}
        return keys if self.measure is not None else keys | {self.indicator: "indicator"}

    @property
    def amounts(self) -> dict[str, str]:
        """Own name → name in `Counts.table`, of the columns above the line."""
        return {self.numerator: "numerator"} | ({self.sd: "sd"} if self.sd else {})

    def own_names(self) -> dict[str, str]:
        """Return the name in `Counts.table` → own name."""
        own = {"numerator": self.numerator, "denominator": self.denominator, "sd": self.sd or "sd"}
        return own | {key: name for name, key in self.keys.items()}

    def shared_keys(self, below: pd.DataFrame) -> list[str]:
        """Return the keys of a table of denominators: one may serve every indicator."""
        return [name for name in self.keys if name != self.indicator or name in below]


@dataclass(frozen=True)
class CountTables:
    """A table with what is above the line, one with what is below, and the names of their files.

    One table may be both.
    """

    above: pd.DataFrame
    below: pd.DataFrame
    files: tuple[str, str]

    @property
    def is_one(self) -> bool:
        """Whether numerators and denominators stand side by side."""
        return self.above is self.below


def counts_from(
    given: CountTables,
    columns: CountColumns,
    *,
    areas: Areas | None = None,
    absent: Missing = "missing",
    rest: Rest = "given",
    names: Mapping[str, str] | None = None,
) -> Counts:
    """Make counts of one long table, or of two; see `Register.from_counts`.

    Of tables that were read from files, `names` has the columns' own names.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["a", "b"], "year": 2024, "numerator": [451, 3],
    ...                       "denominator": [486, 9]})
    >>> counts_from(open_count_tables(table), CountColumns(measure="fravaer")).indicators
    ('fravaer',)
    """
    faults = Faults()
    faults.add(unknown_choice("absent", absent, get_args(Missing)))
    faults.add(unknown_choice("rest", rest, get_args(Rest)))
    # A table that is both would have its faults told twice.
    faults.add(dict.fromkeys(_missing_count_columns(given, columns)))
    faults.raise_if_any()
    faults.add(dict.fromkeys(_empty_tables(given)))
    faults.raise_if_any()
    names = names or columns.own_names()
    try:
        table = _check_counts(_side_by_side(given, columns, absent), given.files[0])
    except InputError as error:
        raise InputError(in_own_words(error.issues, names)) from None
    return Counts(table, None, rest, given.files[0], names).resolved(areas)


def open_count_tables(
    source: Source, denominators: Source | None = None, *, sheet: str | None = None
) -> CountTables:
    """Read the files that hold counts, where they are not tables already."""
    above = _open_table(source, sheet)
    if denominators is None:
        return CountTables(above, above, (_file_of(source), _file_of(source)))
    return CountTables(above, _open_table(denominators), (_file_of(source), _file_of(denominators)))


def _missing_count_columns(given: CountTables, columns: CountColumns) -> Iterator[Issue]:
    """Yield a fault for every column that a table lacks."""
    wanted_above = [*columns.keys, *columns.amounts]
    wanted_below = [*columns.shared_keys(given.below), columns.denominator]
    yield from missing_columns(wanted_above, list(map(str, given.above)), given.files[0])
    yield from missing_columns(wanted_below, list(map(str, given.below)), given.files[1])


def _empty_tables(given: CountTables) -> Iterator[Issue]:
    """Yield a fault for every table without a row."""
    for name, part in zip(given.files, (given.above, given.below), strict=True):
        if part.empty:
            yield Issue("INP005", file=name)


def _side_by_side(given: CountTables, columns: CountColumns, absent: Missing) -> pd.DataFrame:
    """Return one table with key, numerator, denominator and sd in every row."""
    table = given.above[[*columns.keys, *columns.amounts]].rename(columns=columns.keys | columns.amounts)
    if columns.measure is not None:
        table = table.assign(indicator=columns.measure)
    if given.is_one:
        table["denominator"] = given.below[columns.denominator].to_numpy()
        table = _with_types((table, given.files[0]))[0]
    else:
        under = given.below[[*columns.shared_keys(given.below), columns.denominator]]
        under = under.rename(columns={**columns.keys, columns.denominator: "denominator"})
        table, under = _with_types((table, given.files[0]), (under, given.files[1]))
        table = _join_denominators(table, under, absent, given.files)
    if columns.sd is None:
        table["sd"] = np.nan
    return table


def check_spellings(counts: Counts) -> None:
    """Refuse areas written in two ways, which without `Areas` would be two areas with half the years each.

    Raises
    ------
    InputError
        With every name that differs from another only by case, spaces or hyphens.
    """
    faults = Faults()
    spellings: dict[str, list[str]] = {}
    for name in dict.fromkeys(map(str, counts.table["area"])):
        spellings.setdefault(comparable_name(name), []).append(name)
    for names in spellings.values():
        if len(names) > 1:
            place = Place.column(counts.names.get("area", "area"))
            faults.add(
                Issue("CNT017", file=counts.file, place=place, found=names[0], values={"others": names[1:]})
            )
    faults.raise_if_any()


def in_own_words(issues: Iterable[Issue], names: Mapping[str, str]) -> list[Issue]:
    """Name the column of each fault as the file does.

    Examples
    --------
    >>> print(*in_own_words([Issue("INP018", place="kolonne 'area'")], {"area": "omraade"}))
    kolonne 'omraade' — flere kolonner har dette navn. Giv dem hver sit navn.
    """
    place: dict[str, str] = {Place.column(name): Place.column(own) for name, own in names.items()}
    return [replace(issue, place=place.get(issue.place, issue.place)) for issue in issues]


def _open_table(source: Source, sheet: str | None = None) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source
    return tables.read_counts(source, sheet=sheet)


def _file_of(source: Source) -> str:
    if isinstance(source, pd.DataFrame):
        return ""
    return Path(source).as_posix()


def _join_denominators(
    above: pd.DataFrame, below: pd.DataFrame, absent: str, files: tuple[str, str]
) -> pd.DataFrame:
    """Give every denominator its numerator; one that is not there is 0 or missing, by the rule."""
    if "indicator" not in below:
        below = below.merge(pd.DataFrame({"indicator": list(dict.fromkeys(above["indicator"]))}), how="cross")
    issues = [*_repeated_cells(above, files[0]), *_repeated_cells(below, files[1])]
    if issues:
        raise InputError(issues)
    # StatBank leaves out cells of zero persons, so the denominators tell which rows there are.
    table = above.merge(below, on=KEYS, how="outer", indicator="_from", sort=False)
    gone = table.pop("_from") == "right_only"
    if absent == "zero":
        table.loc[gone, "numerator"] = 0
    return table


def _with_types(*given: tuple[pd.DataFrame, str]) -> list[pd.DataFrame]:
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


def _check_counts(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return the table, or every fault that can be seen without knowing the areas."""
    issues = [*_repeated_cells(table, file), *_impossible_counts(table, file)]
    if issues:
        raise InputError(issues)
    return table[[*KEYS, "numerator", "denominator", "sd"]].reset_index(drop=True)


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


def _some_whole_number_gives(percent: Floats, n: Floats) -> Mask:
    """Whether a whole number of n persons is the percentage, to the digits it is written with."""
    possible = np.zeros(len(percent), dtype=bool)
    for i in np.flatnonzero(np.isfinite(percent) & (n > 0) & (percent <= 100)):
        # The digits that were printed decide which whole numbers are possible.
        digits = len(f"{percent[i]:.10g}".partition(".")[2])
        possible[i] = len(possible_counts(float(percent[i]), int(n[i]), digits=digits)) > 0
    return possible


def _repeated_cells(table: pd.DataFrame, file: str) -> Iterator[Issue]:
    """Yield a fault when an area stands more than once in a year."""
    keys = [name for name in KEYS if name in table]
    again = table.duplicated(keys).to_numpy()
    if again.any():
        cells = table[keys].astype(str).agg(", ".join, axis="columns")
        yield _count_issue("CNT004", again, cells, file, "area")


def _with_rest(table: pd.DataFrame, areas: Areas, rule: str, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Add the rest as the whole less the areas, where that is the rule."""
    if rule == "given":
        return table, []
    issues = []
    made = []
    for (indicator, year), group in table.groupby(["indicator", "year"], sort=False):
        what = f"{indicator}, {year}"
        by_area = group.set_index("area")
        if WHOLE not in by_area.index or REST in by_area.index:
            issues.append(Issue("CNT011", file=file, found=what))
            continue
        numbers = by_area[["numerator", "denominator"]].reindex([WHOLE, *areas.ids])
        # One missing area leaves the rest unknown, not smaller.
        left = numbers.loc[WHOLE] - numbers.drop(WHOLE).sum(skipna=False)
        if (left < 0).any():
            issues.append(Issue("CNT013", file=file, found=what))
        made.append({"indicator": indicator, "area": REST, "year": year, **left.to_dict(), "sd": np.nan})
    if issues or not made:
        return table, issues
    return pd.concat([table, pd.DataFrame(made)], ignore_index=True), []


def _whole_faults(table: pd.DataFrame, areas: Areas, file: str) -> Iterator[Issue]:
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
