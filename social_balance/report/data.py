"""The released tables as data: one JSON file, a CSV file a table, and what the columns of them mean."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from social_balance.language.texts import Lang, phrase
from social_balance.report.material import Files, Material
from social_balance.report.released import (
    DataTable,
    DataValue,
    Gap,
    data_tables,
    dictionary_table,
    released_frames,
)
from social_balance.yearly.neighbours import strategy_lines
from social_balance.yearly.status import DivisionTables, Tables

_DIGITS = 10  # significant digits: enough for every use, few enough that the last bits of a sum do not show
_NOT_DATA = ("manifest", "versions", "translations")  # the first two stand in manifest.json
METADATA = "tables/csv-metadata.json"  # the name that CSVW readers look for beside the files


def results_json(tables: Tables) -> bytes:
    """Return every released table as JSON; what is hidden is null beside ``"hidden": true``.

    Parameters
    ----------
    tables : Release
        What was released.

    Returns
    -------
    bytes
        UTF-8, the same bytes for the same release.
    """
    meta = {key: value for key, value in dataclasses.asdict(tables.meta).items() if key not in _NOT_DATA}
    # One row a line: a release can be compared with the last in any version control.
    parts = [f'"meta": {_json_line(meta)}', f'"overall": {_json_line(dict(tables.overall))}']
    parts += _json_tables(tables)
    if tables.divisions:
        each = ",\n".join(_division_json(division) for division in tables.divisions)
        parts.append(f'"divisions": [\n{each}\n]')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _division_json(division: DivisionTables) -> str:
    """Return what is released of one further division; what it has in common with the first is there."""
    meta = division.tables.meta
    about = {
        "areas": meta.areas, "rest": meta.rest, "whole": meta.whole, "reference": meta.reference,
        "redrawn": [dataclasses.asdict(each) for each in meta.redrawn],
    }  # fmt: skip
    parts = [
        f'"division": {_json_line(division.id)}',
        f'"name": {_json_line(division.name)}',
        f'"left_out": {_json_line(list(division.left_out))}',
        f'"meta": {_json_line(about)}',
        f'"overall": {_json_line(dict(division.tables.overall))}',
        *_json_tables(division.tables),
    ]
    return "{" + ",\n".join(parts) + "}"


def _json_tables(tables: Tables) -> list[str]:
    """Return every released table, one row a line."""
    parts: list[str] = []
    for name, frame in released_frames(tables).items():
        rows = ",\n  ".join(
            _json_line(dict(zip(frame.columns, row, strict=True))) for row in _plain_rows(frame)
        )
        parts.append(f'"{name}": [\n  {rows}\n]')
    return parts


def json_files(material: Material) -> Files:
    """Return the released tables as one file of JSON."""
    return {"results.json": results_json(material.public)}


def csv_files(material: Material) -> Files:
    """Return every released table as CSV for a spreadsheet program, with what the columns mean beside them.

    Parameters
    ----------
    material : Material
        The release, and the language of headings, codes and decimal mark.

    Returns
    -------
    dict of str to bytes
        Path and content: UTF-8 with a mark, hidden cells empty; the dictionary of the columns as CSV for
        people, and as CSVW metadata for programs.
    """
    lang = material.document.lang
    found = data_tables(material.public, lang)
    # The columns of a division are those of the first.
    dictionary = dictionary_table(found, lang)
    found += _tables_of_divisions(material.public, lang)
    files = {f"tables/{table.file}.csv": _csv_bytes(table, lang) for table in (*found, dictionary)}
    if len(material.public.strategy):
        # Under the names that a file of targets reads, in every language.
        files["tables/strategiindikator.csv"] = _raw_csv_bytes(strategy_lines(material.public.strategy))
    return files | {METADATA: _csvw_bytes(found, material)}


def _tables_of_divisions(tables: Tables, lang: Lang) -> list[DataTable]:
    """Return the tables of every further division, with its id in their names."""
    return [
        dataclasses.replace(
            table, file=f"{table.file}-{division.id}", title=f"{table.title}: {division.name}"
        )
        for division in tables.divisions
        for table in data_tables(division.tables, lang)
    ]


def _csv_bytes(table: DataTable, lang: Lang) -> bytes:
    """Return one table as CSV."""
    text = io.StringIO()
    # CRLF and a mark at the start: without them Excel in Danish shows Ã¦ for æ.
    writer = csv.writer(text, delimiter=_separator(lang), lineterminator="\r\n")
    writer.writerow([column.heading for column in table.columns])
    writer.writerows([_csv_cell(value, lang) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _raw_csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV under its own names, for a program."""
    cells = {name: [_raw_cell(value) for value in frame[name].tolist()] for name in frame.columns}
    text: str = pd.DataFrame(cells, dtype=object).to_csv(sep=";", index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _raw_cell(value: object) -> str:
    if isinstance(value, float):
        return "" if not math.isfinite(value) else f"{value:.{_DIGITS}g}".replace(".", ",")
    return str(value)


def _separator(lang: Lang) -> str:
    """Return what stands between cells: a comma where that is not the decimal mark."""
    return ";" if phrase("numbers", "decimal", lang) == "," else ","


def _csv_cell(value: DataValue, lang: Lang) -> str:
    """Return one cell: numbers with the decimal mark of the language, nothing for what is missing."""
    # Empty and not 0: a spreadsheet adds up what stands in the cells.
    if isinstance(value, Gap):
        return ""
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}".replace(".", phrase("numbers", "decimal", lang))
    # A spreadsheet would run a text that begins like a formula.
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return str(value)


def _csvw_bytes(found: list[DataTable], material: Material) -> bytes:
    """Return the metadata of the CSV files as the W3C's "CSV on the Web" writes them."""
    document = material.document
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": document.lang}],
        "dc:title": document.title,
        "dc:publisher": document.author,
        "dialect": {
            "delimiter": _separator(document.lang), "encoding": "utf-8", "header": True,
            "lineTerminators": ["\r\n"],
        },
        "tables": [_csvw_table(table, document.lang) for table in found],
    }  # fmt: skip
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _csvw_table(table: DataTable, lang: Lang) -> dict[str, Any]:
    """Return what CSVW says of one table."""
    decimal = phrase("numbers", "decimal", lang)
    datatypes = {
        "text": "string",
        "whole": "integer",
        "decimal": {"base": "double", "format": {"decimalChar": decimal}},
        "yes_no": {
            "base": "boolean",
            "format": f"{phrase('texts', 'yes', lang)}|{phrase('texts', 'no', lang)}",
        },
    }
    columns = [
        {
            "name": column.name,
            "titles": column.heading,
            "dc:description": column.meaning,
            "datatype": datatypes[column.kind],
        }
        for column in table.columns
    ]
    return {"url": f"{table.file}.csv", "dc:title": table.title, "tableSchema": {"columns": columns}}


def _plain_rows(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return the rows of a table as plain Python values."""
    return list(zip(*(frame[name].tolist() for name in frame.columns), strict=True))


def _json_line(value: object) -> str:
    """Return a value as one line of JSON."""
    return json.dumps(_plain_value(value), ensure_ascii=False, allow_nan=False)


def _plain_value(value: Any) -> Any:
    """Return a value with its numbers rounded to the digits written, and null for what is not a number."""
    if isinstance(value, Mapping):
        return {str(key): _plain_value(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_value(one) for one in value]
    if hasattr(value, "item"):
        return _plain_value(value.item())
    if isinstance(value, float):
        # NaN is no JSON, and strict readers stop at it.
        if not math.isfinite(value):
            return None
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is pd.NA:
        return None
    return value
