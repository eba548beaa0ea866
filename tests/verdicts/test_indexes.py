"""What a comparison rests on, and the indexes that are joined in another way than by a sum."""

from __future__ import annotations

import numpy as np
import pytest
from invented_themes import figures, indicator, themes

import social_balance as sb
from social_balance.estimates.values import Estimates, from_values
from social_balance.verdicts.aggregates import geometric_mean
from social_balance.verdicts.indexes import ThemeIndex, compare, compare_waves

# Shares that no wrong rule gives as well: every indicator, area and year has its own.
VALUES = {
    ("a", "øst", 2021): 40.0, ("a", "øst", 2024): 50.0, ("a", "rest", 2021): 60.0, ("a", "rest", 2024): 63.0,
    ("b", "øst", 2021): 20.0, ("b", "øst", 2024): 45.0, ("b", "rest", 2021): 70.0, ("b", "rest", 2024): 71.0,
    ("c", "øst", 2021): 30.0, ("c", "øst", 2024): 36.0, ("c", "rest", 2021): 55.0, ("c", "rest", 2024): 52.0,
}  # fmt: skip
THREE = (indicator("a", weight=3), indicator("b", weight=2), indicator("c", weight=1))


def without(*labels: tuple[str, str, int]) -> dict[tuple[str, str, int], float]:
    return {label: value for label, value in VALUES.items() if label not in labels}


def rows(found: tuple[sb.Indicator, ...], values: dict[tuple[str, str, int], float] = VALUES, **asked):
    index = sb.theme_index(figures(values), themes(tema=found))
    return sb.compare_years(index, since=2021, until=2024, **asked)


def test_a_break_in_one_indicator_leaves_it_out_and_quotes_what_changed():
    table = rows((THREE[0], THREE[1], indicator("c", weight=1, breaks=[2023])))
    row = table.loc[("tema", "øst")]
    assert row["made"]
    assert row["rests_on"] == ("a", "b")
    assert row["left_out"] == ("c",)
    assert row["weight_present"] == pytest.approx(5 / 6)
    assert row["why"] == "c — brud i målingen: Spørgsmålet er nyt i 2023."


def test_a_break_before_the_first_year_or_after_the_last_leaves_nothing_out():
    table = rows((THREE[0], indicator("b", weight=2, breaks=[2021]), indicator("c", breaks=[2025])))
    assert table["weight_present"].tolist() == [1.0, 1.0]
    assert table["why"].tolist() == ["", ""]


def test_breaks_in_all_indicators_refuse_the_comparison_and_the_cell_is_an_error_with_every_reason():
    broken = tuple(indicator(k, breaks=[2024]) for k in "abc")
    table = rows(broken)
    assert table["made"].tolist() == [False, False]
    assert table["weight_present"].tolist() == [0.0, 0.0]
    index = sb.theme_index(figures(VALUES), themes(tema=broken))
    with pytest.raises(sb.InputError) as fault:
        sb.development(index, "tema", "øst", since=2021, until=2024)
    assert [issue.code for issue in fault.value.issues] == ["IDX010", "IDX011", "IDX011", "IDX011"]
    assert str(fault.value.issues[0]).startswith("tema 'tema', område 'øst' — 2021 og 2024 sammenlignes ikke")
    assert "theme 'tema', area 'øst' — 2021 and 2024 are not compared" in fault.value.text("en")


def test_an_indicator_measured_in_one_year_only_says_in_which_it_is_not():
    table = rows((THREE[0], THREE[1], indicator("c", years=(2024,))))
    assert table.loc[("tema", "øst"), "why"] == "c — indikatoren er ikke målt i 2021."


