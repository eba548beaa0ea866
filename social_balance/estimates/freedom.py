"""How sure an estimated variance is: its degrees of freedom, with the bias that few sampling units give it.

*unit* is a primary sampling unit. *cell* is an area × wave, or another group of the respondents. *piece* is
one or more cells that share no unit with the others, so that what pieces say of a variance is independent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.samples.design import Sample

DegreesOfFreedom: TypeAlias = Literal["design", "satterthwaite"]

# A trace this small beside the true variance is what rounding leaves of a variance that cannot be estimated.
NO_TRACE = 1e-9


@dataclass(frozen=True)
class UnitLayout:
    """The sampling units of the respondents of one slice, cell by cell.

    A *pair* is a unit in a cell, a *layer* a stratum in a cell.
    """

    pair_of_row: Codes  # (n,)
    cell: Codes  # (pairs,)
    layer: Codes  # (pairs,)
    unit: Codes  # (pairs,): number of the unit in the sample
    n_cells: int
    factor: Floats  # (pairs,): (1 − f_h)·n_h/(n_h − 1), what a squared deviation counts
    centring: Floats  # (pairs,): the same over n_h, what the squared sum of a stratum counts
    sampled: Floats  # (pairs,): 1 − f_h, the part of the variance that sampling leaves

    @staticmethod
    def of(sample: Sample, rows: Codes, cells: Codes, n_cells: int) -> UnitLayout:
        """Lay out the units of some rows of a sample; rows in no cell (−1) belong to a cell of their own."""
        stage = sample.stages[0]
        unit = stage.unit[rows]
        cell = np.where(cells >= 0, cells, n_cells)
        size = int(stage.unit.max(initial=0)) + 1
        pair_of_row, pairs = pd.factorize(cell * size + unit)
        cell_of_pair = pairs // size
        first = np.unique(pair_of_row, return_index=True)[1]
        stratum = stage.stratum[rows][first]
        layer = pd.factorize(cross_codes(cell_of_pair, stratum))[0]
        sampled = 1 - stage.fraction[rows][first]
        # Units of the whole stratum count, also those that have nobody in the cell.
        units_of_stratum = np.bincount(_stratum_of_unit(stage.unit, stage.stratum))[stratum]
        is_alone = units_of_stratum == 1
        factor = sampled * np.where(is_alone, 0.0, units_of_stratum / np.maximum(units_of_stratum - 1, 1))
        centring = factor / units_of_stratum
        if sample.lonely_psu == "centre":
            # A lonely unit deviates from the overall mean, which is 0.
            factor = np.where(is_alone, sampled, factor)
        return UnitLayout(
            pair_of_row.astype(np.intp),
            cell_of_pair.astype(np.intp),
            layer.astype(np.intp),
            pairs % size,
            n_cells,
            factor,
            centring,
            sampled,
        )

    def by_pair(self, amount: Floats) -> Floats:
        """Sum amounts of rows to pairs, shape (pairs,)."""
        return np.bincount(self.pair_of_row, weights=amount, minlength=len(self.cell)).astype(float)

    def by_cell(self, amount: Floats) -> Floats:
        """Sum amounts of pairs to cells, shape (cells,)."""
        return np.bincount(self.cell, weights=amount, minlength=self.n_cells)[: self.n_cells].astype(float)

    def by_layer(self, amount: Floats) -> Floats:
        """Sum amounts of pairs to layers, shape (layers,)."""
        return np.bincount(self.layer, weights=amount).astype(float)

    @cached_property
    def first_of_layer(self) -> Codes:
        """A pair of each layer, shape (layers,)."""
        return np.unique(self.layer, return_index=True)[1].astype(np.intp)


@dataclass(frozen=True)
class CellFreedom:
    """Of each cell: the factor that makes the variance unbiased, and its degrees of freedom."""

    scale: Floats  # (cells,)
    df: Floats  # (cells,)


def working_freedom(layout: UnitLayout, weights: Floats, in_base: Mask, *, is_ratio: bool) -> CellFreedom:
    """Return bias and degrees of freedom of the variance of a figure in every cell.

    Parameters
    ----------
    layout : UnitLayout
    weights : ndarray of float, shape (n,)
    in_base : ndarray of bool, shape (n,)
        Who the figure is about.
    is_ratio : bool
        Whether the weighted base divides the total, as in a share or a mean.

    Notes
    -----
    With unit totals y, R̂ = 1ᵀy/X and z = (y − x·R̂)/X, the estimated variance is the quadratic form
    V̂ = yᵀKy, K = AᵀCA/X² with A = I − x·1ᵀ/X and C = ⊕_h (1 − f_h)·n_h/(n_h − 1)·(I − J/n_h). Were persons
    alike and independent, the totals would have the variances Ω = diag(Σw²), the true variance would be
    tr((1 − f)Ω)/X², and V̂ has mean tr(KΩ) and degrees of freedom tr(KΩ)²/tr(KΩKΩ) [Satterthwaite 1946]. Ω is
    a working model: the clustering in V̂ is the data's own. [Kott 1994; Fay & Graubard 2001; Bell & McCaffrey
    2002; Imbens & Kolesár 2016; Pustejovsky & Tipton 2018] K is diagonal but for a matrix of low rank, so
    the traces are sums over units.
    """
    by_cell = layout.by_cell
    g = layout.centring
    a = layout.factor
    x = layout.by_pair(weights * in_base)
    # A unit whose stratum adds nothing to the variance is taken as certain.
    omega = np.where(a > 0, layout.by_pair(weights**2 * in_base), 0.0)
    divisor = by_cell(x)
    divisor = np.where(divisor != 0, divisor, 1.0)
    v = np.zeros(len(x))
    q = np.zeros(layout.n_cells)
    if is_ratio:
        u = a * x - g * layout.by_layer(x)[layout.layer]
        v = u / np.append(divisor, 1.0)[layout.cell]
        q = by_cell(x * u) / divisor**2
    q_of_pair = np.append(q, 0.0)[layout.cell]
    total = by_cell(omega)
    with_v = by_cell(omega * v)
    trace = by_cell(omega * (a - g)) - 2 * with_v + q * total
    layers = _LayerSums.of(layout, omega, v)
    # ‖D + P‖² with D = diag(a·ω), and P the part of low rank.
    diagonal = by_cell(a**2 * omega**2) + 2 * by_cell(a * omega**2 * (q_of_pair - g - 2 * v))
    low_rank = (
        layers.squared
        + 2 * total * by_cell(omega * v**2)
        + 2 * with_v**2
        + q**2 * total**2
        + 4 * layers.crossed
        - 2 * q * layers.plain
        - 4 * q * total * with_v
    )
    truth = by_cell(layout.sampled * omega)
    is_estimated = trace > NO_TRACE * truth
    df = np.divide(trace**2, diagonal + low_rank, out=np.zeros_like(trace), where=is_estimated)
    scale = np.divide(truth, trace, out=np.ones_like(trace), where=is_estimated)
    return CellFreedom(scale, df)


@dataclass(frozen=True)
class _LayerSums:
    """Sums over the strata of each cell that the square of the part of low rank is made of."""

    squared: Floats  # Σ_h g²·W_h²
    plain: Floats  # Σ_h g·W_h²
    crossed: Floats  # Σ_h g·α_h·W_h

    @staticmethod
    def of(layout: UnitLayout, omega: Floats, v: Floats) -> _LayerSums:
        g = layout.centring[layout.first_of_layer]
        cell = layout.cell[layout.first_of_layer]
        total = layout.by_layer(omega)
        alpha = layout.by_layer(omega * v)

        def by_cell(amount: Floats) -> Floats:
            return np.bincount(cell, weights=amount, minlength=layout.n_cells)[: layout.n_cells].astype(float)

        return _LayerSums(by_cell(g**2 * total**2), by_cell(g * total**2), by_cell(g * alpha * total))


@dataclass(frozen=True)
class VarianceBlock:
    """What the units of one piece add to the covariance of some figures, and how sure it is."""

    figures: Codes  # (b,): positions among the estimated figures
    covariance: Floats  # (b, b)
    df: Floats  # (b,)


@dataclass(frozen=True)
class FigureVariance:
    """The covariance of m figures as they were estimated, and the independent parts that it comes from."""

    blocks: tuple[VarianceBlock, ...]
    covariance: Floats  # (m, m): free of the bias of few units


class DeferredVariance:
    """A variance that is worked out when it is first asked for: most figures are never asked for theirs."""

    def __init__(self, make: Callable[[], FigureVariance]) -> None:
        self._make: Callable[[], FigureVariance] | None = make

    @cached_property
    def found(self) -> FigureVariance:
        """The variance; what it was made of is let go."""
        assert self._make is not None
        found = self._make()
        self._make = None
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as what was found: what it is made of is the whole survey."""
        return _found_variance, (self.found,)


