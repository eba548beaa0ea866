"""Figures out of the sums of cells, and how each figure's uncertainty is made of products of persons."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from social_balance.cell_sums import is_count
from social_balance.estimates import rows_frame
from social_balance.groups import Groups
from social_balance.intervals import Events
from social_balance.linearise import Task, status_of
from social_balance.measures import Rate, RatioMeasure, Total
from social_balance.pairing import Products, Slot
from social_balance.parts import Measure, Part
from social_balance.segregation import Codes, Floats


@dataclass(frozen=True)
class Columns:
    """The numbers that are kept of a person: zeros and ones, and numbers less a centre.

    Parameters
    ----------
    bits, numbers : tuple of Part
        Who takes part or is counted; what is added up.
    owner : tuple of int
        For each of `numbers` the one of `bits` that says who has it.
    centre : tuple of float
        For each of `numbers` what is taken from it, a number near its mean.
    """

    bits: tuple[Part, ...]
    numbers: tuple[Part, ...] = ()
    owner: tuple[int, ...] = ()
    centre: tuple[float, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of them, in order."""
        return (*self.bits, *self.numbers)

    @property
    def centres(self) -> tuple[tuple[int, float], ...]:
        """Owner and centre of each number."""
        return tuple(zip(self.owner, self.centre, strict=True))

    def centred(self, totals: Floats) -> Columns:
        """Return the columns with the mean of each number as its centre, from the totals of all the parts."""
        mean = [
            float(totals[len(self.bits) + k] / totals[who]) if totals[who] else 0.0
            for k, who in enumerate(self.owner)
        ]
        return Columns(self.bits, self.numbers, self.owner, tuple(mean))

    @cached_property
    def at(self) -> dict[Part, int]:
        """Position of each part."""
        return {part: j for j, part in enumerate(self.parts)}

    def weigh(self, slope: Floats, j: int, by: Floats) -> None:
        """Add `by` times the j-th part to the slopes of k figures, shape (k, columns)."""
        slope[:, j] += by
        k = j - len(self.bits)
        if k >= 0:
            slope[:, self.owner[k]] += by * self.centre[k]


@dataclass(frozen=True)
class Reach:
    """The figures that a person in a cell has a part in; slopes of that part, shape (figures, columns)."""

    figures: Codes
    slope: Floats


def is_summed(measure: Measure | None) -> bool:
    """Whether a measure is made of sums over cells."""
    return measure is None or isinstance(measure, (RatioMeasure, Total))


def columns_of(measures: Sequence[Measure]) -> Columns:
    """Return the numbers per person that measures are made of, each once."""
    bits: dict[Part, int] = {}
    numbers: dict[Part, int] = {}
    for measure in measures:
        for part, who in _parts_and_owners(measure):
            owner = bits.setdefault(who, len(bits))
            if is_count(part):
                bits.setdefault(part, len(bits))
            else:
                numbers.setdefault(part, owner)
    return Columns(tuple(bits), tuple(numbers), tuple(numbers.values()), (0.0,) * len(numbers))


def figures_of(
    sums: Floats, columns: Columns, tasks: Sequence[Task], groups: Groups, *, first: int = 0
) -> tuple[pd.DataFrame, list[Reach]]:
    """Make the figures of one year from the sums of its cells.

    Parameters
    ----------
    sums : ndarray of float, shape (cells, parts)
        The sum of each part in each cell.
    columns : Columns
        Which parts they are.
    tasks : sequence of Task
    groups : Groups
        How the cells fall into areas and other groups.
    first : int
        Position of the first figure among those of all years.

    Returns
    -------
    DataFrame, one row per (measure, *by), and a list of Reach, one per cell

    Notes
    -----
    A person's part in R = Y/X is z = (y − R·x)/X, and in a total z = y: linear in the numbers of the columns,
    with slopes that depend on the figure alone [Woodruff 1971; Binder 1983].
    """
    labels: list[tuple[Hashable, ...]] = []
    rows: list[dict[str, Any]] = []
    reached: list[list[tuple[int, Floats]]] = [[] for _ in range(len(sums))]
    for task in tasks:
        by_area = [(groups.cells, groups.cell_labels)] if task.level == "area" else []
        for code, names in (*by_area, (groups.other, groups.whole_labels)):
            found, slope = _figure(task, _grouped(sums, code, len(names)), columns)
            for cell, group in enumerate(code):
                if len(names) and group >= 0 and found[group]["status"] == "ok":
                    reached[cell].append((first + len(rows) + int(group), slope[group]))
            labels += [(task.name, *name) for name in names]
            rows += found
    frame = rows_frame(rows, labels, names=["measure", *groups.names])
    width = len(columns.parts)
    return frame, [
        Reach(np.array([at for at, _ in cell], dtype=np.intp), np.reshape([s for _, s in cell], (-1, width)))
        for cell in reached
    ]


