"""One pass over the persons of a table: every figure, and every person's part in its uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.estimates.compositions import estimate_composition
from social_balance.estimates.groups import Groups, Sums, total_by
from social_balance.estimates.intervals import Events
from social_balance.estimates.moments import GroupedInfluence, dense_influence
from social_balance.estimates.rows import rows_frame
from social_balance.language.faults import InputError, Issue
from social_balance.measures.composition import Composition
from social_balance.measures.distribution import Curve, Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import Amount, PersonVariable
from social_balance.measures.rated import SeenFromOutside
from social_balance.measures.ratio import Rate, RatioMeasure
from social_balance.measures.total import Total
from social_balance.samples.design import Sample

Evaluate: TypeAlias = Callable[[PersonVariable], Amount]
RowFields: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class EstimateSpec:
    """One figure to make for every area: a name, a rule, and how to show it."""

    name: str
    measure: Measure | None  # None: not defined in this year
    unit: str = ""
    level: Literal["area", "whole"] = "area"


@dataclass(frozen=True)
class IndicatorSpec:
    """A figure over the years: its rule may be another in another year, and it may be a mean over years."""

    name: str
    rule: Callable[[int | None], Measure | None]
    unit: str = ""
    level: Literal["area", "whole"] = "area"
    window: int = 1
    versions: tuple[Measure, ...] = ()  # what the rule may be, where that is known beforehand

    def for_year(self, year: int | None) -> EstimateSpec:
        """Return what to make in one year."""
        return EstimateSpec(self.name, self.rule(year), self.unit, self.level)


@dataclass(frozen=True)
class LinearisedTable:
    """Figures of one table and the linearised value of every row of the table on each of them."""

    rows: pd.DataFrame
    n: int  # rows of the table
    influences: tuple[GroupedInfluence, ...]
    simple_variance: Floats  # of a simple random sample of the same base, shape (figures,); NaN where unknown

    @property
    def z(self) -> Floats:
        """The linearised values as a matrix, shape (n, figures)."""
        return dense_influence(self.influences, self.n, len(self.rows))


@dataclass(frozen=True)
class DomainFigures:
    """One measure in every group of one grouping."""

    value: Floats
    z: Floats  # shape (n,): a row is in one group
    base: Floats
    in_base: Mask
    positive: Floats
    residual: Floats | None  # z less its mean, for the simple variance; None where there is none
    interval: str
    curves: Sequence[Curve | Events | None]


@dataclass
class CollectedFigures:
    """What one pass gathers, figure by figure."""

    n: int
    names: tuple[str, ...]
    labels: list[tuple[Hashable, ...]] = field(default_factory=list)
    rows: list[RowFields] = field(default_factory=list)
    influences: list[GroupedInfluence] = field(default_factory=list)
    simple: list[float] = field(default_factory=list)

    def add_row(
        self, spec: EstimateSpec, label: tuple[Hashable, ...], *, simple: float = np.nan, **row: Any
    ) -> None:
        self.labels.append((spec.name, *label))
        blank = {"positive": np.nan, "deff": np.nan, "deff_srswor": np.nan, "curve": None}
        self.rows.append({"unit": spec.unit, **blank, **row})
        self.simple.append(simple)

    def add_influence(self, z: Floats, code: Codes, k: int) -> None:
        """Tell the linearised values of the k figures added last."""
        added = range(len(self.rows) - k, len(self.rows))
        figures = np.array([i if self.rows[i]["status"] == "ok" else -1 for i in added], dtype=np.intp)
        self.influences.append(GroupedInfluence(z, code, figures))

    def as_table(self) -> LinearisedTable:
        rows = rows_frame(self.rows, self.labels, names=["measure", *self.names])
        return LinearisedTable(rows, self.n, tuple(self.influences), np.asarray(self.simple, dtype=float))


def linearise(
    frame: pd.DataFrame,
    specs: Sequence[EstimateSpec],
    groups: Groups,
    *,
    weights: Floats,
    sample: Sample | None = None,
    evaluate: Evaluate | None = None,
    proportion_interval: str = "logit",
    replicates: int = 500,
    seed: int = 1,
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
    out = CollectedFigures(len(frame), groups.names)
    parts: dict[PersonVariable, Amount] = {}

    def amount_of(part: PersonVariable) -> Amount:
        if part not in parts:
            parts[part] = evaluate(part) if evaluate else part.amounts(frame)
        return parts[part]

    run = LinearisationRun(
        frame, groups, weights, sample, amount_of, proportion_interval, replicates, seed, out
    )
    for spec in specs:
        run.estimate(spec)
    return out.as_table()


@dataclass(frozen=True)
class LinearisationRun:
    """The table and its groups, at hand while the specs are done one by one."""

    frame: pd.DataFrame
    groups: Groups
    weights: Floats
    sample: Sample | None
    amount_of: Evaluate
    proportion_interval: str
    replicates: int
    seed: int
    out: CollectedFigures
    known_sums: dict[int, Sums] = field(default_factory=dict)
    stratum_sums: dict[int, Sums] = field(default_factory=dict)

    def estimate(self, spec: EstimateSpec) -> None:
        if spec.measure is not None and spec.measure.needs_rest and self.groups.rest < 0:
            raise InputError(Issue("EST024", place=spec.name))
        if spec.measure is None:
            self._add_undefined(spec)
        elif isinstance(spec.measure, SeenFromOutside):
            self._outside_ratings(spec, spec.measure)
        elif isinstance(spec.measure, Composition):
            self._estimate_composition(spec, spec.measure)
        else:
            g = self.groups
            if spec.level == "area":
                self._estimate_domains(spec, spec.measure, g.cells, g.cell_labels, self.weights)
            self._estimate_domains(spec, spec.measure, g.other, g.whole_labels, self.weights)

    def _estimate_domains(
        self,
        spec: EstimateSpec,
        measure: Measure,
        code: Codes,
        labels: Sequence[tuple[Hashable, ...]],
        weights: Floats,
    ) -> None:
        """Make the figure for every group of one grouping."""
        k = len(labels)
        if not k:
            return
        sums = self.sums_over(code, k)
        if isinstance(measure, RatioMeasure):
            figures = self._estimate_ratios(measure, sums, weights)
        elif isinstance(measure, Total):
            figures = self._estimate_totals(measure, sums, weights)
        else:
            assert isinstance(measure, Distribution)
            figures = self._estimate_distribution(measure, code, k, weights)
        simple, correction, df = np.full(k, np.nan), np.full(k, np.nan), np.full(k, np.inf)
        if self.sample is not None:
            persons = sums.by_group(figures.in_base)
            if figures.residual is not None:
                simple, correction = _simple_variance(
                    sums, persons, figures.in_base, weights, figures.residual
                )
            df = self._degrees_of_freedom(figures.in_base, persons, sums)
        status = status_of(figures.base, figures.value)
        for j, label in enumerate(labels):
            self.out.add_row(
                spec, label, simple=simple[j], value=figures.value[j],
                df=df[j], base=figures.base[j], positive=figures.positive[j], effective_base=figures.base[j],
                deff_srswor=correction[j], method="taylor", interval=figures.interval, curve=figures.curves[j],
                status=status[j],
            )  # fmt: skip
        self.out.add_influence(figures.z, code, k)

    def sums_over(self, code: Codes, k: int) -> Sums:
        """Return the sums over a grouping, made once for all measures."""
        if id(code) not in self.known_sums:
            self.known_sums[id(code)] = Sums(code, k)
        return self.known_sums[id(code)]

    @cached_property
    def scratch(self) -> Floats:
        """Room for a number per row, used over and over: fresh memory costs more than the arithmetic."""
        return np.empty(len(self.weights))

    @cached_property
    def rows_are_units(self) -> bool:
        """Whether no two rows of the table are of one sampling unit."""
        assert self.sample is not None
        unit = self.sample.stages[0].unit
        met = np.zeros(int(unit.max(initial=-1)) + 1, bool)
        met[unit] = True
        return int(np.count_nonzero(met)) == len(unit)

    def _degrees_of_freedom(self, in_base: Mask, persons: Floats, sums: Sums) -> Floats:
        """Primary units less strata among those in the base of each group."""
        assert self.sample is not None
        if not self.rows_are_units:
            taking_part = np.where(sums.is_inside & in_base, sums.code, -1)
            return self.sample.degrees_of_freedom(taking_part, sums.k)
        if id(sums) not in self.stratum_sums:
            stratum = self.sample.stages[0].stratum
            size = int(stratum.max(initial=0)) + 1
            crossed = np.where(sums.is_inside, sums.code * size + stratum, -1)
            self.stratum_sums[id(sums)] = Sums(crossed, sums.k * size)
        met = self.stratum_sums[id(sums)].by_group(in_base).reshape(sums.k, -1) > 0
        return np.asarray(persons - met.sum(axis=1))

    def _estimate_ratios(self, measure: RatioMeasure, sums: Sums, weights: Floats) -> DomainFigures:
        k = sums.k
        value, base = np.zeros(k), np.full(k, np.inf)
        z, in_base = np.zeros(0), np.zeros(len(weights), bool)
        terms = measure.terms()
        for term in terms:
            positive, counted = self.amount_of(term.positive), self.amount_of(term.base)
            total_y = sums.by_group(np.multiply(weights, positive, out=self.scratch))
            total_x = sums.by_group(np.multiply(weights, counted, out=self.scratch))
            safe_x = np.where(total_x != 0, total_x, 1.0)
            ratio = np.where(total_x != 0, total_y / safe_x, np.nan)
            value += term.coefficient * ratio
            of_term = np.multiply(counted, 1.0)
            sums.scale_rows(of_term, -np.nan_to_num(ratio))
            of_term += positive
            of_term *= weights
            sums.scale_rows(of_term, term.coefficient / safe_x)
            z = of_term if term is terms[0] else z + of_term
            here = _is_not_zero(self.amount_of(term.takes_part)) & (weights > 0)
            base = np.minimum(base, sums.by_group(here))
            in_base |= here
        met, interval = np.full(k, np.nan), "t"
        curves: Sequence[Events | None] = [None] * k
        weighs = weights > 0
        if measure.proportion:
            met = sums.by_group(_is_not_zero(self.amount_of(terms[0].positive)) & weighs)
            interval = self.proportion_interval
        if isinstance(measure, Rate) and self.sample is None:
            met = sums.by_group(self.amount_of(terms[0].positive) * weighs)
            interval = "byar" if measure.positive is not None else "dobson"
            curves = [Events(*of_group) for of_group in zip(met, measure.per / safe_x, strict=True)]
        residual = z if len(terms) == 1 else None
        return DomainFigures(value, z, base, in_base, met, residual, interval, curves)

    def _estimate_totals(self, measure: Total, sums: Sums, weights: Floats) -> DomainFigures:
        k = sums.k
        in_base = _is_not_zero(self.amount_of(measure.persons())) & (weights > 0)
        amount = measure.factor * self.amount_of(measure.amount())
        n = sums.by_group(weights * in_base)
        value = sums.by_group(weights * amount)
        mean = np.divide(value, n, out=np.zeros(k), where=n > 0)
        base = sums.by_group(in_base)
        counted = (amount != 0) & in_base
        positive = sums.by_group(counted) if measure.positive is not None else np.full(k, np.nan)
        residual = np.where(in_base, weights * (amount - sums.to_rows(mean)), 0.0)
        return DomainFigures(value, weights * amount, base, in_base, positive, residual, "t", [None] * k)

    def _estimate_distribution(
        self, measure: Distribution, code: Codes, k: int, weights: Floats
    ) -> DomainFigures:
        in_base = _is_not_zero(self.amount_of(measure.persons())) & (weights > 0)
        answer = np.asarray(self.amount_of(measure.amount()), dtype=float)
        value, z = np.full(k, np.nan), np.zeros(len(code))
        curves: list[Curve | None] = [None] * k
        for j in range(k):
            here = np.flatnonzero((code == j) & in_base)
            if len(here):
                figure = measure.estimate(answer[here], weights[here])
                value[j], curves[j] = figure.value, figure.curve
                z[here] = weights[here] * figure.influence
        interval = "woodruff" if any(curve is not None for curve in curves) else "t"
        return DomainFigures(
            value, z, total_by(code, in_base, k), in_base, np.full(k, np.nan), z, interval, curves
        )

    def _outside_ratings(self, spec: EstimateSpec, measure: SeenFromOutside) -> None:
        """Residents of the rest rate each area; the whole is the areas' mean weighted by their population."""
        g = self.groups
        in_rest = np.where(g.area == g.rest, self.weights, 0.0) if g.rest >= 0 else np.zeros(len(g.area))
        start, first = len(self.out.rows), len(self.out.influences)
        for i, area in enumerate(g.area_ids):
            labels = g.cell_labels[i * g.n_other : (i + 1) * g.n_other]
            self._estimate_domains(spec, measure.about(area), g.other, labels, in_rest)
        z = np.zeros(len(g.other))
        for j, label in enumerate(g.whole_labels):
            mine = range(start + j, start + len(g.cell_labels), g.n_other)
            rows = [self.out.rows[i] for i in mine]
            lived = total_by(np.where(g.other == j, g.area, -1), self.weights, len(g.area_ids))
            share = lived / max(lived.sum(), 1e-300)
            lowest = {name: min(row[name] for row in rows) for name in ("df", "base", "effective_base")}
            for influence, part in zip(self.out.influences[first:], share, strict=True):
                z += np.where(g.other == j, part * influence.z, 0.0)
            self.out.add_row(
                spec, label,
                value=float(share @ [row["value"] for row in rows]), **lowest, method="taylor", interval="t",
                status="ok" if all(row["status"] == "ok" for row in rows) else "empty",
            )  # fmt: skip
        if g.whole_labels:
            self.out.add_influence(z, g.other, len(g.whole_labels))

    def _estimate_composition(self, spec: EstimateSpec, measure: Composition) -> None:
        """Among the persons of one other group (one year): every area, and the whole."""
        everybody = np.zeros(self.out.n, dtype=np.intp)
        for other in range(self.groups.n_other):
            at = np.flatnonzero(self.groups.other == other)
            figures = estimate_composition(
                measure, self.frame.iloc[at], name=spec.name, level=spec.level, groups=self.groups,
                other=other, rows=at, replicates=self.replicates, seed=self.seed,
            )  # fmt: skip
            status = status_of(figures.base, figures.value)
            for i, (label, row) in enumerate(zip(figures.labels, figures.row_fields(), strict=True)):
                z = np.zeros(self.out.n)
                z[at] = figures.influence[:, i]
                self.out.add_row(spec, label, **row, status=status[i])
                self.out.add_influence(z, everybody, 1)

    def _add_undefined(self, spec: EstimateSpec) -> None:
        g = self.groups
        for label in (*(g.cell_labels if spec.level == "area" else ()), *g.whole_labels):
            self.out.add_row(
                spec, label, value=np.nan, df=np.nan, base=np.nan, effective_base=np.nan,
                method="", interval="none", status="not_defined",
            )  # fmt: skip


