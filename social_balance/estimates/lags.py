"""What stands in the place of a year that a register has not yet: nothing, or its newest figure, marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.estimates.linearise import IndicatorSpec, display_order
from social_balance.estimates.rows import ROW_COLUMNS, Label
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
        The years to show; left out: those available_years.
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
        Another name for `lagged`; a year requested_years for that is missing among older ones.

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
        return Estimates(
            estimates.rows.assign(as_of=np.where(estimates.usable, year, np.nan)), estimates.matrix
        )
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
    estimates: Estimates, figures: Sequence[IndicatorSpec], shown: Sequence[int], unavailable: set[FigureYear],
    may_stand: Callable[[str, int, int], bool],
) -> Estimates:  # fmt: skip
    """Put the rows of the years shown together, with what stands in place of those that lack a figure."""
    newest = _newest_earlier_years(estimates, unavailable)
    at = estimates.labels.names.index("year")
    position = {label: i for i, label in enumerate(estimates.labels)}
    labels, source, status, as_of = [], [], [], []
    for like, label in _rows_shown(estimates, shown, at):
        key = (str(label[0]), int(str(label[at])))
        latest, from_row, state = newest.get(key), like, ""
        if key in unavailable and (latest is not None or label not in position):
            state = "not_available"
            if latest is not None and may_stand(key[0], latest, key[1]):
                from_row, state = position[(*label[:at], latest, *label[at + 1 :])], ""
        elif label not in position:
            state = "not_defined"
        labels.append(label)
        source.append(from_row)
        status.append(state)
        as_of.append(np.nan if latest is None else latest)
    index = pd.MultiIndex.from_tuples(labels, names=estimates.labels.names)
    rows = estimates.rows.iloc[source].set_axis(index)
    blank = np.array(status) != ""
    rows.loc[blank, _NUMBERS] = np.nan
    rows.loc[blank, ["method", "interval"]] = ["", "none"]
    rows["status"] = np.where(blank, status, rows["status"])
    rows["curve"] = [None if none else curve for none, curve in zip(blank, rows["curve"], strict=True)]
    own = index.get_level_values("year").to_numpy(dtype=float)
    usable = (rows["status"] == "ok").to_numpy()
    rows["as_of"] = np.where(usable & np.isnan(as_of), own, as_of)
    matrix = np.where(np.outer(usable, usable), estimates.matrix[np.ix_(source, source)], 0.0)
    order = display_order(index, figures)
    return Estimates(rows.iloc[order], matrix[np.ix_(order, order)])


def _rows_shown(estimates: Estimates, shown: Sequence[int], at: int) -> Iterator[tuple[int, Label]]:
    """Yield each row to show, and which row has its unit: itself, or that of the newest year."""
    year = estimates.labels.get_level_values("year").to_numpy()
    last = int(year.max())
    for wanted in shown:
        for i in np.flatnonzero(year == min(wanted, last)).tolist():
            label = estimates.labels[i]
            yield i, (*label[:at], wanted, *label[at + 1 :])


def _figure_years(estimates: Estimates) -> list[FigureYear]:
    """IndicatorSpec and year of every row."""
    return list(zip(*map(estimates.labels.get_level_values, ("measure", "year")), strict=True))
