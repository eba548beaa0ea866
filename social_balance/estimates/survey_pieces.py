"""The pieces that a survey's variances are made of: sampling units by area and wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.estimates.freedom import (
    CellFreedom,
    FigureVariance,
    Pieces,
    UnitLayout,
    VarianceBlock,
    block_diagonal,
    working_freedom,
)
from social_balance.estimates.groups import Groups
from social_balance.estimates.moments import GroupedInfluence, joint_covariance
from social_balance.samples.design import Sample


@dataclass(frozen=True)
class SurveySlice:
    """Some respondents (those of a year), their groups, and the linearised values of the figures on them."""

    rows: Codes  # in the sample
    groups: Groups
    influences: tuple[GroupedInfluence, ...]

    @property
    def n_cells(self) -> int:
        """How many cells the rows may be in."""
        return len(self.groups.cell_labels)

    def area_of_cell(self, cell: int) -> str:
        """Return the id of the area of a cell."""
        return self.groups.area_ids[cell // max(self.groups.n_other, 1)]


def survey_pieces(sample: Sample, slices: Sequence[SurveySlice], k: int) -> Pieces:
    """Return the unbiased covariance of k figures of a survey, and the pieces that it comes from.

    Notes
    -----
    The deviations of a cell are multiplied by the root of what makes its variance unbiased under the working
    model [`social_balance.estimates.freedom.working_freedom`], as Bell & McCaffrey 2002 do with residuals, so
    that covariances follow. Cells that share a sampling unit, or persons in two waves, are one piece.
    """
    return Pieces.of_figures(lambda: _survey_variance(sample, slices, k), k)


def _survey_variance(sample: Sample, slices: Sequence[SurveySlice], k: int) -> FigureVariance:
    cells: list[_Cell] = []
    parts = []
    for each in slices:
        layout = UnitLayout.of(sample, each.rows, each.groups.cells, each.n_cells)
        weights = sample.weights[each.rows]
        freedoms = [_freedom_of(influence, layout, weights) for influence in each.influences]
        scaled = [
            _unbiased(influence, freedom, each.groups.cells)
            for influence, freedom in zip(each.influences, freedoms, strict=True)
        ]
        parts.append((each.rows, scaled))
        cells += _cells_of(each, layout, scaled, freedoms)
    covariance = joint_covariance(sample, parts, k)
    piece = _number_pieces(cells, follow_areas=bool(sample.links))
    blocks = [
        _join_cells([cell for cell, of in zip(cells, piece, strict=True) if of == p])
        for p in range(int(piece.max(initial=-1)) + 1)
    ]
    return FigureVariance(tuple(blocks), np.nan_to_num(covariance))


@dataclass(frozen=True)
class _Cell:
    """What one cell adds to the variances, with the units that it has."""

    block: VarianceBlock
    units: Codes
    area: str


def _freedom_of(influence: GroupedInfluence, layout: UnitLayout, weights: Floats) -> CellFreedom:
    in_base = influence.in_base
    if in_base is None:
        # A mean of areas' figures: everyone who does something to it.
        in_base = influence.z != 0
    return working_freedom(layout, weights, in_base, is_ratio=influence.is_ratio)


def _unbiased(influence: GroupedInfluence, freedom: CellFreedom, cells: Codes) -> GroupedInfluence:
    # Rows in no cell (−1) take the 1 at the end.
    root = np.append(np.sqrt(freedom.scale), 1.0)
    return replace(influence, z=influence.z * root[cells])


def _cells_of(
    part: SurveySlice,
    layout: UnitLayout,
    influences: Sequence[GroupedInfluence],
    freedoms: Sequence[CellFreedom],
) -> list[_Cell]:
    """Return the variance that every cell of a slice adds to the figures that it takes part in."""
    if not influences:
        return []
    totals = np.column_stack([layout.by_pair(influence.z) for influence in influences])
    df = np.column_stack([freedom.df for freedom in freedoms])
    example = np.zeros(part.n_cells + 1, dtype=np.intp)
    example[part.groups.cells] = np.arange(len(part.rows))
    cells = []
    for cell in range(part.n_cells):
        pairs = np.flatnonzero(layout.cell == cell)
        if not len(pairs):
            continue
        figures = np.array([influence.figure_of_row(int(example[cell])) for influence in influences])
        used = np.flatnonzero((figures >= 0) & (totals[pairs] != 0).any(axis=0))
        covariance = _within_strata(totals[np.ix_(pairs, used)], layout, pairs)
        block = VarianceBlock(figures[used].astype(np.intp), covariance, df[cell, used])
        cells.append(_Cell(block, layout.unit[pairs], part.area_of_cell(cell)))
    return cells


def _within_strata(totals: Floats, layout: UnitLayout, pairs: Codes) -> Floats:
    """Return Σ_h a_h·(Σ_c z_c·z_cᵀ − s_h·s_hᵀ/n_h) of the units of one cell, shape (figures, figures)."""
    _, first, code = np.unique(layout.layer[pairs], return_index=True, return_inverse=True)
    sums = np.zeros((len(first), totals.shape[1]))
    np.add.at(sums, code, totals)
    squares = totals.T @ (totals * layout.factor[pairs][:, None])
    return np.asarray(squares - sums.T @ (sums * layout.centring[pairs][first][:, None]))


def _number_pieces(cells: Sequence[_Cell], *, follow_areas: bool) -> Codes:
    """Number the pieces that cells belong to, shape (cells,): cells that share a unit are one."""
    cell = np.repeat(np.arange(len(cells)), [len(each.units) for each in cells])
    links = _cells_in_common(np.concatenate([each.units for each in cells] or [cell]), cell)
    if follow_areas:
        # The same persons in two waves of an area: the waves are not independent of each other.
        area = pd.factorize(np.array([each.area for each in cells], dtype=object))[0]
        links |= _cells_in_common(area, np.arange(len(cells)))
    piece = np.arange(len(cells))
    for one, other in sorted(links):
        piece[piece == piece[other]] = piece[one]
    return np.unique(piece, return_inverse=True)[1].astype(np.intp)


def _cells_in_common(key: Codes, cell: Codes) -> set[tuple[int, int]]:
    """Return the cells that follow each other among those that have a key."""
    order = np.lexsort((cell, key))
    has_next = np.flatnonzero(np.diff(key[order]) == 0)
    pairs = np.unique(np.column_stack([cell[order][has_next], cell[order][has_next + 1]]), axis=0)
    return {(int(one), int(other)) for one, other in pairs if one != other}


def _join_cells(cells: Sequence[_Cell]) -> VarianceBlock:
    blocks = [cell.block for cell in cells]
    return VarianceBlock(
        np.concatenate([block.figures for block in blocks]),
        block_diagonal([block.covariance for block in blocks]),
        np.concatenate([block.df for block in blocks]),
    )
