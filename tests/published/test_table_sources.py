"""The job with tables of counts gives the figures and hidden cells of the persons behind them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import social_balance as sb
from social_balance.files.toml_file import read_toml
from social_balance.language.faults import Issue, SocialBalanceError
from social_balance.published.settings import check_tables
from social_balance.yearly.configuration import read_configuration
from social_balance.yearly.status import Status

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data_samples"
TABLES = ROOT / "tests" / "tables"
KEYS = ["indicator", "area", "year"]
# Base and positive of the definitions, which are SQL as they stand.
SHARES = {
    "kun_grundskole": ("age BETWEEN 30 AND 59 AND hfudd IN (1, 2, 3, 4, 5, 6)", "hfudd = 1"),
    "unge_i_job_eller_uddannelse": (
        "age BETWEEN 18 AND 29 AND beskaeftiget IN (0, 1) AND uddannelse_igang IN (0, 1)",
        "(beskaeftiget = 1 OR uddannelse_igang = 1)",
    ),
    "doemte": ("age >= 18 AND doemt IN (0, 1)", "doemt = 1"),
    "foreningsaktive_boern": ("age BETWEEN 6 AND 17 AND foreningsmedlem IN (0, 1)", "foreningsmedlem = 1"),
    "valgdeltagelse_kv": ("valgret = 1 AND stemt IN (0, 1)", "stemt = 1"),
    "flyttefrekvens": ("fraflyttet IN (0, 1)", "fraflyttet = 1"),
}
_MOERKHOEJ = "('Pileparkerne', 'Torveparken', 'Torvegården')"


def town(folder: Path, *sources: str, years: str = "[2021, 2024]", more: str = "") -> Path:
    """A configuration of the sample's areas with the sources given."""
    text = (SAMPLES / "aarsstatus.toml").read_text(encoding="utf-8")
    main = f'[aarsstatus]\ntitle = "Årsstatus"\nmunicipality = "Gladsaxe Kommune"\nyears = {years}\n{more}\n'
    path = folder / "aarsstatus.toml"
    path.write_text("\n".join([main, *sources, text[text.index("[areas.") :]]), encoding="utf-8")
    return path


def thinned(folder: Path) -> Path:
    """The sample's register with so few residents left in Mørkhøj that some of its cells are small."""
    path = folder / "register.parquet"
    kept = f"area NOT IN {_MOERKHOEJ} OR person_id % 12 = 0"
    duckdb.read_parquet(str(SAMPLES / "register.parquet")).filter(kept).write_parquet(str(path))
    return path


def counted(register: Path) -> pd.DataFrame:
    """How many, and of how many, by indicator, area and year."""
    area = f"CASE WHEN area IN {_MOERKHOEJ} THEN 'Mørkhøj' ELSE area END"
    parts = [
        f"SELECT '{name}' AS indicator, {area} AS area, year, count(*) FILTER (({base}) AND {positive}) "
        f"AS numerator, count(*) FILTER ({base}) AS denominator FROM '{register}' GROUP BY ALL"
        for name, (base, positive) in SHARES.items()
    ]
    return duckdb.sql(f"{' UNION ALL '.join(parts)} ORDER BY indicator, year, area").df()


def written(table: pd.DataFrame, path: Path) -> None:
    """As a Danish office saves a table."""
    names = {"indicator": "indikator", "area": "omraade", "year": "aar", "numerator": "taeller",
             "denominator": "naevner"}  # fmt: skip
    table.rename(columns=names).to_csv(path, sep=";", index=False, encoding="cp1252")


OWN = """[[table]]
file        = "antal.csv"
indicator   = "indikator"
numerator   = "taeller"
denominator = "naevner"
area        = "omraade"
year        = "aar"
"""


@dataclass(frozen=True)
class Both:
    """The same shares of the same people, from persons and from a table."""

    persons: Status
    table: Status
    folder: Path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("begge")
    register = thinned(folder)
    written(counted(register), folder / "antal.csv")
    others = [i.id for i in sb.read_indicators("indices").indicators if i.source == "register"]
    left_out = [name for name in others if name not in SHARES]
    persons = f"[register]\nfile = 'register.parquet'\nleave_out = {json.dumps(left_out)}\n"
    return Both(
        sb.aarsstatus(town(folder, persons)), sb.aarsstatus(town(folder, OWN)), folder
    )  # fmt: skip


