"""One theme: the index of every area at both ends of the period, with intervals and the verdict beside."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.figures.findings import titled_finding
from social_balance.figures.source import (
    Row,
    area_names,
    rows_by_key,
    subject_of,
)
from social_balance.language.texts import OWN, Lang, Mark, number, say
from social_balance.yearly.status import Status, Tables

_ROW = 0.42
_LEFT = 1.55
_RIGHT = 2.2
_STEP = 5.0  # index points between the ticks
_WIDE = 40.0  # a part this long gets half as many ticks
_LEAST = 25.0  # the axis never shows a shorter part of the scale, so that small changes look small
_APART = 0.13  # the two years stand a little above and below the middle of the row


def plot_theme(
    source: Status | Tables,
    theme: str,
    *,
    ax: Axes | None = None,
    lang: Lang | None = None,
    number: int | None = None,
) -> Axes:
    """Draw the index of one theme in the first and the last year, for areas, rest and municipality.

    Parameters
    ----------
    source : Release or Status
        A release; what is not released is drawn with the mark "INTERN – ikke frigivet".
    theme : str
        The theme's id.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and numbers right of them.
    lang : {"da", "en"}, optional
        Language; that of the release by default.
    number : int, optional
        Number of the figure in a report.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    KeyError
        When there is no such theme; the message names those there are.
    """
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    # Before any axes are made: an unknown theme leaves no empty figure behind.
    heading = title(tables, theme, lang, number)
    shape = layout(tables)
    with style.canvas(ax, shape, released=subject.released, lang=lang) as ax:
        found = _rows_by_area(tables, theme)
        _set_axis(ax, found, _widest_range(tables), lang)
        for place, (area, row) in enumerate(found.items()):
            _draw_dumbbell(ax, place, area, row, tables, lang)
        style.write_heading(ax, shape, heading, _subtitle_text(tables, found, lang))
        style.write_footing(ax, shape, tables, _note_text(found, lang), lang, theme=theme)
    return ax


def title(tables: Tables, theme: str, lang: Lang, number: int | None = None) -> str:
    """Return what the figure shows, with its number when it has one."""
    return style.with_figure_number(titled_finding(tables, theme, lang), lang, number)


def layout(tables: Tables) -> style.Layout:
    """Return the size of the figure: a row of fixed height for each area, the rest and the municipality."""
    rows = len(area_names(tables)) + 2
    return style.Layout(_ROW * rows + 1.82, left=_LEFT, right=_RIGHT, top=0.8, bottom=1.02)


def alt_text(source: Status | Tables, theme: str, lang: Lang | None = None) -> str:
    """Return the figure in one sentence: what is found, and what is drawn."""
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    found = _rows_by_area(tables, theme)
    return f"{title(tables, theme, lang)}. {_subtitle_text(tables, found, lang)}."


def _rows_by_area(tables: Tables, theme: str) -> dict[str, Row]:
    """Return for every area its two index values, its development and the mark of its development."""
    meta = tables.meta
    index = rows_by_key(tables.index[tables.index["theme"] == theme], "area", "year")
    moves = rows_by_key(tables.developments[tables.developments["theme"] == theme], "area")
    rows = {}
    for area in (*area_names(tables), meta.rest, meta.whole):
        since = index.get((area, meta.since))
        until = index.get((area, meta.until))
        move = moves.get((area,), {})
        rows[area] = {"since": since, "until": until, "move": move, **_judge_row(since, until, move)}
    return rows


def _judge_row(since: Row | None, until: Row | None, move: Row) -> Row:
    """Return the mark of a row and whether its development is shown."""
    ends = [end for end in (since, until) if end is not None]
    if any(row["hidden"] for row in (*ends, move) if row):
        return {"mark": OWN["hidden"], "shown": False}
    known = len(ends) == 2 and all(math.isfinite(end["value"]) for end in ends)
    if not (known and move):
        return {"mark": OWN["missing"], "shown": False}
    return {"mark": OWN[move["state"]], "shown": True}


def _set_axis(ax: Axes, rows: dict[str, Row], width: float, lang: Lang) -> None:
    """Set limits, ticks and names; the part of the scale shown is said in words."""
    low, high = _shown_range(rows, width)
    style.remove_frame(ax)
    ax.set_xlim(low, high)
    ax.set_ylim(len(rows) - 0.5, -0.55)
    step = _STEP if high - low <= _WIDE else 2 * _STEP
    first = step * math.ceil(low / step)
    ticks = [first + place * step for place in range(math.floor((high - first) / step) + 1)]
    words = say("theme_axis", lang, low=number(low, 0, lang=lang), high=number(high, 0, lang=lang))
    style.write_scale(ax, ticks, [number(tick, 0, lang=lang) for tick in ticks], words)
    names = [style.wrap_lines(area, 22) for area in rows]
    ax.set_yticks(range(len(rows)), names, fontsize=style.SIZE_TEXT, fontfamily=style.FONT)


def _widest_range(tables: Tables) -> float:
    """Return how much of the scale the theme that needs most of it needs."""
    # Every theme is drawn on as long a part of the scale: lengths are compared from figure to figure.
    ranges = [_shown_range(_rows_by_area(tables, theme), _LEAST) for theme in tables.themes["theme"]]
    return max((high - low for low, high in ranges), default=_LEAST)


def _shown_range(rows: dict[str, Row], width: float) -> tuple[float, float]:
    """Return the part of the scale that holds every value and interval, in whole steps, as wide as asked."""
    ends = [row[end] for row in rows.values() for end in ("since", "until") if row["shown"]]
    known = [end[key] for end in ends for key in ("value", "low", "high") if math.isfinite(end[key])]
    # Nothing to show gets the whole scale, not a guess at a part of it.
    if not known:
        return 0.0, 100.0
    low = max(0.0, _STEP * math.floor((min(known) - 1) / _STEP))
    high = min(100.0, _STEP * math.ceil((max(known) + 1) / _STEP))
    # Widened by whole steps on both sides, and moved back inside the scale of 0 to 100.
    width = max(high - low, min(width, 100.0))
    below = _STEP * math.floor((width - (high - low)) / (2 * _STEP))
    low = min(max(0.0, low - below), 100.0 - width)
    high = low + width
    return low, high


def _draw_dumbbell(ax: Axes, place: int, area: str, row: Row, tables: Tables, lang: Lang) -> None:
    """Draw both years of one area, or say in its row why they are not shown."""
    mark: Mark = row["mark"]
    low, high = ax.get_xlim()
    # The line parts what is followed from what it is compared with.
    if area == tables.meta.rest:
        ax.axhline(place - 0.5, color=style.SOFT, linewidth=0.6, gid="divider")
    if not row["shown"]:
        key = style.word_for_absent(hidden=mark is OWN["hidden"])
        ax.text((low + high) / 2, place, say(key, lang), ha="center", va="center", color=style.SOFT)
        return
    colour = style.PALETTE[mark.tone].line
    since = row["since"]
    until = row["until"]
    ax.plot(
        [since["value"], until["value"]], [place - _APART, place + _APART], color=colour, linewidth=1.4,
        alpha=0.55, zorder=2,
    )  # fmt: skip
    _draw_point(ax, since, place - _APART, colour, "white")
    _draw_point(ax, until, place + _APART, colour, colour)
    # Once is enough: all rows have the same two signs.
    if place == 0:
        _write_year(ax, since["value"], place - _APART, -6, str(tables.meta.since), "bottom")
        _write_year(ax, until["value"], place + _APART, 6, str(tables.meta.until), "top")
    ends = f"{number(since['value'], lang=lang)} → {number(until['value'], lang=lang)}"
    style.side_text(ax, f"{ends}  {_change_in_words(row, lang)}", place - 0.17, 10, color=style.INK)
    style.side_text(ax, mark.symbol, place + 0.17, 15, ha="center", color=colour, fontweight="bold")
    style.side_text(ax, mark.label(lang), place + 0.17, 24, color=colour)


def _draw_point(ax: Axes, end: Row, y: float, edge: str, face: str) -> None:
    """Draw one value with its interval."""
    if math.isfinite(end["low"]) and math.isfinite(end["high"]):
        ax.plot([end["low"], end["high"]], [y, y], color=edge, linewidth=0.9, zorder=1, solid_capstyle="butt")
    ax.plot([end["value"]], [y], marker="o", markersize=5.5, color=edge, markerfacecolor=face, zorder=3)


def _write_year(ax: Axes, x: float, y: float, points: float, words: str, va: str) -> None:
    """Write the year beside its point in the first row."""
    ax.annotate(
        words,
        (x, y),
        (0, -points),
        "data",
        "offset points",
        ha="center",
        va=va,
        fontsize=style.SIZE_SMALL,
        color=style.SOFT,
    )


def _change_in_words(row: Row, lang: Lang) -> str:
    """Return the development with its interval, such as ``+3,1 (0,4 til 5,8)``."""
    move = row["move"]
    size = number(move["development"], signed=True, lang=lang)
    return style.with_interval(size, move["low"], move["high"], lang)


def _has_intervals(rows: dict[str, Row]) -> bool:
    """Say whether any value of the figure has an interval."""
    return any(row["shown"] and math.isfinite(row["until"]["low"]) for row in rows.values())


def _subtitle_text(tables: Tables, rows: dict[str, Row], lang: Lang) -> str:
    """Return scale, years and what the thin lines are."""
    meta = tables.meta
    key = "theme_subtitle" if _has_intervals(rows) else "theme_subtitle_census"
    ci = say("ci_plural", lang, level=number(100 * meta.level, 0, lang=lang))
    return say(key, lang, since=meta.since, until=meta.until, ci=ci)


def _note_text(rows: dict[str, Row], lang: Lang) -> str:
    """Return the note on intervals, or none when there are no intervals."""
    if not _has_intervals(rows):
        return ""
    return say("theme_note", lang)
