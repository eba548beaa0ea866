"""What the process has set in DuckDB changes no figure; what engines treat apart is alike, or is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

import social_balance as sb

PEOPLE = pd.DataFrame(
    {"person_id": range(8), "year": 2024, "area": list("AaAaAAaa"), "x": [1, 0, 1, 0, 1, 1, 0, 0],
     "s": list("JjJjJjJj")}
)  # fmt: skip
SHARES = {"x": sb.share("x == 1"), "s": sb.share("s == 'J'")}
RIGHT = [100.0, 0.0, 75.0, 25.0]  # x in A and a, s in A and a
BIG = 2**63 + 5


def shares(data: Any, **options: Any) -> list[float]:
    return sb.estimate(sb.Register(data, **options), SHARES, by=["area", "year"]).values.round(2).tolist()


def codes(error: pytest.ExceptionInfo[sb.InputError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.parquet"
    connection = duckdb.connect()
    connection.from_df(PEOPLE).write_parquet(str(path))
    return path


@pytest.fixture
def nocase() -> Iterator[None]:
    """The process's own connection takes A and a for one, and has a result that nobody has read."""
    duckdb.execute("SET default_collation = 'NOCASE'")
    unread = duckdb.execute("SELECT * FROM range(100000)")
    yield
    unread.fetchall()
    duckdb.execute("SET default_collation = ''")


def test_a_register_is_counted_alike_whatever_the_process_has_set_or_left_unread(file: Path, nocase: None):
    assert shares(file) == RIGHT
    assert shares(file, engine="memory") == RIGHT
    assert shares(PEOPLE, engine="duckdb") == RIGHT


def test_four_threads_count_one_file(file: Path):
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(shares(file))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [RIGHT] * 4


def test_a_relation_whose_connection_compares_text_in_its_own_way_is_refused(file: Path):
    connection = duckdb.connect()
    connection.execute("SET default_collation = 'NOCASE'")
    with pytest.raises(sb.InputError) as error:
        shares(connection.sql(f"FROM '{file}'"))
    assert codes(error) == ["REG049"]
    connection.execute("SET default_collation = ''")
    assert shares(connection.sql(f"FROM '{file}'")) == RIGHT


def in_every_way(frame: pd.DataFrame, folder: Path) -> dict[str, sb.Register]:
    pl = pytest.importorskip("polars")
    path = folder / "all.parquet"
    duckdb.connect().from_df(frame).write_parquet(str(path))
    return {
        "pandas": sb.Register(frame),
        "scanned": sb.Register(frame, engine="duckdb"),
        "file": sb.Register(path),
        "file in memory": sb.Register(path, engine="memory"),
        "polars": sb.Register(pl.read_parquet(path)),
    }


def test_unsigned_and_large_whole_numbers_are_the_same_on_every_engine(tmp_path: Path):
    frame = pd.DataFrame(
        {
            "person_id": np.arange(BIG, BIG + 8, dtype="uint64"),
            "year": 2024,
            "area": list("abababab"),
            "x": np.array([BIG, 1] * 4, dtype="uint64"),
            "m": pd.array([2**53 + 1, 2**53, None, 2**53 + 1, 2**53, 2**53, None, 2**53 + 1], dtype="Int64"),
        }
    )
    measures = {
        "x": sb.share(f"x > {2**63 - 1}"),
        "m": sb.share(f"m == {2**53 + 1}", base="m is not missing"),
    }
    found = {
        name: sb.estimate(register, measures, by=["area", "year"]).values.tolist()
        for name, register in in_every_way(frame, tmp_path).items()
    }
    assert set(map(tuple, found.values())) == {(100.0, 0.0, 50.0, 50.0)}
    assert sb.read_register(frame)["person_id"].tolist() == list(range(BIG, BIG + 8))


def test_whole_numbers_beyond_64_bits_are_told(tmp_path: Path):
    frame = pd.DataFrame({"person_id": [1, 2], "year": 2024, "area": "a", "h": [2**70, 1]})
    with pytest.raises(sb.InputError) as error:
        sb.read_register(frame)
    assert codes(error) == ["REG051"]
    path = tmp_path / "h.parquet"
    duckdb.connect().sql(
        "SELECT i AS person_id, 2024 AS year, 'a' AS area, (i * 10)::HUGEINT AS h FROM range(1, 4) t(i)"
    ).write_parquet(str(path))
    assert sb.read_register(path)["h"].tolist() == [10, 20, 30]


def test_a_column_without_a_value_is_empty_on_every_engine(tmp_path: Path):
    pl = pytest.importorskip("polars")
    rows = pl.DataFrame(
        {"person_id": [1, 2], "year": [2024, 2024], "area": ["a", "b"], "n": [None, None], "x": [1, 0]}
    )
    path = tmp_path / "n.parquet"
    rows.write_parquet(path)
    measures = {
        "either": sb.share("n == 1 or x == 1"),
        "missing": sb.share("n is missing"),
        "text": sb.share("n == 'a'"),
        "neither": sb.share("n not in (1, 2)"),
    }
    relation = duckdb.connect().sql(
        "SELECT i AS person_id, 2024 AS year, chr((96 + i)::INTEGER) AS area, NULL AS n, 2 - i AS x "
        "FROM range(1, 3) t(i)"
    )
    for data in (pd.DataFrame(rows.to_dicts()), path, rows, relation):
        found = sb.estimate(sb.Register(data), measures, by=["area", "year"]).values.tolist()
        assert found == [100.0, 0.0, 100.0, 100.0, 0.0, 0.0, 0.0, 0.0]


def test_lists_records_and_bytes_are_told_by_column(tmp_path: Path):
    pl = pytest.importorskip("polars")
    rows = pl.DataFrame(
        {"person_id": [1], "year": [2024], "area": ["a"], "l": [[1]], "s": [{"a": 1}], "b": [b"x"], "x": [1]}
    )
    path = tmp_path / "l.parquet"
    rows.write_parquet(path)
    with pytest.raises(sb.InputError) as error:
        sb.read_survey(path)
    assert codes(error) == ["REG050"] * 3
    for data in (path, rows):
        with pytest.raises(sb.InputError) as error:
            sb.estimate(sb.Register(data), {"l": sb.share("l == 1"), "b": sb.mean("b")}, by=["area"])
        assert codes(error) == ["REG050"] * 2
    # What is not asked for may be anything.
    assert sb.estimate(sb.Register(rows), {"x": sb.share("x == 1")}, by=["area"]).values.tolist() == [100.0]


def test_rows_of_an_unknown_area_are_counted_as_rows():
    areas = sb.Areas((sb.Area("a", "A"),), sb.Area("rest", "R"), sb.Area("whole", "W"))
    frame = pd.DataFrame({"person_id": range(300), "year": 2024, "area": "ukendt", "x": 1})
    with pytest.raises(sb.InputError, match="antal rækker: 300"):
        sb.estimate(
            sb.Register(frame, engine="duckdb"), {"x": sb.share("x == 1")}, by=["area", "year"], areas=areas
        )
