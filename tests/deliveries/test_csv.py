"""CSV is read by its lines: what parts the fields, what is a number, and what has lost a zero."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import social_balance as sb
from social_balance.deliveries.csv_text import csv_columns
from social_balance.deliveries.nonresponse import missing_summary
from social_balance.deliveries.number_texts import numbers_in
from social_balance.deliveries.reading import read_counts, read_register
from social_balance.language.faults import InputError


def saved(tmp_path: Path, text: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def faults_of(read: Any, path: Path, **options: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as fault:
        read(path, **options)
    return [(issue.code, issue.place, issue.found) for issue in fault.value.issues]


# What parts the fields --------------------------------------------------------------------------------------


def test_commas_in_a_question_do_not_part_the_fields(tmp_path: Path) -> None:
    text = "id;Hvor enig er du i, at naboer hjælper, hilser, låner ud;q\n1;2;3\n2;3;1\n"
    frame = csv_columns(saved(tmp_path, text).read_bytes())
    assert list(frame) == ["id", "Hvor enig er du i, at naboer hjælper, hilser, låner ud", "q"]
    assert frame["q"].tolist() == ["3", "1"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_each_separator_is_known_by_the_lines(separator: str) -> None:
    lines = [["navn", "antal", "sted"], ["Nord", "3", "a"], ["Syd", "4", "b"]]
    frame = csv_columns("\n".join(separator.join(line) for line in lines).encode())
    assert frame["sted"].tolist() == ["a", "b"]


@given(
    st.lists(st.tuples(*[st.sampled_from(["1", "2,5", "a, b", "", "x y"])] * 3), min_size=2, max_size=9),
    st.sampled_from([";", "\t", "|"]),
)
def test_commas_in_the_cells_never_part_fields_that_another_mark_parts(
    rows: list[Any], separator: str
) -> None:
    text = "\n".join(separator.join(row) for row in [("k, l, m", "n", "o"), *rows, ("1", "2", "3")])
    assert list(csv_columns(text.encode())) == ["k, l, m", "n", "o"]


def test_a_line_break_in_a_quoted_name_is_a_space(tmp_path: Path) -> None:
    frame = read_counts(saved(tmp_path, 'id;"Hvor enig\ner du";q\n1;2;3\n2;3;1\n'))
    assert list(frame) == ["id", "Hvor enig er du", "q"]
    assert frame["q"].tolist() == [3, 1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id;tekst;q\n1;a;2\n2;"åben;3\n3;"abc";4\n4;"abc";5\n', 3),
        ('id;tekst;q\n1;"abc"def;2\n2;b;3\n', 2),
        ('id;tekst;q\n1;"to\nlinjer";2\n2;"åben;3\n', 4),
        ('id;"tekst;q\n1;b;2\n', 1),
        ('id;tekst;q\n1;"' + "x" * 200_000 + "\n", 2),
    ],
)
def test_a_quotation_mark_that_would_swallow_rows_is_told_with_the_line_it_stands_on(
    tmp_path: Path, text: str, line: int
) -> None:
    with pytest.raises(InputError) as fault:
        read_counts(saved(tmp_path, text))
    assert [(issue.code, issue.line) for issue in fault.value.issues] == [("INP051", line)]


def test_quotation_marks_inside_a_text_stand_as_they_are_or_as_two(tmp_path: Path) -> None:
    frame = read_counts(saved(tmp_path, 'id;tekst\n1;han sagde "nej"\n2;"med ""citat"" i"\n'))
    assert frame["tekst"].tolist() == ['han sagde "nej"', 'med "citat" i']


@pytest.mark.parametrize("title", ["Borgerundersøgelsen 2024", "Borgerundersøgelsen 2024;;", "Tryghed\n"])
def test_a_title_above_the_header_is_told_with_its_line(tmp_path: Path, title: str) -> None:
    path = saved(tmp_path, f"{title}\nid;q;r\n1;2;3\n2;2;3\n")
    [(code, _, found)] = faults_of(read_counts, path)
    assert code == "INP034"
    assert found == title.strip(";\n")


def test_a_table_of_one_column_has_no_title(tmp_path: Path) -> None:
    assert read_counts(saved(tmp_path, "antal\n3\n4\n"))["antal"].tolist() == [3, 4]


def test_the_separator_that_a_first_line_names_is_used(tmp_path: Path) -> None:
    assert list(read_counts(saved(tmp_path, "sep=,\na,b\n1,2\n"))) == ["a", "b"]


@pytest.mark.parametrize("encoding", ["cp850", "utf-16"])
def test_a_character_set_may_be_named(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path, "område;n\nVærebro;1\n", encoding=encoding)
    assert sb.read_survey(path, encoding=encoding)["område"].tolist() == ["Værebro"]


def test_a_character_set_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, "område;n\nVærebro;1\n", encoding="cp1252")
    assert faults_of(sb.read_survey, path, encoding="utf-8") == [("INP050", "encoding", "utf-8")]


# Numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [["250,000", "310,500"], ["1,250"], ["1,250", "980"], ["1,250", "1.250"]])
def test_a_comma_that_can_part_thousands_is_in_doubt(cells: list[str]) -> None:
    assert numbers_in(cells)[1].tolist()[0]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,125", "0,875"], [1.125, 0.875]),
        (["1,125", "2,5"], [1.125, 2.5]),
        (["1,125", "1500"], [1.125, 1500]),
        (["1,250", "980.5"], [1250, 980.5]),
        (["1,250,000", "310,500"], [1250000, 310500]),
        (["1,250.5", "310,500"], [1250.5, 310500]),
    ],
)
def test_the_other_cells_of_a_column_settle_what_a_comma_is(cells: list[str], numbers: list[float]) -> None:
    read, doubtful = numbers_in(cells)
    assert read.tolist() == numbers
    assert not doubtful.any()


@given(st.lists(st.integers(1000, 10**9), min_size=1))
def test_thousands_the_english_way_are_never_read_as_decimals(amounts: list[int]) -> None:
    read, doubtful = numbers_in([f"{amount:,}" for amount in amounts])
    assert read[~doubtful].tolist() == np.array(amounts, dtype=float)[~doubtful].tolist()


def test_a_doubt_is_told_with_column_and_row(tmp_path: Path) -> None:
    path = saved(tmp_path, 'id,indk\n1,"250,000"\n2,"310,500"\n')
    assert faults_of(read_counts, path) == [("INP046", "kolonne 'indk'", "250,000")]
    assert faults_of(sb.read_survey, path) == [("INP046", "kolonne 'indk'", "250,000")]


def test_a_word_declared_missing_leaves_the_numbers_numbers(tmp_path: Path) -> None:
    book = tmp_path / "a.toml"
    book.write_text('[column.q]\nrange = [0, 10]\nmissing = { NA = "Ved ikke", VI = "Vil ikke" }\n', "utf-8")
    frame = sb.read_survey(saved(tmp_path, "id;q\n1;7\n2;NA\n3;VI\n4;\n"), codebook=book)
    assert frame["q"].tolist()[0] == 7
    assert frame["q.missing"].tolist()[1:] == ["Ved ikke", "Vil ikke", "Ubesvaret"]


# Persons ----------------------------------------------------------------------------------------------------

CPR = "cpr;q\n101901234;2\n3112851234;3\n"


def test_person_numbers_that_lost_their_zero_are_told_and_nobody_is_named(tmp_path: Path) -> None:
    book = tmp_path / "a.toml"
    book.write_text('[column.cpr]\ntype = "id"\n', encoding="utf-8")
    path = saved(tmp_path, CPR)
    for options in ({}, {"codebook": book}):
        with pytest.raises(InputError) as fault:
            sb.read_survey(path, **options)
        [issue] = fault.value.issues
        assert (issue.code, issue.place, issue.values["row"]) == ("INP047", "kolonne 'cpr'", 1)
        assert "101901234" not in fault.value.text("da") + fault.value.text("en")


def test_person_numbers_with_their_zero_are_text_and_kept(tmp_path: Path) -> None:
    path = saved(tmp_path, CPR.replace("\n101901234", "\n0101901234"))
    assert sb.read_survey(path)["cpr"].tolist() == ["0101901234", "3112851234"]


def test_a_register_with_numbers_for_person_numbers_is_told(tmp_path: Path) -> None:
    people = pd.DataFrame(
        {"person_id": [101901234, 3112851234], "year": 2024, "area": ["a", "b"], "q": [1, 2]}
    )
    assert faults_of(read_register, people) == [("INP047", "kolonne 'person_id'", "")]  # type: ignore[arg-type]


def test_a_person_who_is_there_twice_is_counted_and_not_named(tmp_path: Path) -> None:
    path = saved(tmp_path, "person_id;year;area\nHEMMELIG;2024;a\nHEMMELIG;2024;b\n")
    with pytest.raises(InputError) as fault:
        read_register(path)
    assert [issue.code for issue in fault.value.issues] == ["INP023"]
    assert "HEMMELIG" not in fault.value.text("da") + fault.value.text("en")


# Reasons with the names of columns --------------------------------------------------------------------------


def test_reasons_that_bear_the_name_of_a_column_of_the_summary_are_told_apart() -> None:
    reasons = pd.Categorical(["missing", "asked", None, "omr"])
    frame = pd.DataFrame({"q": [None, None, 1.0, None], "q.missing": reasons, "omr": ["a", "a", "a", "b"]})
    table = missing_summary(frame, by="omr").set_index("omr")
    assert table.loc["a", ["asked", "answered", "missing"]].tolist() == [3, 1, 2]
    assert table.loc["a", ["reason: missing", "reason: asked", "reason: omr"]].tolist() == [1, 1, 0]
    assert table.loc["b", "reason: omr"] == 1


def test_a_column_to_count_within_that_bears_the_name_of_a_count_is_told() -> None:
    frame = pd.DataFrame({"q": [None], "q.missing": pd.Categorical(["x"]), "asked": ["a"]})
    with pytest.raises(InputError) as fault:
        missing_summary(frame, by="asked")
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("INP048", "kolonne 'asked'")]
