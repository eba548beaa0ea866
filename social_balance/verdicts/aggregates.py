"""Scores joined in other ways than by a sum, by the delta method, so that all that follows is linear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.scores import (
    AreaYear,
    ScoreLabel,
    index_indicators,
    places_of,
    weight_matrix,
)
from social_balance.estimates.values import Estimates
from social_balance.verdicts.comparability import WEIGHT_TOLERANCE, ScoreLookup, comparability_fault

Method: TypeAlias = Literal["arithmetic", "geometric", "base100"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True)
class JoinedScore:
    """A set of indicators joined in one area and year.

    Parameters
    ----------
    label : tuple of (aggregate, area, year)
    measured : mapping of score label to weight
        The weighted sum.
    base : mapping of score label to weight
        The same sum in the place that is 100; empty unless the method is "base100".
    """

    label: ScoreLabel
    measured: Mapping[ScoreLabel, float]
    base: Mapping[ScoreLabel, float]


def with_aggregates(
    scores: Estimates,
    themes: Themes,
    lookup: ScoreLookup,
    *,
    least_weight: float,
    method: Method,
    base: AreaYear | None,
) -> Estimates:
    """Add a row for every set of indicators that can be compared, in every area and year that has them.

    The one step that is not linear is taken here, once: everything after it is a linear map of these rows.
    """
    joined = [
        one
        for theme in themes
        for chosen in _comparable_sets(theme, scores, lookup, least_weight)
        for one in _joined_everywhere(theme, chosen, places_of(scores), lookup=lookup, base=base)
    ]
    values = np.where(scores.usable, scores.values, np.nan)
    weights = weight_matrix(scores, [one.measured for one in joined])
    if method == "geometric":
        level, slope = geometric_mean(values, weights)
    else:
        level, slope = relative_to_base(values, weights, weight_matrix(scores, [one.base for one in joined]))
    names = pd.MultiIndex.from_tuples([one.label for one in joined], names=scores.labels.names)
    # Base, df and method come by the weights; the spread comes by the slopes, below.
    made = scores.linear_map(weights, names, unit="point")
    return _append_aggregates(scores, made, level, slope, method)


def aggregate_name(theme: Theme, kept: Iterable[str]) -> str:
    """Return the label of the joined score of some indicators of a theme."""
    return f"{theme.id}: {' + '.join(kept)}"


def geometric_mean(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return weighted geometric means and their slopes in the values.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
        The figures; NaN where there is none.
    weights : ndarray of float, shape (m, k)
        ω, each row summing to 1; 0 where a figure does not take part.

    Returns
    -------
    tuple of ndarray, shapes (m,) and (m, k)
        The means, NaN where a figure that takes part is missing, zero or negative; and the slopes.

    Notes
    -----
    G = Π sₖ^ωₖ, ∂G/∂sₖ = ωₖ·G/sₖ. There is no logarithm of a score at or below zero: a single zero would make
    G zero whatever the others are, with an infinite slope, so no mean and no standard error is given.
    [OECD/JRC, Handbook on Constructing Composite Indicators, 2008, on geometric aggregation]

    Examples
    --------
    >>> level, slope = geometric_mean(np.array([4.0, 9.0, 0.0]), np.array([[0.5, 0.5, 0], [0.5, 0, 0.5]]))
    >>> level.round(6).tolist(), slope[0].round(3).tolist()
    ([6.0, nan], [0.75, 0.333, 0.0])
    """
    positive = values > 0
    safe = np.where(positive, values, 1.0)
    defined = ~((weights != 0) & ~positive).any(axis=1)
    level = np.where(defined, np.exp(weights @ np.log(safe)), np.nan)
    return level, weights * level[:, None] / safe


def relative_to_base(values: Floats, top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """Return 100 times the ratio of two weighted sums, row by row, and its slopes in the values.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
        The figures; NaN where there is none.
    top, bottom : ndarray of float, shape (m, k)
        Weights of the sum that is measured, and of the sum that is 100.

    Returns
    -------
    tuple of ndarray, shapes (m,) and (m, k)
        The ratios, NaN where a figure that takes part is missing or the lower sum is not positive; and the
        slopes.

    Notes
    -----
    B = 100·a/b, ∂B/∂sₖ = 100·(aₖ − bₖ·a/b)/b with aₖ, bₖ the weights of sₖ.
    [OECD/JRC, Handbook on Constructing Composite Indicators, 2008, on the distance to a reference]

    Examples
    --------
    >>> level, slope = relative_to_base(np.array([3.0, 4.0]), np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    >>> level.tolist(), slope.tolist()
    ([75.0], [[25.0, -18.75]])
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    a = top @ filled
    b = bottom @ filled
    defined = ~(((top != 0) | (bottom != 0)) & ~known).any(axis=1) & (b > 0)
    ratio = np.where(defined, a, np.nan) / np.where(defined, b, 1.0)
    slope = 100 * (top - bottom * ratio[:, None]) / np.where(defined, b, 1.0)[:, None]
    return 100 * ratio, slope


def _joined_everywhere(
    theme: Theme,
    chosen: tuple[str, ...],
    places: list[AreaYear],
    *,
    lookup: ScoreLookup,
    base: AreaYear | None,
) -> Iterator[JoinedScore]:
    """Join some indicators in every area and year where all of them are usable, there and in the base."""
    weight = {i.id: i.weight for i in index_indicators(theme)}
    omega = {k: weight[k] / sum(weight[k] for k in chosen) for k in chosen}
    bases = [] if base is None else [base]
    for place in places:
        if all((k, *at) in lookup.usable for k in chosen for at in (place, *bases)):
            yield JoinedScore(
                (aggregate_name(theme, chosen), *place),
                {(k, *place): w for k, w in omega.items()},
                {(k, *at): w for k, w in omega.items() for at in bases},
            )


def _comparable_sets(
    theme: Theme, scores: Estimates, lookup: ScoreLookup, least_weight: float
) -> list[tuple[str, ...]]:
    """Return every set of indicators that some comparison of areas and years can rest on."""
    indicators = index_indicators(theme)
    weight = {i.id: i.weight for i in indicators}
    places = places_of(scores)
    parts = {frozenset(k for k in weight if (k, *place) in lookup.usable) for place in places}
    for area in dict.fromkeys(area for area, _ in places):
        own = [place for place in places if place[0] == area]
        for pair in combinations(own, 2):
            parts.add(frozenset(i.id for i in indicators if comparability_fault(i, pair, lookup) is None))
    least = (least_weight - WEIGHT_TOLERANCE) * sum(weight.values())
    # A comparison rests on what all its places share, so intersections of parts are all that can occur.
    sets = {frozenset(weight)}
    for part in parts:
        sets |= {one & part for one in sets if sum(weight[k] for k in one & part) >= least}
    return sorted(tuple(k for k in weight if k in one) for one in sets if one)


def _append_aggregates(
    scores: Estimates, made: Estimates, level: Floats, slope: Floats, method: Method
) -> Estimates:
    """Set new figures below the scores, with the covariance of all of them; one that is not there says so."""
    defined = np.isfinite(level)
    rows = made.rows.assign(value=level, method=method, status=np.where(defined, "ok", "not_positive"))
    # The scores keep their own rows above, so that a figure and its aggregate stay correlated.
    slopes = np.vstack([np.eye(len(scores)), np.where(defined[:, None], slope, 0.0)])
    pieces = None if scores.pieces is None else scores.pieces.map_rows(slopes)
    matrix = slopes @ scores.matrix @ slopes.T
    return replace(scores, rows=pd.concat([scores.rows, rows]), matrix=matrix, pieces=pieces)
