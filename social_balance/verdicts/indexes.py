"""The theme index: scores on fixed goalposts, weighted together, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.scores import (
    AreaYear,
    ScoreLabel,
    places_of,
    scores_of,
    weight_matrix,
)
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, InputError, Issue
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, reading_language
from social_balance.verdicts.aggregates import METHODS, Method, aggregate_name, with_aggregates
from social_balance.verdicts.comparability import (
    ScoreLookup,
    SharedIndicators,
    look_up_scores,
    shared_indicators,
)

LEAST_WEIGHT = 2 / 3
# What keeps an indicator out of a comparison, in short: no figure; else the series or the area is broken.
_LEFT_OUT = {"IDX013": "missing"}


@dataclass(frozen=True, repr=False)
class ThemeIndex(Estimates):
    """Theme indexes 0–100, higher is better, that remember the scores they are made of.

    Parameters
    ----------
    rows, matrix
        As in `Estimates`; labels (theme, area, year), and the extra columns ``weight_present`` (share of the
        theme's weight that the index rests on) and ``n_indicators``.
    scores : Estimates
        Score 0–100 of every indicator that counts, labels (measure, area, year). Under another method than
        the arithmetic also the joined score of every set of indicators that can be compared.
    themes : Themes
        The definitions.
    areas : Areas, optional
        Tells which labels are the rest and the whole.
    least_weight : float
        Share of the weight that has to be present.
    method : {"arithmetic", "geometric", "base100"}
        How scores are joined.
    base : tuple of str and int, optional
        The area and year that are 100 under "base100".
    """

    scores: Estimates
    themes: Themes
    areas: Areas | None = None
    least_weight: float = LEAST_WEIGHT
    method: Method = "arithmetic"
    base: AreaYear | None = None

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.verdicts.views import index_view

        return index_view(self, reading_language(lang))

    @cached_property
    def lookup(self) -> ScoreLookup:
        """What its comparisons look up."""
        return look_up_scores(self.scores, self.areas)

    @property
    def usable_scores(self) -> frozenset[ScoreLabel]:
        """The labels of the scores that can be used."""
        return self.lookup.usable

    def area_names(self) -> tuple[str, ...]:
        """Return the labels of the areas, in order; the rest and the whole stand last."""
        return self._area_names

    @cached_property
    def _area_names(self) -> tuple[str, ...]:
        return tuple(self.scores.labels.get_level_values("area").unique())

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

    @property
    def base_places(self) -> list[AreaYear]:
        """The area and year that are 100, where there is one: every comparison rests on it too."""
        return [] if self.base is None else [self.base]

    def sides(self, area: str, reference: str | None) -> list[str]:
        """Return whom a comparison of an area is about: itself, and the reference it is held against.

        The reference, the rest and the whole are held against no one; nor is anybody without a reference.
        """
        if reference is None or area == reference or area not in self.followed():
            return [area]
        return [area, reference]

    def followed(self) -> tuple[str, ...]:
        """Return the labels of the areas that are neither the rest nor the whole."""
        others = {"rest", "whole"}
        if self.areas is not None:
            others = {self.areas.rest.name, self.areas.whole.name}
        return tuple(
            name for name in self.area_names() if name not in others and name.casefold() not in others
        )


@dataclass(frozen=True)
class Comparison:
    """Which indicators of a theme can be compared over two years in some areas, and why others cannot.

    Parameters
    ----------
    weights : mapping of measure to weight
        Weights on rows of the index's scores, which sum to 1; empty when the comparison is refused.
    rests_on : mapping of indicator id to weight
        The indicators that are comparable and present, with their weights ω, also where that is too little.
    left_out : mapping of indicator id to reason
        "not_comparable", or "missing".
    reasons : mapping of indicator id to Issue
        The same in words: a break, an area drawn otherwise, shared years, not measured, or no usable figure.
    share : float
        Share of the theme's weight that is left.
    refused : Issue, optional
        Why no comparison is made at all; None when one is.
    """

    weights: Mapping[str, float]
    rests_on: Mapping[str, float]
    left_out: Mapping[str, str]
    reasons: Mapping[str, Issue]
    share: float
    refused: Issue | None

    def reasons_in_words(self, lang: str) -> str:
        """Return why it is refused and why each indicator is left out; "" when there is nothing to tell."""
        faults = [self.refused, *self.reasons.values()]
        return " ".join(issue.text(lang) for issue in faults if issue is not None)


def theme_index(
    estimates: Estimates,
    themes: Themes,
    *,
    areas: Areas | None = None,
    least_weight: float = LEAST_WEIGHT,
    method: Method = "arithmetic",
    base_year: int | None = None,
    reference: str = "rest",
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
    method : {"arithmetic", "geometric", "base100"}
        How scores are joined. The last two are checks on the first, each an index of its own; every row
        that rests on one names it in ``method``.
    base_year : int, optional
        The year in which the reference is 100; given with "base100" and only then.
    reference : str
        Whom "base100" sets to 100: "rest", "whole", or an area.

    Returns
    -------
    ThemeIndex, one row per (theme, area, year)
        Value 0–100, or relative to 100, higher is better. Status "missing" where too little weight is
        present, "not_positive" where the method gives no figure.

    Raises
    ------
    InputError
        When the estimates are not by area and year, the method is not known, or the base year is not there.

    Notes
    -----
    Score s = 100·(value − worst)/(best − worst), not cut off at the goalposts; index I = Σ ωₖ·sₖ over the
    indicators present, ω rescaled to sum to 1. Context indicators never count. A comparison of two years
    uses `compare`, because another set of indicators in the two years would look like a development.

    "geometric": G = Π sₖ^ωₖ, so that a low score is not made up for in full by a high one; no figure where a
    score is 0 or below, since there is no logarithm of it. "base100": B = 100·I(area, year)/I(reference, base
    year), on the indicators comparable between the two; no figure where the lower index is not positive. Both
    by the delta method with the joint covariance, and a comparison is on the same indicators everywhere.
    Margins are then in the points of that index.
    [OECD/JRC, Handbook on Constructing Composite Indicators, 2008, on aggregation and normalisation]
    """
    if list(estimates.labels.names) != ["measure", "area", "year"]:
        raise InputError(Issue("IDX002", found=", ".join(map(str, estimates.labels.names))))
    faults = Faults()
    years = sorted(set(estimates.labels.get_level_values("year")))
    if method not in METHODS:
        faults.add(Issue("IDX015", found=str(method), values={"known": list(METHODS)}))
    if (method == "base100") != (base_year is not None) or base_year not in (None, *years):
        faults.add(Issue("IDX016", found=str(base_year), values={"known": years}))
    faults.raise_if_any()
    index = index_of_scores(scores_of(estimates, themes), themes, areas=areas, least_weight=least_weight)
    if method == "arithmetic":
        return index
    base = None if base_year is None else (index.role(reference), base_year)
    return index_of_scores(
        index.scores, themes, areas=areas, least_weight=least_weight, method=method, base=base
    )


def index_of_scores(
    scores: Estimates,
    themes: Themes,
    *,
    areas: Areas | None,
    least_weight: float,
    method: Method = "arithmetic",
    base: AreaYear | None = None,
) -> ThemeIndex:
    """As `theme_index`, from the scores of an arithmetic index and the place that is 100."""
    if method != "arithmetic":
        scores = with_aggregates(
            scores, themes, look_up_scores(scores, areas), least_weight=least_weight, method=method, base=base
        )
    lookup = look_up_scores(scores, areas)
    bases = [] if base is None else [base]
    cells = [(theme, place) for theme in themes for place in places_of(scores)]
    shared = [shared_indicators(theme, [place, *bases], lookup) for theme, place in cells]
    weights: list[dict[ScoreLabel, float]] = []
    for (theme, place), one in zip(cells, shared, strict=True):
        # Too little of the theme's weight: a row without weights is missing.
        carried = one.weights if one.carry_enough(least_weight) else {}
        weights.append({(m, *place): w for m, w in _score_weights(theme, carried, method).items()})
    labels = pd.MultiIndex.from_tuples(
        [(theme.id, *place) for theme, place in cells], names=["theme", "area", "year"]
    )
    made = scores.linear_map(weight_matrix(scores, weights), labels, unit="point")
    rows = made.rows.assign(
        weight_present=[one.weight_present for one in shared],
        n_indicators=[len(one.weights) for one in shared],
    )
    # The indicators are there, but the method gives no figure of them: a geometric mean of a zero.
    undefined = [any(label not in lookup.usable for label in row) for row in weights]
    rows["status"] = np.where(undefined, "not_positive", rows["status"])
    origin: dict[str, Any] = {"pieces": made.pieces, "freedom": made.freedom}
    return ThemeIndex(rows, made.matrix, scores, themes, areas, least_weight, method, base, **origin)


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
    return compare_waves(index, theme, years=(since, until), areas=areas)


def compare_waves(
    index: ThemeIndex, theme: Theme, *, years: Sequence[int], areas: Sequence[str]
) -> Comparison:
    """As `compare`, over any number of years in order: what is present and comparable in all of them."""
    places = [(area, year) for area in areas for year in years]
    shared = shared_indicators(theme, [*places, *index.base_places], index.lookup)
    weights: Mapping[str, float] = {}
    refused = _refusal_fault(index, shared, years)
    if refused is None:
        weights = _score_weights(theme, shared.weights, index.method)
        refused = _undefined_fault(index, weights, places)
    if refused is not None:
        weights = {}
    kinds = {k: _LEFT_OUT.get(issue.code, "not_comparable") for k, issue in shared.reasons.items()}
    return Comparison(
        weights,
        rests_on=shared.weights,
        left_out=kinds,
        reasons=shared.reasons,
        share=shared.weight_present,
        refused=refused,
    )


def decompose(index: ThemeIndex, *, since: int, until: int, reference: str | None = None) -> Estimates:
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

    Raises
    ------
    InputError
        For an index that is not arithmetic: only a sum divides into its parts.
    """
    if index.method != "arithmetic":
        raise InputError(Issue("IDX017", found=index.method))
    against = None if reference is None else index.role(reference)
    labels: list[tuple[str, str, str]] = []
    weights: list[dict[ScoreLabel, float]] = []
    for theme in index.themes:
        for area in index.area_names():
            sides = index.sides(area, against)
            comparison = compare(index, theme, since=since, until=until, areas=sides)
            for k, w in comparison.weights.items():
                labels.append((theme.id, area, k))
                weights.append({(k, area, until): w, (k, area, since): -w})
    # No comparison at all still has the three labels, so that the table can be joined.
    columns = list(zip(*labels, strict=True)) or [(), (), ()]
    return index.scores.linear_map(
        weight_matrix(index.scores, weights),
        pd.MultiIndex.from_arrays(columns, names=["theme", "area", "indicator"]),
        unit="point",
    )


def _refusal_fault(index: ThemeIndex, shared: SharedIndicators, years: Sequence[int]) -> Issue | None:
    """Say why no comparison is made: the area is another one, or too little of the weight is left."""
    if shared.carry_enough(index.least_weight):
        return None
    # That the area is another one says more than that too little is left of the theme.
    redrawn = [issue for issue in shared.reasons.values() if issue.code == "ARE024"]
    if redrawn and not shared.weights:
        return redrawn[0]
    percent = {
        "share": round(100 * shared.weight_present, 1),
        "least": round(100 * index.least_weight, 1),
    }
    return Issue("IDX010", values={"since": years[0], "until": years[-1], **percent})


def _undefined_fault(
    index: ThemeIndex, weights: Mapping[str, float], places: Sequence[AreaYear]
) -> Issue | None:
    """Say where the method gives no figure of the indicators that are there."""
    lost = [place for place in places if any((score, *place) not in index.usable_scores for score in weights)]
    if not lost:
        return None
    named = [f"{area} {year}" for area, year in lost]
    years = [year for _, year in places]
    about = {"since": min(years), "until": max(years), "method": index.method, "places": named}
    return Issue("IDX014", values=about)


def _score_weights(theme: Theme, shared: Mapping[str, float], method: Method) -> dict[str, float]:
    """Return the rows of the scores that an index on some indicators is the weighted sum of."""
    if method == "arithmetic" or not shared:
        return dict(shared)
    return {aggregate_name(theme, shared): 1.0}
