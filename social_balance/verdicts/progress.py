"""The ambition over many waves: from wave to wave, and the pace of narrowing against that needed in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.estimates.intervals import t_quantile
from social_balance.estimates.scores import ScoreLabel, weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, Issue
from social_balance.language.words import phrase
from social_balance.verdicts.ambition import Ambition, Per, ambition
from social_balance.verdicts.changes import single_indicators
from social_balance.verdicts.claims import Overall, intersection_union
from social_balance.verdicts.indexes import ThemeIndex, compare_waves
from social_balance.verdicts.multiplicity import Adjust, adjusted_p
from social_balance.verdicts.significance import degrees_of_freedom, p_not_zero

PaceMethod: TypeAlias = Literal["line", "end_to_end"]
PACE_STATES = ("fast_enough", "too_slow", "widening", "undecided", "no_gap", "missing")
QUANTITIES = ("gap_now", "pace", "needed", "gap_at_target")
TESTED = ("pace", "gap_at_target")  # a family of tests each
AMBITION_YEAR = 2030  # Byrådet 22.06.2022, punkt 11


@dataclass(frozen=True)
class Progress:
    """What happened from wave to wave, and how fast the gaps close.

    Parameters
    ----------
    waves : tuple of Ambition
        One for every two consecutive waves.
    paces : Estimates
        gap_now (index points), pace and needed (index points a year, positive when the gap shrinks) and
        gap_at_target (index points), labels (quantity, theme, area), with their joint covariance.
    years : tuple of int
        The waves.
    target : int
        The year in which the gaps are to be closed.
    path : {"line", "end_to_end"}
        How the pace is read off the waves.
    """

    waves: tuple[Ambition, ...]
    paces: Estimates
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
        cells = self._quantity("pace").labels
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
            ("smaller", "larger", "undecided", "no_gap", "missing") and pace_state.

        Notes
        -----
        pace_state is "fast_enough" or "too_slow" when the gap left in the target year is shown to be below
        or above zero, "widening" when the gap is shown to grow, else "undecided". closing_state is "dated"
        when the interval of the pace is above zero, "never" when it is below, "open" when it has zero inside:
        then the interval of the year has no end [Fieller 1954]. Where the area is level or ahead in the last
        wave, there is no gap to close. A pace kept up is an assumption, not a forecast. Null hypotheses: the
        pace is zero; the gap left in the target year is zero.
        """
        frame = self.paces.frame(level=level)
        columns = {}
        for quantity in QUANTITIES:
            part = frame.xs(quantity, level="quantity")
            columns[quantity] = part["value"]
            for column in ("se", "low", "high"):
                columns[f"{quantity}_{column}"] = part[column]
            if quantity in TESTED:
                family = self._quantity(quantity)
                columns[f"{quantity}_p"] = p_not_zero(family)
                columns[f"{quantity}_p_adjusted"] = adjusted_p(family, self.waves[0].adjust)
        table = self._with_closing_years(pd.DataFrame(columns), level)
        table["closing_state"] = _closing_states(table)
        table["pace_sign"] = _pace_signs(table, self.waves[0].alpha)
        table["pace_state"] = _pace_states(table, self.waves[0].alpha)
        return table

    def _with_closing_years(self, table: pd.DataFrame, level: float) -> pd.DataFrame:
        """Add the year in which each gap would be closed, with its limits; none without a gap."""
        gap = self._quantity("gap_now")
        pace = self._quantity("pace")
        limits = _closing_limits(gap, pace, self._gap_pace_covariance(), level)
        shrinking = (gap.values > 0) & (pace.values > 0)
        years = np.where(shrinking, gap.values / np.where(pace.values > 0, pace.values, 1.0), np.nan)
        last = np.where(gap.values > 0, self.years[-1], np.nan)
        return table.assign(
            closing_year=last + years, closing_low=last + limits.low, closing_high=last + limits.high
        )

    def _quantity(self, quantity: str) -> Estimates:
        return self.paces.where(quantity=quantity).keep_levels([self.waves[0].per, "area"])

    def _gap_pace_covariance(self) -> Floats:
        """Of each gap with its own pace."""
        quantity = self.paces.labels.get_level_values(0)
        of_gap = np.flatnonzero(quantity == "gap_now")
        of_pace = np.flatnonzero(quantity == "pace")
        return np.asarray(self.paces.matrix[of_gap, of_pace])

    def _repr_html_(self) -> str:
        columns = ["gap_now", "pace", "needed", "closing_year", "pace_state"]
        return str(self.pace()[columns].to_html(max_rows=30, float_format=lambda x: f"{x:.1f}"))


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
    elif target <= waves[-1]:
        faults.add(Issue("PRG002", found=str(target), values={"last": waves[-1]}))
    if path not in get_args(PaceMethod):
        faults.add(Issue("PRG003", found=str(path)))
    faults.raise_if_any()
    pairs = tuple(
        ambition(index, since=since, until=until, reference=reference, margin=margin, adjust=adjust,
                 alpha=alpha, per=per)
        for since, until in pairwise(waves)
    )  # fmt: skip
    source = single_indicators(index) if per == "indicator" else index
    horizon = Horizon(waves, target, path)
    return Progress(pairs, _paces(source, pairs[0], horizon), waves, target, path)


