"""Changes of a share near 0 in every sample there can be: how often they are called unchanged, and covered.

`python tests/drawn_shares.py` prints the table of docs/simulations.md. Nothing is drawn: all pairs of counts
are gone through with their probabilities, so there is no Monte Carlo error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats
from statsmodels.stats.proportion import proportion_confint

from social_balance.estimates.edges import least_variance

MARGIN = 0.02  # the change that "unchanged" has to exclude: 2 points
BASES = (30, 60, 120, 350)
ROUNDING = 1e-12
LimitsOf = Callable[[np.ndarray, int, float], tuple[np.ndarray, np.ndarray]]
SHARES = (0.005, 0.01, 0.02, 0.03, 0.04)


def variances(n: int, counts: np.ndarray, *, raised: bool) -> np.ndarray:
    """Variance of each share counts/n, as it is estimated, and as it is at least."""
    p = counts / n
    se = np.sqrt(p * (1 - p) / (n - 1))
    if not raised:
        return se**2
    rows = pd.DataFrame({"value": 100 * p, "base": n, "interval": "logit", "curve": None})
    return np.maximum(se**2, least_variance(rows, 100 * se) / 100**2)


@dataclass(frozen=True)
class ChangesOfCounts:
    """What is said of every pair of counts, before along the rows and after along the columns."""

    counts: np.ndarray
    change: np.ndarray
    limits95: tuple[np.ndarray, np.ndarray]
    limits90: tuple[np.ndarray, np.ndarray]

    def errors(self, n: int) -> pd.DataFrame:
        """Of each share, in per cent: false "unchanged" at a true change of the margin, cover, and width."""
        low, high = self.limits95
        unchanged = (self.limits90[0] > -MARGIN) & (self.limits90[1] < MARGIN)
        rows = {}
        for share in SHARES:
            before = stats.binom.pmf(self.counts, n, share)[:, None]
            same, moved = (
                before * stats.binom.pmf(self.counts, n, share + step)[None, :] for step in (0, MARGIN)
            )
            rows[share] = {
                "unchanged": 100 * moved[unchanged].sum(),
                "cover_same": 100 * same[(low <= ROUNDING) & (high >= -ROUNDING)].sum(),
                "cover_moved": 100 * moved[(low <= MARGIN + ROUNDING) & (high >= MARGIN - ROUNDING)].sum(),
                "width": 100 * (same * (high - low)).sum(),
            }
        return pd.DataFrame(rows).T


def possible_counts(n: int) -> np.ndarray:
    """The counts that can be seen; those beyond are so rare that they show in no figure."""
    return np.arange(min(n, int(0.08 * n + 8 * np.sqrt(0.08 * n) + 10)) + 1)


def errors(n: int, *, raised: bool = True) -> pd.DataFrame:
    """Errors of t tests, with the variance as it is estimated or as it is at least."""
    counts = possible_counts(n)
    variance = variances(n, counts, raised=raised)
    change = (counts[None, :] - counts[:, None]) / n
    both = variance[None, :] + variance[:, None]
    squares = (variance[None, :] ** 2 + variance[:, None] ** 2) / (n - 1)
    df = np.divide(both**2, squares, out=np.full_like(both, n - 1.0), where=squares > 0)
    reach95, reach90 = (special.stdtrit(df, upper) * np.sqrt(both) for upper in (0.975, 0.95))
    limits95 = (change - reach95, change + reach95)
    return ChangesOfCounts(counts, change, limits95, (change - reach90, change + reach90)).errors(n)


def mover_errors(n: int, limits: LimitsOf) -> pd.DataFrame:
    """Errors of MOVER: each figure's own limits, squared and added [Newcombe 1998; Zou & Donner 2008]."""
    counts = possible_counts(n)
    p = counts / n
    change = p[None, :] - p[:, None]

    def recovered(level: float) -> tuple[np.ndarray, np.ndarray]:
        low, high = limits(counts, n, level)
        below = np.hypot(*np.broadcast_arrays((p - low)[None, :], (high - p)[:, None]))
        above = np.hypot(*np.broadcast_arrays((high - p)[None, :], (p - low)[:, None]))
        return change - below, change + above

    return ChangesOfCounts(counts, change, recovered(0.95), recovered(0.90)).errors(n)


def wilson_limits(counts: np.ndarray, n: int, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval of a share."""
    low, high = proportion_confint(counts, n, alpha=1 - level, method="wilson")
    return np.asarray(low), np.asarray(high)


def exact_limits(counts: np.ndarray, n: int, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson's interval of a share, which Korn and Graubard's is for one draw a person."""
    low, high = proportion_confint(counts, n, alpha=1 - level, method="beta")
    return np.asarray(low), np.asarray(high)


if __name__ == "__main__":
    for n in BASES:
        print(n, "as estimated")
        print(errors(n, raised=False).round(1).to_string())
        print(n, "at least as with two more of each")
        print(errors(n).round(1).to_string())
        for name, limits in (("Wilson", wilson_limits), ("Clopper–Pearson", exact_limits)):
            print(n, "MOVER of", name)
            print(mover_errors(n, limits).round(1).to_string())
