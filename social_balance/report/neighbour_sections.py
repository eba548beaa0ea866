"""Sections of the Årsstatus on complaints, the ministry's lists and the strategy's indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from social_balance.figures.source import Row, own_text, rows_as_dicts
from social_balance.language.texts import Lang, heading, interval, number, phrase, say
from social_balance.language.words import GAP, MET, ON_LIST
from social_balance.lists.criteria.rules import LISTS
from social_balance.lists.criteria.texts import criterion_name, unit_of
from social_balance.report.context import Context
from social_balance.report.document import Block, Bullets, Cell, Column, Paragraph, Section, Table, badge_of
from social_balance.report.document import Row as TableRow
from social_balance.yearly.neighbours import OUTCOMES

_TERMS = ("upheld", "changed", "returned", "overturned", "base")
_DIGITS = {"residents": 0, "convicted": 2}


def neighbour_sections(context: Context) -> list[Section]:
    """Return the sections on the neighbours with figures, and on the strategy's indicator."""
    neighbours = context.tables.neighbours
    sections = []
    if len(context.tables.strategy):
        sections.append(_strategy_section(context))
    if neighbours.lists is not None and neighbours.criteria is not None:
        sections.append(_lists_section(context, neighbours.lists, neighbours.criteria, neighbours.leaving))
    if neighbours.complaints is not None:
        sections.append(_complaints_section(context, neighbours.complaints))
    return sections


def _tell(key: str, lang: Lang, **values: object) -> str:
    return phrase("neighbours", key, lang, **values)


# The strategy's own indicator ------------------------------------------------------------------------------


def _strategy_section(context: Context) -> Section:
    """Return the figure that the strategy's follow-up takes over."""
    lang = context.lang
    meta = context.tables.meta
    rows = rows_as_dicts(context.tables.strategy)
    table = Table(
        context.next_table(),
        _tell("strategy_table", lang),
        tuple(
            Column(_tell(f"strategy_{name}", lang), kind)  # type: ignore[arg-type]
            for name, kind in (
                ("year", "text"),
                ("value", "number"),
                ("interval", "number"),
                ("judgement", "text"),
            )
        ),
        tuple(_strategy_row(row, lang) for row in rows),
        (_tell("strategy_note", lang, cells=rows[-1]["cells"], all=rows[-1]["all_cells"]),),
    )
    text = _tell("strategy_text", lang, reference=meta.reference)
    return Section(_tell("strategy", lang), "strategi", (Paragraph(text), table))


def _strategy_row(row: Row, lang: Lang) -> TableRow:
    """Return the figure of one year with its interval and judgement."""
    judgement = Cell()
    if row["judgement"]:
        judgement = Cell(badge=badge_of(GAP[row["judgement"]], lang))
    limits = interval(row["low"], row["high"], lang=lang)
    return TableRow(
        (Cell(str(row["period"])), Cell(number(row["value"], lang=lang)), Cell(limits), judgement)
    )


# Complaints ------------------------------------------------------------------------------------------------


def _complaints_section(context: Context, cases: pd.DataFrame) -> Section:
    """Return how complaints were decided in the newest year, with the year before and the country."""
    lang = context.lang
    newest = int(cases["year"].max())
    rows = rows_as_dicts(cases[cases["year"] == newest])
    before = {row["committee"]: row for row in rows_as_dicts(cases[cases["year"] == newest - 1])}
    terms = tuple(
        Paragraph(_tell(f"term_{key}_text", lang), lead=_tell(f"term_{key}", lang)) for key in _TERMS
    )
    names = ("committee", *OUTCOMES, "decided", "overturned", "before", "country")
    columns = tuple(
        Column(
            _tell(f"complaints_{name}", lang, year=newest - 1), "text" if name == "committee" else "number"
        )
        for name in names
    )
    notes = [_tell("complaints_note", lang)]
    if any(row[f"hidden_{name}"] for row in rows for name in (*OUTCOMES, "decided")):
        floor = context.tables.meta.floor
        notes.append(_tell("complaints_hidden", lang, hidden=say("hidden_short", lang), floor=floor))
    table = Table(
        context.next_table(),
        _tell("complaints_table", lang, year=newest),
        columns,
        tuple(_complaints_row(row, before.get(row["committee"]), lang) for row in rows),
        tuple(notes),
    )
    return Section(_tell("complaints", lang), "klagesager", (Bullets(terms), table))


def _complaints_row(row: Row, before: Row | None, lang: Lang) -> TableRow:
    """Return one committee: n (pct.) of each outcome, the omgørelsesprocent, the year before, the country."""
    outcomes = [_count_cell(row, name, lang) for name in OUTCOMES]
    earlier = Cell("" if before is None else _overturned_text(before, lang))
    country = row.get("country", float("nan"))
    words = "" if row["compared"] == "cannot_say" else phrase("targets", row["compared"], lang)
    shown_country: Cell = Cell() if pd.isna(country) else Cell(_in_percent(country, lang), detail=words)
    return TableRow(
        (
            Cell(row["committee"]),
            *outcomes,
            Cell(_hidden_or(row["decided"], row["hidden_decided"], lang)),
            Cell(_overturned_text(row, lang)),
            earlier,
            shown_country,
        ),
        "total" if row["is_total"] else "body",
    )


