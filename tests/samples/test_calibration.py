"""Calibrated weights and their standard errors are R's; totals are hit, and what cannot be hit is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_balance.areas.municipality import Area, Areas
from social_balance.estimating import estimate
from social_balance.figures import style
from social_balance.figures.weights import plot_calibration
from social_balance.language.faults import InputError
from social_balance.measures.ratio import mean, ratio
from social_balance.measures.total import total
from social_balance.registers.margins import margins_from_register
from social_balance.registers.register import Register
from social_balance.samples.calibration import Calibrated, calibrate
from social_balance.samples.design import Design, bind_design
from social_balance.samples.margins import age_bands
from social_balance.samples.weighting import trim_weights, weighting_classes

HERE = Path(__file__).parents[1] / "reference"
REFERENCE = json.loads((HERE / "calibrate.json").read_text(encoding="utf-8"))
RESULTS = REFERENCE["results"]
EXACT = {"rtol": 1e-9, "atol": 0}


def design_of(name: str) -> tuple[pd.DataFrame, Design]:
    told = dict(REFERENCE["designs"][name])
    return pd.read_csv(HERE / told.pop("data")), Design(**told)


def margins_of(told: list[dict]) -> dict:
    return {
        tuple(margin["columns"]): margin["total"]
        if "total" in margin
        else dict(zip(map(tuple, margin["categories"]), margin["totals"], strict=True))
        for margin in told
    }


def ours(result: dict) -> Calibrated:
    frame, design = design_of(result["design"])
    wishes = {name: result[name] for name in ("residuals",) if name in result}
    if "bounds" in result:
        wishes["bounds"] = tuple(result["bounds"])
    margins = margins_of(result["margins"])
    return calibrate(frame, design, margins, method=result["method"], tolerance=1e-12, **wishes)


def total_of(cal: Calibrated, column: str) -> tuple[float, float]:
    """A weighted total and its standard error."""
    z = (cal.weights * cal.data[column]).to_numpy(dtype=float)[:, None]
    return float(z.sum()), float(np.sqrt(bind_design(cal.design, cal.data).covariance(z)[0, 0]))


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["id"])
def test_calibrated_weights_agree_with_r(result: dict) -> None:
    np.testing.assert_allclose(ours(result).weights, result["weights"], **EXACT)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["id"])
def test_means_of_a_calibrated_sample_agree_with_r(result: dict) -> None:
    cal = ours(result)
    est = estimate(cal.data, {"api00": mean("api00"), "meals": mean("meals")}, design=cal.design)
    np.testing.assert_allclose(est.values, result["mean"]["value"], **EXACT)
    np.testing.assert_allclose(est.se, result["mean"]["se"], **EXACT)
    scale = np.prod(result["mean"]["se"])
    np.testing.assert_allclose(est.matrix[0, 1] / scale, result["mean_covariance"] / scale, atol=1e-9)
    assert est.rows["df"].iloc[0] == result["df"]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result["id"])
def test_ratios_totals_and_domains_of_a_calibrated_sample_agree_with_r(result: dict) -> None:
    cal = ours(result)
    est = estimate(cal.data, {"r": ratio("api00", "api99", factor=1)}, design=cal.design)
    np.testing.assert_allclose([est.values[0], est.se[0]], list(result["ratio"].values()), **EXACT)
    est = estimate(cal.data, {"api00": total("api00"), "ell": total("ell")}, design=cal.design)
    np.testing.assert_allclose([est.values, est.se], list(result["total"].values()), **EXACT)
    est = estimate(cal.data, {"api00": mean("api00")}, design=cal.design, by=["awards"])
    told = result["by_awards"]
    assert list(est.labels.get_level_values("awards")) == told["labels"]
    np.testing.assert_allclose([est.values, est.se], [told["value"], told["se"]], **EXACT)


@pytest.mark.parametrize("told", REFERENCE["nonresponse"], ids=lambda told: told["design"])
def test_nonresponse_within_classes_has_the_standard_error_of_the_sum_over_classes(told: dict) -> None:
    frame, design = design_of(told["design"])
    frame["answered"] = (frame["snum"] % 3 != 0).astype(int)
    cal = weighting_classes(frame, design, "stype", responded="answered")
    np.testing.assert_allclose(total_of(cal, "api00"), list(told["total"].values()), **EXACT)
    est = estimate(cal.data, {"api00": mean("api00")}, design=cal.design)
    np.testing.assert_allclose([est.values[0], est.se[0]], list(told["mean"].values()), **EXACT)


@pytest.mark.parametrize("told", REFERENCE["trimming"], ids=lambda told: str(told["strict"]))
def test_trimming_agrees_with_r(told: dict) -> None:
    spread = "until_inside" if told["strict"] else "once"
    trimmed = trim_weights(pd.Series(told["before"]), low=told["low"], high=told["high"], spread=spread)
    np.testing.assert_allclose(trimmed, told["after"], **EXACT)


def test_trimming_inside_the_calibration_agrees_with_r() -> None:
    told = REFERENCE["trimmed"]
    frame, design = design_of(told["design"])
    cal = calibrate(frame, design, margins_of(told["margins"]), method="rake", trim=tuple(told["limits"]))
    np.testing.assert_allclose(cal.weights, told["weights"], **EXACT)
    est = estimate(cal.data, {"api00": mean("api00")}, design=cal.design)
    np.testing.assert_allclose([est.values[0], est.se[0]], list(told["mean"].values()), **EXACT)


# ---- identities ------------------------------------------------------------------------------------------


@st.composite
def samples(draw: st.DrawFn) -> tuple[pd.DataFrame, dict]:
    """A sample with somebody in every cell, and the margins of a population that it could be from."""
    cells = [(area, sex) for area in ("a", "b", "c") for sex in (1, 2)]
    extra = draw(st.lists(st.sampled_from(cells), min_size=2, max_size=20))
    frame = pd.DataFrame([*cells, *cells, *extra], columns=["area", "sex"])
    n = len(frame)
    frame["w"] = draw(st.lists(st.floats(0.5, 8), min_size=n, max_size=n))
    frame["y"] = draw(st.lists(st.integers(-5, 9), min_size=n, max_size=n))
    true = frame["w"] * draw(st.lists(st.floats(0.6, 1.6), min_size=n, max_size=n))
    return frame, {name: true.groupby(frame[name]).sum() for name in ("area", "sex")}


def total_error(cal: Calibrated) -> float:
    return float(cal.report()["off_after"].abs().max())


@given(samples(), st.sampled_from(["rake", "linear"]))
@settings(max_examples=40)
def test_every_total_is_hit(given_sample: tuple, method: str) -> None:
    frame, margins = given_sample
    cal = calibrate(frame, Design(weights="w"), margins, method=method)
    assert total_error(cal) < 1e-7
    assert method == "linear" or (cal.weights > 0).all()


@given(samples())
@settings(max_examples=30)
def test_bounded_weights_stay_inside_their_bounds_and_hit_the_totals(given_sample: tuple) -> None:
    frame, margins = given_sample
    for method in ("logit", "linear", "rake"):
        # The population was made with ratios between these, so weights that hit it exist.
        cal = calibrate(frame, Design(weights="w"), margins, method=method, bounds=(0.59, 1.61))
        moved = cal.weights / frame["w"]
        assert moved.between(0.59 - 1e-9, 1.61 + 1e-9).all()
        assert total_error(cal) < 1e-7


@given(samples(), st.sampled_from(["rake", "linear"]))
@settings(max_examples=30)
def test_calibrating_again_to_the_same_totals_moves_nothing(given_sample: tuple, method: str) -> None:
    frame, margins = given_sample
    first = calibrate(frame, Design(weights="w"), margins, method="rake")
    again = calibrate(first.data, first.design, margins, method=method, name="again")
    np.testing.assert_allclose(again.weights, first.weights, rtol=1e-9)


@given(samples(), st.sampled_from(["rake", "linear"]), st.floats(0.01, 100))
@settings(max_examples=30)
def test_the_size_of_the_weights_before_is_of_no_matter(drawn: tuple, method: str, size: float) -> None:
    frame, margins = drawn
    one = calibrate(frame, Design(weights="w"), margins, method=method)
    other = calibrate(frame.assign(w=frame["w"] * size), Design(weights="w"), margins, method=method)
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-7)
    np.testing.assert_allclose(total_of(one, "y")[1], total_of(other, "y")[1], rtol=1e-7, atol=1e-9)


@given(samples())
@settings(max_examples=30)
def test_all_methods_are_post_stratification_on_the_full_cross(given_sample: tuple) -> None:
    frame, _ = given_sample
    cells = 1.2 * frame["w"].groupby([frame["area"], frame["sex"]]).sum()
    margins = {("area", "sex"): cells * np.linspace(0.8, 1.2, len(cells))}
    post = calibrate(frame, Design(weights="w"), margins)
    for method, bounds in (("linear", None), ("rake", None), ("logit", (0.1, 9))):
        other = calibrate(frame, Design(weights="w"), margins, method=method, bounds=bounds)
        np.testing.assert_allclose(other.weights, post.weights, rtol=1e-9)
        np.testing.assert_allclose(total_of(other, "y"), total_of(post, "y"), rtol=1e-7, atol=1e-9)


@given(samples())
@settings(max_examples=20)
def test_a_calibrated_total_has_no_standard_error(given_sample: tuple) -> None:
    frame, margins = given_sample
    frame = frame.assign(in_b=(frame["area"] == "b").astype(float))
    cal = calibrate(frame, Design(weights="w"), margins, method="rake")
    persons, se = total_of(cal, "in_b")
    np.testing.assert_allclose(persons, margins["area"]["b"], rtol=1e-9)
    assert se < 1e-6 * persons


def test_redundant_margins_and_the_number_of_persons_change_nothing() -> None:
    frame, design = design_of("strat")
    margins = margins_of(RESULTS[3]["margins"])
    one = calibrate(frame, design, margins, method="rake")
    other = calibrate(frame, design, {**margins, (): 6194}, method="rake")
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9)
    np.testing.assert_allclose(total_of(one, "api00"), total_of(other, "api00"), rtol=1e-9)


def test_a_category_that_neither_side_has_is_passed_over() -> None:
    frame = pd.DataFrame({"area": ["a", "a", "b"], "w": [1.0, 2, 3]})
    for method in ("poststratify", "rake", "linear"):
        cal = calibrate(frame, Design(weights="w"), {"area": {"a": 6, "x": 0, "b": 9}}, method=method)
        np.testing.assert_allclose(cal.weights, [2, 4, 9])


def test_without_a_design_every_weight_begins_at_one() -> None:
    frame = pd.DataFrame({"area": ["a", "a", "b"]}, index=[7, 8, 9])
    cal = calibrate(frame, None, {"area": {"a": 10, "b": 3}})
    assert cal.weights.to_dict() == {7: 5.0, 8: 5.0, 9: 3.0}
    assert cal.design.weights == "calibrated"


def test_nonresponse_and_calibration_go_one_after_the_other() -> None:
    frame, design = design_of("clus1")
    frame["answered"] = (frame["snum"] % 3 != 0).astype(int)
    classes = weighting_classes(frame, design, "stype", responded="answered")
    margins = margins_of(RESULTS[3]["margins"])
    both = calibrate(classes.data, classes.design, margins, method="rake")
    assert total_error(both) < 1e-7
    assert (both.weights[frame["answered"] == 0] == 0).all()
    # Calibrated to the very classes, the sizes of the classes in the sample no longer matter.
    one_step = calibrate(frame[frame["answered"] == 1], design, {"stype": margins["stype",]})
    two_steps = calibrate(classes.data, classes.design, {"stype": margins["stype",]})
    np.testing.assert_allclose(two_steps.weights[frame["answered"] == 1], one_step.weights, rtol=1e-9)
    np.testing.assert_allclose(total_of(two_steps, "api00")[1], total_of(one_step, "api00")[1], rtol=0.05)


# ---- what is told ----------------------------------------------------------------------------------------

SAMPLE = pd.DataFrame(
    {"area": ["a", "a", "b", "b", "b"], "sex": [1, 2, 1, 2, 2], "income": [10.0, 20, 5, 30, 35],
     "w": [10.0, 10, 10, 10, 20]}
)  # fmt: skip
DESIGN = Design(weights="w")
AREA = {"area": {"a": 30, "b": 30}}
CELLS = [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


def test_the_report_tells_how_far_off_each_total_was_and_how_weights_moved() -> None:
    cal = calibrate(SAMPLE, DESIGN, {"area": {"a": 30, "b": 30}, "income": 1300.0}, method="linear")
    report = cal.report()
    assert report.index.tolist() == [("area", "a"), ("area", "b"), ("income", "")]
    row = report.loc[("area", "a")]
    assert (row["population"], row["before"], row["n"]) == (30, 20, 2)
    assert row["off_before"] == pytest.approx(-100 / 3)
    assert report["off_after"].abs().max() < 1e-9
    ratio_of = cal.weights / SAMPLE["w"]
    assert row["ratio_low"] == pytest.approx(ratio_of[:2].min())
    assert row["ratio_high"] == pytest.approx(ratio_of[:2].max())
    spread = cal.spread()
    assert spread.loc["before", "deff"] == pytest.approx(5 * 800 / 60**2)
    assert spread.loc["after", "total"] == pytest.approx(60)
    assert "Vægt ganget med" in cal._repr_html_()


def test_trimming_keeps_the_sum_and_the_report_tells_what_it_cost() -> None:
    cal = calibrate(SAMPLE, DESIGN, {**AREA, "sex": {1: 25, 2: 35}}, method="rake", trim=(0.8, 1.3))
    assert cal.weights.sum() == pytest.approx(60)
    assert cal.report()["off_after"].abs().max() > 1


def test_margins_come_straight_from_a_register() -> None:
    areas = Areas(
        (Area("mork", "Mørkhøj", parts=("Pileparken", "Torvet")),),
        rest=Area("rest", "Resten"),
        whole=Area("whole", "Byen"),
    )
    people = pd.DataFrame(
        {"person_id": range(7), "year": [2024] * 6 + [2023],
         "bolig": ["Torvet", "Pileparken", "mørkhøj", "Rest", "Rest", "Rest", "Rest"],
         "sex": [1, 2, 1, 1, 2, 2, 2], "age": [18, 70, 17, 66, 67, 30, 40]}
    )  # fmt: skip
    register = Register(people, area="bolig")
    margins = margins_from_register(
        register, by=[["area", "sex"], ["age_band"]], year=2024, areas=areas, bands={"age": [18, 67]}
    )
    counts = {("mork", 1): 1, ("mork", 2): 1, ("rest", 1): 1, ("rest", 2): 2}
    assert margins["area", "sex"].to_dict() == counts
    assert margins["age_band",].to_dict() == {"18–66": 3, "67+": 2}
    asked = [("mork", 1, 20), ("mork", 2, 70), ("rest", 1, 50), ("rest", 2, 80), ("rest", 2, 30)]
    sample = pd.DataFrame(asked, columns=["area", "sex", "age"])
    sample["age_band"] = age_bands(sample["age"], [18, 67])
    assert total_error(calibrate(sample, None, margins, method="rake")) < 1e-7


def test_the_picture_shows_every_total_before_and_after() -> None:
    cal = calibrate(SAMPLE, DESIGN, {**AREA, "sex": {1: 25, 2: 35}}, method="rake")
    report = cal.report()
    for lang, before in (("da", "før"), ("en", "before")):
        ax = plot_calibration(cal, ax=style.page_axes(style.Layout(3, 2, 1, 1, 0.5)), lang=lang)
        drawn = {line.get_gid(): line for line in ax.lines if line.get_gid() in ("before", "after")}
        np.testing.assert_allclose(drawn["before"].get_xdata(), report["off_before"])
        np.testing.assert_allclose(drawn["after"].get_xdata(), report["off_after"])
        assert drawn["before"].get_label() == before
        names = [text.get_text() for text in ax.get_yticklabels()]
        assert names == ["area: a", "area: b", "sex: 1", "sex: 2"]


# ---- faults ----------------------------------------------------------------------------------------------


def codes_of(margins: dict, frame: pd.DataFrame = SAMPLE, **wishes) -> list[str]:
    with pytest.raises(InputError) as fault:
        calibrate(frame, DESIGN, margins, **{"method": "rake", **wishes})
    assert fault.value.text("da") != fault.value.text("en")
    return [issue.code for issue in fault.value.issues]


@pytest.mark.parametrize(
    ("margins", "wishes", "codes"),
    [
        ({}, {}, ["CAL015"]),
        ({"area": {}}, {}, ["CAL015"]),
        ({"aera": {"a": 30, "b": 30}, "kon": {1: 60}}, {}, ["CAL001", "CAL001"]),
        ({"area": {"a": -1, "b": 61}}, {}, ["CAL002"]),
        ({"area": {"a": "many", "b": None}, "sex": {1: float("inf"), 2: 1}}, {}, ["CAL002", "CAL002"]),
        ({"area": {"a": 60}}, {}, ["CAL004"]),
        ({"area": {"A": 30, "b": 30}}, {}, ["CAL004", "CAL005"]),
        ({"area": {"a": 20, "b": 30, "c": 10}}, {}, ["CAL005"]),
        ({"area": {"a": 0, "b": 60}}, {}, ["CAL006"]),
        ({**AREA, "sex": {1: 20, 2: 41}}, {}, ["CAL007"]),
        ({**AREA, (): 61}, {}, ["CAL007"]),
        ({**AREA, ("area", "sex"): dict(zip(CELLS, [10, 10, 20, 20], strict=True))}, {}, ["CAL007"] * 2),
        (AREA, {"bounds": (2, 3)}, ["CAL009"]),
        (AREA, {"bounds": (0.2, float("inf")), "method": "logit"}, ["CAL009"]),
        (AREA, {"trim": (0.5, 0.9)}, ["CAL009"]),
        (AREA, {"trim": (0.8, 1.3)}, ["CAL025"]),
        (AREA, {"method": "logit"}, ["CAL010"]),
        (AREA, {"method": "poststratify", "bounds": (0.3, 3)}, ["CAL011"]),
        ({**AREA, "sex": {1: 30, 2: 30}}, {"method": "poststratify"}, ["CAL012"]),
        ({"income": 100}, {"method": "poststratify"}, ["CAL012"]),
        (AREA, {"bounds": (0.9, 1.1)}, ["CAL013", "CAL013"]),
        ({"area": 60}, {}, ["CAL014"]),
        (AREA, {"method": "raking"}, ["CAL016"]),
        (AREA, {"name": "w"}, ["CAL017"]),
        ({("area", "sex"): {"a": 30, "b": 30}}, {}, ["CAL018"]),
        ({("area", "sex"): 60}, {}, ["CAL018"]),
        ({"area": pd.Series([10, 20, 30], index=["a", "a", "b"])}, {}, ["CAL018"]),
        (AREA, {"method": "linear", "residuals": "sweeps"}, ["CAL024"]),
        ({**AREA, "income": 1300}, {"residuals": "sweeps"}, ["CAL024"]),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_code(margins: dict, wishes: dict, codes: list[str]) -> None:
    assert codes_of(margins, **wishes) == codes


def test_every_fault_of_design_and_margins_comes_at_once() -> None:
    frame = SAMPLE.assign(w=[1.0, -1, 2, 2, 2], sex=[1, None, 1, 2, 2])
    margins = {"sex": {1: 30, 2: 30}, "area": {"a": 20, "c": 40}, "incom": 9}
    assert codes_of(margins, frame) == ["DSN003", "CAL001", "CAL003", "CAL004", "CAL005"]


def test_a_cell_with_weight_zero_is_as_good_as_empty() -> None:
    assert codes_of(AREA, SAMPLE.assign(w=[0.0, 0, 1, 1, 1])) == ["CAL005"]


def test_totals_that_cannot_be_hit_together_are_named_with_their_gaps() -> None:
    # Everybody in area a is a man, so men cannot be fewer than those who live in a.
    frame = pd.DataFrame({"area": ["a", "a", "b", "b"], "sex": [1, 1, 1, 2]})
    margins = {"area": {"a": 50, "b": 50}, "sex": {1: 40, 2: 60}}
    with pytest.raises(InputError) as fault:
        calibrate(frame, None, margins, method="rake")
    assert {issue.code for issue in fault.value.issues} == {"CAL008"}
    places = [issue.place for issue in fault.value.issues]
    assert "randfordeling 'sex' 1" in places
    assert "margin 'sex' 1 — the weights cannot hit the total" in fault.value.text("en")
    assert "randfordeling 'sex' 1 — vægtene kan ikke ramme totalen" in fault.value.text("da")


def test_bounds_that_hold_margin_by_margin_but_not_together_are_a_fault_that_names_totals() -> None:
    frame = pd.DataFrame({"area": ["a", "a", "b", "b"], "sex": [1, 2, 1, 2], "w": [30.0, 10, 10, 30]})
    margins = {"area": {"a": 52, "b": 28}, "sex": {1: 28, 2: 52}}
    for method in ("linear", "rake", "logit"):
        with pytest.raises(InputError) as fault:
            calibrate(frame, Design(weights="w"), margins, method=method, bounds=(0.65, 1.4))
        assert {issue.code for issue in fault.value.issues} == {"CAL008"}


def test_a_negative_weight_is_told_of_and_cannot_be_calibrated_again() -> None:
    frame = pd.DataFrame({"sex": [1, 1, 1, 2], "income": [1.0, 2, 30, 4]})
    margins = {(): 4, "income": 2.0}
    cal = calibrate(frame, None, margins, method="linear")
    assert cal.spread().loc["after", "negative"] == 1
    estimate(cal.data, {"income": mean("income")}, design=cal.design)
    with pytest.raises(InputError) as fault:
        calibrate(cal.data, cal.design, margins, method="linear", name="again")
    assert [issue.code for issue in fault.value.issues] == ["CAL019"]


def test_a_part_of_a_calibrated_table_is_refused() -> None:
    cal = calibrate(SAMPLE, DESIGN, AREA)
    bind_design(cal.design, cal.data.sample(frac=1, random_state=1))
    for part in (cal.data.iloc[:4], cal.data.assign(calibrated=cal.weights * 2)):
        with pytest.raises(InputError) as fault:
            bind_design(cal.design, part)
        assert [issue.code for issue in fault.value.issues] == ["CAL030"]


def test_trimmed_weights_keep_what_the_design_knows_of_the_calibration() -> None:
    cal = calibrate(SAMPLE, DESIGN, AREA)
    data = cal.data.assign(trimmed=trim_weights(cal.weights, high=14.5))
    assert data["trimmed"].max() == pytest.approx(14.5)
    assert data["trimmed"].sum() == pytest.approx(60)
    sample = bind_design(replace(cal.design, weights="trimmed"), data)
    assert len(sample.auxiliaries) == 1


@pytest.mark.parametrize(
    ("change", "classes", "codes"),
    [
        ({"answered": [1, 1, 0, 0, 0]}, "area", ["CAL020"]),
        ({"answered": [1, 1, 2, 1, None]}, "area", ["DSN004"]),
        ({"answered": [1, 1, 2, 1, 1]}, "area", ["CAL021"]),
        ({}, ["area", "kon"], ["DSN001", "DSN001"]),
        ({"answered": 1, "nonresponse": 1.0}, "area", ["CAL017"]),
    ],
)
def test_weighting_classes_refuse_what_they_cannot_use(change: dict, classes: str, codes: list[str]) -> None:
    with pytest.raises(InputError) as fault:
        weighting_classes(SAMPLE.assign(**change), DESIGN, classes, responded="answered")
    assert [issue.code for issue in fault.value.issues] == codes
    assert fault.value.text("da") != fault.value.text("en")


@pytest.mark.parametrize(("low", "high"), [(0, 1), (8, 9)])
def test_limits_with_the_mean_outside_them_are_refused(low: float, high: float) -> None:
    with pytest.raises(InputError) as fault:
        trim_weights(pd.Series([2.0, 4.0]), low=low, high=high)
    assert [issue.code for issue in fault.value.issues] == ["CAL022"]


@pytest.mark.parametrize("limits", [[], [18, 18], [30, 18]])
def test_age_limits_have_to_rise(limits: list[int]) -> None:
    with pytest.raises(InputError) as fault:
        age_bands(pd.Series([20]), limits)
    assert [issue.code for issue in fault.value.issues] == ["CAL023"]


def test_a_register_with_missing_values_gives_no_margins() -> None:
    people = pd.DataFrame({"person_id": [1, 2], "year": 2024, "area": "a", "age": [30, None]})
    with pytest.raises(InputError) as fault:
        margins_from_register(Register(people), by=["age_band"], year=2024, bands={"age": [18]})
    assert [issue.code for issue in fault.value.issues] == ["CAL003"]


# ---- simulation ------------------------------------------------------------------------------------------


def population(rng: np.random.Generator) -> pd.DataFrame:
    """Two strata in which the outcome goes opposite ways, drawn with very unequal chances."""
    stratum = rng.choice(2, 6000, p=[0.15, 0.85])
    area = rng.integers(0, 3, 6000)
    sex = (rng.random(6000) < 0.3 + 0.15 * area).astype(int)
    y = np.where(stratum == 0, 5 * area - 4 * sex, 8 * sex - 3 * area) + rng.normal(0, 2, 6000)
    people = pd.DataFrame({"stratum": stratum, "area": area, "sex": sex, "y": y})
    people["size"] = people.groupby("stratum")["stratum"].transform("size")
    return people.assign(w=people["size"] / 150)


@pytest.mark.simulation
@pytest.mark.parametrize(("answering", "draws"), [(1.0, 1000), (0.7, 1000)])
def test_the_variance_of_a_raked_total_is_right(answering: float, draws: int) -> None:
    rng = np.random.default_rng(1)
    people = population(rng)
    strata = [np.flatnonzero(people["stratum"] == h) for h in (0, 1)]
    margins = {name: people[name].value_counts() for name in ("area", "sex")}
    design = Design(weights="w", strata="stratum", population="size")
    found = []
    for _ in range(draws):
        rows = np.concatenate([rng.choice(at, 150, replace=False) for at in strata])
        sample = people.iloc[rows].reset_index(drop=True)
        # More of the first stratum answer, so that the classes matter.
        chance = np.where(sample["stratum"] == 0, (1 + answering) / 2, answering)
        sample["answered"] = (rng.random(300) < chance).astype(int)
        classes = weighting_classes(sample, design, "stratum", responded="answered")
        found.append(total_of(calibrate(classes.data, classes.design, margins, method="rake"), "y"))
    totals, se = np.transpose(found)
    assert np.mean(se**2) / np.var(totals, ddof=1) == pytest.approx(1, abs=0.1)
    assert abs(totals.mean() - people["y"].sum()) < 0.15 * totals.std()


@pytest.mark.simulation
def test_unweighted_sweeps_give_another_variance_where_weights_are_unequal() -> None:
    rng = np.random.default_rng(1)
    people = population(rng)
    strata = [np.flatnonzero(people["stratum"] == h) for h in (0, 1)]
    margins = {name: people[name].value_counts() for name in ("area", "sex")}
    design = Design(weights="w", strata="stratum", population="size")
    variance = {"regression": 0.0, "sweeps": 0.0}
    for _ in range(100):
        rows = np.concatenate([rng.choice(at, 150, replace=False) for at in strata])
        for residuals in variance:
            cal = calibrate(people.iloc[rows], design, margins, method="rake", residuals=residuals)
            variance[residuals] += total_of(cal, "y")[1] ** 2
    assert variance["sweeps"] > 2.5 * variance["regression"]
