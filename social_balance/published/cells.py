"""A published table as one row a cell: where it stands, its number, and why there is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.deliveries.number_texts import numbers_in
from social_balance.language.faults import InputError, Issue, Place, suggest, unknown_choice

Absent: TypeAlias = Literal["leave", "zero", "missing"]
Totals: TypeAlias = Mapping[str, Sequence[str]]
MADE = ("value", "status", "symbol", "total")
TIMES = ("tid", "time", "periode", "period", "år", "aar", "year", "kvartal", "måned")
# Danmarks Statistik's signs for no number, the same as PX-Web's data symbols.
SYMBOLS = {
    "-": "nil",  # zero
    ".": "impossible",  # cannot occur
    "..": "unavailable",  # too uncertain, or would show somebody
    "...": "pending",  # not there yet
    "…": "pending",
    "....": "other",
    ".....": "other",
    "......": "other",
    ".......": "other",  # PX: a sum in which there is a sign for no number
    ":": "other",
    "": "empty",
}
LARGEST = 20_000_000  # cells of a crossing; more is a mistake in what was picked
_WHOLE_COUNTRY = re.compile(r"hele landet|all denmark|region \S.*|landsdel \S.*|province \S.*", re.IGNORECASE)
_ALL = re.compile(
    r"(.+[ ,] ?)?(i ?alt|total|tot)|totalt|begge (køn|kjønn)|båda könen|både (mænd|menn) og kvinde?r"
    r"|both sexes|males and females|samtliga|(hela )?riket|koko maa|yhteensä|molemmat sukupuolet",
    re.IGNORECASE,
)
_AREA_CODE = re.compile(r"\d{3,4}")
_REGION_CODE = re.compile(r"0{3,4}|[01]?08[1-5]")  # the country, and the regions in each way of writing
# A year, and the part of it as statistical offices write it: StatBank and SSB 2021K1, Eurostat 2021-Q1,
# 2021-01 and 2021-S1, SCB 2021V05. A date is the month it is in; a star behind says that it is preliminary.
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:[ -]?(?:(?P<kind>[KQTHSMUWV])(?P<number>\d{1,2}))"
    r"|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?|/(?P<next>\d{2}|\d{4}))?\*?",
    re.IGNORECASE,
)
_PARTS = {  # what the letter of a part means: our own letter, and how many there are in a year
    **dict.fromkeys("KQ", ("K", 4)), "T": ("T", 3), **dict.fromkeys("HS", ("H", 2)), "M": ("M", 12),
    **dict.fromkeys("UWV", ("U", 53)),
}  # fmt: skip


@dataclass(frozen=True)
class Dimension:
    """One side of a table.

    Parameters
    ----------
    name : str
        Its heading.
    codes : tuple of str
        Its categories in order; codes stay text ("0159").
    labels : tuple of str, optional
        What the codes are called, when the file says both.
    time : bool
        Whether the categories are periods.
    totals : frozenset of str
        Codes or labels of the categories that the file itself says are totals.
    periods : tuple of str, optional
        The periods, where the codes alone do not tell ("200501" may be a month or a week).
    """

    name: str
    codes: tuple[str, ...]
    labels: tuple[str, ...] | None = None
    time: bool = False
    totals: frozenset[str] = frozenset()
    periods: tuple[str, ...] | None = None


def cells_to_rows(
    dimensions: Sequence[Dimension],
    at: Sequence[Codes],
    values: Floats,
    symbols: Sequence[str],
    *,
    totals: Totals | None = None,
    file: str = "",
    meanings: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Lay the cells of a table out as rows.

    Parameters
    ----------
    dimensions : sequence of Dimension
    at : sequence of ndarray of int, one per dimension, shape (cells,)
        Position of each cell in the categories of the dimension.
    values : ndarray of float, shape (cells,)
    symbols : sequence of str, shape (cells,)
        What stands in a cell instead of a number; "" where there is a number, "filled" or "absent" for a
        cell that the file leaves out.
    totals : mapping of dimension to categories, optional
        Categories that are totals, beside those known by their name; an empty list says that there are none.
    file : str
        Its name, for the faults.
    meanings : mapping of sign to status, optional
        What signs mean in this file, in place of what they mean at Statistics Denmark.

    Returns
    -------
    DataFrame, one row per cell
        See `social_balance.read_statbank`.

    Raises
    ------
    InputError
        With every fault: the same cell twice, a period that cannot be read, a total that is not there.
    """
    issues = list(_heading_and_cell_faults(dimensions, at, file))
    columns: dict[str, object] = {}
    for dimension, code in zip(dimensions, at, strict=True):
        columns[dimension.name] = np.array(dimension.codes, dtype=object)[code]
        if dimension.labels is not None:
            columns[f"{dimension.name}.label"] = np.array(dimension.labels, dtype=object)[code]
        if dimension.time:
            columns |= _read_periods(dimension, code, file, issues)
    columns["value"] = values
    known = {"filled": "filled", "absent": "absent"} | SYMBOLS | dict(meanings or {})
    # A table has a handful of signs: each is looked up once.
    shown, found = pd.factorize(np.array(symbols, dtype=object))
    reason = [known.get(symbol, "other") for symbol in found]
    # A zero that is written as a sign, or filled in by us, is a number with a reason.
    number = np.isfinite(values) & ~np.isin(
        shown, [i for i, r in enumerate(reason) if r in ("nil", "filled")]
    )
    columns["status"] = np.where(number, "ok", np.array(reason, dtype=object)[shown])
    columns["symbol"] = np.where(np.isin(symbols, ("filled", "absent")), "", np.array(found)[shown])
    columns["total"] = _mark_totals(dimensions, at, totals or {}, file, issues)
    if issues:
        raise InputError(issues)
    return pd.DataFrame(columns)


