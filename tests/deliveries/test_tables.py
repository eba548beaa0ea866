"""Files in the formats that offices deliver are read alike, and a bad file is told of before it does harm."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from social_balance.deliveries import reading as tables
from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.files import read_codebook
from social_balance.deliveries.reading import check_register, read_counts, read_register, read_survey
from social_balance.language.faults import InputError

pyreadstat = pytest.importorskip("pyreadstat", reason="the extra [spss]")

BOOK = """
[column.person_id]
from   = "ID"
type   = "id"
unique = true
[column.vaegt]
from = "VÆGT"
type = "weight"
[column.omraade]
from = "OMR"
type = "area"
[column.tryg]
from    = "Q1"
values  = { 1 = "Ja", 2 = "Nej", 3 = "Både og" }
missing = { 8 = "Ved ikke", 9 = "Ønsker ikke at svare" }
"""
AREAS = {1.0: "Høje Gladsaxe", 2.0: "Værebro Park"}
ANSWERS = {1.0: "Ja", 2.0: "Nej", 3.0: "Både og", 8.0: "Ved ikke", 9.0: "Ønsker ikke at svare"}


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ID": ["0101", "0102", "0103", "0104"],
            "VÆGT": [3.0, 1.25, 0.5, 1.0],
            "OMR": [1.0, 2.0, 2.0, 1.0],
            "Q1": [3.0, 1.0, 8.0, np.nan],
        }
    )


def text_rows(separator: str = ";", decimal: str = ",") -> str:
    frame = people()
    frame["OMR"] = frame["OMR"].map(AREAS)
    return frame.to_csv(index=False, sep=separator, decimal=decimal, float_format="%g")


def write_sav(path: Path, frame: pd.DataFrame | None = None, **options: object) -> Path:
    labels = {"OMR": AREAS, "Q1": ANSWERS}
    options = {"variable_value_labels": labels, "missing_ranges": {"Q1": [8, 9]}} | options
    pyreadstat.write_sav(people() if frame is None else frame, str(path), **options)
    return path


def write_dta(path: Path) -> Path:
    frame = people()
    frame["Q1"] = pd.Series([3, 1, "a", None], dtype=object)
    labels = {"OMR": AREAS, "Q1": {1: "Ja", 2: "Nej", 3: "Både og", "a": "Ved ikke"}}
    frame = frame.rename(columns={"VÆGT": "VAEGT"})
    pyreadstat.write_dta(frame, str(path), variable_value_labels=labels, missing_user_values={"Q1": ["a"]})
    return path


def write_parquet(path: Path, frame: pd.DataFrame) -> Path:
    import duckdb

    connection = duckdb.connect()
    connection.register("frame", frame)
    connection.execute(f"COPY frame TO '{path}' (FORMAT parquet)")
    return path


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("codebook") / "borger.toml"
    path.write_text(BOOK, encoding="utf-8")
    return read_codebook(path)


def fault(read: Callable[..., object], *arguments: object, **options: object) -> InputError:
    with pytest.raises(InputError) as error:
        read(*arguments, **options)
    return error.value


def both(error: InputError, folder: Path) -> list[str]:
    """The one fault, in Danish and in English, without the folder of the test."""
    [issue] = error.issues
    return [issue.text(lang).replace(f"{folder.as_posix()}/", "") for lang in ("da", "en")]


def check_people(frame: pd.DataFrame) -> None:
    """Assert that the four respondents came through."""
    assert frame["person_id"].tolist() == ["0101", "0102", "0103", "0104"]
    assert frame["vaegt"].tolist() == [3, 1.25, 0.5, 1]
    assert frame["omraade"].tolist() == ["Høje Gladsaxe", "Værebro Park", "Værebro Park", "Høje Gladsaxe"]
    assert frame["tryg"].tolist()[:2] == [3, 1]
    assert frame["tryg.label"].tolist()[:2] == ["Både og", "Ja"]
    assert frame["tryg.missing"].tolist()[2:] == ["Ved ikke", "Ubesvaret"]


# Surveys ----------------------------------------------------------------------------------------------------


def test_spss_is_read_through_a_codebook(tmp_path: Path, book: Codebook):
    check_people(read_survey(write_sav(tmp_path / "b.sav"), codebook=book))


def test_compressed_spss_is_read_alike(tmp_path: Path, book: Codebook):
    check_people(read_survey(write_sav(tmp_path / "b.zsav", compress=True), codebook=book))


def test_a_codebook_may_be_given_as_a_path(tmp_path: Path):
    path = tmp_path / "b.toml"
    path.write_text(BOOK, encoding="utf-8")
    check_people(read_survey(write_sav(tmp_path / "b.sav"), codebook=path))


def test_stata_is_read_through_a_codebook(tmp_path: Path):
    path = tmp_path / "b.toml"
    path.write_text(BOOK.replace("VÆGT", "VAEGT").replace("8 = ", "a = "), encoding="utf-8")
    check_people(read_survey(write_dta(tmp_path / "b.dta"), codebook=path))


def test_a_blank_cell_of_stata_is_blank_beside_lettered_missing_values(tmp_path: Path):
    """The reader of user-missing values was seen to fill it with the neighbour's number."""
    frame = read_survey(write_dta(tmp_path / "b.dta"))
    assert frame["Q1"].isna().tolist() == [False, False, True, True]
    assert frame["Q1.missing"].tolist()[2:] == ["Ved ikke", "Ubesvaret"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (";", "."), (",", "."), ("\t", ",")])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_every_way_an_office_saves_it(
    tmp_path: Path, book: Codebook, encoding: str, separator: str, decimal: str, newline: str
):
    path = tmp_path / "b.csv"
    path.write_bytes(text_rows(separator, decimal).replace("\n", newline).encode(encoding))
    check_people(read_survey(path, codebook=book))


