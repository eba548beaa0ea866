"""Which numbers of a small ledger are hidden: each number is a cell of its own, with a cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from social_balance.disclosure.choosing import choose_pattern, unmet_needs
from social_balance.disclosure.counts import Key, Units, membership
from social_balance.disclosure.ledger import Ledger


def choose_hidden(ledger: Ledger, cost: Callable[[Key], float]) -> set[Key]:
    """Return what is hidden: every number with a need, and the cheapest others that protect them.

    Parameters
    ----------
    ledger : Ledger
    cost : callable
        What it costs to hide a number.

    Notes
    -----
    Where nothing that is left protects a need, every number of the ledger is hidden.

    Examples
    --------
    >>> ledger = Ledger()
    >>> whole, few, many = (ledger.add(key, n, 50.0) for key, n in (("whole", 40), ("few", 3), ("many", 37)))
    >>> ledger.relate("sum", [few, many], [whole])
    >>> ledger.need(few, 3.0, 5.0)
    >>> sorted(choose_hidden(ledger, lambda key: 2.0 if key == "whole" else 1.0))
    ['few', 'many']
    """
    counts = ledger.counts()
    size = len(counts.keys)
    if not counts.needs:
        return set()
    needed = {need.count for need in counts.needs}
    # A number that has a need is hidden whatever else is.
    units = Units(
        counts.keys,
        membership([[place] for place in range(size)], size),
        np.array([cost(key) for key in counts.keys]),
        np.full(size, -1),
        np.zeros(0),
        np.isin(np.arange(size), list(needed)),
        np.zeros(size, dtype=bool),
    )
    hidden = choose_pattern(counts, units)
    if unmet_needs(counts, units, hidden):
        return set(counts.keys)
    return {counts.keys[place] for place in np.flatnonzero(hidden)}
