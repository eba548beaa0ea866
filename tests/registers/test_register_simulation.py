"""Tests between years of a register err as often as they say: residents persist, move, die and are born."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.specs import IndicatorSpec
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.register import estimate_register

PERSONS, DRAWS = 1500, 1000
SHARE = {"yes": sb.share("yes == 1")}
# Three Monte Carlo standard errors of a rate of 5 per cent over the draws, 2 percentage points.
SLACK = 3 * np.sqrt(0.05 * 0.95 / DRAWS)
DEVELOPMENT = {("yes", "a", 2024): 1.0, ("yes", "a", 2023): -1.0}
NARROWING = {
    ("yes", "rest", 2023): 1.0, ("yes", "a", 2023): -1.0,
    ("yes", "rest", 2024): -1.0, ("yes", "a", 2024): 1.0,
}  # fmt: skip


def two_years(rng: np.random.Generator, persistence: float) -> pd.DataFrame:
    """A trait of one resident in five that persists; some move to the other area, some die, some are born."""
    n = PERSONS
    home = np.where(rng.random(n) < 0.4, "a", "rest")
    moved = np.where(rng.random(n) < 0.06, np.where(home == "a", "rest", "a"), home)
    before = rng.random(n) < 0.2
    after = np.where(rng.random(n) < persistence, before, rng.random(n) < 0.2)
    there, still = rng.random((2, n)) < 0.97
    person = np.arange(n)
    one = pd.DataFrame({"person_id": person, "year": 2023, "area": home, "yes": before.astype(float)})[there]
    two = pd.DataFrame({"person_id": person, "year": 2024, "area": moved, "yes": after.astype(float)})[still]
    return pd.concat([one, two], ignore_index=True)


def rates(persistence: float, *, draws: int = DRAWS, seed: int = 77) -> dict[tuple[str, str], float]:
    """How often a change that is not there is found at the 5 per cent level, with ids and without."""
    rng = np.random.default_rng(seed)
    found = dict.fromkeys([(ids, test) for ids in ("ids", "none") for test in ("change", "narrowing")], 0)
    for _ in range(draws):
        frame = two_years(rng, persistence)
        for ids, person in (("ids", "person_id"), ("none", None)):
            est = sb.estimate(sb.Register(frame, person=person), SHARE, by=["area", "year"])
            for test, weights in (("change", DEVELOPMENT), ("narrowing", NARROWING)):
                found[ids, test] += int(est.contrast(weights).test()["p"].item() < 0.05)
    return {key: count / draws for key, count in found.items()}


@pytest.mark.simulation
@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.8])
def test_paired_persons_keep_the_size_of_tests_between_years(persistence: float) -> None:
    found = rates(persistence)
    assert found["ids", "change"] == pytest.approx(0.05, abs=SLACK)
    assert found["ids", "narrowing"] == pytest.approx(0.05, abs=SLACK)
    assert found["none", "change"] < found["ids", "change"] + SLACK


@pytest.mark.simulation
def test_years_taken_as_independent_find_too_little() -> None:
    assert max(rates(0.8, draws=600).values()) > 0.03
    assert rates(0.8, draws=600)["none", "change"] < 0.01


def covered(persistence: float, *, draws: int = DRAWS, seed: int = 78) -> dict[str, float]:
    """How often the interval of a mean of two years holds the probability that both years have."""
    rng = np.random.default_rng(seed)
    figure = IndicatorSpec("yes", lambda year: SHARE["yes"], window=2)
    found = {"ids": 0, "none": 0}
    for _ in range(draws):
        frame = two_years(rng, persistence)
        for ids, person in (("ids", "person_id"), ("none", None)):
            est = estimate_register(
                sb.Register(frame, person=person), [figure],
                RegisterRequest(["area", "year"], None, Bootstrap(500, 1)), years=[2024],
            )  # fmt: skip
            low, high = est.where(area="a").frame()[["low", "high"]].to_numpy()[0]
            found[ids] += int(low <= 20 <= high)
    return {key: count / draws for key, count in found.items()}


@pytest.mark.simulation
@pytest.mark.parametrize("persistence", [0.0, 0.5, 0.8])
def test_a_mean_of_two_years_is_covered_also_where_nobody_can_be_recognised(persistence: float) -> None:
    found = covered(persistence)
    assert found["ids"] == pytest.approx(0.95, abs=SLACK)
    assert found["none"] > 0.95 - SLACK


if __name__ == "__main__":
    print("| persistence | test | with ids | without |\n|---|---|---|---|")
    for value in (0.0, 0.5, 0.8):
        rate = rates(value, draws=int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
        for name in ("change", "narrowing"):
            percent = [100 * rate[ids, name] for ids in ("ids", "none")]
            print(f"| {value} | {name} | {percent[0]:.1f} | {percent[1]:.1f} |", flush=True)
    print("\n| persistence | mean of two years covered, with ids | without |\n|---|---|---|")
    for value in (0.0, 0.5, 0.8):
        share = covered(value, draws=int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
        print(f"| {value} | {100 * share['ids']:.1f} | {100 * share['none']:.1f} |", flush=True)
