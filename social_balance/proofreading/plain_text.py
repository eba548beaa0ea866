"""Plain text and Markdown as passages and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from social_balance.proofreading.paper import Grid, GridRow, Passage, Spot, joined_passage

_HEADING = re.compile(r"#{1,6}\s+")
_ITEM = re.compile(r"(?:[-*+•·–]|\d{1,2}[.)])\s+(?=\S)")
_FENCE = re.compile(r"(?:```|~~~)")
# The line of dashes under the headings of a pipe table.
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”»)]*$")
# A line shorter than this that does not end a sentence is taken for a line of its own, not for a wrapped one.
_WRAPPED = 40


def read_plain_text(text: str) -> list[Passage | Grid]:
    r"""Return the passages and pipe tables of a text.

    Examples
    --------
    >>> [block.text for block in read_plain_text("# Status\n\nAndelen er faldet\nfra 7 til 5.")]
    ['Status', 'Andelen er faldet fra 7 til 5.']
    """
    lines = [(line, Spot(number)) for number, line in enumerate(text.splitlines(), start=1)]
    return list(read_lines(_without_code(lines)))


def read_lines(lines: Iterable[tuple[str, Spot]]) -> Iterator[Passage | Grid]:
    """Return the passages and tables of lines that know where they stood."""
    gathered: list[tuple[str, Spot]] = []
    kind: Literal["paragraph", "heading", "item"] = "paragraph"
    rows: list[GridRow] = []
    for raw, spot in lines:
        line = raw.strip()
        is_row = line.count("|") >= 2
        if rows and not is_row:
            yield Grid(tuple(rows))
            rows = []
        begins = _beginning(line)
        ends_here = not line or is_row or begins is not None or kind == "heading"
        if gathered and (ends_here or not _continues(gathered[-1][0], line)):
            yield joined_passage(gathered, kind)
            gathered = []
        if is_row:
            if not _RULE.fullmatch(line):
                rows.append(GridRow(_cells(line), spot))
        elif line:
            if not gathered:
                kind = begins or "paragraph"
            gathered.append((_plain(line), spot))
    if rows:
        yield Grid(tuple(rows))
    if gathered:
        yield joined_passage(gathered, kind)


def _without_code(lines: list[tuple[str, Spot]]) -> Iterator[tuple[str, Spot]]:
    """Leave out blocks of code and the settings above a page: neither is prose."""
    inside = bool(lines) and lines[0][0].strip() == "---"
    fence = "---"
    for number, (line, spot) in enumerate(lines):
        mark = line.strip()
        if number == 0 and inside:
            continue
        if inside and mark.startswith(fence):
            inside = False
        elif not inside and _FENCE.match(mark):
            inside = True
            fence = mark[:3]
        elif not inside:
            yield line, spot


def _beginning(line: str) -> Literal["heading", "item"] | None:
    """Return what a line begins, if it begins anything."""
    if _HEADING.match(line):
        return "heading"
    if _ITEM.match(line):
        return "item"
    return None


def _continues(above: str, line: str) -> bool:
    """Say whether a line goes on with the sentence of the line above it."""
    if len(above) >= _WRAPPED or line[:1].islower():
        return True
    return bool(_SENTENCE_END.search(above))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_plain(cell.strip()) for cell in line.strip("|").split("|"))


def _plain(line: str) -> str:
    """Return a line without what only says how it looks."""
    begins = _HEADING.match(line) or _ITEM.match(line)
    if begins:
        line = line[begins.end() :]
    return _EMPHASIS.sub("", _LINK.sub(r"\1", line.lstrip("> "))).strip()
