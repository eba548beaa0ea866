"""The theme index: scores on fixed goalposts, weighted together, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.areas import Areas
from social_balance.estimates import Estimates
from social_balance.indicators import Indicator, Theme, Themes
from social_balance.issues import InputError, Issue
from social_balance.segregation import Floats

LEAST_WEIGHT = 2 / 3


@dataclass(frozen=True)
class ThemeIndex(Estimates):
    """Theme indexes 0–100, higher is better, that remember the scores they are made of.

    Parameters
    ----------
    rows, matrix
        As in `Estimates`; labels (theme, area, year), and the extra columns ``weight_present`` (share of the
        theme's weight that the index rests on) and ``n_indicators``.
    scores : Estimates
        Score 0–100 of every indicator that counts, labels (measure, area, year).
    themes : Themes
        The definitions.
    areas : Areas, optional
        Tells which labels are the rest and the whole.
    least_weight : float
        Share of the weight that has to be present.
    """

    scores: Estimates
    themes: Themes
    areas: Areas | None = None
    least_weight: float = LEAST_WEIGHT

    def area_names(self) -> tuple[str, ...]:
        """Return the labels of the areas, in order; the rest and the whole stand last."""
        return tuple(dict.fromkeys(self.scores.labels.get_level_values("area")))

    def role(self, name: str) -> str:
        """Return the label of an area given as "rest", "whole", an id or a name.

        Raises
        ------
        InputError
            When the index has no such area.
        """
        known = self.area_names()
        wanted = name
        if self.areas is not None and name in ("rest", "whole", *self.areas.ids):
            wanted = self.areas.name(name)
        if wanted in known:
            return wanted
        by_fold = {label.casefold(): label for label in known}
        if wanted.casefold() in by_fold:
            return by_fold[wanted.casefold()]
        raise InputError(Issue("IDX001", place=f"'{name}'", values={"known": list(known)}))

    def followed(self) -> tuple[str, ...]:
        """Return the labels of the areas that are neither the rest nor the whole."""
        others = {self.areas.rest.name, self.areas.whole.name} if self.areas else {"rest", "whole"}
        return tuple(
            name for name in self.area_names() if name not in others and name.casefold() not in others
        )


@dataclass(frozen=True)
class Comparison:
    """Which indicators of a theme can be compared over two years in some areas, and why others cannot.

    Parameters
    ----------
    weights : mapping of indicator id to weight
        The weights ω, which sum to 1; empty when too little is left.
    left_out : mapping of indicator id to reason
        "not_comparable", or "missing".
    share : float
        Share of the theme's weight that is left.
    """

    weights: Mapping[str, float]
    left_out: Mapping[str, str]
    share: float


def theme_index(
    estimates: Estimates,
    themes: Themes,
    *,
    areas: Areas | None = None,
    least_weight: float = LEAST_WEIGHT,
) -> ThemeIndex:
    """Make the index of every theme, area and year.

    Parameters
    ----------
    estimates : Estimates
        Indicators by ``["area", "year"]``.
    themes : Themes
        Goalposts, direction and weights.
    areas : Areas, optional
        Tells which labels are the rest and the whole; left out, they are called "rest" and "whole".
    least_weight : float
        Share of the theme's weight that has to be present in a year.

    Returns
    -------
    ThemeIndex, one row per (theme, area, year)
        Value 0–100, higher is better. Status "missing" where too little weight is present.

    Raises
    ------
    InputError
        When the estimates are not by area and year.

    Notes
    -----
    Score = 100·(value − worst)/(best − worst), not cut off at the goalposts; index = Σ ωₖ·scoreₖ over the
    indicators present, ω rescaled to sum to 1. Context indicators never count. A comparison of two years
    uses `compare`, because another set of indicators in the two years would look like a development.
    [OECD/JRC, Handbook on Constructing Composite Indicators, 2008]
    """
    if list(estimates.labels.names) != ["measure", "area", "year"]:
        raise InputError(Issue("IDX002", found=", ".join(map(str, estimates.labels.names))))
    scores = _scores(estimates, themes)
    usable = {label for label, ok in zip(scores.labels, scores.usable, strict=True) if ok}
    places = list(dict.fromkeys((area, year) for _, area, year in scores.labels))
    labels, weights, present = [], [], []
    for theme in themes:
        for area, year in places:
            found = {i.id: i.weight for i in counting(theme) if (i.id, area, year) in usable}
            share = sum(found.values()) / sum(i.weight for i in counting(theme))
            enough = share >= least_weight - 1e-9
            labels.append((theme.id, area, year))
            present.append((share, len(found)))
            weights.append(
                {(k, area, year): w / sum(found.values()) for k, w in found.items()} if enough else {}
            )
    made = scores.combined(
        weight_matrix(scores, weights),
        pd.MultiIndex.from_tuples(labels, names=["theme", "area", "year"]),
        unit="point",
    )
    rows = made.rows.assign(weight_present=[p for p, _ in present], n_indicators=[n for _, n in present])
    return ThemeIndex(rows, made.matrix, scores, themes, areas, least_weight)


def counting(theme: Theme) -> tuple[Indicator, ...]:
    """Return the indicators of a theme that count in its index: not context, and known for every area."""
    return tuple(i for i in theme.indicators if i.direction != "context" and i.level == "area")


def compare(index: ThemeIndex, theme: Theme, *, since: int, until: int, areas: Sequence[str]) -> Comparison:
    """Find the indicators that are present and comparable in both years in all of some areas.

    Parameters
    ----------
    index : ThemeIndex
    theme : Theme
    since, until : int
        The two years.
    areas : sequence of str
        Labels of the areas that are held against each other.

    Returns
    -------
    Comparison
    """
    position = {label: i for i, label in enumerate(index.scores.labels)}
    usable = index.scores.usable
    kept: dict[str, float] = {}
    left_out: dict[str, str] = {}
    for indicator in counting(theme):
        needed = [position.get((indicator.id, area, year)) for area in areas for year in (since, until)]
        if not indicator.comparable(since, until)[0]:
            left_out[indicator.id] = "not_comparable"
        elif any(at is None or not usable[at] for at in needed):
            left_out[indicator.id] = "missing"
        else:
            kept[indicator.id] = indicator.weight
    total = sum(indicator.weight for indicator in counting(theme))
    share = sum(kept.values()) / total if total else 0.0
    if not kept or share < index.least_weight - 1e-9:
        return Comparison({}, left_out, share)
    return Comparison({k: w / sum(kept.values()) for k, w in kept.items()}, left_out, share)


def decompose(index: ThemeIndex, *, since: int, until: int) -> Estimates:
    """Split the development of each index into the contributions of its indicators: Δ = Σ ωₖ·Δscoreₖ.

    Parameters
    ----------
    index : ThemeIndex
    since, until : int
        The two years.

    Returns
    -------
    Estimates, one row per (theme, area, indicator)
        Contribution in index points, with its interval; the rows of a theme and area sum to the development
        on the indicators that can be compared. No rows where none can be.
    """
    labels, weights = [], []
    for theme in index.themes:
        for area in index.area_names():
            for k, w in compare(index, theme, since=since, until=until, areas=[area]).weights.items():
                labels.append((theme.id, area, k))
                weights.append({(k, area, until): w, (k, area, since): -w})
    columns = list(zip(*labels, strict=True)) or [(), (), ()]
    return index.scores.combined(
        weight_matrix(index.scores, weights),
        pd.MultiIndex.from_arrays(columns, names=["theme", "area", "indicator"]),
        unit="point",
    )


def weight_matrix(scores: Estimates, weights: Sequence[Mapping[tuple[str, str, int], float]]) -> Floats:
    """Return the matrix L, one row a mapping of label to weight, one column a row of the scores."""
    position = {label: i for i, label in enumerate(scores.labels)}
    matrix = np.zeros((len(weights), len(scores)))
    for row, mapping in enumerate(weights):
        for label, weight in mapping.items():
            matrix[row, position[label]] += weight
    return matrix


def _scores(estimates: Estimates, themes: Themes) -> Estimates:
    """Move every counting indicator to its goalposts: an affine map, row by row."""
    goalposts = {i.id: i.goalposts for theme in themes for i in counting(theme)}
    measure = estimates.labels.get_level_values("measure")
    keep = np.flatnonzero(measure.isin(list(goalposts)))
    worst, best = (np.array([goalposts[m][end] for m in measure[keep]], dtype=float) for end in (0, 1))
    slope = np.zeros((len(keep), len(estimates)))
    slope[np.arange(len(keep)), keep] = 100 / (best - worst)
    made = estimates.combined(
        slope, estimates.labels[keep], offset=-100 * worst / (best - worst), unit="point"
    )
    return Estimates(made.rows.assign(status=estimates.rows["status"].to_numpy()[keep]), made.matrix)
