"""Workbooks as offices make them, written cell by cell for the tests that read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl


def write_workbook(
    path: Path,
    cells: Sequence[Sequence[Any]],
    *,
    change: Callable[[Any, Any], object] | None = None,
    sheet: str = "Data",
) -> Path:
    """Write rows of cells from A1; None leaves a cell out, and `change` gets the workbook and its sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row, line in enumerate(cells, start=1):
        for column, cell in enumerate(line, start=1):
            if cell is not None:
                page.cell(row, column, cell)
    if change is not None:
        change(book, page)
    book.save(path)
    book.close()
    return path
