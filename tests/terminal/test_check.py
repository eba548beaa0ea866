"""`check` looks at definitions, configuration, codebooks and data in one go and ends by how bad it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from social_balance.cli import main
from social_balance.yearly import checking


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A municipality of its own with two themes and no register, so that its data are read in a moment."""
    folder = tmp_path / "by"
    assert run("init", str(folder))[0] == 0
    for theme in (folder / "indices").iterdir():
        if theme.is_dir() and theme.name not in {"image", "medborgerskab"}:
            shutil.rmtree(theme)
    for definition in (folder / "indices").rglob("*.toml"):
        if 'source    = "register"' in definition.read_text(encoding="utf-8"):
            definition.unlink()
    text = (folder / "aarsstatus.toml").read_text(encoding="utf-8")
    for start, end in (("[register]", "# Har I tabeller"), ("[counts]", "# Voksne")):
        text = text[: text.index(start)] + text[text.index(end) :]
    (folder / "aarsstatus.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is told before any data are read, they are not read."""
    monkeypatch.setattr(checking, "aarsstatus", lambda configuration: None)


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def definition_of(town: Path) -> Path:
    return town / "indices" / "image" / "tilfreds_med_omraadet.toml"


def test_a_folder_of_definitions_without_a_fault_ends_with_0(town: Path) -> None:
    assert run("check", str(town / "indices")) == (0, "Ingen fejl.\n")
    assert run("check", str(town / "indices"), "--lang", "en") == (0, "No faults.\n")


def test_a_folder_of_definitions_is_told_file_by_file_and_ends_with_1(town: Path) -> None:
    other = next((town / "indices" / "medborgerskab").glob("[!t]*.toml"))
    change(definition_of(town), "direction", "directon")
    change(other, "measure", "measur")
    code, text = run("check", str(town / "indices"))
    assert code == 1
    assert (
        "tilfreds_med_omraadet.toml:8 [indicator] directon — feltet kendes ikke. Mente du 'direction'?"
        in text
    )
    assert other.name in text


def test_a_folder_with_a_configuration_is_checked_with_all_that_it_names(town: Path) -> None:
    assert run("check", str(town)) == (0, "Ingen fejl.\n")


@pytest.mark.usefixtures("unread")
def test_faults_of_definition_and_codebooks_are_told_in_one_go(town: Path) -> None:
    change(definition_of(town), "direction", "directon")
    change(town / "borger_2021.toml", "[column.tillid]", "[column.tillid]\nvar = 1")
    change(town / "borger_2024.toml", "[column.tillid]", "[column.tillid]\nfra = 1")
    code, text = run("check", str(town / "aarsstatus.toml"))
    assert code == 1
    for word in ("tilfreds_med_omraadet.toml:8", "borger_2021.toml:", "borger_2024.toml:"):
        assert sum(word in line for line in text.splitlines()) == 1, text


def test_what_only_the_data_show_is_a_fault(town: Path) -> None:
    change(town / "aarsstatus.toml", 'weights  = "vaegt"', 'weights  = "vaegtt"')
    code, text = run("check", str(town))
    assert code == 1
    assert "vaegtt" in text


@pytest.mark.usefixtures("unread")
def test_a_configuration_that_cannot_be_read_is_the_only_fault_told(town: Path) -> None:
    change(town / "aarsstatus.toml", "[2021, 2024]", "[2021, 2024")
    change(definition_of(town), "direction", "directon")
    code, text = run("check", str(town))
    assert code == 1
    assert "aarsstatus.toml:" in text
    assert "tilfreds_med_omraadet" not in text


@pytest.mark.usefixtures("unread")
def test_an_answer_that_two_waves_mean_otherwise_is_a_remark_and_strict_makes_it_3(town: Path) -> None:
    change(town / "borger_2024.toml", '"Kan man stole på', '"Kan man i dag stole på')
    code, told = run("check", str(town))
    assert code == 0
    assert told.startswith("bemærk: tillid, spørgsmål")
    assert "Et sted mener to bølger ikke det samme." in told
    assert run("check", str(town), "--strict") == (3, told)


@pytest.mark.usefixtures("unread")
def test_a_change_that_the_definition_tells_of_is_no_remark(town: Path) -> None:
    text = definition_of(town).read_text(encoding="utf-8")
    second = text.index("[[version]]", text.index("[[version]]") + 1)
    end = text.index("[[case]]", second)
    definition_of(town).write_text(text[:second] + text[end:], encoding="utf-8")
    told = run("check", str(town))[1]
    assert "bemærk: tilfreds, svar 3: Hverken tilfreds eller utilfreds → Utilfreds" in told


@pytest.mark.usefixtures("unread")
def test_a_fault_outweighs_a_remark_also_with_strict(town: Path) -> None:
    change(town / "borger_2024.toml", '"Kan man stole på', '"Kan man i dag stole på')
    change(town / "borger_2021.toml", "[column.koen]", "[column.koen]\nvar = 1")
    code, told = run("check", str(town), "--strict")
    assert code == 1
    assert "borger_2021.toml" in told


def test_a_path_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    code, text = run("check", str(tmp_path / "ingen.toml"))
    assert code == 1
    assert "ingen.toml" in text
