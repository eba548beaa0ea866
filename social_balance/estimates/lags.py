"""What stands in the place of a year that a register has not yet: nothing, or its newest figure, marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.estimates.rows import ROW_COLUMNS, Label
from social_balance.estimates.specs import IndicatorSpec, display_order
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue, suggest

Lagged: TypeAlias = Literal["not_available", "latest"]
EstimateYears: TypeAlias = Callable[[Sequence[int]], Estimates]
FigureYear: TypeAlias = tuple[str, int]  # figure, year
Comparable: TypeAlias = Callable[[str, int, int], bool]
_NO_FIGURE = {"empty", "missing"}  # nobody counted, or a window that lacks a year
_NUMBERS = [name for name in ROW_COLUMNS if name not in ("unit", "method", "interval", "curve", "status")]


def with_lags(
    estimate_years: EstimateYears,
    figures: Sequence[IndicatorSpec],
    *,
    requested_years: Sequence[int] | None,
    available_years: Sequence[int],
    lagged: Lagged = "not_available",
    comparable: Comparable = lambda measure, since, until: True,
) -> Estimates:
    """Estimate the years that are asked for, and say of every figure that is not there yet how new it is.

    Parameters
    ----------
    estimate_years : callable
        Estimates the figures of some years that the register holds.
    figures : sequence of IndicatorSpec
    requested_years : sequence of int, optional
        The years to show; left out: those that are available.
    available_years : sequence of int
        The years that the register has.
    lagged : {"not_available", "latest"}
        "not_available": a row without a figure. "latest": the newest figure before the year, as it was.
    comparable : callable
        Of a measure and two years: whether the figure of the first may stand in the second. Otherwise the row
        is "not_available".

    Returns
    -------
    Estimates, one row per (measure, *by)
        With the extra column ``as_of``: the year that a figure is from; of a row that is "not_available" the
        newest year that has one, NaN when none has.

    Raises
    ------
    InputError
        Another name for `lagged`; a year asked for that is missing among older ones.

    Notes
    -----
    A figure lags in a year when the register ends before it, or when no group at all has it while some
    earlier year has: a column that is filled in later than the others. The newest year is one for all groups,
    so that areas are never held against each other in different years. A figure carried on is the same
    random variable in both rows: its covariance comes along, and its difference to itself is 0 and not news.
    """
    if lagged not in get_args(Lagged):
        known = list(get_args(Lagged))
        values = {"known": known, "suggestion": suggest(str(lagged), known)}
        raise InputError(Issue("REG040", found=str(lagged), values=values))
    shown = sorted({*(requested_years or available_years)})
    if not available_years or not shown:
        return estimate_years(shown)
    in_reach = [year for year in shown if year <= max(available_years)] or [max(available_years)]
    estimates = estimate_years(in_reach)
    unavailable = _unavailable_figures(estimates, figures, shown)
    if not unavailable and in_reach == shown:
        year = estimates.labels.get_level_values("year").to_numpy(dtype=float)
        as_of = np.where(estimates.usable, year, np.nan)
        return replace(estimates, rows=estimates.rows.assign(as_of=as_of))
    if unavailable:
        before = max(year for _, year in unavailable)
        estimates = estimate_years(sorted({*in_reach, *(year for year in available_years if year < before)}))
    return _assemble_shown_years(
        estimates, figures, shown, unavailable,
        lambda measure, since, until: lagged == "latest" and comparable(measure, since, until),
    )  # fmt: skip


def _unavailable_figures(
    estimates: Estimates, figures: Sequence[IndicatorSpec], shown: Sequence[int]
) -> set[FigureYear]:
    """Return the figures and years that no group has, though they are defined."""
    states: dict[FigureYear, set[str]] = {}
    for key, status in zip(_figure_years(estimates), estimates.rows["status"], strict=True):
        states.setdefault(key, set()).add(status)
    return {
        (figure.name, year)
        for figure in figures
        for year in shown
        if figure.rule(year) is not None and states.get((figure.name, year), _NO_FIGURE) <= _NO_FIGURE
    }


def _newest_earlier_years(estimates: Estimates, unavailable: set[FigureYear]) -> dict[FigureYear, int]:
    """Return the newest earlier year in which some group has the figure."""
    found = {key for key, usable in zip(_figure_years(estimates), estimates.usable, strict=True) if usable}
    earlier = {key: [y for name, y in found if name == key[0] and y < key[1]] for key in unavailable}
    return {key: max(years) for key, years in earlier.items() if years}


def _assemble_shown_years(
    estimates: Estimates,
    figures: Sequence[IndicatorSpec],
    shown: Sequence[int],
    unavailable: set[FigureYear],
    may_stand: Comparable,
) -> Estimates:
    """Put the rows of the years shown together, with what stands in place of those that lack a figure."""
    newest = _newest_earlier_years(estimates, unavailable)
    level = estimates.labels.names.index("year")
    position = {label: i for i, label in enumerate(estimates.labels)}
    shown_rows = []
    for template, label in _rows_shown(estimates, shown, level):
        key = (str(label[0]), int(str(label[level])))
        latest = newest.get(key)
        row = _ShownRow(label, template, "", latest)
        if key in unavailable and (latest is not None or label not in position):
            row = replace(row, status="not_available")
            if latest is not None and may_stand(key[0], latest, key[1]):
                of_latest = position[(*label[:level], latest, *label[level + 1 :])]
                row = replace(row, source=of_latest, status="")
        elif label not in position:
            row = replace(row, status="not_defined")
        shown_rows.append(row)
    return _take_shown_rows(estimates, shown_rows, figures)


@dataclass(frozen=True)
class _ShownRow:
    """A row to show: where it is taken from, why it is blank ("": it is not), and its newest year."""

    label: Label
    source: int
    status: str
    latest: int | None


def _take_shown_rows(
    estimates: Estimates, shown_rows: Sequence[_ShownRow], figures: Sequence[IndicatorSpec]
) -> Estimates:
    """Return the rows to show, those without a figure blank, in the order of the figures."""
    index = pd.MultiIndex.from_tuples([row.label for row in shown_rows], names=estimates.labels.names)
    taken = estimates.take(np.array([row.source for row in shown_rows], dtype=np.intp))
    rows = taken.rows.set_axis(index)
    status = np.array([row.status for row in shown_rows])
    is_blank = status != ""
    rows.loc[is_blank, _NUMBERS] = np.nan
    rows.loc[is_blank, ["method", "interval"]] = ["", "none"]
    rows["status"] = np.where(is_blank, status, rows["status"])
    curves = rows["curve"].to_numpy(dtype=object).copy()
    curves[is_blank] = None
    rows["curve"] = curves
    as_of = np.array([row.latest for row in shown_rows], dtype=float)
    own_year = index.get_level_values("year").to_numpy(dtype=float)
    usable = (rows["status"] == "ok").to_numpy()
    rows["as_of"] = np.where(usable & np.isnan(as_of), own_year, as_of)
    matrix = np.where(np.outer(usable, usable), taken.matrix, 0.0)
    return replace(taken, rows=rows, matrix=matrix).take(display_order(index, figures))


def _rows_shown(estimates: Estimates, shown: Sequence[int], level: int) -> Iterator[tuple[int, Label]]:
    """Yield each row to show, and which row has its unit: itself, or that of the newest year."""
    year = estimates.labels.get_level_values("year").to_numpy()
    last = int(year.max())
    for wanted in shown:
        for i in np.flatnonzero(year == min(wanted, last)).tolist():
            label = estimates.labels[i]
            yield i, (*label[:level], wanted, *label[level + 1 :])


def _figure_years(estimates: Estimates) -> list[FigureYear]:
    """IndicatorSpec and year of every row."""
    return list(zip(*map(estimates.labels.get_level_values, ("measure", "year")), strict=True))