def display_order(labels: pd.Index, figures: Sequence[IndicatorSpec]) -> Codes:
    """Positions that sort rows by figure, then by each other label in the order of first appearance."""
    names = {figure.name: i for i, figure in enumerate(figures)}
    keys = [labels.get_level_values(0).map(names).to_numpy()]
    keys += [pd.factorize(labels.get_level_values(level))[0] for level in range(1, labels.nlevels)]
    return np.lexsort(keys[::-1]).astype(np.intp)


def _simple_variance(
    sums: Sums, n: Floats, in_base: Mask, weights: Floats, z: Floats
) -> tuple[Floats, Floats]:
    """Variance of a simple random sample drawn with replacement, and N/(N − n) for one without."""
    total = sums.by_group(weights * in_base)
    # z = w·r/X, so r/x̄ = z·(Σw)/w, and its weighted mean square over n − 1 is the simple variance.
    square = z * z
    square *= in_base
    square /= np.maximum(weights, 1e-300)  # those in the base have a weight above 0
    simple = np.where(n > 1, sums.by_group(square) * total / np.maximum(n - 1, 1), np.nan)
    # Weights that add up to less than the sample do not stand for a population.
    return simple, np.divide(total, total - n, out=np.full(sums.k, np.nan), where=total > n)


def _is_not_zero(amount: Amount) -> Mask:
    """Return which rows have an amount."""
    return np.asarray(amount, dtype=bool)  # NaN never occurs: what is unknown counts 0


def status_of(base: Floats, value: Floats) -> npt.NDArray[Any]:
    """Return whether each figure can be used, from the persons in its base and its value."""
    empty = (base == 0) | ~np.isfinite(value)
    return np.where(empty, "empty", np.where(base == 1, "single", "ok")).astype(object)
