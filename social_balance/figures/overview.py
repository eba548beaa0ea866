"""The overview: every theme in every area, with own development and gap in sign, word and colour."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from social_balance.figures import style
from social_balance.figures.findings import overall_finding
from social_balance.figures.source import (
    Row,
    area_names,
    rows_by_key,
    subject_of,
    theme_title,
    themes_in_order,
)
from social_balance.language.texts import GAP, OWN, Lang, Mark, heading, marks, say
from social_balance.yearly.status import Status, Tables

# Inches inside the axes.
_THEME_WIDTH = 1.5
_WIDEST = 2.1  # of an area's column: a single area does not fill the page
_HEADER = 0.36
_ROW = 0.56
_SIGNS_HEADER = 1.42  # names of areas stand upright over their signs
_SIGNS_ROW = 0.36
_CHIP_HEIGHT = 0.22
_PAD = 0.03
_KEY_LINE = 0.2
_KEY_COLUMNS = 3
# So many areas have room for words in their columns; more have signs, and a key below.
_MOST_IN_WORDS = 3


def plot_overview(
    source: Status | Tables, *, ax: Axes | None = None, lang: Lang | None = None, number: int | None = None
) -> Axes:
    """Draw themes by areas: own direction and direction of the gap, in words or, with many areas, in signs.

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
        if _in_words(tables):
            _draw_words(ax, tables, lang)
        else:
            _draw_signs(ax, tables, lang)
        style.write_heading(ax, shape, title(tables, lang, number), _subtitle_text(tables, lang))
        style.write_footing(ax, shape, tables, say("overview_note", lang), lang)
    return ax


def title(tables: Tables, lang: Lang, number: int | None = None) -> str:
    """Return what the figure shows, with its number when it has one."""
    return style.with_figure_number(heading(overall_finding(tables, lang)), lang, number)


def layout(tables: Tables) -> style.Layout:
    """Return the size of the figure: a row of fixed height for each theme, and the key of the signs."""
    return style.Layout(_depth(tables) + 1.4, left=0.08, right=0.08, top=0.66, bottom=0.74)


def alt_text(source: Status | Tables, lang: Lang | None = None) -> str:
    """Return the figure in one sentence: what is found, of what."""
    subject = subject_of(source, lang)
    finding = title(subject.tables, subject.lang)
    return f"{finding}. {_subtitle_text(subject.tables, subject.lang)}."


def _in_words(tables: Tables) -> bool:
    """Say whether there is room for words in the columns of the areas."""
    return len(area_names(tables)) <= _MOST_IN_WORDS


def _depth(tables: Tables) -> float:
    """Return the height of the axes in inches."""
    themes = len(tables.themes)
    if _in_words(tables):
        return _HEADER + _ROW * themes
    return _SIGNS_HEADER + _SIGNS_ROW * themes + _KEY_LINE * (_key_lines() + 1)


