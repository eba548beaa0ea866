"""The section on the way: every wave, the pace towards the target year, and other choices of index."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import number, say
from social_balance.report.context import Context
from social_balance.report.document import Block, Cell, Column, Paragraph, Section, Table
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.showing.cells import measured_cell

CellsOfArea: TypeAlias = Callable[[str, str], tuple[Cell, ...]]  # of a theme and an area


def outlook_section(context: Context) -> tuple[Section, ...]:
    """Return every wave, the pace and the other choices, as far as they are there, or no section."""
    tables = context.tables
    parts: list[Section] = []
    if not tables.series.empty:
        parts.append(_part(context, "series", [_series_table(context)]))
    if not tables.pace.empty:
        parts.append(_part(context, "pace", [_pace_table(context)]))
    if not tables.robustness.empty:
        parts.append(_part(context, "robustness", [_robustness_table(context)]))
    if not parts:
        return ()
    return (Section(tell("outlook", context.lang), "undervejs", tuple(parts)),)


def _part(context: Context, name: str, blocks: list[Block]) -> Section:
    """Return one part under its heading, with what it is and rests on."""
    meta = context.tables.meta
    intro = Paragraph(tell(f"{name}_intro", context.lang, target=meta.target, reference=meta.reference))
    return Section(
        tell(f"{name}_head", context.lang, target=meta.target), f"undervejs-{name}", (intro, *blocks)
    )


def _series_table(context: Context) -> Table:
    """Return the index of every theme and area in every wave."""
    lang = context.lang
    meta = context.tables.meta
    found = rows_by_key(context.tables.series, "theme", "area", "year")
    places = (*area_names(context.tables), meta.rest, meta.whole)

    def cells(theme: str, area: str) -> tuple[Cell, ...]:
        return tuple(_level_cell(found.get((theme, area, year)), context) for year in meta.years)

    columns = (Column(tell("area_head", lang), "text"), *(Column(str(year)) for year in meta.years))
    rows = _grouped_rows(context, places, cells)
    note = tell("ci_brackets", lang, level=number(100 * meta.level, 0, lang=lang))
    return Table(context.next_table(), tell("series_table", lang), columns, rows, (note,))


def _level_cell(row: Row | None, context: Context) -> Cell:
    """Return one level with its interval."""
    if row is None:
        return Cell(say("missing", context.lang))
    return measured_cell(row["value"], row["low"], row["high"], hidden=row["hidden"], lang=context.lang)


def _pace_table(context: Context) -> Table:
    """Return the pace of every gap beside the pace that is needed, as changes of the gap a year."""
    lang = context.lang
    meta = context.tables.meta
    found = rows_by_key(context.tables.pace, "theme", "area")

    def cells(theme: str, area: str) -> tuple[Cell, ...]:
        return _pace_cells(found[theme, area], context)

    heads = ("pace_now", "pace_pace", "pace_needed", "pace_left")
    columns = (
        Column(tell("area_head", lang), "text"),
        *(Column(tell(key, lang, year=meta.years[-1], target=meta.target)) for key in heads),
        Column(tell("verdict_head", lang), "text"),
    )
    rows = _grouped_rows(context, tuple(area_names(context.tables)), cells)
    notes = (
        tell("ci_brackets", lang, level=number(100 * meta.level, 0, lang=lang)),
        tell("pace_note", lang, reference=meta.reference),
    )
    return Table(context.next_table(), tell("pace_table", lang, target=meta.target), columns, rows, notes)


def _pace_cells(row: Row, context: Context) -> tuple[Cell, ...]:
    """Return the gap, its change a year, the change that is needed, what is left, and what that shows."""
    lang = context.lang
    hidden = row["hidden"]
    gap = measured_cell(row["gap_now"], row["gap_now_low"], row["gap_now_high"], hidden=hidden, lang=lang)
    # As everywhere in the papers: the change of the gap, of which less is better.
    pace = measured_cell(
        -row["pace"], -row["pace_high"], -row["pace_low"], hidden=hidden, signed=True, lang=lang
    )
    needed = measured_cell(-row["needed"], math.nan, math.nan, hidden=hidden, signed=True, lang=lang)
    left = measured_cell(
        row["gap_at_target"], row["gap_at_target_low"], row["gap_at_target_high"], hidden=hidden, lang=lang
    )
    words = say("hidden_short", lang) if hidden else tell(f"pace_{row['pace_state']}", lang)
    return gap, pace, needed, left, Cell(words)


def _robustness_table(context: Context) -> Table:
    """Return whether each verdict is the same under other choices."""
    lang = context.lang
    found = rows_by_key(context.tables.robustness, "theme", "area")
    column = f"words_{lang}" if f"words_{lang}" in context.tables.robustness else "words"

    def cells(theme: str, area: str) -> tuple[Cell, ...]:
        row = found[theme, area]
        return (Cell(say("hidden_short", lang) if row["hidden"] else row[column]),)

    columns = (Column(tell("area_head", lang), "text"), Column(tell("robustness_result", lang), "text"))
    rows = _grouped_rows(context, tuple(area_names(context.tables)), cells)
    return Table(context.next_table(), tell("robustness_table", lang), columns, rows)


def _grouped_rows(context: Context, places: tuple[str, ...], cells: CellsOfArea) -> tuple[TableRow, ...]:
    """Return a row for each place under each theme."""
    rows: list[TableRow] = []
    for theme in themes_in_order(context.tables):
        rows.append(TableRow((Cell(context.theme_titles[theme["theme"]]),), "group"))
        rows += [TableRow((Cell(area), *cells(theme["theme"], area))) for area in places]
    return tuple(rows)
