"""The confidence limits of the rows of an `Estimates`, each by the method that it names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.estimates.intervals import (
    BOUNDED,
    RATE_INTERVALS,
    SHARE_INTERVALS,
    ShareInterval,
    bounded_limits,
    nchs_presentation,
    quantile_limits,
    rate_limits,
    share_limits,
    t_quantile,
)
from social_balance.measures.distribution import Curve


def row_limits(
    rows: pd.DataFrame, se: Floats, *, level: float, interval: ShareInterval | None = None
) -> tuple[Floats, Floats]:
    """Return the lower and upper limits of the rows of an `Estimates`; NaN where a row has none.

    Parameters
    ----------
    rows : DataFrame, one row per (measure, *by)
        See `Estimates`.
    se : ndarray of float, shape (rows,)
        Standard errors; NaN where a row has no usable figure.
    level : float
    interval : {"logit", "beta", "wilson", "wald"}, optional
        In place of what the rows of shares name.
    """
    number = {name: rows[name].to_numpy(dtype=float) for name in ("value", "df", "base")}
    kind = rows["interval"].to_numpy(dtype=object)
    is_share = np.isin(kind.astype(str), SHARE_INTERVALS)
    of_shares = kind
    if interval is not None:
        of_shares = np.where(is_share, interval, kind).astype(object)
    share_low, share_high = share_limits(
        of_shares, number["value"] / 100, se / 100, number["df"], number["base"], level
    )
    reach = t_quantile(level, number["df"]) * se
    low = np.where(is_share, 100 * share_low, number["value"] - reach)
    high = np.where(is_share, 100 * share_high, number["value"] + reach)
    for i in np.flatnonzero(np.isin(kind.astype(str), ("woodruff", *RATE_INTERVALS)) & np.isfinite(se)):
        curve = rows["curve"].iloc[i]
        if kind[i] == "woodruff":
            low[i], high[i] = quantile_limits(curve, number["df"][i], number["base"][i], level)
        else:
            low[i], high[i] = rate_limits(kind[i], number["value"][i], se[i], curve, level)
    without_chance = np.asarray(kind == "chance")
    for i in np.flatnonzero(without_chance):
        # Also of a figure that is mostly chance and used no further: how wide it is says why.
        low[i], high[i] = rows["curve"].iloc[i].limits(level)
    is_log = kind == "log"
    # A rate is as many times too small as too large: ln v ± t·se/v, by the delta method.
    factor = np.exp(
        np.divide(reach, number["value"], out=np.zeros_like(reach), where=is_log & (number["value"] > 0))
    )
    low = np.where(is_log, number["value"] / factor, low)
    high = np.where(is_log, number["value"] * factor, high)
    is_bounded = kind == BOUNDED
    bounded = bounded_limits(number["value"] / 100, reach / 100)
    low = np.where(is_bounded, 100 * bounded[0], low)
    high = np.where(is_bounded, 100 * bounded[1], high)
    has_none = (kind == "none") | (np.isnan(se) & ~without_chance)
    return np.where(has_none, np.nan, low), np.where(has_none, np.nan, high)


def presentation_flags(rows: pd.DataFrame, se: Floats) -> pd.DataFrame:
    """Return what `Estimates.flags` says of the rows; NaN in `se` where there is no usable figure."""
    number = {c: rows[c].to_numpy(dtype=float) for c in ("value", "df", "base", "positive")}
    is_share = rows["interval"].isin(SHARE_INTERVALS).to_numpy() & ~np.isnan(se)
    # Any proportion serves where there is none: what is said of those rows is blank.
    p = np.where(is_share, number["value"] / 100, 0.5)
    se = np.where(is_share, se / 100, 0.5)
    standards = nchs_presentation(p, se, number["df"], number["base"], number["positive"], is_share)
    columns = {**standards, "base": number["base"], "events": number["positive"], "df": number["df"]}
    order = ["presentation", "reason", "complement", "base", "events", "effective_base", "df"]
    table = pd.DataFrame(columns, index=rows.index)
    return table[[*order, "low", "high", "width", "relative_width"]]


def apply_woodruff_slopes(rows: pd.DataFrame, matrix: Floats) -> tuple[pd.DataFrame, Floats]:
    """Turn the covariance of the shares at or below quantiles into that of the quantiles themselves."""
    rows, slope = woodruff_slopes(rows, matrix)
    return rows, matrix * np.outer(slope, slope)


def woodruff_slopes(rows: pd.DataFrame, matrix: Floats) -> tuple[pd.DataFrame, Floats]:
    """Return rows with the standard errors on their curves, and what turns a share into its quantile.

    Notes
    -----
    The standard error of a quantile is the width of its 95 % interval over twice the t quantile, and the
    slope that gives it takes the place of 1/density in every covariance of the quantile. [Woodruff 1952;
    Francisco & Fuller 1991]
    """
    curves = rows["curve"].to_numpy(dtype=object).copy()
    slope = np.ones(len(rows))
    if not any(isinstance(curve, Curve) for curve in curves):
        return rows, slope
    for i, curve in enumerate(curves):
        if isinstance(curve, Curve):
            curves[i] = replace(curve, se=float(np.sqrt(matrix[i, i])))
            df = float(rows["df"].iloc[i])
            if not df > 0:
                df = np.inf  # without degrees of freedom: no interval, but a standard error
            slope[i] = _woodruff_slope(curves[i], df=df, base=float(rows["base"].iloc[i]))
    return rows.assign(curve=curves), slope


def _woodruff_slope(curve: Curve, *, df: float, base: float) -> float:
    """Return what the quantile moves when the share at or below it moves by one."""
    if not curve.se > 0:
        return 0.0
    low, high = quantile_limits(curve, df, base, 0.95)
    width = (high - low) / (2 * float(t_quantile(0.95, np.array([df]))[0]))
    # More people below a given answer means a lower quantile.
    return -width / curve.se
