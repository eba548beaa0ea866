"""Two divisions of one town: figures of both, and what only both together would show stays unknown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.disclosure.assembling import assemble
from social_balance.disclosure.choosing import unmet_needs
from social_balance.disclosure.pattern import Pattern, read_pattern
from social_balance.disclosure.release import _all_figures, _divided
from social_balance.language.faults import DefinitionError
from social_balance.report.write import report_files
from social_balance.yearly.configuration import read_configuration
from social_balance.yearly.status import Status, Tables

# Persons and convicted by name in the data and year: 42 in Nord, 40 of them in Skoven, which is an estate.
PERSONS = {"Skoven": 300, "Nordengen": 120, "Sydparken": 280, "Sydengen": 150, "resten": 900}
CONVICTED = {
    2021: {"Skoven": 44, "Nordengen": 11, "Sydparken": 33, "Sydengen": 17, "resten": 62},
    2024: {"Skoven": 40, "Nordengen": 2, "Sydparken": 31, "Sydengen": 14, "resten": 57},
}
DEFINITION = """
[indicator]
id        = "doemte"
title     = { da = "Dømte", en = "Convicted" }
source    = "register"
measure   = "share"
unit      = "procent"
direction = "lower_is_better"
goalposts = [100, 0]
reference = "opdigtet"

[[version]]
from     = 2021
base     = "doemt in (0, 1)"
positive = "doemt == 1"

[[case]]
name = "En af tre"
year = 2021
rows = \"\"\"
  doemt
  1
  0
  0
\"\"\"
expect = { base = 3, positive = 1, value = 33.333333 }
"""
CONFIGURATION = """
[aarsstatus]
title        = "Status"
municipality = "Byen"
years        = [2021, 2024]
definitions  = "indices"

[register]
file = "register.csv"

[areas.nord]
name  = "Nord"
parts = ["Skoven", "Nordengen"]

[areas.syd]
name  = "Syd"
parts = ["Sydparken", "Sydengen"]

[areas.rest]
name    = "det øvrige"
aliases = ["resten"]

[areas.whole]
name = "Byen"
"""
ESTATES = """
[[division]]
id   = "boligomraader"
name = "Boligområder"

[division.areas.skov]
name  = "Skovparken"
parts = ["Skoven"]

[division.areas.parken]
name  = "Sydparkens afdelinger"
parts = ["Sydparken"]

