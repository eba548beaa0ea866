"""What chance alone adds to a figure of who is where, taken out of the figure, with limits that cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from social_balance.arrays import Floats
from social_balance.measures.expected_figures import (
    Moments,
    TwoGroupFigure,
    true_unevenness,
    unevenness_moments,
)

# The *plain* figure is that of the counted persons. The *strength* of a difference is how many times it is as
# large as the one that was counted: 0 none, 1 the same. The *expected* figure is what counting gives on
# average where there is no difference at all.

STRENGTHS = 24  # from no difference to one far beyond the counted
FARTHEST_SD = 5.0  # standard deviations beyond the counted figure: further than any upper limit
# Small differences behind noise are taken to be spread a little flatter than the noise itself is.
FLATNESS = 0.25
# How unsure the amount is that chance adds, as a part of it: the units' true shares may lie in two levels or
# have a few high ones, which few persons cannot tell (drawn in docs/simulations.md).
SHAPE_SD = 0.2
# How far an evenness may be from even beyond what chance gives, as a part of that: χ² of a few classes.
COMMON_BY_CHANCE = 0.6
RARE_BY_CHANCE = 2.0
# Where the truth is as large as what chance gives alone, two levels begin to tell themselves apart from other
# shapes, and from half as much on they count: chance adds less to them than to any other.
TWO_LEVELS_FROM = 0.5
TWO_LEVELS_EVERY = 4  # strengths between those at which they are worked out: the curve is smooth
EXPECTED_AT_MOST = 30.0  # of 100; where chance alone gives more, no method covers


@dataclass(frozen=True)
class Corrected:
    """A figure without what chance adds to it.

    Parameters
    ----------
    plain : float
        The figure of the counted persons.
    truth, mean, sd : ndarray of float, shape (strengths,)
        Figures without chance, in order from no difference, and mean and standard deviation of the plain
        figure of persons counted where each of them is true.
    power : {1, 2}
        See `TwoGroupFigure`.
    less : ndarray of float, shape (strengths,)
        How much less chance would add if the places' true shares lay in two levels.
    scale, scale_sd : float
        What the figure is multiplied by, and its standard deviation as a part of it.
    even_at : float
        The measure's value where there is no difference: 0 for a distance, 100 for an evenness, which no
        value and no limit passes.
    """

    plain: float
    truth: Floats
    mean: Floats
    sd: Floats
    power: int
    less: Floats
    scale: float = 1.0
    scale_sd: float = 0.0
    even_at: float = 0.0

    @property
    def value(self) -> float:
        """The measure's value without what chance adds to it."""
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
        found = float(self._invert(np.array([self.plain]), self.mean)[0])
        if self.even_at:
            return _without_overshoot(found, float(self.mean[0]))
        return found

    @property
    def se(self) -> float:
        """Standard deviation of `value` in persons counted anew where it is true."""
        true = max(self.difference, 0.0)
        at = np.interp(true, self.truth, self.mean)
        # Two levels only make the figure too small: half of what they could do to either side.
        spread = np.interp(true, self.truth, np.hypot(self.sd, self.less / 2))
        # The values of evenly likely plain figures: near 0 the curve is far from straight.
        likely = at + spread * special.ndtri((np.arange(41) + 0.5) / 41)
        own = float(np.std(self._invert(likely, self.mean)))
        return self.scale * float(np.hypot(own, true * self.scale_sd))

    def limits(self, level: float) -> tuple[float, float]:
        """Return the truths that the plain figure does not speak against, each limit at half the rest.

        The value itself is always inside.
        """
        z = float(special.ndtri((1 + level) / 2))
        plain = np.array([self.plain])
        sd = np.hypot(self.sd, self.mean * self.scale_sd)
        low = max(self._invert(plain, self.mean + z * sd)[0], 0.0)
        high = max(self._invert(plain, self.mean - z * np.hypot(sd, self.less))[0], 0.0)
        ends = (min(low, self.difference), max(high, self.difference))
        least, most = sorted(map(self._as_value, ends))
        return least, most

    def _as_value(self, difference: float) -> float:
        """Turn a difference into the measure's value: an evenness falls where differences grow."""
        if self.even_at:
            return min(self.even_at - self.scale * difference, self.even_at)
        return self.scale * difference

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


