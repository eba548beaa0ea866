"""Definitions: bad ones are refused with every fault at once, good ones are read, tried and explained."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest

from social_balance.definitions.cases import BROKEN, check_case, check_cases, run_case, unnoticed
from social_balance.definitions.catalogue import (
    Indicator,
    Theme,
    Themes,
    check_indicators,
    check_theme,
    explain,
    json_schema,
    read_indicators,
)
from social_balance.definitions.explanations import condition_in_words
from social_balance.definitions.reading import read_definition
from social_balance.files.toml_file import read_toml
from social_balance.language.faults import DefinitionError
from social_balance.language.tables import keys_of
from social_balance.measures.registry import MEASURES

HERE = Path(__file__).parents[1]
BAD = HERE / "bad_definitions"
CATALOGUE = HERE.parent / "indices"
GOOD = (BAD / "tryghed" / "rigtig.toml").read_text(encoding="utf-8")
THEME = '[theme]\nid = "tryghed"\ntitle = { da = "tryghed", en = "safety" }\neffect_goal = "x"\norder = 1\n'

HEADER = """[indicator]
id        = "{id}"
title     = {{ da = "Titel", en = "Title" }}
source    = "register"
measure   = "{measure}"
unit      = "{unit}"
direction = "higher_is_better"
goalposts = [0, 100]
reference = "En kilde"
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A theme folder with a good tema.toml."""
    theme = tmp_path / "indices" / "tryghed"
    theme.mkdir(parents=True)
    (theme / "tema.toml").write_text(THEME, encoding="utf-8")
    return theme


def definition(folder: Path, text: str, name: str = "rigtig") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def read(folder: Path, text: str, name: str = "rigtig") -> Indicator:
    reading = read_definition(definition(folder, text, name))
    assert reading.issues == ()
    assert reading.indicator is not None
    return reading.indicator


def built(folder: Path, measure: str, version: str, case: str, *, unit: str = "procent", extra: str = ""):
    """Read an indicator of any measure from its version and one case."""
    header = HEADER.format(id="proeve", measure=measure, unit=unit) + extra
    return read(folder, f"{header}\n[[version]]\nfrom = 2020\n{version}\n\n[[case]]\n{case}\n", "proeve")


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


# Bad definitions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("byliv", [("DEF061", None)]),
        ("loes_fil.toml", [("DEF060", None)]),
        ("sundhed/dobbelt.toml", [("DEF032", 2)]),
        ("sundhed/tema.toml", [("DEF034", 2)]),
        ("tryghed/aar_uden_version.toml", [("DEF042", 11), ("DEF043", 16)]),
        ("tryghed/anden_kolonne.toml", [("DEF050", 16)]),
        ("tryghed/daarlige_vaegte.toml", [("DEF047", 22), ("DEF047", 23)]),
        ("tryghed/dobbelt.toml", [("DEF032", 2)]),
        ("tryghed/en_parentes.toml", [("DEF063", 11)]),
        ("tryghed/enkelt_lighedstegn.toml", [("EXP002", 14)]),
        ("tryghed/ens_maalpunkter.toml", [("DEF035", 8)]),
        ("tryghed/forkert_facit.toml", [("DEF053", 16)]),
        ("tryghed/forkert_navn.toml", [("DEF031", 2)]),
        ("tryghed/forkerte_typer.toml", [("DEF006", 6), ("DEF005", 8), ("DEF005", 12), ("DEF005", 18)]),
        ("tryghed/funktion.toml", [("EXP001", 14)]),
        ("tryghed/halvt_om_halvt.toml", [("DEF055", 11), ("DEF052", 16)]),
        ("tryghed/hele_kommunen.toml", [("DEF057", 7)]),
        ("tryghed/ikke_utf8.toml", [("DEF002", 9)]),
        ("tryghed/komma.toml", [("DEF048", 22)]),
        ("tryghed/manglende_felter.toml", [("DEF004", 1), ("DEF004", 10), ("DEF004", 10)]),
        ("tryghed/mangler_kolonne.toml", [("DEF049", 16)]),
        ("tryghed/omvendt_retning.toml", [("DEF036", 8)]),
        ("tryghed/overlap.toml", [("DEF038", 13)]),
        ("tryghed/rigtig.toml", []),
        ("tryghed/samme_saetning.toml", [("DEF064", 16), ("DEF064", 27)]),
        ("tryghed/skaeve_raekker.toml", [("DEF045", 22)]),
        ("tryghed/slutaar_to.toml", [("DEF003", 13)]),
        ("tryghed/slutter_foer.toml", [("DEF039", 13)]),
        ("tryghed/tastefejl.toml", [("DEF003", 7)]),
        ("tryghed/to_omraader.toml", [("DEF051", 16)]),
        ("tryghed/toml_fejl.toml", [("DEF010", 6)]),
        ("tryghed/tomme_raekker.toml", [("DEF044", 19)]),
        ("tryghed/ubemaerket_naevner.toml", [("DEF054", 11)]),
        ("tryghed/uden_eksempel.toml", [("DEF042", 16)]),
        ("tryghed/uden_grund.toml", [("DEF040", 18)]),
        ("tryghed/uden_indicator.toml", [("DEF065", None)]),
        ("tryghed/ukendt_gruppe.toml", [("DEF003", 16)]),
        ("tryghed/ukendt_maal.toml", [("DEF030", 5)]),
        ("tryghed/uorden.toml", [("DEF037", 17)]),
        ("tryghed/vaegt_nul.toml", [("DEF021", 9)]),
        ("uden_tema", [("DEF033", None)]),
    ],
)
def test_each_bad_definition_is_told_with_code_and_line(file, expected):
    found = [issue for issue in check_indicators(BAD) if issue.file == (BAD / file).as_posix()]
    assert [(issue.code, issue.line) for issue in found] == expected


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_wording_of_all_faults_is_the_one_that_was_read_and_approved(lang, monkeypatch):
    monkeypatch.chdir(HERE)
    told = "\n".join(issue.text(lang) for issue in check_indicators("bad_definitions")) + "\n"
    assert told == (BAD / f"faults_{lang}.txt").read_text(encoding="utf-8")


def test_reading_raises_one_error_with_the_faults_of_all_files():
    with pytest.raises(DefinitionError) as caught:
        read_indicators(BAD)
    files = {Path(issue.file).name for issue in caught.value.issues}
    assert {"tastefejl.toml", "toml_fejl.toml", "ikke_utf8.toml", "dobbelt.toml", "uden_tema"} <= files
    assert str(caught.value).startswith(f"Der er {len(caught.value.issues)} fejl:")


def test_reading_does_not_run_the_cases_but_checking_does(folder):
    definition(folder, GOOD.replace("value = 75.0", "value = 25.0"))
    assert len(read_indicators(folder.parent)) == 1
    assert codes(check_indicators(folder.parent)) == ["DEF053"]


def test_both_files_of_a_shared_id_are_named():
    issues = [issue for issue in check_indicators(BAD) if issue.code == "DEF032"]
    assert [Path(issue.file).parent.name for issue in issues] == ["sundhed", "tryghed"]
    assert "sundhed/dobbelt.toml" in issues[1].message()


def test_a_theme_that_cannot_be_read_still_has_its_cases_tried(folder):
    (folder / "tema.toml").write_text("[theme", encoding="utf-8")
    definition(folder, GOOD.replace("value = 75.0", "value = 25.0"))
    assert codes(check_indicators(folder.parent)) == ["DEF053", "DEF010"]


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_that_is_not_there_or_empty_is_a_fault(tmp_path, empty):
    if empty:
        (tmp_path / "indices").mkdir()
    assert codes(check_indicators(tmp_path / "indices")) == ["DEF059"]


def test_a_condition_deep_in_a_version_is_placed_at_its_character(folder):
    text = GOOD.replace('"q12 in (1, 2)"', '"q12 in (1, 2) og alder >= 18"')
    [issue] = read_definition(definition(folder, text)).issues
    assert (issue.code, issue.line, issue.place) == ("EXP007", 14, "[[version]] 2021 positive, tegn 15")
    assert "Mente du 'and'?" in issue.text()
    assert "[[version]] 2021 positive, character 15 — " in issue.text("en")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("goalposts = [0, 100]", 'goalposts = [0, 100]\nnote = { da = "Kun dansk" }', ["DEF004"]),
        ("goalposts = [0, 100]", "goalposts = [0]", ["DEF009"]),
        ('id        = "rigtig"', 'id        = "Rigtig Godt"', ["DEF007"]),
        ('reference = "Spørgsmål 12"', 'reference = "  "', ["DEF008"]),
        ("from     = 2021", "from     = 20211", ["DEF024"]),
        ('base     = "q12', 'bse      = "q12', ["DEF003"]),
        ("year = 2021", 'year = 2021\nomraade = "vest"', ["DEF003"]),
        ("value = 75.0", 'vaerdi = 75.0, value = "75"', ["DEF005", "DEF003"]),
        ("  q12 | weight", "  q12 | q12", ["DEF046"]),
        ("  q12 | weight", "  q12 | ", ["DEF046"]),
        ("[[case]]", "[version.x]\n[[case]]", ["DEF003"]),
    ],
)
def test_other_slips_are_told_by_code(folder, old, new, expected):
    assert old in GOOD
    issues = read_definition(definition(folder, GOOD.replace(old, new))).issues
    assert sorted(codes(issues)) == sorted(expected)


def test_a_measures_own_demands_are_told_in_words(folder):
    mean = HEADER.format(id="rigtig", measure="mean", unit="point")
    text = f'{mean}\n[[version]]\nfrom = 2021\nbase = "true"\nvalue = "q3"\nlow = 0\n'
    [issue] = read_definition(definition(folder, text)).issues
    assert (issue.code, issue.place) == ("DEF070", "[[version]] 2021")
    assert "low og high hører sammen" in issue.text()


def test_a_theme_file_is_checked_too(folder):
    (folder / "tema.toml").write_text(THEME.replace("order = 1", 'ordre = 1\nmargin = "2"'), encoding="utf-8")
    definition(folder, GOOD)
    assert [(issue.code, issue.line) for issue in check_theme(folder)] == [("DEF005", 6), ("DEF003", 5)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tema]\nid = 'x'\n", [("DEF003", 1), ("DEF065", None)]),
        ("[theme\n", [("DEF010", 1)]),
        (THEME.replace('"tryghed"', '"trygt"', 1), [("DEF034", 2)]),
    ],
)
def test_a_theme_file_that_is_something_else_is_told_of(folder, text, expected):
    (folder / "tema.toml").write_text(text, encoding="utf-8")
    assert [(issue.code, issue.line) for issue in check_theme(folder)] == expected


def test_a_file_without_any_version_is_told_of(folder):
    [issue] = read_definition(definition(folder, GOOD[: GOOD.index("[[version]]")])).issues
    assert (issue.code, issue.values) == ("DEF065", {"name": "[[version]]"})


def test_a_figure_that_exists_for_the_whole_municipality_only_has_to_say_so(folder):
    header = HEADER.format(id="rigtig", measure="dissimilarity", unit="procent")
    text = f'{header}\n[[version]]\nfrom = 2021\nbase = "true"\nplace = "skole"\nof = "areas"\n'
    assert codes(read_definition(definition(folder, text)).issues) == ["DEF058"]


def test_an_average_over_years_needs_rows_of_each_year(folder):
    text = GOOD.replace("goalposts = [0, 100]", "goalposts = [0, 100]\nwindow    = 2").replace(
        "  q12 | weight\n    1 | 3\n    4 | 1\n      | 1\n", "  year | q12 | weight\n  2021 | 1 | 3\n"
    )
    indicator = read(folder, text.replace("from     = 2021", "from     = 2018"))
    assert codes(run_case(indicator, indicator.cases[0])) == ["DEF066"]


def test_a_theme_is_told_of_an_id_that_another_theme_uses(folder):
    definition(folder, GOOD)
    other = folder.parent / "sundhed"
    other.mkdir()
    (other / "tema.toml").write_text(THEME.replace("tryghed", "sundhed"), encoding="utf-8")
    definition(other, GOOD)
    assert [(issue.code, Path(issue.file).parent.name) for issue in check_theme(folder)] == [
        ("DEF032", "tryghed")
    ]


def test_a_theme_folder_can_be_checked_from_inside(folder, monkeypatch):
    definition(folder, GOOD)
    monkeypatch.chdir(folder)
    assert check_theme(".") == []


# Worked cases -----------------------------------------------------------------------------------------------


def test_a_good_case_passes_and_notices_a_broken_rule(folder):
    indicator = read(folder, GOOD)
    [case] = indicator.cases
    assert run_case(indicator, case) == []
    assert check_cases(indicator) == []
    # Without base 3 of 5 are counted, turned around 1 of 4.
    assert [issue.values["got"] for issue in run_case(indicator, case, broken="base")] == [5.0, 60.0]
    assert [issue.values["got"] for issue in run_case(indicator, case, broken="positive")] == [1.0, 25.0]


def test_a_failing_case_tells_what_it_expected_and_what_it_got(folder):
    indicator = read(folder, GOOD.replace("positive = 3, value = 75.0", "positive = 2, value = 66.7"))
    issues = run_case(indicator, indicator.cases[0])
    assert [(i.values["key"], i.values["expected"], i.values["got"]) for i in issues] == [
        ("positive", 2.0, 3.0),
        ("value", 66.7, 75.0),
    ]
    assert "eksemplet giver value = 75, men der står 66,7 i expect" in issues[1].text()


def test_a_case_for_a_year_without_a_version_cannot_run(folder):
    indicator = read(folder, GOOD)
    later = read(folder, GOOD.replace("2021", "2024"))
    assert codes(run_case(later, indicator.cases[0])) == ["DEF043"]


def test_only_figures_of_the_right_version_are_used(folder):
    second = """[[version]]