def test_parquet_is_read_through_a_codebook(tmp_path: Path, book: Codebook):
    frame = people()
    frame["OMR"] = frame["OMR"].map(AREAS)
    check_people(read_survey(write_parquet(tmp_path / "b.parquet", frame), codebook=book))


def test_without_a_codebook_the_labels_of_the_file_are_used(tmp_path: Path):
    frame = read_survey(write_sav(tmp_path / "b.sav"))
    assert frame["Q1"].tolist()[:2] == [3, 1]
    assert list(frame["Q1.label"].cat.categories) == ["Ja", "Nej", "Både og"]
    assert frame["Q1.missing"].tolist()[2:] == ["Ved ikke", "Ubesvaret"]
    assert frame["OMR.label"].tolist()[:2] == ["Høje Gladsaxe", "Værebro Park"]
    assert frame.attrs == {}


def test_without_a_codebook_text_stays_text_and_numbers_become_numbers(tmp_path: Path):
    path = tmp_path / "b.csv"
    path.write_text("kode;antal;by\n0159;1,5;Søborg\n0161;;Mørkhøj\n", encoding="cp1252")
    frame = read_survey(path)
    assert frame["kode"].tolist() == ["0159", "0161"]
    assert frame["antal"].tolist()[0] == 1.5
    assert frame["antal"].isna().tolist() == [False, True]
    assert frame["by"].tolist() == ["Søborg", "Mørkhøj"]


def test_dates_in_a_file_are_dates(tmp_path: Path):
    frame = people().assign(DATO=pd.to_datetime(["2024-05-01"] * 4).date)
    read = read_survey(write_sav(tmp_path / "b.sav", frame))["DATO"]
    assert read.dt.strftime("%d-%m-%Y").tolist() == ["01-05-2024"] * 4


def test_columns_named_with_loose_accents_are_found(tmp_path: Path, book: Codebook):
    path = tmp_path / "b.csv"
    path.write_text(unicodedata.normalize("NFD", text_rows()), encoding="utf-8")
    check_people(read_survey(path, codebook=book))


# Bad survey files -------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_told_of_with_the_nearest_name(tmp_path: Path):
    write_sav(tmp_path / "borger_2024.sav")
    assert both(fault(read_survey, tmp_path / "borger_2042.sav"), tmp_path) == [
        "borger_2042.sav — filen findes ikke eller kan ikke åbnes. Mente du 'borger_2024.sav'? Kontrollér "
        "mappe og navn.",
        "borger_2042.sav — the file does not exist or cannot be opened. Did you mean 'borger_2024.sav'? "
        "Check the folder and the name.",
    ]


