"""What a single figure shows: its tests against zero and against a margin, the home of every p-value here.

Terms
-----
*fact*: a full count stated as such; no sampling error, infinite degrees of freedom: the figure decides.
*sampled*: a figure with a standard error and degrees of freedom: Student's t decides.
*single*: a sampled figure without a degree of freedom or without any spread: nothing can be decided, whatever
rounding leaves of its standard error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from social_balance.arrays import Floats, Mask
from social_balance.estimates.intervals import t_quantile
from social_balance.estimates.significance import t_statistic, upper_tail
from social_balance.estimates.values import Estimates

# Index points. Sums of thousands of weights leave standard errors of 1e-14 where there is no spread at all.
NO_SPREAD = 1e-9


@dataclass(frozen=True)
class Figures:
    """Figures as the tests see them; each array has shape (k,).

    Parameters
    ----------
    value, se, df : ndarray of float
        NaN where there is no figure.
    """

    value: Floats
    se: Floats
    df: Floats

    @property
    def known(self) -> Mask:
        """Which figures are there."""
        return np.isfinite(self.value) & np.isfinite(self.se)

    @property
    def fact(self) -> Mask:
        """Which figures are facts."""
        # A standard error of zero alone proves no full count: answers from one unit have it too.
        return self.known & (self.se <= NO_SPREAD) & np.isposinf(self.df)

    @property
    def sampled(self) -> Mask:
        """Which figures can be tested by their spread; degrees of freedom that are NaN are none."""
        return self.known & (self.se > NO_SPREAD) & (self.df > 0)

    @property
    def single(self) -> Mask:
        """Which figures are there and cannot be tested."""
        return self.known & ~self.fact & ~self.sampled

    def p_above(self, bound: Floats | float = 0.0) -> Floats:
        """Test, one-sided, that each true figure is at or below a bound; 1 where nothing can be tested."""
        t = t_statistic(self.value - bound, np.where(self.sampled, self.se, np.nan))
        p = np.where(self.sampled, upper_tail(t, np.where(self.sampled, self.df, np.inf)), 1.0)
        # A full count is above the bound or not: there is nothing to be uncertain of.
        p = np.where(self.fact & (self.value > bound), 0.0, p)
        return np.where(self.known, p, np.nan)

    def p_below(self, bound: Floats | float = 0.0) -> Floats:
        """Test, one-sided, that each true figure is at or above a bound; 1 where nothing can be tested."""
        mirrored = Figures(-self.value, self.se, self.df)
        return mirrored.p_above(-np.asarray(bound, dtype=float))

    def p_not_above_zero(self) -> Floats:
        """As `p_below`, that each true figure is above zero: a fact that is zero is not above it."""
        return np.where(self.fact & (self.value == 0), 0.0, self.p_below())

    def p_not_zero(self) -> Floats:
        """Test, two-sided, that each true figure is zero; 1 where nothing can be tested."""
        # Both tails by their own: 1 − p would lose the digits of a small one.
        one_sided = np.fmin(self.p_above(), self.p_below())
        return np.asarray(np.minimum(2 * one_sided, 1.0))

    def p_equivalent(self, margin: Floats | float) -> Floats:
        """Test that each true figure is at least the margin in size, whichever way: two one-sided tests.

        Notes
        -----
        Both have to reject, so the larger p-value decides. [Schuirmann 1987]
        """
        above = self.p_above(-np.asarray(margin, dtype=float))
        return np.asarray(np.maximum(above, self.p_below(margin)))

    def limits(self, tail: float) -> tuple[Floats, Floats]:
        """Return limits with a chance of `tail` beyond each of them; none of a fact or a single figure."""
        df = np.where(self.sampled, self.df, np.inf)
        reach = t_quantile(1 - 2 * tail, df) * np.where(self.sampled, self.se, np.nan)
        return self.value - reach, self.value + reach


def figures_of(estimates: Estimates) -> Figures:
    """Return the figures of `Estimates` as the tests see them."""
    return Figures(estimates.values, estimates.se, estimates.rows["df"].to_numpy(dtype=float))
