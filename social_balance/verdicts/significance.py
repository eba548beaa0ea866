"""Tests of single figures against zero and against a margin: one home for every p-value of a verdict."""

from __future__ import annotations

import numpy as np

from social_balance.arrays import Floats
from social_balance.estimates.significance import t_statistic, two_sided_p, upper_tail
from social_balance.estimates.values import Estimates


def degrees_of_freedom(estimates: Estimates) -> Floats:
    """Return the degrees of freedom of every figure, shape (k,)."""
    return estimates.rows["df"].to_numpy(dtype=float)


def p_not_zero(estimates: Estimates) -> Floats:
    """Test, row by row and two-sided, that each true figure is zero; NaN where there is no figure."""
    return two_sided_p(t_statistic(estimates.values, estimates.se), degrees_of_freedom(estimates))


def p_positive(estimates: Estimates) -> Floats:
    """Test, row by row and one-sided, that each true figure is zero or negative."""
    return upper_tail(t_statistic(estimates.values, estimates.se), degrees_of_freedom(estimates))


def p_equivalent(value: Floats, se: Floats, df: Floats, margin: Floats) -> Floats:
    """Test that each true figure is at least the margin in size, whichever way: two one-sided tests.

    Notes
    -----
    Both have to reject, so the larger p-value decides. [Schuirmann 1987]
    """
    return np.maximum(
        upper_tail(t_statistic(margin - value, se), df), upper_tail(t_statistic(value + margin, se), df)
    )
