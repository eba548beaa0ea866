"""What the XML of a workbook says of cells beyond their values, such as formulas and errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TypeAlias
from xml.etree import ElementTree
from zipfile import ZipFile

from social_balance.files.columnar import nfc

Address: TypeAlias = tuple[int, int]  # row and column, counted from 0

_CHUNK = 1 << 22
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_RECALCULATED = re.compile(rb"<(?:\w+:)?calcPr[^>]*fullCalcOnLoad=[\"'](?:1|true)[\"']")

_ODF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODF_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ODF_ERROR = re.compile(r"#[A-Z/0!?]+[!?]?|Err:\d+")


@dataclass(frozen=True)
class MarkedCell:
    """A cell that does not say of itself what it is, and what it shows."""

    address: Address
    text: str


@dataclass(frozen=True)
class SheetMarks:
    """What the values of a sheet do not say.

    Parameters
    ----------
    uncalculated : tuple of MarkedCell
        Formulas whose value was never stored.
    errors : tuple of MarkedCell
        Cells that show an error such as ``#N/A``.
    hidden_rows : tuple of int
        Counted from 0.
    merged : tuple of (address, address)
        Merged cells, where the reader of the values does not know them.
    """

    uncalculated: tuple[MarkedCell, ...] = ()
    errors: tuple[MarkedCell, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[tuple[Address, Address], ...] = ()


def read_marks(parts: ZipFile, sheet: str) -> SheetMarks:
    """Look into the XML of a sheet; a binary workbook (``.xlsb``) has none and tells nothing.

    Parameters
    ----------
    parts : ZipFile
        The workbook.
    sheet : str
        The name of the sheet.

    Returns
    -------
    SheetMarks
        Empty where the format cannot tell.
    """
    names = set(parts.namelist())
    if "xl/workbook.xml" in names:
        part = _sheet_part(parts, sheet)
        if part not in names:
            return SheetMarks()
        recalculated = _RECALCULATED.search(parts.read("xl/workbook.xml")) is not None
        with parts.open(part) as opened:
            return _marks_of_excel(opened, recalculated)
    if "content.xml" in names:
        return _marks_of_opendocument(parts.read("content.xml"), sheet)
    return SheetMarks()


def _sheet_part(parts: ZipFile, sheet: str) -> str:
    """Return the part of an Excel workbook that holds a sheet."""
    identity = ""
    for element in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and nfc(element.get("name", "")) == nfc(sheet):
            identity = next(value for key, value in element.items() if key.endswith("}id"))
    for element in ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels")):
        if element.get("Id") == identity:
            target = element.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _marks_of_excel(opened: IO[bytes], recalculated: bool) -> SheetMarks:
    """Read the marks of a sheet of Excel, in pieces of whole rows: a large sheet is never all in memory."""
    uncalculated: list[MarkedCell] = []
    errors: list[MarkedCell] = []
    hidden: list[int] = []
    next_row = 0
    for piece, has_marks in _pieces_of_rows(opened):
        if not has_marks:
            # Most sheets hold nothing but values, and are only searched through.
            continue
        for match in _ROW.finditer(piece):
            attributes = dict(_ATTRIBUTE.findall(match[1]))
            row = int(attributes.get(b"r", next_row + 1)) - 1
            next_row = row + 1
            if attributes.get(b"hidden") in (b"1", b"true"):
                hidden.append(row)
            if match[2] and (_FORMULA.search(match[2]) or b't="e"' in match[2]):
                for address, kind, inside in _excel_cells(match[2], row):
                    value = _VALUE.search(inside)
                    text = value[1].decode("utf-8", "replace") if value else ""
                    if kind == b"e":
                        errors.append(MarkedCell(address, text))
                    elif _FORMULA.search(inside) and _is_uncalculated(kind, text, recalculated):
                        uncalculated.append(MarkedCell(address, text))
    return SheetMarks(tuple(uncalculated), tuple(errors), tuple(hidden))


def _is_uncalculated(kind: bytes, text: str, recalculated: bool) -> bool:
    """Say whether a formula has no value: none stored, or the 0 of a program that leaves the sum to Excel."""
    if kind == b"str":
        return False
    return not text or (recalculated and text == "0")


def _pieces_of_rows(opened: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield the XML in pieces that end with a row, and whether there is anything to look for in each."""
    rest = b""
    while chunk := opened.read(_CHUNK):
        piece = rest + chunk
        end = piece.rfind(b"<row ")
        prefixed = piece.rfind(b":row ")
        cut = max(end, piece.rfind(b"<", 0, prefixed) if prefixed >= 0 else -1)
        if cut <= 0:
            rest = piece
            continue
        yield piece[:cut], _has_marks(piece[:cut])
        rest = piece[cut:]
    yield rest, _has_marks(rest)


