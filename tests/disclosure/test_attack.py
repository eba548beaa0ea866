"""The attack as a privacy officer sees it: of a release, of a folder, and of one that hides too little."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fake_release import fake_release

import social_balance as sb
from social_balance.cli import main
from social_balance.disclosure.beneath import Cell
from social_balance.disclosure.pattern import Pattern, PatternCell, PatternRelease

COUNTS = {
    "Nord": (2, 200),
    "Syd": (30, 220),
    "Øst": (40, 210),
    "resten": (900, 9000),
    "Kommunen": (972, 9630),
}


def released(hidden: set[str], counts: dict[str, tuple[int, int]] = COUNTS) -> sb.Release:
    """A release whose pattern is that of one indicator, with some areas hidden."""
    roles: dict[str, Any] = {"resten": "rest", "Kommunen": "whole"}
    cells = tuple(
        PatternCell(Cell("i", area, (), 2024), roles.get(area, "area"), n, y, area not in hidden, y < 5)
        for area, (y, n) in counts.items()
    )
    return replace(fake_release(), pattern=Pattern((PatternRelease("2024", 5, cells),)))


def folder(tmp_path: Path, hidden: set[str], counts: dict[str, tuple[int, int]] = COUNTS) -> Path:
    rows = [
        {"indicator": "i", "area": area, "year": 2024, "base": None if area in hidden else n,
         "positive": None if area in hidden else y, "hidden": area in hidden}
        for area, (y, n) in counts.items()
    ]  # fmt: skip
    results = {"meta": {"whole": "Kommunen", "floor": 5}, "indicators": rows}
    (tmp_path / "results.json").write_text(json.dumps(results), encoding="utf-8")
    return tmp_path


def states(attack: sb.Attack, kind: str = "counted") -> dict[str, tuple[float, float, str]]:
    rows = attack.frame()
    rows = rows[rows["kind"] == kind]
    return {row.area: (row.low, row.high, row.state) for row in rows.itertuples()}


def test_a_single_hidden_area_is_worked_out_from_the_whole_and_the_others():
    assert states(sb.attack(released({"Nord"}))) == {"Nord": (2.0, 2.0, "exact")}


def test_a_second_hidden_area_leaves_both_unknown():
    found = states(sb.attack(released({"Nord", "Øst"})))
    assert found == {"Nord": (0.0, 42.0, "safe"), "Øst": (0.0, 42.0, "partner")}
    assert sb.attack(released({"Nord", "Øst"})).unsafe().empty


def test_two_hidden_areas_whose_sum_is_small_are_narrow():
    counts = {**COUNTS, "Syd": (1, 220), "Kommunen": (943, 9630)}
    found = states(sb.attack(released({"Nord", "Syd"}, counts)))
    assert found == {"Nord": (0.0, 3.0, "narrow"), "Syd": (0.0, 3.0, "narrow")}


def test_the_rows_say_from_which_sum():
    frame = sb.attack(released({"Nord"})).frame()
    assert list(frame.columns) == ["indicator", "area", "year", "kind", "low", "high", "state", "relations"]
    assert frame["relations"].str.contains("i, 2024").all()


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ({"Nord"}, {"Nord": (2.0, 2.0, "exact")}),
        ({"Nord", "Øst"}, {"Nord": (0.0, 42.0, "safe"), "Øst": (0.0, 42.0, "safe")}),
        ({"Kommunen"}, {"Kommunen": (972.0, 972.0, "exact")}),
        (set(), {}),
    ],
)
def test_a_folder_is_attacked_with_nothing_but_what_is_published(hidden, expected, tmp_path):
    assert states(sb.attack(folder(tmp_path, hidden))) == expected


def test_a_sum_of_a_folder_below_the_floor_is_narrow(tmp_path):
    counts = {**COUNTS, "Syd": (2, 220), "Kommunen": (944, 9630)}
    assert states(sb.attack(folder(tmp_path, {"Nord", "Syd"}, counts)))["Nord"] == (0.0, 4.0, "narrow")
    counts = {**COUNTS, "Syd": (3, 220), "Kommunen": (945, 9630)}
    assert states(sb.attack(folder(tmp_path, {"Nord", "Syd"}, counts)))["Nord"] == (0.0, 5.0, "safe")


def test_a_report_is_read_back_from_its_json_and_from_its_table(tmp_path):
    release = fake_release()
    both = sb.write_report(release, tmp_path / "ud", formats=["json", "csv"])
    from_json = sb.attack(both).frame()
    assert len(from_json) > 0
    (both / "results.json").unlink()
    from_csv = sb.attack(both).frame()
    columns = ["indicator", "area", "year", "kind"]
    assert from_csv[columns].values.tolist() == from_json[columns].values.tolist()


def with_index(tmp_path: Path, told: dict[str, Any], hidden: set[str]) -> Path:
    """A folder with a theme of three indicators, of weights 2, 1 and 1, some hidden, and one more table."""
    scores = {"a": (2, 40.0), "b": (1, 70.0), "c": (1, 10.0)}
    rows = [
        {"indicator": name, "theme": "t", "area": "Nord", "year": 2024, "base": None, "positive": None,
         "hidden": name in hidden, "in_index": True, "weight": weight,
         "score": None if name in hidden else score}
        for name, (weight, score) in scores.items()
    ]  # fmt: skip
    index = [{"theme": "t", "area": "resten", "year": 2024, "value": 65.0, "hidden": False}]
    meta = {"whole": "Kommunen", "floor": 5, "reference": "resten", "years": [2021, 2024], "until": 2024}
    results = {"meta": meta, "indicators": rows, "index": index, **told}
    (tmp_path / "results.json").write_text(json.dumps(results), encoding="utf-8")
    return tmp_path


AT = {"theme": "t", "area": "Nord", "hidden": False}


@pytest.mark.parametrize(
    "told",
    [
        {"series": [{**AT, "year": 2024, "value": 40.0}]},
        {"pace": [{**AT, "gap_now": 25.0}]},
        {"ambition": [{**AT, "since": 2021, "until": 2024, "value_since": None, "value_until": 40.0}]},
    ],
)
def test_a_series_a_pace_or_a_verdict_with_an_index_gives_the_hidden_indicator_beneath_it(told, tmp_path):
    attack = sb.attack(with_index(tmp_path, told, {"c"}))
    [row] = attack.frame()[attack.frame()["kind"] == "score"].to_dict("records")
    assert (row["indicator"], row["area"], row["low"], row["high"]) == ("c", "Nord", 10.0, 10.0)
    assert row["state"] == "exact"
    assert row["relations"].startswith(next(iter(told)))
    [narrow, _] = sb.attack(with_index(tmp_path, told, {"b", "c"})).unsafe().to_dict("records")
    assert (narrow["low"], narrow["high"], narrow["state"]) == (0.0, 80.0, "narrow")


def test_a_row_that_is_hidden_itself_gives_nothing(tmp_path):
    told = {"series": [{**AT, "hidden": True, "year": 2024, "value": None}], "pace": []}
    assert sb.attack(with_index(tmp_path, told, {"c"})).unsafe().empty


@pytest.mark.parametrize("text", [None, "{", "{}", '{"meta": {}, "indicators": [1]}'])
def test_a_folder_without_a_report_is_a_fault(text, tmp_path):
    for content in [text] if text is not None else []:
        (tmp_path / "results.json").write_text(content, encoding="utf-8")
    with pytest.raises(sb.InputError) as fault:
        sb.attack(tmp_path)
    assert [issue.code for issue in fault.value.issues] == ["REL008"]


@pytest.mark.parametrize("thing", [None, 5, fake_release()])
def test_what_is_no_release_with_a_pattern_is_refused(thing):
    with pytest.raises(sb.InputError) as fault:
        sb.attack(thing)
    assert [issue.code for issue in fault.value.issues] == ["REL009"]


def test_the_command_says_what_can_be_worked_out_and_ends_with_1(tmp_path):
    result = CliRunner().invoke(main, ["attack", str(folder(tmp_path, {"Nord"}))])
    assert result.exit_code == 1
    assert "2 skjulte antal er prøvet; 2 kan regnes ud" in result.output
    assert "i, Nord, 2024: 2–2 (i, 2024: Kommunen)" in result.output


def test_the_command_ends_with_0_when_nothing_can(tmp_path):
    result = CliRunner().invoke(main, ["attack", str(folder(tmp_path, {"Nord", "Øst"})), "--lang", "en"])
    assert result.exit_code == 0
    assert "4 hidden counts were tried; 0 can be worked out" in result.output


def test_every_hidden_count_comes_as_csv_when_asked(tmp_path):
    result = CliRunner().invoke(main, ["attack", str(folder(tmp_path, {"Nord", "Øst"})), "--csv"])
    assert result.output.splitlines()[0] == "indicator,area,year,kind,low,high,state,relations"
    assert len(result.output.splitlines()) == 5
