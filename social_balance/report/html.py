"""The document as one self-contained HTML page: no network, no script, every text escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from social_balance.figures import style
from social_balance.language.texts import Lang, say
from social_balance.report.document import (
    Badge,
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Row,
    Section,
    Table,
    caption_of,
    table_of_chart,
)
from social_balance.report.material import Files, Material
from social_balance.report.page import CSS
from social_balance.report.prose import tell


class Markup(str):
    """Text that is HTML already; everything else is escaped on its way in."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """Return an element; children that are not Markup are escaped, attributes always.

    Parameters
    ----------
    name : str
        Name of the element.
    *children : str
        What stands inside it.
    **attributes : str
        Attributes; a trailing underscore is dropped and others become hyphens; empty ones are left out.

    Returns
    -------
    Markup
        The element.

    Examples
    --------
    >>> tag("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    inside = "".join(
        child if isinstance(child, Markup) else html.escape(child, quote=False) for child in children
    )
    return Markup(f"<{name}{given}>{inside}</{name}>")


def html_files(material: Material) -> Files:
    """Return the paper as one page."""
    return {f"{material.stem}.html": html_page(material.document, material.drawings["svg"]).encode()}


def html_page(document: Document, drawings: Mapping[str, bytes]) -> str:
    """Return the report as one HTML page with its figures inside.

    Parameters
    ----------
    document : Document
        The report.
    drawings : Mapping
        The SVG of every figure by its name.

    Returns
    -------
    str
        The page.
    """
    lang = document.lang
    head = tag(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", document.title),
        tag("style", Markup(CSS + _tone_rules())),
    )
    # The first thing that a keyboard meets.
    skip = tag("a", tell("skip", lang), href="#indhold", class_="skip")
    banner = tag("div", document.banner, class_="banner", role="note") if document.banner else Markup("")
    header = tag("header", tag("h1", document.title), tag("p", document.subtitle, class_="subtitle"))
    main = tag(
        "main",
        _contents_element(document),
        *(_section_element(section, drawings, lang, level=2) for section in document.sections),
        id="indhold",
    )
    body = tag("body", skip, tag("div", banner, tag("div", header, main, class_="sheet"), class_="page"))
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n{head}\n{body}\n</html>\n'


def _contents_element(document: Document) -> Markup:
    """Return the table of contents, two levels deep."""
    items = []
    for section in document.sections:
        inner = [tag("li", _link_element(part)) for part in section.blocks if isinstance(part, Section)]
        items.append(tag("li", _link_element(section), *([tag("ul", *inner)] if inner else [])))
    title = tell("contents", document.lang)
    return tag("nav", tag("h2", title), tag("ul", *items), class_="contents", aria_label=title)


def _link_element(section: Section) -> Markup:
    """Return a link to a section."""
    return tag("a", section.title, href=f"#{section.anchor}")


