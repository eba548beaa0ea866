"""`[register]` names a table where it is: a DuckDB database here, Spark in a session of its own."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import social_balance as sb
from social_balance.files.engine_tables import TableAddress, open_duckdb_table
from social_balance.files.engines import ENGINES
from social_balance.language.faults import SocialBalanceError
from social_balance.yearly.register_settings import RegisterOfPersons

SAMPLES = Path(__file__).parents[2] / "data_samples"
FILES = ("aarsstatus.toml", "borger_2021.sav", "borger_2024.sav", "borger_2021.toml", "borger_2024.toml",
         "register.parquet", "byrum_taelling.csv")  # fmt: skip
# Counts and means of incomes; what is made of distributions and addresses is in a test of figures alone.
THEMES = "themes = ['selvforsoergelse']"
IN_DUCKDB = 'engine = "duckdb"\ndatabase = "registre.duckdb"\ntable = "befolkning.borgere"'


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the register of the sample in a schema, and a view."""
    path = tmp_path_factory.mktemp("registre") / "registre.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE SCHEMA befolkning")
        file = (SAMPLES / "register.parquet").as_posix()
        connection.execute(f"CREATE TABLE befolkning.borgere AS FROM '{file}'")
        connection.execute("CREATE VIEW voksne AS FROM befolkning.borgere WHERE age >= 18")
    return path


@pytest.fixture
def town(tmp_path: Path, registers: Path) -> Path:
    """A copy of the sample beside the database."""
    for path in [registers, *(SAMPLES / name for name in FILES)]:
        shutil.copy(path, tmp_path)
    edit(tmp_path, "[[survey]]", f"replicates = 50\n{THEMES}\n\n[[survey]]")
    return tmp_path


def edit(town: Path, old: str, new: str) -> None:
    path = town / "aarsstatus.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(town: Path) -> list[str]:
    """Both languages of each fault, in one line a fault."""
    with pytest.raises(SocialBalanceError) as error:
        sb.aarsstatus(town / "aarsstatus.toml")
    return [
        f"{issue.code} {issue.text(lang)}".replace(f"{town.as_posix()}/aarsstatus.toml", "").replace(
            town.as_posix(), ""
        )
        for issue in error.value.issues
        for lang in ("da", "en")
    ]


def papers_of(town: Path, out: str) -> dict[str, Any]:
    """The published files of a status, the tables as numbers."""
    public = sb.release(sb.aarsstatus(town / "aarsstatus.toml"))
    sb.write_report(public, town / out, formats=["html", "csv", "json"])
    tables = {
        path.name: list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        for path in sorted((town / out).rglob("*.csv"))
    }
    page = (town / out / "aarsstatus.html").read_text(encoding="utf-8")
    manifest = json.loads((town / f"{out}.manifest-private.json").read_text(encoding="utf-8"))
    return {"tables": tables, "page": page, "inputs": manifest["inputs"]}


def same_cells(found: list[list[str]], expected: list[list[str]]) -> bool:
    """Texts are the same, and numbers to nine digits: engines add up in orders of their own."""
    numbers = pd.DataFrame(found), pd.DataFrame(expected)
    first, second = (
        frame.apply(lambda c: pd.to_numeric(c.str.replace(",", "."), errors="coerce")) for frame in numbers
    )
    texts = [frame.mask(first.notna()).fillna("") for frame in numbers]
    pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-9)
    return bool((texts[0] == texts[1]).all(axis=None))


def test_the_papers_of_a_register_in_a_database_are_those_of_its_file(town: Path) -> None:
    from_file = papers_of(town, "fil")
    edit(town, 'file   = "register.parquet"', IN_DUCKDB)
    (town / "register.parquet").unlink()
    from_database = papers_of(town, "database")
    assert from_database["page"] == from_file["page"]
    assert list(from_database["tables"]) == list(from_file["tables"])
    assert all(same_cells(from_database["tables"][name], of) for name, of in from_file["tables"].items())
    assert set(from_file["inputs"]) ^ set(from_database["inputs"]) == {"register.parquet", "registre.duckdb"}


def test_a_survey_is_calibrated_to_a_register_in_a_database(town: Path) -> None:
    edit(town, '# source  = "register" ', 'source  = "register"\nnames = { koen = "sex", alder = "age" }\n#')
    from_file = sb.aarsstatus(town / "aarsstatus.toml").estimates.frame()
    edit(town, 'file   = "register.parquet"', IN_DUCKDB)
    pd.testing.assert_frame_equal(
        sb.aarsstatus(town / "aarsstatus.toml").estimates.frame(), from_file, rtol=1e-9
    )


