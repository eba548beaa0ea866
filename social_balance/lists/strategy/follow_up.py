"""The follow-up of a strategy: each indicator judged by its figures, or as a paper judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, TypeAlias

import pandas as pd

from social_balance.language.words import Lang
from social_balance.lists.judging import Judgement, Met, judge_series
from social_balance.lists.strategy.claims import Remark, can_be_checked, find_remarks
from social_balance.lists.strategy.goals import FollowedIndicator, text_in
from social_balance.lists.strategy.judgements import met_as_published
from social_balance.lists.strategy.settings import FigureTable, GoalTable, TargetsTable
from social_balance.lists.target_texts import word_judgement
from social_balance.lists.targets import judgement_row

Basis: TypeAlias = Literal["computed", "transcribed", "none"]
_REMARK_COLUMNS = ["indicator", "kind", "code", "text"]


@dataclass(frozen=True)
class Followed:
    """One indicator in a follow-up.

    Parameters
    ----------
    indicator : FollowedIndicator
    judged : Judgement
        What its figures say.
    met : {"yes", "no", "cannot_say", "no_target"}
    basis : {"computed", "transcribed", "none"}
        Whether that is worked out from figure and rule, or taken over from a paper's words.
    """

    indicator: FollowedIndicator
    judged: Judgement
    met: Met
    basis: Basis

    def remarks(self, lang: Lang = "da") -> list[Remark]:
        """Return where a paper and its figures do not agree, or can be read in two ways."""
        return find_remarks(self.indicator, self.judged, lang)


@dataclass(frozen=True)
class Targets:
    """A strategy read from a file: its goals, and its indicators with their figures.

    Made by `read_targets`.

    Parameters
    ----------
    main : TargetsTable
    goals : tuple of GoalTable
    indicators : tuple of FollowedIndicator
        In the order of the file; parts stand after what they are part of.
    file : str
        The file it was read from.
    files : tuple of str
        The tables of figures that it names, as paths.
    """

    main: TargetsTable
    goals: tuple[GoalTable, ...]
    indicators: tuple[FollowedIndicator, ...]
    file: str = ""
    files: tuple[str, ...] = field(default=())

    @property
    def year(self) -> int:
        """Year of the follow-up: as the file says, else the newest year with a figure."""
        if self.main.year is not None:
            return self.main.year
        return max(period.year for each in self.indicators for period in each.figures)

    def of_goal(self, goal: str) -> tuple[FollowedIndicator, ...]:
        """Return the indicators of a goal, parts among them."""
        return tuple(each for each in self.indicators if each.goal == goal)

    def follow(self) -> tuple[Followed, ...]:
        """Judge every indicator.

        Notes
        -----
        A judgement is computed where figure and rule are known. Where they are not, that of the newest line
        of figures stands, else that of the paper, and it is marked as transcribed: nobody has checked it
        here.
        """
        return tuple(_follow_indicator(each, self.year) for each in self.indicators)

    def frame(self, lang: Lang = "da") -> pd.DataFrame:
        """Return the follow-up as a table.

        Returns
        -------
        DataFrame, one row per indicator
            The columns of `follow_targets`, where ``met`` may be "no_target" as well, and ``goal``,
            ``part_of``, ``title``, ``unit``, ``direction``, ``baseline_period``, ``latest_period``, ``basis``
            ("computed", "transcribed", "none"), ``published`` (the codes of the paper's words),
            ``contradicted`` (whether the paper contradicts its own figures), ``hidden`` (the newest
            figure is of a few and not shown), ``source`` and ``text``.
        """
        return pd.DataFrame([_row_of(each, lang) for each in self.follow()]).set_index("indicator")

    def remarks(self, lang: Lang = "da") -> pd.DataFrame:
        """Return where papers and their own figures do not agree, or can be read in two ways.

        Returns
        -------
        DataFrame, one row per remark
            ``indicator``, ``kind`` ("contradiction" or "reading"), ``code`` and ``text``.
        """
        rows = [asdict(remark) for followed in self.follow() for remark in followed.remarks(lang)]
        return pd.DataFrame(rows, columns=_REMARK_COLUMNS)

    def with_status_figures(self, figures: Mapping[str, Sequence[FigureTable]]) -> Targets:
        """Return the same strategy with the figures that the Årsstatus has made, by indicator."""
        filled = [
            each.with_figures(figures.get(each.id, ())) if each.table.origin else each
            for each in self.indicators
        ]
        return replace(self, indicators=tuple(filled))


def _follow_indicator(indicator: FollowedIndicator, year: int) -> Followed:
    judged = judge_series(indicator.series(), indicator.target, year)
    told = indicator.judgements()
    if judged.met in ("yes", "no"):
        return Followed(indicator, judged, judged.met, "computed")
    met: Met = judged.met
    if met == "cannot_say":
        met = met_as_published(told, indicator.target)
    basis: Basis = "none"
    if told:
        # Without a target there is no rule, but a rise or a fall can be seen from two figures.
        basis = "computed" if met == "no_target" and can_be_checked(told, judged) else "transcribed"
    return Followed(indicator, judged, met, basis)


def _row_of(followed: Followed, lang: Lang) -> dict[str, Any]:
    """Return one row of the follow-up."""
    indicator = followed.indicator
    judged = followed.judged
    table = indicator.table
    remarks = followed.remarks(lang)
    return {
        "indicator": indicator.id,
        "goal": indicator.goal,
        "part_of": table.part_of,
        "title": text_in(table.title, lang),
        "unit": table.unit,
        "direction": indicator.direction,
        "baseline_period": judged.baseline.period.text(lang),
        "latest_period": judged.latest.period.text(lang),
        **judgement_row(judged),
        "met": followed.met,
        "basis": followed.basis,
        "published": ", ".join(indicator.judgements()),
        "contradicted": any(remark.kind == "contradiction" for remark in remarks),
        "hidden": judged.latest.period in indicator.series().not_shown,
        "source": source_of(indicator),
        "text": word_judgement(judged, indicator.shape, lang),
    }


def source_of(indicator: FollowedIndicator) -> str:
    """Return where the newest figure is from: its own source, else that of the indicator or of the paper."""
    newest = next(reversed(tuple(indicator.figures.values())), None)
    if newest is not None and newest.source:
        return newest.source
    published = indicator.table.published
    return indicator.table.source or ("" if published is None else published.source)
