"""Codebooks: raw codes become answers, labels and reasons; what does not fit is told of, all at once."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_balance.conditions.reading import parse
from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.files import read_codebook
from social_balance.deliveries.columns import Column, FileLabels
from social_balance.deliveries.nonresponse import missing_summary
from social_balance.deliveries.number_texts import numbers_in
from social_balance.language.faults import DefinitionError, InputError, Issue

BORGER = """
[codebook]
title = "Borgerundersøgelsen 2021 (opdigtet)"
year  = 2021

[column.person_id]
from   = "LBNR"
type   = "id"
unique = true

[column.vaegt]
type = "weight"

[column.omraade]
type    = "area"
missing = { 9 = "Uoplyst bopæl" }

[column.helbred]
from    = "Q01"
label   = "Hvordan er dit helbred alt i alt?"
values  = { 1 = "Fremragende", 2 = "Vældig godt", 3 = "Godt" }
missing = { 8 = "Ved ikke", 9 = "Ønsker ikke at svare" }

[column.tillid]
from    = "Q02"
range   = [0, 10]
values  = { 0 = "Slet ikke", 10 = "Fuldt ud" }
missing = { 98 = "Ved ikke" }

[column.foreningsmedlem]
values  = { 1 = "Ja", 2 = "Nej" }

