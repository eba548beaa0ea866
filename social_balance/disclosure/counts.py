"""Counts of persons and how they hang together: what an intruder knows, and what has to stay unknown.

Words of this room. A *count* is a number of persons in one indicator, area and year: those counted, or the
base. A *relation* is a sum that an intruder knows to be 0, such as areas + rest − whole. A *unit* is what is
shown or hidden together: a figure, and with a window all of its years. A *need* is how far a small count has
to be able to move, downwards and upwards, for nobody to say more of it than that it is small.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from social_balance.arrays import Codes, Floats, Mask

Key: TypeAlias = tuple[Hashable, ...]  # what a count is a count of


@dataclass(frozen=True)
class Need:
    """A count that has to stay unknown.

    Parameters
    ----------
    count : int
        Which one.
    down, up : float
        How far an intruder must be able to think it moved from its true value.
    """

    count: int
    down: float
    up: float


@dataclass(frozen=True)
class Counts:
    """Every count that something published rests on.

    Parameters
    ----------
    keys : tuple of tuple
        What each is a count of; shape (k,) like the rest.
    value, most : ndarray of float, shape (k,)
        The count, and the most that it can be (its base).
    relations : csr array of float, shape (r, k)
        Sums that are 0 and known to be.
    names : tuple of str
        Each relation in words.
    needs : tuple of Need
    secret : ndarray of bool, shape (k,)
        Counts that are published nowhere, whatever is chosen.
    known : ndarray of bool, shape (k,)
        Counts that an earlier release has shown.
    """

    keys: tuple[Key, ...]
    value: Floats
    most: Floats
    relations: sparse.csr_array
    names: tuple[str, ...]
    needs: tuple[Need, ...]
    secret: Mask
    known: Mask

    def __len__(self) -> int:
        """Return the number of counts."""
        return len(self.keys)

    @cached_property
    def down(self) -> Floats:
        """How far each can be thought to move downwards when it is unknown: no count is below 0."""
        return self.value

    @cached_property
    def up(self) -> Floats:
        """How far each can be thought to move upwards when it is unknown: no count is above its base."""
        return np.maximum(self.most - self.value, 0.0)

    @cached_property
    def components(self) -> Codes:
        """Number of the group of counts that relations tie together, shape (k,)."""
        tied = (self.relations.T @ abs(self.relations)).astype(bool)
        return np.asarray(connected_components(tied, directed=False)[1])

    def only(self, keep: Codes) -> Counts:
        """Return some of the counts, with the relations and needs that are all about them."""
        place = np.full(len(self), -1)
        place[keep] = np.arange(len(keep))
        inside = self.relations[:, keep]
        # A relation that reaches outside would not be 0 here.
        whole = np.flatnonzero(np.diff(inside.indptr) == np.diff(self.relations.indptr))
        rows = whole[np.diff(inside.indptr)[whole] > 0]
        needs = [replace(need, count=int(place[need.count])) for need in self.needs if place[need.count] >= 0]
        return Counts(
            tuple(self.keys[i] for i in keep),
            self.value[keep],
            self.most[keep],
            inside[rows],
            tuple(self.names[i] for i in rows),
            tuple(needs),
            self.secret[keep],
            self.known[keep],
        )


@dataclass(frozen=True)
class Units:
    """What is shown or hidden together, and what it costs to hide it.

    Parameters
    ----------
    labels : tuple of tuple
        What each unit is; shape (u,) like the rest.
    of_count : csr array of bool, shape (u, k)
        The counts that a unit shows.
    cost : ndarray of float, shape (u,)
    loss : ndarray of int, shape (u,)
        The index that is lost with it, −1 for none.
    loss_cost : ndarray of float, shape (losses,)
    must_hide, must_show : ndarray of bool, shape (u,)
    """

    labels: tuple[Key, ...]
    of_count: sparse.csr_array
    cost: Floats
    loss: Codes
    loss_cost: Floats
    must_hide: Mask
    must_show: Mask

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.labels)

    def unknown_counts(self, counts: Counts, hidden: Mask) -> Mask:
        """Return the counts that nobody can read: in no unit that is shown, and in no earlier release."""
        # One figure that shows a count is enough, however many hide it.
        shown = np.asarray(self.of_count.T @ (~hidden).astype(float)) > 0
        in_some = np.asarray(self.of_count.T @ np.ones(len(self))) > 0
        return (counts.secret | (in_some & ~shown)) & ~counts.known

    def only(self, keep: Codes, counts: Codes) -> Units:
        """Return some of the units, over some of the counts."""
        losses, loss = np.unique(self.loss[keep], return_inverse=True)
        if len(losses) and losses[0] == -1:
            losses = losses[1:]
            loss = loss - 1
        return Units(
            tuple(self.labels[i] for i in keep),
            self.of_count[keep][:, counts],
            self.cost[keep],
            loss,
            self.loss_cost[losses],
            self.must_hide[keep],
            self.must_show[keep],
        )


def membership(groups: Sequence[Sequence[int]], size: int) -> sparse.csr_array:
    """Return which of `size` things are in each group, as zeros and ones, shape (groups, size)."""
    rows = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    columns = np.fromiter((i for group in groups for i in group), dtype=np.intp, count=len(rows))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(groups), size))
