"""Means of yearly figures over the years of a window, with what is known of the persons in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats, Mask
from social_balance.estimates.specs import IndicatorSpec
from social_balance.estimates.values import Estimates


def average_windows(yearly: Estimates, figures: Sequence[IndicatorSpec], shown: Sequence[int]) -> Estimates:
    """Mean of the yearly figures of each window; years that are only part of a window are left out."""
    labels = yearly.labels
    window = labels.get_level_values("measure").map({f.name: f.window for f in figures}).to_numpy()
    keep = np.flatnonzero(labels.get_level_values("year").isin(shown))
    if (window == 1).all():
        return yearly.take(keep)
    year_level = labels.names.index("year")
    position = {label: i for i, label in enumerate(labels)}
    mean = np.zeros((len(keep), len(labels)))
    whole_window = np.ones(len(keep), bool)
    for row, i in enumerate(keep.tolist()):
        label = labels[i]
        for back in range(window[i]):
            earlier = int(str(label[year_level])) - back
            of_year = position.get((*label[:year_level], earlier, *label[year_level + 1 :]))
            whole_window[row] &= of_year is not None
            if of_year is not None:
                mean[row, of_year] = 1 / window[i]
    mean[~whole_window] = 0.0
    averaged = _persons_in_every_year(yearly, mean, yearly.linear_map(mean, labels[keep]))
    single = window[keep] == 1
    # A figure of one year is what it was, with its own interval; only a real mean is a new figure.
    columns = ["positive", "method", "interval", "curve", "status", "value"]
    # Of a mean, the fewest persons counted in one of its years decide what may be shown.
    yearly_positive = yearly.rows["positive"].to_numpy(dtype=float)
    fewest = np.where(mean != 0, yearly_positive, np.inf).min(axis=1)
    rows = averaged.rows.assign(positive=np.where(np.isfinite(fewest), fewest, np.nan))
    rows.loc[single, columns] = yearly.rows.iloc[keep][columns].to_numpy()[single]
    return replace(averaged, rows=rows.assign(years=_counts_by_year(yearly, mean, single)))


def _counts_by_year(yearly: Estimates, mean: Floats, single: Mask) -> Any:
    """Return of each mean the (year, base, counted) of its years, which it shows; None of one year."""
    years = yearly.labels.get_level_values("year").to_numpy()
    base = yearly.rows["base"].to_numpy(dtype=float)
    counted = yearly.rows["positive"].to_numpy(dtype=float)
    beneath = np.full(len(mean), None, dtype=object)
    for row in np.flatnonzero(~single):
        beneath[row] = tuple((int(years[i]), base[i], counted[i]) for i in np.flatnonzero(mean[row]))
    return beneath


def _persons_in_every_year(yearly: Estimates, mean: Floats, averaged: Estimates) -> Estimates:
    """Give means of years that are taken as independent the variance they have with the same persons in all.

    Notes
    -----
    With a correlation of 1 between the years of a window the standard error of its mean is the mean of the
    standard errors, the most it can be. What that adds to the variance is common to all windows of a figure
    in an area, as the persons are: a level is then not told too precisely, and a change is what it was.
    """
    conservative = averaged.rows["method"].str.startswith("conservative").to_numpy()
    most = (mean @ np.sqrt(np.clip(np.diagonal(yearly.matrix), 0.0, None))) ** 2
    more = np.sqrt(np.where(conservative, np.clip(most - np.diagonal(averaged.matrix), 0.0, None), 0.0))
    series = averaged.labels.droplevel("year")
    code = pd.factorize(series)[0]
    same = code[:, None] == code[None, :]
    return replace(averaged, matrix=averaged.matrix + np.outer(more, more) * same)
