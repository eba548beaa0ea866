"""A share of persons whose place is above a limit, where each place's own share is counted among few."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from social_balance.arrays import Floats, Mask

# A place is *decided* where its counted persons speak against a share on the other side of the limit.

UNDECIDED_AT_MOST = 10.0  # per cent of the persons; where more are at undecided places, no method covers
LEVEL = 0.95  # at which a place is decided, and whose limits the standard error is read off
_ON_THE_LIMIT = 0.01  # a place at the limit is not above it: hundredths of a person, as in `percent_above`


@dataclass(frozen=True)
class ThresholdShare:
    """A percentage of persons at places above a limit, and how sure the sides of the places are.

    Parameters
    ----------
    size, group : ndarray of float, shape (places,)
        Persons counted at each place, and those of them in the group.
    persons : ndarray of float, shape (places,)
        Those whose figure it is; not all are 0.
    above : float
        The limit, per cent.
    """

    size: Floats
    group: Floats
    persons: Floats
    above: float

    @cached_property
    def value(self) -> float:
        """Percentage of the persons at places whose counted share is above the limit."""
        over = self.group * 100 > self.above * self.size + _ON_THE_LIMIT
        return self._percent(over)

    @property
    def undecided(self) -> float:
        """Percentage of the persons at places that may be on either side."""
        above, below = self._decided(LEVEL)
        return self._percent(~(above | below))

    @property
    def is_mostly_chance(self) -> bool:
        """Whether so many places may be on either side that no method covers."""
        return self.undecided > UNDECIDED_AT_MOST

    @property
    def se(self) -> float:
        """Half the width of the limits over their normal quantile."""
        low, high = self.limits(LEVEL)
        return (high - low) / (2 * _normal_quantile(LEVEL))

    def limits(self, level: float) -> tuple[float, float]:
        """Return the share at places shown to be above, and that at places not shown to be below.

        Notes
        -----
        Each place is held against the limit by the exact binomial test [Clopper & Pearson 1934], at half the
        rest to either side; that the persons are spread over the places as they are is sure up to the normal
        limits of a share. The truth may be anywhere between the two, so they are bounds and not a guess.
        """
        above, below = self._decided(level)
        n = float(self.persons.sum())
        ends = []
        for side, sign in ((above, -1.0), (~below, 1.0)):
            p = self._percent(side) / 100
            ends.append(100 * (p + sign * _normal_quantile(level) * float(np.sqrt(p * (1 - p) / n))))
        return max(min(ends[0], self.value), 0.0), min(max(ends[1], self.value), 100.0)

    def _decided(self, level: float) -> tuple[Mask, Mask]:
        """Tell which places are shown to be above the limit, and which to be below it."""
        limit = self.above / 100
        n = self.size
        k = self.group
        # P(at least k) and P(at most k) of a binomial count whose probability is the limit itself.
        as_many = np.where(k > 0, special.betainc(np.maximum(k, 1e-9), n - k + 1, limit), 1.0)
        as_few = np.where(k < n, special.betainc(np.maximum(n - k, 1e-9), k + 1, 1 - limit), 1.0)
        rest = (1 - level) / 2
        return np.asarray(as_many < rest), np.asarray(as_few < rest)

    def _percent(self, places: Mask) -> float:
        return float(100 * self.persons[places].sum() / self.persons.sum())


def threshold_share(size: Floats, group: Floats, persons: Floats, *, above: float) -> ThresholdShare | None:
    """Return the share of persons at places above a limit; None where nobody is counted.

    Parameters
    ----------
    size, group, persons, above
        See `ThresholdShare`.

    Examples
    --------
    >>> both = threshold_share(np.array([200.0, 200]), np.array([100.0, 20]), np.array([30.0, 10]), above=30)
    >>> both.value, both.undecided
    (75.0, 0.0)
    >>> threshold_share(np.array([10.0]), np.array([4.0]), np.array([4.0]), above=30).is_mostly_chance
    True
    """
    if not persons.sum() > 0:
        return None
    return ThresholdShare(size, group, persons, above)


def _normal_quantile(level: float) -> float:
    return float(special.ndtri((1 + level) / 2))
