"""How far answers spread in each area, read off the standard errors of earlier waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
import pandas as pd

from social_balance.estimates.scores import weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, InputError, Issue
from social_balance.planning.precision import AreaSize, View, least_variance
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


def measure_spreads(
    like: Estimates, areas: Mapping[str, AreaSize], labels: Mapping[str, str], view: View
) -> Spreads:
    """Return the spread of every theme (or measure) and area.

    Parameters
    ----------
    like : Estimates
        Labels (theme or measure, area, year) of one wave or more.
    areas : mapping of name to AreaSize
        For the populations; "rest" among them.
    labels : mapping of name to str
        What each area is called in `like`.
    view : {"descriptive", "superpopulation"}
        Whether the standard errors were made with the populations or without.

    Raises
    ------
    InputError
        Areas without a figure; no figure from a sample at all.

    Notes
    -----
    V = D²·(1/n − f/N) for n answers, so D² = V/(1/n − f/N), averaged over the waves. Of a `ThemeIndex`, V is
    that of the indicators which are asked, each with its weight in the comparison of the last two waves: the
    register part of an index is no more certain for being planned, and is taken as a fact. Where the rest is
    asked about an area, its answers about the area and about its own district covary within a person, and
    are taken together.
    """
    known = set(like.labels.get_level_values("area"))
    faults = Faults()
    for name in areas:
        if labels[name] not in known:
            faults.add(Issue("PLN010", place="like", found=name))
    faults.raise_if_any()
    part = _asked_parts(like, areas, labels)
    rows = part.rows.assign(variance=np.diagonal(part.matrix))
    rows = rows[(rows["status"] == "ok") & rows["method"].isin(SAMPLED) & (rows["base"] > 1)]
    of_parts: dict[tuple[str, str], dict[int, float]] = {}
    for label, own in rows.groupby(level=["theme", "area", "part"], sort=False):
        theme, name, kind = cast("tuple[str, str, int]", label)
        asked = areas[name if kind == _OWN else REST]
        # The finite correction that the standard error has inside it, by the population that was asked.
        least = least_variance(view, asked.population)
        spread = float(np.sqrt(np.mean(own["variance"] / (1 / own["base"] - least))))
        of_parts.setdefault((theme, name), {})[kind] = spread
    spreads = {
        key: Spread(*(parts.get(kind, 0.0) for kind in (_OWN, _ABOUT, _AGAINST)))
        for key, parts in of_parts.items()
        # What is only held against the area is no survey of it.
        if parts.get(_OWN) or parts.get(_ABOUT)
    }
    if not spreads:
        raise InputError(Issue("PLN011", place="like"))
    return spreads


def _asked_parts(like: Estimates, areas: Mapping[str, AreaSize], labels: Mapping[str, str]) -> Estimates:
    """What residents say of themselves, what the rest says about them, and the rest's whole part in the gap.

    Returns
    -------
    Estimates, one row per (theme, area, part, year)
    """
    index = None
    base = like
    if isinstance(like, ThemeIndex):
        index = like
        base = like.scores
    years = sorted(set(base.labels.get_level_values("year")))[-2:]
    rest = labels[REST]
    followed = [name for name in areas if name != REST]
    rows: list[tuple[Any, ...]] = []
    weights: list[dict[tuple[Any, ...], float]] = []
    for theme in like.labels.get_level_values(0).unique():
        for name in followed:
            asked: dict[str, float] = {theme: 1.0}
            outside: set[str] = set()
            if index is not None:
                asked = _asked_weights(index, theme, labels[name], rest, years)
                outside = _rated_from_outside(index, theme)
            for year in years:
                own = {(k, labels[name], year): w for k, w in asked.items() if k not in outside}
                about = {(k, labels[name], year): w for k, w in asked.items() if k in outside}
                # What the rest says about the area leaves the gap, so only its own district is left of it.
                against = {(k, rest, year): w for k, w in asked.items()}
                against |= {key: -w for key, w in about.items()}
                rows += [(theme, name, kind, year) for kind in (_OWN, _ABOUT, _AGAINST)]
                weights += [own, about, against]
    names = ["theme", "area", "part", "year"]
    return base.linear_map(weight_matrix(base, weights), pd.MultiIndex.from_tuples(rows, names=names))


def _asked_weights(index: ThemeIndex, theme: str, area: str, rest: str, years: list[int]) -> dict[str, float]:
    """Weights of the indicators that are asked in a survey, in the comparison of an area with the rest."""
    kept = compare(index, index.themes[theme], since=years[0], until=years[-1], areas=[area, rest]).weights
    asked = {i.id for i in index.themes[theme].indicators if i.source == "survey"}
    return {k: w for k, w in kept.items() if k in asked}


def _rated_from_outside(index: ThemeIndex, theme: str) -> set[str]:
    """Indicators that the residents of the rest answer about each area."""
    return {i.id for i in index.themes[theme].indicators if i.kind == "seen_from_outside"}
