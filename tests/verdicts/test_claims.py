"""What is claimed of a development and a gap, at what level, and what keeps a whole claim open."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from invented_themes import figures, indicator, themes
from scipy import stats

import social_balance as sb
from social_balance.estimates.values import Estimates, from_values
from social_balance.verdicts.ambition import Ambition
from social_balance.verdicts.claims import gap_claims, single_claims
from social_balance.verdicts.evidence import Figures
from social_balance.verdicts.multiplicity import level_of_each

THEMES = themes(tryghed=[indicator("q")])


def ambition(
    nord: tuple[float, float], rest: tuple[float, float], *, se: float = 1.0, df: float = 40.0
) -> Ambition:
    """An area, the rest and a whole that improves clearly, in two years."""
    values = {}
    for area, pair in {"nord": nord, "rest": rest, "whole": (50.0, 80.0)}.items():
        values |= {("q", area, year): x for year, x in zip((2021, 2024), pair, strict=True)}
    return sb.ambition(sb.theme_index(figures(values, se=se, df=df), THEMES), since=2021, until=2024)


def rows(values: list[float], se: list[float], df: list[float]) -> Estimates:
    made = from_values(
        [("t", f"a{n}") for n in range(len(values))], values, np.square(se), names=("theme", "area")
    )
    return Estimates(made.rows.assign(df=df), made.matrix)


def test_the_claim_of_a_development_is_one_sided_and_says_why_it_is_not_tested() -> None:
    made = rows(
        [2.0, -2.0, 3.0, 0.0, -1.0, np.nan, 4.0, 4.0],
        [1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0],
        [20, 20, np.inf, np.inf, np.inf, 20, 20, 0],
    )
    claims = single_claims(made, "development")
    # Facts above zero are shown; at zero or below they are not. The last two have no spread, no freedom.
    assert claims["why"].tolist() == ["", "", "", "", "", "missing", "single", "single"]
    expected = [stats.t.sf(2, 20), stats.t.sf(-2, 20), 0.0, 1.0, 1.0, np.nan, np.nan, np.nan]
    np.testing.assert_allclose(claims["p"], expected)
    assert set(claims["claim"]) == {"development"}


def test_a_narrowing_has_nine_tenths_of_the_level_and_still_not_behind_the_last_tenth() -> None:
    narrowing = rows([4.0, 4.0, -1.0, 0.0], [2.0, 2.0, 2.0, 0.0], [30, 30, 30, np.inf])
    last = rows([6.0, -6.0, -5.0, 0.0], [1.5, 1.5, 1.5, 0.0], [30, 30, 30, np.inf])
    claims = gap_claims(narrowing, last, np.array([False, False, True, True]))
    made = claims.set_index(["claim", "area"])
    p = made["p"].to_dict()
    assert p["narrowing", "a0"] == p["narrowing", "a1"] == pytest.approx(stats.t.sf(2, 30) / 0.9)
    assert p["not_behind", "a2"] == pytest.approx(stats.t.sf(5 / 1.5, 30) / 0.1)
    # A fact that is level is not behind.
    assert p["not_behind", "a3"] == 0.0
    assert made.loc[("not_behind", "a2"), "value"] == 5.0
    assert made["why"].to_dict() == {
        ("narrowing", "a0"): "", ("narrowing", "a1"): "", ("narrowing", "a2"): "no_gap",
        ("narrowing", "a3"): "no_gap", ("not_behind", "a2"): "", ("not_behind", "a3"): "",
    }  # fmt: skip


def test_a_gap_that_has_grown_is_never_shown_to_be_closed_because_the_first_was_measured_as_nothing() -> None:
    amb = ambition((60.1, 66.0), (60.0, 76.0))
    row = amb.frame().iloc[0]
    claim = amb.overall(theme="tryghed", area="nord")
    assert row["gap_until"] == pytest.approx(10.0)
    assert (row["gap_state"], row["verdict"]) == ("larger", "better_gap_larger")
    assert not claim.holds
    assert claim.p == 1.0
    assert claim.counts()["n_no_gap"] == 0


def test_an_area_that_was_ahead_and_still_is_has_that_claimed_in_place_of_a_narrowing() -> None:
    amb = ambition((70.0, 75.0), (60.0, 66.0))
    claim = amb.overall(theme="tryghed", area="nord")
    assert amb.frame()["gap_state"].item() == "no_gap"
    assert claim.tests[["claim", "value"]].to_numpy().tolist() == [["development", 5.0], ["not_behind", 9.0]]
    assert claim.untested[["claim", "why"]].to_numpy().tolist() == [["narrowing", "no_gap"]]
    assert claim.holds
    assert (claim.counts()["n_tests"], claim.counts()["n_no_gap"]) == (2, 1)


def test_an_area_that_was_ahead_and_may_now_be_behind_is_not_shown_to_be_ahead() -> None:
    amb = ambition((64.0, 67.0), (60.0, 66.8))
    claim = amb.overall(theme="tryghed", area="nord")
    assert claim.tests["claim"].tolist() == ["development", "not_behind"]
    assert not claim.holds
    # Measured 0,2 points ahead with a standard error of √2.
    assert claim.p == pytest.approx(min(stats.t.sf(0.2 / np.sqrt(2), 40) / 0.1, 1.0))


@pytest.mark.parametrize(
    ("nord", "rest", "state", "verdict"),
    [
        # First gap −0,1 and then +6,5: neither "no gap to close" nor clear.
        ((40.1, 66.0), (40.0, 72.5), "undecided", "better_gap_undecided"),
        # From 0,2 behind to 10 ahead.
        ((60.0, 86.0), (60.2, 76.0), "overtaken", "better_overtaken"),
        ((70.0, 86.0), (50.0, 66.0), "no_gap", "better_no_gap"),
        ((50.0, 66.0), (60.0, 66.0), "smaller", "ambition_met"),
    ],
)
def test_no_gap_and_overtaken_are_shown_and_not_measured(
    nord: tuple[float, float], rest: tuple[float, float], state: str, verdict: str
) -> None:
    row = ambition(nord, rest, se=2.4).frame().iloc[0]
    assert (row["gap_state"], row["verdict"]) == (state, verdict)


@pytest.mark.parametrize(("se", "df"), [(0.0, 0.0), (1e-14, 0.0), (2.0, 0.0), (0.0, 12.0)])
def test_a_figure_that_cannot_be_tested_leaves_the_claim_open(se: float, df: float) -> None:
    amb = ambition((50.0, 70.0), (60.0, 61.0), se=se, df=df)
    claim = amb.overall()
    assert np.isnan(claim.p)
    assert not claim.holds
    assert set(claim.untested["why"]) == {"single"}
    assert claim.counts()["n_untested"] == 3
    assert amb.frame()["status"].item() == "single"


def test_facts_need_no_spread_to_be_shown() -> None:
    claim = ambition((50.0, 70.0), (60.0, 61.0), se=0.0, df=np.inf).overall()
    assert (claim.p, claim.holds) == (0.0, True)


# --- equivalence, corrected for reading many


@pytest.mark.parametrize(
    ("method", "level"),
    [("none", 0.05), ("bh", 0.05 * 2 / 4), ("holm", 0.05 / 2), ("max_t", 0.025), ("max_t_stepdown", 0.025)],
)
def test_the_level_of_each_test_is_what_the_correction_leaves(method: str, level: float) -> None:
    # Holm: 0,001·4 and 0,01·3 reject, 0,03·2 does not. Benjamini–Hochberg: 0,03·4/3 and 0,4 do not reject.
    p = np.array([0.4, 0.001, np.nan, 0.01, 0.04])
    assert level_of_each(p, method, 0.05) == pytest.approx(level)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["none", "bh", "holm"])
def test_the_interval_that_decided_is_inside_the_margin_just_when_it_is_called_so(method: str) -> None:
    values = {}
    changes = dict(zip("abcdefgh", (0.0, 0.3, -0.5, 0.9, 1.1, 1.4, -1.6, 3.0), strict=True))
    for name, change in changes.items():
        values |= {(name, "nord", 2021): 50.0, (name, "nord", 2024): 50.0 + change}
        values |= {(name, area, year): 60.0 for area in ("rest", "whole") for year in (2021, 2024)}
    many = themes(**{f"t_{name}": [indicator(name)] for name in changes})
    made = sb.theme_index(figures(values, se=0.4), many)
    table = sb.ambition(made, since=2021, until=2024, adjust=method).frame()  # type: ignore[arg-type]
    for name, state in (("development", "own"), ("reference_development", "reference_own"),
                        ("narrowing", "gap_state")):  # fmt: skip
        low, high = (table[f"{name}_{end}_equivalence"] for end in ("low", "high"))
        called = table[state].isin(["unchanged"]) | table[state].str.startswith("slightly_")
        pd.testing.assert_series_equal((low > -2) & (high < 2), called, check_names=False)
    # Adjusted limits are wider: corrected, fewer are called inside.
    width = (table["development_high_equivalence"] - table["development_low_equivalence"]).iloc[0]
    least = 2 * stats.t.isf(0.05, 40) * 0.4 * np.sqrt(2)
    assert width == pytest.approx(least) if method == "none" else width > 1.01 * least


def test_one_and_two_sided_tests_of_a_figure_are_those_of_scipy() -> None:
    one = Figures(np.array([1.2, -0.7]), np.array([0.5, 0.5]), np.array([9.0, np.inf]))
    np.testing.assert_allclose(one.p_above(), [stats.t.sf(2.4, 9), stats.norm.sf(-1.4)])
    np.testing.assert_allclose(one.p_below(), [stats.t.sf(-2.4, 9), stats.norm.sf(1.4)])
    np.testing.assert_allclose(one.p_not_zero(), [2 * stats.t.sf(2.4, 9), 2 * stats.norm.sf(1.4)])
    np.testing.assert_allclose(one.p_above(1.0), [stats.t.sf(0.4, 9), stats.norm.sf(-3.4)])
    np.testing.assert_allclose(one.p_equivalent(2.0), [stats.t.sf(1.6, 9), stats.norm.sf(2.6)])
    low = [1.2 - 0.5 * stats.t.isf(0.1, 9), -0.7 - 0.5 * stats.norm.isf(0.1)]
    np.testing.assert_allclose(one.limits(0.1)[0], low)
