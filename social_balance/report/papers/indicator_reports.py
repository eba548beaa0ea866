"""The annexes with every indicator by area and year: the citizen survey, and the registers and counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from social_balance.figures.source import Row, own_text, rows_as_dicts, rows_by_key, themes_in_order
from social_balance.language.texts import heading, interval, number, say, unit_name
from social_balance.language.words import phrase
from social_balance.report.document import Bullets, Cell, Column, Document, Paragraph, Section, Table
from social_balance.report.document import Row as TableRow
from social_balance.report.source import PaperSource
from social_balance.showing.columns import code_text
from social_balance.yearly.status import Tables

# A count is made by the municipality as a register is, and nobody is asked.
_SOURCES: Mapping[str, tuple[str, ...]] = {"survey": ("survey",), "register": ("register", "count")}


def has_survey(tables: Tables) -> bool:
    """Say whether some indicator is from a survey."""
    return _has_source(tables, "survey")


def has_registers(tables: Tables) -> bool:
    """Say whether some indicator is from a register or a count."""
    return _has_source(tables, "register")


def _has_source(tables: Tables, kind: str) -> bool:
    # A strategy that is followed alone has a table of indicators without columns.
    return len(tables.indicators) > 0 and bool(tables.indicators["source"].isin(_SOURCES[kind]).any())


def survey_document(source: PaperSource) -> Document:
    """Return every indicator of the survey by area and year.

    Parameters
    ----------
    source : PaperSource
        The released tables.

    Returns
    -------
    Document
    """
    return _indicator_document(source, "survey")


def register_document(source: PaperSource) -> Document:
    """Return every indicator of registers and counts by area and year.

    Parameters
    ----------
    source : PaperSource
        The released tables.

    Returns
    -------
    Document
    """
    return _indicator_document(source, "register")


def _indicator_document(source: PaperSource, kind: str) -> Document:
    """Return the annex of one kind of source: what it is, then a section a theme."""
    report = source.report
    rows = source.tables.indicators
    rows = rows[rows["source"].isin(_SOURCES[kind])]
    numbers = iter(range(1, len(rows) + 1))
    sections = [Section(_words(source, "about"), "om", (_about(source, kind),))]
    for theme in themes_in_order(source.tables):
        own = rows[rows["theme"] == theme["theme"]]
        tables = tuple(
            _indicator_table(source, group, next(numbers))
            for _, group in own.groupby("indicator", sort=False)
        )
        if tables:
            anchor = f"tema-{source.context.file_name_part(theme['theme'])}"
            sections.append(Section(source.context.theme_titles[theme["theme"]], anchor, tables))
    title = _words(source, f"{kind}_title", title=report.title)
    return Document(title, report.subtitle, report.lang, report.banner, tuple(sections))


def _words(source: PaperSource, key: str, **values: object) -> str:
    """Return one text of the table ``annex``."""
    return phrase("annex", key, source.lang, **values)


def _about(source: PaperSource, kind: str) -> Bullets:
    """Return what the annex shows and how it is read."""
    meta = source.tables.meta
    texts = [_words(source, f"{kind}_about")]
    if meta.sources:
        texts.append(_words(source, "sources", sources="; ".join(meta.sources)))
    level = number(100 * meta.level, 0, lang=source.lang)
    texts += [_words(source, "reading", level=level), _words(source, "floor", floor=meta.floor)]
    return Bullets(tuple(Paragraph(text) for text in texts))


def _indicator_table(source: PaperSource, rows: pd.DataFrame, place: int) -> Table:
    """Return one indicator: a row an area, a column a year."""
    first = rows_as_dicts(rows)[0]
    lang = source.lang
    years = sorted(set(rows["year"]))
    by_cell = rows_by_key(rows, "area", "year")
    # In the order of the data: the areas, the rest and the whole.
    lines = tuple(
        TableRow((Cell(area), *(_value_cell(source, by_cell.get((area, year))) for year in years)))
        for area in dict.fromkeys(rows["area"])
    )
    columns = (
        Column(phrase("prose", "area_head", lang), "text"),
        *(Column(str(year)) for year in years),
    )
    unit = unit_name(first["unit"], place="table", lang=lang)
    title = _words(source, "table", title=heading(own_text(first, "title", lang)), unit=unit)
    return Table(place, title, columns, lines, tuple(_notes(source, rows_as_dicts(rows))))


def _notes(source: PaperSource, rows: list[Row]) -> Iterator[str]:
    """Return what to know of an indicator: which way is better, whence its rule, what cannot be compared."""
    first = rows[0]
    direction = heading(str(code_text("direction", first["direction"], source.lang)))
    yield _words(source, "direction", direction=direction)
    if not any(row["in_index"] for row in rows):
        yield _words(source, "context")
    if first["reference"]:
        yield _words(source, "reference", reference=str(first["reference"]).rstrip("."))
    reasons = dict.fromkeys(str(row["reason"]).rstrip(".") for row in rows if row["reason"])
    for reason in reasons:
        yield _words(source, "reason", reason=reason)


def _value_cell(source: PaperSource, row: Row | None) -> Cell:
    """Return one figure with its interval and base below it, or why there is none."""
    lang = source.lang
    if row is None:
        return Cell(say("missing", lang))
    if row["hidden"]:
        reason = str(code_text("hidden_reason", row.get("hidden_reason", ""), lang))
        return Cell(say("hidden_short", lang), detail=f"({reason})" if reason else "")
    if not math.isfinite(row["value"]):
        return Cell(str(code_text("status", row["status"], lang)))
    limits = interval(row["low"], row["high"], lang=lang)
    base = ""
    if math.isfinite(row["base"]):
        base = _words(source, "base", base=number(row["base"], 0, lang=lang))
    detail = "; ".join(part for part in (f"({limits})" if limits else "", base) if part)
    return Cell(number(row["value"], lang=lang), detail=detail)