def _section_element(section: Section, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return a section with its heading at the right level."""
    parts = [tag(f"h{level}", section.title, id=section.anchor)]
    parts += [_block_element(block, drawings, lang, level=level) for block in section.blocks]
    return tag("section", *parts, aria_labelledby=section.anchor)


def _block_element(block: Block, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return one block."""
    match block:
        case Section():
            return _section_element(block, drawings, lang, level=level + 1)
        case Paragraph():
            return tag("p", *_paragraph_parts(block), class_="area" if block.badge else "")
        case Bullets():
            return tag("ul", *(tag("li", *_paragraph_parts(item)) for item in block.items), class_="points")
        case Picture():
            return _figure_element(block, drawings[block.name], lang)
        case Table():
            return _table_element(block, lang)
        case Chart():
            return _table_element(table_of_chart(block, lang), lang)


def _paragraph_parts(paragraph: Paragraph) -> list[str]:
    """Return the parts of a paragraph: lead, badge, text."""
    parts: list[str] = []
    if paragraph.lead:
        parts += [tag("strong", paragraph.lead), " "]
    if paragraph.badge:
        parts += [_badge_element(paragraph.badge), Markup("<br>")]
    return [*parts, paragraph.text]


def _badge_element(badge: Badge) -> Markup:
    """Return a verdict: the sign is for the eye, the words for everyone."""
    # A screen reader would say "black up-pointing triangle" before the word.
    sign = tag("span", badge.symbol, aria_hidden="true")
    return tag("span", sign, " ", badge.label, class_=f"badge {badge.tone}")


def _figure_element(picture: Picture, drawing: bytes, lang: Lang) -> Markup:
    """Return a figure with its title above as text; the drawing carries the alt text."""
    caption = tag("figcaption", caption_of(picture, lang))
    inside = inline_svg(drawing, prefix=picture.name, alt=picture.alt)
    return tag(
        "figure", caption, tag("div", inside, class_="drawing", tabindex="0"), id=f"figur-{picture.number}"
    )


def inline_svg(drawing: bytes, *, prefix: str, alt: str) -> Markup:
    """Return an SVG file as an element of the page.

    Parameters
    ----------
    drawing : bytes
        The file as it was written.
    prefix : str
        Put before every id, so that the figures of one page do not share names.
    alt : str
        The text that stands for the figure.

    Returns
    -------
    Markup
        The element, without the band that holds the title: on the page the title is text.
    """
    text = drawing.decode("utf-8")
    text = re.sub(r"<(metadata|title)>.*?</\1>\s*", "", text[text.index("<svg") :], flags=re.DOTALL)
    # Two figures on a page have the same ids, and a reference would meet the first of them.
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{prefix}-", text)
    opening, rest = text.split(">", 1)
    _, _, width, height = re.search(r'viewBox="([^"]+)"', opening)[1].split()  # type: ignore[index]
    band = style.TITLE_BAND
    box = f"0 {band:g} {width} {float(height) - band:g}"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label="{html.escape(alt)}" viewBox="{box}">{rest}'
    )


def _table_element(table: Table, lang: Lang) -> Markup:
    """Return a table with its title above and its notes below."""
    caption = tag("caption", caption_of(table, lang))
    head = tag("thead", tag("tr", *(tag("th", c.title, scope="col", class_=c.kind) for c in table.columns)))
    element = tag("table", caption, head, *_table_bodies(table))
    notes = [tag("p", f"{say('note', lang)}: {' '.join(table.notes)}", class_="note")] if table.notes else []
    # A table without groups is kept on one page when it is printed.
    breakable = any(row.kind == "group" for row in table.rows)
    return tag(
        "div",
        tag("div", element, class_="scroll", tabindex="0"),
        *notes,
        class_="table" if breakable else "table whole",
        id=f"tabel-{table.number}",
    )


def _table_bodies(table: Table) -> Iterable[Markup]:
    """Return the rows; every group row opens a body of its own, so that it stays with its rows."""
    groups: list[list[Row]] = [[]]
    for row in table.rows:
        if row.kind == "group" and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return [tag("tbody", *(_row_element(row, table) for row in rows)) for rows in groups if rows]


_ROW_CLASSES = {"total": "total"}


def _row_element(row: Row, table: Table) -> Markup:
    """Return one row; its first cell is its heading."""
    # A group stands in one cell across the table and heads the rows below it.
    if row.kind == "group":
        head = tag("th", *_cell_parts(row.cells[0]), colspan=str(len(table.columns)), scope="rowgroup")
        return tag("tr", head, class_="group")
    # The first cell is a heading, so that a screen reader says which row a number is in.
    first, *others = zip(row.cells, table.columns, strict=True)
    cells = [tag("th", *_cell_parts(first[0]), scope="row", class_=first[1].kind)]
    cells += [tag("td", *_cell_parts(cell), class_=column.kind) for cell, column in others]
    return tag("tr", *cells, class_=_ROW_CLASSES.get(row.kind, ""))


def _cell_parts(cell: Cell) -> list[str]:
    """Return the parts of a cell."""
    parts: list[str] = [cell.text]
    if cell.badge:
        parts = [_badge_element(cell.badge)]
    if cell.detail:
        parts.append(tag("span", cell.detail, class_="detail"))
    return parts


def _tone_rules() -> str:
    """Return the colours of the badges: those of the figures."""
    return "".join(
        f".badge.{tone}{{background:{colours.fill};color:{colours.ink};border-color:{colours.line}}}\n"
        for tone, colours in style.PALETTE.items()
    )
