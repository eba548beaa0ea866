"""A composition measure for every area and the whole: value, influence of each person, bootstrap."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from social_balance.arrays import Codes, Floats
from social_balance.estimates.groups import Groups
from social_balance.measures import segregation
from social_balance.measures.composition import Composition, Holds
from social_balance.measures.person_variables import Data


@dataclass(frozen=True)
class Composed:
    """A composition measure among the persons of one other group (such as a year).

    Parameters
    ----------
    labels : tuple
        Of every area, and of the whole.
    value, base : ndarray of float, shape (labels,)
    influence : ndarray of float, shape (rows, labels)
        What each person of a row adds to the figures' uncertainty: V = Σ z·zᵀ over persons.
    """

    labels: tuple[tuple[Hashable, ...], ...]
    value: Floats
    base: Floats
    influence: Floats

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield what is told of each figure."""
        for value, base in zip(self.value.tolist(), self.base.tolist(), strict=True):
            same = {"df": np.inf, "method": "bootstrap", "interval": "t"}
            yield {"value": value, "base": base, "effective_base": base, **same}


def composed(
    measure: Composition,
    data: Data,
    *,
    name: str,
    level: Literal["area", "whole"],
    groups: Groups,
    other: int,
    rows: Codes,
    replicates: int,
    seed: int,
    weight: Floats | None = None,
    holds: Holds | None = None,
) -> Composed:
    """Make a composition measure for every area at once.

    Parameters
    ----------
    measure : Composition
    data : DataFrame or mapping of columns, one row per person, or per kind of persons
        Those of one other group.
    name : str
        Of the figure: with the label of the last group it tells the draws of the bootstrap.
    level : {"area", "whole"}
    groups : Groups
    other, rows
        Which of the other groups, and its rows among those of `groups`.
    replicates : int
        Draws of the bootstrap; 0 for facts, whose influence is 0.
    seed : int
    weight, holds
        See `Composition.cells`.

    Returns
    -------
    Composed

    Notes
    -----
    The covariances follow numerical influence values, scaled to the standard error of a seeded bootstrap.
    """
    cells = measure.cells(data, area=groups.area[rows], rest=groups.rest, weight=weight, holds=holds)
    labels, here = [], []
    if level == "area":
        labels += [groups.cell_labels[i * groups.n_other + other] for i in range(len(groups.area_ids))]
        here += [cells.area == i for i in range(len(groups.area_ids))]
    if groups.whole_labels:
        labels.append(groups.whole_labels[other])
        here.append(np.ones(len(cells.area), bool))
    whose = np.column_stack(here)
    value = np.full(len(labels), np.nan)
    base = cells.weight @ (cells.base[:, None] & whose)
    influence = np.zeros((len(cells.of_row), len(labels)))
    if len(cells.weight):
        statistic = measure.statistic_of(cells, here=whose, rest=cells.area == groups.rest)
        value = statistic(cells.weight)
    if replicates and np.isfinite(value).any():
        slope = segregation.numerical_influence(statistic, cells.weight)
        spread = np.sqrt(cells.weight @ slope**2)
        draws = [seed, zlib.crc32("·".join(map(str, (name, *labels[-1]))).encode())]
        se = segregation.bootstrap_se(statistic, cells.weight, replicates=replicates, seed=draws)
        # A figure that cannot vary (the distance of the rest to itself) has no spread to scale.
        scale = np.where(spread > 1e-12, np.nan_to_num(se) / np.where(spread > 1e-12, spread, 1.0), 0.0)
        known = cells.of_row >= 0
        influence[known] = (slope * scale)[cells.of_row[known]]
    return Composed(tuple(labels), value, base, influence)
