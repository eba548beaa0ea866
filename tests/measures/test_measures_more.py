"""Totals, quantiles, Gini, income shares, intervals, flags and tables: identities, edges and faults."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_town import AREAS, answers

from social_balance.association import rao_scott
from social_balance.definitions.catalogue import check_indicators, read_indicators
from social_balance.definitions.explanations import explain
from social_balance.estimates.combining import combine
from social_balance.estimates.intervals import SHARE_INTERVALS
from social_balance.estimates.values import Estimates, from_values
from social_balance.estimating import estimate
from social_balance.language.faults import DefinitionError, InputError
from social_balance.measures.distribution import (
    bottom_share,
    gini,
    gini_of,
    lorenz_height_of,
    median,
    quantile,
    top_share,
)
from social_balance.measures.ratio import mean, ratio, share
from social_balance.measures.small_table import values_by_area
from social_balance.measures.total import total
from social_balance.registers.register import Register
from social_balance.samples.design import Design

DESIGN = Design(weights="w", strata=["area", "year"], psu="home", lonely_psu="certainty")


def drawn(seed: int, n: int = 60) -> pd.DataFrame:
    """People with unequal weights, groups of unequal size, skewed incomes."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "w": random.integers(1, 6, n).astype(float),
            "income": np.round(random.lognormal(3, 0.8, n), 1) + 1,
            "group": random.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2]),
            "h": np.arange(n) % 3,
            "home": np.arange(n) // 2,
        }
    )


SPREAD = {
    "sum": total("income"),
    "rich": total(positive="income > 30"),
    "midt": median("income"),
    "top": quantile("income", 0.9),
    "gini": gini("income"),
    "ti": top_share("income", percent=10),
    "halv": bottom_share("income", percent=50),
    "snit": mean("income"),
}


# Totals -----------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 10_000))
def test_the_total_of_everybody_is_the_sum_of_the_weights(seed: int) -> None:
    frame = drawn(seed)
    est = estimate(frame, {"n": total(positive="w > 0")}, design=Design(weights="w"))
    assert est.values.item() == pytest.approx(frame["w"].sum(), rel=1e-12)


@given(seed=st.integers(0, 10_000))
def test_splitting_a_domain_and_combining_it_gives_it_back(seed: int) -> None:
    frame, design = drawn(seed), Design(weights="w", strata="h", psu="home", lonely_psu="certainty")
    wanted = {"sum": total("income"), "n": total(positive="income > 0")}
    whole, parts = (estimate(frame, wanted, design=design, by=by) for by in ([], ["group"]))
    back = np.array([parts.labels.get_level_values(0) == name for name in wanted], dtype=float)
    np.testing.assert_allclose(back @ parts.values, whole.values, rtol=1e-12)
    np.testing.assert_allclose(back @ parts.matrix @ back.T, whole.matrix, rtol=1e-9)


@given(seed=st.integers(0, 10_000))
def test_a_mean_is_the_ratio_of_two_totals_and_a_regression_coefficient(seed: int) -> None:
    frame = drawn(seed).assign(one=1.0)
    design = Design(weights="w", strata="h", psu="home", lonely_psu="certainty")
    base = 'group == "a"'
    wanted = {"m": mean("income", base=base), "r": ratio("income", "one", base=base, factor=1),
              "y": total("income", base=base), "x": total("one", base=base)}  # fmt: skip
    est = estimate(frame, wanted, design=design)
    of_totals = est.ratio(("y",), ("x",))
    assert of_totals.values.item() == pytest.approx(est.values[0], rel=1e-12)
    np.testing.assert_allclose([est.se[1], of_totals.se.item()], est.se[0], rtol=1e-9)
    # Weighted least squares on the dummies of the groups, with the sandwich of the design written out.
    x = np.column_stack([frame["group"] == "a", frame["group"] != "a"]).astype(float)
    w, y = frame["w"].to_numpy(), frame["income"].to_numpy()
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    slope = bread @ x.T @ (w * y)
    scores = (x * (w * (y - x @ slope))[:, None]) @ bread
    by_home = pd.DataFrame(scores).groupby([frame["h"], frame["home"]]).sum()
    centred = by_home - by_home.groupby("h").transform("mean")
    n = by_home.groupby("h")[0].transform("size")
    variance = float((n / np.maximum(n - 1, 1) * centred[0] ** 2).sum())
    assert slope[0] == pytest.approx(est.values[0], rel=1e-9)
    assert variance == pytest.approx(est.matrix[0, 0], rel=1e-9)


