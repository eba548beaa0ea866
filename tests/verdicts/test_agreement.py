"""Whatever figures are missing, a row's words, states, claims and numbers rest on one basis and agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_themes import figures, indicator, themes

import social_balance as sb
from social_balance.estimates.values import Estimates

KEYS = "abcd"
AREAS = ("nord", "syd", "rest", "whole")
YEARS = (2021, 2024)
THEMES = themes(en=[indicator(k) for k in "abc"], to=[indicator("d")])
UP = {"better", "slightly_better"}
DOWN = {"worse", "slightly_worse"}
SHRUNK = {"smaller", "slightly_smaller", "overtaken"}
GROWN = {"larger", "slightly_larger"}


@st.composite
def estimates(draw: st.DrawFn, years: tuple[int, ...] = YEARS) -> Estimates:
    """Figures of four indicators, about one in ten missing, with spread, without, or without freedom."""
    labels = [(k, area, year) for k in KEYS for area in AREAS for year in years]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    level = {area: rng.uniform(30, 70) for area in AREAS}
    values = np.array([level[area] + rng.normal(scale=6) for _, area, _ in labels])
    values[rng.random(len(values)) < draw(st.sampled_from([0.0, 0.06, 0.2]))] = np.nan
    se = draw(st.sampled_from([0.0, 1e-15, 0.3, 1.5, 4.0]))
    df = draw(st.sampled_from([0.0, 4.0, 40.0, np.inf]))
    return figures(dict(zip(labels, values, strict=True)), se=se, df=df)


def by_hand(est: Estimates, row: pd.Series, area: str, year: int) -> float:
    """The mean of the figures that the row says it rests on."""
    value = est.rows["value"].to_dict()
    return float(np.mean([value[k, area, year] for k in row["rests_on"]])) if row["rests_on"] else np.nan


def is_near(found: float, wanted: float) -> bool:
    return bool(np.isclose(found, wanted, atol=1e-9, equal_nan=True))


def assert_one_basis(est: Estimates, label: tuple[str, str], row: pd.Series) -> None:
    """Every number of the row is that of the indicators it names."""
    area = label[1]
    levels = {(who, year): by_hand(est, row, who, year) for who in (area, "rest") for year in YEARS}
    own = levels[area, 2024] - levels[area, 2021]
    beside = levels["rest", 2024] - levels["rest", 2021]
    first, last = (levels["rest", year] - levels[area, year] for year in YEARS)
    wanted = {
        "value_since": levels[area, 2021], "value_until": levels[area, 2024], "development": own,
        "reference_development": beside, "gap_since": first, "gap_until": last, "narrowing": own - beside,
    }  # fmt: skip
    assert {name: row[name] for name, value in wanted.items() if not is_near(row[name], value)} == {}


def assert_states_follow_the_numbers(row: pd.Series) -> None:
    """A state is on the side of its number, and what is called inside the margin is."""
    for state, name in (("own", "development"), ("reference_own", "reference_development")):
        assert row[state] not in UP or row[name] > 0
        assert row[state] not in DOWN or row[name] < 0
    assert row["gap_state"] not in SHRUNK or row["narrowing"] > 0
    assert row["gap_state"] not in GROWN or row["narrowing"] < 0
    assert row["gap_state"] != "no_gap" or max(row["gap_since"], row["gap_until"]) <= 0
    assert row["gap_state"] != "overtaken" or row["gap_until"] < 0
    for state, name in (("own", "development"), ("gap_state", "narrowing")):
        limits = [row[f"{name}_{end}_equivalence"] for end in ("low", "high")]
        called = row[state] == "unchanged" or row[state].startswith("slightly_")
        sampled = np.isfinite(limits).all()
        assert not (called and sampled) or np.abs(limits).max() < row["margin"]
    assert (row["verdict"] == "missing") == np.isnan(row["narrowing"])
    assert row["status"] != "single" or "undecided" in (row["own"], row["gap_state"])


def assert_words_follow_the_states(row: pd.Series, text: str) -> None:
    """The English sentence says the direction of the state and the size of the number."""
    own, _, beside = text.replace("has risen or fallen", "").partition(", while ")
    assert ("has risen" in own) == (row["own"] in UP)
    assert ("has fallen" in own) == (row["own"] in DOWN)
    told = beside.partition(" in rest")[0]
    assert ("has risen" in told) == (row["own"] != "missing" and row["reference_own"] in UP)
    assert ("has fallen" in told) == (row["own"] != "missing" and row["reference_own"] in DOWN)
    assert ("no gap to close" in text) <= (row["gap_state"] == "no_gap")
    assert ("; the gap has shrunk" in text) <= (row["gap_state"] in SHRUNK and row["gap_until"] >= 0)
    assert ("; the gap has grown" in text) <= (row["gap_state"] in GROWN)


def assert_claim_follows_the_verdict(amb: Any, label: tuple[str, str], row: pd.Series) -> None:
    """A claim that is shown is never one that the row speaks against, and rests on the row's numbers."""
    claim = amb.overall(theme=label[0], area=label[1])
    value = claim.tests.set_index("claim")["value"].to_dict()
    left = set(claim.untested.loc[claim.untested["why"] == "no_gap", "claim"])
    assert (left == {"narrowing"}) == (row["gap_state"] == "no_gap")
    assert is_near(value.get("development", row["development"]), row["development"])
    assert is_near(value.get("narrowing", row["narrowing"]), row["narrowing"])
    assert is_near(value.get("not_behind", -row["gap_until"]), -row["gap_until"])
    ways = row["narrowing"] > 0 or row["gap_until"] <= 0
    contradicted = row["own"] in DOWN or row["gap_state"] in GROWN
    assert not claim.holds or (row["development"] > 0 and ways and not contradicted)
    assert not claim.holds or row["status"] == "ok"


