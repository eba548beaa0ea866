"""Faults as data: placed, worded in two languages, found again by code."""

from __future__ import annotations

import pickle

import pytest

from social_balance.language.faults import (
    DefinitionError,
    InputError,
    Issue,
    Place,
    SocialBalanceError,
    Word,
    shown,
    suggest,
)


def test_a_fault_says_file_line_place_and_what_to_do():
    issue = Issue(
        "DEF003",
        file="tryghed/tryg_om_aftenen.toml",
        line=10,
        place="[indicator] directon",
        values={"suggestion": "direction"},
    )
    place = "tryghed/tryg_om_aftenen.toml:10 [indicator] directon"
    assert str(issue) == f"{place} — feltet kendes ikke. Mente du 'direction'?"
    assert issue.text("en") == f"{place} — the field is not known. Did you mean 'direction'?"


def test_no_suggestion_leaves_no_question():
    assert str(Issue("DEF003", place="abe")) == "abe — feltet kendes ikke."


def test_a_fault_of_a_whole_file_has_no_line():
    assert str(Issue("DEF061", file="byliv")).startswith("byliv — temaet har ingen indikatorer.")
    assert str(Issue("DEF003")) == "feltet kendes ikke."


def test_a_line_without_a_file_is_told_in_the_readers_language():
    assert Issue("DEF003", line=7).text("da").startswith("linje 7 — ")
    assert Issue("DEF003", line=7).text("en").startswith("line 7 — ")


def test_the_words_of_a_place_are_translated_but_not_the_names_in_it():
    issue = Issue("DEF003", place=Place.character(8).inside(Place.column("række", row=3)))
    assert issue.text("en").startswith("column 'række', row 3, character 8 — ")
    assert issue.text("da").startswith("kolonne 'række', række 3, tegn 8 — ")


def test_words_in_a_message_follow_its_language():
    issue = Issue("DEF005", found='"0"', values={"expected": Word("number")})
    assert issue.message("da") == 'her står "0", men der skal stå et tal.'
    assert issue.message("en") == 'this says "0", but it has to be a number.'


def test_an_issue_that_could_not_be_worded_is_refused_when_it_is_made():
    with pytest.raises(KeyError, match="DEF005"):
        Issue("DEF005")
    with pytest.raises(KeyError, match="XYZ001"):
        Issue("XYZ001")


def test_an_error_lists_all_its_faults_under_their_number():
    error = DefinitionError([Issue("DEF008", place="a"), Issue("DEF003", place="b")])
    assert str(error).splitlines() == [
        "Der er 2 fejl:",
        "a — feltet er tomt. Skriv en tekst.",
        "b — feltet kendes ikke.",
    ]
    assert error.text("en").splitlines()[0] == "There are 2 faults:"
    assert DefinitionError(Issue("DEF008")).text("en").splitlines()[0] == "There is 1 fault:"


def test_faults_of_definitions_and_of_data_are_told_apart_and_both_are_value_errors():
    assert issubclass(DefinitionError, SocialBalanceError)
    assert issubclass(InputError, SocialBalanceError)
    assert issubclass(SocialBalanceError, ValueError)
    assert not issubclass(InputError, DefinitionError)


def test_an_error_survives_the_way_between_processes():
    error = InputError([Issue("DEF008", file="fil.toml", line=3)])
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (2.5, "2,5", "2.5"),
        (75.0, "75", "75"),
        (1 / 3, "0,3333333333", "0.3333333333"),
        (True, "true", "true"),
        (["a", "b", "c"], "a, b og c", "a, b and c"),
        (("a",), "a", "a"),
        ([], "", ""),
        ("tekst", "tekst", "tekst"),
    ],
)
def test_values_are_written_as_people_write_them(value, danish, english):
    assert shown(value, "da") == danish
    assert shown(value, "en") == english


def test_the_nearest_known_word_is_suggested_whatever_its_case():
    assert suggest("VAERDI", ["weight", "vaerdi"]) == "vaerdi"
    assert suggest("postive", ["base", "positive"]) == "positive"
    assert suggest("q12", ["alder", "koen"]) is None


def test_an_exception_in_a_notebook_speaks_the_language_that_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = InputError(Issue("DEF003", line=7))
    assert str(error).startswith("Der er 1 fejl:")
    monkeypatch.setenv("SOCIAL_BALANCE_LANG", "en")
    assert str(error).startswith("There is 1 fault:")
