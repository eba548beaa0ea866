"""SPSS and Stata are read whole: texts, labels, dates, character sets; a codebook reads its own file."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import social_balance as sb
from social_balance.deliveries.charsets import is_misread
from social_balance.deliveries.codebook.drift import compare_codebooks
from social_balance.deliveries.columns import Column
from social_balance.deliveries.file_dates import DateFormat
from social_balance.language.faults import InputError

pyreadstat = pytest.importorskip("pyreadstat", reason="the extra [spss]")

NOTHING = float("nan")


def write_sav(path: Path, columns: dict[str, list[Any]], **says: Any) -> Path:
    pyreadstat.write_sav(pd.DataFrame(columns), str(path), **says)
    return path


def write_dta(path: Path, columns: dict[str, list[Any]], **says: Any) -> Path:
    pyreadstat.write_dta(pd.DataFrame(columns), str(path), **says)
    return path


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, **options: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as fault:
        sb.read_survey(path, **options)
    return [(issue.code, issue.place, issue.found) for issue in fault.value.issues]


def reasons(frame: pd.DataFrame, column: str) -> list[str]:
    return frame[f"{column}.missing"].astype(object).fillna("").tolist()


# Text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", ["Cykel", "en tekst på mere end otte bogstaver"])
def test_texts_that_a_file_declares_missing_are_no_answers(tmp_path: Path, others: str) -> None:
    cells = ["Bus", "99", "NA", others]
    path = write_sav(tmp_path / "a.sav", {"svar": cells}, missing_ranges={"svar": ["99", "NA"]})
    frame = sb.read_survey(path)
    assert reasons(frame, "svar") == ["", "Uoplyst", "Uoplyst", ""]
    figure = sb.estimate(frame, {"b": sb.share("svar == 'Bus'", base="svar is not missing")})
    assert figure.values.tolist() == [50]


def test_labels_of_codes_of_text_are_kept_beside_them(tmp_path: Path) -> None:
    labels = {"svar": {"J": "Ja", "N": "Nej", "V": "Ved ikke"}}
    path = write_sav(
        tmp_path / "a.sav", {"svar": ["N", "J", "V", "J"]},
        variable_value_labels=labels, missing_ranges={"svar": ["V"]},
    )  # fmt: skip
    frame = sb.read_survey(path)
    assert frame["svar"].tolist()[:2] == ["N", "J"]
    assert frame["svar.label"].tolist()[:2] == ["Nej", "Ja"]
    assert list(frame["svar.label"].cat.categories) == ["Ja", "Nej"]
    assert reasons(frame, "svar")[2] == "Ved ikke"


AREAS = {"omr": {"A1": "Ådalsparken", "A2": "Resten"}}


@pytest.mark.parametrize("says", ["", 'values = { A1 = "Ådalsparken", A2 = "Resten" }\n'])
def test_an_area_of_text_codes_becomes_its_name_by_the_file_or_the_codebook(
    tmp_path: Path, says: str
) -> None:
    path = write_sav(tmp_path / "a.sav", {"omr": ["A2", "A1"]}, variable_value_labels=AREAS)
    book = written(tmp_path / "a.toml", f'[column.omr]\ntype = "area"\n{says}')
    assert sb.read_survey(path, codebook=book)["omr"].tolist() == ["Resten", "Ådalsparken"]


def test_an_area_of_text_codes_that_no_label_knows_is_told(tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav", {"omr": ["A2", "A7"]}, variable_value_labels=AREAS)
    book = written(tmp_path / "a.toml", '[column.omr]\ntype = "area"\n')
    assert faults_of(path, codebook=book) == [("INP007", "kolonne 'omr'", "A7")]


def test_the_area_01_is_not_the_area_1(tmp_path: Path) -> None:
    labels = {"omr": {"01": "Nord", "1": "Syd"}}
    path = write_sav(tmp_path / "a.sav", {"omr": ["01", "1"]}, variable_value_labels=labels)
    text = '[column.omr]\ntype = "area"\nvalues = { 01 = "Nord", 1 = "Syd" }\n'
    assert sb.read_survey(path, codebook=written(tmp_path / "a.toml", text))["omr"].tolist() == [
        "Nord",
        "Syd",
    ]


def test_a_missing_text_that_the_codebook_takes_for_an_answer_is_told(tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav", {"svar": ["Bus", "NA"]}, missing_ranges={"svar": ["NA"]})
    book = written(tmp_path / "a.toml", '[column.svar]\ntype = "text"\n')
    assert faults_of(path, codebook=book) == [("INP017", "kolonne 'svar'", "NA")]


# Codes ------------------------------------------------------------------------------------------------------


def test_long_codes_are_written_with_every_digit(tmp_path: Path) -> None:
    labels = {"q": {9999998: "Ved ikke", 9999999: "Ved ikke", 1: "Ja"}}
    path = write_sav(tmp_path / "a.sav", {"q": [9999998.0, 9999999.0, 1.0]}, variable_value_labels=labels)
    frame = sb.read_survey(path)
    assert frame["q.label"].tolist() == ["Ved ikke (9999998)", "Ved ikke (9999999)", "Ja"]
    book = sb.Codebook((Column("q", "q", missing_ranges=((9999998.0, 9999999.0),)),))
    table = compare_codebooks(sb.Codebook.from_sav(path), book)
    assert table.loc[table["part"].isin(["answer", "missing"]), "code"].tolist() == [
        "1", "9999998", "9999999", "9999998–9999999",
    ]  # fmt: skip


def test_a_label_of_system_missing_is_the_reason_of_an_empty_cell(tmp_path: Path) -> None:
    labels = {"q": {NOTHING: "Ingen", 1: "Ja", 2: "Nej"}}
    path = write_sav(tmp_path / "a.sav", {"q": [1.0, 2.0, None]}, variable_value_labels=labels)
    frame = sb.read_survey(path)
    assert frame["q.label"].tolist()[:2] == ["Ja", "Nej"]
    assert reasons(frame, "q") == ["", "", "Ingen"]
    assert 'missing = { "" = "Ingen" }' in sb.Codebook.from_sav(path).to_toml()


def test_a_missing_code_without_a_text_reads_its_own_file(tmp_path: Path) -> None:
    path = write_sav(
        tmp_path / "a.sav", {"q": [1.0, 9.0]},
        variable_value_labels={"q": {1: "Ja", 9: ""}}, missing_ranges={"q": [9]},
    )  # fmt: skip
    book = sb.write_codebook(sb.Codebook.from_sav(path), tmp_path / "a.toml")
    assert reasons(sb.read_survey(path, codebook=book), "q") == ["", "Uoplyst"]


def test_two_columns_of_one_name_are_told(tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav", {"alder": [1.0], "aldeR": [2.0]})
    path.write_bytes(path.read_bytes().replace(b"aldeR", b"alder").replace(b"ALDER_A", b"ALDER  "))
    assert faults_of(path)[0][:2] == ("INP018", "kolonne 'alder'")


def test_names_that_differ_in_capitals_only_are_one_column_between_waves() -> None:
    first = sb.Codebook((Column("Q1", "Q1"),))
    second = sb.Codebook((Column("q1", "Q1"),))
    table = compare_codebooks(first, second)
    changed = table.loc[table["drift"] != "", ["part", "first", "second", "drift"]]
    assert changed.to_numpy().tolist() == [["name", "Q1", "q1", "renamed"]]


@pytest.mark.parametrize(
    "label",
    ["Missing", "not available", "Don't know", "Not asked", "N/A", "Ved ikke", "Uoplyst", "No response"],
)
def test_labels_that_look_like_no_answer_are_pointed_at(label: str) -> None:
    text = sb.Codebook((Column("q", "q", "code", values={1: "Ja", -1: label}),)).to_toml()
    assert "# TJEK kode -1: teksten ligner et manglende svar" in text


def test_a_question_that_only_mentions_the_area_is_not_taken_for_it() -> None:
    asked = Column("q1", "q1", "code", "Hvor tryg er du i dit område om aftenen?", {1: "Ja"})
    area = Column("omraade", "omraade", "code", "Område", {1: "Nord"})
    assert "boligområdet" not in sb.Codebook((asked,)).to_toml()
    assert 'skriv type = "area"' not in sb.Codebook((asked,)).to_toml()
    assert 'skriv type = "area"' in sb.Codebook((area,)).to_toml()


def test_a_set_with_a_full_stop_in_its_name_can_be_used(tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav", {"b1": [1.0, NOTHING], "b2": [1.0, 1.0]})
    sets = b"$Q1.4=D1 1 3 Bus b1 b2\n"
    end = struct.pack("<ii", 999, 0)
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets
    path.write_bytes(path.read_bytes().replace(end, record + end, 1))
    book = sb.Codebook.from_sav(path)
    value = sb.estimate(sb.read_survey(path), book.measures("Q1_4")).frame()["value"]
    assert value.tolist() == [50, 100]


# Dates ------------------------------------------------------------------------------------------------------

FIRST_OF_MAY = (dt.datetime(2024, 5, 1) - dt.datetime(1582, 10, 14)).total_seconds()


@pytest.mark.parametrize(
    "shown", ["DATE11", "ADATE10", "EDATE10", "SDATE10", "JDATE7", "MOYR8", "QYR6", "WKYR8", "DATETIME20"]
)
def test_every_date_format_of_spss_is_a_date(tmp_path: Path, shown: str) -> None:
    path = write_sav(tmp_path / "a.sav", {"d": [FIRST_OF_MAY, None]}, variable_format={"d": shown})
    read = sb.read_survey(path)["d"]
    assert read[0] == pd.Timestamp(2024, 5, 1)
    assert pd.isna(read[1])


@pytest.mark.parametrize(("shown", "number"), [("TIME8", 108000.0), ("DTIME12", 108000.0), ("MTIME8", 90.0)])
def test_durations_of_spss_are_seconds_and_not_folded_into_a_day(
    tmp_path: Path, shown: str, number: float
) -> None:
    path = write_sav(tmp_path / "a.sav", {"t": [number]}, variable_format={"t": shown})
    assert sb.read_survey(path)["t"].tolist() == [number]


@pytest.mark.parametrize(("shown", "number"), [("WKDAY9", 3.0), ("MONTH9", 12.0)])
def test_days_and_months_of_spss_are_numbers_from_one(tmp_path: Path, shown: str, number: float) -> None:
    path = write_sav(tmp_path / "a.sav", {"m": [number]}, variable_format={"m": shown})
    assert sb.read_survey(path)["m"].tolist() == [number]


def test_a_declared_missing_date_is_missing_and_an_impossible_one_is_told_with_its_row(
    tmp_path: Path,
) -> None:
    says = {"variable_format": {"d": "DATE11"}, "missing_ranges": {"d": [99]}}
    frame = sb.read_survey(write_sav(tmp_path / "a.sav", {"d": [FIRST_OF_MAY, 99.0, None]}, **says))
    assert reasons(frame, "d") == ["", "Uoplyst", "Ubesvaret"]
    bad = write_sav(tmp_path / "b.sav", {"q": [1.0, 2.0], "d": [FIRST_OF_MAY, 1e15]}, **says)
    with pytest.raises(InputError) as fault:
        sb.read_survey(bad)
    [issue] = fault.value.issues
    assert (issue.code, issue.place, issue.values["row"]) == ("INP044", "kolonne 'd'", 2)
    # Who does not use the column can read the rest.
    assert sb.read_survey(bad, codebook=written(tmp_path / "b.toml", "[column.q]\n"))["q"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("shown", "number", "date"),
    [
        ("%td", 23497.0, "2024-05-01"),
        ("%tdD_m_Y", 23497.0, "2024-05-01"),
        ("%d", 23497.0, "2024-05-01"),
        ("%tc", 23497.0 * 86_400_000, "2024-05-01"),
        ("%tC", (23497.0 * 86_400 + 27) * 1000, "2024-05-01"),
        ("%tm", 772.0, "2024-05-01"),
        ("%tq", 257.0, "2024-04-01"),
        ("%th", 128.0, "2024-01-01"),
        ("%ty", 2024.0, "2024-01-01"),
        ("%tw", 3345.0, "2024-04-29"),
    ],
)
def test_every_date_format_of_stata_is_a_date_also_beside_an_empty_cell(
    tmp_path: Path, shown: str, number: float, date: str
) -> None:
    path = write_dta(tmp_path / "a.dta", {"d": [number, None]}, variable_format={"d": shown})
    read = sb.read_survey(path)["d"]
    assert read[0] == pd.Timestamp(date)
    assert pd.isna(read[1])


def test_a_calendar_that_is_not_in_the_file_is_told_when_its_column_is_used(tmp_path: Path) -> None:
    path = write_dta(tmp_path / "a.dta", {"d": [1.0], "q": [2.0]}, variable_format={"d": "%tbnyse"})
    assert faults_of(path) == [("INP045", "kolonne 'd'", "%tbnyse")]
    assert sb.read_survey(path, codebook=written(tmp_path / "a.toml", "[column.q]\n"))["q"].tolist() == [2]


@given(st.integers(-50_000, 100_000))
def test_days_of_stata_are_those_of_the_calendar(days: int) -> None:
    dates, is_date = DateFormat("d").dates(np.array([float(days)]))
    assert is_date.all()
    assert dates[0] == np.datetime64(dt.date(1960, 1, 1) + dt.timedelta(days=days))


# Character sets ---------------------------------------------------------------------------------------------

DANISH = {"omr": ["Værebro", "Høje", "Åparken"], "q": [1.0, 2.0, 1.0]}
SAYS = {
    "column_labels": {"q": "Spørgsmål på dansk"},
    "variable_value_labels": {"q": {1: "Både og", 2: "Nej"}},
}


def recoded(path: Path, inside: str, declared: bytes) -> Path:
    """Write the letters of a file in another character set, and say that they are in a third."""
    raw = path.read_bytes()
    letters = "æøåÅ" if inside != "utf-8" else ""
    for letter in letters:
        raw = raw.replace(letter.encode(), letter.encode(inside) + b" ")
    record = struct.pack("<iiii", 7, 20, 1, 5) + b"UTF-8"
    raw = raw.replace(record, struct.pack("<iiii", 7, 20, 1, len(declared)) + declared)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("inside", "declared"),
    [("windows-1252", b"UTF-8"), ("utf-8", b"windows-1252"), ("cp850", b"windows-1252")],
)
def test_texts_of_another_character_set_than_declared_are_told_and_read_when_it_is_said(
    tmp_path: Path, inside: str, declared: bytes
) -> None:
    path = recoded(write_sav(tmp_path / "a.sav", DANISH, **SAYS), inside, declared)
    with pytest.raises(InputError) as fault:
        sb.read_survey(path)
    [issue] = fault.value.issues
    assert (issue.code, issue.found, issue.values["charset"]) == ("INP049", declared.decode(), inside)
    read = sb.read_survey(path, encoding=inside)
    assert [text.replace(" ", "") for text in read["omr"]] == DANISH["omr"]


def test_a_character_set_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = recoded(write_sav(tmp_path / "a.sav", DANISH, **SAYS), "windows-1252", b"UTF-8")
    for wrong in ("utf-8", "findes-ikke"):
        assert faults_of(path, encoding=wrong) == [("INP050", "encoding", wrong)]


def test_stata_of_another_character_set_is_told_and_read_when_it_is_said(tmp_path: Path) -> None:
    path = recoded(write_dta(tmp_path / "a.dta", DANISH, **SAYS), "windows-1252", b"")
    assert faults_of(path) == [("INP049", "", "UTF-8")]
    read = sb.read_survey(path, encoding="windows-1252")
    assert [text.replace(" ", "") for text in read["omr"]] == DANISH["omr"]
    assert read["q.label"].tolist()[0].replace(" ", "") == "Bådeog"


@pytest.mark.parametrize("charset", ["cp850", "mac_roman"])
@pytest.mark.parametrize("text", ["område", "Værløse"])
def test_danish_letters_of_dos_or_an_old_mac_are_seen(text: str, charset: str) -> None:
    assert is_misread(text.encode(charset).decode("cp1252"))


@pytest.mark.parametrize("text", ["MANŒUVRE", "sœur", "Ålborg", "ŒUVRE", "1¾ time", "¿Qué?"])
def test_letters_of_other_languages_are_not_doubted(text: str) -> None:
    assert not is_misread(text)


# A codebook reads its own file ------------------------------------------------------------------------------

texts = st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x24F), max_size=9)
# What looks like another character set is doubted, which is a test of its own.
texts = texts.filter(lambda text: not is_misread(text))
numbers = st.sampled_from([-1.0, 0.0, 1.0, 2.0, 3.5, 8.0, 9.0, 99.0, 9999998.0, 9999999.0])
words = st.sampled_from(["J", "N", "NA", "99", "01", "1", "en længere tekst"])
days = st.integers(0, 20_000).map(lambda day: FIRST_OF_MAY + 86_400.0 * day)


@st.composite
def columns(draw: st.DrawFn, *, stata: bool) -> dict[str, Any]:
    """One column of a labelled file: its cells, labels, missing codes and format."""
    kind = draw(st.sampled_from(["number", "text", "date"]))
    cells = {"number": numbers, "text": words, "date": days}[kind]
    codes = {"number": numbers, "text": words, "date": numbers}[kind]
    missing: list[Any] = []
    if not stata:
        # The writer takes no missing texts of more than eight bytes.
        missing = draw(st.lists(codes.filter(lambda code: len(str(code)) <= 9), max_size=3, unique=True))
        if kind == "number" and draw(st.booleans()):
            missing = [*missing[:1], {"lo": 90.0, "hi": 99.0}]
    discrete = [code for code in missing if not isinstance(code, dict)]
    filled = st.one_of(cells, st.sampled_from(discrete)) if discrete else cells
    labels = draw(st.dictionaries(codes, texts, max_size=4))
    if kind == "number" and not stata and draw(st.booleans()):
        labels[NOTHING] = draw(texts)
    shown = {
        "number": "F12.2",
        "text": "A20",
        "date": draw(st.sampled_from(["DATE11", "MOYR8", "DATETIME20"])),
    }
    if stata:
        shown = {"number": "%12.0g", "text": "%20s", "date": "%td"}
    rows = draw(st.lists(st.one_of(st.none(), filled), min_size=4, max_size=4))
    if stata and kind == "date":
        rows = [None if row is None else row // 86_400 - 137_774 for row in rows]
    blank = "" if kind == "text" else None
    if kind == "text":
        # The writer asks that a cell is as long as the longest code.
        rows[0] = "en længere tekst"
    return {
        "cells": [blank if row is None else row for row in rows],
        "labels": {} if stata and kind != "number" else labels,
        "missing": missing,
        "format": shown[kind],
        "kind": kind,
    }


def write_columns(path: Path, drawn: list[dict[str, Any]]) -> Path:
    """Write drawn columns in the format that the path says."""
    named = {f"x{number}": each for number, each in enumerate(drawn)}
    dtypes = {"number": float, "date": float, "text": object}
    frame = pd.DataFrame(
        {name: pd.Series(each["cells"], dtype=dtypes[each["kind"]]) for name, each in named.items()}
    )
    says: dict[str, Any] = {
        "variable_format": {name: each["format"] for name, each in named.items()},
        "variable_value_labels": {name: each["labels"] for name, each in named.items() if each["labels"]},
    }
    if path.suffix == ".dta":
        labels = says["variable_value_labels"]
        says["variable_value_labels"] = {
            name: {int(code): text for code, text in each.items() if float(code).is_integer()}
            for name, each in labels.items()
        }
        pyreadstat.write_dta(frame, str(path), **says)
        return path
    says["missing_ranges"] = {name: each["missing"] for name, each in named.items() if each["missing"]}
    pyreadstat.write_sav(frame, str(path), compress=path.suffix == ".zsav", **says)
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from([".sav", ".zsav", ".dta"]))
def test_a_written_codebook_is_read_back_and_reads_its_own_file(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, ending: str
) -> None:
    folder = tmp_path_factory.mktemp("own")
    drawn = data.draw(st.lists(columns(stata=ending == ".dta"), min_size=1, max_size=3))
    path = write_columns(folder / f"a{ending}", drawn)
    book = sb.Codebook.from_sav(path)
    read_back = sb.read_codebook(sb.write_codebook(book, folder / "a.toml"))
    assert read_back == book
    pd.testing.assert_frame_equal(
        sb.read_survey(path, codebook=read_back), sb.read_survey(path, codebook=book)
    )
