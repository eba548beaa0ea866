"""The ambition over many waves: from wave to wave, and the pace of narrowing against that needed in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats, Mask
from social_balance.estimates.intervals import t_quantile
from social_balance.estimates.scores import ScoreLabel, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, Issue
from social_balance.language.words import Lang, phrase
from social_balance.showing.view import ResultView, Shown, reading_language
from social_balance.verdicts.ambition import Ambition, Per, ambition
from social_balance.verdicts.changes import describe_bases, single_indicators
from social_balance.verdicts.claims import Overall, intersection_union
from social_balance.verdicts.evidence import figures_of
from social_balance.verdicts.indexes import Comparison, ThemeIndex, compare_waves
from social_balance.verdicts.multiplicity import Adjust, adjusted_p, rejects_in_family

PaceMethod: TypeAlias = Literal["line", "end_to_end"]
PACE_STATES = ("fast_enough", "too_slow", "widening", "undecided", "no_gap", "missing")
QUANTITIES = ("gap_now", "pace", "needed", "gap_at_target")
TESTED = ("pace", "gap_at_target")  # a family of tests each
AMBITION_YEAR = 2030  # Byrådet 22.06.2022, punkt 11


@dataclass(frozen=True, repr=False)
class Progress(Shown):
    """What happened from wave to wave, and how fast the gaps close.

    Parameters
    ----------
    waves : tuple of Ambition
        One for every two consecutive waves.
    paces : Estimates
        gap_now (index points), pace and needed (index points a year, positive when the gap shrinks) and
        gap_at_target (index points), labels (quantity, theme, area), with their joint covariance.
    bases : mapping of (theme, area) to Comparison
        The indicators that each pace rests on: present and comparable in all waves in use.
    years : tuple of int
        The waves.
    target : int
        The year in which the gaps are to be closed.
    path : {"line", "end_to_end"}
        How the pace is read off the waves.
    """

    waves: tuple[Ambition, ...]
    paces: Estimates
    bases: Mapping[tuple[str, str], Comparison]
    years: tuple[int, ...]
    target: int
    path: PaceMethod

    def pairs(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return the ambition between every two consecutive waves: "løbende", cell by cell.

        Returns
        -------
        DataFrame, one row per (theme, area, since, until)
            The columns of `Ambition.frame`; p-values are adjusted within each pair of waves.
        """
        tables = [
            one.frame(level=level)
            .assign(since=one.since, until=one.until)
            .set_index(["since", "until"], append=True)
            for one in self.waves
        ]
        return pd.concat(tables).sort_index(level=[0, 1], sort_remaining=False, kind="stable")

    def overall(self, *, theme: str | None = None, area: str | None = None) -> Overall:
        """Test that everything improves and every gap narrows from each wave to the next.

        Parameters
        ----------
        theme, area : str, optional
            Only this theme (or indicator), only the label of this area.

        Returns
        -------
        Overall
            Its tables also say since and until.

        Notes
        -----
        Intersection–union over pairs of waves as over themes and areas. H₀: from at least one wave to the
        next, at least one development or narrowing is zero or negative. A short step between two waves is
        shown more seldom than the whole way: that is what "løbende" asks for.
        """
        first = self.waves[0].overall(theme=theme, area=area)
        claims = [
            one.single_claims(theme=theme, area=area).assign(since=one.since, until=one.until)
            for one in self.waves
        ]
        nulls = _nulls_from_wave_to_wave(first)
        return intersection_union(pd.concat(claims, ignore_index=True), nulls=nulls, alpha=first.alpha)

    def claims(self) -> pd.DataFrame:
        """Return the claim "løbende" of every theme and area as one test each.

        Returns
        -------
        DataFrame, one row per (theme, area)
            null, null_en (the null hypothesis in words), p, holds, n_tests, n_shown, n_untested, n_no_gap.
        """
        cells = self._of_quantity("pace").labels
        rows = [self.overall(theme=theme, area=area).counts() for theme, area in cells]
        return pd.DataFrame(rows, index=cells)

    def pace(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return the observed pace of narrowing beside the pace that would close the gap in time.

        Returns
        -------
        DataFrame, one row per (theme, area)
            gap_now, pace, needed and gap_at_target (what would be left at this pace), each with ``_se``,
            ``_low``, ``_high``; for pace and gap_at_target ``_p`` and ``_p_adjusted`` (a family each);
            closing_year, closing_low, closing_high (the year, with decimals, in which the gap would be
            closed, with Fieller's interval; ``inf`` when it has no end) and closing_state; pace_sign
            ("smaller", "larger", "undecided", "no_gap", "missing") and pace_state; rests_on, left_out,
            left_out_why and weight_present as in `Ambition.frame`.

        Notes
        -----
        There is no gap to close ("no_gap") where the area is *shown* not to be behind in the last wave. Else
        pace_state is "fast_enough" or "too_slow" when the gap left in the target year is shown to be below
        or above zero, "widening" when the gap is shown to grow and is not closed in the target year, else
        "undecided". closing_state is "dated" when the interval of the pace is above zero, "never" when it is
        below, "open" when it has zero inside: then the interval of the year has no end [Fieller 1954];
        "level" where the area is measured level or ahead and not shown to be: no year to tell. A pace kept
        up is an assumption, not a forecast. Null hypotheses: the pace is zero; the gap left in the target
        year is zero; the area is behind in the last wave. Each is a family corrected by `adjust`.
        """
        frame = self.paces.frame(level=level)
        columns = {}
        for quantity in QUANTITIES:
            part = frame.xs(quantity, level="quantity")
            columns[quantity] = part["value"]
            for column in ("se", "low", "high"):
                columns[f"{quantity}_{column}"] = part[column]
            if quantity in TESTED:
                family = self._of_quantity(quantity)
                columns[f"{quantity}_p"] = figures_of(family).p_not_zero()
                columns[f"{quantity}_p_adjusted"] = adjusted_p(family, self.waves[0].adjust)
        table = self._with_closing_years(pd.DataFrame(columns), level)
        table = table.assign(**self._pace_codes(table))
        return table.join(describe_bases(self.bases, self.waves[0].per))

    def _pace_codes(self, table: pd.DataFrame) -> dict[str, list[str]]:
        """Return what is shown of each pace, in words' codes."""
        first = self.waves[0]
        gap = figures_of(self._of_quantity("gap_now"))
        pace = figures_of(self._of_quantity("pace"))
        # As in one comparison of two years: a gap that is merely measured as nothing is not "no gap".
        level = rejects_in_family(gap.p_not_above_zero(), gap.single, first.adjust, first.alpha)
        evidence = PaceEvidence(
            table,
            no_gap=pace.known & level,
            fact=pace.fact,
            alpha=first.alpha,
        )
        return {
            "closing_state": evidence.closing_states(),
            "pace_sign": evidence.pace_signs(),
            "pace_state": evidence.pace_states(),
        }

    def _with_closing_years(self, table: pd.DataFrame, level: float) -> pd.DataFrame:
        """Add the year in which each gap would be closed, with its limits; none without a gap."""
        gap = self._of_quantity("gap_now")
        pace = self._of_quantity("pace")
        limits = _closing_limits(gap, pace, self._gap_pace_covariance(), level)
        shrinking = (gap.values > 0) & (pace.values > 0)
        years = np.where(shrinking, gap.values / np.where(pace.values > 0, pace.values, 1.0), np.nan)
        # A gap that is closed already has no year ahead of it.
        last = np.where(gap.values > 0, self.years[-1], np.nan)
        return table.assign(
            closing_year=last + years, closing_low=last + limits.low, closing_high=last + limits.high
        )

    def _of_quantity(self, quantity: str) -> Estimates:
        return self.paces.where(quantity=quantity).keep_levels([self.waves[0].per, "area"])

    def _gap_pace_covariance(self) -> Floats:
        """Of each gap with its own pace."""
        quantity = self.paces.labels.get_level_values(0)
        of_gap = np.flatnonzero(quantity == "gap_now")
        of_pace = np.flatnonzero(quantity == "pace")
        return np.asarray(self.paces.matrix[of_gap, of_pace])

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.verdicts.views import progress_view

        return progress_view(self, reading_language(lang))


def progress(
    index: ThemeIndex,
    *,
    years: Sequence[int] | None = None,
    target: int = AMBITION_YEAR,
    path: PaceMethod = "line",
    reference: str = "rest",
    margin: float | Mapping[str, float] = 2.0,
    adjust: Adjust = "bh",
    alpha: float = 0.05,
    per: Per = "theme",
) -> Progress:
    """Hold the ambition against many waves: every step on the way, and the pace towards a year.

    Parameters
    ----------
    index : ThemeIndex
        From `theme_index`.
    years : sequence of int, optional
        The waves; left out: every year of the index.
    target : int
        The year in which the gaps are to be closed.
    path : {"line", "end_to_end"}
        The pace as the slope of the straight line through the gaps of all waves by least squares, or from the
        first wave to the last.
    reference, margin, adjust, alpha, per
        As in `ambition`.

    Returns
    -------
    Progress

    Raises
    ------
    InputError
        Fewer than two waves, a target year that is not after the last one, an unknown path, and what
        `ambition` refuses.

    Notes
    -----
    Pace = −Σ cₜ·gₜ with cₜ = (t − t̄)/Σ(t − t̄)²; needed = g/(target − last); gap at target = g − pace·(target
    − last), with g the gap of the last wave. All are linear in the scores, so one covariance holds them
    together. The line has fixed weights, so its variance is right whether or not the true gaps lie on a line;
    weighting by the covariance would lean on just that, and has no meaning for facts. Only indicators that
    are present and comparable in all waves in use count.
    """
    known = sorted(set(index.scores.labels.get_level_values("year")))
    waves = tuple(sorted(set(years if years is not None else known)))
    faults = Faults()
    if len(waves) < 2:
        faults.add(Issue("PRG001", found=", ".join(map(str, waves)), values={"known": known}))
    # Without waves there is no last one to be after.
    elif target <= waves[-1]:
        faults.add(Issue("PRG002", found=str(target), values={"last": waves[-1]}))
    if path not in get_args(PaceMethod):
        faults.add(Issue("PRG003", found=str(path)))
    faults.raise_if_any()
    # Every pair of waves is a family of its own: the reader is shown one step at a time.
    pairs = tuple(
        ambition(index, since=since, until=until, reference=reference, margin=margin, adjust=adjust,
                 alpha=alpha, per=per)
        for since, until in pairwise(waves)
    )  # fmt: skip
    # Each indicator as a theme of its own, as in `ambition`.
    source = single_indicators(index) if per == "indicator" else index
    horizon = Horizon(waves, target, path)
    bases = {
        (theme.id, area): compare_waves(
            source, theme, years=horizon.used_waves, areas=[area, pairs[0].reference]
        )
        for theme in source.themes
        for area in pairs[0].areas
    }
    return Progress(pairs, _pace_estimates(source, pairs[0], bases, horizon), bases, waves, target, path)


@dataclass(frozen=True)
class Horizon:
    """The waves that a pace is read off, and the year it is held against."""

    waves: tuple[int, ...]
    target: int
    path: PaceMethod

    @property
    def used_waves(self) -> tuple[int, ...]:
        """The waves that count."""
        if self.path == "line":
            return self.waves
        return self.waves[0], self.waves[-1]

    def gap_weights(self) -> dict[str, dict[int, float]]:
        """Return each of `QUANTITIES` as weights on the gap of each wave."""
        years = np.array(self.used_waves, dtype=float)
        centred = years - years.mean()
        # Least squares: the slope of the line through the gaps is Σ c·g.
        slope = dict(zip(self.used_waves, centred / np.sum(centred**2), strict=True))
        last = self.waves[-1]
        left = self.target - last
        return {
            "gap_now": {last: 1.0},
            "pace": {t: -c for t, c in slope.items()},
            "needed": {last: 1 / left},
            "gap_at_target": {t: c * left + (t == last) for t, c in slope.items()},
        }


def _pace_estimates(
    index: ThemeIndex, first: Ambition, bases: Mapping[tuple[str, str], Comparison], horizon: Horizon
) -> Estimates:
    """Return the quantities of every theme and area as one linear map of the scores."""
    weights: dict[tuple[str, str, str], dict[ScoreLabel, float]] = {}
    for quantity, on_gaps in horizon.gap_weights().items():
        for (theme_id, area), comparison in bases.items():
            weights[quantity, theme_id, area] = {
                (k, who, year): sign * on_gap * w
                for k, w in comparison.weights.items()
                for year, on_gap in on_gaps.items()
                for who, sign in ((first.reference, 1), (area, -1))
            }
    labels = pd.MultiIndex.from_tuples(list(weights), names=["quantity", first.per, "area"])
    return index.scores.linear_map(weight_matrix(index.scores, list(weights.values())), labels, unit="point")


@dataclass(frozen=True)
class Limits:
    """Lower and upper limits, shape (k,) each; NaN where there are none."""

    low: Floats
    high: Floats


def _closing_limits(gap: Estimates, pace: Estimates, covariance: Floats, level: float) -> Limits:
    """Limits of the years until the gap is closed, gap/pace ≥ 0, for a gap above zero.

    Fieller 1954: all θ with (g − θr)² ≤ t²·V(g − θr), a quadratic in θ. The limits are missing for facts,
    for what cannot be tested, and where no θ ≥ 0 is left; the upper one is infinite where the pace may be
    zero.
    """
    sampled = figures_of(pace).sampled
    t = t_quantile(level, np.where(sampled, figures_of(pace).df, np.nan))
    a = pace.values**2 - t**2 * pace.se**2
    b = gap.values * pace.values - t**2 * covariance
    c = gap.values**2 - t**2 * gap.se**2
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.maximum(b**2 - a * c, 0))
        small, large = np.sort([(b - root) / a, (b + root) / a], axis=0)
    may_be_closed = c <= 0
    bounded = a > 0  # the pace is told from zero
    # Bounded: between the roots. Else outside them, of which what is above the larger is left, or everything.
    low = np.where(may_be_closed, 0.0, np.where(bounded, small, large))
    high = np.where(bounded, large, np.inf)
    none = ~(sampled & (gap.values > 0)) | (bounded & (large < 0))
    return Limits(np.where(none, np.nan, low), np.where(none, np.nan, high))


@dataclass(frozen=True)
class PaceEvidence:
    """The table of paces, and what decides its states, row by row.

    Parameters
    ----------
    table : DataFrame
        The quantities with their limits and p-values.
    no_gap : ndarray of bool
        Where the area is shown not to be behind in the last wave.
    fact : ndarray of bool
        Where there is no sampling error, so that the figures decide.
    alpha : float
        Level of every test.
    """

    table: pd.DataFrame
    no_gap: Mask
    fact: Mask
    alpha: float

    def closing_states(self) -> list[str]:
        """Tell whether there is a year in which each gap would be closed."""
        pace = self._values_of("pace")
        low = np.where(self.fact, pace, self._values_of("pace_low"))
        high = np.where(self.fact, pace, self._values_of("pace_high"))
        stands = self.fact & (pace <= 0)
        return _first_that_holds(
            {
                "missing": ~np.isfinite(pace),
                "no_gap": self.no_gap,
                "level": self._values_of("gap_now") <= 0,
                "dated": low > 0,
                "never": (high < 0) | stands,
            },
            otherwise="open",
        )

    def pace_signs(self) -> list[str]:
        """Tell whether each gap shrinks or grows, or is not there."""
        pace = self._values_of("pace")
        clear = self._values_of("pace_p_adjusted") < self.alpha
        return _first_that_holds(
            {
                "missing": ~np.isfinite(pace),
                "no_gap": self.no_gap,
                "smaller": clear & (pace > 0),
                "larger": clear,
            },
            otherwise="undecided",
        )

    def pace_states(self) -> list[str]:
        """Tell whether each pace is enough to close the gap in the target year."""
        sign = np.array(self.pace_signs())
        left = self._values_of("gap_at_target")
        clear = self._values_of("gap_at_target_p_adjusted") < self.alpha
        return _first_that_holds(
            {
                "missing": sign == "missing",
                "no_gap": sign == "no_gap",
                "widening": (sign == "larger") & (left > 0),
                "too_slow": clear & (left > 0),
                "fast_enough": (clear | self.fact) & (left <= 0),
            },
            otherwise="undecided",
        )

    def _values_of(self, name: str) -> Floats:
        return self.table[name].to_numpy(dtype=float)


def _first_that_holds(states: Mapping[str, Mask], *, otherwise: str) -> list[str]:
    """Return, row by row, the first state that holds."""
    return [str(state) for state in np.select(list(states.values()), list(states), otherwise)]


def _nulls_from_wave_to_wave(one: Overall) -> dict[str, str]:
    return {
        lang: phrase("claims", "from_wave_to_wave", lang, null=null.removesuffix("."))
        for lang, null in one.nulls.items()
    }