def fill_crossings(
    dimensions: Sequence[Dimension], at: Sequence[Codes], values: Floats, symbols: Sequence[str], *,
    absent: Absent, file: str = "",
) -> tuple[list[Codes], Floats, list[str]]:  # fmt: skip
    """Add the cells that a file leaves out: every crossing of the categories that it has."""
    if absent == "leave":
        return list(at), values, list(symbols)
    size = [len(dimension.codes) for dimension in dimensions]
    # Counted as a float: the product of many sides wraps around in whole numbers.
    if np.prod(size, dtype=float) > LARGEST:
        raise InputError(Issue("STB008", file=file, values={"count": int(np.prod(size, dtype=float))}))
    here = np.ravel_multi_index(tuple(at), size)
    # A cell that is left out has a place of its own, so that absent is never mistaken for zero.
    gone = np.setdiff1d(np.arange(int(np.prod(size))), here)
    added = [np.asarray(code, dtype=np.intp) for code in np.unravel_index(gone, size)]
    if absent == "zero":
        fill, mark = (0.0, "filled")
    else:
        fill, mark = (np.nan, "absent")
    return (
        [np.concatenate([old, new]) for old, new in zip(at, added, strict=True)],
        np.concatenate([values, np.full(len(gone), fill)]),
        [*symbols, *[mark] * len(gone)],
    )


def read_numbers(
    cells: Sequence[str], *, decimal: Literal[",", "."] | None, file: str, place: str
) -> tuple[Floats, list[str], list[Issue]]:
    """Read the numbers of the cells of a table, and the signs that stand for none.

    Examples
    --------
    >>> read_numbers(["1,5", "..", "-"], decimal=None, file="", place="")[:2]
    (array([1.5, nan, 0. ]), ['', '..', '-'])
    """
    texts = [cell.strip() for cell in cells]
    symbols = [text if text in SYMBOLS else "" for text in texts]
    filled = [at for at, text in enumerate(texts) if text not in SYMBOLS]
    # Thin and hard spaces stand between thousands in files from the web.
    written = [texts[at].replace("\u00a0", "").replace(" ", "") for at in filled]
    values = np.array([0.0 if SYMBOLS.get(text) == "nil" else np.nan for text in texts])
    if decimal is None:
        # Without a mark given, the column as a whole decides, and says when it cannot.
        found, doubtful = numbers_in(written)
    else:
        found = _numbers_with_mark(written, decimal)
        doubtful = np.zeros(len(written), dtype=bool)
    values[filled] = found
    issues = []
    for code, wrong in (("STB001", np.isnan(found)), ("STB004", doubtful)):
        if wrong.any():
            first = int(wrong.argmax())
            told = {"count": int(wrong.sum()), "row": filled[first] + 1}
            issues.append(Issue(code, file=file, place=place, found=texts[filled[first]], values=told))
    return values, symbols, issues


