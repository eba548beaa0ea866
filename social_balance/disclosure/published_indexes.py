"""What published indexes tell of a hidden indicator: an index is the weighted mean of its scores."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SCALE = (0.0, 100.0)  # of a score

IndexCell = tuple[str, str, int]  # theme, area, year
Row = Mapping[str, Any]


@dataclass(frozen=True)
class HiddenScore:
    """What one hidden indicator of a published index can be.

    Parameters
    ----------
    indicator, area : str
    year : int
    low, high : float
        The score on the scale of the index.
    table : str
        The published table that tells the index.
    """

    indicator: str
    area: str
    year: int
    low: float
    high: float
    table: str


def hidden_scores(results: Mapping[str, Any]) -> Iterator[HiddenScore]:
    """Yield every hidden indicator under an index that some table of a release shows.

    Parameters
    ----------
    results : Mapping
        results.json as it was read.

    Yields
    ------
    HiddenScore
        A score of one value where it is the only one that is hidden.
    """
    known: dict[IndexCell, tuple[float, str]] = {}
    for cell, value, table in _published_indexes(results):
        if math.isfinite(value):
            known.setdefault(cell, (value, table))
    counting: dict[IndexCell, list[Row]] = defaultdict(list)
    for row in results["indicators"]:
        if row.get("in_index"):
            counting[row["theme"], row["area"], row["year"]].append(row)
    for cell, (value, table) in known.items():
        yield from _scores_under(counting[cell], value, table)


def _published_indexes(results: Mapping[str, Any]) -> Iterator[tuple[IndexCell, float, str]]:
    """Yield every index that a table shows, or that two tables give together."""
    for table in ("index", "series"):
        for row in _shown_rows(results, table):
            yield (row["theme"], row["area"], row["year"]), _number(row["value"]), table
    for row in _shown_rows(results, "ambition"):
        for end in ("since", "until"):
            yield (row["theme"], row["area"], row[end]), _number(row[f"value_{end}"]), "ambition"
    meta = results["meta"]
    last = max(meta.get("years") or [meta.get("until")])
    reference = {
        row["theme"]: _number(row["value"])
        for table in ("index", "series")
        for row in _shown_rows(results, table)
        if (row["area"], row["year"]) == (meta.get("reference"), last)
    }
    # A gap is the reference minus the area, and the reference stands beside it.
    for row in _shown_rows(results, "pace"):
        level = reference.get(row["theme"], math.nan) - _number(row["gap_now"])
        yield (row["theme"], row["area"], last), level, "pace"


def _shown_rows(results: Mapping[str, Any], table: str) -> Iterable[Row]:
    """Return the rows of a table that are not hidden; a table that nobody asked for has none."""
    return (row for row in results.get(table) or () if not row.get("hidden"))


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _scores_under(rows: list[Row], value: float, table: str) -> Iterator[HiddenScore]:
    """Yield what the hidden scores of one index can be, with those that are shown taken out."""
    hidden = [row for row in rows if row["hidden"]]
    shown = [row for row in rows if not row["hidden"] and math.isfinite(_number(row["score"]))]
    weight = sum(row["weight"] for row in (*hidden, *shown))
    left = value * weight - sum(row["weight"] * row["score"] for row in shown)
    for row in hidden:
        others = sum(each["weight"] for each in hidden) - row["weight"]
        ends = [(left - others * end) / row["weight"] for end in reversed(_SCALE)]
        low, high = (min(max(end, _SCALE[0]), _SCALE[1]) for end in ends)
        yield HiddenScore(row["indicator"], row["area"], row["year"], low, high, table)
