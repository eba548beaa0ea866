"""Waves that share persons: their covariance is right, stays a covariance, and says what it cannot do."""

from __future__ import annotations

from pathlib import Path

import drawn_waves
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import social_balance as sb
from social_balance.samples.panel import bounded_covariance

HERE = Path(__file__).parents[1]
BY = ["area", "year"]
FIGURES = {"x": sb.mean("x"), "yes": sb.share("x > 2", base="x is not missing")}


def panel(
    seed: int = 1, *, shared: int = 20, moved: int = 0, population: float | None = None
) -> pd.DataFrame:
    """Two waves of 30 and 40 persons in each of two areas, with unequal weights and a trait that lasts."""
    rng = np.random.default_rng(seed)
    waves = []
    for a, area in enumerate(("høj", "lav")):
        trait = rng.normal(2 + a, 1, 80)
        for year, ids in ((2021, np.arange(30)), (2024, np.arange(30 - shared, 70 - shared))):
            x = trait[ids] + rng.normal(0, 0.5, len(ids))
            wave = pd.DataFrame({"person": 1000 * a + ids, "area": area, "year": year, "x": x})
            waves.append(wave.assign(w=rng.choice([1.0, 2.0, 5.0], len(ids)), N=population))
    frame = pd.concat(waves, ignore_index=True)
    late = frame.index[(frame["year"] == 2024) & (frame["area"] == "høj")][:moved]
    frame.loc[late, "area"] = "lav"
    return frame


def design(frame: pd.DataFrame, **changes: object) -> sb.Design:
    population = "N" if frame["N"].notna().all() else None
    given = {"weights": "w", "strata": BY, "population": population, "person": "person"} | changes
    return sb.Design(**given)


def test_waves_without_a_person_in_both_are_independent_samples():
    frame = panel(shared=0, population=300)
    with_ids = sb.estimate(frame, FIGURES, design=design(frame), by=BY)
    without = sb.estimate(frame, FIGURES, design=design(frame, person=None), by=BY)
    np.testing.assert_array_equal(with_ids.matrix, without.matrix)


def test_overlap_by_chance_adds_nothing():
    frame = panel(population=300)
    by_chance = sb.estimate(frame, FIGURES, design=design(frame, overlap="chance"), by=BY)
    without = sb.estimate(frame, FIGURES, design=design(frame, person=None), by=BY)
    np.testing.assert_array_equal(by_chance.matrix, without.matrix)


def test_the_same_persons_in_both_waves_of_a_large_population_are_as_persons_as_units():
    frame = panel(shared=30)
    both = frame["person"].map(frame["person"].value_counts()) == 2
    frame = frame[both]
    est = sb.estimate(frame, FIGURES, design=design(frame), by=BY)
    stacked = sb.Design(weights="w", strata="area", psu="person")
    np.testing.assert_allclose(
        est.matrix, sb.estimate(frame, FIGURES, design=stacked, by=BY).matrix, rtol=1e-11, atol=1e-14
    )


def test_the_small_panel_that_r_was_given_is_as_households_as_units():
    frame = pd.read_csv(HERE / "reference" / "panel.csv")
    frame = frame[frame["person"].map(frame["person"].value_counts()) == 2]
    figures = {"x": sb.share("yes == 1", base="yes is not missing")}
    ours = sb.Design(weights="w", strata=BY, person="person", psu="household")
    units = sb.Design(weights="w", strata="area", psu="household")
    stays = frame.groupby("household")["area"].transform("nunique") == 1
    a = sb.estimate(frame[stays], figures, design=ours, by=BY)
    b = sb.estimate(frame[stays], figures, design=units, by=BY)
    np.testing.assert_allclose(a.matrix, b.matrix, rtol=1e-10, atol=1e-14)


def test_the_covariance_is_the_formula_worked_out_by_hand():
    frame = panel(population=200).assign(w=4.0).query("area == 'lav'")
    est = sb.estimate(frame, {"x": sb.mean("x")}, design=design(frame), by=["year"])
    one, two = (frame[frame["year"] == year].set_index("person")["x"] for year in (2021, 2024))
    n_c, n_1, n_2 = 20, 30, 40
    both = one.index.intersection(two.index)
    assert len(both) == n_c
    products = ((one - one.mean())[both] * (two - two.mean())[both]).sum()
    s_12 = products / (n_c * (1 - 1 / n_1 - 1 / n_2 + n_c / (n_1 * n_2)))
    assert est.matrix[0, 1] == pytest.approx((n_c / (n_1 * n_2) - 1 / 200) * s_12, rel=1e-12)
    assert est.matrix[0, 0] == pytest.approx((1 / n_1 - 1 / 200) * one.var(), rel=1e-12)


