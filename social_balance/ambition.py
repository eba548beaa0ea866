"""The ambition put to the test: development, gap and narrowing of every theme and area, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.estimates import Estimates, t_statistic, two_sided_p, upper_tail
from social_balance.indexes import ThemeIndex, compare, weight_matrix
from social_balance.issues import InputError, Issue, suggest
from social_balance.multiplicity import ADJUSTMENTS, Adjust, adjusted_p, simultaneous_t
from social_balance.segregation import Floats

Intervals: TypeAlias = Literal["single", "simultaneous"]
Weights: TypeAlias = dict[tuple[str, str, int], float]

OWN_STATES = ("better", "slightly_better", "worse", "slightly_worse", "unchanged", "undecided", "missing")
GAP_STATES = (
    "smaller", "slightly_smaller", "larger", "slightly_larger", "unchanged", "undecided", "no_gap", "missing",
)  # fmt: skip

# Own development × development of the gap. A gap that shrinks although the area is not shown to do better is
# settled by what the reference did: see `verdict`.
VERDICTS: Mapping[tuple[str, str], str] = {
    ("better", "smaller"): "ambition_met",
    ("better", "larger"): "better_gap_larger",
    ("better", "unchanged"): "better_gap_unchanged",
    ("better", "undecided"): "better_gap_undecided",
    ("better", "no_gap"): "better_no_gap",
    ("worse", "larger"): "worse_gap_larger",
    ("worse", "unchanged"): "worse_gap_unchanged",
    ("worse", "undecided"): "worse_gap_undecided",
    ("worse", "no_gap"): "worse_no_gap",
    ("worse", "smaller"): "gap_smaller_others_fell",
    ("unchanged", "larger"): "unchanged_gap_larger",
    ("unchanged", "unchanged"): "unchanged",
    ("unchanged", "undecided"): "unchanged_gap_undecided",
    ("unchanged", "no_gap"): "unchanged_no_gap",
    ("unchanged", "smaller"): "unchanged_gap_smaller",
    ("undecided", "larger"): "undecided_gap_larger",
    ("undecided", "unchanged"): "undecided_gap_unchanged",
    ("undecided", "undecided"): "undecided",
    ("undecided", "no_gap"): "undecided_no_gap",
    ("undecided", "smaller"): "undecided_gap_smaller",
}
VERDICT_CODES = (*dict.fromkeys(VERDICTS.values()), "missing")

# What is estimated for every theme and area, as weights on (area or reference or whole, since or until).
QUANTITIES: Mapping[str, Mapping[tuple[str, str], float]] = {
    "value_since": {("area", "since"): 1},
    "value_until": {("area", "until"): 1},
    "development": {("area", "until"): 1, ("area", "since"): -1},
    "reference_since": {("reference", "since"): 1},
    "reference_until": {("reference", "until"): 1},
    "reference_development": {("reference", "until"): 1, ("reference", "since"): -1},
    "gap_since": {("reference", "since"): 1, ("area", "since"): -1},
    "gap_until": {("reference", "until"): 1, ("area", "until"): -1},
    "narrowing": {
        ("reference", "since"): 1,
        ("area", "since"): -1,
        ("reference", "until"): -1,
        ("area", "until"): 1,
    },
}


@dataclass(frozen=True)
class Overall:
    """The whole claim, that every area improves and every gap narrows on every theme, as one test.

    Parameters
    ----------
    null : str
        The null hypothesis in words (Danish).
    p : float
        The largest of the single one-sided p-values: the p-value of the intersection–union test. NaN when a
        claim cannot be tested.
    holds : bool
        True when every single claim is shown at level alpha.
    alpha : float
        The level.
    tests : DataFrame, one row per claim
        theme, area, claim ("development" or "narrowing"), value, p.
    untested : DataFrame, one row per claim that could not be tested
        theme, area, claim and why: "missing", or "no_gap" (nothing to narrow, so nothing is claimed).
    """

    null: str
    p: float
    holds: bool
    alpha: float
    tests: pd.DataFrame
    untested: pd.DataFrame


@dataclass(frozen=True)
class Ambition:
    """What happened in every theme and area between two years, and how sure it is.

    Parameters
    ----------
    estimates : Estimates
        All `QUANTITIES`, labels (quantity, theme, area), with their joint covariance.
    developments : Estimates
        Development of every area, the rest and the whole, labels (theme, area).
    since, until : int
    reference : str
        Label of the reference.
    margins : mapping of theme id to float
        δ in index points: a change inside ±δ is of no practical weight.
    adjust, alpha
        Correction for reading many cells, and level.
    """

    estimates: Estimates
    developments: Estimates
    since: int
    until: int
    reference: str
    areas: tuple[str, ...]
    margins: Mapping[str, float]
    adjust: Adjust
    alpha: float

    def frame(self, *, level: float = 0.95, intervals: Intervals = "single") -> pd.DataFrame:
        """Return one row per (theme, area) with development, gap, narrowing, states and verdict.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.
        intervals : {"single", "simultaneous"}
            Whether an interval holds by itself, or all developments, and all narrowings, hold at once (the
            largest |t| of each family; of the same rows as ``_p_adjusted``). Those of gaps and of the
            reference hold by themselves in either case.

        Returns
        -------
        DataFrame, one row per (theme, area)
            For each of development, reference_development, gap_since, gap_until and narrowing the value with
            ``_se``, ``_low`` and ``_high`` (index points, interval at `level`); for development and narrowing
            ``_p`` and ``_p_adjusted``; value_since, value_until, reference_since, reference_until; the states
            own, reference_own and gap_state; margin; verdict.
        """
        table = _wide(self.estimates, level)
        own = self.states(level=level, intervals=intervals)
        if intervals == "simultaneous":
            for column in ("low", "high"):
                table[f"development_{column}"] = [own[column][label] for label in table.index]
            low, high = _at_once(self._of("narrowing"), level)
            table["narrowing_low"], table["narrowing_high"] = low, high
        state = own["state"].to_dict()
        table["development_p_adjusted"] = [own["p_adjusted"][label] for label in table.index]
        table["narrowing_p"] = _p(self._of("narrowing"))
        table["development_p"] = _p(self._of("development"))
        table["narrowing_p_adjusted"] = adjusted_p(self._of("narrowing"), self.adjust)
        table["margin"] = [self.margins[theme] for theme, _ in table.index]
        table["own"] = [state[label] for label in table.index]
        table["reference_own"] = [state[theme, self.reference] for theme, _ in table.index]
        table["gap_state"] = self._gap_states(table)
        table["verdict"] = [
            verdict(*row)
            for row in zip(table["own"], table["gap_state"], table["reference_own"], strict=True)
        ]
        return table

    def states(self, *, level: float = 0.95, intervals: Intervals = "single") -> pd.DataFrame:
        """Return the development of every area, the rest and the whole with its state.

        Returns
        -------
        DataFrame, one row per (theme, area)
            value, se, low, high, p, p_adjusted (one family of all developments), state.
        """
        table = self.developments.frame(level=level)[["value", "se", "low", "high"]]
        if intervals == "simultaneous":
            table["low"], table["high"] = _at_once(self.developments, level)
        table["p"] = _p(self.developments)
        table["p_adjusted"] = adjusted_p(self.developments, self.adjust)
        df = self.developments.rows["df"].to_numpy(dtype=float)
        margin = np.array([self.margins[theme] for theme, _ in table.index])
        table["state"] = change_states(
            table["value"].to_numpy(dtype=float), table["se"].to_numpy(dtype=float), df,
            table["p_adjusted"].to_numpy(dtype=float), margin, self.alpha, ("better", "worse"),
        )  # fmt: skip
        return table

    def overall(self) -> Overall:
        """Test the whole claim: every area and the whole municipality better, and every gap smaller.

        Notes
        -----
        Intersection–union test: the claim holds at level α when every single one-sided test does, without a
        correction [Berger 1982]. H₀: at least one development or narrowing is zero or negative.
        """
        own = [(theme, area) for theme, area in self.developments.labels if area != self._rest_only()]
        tests = _claims(self.developments.rows.loc[own], self.developments, "development", own)
        narrowing = self._of("narrowing")
        claims = _claims(narrowing.rows, narrowing, "narrowing", list(narrowing.labels))
        gap = self._of("gap_since").values
        claims["why"] = np.where(gap <= 0, "no_gap", claims["why"])
        tests = pd.concat([tests, claims], ignore_index=True)
        tested = tests[tests["why"] == ""].drop(columns="why")
        untested = tests[tests["why"] != ""].drop(columns=["value", "p"])
        certain = not (untested["why"] == "missing").any() and len(tested) > 0
        p = float(tested["p"].max()) if certain else float("nan")
        return Overall(
            "Mindst ét område eller kommunen som helhed har ikke udviklet sig positivt på mindst ét tema, "
            "eller mindst én forskel er ikke blevet mindre.",
            p, bool(certain and p < self.alpha), self.alpha, tested, untested,
        )  # fmt: skip

    def _of(self, quantity: str) -> Estimates:
        return self.estimates.where(quantity=quantity).relabelled(["theme", "area"])

    def _rest_only(self) -> str:
        """The rest is the reference, not one of those whom the ambition promises something."""
        names = list(dict.fromkeys(area for _, area in self.developments.labels))
        others = [name for name in names if name not in self.areas]
        return others[0] if len(others) > 1 else ""

    def _gap_states(self, table: pd.DataFrame) -> list[str]:
        narrowing = self._of("narrowing")
        states = change_states(
            narrowing.values, narrowing.se, narrowing.rows["df"].to_numpy(dtype=float),
            table["narrowing_p_adjusted"].to_numpy(dtype=float), table["margin"].to_numpy(dtype=float),
            self.alpha, ("smaller", "larger"),
        )  # fmt: skip
        opened = (table["gap_until"] > 0) & np.isin(states, ("larger", "slightly_larger"))
        none = (table["gap_since"] <= 0) & ~opened
        return [
            "no_gap" if no and state != "missing" else state for no, state in zip(none, states, strict=True)
        ]

    def _repr_html_(self) -> str:
        columns = ["development", "narrowing", "own", "gap_state", "verdict"]
        return str(self.frame()[columns].to_html(max_rows=30, float_format=lambda x: f"{x:.1f}"))


def ambition(
    index: ThemeIndex,
    *,
    since: int,
    until: int,
    reference: str = "rest",
    margin: float | Mapping[str, float] = 2.0,
    adjust: Adjust = "bh",
    alpha: float = 0.05,
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

    Returns
    -------
    Ambition

    Raises
    ------
    InputError
        A year or an area that the index does not have, an unknown correction.

    Notes
    -----
    Development d = I(until) − I(since); gap g = I(reference) − I(area), positive when the area is behind;
    narrowing n = g(since) − g(until), positive when the gap shrinks. Area and reference are compared on the
    same indicators in both years, and all covariances come along: an area inside the whole, the same
    residents in both years, items of the same person. Null hypotheses: the development is zero; the
    narrowing is zero; for "unchanged", that the change is at least δ in size (two one-sided tests
    [Schuirmann 1987]).
    """
    years = set(index.scores.labels.get_level_values("year"))
    faults = [
        Issue("AMB001", place=str(year), values={"known": sorted(years)})
        for year in (since, until)
        if year not in years
    ]
    if adjust not in ADJUSTMENTS:
        values = {"known": list(ADJUSTMENTS), "suggestion": suggest(str(adjust), ADJUSTMENTS)}
        faults.append(Issue("AMB002", found=str(adjust), values=values))
    if since >= until:
        faults.append(Issue("AMB003", values={"since": since, "until": until}))
    if faults:
        raise InputError(faults)
    against = index.role(reference)
    areas = tuple(name for name in index.followed() if name != against)
    margins = {
        t.id: t.margin if t.margin is not None else margin[t.id] if isinstance(margin, Mapping) else margin
        for t in index.themes
    }
    return Ambition(
        _quantities(index, areas, against, since, until), _developments(index, since, until),
        since, until, against, areas, margins, adjust, alpha,
    )  # fmt: skip


