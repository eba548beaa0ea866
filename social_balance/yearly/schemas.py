"""The JSON Schemas of every file that people write here, and the line by which an editor finds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from social_balance.areas.parts import AreaTable
from social_balance.definitions.forms import ThemeForm
from social_balance.definitions.schema import json_schema
from social_balance.deliveries.codebook.schema import BatteryTable, ColumnTable, HeadTable, MultipleTable
from social_balance.files.json_schemas import DRAFT, describe_keys, plain_schema
from social_balance.language.words import phrase
from social_balance.lists.strategy.settings import CaseTable, GoalTable, IndicatorTable, TargetsTable
from social_balance.published.settings import TableOfCounts
from social_balance.yearly.disclosure_settings import DisclosureSettings
from social_balance.yearly.division_settings import DivisionTable
from social_balance.yearly.job_settings import CountsInPublic, Main, Survey
from social_balance.yearly.neighbour_settings import ComplaintsTable, ListsTable, TargetsFile
from social_balance.yearly.register_settings import RegisterOfPersons

KINDS = ("definition", "theme", "configuration", "codebook", "targets")
FOLDER = "schemas"
_NUMBER: dict[str, Any] = {"type": "number", "minimum": 0}
_TEXT: dict[str, Any] = {"type": "string"}


def file_schema(kind: str, lang: str = "da") -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a kind of file.

    Parameters
    ----------
    kind : {"definition", "theme", "configuration", "codebook", "targets"}
    lang : {"da", "en"}
        Language of the descriptions that an editor shows.

    Returns
    -------
    dict
        Ready for ``json.dump``.

    Examples
    --------
    >>> sorted(file_schema("configuration")["properties"])[:3]
    ['aarsstatus', 'areas', 'complaints']
    """
    if kind == "definition":
        return json_schema(lang)
    tables: dict[str, dict[str, Any]] = {
        "theme": {"theme": plain_schema(ThemeForm)},
        "configuration": _configuration_tables(),
        "codebook": {
            "codebook": plain_schema(HeadTable),
            "column": _named(plain_schema(ColumnTable)),
            "battery": _named(plain_schema(BatteryTable)),
            "multiple": _named(plain_schema(MultipleTable)),
        },
        "targets": {
            "targets": plain_schema(TargetsTable),
            "goal": _list_of(GoalTable),
            "indicator": _list_of(IndicatorTable),
            "case": _list_of(CaseTable),
        },
    }
    needed = {
        "theme": ["theme"], "configuration": ["aarsstatus", "areas"], "codebook": ["column"],
        "targets": ["targets", "goal", "indicator"],
    }  # fmt: skip
    schema = {
        "$schema": DRAFT,
        "title": phrase("schema", kind, lang),
        "type": "object",
        "additionalProperties": False,
        "required": needed[kind],
        "properties": tables[kind],
    }
    # A file of targets has tables of the same names as other files, and other keys in them.
    path = ("targets_file",) if kind == "targets" else ()
    return describe_keys(schema, lang, path)


def write_schemas(folder: str | Path, lang: str = "da") -> list[Path]:
    """Write the schema of every kind of file into a folder.

    Parameters
    ----------
    folder : path
        Is made where it is not there.
    lang : {"da", "en"}

    Returns
    -------
    list of Path
        The files.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in KINDS:
        path = folder / f"{kind}.schema.json"
        text = json.dumps(file_schema(kind, lang), ensure_ascii=False, indent=2) + "\n"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def point_to_schemas(folder: str | Path, lang: str = "da") -> None:
    """Write the schemas into a municipality's folder, and into each of its files the line that names its own.

    Parameters
    ----------
    folder : path
        With an ``aarsstatus.toml``, codebooks beside it and definitions in ``indices``.
    lang : {"da", "en"}
    """
    folder = Path(folder)
    write_schemas(folder / FOLDER, lang)
    for path in sorted(folder.rglob("*.toml")):
        kind = kind_of_file(path)
        text = path.read_text(encoding="utf-8")
        if kind is None or text.startswith("#:schema"):
            continue
        up = "../" * len(path.relative_to(folder).parent.parts) or "./"
        path.write_text(f"#:schema {up}{FOLDER}/{kind}.schema.json\n{text}", encoding="utf-8")


def kind_of_file(path: Path) -> str | None:
    """Return which kind of file a TOML file is by its tables; None for what has no schema."""
    # What cannot be read is for the reader of the kind to tell.
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = {line.strip() for line in text.splitlines()}
    if "[aarsstatus]" in lines:
        return "configuration"
    if "[indicator]" in lines:
        return "definition"
    if "[theme]" in lines:
        return "theme"
    if "[targets]" in lines and lines & {"[[goal]]", "[[indicator]]"}:
        return "targets"
    if any(line.startswith("[column.") for line in lines):
        return "codebook"
    return None


def _configuration_tables() -> dict[str, Any]:
    return {
        "aarsstatus": plain_schema(Main),
        "survey": _list_of(Survey),
        "register": plain_schema(RegisterOfPersons),
        "table": _list_of(TableOfCounts),
        "counts": plain_schema(CountsInPublic),
        # Named by the user: areas, and years with a number for each area.
        "areas": _named(plain_schema(AreaTable)),
        "division": _list_of(DivisionTable),
        "population": _named(_named(_NUMBER)),
        "translations": _named(_named(_TEXT)),
        "disclosure": plain_schema(DisclosureSettings),
        "targets": plain_schema(TargetsFile),
        "complaints": plain_schema(ComplaintsTable),
        "lists": plain_schema(ListsTable),
    }


def _list_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a list of tables, such as ``[[survey]]``."""
    return {"type": "array", "items": plain_schema(model)}


def _named(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables that each have a name of the user's choosing."""
    return {"type": "object", "additionalProperties": dict(table)}
