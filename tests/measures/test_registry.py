"""Every registered measure is one figure in memory and on engines, is explained, and can be defined."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.definitions.cases import check_case
from social_balance.definitions.catalogue import explain, json_schema
from social_balance.definitions.reading import read_definition
from social_balance.language.faults import InputError
from social_balance.measures.area_roles import WHOLE
from social_balance.measures.measure import Measure
from social_balance.measures.registry import FAMILIES, MEASURES, handler_for
from social_balance.measures.small_table import values_by_area
from tests.on_engines import ON_THIS_MACHINE

# What a definition of each measure says: a new measure has a line here, or the first test fails.
KEYS: dict[str, dict[str, Any]] = {
    "share": {"base": "k in (1, 2, 3)", "positive": "k == 1"},
    "mean": {"base": "k in (1, 2, 3)", "value": "y", "low": 0, "high": 50},
    "scale": {"base": "true", "items": ["y", "z"], "low": 0, "high": 50, "reversed": ["z"]},
    "scale_share": {"base": "true", "items": ["y", "z"], "low": 0, "high": 50, "at_least": 45},
    "ratio": {"base": "k > 1", "numerator": "y", "denominator": "z"},
    "rate": {"base": "k > 1", "value": "events", "time": "z", "per": 100},
    "difference": {"base": "k > 1", "positive": "k == 2", "minus_base": "true", "minus_positive": "k == 3"},
    "total": {"base": "k > 1", "value": "y", "factor": 0.5},
    "median": {"base": "k > 1", "value": "y"},
    "quantile": {"base": "true", "value": "y", "q": 0.3},
    "gini": {"base": "true", "value": "y"},
    "top_share": {"base": "true", "value": "y", "percent": 20},
    "bottom_share": {"base": "true", "value": "y", "percent": 30},
    "seen_from_outside": {"base": "true", "value": "om_{area}", "low": 0, "high": 10},
    "exposure": {"base": "true", "place": "sted", "to": "rest"},
    "concentration": {"base": "true", "place": "sted", "of": "k == 1", "above": 30},
    "dissimilarity": {"base": "true", "place": "sted", "of": "k == 1"},
    "distance": {"base": "true", "categories": ["k", "job"]},
    "theil_h": {"base": "true", "place": "sted", "of": "k == 1"},
    "entropy": {"base": "true", "category": "k", "classes": 3},
}
ENGINES = ("pandas scanned by DuckDB", "a file", "a Polars frame")

OF_REGISTERS = [kind for kind in KEYS if MEASURES[kind].family != "rated"]
OF_SURVEYS = [kind for kind in KEYS if MEASURES[kind].family != "composition"]


def built(kind: str) -> Measure:
    """The measure with its keys as Python has them."""
    keys = {name: tuple(value) if isinstance(value, list) else value for name, value in KEYS[kind].items()}
    return MEASURES[kind](**keys)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """One year of invented people in two areas and the rest, no column evenly spread, some unknown."""
    rng = np.random.default_rng(1130)
    n = 400
    area = rng.choice(["nord", "syd", "rest"], n, p=[0.2, 0.3, 0.5])
    frame = pd.DataFrame({"person_id": np.arange(n), "year": 2024, "area": area})
    frame["k"] = rng.choice([1, 2, 3], n, p=[0.5, 0.3, 0.2])
    frame["y"] = np.where(rng.random(n) < 0.1, np.nan, rng.integers(1, 50, n))
    frame["z"] = rng.integers(1, 40, n).astype(float)
    frame["events"] = rng.poisson(0.4, n)
    frame["sted"] = rng.choice(["A", "B", "C", "D"], n, p=[0.4, 0.3, 0.2, 0.1])
    frame["job"] = rng.choice(["ja", "nej"], n, p=[0.7, 0.3])
    for name in ("nord", "syd", "eget"):
        frame[f"om_{name}"] = rng.integers(0, 11, n)
    return frame


def in_areas(people: pd.DataFrame, measure: Measure) -> dict[str, float]:
    """The value in every area, as the worked cases of definitions make it."""
    return {area: value for area, value in by_hand(people, measure).items() if area != WHOLE}


def by_hand(people: pd.DataFrame, measure: Measure) -> dict[str, float]:
    """The value in every area and in the whole."""
    rows = values_by_area(measure, people, area="area")
    return {area: row["value"] for area, row in rows.items()}


def test_every_registered_measure_is_tried_here() -> None:
    assert set(KEYS) == set(MEASURES)


@pytest.mark.parametrize("kind", OF_REGISTERS)
def test_a_measure_of_a_register_in_memory_is_the_one_of_the_worked_cases(kind: str, people: Any) -> None:
    estimates = sb.estimate(sb.Register(people), {kind: built(kind)}, by=["area", "year"], model="census")
    values = estimates.frame().droplevel(["measure", "year"])["value"].to_dict()
    assert values == pytest.approx(in_areas(people, built(kind)))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", OF_REGISTERS)
def test_a_measure_is_the_same_figure_on_every_engine(
    kind: str, engine: str, people: Any, tmp_path: Path
) -> None:
    register = sb.Register(**ON_THIS_MACHINE[engine](people, tmp_path))
    estimates = sb.estimate(register, {kind: built(kind)}, by=["area", "year"], model="census")
    values = estimates.frame().droplevel(["measure", "year"])["value"].to_dict()
    assert values == pytest.approx(in_areas(people, built(kind)))


@pytest.mark.parametrize("kind", OF_SURVEYS)
def test_a_measure_of_a_survey_without_weights_is_the_one_of_the_worked_cases(kind: str, people: Any) -> None:
    estimates = sb.estimate(people, {kind: built(kind)}, by=["area", "year"])
    values = estimates.frame().droplevel(["measure", "year"])["value"].to_dict()
    assert values == pytest.approx(in_areas(people, built(kind)))


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    """A folder of a theme, for definitions of every measure."""
    folder = tmp_path / "tryghed"
    folder.mkdir()
    return folder


def as_toml(value: Any) -> str:
    """A value of a definition as TOML has it."""
    return json.dumps(value, ensure_ascii=False)


def definition(folder: Path, kind: str, people: pd.DataFrame) -> Path:
    """A definition file of a measure with one worked case: the invented people, and the value in one area."""
    measure = built(kind)
    few = people.head(60)
    columns = ["area", *sorted(measure.columns(["nord", "syd", "rest"]))]
    body = few[columns].astype(object).where(few[columns].notna(), "").to_numpy().tolist()
    rows = "\n".join(" | ".join(map(str, row)) for row in (columns, *body))
    value = by_hand(few, measure)["nord"]
    level = "whole" if kind == "dissimilarity" else "area"
    if level == "whole":
        value = by_hand(few, measure)["whole"]
    keys = "\n".join(f"{name} = {as_toml(value)}" for name, value in KEYS[kind].items())
    file = folder / f"maal_{kind}.toml"
    file.write_text(
        f"""[indicator]