def covariance_of(products: Products, reach: dict[Slot, Reach], n: int) -> Floats:
    """Sum of z·zᵀ over persons, from the products of their numbers, shape (n, n).

    Parameters
    ----------
    products : Products
    reach : dict of slot to Reach
        A slot is a year and a place.
    n : int
        Number of figures.
    """
    matrix, size = np.zeros((n, n)), np.zeros(n)
    for u, v, product in products.pairs():
        one, other = reach.get(u), reach.get(v)
        if one is None or other is None:
            continue
        block = one.slope @ product @ other.slope.T
        matrix[np.ix_(one.figures, other.figures)] += block
        if u != v:
            matrix[np.ix_(other.figures, one.figures)] += block.T
        else:
            size[one.figures] += np.einsum("fi,ij,fj->f", *map(np.abs, (one.slope, product, one.slope)))
    # What is left of squares that cancel is rounding: everybody in the base has the same number.
    matrix[(diagonal := np.diagonal(matrix) <= 1e-13 * size), :] = 0.0
    matrix[:, diagonal] = 0.0
    return matrix


def _parts_and_owners(measure: Measure) -> list[tuple[Part, Part]]:
    if isinstance(measure, Total):
        return [(measure.amount(), measure.persons())]
    assert isinstance(measure, RatioMeasure)
    return [(part, term.takes_part) for term in measure.terms() for part in (term.positive, term.base)]


def _grouped(sums: Floats, code: Codes, k: int) -> Floats:
    """Add up the cells of each group, shape (k, parts)."""
    total = np.zeros((k, sums.shape[1]))
    inside = code >= 0
    if k:
        np.add.at(total, code[inside], sums[inside])
    return total


def _figure(task: Task, sums: Floats, columns: Columns) -> tuple[list[dict[str, Any]], Floats]:
    """Make one figure in every group, with its slopes."""
    k, measure = len(sums), task.measure
    at = columns.at
    slope = np.zeros((k, len(columns.parts)))
    if measure is None:
        blank = {"df": np.nan, "method": "", "interval": "none", "status": "not_defined"}
        return [_row(task, **blank) for _ in range(k)], slope
    value, base = np.zeros(k), np.full(k, np.inf)
    positive, interval = np.full(k, np.nan), "t"
    curves: Sequence[Events | None] = [None] * k
    if isinstance(measure, Total):
        amount = at[measure.amount()]
        value, base = measure.factor * sums[:, amount], sums[:, at[measure.persons()]]
        positive = sums[:, amount] if measure.positive is not None else positive
        columns.weigh(slope, amount, np.full(k, measure.factor))
    else:
        assert isinstance(measure, RatioMeasure)
        terms = [(t.coefficient, at[t.positive], at[t.base], at[t.takes_part]) for t in measure.terms()]
        for coefficient, y, x, who in terms:
            known = sums[:, x] != 0
            scale = np.divide(coefficient, sums[:, x], out=np.zeros(k), where=known)
            ratio = np.divide(sums[:, y], sums[:, x], out=np.full(k, np.nan), where=known)
            value = value + coefficient * ratio
            base = np.minimum(base, sums[:, who])
            columns.weigh(slope, y, scale)
            columns.weigh(slope, x, -scale * np.nan_to_num(ratio))
        if measure.proportion:
            positive, interval = sums[:, terms[0][1]], "wilson"
        if isinstance(measure, Rate):
            positive, interval = sums[:, terms[0][1]], "byar" if measure.positive is not None else "dobson"
            time = np.where(sums[:, terms[0][2]] != 0, sums[:, terms[0][2]], 1.0)
            curves = [Events(*of_group) for of_group in zip(positive, measure.per / time, strict=True)]
    return [
        _row(task, value=value[j], df=np.inf, base=base[j], positive=positive[j], effective_base=base[j],
             method="taylor", interval=interval, curve=curves[j], status=status_of(base[j], value[j]))
        for j in range(k)
    ], slope  # fmt: skip


def _row(task: Task, **row: Any) -> dict[str, Any]:
    unknown = dict.fromkeys(("value", "base", "positive", "effective_base", "deff", "deff_srswor"), np.nan)
    return {**unknown, "unit": task.unit, "curve": None, **row}
