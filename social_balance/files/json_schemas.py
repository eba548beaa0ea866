"""JSON Schemas of files that people write, plain enough for every editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from social_balance.language.tables import has_text
from social_balance.language.words import phrase

DRAFT = "http://json-schema.org/draft-07/schema#"
_NULL = {"type": "null"}
_LEFT_OUT = ("title", "description", "default")


def plain_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's schema without what TOML cannot say (null), references, defaults and class names.

    Parameters
    ----------
    model : type of BaseModel

    Returns
    -------
    dict
    """
    schema = model.model_json_schema(by_alias=True)
    shared = schema.pop("$defs", {})
    plain: dict[str, Any] = _without_null(schema, shared)
    return plain


def describe_keys(schema: dict[str, Any], lang: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Put on every key of a schema the words that an editor shows beside it.

    Parameters
    ----------
    schema : dict
        Is changed, and returned.
    lang : {"da", "en"}
    path : tuple of str
        The tables that the schema stands in, from the outermost.

    Returns
    -------
    dict
    """
    for name, part in schema.get("properties", {}).items():
        describe_keys(part, lang, (*path, name))
        words = _key_text((*path, name), lang)
        if words:
            part["description"] = words
    # Tables of a list, those that a user names, and those of a choice have the keys of the table around them.
    within = [schema.get("items"), schema.get("additionalProperties"), schema.get("then")]
    for inner in (*within, *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if isinstance(inner, dict):
            describe_keys(inner, lang, path)
    return schema


def _key_text(path: tuple[str, ...], lang: str) -> str:
    """Return what a key is: its own words, else those of the same key in the table around it."""
    # Where counts are divided by another file, that file is told of as the first one is.
    for key in (".".join(path), ".".join([*path[:-2], path[-1]])):
        if has_text("file_keys", key):
            return phrase("file_keys", key, lang)
    if has_text("definition_keys", path[-1]):
        return phrase("definition_keys", path[-1], lang)
    return ""


def _without_null(part: Any, shared: Mapping[str, Any]) -> Any:
    """Return a schema with references filled in, and without null, defaults and pydantic's titles."""
    if isinstance(part, list):
        return [_without_null(item, shared) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _without_null(shared[part["$ref"].rsplit("/", 1)[1]], shared)
    some = [option for option in part.get("anyOf", []) if option != _NULL]
    # A key that may be left out has one type beside null.
    if len(some) == 1:
        return _without_null(some[0], shared)
    # Among the properties these words are keys of ours, such as the title of an indicator.
    return {
        key: {name: _without_null(value, shared) for name, value in inner.items()}
        if key == "properties"
        else _without_null(
            [option for option in inner if option != _NULL] if key == "anyOf" else inner, shared
        )
        for key, inner in part.items()
        if key not in _LEFT_OUT
    }