from     = 2024
base     = "q12 in (1, 2, 3, 4)"
positive = "q12 == 1"

[[case]]
name = "Fra 2024 tæller kun meget tryg, og 5 er ude"
year = 2024
rows = \"\"\"
| q12 | weight |
|   1 | 3      |
|   2 | 5      |
|   5 | 2      |
|     | 2      |
\"\"\"
expect = { base = 8, positive = 3, value = 37.5 }
"""
    indicator = read(folder, GOOD.replace("[[case]]", f"{second}\n[[case]]", 1))
    assert check_cases(indicator) == []
    assert [version.to_year for version in indicator.versions] == [2023, None]


def test_an_average_over_years_is_worked_out_when_the_rows_have_years(folder):
    text = GOOD.replace("goalposts = [0, 100]", "goalposts = [0, 100]\nwindow    = 2").replace(
        "from     = 2021", "from     = 2018"
    )
    rows = """  year | q12 | weight
  2019 |   1 | 9
  2020 |   1 | 1
  2020 |   4 | 3
  2021 |   1 | 3
  2021 |   4 | 1
  2021 |     | 1
"""
    start, end = text.index("  q12 | weight"), text.index('"""\nexpect')
    # 2020: 25, 2021: 75, so 50; base and positive are those of 2021, and 2019 is outside the window.
    text = (text[:start] + rows + text[end:]).replace("value = 75.0", "value = 50.0")
    indicator = read(folder, text)
    assert run_case(indicator, indicator.cases[0]) == []


