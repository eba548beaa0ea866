"""What chance alone makes of a figure of who is where, taken out of the figure, with limits that cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from social_balance.arrays import Floats

# The *plain* figure is that of the counted persons. The *strength* of a difference is how many times it is as
# large as the one that was counted: 0 none, 1 the same. The *expected* figure is what counting gives on
# average where there is no difference at all.

STRENGTHS = 9  # from no difference to one beyond the counted
DRAWS = 200  # of counts, at each strength
AT_A_TIME = 4_000_000  # numbers that are drawn at a time
# How much of the spread of small differences is taken to be there: between two halves that differ by as much
# (0) and the bell shape of counted chance (1). The truth behind noise is flatter than the noise.
_FLATNESS = 0.6
EXPECTED_AT_MOST = 30.0  # per cent; where chance alone gives more, no method covers


@dataclass(frozen=True)
class Spread:
    """Persons counted in units, a figure of them, and what the counts would be with less difference.

    Parameters
    ----------
    first, second : ndarray of float, shape (units,)
        Persons of each of two groups; of one group that is held against an even spread, `second` is None.
    statistic : callable
        From counts of shape (..., units) the figure, shape (...): 0 where there is no difference.
    power : {1, 2}
        2 where the figure grows by the square of a small difference, 1 where by the difference.
    scale : float
        What the figure is multiplied by.
    scale_sd : float
        Standard deviation of that, where it is counted too.
    even_at : float
        The measure's value where there is no difference: 0 for a distance, 100 for an evenness.
    """

    first: Floats
    second: Floats | None
    statistic: Callable[..., Floats]
    power: int
    scale: float = 1.0
    scale_sd: float = 0.0
    even_at: float = 0.0

    @property
    def plain(self) -> float:
        """The figure of the counted persons."""
        return float(self.of(self.first, self.second))

    def of(self, first: Floats, second: Floats | None) -> Floats:
        """Return the figure of other counts."""
        if second is None:
            return np.asarray(self.scale * self.statistic(first))
        return np.asarray(self.scale * self.statistic(first, second))

    def at_strength(self, strength: float) -> tuple[Floats, Floats | None]:
        """Return the expected counts where the difference is so many times the counted one."""
        if self.second is None:
            even: Floats = np.full(len(self.first), self.first.sum() / len(self.first))
            apart = self.first - even
            if not apart.any():
                apart = even * _alternating(len(even))
            return _rescale(even + strength * apart, self.first.sum()), None
        n_first = self.first.sum()
        n_second = self.second.sum()
        together = (self.first + self.second) / (n_first + n_second)
        difference = strength * together * self._relative_difference(together)
        share = n_first / (n_first + n_second)
        first = _rescale(together + (1 - share) * difference, n_first)
        return first, _rescale(together - share * difference, n_second)

    def _relative_difference(self, together: Floats) -> Floats:
        """Difference of the groups' shares in each unit, as a part of the share of both."""
        assert self.second is not None
        counted = self.first / self.first.sum() - self.second / self.second.sum()
        relative = np.divide(counted, together, out=np.zeros(len(counted)), where=together > 0)
        size = np.sqrt(together @ relative**2)
        if size == 0:
            # Exactly even counts point nowhere: any direction tells what chance gives.
            return _alternating(len(relative))
        flat = np.sign(relative) * np.abs(relative / size) ** (1 - _FLATNESS * (1 - self._reliability()))
        flat -= together @ flat
        return np.asarray(flat * (together @ np.abs(relative)) / (together @ np.abs(flat)))

    def _reliability(self) -> float:
        """Part of the counted variation between units that is more than chance gives, 0 to 1."""
        assert self.second is not None
        size = self.first + self.second
        used = size > 0
        p = self.first.sum() / size.sum()
        # χ² over its degrees of freedom is 1 by chance alone.
        chi_square = ((self.first - p * size)[used] ** 2 / (size[used] * p * (1 - p))).sum()
        return float(np.clip(1 - (used.sum() - 1) / max(chi_square, 1e-300), 0.0, 1.0))


