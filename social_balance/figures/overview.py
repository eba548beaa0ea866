"""The overview: every theme in every area, with own development, gap and verdict in sign, word and colour."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from social_balance.figures import style
from social_balance.figures.source import (
    Row,
    area_names,
    rows_by_key,
    subject_of,
    theme_title,
    themes_in_order,
)
from social_balance.language.texts import Lang, Mark, marks, say
from social_balance.yearly.status import Status, Tables

# Inches inside the axes.
_THEME_WIDTH = 1.42
_HEADER = 0.42
_ROW = 0.7
_CHIP_HEIGHT = 0.3
_PAD = 0.05


def plot_overview(
    source: Status | Tables, *, ax: Axes | None = None, lang: Lang | None = None, number: int | None = None
) -> Axes:
    """Draw themes by areas: own direction, direction of the gap and the verdict in words.

    Parameters
    ----------
    source : Release or Status
        A release; what is not released is drawn with the mark "INTERN – ikke frigivet".
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise.
    lang : {"da", "en"}, optional
        Language; that of the release by default.
    number : int, optional
        Number of the figure in a report.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.
    """
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    shape = layout(tables)
    with style.canvas(ax, shape, released=subject.released, lang=lang) as ax:
        _draw_matrix(ax, tables, lang)
        style.write_heading(ax, shape, title(tables, lang, number), _subtitle_text(tables, lang))
        style.write_footing(ax, shape, tables, say("overview_note", lang), lang)
    return ax


def title(tables: Tables, lang: Lang, number: int | None = None) -> str:
    """Return the title of the figure, with its number when it has one."""
    return style.with_figure_number(say("overview_title", lang), lang, number)


def layout(tables: Tables) -> style.Layout:
    """Return the size of the figure: a row of fixed height for each theme."""
    return style.Layout(
        _HEADER + _ROW * len(tables.themes) + 1.16, left=0.08, right=0.08, top=0.5, bottom=0.66
    )


def alt_text(source: Status | Tables, lang: Lang | None = None) -> str:
    """Return the figure in words: the verdict for every theme and area."""
    subject = subject_of(source, lang)
    tables = subject.tables
    lang = subject.lang
    found = rows_by_key(tables.ambition, "theme", "area")
    lines = []
    for theme in themes_in_order(tables):
        verdicts = [
            f"{area}: {marks(found[theme['theme'], area]).verdict.label(lang)}" for area in area_names(tables)
        ]
        lines.append(f"{theme_title(tables, theme['theme'], lang)} – {'; '.join(verdicts)}.")
    return f"{title(tables, lang)}. {' '.join(lines)}"


def _subtitle_text(tables: Tables, lang: Lang) -> str:
    """Return the years and what the gap is a gap to."""
    meta = tables.meta
    return say("overview_subtitle", lang, since=meta.since, until=meta.until, reference=meta.reference)


def _draw_matrix(ax: Axes, tables: Tables, lang: Lang) -> None:
    """Draw header and rows in a coordinate system of inches, downwards."""
    areas = area_names(tables)
    themes = themes_in_order(tables)
    # Inches as data: a word then takes the same room whatever the number of themes.
    width = style.WIDTH - 0.16
    column = (width - _THEME_WIDTH) / len(areas)
    style.remove_frame(ax)
    ax.set_xlim(0, width)
    ax.set_ylim(_HEADER + _ROW * len(themes), 0)
    for place, area in enumerate(areas):
        _write_column_head(ax, _THEME_WIDTH + place * column, column, area, lang)
    found = rows_by_key(tables.ambition, "theme", "area")
    for line, theme in enumerate(themes):
        y = _HEADER + line * _ROW
        ax.plot([0, width], [y, y], color=style.GRID, linewidth=0.8, zorder=0)
        words = style.wrap_lines(theme_title(tables, theme["theme"], lang), 20, lines=4)
        ax.text(0, y + _ROW / 2, words, va="center", fontsize=7, fontweight="bold")
        for place, area in enumerate(areas):
            _draw_cell(ax, _THEME_WIDTH + place * column, y, column, found[theme["theme"], area], lang)


def _write_column_head(ax: Axes, x: float, width: float, area: str, lang: Lang) -> None:
    """Write the name of the area above its two half columns."""
    half = width / 2
    ax.text(
        x + _PAD, 0.1, textwrap.shorten(area, 28, placeholder=" …"), va="center", fontsize=style.SIZE_TEXT,
        fontweight="bold",
    )  # fmt: skip
    for start, key in ((x, "own_column"), (x + half, "gap_column")):
        ax.text(start + _PAD, 0.29, say(key, lang), va="center", fontsize=style.SIZE_SMALL, color=style.SOFT)


def _draw_cell(ax: Axes, x: float, y: float, width: float, row: Row, lang: Lang) -> None:
    """Draw the two halves of a cell and the verdict below them."""
    shown = marks(row)
    half = (width - 3 * _PAD) / 2
    _draw_chip(ax, x + _PAD, y + 0.07, half, shown.own, lang)
    _draw_chip(ax, x + 2 * _PAD + half, y + 0.07, half, shown.gap, lang)
    words = style.wrap_lines(shown.verdict.label(lang), 33)
    ax.text(
        x + _PAD, y + 0.07 + _CHIP_HEIGHT + 0.045, words, va="top", fontsize=style.SIZE_SMALL,
        color=style.INK, linespacing=1.2,
    )  # fmt: skip


def _draw_chip(ax: Axes, x: float, y: float, width: float, mark: Mark, lang: Lang) -> None:
    """Draw one coloured field with its sign and its word."""
    colours = style.PALETTE[mark.tone]
    ax.add_patch(
        FancyBboxPatch(
# A dashed edge: what cannot be said is told from what is said without colour too.
            (x, y), width, _CHIP_HEIGHT, boxstyle="round,pad=0,rounding_size=0.04", facecolor=colours.fill,
            edgecolor=colours.line, linewidth=0.6, linestyle="--" if mark.tone == "open" else "-",
        )
    )  # fmt: skip
    middle = y + _CHIP_HEIGHT / 2
    ax.text(x + 0.13, middle, mark.symbol, ha="center", va="center", fontsize=8, color=colours.ink)
    words = style.wrap_lines(mark.label(lang), 12)
    ax.text(
        x + 0.25, middle, words, va="center", fontsize=style.SIZE_SMALL, color=colours.ink, linespacing=1.05
    )
