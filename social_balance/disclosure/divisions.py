"""Several divisions of one municipality as relations: every area is a sum of the blocks that they cut.

What one division shows less what the other does is a block, or several, of which nobody publishes anything:
it is as secret as any small count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from social_balance.areas.divisions import Blocks
from social_balance.disclosure.beneath import Cell, Figure
from social_balance.disclosure.ledger import KINDS, Kind, Ledger, needs_of, number_of
from social_balance.disclosure.pattern import PatternCell
from social_balance.disclosure.rules import Persons, reason_to_hide
from social_balance.yearly.disclosure_settings import DisclosureSettings

_MOST_AREAS = 3  # areas of one division whose sum is held against those of another
OfDivision = Mapping[tuple[str, str], tuple[str, ...]]  # division and area → blocks


def blocks_by_area(blocks: Blocks, divisions: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the blocks of every area by the id of its division; the first one's is empty."""
    ids = ["", *divisions]
    return {(ids[n], area): names for (n, area), names in blocks.of_area.items()}


def secret_cells(
    figures: Sequence[Figure],
    of_area: OfDivision,
    persons: Mapping[Cell, Persons],
    settings: DisclosureSettings,
) -> list[PatternCell]:
    """Return the blocks, and the sums of blocks that one division shows less another, as cells never shown.

    Parameters
    ----------
    figures : sequence of Figure
        What is published of every division.
    of_area : mapping of (division, area) to tuple of str
    persons : mapping of Cell to Persons
        Of every block.
    settings : DisclosureSettings

    Returns
    -------
    list of PatternCell
        Each with whether it is small; what is made of several blocks names them.
    """
    sources = {figure.indicator: figure.source for figure in figures}
    by_time: dict[tuple[str, int], dict[str, Cell]] = defaultdict(dict)
    for cell in persons:
        by_time[cell.indicator, cell.year][cell.area] = cell
    differences = _differences(of_area)
    found: list[PatternCell] = []
    for (indicator, year), cells in by_time.items():
        source = sources.get(indicator, "register")
        for cell in cells.values():
            small = reason_to_hide(persons[cell], settings, source) is not None
            found.append(_secret_cell(cell, persons[cell], small=small, blocks=()))
        for names in differences:
            # Nobody is in the other blocks: a sum of one is that block.
            members = [cells[name] for name in names if name in cells]
            if len(members) < 2:
                continue
            united = _united([persons[member] for member in members])
            if reason_to_hide(united, settings, source) is not None:
                cell = Cell(indicator, " + ".join(member.area for member in members), (), year)
                blocks = tuple(member.area for member in members)
                found.append(_secret_cell(cell, united, small=True, blocks=blocks))
    return found


def relate_blocks(
    ledger: Ledger, cells: Sequence[PatternCell], places: Mapping[tuple[str, Kind, Cell], int], kind: Kind
) -> None:
    """Say of one indicator and year that every area is the sum of its blocks.

    Parameters
    ----------
    ledger : Ledger
    cells : sequence of PatternCell
        Areas, rests and secret sums with the names of their blocks, and the blocks themselves.
    places : mapping of (division, kind, cell) to int
        Where the count of each stands in the ledger.
    kind : {"counted", "base"}
    """
    blocks = {
        each.cell.area: places[each.division, kind, each.cell]
        for each in cells
        if each.role == "block" and not each.blocks and (each.division, kind, each.cell) in places
    }
    if not blocks:
        return
    for each in cells:
        place = places.get((each.division, kind, each.cell))
        if place is not None and each.blocks:
            made_of = [blocks[name] for name in each.blocks if name in blocks]
            name = f"{each.cell.indicator}, {each.cell.year}: {each.cell.area} = {' + '.join(each.blocks)}"
            ledger.relate(name, made_of, [place])