@dataclass(frozen=True)
class Corrected:
    """A figure without what chance adds to it.

    Parameters
    ----------
    plain, expected : float
        The figure of the counted persons; what chance alone would give on average.
    truth, mean, sd : ndarray of float, shape (strengths,)
        Figures without chance, in order from no difference, and mean and standard deviation of the plain
        figure of persons drawn where each of them is true.
    power : {1, 2}
    even_at : float
        See `Spread`.
    """

    plain: float
    truth: Floats
    mean: Floats
    sd: Floats
    power: int
    even_at: float = 0.0

    @property
    def value(self) -> float:
        """The measure's value without what chance adds: beyond `even_at` where that is more than counted."""
        return self._as_value(self.difference)

    @property
    def expected(self) -> float:
        """The value that counting gives on average where there is no difference."""
        return self._as_value(float(self.mean[0]))

    @property
    def is_mostly_chance(self) -> bool:
        """Whether chance alone gives so much that no method covers."""
        return bool(self.mean[0] > EXPECTED_AT_MOST)

    @property
    def difference(self) -> float:
        """The truth that the plain figure is the mean of; below 0 where it is less than chance gives."""
        return float(self._invert(np.array([self.plain]), self.mean)[0])

    @property
    def se(self) -> float:
        """Standard deviation of `value` in persons drawn anew where it is true."""
        true = max(self.difference, 0.0)
        at = np.interp(true, self.truth, self.mean)
        spread = np.interp(true, self.truth, self.sd)
        # The values of evenly likely plain figures: near 0 the curve is far from straight.
        likely = at + spread * special.ndtri((np.arange(41) + 0.5) / 41)
        return float(np.std(self._invert(likely, self.mean)))

    def limits(self, level: float) -> tuple[float, float]:
        """Return the truths that the plain figure does not speak against, each limit at half the rest.

        The value itself is always inside.
        """
        z = float(special.ndtri((1 + level) / 2))
        plain = np.array([self.plain])
        low = max(self._invert(plain, self.mean + z * self.sd)[0], 0.0)
        high = max(self._invert(plain, self.mean - z * self.sd)[0], 0.0)
        ends = (min(low, self.difference), max(high, self.difference))
        least, most = sorted(map(self._as_value, ends))
        return least, most

    def _as_value(self, difference: float) -> float:
        """Turn a difference into the measure's value: an evenness falls where differences grow."""
        if self.even_at:
            return self.even_at - difference
        return difference

    def _invert(self, plain: Floats, curve: Floats) -> Floats:
        """Read the truth off a curve of plain figures over truths."""
        # Squares of figures that grow by the difference, and those that grow by its square, lie on a line.
        k = 3 - self.power
        height = np.maximum.accumulate(np.sign(curve) * np.abs(curve) ** k)
        wanted = np.sign(plain) * np.abs(plain) ** k
        truth = self.truth**k
        slope = (truth[1] - truth[0]) / max(height[1] - height[0], 1e-300)
        below = -np.minimum(np.abs(slope * (height[0] - wanted)), truth[-1])
        found = np.where(wanted >= height[0], np.interp(wanted, height, truth), below)
        return np.asarray(np.sign(found) * np.abs(found) ** (1 / k))


