"""How far answers spread in each area, read off the standard errors of earlier waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from social_balance.estimates.scores import weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Issue
from social_balance.planning.precision import Surveyed, View
from social_balance.verdicts.indexes import ThemeIndex, compare

REST = "rest"
SAMPLED = ("taylor", "replicates")
_OWN, _ABOUT, _AGAINST = range(3)  # what residents say, what the rest says about them, and the difference


@dataclass(frozen=True)
class Spread:
    """D = S·√deff of one theme in one area: of a respondent's part in the index, design effect included.

    Parameters
    ----------
    own : float
        Of the area's residents.
    rest_in_change : float
        Of the rest's respondents in the area's own change: 0, unless the rest is asked about the area.
    rest_in_narrowing : float
        Of the rest's respondents in the narrowing.
    """

    own: float
    rest_in_change: float
    rest_in_narrowing: float


Spreads: TypeAlias = dict[tuple[str, str], Spread]


def measured(
    like: Estimates, areas: Mapping[str, Surveyed], labels: Mapping[str, str], view: View
) -> tuple[Spreads, list[Issue]]:
    """Return the spread of every theme (or measure) and area, and the areas without a figure.

    Parameters
    ----------
    like : Estimates
        Labels (theme or measure, area, year) of one wave or more.
    areas : mapping of name to Surveyed
        For the populations; "rest" among them.
    labels : mapping of name to str
        What each area is called in `like`.
    view : {"descriptive", "superpopulation"}
        Whether the standard errors were made with the populations or without.

    Notes
    -----
    V = D²·(1/n − f/N) for n answers, so D² = V/(1/n − f/N), averaged over the waves. Of a `ThemeIndex`, V is
    that of the indicators which are asked, each with its weight in the comparison of the last two waves: the
    register part of an index is no more certain for being planned, and is taken as a fact. Where the rest is
    asked about an area, its answers about the area and about its own district covary within a person, and
    are taken together.
    """
    lacking = [n for n in areas if labels[n] not in set(like.labels.get_level_values("area"))]
    if lacking:
        return {}, [Issue("PLN010", place="like", found=name) for name in lacking]
    part = _parts(like, areas, labels)
    rows = part.rows.assign(variance=np.diagonal(part.matrix))
    rows = rows[(rows["status"] == "ok") & rows["method"].isin(SAMPLED) & (rows["base"] > 1)]
    found: Spreads = {}
    there = {(theme, name, kind) for theme, name, kind, _ in rows.index}
    for theme, name in dict.fromkeys((theme, name) for theme, name, _, _ in rows.index):
        per_part = [0.0, 0.0, 0.0]
        for kind in range(3):
            if (theme, name, kind) in there:
                own = rows.xs((theme, name, kind), level=("theme", "area", "part"))
                asked = areas[name if kind == _OWN else REST]
                least = 1 / asked.population if view == "descriptive" else 0.0
                per_part[kind] = float(np.sqrt(np.mean(own["variance"] / (1 / own["base"] - least))))
        if per_part[_OWN] or per_part[_ABOUT]:
            found[str(theme), str(name)] = Spread(*per_part)
    return found, [] if found else [Issue("PLN011", place="like")]


def _parts(like: Estimates, areas: Mapping[str, Surveyed], labels: Mapping[str, str]) -> Estimates:
    """What residents say of themselves, what the rest says about them, and the rest's whole part in the gap.

    Returns
    -------
    Estimates, one row per (theme, area, part, year)
    """
    index = like if isinstance(like, ThemeIndex) else None
    base = like if index is None else index.scores
    years = sorted(set(base.labels.get_level_values("year")))[-2:]
    rest, followed = labels[REST], [name for name in areas if name != REST]
    rows, weights = [], []
    for theme in like.labels.get_level_values(0).unique():
        for name in followed:
            asked = {theme: 1.0} if index is None else _asked(index, theme, labels[name], rest, years)
            outside = set() if index is None else _outside(index, theme)
            for year in years:
                own = {(k, labels[name], year): w for k, w in asked.items() if k not in outside}
                about = {(k, labels[name], year): w for k, w in asked.items() if k in outside}
                against = {(k, rest, year): w for k, w in asked.items()}
                against |= {key: -w for key, w in about.items()}
                rows += [(theme, name, kind, year) for kind in (_OWN, _ABOUT, _AGAINST)]
                weights += [own, about, against]
    names = ["theme", "area", "part", "year"]
    return base.linear_map(weight_matrix(base, weights), pd.MultiIndex.from_tuples(rows, names=names))


def _asked(index: ThemeIndex, theme: str, area: str, rest: str, years: list[int]) -> dict[str, float]:
    """Weights of the indicators that are asked in a survey, in the comparison of an area with the rest."""
    kept = compare(index, index.themes[theme], since=years[0], until=years[-1], areas=[area, rest]).weights
    asked = {i.id for i in index.themes[theme].indicators if i.source == "survey"}
    return {k: w for k, w in kept.items() if k in asked}


def _outside(index: ThemeIndex, theme: str) -> set[str]:
    """Indicators that the residents of the rest answer about each area."""
    return {i.id for i in index.themes[theme].indicators if i.kind == "seen_from_outside"}
