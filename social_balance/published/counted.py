"""Figures from counts: what a numerator and a denominator can tell, with what they cannot marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Floats
from social_balance.estimates.intervals import RATE_INTERVALS, Events
from social_balance.estimates.rows import ROW_COLUMNS
from social_balance.estimates.specs import IndicatorSpec, display_order
from social_balance.estimates.values import Estimates, as_census
from social_balance.estimates.windows import average_windows
from social_balance.language.faults import Faults, InputError, Issue, Place, suggest
from social_balance.measures.area_roles import REST, WHOLE
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import Share
from social_balance.published.count_faults import in_own_words, share_faults
from social_balance.published.counts import Counts, check_spellings

METHOD = "conservative counts"


def estimate_counts(
    counts: Counts,
    figures: Sequence[IndicatorSpec],
    *,
    by: Sequence[str],
    areas: Areas | None,
    model: Literal["superpopulation", "census"],
    years: Sequence[int] | None = None,
) -> Estimates:
    """Estimate figures from counts; see `social_balance.estimate`.

    Notes
    -----
    A share is p = numerator/denominator with variance p(1 − p)/n, a mean has variance s²/n when s is given.
    With the whole made of its parts, C(p_a, p_whole) = (n_a/N)·V(p_a), exactly. Years are taken as
    independent (conservative for a change, as the same residents are there again), and so are indicators:
    what is common to two of them in the same persons cannot be seen in tables, and an index of indicators
    that go together has a larger standard error than the one made here. Both are marked by the method
    "conservative counts".
    """
    if sorted(by) != ["area", "year"]:
        raise InputError(Issue("CNT010", file=counts.file, found=str(list(by))))
    counts = counts.resolved(areas)
    if counts.areas is None:
        check_spellings(counts)
    figures = [figure for figure in figures if figure.name in counts.indicators]
    available_years = counts.years()
    shown = list(years or available_years)
    _refuse_missing_years(counts, shown)
    before = {y - back for f in figures for y in shown for back in range(1, f.window)} & set(available_years)
    tasks = _plan_figures(counts, figures, sorted({*shown, *before}))
    blocks = [_make_figures(counts, figure, year, measure) for figure, year, measure in tasks]
    rows = pd.concat([_with_labels(block, by) for block, _ in blocks])
    matrix = np.zeros((len(rows), len(rows)))
    at = 0
    for block, covariance in blocks:
        matrix[at : at + len(block), at : at + len(block)] = covariance
        at += len(block)
    if model == "superpopulation":
        yearly = _mark_unknown_variance(rows, matrix)
    else:
        yearly = as_census(Estimates(rows, matrix))
    order = display_order(yearly.labels, figures)
    ordered = Estimates(yearly.rows.iloc[order], yearly.matrix[np.ix_(order, order)])
    return average_windows(ordered, figures, shown)


def figures_of(names: Sequence[str], counts: Counts) -> list[IndicatorSpec]:
    """Turn names in a table of counts into figures: shares in per cent.

    Raises
    ------
    InputError
        A name that the table does not have.
    """
    known = counts.indicators
    wrong = [name for name in names if name not in known]
    if wrong:
        raise InputError(
            [
                Issue("CNT008", file=counts.file, place=_indicator_place(counts), found=name,
                      values={"suggestion": suggest(name, known), "known": list(known)})
                for name in wrong
            ]
        )  # fmt: skip
    everybody = Share.model_construct(positive="")
    return [IndicatorSpec(name, lambda _: everybody, "procent") for name in names]


def check_known(counts: Counts, figures: Sequence[IndicatorSpec]) -> None:
    """Refuse indicators in the table that no definition knows.

    Raises
    ------
    InputError
        With every one of them, and the nearest that is known.
    """
    known = [figure.name for figure in figures]
    strangers = [name for name in counts.indicators if name not in known]
    if strangers:
        raise InputError(
            [
                Issue(
                    "CNT007",
                    file=counts.file,
                    place=_indicator_place(counts),
                    found=name,
                    values={"suggestion": suggest(name, known)},
                )
                for name in strangers
            ]
        )


def _refuse_missing_years(counts: Counts, shown: Sequence[int]) -> None:
    available_years = list(counts.years())
    values = {"known": available_years}
    faults = Faults()
    for year in shown:
        if year not in available_years:
            place = Place.column("year")
            faults.add(Issue("INP025", file=counts.file, place=place, found=str(year), values=values))
    faults.raise_if_any()


def _indicator_place(counts: Counts) -> str:
    """Where the table says which indicator a row is of."""
    return Place.column(counts.names.get("indicator", "indicator"))


_Task = tuple[IndicatorSpec, int, Measure | None]


def _plan_figures(counts: Counts, figures: Sequence[IndicatorSpec], years: Sequence[int]) -> list[_Task]:
    """Each figure in each year with its measure, once every measure can be made and every share is one."""
    tasks = [(figure, year, figure.rule(year)) for figure in figures for year in years]
    issues: list[Issue] = []
    for figure in figures:
        measures = {measure for f, _, measure in tasks if f is figure and measure is not None}
        wrong = [m.kind for m in measures if m.count_scale() is None]
        issues += [
            Issue("CNT009", file=counts.file, place=Place.indicator(figure.name), found=kind)
            for kind in wrong
        ]
    shares = {(f.name, year) for f, year, measure in tasks if _counts_persons(measure)}
    table = counts.table
    here = [key in shares for key in zip(table["indicator"], table["year"], strict=True)]
    faults = share_faults(table.where(pd.Series(here, index=table.index)), counts.file)
    issues += in_own_words(faults, counts.names)
    if issues:
        raise InputError(issues)
    return tasks


def _make_figures(
    counts: Counts, figure: IndicatorSpec, year: int, measure: Measure | None
) -> tuple[pd.DataFrame, Floats]:
    """One figure in one year: its rows in every area and the whole, with their covariance."""
    ids, names = _area_ids_and_names(counts, figure.level)
    y, n, sd = _numbers_by_area(counts, figure.name, year, ids)
    rows = pd.DataFrame(
        {"area": names, "year": year, "measure": figure.name, "unit": figure.unit, "df": np.inf, "base": n,
         "positive": np.nan, "effective_base": n, "deff": np.nan, "deff_srswor": np.nan, "method": METHOD,
         "interval": "t", "curve": None, "value": np.nan}
    )  # fmt: skip
    if measure is None:
        rows = rows.assign(status="not_defined", method="", interval="none")
        rows[["df", "base", "effective_base"]] = np.nan
        return rows, np.zeros((len(ids), len(ids)))
    # Nobody below the line: no figure, rather than a division by zero.
    persons = np.where(n > 0, n, np.nan)
    share = y / persons
    scale = measure.count_scale()
    assert scale is not None
    slope = scale.slope
    value = slope * (share - scale.origin)
    variance = slope**2 * (share * (1 - share) if scale.counts_persons else sd**2) / persons
    rows = rows.assign(interval=scale.interval)
    if scale.interval != "t":
        rows = rows.assign(positive=y)
    if scale.interval in RATE_INTERVALS:
        events = [Events(float(count), float(each)) for count, each in zip(y, slope / persons, strict=True)]
        rows = rows.assign(curve=pd.Series(events, dtype=object))
    status = np.select([np.isnan(y) | np.isnan(n), n == 0, n == 1], ["missing", "empty", "single"], "ok")
    return rows.assign(value=value, status=status), _covariance_of_areas(ids, n, variance)


def _numbers_by_area(
    counts: Counts, name: str, year: int, ids: Sequence[str]
) -> tuple[Floats, Floats, Floats]:
    """Numerator, denominator and standard deviation of one indicator in one year, area by area."""
    table = counts.table
    # The table has at most one row a cell: repetitions were refused when it was read.
    here = table[(table["indicator"] == name) & (table["year"] == year)].set_index("area")
    numbers = here[["numerator", "denominator", "sd"]]
    if counts.areas is not None:
        numbers = _with_whole(numbers, _part_ids(counts))
    laid = numbers.reindex(list(ids)).to_numpy(dtype=float)
    return laid[:, 0], laid[:, 1], laid[:, 2]


def _area_ids_and_names(counts: Counts, level: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids and names of the areas to make figures for, the whole last."""
    if counts.areas is None:
        found = tuple(sorted({str(area) for area in counts.table["area"]}))
        return found, found
    if level == "area":
        ids = (*_part_ids(counts), WHOLE)
    else:
        ids = (WHOLE,)
    return ids, tuple(counts.areas.name(i) for i in ids)


