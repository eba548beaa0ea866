"""Whether groups are spread over places as by lots: persons dealt out anew among the places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from social_balance.arrays import Floats
from social_balance.measures.redistribution import Figure

AT_A_TIME = 2_000_000  # counts that are dealt out at a time
HAIR = 1e-9  # draws that are the counted table itself are as far from even


@dataclass(frozen=True)
class DealtOut:
    """A figure of counted persons beside those of persons dealt out among the places.

    Parameters
    ----------
    value : float
        Of the counted persons.
    expected : float
        Mean of those dealt out: the figure under no segregation.
    p : float
        (b + 1)/(B + 1), b of B being as far from even as the counted; null hypothesis: everybody's group is
        independent of her place.
    """

    value: float
    expected: float
    p: float


def deal_out(first: Floats, second: Floats, figure: Figure, *, draws: int, seed: int) -> DealtOut:
    """Deal the persons of two groups out among the places again and again, and hold the counted against it.

    Parameters
    ----------
    first, second : ndarray of float, shape (places,)
        Persons of each group; sizes of places and groups are kept.
    figure : callable
        From a table, shape (..., places, 2), to a figure that grows with segregation.
    draws : int
    seed : int

    Notes
    -----
    An exact test by Monte Carlo [Davison & Hinkley 1997, 4.3]; of two places it is Fisher's, of both ends.

    Examples
    --------
    >>> from social_balance.measures.redistribution import dissimilarity_of_table
    >>> apart = deal_out(np.array([9.0, 1.0]), np.array([1.0, 9.0]), dissimilarity_of_table,
    ...                  draws=199, seed=1)
    >>> apart.value, apart.p < 0.02
    (80.0, True)
    """
    size = np.round(first + second).astype(np.int64)
    group = round(float(first.sum()))
    rng = np.random.default_rng(seed)
    value = float(figure(np.stack([first, second], axis=-1)))
    at_a_time = max(1, AT_A_TIME // len(size))
    total = 0.0
    as_far = 0
    for start in range(0, draws, at_a_time):
        n = min(at_a_time, draws - start)
        chosen = rng.multivariate_hypergeometric(size, group, n, method="marginals")
        drawn = figure(np.stack([chosen, size - chosen], axis=-1).astype(float))
        total += float(drawn.sum())
        as_far += int(np.count_nonzero(drawn >= value - HAIR))
    return DealtOut(value, total / draws, (as_far + 1) / (draws + 1))
