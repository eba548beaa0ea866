"""Towns drawn for disclosure control: figures of counts in areas, rest and whole, and an attack of its own.

The attack here is written apart from the library's: it reads what is shown, adds up in whole numbers, and
knows nothing of linear programs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from social_balance.disclosure.beneath import Cell, Figure
from social_balance.disclosure.pattern import Pattern
from social_balance.disclosure.rules import Persons

WHOLE, REST = "Kommunen", "resten"


@dataclass(frozen=True)
class Town:
    """A town as it is drawn: the mean count of an area, and how many of everything."""

    mean: float
    areas: int
    indicators: int = 4
    years: Sequence[int] = (2023, 2024)
    window: int = 1
    source: str = "register"


def draw_counts(town: Town, rng: np.random.Generator) -> dict[Cell, Persons]:
    """Draw persons counted and bases of every area and the rest, and add up the whole."""
    first = min(town.years) - town.window + 1
    persons: dict[Cell, Persons] = {}
    for i in range(town.indicators):
        share = town.mean / 300
        for year in range(first, max(town.years) + 1):
            base = [*rng.integers(30, 570, town.areas).tolist(), int(rng.integers(3000, 9000))]
            part = [min(0.9, share * rng.uniform(0.2, 1.8)) for _ in base]
            counted = [int(rng.binomial(n, p)) for n, p in zip(base, part, strict=True)]
            names = [*(f"område {a}" for a in range(town.areas)), REST]
            for name, n, y in zip(names, base, counted, strict=True):
                persons[Cell(f"i{i}", name, (), year)] = Persons(float(n), float(y))
            persons[Cell(f"i{i}", WHOLE, (), year)] = Persons(float(sum(base)), float(sum(counted)))
    return persons


def figures_of(town: Town, persons: Mapping[Cell, Persons], years: Sequence[int]) -> list[Figure]:
    """Return the figures that are published in some years."""
    figures = []
    for i, name, year in itertools.product(range(town.indicators), _names(town), years):
        role: Any = {WHOLE: "whole", REST: "rest"}.get(name, "area")
        of_years = {
            cell: persons[cell]
            for cell in persons
            if (cell.indicator, cell.area) == (f"i{i}", name) and 0 <= year - cell.year < town.window
        }
        figures.append(Figure(f"i{i}", f"t{i // 2}", name, year, role, town.source, True, of_years))
    return figures


def _names(town: Town) -> list[str]:
    return [*(f"område {a}" for a in range(town.areas)), REST, WHOLE]


def shown_cells(pattern: Pattern) -> dict[Cell, tuple[float, float]]:
    """Return what an intruder can read in some release: base and counted of every cell that one shows."""
    return {
        each.cell: (each.base, each.counted)
        for release in pattern.releases
        for each in release.cells
        if each.shown
    }


def leaks(pattern: Pattern, floor: int = 5) -> Iterator[tuple[Cell, int, int, str]]:
    """Yield every hidden small count that whole numbers and sums narrow, with its limits and how badly."""
    shown = shown_cells(pattern)
    cells = {each.cell: each for release in pattern.releases for each in release.cells}
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for release in pattern.releases:
        # Areas are summed up as they were drawn in that release.
        drawing = next((each.cell.drawing for each in release.cells if each.cell.area == REST), ())
        for each in release.cells:
            group = groups.setdefault((each.cell.indicator, each.cell.year, drawing), [])
            if each.cell not in group:
                group.append(each.cell)
    for group in groups.values():
        hidden = [cell for cell in group if cell not in shown]
        for cell in hidden:
            each = cells[cell]
            n, y = int(each.base), int(each.counted)
            if n >= floor and y >= floor and n - y >= floor:
                continue
            low, high = _limits(cell, hidden, group, shown, cells)
            if low == high:
                yield cell, low, high, "exact"
            elif not _is_safe(low, high, y, n, floor):
                yield cell, low, high, "narrow"
    yield from _blocks_shown(shown, floor)


def _blocks_shown(
    shown: Mapping[Cell, tuple[float, float]], floor: int
) -> Iterator[tuple[Cell, int, int, str]]:
    """Yield the small blocks that two drawings of one area show by their difference."""
    for one, other in itertools.combinations(shown, 2):
        same = (one.indicator, one.area, one.year) == (other.indicator, other.area, other.year)
        if not same or one.drawing == other.drawing or one.area == REST:
            continue
        n, y = (abs(int(shown[one][k] - shown[other][k])) for k in (0, 1))
        if min(y, n - y) < floor:
            yield one, y, y, "exact"


def _limits(
    cell: Cell, hidden: list[Cell], group: list[Cell], shown: Mapping, cells: Mapping
) -> tuple[int, int]:
    """Return the least and the most a hidden count can be, by adding up."""
    n = int(cells[cell].base)
    whole = next(one for one in group if one.area == WHOLE)
    if whole not in shown:
        if cell == whole:
            told = sum(int(shown[one][1]) for one in group if one in shown)
            return told, told + sum(int(cells[one].base) for one in hidden if one != whole)
        return 0, n
    left = int(shown[whole][1]) - sum(int(shown[one][1]) for one in group if one in shown and one != whole)
    others = sum(int(cells[one].base) for one in hidden if one != cell)
    return max(0, left - others), min(n, left)


def _is_safe(low: int, high: int, y: int, n: int, floor: int) -> bool:
    """Say whether 0 and y + floor are both possible, or n where that is less; a small complement mirrored."""
    safe = True
    if y < floor or n < floor:
        safe &= low <= 0 and high >= min(y + floor, n)
    if n - y < floor or n < floor:
        safe &= high >= n and low <= max(y - floor, 0)
    return safe


def moved_block(persons: Mapping[Cell, Persons], rng: np.random.Generator) -> dict[Cell, Persons]:
    """Return the same town with a block of the first area counted in the rest, as it is drawn now.

    The cells of both carry the parts they are made of, so that the drawings can be told apart.
    """
    moved: dict[Cell, Persons] = {}
    for cell, each in persons.items():
        if cell.area not in ("område 0", REST):
            moved[cell] = each
    for cell, each in persons.items():
        if cell.area != "område 0":
            continue
        rest = persons[Cell(cell.indicator, REST, cell.drawing, cell.year)]
        n = float(rng.integers(10, 30))
        y = float(min(each.counted, rng.integers(0, 8), n))
        here = Cell(cell.indicator, "område 0", ("gård a",), cell.year)
        moved[here] = Persons(each.base - n, each.counted - y)
        there = Cell(cell.indicator, REST, ("gård a",), cell.year)
        moved[there] = Persons(rest.base + n, rest.counted + y)
    return moved


def drawn_as(persons: Mapping[Cell, Persons], parts: tuple[str, ...]) -> dict[Cell, Persons]:
    """Return the same cells with the parts that the first area, and so the rest, is drawn by."""
    return {
        Cell(cell.indicator, cell.area, parts if cell.area in ("område 0", REST) else (), cell.year): each
        for cell, each in persons.items()
    }