def test_a_total_counts_those_who_answered_and_satisfy_the_base() -> None:
    frame = pd.DataFrame({"x": [2.0, np.nan, 5.0, 7.0], "q": [1, 1, 2, 1], "w": [3.0, 9, 9, 1]})
    wanted = {"x": total("x", base="q == 1", factor=10), "q": total(positive="q == 2")}
    rows = estimate(frame, wanted, design=Design(weights="w")).rows
    assert rows["value"].tolist() == [10 * (3 * 2 + 1 * 7), 9.0]
    assert rows["base"].tolist() == [2.0, 4.0]
    assert rows["positive"].iloc[1] == 1


def test_someone_with_nothing_below_the_line_takes_part_in_a_ratio() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 3], "b": [0.0, 2, 4]})
    rows = estimate(frame, {"r": ratio("a", "b", factor=1)}).rows
    assert (rows["value"].item(), rows["base"].item(), rows["df"].item()) == (1.0, 3.0, 2.0)


# Quantiles, Gini, income shares -----------------------------------------------------------------------------


@given(half=st.lists(st.integers(1, 1000), min_size=2, max_size=30), centre=st.integers(-50, 50))
def test_the_median_of_a_symmetric_distribution_is_its_centre(half: list[int], centre: int) -> None:
    values = [centre, *(centre + x for x in half), *(centre - x for x in half)]
    est = estimate(pd.DataFrame({"x": np.array(values, dtype=float)}), {"m": median("x")})
    assert est.values.item() == centre


@given(seed=st.integers(0, 10_000), q=st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]))
def test_a_quantile_is_the_smallest_answer_that_the_share_has_at_most(seed: int, q: float) -> None:
    frame = drawn(seed)
    value = estimate(frame, {"q": quantile("income", q)}, design=Design(weights="w")).values.item()
    order = frame.sort_values("income")
    reached = order["w"].cumsum() / order["w"].sum() >= q - 1e-12
    assert value == order.loc[reached, "income"].iloc[0]


