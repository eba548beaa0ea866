"""One theme in one area as sentences: size, certainty, direction, never a cause, never what is hidden."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fake_release import NAN, fake_release
from golden_sentences import GOLDEN, every_sentence

from social_balance.areas.parts import Redrawn
from social_balance.definitions.catalogue import Theme, Themes, read_indicators
from social_balance.estimates.values import from_values
from social_balance.figures.source import rows_as_dicts
from social_balance.language.tables import keys_of
from social_balance.language.texts import GAP, OWN, VERDICTS, Lang
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import theme_index
from social_balance.verdicts.pace_sentences import pace_sentences
from social_balance.verdicts.progress import PACE_STATES, progress
from social_balance.verdicts.sentences import cell_sentences, development_sentence, gap_sentence, sentences
from social_balance.verdicts.states import GAP_STATES, OWN_STATES, VERDICT_CODES

LANGUAGES = ("da", "en")  # the golden sentences are in these
META = fake_release().meta
ROWS = rows_as_dicts(fake_release().ambition)


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
    assert "uændret i Værebro Park: ændringen på −0,1 point" in sentence
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
    assert hidden == "Tallene vises ikke af hensyn til fortrolighed."


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


# --- golden: read golden_sentences.json, then trust it; `python tests/golden_sentences.py` writes it anew

TOLD = every_sentence()
KNOWN = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(TOLD.keys() | KNOWN.keys()))
def test_every_sentence_is_the_one_that_was_read_and_approved(name: str, lang: Lang):
    assert TOLD[name][lang] == KNOWN[name][lang]


def test_every_verdict_state_pace_and_null_has_its_sentence():
    for code in VERDICT_CODES:
        assert f"verdict {code}" in KNOWN
    for state in OWN_STATES:
        assert {
            f"own {state}",
            f"reference {state}",
            f"own {state}, an indicator where less is better",
        } <= set(KNOWN)
    assert {f"gap {state}" for state in GAP_STATES} <= set(KNOWN)
    assert {f"pace {state}" for state in PACE_STATES} <= set(KNOWN)
    assert {f"null {kind}" for kind in keys_of("nulls")} <= set(KNOWN)


NO_CHANGE = r"ingen ændring|ikke ændret|no change|has not changed|not significant|ikke signifikant"
CAUSE = r"\b(fordi|skyldes|på grund af|because|due to|takket være|thanks to|caused)\b"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_says_no_change_or_names_a_cause(lang: Lang):
    text = "\n".join(one[lang] for one in KNOWN.values())
    assert re.findall(f"{NO_CHANGE}|{CAUSE}", text, re.IGNORECASE) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_undecided_is_never_called_unchanged(lang: Lang):
    told = [one[lang] for name, one in KNOWN.items() if name.startswith(("own undecided", "gap undecided"))]
    assert told
    assert not [text for text in told if re.search("uændret|unchanged|den samme|the same", text)]


def test_a_table_of_sentences_has_one_for_every_cell_of_themes_and_of_indicators():
    themes = read_indicators("indices")
    one = themes["tryghed"]["tryg_om_aftenen"]
    labels = [(one.id, area, year) for area in ("a", "rest") for year in (2021, 2024)]
    made = from_values(labels, [50.0, 58.0, 70.0, 70.0], [1.0] * 4, names=("measure", "area", "year"))
    theme = Theme("tryghed", themes["tryghed"].title, "", 1, None, None, (one,))
    index = theme_index(made, Themes((theme,)))
    of_theme, of_indicator = (
        sentences(ambition(index, since=2021, until=2024, per=per)) for per in ("theme", "indicator")
    )
    assert of_theme["tryghed", "a"].startswith("Indekset for tryghed er steget 8,0 point i a (95 pct. ")
    assert of_indicator["tryg_om_aftenen", "a"].startswith(
        "Indikatoren »Tryg i sit område om aftenen« er steget 8,0 procentpoint i a (95 pct. "
    )
    paces = pace_sentences(progress(index))
    assert paces["tryghed", "a"].startswith(
        "På tryghed er forskellen mellem a og rest mindsket 2,7 point om året"
    )
    by_indicator = pace_sentences(progress(index, per="indicator"), lang="en")
    assert by_indicator["tryg_om_aftenen", "a"].startswith("On the indicator “Feels safe in own area")


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("Værebro Park", True),
        ("det øvrige Gladsaxe", True),
        ("Høje Gladsaxe", False),
    ],
)
def test_what_cannot_be_told_of_an_area_drawn_otherwise_says_so(area: str, told: bool):
    meta = fake_release(redrawn=(Redrawn(area, 2023, ("Bakken", "Engen")),)).meta
    text = development_sentence(row(own="missing"), theme="Tryghed", meta=meta)
    assert text.startswith("Udviklingen i indekset for tryghed kan ikke opgøres for Værebro Park")
    assert (f"; {area} er afgrænset på en ny måde fra 2023 (Bakken og Engen)." in text) == told
    assert "2023" not in development_sentence(row(), theme="Tryghed", meta=meta)
