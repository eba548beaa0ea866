"""One measure in every group of one grouping: its figures, and every row's part in their uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from social_balance.arrays import Codes, Floats, Mask
from social_balance.estimates.groups import Sums
from social_balance.estimates.intervals import RATE_INTERVALS, Events
from social_balance.measures.distribution import Curve, Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import Amount, PersonVariable
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.registry import handler_for
from social_balance.measures.total import Total
from social_balance.samples.design import Sample

AmountOf: TypeAlias = Callable[[PersonVariable], Amount]


@dataclass(frozen=True)
class DomainFigures:
    """One measure in each of k groups, among n rows that are in one group each."""

    value: Floats  # (k,)
    influence: Floats  # (n,): linearised value of each row, weight included, on the figure of its group
    base: Floats  # (k,): persons, unweighted
    in_base: Mask  # (n,)
    positive: Floats  # (k,): of the base, those that are counted; NaN where nobody is
    residual: Floats | None  # (n,): influence less its mean; None where it has no simple variance
    interval: str
    curves: Sequence[Curve | Events | None]  # k of them


@dataclass(frozen=True)
class DomainEstimator:
    """The rows of a table, and what is worked out once for all the measures of it.

    Parameters
    ----------
    amount_of : callable
        The amount of every row in a variable of a measure.
    sample : Sample, optional
        The design of the rows; left out: a full count.
    """

    amount_of: AmountOf
    sample: Sample | None
    sums_by_code: dict[int, Sums] = field(default_factory=dict)
    stratum_sums: dict[int, Sums] = field(default_factory=dict)

    def sums_over(self, code: Codes, k: int) -> Sums:
        """Return the sums over a grouping, made once for all measures."""
        if id(code) not in self.sums_by_code:
            self.sums_by_code[id(code)] = Sums(code, k)
        return self.sums_by_code[id(code)]

    def estimate_domains(self, measure: Measure, sums: Sums, weights: Floats) -> DomainFigures:
        """Estimate a measure in every group of a grouping."""
        by_family: Mapping[str, Callable[[Any, Sums, Floats], DomainFigures]] = {
            "ratio": self._estimate_ratios,
            "total": self._estimate_totals,
            "distribution": self._estimate_distribution,
        }
        return handler_for(measure, by_family)(measure, sums, weights)

    def degrees_of_freedom(self, in_base: Mask, persons: Floats, sums: Sums) -> Floats:
        """Return primary units less strata among those in the base of each group, shape (k,)."""
        assert self.sample is not None
        if not self.rows_are_units:
            taking_part = np.where(sums.is_inside & in_base, sums.code, -1)
            return self.sample.degrees_of_freedom(taking_part, sums.k)
        if id(sums) not in self.stratum_sums:
            stratum = self.sample.stages[0].stratum
            size = int(stratum.max(initial=0)) + 1
            crossed = np.where(sums.is_inside, sums.code * size + stratum, -1)
            self.stratum_sums[id(sums)] = Sums(crossed, sums.k * size)
        has_persons = self.stratum_sums[id(sums)].by_group(in_base).reshape(sums.k, -1) > 0
        return np.asarray(persons - has_persons.sum(axis=1))

    @cached_property
    def rows_are_units(self) -> bool:
        """Whether no two rows of the table are of one sampling unit."""
        assert self.sample is not None
        unit = self.sample.stages[0].unit
        is_used = np.zeros(int(unit.max(initial=-1)) + 1, bool)
        is_used[unit] = True
        return int(np.count_nonzero(is_used)) == len(unit)

    def _estimate_ratios(self, measure: RatioMeasure, sums: Sums, weights: Floats) -> DomainFigures:
        value = np.zeros(sums.k)
        base = np.full(sums.k, np.inf)
        influence = np.zeros(len(weights))
        in_base = np.zeros(len(weights), bool)
        terms = measure.terms()
        # Room for a number per row, used over and over: fresh memory costs more than the arithmetic.
        scratch = np.empty(len(weights))
        for term in terms:
            ratio = RatioOfTotals.of(
                self.amount_of(term.positive), self.amount_of(term.base), sums, weights, scratch
            )
            value += term.coefficient * ratio.value
            of_term = ratio.linearise(sums, weights, coefficient=term.coefficient)
            # The first is taken as it is: adding it to zeros would cost a pass over the rows.
            influence = of_term if term is terms[0] else influence + of_term
            takes_part = is_not_zero(self.amount_of(term.takes_part)) & (weights > 0)
            base = np.minimum(base, sums.by_group(takes_part))
            in_base |= takes_part
        positive = np.full(sums.k, np.nan)
        interval = "t"
        curves: Sequence[Events | None] = [None] * sums.k
        if measure.proportion:
            positive = sums.by_group(is_not_zero(self.amount_of(terms[0].positive)) & (weights > 0))
            # Of a full count Wilson holds down to few events; the logit is R's choice for surveys.
            interval = "wilson" if self.sample is None else "logit"
        if self.sample is None and measure.count_interval in RATE_INTERVALS:
            positive = sums.by_group(self.amount_of(terms[0].positive) * (weights > 0))
            interval = measure.count_interval
            one_event = measure.per_event / ratio.divisor
            curves = [Events(*of_group) for of_group in zip(positive, one_event, strict=True)]
        residual = influence if len(terms) == 1 else None
        return DomainFigures(value, influence, base, in_base, positive, residual, interval, curves)

    def _estimate_totals(self, measure: Total, sums: Sums, weights: Floats) -> DomainFigures:
        in_base = is_not_zero(self.amount_of(measure.persons())) & (weights > 0)
        amount = measure.factor * self.amount_of(measure.amount())
        n = sums.by_group(weights * in_base)
        value = sums.by_group(weights * amount)
        mean = np.divide(value, n, out=np.zeros(sums.k), where=n > 0)
        positive = np.full(sums.k, np.nan)
        if measure.positive is not None:
            positive = sums.by_group((amount != 0) & in_base)
        return DomainFigures(
            value,
            influence=weights * amount,
            base=sums.by_group(in_base),
            in_base=in_base,
            positive=positive,
            residual=np.where(in_base, weights * (amount - sums.to_rows(mean)), 0.0),
            interval="t",
            curves=[None] * sums.k,
        )

    def _estimate_distribution(self, measure: Distribution, sums: Sums, weights: Floats) -> DomainFigures:
        in_base = is_not_zero(self.amount_of(measure.persons())) & (weights > 0)
        answer = np.asarray(self.amount_of(measure.amount()), dtype=float)
        value = np.full(sums.k, np.nan)
        influence = np.zeros(len(weights))
        curves: list[Curve | None] = [None] * sums.k
        for j in range(sums.k):
            rows = np.flatnonzero((sums.code == j) & in_base)
            if len(rows):
                estimate = measure.estimate(answer[rows], weights[rows])
                value[j] = estimate.value
                curves[j] = estimate.curve
                influence[rows] = weights[rows] * estimate.influence
        interval = "t" if all(curve is None for curve in curves) else "woodruff"
        base = sums.by_group(in_base)
        positive = np.full(sums.k, np.nan)
        return DomainFigures(value, influence, base, in_base, positive, influence, interval, curves)


@dataclass(frozen=True)
class RatioOfTotals:
    """R = Y/X of every group; NaN where X is 0."""

    value: Floats  # (k,)
    divisor: Floats  # (k,): X, or 1 where it is 0
    numerator: Amount  # (n,)
    denominator: Amount  # (n,)

    @staticmethod
    def of(
        numerator: Amount, denominator: Amount, sums: Sums, weights: Floats, scratch: Floats
    ) -> RatioOfTotals:
        """Divide the weighted totals of two amounts, in the memory of `scratch`."""
        total_y = sums.by_group(np.multiply(weights, numerator, out=scratch))
        total_x = sums.by_group(np.multiply(weights, denominator, out=scratch))
        divisor = np.where(total_x != 0, total_x, 1.0)
        return RatioOfTotals(
            np.where(total_x != 0, total_y / divisor, np.nan), divisor, numerator, denominator
        )

    def linearise(self, sums: Sums, weights: Floats, *, coefficient: float) -> Floats:
        """Return coefficient·w·(y − R·x)/X of every row, shape (n,) [Woodruff 1971]."""
        influence = np.multiply(self.denominator, 1.0)
        sums.scale_rows(influence, -np.nan_to_num(self.value))
        influence += self.numerator
        influence *= weights
        sums.scale_rows(influence, coefficient / self.divisor)
        return influence


def simple_variance(
    sums: Sums, n: Floats, in_base: Mask, weights: Floats, residual: Floats
) -> tuple[Floats, Floats]:
    """Return the variance of a simple random sample drawn with replacement, and N/(N − n) for one without."""
    total = sums.by_group(weights * in_base)
    # The residual is w·r/X, so r/x̄ = residual·(Σw)/w; its weighted mean square over n − 1 is the variance.
    square = residual * residual
    square *= in_base
    square /= np.maximum(weights, 1e-300)  # those in the base have a weight above 0
    simple = np.where(n > 1, sums.by_group(square) * total / np.maximum(n - 1, 1), np.nan)
    # Weights that add up to less than the sample do not stand for a population.
    return simple, np.divide(total, total - n, out=np.full(sums.k, np.nan), where=total > n)


def is_not_zero(amount: Amount) -> Mask:
    """Return which rows have an amount."""
    return np.asarray(amount, dtype=bool)  # NaN never occurs: what is unknown counts 0


def status_of(base: Floats, value: Floats) -> npt.NDArray[Any]:
    """Return whether each figure can be used, from the persons in its base and its value."""
    is_empty = (base == 0) | ~np.isfinite(value)
    return np.where(is_empty, "empty", np.where(base == 1, "single", "ok")).astype(object)
