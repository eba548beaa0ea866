"""Development, gap and narrowing of every theme and area, as linear maps of the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import pandas as pd

from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.scores import ScoreLabel, index_indicators, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.verdicts.indexes import ThemeIndex, compare

Cell: TypeAlias = tuple[str, str]  # theme (or indicator), area
Weights: TypeAlias = dict[ScoreLabel, float]

# What is estimated for every theme and area, as weights on (area or reference or whole, since or until).
QUANTITIES: Mapping[str, Mapping[tuple[str, str], float]] = {
    "value_since": {("area", "since"): 1},
    "value_until": {("area", "until"): 1},
    "development": {("area", "until"): 1, ("area", "since"): -1},
    "reference_since": {("reference", "since"): 1},
    "reference_until": {("reference", "until"): 1},
    "reference_development": {("reference", "until"): 1, ("reference", "since"): -1},
    "gap_since": {("reference", "since"): 1, ("area", "since"): -1},
    "gap_until": {("reference", "until"): 1, ("area", "until"): -1},
    "narrowing": {
        ("reference", "since"): 1,
        ("area", "since"): -1,
        ("reference", "until"): -1,
        ("area", "until"): 1,
    },
}
LEVELS = ("value_since", "value_until", "reference_since", "reference_until")


def gap_changes(
    index: ThemeIndex, *, areas: Sequence[str], reference: str, since: int, until: int, name: str = "theme"
) -> Estimates:
    """Return all quantities of all themes and areas against the reference, as one linear map of the scores.

    Parameters
    ----------
    index : ThemeIndex
    areas : sequence of str
        Labels of the areas.
    reference : str
        Label of the reference.
    since, until : int
        The two years.
    name : str
        What the first label is called.

    Returns
    -------
    Estimates, one row per (quantity, theme, area)
        Area and reference on the same indicators in both years.
    """
    years = {"since": since, "until": until}
    omegas = {
        (theme.id, area): compare(index, theme, since=since, until=until, areas=[area, reference]).weights
        for theme in index.themes
        for area in areas
    }
    weights: dict[tuple[str, str, str], Weights] = {}
    for quantity, parts in QUANTITIES.items():
        for (theme_id, area), omega in omegas.items():
            role = {"area": area, "reference": reference}
            weights[quantity, theme_id, area] = {
                (k, role[who], years[when]): sign * w
                for k, w in omega.items()
                for (who, when), sign in parts.items()
            }
    return _combine(index.scores, weights, names=["quantity", name, "area"])


def developments(index: ThemeIndex, *, since: int, until: int, name: str = "theme") -> Estimates:
    """Return the development of every area, the rest and the whole, one row per (theme, area)."""
    weights: dict[Cell, Weights] = {}
    for theme in index.themes:
        for area in index.area_names():
            omega = compare(index, theme, since=since, until=until, areas=[area]).weights
            row = {(k, area, until): w for k, w in omega.items()}
            weights[theme.id, area] = row | {(k, area, since): -w for k, w in omega.items()}
    return _combine(index.scores, weights, names=[name, "area"])


def quantities_side_by_side(estimates: Estimates, *, level: float) -> pd.DataFrame:
    """Return one row per (theme, area), with the columns of each quantity of `gap_changes` side by side."""
    frame = estimates.frame(level=level)
    table = {}
    for quantity in QUANTITIES:
        part = frame.xs(quantity, level="quantity")
        table[quantity] = part["value"]
        # A level is told by itself; its interval stands with the index.
        if quantity not in LEVELS:
            for column in ("se", "low", "high"):
                table[f"{quantity}_{column}"] = part[column]
    return pd.DataFrame(table)


def single_indicators(index: ThemeIndex) -> ThemeIndex:
    """Return the scores of the indicators that count, each as an index of a theme of its own.

    Notes
    -----
    So whatever is done with the index of a theme can be done with an indicator: 0–100 between its goalposts,
    higher is better, never compared across a break.
    """
    pairs = [(theme, i) for theme in index.themes for i in index_indicators(theme)]
    themes = tuple(
        Theme(i.id, i.title, theme.effect_goal, order, theme.margin, theme.note, (i,))
        for order, (theme, i) in enumerate(pairs)
    )
    rows = index.scores.rows.rename_axis(index=["theme", "area", "year"])
    return replace(
        index, rows=rows.assign(weight_present=1.0, n_indicators=1), matrix=index.scores.matrix,
        themes=Themes(themes), method="arithmetic", base=None,
    )  # fmt: skip


def _combine(scores: Estimates, weights: Mapping[Any, Weights], *, names: Sequence[str]) -> Estimates:
    """Return weighted sums of the scores with their joint covariance, one row a label."""
    labels = pd.MultiIndex.from_tuples(list(weights), names=list(names))
    return scores.linear_map(weight_matrix(scores, list(weights.values())), labels, unit="point")
