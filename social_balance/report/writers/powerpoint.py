"""A document as a presentation: a section a slide, with native tables and charts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from social_balance.language.words import phrase
from social_balance.report.document import (
    Badge,
    Block,
    Bullets,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
)
from social_balance.report.material import Files, Material
from social_balance.report.writers.chart_markup import finish_chart
from social_balance.report.writers.packages import at_midday, read_parts, set_properties, write_parts
from social_balance.report.writers.widths import column_shares
from social_balance.showing.palette import PALETTE

# python-pptx types lengths as a class of its own, which plain EMU are not.
Deck: TypeAlias = Any
Slide: TypeAlias = Any

_WIDE = 12192000  # 13.333 inches in EMU: 16:9
_TITLE_SLIDE, _CONTENT = 0, 1  # layouts of the stock template that are kept
_READ_FROM_AFAR = 16.0  # points: the smallest type on a slide
_BODY = 20.0
_TITLE = 28.0
_EMBEDDED_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def powerpoint_files(material: Material) -> Files:
    """Return the paper as one presentation."""
    return {f"{material.stem}.pptx": powerpoint_bytes(material)}


def powerpoint_bytes(material: Material) -> bytes:
    """Return the paper as the bytes of a presentation.

    Parameters
    ----------
    material : Material
        The paper: each of its sections is a slide.

    Returns
    -------
    bytes
    """
    import pptx

    document = material.document
    deck = pptx.Presentation()
    _drop_thumbnail(deck)
    _widen(deck)
    set_properties(deck.core_properties, document)
    _opening_slide(deck, document)
    for section in document.sections:
        _section_slide(deck, section, material)
    _set_languages(deck, phrase("locale", "tag", document.lang))
    buffer = io.BytesIO()
    deck.save(buffer)
    moment = at_midday(document.dated).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts = {
        name: _without_clock(part, moment) if name.endswith(".xlsx") else part
        for name, part in read_parts(buffer.getvalue()).items()
    }
    return write_parts(parts)


def _without_clock(workbook: bytes, moment: bytes) -> bytes:
    """Return the workbook behind a chart without the moment of its writing."""
    parts = read_parts(workbook)
    core = "docProps/core.xml"
    parts[core] = _EMBEDDED_MOMENT.sub(rb"\g<1>" + moment, parts[core])
    return write_parts(parts)


def _drop_thumbnail(deck: Deck) -> None:
    """Leave out the stock template's picture of another presentation."""
    relations = deck.part.package._rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/thumbnail"):
            relations.pop(key)


def _widen(deck: Deck) -> None:
    """Make the stock template one of 16:9 with the two layouts that are used."""
    factor = _WIDE / deck.slide_width
    deck.slide_width = _WIDE
    layouts = deck.slide_layouts
    kept = [layouts[_TITLE_SLIDE], layouts[_CONTENT]]
    for layout in list(layouts):
        if layout not in kept:
            layouts.remove(layout)
    for page in (deck.slide_master, *kept):
        for shape in page.placeholders:
            left, width = int(shape.left * factor), int(shape.width * factor)
            shape.left, shape.width = left, width


def _opening_slide(deck: Deck, document: Document) -> None:
    """Add the first slide: what is presented, and whose it is."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = document.title
    lines = [document.subtitle, document.banner] if document.banner else [document.subtitle]
    slide.placeholders[1].text = "\n".join(lines)


def _section_slide(deck: Deck, section: Section, material: Material) -> None:
    """Add one slide: words left and bars right where there are both."""
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    _write_title(slide, section.title)
    words = [block for block in section.blocks if isinstance(block, (Paragraph, Bullets))]
    shown = [block for block in section.blocks if isinstance(block, (Table, Chart, Picture))]
    body = slide.placeholders[1]
    area = _Area.of_slide(deck, banner=bool(material.document.banner))
    if words:
        _write_words(body, words, area.right_third() if shown else area)
    else:
        # An empty field would be told as one by a screen reader.
        body._element.getparent().remove(body._element)
    for block in shown[:1]:
        _show_block(slide, block, area.left_part() if words else area, material)
    if material.document.banner:
        _write_banner(slide, deck, material.document.banner)
    if section.spoken:
        slide.notes_slide.notes_text_frame.text = "\n".join(section.spoken)


@dataclass(frozen=True)
class _Area:
    """A field of a slide in EMU."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of_slide(cls, deck: Deck, *, banner: bool) -> _Area:
        """Return the field below the title, above the banner where there is one."""
        margin = 457200
        top = 1250000
        foot = 400000 if banner else 120000
        return cls(margin, top, deck.slide_width - 2 * margin, deck.slide_height - top - foot)

    def left_part(self) -> _Area:
        """Return the field for what is shown beside words."""
        return _Area(self.left, self.top, int(self.width * 0.63), self.height)

    def right_third(self) -> _Area:
        """Return the field for words beside what is shown."""
        width = int(self.width * 0.35)
        return _Area(self.left + self.width - width, self.top, width, self.height)


