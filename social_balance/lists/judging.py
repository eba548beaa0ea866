"""Whether the figures of one indicator meet its target, and why it cannot be said where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from social_balance.language.thresholds import Answer, exact, kleene_all, meets
from social_balance.lists.comparison import LEVEL_WITHIN, Compared, compare_with_country
from social_balance.lists.periods import UNSTATED, Period
from social_balance.lists.series import Baseline, Series
from social_balance.lists.target import (
    COMPARISON,
    COUNTRY_RULES,
    DIRECTION_RULES,
    LEVEL_RULES,
    NOT_STATED,
    Target,
)

Met: TypeAlias = Literal["yes", "no", "cannot_say", "no_target"]


@dataclass(frozen=True)
class WhyNot:
    """Why a target cannot be judged: a key of the texts, and the period that is to blame."""

    reason: str
    period: Period


@dataclass(frozen=True)
class Judgement:
    """What the figures of one indicator say of its target.

    Parameters
    ----------
    baseline, latest : Baseline
        The figure that development is counted from, and the newest one; a mean over the target's window.
    country, country_before : Decimal or None
        The country's figures beside the two.
    aim : Decimal or None
        The number that the newest figure is compared with.
    met : {"yes", "no", "cannot_say", "no_target"}
    why_not : WhyNot, optional
    compared : {"above", "below", "level", "cannot_say"}
    broken : Period, optional
        A new series begins here, between baseline and newest figure.
    is_lagged : bool
        The newest figure is older than the follow-up.
    failed_in : Period, optional
        Of a target for every year: the first in which it did not hold.
    """

    baseline: Baseline
    latest: Baseline
    country: Decimal | None
    country_before: Decimal | None
    aim: Decimal | None
    met: Met
    why_not: WhyNot | None
    compared: Compared
    broken: Period | None
    is_lagged: bool
    failed_in: Period | None = None

    @property
    def change(self) -> Decimal | None:
        """Newest figure minus baseline; two figures on either side of a break are no change."""
        if self.broken is not None or self.baseline.period.end >= self.latest.period.end:
            return None
        return subtract(self.latest.value, self.baseline.value)

    @property
    def difference(self) -> Decimal | None:
        """Newest figure minus the number it is compared with."""
        return subtract(self.latest.value, self.aim)


def subtract(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return a difference, missing where either is.

    Examples
    --------
    >>> subtract(Decimal("92.8"), Decimal("87.4")), subtract(None, Decimal(1))
    (Decimal('5.4'), None)
    """
    return None if value is None or other is None else value - other


def judge_series(series: Series, target: Target | None, status_year: int) -> Judgement:
    """Judge the newest figure of a series in a follow-up of a year; without a target only the figures count.

    Parameters
    ----------
    series : Series
    target : Target or None
    status_year : int
    """
    window = 1 if target is None else target.window
    latest_period = _newest_period(series, status_year)
    latest = Baseline(latest_period, series.window_mean(series.value, latest_period, window))
    baseline = _find_baseline(series, latest_period, window)
    country = series.window_mean(series.country, latest_period, window)
    why_not = _why_not(series, target, baseline, latest, country)
    aim = _number_to_reach(target, country, baseline)
    # One figure alone is no baseline for itself.
    if why_not is not None and why_not.reason == "no_baseline":
        aim = None
    met: Met = "no_target"
    failed_in = None
    if target is not None:
        met = "cannot_say" if why_not else meets(latest.value, COMPARISON[target.rule], aim)
        if target.every_year and why_not is None:
            met, why_not, failed_in = _judge_every_year(series, target, baseline, latest_period)
    return Judgement(
        baseline=baseline,
        latest=latest,
        country=country,
        country_before=baseline.country,
        aim=aim,
        met=met,
        why_not=why_not,
        compared=compare_with_country(latest.value, country, _level_within(target)),
        broken=series.break_between(baseline.period, latest_period),
        is_lagged=latest_period.year < status_year,
        failed_in=failed_in,
    )


def _level_within(target: Target | None) -> float:
    return LEVEL_WITHIN if target is None else target.level_within


def _newest_period(series: Series, status_year: int) -> Period:
    """Return the newest period of the follow-up; the year itself where nothing was ever counted."""
    if not any(each.year <= status_year for each in series.value):
        return Period.of_year(status_year)
    return series.newest(status_year)


