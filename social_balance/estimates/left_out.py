"""The totals of a table without one unit after the other, for the jackknife."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from social_balance.arrays import Codes, Floats
from social_balance.estimates.replicate_totals import Stack


@dataclass(frozen=True)
class LeftOut:
    """A stack arranged for leaving out one unit after the other: units are numbered stratum by stratum."""

    stack: Stack  # in the order of the units
    total: Floats  # shape (cells, columns)
    stratum: Codes  # of each unit
    gain: Floats  # n/(n−1) of the stratum of each unit
    of_stratum: Codes  # the stratum, cell and amounts that the strata have in each cell
    stratum_cell: Codes
    stratum_amounts: Floats

    @staticmethod
    def of(stack: Stack, stratum: Codes, gain: Floats) -> LeftOut:
        """Arrange a stack whose units are numbered stratum by stratum."""
        order = np.lexsort((stack.cell, stack.unit))
        by_unit = replace(stack, unit=stack.unit[order], cell=stack.cell[order], amounts=stack.amounts[order])
        where = stratum[stack.unit]
        order = np.lexsort((stack.cell, where))
        where = where[order]
        cell = stack.cell[order]
        start = np.flatnonzero((np.diff(where, prepend=-1) != 0) | (np.diff(cell, prepend=-1) != 0))
        sums = stack.amounts
        if len(start):
            sums = np.add.reduceat(stack.amounts[order], start, axis=0)
        total = np.zeros((stack.n_area * stack.n_other, stack.amounts.shape[1]))
        np.add.at(total, cell[start], sums)
        return LeftOut(by_unit, total, stratum, gain, where[start], cell[start], sums)

    def totals(self, first: int, last: int) -> Floats:
        """Totals without each of the units from `first` to before `last`, as `Stack.totals`."""
        low = self.stratum[first]
        high = self.stratum[last - 1]
        rows = slice(*np.searchsorted(self.of_stratum, [low, high + 1]))
        of_strata = np.zeros((high - low + 1, *self.total.shape))
        of_strata[self.of_stratum[rows] - low, self.stratum_cell[rows]] = self.stratum_amounts[rows]
        gone = of_strata[self.stratum[first:last] - low]
        gain = self.gain[first:last, None, None]
        found = self.total + (gain - 1) * gone
        mine = slice(*np.searchsorted(self.stack.unit, [first, last]))
        left_out = self.stack.amounts[mine]
        found[self.stack.unit[mine] - first, self.stack.cell[mine]] -= (
            self.gain[self.stack.unit[mine]][:, None] * left_out
        )
        return np.asarray(found)
