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
    Document,
    Paragraph,
    Picture,
    Row,
    Section,
    Table,
)
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
        tag("style", Markup(CSS + _tones())),
    )
    skip = tag("a", tell("skip", lang), href="#indhold", class_="skip")
    banner = tag("div", document.banner, class_="banner", role="note") if document.banner else Markup("")
    header = tag("header", tag("h1", document.title), tag("p", document.subtitle, class_="subtitle"))
    main = tag(
        "main",
        _contents(document),
        *(_section(section, drawings, lang, level=2) for section in document.sections),
        id="indhold",
    )
    body = tag("body", skip, tag("div", banner, tag("div", header, main, class_="sheet"), class_="page"))
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n{head}\n{body}\n</html>\n'


def _contents(document: Document) -> Markup:
    """Return the table of contents, two levels deep."""
    items = []
    for section in document.sections:
        inner = [tag("li", _link(part)) for part in section.blocks if isinstance(part, Section)]
        items.append(tag("li", _link(section), *([tag("ul", *inner)] if inner else [])))
    title = tell("contents", document.lang)
    return tag("nav", tag("h2", title), tag("ul", *items), class_="contents", aria_label=title)


def _link(section: Section) -> Markup:
    """Return a link to a section."""
    return tag("a", section.title, href=f"#{section.anchor}")


def _section(section: Section, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return a section with its heading at the right level."""
    parts = [tag(f"h{level}", section.title, id=section.anchor)]
    parts += [_block(block, drawings, lang, level=level) for block in section.blocks]
    return tag("section", *parts, aria_labelledby=section.anchor)


def _block(block: Block, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return one block."""
    match block:
        case Section():
            return _section(block, drawings, lang, level=level + 1)
        case Paragraph():
            return tag("p", *_running(block), class_="area" if block.badge else "")
        case Bullets():
            return tag("ul", *(tag("li", *_running(item)) for item in block.items), class_="points")
        case Picture():
            return _figure(block, drawings[block.name], lang)
        case Table():
            return _table(block, lang)


def _running(paragraph: Paragraph) -> list[str]:
    """Return the parts of a paragraph: lead, badge, text."""
    parts: list[str] = []
    if paragraph.lead:
        parts += [tag("strong", paragraph.lead), " "]
    if paragraph.badge:
        parts += [_badge(paragraph.badge), Markup("<br>")]
    return [*parts, paragraph.text]


def _badge(badge: Badge) -> Markup:
    """Return a verdict: the sign is for the eye, the words for everyone."""
    sign = tag("span", badge.symbol, aria_hidden="true")
    return tag("span", sign, " ", badge.label, class_=f"badge {badge.tone}")


def _figure(picture: Picture, drawing: bytes, lang: Lang) -> Markup:
    """Return a figure with its title above as text; the drawing carries the alt text."""
    caption = tag("figcaption", f"{say('figure', lang)} {picture.number}. {picture.title}")
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


def _table(table: Table, lang: Lang) -> Markup:
    """Return a table with its title above and its notes below."""
    caption = tag("caption", f"{say('table', lang)} {table.number}. {table.title}")
    head = tag("thead", tag("tr", *(tag("th", c.title, scope="col", class_=c.kind) for c in table.columns)))
    element = tag("table", caption, head, *_bodies(table))
    notes = [tag("p", f"{say('note', lang)}: {' '.join(table.notes)}", class_="note")] if table.notes else []
    breakable = any(row.kind == "group" for row in table.rows)
    return tag(
        "div",
        tag("div", element, class_="scroll", tabindex="0"),
        *notes,
        class_="table" if breakable else "table whole",
        id=f"tabel-{table.number}",
    )


def _bodies(table: Table) -> Iterable[Markup]:
    """Return the rows; every group row opens a body of its own, so that it stays with its rows."""
    groups: list[list[Row]] = [[]]
    for row in table.rows:
        if row.kind == "group" and groups[-1]:
            groups.append([])
        groups[-1].append(row)
    return [tag("tbody", *(_row(row, table) for row in rows)) for rows in groups if rows]


def _row(row: Row, table: Table) -> Markup:
    """Return one row; its first cell is its heading."""
    if row.kind == "group":
        head = tag("th", *_cell(row.cells[0]), colspan=str(len(table.columns)), scope="rowgroup")
        return tag("tr", head, class_="group")
    first, *others = zip(row.cells, table.columns, strict=True)
    cells = [tag("th", *_cell(first[0]), scope="row", class_=first[1].kind)]
    cells += [tag("td", *_cell(cell), class_=column.kind) for cell, column in others]
    return tag("tr", *cells, class_="total" if row.kind == "total" else "")


def _cell(cell: Cell) -> list[str]:
    """Return the parts of a cell."""
    parts: list[str] = [_badge(cell.badge)] if cell.badge else [cell.text]
    return [*parts, tag("span", cell.detail, class_="detail")] if cell.detail else parts


def _tones() -> str:
    """Return the colours of the badges: those of the figures."""
    return "".join(
        f".badge.{tone}{{background:{colours.fill};color:{colours.ink};border-color:{colours.line}}}\n"
        for tone, colours in style.PALETTE.items()
    )
