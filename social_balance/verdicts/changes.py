"""Development, gap and narrowing of every theme and area, as linear maps of the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import pandas as pd

from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.scores import counting, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.verdicts.indexes import ThemeIndex, compare

Weights: TypeAlias = dict[tuple[str, str, int], float]

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
    labels, weights = [], []
    years = {"since": since, "until": until}
    compared = {
        (theme.id, area): compare(index, theme, since=since, until=until, areas=[area, reference]).weights
        for theme in index.themes
        for area in areas
    }
    for quantity, parts in QUANTITIES.items():
        for (theme_id, area), omega in compared.items():
            place = {"area": area, "reference": reference}
            labels.append((quantity, theme_id, area))
            weights.append({
                (k, place[who], years[when]): sign * w
                for k, w in omega.items()
                for (who, when), sign in parts.items()
            })  # fmt: skip
    matrix = weight_matrix(index.scores, weights)
    names = ["quantity", name, "area"]
    return index.scores.linear_map(matrix, pd.MultiIndex.from_tuples(labels, names=names), unit="point")


def developments(index: ThemeIndex, *, since: int, until: int, name: str = "theme") -> Estimates:
    """Return the development of every area, the rest and the whole, one row per (theme, area)."""
    labels, weights = [], []
    for theme in index.themes:
        for area in index.area_names():
            omega = compare(index, theme, since=since, until=until, areas=[area]).weights
            labels.append((theme.id, area))
            row: Weights = {(k, area, until): w for k, w in omega.items()}
            weights.append(row | {(k, area, since): -w for k, w in omega.items()})
    matrix = weight_matrix(index.scores, weights)
    names = [name, "area"]
    return index.scores.linear_map(matrix, pd.MultiIndex.from_tuples(labels, names=names), unit="point")


def wide(estimates: Estimates, *, level: float) -> pd.DataFrame:
    """Return one row per (theme, area), with the columns of each quantity of `gap_changes` side by side."""
    frame = estimates.frame(level=level)
    table = {}
    for quantity in QUANTITIES:
        part = frame.xs(quantity, level="quantity")
        table[quantity] = part["value"]
        if not quantity.endswith(("value_since", "value_until", "reference_since", "reference_until")):
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
    themes = tuple(
        Theme(i.id, i.title, theme.effect_goal, order, theme.margin, theme.note, (i,))
        for order, (theme, i) in enumerate((theme, i) for theme in index.themes for i in counting(theme))
    )
    rows = index.scores.rows.rename_axis(index=["theme", "area", "year"])
    return replace(
        index, rows=rows.assign(weight_present=1.0, n_indicators=1), matrix=index.scores.matrix,
        themes=Themes(themes), method="arithmetic", base=None,
    )  # fmt: skip