# From a table to a report -----------------------------------------------------------------------------------


def test_a_table_gives_the_figures_of_the_persons_behind_it(both: Both) -> None:
    persons, table = (each.tables().indicators.set_index(KEYS) for each in (both.persons, both.table))
    assert set(persons.index.get_level_values("indicator")) == set(SHARES)
    assert list(persons.index) == list(table.index)
    same = ["value", "base", "effective_base", "score", "as_of", "status", "unit"]
    pd.testing.assert_frame_equal(table[same], persons[same], rtol=1e-9)
    sure = ["se", "low", "high"]
    pd.testing.assert_frame_equal(
        table[sure].drop("doemte", level=0), persons[sure].drop("doemte", level=0), rtol=1e-9
    )
    # A mean of two years: nobody can see in a table how many persons are in both, so all are taken to be.
    ratio = (table["se"] / persons["se"]).xs("doemte")
    assert ratio.between(1.0, 1.5).all()
    usable = table["status"] == "ok"
    assert set(table.loc[usable, "model"]) == {"conservative counts"}
    assert set(persons.loc[usable, "model"]) == {"superpopulation"}


def test_a_change_in_a_table_has_the_standard_error_of_independent_years(both: Both) -> None:
    register = sb.Register(both.folder / "register.parquet", person=None)
    areas = read_configuration(both.folder / "aarsstatus.toml").areas
    themes = sb.read_indicators("indices")
    asked = [themes.indicator(name) for name in SHARES]
    unknown = sb.estimate(register, asked, by=["area", "year"], areas=areas, years=[2021, 2024])
    table = both.table.estimates
    assert set(table.labels) == set(unknown.labels)
    for name in SHARES:
        np.testing.assert_allclose(
            table.where(measure=name).matrix, unknown.where(measure=name).matrix, rtol=1e-9, atol=1e-12
        )
    # Persons who persist make a change surer than a table can say.
    change = {("kun_grundskole", "Værebro Park", 2024): 1.0, ("kun_grundskole", "Værebro Park", 2021): -1.0}
    assert table.contrast(change).se.item() > 1.1 * both.persons.estimates.contrast(change).se.item()


def test_the_same_cells_are_hidden_as_of_persons(both: Both) -> None:
    persons, table = sb.release(both.persons), sb.release(both.table)
    for name in ("indicators", "index", "ambition", "developments", "parts", "pairs"):
        of_persons, of_table = getattr(persons, name), getattr(table, name)
        assert of_persons["hidden"].tolist() == of_table["hidden"].tolist(), name
    hidden = table.indicators[table.indicators["hidden"]]
    assert "Mørkhøj almene boliger" in set(hidden["area"])
    assert (
        hidden["area"] != "Mørkhøj almene boliger"
    ).any()  # taken along, so that nothing can be subtracted


def test_a_small_cell_of_a_table_is_in_no_file_of_the_report(both: Both, tmp_path: Path) -> None:
    public = sb.release(both.table)
    shown = public.indicators.set_index(KEYS)
    hidden = shown.index[shown["hidden"]]
    secrets = both.table.tables().indicators.set_index(KEYS).loc[hidden, ["value", "positive"]].dropna()
    assert len(secrets) > 3
    out = tmp_path / "ud"
    sb.write_report(public, out, formats=["json", "csv", "html"])
    told = json.loads((out / "results.json").read_text(encoding="utf-8"))["indicators"]
    by_cell = {(row["indicator"], row["area"], row["year"]): row for row in told}
    for label in hidden:
        assert (by_cell[label]["value"], by_cell[label]["positive"]) == (None, None)
    texts = {
        path: path.read_bytes().decode("utf-8-sig")
        for path in out.rglob("*")
        if path.suffix in (".json", ".csv", ".html", ".svg")
    }
    assert len(texts) > 3
    for value in secrets["value"]:
        if value not in (0.0, 100.0):
            digits = [f"{value:.5f}"[:7], f"{value:.5f}"[:7].replace(".", ",")]
            assert not [path for path, text in texts.items() if any(each in text for each in digits)]


