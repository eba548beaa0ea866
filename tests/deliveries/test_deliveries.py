"""A first codebook from a labelled file, sets of questions, turned scales, drift, item non-response."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from social_balance.cli import main
from social_balance.conditions.reading import parse
from social_balance.deliveries.answer_sets import ItemSet, MultipleSet
from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.drift import compare_codebooks
from social_balance.deliveries.codebook.files import read_codebook, write_codebook
from social_balance.deliveries.columns import Column, FileLabels
from social_balance.deliveries.nonresponse import missing_summary
from social_balance.deliveries.reading import read_survey
from social_balance.estimating import estimate
from social_balance.figures import style
from social_balance.figures.nonresponse import plot_missing
from social_balance.language.faults import DefinitionError, InputError
from social_balance.samples.design import Design

pyreadstat = pytest.importorskip("pyreadstat", reason="the extra [spss]")

NOTHING = float("nan")
# Seven respondents; nobody answers like anybody else.
DELIVERY = pd.DataFrame(
    {
        "LBNR": [11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0],
        "Vægt": [3.0, 1.0, 1.5, 0.5, 1.0, 2.0, 4.0],
        "Q1": [1.0, 3.0, 2.0, 8.0, 9.0, NOTHING, 97.0],
        "Q2": [0.0, 10.0, 7.0, 98.0, 5.0, 5.0, NOTHING],
        "Q5_1": [1.0, 1.0, NOTHING, NOTHING, NOTHING, 1.0, NOTHING],
        "Q5_2": [NOTHING, 1.0, 1.0, NOTHING, NOTHING, NOTHING, NOTHING],
        "By": ["Nord", "Syd", "Syd", "Nord", "Nord", "Øst", "Øst"],
    }
)
LABELS = {
    "Q1": {1: "Godt", 2: "godt ", 3: 'Hverken "eller"', 8: "Ved ikke", 9: "Vil ikke svare"},
    "Q2": {0: "Slet ikke", 10: "Fuldt ud", 98: "Ved ikke"},
    "Q5_1": {1: "Bus"},
}


def write_sav(path: Path) -> Path:
    """Write the delivery, with a multiple-response set that the writer of SPSS files has no words for."""
    pyreadstat.write_sav(
        DELIVERY,
        str(path),
        column_labels={"Q1": "Hvordan er dit helbred?", "Q2": "Tillid"},
        variable_value_labels=LABELS,
        missing_ranges={"Q1": [9, {"lo": 90, "hi": 99}], "Q2": [98]},
    )
    sets = b"$transport=D1 1 9 Transport q5_1 q5_2\n$andet=C 5 Andet q5_1 q5_2\n"
    end = struct.pack("<ii", 999, 0)
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets
    path.write_bytes(path.read_bytes().replace(end, record + end, 1))
    return path


@pytest.fixture
def sav(tmp_path: Path) -> Path:
    return write_sav(tmp_path / "borger.sav")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "kodebog.toml"
    path.write_text(text, encoding="utf-8")
    return path


# ---- a first codebook ------------------------------------------------------------------------------------


def test_a_labelled_file_gives_a_codebook_that_is_written_and_read_back_the_same(tmp_path: Path, sav: Path):
    book = Codebook.from_sav(sav)
    path = write_codebook(book, tmp_path / "borger.toml")
    assert read_codebook(path) == book
    pd.testing.assert_frame_equal(read_survey(sav, codebook=path), read_survey(sav, codebook=book))


def test_a_first_codebook_has_the_labels_the_missing_codes_and_the_ranges_of_the_file(sav: Path):
    column = Codebook.from_sav(sav)["Q1"]
    assert column.values == {1: "Godt (1)", 2: "godt (2)", 3: 'Hverken "eller"', 8: "Ved ikke"}
    assert column.missing == {9: "Vil ikke svare"}
    assert column.missing_ranges == ((90, 99),)
    assert column.label == "Hvordan er dit helbred?"
    assert column.kind == "code"


def test_an_id_and_a_weight_are_guessed_only_where_name_and_content_agree(sav: Path):
    kinds = {column.name: column.kind for column in Codebook.from_sav(sav).columns}
    assert kinds["LBNR"] == "id"
    assert kinds["Vægt"] == "weight"
    assert kinds["By"] == "text"


@pytest.mark.parametrize(
    ("column", "values"),
    [("LBNR", [1.0, 1.0, 2.0]), ("LBNR", [1.5, 2.0, 3.0]), ("Vægt", [1.0, 0.0, 2.0]), ("Vægt", [1, None, 2])],
)
def test_a_column_whose_content_speaks_against_its_name_stays_a_number(
    tmp_path: Path, column: str, values: list[float]
):
    path = tmp_path / "x.sav"
    pyreadstat.write_sav(pd.DataFrame({column: values}, dtype=float), str(path))
    assert Codebook.from_sav(path)[column].kind == "number"


def test_notes_in_danish_say_what_a_person_has_to_decide(sav: Path):
    notes = [line for line in Codebook.from_sav(sav).to_toml().splitlines() if line.startswith("# TJEK")]
    assert notes == [
        "# TJEK, at det er løbenummeret: navnet siger det, og ingen værdi står to gange.",
        "# TJEK, at det er den vægt, der skal bruges: navnet siger det, og alle har en over nul.",
        "# TJEK kode 8: teksten ligner et manglende svar. Flyt den i så fald til missing.",
        "# TJEK missing_ranges: koder uden egen tekst tæller som uoplyst. Skriv helst grunden i missing.",
        "# TJEK skalaen: kun nogle koder har tekst. Skriv range = [laveste, højeste], når de er kendt.",
        '# TJEK typen: er det området, så skriv type = "area"; er det et løbenummer, type = "id".',
    ]


def test_stata_gives_a_first_codebook_with_the_letters_of_its_missing_values(tmp_path: Path):
    path = tmp_path / "x.dta"
    pyreadstat.write_dta(
        pd.DataFrame({"q1": [1, 2, "a"]}, dtype=object),
        str(path),
        variable_value_labels={"q1": {1: "Ja", 2: "Nej", "a": "Ved ikke"}},
        missing_user_values={"q1": ["a"]},
    )
    book = Codebook.from_sav(path)
    assert book["q1"].missing == {"a": "Ved ikke"}
    assert read_codebook(write_codebook(book, tmp_path / "x.toml")) == book


def test_a_codebook_that_a_person_has_edited_is_not_written_over(tmp_path: Path):
    path = written(tmp_path, "# mine rettelser")
    with pytest.raises(DefinitionError) as fault:
        write_codebook(Codebook((Column("a", "a"),)), path)
    assert [issue.code for issue in fault.value.issues] == ["CBK018"]
    assert path.read_text(encoding="utf-8") == "# mine rettelser"


def test_a_codebook_that_cannot_be_written_is_told_of(tmp_path: Path):
    with pytest.raises(DefinitionError) as fault:
        write_codebook(Codebook((Column("a", "a"),)), tmp_path / "ingen" / "x.toml")
    assert [issue.code for issue in fault.value.issues] == ["CBK019"]


def test_a_file_that_no_codebook_can_be_made_from_is_told_of(tmp_path: Path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError) as fault:
        Codebook.from_sav(tmp_path / "x.parquet")
    assert [issue.code for issue in fault.value.issues] == ["INP002"]


def test_csv_gives_a_first_codebook_of_its_columns_and_their_types(tmp_path: Path):
    (tmp_path / "x.csv").write_text("lbnr;vægt;by\nA1;1,5;Nord\nA2;0,5;Syd\n", encoding="cp1252")
    book = Codebook.from_sav(tmp_path / "x.csv")
    assert [(column.name, column.kind) for column in book.columns] == [
        ("lbnr", "id"),
        ("vægt", "weight"),
        ("by", "text"),
    ]
    path = write_codebook(book, tmp_path / "x.toml")
    assert read_survey(tmp_path / "x.csv", codebook=path)["vægt"].tolist() == [1.5, 0.5]


def test_the_command_line_prints_a_first_codebook_or_writes_it_once(tmp_path: Path, sav: Path):
    run, out = CliRunner().invoke, tmp_path / "ny.toml"
    assert run(main, ["codebook", str(sav)]).output == Codebook.from_sav(sav).to_toml()
    assert run(main, ["codebook", str(sav), "--out", str(out)]).exit_code == 0
    assert read_codebook(out) == Codebook.from_sav(sav)
    again = run(main, ["codebook", str(sav), "--out", str(out), "--lang", "en"])
    assert again.exit_code == 1
    assert "edits in it would be lost" in again.output


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.just('a "b" \\ # [x]')
codes = st.integers(-9, 120).map(float) | st.sampled_from([0.5, -1.25, 1e16])


@given(
    st.dictionaries(codes, texts, max_size=5),
    st.sampled_from([(), ((8.0, 9.0),), ((float("-inf"), -1.0),), ((1.0, 1.0), (97.0, 99.0))]),
    texts,
)
def test_whatever_a_file_says_its_codebook_is_read_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, values: dict, ranges: tuple, label: str
):
    labels = FileLabels({"ø x": label}, {"ø x": values}, {"ø x": ranges})
    book = Codebook.from_labels(pd.DataFrame({"ø x": [1.0, 2.0]}), labels)
    assert read_codebook(write_codebook(book, tmp_path_factory.mktemp("book") / "x.toml")) == book


def test_everything_that_a_codebook_can_say_is_written_and_read_back(tmp_path: Path):
    book = Codebook(
        (
            Column("medlem", "Q1", "code", "Medlem?", {1: "Ja", 2: "Nej"}, {8: "Ved ikke", "a": "Vil ikke"}),
            Column(
                "tit", "Q2", "code", values={1: "Ugentligt", 2: "Sjældnere"}, asked_if=parse("medlem == 1")
            ),
            Column("tillid", "Q3", "number", "", {0: "Slet ikke"}, range=(0, 10), reverse_coded=True),
            Column("tro", "Q4", "number", range=(0, 10), missing_ranges=((97, 99),)),
            Column("person", "Løbe nr.", "id", unique=True),
        ),
        'Borgere "2024"',
        2024,
        (ItemSet("tiltro", ("tillid", "tro"), "Tiltro"), MultipleSet("valg", ("medlem", "tit"), 2.0)),
    )
    assert read_codebook(write_codebook(book, tmp_path / "x.toml")) == book


# ---- sets ------------------------------------------------------------------------------------------------


def test_a_multiple_response_set_of_spss_is_in_the_codebook_and_other_kinds_stay_columns(sav: Path):
    assert Codebook.from_sav(sav).sets == (MultipleSet("transport", ("Q5_1", "Q5_2"), 1.0, "Transport"),)


def test_a_box_left_open_is_an_answer_when_another_box_of_the_question_is_ticked(sav: Path):
    frame = read_survey(sav)
    np.testing.assert_array_equal(frame["transport"], [1, 2, 1, NOTHING, NOTHING, 1, NOTHING])
    why = frame["Q5_1.missing"].astype(object)
    assert why.fillna("").tolist() == ["", "", "Ikke nævnt", "Ubesvaret", "Ubesvaret", "", "Ubesvaret"]
    [row] = missing_summary(frame).query("column == 'Q5_1'").to_dict("records")
    assert (row["asked"], row["answered"], row["missing"], row["Ubesvaret"]) == (7, 4, 3, 3)
    assert "Ikke nævnt" not in row


def test_the_share_that_mentioned_an_answer_is_of_those_who_answered_the_question(sav: Path):
    book = replace(Codebook.from_sav(sav))
    result = estimate(read_survey(sav), book.measures("transport"), design=Design(weights="Vægt")).frame()
    np.testing.assert_allclose(result["value"], [100 * 6 / 7.5, 100 * 2.5 / 7.5])
    assert result["base"].tolist() == [4, 4]


def test_a_battery_is_estimated_on_the_scale_of_its_items_also_when_one_is_turned(tmp_path: Path):
    path = written(
        tmp_path,
        """
        [column.a]
        values = { 1 = "Enig", 2 = "Hverken", 3 = "Uenig" }
        [column.b]
        values = { 1 = "Uenig", 2 = "Hverken", 3 = "Enig" }
        turned = true
        [battery.naboer]
        items = ["a", "b"]
        """,
    )
    book = read_codebook(path)
    frame = book.apply(pd.DataFrame({"a": [1.0, 3.0, 1.0], "b": [3.0, 1.0, 2.0]}))
    assert frame["b.label"].tolist() == ["Enig", "Uenig", "Hverken"]
    result = estimate(frame, book.measures("naboer")).frame()
    np.testing.assert_allclose(result["value"], [(0 + 100 + 25) / 3])


def test_a_set_that_is_not_there_is_a_key_error_that_names_those_there_are(sav: Path):
    with pytest.raises(KeyError, match=r"transprot.*transport"):
        Codebook.from_sav(sav).measures("transprot")


def test_every_fault_of_sets_and_turned_scales_is_told_at_once_in_two_languages(tmp_path: Path):
    path = written(
        tmp_path,
        """
