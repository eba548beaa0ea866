"""Development, gap and narrowing of every theme and area, as linear maps of the scores.

A row rests on one *basis*: the indicators that are present and comparable in both years, in the area and in
the reference. Its level, development, gap and narrowing, and the development of the reference beside it, are
all of that basis. The rest, the whole and the reference by themselves rest on what they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

import pandas as pd

from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.scores import ScoreLabel, index_indicators, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.verdicts.indexes import Comparison, ThemeIndex, compare

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


@dataclass(frozen=True)
class Bases:
    """What the rows of a table rest on.

    Parameters
    ----------
    rows : mapping of (theme, area) to Comparison
        Of every area that is held against the reference, on the indicators it shares with it.
    alone : mapping of (theme, area) to Comparison
        Of every other area: the reference, the rest and the whole, each by itself.
    """

    rows: Mapping[Cell, Comparison]
    alone: Mapping[Cell, Comparison]


def bases_of(index: ThemeIndex, *, areas: Sequence[str], reference: str, since: int, until: int) -> Bases:
    """Find what every area shares with the reference, and what the others have by themselves."""
    rows: dict[Cell, Comparison] = {}
    alone: dict[Cell, Comparison] = {}
    for theme in index.themes:
        for area in areas:
            pair = [area, reference]
            rows[theme.id, area] = compare(index, theme, since=since, until=until, areas=pair)
        for area in index.area_names():
            if area not in areas:
                alone[theme.id, area] = compare(index, theme, since=since, until=until, areas=[area])
    return Bases(rows, alone)


def gap_changes(
    index: ThemeIndex, bases: Bases, *, reference: str, since: int, until: int, name: str = "theme"
) -> Estimates:
    """Return all quantities of all themes and areas against the reference, as one linear map of the scores.

    Parameters
    ----------
    index : ThemeIndex
    bases : Bases
        What the rows rest on.
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
    weights: dict[tuple[str, str, str], Weights] = {}
    # All quantities in one map: a gap and its narrowing then share a covariance, and no sign can differ.
    for quantity, parts in QUANTITIES.items():
        for (theme_id, area), comparison in bases.rows.items():
            role = {"area": area, "reference": reference}
            weights[quantity, theme_id, area] = {
                (k, role[who], years[when]): sign * w
                for k, w in comparison.weights.items()
                for (who, when), sign in parts.items()
            }
    return _weighted_sums(index.scores, weights, names=["quantity", name, "area"])


def developments(
    index: ThemeIndex, bases: Bases, *, reference: str, since: int, until: int, name: str = "theme"
) -> Estimates:
    """Return every development that is judged, as one family.

    Returns
    -------
    Estimates, one row per (theme, area, basis)
        Every area on the basis that it shares with the reference; the reference, the rest and the whole on
        what they have; and the reference once more on each other basis that a row rests on.
    """
    weights: dict[tuple[str, str, str], Weights] = {}
    # In the order of the index's areas, so that a table reads as the index does.
    for theme in index.themes:
        for area in index.area_names():
            cell = (theme.id, area)
            comparison = bases.rows.get(cell) or bases.alone[cell]
            weights[(*cell, basis_name(comparison))] = _step_weights(comparison, area, since, until)
    for (theme_id, _), comparison in bases.rows.items():
        beside = (theme_id, reference, basis_name(comparison))
        # Rows of one basis share the reference's development, which is judged once.
        weights.setdefault(beside, _step_weights(comparison, reference, since, until))
    return _weighted_sums(index.scores, weights, names=[name, "area", "basis"])


def basis_name(comparison: Comparison) -> str:
    """Return what tells two bases apart: the indicators with a part in them; empty when there are none."""
    return " + ".join(comparison.weights)


def describe_bases(bases: Mapping[Cell, Comparison], name: str) -> pd.DataFrame:
    """Return which indicators each row rests on, which are left out and why.

    Returns
    -------
    DataFrame, one row per (theme, area)
        ``rests_on`` and ``left_out`` (tuples of indicator ids), ``left_out_why`` (a tuple of "missing" or
        "not_comparable", in the same order) and ``weight_present`` (share of the theme's weight, 0–1).
    """
    labels = pd.MultiIndex.from_tuples(list(bases), names=[name, "area"])
    rows = [
        {
            "rests_on": tuple(one.rests_on) if one.weights else (),
            "left_out": tuple(one.left_out),
            "left_out_why": tuple(one.left_out.values()),
            "weight_present": one.share,
        }
        for one in bases.values()
    ]
    return pd.DataFrame(rows, index=labels)


def quantities_side_by_side(estimates: Estimates, *, level: float) -> pd.DataFrame:
    """Return one row per (theme, area), with the columns of each quantity of `gap_changes` side by side."""
    frame = estimates.frame(level=level)
    # The quantities stand one below the other, each with the same cells in the same order.
    count = len(frame) // len(QUANTITIES)
    arrays = {column: frame[column].to_numpy() for column in ("value", "se", "low", "high")}
    columns = {}
    for position, quantity in enumerate(QUANTITIES):
        own = slice(position * count, (position + 1) * count)
        columns[quantity] = arrays["value"][own]
        # A level is told by itself; its interval stands with the index.
        if quantity not in LEVELS:
            for column in ("se", "low", "high"):
                columns[f"{quantity}_{column}"] = arrays[column][own]
    cells = cast("pd.MultiIndex", frame.index)[:count].droplevel("quantity")
    return pd.DataFrame(columns, index=cells)


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
        # An indicator has no weight that could be missing.
        index, rows=rows.assign(weight_present=1.0, n_indicators=1), matrix=index.scores.matrix,
        themes=Themes(themes), method="arithmetic", base=None,
    )  # fmt: skip


def _step_weights(comparison: Comparison, area: str, since: int, until: int) -> Weights:
    """Return a development on some basis as weights on the scores."""
    now = {(k, area, until): w for k, w in comparison.weights.items()}
    return now | {(k, area, since): -w for k, w in comparison.weights.items()}


def _weighted_sums(scores: Estimates, weights: Mapping[Any, Weights], *, names: Sequence[str]) -> Estimates:
    """Return weighted sums of the scores with their joint covariance, one row a label."""
    labels = pd.MultiIndex.from_tuples(list(weights), names=list(names))
    return scores.linear_map(weight_matrix(scores, list(weights.values())), labels, unit="point")
