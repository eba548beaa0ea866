"""Products of the same resident's rows, person by person over the years, summed where the persons are.

A person's rows lie side by side: for each year a place (the cell lived in) and a number per column. Persons
who stay in one place are one matrix product per place; of those who move, each pair of years is a product of
its own. Only numpy is used, so that Spark can send this module to its workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

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
    >>> {pair: product.item() for *pair, product in both.pairs() if pair[0] != pair[1] for pair in [tuple(pair)]}
    {((0, 0), (1, 0)): 6.0, ((0, 0), (1, 1)): 35.0}
    """

    years: int
    columns: int
    staying: dict[int, Numbers] = field(default_factory=dict)  # place → (years·columns, years·columns)
    moving: dict[tuple[Slot, Slot], Numbers] = field(default_factory=dict)  # (columns, columns)

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
        present = place >= 0
        last = place.max(axis=1)
        first = np.where(present, place, last[:, None]).min(axis=1)
        staying = (first == last) & (last >= 0)
        order = np.flatnonzero(staying)
        order = order[np.argsort(last[order], kind="stable")]
        for here, rows in _runs(last[order], order):
            wide = x[rows].reshape(len(rows), -1)
            product = (wide if weight is None else wide * weight[rows, None]).T @ wide
            self.staying[here] = self.staying.get(here, 0.0) + product.astype(np.float64)
        movers = np.flatnonzero(~staying & (last >= 0))
        if len(movers):
            self._add_moving(place[movers], x[movers], None if weight is None else weight[movers])

    def _add_moving(self, place: Numbers, x: Numbers, weight: Numbers | None) -> None:
        places = int(place.max()) + 1
        for t in range(self.years):
            for s in range(t, self.years):
                both = np.flatnonzero((place[:, t] >= 0) & (place[:, s] >= 0))
                key = place[both, t] * places + place[both, s]
                order = np.argsort(key, kind="stable")
                for pair, rows in _runs(key[order], both[order]):
                    slots = ((t, pair // places), (s, pair % places))
                    left = x[rows, t] if weight is None else x[rows, t] * weight[rows, None]
                    product = (left.T @ x[rows, s]).astype(np.float64)
                    self.moving[slots] = self.moving.get(slots, 0.0) + product

    def merge(self, other: Products) -> None:
        """Add what was summed over other persons."""
        for place, product in other.staying.items():
            self.staying[place] = self.staying.get(place, 0.0) + product
        for slots, product in other.moving.items():
            self.moving[slots] = self.moving.get(slots, 0.0) + product

    def pairs(self) -> Iterator[tuple[Slot, Slot, Numbers]]:
        """Yield the product of every two slots, the earlier year first, shape (columns, columns)."""
        c = self.columns
        for place, product in self.staying.items():
            for t in range(self.years):
                for s in range(t, self.years):
                    block = product[t * c : (t + 1) * c, s * c : (s + 1) * c]
                    if block.any():
                        yield (t, place), (s, place), block
        for (u, v), product in self.moving.items():
            yield u, v, product


@dataclass(frozen=True)
class Packing:
    """How a row's place and its zeros and ones are packed into whole numbers of 62 bits.

    The lowest bits of the first word are the place; then comes one bit a column. Packed, a year of a person is
    a word or two, which is what an engine has to carry when it puts a person's rows side by side.
    """

    places: int  # the code `places` means a row that is in no place
    bits: int

    @property
    def place_bits(self) -> int:
        """Bits that the place takes."""
        return max(1, int(self.places).bit_length())

    @property
    def words(self) -> int:
        """Words that a row takes."""
        return -(-(self.place_bits + self.bits) // WORD)

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
        ndarray of int, shape (n, years), and ndarray of float32, shape (n, years, bits)
            The place is −1 where there is no row or it is in no place; there the bits are 0.
        """
        place = (words[:, :, 0] & ((1 << self.place_bits) - 1)).astype(np.int64)
        outside = (words[:, :, 0] < 0) | (place == self.places)
        place[outside] = -1
        usable = np.where(outside[:, :, None], 0, words)
        n, years, _ = words.shape
        every = np.unpackbits(
            np.ascontiguousarray(usable).astype("<i8").view(np.uint8).reshape(n, years, -1, 8),
            axis=3, bitorder="little",
        ).reshape(n, years, -1, 64)[..., :WORD]  # fmt: skip
        bits = every.reshape(n, years, -1)[:, :, self.place_bits : self.place_bits + self.bits]
        return place, bits.astype(np.float32)


WORD = 62  # bits of a word that are used, so that no sum of them is negative


@dataclass(frozen=True)
class Wide:
    """Rows as an engine gives them, a person a row: the words and the numbers of each year.

    Parameters
    ----------
    packing : Packing
    years : int
    centres : tuple of (int, float)
        For each column of numbers: the column of zeros and ones that says who has it, and a number near its
        mean that is taken from it there. What is squared and subtracted later is then small.
    """

    packing: Packing
    years: int
    centres: tuple[tuple[int, float], ...] = ()

    @property
    def columns(self) -> int:
        """Numbers that a person has in a year."""
        return self.packing.bits + len(self.centres)

    def names(self) -> list[str]:
        """Return the names of the engine's columns, in the order that `add` takes them."""
        words = [f"w{t}_{j}" for t in range(self.years) for j in range(self.packing.words)]
        return words + [f"f{t}_{k}" for t in range(self.years) for k in range(len(self.centres))]

    def add(self, to: Products, columns: list[Numbers], weight: Numbers | None = None) -> None:
        """Unpack persons and add their products, some thousand persons at a time."""
        n, split = len(columns[0]), self.years * self.packing.words
        for first in range(0, n, AT_A_TIME):
            part = slice(first, min(first + AT_A_TIME, n))
            words = np.stack([c[part] for c in columns[:split]], axis=1).astype(np.int64, copy=False)
            place, x = self.packing.unpack(words.reshape(-1, self.years, self.packing.words))
            if self.centres:
                numbers = np.stack([c[part] for c in columns[split:]], axis=1).astype(float)
                numbers = numbers.reshape(len(place), self.years, len(self.centres))
                x = x.astype(float)
                for k, (who, centre) in enumerate(self.centres):
                    numbers[:, :, k] = np.where(x[:, :, who] > 0, numbers[:, :, k] - centre, 0.0)
                x = np.concatenate([x, numbers], axis=2)
            to.add(place, x, None if weight is None else weight[part])


AT_A_TIME = 16384  # persons: their numbers side by side stay some megabytes, and 32-bit sums of ones exact


def _runs(key: Numbers, rows: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield each key with its rows, of keys in order."""
    starts = np.flatnonzero(np.diff(key, prepend=key[:1] - 1)) if len(key) else []
    for start, end in zip(starts, [*starts[1:], len(key)], strict=True):
        yield int(key[start]), rows[start:end]
