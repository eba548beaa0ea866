"""A Word file as passages and tables, from the XML that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from social_balance.language.faults import InputError, Issue
from social_balance.proofreading.paper import Grid, GridRow, Passage, Spot

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What was struck out in an edited text, and the codes of fields, are not read by anyone.
_UNREAD = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
_LARGEST = 200_000_000  # bytes of XML; a longer text is no paper


def read_word_file(path: Path, name: str) -> list[Passage | Grid]:
    """Return the passages and tables of a file; a line is a paragraph or a row, counted from the first.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What the user called it, for the faults.

    Raises
    ------
    InputError
        When it is no Word file.
    """
    try:
        with ZipFile(path) as parts:
            if parts.getinfo("word/document.xml").file_size > _LARGEST:
                raise BadZipFile
            root = ElementTree.fromstring(parts.read("word/document.xml"))
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError) as error:
        raise InputError(Issue("PRF002", file=name, values={"kind": "Word"})) from error
    body = root.find(f"{_W}body")
    if body is None:
        raise InputError(Issue("PRF002", file=name, values={"kind": "Word"}))
    return list(_read_blocks(body))


def _read_blocks(body: Element) -> Iterator[Passage | Grid]:
    line = 0
    for child in _blocks_inside(body):
        if child.tag == f"{_W}tbl":
            rows = _read_rows(child, line)
            line += len(rows)
            yield Grid(tuple(row for row in rows if any(row.cells)))
            continue
        line += 1
        text = _text_of(child).strip()
        if text:
            kind = _kind_of(child)
            yield Passage(text, ((0, Spot(line)),), kind)


def _blocks_inside(body: Element) -> Iterator[Element]:
    """Go through paragraphs and tables, also those inside content controls."""
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _UNREAD:
            yield from _blocks_inside(child)


def _read_rows(table: Element, line: int) -> list[GridRow]:
    rows = []
    for number, row in enumerate(_elements(table, "tr"), start=line + 1):
        cells: list[str] = []
        for cell in _elements(row, "tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            if span is not None:
                cells += [""] * (int(span.get(f"{_W}val", "1")) - 1)
            cells.append(" ".join(_text_of(p).strip() for p in cell.iter(f"{_W}p")).strip())
        rows.append(GridRow(tuple(cells), Spot(number)))
    return rows


def _elements(parent: Element, name: str) -> Iterator[Element]:
    """Go through the rows of a table or the cells of a row, but not those of a table inside it."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _elements(child, name)


def _text_of(paragraph: Element) -> str:
    if paragraph.tag in _UNREAD:
        return ""
    if paragraph.tag == f"{_W}t":
        return paragraph.text or ""
    return _BREAKS.get(paragraph.tag, "") + "".join(_text_of(child) for child in paragraph)


def _kind_of(paragraph: Element) -> Literal["paragraph", "heading", "item"]:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else style.get(f"{_W}val", "").lower()
    if name.startswith(("heading", "overskrift", "title", "titel")):
        return "heading"
    is_item = name.startswith(("list", "opstilling")) or paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    if is_item:
        return "item"
    return "paragraph"
