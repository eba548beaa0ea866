"""A strategy as a text file: every fault at once with its line, every rule, and what papers have written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import social_balance as sb
from social_balance.language.faults import DefinitionError
from social_balance.lists.strategy import settings

EXAMPLE = Path(__file__).parents[2] / "docs" / "guide" / "maal_eksempel"
HEAD = """
[targets]
title = "Opfølgning"
municipality = "Åkøbing Kommune"
year = 2024
figures = [{figures}]

[[goal]]
id = "klima"
title = "Klima"
"""


def write_strategy(folder: Path, indicators: str, table: str | None = None) -> Path:
    """Write a file of targets with one goal, and beside it a table of figures where there is one."""
    figures = ""
    if table is not None:
        (folder / "tal.csv").write_text(table, encoding="utf-8")
        figures = '"tal.csv"'
    file = folder / "maal.toml"
    file.write_text(HEAD.format(figures=figures) + indicators, encoding="utf-8")
    return file


def one_indicator(target: str, figures: str, *, more: str = "") -> str:
    """Draw one indicator: its target, and its figures as lines ``period value country``."""
    lines = [f'[[indicator]]\nid = "x"\ngoal = "klima"\ntitle = "X"\n{more}']
    if target:
        lines.append(f"target = {{ {target} }}")
    for line in figures.strip().splitlines():
        period, value, country, *rest = [*line.split(), ""][:4]
        lines.append(f'[[indicator.figure]]\nperiod = "{period}"')
        lines += [f"{key} = {cell}" for key, cell in (("value", value), ("country", country)) if cell != "–"]
        lines += [f"{rest[0]} = true"] if rest[0] else []
    return "\n".join(lines)


def follow_one(folder: Path, target: str, figures: str, *, more: str = ""):
    return sb.read_targets(write_strategy(folder, one_indicator(target, figures, more=more))).frame().loc["x"]


# ---- every fault at once ---------------------------------------------------------------------------------


FAULTY = """
[[goal]]
id = "klima"
title = "Klima igen"
farve = "grøn"

[[indicator]]
id = "biler"
goal = "klimaet"
title = "Biler"
target = { rule = "fall", level = 3 }
figure = [{ period = "2023/2025", value = 1.0 }]

[[indicator]]
id = "traeer"
goal = "klima"
title = "Træer"
target = { rule = "at_lest", level = 3 }

[maal]
x = 1
"""


def faults_of(file: Path) -> list[tuple[str, str, int | None]]:
    with pytest.raises(DefinitionError) as raised:
        sb.read_targets(file)
    return [(Path(issue.file).name, issue.code, issue.line) for issue in raised.value.issues]


def line_of(file: Path, text: str) -> int:
    return 1 + next(i for i, line in enumerate(file.read_text("utf-8").splitlines()) if text in line)


def test_faults_of_keys_and_of_every_cell_are_told_at_once_with_file_and_line(tmp_path):
    file = write_strategy(
        tmp_path, FAULTY,
        "indicator;period;value;count;judgement;new_series\n"
        "biler;2023;mange;;;\nbiler;2024;;2,5;;\nbiler;i fjor;1;;;\ntraeer;2023;;;naaet;måske\n",
    )  # fmt: skip
    assert set(faults_of(file)) == {
        ("maal.toml", "CFG001", line_of(file, "[maal]")),
        ("maal.toml", "DEF003", line_of(file, "farve")),
        ("maal.toml", "TGT014", line_of(file, "2023/2025")),
        ("maal.toml", "DEF006", line_of(file, "at_lest")),
        ("tal.csv", "TGT005", None),
        ("tal.csv", "TGT019", None),
        ("tal.csv", "TGT014", None),
        ("tal.csv", "TGT016", None),
        ("tal.csv", "TGT018", None),
    }


MISNAMED = """
[[indicator]]
id = "biler"
goal = "klimaet"
title = "Biler"
direction = "higher_is_better"
target = { rule = "fall" }

[[indicator]]
id = "biler"
goal = "klima"
part_of = "cykler"
title = "Biler igen"
target = { rule = "at_least" }
figure = [{ period = 2023, count = 9, base = 5 }, { period = 2023, value = 1, not_available = true }]