def test_a_cell_that_the_table_does_not_tell_cannot_be_worked_out_from_the_municipality(
    both: Both, tmp_path: Path
) -> None:
    table = counted(both.folder / "register.parquet").query("indicator == 'foreningsaktive_boern'")
    whole = table.groupby(["indicator", "year"], as_index=False)[["numerator", "denominator"]].sum()
    gone = (table["area"] == "Høje Gladsaxe") & (table["year"] == 2024)
    table[["numerator", "denominator"]] = table[["numerator", "denominator"]].mask(gone)
    for told, hidden in ((True, {"Mørkhøj almene boliger"}), (False, set())):
        rows = pd.concat([table, whole.assign(area="Gladsaxe")]) if told else table
        # Enough children in Mørkhøj, so that nothing is hidden for its own sake.
        more = rows["area"].isin(["Mørkhøj", "Gladsaxe"])
        rows = rows.assign(
            numerator=rows["numerator"] + 20 * more, denominator=rows["denominator"] + 40 * more
        )
        written(rows, tmp_path / "antal.csv")
        public = sb.release(sb.aarsstatus(town(tmp_path, OWN))).indicators
        late = public[(public["year"] == 2024) & public["hidden"]]
        assert set(late["area"]) == hidden


def test_the_report_says_what_tables_cannot_know(both: Both, tmp_path: Path) -> None:
    for status, told in ((both.table, True), (both.persons, False)):
        out = tmp_path / str(told)
        sb.write_report(sb.release(status), out, formats=["html"])
        page = " ".join((out / "aarsstatus.html").read_text(encoding="utf-8").split())
        assert ("samme beboere er der år efter år" in page) is told
        assert ("Højst grundskole" in page[page.find("Tabeller med antal.") :][:400]) is told


def test_the_files_of_tables_are_in_the_manifest(both: Both) -> None:
    assert set(both.table.meta.manifest["inputs"]) == {"aarsstatus.toml", "antal.csv"}


def test_persons_and_tables_together_give_each_what_the_other_lacks(both: Both, tmp_path: Path) -> None:
    columns = "person_id, year, area, age, hfudd, beskaeftiget, uddannelse_igang"
    duckdb.sql(f"SELECT {columns} FROM '{both.folder / 'register.parquet'}'").write_parquet(
        str(tmp_path / "register.parquet")
    )
    written(counted(both.folder / "register.parquet").query("indicator == 'doemte'"), tmp_path / "antal.csv")
    config = town(tmp_path, "[register]\nfile = 'register.parquet'\n", OWN, more="themes = ['tryghed']")
    table = sb.aarsstatus(config).tables().indicators
    assert set(table["model"]) == {"conservative counts"}
    left_out = [i.id for i in sb.read_indicators("indices")["selvforsoergelse"] if i.id not in SHARES]
    register = f"[register]\nfile = 'register.parquet'\nleave_out = {json.dumps(left_out)}\n"
    chosen = "themes = ['tryghed', 'selvforsoergelse']"
    model = sb.aarsstatus(town(tmp_path, register, OWN, more=chosen)).tables().indicators
    by_name = model.groupby("indicator")["model"].unique().map(list).to_dict()
    assert by_name == {
        "kun_grundskole": ["superpopulation"], "unge_i_job_eller_uddannelse": ["superpopulation"],
        "doemte": ["conservative counts"],
    }  # fmt: skip


def test_a_table_behind_tells_its_newest_year_and_stands_in_only_when_asked(
    both: Both, tmp_path: Path
) -> None:
    table = counted(both.folder / "register.parquet").query("indicator == 'kun_grundskole' and year <= 2022")
    written(table, tmp_path / "antal.csv")
    rows = {}
    for lagged in ("not_available", "latest"):
        config = town(tmp_path, f'{OWN}lagged = "{lagged}"\n')
        rows[lagged] = sb.aarsstatus(config)
    late = rows["not_available"].tables().indicators.query("year == 2024")
    assert set(late["status"]) == {"not_available"}
    assert set(late["as_of"]) == {2022}
    told = {"not_available": "senest opgjort 2022", "latest": "det senest opgjorte tal, som er fra 2022"}
    for lagged, text in told.items():
        sb.write_report(sb.release(rows[lagged]), tmp_path / lagged, formats=["html"])
        page = (tmp_path / lagged / "aarsstatus.html").read_text(encoding="utf-8")
        assert text in " ".join(page.split())
    carried = rows["latest"].tables().indicators.query("year == 2024").set_index("area")
    mine = table[table["year"] == 2022].set_index("area").loc["Værebro Park"]
    assert set(carried["status"]) == {"ok"}
    assert set(carried["as_of"]) == {2022}
    expected = 100 * mine["numerator"] / mine["denominator"]
    assert carried.loc["Værebro Park", "value"] == pytest.approx(expected)


