"""Figures out of the sums of cells, and how each figure's uncertainty is made of products of persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats
from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.domains import status_of
from social_balance.estimates.groups import Groups
from social_balance.estimates.intervals import RATE_INTERVALS, Events
from social_balance.estimates.rows import ROW_COLUMNS
from social_balance.estimates.specs import EstimateSpec
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import PersonVariable
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.registry import handler_for
from social_balance.measures.total import Total
from social_balance.registers.cell_sums import is_count
from social_balance.registers.pairing import Products, Slot

Wanted: TypeAlias = Mapping[int | None, Sequence[EstimateSpec]]


@dataclass(frozen=True)
class RegisterRequest:
    """Which groups figures of a register are made for, and how unsure they are said to be.

    Parameters
    ----------
    by : sequence of str
        Columns that make the groups.
    areas : Areas, optional
        Resolves the names of areas, and adds the whole municipality.
    bootstrap : Bootstrap, optional
        Of composition measures, where figures estimate the risk behind them; None for facts, which have no
        covariance.
    """

    by: Sequence[str]
    areas: Areas | None = None
    bootstrap: Bootstrap | None = None


@dataclass(frozen=True)
class Columns:
    """The numbers that are kept of a person: zeros and ones, and numbers less a centre.

    Parameters
    ----------
    flags, numbers : tuple of PersonVariable
        Who takes part or is counted; what is added up.
    nested_in : tuple of int
        For each of `flags` another of them that has everybody in it, −1 when none is known.
    owner : tuple of int
        For each of `numbers` the one of `flags` that says who has it.
    centre : tuple of float
        For each of `numbers` what is taken from it, a number near its mean.
    """

    flags: tuple[PersonVariable, ...]
    nested_in: tuple[int, ...]
    numbers: tuple[PersonVariable, ...] = ()
    owner: tuple[int, ...] = ()
    centre: tuple[float, ...] = ()

    @property
    def parts(self) -> tuple[PersonVariable, ...]:
        """All of them, in order."""
        return (*self.flags, *self.numbers)

    @property
    def centres(self) -> tuple[tuple[int, float], ...]:
        """Owner and centre of each number."""
        return tuple(zip(self.owner, self.centre, strict=True))

    def centred(self, totals: Floats) -> Columns:
        """Return the columns with the mean of each number as its centre, from the totals of all the parts."""
        mean = [
            float(totals[len(self.flags) + k] / totals[who]) if totals[who] else 0.0
            for k, who in enumerate(self.owner)
        ]
        return replace(self, centre=tuple(mean))

    @cached_property
    def at(self) -> dict[PersonVariable, int]:
        """Position of each part."""
        return {part: j for j, part in enumerate(self.parts)}

    def weigh(self, slope: Floats, j: int, by: Floats) -> None:
        """Add `by` times the j-th part to the slopes of k figures, shape (k, columns)."""
        slope[:, j] += by
        k = j - len(self.flags)
        if k >= 0:
            slope[:, self.owner[k]] += by * self.centre[k]


@dataclass(frozen=True)
class CellInfluence:
    """The figures that a person in a cell has a part in; slopes of that part, shape (figures, columns)."""

    figures: Codes
    slope: Floats


@dataclass(frozen=True)
class Block:
    """One task in some groups: the columns of its rows, and how they hang together with persons' numbers.

    Parameters
    ----------
    label : ndarray of int, shape (k,)
        Where the label of each figure stands among those of the areas and then of the whole.
    of_cell : tuple of ndarray of int, shape (cells,)
        The figure of each cell in its area, and in the whole; −1 for none.
    columns : mapping of str to array or value
        What the rows hold.
    slope : ndarray of float, shape (k, columns)
    """

    task: EstimateSpec
    label: Codes
    of_cell: tuple[Codes, ...]
    columns: Mapping[str, Any]
    slope: Floats


def is_summed(measure: Measure | None) -> bool:
    """Whether a measure is made of sums over cells."""
    return measure is None or measure.family in _FILL_BY_FAMILY


def columns_of(measures: Sequence[Measure]) -> Columns:
    """Return the numbers per person that measures are made of, each once."""
    flags: dict[PersonVariable, int] = {}
    nested_in: dict[int, int] = {}
    numbers: dict[PersonVariable, int] = {}
    for measure in measures:
        for part, who in _parts_and_owners(measure):
            owner = flags.setdefault(who, len(flags))
            if not is_count(part):
                numbers.setdefault(part, owner)
            elif part not in flags:
                nested_in[len(flags)] = owner
                flags[part] = len(flags)
    inside = tuple(nested_in.get(i, -1) for i in range(len(flags)))
    return Columns(tuple(flags), inside, tuple(numbers), tuple(numbers.values()), (0.0,) * len(numbers))


def blocks_of(
    sums: Floats, columns: Columns, wanted: Wanted, groups: Groups, *, every: bool = True
) -> list[Block]:
    """Make the figures of all years from the sums of cells.

    Parameters
    ----------
    sums : ndarray of float, shape (cells, parts)
        The sum of each part in each cell.
    columns : Columns
        Which parts they are.
    wanted : mapping of year to tasks
        The year is None when figures are made of all years at once.
    groups : Groups
        How the cells fall into areas and other groups.
    every : bool
        Whether an area has a figure in a year in which it has no cell.

    Returns
    -------
    list of Block

    Notes
    -----
    A person's part in R = Y/X is z = (y − R·x)/X, and in a total z = y: linear in the numbers of the columns,
    with slopes that depend on the figure alone [Woodruff 1971; Binder 1983].
    """
    years_of: dict[EstimateSpec, list[Any]] = {}
    for shown_year, tasks in wanted.items():
        for task in tasks:
            years_of.setdefault(task, []).append(shown_year)
    labels = (*groups.cell_labels, *groups.whole_labels)
    first_whole = len(groups.cell_labels)
    year = np.array(
        [label[groups.names.index("year")] if "year" in groups.names else None for label in labels]
    )
    whole = np.where(groups.other >= 0, first_whole + groups.other, -1)
    if groups.whole_labels:
        places = [groups.cells, whole]
    else:
        places = [groups.cells]
    met = np.isin(np.arange(len(labels)), np.concatenate(places))
    total = _sum_groups(sums, places, len(labels))
    blocks = []
    for task, years in years_of.items():
        if None not in years:
            shown = np.isin(year, years)
        else:
            shown = np.ones(len(labels), bool)
        shown[:first_whole] &= (task.level == "area") & (met[:first_whole] | every)
        label = np.flatnonzero(shown)
        # Years follow each other within a figure, as they do in the table that is shown.
        if "year" in groups.names:
            label = label[np.argsort(year[label], kind="stable")]
        figure = np.full(len(labels) + 1, -1)
        figure[label] = np.arange(len(label))
        made, slope = _make_figure(task, total[label], columns)
        blocks.append(Block(task, label, tuple(figure[place] for place in places), made, slope))
    return blocks


def rows_of(blocks: Sequence[Block], groups: Groups) -> pd.DataFrame:
    """Return the rows of an `Estimates` from blocks, in their order."""
    label = np.concatenate([block.label for block in blocks])
    size = [len(block.label) for block in blocks]
    labels = (*groups.cell_labels, *groups.whole_labels)
    levels = [pd.Index([each[j] for each in labels]).take(label) for j in range(len(groups.names))]
    names = pd.Index([block.task.name for block in blocks]).repeat(size)
    table = {
        name: np.concatenate([np.broadcast_to(b.columns[name], k) for b, k in zip(blocks, size, strict=True)])
        for name in ROW_COLUMNS
    }
    index = pd.MultiIndex.from_arrays([names, *levels], names=["measure", *groups.names])
    return pd.DataFrame(table, index=index)


def reach_of(blocks: Sequence[Block], cell: int, width: int) -> CellInfluence:
    """Return the figures that the persons of a cell have a part in, and the slopes of the `width` columns."""
    figures = []
    slopes = []
    first = 0
    for block in blocks:
        for group in (code[cell] for code in block.of_cell):
            # A figure that cannot be used covaries with nothing.
            if group >= 0 and block.columns["status"][group] == "ok":
                figures.append(first + group)
                slopes.append(block.slope[group])
        first += len(block.label)
    return CellInfluence(np.array(figures, dtype=np.intp), np.reshape(slopes, (len(figures), width)))


def covariance_of(products: Products, reach: Mapping[Slot, CellInfluence], n: int) -> Floats:
    """Sum of z·zᵀ over persons, from the products of their numbers, shape (n, n).

    Parameters
    ----------
    products : Products
    reach : mapping of slot to Reach
        A slot is a year and a place.
    n : int
        Number of figures.
    """
    matrix = np.zeros((n, n))
    size = np.zeros(n)
    for u, v, product in products.pairs():
        one = reach.get(u)
        other = reach.get(v)
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


def _parts_and_owners(measure: Measure) -> list[tuple[PersonVariable, PersonVariable]]:
    by_family: Mapping[str, Callable[[Any], list[tuple[PersonVariable, PersonVariable]]]] = {
        "total": lambda total: [(total.amount(), total.persons())],
        "ratio": lambda ratio: [
            (part, term.takes_part) for term in ratio.terms() for part in (term.positive, term.base)
        ],
    }
    return handler_for(measure, by_family)(measure)


def _sum_groups(sums: Floats, places: Sequence[Codes], k: int) -> Floats:
    """Add up the cells of each of k groups, shape (k, parts); a cell may have a place in several."""
    total = np.zeros((k, sums.shape[1]))
    for code in places:
        np.add.at(total, code[code >= 0], sums[code >= 0])
    return total


def _make_figure(task: EstimateSpec, sums: Floats, columns: Columns) -> tuple[dict[str, Any], Floats]:
    """Make one figure in every group: what its rows hold, and its slopes."""
    k = len(sums)
    measure = task.measure
    slope = np.zeros((k, len(columns.parts)))
    row: dict[str, Any] = {**_BLANK, "unit": task.unit, "curve": np.full(k, None)}
    if measure is None:
        return row | {"status": np.full(k, "not_defined")}, slope
    row |= {"interval": "t", "df": np.inf, "method": "taylor"}
    value, base = handler_for(measure, _FILL_BY_FAMILY)(measure, sums, columns, row, slope)
    return row | {
        "value": value,
        "base": base,
        "effective_base": base,
        "status": status_of(base, value),
    }, slope


def _fill_total(
    measure: Total, sums: Floats, columns: Columns, row: dict[str, Any], slope: Floats
) -> tuple[Floats, Floats]:
    """Return value and base of a total in every group, and fill in its row and slopes."""
    amount = columns.at[measure.amount()]
    if measure.positive is not None:
        row["positive"] = sums[:, amount]
    columns.weigh(slope, amount, np.full(len(sums), measure.factor))
    base = sums[:, columns.at[measure.persons()]]
    # The total of nobody is missing, never 0.
    return np.where(base > 0, measure.factor * sums[:, amount], np.nan), base


def _fill_ratio(
    measure: RatioMeasure, sums: Floats, columns: Columns, row: dict[str, Any], slope: Floats
) -> tuple[Floats, Floats]:
    """Return value and base of a sum of ratios in every group, and fill in its row and slopes."""
    k = len(sums)
    at = columns.at
    value = np.zeros(k)
    base = np.full(k, np.inf)
    terms = [(t.coefficient, at[t.positive], at[t.base], at[t.takes_part]) for t in measure.terms()]
    for coefficient, y, x, who in terms:
        known = sums[:, x] != 0
        scale = np.divide(coefficient, sums[:, x], out=np.zeros(k), where=known)
        ratio = np.divide(sums[:, y], sums[:, x], out=np.full(k, np.nan), where=known)
        value = value + coefficient * ratio
        # Of several ratios the one with the fewest persons says what the figure rests on.
        base = np.minimum(base, sums[:, who])
        # d(Y/X) = (dY − R·dX)/X [Binder 1983]
        columns.weigh(slope, y, scale)
        columns.weigh(slope, x, -scale * np.nan_to_num(ratio))
    if measure.proportion:
        row |= {"positive": sums[:, terms[0][1]], "interval": "wilson"}
    if measure.count_interval in RATE_INTERVALS:
        events = sums[:, terms[0][1]]
        # A group without person-years has no rate; 1 keeps the division quiet.
        time = np.where(sums[:, terms[0][2]] != 0, sums[:, terms[0][2]], 1.0)
        row |= {"positive": events, "interval": measure.count_interval}
        each = measure.per_event / time
        row["curve"][:] = [Events(*of_group) for of_group in zip(events, each, strict=True)]
    return value, base


# The families that are sums over cells, and how value, base, row and slopes of each are filled in.
_FILL_BY_FAMILY: Mapping[str, Callable[..., tuple[Floats, Floats]]] = {
    "ratio": _fill_ratio,
    "total": _fill_total,
}

_BLANK = {
    **dict.fromkeys(("value", "df", "base", "positive", "effective_base", "deff", "deff_srswor"), np.nan),
    "method": "", "interval": "none",
}  # fmt: skip