def verdict(own: str, gap: str, reference_own: str) -> str:
    """Join an area's own development, its gap and what the reference did into one verdict code.

    Examples
    --------
    >>> verdict("better", "smaller", "better"), verdict("better", "larger", "better")
    ('ambition_met', 'better_gap_larger')
    >>> verdict("undecided", "smaller", "worse")
    'gap_smaller_others_fell'
    """
    if "missing" in (own, gap):
        return "missing"
    own, gap = own.removeprefix("slightly_"), gap.removeprefix("slightly_")
    if own != "better" and gap == "smaller" and reference_own.endswith("worse"):
        return "gap_smaller_others_fell"
    return VERDICTS[own, gap]


def change_states(
    value: Floats, se: Floats, df: Floats, p: Floats, margin: Floats, alpha: float, words: tuple[str, str]
) -> list[str]:
    """Tell a clear change, a slight one, one shown to be inside the margin, and what cannot be decided.

    Clear: p (adjusted) below alpha. Inside: both one-sided tests against ±margin reject at alpha. Both:
    "slightly_…". Neither: "undecided", which is not "unchanged".
    """
    clear = p < alpha
    outside = np.maximum(
        upper_tail(t_statistic(margin - value, se), df), upper_tail(t_statistic(value + margin, se), df)
    )
    inside = outside < alpha
    word = np.where(value > 0, words[0], words[1])
    state = np.select(
        [~np.isfinite(value) | ~np.isfinite(se), clear & inside, clear, inside],
        ["missing", np.char.add("slightly_", word), word, np.full(len(value), "unchanged")],
        "undecided",
    )
    return [str(s) for s in state]


