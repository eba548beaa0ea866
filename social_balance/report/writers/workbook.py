"""The released tables as a workbook: one table a sheet, with cover, contents, notes and columns explained."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from social_balance.language.texts import number
from social_balance.language.words import Lang, phrase
from social_balance.report.document import Document
from social_balance.report.material import Files, Material
from social_balance.report.released import (
    DataColumn,
    DataTable,
    DataValue,
    Gap,
    data_tables,
    dictionary_table,
)
from social_balance.report.writers.packages import at_midday, read_parts, write_parts
from social_balance.yearly.status import Meta

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# What the UK Government Analysis Function advises for releasing statistics in spreadsheets: the title in A1,
# one table a sheet, every cell filled, nothing merged or frozen, numbers as numbers.
_WIDEST = 60  # characters of the widest column: a screen holds a few of them
_NARROWEST = 9
_READING_WIDTH = 100  # characters of a line of running text
_LINE_HEIGHT = 15.0  # points
_PRINTED_COLUMNS = 12  # more than these on a page of paper cannot be read
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "decimal": {"num_format": "#,##0.00", "valign": "top"},
    "small": {"num_format": "0.0000", "valign": "top"},
    "whole": {"num_format": "0", "valign": "top"},
    "link": {"font_color": "#12507b", "underline": 1},
}  # fmt: skip
_SMALL = ("p", "weight_present")  # columns of numbers between 0 and 1, where two decimals say nothing


@dataclass(frozen=True)
class _Page:
    """One sheet: its name, the title in A1, lines below it, and perhaps a table."""

    name: str
    title: str
    lines: tuple[str, ...]
    table: DataTable | None = None


def workbook_files(material: Material) -> Files:
    """Return the released tables as one workbook."""
    return {f"{material.stem}.xlsx": workbook_bytes(material)}


def workbook_bytes(material: Material) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    material : Material
        The release, and the language of the workbook.

    Returns
    -------
    bytes
    """
    from xlsxwriter.workbook import Workbook

    document = material.document
    pages = _pages(material)
    buffer = io.BytesIO()
    # In memory: a temporary file beside the sheets would be one more place with figures in it.
    workbook = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _set_properties(workbook, document)
    formats = {name: workbook.add_format(look) for name, look in _FORMATS.items()}
    sheets = [workbook.add_worksheet(page.name) for page in pages]
    for page, sheet in zip(pages, sheets, strict=True):
        _write_page(sheet, page, formats, document.lang)
    _link_contents(sheets[1], pages, formats, document.lang)
    workbook.close()
    return write_parts(read_parts(buffer.getvalue()))


def _set_properties(workbook: Workbook, document: Document) -> None:
    """Say what the file is; the moment of writing is not in it."""
    workbook.set_properties(
        {
            "title": document.title,
            "subject": document.subtitle,
            "author": document.author,
            "comments": document.banner,
            "created": at_midday(document.dated),
        }
    )


def _pages(material: Material) -> list[_Page]:
    """Return every sheet in the order of the workbook."""
    lang = material.document.lang
    found = data_tables(material.public, lang)
    tables = [_without_empty_columns(table) for table in found]
    dictionary = dictionary_table(tables, lang)
    gaps = _read_gaps(lang)
    pages = [
        _Page(_words("cover", lang), material.document.title, tuple(_cover_lines(material))),
        _Page(_words("contents", lang), _words("contents_title", lang), (_words("one_table", lang),)),
        _Page(
            _words("notes", lang), _words("notes_title", lang), (), _notes_table(material.public.meta, lang)
        ),
        _Page(_words("dictionary", lang), dictionary.title, (_words("one_table", lang),), dictionary),
    ]
    pages += [
        _Page(
            _sheet_name(table),
            table.title,
            (*_banner_lines(material), _words("one_table", lang), gaps),
            table,
        )
        for table in tables
    ]
    return pages


def _words(key: str, lang: Lang, **values: object) -> str:
    """Return one text of the table ``workbook``."""
    return phrase("workbook", key, lang, **values)


def _sheet_name(table: DataTable) -> str:
    """Return what the sheet of a table is called."""
    return table.file[:1].upper() + table.file[1:].replace("_", " ")


def _read_gaps(lang: Lang) -> str:
    """Return how to read a cell without a figure."""
    return _words("gaps_read", lang, **{gap.value: phrase("cell_gaps", gap.value, lang) for gap in Gap})


def _banner_lines(material: Material) -> tuple[str, ...]:
    """Return what every sheet says first, such as that the data are invented."""
    return (material.document.banner,) if material.document.banner else ()


def _cover_lines(material: Material) -> Iterator[str]:
    """Return what the cover says below its title."""
    meta = material.public.meta
    lang = material.document.lang
    yield material.document.subtitle
    yield from _banner_lines(material)
    yield _words("made_by", lang, municipality=meta.municipality, since=meta.since, until=meta.until)
    yield _read_gaps(lang)


