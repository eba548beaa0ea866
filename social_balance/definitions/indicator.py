"""What an indicator is: one measured thing, its rule by year and its worked cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from social_balance.language.faults import Issue
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown, reading_language

if TYPE_CHECKING:
    import pandas as pd

    from social_balance.measures.measure import Measure

# What a definition may say; a language has the words for it in tables of its own.
SOURCES = ("survey", "register", "count")
DIRECTIONS = ("higher_is_better", "lower_is_better", "context")
UNITS = (
    "procent", "procentpoint", "point", "pct. af regionens", "personer pr. posttime", "personer pr. time",
    "pr. 1.000", "pr. 10.000", "kr.", "antal",
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """The rule as it is from one year on.

    Parameters
    ----------
    from_year : int
        The first year it holds.
    to_year : int, optional
        The last year; None while it still holds.
    comparable : bool
        Whether figures can be compared with those of the version before.
    change : str
        What changed, in words.
    measure : Measure
        The rule itself.
    line : int
        Where it stands in the file.
    """

    from_year: int
    to_year: int | None
    comparable: bool
    change: str
    measure: Measure
    line: int

    def holds(self, year: int) -> bool:
        """Tell whether the version is the rule of a year."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)


@dataclass(frozen=True)
class Case:
    """A worked example: a few people and the figure that the rule gives for them.

    Parameters
    ----------
    name : str
        The sentence it proves.
    year : int
        Decides which version is tried.
    frame : DataFrame, one row per person
        The table; ``weight`` and ``area`` are special columns.
    area : str, optional
        The area the expected figures are about.
    expect : Mapping of {"base", "positive", "value"} to float
        The figures; base and positive are weighted sums.
    line : int
        Where it stands in the file.
    """

    name: str
    year: int
    frame: pd.DataFrame = field(compare=False, repr=False)
    area: str | None
    expect: Mapping[str, float] = field(hash=False)
    line: int


@dataclass(frozen=True, repr=False)
class Indicator(Shown):
    """One measured thing.

    Parameters
    ----------
    id, theme : str
        Its file and its folder.
    title : Mapping of language to str
        Its name.
    source : {"survey", "register", "count"}
        Where the answers come from; a survey has sampling error, a register has not.
    kind : str
        The measure, such as "share".
    unit : str
        One of ``UNITS``.
    direction : {"higher_is_better", "lower_is_better", "context"}
        What is good; context is never part of an index.
    goalposts : tuple of float
        Worst and best value, which become 0 and 100.
    reference : str
        Where the rule comes from.
    weight : float
        Its weight in the theme's index.
    window : int
        Number of years averaged: the value of year t is the mean of the yearly values t − window + 1 … t.
    years : tuple of int, optional
        The only years in which it exists, such as election years.
    level : {"area", "whole"}
        Whether areas have a value of their own.
    ours : bool
        True when the rule is our own proposal.
    note : Mapping of language to str, optional
        What a reader has to know.
    versions : tuple of Version
        The rule by year, the oldest first.
    cases : tuple of Case
        The worked examples.
    file : str
        The file it was read from.
    """

    id: str
    theme: str
    title: Mapping[str, str] = field(hash=False)
    source: str
    kind: str
    unit: str
    direction: str
    goalposts: tuple[float, float]
    reference: str
    weight: float
    window: int
    years: tuple[int, ...] | None
    level: str
    ours: bool
    note: Mapping[str, str] | None = field(hash=False)
    versions: tuple[Version, ...]
    cases: tuple[Case, ...]
    file: str

    def version(self, year: int) -> Version | None:
        """Return the rule of a year, or None when the indicator is not measured then.

        Parameters
        ----------
        year : int
            A calendar year.

        Returns
        -------
        Version or None
            The one version that holds.

        Examples
        --------
        >>> from social_balance.definitions.catalogue import read_indicators
        >>> turnout = read_indicators("indices").indicator("valgdeltagelse_kv")
        >>> turnout.version(2021).from_year, turnout.version(2022)
        (2021, None)
        """
        if self.years is not None and year not in self.years:
            return None
        return next((version for version in self.versions if version.holds(year)), None)

    def columns(self, year: int, area_ids: Iterable[str] = ()) -> frozenset[str]:
        """Return the data columns that the rule of a year uses.

        Parameters
        ----------
        year : int
            A calendar year.
        area_ids : Iterable of str
            The areas, for rules with one column per area.

        Returns
        -------
        frozenset of str
            Empty when the indicator is not measured that year.

        Examples
        --------
        >>> from social_balance.definitions.catalogue import read_indicators
        >>> sorted(read_indicators("indices").indicator("doemte").columns(2024))
        ['age', 'doemt']
        """
        version = self.version(year)
        if version is None:
            return frozenset()
        return version.measure.columns(area_ids)

    def comparable(self, since: int, until: int, lang: str = "da") -> tuple[bool, str]:
        """Tell whether the figures of two years can be compared, and if not, why.

        Parameters
        ----------
        since, until : int
            The two years.
        lang : {"da", "en"}
            Language of the reason when the indicator does not exist in a year.

        Returns
        -------
        tuple of bool and str
            The answer, and the reason when it is no.

        Examples
        --------
        >>> from social_balance.definitions.catalogue import read_indicators
        >>> turnout = read_indicators("indices").indicator("valgdeltagelse_kv")
        >>> turnout.comparable(2021, 2022, lang="en")
        (False, 'the indicator is not measured in 2022')
        """
        first, last = sorted((since, until))
        for year in (first, last):
            if self.version(year) is None:
                return False, Issue("DEF041", values={"year": year}).message(lang)
        # An average over several years reaches back behind its first year.
        breaks = [
            version.change
            for version in self.versions[1:]
            if first - self.window + 1 < version.from_year <= last and not version.comparable
        ]
        return not breaks, " ".join(breaks)

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.definitions.views import indicator_view

        return indicator_view(self, reading_language(lang))
