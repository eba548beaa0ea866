"""Degrees of freedom and bias of variances from few units are those of the quadratic form."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import social_balance as sb
from social_balance.estimates.freedom import UnitLayout, working_freedom
from social_balance.estimates.replicating import jackknife
from social_balance.estimates.values import from_values
from social_balance.samples.design import Sample, Stage

FRACTION = np.array([0.0, 0.2, 0.5, 0.1])
BY = ["area", "year"]


def some_sample(lonely_psu: str = "error") -> tuple[Sample, np.ndarray, np.ndarray]:
    """Persons of unequal weight in units of unequal size, four strata, and two cells across them."""
    rng = np.random.default_rng(5)
    stratum = np.sort(rng.integers(0, 4, 60))
    unit = np.unique(stratum * 10 + rng.integers(0, 4, 60), return_inverse=True)[1]
    weights = rng.uniform(0.5, 3, 60)
    stage = Stage(stratum, unit, FRACTION[stratum])
    cells = rng.integers(0, 2, 60)
    return Sample(weights, (stage,), lonely_psu, tuple("abcd")), cells, rng.random(60) < 0.8


def dense(sample: Sample, in_cell: np.ndarray, *, is_ratio: bool) -> tuple[float, float]:
    """Bias factor and degrees of freedom from the matrices K and Ω themselves."""
    stage = sample.stages[0]
    units = stage.unit.max() + 1
    stratum = stage.stratum[np.unique(stage.unit, return_index=True)[1]]
    x = np.bincount(stage.unit, sample.weights * in_cell, units)
    omega = np.diag(np.bincount(stage.unit, sample.weights**2 * in_cell, units))
    centred = np.zeros((units, units))
    for h in range(4):
        own = np.flatnonzero(stratum == h)
        n = len(own)
        centred[np.ix_(own, own)] = (1 - FRACTION[h]) * n / (n - 1) * (np.eye(n) - 1 / n)
    away = np.eye(units) - np.outer(x, np.ones(units)) / x.sum() if is_ratio else np.eye(units)
    k = away.T @ centred @ away
    true = ((1 - FRACTION[stratum]) * np.diag(omega)).sum()
    return true / np.trace(k @ omega), np.trace(k @ omega) ** 2 / np.trace(k @ omega @ k @ omega)


@pytest.mark.parametrize("cell", [0, 1])
@pytest.mark.parametrize("is_ratio", [True, False], ids=["ratio", "total"])
def test_sums_over_units_are_the_traces_of_the_dense_matrices(cell: int, is_ratio: bool) -> None:
    sample, cells, in_base = some_sample()
    layout = UnitLayout.of(sample, np.arange(60), cells, 2)
    freedom = working_freedom(layout, sample.weights, in_base, is_ratio=is_ratio)
    scale, df = dense(sample, in_base & (cells == cell), is_ratio=is_ratio)
    assert freedom.scale[cell] == pytest.approx(scale, rel=1e-12)
    assert freedom.df[cell] == pytest.approx(df, rel=1e-12)


def persons(sizes: dict[str, int], *, units: int = 0, sds: dict[str, float] | None = None) -> pd.DataFrame:
    """Numbers of persons in areas in one year; with `units`, so many alike in size."""
    rng = np.random.default_rng(3)
    tables = [
        pd.DataFrame(
            {
                "area": area,
                "year": 2024,
                "psu": np.arange(n) if not units else np.arange(n) % units,
                "x": rng.normal(50, (sds or {}).get(area, 10.0), n),
            }
        )
        for area, n in sizes.items()
    ]
    return pd.concat(tables, ignore_index=True)


def test_units_of_one_size_have_units_less_strata_and_no_bias() -> None:
    frame = persons({"a": 40, "b": 40}, units=8)
    design = sb.Design(strata=BY, psu="psu")
    est = sb.estimate(frame, {"x": sb.mean("x")}, design=design, by=BY)
    new = est.with_satterthwaite()
    assert new.rows["df"].tolist() == pytest.approx([7, 7])
    np.testing.assert_allclose(new.matrix, est.matrix, rtol=1e-12)


def test_the_difference_of_two_areas_of_persons_is_welchs_test() -> None:
    frame = persons({"a": 11, "b": 30}, sds={"a": 20.0, "b": 5.0})
    est = sb.estimate(frame, {"x": sb.mean("x")}, design=sb.Design(strata=BY), by=BY, df="satterthwaite")
    ours = est.contrast({("x", "a", 2024): 1, ("x", "b", 2024): -1}).test().iloc[0]
    welch = stats.ttest_ind(
        frame.loc[frame["area"] == "a", "x"], frame.loc[frame["area"] == "b", "x"], equal_var=False
    )
    assert ours["df"] == pytest.approx(welch.df)
    assert ours["p"] == pytest.approx(welch.pvalue)


def test_left_out_the_figures_are_those_of_r_and_a_named_choice_wins() -> None:
    frame = persons({"a": 35, "b": 44}, units=6).query("psu != 3 or x > 50")
    design = sb.Design(strata=BY, psu="psu")
    made = {
        df: sb.estimate(frame, {"x": sb.mean("x")}, design=design, by=BY, df=df)
        for df in (None, "design", "satterthwaite")
    }
    pd.testing.assert_frame_equal(made[None].frame(), made["design"].frame())
    assert made["design"].with_satterthwaite() is made["design"]
    assert (made["satterthwaite"].rows["df"] < 5).all()
    pd.testing.assert_frame_equal(made[None].with_satterthwaite().frame(), made["satterthwaite"].frame())
    with pytest.raises(sb.InputError, match="satterthwaite"):
        sb.estimate(frame, {"x": sb.mean("x")}, design=design, by=BY, df="welch")


def test_areas_that_share_units_have_no_more_freedom_than_the_units_give() -> None:
    frame = persons({"a": 48, "b": 48}, units=6)
    design = sb.Design(psu="psu")
    est = sb.estimate(frame, {"x": sb.mean("x")}, design=design, by=BY, df="satterthwaite")
    difference = est.contrast({("x", "a", 2024): 1, ("x", "b", 2024): -1})
    assert difference.rows["df"].item() <= 5 + 1e-9


def test_a_figure_of_a_register_beside_a_survey_adds_variance_and_no_doubt_of_it() -> None:
    frame = persons({"a": 12})
    est = sb.estimate(frame, {"x": sb.mean("x")}, by=BY, df="satterthwaite")
    known = from_values([("y", "a", 2024)], [10.0], [3.0], names=["measure", *BY])
    both = sb.combine(est, known)
    total = both.contrast({("x", "a", 2024): 1, ("y", "a", 2024): 1})
    own = est.matrix[0, 0]
    assert total.rows["df"].item() == pytest.approx((own + 3) ** 2 / (own**2 / 11))


LONELY = {
    "one unit among others": sb.Design(strata="year", psu="psu"),
    "weights that round": sb.Design(weights="w", strata="year", psu="psu"),
    "certain": sb.Design(strata=BY, psu="psu", lonely_psu="certainty"),
    "jackknife": jackknife(sb.Design(strata="year", psu="psu")),
}


@pytest.mark.parametrize("design", LONELY.values(), ids=LONELY)
def test_a_single_sampling_unit_is_never_sure(design: sb.Design) -> None:
    frame = pd.DataFrame(
        [
            {
                "area": "b" if psu else "a",
                "year": year,
                "psu": psu,
                "w": 1 + i / 7,
                "x": (i * 7 + psu * 3) % 40 < 16,
            }
            for year in (2021, 2024)
            for psu in range(12)
            for i in range(40)
        ]
    )
    est = sb.estimate(frame.astype({"x": float}), {"x": sb.share("x == 1")}, design=design, by=BY)
    alone = est.where(area="a")
    assert alone.rows["status"].tolist() == ["single", "single"]
    assert (alone.rows["df"] <= 0).all()
    assert alone.frame()[["se", "low", "high"]].isna().all(axis=None)
    change = est.contrast({("x", "a", 2024): 1, ("x", "a", 2021): -1})
    assert np.isnan(change.test()["p"].item())


def test_a_stratum_drawn_in_full_has_no_sampling_error_and_is_usable() -> None:
    frame = pd.DataFrame(
        {"h": ["a", "a", "b", "b"], "psu": [1, 1, 2, 3], "n": [1, 1, 9, 9], "x": [1.0, 0, 1, 0]}
    )
    est = sb.estimate(
        frame, {"x": sb.share("x == 1")}, design=sb.Design(strata="h", psu="psu", population="n"), by=["h"]
    )
    assert est.where(h="a").rows["status"].tolist() == ["ok"]
    assert est.where(h="a").se.tolist() == [0.0]
