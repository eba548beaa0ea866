"""A paper as passages and tables with the places they stand in, whatever its format."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Spot:
    """Where something stands: a line, counted from 1, and in a paged format the page."""

    line: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Passage:
    """Running text that belongs together, its line breaks gone.

    Parameters
    ----------
    text : str
        The text.
    starts : tuple of (int, Spot)
        From which character on it stood where.
    kind : {"paragraph", "heading", "item", "list"}
        What it is; an item is one of a list, and a list all of them with the sentence above.
    """

    text: str
    starts: tuple[tuple[int, Spot], ...]
    kind: Literal["paragraph", "heading", "item", "list"] = "paragraph"

    def spot_at(self, offset: int) -> Spot:
        """Return where a character of the text stood."""
        place = bisect_right([start for start, _ in self.starts], offset) - 1
        return self.starts[max(place, 0)][1]


@dataclass(frozen=True)
class GridRow:
    """One row of a table, with where it stands."""

    cells: tuple[str, ...]
    spot: Spot


@dataclass(frozen=True)
class Grid:
    """A table, its headings among the rows."""

    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Paper:
    """A whole paper in the order of reading."""

    file: str
    blocks: tuple[Passage | Grid, ...]

    def passages(self) -> Iterator[Passage]:
        """Go through the running text."""
        return (block for block in self.blocks if isinstance(block, Passage))

    def grids(self) -> Iterator[Grid]:
        """Go through the tables."""
        return (block for block in self.blocks if isinstance(block, Grid))

    def has_text(self) -> bool:
        """Say whether there is anything to read."""
        return any(p.text for p in self.passages()) or any(g.rows for g in self.grids())


def joined_passage(lines: list[tuple[str, Spot]], kind: Literal["paragraph", "heading", "item"]) -> Passage:
    """Return lines as one passage that knows where each of them stood.

    Examples
    --------
    >>> passage = joined_passage([("Andelen er", Spot(3)), ("steget.", Spot(4))], "paragraph")
    >>> passage.text, passage.spot_at(11).line
    ('Andelen er steget.', 4)
    """
    text = ""
    starts: list[tuple[int, Spot]] = []
    for line, spot in lines:
        # A word parted at the end of a line is one word again.
        if text.endswith("-") and line[:1].islower():
            text = text[:-1]
        elif text:
            text += " "
        starts.append((len(text), spot))
        text += line
    return Passage(text, tuple(starts), kind)
