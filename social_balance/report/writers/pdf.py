"""A document as a tagged PDF (PDF/UA-1 and PDF/A-2a), set by typst from the document as data."""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from social_balance.figures import style
from social_balance.language.texts import Lang, say
from social_balance.language.words import phrase
from social_balance.report.document import (
    Badge,
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    caption_of,
    paper_edition,
    pictures_of,
    table_of_chart,
)
from social_balance.report.material import Files, Material
from social_balance.report.prose import tell
from social_balance.report.writers.packages import at_midday
from social_balance.report.writers.widths import column_shares
from social_balance.showing.palette import PALETTE

_STANDARDS: Any = ["ua-1", "a-2a"]  # typst types this as a list of every standard there is
_TEMPLATE = Path(__file__).with_name("paper.typ")
_LONG = 4  # sections from which a reader needs contents


def pdf_files(material: Material) -> Files:
    """Return the paper as one PDF."""
    return {f"{material.stem}.pdf": pdf_bytes(material)}


def pdf_bytes(material: Material) -> bytes:
    """Return the paper as the bytes of a PDF.

    Parameters
    ----------
    material : Material
        The paper, and its figures as lines.

    Returns
    -------
    bytes
    """
    import matplotlib
    import typst

    document = paper_edition(material.document)
    drawings = material.drawings["svg"]
    drawn = {
        each.name: without_title_band(drawings[each.name], caption_of(each, document.lang))
        for each in pictures_of(document)
    }
    moment = at_midday(document.dated)
    written = typst.compile(
        _TEMPLATE,
        # Matplotlib brings the font that the figures are in, so no machine's own fonts decide the pages.
        font_paths=[Path(matplotlib.get_data_path()) / "fonts" / "ttf"],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={
            "document": json.dumps(_document_data(document), ensure_ascii=False),
            "pictures": json.dumps(drawn, ensure_ascii=False),
        },
        pdf_standards=_STANDARDS,
        timestamp=calendar.timegm(moment.timetuple()),
    )
    return finish_tags(written)


def without_title_band(drawing: bytes, title: str) -> str:
    """Return a drawing without the band of its title, which stands above it as text.

    Parameters
    ----------
    drawing : bytes
        The file as it was written.
    title : str
        The title, since a long one takes more lines.

    Returns
    -------
    str
        The drawing.
    """
    text = drawing.decode("utf-8")
    text = text[text.index("<svg") :]
    opening, rest = text.split(">", 1)
    _, _, width, height = re.search(r'viewBox="([^"]+)"', opening)[1].split()  # type: ignore[index]
    band = style.title_band(title)
    up = float(height) - band
    opening = re.sub(r'viewBox="[^"]+"', f'viewBox="0 {band:g} {width} {up:g}"', opening)
    opening = re.sub(r'\bheight="[^"]+"', f'height="{up:g}pt"', opening)
    return f"{opening}>{rest}"


def finish_tags(pdf: bytes) -> bytes:
    """Return a PDF in which the first cell of every row of a table is the heading of its row.

    Parameters
    ----------
    pdf : bytes
        A tagged PDF.

    Returns
    -------
    bytes
        The same pages and tags; the same bytes for the same file.
    """
    # typst has header cells for rows behind a flag that its Python package cannot set.
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        # False is what its absence says too, and poppler 22.12 calls False an error in every page's output.
        if not opened.Root.MarkInfo.get("/Suspects", True):
            del opened.Root.MarkInfo["/Suspects"]
        scope = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        for row in _structure_elements(opened.Root.StructTreeRoot, "/TR"):
            first = next(iter(_kids(row)), None)
            if first is not None and first.get("/S") == "/TD":
                first["/S"] = pikepdf.Name.TH
                given = first.get("/A")
                first["/A"] = scope if given is None else pikepdf.Array([*_as_list(given), scope])
        saved = io.BytesIO()
        opened.save(saved, deterministic_id=True)
    return saved.getvalue()


