"""Measures of how a column is distributed: quantiles, the Gini coefficient and income shares.

Each is a function of the ordered answers with its influence function, so that it gets its place in the joint
covariance beside shares and means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Self, cast

import numpy as np
from pydantic import Field

from social_balance.arrays import Floats
from social_balance.measures.measure import Column, Measure, build_measure
from social_balance.measures.person_variables import PersonVariable


@dataclass(frozen=True)
class Curve:
    """The weighted distribution function of one group, to read a quantile and its limits off.

    Parameters
    ----------
    values : ndarray of float
        The distinct answers in order.
    cumulative : ndarray of float
        Share of the weight at or below each of them; the last is 1.
    at : float
        Share of the weight at or below the quantile; when that is the highest answer, the share asked for.
    se : float
        Standard error of that share; NaN until the design has given it.

    Examples
    --------
    >>> curve_of(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), 0.5).quantile(0.5)
    2.0
    """

    values: Floats
    cumulative: Floats
    at: float
    se: float = np.nan

    def quantile(self, p: float) -> float:
        """Return the smallest answer with at least the share `p` of the weight at or below it."""
        # A hair below p: a share that is p up to rounding has reached it.
        place = int(np.searchsorted(self.cumulative, p - 1e-12))
        return float(self.values[min(place, len(self.values) - 1)])

    def reached(self, quantile: float) -> tuple[float, float]:
        """Return the answer whose share tells how sure a quantile is, and that share.

        It is the quantile itself. But everybody is at or below the highest answer, which says nothing: there
        it is the answer before, −∞ when there is none.
        """
        place = min(int(np.searchsorted(self.values, quantile)), len(self.values) - 2)
        if place < 0:
            return -np.inf, 0.0
        return float(self.values[place]), float(self.cumulative[place])


@dataclass(frozen=True)
class ValueWithInfluence:
    """A figure of ordered answers, and what one more unit of weight on each person does to it."""

    value: float
    influence: Floats
    curve: Curve | None = None  # of a quantile: the influence is on the share, to be turned by the curve


class Distribution(Measure):
    """A figure that depends on the order of the answers in one column."""

    family: ClassVar[str] = "distribution"
    is_read_off_curve: ClassVar[bool] = False  # a quantile, whose replicates are those of the share below it

    value: Column

    def amount(self) -> PersonVariable:
        """Return the answers."""
        return PersonVariable(self.base_condition(), self.value)

    def persons(self) -> PersonVariable:
        """Return who takes part: those in the base who answered."""
        return PersonVariable(self.base_condition(), known=(self.value,))

    def parts(self) -> tuple[PersonVariable, ...]:
        return (self.amount(), self.persons())

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        return self.base_columns() | {self.value}

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        """Return the figure of answers `y` with positive weights `w`, both of shape (n,)."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def recompute(self, y: Floats, w: Floats) -> Floats:
        """Return the figure of answers `y` in order by each row of `w`, shape (weightings, n).

        A quantile has none: its replicates are those of the share at or below it.
        """
        raise NotImplementedError  # pragma: no cover - every subclass that is recomputed has its own


class Quantile(Distribution):
    """The smallest answer that at least a share `q` of the population has at most: R's quantile type 1."""

    kind: ClassVar[str] = "quantile"
    is_read_off_curve: ClassVar[bool] = True
    q: Annotated[float, Field(gt=0, lt=1)]

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        return _quantile_with_influence(y, w, self.q)

    def inverted_for_case_check(self) -> Self:
        """Return the quantile half a distribution away."""
        # The same answer from the other end is the same quantile: half a distribution away is not.
        return self.model_copy(update={"q": (self.q + 0.5) % 1})


class Median(Distribution):
    """The smallest answer that at least half the population has at most."""

    kind: ClassVar[str] = "median"
    is_read_off_curve: ClassVar[bool] = True

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        return _quantile_with_influence(y, w, 0.5)

    def inverted_for_case_check(self) -> Self:
        """Return the lowest answer: the median is the same from both ends."""
        return cast("Self", Quantile(base=self.base, value=self.value, q=1e-9))


class Gini(Distribution):
    """Gini coefficient, 0–100: 0 when all have the same, 100 when one has everything."""

    kind: ClassVar[str] = "gini"

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        return gini_of(y, w)

    def recompute(self, y: Floats, w: Floats) -> Floats:
        return _gini_coefficient(*_ranked_totals(y, w))

    def inverted_for_case_check(self) -> Self:
        """Return how equal the answers are: 100 minus the coefficient."""
        return cast("Self", _Equality(base=self.base, value=self.value))


