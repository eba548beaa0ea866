"""The section of one theme: what happened in every area, the figure, and the tables behind it."""

from __future__ import annotations

import math

import pandas as pd

from social_balance.figures import theme as theme_figure
from social_balance.figures.source import Row, area_names, own_text, rows_as_dicts, rows_by_key
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import (
    OWN,
    Lang,
    difference_unit,
    inside,
    marks,
    number,
    say,
    unit_name,
)
from social_balance.language.values_in_words import shown
from social_balance.report.context import Context
from social_balance.report.document import Block, Cell, Column, Paragraph, Picture, Section, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.report.message import theme_finding
from social_balance.report.prose import tell
from social_balance.showing.cells import in_brackets, measured_cell
from social_balance.showing.columns import code_text
from social_balance.verdicts.sentences import cell_sentences


def theme_section(context: Context, theme: Row) -> Section:
    """Return one theme: sentences, figure, index table, indicator table and decomposition."""
    lang = context.lang
    key = theme["theme"]
    title = context.theme_titles[key]
    goal = tell("goal", lang, goal=theme["effect_goal"])
    note = own_text(theme, "note", lang)
    blocks: list[Block] = [Paragraph(f"{goal} {note}".strip())]
    blocks += [
        _area_paragraph(context, title, context.ambition_rows[key, area])
        for area in area_names(context.tables)
    ]
    blocks.append(_theme_picture(context, key))
    blocks += [_index_table(context, key), _indicator_table(context, key), _parts_table(context, key)]
    heading = f"{title}: {theme_finding(context, key)}"
    return Section(heading, f"tema-{context.file_name_part(key)}", tuple(blocks))


def _area_paragraph(context: Context, title: str, row: Row) -> Paragraph:
    """Return the sentences of one area with its verdict before them."""
    text = cell_sentences(row, theme=title, meta=context.tables.meta, lang=context.lang)
    return Paragraph(text, lead=row["area"], badge=badge_of(marks(row).verdict, context.lang))


def _theme_picture(context: Context, theme: str) -> Picture:
    """Return the figure of the theme."""
    tables = context.tables
    lang = context.lang
    return Picture(
        context.next_figure(), "theme", f"tema_{context.file_name_part(theme)}",
        theme_figure.title(tables, theme, lang), theme_figure.alt_text(tables, theme, lang), theme=theme,
    )  # fmt: skip


def _index_table(context: Context, theme: str) -> Table:
    """Return index, development, gap, narrowing and verdict for areas, rest and municipality."""
    lang = context.lang
    meta = context.tables.meta
    index = rows_by_key(_rows_of_theme(context.tables.index, theme), "area", "year")
    moves = rows_by_key(_rows_of_theme(context.tables.developments, theme), "area")
    rows = []
    for area in (*area_names(context.tables), meta.rest, meta.whole):
        levels = [_index_cell(index.get((area, year)), lang) for year in (meta.since, meta.until)]
        move = _development_cell(moves.get((area,)), lang)
        own = context.ambition_rows.get((theme, area))
        last = (
            _gap_cells(own, lang) if own else (Cell(), Cell(), Cell(), _own_badge(moves.get((area,)), lang))
        )
        rows.append(TableRow((Cell(area), *levels, move, *last)))
    # A census has no intervals, and a note on them would make a reader look for some.
    sampled = any(math.isfinite(row["low"]) for row in moves.values())
    level = number(100 * meta.level, 0, lang=lang)
    note = tell("table_note" if sampled else "table_note_census", lang, level=level, reference=meta.reference)
    columns = (
        Column(tell("area_head", lang), "text"), Column(str(meta.since)), Column(str(meta.until)),
        Column(tell("development_head", lang)), Column(tell("gap_head", lang, year=meta.since)),
        Column(tell("gap_head", lang, year=meta.until)), Column(tell("narrowing_head", lang)),
        Column(tell("verdict_head", lang), "text"),
    )  # fmt: skip
    title = tell("theme_table", lang, theme=context.theme_titles[theme])
    notes = tuple(text for text in (note, _indicator_count_note(context, theme)) if text)
    return Table(context.next_table(), title, columns, tuple(rows), notes)


