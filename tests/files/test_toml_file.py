"""TOML files that people write: every fault is told with its line and what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from social_balance.files.toml_file import checked, read_toml
from social_balance.language.faults import DefinitionError, Issue

CATALOGUE = sorted((Path(__file__).parents[2] / "indices").glob("*/*.toml"))


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "fil.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return file


@pytest.mark.parametrize("file", CATALOGUE, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_key_of_the_catalogue_is_found_on_the_line_where_it_stands(file):
    toml, source = read_toml(file), file.read_text(encoding="utf-8").split("\n")
    for keys, line in toml.lines.items():
        value = toml.data
        for key in keys:
            value = value[key]
        word = next(key for key in reversed(keys) if isinstance(key, str))
        assert word in source[line - 1]
    assert {("indicator",), ("theme",)} & set(toml.lines)


def test_lines_are_found_past_texts_lists_comments_and_dotted_keys(tmp_path):
    toml = read_toml(
        written(
            tmp_path,
            """# en kommentar = 1
a = \"\"\"
b = 2 [[c]]
\"\"\"
[x."y z"]  # [ikke.mig]
liste = [
  1,  # ]
  { k = "]" },
]
d.e = '#'
[[v]]
n = 1
[v.under]
m = 2
[[v]]
n = 3
""",
        )
    )
    assert toml.line("a") == 2
    assert toml.line("x", "y z") == 5
    assert toml.line("x", "y z", "liste") == 6
    assert toml.line("x", "y z", "d", "e") == 10
    assert toml.line("v", 0, "n") == 12
    assert toml.line("v", 0, "under", "m") == 14
    assert toml.line("v", 1, "n") == 16
    assert ("b",) not in toml.lines


def test_the_line_of_a_key_that_is_not_there_is_that_of_its_table(tmp_path):
    toml = read_toml(written(tmp_path, "\n[[version]]\nfrom = 2021\n"))
    assert toml.line("version", 0, "base") == 2
    assert toml.line("case") is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a = 1\nb c = 2", 2, "der mangler et lighedstegn"),
        ("område = 1", 1, "navne skrives uden mellemrum, æ, ø og å"),
        ("a = ", 1, "værdien mangler"),
        ("a = ja", 1, "værdien mangler eller er ikke et tal"),
        ('a = "x\nb = 1', 1, "anførselstegnet lukkes ikke"),
        ('a = 1\nb = """x\nc = 1\nd = 2', 2, "anførselstegnet lukkes ikke"),
        ("a = 0,5", 1, "decimaler skrives med punktum"),
        ("a = 1\na = 2\n", 2, "står der allerede"),
        ("[a]\n[a]", 2, "står der allerede"),
        ("b = 1\n[a", 2, "overskriften lukkes ikke"),
        ('a = "\\d"', 1, "omvendt skråstreg"),
        ("a = {b = 1\n}", 1, "gruppen lukkes ikke"),
        ("= 1", 1, "begynder med et navn"),
    ],
)
def test_a_line_that_is_no_toml_is_shown_with_the_reason(tmp_path, text, line, reason):
    with pytest.raises(DefinitionError) as caught:
        read_toml(written(tmp_path, text))
    [issue] = caught.value.issues
    assert (issue.code, issue.line) == ("DEF010", line)
    assert reason in issue.text()
    assert issue.found == text.split("\n")[line - 1].strip()