def _structure_elements(root: Any, kind: str) -> Iterator[Any]:
    """Walk through the tags of a PDF and return those of a kind."""
    queue = _kids(root)
    while queue:
        element = queue.pop()
        if element.get("/S") == kind:
            yield element
        queue += _kids(element)


def _kids(element: Any) -> list[Any]:
    """Return the tags inside a tag: what is content and not a tag is left out."""
    import pikepdf

    kids = _as_list(element.get("/K", []))
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _as_list(value: Any) -> list[Any]:
    """Return what stands in an array, or one thing as a list of it."""
    import pikepdf

    return list(value) if isinstance(value, (list, pikepdf.Array)) else [value]


def _document_data(document: Document) -> dict[str, Any]:
    """Return a document as the template takes it."""
    lang = document.lang
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "banner": document.banner,
        "lang": lang,
        "region": phrase("locale", "tag", lang).split("-")[1],
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "font": style.FONT,
        "contents": _contents_halves(document),
        "contents_title": tell("contents", lang),
        "sections": [_block_data(section, lang) for section in document.sections],
    }


def _contents_halves(document: Document) -> list[list[str]]:
    """Return the anchors of the contents, two levels deep, in two columns; none where a paper is short."""
    if len(document.sections) < _LONG:
        return []
    anchors: list[str] = []
    for section in document.sections:
        anchors += [section.anchor, *(each.anchor for each in section.blocks if isinstance(each, Section))]
    middle = -(-len(anchors) // 2)
    return [anchors[:middle], anchors[middle:]]


def _block_data(block: Block, lang: Lang) -> dict[str, Any]:
    """Return one block as the template takes it."""
    match block:
        case Section():
            inner = [_block_data(each, lang) for each in block.blocks]
            return {"type": "section", "title": block.title, "anchor": block.anchor, "blocks": inner}
        case Paragraph():
            return {"type": "paragraph", **_paragraph_data(block)}
        case Bullets():
            return {"type": "bullets", "items": [_paragraph_data(item) for item in block.items]}
        case Table():
            return {"type": "table", **_table_data(block, lang)}
        case Chart():
            return {"type": "table", **_table_data(table_of_chart(block, lang), lang)}
        case Picture():
            caption = {"caption": caption_of(block, lang), "notes": _notes_text(block.notes, lang)}
            return {"type": "picture", "name": block.name, "alt": block.alt, **caption}


def _paragraph_data(block: Paragraph) -> dict[str, Any]:
    """Return a paragraph as the template takes it."""
    badge = _badge_data(block.badge)
    return {"text": block.text, "lead": block.lead, "badge": badge, "lang": block.lang, "kind": block.kind}


def _badge_data(badge: Badge | None) -> Mapping[str, str] | None:
    """Return a verdict with its colours."""
    if badge is None:
        return None
    colours = PALETTE[badge.tone]
    look = {"fill": colours.fill, "ink": colours.ink, "line": colours.line}
    return {"symbol": badge.symbol, "label": badge.label, **look}


def _table_data(table: Table, lang: Lang) -> dict[str, Any]:
    """Return a table as the template takes it."""
    return {
        "caption": caption_of(table, lang),
        "columns": [{"title": column.title, "kind": column.kind} for column in table.columns],
        "rows": [{"kind": row.kind, "cells": [_cell_data(cell) for cell in row.cells]} for row in table.rows],
        "shares": [round(share, 4) for share in column_shares(table)],
        "notes": _notes_text(table.notes, lang),
        # A table without groups is kept on one page.
        "breakable": any(row.kind == "group" for row in table.rows),
    }


def _cell_data(cell: Cell) -> dict[str, Any]:
    """Return a cell as the template takes it."""
    return {"text": cell.text, "detail": cell.detail, "badge": _badge_data(cell.badge), "lang": cell.lang}


def _notes_text(notes: tuple[str, ...], lang: Lang) -> str:
    """Return the notes below a table or figure."""
    return f"{say('note', lang)}: {' '.join(notes)}" if notes else ""