def _part_ids(counts: Counts) -> list[str]:
    return [*(counts.areas.ids if counts.areas else ()), REST]


def _with_whole(numbers: pd.DataFrame, parts: Sequence[str]) -> pd.DataFrame:
    """Numbers of the parts and the whole; what is not told of the whole is made of its parts."""
    # A part that is not told leaves the whole unknown as well.
    laid = numbers.reindex([*parts, WHOLE])
    if WHOLE not in numbers.index:
        for name in ("numerator", "denominator"):
            laid.loc[WHOLE, name] = laid.loc[list(parts), name].sum(skipna=False)
    if not laid["sd"].notna()[WHOLE]:
        laid.loc[WHOLE, "sd"] = _pooled_deviation(laid.loc[list(parts)])
    return laid


def _pooled_deviation(parts: pd.DataFrame) -> float:
    """Standard deviation in the whole, from those in its parts and the distances between them."""
    y, n, sd = (parts[name].to_numpy(dtype=float) for name in ("numerator", "denominator", "sd"))
    if not n.sum() > 0:
        return float("nan")
    mean = np.divide(y, n, out=np.zeros(len(n)), where=n > 0)
    # The variance in the whole is that within the parts and that between their means.
    inside = n * (np.where(n > 0, sd, 0.0) ** 2 + (mean - y.sum() / n.sum()) ** 2)
    return float(np.sqrt(inside.sum() / n.sum()))


