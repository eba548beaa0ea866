"""The attack: how far an intruder who knows every relation can narrow an unknown count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from social_balance.arrays import Codes, Floats, Mask
from social_balance.disclosure.counts import Counts, Need

# HiGHS keeps an equality to 1e-8 of what it is given, and counts are whole numbers.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Reach:
    """How far one count can be thought to move, with the multipliers that say why it is no farther.

    Parameters
    ----------
    down, up : float
        How far from the true value.
    why_down, why_up : ndarray of float, shape (k,), optional
        The bound as a sum over all counts, whichever of them are unknown: distance ≤ Σ weight · unknown.
    """

    down: float
    up: float
    why_down: Floats | None = None
    why_up: Floats | None = None


def reach_of(
    counts: Counts, unknown: Mask, wanted: Sequence[int], *, reasons: bool = False
) -> dict[int, Reach]:
    """Return how far each wanted count can be thought to move, given which counts are unknown.

    Parameters
    ----------
    counts : Counts
    unknown : ndarray of bool, shape (k,)
        The counts that are shown nowhere.
    wanted : sequence of int
        The counts that are asked about; those that are known cannot move.
    reasons : bool
        Also return the multipliers.

    Returns
    -------
    dict of int to Reach

    Notes
    -----
    The intruder moves the unknown counts by δ with M·δ = 0 and −y ≤ δ ≤ n − y; the reach of a count is the
    largest and the smallest δ of it, each a linear program [Fischetti & Salazar 2000]. Where a single
    relation holds the unknown counts, the program has its solution in a sum.
    """
    reaches: dict[int, Reach] = {}
    for part in _parts(counts, unknown, wanted):
        asked = [i for i in wanted if unknown[i] and part.place[i] >= 0]
        for i in asked:
            if part.matrix.shape[0] == 1 and not reasons:
                reaches[i] = _within_one_relation(part, int(part.place[i]))
            else:
                reaches[i] = _within_relations(counts, part, i)
    for i in wanted:
        if not unknown[i]:
            reaches[i] = Reach(0.0, 0.0)
        # What no relation holds can be anything that a count can be.
        reaches.setdefault(i, Reach(float(counts.down[i]), float(counts.up[i])))
    return reaches


def is_protected(need: Need, reach: Reach) -> bool:
    """Say whether a count can be thought to move as far as it has to."""
    return reach.down >= need.down - TOLERANCE and reach.up >= need.up - TOLERANCE


@dataclass(frozen=True)
class _Part:
    """Unknown counts that relations tie together: R relations, k counts."""

    counts: Codes  # (k,)
    place: Codes  # where each of all counts stands here, −1 for nowhere
    rows: Codes  # the relations, shape (R,)
    matrix: sparse.csr_array  # R x k
    down: Floats  # (k,)
    up: Floats  # (k,)


def _parts(counts: Counts, unknown: Mask, wanted: Sequence[int]) -> Iterator[_Part]:
    """Yield the tied groups of unknown counts that hold some of the wanted."""
    asked = {int(counts.components[i]) for i in wanted if unknown[i]}
    for number in sorted(asked):
        inside = np.flatnonzero((counts.components == number) & unknown)
        matrix = counts.relations[:, inside]
        rows = np.flatnonzero(np.diff(matrix.indptr) > 0)
        if len(rows) == 0:
            continue
        place = np.full(len(counts), -1)
        place[inside] = np.arange(len(inside))
        yield _Part(inside, place, rows, matrix[rows], counts.down[inside], counts.up[inside])


def _within_one_relation(part: _Part, i: int) -> Reach:
    """Return the reach where one sum holds all: the others have to move as far the other way."""
    sign = part.matrix.toarray()[0]
    if sign[i] == 0:
        # The sum says nothing of it.
        return Reach(float(part.down[i]), float(part.up[i]))
    toward = sign * np.sign(sign[i])
    toward[i] = 0
    give = np.where(toward > 0, part.down, part.up) * abs(toward)
    take = np.where(toward > 0, part.up, part.down) * abs(toward)
    size = abs(sign[i])
    return Reach(
        float(min(part.down[i], take.sum() / size)),
        float(min(part.up[i], give.sum() / size)),
    )


def _within_relations(counts: Counts, part: _Part, i: int) -> Reach:
    """Return the reach of a count by two linear programs, with the reasons over all counts."""
    down, why_down = _farthest(counts, part, i, -1.0)
    up, why_up = _farthest(counts, part, i, 1.0)
    return Reach(down, up, why_down, why_up)


def _farthest(counts: Counts, part: _Part, i: int, direction: float) -> tuple[float, Floats]:
    """Return how far a count can move one way, and the weights of the bound on it."""
    aim = np.zeros(len(counts))
    aim[i] = direction
    # Counts are scaled to about 1: HiGHS takes coefficients below 1e-9 for nothing.
    scale = max(1.0, float(max(part.down.max(), part.up.max())))
    bounds = np.column_stack([-part.down, part.up]) / scale
    if not (np.isfinite(bounds).all() and np.isfinite(part.matrix.data).all()):
        raise ValueError("an attack needs finite counts and relations")
    found = solve_equalities(-aim[part.counts], part.matrix, bounds)
    if found.status != 0:
        raise RuntimeError(f"the attack could not be made: {found.message}")
    # Weak duality: max c·δ ≤ Σ (r⁺·up + r⁻·down) with r = c − Mᵀλ, for any λ and any set of unknown counts.
    rest = aim + counts.relations[part.rows].T @ np.asarray(found.eqlin.marginals)
    weight = np.maximum(rest, 0.0) * counts.up + np.maximum(-rest, 0.0) * counts.down
    weight[counts.known] = 0.0
    return max(float(-found.fun) * scale, 0.0), np.asarray(weight)


def solve_equalities(price: Floats, matrix: sparse.csr_array, bounds: Floats) -> Any:
    """Minimise price·x with matrix·x = 0 inside bounds, by HiGHS."""
    from scipy.optimize import linprog  # heavy, and most releases need no attack

    # The stubs of scipy know of no sparse matrix here; the program does.
    program: dict[str, Any] = {"A_eq": matrix, "b_eq": np.zeros(matrix.shape[0]), "bounds": bounds}
    return linprog(price, method="highs", **program)
