"""An HTML page as passages and tables."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Literal

from social_balance.proofreading.paper import Grid, GridRow, Passage, Spot, joined_passage

_SILENT = frozenset({"script", "style", "svg", "template", "head", "noscript", "code", "pre"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Tags inside a line; any other begins or ends a block.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "dfn", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong",
     "sub", "sup", "time", "u", "var", "wbr", "font", "del", "ins", "label", "data"}
)  # fmt: skip
_SPACES = re.compile(r"\s+")


def read_web_page(text: str) -> list[Passage | Grid]:
    """Return the passages and tables of a page.

    Examples
    --------
    >>> page = "<p>Fra 7<br>til 5.</p><table><tr><th>I alt</th><td>12</td></tr></table>"
    >>> [getattr(block, "text", block) for block in read_web_page(page)][0]
    'Fra 7 til 5.'
    """
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    reader.end_passage()
    return reader.blocks


class _PageReader(HTMLParser):
    """Gathers text until something that is not inside a line begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Passage | Grid] = []
        self._silent = 0
        self._lines: list[tuple[str, Spot]] = []
        self._kind: Literal["paragraph", "heading", "item"] = "paragraph"
        # Tables may stand inside each other: each has its own rows.
        self._tables: list[_OpenTable] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _INLINE or self._silent:
            return
        if tag == "br" and not self._tables:
            self._lines.append((" ", Spot(self.getpos()[0])))
            return
        if self._tables and tag not in ("table", "tr", "td", "th"):
            self._tables[-1].add(" ")
            return
        self.end_passage()
        self._kind = "paragraph"
        if tag in _HEADINGS:
            self._kind = "heading"
        elif tag == "li":
            self._kind = "item"
        spot = Spot(self.getpos()[0])
        if tag == "table":
            self._tables.append(_OpenTable())
        elif tag == "tr" and self._tables:
            self._tables[-1].begin_row(spot)
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].begin_cell(spot, dict(attrs).get("colspan"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
            return
        if tag in _INLINE or self._silent:
            return
        if tag == "table" and self._tables:
            grid = self._tables.pop().grid()
            if grid.rows:
                self.blocks.append(grid)
        elif not self._tables:
            self.end_passage()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].add(data)
            return
        line = self.getpos()[0]
        for number, part in enumerate(data.split("\n")):
            self._lines.append((part, Spot(line + number)))

    def end_passage(self) -> None:
        """Put what has been gathered down as one passage."""
        # Pieces of one line are one text: a word may go on after a tag.
        pieces: list[tuple[str, Spot]] = []
        for text, spot in self._lines:
            if pieces and pieces[-1][1] == spot:
                pieces[-1] = (pieces[-1][0] + text, spot)
            else:
                pieces.append((text, spot))
        lines = [(_SPACES.sub(" ", text).strip(), spot) for text, spot in pieces if text.strip()]
        self._lines = []
        if lines:
            self.blocks.append(joined_passage(lines, self._kind))


class _OpenTable:
    """The rows of a table that is being read."""

    def __init__(self) -> None:
        self.rows: list[tuple[list[str], Spot]] = []
        self.in_cell = False

    def begin_row(self, spot: Spot) -> None:
        self.rows.append(([], spot))
        self.in_cell = False

    def begin_cell(self, spot: Spot, span: str | None) -> None:
        if not self.rows:
            self.begin_row(spot)
        cells, _ = self.rows[-1]
        # A cell over several columns stands in the last of them, so that those after it keep their places.
        cells += [""] * (min(int(span), 50) - 1 if span and span.isdecimal() else 0)
        cells.append("")
        self.in_cell = True

    def add(self, text: str) -> None:
        if self.in_cell and self.rows and self.rows[-1][0]:
            self.rows[-1][0][-1] += text

    def grid(self) -> Grid:
        rows = [(tuple(_SPACES.sub(" ", cell).strip() for cell in cells), spot) for cells, spot in self.rows]
        return Grid(tuple(GridRow(cells, spot) for cells, spot in rows if any(cells)))
