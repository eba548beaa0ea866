"""Many tests read together: p-values and intervals that hold for a whole family at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np
from scipy import special

from social_balance.arrays import Floats, Mask
from social_balance.estimates.significance import t_statistic, two_sided_p
from social_balance.estimates.values import Estimates
from social_balance.verdicts.evidence import figures_of

Adjust: TypeAlias = Literal["bh", "holm", "max_t", "max_t_stepdown", "none"]
ADJUSTMENTS: tuple[Adjust, ...] = get_args(Adjust)

POINTS = 2**18  # quasi-random directions
BLOCK = 2**13  # and how many of them at a time
SHIFT = 20_260_101  # seed of the shift of the quasi-random points: the same p-values in every run
BINS = 1024  # of the histogram over log(largest |component|)
SMALLEST = 1e-3  # and where it begins
NO_DIRECTION = 1e-10  # eigenvalues under this share of the largest: a figure that is a sum of others


def adjusted_p(estimates: Estimates, method: Adjust) -> Floats:
    """Test that each figure is zero, two-sided, and adjust the p-values for reading them all together.

    Parameters
    ----------
    estimates : Estimates
        The family; all its rows are read together.
    method : {"bh", "holm", "max_t", "max_t_stepdown", "none"}
        Benjamini–Hochberg (false discovery rate); Holm, or the distribution of the largest |t| from the joint
        covariance in one step or step by step (family-wise error rate); or nothing.

    Returns
    -------
    ndarray of float, shape (k,)
        NaN where there is no figure. A fact without sampling error has 0 or 1, and is left out of the family
        of the largest |t|, since it cannot be rejected by chance. A sampled figure without a degree of
        freedom or without spread has 1 and is in no family: nothing can be tested of it.

    Notes
    -----
    Null hypothesis of a row: the true figure is zero. Under "bh" at most a share α of the rejected are
    expected to be true; under the others the chance of rejecting any true one is at most α.

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> pair = from_values([("a",), ("b",)], [2.2, 1.0], [1.0, 1.0], names=("measure",))
    >>> adjusted_p(pair, "max_t").round(3).tolist()
    [0.055, 0.534]
    """
    figures = figures_of(estimates)
    p = figures.p_not_zero()
    if method != "max_t" and method != "max_t_stepdown":
        return adjusted_where_tested(p, figures.single, method)
    family = figures.sampled
    if family.any():
        adjust = {"max_t": max_t, "max_t_stepdown": max_t_stepdown}[method]
        t = t_statistic(figures.value[family], figures.se[family])
        p[family] = adjust(t, correlation(estimates.matrix[np.ix_(family, family)]), figures.df[family])
    return p


def adjusted_where_tested(p: Floats, single: Mask, method: Literal["bh", "holm", "none"]) -> Floats:
    """Correct a family of p-values; what cannot be tested has 1, and no one gives way to it."""
    return np.where(single, 1.0, adjusted(np.where(single, np.nan, p), method))


def level_of_each(p: Floats, method: Adjust, alpha: float) -> float:
    """Return the level at which each of a family of one-sided p-values may be read by itself.

    Parameters
    ----------
    p : ndarray of float, shape (m,)
        The p-values; NaN and 1 where nothing is tested.
    method : {"bh", "holm", "max_t", "max_t_stepdown", "none"}
        The correction. The largest |t| is two-sided by its making; Holm's correction, which holds under any
        dependence, takes its place for one-sided tests.
    alpha : float
        Level of the whole family.

    Returns
    -------
    float
        What is below it is just what the corrected p-values reject.

    Notes
    -----
    With k rejected of m: αk/m under Benjamini–Hochberg, at which level the intervals of what was chosen keep
    their cover on the average [Benjamini & Yekutieli 2005]; α/(m − k) under Holm, the step where it stopped.

    Examples
    --------
    >>> import numpy as np
    >>> p = np.array([0.001, 0.02, 0.3, np.nan])
    >>> [round(level_of_each(p, method, 0.05), 4) for method in ("none", "bh", "holm")]
    [0.05, 0.0333, 0.05]
    """
    tests = int(np.isfinite(p).sum())
    # Nothing to correct for.
    if method == "none" or tests == 0:
        return alpha
    one_sided: Literal["bh", "holm"] = "bh" if method == "bh" else "holm"
    rejected = int((adjusted(p, one_sided) < alpha).sum())
    if one_sided == "bh":
        return alpha * max(rejected, 1) / tests
    return alpha / max(tests - rejected, 1)


def rejects_in_family(p: Floats, single: Mask, method: Adjust, alpha: float) -> Mask:
    """Say which of a family of one-sided tests reject, corrected for reading all of them."""
    tested = np.where(single, np.nan, p)
    return np.asarray(tested < level_of_each(tested, method, alpha))


def simultaneous_limits(estimates: Estimates, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Limits that hold for all rows at once; none of a fact, nor of what cannot be tested."""
    figures = figures_of(estimates)
    reach = simultaneous_t(estimates, level=level) * np.where(figures.sampled, figures.se, np.nan)
    return estimates.values - reach, estimates.values + reach


