"""How unsure a share or a rate is at the least, where hardly anybody, or nearly everybody, is positive."""

from __future__ import annotations

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.estimates.intervals import SHARE_INTERVALS, Events

# Two more of each kind: z²/2 of a 95 % interval [Agresti & Coull 1998].
ADDED = 2.0
ROUNDING = 1e-12  # a weighted share of all may miss 1 by as much


def least_variance(rows: pd.DataFrame, se: Floats) -> Floats:
    """Return the least variance of each row of an `Estimates`, shape (rows,); 0 where there is no bound.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [0.0], "base": [30.0], "interval": ["logit"], "curve": [None]})
    >>> np.sqrt(least_variance(rows, np.array([0.0]))).round(2)
    array([4.04])
    """
    p = rows["value"].to_numpy(dtype=float) / 100
    is_share = rows["interval"].isin(SHARE_INTERVALS).to_numpy(dtype=bool) & (p >= 0) & (p <= 1)
    of_shares = _least_of_shares(np.where(is_share, p, 0.5), se / 100, rows["base"].to_numpy(dtype=float))
    least = np.where(is_share, 100**2 * of_shares, 0.0)
    for i, curve in enumerate(rows["curve"]):
        if isinstance(curve, Events) and np.isfinite(curve.each):
            # A Poisson count: of a share with a great many who could have been positive.
            least[i] = (curve.count + ADDED) * curve.each**2
    return np.nan_to_num(least)


def raise_to_least(rows: pd.DataFrame, se: Floats) -> tuple[Floats, Floats]:
    """Return what the errors are multiplied by, and what is added to variances of 0, to reach the least."""
    least = least_variance(rows, se)
    # A row without a usable figure has no standard error, and is not raised.
    variance = np.where(np.isnan(se), np.inf, se) ** 2
    raised = least > variance
    # Correlations stay where there is a spread; without one there is nothing to correlate.
    has_spread = raised & (variance > 0)
    factor = np.ones(len(rows))
    factor[has_spread] = np.sqrt(least[has_spread] / variance[has_spread])
    return factor, np.where(raised & ~has_spread, least, 0.0)


def _least_of_shares(p: Floats, se: Floats, base: Floats) -> Floats:
    """p̃(1 − p̃)/(nₑ + 4) with p̃ = (p·nₑ + 2)/(nₑ + 4)."""
    at_edge = (p < ROUNDING) | (p > 1 - ROUNDING)
    has_spread = ~at_edge & (se > 0)
    effective = np.divide(p * (1 - p), se**2, out=base.astype(float), where=has_spread)
    # Inside with no standard error: a full count, or nothing known.
    effective = np.where(~at_edge & ~has_spread, np.inf, effective)
    moved = (np.where(np.isinf(effective), 0.0, p * effective) + ADDED) / (effective + 2 * ADDED)
    return moved * (1 - moved) / (effective + 2 * ADDED)