def test_a_folder_is_no_file(tmp_path: Path):
    assert [issue.code for issue in fault(read_survey, tmp_path).issues] == ["INP001"]
    assert [issue.code for issue in fault(read_survey, tmp_path / "no" / "b.sav").issues] == ["INP001"]


def test_an_ending_that_cannot_be_read_is_told_of(tmp_path: Path):
    (tmp_path / "b.docx").write_bytes(b"PK")
    assert both(fault(read_survey, tmp_path / "b.docx"), tmp_path) == [
        "b.docx — filer af typen '.docx' kan ikke læses her. Brug .sav, .zsav, .dta, .csv, .parquet, .xlsx, "
        ".xlsm, .xlsb, .xls og .ods.",
        "b.docx — files of the type '.docx' cannot be read here. Use .sav, .zsav, .dta, .csv, .parquet, "
        ".xlsx, .xlsm, .xlsb, .xls and .ods.",
    ]


@pytest.mark.parametrize(
    ("ending", "kind"), [("sav", "SPSS"), ("zsav", "SPSS"), ("dta", "Stata"), ("parquet", "Parquet")]
)
def test_a_corrupt_file_is_told_of(tmp_path: Path, ending: str, kind: str):
    path = tmp_path / f"b.{ending}"
    path.write_bytes(b"not what the name says" * 100)
    assert both(fault(read_survey, path), tmp_path) == [
        f"b.{ending} — filen kan ikke læses som {kind}; den er formentlig beskadiget eller afbrudt under "
        "overførslen. Hent den igen hos leverandøren.",
        f"b.{ending} — the file cannot be read as {kind}; it is probably damaged or was cut off on its way. "
        "Get it again from those who delivered it.",
    ]


