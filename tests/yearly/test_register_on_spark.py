"""The yearly job on a register that Spark has: run by `nox -s spark`, which needs Java."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import social_balance as sb
from social_balance.files import engine_tables
from social_balance.files.engine_tables import TableAddress, open_spark_table
from social_balance.language.faults import InputError, SocialBalanceError

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]
SAMPLES = Path(__file__).parents[2] / "data_samples"
FILES = ("aarsstatus.toml", "borger_2021.sav", "borger_2024.sav", "borger_2021.toml", "borger_2024.toml",
         "register.parquet", "byrum_taelling.csv")  # fmt: skip


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session with the sample's register as a table; with SPARK_REMOTE=local[2] one of Spark Connect."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.config("spark.sql.shuffle.partitions", 2).config(
        "spark.ui.enabled", "false"
    )
    builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
    session = (builder if "SPARK_REMOTE" in os.environ else builder.master("local[2]")).getOrCreate()
    session.sql("CREATE DATABASE IF NOT EXISTS befolkning")
    session.sql("DROP TABLE IF EXISTS befolkning.borgere")
    session.sql(f"CREATE TABLE befolkning.borgere USING parquet LOCATION '{SAMPLES / 'register.parquet'}'")
    yield session
    session.stop()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the sample: indicators that are counted, added up, and made of who is where."""
    for name in FILES:
        shutil.copy(SAMPLES / name, tmp_path)
    themes = "themes = ['tryghed', 'selvforsoergelse', 'beboersammensaetning']"
    edit(tmp_path, "[[survey]]", f"replicates = 50\n{themes}\n\n[[survey]]")
    return tmp_path


def edit(town: Path, old: str, new: str) -> None:
    path = town / "aarsstatus.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def published(town: Path) -> sb.Release:
    return sb.release(sb.aarsstatus(town / "aarsstatus.toml"))


def hidden_in(public: sb.Release) -> list[tuple[object, bool, bool]]:
    """What the pattern says of every cell; sums of incomes differ in their last digit."""
    assert public.pattern is not None
    return [(each.cell, each.shown, each.small) for one in public.pattern.releases for each in one.cells]


def test_the_job_on_spark_publishes_and_hides_what_it_does_from_the_file(spark: Any, town: Path) -> None:
    from_file = published(town)
    edit(town, 'file   = "register.parquet"', 'engine = "spark"\ntable = "befolkning.borgere"')
    on_spark = published(town)
    for name in ("indicators", "index", "ambition", "developments", "parts", "pairs"):
        pd.testing.assert_frame_equal(getattr(on_spark, name), getattr(from_file, name), rtol=1e-9)
    assert hidden_in(on_spark) == hidden_in(from_file)
    added = on_spark.meta.manifest["inputs"].keys() - from_file.meta.manifest["inputs"].keys()
    assert added == {"spark befolkning.borgere"}


@pytest.mark.parametrize(
    ("table", "code", "told"),
    [
        ("befolkning.borger", "REG053", "Mente du 'befolkning.borgere'? Der er tabeller i alt: 1"),
        ("befolkning nr. 2", "REG053", "Der er tabeller i alt"),
    ],
)
def test_a_table_that_spark_has_not_is_told_with_those_it_has(
    spark: Any, town: Path, table: str, code: str, told: str
) -> None:
    edit(town, 'file   = "register.parquet"', f'engine = "spark"\ntable = "{table}"')
    with pytest.raises(SocialBalanceError) as error:
        sb.aarsstatus(town / "aarsstatus.toml")
    [issue] = error.value.issues
    assert issue.code == code
    assert issue.place == "[register] table"
    assert told in issue.text("da")


def test_a_server_that_does_not_answer_is_told_without_its_token(
    spark: Any, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_tables, "SECONDS_FOR_AN_ANSWER", 2.0)
    nobody = 'remote = "sc://localhost:15999/;token=hemmelig"'
    edit(town, 'file   = "register.parquet"', f'engine = "spark"\ntable = "befolkning.borgere"\n{nobody}')
    with pytest.raises(SocialBalanceError) as error:
        sb.aarsstatus(town / "aarsstatus.toml")
    [issue] = error.value.issues
    assert (issue.code, issue.place, issue.found) == ("REG055", "[register] remote", "sc://localhost:15999")
    assert "hemmelig" not in issue.text("da") + issue.text("en")


@pytest.mark.skipif("SPARK_REMOTE" not in os.environ, reason="a server is there with SPARK_REMOTE alone")
def test_a_named_server_is_asked_and_not_the_session_at_hand(spark: Any) -> None:
    address = TableAddress("befolkning.borgere", remote="sc://localhost:15002")
    table = open_spark_table(address)
    assert table.count() == spark.table("befolkning.borgere").count()
    assert table.sparkSession is not spark
    assert open_spark_table(address).sparkSession is table.sparkSession
    # The session at hand answers for no other server.
    with pytest.raises(InputError, match="Spark på hvor svarer ikke"):
        open_spark_table(TableAddress("befolkning.borgere", remote="hvor"))
