"""What no person writes by hand is a fault at once, and neither a traceback nor an hour of work."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import social_balance as sb
from social_balance.conditions.reading import parse
from social_balance.files.toml_file import MOST_LINES, read_toml


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{b=" * 50_000,
        "a = " + "1" * 6000,
        ".".join(["a"] * 100_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
        "\n" * (MOST_LINES + 1),
    ],
    ids=["lists", "groups", "digits", "dotted key", "dotted heading", "lines"],
)
def test_toml_that_nobody_wrote_is_refused_at_once(text: str, tmp_path: Path):
    file = tmp_path / "a.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(sb.DefinitionError):
        read_toml(file)


def test_toml_within_the_bounds_is_read(tmp_path: Path):
    file = tmp_path / "a.toml"
    file.write_text(
        ".".join("abcdefgh") + " = " + "1" * 18 + "\nb = [" + "1.5, " * 500 + "]", encoding="utf-8"
    )
    assert len(read_toml(file).data["b"]) == 500


@pytest.mark.parametrize("number", ["1" * 31, "1" * 6000, "0." + "1" * 6000])
def test_a_number_of_more_digits_than_a_number_has_is_told_at_its_place(number: str):
    with pytest.raises(sb.DefinitionError) as error:
        parse(f"alder >= {number}")
    assert [(issue.code, issue.values["at"]) for issue in error.value.issues] == [("EXP025", 10)]


def test_the_largest_number_of_64_bits_can_be_written():
    assert str(parse(f"id == {2**64 - 1}")) == f"id == {2**64 - 1}"


@pytest.mark.parametrize(("denominator", "year", "code"), [(1e300, 2024, "CNT018"), (10, 25, "CNT012")])
def test_a_base_of_more_persons_than_there_are_and_a_year_of_two_digits_are_told(
    denominator: float, year: int, code: str
):
    table = pd.DataFrame({"area": ["a"], "year": year, "numerator": [1], "denominator": [denominator]})
    with pytest.raises(sb.InputError) as error:
        sb.Register.from_counts(table, measure="m")
    assert [issue.code for issue in error.value.issues] == [code]


def test_an_area_spelt_in_two_ways_is_told_where_no_areas_are_given():
    table = pd.DataFrame({"area": ["x", "X"], "year": [2021, 2024], "numerator": 1, "denominator": 10})
    counts = sb.Register.from_counts(table, measure="m")
    with pytest.raises(sb.InputError) as error:
        sb.estimate(counts, ["m"], by=["area", "year"])
    assert [issue.code for issue in error.value.issues] == ["CNT017"]