@given(estimates())
@settings(max_examples=25, deadline=None)
def test_number_state_word_and_claim_of_every_row_agree(est: Estimates) -> None:
    amb = sb.ambition(sb.theme_index(est, THEMES), since=2021, until=2024)
    words = sb.sentences(amb, lang="en")
    for label, row in amb.frame().iterrows():
        assert_one_basis(est, label, row)
        assert_states_follow_the_numbers(row)
        assert_words_follow_the_states(row, words[label])
        assert_claim_follows_the_verdict(amb, label, row)


@given(estimates())
@settings(max_examples=12, deadline=None)
def test_progress_robustness_and_subgroups_say_what_the_ambition_says(est: Estimates) -> None:
    index = sb.theme_index(est, THEMES)
    table = sb.ambition(index, since=2021, until=2024).frame()
    states = ["own", "gap_state", "verdict", "rests_on"]
    going = sb.progress(index)
    pd.testing.assert_frame_equal(going.pairs().droplevel(["since", "until"])[states], table[states])
    pace = going.pace()
    np.testing.assert_allclose(3 * pace["pace"], table["narrowing"])
    np.testing.assert_allclose(pace["gap_now"], table["gap_until"])
    assert pace["rests_on"].tolist() == table["rests_on"].tolist()
    sides = {"smaller": 1, "larger": -1}
    side = pace["pace_sign"].map(sides).fillna(0)
    assert (side * table["narrowing"] >= 0)[side != 0].all()
    same = pace["pace_sign"].isin(["smaller", "larger", "undecided"])
    known = {"overtaken": "smaller", "unchanged": "undecided", "no_gap": None}
    of_table = table["gap_state"].str.removeprefix("slightly_").replace(known)
    compared = same & of_table.notna()
    assert pace.loc[compared, "pace_sign"].tolist() == of_table[compared].tolist()
    given_rows = sb.robustness(index, since=2021, until=2024).frame().xs("given", level="choice")
    pd.testing.assert_frame_equal(given_rows[states[:3]], table[states[:3]], check_names=False)
    one = Estimates(
        pd.concat({"all": est.rows.assign(effective_base=1e9)}, names=["sex"]).reorder_levels(
            ["measure", "area", "year", "sex"]
        ),
        est.matrix,
    )
    groups = sb.by_subgroup(one, THEMES, by="sex", since=2021, until=2024).frame().droplevel("sex")
    pd.testing.assert_frame_equal(groups[states], table[states])


