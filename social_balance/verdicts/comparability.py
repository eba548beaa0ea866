"""Which indicators of a theme can be compared over years in some areas, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator, Theme
from social_balance.estimates.scores import Place, ScoreLabel, counting, usable_labels
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Issue


@dataclass(frozen=True)
class Basis:
    """What a comparison looks up: which scores can be used, which are of an earlier year, and the areas.

    Parameters
    ----------
    usable : frozenset of (measure, area, year)
    as_of : mapping of (measure, area, year) to year
        The scores that show an earlier year's figure, and which year that is.
    areas : Areas, optional
        Tells in which years an area is drawn otherwise.
    """

    usable: frozenset[ScoreLabel]
    as_of: Mapping[ScoreLabel, int]
    areas: Areas | None = None


def basis_of(scores: Estimates, areas: Areas | None) -> Basis:
    """Look up once what every comparison of some scores needs."""
    late = scores.is_carried_forward
    earlier = {}
    if late.any():
        earlier = dict(zip(scores.labels[late], scores.rows["as_of"][late].astype(int), strict=True))
    return Basis(usable_labels(scores), earlier, areas)


def rests_on(
    theme: Theme, places: Sequence[Place], basis: Basis
) -> tuple[dict[str, float], dict[str, Issue], float]:
    """Find what is comparable and present in every area and year.

    Parameters
    ----------
    theme : Theme
    places : sequence of (area, year)
    basis : Basis

    Returns
    -------
    dict of indicator id to weight
        They sum to 1.
    dict of indicator id to Issue
        Why the others are left out.
    float
        Share of the theme's weight that is left.
    """
    kept: dict[str, float] = {}
    reasons: dict[str, Issue] = {}
    for indicator in counting(theme):
        lost = [place for place in places if (indicator.id, *place) not in basis.usable]
        reason = over_time(indicator, places, basis)
        if reason is None and lost:
            named = [f"{area} {year}" for area, year in lost]
            reason = Issue("IDX013", place=indicator.id, values={"places": named})
        if reason is None:
            kept[indicator.id] = indicator.weight
        else:
            reasons[indicator.id] = reason
    total = sum(indicator.weight for indicator in counting(theme))
    left = sum(kept.values())
    return {k: w / left for k, w in kept.items()}, reasons, left / total if total else 0.0


def over_time(indicator: Indicator, places: Sequence[Place], basis: Basis) -> Issue | None:
    """Say why the figures of an indicator cannot be compared over the years of some places, if they cannot.

    Notes
    -----
    A mean over w years reaches back w − 1 years, so two figures share years when they are less than w apart;
    a figure carried on stands for the year it is from. What is shared says nothing of a change, and the rest
    of it is a difference of two single years, not of two periods.
    """
    years = sorted({year for _, year in places})
    if len(years) < 2:
        return None
    unmeasured = [year for year in years if indicator.version(year) is None]
    if unmeasured:
        return Issue("IDX012", place=indicator.id, values={"years": unmeasured})
    comparable, why = indicator.comparable(years[0], years[-1])
    if not comparable:
        return Issue("IDX011", place=indicator.id, values={"why": why})
    own = {place: basis.as_of.get((indicator.id, *place), place[1]) for place in places}
    dates = [max(own[place] for place in places if place[1] == year) for year in years]
    first = min(own.values()) - indicator.window + 1
    for area in dict.fromkeys(area for area, _ in places):
        redrawn = basis.areas.redrawn(area, first, years[-1]) if basis.areas else None
        if redrawn is not None:
            return redrawn.issue()
    for (since, one), (until, other) in pairwise(zip(years, dates, strict=True)):
        if other - one < indicator.window:
            shared = list(range(other - indicator.window + 1, one + 1))
            about = {"since": since, "until": until, "shared": shared}
            return Issue("IDX018", place=indicator.id, values=about)
    return None