def test_a_year_before_an_indicator_was_measured_needs_no_rows(both: Both, tmp_path: Path) -> None:
    table = counted(both.folder / "register.parquet").query(
        "indicator == 'valgdeltagelse_kv' and year >= 2021"
    )
    written(table, tmp_path / "antal.csv")
    status = sb.aarsstatus(town(tmp_path, OWN, years="[2020, 2021]"))
    assert set(status.tables().indicators.query("year == 2021")["status"]) == {"ok"}
    sb.release(status)


def test_the_areas_may_come_from_one_table_and_the_municipality_from_another(
    both: Both, tmp_path: Path
) -> None:
    table = counted(both.folder / "register.parquet").query("indicator == 'kun_grundskole'")
    whole = table.groupby(["indicator", "year"], as_index=False)[["numerator", "denominator"]].sum()
    written(table[table["area"] != "Øvrige Gladsaxe"], tmp_path / "antal.csv")
    written(whole.assign(area="Gladsaxe"), tmp_path / "kommune.csv")
    config = town(tmp_path, OWN, f'{OWN.replace("antal.csv", "kommune.csv")}rest = "subtract"\n')
    made = sb.aarsstatus(config).estimates
    np.testing.assert_allclose(made.values, both.table.estimates.where(measure="kun_grundskole").values)


@pytest.mark.parametrize("with_indicator", [True, False])
def test_ones_own_denominators_have_the_columns_of_the_table(
    both: Both, tmp_path: Path, with_indicator: bool
) -> None:
    table = counted(both.folder / "register.parquet").query("indicator == 'kun_grundskole'")
    above = table[(table["area"] != "Høje Gladsaxe") | (table["year"] != 2024)]
    written(above.drop(columns="denominator"), tmp_path / "antal.csv")
    below = table.drop(columns="numerator")
    written(below if with_indicator else below.drop(columns="indicator"), tmp_path / "naevner.csv")
    own = OWN.replace('denominator = "naevner"', 'absent = "zero"')
    source = f"{own}denominators = {{ file = 'naevner.csv', denominator = 'naevner' }}\n"
    made = sb.aarsstatus(town(tmp_path, source)).estimates.where(measure="kun_grundskole")
    expected = both.table.estimates.where(measure="kun_grundskole").rows["value"]
    gone = ("kun_grundskole", "Høje Gladsaxe", 2024)
    assert made.rows["value"].to_dict()[gone] == 0.0
    others = [label for label in made.labels if label[2] == 2021]
    np.testing.assert_allclose(made.rows["value"].loc[others], expected.loc[others])
    [text] = faults(town(tmp_path, f"{own}denominators = 'naevner.csv'\n"))
    assert text.startswith("TAB002")
    assert "denominators denominator" in text


# Published tables -------------------------------------------------------------------------------------------

CELLS = """OMRÅDE;UDDANNELSE;KØN;TID;INDHOLD
000 Hele landet;TOT I alt;TOT I alt;2021 2021;900000
000 Hele landet;TOT I alt;TOT I alt;2024 2024;910000
001 Høje Gladsaxe;H10 Grundskole;TOT I alt;2021 2021;300
001 Høje Gladsaxe;H90 Uoplyst;TOT I alt;2021 2021;21
001 Høje Gladsaxe;TOT I alt;TOT I alt;2021 2021;1500
001 Høje Gladsaxe;H10 Grundskole;TOT I alt;2024 2024;280
001 Høje Gladsaxe;TOT I alt;TOT I alt;2024 2024;1490
002 Værebro Park;H10 Grundskole;TOT I alt;2021 2021;400
002 Værebro Park;TOT I alt;TOT I alt;2021 2021;1100
002 Værebro Park;H10 Grundskole;TOT I alt;2024 2024;390
002 Værebro Park;H90 Uoplyst;TOT I alt;2024 2024;17
002 Værebro Park;TOT I alt;TOT I alt;2024 2024;1111
"""
STATBANK = """[[table]]
file        = "celler.csv"
form        = "statbank"
measure     = "kun_grundskole"
area        = "OMRÅDE.label"
where       = { "OMRÅDE" = ["001", "Værebro Park"], "KØN" = "I alt" }
numerator   = { UDDANNELSE = ["H10", "Uoplyst"] }
denominator = { UDDANNELSE = "I alt" }
absent      = "zero"
"""


