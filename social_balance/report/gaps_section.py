"""The section on the gaps: both ends of every gap, and from wave to wave when there are more than two."""

from __future__ import annotations

from social_balance.figures import gaps
from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import Lang, interval, marks, number, say
from social_balance.report.cells import gap_change_cell
from social_balance.report.context import Context
from social_balance.report.document import Block, Cell, Column, Paragraph, Picture, Section, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.showing.cells import in_brackets, measured_cell


def gaps_section(context: Context) -> Section:
    """Return the section on the gaps, from wave to wave when there are more than two."""
    tables = context.tables
    lang = context.lang
    meta = context.tables.meta
    pictures = _gap_pictures(context)
    words = tell("gaps_intro", lang, reference=meta.reference, since=meta.since, until=meta.until)
    waves = sorted(
        {(since, until) for since, until in zip(tables.pairs["since"], tables.pairs["until"], strict=True)}
    )
    table = gap_table(context)
    last: Block = Paragraph(tell("one_pair", lang))
    if len(waves) > 1:
        last = _pairs_table(context, waves)
    return Section(tell("gaps", lang), "forskellene", (Paragraph(words), *pictures, table, last))


def _gap_pictures(context: Context) -> list[Picture]:
    """Return the figure of the gaps, in as many parts as it takes for each to stand on a page."""
    tables = context.tables
    lang = context.lang
    return [
        Picture(
            context.next_figure(), "gaps", "forskelle" if place == 1 else f"forskelle_{place}",
            gaps.title(tables, lang, themes=themes), gaps.alt_text(tables, lang, themes=themes),
            themes=themes,
        )
        for place, themes in enumerate(gaps.themes_by_page(tables), start=1)
    ]  # fmt: skip


def gap_table(context: Context) -> Table:
    """Return the gap of every theme and area in both years, its change and what became of it."""
    lang = context.lang
    meta = context.tables.meta
    rows: list[TableRow] = []
    for theme in themes_in_order(context.tables):
        rows.append(TableRow((Cell(context.theme_titles[theme["theme"]]),), "group"))
        for area in area_names(context.tables):
            row = context.ambition_rows[theme["theme"], area]
            ends = [
                measured_cell(
                    row[name], row[f"{name}_low"], row[f"{name}_high"], hidden=row["hidden"], lang=lang
                )
                for name in ("gap_since", "gap_until")
            ]
            verdict = Cell(badge=badge_of(marks(row).gap, lang))
            rows.append(TableRow((Cell(area), *ends, gap_change_cell(row, lang), verdict)))
    columns = (
        Column(tell("area_head", lang), "text"),
        *(Column(tell("gap_head", lang, year=year)) for year in (meta.since, meta.until)),
        Column(tell("narrowing_head", lang)),
        Column(tell("verdict_head", lang), "text"),
    )
    title = tell("gap_table", lang, reference=meta.reference)
    note = tell("table_note", lang, level=number(100 * meta.level, 0, lang=lang), reference=meta.reference)
    return Table(context.next_annex_table(), title, columns, tuple(rows), (note,), annex=True)


def _pairs_table(context: Context, waves: list[tuple[int, int]]) -> Table:
    """Return the change of the gap between every pair of consecutive waves."""
    lang = context.lang
    found = rows_by_key(context.tables.pairs, "theme", "area", "since", "until")
    rows: list[TableRow] = []
    for theme in themes_in_order(context.tables):
        rows.append(TableRow((Cell(context.theme_titles[theme["theme"]]),), "group"))
        for area in area_names(context.tables):
            pairs = [found.get((theme["theme"], area, *wave)) for wave in waves]
            rows.append(TableRow((Cell(area), *(_pair_cell(pair, lang) for pair in pairs))))
    columns = (
        Column(tell("area_head", lang), "text"),
        *(Column(f"{since}–{until}") for since, until in waves),
    )
    return Table(context.next_table(), tell("pairs_table", lang), columns, tuple(rows))


def _pair_cell(pair: Row | None, lang: Lang) -> Cell:
    """Return one change of a gap with its interval."""
    if pair is None:
        return Cell(say("missing", lang))
    if pair["hidden"]:
        return Cell(say("hidden_short", lang))
    limits = interval(-pair["narrowing_high"], -pair["narrowing_low"], lang=lang)
    return Cell(number(-pair["narrowing"], signed=True, lang=lang), detail=in_brackets(limits))
