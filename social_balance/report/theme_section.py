"""The section of one theme: what happened in every area, the figure, and the tables behind it."""

from __future__ import annotations

from social_balance.figures import theme as theme_figure
from social_balance.figures.findings import titled_finding
from social_balance.figures.source import Row, area_names, own_text, rows_by_key
from social_balance.language.texts import Lang, marks, say
from social_balance.report.area_prose import area_sentences
from social_balance.report.cells import development_cell
from social_balance.report.context import Context
from social_balance.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Picture,
    Section,
    Table,
    badge_of,
)
from social_balance.report.document import Row as TableRow
from social_balance.report.index_table import index_table, rows_of_theme
from social_balance.report.indicator_table import indicator_table
from social_balance.report.indicator_words import largest_indicators
from social_balance.report.prose import tell
from social_balance.showing.cells import measured_cell

_NAMED = 3  # indicators of a theme that are told in per cent and persons


def theme_section(context: Context, theme: Row) -> Section:
    """Return one theme: sentences, figure, index table, indicator table and decomposition."""
    lang = context.lang
    key = theme["theme"]
    goal = tell("goal", lang, goal=theme["effect_goal"])
    note = own_text(theme, "note", lang)
    anchor = f"tema-{context.file_name_part(key)}"
    blocks: list[Block] = [Paragraph(f"{goal} {note}".strip())]
    blocks += [
        _area_part(context, anchor, context.ambition_rows[key, area]) for area in area_names(context.tables)
    ]
    blocks += _largest_part(context, anchor, key)
    blocks.append(_theme_picture(context, key))
    blocks += [index_table(context, key), indicator_table(context, key), _parts_table(context, key)]
    return Section(titled_finding(context.tables, key, lang), anchor, tuple(blocks))


def _area_part(context: Context, anchor: str, row: Row) -> Section:
    """Return what happened in one area, under its name."""
    place = area_names(context.tables).index(row["area"]) + 1
    title = context.theme_titles[row["theme"]]
    text = area_sentences(row, theme=title, meta=context.tables.meta, lang=context.lang)
    words = Paragraph(text, badge=badge_of(marks(row).verdict, context.lang))
    return Section(row["area"], f"{anchor}-{place}", (words,))


def _largest_part(context: Context, anchor: str, theme: str) -> list[Block]:
    """Return the indicators that moved the theme most in the whole municipality, in per cent and persons."""
    whole = context.tables.meta.whole
    texts = largest_indicators(context, area=whole, themes=(theme,), most=_NAMED)
    if not texts:
        return []
    title = tell("largest_head", context.lang, area=whole)
    return [Section(title, f"{anchor}-indikatorer", (Bullets(texts),))]


def _theme_picture(context: Context, theme: str) -> Picture:
    """Return the figure of the theme."""
    tables = context.tables
    lang = context.lang
    return Picture(
        context.next_figure(), "theme", f"tema_{context.file_name_part(theme)}",
        titled_finding(tables, theme, lang), theme_figure.alt_text(tables, theme, lang), theme=theme,
    )  # fmt: skip


def _parts_table(context: Context, theme: str) -> Table:
    """Return the contribution of every indicator to the development of the theme."""
    lang = context.lang
    meta = context.tables.meta
    found = rows_of_theme(context.tables.parts, theme)
    by_cell = rows_by_key(found, "indicator", "area")
    moves = rows_by_key(rows_of_theme(context.tables.developments, theme), "area")
    names = context.indicator_titles
    areas = (*area_names(context.tables), meta.rest, meta.whole)
    rows = [
        TableRow(
            (
                Cell(names[indicator]),
                *(_contribution_cell(by_cell.get((indicator, area)), lang) for area in areas),
            )
        )
        for indicator in found["indicator"].unique()
    ]
    total = TableRow(
        (Cell(tell("total", lang)), *(development_cell(moves.get((area,)), lang) for area in areas)), "total"
    )
    title = tell("parts_table", lang, theme=context.theme_titles[theme], since=meta.since, until=meta.until)
    columns = (Column(tell("part_head", lang), "text"), *(Column(area) for area in areas))
    return Table(
        context.next_annex_table(), title, columns, (*rows, total), (say("rounding", lang),), annex=True
    )


def _contribution_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one contribution with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return measured_cell(
        row["contribution"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )


def verdict_code(row: Row) -> str:
    """Return the code of a row's verdict, which is that it is hidden where it is."""
    # The hidden row's own code says that it is missing, which is another thing.
    if row["hidden"]:
        return "hidden"
    return str(row["verdict"])