class _Equality(Gini):
    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        found = gini_of(y, w)
        return ValueWithInfluence(100 - found.value, -found.influence)

    def recompute(self, y: Floats, w: Floats) -> Floats:
        return np.asarray(100 - super().recompute(y, w))


class _PartOfTotal(Distribution):
    percent: Annotated[float, Field(gt=0, lt=100)]

    def inverted_for_case_check(self) -> Self:
        """Return the share of another part of the population."""
        return self.model_copy(update={"percent": (self.percent + 50) % 100})


class BottomShare(_PartOfTotal):
    """Percentage of the column's total that the lowest `percent` per cent of the population have."""

    kind: ClassVar[str] = "bottom_share"

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        return lorenz_height_of(y, w, self.percent / 100)

    def recompute(self, y: Floats, w: Floats) -> Floats:
        return _lorenz_height(y, w, self.percent / 100)


class TopShare(_PartOfTotal):
    """Percentage of the column's total that the highest `percent` per cent of the population have."""

    kind: ClassVar[str] = "top_share"

    def estimate(self, y: Floats, w: Floats) -> ValueWithInfluence:
        below = lorenz_height_of(y, w, 1 - self.percent / 100)
        return ValueWithInfluence(100 - below.value, -below.influence)

    def recompute(self, y: Floats, w: Floats) -> Floats:
        return np.asarray(100 - _lorenz_height(y, w, 1 - self.percent / 100))


# In the order in which they are listed to a person.
DISTRIBUTION_MEASURES = (Median, Quantile, Gini, TopShare, BottomShare)


def quantile(value: str, q: float, *, base: str | None = None) -> Quantile:
    """Return the quantile of a column: the smallest answer that at least a share `q` has at most.

    Parameters
    ----------
    value : str
        Column; whoever has no number in it takes no part.
    q : float
        Between 0 and 1, such as 0.9 for the ninth decile.
    base : str, optional
        Condition.

    Notes
    -----
    The inverse of the weighted distribution function, type 1 of Hyndman & Fan 1996 (R `svyquantile` calls it
    ``qrule="math"``). The interval is Woodruff's: limits of the share at or below the quantile, read back
    through the distribution function; the standard error is the interval's width over twice its t quantile,
    and the covariance with other figures follows from the influence on that share. [Woodruff 1952; Francisco
    & Fuller 1991]

    Examples
    --------
    >>> quantile("income", 0.9).q
    0.9
    """
    return build_measure(Quantile, base=base, value=value, q=q)


def median(value: str, *, base: str | None = None) -> Median:
    """Return the median of a column; see `quantile`.

    Examples
    --------
    >>> median("income").columns()
    frozenset({'income'})
    """
    return build_measure(Median, base=base, value=value)


def gini(value: str, *, base: str | None = None) -> Gini:
    """Return the Gini coefficient of a column, 0–100.

    Notes
    -----
    G = 2Σw·y·(W − w/2)/(N·Y) − 1, times 100, with W the cumulated weight in the order of y, N = Σw and
    Y = Σw·y; influence by its derivative. Negative answers are allowed but can bring it above 100.
    [Langel & Tillé 2013]

    Examples
    --------
    >>> gini("income").kind
    'gini'
    """
    return build_measure(Gini, base=base, value=value)


def top_share(value: str, *, percent: float, base: str | None = None) -> TopShare:
    """Return the percentage of a column's total that the highest `percent` per cent of people have.

    Notes
    -----
    100·(1 − L(1 − percent/100)), L the Lorenz curve with the person at the limit divided; influence by its
    derivative, which needs no density. [Kovačević & Binder 1997]

    Examples
    --------
    >>> top_share("income", percent=10).percent
    10.0
    """
    return build_measure(TopShare, base=base, value=value, percent=percent)


def bottom_share(value: str, *, percent: float, base: str | None = None) -> BottomShare:
    """Return the percentage of a column's total that the lowest `percent` per cent of people have.

    Notes
    -----
    100·L(percent/100), see `top_share`.

    Examples
    --------
    >>> bottom_share("income", percent=40).percent
    40.0
    """
    return build_measure(BottomShare, base=base, value=value, percent=percent)


