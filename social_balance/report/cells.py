"""The cells of the report's tables: a number with the interval that decided, and nothing left blank."""

from __future__ import annotations

import math
from dataclasses import replace

from social_balance.figures.source import Row
from social_balance.language.texts import NO_VALUE, Lang, interval, say
from social_balance.report.document import Cell, Column, Table
from social_balance.report.prose import tell
from social_balance.showing.cells import measured_cell


def development_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one development with the interval that decided its state."""
    if row is None:
        return Cell(say("missing", lang))
    cell = measured_cell(
        row["development"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )
    inner = row.get("low_equivalence", math.nan), row.get("high_equivalence", math.nan)
    return _with_deciding(cell, row["state"], (row["low"], row["high"]), inner, lang)


def gap_change_cell(row: Row, lang: Lang) -> Cell:
    """Return the change of a gap with the interval that decided its state; a minus is a smaller gap."""
    # The papers tell the change of the gap, where less is better; the API's narrowing is its opposite.
    outer = -row["narrowing_high"], -row["narrowing_low"]
    inner = (
        -row.get("narrowing_high_equivalence", math.nan),
        -row.get("narrowing_low_equivalence", math.nan),
    )
    cell = measured_cell(-row["narrowing"], *outer, hidden=row["hidden"], signed=True, lang=lang)
    return _with_deciding(cell, row["gap_state"], outer, inner, lang)


def _with_deciding(
    cell: Cell, state: str, outer: tuple[float, float], inner: tuple[float, float], lang: Lang
) -> Cell:
    """Return a cell with the interval that its state was decided by, where that is another, named."""
    # What is not shown has no interval, whatever its state is called.
    if not cell.detail:
        return cell
    # Shown to be inside the margin by two one-sided tests: their interval, and not the two-sided one.
    if state == "unchanged" and math.isfinite(inner[0]):
        return replace(cell, detail=tell("cell_equivalence", lang, limits=interval(*inner, lang=lang)))
    # The interval alone would have decided, and the correction for many comparisons did.
    if state == "undecided" and (outer[0] > 0 or outer[1] < 0):
        return replace(cell, detail=tell("cell_adjusted", lang, limits=interval(*outer, lang=lang)))
    return cell


def without_blanks(table: Table) -> Table:
    """Return a table without columns that are wholly empty, and with a dash in every other empty cell.

    Examples
    --------
    >>> from social_balance.report.document import Row
    >>> rows = (Row((Cell("A"), Cell("1"), Cell(), Cell())), Row((Cell("B"), Cell(), Cell("2"), Cell())))
    >>> whole = without_blanks(Table(1, "T", (Column("a"), Column("b"), Column("c"), Column("d")), rows))
    >>> [column.title for column in whole.columns], [cell.text for cell in whole.rows[1].cells]
    (['a', 'b', 'c'], ['B', '–', '2'])
    """
    body = [row for row in table.rows if row.kind != "group"]
    # The first column heads the rows, so it stays whatever is in it.
    kept = [
        place
        for place in range(len(table.columns))
        if place == 0 or not body or any(row.cells[place] != Cell() for row in body)
    ]
    rows = tuple(
        row
        if row.kind == "group"
        else replace(row, cells=tuple(_or_dash(row.cells[place]) for place in kept))
        for row in table.rows
    )
    columns: tuple[Column, ...] = tuple(table.columns[place] for place in kept)
    return replace(table, columns=columns, rows=rows)


def _or_dash(cell: Cell) -> Cell:
    return Cell(NO_VALUE) if cell == Cell() else cell
