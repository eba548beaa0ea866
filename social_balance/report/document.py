"""The document model: what a report says, in blocks that every format can write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from social_balance.language.texts import Lang, Mark


@dataclass(frozen=True)
class Badge:
    """A verdict as sign, word and tone together."""

    symbol: str
    label: str
    tone: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, perhaps with a lead word and a badge before it."""

    text: str
    lead: str = ""
    badge: Badge | None = None
    lang: str = ""  # of the text, where it is another than the document's


@dataclass(frozen=True)
class Bullets:
    """A list of paragraphs of equal standing."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Column:
    """The head of a column and how its cells stand."""

    title: str
    kind: Literal["text", "number"] = "number"


@dataclass(frozen=True)
class Cell:
    """One cell: the text, a smaller detail below it, a badge."""

    text: str = ""
    detail: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Row:
    """One row; the first cell names it. A group row has one cell and heads the rows below it."""

    cells: tuple[Cell, ...]
    kind: Literal["body", "group", "total"] = "body"


@dataclass(frozen=True)
class Table:
    """A numbered table: title above, notes below."""

    number: int
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A numbered figure: which family draws it, of which theme, its title and the text that stands for it."""

    number: int
    family: Literal["overview", "theme", "gaps"]
    name: str
    title: str
    alt: str
    theme: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with the blocks below it; sections inside it are one level lower."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


# What a writer of a format has to know how to write; nothing else is in a document.
Block = Paragraph | Bullets | Table | Picture | Section


@dataclass(frozen=True)
class Document:
    """The whole report."""

    title: str
    subtitle: str
    lang: Lang
    banner: str
    sections: tuple[Section, ...]


def badge_of(mark: Mark, lang: Lang) -> Badge:
    """Return a mark as a badge in one language."""
    return Badge(mark.symbol, mark.label(lang), mark.tone)


def pictures_of(document: Document) -> list[Picture]:
    """Return every figure of a document in the order of reading."""
    return [
        block
        for section in document.sections
        for block in _walk_blocks(section)
        if isinstance(block, Picture)
    ]


def _walk_blocks(section: Section) -> Iterator[Block]:
    """Walk through a section and the sections inside it."""
    for block in section.blocks:
        if isinstance(block, Section):
            yield from _walk_blocks(block)
        else:
            yield block
