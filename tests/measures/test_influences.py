"""The influence of a person on each figure of who is where is its derivative, at a cost linear in places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special

from social_balance.measures import influences, segregation
from social_balance.measures.segregation import numerical_influence

PLACE = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3])
GROUP = np.array([1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0], dtype=bool)
COUNTED = np.array([1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1], dtype=bool)
WEIGHT = np.array([3.0, 7.0, 2.0, 4.0, 9.0, 1.0, 6.0, 2.0, 5.0, 1.0, 8.0])
# Two areas and the whole, so that every figure has a column.
HERE = np.column_stack([np.arange(11) % 3 == 0, np.arange(11) % 3 != 0, np.ones(11, bool)])
FIRST, SECOND = HERE & GROUP[:, None], HERE & ~GROUP[:, None]

# A step has no derivative: its influence is that of the probability that a place's counts are above it.
ABOVE = 35.0
_SIZE = np.bincount(PLACE, weights=WEIGHT * COUNTED)
_SPREAD = np.sqrt(ABOVE / 100 * (1 - ABOVE / 100) / _SIZE)


def probably_above(
    weight: Any, *, place: Any, group: Any, counted: Any, persons: Any, above: float
) -> np.ndarray[Any, Any]:
    """The percentage of persons at places above a limit that is as blurred as the counts of WEIGHT are."""
    size = segregation.sum_by_code(weight * counted, place)
    share = segregation.sum_by_code(weight * (counted & group), place) / size
    over = special.ndtr((share - above / 100) / _SPREAD)[..., place]
    return np.asarray(100 * ((weight * over) @ persons) / (weight @ persons))


DERIVATIVES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "exposure": (
        segregation.mean_exposure,
        influences.exposure_influence,
        {"place": PLACE, "target": GROUP, "counted": COUNTED, "persons": HERE, "min_size": 3},
    ),
    "concentration": (
        probably_above,
        influences.concentration_influence,
        {"place": PLACE, "group": GROUP, "counted": COUNTED, "persons": HERE, "above": ABOVE},
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


@pytest.mark.parametrize("name", DERIVATIVES)
def test_one_area_alone_has_the_influence_that_it_has_among_others(name: str) -> None:
    _, influence, keys = DERIVATIVES[name]
    one = {
        key: value[:, 1] if isinstance(value, np.ndarray) and value.ndim == 2 else value
        for key, value in keys.items()
    }
    np.testing.assert_allclose(influence(WEIGHT, **one), influence(WEIGHT, **keys)[:, 1], atol=1e-12)


def test_theil_h_is_the_one_printed_for_a_table_worked_by_hand() -> None:
    # p = 1/2 overall, 3/4 and 1/4 in two places of four: 1 − (ln 4 − 3/4·ln 3)/ln 2.
    expected = 100 * (1 - (np.log(4) - 0.75 * np.log(3)) / np.log(2))
    first, second = np.array([3.0, 1.0]), np.array([1.0, 3.0])
    assert segregation.theil_of_counts(first, second) == pytest.approx(expected)


def test_the_influences_of_many_places_fit_in_the_memory_of_a_few_columns() -> None:
    import tracemalloc

    places = 4000
    rng = np.random.default_rng(5)
    place = np.repeat(np.arange(places), 2)
    first = np.tile([True, False], places)
    weight = rng.integers(1, 30, 2 * places).astype(float)
    tracemalloc.start()
    influences.dissimilarity_influence(weight, category=place, first=first, second=~first)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The square of the cells would be 512 MB.
    assert peak < 100 * weight.nbytes
