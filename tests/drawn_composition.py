"""Figures of who is where in persons drawn from known truths: what each published correction says.

`python -m tests.drawn_composition` makes the tables of docs/simulations.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import special, stats

from social_balance.arrays import Floats
from social_balance.measures.chance import Corrected, correct_evenness, correct_two_groups
from social_balance.measures.expected_figures import (
    DISSIMILARITY,
    THEIL_H,
    TwoGroupFigure,
    dissimilarity_moments,
    true_dissimilarity,
    true_unevenness,
)
from social_balance.measures.influences import exposure_influence
from social_balance.measures.segregation import mean_exposure
from social_balance.measures.threshold import threshold_share

DRAWS = 2000
Z = 1.959964
CATEGORIES = 60  # income × education × job
REST = 65_000

# How the places' true shares lie around the share of all, in order.
SHAPES: dict[str, Callable[[int], Floats]] = {
    "bell": lambda n: special.ndtri((np.arange(n) + 0.5) / n),
    "even steps": lambda n: np.linspace(-1.0, 1.0, n),
    "a few high": lambda n: np.exp(1.2 * np.linspace(-2.0, 2.0, n)),
    "long tail": lambda n: -np.log1p(-(np.arange(n) + 0.5) / n),
    "two levels": lambda n: np.where(np.arange(n) % 2 == 0, 1.0, -1.0),
}


@dataclass(frozen=True)
class Places:
    """Places of one size with a group of that share, spread as far from evenly as said."""

    count: int
    size: int
    share: float
    dissimilarity: float
    shape: str = "bell"

    def __str__(self) -> str:
        shape = f", {self.shape}" if self.dissimilarity else ""
        return f"{self.count} × {self.size}, {100 * self.share:g} %{shape}"

    def persons(self) -> tuple[Floats, Floats]:
        """Return the persons expected of each group in every place."""
        deviation = SHAPES[self.shape](self.count)
        deviation = deviation - deviation.mean()

        def at(strength: float) -> Floats:
            p = np.clip(1 + strength * deviation, 1e-9, None)
            return np.clip(p / p.mean() * self.share, 0.0, 1.0)

        size = np.full(self.count, float(self.size))
        low, high = 0.0, 1e4
        for _ in range(100):
            middle = (low + high) / 2
            if true_dissimilarity(size, at(middle)) < self.dissimilarity:
                low = middle
            else:
                high = middle
        p = at(high if self.dissimilarity else 0.0)
        return size * p, size * (1 - p)

    def draw(self, draws: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
        """Draw the persons again and again: nothing but their number is fixed."""
        first, second = self.persons()
        together = np.concatenate([first, second])
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(round(together.sum()), together / together.sum(), size=draws)
        for counts in drawn.astype(float):
            yield counts[: self.count], counts[self.count :]


@dataclass(frozen=True)
class Residents:
    """Residents of an area held against 65,000 others over sixty categories."""

    count: int
    distance: float

    def __str__(self) -> str:
        return f"{self.count} residents"

    def shares(self) -> tuple[Floats, Floats]:
        """Return the shares of each category among the residents and among the others."""
        rng = np.random.default_rng(5)
        others = rng.dirichlet(np.full(CATEGORIES, 1.2))
        tilt = np.linspace(-1.0, 1.0, CATEGORIES)[rng.permutation(CATEGORIES)]
        low, high = 0.0, 9.0
        for _ in range(60):
            middle = (low + high) / 2
            own = others * np.exp(middle * tilt)
            if 50 * np.abs(own / own.sum() - others).sum() < self.distance:
                low = middle
            else:
                high = middle
        own = others * np.exp((high if self.distance else 0.0) * tilt)
        return own / own.sum(), others

    def draw(self, draws: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
        """Draw both again and again."""
        own, others = self.shares()
        rng = np.random.default_rng(seed)
        first = rng.multinomial(self.count, own, size=draws).astype(float)
        second = rng.multinomial(REST, others, size=draws).astype(float)
        yield from zip(first, second, strict=True)


@dataclass(frozen=True)
class Said:
    """What a method says of one draw; without limits, NaN."""

    value: float
    low: float = np.nan
    high: float = np.nan


@dataclass(frozen=True)
class Outcome:
    """What a method says over all draws."""

    truth: float
    plain: float
    value: float  # mean
    error: float  # Monte Carlo error of the mean
    covers: float  # per cent; NaN without limits
    used: float = 100.0  # per cent of the draws that an index uses; the other figures are of these alone

    @property
    def remaining(self) -> float:
        """Bias as a part of the plain figure's."""
        if self.plain == self.truth:
            return np.nan
        return (self.value - self.truth) / (self.plain - self.truth)


