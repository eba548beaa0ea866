"""Women and men apart: each against its own, with what has too small a base left out and told of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import social_balance as sb
from social_balance.definitions.catalogue import Theme, Themes
from social_balance.estimates.values import Estimates, from_values
from social_balance.language.faults import InputError
from social_balance.verdicts.subgroups import by_subgroup
from social_balance.yearly.configuration import read_configuration

ASKED: Any = {"by": "sex", "since": 2021, "until": 2024}


@pytest.fixture(scope="module")
def themes() -> Themes:
    """One theme of one indicator, 0–100 between its goalposts."""
    theme = sb.read_indicators("indices")["tryghed"]
    one = next(i for i in theme if i.id == "tryg_om_aftenen")
    return Themes((Theme("tryghed", theme.title, theme.effect_goal, 1, None, None, (one,)),))


def figures(base: dict[tuple[str, int, str], float] | None = None, **columns: Any) -> Estimates:
    """Women of the area move from 50 to 59, men from 60 to 62; the rest stands at 70 and 71."""
    values = {
        ("a", 2021, "f"): 50.0, ("a", 2024, "f"): 59.0, ("rest", 2021, "f"): 70.0, ("rest", 2024, "f"): 70.0,
        ("a", 2021, "m"): 60.0, ("a", 2024, "m"): 62.0, ("rest", 2021, "m"): 71.0, ("rest", 2024, "m"): 71.0,
    }  # fmt: skip
    labels = [("tryg_om_aftenen", *place) for place in values]
    made = from_values(labels, values.values(), [2.0] * 8, names=("measure", "area", "year", "sex"))
    bases = [(base or {}).get(place, 200.0) for place in values]
    return Estimates(made.rows.assign(effective_base=bases, **columns), made.matrix)


def test_each_subgroup_is_held_against_the_same_of_the_reference(themes: Themes) -> None:
    frame = by_subgroup(figures(), themes, **ASKED).frame()
    assert frame.index.names == ["theme", "area", "sex"]
    assert frame["narrowing"].to_dict() == {("tryghed", "a", "f"): 9.0, ("tryghed", "a", "m"): 2.0}
    assert frame["gap_since"].tolist() == [20.0, 11.0]
    assert set(frame["reason"]) == {""}


def test_too_small_a_base_leaves_the_cell_missing_with_its_reason(themes: Themes) -> None:
    small = figures({("a", 2024, "m"): 29.9})
    frame = by_subgroup(small, themes, **ASKED).frame()
    men, women = frame.xs("m", level="sex").iloc[0], frame.xs("f", level="sex").iloc[0]
    assert (men["verdict"], men["reason"]) == ("missing", "small_base")
    assert np.isnan(men["narrowing"])
    assert (women["own"], women["reason"]) == ("better", "")
    allowed = by_subgroup(small, themes, least_base=29.0, **ASKED).frame()
    assert set(allowed["reason"]) == {""}


def test_a_small_base_of_the_reference_counts_too(themes: Themes) -> None:
    frame = by_subgroup(figures({("rest", 2021, "f"): 12.0}), themes, **ASKED).frame()
    assert frame["reason"].tolist() == ["small_base", ""]
    # A row rests on what area and reference share, and there is nothing: no number, no state.
    assert frame.loc[("tryghed", "a", "f"), ["own", "verdict"]].tolist() == ["missing", "missing"]
    assert np.isnan(frame.loc[("tryghed", "a", "f"), "development"])


def test_a_full_count_needs_no_base(themes: Themes) -> None:
    fact = figures({("a", 2024, "m"): 4.0}, interval="none")
    assert set(by_subgroup(fact, themes, **ASKED).frame()["reason"]) == {""}


def test_what_is_missing_for_another_reason_says_so(themes: Themes) -> None:
    gone = figures(status=["ok"] * 5 + ["empty"] + ["ok"] * 2)
    assert by_subgroup(gone, themes, **ASKED).frame()["reason"].tolist() == ["", "missing"]


def test_p_values_are_adjusted_over_all_subgroups(themes: Themes) -> None:
    frame = by_subgroup(figures(), themes, adjust="holm", **ASKED).frame()
    of_men = frame.loc[("tryghed", "a", "m")]
    # One narrowing in each of two tables.
    assert of_men["narrowing_p_adjusted"] == pytest.approx(2 * of_men["narrowing_p"])
    assert of_men["development_p_adjusted"] == pytest.approx(min(1, 4 * of_men["development_p"]))


def test_estimates_without_the_level_are_refused(themes: Themes) -> None:
    with pytest.raises(InputError, match='by=\\["area", "year", "age"\\]') as fault:
        by_subgroup(figures(), themes, by="age", since=2021, until=2024)
    assert [issue.code for issue in fault.value.issues] == ["AMB012"]


def test_women_and_men_of_the_sample_are_told_apart(themes: Themes) -> None:
    areas = read_configuration("data_samples/aarsstatus.toml").areas
    sample = sb.read_register("data_samples/population_survey.parquet")
    est = sb.estimate(sample, themes, by=["area", "year", "koen"], areas=areas)
    made = by_subgroup(est, themes, by="koen", since=2021, until=2024, areas=areas)
    frame = made.frame()
    assert frame.index.names == ["theme", "area", "koen"]
    for sex in (1, 2):
        alone = sb.estimate(sample[sample["koen"] == sex], themes, by=["area", "year"], areas=areas)
        index = sb.theme_index(alone, themes, areas=areas)
        wanted = sb.ambition(index, since=2021, until=2024).frame()["narrowing"]
        found = frame.xs(sex, level="koen")["narrowing"]
        np.testing.assert_allclose(found, wanted)
