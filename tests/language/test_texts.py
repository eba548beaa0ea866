"""Words and numbers: Danish formats, rounding half up, and careful labels for every code."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_balance.definitions import indicator as definitions
from social_balance.language import texts
from social_balance.language.tables import keys_of, languages
from social_balance.verdicts.states import VERDICT_CODES

CAUSES = re.compile(r"\b(fordi|skyldes|på grund af|because|caused|due to)\b")
EVERY_MARK = [
    pytest.param(mark, id=f"{table}-{code}")
    for table, marks in (("own", texts.OWN), ("gap", texts.GAP), ("verdict", texts.VERDICTS))
    for code, mark in marks.items()
]


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (1011.6, 1, "1.011,6"),
        (38006, 0, "38.006"),
        (81, 1, "81,0"),
        (92.8, 1, "92,8"),
        (0.25, 1, "0,3"),
        (2.675, 2, "2,68"),
        (0.35 - 0.1, 1, "0,3"),
        (-2.5, 0, "−3"),
        (-0.04, 1, "0,0"),
        (1234567.05, 1, "1.234.567,1"),
        (float("nan"), 1, "–"),
        (float("inf"), 1, "–"),
    ],
)
def test_numbers_are_written_as_danish_public_papers_write_them(value, digits, written):
    assert texts.number(value, digits) == written


def test_english_numbers_have_the_marks_the_other_way_round():
    assert texts.number(1011.6, lang="en") == "1,011.6"


def test_a_signed_number_shows_plus_and_true_minus_but_zero_has_no_sign():
    assert [texts.number(value, signed=True) for value in (3.14, -3.14, 0.04)] == ["+3,1", "−3,1", "0,0"]


@given(st.integers(min_value=-(10**7), max_value=10**7), st.integers(min_value=0, max_value=3))
def test_a_half_is_rounded_away_from_zero_however_it_stands_in_binary(units, digits):
    half = Decimal(units).scaleb(-digits) + Decimal(5).scaleb(-digits - 1) * (1 if units >= 0 else -1)
    expected = Decimal(units + (1 if units >= 0 else -1)).scaleb(-digits)
    written = texts.number(float(half), digits).replace(".", "").replace(",", ".").replace(texts.MINUS, "-")
    assert Decimal(written) == expected


def test_an_interval_is_two_numbers_or_nothing():
    assert texts.interval(0.44, 5.8) == "0,4 til 5,8"
    assert texts.interval(0.44, 5.8, lang="en") == "0.4 to 5.8"
    assert texts.interval(float("nan"), float("nan")) == ""


def test_procent_in_prose_and_pct_in_tables():
    assert texts.quantity(92.8, "procent") == "92,8 procent"
    assert texts.quantity(92.8, "procent", place="table") == "92,8 pct."
    assert texts.quantity(61, "point") == "61,0 point"


def test_a_difference_between_percentages_is_procentpoint_written_out():
    assert texts.change(70 - 72.5, "procent") == "−2,5 procentpoint"
    assert texts.change(3.1, "point") == "3,1 point"
    assert texts.change(1.5, "procent", lang="en") == "1.5 percentage points"


def test_a_unit_of_another_municipality_is_its_own_name():
    assert texts.unit_name("kr. pr. borger") == "kr. pr. borger"


def test_dates_in_both_forms():
    day = datetime.date(2022, 6, 22)
    assert texts.date(day) == "22.06.2022"
    assert texts.date(day, month="name") == "22. juni 2022"
    assert texts.date(day, month="name", lang="en") == "22 June 2022"


def test_a_value_with_braces_is_text_and_not_a_template():
    told = texts.phrase("prose", "message_gap_again", theme="{area}", area="Nord", size=2)
    assert told == "{area} i Nord (2)"


@pytest.mark.parametrize("mark", EVERY_MARK)
def test_every_mark_has_sign_and_label_in_both_languages(mark):
    assert mark.symbol
    assert mark.label("da")
    assert mark.label("en")
    assert mark.label("da") != mark.label("en")


@pytest.mark.parametrize("code", texts.VERDICTS)
def test_every_verdict_has_a_sentence_in_both_languages_and_names_no_cause(code):
    mark = texts.VERDICTS[code]
    for lang in languages():
        sentence = mark.meaning(lang, reference="det øvrige Gladsaxe")
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert not CAUSES.search(sentence)


@pytest.mark.parametrize("marks", [texts.OWN, texts.GAP], ids=["own", "gap"])
def test_states_can_be_told_apart_without_colour(marks):
    assert len({mark.symbol for mark in marks.values()}) == len(marks)
    assert len({mark.label() for mark in marks.values()}) == len(marks)


def test_undecided_is_never_called_unchanged():
    assert texts.OWN["undecided"].label() == texts.GAP["undecided"].label() == "kan ikke afgøres"
    assert "uændret" not in texts.VERDICTS["undecided"].meaning(reference="resten")


def test_a_hidden_row_shows_that_it_is_hidden_and_nothing_else():
    row = {"own": "better", "gap_state": "smaller", "verdict": "ambition_met", "hidden": True}
    shown = texts.marks(row)
    assert shown.own is texts.OWN["hidden"]
    assert shown.gap is texts.GAP["hidden"]
    assert shown.verdict.label() == "ikke vist af hensyn til fortrolighed"


def test_a_row_that_is_shown_keeps_its_three_marks_apart():
    shown = texts.marks(
        {"own": "better", "gap_state": "larger", "verdict": "better_gap_larger", "hidden": False}
    )
    assert [shown.own.symbol, shown.gap.symbol] == ["▲", "◂▸"]
    assert shown.verdict.label() == "bedre, men større forskel"


def test_every_verdict_that_the_ambition_can_give_has_words_and_no_others_do():
    assert {*VERDICT_CODES, "hidden"} == set(texts.VERDICTS)


def test_every_unit_that_a_definition_can_have_has_a_name_in_prose_and_in_tables():
    for table in ("definition_units", "units.prose", "units.table"):
        assert set(keys_of(table)) == set(definitions.UNITS)
