"""The section of one theme: what happened in every area, the figure, and the tables behind it."""

from __future__ import annotations

import math

import pandas as pd

from social_balance.figures import theme as theme_figure
from social_balance.figures.source import Row, area_names, cells, own_text, records
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import (
    OWN,
    Lang,
    difference_unit,
    inside,
    interval,
    marks,
    number,
    say,
    unit_name,
)
from social_balance.language.values_in_words import shown
from social_balance.report.columns import code_text
from social_balance.report.context import Context
from social_balance.report.document import Block, Cell, Column, Paragraph, Picture, Section, Table, badge
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.verdicts.sentences import cell_sentences


def theme_section(context: Context, theme: Row) -> Section:
    """Return one theme: sentences, figure, index table, indicator table and decomposition."""
    lang, key = context.lang, theme["theme"]
    title = context.titles[key]
    goal = tell("goal", lang, goal=theme["effect_goal"])
    note = own_text(theme, "note", lang)
    blocks: list[Block] = [Paragraph(f"{goal} {note}".strip())]
    blocks += [_area(context, title, context.ambition[key, area]) for area in area_names(context.tables)]
    blocks.append(_picture(context, key))
    blocks += [_index_table(context, key), _indicator_table(context, key), _parts_table(context, key)]
    return Section(title, f"tema-{context.slug(key)}", tuple(blocks))


def _area(context: Context, title: str, row: Row) -> Paragraph:
    """Return the sentences of one area with its verdict before them."""
    text = cell_sentences(row, theme=title, meta=context.tables.meta, lang=context.lang)
    return Paragraph(text, lead=row["area"], badge=badge(marks(row).verdict, context.lang))


def _picture(context: Context, theme: str) -> Picture:
    """Return the figure of the theme."""
    tables, lang = context.tables, context.lang
    return Picture(
        context.next_figure(), "theme", f"tema_{context.slug(theme)}",
        theme_figure.title(tables, theme, lang), theme_figure.alt_text(tables, theme, lang), theme=theme,
    )  # fmt: skip


def _index_table(context: Context, theme: str) -> Table:
    """Return index, development, gap, narrowing and verdict for areas, rest and municipality."""
    lang, meta = context.lang, context.tables.meta
    index = cells(_of(context.tables.index, theme), "area", "year")
    moves = cells(_of(context.tables.developments, theme), "area")
    rows = []
    for area in (*area_names(context.tables), meta.rest, meta.whole):
        levels = [_level(index.get((area, year)), lang) for year in (meta.since, meta.until)]
        move = _move(moves.get((area,)), lang)
        own = context.ambition.get((theme, area))
        last = (
            _gap_cells(own, lang) if own else (Cell(), Cell(), Cell(), _own_badge(moves.get((area,)), lang))
        )
        rows.append(TableRow((Cell(area), *levels, move, *last)))
    sampled = any(math.isfinite(row["low"]) for row in moves.values())
    level = number(100 * meta.level, 0, lang=lang)
    note = tell("table_note" if sampled else "table_note_census", lang, level=level, reference=meta.reference)
    columns = (
        Column(tell("area_head", lang), "text"), Column(str(meta.since)), Column(str(meta.until)),
        Column(tell("development_head", lang)), Column(tell("gap_head", lang, year=meta.since)),
        Column(tell("gap_head", lang, year=meta.until)), Column(tell("narrowing_head", lang)),
        Column(tell("verdict_head", lang), "text"),
    )  # fmt: skip
    title = tell("theme_table", lang, theme=context.titles[theme])
    notes = tuple(text for text in (note, _count(context, theme)) if text)
    return Table(context.next_table(), title, columns, tuple(rows), notes)


