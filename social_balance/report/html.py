"""The document as one self-contained HTML page: no network, no script, every text escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from social_balance.figures import style
from social_balance.language.texts import Lang
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
from social_balance.report.material import Files, Material
from social_balance.report.page import CSS
from social_balance.report.prose import tell
from social_balance.showing.markup import Markup, badge_element, table_element, tag, tone_rules


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
            return table_element(block, lang)
        case Chart():
            return table_element(table_of_chart(block, lang), lang)


def _paragraph_parts(paragraph: Paragraph) -> list[str]:
    """Return the parts of a paragraph: lead, badge, text."""
    parts: list[str] = []
    if paragraph.lead:
        parts += [tag("strong", paragraph.lead), " "]
    if paragraph.badge:
        parts += [badge_element(paragraph.badge), Markup("<br>")]
    if paragraph.lang:
        return [*parts, tag("span", paragraph.text, lang=paragraph.lang)]
    return [*parts, paragraph.text]


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
