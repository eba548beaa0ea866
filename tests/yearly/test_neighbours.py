"""Targets, complaints and the ministry's lists go through the yearly job, and hide their few."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy.optimize import linprog

import social_balance as sb
from social_balance.cli import main
from social_balance.disclosure.followed_figures import release_followed
from social_balance.disclosure.neighbours import release_complaints
from social_balance.lists.complaints import complaints
from social_balance.lists.strategy.figure_tables import COLUMNS, read_figure_table

EXAMPLE = Path(__file__).parents[2] / "docs" / "guide" / "maal_eksempel"

CONFIG = """
[aarsstatus]
title = "Årsstatus"
municipality = "Åkøbing Kommune"
years = [2021, 2024]
definitions = "indices"
invented = true

[register]
file = "register.parquet"

[areas.nord]
name = "Nordbyen"
[areas.rest]
name = "det øvrige Åkøbing"
[areas.whole]
name = "Åkøbing Kommune"

[targets]
file = "maal.toml"

[complaints]
file = "klager.csv"
committee = "udvalg"
year = "aar"
total = "I alt"

[lists]
file = "lister.csv"
area = "omraade"
columns = { outside_work = "uden_arbejde" }
listed = { Nordbyen = { 2022 = true } }
"""
THEME = """[theme]
id = "eget"
title = { da = "eget", en = "own" }
effect_goal = "E"
order = 1
"""
INDICATOR = """[indicator]
id = "enlig"
title = { da = "Bor alene", en = "Lives alone" }
source = "register"
measure = "share"
unit = "procent"
direction = "lower_is_better"
goalposts = [100, 0]
reference = "Eget"
[[version]]
from = 2020
base = "alder >= 18"
positive = "alene == 1"
[[case]]
name = "Tre af fire"
year = 2021
rows = '''
 alder | alene | weight
    18 |     1 | 3
    50 |     0 | 1
    17 |     1 | 2
'''
expect = { base = 4, positive = 3, value = 75.0 }
"""
COMPLAINTS = """udvalg;aar;upheld;changed;returned;country
I alt;2024;192;29;63;31
Børn;2024;17;1;8;
Social;2024;175;28;55;
I alt;2023;150;30;50;33
"""
# In Nordbyen 4 of 1.200 are convicted in two years on end, fewer than the floor.
LISTS = """omraade;year;residents;uden_arbejde;convicted;convicted_country;education;income;non_western
Nordbyen;2022;1200;43,0;2,4;0,75;61,0;55,9;51,0
Nordbyen;2023;1200;41,2;0,3;0,70;60,5;56,3;49,5
Nordbyen;2024;1200;40,1;0,3;0,65;60,2;57,0;48,0
"""


def write_town(folder: Path) -> Path:
    """Write a municipality of one area and one indicator, and the tables of its neighbouring papers."""
    theme = folder / "indices" / "eget"
    theme.mkdir(parents=True)
    files = {
        "aarsstatus.toml": CONFIG, "klager.csv": COMPLAINTS, "lister.csv": LISTS,
        "indices/eget/tema.toml": THEME, "indices/eget/enlig.toml": INDICATOR,
        "maal.toml": (EXAMPLE / "maal.toml").read_text(encoding="utf-8"),
        "maal_tal.csv": (EXAMPLE / "maal_tal.csv").read_text(encoding="utf-8"),
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    rng = np.random.default_rng(1)
    share = {("nord", 2021): 0.55, ("nord", 2024): 0.40, ("rest", 2021): 0.30, ("rest", 2024): 0.30}
    persons = pd.concat(
        pd.DataFrame({"person_id": np.arange(400) + 400 * (area == "rest"), "year": year, "area": area,
                      "alder": 40, "alene": (rng.random(400) < alone).astype(int)})
        for (area, year), alone in share.items()
    )  # fmt: skip
    duckdb.from_df(persons).write_parquet(str(folder / "register.parquet"))
    return folder / "aarsstatus.toml"


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def out(town) -> Path:
    """The papers of the town, made once by the yearly job."""
    folder = town.parent / "ud"
    sb.write_report(sb.release(sb.aarsstatus(town)), folder, formats=["html", "csv", "json"])
    return folder


def test_the_yearly_job_makes_the_neighbouring_papers_beside_its_own(out):
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"aarsstatus.html", "maalopfoelgning.html", "tables/maal.csv", "tables/klagesager.csv"} <= names
    page = (out / "aarsstatus.html").read_text(encoding="utf-8")
    assert "192 (68 pct.)" in page
    assert "omdannelsesområde" in page.casefold()
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert {"targets", "complaints", "criteria", "lists", "leaving", "strategy"} <= results.keys()


def test_the_strategys_own_indicator_is_exported_and_stands_in_the_follow_up(out):
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    since, until = results["strategy"]
    followed = {row["indicator"]: row for row in results["targets"]}["bydele_i_social_balance"]
    assert (followed["value"], followed["baseline"]) == (until["value"], since["value"])
    assert (followed["met"], followed["basis"], until["judgement"]) == ("yes", "computed", "smaller")
    # The file has the names that a table of figures has, so that another follow-up takes it as it is.
    file = out / "tables" / "strategiindikator.csv"
    headings = next(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert set(headings) <= set(COLUMNS)
    lines = read_figure_table(file)
    assert [(name, line.period.year, line.judgement) for name, line in lines] == [
        ("bydele_i_social_balance", 2021, ()), ("bydele_i_social_balance", 2024, ("fallen",)),
    ]  # fmt: skip
    assert lines[1][1].value == pytest.approx(until["value"])


def test_few_complaints_and_few_convicted_are_hidden_with_the_reason(out):
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    cases = {(row["committee"], row["year"]): row for row in results["complaints"]}
    # One of 26; hidden alone it would be what the sum lacks.
    assert cases["Børn", 2024]["changed"] is None
    assert [cases["Børn", 2024][f"hidden_{name}"] for name in ("upheld", "changed", "returned")].count(
        True
    ) == 2
    convicted = [
        row for row in results["criteria"] if row["criterion"] == "convicted" and row["year"] == 2024
    ]
    assert {row["value"] for row in convicted} == {None}
    page = (out / "aarsstatus.html").read_text(encoding="utf-8")
    assert "ikke vist" in page
    assert "under 5" in page


FAULTY = (
    ('file = "klager.csv"', 'file = "klager.csv"\nkomite = "x"', "DEF003"),
    ('file = "maal.toml"', 'file = "maal_2.toml"', None),
    ("2022 = true", '"i fjor" = true', "CFG005"),
    ('file = "lister.csv"', 'file = "listr.csv"', "CFG010"),
)


def test_faults_of_the_neighbours_are_told_with_those_of_the_configuration(town, tmp_path):
    text = town.read_text(encoding="utf-8")
    for right, wrong, _ in FAULTY:
        text = text.replace(right, wrong)
    file = write_town(tmp_path)
    file.write_text(text.replace('title = "Årsstatus"', ""), encoding="utf-8")
    with pytest.raises(sb.DefinitionError) as raised:
        sb.aarsstatus(file)
    codes = [issue.code for issue in raised.value.issues]
    assert {"DEF003", "CFG005", "DEF004"} <= set(codes)
    assert "maal_2.toml" in str(raised.value)


def test_a_strategy_is_followed_from_the_command_line_alone(tmp_path):
    done = CliRunner().invoke(
        main, ["targets", str(EXAMPLE / "maal.toml"), "--out", str(tmp_path / "ud"), "--formats", "html,csv"]
    )
    assert done.exit_code == 0, done.output
    assert "fravaer: ikke nået" in done.output
    assert "! nikotin_snus: " in done.output  # what the printed figures tell of their base
    names = {path.relative_to(tmp_path / "ud").as_posix() for path in (tmp_path / "ud").rglob("*.*")}
    assert {"maalopfoelgning.html", "tables/maal.csv", "manifest.json"} <= names


def test_a_file_of_targets_is_checked_with_its_tables_and_cases(tmp_path):
    assert CliRunner().invoke(main, ["check", str(EXAMPLE / "maal.toml")]).output.strip() == "Ingen fejl."
    text = (EXAMPLE / "maal.toml").read_text(encoding="utf-8")
    (tmp_path / "maal.toml").write_text(text.replace('met = "cannot_say"', 'met = "yes"'), encoding="utf-8")
    (tmp_path / "maal_tal.csv").write_text("indicator;period;value\nbiltrafik;i fjor;1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path / "maal.toml")])
    assert done.exit_code == 1
    assert "'i fjor' er ingen periode" in done.output


def test_a_file_of_targets_with_faults_is_told_in_words_and_nothing_is_written(tmp_path):
    (tmp_path / "maal.toml").write_text('[targets]\ntitle = "X"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["targets", str(tmp_path / "maal.toml"), "--out", str(tmp_path / "ud")])
    assert done.exit_code == 1
    assert "municipality" in done.output
    assert not (tmp_path / "ud").exists()


# ---- disclosure of complaints ----------------------------------------------------------------------------


def possible(shown: pd.DataFrame, name: str, row: int) -> set[int]:
    """What a hidden number can be, for a reader who knows the sums, by trying every number."""
    line = shown.iloc[row]
    names = ["upheld", "changed", "returned"]
    known = sum(line[each] for each in names if pd.notna(line[each]))
    hidden = [each for each in names if pd.isna(line[each])]
    left = int(line["decided"] - known)
    return set(range(left + 1)) if len(hidden) > 1 else {left}


@pytest.mark.parametrize(("changed", "is_hidden"), [(0, True), (4, True), (5, False)])
def test_a_number_of_complaints_below_the_floor_is_hidden_and_cannot_be_worked_out(changed, is_hidden):
    cases = pd.DataFrame({"committee": ["A"], "year": [2024], "upheld": [17], "changed": [changed],
                          "returned": [8]})  # fmt: skip
    shown = release_complaints(complaints(cases).assign(is_total=False), 5)
    assert shown["hidden_changed"].item() == is_hidden
    hidden = [name for name in ("upheld", "changed", "returned") if shown[f"hidden_{name}"].item()]
    assert len(hidden) in ((2, 3) if is_hidden else (0,))
    for name in hidden:
        assert len(possible(shown, name, 0)) >= 5
        assert np.isnan(shown[f"{name}_percent"].item())


def limits_by_sums(cases: pd.DataFrame, shown: pd.DataFrame) -> dict[tuple[str, int], tuple[float, float]]:
    """Between what each hidden number lies, to a reader who knows every sum and nothing else."""
    names = ["upheld", "changed", "returned", "decided"]
    place = {(name, row): 4 * row + column for row in cases.index for column, name in enumerate(names)}
    last = len(cases) - 1
    sums = [[(name, row) for name in names] for row in cases.index]
    a = np.zeros((len(cases) + 4, len(place)))
    for row, cells in enumerate(sums):
        a[row, [place[cell] for cell in cells]] = [1, 1, 1, -1]
    for column, name in enumerate(names):
        a[len(cases) + column, [place[name, row] for row in range(last)]] = 1
        a[len(cases) + column, place[name, last]] = -1
    bounds = [(0, None) if pd.isna(shown[name][row]) else (shown[name][row],) * 2 for name, row in
              sorted(place, key=place.__getitem__)]  # fmt: skip
    limits = {}
    for cell, at in place.items():
        if pd.isna(shown[cell[0]][cell[1]]):
            goal = np.eye(len(place))[at]
            ends = [linprog(sign * goal, A_eq=a, b_eq=np.zeros(len(a)), bounds=bounds) for sign in (1, -1)]
            limits[cell] = (ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf)
    return limits


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_of_complaints_can_be_worked_out_from_the_sums(seed):
    rng = np.random.default_rng(seed)
    numbers = rng.poisson([12, 3, 7], size=(3, 3))
    cases = pd.DataFrame([*numbers, numbers.sum(axis=0)], columns=["upheld", "changed", "returned"])
    cases = cases.assign(committee=["A", "B", "C", "I alt"], year=2024)
    judged = complaints(cases).assign(is_total=cases["committee"] == "I alt")
    shown = release_complaints(judged, 5)
    limits = limits_by_sums(judged, shown)
    small = [(name, row) for name in ("upheld", "changed", "returned") for row in cases.index
             if cases[name][row] < 5]  # fmt: skip
    assert small
    assert set(small) <= limits.keys()
    for name, row in small:
        low, high = limits[name, row]
        # Nobody can exclude 0, nor five more than there are or all of them.
        assert low <= 1e-6
        assert high >= min(cases[name][row] + 5, judged["decided"][row]) - 1e-6


# ---- disclosure of a strategy's own figures --------------------------------------------------------------

STRATEGY = """
[targets]
title = "Opfølgning"
municipality = "Åkøbing Kommune"
year = 2024
floor = {floor}
figures = ["tal.csv"]

