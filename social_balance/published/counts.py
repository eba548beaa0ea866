"""Counts by area and year, for those who get tables and not persons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas, comparable_name
from social_balance.deliveries import reading as tables
from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import Faults, InputError, Issue, Place, unknown_choice
from social_balance.measures.area_roles import REST, WHOLE
from social_balance.published.count_faults import (
    KEYS,
    checked_counts,
    in_own_words,
    repeated_cells,
    whole_faults,
    with_types,
)

Source: TypeAlias = str | Path | pd.DataFrame
Missing: TypeAlias = Literal["missing", "zero"]
Rest: TypeAlias = Literal["given", "subtract"]


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
        issues = list(repeated_cells(named, self.file))
        if not issues:
            named, issues = _with_rest(named, areas, self.rest, self.file)
        if not issues:
            issues = list(whole_faults(named, areas, self.file))
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
        table = checked_counts(_side_by_side(given, columns, absent), given.files[0])
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
        table = with_types((table, given.files[0]))[0]
    else:
        under = given.below[[*columns.shared_keys(given.below), columns.denominator]]
        under = under.rename(columns={**columns.keys, columns.denominator: "denominator"})
        table, under = with_types((table, given.files[0]), (under, given.files[1]))
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
    issues = [*repeated_cells(above, files[0]), *repeated_cells(below, files[1])]
    if issues:
        raise InputError(issues)
    # StatBank leaves out cells of zero persons, so the denominators tell which rows there are.
    table = above.merge(below, on=KEYS, how="outer", indicator="_from", sort=False)
    gone = table.pop("_from") == "right_only"
    if absent == "zero":
        table.loc[gone, "numerator"] = 0
    return table


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
