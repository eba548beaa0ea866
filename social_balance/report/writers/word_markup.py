"""Blocks of a document as WordprocessingML, with the children of every element in the order of the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from social_balance.figures import style
from social_balance.language.texts import Lang, say
from social_balance.language.words import phrase
from social_balance.report.document import (
    Badge,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Paragraph,
    Picture,
    Row,
    Section,
    Table,
    caption_of,
    table_of_chart,
)
from social_balance.report.writers.widths import column_shares
from social_balance.showing.palette import PALETTE

# python-docx guards the order of children in paragraphs, but not in the properties of tables and runs, and a
# wrong order is an invalid file: so the markup is written here whole, which is also several times quicker.
TEXT_WIDTH = 9638  # twentieths of a point between the margins of an A4 page: 17 cm
TEXT_HEIGHT = 13000  # of a picture, so that its title and note stand on its page
_EMU_PER_TWIP = 635
_WIDE = 6  # columns from which a table is set in smaller type
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

PutPicture = Callable[[Picture], str]  # from a picture to its markup, once its bytes are a part of the file


def xml_text(text: str) -> str:
    r"""Return text as it can stand in XML, without the signs that XML has no way to write.

    Examples
    --------
    >>> xml_text("a < b\x00")
    'a &lt; b'
    """
    return escape(_NO_XML.sub("", text))


def attribute(text: str) -> str:
    """Return text as the value of an attribute, in quotation marks."""
    return quoteattr(_NO_XML.sub("", text))


def run(text: str, *, bold: bool = False, lang: str | None = None, fill: str = "", ink: str = "") -> str:
    """Return a run of text.

    Parameters
    ----------
    text : str
    bold : bool
    lang : str, optional
        A language tag, where it is not the document's.
    fill, ink : str
        Colours as six hexadecimal digits; left out: those of the style.

    Returns
    -------
    str
    """
    if not text:
        return ""
    looks = [
        "<w:b/>" if bold else "",
        f'<w:color w:val="{ink}"/>' if ink else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "",
        f'<w:lang w:val="{lang}"/>' if lang else "",
    ]
    given = "".join(looks)
    properties = f"<w:rPr>{given}</w:rPr>" if given else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{xml_text(text)}</w:t></w:r>'


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    """Return a paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def bookmarked(anchor: str, number: int, inside: str) -> str:
    """Return runs inside a bookmark that a link can point at."""
    name = attribute(anchor[:40])
    return f'<w:bookmarkStart w:id="{number}" w:name={name}/>{inside}<w:bookmarkEnd w:id="{number}"/>'


def with_the_next(markup: str) -> str:
    """Return paragraphs that stay on the page of the one after them.

    Examples
    --------
    >>> with_the_next(paragraph("Note"))
    '<w:p><w:pPr><w:pStyle w:val="Note"/><w:keepNext/></w:pPr></w:p>'
    """
    # Right after the name of the style, which is where the schema has it.
    return re.sub(r'(<w:pStyle w:val="\w+"/>)(?!<w:keepNext/>)', r"\1<w:keepNext/>", markup)


def block_markup(block: Block, lang: Lang, put_picture: PutPicture) -> str:
    """Return one block; sections are walked through by the caller.

    Parameters
    ----------
    block : Block
    lang : str
    put_picture : callable

    Returns
    -------
    str
    """
    match block:
        case Paragraph():
            return _paragraph_markup(block, "Normal")
        case Bullets():
            return "".join(_paragraph_markup(item, "ListBullet") for item in block.items)
        case Table():
            return table_markup(block, lang)
        case Chart():
            return table_markup(table_of_chart(block, lang), lang)
        case Picture():
            caption = paragraph("Caption", run(caption_of(block, lang)))
            return caption + paragraph("Figure", put_picture(block)) + _notes_markup(block.notes, lang)
        case Section():
            raise TypeError("a section is walked through, not written as a block")


def _paragraph_markup(block: Paragraph, look: str) -> str:
    """Return a paragraph: lead, badge, text."""
    styles = {"body": look, "remark": look, "quote": "Quote", "to_fill": "ToFill"}
    lead = run(f"{block.lead} ", bold=True) if block.lead else ""
    badge = ""
    if block.badge:
        badge = _badge_run(block.badge) + run(" ")
    tag = phrase("locale", "tag", block.lang) if block.lang else None
    return paragraph(styles[block.kind], lead, badge, run(block.text, lang=tag))


def _badge_run(badge: Badge) -> str:
    """Return a verdict as sign and word on its colour."""
    colours = PALETTE[badge.tone]
    # No-break spaces: the field of colour reaches a little beyond the words, and the sign stays with them.
    text = f"\u00a0{badge.symbol}\u00a0{badge.label}\u00a0"
    return run(text, fill=colours.fill.lstrip("#"), ink=colours.ink.lstrip("#"))


