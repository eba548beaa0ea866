"""Replicate weights give R's covariances; made ones agree with linearisation and do not fill the memory."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special
from small_town import AREAS, answers

from social_balance.estimates import replicating
from social_balance.estimates.replicating import jackknife, rao_wu
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.language.faults import InputError
from social_balance.measures.distribution import bottom_share, gini, median, quantile, top_share
from social_balance.measures.measure import Measure
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import Difference, mean, ratio, scale, share
from social_balance.measures.total import total
from social_balance.samples.design import Design
from social_balance.samples.replicates import Replicates

HERE = Path(__file__).parents[1] / "reference"
REFERENCE = json.loads((HERE / "replicates.json").read_text(encoding="utf-8"))
MEASURES: dict[str, Measure] = {
    "tryg": share("q in (1, 2)", base="q in (1, 2, 3, 4)"),
    "tillid": mean("tillid"),
    "scale": scale(["b1", "b2", "b3"], low=1, high=5),
    "forhold": ratio("tillid", "b1", factor=1),
    "antal": total(positive="q == 1"),
    "forskel": Difference(
        base="q in (1, 2, 3, 4)",
        positive="q == 1",
        minus_base="tillid is not missing",
        minus_positive="tillid > 6",
    ),
    "syn": SeenFromOutside(value="syn_{area}", low=0, high=10),
    "gini": gini("tillid"),
    "top": top_share("tillid", percent=20),
    "bund": bottom_share("tillid", percent=30),
}
STRATIFIED = Design(weights="w", strata=["area", "year"])
HOMES = Design(weights="w", psu="home")


def town(frame: pd.DataFrame, design: Design, **chosen: object) -> Estimates:
    """Every kind of measure by area and year, and for the whole town."""
    return estimate(frame, MEASURES, design=design, **{"by": ["area", "year"], "areas": AREAS, **chosen})


def weighted(frame: pd.DataFrame, number: int = 12, *, seed: int = 3) -> tuple[pd.DataFrame, list[str]]:
    """The frame with columns of replicate weights that differ for every row."""
    draws = np.random.default_rng(seed).poisson(1.0, (len(frame), number))
    names = [f"r{i}" for i in range(number)]
    columns = pd.DataFrame(frame["w"].to_numpy()[:, None] * draws, columns=names)
    return pd.concat([frame.reset_index(drop=True), columns], axis=1), names


def design_of(told: dict) -> Design:
    """The design of a reference result: given columns, or a jackknife that is to be made."""
    if "columns" not in told:
        plain = Design(told["weights"], told["strata"], told["psu"], told["population"])
        return jackknife(plain, centre=told["centre"])
    chosen = {name: told.get(name) for name in ("scale", "rscales", "rho")}
    described = Replicates(
        told["columns"], told["type"], holds=told["holds"], centre=told["centre"], **chosen
    )
    return Design(told["weights"], replicates=described)


def measures_of(result: dict) -> dict[str, Measure]:
    names = result["variables"]
    if result["statistic"] == "ratio":
        return {"ratio": ratio(*names, factor=1)}
    return {name: {"mean": mean, "total": total}[result["statistic"]](name) for name in names}


def ours(result: dict) -> tuple[Estimates, np.ndarray]:
    """Our figures, and the position among them of each of R's."""
    told = REFERENCE["designs"][result["design"]]
    found = estimate(
        pd.read_csv(HERE / told["data"]), measures_of(result), design=design_of(told), by=result.get("by", [])
    )
    position = {tuple(map(str, label)): i for i, label in enumerate(found.labels)}
    return found, np.array([position[tuple(map(str, label))] for label in result["labels"]])


@pytest.mark.parametrize("result", REFERENCE["results"], ids=lambda result: result["id"])
def test_values_and_joint_covariance_are_those_of_r(result: dict) -> None:
    found, at = ours(result)
    expected = np.atleast_2d(result["vcov"])
    size = np.sqrt(np.outer(np.diagonal(expected), np.diagonal(expected)))
    np.testing.assert_allclose(found.values[at], result["value"], rtol=1e-12)
    assert np.all(np.abs(found.matrix[np.ix_(at, at)] - expected) <= 1e-9 * size)
    np.testing.assert_allclose(found.se[at], result["se"], rtol=1e-9)


# A made jackknife counts the units and strata of a domain; R counts the rank of its replicate weights.
COUNTED = [r for r in REFERENCE["results"] if "by" not in r or "columns" in REFERENCE["designs"][r["design"]]]


