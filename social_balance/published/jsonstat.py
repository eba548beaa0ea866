"""A JSON-stat file, of version 1 or 2, as one row a cell."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.deliveries.csv_text import missing_columns
from social_balance.language.faults import Faults, InputError, Issue, suggest, unknown_choice
from social_balance.published.cells import LARGEST, TIMES, Dimension, Totals, cells_to_rows, parents_of


def jsonstat_cells(
    data: bytes,
    *,
    file: str = "",
    dataset: str | None = None,
    absent: str = "missing",
    time: str | None = None,
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
    sides = _mapping_in(table.get("dimension"))
    dimensions = _read_dimensions(table, sides, time, file)
    # Few bytes can say of a sparse table that it has any number of cells.
    cells = math.prod(len(dimension.codes) for dimension in dimensions)
    if cells > LARGEST:
        raise InputError(Issue("JST009", file=file, place="size", values={"count": cells, "most": LARGEST}))
    # The sizes were checked against the categories above.
    n = int(np.prod([len(dimension.codes) for dimension in dimensions]))
    values, symbols = _read_values(table, n, absent, file)
    at = [side.ravel().astype(np.intp) for side in np.indices([len(d.codes) for d in dimensions])]
    return cells_to_rows(dimensions, at, values, symbols, totals=totals, file=file)


def _read_dimensions(
    table: Mapping[str, Any], sides: Mapping[str, Any], time: str | None, file: str
) -> list[Dimension]:
    """Every dimension in the order of the values."""
    # Version 1 keeps id, size and role inside the dimensions.
    ids = table.get("id", sides.get("id"))
    size = table.get("size", sides.get("size"))
    if not isinstance(ids, list) or not isinstance(size, list) or len(ids) != len(size) or not ids:
        raise InputError(Issue("JST003", file=file, place="id"))
    times = _mapping_in(table.get("role", sides.get("role"))).get("time")
    if not isinstance(times, list):
        times = []
    faults = Faults()
    dimensions = [
        _read_dimension(str(name), sides.get(name), many, _is_time(str(name), time, times), file, faults)
        for name, many in zip(ids, size, strict=True)
    ]
    if time is not None:
        faults.add(missing_columns([time], [str(name) for name in ids], file))
    faults.raise_if_any()
    return dimensions


def _parse_json(data: bytes, file: str) -> Mapping[str, Any]:
    try:
        read = json.loads(normalize("NFC", data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise InputError(Issue("JST001", file=file)) from None
    except json.JSONDecodeError as error:
        raise InputError(Issue("JST001", file=file, line=error.lineno)) from None
    except (RecursionError, ValueError):
        # Lists in lists beyond Python's stack, or a number with more digits than Python turns into one.
        raise InputError(Issue("JST010", file=file)) from None
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


def _read_dimension(name: str, side: Any, many: object, time: bool, file: str, faults: Faults) -> Dimension:
    """One dimension with its categories in order, and which of them the file says are totals."""
    own = _mapping_in(side)
    category = _mapping_in(own.get("category"))
    label = _mapping_in(category.get("label"))
    codes = _ordered_codes(category.get("index", list(label)))  # a single category needs no index
    if not codes or len(codes) != many:
        told = {"count": len(codes), "expected": str(many)}
        faults.add(Issue("JST004", file=file, place=f"dimension '{name}'", values=told))
    labels = tuple(str(label.get(code, code)) for code in codes) if label else None
    return Dimension(name, tuple(codes), labels, time, _totals_told(own, category, codes))


def _is_time(name: str, given: str | None, told: Sequence[Any]) -> bool:
    """Whether a dimension is the time: as the user says, or by its role or its name."""
    if given is not None:
        return name == given
    return name in told or name.casefold() in TIMES


def _mapping_in(value: Any) -> Mapping[str, Any]:
    """Return a group of the file; what is there is not to be trusted to be one."""
    return value if isinstance(value, dict) else {}


def _totals_told(
    side: Mapping[str, Any], category: Mapping[str, Any], codes: Sequence[str]
) -> frozenset[str]:
    """Categories that the file says are totals: what PxWeb eliminates to, and those with children here."""
    extension = _mapping_in(side.get("extension"))
    eliminated = extension.get("eliminationValueCode")
    told = frozenset(
        {str(eliminated)} if eliminated is not None and extension.get("elimination", True) else ()
    )
    pairs = [
        (str(parent), str(child))
        for parent, below in _mapping_in(category.get("child")).items()
        if isinstance(below, list)
        for child in below
    ]
    return told | parents_of(pairs, codes)


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
    left_out = isinstance(given, dict)
    if (isinstance(given, list) and len(given) != n) or not isinstance(given, (list, dict)):
        told = {"count": len(given) if isinstance(given, list) else 0, "expected": n}
        raise InputError(Issue("JST005", file=file, place="value", values=told))
    # A list and a sparse table are read alike from here.
    known = given if isinstance(given, dict) else {str(i): value for i, value in enumerate(given)}
    wrong = [(at, value) for at, value in known.items() if not _is_number(value) or not _is_position(at, n)]
    if wrong:
        told = {"count": len(wrong)}
        # Ten thousand digits help nobody to find the cell.
        found = str(wrong[0][1]) if not isinstance(wrong[0][1], int) or abs(wrong[0][1]) < 10**30 else "10³⁰"
        raise InputError(
            Issue("JST006", file=file, place=f"value {wrong[0][0][:30]}", found=found[:40], values=told)
        )
    values = np.full(n, np.nan)
    symbols = _read_statuses(table.get("status"), n, file)
    for at, value in known.items():
        if value is not None:
            values[int(at)] = float(value)
    if left_out:
        fill, mark = (0.0, "filled") if absent == "zero" else (np.nan, "absent")
        for i in range(n):
            if not symbols[i] and str(i) not in known:
                values[i] = fill
                symbols[i] = mark
    return values, symbols


def _is_number(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None or (number and abs(value) < math.inf and abs(value) <= sys.float_info.max)  # type: ignore[arg-type]


def _is_position(at: str, n: int) -> bool:
    return at.isdecimal() and len(at) <= len(str(n)) and str(int(at)) == at and int(at) < n


def _read_statuses(marks: Any, n: int, file: str) -> list[str]:
    """The sign of every cell: one for all, a list of them, or by position.

    Raises
    ------
    InputError
        A list of another length than the values, or a position that no cell has: nobody can say which cells
        the signs belong to.
    """
    if marks is None or marks == "":
        return [""] * n
    if isinstance(marks, str):
        return [marks] * n
    if isinstance(marks, list) and len(marks) == n:
        return [str(mark or "") for mark in marks]
    if isinstance(marks, dict) and all(_is_position(str(at), n) for at in marks):
        signs = [""] * n
        for at, mark in marks.items():
            signs[int(at)] = str(mark or "")
        return signs
    told = {"count": len(marks) if isinstance(marks, (list, dict)) else 1, "expected": n}
    raise InputError(Issue("JST008", file=file, place="status", values=told))