def cells(folder: Path, text: str = CELLS) -> None:
    (folder / "celler.csv").write_text(text, encoding="utf-8-sig")


def values_of(status: Status) -> dict[tuple[str, int], float]:
    found = status.estimates.where(measure="kun_grundskole").rows.droplevel("measure")
    return {key: round(value, 6) for key, value in found["value"].dropna().items()}


def test_cells_of_statbank_are_picked_and_added_up(tmp_path: Path) -> None:
    cells(tmp_path)
    expected = {
        ("Høje Gladsaxe", 2021): 100 * 321 / 1500, ("Høje Gladsaxe", 2024): 100 * 280 / 1490,
        ("Værebro Park", 2021): 100 * 400 / 1100, ("Værebro Park", 2024): 100 * 407 / 1111,
    }  # fmt: skip
    assert values_of(sb.aarsstatus(town(tmp_path, STATBANK))) == pytest.approx(expected)


def test_a_cell_left_out_is_missing_until_the_configuration_says_that_it_is_0(tmp_path: Path) -> None:
    cells(tmp_path)
    config = town(tmp_path, STATBANK.replace('absent      = "zero"\n', ""))
    # H90 is left out for two of the four sums: they are not told.
    assert set(values_of(sb.aarsstatus(config))) == {("Høje Gladsaxe", 2021), ("Værebro Park", 2024)}


def test_the_denominators_may_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    cells(tmp_path)
    (tmp_path / "folketal.csv").write_text(
        "sted;tid;personer\nHøje Gladsaxe;2021;1500\nHøje Gladsaxe;2024;1490\nVærebro;2021;1100\n"
        "Værebro;2024;1111\n",
        "cp1252",
    )
    own = STATBANK.replace(
        'denominator = { UDDANNELSE = "I alt" }',
        'denominators = { file = "folketal.csv", area = "sted", year = "tid", denominator = "personer" }',
    )
    # Both files have to call an area by one name, since they are joined by it.
    (tmp_path / "folketal.csv").write_text(
        (tmp_path / "folketal.csv").read_text("cp1252").replace("Værebro;", "Værebro Park;"), "cp1252"
    )
    assert values_of(sb.aarsstatus(town(tmp_path, own))) == values_of(sb.aarsstatus(town(tmp_path, STATBANK)))


def test_the_same_cube_as_px_and_as_json_stat_gives_the_same(tmp_path: Path) -> None:
    cube = [[321, 1500], [280, 1490], [400, 1100], [407, 1111]]
    (tmp_path / "a.px").write_text(
        'CHARSET="ANSI";\nCODEPAGE="utf-8";\nSTUB="område","tid";\nHEADING="hvad";\n'
        'VALUES("område")="Høje Gladsaxe","Værebro Park";\nVALUES("tid")="2021","2024";\n'
        'VALUES("hvad")="Grundskole","Personer";\n'
        f"DATA=\n{' '.join(str(n) for pair in cube for n in pair)};\n",
        encoding="utf-8",
    )
    sides = {"område": ["Høje Gladsaxe", "Værebro Park"], "tid": ["2021", "2024"],
             "hvad": ["Grundskole", "Personer"]}  # fmt: skip
    table = {
        "version": "2.0", "class": "dataset", "id": list(sides), "size": [2, 2, 2],
        "dimension": {name: {"category": {"index": of}} for name, of in sides.items()},
        "value": [n for pair in cube for n in pair],
    }  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(table), encoding="utf-8")
    cells(tmp_path)
    expected = values_of(sb.aarsstatus(town(tmp_path, STATBANK)))
    for form, file in (("px", "a.px"), ("jsonstat", "a.json")):
        source = (
            f'[[table]]\nfile = "{file}"\nform = "{form}"\nmeasure = "kun_grundskole"\narea = "område"\n'
            'numerator = { hvad = "Grundskole" }\ndenominator = { hvad = "Personer" }\n'
        )
        assert values_of(sb.aarsstatus(town(tmp_path, source))) == expected


@pytest.mark.parametrize("mapping", ['"navne.csv"', "{ Dato1 = 'Periode', Tekst1 = 'Sted', Numerisk1 = "
                                     "'Antal', Numerisk2 = 'Personer' }"])  # fmt: skip
