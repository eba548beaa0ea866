"""The same figures from a local Spark session: run by `nox -s spark`, which needs Java."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from on_engines import records
from small_town import AREAS
from test_engines import BY, MEASURES, by_persons, people, same
from test_expressions import CONDITIONS, as_frame

import social_balance as sb
from social_balance.aggregates import cell_sums
from social_balance.expressions import to_narwhals, truth
from social_balance.lazy_tables import collected, lazy_table
from social_balance.parts import Part

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A session of two threads; SPARK_REMOTE=local[2] makes it one of Spark Connect."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.config("spark.sql.shuffle.partitions", 2).config("spark.ui.enabled", "false")
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


def test_the_same_person_twice_in_a_year_is_refused_on_spark(spark: Any) -> None:
    frame = people()
    twice = in_spark(spark, pd.concat([frame, frame.iloc[[7]]]))
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(sb.Register(twice), MEASURES, by=BY, areas=AREAS)
    assert [issue.code for issue in fault.value.issues] == ["REG004"]
