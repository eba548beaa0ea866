"""The persons beneath every figure that a status publishes, one year at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.definitions.catalogue import Indicator
from social_balance.disclosure.rules import Persons
from social_balance.estimates.scores import index_indicators
from social_balance.measures.composition import Concentration
from social_balance.measures.distribution import BottomShare, Median, Quantile, TopShare
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import Rate
from social_balance.yearly.described_areas import BlockFigures
from social_balance.yearly.status import Meta, Status

_COLUMNS = ("value", "base", "positive", "status", "as_of", "years", "beneath")
# A block is what divisions cut each other into, or several of those: nobody publishes it.
Role: TypeAlias = Literal["area", "rest", "whole", "block"]


@dataclass(frozen=True)
class Cell:
    """One indicator in one area and one year: what the counts beneath figures are counts of."""

    indicator: str
    area: str
    drawing: tuple[str, ...]  # the parts of the area in that year; of the rest those of all areas
    year: int


@dataclass(frozen=True)
class PersonsCounted:
    """What a row of the estimates says of one year: the base, and those counted or the events."""

    base: float
    positive: float
    value: float = math.nan


@dataclass(frozen=True)
class Figure:
    """One figure that is published: its label, and the persons beneath it in each year it is made of.

    Parameters
    ----------
    indicator, theme, area, year
        What it is a figure of.
    role : {"area", "rest", "whole"}
    source : str
    in_index : bool
        Whether an index of its theme rests on it.
    persons : mapping of Cell to Persons
        One for each year of a window.
    withheld : bool
        Whether a table that has the whole leaves it out: it is not published, and the rest of the sum shows
        it.
    division : str
        Which division of the municipality; empty for the first.
    """

    indicator: str
    theme: str
    area: str
    year: int
    role: Role
    source: str
    in_index: bool
    persons: dict[Cell, Persons]
    withheld: bool = False
    division: str = ""

    @property
    def label(self) -> tuple[str, str, int]:
        """Indicator, area and year."""
        return self.indicator, self.area, self.year


def figures_beneath(status: Status, division: str = "") -> list[Figure]:
    """Return every figure of a status with the persons beneath it: every wave, area, rest and whole.

    Parameters
    ----------
    status : Status
        Not released.
    division : str
        Which division of the municipality it is of.

    Returns
    -------
    list of Figure
        In the order of the estimates. Figures that nobody stands behind (empty, not measured, not there yet)
        are not among them: they are missing, not hidden.
    """
    meta = status.meta
    definitions = {i.id: i for i in status.themes.indicators}
    themes = {i.id: theme.id for theme in status.themes for i in theme.indicators}
    counting = {i.id for theme in status.themes for i in index_indicators(theme)}
    rows = status.estimates.rows
    rows = rows[rows.index.get_level_values("year").isin({*meta.years, meta.since, meta.until})]
    whole = {(label[0], label[2]) for label in rows.index[rows["status"] == "ok"] if label[1] == meta.whole}
    shown = _in_index(status)
    figures = []
    for label, row in zip(rows.index, _records(rows), strict=True):
        indicator, area, year = label
        if indicator not in themes:
            continue
        # Missing and yet inside a whole that is there: not "not measured", but kept back.
        withheld = row["status"] == "missing" and (indicator, year) in whole
        definition = definitions[indicator]
        persons = dict(_persons_by_year(status, definition, label, row, withheld=withheld))
        if persons:
            in_index = indicator in counting and shown.get(label, True)
            role = role_of(area, meta)
            figures.append(
                Figure(
                    indicator, themes[indicator], area, year, role, definition.source, in_index, persons,
                    withheld, division,
                )
            )  # fmt: skip
    return figures


def persons_in_blocks(status: Status, figures: BlockFigures) -> dict[Cell, Persons]:
    """Return the persons of every block that divisions cut, in every indicator and year.

    Parameters
    ----------
    status : Status
        Of the first division.
    figures : BlockFigures

    Returns
    -------
    dict of Cell to Persons
        Without the blocks in which nobody is.
    """
    areas = figures.blocks.areas
    # The same status, only of blocks: a figure is counted by the same rules whatever area it is of.
    of_blocks = replace(status, areas=areas, estimates=figures.estimates)
    definitions = {i.id: i for i in status.themes.indicators}
    names = {area.name for area in (*areas.areas, areas.rest)}
    rows = figures.estimates.rows
    found: dict[Cell, Persons] = {}
    for label, row in zip(rows.index, _records(rows), strict=True):
        if label[1] in names and label[0] in definitions:
            found |= dict(_persons_by_year(of_blocks, definitions[label[0]], label, row, withheld=False))
    return found


def role_of(area: str, meta: Meta) -> Role:
    """Return whether an area is followed, the rest or the whole."""
    if area == meta.whole:
        return "whole"
    if area == meta.rest:
        return "rest"
    return "area"


def _in_index(status: Status) -> dict[tuple[str, str, int], bool]:
    """Return which figures the index of the two years rests on; those of other waves are not among them."""
    table = status.tables().indicators
    labels = zip(table["indicator"], table["area"], table["year"], strict=True)
    return dict(zip(labels, table["in_index"].tolist(), strict=True))


def _records(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the columns that say who is beneath each row."""
    columns = [name for name in _COLUMNS if name in rows]
    for values in zip(*(rows[name].tolist() for name in columns), strict=True):
        yield dict(zip(columns, values, strict=True))


