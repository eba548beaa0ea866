"""Remarks on tables: totals that are not the sum of their rows, shares and changes that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from social_balance.proofreading.change_checks import judge_size
from social_balance.proofreading.changes import Change
from social_balance.proofreading.lexicon import Lexicon
from social_balance.proofreading.paper import Grid, GridRow
from social_balance.proofreading.quantities import Quantity, read_tokens
from social_balance.proofreading.remarks import Computed, Remark, certainty_if
from social_balance.proofreading.rounding import Limits, limits_of
from social_balance.proofreading.skeleton import read_sentence

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class TableLine:
    """A row of figures: its label, its cells as numbers, and the row itself."""

    label: str
    numbers: tuple[Quantity | None, ...]
    row: GridRow

    def number_at(self, column: int) -> Quantity | None:
        """Return the number in a column; None where the row is shorter."""
        if column >= len(self.numbers):
            return None
        return self.numbers[column]


@dataclass(frozen=True)
class FigureTable:
    """A table as figures under headings.

    Parameters
    ----------
    heads : tuple of str
        What stands over each column, the first that of the labels.
    lines : tuple of TableLine
    lexicon : Lexicon
    """

    heads: tuple[str, ...]
    lines: tuple[TableLine, ...]
    lexicon: Lexicon

    def is_labelled(self, text: str, key: str) -> bool:
        """Say whether a heading or a label is one of the words of a key."""
        return bool(self.lexicon.pattern(f"<{key}>").search(text.lower()))


def check_table(table: FigureTable) -> Iterator[Remark]:
    """Say where a table contradicts itself.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.paper import Spot
    >>> rows = [("", "2024"), ("Stadfæstet", "192"), ("Ændret", "29"), ("Hjemvist", "63"), ("I alt", "294")]
    >>> grid = Grid(tuple(GridRow(row, Spot(number)) for number, row in enumerate(rows, start=1)))
    >>> [(r.spot.line, r.words("da")) for r in check_table(read_grid(grid, lexicon_of("da")))]
    [(5, "kolonnen '2024' giver 284, ikke 294")]
    """
    yield from _check_totals(table)
    yield from _check_total_columns(table)
    yield from _check_cells(table)
    yield from _check_change_columns(table)


def read_grid(grid: Grid, lexicon: Lexicon) -> FigureTable:
    """Return the rows with figures, and over each column what its headings say."""
    heads: list[str] = []
    lines: list[TableLine] = []
    for row in grid.rows:
        numbers = tuple(_number_in(cell, lexicon) for cell in row.cells[1:])
        # Below the first figures a row without any is one whose figures are hidden or missing.
        if any(numbers) or (lines and any(row.cells[1:])):
            label = next((cell for cell in row.cells if cell), "")
            lines.append(TableLine(label if not _number_in(label, lexicon) else "", (None, *numbers), row))
        elif not lines:
            width = max(len(heads), len(row.cells))
            heads = heads + [""] * (width - len(heads))
            heads = [
                f"{head} {cell}".strip()
                for head, cell in zip(heads, [*row.cells, *[""] * width], strict=False)
            ]
    return FigureTable(tuple(heads), tuple(lines), lexicon)


def _number_in(cell: str, lexicon: Lexicon) -> Quantity | None:
    """Return the number that a cell is; a text with a number in it is none, and a year is a heading."""
    plain = cell.strip().rstrip("*").strip()
    if not plain or _YEAR.fullmatch(plain):
        return None
    tokens = read_tokens(plain, lexicon)
    if len(tokens) == 0 or not isinstance(tokens[0], Quantity) or tokens[0].start > 0:
        return None
    rest = plain[tokens[0].end :].strip()
    if rest and not re.fullmatch(r"\([^()]*\)", rest):
        return None
    return tokens[0]


def _check_totals(table: FigureTable) -> Iterator[Remark]:
    """Hold each total against the rows above it."""
    for place, line in enumerate(table.lines):
        if not table.is_labelled(line.label, "total_labels") or place < 2:
            continue
        above = _rows_of_total(table, place)
        if len(above) < 2:
            continue
        for column, total in enumerate(line.numbers):
            remark = _total_of_column(table, above, column, total)
            if remark:
                yield remark.at(_row_text(line.row), line.row.spot)


def _rows_of_total(table: FigureTable, place: int) -> list[TableLine]:
    """Return the rows that a total is of: those since the last total, without what is part of a row."""
    rows: list[TableLine] = []
    for line in reversed(table.lines[:place]):
        if table.is_labelled(line.label, "total_labels"):
            break
        if not table.is_labelled(line.label, "subtotal_labels"):
            rows.insert(0, line)
    return rows


def _total_of_column(
    table: FigureTable, rows: list[TableLine], column: int, total: Quantity | None
) -> Remark | None:
    head = table.heads[column] if column < len(table.heads) else ""
    if total is None or table.is_labelled(head, "average_labels") or table.is_labelled(head, "change_labels"):
        return None
    cells = [line.number_at(column) for line in rows]
    parts = [cell for cell in cells if cell is not None]
    if len(parts) < 2 or len(parts) < len(cells):
        # Where a cell is hidden or missing, the total has more in it than can be seen.
        return None
    is_share = total.unit == "percent" or table.is_labelled(head, "share_labels")
    if is_share and not abs(total.value - 100) <= total.half + Decimal("0.5"):
        return None
    value = sum((part.value for part in parts), Decimal(0))
    slack = _rounding_slack(table, head, [*parts, total])
    difference = abs(value - total.value)
    # A column that is nowhere near its total is no sum: means, rates, numbers of different things.
    if difference <= slack or difference > abs(total.value) / 4:
        return None
    # A column of shares near 100 is a distribution; further off it is shares of different things.
    if is_share and difference > 15:
        return None
    decimals = max(part.decimals for part in (*parts, total))
    values = {"column": head, "sum": Computed(value / total.scale, decimals), "total": total.text}
    return Remark("sum", certainty_if(not decimals and not slack), "column", values)


def _rounding_slack(table: FigureTable, head: str, cells: list[Quantity]) -> Decimal:
    """Return how much a sum may be off because its cells were rounded."""
    slack = sum((cell.half for cell in cells), Decimal(0))
    if slack:
        return slack
    # Whole numbers of money or per cent are rounded ones; whole numbers of things are counts.
    rounded = any(table.is_labelled(text, "rounded_labels") for text in (head, *table.heads[:1]))
    return Decimal(len(cells)) / 2 * rounded


def _check_total_columns(table: FigureTable) -> Iterator[Remark]:
    """Hold the last column against the ones before it, where it is their total."""
    for column, head in enumerate(table.heads):
        if column < 3 or not table.is_labelled(head, "total_labels"):
            continue
        verdicts: list[tuple[TableLine, Remark | None]] = []
        for line in table.lines:
            cells = line.numbers[1:column]
            total = line.number_at(column)
            parts = [cell for cell in cells if cell is not None]
            if total is None or len(parts) < len(cells) or any(p.unit != total.unit for p in parts):
                continue
            slack = _rounding_slack(table, head, [*parts, total])
            verdicts.append((line, _row_total(line, parts, total, slack=slack)))
        right = sum(remark is None for _, remark in verdicts)
        # Only where most rows show that it is a total is a row that does not fit a fault.
        if right * 2 > len(verdicts):
            for line, remark in verdicts:
                if remark:
                    yield remark.at(_row_text(line.row), line.row.spot)


def _row_total(line: TableLine, parts: list[Quantity], total: Quantity, *, slack: Decimal) -> Remark | None:
    value = sum((part.value for part in parts), Decimal(0))
    if abs(value - total.value) <= slack:
        return None
    decimals = max(part.decimals for part in (*parts, total))
    values = {"row": line.label, "sum": Computed(value / total.scale, decimals), "total": total.text}
    return Remark("sum", "high", "row", values)


def _check_cells(table: FigureTable) -> Iterator[Remark]:
    """Hold a share in brackets against the total of its column: 192 (68 pct.)."""
    totals = [line for line in table.lines if table.is_labelled(line.label, "total_labels")]
    if len(totals) != 1:
        return
    for line in table.lines:
        for column, cell in enumerate(line.row.cells):
            total = totals[0].number_at(column)
            sentence = read_sentence(cell, table.lexicon)
            if total is None or total.value <= 0 or len(sentence.asides) != 1 or line is totals[0]:
                continue
            aside = sentence.asides[0]
            if aside.host is None or len(aside.quantities) != 1 or aside.quantities[0].unit != "percent":
                continue
            share = aside.quantities[0]
            right = 100 * aside.host.value / total.value
            if not Limits(right, right).meets(limits_of(share)) and not _is_share_of_row(
                line, aside.host, share
            ):
                values = {
                    "count": aside.host.text, "base": total.text,
                    "right": Computed(right, share.decimals), "told": Computed(share.value, share.decimals),
                }  # fmt: skip
                yield Remark("share", "medium", "share", values).at(_row_text(line.row), line.row.spot)


def _is_share_of_row(line: TableLine, count: Quantity, share: Quantity) -> bool:
    """Return whether a share is of another number of its row: of all the cases of a committee, say."""
    for base in line.numbers:
        if base is not None and base.unit == "number" and base.value >= count.value and base.value > 0:
            right = 100 * count.value / base.value
            if Limits(right, right).meets(limits_of(share)):
                return True
    return False


def _check_change_columns(table: FigureTable) -> Iterator[Remark]:
    """Hold a column of changes against the two columns before it, where most rows show that it is theirs."""
    for column, head in enumerate(table.heads):
        if column < 3 or not table.is_labelled(head, "change_labels"):
            continue
        verdicts: list[tuple[TableLine, Remark | None]] = []
        for line in table.lines:
            cells = line.numbers[column - 2 : column + 1]
            if len(cells) == 3 and all(cells):
                before, after, told = (cell for cell in cells if cell is not None)
                slack = _rounding_slack(table, head, [before, after, told])
                verdicts.append((line, _row_change(line, before, after, told, slack=slack)))
        right = sum(remark is None for _, remark in verdicts)
        if right * 2 > len(verdicts):
            for line, remark in verdicts:
                if remark:
                    yield remark.at(_row_text(line.row), line.row.spot)


def _row_change(
    line: TableLine, before: Quantity, after: Quantity, told: Quantity, *, slack: Decimal
) -> Remark | None:
    change = Change(before, after, 0)
    difference = after.value - before.value
    if told.unit == "percent" and before.unit != "percent":
        if judge_size(change, told) is None and (told.value >= 0) == (difference >= 0):
            return None
    elif abs(difference - told.value) <= slack:
        return None
    decimals = max(before.decimals, after.decimals)
    right = Computed(difference / before.scale, decimals)
    if told.unit == "percent" and before.value:
        right = Computed(100 * difference / abs(before.value), 1, "procent")
    values = {
        "row": line.label,
        "before": before.text,
        "after": after.text,
        "right": right,
        "told": told.text,
    }
    return Remark("change", "medium", "row_change", values)


def _row_text(row: GridRow) -> str:
    return " | ".join(cell for cell in row.cells if cell)
