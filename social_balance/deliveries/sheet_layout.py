"""Where the table stands in a sheet, and what an office has put around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, TypeAlias

from social_balance.deliveries.sheet_marks import Address, MarkedCell, SheetMarks
from social_balance.language.faults import Faults, Issue, Place

Row: TypeAlias = Sequence[Any]  # cells from left to right; an empty one is ""
Area: TypeAlias = tuple[Address, Address]  # of merged cells: top left and bottom right

_SHOWN = 10  # so many cells of a kind are told one by one
_TITLE_LINES = 15  # a header further down than this is not looked for
_LONG = 40  # letters of a text that is a note rather than an answer
_NOTE = re.compile(r"\*|\d\)|\(\d|¹|²|³|(note|noter|anm|anmærkning|kilde|obs|source|remark)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"(i alt|ialt|total|totalt|sum|samlet|alle|hele kommunen|gennemsnit|average|mean|all)\s*:?", re.IGNORECASE
)


@dataclass(frozen=True)
class SheetCells:
    """The cells of a sheet.

    Parameters
    ----------
    name : str
        The sheet's.
    rows : sequence of rows
        From the first filled cell to the last.
    start : (int, int)
        Row and column of the first of them in the sheet, counted from 0.
    merged : sequence of areas, optional
        Merged cells; None where the format's reader does not know.
    """

    name: str
    rows: Sequence[Row]
    start: Address
    merged: Sequence[Area] | None = None

    def filled(self, row: int) -> list[int]:
        """Return the columns in which a row has something."""
        return [number for number, cell in enumerate(self.rows[row]) if not _is_blank(cell)]


@dataclass(frozen=True)
class Layout:
    """The table in a sheet: the row of its header, and the rows below that are not empty."""

    header: int
    body: Sequence[Row]


def cell_place(cells: SheetCells, row: int, column: int, *, until: Address | None = None) -> Place:
    """Return the place of a cell, or of an area of them, by its address in the sheet.

    Examples
    --------
    >>> cell_place(SheetCells("Data", [["id"]], (2, 1)), 0, 0)
    "ark 'Data', celle 'B3'"
    """
    top, left = cells.start
    return _address_place(cells.name, (top + row, left + column), until)


def _address_place(sheet: str, address: Address, until: Address | None = None) -> Place:
    name = _address(address)
    if until is not None and until != address:
        name = f"{name}:{_address(until)}"
    return Place("cell", name, outer=Place("sheet", sheet))


def _address(address: Address) -> str:
    """Return the address of a cell as Excel writes it."""
    row, column = address
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def find_layout(
    cells: SheetCells, marks: SheetMarks, faults: Faults, *, file: str, totals_are_rows: bool
) -> Layout:
    """Find the table in a sheet, and tell of everything around and in it that is no cell of a table.

    Parameters
    ----------
    cells : SheetCells
        The sheet.
    marks : SheetMarks
        What its XML says of the cells.
    faults : Faults
        Gets every fault, with the address of its cell.
    file : str
        The file, for the faults.
    totals_are_rows : bool
        Whether a row called "i alt" may be one of the table's own.

    Returns
    -------
    Layout
        The header and the rows below it.
    """
    width = max(map(len, cells.rows))
    filled = [width - row.count("") for row in cells.rows]
    header = _find_header(cells, filled)
    for row in range(header):
        if cells.filled(row):
            values = {"row": cells.start[0] + header + 1}
            column = cells.filled(row)[0]
            found = str(cells.rows[row][column]).strip()
            place = cell_place(cells, row, column)
            faults.add(Issue("INP034", file=file, place=place, found=found, values=values))
    body = [row for row in range(header + 1, len(cells.rows)) if filled[row]]
    notes = list(_find_notes(cells, body, filled))
    for row in notes:
        faults.add(_row_issue("INP035", cells, row, file))
    body = body[: len(body) - len(notes)]
    for row in _find_totals(cells, body, totals_are_rows):
        faults.add(_row_issue("INP036", cells, row, file))
    last = body[-1] if body else header
    span = range(cells.start[0] + header, cells.start[0] + last + 1)
    faults.add(_merged_issues(cells, marks, span, file))
    faults.add(_marked_issues(cells.name, marks, span, file))
    return Layout(header, [cells.rows[row] for row in body])


def _find_header(cells: SheetCells, filled: Sequence[int]) -> int:
    """Return the row with the names: the first, unless a row of names further down has more cells."""
    first = next(row for row, count in enumerate(filled) if count)
    for row in range(first + 1, min(first + _TITLE_LINES, len(cells.rows) - 1)):
        above = max(filled[first:row])
        # A title is one cell, or some few; names are text, one over each column, and rows stand below them.
        is_wider = filled[row] >= 2 and (above == 1 or above <= filled[row] / 2)
        if is_wider and all(_is_name(cells.rows[row][column]) for column in cells.filled(row)):
            return row
        if filled[row] and above > 1:
            break
    return first


def _is_name(cell: Any) -> bool:
    """Say whether a cell may name a column: a text, or a year."""
    return isinstance(cell, str) or (isinstance(cell, (int, float)) and 1900 <= cell <= 2100)


def _find_notes(cells: SheetCells, body: Sequence[int], filled: Sequence[int]) -> Iterator[int]:
    """Yield the rows below a table that hold a single text, from the last one upwards."""
    if not body or median_low(filled[row] for row in body) < 2:
        return
    usual = median_low(filled[row] for row in body)
    for row in reversed(body):
        columns = cells.filled(row)
        if len(columns) != 1 or not isinstance(cells.rows[row][columns[0]], str):
            return
        text = cells.rows[row][columns[0]].strip()
        stands_apart = row > 0 and filled[row - 1] == 0
        # A lone text like those above it may be an area or a person of whom nothing more is known.
        if not (stands_apart or _NOTE.match(text) or len(text) > _LONG):
            others = [cells.rows[each][columns[0]] for each in body if each < row]
            longest = max((len(other) for other in others if isinstance(other, str)), default=0)
            if usual < 3 or len(text) <= longest:
                return
        yield row


def _find_totals(cells: SheetCells, body: Sequence[int], totals_are_rows: bool) -> Iterator[int]:
    """Yield the rows that sum up those above; among counts by area only those that are the sum of all."""
    for position, row in enumerate(body):
        columns = cells.filled(row)
        if not columns:
            continue
        text = cells.rows[row][columns[0]]
        if not (isinstance(text, str) and _TOTAL.fullmatch(text.strip())):
            continue
        is_last = position == len(body) - 1
        if _sums_up(cells, row, body[:position]) or (is_last and not totals_are_rows):
            yield row


def _sums_up(cells: SheetCells, row: int, above: Sequence[int]) -> bool:
    """Say whether some figure of a row is the sum, or the mean, of two or more rows above it."""
    if len(above) < 2:
        return False
    for column, cell in enumerate(cells.rows[row]):
        if isinstance(cell, (int, float)) and cell:
            figures = [cells.rows[each][column] for each in above]
            numbers = [figure for figure in figures if isinstance(figure, (int, float))]
            tolerance = 1e-6 * max(1.0, abs(cell))
            if len(numbers) > 1 and abs(sum(numbers) - cell) < tolerance:
                return True
            # The mean of one year is that year: only figures that differ tell.
            if len(set(numbers)) > 1 and abs(sum(numbers) / len(numbers) - cell) < tolerance:
                return True
    return False


def _merged_issues(cells: SheetCells, marks: SheetMarks, span: range, file: str) -> Iterator[Issue]:
    """Yield the merged cells inside the table; those of a title above it are told of as a title."""
    areas = cells.merged if cells.merged is not None else marks.merged
    inside = [area for area in areas if area[1][0] >= span.start and area[0][0] < span.stop]
    for top_left, bottom_right in inside[:_SHOWN]:
        place = _address_place(cells.name, top_left, bottom_right)
        yield Issue("INP037", file=file, place=place)
    yield from _others(cells.name, [area[0] for area in inside[_SHOWN:]], file)


def _marked_issues(sheet: str, marks: SheetMarks, span: range, file: str) -> Iterator[Issue]:
    """Yield the hidden rows, formulas without a value and errors inside the table."""
    hidden = [row for row in marks.hidden_rows if row in span]
    if hidden:
        place = _address_place(sheet, (hidden[0], 0))
        yield Issue("INP038", file=file, place=place, values={"count": len(hidden), "row": hidden[0] + 1})
    for code, kind in (("INP039", marks.uncalculated), ("INP040", marks.errors)):
        inside: list[MarkedCell] = [cell for cell in kind if cell.address[0] in span]
        for cell in inside[:_SHOWN]:
            yield Issue(code, file=file, place=_address_place(sheet, cell.address), found=cell.text)
        yield from _others(sheet, [cell.address for cell in inside[_SHOWN:]], file)


def _others(sheet: str, addresses: Sequence[Address], file: str) -> Iterator[Issue]:
    """Yield one fault for the cells that are not told of one by one."""
    if addresses:
        place = _address_place(sheet, addresses[0])
        yield Issue("INP043", file=file, place=place, values={"count": len(addresses)})


def _row_issue(code: str, cells: SheetCells, row: int, file: str) -> Issue:
    """Return the fault of a row that is no row of the table, at its first cell."""
    column = cells.filled(row)[0]
    found = str(cells.rows[row][column]).strip()
    return Issue(code, file=file, place=cell_place(cells, row, column), found=found)


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()
