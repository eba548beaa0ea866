"""The bars of the presentation: an area beside its reference, the gaps, and a theme in every place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from social_balance.figures.source import Row, area_names, rows_by_key, themes_in_order
from social_balance.language.texts import number
from social_balance.language.values_in_words import joined
from social_balance.language.words import phrase
from social_balance.report.document import Chart, Series
from social_balance.report.source import PaperSource


def area_chart(source: PaperSource, area: str) -> Chart:
    """Return the index of every theme in one area beside that of its reference, with their intervals."""
    meta = source.tables.meta
    themes = [row["theme"] for row in themes_in_order(source.tables)]
    index = rows_by_key(source.tables.index, "theme", "area", "year")
    series = [
        _series(name, [index.get((theme, name, meta.until)) for theme in themes])
        for name in dict.fromkeys((area, meta.reference))
    ]
    names = {"area": area, "reference": meta.reference, "until": meta.until}
    titles = tuple(source.context.theme_titles[theme] for theme in themes)
    return _chart(source, "area", titles, series, **names)


def gap_chart(source: PaperSource, areas: Sequence[str]) -> Chart:
    """Return the gap of every theme in some areas in the last year, with their intervals."""
    meta = source.tables.meta
    themes = [row["theme"] for row in themes_in_order(source.tables)]
    rows = source.context.ambition_rows
    series = [
        _series(
            area, [rows[theme, area] for theme in themes], ("gap_until", "gap_until_low", "gap_until_high")
        )
        for area in areas
    ]
    names = {"areas": joined(areas, source.lang), "reference": meta.reference, "until": meta.until}
    titles = tuple(source.context.theme_titles[theme] for theme in themes)
    return _chart(source, "gaps", titles, series, **names)


def theme_chart(source: PaperSource, theme: str) -> tuple[Chart, list[str]]:
    """Return the index of one theme in every place in both years, and its figures as sentences."""
    meta = source.tables.meta
    index = rows_by_key(source.tables.index, "theme", "area", "year")
    places = (*area_names(source.tables), meta.rest, meta.whole)
    years = (meta.since, meta.until)
    series = [_series(str(year), [index.get((theme, place, year)) for place in places]) for year in years]
    names = {"theme": source.context.theme_titles[theme], "since": meta.since, "until": meta.until}
    chart = _chart(source, "theme", places, series, **names, rest=meta.rest, whole=meta.whole)
    spoken = [
        phrase(
            "slides", "theme_spoken", source.lang, place=place, since=meta.since, until=meta.until,
            **{"from": _in_words(source, since), "to": _in_words(source, until)},
        )
        for place, since, until in zip(places, series[0].values, series[1].values, strict=True)
    ]  # fmt: skip
    return chart, spoken


def _chart(
    source: PaperSource, key: str, categories: Iterable[str], series: Sequence[Series], **names: object
) -> Chart:
    """Return a chart with its texts."""
    title = phrase("slides", f"{key}_chart", source.lang, **names)
    alt = phrase("slides", f"{key}_alt", source.lang, **names)
    # One scale for all indexes: lengths are compared from slide to slide.
    scale = None if key == "gaps" else (0.0, 100.0)
    unit = phrase("slides", "unit", source.lang)
    return Chart(title, alt, tuple(categories), tuple(series), unit, scale=scale)


def _series(
    name: str, rows: Sequence[Row | None], columns: tuple[str, str, str] = ("value", "low", "high")
) -> Series:
    """Return the bars of one name: a value, and its limits, for each row."""
    values, low, high = (tuple(_shown_value(row, column) for row in rows) for column in columns)
    return Series(name, values, low, high)


def _shown_value(row: Row | None, column: str) -> float | None:
    """Return a number as it is published, to one decimal, or None."""
    if row is None or row["hidden"] or not math.isfinite(row[column]):
        return None
    # The workbook behind a chart shows its numbers: they are those of the slide, and no others.
    return float(number(row[column], lang="en").replace("−", "-").replace(",", ""))


def _in_words(source: PaperSource, value: float | None) -> str:
    """Return a value of a chart as it is spoken."""
    return phrase("texts", "hidden_short", source.lang) if value is None else number(value, lang=source.lang)