@given(seed=st.integers(0, 10_000), factor=st.floats(0.1, 50), shift=st.floats(-5, 5))
def test_quantiles_and_their_limits_follow_a_change_of_unit(seed: int, factor: float, shift: float) -> None:
    frame = drawn(seed)
    turned = frame.assign(income=frame["income"] * factor + shift)
    wanted = {"m": median("income"), "q": quantile("income", 0.8)}
    columns = ["value", "low", "high"]
    one = estimate(frame, wanted, design=Design(weights="w")).frame()
    other = estimate(turned, wanted, design=Design(weights="w")).frame()
    np.testing.assert_allclose(other[columns], one[columns] * factor + shift, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(other["se"], one["se"] * factor, rtol=1e-7)


@given(seed=st.integers(0, 10_000))
def test_a_quantile_varies_against_the_share_at_or_below_it(seed: int) -> None:
    frame = drawn(seed)
    at = estimate(frame, {"q": median("income")}, design=Design(weights="w")).values.item()
    wanted = {"q": median("income"), "below": share(f"income <= {at}"), "m": mean("income")}
    est = estimate(frame, wanted, design=Design(weights="w", psu="home"))
    assert est.matrix[0, 1] == pytest.approx(-est.se[0] * est.se[1], rel=1e-9)
    # The linearised quantile is a linear map of that share, and so is its covariance with a mean.
    assert est.matrix[0, 2] == pytest.approx(-est.se[0] / est.se[1] * est.matrix[1, 2], rel=1e-9)


def test_limits_of_a_quantile_stay_among_the_answers_where_r_has_none() -> None:
    frame = pd.DataFrame({"x": [1.0, 2, 4, 8, 16]})
    row = estimate(frame, {"m": quantile("x", 0.9)}).frame().iloc[0]
    assert row["value"] == 16
    assert 1 <= row["low"] < row["high"] == 16
    assert row["se"] > 0


def test_a_quantile_of_one_answer_is_not_used_further() -> None:
    est = estimate(pd.DataFrame({"x": [3.0, np.nan]}), {"m": median("x")})
    assert est.rows["status"].tolist() == ["single"]
    assert est.frame()[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "figure",
    [gini_of, lambda y, w: lorenz_height_of(y, w, 0.3), lambda y, w: lorenz_height_of(y, w, 0.9)],
    ids=["gini", "lorenz 30", "lorenz 90"],
)
def test_influence_is_the_derivative_with_respect_to_the_weight(figure: Callable) -> None:
    frame = drawn(4, n=23)
    y, w = frame["income"].to_numpy(), frame["w"].to_numpy() + 0.137
    found = figure(y, w)
    for i in (0, 7, 22):
        step = np.where(np.arange(len(w)) == i, 1e-5, 0.0)
        slope = (figure(y, w + step).value - figure(y, w - step).value) / 2e-5
        assert found.influence[i] == pytest.approx(slope, rel=1e-5, abs=1e-8)
    assert w @ found.influence == pytest.approx(0, abs=1e-9)


@given(seed=st.integers(0, 10_000))
def test_gini_is_the_mean_difference_and_the_area_over_the_lorenz_curve(seed: int) -> None:
    frame = drawn(seed, n=30)
    y, w = frame["income"].to_numpy(), frame["w"].to_numpy()
    n, average = w.sum(), np.average(y, weights=w)
    apart = np.abs(y[:, None] - y) * np.outer(w, w)
    assert gini_of(y, w).value == pytest.approx(100 * apart.sum() / (2 * n**2 * average), rel=1e-9)


@given(seed=st.integers(0, 10_000))
def test_top_and_bottom_are_all_and_equal_incomes_have_no_top(seed: int) -> None:
    frame = drawn(seed)
    wanted = {"top": top_share("income", percent=20), "rest": bottom_share("income", percent=80)}
    est = estimate(frame, wanted, design=Design(weights="w"))
    assert est.values.sum() == pytest.approx(100)
    same = estimate(frame.assign(income=7.0), {**wanted, "gini": gini("income")}, design=Design(weights="w"))
    np.testing.assert_allclose(same.values, [20.0, 80.0, 0.0], atol=1e-9)


@given(seed=st.integers(0, 10_000))
def test_all_kinds_of_measures_share_one_covariance(seed: int) -> None:
    frame, design = drawn(seed), Design(weights="w", strata="h", psu="home", lonely_psu="certainty")
    est = estimate(frame, SPREAD, design=design, by=["group"])
    spread = np.sqrt(np.diagonal(est.matrix))
    scale = np.outer(np.where(spread > 0, spread, 1), np.where(spread > 0, spread, 1))
    np.testing.assert_allclose(est.matrix, est.matrix.T, rtol=1e-12)
    assert np.linalg.eigvalsh(est.matrix / scale).min() > -1e-7
    again = estimate(frame.sample(frac=1, random_state=seed), SPREAD, design=design, by=["group"])
    np.testing.assert_allclose(again.values, est.values, rtol=1e-9)
    np.testing.assert_allclose(again.matrix / scale, est.matrix / scale, atol=1e-7)


def test_measures_of_order_leave_other_figures_alone_and_survive_combining() -> None:
    frame = drawn(1)
    est = estimate(frame, SPREAD, design=Design(weights="w"), by=["group"])
    alone = estimate(frame, {"snit": SPREAD["snit"]}, design=Design(weights="w"), by=["group"])
    np.testing.assert_allclose(est.where(measure="snit").matrix, alone.matrix, rtol=1e-12)
    other = from_values([("x", "a")], [1.0], [1.0], names=("measure", "group"))
    both = combine(other, est).frame()
    pd.testing.assert_frame_equal(both.iloc[1:], est.frame(), check_dtype=False)
    difference = est.contrast({("midt", "a"): 1, ("midt", "b"): -1})
    assert difference.rows["interval"].item() == "t"


def test_a_register_gives_the_same_figures_in_memory_and_through_its_engine(tmp_path) -> None:
    frame = drawn(2).assign(person=range(60), year=2024)
    frame.loc[3, "income"] = np.nan
    path = tmp_path / "register.csv"
    frame.to_csv(path, index=False)
    sources = [Register(data, person="person", year="year", area=None) for data in (path, frame)]
    one, other = (estimate(source, SPREAD, by=["group", "year"]).frame() for source in sources)
    columns = ["value", "se", "low", "high", "base"]
    np.testing.assert_allclose(one[columns], other[columns], rtol=1e-9)
    facts = estimate(sources[1], SPREAD, by=["group", "year"], model="census").frame()
    np.testing.assert_allclose(facts["value"], other["value"], rtol=1e-12)
    assert facts["low"].isna().all()


# Intervals and flags ----------------------------------------------------------------------------------------


@given(
    positive=st.integers(0, 40), n=st.integers(2, 40), weights=st.integers(0, 99), level=st.floats(0.5, 0.99)
)
def test_every_interval_holds_its_share_and_stays_inside_0_and_100(
    positive: int, n: int, weights: int, level: float
) -> None:
    w = np.random.default_rng(weights).integers(1, 4, n).astype(float)
    frame = pd.DataFrame({"q": (np.arange(n) < positive).astype(float), "w": w})
    est = estimate(frame, {"s": share("q == 1")}, design=Design(weights="w"))
    for method in SHARE_INTERVALS:
        row = est.frame(level=level, interval=method).iloc[0]
        assert row["low"] <= row["value"] + 1e-9
        assert row["high"] >= row["value"] - 1e-9
        assert row["low"] < row["high"]
        assert method == "wald" or (row["low"] >= 0 and row["high"] <= 100)


def test_the_interval_of_a_figure_that_is_no_share_has_no_name() -> None:
    frame = drawn(3)
    est = estimate(frame, {"m": mean("income"), "s": share("income > 30")}, design=Design(weights="w"))
    default, wald = est.frame(), est.frame(interval="wald")
    assert default.loc["m", "low"].item() == wald.loc["m", "low"].item()
    assert default.loc["s", "low"].item() != wald.loc["s", "low"].item()
    pd.testing.assert_frame_equal(default, est.frame(interval="logit"))


def test_wilsons_interval_solves_its_equation_at_the_effective_base() -> None:
    est = estimate(drawn(5), {"s": share("income > 40")}, design=Design(weights="w"))
    row = est.frame(interval="wilson").iloc[0]
    p, se = row["value"] / 100, row["se"] / 100
    t = 2.000995378088259  # Student's t with 59 degrees of freedom
    for limit in (row["low"] / 100, row["high"] / 100):
        assert (p - limit) ** 2 == pytest.approx(t**2 * limit * (1 - limit) * se**2 / (p * (1 - p)), rel=1e-9)


def simple_share(positive: int, n: int) -> Estimates:
    return estimate(pd.DataFrame({"q": (np.arange(n) < positive).astype(float)}), {"s": share("q == 1")})


@pytest.mark.parametrize(
    ("positive", "n", "verdict", "reason", "complement"),
    [
        (9, 29, "suppress", "base, width", ""),
        (20, 40, "suppress", "width", ""),
        (8, 100, "suppress", "relative_width", ""),
        (10, 100, "show", "", "ok"),
        (30, 100, "show", "", "ok"),
        (97, 100, "show", "", "unreliable"),
        (5, 2000, "show", "", "ok"),
        (0, 100, "review", "no_events", "ok"),
        (100, 100, "review", "no_events", "ok"),
        (0, 20, "suppress", "base", ""),
    ],
)
def test_flags_follow_the_presentation_standards(
    positive: int, n: int, verdict: str, reason: str, complement: str
) -> None:
    row = simple_share(positive, n).flags().iloc[0]
    assert [row["presentation"], row["reason"], row["complement"]] == [verdict, reason, complement]
    assert (row["base"], row["events"]) == (n, positive)


def test_few_degrees_of_freedom_ask_for_a_review() -> None:
    frame = pd.DataFrame({"q": [1.0, 1, 0, 1, 0] * 400, "psu": np.arange(2000) % 8})
    row = estimate(frame, {"s": share("q == 1")}, design=Design(psu="psu")).flags().iloc[0]
    assert (row["presentation"], row["reason"], row["df"]) == ("review", "df", 7.0)


def test_what_is_no_share_has_no_flag_and_clustered_answers_count_as_fewer() -> None:
    frame = pd.DataFrame({"q": np.repeat([1.0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1], 20), "x": 1.0})
    frame["x"] += np.arange(240)
    frame["psu"] = np.arange(240) // 20
    flags = estimate(frame, {"s": share("q == 1"), "m": mean("x")}, design=Design(psu="psu")).flags()
    assert flags.loc["m", "presentation"].item() == ""
    assert np.isnan(flags.loc["m", "width"].item())
    assert flags.loc["s", "effective_base"].item() < 12
    assert flags.loc["s", "reason"].item() == "base, width"


# Designs ----------------------------------------------------------------------------------------------------


def lonely_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "h": ["a", "a", "a", "b", "b", "c"],
            "x": [1.0, 4, 2, 8, 3, 5],
            "part": ["p", "q", "p", "p", "q", "r"],
            "w": [3.0, 1, 2, 2, 1, 4],
        }
    )


