"""One pass over the persons of a table: every figure, and every person's part in its uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.estimates.compositions import Bootstrap, estimate_composition
from social_balance.estimates.domains import (
    AmountOf,
    DomainEstimator,
    DomainFigures,
    simple_variance,
    status_of,
)
from social_balance.estimates.groups import Groups, Sums, total_by
from social_balance.estimates.moments import GroupedInfluence, dense_influence
from social_balance.estimates.rows import rows_frame
from social_balance.estimates.specs import EstimateSpec
from social_balance.language.faults import InputError, Issue
from social_balance.measures.counted_cells import Composition
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import Amount, PersonVariable
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.registry import handler_for
from social_balance.samples.design import Sample

GroupLabel: TypeAlias = tuple[Hashable, ...]


@dataclass(frozen=True)
class LinearisedTable:
    """Figures of one table and the linearised value of every row of the table on each of them."""

    rows: pd.DataFrame
    n: int  # rows of the table
    influences: tuple[GroupedInfluence, ...]
    simple_variance: Floats  # (figures,): of a simple random sample of the same base; NaN where unknown
    is_sampled: Mask  # (figures,): whether somebody in the base might not have been drawn

    @property
    def z(self) -> Floats:
        """The linearised values as a matrix, shape (n, figures)."""
        return dense_influence(self.influences, self.n, len(self.rows))


@dataclass(frozen=True)
class EstimatedRows:
    """Figures with their joint covariance, before what the design does to it is known."""

    rows: pd.DataFrame
    matrix: Floats  # (k, k)
    simple_variance: Floats  # (k,)
    is_sampled: Mask  # (k,)

    @staticmethod
    def of(tables: Sequence[LinearisedTable], matrix: Floats) -> EstimatedRows:
        """Put tables of different respondents end to end."""
        return EstimatedRows(
            pd.concat([table.rows for table in tables]),
            matrix,
            np.concatenate([table.simple_variance for table in tables]),
            np.concatenate([table.is_sampled for table in tables]),
        )


@dataclass
class CollectedFigures:
    """What one pass gathers, figure by figure."""

    n: int
    names: tuple[str, ...]
    labels: list[GroupLabel] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    influences: list[GroupedInfluence] = field(default_factory=list)
    simple: list[float] = field(default_factory=list)
    sampled: list[bool] = field(default_factory=list)

    def add_row(
        self,
        spec: EstimateSpec,
        label: GroupLabel,
        *,
        simple: float = np.nan,
        sampled: bool = False,
        **columns: Any,
    ) -> None:
        """Add one figure; the columns that are not given are unknown."""
        unknown = {"positive": np.nan, "deff": np.nan, "deff_srswor": np.nan, "curve": None}
        self.labels.append((spec.name, *label))
        self.rows.append({"unit": spec.unit, **unknown, **columns})
        self.simple.append(simple)
        self.sampled.append(bool(sampled))

    def add_influence(
        self, z: Floats, code: Codes, k: int, *, in_base: Mask | None = None, is_ratio: bool = True
    ) -> None:
        """Add the linearised values of the k figures added last."""
        added = range(len(self.rows) - k, len(self.rows))
        figures = np.array([i if self.rows[i]["status"] == "ok" else -1 for i in added], dtype=np.intp)
        self.influences.append(GroupedInfluence(z, code, figures, in_base, is_ratio))

    def to_table(self) -> LinearisedTable:
        """Return the figures as rows, with their linearised values."""
        rows = rows_frame(self.rows, self.labels, names=["measure", *self.names])
        return LinearisedTable(
            rows,
            self.n,
            tuple(self.influences),
            np.asarray(self.simple, dtype=float),
            np.asarray(self.sampled, dtype=bool),
        )


def linearise(
    frame: pd.DataFrame,
    specs: Sequence[EstimateSpec],
    groups: Groups,
    *,
    weights: Floats,
    sample: Sample | None = None,
    evaluate: AmountOf | None = None,
    bootstrap: Bootstrap | None = None,
) -> LinearisedTable:
    """Make every figure for every group, with the linearised value of each row.

    Notes
    -----
    For a ratio of totals R = Y/X in a domain, zᵢ = wᵢ·1[i in domain]·(yᵢ − R·xᵢ)/X [Woodruff 1971; Binder
    1983]; for a total, zᵢ = wᵢ·yᵢ; for a distribution measure, wᵢ times its influence function, which for a
    quantile is that of the share at or below it. The whole municipality is a domain of its own, so its
    covariance with its parts is exact. A composition measure has its numerical influence values, scaled so
    that they give the standard error of a seeded bootstrap: the covariances with everything else follow the
    influence, the size the bootstrap.
    """
    amounts: dict[PersonVariable, Amount] = {}

    def amount_of(variable: PersonVariable) -> Amount:
        if variable not in amounts:
            amounts[variable] = evaluate(variable) if evaluate else variable.amounts(frame)
        return amounts[variable]

    estimator = DomainEstimator(amount_of, sample)
    collected = CollectedFigures(len(frame), groups.names)
    run = LinearisationRun(frame, groups, weights, estimator, bootstrap or Bootstrap(), collected)
    for spec in specs:
        run.estimate(spec)
    return collected.to_table()


@dataclass(frozen=True)
class LinearisationRun:
    """The table and its groups, at hand while the figures are made one by one."""

    frame: pd.DataFrame
    groups: Groups
    weights: Floats  # (n,)
    estimator: DomainEstimator
    bootstrap: Bootstrap
    collected: CollectedFigures

    def estimate(self, spec: EstimateSpec) -> None:
        """Make one figure for every group."""
        g = self.groups
        if spec.measure is not None and spec.measure.needs_rest and g.rest < 0:
            raise InputError(Issue("EST024", place=spec.name))
        if spec.measure is None:
            self._add_undefined(spec)
            return
        by_family: Mapping[str, Callable[[EstimateSpec, Any], None]] = {
            **dict.fromkeys(("ratio", "total", "distribution"), self._estimate_by_domain),
            "rated": self._outside_ratings,
            "composition": self._estimate_composition,
        }
        handler_for(spec.measure, by_family)(spec, spec.measure)

    def _estimate_by_domain(self, spec: EstimateSpec, measure: Measure) -> None:
        g = self.groups
        if spec.level == "area":
            self._estimate_domains(spec, measure, g.cells, g.cell_labels, self.weights)
        self._estimate_domains(spec, measure, g.other, g.whole_labels, self.weights)

    def _estimate_domains(
        self,
        spec: EstimateSpec,
        measure: Measure,
        code: Codes,
        labels: Sequence[GroupLabel],
        weights: Floats,
    ) -> None:
        """Make the figure for every group of one grouping."""
        if not labels:
            return
        sums = self.estimator.sums_over(code, len(labels))
        figures = self.estimator.estimate_domains(measure, sums, weights)
        uncertainty = self._uncertainty_columns(figures, sums, weights)
        columns = {
            "value": figures.value,
            "base": figures.base,
            "positive": figures.positive,
            "effective_base": figures.base,
            "curve": figures.curves,
            "status": status_of(figures.base, figures.value),
            **uncertainty,
        }
        for label, *cells in zip(labels, *columns.values(), strict=True):
            row = dict(zip(columns, cells, strict=True))
            self.collected.add_row(spec, label, method="taylor", interval=figures.interval, **row)
        self.collected.add_influence(
            figures.influence, code, len(labels), in_base=figures.in_base, is_ratio=figures.is_ratio
        )

    def _uncertainty_columns(
        self, figures: DomainFigures, sums: Sums, weights: Floats
    ) -> dict[str, Floats | Mask]:
        """Degrees of freedom, simple variance and its correction of each group; a full count has no end."""
        unknown = np.full(sums.k, np.nan)
        if self.estimator.sample is None:
            return {"df": np.full(sums.k, np.inf), "simple": unknown, "deff_srswor": unknown}
        sampled = self.estimator.is_sampled(figures.in_base, sums)
        persons = sums.by_group(figures.in_base)
        df = self.estimator.degrees_of_freedom(figures.in_base, persons, sums)
        if figures.residual is None:
            return {"df": df, "simple": unknown, "deff_srswor": unknown, "sampled": sampled}
        simple, correction = simple_variance(sums, persons, figures.in_base, weights, figures.residual)
        return {"df": df, "simple": simple, "deff_srswor": correction, "sampled": sampled}

    def _outside_ratings(self, spec: EstimateSpec, measure: SeenFromOutside) -> None:
        """Residents of the rest rate each area; the whole is the areas' mean weighted by their population."""
        g = self.groups
        in_rest = np.zeros(len(g.area))
        if g.rest >= 0:
            in_rest = np.where(g.area == g.rest, self.weights, 0.0)
        first_row = len(self.collected.rows)
        first_influence = len(self.collected.influences)
        for i, area in enumerate(g.area_ids):
            labels = g.cell_labels[i * g.n_other : (i + 1) * g.n_other]
            self._estimate_domains(spec, measure.about(area), g.other, labels, in_rest)
        of_areas = self.collected.influences[first_influence:]
        influence = np.zeros(len(g.other))
        for j, label in enumerate(g.whole_labels):
            rows = self.collected.rows[first_row + j : first_row + len(g.cell_labels) : g.n_other]
            residents = total_by(np.where(g.other == j, g.area, -1), self.weights, len(g.area_ids))
            share = residents / max(residents.sum(), 1e-300)
            for of_area, part in zip(of_areas, share, strict=True):
                influence += np.where(g.other == j, part * of_area.z, 0.0)
            sampled = self.estimator.sample is not None
            self.collected.add_row(spec, label, sampled=sampled, **_mixed_row(rows, share))
        if g.whole_labels:
            self.collected.add_influence(influence, g.other, len(g.whole_labels))

    def _estimate_composition(self, spec: EstimateSpec, measure: Composition) -> None:
        """Among the persons of one other group (one year): every area, and the whole."""
        everybody = np.zeros(self.collected.n, dtype=np.intp)
        for other in range(self.groups.n_other):
            rows = np.flatnonzero(self.groups.other == other)
            composed = estimate_composition(
                measure,
                self.frame.iloc[rows],
                spec,
                self.groups.of_rows(rows, other=other),
                bootstrap=self.bootstrap,
            )
            status = composed.status
            for i, (label, row) in enumerate(zip(composed.labels, composed.row_fields(), strict=True)):
                influence = np.zeros(self.collected.n)
                influence[rows] = composed.influence[:, i]
                self.collected.add_row(spec, label, **row, status=status[i])
                self.collected.add_influence(influence, everybody, 1)

    def _add_undefined(self, spec: EstimateSpec) -> None:
        blank: dict[str, Any] = dict.fromkeys(("value", "df", "base", "effective_base"), np.nan)
        for label in self._labels_of(spec):
            self.collected.add_row(spec, label, **blank, method="", interval="none", status="not_defined")

    def _labels_of(self, spec: EstimateSpec) -> Iterator[GroupLabel]:
        if spec.level == "area":
            yield from self.groups.cell_labels
        yield from self.groups.whole_labels


def _mixed_row(rows: Sequence[dict[str, Any]], share: Floats) -> dict[str, Any]:
    """Row of the mean of some figures, as certain as the least certain of them."""
    least = {name: min(row[name] for row in rows) for name in ("df", "base", "effective_base")}
    is_usable = all(row["status"] == "ok" for row in rows)
    return {
        "value": float(share @ [row["value"] for row in rows]),
        **least,
        "method": "taylor",
        "interval": "t",
        "status": "ok" if is_usable else "empty",
    }