def test_too_little_weight_is_refused_just_below_the_limit_and_made_on_it():
    kept_3_of_6 = rows(THREE, without(("b", "øst", 2024), ("c", "øst", 2021))).loc[("tema", "øst")]
    assert not kept_3_of_6["made"]
    assert kept_3_of_6["rests_on"] == ("a",)
    assert "50 procent af temaets vægt" in kept_3_of_6["why"]
    assert "der kræves mindst 66,7" in kept_3_of_6["why"]
    # a and c have 4 of 6: two thirds exactly, which is enough.
    assert rows(THREE, without(("b", "øst", 2024))).loc[("tema", "øst"), "made"]


def test_the_limit_can_be_set():
    index = sb.theme_index(
        figures(without(("b", "øst", 2024), ("c", "øst", 2021))), themes(tema=THREE), least_weight=0.5
    )
    assert sb.compare_years(index, since=2021, until=2024)["made"].all()


def test_a_figure_missing_in_the_reference_counts_against_the_area_but_not_against_the_area_alone():
    values = without(("c", "rest", 2024))
    held_against_the_rest = rows(THREE, values).loc[("tema", "øst")]
    assert held_against_the_rest["left_out"] == ("c",)
    assert held_against_the_rest["why"] == "c — der er intet brugbart tal for rest 2024."
    assert rows(THREE, values, reference=None).loc[("tema", "øst"), "left_out"] == ()


def test_an_area_without_figures_is_refused_and_the_others_are_not():
    values = VALUES | {(k, "vest", 2021): 50.0 for k in "abc"}
    table = rows(THREE, values)
    assert table["made"].to_dict() == {("tema", "øst"): True, ("tema", "rest"): True, ("tema", "vest"): False}
    assert table.loc[("tema", "vest"), "why"].count("der er intet brugbart tal for vest 2024") == 3


def test_context_indicators_and_figures_of_the_whole_municipality_never_count():
    found = (*THREE, indicator("d", weight=9, direction="context"), indicator("e", weight=9, level="whole"))
    values = VALUES | {
        (k, area, year): 1.0 for k in "de" for area in ("øst", "rest") for year in (2021, 2024)
    }
    row = rows(found, values).loc[("tema", "øst")]
    assert row["rests_on"] == ("a", "b", "c")
    assert row["weight_present"] == 1.0


def test_a_theme_of_context_alone_has_no_index_and_no_comparison():
    found = themes(tema=[indicator("a", direction="context")], andet=THREE[1:])
    index = sb.theme_index(figures(VALUES), found)
    assert index.where(theme="tema").rows["weight_present"].tolist() == [0.0] * 4
    assert set(index.where(theme="tema").rows["status"]) == {"missing"}
    assert not sb.compare_years(index, since=2021, until=2024).loc["tema", "made"].any()
    assert sb.compare_years(index, since=2021, until=2024).loc["andet", "made"].all()


def test_weights_are_scaled_to_what_is_left_and_give_the_development():
    index = sb.theme_index(figures(VALUES), themes(tema=(*THREE[:2], indicator("c", breaks=[2024]))))
    found = sb.development(index, "tema", "øst", since=2021, until=2024)
    # (3·(50 − 40) + 2·(45 − 20))/5 = 16; variance 2·(3² + 2²)/5².
    assert found.values.tolist() == pytest.approx([16.0])
    assert found.matrix.item() == pytest.approx(2 * 13 / 25)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"since": 2020, "until": 2023}, ["AMB001", "AMB001"]),
        ({"since": 2024, "until": 2021}, ["AMB003"]),
        ({"since": 2021, "until": 2024, "reference": "syd"}, ["IDX001"]),
    ],
)
def test_years_and_areas_that_are_not_there_are_told_of(asked: dict, codes: list[str]):
    with pytest.raises(sb.InputError) as fault:
        sb.compare_years(sb.theme_index(figures(VALUES), themes(tema=THREE)), **asked)
    assert [issue.code for issue in fault.value.issues] == codes


