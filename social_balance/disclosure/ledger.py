"""Counts, relations and needs while they are gathered, and how far a small count has to be able to move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from scipy import sparse

from social_balance.disclosure.counts import Counts, Key, Need
from social_balance.disclosure.rules import Persons
from social_balance.yearly.disclosure_settings import DisclosureSettings

Kind: TypeAlias = Literal["counted", "base"]
KINDS: tuple[Kind, ...] = ("counted", "base")


@dataclass
class Ledger:
    """Counts, relations and needs while they are gathered."""

    place: dict[Key, int] = field(default_factory=dict)
    value: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    secret: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    sums: dict[frozenset[tuple[int, int]], str] = field(default_factory=dict)
    needs: dict[int, Need] = field(default_factory=dict)

    def add(self, key: Key, value: float, most: float) -> int:
        """Take in a count, once."""
        if key not in self.place:
            self.place[key] = len(self.value)
            self.value.append(value)
            self.most.append(max(most, value))
        return self.place[key]

    def need(self, count: int, down: float, up: float) -> None:
        """Ask that a count can move so far; of two needs the larger."""
        old = self.needs.get(count, Need(count, 0.0, 0.0))
        self.needs[count] = Need(count, max(down, old.down), max(up, old.up))

    def relate(self, name: str, plus: Iterable[int], minus: Iterable[int]) -> None:
        """Say that a sum is 0, once."""
        terms = frozenset([*((i, 1) for i in plus), *((i, -1) for i in minus)])
        self.sums.setdefault(terms, name)

    def counts(self) -> Counts:
        """Return what was gathered."""
        rows = [(r, i, sign) for r, terms in enumerate(self.sums) for i, sign in sorted(terms)]
        r, i, sign = (
            (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0, int)] * 3
        )
        k = len(self.value)
        return Counts(
            tuple(self.place),
            np.array(self.value, dtype=float),
            np.array(self.most, dtype=float),
            sparse.csr_array((sign.astype(float), (r, i)), shape=(len(self.sums), k)),
            tuple(self.sums.values()),
            tuple(self.needs[i] for i in sorted(self.needs)),
            np.isin(np.arange(k), list(self.secret)),
            np.isin(np.arange(k), list(self.known)),
        )


def needs_of(persons: Persons, settings: DisclosureSettings) -> dict[Kind, tuple[float, float]]:
    """Return how far down and up the counts of small persons have to be able to move.

    Parameters
    ----------
    persons : Persons
        Some that may not be shown.
    settings : DisclosureSettings

    Returns
    -------
    dict of kind to (down, up)

    Notes
    -----
    A hidden count y of n with floor f is safe when nobody can exclude 0 nor y + f, nor n where that is
    smaller; a small complement the same way round from the other end. A base below the floor is itself
    unknown. Where a figure is hidden for another reason (dominance, a small group inside it), those beneath
    it have to be able to move by the floor either way, so that no sum shows the figure.

    Examples
    --------
    >>> needs_of(Persons(100, 2), DisclosureSettings(floor=5))
    {'counted': (2, 5)}
    >>> needs_of(Persons(100, 99), DisclosureSettings(floor=5))
    {'counted': (5, 1)}
    """
    f = settings.floor
    n = persons.base
    y = persons.counted
    needs: dict[Kind, tuple[float, float]] = {}
    few_base = n < f
    few_counted = y < f
    few_others = persons.not_counted < f
    if few_base or few_counted or few_others:
        if np.isfinite(y):
            down = y if few_counted or few_base else min(f, y)
            up = n - y if few_others or few_base else min(f, n - y)
            needs["counted"] = (down, up)
        if few_base or not np.isfinite(y):
            needs["base"] = (n, f)
        return needs
    if np.isfinite(y):
        needs["counted"] = (min(f, y), min(f, n - y))
    needs["base"] = (min(f, n), f)
    return needs


def number_of(persons: Persons, kind: Kind) -> float:
    """Return the persons of one kind: those counted, or the base."""
    if kind == "base":
        return persons.base
    return persons.counted
