"""The table of one theme: index, development, gap and verdict for areas, rest and municipality."""

from __future__ import annotations

import math

import pandas as pd

from social_balance.figures.source import Row, area_names, own_text, rows_as_dicts, rows_by_key
from social_balance.language.texts import OWN, Lang, marks, number, say
from social_balance.report.cells import development_cell, gap_change_cell, without_blanks
from social_balance.report.context import Context
from social_balance.report.document import Cell, Column, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.showing.cells import measured_cell


def index_table(context: Context, theme: str) -> Table:
    """Return index, development, gap, its change and the verdict for areas, rest and municipality."""
    lang = context.lang
    meta = context.tables.meta
    index = rows_by_key(rows_of_theme(context.tables.index, theme), "area", "year")
    moves = rows_by_key(rows_of_theme(context.tables.developments, theme), "area")
    rows = []
    for area in (*area_names(context.tables), meta.rest, meta.whole):
        levels = [_index_cell(index.get((area, year)), lang) for year in (meta.since, meta.until)]
        move = development_cell(moves.get((area,)), lang)
        own = context.ambition_rows.get((theme, area))
        last = (
            _gap_cells(own, lang) if own else (Cell(), Cell(), Cell(), _own_badge(moves.get((area,)), lang))
        )
        rows.append(TableRow((Cell(area), *levels, move, *last)))
    columns = (
        Column(tell("area_head", lang), "text"), Column(str(meta.since)), Column(str(meta.until)),
        Column(tell("development_head", lang)), Column(tell("gap_head", lang, year=meta.since)),
        Column(tell("gap_head", lang, year=meta.until)), Column(tell("narrowing_head", lang)),
        Column(tell("verdict_head", lang), "text"),
    )  # fmt: skip
    title = tell("theme_table", lang, theme=context.theme_titles[theme])
    notes = _index_notes(context, theme, list(moves.values()))
    return without_blanks(Table(context.next_table(), title, columns, tuple(rows), notes))


def _index_notes(context: Context, theme: str, moves: list[Row]) -> tuple[str, ...]:
    """Return what intervals and dashes are, and on how many indicators and answers the index rests."""
    lang = context.lang
    meta = context.tables.meta
    # A census has no intervals, and a note on them would make a reader look for some.
    sampled = any(math.isfinite(row["low"]) for row in moves)
    level = number(100 * meta.level, 0, lang=lang)
    notes = [
        tell("table_note" if sampled else "table_note_census", lang, level=level, reference=meta.reference)
    ]
    gaps = [row for (of_theme, _), row in context.ambition_rows.items() if of_theme == theme]
    if sampled and "unchanged" in [*(row["state"] for row in moves), *(row["gap_state"] for row in gaps)]:
        notes.append(tell("equivalence_note", lang, margin=number(_margin(context, theme), lang=lang)))
    notes.append(tell("dash_note", lang, rest=meta.rest, whole=meta.whole))
    notes += [_indicator_count_note(context, theme), _smallest_base_note(context, theme)]
    return tuple(note for note in notes if note)


def _margin(context: Context, theme: str) -> float:
    """Return the margin of a theme: its own, or that of the configuration."""
    [own] = rows_of_theme(context.tables.themes, theme)["margin"]
    return float(context.tables.meta.margin if own is None or own != own else own)


def _index_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one index value with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return measured_cell(row["value"], row["low"], row["high"], hidden=row["hidden"], lang=lang)


def _gap_cells(row: Row, lang: Lang) -> tuple[Cell, ...]:
    """Return both gaps, the change between them and the verdict of one area."""
    hidden = row["hidden"]
    ends = [
        measured_cell(row[name], row[f"{name}_low"], row[f"{name}_high"], hidden=hidden, lang=lang)
        for name in ("gap_since", "gap_until")
    ]
    return (*ends, gap_change_cell(row, lang), Cell(badge=badge_of(marks(row).verdict, lang)))


def _own_badge(row: Row | None, lang: Lang) -> Cell:
    """Return the verdict on the development of the rest or the municipality, which have no gap."""
    if row is None:
        return Cell(badge=badge_of(OWN["missing"], lang))
    # Hidden comes first: the state of a hidden row says "missing", which is another thing.
    if row["hidden"]:
        return Cell(badge=badge_of(OWN["hidden"], lang))
    return Cell(badge=badge_of(OWN[row["state"]], lang))


def _indicator_count_note(context: Context, theme: str) -> str:
    """Return on how many indicators the index rests: one number when it is the same everywhere."""
    index = rows_of_theme(context.tables.index, theme)
    meta = context.tables.meta
    found = {
        int(row["n_indicators"])
        for row in rows_as_dicts(index[index["year"].isin([meta.since, meta.until])])
        if row["status"] == "ok"
    }
    if not found:
        return ""
    key = "index_count" if len(found) == 1 else "index_count_range"
    return tell(key, context.lang, least=min(found), most=max(found))


def _smallest_base_note(context: Context, theme: str) -> str:
    """Return the indicator of the index that the fewest answers stand behind, where any were asked."""
    found = rows_of_theme(context.tables.indicators, theme)
    asked = found[
        found["in_index"].astype(bool) & (found["source"] == "survey") & ~found["hidden"].astype(bool)
    ]
    bases = asked[asked["base"].notna()].sort_values("base", kind="stable")
    if bases.empty:
        return ""
    row = rows_as_dicts(bases.head(1))[0]
    lang = context.lang
    return tell(
        "smallest_base", lang, title=own_text(row, "title", lang), area=row["area"], year=row["year"],
        base=number(row["base"], 0, lang=lang),
    )  # fmt: skip


def rows_of_theme(frame: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return the rows of one theme."""
    return frame[frame["theme"] == theme]