# History ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "shared"), [(3, None), (4, "2021"), (5, "2020 og 2021")])
def test_means_over_years_that_overlap_are_not_compared(window: int, shared: str | None):
    row = rows((THREE[0], THREE[1], indicator("c", window=window))).loc[("tema", "øst")]
    assert row["left_out"] == (() if shared is None else ("c",))
    told = f"c — tallene for 2021 og 2024 bygger begge på {shared} og kan derfor ikke vise en"
    assert row["why"] == ("" if shared is None else f"{told} udvikling mellem to perioder.")


def test_over_many_waves_every_two_neighbours_have_to_be_whole_windows_apart():
    values = VALUES | {(k, a, 2022): 33.0 for k in "abc" for a in ("øst", "rest")}
    found = themes(tema=(THREE[0], THREE[1], indicator("c", window=2)))
    index = sb.theme_index(figures(values), found)
    assert compare(index, found["tema"], since=2021, until=2024, areas=["øst"]).left_out == {}
    over_all = compare_waves(index, found["tema"], years=(2021, 2022, 2024), areas=["øst"])
    assert over_all.left_out == {"c": "not_comparable"}
    assert over_all.reasons["c"].code == "IDX018"
    assert over_all.reasons["c"].values["shared"] == [2021]


def late(measure: str, year: int) -> Estimates:
    """The figures, of which one indicator's of 2024 are from an earlier year."""
    est = figures(VALUES)
    place = est.rows.index
    moved = (place.get_level_values("measure") == measure) & (place.get_level_values("year") == 2024)
    as_of = np.where(moved, year, place.get_level_values("year")).astype(float)
    return Estimates(est.rows.assign(as_of=as_of), est.matrix)


@pytest.mark.parametrize(("year", "window", "out"), [(2021, 1, True), (2022, 1, False), (2022, 2, True)])
def test_a_figure_carried_on_is_compared_by_the_year_that_it_is_from(year: int, window: int, out: bool):
    found = themes(tema=(THREE[0], THREE[1], indicator("c", window=window)))
    index = sb.theme_index(late("c", year), found)
    row = sb.compare_years(index, since=2021, until=2024).loc[("tema", "øst")]
    assert row["left_out"] == (("c",) if out else ())
    assert ("bygger begge på 2021" in row["why"]) == out


@pytest.fixture
def areas() -> sb.Areas:
    """The area øst lost a part to the rest in 2022."""
    left, came = sb.AreaPart("Bakken", until=2021), sb.AreaPart("Bakken", 2022)
    return sb.Areas(
        (sb.Area("oest", "øst", parts=("Engen", left)), sb.Area("vest", "vest")),
        rest=sb.Area("rest", "resten", parts=(came,)), whole=sb.Area("whole", "alle"),
    )  # fmt: skip


def renamed(values: dict[tuple[str, str, int], float]) -> dict[tuple[str, str, int], float]:
    names = {"rest": "resten"}
    return {(k, names.get(area, area), year): value for (k, area, year), value in values.items()}


def test_an_area_drawn_otherwise_is_not_compared_and_the_reason_is_told(areas: sb.Areas):
    values = renamed(VALUES) | {(k, "vest", year): year / 50 for k in "abc" for year in (2021, 2024)}
    index = sb.theme_index(figures(values), themes(tema=THREE), areas=areas)
    table = sb.compare_years(index, since=2021, until=2024, reference=None)
    assert table["made"].to_dict() == {
        ("tema", "øst"): False, ("tema", "resten"): False, ("tema", "vest"): True,
    }  # fmt: skip
    why = "øst — afgrænset på en ny måde fra 2022 (Bakken): årene før og efter kan ikke sammenlignes."
    assert table.loc[("tema", "øst"), "why"].startswith(why)
    # Held against a reference that is another one than before, vest cannot be compared either.
    assert not sb.compare_years(index, since=2021, until=2024).loc[("tema", "vest"), "made"]
    with pytest.raises(sb.InputError) as fault:
        sb.development(index, "tema", "oest", since=2021, until=2024)
    assert {issue.code for issue in fault.value.issues} == {"ARE024"}