def test_a_file_in_windows_encoding_is_refused_with_the_line_as_it_was_meant(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_toml(written(tmp_path, '[theme]\ntitle = "på gåben"\n'.encode("cp1252")))
    [issue] = caught.value.issues
    assert (issue.code, issue.line, issue.found) == ("DEF002", 2, 'title = "på gåben"')


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    toml = read_toml(written(tmp_path, b"\xef\xbb\xbfa = 1\r\nb = 2\r\n"))
    assert toml.data == {"a": 1, "b": 2}
    assert toml.line("b") == 2


def test_decomposed_letters_are_composed(tmp_path):
    toml = read_toml(written(tmp_path, 'a = "a\u030a"'))
    assert toml.data["a"] == "å"


def test_a_file_that_is_not_there_is_a_fault_and_no_crash(tmp_path):
    with pytest.raises(DefinitionError) as caught:
        read_toml(tmp_path / "findes_ikke.toml")
    assert [issue.code for issue in caught.value.issues] == ["DEF001"]


# A model's faults ---------------------------------------------------------------------------------------


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    da: str


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    number: Annotated[float, Field(gt=0, le=10)] = 1.0
    whole: Annotated[int, Field(ge=1, lt=5)] = 1
    yes: bool = True
    choice: Literal["red", "green"] = "red"
    name: Annotated[str, Field(min_length=1, pattern="^[a-z]*$")] = "a"
    pair: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)] = (0.0, 1.0)
    part: Part | None = None
    needed: str
    coded: str = ""
    plain: str = ""

    @field_validator("coded")
    @classmethod
    def _coded(cls, text: str) -> str:
        if text:
            raise DefinitionError(Issue("EXP009", place="tegn 1"))
        return text

    @field_validator("plain")
    @classmethod
    def _plain(cls, text: str) -> str:
        if text:
            raise ValueError("because")
        return text


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("number = 0", "DEF021", "større end 0"),
        ("number = 11", "DEF024", "højst være 10"),
        ("number = '1'", "DEF005", "skal stå et tal"),
        ("number = true", "DEF005", "skal stå et tal"),
        ("whole = 0", "DEF022", "mindst 1"),
        ("whole = 5", "DEF023", "mindre end 5"),
        ("whole = 1.5", "DEF005", "et helt tal"),
        ("yes = 1", "DEF005", "true eller false"),
        ("choice = 'gren'", "DEF006", "Mente du 'green'? Vælg mellem red og green."),
        ("name = ''", "DEF008", "Skriv en tekst"),
        ("name = 3", "DEF005", "en tekst i anførselstegn"),
        ("name = 'Æ'", "DEF007", "små bogstaver"),
        ("pair = [1]", "DEF009", "listen har 1 værdier, men skal have 2"),
        ("pair = [1, 2, 3]", "DEF009", "listen har 3 værdier, men skal have 2"),
        ("pair = 1", "DEF005", "en liste i kantede parenteser"),
        ("pair = ['x', 1]", "DEF005", 'pair[1] — her står "x"'),
        ("part = 1", "DEF005", "en gruppe af felter"),
        ("part = { da = 1 }", "DEF005", "part.da — her står 1"),
        ("part = {}", "DEF004", "part.da — feltet mangler. Tilføj da"),
        ("numbr = 1", "DEF003", "Mente du 'number'?"),
        ("xyz = 1", "DEF003", "feltet kendes ikke."),
        ("coded = 'x'", "EXP009", "[a] coded, tegn 1 — betingelsen er tom"),
        ("plain = 'x'", "DEF025", "(because)"),
    ],
)
def test_each_fault_of_a_model_is_worded_as_ours_on_its_line(tmp_path, line, code, words):
    file = read_toml(written(tmp_path, f"[a]\nneeded = 'x'\n{line}\n"))
    form, issues = checked(Form, file.data["a"], file, keys=("a",), place="[a]")
    assert form is None
    [issue] = issues
    assert (issue.code, issue.line) == (code, 3)
    assert words in issue.text()


def test_a_mistyped_key_is_not_told_as_missing_too(tmp_path):
    file = read_toml(written(tmp_path, "[a]\nneded = 'x'\n"))
    _, issues = checked(Form, file.data["a"], file, keys=("a",), place="[a]")
    assert [(issue.code, issue.place) for issue in issues] == [("DEF003", "[a] neded")]


def test_a_missing_key_is_placed_at_its_table(tmp_path):
    file = read_toml(written(tmp_path, "\n\n[a]\nnumber = 2\n"))
    _, issues = checked(Form, file.data["a"], file, keys=("a",), place="[a]")
    assert [(issue.code, issue.line, issue.place) for issue in issues] == [("DEF004", 3, "[a] needed")]


def test_what_is_right_comes_back_as_the_model(tmp_path):
    file = read_toml(written(tmp_path, "[a]\nneeded = 'x'\nnumber = 3\npair = [1, 2]\n"))
    form, issues = checked(Form, file.data["a"], file, keys=("a",), place="[a]")
    assert issues == []
    assert form == Form(needed="x", number=3.0, pair=(1.0, 2.0))
