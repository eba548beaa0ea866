"""Margins: what is known of the population, laid over the categories of a sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats
from social_balance.language.faults import Faults, InputError, Issue, Place, rows_issue, suggest
from social_balance.samples.auxiliary import cross_columns

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
    def is_amount(self) -> bool:
        """Whether it is the sum of a numeric column."""
        return not self.categories

    @property
    def name(self) -> str:
        """Such as ``area × sex``."""
        return " × ".join(self.columns)

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories as text; empty for an amount and for the number of persons."""
        return tuple(map(_category_text, self.categories)) or ("",)

    def place_of(self, number: int) -> str:
        """Where a fault in one of the totals is."""
        return Place.margin(self.name, category=self.labels[number])

    def category_codes(self, frame: pd.DataFrame) -> Codes:
        """Index of the category of each row, −1 for one without a total."""
        code, occurring = cross_columns(frame, self.columns)
        # Looked up by value, since a code of the sample may be a float where the population's is whole.
        position = {category: i for i, category in enumerate(self.categories)}
        return np.array([position.get(category, -1) for category in occurring], dtype=np.intp)[code]

    def weighted_sums(self, frame: pd.DataFrame, weights: Floats) -> Floats:
        """Weighted totals of a sample, in the order of the categories."""
        if self.is_amount:
            return np.array([weights @ frame[self.columns[0]].to_numpy(dtype=float)])
        codes = self.category_codes(frame)
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
    read = [_read_margin(columns, totals) for columns, totals in margins.items()]
    faults = Faults()
    for margin in read:
        faults.add(_bad_totals(margin))
    faults.raise_if_any()
    counts = [margin for margin in read if not margin.is_amount]
    for one, other in combinations(counts, 2):
        faults.add(_disagreeing_totals(one, other))
    faults.raise_if_any()
    return tuple(read)


def check_margins(margins: Sequence[Margin], frame: pd.DataFrame, weights: Floats) -> list[Issue]:
    """Return every way in which margins and sample do not fit: columns, values, categories, empty cells."""
    known = [str(name) for name in frame]
    columns = dict.fromkeys(column for margin in margins for column in margin.columns)
    faults = [
        Issue("CAL001", place=Place.column(column), values={"suggestion": suggest(column, known)})
        for column in columns
        if column not in frame
    ]
    for column in columns:
        if column in frame and frame[column].isna().any():
            faults.append(rows_issue("CAL003", column, frame[column].isna()))
    blamed = {fault.place for fault in faults}
    for margin in margins:
        if any(Place.column(column) in blamed for column in margin.columns):
            continue
        if margin.is_amount:
            faults += _amount_issues(margin, frame)
        else:
            faults += _cell_issues(margin, frame, weights)
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


def _read_margin(columns: str | tuple[str, ...], totals: Totals) -> Margin:
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    if isinstance(totals, (int, float, np.number)):
        # The number of persons is a margin of one category with no columns; an amount has no category.
        categories: tuple[tuple[Hashable, ...], ...] = () if names else ((),)
        return Margin(names, categories, np.array([float(totals)]))
    items = list(totals.items())
    if not items:
        raise InputError(Issue("CAL015", place=Place.margin(" × ".join(names))))
    keys = tuple(_as_category(key) for key, _ in items)
    numbers = pd.to_numeric(pd.Series([total for _, total in items], dtype=object), errors="coerce")
    return Margin(names, keys, numbers.to_numpy(dtype=float, na_value=np.nan))


def _as_category(key: Hashable) -> tuple[Hashable, ...]:
    return key if isinstance(key, tuple) else (key,)


def _bad_totals(margin: Margin) -> Iterator[Issue]:
    # An amount may be negative (a sum of net incomes); a number of persons may not.
    bad = ~np.isfinite(margin.totals) | ((margin.totals < 0) & (not margin.is_amount))
    if bad.any():
        yield _categories_issue("CAL002", margin, np.array(margin.labels, dtype=object)[bad])
    times = Counter(margin.categories)
    wrong = [key for key, n in times.items() if n > 1 or len(key) != len(margin.columns)]
    if wrong or (margin.is_amount and len(margin.columns) > 1):
        yield _categories_issue("CAL018", margin, map(_category_text, wrong))


def _disagreeing_totals(one: Margin, other: Margin) -> Iterator[Issue]:
    """Two margins have to give the same totals of the columns that they share, the grand total if none."""
    shared = [column for column in one.columns if column in other.columns]
    left = _sum_over(one, shared)
    right = _sum_over(other, shared)
    for category in {**left, **right}:
        here = left.get(category, 0.0)
        there = right.get(category, 0.0)
        if abs(here - there) > AGREE * max(here, there):
            values = {
                "other": f"'{other.name}'",
                "here": here,
                "there": there,
                "category": f" ({_category_text(category)})" if category else "",
            }
            yield Issue("CAL007", place=Place.margin(one.name), values=values)


def _sum_over(margin: Margin, columns: Sequence[str]) -> dict[tuple[Hashable, ...], float]:
    positions = [margin.columns.index(column) for column in columns]
    sums: dict[tuple[Hashable, ...], float] = {}
    for category, total in zip(margin.categories, margin.totals, strict=True):
        part = tuple(category[i] for i in positions)
        sums[part] = sums.get(part, 0.0) + float(total)
    return sums


def _amount_issues(margin: Margin, frame: pd.DataFrame) -> Iterator[Issue]:
    column = margin.columns[0]
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~np.isfinite(values)
    if wrong.any():
        yield rows_issue("CAL014", column, wrong)


def _cell_issues(margin: Margin, frame: pd.DataFrame, weights: Floats) -> Iterator[Issue]:
    """Categories that only the sample has, or only the population."""
    codes = margin.category_codes(frame)
    if (codes < 0).any():
        unknown = frame.loc[codes < 0, list(margin.columns)].drop_duplicates()
        texts = sorted(map(_category_text, unknown.itertuples(index=False, name=None)))
        yield _categories_issue("CAL004", margin, texts)
    labels = np.array(margin.labels, dtype=object)
    sampled = np.bincount(codes[codes >= 0], weights=weights[codes >= 0], minlength=len(labels)) > 0
    # No answer can be weighted up to persons nobody asked, nor down to none.
    for code, wrong in (
        ("CAL005", (margin.totals > 0) & ~sampled),
        ("CAL006", (margin.totals == 0) & sampled),
    ):
        if wrong.any():
            yield _categories_issue(code, margin, labels[wrong])


def _categories_issue(code: str, margin: Margin, labels: Iterable[Any]) -> Issue:
    texts = [f"'{label}'" for label in labels]
    shown = texts[:SHOWN]
    if len(texts) > SHOWN:
        shown = [*shown, "…"]
    return Issue(code, place=Place.margin(margin.name), values={"count": len(texts), "categories": shown})


def _category_text(category: Iterable[Hashable]) -> str:
    return " · ".join(map(_value_text, category))


def _value_text(value: Hashable) -> str:
    """Return a code as people write it: 1 and not 1.0."""
    if isinstance(value, (float, np.floating)):
        return f"{value:g}"
    return str(value)
