"""The totals that ratio figures are made of, worked out for a block of replicates at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.estimates.groups import Groups
from social_balance.estimates.specs import EstimateSpec
from social_balance.measures.distribution import Curve, Distribution
from social_balance.measures.person_variables import PersonVariable
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.registry import handler_for
from social_balance.measures.total import Total

EVERYONE = PersonVariable(None)
PIECE = 2**18  # multiplications below which OpenBLAS starts no thread


@dataclass(frozen=True)
class Ratio:
    """One ratio of totals of one figure: coefficient · total of column `top` / total of column `bottom`.

    A total is one with nothing at the bottom.
    """

    figure: int
    group: int  # a cell, or (after the cells) the whole of one other group
    coefficient: float
    top: int
    bottom: int | None
    persons: int  # the column that tells who takes part


@dataclass(frozen=True)
class Mixture:
    """A figure of the whole that is the mean of the areas' figures, weighted by who lives there."""

    figure: int
    figures: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Reached:
    """A column that tells who is at or below the quantile of their own group."""

    answers: PersonVariable
    persons: PersonVariable
    limits: tuple[float, ...]  # one a group
    whole: bool  # the groups are those of the whole, not the cells


@dataclass(frozen=True)
class Ranking:
    """A figure that needs the answers in order, worked out again with the weights of each replicate."""

    figure: int
    group: int
    persons: int
    unit: Codes  # of each person in the base, in the order of the answers
    answers: Floats
    weights: Floats
    again: Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class Stack:
    """What the figures of a table need of it: amounts per unit and cell, and how figures are made of totals.

    A row of `amounts` is what one unit has in one cell, so that a block of replicates costs one product of
    its weights with the amounts, whatever the number of cells. The rows are in the order of the cells.
    """

    unit: Codes
    cell: Codes
    amounts: Floats  # one column for each part of a measure
    n_area: int
    n_other: int
    n_figures: int
    ratios: tuple[Ratio, ...]
    mixtures: tuple[Mixture, ...]
    rankings: tuple[Ranking, ...]  # by the numbers that units had first
    everyone: int  # the column that counts everyone; −1 when no mixture needs it
    _plan: _Plan = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the ratios out as arrays once, for all blocks."""
        object.__setattr__(self, "_plan", _Plan.of(self))

    def totals(self, weights: Floats) -> Floats:
        """Totals of every column in every cell, from units' weights of shape (replicates, units).

        Returns
        -------
        ndarray of float, shape (replicates, cells, columns)
        """
        found = np.empty((len(weights), self.n_area * self.n_other, self.amounts.shape[1]))
        for cell, (rows, units) in enumerate(self._plan.cells):
            found[:, cell] = blocked_product(weights[:, units], self.amounts[rows])
        return found

    def figures(self, totals: Floats, factors: Callable[[Codes], Floats]) -> Floats:
        """Every figure from totals of shape (replicates, cells, columns); NaN where there is none.

        `factors` gives the factors of some units in every replicate, for the figures that no totals give.

        Returns
        -------
        ndarray of float, shape (replicates, figures)
        """
        plan = self._plan
        count = len(totals)
        whole = totals.reshape(count, self.n_area, self.n_other, -1).sum(axis=1)
        every = np.concatenate([totals, whole], axis=1).reshape(count, -1)
        every = np.hstack([every, np.ones((count, 1))])  # what a total is divided by
        top = every[:, plan.top]
        bottom = every[:, plan.bottom]
        ratio = plan.coefficient * np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom != 0)
        made = np.full((count, self.n_figures), np.nan)
        if len(plan.figure):
            made[:, plan.figure] = np.add.reduceat(ratio, plan.first, axis=1)
        for mixture in self.mixtures:
            lives = totals[:, list(mixture.groups), self.everyone]
            total = lives.sum(axis=1)
            mixed = (lives * made[:, list(mixture.figures)]).sum(axis=1)
            made[:, mixture.figure] = np.divide(
                mixed, total, out=np.full(count, np.nan), where=total != 0
            )  # fmt: skip
        for ranking in self.rankings:
            made[:, ranking.figure] = ranking.again(ranking.answers, factors(ranking.unit) * ranking.weights)
        return made

    def scale_units(self, factor: Floats) -> Stack:
        """Return the stack with the amounts of each unit multiplied by a factor."""
        return replace(self, amounts=self.amounts * factor[self.unit][:, None])

    def renumber_units(self, position: Codes) -> Stack:
        """Return the stack with other numbers of the units."""
        unit = position[self.unit]
        order = np.lexsort((unit, self.cell))
        return replace(self, unit=unit[order], cell=self.cell[order], amounts=self.amounts[order])

    def per_figure(self, count: Callable[[Codes], float]) -> Floats:
        """Return a number for each figure, worked out from the units in its base; NaN without one."""
        found = np.full(self.n_figures, np.nan)
        bases: dict[int, set[tuple[int, int]]] = {}
        for ratio in self.ratios:
            bases.setdefault(ratio.figure, set()).add((ratio.group, ratio.persons))
        for ranking in self.rankings:
            bases.setdefault(ranking.figure, set()).add((ranking.group, ranking.persons))
        seen: dict[frozenset[tuple[int, int]], float] = {}
        for figure, base in bases.items():
            key = frozenset(base)
            if key not in seen:
                inside = [self._in_group(group) & (self.amounts[:, column] != 0) for group, column in base]
                seen[key] = count(self.unit[np.any(inside, axis=0)])
            found[figure] = seen[key]
        for mixture in self.mixtures:
            found[mixture.figure] = found[list(mixture.figures)].min()
        return found

    def _in_group(self, group: int) -> Mask:
        cells = self.n_area * self.n_other
        if group < cells:
            return np.asarray(self.cell == group)
        return np.asarray(self.cell % self.n_other == group - cells)


@dataclass(frozen=True)
class _Plan:
    """The ratios as arrays, and where the rows of each cell lie."""

    figure: Codes
    first: Codes
    top: Codes
    bottom: Codes
    coefficient: Floats
    cells: tuple[tuple[slice, slice | Codes], ...]

    @staticmethod
    def of(stack: Stack) -> _Plan:
        figure = np.array([ratio.figure for ratio in stack.ratios], dtype=np.intp)
        columns = stack.amounts.shape[1]
        one = (stack.n_area + 1) * stack.n_other * columns  # where `Stack.figures` puts the number 1
        distinct, first = np.unique(figure, return_index=True)
        return _Plan(
            distinct,
            first.astype(np.intp),
            np.array([r.group * columns + r.top for r in stack.ratios], dtype=np.intp),
            np.array(
                [one if r.bottom is None else r.group * columns + r.bottom for r in stack.ratios], np.intp
            ),
            np.array([r.coefficient for r in stack.ratios], dtype=float),
            tuple(_cell_slices(stack.cell, stack.unit, stack.n_area * stack.n_other)),
        )


def build_stack(
    specs: Sequence[EstimateSpec],
    groups: Groups,
    numbers: Callable[[PersonVariable], Floats],
    *,
    rows: pd.DataFrame,
    unit: Codes,
    weights: Floats,
) -> Stack:
    """Gather what the specs need of a table, figure by figure in the order of `linearise`.

    Parameters
    ----------
    specs : sequence of EstimateSpec
    groups : Groups
    numbers : callable
        The number of every row in a part of a measure.
    rows : DataFrame, one row per (measure, *by)
        The figures with the full weights: replicates count who is at or below these quantiles.
    unit : ndarray of int, shape (n,)
        The unit whose weight the replicates change.
    weights : ndarray of float, shape (n,)
        What the numbers are multiplied by.
    """
    builder = StackBuilder(groups, rows, numbers, unit, weights)
    for spec in specs:
        builder.add_figures(spec)
    cells = groups.cells
    inside = np.flatnonzero(cells >= 0)
    order = inside[np.lexsort((unit[inside], cells[inside]))]
    amounts = np.empty((len(order), len(builder.columns)))
    for part, column in builder.columns.items():
        amounts[:, column] = (weights * builder.numbers_of(part))[order]
    cell = cells[order]
    units = unit[order]
    start = np.flatnonzero((np.diff(cell, prepend=-1) != 0) | (np.diff(units, prepend=-1) != 0))
    if len(start) < len(order):
        amounts = np.add.reduceat(amounts, start, axis=0)
    everyone = builder.columns.get(EVERYONE, -1)
    return Stack(
        units[start], cell[start], amounts, len(groups.area_ids), groups.n_other, builder.count,
        tuple(builder.ratios), tuple(builder.mixtures), tuple(builder.rankings), everyone,
    )  # fmt: skip


@dataclass
class StackBuilder:
    """Collects the ratios of the figures and the columns they need, figure by figure."""

    groups: Groups
    rows: pd.DataFrame
    numbers: Callable[[PersonVariable], Floats]
    unit: Codes
    weights: Floats
    count: int = 0
    columns: dict[PersonVariable | Reached, int] = field(default_factory=dict)
    ratios: list[Ratio] = field(default_factory=list)
    rankings: list[Ranking] = field(default_factory=list)
    mixtures: list[Mixture] = field(default_factory=list)

    def add_figures(self, spec: EstimateSpec) -> None:
        """Add what one figure needs in every group."""
        g = self.groups
        cells = range(len(g.cell_labels) * (spec.level == "area"))
        wholes = range(len(g.cell_labels), len(g.cell_labels) + len(g.whole_labels))
        if spec.measure is None:  # not defined in this year
            self.count += len(cells) + len(wholes)
            return
        by_family: Mapping[str, Callable[[Any, range, range], None]] = {
            "ratio": self._add_ratios,
            "total": self._add_totals,
            "distribution": self._add_distributions,
            "rated": lambda measure, *_: self._add_outside_ratings(measure),
        }
        handler_for(spec.measure, by_family)(spec.measure, cells, wholes)

    def _add_ratios(self, measure: RatioMeasure, cells: range, wholes: range) -> None:
        for group in (*cells, *wholes):
            self._add_ratio(measure, group)

    def _add_totals(self, measure: Total, cells: range, wholes: range) -> None:
        amount = self._column_of(measure.amount())
        persons = self._column_of(measure.persons())
        for group in (*cells, *wholes):
            self.ratios.append(Ratio(self.count, group, measure.factor, amount, None, persons))
            self.count += 1

    def _add_distributions(self, measure: Distribution, cells: range, wholes: range) -> None:
        if measure.is_read_off_curve:
            self._add_quantiles(measure, cells, whole=False)
            self._add_quantiles(measure, wholes, whole=True)
            return
        for group in (*cells, *wholes):
            self._add_ranking(measure, group)

    def _add_ratio(self, measure: RatioMeasure, group: int) -> None:
        of = self._column_of
        for term in measure.terms():
            top = of(term.positive)
            bottom = of(term.base)
            persons = of(term.takes_part)
            self.ratios.append(Ratio(self.count, group, term.coefficient, top, bottom, persons))
        self.count += 1

    def _add_quantiles(self, measure: Distribution, groups: range, *, whole: bool) -> None:
        """The share at or below each group's own quantile [Woodruff 1952]."""
        mine = self.rows.iloc[self.count : self.count + len(groups)]
        limits = [
            curve.reached(value)[0] if isinstance(curve, Curve) else np.nan
            for curve, value in zip(mine["curve"], mine["value"], strict=True)
        ]
        reached = Reached(measure.amount(), measure.persons(), tuple(limits), whole)
        for group in groups:
            top = self._column_of(reached)
            persons = self._column_of(measure.persons())
            self.ratios.append(Ratio(self.count, group, 1.0, top, persons, persons))
            self.count += 1

    def _add_ranking(self, measure: Distribution, group: int) -> None:
        g = self.groups
        wholes = len(self.groups.cell_labels)
        inside = g.other == group - wholes
        if group < wholes:
            inside = g.cells == group
        here = np.flatnonzero(inside & (self.numbers(measure.persons()) != 0))
        answers = self.numbers(measure.amount())[here]
        order = np.argsort(answers, kind="stable")
        here = here[order]
        persons = self._column_of(measure.persons())
        if len(here):
            self.rankings.append(
                Ranking(
                    self.count,
                    group,
                    persons,
                    self.unit[here],
                    answers[order],
                    self.weights[here],
                    measure.recompute,
                )
            )
        self.count += 1

    def numbers_of(self, column: PersonVariable | Reached) -> Floats:
        """The number of every row in a column."""
        if isinstance(column, PersonVariable):
            return self.numbers(column)
        code = self.groups.cells
        if column.whole:
            code = self.groups.other
        limit = np.array(column.limits)[code]
        return np.where(self.numbers(column.answers) <= limit, self.numbers(column.persons), 0.0)

    def _add_outside_ratings(self, measure: SeenFromOutside) -> None:
        g = self.groups
        start = self.count
        for area in g.area_ids:
            for other in range(g.n_other):
                if g.rest >= 0:
                    self._add_ratio(measure.about(area), g.rest * g.n_other + other)
                else:
                    self.count += 1
        for other in range(len(g.whole_labels)):
            self._column_of(EVERYONE)
            mine = range(other, len(g.cell_labels), g.n_other)
            self.mixtures.append(Mixture(self.count, tuple(start + i for i in mine), tuple(mine)))
            self.count += 1

    def _column_of(self, part: PersonVariable | Reached) -> int:
        return self.columns.setdefault(part, len(self.columns))


def blocked_product(left: Floats, right: Floats) -> Floats:
    """Matrix product in pieces so small that BLAS does each of them on one thread and in its cache.

    Products with few columns gain nothing from threads, and lose much when the processor is busy.

    Examples
    --------
    >>> blocked_product(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    """
    depth = max(16, PIECE // max(len(left) * right.shape[1], 1))
    whole = len(right) // depth * depth
    pieces = left[:, :whole].reshape(len(left), -1, depth).swapaxes(0, 1)
    stacked = np.matmul(pieces, right[:whole].reshape(-1, depth, right.shape[1]))
    return np.asarray(stacked.sum(axis=0) + left[:, whole:] @ right[whole:])


def _cell_slices(cell: Codes, unit: Codes, count: int) -> Iterator[tuple[slice, slice | Codes]]:
    """Rows of each cell, and their units: a slice where they follow each other, so that nothing is copied."""
    bounds = np.searchsorted(cell, np.arange(count + 1))
    for start, stop in pairwise(bounds):
        units = unit[start:stop]
        row = slice(int(start), int(stop))
        if len(units) and int(units[-1]) - int(units[0]) == len(units) - 1:
            yield row, slice(int(units[0]), int(units[-1]) + 1)
        else:
            yield row, units
