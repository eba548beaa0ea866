"""A JSON-stat file, of version 1 or 2, as one row a cell."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.language.faults import InputError, Issue, suggest, unknown_choice
from social_balance.published.cells import TIMES, Dimension, Totals, cells_to_rows


def jsonstat_cells(
    data: bytes,
    *,
    file: str = "",
    dataset: str | None = None,
    absent: str = "missing",
    totals: Totals | None = None,
) -> pd.DataFrame:
    """Turn the bytes of a JSON-stat file into cells; see `social_balance.read_jsonstat`.

    Notes
    -----
    Values are in row-major order: the last dimension varies fastest. [Badosa, JSON-stat 2.0 format]

    Examples
    --------
    >>> text = '''{"version": "2.0", "class": "dataset", "id": ["area", "tid"], "size": [2, 1],
    ... "dimension": {"area": {"category": {"index": ["0159", "0157"], "label": {"0159": "Gladsaxe",
    ... "0157": "Gentofte"}}}, "tid": {"category": {"index": {"2024": 0}}}}, "value": {"1": 83}}'''
    >>> jsonstat_cells(text.encode())[["area", "area.label", "year", "value", "status"]].values.tolist()
    [['0159', 'Gladsaxe', 2024, nan, 'absent'], ['0157', 'Gentofte', 2024, 83.0, 'ok']]
    """
    if unknown := unknown_choice("absent", absent, ("zero", "missing")):
        raise InputError(unknown)
    table = _choose_dataset(_parse_json(data, file), dataset, file)
    sides = table.get("dimension")
    if not isinstance(sides, dict):
        sides = {}
    # Version 1 keeps id, size and role inside the dimensions.
    ids = table.get("id", sides.get("id"))
    size = table.get("size", sides.get("size"))
    if not isinstance(ids, list) or not isinstance(size, list) or len(ids) != len(size) or not ids:
        raise InputError(Issue("JST003", file=file, place="id"))
    roles = table.get("role", sides.get("role"))
    if isinstance(roles, dict):
        times = roles.get("time")
    else:
        times = None
    if not isinstance(times, list):
        times = []
    issues: list[Issue] = []
    dimensions = [
        _read_dimension(str(name), sides.get(name), many, name in times, file, issues)
        for name, many in zip(ids, size, strict=True)
    ]
    if issues:
        raise InputError(issues)
    # The sizes were checked against the categories above.
    n = int(np.prod([len(dimension.codes) for dimension in dimensions]))
    values, symbols = _read_values(table, n, absent, file)
    at = [side.ravel().astype(np.intp) for side in np.indices([len(d.codes) for d in dimensions])]
    return cells_to_rows(dimensions, at, values, symbols, totals=totals, file=file)


def _parse_json(data: bytes, file: str) -> Mapping[str, Any]:
    try:
        read = json.loads(normalize("NFC", data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise InputError(Issue("JST001", file=file)) from None
    except json.JSONDecodeError as error:
        raise InputError(Issue("JST001", file=file, line=error.lineno)) from None
    if not isinstance(read, dict):
        raise InputError(Issue("JST001", file=file))
    return read


def _choose_dataset(read: Mapping[str, Any], wanted: str | None, file: str) -> Mapping[str, Any]:
    """Return the one data set, or the one that was asked for by its name or label."""
    tables = _datasets_by_name(read)
    if not tables:
        raise InputError(Issue("JST007", file=file))
    if wanted is not None:
        tables = {name: table for name, table in tables.items() if wanted in (name, table.get("label"))}
    if len(tables) == 1:
        return next(iter(tables.values()))
    known = list(_datasets_by_name(read))
    told = {"known": known, "suggestion": suggest(wanted, known) if wanted else None}
    raise InputError(Issue("JST002", file=file, found=wanted or "", values=told))


def _datasets_by_name(read: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Every data set of the file by name: one, a collection of version 2, or a bundle of version 1."""
    if read.get("class") == "collection":
        link = read.get("link")
        if isinstance(link, dict):
            items = link.get("item", [])
        else:
            items = []
        inside = [item for item in items if isinstance(item, dict) and "value" in item]
        names = [str(item.get("href", item.get("label", i + 1))) for i, item in enumerate(inside)]
        # Two data sets of one label have to be told apart to be chosen.
        own = [f"{name} ({i + 1})" if names.count(name) > 1 else name for i, name in enumerate(names)]
        return dict(zip(own, inside, strict=True))
    if "value" in read:
        return {str(read.get("label", "dataset")): read}
    return {name: table for name, table in read.items() if isinstance(table, dict) and "value" in table}


