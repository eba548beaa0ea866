"""The joint covariance of figures from one number a row and measure, since a row is in one group of each.

A measure is made for every group of a grouping at once: so a row's linearised values on all the groups'
figures are one number and the group's code, a *grouped influence*. Rows of one stratum that lie in the same
groups on every one of them are cut into *pieces*, and the sum of squares about the stratum's mean is the sum
within the pieces plus the sum between them: the first is a small matrix product for each piece, the second
needs only the pieces' means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.samples.design import Sample, Stage

ROWS_AT_A_TIME = 4096  # a block of rows stays in the processor's cache while it is worked on


@dataclass(frozen=True)
class GroupedInfluence:
    """The linearised values of one measure over a grouping.

    Parameters
    ----------
    z : ndarray of float, shape (n,)
        Linearised value of each row, weight included, on the figure of its group.
    code : ndarray of int, shape (n,)
        The group of each row, −1 for none; influences of one grouping share the array.
    figures : ndarray of int, shape (groups,)
        Position of each group's figure; −1 where it has none that can be used.
    in_base : ndarray of bool, shape (n,), optional
        Who the figures are about; left out: everyone with a value.
    is_ratio : bool
        Whether the weighted base divides the figures, as in a share or a mean.
    """

    z: Floats
    code: Codes
    figures: Codes
    in_base: Mask | None = None
    is_ratio: bool = True

    @property
    def takes_part(self) -> Mask:
        """Which rows the figures rest on, shape (n,)."""
        return self.z != 0 if self.in_base is None else self.in_base

    def figure_of_row(self, row: int) -> int:
        """Return the position of the figure that a row takes part in; −1 for none."""
        if self.code[row] < 0:
            return -1
        return int(self.figures[self.code[row]])

    def figure_columns(self) -> Iterator[tuple[int, Floats]]:
        """Yield the position of each figure and its linearised values row by row."""
        for j, figure in enumerate(self.figures):
            if figure >= 0:
                yield int(figure), np.where(self.code == j, self.z, 0.0)


def dense_influence(influences: Sequence[GroupedInfluence], n: int, k: int) -> Floats:
    """Linearised values of n rows on each of k figures, shape (n, k)."""
    z = np.zeros((k, n))  # a figure is a run of memory
    for influence in influences:
        for figure, column in influence.figure_columns():
            z[figure] = column
    return z.T


def dense_base(influences: Sequence[GroupedInfluence], n: int, k: int) -> Mask:
    """Which of n rows each of k figures rests on, shape (n, k)."""
    touched = np.zeros((n, k), bool)
    for influence in influences:
        rows = np.flatnonzero(influence.takes_part & (influence.code >= 0))
        figure = influence.figures[influence.code[rows]]
        touched[rows[figure >= 0], figure[figure >= 0]] = True
    return touched


def sorted_rows(*codes: Codes) -> Codes:
    """Positions that sort rows by the first code, and within it by the next.

    Examples
    --------
    >>> sorted_rows(np.array([1, 0, 1]), np.array([1, 0, 0])).tolist()
    [1, 2, 0]
    """
    crossed = np.zeros(len(codes[0]), dtype=np.intp)
    for code in codes:
        crossed = cross_codes(crossed, code + 1)
    return _sorting_order(crossed)


def shift_figures(influence: GroupedInfluence, by: int) -> GroupedInfluence:
    """Return the influence with its figures so many positions further on."""
    return replace(influence, figures=np.where(influence.figures >= 0, influence.figures + by, -1))


def concatenate_influence(
    parts: Sequence[tuple[Codes, Sequence[GroupedInfluence]]], n: int
) -> list[GroupedInfluence]:
    """Lay influences of different rows (such as those of each year) end to end, as influences of all n rows.

    Examples
    --------
    >>> one = GroupedInfluence(np.array([1.0, 2.0]), np.array([0, 1]), np.array([0, 1]))
    >>> other = GroupedInfluence(np.array([3.0]), np.array([0]), np.array([2]))
    >>> both, = concatenate_influence([(np.array([0, 2]), [one]), (np.array([1]), [other])], 3)
    >>> both.z.tolist(), both.figures[both.code].tolist()
    ([1.0, 3.0, 2.0], [0, 2, 1])
    """
    if len(parts) == 1 and np.array_equal(parts[0][0], np.arange(n)):
        return list(parts[0][1])
    codes: dict[tuple[int, ...], Codes] = {}
    influences = []
    for at in range(max((len(of_part) for _, of_part in parts), default=0)):
        here = [(rows, of_part[at]) for rows, of_part in parts if at < len(of_part)]
        z = np.zeros(n)
        in_base = np.zeros(n, bool)
        key = tuple(id(influence.code) for _, influence in here)
        if key not in codes:
            codes[key] = np.full(n, -1, dtype=np.intp)
            start = 0
            for rows, influence in here:
                codes[key][rows] = np.where(influence.code >= 0, influence.code + start, -1)
                start += len(influence.figures)
        for rows, influence in here:
            z[rows] = influence.z
            in_base[rows] = influence.takes_part
        figures = np.concatenate([influence.figures for _, influence in here])
        influences.append(GroupedInfluence(z, codes[key], figures, in_base))
    return influences


def joint_covariance(
    sample: Sample,
    parts: Sequence[tuple[Codes, Sequence[GroupedInfluence]]],
    k: int,
    *,
    sorted_sample: Sample | None = None,
) -> Floats:
    """Joint covariance of k figures under the sample's design, shape (k, k).

    Parameters
    ----------
    sample : Sample
    parts : sequence of (rows, influences)
        The influences of different rows of the sample, together all of them.
    k : int
    sorted_sample : Sample, optional
        The sample in the order of the parts' rows, when it has been put in order already.

    Notes
    -----
    It is `Sample.covariance` of the influences as one matrix, to rounding. Only designs where a row's value
    on one figure spreads to others (several stages, calibrated weights, waves with the same persons) need
    that matrix; where units cut across groups, its rows are the units.
    """
    n = len(sample.weights)
    if sample.lonely_psu == "average":
        # How much stands in for a lonely stratum hangs on who is in the base, not on their values.
        joined = concatenate_influence(parts, n)
        return sample.covariance(dense_influence(joined, n, k), touched=dense_base(joined, n, k))
    if sample.auxiliaries or len(sample.stages) > 1 or sample.links:
        return sample.covariance(dense_influence(concatenate_influence(parts, n), n, k))
    sample = sorted_sample or sample.take(np.concatenate([rows for rows, _ in parts]))
    ends = np.cumsum([0, *(len(rows) for rows, _ in parts)])
    influences = concatenate_influence(
        [(np.arange(a, b), of_part) for a, b, (_, of_part) in zip(ends, ends[1:], parts, strict=False)], n
    )
    stage = sample.stages[0]
    if not influences:
        return np.zeros((k, k))
    if int(stage.unit.max()) + 1 < n:
        stage, found = _sum_to_units(stage, influences)
        if found is None:
            return replace(sample, stages=(stage,)).covariance(
                _unit_totals(sample.stages[0].unit, influences, k)
            )
        influences = found
    return _covariance_by_pieces(stage, influences, k, centre=sample.lonely_psu == "centre")


def _sum_to_units(
    stage: Stage, influences: Sequence[GroupedInfluence]
) -> tuple[Stage, list[GroupedInfluence] | None]:
    """Stage and influences with one row a unit; no influences when a unit lies in several groups."""
    unit = stage.unit
    u = int(stage.unit.max()) + 1
    first = np.empty(u, dtype=np.intp)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    units = Stage(stage.stratum[first], np.arange(u), stage.fraction[first])
    codes: dict[int, Codes] = {}
    for code in {id(influence.code): influence.code for influence in influences}.values():
        here = code >= 0
        of_unit = np.full(u, -1, dtype=np.intp)
        of_unit[unit[here]] = code[here]
        if (of_unit[unit[here]] != code[here]).any():
            return units, None
        codes[id(code)] = of_unit
    return units, [
        GroupedInfluence(
            np.bincount(unit, np.where(s.code >= 0, s.z, 0.0), u).astype(float), codes[id(s.code)], s.figures
        )
        for s in influences
    ]


def _unit_totals(unit: Codes, influences: Sequence[GroupedInfluence], k: int) -> Floats:
    """Sum of the linearised values of each unit on each figure, shape (units, k)."""
    u = int(unit.max()) + 1
    total = np.zeros((k, u))
    for influence in influences:
        here = (influence.code >= 0) & (influence.figures >= 0)[influence.code]
        figure = influence.figures[influence.code[here]]
        np.add.at(total, (figure, unit[here]), influence.z[here])
    return total.T


def _covariance_by_pieces(
    stage: Stage, influences: Sequence[GroupedInfluence], k: int, *, centre: bool
) -> Floats:
    """V = Σ_h c_h·[Σ_pieces Σ_i (z_i − m)(z_i − m)ᵀ + Σ_pieces n·(m − z̄_h)(m − z̄_h)ᵀ], m a piece's mean."""
    size = np.bincount(stage.stratum)
    factor = _stratum_factors(stage, size)
    pattern, example = _number_patterns(influences)
    order, start = _cut_into_pieces(pattern * len(size) + stage.stratum)
    n = np.diff(start, append=len(order))
    stratum = stage.stratum[order[start]]
    of_piece = pattern[order[start]]
    sums = np.zeros((len(start), k))
    total = np.zeros((k, k))
    in_place = bool((order == np.arange(len(order))).all())
    for pieces in _pattern_runs(of_piece):
        figure_of = [
            influence.figure_of_row(int(example[of_piece[pieces.start]])) for influence in influences
        ]
        here = [influence for influence, figure in zip(influences, figure_of, strict=True) if figure >= 0]
        figures = np.array([figure for figure in figure_of if figure >= 0], dtype=np.intp)
        inside = np.zeros((len(here), len(here)))
        for block in _cache_blocks(pieces, start) if here else ():
            run = slice(start[block.start], start[block.stop - 1] + n[block.stop - 1])
            rows: slice | Codes = run
            if not in_place:
                rows = order[run]
            z = np.array([influence.z[rows] for influence in here])
            line = np.add.reduceat(z, start[block] - run.start, axis=1)
            z -= np.repeat(line / n[block], n[block], axis=1)
            z *= np.repeat(np.sqrt(factor[stratum[block]]), n[block])
            sums[block, figures] = line.T
            inside += z @ z.T
        total[np.ix_(figures, figures)] += inside
    mean = np.zeros((len(size), k))
    np.add.at(mean, stratum, sums)
    mean /= np.maximum(size, 1)[:, None]
    if centre:
        mean[size == 1] = 0.0
    deviation = (sums / n[:, None] - mean[stratum]) * np.sqrt(factor[stratum] * n)[:, None]
    return total + deviation.T @ deviation


