"""The figures of one indicator by period, as exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from social_balance.language.thresholds import average
from social_balance.lists.periods import Period

Figures = Mapping[Period, Decimal | None]  # a period may be there without a figure: not available


@dataclass(frozen=True)
class Baseline:
    """The figure that development is counted from, as a strategy states it.

    Parameters
    ----------
    period : Period
    value : Decimal or None
        None where the paper names the period and not the figure.
    country : Decimal or None
        The country's figure beside it.
    """

    period: Period
    value: Decimal | None
    country: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """The figures of one indicator.

    Parameters
    ----------
    value, country : mapping of Period to Decimal or None
    breaks : tuple of Period
        Where a new series begins.
    baseline : Baseline, optional
        As stated; the first figure of the series otherwise.
    not_stated : frozenset of Period
        Without a figure because a paper does not give it, though somebody has counted it.
    not_shown : frozenset of Period
        Without a figure because it is of few persons.
    """

    value: Figures
    country: Figures
    breaks: tuple[Period, ...] = ()
    baseline: Baseline | None = None
    not_stated: frozenset[Period] = frozenset()
    not_shown: frozenset[Period] = frozenset()

    def window_mean(self, figures: Figures, period: Period, window: int) -> Decimal | None:
        """Return the mean over the window; missing when a year is, or when the series breaks inside it."""
        # A figure that is a mean already stands for its years.
        if period.length >= window:
            return figures.get(period)
        within = [period.years_back(count) for count in range(window)]
        if self.break_between(within[-1], period):
            return None
        return average([figures.get(each) for each in within])

    def break_between(self, since: Period, until: Period) -> Period | None:
        """Return the last period after `since` in which a new series begins, if there is one."""
        inside = [each for each in self.breaks if since.end < each.end <= until.end]
        return max(inside, key=lambda each: each.end, default=None)

    def break_after_year(self, year: int, until: Period) -> Period | None:
        """Return the last period after a year in which a new series begins, if there is one."""
        return self.break_between(Period.of_year(year), until)

    def newest(self, year: int) -> Period:
        """Return the newest period of a follow-up of a year, with a figure or without one."""
        return max((each for each in self.value if each.year <= year), key=lambda each: each.end)