def _notes_table(meta: Meta, lang: Lang) -> DataTable:
    """Return the notes as a table: number and text."""
    texts = [] if meta.floor is None else [_words("note_floor", lang, floor=meta.floor)]
    texts += [
        _words("note_level", lang, level=number(100 * meta.level, 0, lang=lang)),
        _words("note_rounding", lang),
    ]
    if meta.sources:
        texts.append(_words("note_sources", lang, sources="; ".join(meta.sources)))
    columns = (
        DataColumn("note", _words("note_head", lang), "", "whole"),
        DataColumn("text", _words("text_head", lang), "", "text"),
    )
    return DataTable("notes", "notes", "", columns, tuple(enumerate(texts, start=1)))


def _without_empty_columns(table: DataTable) -> DataTable:
    """Leave out the columns in which no row has anything."""
    kept = [
        place
        for place in range(len(table.columns))
        if any(not isinstance(row[place], Gap) for row in table.rows)
    ]
    columns = tuple(table.columns[place] for place in kept)
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return DataTable(table.name, table.file, table.title, columns, rows)


def _write_page(sheet: Worksheet, page: _Page, formats: dict[str, Any], lang: Lang) -> None:
    """Write the title, the lines and the table of one sheet."""
    sheet.write_string(0, 0, page.title, formats["title"])
    for place, line in enumerate(page.lines, start=1):
        sheet.write_string(place, 0, line)
    sheet.set_paper(9)
    if page.table is None:
        sheet.set_column(0, 0, _READING_WIDTH)
        return
    start = 1 + len(page.lines)
    _write_table(sheet, page.table, start, formats, lang)
    # What is printed is read beside its heading on every page of paper.
    sheet.repeat_rows(start)
    sheet.set_landscape()
    if len(page.table.columns) <= _PRINTED_COLUMNS:
        sheet.fit_to_pages(1, 0)


def _write_table(sheet: Worksheet, table: DataTable, start: int, formats: dict[str, Any], lang: Lang) -> None:
    """Write one table from a row on, as a table that a screen reader and a program find by its name."""
    looks = [formats[_look(column.name, column.kind)] for column in table.columns]
    gaps = {gap: phrase("cell_gaps", gap.value, lang) for gap in Gap}
    widths = [
        _width(column.heading, [row[across] for row in table.rows])
        for across, column in enumerate(table.columns)
    ]
    for across, width in enumerate(widths):
        sheet.set_column(across, across, width)
    sheet.set_row(start, _height([column.heading for column in table.columns], widths))
    sheet.add_table(
        start, 0, start + max(1, len(table.rows)), len(table.columns) - 1,
        {
            "name": f"t_{table.name}",
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [
                {"header": column.heading, "header_format": formats["head"]} for column in table.columns
            ],
        },
    )  # fmt: skip
    for down, row in enumerate(table.rows, start=start + 1):
        sheet.set_row(down, _height(row, widths))
        for across, value in enumerate(row):
            if isinstance(value, Gap):
                sheet.write_string(down, across, gaps[value], formats["text"])
            elif isinstance(value, str):
                sheet.write_string(down, across, value, formats["text"])
            else:
                sheet.write_number(down, across, _written(value), looks[across])


def _written(value: float) -> float:
    """Return a number with the digits that results.json has: the last bits of a sum are no figure."""
    return value if isinstance(value, int) else float(f"{value:.10g}")


def _look(name: str, kind: str) -> str:
    """Return how the numbers of a column are shown."""
    if kind != "decimal":
        return kind if kind == "whole" else "text"
    if name in ("base", "positive", "as_of"):
        return "whole"
    return "small" if name in _SMALL or name.endswith(("_p", "p_adjusted")) else "decimal"


def _width(heading: str, values: Sequence[DataValue]) -> int:
    """Return how wide a column has to be for its words, within what a screen holds."""
    longest_word = max((len(word) for word in heading.split()), default=0)
    longest_text = max((len(value) for value in values if isinstance(value, str)), default=0)
    return min(_WIDEST, max(_NARROWEST, longest_word + 2, longest_text))


def _height(row: Sequence[DataValue], widths: Sequence[int]) -> float:
    """Return how high a row has to be: programs other than Excel let wrapped text lie over the next row."""
    lines = [
        -(-len(value) // max(1, width - 2))
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return _LINE_HEIGHT * max(1, *lines, 1)


def _link_contents(sheet: Worksheet, pages: list[_Page], formats: dict[str, Any], lang: Lang) -> None:
    """Write the table of contents: each sheet by its name, which is a link to it."""
    start = 2
    listed = [page for page in pages if page.table is not None]
    sheet.add_table(
        start, 0, start + len(listed), 1,
        {
            "name": "t_contents", "style": "Table Style Light 1", "banded_rows": False,
            "columns": [
                {"header": _words("sheet_head", lang), "header_format": formats["head"]},
                {"header": _words("title_head", lang), "header_format": formats["head"]},
            ],
        },
    )  # fmt: skip
    for down, page in enumerate(listed, start=start + 1):
        sheet.write_url(down, 0, f"internal:'{page.name}'!A1", formats["link"], page.name, page.title)
        sheet.write_string(down, 1, page.title, formats["text"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _WIDEST + 20)
