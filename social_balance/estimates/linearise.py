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
from social_balance.estimates.compositions import composed
from social_balance.estimates.groups import Groups, Sums, total_by
from social_balance.estimates.intervals import Events
from social_balance.estimates.moments import Strand, side_by_side
from social_balance.estimates.values import rows_frame
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
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """One figure to make for every area: a name, a rule, and how to show it."""

    name: str
    measure: Measure | None  # None: not defined in this year
    unit: str = ""
    level: Literal["area", "whole"] = "area"


@dataclass(frozen=True)
class Figure:
    """A figure over the years: its rule may be another in another year, and it may be a mean over years."""

    name: str
    rule: Callable[[int | None], Measure | None]
    unit: str = ""
    level: Literal["area", "whole"] = "area"
    window: int = 1
    versions: tuple[Measure, ...] = ()  # what the rule may be, where that is known beforehand

    def task(self, year: int | None) -> Task:
        """Return what to make in one year."""
        return Task(self.name, self.rule(year), self.unit, self.level)


@dataclass(frozen=True)
class Block:
    """Figures of one table and the linearised value of every row of the table on each of them."""

    rows: pd.DataFrame
    n: int  # rows of the table
    strands: tuple[Strand, ...]
    simple_variance: Floats  # of a simple random sample of the same base, shape (figures,); NaN where unknown

    @property
    def z(self) -> Floats:
        """The linearised values as a matrix, shape (n, figures)."""
        return side_by_side(self.strands, self.n, len(self.rows))


