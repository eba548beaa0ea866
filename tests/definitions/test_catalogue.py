"""The catalogue in ``indices/``: every indicator of the themes is there, and its cases pin its rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from social_balance.definitions.catalogue import (
    Indicator,
    Version,
    check_indicators,
    read_indicators,
    run_case,
)

ROOT = Path(__file__).resolve().parents[2]
THEMES = read_indicators(ROOT / "indices")
AREAS = ("hoeje_gladsaxe", "vaerebro_park", "moerkhoej", "rest")

BETTER, WORSE, CONTEXT = "higher_is_better", "lower_is_better", "context"
CATALOGUE = {
    "selvforsoergelse": {
        "uden_tilknytning": WORSE,
        "unge_i_job_eller_uddannelse": BETTER,
        "bruttoindkomst": BETTER,
        "kun_grundskole": WORSE,
    },
    "sundhed": {
        "godt_helbred": BETTER,
        "hoejt_stressniveau": WORSE,
        "ofte_ensom": WORSE,
        "skoletrivsel": BETTER,
    },
    "tryghed": {
        "tryg_i_nabolaget": BETTER,
        "tryg_om_aftenen": BETTER,
        "doemte": WORSE,
        "nabolagsproblemer": WORSE,
    },
    "medborgerskab": {
        "valgdeltagelse_kv": BETTER,
        "stoler_paa_de_fleste": BETTER,
        "tillid_til_naboer": BETTER,
        "frivilligt_eller_forening": BETTER,
    },
    "mix_institutioner": {
        "eksponering_i_dagtilbud": BETTER,
        "eksponering_i_skole": WORSE,
        "institutioner_over_30_pct": WORSE,
        "dissimilaritet": CONTEXT,
    },
    "mix_fritid": {
        "foreningsaktive_boern": BETTER,
        "eksponering_i_foreninger": BETTER,
        "kontakter_uden_for_omraadet": BETTER,
    },
    "image": {
        "image_udefra_set": BETTER,
        "ville_flytte_til": BETTER,
        "vil_anbefale": BETTER,
        "tilfreds_med_omraadet": BETTER,
    },
    "beboersammensaetning": {
        "afstand_til_resten": WORSE,
        "spredning_i_indkomst": BETTER,
        "tilflyttere_minus_fraflyttere_i_job": BETTER,
        "flyttefrekvens": WORSE,
    },
    "byliv": {
        "bruger_byrummene_ugentligt": BETTER,
        "besoeg_udefra": BETTER,
        "tilfreds_med_moedesteder": BETTER,
        "ophold_i_byrummet": BETTER,
    },
}
PUBLISHED_NAMES = [
    "selvforsørgelse",
    "sundhed",
    "tryghed",
    "medborgerskab og fællesskab",
    "socialt mix i kommunale institutioner",
    "socialt mix i fritiden",
    "image",
    "blandet beboersammensætning",
    "byliv",
]
EFFECT_GOALS = [
    "Flere skal klare sig bedre",
    "Vi skal blande os mere med hinanden",
    "Vi skal gå fra udsatte boligområder til attraktive bydele",
]
OURS = {"ville_flytte_til", "afstand_til_resten", "besoeg_udefra"}

each_indicator = pytest.mark.parametrize("indicator", THEMES.indicators, ids=lambda indicator: indicator.id)


def test_every_indicator_of_the_list_has_a_definition_and_no_other_has():
    found = {theme.id: {indicator.id for indicator in theme} for theme in THEMES}
    assert found == {theme: set(indicators) for theme, indicators in CATALOGUE.items()}


def test_the_themes_come_in_their_published_order_under_their_published_names():
    assert [theme.id for theme in THEMES] == list(CATALOGUE)
    assert [theme.title["da"] for theme in THEMES] == PUBLISHED_NAMES


def test_the_effect_goals_follow_one_another_through_the_themes():
    assert list(dict.fromkeys(theme.effect_goal for theme in THEMES)) == EFFECT_GOALS


def test_the_directions_are_those_of_the_list():
    found = {theme.id: {indicator.id: indicator.direction for indicator in theme} for theme in THEMES}
    assert found == CATALOGUE


def test_our_own_proposals_say_so():
    assert {indicator.id for indicator in THEMES.indicators if indicator.ours} == OURS
    assert {i.id for i in THEMES.indicators if i.reference.startswith("Vores forslag")} == OURS


def test_the_catalogue_has_no_fault_and_every_case_notices_a_broken_rule():
    assert [str(issue) for issue in check_indicators(ROOT / "indices")] == []


@each_indicator
def test_goalposts_of_our_choosing_are_explained(indicator: Indicator):
    ends_of_the_scale = sorted(indicator.goalposts) == [0, 100]
    assert ends_of_the_scale or indicator.note is not None


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_two_thirds_of_the_weight_can_be_compared_from_2021_to_2024(theme):
    scored = [indicator for indicator in theme if indicator.direction != CONTEXT]
    comparable = [indicator for indicator in scored if indicator.comparable(2021, 2024)[0]]
    assert sum(i.weight for i in comparable) >= 2 / 3 * sum(i.weight for i in scored)


@pytest.mark.parametrize("since_until", [(2020, 2022), (2022, 2024)])
def test_turnout_is_not_compared_with_a_year_without_an_election(since_until):
    assert not THEMES.indicator("valgdeltagelse_kv").comparable(*since_until)[0]
    assert THEMES.indicator("valgdeltagelse_kv").comparable(2021, 2025)[0]


def test_a_new_answer_outside_the_base_can_be_compared_but_a_new_scale_cannot():
    assert THEMES.indicator("tryg_om_aftenen").comparable(2021, 2024)[0]
    same_scale, reason = THEMES.indicator("tilfreds_med_omraadet").comparable(2021, 2024)
    assert not same_scale
    assert "hverken tilfreds eller utilfreds" in reason


@pytest.mark.parametrize("year", [2021, 2024])
def test_every_column_of_a_survey_rule_is_in_the_codebook_of_the_wave(year):
    codebook = tomllib.loads((ROOT / f"data_samples/borger_{year}.toml").read_text(encoding="utf-8"))
    asked = [i for i in THEMES.indicators if i.source == "survey"]
    used = frozenset().union(*(indicator.columns(year, AREAS) for indicator in asked))
    assert sorted(used - set(codebook["column"])) == []


@each_indicator
def test_every_version_has_an_example_with_a_missing_answer(indicator: Indicator):
    blank = {indicator.version(case.year) for case in indicator.cases if case.frame.isna().any(axis=None)}
    assert blank == set(indicator.versions)


@each_indicator
def test_every_number_in_a_rule_is_pinned_by_an_example(indicator: Indicator):
    loose = [
        f"{version.from_year} {key}: {changes}"
        for version in indicator.versions
        for key, changes in _changed_numbers(version)
        if not any(_noticed(indicator, version, key, condition) for condition in changes)
    ]
    assert loose == []


def _changed_numbers(version: Version) -> Iterator[tuple[str, list[str]]]:
    """Yield each number of each condition with conditions that have it wrong; one of them must be noticed."""
    for key, condition in version.measure.model_dump().items():
        text = condition if key in {"base", "positive", "minus_base", "minus_positive", "to"} else None
        for number in re.finditer(r"(?<!\w)\d+", text or ""):
            around = [text[: number.start()], text[number.end() :]]
            moved = [str(int(number[0]) + step).join(around) for step in (-1, 1)]
            age = re.search(r"\b(age|alder) [<>]= $", around[0]) or re.match(r" <= age\b", around[1])
            bound = re.search(r"<=? $|>=? $", around[0]) or re.match(r" <=? ", around[1])
            # An age limit is pinned from both sides, another limit from one; a code gives way to a false one.
            alternatives = [[text] for text in moved] if age else [moved] if bound else [["777".join(around)]]
            yield from ((key, alternative) for alternative in alternatives)


def _noticed(indicator: Indicator, version: Version, key: str, condition: str) -> bool:
    wrong = replace(version, measure=version.measure.model_copy(update={key: condition}))
    versions = tuple(wrong if other is version else other for other in indicator.versions)
    changed = replace(indicator, versions=versions)
    return any(run_case(changed, case) for case in indicator.cases)
