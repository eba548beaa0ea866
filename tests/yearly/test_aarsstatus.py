"""The main job from configuration to files: what it gives and refuses, and that a fault costs nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest

import social_balance as sb
from social_balance.language.faults import SocialBalanceError
from social_balance.yearly.configuration import read_configuration
from social_balance.yearly.waves import read_wave

SAMPLES = Path(__file__).parents[2] / "data_samples"
FILES = ("aarsstatus.toml", "borger_2021.sav", "borger_2024.sav", "borger_2021.toml", "borger_2024.toml",
         "register.parquet", "byrum_taelling.csv")  # fmt: skip
Change = Callable[[Path], object]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the sample municipality, limited to one theme of answers so that a fault shows quickly."""
    for name in FILES:
        shutil.copy(SAMPLES / name, tmp_path / name)
    edit(
        tmp_path / "aarsstatus.toml",
        "replicates = 50\nthemes = ['medborgerskab']\n\n[[survey]]",
        "[[survey]]",
    )
    return tmp_path


def edit(path: Path, new: str, old: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_survey(town: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Write borger_2024.sav anew with a change in the codes."""
    frame, meta = pyreadstat.read_sav(town / "borger_2024.sav", user_missing=True, apply_value_formats=False)
    pyreadstat.write_sav(
        change(frame),
        str(town / "borger_2024.sav"),
        column_labels=meta.column_names_to_labels,
        variable_value_labels=meta.variable_value_labels,
        missing_ranges=meta.missing_ranges,
    )


def column(town: Path, name: str) -> str:
    """The delivery's own name of a column in 2024."""
    return str(sb.read_codebook(town / "borger_2024.toml")[name].source)


def weights_of(value: float) -> Change:
    def change(town: Path) -> None:
        weight = column(town, "vaegt")
        edit_survey(town, lambda frame: frame.assign(**{weight: frame[weight].mask(frame.index == 3, value)}))

    return change


def same_person_twice(town: Path) -> None:
    person = column(town, "person_id")
    edit_survey(
        town, lambda frame: frame.assign(**{person: frame[person].where(frame.index != 4, frame[person][3])})
    )


def truncated(name: str) -> Change:
    return lambda town: (town / name).write_bytes((town / name).read_bytes()[:1000])


def wrong_encoding(town: Path) -> None:
    (town / "aarsstatus.toml").write_bytes(
        (town / "aarsstatus.toml").read_text(encoding="utf-8").encode("cp1252")
    )


def mangled_counts(town: Path) -> None:
    text = (town / "byrum_taelling.csv").read_text(encoding="utf-8-sig")
    (town / "byrum_taelling.csv").write_bytes(text.encode("utf-16"))
    edit(town / "aarsstatus.toml", "themes = ['byliv']", "themes = ['medborgerskab']")


def without_column(town: Path) -> None:
    trust = column(town, "tillid")
    edit_survey(town, lambda frame: frame.drop(columns=trust))


def unlabelled_code(town: Path) -> None:
    volunteer = column(town, "frivillig")
    edit_survey(town, lambda frame: frame.assign(**{volunteer: frame[volunteer].mask(frame.index == 5, 7)}))


def register_without_column(town: Path) -> None:
    path = (town / "register.parquet").as_posix()
    frame = duckdb.sql(f"SELECT * EXCLUDE (stemt) FROM read_parquet('{path}')").df()
    duckdb.from_df(frame).write_parquet(path)


def in_configuration(old: str, new: str) -> Change:
    return lambda town: edit(town / "aarsstatus.toml", new, old)


def codebook_of_another_delivery(town: Path) -> None:
    edit(town / "borger_2024.toml", '"findes_ikke"', f'"{column(town, "tillid")}"')


FAULTS: list[tuple[Change, str, str, str]] = [
    (weights_of(-1.0), "borger_2024.sav", "negativ", "negative"),
    (weights_of(float("nan")), "borger_2024.sav", "vægt", "weight"),
    (same_person_twice, "borger_2024.sav", "mere end én række", "more than one row"),
    (truncated("borger_2024.sav"), "borger_2024.sav", "kan ikke læses", "cannot be read"),
    (truncated("register.parquet"), "register.parquet", "kan ikke læses", "cannot be read"),
    (lambda town: (town / "borger_2021.sav").unlink(), "borger_2021.sav", "findes ikke", "not in the folder"),
    (wrong_encoding, "aarsstatus.toml", "UTF-8", "UTF-8"),
    (mangled_counts, "byrum_taelling.csv", "byrum_taelling.csv", "byrum_taelling.csv"),
    (without_column, "borger_2024.sav", "findes ikke", "sp"),
    (unlabelled_code, "borger_2024.sav", "7", "7"),
    (register_without_column, "register.parquet", "'stemt'", "'stemt'"),
    (in_configuration("aliases =", "names ="), "aarsstatus.toml", "names", "names"),
    (in_configuration('"Værebros Park", ', ""), "borger_2024.sav", "'Værebros Park'", "'Værebros Park'"),
    (in_configuration("margin", "marign"), "aarsstatus.toml", "Mente du 'margin'?", "Did you mean 'margin'?"),
    (codebook_of_another_delivery, "borger_2024", "findes_ikke", "findes_ikke"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place", "danish", "english"), FAULTS)
def test_a_fault_is_told_with_its_place_and_an_earlier_report_stays(
    town: Path,
    tmp_path_factory: pytest.TempPathFactory,
    change: Change,
    place: str,
    danish: str,
    english: str,
) -> None:
    out = tmp_path_factory.mktemp("out") / "aarsstatus"
    out.mkdir()
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    change(town)
    with pytest.raises(SocialBalanceError) as fault:
        sb.write_report(sb.release(sb.aarsstatus(town / "aarsstatus.toml")), out)
    assert place in fault.value.text("da")
    assert danish in fault.value.text("da")
    assert english in fault.value.text("en")
    assert [path.name for path in out.iterdir()] == ["manifest.json"]
    assert (out / "manifest.json").read_text(encoding="utf-8") == "{}"


def test_faults_of_two_sources_are_told_together(town: Path) -> None:
    weights_of(-1.0)(town)
    register_without_column(town)
    with pytest.raises(SocialBalanceError) as fault:
        sb.aarsstatus(town / "aarsstatus.toml")
    told = fault.value.text("da")
    assert "negativ" in told
    assert "'stemt'" in told


def test_one_wave_cannot_show_a_development(town: Path) -> None:
    text = (town / "aarsstatus.toml").read_text(encoding="utf-8")
    first, second = text.index("[[survey]]"), text.rindex("[[survey]]")
    (town / "aarsstatus.toml").write_text(text[:first] + text[second:], encoding="utf-8")
    with pytest.raises(SocialBalanceError, match="kun én bølge") as fault:
        sb.aarsstatus(town / "aarsstatus.toml")
    assert "only one wave" in fault.value.text("en")


def test_an_area_nobody_answered_from_is_missing_and_the_others_stand(town: Path) -> None:
    area = column(town, "omraade")
    frame, _ = pyreadstat.read_sav(town / "borger_2024.sav", apply_value_formats=True)
    gone = (frame[area].astype(str) == "Høje Gladsaxe").to_numpy()
    assert gone.any()
    edit_survey(town, lambda frame: frame[~gone].reset_index(drop=True))
    table = sb.aarsstatus(town / "aarsstatus.toml").ambition.frame()
    assert table.loc[("medborgerskab", "Høje Gladsaxe"), "verdict"] == "missing"
    assert (table.drop(("medborgerskab", "Høje Gladsaxe"))["verdict"] != "missing").all()


def test_an_item_without_any_answer_leaves_the_index_to_the_others(town: Path) -> None:
    volunteer = column(town, "frivillig")
    edit_survey(town, lambda frame: frame.assign(**{volunteer: float("nan")}))
    status = sb.aarsstatus(town / "aarsstatus.toml")
    assert set(status.estimates.where(measure="frivilligt_eller_forening", year=2024).rows["status"]) == {
        "empty"
    }
    # Two of four indicators are less than two thirds of the weight: the theme cannot be compared.
    assert set(status.ambition.frame()["verdict"]) == {"missing"}


@pytest.mark.parametrize("adjust", ["max_t", "max_t_stepdown"])
def test_the_configuration_takes_the_adjustment_by_the_largest_t(town: Path, adjust: str) -> None:
    edit(town / "aarsstatus.toml", f'adjust         = "{adjust}"', 'adjust         = "bh"')
    assert read_configuration(town / "aarsstatus.toml").main.adjust == adjust


def test_the_same_configuration_gives_the_same_status_twice(town: Path) -> None:
    first, second = (sb.aarsstatus(town / "aarsstatus.toml") for _ in range(2))
    pd.testing.assert_frame_equal(first.ambition.frame(), second.ambition.frame())


def test_the_facts_are_told_as_facts_under_the_census_model(town: Path) -> None:
    edit(town / "aarsstatus.toml", "['selvforsoergelse']", "['medborgerskab']")
    edit(town / "aarsstatus.toml", 'register_model = "census"', 'register_model = "superpopulation"')
    status = sb.aarsstatus(town / "aarsstatus.toml")
    table = status.ambition.frame()
    assert (table["development_se"] == 0).all()
    assert set(status.tables().ambition["certain"]) == {"census"}
    assert set(table["own"]) == {"better"}


def cut_register(town: Path, *, last: int) -> None:
    """Let the register end with a year, and ask for a theme that rests on nothing else."""
    edit(town / "aarsstatus.toml", "['selvforsoergelse']", "['medborgerskab']")
    source = duckdb.read_parquet(str(SAMPLES / "register.parquet")).filter(f"year <= {last}")
    (town / "register.parquet").unlink()
    source.write_parquet(str(town / "register.parquet"))


def test_a_register_that_is_behind_costs_no_report_and_no_figure_is_invented(town: Path) -> None:
    cut_register(town, last=2022)
    status = sb.aarsstatus(town / "aarsstatus.toml")
    late = status.tables().indicators.query("year == 2024")
    assert set(late["status"]) == {"not_available"}
    assert set(late["as_of"]) == {2022}
    assert late["value"].isna().all()
    assert set(status.ambition.frame()["verdict"]) == {"missing"}
    assert set(sb.release(status).indicators.query("year == 2024")["status"]) == {"not_available"}


def test_the_newest_figure_stands_in_for_a_late_one_only_when_the_configuration_says_so(town: Path) -> None:
    cut_register(town, last=2022)
    edit(town / "aarsstatus.toml", '[register]\nlagged = "latest"', "[register]")
    status = sb.aarsstatus(town / "aarsstatus.toml")
    late = status.tables().indicators.query("year == 2024")
    assert set(late["status"]) == {"ok"}
    assert set(late["as_of"]) == {2022}
    edit(town / "aarsstatus.toml", 'lagged = "newest"', 'lagged = "latest"')
    with pytest.raises(SocialBalanceError, match="lagged"):
        sb.aarsstatus(town / "aarsstatus.toml")


MOVED = """[areas.moerkhoej]
name    = "Mørkhøj almene boliger"
aliases = ["Mørkhøj alm. boliger", "Mørkhøj"]
parts   = ["Pileparkerne", "Torveparken", { name = "Torvegården", until = 2022 }]

[areas.rest]
parts   = [{ name = "Torvegården", from = 2023 }]"""


def redraw(town: Path) -> None:
    """Let Torvegården belong to the rest from 2023, with a register that has its name."""
    edit(town / "aarsstatus.toml", "['selvforsoergelse']", "['medborgerskab']")
    text = (town / "aarsstatus.toml").read_text(encoding="utf-8")
    old = text[text.index("[areas.moerkhoej]") : text.index("[areas.rest]") + len("[areas.rest]")]
    edit(town / "aarsstatus.toml", MOVED, old)
    source = duckdb.read_parquet(str(SAMPLES / "register.parquet"))
    (town / "register.parquet").unlink()
    # Mørkhøj by its parts in every year; in 2024 a person of Torvegården is in the rest.
    part = "list_value('Pileparkerne', 'Torveparken', 'Torvegården')[person_id % 3 + 1]"
    source.project(f"* REPLACE (CASE WHEN area LIKE 'M%' THEN {part} ELSE area END AS area)").write_parquet(
        str(town / "register.parquet")
    )


def test_an_area_drawn_otherwise_is_told_and_not_compared(town: Path) -> None:
    redraw(town)
    status = sb.aarsstatus(town / "aarsstatus.toml")
    # The rest, which every area is held against, is another one too.
    assert set(status.ambition.frame()["verdict"]) == {"missing"}
    table = status.tables().indicators
    assert set(table[~table["comparable"]]["area"]) == {"Mørkhøj almene boliger", "det øvrige Gladsaxe"}
    assert [each.area for each in status.meta.redrawn] == ["Mørkhøj almene boliger", "det øvrige Gladsaxe"]


def test_a_survey_that_names_the_parts_is_counted_on_one_drawing_and_one_that_does_not_is_refused(
    town: Path,
) -> None:
    text = (town / "aarsstatus.toml").read_text(encoding="utf-8")
    old = text[text.index("[areas.moerkhoej]") : text.index("[areas.rest]") + len("[areas.rest]")]
    edit(town / "aarsstatus.toml", MOVED, old)
    assert set(sb.aarsstatus(town / "aarsstatus.toml").ambition.frame()["verdict"]) == {"missing"}
    edit(town / "aarsstatus.toml", "drawn = 2024\nthemes =", "themes =")
    status = sb.aarsstatus(town / "aarsstatus.toml")
    assert "missing" not in set(status.ambition.frame()["verdict"])
    # The other way round the rest, which the survey does not divide, had the part in 2021.
    other = MOVED.replace("until = 2022", "from = 2022").replace("from = 2023", "until = 2021")
    edit(town / "aarsstatus.toml", other, MOVED)
    with pytest.raises(SocialBalanceError) as fault:
        sb.aarsstatus(town / "aarsstatus.toml")
    survey, register = fault.value.issues
    assert (survey.code, Path(survey.file).name, survey.values["year"]) == ("ARE022", "borger_2021.sav", 2021)
    assert (register.code, register.place) == ("ARE022", "kolonne 'area'")


def test_a_sample_keeps_the_strata_and_the_population_of_its_own_year(tmp_path: Path) -> None:
    (tmp_path / "2021.csv").write_text(
        "omraade;q\nTorveparken;1\nTorvegården;2\nTorvegården;1\nresten;1\nresten;2\n", encoding="utf-8"
    )
    (tmp_path / "2024.csv").write_text("omraade;q\nTorveparken;1\n", encoding="utf-8")
    surveys = "".join(f"[[survey]]\nyear = {y}\nfile = '{y}.csv'\narea = 'omraade'\n" for y in (2021, 2024))
    (tmp_path / "a.toml").write_text(
        "[aarsstatus]\ntitle = 'T'\nmunicipality = 'M'\nyears = [2021, 2024]\ndrawn = 2024\n"
        f"{surveys}{MOVED}\nname = 'resten'\n[areas.whole]\nname = 'alle'\n"
        "[population]\n2021 = {moerkhoej = 30, rest = 400}\n2024 = {moerkhoej = 20, rest = 410}\n",
        encoding="utf-8",
    )
    configuration = read_configuration(tmp_path / "a.toml")
    read = read_wave(configuration, configuration.surveys[0])
    assert read["_stratum"].tolist() == ["moerkhoej"] * 3 + ["rest"] * 2
    assert read["_population"].tolist() == [30.0] * 3 + [400.0] * 2
    assert read["area"].tolist() == ["moerkhoej", "rest", "rest", "rest", "rest"]


def test_the_back_series_is_counted_on_one_drawing_when_the_configuration_names_the_year(town: Path) -> None:
    redraw(town)
    each_year = sb.aarsstatus(town / "aarsstatus.toml").estimates
    edit(town / "aarsstatus.toml", "drawn = 2024\nthemes =", "themes =")
    status = sb.aarsstatus(town / "aarsstatus.toml")
    assert "missing" not in set(status.ambition.frame()["verdict"])
    assert status.meta.redrawn == ()
    assert status.meta.drawn == 2024
    base = {
        (name, area, year): est.where(measure="kun_grundskole", area=area, year=year).rows["base"].item()
        for name, est in (("own", each_year), ("2024", status.estimates))
        for area in ("Mørkhøj almene boliger", "det øvrige Gladsaxe", "Gladsaxe Kommune")
        for year in (2021, 2024)
    }
    people = duckdb.read_parquet(str(town / "register.parquet")).filter(
        "area = 'Torvegården' AND year = 2021 AND age BETWEEN 30 AND 59 AND hfudd IS NOT NULL AND hfudd <> 9"
    )
    [(moved,)] = people.aggregate("count(*)").fetchall()
    assert moved > 50
    change = {key[1:]: base["2024", *key[1:]] - base["own", *key[1:]] for key in base}
    assert change == {
        ("Mørkhøj almene boliger", 2021): -moved, ("Mørkhøj almene boliger", 2024): 0,
        ("det øvrige Gladsaxe", 2021): moved, ("det øvrige Gladsaxe", 2024): 0,
        ("Gladsaxe Kommune", 2021): 0, ("Gladsaxe Kommune", 2024): 0,
    }  # fmt: skip


def test_every_file_of_the_sample_is_in_the_manifest() -> None:
    configuration = read_configuration(SAMPLES / "aarsstatus.toml")
    assert {path.name for path in configuration.input_files()} == set(FILES)