[[goal]]
id = "trivsel"
title = "Trivsel"
comment = "Et mål."
"""
FIGURES = """indicator;period;value;count;base
ryger;2022;;21;200
ryger;2024;;{whole};200
cigar;2022;;11;200
cigar;2024;;{cigar};200
snus;2022;;10;200
snus;2024;;{snus};200
"""


def read_smokers(folder: Path, *, cigar: int, snus: int, floor: int = 5, value: str = "") -> sb.Targets:
    """Write and read a strategy where those who smoke are the sum of two kinds."""
    text = STRATEGY.format(floor=floor)
    for name in ("ryger", "cigar", "snus"):
        belongs = 'goal = "trivsel"' if name == "ryger" else 'part_of = "ryger"'
        text += f'[[indicator]]\nid = "{name}"\n{belongs}\ntitle = "{name}"\ntarget = {{ rule = "fall" }}\n'
    (folder / "maal.toml").write_text(text, encoding="utf-8")
    figures = FIGURES.format(whole=cigar + snus, cigar=cigar, snus=snus)
    (folder / "tal.csv").write_text(figures, encoding="utf-8")
    return sb.read_targets(folder / "maal.toml")


def shown_values(targets: sb.Targets) -> dict[str, float | None]:
    values = release_followed(targets, 5).frame()["value"]
    return {name: None if np.isnan(value) else round(value * 2) for name, value in values.items()}


@pytest.mark.parametrize(
    ("cigar", "snus", "shown"),
    [
        (9, 5, {"ryger": 14, "cigar": 9, "snus": 5}),
        # 14 − 10 is 4: the other part goes too, for the whole is what a reader looks for.
        (10, 4, {"ryger": 14, "cigar": None, "snus": None}),
        # All but four of two hundred: what is left is of few.
        (140, 56, {"ryger": None, "cigar": 140, "snus": None}),
    ],
)
def test_a_strategys_figure_of_few_is_hidden_and_cannot_be_subtracted(tmp_path, cigar, snus, shown):
    assert shown_values(read_smokers(tmp_path, cigar=cigar, snus=snus)) == shown


def test_the_larger_of_two_floors_holds(tmp_path):
    targets = read_smokers(tmp_path, cigar=9, snus=5, floor=8)
    assert shown_values(targets)["snus"] is None
    assert release_followed(targets, 5).main.floor == 8


def test_no_judgement_rests_on_a_hidden_figure_and_the_paper_says_why(tmp_path):
    targets = read_smokers(tmp_path, cigar=10, snus=4)
    frame = release_followed(targets, 5).frame()
    assert frame["met"].to_dict() == {"ryger": "yes", "cigar": "cannot_say", "snus": "cannot_say"}
    assert "er ikke vist, fordi det er af få" in frame.loc["snus", "text"]
    out = sb.write_targets(targets, tmp_path / "ud", formats=["html", "csv", "json"])
    page = (out / "maalopfoelgning.html").read_text(encoding="utf-8")
    assert (
        "Ikke vist: tallet, eller det der kunne regne det ud, er af færre end 5 personer eller sager." in page
    )
    for file in out.rglob("*.*"):
        # 4 of 200, in every form that a file could have it.
        assert not re.search(r"\b2[.,]0 procent|\b4 (?:af|ud af) 200", file.read_text(encoding="utf-8"))


def test_the_baseline_that_is_hidden_is_not_replaced_by_the_next_figure(tmp_path):
    (tmp_path / "a").mkdir()
    targets = read_smokers(tmp_path / "a", cigar=9, snus=9)
    text = (tmp_path / "a" / "tal.csv").read_text(encoding="utf-8")
    text = text.replace("snus;2022;;10;200", "snus;2020;1,0;;200\nsnus;2022;;10;200")
    (tmp_path / "a" / "tal.csv").write_text(text, encoding="utf-8")
    targets = sb.read_targets(tmp_path / "a" / "maal.toml")
    assert targets.frame().loc["snus", "met"] == "no"  # from 1,0 to 4,5 per cent
    row = release_followed(targets, 5).frame().loc["snus"]
    assert (row["met"], row["baseline_year"]) == ("cannot_say", 2020)