@pytest.mark.parametrize("result", COUNTED, ids=lambda result: result["id"])
def test_degrees_of_freedom_are_those_of_r(result: dict) -> None:
    found, at = ours(result)
    np.testing.assert_array_equal(found.rows["df"].to_numpy()[at], result["df"])


@pytest.mark.parametrize("holds", ["weights", "multipliers"])
def test_every_figure_is_worked_out_anew_with_the_weights_of_each_replicate(holds: str) -> None:
    frame, names = weighted(answers(900))
    again = np.array([town(frame, Design(weights=name)).values for name in names])
    if holds == "multipliers":
        frame[names] = frame[names].div(frame["w"], axis=0)
    found = town(frame, Design("w", replicates=Replicates(names, "bootstrap", scale=0.3, holds=holds)))
    deviation = again - again.mean(axis=0)
    np.testing.assert_allclose(found.matrix, 0.3 * deviation.T @ deviation, rtol=1e-9, atol=1e-9)
    # The same sums, taken in another order of the rows.
    np.testing.assert_allclose(found.values, town(frame, Design("w")).values, rtol=1e-12)
    assert set(found.rows["method"]) == {"replicates"}


@pytest.mark.parametrize(
    "plain", [STRATIFIED, HOMES, replace(STRATIFIED, psu="home")], ids=["strata", "homes", "both"]
)
def test_a_jackknife_is_the_figures_without_each_unit_in_turn(plain: Design) -> None:
    frame = answers(150)
    frame["w"] = frame["w"].round(1)
    names = list(plain.strata or ())
    unit = frame.groupby([*names, *(plain.psu or [])]).ngroup() if plain.psu else pd.Series(range(len(frame)))
    stratum = frame.groupby(names).ngroup() if names else pd.Series(0, index=frame.index)
    columns, factors = {}, []
    for gone in unit.unique():
        mine = stratum == stratum[unit == gone].iloc[0]
        n = unit[mine].nunique()
        columns[f"j{gone}"] = frame["w"] * np.where(unit == gone, 0, np.where(mine, n / (n - 1), 1))
        factors.append((n - 1) / n)
    described = Replicates(list(columns), "JKn", rscales=factors)
    frame = pd.concat([frame, pd.DataFrame(columns)], axis=1)
    by_hand = town(frame, replace(plain, replicates=described))
    np.testing.assert_allclose(town(frame, jackknife(plain)).matrix, by_hand.matrix, rtol=1e-9, atol=1e-11)


def test_gini_and_income_shares_by_replicates_are_near_their_linearised_standard_errors() -> None:
    random = np.random.default_rng(4)
    frame = pd.DataFrame({"y": random.lognormal(3, 0.6, 1200), "w": random.uniform(1, 3, 1200)})
    frame["home"], frame["N"] = np.arange(1200) // 2, 400
    frame["h"] = frame["home"] % 3
    plain = Design("w", strata="h", psu="home", population="N")
    measures = {"gini": gini("y"), "top": top_share("y", percent=20), "bund": bottom_share("y", percent=30)}
    linear = estimate(frame, measures, design=plain)
    scale = np.outer(linear.se, linear.se)
    left_out = estimate(frame, measures, design=jackknife(plain))
    np.testing.assert_allclose(left_out.matrix / scale, linear.matrix / scale, atol=0.01)
    drawn = estimate(frame, measures, design=rao_wu(plain, n=2000, seed=3))
    np.testing.assert_allclose(drawn.matrix / scale, linear.matrix / scale, atol=5 * np.sqrt(2 / 2000))


@pytest.mark.parametrize("kind", ["given", "jackknife", "bootstrap"])
def test_a_quantile_by_replicates_is_read_off_the_share_at_or_below_it(kind: str) -> None:
    frame, names = weighted(answers(300))
    described = Replicates(names, "bootstrap", scale=0.02)
    design = {
        "given": Design("w", replicates=described),
        "jackknife": jackknife(STRATIFIED),
        "bootstrap": rao_wu(STRATIFIED, n=80),
    }[kind]
    alone = estimate(frame, {"q": quantile("tillid", 0.3)}, design=design)
    below = share(f"tillid <= {alone.values.item()}", base="tillid is not missing")
    measures = {
        "q": quantile("tillid", 0.3),
        "below": below,
        "tryg": MEASURES["tryg"],
        "gini": gini("tillid"),
    }
    made = estimate(frame, measures, design=design)
    row, of_share = made.frame(level=0.9).loc["q"], made.frame(level=0.9, interval="wald").loc["below"]
    share_of = frame.groupby("tillid")["w"].sum().cumsum() / frame.loc[frame["tillid"].notna(), "w"].sum()
    for limit in ("low", "high"):
        assert row[limit].item() == share_of.index[share_of >= of_share[limit].item() / 100][0]
    correlation = made.matrix / np.outer(made.se, made.se)
    np.testing.assert_allclose(correlation[0, 1:], -correlation[1, 1:], rtol=1e-9)
    at_95 = made.frame().loc["q"]
    t = special.stdtrit(at_95["df"], 0.975)
    assert at_95["se"].item() == pytest.approx(((at_95["high"] - at_95["low"]) / (2 * t)).item(), rel=1e-12)


