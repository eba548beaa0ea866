"""The tables of counts that a configuration names, read as counts by indicator, area and year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from social_balance.definitions.catalogue import Indicator, Themes
from social_balance.deliveries import reading as tables
from social_balance.estimates.lags import Lagged
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import InputError, Issue, SocialBalanceError, Word, suggest
from social_balance.measures.area_roles import WHOLE
from social_balance.published import reading as published
from social_balance.published.counts import CountColumns, Counts, CountTables, Rest, counts_from
from social_balance.published.settings import Source, TableOfCounts, TableSpot, spot_of_table

_NAMES_SHOWN = 20


@dataclass(frozen=True)
class Delivered:
    """Counts of some indicators, from the tables that have them.

    Parameters
    ----------
    counts : Counts
    tables : tuple of int
        Which of the tables, counted from 0.
    lagged : {"not_available", "latest"}
    """

    counts: Counts
    tables: tuple[int, ...]
    lagged: Lagged


def read_counts_of(
    given: Sequence[TableOfCounts], *, file: TomlFile, themes: Themes, years: Sequence[int]
) -> tuple[list[Delivered], list[Issue]]:
    """Read every table of a configuration.

    Parameters
    ----------
    given : sequence of TableOfCounts
    file : TomlFile
        The configuration; the tables are named from where it stands.
    themes : Themes
        Every definition, also of themes that are not shown: their rows are no fault.
    years : sequence of int
        The years of the status.

    Returns
    -------
    tuple of list of Delivered, list of Issue
        Indicators that come from the same tables are together; tables that have one indicator in common (a
        file a year, or the areas in one and the municipality in another) are laid under each other, and what
        one of them says of ``rest`` and ``lagged`` holds for all. With every fault of every table.
    """
    issues: list[Issue] = []
    read: dict[int, Counts] = {}
    for i, table in enumerate(given):
        try:
            read[i] = _read_counts(table, spot_of_table(file, i), Path(file.name).parent, themes)
        except SocialBalanceError as error:
            issues += error.issues
    # A year may stand in the table that could not be read.
    issues += _missing_years(read, file, themes, years) if len(read) == len(given) else []
    issues = list(dict.fromkeys(issues))  # one file may be read for two amounts
    return [_merge(read, given, of, years) for of in _table_groups(read)], issues


def also_in_register(
    delivered: Sequence[Delivered], able: set[str], *, file: TomlFile, register: str
) -> Iterator[Issue]:
    """Yield a fault for every indicator of a table that the register can make too."""
    for each in delivered:
        for name in each.counts.indicators:
            if name in able:
                yield spot_of_table(file, each.tables[0]).issue("TAB017", found=name, register=register)


def _read_counts(table: TableOfCounts, place: TableSpot, folder: Path, themes: Themes) -> Counts:
    """Read one table, with every fault that can be seen without the others."""
    issues: list[Issue] = []
    if table.measure is not None:
        issues += _unknown_indicators([table.measure], themes, place, "measure")
    above = _collected(issues, lambda: _read_amount(table, "numerator", place, folder))
    below = None
    # Numerator and denominator may come from two agencies, in two forms.
    if table.denominators is not None:
        there = _inherit_options(table, table.denominators)
        spot = place.inside("denominators")
        if table.measure is None:
            several = table.indicator
        else:
            several = None
        below = _collected(issues, lambda: _read_amount(there, "denominator", spot, folder, several))
    elif table.form != "csv":
        below = _collected(issues, lambda: _read_amount(table, "denominator", place, folder))
    if issues or above is None:
        raise InputError(issues)
    file = (folder / table.file).as_posix()
    under = (folder / (table.denominators or table).file).as_posix()
    given = CountTables(above, above if below is None else below, (file, under))
    columns = CountColumns(measure=table.measure, sd="sd" if table.sd else None)
    counts = counts_from(given, columns, absent=table.absent, rest=table.rest, names=_own_names(table))
    if table.measure is None:
        issues = list(_unknown_indicators(counts.indicators, themes, place, "indicator"))
        if issues:
            raise InputError(issues)
    return counts


def _own_names(table: TableOfCounts) -> dict[str, str]:
    """Return the column of counts → its name, where all the files of the table call it the same."""
    below: Source = table if table.denominators is None else _inherit_options(table, table.denominators)
    own = {key: getattr(table, key) for key in ("area", "year", "indicator", "numerator", "sd")}
    own |= {"denominator": below.denominator}
    return {
        key: name for key, name in own.items() if isinstance(name, str) and getattr(below, key, name) == name
    }


def _collected(issues: list[Issue], make: Callable[[], pd.DataFrame]) -> pd.DataFrame | None:
    """Return what is made, or add its faults to the others."""
    try:
        return make()
    except SocialBalanceError as error:
        issues += error.issues
        return None


def _inherit_options(table: TableOfCounts, there: Source) -> Source:
    """Take the names of columns from the table, where its denominators are a CSV file too and tell none."""
    if table.form != "csv" or there.form != "csv":
        return there
    names = {key: getattr(table, key) for key in ("area", "year") if key not in there.model_fields_set}
    # The second file's own words win over those it inherits.
    return there.model_copy(update=names)


def _read_amount(
    source: Source, amount: str, place: TableSpot, folder: Path, of_indicators: str | None = None
) -> pd.DataFrame:
    """Lay one amount of a file out under the names that counts have."""
    path = folder / source.file
    if source.form == "csv":
        return _read_csv(source, amount, place, path, of_indicators)
    if source.form == "statbank":
        cells = published.read_statbank(path, absent=source.absent, **source.options())
    elif source.form == "px":
        cells = published.read_px(path, **source.options())
    elif source.form == "jsonstat":
        cells = published.read_jsonstat(path, absent=source.absent, **source.options())
    else:
        options = source.options()
        names = options.pop("mapping")
        cells = published.read_jobindsats(
            path, folder / names if isinstance(names, str) else names, **options
        )
    return _select_cells(cells, source, amount, place)


def _read_csv(
    source: Source, amount: str, place: TableSpot, path: Path, of_indicators: str | None = None
) -> pd.DataFrame:
    """Take the columns of one's own table."""
    frame = tables.read_counts(path, sheet=source.sheet)
    named = {"area": source.area, "year": source.year, amount: getattr(source, amount) or amount}
    if isinstance(source, TableOfCounts):
        if source.measure is None:
            named["indicator"] = source.indicator
        if source.denominators is None:
            named["denominator"] = source.denominator or "denominator"
        if source.sd:
            named["sd"] = source.sd
    issues = [place.issue("TAB002", key, name, **_column_hint(name, frame, path))
              for key, name in named.items() if name not in frame]  # fmt: skip
    if issues:
        raise InputError(issues)
    if of_indicators and of_indicators in frame:
        named["indicator"] = of_indicators
    return pd.DataFrame({key: frame[name] for key, name in named.items()})


