"""Planted faults are found and sound sentences left alone, in drawn papers and sentences of the genre."""

from __future__ import annotations

from functools import cache

import pytest
from committee_sentences import SENTENCES
from invented_papers import KINDS, InventedPaper, invented_paper
from kept_back_sentences import LATE
from kept_back_sentences import SENTENCES as KEPT_BACK
from strategy_sentences import STRATEGY_SENTENCES

import social_balance as sb

PAPERS = [(seed, lang) for seed in range(8) for lang in ("da", "en")]


@cache
def read(seed: int, lang: str) -> tuple[InventedPaper, frozenset[tuple[int, str]]]:
    paper = invented_paper(seed, lang=lang)
    remarks = sb.proofread(paper.text)
    return paper, frozenset(zip(remarks["line"], remarks["kind"], strict=True))


def scores() -> tuple[set[tuple[int, str, int, str]], set[tuple[int, str, int, str]]]:
    """Planted faults and remarks, each as seed, language, line and kind."""
    planted = {(s, g, p.line, p.kind) for s, g in PAPERS for p in read(s, g)[0].planted if p.kind}
    made = {(s, g, *remark) for s, g in PAPERS for remark in read(s, g)[1]}
    return planted, made


def test_planted_faults_of_every_kind_are_found_and_little_else():
    planted, made = scores()
    assert len(planted) >= 200
    assert {kind for *_, kind in planted} == {kind for kind, _ in KINDS}
    assert len(planted & made) / len(planted) >= 0.95
    assert len(planted & made) / len(made) >= 0.90


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in KINDS}))
def test_no_kind_is_mostly_missed(kind):
    planted, made = scores()
    of_kind = {each for each in planted if each[3] == kind}
    assert len(of_kind & made) / len(of_kind) >= 0.8


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_sound_paper_has_at_most_one_remark_a_page(lang):
    papers = [invented_paper(seed, lang=lang, faulty=0) for seed in range(100, 104)]
    pages = sum(paper.words() for paper in papers) / 350
    assert sum(len(sb.proofread(paper.text)) for paper in papers) <= pages


@pytest.mark.parametrize(
    "sentences", [SENTENCES, KEPT_BACK, LATE], ids=["worded before", "kept back", "late"]
)
def test_sentences_worded_apart_from_the_rules_are_judged_as_a_reader_would(sentences):
    wanted = {(number, kind) for number, (_, kinds) in enumerate(sentences) for kind in kinds}
    made = {(n, kind) for n, (text, _) in enumerate(sentences) for kind in sb.proofread(text)["kind"]}
    assert len(wanted & made) / len(wanted) >= 0.95
    assert len(wanted & made) / len(made) >= 0.95


@pytest.mark.parametrize(("text", "kind"), STRATEGY_SENTENCES)
def test_a_sentence_of_a_strategys_follow_up_is_judged_as_a_reader_would(text, kind):
    expected = [] if kind is None else [kind]
    assert sb.proofread(text)["kind"].tolist() == expected
