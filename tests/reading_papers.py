"""Read papers back as somebody who has only the file: text by its library, and everything in its zip."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from social_balance.report.document import Document, pictures_of
from social_balance.report.writers.packages import read_parts

# A number as people write it, in either language, with the sign before it.
NUMBER = re.compile(r"(?<![\w.,])[−+-]?\d+(?:[.,]\d+)*(?![\w])")


def numbers_in(text: str, *, decimal: str) -> list[str]:
    """Every number of a text as digits with a point, without signs and thousands."""
    thousands = "." if decimal == "," else ","
    found = []
    for word in NUMBER.findall(text):
        plain = word.lstrip("−+-").replace(thousands, "").replace(decimal, ".")
        found.append(plain)
    return found


def word_text(content: bytes) -> Iterator[str]:
    """The paragraphs and cells of a Word file in its body."""
    import docx

    document = docx.Document(io.BytesIO(content))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for cell in table._cells:
            yield from (paragraph.text for paragraph in cell.paragraphs)


def slide_text(content: bytes) -> Iterator[str]:
    """The text, tables, chart values and notes of a presentation."""
    import pptx

    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame.text


def chart_values(content: bytes) -> Iterator[float]:
    """Every value of the charts of a presentation."""
    import pptx

    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                for series in shape.chart.plots[0].series:
                    yield from (value for value in series.values if value is not None)


def pdf_text(content: bytes) -> str:
    """The text of a PDF in the order of its pages."""
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages)


def everything_in(content: bytes) -> str:
    """All that a package has in it, properties and workbooks behind charts too, as one text."""
    parts = []
    for name, part in read_parts(content).items():
        if name.endswith(".xlsx"):
            parts.append(everything_in(part))
        elif name.endswith((".xml", ".rels")):
            parts.append(re.sub(r"<[^>]+>", " ", part.decode("utf-8")))
            parts += re.findall(r'(?:descr|title|name)="([^"]*)"', part.decode("utf-8"))
    return "\n".join(parts)


def joined_text(texts: Iterable[str]) -> str:
    """Texts as one, a line each."""
    return "\n".join(texts)


# An empty drawing in either kind, in the shape of a real one.
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 300" width="480pt" height="300pt"/>'


def blank_drawings(selection: Any, documents: Mapping[str, Document], *_: Any) -> dict[str, dict[str, bytes]]:
    """In place of `write._draw_once`: what is about text need not wait for figures."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (960, 600), "white").save(buffer, "png")
    names = {picture.name for document in documents.values() for picture in pictures_of(document)}
    return {"svg": dict.fromkeys(sorted(names), SVG), "png": dict.fromkeys(sorted(names), buffer.getvalue())}
