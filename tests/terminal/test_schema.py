"""The schemas of editors take the files that come along, say what every key is, and are named in them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from social_balance.cli import main
from social_balance.files.resources import packaged_folder
from social_balance.yearly.schemas import KINDS, file_schema, point_to_schemas

EXAMPLES = {
    "definition": packaged_folder("indices") / "image" / "tilfreds_med_omraadet.toml",
    "theme": packaged_folder("indices") / "image" / "tema.toml",
    "configuration": packaged_folder("data_samples") / "aarsstatus.toml",
    "codebook": packaged_folder("data_samples") / "borger_2024.toml",
    "targets": packaged_folder("data_samples") / "aakoebing" / "maal.toml",
}


def run(*words: str) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0
    return result.output


def as_json(file: Path) -> Any:
    """A TOML file as an editor's checker sees it, with dates as text."""
    return json.loads(json.dumps(tomllib.loads(file.read_text(encoding="utf-8")), default=str))


def keys_without_words(schema: Any, path: str = "") -> Iterator[str]:
    """The keys a person writes that the schema says nothing of."""
    for name, inner in schema.get("properties", {}).items():
        if "description" not in inner and "$ref" not in inner:
            yield f"{path}.{name}"
        yield from keys_without_words(inner, f"{path}.{name}")
    for part in ("items", "additionalProperties"):
        if isinstance(schema.get(part), dict):
            yield from keys_without_words(schema[part], f"{path}[]")
    for part in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(part, ()):
            yield from keys_without_words(inner, path)


def test_left_out_the_kind_is_that_of_a_definition() -> None:
    assert json.loads(run("schema")) == json.loads(run("schema", "definition"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_draft_7_and_takes_the_file_that_comes_along(kind: str) -> None:
    schema = json.loads(run("schema", kind))
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(as_json(EXAMPLES[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_key_is_refused(kind: str) -> None:
    data = as_json(EXAMPLES[kind])
    first = next(iter(data))
    data[f"{first}x"] = data[first]
    [fault] = jsonschema.Draft7Validator(file_schema(kind)).iter_errors(data)
    assert f"'{first}x' was unexpected" in fault.message


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_key_has_its_words_in_every_language(kind: str, lang: str) -> None:
    assert list(keys_without_words(file_schema(kind, lang))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_languages_differ_in_words_only(kind: str) -> None:
    def shape(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: shape(inner) for key, inner in part.items() if not is_words(key, inner)}
        return [shape(inner) for inner in part] if isinstance(part, list) else part

    def is_words(key: str, inner: Any) -> bool:
        return key in {"description", "title"} and isinstance(inner, str)

    danish, english = file_schema(kind, "da"), file_schema(kind, "en")
    assert shape(danish) == shape(english)
    assert danish["title"] != english["title"]


def test_a_file_gets_the_line_of_its_own_schema_once(tmp_path: Path) -> None:
    town = tmp_path / "by"
    run("init", str(town))
    assert (
        (town / "aarsstatus.toml")
        .read_text(encoding="utf-8")
        .startswith("#:schema ./schemas/configuration.schema.json\n")
    )
    definition = town / "indices" / "image" / "tilfreds_med_omraadet.toml"
    text = definition.read_text(encoding="utf-8")
    line = text.splitlines()[0]
    assert line == "#:schema ../../schemas/definition.schema.json"
    assert (definition.parent / line.split()[1]).is_file()
    point_to_schemas(town)
    assert definition.read_text(encoding="utf-8") == text
