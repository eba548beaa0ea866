"""The command line does what the library does, and tells a fault in words, not in a traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from social_balance.cli import main


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_an_indicator_is_explained_by_its_name_with_danish_letters() -> None:
    code, text = run("explain", "dømte")
    assert code == 0
    assert "Nævner: age er mindst 18" in text


def test_explaining_an_indicator_of_a_register_shows_the_years_and_the_query_of_the_engine() -> None:
    text = run("explain", "dømte", "--sql")[1]
    assert "Registeret har årene 2019, 2020, 2021, 2022, 2023 og 2024." in text
    query = text[text.index("Plan på DuckDB, regel fra 2018") :]
    plain = re.sub('["()]', "", query)  # versions of DuckDB write names and parentheses otherwise
    assert "CASE WHEN age >= 18 AND doemt >= 0 AND doemt <= 1 THEN" in plain
    assert "GROUP BY" in plain


def test_the_plan_is_that_of_the_engine_asked_for() -> None:
    text = run("explain", "dømte", "--engine", "polars", "--lang", "en")[1]
    plan = text[text.index("Plan on Polars, rule from 2018") :]
    assert "Parquet SCAN" in plan
    assert 'BY [col("area"), col("year")]' in plan


def test_the_plan_of_exposure_counts_the_kinds_of_persons_at_each_place() -> None:
    text = run("explain", "eksponering_i_skole", "--sql")[1]
    query = text[text.index("Plan på DuckDB") :]
    assert 'GROUP BY "area", "year", "skole", "flags"' in query
    assert "hentes" not in query


def test_the_plan_says_that_base_and_positive_are_one_sum() -> None:
    code, text = run("explain", "doemte", "--sql")
    assert code == 0
    assert text.count("4294967297") == 2  # in the query, and in words
    assert "Nævner og tæller er én sum" in text


def test_nobody_is_shown_a_query_who_did_not_ask_for_one() -> None:
    text = run("explain", "doemte")[1]
    assert "SELECT" not in text
    assert "Plan på" not in text


def test_an_indicator_of_ones_own_municipality_is_explained_with_its_names_of_columns(tmp_path: Path) -> None:
    folder = tmp_path / "indices" / "eget"
    folder.mkdir(parents=True)
    (folder / "tema.toml").write_text(
        '[theme]\nid = "eget"\ntitle = { da = "eget", en = "own" }\neffect_goal = "E"\norder = 1\n',
        encoding="utf-8",
    )
    (folder / "enlig.toml").write_text(
        '[indicator]\nid = "enlig"\ntitle = { da = "Bor alene", en = "Lives alone" }\nsource = "register"\n'
        'measure = "share"\nunit = "procent"\ndirection = "lower_is_better"\ngoalposts = [100, 0]\n'
        'reference = "Eget"\n[[version]]\nfrom = 2020\nbase = "alder >= 18"\npositive = "alene == 1"\n'
        '[[case]]\nname = "Tre af fire"\nyear = 2021\nrows = """\n alder | alene | weight\n 18 | 1 | 3\n'
        '     50 |     0 | 1\n     17 |     1 | 2\n"""\nexpect = { base = 4, positive = 3, value = 75.0 }\n',
        encoding="utf-8",
    )
    duckdb.sql(
        "SELECT 1 AS cprnr, 2021 AS aar, 'Nord' AS sted, 30 AS alder, 1 AS alene "
        "UNION ALL SELECT 2, 2024, 'rest', 40, 0"
    ).write_parquet(str(tmp_path / "eget.parquet"))
    (tmp_path / "aarsstatus.toml").write_text(
        '[aarsstatus]\ntitle = "T"\nmunicipality = "M"\nyears = [2021, 2024]\ndefinitions = "indices"\n'
        '[register]\nfile = "eget.parquet"\nperson = "cprnr"\nyear = "aar"\narea = "sted"\n'
        '[areas.nord]\nname = "Nord"\n[areas.rest]\nname = "rest"\n[areas.whole]\nname = "M"\n',
        encoding="utf-8",
    )
    config = str(tmp_path / "aarsstatus.toml")
    code, text = run("explain", "enlig", "--config", config)
    assert (code, "Tæller (og i nævneren): alene er 1" in text) == (0, True)
    code, text = run("explain", "enlig", "--config", config, "--sql")
    assert code == 0
    assert "Registeret har årene 2021 og 2024." in text
    assert "sted" in text.split("Plan på DuckDB")[1]


def test_a_survey_indicator_has_no_plan() -> None:
    assert "Plan på" not in run("explain", "ofte_ensom", "--sql")[1]


