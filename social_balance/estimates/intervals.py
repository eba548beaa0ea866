"""Confidence intervals of shares, rates and quantiles, and which shares may be shown by the NCHS standard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from scipy import special

from social_balance.arrays import Floats, Mask
from social_balance.measures.distribution import Curve

ShareInterval: TypeAlias = Literal["logit", "beta", "wilson", "wald"]
SHARE_INTERVALS: tuple[str, ...] = get_args(ShareInterval)
BOUNDED = "bounded"  # of what lies between 0 and 100 without being a share of persons
RATE_INTERVALS = ("byar", "dobson")
FEW_EVENTS = 10  # below, Byar's approximation gives way to the exact limits


@dataclass(frozen=True)
class Events:
    """How many events a rate of a full count rests on, and what one of them adds to it."""

    count: float
    each: float


def t_quantile(level: float, df: Floats) -> Floats:
    """Two-sided quantile of Student's t for a confidence level; NaN for 0 degrees of freedom."""
    df = np.asarray(df, dtype=float)
    p = (1 + level) / 2
    finite = np.isfinite(df)
    t = special.stdtrit(np.where(finite & (df > 0), df, 1.0), p)
    return np.where(finite, np.where(df > 0, t, np.nan), special.ndtri(p))


def share_limits(
    kind: npt.NDArray[np.object_], p: Floats, se: Floats, df: Floats, n: Floats, level: float
) -> tuple[Floats, Floats]:
    """Return the limits of shares, each by the method its row names.

    Parameters
    ----------
    kind : ndarray of str, shape (k,)
        "logit", "beta", "wilson" or "wald"; NaN limits for anything else.
    p, se, df, n : ndarray of float, shape (k,)
        Share between 0 and 1, its standard error and degrees of freedom, and the unweighted base.
    level : float
        Confidence level.

    Notes
    -----
    With t the quantile of Student's t and nₑ = p(1 − p)/se² the effective base:

    - *logit*: p/(1 − p) times exp(±t·se/(p(1 − p))).
    - *beta*: Korn & Graubard 1998, the exact binomial limits [Clopper & Pearson 1934] at the effective base
      nₑ·(t of n − 1 degrees of freedom / t)².
    - *wilson*: the solutions of (p − π)² = t²·π(1 − π)/nₑ [Wilson 1927; for surveys Franco, Little, Louis &
      Slud 2019].
    - *wald*: p ± t·se, which may leave [0, 1].

    Where all or none are positive the standard error is 0 and says nothing: then nₑ is the base itself, and
    logit and Wald give way to beta. A share outside [0, 1], as weights below 0 may give, has Wald's limits.

    Examples
    --------
    >>> low, high = share_limits(np.array(["beta"], dtype=object), np.array([0.0]), np.zeros(1),
    ...                          np.array([9.0]), np.array([10.0]), 0.95)
    >>> float(low[0]), round(float(high[0]), 3)  # none of 10: Clopper and Pearson
    (0.0, 0.308)
    """
    p = np.where(np.isin(kind.astype(str), SHARE_INTERVALS), p, np.nan)
    t = t_quantile(level, df)
    inside = (p > 0) & (p < 1)
    # Weights below 0 can carry a share out of [0, 1], where only ± t·se is about the value.
    outside = (p < 0) | (p > 1)
    edge = np.isfinite(p) & ~inside & ~outside
    effective = np.where(edge, n, effective_base(p, se))
    adjusted = np.where(edge, n, effective * (t_quantile(level, n - 1) / t) ** 2)
    # Wilson 1927 needs no standard error, so that at the edge the normal quantile serves without freedom.
    z_or_t = np.where(edge & np.isnan(t), special.ndtri((1 + level) / 2), t)
    beta = _beta_limits(p, adjusted, level)
    limits_by_kind = {
        "logit": _inside_or(beta, edge, _logit_limits(p, t * se, inside)),
        "beta": beta,
        "wilson": _wilson_limits(p, effective, z_or_t),
        "wald": _inside_or(beta, edge, (p - t * se, p + t * se)),
    }
    low = np.full(len(p), np.nan)
    high = np.full(len(p), np.nan)
    for name, (lower, upper) in limits_by_kind.items():
        is_of_kind = np.asarray(kind == name) & ~outside
        low[is_of_kind] = lower[is_of_kind]
        high[is_of_kind] = upper[is_of_kind]
    return np.where(outside, p - t * se, low), np.where(outside, p + t * se, high)


