"""What chance adds to figures of who is where is taken out, and derivatives are right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.measures import influences, segregation
from social_balance.measures.chance import Spread, correct, permutation_p
from social_balance.measures.composition import (
    Composition,
    Dissimilarity,
    Distance,
    Entropy,
    Exposure,
    TheilH,
)
from social_balance.measures.segregation import numerical_influence
from tests.drawn_chance import draw, truth_of

PLACE = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3])
GROUP = np.array([1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0], dtype=bool)
COUNTED = np.array([1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1], dtype=bool)
WEIGHT = np.array([3.0, 7.0, 2.0, 4.0, 9.0, 1.0, 6.0, 2.0, 5.0, 1.0, 8.0])
# Two areas and the whole, so that every figure has a column.
HERE = np.column_stack([np.arange(11) % 3 == 0, np.arange(11) % 3 != 0, np.ones(11, bool)])
FIRST, SECOND = HERE & GROUP[:, None], HERE & ~GROUP[:, None]

DERIVATIVES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "exposure": (
        segregation.mean_exposure,
        influences.exposure_influence,
        {"place": PLACE, "target": GROUP, "counted": COUNTED, "persons": HERE, "min_size": 3},
    ),
    "concentration": (
        segregation.percent_above,
        influences.concentration_influence,
        {"place": PLACE, "group": GROUP, "counted": COUNTED, "persons": HERE, "above": 35},
    ),
    "dissimilarity": (
        segregation.dissimilarity_index,
        influences.dissimilarity_influence,
        {"category": PLACE, "first": FIRST, "second": SECOND},
    ),
    "distance, the second group one for all areas": (
        segregation.dissimilarity_index,
        influences.dissimilarity_influence,
        {"category": PLACE, "first": HERE, "second": GROUP},
    ),
    "entropy": (
        segregation.normalised_entropy,
        influences.entropy_influence,
        {"category": PLACE, "persons": HERE, "classes": 5},
    ),
    "Theil's H": (
        segregation.theil_h,
        influences.theil_influence,
        {"place": PLACE, "first": FIRST, "second": SECOND},
    ),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_influence_of_a_person_is_the_derivative_of_the_figure(name: str) -> None:
    statistic, influence, keys = DERIVATIVES[name]
    expected = numerical_influence(lambda weight: statistic(weight, **keys), WEIGHT)
    got = influence(WEIGHT, **keys)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(got, expected, atol=2e-4)


def test_theil_h_is_the_one_printed_for_a_table_worked_by_hand() -> None:
    # p = 1/2 overall, 3/4 and 1/4 in two places of four: 1 − (ln 4 − 3/4·ln 3)/ln 2.
    expected = 100 * (1 - (np.log(4) - 0.75 * np.log(3)) / np.log(2))
    first, second = np.array([3.0, 1.0]), np.array([1.0, 3.0])
    assert segregation.theil_of_counts(first, second) == pytest.approx(expected)


def spread(first: list[float], second: list[float]) -> Spread:
    return Spread(np.array(first), np.array(second), segregation.dissimilarity_of_counts, power=1)


def test_a_difference_of_many_persons_stays_as_it_was_counted() -> None:
    corrected = correct(spread([8000, 2000], [3000, 7000]))
    assert corrected is not None
    assert corrected.plain == pytest.approx(50)
    assert corrected.value == pytest.approx(50, abs=0.2)
    low, high = corrected.limits(0.95)
    # p(1 − p)/n of both: 100·√(0.8·0.2/10000 + 0.3·0.7/10000) = 0.61, and √2 for two units.
    assert high - low == pytest.approx(2 * 1.96 * 0.61 * np.sqrt(2), rel=0.2)


def test_a_spread_more_even_than_lots_are_drawn_is_below_nothing_and_its_interval_holds_nothing() -> None:
    corrected = correct(spread([5.0] * 20, [45.0] * 20))
    assert corrected is not None
    assert corrected.plain == 0
    assert corrected.expected > 10
    assert corrected.value < 0
    low, high = corrected.limits(0.95)
    assert low <= 0 <= high


def test_the_limits_are_wider_the_surer_they_are_and_the_value_is_inside() -> None:
    corrected = correct(spread([9, 2, 4, 1, 7, 3], [20, 31, 24, 25, 18, 30]))
    assert corrected is not None
    narrow, wide = corrected.limits(0.8), corrected.limits(0.99)
    assert wide[0] <= narrow[0] <= corrected.value <= narrow[1] < wide[1]


def test_units_in_another_order_or_a_unit_without_anybody_change_nothing_much() -> None:
    one = correct(spread([9, 2, 4, 1], [20, 31, 24, 25]))
    other = correct(spread([1, 4, 2, 9, 0], [25, 24, 31, 20, 0]))
    assert one is not None
    assert other is not None
    assert one.plain == pytest.approx(other.plain)
    assert one.value == pytest.approx(other.value, abs=2.0)


def test_a_group_without_anybody_has_no_figure() -> None:
    assert correct(spread([0, 0], [3, 4])) is None


@pytest.mark.parametrize("shape", ["even steps", "a few high"])
def test_in_drawn_persons_the_bias_is_gone_and_the_interval_covers(shape: str) -> None:
    outcome = draw(truth_of(45, 50, 0.10, 18.6, shape), 60, seed=2)
    assert outcome.plain - outcome.truth > 5
    # Monte Carlo error of the mean: 4/√60 = 0.5; of the cover 2.8 per cent.
    assert abs(outcome.mean - outcome.truth) < 2
    assert outcome.covers > 0.87


def test_without_any_segregation_the_mean_is_near_nothing_and_nothing_is_covered() -> None:
    outcome = draw(truth_of(45, 50, 0.10, 0.0, "two levels"), 60, seed=3)
    assert outcome.plain > 17
    assert abs(outcome.mean) < 5
    assert outcome.covers > 0.9


def people(n: int = 1500, *, places: int = 30, seed: int = 7) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"person_id": np.arange(n), "year": 2024})
    frame["area"] = rng.choice(["nord", "syd", "rest"], n, p=[0.15, 0.25, 0.6])
    frame["sted"] = rng.integers(0, places, n)
    frame["g"] = (rng.random(n) < 0.15).astype(int)
    frame["kvintil"] = rng.integers(1, 6, n)
    frame["job"] = rng.integers(0, 2, n)
    return frame


MEASURES: dict[str, Composition] = {
    "afstand": Distance(categories=("kvintil", "job")),
    "ulighed": Dissimilarity(place="sted", of="g == 1"),
    "theil": TheilH(place="sted", of="g == 1"),
    "spredning": Entropy(category="kvintil", classes=5),
    "møder": Exposure(place="sted", to="rest"),
}


def test_a_fact_is_as_it_was_counted_and_a_risk_has_what_chance_adds_taken_out() -> None:
    register = sb.Register(people())
    fact = sb.estimate(register, MEASURES, by=["area", "year"], model="census").frame()["value"]
    risk = sb.estimate(register, MEASURES, by=["area", "year"]).frame()["value"]
    assert (risk - fact)["ulighed"].max() < -5
    assert (risk - fact)["theil"].max() < -0.5
    assert (risk - fact)["spredning"].min() > 0
    assert (risk - fact)["møder"].abs().max() == 0
    assert (risk - fact).loc[("afstand", "rest", 2024)] == 0


def test_the_value_is_inside_its_interval_and_the_covariance_is_kept_with_everything_else() -> None:
    est = sb.estimate(sb.Register(people()), MEASURES, by=["area", "year"])
    table = est.frame()
    usable = table[table["status"] == "ok"]
    assert (usable["low"] <= usable["value"]).all()
    assert (usable["value"] <= usable["high"]).all()
    both = est.covariance.loc[("theil", "rest", 2024), ("ulighed", "rest", 2024)]
    assert both > 0


def test_a_figure_that_chance_gives_most_of_says_so_and_is_used_no_further() -> None:
    few = people(200, places=60)
    est = sb.estimate(sb.Register(few), {"ulighed": MEASURES["ulighed"]}, by=["area", "year"])
    row = est.frame().loc[("ulighed", "nord", 2024)]
    assert row["status"] == "mostly_chance"
    assert np.isnan(row["se"])
    assert row["high"] - row["low"] > 20


def test_another_seed_moves_a_corrected_figure_by_less_than_a_third_of_its_standard_error() -> None:
    one = correct(spread([9, 2, 4, 1, 7, 3], [20, 31, 24, 25, 18, 30]), seed=1)
    other = correct(spread([9, 2, 4, 1, 7, 3], [20, 31, 24, 25, 18, 30]), seed=2)
    assert one is not None
    assert other is not None
    assert abs(one.value - other.value) < one.se / 3


def test_the_whole_is_as_far_from_the_rest_as_its_other_part_is_less_what_both_have() -> None:
    frame = people()
    measure = Distance(categories=("kvintil", "job"))
    cells = measure.cells(frame, area=pd.factorize(frame["area"])[0].astype(np.intp), rest=0)
    everybody, rest = np.ones(len(cells.weight), bool), cells.area == 0
    whole = measure.spread_of(cells, here=everybody, rest=rest)
    assert whole is not None
    statistic = measure.statistic_of(cells, here=everybody, rest=rest)
    assert 0 < whole.scale < 1
    assert whole.plain == pytest.approx(float(statistic(cells.weight)))
    assert measure.spread_of(cells, here=rest, rest=rest) is None


def test_a_difference_of_a_third_of_the_persons_is_less_sure() -> None:
    many = correct(spread([90, 20, 40], [200, 310, 240]))
    assert many is not None
    few = correct(replace(spread([90, 20, 40], [200, 310, 240]), first=np.array([30.0, 7.0, 13.0])))
    assert few is not None
    assert few.se > 1.4 * many.se


def test_the_permutation_test_of_two_places_is_fishers_where_both_ends_are_counted() -> None:
    # 3 of 4 and 1 of 4: as far from even as C(4,3)·C(4,1)·2 + 2 of C(8,4) = 70 tables, 34 of them.
    p = permutation_p(spread([3, 1], [1, 3]), draws=19_999)
    assert p == pytest.approx(34 / 70, abs=0.015)


def test_a_permutation_test_is_never_certain() -> None:
    assert permutation_p(spread([50, 0], [0, 50]), draws=99) == pytest.approx(0.01)
