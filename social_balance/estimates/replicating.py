"""Estimation by replicate weights: the figures are worked out again with each replicate's weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats
from social_balance.estimates.groups import group_rows, year_slices
from social_balance.estimates.left_out import LeftOut
from social_balance.estimates.linearise import EstimatedRows, linearise
from social_balance.estimates.replicate_totals import Stack, blocked_product, build_stack
from social_balance.estimates.specs import IndicatorSpec
from social_balance.measures.distribution import Curve
from social_balance.measures.person_variables import PersonVariable
from social_balance.samples.design import Design, Sample
from social_balance.samples.replicates import Centre, Recipe, Replicates, ReplicateType
from social_balance.showing.progress import follow

# Of some replicates: how much each counts, their totals in each stack, and the factors of units asked for.
ReplicateBlock: TypeAlias = tuple[Floats, list[Floats], Callable[[Codes], Floats]]
# What a block of replicates may fill: large enough for the matrix product, small beside the data.
BLOCK_BYTES = 2**25


def rao_wu(design: Design, *, n: int = 1000, seed: int = 1) -> Design:
    """Give a design the rescaled bootstrap of Rao, Wu and Yue.

    Parameters
    ----------
    design : Design
        Its strata and first-stage units are drawn from; a stratum needs two units, or
        ``lonely_psu="certainty"``.
    n : int
        Number of replicates.
    seed : int
        The same seed gives the same replicates of the same table, whatever is estimated from them and in
        blocks of whatever size.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        When it is used: fewer than two replicates, a population at a later stage, a calibrated weight.

    Notes
    -----
    A replicate draws n_h − 1 of the n_h units of stratum h with replacement, and a unit drawn t times has its
    weight multiplied by 1 − λ_h + λ_h·t·n_h/(n_h − 1), with λ_h = √(1 − f_h) for a sampling fraction f_h.
    V = 1/n·Σ_r (θ_r − θ)(θ_r − θ)ᵀ. [Rao & Wu 1988; Rao, Wu & Yue 1992]

    Examples
    --------
    >>> from social_balance.estimating import estimate
    >>> from social_balance.measures.ratio import mean
    >>> frame = pd.DataFrame({"x": [1.0, 3, 2, 5, 9, 4], "w": [3.0, 1, 2, 1, 1, 2]})
    >>> made = rao_wu(Design(weights="w"), n=2000, seed=7)
    >>> round(estimate(frame, {"x": mean("x")}, design=made).se.item(), 1)
    1.1
    """
    recipe = Recipe("rao_wu", n, seed)
    return replace(design, replicates=Replicates((), "bootstrap", centre="estimate", recipe=recipe))


def jackknife(design: Design, *, centre: Centre = "mean") -> Design:
    """Give a design the jackknife that leaves out one first-stage unit at a time.

    Parameters
    ----------
    design : Design
        JKn within its strata, JK1 when it has none; a stratum needs two units, or ``lonely_psu="certainty"``.
    centre : {"mean", "estimate"}
        Whether deviations are taken from the mean of the replicates or from the figure itself.

    Returns
    -------
    Design

    Raises
    ------
    InputError
        When it is used: a population at a later stage, a calibrated weight.

    Notes
    -----
    The replicate that leaves out a unit of stratum h multiplies the weights of the others in h by
    n_h/(n_h − 1), and counts (1 − f_h)·(n_h − 1)/n_h. [Wolter 2007, section 4.5]

    Examples
    --------
    >>> from social_balance.estimating import estimate
    >>> from social_balance.measures.ratio import mean
    >>> frame = pd.DataFrame({"x": [1.0, 3, 2, 5, 9, 4], "w": [3.0, 1, 2, 1, 1, 2]})
    >>> round(estimate(frame, {"x": mean("x")}, design=jackknife(Design(weights="w"))).se.item(), 6)
    1.105542
    """
    kind: ReplicateType = "JKn" if design.strata else "JK1"
    made = Replicates((), kind, centre=centre, recipe=Recipe("jackknife"))
    return replace(design, replicates=made)


def estimate_by_replicates(
    frame: pd.DataFrame,
    figures: Sequence[IndicatorSpec],
    design: Design,
    sample: Sample,
    by: Sequence[str],
    areas: Areas | None,
) -> EstimatedRows:
    """Make every figure with the full weights, and their joint covariance by replicates.

    Returns
    -------
    EstimatedRows

    Notes
    -----
    A figure that a replicate cannot give, as nobody of its base is left, has no deviation there: its
    linearised value is 0 too. A figure that no replicate can give is "missing".

    Of a quantile the replicates give the share at or below it, to be read off the curve [Woodruff 1952]. The
    Gini coefficient and income shares are worked out again from the answers in order, so that a replicate
    costs a walk through them; nothing of it is kept.
    """
    assert design.replicates is not None
    units = ReplicatedUnits.of(sample, design.replicates)
    given = design.replicates.recipe is None
    tables = []
    stacks = []
    for year, at in year_slices(frame, by):
        part = frame.iloc[at]
        specs = [figure.for_year(year) for figure in figures]
        groups = group_rows(part, by, areas)
        known = EvaluatedTable(part)
        weights = sample.weights[at]
        taken = sample.take(at)
        block = linearise(part, specs, groups, weights=weights, sample=taken, evaluate=known)
        # Replicates that are whole weights already count what the weight would.
        amount_weights = np.ones(len(at)) if units.carry_weight else weights
        stacks.append(
            build_stack(specs, groups, known, rows=block.rows, unit=units.of_row[at], weights=amount_weights)
        )
        tables.append(block)
    made = EstimatedRows.of(tables, np.zeros((0, 0)))
    table = made.rows
    if design.replicates.df is not None:
        table["df"] = table["df"].where(table["df"].isna(), design.replicates.df)
    elif given and not (design.strata or design.psu):
        rank = WeightRank(frame[list(design.replicates.columns)])
        table["df"] = np.concatenate([s.per_figure(rank) for s in stacks]) - 1
    blocks = follow(
        units.replicate_blocks(frame, stacks), "replicates", units.number, size=lambda block: len(block[0])
    )
    rows, matrix = _with_covariance(table, design.replicates.centre, blocks, stacks)
    return replace(made, rows=rows, matrix=matrix)


def _with_covariance(
    table: pd.DataFrame, centre: Centre, blocks: Iterator[ReplicateBlock], stacks: Sequence[Stack]
) -> tuple[pd.DataFrame, Floats]:
    """Run through the blocks, and say which figures have no replicate."""
    pairs = zip(table["value"], table["curve"], strict=True)
    spread = ReplicateSums.of(
        np.array([c.reached(v)[1] if isinstance(c, Curve) else v for v, c in pairs], dtype=float)
    )
    for counts, totals, factors in blocks:
        spread.add_block(
            counts, np.hstack([s.figures(t, factors) for s, t in zip(stacks, totals, strict=True)])
        )
    status = table["status"].mask((table["status"] == "ok") & ~spread.is_defined, "missing")
    table = table.assign(status=status, method=table["method"].replace({"taylor": "replicates"}))
    usable = (status == "ok").to_numpy()
    return table, np.where(np.outer(usable, usable), spread.covariance(centre), 0.0)


def draw_units(stratum: Codes, position: Codes, recipe: Recipe) -> Iterator[Floats]:
    """Draw the units of every replicate of a rescaled bootstrap: how often each is drawn, block by block.

    Parameters
    ----------
    stratum : ndarray of int, shape (units,)
        The stratum of each unit.
    position : ndarray of int, shape (units,)
        The column that the unit has in a block.
    recipe : Recipe

    Yields
    ------
    ndarray of float, shape (replicates of the block, units)

    Notes
    -----
    The stream of random numbers is spent replicate by replicate and stratum by stratum, so what a seed gives
    does not depend on the size of a block, nor on what is estimated. It is the bare stream of a PCG64, which
    does not change with the version of numpy.

    Examples
    --------
    >>> from social_balance.samples.replicates import Recipe
    >>> block = next(draw_units(np.array([0, 0, 0, 1, 1]), np.arange(5), Recipe("rao_wu", 2)))
    >>> block.shape, block[:, :3].sum(axis=1).tolist(), block[:, 3:].sum(axis=1).tolist()
    ((2, 5), [2.0, 2.0], [1.0, 1.0])
    """
    order = np.argsort(stratum, kind="stable")
    size = np.bincount(stratum)
    drawn = np.maximum(size - 1, 0)
    of_draw = np.repeat(np.arange(len(size)), drawn)
    high = size[of_draw].astype(np.uint64)
    begin = (np.cumsum(size) - size)[of_draw]
    member = position[order]
    if np.array_equal(np.diff(member), np.where(np.diff(stratum[order]) == 0, 1, np.diff(member))):
        # The units of a stratum follow each other: a look-up per draw is saved.
        begin = member[begin]
        member = member[:0]
    bits = np.random.PCG64(recipe.seed)
    for at in range(0, recipe.number, width := _block_width(len(stratum))):
        block = np.empty((min(width, recipe.number - at), len(stratum)))
        for row in block:
            # The high half of (32 random bits)·n is below n, and uneven by less than n/2³² [Lemire 2019].
            chosen = bits.random_raw((len(high) + 1) // 2).view(np.uint32)[: len(high)] * high
            chosen >>= np.uint64(32)
            index = chosen.view(np.int64)
            index += begin
            row[:] = np.bincount(member[index] if len(member) else index, minlength=len(stratum))
        yield block


@dataclass(frozen=True)
class EvaluatedTable:
    """The numbers of the parts of measures in a table, each worked out once."""

    frame: pd.DataFrame
    known: dict[PersonVariable, Floats] = field(default_factory=dict)

    def __call__(self, part: PersonVariable) -> Floats:
        """Return the number of every row in a variable."""
        if part not in self.known:
            self.known[part] = part.numbers(self.frame)
        return self.known[part]


@dataclass(frozen=True)
class ReplicatedUnits:
    """The units whose weights the replicates change, and their strata; of a delivery, every row is one."""

    replicates: Replicates
    of_row: Codes
    stratum: Codes  # of each unit
    size: npt.NDArray[np.int64]  # units in the stratum of each unit
    fraction: Floats  # sampling fraction of the stratum of each unit

    @staticmethod
    def of(sample: Sample, replicates: Replicates) -> ReplicatedUnits:
        """Number the units whose weights change."""
        if replicates.recipe is None:
            rows = np.arange(len(sample.weights), dtype=np.intp)
            return ReplicatedUnits(
                replicates, rows, np.zeros_like(rows), np.full(len(rows), len(rows)), np.zeros(len(rows))
            )
        stage = sample.stages[0]
        _, first, of_row = np.unique(stage.unit, return_index=True, return_inverse=True)
        stratum = stage.stratum[first]
        size = np.bincount(stratum)[stratum]
        return ReplicatedUnits(replicates, of_row.astype(np.intp), stratum, size, stage.fraction[first])

    @property
    def number(self) -> int:
        """How many replicates there are."""
        recipe = self.replicates.recipe
        if recipe is None:
            return len(self.replicates.columns)
        return len(self.stratum) if recipe.kind == "jackknife" else recipe.number

    @property
    def carry_weight(self) -> bool:
        """Whether the replicates hold whole weights, so that the design's own is left out of the amounts."""
        return self.replicates.recipe is None and self.replicates.holds == "weights"

    def replicate_blocks(self, frame: pd.DataFrame, stacks: Sequence[Stack]) -> Iterator[ReplicateBlock]:
        """Factors of a block of replicates, and their totals in each stack."""
        recipe = self.replicates.recipe
        if recipe is None:
            return self._delivered_blocks(frame, stacks)
        return (
            self._jackknife_blocks(stacks)
            if recipe.kind == "jackknife"
            else self._bootstrap_blocks(stacks, recipe)
        )

    def _delivered_blocks(self, frame: pd.DataFrame, stacks: Sequence[Stack]) -> Iterator[ReplicateBlock]:
        factors = self.replicates.factors()
        at = 0
        for block in self.replicates.read_blocks(frame, _block_width(len(self.of_row))):
            totals = [stack.totals(block) for stack in stacks]
            yield factors[at : at + len(block)], totals, partial(_factors_of_units, block)
            at += len(block)

    def _bootstrap_blocks(self, stacks: Sequence[Stack], recipe: Recipe) -> Iterator[ReplicateBlock]:
        """Weights are constant + gain·draws: both go into the amounts, so a block is the bare draws."""
        rescale = np.where(self.size > 1, np.sqrt(1 - self.fraction), 0.0)
        position = _number_units_by_cell(stacks, len(self.stratum))
        stacks = [stack.renumber_units(position) for stack in stacks]
        at = np.argsort(position)
        gain = (rescale * self.size / np.maximum(self.size - 1, 1))[at]
        base = 1 - rescale[at]
        constant = [stack.totals(base[None, :]) for stack in stacks]
        scaled = [stack.scale_units(gain) for stack in stacks]
        for block in draw_units(self.stratum, position, recipe):
            totals = [stack.totals(block) + fixed for stack, fixed in zip(scaled, constant, strict=True)]
            drawn = partial(_factors_of_draws, block, base, gain, position)
            yield np.full(len(block), 1 / recipe.number), totals, drawn

    def _jackknife_blocks(self, stacks: Sequence[Stack]) -> Iterator[ReplicateBlock]:
        order = np.argsort(self.stratum, kind="stable")
        position = np.empty_like(order)
        position[order] = np.arange(len(order))
        size = self.size[order]
        stratum = self.stratum[order]
        gain = size / np.maximum(size - 1, 1)
        factors = np.where(size > 1, (1 - self.fraction[order]) * (size - 1) / size, 0.0)
        arranged = [LeftOut.of(stack.renumber_units(position), stratum, gain) for stack in stacks]
        longest = [len(ranking.unit) for stack in stacks for ranking in stack.rankings]
        width = _block_width(max([a.total.size for a in arranged] + longest))
        for first in range(0, len(order), width):
            last = min(first + width, len(order))
            totals = [a.totals(first, last) for a in arranged]
            yield factors[first:last], totals, partial(_factors_without, first, last, stratum, gain, position)