id = "maal_{kind}"
title = {{ da = "Et mål", en = "A measure" }}
source = "register"
measure = "{kind}"
unit = "procent"
direction = "context"
goalposts = [0, 100]
reference = "En kilde"
level = "{level}"

[[version]]
from = 2021
{keys}

[[case]]
name = "Et eksempel"
year = 2024
area = "{"whole" if level == "whole" else "nord"}"
rows = \"\"\"
{rows}
\"\"\"
expect = {{ value = {value} }}
""",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("kind", KEYS)
def test_a_measure_can_be_defined_and_its_worked_case_holds(kind: str, people: Any, theme: Path) -> None:
    reading = read_definition(definition(theme, kind, people))
    assert reading.issues == ()
    assert reading.indicator is not None
    assert check_case(reading.indicator, reading.indicator.cases[0]) == []


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("kind", KEYS)
def test_a_measure_is_explained_in_both_languages(kind: str, lang: str, people: Any, theme: Path) -> None:
    reading = read_definition(definition(theme, kind, people))
    assert reading.indicator is not None
    rule = explain(reading.indicator, lang).split("\n\n")[2]
    sentences = rule.split("\n")[1:]
    # What it is, who is in the base, and what it reads.
    assert len(sentences) >= 3
    assert "{" not in rule.replace("{area}", "")


@pytest.mark.parametrize("kind", KEYS)
def test_a_measure_has_its_keys_in_the_schema_of_definitions(kind: str) -> None:
    [rule] = [
        part["then"]["properties"]["version"]["items"]["properties"]
        for part in json_schema()["allOf"]
        if part["if"]["properties"]["indicator"]["properties"]["measure"]["const"] == kind
    ]
    assert set(KEYS[kind]) <= set(rule)


@pytest.mark.parametrize("kind", KEYS)
def test_a_measure_belongs_to_a_family_and_has_a_unit(kind: str) -> None:
    assert MEASURES[kind].family in FAMILIES
    assert MEASURES[kind].unit in ("", "procent", "procentpoint")


def test_a_family_that_a_room_has_nothing_for_is_a_fault() -> None:
    with pytest.raises(InputError) as error:
        handler_for(built("gini"), {"ratio": None, "total": None})
    [issue] = error.value.issues
    assert issue.code == "DEF075"
    assert issue.values == {"family": "distribution", "known": ["ratio", "total"]}
