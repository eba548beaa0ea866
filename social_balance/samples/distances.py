"""Calibration equations: the smallest change of weights, by one of four distances, that hits given totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from social_balance.arrays import Floats

DistanceName: TypeAlias = Literal["linear", "rake", "logit"]


@dataclass(frozen=True)
class Distance:
    """How far weights are from where they began, by the ratio g = F(u) that minimising it leads to.

    Notes
    -----
    linear g = 1 + u; rake (raking, the exponential) g = exp(u); both cut off at the bounds. logit
    g = [L(U−1) + U(1−L)·exp(Au)] / [U−1 + (1−L)·exp(Au)], A = (U−L)/[(1−L)(U−1)], within the bounds L and U
    by itself. [Deville & Särndal 1992, cases 1, 2, 6 and 7]
    """

    name: DistanceName
    low: float = -np.inf
    high: float = np.inf

    def ratio(self, u: Floats) -> Floats:
        """Return g = F(u)."""
        if self.name == "logit":
            return self.low + (self.high - self.low) * self._share_climbed(u)
        inner = self._before_cut(u)
        return np.asarray(1 + inner if self.name == "linear" else np.exp(inner))

    def slope(self, u: Floats) -> Floats:
        """Return F′(u), of the curve before it is cut off."""
        if self.name == "logit":
            climbed = self._share_climbed(u)
            return self._steepness * (self.high - self.low) * climbed * (1 - climbed)
        return np.asarray(np.ones_like(u) if self.name == "linear" else self.ratio(u))

    def can_move(self, u: Floats) -> Floats:
        """Return 1 where g can still move and 0 where it is cut off."""
        return np.ones_like(u) if self.name == "logit" else (self._before_cut(u) == u).astype(float)

    def integral(self, u: Floats) -> Floats:
        """Return ∫F, convex in u: the equations are solved where Σ d·∫F(xλ) − tλ is least."""
        if self.name == "logit":
            share = self._starting_share
            level = np.logaddexp(np.log1p(-share), np.log(share) + self._steepness * u)
            return np.asarray(self.low * u + (self.high - self.low) / self._steepness * level)
        inner = self._before_cut(u)
        before = inner + inner**2 / 2 if self.name == "linear" else np.exp(inner)
        return np.asarray(before + self.ratio(u) * (u - inner))

    def _before_cut(self, u: Floats) -> Floats:
        """The part of u before the curve is cut off."""
        if self.name == "linear":
            return np.clip(u, self.low - 1, self.high - 1).astype(float)
        with np.errstate(divide="ignore"):
            # A lower bound of 0 or less is none: exp() never comes there.
            low = np.log(max(self.low, 0.0))
        return np.clip(u, low, np.log(self.high)).astype(float)

    @property
    def _steepness(self) -> float:
        return (self.high - self.low) / ((1 - self.low) * (self.high - 1))

    @property
    def _starting_share(self) -> float:
        """How far between the bounds g = 1 is."""
        return (1 - self.low) / (self.high - self.low)

    def _share_climbed(self, u: Floats) -> Floats:
        """How far between the bounds g is, in the form that neither end overflows."""
        share = self._starting_share
        odds = np.log(share) - np.log1p(-share) + self._steepness * u
        e = np.exp(-np.abs(odds))
        return np.asarray(np.where(odds >= 0, 1, e) / (1 + e))


@dataclass(frozen=True)
class Solution:
    """Ratios that solve the equations, or the nearest that were found."""

    ratio: Floats  # of each pattern
    reached: Floats  # each total
    converged: bool
    steps: int


def solve_calibration(
    x: Floats, weight: Floats, totals: Floats, distance: Distance, *, tolerance: float, max_steps: int
) -> Solution:
    """Solve Σ d·F(xλ)·x = t for λ by Newton's method with a line search.

    Parameters
    ----------
    x : ndarray of float, shape (patterns, totals)
        Auxiliary variables.
    weight : ndarray of float, shape (patterns,)
        Sum of the weights of each pattern before the calibration.
    totals : ndarray of float, shape (totals,)
        Known totals; they may be redundant when they agree.
    distance : Distance
    tolerance : float
        The largest difference between a reached and a known total, relative to the known.
    max_steps : int

    Returns
    -------
    Solution

    Examples
    --------
    >>> solution = solve_calibration(np.eye(2), np.array([2.0, 4.0]), np.array([3.0, 3.0]), Distance("rake"),
    ...                  tolerance=1e-10, max_steps=50)
    >>> solution.ratio.round(12)
    array([1.5 , 0.75])
    """
    # Scaled by the totals, so that one tolerance is meant relatively for persons and for incomes.
    size = np.where(totals != 0, np.abs(totals), np.maximum(weight @ np.abs(x), 1e-300))
    point = _Point(x / size, weight, totals / size, distance, np.zeros(x.shape[1]))
    steps = 0
    while point.gap > tolerance and steps < max_steps:
        following = _newton_step(point)
        if following is None:
            break
        point = following
        steps += 1
    if point.gap <= tolerance:
        # One more step: the error falls with its square, so the weights are exact to the last digits.
        following = _newton_step(point)
        if following is not None and following.gap < point.gap:
            point = following
    reached = totals - point.misfit * size
    return Solution(point.ratio, reached, bool(point.gap <= tolerance), steps)


@dataclass(frozen=True)
class _Point:
    """The equations at one λ."""

    x: Floats
    weight: Floats
    totals: Floats
    distance: Distance
    multipliers: Floats

    @property
    def u(self) -> Floats:
        return np.asarray(self.x @ self.multipliers)

    @property
    def ratio(self) -> Floats:
        return self.distance.ratio(self.u)

    @property
    def misfit(self) -> Floats:
        return np.asarray(self.totals - (self.weight * self.ratio) @ self.x)

    @property
    def gap(self) -> float:
        return float(np.abs(self.misfit).max(initial=0.0))

    @property
    def objective(self) -> float:
        return float(self.weight @ self.distance.integral(self.u) - self.totals @ self.multipliers)

    def shifted_by(self, by: Floats) -> _Point:
        return _Point(self.x, self.weight, self.totals, self.distance, self.multipliers + by)


def _newton_step(point: _Point) -> _Point | None:
    """Go the Newton way; where cut-off weights leave it nowhere to go, as if they could still move."""
    slope = point.distance.slope(point.u)
    for curvature in (slope * point.distance.can_move(point.u), slope):
        hessian = point.x.T @ ((point.weight * curvature)[:, None] * point.x)
        # Least squares: totals of several margins are redundant, so the matrix is singular.
        direction = np.linalg.lstsq(hessian, point.misfit, rcond=None)[0].astype(float)
        following = _line_search(point, direction)
        if following is not None:
            return following
    return None


def _line_search(point: _Point, direction: Floats) -> _Point | None:
    """The first point of 1, ½, ¼ … of the way that is lower [Armijo 1966] or has half the misfit."""
    fall = float(point.misfit @ direction)
    gap = point.gap
    objective = point.objective
    length = 1.0
    # A step too far overflows exp(), is not finite, and is halved: no fault of the user's.
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(40):
            new = point.shifted_by(length * direction)
            if np.isfinite(new.ratio).all() and (
                new.gap <= gap / 2 or (fall > 0 and new.objective <= objective - 1e-4 * length * fall)
            ):
                return new
            length /= 2
    return None