def _index_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one index value with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return measured_cell(row["value"], row["low"], row["high"], hidden=row["hidden"], lang=lang)


def _development_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one development with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return measured_cell(
        row["development"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )


def _gap_cells(row: Row, lang: Lang) -> tuple[Cell, ...]:
    """Return both gaps, the change between them and the verdict of one area."""
    hidden = row["hidden"]
    return (
        measured_cell(
            row["gap_since"], row["gap_since_low"], row["gap_since_high"], hidden=hidden, lang=lang
        ),
        measured_cell(
            row["gap_until"], row["gap_until_low"], row["gap_until_high"], hidden=hidden, lang=lang
        ),
        # The papers tell the change of the gap, where less is better; the API's narrowing is its opposite.
        measured_cell(
            -row["narrowing"],
            -row["narrowing_high"],
            -row["narrowing_low"],
            hidden=hidden,
            signed=True,
            lang=lang,
        ),
        Cell(badge=badge_of(marks(row).verdict, lang)),
    )


def _own_badge(row: Row | None, lang: Lang) -> Cell:
    """Return the verdict on the development of the rest or the municipality, which have no gap."""
    if row is None:
        return Cell(badge=badge_of(OWN["missing"], lang))
    # Hidden comes first: the state of a hidden row says "missing", which is another thing.
    if row["hidden"]:
        return Cell(badge=badge_of(OWN["hidden"], lang))
    return Cell(badge=badge_of(OWN[row["state"]], lang))


def verdict_code(row: Row) -> str:
    """Return the code of a row's verdict, which is that it is hidden where it is."""
    # The hidden row's own code says that it is missing, which is another thing.
    if row["hidden"]:
        return "hidden"
    return str(row["verdict"])


def _indicator_count_note(context: Context, theme: str) -> str:
    """Return on how many indicators the index rests: one number when it is the same everywhere."""
    index = _rows_of_theme(context.tables.index, theme)
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


def _indicator_table(context: Context, theme: str) -> Table:
    """Return every indicator with both years, the bases and what to be careful about."""
    lang = context.lang
    meta = context.tables.meta
    found = _rows_of_theme(context.tables.indicators, theme)
    by_cell = rows_by_key(found, "indicator", "area", "year")
    # An indicator heads its areas, so that a long title is printed once.
    rows: list[TableRow] = []
    for first in _one_row_per_indicator(found):
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
    title = tell("indicator_table", lang, theme=context.theme_titles[theme])
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
    values = [_value_cell(row, lang) for row in ends]
    bases = [_base_cell(row, lang) for row in ends]
    return TableRow(
        (Cell(area), *values, _difference_cell(since, until, lang), *bases, Cell(_remark_text(ends, lang)))
    )


def _value_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one value with its interval, or why there is none."""
    if row is None:
        return Cell(say("missing", lang))
    # Hidden goes first: a hidden value is not finite either, and the reason is another.
    if row["hidden"]:
        why = str(code_text("hidden_reason", row.get("hidden_reason", ""), lang))
        return Cell(say("hidden_short", lang), detail=in_brackets(why))
    if not math.isfinite(row["value"]):
        return Cell(str(code_text("status", row["status"], lang)), detail=_newest_year_note(row, lang))
    return measured_cell(row["value"], row["low"], row["high"], hidden=False, lang=lang)


def _newest_year_note(row: Row, lang: Lang) -> str:
    """Return which year has the newest figure, when it is another than the row's."""
    if not math.isfinite(row["as_of"]) or row["as_of"] == row["year"]:
        return ""
    return tell("newest", lang, year=int(row["as_of"]))


def _base_cell(row: Row | None, lang: Lang) -> Cell:
    """Return how many persons or answers a value rests on."""
    if row is None:
        return Cell()
    # The base of a hidden value is hidden with it: with a percentage, either shows the count.
    if row["hidden"]:
        return Cell(say("hidden_short", lang))
    return Cell(number(row["base"], 0, lang=lang))


def _difference_cell(since: Row | None, until: Row | None, lang: Lang) -> Cell:
    """Return the change between two shown and comparable values, in its unit."""
    if since is None or until is None or since["hidden"] or until["hidden"] or not until["comparable"]:
        return Cell()
    # Between the values as they are, not as they are printed: rounding happens once.
    step = until["value"] - since["value"]
    if not math.isfinite(step):
        return Cell()
    return Cell(number(step, signed=True, lang=lang))


def _remark_text(ends: tuple[Row | None, Row | None], lang: Lang) -> str:
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
    # In no area, not merely in one: an index without it everywhere is what the reader is told.
    counts = found.groupby("indicator", sort=False)["in_index"].transform("any").astype(bool)
    moved = [each.area for each in context.tables.meta.redrawn]
    for key, rows in (
        ("not_in_index", found[~counts]),
        ("not_comparable_note", found[~found["comparable"].astype(bool) & ~found["area"].isin(moved)]),
    ):
        names = [
            _indicator_with_reason(row, lang, reason=key == "not_comparable_note")
            for row in _one_row_per_indicator(rows)
        ]
        if names:
            notes.append(tell(key, lang, names="; ".join(names)))
    notes += [
        tell("redrawn_note", lang, area=each.area, year=each.year, parts=shown(each.parts, lang))
        for each in context.tables.meta.redrawn
    ]
    return tuple(notes + _lag_notes(found, lang))


def _lag_notes(found: pd.DataFrame, lang: Lang) -> list[str]:
    """Return a sentence on each indicator of which the year asked for is not there yet."""
    # A figure may be of an earlier year than its row, and the reader is told once an indicator.
    behind = found[(found["as_of"] < found["year"]) | (found["status"] == "not_available")]
    notes = []
    for row in rows_as_dicts(behind.drop_duplicates(["indicator", "year"])):
        told = {"title": own_text(row, "title", lang), "year": row["year"], "newest": ""}
        key = "lag_never"
        if math.isfinite(row["as_of"]):
            told["newest"] = int(row["as_of"])
            key = "lag_note"
        # A figure carried on from an earlier year is shown, and says so.
        if row["status"] == "ok":
            key = "lag_carried"
        notes.append(tell(key, lang, **told))
    return notes


def _one_row_per_indicator(rows: pd.DataFrame) -> list[Row]:
    """Return the first row of every indicator."""
    return rows_as_dicts(rows.drop_duplicates("indicator"))


def _indicator_with_reason(row: Row, lang: Lang, *, reason: bool) -> str:
    """Return the title of an indicator; in Danish with the reason, which the definition gives in Danish."""
    title = own_text(row, "title", lang)
    why = str(row["reason"]).rstrip(".")
    if not (reason and why and lang == DEFAULT):
        return title
    return f"{title} ({inside(why)})"


def _parts_table(context: Context, theme: str) -> Table:
    """Return the contribution of every indicator to the development of the theme."""
    lang = context.lang
    meta = context.tables.meta
    found = _rows_of_theme(context.tables.parts, theme)
    by_cell = rows_by_key(found, "indicator", "area")
    moves = rows_by_key(_rows_of_theme(context.tables.developments, theme), "area")
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
        (Cell(tell("total", lang)), *(_development_cell(moves.get((area,)), lang) for area in areas)), "total"
    )
    title = tell("parts_table", lang, theme=context.theme_titles[theme], since=meta.since, until=meta.until)
    columns = (Column(tell("part_head", lang), "text"), *(Column(area) for area in areas))
    return Table(context.next_table(), title, columns, (*rows, total), (say("rounding", lang),))


def _contribution_cell(row: Row | None, lang: Lang) -> Cell:
    """Return one contribution with its interval."""
    if row is None:
        return Cell(say("missing", lang))
    return measured_cell(
        row["contribution"], row["low"], row["high"], hidden=row["hidden"], signed=True, lang=lang
    )


def _rows_of_theme(frame: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return the rows of one theme."""
    return frame[frame["theme"] == theme]