def _column_hint(name: str, frame: pd.DataFrame, path: Path) -> dict[str, object]:
    known = [str(each) for each in frame]
    return {"file": path.name, "suggestion": suggest(name, known), "known": known}


def _select_cells(cells: pd.DataFrame, source: Source, amount: str, place: TableSpot) -> pd.DataFrame:
    """Pick the cells of one amount out of a published table, and add up the categories that were picked."""
    picked = {"where": source.where, amount: getattr(source, amount) or {}}
    path = Path(source.file)
    needed = {"area": source.area, "year": source.year}
    issues = [place.issue("TAB002", key, name, **_column_hint(name, cells, path))
              for key, name in needed.items() if name not in cells]  # fmt: skip
    keep = np.ones(len(cells), dtype=bool)
    for key, chosen in picked.items():
        for column, categories in chosen.items():
            name = column.removesuffix(".label")
            if name not in cells:
                issues.append(place.issue("TAB002", key, column, **_column_hint(column, cells, path)))
                continue
            keep &= _is_in_categories(cells, name, categories, place, key, issues)
    if issues:
        raise InputError(issues)
    rows = cells[keep]
    if source.part is not None and "part" in cells:
        if source.part == "/":
            kind = rows["part"].str[:1]
        else:
            kind = rows["part"]
        if not (kind == source.part).any() and len(rows):
            raise InputError(
                [place.issue("TAB008", "part", source.part, known=_distinct_texts(rows["part"]))]
            )
        # Quarters of a year beside the year itself would be added to it.
        rows = rows[kind == source.part]
    if rows.empty:
        raise InputError([place.issue("TAB009", amount, file=path.name)])
    chosen_names = [name.removesuffix(".label") for chosen in picked.values() for name in chosen]
    issues += _undeclared_dimensions(rows, source, amount, chosen_names, place)
    if issues:
        raise InputError(issues)
    # One category that is missing leaves the sum missing, never smaller.
    summed = rows.groupby([source.area, source.year], sort=False)["value"].agg(lambda v: v.sum(skipna=False))
    return summed.reset_index().set_axis(["area", "year", amount], axis="columns")


def _is_in_categories(
    cells: pd.DataFrame, name: str, categories: Sequence[str], place: TableSpot, key: str, issues: list[Issue]
) -> Any:
    """Say which cells are of the categories, which may be codes or their texts."""
    texts = [cells[name].astype(str)]
    if f"{name}.label" in cells:
        texts.append(cells[f"{name}.label"].astype(str))
    known = list(dict.fromkeys(text for column in reversed(texts) for text in column))
    for wanted in categories:
        if wanted not in known:
            told = {"column": name, "suggestion": suggest(wanted, known), "known": known[:_NAMES_SHOWN]}
            issues.append(place.issue("TAB006", key, wanted, **told))
    return np.logical_or.reduce([column.isin(categories).to_numpy() for column in texts])


