"""What a measure says of a small table, without any sampling error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats, Mask
from social_balance.measures.area_roles import REST, WHOLE
from social_balance.measures.composition import Composition
from social_balance.measures.distribution import Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import read_numbers
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.total import Total


def point(
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
    >>> point(share("q == 1", base="q in (1, 2)"), frame, weight="w")[""]
    {'base': 4.0, 'positive': 3.0, 'value': 75.0}
    """
    n = len(frame)
    w = np.ones(n) if weight is None else read_numbers(frame, weight)
    lives = np.full(n, "", dtype=object) if area is None else frame[area].astype(object).to_numpy()
    names = list(dict.fromkeys(lives))
    found: dict[str, dict[str, float]] = {}
    for name in [*names, WHOLE] if area is not None else names:
        here = np.ones(n, bool) if name == WHOLE else lives == name
        if isinstance(measure, Composition):
            found[name] = _counted_point(measure, frame, w, lives, here)
        elif isinstance(measure, SeenFromOutside):
            if name != WHOLE:
                found[name] = _ratio_point(measure.about(name), frame, w * (lives == REST))
        elif isinstance(measure, RatioMeasure):
            found[name] = _ratio_point(measure, frame, w * here)
        elif isinstance(measure, Total):
            found[name] = _total_point(measure, frame, w * here)
        elif isinstance(measure, Distribution):
            found[name] = _ordered_point(measure, frame, w * here)
    return found


def _ratio_point(measure: RatioMeasure, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    totals = [
        (t.coefficient, float(w @ t.positive.numbers(frame)), float(w @ t.base.numbers(frame)))
        for t in measure.terms()
    ]
    value = sum(c * y / x if x else np.nan for c, y, x in totals)
    return {"base": totals[0][2], "positive": totals[0][1], "value": float(value)}


def _total_point(measure: Total, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    base, amount = (float(w @ part.numbers(frame)) for part in (measure.persons(), measure.amount()))
    positive = amount if measure.positive is not None else np.nan
    return {"base": base, "positive": positive, "value": measure.factor * amount}


def _ordered_point(measure: Distribution, frame: pd.DataFrame, w: Floats) -> dict[str, float]:
    use = (measure.persons().numbers(frame) > 0) & (w > 0)
    value = measure.estimate(measure.amount().numbers(frame)[use], w[use]).value if use.any() else np.nan
    return {"base": float(w[use].sum()), "positive": np.nan, "value": value}


def _counted_point(
    measure: Composition, frame: pd.DataFrame, w: Floats, lives: Any, here: Mask
) -> dict[str, float]:
    area, names = pd.factorize(lives)
    rest = list(names).index(REST) if REST in list(names) else -1
    cells = measure.cells(frame, area=area.astype(np.intp), rest=rest, weight=w)
    inside = here if here.all() else np.isin(cells.area, area[here])
    cells_here = np.ones(len(cells.area), bool) if here.all() else inside
    statistic = measure.statistic(cells, here=cells_here, rest=cells.area == rest)
    base = float(np.sum(cells.weight * (cells.base & cells_here)))
    return {"base": base, "positive": np.nan, "value": float(statistic(cells.weight))}
