"""How far answers spread in each area, read off the standard errors of an earlier wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from social_balance.estimates import Estimates
from social_balance.indexes import ThemeIndex, compare, weight_matrix
from social_balance.issues import Issue
from social_balance.precision import Surveyed, View

Spreads: TypeAlias = dict[tuple[str, str], float]
_SAMPLED = ("taylor", "replicates")


def measured(
    like: Estimates, areas: Mapping[str, Surveyed], labels: Mapping[str, str], view: View
) -> tuple[Spreads, list[Issue]]:
    """Return D = S·√deff of every theme (or measure) and area, and what is missing.

    Parameters
    ----------
    like : Estimates
        Labels (theme or measure, area, year) of one wave or more.
    areas : mapping of name to Surveyed
        For the populations.
    labels : mapping of name to str
        What each area is called in `like`.
    view : {"descriptive", "superpopulation"}
        Whether the standard errors were made with the populations or without.

    Notes
    -----
    V = D²·(1/n − f/N) for n answers, so D² = V/(1/n − f/N), averaged over the waves. Of a `ThemeIndex`, V is
    that of the indicators which the area's own residents answer, each with its weight in the comparison of
    the last two waves: the register part of an index is no less certain for being planned, and what the rest
    is asked about an area depends on how many are asked in the rest.
    """
    part = _own_answers(like, list(labels.values())) if isinstance(like, ThemeIndex) else like
    frame = part.rows.assign(variance=np.diagonal(part.matrix))
    frame = frame[(frame["status"] == "ok") & frame["method"].isin(_SAMPLED) & (frame["base"] > 1)]
    found: Spreads = {}
    issues: list[Issue] = []
    for theme in dict.fromkeys(frame.index.get_level_values(0)):
        rows = frame.xs(theme, level=0)
        for name, area in areas.items():
            if labels[name] not in rows.index.get_level_values("area"):
                issues.append(Issue("PLN010", place=f"like, tema '{theme}'", found=name))
                continue
            own = rows.xs(labels[name], level="area")
            least = 1 / area.population if view == "descriptive" else 0.0
            spread = own["variance"] / (1 / own["base"] - least)
            found[str(theme), name] = float(np.sqrt(np.mean(spread)))
    if not found and not issues:
        issues.append(Issue("PLN011", place="like"))
    return found, issues


def _own_answers(index: ThemeIndex, areas: Sequence[str]) -> Estimates:
    """The part of every index that the residents of each area answer themselves, in the last two waves."""
    years = sorted(set(index.scores.labels.get_level_values("year")))[-2:]
    labels, weights = [], []
    for theme in index.themes:
        asked = {i.id for i in theme.indicators if i.source == "survey" and i.kind != "seen_from_outside"}
        kept = compare(index, theme, since=years[0], until=years[-1], areas=areas).weights
        own = {k: w for k, w in kept.items() if k in asked}
        for area in areas if own else ():
            for year in years:
                labels.append((theme.id, area, year))
                weights.append({(k, area, year): w for k, w in own.items()})
    names = ["theme", "area", "year"]
    columns = list(zip(*labels, strict=True)) or [(), (), ()]
    where = pd.MultiIndex.from_arrays(columns, names=names)
    return index.scores.combined(weight_matrix(index.scores, weights), where, unit="point")