def _quantities(index: ThemeIndex, areas: Sequence[str], reference: str, since: int, until: int) -> Estimates:
    """All quantities of all themes and areas in one linear map of the scores."""
    labels, weights = [], []
    years = {"since": since, "until": until}
    compared = {
        (theme.id, area): compare(index, theme, since=since, until=until, areas=[area, reference]).weights
        for theme in index.themes
        for area in areas
    }
    for quantity, parts in QUANTITIES.items():
        for (theme_id, area), omega in compared.items():
            place = {"area": area, "reference": reference}
            labels.append((quantity, theme_id, area))
            weights.append({
                (k, place[who], years[when]): sign * w
                for k, w in omega.items()
                for (who, when), sign in parts.items()
            })  # fmt: skip
    names = ["quantity", "theme", "area"]
    matrix = weight_matrix(index.scores, weights)
    return index.scores.combined(matrix, pd.MultiIndex.from_tuples(labels, names=names), unit="point")


def _developments(index: ThemeIndex, since: int, until: int) -> Estimates:
    labels, weights = [], []
    for theme in index.themes:
        for area in index.area_names():
            omega = compare(index, theme, since=since, until=until, areas=[area]).weights
            labels.append((theme.id, area))
            row: Weights = {(k, area, until): w for k, w in omega.items()}
            weights.append(row | {(k, area, since): -w for k, w in omega.items()})
    matrix = weight_matrix(index.scores, weights)
    names = ["theme", "area"]
    return index.scores.combined(matrix, pd.MultiIndex.from_tuples(labels, names=names), unit="point")


