"""The document as one self-contained HTML page: no network, no script, every text escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import quote

from social_balance.figures import style
from social_balance.language.texts import Lang, say
from social_balance.report.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    caption_of,
    table_of_chart,
)
from social_balance.report.inline_drawing import compact_svg
from social_balance.report.material import Files, Material
from social_balance.report.page import CSS
from social_balance.report.prose import tell
from social_balance.report.table_csv import csv_of_table
from social_balance.showing.markup import Markup, badge_element, notes_element, table_grid, tag, tone_rules

_CHAPTER = 2  # the level of the headings of the document's own sections


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
        tag("style", Markup(CSS + tone_rules())),
    )
    # The first thing that a keyboard meets.
    skip = tag("a", tell("skip", lang), href="#indhold", class_="skip")
    banner = Markup("")
    if document.banner:
        banner = tag("aside", document.banner, class_="banner", aria_label=tell("banner_label", lang))
    header = tag("header", tag("h1", document.title), tag("p", document.subtitle, class_="subtitle"))
    # The contents stand outside what the skip link jumps to, so that it jumps past them.
    main = tag(
        "main",
        *(_section_element(section, drawings, lang, level=_CHAPTER) for section in document.sections),
        id="indhold",
        tabindex="-1",
    )
    sheet = tag("div", header, _contents_element(document), main, class_="sheet")
    body = tag("body", skip, tag("div", banner, sheet, class_="page"))
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n{head}\n{body}\n</html>\n'


def _contents_element(document: Document) -> Markup:
    """Return the table of contents, two levels deep."""
    items = []
    for section in document.sections:
        inner = [tag("li", _link_element(part)) for part in section.blocks if isinstance(part, Section)]
        items.append(tag("li", _link_element(section), *([tag("ul", *inner)] if inner else [])))
    title = tell("contents", document.lang)
    # Folded, so that the message is on the first screen; one stop for a keyboard.
    folded = tag("details", tag("summary", title), tag("ul", *items))
    return tag("nav", folded, class_="contents", aria_label=title)


def _link_element(section: Section) -> Markup:
    """Return a link to a section."""
    return tag("a", section.title, href=f"#{section.anchor}")


def _section_element(section: Section, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return a section with its heading at the right level."""
    parts = [tag(f"h{level}", section.title, id=section.anchor)]
    for block in section.blocks:
        if isinstance(block, Picture):
            parts.append(_figure_element(block, drawings[block.name], _table_beside(block, section), lang))
        else:
            parts.append(_block_element(block, drawings, lang, level=level))
    # A named section is a landmark: the chapters are, and not the same area's name under every theme.
    return tag("section", *parts, aria_labelledby=section.anchor if level == _CHAPTER else "")


def _table_beside(picture: Picture, section: Section) -> Table | None:
    """Return the table that has the figures of a picture: the next in its section, or the last before it."""
    place = section.blocks.index(picture)
    after = [block for block in section.blocks[place:] if isinstance(block, Table)]
    before = [block for block in section.blocks[:place] if isinstance(block, Table)]
    return next(iter((*after, *reversed(before))), None)


def _block_element(block: Block, drawings: Mapping[str, bytes], lang: Lang, *, level: int) -> Markup:
    """Return one block."""
    match block:
        case Section():
            return _section_element(block, drawings, lang, level=level + 1)
        case Paragraph():
            return _paragraph_element(block)
        case Bullets():
            return tag("ul", *(tag("li", *_paragraph_parts(item)) for item in block.items), class_="points")
        case Picture():
            return _figure_element(block, drawings[block.name], None, lang)
        case Table():
            return _table_figure(block, lang)
        case Chart():
            return _table_figure(table_of_chart(block, lang), lang)


def _paragraph_element(paragraph: Paragraph) -> Markup:
    """Return a paragraph, or a quotation where the words are somebody's own."""
    if paragraph.kind == "quote":
        return tag("blockquote", tag("p", *_paragraph_parts(paragraph)))
    return tag("p", *_paragraph_parts(paragraph), class_="area" if paragraph.badge else "")


def _paragraph_parts(paragraph: Paragraph) -> list[str]:
    """Return the parts of a paragraph: lead, badge, text."""
    parts: list[str] = []
    if paragraph.lead:
        parts += [tag("strong", paragraph.lead), " "]
    if paragraph.badge:
        parts += [badge_element(paragraph.badge), Markup("<br>")]
    if paragraph.lang:
        return [*parts, tag("span", paragraph.text, lang=paragraph.lang)]
    return [*parts, *_with_links(paragraph.text)]