def simultaneous_t(estimates: Estimates, *, level: float = 0.95) -> float:
    """Return the factor c that makes all intervals value ± c·se of a family hold at once.

    Parameters
    ----------
    estimates : Estimates
        The family.
    level : float
        Chance that every interval covers its true figure.

    Returns
    -------
    float
        The critical value of the largest |t|; NaN when no row has a sampling error.

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> pair = from_values([("a",), ("b",)], [2.2, 1.0], [1.0, 1.0], names=("measure",))
    >>> round(simultaneous_t(pair), 3)
    2.236
    """
    figures = figures_of(estimates)
    family = figures.sampled
    if not family.any():
        return float("nan")
    of_rows = correlation(estimates.matrix[np.ix_(family, family)])
    return critical_value(of_rows, figures.df[family], alpha=1 - level)


def adjusted(p: Floats, method: Literal["bh", "holm", "none"]) -> Floats:
    """Correct a family of p-values (NaN stays NaN): Benjamini–Hochberg, Holm or not at all.

    Examples
    --------
    >>> import numpy as np
    >>> adjusted(np.array([0.01, 0.04, np.nan]), "holm").tolist()
    [0.02, 0.04, nan]
    """
    out = np.full(len(p), np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known])]
    m = len(order)
    if method == "bh":
        # Benjamini & Hochberg 1995: p·m/rank, made increasing from the largest down.
        stepped = np.minimum.accumulate((p[order] * m / np.arange(1, m + 1))[::-1])[::-1]
    elif method == "holm":
        # Holm 1979: p·(m − rank + 1), made increasing from the smallest up.
        stepped = np.maximum.accumulate(p[order] * np.arange(m, 0, -1))
    else:
        stepped = p[order]
    out[order] = np.minimum(stepped, 1.0)
    return out


