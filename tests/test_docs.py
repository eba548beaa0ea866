"""What README and guide tell a reader to write is there and works."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import social_balance as sb
from social_balance.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if not {"_build", "api", "da", "en"} & {*page.parts}
    ),
]

# Made by docs/conf.py each time the pages are built.
DRAWN = {
    "house.svg",
    "overview.svg",
    "fault_codes.md",
    "how_do_i.md",
    "hvordan.md",
    "glossary.md",
    "schemas.md",
}
MADE = ("api/", "notebooks/da/", "notebooks/en/")


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of one language on a page."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_definition_in_the_guide_has_no_fault(tmp_path: Path):
    [example] = blocks(ROOT / "docs" / "guide" / "definitions.md", "toml")
    (tmp_path / "tryghed").mkdir()
    shutil.copy(ROOT / "indices" / "tryghed" / "tema.toml", tmp_path / "tryghed")
    (tmp_path / "tryghed" / "tryg_om_aftenen.toml").write_text(example, encoding="utf-8")
    assert [str(issue) for issue in sb.check_indicators(tmp_path)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_told_of_is_there(page: Path):
    told = [line for block in blocks(page, "sh") for line in block.splitlines()]
    named = {found[1] for line in told if (found := re.match(r"social-balance (\w+)", line))}
    assert named <= set(main.commands)


def test_every_name_that_the_readme_uses_is_public():
    code = "\n".join(blocks(ROOT / "README.md", "python"))
    names = set(re.findall(r"\bsb\.(\w+)", code))
    assert names
    assert names <= set(sb.__all__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    told = [link for link in links if link not in DRAWN and not link.removeprefix("../").startswith(MADE)]
    assert [link for link in told if not (page.parent / link).exists()] == []


def test_every_measure_is_in_the_guide_and_every_measure_of_the_guide_is_there():
    guide = (ROOT / "docs" / "guide" / "definitions.md").read_text(encoding="utf-8")
    rows = guide.split("## Measures")[1].split("\n## ")[0].split("|---|---|---|")[1]
    told = set(re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE))
    schema = sb.json_schema()
    assert told == set(schema["properties"]["indicator"]["properties"]["measure"]["enum"])
