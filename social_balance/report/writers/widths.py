"""How the width of a page is shared among the columns of a table: by the words that stand in them."""

from __future__ import annotations

from social_balance.showing.parts import Cell, Table

_LONGEST = 26  # characters of a text that are asked for: the rest goes on in the next line
_LONGEST_BESIDE_MANY = 20  # where many columns of numbers need the room
_MANY = 7
_NARROWEST = 5
_INTERVAL = 18  # of a detail: an interval of two negative numbers; a longer remark takes more lines


def column_shares(table: Table) -> list[float]:
    """Return the share of the width that each column has, together 1.

    Examples
    --------
    >>> from social_balance.showing.parts import Column, Row
    >>> rows = (Row((Cell("Udviklingen"), Cell("1,0"))),)
    >>> [round(share, 2) for share in column_shares(Table(None, "", (Column("Tema"), Column("2024")), rows))]
    [0.63, 0.37]
    """
    asked = []
    longest = _LONGEST if len(table.columns) < _MANY else _LONGEST_BESIDE_MANY
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows if place < len(row.cells) and row.kind != "group"]
        head = max((len(word) for word in column.title.split()), default=1)
        longest_word = max((len(word) for cell in cells for word in _widest_line(cell).split()), default=1)
        longest_text = max((len(_widest_line(cell)) for cell in cells), default=1)
        # Heads are bold, and no word may be broken.
        asked.append(max(1.4 * head + 2, longest_word + 2, _NARROWEST, min(longest_text, longest)))
    whole = sum(asked)
    return [each / whole for each in asked]


def _widest_line(cell: Cell) -> str:
    """Return the widest line of a cell, as long as it is in the type of the text."""
    badge = f"{cell.badge.symbol} {cell.badge.label}" if cell.badge else ""
    # The detail is an interval that stays on one line, in smaller type.
    detail = "0" * int(0.9 * min(len(cell.detail), _INTERVAL))
    return max((cell.text, detail, badge), key=len)
