"""Areas: every name met in the papers finds its area, and a name that does not is told of, never guessed."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Area, AreaPart, Redrawn
from social_balance.files.toml_file import read_toml
from social_balance.language.faults import DefinitionError, InputError

HOEJE, VAEREBRO, MOERKHOEJ = "hoeje_gladsaxe", "vaerebro_park", "moerkhoej"

GLADSAXE = """
[areas.hoeje_gladsaxe]
name    = "Høje Gladsaxe"
[areas.vaerebro_park]
name    = "Værebro Park"
aliases = ["Værebros Park", "Værebro"]
[areas.moerkhoej]
name    = "Mørkhøj almene boliger"
aliases = ["Mørkhøj", "Mørkhøj alm. boliger"]
parts   = ["Pileparkerne", "Torveparken", "Torvegården"]
[areas.rest]
name    = "det øvrige Gladsaxe"
aliases = ["den øvrige kommune", "øvrige Gladsaxe"]
[areas.whole]
name    = "Gladsaxe Kommune"
aliases = ["Gladsaxe", "kommunen"]
"""


def read(text: str) -> Areas:
    return Areas.from_mapping(tomllib.loads(text)["areas"], file="aarsstatus.toml")


@pytest.fixture(scope="module")
def gladsaxe() -> Areas:
    return read(GLADSAXE)


def codes(error: pytest.ExceptionInfo[InputError] | pytest.ExceptionInfo[DefinitionError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Høje Gladsaxe", HOEJE),
        ("HØJE GLADSAXE", HOEJE),
        ("hoeje_gladsaxe", HOEJE),
        ("Værebro Park", VAEREBRO),
        ("Værebros Park", VAEREBRO),
        ("Værebro-Park", VAEREBRO),
        ("Værebro – Park", VAEREBRO),
        ("Værebro", VAEREBRO),
        ("  Værebro \u00a0 Park ", VAEREBRO),
        ("Mørkhøj almene boliger", MOERKHOEJ),
        ("Mørkhøj Almene Boliger", MOERKHOEJ),
        ("Mørkhøj", MOERKHOEJ),
        ("Pileparkerne", MOERKHOEJ),
        ("Torveparken", MOERKHOEJ),
        ("Torvegården", MOERKHOEJ),
        (unicodedata.normalize("NFD", "Torvegården"), MOERKHOEJ),
        ("det øvrige Gladsaxe", "rest"),
        ("den øvrige kommune", "rest"),
        ("Øvrige Gladsaxe", "rest"),
        ("rest", "rest"),
    ],
)
def test_a_name_met_in_the_papers_finds_its_area(gladsaxe: Areas, name: str, id: str):
    assert list(gladsaxe.resolve([name])) == [id]


def test_the_wider_district_is_not_the_area(gladsaxe: Areas):
    with pytest.raises(InputError) as error:
        gladsaxe.resolve(["Mørkhøj", "Mørkhøj bydel"])
    assert [issue.found for issue in error.value.issues] == ["Mørkhøj bydel"]


def test_ids_are_those_followed_and_names_are_official(gladsaxe: Areas):
    assert gladsaxe.ids == (HOEJE, VAEREBRO, MOERKHOEJ)
    assert [gladsaxe.name(id) for id in (MOERKHOEJ, "rest", "whole")] == [
        "Mørkhøj almene boliger",
        "det øvrige Gladsaxe",
        "Gladsaxe Kommune",
    ]
    with pytest.raises(InputError, match=r"intet område har id'et 'moerkhøj'\. Mente du 'moerkhoej'\?"):
        gladsaxe.name("moerkhøj")


def test_resolved_ids_keep_the_index_and_the_order(gladsaxe: Areas):
    given = pd.Series(["Værebro", "Pileparkerne", "rest", "Værebro"], index=[7, 3, 5, 1], name="omraade")
    resolved = gladsaxe.resolve(given)
    assert resolved.to_dict() == {7: VAEREBRO, 3: MOERKHOEJ, 5: "rest", 1: VAEREBRO}
    assert resolved.name == "omraade"
    assert list(resolved.cat.categories) == [HOEJE, VAEREBRO, MOERKHOEJ, "rest"]


@pytest.mark.parametrize("make", [list, np.array, pd.Categorical, lambda x: pd.Series(x, dtype="category")])
def test_any_kind_of_column_gives_the_same_ids(gladsaxe: Areas, make):
    names = ["Høje Gladsaxe", "Torvegården", "Høje Gladsaxe", "Øvrige Gladsaxe"]
    assert list(gladsaxe.resolve(make(names))) == [HOEJE, MOERKHOEJ, HOEJE, "rest"]


def test_an_empty_column_has_no_areas_and_no_faults(gladsaxe: Areas):
    assert list(gladsaxe.resolve([])) == []


def test_every_fault_of_a_column_is_told_at_once(gladsaxe: Areas):
    names = [
        "Høje Gladsaxe",
        "Høje Gladsakse",
        None,
        "Bagsværd",
        "Gladsaxe",
        " ",
        "Bagsværd",
        "kommunen",
        np.nan,
    ]
    with pytest.raises(InputError) as error:
        gladsaxe.resolve(names, file="borger.csv", column="omraade")
    assert str(error.value).splitlines() == [
        "Der er 4 fejl:",
        "borger.csv kolonne 'omraade' — området 'Høje Gladsakse' kendes ikke (antal rækker: 1; første: 2). "
        "Mente du 'Høje Gladsaxe'? Ret data, eller skriv navnet i aliases eller parts for det rigtige "
        "område.",
        "borger.csv kolonne 'omraade' — området 'Bagsværd' kendes ikke (antal rækker: 2; første: 4). "
        "Ret data, eller skriv navnet i aliases eller parts for det rigtige område.",
        "borger.csv kolonne 'omraade' — her står hele kommunen (Gladsaxe Kommune) som bopæl "
        "(antal rækker: 2; første: 5). Skriv området eller resten af kommunen.",
        "borger.csv kolonne 'omraade' — området mangler (antal rækker: 3; første: 3). Udfyld det, eller tag "
        "rækkerne ud: ingen regnes stiltiende med til resten af kommunen.",
    ]
    assert error.value.text("en").splitlines()[1:] == [
        "borger.csv column 'omraade' — the area 'Høje Gladsakse' is not known (rows: 1; first: 2). "
        "Did you mean 'Høje Gladsaxe'? Correct the data, or write the name in aliases or parts of the right "
        "area.",
        "borger.csv column 'omraade' — the area 'Bagsværd' is not known (rows: 2; first: 4). "
        "Correct the data, or write the name in aliases or parts of the right area.",
        "borger.csv column 'omraade' — the whole municipality (Gladsaxe Kommune) is given as where someone "
        "lives (rows: 2; first: 5). Write the area or the rest of the municipality.",
        "borger.csv column 'omraade' — the area is missing (rows: 3; first: 3). Fill it in, or take the rows "
        "out: nobody is silently counted with the rest of the municipality.",
    ]


def test_a_table_of_results_may_have_rows_for_the_whole(gladsaxe: Areas):
    assert list(gladsaxe.resolve(["Gladsaxe", "Værebro"], whole="keep")) == ["whole", VAEREBRO]


BAD = """
[areas]
torvet = "Torvet"
[areas.hoeje_gladsaxe]
nane = "Høje Gladsaxe"
parts = "Grønnemose"
[areas.vaerebro_park]
name = "Værebro Park"
aliases = ["Værebro", "Mørkhøj"]
[areas.moerkhoej]
name = "Mørkhøj almene boliger"
aliases = ["mørkhøj"]
[areas.eget]
name = "Eget kvarter"
[areas.rest]
name = " "
"""


def test_every_fault_of_a_configuration_is_told_at_once(tmp_path: Path):
    path = tmp_path / "a.toml"
    path.write_text(BAD, encoding="utf-8")
    file = replace(read_toml(path), name="a.toml")
    with pytest.raises(DefinitionError) as error:
        Areas.from_mapping(file.data["areas"], file=file)
    assert [(issue.code, issue.line, issue.place) for issue in error.value.issues] == [
        ("DEF005", 3, "[areas.torvet]"),
        ("DEF005", 6, "[areas.hoeje_gladsaxe] parts"),
        ("DEF003", 5, "[areas.hoeje_gladsaxe] nane"),
        ("DEF008", 16, "[areas.rest] name"),
        ("ARE001", 2, "[areas]"),
        ("ARE004", 13, "[areas.eget]"),
        ("ARE005", 12, "[areas.moerkhoej] aliases"),
    ]
    assert str(error.value).splitlines()[-3:] == [
        "a.toml:2 [areas] — [areas.whole] mangler. Skriv både rest (resten af kommunen) og whole "
        "(hele kommunen): det er ikke det samme.",
        "a.toml:13 [areas.eget] — id'et 'eget' kan ikke bruges. Brug små bogstaver, tal og _, begynd med et "
        "bogstav, og lad rest, whole og eget være.",
        "a.toml:12 [areas.moerkhoej] aliases — navnet 'mørkhøj' betyder allerede Værebro Park. "
        "Et navn kan kun høre til ét område: fjern det ét af stederne.",
    ]
    assert "a.toml:13 [areas.eget] — the id 'eget' cannot be used." in error.value.text("en")


def test_no_areas_at_all_is_a_fault():
    with pytest.raises(DefinitionError) as error:
        read('[areas.rest]\nname = "resten"\n[areas.whole]\nname = "kommunen"')
    assert codes(error) == ["ARE002"]


def test_areas_made_in_python_are_checked_too():
    with pytest.raises(DefinitionError) as error:
        Areas((Area("Nord", "Nord"),), rest=Area("resten", "Nord"), whole=Area("whole", "Byen"))
    assert codes(error) == ["ARE003", "ARE004", "ARE005"]


def test_areas_made_in_python_must_be_some():
    with pytest.raises(DefinitionError) as error:
        Areas((), rest=Area("rest", "resten"), whole=Area("whole", "byen"))
    assert codes(error) == ["ARE002"]


def test_a_name_may_be_listed_twice_within_one_area():
    areas = Areas(
        (Area("syd", "Syd", aliases=("SYD",)),), rest=Area("rest", "resten"), whole=Area("whole", "byen")
    )
    assert list(areas.resolve(["syd"])) == ["syd"]


REDRAWN = GLADSAXE.replace(
    'parts   = ["Pileparkerne", "Torveparken", "Torvegården"]',
    'parts   = ["Pileparkerne", "Torveparken", { name = "Torvegården", until = 2022 }]',
).replace(
    'name    = "Høje Gladsaxe"',
    'name    = "Høje Gladsaxe"\nparts   = [{ name = "Torvegården", from = 2023 }]',
)


@pytest.fixture(scope="module")
def redrawn() -> Areas:
    return read(REDRAWN)


def test_a_part_belongs_to_the_area_that_it_is_in_that_year(redrawn: Areas):
    names = ["Torvegården", "Torvegården", "Torveparken", "Høje Gladsaxe", "TORVEGÅRDEN"]
    years = [2022, 2023, 2023, 2021, 2021]
    assert list(redrawn.resolve(names, year=years)) == [MOERKHOEJ, HOEJE, MOERKHOEJ, HOEJE, MOERKHOEJ]
    assert list(redrawn.resolve(["Torvegården", "det øvrige Gladsaxe"], year=2024)) == [HOEJE, "rest"]
    series = pd.Series(["Torvegården", "Torveparken"], index=[7, 3])
    assert redrawn.resolve(series, year=2021, column="boet").to_dict() == {7: MOERKHOEJ, 3: MOERKHOEJ}


def test_one_drawing_for_all_years_counts_the_back_series_by_its_parts(redrawn: Areas):
    names, years = ["Torvegården", "Torvegården", "Torveparken"], [2021, 2024, 2021]
    assert list(redrawn.as_drawn(2024).resolve(names, year=years)) == [HOEJE, HOEJE, MOERKHOEJ]
    assert list(redrawn.as_drawn(2021).resolve(names, year=years)) == [MOERKHOEJ, MOERKHOEJ, MOERKHOEJ]


def test_an_area_that_was_larger_then_cannot_be_counted_by_its_own_name(redrawn: Areas):
    names, years = ["Høje Gladsaxe", "Mørkhøj", "Mørkhøj", "Mørkhøj"], [2021, 2021, 2022, 2024]
    with pytest.raises(InputError) as fault:
        redrawn.as_drawn(2024).resolve(names, year=years)
    assert [(i.code, i.values["year"], i.values["row"]) for i in fault.value.issues] == [
        ("ARE022", 2021, 2),
        ("ARE022", 2022, 3),
    ]
    assert "Torvegården" in fault.value.text("da")
    assert list(redrawn.resolve(names, year=years)) == [HOEJE, MOERKHOEJ, MOERKHOEJ, MOERKHOEJ]


def test_without_the_year_a_redrawn_area_is_not_guessed(redrawn: Areas):
    with pytest.raises(InputError) as fault:
        redrawn.resolve(["Værebro Park"])
    assert codes(fault) == ["ARE021"]
    assert "2023" in fault.value.text("en")


def test_names_that_are_unknown_ever_or_only_that_year_are_told_together(redrawn: Areas):
    short = read(REDRAWN.replace('parts   = [{ name = "Torvegården", from = 2023 }]', ""))
    with pytest.raises(InputError) as fault:
        short.resolve(
            ["Torvegården", "Torvegården", "Skovbyen", "Skovbyen", None], year=[2022, 2024, 2022, 2024, 2022]
        )
    found = {issue.code: issue.values for issue in fault.value.issues}
    assert codes(fault) == ["ARE006", "ARE020", "ARE008"]
    assert (found["ARE006"]["count"], found["ARE006"]["row"]) == (2, 3)
    assert (found["ARE020"]["year"], found["ARE020"]["row"]) == (2024, 2)


def test_which_years_have_one_drawing_is_told(redrawn: Areas):
    assert redrawn.changes == (2023,)
    told = {
        name: redrawn.redrawn(name, 2021, 2024)
        for name in (HOEJE, "Mørkhøj almene boliger", VAEREBRO, "rest")
    }
    assert {name: found is not None for name, found in told.items()} == {
        HOEJE: True, "Mørkhøj almene boliger": True, VAEREBRO: False, "rest": False,
    }  # fmt: skip
    assert told[HOEJE] == Redrawn("Høje Gladsaxe", 2023, ("Torvegården",))
    assert redrawn.redrawn(HOEJE, 2023, 2024) is None
    assert redrawn.redrawn(HOEJE, 2021, 2022) is None
    assert redrawn.redrawn(HOEJE, 2022, 2023) is not None
    assert redrawn.as_drawn(2024).redrawn(HOEJE, 2021, 2024) is None


def test_a_part_told_in_two_pieces_without_a_gap_is_no_change():
    area = Area("a", "A", parts=(AreaPart("x", until=2020), AreaPart("x", 2021), AreaPart("y", 2019, 2022)))
    areas = Areas((area,), Area("rest", "resten"), Area("whole", "alle"))
    assert areas.changes == (2019, 2023)


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("", "", True),
        ("until = 2022", "from = 2023", False),
        ("until = 2023", "from = 2023", True),
        ("from = 2015, until = 2022", "from = 2018, until = 2019", True),
        ("from = 2015, until = 2022", "", True),
        ("from = 2015", "until = 2020", True),
        ("until = 2010", "from = 2015, until = 2020", False),
    ],
)
def test_a_part_may_be_in_two_areas_only_in_different_years(one: str, other: str, wrong: bool):
    tables = [f"[areas.{id}]\nname = '{id}'\n" for id in ("a", "b", "rest", "whole")]
    for at, years in enumerate((one, other)):
        tables[at] += "parts = [{ " + ", ".join(filter(None, ("name = 'x'", years))) + " }]\n"
    found = []
    try:
        read("".join(tables))
    except DefinitionError as error:
        found = [issue.code for issue in error.issues]
    assert found == ["ARE005"] * wrong


def test_a_part_that_ends_before_it_begins_is_refused():
    with pytest.raises(DefinitionError) as fault:
        read(REDRAWN.replace("from = 2023", "from = 2023, until = 2021"))
    assert codes(fault) == ["ARE023"]
