"""The section on the further divisions of the municipality: the verdicts and the gaps of each."""

from __future__ import annotations

from dataclasses import replace

from social_balance.figures.source import area_names, themes_in_order
from social_balance.language.texts import heading, marks
from social_balance.language.values_in_words import joined
from social_balance.report.context import Context
from social_balance.report.document import Block, Cell, Column, Paragraph, Section, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.report.gaps_section import gap_table
from social_balance.report.prose import tell
from social_balance.yearly.status import DivisionTables


def divisions_section(context: Context) -> tuple[Section, ...]:
    """Return a part for every further division, or no section."""
    divisions = context.tables.divisions
    if not divisions:
        return ()
    parts = tuple(_division_part(context, division) for division in divisions)
    intro = Paragraph(tell("divisions_intro", context.lang))
    return (Section(tell("divisions", context.lang), "inddelinger", (intro, *parts)),)


def _division_part(context: Context, division: DivisionTables) -> Section:
    """Return the areas of a division with their verdicts and gaps, and what it does not have."""
    lang = context.lang
    # The running numbers go on: a table has one number in the whole report.
    inside = replace(context, tables=division.tables)
    meta = division.tables.meta
    areas = joined(area_names(division.tables), lang)
    blocks: list[Block] = [
        Paragraph(tell("division_intro", lang, areas=areas, reference=meta.reference)),
        _verdict_table(inside, division.name),
        gap_table(inside),
    ]
    if division.left_out:
        titles = [context.indicator_titles.get(name, name) for name in division.left_out]
        blocks.append(Paragraph(tell("division_left_out", lang, indicators=joined(titles, lang))))
    return Section(heading(division.name), f"inddeling-{division.id}", tuple(blocks))


def _verdict_table(context: Context, name: str) -> Table:
    """Return the verdict of every theme in every area of a division."""
    lang = context.lang
    areas = area_names(context.tables)
    rows = []
    for theme in themes_in_order(context.tables):
        verdicts = [marks(context.ambition_rows[theme["theme"], area]).verdict for area in areas]
        badges = (Cell(badge=badge_of(verdict, lang)) for verdict in verdicts)
        rows.append(TableRow((Cell(context.theme_titles[theme["theme"]]), *badges)))
    columns = (Column(tell("theme_head", lang), "text"), *(Column(area, "text") for area in areas))
    return Table(context.next_table(), tell("division_verdicts", lang, division=name), columns, tuple(rows))
