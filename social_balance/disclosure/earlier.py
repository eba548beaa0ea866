"""What earlier releases have shown and hidden, beside what is published now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from social_balance.arrays import Mask
from social_balance.disclosure.beneath import Cell
from social_balance.disclosure.counts import Counts, Key
from social_balance.disclosure.divisions import relate_blocks
from social_balance.disclosure.ledger import KINDS, Kind, Ledger, needs_of, number_of
from social_balance.disclosure.partitions import add_partitions
from social_balance.disclosure.pattern import Pattern, PatternCell
from social_balance.disclosure.rules import Persons, reason_to_hide
from social_balance.yearly.disclosure_settings import DisclosureSettings


def add_earlier(
    ledger: Ledger, earlier: Pattern, persons: Mapping[Cell, Persons], settings: DisclosureSettings
) -> set[Cell]:
    """Take in what earlier releases show and hide of the same indicators and years; return what they hide."""
    now = {(cell.indicator, cell.year) for cell in persons}
    hidden: set[Cell] = set()
    for number, release in enumerate(earlier.releases):
        cells = [each for each in release.cells if (each.cell.indicator, each.cell.year) in now]
        groups: dict[tuple[str, int], list[PatternCell]] = defaultdict(list)
        for each in cells:
            groups[each.cell.indicator, each.cell.year].append(each)
            if not each.shown:
                hidden.add(each.cell)
        for group in groups.values():
            add_earlier_group(ledger, group, persons, settings, number)
    # Last, when every drawing of every area is there to be held against the others.
    add_blocks(ledger, settings)
    return hidden


def add_earlier_group(
    ledger: Ledger,
    group: Sequence[PatternCell],
    persons: Mapping[Cell, Persons],
    settings: DisclosureSettings,
    number: int,
) -> None:
    """Take in one indicator and year of an earlier release."""
    for kind in KINDS:
        places: dict[tuple[str, bool], list[int]] = defaultdict(list)
        of_cell: dict[tuple[str, Kind, Cell], int] = {}
        for each in group:
            value = each.base if kind == "base" else each.counted
            if not np.isfinite(value):
                continue
            now = persons.get(each.cell)
            same = now is not None and number_of(now, kind) == value
            # A figure that has been revised is another count: what was shown then does not show it now.
            key: Key = (kind, each.cell) if same else (kind, each.cell, number)
            if kind == "base" and key not in ledger.place:
                continue
            place = ledger.add(key, value, each.base)
            of_cell[each.division, kind, each.cell] = place
            if each.role != "block":
                places[each.division, each.role == "whole"].append(place)
            _remember(ledger, each, place, kind, settings, in_release=same)
        for division in dict.fromkeys(each.division for each in group):
            if places[division, True] and places[division, False]:
                whole = next(each.cell for each in group if each.role == "whole")
                name = f"{whole.indicator}, {whole.year}: {whole.area}"
                ledger.relate(name, places[division, False], places[division, True])
        relate_blocks(ledger, group, of_cell, kind)


def _remember(
    ledger: Ledger,
    each: PatternCell,
    place: int,
    kind: Kind,
    settings: DisclosureSettings,
    *,
    in_release: bool,
) -> None:
    """Note what an earlier release said of a count."""
    if each.shown:
        ledger.known.add(place)
        return
    # What is no part of the new release stays hidden whatever is chosen now, and so does a block.
    if not in_release or each.role == "block":
        ledger.secret.add(place)
    needs = needs_of(Persons(each.base, each.counted), settings)
    if each.small and kind in needs:
        ledger.need(place, *needs[kind])


def add_blocks(ledger: Ledger, settings: DisclosureSettings) -> None:
    """Relate two drawings of one area in the same year: the larger is the smaller and a block."""
    drawn: dict[tuple[object, ...], dict[frozenset[str], int]] = defaultdict(dict)
    for key, place in list(ledger.place.items()):
        cell = key[1]
        if isinstance(cell, Cell) and cell.drawing and key[0] == "counted":
            drawn[cell.indicator, cell.area, cell.year][frozenset(cell.drawing)] = place
    for (indicator, area, year), versions in drawn.items():
        for small, large in combinations(sorted(versions, key=lambda one: (len(one), sorted(one))), 2):
            if small < large:
                outer, inner = versions[large], versions[small]
                value = ledger.value[outer] - ledger.value[inner]
                most = ledger.most[outer] - ledger.most[inner]
                if value < 0 or most < value:
                    continue
                name = f"{indicator}, {year}: {', '.join(sorted(large - small))} ({area})"
                block = ledger.add(("counted", name), value, most)
                ledger.secret.add(block)
                ledger.relate(name, [outer], [inner, block])
                beneath = Persons(most, value)
                if reason_to_hide(beneath, settings, "register"):
                    ledger.need(block, *needs_of(beneath, settings)["counted"])


def assemble_again(pattern: Pattern, settings: DisclosureSettings) -> tuple[Counts, Mask]:
    """Return what all releases of a pattern show and hide, as an intruder who has them all meets it.

    Parameters
    ----------
    pattern : Pattern
    settings : DisclosureSettings

    Returns
    -------
    tuple of (Counts, ndarray of bool)
        The counts and which of them are shown in no release.
    """
    ledger = Ledger()
    newest = pattern.releases[-1].cells
    persons = {each.cell: Persons(each.base, each.counted) for each in newest}
    roles = {each.cell: each.role for each in newest}
    for number, release in enumerate(pattern.releases):
        groups: dict[tuple[str, int], list[PatternCell]] = defaultdict(list)
        for each in release.cells:
            groups[each.cell.indicator, each.cell.year].append(each)
        for group in groups.values():
            # A base is hidden with its figure; where all is shown there is nothing to say of it.
            if not all(each.shown for each in group):
                for each in group:
                    ledger.add(("base", each.cell), each.base, 2 * each.base + settings.floor)
            add_earlier_group(ledger, group, persons, settings, number)
    add_partitions(ledger, persons, roles)
    add_blocks(ledger, settings)
    counts = ledger.counts()
    return counts, counts.secret | ~counts.known
