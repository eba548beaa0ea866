"""The released tables as data: one JSON file and one CSV file a table."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from social_balance.language.texts import Lang, say
from social_balance.report.material import Files, Material
from social_balance.showing.columns import code_text, column_heading
from social_balance.yearly.neighbours import strategy_lines
from social_balance.yearly.status import Tables

# In the order in which a reader wants them.
TABLES = ("themes", "ambition", "developments", "index", "parts", "pairs", "indicators")
_DIGITS = 10  # significant digits: enough for every use, few enough that the last bits of a sum do not show
_NOT_DATA = ("manifest", "versions")  # these stand in manifest.json


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
    for name, frame in _frames_of(tables).items():
        rows = ",\n  ".join(
            _json_line(dict(zip(frame.columns, row, strict=True))) for row in _plain_rows(frame)
        )
        parts.append(f'"{name}": [\n  {rows}\n]')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def json_files(material: Material) -> Files:
    """Return the released tables as one file of JSON."""
    return {"results.json": results_json(material.public)}


def csv_files(material: Material) -> Files:
    """Return every released table as CSV for a Danish spreadsheet program.

    Parameters
    ----------
    material : Material
        The release, and the language of headings and codes.

    Returns
    -------
    dict of str to bytes
        Path and content: semicolons, decimal comma, UTF-8 with a mark, hidden cells empty.
    """
    lang = material.document.lang
    files = {
        f"tables/{_FILES[name]}.csv": _csv_bytes(frame, lang)
        for name, frame in _frames_of(material.public).items()
        if name in _FILES and len(frame.columns)
    }
    if len(material.public.strategy):
        # Under the names that a file of targets reads, in every language.
        files["tables/strategiindikator.csv"] = _raw_csv_bytes(strategy_lines(material.public.strategy))
    return files


def _frames_of(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return every released table by name; those of the neighbouring papers where there are such."""
    frames = {name: getattr(tables, name) for name in TABLES}
    if len(tables.strategy):
        frames["strategy"] = tables.strategy
    return frames | tables.neighbours.frames()


_FILES = {
    "themes": "temaer", "ambition": "ambition", "developments": "udviklinger", "index": "indeks",
    "parts": "bidrag", "pairs": "loebende", "indicators": "indikatorer",
    "targets": "maal", "complaints": "klagesager", "criteria": "kriterier", "lists": "lister", "leaving": "veje_ud",
}  # fmt: skip


def _csv_bytes(frame: pd.DataFrame, lang: Lang) -> bytes:
    """Return one table as CSV."""
    words = {
        column_heading(str(name), lang): [_csv_cell(str(name), value, lang) for value in frame[name].tolist()]
        for name in frame.columns
    }
    # CRLF and a mark at the start: without them Excel in Danish shows Ã¦ for æ.
    text: str = pd.DataFrame(words, dtype=object).to_csv(sep=";", index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _raw_csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV under its own names, for a program."""
    cells = {name: [_raw_cell(value) for value in frame[name].tolist()] for name in frame.columns}
    text: str = pd.DataFrame(cells, dtype=object).to_csv(sep=";", index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _raw_cell(value: object) -> str:
    if isinstance(value, float):
        return "" if not math.isfinite(value) else f"{value:.{_DIGITS}g}".replace(".", ",")
    return str(value)


def _csv_cell(name: str, value: object, lang: Lang) -> str:
    """Return one cell: numbers with a decimal comma, codes in words, nothing for what is missing."""
    # Before numbers: a truth value is one of Python's whole numbers.
    if isinstance(value, bool):
        return say("yes" if value else "no", lang)
    if isinstance(value, float):
        # Empty and not 0: a spreadsheet adds up what stands in the cells.
        if not math.isfinite(value):
            return ""
        return f"{value:.{_DIGITS}g}".replace(".", ",")
    if value is None:
        return ""
    words = str(code_text(name, value, lang))
    # A spreadsheet would run a text that begins like a formula.
    if words[:1] in ("=", "+", "-", "@") and not isinstance(value, int):
        return f"'{words}"
    return words


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
    if value is pd.NA:
        return None
    return value
