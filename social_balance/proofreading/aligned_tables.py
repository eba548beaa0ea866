"""Tables told only by how their lines stand: the columns of a PDF page laid out as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from social_balance.proofreading.paper import Grid, GridRow, Spot

_BETWEEN = re.compile(r" {2,}")
_FIGURE = re.compile(r"[-−+(]?\d[\d.,]*(?: ?(?:%|pct\.|per cent))?(?: \([^()]*\))?\)?|[-–]|\[[^\]]*\]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_ROWS = 2  # rows of figures below a heading: less is no table that can be added up


def find_aligned_tables(lines: Iterable[tuple[str, Spot]]) -> list[Grid]:
    """Return the tables among lines whose columns are parted by two spaces or more.

    Parameters
    ----------
    lines : Iterable of (str, Spot)

    Returns
    -------
    list of Grid

    Notes
    -----
    A table is a line of headings and the lines right below it that have a label and a figure in each column:
    as many cells as the headings, or one more where nothing stands over the labels. A line with other cells
    ends it, so a label that is broken over two lines costs its table and never makes a wrong one.

    Examples
    --------
    >>> page = ["Område     2021    2024", "Nordbyen     12      14", "Sydbyen      30      31"]
    >>> [grid] = find_aligned_tables((line, Spot(number)) for number, line in enumerate(page, start=1))
    >>> [row.cells for row in grid.rows]
    [('Område', '2021', '2024'), ('Nordbyen', '12', '14'), ('Sydbyen', '30', '31')]
    """
    return list(_tables_in([GridRow(_split_cells(line), spot) for line, spot in lines]))


def _split_cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _BETWEEN.split(line.strip()) if cell.strip())


def _tables_in(rows: Sequence[GridRow]) -> Iterator[Grid]:
    """Yield each run of rows of figures with the headings above it."""
    run: list[GridRow] = []
    for place, row in enumerate([*rows, GridRow((), Spot())]):
        if _is_of_figures(row) and (not run or len(row.cells) == len(run[0].cells)):
            run.append(row)
            continue
        if len(run) >= _FEWEST_ROWS:
            heads = _heads_of(rows, place - len(run), len(run[0].cells))
            if heads is not None:
                yield Grid((heads, *run))
        run = [row] if _is_of_figures(row) else []


def _is_of_figures(row: GridRow) -> bool:
    """Return whether a row is a label and figures."""
    label, *figures = row.cells or ("",)
    is_label = bool(re.search(r"[^\W\d_]{2}", label))
    # "Område  2021  2024" is what stands over them.
    is_over = all(_YEAR.fullmatch(cell) for cell in figures)
    return is_label and not is_over and all(_FIGURE.fullmatch(cell) for cell in figures)


def _heads_of(rows: Sequence[GridRow], start: int, width: int) -> GridRow | None:
    """Return the line of headings above a row, as wide as the row; None where there is none."""
    if start == 0:
        return None
    above = rows[start - 1]
    has_figures = any(_FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in above.cells)
    # A row in words below others of figures is one of theirs, and what comes after it is half a table.
    is_inside = start > 1 and _is_of_figures(rows[start - 2])
    if has_figures or is_inside:
        return None
    if len(above.cells) == width:
        return above
    if len(above.cells) == width - 1 and width > 2:
        # Nothing stands over the labels.
        return GridRow(("", *above.cells), above.spot)
    return None
