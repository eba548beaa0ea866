"""What stands in the place of a year that a register has not yet: nothing, or its newest figure, marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.estimates.linearise import Figure, in_order
from social_balance.estimates.values import ROW_COLUMNS, Estimates, Label
from social_balance.language.faults import InputError, Issue, suggest

Lagged: TypeAlias = Literal["not_available", "latest"]
Make: TypeAlias = Callable[[Sequence[int]], Estimates]
Key: TypeAlias = tuple[str, int]  # figure, year
Comparable: TypeAlias = Callable[[str, int, int], bool]
_NO_FIGURE = {"empty", "missing"}  # nobody counted, or a window that lacks a year
_NUMBERS = [name for name in ROW_COLUMNS if name not in ("unit", "method", "interval", "curve", "status")]


def with_lags(
    make: Make,
    figures: Sequence[Figure],
    *,
    asked: Sequence[int] | None,
    held: Sequence[int],
    lagged: Lagged = "not_available",
    comparable: Comparable = lambda measure, since, until: True,
) -> Estimates:
    """Make the years that are asked for, and tell of every figure that is not there yet how new it is.

    Parameters
    ----------
    make : callable
        Estimates the figures of some years that the register holds.
    figures : sequence of Figure
    asked : sequence of int, optional
        The years to show; left out: those held.
    held : sequence of int
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
    so that areas are never held against each other in different years. A figure carried on is the same random
    variable in both rows: its covariance comes along, and its difference to itself is 0 and not news.
    """
    if lagged not in get_args(Lagged):
        known = list(get_args(Lagged))
        values = {"known": known, "suggestion": suggest(str(lagged), known)}
        raise InputError(Issue("REG040", found=str(lagged), values=values))
    shown = sorted({*(asked or held)})
    if not held or not shown:
        return make(shown)
    in_reach = [year for year in shown if year <= max(held)] or [max(held)]
    made = make(in_reach)
    lacking = _lacking(made, figures, shown)
    if not lacking and in_reach == shown:
        year = made.labels.get_level_values("year").to_numpy(dtype=float)
        return Estimates(made.rows.assign(as_of=np.where(made.usable, year, np.nan)), made.matrix)
    if lacking:
        before = max(year for _, year in lacking)
        made = make(sorted({*in_reach, *(year for year in held if year < before)}))
    return _in_place(
        made, figures, shown, lacking,
        lambda measure, since, until: lagged == "latest" and comparable(measure, since, until),
    )  # fmt: skip


def _lacking(made: Estimates, figures: Sequence[Figure], shown: Sequence[int]) -> set[Key]:
    """Return the figures and years that no group has, though they are defined."""
    states: dict[Key, set[str]] = {}
    for key, status in zip(_keys(made), made.rows["status"], strict=True):
        states.setdefault(key, set()).add(status)
    return {
        (figure.name, year)
        for figure in figures
        for year in shown
        if figure.rule(year) is not None and states.get((figure.name, year), _NO_FIGURE) <= _NO_FIGURE
    }


def _newest(made: Estimates, lacking: set[Key]) -> dict[Key, int]:
    """Return the newest earlier year in which some group has the figure."""
    found = {key for key, usable in zip(_keys(made), made.usable, strict=True) if usable}
    earlier = {key: [y for name, y in found if name == key[0] and y < key[1]] for key in lacking}
    return {key: max(years) for key, years in earlier.items() if years}


def _in_place(
    made: Estimates, figures: Sequence[Figure], shown: Sequence[int], lacking: set[Key],
    may_stand: Callable[[str, int, int], bool],
) -> Estimates:  # fmt: skip
    """Put the rows of the years shown together, with what stands in place of those that lack a figure."""
    newest = _newest(made, lacking)
    at = made.labels.names.index("year")
    position = {label: i for i, label in enumerate(made.labels)}
    labels, source, status, as_of = [], [], [], []
    for like, label in _rows_shown(made, shown, at):
        key = (str(label[0]), int(str(label[at])))
        latest, from_row, state = newest.get(key), like, ""
        if key in lacking and (latest is not None or label not in position):
            state = "not_available"
            if latest is not None and may_stand(key[0], latest, key[1]):
                from_row, state = position[(*label[:at], latest, *label[at + 1 :])], ""
        elif label not in position:
            state = "not_defined"
        labels.append(label)
        source.append(from_row)
        status.append(state)
        as_of.append(np.nan if latest is None else latest)
    index = pd.MultiIndex.from_tuples(labels, names=made.labels.names)
    rows = made.rows.iloc[source].set_axis(index)
    blank = np.array(status) != ""
    rows.loc[blank, _NUMBERS] = np.nan
    rows.loc[blank, ["method", "interval"]] = ["", "none"]
    rows["status"] = np.where(blank, status, rows["status"])
    rows["curve"] = [None if none else curve for none, curve in zip(blank, rows["curve"], strict=True)]
    own = index.get_level_values("year").to_numpy(dtype=float)
    usable = (rows["status"] == "ok").to_numpy()
    rows["as_of"] = np.where(usable & np.isnan(as_of), own, as_of)
    matrix = np.where(np.outer(usable, usable), made.matrix[np.ix_(source, source)], 0.0)
    order = in_order(index, figures)
    return Estimates(rows.iloc[order], matrix[np.ix_(order, order)])


def _rows_shown(made: Estimates, shown: Sequence[int], at: int) -> Iterator[tuple[int, Label]]:
    """Yield each row to show, and which row of `made` has its unit: itself, or that of the newest year."""
    year = made.labels.get_level_values("year").to_numpy()
    last = int(year.max())
    for wanted in shown:
        for i in np.flatnonzero(year == min(wanted, last)).tolist():
            label = made.labels[i]
            yield i, (*label[:at], wanted, *label[at + 1 :])


def _keys(made: Estimates) -> list[Key]:
    """Figure and year of every row."""
    return list(zip(*map(made.labels.get_level_values, ("measure", "year")), strict=True))
