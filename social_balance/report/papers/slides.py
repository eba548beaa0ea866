"""The presentation as a document: a section a slide, its title a sentence, its figures in what is spoken."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import inside, marks, number
from social_balance.language.values_in_words import joined
from social_balance.language.words import phrase
from social_balance.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Paragraph,
    Section,
    Table,
    badge_of,
)
from social_balance.report.document import Row as TableRow
from social_balance.report.papers.annexes import annex_items
from social_balance.report.papers.charts import area_chart, gap_chart, theme_chart
from social_balance.report.source import PaperSource

_BETTER = ("better", "slightly_better")
_WORSE = ("worse", "slightly_worse")
_SMALLER = ("smaller", "slightly_smaller", "overtaken")
_LARGER = ("larger", "slightly_larger")
_MET = ("ambition_met", "better_overtaken")
# What a slide holds in type that is read from the back of a room.
_AREAS_A_TABLE = 3
_THEMES_A_TABLE = 9
_NAMED = 3
T = TypeVar("T")
_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=[A-ZÆØÅ])")


def slides_document(source: PaperSource) -> Document:
    """Return the presentation of a release.

    Parameters
    ----------
    source : PaperSource
        The released tables and the report.

    Returns
    -------
    Document
        One section a slide: the meeting's own first, one theme a slide after them.
    """
    report = source.report
    sections = (
        _message_slide(source),
        _ambition_slide(source),
        *_matrix_slides(source),
        *(_area_slide(source, area) for area in area_names(source.tables)),
        *_gap_slides(source),
        _attention_slide(source),
        _unknown_slide(source),
        _questions_slide(source),
        _slide(
            source, "annexes", "bilag", Bullets(tuple(Paragraph(item) for item in annex_items(source.lang)))
        ),
        *(_theme_slide(source, theme) for theme in themes_in_order(source.tables)),
    )
    return Document(report.title, report.subtitle, report.lang, report.banner, sections)


def say_slide(source: PaperSource, key: str, **values: object) -> str:
    """Return one text of the table ``slides``."""
    return phrase("slides", key, source.lang, **values)


def _slide(
    source: PaperSource, key: str, anchor: str, *blocks: Block, spoken: Iterable[str] = (), **values: object
) -> Section:
    """Return a slide with its title from the table of texts."""
    return Section(say_slide(source, key, **values), f"dias-{anchor}", blocks, tuple(spoken))


def _cells(source: PaperSource) -> list[Row]:
    """Return the rows of every theme in every area."""
    return list(source.context.ambition_rows.values())


def _shown(source: PaperSource) -> list[Row]:
    """Return the rows that are not hidden."""
    return [row for row in _cells(source) if not row["hidden"]]


def _cell_name(source: PaperSource, row: Row) -> str:
    """Return what a theme in an area is called inside a sentence."""
    theme = inside(source.context.theme_titles[row["theme"]])
    return say_slide(source, "cell", theme=theme, area=row["area"])


def _message_slide(source: PaperSource) -> Section:
    """Return the report's own message: its lead as the title, a sentence a point."""
    paragraphs = [block for block in source.running_text("resume") if isinstance(block, Paragraph)]
    told = [each for each in paragraphs if each.kind == "body"]
    message = next((each for each in told if each.lead), told[0] if told else Paragraph(""))
    points = [Paragraph(sentence) for sentence in _SENTENCE_END.split(message.text) if sentence]
    title = message.lead or say_slide(source, "message")
    return Section(title, "dias-budskab", (Bullets(tuple(points)),), (f"{message.lead} {message.text}",))


def _ambition_slide(source: PaperSource) -> Section:
    """Return the ambition in the council's own words, and what it asks for."""
    meta = source.tables.meta
    quoted = [
        block
        for block in source.running_text("resume")
        if isinstance(block, Paragraph) and block.kind == "quote"
    ]
    counts = {"themes": len(source.tables.themes), "areas": len(area_names(source.tables))}
    years = {"since": meta.since, "until": meta.until}
    points = (
        say_slide(source, "ambition_text", municipality=meta.municipality, **counts, **years),
        say_slide(source, "ambition_two", reference=meta.reference),
        say_slide(source, "ambition_trap"),
    )
    return _slide(source, "ambition", "ambition", *quoted, Bullets(tuple(Paragraph(each) for each in points)))


