"""What the invented modules share: years, areas, and tools that meet a wanted number exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

FIRST, LAST = 2018, 2025  # a year more at each end, so that moves in and out are known for all years shown
YEARS = range(2019, 2025)
WAVES = (2021, 2024)
PARTS = ("Høje Gladsaxe", "Værebro Park", "Pileparkerne", "Torveparken", "Torvegården", "Øvrige Gladsaxe")
AREAS = ("hoeje_gladsaxe", "vaerebro_park", "moerkhoej", "rest")
AREA_OF_PART = np.array([0, 1, 2, 2, 2, 3])
REST, REST_PART = 3, 5  # the rest's number among AREAS and among PARTS
CAPACITY = 130_000  # places for people, and for homes

Array = np.ndarray[Any, Any]
Plan = Mapping[str, Any]


def line(pair: list[float], year: int, window: int = 1) -> float:
    """Value of a year on the straight line whose ``window``-year means are ``pair`` in 2021 and 2024."""
    then, now = pair
    return then + (now - then) * (year - 2021 + (window - 1) / 2) / 3


def slow(rng: np.random.Generator, *, years: int) -> Array:
    """Standard normal figures of each person that change slowly from year to year."""
    lasting, state = rng.standard_normal(CAPACITY), rng.standard_normal(CAPACITY)
    path = np.empty((years, CAPACITY))
    for number in range(years):
        state = 0.75 * state + (1 - 0.75**2) ** 0.5 * rng.standard_normal(CAPACITY)
        path[number] = 0.7 * lasting + (1 - 0.49) ** 0.5 * state
    return path


def quota(score: Array, per_cent: Mapping[int, float], area: Array, base: Array) -> Array:
    """Those of ``base`` with the highest score, so many that their share in each area is met exactly."""
    chosen = np.zeros(len(score), bool)
    for one, goal in per_cent.items():
        here = np.flatnonzero(base & (area == one))
        chosen[here[np.argsort(-score[here], kind="stable")[: round(goal / 100 * len(here))]]] = True
    return chosen


def apportion(shares: Array, count: int) -> Array:
    """Whole numbers in the given proportions that sum to ``count`` (largest remainder)."""
    exact = np.asarray(shares) * count
    whole = np.floor(exact + 1e-9).astype(int)
    first = np.argsort(-(exact - whole), kind="stable")[: count - int(whole.sum())]
    whole[first] += 1
    return whole


def scatter(values: Array) -> Array:
    """The same values in a fixed order that has nothing to do with their size."""
    key = (np.arange(len(values)) * 2_654_435_761) % 4_294_967_296
    return values[np.argsort(key, kind="stable")]


def solve(feeling: Array, goal: float, *, low: float, high: float, decimals: int = 0) -> Array:
    """Rounded answers on a scale: one shift of all feelings brings their mean to ``goal``."""

    def answers(shift: float) -> Array:
        return np.clip(np.round(feeling + shift, decimals), low, high)

    return answers(bisect(lambda shift: float(answers(shift).mean()) - goal))


def bisect(excess: Callable[[float], float]) -> float:
    """Smallest shift at which a figure that grows with it is no longer below zero."""
    low, high = -30.0, 30.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return high
