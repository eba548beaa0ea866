"""Exposure where a person is at several places: hand-counted values, exact under lots, on every engine."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from on_engines import ON_THIS_MACHINE

import social_balance as sb
from social_balance.arrays import Floats, Mask
from social_balance.measures.composition import Exposure
from social_balance.measures.counted_cells import Composition
from social_balance.measures.memberships import Memberships, memberships_of
from social_balance.measures.segregation import mean_exposure, numerical_influence

BY = ["area", "year"]
CLUBS = Exposure(place="hold", more_places=("hold_2",), to="rest")

# Three clubs. A: 1, 2, 3. B: 3, 4, 5, 6. C: 6, 7. The children 1, 3 and 6 live in vest, the others do not.
CHILDREN = pd.DataFrame(
    [
        (1, "vest", "A", None),
        (2, "rest", "A", None),
        (3, "vest", "A", "B"),
        (4, "rest", "B", None),
        (5, "rest", "B", "B"),  # written twice in the same club
        (6, "vest", "C", "B"),  # the second club stands first
        (7, "rest", "C", None),
    ],
    columns=["person_id", "area", "hold", "hold_2"],
).assign(year=2024)


def test_a_child_in_two_clubs_has_the_mean_over_its_own_clubs() -> None:
    # 1: one of two others in A. 3: one of two in A, two of three in B. 6: two of three in B, one of one in C.
    found = sb.estimate(sb.Register(CHILDREN), {"møder": CLUBS}, by=BY, model="census")
    expected = (50 + (50 + 200 / 3) / 2 + (200 / 3 + 100) / 2) / 3
    assert found.frame().loc[("møder", "vest", 2024), "value"] == pytest.approx(expected)


def test_a_club_that_is_too_small_leaves_the_child_her_other_club() -> None:
    least = CLUBS.model_copy(update={"min_size": 3})
    found = sb.estimate(sb.Register(CHILDREN), {"møder": least}, by=BY, model="census")
    # C has two: 6 has B alone, and 7 has no club left.
    expected = (50 + (50 + 200 / 3) / 2 + 200 / 3) / 3
    assert found.frame().loc[("møder", "vest", 2024), "value"] == pytest.approx(expected)


def test_one_club_for_everybody_is_exposure_as_it_was() -> None:
    rng = np.random.default_rng(2)
    place = rng.integers(0, 9, 40)
    masks = {name: rng.random(40) < 0.5 for name in ("target", "counted")}
    persons = np.column_stack([rng.random(40) < 0.5, np.ones(40, bool)])
    weight = rng.integers(1, 6, 40).astype(float)
    clubs = memberships_of(place[:, None], persons=persons, min_size=3, **masks)
    plain = mean_exposure(weight, place=place, persons=persons, min_size=3, **masks)
    np.testing.assert_allclose(clubs.mean_exposure(weight), plain)


def overlapping(target: Mask, persons: Mask) -> Memberships:
    """Seven persons in clubs of two to five, four of them in more than one."""
    places = np.array([[0, 1], [-1, 0], [0, 2], [1, 2], [-1, 2], [1, 3], [-1, 3]])
    return memberships_of(places, target=target, counted=np.ones(7, bool), persons=persons)


def test_lots_alone_give_exactly_the_share_of_the_others_however_small_and_overlapping_the_clubs() -> None:
    """Every way to deal three homes among seven children: the mean for those of the other four is 3/6."""
    values = []
    with_oneself = []
    for chosen in itertools.combinations(range(7), 3):
        target = np.isin(np.arange(7), chosen)
        clubs = overlapping(target, ~target)
        values.append(float(clubs.mean_exposure(np.ones(7))))
        size, of_target = (
            np.bincount(clubs.place, weights=x) for x in (np.ones(len(clubs.cell)), target[clubs.cell])
        )
        own = (of_target / size)[clubs.place]
        mean = np.bincount(clubs.cell, weights=own) / np.bincount(clubs.cell)
        with_oneself.append(100 * mean[~target].mean())
    assert np.mean(values) == pytest.approx(50, abs=1e-12)
    # Shown to herself, a child meets fewer of the others than lots give: the bias that is left out.
    assert np.mean(with_oneself) < 40


def test_the_influence_is_the_derivative() -> None:
    rng = np.random.default_rng(4)
    places = np.sort(np.where(rng.random((30, 3)) < 0.4, -1, rng.integers(0, 6, (30, 3))), axis=1)
    again = np.column_stack([np.zeros(30, bool), places[:, 1:] == places[:, :-1]])
    places = np.where(again, -1, places)
    persons = np.column_stack([rng.random(30) < 0.4, np.ones(30, bool)])
    masks = {name: rng.random(30) < 0.6 for name in ("target", "counted")}
    clubs = memberships_of(places, persons=persons, min_size=4, **masks)
    weight = rng.integers(1, 5, 30).astype(float)
    expected = numerical_influence(clubs.mean_exposure, weight)
    assert np.abs(expected).max() > 0.5
    np.testing.assert_allclose(clubs.influence(weight), expected, atol=2e-4)


def municipality(n: int = 900, seed: int = 5) -> pd.DataFrame:
    """Children in two years, a third of them in two clubs and a tenth in none."""
    rng = np.random.default_rng(seed)
    frames = []
    home = rng.choice(["nord", "syd", "rest"], n, p=[0.15, 0.15, 0.7])
    for year in (2021, 2024):
        frame = pd.DataFrame({"person_id": np.arange(n), "year": year, "area": home})
        first = np.char.add("H", rng.integers(0, 40, n).astype(str)).astype(object)
        second = np.char.add("H", rng.integers(0, 40, n).astype(str)).astype(object)
        frame["hold"] = np.where(rng.random(n) < 0.1, None, first)
        frame["hold_2"] = np.where(rng.random(n) < 0.33, second, None)
        frame["job"] = (rng.random(n) < 0.4).astype(int)
        frames.append(frame[rng.random(n) < 0.9])
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize("engine", ["a folder", "a DuckDB relation", "a lazy Polars frame"])
def test_every_engine_gives_the_figures_and_the_covariance_of_the_rows_in_memory(
    engine: str, tmp_path: Path
) -> None:
    measures: dict[str, Any] = {
        "to": CLUBS,
        "en": Exposure(place="hold", to="rest"),
        "job": sb.share("job == 1"),
    }
    frame = municipality()
    here = sb.estimate(sb.Register(frame), measures, by=BY)
    there = sb.estimate(sb.Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), measures, by=BY)
    assert list(here.labels) == list(there.labels)
    np.testing.assert_allclose(here.values, there.values, rtol=1e-9)
    np.testing.assert_allclose(here.matrix, there.matrix, rtol=1e-9, atol=1e-12)
    assert here.covariance.loc[("to", "nord", 2021), ("to", "nord", 2024)] != 0
    assert here.covariance.loc[("to", "nord", 2024), ("en", "nord", 2024)] > 0


def test_the_interval_covers_in_children_drawn_from_known_clubs() -> None:
    """Two clubs of one's kind or by lots: the truth is the mean of many draws without an error of its own."""
    values, covers = drawn(300, seed=6)
    truth = drawn(1500, seed=7)[0].mean()
    assert values.mean() == pytest.approx(truth, abs=4 * values.std() / np.sqrt(300))
    assert np.mean(np.abs(values - truth) < 1.96 * covers) > 0.92


def drawn(draws: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    values, errors = np.empty(draws), np.empty(draws)
    leaning = np.linspace(0.05, 0.6, 12)  # the share of children from the area that each club draws
    for i in range(draws):
        places = rng.integers(0, 12, (150, 2))
        places[rng.random(150) < 0.6, 0] = -1
        places[places[:, 0] == places[:, 1], 0] = -1
        from_area = rng.random(150) < leaning[places[:, 1]]
        clubs = memberships_of(places, target=~from_area, counted=np.ones(150, bool), persons=from_area)
        values[i] = clubs.mean_exposure(np.ones(150))
        errors[i] = np.sqrt((clubs.influence(np.ones(150)) ** 2).sum())
    return values, errors


def test_a_definition_says_who_is_at_several_places() -> None:
    measure: Composition = CLUBS
    assert measure.units == ("hold", "hold_2")
    assert measure.closing_sentence_keys() == ("more_places",)
