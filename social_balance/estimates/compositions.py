"""A composition measure for every area and the whole: value, influence of each person, bootstrap."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from social_balance.arrays import Floats, Mask
from social_balance.estimates.domains import status_of
from social_balance.estimates.groups import GroupRows
from social_balance.estimates.specs import EstimateSpec
from social_balance.measures import segregation
from social_balance.measures.chance import Corrected
from social_balance.measures.counted_cells import Cells, Composition, Holds
from social_balance.measures.person_variables import Data
from social_balance.measures.threshold import ThresholdShare

WithoutChance: TypeAlias = Corrected | ThresholdShare  # a value with limits of its own
MOSTLY_CHANCE = "mostly_chance"  # status of a figure that chance alone gives most of
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
    corrected : tuple of Corrected, ThresholdShare or None
        Of each figure what chance adds to it; None where it adds nothing, or nothing is taken out.
    """

    labels: tuple[tuple[Hashable, ...], ...]
    value: Floats
    base: Floats
    influence: Floats
    corrected: tuple[WithoutChance | None, ...]
    method: str = "bootstrap"  # of figures that nothing is taken out of

    @property
    def status(self) -> npt.NDArray[Any]:
        """Whether each figure can be used."""
        mostly_chance = np.array([each is not None and each.is_mostly_chance for each in self.corrected])
        usual = status_of(self.base, self.value)
        return np.where(mostly_chance & (usual == "ok"), MOSTLY_CHANCE, usual).astype(object)

    def row_fields(self) -> Iterator[dict[str, Any]]:
        """Yield what is told of each figure."""
        figures = zip(self.value.tolist(), self.base.tolist(), self.corrected, strict=True)
        for value, base, corrected in figures:
            row = {"value": value, "base": base, "effective_base": base, "df": np.inf}
            if corrected is None:
                yield {**row, "method": self.method, "interval": "t"}
            else:
                method = "threshold" if isinstance(corrected, ThresholdShare) else "corrected"
                yield {**row, "method": method, "interval": "chance", "curve": corrected}


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
    What chance alone adds to a figure of counted persons is taken out where the measure has a `corrected` and
    the model asks about the risk behind the figures; of facts nothing is. Covariances follow the influence
    of each person, scaled to the standard error: of the corrected figure, or of a seeded bootstrap where a
    measure has a kink.
    """
    groups = group.groups
    cells = measure.cells(data, area=groups.area[group.rows], rest=groups.rest, weight=weight, holds=holds)
    labels, of_figure = _figures_of(cells, spec, group)
    base = cells.weight @ (cells.base[:, None] & of_figure)
    influence = np.zeros((len(cells.of_row), len(labels)))
    nothing: tuple[None, ...] = (None,) * len(labels)
    if not len(cells.weight):
        return Composed(labels, np.full(len(labels), np.nan), base, influence, nothing)
    rest = cells.area == groups.rest
    statistic = measure.statistic_of(cells, here=of_figure, rest=rest)
    value = statistic(cells.weight)
    if not bootstrap.replicates or not np.isfinite(value).any():
        return Composed(labels, value, base, influence, nothing)
    corrected = tuple(measure.corrected(cells, here=here, rest=rest) for here in of_figure.T)
    slope = measure.influence_of(cells, here=of_figure, rest=rest)
    method = "bootstrap"
    if measure.is_smooth:
        se = np.sqrt(cells.weight @ slope**2)
        method = "taylor"
    elif any(each is not None for each in corrected):
        value, se = _values_without_chance(value, corrected)
        method = "taylor"  # of the rest's distance to itself, which nothing is taken out of
    else:
        stream = "·".join(map(str, (spec.name, *labels[-1])))
        seed = [bootstrap.seed, zlib.crc32(stream.encode())]
        # One draw for all areas: they share their places.
        se = segregation.bootstrap_se(statistic, cells.weight, replicates=bootstrap.replicates, seed=seed)
    is_in_cell = cells.of_row >= 0
    influence[is_in_cell] = _scale_to(se, slope, cells.weight)[cells.of_row[is_in_cell]]
    return Composed(labels, value, base, influence, corrected, method)


def _figures_of(
    cells: Cells, spec: EstimateSpec, group: GroupRows
) -> tuple[tuple[tuple[Hashable, ...], ...], Mask]:
    """Return the label of every figure, and which cells are of it, a column each."""
    groups = group.groups
    labels: list[tuple[Hashable, ...]] = []
    members: list[Mask] = []
    if spec.level == "area":
        labels += groups.cell_labels[group.other :: groups.n_other]
        members += [cells.area == i for i in range(len(groups.area_ids))]
    if groups.whole_labels:
        labels.append(groups.whole_labels[group.other])
        members.append(np.ones(len(cells.area), bool))
    return tuple(labels), np.column_stack(members)


def _values_without_chance(
    value: Floats, corrected: tuple[WithoutChance | None, ...]
) -> tuple[Floats, Floats]:
    """Return values and standard errors; a figure that chance adds nothing to is as it was counted."""
    values = value.copy()
    se = np.zeros(len(value))
    for i, each in enumerate(corrected):
        if each is not None:
            values[i] = each.value
            se[i] = each.se
    return values, se


def _scale_to(se: Floats, slope: Floats, weight: Floats) -> Floats:
    """Return the influence of a person in each cell, as large as the standard error needs."""
    by_influence = np.sqrt(weight @ slope**2)
    # A figure that cannot vary (the distance of the rest to itself) has no spread to scale.
    varies = by_influence > NO_SPREAD
    return slope * np.where(varies, np.nan_to_num(se) / np.where(varies, by_influence, 1.0), 0.0)
