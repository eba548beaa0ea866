"""Figures at their ends stay within what is possible, and lonely strata count as in R."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.measures.composition import Entropy

R = json.loads((Path(__file__).parents[1] / "reference" / "ends.json").read_text(encoding="utf-8"))


def test_a_lonely_stratum_stands_in_for_a_total_also_where_the_others_are_zero() -> None:
    frame = pd.DataFrame(
        {
            "h": list("AAAABBBBCC"),
            "psu": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
            "w": [2.0, 3, 2, 3, 2, 3, 2, 3, 4, 4],
            "z": [1, 0, 1, 1, 0, 0, 0, 0, 1, 0],
        }
    )
    design = sb.Design(weights="w", strata="h", psu="psu", lonely_psu="average")
    est = sb.estimate(frame, {"t": sb.total(positive="z == 1")}, design=design)
    assert est.values.item() == pytest.approx(R["total"]["value"])
    assert est.se.item() == pytest.approx(R["total"]["se"], rel=1e-9)


def test_a_group_of_lonely_strata_alone_has_no_variance_whatever_is_measured() -> None:
    frame = pd.DataFrame(
        {
            "h": list("AAAACCCC"),
            "psu": [1, 1, 2, 2, 3, 3, 3, 3],
            "g": list("xxxxyyyy"),
            "z": [1, 0, 1, 1, 1, 0, 0, 0],
            "v": [1.0, 2, 3, 4, 0.1, 0.2, 0.3, 0.7],
        }
    )
    design = sb.Design(strata="h", psu="psu", lonely_psu="average")
    est = sb.estimate(frame, {"z": sb.share("z == 1"), "v": sb.mean("v")}, design=design, by=["g"])
    of_r = np.array([*(100 * np.array(R["groups"]["se_z"], dtype=float)), *R["groups"]["se_v"]], dtype=float)
    np.testing.assert_allclose(est.se, of_r, rtol=1e-9)
    assert est.rows["status"].tolist() == ["ok", "single", "ok", "single"]


def test_quantiles_of_five_answers_have_the_limits_of_r_from_one_end_to_the_other() -> None:
    frame = pd.DataFrame({"v": np.repeat([1.0, 2, 3, 4, 5], 40)})
    of_r = R["quantiles"]
    measures = {f"p{p:g}": sb.quantile("v", p) for p in of_r["p"]}
    table = sb.estimate(frame, measures).frame()
    assert table["value"].tolist() == of_r["value"]
    assert table["low"].tolist() == of_r["low"]
    assert table["high"].tolist() == of_r["high"]


def test_a_quantile_above_nearly_everybody_is_not_sure_of_the_highest_answer_of_six() -> None:
    frame = pd.DataFrame({"v": [1.0, 2, 3, 4, 5, 9]})
    table = sb.estimate(frame, {"p": sb.quantile("v", 0.9)}).frame()
    assert table["low"].item() < 9


@pytest.mark.parametrize(
    "measure", [sb.gini("v"), sb.top_share("v", percent=20), sb.bottom_share("v", percent=40)], ids=str
)
def test_gini_and_income_shares_of_four_have_limits_within_0_and_100(measure) -> None:
    table = sb.estimate(pd.DataFrame({"v": [1.0, 2, 3, 50]}), {"m": measure}).frame()
    low, value, high = table[["low", "value", "high"]].iloc[0]
    assert 0 < low < value < high < 100


def test_limits_of_a_gini_in_the_middle_of_many_are_nearly_those_of_t() -> None:
    rng = np.random.default_rng(1)
    table = sb.estimate(pd.DataFrame({"v": rng.lognormal(3, 0.6, 4000)}), {"g": sb.gini("v")}).frame()
    value, se, low, high = table[["value", "se", "low", "high"]].iloc[0]
    assert low == pytest.approx(value - 1.96 * se, abs=0.05)
    assert high == pytest.approx(value + 1.96 * se, abs=0.05)


def test_the_total_of_nobody_is_missing_and_of_somebody_without_events_is_nought() -> None:
    frame = pd.DataFrame({"g": ["a", "a", "b", "b"], "v": [0.0, 0.0, np.nan, np.nan]})
    est = sb.estimate(frame, {"t": sb.total("v")}, by=["g"])
    assert est.where(g="a").values.tolist() == [0.0]
    assert np.isnan(est.where(g="b").values).all()
    assert est.where(g="b").rows["status"].tolist() == ["empty"]


def test_weights_below_nought_count_as_persons_and_the_interval_is_around_the_share() -> None:
    frame = pd.DataFrame({"x": [0.0, 1, 2, 10, 10], "y": [1, 1, 1, 0, 0], "w": 1.0})
    calibrated = sb.calibrate(frame, sb.Design(weights="w"), {(): 5, "x": 1.0}, method="linear")
    est = sb.estimate(calibrated.data, {"y": sb.share("y == 1")}, design=calibrated.design)
    row = est.frame().iloc[0]
    assert row["value"] == pytest.approx(107.9, abs=0.1)
    assert (row["base"], row["df"]) == (5, 4)
    assert (row["low"] + row["high"]) / 2 == pytest.approx(row["value"])
    assert "outside" in est.flags()["reason"].item()


def test_evenness_over_more_categories_than_it_is_measured_by_is_a_fault() -> None:
    frame = pd.DataFrame({"person_id": range(8), "k": list("aabbccdd"), "year": 2024, "area": "a"})
    register = sb.Register(frame, person="person_id", year="year", area="area")
    with pytest.raises(sb.InputError) as caught:
        sb.estimate(register, {"e": Entropy(category="k", classes=3)})
    assert [issue.code for issue in caught.value.issues] == ["EST040"]
    even = sb.estimate(register, {"e": Entropy(category="k", classes=4)})
    assert even.values.item() == pytest.approx(100)