def test_a_case_may_expect_that_there_is_no_value(folder):
    text = GOOD.replace("    1 | 3\n    4 | 1\n", "    9 | 3\n").replace(
        "base = 4, positive = 3, value = 75.0", "base = 0, value = nan"
    )
    indicator = read(folder, text)
    assert run_case(indicator, indicator.cases[0]) == []
    wrong = read(folder, text.replace("nan", "0"))
    assert math.isnan(run_case(wrong, wrong.cases[0])[0].values["got"])


def test_cells_are_numbers_when_the_whole_column_is_and_codes_stay_text(folder):
    rows = """  q12 | kode | svar  | tom | blandet | weight
    1 | 0159 | true  |     |      12 | 3
    4 | 0751 | false |     |     S01 | 1
      |      |       |     |         | 1
"""
    start, end = GOOD.index("  q12 | weight"), GOOD.index('"""\nexpect')
    frame = read(folder, GOOD[:start] + rows + GOOD[end:]).cases[0].frame
    assert frame["q12"].tolist()[:2] == [1.0, 4.0]
    assert math.isnan(frame["q12"].iloc[2])
    assert frame["kode"].tolist() == ["0159", "0751", None]
    assert frame["svar"].tolist()[:2] == [1.0, 0.0]
    assert frame["tom"].isna().all()
    assert frame["blandet"].tolist() == ["12", "S01", None]