def test_on_one_drawing_all_years_are_compared(areas: sb.Areas):
    index = sb.theme_index(figures(renamed(VALUES)), themes(tema=THREE), areas=areas.as_drawn(2024))
    assert sb.compare_years(index, since=2021, until=2024)["made"].all()


def test_a_mean_that_reaches_back_behind_the_change_is_left_out_alone(areas: sb.Areas):
    values = {(k, a, {2021: 2022}.get(y, y)): value for (k, a, y), value in renamed(VALUES).items()}
    found = themes(tema=(THREE[0], THREE[1], indicator("c", window=2)))
    index = sb.theme_index(figures(values), found, areas=areas)
    row = sb.compare_years(index, since=2022, until=2024).loc[("tema", "øst")]
    assert row["made"]
    assert row["left_out"] == ("c",)


@pytest.mark.parametrize("method", ["geometric", "base100"])
def test_the_other_ways_to_join_scores_leave_out_the_same_for_the_same_reason(method: str, areas: sb.Areas):
    values = renamed(VALUES) | {(k, "vest", year): year / 50 for k in "abc" for year in (2021, 2024)}
    found = themes(tema=(THREE[0], THREE[1], indicator("c", window=4)))
    asked = {"method": method, "base_year": 2021 if method == "base100" else None}
    index = sb.theme_index(figures(values), found, areas=areas.as_drawn(2024), **asked)
    table = sb.compare_years(index, since=2021, until=2024)
    assert table["made"].all()
    assert set(table["left_out"]) == {("c",)}
    each_year = sb.theme_index(figures(values), found, areas=areas, method="geometric")
    made = sb.compare_years(each_year, since=2021, until=2024, reference=None)["made"].to_dict()
    assert made == {("tema", "øst"): False, ("tema", "vest"): True, ("tema", "resten"): False}


# The alternatives ------------------------------------------------------------------------------------------


def correlated(values: dict[tuple[str, str, int], float] = VALUES) -> Estimates:
    """The same figures with a covariance between all of them."""
    mixed = np.random.default_rng(4).normal(size=(len(values), len(values)))
    return from_values(list(values), values.values(), mixed @ mixed.T / 20, names=("measure", "area", "year"))


def numeric(function, estimates: Estimates) -> tuple[float, float]:
    """Value and variance of a function of the figures, the slopes by central differences."""
    at = estimates.values
    step = 1e-5
    slope = np.array([
        (function(at + step * unit) - function(at - step * unit)) / (2 * step) for unit in np.eye(len(at))
    ])  # fmt: skip
    return function(at), slope @ estimates.matrix @ slope


def level(weights: dict[str, float], area: str, year: int, how: str):
    """The index of an area and year as a function of all figures."""
    at = [list(VALUES).index((k, area, year)) for k in weights]
    omega = np.array(list(weights.values())) / sum(weights.values())
    joined = {"geometric": lambda x: np.prod(x[at] ** omega), "arithmetic": lambda x: x[at] @ omega}
    return joined[how]


ALL = {"a": 3.0, "b": 2.0, "c": 1.0}


def test_the_geometric_index_is_the_weighted_product_with_delta_method_variance():
    index = sb.theme_index(correlated(), themes(tema=THREE), method="geometric")
    row = index.where(area="øst", year=2024)
    value, variance = numeric(level(ALL, "øst", 2024, "geometric"), correlated())
    assert row.values.item() == pytest.approx(value)
    assert row.matrix.item() == pytest.approx(variance, rel=1e-6)
    assert row.rows["method"].item() == "geometric"
    # Never above the arithmetic one.
    assert value < sb.theme_index(correlated(), themes(tema=THREE)).where(area="øst", year=2024).values.item()


