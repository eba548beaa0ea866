"""Weights adjusted from the sample alone: for those who did not answer, and for a few that are too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from social_balance.language.faults import Faults, InputError, Issue, Place, rows_issue, suggest
from social_balance.samples.calibration import Calibrated, build_calibrated, describe_step
from social_balance.samples.design import Design, bind_design
from social_balance.samples.margins import Margin


def weighting_classes(
    data: pd.DataFrame,
    design: Design | None,
    classes: str | Sequence[str],
    *,
    responded: str,
    name: str = "nonresponse",
) -> Calibrated:
    """Let those who answered stand for those who did not, within classes of people who are alike.

    Parameters
    ----------
    data : DataFrame, one row per person in the sample
        Everybody who was drawn, with and without an answer.
    design : Design or None
        How the sample was drawn.
    classes : str or list of str
        Columns known of everybody; several are crossed.
    responded : str
        Column that is 1 or True for those who answered, else 0 or False.
    name : str
        Name of the new column of weights.

    Returns
    -------
    Calibrated
        Those without an answer keep their row with weight 0: the variance needs them, because the sizes of
        the classes are the sample's and vary as it does. Its margins are those sizes.

    Raises
    ------
    InputError
        Columns or values that are missing; a class in which nobody answered.

    Notes
    -----
    w = d·Σ_c d/Σ_c(d·answered). Unbiased when those who answer are as those who do not within each class
    [Oh & Scheuren 1983; Särndal, Swensson & Wretman 1992, section 15.6].

    Examples
    --------
    >>> drawn = pd.DataFrame({"area": ["a", "a", "a", "b"], "answered": [1, 0, 1, 1], "w": [2.0, 2, 4, 5]})
    >>> weighting_classes(drawn, Design(weights="w"), "area", responded="answered").weights.tolist()
    [2.6666666666666665, 0.0, 5.333333333333333, 5.0]
    """
    design = design or Design()
    columns = (classes,) if isinstance(classes, str) else tuple(classes)
    _check_columns(data, [*columns, responded], name)
    answered = pd.to_numeric(data[responded], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(answered, (0, 1)).all():
        raise InputError(rows_issue("CAL021", responded, ~np.isin(answered, (0, 1))))
    data = data if data.index.is_unique else data.reset_index(drop=True)
    before = bind_design(design, data).weights
    combinations = list(dict.fromkeys(data[list(columns)].itertuples(index=False, name=None)))
    sizes = Margin(columns, tuple(combinations), np.ones(len(combinations)))
    sizes = replace(sizes, totals=sizes.weighted_sums(data, before))
    reached = sizes.weighted_sums(data, before * answered)
    silent = [label for label, total in zip(sizes.labels, reached, strict=True) if not total > 0]
    if silent:
        raise InputError(Issue("CAL020", values={"count": len(silent), "categories": silent}))
    ratio = np.where(answered == 1, (sizes.totals / reached)[sizes.category_codes(data)], 0.0)
    # The sizes of the classes are the sample's own: they vary as it does, and the variance has to know.
    step = describe_step(design, [sizes], name=name, known="sample")
    return build_calibrated(
        data, design, (sizes,), before, before * ratio, step=step, method="weighting_classes"
    )


def trim_weights(
    weights: pd.Series[Any],
    *,
    low: float = 0.0,
    high: float = np.inf,
    spread: Literal["once", "until_inside"] = "until_inside",
) -> pd.Series[Any]:
    """Cut weights off at limits and share what was cut equally among the others, so that the sum stays.

    Parameters
    ----------
    weights : Series of float, one row per respondent
        The weights.
    low, high : float
        Limits.
    spread : {"once", "until_inside"}
        What was shared out can lift others over a limit: leave them there, or go on until nobody is.

    Returns
    -------
    Series of float, one row per respondent
        Put it in the table and name it in a design: ``dataclasses.replace(design, weights="trimmed")``
        keeps what the design knows of a calibration.

    Raises
    ------
    InputError
        Limits with the mean weight outside them.

    Notes
    -----
    [Potter 1990]; the sharing is that of R survey's ``trimWeights``.

    Examples
    --------
    >>> trim_weights(pd.Series([1.0, 2, 3, 14]), high=8).tolist()
    [3.0, 4.0, 5.0, 8.0]
    """
    w = weights.to_numpy(dtype=float)
    if not np.isfinite(w).all():
        raise InputError(rows_issue("DSN002", str(weights.name), ~np.isfinite(w)))
    if not len(w):
        return weights.astype(float)
    mean = float(w.mean())
    if not low <= mean <= high:
        raise InputError(Issue("CAL022", values={"low": low, "high": high, "mean": mean}))
    slack = 1e-12 * max(abs(mean), 1e-300)
    outside = (w < low) | (w > high)
    while outside.any():
        cut = np.clip(w, low, high)
        # Where all are outside, all share: the mean is inside, so there is room on the other side.
        others = outside if outside.all() else ~outside
        cut[others] += (w - cut).sum() / others.sum()
        w = cut
        if spread == "once":
            break
        # What is left to share shrinks from round to round; rounding is no reason to go on.
        outside = (w < low - slack) | (w > high + slack)
    return pd.Series(w, index=weights.index, name=weights.name)


def _check_columns(data: pd.DataFrame, columns: Sequence[str], name: str) -> None:
    faults = Faults()
    known = [str(column) for column in data]
    for column in columns:
        if column not in data:
            suggestion = suggest(column, known)
            faults.add(Issue("DSN001", place=Place.column(column), values={"suggestion": suggestion}))
    for column in columns:
        if column in data and data[column].isna().any():
            faults.add(rows_issue("DSN004", column, data[column].isna()))
    if name in data:
        faults.add(Issue("CAL017", place=Place.column(name)))
    faults.raise_if_any()