[column.forening_hyppighed]
values   = { 1 = "Ugentligt", 2 = "Sjældnere" }
missing  = { 8 = "Ved ikke" }
asked_if = "foreningsmedlem == 1"
"""


@pytest.fixture(scope="module")
def borger(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("codebook") / "borger.toml"
    path.write_text(BORGER, encoding="utf-8")
    return read_codebook(path)


def delivery(**changes: list[object]) -> pd.DataFrame:
    """Six respondents with nothing wrong, unless a column is changed."""
    columns: dict[str, list[object]] = {
        "LBNR": [101.0, 102.0, 103.0, 104.0, 105.0, 106.0],
        "vaegt": [3.0, 1.0, 1.5, 0.5, 1.0, 2.0],
        "omraade": ["Værebro Park", "Værebro Park", "Pileparkerne", "Høje Gladsaxe", "resten", "resten"],
        "Q01": [1.0, 3.0, 2.0, 8.0, 9.0, None],
        "Q02": [0.0, 10.0, 7.0, 98.0, None, 5.0],
        "foreningsmedlem": [1.0, 1.0, 1.0, 2.0, 2.0, None],
        "forening_hyppighed": [1.0, 8.0, None, None, None, None],
    }
    return pd.DataFrame(columns | changes)


def missing_reasons(frame: pd.DataFrame, column: str) -> list[str | None]:
    return frame[f"{column}.missing"].astype(object).where(frame[f"{column}.missing"].notna(), None).tolist()


def faults(book: Codebook, frame: pd.DataFrame, labels: FileLabels | None = None) -> InputError:
    with pytest.raises(InputError) as error:
        book.apply(frame, file="borger.sav", labels=labels)
    return error.value


def told(issues: tuple[Issue, ...]) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.place, issue.found) for issue in issues]


# Codes, labels, reasons -------------------------------------------------------------------------------------


def test_declared_missing_codes_are_no_answers(borger: Codebook):
    frame = borger.apply(delivery())
    assert frame["helbred"].tolist()[:3] == [1, 3, 2]
    assert frame["helbred"].mean() == 2  # with 8 and 9 left in it would be 4,6
    assert missing_reasons(frame, "helbred") == [
        None,
        None,
        None,
        "Ved ikke",
        "Ønsker ikke at svare",
        "Ubesvaret",
    ]


def test_labels_are_ordered_by_code_and_not_by_alphabet(borger: Codebook):
    label = borger.apply(delivery())["helbred.label"]
    assert list(label.cat.categories) == ["Fremragende", "Vældig godt", "Godt"]
    assert label.cat.ordered
    assert label.tolist()[:3] == ["Fremragende", "Godt", "Vældig godt"]


def test_the_labels_are_in_the_order_of_the_codes_even_when_the_codebook_is_not():
    book = Codebook((Column("x", "x", "code", values={3: "c", 1: "z", 2: "a"}),))
    assert book.apply(pd.DataFrame({"x": [1, 2, 3]}))["x.label"].tolist() == ["z", "a", "c"]


def test_who_was_not_asked_is_told_from_who_did_not_answer(borger: Codebook):
    frame = borger.apply(delivery())
    assert missing_reasons(frame, "forening_hyppighed") == [
        None,
        "Ved ikke",
        "Ubesvaret",
        "Ikke stillet",
        "Ikke stillet",
        "Ikke stillet",
    ]


def test_a_reason_that_the_file_gives_stands_although_the_question_was_not_for_them(borger: Codebook):
    frame = borger.apply(delivery(forening_hyppighed=[1, 2, 1, 8, None, None]))
    assert missing_reasons(frame, "forening_hyppighed")[3:5] == ["Ved ikke", "Ikke stillet"]


def test_a_scale_keeps_its_numbers_and_has_no_labels(borger: Codebook):
    frame = borger.apply(delivery())
    assert frame["tillid"].tolist()[:3] == [0, 10, 7]
    assert "tillid.label" not in frame


def test_ids_and_areas_are_text(borger: Codebook):
    frame = borger.apply(delivery())
    assert frame["person_id"].tolist()[0] == "101"
    assert frame["omraade"].tolist()[2] == "Pileparkerne"
    assert "person_id.missing" not in frame


def test_an_area_that_the_file_holds_as_a_labelled_number_becomes_its_text(borger: Codebook):
    labels = FileLabels(values={"omraade": {1: "Værebro Park", 2: "Høje Gladsaxe", 9: "Uoplyst"}})
    frame = borger.apply(delivery(omraade=[1, 2, 1, 1, 9, 2]), labels=labels)
    assert frame["omraade"].tolist()[:2] == ["Værebro Park", "Høje Gladsaxe"]
    assert missing_reasons(frame, "omraade")[4] == "Uoplyst bopæl"


def test_the_codebook_can_say_what_the_codes_of_the_areas_mean():
    book = Codebook((Column("omraade", "O", "area", values={1: "Værebro Park", 2: "Høje Gladsaxe"}),))
    assert book.apply(pd.DataFrame({"O": ["2", "1"]}))["omraade"].tolist() == [
        "Høje Gladsaxe",
        "Værebro Park",
    ]


def test_an_area_code_without_a_label_is_a_fault(borger: Codebook):
    labels = FileLabels(values={"omraade": {1: "Værebro Park"}})
    error = faults(borger, delivery(omraade=[1, 1, 7, 7, 1, 1]), labels)
    assert told(error.issues) == [("INP007", "kolonne 'omraade'", "7")]
    assert error.issues[0].values["row"] == 3


def test_names_of_columns_match_in_any_unicode_form():
    decomposed = unicodedata.normalize("NFD", "område")
    book = Codebook((Column("område", "område", "text"),))
    assert book.apply(pd.DataFrame({decomposed: ["Åparken"]}))["område"].tolist() == ["Åparken"]


def test_nothing_is_kept_in_attrs(borger: Codebook):
    assert borger.apply(delivery()).attrs == {}


@pytest.mark.parametrize("dtype", ["float64", "Int64", "object", "category", "str"])
def test_a_column_of_any_type_gives_the_same_answers(dtype: str):
    book = Codebook((Column("x", "x", "code", values={1: "Ja", 2: "Nej"}, missing={8: "Ved ikke"}),))
    frame = book.apply(pd.DataFrame({"x": pd.Series([2, 1, 8, 2]).astype(dtype)}))
    assert frame["x"].tolist()[:2] == [2, 1]
    assert missing_reasons(frame, "x") == [None, None, "Ved ikke", None]


def test_the_label_may_stand_in_place_of_the_code():
    book = Codebook((Column("x", "x", "code", values={1: "Ja", 2: "Nej"}, missing={8: "Ved ikke"}),))
    frame = book.apply(pd.DataFrame({"x": ["nej", "JA ", "2", "Ved  ikke", " "]}))
    assert frame["x"].tolist()[:3] == [2, 1, 2]
    assert missing_reasons(frame, "x")[3:] == ["Ved ikke", "Ubesvaret"]


def test_letters_of_stata_are_reasons():
    book = Codebook((Column("x", "x", "code", values={1: "Ja"}, missing={"a": "Ved ikke"}),))
    frame = book.apply(pd.DataFrame({"x": pd.Series([1.0, "a", None], dtype=object)}))
    assert frame["x"].tolist()[0] == 1
    assert missing_reasons(frame, "x") == [None, "Ved ikke", "Ubesvaret"]


def test_a_range_of_codes_can_be_missing():
    book = Codebook((Column("x", "x", missing={97: "Ved ikke"}, missing_ranges=((90, 99),)),))
    frame = book.apply(pd.DataFrame({"x": [7, 97, 93]}))
    assert missing_reasons(frame, "x") == [None, "Ved ikke", "Uoplyst"]


# Numbers as text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1,5", "-2"], [1.5, -2]),
        (["0.5", "1.250"], [0.5, 1.25]),
        (["1.234,5", "1.250"], [1234.5, 1250]),
        (["1.234.567", "1.250"], [1234567, 1250]),
        (["1e3", "2"], [1000, 2]),
        (["−1", ",5"], [-1, 0.5]),
    ],
)
def test_numbers_are_read_with_danish_and_english_marks(texts: list[str], numbers: list[float]):
    read, doubtful = numbers_in(texts)
    assert read.tolist() == numbers
    assert not doubtful.any()


@pytest.mark.parametrize("text", ["", "ja", "1,2,3", "1.23.456", "12 kr.", "nan", "inf", "1_000", "0x1"])
def test_other_text_is_no_number(text: str):
    assert np.isnan(numbers_in([text, "1,5"])[0][0])


@pytest.mark.parametrize("others", [[], ["7"], ["0.5", "1,5"]])
def test_a_full_stop_that_can_mean_two_things_is_in_doubt(others: list[str]):
    assert numbers_in(["1.234", *others])[1].tolist() == [True] + [False] * len(others)


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1))
def test_what_is_written_the_danish_way_is_read_back(amounts: list):
    written = [f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) for amount in amounts]
    assert numbers_in(written)[0].tolist() == [float(amount) for amount in amounts]


# Faults in data ---------------------------------------------------------------------------------------------


def test_every_fault_of_a_delivery_is_told_at_once_in_danish_and_english(borger: Codebook):
    bad = delivery(
        LBNR=[101, 102, 101, 104, None, 101],
        vaegt=[3, 0, -1.5, 0.5, None, 2],
        Q01=[1, 6, 2, 8, 6, None],
        Q02=[0, 11, 7, 98, None, 5],
        foreningsmedlem=["1", "måske", "1", "2", "2", "måske"],
        forening_hyppighed=[1, 8, None, 2, None, None],
    ).drop(columns="omraade")
    error = faults(borger, bad.rename(columns={"Q02": "q2"}).assign(Q02=bad["Q02"]))
    assert str(error).splitlines() == [
        "Der er 9 fejl:",
        "borger.sav kolonne 'LBNR' — id'et mangler (antal rækker: 1; første: 5). Udfyld det, eller tag "
        "rækkerne ud.",
        "borger.sav kolonne 'LBNR' — samme id står i mere end én række (antal id'er: 1; gentagelser: 2; "
        "første i række 3). Tag gentagelserne ud.",
        "borger.sav kolonne 'vaegt' — vægten mangler (antal rækker: 1; første: 5). Giv alle en vægt, eller "
        "tag rækkerne ud.",
        "borger.sav kolonne 'vaegt' — vægten er nul eller negativ (antal rækker: 2; første: 2; laveste: "
        "-1,5). Ret vægtene, eller tag rækkerne ud.",
        "borger.sav kolonne 'omraade' — kolonnen findes ikke. Her er kolonnerne LBNR, vaegt, Q01, q2, "
        "foreningsmedlem, forening_hyppighed og Q02.",
        "borger.sav kolonne 'Q01' — koden 6 har ingen tekst i kodebogen (antal rækker: 2; første: 2). Tilføj "
        "den under values eller missing, eller ret data.",
        "borger.sav kolonne 'Q02' — værdien 11 ligger uden for 0 til 10 (antal rækker: 1; første: 2). Ret "
        "data, eller tilføj koden under missing.",
        "borger.sav kolonne 'foreningsmedlem' — her skal stå et tal, men der står 'måske' (antal rækker: 2; "
        "første: 2). Ret data, eller ret kolonnens type i kodebogen.",
        "borger.sav kolonne 'forening_hyppighed' — nogle har svaret uden at være spurgt: foreningsmedlem "
        "== 1 er ikke opfyldt (antal rækker: 1; første: 4). Ret data, eller ret asked_if i kodebogen.",
    ]
    assert error.text("en").splitlines()[1:] == [
        "borger.sav column 'LBNR' — the id is missing (rows: 1; first: 5). Fill it in, or take the rows out.",
        "borger.sav column 'LBNR' — the same id is in more than one row (ids: 1; repetitions: 2; "
        "first in row 3). Take the repetitions out.",
        "borger.sav column 'vaegt' — the weight is missing (rows: 1; first: 5). Give every row a weight, or "
        "take the rows out.",
        "borger.sav column 'vaegt' — the weight is zero or negative (rows: 2; first: 2; lowest: -1.5). "
        "Correct the weights, or take the rows out.",
        "borger.sav column 'omraade' — the column is not there. The columns are LBNR, vaegt, Q01, q2, "
        "foreningsmedlem, forening_hyppighed and Q02.",
        "borger.sav column 'Q01' — the code 6 has no text in the codebook (rows: 2; first: 2). Add it to "
        "values or missing, or correct the data.",
        "borger.sav column 'Q02' — the value 11 is outside 0 to 10 (rows: 1; first: 2). Correct the data, or "
        "add the code to missing.",
        "borger.sav column 'foreningsmedlem' — this has to be a number, but it says 'måske' (rows: 2; first: "
        "2). Correct the data, or the type of the column in the codebook.",
        "borger.sav column 'forening_hyppighed' — some have answered without being asked: foreningsmedlem == "
        "1 does not hold (rows: 1; first: 4). Correct the data, or asked_if in the codebook.",
    ]


def test_a_filter_that_compares_numbers_with_text_is_told_of_with_its_file():
    book = Codebook((Column("a", "a"), Column("b", "b", asked_if=parse("a == 'ja'"))))
    error = faults(book, pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, None]}))
    assert [(issue.code, issue.file) for issue in error.issues] == [("EXP021", "borger.sav")]


def test_a_column_that_is_misspelt_is_suggested(borger: Codebook):
    error = faults(borger, delivery().rename(columns={"forening_hyppighed": "forening_hyppig"}))
    assert "Mente du 'forening_hyppig'?" in str(error)
    assert "Did you mean 'forening_hyppig'?" in error.text("en")


def test_labels_that_drifted_are_told_with_code_and_both_texts(borger: Codebook):
    labels = FileLabels(
        values={
            "Q01": {1: "FREMRAGENDE", 2: "Godt", 3: "Mindre godt", 8: "Ved ikke", 4: "Dårligt"},
            "Q02": {0: "Slet ikke", 5: "Midt imellem", 98: "Ved ikke", 99: "Vil ikke svare"},
        }
    )
    error = faults(borger, delivery(), labels)
    assert str(error).splitlines()[1:] == [
        "borger.sav kolonne 'Q01' — koden 2 hedder 'Godt' i filen, men 'Vældig godt' i kodebogen. "
        "Svarmulighederne er måske ændret: ret kodebogen, så den passer til filen.",
        "borger.sav kolonne 'Q01' — koden 3 hedder 'Mindre godt' i filen, men 'Godt' i kodebogen. "
        "Svarmulighederne er måske ændret: ret kodebogen, så den passer til filen.",
        "borger.sav kolonne 'Q01' — koden 4 'Dårligt' er med i filen, men ikke i kodebogen. Tilføj den under "
        "values eller missing.",
        "borger.sav kolonne 'Q02' — koden 99 'Vil ikke svare' er med i filen, men ikke i kodebogen. Tilføj "
        "den under values eller missing.",
    ]
    assert "the code 2 is 'Godt' in the file but 'Vældig godt' in the codebook" in error.text("en")


def test_labels_in_another_unicode_form_or_case_have_not_drifted(borger: Codebook):
    labels = FileLabels(values={"Q01": {2: unicodedata.normalize("NFD", "VÆLDIG  godt")}})
    assert len(borger.apply(delivery(), labels=labels)) == 6


def test_a_code_that_only_the_file_calls_missing_is_a_fault(borger: Codebook):
    error = faults(borger, delivery(), FileLabels(missing={"Q02": ((5, 5), (98, 99))}))
    assert str(error).splitlines()[1:] == [
        "borger.sav kolonne 'Q02' — filen kalder koden 5 manglende, men kodebogen regner den for et svar "
        "(antal rækker: 1; første: 6). Tilføj den under missing.",
    ]
    assert "the file calls the code 5 missing" in error.text("en")


def test_numbers_that_can_be_read_in_two_ways_are_told_and_not_guessed(borger: Codebook):
    error = faults(borger, delivery(vaegt=["1.234", "2.500", "1", "2", "1", "1.234"]))
    assert told(error.issues) == [
        ("INP019", "kolonne 'vaegt'", "1.234"),
        ("INP019", "kolonne 'vaegt'", "2.500"),
    ]
    assert error.issues[0].values["count"] == 2
    assert "can be read in two ways" in error.text("en")


def test_very_many_wrong_values_are_told_in_one_line_more(borger: Codebook):
    names = [f"navn {letter}" for letter in "abcdefghijklm"]
    book = Codebook((Column("x", "x", "code", values={1: "Ja"}),))
    with pytest.raises(InputError) as error:
        book.apply(pd.DataFrame({"x": [*names, "navn m"]}))
    assert [issue.code for issue in error.value.issues] == ["INP009"] * 10 + ["INP022"]
    assert "yderligere 3 forskellige værdier er forkerte på samme måde (antal rækker: 4; første: 11)" in str(
        error.value
    )


def test_infinity_is_no_answer():
    book = Codebook((Column("x", "x"),))
    with pytest.raises(InputError, match="her skal stå et tal, men der står 'inf'"):
        book.apply(pd.DataFrame({"x": [1.0, np.inf]}))


def test_two_columns_with_one_name_are_a_fault():
    frame = pd.DataFrame([[1, 2]], columns=["å", unicodedata.normalize("NFD", "å")])
    with pytest.raises(InputError) as error:
        Codebook((Column("å", "å"),)).apply(frame)
    assert told(error.value.issues) == [("INP018", "kolonne 'å'", "")]


# Reading a codebook -----------------------------------------------------------------------------------------


def test_a_codebook_says_what_it_says(borger: Codebook):
    assert borger.title == "Borgerundersøgelsen 2021 (opdigtet)"
    assert borger.year == 2021
    assert [column.name for column in borger.columns][:3] == ["person_id", "vaegt", "omraade"]
    assert borger["helbred"].source == "Q01"
    assert borger["helbred"].kind == "code"
    assert borger["helbred"].missing == {8: "Ved ikke", 9: "Ønsker ikke at svare"}
    assert borger["tillid"].kind == "number"
    assert borger["tillid"].range == (0, 10)
    assert borger["person_id"].unique
    assert str(borger["forening_hyppighed"].asked_if) == "foreningsmedlem == 1"


BAD = """
[codebok]
title = "x"
[codebook]
year = "2021"
[column.helbred]
from   = "Q01"
labl   = "Helbred"
values = { 1 = "Godt", 2 = "Godt", ja = "Ja" }
missing = { 1 = "Ved ikke" }
[column.sundhed]
from  = "Q01"
range = [10, 0]
[column.tillid]
range   = [0, 10]
missing = { 8 = "Ved ikke" }
values  = { 11 = "Fuldt ud" }
[column.vaegt]
type  = "vegt"
[column.person_id]
type  = "id"
range = [0, 1]
[column.hyppighed]
asked_if = "medlm == 1"
[column.medlem]
asked_if = "medlem = 1"
[column.selv]
asked_if = "selv == 1"
[column.tom]
type = "code"
"""


def test_every_fault_of_a_codebook_is_told_at_once_on_its_line(tmp_path: Path):
    path = tmp_path / "borger.toml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        read_codebook(path)
    issues = [replace(issue, file="b.toml") for issue in error.value.issues]
    assert [(issue.code, issue.line, issue.place) for issue in issues] == [
        ("DEF003", 2, "codebok"),
        ("DEF005", 5, "[codebook] year"),
        ("DEF003", 8, "[column.helbred] labl"),
        ("CBK008", 13, "[column.sundhed] range"),
        ("CBK007", 16, "[column.tillid] missing"),
        ("CBK007", 17, "[column.tillid] values"),
        ("DEF006", 19, "[column.vaegt] type"),
        ("CBK002", 22, "[column.person_id] range"),
        ("CBK010", 24, "[column.hyppighed] asked_if"),
        ("EXP002", 26, "[column.medlem] asked_if, tegn 8"),
        ("CBK011", 28, "[column.selv] asked_if"),
        ("CBK003", 30, "[column.tom] type"),
    ]
    assert [issue.message() for issue in issues if issue.code.startswith("CBK")] == [
        "det laveste tal skal stå først; der står 10 og 0.",
        "koden 8 passer ikke med range fra 0 til 10: svar skal ligge inden for, manglende uden for.",
        "koden 11 passer ikke med range fra 0 til 10: svar skal ligge inden for, manglende uden for.",
        "feltet kan ikke bruges, når kolonnens type er id.",
        "betingelsen bruger 'medlm', som ikke er en kolonne i kodebogen. Mente du 'medlem'?",
        "en kolonne kan ikke afgøre, hvem den selv er stillet til. Brug filterspørgsmålets kolonne.",
        'en kolonne med koder skal have values. Tilføj fx values = { 1 = "Ja", 2 = "Nej" }.',
    ]
    assert "the lowest number has to come first; it says 10 and 0." in error.value.text("en")


CODES = """
[column.helbred]
from    = "Q01"
values  = { 1 = "Godt", 2 = "godt", ja = "Ja", 3 = "Dårligt" }
missing = { 3 = "Ved ikke", A = "Uoplyst" }
[column.sundhed]
from    = "Q01"
"""


def test_codes_that_contradict_each_other_are_told(tmp_path: Path):
    path = tmp_path / "borger.toml"
    path.write_text(CODES, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        read_codebook(path)
    assert [(issue.code, issue.line, issue.message()) for issue in error.value.issues] == [
        ("CBK006", 4, "koderne 1 og 2 har samme tekst 'godt'. Giv dem hver sin tekst."),
        ("CBK004", 4, "koden 'ja' er ikke et tal. Skriv koden, som den står i filen, fx 1 = \"Ja\"."),
        (
            "CBK005",
            5,
            "koden 3 står også under values. En kode er enten et svar eller manglende: fjern den ét af "
            "stederne.",
        ),
    ]
    assert "the codes 1 and 2 have the same text 'godt'" in error.value.text("en")


def test_one_column_of_the_file_cannot_be_two_answers(tmp_path: Path):
    path = tmp_path / "borger.toml"
    path.write_text('[column.a]\nfrom = "Q1"\n[column.b]\nfrom = "Q1"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="kolonnen 'Q1' i filen bruges også af 'a'") as error:
        read_codebook(path)
    assert error.value.issues[0].line == 4


@pytest.mark.parametrize("text", ["", "[codebook]\ntitle = 'x'", "column = 3"])
def test_a_codebook_without_columns_is_a_fault(tmp_path: Path, text: str):
    path = tmp_path / "borger.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="kodebogen har ingen kolonner"):
        read_codebook(path)


# The codebook a file carries --------------------------------------------------------------------------------


def test_a_labelled_file_is_its_own_codebook():
    frame = pd.DataFrame(
        {
            "q1": [1.0, 2.0, 8.0],
            "tillid": [0.0, 7.0, 98.0],
            "alder": [34.0, 71.0, 50.0],
            "by": ["a", "b", "c"],
        }
    )
    labels = FileLabels(
        columns={"q1": "Er du tryg?"},
        values={
            "q1": {1.0: "Ja", 2.0: "Nej", 8.0: "Ved ikke"},
            "tillid": {0.0: "Slet ikke", 98.0: "Ved ikke"},
        },
        missing={"q1": ((8.0, 9.0),), "tillid": ((98.0, 99.0),)},
    )
    book = Codebook.from_labels(frame, labels)
    assert [column.kind for column in book.columns] == ["code", "number", "number", "text"]
    assert book["q1"].label == "Er du tryg?"
    read = book.apply(frame, labels=labels)
    assert read["q1.label"].tolist()[:2] == ["Ja", "Nej"]
    assert missing_reasons(read, "q1") == [None, None, "Ved ikke"]
    assert missing_reasons(read, "tillid") == [None, None, "Ved ikke"]


def test_codes_that_a_file_gives_one_label_are_told_apart():
    frame = pd.DataFrame({"q1": [1.0, 2.0, 3.0]})
    labels = FileLabels(values={"q1": {1.0: "Ja", 2.0: "Nej", 3.0: "Ja"}})
    read = Codebook.from_labels(frame, labels).apply(frame)
    assert read["q1.label"].tolist() == ["Ja (1)", "Nej", "Ja (3)"]


def test_a_column_named_as_the_labels_of_another_is_a_fault():
    book = Codebook((Column("x", "x", "code", values={1: "Ja"}), Column("x.label", "x.label")))
    with pytest.raises(InputError) as error:
        book.apply(pd.DataFrame({"x": [1], "x.label": [2]}))
    assert told(error.value.issues) == [("INP018", "kolonne 'x.label'", "")]


# Counting what is missing -----------------------------------------------------------------------------------


def test_missing_answers_are_counted_by_reason(borger: Codebook):
    table = missing_summary(borger.apply(delivery()), by="omraade").set_index(["column", "omraade"])
    row = table.loc[("helbred", "resten")]
    assert row.to_dict() == {
        "asked": 2,
        "answered": 0,
        "missing": 2,
        "percent": 100,
        "Uoplyst bopæl": 0,
        "Ved ikke": 0,
        "Ønsker ikke at svare": 1,
        "Ikke stillet": 0,
        "Ubesvaret": 1,
    }


def test_those_who_were_not_asked_are_not_missing(borger: Codebook):
    table = missing_summary(borger.apply(delivery())).set_index("column")
    row = table.loc["forening_hyppighed"]
    assert (row["asked"], row["answered"], row["missing"], row["Ikke stillet"]) == (3, 1, 2, 3)


def test_a_question_that_only_one_wave_has_was_not_asked_in_the_other():
    one = Codebook((Column("a", "a", range=(0, 10)), Column("b", "b", range=(0, 10))))
    two = Codebook((Column("a", "a", range=(0, 10)),))
    waves = pd.concat(
        [
            one.apply(pd.DataFrame({"a": [1, None, 3], "b": [1, 2, None]})).assign(year=2021),
            two.apply(pd.DataFrame({"a": [1, 2]})).assign(year=2024),
        ],
        ignore_index=True,
    )
    table = missing_summary(waves, by=["year"]).set_index(["column", "year"])
    assert table["asked"].to_dict() == {("a", 2021): 3, ("a", 2024): 2, ("b", 2021): 3, ("b", 2024): 0}
    assert np.isnan(table.loc[("b", 2024), "percent"])


def test_a_summary_of_the_wrong_table_is_refused():
    with pytest.raises(InputError) as error:
        missing_summary(pd.DataFrame({"x": [1]}), by="omrade")
    assert told(error.value.issues) == [("INP006", "kolonne 'omrade'", ""), ("INP028", "", "")]
    assert "no columns tell why answers are missing" in error.value.text("en")
