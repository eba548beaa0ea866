"""The folder keeps whose it is and what others put in it, and a run that was killed leaves nothing behind."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_release import fake_release

from social_balance.disclosure.beneath import Cell
from social_balance.disclosure.pattern import Pattern, PatternCell, PatternRelease, read_pattern
from social_balance.language.faults import InputError
from social_balance.report import folder as folders
from social_balance.report.context import Context
from social_balance.report.folder import remove_leftovers
from social_balance.report.write import write_report

RELEASE = fake_release()


def write(path: Path, release=RELEASE) -> Path:
    return write_report(release, path, formats=["json"])


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o2700])
def test_a_private_folder_stays_private(mode, tmp_path):
    (tmp_path / "ud").mkdir()
    (tmp_path / "ud").chmod(mode)
    before = stat.S_IMODE((tmp_path / "ud").stat().st_mode)
    folder = write(tmp_path / "ud")
    assert stat.S_IMODE(folder.stat().st_mode) == before
    write(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == before


def test_empty_folders_of_others_stay(tmp_path):
    folder = write(tmp_path / "ud")
    (folder / "bilag" / "2024").mkdir(parents=True)
    write(folder)
    assert (folder / "bilag" / "2024").is_dir()


def test_hashes_of_inputs_are_told_beside_the_folder_and_not_in_it(tmp_path):
    folder = write(tmp_path / "ud")
    private = tmp_path / "ud.manifest-private.json"
    digest = RELEASE.meta.manifest["inputs"]["borger_2024.sav"]
    assert json.loads(private.read_text(encoding="utf-8"))["inputs"] == {"borger_2024.sav": digest}
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert all(digest not in path.read_text(encoding="utf-8") for path in folder.rglob("*.json"))
    assert "inputs" not in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def with_pattern(file: str | None = None):
    cells = (PatternCell(Cell("i", "Nord", (), 2024), "area", 200.0, 2.0, shown=False, small=True),)
    return replace(RELEASE, pattern=Pattern((PatternRelease("2024", 5, cells),)), pattern_file=file)


def test_the_pattern_stands_beside_the_folder_or_where_it_is_asked_for(tmp_path):
    write(tmp_path / "ud", with_pattern())
    assert read_pattern(tmp_path / "ud.moenster.json", must_exist=True) == with_pattern().pattern
    write(tmp_path / "ud", with_pattern(str(tmp_path / "andet" / "m.json")))
    assert read_pattern(tmp_path / "andet" / "m.json", must_exist=True) == with_pattern().pattern


def test_where_something_is_mounted_the_files_are_moved_one_by_one(tmp_path, monkeypatch):
    folder = write(tmp_path / "ud")
    (folder / "andres.txt").write_text("husk", encoding="utf-8")
    number = folder.stat().st_ino
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == folder)
    write_report(RELEASE, folder, formats=["csv"])
    assert folder.stat().st_ino == number
    assert sorted(path.name for path in folder.iterdir()) == ["andres.txt", "manifest.json", "tables"]


def test_where_something_is_mounted_the_earlier_result_comes_back_on_failure(tmp_path, monkeypatch):
    folder = write(tmp_path / "ud")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "indeks.csv":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == folder)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError):
        write_report(RELEASE, folder, formats=["csv"])
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def workplace(target: Path, process: int) -> Path:
    path = target.parent / f".{target.name}-{folders._host()}-{process}-abc123"
    (path / "new").mkdir(parents=True)
    (path / "new" / "results.json").write_text("{}", encoding="utf-8")
    return path


def test_what_a_killed_run_left_is_removed_and_told(tmp_path):
    left = workplace(tmp_path / "ud", dead_process())
    folder = write(tmp_path / "ud")
    assert not left.exists()
    private = json.loads((tmp_path / "ud.manifest-private.json").read_text(encoding="utf-8"))
    assert private["removed_leftovers"] == [left.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, "ud.manifest-private.json"]


def test_the_workplace_of_a_run_that_goes_on_is_left_alone(tmp_path):
    here = workplace(tmp_path / "ud", os.getpid())
    assert remove_leftovers(tmp_path / "ud") == []
    assert here.exists()


def test_an_earlier_result_in_a_killed_runs_workplace_is_put_back(tmp_path):
    folder = write(tmp_path / "ud")
    left = workplace(folder, dead_process())
    folder.rename(left / "old")
    assert remove_leftovers(folder) == [left]
    assert (folder / "results.json").exists()


@pytest.mark.parametrize("name", [".ud-noter", ".udkast-vm-1-a"])
def test_folders_of_others_with_such_a_name_are_left_alone(name, tmp_path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "vigtigt.txt").write_text("vigtigt", encoding="utf-8")
    assert remove_leftovers(tmp_path / "ud") == []
    assert (tmp_path / name / "vigtigt.txt").exists()


def test_the_root_of_the_disk_is_refused_before_it_is_walked_through(monkeypatch):
    with pytest.raises(InputError) as fault:
        write(Path("/"))
    assert [issue.code for issue in fault.value.issues] == ["REP003"]


def test_themes_whose_ids_differ_in_signs_have_files_of_their_own():
    themes = RELEASE.themes.head(3).assign(theme=["mix", "mix_", "mix-2"])
    parts = Context(replace(RELEASE, themes=themes), "da").file_name_parts
    assert list(parts) == ["mix", "mix_", "mix-2"]
    assert len(set(parts.values())) == 3