def _matrix_slides(source: PaperSource) -> Iterator[Section]:
    """Return the verdicts as tables, as many as it takes for each to be read from the back of a room."""
    met = sum(row["verdict"] in _MET for row in _shown(source))
    parts = [
        (areas, themes)
        for areas in _chunks(area_names(source.tables), _AREAS_A_TABLE)
        for themes in _chunks(themes_in_order(source.tables), _THEMES_A_TABLE)
    ]
    for place, (areas, themes) in enumerate(parts):
        table = _verdict_table(source, areas, themes)
        if place == 0:
            yield _slide(source, "matrix", "vurderinger", table, met=met, all=len(_cells(source)))
        else:
            # The areas stand in the heads of the table: in the title a dozen names would take its lines.
            part = place + 1
            yield _slide(source, "matrix_part", f"vurderinger-{part}", table, part=part, parts=len(parts))


def _chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return the items in groups of a size."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def _verdict_table(source: PaperSource, areas: Sequence[str], themes: Sequence[Row]) -> Table:
    """Return the verdict of some themes in some areas."""
    context = source.context
    rows = [
        TableRow(
            (
                Cell(context.theme_titles[theme["theme"]]),
                *(
                    Cell(
                        badge=badge_of(
                            marks(context.ambition_rows[theme["theme"], area]).verdict, source.lang
                        )
                    )
                    for area in areas
                ),
            )
        )
        for theme in themes
    ]
    columns = (
        Column(phrase("prose", "theme_head", source.lang), "text"),
        *(Column(area, "text") for area in areas),
    )
    return Table(None, say_slide(source, "matrix_table"), columns, tuple(rows))


def _area_slide(source: PaperSource, area: str) -> Section:
    """Return one area beside what it is compared with, and the themes by what happened."""
    rows = [row for row in _cells(source) if row["area"] == area]
    shown = [row for row in rows if not row["hidden"]]
    index = rows_by_key(source.tables.index, "theme", "area", "year")
    reference = source.tables.meta.reference
    until = source.tables.meta.until
    groups = {"area_better": _BETTER, "area_worse": _WORSE, "area_open": ("undecided",)}
    points = []
    for key, states in groups.items():
        names = [inside(source.context.theme_titles[row["theme"]]) for row in shown if row["own"] in states]
        if names:
            points.append(Paragraph(say_slide(source, key, themes=joined(names, source.lang))))
    return _slide(
        source,
        "area",
        f"omraade-{area_names(source.tables).index(area) + 1}",
        area_chart(source, area),
        Bullets(tuple(points)),
        spoken=[_area_spoken(source, row, index.get((row["theme"], reference, until))) for row in rows],
        area=area,
        themes=len(rows),
        better=sum(row["own"] in _BETTER for row in shown),
        smaller=sum(row["gap_state"] in _SMALLER for row in shown),
    )


def _area_spoken(source: PaperSource, row: Row, other: Row | None) -> str:
    """Return one theme of an area as a sentence with its figures and that of the reference."""
    theme = source.context.theme_titles[row["theme"]]
    verdict = marks(row).verdict.label(source.lang)
    if other is None or other["hidden"] or row["hidden"]:
        return say_slide(source, "area_spoken_bare", theme=theme, verdict=verdict)
    ends = (row["value_since"], row["value_until"], other["value"])
    if not all(math.isfinite(value) for value in ends):
        return say_slide(source, "area_spoken_bare", theme=theme, verdict=verdict)
    since, until, beside = (number(value, lang=source.lang) for value in ends)
    values = {"theme": theme, "verdict": verdict, "reference": source.tables.meta.reference}
    return say_slide(source, "area_spoken", **values, **{"from": since, "to": until, "other": beside})


def _gap_slides(source: PaperSource) -> Iterator[Section]:
    """Return the gaps of every area, a few areas a slide."""
    shown = _shown(source)
    counts = {
        "smaller": sum(row["gap_state"] in _SMALLER for row in shown),
        "larger": sum(row["gap_state"] in _LARGER for row in shown),
        "open": sum(row["gap_state"] == "undecided" for row in shown),
        "all": len(_cells(source)),
    }
    for place, areas in enumerate(_chunks(area_names(source.tables), _AREAS_A_TABLE)):
        spoken = [_gap_spoken(source, row) for row in shown if row["area"] in areas]
        chart = gap_chart(source, areas)
        yield _slide(
            source,
            "gaps",
            f"forskelle-{place + 1}",
            chart,
            spoken=[each for each in spoken if each],
            **counts,
        )


