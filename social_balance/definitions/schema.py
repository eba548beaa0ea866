"""The JSON Schema of a definition file, with which editors complete and check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from social_balance.definitions.forms import CaseForm, IndicatorForm, VersionForm
from social_balance.language.faults import LANGUAGES
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
        "title": _TITLE[LANGUAGES.index(lang)],
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


_TITLE = ("Definition af en indikator", "Definition of an indicator")

# Every key of a definition file → what an editor tells about it, in Danish and English.
KEYS: Mapping[str, tuple[str, str]] = {
    "id": ("Filens navn uden .toml.", "The file's name without .toml."),
    "title": ("Navnet, på dansk og engelsk.", "The name, in Danish and English."),
    "da": ("På dansk.", "In Danish."),
    "en": ("På engelsk.", "In English."),
    "source": ("Hvor tallene kommer fra.", "Where the figures come from."),
    "measure": ("Regnemåden.", "How the figure is calculated."),
    "unit": ("Enheden.", "The unit."),
    "direction": ("Hvad der er godt; context er kun baggrund.", "What is good; context is background only."),
    "goalposts": ("Værste og bedste værdi: 0 og 100 i indekset.", "Worst and best: 0 and 100 in the index."),
    "reference": ("Hvor reglen kommer fra.", "Where the rule comes from."),
    "weight": ("Vægten i temaets indeks.", "The weight in the theme's index."),
    "window": ("Antal år, der tages gennemsnit af.", "Number of years that are averaged."),
    "years": ("De eneste år, indikatoren findes.", "The only years in which it exists."),
    "level": ("Om områder har et tal hver for sig.", "Whether areas have a figure of their own."),
    "ours": ("Om reglen er vores eget forslag.", "Whether the rule is our own proposal."),
    "note": ("Hvad en læser skal vide.", "What a reader has to know."),
    "from": ("Det første år, versionen gælder.", "The first year the version holds."),
    "until": ("Det sidste år, versionen gælder.", "The last year the version holds."),
    "comparable": ("Om den kan sammenlignes med den forrige.", "Whether it compares with the one before."),
    "change": ("Hvad der er ændret, og hvorfor.", "What changed, and why."),
    "base": ("Nævneren: hvem der regnes med.", "The denominator: who takes part."),
    "positive": ("Tælleren: hvem i nævneren der tælles.", "The numerator: who in the base is counted."),
    "value": ("Kolonnen med tallet; i expect: resultatet.", "The column; in expect: the result."),
    "low": ("Svaret, der giver 0.", "The answer that gives 0."),
    "high": ("Svaret, der giver 100.", "The answer that gives 100."),
    "items": ("Kolonnerne i batteriet.", "The columns of the battery."),
    "reversed": ("De spørgsmål, der vendes om.", "The items that are turned around."),
    "min_answered": ("Andel af spørgsmål, der skal besvares.", "Share of items that have to be answered."),
    "at_least": ("Grænsen for summen.", "The cut-off of the sum."),
    "numerator": ("Kolonnen over brøkstregen.", "The column above the line."),
    "denominator": ("Kolonnen under brøkstregen.", "The column below the line."),
    "time": ("Kolonnen med tiden i risiko, fx år.", "The column of the time at risk, such as years."),
    "per": ("Hvor mange raten er for.", "How many the rate is for."),
    "factor": ("Hvad tallet ganges med.", "What the figure is multiplied by."),
    "q": ("Andelen mellem 0 og 1, fx 0.9.", "The share between 0 and 1, such as 0.9."),
    "percent": ("Hvor mange procent af personerne.", "How many per cent of the persons."),
    "minus_base": ("Nævneren, der trækkes fra.", "The base of what is subtracted."),
    "minus_positive": ("Tælleren, der trækkes fra.", "The numerator of what is subtracted."),
    "place": ("Kolonnen med stedet, fx skolen.", "The column of the place, such as the school."),
    "to": ("Hvem der mødes: rest eller en betingelse.", "Who is met: rest, or a condition."),
    "among": ("Hvem de andre på stedet er.", "Who the others at the place are."),
    "min_size": ("Mindste antal på stedet.", "The least number at the place."),
    "of": ("Gruppen: areas eller en betingelse.", "The group: areas, or a condition."),
    "above": ("Grænsen i procent.", "The limit in per cent."),
    "categories": ("Kolonnerne, der krydses.", "The columns that are crossed."),
    "category": ("Kolonnen med grupperne.", "The column of the groups."),
    "classes": ("Antallet af grupper.", "The number of groups."),
    "name": ("En sætning: hvad eksemplet viser.", "A sentence: what the case shows."),
    "year": ("Året, der afgør versionen.", "The year, which decides the version."),
    "rows": ("Tabellen med | mellem felterne.", "The table with | between cells."),
    "expect": ("Hvad eksemplet skal give.", "What the case should give."),
    "area": ("Området, tallet gælder.", "The area the figure is about."),
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
        part["description"] = KEYS[name][LANGUAGES.index(lang)]
        _add_descriptions(part, lang)
