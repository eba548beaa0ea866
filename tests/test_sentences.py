"""One theme in one area as sentences: size, certainty, direction, never a cause, never what is hidden."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fake_release import NAN, fake_release

from social_balance.figures.source import records
from social_balance.report.prose import PROSE
from social_balance.report.sentences import _CLAUSES, cell_sentences, development_sentence, gap_sentence
from social_balance.texts import GAP, OWN, VERDICTS

META = fake_release().meta
ROWS = records(fake_release().ambition)


def row(**changes: Any) -> dict[str, Any]:
    """A row of the ambition table: the area is better and the gap smaller."""
    return {
        "theme": "tryghed", "area": "Værebro Park", "own": "better", "development": 3.1,
        "development_low": 0.44, "development_high": 5.8, "reference_own": "worse",
        "reference_development": -1.25, "gap_since": 12.3, "gap_until": 7.95, "narrowing": 4.35,
        "narrowing_low": 1.0, "narrowing_high": 7.7, "gap_state": "smaller", "verdict": "ambition_met",
        "margin": 2.0, "hidden": False, **changes,
    }  # fmt: skip


def developed(**changes: Any) -> str:
    return development_sentence(row(**changes), theme="Tryghed", meta=META)


def gap(**changes: Any) -> str:
    return gap_sentence(row(**changes), meta=META)


def test_a_clear_rise_beside_a_fall_of_the_reference():
    assert developed() == (
        "Indekset for tryghed er steget 3,1 point i Værebro Park (95 pct. sikkerhedsinterval: 0,4 til 5,8), "
        "mens det er faldet 1,3 point i det øvrige Gladsaxe."
    )


def test_a_fall_is_told_as_a_size_with_the_interval_turned_the_same_way():
    sentence = developed(own="worse", development=-3.1, development_low=-5.8, development_high=-0.44)
    assert "er faldet 3,1 point i Værebro Park (95 pct. sikkerhedsinterval: 0,4 til 5,8)" in sentence


def test_undecided_says_so_with_the_measured_change_and_never_that_nothing_changed():
    sentence = developed(own="undecided", development=1.2, development_low=-2.1, development_high=4.5)
    assert "kan ikke afgøres: ændringen er målt til +1,2 point" in sentence
    assert "−2,1 til 4,5" in sentence
    assert "uændret" not in sentence


def test_undecided_after_adjustment_explains_why_the_interval_alone_does_not_decide():
    assert "når der justeres for de mange sammenligninger" in developed(own="undecided")


def test_unchanged_is_said_only_with_its_margin():
    sentence = developed(own="unchanged", development=-0.1, development_low=-1.4, development_high=1.2)
    assert "stort set uændret i Værebro Park: ændringen på −0,1 point" in sentence
    assert "inden for margenen på ±2,0 point" in sentence


def test_a_full_count_has_no_interval_in_brackets():
    assert "(" not in developed(development_low=NAN, development_high=NAN)


def test_an_undecided_reference_is_undecided_too():
    assert "mens det ikke kan afgøres, om det er steget eller faldet i det øvrige Gladsaxe" in developed(
        reference_own="undecided"
    )


def test_the_gap_tells_both_places_and_what_became_of_it():
    assert gap() == (
        "Området lå 12,3 point under det øvrige Gladsaxe i 2021 og 8,0 point under i 2024; forskellen er "
        "mindsket 4,4 point (95 pct. sikkerhedsinterval: 1,0 til 7,7)."
    )


def test_a_larger_gap_is_a_positive_size():
    sentence = gap(gap_state="larger", narrowing=-2.7, narrowing_low=-4.9, narrowing_high=-0.5)
    assert "forskellen er vokset 2,7 point (95 pct. sikkerhedsinterval: 0,5 til 4,9)" in sentence


def test_an_area_above_or_level_with_the_reference_is_not_given_a_negative_gap():
    sentence = gap(gap_since=-3.0, gap_until=0.04, gap_state="no_gap")
    assert "lå 3,0 point over det øvrige Gladsaxe i 2021 og på niveau i 2024" in sentence
    assert "der var ingen forskel at mindske" in sentence


def test_a_gap_that_is_undecided_is_called_neither_smaller_nor_the_same():
    sentence = gap(gap_state="undecided", narrowing=1.2, narrowing_low=-2.0, narrowing_high=4.4)
    assert (
        "om forskellen er blevet mindre eller større, kan ikke afgøres: ændringen er målt til −1,2"
        in sentence
    )
    assert "(95 pct. sikkerhedsinterval: −4,4 til 2,0)" in sentence


def test_a_gap_undecided_after_adjustment_explains_why_the_interval_alone_does_not_decide():
    assert "kan ikke afgøres, når der justeres for de mange sammenligninger" in gap(gap_state="undecided")


def test_a_missing_gap_cannot_be_calculated():
    assert gap(gap_since=NAN) == "Forskellen til det øvrige Gladsaxe kan ikke opgøres."


def test_a_hidden_row_says_only_that_it_is_not_shown():
    hidden = cell_sentences(row(hidden=True), theme="Tryghed", meta=META)
    assert hidden == "Tallene vises ikke af hensyn til diskretion."


def test_the_theme_is_in_lower_case_inside_a_sentence():
    assert "Indekset for blandet beboersammensætning" in development_sentence(
        row(), theme="Blandet beboersammensætning", meta=META
    )


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("own", sorted(set(OWN) - {"hidden"}))
@pytest.mark.parametrize("state", sorted(set(GAP) - {"hidden"}))
def test_every_pair_of_states_can_be_said_in_both_languages(own, state, lang):
    verdict = next(iter(VERDICTS))
    sentences = cell_sentences(
        row(own=own, gap_state=state, verdict=verdict), theme="Tryghed", meta=META, lang=lang
    )
    assert "{" not in sentences
    assert ".." not in sentences


@pytest.mark.parametrize("one", ROWS, ids=[f"{one['theme']}-{one['area']}" for one in ROWS])
def test_no_sentence_of_a_release_names_a_cause(one):
    sentences = cell_sentences(one, theme="Tryghed", meta=META)
    assert not re.search(r"\b(fordi|skyldes|på grund af)\b", sentences)


@pytest.mark.parametrize("pair", [*PROSE.items(), *_CLAUSES.items()], ids=lambda pair: pair[0])
def test_both_languages_of_a_sentence_ask_for_the_same_names(pair):
    danish, english = (set(re.findall(r"{(\w+)}", text)) for text in pair[1])
    assert danish == english