def _has_marks(piece: bytes) -> bool:
    return any(mark in piece for mark in (b"<f", b":f>", b":f ", b't="e"', b'hidden="'))


def _excel_cells(row_xml: bytes, row: int) -> Iterator[tuple[Address, bytes, bytes]]:
    """Yield the address, the kind and the content of each cell of a row."""
    next_column = 0
    for match in _CELL.finditer(row_xml):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        column = next_column
        if reference := _REFERENCE.fullmatch(attributes.get(b"r", b"").decode()):
            column = _column_number(reference[1])
        next_column = column + 1
        yield (row, column), attributes.get(b"t", b"n"), match[2] or b""


def _column_number(letters: str) -> int:
    """Return the number of a column, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _marks_of_opendocument(content: bytes, sheet: str) -> SheetMarks:
    """Read the marks of a sheet of OpenDocument; repeated rows and cells are written once."""
    uncalculated: list[MarkedCell] = []
    errors: list[MarkedCell] = []
    hidden: list[int] = []
    merged: list[tuple[Address, Address]] = []
    row = 0
    for element in _opendocument_rows(content, sheet):
        repeated = int(element.get(f"{_ODF_TABLE}number-rows-repeated", "1"))
        if element.get(f"{_ODF_TABLE}visibility") in ("collapse", "filter"):
            hidden += range(row, row + min(repeated, 1_000_000))
        column = 0
        for cell in element:
            address = (row, column)
            column += int(cell.get(f"{_ODF_TABLE}number-columns-repeated", "1"))
            text = "".join("".join(part.itertext()) for part in cell.iter(f"{_ODF_TEXT}p"))
            kinds = {value for key, value in cell.items() if key.endswith("}value-type")}
            if "error" in kinds or (cell.get(f"{_ODF_TABLE}formula") and _ODF_ERROR.fullmatch(text)):
                errors.append(MarkedCell(address, text))
            elif cell.get(f"{_ODF_TABLE}formula") and not kinds and not text:
                uncalculated.append(MarkedCell(address, text))
            right = int(cell.get(f"{_ODF_TABLE}number-columns-spanned", "1")) - 1
            down = int(cell.get(f"{_ODF_TABLE}number-rows-spanned", "1")) - 1
            if right or down:
                merged.append((address, (row + down, address[1] + right)))
        row += repeated
    return SheetMarks(tuple(uncalculated), tuple(errors), tuple(hidden), tuple(merged))


def _opendocument_rows(content: bytes, sheet: str) -> Iterator[ElementTree.Element]:
    """Yield the rows of a sheet, groups and header rows included."""
    inside = False
    for event, element in ElementTree.iterparse(BytesIO(content), events=("start", "end")):
        if element.tag == f"{_ODF_TABLE}table":
            inside = event == "start" and nfc(element.get(f"{_ODF_TABLE}name", "")) == nfc(sheet)
        elif inside and event == "end" and element.tag == f"{_ODF_TABLE}table-row":
            yield element
            # What has been looked at is let go of.
            element.clear()