def unknown_decimal(mark: str | None) -> list[Issue]:
    """Return the fault of a decimal mark that is neither comma nor point."""
    if mark is None:
        return []
    return unknown_choice("decimal", mark, (",", "."))


def read_period(text: str) -> tuple[int, str] | None:
    """Return the year and the part of it that a period means; None when it cannot be read.

    Parameters
    ----------
    text : str
        ``2021``, ``2021K1`` (or 2021-Q1), ``2021M03`` (or 2021-03), ``2021H1`` (or 2021-S1), ``2021U05`` (or
        2021-W05), a date, which belongs to its month, or ``2021/22``, which belongs to the year it begins in.

    Examples
    --------
    >>> read_period("2021K1"), read_period("2021Q1"), read_period("2021"), read_period("2021/22")
    ((2021, 'K1'), (2021, 'K1'), (2021, ''), (2021, '/22'))
    >>> read_period("2021K5") is None
    True
    """
    met = _PERIOD.fullmatch(text.strip())
    if met is None:
        return None
    year = int(met["year"])
    if met["next"]:
        if str(year + 1)[-len(met["next"]) :] != met["next"]:
            return None
        return year, f"/{met['next'][-2:]}"
    if met["month"]:
        return year, f"M{met['month']}"
    if not met["kind"]:
        return year, ""
    letter, many = _PARTS[met["kind"].upper()]
    number = int(met["number"])
    # 2021M1 may be January or the first of several: months and weeks are written with two digits.
    if not 1 <= number <= many or len(met["number"]) != len(str(many)):
        return None
    if many > 9:
        return year, f"{letter}{number:02d}"
    return year, f"{letter}{number}"


def _numbers_with_mark(texts: Sequence[str], decimal: str) -> Floats:
    """Read numbers whose decimal mark is known; the other mark may stand between thousands."""
    mark = re.escape(decimal)
    other = re.escape("." if decimal == "," else ",")
    number = re.compile(rf"[+−-]?(?:\d+|\d{{1,3}}(?:{other}\d{{3}})+)?(?:{mark}\d+)?(?:[eE][+-]?\d+)?")
    plain = [re.sub(other, "", text).replace(decimal, ".").replace("−", "-") for text in texts]
    # A mark last in a number is a sentence's, not a decimal's.
    known = [number.fullmatch(text) is not None and text[-1:].isdigit() for text in texts]
    return np.array([float(p) if k else np.nan for p, k in zip(plain, known, strict=True)], dtype=float)


def _read_periods(dimension: Dimension, code: Codes, file: str, issues: list[Issue]) -> dict[str, object]:
    """Year and part of the year of each cell, read off the codes or else off the labels."""
    # What the file says of its periods goes before labels, and labels before codes: these are often numbers.
    tried = [texts for texts in (dimension.periods, dimension.labels, dimension.codes) if texts]
    written = [[read_period(text) for text in texts] for texts in tried]
    periods = next((found for found in written if None not in found), written[-1])
    if None in periods:
        wrong = dimension.codes[periods.index(None)]
        told = {"count": periods.count(None)}
        issues.append(
            Issue("STB002", file=file, place=Place.column(dimension.name), found=wrong, values=told)
        )
        return {}
    # Two dates of one month would be counted as two cells of it.
    times = Counter(periods)
    again = [text for text, period in zip(dimension.codes, periods, strict=True) if times[period] > 1]
    if again:
        told = {"count": len(again), "row": 1 + dimension.codes.index(again[0])}
        issues.append(Issue("STB003", file=file, place="", found=again[0], values=told))
    years = np.array([period[0] for period in periods if period], dtype=np.int64)
    parts = np.array([period[1] for period in periods if period], dtype=object)
    return {"year": years[code], "part": parts[code]}


