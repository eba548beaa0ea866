"""A share at 0 or 100 per cent, and near it, is not certain, whatever its standard error says."""

from __future__ import annotations

import drawn_shares
import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.estimates.edges import least_variance
from social_balance.estimates.values import from_values

AREAS = sb.Areas((sb.Area("a", "A"),), sb.Area("rest", "R"), sb.Area("whole", "W"))


def shares(p: list[float], n: float, interval: str = "logit") -> pd.DataFrame:
    return pd.DataFrame({"value": [100 * x for x in p], "base": n, "interval": interval, "curve": None})


@pytest.mark.parametrize("n", drawn_shares.BASES)
def test_a_change_of_the_margin_is_called_unchanged_in_at_most_five_of_a_hundred_samples(n: int) -> None:
    assert (drawn_shares.errors(n)["unchanged"] <= 5).all()


@pytest.mark.parametrize("n", drawn_shares.BASES)
def test_changes_of_shares_near_nothing_are_covered_as_promised(n: int) -> None:
    assert (drawn_shares.errors(n)[["cover_same", "cover_moved"]] >= 94).all(axis=None)


def test_the_variance_as_estimated_does_not_keep_either_promise() -> None:
    plain = drawn_shares.errors(30, raised=False)
    assert plain.loc[0.01, "unchanged"] == pytest.approx(29.7, abs=0.1)
    assert plain.loc[0.01, "cover_moved"] == pytest.approx(70.1, abs=0.1)


@pytest.mark.parametrize("n", drawn_shares.BASES)
def test_two_more_of_each_costs_no_width_beside_limits_that_are_squared_and_added(n: int) -> None:
    now = drawn_shares.errors(n)["width"].mean()
    assert now <= 1.05 * drawn_shares.mover_errors(n, drawn_shares.wilson_limits)["width"].mean()


def test_none_of_thirty_is_as_unsure_as_two_of_thirty_four() -> None:
    [variance] = least_variance(shares([0.0], 30), np.array([0.0]))
    assert variance == pytest.approx(100**2 * (2 / 34) * (32 / 34) / 34)
    [of_all] = least_variance(shares([1.0], 30), np.array([0.0]))
    assert of_all == pytest.approx(variance)


def test_a_share_in_the_middle_keeps_its_variance() -> None:
    se = 100 * np.sqrt(0.4 * 0.6 / 99)
    assert least_variance(shares([0.4], 100), np.array([se]))[0] < se**2


def test_a_full_count_without_spread_and_a_mean_have_no_bound() -> None:
    assert least_variance(shares([0.3], 30), np.array([0.0]))[0] == 0
    assert least_variance(shares([0.0], 30, "t"), np.array([0.0]))[0] == 0
    assert least_variance(shares([0.0], 30, "none"), np.array([0.0]))[0] == 0


def test_raising_a_variance_keeps_correlations_and_figures() -> None:
    frame = pd.DataFrame({"x": [1.0] + [0] * 39, "y": [1.0, 1] + [0] * 38})
    est = sb.estimate(frame, {"x": sb.share("x == 1"), "y": sb.share("y == 1")})
    raised = est.with_edge_uncertainty()
    assert (raised.se > est.se).all()
    assert raised.values.tolist() == est.values.tolist()
    correlation = [m[0, 1] / np.sqrt(m[0, 0] * m[1, 1]) for m in (est.matrix, raised.matrix)]
    assert correlation[0] == pytest.approx(correlation[1])


def test_given_figures_are_left_alone() -> None:
    est = from_values([("a",)], [0.0], [0.0], names=("measure",))
    assert est.with_edge_uncertainty() is est


@pytest.mark.parametrize("source", ["survey", "register"])
def test_all_in_both_years_is_not_unchanged(source: str) -> None:
    themes = sb.read_indicators("indices")
    ids = [i.id for theme in themes for i in theme.indicators if theme.id == "sundhed"]
    frame = pd.DataFrame(
        [
            {"person_id": f"{year} {area} {i}", "area": area, "year": year, **dict.fromkeys(ids, answer)}
            for year in (2021, 2024)
            for area, n in (("a", 12), ("rest", 132))
            for i, answer in enumerate([1] * 12 if area == "a" else [1, 1, 1, 0] * (n // 4))
        ]
    )
    measures = {name: sb.share(f"{name} == 1") for name in ids}
    data = frame
    if source == "register":
        data = sb.Register(frame, person="person_id", year="year", area="area")
    est = sb.estimate(data, measures, by=["area", "year"], areas=AREAS)
    index = sb.theme_index(est, themes, areas=AREAS)
    table = sb.ambition(index, since=2021, until=2024, per="indicator").frame().reset_index()
    of_area = table[(table["area"] == "A") & (table["development"] == 0)]
    assert len(of_area) >= 1
    assert (of_area["development_low"] < -4).all()
    assert not of_area["own"].eq("unchanged").any()


def test_some_of_the_figures_are_raised_as_they_are_among_all() -> None:
    frame = pd.DataFrame(
        {
            "x": [1.0] + [0] * 39,
            "y": [1.0, 1] + [0] * 38,
            "z": [0.0] * 40,
            "psu": np.arange(40) // 4,
        }
    )
    measures = {name: sb.share(f"{name} == 1") for name in "xyz"}
    est = sb.estimate(frame, measures, design=sb.Design(psu="psu"), df="satterthwaite")
    last_first = np.array([2, 1])
    some = est.take(last_first).with_edge_uncertainty()
    of_all = est.with_edge_uncertainty().take(last_first)
    np.testing.assert_allclose(some.matrix, of_all.matrix)
    assert some.pieces is not None
    np.testing.assert_allclose(some.pieces.row_covariance(), of_all.matrix)
    np.testing.assert_allclose(some.pieces.degrees_of_freedom(), of_all.pieces.degrees_of_freedom())
