"""Indicators as scores on fixed goalposts, and the matrices that join scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from social_balance.arrays import Floats
from social_balance.definitions.catalogue import Indicator, Theme, Themes
from social_balance.estimates.values import Estimates

AreaYear: TypeAlias = tuple[str, int]  # area, year
ScoreLabel: TypeAlias = tuple[str, str, int]  # measure, area, year


def index_indicators(theme: Theme) -> tuple[Indicator, ...]:
    """Return the indicators of a theme that count in its index: not context, and known for every area."""
    return tuple(i for i in theme.indicators if i.direction != "context" and i.level == "area")


def scores_of(estimates: Estimates, themes: Themes) -> Estimates:
    """Move every counting indicator to its goalposts: an affine map, row by row."""
    estimates = estimates.with_satterthwaite().with_edge_uncertainty()
    goalposts = {i.id: i.goalposts for theme in themes for i in index_indicators(theme)}
    measure = estimates.labels.get_level_values("measure")
    keep = np.flatnonzero(measure.isin(list(goalposts)))
    worst, best = (np.array([goalposts[m][end] for m in measure[keep]], dtype=float) for end in (0, 1))
    slope = np.zeros((len(keep), len(estimates)))
    slope[np.arange(len(keep)), keep] = 100 / (best - worst)
    mapped = estimates.linear_map(
        slope, estimates.labels[keep], offset=-100 * worst / (best - worst), unit="point"
    )
    # A score is of the year that its figure is of.
    same = [name for name in ("status", "as_of") if name in estimates.rows]
    rows = mapped.rows.assign(**{name: estimates.rows[name].to_numpy()[keep] for name in same})
    return Estimates(rows, mapped.matrix)


def weight_matrix(scores: Estimates, weights: Sequence[Mapping[ScoreLabel, float]]) -> Floats:
    """Return the matrix L, one row a mapping of label to weight, one column a row of the scores."""
    position = {label: i for i, label in enumerate(scores.labels)}
    matrix = np.zeros((len(weights), len(scores)))
    for row, mapping in enumerate(weights):
        for label, weight in mapping.items():
            matrix[row, position[label]] += weight
    return matrix


def usable_labels(estimates: Estimates) -> frozenset[ScoreLabel]:
    """Return the labels of the figures that can be used."""
    return frozenset(estimates.labels[estimates.usable])


def places_of(scores: Estimates) -> list[AreaYear]:
    """Return the areas and years that have scores, in order."""
    return list(dict.fromkeys(zip(*map(scores.labels.get_level_values, ("area", "year")), strict=True)))
