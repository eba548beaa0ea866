"""The JSON Schema of a definition file, with which editors complete and check it."""

from __future__ import annotations

from typing import Any

from social_balance.definitions.forms import CaseForm, IndicatorForm, VersionForm
from social_balance.files.json_schemas import DRAFT, describe_keys, plain_schema
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
    indicator = plain_schema(IndicatorForm)
    indicator["properties"]["measure"]["enum"] = list(MEASURES)
    schema = {
        "$schema": DRAFT,
        "title": phrase("schema", "title", lang),
        "type": "object",
        "additionalProperties": False,
        "required": ["indicator", "version", "case"],
        "properties": {
            "indicator": indicator,
            "version": {"type": "array", "minItems": 1, "items": {"type": "object"}},
            "case": {"type": "array", "minItems": 1, "items": plain_schema(CaseForm)},
        },
        "allOf": [_by_measure(name) for name in MEASURES],
    }
    return describe_keys(schema, lang)


def _by_measure(name: str) -> dict[str, Any]:
    """Return the condition "when the measure is this, a version looks like that"."""
    version = plain_schema(VersionForm)
    measure = plain_schema(MEASURES[name])
    version["properties"] |= measure["properties"]
    # A base that is everybody is written out as `true`, so that nobody forgets it.
    version["required"] = [*version["required"], "base", *measure.get("required", [])]
    is_this = {"properties": {"measure": {"const": name}}, "required": ["measure"]}
    return {
        "if": {"properties": {"indicator": is_this}, "required": ["indicator"]},
        "then": {"properties": {"version": {"items": version}}},
    }
