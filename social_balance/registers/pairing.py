"""Products of the same resident's rows, person by person over the years, summed where the persons are.

A person's rows lie side by side: for each year a place (the cell lived in) and a number per column. Persons
who stay in one place are one matrix product per place; of those who move, so is every two places they were
in. Only numpy is used, so that Spark can send this module to its workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from social_balance.showing.progress import follow

Numbers: TypeAlias = npt.NDArray[Any]
Slot: TypeAlias = tuple[int, int]  # index of the year, index of the place


@dataclass
class Products:
    """Sums over persons of x_u·x_vᵀ for every two slots u and v (a year and a place) that persons were in.

    Parameters
    ----------
    years, columns : int
        How many years lie side by side, and how many numbers a person has in each.

    Examples
    --------
    >>> both = Products(years=2, columns=1)
    >>> both.add(np.array([[0, 0], [0, 1]]), np.array([[[2.0], [3.0]], [[5.0], [7.0]]]))
    >>> {(u, v): product.item() for u, v, product in both.pairs() if u != v}
    {((0, 0), (1, 0)): 6.0, ((0, 0), (1, 1)): 35.0}
    """

    years: int
    columns: int
    sums: dict[tuple[int, int], Numbers] = field(default_factory=dict)  # two places → (width, width)

    def add(self, place: Numbers, x: Numbers, weight: Numbers | None = None) -> None:
        """Add persons.

        Parameters
        ----------
        place : ndarray of int, shape (n, years)
            Index of the place in each year, −1 where the person is not in any.
        x : ndarray of float, shape (n, years, columns)
            The numbers; 0 where the person is not in any place. Of 32 bits only when they are 0 and 1: then
            sums of some thousands are exact.
        weight : ndarray of float, shape (n,), optional
            How many such persons there are.
        """
        # Most residents stay in one place, and those of a place are one product of matrices.
        last = place.max(axis=1)
        first = np.where(place >= 0, place, last[:, None]).min(axis=1)
        order = np.flatnonzero((first == last) & (last >= 0))
        # Stable, so that sums come out the same from run to run.
        order = order[np.argsort(last[order], kind="stable")]
        for here, rows in _iterate_runs(last[order], order):
            wide = x[rows].reshape(len(rows), -1)
            self._add_product(here, here, wide, wide, None if weight is None else weight[rows])
        movers = np.flatnonzero(first != last)
        if len(movers):
            self._add_moving(place[movers], x[movers], None if weight is None else weight[movers])

    def _add_moving(self, place: Numbers, x: Numbers, weight: Numbers | None) -> None:
        """Add persons who are in more than one place: their years in one, and in the other."""
        in_place: dict[int, tuple[Numbers, Numbers]] = {}
        for here in np.unique(place[place >= 0]):
            there = place == here
            rows = np.flatnonzero(there.any(axis=1))
            numbers = np.where(there[rows][:, :, None], x[rows], x.dtype.type(0))
            in_place[int(here)] = rows, numbers.reshape(len(rows), -1)
        for a, (rows, numbers) in in_place.items():
            self._add_product(a, a, numbers, numbers, None if weight is None else weight[rows])
            for b, (others, beside) in in_place.items():
                if a < b:
                    both, one, two = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
                    if len(both):
                        if weight is None:
                            of_both = None
                        else:
                            of_both = weight[both]
                        self._add_product(a, b, numbers[one], beside[two], of_both)

    def _add_product(self, a: int, b: int, left: Numbers, right: Numbers, weight: Numbers | None) -> None:
        # Rows that are all alike stand for many persons, and are multiplied by how many.
        product = (left if weight is None else left * weight[:, None]).T @ right
        self.sums[a, b] = self.sums.get((a, b), 0.0) + product.astype(np.float64)

    def merge(self, other: Products) -> None:
        """Add what was summed over other persons."""
        for places, product in other.sums.items():
            self.sums[places] = self.sums.get(places, 0.0) + product

    def pairs(self) -> Iterator[tuple[Slot, Slot, Numbers]]:
        """Yield the product of every two slots once, shape (columns, columns)."""
        c = self.columns
        for (a, b), product in self.sums.items():
            for t in range(self.years):
                for s in range(t if a == b else 0, self.years):
                    block = product[t * c : (t + 1) * c, s * c : (s + 1) * c]
                    # Two slots that nobody was in both of add nothing to any covariance.
                    if block.any():
                        yield (t, a), (s, b), block


@dataclass(frozen=True)
class Packing:
    """How a row's place and its zeros and ones are packed into whole numbers of 62 bits.

    The lowest bits of the first word are the place; then comes one bit a flag. Packed, a year of a person
    is a word or two, which is what an engine has to carry when it puts a person's rows side by side.
    """

    places: int  # the code `places` means a row that is in no place
    flags: int

    @property
    def place_bits(self) -> int:
        """Bits that the place takes."""
        return max(1, int(self.places).bit_length())

    @property
    def words(self) -> int:
        """Words that a row takes."""
        return -(-(self.place_bits + self.flags) // WORD)

    def at(self, column: int) -> tuple[int, int]:
        """Return the word and the bit of a column of zeros and ones."""
        return divmod(self.place_bits + column, WORD)

    def unpack(self, words: Numbers) -> tuple[Numbers, Numbers]:
        """Return places and zeros and ones.

        Parameters
        ----------
        words : ndarray of int64, shape (n, years, words)
            −1 where the person has no row in the year.

        Returns
        -------
        ndarray of int, shape (n, years), and ndarray of float32, shape (n, years, flags)
            The place is −1 where there is no row or it is in no place; there the flags are 0.
        """
        place = (words[:, :, 0] & ((1 << self.place_bits) - 1)).astype(np.int64)
        outside = (words[:, :, 0] < 0) | (place == self.places)
        place[outside] = -1
        # −1 has every bit set: a year without a row must not count as all conditions met.
        usable = np.where(outside[:, :, None], 0, words)
        n, years, _ = words.shape
        every = np.unpackbits(
            np.ascontiguousarray(usable).astype("<i8").view(np.uint8).reshape(n, years, -1, 8),
            axis=3, bitorder="little",
        ).reshape(n, years, -1, 64)[..., :WORD]  # fmt: skip
        flags = every.reshape(n, years, -1)[:, :, self.place_bits : self.place_bits + self.flags]
        return place, flags.astype(np.float32)


WORD = 62  # bits of a word that are used, so that no sum of them is negative


@dataclass(frozen=True)
class Lookup:
    """Numbers of a person that follow from the slot she is in and what kind of person she is.

    Parameters
    ----------
    keys : ndarray of int64, shape (k,)
        slot·kinds + kind in order, of the slots and kinds that were met.
    kinds : int
        How many kinds there can be.
    values : ndarray of float, shape (k, columns)
    numbers : ndarray of float, shape (kinds,), optional
        Where what is carried of a person is a number and not her kind: the number of each kind, in order.

    Examples
    --------
    >>> two = Lookup(np.array([3, 6]), kinds=3, values=np.array([[0.5], [0.25]]))
    >>> two.of(np.array([1, 2, 2, -1]), np.array([0, 0, 1, 2])).T.tolist()
    [[0.5, 0.25, 0.0, 0.0]]
    """

    keys: Numbers
    kinds: int
    values: Numbers
    numbers: Numbers | None = None

    @property
    def columns(self) -> int:
        """Numbers that are found for a person in a year."""
        return int(self.values.shape[1])

    def kind(self, carried: Numbers) -> Numbers:
        """Return the kinds of persons from what is carried of them, −1 for none."""
        if self.numbers is None:
            return carried.astype(np.int64)
        if not len(self.numbers):
            return np.full(len(carried), -1, dtype=np.int64)
        # The number itself was carried: it is one of those counted, or of nobody.
        at = np.minimum(np.searchsorted(self.numbers, carried), len(self.numbers) - 1)
        return np.where(self.numbers[at] == carried, at, -1)

    def of(self, slot: Numbers, kind: Numbers) -> Numbers:
        """Return the numbers of persons, 0 for a slot or a kind of −1; shape (..., columns)."""
        key = np.where((slot >= 0) & (kind >= 0), slot.astype(np.int64) * self.kinds + kind, -1)
        if not len(self.keys):
            return np.zeros((*key.shape, self.columns))
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        found: Numbers = self.values[at]
        found[self.keys[at] != key] = 0.0
        return found


@dataclass(frozen=True)
class Wide:
    """Rows as an engine gives them, a person a row: words, numbers and kinds of each year.

    Parameters
    ----------
    packing : Packing
    years : int
    centres : tuple of (int, float)
        For each column of numbers: the column of zeros and ones that says who has it, and a number near its
        mean that is taken from it there. What is squared and subtracted later is then small.
    lookups : tuple of Lookup
        For each column of kinds, what follows from them; a slot is year·places + place.
    """

    packing: Packing
    years: int
    centres: tuple[tuple[int, float], ...] = ()
    lookups: tuple[Lookup, ...] = ()

    @property
    def columns(self) -> int:
        """Numbers that a person has in a year."""
        return self.packing.flags + len(self.centres) + sum(lookup.columns for lookup in self.lookups)

    @property
    def at_a_time(self) -> int:
        """Persons whose numbers are put side by side at a time: some megabytes of them."""
        return int(np.clip(NUMBERS // (self.years * max(self.columns, 1)), 1024, AT_A_TIME))

    @property
    def whole(self) -> bool:
        """Whether all numbers are 0 or 1."""
        return not self.centres and not self.lookups

    def names(self) -> list[str]:
        """Return the names of the engine's columns, in the order that `add` takes them."""
        words = [f"w{t}_{j}" for t in range(self.years) for j in range(self.packing.words)]
        numbers = [f"f{t}_{k}" for t in range(self.years) for k in range(len(self.centres))]
        return words + numbers + [f"c{t}_{k}" for t in range(self.years) for k in range(len(self.lookups))]

    def add(self, to: Products, columns: list[Numbers], weight: Numbers | None = None) -> None:
        """Unpack persons and add their products, some thousand persons at a time."""
        n = len(columns[0])
        numbers_at = self.years * self.packing.words
        kinds_at = numbers_at + self.years * len(self.centres)
        starts = range(0, n, self.at_a_time)
        for first in follow(starts, "persons", len(starts)):
            part = slice(first, min(first + self.at_a_time, n))
            words = np.stack([c[part] for c in columns[:numbers_at]], axis=1).astype(np.int64, copy=False)
            place, x = self.packing.unpack(words.reshape(-1, self.years, self.packing.words))
            if not self.whole:
                x = x.astype(float)
            if self.centres:
                numbers = np.stack([c[part] for c in columns[numbers_at:kinds_at]], axis=1).astype(float)
                numbers = numbers.reshape(len(place), self.years, len(self.centres))
                for k, (who, centre) in enumerate(self.centres):
                    numbers[:, :, k] = np.where(x[:, :, who] > 0, numbers[:, :, k] - centre, 0.0)
                x = np.concatenate([x, numbers], axis=2)
            if self.lookups:
                carried = zip(self.lookups * self.years, columns[kinds_at:], strict=True)
                kinds = np.stack([lookup.kind(c[part]) for lookup, c in carried], axis=1)
                found = self.looked_up(place, kinds.reshape(len(place), self.years, len(self.lookups)))
                x = np.concatenate([x, found], axis=2)
            to.add(place, x, None if weight is None else weight[part])

    def looked_up(self, place: Numbers, kinds: Numbers) -> Numbers:
        """Return what follows from places (n, years) and kinds (n, years, lookups), side by side."""
        slot = np.where(place >= 0, np.arange(self.years) * self.packing.places + place, -1)
        found = [lookup.of(slot, kinds[:, :, k]) for k, lookup in enumerate(self.lookups)]
        return np.concatenate(found, axis=2)


AT_A_TIME = 16384  # persons: their numbers side by side stay some megabytes, and 32-bit sums of ones exact
NUMBERS = 1_000_000  # side by side at a time: as quick as four million, and the job needs less memory


def _iterate_runs(key: Numbers, rows: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield each key with its rows, of keys in order."""
    starts = np.flatnonzero(np.diff(key, prepend=key[:1] - 1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(key)], strict=True) if starts else ():
        yield int(key[start]), rows[start:end]