@given(estimates(), st.sampled_from([(0.0, 0.0), (0.0, 3.0), (1e-15, 0.0), (1e-14, 7.0), (2.0, 0.0)]))
@settings(max_examples=20, deadline=None)
def test_nothing_is_shown_without_spread_or_a_degree_of_freedom_however_it_is_rounded(
    est: Estimates, spread: tuple[float, float]
) -> None:
    se, df = spread
    bare = Estimates(est.rows.assign(df=df), np.where(np.eye(len(est)), se**2, 0.0))
    amb = sb.ambition(sb.theme_index(bare, THEMES), since=2021, until=2024)
    table = amb.frame()
    there = table["verdict"] != "missing"
    assert set(table.loc[there, ["own", "reference_own", "gap_state", "status"]].stack()) <= {
        "undecided", "single",
    }  # fmt: skip
    p_values = table.loc[there, ["development_p", "narrowing_p", "development_p_adjusted"]]
    assert (p_values == 1.0).all(axis=None)
    claims = amb.claims()
    assert not claims["holds"].any()
    assert claims["p"].isna().all()


def three_indicators(since: dict[str, tuple], until: dict[str, tuple], *, se: float) -> sb.ThemeIndex:
    """A theme of three indicators in an area and the rest; None is not measured."""
    values = {
        (k, area, year): float(value)
        for year, of_areas in ((2021, since), (2024, until))
        for area, found in of_areas.items()
        for k, value in zip("abc", found, strict=True)
        if value is not None
    }
    return sb.theme_index(figures(values, se=se), themes(tema=[indicator(k) for k in "abc"]))


def test_a_row_rests_on_what_area_and_reference_share_and_says_what_is_left_out_and_why() -> None:
    index = three_indicators(
        {"nord": (50, 50, 50), "rest": (70, 70, None)}, {"nord": (60, 60, 10), "rest": (70, 70, 70)}, se=1.5
    )
    amb = sb.ambition(index, since=2021, until=2024)
    row = amb.frame().loc[("tema", "nord")]
    # On all three indicators the area falls by 6,7 points; on the two that can be compared it gains ten.
    assert (row["development"], row["own"], row["narrowing"]) == (10.0, "better", 10.0)
    assert (row["rests_on"], row["left_out"], row["left_out_why"]) == (("a", "b"), ("c",), ("missing",))
    assert row["weight_present"] == pytest.approx(2 / 3)
    assert "has risen by 10.0 points in nord" in sb.sentences(amb, lang="en").item()
    # The whole index of the area alone stands apart, and so do its contributions.
    alone = sb.development(index, "tema", "nord", since=2021, until=2024)
    assert alone.values.item() == pytest.approx(-20 / 3)
    parts = sb.decompose(index, since=2021, until=2024, reference="rest").where(area="nord")
    assert parts.values.tolist() == [5.0, 5.0]
    assert len(sb.decompose(index, since=2021, until=2024).where(area="nord")) == 3


def test_the_reference_beside_a_row_is_judged_on_the_basis_of_the_row() -> None:
    index = three_indicators(
        {"nord": (50, 50, None), "rest": (70, 70, 70)}, {"nord": (54, 54, 70), "rest": (65, 65, 95)}, se=0.5
    )
    amb = sb.ambition(index, since=2021, until=2024)
    row = amb.frame().loc[("tema", "nord")]
    assert (row["reference_development"], row["reference_own"]) == (-5.0, "worse")
    # By itself, on all three, the rest gains five; that is told with what it rests on.
    alone = amb.states().loc[("tema", "rest")]
    assert (alone["value"], alone["state"]) == (pytest.approx(5.0), "better")
    assert alone["rests_on"] == ("a", "b", "c")
