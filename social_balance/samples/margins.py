"""Margins: what is known of the population, laid over the categories of a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.language.faults import InputError, Issue, Place, suggest
from social_balance.samples.auxiliary import crossed

Totals: TypeAlias = "Mapping[Any, float] | pd.Series[Any] | float"
Margins: TypeAlias = Mapping[str | tuple[str, ...], Totals]

SHOWN = 8  # categories that a fault names before it says "…"
AGREE = 1e-6  # how far, relatively, totals of two margins may differ: rounded shares are let through


@dataclass(frozen=True)
class Margin:
    """Known totals of the categories of some columns, crossed, or of one numeric column (an amount).

    Parameters
    ----------
    columns : tuple of str
        The columns; none for the number of persons in all.
    categories : tuple of tuple
        One value a column; empty for an amount.
    totals : ndarray of float
        In the order of the categories; one number for an amount.
    """

    columns: tuple[str, ...]
    categories: tuple[tuple[Hashable, ...], ...]
    totals: Floats

    @property
    def amount(self) -> bool:
        """Whether it is the sum of a numeric column."""
        return not self.categories

    @property
    def name(self) -> str:
        """Such as ``area × sex``."""
        return " × ".join(self.columns)

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories as text; empty for an amount and for the number of persons."""
        return tuple(map(_text, self.categories)) or ("",)

    def place(self, at: int) -> str:
        """Where a fault in one of the totals is."""
        return Place.margin(self.name, category=self.labels[at])

    def codes(self, frame: pd.DataFrame) -> Codes:
        """Index of the category of each row, −1 for one without a total."""
        code, found = crossed(frame, self.columns)
        position = {category: i for i, category in enumerate(self.categories)}
        return np.array([position.get(category, -1) for category in found], dtype=np.intp)[code]

    def sums(self, frame: pd.DataFrame, weights: Floats) -> Floats:
        """Weighted totals of a sample, in the order of the categories."""
        if self.amount:
            return np.array([weights @ frame[self.columns[0]].to_numpy(dtype=float)])
        codes = self.codes(frame)
        inside = codes >= 0
        total = np.bincount(codes[inside], weights=weights[inside], minlength=len(self.categories))
        return total.astype(float)


def read_margins(margins: Margins) -> tuple[Margin, ...]:
    """Read what the user gave, with every fault at once.

    Raises
    ------
    InputError
        No totals; totals that are not numbers or are negative; categories that do not fit the columns;
        margins that disagree with one another.

    Examples
    --------
    >>> crossed_totals = {(1, True): 20, (1, False): 31, (2, True): 49}
    >>> read_margins({"sex": {1: 48, 2: 52}, ("sex", "young"): crossed_totals})
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 2 fejl:
    randfordeling 'sex' — totalerne er uenige med 'sex × young': 48 mod 51 (1). ...
    randfordeling 'sex' — totalerne er uenige med 'sex × young': 52 mod 49 (2). ...
    """
    if not margins:
        raise InputError(Issue("CAL015"))
    read = [_read(columns, totals) for columns, totals in margins.items()]
    faults = [fault for margin in read for fault in _bad_totals(margin)]
    if not faults:
        counts = [margin for margin in read if not margin.amount]
        faults = [fault for a, b in combinations(counts, 2) for fault in _disagreements(a, b)]
    if faults:
        raise InputError(faults)
    return tuple(read)


def margin_faults(margins: Sequence[Margin], frame: pd.DataFrame, weights: Floats) -> list[Issue]:
    """Every way in which margins and sample do not fit: columns, missing values, categories, empty cells."""
    known = [str(name) for name in frame]
    columns = dict.fromkeys(column for margin in margins for column in margin.columns)
    faults = [
        Issue("CAL001", place=Place.column(column), values={"suggestion": suggest(column, known)})
        for column in columns
        if column not in frame
    ]
    for column in columns:
        if column in frame and frame[column].isna().any():
            faults.append(rows_fault("CAL003", column, frame[column].isna().to_numpy()))
    blamed = {fault.place for fault in faults}
    for margin in margins:
        if not any(Place.column(column) in blamed for column in margin.columns):
            faults += _amount_faults(margin, frame) if margin.amount else _cell_faults(margin, frame, weights)
    return faults


def age_bands(ages: pd.Series[Any], limits: Sequence[float]) -> pd.Series[Any]:
    """Put ages into bands by the lower limits of the bands.

    Parameters
    ----------
    ages : Series of float
        Ages in whole years.
    limits : list of float
        Lower limits, rising; the last band is open.

    Returns
    -------
    Series of str, one row per age
        Such as ``18–29``; missing below the first limit.

    Raises
    ------
    InputError
        Limits that do not rise.

    Examples
    --------
    >>> age_bands(pd.Series([18, 29, 30, 90]), [18, 30, 67]).tolist()
    ['18–29', '18–29', '30–66', '67+']
    """
    if not len(limits) or (np.diff(limits) <= 0).any():
        raise InputError(Issue("CAL023", found=", ".join(f"{limit:g}" for limit in limits)))
    names = [*(f"{low:g}–{high - 1:g}" for low, high in pairwise(limits)), f"{limits[-1]:g}+"]
    bins = [*limits, np.inf]
    return pd.cut(ages.astype(float), bins=bins, labels=names, right=False).astype(object)


