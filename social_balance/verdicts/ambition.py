"""The ambition put to the test: development, gap and narrowing of every theme and area, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.definitions.catalogue import Themes
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, InputError, Issue, suggest
from social_balance.language.words import Lang
from social_balance.showing.view import ResultView, Shown, reading_language
from social_balance.verdicts.changes import (
    Bases,
    bases_of,
    basis_name,
    describe_bases,
    developments,
    gap_changes,
    quantities_side_by_side,
    single_indicators,
)
from social_balance.verdicts.claims import (
    Overall,
    gap_claims,
    intersection_union,
    null_in_words,
    single_claims,
)
from social_balance.verdicts.comparisons import year_faults
from social_balance.verdicts.directions import direction_check, direction_word
from social_balance.verdicts.evidence import figures_of
from social_balance.verdicts.indexes import ThemeIndex
from social_balance.verdicts.multiplicity import (
    ADJUSTMENTS,
    Adjust,
    adjusted_p,
    rejects_in_family,
    simultaneous_limits,
)
from social_balance.verdicts.states import (
    OWN_WORDS,
    Changes,
    Gaps,
    change_states,
    gap_states,
    judge_changes,
    verdict,
)

Intervals: TypeAlias = Literal["single", "simultaneous"]
Per: TypeAlias = Literal["theme", "indicator"]


@dataclass(frozen=True, repr=False)
class Ambition(Shown):
    """What happened in every theme and area between two years, and how sure it is.

    Parameters
    ----------
    estimates : Estimates
        All `QUANTITIES`, labels (quantity, theme, area), with their joint covariance.
    judged : Estimates
        Every development that is judged, labels (theme, area, basis): see `changes.developments`.
    bases : Bases
        What every row rests on.
    since, until : int
        The two years.
    reference : str
        Label of the reference.
    areas : tuple of str
        The areas held against the reference.
    rest : str
        Label of the rest, which the ambition promises nothing; empty when there is none.
    themes : Themes
        What the first label stands for: the themes, or one theme for each indicator.
    margins : mapping of theme id to float
        δ in index points: a change inside ±δ is of no practical weight.
    adjust, alpha
        Correction for reading many cells, and level.
    per : {"theme", "indicator"}
        What a row is about; "theme" in the names of levels is then "indicator".
    tables : int
        How many such tables are read together (subgroups): adjusted p-values are multiplied by it.
    """

    estimates: Estimates
    judged: Estimates
    bases: Bases
    since: int
    until: int
    reference: str
    areas: tuple[str, ...]
    rest: str
    themes: Themes
    margins: Mapping[str, float]
    adjust: Adjust
    alpha: float
    per: Per = "theme"
    tables: int = 1

    @property
    def developments(self) -> Estimates:
        """Development of every area on the basis of its row, of the rest and the whole on their own."""
        return self.judged.take(np.array(self._own_positions)).keep_levels([self.per, "area"])

    def frame(self, *, level: float = 0.95, intervals: Intervals = "single") -> pd.DataFrame:
        """Return one row per (theme, area) with development, gap, narrowing, states and verdict.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.
        intervals : {"single", "simultaneous"}
            Whether an interval holds by itself, or all developments, and all narrowings, hold at once (the
            largest ``|t|`` of each family; of the same rows as ``_p_adjusted``). Those of gaps and of the
            reference hold by themselves in either case.

        Returns
        -------
        DataFrame, one row per (theme, area)
            For each of development, reference_development, gap_since, gap_until and narrowing the value with
            ``_se``, ``_low`` and ``_high`` (index points, interval at `level`); for development and narrowing
            ``_p`` and ``_p_adjusted``; value_since, value_until, reference_since, reference_until; the states
            own, reference_own and gap_state; margin; verdict; direction, the published papers' word for the
            development (`direction_word`), and direction_check, whether the test bears it out
            (`direction_check`). For development, reference_development and narrowing also
            ``_low_equivalence`` and ``_high_equivalence``: the change is shown to be inside the margin just
            when these limits are, at the level left by the correction for many cells. ``rests_on``,
            ``left_out`` and ``left_out_why`` (tuples: indicators, and "missing" or "not_comparable") and
            ``weight_present`` say what all of the row rests on. ``status``: "ok", "missing", or "single"
            where a sampled figure has no degree of freedom or no spread, so that nothing can be tested.
        """
        table = quantities_side_by_side(self.estimates, level=level)
        cells = table.index
        # Without labels while columns are set beside each other: each would cost a comparison of them.
        table = table.reset_index(drop=True)
        # Looked up by theme, area and basis: number and verdict of a row cannot part.
        own = self._judged_states(level=level, intervals=intervals)
        basis = [basis_name(one) for one in self.bases.rows.values()]
        subjects, areas = (cells.get_level_values(at) for at in (0, 1))
        of_area = own.reindex(pd.MultiIndex.from_arrays([subjects, areas, basis])).reset_index(drop=True)
        reference = [self.reference] * len(table)
        beside = own.reindex(pd.MultiIndex.from_arrays([subjects, reference, basis]))
        beside = beside.reset_index(drop=True)
        narrowing = self._of_quantity("narrowing")
        if intervals == "simultaneous":
            for column in ("low", "high"):
                table[f"development_{column}"] = of_area[column]
            table["narrowing_low"], table["narrowing_high"] = simultaneous_limits(narrowing, level=level)
        table["development_p"] = of_area["p"]
        table["development_p_adjusted"] = of_area["p_adjusted"]
        changes = self._judged_changes(narrowing, of_area["margin"].to_numpy(dtype=float))
        table["narrowing_p"] = changes.figures.p_not_zero()
        table["narrowing_p_adjusted"] = changes.p_adjusted
        for column in ("low_equivalence", "high_equivalence"):
            table[f"development_{column}"] = of_area[column]
            table[f"reference_development_{column}"] = beside[column].to_numpy()
        table["narrowing_low_equivalence"], table["narrowing_high_equivalence"] = changes.limits_equivalence
        table["margin"] = of_area["margin"]
        table["own"] = of_area["state"]
        table["reference_own"] = beside["state"].to_numpy()
        table["gap_state"] = self._gap_states(changes)
        states = zip(table["own"], table["gap_state"], table["reference_own"], strict=True)
        table["verdict"] = [verdict(*row) for row in states]
        # One of the two is enough: a row with a figure that cannot be tested is not sure of its verdict.
        single = changes.figures.single | (of_area["status"] == "single").to_numpy()
        table["status"] = np.select([~changes.figures.known, single], ["missing", "single"], "ok")
        table = table.assign(direction=of_area["direction"], direction_check=of_area["direction_check"])
        return table.set_axis(cells).join(describe_bases(self.bases.rows, self.per))

    def states(self, *, level: float = 0.95, intervals: Intervals = "single") -> pd.DataFrame:
        """Return the development of every area, the rest and the whole with its state.

        Parameters
        ----------
        level, intervals
            As in `frame`.

        Returns
        -------
        DataFrame, one row per (theme, area)
            value, se, low, high, p, p_adjusted (one family of all developments), low_equivalence,
            high_equivalence, margin, state, status, direction, direction_check; rests_on, left_out,
            left_out_why and weight_present. An area rests on what it shares with the reference, as in
            `frame`; the reference, the rest and the whole on what they have. What the whole index of an area
            alone shows is told by `social_balance.development`, which says what it rests on.
        """
        table = self._judged_states(level=level, intervals=intervals).iloc[self._own_positions].droplevel(2)
        return table.join(describe_bases({**self.bases.rows, **self.bases.alone}, self.per))

    def _judged_states(self, *, level: float, intervals: Intervals) -> pd.DataFrame:
        """Return every judged development with its state, one row per (theme, area, basis)."""
        table = self.judged.frame(level=level)[["value", "se", "low", "high"]].reset_index(drop=True)
        if intervals == "simultaneous":
            table["low"], table["high"] = simultaneous_limits(self.judged, level=level)
        margin = np.array([self.margins[subject] for subject, _, _ in self.judged.labels])
        changes = self._judged_changes(self.judged, margin)
        table["p"] = changes.figures.p_not_zero()
        table["p_adjusted"] = changes.p_adjusted
        table["low_equivalence"], table["high_equivalence"] = changes.limits_equivalence
        table["margin"] = margin
        table["state"] = change_states(changes, words=OWN_WORDS, alpha=self.alpha)
        unknown = ~changes.figures.known
        table["status"] = np.select([unknown, changes.figures.single], ["missing", "single"], "ok")
        table["direction"] = [direction_word(value) for value in changes.figures.value]
        pairs = zip(table["direction"], table["state"], strict=True)
        table["direction_check"] = [direction_check(*pair) for pair in pairs]
        return table.set_axis(self.judged.labels)

    def disagreements(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return where the published-style word and the test tell different stories.

        Returns
        -------
        DataFrame, one row per (theme, area), the rest and the whole among them
            value, low, high, margin, direction, state, direction_check; only rows where the check is not
            "agrees" and there is a figure.
        """
        table = self.states(level=level)
        columns = ["value", "low", "high", "margin", "direction", "state", "direction_check"]
        return table.loc[~table["direction_check"].isin(["agrees", ""]), columns]

    def overall(self, *, theme: str | None = None, area: str | None = None) -> Overall:
        """Test the whole claim: every area and the whole municipality better, and every gap smaller.

        Parameters
        ----------
        theme : str, optional
            Only this theme (or indicator, when the rows are of indicators).
        area : str, optional
            Only the label of this area.

        Returns
        -------
        Overall

        Raises
        ------
        InputError
            A theme or an area that nothing is claimed about.

        Notes
        -----
        Intersection–union test: the claim holds at level α when every single one-sided test does, without a
        correction [Berger 1982]. H₀: at least one development is zero or negative, or at least one area is
        behind in the last year without a narrowing. Where a gap is shown not to have been there, "still not
        behind" is claimed in place of a narrowing; how the two share the level is told in
        `social_balance.verdicts.claims`. A figure that is missing, or that cannot be tested, leaves the claim
        open.
        """
        claims = self.single_claims(theme=theme, area=area)
        subject = None if theme is None else self.themes[theme].title
        # The rest and the whole have no gap of their own, so nothing is said of one.
        reference = self.reference if area is None or area in self.areas else None
        nulls = null_in_words(per=self.per, subject=subject, area=area, reference=reference)
        return intersection_union(claims, nulls=nulls, alpha=self.alpha)

    def claims(self) -> pd.DataFrame:
        """Return the claim for all, for every theme and for every area, each as one test.

        Returns
        -------
        DataFrame, one row per (theme, area), where an empty label stands for all of them
            null, null_en (the null hypothesis in words), p, holds, n_tests, n_shown, n_untested, n_no_gap.
        """
        subjects = [theme.id for theme in self.themes]
        scopes = [(None, None), *((one, None) for one in subjects), *((None, one) for one in self.areas)]
        rows = [self.overall(theme=one, area=area).counts() for one, area in scopes]
        labels = pd.MultiIndex.from_tuples(
            [(one or "", area or "") for one, area in scopes], names=[self.per, "area"]
        )
        return pd.DataFrame(rows, index=labels)

    def single_claims(self, *, theme: str | None = None, area: str | None = None) -> pd.DataFrame:
        """Return every single claim of the ambition with its one-sided test.

        Parameters
        ----------
        theme, area : str, optional
            As in `overall`.

        Returns
        -------
        DataFrame, one row per claim
            theme, area, claim ("development" of every area and the whole, "narrowing" of every area, or
            "not_behind" where there was no gap to narrow), value, p, and why it is not tested: "missing",
            "single", "no_gap", else empty.
        """
        own = single_claims(self.developments, "development")
        narrowing = self._of_quantity("narrowing")
        margin = np.array([self.margins[subject] for subject, _ in narrowing.labels])
        no_gap = np.array(self._gap_states(self._judged_changes(narrowing, margin))) == "no_gap"
        gaps = gap_claims(narrowing, self._of_quantity("gap_until"), no_gap)
        # The council's ambition names the areas and the municipality, not the rest of it.
        claims = pd.concat([own[own["area"] != self.rest], gaps], ignore_index=True)
        for name, wanted in ((self.per, theme), ("area", area)):
            if wanted is None:
                continue
            if wanted not in set(claims[name]):
                known = list(dict.fromkeys(claims[name]))
                raise InputError(Issue("AMB010", place=f"'{wanted}'", values={"known": known}))
            claims = claims[claims[name] == wanted]
        return claims

    def _of_quantity(self, quantity: str) -> Estimates:
        return self.estimates.where(quantity=quantity).keep_levels([self.per, "area"])

    @property
    def _own_positions(self) -> list[int]:
        """Where each area, the reference, the rest and the whole stand with the basis that is theirs."""
        bases = {**self.bases.rows, **self.bases.alone}
        return [
            position
            for position, (subject, area, basis) in enumerate(self.judged.labels)
            if basis_name(bases[subject, area]) == basis
        ]

    def _judged_changes(self, estimates: Estimates, margin: Floats) -> Changes:
        """Return a family of changes with what decides their states, corrected for reading all of them."""
        figures = figures_of(estimates)
        # Bonferroni among tables: a reader of all subgroups is promised the same error rate as of one.
        p_adjusted = np.minimum(adjusted_p(estimates, self.adjust) * self.tables, 1.0)
        return judge_changes(
            figures, p_adjusted, margin=margin, adjust=self.adjust, alpha=self.alpha / self.tables
        )

    def _gap_states(self, changes: Changes) -> list[str]:
        first, last = (figures_of(self._of_quantity(name)) for name in ("gap_since", "gap_until"))
        # Of several tables that are read together each has its part of the level.
        level = self.alpha / self.tables
        gaps = Gaps(
            last.value,
            not_behind_first=rejects_in_family(first.p_not_above_zero(), first.single, self.adjust, level),
            ahead_last=rejects_in_family(last.p_below(), last.single, self.adjust, level),
        )
        return gap_states(changes, gaps, alpha=self.alpha)

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.verdicts.views import ambition_view

        return ambition_view(self, reading_language(lang))