def max_t(t: Floats, correlation: Floats, df: Floats | float) -> Floats:
    """Adjust two-sided p-values by the distribution of the largest |t| of the family, in one step.

    Parameters
    ----------
    t : ndarray of float, shape (m,)
        The t statistics.
    correlation : ndarray of float, shape (m, m)
        Their joint correlation; it may be singular.
    df : float or ndarray of float, shape (m,)
        Degrees of freedom, above 0 or infinite. With several, the smallest stands for all, so that no tail is
        taken to be lighter than it is.

    Returns
    -------
    ndarray of float, shape (m,)
        P(max |T| ≥ |tᵢ|) with T multivariate t of that correlation and df.

    Notes
    -----
    T = r·A·u with AAᵀ the correlation of rank k, u uniform on the unit sphere and r²/k ~ F(k, df), so
    P(max |T| ≥ c) is the mean over u of P(r ≥ c/max|A·u|): exact along r, a mean over quasi-random directions
    across u [Deák 1980; Genz & Bretz 2009]. With `POINTS` Sobol directions the error is under 1e-3
    everywhere, and some 3e-4 at p-values under 0,1, for up to sixty tests. No p-value is above Šidák's bound
    [1967], which holds for every correlation, or under that of the test alone. [Hothorn, Bretz & Westfall
    2008]

    Examples
    --------
    >>> import numpy as np
    >>> max_t(np.array([2.0, -2.0]), np.array([[1.0, -1.0], [-1.0, 1.0]]), 10.0).round(4).tolist()
    [0.0734, 0.0734]
    """
    least = _least_df(df)
    sizes, rank = _max_abs_t_histogram(_cache_key(correlation), tuple(range(len(t))), "all")
    return np.array([_bounded_tail(sizes[0], rank, abs(one), least, len(t)) for one in t])


def max_t_stepdown(t: Floats, correlation: Floats, df: Floats | float) -> Floats:
    """Adjust two-sided p-values by the largest |t| among those not yet rejected, the clearest first.

    Parameters
    ----------
    t, correlation, df
        As in `max_t`.

    Returns
    -------
    ndarray of float, shape (m,)
        Never above those of `max_t`; the same for the largest |t|.

    Notes
    -----
    With |t₁| ≥ … ≥ |tₘ|: p̃ᵢ = max over j ≤ i of P(max(|Tⱼ|, …, |Tₘ|) ≥ |tⱼ|). [Westfall & Young 1993,
    algorithm 2.8; Hothorn, Bretz & Westfall 2008]

    Examples
    --------
    >>> import numpy as np
    >>> max_t_stepdown(np.array([1.0, 3.0]), np.eye(2), np.inf).round(4).tolist()
    [0.3173, 0.0054]
    """
    # No tail is taken to be lighter than the heaviest of the family.
    least = _least_df(df)
    order = np.argsort(-np.abs(t), kind="stable")
    sizes, rank = _max_abs_t_histogram(_cache_key(correlation), tuple(int(i) for i in order), "nested")
    m = len(t)
    stepped = [_bounded_tail(sizes[step], rank, abs(t[i]), least, m - step) for step, i in enumerate(order)]
    out = np.empty(m)
    out[order] = np.maximum.accumulate(stepped)
    return out


def critical_value(correlation: Floats, df: Floats | float, *, alpha: float = 0.05) -> float:
    """Return c with P(max |T| ≥ c) = alpha for a multivariate t of that correlation.

    Parameters
    ----------
    correlation, df
        As in `max_t`.
    alpha : float
        Chance that any |t| reaches c when every null hypothesis is true.

    Examples
    --------
    >>> import numpy as np
    >>> round(critical_value(np.eye(1), 10.0), 3)
    2.228
    """
    from scipy import optimize  # half a second of imports, and most tables correct by other rules

    least = _least_df(df)
    m = len(correlation)
    sizes, rank = _max_abs_t_histogram(_cache_key(correlation), tuple(range(m)), "all")
    # Between the quantile of one test and Bonferroni's.
    low, high = (float(-special.stdtrit(min(least, 1e9), alpha / 2 / tests)) for tests in (1, m))
    if m == 1:
        return low
    return float(
        optimize.brentq(
            lambda c: _bounded_tail(sizes[0], rank, c, least, m) - alpha, 0.999 * low, 1.001 * high, xtol=1e-9
        )
    )


def correlation(covariance: Floats) -> Floats:
    """Return the correlation of a covariance whose variances are all positive."""
    se = np.sqrt(np.diagonal(covariance))
    return np.asarray(covariance / np.outer(se, se))


def _least_df(df: Floats | float) -> float:
    return float(np.min(df))


