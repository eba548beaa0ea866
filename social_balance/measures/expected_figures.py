"""Mean and standard deviation that figures of who is where have over counts, worked out without drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import special

from social_balance.arrays import Floats

# Symbols: size n (units,), probability π of the group in each unit (..., units), m = Σnπ/Σn the share of the
# group in all, a the persons of the group that are counted in a unit: binomial, independent between units.

Moments: TypeAlias = tuple[Floats, Floats]  # mean and standard deviation, shape (...)

_SUMMED_TO_SD = 6.0  # a unit whose count varies less is summed count by count; more: by its expansion
_SKEW = np.sqrt(2 / np.pi) / 3  # Cov(|x|, x) of a count around its mean, over skewness × variance
_REACH = 6.5  # standard deviations of a count beside its mean that are summed
_MORE = 3  # counts more: those of a few persons are skew


@dataclass(frozen=True)
class TwoGroupFigure:
    """A figure of two groups over units: its truth, and how it comes out where persons are counted.

    Parameters
    ----------
    true : callable
        From sizes (units,) and probabilities (..., units) the figure without chance, 0–100.
    moments : callable
        From the same, mean and standard deviation of the figure of counted persons.
    power : {1, 2}
        2 where a small figure grows by the square of the difference between units, 1 where by the difference.
    """

    true: Callable[[Floats, Floats], Floats]
    moments: Callable[[Floats, Floats], Moments]
    power: int


def true_dissimilarity(size: Floats, p: Floats) -> Floats:
    """Dissimilarity where the group's probability in each unit is known.

    Examples
    --------
    >>> round(float(true_dissimilarity(np.array([4.0, 4.0]), np.array([0.75, 0.25]))), 1)
    50.0
    """
    m = (p @ size)[..., None] / size.sum()
    apart = (size * np.abs(p - m)).sum(axis=-1)
    return np.asarray(100 * apart / (2 * size.sum() * (m * (1 - m))[..., 0]))


def dissimilarity_moments(size: Floats, p: Floats) -> Moments:
    """Mean and standard deviation of the dissimilarity of counted persons.

    Notes
    -----
    D = Σ|a − n·m̂|/(2N·m̂(1 − m̂)). E|a − c| of a binomial count has a closed form by its distribution function;
    that the share m̂ is counted too lessens the variance of a − n·m̂, and the mean as it does that of the
    absolute value of a normal variable. [Allen, Burgess, Davidson & Windmeijer 2015 take the normal alone.]

    Examples
    --------
    >>> size = np.full(45, 50.0)
    >>> mean, sd = dissimilarity_moments(size, np.full(45, 0.1))  # no segregation at all
    >>> round(float(mean), 1), round(float(sd), 1)
    (18.7, 2.2)
    """
    total = size.sum()
    m = (p @ size)[..., None] / total
    variance = size * p * (1 - p)
    shift = size * (p - m)
    part = size / total
    of_share = part**2 * variance.sum(axis=-1, keepdims=True)  # variance of n·m̂
    counted = variance * (1 - 2 * part) + of_share
    # On both sides of n·m: where all units have one size, a whole number there is a dent of its own.
    reach = np.sqrt(of_share)
    on_both_sides = [_mean_absolute_deviation(size, p, size * m + side * reach) for side in (-1, 1)]
    mean = np.mean(on_both_sides, axis=0)
    mean = mean * _folded_normal_mean(shift, counted) / _folded_normal_mean(shift, variance + of_share)
    spread = np.maximum(counted + shift**2 - mean**2, 0.0).sum(axis=-1)
    scale = 2 * total * (m * (1 - m))[..., 0]
    # A share m̂ that is counted shifts all units at once, and what they are divided by.
    sign = 1 - 2 * special.ndtr(-shift / np.sqrt(np.maximum(variance, 1e-12)))
    shared = (part * sign).sum(axis=-1) + 2 * (1 - 2 * m[..., 0]) * mean.sum(axis=-1) / scale
    spread = spread + (variance * (sign - shared[..., None]) ** 2 - counted * sign**2).sum(axis=-1)
    # Where units hardly differ, their distances from m̂ go together by the square of their correlation.
    joint = part**1.5 / np.sqrt(1 - part) * np.sqrt(1 - sign**2)
    both = joint.sum(axis=-1) ** 2 - (joint**2).sum(axis=-1)
    spread = spread + variance.sum(axis=-1) * both / np.pi
    # Counts of a small group are skew: where many are counted the units are further apart as well.
    skew = _SKEW * (1 - 2 * p) * np.sqrt(variance) * (1 - sign**2)
    spread = spread - 2 * shared * skew.sum(axis=-1)
    # How many persons a unit has is drawn too.
    apart = np.abs(p - m)
    typical = (part * apart).sum(axis=-1, keepdims=True)
    spread = spread + (size * (apart - typical) ** 2).sum(axis=-1)
    return 100 * mean.sum(axis=-1) / scale, 100 * np.sqrt(np.maximum(spread, 0.0)) / scale


def true_theil_h(size: Floats, p: Floats) -> Floats:
    """Theil's information index where the group's probability in each unit is known.

    Examples
    --------
    >>> round(float(true_theil_h(np.array([4.0, 4.0]), np.array([0.75, 0.25]))), 1)
    18.9
    """
    m = (p @ size)[..., None] / size.sum()
    return np.asarray(100 * _surprise(p, m) @ size / (size.sum() * _entropy(m)[..., 0]))


def theil_h_moments(size: Floats, p: Floats) -> Moments:
    """Mean and standard deviation of Theil's information index of counted persons.

    Notes
    -----
    N·E(m)·H = Σ n·KL(a/n ‖ m) − N·KL(m̂ ‖ m), each with its mean over counts; where many are counted the mean
    of n·KL is n·KL(π ‖ m) + ½ [Miller 1955]. The variance is that of the influence with half of each unit's
    curvature.

    Examples
    --------
    >>> size = np.full(45, 50.0)
    >>> mean, _ = theil_h_moments(size, np.full(45, 0.1))
    >>> round(float(mean), 2)  # 44 degrees of freedom over 2·2250·E(0.1): 3.01, more for few
    3.15
    """
    total = size.sum()
    m = (p @ size)[..., None] / total
    entropy = total * _entropy(m)[..., 0]
    mean, curvature = _surprise_of_counts(size, p, m)
    apart = _surprise(p, m)
    true = (apart @ size)[..., None] / entropy[..., None]
    slope = _log_odds(p) - (1 - true) * _log_odds(m)
    linear = (size * p * (1 - p) * slope**2).sum(axis=-1)
    # How many persons a unit has is drawn too.
    sizes = (size * (apart - true * _entropy(m)) ** 2).sum(axis=-1)
    variance = np.maximum(linear + curvature.sum(axis=-1), 0.0) + sizes
    return 100 * (mean.sum(axis=-1) - 0.5) / entropy, 100 * np.sqrt(variance) / entropy


def true_unevenness(p: Floats) -> Floats:
    """How far shares of classes, shape (..., classes), are from even: 100 less the normalised entropy.

    Examples
    --------
    >>> float(true_unevenness(np.array([1.0, 0.0])))
    100.0
    """
    return np.asarray(100 * (1 + special.xlogy(p, p).sum(axis=-1) / np.log(p.shape[-1])))


def unevenness_moments(total: float, p: Floats) -> Moments:
    """Mean and standard deviation of the unevenness of `total` counted persons.

    Notes
    -----
    The mean of Σ p̂·ln p̂ is Σ p·ln p + (K − 1)/2N for many persons [Miller 1955]; a class with few of them is
    summed count by count.

    Examples
    --------
    >>> mean, _ = unevenness_moments(100, np.full(5, 0.2))
    >>> round(float(mean), 2)  # 4/200 of ln 5, 0.0124, and what the next term adds
    1.26
    """
    size = np.full(p.shape[-1], float(total))
    expansion = np.asarray(special.xlogy(p, p) + (1 - p) / (2 * total), dtype=float)
    by_class, _ = _moments_of_counts(size, p, _weighted_log, expansion)
    log = np.log(np.where(p > 0, p, 1.0))
    mean_log = (p * log).sum(axis=-1)
    variance = ((p * log**2).sum(axis=-1) - mean_log**2) / total
    variance = np.maximum(variance, 0.0) + (p.shape[-1] - 1) / (2 * total**2)
    scale = 100 / np.log(p.shape[-1])
    return 100 + scale * by_class.sum(axis=-1), scale * np.sqrt(variance)


DISSIMILARITY = TwoGroupFigure(true_dissimilarity, dissimilarity_moments, power=1)
THEIL_H = TwoGroupFigure(true_theil_h, theil_h_moments, power=2)


def _mean_absolute_deviation(size: Floats, p: Floats, centre: Floats) -> Floats:
    """E|a − c| of a binomial count a: 2(c·F(k; n) − n·π·F(k − 1; n − 1)) + n·π − c with k the floor of c."""
    k = np.floor(centre)
    n = np.round(size)
    below = special.betainc(np.maximum(n - k, 1e-9), k + 1, 1 - p)
    below = np.where(k >= n, 1.0, below)
    of_others = np.where(k >= 1, special.betainc(np.maximum(n - k, 1e-9), np.maximum(k, 1.0), 1 - p), 0.0)
    of_others = np.where(k >= n, 1.0, of_others)
    return np.asarray(2 * (centre * below - n * p * of_others) + n * p - centre)


def _folded_normal_mean(shift: Floats, variance: Floats) -> Floats:
    sd = np.sqrt(np.maximum(variance, 1e-12))
    z = shift / sd
    return np.asarray(sd * np.sqrt(2 / np.pi) * np.exp(-(z**2) / 2) + shift * (1 - 2 * special.ndtr(-z)))


def _surprise_of_counts(size: Floats, p: Floats, m: Floats) -> Moments:
    """Mean of n·KL(a/n ‖ m), and what its variance has beyond that of its tangent."""
    shift = _log_odds(p) - _log_odds(m)
    tangent = size * p * (1 - p) * shift**2
    mean, variance = _moments_of_counts(
        size, p, lambda count, n: n * _surprise(count / n, m[..., None]), size * _surprise(p, m) + 0.5
    )
    return mean, np.where(np.isnan(variance), 0.5, variance - tangent)


def _moments_of_counts(
    size: Floats, p: Floats, of_count: Callable[[Floats, Floats], Floats], expansion: Floats
) -> Moments:
    """Mean and variance of a function of a binomial count; its expansion and NaN where counts vary much."""
    variance = size * p * (1 - p)
    few = variance <= _SUMMED_TO_SD**2
    if not few.any():
        return expansion, np.full(expansion.shape, np.nan)
    n = np.broadcast_to(np.round(size), p.shape)[..., None]
    q = np.clip(p, 1e-12, 1 - 1e-12)[..., None]
    # As many counts beside the mean as the unit that varies most needs: six and a half standard deviations.
    reach = int(np.ceil(_REACH * np.sqrt(variance[few].max()))) + _MORE
    count = np.round(n * q) + np.arange(-reach, reach + 1)
    inside = (count >= 0) & (count <= n)
    count = np.clip(count, 0, n)
    log_factorial = special.gammaln(np.arange(int(n.max()) + 2))
    whole = [np.asarray(each, dtype=np.intp) + 1 for each in (n, count, n - count)]
    choices = log_factorial[whole[0]] - log_factorial[whole[1]] - log_factorial[whole[2]]
    weight = inside * np.exp(choices + count * np.log(q) + (n - count) * np.log1p(-q))
    value = of_count(count, n)
    mean = (weight * value).sum(axis=-1)
    spread = (weight * value**2).sum(axis=-1) - mean**2
    return np.where(few, mean, expansion), np.where(few, spread, np.nan)


def _weighted_log(count: Floats, n: Floats) -> Floats:
    """p·ln p of a counted share p."""
    return np.asarray(special.xlogy(count / n, count / n), dtype=float)


def _surprise(p: Floats, m: Floats) -> Floats:
    """KL(p ‖ m) of two groups."""
    return np.asarray(special.rel_entr(p, m) + special.rel_entr(1 - p, 1 - m))


def _entropy(p: Floats) -> Floats:
    return np.asarray(special.entr(p) + special.entr(1 - p))


def _log_odds(p: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(p, 1e-9, 1 - 1e-9)))
