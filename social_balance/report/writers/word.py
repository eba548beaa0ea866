"""A document as a Word file with real styles, headings, header rows and alternative texts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from social_balance.figures import style
from social_balance.language.words import Lang, phrase
from social_balance.report.document import (
    Block,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    caption_of,
)
from social_balance.report.material import Files, Material
from social_balance.report.prose import tell
from social_balance.report.writers.packages import read_parts, set_properties, write_parts
from social_balance.report.writers.word_markup import (
    PixelSize,
    block_markup,
    bookmarked,
    contents_markup,
    paragraph,
    picture_markup,
    run,
    with_the_next,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_INK = "1F2428"
_SOFT = "55606A"
_ACCENT = "12507B"
_LONG = 4  # sections from which a reader needs contents
# Parts of the stock template that nothing here uses, and that a strict reader finds at odds with the rest.
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail")


@dataclass(frozen=True)
class _Look:
    """The looks of a style of paragraphs; sizes and distances are in points."""

    size: float
    before: float = 0
    after: float = 0
    left: float = 0
    bold: bool = False
    colour: str = _INK
    fill: str = ""
    follows: bool = False  # stays on the page of the paragraph after it


def word_files(material: Material) -> Files:
    """Return the paper as one Word file."""
    return {f"{material.stem}.docx": word_bytes(material)}


def word_bytes(material: Material) -> bytes:
    """Return the paper as the bytes of a Word file.

    Parameters
    ----------
    material : Material
        The paper, and its figures as pixels.

    Returns
    -------
    bytes
    """
    import docx
    from docx.oxml import parse_xml

    document = material.document
    word = docx.Document()
    _drop_unused_parts(word)
    _set_styles(word, document.lang)
    set_properties(word.core_properties, document)
    _set_page(word, document)
    body = word.element.body
    namespaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _namespaces().items())
    markup = "".join(_document_markup(word, material))
    parsed = parse_xml(f"<w:body {namespaces}>{markup}</w:body>")
    # What a section of pages looks like stands last in the body.
    for element in list(parsed):
        body.insert(len(body) - 1, element)
    buffer = io.BytesIO()
    word.save(buffer)
    return write_parts(read_parts(buffer.getvalue()))


def _namespaces() -> dict[str, str]:
    from docx.oxml.ns import nsmap

    return {prefix: nsmap[prefix] for prefix in ("w", "wp", "r")}


def _drop_unused_parts(word: WordDocument) -> None:
    """Leave out what the template brings and no paper uses: a part that nothing points at is not saved."""
    for relations in (word.part.rels, word.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _UNUSED:
                del relations[key]


def _set_page(word: WordDocument, document: Document) -> None:
    """Set an A4 page, the banner above every page and its number below."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    section.header.paragraphs[0].text = document.banner
    footer = section.footer.paragraphs[0]
    footer.text = f"{document.title} · "
    for markup in _page_number_markup():
        footer._p.append(parse_xml(markup.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))


def _page_number_markup() -> Iterator[str]:
    """Return the runs of a field that shows the number of the page."""
    yield '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    yield '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    yield "<w:r><w:t>1</w:t></w:r>"
    yield '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _set_styles(word: WordDocument, lang: Lang) -> None:
    """Give the styles of the template the language and looks of our papers, and add those that it lacks."""
    from docx.oxml.ns import qn

    tag = phrase("locale", "tag", lang)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), tag)
    for element in word.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), tag)
    # The template says only "as fits best", and the schema wants the per cent too.
    for element in word.settings.element.iter(qn("w:zoom")):
        element.set(qn("w:percent"), "100")
    _set_look(word, "Normal", _Look(size=10.5, after=6))
    for name, size, before in (("Title", 24, 0), ("Heading 1", 17, 18), ("Heading 2", 13.5, 14),
                               ("Heading 3", 11.5, 10)):  # fmt: skip
        _set_look(
            word, name, _Look(size=size, before=before, after=4, bold=True, colour=_ACCENT, follows=True)
        )
    _set_look(word, "Subtitle", _Look(size=12, after=12, colour=_SOFT))
    _set_look(word, "Caption", _Look(size=10, before=10, after=3, bold=True, follows=True))
    _set_look(word, "Quote", _Look(size=10.5, after=6, left=20))
    _set_look(word, "List Bullet", _Look(size=10.5, after=4))
    for name, look in _OWN_STYLES.items():
        _add_style(word, name)
        _set_look(word, name, look)
    _add_table_style(word)