MEASURE_CASES = {
    "mean": (
        'base = "a in (0, 10)"\nvalue = "a"\nlow = 0\nhigh = 10',
        'name = "n"\nyear = 2021\nrows = """\na | weight\n10 | {w}\n0 | 1\n98 | 2\n"""\n'
        "expect = {{ value = {v} }}",
        (1, 50.0),
        (3, 75.0),
    ),
    "scale": (
        'base = "alder >= 18"\nitems = ["a", "b"]\nlow = 1\nhigh = 5',
        'name = "n"\nyear = 2021\nrows = """\nalder | a | b | weight\n30 | 5 | 5 | {w}\n30 | 1 | 1 | 1\n'
        '10 | 5 | 5 | 1\n"""\nexpect = {{ value = {v} }}',
        (1, 50.0),
        (3, 75.0),
    ),
    "exposure": (
        'base = "age < 6"\nplace = "d"\nto = "rest"',
        'name = "n"\nyear = 2021\narea = "vest"\nrows = """\narea | age | d | weight\nvest | 3 | A | 2\n'
        'rest | 3 | A | {w}\nrest | 9 | A | 1\n"""\nexpect = {{ value = {v} }}',
        (1, 50.0),
        (3, 75.0),
    ),
    "seen_from_outside": (
        'base = "v_{area} in (1, 2)"\npositive = "v_{area} == 1"',
        'name = "n"\nyear = 2021\narea = "vest"\nrows = """\narea | v_vest | v_eget | weight\n'
        'rest | 1 | 1 | {w}\nrest | 2 | 1 | 1\nrest | 8 | 1 | 1\nvest | 2 | 1 | 1\n"""\n'
        "expect = {{ value = {v} }}",
        (1, 50.0),
        (3, 75.0),
    ),
    "difference": (
        'base = "ind == 1"\npositive = "job == 1"\nminus_base = "ud == 1"\nminus_positive = "job == 1"',
        'name = "n"\nyear = 2021\nrows = """\nind | ud | job | weight\n1 | 0 | 1 | {w}\n1 | 0 | 0 | 1\n'
        '0 | 1 | 1 | 1\n0 | 1 | 0 | 3\n0 | 0 | 1 | 1\n"""\nexpect = {{ value = {v} }}',
        (1, 25.0),
        (3, 50.0),
    ),
}


