"""Which lists each area is on, as a reader meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from social_balance.language.texts import heading
from social_balance.language.words import ON_LIST, Lang, phrase
from social_balance.lists.criteria.rules import LISTS
from social_balance.showing.cells import grouped_rows, mark_cell
from social_balance.showing.columns import column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.lists.criteria.classification import Classification


def classification_view(classification: Classification, lang: Lang) -> ResultView:
    """Return the lists of each area and year, with the reason in words."""
    lists = classification.lists(lang)
    columns = tuple(
        Column(heading(text), "text")
        for text in (column_heading("year", lang), *LISTS, column_heading("reason", lang))
    )
    rows = grouped_rows(
        (str(area), Row((Cell(str(year)), *_list_cells(row, lang))))
        for (area, year), row in zip(lists.index, lists.to_dict("records"), strict=True)
    )
    table = Table(None, phrase("showing", "classification_caption", lang), columns, rows)
    return ResultView(
        phrase("showing", "classification", lang), lang, table,
        following=(".leaving()", ".frame()", "sb.plot_criteria(classification)"),
    )  # fmt: skip


def _list_cells(row: dict[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    return *(mark_cell(ON_LIST[row[key]], lang) for key in LISTS), Cell(str(row["reason"]))