def test_base_100_is_relative_to_the_reference_in_the_base_year_with_their_covariance():
    index = sb.theme_index(correlated(), themes(tema=THREE), method="base100", base_year=2021)
    top, bottom = level(ALL, "øst", 2024, "arithmetic"), level(ALL, "rest", 2021, "arithmetic")
    value, variance = numeric(lambda x: 100 * top(x) / bottom(x), correlated())
    row = index.where(area="øst", year=2024)
    assert row.values.item() == pytest.approx(value)
    assert row.matrix.item() == pytest.approx(variance, rel=1e-6)
    assert row.rows["method"].item() == "base100"


def test_the_reference_in_the_base_year_is_100_for_certain():
    index = sb.theme_index(correlated(), themes(tema=THREE), method="base100", base_year=2021)
    row = index.where(area="rest", year=2021)
    assert row.values.item() == pytest.approx(100.0)
    assert row.se.item() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("method", ["geometric", "base100"])
def test_the_ambition_works_on_the_alternatives_on_comparable_indicators(method: str):
    found = themes(tema=(*THREE[:2], indicator("c", weight=1, breaks=[2024])))
    base_year = {"base100": 2024}.get(method)
    index = sb.theme_index(correlated(), found, method=method, base_year=base_year)
    left = {"a": 3.0, "b": 2.0}
    how = "geometric" if method == "geometric" else "arithmetic"
    cell = {(who, year): level(left, who, year, how) for who in ("øst", "rest") for year in (2021, 2024)}

    def narrowing(x: np.ndarray) -> float:
        parts = {place: function(x) for place, function in cell.items()}
        scale = 100 / parts["rest", 2024] if method == "base100" else 1.0
        since, until = (parts["rest", year] - parts["øst", year] for year in (2021, 2024))
        return scale * (since - until)

    value, variance = numeric(narrowing, correlated())
    row = sb.ambition(index, since=2021, until=2024).frame().loc[("tema", "øst")]
    assert row["narrowing"] == pytest.approx(value)
    assert row["narrowing_se"] ** 2 == pytest.approx(variance, rel=1e-6)


@pytest.mark.parametrize("score", [0.0, -4.0])
def test_a_score_at_or_below_zero_has_no_geometric_index_and_says_so(score: float):
    values = VALUES | {("c", "øst", 2024): score}
    index = sb.theme_index(figures(values), themes(tema=THREE), method="geometric")
    assert index.where(area="øst").rows["status"].tolist() == ["ok", "not_positive"]
    assert np.isnan(index.where(area="øst", year=2024).values.item())
    with pytest.raises(sb.InputError) as fault:
        sb.development(index, "tema", "øst", since=2021, until=2024)
    assert [issue.code for issue in fault.value.issues] == ["IDX014"]
    assert "øst 2024" in fault.value.text()
    frame = sb.ambition(index, since=2021, until=2024).frame()
    assert frame["verdict"].tolist() == ["missing"]


def test_a_reference_at_zero_gives_no_base_100():
    values = VALUES | {(k, "rest", 2021): 0.0 for k in "abc"}
    index = sb.theme_index(figures(values), themes(tema=THREE), method="base100", base_year=2021)
    assert set(index.rows["status"]) == {"not_positive"}


def test_base_100_leaves_out_what_is_not_comparable_with_the_base_year():
    values = VALUES | {(k, area, 2018): 33.0 for k in "abc" for area in ("øst", "rest")}
    found = themes(tema=(*THREE[:2], indicator("c", weight=1, breaks=[2020])))
    index = sb.theme_index(figures(values), found, method="base100", base_year=2018)
    comparison = compare(index, found["tema"], since=2021, until=2024, areas=["øst", "rest"])
    assert tuple(comparison.rests_on) == ("a", "b")
    plain = sb.theme_index(figures(values), found)
    assert len(compare(plain, found["tema"], since=2021, until=2024, areas=["øst", "rest"]).rests_on) == 3


