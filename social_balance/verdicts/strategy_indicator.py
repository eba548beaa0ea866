"""The strategy's indicator "bydele i social balance": how far the areas are behind, in one figure a year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from social_balance.estimates.values import Estimates
from social_balance.verdicts.ambition import Ambition
from social_balance.verdicts.evidence import figures_of
from social_balance.verdicts.states import GAP_WORDS, change_states, judge_changes

INDICATOR = "bydele_i_social_balance"
COLUMNS = ("indicator", "period", "value", "low", "high", "judgement", "cells", "all_cells", "unit")
_QUANTITIES = ("gap_since", "gap_until", "narrowing")


def strategy_rows(amb: Ambition, *, level: float = 0.95) -> pd.DataFrame:
    """Return the mean gap of every theme and area in the first and the last year.

    Parameters
    ----------
    amb : Ambition
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame, one row per year
        ``indicator``, ``period``, ``value`` with ``low`` and ``high`` (index points, the mean gap to the
        reference), ``judgement`` of the last year ("smaller", "slightly_smaller", "unchanged", "undecided",
        "slightly_larger", "larger" or "missing"; empty for the first year), ``cells`` that the mean is of and
        ``all_cells``, and ``unit``.

    Notes
    -----
    Every theme and area that has a gap in both years counts the same, so that the two years are means of the
    same cells; areas and themes share residents and questions, and all covariances come along. Null
    hypothesis of the judgement: the mean gap has not changed; for "unchanged", that it has changed by at
    least the mean margin. One figure is tested alone, so nothing is corrected for.
    """
    cells = _cells_in_both_years(amb)
    all_cells = len(amb.estimates.where(quantity="narrowing").labels)
    rows = {"indicator": INDICATOR, "cells": len(cells), "all_cells": all_cells, "unit": "point"}
    if not cells:
        empty = {"value": np.nan, "low": np.nan, "high": np.nan}
        return _as_table([
            {**rows, **empty, "period": amb.since, "judgement": ""},
            {**rows, **empty, "period": amb.until, "judgement": "missing"},
        ])  # fmt: skip
    means = _mean_over_cells(amb.estimates, cells)
    table = means.frame(level=level)
    told = {"gap_since": "", "gap_until": _judge_narrowing(means, amb, cells)}
    return _as_table([
        {**rows, "period": year, "judgement": told[name],
         **{column: table.loc[name, column] for column in ("value", "low", "high")}}
        for name, year in (("gap_since", amb.since), ("gap_until", amb.until))
    ])  # fmt: skip


def _cells_in_both_years(amb: Ambition) -> list[tuple[str, str]]:
    """Return the themes and areas whose gap is there in both years."""
    usable = {
        label
        for label, is_usable in zip(amb.estimates.labels, amb.estimates.usable, strict=True)
        if is_usable
    }
    cells = dict.fromkeys((subject, area) for _, subject, area in amb.estimates.labels)
    return [cell for cell in cells if all((name, *cell) in usable for name in _QUANTITIES)]


def _mean_over_cells(estimates: Estimates, cells: list[tuple[str, str]]) -> Estimates:
    """Return the mean of each quantity over the cells, with their joint covariance."""
    place = {label: position for position, label in enumerate(estimates.labels)}
    weights = np.zeros((len(_QUANTITIES), len(estimates.labels)))
    for row, name in enumerate(_QUANTITIES):
        weights[row, [place[(name, *cell)] for cell in cells]] = 1 / len(cells)
    labels = pd.Index(_QUANTITIES, name="quantity")  # one level is enough for names
    return estimates.linear_map(weights, labels, unit="point")  # type: ignore[arg-type]


def _judge_narrowing(means: Estimates, amb: Ambition, cells: list[tuple[str, str]]) -> str:
    """Return what became of the mean gap, by the rules that every single gap is judged by."""
    figures = figures_of(means.where(quantity="narrowing"))
    margin = np.array([np.mean([amb.margins[subject] for subject, _ in cells])])
    changes = judge_changes(figures, figures.p_not_zero(), margin=margin, adjust="none", alpha=amb.alpha)
    return change_states(changes, words=GAP_WORDS, alpha=amb.alpha)[0]


def _as_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))