def test_a_lonely_stratum_does_not_touch_a_domain_outside_it() -> None:
    measures = {"m": mean("x")}
    average, sure = (
        estimate(lonely_frame(), measures, by=["part"],
                 design=Design(weights="w", strata="h", lonely_psu=rule)) for rule in ("average", "certainty")
    )  # fmt: skip
    np.testing.assert_allclose(average.matrix[:2, :2], sure.matrix[:2, :2], rtol=1e-12)


def test_a_figure_of_lonely_strata_alone_has_no_variance_to_average() -> None:
    frame = pd.concat([lonely_frame(), pd.DataFrame({"h": ["d"], "x": [9.0], "part": ["r"], "w": [1.0]})])
    est = estimate(frame, {"m": mean("x")}, by=["part"],
                   design=Design(weights="w", strata="h", lonely_psu="average"))  # fmt: skip
    assert est.rows["status"].tolist() == ["ok", "single", "single"]
    assert np.isfinite(est.matrix).all()


def test_a_lonely_unit_at_the_second_stage_is_named_when_its_stage_counts() -> None:
    frame = pd.DataFrame({"d": [1, 1, 2, 3, 3], "s": range(5), "x": [2.0, 5, 1, 7, 4], "D": 9, "S": 4})
    two = Design(psu=["d", "s"], population=["D", "S"])
    with pytest.raises(InputError) as fault:
        estimate(frame, {"m": mean("x")}, design=two)
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("DSN007", "'d 2'")]
    estimate(frame, {"m": mean("x")}, design=Design(psu=["d", "s"]))  # without a population one stage counts


