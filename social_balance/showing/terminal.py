"""Tables as plain text that fits a terminal: no colours, columns in line, long cells on more lines."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from social_balance.showing.parts import Cell, Column, Row, Table

WIDTH = 80
_BETWEEN = 2  # spaces between two columns
_NARROWEST = 9  # a column is not made narrower than a short word

Lines = list[str]


def table_lines(table: Table, *, width: int = WIDTH) -> Lines:
    r"""Return a table as lines of at most a width.

    Parameters
    ----------
    table : Table
    width : int
        Characters in a line.

    Returns
    -------
    list of str
        The head, a rule, and the rows; a group stands on a line of its own.

    Examples
    --------
    >>> from social_balance.showing.parts import Row
    >>> columns = (Column("Område", "text"), Column("2024"))
    >>> rows = (Row((Cell("Tryghed"),), "group"), Row((Cell("Nord"), Cell("61,2", "(58,1 til 64,3)"))))
    >>> print("\n".join(table_lines(Table(None, "Indeks", columns, rows))))
    Område             2024
    -----------------------
    Tryghed
    Nord               61,2
            (58,1 til 64,3)
    """
    widths = _fitted_widths(table, width)
    head = _aligned_lines([[column.title] for column in table.columns], table.columns, widths)
    lines = [*head, "-" * max(len(line) for line in head)]
    for row in table.rows:
        lines += _row_lines(row, table.columns, widths)
    return lines


def rows_within(table: Table, most: int, width: int) -> tuple[Row, ...]:
    """Return the first rows of a table, as many as stand on some lines; never a group without a row of it."""
    widths = _fitted_widths(table, width)
    used = 0
    for count, row in enumerate(table.rows):
        used += len(_row_lines(row, table.columns, widths))
        if used > most:
            kept = table.rows[:count]
            return kept[:-1] if kept and kept[-1].kind == "group" else kept
    return table.rows


def _row_lines(row: Row, columns: Sequence[Column], widths: Sequence[int]) -> Lines:
    """Return the lines of a row; a group stands across the columns."""
    if row.kind == "group":
        return textwrap.wrap(_plain_text(row.cells[0]), sum(widths) + _BETWEEN * (len(widths) - 1))
    return _aligned_lines([_cell_lines(cell) for cell in row.cells], columns, widths)


def _plain_text(cell: Cell) -> str:
    """Return the text of a cell, a sign before its word."""
    if cell.badge is not None:
        return f"{cell.badge.symbol} {cell.badge.label}"
    return cell.text


def _cell_lines(cell: Cell) -> Lines:
    """Return a cell as it is written when there is room: the text, and the detail below it."""
    return [text for text in (_plain_text(cell), cell.detail) if text]


def _fitted_widths(table: Table, width: int) -> list[int]:
    """Return the widths of the columns, the widest made narrower until all of them fit."""
    texts = [[_cell_lines(cell) for cell in row.cells] for row in table.rows if row.kind != "group"]
    widths = [
        max([len(column.title), *(len(line) for row in texts for line in row[at])])
        for at, column in enumerate(table.columns)
    ]
    room = width - _BETWEEN * (len(table.columns) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _aligned_lines(cells: Sequence[Lines], columns: Sequence[Column], widths: Sequence[int]) -> Lines:
    """Return the lines of one row, numbers to the right and words to the left."""
    wrapped = [
        [part for line in lines for part in textwrap.wrap(line, width)]
        for lines, width in zip(cells, widths, strict=True)
    ]
    height = max(map(len, wrapped), default=0)
    rows = []
    for at in range(height):
        parts = [
            _aligned_text(lines[at] if at < len(lines) else "", column, width)
            for lines, column, width in zip(wrapped, columns, widths, strict=True)
        ]
        rows.append((" " * _BETWEEN).join(parts).rstrip())
    return rows


def _aligned_text(text: str, column: Column, width: int) -> str:
    """Return a text in the width of its column."""
    if column.kind == "number":
        return text.rjust(width)
    return text.ljust(width)