@pytest.mark.parametrize("ending", ["sav", "dta", "parquet"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_a_file_cut_off_on_its_way_is_told_of(tmp_path: Path, ending: str, part: float):
    path = tmp_path / f"b.{ending}"
    whole = {
        "sav": lambda: write_sav(path),
        "dta": lambda: write_dta(path),
        "parquet": lambda: write_parquet(path, people()),
    }[ending]().read_bytes()
    path.write_bytes(whole[: int(part * len(whole))])
    assert [issue.code for issue in fault(read_survey, path).issues] == ["INP003"]


def test_a_parquet_file_damaged_inside_is_told_of(tmp_path: Path):
    rng = np.random.default_rng(1)
    path = write_parquet(tmp_path / "b.parquet", pd.DataFrame({"x": rng.random(20_000)}))
    whole = bytearray(path.read_bytes())
    whole[4:2000] = b"\xff" * 1996
    path.write_bytes(whole)
    assert [issue.code for issue in fault(read_survey, path).issues] == ["INP003"]


@pytest.mark.parametrize(
    "content",
    [
        text_rows().encode("utf-16"),
        text_rows().encode("cp850"),
        text_rows().encode("mac_roman"),
        b"a;b\n\x81;1\n",
    ],
)
def test_a_wrong_encoding_is_told_of(tmp_path: Path, content: bytes):
    path = tmp_path / "b.csv"
    path.write_bytes(content)
    assert both(fault(read_survey, path), tmp_path) == [
        "b.csv — filen er hverken gemt som UTF-8 eller Windows-1252. Gem den igen som 'CSV UTF-8'.",
        "b.csv — the file is saved neither as UTF-8 nor as Windows-1252. Save it again as 'CSV UTF-8'.",
    ]


def test_text_that_was_converted_twice_is_told_of(tmp_path: Path):
    path = tmp_path / "b.csv"
    path.write_text("by;antal\nSkæring;1\n".encode().decode("cp1252"), encoding="utf-8")
    assert both(fault(read_survey, path), tmp_path) == [
        "b.csv:2 — teksten er omsat forkert, før den blev gemt, fx 'SkÃ¦ring'. Gem den igen fra det "
        "oprindelige program som 'CSV UTF-8'.",
        "b.csv:2 — the text was converted wrongly before it was saved, such as 'SkÃ¦ring'. Save it again "
        "from the original program as 'CSV UTF-8'.",
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"a;b\n", b"a;b\n;\n;\n"])
def test_an_empty_csv_is_told_of(tmp_path: Path, content: bytes):
    path = tmp_path / "b.csv"
    path.write_bytes(content)
    assert both(fault(read_survey, path), tmp_path) == [
        "b.csv — filen har ingen rækker. Kontrollér, at det er den rigtige fil.",
        "b.csv — the file has no rows. Check that it is the right file.",
    ]


@pytest.mark.parametrize("ending", ["sav", "parquet"])
def test_a_file_without_respondents_is_told_of(tmp_path: Path, ending: str):
    path = tmp_path / f"b.{ending}"
    empty = people()[["VÆGT", "Q1"]].iloc[:0]
    write = {"sav": lambda: write_sav(path, empty), "parquet": lambda: write_parquet(path, empty)}
    assert [issue.code for issue in fault(read_survey, write[ending]()).issues] == ["INP005"]


@pytest.mark.parametrize("quoted", ["", '"med ; i"'])
def test_lines_with_too_many_or_too_few_fields_are_told_of(tmp_path: Path, quoted: str):
    path = tmp_path / "b.csv"
    path.write_text(f"a;b;c\n1;2;{quoted}\n1;2\n1;2;3;4\n", encoding="utf-8")
    assert both(fault(read_survey, path), tmp_path) == [
        "b.csv:3 — linjen har 2 felter, men overskriften har 3 (antal linjer: 2). Ret linjerne, eller sæt "
        "tekst med skilletegn i anførselstegn.",
        "b.csv:3 — the line has 2 fields, but the header has 3 (lines: 2). Correct the lines, or put text "
        "with separators in quotation marks.",
    ]


def test_what_excel_leaves_around_a_table_is_left_out(tmp_path: Path):
    path = tmp_path / "b.csv"
    path.write_text("sep=;\n\na;b;\n1;x;\n2;;\n;;\n;;\n", encoding="utf-8-sig")
    frame = read_survey(path)
    assert list(frame) == ["a", "b"]
    assert frame["a"].tolist() == [1, 2]


def test_faults_of_the_header_are_told_at_once(tmp_path: Path):
    path = tmp_path / "b.csv"
    path.write_text("a;;a\n1;2;3\n", encoding="utf-8")
    assert [issue.text() for issue in fault(read_survey, path).issues] == [
        f"{path.as_posix()} — kolonne nummer 2 har værdier, men intet navn. Skriv et navn i overskriften.",
        f"{path.as_posix()} kolonne 'a' — flere kolonner har dette navn. Giv dem hver sit navn.",
    ]


def test_a_codebook_that_does_not_fit_is_told_of_with_the_columns_there_are(tmp_path: Path, book: Codebook):
    path = write_sav(tmp_path / "b.sav", people().rename(columns={"Q1": "Q01", "VÆGT": "WEIGHT"}))
    error = fault(read_survey, path, codebook=book)
    assert [issue.text().replace(f"{tmp_path.as_posix()}/", "") for issue in error.issues] == [
        "b.sav kolonne 'VÆGT' — kolonnen findes ikke. Her er kolonnerne ID, WEIGHT, OMR og Q01.",
        "b.sav kolonne 'Q1' — kolonnen findes ikke. Mente du 'Q01'? Her er kolonnerne ID, WEIGHT, OMR og "
        "Q01.",
    ]
    assert "the column is not there. Did you mean 'Q01'?" in error.text("en")


def test_labels_in_the_file_that_drifted_from_the_codebook_are_told_of(tmp_path: Path, book: Codebook):
    drifted = {"OMR": AREAS, "Q1": ANSWERS | {3.0: "Nej, slet ikke", 4.0: "Både og"}}
    path = write_sav(tmp_path / "b.sav", variable_value_labels=drifted)
    assert [issue.code for issue in fault(read_survey, path, codebook=book).issues] == ["INP015", "INP016"]


def test_a_missing_package_is_told_of_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = write_sav(tmp_path / "b.sav")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    assert both(fault(read_survey, path), tmp_path) == [
        "b.sav — pakken pyreadstat mangler, og uden den kan .sav-filer ikke læses. Kør: pip install "
        '"social-balance[spss]"',
        "b.sav — the package pyreadstat is missing, and .sav files cannot be read without it. Run: pip "
        'install "social-balance[spss]"',
    ]


def test_csv_needs_no_extra_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Codebook):
    path = tmp_path / "b.csv"
    path.write_text(text_rows(), encoding="cp1252")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    check_people(read_survey(path, codebook=book))