def test_an_empty_domain_is_a_row_without_a_figure() -> None:
    nobody = {"n": total(positive="q == 99", base="q == 99"), "m": median("tillid", base="q == 99")}
    est = estimate(answers(), nobody, design=DESIGN, by=["area"], areas=AREAS)
    assert set(est.rows["status"]) == {"empty"}


def test_design_effect_without_replacement_is_larger_by_the_population_that_is_left() -> None:
    rows = estimate(drawn(6), {"m": mean("income")}, design=Design(weights="w")).rows
    population = drawn(6)["w"].sum()
    assert rows["deff_srswor"].item() == pytest.approx(rows["deff"].item() * population / (population - 60))


# Tables -----------------------------------------------------------------------------------------------------


def test_an_unweighted_two_by_two_table_has_pearsons_test() -> None:
    frame = pd.DataFrame({"a": [1] * 40 + [2] * 60, "b": [1] * 30 + [2] * 10 + [1] * 24 + [2] * 36})
    test = rao_scott(frame, "a", "b")
    assert test.x2 == pytest.approx(100 * (30 * 36 - 10 * 24) ** 2 / (40 * 60 * 54 * 46))
    assert (test.base, test.df, test.ndf, test.ddf) == (100, 1, pytest.approx(1), pytest.approx(99))
    np.testing.assert_allclose(test.table.to_numpy(), [[30, 10], [24, 36]])


@given(seed=st.integers(0, 10_000), factor=st.floats(0.01, 100))
def test_a_table_turned_around_or_weighted_in_other_units_has_the_same_test(seed: int, factor: float) -> None:
    frame = drawn(seed).assign(rich=lambda f: f["income"] > f["income"].median())
    one = rao_scott(frame, "group", "rich", Design(weights="w", psu="home"))
    other = rao_scott(frame.assign(w=frame["w"] * factor), "rich", "group", Design(weights="w", psu="home"))
    assert (other.f, other.p, other.p_first) == pytest.approx((one.f, one.p, one.p_first), rel=1e-7)


