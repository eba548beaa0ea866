"""What a figure and its standard error say against a null hypothesis: t statistics and p-values."""

from __future__ import annotations

import numpy as np
from scipy import special

from social_balance.arrays import Floats

# Student's t is not defined at 0 degrees of freedom; this near the tail is one half and decides nothing.
LEAST_DF = 1e-9


def t_statistic(difference: Floats, se: Floats) -> Floats:
    """Difference over its standard error; ±inf (or 0) for a fact without sampling error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = difference / se
    return np.where((se == 0) & (difference == 0), 0.0, t)


def two_sided_p(t: Floats, df: Floats) -> Floats:
    """Two-sided p-value of a t statistic (df may be infinite), in the stable form of the upper tail."""
    return np.where(np.isnan(t), np.nan, 2 * upper_tail(np.abs(t), df))


def upper_tail(t: Floats, df: Floats) -> Floats:
    """P(T > t) for Student's t, without the loss of digits of 1 − cdf."""
    t, df = np.broadcast_arrays(np.asarray(t, dtype=float), np.asarray(df, dtype=float))
    normal = special.ndtr(-t)
    finite = np.isfinite(df)
    return np.where(finite, special.stdtr(np.where(finite, np.maximum(df, LEAST_DF), 1.0), -t), normal)
