"""The section of one area: all themes side by side, and the indicators that moved them."""

from __future__ import annotations

import math

from social_balance.figures.findings import area_finding
from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import heading, marks, number, say
from social_balance.report.cells import gap_change_cell, without_blanks
from social_balance.report.context import Context
from social_balance.report.document import Block, Bullets, Cell, Column, Paragraph, Section, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.report.indicator_words import largest_indicators
from social_balance.report.prose import tell
from social_balance.showing.cells import measured_cell

_NAMED = 6  # indicators of an area that are told in per cent and persons


def areas_section(context: Context) -> Section:
    """Return the areas, one section each."""
    lang = context.lang
    intro = Paragraph(tell("areas_intro", lang, reference=context.tables.meta.reference))
    parts = [area_section(context, area) for area in area_names(context.tables)]
    return Section(tell("areas", lang), "omraader", (intro, *parts))


def area_section(context: Context, area: str) -> Section:
    """Return one area: what is found, all themes beside the reference, and its largest indicators."""
    tables = context.tables
    finding = heading(area_finding(tables, area, context.lang))
    place = area_names(tables).index(area) + 1
    blocks: list[Block] = [Paragraph(f"{finding}."), _theme_table(context, area)]
    blocks += _largest_part(context, area)
    return Section(area, f"omraade-{place}", tuple(blocks))


def _theme_table(context: Context, area: str) -> Table:
    """Return every theme of the area beside the reference, with the gap and the verdict."""
    lang = context.lang
    meta = context.tables.meta
    found = rows_by_key(context.tables.index[context.tables.index["area"] == area], "theme", "year")
    rows = tuple(
        TableRow(
            (
                Cell(context.theme_titles[theme["theme"]]),
                *_area_cells(context, context.ambition_rows[theme["theme"], area], found),
            )
        )
        for theme in themes_in_order(context.tables)
    )
    columns = (
        Column(tell("theme_head", lang), "text"), Column(str(meta.since)), Column(str(meta.until)),
        Column(tell("development_head", lang)), Column(tell("reference_development_head", lang)),
        Column(tell("gap_head", lang, year=meta.until)), Column(tell("narrowing_head", lang)),
        Column(tell("verdict_head", lang), "text"),
    )  # fmt: skip
    title = tell("area_table", lang, area=area)
    level = number(100 * meta.level, 0, lang=lang)
    note = tell("table_note", lang, level=level, reference=meta.reference)
    beside = tell("reference_development_note", lang, reference=meta.reference)
    return without_blanks(Table(context.next_table(), title, columns, rows, (note, beside)))


def _area_cells(context: Context, row: Row, index: dict[tuple[str, int], Row]) -> tuple[Cell, ...]:
    """Return one theme of an area: both levels, both developments, the gap, its change and the verdict."""
    lang = context.lang
    meta = context.tables.meta
    hidden = row["hidden"]
    levels = [_level_cell(index.get((row["theme"], year)), context) for year in (meta.since, meta.until)]
    own = measured_cell(
        row["development"], row["development_low"], row["development_high"], hidden=hidden, signed=True,
        lang=lang,
    )  # fmt: skip
    beside = measured_cell(
        row["reference_development"], math.nan, math.nan, hidden=hidden, signed=True, lang=lang
    )
    gap = measured_cell(row["gap_until"], math.nan, math.nan, hidden=hidden, lang=lang)
    verdict = Cell(badge=badge_of(marks(row).verdict, lang))
    return (*levels, own, beside, gap, gap_change_cell(row, lang), verdict)


def _level_cell(row: Row | None, context: Context) -> Cell:
    """Return one level of an index, without its interval: that stands in the theme's own table."""
    if row is None:
        return Cell(say("missing", context.lang))
    return measured_cell(row["value"], math.nan, math.nan, hidden=row["hidden"], lang=context.lang)


def _largest_part(context: Context, area: str) -> list[Block]:
    """Return the indicators that moved the area's themes most, in per cent and persons."""
    themes = [row["theme"] for row in themes_in_order(context.tables)]
    texts = largest_indicators(context, area=area, themes=themes, most=_NAMED)
    if not texts:
        return []
    return [Paragraph(tell("largest_area", context.lang)), Bullets(texts)]