def bounded_limits(p: Floats, reach: Floats) -> tuple[Floats, Floats]:
    """Return limits inside [0, 1] of a figure that lies there, such as a Gini coefficient or an income share.

    Parameters
    ----------
    p, reach : ndarray of float, shape (k,)
        The figure, and t times its standard error.

    Notes
    -----
    The limits of ln(p/(1 − p)) by the delta method, turned back: p/(1 − p) times exp(±reach/(p(1 − p))). At 0
    and 1, where nothing varies, the limits are the figure. [For Gini: Qin, Rao & Wu 2010 on why ± t·se fails]

    Examples
    --------
    >>> low, high = bounded_limits(np.array([0.75]), np.array([0.796]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.041], [0.995])
    """
    inside = (p > 0) & (p < 1)
    low, high = _logit_limits(p, reach, inside)
    return np.where(inside, low, p), np.where(inside, high, p)


def count_limits(count: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the limits of the expected number of events, of which `count` were seen.

    Notes
    -----
    A Poisson count. Below ten events the exact limits χ²(α/2; 2O)/2 and χ²(1 − α/2; 2O + 2)/2, otherwise
    Byar's approximation O·(1 − 1/(9O) − z/(3√O))³ and (O+1)·(1 − 1/(9(O+1)) + z/(3√(O+1)))³. [Breslow & Day
    1987, section 2.3; Eayres 2008, APHO Technical Briefing 3]

    Examples
    --------
    >>> low, high = count_limits(np.array([0.0, 9.0, 100.0]), 0.95)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.12, 81.36], [3.69, 17.08, 121.63])
    """
    tail = (1 - level) / 2
    z = float(special.ndtri((1 + level) / 2))
    few = np.minimum(count, FEW_EVENTS)
    exact_low = np.where(few > 0, special.gammaincinv(np.maximum(few, 1e-300), tail), 0.0)
    exact_high = special.gammainccinv(few + 1, tail)
    many = np.maximum(count, FEW_EVENTS)
    low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    high = (many + 1) * (1 - 1 / (9 * (many + 1)) + z / (3 * np.sqrt(many + 1))) ** 3
    return np.where(count < FEW_EVENTS, exact_low, low), np.where(count < FEW_EVENTS, exact_high, high)


def rate_limits(kind: str, value: float, se: float, events: Events, level: float) -> tuple[float, float]:
    """Return the limits of a rate in a full count.

    Parameters
    ----------
    kind : {"byar", "dobson"}
    value, se : float
        The rate and its standard error.
    events : Events
    level : float

    Notes
    -----
    *byar*: the limits of the count times what one event adds; every event a person of its own. *dobson*:
    R + se/√O·(O_low − O) and likewise above, for a weighted sum of counts, or where a person has several
    events [Dobson, Kuulasmaa, Eberle & Scherer 1991]. Without any event there is no standard error to
    stretch, and Dobson's limits are Byar's; unknown, where what one event adds is not known.
    """
    low, high = (float(limit[0]) for limit in count_limits(np.array([events.count]), level))
    if kind == "byar" or events.count == 0:
        return low * events.each, high * events.each
    each = se / np.sqrt(events.count)
    return value + each * (low - events.count), value + each * (high - events.count)


def effective_base(p: Floats, se: Floats) -> Floats:
    """Return p(1 − p)/se²: how many simple random answers would be as precise; infinite without variance."""
    base: Floats = np.divide(p * (1 - p), se**2, out=np.full(len(p), np.inf), where=se > 0)
    return base


def quantile_limits(curve: Curve, df: float, n: float, level: float) -> tuple[float, float]:
    """Return the limits of a quantile, read off the distribution function.

    Notes
    -----
    Woodruff 1952: limits F ± t·se(F) of the share at or below the quantile, each turned into the smallest
    answer that reaches it. Of the highest answer see `Curve.se_at`. Where a limit leaves (0, 1), both come
    from the logit scale: there R has none.
    """
    p, se, free, base = (np.array([number]) for number in (curve.at, curve.se_at, df, n))
    low, high = share_limits(np.array(["wald"], dtype=object), p, se, free, base, level)
    if low[0] <= 0 or high[0] >= 1:
        low, high = share_limits(np.array(["logit"], dtype=object), p, se, free, base, level)
    if np.isnan(low[0]):
        return np.nan, np.nan
    return curve.quantile(float(low[0])), curve.quantile(float(high[0]))


def nchs_presentation(
    p: Floats, se: Floats, df: Floats, n: Floats, events: Floats, known: Mask
) -> dict[str, Floats | list[str]]:
    """Say of each share whether it may be shown, by the presentation standards of the US NCHS.

    Parameters
    ----------
    p, se, df, n : ndarray of float, shape (k,)
        Share between 0 and 1, its standard error and degrees of freedom, and the unweighted base.
    events : ndarray of float, shape (k,)
        How many in the base are positive, unweighted.
    known : ndarray of bool, shape (k,)
        Which rows are shares with a figure; the others get "" and NaN.

    Notes
    -----
    The table on page 2 of Parker et al. 2017. The base and the effective base have to be 30; where all or
    none are positive, the base is used for both. The 95 % interval is Korn and Graubard's with an effective
    base of at most the base.
    """
    outside = (p < 0) | (p > 1)
    none = ((events == 0) | (events == n) | (p <= 0) | (p >= 1)) & ~outside
    p = np.clip(p, 0.0, 1.0)
    effective = np.where(none, n, np.minimum(effective_base(p, se), n))
    adjusted = np.minimum(effective_base(p, se) * (t_quantile(0.95, n - 1) / t_quantile(0.95, df)) ** 2, n)
    # Without degrees of freedom there is no interval, which is as wide as can be.
    adjusted = np.where(none, n, np.nan_to_num(adjusted, nan=0.0))
    low, high = _beta_limits(p, adjusted, 0.95)
    width = high - low
    relative = np.divide(width, p, out=np.full(len(p), np.inf), where=p > 0)
    other = np.divide(width, 1 - p, out=np.full(len(p), np.inf), where=p < 1)
    between = (width > 0.05) & (width < 0.30)
    suppress = {
        "base": effective < 30,
        "outside": outside,
        "width": width >= 0.30,
        # Where nobody is positive there is no relative width, and that nobody is has its own reason.
        "relative_width": between & (relative > 1.30) & (p > 0),
    }
    review = {"df": df < 8, "no_events": none}
    hidden = np.logical_or.reduce(list(suppress.values()))
    looked_at = np.logical_or.reduce(list(review.values()))
    verdict = np.where(hidden, "suppress", np.where(looked_at, "review", "show"))
    reasons = {**suppress, **{name: why & ~hidden for name, why in review.items()}}
    unsure = ~hidden & between & (other > 1.30) & (p < 1)
    blank = np.where(known, 1.0, np.nan)
    return {
        "presentation": np.where(known, verdict, "").tolist(),
        "reason": [", ".join(k for k, why in reasons.items() if why[i] and known[i]) for i in range(len(p))],
        "complement": np.where(known & ~hidden, np.where(unsure, "unreliable", "ok"), "").tolist(),
        "effective_base": effective * blank,
        "low": 100 * low * blank,
        "high": 100 * high * blank,
        "width": 100 * width * blank,
        "relative_width": 100 * relative * blank,
    }


def _inside_or(
    at_edge: tuple[Floats, Floats], edge: Mask, limits: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return the limits, those of another method where all or none are positive."""
    return np.where(edge, at_edge[0], limits[0]), np.where(edge, at_edge[1], limits[1])


def _logit_limits(p: Floats, spread: Floats, inside: Mask) -> tuple[Floats, Floats]:
    q = np.where(inside, p, 0.5)
    half = spread / (q * (1 - q))
    return special.expit(special.logit(q) - half), special.expit(special.logit(q) + half)


def _beta_limits(p: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Clopper & Pearson 1934 at an effective base that need not be whole."""
    certain = np.isinf(n)
    n = np.where(certain | np.isnan(n), 1.0, n)
    x = np.where(np.isnan(p), 0.5, p) * n
    tail = (1 - level) / 2
    low = np.where(x > 0, special.betaincinv(np.maximum(x, 1e-300), n - x + 1, tail), 0.0)
    high = np.where(x < n, special.betaincinv(x + 1, np.maximum(n - x, 1e-300), 1 - tail), 1.0)
    return np.where(certain, p, low), np.where(certain, p, high)


def _wilson_limits(p: Floats, n: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Wilson 1927 with the quantile of t and an effective base."""
    part = t**2 / n
    centre = (p + part / 2) / (1 + part)
    half = np.sqrt(p * (1 - p) * part + part**2 / 4) / (1 + part)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
