"""The document model: what a report says, in blocks that every format can write."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from social_balance.language.texts import Lang, number, say
from social_balance.language.words import phrase
from social_balance.showing.markup import with_table_number
from social_balance.showing.parts import Badge, Cell, Column, Row, Table, badge_of

# A document is what a paper says, not how it looks: a writer of a format decides fonts, colours and pages.
# Every writer knows every block, and a block is written the same in all of them or as near as the format can.

# A document is made of these too, so that whoever writes one finds all of its parts here.
__all__ = [
    "Badge", "Block", "Bullets", "Cell", "Chart", "Column", "Document", "Paragraph", "Picture", "Row",
    "Section", "Series", "Table", "badge_of", "blocks_of", "caption_of", "paper_edition", "pictures_of",
    "table_of_chart",
]  # fmt: skip


@dataclass(frozen=True)
class Paragraph:
    """Running text, perhaps with a lead word and a badge before it.

    Parameters
    ----------
    text, lead : str
    badge : Badge, optional
    lang : str, optional
        The language of the text, where it is another than the document's.
    kind : {"body", "quote", "to_fill", "remark"}
        "quote" are somebody's own words; "to_fill" is what only people can write, marked as such; "remark" is
        what is said of the figures of other papers, with those figures in it.
    """

    text: str
    lead: str = ""
    badge: Badge | None = None
    lang: Lang | None = None
    kind: Literal["body", "quote", "to_fill", "remark"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list of paragraphs of equal standing."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Picture:
    """A numbered figure: which family draws it, of which themes, its title, and the text in its place."""

    number: int
    family: Literal["overview", "theme", "gaps", "targets"]
    name: str
    title: str
    alt: str
    theme: str = ""
    notes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """The bars of one name: a value for each category of the chart, None where none is shown.

    `low` and `high` are the limits of the intervals, as many as the values, or empty where there are none.
    """

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Bars that a format may draw by itself; a format that cannot writes the figures as a table.

    Parameters
    ----------
    title, alt : str
    categories : tuple of str
    series : tuple of Series
        Each as long as the categories.
    unit : str
        What the axis says.
    notes : tuple of str
    scale : tuple of float, optional
        The ends of the axis, where charts are compared; left out: as the bars ask for.
    """

    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    notes: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class Section:
    """A heading with the blocks below it; sections inside it are one level lower.

    Parameters
    ----------
    title, anchor : str
    blocks : tuple of Block
    spoken : tuple of str
        What a speaker says to it: the notes of a slide, and in no other format.
    """

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    spoken: tuple[str, ...] = ()


# What a writer of a format has to know how to write; nothing else is in a document.
Block = Paragraph | Bullets | Table | Picture | Chart | Section


@dataclass(frozen=True)
class Document:
    """A whole paper.

    Parameters
    ----------
    title, subtitle : str
    lang : str
    banner : str
        What every page says, such as that the data are invented; empty for nothing.
    sections : tuple of Section
    dated : datetime.date
        The date of the paper: never the clock's, so that the same release gives the same bytes.
    author : str
        Whose paper it is.
    """

    title: str
    subtitle: str
    lang: Lang
    banner: str
    sections: tuple[Section, ...]
    dated: datetime.date = datetime.date(2000, 1, 1)
    author: str = ""


def caption_of(block: Table | Picture | Chart, lang: Lang) -> str:
    """Return the title of a table or figure with its number, where it has one.

    Examples
    --------
    >>> caption_of(Table(3, "Themes", (), ()), "en"), caption_of(Table(None, "Themes", (), ()), "en")
    ('Table 3. Themes', 'Themes')
    """
    match block:
        case Table():
            return with_table_number(block, lang)
        case Picture():
            return f"{say('figure', lang)} {block.number}. {block.title}"
        case Chart():
            return block.title


def table_of_chart(chart: Chart, lang: Lang) -> Table:
    """Return the figures of a chart as a table, for a format that draws no bars.

    Examples
    --------
    >>> table_of_chart(Chart("Score", "", ("A",), (Series("Now", (1.25,)),), "points"), "en").rows[0].cells[1]
    Cell(text='1.3', detail='', badge=None, lang=None)
    """
    columns = (Column("", "text"), *(Column(each.name) for each in chart.series))
    rows = tuple(
        Row((Cell(name), *(Cell(_chart_number(each.values[place], lang)) for each in chart.series)))
        for place, name in enumerate(chart.categories)
    )
    return Table(0, f"{chart.title} ({chart.unit})", columns, rows, chart.notes)


def _chart_number(value: float | None, lang: Lang) -> str:
    """Return a value of a chart, or the word for one that is not shown."""
    return say("hidden_short", lang) if value is None else number(value, lang=lang)


def paper_edition(document: Document) -> Document:
    """Return a document as it is read on paper: without the tables of its annex, and saying so.

    Parameters
    ----------
    document : Document

    Returns
    -------
    Document
        The same document where it has no annex.
    """
    if not any(_is_annex(block) for block in blocks_of(document)):
        return document
    sections = tuple(_without_annex(section) for section in document.sections)
    told = Paragraph(phrase("prose", "paper_edition", document.lang))
    first = replace(sections[0], blocks=(*sections[0].blocks, told))
    return replace(document, sections=(first, *sections[1:]))


def _is_annex(block: Block) -> bool:
    return isinstance(block, Table) and block.annex


def _without_annex(section: Section) -> Section:
    """Return a section without the tables of the annex, in it and in the sections inside it."""
    blocks = (_without_annex(block) if isinstance(block, Section) else block for block in section.blocks)
    return replace(section, blocks=tuple(block for block in blocks if not _is_annex(block)))


def pictures_of(document: Document) -> list[Picture]:
    """Return every figure of a document in the order of reading."""
    return [block for block in blocks_of(document) if isinstance(block, Picture)]


def blocks_of(document: Document) -> Iterator[Block]:
    """Walk through every block of a document in the order of reading, sections themselves left out."""
    for section in document.sections:
        yield from _walk_blocks(section)


def _walk_blocks(section: Section) -> Iterator[Block]:
    """Walk through a section and the sections inside it."""
    for block in section.blocks:
        if isinstance(block, Section):
            yield from _walk_blocks(block)
        else:
            yield block