def _persons_by_year(
    status: Status,
    definition: Indicator,
    label: tuple[str, str, int],
    row: dict[str, Any],
    *,
    withheld: bool,
) -> Iterator[tuple[Cell, Persons]]:
    """Yield the years of a figure with the persons in each."""
    indicator, area, year = label
    base = row["base"]
    if withheld:
        yield _cell(status, indicator, area, year), Persons(math.nan)
        return
    # Nobody in the base: the figure is empty, and there is nothing to hide.
    if not (np.isfinite(base) and base > 0):
        return
    years = row.get("years")
    if not isinstance(years, tuple):
        as_of = row.get("as_of", math.nan)
        # A figure that is carried on is that of the earlier year once more.
        counted_in = year if as_of is None or not np.isfinite(as_of) else int(as_of)
        years = ((counted_in, base, row["positive"]),)
    elif np.isfinite(row["positive"]) and row["positive"] < min(counted for _, _, counted in years):
        # The row tells of the fewest of its years: it is the last word on them.
        years = (*years[:-1], (years[-1][0], min(years[-1][1], base), row["positive"]))
    beneath = row.get("beneath")
    for each, of_year, positive in years:
        cell = _cell(status, indicator, area, int(each))
        known = beneath.get(int(each), {}) if isinstance(beneath, dict) else {}
        yield (
            cell,
            _persons_of(
                definition, cell.year, PersonsCounted(float(of_year), float(positive), row["value"]), known
            ),
        )


def _cell(status: Status, indicator: str, area: str, year: int) -> Cell:
    """Return the cell with the drawing that its area has in that year."""
    areas = status.areas
    drawn = areas.drawn or year
    # By name: an area keeps its name when it is drawn otherwise, and its parts tell the drawings apart.
    parts = {each.name: each.parts_in(drawn) for each in areas.areas}
    if area == areas.whole.name:
        return Cell(indicator, area, (), year)
    # The rest is what the areas leave, so that it is another when any of them is.
    of_rest = (part for own in parts.values() for part in own)
    return Cell(indicator, area, tuple(sorted(parts.get(area, of_rest))), year)


def _persons_of(definition: Indicator, year: int, told: PersonsCounted, known: Mapping[str, Any]) -> Persons:
    """Return the persons of one year of a figure, from its base, what it counts and what is known besides."""
    measure = _measure_in(definition, year)
    counted = told.positive
    smallest = known.get("smallest", math.nan)
    if isinstance(measure, Concentration):
        # A percentage of persons, though it comes of where they are.
        counted = round(told.base * told.value / 100) if np.isfinite(told.value) else math.nan
    elif isinstance(measure, Rate) and measure.value is not None and told.positive > told.base:
        # Events, and not known of how many persons: more events than persons says nothing of few persons.
        counted = math.nan
    elif (share := _share_told_apart(measure)) is not None:
        # Those on either side of a quantile, or in the part whose share of the total it is.
        smallest = math.floor(told.base * share)
    return Persons(
        told.base,
        known.get("counted", counted),
        known.get("complement", True),
        smallest,
        tuple(known.get("largest", ())),
    )


def _share_told_apart(measure: Measure | None) -> float | None:
    """Return the smaller part of the persons that a quantile or a share of a total tells apart."""
    if isinstance(measure, (TopShare, BottomShare)):
        return min(measure.percent, 100 - measure.percent) / 100
    if isinstance(measure, Median):
        return 0.5
    if isinstance(measure, Quantile):
        return min(measure.q, 1 - measure.q)
    return None


def _measure_in(definition: Indicator, year: int) -> Measure | None:
    """Return the rule of an indicator in a year."""
    version = definition.version(year)
    if version is None:
        return None
    return version.measure
