"""The problem of a release: its figures, and those of earlier releases, as counts, relations and needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from social_balance.arrays import Mask
from social_balance.disclosure.beneath import Cell, Figure, Role
from social_balance.disclosure.counts import Counts, Units, membership
from social_balance.disclosure.divisions import add_secret_cells, secret_cells
from social_balance.disclosure.earlier import add_earlier
from social_balance.disclosure.ledger import KINDS, Kind, Ledger, needs_of, number_of
from social_balance.disclosure.partitions import add_partitions
from social_balance.disclosure.pattern import Pattern, PatternCell
from social_balance.disclosure.rules import Persons, Reason, reason_to_hide
from social_balance.yearly.disclosure_settings import DisclosureSettings


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
    divided : Divided
        How several divisions of the municipality hang together.
    """

    figures: tuple[Figure, ...]
    reasons: tuple[Reason | None, ...]
    counts: Counts
    units: Units
    earlier: Mask
    withheld: Mapping[Cell, tuple[Role, Persons]]
    small: frozenset[Cell]
    divided: Divided


@dataclass(frozen=True)
class Divided:
    """How several divisions of a municipality hang together; empty where there is one.

    Parameters
    ----------
    of_area : mapping of (division, area) to tuple of str
        The blocks that each area is made of.
    persons : mapping of Cell to Persons
        Of every block.
    secret : tuple of PatternCell
        The blocks, and the sums of them that can be worked out; made by `assemble`.
    """

    of_area: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    persons: Mapping[Cell, Persons] = field(default_factory=dict)
    secret: tuple[PatternCell, ...] = ()


UNDIVIDED = Divided()


def assemble(
    figures: Sequence[Figure],
    settings: DisclosureSettings,
    earlier: Pattern,
    divided: Divided = UNDIVIDED,
) -> Problem:
    """Return the problem of publishing some figures beside what earlier releases have shown.

    Parameters
    ----------
    figures : sequence of Figure
        Everything that would be published, and what a table withholds.
    settings : DisclosureSettings
    earlier : Pattern
        The releases before this one.
    divided : Divided
        The blocks that further divisions of the municipality cut.

    Returns
    -------
    Problem

    Notes
    -----
    Relations: areas + rest = whole in every division, indicator and year, and each of them the sum of its
    blocks, for those counted and, where a base is small,
    for the bases; indicators of one base that make it up together, or of which one is the sum of others,
    found from the figures themselves; an area of an earlier release and the same area drawn larger or
    smaller, whose difference is a block of its own.
    """
    ledger = Ledger()
    persons = {cell: each for figure in figures for cell, each in figure.persons.items()}
    roles = {cell: figure.role for figure in figures for cell in figure.persons}
    sources = {figure.indicator: figure.source for figure in figures}
    own = {cell: reason_to_hide(each, settings, sources[cell.indicator]) for cell, each in persons.items()}
    groups = _groups(figures)
    # A table that leaves a cell out while it has the whole hides it, and its sum would show it.
    withheld = {cell for figure in figures if figure.withheld for cell in figure.persons}
    completed = {**persons, **_withheld_persons(groups, persons, withheld)}
    secret = tuple(secret_cells(figures, divided.of_area, divided.persons, settings))
    needs = {
        cell: needs_of(completed[cell], settings)
        for cell in persons
        if cell in completed and (own[cell] or cell in withheld)
    }
    asked = _asked_kinds(needs, secret, settings)
    for group in groups.values():
        _add_group(ledger, group, completed, needs, withheld, _Question(asked, settings))
    add_partitions(ledger, persons, roles)
    add_secret_cells(ledger, figures, secret, divided.of_area, settings)
    beneath = completed | {each.cell: Persons(each.base, each.counted) for each in secret}
    hidden_before = add_earlier(ledger, earlier, beneath, settings)
    published = tuple(figure for figure in figures if not figure.withheld)
    reasons = tuple(_own_reason(own[cell] for cell in figure.persons) for figure in published)
    # Hidden once is hidden for good: its neighbours were shown in the belief that it would be.
    frozen = np.array([bool(hidden_before & figure.persons.keys()) for figure in published], bool)
    must = np.array([reason is not None for reason in reasons], bool) | frozen
    units = _units(published, ledger, must, settings)
    kept_back = {cell: (roles[cell], completed[cell]) for cell in withheld if cell in completed}
    small = frozenset(cell for cell, reason in own.items() if reason is not None)
    crossed = replace(divided, secret=secret)
    return Problem(published, reasons, ledger.counts(), units, frozen, kept_back, small, crossed)


