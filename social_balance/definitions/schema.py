"""The JSON Schema of a definition file, with which editors complete and check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from social_balance.definitions.forms import CaseForm, IndicatorForm, VersionForm
from social_balance.language.tables import has_text
from social_balance.language.words import phrase
from social_balance.measures.registry import MEASURES


def json_schema(lang: str = "da") -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a definition file.

    Parameters
    ----------
    lang : {"da", "en"}
        Language of the descriptions that an editor shows.

    Returns
    -------
    dict
        Ready for ``json.dump``. Which keys a ``[[version]]`` takes follows from ``measure``.

    Examples
    --------
    >>> schema = json_schema()
    >>> sorted(schema["properties"])
    ['case', 'indicator', 'version']
    >>> schema["properties"]["indicator"]["properties"]["measure"]["enum"][:2]
    ['share', 'mean']
    """
    indicator = _plain_schema(IndicatorForm, lang)
    indicator["properties"]["measure"]["enum"] = list(MEASURES)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": phrase("schema", "title", lang),
        "type": "object",
        "additionalProperties": False,
        "required": ["indicator", "version", "case"],
        "properties": {
            "indicator": indicator,
            "version": {"type": "array", "minItems": 1, "items": {"type": "object"}},
            "case": {"type": "array", "minItems": 1, "items": _plain_schema(CaseForm, lang)},
        },
        "allOf": [_by_measure(name, lang) for name in MEASURES],
    }


def _by_measure(name: str, lang: str) -> dict[str, Any]:
    """Return the condition "when the measure is this, a version looks like that"."""
    version = _plain_schema(VersionForm, lang)
    measure = _plain_schema(MEASURES[name], lang)
    version["properties"] |= measure["properties"]
    # A base that is everybody is written out as `true`, so that nobody forgets it.
    version["required"] = [*version["required"], "base", *measure.get("required", [])]
    is_this = {"properties": {"measure": {"const": name}}, "required": ["measure"]}
    return {
        "if": {"properties": {"indicator": is_this}, "required": ["indicator"]},
        "then": {"properties": {"version": {"items": version}}},
    }


def _plain_schema(model: type[BaseModel], lang: str) -> dict[str, Any]:
    """Return a model's schema without what TOML cannot say (null) and with a description of every key."""
    schema = model.model_json_schema(by_alias=True)
    shared = schema.pop("$defs", {})
    plain: dict[str, Any] = _without_null(schema, shared)
    _add_descriptions(plain, lang)
    return plain


def _without_null(part: Any, shared: Mapping[str, Any]) -> Any:
    """Return a schema with references filled in, and without null, defaults and pydantic's titles."""
    if isinstance(part, list):
        return [_without_null(item, shared) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _without_null(shared[part["$ref"].rsplit("/", 1)[1]], shared)
    some = [option for option in part.get("anyOf", []) if option != {"type": "null"}]
    if some:
        assert len(some) == 1  # a key of ours has one type or is left out
        return _without_null(some[0], shared)
    left_out = ("title", "description", "default")
    # Among the properties these words are keys of ours, such as the title of an indicator.
    return {
        key: {name: _without_null(value, shared) for name, value in inner.items()}
        if key == "properties"
        else _without_null(inner, shared)
        for key, inner in part.items()
        if key not in left_out
    }


def _add_descriptions(schema: dict[str, Any], lang: str) -> None:
    """Put a description on every key."""
    for name, part in schema.get("properties", {}).items():
        # A text's keys are languages, and a further one is its own explanation.
        if has_text("definition_keys", name):
            part["description"] = phrase("definition_keys", name, lang)
        _add_descriptions(part, lang)
