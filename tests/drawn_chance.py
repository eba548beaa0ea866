"""How figures of who is where, without what chance adds, do in persons drawn from known truths.

``python -m tests.drawn_chance DRAWS`` prints the table of docs/simulations.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from social_balance.arrays import Floats
from social_balance.measures import segregation
from social_balance.measures.chance import Spread, correct

SHAPES: dict[str, Callable[[int], Floats]] = {
    "two levels": lambda n: np.where(np.arange(n) % 2 == 0, 1.0, -1.0),
    "even steps": lambda n: np.linspace(-1.0, 1.0, n),
    "a few high": lambda n: np.exp(1.2 * np.linspace(-2.0, 2.0, n)),
}


@dataclass(frozen=True)
class Truth:
    """Two groups over places: persons expected of each in every place."""

    first: Floats
    second: Floats

    @property
    def dissimilarity(self) -> float:
        """D of the truth, 0–100."""
        return float(segregation.dissimilarity_of_counts(self.first, self.second))


@dataclass(frozen=True)
class Outcome:
    """What became of the draws of one situation."""

    truth: float
    plain: float
    mean: float
    sd: float
    se: float
    covers: float
    mostly_chance: float


def truth_of(places: int, size: int, share: float, dissimilarity: float, shape: str) -> Truth:
    """Find places of one size with a group of that share, spread as far from evenly as wanted."""
    deviation = SHAPES[shape](places)
    deviation = deviation - deviation.mean()

    def at(strength: float) -> Truth:
        p = np.clip(1 + strength * deviation, 1e-9, None)
        p = np.clip(p / p.mean() * share, 0.0, 1.0)
        return Truth(size * p, size * (1 - p))

    low, high = 0.0, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        if at(middle).dissimilarity < dissimilarity:
            low = middle
        else:
            high = middle
    return at(high if dissimilarity > 0 else 0.0)


def draw(truth: Truth, draws: int, *, seed: int) -> Outcome:
    """Draw persons, make the figure of each draw, and hold it against the truth."""
    rng = np.random.default_rng(seed)
    places = len(truth.first)
    persons = np.concatenate([truth.first, truth.second])
    true = truth.dissimilarity
    rows = []
    for i in range(draws):
        # Persons of the whole, each in a place and a group: nothing but their number is fixed.
        counts = rng.multinomial(round(persons.sum()), persons / persons.sum()).astype(float)
        groups = (counts[:places], counts[places:])
        corrected = correct(Spread(*groups, segregation.dissimilarity_of_counts, power=1), seed=i)
        if corrected is None:
            continue
        low, high = corrected.limits(0.95)
        covers = low <= true + 1e-9 and true - 1e-9 <= high
        rows.append((corrected.plain, corrected.value, corrected.se, covers, corrected.is_mostly_chance))
    plain, value, se, covered, chance = np.array(rows, dtype=float).T
    return Outcome(
        true, plain.mean(), value.mean(), value.std(ddof=1), se.mean(), covered.mean(), chance.mean()
    )


SITUATIONS = [
    (45, 50, 0.10, 0.0, "two levels"),
    (45, 50, 0.10, 18.6, "two levels"),
    (45, 50, 0.10, 18.6, "even steps"),
    (45, 50, 0.10, 18.6, "a few high"),
    (45, 50, 0.02, 18.6, "even steps"),
    (10, 600, 0.10, 20.0, "even steps"),
    (20, 20, 0.30, 40.0, "even steps"),
    (60, 600, 0.05, 5.0, "even steps"),
    (5, 600, 0.01, 20.0, "even steps"),
    (5, 50, 0.20, 30.0, "a few high"),
    (30, 30, 0.20, 50.0, "even steps"),
    (60, 5, 0.30, 20.0, "even steps"),
    (10, 100, 0.50, 60.0, "even steps"),
]


if __name__ == "__main__":
    DRAWS = int(sys.argv[1])
    for number, situation in enumerate(SITUATIONS):
        outcome = draw(truth_of(*situation), DRAWS, seed=1130 + number)
        print(*situation, *(round(value, 3) for value in vars(outcome).values()), sep=" | ", flush=True)
