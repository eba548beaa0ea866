"""The problem of a release: its figures, and those of earlier releases, as counts, relations and needs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
from scipy import sparse

from social_balance.arrays import Mask
from social_balance.disclosure.beneath import Cell, Figure, Role
from social_balance.disclosure.counts import Counts, Key, Need, Units, membership
from social_balance.disclosure.pattern import Pattern, PatternCell
from social_balance.disclosure.rules import Persons, Reason, reason_to_hide
from social_balance.yearly.disclosure_settings import DisclosureSettings

Kind: TypeAlias = Literal["counted", "base"]
_KINDS: tuple[Kind, ...] = ("counted", "base")
_LARGEST_PARTITION = 4  # indicators that together make up a base
_FEWEST_CELLS = 4  # fewer cells than this may add up by chance
NO_PERSONS = Persons(math.nan)


@dataclass(frozen=True)
class Problem:
    """What a release has to decide.

    Parameters
    ----------
    figures : tuple of Figure
        Those that are published; the units are theirs, in the same order.
    reasons : tuple of Reason or None
        Why each has to be hidden for its own sake.
    counts : Counts
    units : Units
    earlier : ndarray of bool, shape (units,)
        Figures that an earlier release hides.
    withheld : mapping of Cell to (Role, Persons)
        What a table leaves out, as far as its sum tells.
    small : frozenset of Cell
        What is hidden for its own sake: of a window perhaps one of its years.
    """

    figures: tuple[Figure, ...]
    reasons: tuple[Reason | None, ...]
    counts: Counts
    units: Units
    earlier: Mask
    withheld: Mapping[Cell, tuple[Role, Persons]]
    small: frozenset[Cell]


@dataclass
class _Ledger:
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


def assemble(figures: Sequence[Figure], settings: DisclosureSettings, earlier: Pattern) -> Problem:
    """Return the problem of publishing some figures beside what earlier releases have shown.

    Parameters
    ----------
    figures : sequence of Figure
        Everything that would be published, and what a table withholds.
    settings : DisclosureSettings
    earlier : Pattern
        The releases before this one.

    Returns
    -------
    Problem

    Notes
    -----
    Relations: areas + rest = whole in every indicator and year, for those counted and, where a base is small,
    for the bases; indicators of one base that make it up together, or of which one is the sum of others,
    found from the figures themselves; an area of an earlier release and the same area drawn larger or
    smaller, whose difference is a block of its own.
    """
    ledger = _Ledger()
    persons = {cell: each for figure in figures for cell, each in figure.persons.items()}
    roles = {cell: figure.role for figure in figures for cell in figure.persons}
    sources = {figure.indicator: figure.source for figure in figures}
    own = {cell: reason_to_hide(each, settings, sources[cell.indicator]) for cell, each in persons.items()}
    groups = _groups(roles)
    withheld = {cell for figure in figures if figure.withheld for cell in figure.persons}
    completed = {**persons, **_withheld_persons(groups, persons, withheld)}
    for group in groups.values():
        _add_group(ledger, group, completed, own, withheld, settings)
    _add_partitions(ledger, persons, roles)
    hidden_before = _add_earlier(ledger, earlier, completed, settings)
    published = tuple(figure for figure in figures if not figure.withheld)
    reasons = tuple(_own_reason(own[cell] for cell in figure.persons) for figure in published)
    frozen = np.array([bool(hidden_before & figure.persons.keys()) for figure in published], bool)
    must = np.array([reason is not None for reason in reasons], bool) | frozen
    units = _units(published, ledger, must, settings)
    kept_back = {cell: (roles[cell], completed[cell]) for cell in withheld if cell in completed}
    small = frozenset(cell for cell, reason in own.items() if reason is not None)
    return Problem(published, reasons, ledger.counts(), units, frozen, kept_back, small)


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


def _groups(roles: Mapping[Cell, Role]) -> dict[tuple[str, int], dict[Cell, Role]]:
    """Return the cells of every indicator and year, whose areas and rest make up the whole."""
    groups: dict[tuple[str, int], dict[Cell, Role]] = defaultdict(dict)
    for cell, role in roles.items():
        groups[cell.indicator, cell.year][cell] = role
    return groups


def _withheld_persons(
    groups: Mapping[tuple[str, int], Mapping[Cell, Role]],
    persons: Mapping[Cell, Persons],
    withheld: set[Cell],
) -> dict[Cell, Persons]:
    """Return what a sum tells of the cells that a table withholds, in equal parts where there are several."""
    completed: dict[Cell, Persons] = {}
    for group in groups.values():
        lacking = [cell for cell in group if cell in withheld]
        whole = [cell for cell, role in group.items() if role == "whole"]
        if not (lacking and whole):
            continue
        told = [cell for cell, role in group.items() if role != "whole" and cell not in withheld]
        left = {
            kind: _number(persons[whole[0]], kind) - sum(_number(persons[cell], kind) for cell in told)
            for kind in _KINDS
        }
        for cell in lacking:
            each = {kind: max(amount / len(lacking), 0.0) for kind, amount in left.items()}
            completed[cell] = Persons(each["base"], min(each["counted"], each["base"]))
    return completed


def _number(persons: Persons, kind: Kind) -> float:
    return persons.base if kind == "base" else persons.counted


def _add_group(
    ledger: _Ledger,
    group: Mapping[Cell, Role],
    persons: Mapping[Cell, Persons],
    own: Mapping[Cell, Reason | None],
    withheld: set[Cell],
    settings: DisclosureSettings,
) -> None:
    """Take in the counts of one indicator and year, their sum, and what has to stay unknown of them."""
    needs = {cell: needs_of(persons[cell], settings) for cell in group if own[cell] or cell in withheld}
    asked = {kind for each in needs.values() for kind in each}
    for kind in _KINDS:
        # Bases are told of only where one has to stay unknown: each is else taken as known to everyone.
        if kind == "base" and kind not in asked:
            continue
        counted = {cell: _number(persons[cell], kind) for cell in group}
        counted = {cell: number for cell, number in counted.items() if np.isfinite(number)}
        parts = [cell for cell in counted if group[cell] != "whole"]
        whole = [cell for cell in counted if group[cell] == "whole"]
        total = sum(counted[cell] for cell in parts)
        ceiling = sum(persons[cell].base for cell in parts)
        for cell in parts:
            most = persons[cell].base if kind == "counted" else counted[cell] + total + settings.floor
            _add_count(ledger, kind, cell, counted[cell], most)
        for cell in whole:
            # Where the parts do not add up (a mean of ratings, a difference), an intruder is given the sum.
            value = total if parts else counted[cell]
            most = ceiling if parts else persons[cell].base
            _add_count(
                ledger, kind, cell, value, most if kind == "counted" else value + total + settings.floor
            )
        if parts and whole:
            place = [ledger.place[kind, cell] for cell in (*parts, *whole)]
            name = f"{whole[0].indicator}, {whole[0].year}: {whole[0].area}"
            ledger.relate(name, place[: len(parts)], place[len(parts) :])
        for cell in counted:
            if kind in needs.get(cell, ()):
                ledger.need(ledger.place[kind, cell], *needs[cell][kind])
            if cell in withheld:
                ledger.secret.add(ledger.place[kind, cell])


def _add_count(ledger: _Ledger, kind: Kind, cell: Cell, value: float, most: float) -> int:
    return ledger.add((kind, cell), value, most)


def _add_partitions(ledger: _Ledger, persons: Mapping[Cell, Persons], roles: Mapping[Cell, Role]) -> None:
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
    ledger: _Ledger,
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


def _add_earlier(
    ledger: _Ledger, earlier: Pattern, persons: Mapping[Cell, Persons], settings: DisclosureSettings
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
            _add_earlier_group(ledger, group, persons, settings, number)
    _add_blocks(ledger, settings)
    return hidden


def _add_earlier_group(
    ledger: _Ledger,
    group: Sequence[PatternCell],
    persons: Mapping[Cell, Persons],
    settings: DisclosureSettings,
    number: int,
) -> None:
    """Take in one indicator and year of an earlier release."""
    for kind in _KINDS:
        places: dict[bool, list[int]] = {True: [], False: []}
        for each in group:
            value = each.base if kind == "base" else each.counted
            if not np.isfinite(value):
                continue
            now = persons.get(each.cell)
            same = now is not None and _number(now, kind) == value
            # A figure that has been revised is another count: what was shown then does not show it now.
            key: Key = (kind, each.cell) if same else (kind, each.cell, number)
            if kind == "base" and key not in ledger.place:
                continue
            place = ledger.add(key, value, each.base)
            places[each.role == "whole"].append(place)
            _remember(ledger, each, place, kind, settings, in_release=same)
        if places[True] and places[False]:
            cell = group[0].cell
            ledger.relate(f"{cell.indicator}, {cell.year}, tidligere", places[False], places[True])


def _remember(
    ledger: _Ledger,
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
    # What is no part of the new release stays hidden whatever is chosen now.
    if not in_release:
        ledger.secret.add(place)
    needs = needs_of(Persons(each.base, each.counted), settings)
    if each.small and kind in needs:
        ledger.need(place, *needs[kind])


def _add_blocks(ledger: _Ledger, settings: DisclosureSettings) -> None:
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


def _own_reason(reasons: Iterable[Reason | None]) -> Reason | None:
    """Return the first reason of some years; persons that are few go before a few that dominate."""
    given = [reason for reason in reasons if reason is not None]
    return min(given, key=lambda reason: reason == "dominance", default=None)


def _units(
    figures: Sequence[Figure], ledger: _Ledger, must_hide: Mask, settings: DisclosureSettings
) -> Units:
    """Return the figures as units with what it costs to hide them."""
    weights = settings.weights
    price = {"area": weights.area, "rest": weights.rest, "whole": weights.whole}
    n_areas = max(len({figure.area for figure in figures if figure.role == "area"}), 1)
    # Against a hidden reference no gap can be shown in any area.
    loss_price = {"area": weights.theme, "rest": weights.theme * n_areas, "whole": weights.theme * n_areas}
    losses: dict[tuple[str, str], int] = {}
    loss_cost: list[float] = []
    loss = np.full(len(figures), -1)
    for u, figure in enumerate(figures):
        if figure.in_index:
            key = (figure.theme, figure.area)
            if key not in losses:
                losses[key] = len(losses)
                loss_cost.append(loss_price[figure.role])
            loss[u] = losses[key]
    groups = [
        [
            ledger.place[kind, cell]
            for cell in figure.persons
            for kind in _KINDS
            if (kind, cell) in ledger.place
        ]
        for figure in figures
    ]
    cost = np.array([price[figure.role] for figure in figures], dtype=float)
    return Units(
        tuple(figure.label for figure in figures),
        membership(groups, len(ledger.value)),
        cost * _tie_breaker(figures),
        loss,
        np.array(loss_cost, dtype=float),
        must_hide,
        np.zeros(len(figures), bool),
    )


def _tie_breaker(figures: Sequence[Figure]) -> np.ndarray:
    """Return factors near 1, so that of equal prices the figure of the fewest persons is hidden."""
    size = np.array([sum(each.base for each in figure.persons.values()) for figure in figures])
    rank = np.argsort(np.argsort(size, kind="stable"), kind="stable")
    return np.asarray(1.0 + 1e-3 * rank / max(len(figures), 1))


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
    ledger = _Ledger()
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
            _add_earlier_group(ledger, group, persons, settings, number)
    _add_partitions(ledger, persons, roles)
    _add_blocks(ledger, settings)
    counts = ledger.counts()
    return counts, counts.secret | ~counts.known
