"""Means, totals, rates, medians and differences of few persons: what is counted beneath them, and hidden."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.disclosure.beneath import PersonsCounted, _persons_of
from social_balance.disclosure.rules import reason_to_hide
from social_balance.estimates.values import from_values
from social_balance.yearly.disclosure_settings import DisclosureSettings
from social_balance.yearly.persons import with_register_persons, with_survey_persons

AREAS = sb.Areas(
    (sb.Area("nord", "Nord"),), rest=sb.Area("rest", "resten"), whole=sb.Area("whole", "Kommunen")
)
FIVE = DisclosureSettings(floor=5)


class One:
    """An indicator with one rule in all years."""

    id = "i"

    def __init__(self, measure: Any) -> None:
        self.measure = measure
        self.versions = (self,)

    def version(self, year: int) -> One:
        return self


def persons(columns: dict[str, list[float]], area: str = "nord") -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    # Rest that is large enough to hide nothing, with the same spread of values.
    both = {name: [*values, *np.resize(values, 400)] for name, values in columns.items()}
    frame = pd.DataFrame({"area": [area] * size + ["rest"] * 400, "year": 2024, **both})
    return frame.assign(person_id=range(len(frame)))


def beneath(measure: Any, columns: dict[str, list[float]], *, source: str) -> dict[str, Any]:
    """What is known of the persons in Nord, from the register's engine or from a table in memory."""
    figure = from_values([("i", "Nord", 2024)], [1.0], [1.0], names=("measure", "area", "year"))
    frame = persons(columns)
    if source == "survey":
        made = with_survey_persons(figure, frame, [One(measure)], AREAS)  # type: ignore[list-item]
    else:
        register = sb.Register(frame)
        made = with_register_persons(figure, register, [One(measure)], AREAS)  # type: ignore[list-item]
    return (made.rows["beneath"].iloc[0] or {}).get(2024, {})


def reason(measure: Any, columns: dict[str, list[float]], base: float, *, positive: float = math.nan,
           value: float = 1.0, source: str = "register") -> str | None:  # fmt: skip
    known = beneath(measure, columns, source=source)
    told = _persons_of(One(measure), 2024, PersonsCounted(base, positive, value), known)  # type: ignore[arg-type]
    return reason_to_hide(told, FIVE, "register")


def some(count: int, size: int = 60, amount: float = 1.0) -> list[float]:
    return [amount] * count + [0.0] * (size - count)


SOURCES = pytest.mark.parametrize("source", ["register", "survey"])


@SOURCES
@pytest.mark.parametrize(("count", "hidden"), [(4, True), (5, False), (55, False), (56, True)])
def test_a_mean_of_zeros_and_ones_is_a_share(source, count, hidden):
    measure = sb.mean("x")
    assert (reason(measure, {"x": some(count)}, 60, source=source) is not None) is hidden


@SOURCES
@pytest.mark.parametrize(("count", "hidden"), [(4, True), (5, False)])
def test_a_total_is_hidden_by_those_who_have_any_of_it(source, count, hidden):
    amounts = [float(k) for k in range(10, 10 + count)] + [0.0] * (60 - count)
    assert (reason(sb.total("x"), {"x": amounts}, 60, source=source) is not None) is hidden


@SOURCES
@pytest.mark.parametrize(("persons_with", "hidden"), [(4, True), (5, False), (55, False), (56, True)])
def test_a_rate_is_hidden_by_persons_and_not_by_events(source, persons_with, hidden):
    events = [float(8 + k % 3) for k in range(persons_with)] + [0.0] * (60 - persons_with)
    found = reason(sb.rate("x"), {"x": events}, 60, positive=sum(events), source=source)
    assert (found is not None) is hidden


@SOURCES
@pytest.mark.parametrize(("largest", "found"), [(100.0, None), (5000.0, "dominance")])
def test_a_mean_that_one_person_makes_is_hidden(source, largest, found):
    amounts = [largest, *np.linspace(3, 9, 59).tolist()]
    assert reason(sb.mean("x"), {"x": amounts}, 60, source=source) == found


def test_everybody_who_has_something_is_no_small_complement_of_an_income():
    assert reason(sb.mean("x"), {"x": np.linspace(100, 300, 60).tolist()}, 60) is None


@pytest.mark.parametrize(("count", "hidden"), [(4, True), (5, False)])
def test_a_difference_of_shares_tells_of_both(count, hidden):
    from social_balance.measures.measure import build_measure
    from social_balance.measures.ratio import Difference

    measure = build_measure(
        Difference, base="g == 1", positive="x == 1", minus_base="g == 0", minus_positive="x == 1"
    )
    columns = {"g": [1.0, 0.0] * 30, "x": [0.0, 1.0] * 15 + [1.0, 0.0] * 15}
    # Of the 30 with g = 0, `count` have x = 1.
    columns["x"] = [1.0 if (g == 1 and i < 30) or (g == 0 and i // 2 < count) else 0.0
                    for i, g in enumerate(columns["g"])]  # fmt: skip
    assert (reason(measure, columns, 30) is not None) is hidden


@pytest.mark.parametrize(("base", "hidden"), [(9, True), (10, False)])
def test_a_median_needs_the_floor_on_either_side(base, hidden):
    assert (reason(sb.median("x"), {"x": np.linspace(1, 9, base).tolist()}, base) is not None) is hidden


@pytest.mark.parametrize(("base", "hidden"), [(49, True), (50, False)])
def test_a_share_of_the_top_needs_the_floor_in_the_top(base, hidden):
    measure = sb.top_share("x", percent=10)
    assert (reason(measure, {"x": np.linspace(100, 140, base).tolist()}, base) is not None) is hidden


@pytest.mark.parametrize(("count", "hidden"), [(4, True), (5, False), (0, True)])
def test_an_entropy_of_two_classes_tells_how_many_are_in_each(count, hidden):
    from social_balance.measures.composition import Entropy

    measure = Entropy(category="x", classes=2)
    assert (reason(measure, {"x": some(count)}, 60) is not None) is hidden


def test_an_entropy_of_three_classes_does_not():
    from social_balance.measures.composition import Entropy

    classes = [*[0.0] * 30, *[1.0] * 28, 2.0, 2.0]
    assert reason(Entropy(category="x", classes=3), {"x": classes}, 60) is None


@pytest.mark.parametrize(
    ("value", "hidden"), [(4 / 60 * 100, True), (5 / 60 * 100, False), (56 / 60 * 100, True)]
)
def test_a_concentration_counts_persons_by_where_they_are(value, hidden):
    from social_balance.measures.composition import Concentration

    measure = Concentration.model_construct(place="x", of="y == 1", above=30.0)
    told = _persons_of(One(measure), 2024, PersonsCounted(60, math.nan, value), {})  # type: ignore[arg-type]
    assert (reason_to_hide(told, FIVE, "register") is not None) is hidden