# An address of a page ends before the mark that ends its sentence.
_ADDRESS = re.compile(r"https?://[^\s;]*[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _with_links(text: str) -> list[str]:
    """Return a text in parts, with every address in it as a link."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found[0] if "://" in found[0] else f"mailto:{found[0]}"
        parts += [text[end : found.start()], tag("a", found[0], href=address)]
        end = found.end()
    return [*parts, text[end:]]


def _figure_element(picture: Picture, drawing: bytes, table: Table | None, lang: Lang) -> Markup:
    """Return a figure with its title above as text; the drawing carries the alt text."""
    anchor = f"figur-{picture.number}"
    caption = tag("figcaption", caption_of(picture, lang), id=f"{anchor}-titel")
    band = style.title_band(caption_of(picture, lang))
    inside = [inline_svg(drawing, prefix=picture.name, alt=picture.alt, band=band)]
    if table is not None:
        words = tell("figures_in_table", lang, name=f"{say('table', lang).lower()} {table.label}")
        inside.append(tag("p", tag("a", words, href=f"#{_table_anchor(table)}"), class_="download"))
    return tag("figure", caption, _scroller(inside, f"{anchor}-titel", "drawing"), id=anchor)


def _table_anchor(table: Table) -> str:
    return f"tabel-{table.label.lower()}"


def _table_figure(table: Table, lang: Lang) -> Markup:
    """Return a table under its title, with itself as a file and its notes below."""
    anchor = _table_anchor(table)
    # Outside what scrolls: a title that is drawn aside with the columns cannot be read.
    caption = tag("figcaption", caption_of(table, lang), id=f"{anchor}-titel")
    grid = table_grid(table, labelled_by=f"{anchor}-titel")
    link = tag("p", _download_link(table, lang), class_="download")
    # A table without groups is kept on one page when it is printed.
    breakable = any(row.kind == "group" for row in table.rows)
    return tag(
        "figure",
        caption,
        _scroller([grid, link], f"{anchor}-titel", "scroll"),
        *notes_element(table, lang),
        class_="table" if breakable else "table whole",
        id=anchor,
    )


def _scroller(inside: list[Markup], name: str, kind: str) -> Markup:
    """Return what scrolls sideways where it is too wide, named after its title."""
    # No tabindex of its own: a keyboard that stops at the link inside can scroll from there, and where there
    # is nothing to scroll it has not been stopped for nothing.
    return tag("div", *inside, class_=kind, role="group", aria_labelledby=name)


def _download_link(table: Table, lang: Lang) -> Markup:
    """Return a link to the table as CSV, which the page carries in itself."""
    content = _in_address(f"\ufeff{csv_of_table(table, lang)}")
    name = f"{say('table', lang).lower()}_{table.label}.csv"
    words = tell("download", lang, name=f"{say('table', lang).lower()} {table.label}")
    return tag("a", words, href=f"data:text/csv;charset=utf-8,{content}", download=name)


def _in_address(text: str) -> str:
    """Return text as the content of an address: letters stay as they are, a page is UTF-8 as the file is."""
    # A line break in an address is thrown away, and these signs end it or begin something else.
    return re.sub('[%#"<>\\r\\n\\t\ufeff]', lambda sign: quote(sign[0]), text)


def inline_svg(drawing: bytes, *, prefix: str, alt: str, band: float = style.TITLE_BAND) -> Markup:
    """Return an SVG file as an element of the page.

    Parameters
    ----------
    drawing : bytes
        The file as it was written.
    prefix : str
        Put before every id, so that the figures of one page do not share names.
    alt : str
        The text that stands for the figure.
    band : float
        Points at the top that hold the title.

    Returns
    -------
    Markup
        The element, without the band that holds the title: on the page the title is text.
    """
    text = drawing.decode("utf-8")
    text = re.sub(r"<(metadata|title)>.*?</\1>\s*", "", text[text.index("<svg") :], flags=re.DOTALL)
    text = compact_svg(text)
    # Two figures on a page have the same ids, and a reference would meet the first of them.
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{prefix}-", text)
    opening, rest = text.split(">", 1)
    _, _, width, height = re.search(r'viewBox="([^"]+)"', opening)[1].split()  # type: ignore[index]
    box = f"0 {band:g} {width} {float(height) - band:g}"
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'aria-label="{html.escape(alt)}" viewBox="{box}">{rest}'
    )
