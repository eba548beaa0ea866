"""JSON Schemas of files that people write, plain enough for every editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

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
