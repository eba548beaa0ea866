"""What one more person in a cell does to each figure of who is where: its derivative, per person."""

from __future__ import annotations

import numpy as np
from scipy import special

from social_balance.arrays import Codes, Floats, Mask
from social_balance.measures.segregation import concave_entropy, share_by_category, sum_by_code

# Each is linear in cells and areas. They have the shape of the persons: (cells,) or (cells, areas), and add
# up to 0 over persons, as one more of everybody changes no figure [Efron 1982, ch. 6].


def exposure_influence(
    weight: Floats, *, place: Codes, target: Mask, counted: Mask, persons: Mask, min_size: float = 2
) -> Floats:
    """Influence on `social_balance.measures.segregation.mean_exposure`.

    Notes
    -----
    E = Σ wᵢyᵢ/P. Another of the persons adds (y − E)/P; another who is counted at a place moves the share
    that everybody there meets by (t − yᵢ)/(nⱼ − 1), t being 1 for one of the target.
    """
    size = sum_by_code(weight * counted, place)[place]
    others = size - counted
    enough = (others > 0) & (size >= min_size)
    safe = np.where(enough, others, 1.0)
    share = (sum_by_code(weight * (counted & target), place)[place] - (counted & target)) / safe
    included = (weight * enough)[:, None] * _in_columns(persons)
    n = np.maximum(included.sum(axis=0), 1e-300)
    value = share @ included / n
    own = (share[:, None] - value) * _in_columns(persons) * enough[:, None]
    moved = sum_by_code((included / safe[:, None]).T, place).T[place]
    moved_share = sum_by_code((included * (share / safe)[:, None]).T, place).T[place]
    of_others = counted[:, None] * (target[:, None] * moved - moved_share)
    return _as_persons(100 * (own + of_others) / n, persons, weight)


def concentration_influence(
    weight: Floats, *, place: Codes, group: Mask, counted: Mask, persons: Mask, above: float
) -> Floats:
    """Influence on `social_balance.measures.segregation.percent_above`, a limit that counts cross by chance.

    Notes
    -----
    A step has no derivative, so each place is above the limit c with the probability Φ((p − c)/s) that its
    counts have, s² = c(1 − c)/n: one more of the persons adds (Φ − value)/P; another who is counted there
    moves p by (g − p)/n, and with it everybody's Φ.
    """
    size = sum_by_code(weight * counted, place)[place]
    safe = np.where(size > 0, size, 1.0)
    p = sum_by_code(weight * (counted & group), place)[place] / safe
    limit = above / 100
    sd = np.sqrt(limit * (1 - limit) / safe)
    z = (p - limit) / sd
    over = special.ndtr(z) * (size > 0)
    included = weight[:, None] * _in_columns(persons)
    n = np.maximum(included.sum(axis=0), 1e-300)
    own = (over[:, None] - over @ included / n) * _in_columns(persons)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / sd
    crossing = (counted * density * (group - p) / safe)[:, None] * sum_by_code(included.T, place).T[place]
    return _as_persons(100 * (own + crossing) / n, persons, weight)


def dissimilarity_influence(weight: Floats, *, category: Codes, first: Mask, second: Mask) -> Floats:
    """Influence on `social_balance.measures.segregation.dissimilarity_index`.

    Notes
    -----
    dD/dp is half the sign of p − q in each category; 0 where the two are alike, the middle of the kink.
    """
    p = share_by_category(weight, first, category)
    q = share_by_category(weight, second, category)
    sign = np.sign(np.where(np.abs(p - q) > 1e-12, p - q, 0.0))
    slope = np.zeros(np.broadcast_shapes((len(weight), 1), _in_columns(first).shape))
    for shares, persons, way in ((p, first, 1.0), (q, second, -1.0)):
        members = _in_columns(persons)
        n = np.maximum(weight @ members, 1e-300)
        mean = (sign * np.nan_to_num(shares)).sum(axis=0)
        slope = slope + way * 50 * (sign[category] - mean) * members / n
    return _as_persons(np.nan_to_num(slope), first, weight)


def entropy_influence(weight: Floats, *, category: Codes, persons: Mask, classes: int) -> Floats:
    """Influence on `social_balance.measures.segregation.normalised_entropy`: −(ln p + H)/n."""
    share = np.nan_to_num(share_by_category(weight, persons, category))
    surprise = -np.log(np.where(share > 0, share, 1.0))
    members = _in_columns(persons)
    n = np.maximum(weight @ members, 1e-300)
    mean = (share * surprise).sum(axis=0)
    slope = 100 / np.log(classes) * (surprise[category] - mean) * members / n
    return _as_persons(slope, persons, weight)


def theil_influence(weight: Floats, *, place: Codes, first: Mask, second: Mask) -> Floats:
    """Influence on `social_balance.measures.segregation.theil_h`.

    Notes
    -----
    H = 1 − Σ nⱼE(pⱼ)/(n·E(p)). One more of a group adds the surprise of it at the place, −ln pⱼ, less
    (1 − H) times that in all places, −ln p, over n·E(p).
    """
    in_first = weight[:, None] * _in_columns(first)
    in_second = weight[:, None] * _in_columns(second)
    a = sum_by_code(in_first.T, place).T
    b = sum_by_code(in_second.T, place).T
    size = np.maximum(a + b, 1e-300)
    n = np.maximum(size.sum(axis=0), 1e-300)
    p = a.sum(axis=0) / n
    overall = np.maximum(n * concave_entropy(p), 1e-300)
    ratio = (size * concave_entropy(a / size)).sum(axis=0) / overall
    slope = np.zeros(in_first.shape)
    for members, here, everywhere in ((first, a / size, p), (second, b / size, 1 - p)):
        local = -np.log(np.where(here > 0, here, 1.0))[place]
        total = -np.log(np.where(everywhere > 0, everywhere, 1.0))
        slope = slope - 100 * _in_columns(members) * (local - ratio * total) / overall
    return _as_persons(slope, first, weight)


def _in_columns(persons: Mask) -> Mask:
    """Return whose figure it is with a column per area."""
    return np.atleast_2d(persons.T).T


def _as_persons(slope: Floats, persons: Mask, weight: Floats) -> Floats:
    """Return the influence in the shape of the persons, centred."""
    centred = slope - weight @ slope / weight.sum()
    if persons.ndim == 2:
        return np.asarray(centred)
    return np.asarray(centred[:, 0])