@dataclass(frozen=True)
class _Found:
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
class _Collected:
    """What one pass gathers, figure by figure."""

    n: int
    names: tuple[str, ...]
    labels: list[tuple[Hashable, ...]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    strands: list[Strand] = field(default_factory=list)
    simple: list[float] = field(default_factory=list)

    def add(self, task: Task, label: tuple[Hashable, ...], *, simple: float = np.nan, **row: Any) -> None:
        self.labels.append((task.name, *label))
        blank = {"positive": np.nan, "deff": np.nan, "deff_srswor": np.nan, "curve": None}
        self.rows.append({"unit": task.unit, **blank, **row})
        self.simple.append(simple)

    def spread(self, z: Floats, code: Codes, k: int) -> None:
        """Tell the linearised values of the k figures added last."""
        added = range(len(self.rows) - k, len(self.rows))
        figures = np.array([i if self.rows[i]["status"] == "ok" else -1 for i in added], dtype=np.intp)
        self.strands.append(Strand(z, code, figures))

    def block(self) -> Block:
        rows = rows_frame(self.rows, self.labels, names=["measure", *self.names])
        return Block(rows, self.n, tuple(self.strands), np.asarray(self.simple, dtype=float))


def linearise(
    frame: pd.DataFrame,
    tasks: Sequence[Task],
    groups: Groups,
    *,
    weights: Floats,
    sample: Sample | None = None,
    evaluate: Evaluate | None = None,
    proportion_interval: str = "logit",
    replicates: int = 500,
    seed: int = 1,
) -> Block:
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
    out = _Collected(len(frame), groups.names)
    parts: dict[PersonVariable, Amount] = {}

    def of(part: PersonVariable) -> Amount:
        if part not in parts:
            parts[part] = evaluate(part) if evaluate else part.amounts(frame)
        return parts[part]

    maker = _Maker(frame, groups, weights, sample, of, proportion_interval, replicates, seed, out)
    for task in tasks:
        maker.make(task)
    return out.block()


@dataclass(frozen=True)
class _Maker:
    """The table and its groups, at hand while the tasks are done one by one."""

    frame: pd.DataFrame
    groups: Groups
    weights: Floats
    sample: Sample | None
    of: Evaluate
    proportion_interval: str
    replicates: int
    seed: int
    out: _Collected
    known_sums: dict[int, Sums] = field(default_factory=dict)
    strata_met: dict[int, Sums] = field(default_factory=dict)

    def make(self, task: Task) -> None:
        if task.measure is not None and task.measure.needs_rest and self.groups.rest < 0:
            raise InputError(Issue("EST024", place=task.name))
        if task.measure is None:
            self._undefined(task)
        elif isinstance(task.measure, SeenFromOutside):
            self._rated(task, task.measure)
        elif isinstance(task.measure, Composition):
            self._composed(task, task.measure)
        else:
            g = self.groups
            if task.level == "area":
                self._summed(task, task.measure, g.cells, g.cell_labels, self.weights)
            self._summed(task, task.measure, g.other, g.whole_labels, self.weights)

    def _summed(
        self,
        task: Task,
        measure: Measure,
        code: Codes,
        labels: Sequence[tuple[Hashable, ...]],
        weights: Floats,
    ) -> None:
        """Make the figure for every group of one grouping."""
        k = len(labels)
        if not k:
            return
        sums = self.sums(code, k)
        if isinstance(measure, RatioMeasure):
            found = self._ratios(measure, sums, weights)
        elif isinstance(measure, Total):
            found = self._totals(measure, sums, weights)
        else:
            assert isinstance(measure, Distribution)
            found = self._ordered(measure, code, k, weights)
        simple, correction, df = np.full(k, np.nan), np.full(k, np.nan), np.full(k, np.inf)
        if self.sample is not None:
            persons = sums.of(found.in_base)
            if found.residual is not None:
                simple, correction = _simple_variance(sums, persons, found.in_base, weights, found.residual)
            df = self._degrees_of_freedom(found.in_base, persons, sums)
        status = status_of(found.base, found.value)
        for j, label in enumerate(labels):
            self.out.add(
                task, label, simple=simple[j], value=found.value[j],
                df=df[j], base=found.base[j], positive=found.positive[j], effective_base=found.base[j],
                deff_srswor=correction[j], method="taylor", interval=found.interval, curve=found.curves[j],
                status=status[j],
            )  # fmt: skip
        self.out.spread(found.z, code, k)

    def sums(self, code: Codes, k: int) -> Sums:
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
            taking_part = np.where(sums.inside & in_base, sums.code, -1)
            return self.sample.degrees_of_freedom(taking_part, sums.k)
        if id(sums) not in self.strata_met:
            stratum = self.sample.stages[0].stratum
            size = int(stratum.max(initial=0)) + 1
            crossed = np.where(sums.inside, sums.code * size + stratum, -1)
            self.strata_met[id(sums)] = Sums(crossed, sums.k * size)
        met = self.strata_met[id(sums)].of(in_base).reshape(sums.k, -1) > 0
        return np.asarray(persons - met.sum(axis=1))

    def _ratios(self, measure: RatioMeasure, sums: Sums, weights: Floats) -> _Found:
        k = sums.k
        value, base = np.zeros(k), np.full(k, np.inf)
        z, in_base = np.zeros(0), np.zeros(len(weights), bool)
        terms = measure.terms()
        for term in terms:
            positive, counted = self.of(term.positive), self.of(term.base)
            total_y = sums.of(np.multiply(weights, positive, out=self.scratch))
            total_x = sums.of(np.multiply(weights, counted, out=self.scratch))
            safe_x = np.where(total_x != 0, total_x, 1.0)
            ratio = np.where(total_x != 0, total_y / safe_x, np.nan)
            value += term.coefficient * ratio
            of_term = np.multiply(counted, 1.0)
            sums.scale(of_term, -np.nan_to_num(ratio))
            of_term += positive
            of_term *= weights
            sums.scale(of_term, term.coefficient / safe_x)
            z = of_term if term is terms[0] else z + of_term
            here = _not_zero(self.of(term.takes_part)) & (weights > 0)
            base = np.minimum(base, sums.of(here))
            in_base |= here
        met, interval = np.full(k, np.nan), "t"
        curves: Sequence[Events | None] = [None] * k
        weighs = weights > 0
        if measure.proportion:
            met = sums.of(_not_zero(self.of(terms[0].positive)) & weighs)
            interval = self.proportion_interval
        if isinstance(measure, Rate) and self.sample is None:
            met = sums.of(self.of(terms[0].positive) * weighs)
            interval = "byar" if measure.positive is not None else "dobson"
            curves = [Events(*of_group) for of_group in zip(met, measure.per / safe_x, strict=True)]
        residual = z if len(terms) == 1 else None
        return _Found(value, z, base, in_base, met, residual, interval, curves)

    def _totals(self, measure: Total, sums: Sums, weights: Floats) -> _Found:
        k = sums.k
        in_base = _not_zero(self.of(measure.persons())) & (weights > 0)
        amount = measure.factor * self.of(measure.amount())
        n = sums.of(weights * in_base)
        value = sums.of(weights * amount)
        mean = np.divide(value, n, out=np.zeros(k), where=n > 0)
        base = sums.of(in_base)
        counted = (amount != 0) & in_base
        positive = sums.of(counted) if measure.positive is not None else np.full(k, np.nan)
        residual = np.where(in_base, weights * (amount - sums.spread(mean)), 0.0)
        return _Found(value, weights * amount, base, in_base, positive, residual, "t", [None] * k)

    def _ordered(self, measure: Distribution, code: Codes, k: int, weights: Floats) -> _Found:
        in_base = _not_zero(self.of(measure.persons())) & (weights > 0)
        answer = np.asarray(self.of(measure.amount()), dtype=float)
        value, z = np.full(k, np.nan), np.zeros(len(code))
        curves: list[Curve | None] = [None] * k
        for j in range(k):
            here = np.flatnonzero((code == j) & in_base)
            if len(here):
                figure = measure.estimate(answer[here], weights[here])
                value[j], curves[j] = figure.value, figure.curve
                z[here] = weights[here] * figure.influence
        interval = "woodruff" if any(curve is not None for curve in curves) else "t"
        return _Found(value, z, total_by(code, in_base, k), in_base, np.full(k, np.nan), z, interval, curves)

    def _rated(self, task: Task, measure: SeenFromOutside) -> None:
        """Residents of the rest rate each area; the whole is the areas' mean weighted by their population."""
        g = self.groups
        in_rest = np.where(g.area == g.rest, self.weights, 0.0) if g.rest >= 0 else np.zeros(len(g.area))
        start, first = len(self.out.rows), len(self.out.strands)
        for i, area in enumerate(g.area_ids):
            labels = g.cell_labels[i * g.n_other : (i + 1) * g.n_other]
            self._summed(task, measure.about(area), g.other, labels, in_rest)
        z = np.zeros(len(g.other))
        for j, label in enumerate(g.whole_labels):
            mine = range(start + j, start + len(g.cell_labels), g.n_other)
            rows = [self.out.rows[i] for i in mine]
            lived = total_by(np.where(g.other == j, g.area, -1), self.weights, len(g.area_ids))
            share = lived / max(lived.sum(), 1e-300)
            lowest = {name: min(row[name] for row in rows) for name in ("df", "base", "effective_base")}
            for strand, part in zip(self.out.strands[first:], share, strict=True):
                z += np.where(g.other == j, part * strand.z, 0.0)
            self.out.add(
                task, label,
                value=float(share @ [row["value"] for row in rows]), **lowest, method="taylor", interval="t",
                status="ok" if all(row["status"] == "ok" for row in rows) else "empty",
            )  # fmt: skip
        if g.whole_labels:
            self.out.spread(z, g.other, len(g.whole_labels))

    def _composed(self, task: Task, measure: Composition) -> None:
        """Among the persons of one other group (one year): every area, and the whole."""
        everybody = np.zeros(self.out.n, dtype=np.intp)
        for other in range(self.groups.n_other):
            at = np.flatnonzero(self.groups.other == other)
            found = composed(
                measure, self.frame.iloc[at], name=task.name, level=task.level, groups=self.groups,
                other=other, rows=at, replicates=self.replicates, seed=self.seed,
            )  # fmt: skip
            status = status_of(found.base, found.value)
            for i, (label, row) in enumerate(zip(found.labels, found.rows(), strict=True)):
                z = np.zeros(self.out.n)
                z[at] = found.influence[:, i]
                self.out.add(task, label, **row, status=status[i])
                self.out.spread(z, everybody, 1)

    def _undefined(self, task: Task) -> None:
        g = self.groups
        for label in (*(g.cell_labels if task.level == "area" else ()), *g.whole_labels):
            self.out.add(
                task, label, value=np.nan, df=np.nan, base=np.nan, effective_base=np.nan,
                method="", interval="none", status="not_defined",
            )  # fmt: skip


def in_order(labels: pd.Index, figures: Sequence[Figure]) -> Codes:
    """Positions that sort rows by figure, then by each other label in the order of first appearance."""
    names = {figure.name: i for i, figure in enumerate(figures)}
    keys = [labels.get_level_values(0).map(names).to_numpy()]
    keys += [pd.factorize(labels.get_level_values(level))[0] for level in range(1, labels.nlevels)]
    return np.lexsort(keys[::-1]).astype(np.intp)


def _simple_variance(
    sums: Sums, n: Floats, in_base: Mask, weights: Floats, z: Floats
) -> tuple[Floats, Floats]:
    """Variance of a simple random sample drawn with replacement, and N/(N − n) for one without."""
    total = sums.of(weights * in_base)
    # z = w·r/X, so r/x̄ = z·(Σw)/w, and its weighted mean square over n − 1 is the simple variance.
    square = z * z
    square *= in_base
    square /= np.maximum(weights, 1e-300)  # those in the base have a weight above 0
    simple = np.where(n > 1, sums.of(square) * total / np.maximum(n - 1, 1), np.nan)
    # Weights that add up to less than the sample do not stand for a population.
    return simple, np.divide(total, total - n, out=np.full(sums.k, np.nan), where=total > n)


def _not_zero(amount: Amount) -> Mask:
    """Return which rows have an amount."""
    return np.asarray(amount, dtype=bool)  # NaN never occurs: what is unknown counts 0


def status_of(base: Floats, value: Floats) -> npt.NDArray[Any]:
    """Return whether each figure can be used, from the persons in its base and its value."""
    empty = (base == 0) | ~np.isfinite(value)
    return np.where(empty, "empty", np.where(base == 1, "single", "ok")).astype(object)
