"""How groups are spread over places and categories: plain measures of counts, with bootstrap and influence.

Everything here works on *cells*: groups of alike persons (same place, same group, same area) and a weight
per cell, the number of persons in it. A weight may have leading dimensions, so that all replicates of a
bootstrap are one call, and whose figure it is may have a column per area, so that all areas are one call:
weights of shape (replicates, cells) and persons of shape (cells, areas) give values of shape
(replicates, areas). Values are percentages, 0–100; NaN where nobody can be counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from social_balance.arrays import Codes, Floats, Mask

Statistic: TypeAlias = Callable[[Floats], Floats]

AT_A_TIME = 4_000_000  # numbers that are worked on at a time


def mean_exposure(
    weight: Floats, *, place: Codes, target: Mask, counted: Mask, persons: Mask, min_size: float = 2
) -> Floats:
    """Mean percentage of the *others* at a person's place who belong to the target group.

    Parameters
    ----------
    weight : ndarray of float, shape (..., cells)
        Number of persons in each cell.
    place : ndarray of int, shape (cells,)
        Code of the place.
    target, counted : ndarray of bool, shape (cells,)
        Who is looked for; who counts as being at the place.
    persons : ndarray of bool, shape (cells,) or (cells, areas)
        Whose exposure is averaged.
    min_size : float
        Places with fewer counted persons are left out.

    Returns
    -------
    ndarray of float, shape (...) or (..., areas)

    Notes
    -----
    E = Σᵢ yᵢ/n over `persons`, yᵢ the share of the target among the others at i's place: the interaction
    index [Lieberson 1981] without the person herself, so that a small place does not show a group to itself.

    Examples
    --------
    >>> import numpy as np
    >>> place, rest = np.array([0, 0]), np.array([False, True])
    >>> everyone = np.array([True, True])
    >>> value = mean_exposure(np.array([2.0, 2.0]), place=place, target=rest, counted=everyone, persons=~rest)
    >>> round(float(value), 1)
    66.7
    """
    size = sum_by_code(weight * counted, place)[..., place]
    # Without the person herself: a place does not show a group to itself.
    others = size - counted
    wanted = sum_by_code(weight * (counted & target), place)[..., place] - (counted & target)
    enough = (others > 0) & (size >= min_size)
    share = wanted / np.where(enough, others, 1.0)
    included = weight * enough
    return 100 * _divide((included * share) @ persons, included @ persons)


def percent_above(
    weight: Floats, *, place: Codes, group: Mask, counted: Mask, persons: Mask, above: float
) -> Floats:
    """Percentage of `persons` whose place has more than `above` per cent of the group.

    Examples
    --------
    >>> import numpy as np
    >>> group, everyone = np.array([True, False, True, False]), np.ones(4, bool)
    >>> value = percent_above(np.array([2.0, 1.0, 1.0, 3.0]), place=np.array([0, 0, 1, 1]),
    ...                       group=group, counted=everyone, persons=group, above=30)
    >>> round(float(value), 1)
    66.7
    """
    size = sum_by_code(weight * counted, place)
    of_group = sum_by_code(weight * (counted & group), place)
    # A place at the limit is not above it, also after the tiny steps of `influence`.
    over = of_group * 100 > above * size + 0.01
    return 100 * _divide((weight * over[..., place]) @ persons, weight @ persons)


def dissimilarity_index(weight: Floats, *, category: Codes, first: Mask, second: Mask) -> Floats:
    """Percentage of one group that would have to move for the two groups to be spread alike.

    D = ½ Σⱼ |aⱼ/A − bⱼ/B| over places or categories j [Duncan & Duncan 1955]; the groups may overlap.
    Small units bias D upwards; this is the plain form.

    Examples
    --------
    >>> import numpy as np
    >>> first = np.array([True, True, False, False])
    >>> value = dissimilarity_index(np.array([3.0, 1.0, 1.0, 3.0]), category=np.array([0, 1, 0, 1]),
    ...                       first=first, second=~first)
    >>> float(value)
    50.0
    """
    p = share_by_category(weight, first, category)
    q = share_by_category(weight, second, category)
    apart: Floats = 50 * np.abs(p - q).sum(axis=-2)
    return _as_given(apart, first)


def normalised_entropy(weight: Floats, *, category: Codes, persons: Mask, classes: int) -> Floats:
    """How evenly persons are spread over `classes` categories: 100 when evenly, 0 when all are in one.

    H = −100·Σ pⱼ ln pⱼ/ln(classes) [Shannon 1948, normalised].

    Examples
    --------
    >>> import numpy as np
    >>> everyone = np.ones(4, bool)
    >>> float(normalised_entropy(np.full(4, 7.0), category=np.arange(4), persons=everyone, classes=4))
    100.0
    """
    share = share_by_category(weight, persons, category)
    # p·ln p goes to 0 with p.
    surprise = -np.log(np.where(share > 0, share, 1.0))
    even: Floats = 100 * np.sum(share * surprise, axis=-2) / np.log(classes)
    return _as_given(even, persons)


def theil_h(weight: Floats, *, place: Codes, first: Mask, second: Mask) -> Floats:
    """Theil's information index of two groups over places, 0–100, plain form.

    H = Σⱼ nⱼ(E − Eⱼ)/(n·E), E the entropy of the two groups in all places and Eⱼ in one [Theil & Finizza
    1971]; NaN where E = 0. Small places bias it upwards.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.array([True, False])
    >>> float(theil_h(np.array([5.0, 3.0]), place=np.array([0, 1]), first=one, second=~one))
    100.0
    """
    count = [
        np.stack([sum_by_code(weight * each, place) for each in np.atleast_2d(persons.T)], axis=-1)
        for persons in (first, second)
    ]
    return _as_given(theil_of_counts(*count, axis=-2), first)


def theil_of_counts(first: Floats, second: Floats, *, axis: int = -1) -> Floats:
    """Theil's information index of counts of two groups, places along an axis.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(theil_of_counts(np.array([3.0, 1.0]), np.array([1.0, 3.0]))), 1)
    18.9
    """
    size = first + second
    overall = concave_entropy(_divide(first.sum(axis=axis), size.sum(axis=axis)))
    within = np.sum(size * concave_entropy(first / np.where(size > 0, size, 1.0)), axis=axis)
    return 100 * (1 - _divide(within, size.sum(axis=axis) * overall))


def dissimilarity_of_counts(first: Floats, second: Floats) -> Floats:
    """Dissimilarity of counts of two groups, shape (..., places).

    Examples
    --------
    >>> import numpy as np
    >>> float(dissimilarity_of_counts(np.array([3.0, 1.0]), np.array([1.0, 3.0])))
    50.0
    """
    p = _divide(first, first.sum(axis=-1, keepdims=True))
    q = _divide(second, second.sum(axis=-1, keepdims=True))
    return np.asarray(50 * np.abs(p - q).sum(axis=-1))


def unevenness_of_counts(counts: Floats) -> Floats:
    """How far counts, shape (..., classes), are from an even spread: 100 less the normalised entropy.

    Examples
    --------
    >>> import numpy as np
    >>> float(unevenness_of_counts(np.array([5.0, 0.0])))
    100.0
    """
    share = _divide(counts, counts.sum(axis=-1, keepdims=True))
    surprise = -np.log(np.where(share > 0, share, 1.0))
    return np.asarray(100 - 100 * (share * surprise).sum(axis=-1) / np.log(counts.shape[-1]))


def numerical_influence(statistic: Statistic, weight: Floats) -> Floats:
    """What one more person in each cell does to the statistic, per person (infinitesimal jackknife).

    Returns
    -------
    ndarray of float, shape (cells,) or (cells, areas)
        The derivative with respect to each weight by a small difference, centred so that the weighted sum
        is 0; 0 where the statistic does not exist. [Efron 1982, The Jackknife, the Bootstrap and Other
        Resampling Plans, ch. 6]

    Examples
    --------
    >>> import numpy as np
    >>> share = lambda w: w[..., 0] / w.sum(axis=-1)
    >>> numerical_influence(share, np.array([3.0, 1.0])).round(4).tolist()
    [0.0625, -0.1875]
    """
    step = 1e-6
    now = statistic(weight)
    n = len(weight)
    size = max(1, AT_A_TIME // n)  # cells a little heavier at a time: all of them would be n² numbers
    slope = np.concatenate(
        [
            (statistic(weight + step * np.eye(min(size, n - first), n, k=first)) - now) / step
            for first in range(0, n, size)
        ]
    )
    slope = np.where(np.isfinite(slope), slope, 0.0)
    # Centred: one more of everybody changes no figure.
    return np.asarray(slope - np.average(slope, weights=weight, axis=0))


def bootstrap_se(statistic: Statistic, weight: Floats, *, replicates: int, seed: int | list[int]) -> Floats:
    """Standard error by drawing the same number of persons anew with replacement, seeded.

    Replicates in which the statistic does not exist are left out; NaN when fewer than two are left.

    Returns
    -------
    ndarray of float, shape () or (areas,)

    Examples
    --------
    >>> import numpy as np
    >>> share = lambda w: 100 * w[..., 0] / w.sum(axis=-1)
    >>> se = bootstrap_se(share, np.array([300.0, 100.0]), replicates=4000, seed=1)
    >>> round(float(se), 1)  # √(75·25/400) = 2.17
    2.2
    """
    total = weight.sum()
    # Alike persons are drawn together: a multinomial over cells is a bootstrap over persons.
    drawn = np.random.default_rng(seed).multinomial(round(total), weight / total, size=replicates)
    values = statistic(drawn.astype(float))
    exists = np.isfinite(values)
    n = exists.sum(axis=0)
    values = np.where(exists, values, 0.0)
    spread = np.where(exists, values - values.sum(axis=0) / np.maximum(n, 1), 0.0)
    return np.where(n > 1, np.sqrt((spread**2).sum(axis=0) / np.maximum(n - 1, 1)), np.nan)


def _as_given(by_area: Floats, persons: Mask) -> Floats:
    """Return values with an axis of areas only where the persons have one."""
    if persons.ndim == 2:
        return by_area
    return np.asarray(by_area[..., 0])


def sum_by_code(amount: Floats, code: Codes) -> Floats:
    """Sum of amounts, shape (..., cells), by code: shape (..., codes)."""
    if (np.diff(code) < 0).any():
        order = np.argsort(code, kind="stable")
        amount = amount[..., order]
        code = code[order]
    # Runs of one code lie side by side: reduceat adds them up at the speed of memory.
    start = np.flatnonzero(np.diff(code, prepend=-1))
    found = np.add.reduceat(amount, start, axis=-1)
    total = np.zeros((*amount.shape[:-1], int(code[-1]) + 1))
    total[..., code[start]] = found
    return total


def share_by_category(weight: Floats, persons: Mask, category: Codes) -> Floats:
    """Share of the persons of each area in each category, shape (..., categories, areas)."""
    columns = np.atleast_2d(persons.T)
    count = np.stack([sum_by_code(weight * each, category) for each in columns], axis=-1)
    return _divide(count, count.sum(axis=-2, keepdims=True))


def _divide(a: Floats, b: Floats) -> Floats:
    return np.where(b > 0, a / np.where(b > 0, b, 1.0), np.nan)


def concave_entropy(p: Floats) -> Floats:
    """Entropy −p·ln p − q·ln q of two groups with shares p and q = 1 − p; 0 where there is one group."""
    inside = (p > 0) & (p < 1)
    q = np.where(inside, p, 0.5)
    return np.where(inside, -(q * np.log(q) + (1 - q) * np.log1p(-q)), 0.0)
