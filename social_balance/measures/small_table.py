"""What a measure says of a small table, without any sampling error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats, Mask
from social_balance.measures.area_roles import REST, WHOLE
from social_balance.measures.counted_cells import Composition
from social_balance.measures.distribution import Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import read_numbers
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.registry import handler_for
from social_balance.measures.total import Total


def values_by_area(
    measure: Measure, frame: pd.DataFrame, *, weight: str | None = None, area: str | None = None
) -> dict[str, dict[str, float]]:
    """Value of a measure in a small table, by area, without any sampling error.

    Parameters
    ----------
    measure : Measure
    frame : DataFrame, one row per person
    weight : str, optional
        Column of weights (for a composition measure: how many such persons the row stands for).
    area : str, optional
        Column of area ids, "rest" for the rest; left out: one area called "".

    Returns
    -------
    dict
        Area id → ``{"base": Σw·base, "positive": Σw·positive, "value": …}``, and "whole" for all of them.

    Examples
    --------
    >>> from social_balance.measures.ratio import share
    >>> frame = pd.DataFrame({"q": [1, 2, None], "w": [3, 1, 5]})
    >>> values_by_area(share("q == 1", base="q in (1, 2)"), frame, weight="w")[""]
    {'base': 4.0, 'positive': 3.0, 'value': 75.0}
    """
    n = len(frame)
    weights = np.ones(n)
    if weight is not None:
        weights = read_numbers(frame, weight)
    lives = np.full(n, "", dtype=object)
    names = [""][:n]
    if area is not None:
        lives = frame[area].astype(object).to_numpy()
        names = [*dict.fromkeys(lives), WHOLE]
    table = _SmallTable(frame, weights, lives)
    make = handler_for(measure, _BY_FAMILY)
    by_area = {name: make(measure, table, name) for name in names}
    return {name: row for name, row in by_area.items() if row is not None}


@dataclass(frozen=True)
class _SmallTable:
    frame: pd.DataFrame
    weights: Floats  # shape (rows,)
    lives: Any  # area of each row, shape (rows,)

    def is_in(self, name: str) -> Mask:
        """Tell which rows are of an area, or of the whole."""
        if name == WHOLE:
            return np.ones(len(self.frame), bool)
        return np.asarray(self.lives == name)


def _ratio_row(measure: RatioMeasure, table: _SmallTable, name: str) -> dict[str, float]:
    return _ratio_of(measure, table.frame, table.weights * table.is_in(name))


def _rated_row(measure: SeenFromOutside, table: _SmallTable, name: str) -> dict[str, float] | None:
    if name == WHOLE:
        return None  # nobody is asked about the whole
    return _ratio_of(measure.about(name), table.frame, table.weights * table.is_in(REST))


def _total_row(measure: Total, table: _SmallTable, name: str) -> dict[str, float]:
    w = table.weights * table.is_in(name)
    base = float(w @ measure.persons().numbers(table.frame))
    amount = float(w @ measure.amount().numbers(table.frame))
    positive = np.nan if measure.positive is None else amount
    return {"base": base, "positive": positive, "value": measure.factor * amount}


def _distribution_row(measure: Distribution, table: _SmallTable, name: str) -> dict[str, float]:
    w = table.weights * table.is_in(name)
    use = (measure.persons().numbers(table.frame) > 0) & (w > 0)
    value = np.nan
    if use.any():
        value = measure.estimate(measure.amount().numbers(table.frame)[use], w[use]).value
    return {"base": float(w[use].sum()), "positive": np.nan, "value": value}


def _composition_row(measure: Composition, table: _SmallTable, name: str) -> dict[str, float]:
    area, names = pd.factorize(table.lives)
    rest = -1  # nobody lives there
    if REST in names:
        rest = list(names).index(REST)
    # A weight says how many such persons the row stands for: a place needs whole persons.
    cells = measure.cells(table.frame, area=area.astype(np.intp), rest=rest, weight=table.weights)
    here = np.isin(cells.area, area[table.is_in(name)])
    statistic = measure.statistic_of(cells, here=here, rest=cells.area == rest)
    base = float(np.sum(cells.weight * (cells.base & here)))
    return {"base": base, "positive": np.nan, "value": float(statistic(cells.weight))}


_BY_FAMILY: Mapping[str, Any] = {
    "ratio": _ratio_row,
    "total": _total_row,
    "distribution": _distribution_row,
    "rated": _rated_row,
    "composition": _composition_row,
}


def _ratio_of(measure: RatioMeasure, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    totals = [
        (term.coefficient, float(w @ term.positive.numbers(frame)), float(w @ term.base.numbers(frame)))
        for term in measure.terms()
    ]
    ratios = [coefficient * y / x if x else np.nan for coefficient, y, x in totals]
    _, positive, base = totals[0]
    return {"base": base, "positive": positive, "value": float(sum(ratios))}
