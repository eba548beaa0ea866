"""What an estimate and its covariance are held to besides R: identities, missing groups, linear maps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_town import AREAS, answers

from social_balance.estimates.combining import combine
from social_balance.estimates.values import Estimates, from_values
from social_balance.estimating import estimate
from social_balance.language.faults import InputError
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import mean, ratio, scale, share
from social_balance.samples.design import Design

MEASURES = {
    "tryg": share("q in (1, 2)", base="q in (1, 2, 3, 4)"),
    "tillid": mean("tillid", low=0, high=10),
    "naboer": scale(["b1", "b2", "b3"], low=5, high=1),
    "forhold": ratio("b1", "b2"),
}
DESIGN = Design(weights="w", strata=["area", "year"], psu="home", lonely_psu="certainty")
BY = ["area", "year"]


def test_the_whole_is_the_estimate_of_everybody_and_varies_with_its_parts() -> None:
    frame = answers()
    whole = estimate(frame, MEASURES, design=DESIGN, by=BY, areas=AREAS).where(area="hele byen")
    renamed = frame.rename(columns={"area": "s"})
    design = Design(weights="w", strata=["s", "year"], psu="home", lonely_psu="certainty")
    everybody = estimate(renamed, MEASURES, by=["year"], design=design)
    np.testing.assert_allclose(whole.values, everybody.values, rtol=1e-12)
    np.testing.assert_allclose(whole.matrix, everybody.matrix, rtol=1e-9, atol=1e-12)


def test_the_covariance_of_an_area_with_the_whole_is_that_of_its_own_part_of_the_whole() -> None:
    # A simple random sample: cov(R_a, R) = Σ z_a z over the area's persons, written out by hand.
    frame = answers().assign(
        y=lambda f: (f["q"] <= 2).astype(float), x=lambda f: f["q"].notna().astype(float)
    )
    est = estimate(frame, {"tryg": MEASURES["tryg"]}, by=["area"], areas=AREAS)
    n = len(frame)
    inside = (frame["area"] == "Vestbyen").to_numpy()
    y, x = frame["y"].to_numpy() * frame["x"].to_numpy(), frame["x"].to_numpy()
    of_area = inside * (y - y[inside].sum() / x[inside].sum() * x) / x[inside].sum()
    of_whole = (y - y.sum() / x.sum() * x) / x.sum()
    expected = 100**2 * n / (n - 1) * float(of_area @ of_whole)
    got = est.covariance.loc[("tryg", "Vestbyen"), ("tryg", "hele byen")]
    assert got == pytest.approx(expected, rel=1e-12)


@given(factor=st.floats(0.01, 1000))
@settings(max_examples=20, deadline=None)
def test_scaling_all_weights_changes_nothing(factor: float) -> None:
    frame = answers()
    one = estimate(frame, MEASURES, design=DESIGN, by=BY, areas=AREAS)
    other = estimate(frame.assign(w=frame["w"] * factor), MEASURES, design=DESIGN, by=BY, areas=AREAS)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-9)
    np.testing.assert_allclose(one.matrix, other.matrix, rtol=1e-7, atol=1e-9)


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_permuting_the_rows_changes_nothing(seed: int) -> None:
    frame = answers()
    shuffled = frame.sample(frac=1, random_state=seed)
    one = estimate(frame, MEASURES, design=DESIGN, by=BY, areas=AREAS)
    other = estimate(shuffled, MEASURES, design=DESIGN, by=BY, areas=AREAS)
    assert list(one.labels) == list(other.labels)
    np.testing.assert_allclose(one.values, other.values, rtol=1e-9)
    np.testing.assert_allclose(one.matrix, other.matrix, rtol=1e-7, atol=1e-9)


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_the_joint_covariance_is_symmetric_and_positive_semi_definite(seed: int) -> None:
    matrix = estimate(answers(seed=seed), MEASURES, design=DESIGN, by=BY, areas=AREAS).matrix
    np.testing.assert_array_equal(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix).min() > -1e-8 * np.trace(matrix)


def test_a_share_is_the_mean_of_its_indicator() -> None:
    frame = answers().dropna(subset=["q"]).assign(hit=lambda f: 100.0 * (f["q"] <= 2))
    est = estimate(frame, {"a": MEASURES["tryg"], "b": mean("hit")}, design=DESIGN, by=["area"])
    np.testing.assert_allclose(est.where(measure="a").values, est.where(measure="b").values, rtol=1e-12)
    np.testing.assert_allclose(est.where(measure="a").matrix, est.where(measure="b").matrix, rtol=1e-9)


def test_a_battery_score_is_the_mean_of_the_answered_items_given_half_are_answered() -> None:
    frame = pd.DataFrame({"b1": [5.0, 1, np.nan], "b2": [np.nan, 3, np.nan], "b3": [5, 1, 2]})
    est = estimate(frame, {"s": scale(["b1", "b2", "b3"], low=1, high=5)})
    assert est.rows["base"].item() == 2
    assert est.values.item() == pytest.approx((100 + (5 / 3 - 1) / 4 * 100) / 2)


def test_an_area_seen_from_outside_is_rated_by_the_rest_alone() -> None:
    frame = answers()
    rating = {"image": SeenFromOutside(value="syn_{area}", low=0, high=10)}
    est = estimate(frame, rating, design=Design(weights="w"), by=["area", "year"], areas=AREAS)
    raters = frame[(frame["area"] == "den øvrige by") & (frame["year"] == 2024)]
    for area, column in (("Vestbyen", "syn_vest"), ("den øvrige by", "syn_eget")):
        expected = 10 * np.average(raters[column], weights=raters["w"])
        assert est.where(area=area, year=2024).values.item() == pytest.approx(expected)
    pair = est.covariance.loc[("image", "Vestbyen", 2024), ("image", "den øvrige by", 2024)]
    assert pair != 0  # the same respondents rate both


def test_an_empty_area_has_no_figure_and_does_not_disturb_the_others() -> None:
    frame = answers()
    without = frame[frame["area"] != "Østbyen"]
    est = estimate(without, MEASURES, design=DESIGN, by=BY, areas=AREAS)
    empty = est.where(area="Østbyen")
    assert set(empty.rows["status"]) == {"empty"}
    assert np.isnan(empty.frame()[["value", "se", "low", "high"]].to_numpy()).all()
    alone = estimate(without[without["area"] == "Vestbyen"], MEASURES, design=DESIGN, by=BY)
    np.testing.assert_allclose(est.where(area="Vestbyen").se, alone.se, rtol=1e-9)


def test_one_respondent_has_a_value_without_an_interval_and_is_not_used_further() -> None:
    frame = pd.concat([answers(), answers(3).head(1).assign(area="Fjernt", q=1.0)])
    est = estimate(frame, {"tryg": MEASURES["tryg"]}, by=["area"])
    row = est.where(area="Fjernt")
    assert row.rows["status"].item() == "single"
    assert np.isnan(row.frame()["se"].item())
    gap = est.contrast({("tryg", "Fjernt"): 1, ("tryg", "Vestbyen"): -1})
    assert gap.rows["status"].item() == "missing"


def test_an_item_that_nobody_answered_is_empty_everywhere() -> None:
    est = estimate(answers().assign(q=np.nan), {"tryg": MEASURES["tryg"]}, by=["area"])
    assert set(est.rows["status"]) == {"empty"}


def test_a_share_of_nobody_or_everybody_keeps_an_interval_inside_0_and_100() -> None:
    frame = pd.DataFrame({"q": [1.0] * 8 + [2.0] * 8, "area": ["a"] * 8 + ["b"] * 8})
    table = estimate(frame, {"s": share("q == 1", base="q in (1, 2)")}, by=["area"]).frame()
    # Clopper–Pearson for 8 of 8 and 0 of 8, which is what Korn–Graubard is without a design.
    np.testing.assert_allclose(table["low"], [63.05834, 0.0], atol=1e-5)
    np.testing.assert_allclose(table["high"], [100.0, 36.94166], atol=1e-5)


def test_ratio_of_two_estimates_follows_the_delta_method() -> None:
    est = from_values([("a",), ("b",)], [6.0, 4.0], np.array([[0.5, 0.2], [0.2, 0.3]]), names=("measure",))
    got = est.ratio(("a",), ("b",))
    r = 1.5
    assert got.values.item() == r
    assert got.matrix.item() == pytest.approx((0.5 - 2 * r * 0.2 + r**2 * 0.3) / 16)


def test_combined_sources_are_independent_and_a_label_stands_once() -> None:
    a = from_values([("x",)], [1.0], [2.0], names=("measure",))
    b = from_values([("y",)], [3.0], [4.0], names=("measure",))
    np.testing.assert_array_equal(combine(a, b).matrix, [[2.0, 0.0], [0.0, 4.0]])
    with pytest.raises(InputError, match="findes i to af estimaterne") as fault:
        combine(a, a)
    assert "occurs in two of the estimates" in fault.value.text("en")


def test_a_p_value_far_out_is_small_and_not_zero() -> None:
    est = from_values([("x",)], [9.0], [1.0], names=("measure",))
    assert est.test()["p"].item() == pytest.approx(2.2571768e-19, rel=1e-6)


def test_unknown_labels_are_all_named_at_once() -> None:
    est = from_values([("x", 2021)], [1.0], [2.0], names=("measure", "year"))
    with pytest.raises(InputError) as fault:
        est.contrast({("y", 2021): 1, ("x", 2024): -1})
    assert [issue.place for issue in fault.value.issues] == ["('y', 2021)", "('x', 2024)"]


BAD_DESIGNS = [
    (Design(weights="vægt"), {}, "DSN001", "findes ikke i data", "is not in the data"),
    (Design(weights="w"), {"w": np.nan}, "DSN002", "vægten mangler", "the weight is missing"),
    (Design(weights="w"), {"w": -1.0}, "DSN003", "vægten er negativ", "the weight is negative"),
    (Design(strata="area"), {"area": None}, "DSN004", "værdien mangler", "the value is missing"),
    (
        Design(population="w"),
        {},
        "DSN005",
        "ikke det samme i hele stratummet",
        "not the same in the whole stratum",
    ),
    (Design(population="n"), {"n": 3.0}, "DSN006", "mindre end stikprøven", "smaller than the sample"),
]


@pytest.mark.parametrize(("design", "change", "code", "danish", "english"), BAD_DESIGNS)
def test_a_design_that_does_not_fit_is_told_of_in_both_languages(
    design: Design, change: dict[str, object], code: str, danish: str, english: str
) -> None:
    with pytest.raises(InputError) as fault:
        estimate(answers().assign(**change), MEASURES, design=design)
    assert {issue.code for issue in fault.value.issues} == {code}
    assert danish in fault.value.text("da")
    assert english in fault.value.text("en")


def test_every_missing_column_is_named_at_once_with_a_suggestion() -> None:
    with pytest.raises(InputError) as fault:
        estimate(answers(), {"a": share("qq == 1", base="q > 0"), "b": mean("tilid")}, by=["area"])
    assert [issue.place for issue in fault.value.issues] == ["'qq'", "'tilid'"]
    assert "Mente du 'tillid'?" in str(fault.value)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(InputError, match="har ingen rækker"):
        estimate(answers().head(0), MEASURES)


def test_an_estimate_prints_as_a_table_that_fits_a_screen() -> None:
    est: Estimates = estimate(answers(), MEASURES, by=BY, areas=AREAS)
    html = est._repr_html_()
    assert html.count("<tr") < 60
    assert "max-height" in html