[column.a]
values = { 1 = "Ja", 2 = "Nej" }
[column.b]
range  = [0, 10]
[column.c]
turned = true
[column.d]
type   = "text"
turned = true
[battery.a]
items = ["a", "b", "aa"]
[battery.kort]
items = ["a"]
[multiple.m]
columns = ["a", "a", "b"]
counted = 3
[multiple.n]
column = ["a"]
""",
    )
    with pytest.raises(DefinitionError) as fault:
        read_codebook(path)
    assert [(issue.code, issue.line, issue.found) for issue in fault.value.issues] == [
        ("CBK012", 7, ""),
        ("CBK002", 10, ""),
        ("CBK017", 11, "a"),
        ("CBK013", 12, "aa"),
        ("CBK015", 12, "b"),
        ("DEF009", 14, '["a"]'),
        ("CBK014", 16, "a"),
        ("CBK016", 16, "a"),
        ("DEF003", 19, '["a"]'),
    ]
    assert "Mente du 'a'?" in fault.value.text("da")
    assert "has to have one scale" in fault.value.text("en")


def test_sets_that_are_no_tables_are_told_of(tmp_path: Path):
    with pytest.raises(DefinitionError) as fault:
        read_codebook(written(tmp_path, 'battery = "a"\n[column.a]\nrange = [0, 1]\n'))
    assert [(issue.code, issue.line) for issue in fault.value.issues] == [("DEF005", 1)]


# ---- turned scales ---------------------------------------------------------------------------------------


def test_a_turned_scale_has_its_labels_in_the_new_order_and_its_missing_codes_as_delivered():
    column = Column("tryg", "Q", "code", values={1: "Ja", 2: "Lidt", 4: "Nej"}, missing={5: "Ved ikke"})
    frame = Codebook((replace(column, reverse_coded=True),)).apply(pd.DataFrame({"Q": [1, 2, 4, 5]}))
    np.testing.assert_array_equal(frame["tryg"], [4, 3, 1, NOTHING])
    assert list(frame["tryg.label"].cat.categories) == ["Nej", "Lidt", "Ja"]
    assert frame["tryg.label"].astype(object).tolist()[:3] == ["Ja", "Lidt", "Nej"]
    assert frame["tryg.missing"].astype(object).tolist()[3] == "Ved ikke"


@given(st.lists(st.integers(2, 9) | st.none(), min_size=1))
def test_turning_a_scale_twice_gives_it_back(answers: list[int | None]):
    column = Column("x", "x", range=(2, 9), reverse_coded=True)
    raw = pd.DataFrame({"x": pd.Series(answers, dtype=float)})
    once = Codebook((column,)).apply(raw)[["x"]]
    pd.testing.assert_frame_equal(Codebook((column,)).apply(once)[["x"]], raw)


def test_a_condition_on_who_was_asked_sees_the_turned_codes():
    first = Column("a", "a", "code", values={1: "Nej", 2: "Ja"}, reverse_coded=True)
    second = Column("b", "b", range=(0, 10), asked_if=parse("a == 1"))
    frame = Codebook((first, second)).apply(pd.DataFrame({"a": [1.0, 2.0], "b": [NOTHING, 7.0]}))
    assert frame["b.missing"].astype(object).tolist()[0] == "Ikke stillet"


# ---- drift -----------------------------------------------------------------------------------------------


def drift(first: Column, second: Column) -> list[tuple[object, ...]]:
    table = compare_codebooks(Codebook((first,)), Codebook((second,)))
    table = table.loc[table["drift"] != ""]
    return list(table.drop(columns="column").itertuples(index=False, name=None))


OLD = Column("q", "Q1", "code", "Er du tryg?", {1: "Ja", 2: "Både og", 3: "Nej"}, {8: "Ved ikke"})


def test_what_did_not_change_did_not_drift():
    assert drift(OLD, replace(OLD, values={1: "JA", 2: "Både  og", 3: "Nej"})) == []


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({"source": "sp1"}, [("source", "", "Q1", "sp1", "renamed")]),
        ({"label": "Utryg?"}, [("question", "", "Er du tryg?", "Utryg?", "label_changed")]),
        ({"kind": "number", "range": (1, 3)}, [("type", "", "code", "number 1–3", "type_changed")]),
        ({"values": {1: "Ja", 2: "Lidt", 3: "Nej"}}, [("answer", "2", "Både og", "Lidt", "label_changed")]),
        ({"values": OLD.values | {4: "Aldrig ude"}}, [("answer", "4", None, "Aldrig ude", "new")]),
        ({"values": {1: "Ja", 2: "Både og"}}, [("answer", "3", "Nej", None, "gone")]),
        ({"missing": {9: "Ved ikke"}}, [
            ("missing", "8", "Ved ikke", None, "gone"), ("missing", "9", None, "Ved ikke", "new"),
        ]),
        ({"values": OLD.values | {8: "Ved ikke"}, "missing": {}}, [
            ("answer", "8", "Ved ikke", "Ved ikke", "missing_changed"),
        ]),
        ({"values": {1: "Nej", 2: "Både og", 3: "Ja"}}, [
            ("answer", "1", "Ja", "Nej", "turned"), ("answer", "3", "Nej", "Ja", "turned"),
        ]),
        ({"missing_ranges": ((97, 99),)}, [("missing", "97–99", None, "Uoplyst", "new")]),
    ],
)  # fmt: skip
def test_each_kind_of_drift_is_told_with_both_texts(changes: dict, rows: list):
    assert drift(OLD, replace(OLD, **changes)) == rows


def test_a_scale_that_the_codebook_turns_back_has_not_drifted():
    assert drift(OLD, replace(OLD, values={1: "Nej", 2: "Både og", 3: "Ja"}, reverse_coded=True)) == []


def test_a_column_of_one_wave_only_is_new_or_gone_in_every_row():
    other = replace(OLD, name="andet", source="Q9")
    table = compare_codebooks(Codebook((OLD,)), Codebook((other,)))
    assert table.groupby("column", sort=False)["drift"].unique().map(list).to_dict() == {
        "q": ["gone"],
        "andet": ["new"],
    }


# ---- the picture -----------------------------------------------------------------------------------------


def drawn(summary: pd.DataFrame, **wishes: object) -> dict[str, list[str]]:
    ax = plot_missing(summary, ax=style.page_axes(style.Layout(3, 2, 1, 1, 0.5)), **wishes)
    return {
        "items": [text.get_text() for text in ax.get_yticklabels()],
        "groups": [text.get_text() for text in ax.get_xticklabels()],
        "cells": [text.get_text() for text in ax.texts if text.get_gid() == "percent"],
        "marks": [text.get_text() for text in ax.texts if text.get_gid() == "internal"],
    }


def answered() -> pd.DataFrame:
    columns = (Column("a", "a", range=(1, 3)), Column("b", "b", range=(1, 3), asked_if=parse("a == 1")))
    raw = pd.DataFrame(
        {"a": [1.0, 1.0, 1.0, NOTHING, 2.0, 3.0], "b": [2.0, NOTHING, NOTHING, *[NOTHING] * 3]}
    )
    return Codebook(columns).apply(raw).assign(omraade=["Nord"] * 4 + ["Syd"] * 2, year=2024)


def test_the_picture_has_the_question_with_most_missing_on_top_and_every_percentage_in_its_cell():
    seen = drawn(missing_summary(answered(), by=["omraade", "year"]))
    assert seen["items"] == ["b", "a"]
    assert seen["groups"] == ["Nord\n2024", "Syd\n2024"]
    assert seen["cells"] == ["67", "–", "25", "0"]


def test_the_picture_of_unreleased_counts_says_that_it_is_internal_in_the_language_asked_for():
    assert drawn(missing_summary(answered()))["marks"] == ["INTERN – ikke frigivet"]
    seen = drawn(missing_summary(answered()), lang="en", most=1)
    assert seen["marks"] == ["INTERNAL – not released"]
    assert (seen["items"], seen["groups"]) == (["b"], ["all"])


def test_a_table_that_is_not_one_of_missing_answers_is_told_of():
    with pytest.raises(InputError) as fault:
        plot_missing(pd.DataFrame({"column": ["a"], "asked": [3]}))
    assert [issue.place for issue in fault.value.issues] == [
        "kolonne 'answered'",
        "kolonne 'missing'",
        "kolonne 'percent'",
    ]
