"""The same figures from a local Spark session: run by `nox -s spark`, which needs Java."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from conditions.test_expressions import COLUMNS, CONDITIONS, ROWS, as_frame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from on_engines import HARD, HARD_ON, NAMES, records
from registers.test_composed import MIXED, SPELT, oracle, spelt
from registers.test_engines import BY, MEASURES, by_persons, hard_figures, people, same
from small_town import AREAS

import social_balance as sb
from social_balance.conditions.engines import to_narwhals
from social_balance.conditions.memory import truth
from social_balance.measures.composition import Distance, Exposure
from social_balance.measures.measure import Measure

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session of two threads; SPARK_REMOTE=local[2] makes it one of Spark Connect."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.config("spark.sql.shuffle.partitions", 2).config(
        "spark.ui.enabled", "false"
    )
    session = (builder if "SPARK_REMOTE" in os.environ else builder.master("local[2]")).getOrCreate()
    yield session
    session.stop()


def in_spark(spark: Any, frame: pd.DataFrame) -> Any:
    """Return a Spark table with NaN as null."""
    columns = records(frame)
    types = {"int64": "long", "float64": "double", "object": "string", "str": "string"}
    schema = ", ".join(f"`{name}` {types[str(frame[name].dtype)]}" for name in frame)
    return spark.createDataFrame([list(row) for row in zip(*columns.values(), strict=True)], schema)


@pytest.mark.parametrize("by", [BY, ["year", "inde", "area"]], ids="-".join)
def test_spark_gives_the_figures_and_the_covariance_of_the_kernel(spark: Any, by: list[str]) -> None:
    frame = people()
    found = sb.estimate(sb.Register(in_spark(spark, frame)), MEASURES, by=by, areas=AREAS)
    same(found, *by_persons(frame, by))


def test_without_person_ids_spark_says_independent_years(spark: Any) -> None:
    frame = people()
    found = sb.estimate(sb.Register(in_spark(spark, frame), person=None), MEASURES, by=BY, areas=AREAS)
    same(found, *by_persons(frame, BY, person=None))


@pytest.mark.parametrize("person", ["person_id", None])
def test_composition_measures_on_spark_are_those_of_persons(spark: Any, person: str | None) -> None:
    frame = people()
    found = sb.estimate(sb.Register(in_spark(spark, frame), person=person), MIXED, by=BY, areas=AREAS)
    same(found, *oracle(frame, MIXED, person=person))


def test_places_in_several_spellings_and_of_numbers_are_the_same_on_spark(spark: Any) -> None:
    frame = spelt().drop(columns="b")
    measures: dict[str, Measure] = {
        "skole": Exposure(place="skole", to="rest"), "nr": Exposure(place="nr", to="areas"),
        "krydset": Distance(categories=("år", "skole")),
    }  # fmt: skip
    found = sb.estimate(sb.Register(in_spark(spark, frame)), measures, by=BY, areas=SPELT)
    same(found, *oracle(frame.rename(columns={"a\u030ar": "år"}), measures, areas=SPELT))


def test_the_same_person_twice_in_a_year_is_refused_on_spark(spark: Any) -> None:
    frame = people()
    twice = in_spark(spark, pd.concat([frame, frame.iloc[[7]]]))
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(sb.Register(twice), MEASURES, by=BY, areas=AREAS)
    assert [issue.code for issue in fault.value.issues] == ["REG004"]


@pytest.mark.parametrize("by", [["area", "year"], ["year", "b"]], ids="-".join)
def test_what_engines_disagree_about_is_the_same_on_spark(spark: Any, by: list[str]) -> None:
    types = ("long", "short", "string", "int", "float", "boolean", "string")
    schema = ", ".join(f"`{name}` {kind}" for name, kind in zip(NAMES, types, strict=True))
    expected = hard_figures(HARD_ON["pandas"](), by)
    found = hard_figures(spark.createDataFrame(HARD, schema), by)
    assert list(found.labels) == list(expected.labels)
    same(found, expected.rows, expected.matrix)


# A round trip to Spark costs a second: so many conditions go together, and few examples.
@given(conditions=st.lists(CONDITIONS, min_size=20, max_size=40), rows=ROWS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_condition_is_true_for_the_same_rows_in_memory_and_on_spark(
    spark: Any, conditions: list[Any], rows: list[dict[str, Any]]
) -> None:
    data = [(number, *(row[name] for name in COLUMNS)) for number, row in enumerate(rows)]
    types = "n int, i tinyint, f double, g float, d decimal(9, 1), s string, t string, b boolean"
    table = nw.from_native(spark.createDataFrame(data, types))
    schema = table.collect_schema()
    held = table.select("n", *(to_narwhals(c, schema).alias(f"c{k}") for k, c in enumerate(conditions)))
    answers = sorted(tuple(row) for row in held.to_native().collect())
    frame = as_frame(rows)
    for k, condition in enumerate(conditions):
        assert [answer[1 + k] for answer in answers] == truth(condition, frame).tolist()