def _level(row: Row | None, lang: Lang) -> Cell:
    """Return one index value with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return _measured(row["value"], row["low"], row["high"], hidden=row["hidden"], lang=lang)


def _move(row: Row | None, lang: Lang) -> Cell:
    """Return one development with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return _measured(
        row["development"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )


def _gap_cells(row: Row, lang: Lang) -> tuple[Cell, ...]:
    """Return both gaps, the narrowing and the verdict of one area."""
    hidden = row["hidden"]
    return (
        _measured(row["gap_since"], row["gap_since_low"], row["gap_since_high"], hidden=hidden, lang=lang),
        _measured(row["gap_until"], row["gap_until_low"], row["gap_until_high"], hidden=hidden, lang=lang),
        _measured(
            row["narrowing"],
            row["narrowing_low"],
            row["narrowing_high"],
            hidden=hidden,
            signed=True,
            lang=lang,
        ),
        Cell(badge=badge(marks(row).verdict, lang)),
    )


def _own_badge(row: Row | None, lang: Lang) -> Cell:
    """Return the verdict on the development of the rest or the municipality, which have no gap."""
    code = "missing" if row is None else "hidden" if row["hidden"] else row["state"]
    return Cell(badge=badge(OWN[code], lang))


def _measured(
    value: float, low: float, high: float, *, hidden: bool, lang: Lang, signed: bool = False
) -> Cell:
    """Return a number with its interval below it, or the word for why it is not there."""
    if hidden:
        return Cell(say("hidden_short", lang))
    if not math.isfinite(value):
        return Cell(say("missing", lang))
    limits = interval(low, high, lang=lang)
    return Cell(number(value, signed=signed, lang=lang), detail=f"({limits})" if limits else "")


def _count(context: Context, theme: str) -> str:
    """Return on how many indicators the index rests: one number when it is the same everywhere."""
    index = _of(context.tables.index, theme)
    meta = context.tables.meta
    found = {
        int(row["n_indicators"])
        for row in records(index[index["year"].isin([meta.since, meta.until])])
        if row["status"] == "ok"
    }
    if not found:
        return ""
    key = "index_count" if len(found) == 1 else "index_count_range"
    return tell(key, context.lang, least=min(found), most=max(found))


def _indicator_table(context: Context, theme: str) -> Table:
    """Return every indicator with both years, the bases and what to be careful about."""
    lang, meta = context.lang, context.tables.meta
    found = _of(context.tables.indicators, theme)
    by_cell = cells(found, "indicator", "area", "year")
    rows: list[TableRow] = []
    for first in _firsts(found):
        rows.append(TableRow((Cell(_indicator_head(first, lang)),), "group"))
        for area in (*area_names(context.tables), meta.rest, meta.whole):
            since, until = (
                by_cell.get((first["indicator"], area, year)) for year in (meta.since, meta.until)
            )
            if since is not None or until is not None:
                rows.append(_indicator_row(area, since, until, lang))
    columns = (
        Column(tell("indicator_head", lang), "text"), Column(str(meta.since)), Column(str(meta.until)),
        Column(tell("change_head", lang)), Column(tell("base_head", lang, year=meta.since)),
        Column(tell("base_head", lang, year=meta.until)), Column(tell("remark_head", lang), "text"),
    )  # fmt: skip
    title = tell("indicator_table", lang, theme=context.titles[theme])
    return Table(context.next_table(), title, columns, tuple(rows), _indicator_notes(context, found))


def _indicator_head(row: Row, lang: Lang) -> str:
    """Return title, unit, direction and source of an indicator."""
    unit = unit_name(row["unit"], place="table", lang=lang)
    words = [unit]
    if difference_unit(row["unit"]) != row["unit"]:
        words.append(tell("change_in", lang, unit=unit_name(difference_unit(row["unit"]), lang=lang)))
    words += [str(code_text(name, row[name], lang)) for name in ("direction", "source")]
    return f"{own_text(row, 'title', lang)} ({', '.join(words)})"


def _indicator_row(area: str, since: Row | None, until: Row | None, lang: Lang) -> TableRow:
    """Return one area of an indicator."""
    ends = (since, until)
    values = [_value(row, lang) for row in ends]
    bases = [_base(row, lang) for row in ends]
    return TableRow((Cell(area), *values, _difference(since, until, lang), *bases, Cell(_remark(ends, lang))))


def _value(row: Row | None, lang: Lang) -> Cell:
    """Return one value with its interval, or why there is none."""
    if row is None:
        return Cell(say("missing", lang))
    if not row["hidden"] and not math.isfinite(row["value"]):
        return Cell(str(code_text("status", row["status"], lang)), detail=_newest(row, lang))
    return _measured(row["value"], row["low"], row["high"], hidden=row["hidden"], lang=lang)


def _newest(row: Row, lang: Lang) -> str:
    """Return which year has the newest figure, when it is another than the row's."""
    if not math.isfinite(row["as_of"]) or row["as_of"] == row["year"]:
        return ""
    return tell("newest", lang, year=int(row["as_of"]))


def _base(row: Row | None, lang: Lang) -> Cell:
    """Return how many persons or answers a value rests on."""
    if row is not None and row["hidden"]:
        return Cell(say("hidden_short", lang))
    return Cell(number(row["base"], 0, lang=lang) if row is not None else "")


def _difference(since: Row | None, until: Row | None, lang: Lang) -> Cell:
    """Return the change between two shown and comparable values, in its unit."""
    if since is None or until is None or since["hidden"] or until["hidden"] or not until["comparable"]:
        return Cell()
    step = until["value"] - since["value"]
    if not math.isfinite(step):
        return Cell()
    return Cell(number(step, signed=True, lang=lang))


def _remark(ends: tuple[Row | None, Row | None], lang: Lang) -> str:
    """Return what to be careful about in one row."""
    rows = [row for row in ends if row is not None]
    words = []
    if any(row["thin"] and not row["hidden"] for row in rows):
        words.append(tell("thin", lang))
    words += [
        tell("carried", lang, year=row["year"], newest=int(row["as_of"]))
        for row in rows
        if row["status"] == "ok" and not row["hidden"] and row["as_of"] != row["year"]
    ]
    if not all(row["comparable"] for row in rows):
        words.append(tell("not_comparable", lang))
    return "; ".join(words)


def _indicator_notes(context: Context, found: pd.DataFrame) -> tuple[str, ...]:
    """Return what the bases are, and which indicators are outside the index or cannot be compared."""
    lang = context.lang
    sampled = bool(found["low"].notna().any())
    level = number(100 * context.tables.meta.level, 0, lang=lang)
    ci = tell("ci_brackets", lang, level=level) if sampled else ""
    notes = [tell("base_note", lang, ci=ci).strip()]
    counts = found.groupby("indicator", sort=False)["in_index"].transform("any").astype(bool)
    moved = [each.area for each in context.tables.meta.redrawn]
    for key, rows in (
        ("not_in_index", found[~counts]),
        ("not_comparable_note", found[~found["comparable"].astype(bool) & ~found["area"].isin(moved)]),
    ):
        names = [_named(row, lang, reason=key == "not_comparable_note") for row in _firsts(rows)]
        if names:
            notes.append(tell(key, lang, names="; ".join(names)))
    notes += [
        tell("redrawn_note", lang, area=each.area, year=each.year, parts=shown(each.parts, lang))
        for each in context.tables.meta.redrawn
    ]
    return tuple(notes + _lag_notes(found, lang))


def _lag_notes(found: pd.DataFrame, lang: Lang) -> list[str]:
    """Return a sentence on each indicator of which the year asked for is not there yet."""
    behind = found[(found["as_of"] < found["year"]) | (found["status"] == "not_available")]
    notes = []
    for row in records(behind.drop_duplicates(["indicator", "year"])):
        known = math.isfinite(row["as_of"])
        key = "lag_carried" if row["status"] == "ok" else "lag_note" if known else "lag_never"
        newest = int(row["as_of"]) if known else ""
        notes.append(tell(key, lang, title=own_text(row, "title", lang), year=row["year"], newest=newest))
    return notes


def _firsts(rows: pd.DataFrame) -> list[Row]:
    """Return the first row of every indicator."""
    return records(rows.drop_duplicates("indicator"))


def _named(row: Row, lang: Lang, *, reason: bool) -> str:
    """Return the title of an indicator; in Danish with the reason, which the definition gives in Danish."""
    title, why = own_text(row, "title", lang), str(row["reason"]).rstrip(".")
    return f"{title} ({inside(why)})" if reason and why and lang == DEFAULT else title


def _parts_table(context: Context, theme: str) -> Table:
    """Return the contribution of every indicator to the development of the theme."""
    lang, meta = context.lang, context.tables.meta
    found = _of(context.tables.parts, theme)
    by_cell = cells(found, "indicator", "area")
    moves = cells(_of(context.tables.developments, theme), "area")
    names = context.indicator_titles
    areas = (*area_names(context.tables), meta.rest, meta.whole)
    rows = [
        TableRow((Cell(names[indicator]), *(_part(by_cell.get((indicator, area)), lang) for area in areas)))
        for indicator in found["indicator"].unique()
    ]
    total = TableRow(
        (Cell(tell("total", lang)), *(_move(moves.get((area,)), lang) for area in areas)), "total"
    )
    title = tell("parts_table", lang, theme=context.titles[theme], since=meta.since, until=meta.until)
    columns = (Column(tell("part_head", lang), "text"), *(Column(area) for area in areas))
    return Table(context.next_table(), title, columns, (*rows, total), (say("rounding", lang),))


def _part(row: Row | None, lang: Lang) -> Cell:
    """Return one contribution with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return _measured(
        row["contribution"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )


def _of(frame: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return the rows of one theme."""
    return frame[frame["theme"] == theme]
