"""The table of a theme's indicators: every figure with its base, and what to be careful about."""

from __future__ import annotations

import math

import pandas as pd

from social_balance.figures.source import Row, area_names, own_text, rows_as_dicts, rows_by_key
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import Lang, difference_unit, inside, number, say, unit_name
from social_balance.language.values_in_words import joined, shown
from social_balance.report.cells import without_blanks
from social_balance.report.context import Context
from social_balance.report.document import Cell, Column, Table
from social_balance.report.document import Row as TableRow
from social_balance.report.index_table import rows_of_theme
from social_balance.report.prose import tell
from social_balance.showing.cells import in_brackets, measured_cell
from social_balance.showing.columns import code_text


def indicator_table(context: Context, theme: str) -> Table:
    """Return every indicator with both years, the bases and what to be careful about."""
    lang = context.lang
    meta = context.tables.meta
    found = rows_of_theme(context.tables.indicators, theme)
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
    notes = _indicator_notes(context, found)
    return without_blanks(Table(context.next_annex_table(), title, columns, tuple(rows), notes, annex=True))


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
    # What the bases are numbers of: answers, residents or counts, as the sources of this theme have it.
    kinds = [tell(f"base_{source}", lang) for source in found["source"].unique()]
    notes = [tell("base_note", lang, kinds=joined(kinds, lang), ci=ci).strip()]
    notes += _outside_note(context, found)
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


def _outside_note(context: Context, found: pd.DataFrame) -> list[str]:
    """Say of which indicators the answers about the areas are not among those about the whole."""
    meta = context.tables.meta
    bases = found[found["year"] == meta.until].pivot_table(index="indicator", columns="area", values="base")
    if meta.whole not in bases:
        return []
    # Rated by others: each judges every area, so the areas together have more answers than the whole.
    beyond = bases.drop(columns=meta.whole).max(axis=1) > bases[meta.whole]
    rows = _one_row_per_indicator(found[found["indicator"].isin(list(bases.index[beyond]))])
    names = [own_text(row, "title", context.lang) for row in rows]
    if not names:
        return []
    return [tell("outside_note", context.lang, names="; ".join(names), whole=meta.whole)]


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