Method = Callable[[Floats, Floats], Said]


def plain(first: Floats, second: Floats) -> Said:
    """The counted figure, with the spread that counting has."""
    size = first + second
    _, sd = dissimilarity_moments(size, first / size)
    value = float(true_dissimilarity(size, first / size))
    return Said(value, value - Z * float(sd), value + Z * float(sd))


def carrington_troske(first: Floats, second: Floats) -> Said:
    """What is beyond the figure expected under no segregation, of all that could be beyond."""
    size = first + second
    none, _ = dissimilarity_moments(size, np.full(len(size), first.sum() / size.sum()))
    value = float(true_dissimilarity(size, first / size))
    return Said(100 * (value - float(none)) / (100 - float(none)))


def winship(first: Floats, second: Floats) -> Said:
    """What is beyond the figure expected under no segregation."""
    size = first + second
    none, _ = dissimilarity_moments(size, np.full(len(size), first.sum() / size.sum()))
    return Said(float(true_dissimilarity(size, first / size)) - float(none))


def bootstrap_corrected(first: Floats, second: Floats) -> Said:
    """The mean excess of counts drawn from the counted, taken off once (Allen et al. 2015; Elbers 2021)."""
    size = first + second
    mean, sd = dissimilarity_moments(size, first / size)
    counted = float(true_dissimilarity(size, first / size))
    value = 2 * counted - float(mean)
    return Said(value, value - Z * float(sd), value + Z * float(sd))


def density_corrected(first: Floats, second: Floats) -> Said:
    """Each place's difference by the likelihood of a folded normal (Allen et al. 2015)."""
    size = first + second
    m = first.sum() / size.sum()
    sd = np.sqrt(np.maximum(size * m * (1 - m), 1e-12))
    apart = np.abs(first - size * m) / sd
    likely = apart.copy()
    for _ in range(200):
        likely = apart * np.tanh(likely * apart)
    return Said(float(100 * (likely * sd).sum() / (2 * size.sum() * m * (1 - m))))


def rathelot(first: Floats, second: Floats) -> Said:
    """A Beta law of the places' shares, by its moments (Rathelot 2012, one component)."""
    size = first + second
    total = size.sum()
    m = first.sum() / total
    pairs = (first * (first - 1)).sum() / np.maximum((size * (size - 1)).sum(), 1.0)
    variance = pairs - m**2
    if variance <= 0:
        return Said(0.0)
    if variance >= 0.999 * m * (1 - m):
        return Said(100.0)
    weight = m * (1 - m) / variance - 1
    law = stats.beta(m * weight, (1 - m) * weight)
    below = m * law.cdf(m) - m * stats.beta(m * weight + 1, (1 - m) * weight).cdf(m)
    return Said(float(100 * 2 * below / (2 * m * (1 - m))))


def likeliest_mixture(first: Floats, second: Floats) -> Said:
    """The likeliest law of the places' shares, whatever its form (as D'Haultfœuille & Rathelot 2017)."""
    size = first + second
    m = first.sum() / size.sum()
    shares = first / size
    ends = np.arcsin(np.sqrt([shares.min(), shares.max()]))
    if ends[1] - ends[0] < 1e-9:
        return Said(0.0)
    grid = np.clip(np.append(np.sin(np.linspace(*ends, 40)) ** 2, m), 1e-6, 1 - 1e-6)
    log = first[:, None] * np.log(grid) + second[:, None] * np.log1p(-grid)
    likelihood = np.exp(log - log.max(axis=1, keepdims=True))
    law = np.full(len(grid), 1 / len(grid))
    for _ in range(100):
        posterior = likelihood * law
        posterior /= posterior.sum(axis=1, keepdims=True)
        law = posterior.mean(axis=0)
    weight = (size / size.sum()) @ posterior
    mean = weight @ grid
    return Said(float(100 * (weight @ np.abs(grid - mean)) / (2 * mean * (1 - mean))))


def ours(first: Floats, second: Floats) -> Said:
    """The curve of the mean figure over the true one, read backwards (MacKinnon & Smith 1998)."""
    return _said(correct_two_groups(first, second, DISSIMILARITY))


METHODS: dict[str, Method] = {
    "plain": plain,
    "Winship 1977": winship,
    "Carrington & Troske 1997": carrington_troske,
    "bootstrap (Allen et al. 2015, Elbers 2021)": bootstrap_corrected,
    "density-corrected (Allen et al. 2015)": density_corrected,
    "Beta law (Rathelot 2012)": rathelot,
    "likeliest law (as D'Haultfœuille & Rathelot 2017)": likeliest_mixture,
    "curve, chosen": ours,
}