def test_the_null_hypothesis_is_told_in_both_languages() -> None:
    frame = pd.DataFrame({"a": [1, 1, 2, 2, 1], "b": [1, 2, 1, 2, 2]})
    test = rao_scott(frame, "a", "b")
    assert "ingen sammenhæng mellem a og b" in test.null()
    assert "a and b are independent" in test.null("en")


# Faults and definitions -------------------------------------------------------------------------------------

TABLE = pd.DataFrame({"a": [1.0, 1, 1, 1], "b": [1.0, 2, 1, 2], "c": [1.0, 2, 3, 4], "d": [1.0, 1, 2, 3]})


@pytest.mark.parametrize(
    ("call", "code", "danish", "english"),
    [
        (lambda: total(), "DEF073", "enten value", "either value"),
        (lambda: total("x", positive="q == 1"), "DEF073", "ikke begge dele", "not both"),
        (lambda: quantile("x", 1.0), "DEF023", "quantile q", "less than 1"),
        (lambda: share("q == "), "EXP008", "share positive", "share positive"),
        (lambda: simple_share(3, 9).frame(interval="logitt"), "EST030", "Mente du 'logit'?", "Did you mean"),  # type: ignore[arg-type]
        (lambda: rao_scott(TABLE, "a", "b"), "EST031", "mindst to", "at least two"),
        (lambda: rao_scott(TABLE, "b", "bb"), "EST001", "findes ikke i data", "not in the data"),
        (lambda: rao_scott(TABLE.assign(c=[1, 2, 3, 3], d=[1, 2, 3, 3]), "c", "d"), "EST032",
         "er tomme", "cells of the table are empty"),
    ],
    ids=["neither", "both", "limit", "condition", "interval", "one value", "column", "empty cells"],
)  # fmt: skip
def test_a_fault_is_told_in_both_languages(
    call: Callable[[], object], code: str, danish: str, english: str
) -> None:
    with pytest.raises((InputError, DefinitionError)) as fault:
        call()
    assert [issue.code for issue in fault.value.issues] == [code]
    assert danish in fault.value.text("da")
    assert english in fault.value.text("en")


RULES = {
    "total": ('value = "x"', "y == 1", 1 * 2 + 4 * 1 + 2 * 2),
    "median": ('value = "x"', "y == 1", 2),
    "quantile": ('value = "x"\nq = 0.75', "y == 1", 2),
    "gini": ('value = "x"', "y == 1", 28),
    "top_share": ('value = "x"\npercent = 20', "y == 1", 40),
    "bottom_share": ('value = "x"\npercent = 20', "y == 1", 10),
}


@pytest.mark.parametrize("kind", RULES)
def test_a_definition_may_name_the_measure(kind: str, tmp_path) -> None:
    rule, base, value = RULES[kind]
    folder = tmp_path / "penge"
    folder.mkdir()
    (folder / "tema.toml").write_text(
        '[theme]\nid = "penge"\ntitle = { da = "penge", en = "money" }\neffect_goal = "x"\norder = 1\n',
        encoding="utf-8",
    )
    (folder / "tal.toml").write_text(
        f"""[indicator]
id = "tal"
title = {{ da = "Tal", en = "Figure" }}
source = "survey"
measure = "{kind}"
unit = "kr."
direction = "higher_is_better"
goalposts = [0, 100]
reference = "x"

[[version]]
from = 2021
base = "{base}"
{rule}

[[case]]
name = "Vægtene tæller"
year = 2021
rows = \"\"\"
  x | y | weight
  1 | 1 | 2
  4 | 1 | 1
  2 | 1 | 2
  9 | 2 | 4
    | 1 | 5
\"\"\"
expect = {{ value = {value} }}
""",
        encoding="utf-8",
    )
    assert [str(issue) for issue in check_indicators(tmp_path)] == []
    [indicator] = read_indicators(tmp_path).indicators
    assert explain(indicator, "da") != explain(indicator, "en")
    figure = values_by_area(indicator.versions[0].measure, indicator.cases[0].frame, weight="weight")[""]
    assert figure["value"] == pytest.approx(value, rel=1e-6)