def _factors_of_units(block: Floats, units: Codes) -> Floats:
    return block[:, units]


def _factors_of_draws(block: Floats, base: Floats, gain: Floats, position: Codes, units: Codes) -> Floats:
    at = position[units]
    return np.asarray(base[at] + gain[at] * block[:, at])


def _factors_without(
    first: int, last: int, stratum: Codes, gain: Floats, position: Codes, units: Codes
) -> Floats:
    """Factors of units when each of those numbered from `first` to before `last` is left out."""
    at = position[units]
    gone = np.arange(first, last)[:, None]
    return np.where(gone == at, 0.0, np.where(stratum[gone] == stratum[at], gain[at], 1.0))


def _block_width(size: int) -> int:
    """Replicates in a block of so many numbers each."""
    return max(1, BLOCK_BYTES // (8 * max(size, 1)))


def _number_units_by_cell(stacks: Sequence[Stack], units: int) -> Codes:
    """Number the units by where they are first met, so that the units of a cell follow each other."""
    met = np.concatenate([stack.unit for stack in stacks])
    names, first = np.unique(met, return_index=True)
    rank = np.full(units, len(met), dtype=np.intp)
    rank[names] = first
    position = np.empty(units, dtype=np.intp)
    position[np.argsort(rank, kind="stable")] = np.arange(units)
    return position


@dataclass(frozen=True)
class WeightRank:
    """Rank of the replicate weights in some rows: the weights that are told apart [R's degf plus 1]."""

    weights: pd.DataFrame

    def __call__(self, rows: Codes) -> float:
        """Return the rank of the weights of some rows."""
        columns = self.weights.shape[1]
        kept = np.zeros((0, columns))
        rank = 0
        for at in range(0, len(rows), 4 * columns):
            block = self.weights.iloc[rows[at : at + 4 * columns]].to_numpy(dtype=float)
            kept = np.asarray(np.linalg.qr(np.vstack([kept, block]), mode="r"))
            rank = int(np.linalg.matrix_rank(kept, rtol=1e-7))
            if rank == columns:
                break
        return float(rank)


@dataclass
class ReplicateSums:
    """Sums over the replicates seen so far: nothing of a replicate itself is kept."""

    value: Floats
    squares: Floats  # Σ f·d·dᵀ of the deviations d from the values, 0 where a replicate gives no figure
    part: Floats  # Σ f·d·mᵀ, with m = 1 where the replicate gives the figure
    both: Floats  # Σ f·m·mᵀ
    total: Floats  # Σ d and Σ m over replicates with f > 0
    count: Floats

    @staticmethod
    def of(value: Floats) -> ReplicateSums:
        """Start without a replicate."""
        k = len(value)
        return ReplicateSums(value, *(np.zeros((k, k)) for _ in range(3)), *(np.zeros(k) for _ in range(2)))

    def add_block(self, factors: Floats, figures: Floats) -> None:
        """Add a block of replicates: their factors and figures, shape (replicates, figures)."""
        deviation = figures - self.value
        known = np.isfinite(deviation)
        deviation[~known] = 0.0
        weighted = factors[:, None] * deviation
        mask = known.astype(float)
        self.squares += blocked_product(weighted.T, deviation)
        if known.all():
            self.part += weighted.sum(axis=0)[:, None]
            self.both += factors.sum()
        else:
            self.part += blocked_product(weighted.T, mask)
            self.both += blocked_product((factors[:, None] * mask).T, mask)
        self.total += deviation[factors > 0].sum(axis=0)
        self.count += mask[factors > 0].sum(axis=0)

    @property
    def is_defined(self) -> npt.NDArray[np.bool_]:
        """Which figures some replicate gives."""
        return self.count > 0

    def covariance(self, centre: Centre) -> Floats:
        """Return the covariance about the centre, shape (figures, figures)."""
        if centre == "estimate":
            return self.squares
        # Σ f·(d−d̄)(d−d̄)ᵀ over the replicates that give both figures.
        mean = self.total / np.maximum(self.count, 1)
        shift = self.part * mean
        return self.squares - shift - shift.T + np.outer(mean, mean) * self.both
