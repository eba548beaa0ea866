"""Rates of a full count: limits as published, directly standardised figures, and years pooled."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from small_town import AREAS, register

from social_balance.estimates.intervals import Events, count_limits
from social_balance.estimates.values import Estimates, from_values
from social_balance.estimating import estimate
from social_balance.language.faults import DefinitionError, InputError
from social_balance.measures.ratio import rate, share
from social_balance.registers.rates import pool_years, standardise
from social_balance.registers.register import Register

R = json.loads((Path(__file__).parents[1] / "reference" / "rates.json").read_text(encoding="utf-8"))
CONVICTED = {"d": rate(positive="doemt == 1", base="age >= 18 and doemt in (0, 1)", per=100)}


def counted(yes: int, people: int) -> Estimates:
    """A register of one year where so many of so many people say yes."""
    answers = [1] * yes + [0] * (people - yes)
    frame = pd.DataFrame({"person_id": range(people), "year": 2024, "area": "a", "yes": answers})
    return estimate(Register(frame), {"yes": share("yes == 1")}, by=["area", "year"])


def of_groups(events: list[float], persons: list[float], *, per: float = 1e5) -> Estimates:
    """Rates by age group of a full count, worked out here."""
    count, time = np.array(events, dtype=float), np.array(persons, dtype=float)
    labels = [("rate", i) for i in range(len(count))]
    made = from_values(labels, per * count / time, per**2 * count / time**2, names=("measure", "age_band"))
    of_group = [Events(*pair) for pair in zip(count, per / time, strict=True)]
    rows = made.rows.assign(positive=count, base=time, interval="byar", curve=of_group)
    return Estimates(rows, made.matrix)


@pytest.mark.parametrize(("count", "low", "high"), [row for row in R["exact"] if row[0] < 10])
def test_below_ten_events_the_limits_are_exact(count: float, low: float, high: float) -> None:
    found = [limit.item() for limit in count_limits(np.array([count]), 0.95)]
    assert found == pytest.approx([low, high], rel=1e-9)


@pytest.mark.parametrize(("count", "low", "high"), [row for row in R["exact"] if row[0] >= 10])
def test_from_ten_events_byars_limits_are_within_a_fifth_of_a_per_cent_of_the_exact(
    count: float, low: float, high: float
) -> None:
    found = [limit.item() for limit in count_limits(np.array([count]), 0.95)]
    assert found == pytest.approx([low, high], rel=2e-3)
    assert found != pytest.approx([low, high], rel=1e-7)


@pytest.mark.parametrize("expected", [0.4, 3.0, 9.5, 10.5, 24.0, 150.0])
def test_limits_of_a_count_cover_at_least_as_often_as_they_say(expected: float) -> None:
    count = np.arange(500.0)
    low, high = count_limits(count, 0.95)
    covered = stats.poisson.pmf(count, expected) @ ((low <= expected) & (expected <= high))
    assert 0.9495 < covered < 0.985 + (expected < 5) * 0.015


# Newcombe 1998, Statistics in Medicine 17: 857–872, table I, method 3 (score), to four digits.
@pytest.mark.parametrize(
    ("yes", "people", "low", "high"),
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.00, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilsons_limits_are_the_published_ones(yes: int, people: int, low: float, high: float) -> None:
    row = counted(yes, people).frame().iloc[0]
    assert [row["low"], row["high"]] == pytest.approx([low, high], abs=0.00501)


def test_a_rate_is_events_for_so_many_and_has_byars_limits() -> None:
    frame = register()
    adults = frame[(frame["age"] >= 18) & (frame["area"] == "Østbyen") & (frame["year"] == 2024)]
    est = estimate(Register(frame), CONVICTED, by=["area", "year"], areas=AREAS)
    row = est.where(area="Østbyen", year=2024).frame().iloc[0]
    events = adults["doemt"].sum()
    limits = [100 * limit.item() / len(adults) for limit in count_limits(np.array([events]), 0.95)]
    assert row["value"] == pytest.approx(100 * events / len(adults))
    assert [row["low"], row["high"]] == pytest.approx(limits)


def test_a_rate_over_time_divides_by_the_time_at_risk_and_lets_a_person_have_several_events() -> None:
    frame = pd.DataFrame({"n": [2, 0, 1, 0, None], "t": [1.0, 0.5, 1.0, 0.25, 1.0]})
    frame = frame.assign(person_id=range(5), year=2024, area="a")
    est = estimate(Register(frame), {"n": rate("n", time="t", per=10)}, by=["area", "year"])
    row = est.frame().iloc[0]
    assert (row["value"], row["base"]) == (pytest.approx(10 * 3 / 2.75), 4)
    assert est.rows[["positive", "interval"]].iloc[0].tolist() == [3, "dobson"]
    z = 10 * (np.array([2, 0, 1, 0]) - 3 / 2.75 * np.array([1, 0.5, 1, 0.25])) / 2.75
    assert row["se"] == pytest.approx(np.sqrt(np.sum(z**2)))
    low, high = (limit.item() for limit in count_limits(np.array([3.0]), 0.95))
    each = row["se"] / np.sqrt(3)
    assert [row["low"], row["high"]] == pytest.approx([row["value"] + each * (x - 3) for x in (low, high)])


@pytest.mark.parametrize("events", [{"positive": "n == 1"}, {"value": "n"}])
def test_without_events_the_upper_limit_is_that_of_none(events: dict[str, str]) -> None:
    frame = pd.DataFrame({"person_id": range(40), "year": 2024, "area": "a", "n": 0})
    row = estimate(Register(frame), {"n": rate(**events)}, by=["area", "year"]).frame().iloc[0]
    assert [row["value"], row["low"]] == [0, 0]
    assert row["high"] == pytest.approx(1000 * 3.6888794541139354 / 40)


def test_a_rate_in_a_survey_has_the_interval_of_its_standard_error() -> None:
    frame = pd.DataFrame({"n": [1, 0, 0, 3, 1, 0, 0], "w": [2.0, 1, 1, 3, 1, 2, 1]})
    est = estimate(frame, {"n": rate("n")})
    assert est.rows["interval"].tolist() == ["t"]


@pytest.mark.parametrize("keys", [{}, {"value": "n", "positive": "n == 1"}, {"value": "n", "per": 0}])
def test_a_rate_has_one_numerator_and_a_positive_size(keys: dict[str, object]) -> None:
    with pytest.raises(DefinitionError):
        rate(**keys)


def test_a_standardised_rate_and_dobsons_limits_are_those_of_the_published_example() -> None:
    # Stark & Mantell 1966, as printed in Fleiss 1981, table 14.4; limits around the exact ones by R.
    example = R["dobson"]
    est = of_groups(example["events"], example["births"])
    row = standardise(est, dict(enumerate(example["standard"]))).frame().iloc[0]
    value, low, high = example["rate_low_high"]
    assert row["value"] == pytest.approx(75.52901, abs=5e-6)
    assert row["value"] == pytest.approx(value, rel=1e-12)
    assert [row["low"], row["high"]] == pytest.approx([low, high], rel=1e-4)
    assert row["base"] == sum(example["births"])


def test_standardising_by_the_groups_own_sizes_gives_the_crude_rate_and_its_limits() -> None:
    events, persons = [3, 0, 11], [700, 400, 900]
    row = standardise(of_groups(events, persons), dict(enumerate(persons))).frame().iloc[0]
    low, high = count_limits(np.array([14.0]), 0.95)
    assert row["value"] == pytest.approx(1e5 * 14 / 2000)
    assert [row["low"], row["high"]] == pytest.approx([1e5 * low[0] / 2000, 1e5 * high[0] / 2000])


def test_without_events_a_standardised_rate_has_the_limit_of_the_group_where_one_would_add_most() -> None:
    est = standardise(of_groups([0, 0], [1000, 100]), {0: 1, 1: 1})
    row = est.frame().iloc[0]
    assert row["low"] == 0
    assert row["high"] == pytest.approx(0.5 * 1e5 / 100 * 3.6888794541139354)


def test_a_group_without_a_figure_leaves_the_standardised_one_missing_unless_it_counts_nothing() -> None:
    est = of_groups([3, 5, 2], [700, 400, 900])
    rows = est.rows.assign(status=["ok", "empty", "ok"])
    gap = Estimates(rows, est.matrix)
    assert standardise(gap, {0: 1, 1: 1, 2: 1}).rows["status"].tolist() == ["missing"]
    known = standardise(gap, {0: 1, 1: 0, 2: 3})
    assert known.values.item() == pytest.approx(1e5 * (3 / 700 + 3 * 2 / 900) / 4)


def test_standardised_figures_of_areas_keep_their_covariance() -> None:
    frame = register().assign(age_band=lambda f: np.where(f["age"] < 40, "young", "old"))
    est = estimate(Register(frame), CONVICTED, by=["area", "year", "age_band"])
    made = standardise(est, {"young": 30, "old": 70})
    assert made.labels.names == ["measure", "area", "year"]
    parts = est.where(area="Vestbyen")
    one, other = (parts.where(year=year) for year in (2023, 2024))
    at = [parts.labels.get_indexer(part.labels) for part in (one, other)]
    weight = [[{"young": 0.3, "old": 0.7}[band] for *_, band in part.labels] for part in (one, other)]
    expected = np.array(weight[0]) @ parts.matrix[np.ix_(*at)] @ np.array(weight[1])
    got = made.covariance.loc[("d", "Vestbyen", 2023), ("d", "Vestbyen", 2024)]
    assert expected != 0
    assert got == pytest.approx(expected)


def test_every_fault_of_a_standard_population_is_told_at_once() -> None:
    est = of_groups([3, 5, 2], [700, 400, 900])
    with pytest.raises(InputError) as fault:
        standardise(est, {0: -1, 1: 5, "x": float("nan")})
    assert [(i.code, i.place) for i in fault.value.issues] == [
        ("RTE002", "age_band 2"), ("RTE003", "age_band 0"), ("RTE003", "age_band 'x'")
    ]  # fmt: skip
    with pytest.raises(InputError) as fault:
        standardise(est, {0: 0, 1: 0, 2: 0})
    assert [i.code for i in fault.value.issues] == ["RTE003"]
    with pytest.raises(InputError) as fault:
        standardise(est, {0: 1}, over="sex")
    assert [i.code for i in fault.value.issues] == ["RTE001"]


@pytest.mark.parametrize(
    "measures", [CONVICTED, {"d": share("doemt == 1", base="age >= 18 and doemt in (0, 1)")}]
)
def test_pooled_years_are_all_events_over_all_persons(measures: dict) -> None:
    frame = register(years=(2020, 2021, 2022, 2023, 2024))
    pooled = pool_years(estimate(Register(frame), measures, by=["area", "year"], areas=AREAS), window=2)
    assert sorted(set(pooled.labels.get_level_values("year"))) == [2022, 2024]
    here = frame[(frame["age"] >= 18) & (frame["area"] == "Vestbyen") & frame["year"].isin([2021, 2022])]
    row = pooled.where(area="Vestbyen", year=2022).rows.iloc[0]
    assert row["value"] == pytest.approx(100 * here["doemt"].mean())
    assert (row["positive"], row["base"]) == (here["doemt"].sum(), len(here))
    # The same residents in both years: persons, not person-years, vary.
    z = 100 * (here["doemt"] - here["doemt"].groupby(here["year"]).transform("mean")) / len(here)
    expected = np.sum(z.groupby(here["person_id"]).sum() ** 2)
    assert pooled.where(area="Vestbyen", year=2022).se.item() ** 2 == pytest.approx(expected)


def test_windows_are_counted_back_from_the_year_asked_for_and_never_overlap() -> None:
    labels = [("d", year) for year in (2019, 2020, 2021, 2022, 2023, 2024)]
    est = from_values(labels, [1.0, 2, 4, 8, 16, 32], [1.0] * 6, names=("measure", "year"))
    assert pool_years(est, window=3).values.tolist() == pytest.approx([7 / 3, 56 / 3])
    early = pool_years(est, window=2, until=2023)
    assert [year for _, year in early.labels] == [2021, 2023]
    assert early.values.tolist() == [3, 12]


def test_a_window_with_a_year_missing_is_missing_and_never_a_shorter_mean() -> None:
    labels = [("d", 2020), ("d", 2021), ("d", 2023), ("d", 2024)]
    est = from_values(labels, [1.0, 2, 4, 8], [1.0] * 4, names=("measure", "year"))
    made = pool_years(est, window=2)
    assert made.rows["status"].to_dict() == {("d", 2022): "missing", ("d", 2024): "ok"}


def test_pooled_years_of_persons_who_are_not_known_again_stay_conservative() -> None:
    frame = register().drop(columns="person_id")
    est = estimate(Register(frame, person=None), CONVICTED, by=["area", "year"], years=[2023, 2024])
    pooled = pool_years(est, window=2)
    assert set(pooled.rows["method"]) == {"conservative"}
    assert (pooled.se > 0).all()


@pytest.mark.parametrize("window", [1, 2.0, 0])
def test_a_window_is_a_whole_number_of_years(window: int) -> None:
    est = from_values([("d", 2020)], [1.0], [1.0], names=("measure", "year"))
    with pytest.raises(InputError) as fault:
        pool_years(est, window=window)
    assert [i.code for i in fault.value.issues] == ["RTE004"]