def test_quantiles_of_areas_and_the_whole_are_those_of_each_alone() -> None:
    frame, names = weighted(answers(400))
    design = Design("w", replicates=Replicates(names, "bootstrap", scale=0.02))
    measures = {"midt": median("tillid"), "lav": quantile("tillid", 0.2), "gini": gini("tillid")}
    made = estimate(frame, measures, design=design, by=["area"], areas=AREAS)
    # Nobody of a new area is anywhere; the highest answer is a quantile too.
    empty = estimate(
        frame, {"top": quantile("tillid", 0.999), "tom": median("tillid", base="w < 0")}, design=design
    )
    assert empty.rows["status"].tolist() == ["ok", "empty"]
    assert empty.values[0] == 10
    # In every replicate the highest answer is that quantile, so it has no spread (and no verdict).
    assert empty.se[0] == 0
    for area in frame["area"].unique():
        alone = estimate(frame, measures, design=design, by=["area"]).where(area=area)
        np.testing.assert_allclose(made.where(area=area).matrix, alone.matrix, rtol=1e-9, atol=1e-12)
    whole = estimate(frame, measures, design=design)
    np.testing.assert_allclose(made.where(area="hele byen").matrix, whole.matrix, rtol=1e-9, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_domain_mean_is_a_ratio_and_a_regression_coefficient_by_linearisation_and_by_replicates(
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    n, group = 60, np.r_[:3, :3, random.integers(0, 3, 54)]
    frame = pd.DataFrame({"g": group, "y": random.normal(2, 3, n).round(1), "w": random.uniform(1, 5, n)})
    frame["h"], frame["home"] = np.arange(n) // 20, np.arange(n) // 2
    for g in range(3):
        frame[f"y{g}"], frame[f"x{g}"] = frame["y"] * (group == g), (group == g).astype(float)
    plain, x = Design("w", strata="h", psu="home"), frame[["x0", "x1", "x2"]].to_numpy()
    ratios = {f"r{g}": ratio(f"y{g}", f"x{g}", factor=1) for g in range(3)}

    def coefficients(w: np.ndarray) -> np.ndarray:
        return np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (w * frame["y"].to_numpy()))

    # Weighted least squares with the sandwich of the clusters within strata.
    w, beta = frame["w"].to_numpy(), coefficients(frame["w"].to_numpy())
    scores = pd.DataFrame(x * (w * (frame["y"].to_numpy() - x @ beta))[:, None])
    units = scores.groupby([frame["h"], frame["home"]]).sum()
    meat = sum(10 / 9 * (u - u.mean()).T @ (u - u.mean()) for _, u in units.groupby(level=0))
    bread = np.linalg.inv(x.T @ (w[:, None] * x))
    # The same weighted least squares without each unit in turn.
    again = []
    for home in range(30):
        mine, gone = frame["h"] == home // 10, frame["home"] == home
        again.append(coefficients(w * np.where(gone, 0, np.where(mine, 10 / 9, 1))))
    deviation = np.array(again) - np.mean(again, axis=0)
    expected = {"taylor": bread @ meat @ bread, "replicates": 9 / 10 * deviation.T @ deviation}
    for design in (plain, jackknife(plain)):
        means = estimate(frame, {"y": mean("y")}, design=design, by=["g"])
        quotients = estimate(frame, ratios, design=design)
        np.testing.assert_allclose(means.values, beta, rtol=1e-9)
        covariance, size = expected[means.rows["method"].iloc[0]], np.outer(means.se, means.se)
        np.testing.assert_allclose(means.matrix / size, covariance / size, atol=1e-9)
        np.testing.assert_allclose(quotients.matrix / size, covariance / size, atol=1e-9)


def test_jackknife_and_linearisation_agree_when_the_figure_is_a_total() -> None:
    frame, measures = answers(), {"antal": MEASURES["antal"], "sum": total("tillid")}
    for plain in (STRATIFIED, HOMES):
        made = estimate(frame, measures, design=jackknife(plain), by=["area"])
        linear = estimate(frame, measures, design=plain, by=["area"])
        np.testing.assert_allclose(made.matrix, linear.matrix, rtol=1e-9, atol=1e-9)
        pd.testing.assert_series_equal(made.rows["df"], linear.rows["df"])


@pytest.mark.parametrize("population", [None, "N"])
@pytest.mark.parametrize("plain", [STRATIFIED, replace(STRATIFIED, psu="home")], ids=["persons", "homes"])
def test_the_bootstrap_hits_the_linearised_standard_error_within_its_own_noise(
    plain: Design, population: str | None
) -> None:
    frame = answers(1500, seed=8)
    frame["N"] = frame.groupby(["area", "year"])["w"].transform("size") * 2
    number, plain = 4000, replace(plain, population=population)
    measures = {name: MEASURES[name] for name in ("antal", "tillid", "forhold")}
    linear = estimate(frame, measures, design=plain, by=["area", "year"])
    made = estimate(frame, measures, design=rao_wu(plain, n=number, seed=4), by=["area", "year"])
    # A bootstrap variance of normal figures has a relative standard error of √(2/n).
    off = (made.se / linear.se) ** 2 - 1
    assert np.abs(off).max() < 5 * np.sqrt(2 / number)
    assert abs(off.mean()) < 0.03


def test_the_bootstrap_is_right_where_strata_have_two_or_three_units() -> None:
    rng = np.random.default_rng(9)
    stratum = np.repeat(np.arange(40), np.where(np.arange(40) % 3 == 0, 3, 2))
    frame = pd.DataFrame(
        {"h": stratum, "x": rng.normal(5, 2, len(stratum)), "w": rng.uniform(1, 3, len(stratum))}
    )
    plain = Design("w", strata="h")
    linear = estimate(frame, {"sum": total("x")}, design=plain)
    made = estimate(frame, {"sum": total("x")}, design=rao_wu(plain, n=8000, seed=5))
    assert (made.se / linear.se).item() ** 2 == pytest.approx(1, abs=5 * np.sqrt(2 / 8000))


def test_a_stratum_drawn_in_full_adds_nothing() -> None:
    frame = answers().assign(N=lambda f: f.groupby("area")["w"].transform("size"))
    plain = Design("w", strata="area", population="N")
    for made in (rao_wu(plain, n=20), jackknife(plain)):
        assert np.abs(estimate(frame, {"t": mean("tillid")}, design=made).matrix).max() < 1e-20


def test_a_lonely_unit_that_was_certain_adds_nothing() -> None:
    frame = answers().assign(h=lambda f: np.where(f.index == 0, "alone", f["area"]))
    plain = Design("w", strata="h", lonely_psu="certainty")
    linear = estimate(frame, {"antal": MEASURES["antal"]}, design=plain)
    made = estimate(frame, {"antal": MEASURES["antal"]}, design=jackknife(plain))
    np.testing.assert_allclose(made.se, linear.se, rtol=1e-9)
    assert rao_wu(plain, n=50) == rao_wu(plain, n=50)
    assert estimate(frame, {"antal": MEASURES["antal"]}, design=rao_wu(plain, n=400)).se == pytest.approx(
        linear.se, rel=0.2
    )


@pytest.mark.parametrize(
    "made", [rao_wu(STRATIFIED, n=37), rao_wu(HOMES, n=37, seed=2), jackknife(STRATIFIED)]
)
@pytest.mark.parametrize("room", [1, 8 * 400, 8 * 2500])
def test_the_same_seed_gives_the_same_numbers_whatever_the_size_of_a_block(
    made: Design, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = answers()
    expected = town(frame, made).matrix
    monkeypatch.setattr(replicating, "BLOCK_BYTES", room)
    np.testing.assert_allclose(town(frame, made).matrix, expected, rtol=1e-9, atol=1e-12)


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_estimated() -> None:
    frame, made = answers(), rao_wu(STRATIFIED, n=50, seed=11)
    tillid = {"tillid": MEASURES["tillid"]}
    alone = estimate(frame, tillid, design=made, by=["area"], areas=AREAS)
    among = town(frame, made, by=["area"]).where(measure="tillid")
    np.testing.assert_allclose(alone.matrix, among.matrix, rtol=1e-9)
    whole = estimate(frame, tillid, design=made)
    assert whole.se.item() == pytest.approx(alone.where(area="hele byen").se.item(), rel=1e-9)
    other = estimate(frame, tillid, design=rao_wu(STRATIFIED, n=50, seed=12))
    assert other.se.item() != pytest.approx(whole.se.item(), rel=1e-3)


def test_memory_does_not_grow_with_the_number_of_replicates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicating, "BLOCK_BYTES", 2**20)
    frame, peaks = answers(6000), []
    for number in (60, 600):
        design = rao_wu(STRATIFIED, n=number)
        town(frame, design)
        tracemalloc.start()
        town(frame, design)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.05 * peaks[0]


def test_a_block_of_draws_is_all_that_is_held() -> None:
    stratum = np.repeat([0, 1], [300, 700])
    recipe = rao_wu(STRATIFIED, n=10_000).replicates.recipe
    blocks = replicating.draw_units(stratum, np.arange(1000), recipe)
    first = next(blocks)
    assert first.nbytes <= replicating.BLOCK_BYTES < 8 * 1000 * 10_000
    np.testing.assert_array_equal(first[:, :300].sum(axis=1), 299)
    np.testing.assert_array_equal(first[:, 300:].sum(axis=1), 699)


def test_a_replicate_that_leaves_nobody_in_the_base_has_no_deviation() -> None:
    frame = pd.DataFrame({"g": list("aaabbbbb"), "x": [1.0, 4, 2, 3, 8, 1, 6, 5]})
    frame["w"] = [1.0, 2, 1, 3, 1, 2, 1, 1]
    frame["r1"] = frame["w"] * [2, 0, 1, 1, 0, 2, 1, 1]
    frame["r2"] = frame["w"] * [0, 0, 0, 2, 1, 0, 1, 1]
    frame["r3"] = frame["w"] * [0, 2, 1, 1, 1, 1, 1, 0]
    described = Replicates(["r1", "r2", "r3"], "bootstrap", scale=0.5, centre="estimate")
    found = estimate(frame, {"x": mean("x")}, design=Design("w", replicates=described), by=["g"])
    value = [np.average(frame["x"][:3], weights=frame[name][:3]) for name in ("r1", "r3")]
    assert found.matrix[0, 0] == pytest.approx(0.5 * np.sum((value - found.values[0]) ** 2))
    frame.loc[:2, ["r1", "r2", "r3"]] = 0.0
    empty = estimate(frame, {"x": mean("x")}, design=Design("w", replicates=described), by=["g"])
    assert empty.rows["status"].tolist() == ["missing", "ok"]
    assert np.isnan(empty.se[0])


def test_degrees_of_freedom_are_stated_by_the_delivery_or_counted_from_the_units_or_the_weights() -> None:
    frame, names = weighted(answers())
    described = Replicates(names, "bootstrap", scale=0.1)
    by_units = town(frame, replace(HOMES, replicates=described))
    pd.testing.assert_series_equal(by_units.rows["df"], town(frame, HOMES).rows["df"])
    stated = town(frame, Design("w", replicates=replace(described, df=7)))
    assert set(stated.rows["df"]) == {7.0}
    assert set(town(frame, Design("w", replicates=described)).rows["df"]) == {len(names) - 1.0}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.01, 1000), kind=st.sampled_from(["given", "jackknife"]))