def correct_two_groups(
    first: Floats, second: Floats, figure: TwoGroupFigure, *, scale: float = 1.0, scale_sd: float = 0.0
) -> Corrected | None:
    """Take out of a figure of two groups over units what chance alone adds to it.

    Parameters
    ----------
    first, second : ndarray of float, shape (units,)
        Persons of each group counted in each unit.
    figure : TwoGroupFigure
    scale, scale_sd
        See `Corrected`.

    Returns
    -------
    Corrected or None
        None where a group has nobody, or only one unit has anybody.

    Notes
    -----
    The nonlinear bias correction of MacKinnon & Smith (1998): the mean of the plain figure is worked out over
    strengths of the difference from none to beyond the counted, and the curve is read backwards. Winship
    (1977) and Carrington & Troske (1997) take out what chance gives at none, Allen et al. (2015) what it
    gives at the counted. Limits are those truths at which the counted figure is not far out
    (inversion of the test).

    Examples
    --------
    >>> from social_balance.measures.expected_figures import DISSIMILARITY
    >>> many = correct_two_groups(np.array([8000.0, 2000]), np.array([3000.0, 7000]), DISSIMILARITY)
    >>> round(many.plain, 1), round(many.value, 1)
    (50.0, 50.0)
    """
    used = first + second > 0
    size = (first + second)[used]
    m = first.sum() / max(size.sum(), 1.0)
    if not 0 < m < 1 or len(size) < 2:
        return None
    counted = first[used] / size
    direction = _relative_difference(counted / m - 1, size, m)
    plain = float(figure.true(size, counted))
    ends = _at_strengths(m, direction, np.array([0.0, 1.0]))
    farthest = _farthest_strength(plain, figure.true(size, ends), figure.moments(size, ends), figure.power)
    p = _at_strengths(m, direction, np.linspace(0.0, farthest, STRENGTHS))
    truth = np.maximum.accumulate(figure.true(size, p))
    moments = figure.moments(size, p)
    less = np.zeros(STRENGTHS)
    if figure.power == 1:
        less = _less_for_two_levels(figure, size, m, direction, truth, moments[0], farthest)
    return _as_corrected(plain, truth, moments, len(size), figure.power, less, scale=scale, scale_sd=scale_sd)


def correct_evenness(counts: Floats) -> Corrected | None:
    """Take out of the normalised entropy of counts what chance alone takes from it.

    Parameters
    ----------
    counts : ndarray of float, shape (classes,)
        Also the classes without anybody.

    Examples
    --------
    >>> some = correct_evenness(np.array([9.0, 12.0, 4.0, 15.0, 10.0]))
    >>> round(100 - some.plain, 1), round(some.value, 1)
    (95.5, 99.3)
    >>> correct_evenness(np.array([10.0, 10.0, 10.0])).value  # as even as can be, and never beyond
    100.0
    """
    total = float(counts.sum())
    classes = len(counts)
    if total <= 0:
        return None
    shares = counts / total
    plain = float(true_unevenness(shares))
    even = np.full(classes, 1 / classes)
    direction = shares - even
    if not direction.any():
        direction = even * _alternating(classes)
    ends = np.stack([even, even + direction])
    farthest = _farthest_strength(plain, true_unevenness(ends), unevenness_moments(total, ends), 2)
    strengths = np.linspace(0.0, farthest, STRENGTHS)
    p = np.clip(even + strengths[:, None] * direction, 0.0, None)
    p = p / p.sum(axis=-1, keepdims=True)
    truth = np.maximum.accumulate(true_unevenness(p))
    less = np.zeros(STRENGTHS)
    return _as_corrected(plain, truth, unevenness_moments(total, p), classes, 2, less, even_at=100.0)