@dataclass(frozen=True)
class _Question:
    """Of which kinds of count something has to stay unknown, by indicator and year, and by which rules."""

    kinds: Mapping[tuple[str, int], set[Kind]]
    settings: DisclosureSettings


def _asked_kinds(
    needs: Mapping[Cell, Mapping[Kind, object]], secret: Iterable[PatternCell], settings: DisclosureSettings
) -> dict[tuple[str, int], set[Kind]]:
    """Return the kinds of count of which one has to stay unknown, in any division."""
    asked: dict[tuple[str, int], set[Kind]] = defaultdict(set)
    for cell, kinds in needs.items():
        asked[cell.indicator, cell.year] |= set(kinds)
    for each in secret:
        if each.small:
            kinds = needs_of(Persons(each.base, each.counted), settings)
            asked[each.cell.indicator, each.cell.year] |= set(kinds)
    return asked


def _groups(figures: Iterable[Figure]) -> dict[tuple[str, str, int], dict[Cell, Role]]:
    """Return the cells of every division, indicator and year, whose areas and rest make up the whole."""
    groups: dict[tuple[str, str, int], dict[Cell, Role]] = defaultdict(dict)
    for figure in figures:
        for cell in figure.persons:
            groups[figure.division, cell.indicator, cell.year][cell] = figure.role
    return groups


def _withheld_persons(
    groups: Mapping[tuple[str, str, int], Mapping[Cell, Role]],
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
            kind: number_of(persons[whole[0]], kind) - sum(number_of(persons[cell], kind) for cell in told)
            for kind in KINDS
        }
        for cell in lacking:
            each = {kind: max(amount / len(lacking), 0.0) for kind, amount in left.items()}
            completed[cell] = Persons(each["base"], min(each["counted"], each["base"]))
    return completed


def _add_group(
    ledger: Ledger,
    group: Mapping[Cell, Role],
    persons: Mapping[Cell, Persons],
    needs: Mapping[Cell, Mapping[Kind, tuple[float, float]]],
    withheld: set[Cell],
    question: _Question,
) -> None:
    """Take in the counts of one indicator and year, their sum, and what has to stay unknown of them."""
    settings = question.settings
    first = next(iter(group))
    asked = question.kinds.get((first.indicator, first.year), set())
    for kind in KINDS:
        # Bases are told of only where one has to stay unknown: each is else taken as known to everyone.
        if kind == "base" and kind not in asked:
            continue
        counted = {cell: number_of(persons[cell], kind) for cell in group}
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
            if kind in needs.get(cell, {}):
                ledger.need(ledger.place[kind, cell], *needs[cell][kind])
            if cell in withheld:
                ledger.secret.add(ledger.place[kind, cell])


def _add_count(ledger: Ledger, kind: Kind, cell: Cell, value: float, most: float) -> int:
    return ledger.add((kind, cell), value, most)


def _own_reason(reasons: Iterable[Reason | None]) -> Reason | None:
    """Return the first reason of some years; persons that are few go before a few that dominate."""
    given = [reason for reason in reasons if reason is not None]
    return min(given, key=lambda reason: reason == "dominance", default=None)


def _units(figures: Sequence[Figure], ledger: Ledger, must_hide: Mask, settings: DisclosureSettings) -> Units:
    """Return the figures as units with what it costs to hide them."""
    weights = settings.weights
    price = {"area": weights.area, "rest": weights.rest, "whole": weights.whole}
    followed = {(figure.division, figure.area) for figure in figures if figure.role == "area"}
    n_areas = Counter(division for division, _ in followed)
    losses: dict[tuple[str, str, str], int] = {}
    loss_cost: list[float] = []
    loss = np.full(len(figures), -1)
    for u, figure in enumerate(figures):
        if figure.in_index:
            key = (figure.division, figure.theme, figure.area)
            if key not in losses:
                losses[key] = len(losses)
                # Against a hidden reference no gap can be shown in any area.
                gaps = 1 if figure.role == "area" else max(n_areas[figure.division], 1)
                loss_cost.append(weights.theme * gaps)
            loss[u] = losses[key]
    groups = [
        [
            ledger.place[kind, cell]
            for cell in figure.persons
            for kind in KINDS
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
