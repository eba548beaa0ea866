"""A share at places above a limit is as sure as the places' sides are, and says where they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import social_balance as sb
from social_balance.measures.composition import Concentration, Exposure
from social_balance.measures.threshold import ThresholdShare, threshold_share
from tests import invented_themes
from tests.drawn_composition import Places, outcome_of_concentration


def share_of(
    size: list[float], group: list[float], persons: list[float], above: float = 30
) -> ThresholdShare:
    made = threshold_share(np.array(size), np.array(group), np.array(persons), above=above)
    assert made is not None
    return made


def test_the_value_is_the_counted_one_and_a_place_at_the_limit_is_not_above_it() -> None:
    # 3 of 10 is the limit itself, 4 of 10 above, 1 of 5 below: 40 of 100 persons.
    assert share_of([10, 10, 5], [3, 4, 1], [35, 40, 25]).value == 40


@pytest.mark.parametrize(("group", "side"), [(30, "undecided"), (41, "above"), (19, "below")])
def test_a_place_is_decided_as_the_exact_binomial_test_says(group: int, side: str) -> None:
    as_many = stats.binomtest(group, 100, 0.3, alternative="greater").pvalue
    as_few = stats.binomtest(group, 100, 0.3, alternative="less").pvalue
    expected = {"above": as_many < 0.025, "below": as_few < 0.025}
    assert expected.get(side, not any(expected.values()))
    # A second place, far from the limit, holds half of the persons.
    made = share_of([100, 1000], [group, 20], [500, 500])
    assert made.undecided == {"undecided": 50, "above": 0, "below": 0}[side]


def test_the_limits_reach_from_the_places_surely_above_to_those_that_may_be() -> None:
    made = share_of([400, 400, 400], [200, 120, 40], [1e8, 2e8, 1e8])
    assert made.limits(0.95) == pytest.approx((25, 75), abs=0.02)
    assert made.se == pytest.approx(50 / (2 * 1.959964), abs=0.02)


def test_a_place_without_anybody_counted_is_neither_above_nor_below() -> None:
    made = share_of([0, 500], [0, 300], [5, 95])
    assert made.value == 95
    assert made.undecided == 5


def people(at_each: int, *, group: float = 0.5, seed: int = 3) -> pd.DataFrame:
    """Thirty places, ten of them with that share of the group and twenty with a tenth."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(30), at_each)
    frame = pd.DataFrame({"person_id": np.arange(len(place)), "year": 2024, "sted": place})
    frame["area"] = np.where(rng.random(len(place)) < np.where(place < 10, group, 0.1), "vest", "rest")
    return frame


MEASURE = Concentration(place="sted", of="areas", above=30)


def test_a_fact_is_the_count_and_has_no_rule_about_chance() -> None:
    register = sb.Register(people(12))
    fact = sb.estimate(register, {"over": MEASURE}, by=["area", "year"], model="census").frame()
    assert (fact["status"] == "ok").all()
    assert (fact["method"] == "census").all()


def test_places_of_few_say_that_chance_decides_and_places_of_many_say_how_sure_they_are() -> None:
    few = sb.estimate(sb.Register(people(12)), {"over": MEASURE}, by=["area", "year"]).frame()
    many = sb.estimate(sb.Register(people(400)), {"over": MEASURE}, by=["area", "year"]).frame()
    assert few.loc[("over", "vest", 2024), "status"] == "mostly_chance"
    assert np.isnan(few.loc[("over", "vest", 2024), "se"])
    row = many.loc[("over", "vest", 2024)]
    assert row["status"] == "ok"
    assert row["method"] == "threshold"
    assert row["low"] <= row["value"] <= row["high"]
    assert row["se"] == pytest.approx((row["high"] - row["low"]) / (2 * 1.959964))


def test_the_index_leaves_out_a_figure_that_is_mostly_chance_and_says_so() -> None:
    themes = invented_themes.themes(
        mix=(
            invented_themes.indicator("over"),
            invented_themes.indicator("moeder"),
            invented_themes.indicator("job"),
        )
    )
    frame = people(12).assign(job=lambda table: (table["person_id"] % 3 == 0).astype(int))
    measures = {"over": MEASURE, "moeder": Exposure(place="sted", to="rest"), "job": sb.share("job == 1")}
    est = sb.estimate(sb.Register(frame), measures, by=["area", "year"])
    value = est.frame()["value"]
    index = sb.theme_index(est, themes)
    assert index.frame().loc[("mix", "vest", 2024), "value"] == pytest.approx(
        (value["moeder", "vest", 2024] + value["job", "vest", 2024]) / 2
    )
    of_others = {name: measure for name, measure in measures.items() if name != "over"}
    alone = sb.theme_index(sb.estimate(sb.Register(frame), of_others, by=["area", "year"]), themes)
    assert index.frame().loc[("mix", "vest", 2024), "se"] == pytest.approx(
        alone.frame().loc[("mix", "vest", 2024), "se"]
    )


def test_the_covariance_with_another_figure_of_the_same_persons_has_its_sign() -> None:
    measures = {"over": MEASURE, "møder": Exposure(place="sted", to="rest")}
    est = sb.estimate(sb.Register(people(400)), measures, by=["area", "year"])
    # More places above the limit means fewer others to meet.
    assert est.covariance.loc[("over", "vest", 2024), ("møder", "vest", 2024)] < 0


@pytest.mark.parametrize(
    "situation",
    [
        Places(60, 600, 0.30, 60.0),
        Places(30, 300, 0.10, 30.0, "long tail"),
        Places(60, 600, 0.2, 40.0, "a few high"),
    ],
    ids=str,
)
def test_where_the_index_uses_it_the_interval_covers_and_the_bias_is_small(situation: Places) -> None:
    outcome = outcome_of_concentration(situation, 200, above=30, seed=4)
    assert outcome.used > 90
    assert outcome.covers > 92
    assert abs(outcome.value - outcome.truth) < 1.0
