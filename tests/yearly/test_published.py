"""The directions published for 2024 are true in the invented population, by our own definitions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from published_directions import SAMPLES, TRUTH, table

import social_balance as sb
from social_balance.verdicts.ambition import Ambition
from social_balance.verdicts.directions import direction_word
from social_balance.yearly.configuration import read_configuration

BY = ["area", "year"]


@pytest.fixture(scope="module")
def population() -> tuple[sb.Estimates, Ambition]:
    """What everybody would have answered, and the whole register, through the ordinary pipeline as facts."""
    configuration = read_configuration(SAMPLES / "aarsstatus.toml")
    themes = sb.read_indicators(SAMPLES.parent / "indices")
    everybody = sb.read_register(SAMPLES / "population_survey.parquet")
    answers = sb.estimate(everybody, themes, by=BY, areas=configuration.areas)
    register = sb.Register(SAMPLES / "register.parquet")
    as_facts = {"model": "census", "years": [2021, 2024]}
    counted = sb.estimate(register, themes, by=BY, areas=configuration.areas, **as_facts)
    estimates = sb.combine(answers, counted)
    index = sb.theme_index(estimates, themes, areas=configuration.areas)
    return estimates, sb.ambition(index, since=2021, until=2024)


def change(population: tuple[sb.Estimates, Ambition], measure: str, area: str) -> float:
    estimates, amb = population
    if measure in {theme for theme, _ in amb.developments.labels}:
        return float(amb.developments.where(theme=measure, area=area).values[0])
    of = {"doemte": ["doemte"], "oplevet_tryghed": ["tryg_i_nabolaget", "tryg_om_aftenen"]}[measure]
    until, since = (estimates.where(measure=of, area=area, year=year).values.mean() for year in (2024, 2021))
    return float(until - since)


@pytest.mark.parametrize("cell", TRUTH, ids=lambda cell: f"{cell['measure']}-{cell['area']}")
def test_a_published_direction_is_true_in_the_invented_population(
    population: tuple[sb.Estimates, Ambition], cell: dict[str, str]
) -> None:
    areas = read_configuration(SAMPLES / "aarsstatus.toml").areas
    got = change(population, cell["measure"], areas.name(cell["area"]))
    assert got == pytest.approx(float(cell["change"]), abs=1e-6)
    # Points of dømte are percentage points of a scale of ten: 0,05 of them is half an index point.
    points = got * 10 if cell["measure"] == "doemte" else got
    turned = {"good": 1, "bad": -1, "none": 0}[cell["direction"]]
    good = points if cell["measure"] != "doemte" else -points
    assert np.sign(good) == turned or (turned == 0 and abs(points) < 0.5)
    assert direction_word(points).removesuffix(" en smule") == cell["published"].removesuffix(" en smule")


def test_the_fixture_has_the_counts_of_the_published_table() -> None:
    directions = [cell["direction"] for cell in TRUTH]
    assert (directions.count("good"), directions.count("none"), directions.count("bad")) == (17, 2, 5)


def test_what_the_sample_can_confirm_is_shown_in_the_docs_cell_by_cell() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "simulations.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in docs