@pytest.mark.parametrize("measure", MEASURE_CASES)
def test_a_case_that_is_half_and_half_is_refused_for_any_measure(folder, measure):
    version, case, half, uneven = MEASURE_CASES[measure]
    refused = built(folder, measure, version, case.format(w=half[0], v=half[1]))
    assert codes(check_case(refused, refused.cases[0])) == ["DEF052"]
    accepted = built(folder, measure, version, case.format(w=uneven[0], v=uneven[1]))
    assert check_cases(accepted) == []


def test_a_rule_about_areas_needs_an_area_in_the_rows(folder):
    version, case, _, uneven = MEASURE_CASES["exposure"]
    text = case.format(w=uneven[0], v=uneven[1]).replace("area |", "sted |")
    indicator = built(folder, "exposure", version, text)
    assert codes(run_case(indicator, indicator.cases[0])) == ["DEF056"]


def test_text_where_the_rule_needs_numbers_is_told_at_the_case(folder):
    indicator = read(folder, GOOD.replace("    4 | 1\n", "    D | 1\n"))
    issues = run_case(indicator, indicator.cases[0])
    assert {(issue.code, issue.line) for issue in issues} == {("EXP021", 16)}
    assert issues[0].place == "[[case]] 'Ubesvaret er uden for nævneren', kolonne 'q12'"


@pytest.mark.parametrize("broken", BROKEN)
def test_a_failing_case_does_not_count_as_noticing_a_broken_rule(folder, broken):
    wrong = GOOD.replace('name = "Ubesvaret', 'name = "Forkert: ubesvaret').replace(
        "value = 75.0", "value = 1.0"
    )
    weak = GOOD[GOOD.index("[[case]]") :].replace("      | 1\n", "").replace("    1 | 3\n", "    1 | 1\n")
    weak = weak.replace("base = 4, positive = 3, value = 75.0", "base = 2, positive = 1, value = 50.0")
    indicator = read(folder, f"{wrong}\n{weak}")
    assert codes(unnoticed(indicator, indicator.versions[0], broken)) == [BROKEN[broken]]


# Objects ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def themes() -> Themes:
    return read_indicators(CATALOGUE)


def test_the_catalogue_has_no_fault():
    assert check_indicators(CATALOGUE) == []