def _heading_and_cell_faults(
    dimensions: Sequence[Dimension], at: Sequence[Codes], file: str
) -> Iterator[Issue]:
    """Yield a fault when a cell or a heading stands more than once, and when a heading is one of ours."""
    headings = Counter(dimension.name for dimension in dimensions)
    for heading in [heading for heading, many in headings.items() if many > 1]:
        yield Issue("INP018", file=file, place=Place.column(heading))
    for dimension in dimensions:
        if dimension.name in MADE or (dimension.name in ("year", "part") and not dimension.time):
            yield Issue("STB009", file=file, place=Place.column(dimension.name), found=dimension.name)
        twice = [code for code, many in Counter(dimension.codes).items() if many > 1]
        if twice:
            told = {"count": len(twice)}
            yield Issue("STB010", file=file, place=Place.column(dimension.name), found=twice[0], values=told)
    # The same cell twice would be counted twice in every sum.
    again = pd.DataFrame(dict(enumerate(at))).duplicated().to_numpy()
    if again.any():
        first = int(again.argmax())
        cell = [dimension.codes[code[first]] for dimension, code in zip(dimensions, at, strict=True)]
        told = {"count": int(again.sum()), "row": first + 1}
        yield Issue("STB003", file=file, place="", found=", ".join(cell), values=told)


def _mark_totals(
    dimensions: Sequence[Dimension], at: Sequence[Codes], totals: Totals, file: str, issues: list[Issue]
) -> object:
    """Names of the dimensions in which a cell is a total, "" for a part of every one."""
    names = [dimension.name for dimension in dimensions]
    # One total may be given as it is, without a list round it.
    totals = {name: [given] if isinstance(given, str) else given for name, given in totals.items()}
    for name in totals:
        if name not in names:
            told = {"suggestion": suggest(name, names), "known": names}
            issues.append(Issue("STB005", file=file, place=Place.column(name), found=name, values=told))
    text = np.full(len(at[0]) if at else 0, "", dtype=object)
    for dimension, code in zip(dimensions, at, strict=True):
        marked = np.array(list(_totals_of(dimension, totals.get(dimension.name), file, issues)), dtype=bool)
        # A cell may be a total of several dimensions at once; all are named.
        here = marked[code]
        text[here] = [f"{before}, {dimension.name}" if before else dimension.name for before in text[here]]
    return text


def _totals_of(
    dimension: Dimension, given: Sequence[str] | None, file: str, issues: list[Issue]
) -> Iterator[bool]:
    """Say of each category whether it is a total."""
    labels = dimension.labels or dimension.codes
    if given is not None:
        known = {*dimension.codes, *labels}
        for name in given:
            if name not in known:
                told = {"suggestion": suggest(name, known), "known": sorted(known)[:20]}
                issues.append(
                    Issue("STB005", file=file, place=Place.column(dimension.name), found=name, values=told)
                )
    # Codes of regions are told from other codes only where every code looks like an area's.
    of_areas = not dimension.time and all(map(_AREA_CODE.fullmatch, dimension.codes))
    for code, label in zip(dimension.codes, labels, strict=True):
        if given is not None:
            yield code in given or label in given
        else:
            by_name = any(_ALL.fullmatch(text) or _WHOLE_COUNTRY.fullmatch(text) for text in (code, label))
            by_file = code in dimension.totals or label in dimension.totals
            by_region = of_areas and _REGION_CODE.fullmatch(code)
            yield not dimension.time and bool(by_name or by_file or by_region)


def parents_of(pairs: Iterable[tuple[str, str]], known: Iterable[str]) -> frozenset[str]:
    """Return the categories that have others of the table inside them: those are counted in both.

    A parent of which no child was fetched is a part like the others.

    Examples
    --------
    >>> sorted(parents_of([("DK", "084"), ("084", "101"), ("DK", "085")], ["DK", "084", "101"]))
    ['084', 'DK']
    """
    here = set(known)
    children: dict[str, list[str]] = {}
    for parent, child in pairs:
        if parent != child:
            children.setdefault(parent, []).append(child)

    def is_over_one(parent: str) -> bool:
        seen: set[str] = set()
        waiting = list(children.get(parent, ()))
        while waiting:
            below = waiting.pop()
            if below in here and below != parent:
                return True
            if below not in seen:
                seen.add(below)
                waiting.extend(children.get(below, ()))
        return False

    return frozenset(parent for parent in children if parent in here and is_over_one(parent))
