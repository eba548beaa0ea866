"""Measures of a register that are no sums over cells, made of counted kinds of persons."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.estimates.compositions import Bootstrap, estimate_composition
from social_balance.estimates.domains import status_of
from social_balance.estimates.groups import Groups, group_rows
from social_balance.estimates.rows import rows_frame
from social_balance.estimates.specs import EstimateSpec
from social_balance.language.faults import InputError, Issue
from social_balance.measures.counted_cells import Composition
from social_balance.measures.distribution import Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.registry import handler_for
from social_balance.registers.cell_figures import CellInfluence, RegisterRequest
from social_balance.registers.pairing import Lookup, Slot
from social_balance.registers.person_wide import Places
from social_balance.registers.tallies import Tally


@dataclass(frozen=True)
class ComposedFigures:
    """Such measures of all years: their rows, and where the influence of a person is found.

    Parameters
    ----------
    rows : DataFrame, one row per (measure, *by)
    lookups : tuple of Lookup
        One for each tally.
    reach : mapping of slot to list of (figure, column)
        The figures that a person in a slot has a part in, and the column that the part stands in.
    """

    rows: pd.DataFrame
    lookups: tuple[Lookup, ...]
    reach: Mapping[Slot, Sequence[tuple[int, int]]]

    @property
    def width(self) -> int:
        """Columns of all the lookups."""
        return sum(lookup.columns for lookup in self.lookups)

    def beside(self, summed: Mapping[Slot, CellInfluence], columns: int) -> dict[Slot, CellInfluence]:
        """Put the figures beside those that are sums over cells, of so many columns."""
        joined = {}
        for slot, before in summed.items():
            own = self.reach.get(slot, ())
            k = len(before.figures)
            slope = np.zeros((k + len(own), columns + self.width))
            slope[:k, :columns] = before.slope
            slope[np.arange(k, k + len(own)), [columns + column for _, column in own]] = 1.0
            figures = np.array([*before.figures, *(figure for figure, _ in own)], dtype=np.intp)
            joined[slot] = CellInfluence(figures, slope)
        return joined


@dataclass
class _PlacedInfluence:
    """One measure in some cells, and where its figures stand; equal names share columns."""

    name: tuple[str, int]
    tally: int
    rows: Codes
    influence: Floats
    figures: list[int]  # −1: cannot be used


_PlacedRows: TypeAlias = tuple[_PlacedInfluence, list[tuple[tuple[Hashable, ...], dict[str, Any]]]]


def make_composed_figures(
    tallies: Sequence[Tally],
    wanted: Mapping[int | None, Sequence[EstimateSpec]],
    request: RegisterRequest,
    *,
    places: Places,
    year: str,
    years: Sequence[int],
    first: int,
) -> ComposedFigures:
    """Make the measures from the tallies.

    Parameters
    ----------
    tallies : sequence of Tally
    wanted : mapping of year to tasks
        The year is None when figures are made of all years at once.
    request : RegisterRequest
        For facts nobody's influence is laid out, and nothing drawn.
    places : Places
    year : str
        Column of the keys.
    years : sequence of int
        The years there are.
    first : int
        Position of the first figure.

    Raises
    ------
    InputError
        A measure that needs to know who lives in the rest, where that is not told.
    """
    bootstrap = request.bootstrap or Bootstrap(0, 1)
    by_family: Mapping[str, Callable[..., list[_PlacedRows]]] = {
        "distribution": _make_distribution,
        "composition": partial(_make_composition, bootstrap=bootstrap),
    }
    labels: list[tuple[Hashable, ...]] = []
    rows: list[dict[str, Any]] = []
    found: list[_PlacedInfluence] = []
    measures_of = _assign_measures([task.measure for tasks in wanted.values() for task in tasks], tallies)
    for each, tasks in wanted.items():
        for t, tally in enumerate(tallies):
            own = [task for task in tasks if task.measure in measures_of[t]]
            if not own:
                continue
            if each is None:
                at = np.arange(len(tally.keys))
            else:
                at = np.flatnonzero(tally.keys[year] == each)
            groups = group_rows(tally.shown.iloc[at], request.by, request.areas)
            for task in own:
                assert task.measure is not None
                make = handler_for(task.measure, by_family)
                for one, said in make(task, task.measure, tally, t, at, groups):
                    start = first + len(rows)
                    usable = [row["status"] == "ok" for _, row in said]
                    one.figures = [start + i if ok else -1 for i, ok in enumerate(usable)]
                    found.append(one)
                    labels += [(task.name, *label) for label, _ in said]
                    rows += [row for _, row in said]
    frame = rows_frame(rows, labels, names=["measure", *request.by])
    if request.bootstrap is None:
        return ComposedFigures(frame, (), {})
    return ComposedFigures(frame, *_lay_out_influence(tallies, found, places, year, years))


def _assign_measures(measures: Sequence[Measure | None], tallies: Sequence[Tally]) -> list[set[Measure]]:
    """Give every measure to the first tally that tells what it asks."""
    given: list[set[Measure]] = [set() for _ in tallies]
    for measure in measures:
        first = next((t for t, tally in enumerate(tallies) if tally.kinds.tells_apart(measure)), None)
        if measure is not None and first is not None:
            given[first].add(measure)
    return given


def _make_composition(
    task: EstimateSpec,
    measure: Composition,
    tally: Tally,
    t: int,
    at: Codes,
    groups: Groups,
    bootstrap: Bootstrap,
) -> list[_PlacedRows]:
    """Make a composition measure in every other group."""
    if measure.needs_rest and groups.rest < 0:
        raise InputError(Issue("EST024", place=task.name))
    made = []
    for other in range(groups.n_other):
        rows = np.flatnonzero(groups.other == other)
        here = at[rows]
        one = estimate_composition(
            measure, tally.shown.iloc[here], task, groups.of_rows(rows, other=other),
            bootstrap=bootstrap, weight=tally.persons[here],
            holds=partial(tally.kinds.holds, tally.flags[here]),
        )  # fmt: skip
        rows_of = zip(one.labels, one.row_fields(), one.status, strict=True)
        said = [
            (label, {**_BLANK, "unit": task.unit, **row, "status": status}) for label, row, status in rows_of
        ]
        made.append((_PlacedInfluence((task.name, 0), t, here, one.influence, []), said))
    return made


def _make_distribution(
    task: EstimateSpec, measure: Distribution, tally: Tally, t: int, at: Codes, groups: Groups
) -> list[_PlacedRows]:
    """Make a measure of the order of numbers in every area and whole: a person is in one of each."""
    assert tally.numbers is not None
    made = []
    if task.level == "area":
        by_area = [(groups.cells, groups.cell_labels)]
    else:
        by_area = []
    for column, (code, labels) in enumerate((*by_area, (groups.other, groups.whole_labels))):
        found = []
        for k, label in enumerate(labels):
            mine = at[code == k]
            here = mine[tally.kind[mine] >= 0]
            base = tally.persons[here].sum()
            # Of nobody there is no order, and no figure.
            if base:
                figure = measure.estimate(tally.numbers[tally.kind[here]], tally.persons[here])
            else:
                figure = None
            found.append((label, here, mine, base, figure))
        for label, here, mine, base, figure in found:
            influence = np.zeros((len(tally.persons), 1))
            value = np.nan
            curve = None
            if figure is not None:
                influence[here, 0] = figure.influence
                value = figure.value
                curve = figure.curve
            [status] = status_of(np.array([base]), np.array([value]))
            row = {
                **_BLANK, "unit": task.unit, "value": value, "base": base, "effective_base": base,
                "df": np.inf, "method": "taylor", "interval": measure.interval,
                "curve": curve, "status": status,
            }  # fmt: skip
            made.append((_PlacedInfluence((task.name, column), t, mine, influence[mine], []), [(label, row)]))
    return made


_BLANK = {"positive": np.nan, "deff": np.nan, "deff_srswor": np.nan, "curve": None}


def _lay_out_influence(
    tallies: Sequence[Tally],
    found: Sequence[_PlacedInfluence],
    places: Places,
    year: str,
    years: Sequence[int],
) -> tuple[tuple[Lookup, ...], dict[Slot, list[tuple[int, int]]]]:
    """Lay out the influence of every kind of person, and tell whose figures each column is of."""
    lookups: list[Lookup] = []
    reach: dict[Slot, list[tuple[int, int]]] = {}
    before = 0
    for t, tally in enumerate(tallies):
        mine = [one for one in found if one.tally == t]
        starts: dict[tuple[str, int], int] = {}
        width = 0
        for name in dict.fromkeys(one.name for one in mine):
            starts[name] = width
            width += max(one.influence.shape[1] for one in mine if one.name == name)
        # A slot is a year and a place as one number, as the products have them.
        when = np.searchsorted(years, tally.keys[year].to_numpy(dtype=np.int64))
        where = places.of(tally.keys)
        slot = when * places.count + where
        influence = np.zeros((len(slot), width))
        for one in mine:
            start = starts[one.name]
            influence[one.rows, start : start + one.influence.shape[1]] = one.influence
            of_figures = [(figure, before + start + i) for i, figure in enumerate(one.figures) if figure >= 0]
            for at in np.unique(slot[one.rows][where[one.rows] >= 0]).tolist():
                reach.setdefault(divmod(at, places.count), []).extend(of_figures)
        there = np.flatnonzero((tally.kind >= 0) & (where >= 0))
        # Two spellings of an area or a place are one key, with one influence.
        keys, first = np.unique(slot[there] * tally.count + tally.kind[there], return_index=True)
        lookups.append(Lookup(keys, tally.count, influence[there[first]], tally.numbers))
        before += width
    return tuple(lookups), reach