[division.areas.rest]
name = "uden for boligområderne"
"""
ACROSS = ESTATES.replace(
    '[division.areas.skov]\nname  = "Skovparken"\nparts = ["Skoven"]\n\n[division.areas.parken]\n'
    'name  = "Sydparkens afdelinger"\nparts = ["Sydparken"]',
    '[division.areas.park]\nname  = "Parkerne"\nparts = ["Skoven", "Sydparken"]',
)


def write_town(folder: Path, divisions: str, convicted: dict[int, dict[str, int]] | None = None) -> Path:
    rows = [
        (f"{name}{n}", year, name, int(n < of_year[name]))
        for year, of_year in (convicted or CONVICTED).items()
        for name, persons in PERSONS.items()
        for n in range(persons)
    ]
    table = pd.DataFrame(rows, columns=["person_id", "year", "area", "doemt"])
    table.to_csv(folder / "register.csv", index=False, sep=";")
    theme = folder / "indices" / "tryghed"
    theme.mkdir(parents=True)
    (theme / "tema.toml").write_text(
        '[theme]\nid = "tryghed"\ntitle = { da = "Tryghed", en = "Safety" }\n'
        'effect_goal = "Færre dømte"\norder = 1\n',
        encoding="utf-8",
    )
    (theme / "doemte.toml").write_text(DEFINITION, encoding="utf-8")
    path = folder / "aarsstatus.toml"
    path.write_text(CONFIGURATION + divisions, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def estates(tmp_path_factory: pytest.TempPathFactory) -> Status:
    return sb.aarsstatus(write_town(tmp_path_factory.mktemp("estates"), ESTATES))


def counts(tables: Tables, year: int = 2024) -> dict[str, float]:
    rows = tables.indicators[tables.indicators["year"] == year]
    return dict(zip(rows["area"], rows["positive"], strict=True))


def test_figures_and_verdicts_are_made_for_each_division(estates: Status) -> None:
    [division] = estates.tables().divisions
    assert counts(division.tables) == {
        "Skovparken": 40, "Sydparkens afdelinger": 31, "uden for boligområderne": 73, "Byen": 144,
    }  # fmt: skip
    assert counts(estates.tables())["Nord"] == 42
    assert list(division.tables.ambition["area"]) == ["Skovparken", "Sydparkens afdelinger"]
    assert division.tables.meta.reference == "uden for boligområderne"


def test_two_divisions_that_are_each_safe_show_a_small_count_together_and_the_release_does_not(
    estates: Status,
) -> None:
    alone = replace(estates, divisions=(), blocks=None)
    [other] = estates.divisions
    for each in (alone, other.status):
        assert not sb.release(each).indicators["hidden"].any()
    # 42 in Nord less 40 in Skovparken are the two of Nordengen.
    assert counts(sb.release(alone))["Nord"] - counts(sb.release(other.status))["Skovparken"] == 2
    public = sb.release(estates)
    shown = counts(public)
    [division] = public.divisions
    assert np.isnan(shown["Nord"]) or np.isnan(counts(division.tables)["Skovparken"])
    found = sb.attack(public)
    assert found.unsafe().empty
    rows = found.frame().set_index(["area", "kind"])
    row: Any = rows.loc[("Nord × uden for boligområderne", "counted")]
    assert (row["low"], row["state"]) == (0, "safe")
    assert row["high"] >= 2 + 5


def test_an_estate_across_two_districts_leaves_what_the_districts_have_beside_it_unknown(
    tmp_path: Path,
) -> None:
    few = {**CONVICTED[2024], "Nordengen": 1, "Sydengen": 2}
    status = sb.aarsstatus(write_town(tmp_path, ACROSS, {2021: CONVICTED[2021], 2024: few}))
    problem = assemble(_all_figures(status), status.disclosure, Pattern(), _divided(status))
    shown_all = np.zeros(len(problem.units), bool)
    # Nord + Syd − Parkerne = 3 convicted, so that neither part of it can be thought to be 5 more than it is.
    needs = unmet_needs(problem.counts, problem.units, shown_all)
    unmet: set[Any] = {problem.counts.keys[need.count][1] for need in needs}
    nord, syd = "Nord × uden for boligområderne", "Syd × uden for boligområderne"
    assert {(each.area, each.year) for each in unmet} == {
        (nord, 2024), (syd, 2024), (f"{nord} + {syd}", 2024),
    }  # fmt: skip
    public = sb.release(status)
    assert public.indicators["hidden"].any() or public.divisions[0].tables.indicators["hidden"].any()
    assert sb.attack(public).unsafe().empty


def test_a_division_added_to_what_is_published_already_keeps_the_difference_unknown(
    estates: Status, tmp_path: Path
) -> None:
    first = replace(estates, divisions=(), blocks=None, meta=replace(estates.meta, title="Første"))
    file = tmp_path / "moenster.json"
    before = sb.release(first)
    assert before.pattern is not None
    before.pattern.write(file)
    public = sb.release(estates, pattern=file)
    # Nord is known for good, so it is the estate that is hidden now.
    assert np.isnan(counts(public.divisions[0].tables)["Skovparken"])
    assert public.pattern is not None
    public.pattern.write(file)
    assert read_pattern(file) == public.pattern
    assert sb.attack(public).unsafe().empty


def test_the_papers_have_a_section_and_files_of_each_division(estates: Status) -> None:
    public = sb.release(estates)
    files = report_files(public, formats=["html", "json", "csv"])
    page = next(content for name, content in files.items() if name.endswith(".html")).decode()
    assert "Boligområder" in page
    assert "Skovparken" in page
    assert '"division": "boligomraader"' in files["results.json"].decode()
    assert any("boligomraader" in name for name in files if name.endswith(".csv"))


@pytest.mark.parametrize(
    ("divisions", "codes"),
    [
        (ESTATES + ESTATES, ["CFG051", "CFG052"]),
        (ESTATES.replace('parts = ["Skoven"]', 'parts = ["Skovn"]'), ["ARE025"]),
        (ESTATES.replace('name  = "Skovparken"', 'name  = "Nord"'), ["ARE026"]),
        (
            ESTATES.replace('parts = ["Skoven"]', 'parts = ["Nord"]').replace('["Sydparken"]', '["Syd"]'),
            ["CFG052"],
        ),
        (ESTATES.replace("[division.areas.rest]", "[division.areas.other]"), ["CFG050"]),
        (ESTATES + 'colour = "red"\n', ["DEF003"]),
    ],
)
def test_a_division_that_cannot_be_is_told_of(tmp_path: Path, divisions: str, codes: list[str]) -> None:
    with pytest.raises(DefinitionError) as fault:
        read_configuration(write_town(tmp_path, divisions))
    assert [issue.code for issue in fault.value.issues] == codes
    assert all(issue.line for issue in fault.value.issues)