# Those of the issue first.
DISTANCES = [Residents(count, distance) for count in (300, 900, 1800, 4000) for distance in (0.0, 7.8)]
PLACES = [
    Places(45, 50, 0.10, 0.0),
    *(Places(45, 50, 0.10, 18.6, shape) for shape in SHAPES),
    Places(45, 50, 0.02, 18.6),
    Places(10, 600, 0.10, 20.0),
    Places(10, 600, 0.10, 20.0, "a few high"),
    Places(5, 600, 0.01, 20.0, "even steps"),
    Places(5, 600, 0.50, 0.0),
    Places(5, 50, 0.20, 30.0, "a few high"),
    Places(5, 100, 0.30, 60.0),
    Places(10, 100, 0.50, 60.0),
    Places(20, 20, 0.30, 40.0),
    Places(20, 20, 0.30, 40.0, "two levels"),
    Places(20, 100, 0.05, 30.0, "long tail"),
    Places(30, 30, 0.20, 50.0),
    Places(30, 600, 0.01, 60.0, "long tail"),
    Places(60, 600, 0.05, 5.0),
    Places(60, 600, 0.05, 20.0, "a few high"),
    Places(60, 5, 0.30, 20.0),
    Places(60, 5, 0.50, 40.0),
    # Two levels exactly, where chance adds least.
    Places(8, 300, 0.50, 10.0, "two levels"),
    Places(20, 80, 0.20, 20.0, "two levels"),
    Places(35, 300, 0.35, 10.0, "two levels"),
    Places(35, 80, 0.20, 30.0, "two levels"),
    Places(60, 20, 0.20, 40.0, "two levels"),
    Places(60, 150, 0.20, 10.0, "two levels"),
]
OF_EXPOSURE = [PLACES[i] for i in (0, 1, 6, 7, 9, 11, 14, 18, 21, 22)]
# Above a limit of 30 per cent; the last seven are left out of an index in most draws.
OF_CONCENTRATION = [
    Places(60, 600, 0.30, 60.0),
    Places(60, 600, 0.20, 40.0, "a few high"),
    Places(30, 300, 0.10, 30.0, "long tail"),
    Places(20, 150, 0.05, 20.0),
    Places(5, 600, 0.20, 45.0, "a few high"),
    Places(10, 600, 0.30, 30.0, "even steps"),
    Places(10, 600, 0.20, 20.0),
    Places(5, 100, 0.30, 60.0),
    Places(45, 50, 0.10, 45.0),
    Places(45, 50, 0.20, 0.0),
    Places(45, 50, 0.30, 0.0),
    Places(60, 600, 0.20, 20.0, "two levels"),
    Places(60, 5, 0.30, 20.0),
]
OF_THEIL_H = [PLACES[i] for i in (0, 1, 5, 7, 9, 13, 14, 20)]
SIDE_BY_SIDE = [DISTANCES[1], DISTANCES[5], PLACES[0], PLACES[1], PLACES[3], PLACES[5], PLACES[7], PLACES[14]]
SPREADS: dict[str, tuple[int, tuple[float, ...]]] = {
    "300, even": (300, (0.2, 0.2, 0.2, 0.2, 0.2)),
    "100, nearly even": (100, (0.25, 0.25, 0.2, 0.2, 0.1)),
    "300, uneven": (300, (0.4, 0.3, 0.15, 0.1, 0.05)),
    "4.000, nearly even": (4000, (0.25, 0.25, 0.2, 0.2, 0.1)),
}


def outcome_of(situation: Places | Residents, method: Method, draws: int, *, seed: int = 1) -> Outcome:
    """Let a method speak of every draw, and hold it against the truth."""
    if isinstance(situation, Places):
        first, second = situation.persons()
        truth = float(true_dissimilarity(first + second, first / (first + second)))
    else:
        truth = situation.distance
    rows = []
    for first, second in situation.draw(draws, seed):
        there = first + second > 0
        if first.sum() and second.sum():
            said = method(first[there], second[there])
            rows.append((plain(first[there], second[there]).value, said))
    return _summary(truth, rows)


def outcome_of_theil_h(situation: Places, draws: int, *, seed: int = 1) -> Outcome:
    """The same for Theil's H by the chosen method."""
    first, second = situation.persons()
    truth = float(THEIL_H.true(first + second, first / (first + second)))
    rows = []
    for first, second in situation.draw(draws, seed):
        said, counted = _corrected_said(first, second, THEIL_H)
        rows.append((counted, said))
    return _summary(truth, rows)