def test_scaling_the_weights_and_permuting_the_rows_change_no_share(
    seed: int, factor: float, kind: str
) -> None:
    frame, names = weighted(answers(120, seed=seed), 6, seed=seed)
    frame["h"] = np.arange(120) % 3
    described = Replicates(names, "BRR")
    design = Design("w", replicates=described) if kind == "given" else jackknife(Design("w", strata="h"))
    measures = {name: MEASURES[name] for name in ("tryg", "tillid", "forskel", "gini", "top")}
    first = estimate(frame, measures, design=design, by=["area"])
    turned = frame.sample(frac=1, random_state=seed)
    turned[["w", *names]] *= factor
    second = estimate(turned, measures, design=design, by=["area"])
    np.testing.assert_allclose(second.values, first.values, rtol=1e-9)
    np.testing.assert_allclose(second.matrix, first.matrix, rtol=1e-7, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), centre=st.sampled_from(["mean", "estimate"]))
def test_the_joint_covariance_is_symmetric_and_positive_semidefinite(seed: int, centre: str) -> None:
    frame, names = weighted(answers(80, seed=seed), 5, seed=seed)
    described = Replicates(names, "BRR", centre=centre)
    wanted = {**MEASURES, "midt": median("tillid"), "lav": quantile("b1", 0.2)}
    design = Design("w", replicates=described)
    matrix = estimate(frame, wanted, design=design, by=["area", "year"], areas=AREAS).matrix
    np.testing.assert_allclose(matrix, matrix.T, rtol=1e-12, atol=1e-12)
    assert np.linalg.eigvalsh(matrix).min() > -1e-9 * max(np.abs(matrix).max(), 1)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_share_is_the_ratio_of_two_totals_and_the_whole_total_the_sum_of_its_parts(seed: int) -> None:
    frame = answers(100, seed=seed)
    frame["one"], frame["yes"] = 1.0, (frame["q"] == 1).astype(float)
    measures = {"share": share("q == 1"), "ratio": ratio("yes", "one"), "total": total("one")}
    made = estimate(frame, measures, design=rao_wu(Design("w"), n=30, seed=seed), by=["area"], areas=AREAS)
    matrix = made.covariance
    of_share, of_ratio = matrix.loc["share", "share"], matrix.loc["ratio", "ratio"]
    np.testing.assert_allclose(of_share, of_ratio, rtol=1e-9, atol=1e-12)
    parts = matrix.loc["total", "total"].to_numpy()
    assert parts[:3, :3].sum() == pytest.approx(parts[3, 3], rel=1e-9)


