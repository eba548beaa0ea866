"""The gaps: how far every area was and is from the reference in every theme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.figures.findings import gaps_finding
from social_balance.figures.source import (
    Row,
    area_names,
    rows_by_key,
    subject_of,
    theme_title,
    themes_in_order,
)
from social_balance.language.texts import Lang, Mark, marks, number, say
from social_balance.yearly.status import Status, Tables

_ROW = 0.19
_HEAD = 0.24
_TALLEST = 9.5  # inches: with its heading the figure stands on one page
_MARGINS = 2.13
_LEFT = 1.75
_RIGHT = 2.62
_STEPS = (5.0, 10.0, 20.0)  # index points between the ticks: the first that gives few enough


def plot_gaps(
    source: Status | Tables,
    *,
    themes: Sequence[str] | None = None,
    ax: Axes | None = None,
    lang: Lang | None = None,
    number: int | None = None,
) -> Axes:
    """Draw for every theme and area the gap to the reference in the first and the last year.

    Parameters
    ----------
    source : Release or Status
        A release; what is not released is drawn with the mark "INTERN – ikke frigivet".
    themes : Sequence of str, optional
        Ids of the themes to draw, on the scale of all; every theme by default.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and numbers right of them.
    lang : {"da", "en"}, optional
        Language; that of the release by default.
    number : int, optional
        Number of the figure in a report.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; the x axis is the gap in index points, positive when the area is behind.
    """
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    shape = layout(tables, themes)
    with style.canvas(ax, shape, released=subject.released, lang=lang) as ax:
        lines, depth = _place_rows(tables, themes)
        _set_axis(ax, tables, depth, lang)
        for y, theme, row in lines:
            if row is None:
                _write_theme_head(ax, y, theme_title(tables, theme, lang))
            else:
                _draw_gap(ax, y, row, lang)
        heading = title(tables, lang, number, themes=themes)
        style.write_heading(ax, shape, heading, _subtitle_text(tables, lang))
        style.write_footing(ax, shape, tables, say("gaps_note", lang, since=tables.meta.since), lang)
    return ax


def title(
    tables: Tables, lang: Lang, number: int | None = None, *, themes: Sequence[str] | None = None
) -> str:
    """Return what the figure shows, with its number when it has one, and which part of the figure it is."""
    words = gaps_finding(tables, lang)
    parts = themes_by_page(tables)
    if themes is not None and tuple(themes) in parts and len(parts) > 1:
        words += say("figure_part", lang, part=parts.index(tuple(themes)) + 1, parts=len(parts))
    return style.with_figure_number(words, lang, number)


def layout(tables: Tables, themes: Sequence[str] | None = None) -> style.Layout:
    """Return the size of the figure: a heading for each theme and a row for each of its areas."""
    count = len(tables.themes) if themes is None else len(themes)
    inside = count * _theme_height(tables)
    return style.Layout(inside + _MARGINS, left=_LEFT, right=_RIGHT, top=0.95, bottom=_MARGINS - 0.95)


def themes_by_page(tables: Tables) -> list[tuple[str, ...]]:
    """Return the themes in as few figures as stand on a page each, equally many in each."""
    ids = [theme["theme"] for theme in themes_in_order(tables)]
    most = max(1, int((_TALLEST - _MARGINS) / _theme_height(tables)))
    pages = -(-len(ids) // most)
    size = -(-len(ids) // max(pages, 1))
    return [tuple(ids[start : start + size]) for start in range(0, len(ids), size)] if ids else []


def _theme_height(tables: Tables) -> float:
    return _HEAD + _ROW * len(area_names(tables))


def alt_text(
    source: Status | Tables, lang: Lang | None = None, *, themes: Sequence[str] | None = None
) -> str:
    """Return the figure in one sentence: what is found, and what is drawn."""
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    return f"{title(tables, lang, themes=themes)}. {_quantity_words(tables, lang)}."


def _has_both_gaps(row: Row) -> bool:
    """Say whether both gaps of a row can be shown."""
    return not row["hidden"] and math.isfinite(row["gap_since"]) and math.isfinite(row["gap_until"])


def _place_rows(
    tables: Tables, themes: Sequence[str] | None
) -> tuple[list[tuple[float, str, Row | None]], float]:
    """Return the height of every theme heading (no row) and every area below it, and the depth of all."""
    found = rows_by_key(tables.ambition, "theme", "area")
    lines: list[tuple[float, str, Row | None]] = []
    y = 0.0
    wanted = [theme for theme in themes_in_order(tables) if themes is None or theme["theme"] in themes]
    for theme in wanted:
        lines.append((y + _HEAD / 2, theme["theme"], None))
        y += _HEAD
        for area in area_names(tables):
            lines.append((y + _ROW / 2 - 0.02, theme["theme"], found[theme["theme"], area]))
            y += _ROW
    return lines, y


def _set_axis(ax: Axes, tables: Tables, depth: float, lang: Lang) -> None:
    """Set limits and ticks; zero is where the area is level with the reference."""
    low, high = _gap_range(tables)
    # Nine steps are as many numbers as fit below the narrowest axes.
    step = next((step for step in _STEPS if (high - low) / step <= 9), _STEPS[-1])
    low = step * math.floor(low / step)
    high = step * math.ceil(high / step)
    style.remove_frame(ax)
    ax.set_xlim(low, high)
    ax.set_ylim(depth, 0)
    ticks = [low + place * step for place in range(round((high - low) / step) + 1)]
    style.write_scale(ax, ticks, [number(tick, 0, lang=lang) for tick in ticks], say("gaps_axis", lang))
    ax.axvline(0, color=style.SOFT, linewidth=0.9, zorder=1, gid="level")
    _write_side_of_zero(ax, f"{say('area_below', lang)} →", "left", 5)
    if low < 0:
        _write_side_of_zero(ax, f"← {say('area_above', lang)}", "right", -5)


def _write_side_of_zero(ax: Axes, words: str, ha: Literal["left", "right"], points: float) -> None:
    """Write over the axes what it means to stand on one side of zero."""
    ax.annotate(
        words, (0, 1), (points, 4), ("data", "axes fraction"), "offset points", ha=ha, va="bottom",
        fontsize=style.SIZE_SMALL, color=style.SOFT, annotation_clip=False,
    )  # fmt: skip


def _gap_range(tables: Tables) -> tuple[float, float]:
    """Return the least and the greatest gap drawn, with room for the words on each side of zero in use."""
    # Zero is always in the picture: without it nobody sees which side is ahead.
    drawn = [0.0]
    for row in rows_by_key(tables.ambition, "theme", "area").values():
        if _has_both_gaps(row):
            reach = [limit for limit in _narrowing_interval(row) if math.isfinite(limit)]
            drawn += [row["gap_since"], row["gap_until"], *reach]
    low = min(drawn)
    high = max(drawn) + 0.5
    least = 0.36 * (high - low)
    # Nobody is ahead of the reference: no room is spent on that side.
    if low >= 0:
        return 0.0, max(high, least)
    return min(low, -least), max(high, least)


def _narrowing_interval(row: Row) -> tuple[float, float]:
    """Return the interval of the narrowing, laid out from the gap of the first year."""
    return row["gap_since"] - row["narrowing_high"], row["gap_since"] - row["narrowing_low"]


def _write_theme_head(ax: Axes, y: float, title: str) -> None:
    """Write the title of a theme over its areas, with a line above."""
    ax.annotate(
        style.wrap_lines(title, 60, 1), (0, y), (-72 * _LEFT + 4, 0), ("axes fraction", "data"),
        "offset points", va="center", fontsize=style.SIZE_TEXT, fontweight="bold", annotation_clip=False,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )  # fmt: skip
    ax.axhline(y - _HEAD / 2, color=style.GRID, linewidth=0.6, zorder=0)


def _draw_gap(ax: Axes, y: float, row: Row, lang: Lang) -> None:
    """Draw both gaps of one area, or say why they are not shown."""
    mark: Mark = marks(row).gap
    colour = style.PALETTE[mark.tone].line
    ax.annotate(
        style.wrap_lines(row["area"], 25, 1), (0, y), (-72 * _LEFT + 14, 0), ("axes fraction", "data"),
        "offset points", va="center", fontsize=style.SIZE_TEXT, annotation_clip=False,
    )  # fmt: skip
    if not _has_both_gaps(row):
        style.side_text(ax, say(style.word_for_absent(hidden=row["hidden"]), lang), y, 10, color=style.SOFT)
        return
    since = row["gap_since"]
    until = row["gap_until"]
    low, high = _narrowing_interval(row)
    # A full count has no interval, and no line of length 0 in its place.
    if math.isfinite(low) and math.isfinite(high):
        ax.plot([low, high], [y, y], color=colour, linewidth=0.8, zorder=2)
    ax.plot([since, until], [y, y], color=colour, linewidth=2.6, alpha=0.35, zorder=2, solid_capstyle="butt")
    ax.plot([since], [y], marker="o", markersize=4.6, color=colour, markerfacecolor="white", zorder=3)
    ax.plot([until], [y], marker="o", markersize=4.6, color=colour, zorder=4)
    style.side_text(ax, mark.symbol, y, 15, ha="center", color=colour)
    style.side_text(ax, f"{mark.label(lang)} {_change_in_words(row, lang)}", y, 24, color=colour)


def _change_in_words(row: Row, lang: Lang) -> str:
    """Return how much the gap has changed with its interval; less is a minus."""
    size = number(-row["narrowing"], signed=True, lang=lang)
    # The change of the gap is minus the narrowing, so the limits change places.
    return style.with_interval(size, -row["narrowing_high"], -row["narrowing_low"], lang)


def _subtitle_text(tables: Tables, lang: Lang) -> str:
    """Return what the circles and lines are."""
    meta = tables.meta
    ci = say("ci", lang, level=number(100 * meta.level, 0, lang=lang))
    signs = say("gaps_subtitle", lang, since=meta.since, until=meta.until, ci=ci)
    return f"{_quantity_words(tables, lang)}\n{signs}"


def _quantity_words(tables: Tables, lang: Lang) -> str:
    """Return what is drawn, and in which unit."""
    meta = tables.meta
    return say(
        "gaps_title", lang, reference=meta.reference, since=meta.since, until=meta.until,
        unit=say("index_points", lang),
    )  # fmt: skip
