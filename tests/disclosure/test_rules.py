"""When a figure is hidden for its own sake: every rule on both sides of its bound, written out."""

from __future__ import annotations

import math

import pytest

from social_balance.disclosure.ledger import needs_of
from social_balance.disclosure.rules import Persons, reason_to_hide
from social_balance.yearly.disclosure_settings import DisclosureSettings, Dominance

FIVE = DisclosureSettings(floor=5, dominance=Dominance(n=2, k=85))
NAN = math.nan


@pytest.mark.parametrize(
    ("persons", "reason"),
    [
        (Persons(100, 5), None),
        (Persons(100, 4), "few_persons"),
        (Persons(100, 0), "few_persons"),
        (Persons(100, 95), None),
        (Persons(100, 96), "few_persons"),
        (Persons(100, 100), "few_persons"),
        (Persons(100, 96, complement=False), None),
        (Persons(5), None),
        (Persons(4), "few_persons"),
        (Persons(1), "few_persons"),
        (Persons(0, 0), None),
        (Persons(NAN), None),
        (Persons(100, NAN, smallest=5), None),
        (Persons(100, NAN, smallest=4), "few_persons"),
        (Persons(100, NAN, smallest=0), "few_persons"),
        (Persons(100, 50, largest=(50.0, 35.0)), None),
        (Persons(100, 50, largest=(50.0, 35.1)), "dominance"),
        (Persons(100, 50, largest=(86.0,)), "dominance"),
        (Persons(100, 50, largest=(30.0, 30.0, 30.0)), None),
    ],
)
def test_a_figure_is_hidden_on_one_side_of_the_bound_and_shown_on_the_other(persons, reason):
    assert reason_to_hide(persons, FIVE, "register") == reason


@pytest.mark.parametrize(("source", "reason"), [("survey", "few_answers"), ("count", "few_persons")])
def test_of_a_survey_it_is_the_answers_that_are_few(source, reason):
    assert reason_to_hide(Persons(4), FIVE, source) == reason


@pytest.mark.parametrize(("floor", "hidden"), [(3, False), (4, True)])
def test_the_floor_is_the_smallest_number_that_shows(floor, hidden):
    assert (reason_to_hide(Persons(50, 3), DisclosureSettings(floor=floor), "register") is not None) is hidden


@pytest.mark.parametrize(
    ("n", "k", "hidden"), [(1, 60, False), (1, 59.9, True), (2, 90, False), (2, 89, True)]
)
def test_dominance_has_its_own_number_and_its_own_per_cent(n, k, hidden):
    settings = DisclosureSettings(floor=5, dominance=Dominance(n=n, k=k))
    persons = Persons(100, 50, largest=(60.0, 30.0, 5.0))
    assert (reason_to_hide(persons, settings, "register") is not None) is hidden


@pytest.mark.parametrize(
    ("persons", "needs"),
    [
        (Persons(100, 2), {"counted": (2, 5)}),
        (Persons(100, 0), {"counted": (0, 5)}),
        (Persons(6, 2), {"counted": (2, 4)}),
        (Persons(100, 98), {"counted": (5, 2)}),
        (Persons(6, 4), {"counted": (4, 2)}),
        (Persons(7, 3), {"counted": (3, 4)}),
        (Persons(3, 1), {"counted": (1, 2), "base": (3, 5)}),
        (Persons(3), {"base": (3, 5)}),
        (Persons(100, 40, largest=(90.0,)), {"counted": (5, 5), "base": (5, 5)}),
    ],
)
def test_a_hidden_count_has_to_be_able_to_be_0_and_the_floor_more_or_the_mirror_of_it(persons, needs):
    assert needs_of(persons, FIVE) == needs