def outcome_of_exposure(situation: Places, draws: int, *, seed: int = 1) -> Outcome:
    """The same for the exposure of the group to the others, by its influence."""
    first, second = situation.persons()
    truth = float(100 * (first / first.sum()) @ (second / (first + second)))
    is_second = np.tile([False, True], situation.count)
    cells = {
        "place": np.repeat(np.arange(situation.count), 2),
        "target": is_second,
        "counted": np.ones(2 * situation.count, bool),
        "persons": ~is_second,
    }
    rows = []
    for first, second in situation.draw(draws, seed):
        weight = np.stack([first, second], axis=-1).ravel()
        value = float(mean_exposure(weight, **cells))
        se = float(np.sqrt(weight @ exposure_influence(weight, **cells) ** 2))
        rows.append((value, Said(value, value - Z * se, value + Z * se)))
    return _summary(truth, rows)


def outcome_of_concentration(situation: Places, draws: int, *, above: float, seed: int = 1) -> Outcome:
    """The same for the share of everybody at places above a limit, among the draws that an index uses."""
    first, second = situation.persons()
    size = first + second
    truth = float(100 * size[first / size > above / 100].sum() / size.sum())
    rows = []
    unused = 0
    for first, second in situation.draw(draws, seed):
        made = threshold_share(first + second, first, first + second, above=above)
        assert made is not None
        if made.is_mostly_chance:
            unused += 1
        else:
            rows.append((made.value, Said(made.value, *made.limits(0.95))))
    if len(rows) < 2:
        return Outcome(truth, np.nan, np.nan, np.nan, np.nan, 100 * len(rows) / draws)
    return replace(_summary(truth, rows), used=100 * (1 - unused / draws))


def outcome_of_evenness(count: int, shares: tuple[float, ...], draws: int, *, seed: int = 1) -> Outcome:
    """The same for the normalised entropy."""
    p = np.array(shares)
    truth = 100 - float(true_unevenness(p))
    rows = []
    for counts in np.random.default_rng(seed).multinomial(count, p, size=draws).astype(float):
        corrected = correct_evenness(counts)
        assert corrected is not None
        rows.append((100 - corrected.plain, _said(corrected)))
    return _summary(truth, rows)


def _corrected_said(first: Floats, second: Floats, figure: TwoGroupFigure) -> tuple[Said, float]:
    corrected = correct_two_groups(first, second, figure)
    assert corrected is not None
    return _said(corrected), corrected.plain


def _said(corrected: Corrected | None) -> Said:
    assert corrected is not None
    return Said(corrected.value, *corrected.limits(0.95))


def _summary(truth: float, rows: list[tuple[float, Said]]) -> Outcome:
    value = np.array([said.value for _, said in rows])
    low = np.array([said.low for _, said in rows])
    high = np.array([said.high for _, said in rows])
    covers = 100 * float(np.mean((low <= truth + 1e-9) & (truth - 1e-9 <= high)))
    return Outcome(
        truth,
        float(np.mean([counted for counted, _ in rows])),
        float(value.mean()),
        float(value.std(ddof=1) / np.sqrt(len(value))),
        covers if np.isfinite(low).all() else np.nan,
    )


def _row(name: str, outcome: Outcome) -> str:
    cells = (
        f"{outcome.truth:.1f}",
        f"{outcome.plain:.1f}",
        f"{outcome.value:.1f} ± {outcome.error:.1f}",
        "–" if np.isnan(outcome.remaining) else f"{outcome.remaining:.2f}",
        "–" if np.isnan(outcome.covers) else f"{outcome.covers:.1f}",
    )
    return f"| {name} | " + " | ".join(cells).replace(".", ",") + " |"


def _print_tables(draws: int) -> None:
    """Print the chosen method in every situation, then all methods side by side in some."""
    for situation in (*DISTANCES, *PLACES):
        print(_row(str(situation), outcome_of(situation, ours, draws)), flush=True)
    for name, (count, shares) in SPREADS.items():
        print(_row(name, outcome_of_evenness(count, shares, draws)), flush=True)
    for situation in SIDE_BY_SIDE:
        for name, method in METHODS.items():
            print(_row(f"{situation} | {name}", outcome_of(situation, method, draws)), flush=True)
    for situation in OF_EXPOSURE:
        print(_row(f"exposure: {situation}", outcome_of_exposure(situation, draws)), flush=True)
    for situation in OF_CONCENTRATION:
        outcome = outcome_of_concentration(situation, draws, above=30)
        print(f"{_row(f'above 30 %: {situation}', outcome)} {outcome.used:.0f} |", flush=True)
    for situation in OF_THEIL_H:
        print(_row(f"H: {situation}", outcome_of_theil_h(situation, draws)), flush=True)


if __name__ == "__main__":
    _print_tables(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
