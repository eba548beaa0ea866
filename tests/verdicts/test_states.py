"""What each state and each pair of states means, row by row as it is promised, and where the lines are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from social_balance.language.faults import InputError
from social_balance.verdicts.changes import QUANTITIES
from social_balance.verdicts.evidence import Figures
from social_balance.verdicts.states import (
    GAP_STATES,
    GAP_WORDS,
    OWN_STATES,
    OWN_WORDS,
    VERDICT_CODES,
    Gaps,
    change_states,
    gap_states,
    judge_changes,
    verdict,
)

# own development, gap, the reference's development, verdict: written out, not read from the rules.
PROMISED = [
    ("better", "smaller", "better", "ambition_met"),
    ("better", "smaller", "worse", "ambition_met"),
    ("better", "larger", "better", "better_gap_larger"),
    ("better", "unchanged", "better", "better_gap_unchanged"),
    ("better", "undecided", "undecided", "better_gap_undecided"),
    ("better", "no_gap", "unchanged", "better_no_gap"),
    ("worse", "larger", "unchanged", "worse_gap_larger"),
    ("worse", "unchanged", "worse", "worse_gap_unchanged"),
    ("worse", "undecided", "worse", "worse_gap_undecided"),
    ("worse", "no_gap", "undecided", "worse_no_gap"),
    ("worse", "smaller", "worse", "gap_smaller_others_fell"),
    ("worse", "smaller", "undecided", "gap_smaller_others_fell"),
    ("unchanged", "larger", "better", "unchanged_gap_larger"),
    ("unchanged", "unchanged", "unchanged", "unchanged"),
    ("unchanged", "undecided", "undecided", "unchanged_gap_undecided"),
    ("unchanged", "no_gap", "unchanged", "unchanged_no_gap"),
    ("unchanged", "smaller", "undecided", "unchanged_gap_smaller"),
    ("unchanged", "smaller", "worse", "gap_smaller_others_fell"),
    ("unchanged", "smaller", "slightly_worse", "gap_smaller_others_fell"),
    ("unchanged", "smaller", "better", "unchanged_gap_smaller"),
    ("undecided", "larger", "better", "undecided_gap_larger"),
    ("undecided", "unchanged", "undecided", "undecided_gap_unchanged"),
    ("undecided", "undecided", "undecided", "undecided"),
    ("undecided", "no_gap", "undecided", "undecided_no_gap"),
    ("undecided", "smaller", "undecided", "undecided_gap_smaller"),
    ("undecided", "smaller", "worse", "gap_smaller_others_fell"),
    ("undecided", "smaller", "missing", "undecided_gap_smaller"),
    ("better", "overtaken", "better", "better_overtaken"),
    ("better", "overtaken", "worse", "better_overtaken"),
    ("unchanged", "overtaken", "unchanged", "unchanged_overtaken"),
    ("undecided", "overtaken", "better", "undecided_overtaken"),
    ("unchanged", "overtaken", "worse", "overtaken_others_fell"),
    ("undecided", "overtaken", "slightly_worse", "overtaken_others_fell"),
    ("worse", "overtaken", "worse", "overtaken_others_fell"),
    ("worse", "overtaken", "undecided", "overtaken_others_fell"),
    ("missing", "smaller", "better", "missing"),
    ("better", "missing", "better", "missing"),
    ("slightly_better", "slightly_smaller", "slightly_better", "ambition_met"),
    ("slightly_better", "slightly_larger", "better", "better_gap_larger"),
    ("slightly_worse", "slightly_larger", "unchanged", "worse_gap_larger"),
    ("slightly_worse", "slightly_smaller", "worse", "gap_smaller_others_fell"),
]


@pytest.mark.parametrize(("own", "gap", "reference", "expected"), PROMISED)
def test_two_states_are_joined_into_the_verdict_that_is_promised(
    own: str, gap: str, reference: str, expected: str
) -> None:
    assert verdict(own, gap, reference) == expected


def test_every_combination_of_states_has_a_verdict_and_every_verdict_is_promised_above() -> None:
    joined = {verdict(a, b, c) for a in OWN_STATES for b in GAP_STATES for c in OWN_STATES}
    assert joined == set(VERDICT_CODES)
    assert {row[3] for row in PROMISED} == set(VERDICT_CODES)


@pytest.mark.parametrize(
    ("own", "gap", "reference", "place"),
    [
        ("improved", "smaller", "better", "own"),
        ("better", "tiny", "better", "gap_state"),
        ("better", "smaller", "fell", "reference_own"),
    ],
)
def test_a_state_that_is_not_known_is_a_fault_that_says_where(
    own: str, gap: str, reference: str, place: str
) -> None:
    with pytest.raises(InputError) as fault:
        verdict(own, gap, reference)
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("REG041", place)]


# --- one change


def state_of(value: float, *, se: float, p: float, margin: float = 2.0, df: float = 20.0) -> tuple[str, str]:
    """The state of one change as a development and as a narrowing."""
    figures = Figures(*(np.array([x]) for x in (value, se, df)))
    one = judge_changes(figures, np.array([p]), margin=np.array([margin]), adjust="bh", alpha=0.05)
    [own] = change_states(one, words=OWN_WORDS, alpha=0.05)
    [gap] = change_states(one, words=GAP_WORDS, alpha=0.05)
    return own, gap


@pytest.mark.parametrize(
    ("value", "se", "p", "own", "gap"),
    [
        (5.0, 1.0, 0.04, "better", "smaller"),
        (-5.0, 1.0, 0.04, "worse", "larger"),
        (1.0, 0.1, 0.04, "slightly_better", "slightly_smaller"),
        (-1.0, 0.1, 0.04, "slightly_worse", "slightly_larger"),
        (1.0, 0.1, 0.06, "unchanged", "unchanged"),
        (5.0, 1.0, 0.06, "undecided", "undecided"),
        (-5.0, 1.0, 0.05, "undecided", "undecided"),
        (0.0, 3.0, 1.0, "undecided", "undecided"),
        (np.nan, 1.0, np.nan, "missing", "missing"),
        (1.0, np.nan, 0.01, "missing", "missing"),
    ],
)
def test_a_change_is_clear_slight_unchanged_undecided_or_missing(
    value: float, se: float, p: float, own: str, gap: str
) -> None:
    assert state_of(value, se=se, p=p) == (own, gap)


def test_unchanged_begins_where_both_one_sided_tests_reject_at_the_level() -> None:
    # Inside ±2 at 5 per cent with 20 degrees of freedom: |value| below 2 − t·se.
    edge = 2.0 - stats.t.isf(0.05, 20) * 0.5
    assert state_of(edge - 1e-6, se=0.5, p=0.3)[0] == "unchanged"
    assert state_of(edge + 1e-6, se=0.5, p=0.3)[0] == "undecided"
    assert state_of(-edge + 1e-6, se=0.5, p=0.3)[0] == "unchanged"
    assert state_of(-edge - 1e-6, se=0.5, p=0.3)[0] == "undecided"


@pytest.mark.parametrize(("se", "df"), [(0.0, 0.0), (1e-15, 0.0), (0.1, 0.0), (0.0, 8.0), (0.1, np.nan)])
def test_a_change_without_spread_or_freedom_is_undecided_even_at_zero(se: float, df: float) -> None:
    assert state_of(0.0, se=se, p=1.0, df=df) == ("undecided", "undecided")
    assert state_of(9.0, se=se, p=1.0, df=df) == ("undecided", "undecided")


@pytest.mark.parametrize(("value", "state"), [(0.0, "unchanged"), (1.9, "unchanged"), (2.0, "undecided")])
def test_a_fact_is_inside_the_margin_or_it_is_not(value: float, state: str) -> None:
    assert state_of(value, se=0.0, p=1.0, df=np.inf)[0] == state


# --- one gap

# narrowing, its p, gap of the last year, first gap shown not to be there, last gap shown to be ahead, state.
GAPS_PROMISED = [
    (6.0, 0.01, 4.0, False, False, "smaller"),
    (6.0, 0.01, -4.0, False, False, "smaller"),
    (6.0, 0.01, -4.0, False, True, "overtaken"),
    (6.0, 0.30, -4.0, False, True, "undecided"),
    (6.0, 0.01, -4.0, True, True, "no_gap"),
    (6.0, 0.01, -4.0, True, False, "no_gap"),
    (-6.0, 0.01, 4.0, False, False, "larger"),
    (-6.0, 0.01, 4.0, True, False, "larger"),
    (-6.0, 0.30, 4.0, True, False, "undecided"),
    (-6.0, 0.01, -4.0, True, True, "no_gap"),
    (-6.0, 0.01, -4.0, False, False, "larger"),
    (-6.0, 0.30, -0.1, False, False, "undecided"),
    (-6.0, 0.30, 0.0, True, False, "no_gap"),
    (0.1, 0.90, 4.0, False, False, "undecided"),
    (np.nan, np.nan, 4.0, True, False, "missing"),
]


@pytest.mark.parametrize(("narrowing", "p", "last", "none_first", "ahead", "expected"), GAPS_PROMISED)
def test_a_gap_is_what_is_shown_of_it(
    narrowing: float, p: float, last: float, none_first: bool, ahead: bool, expected: str
) -> None:
    figures = Figures(np.array([narrowing]), np.array([2.0]), np.array([30.0]))
    changes = judge_changes(figures, np.array([p]), margin=np.array([2.0]), adjust="bh", alpha=0.05)
    gaps = Gaps(np.array([last]), not_behind_first=np.array([none_first]), ahead_last=np.array([ahead]))
    assert gap_states(changes, gaps, alpha=0.05) == [expected]


def test_a_gap_that_is_overtaken_by_a_hair_is_overtaken() -> None:
    figures = Figures(np.array([0.5]), np.array([0.1]), np.array([30.0]))
    changes = judge_changes(figures, np.array([0.001]), margin=np.array([2.0]), adjust="none", alpha=0.05)
    gaps = Gaps(np.array([-0.4]), not_behind_first=np.array([False]), ahead_last=np.array([True]))
    assert change_states(changes, words=GAP_WORDS, alpha=0.05) == ["slightly_smaller"]
    assert gap_states(changes, gaps, alpha=0.05) == ["overtaken"]


def test_each_quantity_is_the_promised_sum_of_area_and_reference() -> None:
    assert {name: dict(parts) for name, parts in QUANTITIES.items()} == {
        "value_since": {("area", "since"): 1},
        "value_until": {("area", "until"): 1},
        "development": {("area", "since"): -1, ("area", "until"): 1},
        "reference_since": {("reference", "since"): 1},
        "reference_until": {("reference", "until"): 1},
        "reference_development": {("reference", "since"): -1, ("reference", "until"): 1},
        "gap_since": {("area", "since"): -1, ("reference", "since"): 1},
        "gap_until": {("area", "until"): -1, ("reference", "until"): 1},
        "narrowing": {
            ("area", "since"): -1, ("area", "until"): 1,
            ("reference", "since"): 1, ("reference", "until"): -1,
        },
    }  # fmt: skip
