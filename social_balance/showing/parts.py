"""The parts of a table that people read, without a format: cells, signs and headings in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from social_balance.language.words import Lang, Mark


@dataclass(frozen=True)
class Badge:
    """A verdict as sign, word and tone together."""

    symbol: str
    label: str
    tone: str


@dataclass(frozen=True)
class Column:
    """The head of a column and how its cells stand."""

    title: str
    kind: Literal["text", "number"] = "number"


@dataclass(frozen=True)
class Cell:
    """One cell: the text, a smaller detail below it, a badge; its language where it is not the paper's."""

    text: str = ""
    detail: str = ""
    badge: Badge | None = None
    lang: Lang | None = None


@dataclass(frozen=True)
class Row:
    """One row; the first cell names it. A group row has one cell and heads the rows below it."""

    cells: tuple[Cell, ...]
    kind: Literal["body", "group", "total"] = "body"


@dataclass(frozen=True)
class Table:
    """A table: title above, notes below; the number in its paper, None where it stands alone.

    `data` is the path, in the folder of the papers, of the file that has its figures. A table of the `annex`
    is numbered among its own, and a format for reading on paper leaves it out.
    """

    number: int | None
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    data: str = ""
    annex: bool = False

    @property
    def label(self) -> str:
        """The number as it is printed: that of the annex after a B, so that no two tables have one."""
        return f"B{self.number}" if self.annex else str(self.number)


def badge_of(mark: Mark, lang: Lang) -> Badge:
    """Return a mark as a badge in one language."""
    return Badge(mark.symbol, mark.label(lang), mark.tone)