def _write_title(slide: Slide, text: str) -> None:
    """Write the title: a sentence of two lines at most, from the left."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    title = slide.shapes.title
    title.left, title.top, title.width, title.height = 457200, 180000, _WIDE - 2 * 457200, 1000000
    title.text = text
    frame = title.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    run = frame.paragraphs[0].runs[0]
    run.font.size = Pt(_TITLE)
    run.font.bold = True
    run.font.color.rgb = _rgb("#12507b")


def _rgb(colour: str) -> Any:
    """Return a colour as python-pptx takes it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def _write_words(body: Any, words: list[Paragraph | Bullets], area: _Area) -> None:
    """Write paragraphs and points into the field of the slide for text."""
    from pptx.util import Pt

    body.left, body.top, body.width, body.height = area.left, area.top, area.width, area.height
    frame = body.text_frame
    frame.word_wrap = True
    items = [item for block in words for item in _items(block)]
    size = _READ_FROM_AFAR if sum(len(item.text) for item in items) > 700 else _BODY
    for place, item in enumerate(items):
        line = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        line.space_after = Pt(8)
        for text, bold in ((f"{item.lead} " if item.lead else "", True), (item.text, False)):
            if text:
                run = line.add_run()
                run.text = text
                run.font.size = Pt(size)
                run.font.bold = bold
                run.font.italic = item.kind == "quote"


def _items(block: Paragraph | Bullets) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a block."""
    return block.items if isinstance(block, Bullets) else (block,)


def _show_block(slide: Slide, block: Block, area: _Area, material: Material) -> None:
    """Put a table, a chart or a picture on the slide."""
    match block:
        case Table():
            _add_table(slide, block, area)
        case Chart():
            _add_chart(slide, block, area, material.document)
        case Picture():
            image = io.BytesIO(material.drawings["png"][block.name])
            shape = slide.shapes.add_picture(image, area.left, area.top, height=area.height)
            _describe(shape, block.name, block.alt)


def _describe(shape: Any, name: str, text: str) -> None:
    """Give a shape its name and the text that stands for it."""
    properties = next(shape._element.iter("{*}cNvPr"))
    properties.set("name", name)
    properties.set("descr", text)


def _add_table(slide: Slide, table: Table, area: _Area) -> None:
    """Add a table with a header row and a first column that heads its rows."""
    from pptx.util import Pt

    size = (len(table.rows) + 1, len(table.columns))
    shape = slide.shapes.add_table(*size, area.left, area.top, area.width, area.height)
    _describe(shape, table.title, table.title)
    grid = shape.table
    grid.first_row = grid.first_col = True
    grid.horz_banding = False
    first, *others = column_shares(table)
    # Whole words of the headings of the rows in few lines: a row that grows pushes the last off the slide.
    wide = max(first, 0.29)
    shares = [wide, *(share * (1 - wide) / (1 - first) for share in others)]
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = int(area.width * share)
    for place, head in enumerate(table.columns):
        _write_cell(grid.cell(0, place), head.title, bold=True)
    for down, row in enumerate(table.rows, start=1):
        for across, cell in enumerate(row.cells):
            target = grid.cell(down, across)
            if cell.badge:
                _write_badge(target, cell.badge)
            else:
                _write_cell(target, cell.text, bold=across == 0)
    for row in grid.rows:
        row.height = area.height // len(grid.rows)
    for cell in (cell for row in grid.rows for cell in row.cells):
        cell.margin_top = cell.margin_bottom = Pt(1)
        cell.margin_left = cell.margin_right = Pt(4)


def _write_cell(target: Any, text: str, *, bold: bool, ink: str = "#1f2428", fill: str = "#ffffff") -> None:
    """Write one cell in type that is read from afar."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    target.text = text
    target.vertical_anchor = MSO_ANCHOR.MIDDLE
    target.fill.solid()
    target.fill.fore_color.rgb = _rgb(fill)
    target.text_frame.paragraphs[0].line_spacing = 0.9
    for run in target.text_frame.paragraphs[0].runs:
        run.font.size = Pt(_READ_FROM_AFAR)
        run.font.bold = bold
        run.font.color.rgb = _rgb(ink)


def _write_badge(target: Any, badge: Badge) -> None:
    """Write a verdict as sign and word on its colour."""
    colours = PALETTE[badge.tone]
    _write_cell(target, f"{badge.symbol} {badge.label}", bold=False, ink=colours.ink, fill=colours.fill)


def _add_chart(slide: Slide, chart: Chart, area: _Area, document: Document) -> None:
    """Add bars that can be edited, with the intervals of the figures."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format="0.0")
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, series.values)
    kind = XL_CHART_TYPE.BAR_CLUSTERED
    shape = slide.shapes.add_chart(kind, area.left, area.top, area.width, area.height, data)
    _describe(shape, chart.title, chart.alt)
    finish_chart(shape.chart, chart, size=_READ_FROM_AFAR)


def _write_banner(slide: Slide, deck: Deck, text: str) -> None:
    """Write at the foot of a slide what every page says, such as that the data are invented."""
    from pptx.util import Pt

    height = 380000
    box = slide.shapes.add_textbox(457200, deck.slide_height - height, _WIDE - 2 * 457200, height)
    _describe(box, "banner", "")
    run = box.text_frame.paragraphs[0].add_run()
    run.text = text
    run.font.size = Pt(_READ_FROM_AFAR)
    run.font.color.rgb = _rgb("#6b3a00")


def _set_languages(deck: Deck, tag: str) -> None:
    """Say the language of every run of text: a screen reader would read it as English."""
    from pptx.oxml.ns import qn

    pages = [deck.slide_master, *deck.slide_layouts, *deck.slides]
    pages += [slide.notes_slide for slide in deck.slides if slide.has_notes_slide]
    if any(slide.has_notes_slide for slide in deck.slides):
        pages.append(deck.notes_master)
    for page in pages:
        for element in _text_elements(page._element):
            if element.tag == qn("a:r"):
                element.get_or_add_rPr().set("lang", tag)
            else:
                element.set("lang", tag)


def _text_elements(root: Any) -> Iterator[Any]:
    """Return the runs of a page and the properties that text without runs has."""
    from pptx.oxml.ns import qn

    yield from root.iter(qn("a:r"), qn("a:endParaRPr"), qn("a:defRPr"))
