"""Which indicators of a theme can be compared over years in some areas, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator, Theme
from social_balance.estimates.scores import AreaYear, ScoreLabel, index_indicators, usable_labels
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Issue

# Weights are sums of decimals: 2 of 3 may come out a hair below two thirds.
WEIGHT_TOLERANCE = 1e-9


@dataclass(frozen=True)
class ScoreLookup:
    """What every comparison of some scores looks up.

    Parameters
    ----------
    usable : frozenset of (measure, area, year)
        The scores that can be used.
    as_of : mapping of (measure, area, year) to year
        The scores that show an earlier year's figure, and which year that is.
    areas : Areas, optional
        Tells in which years an area is drawn otherwise.
    """

    usable: frozenset[ScoreLabel]
    as_of: Mapping[ScoreLabel, int]
    areas: Areas | None = None


@dataclass(frozen=True)
class SharedIndicators:
    """The indicators of a theme that are comparable and present in some areas and years.

    Parameters
    ----------
    weights : mapping of indicator id to weight
        They sum to 1.
    reasons : mapping of indicator id to Issue
        Why the others are left out.
    weight_present : float
        Share of the theme's weight that is left.
    """

    weights: Mapping[str, float]
    reasons: Mapping[str, Issue]
    weight_present: float

    def carry_enough(self, least_weight: float) -> bool:
        """Say whether so much of the theme's weight is left that an index can be made of it."""
        return bool(self.weights) and self.weight_present >= least_weight - WEIGHT_TOLERANCE


def look_up_scores(scores: Estimates, areas: Areas | None) -> ScoreLookup:
    """Look up once what every comparison of some scores needs."""
    late = scores.is_carried_forward
    earlier = {}
    if late.any():
        earlier = dict(zip(scores.labels[late], scores.rows["as_of"][late].astype(int), strict=True))
    return ScoreLookup(usable_labels(scores), earlier, areas)


def shared_indicators(theme: Theme, places: Sequence[AreaYear], lookup: ScoreLookup) -> SharedIndicators:
    """Find what is comparable and present in every area and year.

    Parameters
    ----------
    theme : Theme
    places : sequence of (area, year)
    lookup : ScoreLookup
        Of the scores.

    Returns
    -------
    SharedIndicators
    """
    shared: dict[str, float] = {}
    reasons: dict[str, Issue] = {}
    indicators = index_indicators(theme)
    for indicator in indicators:
        reason = comparability_fault(indicator, places, lookup) or _absence_fault(indicator, places, lookup)
        if reason is None:
            shared[indicator.id] = indicator.weight
        else:
            reasons[indicator.id] = reason
    total = sum(indicator.weight for indicator in indicators)
    left = sum(shared.values())
    weights = {k: w / left for k, w in shared.items()}
    # A theme of context indicators alone has no weight to have a share of.
    return SharedIndicators(weights, reasons, left / total if total else 0.0)


def comparability_fault(
    indicator: Indicator, places: Sequence[AreaYear], lookup: ScoreLookup
) -> Issue | None:
    """Say why the figures of an indicator cannot be compared over the years of some places, if they cannot.

    Notes
    -----
    A mean over w years reaches back w − 1 years, so two figures share years when they are less than w apart;
    a figure carried on stands for the year it is from. What is shared says nothing of a change, and the rest
    of it is a difference of two single years, not of two periods.
    """
    years = sorted({year for _, year in places})
    # A single year is compared with nothing.
    if len(years) < 2:
        return None
    unmeasured = [year for year in years if indicator.version(year) is None]
    if unmeasured:
        return Issue("IDX012", place=indicator.id, values={"years": unmeasured})
    comparable, why = indicator.comparable(years[0], years[-1])
    if not comparable:
        return Issue("IDX011", place=indicator.id, values={"why": why})
    figure_year = {place: lookup.as_of.get((indicator.id, *place), place[1]) for place in places}
    redrawn = _redrawn_fault(indicator, figure_year, years[-1], lookup.areas)
    return redrawn or _shared_years_fault(indicator, figure_year, years)


def _redrawn_fault(
    indicator: Indicator, figure_year: Mapping[AreaYear, int], last: int, areas: Areas | None
) -> Issue | None:
    """Say which area is drawn otherwise between the first year that a figure reaches back to and the last."""
    if areas is None:
        return None
    # A mean over years begins before the year it is called.
    first = min(figure_year.values()) - indicator.window + 1
    for area in dict.fromkeys(area for area, _ in figure_year):
        redrawn = areas.redrawn(area, first, last)
        if redrawn is not None:
            return redrawn.issue()
    return None


def _shared_years_fault(
    indicator: Indicator, figure_year: Mapping[AreaYear, int], years: Sequence[int]
) -> Issue | None:
    """Say which years two neighbouring figures both rest on."""
    dates = [max(own for place, own in figure_year.items() if place[1] == year) for year in years]
    for (since, one), (until, other) in pairwise(zip(years, dates, strict=True)):
        if other - one < indicator.window:
            shared = list(range(other - indicator.window + 1, one + 1))
            about = {"since": since, "until": until, "shared": shared}
            return Issue("IDX018", place=indicator.id, values=about)
    return None


def _absence_fault(indicator: Indicator, places: Sequence[AreaYear], lookup: ScoreLookup) -> Issue | None:
    """Say in which areas and years an indicator has no usable figure."""
    lost = [place for place in places if (indicator.id, *place) not in lookup.usable]
    if not lost:
        return None
    return Issue("IDX013", place=indicator.id, values={"places": [f"{area} {year}" for area, year in lost]})