@dataclass(frozen=True)
class Pieces:
    """Where the variances of figures come from, so that every linear map of them has degrees of freedom.

    `to_rows` leads from the m figures as they were estimated to the k rows of an `Estimates`; a map or a
    choice of rows changes nothing else, and works nothing out.
    """

    variance: DeferredVariance
    to_rows: Floats  # (k, m)

    @staticmethod
    def of_figures(make: Callable[[], FigureVariance], m: int) -> Pieces:
        """Return the pieces of m figures, each a row of its own."""
        return Pieces(DeferredVariance(make), np.eye(m))

    @property
    def blocks(self) -> tuple[VarianceBlock, ...]:
        """What independent units add."""
        return self.variance.found.blocks

    @property
    def covariance(self) -> Floats:
        """Covariance of the figures, shape (m, m)."""
        return self.variance.found.covariance

    def row_covariance(self) -> Floats:
        """Return the covariance of the rows, shape (k, k)."""
        return np.asarray(self.to_rows @ self.covariance @ self.to_rows.T)

    def degrees_of_freedom(self) -> Floats:
        """Return the degrees of freedom of the rows, shape (k,); NaN where nothing varies.

        Notes
        -----
        Pieces are independent: df = (Σ_p v_p)²/Σ_p v_p²/df_p with v_p what piece p adds to the variance
        [Welch 1947; Satterthwaite 1946]. Within a piece the figures rest on the same units, and the df is
        the mean of theirs, harmonic, by what each adds.
        """
        total = np.zeros(len(self.to_rows))
        unsure = np.zeros(len(self.to_rows))
        for block in self.blocks:
            slope = self.to_rows[:, block.figures]
            added = np.einsum("ij,ij->i", slope @ block.covariance, slope)
            share = slope**2 * np.diagonal(block.covariance)
            with np.errstate(divide="ignore"):
                inverse = np.where(block.df > 0, 1 / block.df, np.inf)
            spread = np.where(share > 0, share * np.where(share > 0, inverse, 0.0), 0.0).sum(axis=1)
            whole = share.sum(axis=1)
            mean_inverse = np.divide(spread, whole, out=np.zeros_like(whole), where=whole > 0)
            total += added
            unsure += np.where(added > 0, added**2 * mean_inverse, 0.0)
        df = np.full(len(total), np.nan)
        varies = total > 0
        with np.errstate(divide="ignore"):
            df[varies] = np.where(unsure[varies] > 0, total[varies] ** 2 / unsure[varies], np.inf)
        return df

    def map_rows(self, matrix: Floats) -> Pieces:
        """Return the pieces of a linear map of the rows, shape (new rows, k)."""
        return Pieces(self.variance, matrix @ self.to_rows)

    def take(self, positions: Codes) -> Pieces:
        """Return the pieces of some of the rows."""
        return Pieces(self.variance, self.to_rows[positions])

    def with_more_variance(self, factor: Floats, added: Floats) -> Pieces:
        """Return the pieces with rows' errors multiplied and independent variances added, shape (k,).

        A row that is changed is one of the figures: a combination of several has no edge of its own.
        """
        figure_of_row = np.abs(self.to_rows).argmax(axis=1)
        is_changed = (factor != 1) | (added > 0)
        factor_of_figure = np.ones(self.to_rows.shape[1])
        factor_of_figure[figure_of_row[is_changed]] = factor[is_changed]
        added_to_figure = np.zeros(self.to_rows.shape[1])
        added_to_figure[figure_of_row[is_changed]] = added[is_changed]
        raised = DeferredVariance(lambda: self._raised_variance(factor_of_figure, added_to_figure))
        return Pieces(raised, self.to_rows)

    def _raised_variance(self, factor: Floats, added: Floats) -> FigureVariance:
        """Return the variance with the figures' errors multiplied and variances added, shape (m,)."""
        times = np.bincount(np.concatenate([b.figures for b in self.blocks]), minlength=len(factor))
        share = added / np.maximum(times, 1)
        blocks = []
        for block in self.blocks:
            own = factor[block.figures]
            covariance = block.covariance * np.outer(own, own) + np.diag(share[block.figures])
            blocks.append(VarianceBlock(block.figures, covariance, block.df))
        covariance = self.covariance * np.outer(factor, factor) + np.diag(added)
        return FigureVariance(tuple(blocks), covariance)


