"""Decision notes are kept: each has its date, status and guard, and every name it mentions exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTES = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
HEAD = re.compile(
    r"^\*\*Date\.\*\* \d{4}-\d\d-\d\d \*\*Status\.\*\* (?P<status>[^*]+) "
    r"\*\*Guarded by\.\*\* (?P<guards>.+)$",
    re.MULTILINE,
)
STATUS = re.compile(r"In force\.|Replaced by \[00\d\d\]\(00\d\d[\w-]*\.md\)\.|In force but for .+\.")
# Names of other packages, and of what was tried and left, which the sources need not have.
FOREIGN = {"error_on_missing_interpreters"}


def names(note: Path) -> set[str]:
    """What a note writes as code and means as a file or a name of ours."""
    code = re.findall(r"`([^`\n]+)`", note.read_text(encoding="utf-8"))
    return {part for part in code if re.fullmatch(r"[\w/]+\.(?:py|toml)|_?[a-z]+(?:_[a-z0-9]+)+", part)}


@cache
def sources() -> str:
    """All that the project's own sources say, the paths of the files included."""
    files = [
        path
        for folder in ("social_balance", "tests", "indices", "data_samples", "benchmarks", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".toml") and "_build" not in path.parts
    ]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    paths = [path.relative_to(ROOT).as_posix() for path in files]
    tops = [path.name for path in ROOT.iterdir() if path.is_file()]
    return "\n".join([*texts, *paths, *tops])


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.name[:4])
def test_a_note_has_its_date_status_and_guard(note: Path):
    head = HEAD.search(note.read_text(encoding="utf-8"))
    assert head, "the line under the title: **Date.** … **Status.** … **Guarded by.** …"
    assert STATUS.fullmatch(head["status"])
    guards = re.findall(r"`([^`]+)`", head["guards"])
    assert guards
    assert [guard for guard in guards if not (ROOT / guard).is_file()] == []


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.name[:4])
def test_every_name_that_a_note_mentions_exists(note: Path):
    text = sources()
    gone = [name for name in names(note) - FOREIGN if not re.search(rf"(?<!\w){re.escape(name)}\b", text)]
    assert gone == []


def test_every_note_is_in_the_list_of_notes():
    listed = (ROOT / "docs" / "decisions" / "index.md").read_text(encoding="utf-8")
    assert [note.stem for note in NOTES if f"\n{note.stem}\n" not in listed] == []


def test_no_two_notes_have_one_number():
    assert len({note.name[:4] for note in NOTES}) == len(NOTES)
