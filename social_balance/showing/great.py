"""A table as one of great_tables, for whoever has that package and wants to dress it further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from social_balance.language.faults import InputError, Issue
from social_balance.showing.parts import Cell, Table

_GROUP = "_group"


def great_table(table: Table, *, title: str, subtitle: str, notes: Sequence[str]) -> Any:
    """Return a table with its title, its groups and its notes.

    Parameters
    ----------
    table : Table
    title, subtitle : str
        Above it: what it is, and whether it may be published.
    notes : sequence of str
        Below it.

    Returns
    -------
    great_tables.GT

    Raises
    ------
    InputError
        When great_tables is not installed.
    """
    try:
        from great_tables import GT
    except ImportError:
        raise InputError(Issue("SHW001", found="great_tables")) from None
    import pandas as pd

    # Numbered, because two columns of a paper can have the same heading.
    names = [f"c{number}" for number in range(len(table.columns))]
    frame = pd.DataFrame(list(_rows_in_groups(table)), columns=[_GROUP, *names])
    grouped = any(row.kind == "group" for row in table.rows)
    made: Any = GT(frame if grouped else frame[names], groupname_col=_GROUP if grouped else None)
    made = made.tab_header(title=title, subtitle=subtitle or None)
    made = made.cols_label(**dict(zip(names, [column.title for column in table.columns], strict=True)))
    numbers = [name for name, column in zip(names, table.columns, strict=True) if column.kind == "number"]
    if numbers:
        made = made.cols_align("right", columns=numbers)
    for note in (*table.notes, *notes):
        made = made.tab_source_note(note)
    return made


def _rows_in_groups(table: Table) -> Iterator[list[str]]:
    """Yield the texts of each row after the name of its group."""
    group = ""
    for row in table.rows:
        if row.kind == "group":
            group = _cell_text(row.cells[0])
        else:
            yield [group, *map(_cell_text, row.cells)]


def _cell_text(cell: Cell) -> str:
    """Return a cell on one line."""
    text = cell.text
    if cell.badge is not None:
        text = f"{cell.badge.symbol} {cell.badge.label}"
    return f"{text} {cell.detail}".strip()