def test_jobindsats_is_read_by_its_own_names_and_one_month_a_year(tmp_path: Path, mapping: str) -> None:
    (tmp_path / "navne.csv").write_text(
        "TekniskNavn;EgetNavn\nDato1;Periode\nTekst1;Sted\nNumerisk1;Antal\nNumerisk2;Personer\n", "utf-8"
    )
    (tmp_path / "y.csv").write_text(
        "Dato1;Tekst1;Numerisk1;Numerisk2\n01-11-2021;Værebro Park;999;1099\n"
        "01-12-2021;Værebro Park;400;1100\n01-12-2024;Værebro Park;407;1111\n",
        "utf-8",
    )
    source = (
        f'[[table]]\nfile = "y.csv"\nform = "jobindsats"\nmeasure = "kun_grundskole"\narea = "Sted"\n'
        f'mapping = {mapping}\npart = "M12"\nnumerator = {{ measure = "Antal" }}\n'
        'denominator = { measure = "Personer" }\n'
    )
    config = town(tmp_path, source)
    expected = {("Værebro Park", 2021): 100 * 400 / 1100, ("Værebro Park", 2024): 100 * 407 / 1111}
    assert values_of(sb.aarsstatus(config)) == pytest.approx(expected)
    names = {path.name for path in read_configuration(config).input_files()}
    assert ("navne.csv" in names) is mapping.startswith('"')


def examples() -> dict[str, str]:
    """The tables that sample and guide show a reader."""
    sample = (SAMPLES / "aarsstatus.toml").read_text(encoding="utf-8")
    told = sample[sample.index("# [[table]]") : sample.index("[counts]")].splitlines()
    shown = "\n".join(line.removeprefix("# ") for line in told if re.match(r"# (\[|\w+ +=)", line))
    guide = (ROOT / "docs" / "guide" / "own_municipality.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(\[\[table\]\].*?)```", guide, flags=re.DOTALL)
    return {"sample": shown, **{f"guide {i}": block for i, block in enumerate(blocks)}}