def test_themes_are_a_sequence_in_their_order_and_can_be_asked_by_name(themes):
    assert [theme.order for theme in themes] == sorted(theme.order for theme in themes)
    assert themes[0].id == "selvforsoergelse"
    assert themes["tryghed"] in themes
    assert "tryghed" in themes
    assert "doemte" in themes["tryghed"]
    assert themes["tryghed"]["doemte"] is themes.indicator("doemte")
    assert themes["tryghed"][0] in themes["tryghed"].indicators
    assert len(themes.indicators) == sum(len(theme) for theme in themes)
    assert isinstance(themes[-1], Theme)


@pytest.mark.parametrize(
    "ask", ["themes['trygehed']", "themes['tryghed']['doemt']", "themes.indicator('domte')"]
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(themes, ask):
    with pytest.raises(DefinitionError, match=r"Mente du '(tryghed|doemte)'"):
        eval(ask, {"themes": themes})  # the three ways of asking, written as a user writes them


def test_themes_and_indicators_are_equal_when_read_twice_and_can_be_keys(themes):
    again = read_indicators(CATALOGUE)
    assert again == themes
    assert len({*again.indicators, *themes.indicators}) == len(themes.indicators)


def test_themes_show_as_one_table_that_fits_a_screen(themes):
    html = themes._repr_html_()
    assert "max-height" in html
    assert html.count("<tr>") == len(themes.indicators) + 1  # the head; a theme is a row of another class
    assert "Dømte" in html


def test_an_indicator_shows_its_facts_with_text_escaped(folder):
    text = GOOD.replace('"Spørgsmål 12"', '"Spørgsmål <12> & 13"')
    html = read(folder, text)._repr_html_()
    assert "Spørgsmål &lt;12&gt; &amp; 13" in html
    assert "spørgeskema" in html
    assert "højere er bedre" in html


VERSIONS = """
[[version]]
from     = 2024
comparable = false
change   = "Skalaen er ny."
base     = "ny in (1, 2)"
positive = "ny == 1"

[[case]]
name = "Ny skala"
year = 2024
rows = \"\"\"
  ny | weight
   1 | 3
   2 | 1
   9 | 1
\"\"\"
expect = { value = 75.0 }
"""


def test_the_rule_of_a_year_is_that_of_its_version(folder):
    indicator = read(folder, GOOD + VERSIONS)
    assert indicator.version(2020) is None
    assert indicator.version(2023) == indicator.versions[0]
    assert indicator.version(2030) == indicator.versions[1]
    assert indicator.columns(2021) == {"q12"}
    assert indicator.columns(2024) == {"ny"}
    assert indicator.columns(2020) == frozenset()


def test_an_end_year_leaves_a_gap_before_the_next_version(folder):
    indicator = read(folder, (GOOD + VERSIONS).replace("from     = 2021", "from     = 2021\nuntil    = 2022"))
    assert indicator.version(2022) == indicator.versions[0]
    assert indicator.version(2023) is None


def test_years_are_compared_only_across_comparable_versions(folder):
    indicator = read(folder, GOOD + VERSIONS)
    assert indicator.comparable(2021, 2023) == (True, "")
    assert indicator.comparable(2021, 2024) == (False, "Skalaen er ny.")
    assert indicator.comparable(2024, 2021) == (False, "Skalaen er ny.")
    assert indicator.comparable(2024, 2025) == (True, "")
    assert indicator.comparable(2019, 2024) == (False, "indikatoren er ikke opgjort i 2019")
    assert indicator.comparable(2019, 2024, lang="en") == (False, "the indicator is not measured in 2019")


def test_an_average_that_reaches_behind_a_break_is_not_comparable_either(folder):
    text = (GOOD + VERSIONS).replace("goalposts = [0, 100]", "goalposts = [0, 100]\nwindow    = 2")
    indicator = read(folder, text)
    # The figure of 2024 is the mean of 2023 and 2024 and so mixes both rules.
    assert indicator.comparable(2024, 2025) == (False, "Skalaen er ny.")
    assert indicator.comparable(2025, 2026) == (True, "")


def test_an_indicator_of_election_years_exists_only_then(themes):
    turnout = themes.indicator("valgdeltagelse_kv")
    assert turnout.version(2021) is not None
    assert turnout.version(2022) is None
    assert turnout.comparable(2021, 2022)[0] is False


# In words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_indicator_of_the_catalogue_is_told_in_lines_that_fit_a_page(themes, lang):
    for indicator in themes.indicators:
        text = explain(indicator, lang)
        assert text.startswith(indicator.title[lang])
        assert "None" not in text
        prose = [line for line in text.splitlines() if "|" not in line]
        assert max(len(line) for line in prose) <= 110, indicator.id


def test_an_explanation_has_rule_versions_and_cases(folder):
    text = explain(read(folder, GOOD + VERSIONS))
    assert "Kilde            spørgeskema" in text
    assert "0 procent giver 0 point i indekset, 100 procent giver 100" in text
    assert "Reglen fra 2021 til 2023" in text
    assert "  Nævner: q12 er 1, 2, 3, 4 eller 5\n  Tæller (og i nævneren): q12 er 1 eller 2" in text
    assert "Reglen fra 2024\n  Kan IKKE sammenlignes med årene før.\n  Skalaen er ny." in text
    assert "   q12 | vægt\n     1 |    3\n     4 |    1\n  tomt |    1\n" in text
    assert "  Giver nævner 4, tæller 3 og resultat 75 procent." in text


@pytest.mark.parametrize(
    ("id", "lang", "sentence"),
    [
        ("uden_tilknytning", "da", "gennemsnittet af udenfor, regnet om, så 0 giver 0 og 1 giver 100."),
        ("uden_tilknytning", "da", "Periode gennemsnit af 2 år"),
        ("stoler_paa_de_fleste", "en", "The figure is the mean of tillid, turned so that 0 gives 0"),
        ("hoejt_stressniveau", "da", "mindst 8 af de 10 spørgsmål er besvaret"),
        ("hoejt_stressniveau", "da", "Svarene på pss_4, pss_5, pss_7 og pss_8 vendes først"),
        ("tillid_til_naboer", "en", "at least 2 of the 4 questions are answered"),
        (
            "bruttoindkomst",
            "da",
            "summen af indkomst divideret med summen af indkomst_region, ganget med 100.",
        ),
        ("valgdeltagelse_kv", "da", "Findes kun i 2021 og 2025"),
        ("image_udefra_set", "da", "gennemsnittet af image_{area}, regnet om, så 0 giver 0 og 10 giver 100."),
        ("ville_flytte_til", "da", "bor i resten af kommunen. De svarer om hvert område, og {area} står"),
        ("ville_flytte_til", "da", "Tallet er, hvor mange procent tælleren udgør af nævneren."),
        ("ville_flytte_til", "da", "id ville_flytte_til (eget forslag)"),
        ("eksponering_i_dagtilbud", "da", "de andre på samme sted (dagtilbud) der bor i resten af kommunen."),
        ("eksponering_i_skole", "da", "der opfylder: foraeldre_ufaglaert er 1."),
        ("eksponering_i_skole", "en", "Places with fewer than 30 persons are left out."),
        ("institutioner_over_30_pct", "da", "hvor over 30 pct. bor i et af områderne."),
        ("dissimilaritet", "da", "Gælder hele kommunen, ikke de enkelte områder"),
        ("dissimilaritet", "da", "Retning baggrund, indgår ikke i indekset"),
        ("spredning_i_indkomst", "en", "spread over the 5 groups of kvintil"),
        ("afstand_til_resten", "en", "would have to be different before they were spread over"),
        (
            "tilflyttere_minus_fraflyttere_i_job",
            "da",
            "Fratrækkes: nævner age er fra 18 til 64, og fraflyttet er 1",
        ),
    ],
)
def test_the_rule_of_each_measure_is_told_in_its_own_sentence(themes, id, lang, sentence):
    assert sentence in " ".join(explain(themes.indicator(id), lang).split())


def test_facts_that_do_not_apply_are_left_out(themes, folder):
    facts = explain(read(folder, GOOD)).split("\n\n")[1]
    assert [line.split("  ")[0] for line in facts.split("\n")] == [
        "Kilde",
        "Bygger på",
        "Enhed",
        "Retning",
        "Skala",
        "Vægt i indekset",
    ]
    assert "Vægt i indekset" not in explain(themes.indicator("dissimilaritet"))
    assert "(eget forslag)" not in explain(read(folder, GOOD))


def test_the_area_of_a_case_is_told_in_words(folder):
    version, case, _, uneven = MEASURE_CASES["exposure"]
    text = case.format(w=uneven[0], v=uneven[1])
    assert "Giver resultat 75 procent for vest." in explain(built(folder, "exposure", version, text))
    whole = built(folder, "exposure", version, text.replace('area = "vest"', 'area = "whole"'))
    assert "Giver resultat 75 procent for hele kommunen." in explain(whole)
    assert "Gives result 75 per cent for the whole municipality." in explain(whole, "en")


def test_a_mean_without_ends_is_told_in_its_own_units(folder):
    version, case = (
        'base = "a >= 1"\nvalue = "a"',
        'name = "n"\nyear = 2021\nrows = "a\\n2"\nexpect = { value = 2 }',
    )
    text = explain(built(folder, "mean", version, case, unit="kr."))
    assert "Tallet er gennemsnittet af a.\n" in text
    assert text.endswith("Giver resultat 2 kr.\n")


@pytest.mark.parametrize(
    ("condition", "danish", "english"),
    [
        ("18 <= alder <= 64", "alder er fra 18 til 64", "alder is from 18 to 64"),
        ("64 >= alder", "alder er højst 64", "alder is at most 64"),
        ("a > 1 and a < 2.5", "a er over 1, og a er under 2,5", "a is above 1, and a is below 2.5"),
        ("a >= 1", "a er mindst 1", "a is at least 1"),
        ("a == 'x'", "a er 'x'", "a is 'x'"),
        ("a != 2", "a er oplyst og er ikke 2", "a is known and is not 2"),
        ("a not in (1, 2)", "a er oplyst og er ikke 1 eller 2", "a is known and is not 1 or 2"),
        ("a is missing", "a er ikke oplyst", "a is unknown"),
        ("a is not missing", "a er oplyst", "a is known"),
        (
            "a == 1 and (b == 2 or c == 3)",
            "a er 1, og (b er 2, eller c er 3)",
            "a is 1, and (b is 2, or c is 3)",
        ),
        ("true", "alle", "everybody"),
        ("besoeg_{area} in (1)", "besoeg_{area} er 1", "besoeg_{area} is 1"),
    ],
)
def test_a_condition_is_told_in_words(condition, danish, english):
    assert condition_in_words(condition) == danish
    assert condition_in_words(condition, "en") == english


# The schema ---------------------------------------------------------------------------------------------


def files() -> list[Path]:
    return sorted(file for file in CATALOGUE.glob("*/*.toml") if file.name != "tema.toml")


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_every_file_of_the_catalogue_satisfies_the_schema(validator, file):
    assert [error.message for error in validator.iter_errors(dict(read_toml(file).data))] == []


@pytest.mark.parametrize(
    "name",
    [
        "tastefejl",
        "ukendt_maal",
        "manglende_felter",
        "forkerte_typer",
        "slutaar_to",
        "en_parentes",
        "ukendt_gruppe",
        "uden_indicator",
        "vaegt_nul",
    ],
)
def test_the_schema_refuses_what_can_be_seen_without_our_rules(validator, name):
    assert not validator.is_valid(dict(read_toml(BAD / "tryghed" / f"{name}.toml").data))


def test_the_keys_of_a_version_follow_from_the_measure(validator):
    toml = dict(read_toml(BAD / "tryghed" / "rigtig.toml").data)
    toml["indicator"] = toml["indicator"] | {"measure": "mean"}
    messages = [error.message for error in validator.iter_errors(toml)]
    assert any("'positive' was unexpected" in message for message in messages)
    assert any("'value' is a required property" in message for message in messages)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_schema_covers_every_measure_and_describes_every_key(lang):
    schema = json_schema(lang)
    assert len(schema["allOf"]) == len(MEASURES)
    parts = [schema["properties"]["indicator"], schema["properties"]["case"]["items"]]
    parts += [rule["then"]["properties"]["version"]["items"] for rule in schema["allOf"]]
    told = {name: key["description"] for part in parts for name, key in part["properties"].items()}
    assert all(told.values())
    assert set(told) | {"da", "en"} >= set(keys_of("definition_keys")) - {"positive"}


def test_the_schema_beside_the_catalogue_is_the_current_one():
    kept = json.loads((CATALOGUE / "definition.schema.json").read_text(encoding="utf-8"))
    assert kept == json_schema()