def _read_dimension(
    name: str, side: Any, many: object, time: bool, file: str, issues: list[Issue]
) -> Dimension:
    """One dimension with its categories in order."""
    if isinstance(side, dict):
        category = side.get("category")
    else:
        category = None
    if not isinstance(category, dict):
        category = {}
    label = category.get("label")
    if not isinstance(label, dict):
        label = {}
    codes = _ordered_codes(category.get("index", list(label)))  # a single category needs no index
    if not codes or len(codes) != many:
        told = {"count": len(codes), "expected": str(many)}
        issues.append(Issue("JST004", file=file, place=f"dimension '{name}'", values=told))
    if label:
        labels = tuple(str(label.get(code, code)) for code in codes)
    else:
        labels = None
    return Dimension(name, tuple(codes), labels, time or name.casefold() in TIMES)


def _ordered_codes(index: Any) -> list[str]:
    """Codes of the categories by their position; none when the positions are not 0, 1, 2, …."""
    if isinstance(index, list):
        return [str(code) for code in index]
    # Positions written as text or with holes would put values under the wrong category.
    if not isinstance(index, dict) or set(map(repr, index.values())) != set(map(repr, range(len(index)))):
        return []
    return sorted(index, key=lambda code: int(index[code]))


def _read_values(table: Mapping[str, Any], n: int, absent: str, file: str) -> tuple[Floats, list[str]]:
    """Numbers and signs of every cell; a sparse file leaves cells out."""
    given = table["value"]
    marks = table.get("status")
    left_out = isinstance(given, dict)
    if (isinstance(given, list) and len(given) != n) or not isinstance(given, (list, dict)):
        told = {"count": len(given) if isinstance(given, list) else 0, "expected": n}
        raise InputError(Issue("JST005", file=file, place="value", values=told))
    if isinstance(given, dict):
        known = dict(given)
    else:
        # A list and a sparse table are read alike from here.
        known = {str(i): value for i, value in enumerate(given)}
    wrong = [(at, value) for at, value in known.items() if not _is_number(value) or not _is_position(at, n)]
    if wrong:
        told = {"count": len(wrong)}
        raise InputError(
            Issue("JST006", file=file, place=f"value {wrong[0][0]}", found=str(wrong[0][1]), values=told)
        )
    values = np.full(n, np.nan)
    symbols = [_status_at(marks, i) for i in range(n)]
    for i in range(n):
        value = known.get(str(i))
        if value is not None:
            values[i] = float(value)
        elif left_out and str(i) not in known and not symbols[i]:
            if absent == "zero":
                values[i], symbols[i] = (0.0, "filled")
            else:
                values[i], symbols[i] = (np.nan, "absent")
    return values, symbols


def _is_number(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None or (number and value not in (math.inf, -math.inf))


def _is_position(at: str, n: int) -> bool:
    return at.isdecimal() and str(int(at)) == at and int(at) < n


def _status_at(marks: Any, at: int) -> str:
    """The sign of a cell: one for all, a list, or by position."""
    if isinstance(marks, str):
        return marks
    if isinstance(marks, list):
        if marks:
            return str(marks[at % len(marks)] or "")
        return ""
    if isinstance(marks, dict):
        return str(marks.get(str(at)) or "")
    return ""
