"""Indicators of one base that make it up together, or of which one is the sum of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from social_balance.disclosure.beneath import Cell, Role
from social_balance.disclosure.ledger import Ledger
from social_balance.disclosure.rules import Persons

_LARGEST_PARTITION = 4  # indicators that together make up a base
_FEWEST_CELLS = 4  # fewer cells than this may add up by chance


def add_partitions(ledger: Ledger, persons: Mapping[Cell, Persons], roles: Mapping[Cell, Role]) -> None:
    """Relate indicators of one base that make it up together, or of which one is the sum of others."""
    table: dict[str, dict[tuple[str, tuple[str, ...], int], Persons]] = defaultdict(dict)
    for cell, each in persons.items():
        if np.isfinite(each.counted) and roles[cell] != "whole":
            table[cell.indicator][cell.area, cell.drawing, cell.year] = each
    by_base: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for indicator, cells in table.items():
        if len(cells) >= _FEWEST_CELLS:
            by_base[tuple((place, cells[place].base) for place in sorted(cells))].append(indicator)
    for members in by_base.values():
        if len(members) > 1:
            _add_sums(ledger, {m: table[m] for m in members}, sorted(table[members[0]]))


def _add_sums(
    ledger: Ledger,
    table: Mapping[str, Mapping[tuple[str, tuple[str, ...], int], Persons]],
    places: Sequence[tuple[str, tuple[str, ...], int]],
) -> None:
    """Add a relation a place for every set of indicators that adds up everywhere."""
    counted = {m: np.array([cells[place].counted for place in places]) for m, cells in table.items()}
    base = np.array([next(iter(table.values()))[place].base for place in places])
    for members, total in _sets_that_add_up(counted, base):
        for area, drawing, year in places:
            cells = [Cell(m, area, drawing, year) for m in members]
            of_total = [] if total is None else [Cell(total, area, drawing, year)]
            ledger.relate(
                f"{' + '.join(members)} = {total or 'base'}, {year}: {area}",
                [ledger.place["counted", cell] for cell in cells],
                [ledger.place["counted", cell] for cell in of_total],
            )


def _sets_that_add_up(
    counted: Mapping[str, np.ndarray], base: np.ndarray
) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Yield the indicators that add up to the base (None), or to another indicator."""
    names = sorted(counted)
    for size in range(2, min(_LARGEST_PARTITION, len(names)) + 1):
        for members in combinations(names, size):
            total = np.sum([counted[m] for m in members], axis=0)
            if np.array_equal(total, base):
                yield members, None
            for other in names:
                if other not in members and np.array_equal(total, counted[other]) and total.any():
                    yield members, other