def pieces_without_units(covariance: Floats, df: Floats) -> Pieces:
    """Return the pieces of figures of which only the covariance is known: a single one."""
    k = len(df)
    block = VarianceBlock(np.arange(k), covariance, np.where(np.isnan(df), 0.0, df))
    return Pieces.of_figures(lambda: FigureVariance((block,), covariance), k)


def join_pieces(parts: Sequence[Pieces]) -> Pieces:
    """Put the pieces of independent sources side by side."""
    to_rows = block_diagonal([p.to_rows for p in parts])
    return Pieces(DeferredVariance(lambda: _join_variances(parts)), to_rows)


def _join_variances(parts: Sequence[Pieces]) -> FigureVariance:
    blocks: list[VarianceBlock] = []
    start = 0
    for part in parts:
        blocks += [VarianceBlock(b.figures + start, b.covariance, b.df) for b in part.blocks]
        start += len(part.covariance)
    return FigureVariance(tuple(blocks), block_diagonal([p.covariance for p in parts]))


def _found_variance(found: FigureVariance) -> DeferredVariance:
    return DeferredVariance(lambda: found)


def block_diagonal(matrices: Sequence[Floats]) -> Floats:
    """Put matrices along the diagonal of one."""
    joined = np.zeros([sum(m.shape[axis] for m in matrices) for axis in (0, 1)])
    row = column = 0
    for matrix in matrices:
        joined[row : row + matrix.shape[0], column : column + matrix.shape[1]] = matrix
        row += matrix.shape[0]
        column += matrix.shape[1]
    return joined


def _stratum_of_unit(unit: Codes, stratum: Codes) -> Codes:
    """Return the stratum of each unit, shape (units,)."""
    return stratum[np.unique(unit, return_index=True)[1]]
