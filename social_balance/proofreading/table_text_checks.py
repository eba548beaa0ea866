"""Remarks on sentences that retell a row of one of the paper's own tables, and have a figure otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from social_balance.proofreading.grid_checks import FigureTable, TableLine
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Remark
from social_balance.proofreading.scene import Scene

_SHORTEST = 4  # letters of a label that is looked for in a sentence
_SAME_KIND = 0.5  # a figure further from the cell than half of it is of something else


@dataclass(frozen=True)
class _Retold:
    """A figure of a sentence beside the cell of the same row and year."""

    told: Quantity
    cell: Quantity
    label: str
    head: str

    @property
    def agrees(self) -> bool:
        """Whether they are one figure, or the one is the other with fewer decimals."""
        apart = abs(self.told.value - self.cell.value)
        if self.told.decimals == self.cell.decimals and self.told.scale == self.cell.scale:
            return apart == 0
        coarser = min(self.told, self.cell, key=lambda each: each.decimals)
        return apart <= coarser.scale * Decimal(1).scaleb(-coarser.decimals) / 2

    @property
    def is_near(self) -> bool:
        """Whether the two may be the same figure at all."""
        return abs(self.told.value - self.cell.value) <= abs(float(self.cell.value)) * _SAME_KIND


def check_against_tables(scenes: Sequence[Scene], tables: Sequence[FigureTable]) -> Iterator[Remark]:
    r"""Say where a sentence tells a row of a table and has one of its figures otherwise.

    Parameters
    ----------
    scenes : sequence of Scene
    tables : sequence of FigureTable

    Notes
    -----
    A sentence is taken to retell a row where it has the row's label, and tells the figures of two years or
    more, of which one at least is the table's: so it is that row and no other. Another figure near to the
    cell of its year is then told otherwise.

    Examples
    --------
    >>> from social_balance.proofreading.formats import read_paper
    >>> from social_balance.proofreading.reader import find_remarks
    >>> rows = ["| Område | 2021 | 2024 |", "|---|---|---|", "| Nordbyen | 41,2 | 47,8 |"]
    >>> text = "I Nordbyen steg andelen fra 41,2 procent i 2021 til 47,9 procent i 2024."
    >>> paper = read_paper("\n".join([text, "", *rows]))
    >>> [remark.words("da") for remark in find_remarks(paper)]
    ["tabellen har 47,8 for 'Nordbyen', 2024; her står 47,9 procent"]
    """
    named = [(table, _lines_by_label(table)) for table in tables]
    for scene in scenes:
        if len(scene.sentence.quantities) < 2:
            continue
        text = scene.sentence.text.lower()
        for table, by_label in named:
            lines = [line for label, line in by_label if label in text]
            # Of two rows nobody knows which of them a figure is of.
            if len(lines) == 1:
                yield from _figures_told_otherwise(scene, table, lines[0])


def _lines_by_label(table: FigureTable) -> list[tuple[str, TableLine]]:
    """Return the rows of a table whose labels can be looked for in a sentence, in small letters."""
    return [(line.label.lower(), line) for line in table.lines if len(line.label) >= _SHORTEST]


def _figures_told_otherwise(scene: Scene, table: FigureTable, line: TableLine) -> Iterator[Remark]:
    """Yield the figures of a sentence that are not those of its row."""
    retold = list(_retold_figures(scene, table, line))
    otherwise = [each for each in retold if not each.agrees and each.is_near]
    if len(retold) < 2 or not any(each.agrees for each in retold):
        return
    for each in otherwise:
        values = {"right": each.cell.text, "label": each.label, "column": each.head, "told": each.told.text}
        yield Remark("table", "medium", "table", values).at(scene.sentence.text, scene.spot)


def _retold_figures(scene: Scene, table: FigureTable, line: TableLine) -> Iterator[_Retold]:
    """Yield each figure of a sentence that has a year, beside the cell of that year."""
    for told, moment in scene.sentence.periods.items():
        columns = [place for place, head in enumerate(table.heads) if head == moment.text]
        cell = line.number_at(columns[0]) if len(columns) == 1 else None
        if cell is None or told.approximate or told.signed:
            continue
        # A cell has its unit in the heading, or none.
        if cell.unit == "number" and told.unit == "percent":
            cell = cell.in_unit_of(told)
        if cell.unit == told.unit:
            yield _Retold(told, cell, line.label, moment.text)