[[indicator]]
id = "skoler"
goal = "klima"
title = "Skoler"
figure = [{ period = 2023, value = 1 }, { period = "2022/2023", value = 2 }]

[[case]]
name = "Af ingen"
indicator = "veje"
rows = '''
  period | value
  2023   | 1
'''
expect = { met = "yes" }

[[case]]
name = "Af skoler"
indicator = "skoler"
rows = '''
  period | vaerdi
  2023   | 1
'''
expect = { naaet = "yes" }
"""


def test_faults_of_names_figures_and_cases_are_told_at_once(tmp_path):
    file = write_strategy(tmp_path, MISNAMED, "indicator;period;value\nbilr;2023;1\n")
    codes = [code for _, code, _ in faults_of(file)]
    assert sorted(codes) == [
        "TGT003", "TGT020", "TGT021", "TGT022", "TGT023", "TGT024", "TGT025", "TGT026", "TGT027", "TGT028",
        "TGT029", "TGT030", "TGT031", "TGT032", "TGT034",
    ]  # fmt: skip


def test_a_table_without_its_columns_is_told_with_the_name_that_was_meant(tmp_path):
    file = write_strategy(tmp_path, one_indicator("", "2023 1 –"), "indicator;perod;value\nx;2024;1\n")
    with pytest.raises(DefinitionError) as raised:
        sb.read_targets(file)
    assert {issue.code for issue in raised.value.issues} == {"TGT001", "TGT017"}
    assert "period" in str(raised.value)


def test_the_example_in_the_docs_has_every_key_and_every_rule():
    text = (EXAMPLE / "maal.toml").read_text(encoding="utf-8")
    models = (
        settings.TargetsTable, settings.GoalTable, settings.IndicatorTable, settings.BaselineTable,
        settings.TargetTable, settings.PublishedTable, settings.ChangeTable, settings.DistanceTable,
        settings.CaseTable,
    )  # fmt: skip
    keys = {field.alias or name for model in models for name, field in model.model_fields.items()}
    assert {
        key for key in keys if not re.search(rf"^{key}\s*=|[{{,] *{key} = |\.{key}\]|\[{key}\]", text, re.M)
    } == set()
    # What a line of a table can say, in the table or in the file.
    table = (EXAMPLE / "maal_tal.csv").read_text(encoding="utf-8").splitlines()[0].split(";")
    lines = set(settings.FigureTable.model_fields)
    assert {key for key in lines if key not in table and not re.search(rf"^{key}\s*=", text, re.M)} == set()


# ---- worked cases ----------------------------------------------------------------------------------------


CASE = """
[[case]]
name = "Højst 12 er nået på 12"
indicator = "x"
rows = '''
  period    | value
  2022/2023 |  13.0
  2023/2024 |  12.0
'''
expect = {{ met = "{met}", change = {change}, country = "missing" }}
"""


def test_a_worked_case_is_run_and_told_with_what_came_out(tmp_path):
    indicator = one_indicator('rule = "at_most", level = 12', "2023/2024 12.5 –")
    assert sb.read_targets(write_strategy(tmp_path, indicator + CASE.format(met="yes", change=-1.0))).year
    file = write_strategy(tmp_path, indicator + CASE.format(met="no", change=1.0))
    assert [code for _, code, _ in faults_of(file)] == ["TGT033", "TGT033"]
    with pytest.raises(DefinitionError, match=r"met skulle være no og blev yes"):
        sb.read_targets(file)


# ---- every rule ------------------------------------------------------------------------------------------


RULES = {
    "at least, on it": ('rule = "at_least", level = 325', "2024 325 –", "yes"),
    "at least, under": ('rule = "at_least", level = 325', "2024 266.6 –", "no"),
    "at most, on it": ('rule = "at_most", level = 3.0', "2024 3.0 –", "yes"),
    "at most, over": ('rule = "at_most", level = 3.0', "2024 3.1 –", "no"),
    "above the country": ('rule = "above_country"', "2024 92.8 87.4", "yes"),
    "level is not above": ('rule = "above_country"', "2024 87.4 87.4", "no"),
    "below the country": ('rule = "below_country"', "2024 27.2 27.4", "yes"),
    "level is not below": ('rule = "below_country"', "2024 27.4 27.4", "no"),
    "just so much above": ('rule = "at_least_above_country", level = 2', "2024 92.1 90.1", "yes"),
    "not so much above": ('rule = "at_least_above_country", level = 2', "2024 92.0 90.1", "no"),
    "no country": ('rule = "above_country"', "2024 92.0 –", "cannot_say"),
    "shall rise, did": ('rule = "rise"', "2022 10479 –\n2024 10554 –", "yes"),
    "shall rise, stood": ('rule = "rise"', "2022 72.5 –\n2024 72.5 –", "no"),
    "shall fall, did": ('rule = "fall"', "2022 7.8 –\n2024 7.1 –", "yes"),
    "shall fall, rose": ('rule = "fall"', "2022 7.1 –\n2024 7.8 –", "no"),
    "one figure is no fall": ('rule = "fall"', "2024 38 –", "cannot_say"),
    "three-year mean": (
        'rule = "at_least", level = 40, window = 3',
        "2022 35 –\n2023 40 –\n2024 46 –",
        "yes",
    ),
    "three years, one missing": (
        'rule = "at_least", level = 40, window = 3',
        "2022 35 –\n2023 – – not_available\n2024 60 –",
        "cannot_say",
    ),
    "a mean that is given": (
        'rule = "fall", window = 3',
        "2017-2019 41.5 –\n2020-2022 40.0 –",
        "yes",
    ),
    "every year": ('rule = "above_country", every_year = true', "2022 9 8\n2023 9 8\n2024 9 8", "yes"),
    "every year but one": (
        'rule = "above_country", every_year = true',
        "2022 9 8\n2023 7 8\n2024 9 8",
        "no",
    ),
    "a year that nobody counted": (
        'rule = "above_country", every_year = true',
        "2022 9 8\n2024 9 8",
        "cannot_say",
    ),
    "school years": ('rule = "fall"', "2021/2022 16.6 –\n2022/2023 15.9 –", "yes"),
    "months": ('rule = "rise"', "2023-01 2.6 –\n2023-12 4.7 –", "yes"),
    "a level across a break": (
        'rule = "at_most", level = 12',
        "2022 11 –\n2024 11 – new_series",
        "cannot_say",
    ),
    "a level set after it": (
        'rule = "at_most", level = 12, set_in = 2024',
        "2022 11 –\n2024 11 – new_series",
        "yes",
    ),
    "the country across a break": (
        'rule = "below_country"',
        "2022 11 12\n2024 11 12 new_series",
        "yes",
    ),
    "not available": ('rule = "fall"', "2023 9 –\n2024 – – not_available", "cannot_say"),
    "a level not stated": ('rule = "at_most", level = "not_stated"', "2024 11 –", "cannot_say"),
}


@pytest.mark.parametrize(("target", "figures", "met"), RULES.values(), ids=RULES)
def test_a_target_is_judged_by_its_rule(tmp_path, target, figures, met):
    row = follow_one(tmp_path, target, figures)
    assert (row["met"], row["basis"]) == (met, "none" if met == "cannot_say" else "computed")


@pytest.mark.parametrize(
    ("target", "figures", "words"),
    [
        ('rule = "fall"', "2023 9 –\n2024 – – not_available", "ikke opgjort"),
        ('rule = "fall"', "2021 9 –\n2022 8 –", "Senest opgjort 2022"),
        ('rule = "at_most", level = 12', "2022 11 –\n2024 11 – new_series", "2024"),
        ('rule = "above_country", every_year = true', "2022 9 8\n2023 7 8\n2024 9 8", "2023"),
        ('rule = "rise"', "2023-01 2.6 –\n2023-12 4.7 –", "januar 2023 til 4,7 procent i december 2023"),
        ('rule = "fall"', "2021/2022 16.6 –\n2022/2023 15.9 –", "2021/22 til 15,9 procent i 2022/23"),
    ],
)
def test_the_words_say_when_and_why(tmp_path, target, figures, words):
    assert words in follow_one(tmp_path, target, figures)["text"]


def test_a_part_of_a_year_is_older_than_the_year_it_ends_in(tmp_path):
    # A follow-up of 2024 has the school year that ends in it, and says nothing of being old.
    row = follow_one(tmp_path, 'rule = "fall"', "2022/2023 16.6 –\n2023/2024 15.9 –")
    assert (row["latest_year"], "Senest" in row["text"]) == (2024, False)


def test_a_figure_with_count_and_base_is_their_share_and_not_the_rounded_one(tmp_path):
    more = one_indicator('rule = "at_most", level = 92.7', "")
    figure = "\n[[indicator.figure]]\nperiod = 2024\ncount = 451\nbase = 486\n"
    row = sb.read_targets(write_strategy(tmp_path, more + figure)).frame().loc["x"]
    assert row["value"] == pytest.approx(100 * 451 / 486, abs=1e-9)
    assert row["met"] == "no"


@pytest.mark.parametrize(
    ("more", "target", "direction"),
    [
        ("", 'rule = "at_most", level = 3', "lower_is_better"),
        ("", 'rule = "above_country"', "higher_is_better"),
        ("", "", "context"),
        ('direction = "lower_is_better"', "", "lower_is_better"),
    ],
)
def test_what_is_good_is_said_by_the_file_or_by_the_rule(tmp_path, more, target, direction):
    assert follow_one(tmp_path, target, "2024 2 3", more=more)["direction"] == direction


# ---- what papers have written ----------------------------------------------------------------------------


def published(judgement: str, *, more: str = "") -> str:
    return f'\n[indicator.published]\ntext = "Sådan skrev papiret"\njudgement = ["{judgement}"]\n{more}\n'


def with_paper(folder: Path, target: str, figures: str, paper: str) -> sb.Targets:
    return sb.read_targets(write_strategy(folder, one_indicator(target, figures) + paper))


@pytest.mark.parametrize(
    ("target", "figures", "judgement", "met", "basis"),
    [
        ('rule = "fall"', "", "fallen", "yes", "transcribed"),
        ('rule = "at_most", level = "not_stated"', "2024 6.4 –", "on_the_way", "no", "transcribed"),
        ("", "2023 531 –", "as_expected", "no_target", "transcribed"),
        # The figures know better than the words, and a rise can be seen without a target.
        ('rule = "fall"', "2022 7 –\n2024 8 –", "fallen", "no", "computed"),
        ("", "2022 7 –\n2024 8 –", "risen", "no_target", "computed"),
    ],
)
def test_a_judgement_is_computed_where_it_can_be_and_else_marked_as_taken_over(
    tmp_path, target, figures, judgement, met, basis
):
    row = with_paper(tmp_path, target, figures, published(judgement)).frame().loc["x"]
    assert (row["met"], row["basis"]) == (met, basis)


CONTRADICTED = {
    "the word": ('rule = "rise"', "2022 72.5 –\n2024 70 –", "risen", "", "moved_otherwise"),
    "the target": ('rule = "at_least", level = 325', "2024 266.6 –", "met", "", "judged_yes"),
    "the country": ("", "2024 92.8 87.4", "below_country", "", "country_otherwise"),
    "per cent for points": (
        'rule = "rise"', "2022 72.5 –\n2024 70 –", "fallen",
        'change = { amount = 2.5, unit = "procent", direction = "fallen", since = 2022 }', "change_otherwise",
    ),
    "the wrong base": (
        'rule = "rise"', "2022 442 –\n2024 501 –", "risen",
        'change = { amount = 12, unit = "procent", direction = "risen", since = 2022 }', "change_otherwise",
    ),
    "the distance": (
        "", "2024 92.8 87.4", "above_country",
        'distance = { amount = 4.5, unit = "procentpoint" }', "distance_otherwise",
    ),
    "per cent above": (
        "", "2024 92.8 87.4", "above_country",
        'distance = { amount = 5.4, unit = "procent" }', "distance_in_percent",
    ),
    "no doubling": ("", "2020 5 –\n2024 7 –", "risen", "times = 2", "times_otherwise"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("target", "figures", "word", "more", "code"), CONTRADICTED.values(), ids=CONTRADICTED
)
def test_a_paper_that_contradicts_its_own_figures_is_told_of(tmp_path, target, figures, word, more, code):
    unit = 'unit = "antal"\n' if "442" in figures else ""
    file = write_strategy(tmp_path, one_indicator(target, figures, more=unit) + published(word, more=more))
    targets = sb.read_targets(file)
    assert code in targets.remarks().query("kind == 'contradiction'")["code"].tolist()
    assert targets.frame().loc["x", "contradicted"]
    assert (targets.remarks("en")["text"] != targets.remarks("da")["text"]).all()


@pytest.mark.parametrize(
    ("target", "figures", "word", "more"),
    [
        ('rule = "rise"', "2022 72.5 –\n2024 70 –", "fallen",
         'change = { amount = 2.5, unit = "procentpoint", direction = "fallen", since = 2022 }'),
        ("", "2020 5 –\n2024 10 –", "risen", "times = 2"),
        ("", "2024 92.8 87.4", "above_country", 'distance = { amount = 5.4, unit = "procentpoint" }'),
        # Level within two points, and above all the same: both words stand.
        ("", "2024 32 31", "above_country", ""),
        ("", "2024 32 31", "level_with_country", ""),
    ],
)  # fmt: skip
def test_a_paper_that_is_right_is_left_alone(tmp_path, target, figures, word, more):
    targets = with_paper(tmp_path, target, figures, published(word, more=more))
    assert targets.remarks().query("kind == 'contradiction'").empty


def test_two_readings_of_a_change_without_its_first_figure_are_both_told(tmp_path):
    change = 'change = { amount = 2.7, unit = "procent", direction = "risen" }'
    remarks = with_paper(tmp_path, "", "2024 39.2 –", published("risen", more=change)).remarks()
    assert remarks["kind"].tolist() == ["reading"]
    assert "36,5" in remarks["text"].item()
    assert "38,2" in remarks["text"].item()


# ---- the two municipalities that come along --------------------------------------------------------------

STRATEGIES = Path(__file__).parents[2] / "data_samples" / "maal"


def test_the_published_strategies_say_what_the_papers_say():
    targets = sb.read_targets(STRATEGIES / "gladsaxe.toml")
    frame = targets.frame()
    whole = frame[frame["part_of"].isna()]
    # 28 indicators, what the papers say of ecology beside them, and structural balance.
    assert len(whole) == 30
    assert frame["source"].ne("").all()
    computed = whole.loc[whole["basis"] == "computed", "met"].to_dict()
    assert computed == {
        "bytraeer": "yes", "dansk_og_matematik": "yes", "aktivering": "no_target",
        "langvarig_forsoergelse": "yes", "fleksibel_stoette": "yes", "sagsbehandlingstid": "yes",
        "elbiler": "no_target", "oekologiprocent": "no_target", "strukturel_balance": "no",
    }  # fmt: skip
    taken_over = whole.loc[whole["basis"] == "transcribed", "met"].to_dict()
    assert taken_over == {
        "ansatte_hovedgader": "no", "bibliotek_plus": "yes", "sprogindsats": "yes",
        "bekymrende_fravaer": "no", "elevfravaer": "no",
        "nyetablerede": "no_target", "private_ansatte": "no_target",
        "unge_paa_ydelse": "yes", "selvhjulpne": "yes", "boerns_trivsel": "no_target", "alkohol_15": "yes",
        "rygestop": "no_target", "genanvendelse": "no_target",
    }  # fmt: skip
    contradicted = targets.remarks().query("kind == 'contradiction'")
    assert set(contradicted["indicator"]) == {"ungdomsuddannelse", "nikotin_ecigaretter", "oekologiprocent"}


def test_the_neighbours_targets_are_judged_as_its_own_report_judges_them():
    frame = sb.read_targets(STRATEGIES / "gentofte.toml").frame()
    judged = frame.loc[frame["basis"] == "computed", "met"].to_dict()
    assert judged == {
        "maal_15": "yes", "bostoette_i_grupper": "no", "maal_68": "yes", "uddannelsesdaekning": "no",
        "normering_vuggestue": "yes", "normering_boernehave": "yes", "forskel_til_landet": "yes",
    }  # fmt: skip
    assert not frame["contradicted"].any()