def _gap_spoken(source: PaperSource, row: Row) -> str:
    """Return the two gaps of a theme in an area as a sentence, or nothing where they are not measured."""
    ends = (row["gap_since"], row["gap_until"])
    if not all(math.isfinite(value) for value in ends):
        return ""
    since, until = (number(value, lang=source.lang) for value in ends)
    meta = source.tables.meta
    theme = source.context.theme_titles[row["theme"]]
    values = {"theme": theme, "area": row["area"], "since": meta.since, "until": meta.until}
    return say_slide(source, "gaps_spoken", **values, **{"from": since, "to": until})


def _attention_slide(source: PaperSource) -> Section:
    """Return what to keep an eye on: where it goes the wrong way, and where the gap is largest."""
    points = tuple(Paragraph(text) for text in _attention_points(source))
    return _slide(source, "attention", "opmaerksomhed", Bullets(points))


def _attention_points(source: PaperSource) -> Iterator[str]:
    shown = _shown(source)
    meta = source.tables.meta
    grown = [row for row in shown if row["gap_state"] in _LARGER]
    if grown:
        row = min(grown, key=lambda row: float(row["narrowing"]))
        size = number(-row["narrowing"], 0, lang=source.lang)
        yield say_slide(source, "attention_grown", cell=_cell_name(source, row), size=size)
    worse = [_cell_name(source, row) for row in shown if row["own"] in _WORSE]
    if worse:
        cells = _first_names(source, worse)
        counts = {"count": len(worse), "all": len(_cells(source))}
        yield say_slide(source, "attention_worse", cells=cells, **counts)
    else:
        yield say_slide(source, "attention_worse_none")
    moves = rows_by_key(source.tables.developments, "theme", "area")
    titles = source.context.theme_titles
    wholes = {theme: moves.get((theme, meta.whole)) for theme in titles}
    own = [
        inside(titles[theme])
        for theme, move in wholes.items()
        if move and not move["hidden"] and move["state"] in _WORSE
    ]
    if own:
        yield say_slide(source, "attention_whole", whole=meta.whole, themes=_first_names(source, own))
    else:
        yield say_slide(source, "attention_whole_none", whole=meta.whole)
    measured = [row for row in shown if math.isfinite(row["gap_until"])]
    if measured:
        row = max(measured, key=lambda row: float(row["gap_until"]))
        size = number(row["gap_until"], 0, lang=source.lang)
        yield say_slide(
            source, "attention_largest", until=meta.until, cell=_cell_name(source, row), size=size
        )


def _first_names(source: PaperSource, names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    others = len(names) - _NAMED
    told = list(names[:_NAMED])
    if others > 0:
        told.append(say_slide(source, "and_others", count=others))
    return joined(told, source.lang)


def _unknown_slide(source: PaperSource) -> Section:
    """Return what the figures cannot say."""
    cells = _cells(source)
    counts = {
        "unknown_open": sum(row["own"] == "undecided" for row in _shown(source)),
        "unknown_hidden": sum(bool(row["hidden"]) for row in cells),
        "unknown_missing": sum(row["verdict"] == "missing" for row in _shown(source)),
    }
    points = [say_slide(source, key, count=count, all=len(cells)) for key, count in counts.items() if count]
    points += [
        say_slide(source, "unknown_causes"),
        say_slide(source, "unknown_after", until=source.tables.meta.until),
    ]
    return _slide(source, "unknown", "ukendt", Bullets(tuple(Paragraph(point) for point in points)))


def _questions_slide(source: PaperSource) -> Section:
    """Return questions for the committee to talk about, which whoever presents can change."""
    keys = ("question_gap", "question_open", "question_own", "question_next")
    points = tuple(Paragraph(say_slide(source, key)) for key in keys)
    return _slide(source, "questions", "spoergsmaal", Bullets(points))


def _theme_slide(source: PaperSource, theme: Row) -> Section:
    """Return one theme: the index of every place in both years."""
    chart, spoken = theme_chart(source, theme["theme"])
    anchor = f"tema-{source.context.file_name_part(theme['theme'])}"
    section = source.section(anchor)
    title = section.title if section else source.context.theme_titles[theme["theme"]]
    return Section(title, f"dias-{anchor}", (chart,), tuple(spoken))