def ambition(
    index: ThemeIndex,
    *,
    since: int,
    until: int,
    reference: str = "rest",
    margin: float | Mapping[str, float] = 2.0,
    adjust: Adjust = "bh",
    alpha: float = 0.05,
    per: Per = "theme",
) -> Ambition:
    """Hold the ambition against the figures of two years.

    Parameters
    ----------
    index : ThemeIndex
        From `theme_index`.
    since, until : int
        The two years.
    reference : str
        "rest" (the rest of the municipality), "whole", or an area: what the areas are held against.
    margin : float or mapping of theme id to float
        δ in index points; a theme's own margin in its definition goes before a single number.
    adjust : {"bh", "holm", "max_t", "max_t_stepdown", "none"}
        Correction of the p-values for reading single cells, within the family of developments and the family
        of narrowings: see `adjusted_p`.
    alpha : float
        Level of every test.
    per : {"theme", "indicator"}
        Hold it against the theme indexes, or against every single indicator that counts in one: its score,
        0–100 between its goalposts, higher is better, with the margin of its theme.

    Returns
    -------
    Ambition

    Raises
    ------
    InputError
        A year or an area that the index does not have, an unknown correction or kind of row.

    Notes
    -----
    Development d = I(until) − I(since); gap g = I(reference) − I(area), positive when the area is behind;
    narrowing n = g(since) − g(until), positive when the gap shrinks. Area and reference are compared on the
    same indicators in both years, and all covariances come along: an area inside the whole, the same
    residents in both years, items of the same person. Null hypotheses: the development is zero; the
    narrowing is zero; for "unchanged", that the change is at least δ in size (two one-sided tests
    [Schuirmann 1987]); for "no gap to close", that the area was behind in the first year; for "overtaken",
    that it is not ahead in the last. All are corrected for reading many cells by `adjust`, each in its
    family. A sampled figure without a degree of freedom is tested nowhere.
    """
    faults = Faults()
    faults.add(year_faults(index, since, until), _choice_faults(adjust, per))
    faults.raise_if_any()
    against = index.role(reference)
    # An area has no gap to itself.
    areas = tuple(name for name in index.followed() if name != against)
    margins = _margins_by_theme(index.themes, margin)
    # Each indicator as a theme of its own: from here on there is no difference.
    if per == "indicator":
        margins = {i.id: margins[theme.id] for theme in index.themes for i in theme}
        index = single_indicators(index)
    bases = bases_of(index, areas=areas, reference=against, since=since, until=until)
    asked: dict[str, Any] = {"reference": against, "since": since, "until": until}
    rest = index.areas.rest.name if index.areas else "rest"
    return Ambition(
        gap_changes(index, bases, **asked, name=per), developments(index, bases, **asked, name=per), bases,
        since, until, against, areas, rest, index.themes, margins, adjust, alpha, per,
    )  # fmt: skip


def _choice_faults(adjust: Adjust, per: Per) -> list[Issue]:
    """Return the faults of a correction or a kind of row that is not there."""
    faults = []
    if adjust not in ADJUSTMENTS:
        values = {"known": list(ADJUSTMENTS), "suggestion": suggest(str(adjust), ADJUSTMENTS)}
        faults.append(Issue("AMB002", found=str(adjust), values=values))
    if per not in get_args(Per):
        faults.append(Issue("AMB011", found=str(per)))
    return faults


def _margins_by_theme(themes: Themes, margin: float | Mapping[str, float]) -> dict[str, float]:
    """A theme's own margin goes before the mapping, and that before the common one."""
    margins = {}
    for theme in themes:
        if theme.margin is not None:
            margins[theme.id] = theme.margin
        elif isinstance(margin, Mapping):
            margins[theme.id] = margin[theme.id]
        else:
            margins[theme.id] = margin
    return margins