def table_markup(table: Table, lang: Lang) -> str:
    """Return a table with its title above and its notes below.

    Parameters
    ----------
    table : Table
    lang : str

    Returns
    -------
    str
    """
    small = "Small" if len(table.columns) >= _WIDE else ""
    widths = [int(TEXT_WIDTH * share) for share in column_shares(table)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    heads = _row_markup(
        [
            _cell_markup(Cell(c.title), c, w, f"TableHead{small}", follows=True)
            for c, w in zip(table.columns, widths, strict=True)
        ],
        header=True,
    )
    rows = "".join(_body_row(row, table, widths, small) for row in table.rows)
    if not any(row.kind == "group" for row in table.rows):
        rows = _kept_together(rows)
    title = caption_of(table, lang)
    properties = (
        '<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" '
        'w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblCaption w:val={attribute(title)}/></w:tblPr>"
    )
    return (
        paragraph("Caption", run(title))
        + f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{heads}{rows}</w:tbl>"
        + (_notes_markup(table.notes, lang) or paragraph("Note"))
    )


def _kept_together(rows: str) -> str:
    """Return rows that stay on one page: each paragraph goes with the next, but for the last row's."""
    last = rows.rindex("<w:tr>")
    return with_the_next(rows[:last]) + rows[last:]


def _body_row(row: Row, table: Table, widths: Sequence[int], small: str) -> str:
    """Return one row; a group stands in one cell across the table."""
    if row.kind == "group":
        span = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{len(widths)}"/>'
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F3F5F6"/>'
        cell = paragraph(f"TableHead{small}", run(row.cells[0].text), properties="<w:keepNext/>")
        return _row_markup([f"<w:tc><w:tcPr>{span}{shade}</w:tcPr>{cell}</w:tc>"])
    style = f"TableHead{small}" if row.kind == "total" else f"TableText{small}"
    cells = zip(row.cells, table.columns, widths, strict=True)
    return _row_markup([_cell_markup(cell, column, width, style) for cell, column, width in cells])


def _row_markup(cells: Sequence[str], *, header: bool = False) -> str:
    """Return a row that stays on one page; a header row is repeated on every page."""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell_markup(cell: Cell, column: Column, width: int, style: str, *, follows: bool = False) -> str:
    """Return a cell; its detail is a paragraph of its own below the text."""
    # The head of a table never stands alone at the foot of a page; the order is that of the schema.
    side = "<w:keepNext/>" if follows else ""
    side += '<w:jc w:val="right"/>' if column.kind == "number" else ""
    tag = phrase("locale", "tag", cell.lang) if cell.lang else None
    first = _badge_run(cell.badge) if cell.badge else run(cell.text, lang=tag)
    inside = paragraph(style, first, properties=side)
    if cell.detail:
        inside += paragraph("TableDetail", run(cell.detail), properties=side)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}</w:tc>'


def _notes_markup(notes: Sequence[str], lang: Lang) -> str:
    """Return the notes below a table or figure."""
    return paragraph("Note", run(f"{say('note', lang)}: {' '.join(notes)}")) if notes else ""


def contents_markup(entries: Sequence[tuple[int, str, str]]) -> str:
    """Return a table of contents with its entries written, which Word can bring up to date with pages.

    Parameters
    ----------
    entries : sequence of (level, title, anchor)
        In the order of the document; at least one.

    Returns
    -------
    str
    """
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = [
        f'<w:hyperlink w:anchor={attribute(anchor[:40])} w:history="1">{run(title)}</w:hyperlink>'
        for _, title, anchor in entries
    ]
    lines[0] = begin + lines[0]
    lines[-1] += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return "".join(paragraph(f"TOC{level}", line) for (level, _, _), line in zip(entries, lines, strict=True))


def picture_markup(relation: str, number: int, picture: Picture, size: PixelSize) -> str:
    """Return a picture in a line of its own, with the text that stands for it.

    Parameters
    ----------
    relation : str
        The relation of the document to the part with the bytes.
    number : int
        One of its own in the file.
    picture : Picture
    size : PixelSize

    Returns
    -------
    str
    """
    across, up = size.on_page()
    name = attribute(picture.name)
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    # The title stands above the picture as text, so the band that holds it in the picture is cut away.
    crop = f'<a:srcRect t="{round(100_000 * size.title_share)}"/>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{up}"/>'
        f'<wp:docPr id="{number}" name={name} descr={attribute(picture.alt)}/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{main}" noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic xmlns:a="{main}"><a:graphicData uri="{kind}">'
        f'<pic:pic xmlns:pic="{kind}"><pic:nvPicPr><pic:cNvPr id="{number}" name={name} '
        f"descr={attribute(picture.alt)}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/>{crop}<a:stretch><a:fillRect/></a:stretch>'
        f"</pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{up}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


@dataclass(frozen=True)
class PixelSize:
    """The size of a drawing in pixels, and how it stands on a page without the band of its title."""

    across: int
    up: int
    band: float  # points of the height that hold the title

    @property
    def title_share(self) -> float:
        """The part of the height that is the band of the title."""
        return self.band / (self.up * 72 / style.PNG_DPI)

    def on_page(self) -> tuple[int, int]:
        """Return width and height in EMU: as wide as the text, or as high as a page allows."""
        shown = self.up * (1 - self.title_share)
        width = min(TEXT_WIDTH, TEXT_HEIGHT * self.across / shown)
        return round(width * _EMU_PER_TWIP), round(width * _EMU_PER_TWIP * shown / self.across)