def test_a_household_is_the_same_when_one_of_its_persons_is():
    frame = panel(shared=30).query("person % 1000 < 30").assign(home=lambda f: f["person"] // 3)
    # The agency numbers the households anew in each wave.
    frame["renamed"] = frame["home"] + frame["year"] * 10_000
    stacked = sb.Design(weights="w", strata="area", psu="home")
    ours = sb.estimate(frame, FIGURES, design=design(frame, psu="renamed"), by=BY)
    theirs = sb.estimate(frame, FIGURES, design=stacked, by=BY)
    np.testing.assert_allclose(ours.matrix, theirs.matrix, rtol=1e-11, atol=1e-14)


def test_a_change_of_the_same_persons_in_two_stages_is_the_total_of_their_differences():
    rng = np.random.default_rng(4)
    size = np.array([3, 5, 2, 4, 6, 3, 4])
    unit = np.repeat(np.arange(7), size)
    one = pd.DataFrame({"unit": unit, "area": np.where(unit < 3, "høj", "lav"), "x": rng.normal(9, 2, 27)})
    one = one.assign(person=np.arange(27), year=2021, w=rng.choice([2.0, 7.0], 27))
    one = one.assign(N=np.where(unit < 3, 5.0, 16.0), M=2.0 * size[unit] + 1)
    two = one.assign(x=one["x"] + rng.normal(1, 1, 27), year=2024)
    stages = {"psu": ["unit", "person"], "population": ["N", "M"]}
    frame = pd.concat([one, two], ignore_index=True)
    est = sb.estimate(frame, {"x": sb.total("x")}, design=design(frame, **stages), by=["year"])
    change = est.contrast({("x", 2024): 1, ("x", 2021): -1})
    difference = sb.Design(weights="w", strata="area", **stages)
    same = sb.estimate(one.assign(x=two["x"] - one["x"]), {"x": sb.total("x")}, design=difference)
    assert change.se.item() == pytest.approx(same.se.item(), rel=1e-12)


def test_who_moved_ties_the_area_left_to_the_area_moved_to():
    frame = panel(moved=8, population=300)
    est = sb.estimate(frame, {"x": sb.mean("x")}, design=design(frame), by=BY).covariance
    assert est.loc[("x", "høj", 2021), ("x", "lav", 2024)] > 0
    assert est.loc[("x", "lav", 2021), ("x", "høj", 2024)] == 0


def test_a_mean_over_both_waves_together_varies_more_when_they_share_persons():
    frame = panel()
    pooled = sb.estimate(frame, {"x": sb.mean("x")}, design=design(frame))
    apart = sb.estimate(frame, {"x": sb.mean("x")}, design=design(frame, person=None))
    assert pooled.se[0] > apart.se[0]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    shared=st.integers(0, 30),
    moved=st.integers(0, 20),
    population=st.sampled_from([None, 60.0, 70.0, 500.0]),
)
def test_the_joint_covariance_is_symmetric_and_no_combination_has_a_negative_variance(
    seed, shared, moved, population
):
    frame = panel(seed, shared=shared, moved=moved, population=population)
    est = sb.estimate(frame, FIGURES, design=design(frame), by=BY)
    np.testing.assert_allclose(est.matrix, est.matrix.T)
    spread = np.sqrt(np.diagonal(est.matrix))
    # Where everybody of a stratum was asked, nothing varies, so nothing may covary.
    assert (est.matrix[spread == 0] == 0).all()
    scale = np.where(spread > 0, spread, 1.0)
    assert np.linalg.eigvalsh(est.matrix / np.outer(scale, scale)).min() > -1e-9


def test_a_bounded_covariance_leaves_each_waves_own_variances_as_they_were():
    rng = np.random.default_rng(3)
    half = rng.normal(size=(2, 3, 9))
    within = np.zeros((6, 6))
    within[:3, :3], within[3:, 3:] = (h @ h.T for h in half)
    between = np.zeros((6, 6))
    between[:3, 3:] = 40 * rng.normal(size=(3, 3))
    between += between.T
    bounded = bounded_covariance(within, between, waves=2)
    assert np.linalg.eigvalsh(within + between).min() < -1
    assert np.linalg.eigvalsh(bounded).min() > -1e-9
    np.testing.assert_allclose(bounded[:3, :3], within[:3, :3])
    np.testing.assert_allclose(bounded[3:, 3:], within[3:, 3:])


@pytest.mark.parametrize(
    ("frame", "changes", "codes"),
    [
        (panel().assign(person=1), {}, ["DSN008"]),
        (panel().assign(person=None), {}, ["DSN004"]),
        (panel(), {"strata": "area"}, ["DSN010"]),
        (panel(), {"strata": None}, ["DSN010"]),
        (panel().drop(columns="year"), {"strata": "area"}, ["DSN009"]),
        (panel(), {"person": "persom"}, ["DSN001"]),
        (panel(), {"overlap": "delibrate"}, ["DSN011"]),
    ],
)
def test_a_fault_in_how_persons_are_known_again_is_told(frame, changes, codes):
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(frame, {"x": sb.mean("x")}, design=design(frame, **changes))
    assert [issue.code for issue in fault.value.issues] == codes


def test_replicates_and_persons_are_not_used_together():
    frame = panel()
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(frame, FIGURES, design=sb.rao_wu(design(frame), n=10), by=BY)
    assert [issue.code for issue in fault.value.issues] == ["DSN012"]


@pytest.mark.parametrize("scenario", ["independent", "30", "60"])
def test_the_variance_of_a_change_is_near_the_true_one_in_a_small_town(scenario):
    near = drawn_waves.ratios(scenario, truth=8000, draws=60, ways=("ours",))
    # Quick, so with the noise of few draws: 1,6 per cent from the truth and 2 from what is said of it.
    assert near["ours"].to_numpy() == pytest.approx(1.0, abs=0.08)


def test_a_panel_stacked_as_one_sample_with_a_population_invents_significance():
    assert (drawn_waves.ratios("30", truth=4000, draws=20)["stacked"] < 0.85).all()


@pytest.mark.simulation
@pytest.mark.parametrize("only", [None, "a"])
@pytest.mark.parametrize(
    "scenario", ["independent", "30", "60", "60 movers", "60 households", "60 stairwells"]
)
def test_the_variance_of_a_change_is_within_three_per_cent_of_the_true_one(scenario, only):
    found = drawn_waves.ratios(scenario, only=only, ways=("ours",))
    assert found["ours"].to_numpy() == pytest.approx(1.0, abs=0.03)
