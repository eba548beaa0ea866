"""The pattern: the fewest figures whose hiding leaves no small count to be worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from social_balance.arrays import Codes, Floats, Mask
from social_balance.disclosure.counts import Counts, Need, Units
from social_balance.disclosure.narrowing import TOLERANCE, is_protected, reach_of, solve_equalities

if TYPE_CHECKING:
    from scipy.optimize import Bounds

LARGE = 20_000  # units beyond which the pattern is sought step by step
SECONDS = 60.0  # for one solution; what has not been found by then is sought step by step
_ROUNDS = 50


def choose_pattern(counts: Counts, units: Units) -> Mask:
    """Choose the units to hide: all that have to be, and the cheapest others that protect the needs.

    Parameters
    ----------
    counts : Counts
    units : Units

    Returns
    -------
    ndarray of bool, shape (units,)
        What to hide. Whether it protects everything is for the caller to attack: where some count cannot be
        protected at all, everything near it is hidden.

    Notes
    -----
    min Σ cost·z + Σ loss·g with z binary, h ≤ z of every unit that shows a count, z ≤ g of the index lost,
    and for every need and relation Σ min(room, need)·h ≥ need over the other counts in it. The solution is
    attacked by linear programs; every need that is not met gives a cut from its multipliers, and the program
    is solved again [Fischetti & Salazar 2000].
    """
    hidden = units.must_hide.copy()
    needs = unmet_needs(counts, units, hidden)
    if not needs:
        return hidden
    relevant = np.isin(counts.components, counts.components[[need.count for need in needs]])
    some = np.flatnonzero(relevant)
    # A unit that shows a count of another group brings nothing there: nothing in it has a need.
    mine = np.flatnonzero(np.asarray(units.of_count @ relevant.astype(float)) > 0)
    part = counts.only(some)
    own = units.only(mine, some)
    chosen = None
    if len(own) <= LARGE:
        chosen = _by_program(part, own)
    if chosen is None:
        chosen = _step_by_step(part, own)
    hidden[mine] |= chosen
    return hidden


def unmet_needs(counts: Counts, units: Units, hidden: Mask) -> list[Need]:
    """Return the needs that a pattern does not meet; a count that an earlier release shows has none."""
    unknown = units.unknown_counts(counts, hidden)
    needs = [need for need in counts.needs if not counts.known[need.count]]
    reach = reach_of(counts, unknown, sorted({need.count for need in needs}))
    return [need for need in needs if not is_protected(need, reach[need.count])]


@dataclass
class _Program:
    """The rows of the integer program, gathered as they are found; columns are z, then h, then g."""

    counts: Counts
    units: Units
    rows: list[Floats] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Number of z, h and g."""
        return len(self.units), len(self.counts), len(self.units.loss_cost)

    def add_cut(self, weight: Floats, need: float) -> None:
        """Ask that the weights of the unknown counts reach what is needed."""
        self.rows.append(np.minimum(weight, need))
        self.least.append(need)

    def solve(self) -> Mask | None:
        """Return which units to hide, or None when there is no solution in time."""
        from scipy.optimize import LinearConstraint, milp  # heavy, and most releases need no search

        n_z, n_h, n_g = self.sizes
        cuts = sparse.csr_array(np.array(self.rows).reshape(len(self.rows), n_h))
        cuts = sparse.hstack(
            [sparse.csr_array((len(self.rows), n_z)), cuts, sparse.csr_array((len(self.rows), n_g))]
        )
        constraints = [LinearConstraint(cuts.tocsr(), lb=np.array(self.least))]
        constraints += [LinearConstraint(matrix, ub=0.0) for matrix in self._links()]
        found = milp(
            np.concatenate([self.units.cost, np.zeros(n_h), self.units.loss_cost]),
            integrality=np.concatenate([np.ones(n_z), np.zeros(n_h + n_g)]),
            bounds=self._bounds(),
            constraints=constraints,
            # The default gap of 1e-4 would give one pattern here and another there.
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )
        # At a time limit the best so far comes back: it is sought otherwise then, never taken as it is.
        if found.status != 0:
            return None
        return np.asarray(found.x[:n_z] > 0.5)

    def _links(self) -> Iterator[sparse.csr_array]:
        """Yield h − z ≤ 0 for every unit that shows a count, and z − g ≤ 0 for the index it is part of."""
        n_z, n_h, n_g = self.sizes
        shows = self.units.of_count.tocoo()
        # A count that is published nowhere waits for no unit, and one that is known stays known.
        unit = np.asarray(shows.coords[0], dtype=np.intp)
        count = np.asarray(shows.coords[1], dtype=np.intp)
        size = n_z + n_h + n_g
        yield _difference(n_z + count, unit, size)
        losing = np.flatnonzero(self.units.loss >= 0)
        yield _difference(losing, n_z + n_h + self.units.loss[losing], size)

    def _bounds(self) -> Bounds:
        """Return the limits of z, h and g."""
        from scipy.optimize import Bounds

        n_z, n_h, n_g = self.sizes
        free = self.units.unknown_counts(self.counts, np.ones(n_z, bool))
        low = np.concatenate([self.units.must_hide.astype(float), np.zeros(n_h + n_g)])
        high = np.concatenate([1.0 - self.units.must_show, free.astype(float), np.ones(n_g)])
        return Bounds(low, np.maximum(low, high))


def _difference(plus: Codes, minus: Codes, size: int) -> sparse.csr_array:
    """Return a matrix with one row a pair: 1 in the first column, −1 in the second."""
    row = np.arange(len(plus))
    data = np.concatenate([np.ones(len(row)), -np.ones(len(row))])
    place = (np.concatenate([row, row]), np.concatenate([plus, minus]))
    return sparse.csr_array((data, place), shape=(len(row), size))


