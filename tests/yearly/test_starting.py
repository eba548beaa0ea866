"""A municipality is begun from an example, and nothing in the package is of one municipality."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import social_balance as sb
from social_balance.cli import main
from social_balance.files.resources import PACKAGE
from social_balance.yearly.schemas import FOLDER, file_schema
from social_balance.yearly.starting import EXAMPLES

# The sample's areas under every name, how many they are, and how many themes it has.
OF_THE_SAMPLE = re.compile(
    r"gladsaxe|værebro|vaerebro|mørkhøj|moerkhoej|pileparken|torvepark|torvegård|de tre områder|"
    r"tre social balance|de ni temaer|the three areas|the nine themes",
    re.IGNORECASE,
)

AREAS = {"Havnekvarteret", "Lindeparken", "Teglbakken", "Søndervang"}


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words))
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Path:
    """The second municipality, begun by the command line."""
    folder = tmp_path_factory.mktemp("by") / "aakoebing"
    code, text = run("init", str(folder), "--example", "aakoebing")
    assert code == 0, text
    return folder


@pytest.fixture(scope="module")
def released(town) -> sb.Release:
    return sb.release(sb.aarsstatus(town / "aarsstatus.toml"))


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_papers_of_another_municipality_have_no_word_of_the_sample(released, lang, tmp_path):
    out = sb.write_report(released, tmp_path / "ud", formats=["html", "csv", "json"], lang=lang)
    told = {
        path.name: found
        for path in out.rglob("*.*")
        if (found := OF_THE_SAMPLE.findall(path.read_text(encoding="utf-8")))
    }
    assert told == {}
    page = next(out.glob("a*.html")).read_text(encoding="utf-8")
    assert all(name in page for name in AREAS)


def test_its_three_waves_counts_targets_complaints_and_lists_are_in_the_papers(released):
    assert released.meta.years == (2019, 2022, 2025)
    assert set(released.series["year"]) >= {2019, 2022, 2025}
    assert set(released.indicators["source"]) == {"survey", "register"}
    assert released.neighbours.targets is not None
    followed = released.neighbours.targets.frame()
    assert followed["met"].to_dict() == {
        "bydele_i_social_balance": "yes", "cykelture": "yes", "frivillige": "yes", "fravaer": "yes",
        "svoemmer": "cannot_say",
    }  # fmt: skip
    # 118 to 151 is 28 per cent.
    assert followed["contradicted"].to_dict()["frivillige"]
    assert {"I alt", "Teknik"} <= set(released.neighbours.complaints["committee"])
    assert set(released.neighbours.lists["area"]) == {
        "Havnekvarteret",
        "Lindeparken",
        "Teglbakken",
        "Søndervang",
    }


def test_its_definitions_hold_their_cases(town):
    assert run("check", str(town / "indices"))[1].strip() == "Ingen fejl."


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_names_a_schema_in_each_of_its_files(example, tmp_path):
    assert run("init", str(tmp_path / "by"), "--example", example)[0] == 0
    files = list((tmp_path / "by").rglob("*.toml"))
    without = [path.name for path in files if not path.read_text(encoding="utf-8").startswith("#:schema ")]
    assert without == []
    configuration = tomllib.loads((tmp_path / "by" / "aarsstatus.toml").read_text(encoding="utf-8"))
    assert configuration.keys() <= file_schema("configuration")["properties"].keys()
    assert (tmp_path / "by" / FOLDER / "targets.schema.json").is_file()


def test_an_example_that_is_not_there_is_told_and_nothing_is_written(tmp_path):
    code, text = run("init", str(tmp_path / "by"), "--example", "aakobing")
    assert code == 1
    assert "Mente du 'aakoebing'?" in text
    assert not (tmp_path / "by").exists()


def test_no_text_or_rule_of_the_package_is_of_one_municipality():
    texts = {
        path.relative_to(PACKAGE).as_posix(): found
        for path in (PACKAGE / "language").rglob("*.toml")
        if (found := OF_THE_SAMPLE.findall(path.read_text(encoding="utf-8")))
    }
    assert texts == {}