def add_secret_cells(
    ledger: Ledger,
    figures: Sequence[Figure],
    secret: Sequence[PatternCell],
    of_area: OfDivision,
    settings: DisclosureSettings,
) -> None:
    """Take in the blocks of every indicator and year with what has to stay unknown of them.

    The areas that they make up are in the ledger already.
    """
    by_time: dict[tuple[str, int], list[PatternCell]] = defaultdict(list)
    for each in secret:
        by_time[each.cell.indicator, each.cell.year].append(each)
    for figure in figures:
        if figure.role == "whole":
            continue
        for cell, persons in figure.persons.items():
            # What is made for the first division alone has no blocks.
            if (cell.indicator, cell.year) in by_time:
                blocks = of_area[figure.division, figure.area]
                by_time[cell.indicator, cell.year].append(
                    PatternCell(
                        cell, figure.role, persons.base, persons.counted, shown=True, small=False,
                        division=figure.division, blocks=blocks,
                    )
                )  # fmt: skip
    for cells in by_time.values():
        for kind in KINDS:
            _add_one_kind(ledger, cells, kind, settings)


def _add_one_kind(
    ledger: Ledger, cells: Sequence[PatternCell], kind: Kind, settings: DisclosureSettings
) -> None:
    """Take in the blocks of one indicator and year as far as they are told of by what is published."""
    published = [each for each in cells if each.role != "block"]
    # A base is in the ledger only where some base has to stay unknown: else it is known to everyone.
    if not any((kind, each.cell) in ledger.place for each in published):
        return
    places: dict[tuple[str, Kind, Cell], int] = {}
    for each in cells:
        key = (kind, each.cell)
        if each.role != "block":
            if key in ledger.place:
                places[each.division, kind, each.cell] = ledger.place[key]
            continue
        persons = Persons(each.base, each.counted)
        value = number_of(persons, kind)
        if not np.isfinite(value):
            continue
        most = persons.base if kind == "counted" else 2 * value + settings.floor
        place = ledger.add(key, value, most)
        places[each.division, kind, each.cell] = place
        ledger.secret.add(place)
        needs = needs_of(persons, settings)
        if each.small and kind in needs:
            ledger.need(place, *needs[kind])
    relate_blocks(ledger, cells, places, kind)


def _secret_cell(cell: Cell, persons: Persons, *, small: bool, blocks: tuple[str, ...]) -> PatternCell:
    return PatternCell(
        cell, "block", persons.base, persons.counted, shown=False, small=small, blocks=blocks
    )  # fmt: skip


def _united(members: Sequence[Persons]) -> Persons:
    """Return the persons of several blocks together."""
    return Persons(
        sum(each.base for each in members),
        sum(each.counted for each in members),
        all(each.complement for each in members),
    )


def _differences(of_area: OfDivision) -> list[tuple[str, ...]]:
    """Return what some areas of one division have beside all areas of another that lie inside them.

    Areas are taken together only where something of the other division reaches from one to the next: of
    others the difference is the sum of their own.
    """
    divisions = list(dict.fromkeys(division for division, _ in of_area))
    found: dict[tuple[str, ...], None] = {}
    for one in divisions:
        areas = {area: set(names) for (division, area), names in of_area.items() if division == one}
        for other in divisions:
            if other == one:
                continue
            inner = [set(names) for (division, _), names in of_area.items() if division == other]
            for size in range(1, _MOST_AREAS + 1):
                for members in combinations(areas, size):
                    left = _left_of([areas[member] for member in members], inner)
                    if left:
                        found[left] = None
    return list(found)


def _left_of(outer: Sequence[set[str]], inner: Sequence[set[str]]) -> tuple[str, ...]:
    """Return the blocks of some areas that no area inside them has; none where nothing lies inside."""
    together = set().union(*outer)
    inside = [names for names in inner if names and names <= together]
    if not inside or not _is_joined(outer, inside):
        return ()
    return tuple(sorted(together - set().union(*inside)))


def _is_joined(outer: Sequence[set[str]], inside: Sequence[set[str]]) -> bool:
    """Say whether areas of the other division tie all of these together."""
    group = set(outer[0])
    waiting = list(outer[1:])
    while waiting:
        near = [names for names in inside if names & group]
        group |= set().union(*near)
        joined = [names for names in waiting if names & group]
        if not joined:
            return False
        group |= set().union(*joined)
        waiting = [names for names in waiting if names not in joined]
    return True