def correct(spread: Spread, *, draws: int = DRAWS, seed: int | list[int] = 1) -> Corrected | None:
    """Take out of a figure what chance alone adds to it.

    Parameters
    ----------
    spread : Spread
    draws : int
        How often persons are drawn at each strength.
    seed : int or list of int

    Returns
    -------
    Corrected or None
        None where a group has nobody, or only one unit has anybody.
    """
    if not np.isfinite(spread.plain):
        return None
    rng = np.random.default_rng(seed)
    counted = _moments(spread, (spread.first, spread.second), rng, draws)
    # Far enough for the upper limit at 99.9 per cent.
    farthest = min(1 + 4 * counted[1] / max(spread.plain, 1e-9), 4.0)
    strengths = np.linspace(0.0, farthest, STRENGTHS)
    counts = [spread.at_strength(strength) for strength in strengths]
    truth = np.maximum.accumulate([float(spread.of(*each)) for each in counts])
    if not truth[-1] > 0:
        return None
    truth[0] = 0.0
    moments = np.transpose([_moments(spread, each, rng, draws) for each in counts])
    k = 3 - spread.power
    mean = _smooth(truth**k, moments[0] ** k) ** (1 / k)
    # Counted units stand for their true ones, whose variation is a little larger, most so among few.
    few = np.sqrt(len(spread.first) / max(len(spread.first) - 1, 1))
    sd = np.hypot(few * _smooth(truth**k, moments[1]), mean * spread.scale_sd / spread.scale)
    return Corrected(spread.plain, truth, mean, sd, spread.power, spread.even_at)


def permutation_p(spread: Spread, *, draws: int = 999, seed: int = 1) -> float:
    """Return how likely so large a difference is where persons of both groups are in any place by chance.

    Parameters
    ----------
    spread : Spread
        Of two groups.
    draws : int
        How often the persons of both are dealt out anew among the places, their sizes and both groups kept.
    seed : int

    Returns
    -------
    float
        p = (b + 1)/(B + 1), b of B draws being as far from even as the counted [Davison & Hinkley 1997, 4.3];
        null hypothesis: everybody's group is independent of her place.

    Examples
    --------
    >>> from social_balance.measures.segregation import dissimilarity_of_counts
    >>> apart = Spread(np.array([9.0, 1.0]), np.array([1.0, 9.0]), dissimilarity_of_counts, power=1)
    >>> permutation_p(apart, draws=199) < 0.02
    True
    """
    assert spread.second is not None
    size = np.round(spread.first + spread.second).astype(np.int64)
    rng = np.random.default_rng(seed)
    chosen = rng.multivariate_hypergeometric(
        size, round(float(spread.first.sum())), draws, method="marginals"
    )
    drawn = spread.of(chosen.astype(float), (size - chosen).astype(float))
    # A hair below: draws that are the counted table itself are as far from even.
    at_least = int(np.count_nonzero(drawn >= spread.plain - 1e-9))
    return (at_least + 1) / (draws + 1)


def _moments(
    spread: Spread, counts: tuple[Floats, Floats | None], rng: np.random.Generator, draws: int
) -> tuple[float, float]:
    """Mean and standard deviation of the plain figure of persons drawn with these expected counts."""
    first, second = counts
    size = max(1, AT_A_TIME // (2 * len(first)))
    values = []
    for start in range(0, draws, size):
        shape = (min(size, draws - start), len(first))
        # Independent counts: that their sum is not fixed matters little, and each is drawn at once.
        drawn = rng.poisson(first, shape).astype(float)
        others = None
        if second is not None:
            others = rng.poisson(second, shape).astype(float)
        values.append(spread.of(drawn, others))
    drawn_values = np.concatenate(values)
    # Without anybody in a group there is no figure: such draws would not have been published.
    exists = drawn_values[np.isfinite(drawn_values)]
    if len(exists) < 2:
        return np.nan, np.nan
    return float(exists.mean()), float(exists.std(ddof=1))


def _smooth(x: Floats, y: Floats) -> Floats:
    """Return the values of a parabola through drawn points: their noise is much larger than its error."""
    z = x / x[-1]
    return np.asarray(np.polynomial.Polynomial.fit(z, y, 2)(z))


def _alternating(n: int) -> Floats:
    """A tenth up and down by turns."""
    return np.where(np.arange(n) % 2 == 0, 0.1, -0.1)


def _rescale(counts: Floats, total: float) -> Floats:
    """Return counts without negative ones, adding up to a total."""
    positive = np.clip(counts, 0.0, None)
    return np.asarray(positive * total / positive.sum())