def _counts_persons(measure: Measure | None) -> bool:
    scale = measure.count_scale() if measure is not None else None
    return scale is not None and scale.counts_persons


def _covariance_of_areas(ids: Sequence[str], n: Floats, variance: Floats) -> Floats:
    """Areas are of different persons; the whole has each of them as its part."""
    matrix = np.diag(variance)
    if WHOLE in ids and len(ids) > 1:
        whole = list(ids).index(WHOLE)
        with np.errstate(divide="ignore", invalid="ignore"):
            # C(p_a, p_whole) = (n_a/N)·V(p_a): an area covaries with the whole through its own persons.
            part = variance * np.where(n[whole] > 0, n / n[whole], np.nan)
        parts = [i for i in range(len(ids)) if i != whole]
        matrix[parts, whole] = matrix[whole, parts] = part[parts]
    return matrix


def _with_labels(block: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    rows: pd.DataFrame = block.set_index(["measure", *by])[list(ROW_COLUMNS)]
    return rows


def _mark_unknown_variance(rows: pd.DataFrame, matrix: Floats) -> Estimates:
    """A figure without a standard error keeps its value, but nothing further is made of it."""
    # A mean without a standard deviation has a value and no known precision.
    unknown = (rows["status"] == "ok").to_numpy() & np.isnan(np.diagonal(matrix))
    rows = rows.assign(status=rows["status"].mask(unknown, "no_variance"))
    usable = (rows["status"] == "ok").to_numpy()
    return Estimates(rows, np.where(np.outer(usable, usable), matrix, 0.0))
