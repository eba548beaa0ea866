"""A table of a paper as CSV: one value a cell, as a spreadsheet of the language reads it."""

from __future__ import annotations

import csv
import io

from social_balance.language.texts import MINUS, Lang
from social_balance.report.document import Cell, Row, Table
from social_balance.report.prose import tell


def csv_of_table(table: Table, lang: Lang) -> str:
    """Return a table as CSV.

    Parameters
    ----------
    table : Table
    lang : {"da", "en"}
        Danish: semicolons between the cells, since the comma is a decimal sign; else commas.

    Returns
    -------
    str
        A line a row, with what is small below a number in a column of its own and the heading of a group
        before its rows.

    Examples
    --------
    >>> from social_balance.report.document import Column
    >>> rows = (Row((Cell("Nord"), Cell("−1,5", detail="(−2,0 til −1,0)"))),)
    >>> csv_of_table(Table(1, "T", (Column("Område"), Column("2024")), rows), "da").splitlines()
    ['Område;2024;2024: interval eller grund', 'Nord;-1,5;(−2,0 til −1,0)']
    """
    grouped = any(row.kind == "group" for row in table.rows)
    detailed = [any(_detail_at(row, place) for row in table.rows) for place in range(len(table.columns))]
    head = [tell("csv_group", lang)] if grouped else []
    for column, has_detail in zip(table.columns, detailed, strict=True):
        head += [column.title, *([tell("csv_detail", lang, column=column.title)] if has_detail else [])]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if lang == "da" else ",", lineterminator="\r\n")
    writer.writerow(head)
    group = ""
    for row in table.rows:
        if row.kind == "group":
            group = row.cells[0].text
            continue
        cells = [group] if grouped else []
        for cell, has_detail in zip(row.cells, detailed, strict=True):
            cells += [_plain_text(cell), *([cell.detail] if has_detail else [])]
        writer.writerow(cells)
    return stream.getvalue()


def _detail_at(row: Row, place: int) -> str:
    """Return what is small in a cell of a row; the heading of a group has none."""
    return row.cells[place].detail if row.kind != "group" else ""


def _plain_text(cell: Cell) -> str:
    """Return a cell as a spreadsheet takes it: a badge by its word, a number with a plain minus."""
    text = cell.badge.label if cell.badge else cell.text
    number = text[1:].replace(".", "").replace(",", "")
    if text[:1] in (MINUS, "+") and number.isdigit():
        return text.replace(MINUS, "-").removeprefix("+")
    # A spreadsheet would run a text that begins like a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