def _undeclared_dimensions(
    rows: pd.DataFrame, source: Source, amount: str, chosen: Sequence[str], place: TableSpot
) -> Iterator[Issue]:
    """Yield every column that still divides an area in a year, and every sum of parts and their total."""
    cell = [source.area, source.year]
    if rows.groupby(cell)["part"].nunique().gt(1).any():
        yield place.issue("TAB008", "part", known=_distinct_texts(rows["part"]))
    made = {"value", "status", "symbol", "total", "part", *cell, source.area.removesuffix(".label")}
    for name in [str(n) for n in rows if n not in made and not str(n).endswith(".label")]:
        if name not in chosen:
            if rows.groupby([*cell, "part"])[name].nunique().gt(1).any():
                if f"{name}.label" in rows:
                    texts = rows[f"{name}.label"]
                else:
                    texts = rows[name]
                yield place.issue("TAB007", amount, name, known=_distinct_texts(texts))
        else:
            total = rows["total"].str.split(", ").map(lambda of, name=name: name in of)
            if total.any() and not total.all():
                yield place.issue("TAB018", amount, name)


def _distinct_texts(texts: pd.Series[Any]) -> list[str]:
    return [text or "''" for text in dict.fromkeys(texts.astype(str))][:_NAMES_SHOWN]


def _unknown_indicators(names: Sequence[str], themes: Themes, place: TableSpot, key: str) -> Iterator[Issue]:
    """Yield every name that no definition has, or that is asked in a survey or counted in the street."""
    by_id = {indicator.id: indicator for indicator in themes.indicators}
    of_registers = [id for id, indicator in by_id.items() if indicator.source == "register"]
    for name in names:
        if name not in by_id:
            yield place.issue("TAB014", key, name, suggestion=suggest(name, of_registers))
        elif by_id[name].source != "register":
            yield place.issue("TAB015", key, name, source=Word(f"source {by_id[name].source}"))


def _missing_years(
    read: Mapping[int, Counts], file: TomlFile, themes: Themes, years: Sequence[int]
) -> Iterator[Issue]:
    """Yield the years that an indicator lacks among older and newer ones; a newest year may be behind."""
    for of in _table_groups(read):
        for name, held in _years_by_indicator(read, of).items():
            for year in years:
                if year <= max(held) and year not in held and _is_defined(themes.indicator(name), year):
                    place = spot_of_table(file, of[0])
                    yield place.issue("TAB016", "", str(year), indicator=name, known=sorted(held))


def _is_defined(indicator: Indicator, year: int) -> bool:
    return indicator.version(year) is not None


def _table_groups(read: Mapping[int, Counts]) -> list[tuple[int, ...]]:
    """Return the sets of tables that have an indicator in common, in order."""
    return list(
        dict.fromkeys(_tables_with(read, name) for counts in read.values() for name in counts.indicators)
    )


def _tables_with(read: Mapping[int, Counts], indicator: str) -> tuple[int, ...]:
    return tuple(i for i, counts in read.items() if indicator in counts.indicators)


def _stack_tables(read: Mapping[int, Counts], of: tuple[int, ...]) -> pd.DataFrame:
    """Lay the rows of the indicators that come from just these tables under each other."""
    table = pd.concat([read[i].table for i in of], ignore_index=True)
    mine = [name for name in dict.fromkeys(table["indicator"]) if _tables_with(read, name) == of]
    return table[table["indicator"].isin(mine)].reset_index(drop=True)


def _years_by_indicator(read: Mapping[int, Counts], of: tuple[int, ...]) -> dict[str, set[int]]:
    by_name = _stack_tables(read, of).groupby("indicator", sort=False)["year"]
    return {str(name): {int(year) for year in found} for name, found in by_name}


def _merge(
    read: Mapping[int, Counts],
    given: Sequence[TableOfCounts],
    of: tuple[int, ...],
    years: Sequence[int],
) -> Delivered:
    """Lay the tables of some indicators under each other."""
    table = _stack_tables(read, of)
    # The years that are told of as missing are not among these: nothing was measured then, but the result
    # has a row that says so.
    before = [year for year in years if year < table["year"].max() and year not in set(table["year"])]
    if before:
        empty = {"indicator": table["indicator"].iloc[0], "area": WHOLE, "year": before}
        table = pd.concat([table, pd.DataFrame(empty)], ignore_index=True)
    subtract = any(given[i].rest == "subtract" for i in of)
    lagged: Lagged = "latest" if any(given[i].lagged == "latest" for i in of) else "not_available"
    file = " + ".join(dict.fromkeys(read[i].file for i in of))
    rest: Rest = "subtract" if subtract else "given"
    return Delivered(Counts(table, None, rest, file, read[of[0]].names), of, lagged)