def _count_cell(row: Row, name: str, lang: Lang) -> Cell:
    """Return a number of cases as the papers write it: 192 (68 pct.)."""
    text = _hidden_or(row[name], row[f"hidden_{name}"], lang)
    percent = row[f"{name}_percent"]
    # Of no cases there is no percentage.
    return Cell(text if pd.isna(percent) else f"{text} ({_in_percent(percent, lang)})")


def _overturned_text(row: Row, lang: Lang) -> str:
    """Return the omgørelsesprocent, or that it is not shown."""
    if row["hidden_overturned"]:
        return say("hidden_short", lang)
    if pd.isna(row["overturned_percent"]):
        return ""
    return _in_percent(row["overturned_percent"], lang)


def _hidden_or(count: float, is_hidden: bool, lang: Lang) -> str:
    return say("hidden_short", lang) if is_hidden else number(count, 0, lang=lang)


def _in_percent(percent: float, lang: Lang) -> str:
    return f"{number(percent, 0, lang=lang)} {phrase('units.table', 'procent', lang)}"


# The ministry's lists --------------------------------------------------------------------------------------


def _lists_section(
    context: Context, lists: pd.DataFrame, criteria: pd.DataFrame, leaving: pd.DataFrame | None
) -> Section:
    """Return which lists the areas are on, how far each is from the thresholds, and the way out."""
    lang = context.lang
    newest = int(lists["year"].max())
    blocks: list[Block] = [
        Paragraph(_tell("lists_text", lang)),
        _lists_table(context, lists),
        _criteria_table(context, criteria[criteria["year"] == newest], newest),
        *_memory(lists[lists["year"] == newest], lang),
    ]
    if leaving is not None:
        blocks += _ways_out(leaving[leaving["year"] == newest], newest, lang)
    return Section(_tell("lists", lang), "lister", tuple(blocks))


def _lists_table(context: Context, lists: pd.DataFrame) -> Table:
    """Return the lists of every area and year."""
    lang = context.lang
    columns = (
        Column(_tell("lists_area", lang), "text"),
        Column(_tell("lists_year", lang), "text"),
        *(Column(heading(_tell(f"list_{key}", lang)), "text") for key in LISTS),
    )
    rows = tuple(
        TableRow(
            (
                Cell(row["area"]),
                Cell(str(row["year"])),
                *(Cell(badge=badge_of(ON_LIST[row[key]], lang)) for key in LISTS),
            )
        )
        for row in rows_as_dicts(lists)
    )
    return Table(
        context.next_table(), _tell("lists_table", lang), columns, rows, (_tell("lists_note", lang),)
    )


def _criteria_table(context: Context, criteria: pd.DataFrame, year: int) -> Table:
    """Return how far each area is from each threshold."""
    lang = context.lang
    names = ("area", "criterion", "value", "threshold", "distance", "met")
    kinds = {"area": "text", "criterion": "text", "met": "text"}
    columns = tuple(Column(_tell(f"criteria_{name}", lang), kinds.get(name, "number")) for name in names)  # type: ignore[arg-type]
    rows = tuple(_criterion_row(row, lang) for row in rows_as_dicts(criteria))
    title = _tell("criteria_table", lang, year=year)
    return Table(context.next_table(), title, columns, rows, (_tell("criteria_note", lang),))


def _criterion_row(row: Row, lang: Lang) -> TableRow:
    """Return one criterion of one area."""
    key = row["criterion"]
    digits = _DIGITS.get(key, 1)
    unit = unit_of(key, lang)
    side = phrase("criteria", row["comparison"], lang, threshold=number(row["threshold"], digits, lang=lang))
    value = f"{number(row['value'], digits, lang=lang)} {unit}".strip()
    distance = number(row["distance"], digits, signed=True, lang=lang)
    if row["hidden"]:
        value = distance = say("hidden_short", lang)
    name = heading(criterion_name(key, lang))
    section = _tell("section", lang, section=_SECTIONS[row["section"]])
    return TableRow(
        (
            Cell(row["area"]),
            Cell(name, detail=section),
            Cell(value),
            Cell(side),
            Cell(distance),
            Cell(badge=badge_of(MET[row["met"]], lang)),
        )
    )


_SECTIONS: Mapping[str, str] = {"61a": "61 a", "61b": "61 b"}


def _memory(lists: pd.DataFrame, lang: Lang) -> Sequence[Block]:
    """Return why each area is on its lists, the five-year memory among the reasons."""
    items = tuple(
        Paragraph(own_text(row, "reason", lang), lead=f"{row['area']}.") for row in rows_as_dicts(lists)
    )
    return [Paragraph(_tell("memory_text", lang)), Bullets(items)]


def _ways_out(leaving: pd.DataFrame, year: int, lang: Lang) -> Sequence[Block]:
    """Return what would take each area off the lists that it is on."""
    told: list[Paragraph] = []
    for row in rows_as_dicts(leaving):
        if not row["hidden"]:
            name = phrase("neighbours", f"list_{row['list']}", lang)
            lead = _tell("way_out_lead", lang, area=row["area"], list=name)
            told.append(Paragraph(own_text(row, "text", lang), lead=lead))
    if not told:
        return [Paragraph(_tell("no_way_out", lang, year=year))]
    return [Paragraph(_tell("way_out_text", lang, year=year)), Bullets(tuple(told))]
