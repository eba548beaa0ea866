"""What chance adds to figures of who is where is taken out, with limits that cover."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.arrays import Floats
from social_balance.measures import expected_figures, segregation
from social_balance.measures.chance import Corrected, correct_evenness, correct_two_groups
from social_balance.measures.composition import (
    Dissimilarity,
    Distance,
    Entropy,
    Exposure,
    TheilH,
)
from social_balance.measures.counted_cells import Composition
from social_balance.measures.expected_figures import DISSIMILARITY, THEIL_H, TwoGroupFigure
from tests.drawn_composition import Places, Residents, ours, outcome_of

DRAWS = 4000


def corrected(first: list[float], second: list[float], figure: TwoGroupFigure = DISSIMILARITY) -> Corrected:
    made = correct_two_groups(np.array(first), np.array(second), figure)
    assert made is not None
    return made


SIZES = {"alike": np.full(12, 30.0), "unlike": np.array([5.0, 8, 12, 20, 20, 31, 44, 60, 90, 150, 300, 410])}


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("apart", [0.0, 0.5])
@pytest.mark.parametrize(
    ("figure", "of_counts"),
    [(DISSIMILARITY, segregation.dissimilarity_of_counts), (THEIL_H, segregation.theil_of_counts)],
)
def test_mean_and_spread_of_counted_persons_are_those_of_drawn_ones(
    sizes: str, apart: float, figure: TwoGroupFigure, of_counts: object
) -> None:
    assert callable(of_counts)
    size = SIZES[sizes]
    p = 0.2 * (1 + apart * np.linspace(-1, 1, len(size)))
    persons = np.concatenate([size * p, size * (1 - p)])
    drawn = (
        np.random.default_rng(1)
        .multinomial(round(persons.sum()), persons / persons.sum(), size=DRAWS)
        .astype(float)
    )
    plain = of_counts(drawn[:, : len(size)], drawn[:, len(size) :])
    mean, sd = figure.moments(size, p)
    # Twice the Monte Carlo error, and a part of the truth that places' sizes are drawn as well.
    assert float(mean) == pytest.approx(
        plain.mean(), abs=2 * plain.std() / np.sqrt(DRAWS) + 0.02 * plain.mean()
    )
    assert float(sd) == pytest.approx(plain.std(), rel=0.12)


@pytest.mark.parametrize("p", [(0.2, 0.2, 0.2, 0.2, 0.2), (0.5, 0.3, 0.15, 0.04, 0.01)])
def test_the_unevenness_of_counted_persons_is_that_of_drawn_ones(p: tuple[float, ...]) -> None:
    drawn = np.random.default_rng(2).multinomial(120, p, size=DRAWS).astype(float)
    plain = segregation.unevenness_of_counts(drawn)
    mean, sd = expected_figures.unevenness_moments(120, np.array(p))
    assert float(mean) == pytest.approx(plain.mean(), abs=3 * plain.std() / np.sqrt(DRAWS))
    assert float(sd) == pytest.approx(plain.std(), rel=0.05)


def test_a_difference_of_many_persons_stays_as_it_was_counted() -> None:
    made = corrected([8000, 2000], [3000, 7000])
    assert made.plain == pytest.approx(50)
    assert made.value == pytest.approx(50, abs=0.1)
    low, high = made.limits(0.95)
    # p(1 − p)/n of both groups: 100·√(0.8·0.2/10000 + 0.3·0.7/10000) = 0.61, and √2 for two places.
    assert high - low == pytest.approx(2 * 1.96 * 0.61 * np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("figure", [DISSIMILARITY, THEIL_H])
def test_a_spread_more_even_than_lots_are_drawn_is_below_nothing_and_its_interval_holds_nothing(
    figure: TwoGroupFigure,
) -> None:
    made = corrected([5.0] * 20, [45.0] * 20, figure)
    assert made.plain == 0
    assert made.expected > 0.5
    assert made.value < 0
    low, high = made.limits(0.95)
    assert low < 0 <= high


def test_no_evenness_passes_100_nor_does_its_interval() -> None:
    for counts in ([20.0] * 5, [21.0, 19, 20, 22, 18], [40.0, 30, 20, 8, 2]):
        made = correct_evenness(np.array(counts))
        assert made is not None
        low, high = made.limits(0.95)
        assert low <= made.value <= high <= 100
    assert made.value > 100 - made.plain + 0.5


def test_an_evenness_near_100_is_drawn_to_it_by_less_the_further_it_is() -> None:
    all_made = [correct_evenness(np.array([first, 20.0, 20, 20, 40 - first])) for first in range(20, 34)]
    values = [made.value for made in all_made if made is not None]
    made = all_made[-1]
    assert made is not None
    assert values[0] == 100
    assert values == sorted(values, reverse=True)
    # Far from even the whole of what chance takes is put back: about 4/(2·100·ln 5) of 100.
    assert values[-1] - (100 - made.plain) == pytest.approx(1.2, abs=0.15)


def test_the_limits_are_wider_the_surer_they_are_and_the_value_is_inside() -> None:
    made = corrected([9, 2, 4, 1, 7, 3], [20, 31, 24, 25, 18, 30])
    narrow, wide = made.limits(0.8), made.limits(0.99)
    assert wide[0] <= narrow[0] <= made.value <= narrow[1] < wide[1]


@pytest.mark.parametrize("figure", [DISSIMILARITY, THEIL_H])
def test_units_in_another_order_and_units_without_anybody_change_nothing(figure: TwoGroupFigure) -> None:
    one = corrected([9, 2, 4, 1], [20, 31, 24, 25], figure)
    other = corrected([1, 4, 0, 2, 9], [25, 24, 0, 31, 20], figure)
    assert one.value == pytest.approx(other.value)
    assert one.limits(0.95) == pytest.approx(other.limits(0.95))


def test_both_groups_are_as_far_from_each_other_from_either_side() -> None:
    one = corrected([9, 2, 4, 1, 12], [20, 31, 24, 25, 19])
    other = corrected([20, 31, 24, 25, 19], [9, 2, 4, 1, 12])
    assert one.plain == pytest.approx(other.plain)
    assert one.value == pytest.approx(other.value, rel=0.05)


def test_fewer_persons_are_less_sure() -> None:
    many = corrected([90, 20, 40], [200, 310, 240])
    few = corrected([30, 7, 13], [67, 103, 80])
    assert few.se > 1.4 * many.se


@pytest.mark.parametrize(
    "groups", [([0.0, 0.0], [3.0, 4.0]), ([3.0, 4.0], [0.0, 0.0]), ([3.0, 0.0], [4.0, 0.0])]
)
def test_a_group_without_anybody_or_a_single_place_has_nothing_to_take_out(
    groups: tuple[list[float], list[float]],
) -> None:
    first, second = groups
    assert correct_two_groups(np.array(first), np.array(second), DISSIMILARITY) is None


# Two hundred draws each: the error of a mean of 4 to 8 is 0.3 to 0.6, of a cover 1.5 per cent.
DRAWN = [
    (Places(45, 50, 0.10, 0.0), 1.9, 93.0),
    (Places(45, 50, 0.10, 18.6), 1.2, 92.0),
    (Places(10, 600, 0.10, 20.0), 0.6, 91.0),
    (Residents(900, 0.0), 1.2, 93.0),
    (Residents(1800, 7.8), 0.5, 91.0),
]


@pytest.mark.parametrize(("situation", "bias", "covers"), DRAWN, ids=[str(each[0]) for each in DRAWN])
def test_in_drawn_persons_the_bias_is_gone_and_the_interval_covers(
    situation: Places | Residents, bias: float, covers: float
) -> None:
    outcome = outcome_of(situation, ours, 200, seed=2)
    assert abs(outcome.value - outcome.truth) < bias
    assert outcome.covers > covers


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


def test_the_whole_is_as_far_from_the_rest_as_its_other_part_is_less_what_both_have() -> None:
    frame = people()
    measure = Distance(categories=("kvintil", "job"))
    cells = measure.cells(frame, area=pd.factorize(frame["area"])[0].astype(np.intp), rest=0)
    everybody: Floats = np.ones(len(cells.weight), bool)
    rest = cells.area == 0
    whole = measure.corrected(cells, here=everybody, rest=rest)
    assert whole is not None
    counted = float(measure.statistic_of(cells, here=everybody, rest=rest)(cells.weight))
    assert 0 < whole.scale < 1
    assert whole.scale * whole.plain == pytest.approx(counted)
    assert measure.corrected(cells, here=rest, rest=rest) is None