@dataclass(frozen=True)
class Horizon:
    """The waves that a pace is read off, and the year it is held against."""

    waves: tuple[int, ...]
    target: int
    path: PaceMethod

    @property
    def used(self) -> tuple[int, ...]:
        """The waves that count."""
        if self.path == "line":
            return self.waves
        return self.waves[0], self.waves[-1]

    def gap_weights(self) -> dict[str, dict[int, float]]:
        """Return each of `QUANTITIES` as weights on the gap of each wave."""
        years = np.array(self.used, dtype=float)
        centred = years - years.mean()
        # Least squares: the slope of the line through the gaps is Σ c·g.
        slope = dict(zip(self.used, centred / np.sum(centred**2), strict=True))
        last = self.waves[-1]
        left = self.target - last
        return {
            "gap_now": {last: 1.0},
            "pace": {t: -c for t, c in slope.items()},
            "needed": {last: 1 / left},
            "gap_at_target": {t: c * left + (t == last) for t, c in slope.items()},
        }


def _paces(index: ThemeIndex, first: Ambition, horizon: Horizon) -> Estimates:
    """Return the quantities of every theme and area as one linear map of the scores."""
    omegas = {
        (theme.id, area): compare_waves(
            index, theme, years=horizon.used, areas=[area, first.reference]
        ).weights
        for theme in index.themes
        for area in first.areas
    }
    weights: dict[tuple[str, str, str], dict[ScoreLabel, float]] = {}
    for quantity, on_gaps in horizon.gap_weights().items():
        for (theme_id, area), omega in omegas.items():
            weights[quantity, theme_id, area] = {
                (k, who, year): sign * on_gap * w
                for k, w in omega.items()
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

    Fieller 1954: all θ with (g − θr)² ≤ t²·V(g − θr), a quadratic in θ. The limits are missing for facts and
    where no θ ≥ 0 is left, and the upper one is infinite where the pace may be zero.
    """
    t = t_quantile(level, degrees_of_freedom(pace))
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
    none = ~((pace.se > 0) & (gap.values > 0)) | (bounded & (large < 0))
    return Limits(np.where(none, np.nan, low), np.where(none, np.nan, high))


def _closing_states(table: pd.DataFrame) -> list[str]:
    fact = (table["pace_se"] == 0).to_numpy()
    pace = table["pace"].to_numpy(dtype=float)
    low = np.where(fact, pace, table["pace_low"].to_numpy(dtype=float))
    high = np.where(fact, pace, table["pace_high"].to_numpy(dtype=float))
    stands = fact & (pace <= 0)
    states = np.select([~np.isfinite(pace), table["gap_now"] <= 0, low > 0, (high < 0) | stands],
                       ["missing", "no_gap", "dated", "never"], "open")  # fmt: skip
    return [str(state) for state in states]


def _pace_signs(table: pd.DataFrame, alpha: float) -> list[str]:
    clear = (table["pace_p_adjusted"] < alpha).to_numpy()
    states = np.select(
        [~np.isfinite(table["pace"]), table["gap_now"] <= 0, clear & (table["pace"] > 0), clear],
        ["missing", "no_gap", "smaller", "larger"], "undecided",
    )  # fmt: skip
    return [str(state) for state in states]


def _pace_states(table: pd.DataFrame, alpha: float) -> list[str]:
    sign = table["pace_sign"]
    left = table["gap_at_target"]
    clear = table["gap_at_target_p_adjusted"] < alpha
    enough = (clear | (table["pace_se"] == 0)) & (left <= 0)
    states = np.select(
        [sign == "missing", sign == "no_gap", sign == "larger", clear & (left > 0), enough],
        ["missing", "no_gap", "widening", "too_slow", "fast_enough"], "undecided",
    )  # fmt: skip
    return [str(state) for state in states]


def _nulls_from_wave_to_wave(one: Overall) -> dict[str, str]:
    return {
        lang: phrase("claims", "from_wave_to_wave", lang, null=null.removesuffix("."))
        for lang, null in one.nulls.items()
    }
