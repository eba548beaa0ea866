"""Målopfølgning and klagesager: the worked figures of the papers, every rule, and what cannot be said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import social_balance as sb
from social_balance.language.faults import InputError


def series(figures: dict[int, float | None], **more: dict[int, object]) -> pd.DataFrame:
    """One indicator: year → value, and columns more as year → cell."""
    table = pd.DataFrame({"indicator": "x", "year": list(figures), "value": list(figures.values())})
    for column, cells in more.items():
        table[column.rstrip("_")] = [cells.get(year) for year in figures]
    return table


def followed(
    figures: dict[int, float | None], target: sb.Target, year: int | None = None, **more
) -> pd.Series:
    return sb.follow_targets(series(figures, **more), {"x": target}, year=year).loc["x"]


# ---- the worked figures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "target", "met", "words"),
    [
        ({2024: 16}, sb.Target("at_least", 15, digits=0), "yes", "Målet er mindst 15: nået."),
        ({2021: 5.6, 2024: 10.6}, sb.Target("at_least", 15), "no", "(+5,0 procentpoint)"),
        ({2021: 64, 2024: 86}, sb.Target("at_least", 68, digits=0), "yes", "Fra 64 procent i 2021 til 86"),
        ({2024: 61}, sb.Target("at_least", 78, digits=0), "no", "Målet er mindst 78: ikke nået."),
        ({2024: 2.8}, sb.Target("at_most", 3.0, unit="børn pr. voksen"), "yes", "Målet er højst 3,0: nået."),
        (
            {2024: 5.7},
            sb.Target("at_most", 6.0, unit="børn pr. voksen"),
            "yes",
            "5,7 børn pr. voksen i 2024.",
        ),
        (
            {2024: 266.6},
            sb.Target("at_least", 325, unit="mio. kr."),
            "no",
            "Målet er mindst 325,0: ikke nået.",
        ),
        ({2023: 7.8, 2024: 7.1}, sb.Target("at_most", 7.0), "no", "(−0,7 procentpoint)"),
    ],
)
def test_the_papers_figures_are_judged_as_the_papers_judge_them(figures, target, met, words):
    row = followed(figures, target)
    assert row["met"] == met
    assert words in row["text"]


def test_the_share_of_pupils_is_above_the_country_by_percentage_points():
    share = 100 * 451 / 486
    row = followed({2024: share}, sb.Target("above_country"), country={2024: 87.4})
    assert (row["met"], row["compared"]) == ("yes", "above")
    assert row["difference"] == pytest.approx(5.4, abs=0.01)
    assert row["text"] == "92,8 procent i 2024. Målet er over landsgennemsnittet (87,4): nået."


def test_a_gap_that_closes_is_level_with_the_country():
    row = followed(
        {2016: 35, 2023: 27.2},
        sb.Target("below_country", unit="pr. 1.000"),
        country={2016: 31.7, 2023: 27.4},
    )
    assert (row["met"], row["compared"]) == ("yes", "level")
    assert "gået fra +3,3 til −0,2: på niveau med landsgennemsnittet." in row["text"]


def test_complaints_are_counted_and_compared_as_in_the_papers():
    cases = pd.DataFrame(
        {"udvalg": ["alle", "et"], "upheld": [192, 17], "changed": [29, 1], "returned": [63, 8],
         "country": [31, None]}
    )  # fmt: skip
    found = sb.complaints(cases)
    assert found["decided"].tolist() == [284, 26]
    assert found["compared"].tolist() == ["level", "cannot_say"]
    assert found["text"].tolist() == [
        "284 afgjorte klagesager: 192 (68 pct.) stadfæstet, 29 (10 pct.) ændret og 63 (22 pct.) hjemvist. "
        "Omgørelsesprocenten er 32 mod 31 i hele landet, på niveau med landsgennemsnittet.",
        "26 afgjorte klagesager: 17 (65 pct.) stadfæstet, 1 (4 pct.) ændret og 8 (31 pct.) hjemvist. "
        "Omgørelsesprocenten er 35.",
    ]


# ---- every rule at its threshold -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "level", "below", "at", "above"),
    [
        ("at_least", 15, "no", "yes", "yes"),
        ("at_most", 15, "yes", "yes", "no"),
        ("above_country", None, "no", "no", "yes"),
        ("below_country", None, "yes", "no", "no"),
    ],
)
def test_a_rule_holds_on_its_side_and_at_its_threshold_as_said(rule, level, below, at, above):
    target = sb.Target(rule, level)
    answers = [followed({2024: v}, target, country={2024: 15})["met"] for v in (14.99, 15.0, 15.01)]
    assert answers == [below, at, above]


@pytest.mark.parametrize(("value", "met"), [(90.39, "no"), (90.4, "yes"), (90.41, "yes")])
def test_so_much_above_the_country_is_measured_from_the_country_without_noise(value, met):
    # 87.4 + 3.0 is 90.4, and not exactly so in binary.
    target = sb.Target("at_least_above_country", 3.0)
    assert followed({2024: value}, target, country={2024: 87.4})["met"] == met


@pytest.mark.parametrize(
    ("value", "word"), [(31, "level"), (33, "level"), (33.01, "above"), (28.99, "below")]
)
def test_level_with_the_country_is_within_two_unless_said_otherwise(value, word):
    target = sb.Target("at_least", 1)
    assert followed({2024: value}, target, country={2024: 31})["compared"] == word
    strict = sb.Target("at_least", 1, level_within=0.5)
    assert followed({2024: 31.6}, strict, country={2024: 31})["compared"] == "above"


def test_a_mean_of_three_years_takes_all_three():
    target = sb.Target("at_least", 12, window=3)
    row = followed({2021: 90, 2022: 10, 2023: 12, 2024: 14}, target)
    assert (row["value"], row["met"]) == (12, "yes")
    assert (row["baseline_year"], row["baseline"]) == (2023, pytest.approx(112 / 3))
    hole = followed({2021: 90, 2023: 12, 2024: 14}, target)
    assert hole["met"] == "cannot_say"
    assert "kan ikke afgøres, der mangler år i gennemsnittet." in hole["text"]


# ---- what cannot be said ---------------------------------------------------------------------------------


def test_not_available_is_not_the_same_as_counted_earlier():
    target = sb.Target("at_least", 15, digits=0)
    empty = followed({2022: 16, 2024: None}, target)
    lagged = followed({2021: 12, 2022: 16}, target, year=2024)
    assert empty["met"] == "cannot_say"
    assert empty["text"] == "Målet er mindst 15: kan ikke afgøres, ikke opgjort i 2024."
    assert (lagged["met"], lagged["latest_year"]) == ("yes", 2022)
    assert "Senest opgjort 2022." in lagged["text"]


def test_a_target_above_the_country_needs_the_country():
    row = followed({2024: 60}, sb.Target("above_country"))
    assert (row["met"], row["compared"]) == ("cannot_say", "cannot_say")
    assert "landsgennemsnittet mangler" in row["text"]


def test_a_break_stops_a_level_and_the_development_but_not_the_country_of_the_same_year():
    figures, new = {2021: 40, 2022: 44, 2024: 71}, {2021: False, 2022: False, 2024: True}
    level = followed(figures, sb.Target("at_least", 50), break_=new)
    above = followed(figures, sb.Target("above_country"), break_=new, country={2024: 69})
    again = followed(figures, sb.Target("at_least", 50, set_in=2024), break_=new)
    assert (level["met"], above["met"], again["met"]) == ("cannot_say", "yes", "yes")
    assert math.isnan(level["change"])
    assert "Der er brud i serien i 2024, så udviklingen kan ikke opgøres." in level["text"]
    assert "målet er sat før bruddet i serien i 2024" in level["text"]


def test_a_mean_does_not_reach_over_a_break():
    target = sb.Target("at_least", 10, window=2, set_in=2024)
    assert followed({2023: 40, 2024: 44}, target)["met"] == "yes"
    assert followed({2023: 40, 2024: 44}, target, break_={2024: True})["met"] == "cannot_say"


def test_a_committee_without_complaints_has_no_percentage():
    found = sb.complaints(pd.DataFrame({"upheld": [0], "changed": [0], "returned": [0], "country": [31]}))
    assert math.isnan(found["overturned_percent"].item())
    assert (found["compared"].item(), found["text"].item()) == ("cannot_say", "Ingen afgjorte klagesager.")


# ---- faults ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ({"rule": "atleast", "level": 3}, ["TGT002"]),
        ({"rule": "at_most"}, ["TGT003"]),
        ({"rule": "at_least_above_country", "window": 0}, ["TGT003", "TGT008"]),
    ],
)
def test_a_target_that_could_not_be_judged_is_refused(target, codes):
    with pytest.raises(InputError) as fault:
        sb.Target(**target)
    assert [issue.code for issue in fault.value.issues] == codes


def test_all_faults_of_a_series_are_told_at_once():
    table = pd.DataFrame({"indicator": ["x", "x"], "year": [2024, 2024], "value": ["5,6", 3]})
    with pytest.raises(InputError) as fault:
        sb.follow_targets(table, {"y": sb.Target("at_least", 1)})
    assert [issue.code for issue in fault.value.issues] == ["TGT005", "TGT006", "TGT004"]


def test_numbers_that_are_no_cases_are_refused():
    with pytest.raises(InputError) as fault:
        sb.complaints(pd.DataFrame({"upheld": [1.5, 2], "changed": [None, 1], "returned": [-1, 0]}))
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [
        ("TGT007", "kolonne 'upheld', række 1"),
        ("TGT007", "kolonne 'changed', række 1"),
        ("TGT007", "kolonne 'returned', række 1"),
    ]
    with pytest.raises(InputError) as fault:
        sb.complaints(pd.DataFrame({"upheld": [1]}))
    assert [issue.code for issue in fault.value.issues] == ["TGT001", "TGT001"]
