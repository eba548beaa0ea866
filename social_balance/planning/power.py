"""The power of a t test: how far from zero the truth has to be for a test to find it as often as wanted."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from scipy import special

from social_balance.arrays import Floats
from social_balance.estimates.intervals import t_quantile

Correction: TypeAlias = Literal["none", "holm", "bh"]
CORRECTIONS: tuple[Correction, ...] = ("none", "holm", "bh")


def detectable_difference(df: Floats, *, level: float, power: float) -> Floats:
    """Return the smallest true difference, in standard errors, that a two-sided t test finds often enough.

    Parameters
    ----------
    df : ndarray of float
        Degrees of freedom of the standard error; infinite for a normal test.
    level : float
        Level of the two-sided test of the null hypothesis that the true difference is zero.
    power : float
        How often it is to be found: rejected, and with the right sign.

    Returns
    -------
    ndarray of float
        The noncentrality λ; NaN without degrees of freedom.

    Notes
    -----
    λ solves P(T(df, λ) > t) = power with T noncentral t and t the quantile of level/2 in the upper tail; with
    infinite df λ = z(level/2) + z(1 − power). Rejections with the wrong sign are not counted, so the power is
    that of saying what is true. [Cohen 1988, ch. 2]

    Examples
    --------
    >>> detectable_difference(np.array([np.inf, 10.0]), level=0.05, power=0.8).round(3).tolist()
    [2.802, 3.11]
    """
    df = np.asarray(df, dtype=float)
    known = np.isfinite(df) & (df > 0)
    t = t_quantile(1 - level, df)
    # The limit of many degrees of freedom has no noncentral t to invert.
    limit = t + special.ndtri(power)
    noncentral = special.nctdtrinc(np.where(known, df, 1.0), 1 - power, np.where(known, t, 1.0))
    return np.where(known, noncentral, np.where(df > 0, limit, np.nan))


def power_of(noncentrality: Floats, df: Floats, *, level: float) -> Floats:
    """Return how often a two-sided t test finds a difference of so many standard errors, with its sign.

    Examples
    --------
    >>> power_of(np.array([2.0, 2.0, 0.0]), np.array([np.inf, 10.0, np.inf]), level=0.05).round(3).tolist()
    [0.516, 0.44, 0.025]
    """
    noncentrality, df = np.broadcast_arrays(np.asarray(noncentrality, float), np.asarray(df, float))
    known = np.isfinite(df) & (df > 0) & np.isfinite(noncentrality)
    t = t_quantile(1 - level, df)
    limit = special.ndtr(noncentrality - t)
    # The upper tail of T(df, λ) is the lower one of T(df, −λ), without the loss of digits of 1 − cdf.
    shift = np.where(known, -noncentrality, 0.0)
    cut = np.where(known, -t, 1.0)
    above = special.nctdtr(np.where(known, df, 1.0), shift, cut)
    return np.where(known, above, np.where(df > 0, limit, np.nan))


def level_of(
    alpha: float, correction: Correction, *, tests: int, power: float, share_true_changes: float
) -> float:
    """Return the level that a single test has to reach when many are read side by side.

    Parameters
    ----------
    alpha : float
        Family-wise error rate (Holm) or false discovery rate (Benjamini–Hochberg).
    correction : {"none", "holm", "bh"}
    tests : int
        Number of tests in the family.
    power : float
        How often a true change is to be found.
    share_true_changes : float
        Share of the cells with a true change, for Benjamini–Hochberg.

    Returns
    -------
    float

    Notes
    -----
    Holm: α/m, what the first rejection needs; later ones need less, so the power is at least what is said.
    Benjamini–Hochberg rejects p ≤ α·R/m for R rejections; with a share π of cells that change, each found
    with the power wanted, R/m = π·power + (1 − π)·u at level u, so u = α·π·power/(1 − α·(1 − π)), and never
    less than α/m. [Holm 1979; Genovese & Wasserman 2002]

    Examples
    --------
    >>> level_of(0.05, "holm", tests=10, power=0.8, share_true_changes=0.5)
    0.005
    >>> round(level_of(0.05, "bh", tests=10, power=0.8, share_true_changes=0.5), 4)
    0.0205
    """
    if correction == "none":
        return alpha
    # What the first rejection of Holm needs; the later ones need less.
    first = alpha / tests
    if correction == "holm":
        return first
    return max(first, alpha * share_true_changes * power / (1 - alpha * (1 - share_true_changes)))