WRONG_KEYS = {
    "an engine that keeps no tables": (
        'engine = "polars"\ntable = "borgere"',
        "DEF006 :77 [register] engine — \"polars\" kan ikke bruges her. Vælg mellem duckdb og spark.",
        "DEF006 :77 [register] engine — \"polars\" cannot be used here. Choose among duckdb and spark.",
    ),
    "neither a file nor an engine": (
        "",
        "CFG045 :76 [register] file — registret har hverken file eller engine. Nævn en fil, eller skriv"
        " engine"
        " (duckdb og spark) og hvilken tabel.",
        "CFG045 :76 [register] file — the register has neither file nor engine. Name a file, or write engine"
        " (duckdb and spark) and which table.",
    ),
    "an engine without what it needs": (
        'engine = "duckdb"\ndatabase = "registre.duckdb"',
        'CFG043 :76 [register] table — feltet mangler: engine = "duckdb" kræver database og table.',
        'CFG043 :76 [register] table — the field is missing: engine = "duckdb" needs database and table.',
    ),
    "a file beside an engine": (
        'engine = "spark"\ntable = "borgere"\nfile = "register.parquet"',
        'CFG044 :79 [register] file — feltet hører ikke til engine = "spark". Der kan stå table og remote.',
        'CFG044 :79 [register] file — the field does not belong to engine = "spark". There may be table'
        ' and remote.',
    ),
    "no such database": (
        'engine = "duckdb"\ndatabase = "registrer.duckdb"\ntable = "borgere"',
        "CFG010 :78 [register] database — filen findes ikke i mappen . Ret navnet, eller læg filen der.",
        "CFG010 :78 [register] database — the file is not in the folder . Correct the name, or put the"
        " file there.",
    ),
    "a file that is no database": (
        'engine = "duckdb"\ndatabase = "register.parquet"\ntable = "borgere"',
        "INP003 :78 [register] database — filen kan ikke læses som DuckDB; den er formentlig beskadiget"
        " eller afbrudt"
        " under overførslen. Hent den igen hos leverandøren.",
        "INP003 :78 [register] database — the file cannot be read as DuckDB; it is probably damaged or was"
        " cut off on"
        " its way. Get it again from those who delivered it.",
    ),
    "no such table": (
        IN_DUCKDB.replace("borgere", "Borger"),
        "REG053 :79 [register] table — tabellen 'befolkning.Borger' findes ikke der. Mente du"
        " 'befolkning.borgere'? Der"
        " er tabeller i alt: 2 (befolkning.borgere og voksne). Skriv skemaet foran med punktum, hvis"
        " tabellen ligger i"
        " et skema.",
        "REG053 :79 [register] table — there is no table 'befolkning.Borger'. Did you mean"
        " 'befolkning.borgere'? Tables"
        " in all: 2 (befolkning.borgere and voksne). Write the schema before it with a full stop if the"
        " table is in a"
        " schema.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("register", "danish", "english"), WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_what_is_wrong_with_a_table_is_told_at_its_key(
    town: Path, register: str, danish: str, english: str
) -> None:
    edit(town, 'file   = "register.parquet"', register)
    assert faults_of(town) == [danish, english]


def test_a_database_that_somebody_writes_to_is_told_in_its_own_words(town: Path) -> None:
    edit(town, 'file   = "register.parquet"', IN_DUCKDB)
    with duckdb.connect(town / "registre.duckdb"):
        [danish, _] = faults_of(town)
    assert danish.startswith("REG052 :78 [register] database — databasen kan ikke åbnes: ")


def test_a_table_that_lacks_a_column_is_told_by_its_name(town: Path) -> None:
    edit(town, 'file   = "register.parquet"', IN_DUCKDB.replace("befolkning.borgere", "faa"))
    with duckdb.connect(town / "registre.duckdb") as connection:
        connection.execute("CREATE VIEW faa AS SELECT person_id, year, area, age FROM befolkning.borgere")
    assert "EST001 registre.duckdb faa 'indkomst' — kolonnen findes ikke i data." in faults_of(town)


def test_without_the_extra_the_command_that_installs_it_is_told(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    edit(town, 'file   = "register.parquet"', 'engine = "spark"\ntable = "borgere"')
    assert faults_of(town) == [
        "REG054 :77 [register] engine — pakken pyspark mangler, og uden den kan registret ikke læses, hvor"
        " det ligger."
        ' Kør: pip install "social-balance[spark]"',
        "REG054 :77 [register] engine — the package pyspark is missing, and without it the register cannot"
        " be read"
        ' where it is. Run: pip install "social-balance[spark]"',
    ]


def test_a_schema_called_main_may_be_named_or_left_out(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "a.duckdb") as connection:
        connection.execute('CREATE TABLE "år.2024" AS SELECT 7 AS n')
    for name in ("år.2024", "main.år.2024"):
        assert open_duckdb_table(TableAddress(name, tmp_path / "a.duckdb")).fetchall() == [(7,)]


def test_what_follows_the_host_of_a_server_is_not_told() -> None:
    assert (
        TableAddress("t", remote="sc://spark.example:443/;token=hemmelig").server == "sc://spark.example:443"
    )


def test_every_engine_that_keeps_tables_can_be_named_in_the_configuration() -> None:
    named = RegisterOfPersons.model_json_schema()["properties"]["engine"]["anyOf"][0]["enum"]
    assert named == [name for name, engine in ENGINES.items() if engine.open_table is not None]