def _bounded_tail(sizes: Floats, rank: int, c: float, df: float, tests: int) -> float:
    """P(max |T| ≥ c) from the histogram of directions, kept between one test's p-value and Šidák's."""
    alone = float(two_sided_p(np.array(c), np.array(df)))
    with np.errstate(divide="ignore"):
        # 1 − (1 − p)^m without the loss of digits for a small p.
        sidak = float(-np.expm1(tests * np.log1p(-min(alone, 1.0))))
    with np.errstate(over="ignore"):
        q = (c / _bin_centres()) ** 2
    tail = special.chdtrc(rank, q) if np.isinf(df) else special.fdtrc(rank, df, q / rank)
    return float(np.clip(sizes @ tail, alone, sidak))


@lru_cache(maxsize=1)
def _bin_centres() -> Floats:
    return np.asarray(np.exp(np.log(SMALLEST) * (1 - (np.arange(BINS) + 0.5) / BINS)))


def _cache_key(correlation: Floats) -> tuple[bytes, int]:
    return np.ascontiguousarray(correlation, dtype=float).tobytes(), len(correlation)


@lru_cache(maxsize=128)
def _max_abs_t_histogram(
    key: tuple[bytes, int], order: tuple[int, ...], members: Literal["all", "nested"]
) -> tuple[Floats, int]:
    """Distribution of max|A·u| over directions u, for all tests or for the last m, m−1, …, 1 of an order.

    Returns shares of the directions by size, shape (1 or m, BINS), and the rank of the correlation.
    """
    matrix = np.frombuffer(key[0]).reshape(key[1], key[1])
    value, vector = np.linalg.eigh(matrix)
    kept = value > NO_DIRECTION * value[-1]
    # The largest eigenvalue first: the first coordinates of a quasi-random point are the most even.
    root = (vector[:, kept] * np.sqrt(value[kept]))[list(order[::-1]), ::-1].astype(np.float32)
    rank = root.shape[1]
    rows = {"all": 1, "nested": len(order)}[members]
    counts = np.zeros(rows * BINS)
    per_bin = np.float32(BINS / -np.log(SMALLEST))
    first_cell = np.arange(rows)[:, None] * BINS
    for direction in _sphere_points(rank):
        size = np.abs(root @ direction)
        # Single precision and in place: the log of millions of sizes is what takes the time.
        largest = _running_max(size) if members == "nested" else size.max(0)[None]
        np.log(np.maximum(largest, np.float32(SMALLEST), out=largest), out=largest)
        np.minimum(largest * per_bin + np.float32(BINS), np.float32(BINS - 1), out=largest)
        cell = largest.astype(np.intp) + first_cell
        counts += np.bincount(cell.ravel(), minlength=len(counts))
    return counts.reshape(-1, BINS)[::-1] / POINTS, rank


def _running_max(size: Floats) -> Floats:
    """Row i becomes the largest of rows 0 to i: row by row, much quicker than numpy's accumulate."""
    for before, row in pairwise(size):
        np.maximum(before, row, out=row)
    return size


@lru_cache(maxsize=2)  # developments and narrowings: some 60 MB at sixty tests
def _sphere_points(rank: int) -> tuple[Floats, ...]:
    """Quasi-random points on the unit sphere in blocks, shape (rank, BLOCK): Sobol's points, shifted."""
    from scipy.stats import qmc  # heavy, and only this needs it

    sequence = qmc.Sobol(rank, scramble=False)
    shift = np.random.default_rng(SHIFT).random(rank)
    blocks: list[Floats] = []
    for _ in range(POINTS // BLOCK):
        uniform = np.mod(sequence.random(BLOCK) + shift, 1.0)
        normal = special.ndtri(np.clip(uniform, 1e-15, 1 - 1e-15))
        normal /= np.sqrt((normal**2).sum(1, keepdims=True))
        blocks.append(np.asarray(normal.T, dtype=np.float32, order="C"))
    return tuple(blocks)
