"""An invented language, a copy of English with every text in brackets, goes through the yearly job."""

from __future__ import annotations

import csv
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from social_balance.files.resources import packaged_folder
from social_balance.files.toml_file import read_toml
from social_balance.language import tables
from social_balance.lists.strategy.figure_tables import COLUMNS

LANG = "xx"
LETTERS = re.compile(r"[^\W\d_]{2,}")
BRACKETED = re.compile("⟦[^⟦⟧]*⟧")
# Marks of numbers are no texts; the rest of a language is bracketed.
KEPT = {"numbers"}
# Columns of a further language's own, which are named in it and not by a heading.
NAMED_BY_THE_TABLE = {f"title_{LANG}", f"note_{LANG}", f"why_{LANG}"}
# A table for another program, which another follow-up takes in.
EXCHANGED = "strategiindikator.csv"


def write_language(folder: Path) -> None:
    """Write English anew, file by file, with every text in brackets."""
    folder.mkdir(parents=True)
    for file in tables.folder_of("en").glob("*.toml"):
        lines, table = [], ""
        for entry in tables._entries(tables.folder_of("en")):
            if entry.file == file.name:
                lines += [f"[{entry.table}]"] if entry.table != table else []
                table = entry.table
                text = entry.text if table in KEPT else f"⟦{entry.text}⟧"
                lines.append(f"{json.dumps(entry.key)} = {json.dumps(text, ensure_ascii=False)}")
        (folder / file.name).write_text("\n".join(lines), encoding="utf-8")


def write_sample(folder: Path) -> Path:
    """Copy the sample municipality and its definitions, with titles and notes in the language too."""
    shutil.copytree(packaged_folder("data_samples"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(packaged_folder("indices"), folder / "indices")
    for file in (folder / "indices").rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r'^(title .*\ben = ")(.*?)(" })', rf'\1\2", {LANG} = "⟦\2⟧\3', text, flags=re.M)
        text = re.sub(r'^en = "(.*)"$', rf'\g<0>\n{LANG} = "⟦\1⟧"', text, flags=re.M)
        file.write_text(text, encoding="utf-8")
    config = folder / "aarsstatus.toml"
    text = config.read_text(encoding="utf-8").replace('"da"', f'"{LANG}"', 1)
    config.write_text(
        text.replace("[aarsstatus]", '[aarsstatus]\ndefinitions = "indices"', 1), encoding="utf-8"
    )
    return config


def own_words(config: Path) -> set[str]:
    """What the municipality has written itself: names, sources, and where each rule comes from."""
    found: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)
        elif isinstance(value, str):
            # An address in a contact is a link of its own on the page.
            found.update((value, *value.split(", ")))

    for file in [config, *(config.parent / "indices").rglob("*.toml")]:
        collect(read_toml(file).data)
    return found


def without_brackets(text: str) -> str:
    while BRACKETED.search(text):
        text = BRACKETED.sub(" ", text)
    return text


def without_name(text: str, name: str) -> str:
    """Take a name out, whole or cut off with dots where a picture has no more room."""
    text = text.replace(name, " ")
    words = name.split()
    for kept in range(len(words) - 1, 2, -1):
        text = text.replace(f"{' '.join(words[:kept])} …", " ")
    return text


def without_names(text: str, names: list[str]) -> str:
    for name in names:
        text = without_name(text, name)
    return text


def texts_of(page: str) -> list[str]:
    """Every text of a page, and every text that stands for a picture; the lines of a picture are one text."""
    page = re.sub(r"<style>.*?</style>|<defs>.*?</defs>", "", page, flags=re.DOTALL)
    # A text of a picture may be parted into lines, each an element of its own.
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    lines = [" ".join(" ".join(re.findall(r">([^<>]+)<", picture)).split()) for picture in pictures]
    assert any(line.strip() for line in lines)
    page = re.sub(r"(<svg[^>]*>).*?</svg>", r"\1", page, flags=re.DOTALL)
    found = re.findall(r">([^<>]+)<|aria-label=\"([^\"]+)\"", page)
    return [html.unescape(text) for text in (*lines, *(each for pair in found for each in pair))]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The sample municipality's Årsstatus in the invented language, made by the command line."""
    folder = tmp_path_factory.mktemp("language")
    write_language(folder / "languages" / LANG)
    config = write_sample(folder / "sample")
    done = subprocess.run(
        [sys.executable, "-m", "social_balance", "aarsstatus", str(config), "--lang", LANG, "--out", "out",
         "--formats", "html,csv"],
        capture_output=True, text=True, check=False, cwd=folder,
        env={**os.environ, tables.SEARCH_PATH: str(folder / "languages"), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, config, done


def test_the_command_line_speaks_it(made):
    _, _, done = made
    steps = [line.split("  [")[0].strip() for line in done.stderr.splitlines()]
    assert steps[0] == "⟦Reading definitions⟧"
    assert without_brackets("".join(steps)).strip() == ""


def test_the_page_has_no_text_of_another_language(made):
    folder, config, _ = made
    own = sorted(own_words(config), key=len, reverse=True)
    # Names of files are texts of the language too.
    page = (folder / "out" / "⟦annual_status⟧.html").read_text(encoding="utf-8")
    assert f'<html lang="{LANG}">' in page
    rests = {without_brackets(text) for text in texts_of(page)}
    # Most texts have nothing left, so that no name need be looked for in them.
    unnamed = [without_names(rest, own) for rest in rests if LETTERS.search(rest)]
    assert sorted({word for rest in unnamed for word in LETTERS.findall(rest)}) == []


def test_the_headings_of_every_table_are_in_it(made):
    folder, _, _ = made
    files = sorted((folder / "out").rglob("*.csv"))
    assert files
    # What a file of targets takes in has the keys that people write there, in every language.
    exchanged = [file for file in files if file.name == EXCHANGED]
    assert [set(headings_of(file, ";")) <= set(COLUMNS) for file in exchanged] == [True]
    for file in set(files) - set(exchanged):
        # Between cells stands a comma, as in English: its decimal mark is a point.
        headings = headings_of(file, ",")
        assert {name for name in headings if without_brackets(name).strip()} <= NAMED_BY_THE_TABLE


def headings_of(file: Path, separator: str) -> list[str]:
    return next(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=separator))