def test_every_comparison_finds_its_joined_score_whatever_is_missing_where():
    draw = np.random.default_rng(11)
    found = themes(
        tema=[
            indicator(k, weight=1 + n % 2, breaks=[2022] if k == "d" else []) for n, k in enumerate("abcdefg")
        ],
        to=[indicator(k) for k in "hijk"],
    )
    labels = [
        (k, area, year)
        for k in "abcdefghijk"
        for area in ("øst", "vest", "rest")
        for year in (2018, 2021, 2024)
    ]
    values = {label: draw.uniform(5, 95) for label in labels if draw.uniform() < 0.85}
    index = sb.theme_index(figures(values), found, method="geometric")
    made = sb.ambition(index, since=2018, until=2024).frame()
    told = sb.compare_years(index, since=2018, until=2024)["made"]
    assert 0 < told.sum() < len(told)
    np.testing.assert_array_equal(np.isfinite(made["narrowing"]), told[made.index])


@pytest.mark.parametrize("method", ["arithmetic", "geometric"])
def test_a_comparison_over_many_waves_rests_on_what_is_alike_in_all_of_them(method: str):
    found = themes(tema=[indicator("a"), indicator("b"), indicator("c", breaks=[2020]), indicator("d")])
    labels = [(k, area, year) for k in "abcd" for area in ("øst", "rest") for year in (2018, 2021, 2024)]
    values = {label: 30.0 + 3 * n for n, label in enumerate(labels)}
    index = sb.theme_index(figures(values), found, method=method)
    asked = {"areas": ["øst", "rest"], "years": (2018, 2021, 2024)}
    comparison = compare_waves(index, found["tema"], **asked)
    assert tuple(comparison.rests_on) == ("a", "b", "d")
    assert sum(comparison.weights.values()) == pytest.approx(1)
    assert all((measure, "øst", 2021) in index.usable_scores for measure in comparison.weights)
    del values["d", "rest", 2021]
    fewer = sb.theme_index(figures(values), found, method=method)
    # c is broken and d is missing in the middle: two of four are too few.
    assert compare_waves(fewer, found["tema"], **asked).refused.code == "IDX010"


def test_the_joined_indexes_are_never_mixed_in_silently():
    index = sb.theme_index(figures(VALUES), themes(tema=THREE), method="geometric")
    amb = sb.ambition(index, since=2021, until=2024)
    assert set(amb.estimates.rows["method"]) == {"geometric"}
    assert set(sb.theme_index(figures(VALUES), themes(tema=THREE)).rows["method"]) == {"given"}


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"method": "harmonic"}, ["IDX015"]),
        ({"method": "base100"}, ["IDX016"]),
        ({"method": "base100", "base_year": 1999}, ["IDX016"]),
        ({"method": "geometric", "base_year": 2021}, ["IDX016"]),
        ({"method": "harmonic", "base_year": 1999}, ["IDX015", "IDX016"]),
    ],
)
def test_a_method_that_cannot_be_used_is_told_of(asked: dict, codes: list[str]):
    with pytest.raises(sb.InputError) as fault:
        sb.theme_index(figures(VALUES), themes(tema=THREE), **asked)
    assert [issue.code for issue in fault.value.issues] == codes


def test_only_the_arithmetic_index_divides_into_contributions():
    index: ThemeIndex = sb.theme_index(figures(VALUES), themes(tema=THREE), method="geometric")
    with pytest.raises(sb.InputError, match="kun det aritmetiske indeks kan deles"):
        sb.decompose(index, since=2021, until=2024)


def test_a_geometric_mean_of_equal_figures_is_that_figure_whatever_the_weights():
    levels, slope = geometric_mean(np.array([7.0, 7.0, np.nan]), np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]]))
    np.testing.assert_allclose(levels, 7.0)
    np.testing.assert_allclose(slope.sum(axis=1), 1.0)