def _read(columns: str | tuple[str, ...], totals: Totals) -> Margin:
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    if isinstance(totals, (int, float, np.number)):
        return Margin(names, () if names else ((),), np.array([float(totals)]))
    items = list(totals.items())
    if not items:
        raise InputError(Issue("CAL015", place=Place.margin(" × ".join(names))))
    keys = tuple(key if isinstance(key, tuple) else (key,) for key, _ in items)
    numbers = pd.to_numeric(pd.Series([total for _, total in items], dtype=object), errors="coerce")
    return Margin(names, keys, numbers.to_numpy(dtype=float, na_value=np.nan))


def _bad_totals(margin: Margin) -> list[Issue]:
    faults = []
    # An amount may be negative (a sum of net incomes); a number of persons may not.
    bad = ~np.isfinite(margin.totals) | ((margin.totals < 0) & (not margin.amount))
    if bad.any():
        faults.append(_named("CAL002", margin, np.array(margin.labels, dtype=object)[bad]))
    times = Counter(margin.categories)
    wrong = [key for key, n in times.items() if n > 1 or len(key) != len(margin.columns)]
    if wrong or (margin.amount and len(margin.columns) > 1):
        faults.append(_named("CAL018", margin, map(_text, wrong)))
    return faults


def _disagreements(one: Margin, other: Margin) -> list[Issue]:
    """Two margins have to give the same totals of the columns that they share, the grand total if none."""
    shared = [column for column in one.columns if column in other.columns]
    left, right = _summed(one, shared), _summed(other, shared)
    faults = []
    for category in {**left, **right}:
        here, there = left.get(category, 0.0), right.get(category, 0.0)
        if abs(here - there) > AGREE * max(here, there):
            values = {
                "other": f"'{other.name}'",
                "here": here,
                "there": there,
                "category": f" ({_text(category)})" if category else "",
            }
            faults.append(Issue("CAL007", place=_place(one), values=values))
    return faults


def _summed(margin: Margin, columns: Sequence[str]) -> dict[tuple[Hashable, ...], float]:
    at = [margin.columns.index(column) for column in columns]
    sums: dict[tuple[Hashable, ...], float] = {}
    for category, total in zip(margin.categories, margin.totals, strict=True):
        part = tuple(category[i] for i in at)
        sums[part] = sums.get(part, 0.0) + float(total)
    return sums


def _amount_faults(margin: Margin, frame: pd.DataFrame) -> list[Issue]:
    column = margin.columns[0]
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~np.isfinite(values)
    return [rows_fault("CAL014", column, wrong)] if wrong.any() else []


def _cell_faults(margin: Margin, frame: pd.DataFrame, weights: Floats) -> list[Issue]:
    """Categories that only the sample has, or only the population."""
    codes = margin.codes(frame)
    faults = []
    if (codes < 0).any():
        unknown = frame.loc[codes < 0, list(margin.columns)].drop_duplicates()
        texts = sorted(map(_text, unknown.itertuples(index=False, name=None)))
        faults.append(_named("CAL004", margin, texts))
    labels = np.array(margin.labels, dtype=object)
    sampled = np.bincount(codes[codes >= 0], weights=weights[codes >= 0], minlength=len(labels)) > 0
    for code, wrong in (
        ("CAL005", (margin.totals > 0) & ~sampled),
        ("CAL006", (margin.totals == 0) & sampled),
    ):
        if wrong.any():
            faults.append(_named(code, margin, labels[wrong]))
    return faults


def _named(code: str, margin: Margin, labels: Iterable[Any]) -> Issue:
    texts = [f"'{label}'" for label in labels]
    shown = [*texts[:SHOWN], "…"] if len(texts) > SHOWN else texts
    return Issue(code, place=_place(margin), values={"count": len(texts), "categories": shown})


def rows_fault(code: str, column: str, wrong: Mask) -> Issue:
    """Return a fault of some rows of a column, with how many and the first."""
    rows = np.flatnonzero(wrong)
    return Issue(code, place=Place.column(column), values={"count": len(rows), "row": int(rows[0]) + 1})


def _place(margin: Margin) -> str:
    return Place.margin(margin.name)


def _text(category: Iterable[Hashable]) -> str:
    return " · ".join(
        f"{part:g}" if isinstance(part, (float, np.floating)) else str(part) for part in category
    )