def test_every_fault_of_given_replicate_weights_is_told_at_once() -> None:
    frame = pd.DataFrame({"q": [1.0, 2, 1], "w": [1.0, 2, 3], "r1": [1.0, -2, 0], "r2": [1.0, np.nan, 2]})
    wrong = {"rscales": [1, -1], "rho": 0.5, "holds": "weight", "centre": "mse"}
    described = Replicates(["r1", "r2", "rr2"], "bootstrp", **wrong)
    with pytest.raises(InputError) as fault:
        estimate(frame, {"q": mean("q")}, design=Design(population="N", replicates=described))
    codes = [issue.code for issue in fault.value.issues]
    wanted = ["DSN001", *3 * ["REW002"], "REW006", "REW009", "REW008", "REW004", "REW005", "REW001"]
    assert codes == [*wanted, "REW011", "REW012"]
    assert "Mente du 'bootstrap'?" in str(fault.value)
    assert "Did you mean 'r2'?" in fault.value.text("en")


@pytest.mark.parametrize(
    ("described", "code"),
    [
        (Replicates(["r1", "r2"], "bootstrap"), "REW003"),
        (Replicates(["r1", "r2"], "JKn"), "REW003"),
        (Replicates(["r1", "r2"], "Fay"), "REW007"),
        (Replicates(["r1", "r2"], "Fay", rho=1.0), "REW007"),
        (Replicates(["r1", "r2"], "Fay", rho=-0.1), "REW007"),
        (Replicates(["r1", "r2"], "BRR", rho=0.3), "REW008"),
        (Replicates(["r1", "r2"], "JK1", scale=np.nan), "REW009"),
        (Replicates(["r1", "r2"], "JKn", rscales=[1, 1, 1]), "REW006"),
        (Replicates("r1", "BRR"), "REW010"),
        (Replicates([], "JK1"), "REW010"),
    ],
)
def test_a_fault_of_the_description_is_told_by_its_code(described: Replicates, code: str) -> None:
    frame = pd.DataFrame({"q": [1.0, 2], "w": [1.0, 2], "r1": [1.0, 2], "r2": [0.0, 2]})
    with pytest.raises(InputError) as fault:
        estimate(frame, {"q": mean("q")}, design=Design("w", replicates=described))
    assert [issue.code for issue in fault.value.issues] == [code]


def test_faults_of_made_replicate_weights_are_told_by_their_codes() -> None:
    frame = answers().assign(N=900, h=lambda f: np.where(f.index == 0, "alone", "many"))
    stages = Design("w", psu=["home", "area"], population=["N"])
    lonely = Design("w", strata="h")
    faults = {
        rao_wu(STRATIFIED, n=1): ["REW010"],
        jackknife(stages): ["REW013"],
        rao_wu(lonely): ["DSN007"],
        jackknife(replace(lonely, lonely_psu="centre")): ["REW014"],
        rao_wu(replace(lonely, lonely_psu="average")): ["REW014"],
    }
    for design, codes in faults.items():
        with pytest.raises(InputError) as fault:
            estimate(frame, {"t": mean("tillid")}, design=design)
        assert [issue.code for issue in fault.value.issues] == codes