def _by_program(counts: Counts, units: Units) -> Mask | None:
    """Solve, attack, cut, and solve again; None when that does not come to an end."""
    everything = np.ones(len(units), bool) & ~units.must_show
    hopeless = {need.count for need in unmet_needs(counts, units, everything)}
    needs = [n for n in counts.needs if n.count not in hopeless and not counts.known[n.count]]
    program = _Program(counts, units)
    for need in needs:
        _first_cuts(program, need)
    for _ in range(_ROUNDS):
        hidden = program.solve()
        if hidden is None:
            return None
        unknown = units.unknown_counts(counts, hidden)
        reach = reach_of(counts, unknown, sorted({need.count for need in needs}))
        unmet = [need for need in needs if not is_protected(need, reach[need.count])]
        if not unmet:
            # What nothing can protect takes all that is near it along, so that the gate tells of it alone.
            return hidden | (everything & bool(hopeless))
        for need, weight, least in _new_cuts(counts, unknown, unmet):
            _check_useful(need, weight, least)
            program.add_cut(weight, least)
    return None


def _first_cuts(program: _Program, need: Need) -> None:
    """Ask of each relation of a count that the others in it can move as far as it has to."""
    counts = program.counts
    matrix = counts.relations
    for row in matrix[:, [need.count]].tocoo().coords[0]:
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        columns = matrix.indices[start:end]
        sign = matrix.data[start:end]
        mine = sign[columns == need.count][0]
        others = columns != need.count
        same = sign[others] * mine > 0
        move = columns[others]
        for least, room in (
            (need.up, np.where(same, counts.down[move], counts.up[move])),
            (need.down, np.where(same, counts.up[move], counts.down[move])),
        ):
            if least > 0:
                weight = np.zeros(len(counts))
                weight[move] = room * abs(sign[others] / mine)
                program.add_cut(weight, least)


def _new_cuts(counts: Counts, unknown: Mask, unmet: list[Need]) -> Iterator[tuple[Need, Floats, float]]:
    """Yield, for every need that is not met, why it is not, as weights of the counts that could help."""
    for need in unmet:
        reach = reach_of(counts, unknown, [need.count], reasons=True)[need.count]
        for least, distance, why in (
            (need.up, reach.up, reach.why_up),
            (need.down, reach.down, reach.why_down),
        ):
            if least - distance > TOLERANCE and why is not None:
                yield need, why, least


def _check_useful(need: Need, weight: Floats, least: float) -> None:
    """Refuse a cut that cannot be met: its need was found to be hopeless, or the multipliers are wrong."""
    if np.minimum(weight, least).sum() < least - TOLERANCE:
        raise RuntimeError(f"the need of count {need.count} cannot be met, and was not found out before")


def _step_by_step(counts: Counts, units: Units) -> Mask:
    """Protect one need after the other at the least cost of what moves with it."""
    hidden = units.must_hide.copy()
    for need in sorted(counts.needs, key=lambda one: (-max(one.down, one.up), one.count)):
        if counts.known[need.count]:
            continue
        for direction, least in ((1.0, need.up), (-1.0, need.down)):
            hidden |= _cheapest_movement(counts, units, hidden, (need.count, direction * least))
    return hidden


def _cheapest_movement(counts: Counts, units: Units, hidden: Mask, move: tuple[int, float]) -> Mask:
    """Return the units to hide besides, so that a count can move by so much."""
    count = move[0]
    distance = move[1]
    tied = np.flatnonzero(counts.components == counts.components[count])
    matrix = counts.relations[:, tied]
    matrix = matrix[np.diff(matrix.indptr) > 0]
    price = _price_of_counts(counts, units, hidden)[tied]
    free = units.unknown_counts(counts, ~units.must_show)[tied]
    low = np.where(free, counts.down[tied], 0.0)
    high = np.where(free, counts.up[tied], 0.0)
    k = len(tied)
    scale = max(1.0, float(counts.most[tied].max()))
    target = np.flatnonzero(tied == count)[0]
    bounds = np.column_stack([np.zeros(2 * k), np.concatenate([high, low])]) / scale
    part = (max(distance, 0.0), max(-distance, 0.0))
    bounds[[target, k + target]] = np.array([[size, size] for size in part]) / scale
    both_ways = sparse.csr_array(sparse.hstack([matrix, -matrix]))
    found = solve_equalities(np.concatenate([price, price]), both_ways, bounds)
    if found.status != 0:
        # No movement is wide enough: all that is near is hidden, and the gate tells of it.
        return np.asarray(units.of_count[:, tied].sum(axis=1) > 0) & ~units.must_show
    moved = (found.x[:k] + found.x[k:]) * scale > 1e-6
    return np.asarray(units.of_count[:, tied[moved]].sum(axis=1) > 0) & ~units.must_show


def _price_of_counts(counts: Counts, units: Units, hidden: Mask) -> Floats:
    """Return what it costs to make each count unknown by one person, given what is hidden already."""
    lost = np.zeros(len(units.loss_cost) + 1, bool)
    lost[units.loss[hidden]] = True
    loss_cost = np.append(units.loss_cost, 0.0)
    lost[-1] = True
    cost = np.where(hidden, 0.0, units.cost + np.where(lost[units.loss], 0.0, loss_cost[units.loss]))
    of_count = np.asarray(units.of_count.T @ cost)
    # The fewer persons a figure has, the more it costs a person: one large figure is hidden, not ten small.
    return of_count / np.maximum(np.minimum(counts.down, counts.up), 1.0)
