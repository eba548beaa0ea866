"""Sums and counts over the rows of a code, such as a stratum or a sampling unit."""

from __future__ import annotations

import numpy as np

from social_balance.arrays import Codes, Floats


def sum_by_code(code: Codes, z: Floats) -> tuple[Codes, Floats]:
    """First row of each code and the column sums over its rows, in the order of the codes."""
    order = np.argsort(code, kind="stable")
    start = np.flatnonzero(np.diff(code[order], prepend=-1))
    # With a code a row there is nothing to add up, which is the usual case: a person is the unit.
    if len(start) == len(code) or z.shape[1] == 0:
        return order[start], z[order[start]]
    return order[start], np.add.reduceat(z[order], start, axis=0)


def count_distinct(domain: Codes, of: Codes, k: int) -> Floats:
    """Count the distinct values of `of` in each domain."""
    size = int(of.max(initial=0)) + 1
    pairs = domain * size + of
    # A mark per pair is quicker than sorting, as long as the marks take no more room than the data.
    if k * size <= 64 * len(of) + 1024:
        occurs = np.zeros(k * size, bool)
        occurs[pairs] = True
        return np.asarray(occurs.reshape(k, size).sum(axis=1), dtype=float)
    return np.bincount(np.unique(pairs) // size, minlength=k).astype(float)