def _key_lines() -> int:
    """Return the lines of the key: every sign there is, so that its size does not hang on the figures."""
    return -(-len(_signs()) // _KEY_COLUMNS)


def _signs() -> list[Mark]:
    """Return every sign of a development and of a gap, each once."""
    by_sign: dict[tuple[str, str], Mark] = {}
    for mark in (*OWN.values(), *GAP.values()):
        # "Unchanged", "not shown" and their like have one sign for both halves.
        by_sign.setdefault((mark.symbol, mark.tone), mark)
    return list(by_sign.values())


def _subtitle_text(tables: Tables, lang: Lang) -> str:
    """Return the years, what the gap is a gap to, and which field is which."""
    meta = tables.meta
    key = "overview_subtitle" if _in_words(tables) else "overview_subtitle_signs"
    return say(key, lang, since=meta.since, until=meta.until, reference=meta.reference)


def _set_frame(ax: Axes, tables: Tables) -> float:
    """Set a coordinate system of inches, downwards, and return the width of an area's column."""
    # Inches as data: a word then takes the same room whatever the number of themes.
    width = style.WIDTH - 0.16
    style.remove_frame(ax)
    ax.set_xlim(0, width)
    ax.set_ylim(_depth(tables), 0)
    return min((width - _THEME_WIDTH) / len(area_names(tables)), _WIDEST)


def _draw_words(ax: Axes, tables: Tables, lang: Lang) -> None:
    """Draw two fields with sign and word, one above the other, for each theme and area."""
    column = _set_frame(ax, tables)
    for place, area in enumerate(area_names(tables)):
        words = style.wrap_lines(area, int(column / 0.082), lines=2)
        ax.text(
            _THEME_WIDTH + place * column + _PAD, _HEADER - 0.05, words, va="bottom",
            fontsize=style.SIZE_TEXT, fontweight="bold", linespacing=1.05,
        )  # fmt: skip
    for y, theme, rows in _rows_by_theme(tables, _HEADER, _ROW):
        _write_theme(ax, y, _ROW, theme_title(tables, theme, lang), column * len(rows))
        for place, row in enumerate(rows):
            x = _THEME_WIDTH + place * column + _PAD
            shown = marks(row)
            _draw_chip(ax, (x, y + _PAD), column - 2 * _PAD, shown.own, shown.own.label(lang))
            _draw_chip(
                ax, (x, y + _CHIP_HEIGHT + 2 * _PAD), column - 2 * _PAD, shown.gap, _gap_words(row, lang)
            )


def _gap_words(row: Row, lang: Lang) -> str:
    """Return the word for what became of a gap, naming the gap where it could be of either half."""
    mark = marks(row).gap
    word = mark.label(lang)
    # Under one another "cannot be decided" twice would not say which is which.
    if mark.code in OWN and word == OWN[mark.code].label(lang):
        return say("overview_gap_word", lang, word=word)
    return word


def _draw_signs(ax: Axes, tables: Tables, lang: Lang) -> None:
    """Draw two fields with signs side by side for each theme and area, and the key below."""
    column = _set_frame(ax, tables)
    for place, area in enumerate(area_names(tables)):
        ax.text(
            _THEME_WIDTH + (place + 0.5) * column, _SIGNS_HEADER - 0.06, style.wrap_lines(area, 19, lines=2),
            rotation=90, ha="center", va="bottom", fontsize=style.SIZE_TEXT, fontweight="bold",
            linespacing=1.05,
        )  # fmt: skip
    half = min((column - 3 * _PAD) / 2, 0.3)
    for y, theme, rows in _rows_by_theme(tables, _SIGNS_HEADER, _SIGNS_ROW):
        _write_theme(ax, y, _SIGNS_ROW, theme_title(tables, theme, lang), column * len(rows))
        for place, row in enumerate(rows):
            middle = _THEME_WIDTH + (place + 0.5) * column
            shown = marks(row)
            _draw_chip(ax, (middle - half - _PAD / 2, y + 0.07), half, shown.own, "")
            _draw_chip(ax, (middle + _PAD / 2, y + 0.07), half, shown.gap, "")
    _draw_key(ax, _SIGNS_HEADER + _SIGNS_ROW * len(tables.themes) + _KEY_LINE, lang)


def _draw_key(ax: Axes, top: float, lang: Lang) -> None:
    """Write what every sign means, in columns."""
    lines = _key_lines()
    width = (style.WIDTH - 0.16) / _KEY_COLUMNS
    for place, mark in enumerate(_signs()):
        x = width * (place // lines)
        y = top + _KEY_LINE * (place % lines)
        ax.text(x + 0.15, y, mark.symbol, ha="center", va="center", color=style.PALETTE[mark.tone].line)
        words = mark.label(lang)
        ax.text(x + 0.34, y, words, va="center", fontsize=style.SIZE_SMALL, color=style.SOFT, gid="key")


def _rows_by_theme(tables: Tables, top: float, height: float) -> list[tuple[float, str, list[Row]]]:
    """Return the place of every theme with its rows in the order of the areas."""
    found = rows_by_key(tables.ambition, "theme", "area")
    return [
        (top + line * height, theme["theme"], [found[theme["theme"], area] for area in area_names(tables)])
        for line, theme in enumerate(themes_in_order(tables))
    ]


def _write_theme(ax: Axes, y: float, height: float, title: str, width: float) -> None:
    """Write the title of a theme before its fields, with a line above."""
    ax.plot([0, _THEME_WIDTH + width], [y, y], color=style.GRID, linewidth=0.8, zorder=0)
    words = style.wrap_lines(title, 20, lines=3 if height > _SIGNS_ROW else 2)
    ax.text(
        0, y + height / 2, words, va="center", fontsize=style.SIZE_TEXT, fontweight="bold", linespacing=1.05
    )


def _draw_chip(ax: Axes, corner: tuple[float, float], width: float, mark: Mark, words: str) -> None:
    """Draw one coloured field with its sign, and its word where there is room for one."""
    colours = style.PALETTE[mark.tone]
    ax.add_patch(
        FancyBboxPatch(
            # A dashed edge: what cannot be said is told from what is said without colour too.
            corner, width, _CHIP_HEIGHT, boxstyle="round,pad=0,rounding_size=0.04", facecolor=colours.fill,
            edgecolor=colours.line, linewidth=0.6, linestyle="--" if mark.tone == "open" else "-",
        )
    )  # fmt: skip
    x, y = corner
    middle = y + _CHIP_HEIGHT / 2
    at = x + (0.1 if words else width / 2)
    ax.text(at, middle, mark.symbol, ha="center", va="center", fontsize=style.SIZE_TEXT, color=colours.ink)
    if words:
        ax.text(x + 0.19, middle, words, va="center", fontsize=style.SIZE_SMALL, color=colours.ink)