# Styles that the template lacks: ids are the names without spaces, as the markup uses them.
_OWN_STYLES: dict[str, _Look] = {
    "Note": _Look(size=8.5, after=10, colour=_SOFT),
    "Figure": _Look(size=10, after=4),
    "Banner": _Look(size=9.5, after=10, bold=True, colour="6B3A00"),
    "ToFill": _Look(size=10.5, after=6, colour="6B3A00", fill="FFF4CC"),
    "TOC 1": _Look(size=10.5, after=2),
    "TOC 2": _Look(size=10, after=1, left=14),
    "TableText": _Look(size=9),
    "TableHead": _Look(size=9, bold=True),
    "TableTextSmall": _Look(size=8),
    "TableHeadSmall": _Look(size=8, bold=True),
    "TableDetail": _Look(size=7, colour=_SOFT),
}


def _add_style(word: WordDocument, name: str) -> None:
    """Add a style of paragraphs that builds on the normal one."""
    from docx.enum.style import WD_STYLE_TYPE

    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]


def _set_look(word: WordDocument, name: str, look: _Look) -> None:
    """Set the looks of one style."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from docx.shared import Pt, RGBColor

    style = word.styles[name]
    style.font.name = "Calibri"
    # The template's theme goes before the name of a font.
    for side in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        style.element.rPr.rFonts.attrib.pop(qn(f"w:{side}"), None)
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(look.colour)
    place = style.paragraph_format
    place.space_before, place.space_after = Pt(look.before), Pt(look.after)
    place.left_indent = Pt(look.left) if look.left else place.left_indent
    place.line_spacing = 1.15 if look.after > 3 else 1.0
    place.keep_with_next = look.follows
    if look.fill:
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look.fill}"/>')
        style.element.pPr.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc")


def _add_table_style(word: WordDocument) -> None:
    """Add the style of tables: thin lines between rows, a thicker one below the heads."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = 'w:val="single" w:sz="4" w:space="0" w:color="D5DADE"'
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">'
            '<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
            f"<w:tblPr><w:tblBorders><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
            '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
            '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders><w:bottom w:val="single" '
            f'w:sz="8" w:space="0" w:color="{_SOFT}"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>'
        )
    )


def _document_markup(word: WordDocument, material: Material) -> Iterator[str]:
    """Return the body: title, banner, contents, sections."""
    document = material.document
    yield paragraph("Title", run(document.title))
    yield paragraph("Subtitle", run(document.subtitle))
    if document.banner:
        yield paragraph("Banner", run(document.banner))
    if len(document.sections) >= _LONG and any(_inner(section) for section in document.sections):
        yield paragraph("Caption", run(tell("contents", document.lang)))
        yield contents_markup(_entries(document))
    numbers = iter(range(1, 1_000_000))

    def put_picture(picture: Picture) -> str:
        image = io.BytesIO(material.drawings["png"][picture.name])
        relation, found = word.part.get_or_add_image(image)
        band = style.title_band(caption_of(picture, document.lang))
        size = PixelSize(found.px_width, found.px_height, band)
        return picture_markup(relation, next(numbers), picture, size)

    def write_section(section: Section, level: int) -> Iterator[str]:
        title = bookmarked(section.anchor, next(numbers), run(section.title))
        yield paragraph(f"Heading{min(level, 3)}", title)
        for place, block in enumerate(section.blocks):
            if isinstance(block, Section):
                yield from write_section(block, level + 1)
                continue
            markup = block_markup(block, document.lang, put_picture)
            leads = isinstance(block, Paragraph) and _is_led_to(section.blocks[place + 1 : place + 2])
            yield with_the_next(markup) if leads else markup

    for section in document.sections:
        yield from write_section(section, 1)


def _is_led_to(following: tuple[Block, ...]) -> bool:
    """Say whether what follows is introduced by the paragraph before it: a part, a table or a figure."""
    return any(isinstance(block, (Section, Table, Picture, Chart)) for block in following)


def _inner(section: Section) -> list[Section]:
    """Return the sections inside a section."""
    return [block for block in section.blocks if isinstance(block, Section)]


def _entries(document: Document) -> list[tuple[int, str, str]]:
    """Return the entries of the contents: level, title, anchor."""
    entries = []
    for section in document.sections:
        entries.append((1, section.title, section.anchor))
        entries += [(2, each.title, each.anchor) for each in _inner(section)]
    return entries
