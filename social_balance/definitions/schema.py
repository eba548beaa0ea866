"""The JSON Schema of a definition file, with which editors complete and check it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from social_balance.definitions.forms import CaseForm, IndicatorForm, VersionForm
from social_balance.files.json_schemas import DRAFT, plain_schema
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
    indicator = _described_schema(IndicatorForm, lang)
    indicator["properties"]["measure"]["enum"] = list(MEASURES)
    return {
        "$schema": DRAFT,
        "title": phrase("schema", "title", lang),
        "type": "object",
        "additionalProperties": False,
        "required": ["indicator", "version", "case"],
        "properties": {
            "indicator": indicator,
            "version": {"type": "array", "minItems": 1, "items": {"type": "object"}},
            "case": {"type": "array", "minItems": 1, "items": _described_schema(CaseForm, lang)},
        },
        "allOf": [_by_measure(name, lang) for name in MEASURES],
    }


def _by_measure(name: str, lang: str) -> dict[str, Any]:
    """Return the condition "when the measure is this, a version looks like that"."""
    version = _described_schema(VersionForm, lang)
    measure = _described_schema(MEASURES[name], lang)
    version["properties"] |= measure["properties"]
    # A base that is everybody is written out as `true`, so that nobody forgets it.
    version["required"] = [*version["required"], "base", *measure.get("required", [])]
    is_this = {"properties": {"measure": {"const": name}}, "required": ["measure"]}
    return {
        "if": {"properties": {"indicator": is_this}, "required": ["indicator"]},
        "then": {"properties": {"version": {"items": version}}},
    }


def _described_schema(model: type[BaseModel], lang: str) -> dict[str, Any]:
    """Return the plain schema of a model with a description of every key."""
    plain = plain_schema(model)
    _add_descriptions(plain, lang)
    return plain


def _add_descriptions(schema: dict[str, Any], lang: str) -> None:
    """Put a description on every key."""
    for name, part in schema.get("properties", {}).items():
        # A text's keys are languages, and a further one is its own explanation.
        if has_text("definition_keys", name):
            part["description"] = phrase("definition_keys", name, lang)
        _add_descriptions(part, lang)