def curve_of(y: Floats, w: Floats, q: float) -> Curve:
    """Return the weighted distribution function of `y`, and its height at the quantile `q`.

    Examples
    --------
    >>> curve_of(np.array([1.0, 1.0, 4.0]), np.ones(3), 0.5).cumulative.round(3).tolist()
    [0.667, 1.0]
    """
    values, place = np.unique(y, return_inverse=True)
    cumulative = np.cumsum(np.bincount(place, weights=w, minlength=len(values)))
    shares = cumulative / cumulative[-1]
    found = Curve(values, shares, 0.0).quantile(q)
    return Curve(values, shares, float(shares[np.searchsorted(values, found)]))


def gini_of(y: Floats, w: Floats) -> ValueWithInfluence:
    """Return the Gini coefficient, 0–100, of answers with weights; NaN when their total is not positive.

    Examples
    --------
    >>> float(gini_of(np.array([0.0, 0.0, 0.0, 8.0]), np.ones(4)).value)  # one of four has everything
    75.0
    """
    order = np.argsort(y, kind="stable")
    ys = y[order]
    ws = w[order]
    n, total, ranked = _ranked_totals(ys, ws)
    if total <= 0:
        return ValueWithInfluence(np.nan, np.zeros(len(y)))
    slope = np.empty(len(y))
    # Derivative of 2Σw·y·(W − w/2)/(N·Y) with respect to one person's weight [Langel & Tillé 2013].
    slope[order] = ys * np.cumsum(ws) + total - np.cumsum(ws * ys) - ranked / n - ranked * ys / total
    return ValueWithInfluence(float(_gini_coefficient(n, total, ranked)), 200 * slope / (n * total))


def lorenz_height_of(y: Floats, w: Floats, p: float) -> ValueWithInfluence:
    """Return the height of the Lorenz curve at `p`, 0–100; NaN when the total is not positive.

    Examples
    --------
    >>> incomes = np.array([1.0, 2.0, 5.0])
    >>> lorenz_height_of(incomes, np.ones(3), 0.5).value  # the lowest one has and half of the middle one
    25.0
    """
    order = np.argsort(y, kind="stable")
    ys = y[order]
    ws = w[order]
    total = float(ws @ ys)
    if total <= 0:
        return ValueWithInfluence(np.nan, np.zeros(len(y)))
    room = _weight_wanted(ws, p)
    at = ys[np.flatnonzero(room > 0).max(initial=0)]
    height = float(_lorenz_height(ys, ws, p))
    slope = np.where(y < at, y - at, 0.0) + p * at - height / 100 * y
    return ValueWithInfluence(height, 100 * slope / total)


def _ranked_totals(y: Floats, w: Floats) -> tuple[Floats, Floats, Floats]:
    """N, Y and Σw·y·(W − w/2) of answers in order, by each row of `w`."""
    below = np.cumsum(w, axis=-1)
    return below[..., -1], w @ y, (w * (below - w / 2)) @ y


def _gini_coefficient(n: Floats, total: Floats, ranked: Floats) -> Floats:
    many = np.asarray(n * total, dtype=float)
    return np.asarray(100 * (2 * np.divide(ranked, many, out=np.full_like(many, np.nan), where=many > 0) - 1))


def _weight_wanted(w: Floats, p: float) -> Floats:
    """How much weight is still wanted when a person's turn comes."""
    return np.asarray(p * w.sum(axis=-1, keepdims=True) - (np.cumsum(w, axis=-1) - w))


def _lorenz_height(y: Floats, w: Floats, p: float) -> Floats:
    """Height of the Lorenz curve, 0–100, of answers in order, by each row of `w`."""
    total = np.asarray(w @ y, dtype=float)
    below = np.clip(_weight_wanted(w, p), 0.0, w) @ y
    return np.asarray(100 * np.divide(below, total, out=np.full_like(total, np.nan), where=total > 0))


def _quantile_with_influence(y: Floats, w: Floats, q: float) -> ValueWithInfluence:
    curve = curve_of(y, w, q)
    value = curve.quantile(q)
    limit, share = curve.reached(value)
    # Everybody is at or below the highest answer: the share before it tells how sure that is.
    if limit < value:
        curve = replace(curve, at=q)
    return ValueWithInfluence(value, ((y <= limit) - share) / w.sum(), curve)
