"""Changes of a share near 0 in every sample there can be: how often they are called unchanged, and covered.

`python tests/drawn_shares.py` prints the table of docs/simulations.md. Nothing is drawn: all pairs of counts
are gone through with their probabilities, so there is no Monte Carlo error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from social_balance.estimates.edges import least_variance

MARGIN = 0.02  # the change that "unchanged" has to exclude: 2 points
BASES = (30, 60, 120, 350)
SHARES = (0.005, 0.01, 0.02, 0.03, 0.04)


def variances(n: int, counts: np.ndarray, *, raised: bool) -> np.ndarray:
    """Variance of each share counts/n, as it is estimated, and as it is at least."""
    p = counts / n
    se = np.sqrt(p * (1 - p) / (n - 1))
    if not raised:
        return se**2
    rows = pd.DataFrame({"value": 100 * p, "base": n, "interval": "logit", "curve": None})
    return np.maximum(se**2, least_variance(rows, 100 * se) / 100**2)


def errors(n: int, *, raised: bool = True) -> pd.DataFrame:
    """Of each share, in per cent: false "unchanged" at a true change of the margin, and cover."""
    # Counts beyond are so rare that nothing of them is seen in the figures.
    counts = np.arange(min(n, int(0.08 * n + 8 * np.sqrt(0.08 * n) + 10)) + 1)
    variance = variances(n, counts, raised=raised)
    change = (counts[None, :] - counts[:, None]) / n
    both = variance[None, :] + variance[:, None]
    squares = (variance[None, :] ** 2 + variance[:, None] ** 2) / (n - 1)
    df = np.divide(both**2, squares, out=np.full_like(both, n - 1.0), where=squares > 0)
    reach95 = special.stdtrit(df, 0.975) * np.sqrt(both)
    unchanged = np.abs(change) + special.stdtrit(df, 0.95) * np.sqrt(both) < MARGIN
    rows = {}
    for share in SHARES:
        before = stats.binom.pmf(counts, n, share)[:, None]
        same, moved = (before * stats.binom.pmf(counts, n, share + step)[None, :] for step in (0, MARGIN))
        rows[share] = {
            "unchanged": 100 * moved[unchanged].sum(),
            "cover_same": 100 * same[np.abs(change) <= reach95 + 1e-12].sum(),
            "cover_moved": 100 * moved[np.abs(change - MARGIN) <= reach95 + 1e-12].sum(),
        }
    return pd.DataFrame(rows).T


if __name__ == "__main__":
    for n in BASES:
        print(n, "as estimated")
        print(errors(n, raised=False).round(1).to_string())
        print(n, "at least as with two more of each")
        print(errors(n).round(1).to_string())
