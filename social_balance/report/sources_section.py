"""The section on where the figures come from: the waves, their response, and who answers for them."""

from __future__ import annotations

from social_balance.language.texts import date, number
from social_balance.report.cells import without_blanks
from social_balance.report.context import Context
from social_balance.report.document import Block, Bullets, Cell, Column, Paragraph, Section, Table
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.yearly.provenance import Fieldwork


def sources_section(context: Context) -> tuple[Section, ...]:
    """Return sources, waves, response and contact as far as the configuration says, or no section."""
    facts = _facts(context)
    fieldwork = context.tables.meta.provenance.fieldwork
    blocks: list[Block] = []
    if facts:
        blocks.append(Bullets(facts))
    if fieldwork:
        blocks.append(_response_table(context, fieldwork))
    if not blocks:
        return ()
    return (Section(tell("sources", context.lang), "kilder", tuple(blocks)),)


def _facts(context: Context) -> tuple[Paragraph, ...]:
    """Return what is known of sources, publication, contact, terms and data, each with its lead."""
    lang = context.lang
    meta = context.tables.meta
    about = meta.provenance
    texts = {
        "list": "; ".join(meta.sources),
        "published": date(meta.published, month="name", lang=lang) if meta.published else "",
        "contact": about.contact,
        "licence": about.licence,
        "data": about.data,
    }
    return tuple(
        Paragraph(_as_sentence(text), lead=tell(f"sources_{key}", lang))
        for key, text in texts.items()
        if text
    )


def _as_sentence(text: str) -> str:
    # An address ends as it is: a full stop after it would be taken for a part of it.
    return text if "://" in text or text.endswith(".") else f"{text}."


def _response_table(context: Context, waves: tuple[Fieldwork, ...]) -> Table:
    """Return how many were invited and answered in each wave and area."""
    lang = context.lang
    rows: list[TableRow] = []
    for wave in waves:
        title = tell("response_wave", lang, year=wave.year, period=wave.period).strip(" :")
        rows.append(TableRow((Cell(title),), "group"))
        answered = dict(wave.answered)
        names = dict.fromkeys([*dict(wave.invited), *answered])
        rows += [
            _response_row(name, dict(wave.invited).get(name), answered.get(name), context) for name in names
        ]
        rows.append(_total_row(wave, context))
    columns = (
        Column(tell("area_head", lang), "text"),
        *(Column(tell(f"response_{key}", lang)) for key in ("invited", "answered", "rate")),
    )
    return without_blanks(Table(context.next_table(), tell("response_table", lang), columns, tuple(rows)))


def _response_row(name: str, invited: int | None, answered: int | None, context: Context) -> TableRow:
    """Return one area of a wave, with its rate where both are known."""
    lang = context.lang
    counts = [Cell() if count is None else Cell(number(count, 0, lang=lang)) for count in (invited, answered)]
    rate = Cell()
    if invited and answered is not None:
        rate = Cell(tell("response_per_cent", lang, value=number(100 * answered / invited, 0, lang=lang)))
    return TableRow((Cell(name), *counts, rate))


def _total_row(wave: Fieldwork, context: Context) -> TableRow:
    """Return all areas of a wave together."""
    invited = sum(count for _, count in wave.invited) or None
    answered = sum(count for _, count in wave.answered) or None
    row = _response_row(tell("total", context.lang), invited, answered, context)
    return TableRow(row.cells, "total")