def _find_baseline(series: Series, latest: Period, window: int) -> Baseline:
    """Return the figure that development is counted from."""
    stated = series.baseline
    if stated is not None:
        # A strategy may name the year alone, and the series has its figure.
        value = stated.value
        if value is None:
            value = series.window_mean(series.value, stated.period, window)
        country = stated.country
        if country is None:
            country = series.window_mean(series.country, stated.period, window)
        return Baseline(stated.period, value, country)
    # The baseline is the first year that was counted, the target may have been set later.
    for period in sorted(series.value, key=lambda each: each.end):
        # Not to be seen is not the same as not there: the next figure is no baseline in its place.
        if period in series.not_shown and period.end < latest.end:
            return Baseline(period, None)
        value = series.window_mean(series.value, period, window)
        if value is not None and period.end <= latest.end:
            return Baseline(period, value, series.window_mean(series.country, period, window))
    return Baseline(latest, series.window_mean(series.value, latest, window))


def _number_to_reach(target: Target | None, country: Decimal | None, baseline: Baseline) -> Decimal | None:
    """Return the number that the value is compared with."""
    if target is None or target.level == NOT_STATED:
        return None
    if target.rule in DIRECTION_RULES:
        return baseline.value
    level = exact(target.number) or Decimal(0)
    if target.rule in LEVEL_RULES:
        return level
    return None if country is None else country + level


def _why_not(
    series: Series, target: Target | None, baseline: Baseline, latest: Baseline, country: Decimal | None
) -> WhyNot | None:
    """Return why a target cannot be judged, with the period that is to blame; None when it can."""
    if target is None:
        return None
    newest = latest.period
    if newest in series.not_shown:
        return WhyNot("not_shown", newest)
    if latest.value is None and (newest in series.not_stated or newest not in series.value):
        return WhyNot("no_figure", newest)
    if latest.value is None and series.value.get(newest) is None:
        return WhyNot("not_available", newest)
    if latest.value is None:
        return WhyNot("no_window", newest)
    if target.level == NOT_STATED:
        return WhyNot("no_level", newest)
    if target.rule in COUNTRY_RULES:
        # Level with the country is judged within one year, so a break is no matter there.
        if country is None:
            return WhyNot("no_country", newest)
        return None
    if target.rule in DIRECTION_RULES and baseline.period in series.not_shown:
        return WhyNot("not_shown", baseline.period)
    if target.rule in DIRECTION_RULES and (baseline.value is None or baseline.period == newest):
        return WhyNot("no_baseline", baseline.period)
    broken = series.break_between(_set_in(target, baseline), newest)
    return None if broken is None else WhyNot("break", broken)


def _set_in(target: Target, baseline: Baseline) -> Period:
    """Return when the number to reach was set: that of a direction is the baseline's own figure."""
    if target.set_in is None or target.rule in DIRECTION_RULES:
        return baseline.period
    # A break after the target was set takes its level from it, one before does not.
    return Period.of_year(target.set_in)


def _judge_every_year(
    series: Series, target: Target, baseline: Baseline, newest: Period
) -> tuple[Answer, WhyNot | None, Period | None]:
    """Judge each year since the target was set: the answer, what cannot be said, and where it failed."""
    first = target.set_in or _first_year(series, baseline)
    # From itself the baseline neither rises nor falls.
    if target.rule in DIRECTION_RULES:
        first = _first_year(series, baseline) + 1
    periods = [newest.years_back(count) for count in range(newest.year - first, -1, -1)]
    answers = {period: _met_in(series, target, baseline, period) for period in periods}
    answer = kleene_all(answers.values())
    failed_in = next((period for period, one in answers.items() if one == "no"), None)
    why_not = None
    if answer == "cannot_say":
        unknown = next(period for period, one in answers.items() if one == "cannot_say")
        why_not = WhyNot("missing_year", unknown)
    return answer, why_not, failed_in


def _first_year(series: Series, baseline: Baseline) -> int:
    """Return the year of the baseline, or that before the first figure where a paper does not say it."""
    if baseline.period == UNSTATED:
        return min(period.year for period in series.value) - 1
    return baseline.period.year


def _met_in(series: Series, target: Target, baseline: Baseline, period: Period) -> Answer:
    """Return whether the target held in one period."""
    value = series.window_mean(series.value, period, target.window)
    country = series.window_mean(series.country, period, target.window)
    return meets(value, COMPARISON[target.rule], _number_to_reach(target, country, baseline))
