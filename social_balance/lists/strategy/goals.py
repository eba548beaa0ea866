"""One indicator of a strategy as it was read, with its figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from social_balance.language.thresholds import exact
from social_balance.language.words import Lang
from social_balance.lists.arithmetic import share_in_percent
from social_balance.lists.periods import Period
from social_balance.lists.series import Baseline, Series
from social_balance.lists.strategy.settings import (
    EVERY_LANGUAGE,
    FigureTable,
    IndicatorTable,
    Texts,
)
from social_balance.lists.target import Direction, Target


@dataclass(frozen=True)
class FollowedIndicator:
    """One indicator of a strategy with its figures.

    Parameters
    ----------
    table : IndicatorTable
        What the file says of it.
    goal : str
        Id of the goal it belongs to, its own or that of the indicator it is part of.
    target : Target, optional
    figures : mapping of Period to FigureTable
        In the order of time.
    whole : IndicatorTable, optional
        The indicator that it is a part of.
    """

    table: IndicatorTable
    goal: str
    target: Target | None
    figures: Mapping[Period, FigureTable]
    whole: IndicatorTable | None = None

    def full_title(self, lang: Lang) -> str:
        """Return its title as it can stand alone: that of a part after that of its whole."""
        title = text_in(self.table.title, lang)
        return title if self.whole is None else f"{text_in(self.whole.title, lang)}: {title}"

    @property
    def id(self) -> str:
        """Its name in the file."""
        return self.table.id

    @property
    def direction(self) -> Direction:
        """Which way is better: as the file says, else as the rule of the target does."""
        if self.table.direction is not None:
            return self.table.direction
        return "context" if self.target is None else self.target.direction

    @property
    def shape(self) -> Target:
        """The target, or where there is none one that lends its unit and decimals to the words."""
        if self.target is not None:
            return self.target
        return Target("rise", unit=self.table.unit, digits=self.table.digits)

    def series(self) -> Series:
        """Return its figures as they are judged."""
        value = {period: value_of(figure) for period, figure in self.figures.items()}
        country = {period: _exact(figure.country) for period, figure in self.figures.items()}
        breaks = tuple(period for period, figure in self.figures.items() if figure.new_series)
        stated = self.table.baseline
        baseline = None
        if stated is not None:
            baseline = Baseline(stated.period, _exact(stated.value), _exact(stated.country))
        not_stated = frozenset(
            period for period, figure in self.figures.items() if figure.not_stated or figure.judgement
        )
        not_shown = frozenset(period for period, figure in self.figures.items() if figure.not_shown)
        return Series(value, country, breaks, baseline, not_stated, not_shown)

    def judgements(self) -> tuple[str, ...]:
        """Return the words that papers judge it with: those of its newest figure, else those published."""
        newest = next(reversed(tuple(self.figures.values())), None)
        if newest is not None and newest.judgement:
            return newest.judgement
        return () if self.table.published is None else self.table.published.judgement

    def without_figures(self, periods: Collection[Period]) -> FollowedIndicator:
        """Return the same indicator where the figures of some periods are not shown."""
        if not periods:
            return self
        nothing = {"value": None, "count": None, "base": None, "low": None, "high": None, "not_shown": True}
        figures = {
            period: figure.model_copy(update=nothing) if period in periods else figure
            for period, figure in self.figures.items()
        }
        return replace(self, figures=figures)

    def with_figures(self, figures: Sequence[FigureTable]) -> FollowedIndicator:
        """Return the same indicator with figures more, which take the place of those of their period."""
        merged = {**self.figures, **{figure.period: figure for figure in figures}}
        in_order = dict(sorted(merged.items(), key=lambda item: item[0].end))
        return replace(self, figures=in_order)


def value_of(figure: FigureTable) -> Decimal | None:
    """Return the figure itself, worked out from count and base where it is not given."""
    if figure.value is not None:
        return _exact(figure.value)
    if figure.count is not None and figure.base is not None:
        return share_in_percent(figure.count, figure.base)
    if figure.count is not None:
        return Decimal(figure.count)
    return None


def text_in(texts: Texts, lang: Lang) -> str:
    """Return a text in a language, or in the one it was given in.

    Examples
    --------
    >>> text_in({"*": "Klima"}, "en"), text_in({"da": "Klima", "en": "Climate"}, "en"), text_in({}, "da")
    ('Klima', 'Climate', '')
    """
    if lang in texts:
        return texts[lang]
    if EVERY_LANGUAGE in texts:
        return texts[EVERY_LANGUAGE]
    return next(iter(texts.values()), "")


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else exact(value)