def test_a_register_without_the_columns_of_the_rule_is_told_in_words(tmp_path: Path) -> None:
    duckdb.sql("SELECT 1 AS person_id, 2024 AS year, 'a' AS area, 30 AS age").write_parquet(
        str(tmp_path / "r.parquet")
    )
    code, text = run("explain", "dømte", "--register", str(tmp_path / "r.parquet"))
    assert code == 1
    assert "'doemt'" in text


def test_an_unknown_indicator_is_told_with_a_suggestion_in_the_language_asked_for() -> None:
    assert run("explain", "domte")[0] == 1
    assert "Mente du 'doemte'?" in run("explain", "domte")[1]
    assert "Did you mean 'doemte'?" in run("explain", "domte", "--lang", "en")[1]


def test_the_schema_is_json() -> None:
    assert "properties" in json.loads(run("schema")[1])


@pytest.fixture(scope="module")
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A municipality of one's own as `init` makes it, with one theme and without one of its indicators."""
    town = tmp_path_factory.mktemp("by") / "by"
    assert run("init", str(town))[0] == 0
    (town / "indices" / "byliv" / "besoeg_udefra.toml").unlink()
    config = town / "aarsstatus.toml"
    one = config.read_text(encoding="utf-8").replace("[aarsstatus]", '[aarsstatus]\nthemes = ["byliv"]', 1)
    config.write_text(one, encoding="utf-8")
    return town


def test_a_municipality_of_ones_own_starts_with_definitions_of_its_own_and_runs(own_town, tmp_path) -> None:
    assert run("check", str(own_town / "indices"))[1].strip() == "Ingen fejl."
    code, text = run(
        "aarsstatus", str(own_town / "aarsstatus.toml"), "--out", str(tmp_path), "--formats", "json"
    )
    assert code == 0, text
    assert "Læser og beregner register" in text
    assert "besoeg_udefra" not in (tmp_path / "results.json").read_text(encoding="utf-8")


def test_progress_can_be_left_out(own_town, tmp_path) -> None:
    words = ["--out", str(tmp_path), "--formats", "json", "--quiet"]
    _, quiet = run("aarsstatus", str(own_town / "aarsstatus.toml"), *words)
    assert quiet.strip() == str(tmp_path)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vigtig.txt").write_text("x", encoding="utf-8")
    code, text = run("init", str(tmp_path))
    assert code == 1
    assert "mappen er ikke tom" in text
    assert [path.name for path in tmp_path.iterdir()] == ["vigtig.txt"]


@pytest.mark.parametrize(("lang", "words"), [("da", "kan ikke åbnes"), ("en", "cannot be opened")])
def test_a_configuration_that_is_not_there_is_told_of(tmp_path: Path, lang: str, words: str) -> None:
    code, text = run("aarsstatus", str(tmp_path / "ingen.toml"), "--lang", lang)
    assert code == 1
    assert words in text


def test_a_plan_of_the_sample_municipality_is_printed() -> None:
    code, text = run("plan", "--sd", "20", "--deff", "1.5", "--wanted", "6")
    assert code == 0, text
    row = next(line for line in text.splitlines() if line.startswith("  Høje Gladsaxe"))
    assert row.split() == ["Høje", "Gladsaxe", "355", "4,9", "5,5", "253"]
    assert "Der er 1.426 svar i det øvrige Gladsaxe." in " ".join(text.split())


def test_a_plan_says_in_sentences_that_all_are_too_few() -> None:
    code, text = run("plan", "--deff", "1.5", "--sentences", "--respondents", "600", "--rest", "3000")
    assert code == 0, text
    assert "Selv hvis alle 2.870 voksne i Værebro Park svarer," in text
    assert "med 356 svar i den tidligere bølge og 3.000 i det øvrige Gladsaxe" in text


def test_a_plan_measures_what_is_not_assumed() -> None:
    code, text = run("plan", "--lang", "en", "--adjust", "holm")
    assert code == 0, text
    cells = text.count("  Høje Gladsaxe ") * 3
    assert cells > 0
    assert f"level {5 / cells:.2f} %" in " ".join(text.split())


def test_everything_that_is_wrong_with_a_plan_is_told() -> None:
    code, text = run("plan", "--power", "9", "--deff", "-1", "--respondents", "5000")
    assert code == 1
    assert "power — tallet skal ligge mellem 0 og 1, men er 9.0." in text
    assert "areas['Værebro Park'] respondents — der kan ikke være 5000 svar" in text


def test_a_configuration_without_a_survey_cannot_be_planned_from(tmp_path: Path) -> None:
    town = tmp_path / "by"
    run("init", str(town))
    whole = (town / "aarsstatus.toml").read_text(encoding="utf-8")
    start, end = whole.index("[population]"), whole.index("# Store og små")
    (town / "uden.toml").write_text(whole[:start] + whole[end:], encoding="utf-8")
    code, text = run("plan", str(town / "uden.toml"))
    assert code == 1
    assert "intet antal voksne" in text