def _stratum_factors(stage: Stage, size: Codes) -> Floats:
    """c_h = (1 − f_h)·n_h/(n_h − 1) of each stratum; without the last where a unit is alone."""
    fraction = np.zeros(len(size))
    fraction[stage.stratum] = stage.fraction
    return (1 - fraction) * np.where(size == 1, 1.0, size / np.maximum(size - 1, 1))


def _number_patterns(influences: Sequence[GroupedInfluence]) -> tuple[Codes, Codes]:
    """Number the combinations of groups that rows lie in; each row's, and a row of each."""
    pattern = np.zeros(len(influences[0].code), dtype=np.intp)
    for code in {id(influence.code): influence.code for influence in influences}.values():
        pattern = pattern * (int(code.max()) + 2) + (code + 1)
        # Numbered anew without gaps, in the same order.
        is_used = np.bincount(pattern) > 0
        pattern = (np.cumsum(is_used) - 1)[pattern]
    example = np.zeros(int(pattern.max()) + 1, dtype=np.intp)
    example[pattern] = np.arange(len(pattern))
    return pattern, example


def _cut_into_pieces(code: Codes) -> tuple[Codes, Codes]:
    """Rows in the order of their code, and where each piece of one code begins."""
    order = _sorting_order(code)
    code = code[order]
    new = np.diff(code, prepend=-1) != 0
    new[::ROWS_AT_A_TIME] = True
    return order, np.flatnonzero(new)


def _sorting_order(code: Codes) -> Codes:
    """Positions that sort the rows by their code."""
    if (np.diff(code) >= 0).all():
        return np.arange(len(code))
    # Numbers of 16 bits are sorted by radix, which is far quicker.
    if int(code.max()) < 2**16:
        code = code.astype(np.uint16)
    return np.argsort(code, kind="stable")


def _pattern_runs(pattern: Codes) -> Iterator[slice]:
    """Runs of pieces of one pattern."""
    ends = np.flatnonzero(np.diff(pattern, append=-1)) + 1
    for first, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        yield slice(first, end)


def _cache_blocks(pieces: slice, start: Codes) -> Iterator[slice]:
    """Cut a run of pieces into blocks of at most so many rows that they stay in the cache."""
    at = pieces.start
    while at < pieces.stop:
        stop = int(np.searchsorted(start, start[at] + ROWS_AT_A_TIME, side="right")) - 1
        yield slice(at, stop := min(max(stop, at + 1), pieces.stop))
        at = stop
