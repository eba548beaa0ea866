"""Exposure of persons who are at several places each, such as children in two clubs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.measures.person_variables import Data, read_numbers
from social_balance.measures.segregation import sum_by_code

# A *membership* is one cell of alike persons at one of their places. Symbols: N the counted persons at a
# place, s the share of the target among the others there, m the places of a person that are large enough.


def number_places(data: Data, columns: Sequence[str]) -> Codes:
    """Return the places of every person in one numbering for all columns, −1 for none; each place once.

    Returns
    -------
    ndarray of int, shape (persons, columns)
        Each row in order, so that two persons with the same places are alike.

    Examples
    --------
    >>> number_places({"hold": ["B", "A", "A"], "hold_2": ["A", None, "A"]}, ["hold", "hold_2"]).tolist()
    [[0, 1], [-1, 0], [-1, 0]]
    """
    values = []
    for column in columns:
        if column not in data:
            read_numbers(data, column)  # raises the fault of a missing column
        values.append(pd.Series(np.asarray(data[column], dtype=object)))
    code, _ = pd.factorize(pd.concat(values, ignore_index=True), sort=True)
    places = np.sort(code.reshape(len(columns), -1).T, axis=1)
    # Whoever is written twice in the same club is one member of it.
    again = np.zeros(places.shape, bool)
    again[:, 1:] = places[:, 1:] == places[:, :-1]
    return np.sort(np.where(again, -1, places), axis=1).astype(np.intp)


@dataclass(frozen=True)
class Memberships:
    """All memberships of some cells, a row each, and what is asked of the cells.

    Parameters
    ----------
    cell, place : ndarray of int, shape (memberships,)
    target, counted : ndarray of bool, shape (cells,)
        Who is looked for; who counts as being at her places.
    persons : ndarray of bool, shape (cells,) or (cells, areas)
        Whose exposure is averaged.
    min_size : float
        Places with fewer counted persons are left out.
    """

    cell: Codes
    place: Codes
    target: Mask
    counted: Mask
    persons: Mask
    min_size: float = 2

    def mean_exposure(self, weight: Floats) -> Floats:
        """Return the mean over persons of the mean share, in per cent, of the target among the others.

        Parameters
        ----------
        weight : ndarray of float, shape (..., cells)

        Returns
        -------
        ndarray of float, shape (...) or (..., areas)

        Notes
        -----
        E = Σᵢ ȳᵢ/n with ȳᵢ = Σ s/m over i's own places: the interaction index [Lieberson 1981] where each
        place weighs a person's meetings by 1/(N − 1), as co-members do in a network of affiliations
        [Newman 2001; affiliation exposure of Fujimoto, Chou & Valente 2011]. Nobody is shown to herself, so
        that lots alone give the share of the target among all others, whatever the sizes of the places and
        however they overlap. A person in one place weighs as much as one in three.
        """
        share, enough = self._shares(weight)
        mean, places = self._mean_over_places(share, enough)
        included = weight * (places > 0)
        persons = np.atleast_2d(self.persons.T).T
        n = included @ persons
        value = 100 * np.where(n > 0, ((included * mean) @ persons) / np.where(n > 0, n, 1.0), np.nan)
        return self._as_persons(value)

    def influence(self, weight: Floats) -> Floats:
        """Return what one more person in each cell does to the value, in the shape of `persons`.

        Notes
        -----
        Another of the persons adds (ȳ − E)/n; another who is counted changes what everybody at each of her
        places meets there by (t − s)/(N − 1), which weighs 1/m in that person's mean.
        """
        share, enough = self._shares(weight)
        mean, places = self._mean_over_places(share, enough)
        persons = np.atleast_2d(self.persons.T).T
        included = (weight * (places > 0))[:, None] * persons
        n = np.maximum(included.sum(axis=0), 1e-300)
        own = (mean[:, None] - mean @ included / n) * persons * (places > 0)[:, None]
        # What a meeting at a place weighs: of the person's places, and of the others there.
        met = sum_by_code(weight[self.cell] * self.counted[self.cell], self.place)[self.place]
        met = np.where(enough, met - self.counted[self.cell], 1.0)
        weighs = np.where(enough, 1 / (np.maximum(places, 1.0)[self.cell] * met), 0.0)
        moved = sum_by_code((included[self.cell] * weighs[:, None]).T, self.place).T[self.place]
        to_share = included[self.cell] * (weighs * share)[:, None]
        moved_share = sum_by_code(to_share.T, self.place).T[self.place]
        by_membership = self.target[self.cell][:, None] * moved - moved_share
        of_others = self.counted[:, None] * self._sum_by_cell(by_membership.T).T
        slope = 100 * (own + of_others) / n
        return self._as_persons(slope - weight @ slope / weight.sum())

    def _shares(self, weight: Floats) -> tuple[Floats, Mask]:
        """Return the share of the target among the others in each membership, and where there are enough."""
        counted = self.counted[self.cell]
        of_target = counted & self.target[self.cell]
        size = sum_by_code(weight[..., self.cell] * counted, self.place)[..., self.place]
        others = size - counted
        enough = (others > 0) & (size >= self.min_size)
        wanted = sum_by_code(weight[..., self.cell] * of_target, self.place)[..., self.place] - of_target
        return np.where(enough, wanted / np.where(enough, others, 1.0), 0.0), enough

    def _mean_over_places(self, share: Floats, enough: Mask) -> tuple[Floats, Floats]:
        """Return the mean of each cell's own places, and how many of them are large enough."""
        places = self._sum_by_cell(enough.astype(float))
        return self._sum_by_cell(share) / np.maximum(places, 1.0), places

    def _sum_by_cell(self, amount: Floats) -> Floats:
        """Sum over memberships of each cell, also of cells without any at the end."""
        total = np.zeros((*amount.shape[:-1], len(self.counted)))
        if len(self.cell):
            by_cell = sum_by_code(amount, self.cell)
            total[..., : by_cell.shape[-1]] = by_cell
        return total

    def _as_persons(self, by_area: Floats) -> Floats:
        if self.persons.ndim == 2:
            return np.asarray(by_area)
        return np.asarray(by_area[..., 0])


def memberships_of(
    places: Codes, *, target: Mask, counted: Mask, persons: Mask, min_size: float = 2
) -> Memberships:
    """Lay out the memberships of cells, whose places are in columns with −1 for none.

    Examples
    --------
    >>> yes = np.array([True, True, True])
    >>> clubs = memberships_of(np.array([[0, 1], [-1, 0], [-1, 1]]), target=~yes, counted=yes, persons=yes)
    >>> clubs.place.tolist()
    [0, 1, 0, 1]
    """
    cell, column = np.nonzero(places >= 0)
    return Memberships(cell, places[cell, column], target, counted, persons, min_size)
