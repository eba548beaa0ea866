"""A composition measure for every area and the whole: value, influence of each person, bootstrap."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from social_balance.arrays import Floats, Mask
from social_balance.estimates.groups import GroupRows
from social_balance.estimates.specs import EstimateSpec
from social_balance.measures import segregation
from social_balance.measures.composition import Composition, Holds
from social_balance.measures.person_variables import Data
from social_balance.measures.segregation import Statistic

NO_SPREAD = 1e-12  # a standard error below is what rounding leaves of 0


@dataclass(frozen=True)
class Bootstrap:
    """The draws behind the standard error of a composition measure; 0 replicates for facts."""

    replicates: int = 500
    seed: int = 1


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

    def row_fields(self) -> Iterator[dict[str, Any]]:
        """Yield what is told of each figure."""
        for value, base in zip(self.value.tolist(), self.base.tolist(), strict=True):
            same = {"df": np.inf, "method": "bootstrap", "interval": "t"}
            yield {"value": value, "base": base, "effective_base": base, **same}


def estimate_composition(
    measure: Composition,
    data: Data,
    spec: EstimateSpec,
    group: GroupRows,
    *,
    bootstrap: Bootstrap,
    weight: Floats | None = None,
    holds: Holds | None = None,
) -> Composed:
    """Make a composition measure for every area at once.

    Parameters
    ----------
    measure : Composition
    data : DataFrame or mapping of columns, one row per person, or per kind of persons
        Those of one other group.
    spec : EstimateSpec
        Its name, with the label of the last group, tells the draws of the bootstrap apart.
    group : GroupRows
        Which of the other groups, and its rows among those of all the groups.
    bootstrap : Bootstrap
    weight, holds
        See `Composition.cells`.

    Returns
    -------
    Composed

    Notes
    -----
    The covariances follow each person's influence, scaled to the standard error of a seeded bootstrap.
    """
    groups = group.groups
    cells = measure.cells(data, area=groups.area[group.rows], rest=groups.rest, weight=weight, holds=holds)
    labels: list[tuple[Hashable, ...]] = []
    members: list[Mask] = []
    if spec.level == "area":
        labels += groups.cell_labels[group.other :: groups.n_other]
        members += [cells.area == i for i in range(len(groups.area_ids))]
    if groups.whole_labels:
        labels.append(groups.whole_labels[group.other])
        members.append(np.ones(len(cells.area), bool))
    of_figure = np.column_stack(members)
    base = cells.weight @ (cells.base[:, None] & of_figure)
    influence = np.zeros((len(cells.of_row), len(labels)))
    if not len(cells.weight):
        return Composed(tuple(labels), np.full(len(labels), np.nan), base, influence)
    rest = cells.area == groups.rest
    statistic = measure.statistic_of(cells, here=of_figure, rest=rest)
    value = statistic(cells.weight)
    if bootstrap.replicates and np.isfinite(value).any():
        stream = "·".join(map(str, (spec.name, *labels[-1])))
        slope = measure.influence_of(cells, here=of_figure, rest=rest)
        scaled = _scale_to_bootstrap(slope, statistic, cells.weight, bootstrap, stream)
        is_in_cell = cells.of_row >= 0
        influence[is_in_cell] = scaled[cells.of_row[is_in_cell]]
    return Composed(tuple(labels), value, base, influence)


def _scale_to_bootstrap(
    slope: Floats, statistic: Statistic, weight: Floats, bootstrap: Bootstrap, stream: str
) -> Floats:
    """Return the influence of a person in each cell, as large as the bootstrap's standard error needs."""
    by_influence = np.sqrt(weight @ slope**2)
    draws = [bootstrap.seed, zlib.crc32(stream.encode())]
    se = segregation.bootstrap_se(statistic, weight, replicates=bootstrap.replicates, seed=draws)
    # A figure that cannot vary (the distance of the rest to itself) has no spread to scale.
    varies = by_influence > NO_SPREAD
    return slope * np.where(varies, np.nan_to_num(se) / np.where(varies, by_influence, 1.0), 0.0)
