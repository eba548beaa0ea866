"""A second division of the municipality, and the blocks that it and the first one cut each other into.

A *piece* is the smallest that a division is made of: a part of an area of the first division, or one of its
areas that has no parts. A *block* is the pieces that have the same area in every division.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from social_balance.areas.municipality import Areas, comparable_name
from social_balance.areas.parts import Area, AreaPart
from social_balance.language.faults import DefinitionError, Faults, Issue, suggest
from social_balance.measures.area_roles import REST

Pieces = dict[str, list[AreaPart]]  # name as it is compared → when it belongs


@dataclass(frozen=True)
class Blocks:
    """What several divisions cut each other into.

    Parameters
    ----------
    areas : Areas
        The blocks, as areas of their own.
    of_area : mapping of (number of the division, name of the area) to tuple of str
        Names of the blocks that each area, and each rest, is made of.
    """

    areas: Areas
    of_area: Mapping[tuple[int, str], tuple[str, ...]]


def divide(main: Areas, own: Sequence[Area], rest: Area) -> Areas:
    """Return another division of the same municipality, made of the names of the first one.

    Parameters
    ----------
    main : Areas
        The first division, whose names the data have.
    own : sequence of Area
        The areas of the other division; their parts are names of the first one.
    rest : Area
        What is left: every piece that no area of the division names.

    Returns
    -------
    Areas
        Names in the data mean areas of the division. The name of an area of the first division that the other
        cuts across means none: rows with it are told of.

    Raises
    ------
    DefinitionError
        Areas of names that the first division does not have, and names that mean something else there.

    Examples
    --------
    >>> main = Areas((Area("nord", "Nord", parts=("Skoven", "Engen")), Area("syd", "Syd", parts=("Parken",))),
    ...              rest=Area("rest", "resten"), whole=Area("whole", "byen"))
    >>> estates = divide(main, [Area("skov", "Skovparken", parts=("Skoven", "Parken"))],
    ...                  Area("rest", "uden for Skovparken"))
    >>> list(estates.resolve(["Skoven", "Engen", "Syd", "resten"]))
    ['skov', 'rest', 'skov', 'rest']
    """
    faults = Faults(DefinitionError)
    known = _names_in_data(main)
    claims = [_claimed_pieces(main, area, known, faults) for area in own]
    pieces = _all_pieces(main)
    for area, claim in zip([*own, rest], [*claims, {}], strict=True):
        for name in area.own_names:
            spoken = known.get(comparable_name(name))
            # A name of two meanings would be two areas of one name in a report.
            spoken_of_otherwise = claim or area is rest
            if spoken_of_otherwise and name != REST and spoken is not None and _keys(spoken[1]) != set(claim):
                faults.add(Issue("ARE026", place=area.name, found=name))
    faults.raise_if_any()
    left = {name: _without(parts, [c.get(name, []) for c in claims]) for name, parts in pieces.items()}
    areas = [replace(area, parts=tuple(_parts_of(claim))) for area, claim in zip(own, claims, strict=True)]
    remaining = replace(rest, parts=tuple(_parts_of({name: parts for name, parts in left.items() if parts})))
    return Areas(
        tuple(_with_whole_names(main, area, claim) for area, claim in zip(areas, claims, strict=True)),
        rest=_with_whole_names(main, remaining, left),
        whole=main.whole,
        drawn=main.drawn,
    )


def same_division(first: Areas, second: Areas) -> bool:
    """Say whether two divisions have the same areas, whatever they are called.

    Examples
    --------
    >>> main = Areas((Area("nord", "Nord"),), rest=Area("rest", "resten"), whole=Area("whole", "byen"))
    >>> other = divide(main, [Area("n", "Bydel 1", parts=("Nord",))], Area("rest", "uden for Bydel 1"))
    >>> same_division(main, other)
    True
    """
    names = sorted(_all_pieces(first))
    return _partition(first, names) == _partition(second, names)


def cross_divisions(divisions: Sequence[Areas]) -> Blocks:
    """Return what several divisions of one municipality cut each other into.

    Parameters
    ----------
    divisions : sequence of Areas
        The first is the one that the others were made from by `divide`.

    Returns
    -------
    Blocks

    Examples
    --------
    >>> main = Areas((Area("nord", "Nord", parts=("Skoven", "Engen")), Area("syd", "Syd", parts=("Parken",))),
    ...              rest=Area("rest", "resten"), whole=Area("whole", "byen"))
    >>> estates = divide(main, [Area("skov", "Skovparken", parts=("Skoven",))], Area("rest", "uden for"))
    >>> blocks = cross_divisions([main, estates])
    >>> blocks.of_area[0, "Nord"]
    ('Nord × Skovparken', 'Nord × uden for')
    """
    found: dict[tuple[str, ...], list[AreaPart]] = {}
    order = {area.name: n for each in divisions for n, area in enumerate((*each.areas, each.rest))}
    spans = [_spans_by_name(each) for each in divisions]
    for key, (name, first) in spans[0].items():
        for area, span in first:
            _cross_one((area,), AreaPart(name, span.from_year, span.until), key, spans[1:], found)
    combos = sorted(found, key=lambda combo: tuple(order[name] for name in combo))
    rest = tuple(each.rest.name for each in divisions)
    blocks = {combo: " × ".join(combo) for combo in (*combos, rest)}
    areas = tuple(
        Area(f"b{n}", blocks[combo], parts=tuple(found[combo]))
        for n, combo in enumerate(combos)
        if combo != rest
    )
    last = Area(REST, blocks[rest], parts=tuple(found.get(rest, ())))
    of_area = {
        (n, area.name): tuple(blocks[combo] for combo in combos if combo[n] == area.name)
        for n, each in enumerate(divisions)
        for area in (*each.areas, each.rest)
    }
    crossed = Areas(areas, rest=last, whole=divisions[0].whole, drawn=divisions[0].drawn)
    return Blocks(crossed, of_area)


def _names_in_data(areas: Areas) -> dict[str, tuple[Area, list[AreaPart]]]:
    """Return every name that rows of the data may have, with its area and the pieces that it stands for."""
    known: dict[str, tuple[Area, list[AreaPart]]] = {}
    for area in (*areas.areas, areas.rest):
        for name in area.own_names:
            known[comparable_name(name)] = (area, _own_pieces(area))
        for part in area.dated_parts:
            # A part may belong to two areas one after the other: it stands for itself, whenever it is.
            known[comparable_name(part.name)] = (area, [AreaPart(part.name)])
    return known


def _own_pieces(area: Area) -> list[AreaPart]:
    """Return the pieces that an area is made of: its parts, or itself under every name."""
    # "rest" is the rest of whichever division is read.
    return list(area.dated_parts) or [AreaPart(name) for name in area.own_names if name != REST]


def _all_pieces(areas: Areas) -> Pieces:
    """Return every piece of a division, always there: where it belongs is another matter."""
    return {
        comparable_name(part.name): [AreaPart(part.name)]
        for area in (*areas.areas, areas.rest)
        for part in _own_pieces(area)
    }


def _claimed_pieces(
    main: Areas, area: Area, known: Mapping[str, tuple[Area, list[AreaPart]]], faults: Faults
) -> Pieces:
    """Return the pieces that an area of another division is made of."""
    names = area.dated_parts
    if not names:
        names = tuple(AreaPart(name) for name in area.own_names if comparable_name(name) in known)
    claim: Pieces = {}
    for part in names:
        if comparable_name(part.name) not in known:
            hint = suggest(part.name, [each.name for pieces in known.values() for each in pieces[1]])
            faults.add(Issue("ARE025", place=area.name, found=part.name, values={"suggestion": hint}))
            continue
        for piece in known[comparable_name(part.name)][1]:
            span = _overlap(piece, part)
            if span is not None:
                claim.setdefault(comparable_name(piece.name), []).append(span)
    if not names:
        hint = suggest(area.name, [a.name for a in (*main.areas, main.rest)])
        faults.add(Issue("ARE025", place=area.name, found=area.name, values={"suggestion": hint}))
    return claim


def _keys(pieces: Sequence[AreaPart]) -> set[str]:
    return {comparable_name(piece.name) for piece in pieces}


def _parts_of(claim: Pieces) -> Iterator[str | AreaPart]:
    """Yield parts as an area has them: a plain name where it always belongs."""
    for parts in claim.values():
        for part in parts:
            if part.from_year is None and part.until is None:
                yield part.name
            else:
                yield part


def _with_whole_names(main: Areas, area: Area, claim: Pieces) -> Area:
    """Add the names of areas of the first division that lie inside an area of the other."""
    own = {REST, *map(comparable_name, (*area.own_names, *(part.name for part in area.dated_parts)))}
    names: list[str] = []
    for each in (*main.areas, main.rest):
        inside = {name for name, parts in claim.items() if _is_always(parts)}
        if _keys(_own_pieces(each)) <= inside:
            names += [name for name in each.own_names if comparable_name(name) not in own]
    return replace(area, parts=(*area.parts, *names))


def _is_always(parts: Sequence[AreaPart]) -> bool:
    return any(part.from_year is None and part.until is None for part in parts)


def _overlap(first: AreaPart, second: AreaPart) -> AreaPart | None:
    """Return the years that two spans share, under the name of the first, or None."""
    starts = [year for year in (first.from_year, second.from_year) if year is not None]
    ends = [year for year in (first.until, second.until) if year is not None]
    start = max(starts, default=None)
    end = min(ends, default=None)
    if start is not None and end is not None and end < start:
        return None
    return AreaPart(first.name, start, end)


def _without(parts: Sequence[AreaPart], claimed: Sequence[Sequence[AreaPart]]) -> list[AreaPart]:
    """Return the years of a piece that no area has claimed."""
    left = list(parts)
    for taken in (part for claim in claimed for part in claim):
        remaining: list[AreaPart] = []
        for each in left:
            if taken.from_year is not None:
                before = _overlap(each, AreaPart("", None, taken.from_year - 1))
                remaining += [before] if before else []
            if taken.until is not None:
                after = _overlap(each, AreaPart("", taken.until + 1, None))
                remaining += [after] if after else []
        left = remaining
    return left


def _spans_by_name(areas: Areas) -> dict[str, tuple[str, list[tuple[str, AreaPart]]]]:
    """Return every name with the areas that it means, and when."""
    spans: dict[str, tuple[str, list[tuple[str, AreaPart]]]] = {}
    for area in (*areas.areas, areas.rest):
        for part in (*map(AreaPart, area.own_names), *area.dated_parts):
            key = comparable_name(part.name)
            spans.setdefault(key, (part.name, []))[1].append((area.name, part))
    return spans


def _cross_one(
    combo: tuple[str, ...],
    part: AreaPart,
    key: str,
    later: Sequence[Mapping[str, tuple[str, list[tuple[str, AreaPart]]]]],
    found: dict[tuple[str, ...], list[AreaPart]],
) -> None:
    """Add a name to every block that it belongs to, each with its years."""
    if not later:
        found.setdefault(combo, []).append(part)
        return
    # A name that another division cuts across means no area there, and so no block.
    for area, span in later[0].get(key, ("", []))[1]:
        both = _overlap(part, span)
        if both is not None:
            _cross_one((*combo, area), both, key, later[1:], found)


def _partition(areas: Areas, names: Sequence[str]) -> set[frozenset[tuple[str, AreaPart]]]:
    """Return the followed areas as sets of what they are made of."""
    sets = set()
    for area in areas.areas:
        keys = {(comparable_name(part.name), replace(part, name="")) for part in _own_pieces(area)}
        sets.add(frozenset((name, span) for name, span in keys if name in names))
    return sets