# Registers --------------------------------------------------------------------------------------------------


def residents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": np.array([1, 2, 3, 1, 2], dtype="int64"),
            "year": np.array([2021, 2021, 2021, 2024, 2024], dtype="int16"),
            "area": ["Høje Gladsaxe", "Værebro Park", "Øvrige Gladsaxe", "Høje Gladsaxe", "Øvrige Gladsaxe"],
            "sex": np.array([1, 2, 1, 1, 2], dtype="int8"),
            "udenfor": [0.5, np.nan, 1.0, 0.0, 0.25],
            "valgret": pd.array([1, 0, None, 1, 1], dtype="Int8"),
            "skole": ["S01", None, "S'2", None, None],
            "doemt": [True, False, False, False, True],
        }
    )


def as_frame(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
    return frame


def as_parquet(frame: pd.DataFrame, folder: Path) -> Path:
    return write_parquet(folder / "register.parquet", frame)


def as_csv(frame: pd.DataFrame, folder: Path) -> Path:
    path = folder / "register.csv"
    numbers = frame.assign(doemt=frame["doemt"].astype(int)) if "doemt" in frame else frame
    numbers.to_csv(path, sep=";", decimal=",", index=False, encoding="cp1252")
    return path


every_source = pytest.mark.parametrize("source", [as_frame, as_parquet, as_csv])


@every_source
def test_a_register_is_the_same_from_memory_parquet_and_csv(tmp_path: Path, source: Callable[..., object]):
    frame = read_register(source(residents(), tmp_path))
    assert frame.dtypes.astype(str).to_dict() == {
        "person_id": "int64",
        "year": "int64",
        "area": "category",
        "sex": "int64",
        "udenfor": "float64",
        "valgret": "float64",
        "skole": "category",
        "doemt": "int64",
    }
    assert frame["area"].tolist() == residents()["area"].tolist()
    assert frame["udenfor"].isna().tolist() == [False, True, False, False, False]
    assert frame["valgret"].tolist()[:2] == [1, 0]
    assert frame["skole"].isna().tolist() == [False, True, False, True, True]
    assert frame["skole"].tolist()[2] == "S'2"
    assert frame["doemt"].tolist() == [1, 0, 0, 0, 1]


@every_source
def test_only_the_columns_and_years_asked_for_are_read(tmp_path: Path, source: Callable[..., object]):
    frame = read_register(source(residents(), tmp_path), columns=["sex", "area"], years=[2024])
    assert list(frame) == ["sex", "area"]
    assert frame["sex"].tolist() == [1, 2]
    assert frame.index.tolist() == [0, 1]


@every_source
def test_every_fault_of_a_register_is_told_at_once(tmp_path: Path, source: Callable[..., object]):
    people = residents()
    people.loc[[1, 3], "area"] = None
    people = pd.concat([people, people.iloc[[0]]], ignore_index=True)
    error = fault(read_register, source(people, tmp_path), years=[2021, 2022, 2024])
    assert [(issue.code, issue.place, issue.message()) for issue in error.issues] == [
        (
            "INP024",
            "kolonne 'area'",
            "værdien mangler (antal rækker: 2; første: 2). Udfyld den, eller tag rækkerne ud.",
        ),
        (
            "INP023",
            "kolonne 'person_id'",
            "den samme person står flere gange i samme år (antal gentagelser: 1; første i række 6). "
            "Tag gentagelserne ud.",
        ),
        ("INP025", "kolonne 'year'", "året 2022 er ikke med. Filen har 2021 og 2024."),
    ]
    assert [issue.message("en") for issue in error.issues] == [
        "the value is missing (rows: 2; first: 2). Fill it in, or take the rows out.",
        "the same person is there more than once in a year (repetitions: 1; first in row 6). Take "
        "the repetitions out.",
        "the year 2022 is not there. The file has 2021 and 2024.",
    ]


@every_source
def test_a_column_that_is_not_there_is_told_of(tmp_path: Path, source: Callable[..., object]):
    error = fault(read_register, source(residents(), tmp_path), columns=["udenfr", "sex"])
    [issue] = error.issues
    assert issue.message() == (
        "kolonnen findes ikke. Mente du 'udenfor'? Her er kolonnerne person_id, year, area, sex, udenfor, "
        "valgret, skole og doemt."
    )


@every_source
def test_who_when_and_where_are_checked_even_when_they_are_not_read(
    tmp_path: Path, source: Callable[..., object]
):
    twice = pd.concat([residents(), residents()], ignore_index=True)
    error = fault(read_register, source(twice, tmp_path), columns=["sex"])
    assert [issue.code for issue in error.issues] == ["INP023"]


def test_a_register_without_persons_is_not_checked_for_them(tmp_path: Path):
    twice = pd.concat([residents(), residents()], ignore_index=True)
    assert len(read_register(twice, person=None)) == 10


def test_rows_without_a_person_or_a_year_are_told_of():
    people = residents().astype({"person_id": float, "year": float})
    people.loc[0, ["person_id", "year"]] = np.nan
    assert [issue.place for issue in fault(read_register, people).issues] == [
        "kolonne 'person_id'",
        "kolonne 'year'",
    ]


def test_a_blank_area_is_missing(tmp_path: Path):
    error = fault(check_register, residents().assign(area=["a", " ", "b", "c", "d"]))
    assert [(issue.code, issue.values["row"]) for issue in error.issues] == [("INP024", 2)]


def test_an_empty_register_is_told_of(tmp_path: Path):
    path = write_parquet(tmp_path / "r.parquet", residents().iloc[:0])
    assert [issue.code for issue in fault(read_register, path).issues] == ["INP005"]


def test_a_register_that_is_no_parquet_file_is_told_of(tmp_path: Path):
    path = tmp_path / "r.parquet"
    path.write_bytes(b"PAR1 but nothing else PAR2")
    assert [issue.code for issue in fault(read_register, path).issues] == ["INP003"]
    assert [issue.code for issue in fault(tables.register_columns, path).issues] == ["INP003"]


def test_small_integers_do_not_wrap_around(tmp_path: Path):
    people = residents().assign(sex=np.array([100] * 5, dtype="int8"))
    assert read_register(as_parquet(people, tmp_path))["sex"].sum() == 500
    assert read_register(people)["sex"].sum() == 500


def test_text_with_very_many_values_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("social_balance.files.columnar.MANY", 2)
    frame = read_register(as_parquet(residents(), tmp_path))
    assert not isinstance(frame["area"].dtype, pd.CategoricalDtype)
    assert frame["area"].tolist() == residents()["area"].tolist()
    assert isinstance(frame["skole"].dtype, pd.CategoricalDtype)


def test_categories_in_two_unicode_forms_are_one(tmp_path: Path):
    people = residents()
    people.loc[3, "area"] = unicodedata.normalize("NFD", "Høje Gladsåxe")
    people.loc[0, "area"] = "Høje Gladsåxe"
    for read in (read_register(as_parquet(people, tmp_path)), read_register(people)):
        assert read["area"].nunique() == 3


def test_columns_of_a_register_are_known_without_reading_it(tmp_path: Path):
    decomposed = unicodedata.normalize("NFD", "område")
    frame = residents().rename(columns={"area": decomposed})
    csv = tmp_path / "register.csv"
    frame.to_csv(csv, index=False, encoding="utf-8")
    for source in (as_parquet(frame, tmp_path), csv):
        assert tables.register_columns(source)[:3] == ("person_id", "year", "område")
        assert list(tables.register_relation(source).columns)[:3] == ["person_id", "year", "område"]
    assert read_register(as_parquet(frame, tmp_path), area="område")["område"].tolist()[0] == "Høje Gladsaxe"


def test_a_table_in_memory_opens_in_the_engine_too():
    assert tables.register_columns(residents())[:2] == ("person_id", "year")
    assert tables.register_relation(residents()).aggregate("sum(sex)").fetchall() == [(7,)]


def test_dates_and_empty_columns_of_a_register_come_through(tmp_path: Path):
    people = residents().assign(flyttet=pd.to_datetime(["2021-05-01"] * 4 + [None]), hold=[None] * 5)
    for read in (read_register(as_parquet(people.astype({"hold": "str"}), tmp_path)), read_register(people)):
        assert str(read["flyttet"].max())[:10] == "2021-05-01"
        assert read["flyttet"].isna().tolist() == [False] * 4 + [True]


def test_text_that_is_empty_throughout_is_missing(tmp_path: Path):
    import duckdb

    path = tmp_path / "r.parquet"
    duckdb.sql(
        "SELECT 1 AS person_id, 2021 AS year, 'a' AS area, NULL::VARCHAR AS hold, [1] AS liste"
    ).write_parquet(str(path))
    frame = read_register(path)
    assert frame["hold"].isna().tolist() == [True]
    assert frame["liste"].tolist() == [[1]]


def test_columns_of_parquet_that_differ_only_in_form_are_told_of(tmp_path: Path):
    frame = pd.DataFrame([[1, 2]], columns=["å", unicodedata.normalize("NFD", "å")])
    error = fault(read_register, write_parquet(tmp_path / "r.parquet", frame))
    assert [(issue.code, issue.place) for issue in error.issues] == [("INP018", "kolonne 'å'")]


def test_names_of_columns_cannot_break_the_query(tmp_path: Path):
    frame = residents().rename(columns={"sex": 'k"øn; DROP', "skole": "sko'le"})
    path = write_parquet(tmp_path / "r'1.parquet".replace("'", "_"), frame)
    read = read_register(path, columns=['k"øn; DROP', "sko'le"])
    assert read['k"øn; DROP'].tolist() == [1, 2, 1, 1, 2]


# Counts -----------------------------------------------------------------------------------------------------


def test_counts_have_whole_numbers_decimals_and_text(tmp_path: Path):
    path = tmp_path / "byrum.csv"
    path.write_text(
        "dato;aar;omraade;timer;ophold\r\n2024-05-01;2024;Værebro Park;1,5;18\r\n"
        "2024-05-01;2024;Høje Gladsaxe;2,0;1204\r\n",
        encoding="utf-8-sig",
    )
    frame = read_counts(path)
    assert frame["aar"].tolist() == [2024, 2024]
    assert frame["timer"].tolist() == [1.5, 2]
    assert frame["ophold"].tolist() == [18, 1204]
    assert frame["dato"].tolist() == ["2024-05-01", "2024-05-01"]
    assert list(read_counts(path, columns=["timer", "aar"])) == ["timer", "aar"]


def test_a_count_that_can_be_read_in_two_ways_is_told_of(tmp_path: Path):
    path = tmp_path / "byrum.csv"
    path.write_text("sted;ophold\nTorvet;1.204\nParken;18\n", encoding="utf-8")
    assert both(fault(read_counts, path), tmp_path) == [
        "byrum.csv kolonne 'ophold' — '1.204' kan læses på to måder: med tusindtalspunktum eller med "
        "decimalpunktum (antal rækker: 1; første: 1). Skriv decimalkomma, og fjern punktummet i tusinder.",
        "byrum.csv column 'ophold' — '1.204' can be read in two ways: with a thousands separator or with a "
        "decimal point (rows: 1; first: 1). Write a decimal comma, and take the full stop out of thousands.",
    ]


def test_a_missing_column_of_counts_is_told_of(tmp_path: Path):
    path = tmp_path / "byrum.csv"
    path.write_text("sted;timer\nTorvet;1\n", encoding="utf-8")
    assert [issue.code for issue in fault(read_counts, path, columns=["ophold"]).issues] == ["INP006"]
