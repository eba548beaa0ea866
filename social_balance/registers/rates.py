"""Register figures on a common footing: directly standardised, and pooled over years that do not overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.estimates.intervals import RATE_INTERVALS, SHARE_INTERVALS, Events
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue


def standardise(
    estimates: Estimates, population: Mapping[Any, float] | pd.Series, *, over: str = "age_band"
) -> Estimates:
    """Turn figures by age band into one that has the age distribution of a standard population.

    Parameters
    ----------
    estimates : Estimates
        Figures of which one level is `over`.
    population : mapping of group to number
        The standard population: how many persons each group of `over` counts.
    over : str
        The level that is taken out.

    Returns
    -------
    Estimates, one row per label without `over`
        "missing" where a group of the standard population has no usable figure. ``base`` and ``positive``
        are the sums over the groups.

    Raises
    ------
    InputError
        All at once: a level that is not there, a group that the population lacks, numbers below 0.

    Notes
    -----
    Direct standardisation: R = Σ_g P_g·r_g / Σ_g P_g, a linear map, so the covariance between areas, years
    and measures comes along. In a full count the interval is Dobson's, from the events behind it
    [`social_balance.estimates.intervals.rate_limits`]; of fewer than ten events it says little [Eayres 2008].

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> by_age = from_values([("d", "18-29"), ("d", "30+")], [10.0, 20.0], [1.0, 4.0],
    ...                      names=("measure", "age_band"))
    >>> standardise(by_age, {"18-29": 300, "30+": 100}).values
    array([12.5])
    """
    _check_level(estimates, over)
    group = estimates.labels.get_level_values(over)
    standard = {key: float(number) for key, number in dict(population).items()}
    strangers = [name for name in dict.fromkeys(group) if name not in standard]
    faults = [Issue("RTE002", place=f"{over} {name!r}") for name in strangers]
    faults += [
        Issue("RTE003", place=f"{over} {key!r}", found=str(number))
        for key, number in standard.items()
        if not number >= 0
    ]
    if not faults and sum(standard.values()) <= 0:
        faults.append(Issue("RTE003", place=over, found="0"))
    if faults:
        raise InputError(faults)
    remaining = estimates.labels.droplevel(over)
    code, labels = pd.factorize(remaining)
    share = np.array([standard[name] for name in group]) / sum(standard.values())
    matrix = np.zeros((len(labels), len(estimates)))
    matrix[code, np.arange(len(estimates))] = share
    whole = np.bincount(code, weights=share, minlength=len(labels)) > 1 - 1e-9
    return _combine_rows(
        estimates, np.where(whole[:, None], matrix, 0.0), _as_levels(labels, remaining.names)
    )


def pool_years(estimates: Estimates, *, window: int, until: int | None = None) -> Estimates:
    """Pool rare figures over windows of consecutive years that do not overlap.

    Parameters
    ----------
    estimates : Estimates
        Figures of which one level is ``year``.
    window : int
        Years in a window, such as 2 or 3.
    until : int, optional
        Last year of the last window; left out: the last year there is.

    Returns
    -------
    Estimates, one row per label and window
        The year of a row is the last of its window. Windows are counted back from `until`, and the years
        before the first whole window are left out. "missing" where a year of the window has no usable
        figure of its own. ``base`` and ``positive`` are the sums over the years.

    Raises
    ------
    InputError
        Figures that are not by year, a window that is no whole number of at least 2.

    Notes
    -----
    R = Σ_t N_t·r_t / Σ_t N_t with N_t what the figure of the year is divided by (persons, or person-years of
    a rate). N_t is taken as known, as it is in a full count. Windows that overlap share years, so a change
    between them is not a change between two periods: that is why they are not made.

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> yearly = from_values([("d", 2021), ("d", 2022), ("d", 2023)], [9.0, 1.0, 3.0], [1.0, 1.0, 1.0],
    ...                      names=("measure", "year"))
    >>> pooled = pool_years(yearly, window=2)
    >>> pooled.values.tolist(), pooled.labels.tolist()
    ([2.0], [('d', 2023)])
    """
    _check_level(estimates, "year")
    if not isinstance(window, int) or window < 2:
        raise InputError(Issue("RTE004", place="window", found=str(window)))
    year = estimates.labels.get_level_values("year").to_numpy(dtype=int)
    if until is None:
        last = int(year.max())
    else:
        last = until
    back = (last - year) // window
    windows = (last - int(year.min()) + 1) // window  # of which every year is in reach of the figures
    used = np.flatnonzero((back >= 0) & (back < windows))
    ends = estimates.labels.to_frame(index=False).assign(year=last - window * back)
    pooled = pd.MultiIndex.from_frame(ends)[used]
    code, labels = pd.factorize(pooled)
    matrix = np.zeros((len(labels), len(estimates)))
    size = _denominators(estimates)
    matrix[code, used] = size[used] / np.bincount(code, weights=size[used], minlength=len(labels))[code]
    # A figure carried on from an earlier year is not one of its own year.
    own = np.bincount(code, weights=~estimates.is_carried_forward[used], minlength=len(labels))
    whole = own == window
    return _combine_rows(estimates, np.where(whole[:, None], matrix, 0.0), _as_levels(labels, pooled.names))


def _combine_rows(estimates: Estimates, matrix: Floats, labels: pd.MultiIndex) -> Estimates:
    """Weighted means, with the bases and the events of their parts added up and the interval these give."""
    made = estimates.linear_map(matrix, labels)
    number = {name: estimates.rows[name].to_numpy(dtype=float) for name in ("base", "positive")}
    kind = estimates.rows["interval"].to_numpy(dtype=object)
    each = _each_event(estimates)
    rows = {name: made.rows[name].to_numpy(dtype=object).copy() for name in (*number, "interval", "curve")}
    for i in np.flatnonzero(made.usable):
        parts = np.flatnonzero(matrix[i])
        for name in number:
            rows[name][i] = number[name][parts].sum()
        kinds = set(kind[parts])
        if len(kinds) == 1 and kinds <= set(SHARE_INTERVALS):
            rows["interval"][i] = kind[parts[0]]
        elif kinds <= set(RATE_INTERVALS):
            # Of no events, the one that would add most: upper limits are then not too low.
            added = float((matrix[i] * each)[parts].max())
            rows["interval"][i] = "dobson"
            rows["curve"][i] = Events(float(rows["positive"][i]), added)
    numbers = {name: rows[name].astype(float) for name in number}
    summed = {**rows, **numbers, "effective_base": numbers["base"]}
    return Estimates(made.rows.assign(**summed), made.matrix)


def _each_event(estimates: Estimates) -> Floats:
    """What one event adds to each rate; NaN for what is no rate."""
    curves = estimates.rows["curve"].to_numpy(dtype=object)
    return np.array([curve.each if isinstance(curve, Events) else np.nan for curve in curves])


def _denominators(estimates: Estimates) -> Floats:
    """What each figure is divided by, up to a factor that its years share; 1 where it is not known."""
    each = _each_event(estimates)
    base = estimates.rows["base"].to_numpy(dtype=float)
    return np.nan_to_num(np.where(np.isnan(each), base, 1 / np.where(each > 0, each, 1.0)), nan=1.0)


def _check_level(estimates: Estimates, level: str) -> None:
    """Refuse figures that are not divided by what is to be taken out."""
    if level not in estimates.labels.names:
        raise InputError(Issue("RTE001", place=f"'{level}'", values={"known": list(estimates.labels.names)}))


def _as_levels(labels: Any, names: Sequence[Any]) -> pd.MultiIndex:
    """Return labels as levels, also when only one is left."""
    if isinstance(labels, pd.MultiIndex):
        return labels.set_names(list(names))
    return pd.MultiIndex.from_arrays([labels], names=list(names))
