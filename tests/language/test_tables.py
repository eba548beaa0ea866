"""The tables of every language have the same texts, each code raised has one, and each is raised."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_codes import fault_page

from social_balance.language import tables
from social_balance.language.faults import DefinitionError, InputError, Issue, language_issues, text_of

PACKAGE = Path(tables.__file__).parents[1]
CODE = re.compile("[A-Z]{3}[0-9]{3}")


def nodes_of_the_package() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(PACKAGE).as_posix(), node


def codes_in(node: ast.AST) -> set[str]:
    values = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return {value for value in values if isinstance(value, str) and CODE.fullmatch(value)}


def codes_raised() -> set[str]:
    """Codes that stand in the sources, other than where one is only compared with."""
    compared: list[str] = []
    written: list[str] = []
    for _, node in nodes_of_the_package():
        if isinstance(node, ast.Compare):
            compared += codes_in(node)
        if isinstance(node, ast.Constant):
            written += codes_in(node)
    return {code for code in written if written.count(code) > compared.count(code)}


def issues_written_out() -> list[tuple[str, str, set[str]]]:
    """Module, code and names given of every ``Issue("CODE", …)`` whose values are written out."""
    found = []
    for module, node in nodes_of_the_package():
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Issue" and node.args):
            continue
        code = node.args[0]
        given = {word.arg: word.value for word in node.keywords}
        values = given.get("values", ast.Dict(keys=[], values=[]))
        if not (isinstance(code, ast.Constant) and isinstance(values, ast.Dict) and None not in values.keys):
            continue
        names = {key.value for key in values.keys if isinstance(key, ast.Constant)}
        found.append((module, code.value, names | (given.keys() & {"found"})))
    return found


def test_every_code_that_is_raised_has_a_text_and_every_text_is_raised():
    assert codes_raised() == set(tables.keys_of("faults"))


@pytest.mark.parametrize("lang", tables.languages())
def test_a_language_has_every_text_once_with_the_same_names(lang):
    assert [str(issue) for issue in language_issues(lang)] == []


@pytest.mark.parametrize("lang", tables.languages())
def test_the_files_of_a_language_are_those_of_the_others_and_hold_the_same_tables(lang):
    def tables_by_file(folder: Path) -> dict[str, list[tuple[str, str]]]:
        by_file: dict[str, list[tuple[str, str]]] = {}
        for entry in tables._entries(folder):
            by_file.setdefault(entry.file, []).append((entry.table, entry.key))
        return by_file

    assert tables_by_file(tables.folder_of(lang)) == tables_by_file(tables.folder_of(tables.DEFAULT))


def test_a_fault_is_given_the_names_that_its_text_uses():
    lacking = [
        (module, code, names)
        for module, code, given in issues_written_out()
        if (names := tables.fields_of(tables.template("faults", code)) - given - {"hint"})
    ]
    assert lacking == []


def test_a_code_has_three_letters_and_three_digits():
    assert [code for code in tables.keys_of("faults") if not CODE.fullmatch(code)] == []


def copy_of_english(home: Path, name: str = "xx") -> Path:
    folder = home / name
    folder.mkdir()
    for file in tables.folder_of("en").glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def other_home(tmp_path, monkeypatch):
    monkeypatch.setenv(tables.SEARCH_PATH, str(tmp_path))
    return tmp_path


def test_a_language_is_a_folder(other_home):
    assert "xx" not in tables.languages()
    copy_of_english(other_home)
    assert tables.languages() == ("da", "en", "xx")
    assert Issue("DEF003", line=7).text("xx") == Issue("DEF003", line=7).text("en")


def test_a_folder_that_is_no_language_is_none(other_home):
    (other_home / "noter").mkdir()
    assert tables.languages() == ("da", "en")


def test_a_language_that_is_not_there_is_a_fault():
    with pytest.raises(InputError, match='lang — valget "eng" kendes ikke'):
        text_of("lists", "and", "eng")


def test_a_language_that_lacks_texts_says_which_all_at_once(other_home):
    file = copy_of_english(other_home) / "language.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace('and = "and"\n', "").replace("{count} fault:", "1 fault:")
    text = text.replace("\nsheet", "\nshet")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        text_of("lists", "and", "xx")
    assert [(i.code, i.file, i.place) for i in raised.value.issues] == [
        ("LNG003", "xx/language.toml", "[fault_list] one"),
        ("LNG002", "xx/language.toml", "[places] shet"),
        ("LNG001", "xx/language.toml", "[lists] and"),
        ("LNG001", "xx/language.toml", "[places] sheet"),
    ]


def test_a_text_that_stands_in_two_files_is_a_fault(other_home):
    folder = copy_of_english(other_home)
    (folder / "mere.toml").write_text('[lists]\nand = "and"\n', encoding="utf-8")
    assert [(i.code, i.file) for i in language_issues("xx")] == [("LNG004", "xx/mere.toml")]


@pytest.mark.parametrize("damaged", ["[lists\n", '[lists]\nand = "a {b"\n'])
def test_a_file_that_cannot_be_read_is_told(other_home, damaged):
    folder = copy_of_english(other_home)
    (folder / "language.toml").write_text(damaged, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"xx/language.toml — filen kan ikke læses"):
        text_of("places", "line", "xx")


def test_a_fault_is_told_in_danish_where_the_language_lacks_it(other_home):
    file = copy_of_english(other_home) / "definitions.toml"
    file.write_text('[faults]\nDEF001 = "no"\n', encoding="utf-8")
    assert Issue("DEF003", line=7).text("xx") == "line 7 — feltet kendes ikke."


def test_a_text_that_no_language_has_is_the_callers_fault():
    with pytest.raises(KeyError):
        text_of("lists", "xor", "en")


def test_the_page_of_codes_has_a_row_for_every_code_and_a_column_for_every_language():
    rows = [line for line in fault_page().splitlines() if CODE.fullmatch(line[2:8])]
    assert [line[2:8] for line in rows] == sorted(tables.keys_of("faults"))
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {2 + len(tables.languages())}
