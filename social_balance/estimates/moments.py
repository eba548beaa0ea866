"""The joint covariance of figures from one number a row and measure, since a row is in one group of each.

A measure is made for every group of a grouping at once: so a row's linearised values on all the groups'
figures are one number and the group's code, a *strand*. Rows of one stratum that lie in the
same groups on every strand are cut into *pieces*, and the sum of squares about the stratum's mean is the sum
within the pieces plus the sum between them: the first is a small matrix product for each piece, the second
needs only the pieces' means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from social_balance.arrays import Codes, Floats
from social_balance.samples.design import Sample, Stage

ROWS_AT_A_TIME = 4096  # a block of rows stays in the processor's cache while it is worked on


@dataclass(frozen=True)
class Strand:
    """The linearised values of one measure over a grouping.

    Parameters
    ----------
    z : ndarray of float, shape (n,)
        Linearised value of each row, weight included, on the figure of its group.
    code : ndarray of int, shape (n,)
        The group of each row, −1 for none; strands of one grouping share the array.
    figures : ndarray of int, shape (groups,)
        Position of each group's figure; −1 where it has none that can be used.
    """

    z: Floats
    code: Codes
    figures: Codes

    def columns(self) -> Iterator[tuple[int, Floats]]:
        """Yield the position of each figure and its linearised values row by row."""
        for j, figure in enumerate(self.figures):
            if figure >= 0:
                yield int(figure), np.where(self.code == j, self.z, 0.0)


def side_by_side(strands: Sequence[Strand], n: int, k: int) -> Floats:
    """Linearised values of n rows on each of k figures, shape (n, k)."""
    z = np.zeros((k, n))  # a figure is a run of memory
    for strand in strands:
        for figure, column in strand.columns():
            z[figure] = column
    return z.T


def rows_in_order(*codes: Codes) -> Codes:
    """Positions that sort rows by the first code, and within it by the next.

    Examples
    --------
    >>> rows_in_order(np.array([1, 0, 1]), np.array([1, 0, 0])).tolist()
    [1, 2, 0]
    """
    crossed = np.zeros(len(codes[0]), dtype=np.intp)
    for code in codes:
        crossed = crossed * (int(code.max(initial=-1)) + 2) + (code + 1)
    return _order(crossed)


def moved(strand: Strand, by: int) -> Strand:
    """Return the strand with its figures so many positions further on."""
    return replace(strand, figures=np.where(strand.figures >= 0, strand.figures + by, -1))


def end_to_end(parts: Sequence[tuple[Codes, Sequence[Strand]]], n: int) -> list[Strand]:
    """Lay strands of different rows (such as those of each year) end to end, as strands of all n rows.

    Examples
    --------
    >>> one = Strand(np.array([1.0, 2.0]), np.array([0, 1]), np.array([0, 1]))
    >>> other = Strand(np.array([3.0]), np.array([0]), np.array([2]))
    >>> both, = end_to_end([(np.array([0, 2]), [one]), (np.array([1]), [other])], 3)
    >>> both.z.tolist(), both.figures[both.code].tolist()
    ([1.0, 3.0, 2.0], [0, 2, 1])
    """
    if len(parts) == 1 and np.array_equal(parts[0][0], np.arange(n)):
        return list(parts[0][1])
    codes: dict[tuple[int, ...], Codes] = {}
    strands = []
    for at in range(max((len(laid) for _, laid in parts), default=0)):
        here = [(rows, laid[at]) for rows, laid in parts if at < len(laid)]
        z, key = np.zeros(n), tuple(id(strand.code) for _, strand in here)
        if key not in codes:
            codes[key] = np.full(n, -1, dtype=np.intp)
            start = 0
            for rows, strand in here:
                codes[key][rows] = np.where(strand.code >= 0, strand.code + start, -1)
                start += len(strand.figures)
        for rows, strand in here:
            z[rows] = strand.z
        strands.append(Strand(z, codes[key], np.concatenate([strand.figures for _, strand in here])))
    return strands


def covariance(
    sample: Sample,
    parts: Sequence[tuple[Codes, Sequence[Strand]]],
    k: int,
    *,
    in_runs: Sample | None = None,
) -> Floats:
    """Joint covariance of k figures under the sample's design, shape (k, k).

    Parameters
    ----------
    sample : Sample
    parts : sequence of (rows, strands)
        The strands of different rows of the sample, together all of them.
    k : int
    in_runs : Sample, optional
        The sample in the order of the parts' rows, when it has been put in order already.

    Notes
    -----
    It is `Sample.covariance` of the strands laid side by side, to rounding. Only designs where a row's value
    on one figure spreads to others (several stages, calibrated weights, waves with the same persons) need
    that matrix; where units cut across groups, its rows are the units.
    """
    n = len(sample.weights)
    if sample.auxiliaries or len(sample.stages) > 1 or sample.links:
        return sample.covariance(side_by_side(end_to_end(parts, n), n, k))
    sample = in_runs or sample.take(np.concatenate([rows for rows, _ in parts]))
    ends = np.cumsum([0, *(len(rows) for rows, _ in parts)])
    strands = end_to_end(
        [(np.arange(a, b), laid) for a, b, (_, laid) in zip(ends, ends[1:], parts, strict=False)], n
    )
    stage = sample.stages[0]
    if not strands:
        return np.zeros((k, k))
    if int(stage.unit.max()) + 1 < n:
        stage, found = _by_unit(stage, strands)
        if found is None:
            return replace(sample, stages=(stage,)).covariance(_totals(sample.stages[0].unit, strands, k))
        strands = found
    alone = np.bincount(stage.stratum)[stage.stratum] == 1
    if sample.lonely_psu == "average" and (alone & (stage.fraction < 1)).any():
        return replace(sample, stages=(stage,)).covariance(side_by_side(strands, len(alone), k))
    return _in_pieces(stage, strands, k, centre=sample.lonely_psu == "centre")


def _by_unit(stage: Stage, strands: Sequence[Strand]) -> tuple[Stage, list[Strand] | None]:
    """Stage and strands with one row a unit; no strands when a unit lies in several groups."""
    unit, u = stage.unit, int(stage.unit.max()) + 1
    first = np.empty(u, dtype=np.intp)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    units = Stage(stage.stratum[first], np.arange(u), stage.fraction[first])
    codes: dict[int, Codes] = {}
    for code in {id(strand.code): strand.code for strand in strands}.values():
        here = code >= 0
        of_unit = np.full(u, -1, dtype=np.intp)
        of_unit[unit[here]] = code[here]
        if (of_unit[unit[here]] != code[here]).any():
            return units, None
        codes[id(code)] = of_unit
    return units, [
        Strand(
            np.bincount(unit, np.where(s.code >= 0, s.z, 0.0), u).astype(float), codes[id(s.code)], s.figures
        )
        for s in strands
    ]


def _totals(unit: Codes, strands: Sequence[Strand], k: int) -> Floats:
    """Sum of the linearised values of each unit on each figure, shape (units, k)."""
    u = int(unit.max()) + 1
    total = np.zeros((k, u))
    for strand in strands:
        here = (strand.code >= 0) & (strand.figures >= 0)[strand.code]
        figure = strand.figures[strand.code[here]]
        np.add.at(total, (figure, unit[here]), strand.z[here])
    return total.T


def _in_pieces(stage: Stage, strands: Sequence[Strand], k: int, *, centre: bool) -> Floats:
    """V = Σ_h c_h·[Σ_pieces Σ_i (z_i − m)(z_i − m)ᵀ + Σ_pieces n·(m − z̄_h)(m − z̄_h)ᵀ], m a piece's mean."""
    size = np.bincount(stage.stratum)
    fraction = np.zeros(len(size))
    fraction[stage.stratum] = stage.fraction
    factor = (1 - fraction) * np.where(size == 1, 1.0, size / np.maximum(size - 1, 1))
    pattern, example = _patterns(strands)
    order, start = _pieces(pattern * len(size) + stage.stratum)
    n = np.diff(start, append=len(order))
    stratum, of_piece = stage.stratum[order[start]], pattern[order[start]]
    sums, total = np.zeros((len(start), k)), np.zeros((k, k))
    in_place = bool((order == np.arange(len(order))).all())
    for pieces in _runs(of_piece):
        figure_of = [_figure(strand, example[of_piece[pieces.start]]) for strand in strands]
        here = [strand for strand, figure in zip(strands, figure_of, strict=True) if figure >= 0]
        figures = np.array([figure for figure in figure_of if figure >= 0], dtype=np.intp)
        inside = np.zeros((len(here), len(here)))
        for block in _blocks(pieces, start) if here else ():
            run = slice(start[block.start], start[block.stop - 1] + n[block.stop - 1])
            rows = run if in_place else order[run]
            z = np.array([strand.z[rows] for strand in here])
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


