"""The case text of a committee: the council's headings in order, with the figures of the release in them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import OWN, marks, number
from social_balance.language.values_in_words import joined
from social_balance.language.words import phrase
from social_balance.report.content import themes_by_heading
from social_balance.report.context import Context
from social_balance.report.document import Block, Bullets, Document, Paragraph, Section
from social_balance.report.papers.annexes import annex_items
from social_balance.report.source import PaperSource


def case_document(source: PaperSource) -> Document:
    """Return the case text of a release.

    Parameters
    ----------
    source : PaperSource
        The released tables and the report.

    Returns
    -------
    Document
        What only people can write is there as paragraphs of the kind "to_fill".
    """
    context = source.context
    tables = source.tables
    report = source.report
    # The summary is that of the report word for word: a committee and a reader are told the same.
    summary = source.running_text("resume")
    quoted = tuple(block for block in summary if isinstance(block, Paragraph) and block.kind == "quote")
    by_heading = themes_by_heading(tables)
    sections = [
        _section(context, "proposal", *_proposal(context)),
        _section(context, "summary", *(block for block in summary if block not in quoted)),
        _section(context, "background", *_background(context, quoted)),
        _section(context, "guide", Paragraph(_words(context, "guide_text", reference=tables.meta.reference))),
        # An empty heading is left out: the committee would look for what is not there.
        *(
            _section(context, key, Bullets(tuple(_theme_item(context, theme) for theme in themes)))
            for key, themes in by_heading.items()
            if themes
        ),
        _section(context, "conclusions", *source.running_text("konklusioner")),
        _section(context, "politics", _to_fill(context, "politics_text")),
        _section(context, "related", _to_fill(context, "related_text")),
        _section(context, "annexes", Bullets(tuple(Paragraph(item) for item in annex_items(context.lang)))),
    ]
    return Document(
        title=_words(context, "title", title=report.title),
        subtitle=report.subtitle,
        lang=report.lang,
        banner=report.banner,
        sections=tuple(sections),
    )


def _words(context: Context, key: str, **values: object) -> str:
    """Return one text of the table ``case``."""
    return phrase("case", key, context.lang, **values)


def _section(context: Context, key: str, *blocks: Block) -> Section:
    """Return a section under one of the council's headings."""
    return Section(_words(context, key), f"sag-{key}", blocks)


def _to_fill(context: Context, key: str) -> Paragraph:
    """Return a paragraph that says what only people can write there."""
    return Paragraph(_words(context, key), lead=_words(context, "to_fill"), kind="to_fill")


def _proposal(context: Context) -> Iterator[Paragraph]:
    """Return the proposal: what is usual, and room for what is decided."""
    yield Paragraph(_words(context, "proposal_offered", title=context.tables.meta.title))
    yield _to_fill(context, "proposal_text")


def _background(context: Context, quoted: tuple[Block, ...]) -> Iterator[Block]:
    """Return what is followed, the council's own words, and room for the history of the case."""
    meta = context.tables.meta
    yield from quoted
    areas = joined(area_names(context.tables), context.lang)
    themes = len(themes_in_order(context.tables))
    years = {"since": meta.since, "until": meta.until}
    names = {"municipality": meta.municipality, "reference": meta.reference, "areas": areas, "themes": themes}
    yield Paragraph(_words(context, "background_text", **names, **years))
    yield _to_fill(context, "background_fill")


def _theme_item(context: Context, theme: Row) -> Paragraph:
    """Return one theme: the verdict in every area, and that of the whole municipality."""
    key = theme["theme"]
    told = [_area_in_words(context, context.ambition_rows[key, area]) for area in area_names(context.tables)]
    moves = rows_by_key(context.tables.developments, "theme", "area")
    whole = context.tables.meta.whole
    if row := moves.get((key, whole)):
        mark = OWN["hidden" if row["hidden"] else row["state"]]
        told.append(_words(context, "theme_whole", whole=whole, verdict=mark.label(context.lang)))
    lead = _words(context, "theme_lead", theme=context.theme_titles[key])
    return Paragraph(f"{'; '.join(told)}.", lead=lead)


def _area_in_words(context: Context, row: Row) -> str:
    """Return the verdict of one area, with the index in whole points where it is shown."""
    verdict = marks(row).verdict.label(context.lang)
    ends = (row["value_since"], row["value_until"])
    if row["hidden"] or not all(math.isfinite(value) for value in ends):
        return _words(context, "theme_area_bare", area=row["area"], verdict=verdict)
    since, until = (number(value, 0, lang=context.lang) for value in ends)
    values = {"area": row["area"], "verdict": verdict, "from": since, "to": until}
    return _words(context, "theme_area", **values)
