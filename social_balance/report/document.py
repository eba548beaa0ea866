"""The document model: what a report says, in blocks that every format can write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from social_balance.language.texts import Lang
from social_balance.showing.parts import Badge, Cell, Column, Row, Table, badge_of

# A document is made of these too, so that whoever writes one finds all of its parts here.
__all__ = [
    "Badge", "Block", "Bullets", "Cell", "Column", "Document", "Paragraph", "Picture", "Row", "Section",
    "Table", "badge_of", "pictures_of",
]  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """Running text, perhaps with a lead word and a badge before it."""

    text: str
    lead: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Bullets:
    """A list of paragraphs of equal standing."""

    items: tuple[Paragraph, ...]


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