@pytest.mark.parametrize("name", ["sample", "guide 0", "guide 1"])
def test_the_examples_that_a_reader_copies_are_without_fault(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(examples()[name], encoding="utf-8")
    file = read_toml(path)
    issues: list[Issue] = []
    assert len(check_tables(file, file.data["table"], issues)) == examples()[name].count("[[table]]") > 0
    assert issues == []
    assert len(examples()) == 3


# Faults -----------------------------------------------------------------------------------------------------


def faults(config: Path) -> list[str]:
    with pytest.raises(SocialBalanceError) as fault:
        sb.aarsstatus(config)
    for issue in fault.value.issues:
        assert issue.text("en") != issue.text("da")
    return [f"{issue.code} {issue.text('da').removeprefix(config.parent.as_posix() + '/')}"
            for issue in fault.value.issues]  # fmt: skip


def line_of(config: Path, key: str) -> int:
    lines = config.read_text(encoding="utf-8").splitlines()
    first = (
        next(i for i, line in enumerate(lines) if line.startswith("[[table]]")) if "[[table]]" in lines else 0
    )
    return next(i for i, line in enumerate(lines, start=1) if i > first and line.startswith(key))


@pytest.mark.parametrize(
    ("old", "new", "key", "code", "told"),
    [
        ('"celler.csv"', '"cller.csv"', "file", "CFG010", "[[table]] cller.csv file 'cller.csv' — filen"),
        ("absent ", "absnt ", "absnt", "DEF003", "absnt — feltet kendes ikke. Mente du 'absent'?"),
        ('"zero"', '"nul"', "absent", "DEF006", "absent"),
        ('"statbank"', '"stabank"', "form", "DEF006", "Mente du 'statbank'?"),
        ("absent ", 'sd = "spredning"\nabsent ', "sd", "TAB001", 'bruges ikke, når form er "statbank"'),
        ("absent ", 'dataset = "a"\nabsent ', "dataset", "TAB001", 'bruges ikke, når form er "statbank"'),
        ('"OMRÅDE.label"', '"OMRADE"', "area", "TAB002", "kolonnen 'OMRADE'. Mente du 'OMRÅDE'?"),
        ("{ UDDANNELSE = [", "{ UDANNELSE = [", "numerator", "TAB002", "Mente du 'UDDANNELSE'?"),
        ('{ UDDANNELSE = "I alt" }', '"I alt"', "denominator", "TAB004", "hvilke celler der skal med"),
        ('{ UDDANNELSE = "I alt" }', "{ UDDANNELSE = 7 }", "denominator", "TAB005", "liste af kategorier"),
        ('"I alt" }\nnum', '["I alt", 7] }\nnum', "where", "TAB005", "liste af kategorier"),
        ('"Uoplyst"]', '"Uoplst"]', "numerator", "TAB006", "ikke i kolonnen UDDANNELSE. Mente du 'Uoplyst'?"),
        ('denominator = { UDDANNELSE = "I alt" }\n', "denominator = {}\n", "denominator", "TAB007",
         "delt op efter 'UDDANNELSE' (Grundskole, Uoplyst og I alt)"),
        ("absent ", 'part = "K1"\nabsent ', "part", "TAB008", "hvilken del af året"),
        ('measure     = "kun_grundskole"\n', "", "[[table]]", "TAB010", "Tilføj measure"),
        ('denominator = { UDDANNELSE = "I alt" }\n', "", "[[table]]", "TAB012", "nævneren mangler"),
        ("absent ", 'denominators = "folketal.csv"\nabsent ', "denominator", "TAB013", "Behold den ene"),
        ('"kun_grundskole"', '"kun_grundskoel"', "measure", "TAB014", "Mente du 'kun_grundskole'?"),
        ('"kun_grundskole"', '"godt_helbred"', "measure", "TAB015", "fra borgerundersøgelsen"),
        ('["H10", "Uoplyst"]', '["H10", "I alt"]', "numerator", "TAB018", "både dele og en total"),
        ('"statbank"', '"jobindsats"', "[[table]]", "TAB019", "mapping"),
    ],
)  # fmt: skip
def test_a_fault_in_a_published_table_is_told_with_line_key_and_value(
    tmp_path: Path, old: str, new: str, key: str, code: str, told: str
) -> None:
    cells(tmp_path)
    (tmp_path / "folketal.csv").write_text("area;year;denominator\nHøje Gladsaxe;2021;1\n", "utf-8")
    assert old in STATBANK
    config = town(tmp_path, STATBANK.replace(old, new, 1))
    [text] = [text for text in faults(config) if text.startswith(code)]
    assert f"aarsstatus.toml:{line_of(config, key)} [[table]]" in text
    assert told in text


@pytest.mark.parametrize(
    ("old", "new", "key", "code", "told"),
    [
        ('"taeller"', '"tæller"', "numerator", "TAB002", "har ikke kolonnen 'tæller'. Mente du 'taeller'?"),
        ('"naevner"', '"nævner"', "denominator", "TAB002", "Mente du 'naevner'?"),
        ('"omraade"', '"område"', "area", "TAB002", "Mente du 'omraade'?"),
        ('"aar"', '"år"', "year", "TAB002", "kolonnen 'år'"),
        ('"indikator"', '"indicator"', "indicator", "TAB002", "Mente du 'indikator'?"),
        ('"naevner"', '"naevner"\nsd = "spredning"', "sd", "TAB002", "kolonnen 'spredning'"),
        ('"taeller"', '{ "KØN" = "I alt" }', "numerator", "TAB003", "navnet på en kolonne"),
        ('"naevner"', '"naevner"\nmeasure = "doemte"', "indicator", "TAB011", "Behold den ene"),
        ('"naevner"', '"naevner"\nwhere = { "KØN" = "I alt" }', "where", "TAB001", 'form er "csv"'),
    ],
)  # fmt: skip
def test_a_fault_in_ones_own_table_is_told_with_line_key_and_value(
    both: Both, tmp_path: Path, old: str, new: str, key: str, code: str, told: str
) -> None:
    shutil.copy(both.folder / "antal.csv", tmp_path)
    config = town(tmp_path, OWN.replace(old, new, 1))
    [text] = [text for text in faults(config) if text.startswith(code)]
    assert f"aarsstatus.toml:{line_of(config, key)} [[table]] antal.csv {key}".rstrip() in text
    assert told in text


def with_table(both: Both, folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Path:
    """The configuration with the table changed."""
    written(change(counted(both.folder / "register.parquet")), folder / "antal.csv")
    return town(folder, OWN)


def test_an_indicator_in_the_table_that_nobody_knows_is_told_with_the_nearest(
    both: Both, tmp_path: Path
) -> None:
    config = with_table(both, tmp_path, lambda table: table.replace("doemte", "doemt"))
    [text] = faults(config)
    assert text.startswith(
        f"TAB014 aarsstatus.toml:{line_of(config, 'indicator')} [[table]] antal.csv indicator"
    )
    assert "'doemt'. Mente du 'doemte'?" in text


def test_an_unknown_area_and_a_missing_year_are_told_at_once_with_other_tables_faults(
    both: Both, tmp_path: Path
) -> None:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = table[(table["indicator"] != "doemte") | (table["year"] != 2021)]
        return table.assign(
            area=table["area"].where(table["indicator"] != "kun_grundskole", table["area"].str[:8])
        )

    config = with_table(both, tmp_path, change)
    texts = faults(config)
    [year] = [text for text in texts if text.startswith("TAB016")]
    assert f"aarsstatus.toml:{line_of(config, '[[table]]')} [[table]] antal.csv" in year
    assert "året 2021 er ikke med for 'doemte', som har 2019, 2020, 2022, 2023 og 2024" in year
    [area] = [text for text in texts if text.startswith("ARE006") and "'Høje Gla'" in text]
    assert area.startswith("ARE006 antal.csv kolonne 'omraade'")


def test_faults_of_two_tables_and_the_register_are_told_together(both: Both, tmp_path: Path) -> None:
    shutil.copy(both.folder / "antal.csv", tmp_path)
    cells(tmp_path)
    (tmp_path / "register.parquet").write_bytes(b"PAR1")
    bad = STATBANK.replace('"Uoplyst"]', '"Ukendt"]')
    own = OWN.replace('"taeller"', '"antal"')
    codes = [text[:6] for text in faults(town(tmp_path, "[register]\nfile = 'register.parquet'", own, bad))]
    assert codes[:2] == ["TAB002", "TAB006"]
    assert len(codes) == 3


def test_an_indicator_of_both_the_register_and_a_table_is_a_fault_until_it_is_left_out(
    both: Both, tmp_path: Path
) -> None:
    for name in ("antal.csv", "register.parquet"):
        shutil.copy(both.folder / name, tmp_path)
    register = "[register]\nfile = 'register.parquet'\n"
    config = town(tmp_path, register, OWN, more="themes = ['tryghed']")
    texts = faults(config)
    assert [text[:6] for text in texts] == ["TAB017"] * len(SHARES)
    assert f"aarsstatus.toml:{line_of(config, '[[table]]')} [[table]] antal.csv — 'doemte'" in texts[0]
    assert "leave_out under [register]" in texts[0]
    left_out = f"{register}leave_out = {json.dumps(list(SHARES))}\n"
    model = (
        sb.aarsstatus(town(tmp_path, left_out, OWN, more="themes = ['tryghed']")).tables().indicators["model"]
    )
    assert set(model) == {"conservative counts"}
    config = town(tmp_path, f"{register}leave_out = ['doemt']\n", more="themes = ['tryghed']")
    assert faults(config) == [
        f"TAB014 aarsstatus.toml:{line_of(config, 'leave_out')} [register] leave_out — ingen af "
        "definitionerne har indikatoren 'doemt'. Mente du 'doemte'?"
    ]


def test_a_measure_that_takes_persons_is_refused_and_a_percentage_told(both: Both, tmp_path: Path) -> None:
    config = with_table(both, tmp_path, lambda table: table.replace("flyttefrekvens", "dissimilaritet"))
    assert [text[:6] for text in faults(config)] == ["CNT009"]
    config = with_table(both, tmp_path, lambda table: table.assign(numerator=100.03))
    assert {text[:6] for text in faults(config)} <= {"CNT003", "CNT006"}


def test_a_group_with_a_name_like_table_is_told_what_it_is_called(both: Both, tmp_path: Path) -> None:
    [text] = faults(town(tmp_path, OWN.replace("[[table]]", "[[tables]]")))
    assert text.startswith("CFG001 aarsstatus.toml:7 [tables]")
    assert "Mente du 'table'?" in text
    [text] = faults(town(tmp_path, OWN.replace("[[table]]", "[table]")))
    assert text.startswith("CFG004 aarsstatus.toml:7 [table]")