def _less_for_two_levels(
    figure: TwoGroupFigure,
    size: Floats,
    m: float,
    direction: Floats,
    truth: Floats,
    mean: Floats,
    farthest: float,
) -> Floats:
    """Return how much less chance adds where each unit is equally far above or below the share of all."""
    part = size / size.sum()
    levels = np.where(direction > 0, 1.0, -1.0)
    levels = levels - part @ levels
    levels = levels * (part @ np.abs(direction)) / max(part @ np.abs(levels), 1e-300)
    p = _at_strengths(m, levels, np.linspace(0.0, farthest, STRENGTHS)[::TWO_LEVELS_EVERY])
    true = np.maximum.accumulate(figure.true(size, p))
    added = np.interp(truth, true, figure.moments(size, p)[0] - true)
    tells = np.clip((truth / max(mean[0], 1e-300) - TWO_LEVELS_FROM) / TWO_LEVELS_FROM, 0.0, 1.0)
    return np.asarray(tells * np.maximum(mean - truth - added, 0.0))


def _farthest_strength(plain: float, truth: Floats, moments: Moments, power: int) -> float:
    """Return a strength beyond every upper limit, from what is true and expected at 0 and at 1."""
    mean, sd = moments
    beyond = max(plain, float(mean[0])) + FARTHEST_SD * float(sd.max())
    return float(max(1.0, (beyond / max(float(truth[1]), 1e-9)) ** (1 / power)))


def _as_corrected(
    plain: float, truth: Floats, moments: Moments, units: int, power: int, less: Floats, **how: float
) -> Corrected:
    mean, sd = moments
    if power == 1:
        # Counted units stand for their true ones, whose spread they find a little too small, most so a few.
        sd = sd * np.sqrt(units / (units - 1.0))
    added = np.maximum(mean - truth, 0.0)
    of_shape = SHAPE_SD * added * truth / np.maximum(mean, 1e-12)
    return Corrected(plain, truth, mean, np.hypot(sd, of_shape), power, less, **how)


def _relative_difference(counted: Floats, size: Floats, m: float) -> Floats:
    """Difference of each unit's share from that of all, as a part of it, in the shape taken to be true."""
    part = size / size.sum()
    spread = np.sqrt(part @ counted**2)
    if spread < 1e-12:
        # Exactly even counts point nowhere: any direction tells what chance gives.
        return _alternating(len(counted))
    # χ² over its degrees of freedom is 1 by chance alone.
    chi_square = size @ counted**2 * m / (1 - m)
    reliable = np.clip(1 - (len(size) - 1) / max(float(chi_square), 1e-300), 0.0, 1.0)
    flat = np.sign(counted) * np.abs(counted / spread) ** (1 - FLATNESS * (1 - reliable))
    flat = flat - part @ flat
    return np.asarray(flat * (part @ np.abs(counted)) / (part @ np.abs(flat)))


def _at_strengths(m: float, direction: Floats, strengths: Floats) -> Floats:
    """Return the group's probability in every unit, shape (strengths, units)."""
    return np.clip(m * (1 + strengths[:, None] * direction), 0.0, 1.0)


def _without_overshoot(difference: float, expected: float) -> float:
    """Return a difference that is never below 0, and nearly right on average also where 0 is true.

    A figure that is only cut off at 0 is too high on average where 0 is true. So less than is common by
    chance counts as none, and the whole difference counts from where chance hardly reaches.
    """
    none = COMMON_BY_CHANCE * expected
    whole = RARE_BY_CHANCE * expected
    if difference >= whole:
        return difference
    return max((difference - none) * whole / max(whole - none, 1e-300), 0.0)


def _alternating(n: int) -> Floats:
    """A tenth up and down by turns."""
    return np.where(np.arange(n) % 2 == 0, 0.1, -0.1)