def _wide(estimates: Estimates, level: float) -> pd.DataFrame:
    """One row per (theme, area), one group of columns per quantity."""
    frame = estimates.frame(level=level)
    table = {}
    for quantity in QUANTITIES:
        part = frame.xs(quantity, level="quantity")
        table[quantity] = part["value"]
        if not quantity.endswith(("value_since", "value_until", "reference_since", "reference_until")):
            for column in ("se", "low", "high"):
                table[f"{quantity}_{column}"] = part[column]
    return pd.DataFrame(table)


def _at_once(estimates: Estimates, level: float) -> tuple[Floats, Floats]:
    """Limits that hold for all rows at once; none where there is no sampling error."""
    reach = simultaneous_t(estimates, level=level) * np.where(estimates.se > 0, estimates.se, np.nan)
    return estimates.values - reach, estimates.values + reach


def _p(estimates: Estimates) -> Floats:
    t = t_statistic(estimates.values, estimates.se)
    return two_sided_p(t, estimates.rows["df"].to_numpy(dtype=float))


def _claims(
    rows: pd.DataFrame, estimates: Estimates, claim: str, labels: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """One-sided p-value of each claim that a change is positive."""
    at = estimates.labels.get_indexer(pd.MultiIndex.from_tuples(labels))
    value, se = estimates.values[at], estimates.se[at]
    p = upper_tail(t_statistic(value, se), rows["df"].to_numpy(dtype=float))
    known = np.isfinite(value) & np.isfinite(se)
    return pd.DataFrame(
        {"theme": [t for t, _ in labels], "area": [a for _, a in labels], "claim": claim, "value": value,
         "p": np.where(known, p, np.nan), "why": np.where(known, "", "missing")}
    )  # fmt: skip
