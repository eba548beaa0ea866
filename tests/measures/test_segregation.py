"""Exposure, concentration, dissimilarity, entropy, Theil's H: by hand, by brute force, and uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from social_balance.measures import segregation
from social_balance.measures.composition import Dissimilarity, Entropy, Exposure
from social_balance.measures.small_table import values_by_area


def test_exposure_counts_the_others_and_not_the_person_herself() -> None:
    # Three from the area and one from the rest in one place: each of the three meets 1 rest among 3 others.
    frame = pd.DataFrame({"place": ["a"] * 4, "area": ["x", "x", "x", "rest"]})
    got = values_by_area(Exposure(place="place", to="rest"), frame, area="area")
    assert got["x"]["value"] == pytest.approx(100 / 3)
    assert got["rest"]["value"] == 0


def test_exposure_by_brute_force() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {"place": rng.choice(["a", "b", "c", None], 60), "area": rng.choice(["x", "rest"], 60, p=[0.3, 0.7])}
    )
    shares = []
    for i, row in frame[(frame["area"] == "x") & frame["place"].notna()].iterrows():
        others = frame[(frame["place"] == row["place"]) & (frame.index != i)]
        shares.append((others["area"] == "rest").mean())
    got = values_by_area(Exposure(place="place", to="rest"), frame, area="area")["x"]["value"]
    assert got == pytest.approx(100 * np.mean(shares))


def test_places_below_the_least_size_are_left_out() -> None:
    frame = pd.DataFrame(
        {"place": ["a"] * 5 + ["b"] * 2, "area": ["x", "rest", "rest", "rest", "x", "x", "x"]}
    )
    got = values_by_area(Exposure(place="place", to="rest", min_size=3), frame, area="area")
    assert got["x"]["value"] == 75


def test_dissimilarity_of_a_group_and_of_everybody_else_is_the_same() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"place": rng.choice(["a", "b", "c"], 80), "g": rng.choice([0, 1], 80, p=[0.7, 0.3])}
    )
    one = values_by_area(Dissimilarity(place="place", of="g == 1"), frame)[""]["value"]
    other = values_by_area(Dissimilarity(place="place", of="g == 0"), frame)[""]["value"]
    assert one == pytest.approx(other)


def test_entropy_is_highest_when_even_and_nothing_when_alone() -> None:
    measure = Entropy(category="k", classes=4)
    assert values_by_area(measure, pd.DataFrame({"k": [1, 2, 3, 4]}))[""]["value"] == pytest.approx(100)
    assert values_by_area(measure, pd.DataFrame({"k": [2, 2, 2]}))[""]["value"] == pytest.approx(0)


def test_theil_h_is_nothing_when_all_places_are_alike_and_100_when_apart() -> None:
    place, group = np.array([0, 0, 1, 1]), np.array([True, False, True, False])
    assert segregation.theil_h(
        np.array([2.0, 6.0, 3.0, 9.0]), place=place, first=group, second=~group
    ) == pytest.approx(0)
    assert segregation.theil_h(
        np.array([2.0, 0.0, 0.0, 9.0]), place=place, first=group, second=~group
    ) == pytest.approx(100)


def test_nobody_gives_no_figure() -> None:
    nobody = np.zeros(2)
    flags = np.array([True, False])
    assert np.isnan(segregation.normalised_entropy(nobody, category=np.arange(2), persons=flags, classes=2))
    assert np.isnan(
        segregation.dissimilarity_index(nobody, category=np.arange(2), first=flags, second=~flags)
    )


def test_influence_of_a_share_is_the_written_out_one() -> None:
    def share(w: np.ndarray) -> np.ndarray:
        return 100 * w[..., 0] / w.sum(axis=-1)

    weight = np.array([30.0, 90.0])
    np.testing.assert_allclose(
        segregation.numerical_influence(share, weight), [100 * 0.75 / 120, -100 * 0.25 / 120], rtol=1e-6
    )


def test_the_bootstrap_gives_the_binomial_standard_error_and_the_same_twice() -> None:
    def share(w: np.ndarray) -> np.ndarray:
        return 100 * w[..., 0] / w.sum(axis=-1)

    weight = np.array([60.0, 240.0])
    expected = 100 * np.sqrt(0.2 * 0.8 / 300)
    first = segregation.bootstrap_se(share, weight, replicates=5000, seed=7)
    assert first == pytest.approx(expected, rel=0.03)
    assert first == segregation.bootstrap_se(share, weight, replicates=5000, seed=7)


def test_influence_is_the_same_some_cells_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    weight, category, first = rng.integers(1, 9, 40).astype(float), np.arange(40) // 4, rng.random(40) < 0.4

    def statistic(w: np.ndarray) -> np.ndarray:
        return segregation.dissimilarity_index(w, category=category, first=first, second=~first)

    at_once = segregation.numerical_influence(statistic, weight)
    monkeypatch.setattr(segregation, "AT_A_TIME", 7 * 40)
    np.testing.assert_allclose(segregation.numerical_influence(statistic, weight), at_once, atol=1e-7)
    assert abs(at_once).max() > 0.1