def _figure(strand: Strand, row: int) -> int:
    """Position of the figure that a row takes part in; −1 for none."""
    return int(strand.figures[strand.code[row]]) if strand.code[row] >= 0 else -1


def _patterns(strands: Sequence[Strand]) -> tuple[Codes, Codes]:
    """Number the combinations of groups that rows lie in; each row's, and a row of each."""
    pattern = np.zeros(len(strands[0].code), dtype=np.intp)
    for code in {id(strand.code): strand.code for strand in strands}.values():
        pattern = pattern * (int(code.max()) + 2) + (code + 1)
        # Numbered anew without gaps, in the same order.
        met = np.bincount(pattern) > 0
        pattern = (np.cumsum(met) - 1)[pattern]
    example = np.zeros(int(pattern.max()) + 1, dtype=np.intp)
    example[pattern] = np.arange(len(pattern))
    return pattern, example


def _pieces(code: Codes) -> tuple[Codes, Codes]:
    """Rows in the order of their code, and where each piece of one code begins."""
    order = _order(code)
    code = code[order]
    new = np.diff(code, prepend=-1) != 0
    new[::ROWS_AT_A_TIME] = True
    return order, np.flatnonzero(new)


def _order(code: Codes) -> Codes:
    """Positions that sort the rows by their code."""
    if (np.diff(code) >= 0).all():
        return np.arange(len(code))
    # Numbers of 16 bits are sorted by radix, which is far quicker.
    return np.argsort(code.astype(np.uint16) if int(code.max()) < 2**16 else code, kind="stable")


def _runs(pattern: Codes) -> Iterator[slice]:
    """Runs of pieces of one pattern."""
    ends = np.flatnonzero(np.diff(pattern, append=-1)) + 1
    for first, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        yield slice(first, end)


def _blocks(pieces: slice, start: Codes) -> Iterator[slice]:
    """Cut a run of pieces into blocks of at most so many rows that they stay in the cache."""
    at = pieces.start
    while at < pieces.stop:
        stop = int(np.searchsorted(start, start[at] + ROWS_AT_A_TIME, side="right")) - 1
        yield slice(at, stop := min(max(stop, at + 1), pieces.stop))
        at = stop
