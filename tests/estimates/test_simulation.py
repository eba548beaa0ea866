"""Over many drawn samples, intervals cover and tests err as often as they promise (slow: nox -s simulate)."""

from __future__ import annotations

import drawn_intervals
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import social_balance as sb

pytestmark = pytest.mark.simulation

DRAWS = 1000
YES = {"yes": sb.share("yes == 1")}
BY = ["area", "year"]
# Three Monte Carlo standard errors of a rate of 5 per cent over the draws.
SLACK = 3 * np.sqrt(0.05 * 0.95 / DRAWS)


def of_households(rng: np.random.Generator, households: int, mean: float, alike: float) -> pd.DataFrame:
    """Persons in households of one to four who answer alike: yes with probability `mean`."""
    size = rng.integers(1, 5, households)
    household = np.repeat(np.arange(households), size)
    shared = rng.random(households) < mean
    own = rng.random(len(household)) < mean
    yes = np.where(rng.random(len(household)) < alike, shared[household], own)
    return pd.DataFrame({"household": household, "yes": yes.astype(float)})


def two_strata(rng: np.random.Generator) -> pd.DataFrame:
    """A small stratum where many say yes and a large one where few do, drawn at unequal rates."""
    small = of_households(rng, 90, 0.8, 0.5).assign(stratum="a", w=2.0)
    large = of_households(rng, 150, 0.3, 0.5).assign(stratum="b", w=9.0)
    return pd.concat([small, large], ignore_index=True)


def panel(rng: np.random.Generator, persistence: float, persons: int, stay: float) -> pd.DataFrame:
    """Two years of persons in an area and the rest: a trait that persists, and nothing that changes."""
    area = np.where(rng.random(persons) < 0.3, "area", "rest")
    mean = np.where(area == "area", 0.35, 0.15)
    before = rng.random(persons) < mean
    after = np.where(rng.random(persons) < persistence, before, rng.random(persons) < mean)
    seen = rng.random((2, persons)) < stay
    person = np.arange(persons)
    years = [
        pd.DataFrame({"person_id": person, "year": year, "area": area, "yes": yes.astype(float)})[kept]
        for year, yes, kept in zip((2021, 2024), (before, after), seen, strict=True)
    ]
    return pd.concat(years, ignore_index=True)


def rejections(estimates: list[sb.Estimates], weights: dict[tuple[str, str, int], float]) -> float:
    """How often a contrast that is truly zero is called different from zero at the 5 per cent level."""
    return float(np.mean([est.contrast(weights).test()["p"].item() < 0.05 for est in estimates]))


NARROWING = {
    ("yes", "rest", 2021): 1.0,
    ("yes", "area", 2021): -1.0,
    ("yes", "rest", 2024): -1.0,
    ("yes", "area", 2024): 1.0,
}
DEVELOPMENT = {("yes", "area", 2024): 1.0, ("yes", "area", 2021): -1.0}


def test_the_interval_of_a_share_from_clustered_strata_covers_as_often_as_it_says():
    rng = np.random.default_rng(20241)
    truth = 100 * (2 * 90 * 0.8 + 9 * 150 * 0.3) / (2 * 90 + 9 * 150)
    design = sb.Design(weights="w", strata="stratum", psu="household")
    rows = [sb.estimate(two_strata(rng), YES, design=design).frame().iloc[0] for _ in range(DRAWS)]
    covered = np.mean([row["low"] <= truth <= row["high"] for row in rows])
    assert covered == pytest.approx(0.95, abs=SLACK)


def test_forgetting_the_households_makes_intervals_too_short():
    rng = np.random.default_rng(20242)
    truth = 100 * (2 * 90 * 0.8 + 9 * 150 * 0.3) / (2 * 90 + 9 * 150)
    design = sb.Design(weights="w", strata="stratum")
    rows = [sb.estimate(two_strata(rng), YES, design=design).frame().iloc[0] for _ in range(DRAWS)]
    assert np.mean([row["low"] <= truth <= row["high"] for row in rows]) < 0.93


def test_a_narrowing_that_is_not_there_is_found_as_often_as_the_level_says_in_a_panel_survey():
    rng = np.random.default_rng(20243)
    design = sb.Design(strata="area", psu="person_id")
    estimates = [sb.estimate(panel(rng, 0.6, 900, 0.7), YES, design=design, by=BY) for _ in range(DRAWS)]
    assert rejections(estimates, NARROWING) == pytest.approx(0.05, abs=SLACK)


@pytest.mark.parametrize("persistence", [0.5, 0.8])
def test_a_register_that_knows_the_person_has_tests_of_the_right_size(persistence: float):
    rng = np.random.default_rng(20244)
    estimates = [
        sb.estimate(sb.Register(panel(rng, persistence, 2000, 0.95)), YES, by=BY) for _ in range(DRAWS)
    ]
    assert rejections(estimates, DEVELOPMENT) == pytest.approx(0.05, abs=SLACK)


def test_a_register_without_person_ids_is_careful():
    rng = np.random.default_rng(20245)
    estimates = [
        sb.estimate(sb.Register(panel(rng, 0.8, 2000, 0.95), person=None), YES, by=BY) for _ in range(DRAWS)
    ]
    assert rejections(estimates, DEVELOPMENT) < 0.01


@pytest.mark.parametrize("situation", drawn_intervals.SITUATIONS)
def test_every_interval_covers_95_per_cent_or_what_is_told_of_it(situation: str):
    found = drawn_intervals.told_apart(situation)
    off = found[(found["covers"] - found["expected"]).abs() > drawn_intervals.SLACK]
    assert off.empty, off.round(2).to_string()


def test_no_interval_is_excused_that_could_be_one_of_95_per_cent():
    told = [covers for rows in drawn_intervals.KNOWN.values() for covers in rows.values()]
    assert min(abs(covers - 95) for covers in told) > drawn_intervals.SLACK


def test_few_stairwells_cover_too_seldom_by_as_much_as_unequal_strata_explain():
    said = sum(drawn_intervals.FEW.values()) - len(drawn_intervals.FEW)
    true = drawn_intervals.freedom(drawn_intervals.FEW, "half")
    explained = 100 * (1 - 2 * stats.t.sf(stats.t.ppf(0.975, said), true))
    found = drawn_intervals.told_apart("few stairwells").loc[("share, 50 %", "logit")]
    assert true < said
    assert found["covers"] == pytest.approx(explained, abs=drawn_intervals.SLACK)
