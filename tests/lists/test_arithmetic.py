"""Printed arithmetic: bases and counts that fit a percentage, and changes called by the wrong word."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import social_balance as sb
from social_balance.language.faults import InputError


def printed(count: int, base: int, digits: int) -> float:
    exact = Decimal(100 * count) / Decimal(base)
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def test_five_and_nine_citizens_of_one_base_leave_four_bases():
    assert list(sb.possible_bases([(5, 2.6), (9, 4.7)])) == [190, 191, 192, 193]


def test_percentages_that_cannot_be_of_one_base_leave_none():
    assert list(sb.possible_bases([(5, 2.6), (9, 5.2)])) == []


def test_a_hundredth_of_a_per_cent_of_a_few_hundred_is_no_whole_pupil():
    assert list(sb.possible_counts(0.01, 300, digits=2)) == []
    assert list(sb.possible_counts(0.01, 12000, digits=2)) == [1]
    assert list(sb.possible_counts(92.8, 486)) == [451]


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 2))
def test_what_is_printed_of_a_count_and_a_base_finds_both_again(base, count, digits):
    count = min(count, base)
    percent = printed(count, base, digits)
    found = sb.possible_counts(percent, base, digits=digits)
    assert list(found) == [c for c in range(base + 1) if printed(c, base, digits) == percent]


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_bases_are_those_that_give_the_percentage_and_no_others(base, count):
    count = min(count, base)
    percent = printed(count, base, 1)
    found = sb.possible_bases([(count, percent)])
    around = range(count, 3 * max(found))
    assert list(found) == [n for n in around if printed(count, n, 1) == percent]


def test_percentages_of_nobody_set_no_limit():
    with pytest.raises(InputError) as fault:
        sb.possible_bases([(0, 0.0)])
    assert fault.value.issues[0].code == "TGT012"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"before": 72.5, "after": 70, "told": 2.5, "of": "percentages", "digits": 1}, ["TGT009"]),
        (
            {"before": 72.5, "after": 70, "told": 2.5, "of": "percentages", "digits": 1,
             "called": "procentpoint"},
            [],
        ),
        ({"before": 442, "after": 501, "told": 12}, ["TGT010"]),
        ({"before": 442, "after": 501, "told": 13}, []),
        ({"before": 442, "after": 501, "told": 15}, ["TGT011"]),
    ],
)  # fmt: skip
def test_a_change_is_called_what_it_is(change, codes):
    before, after, told = (change.pop(name) for name in ("before", "after", "told"))
    assert [issue.code for issue in sb.check_change(before, after, told, **change)] == codes
