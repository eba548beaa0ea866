"""The common look of the figures: colours, font, fixed margins, titles, notes and files of stable bytes."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from social_balance.language.texts import Lang, interval, say
from social_balance.showing.palette import PALETTE as PALETTE  # figures ask their style for a colour
from social_balance.yearly.status import Tables

# Matplotlib brings this font along, so a figure that was looked at once looks the same on every machine.
FONT = "DejaVu Sans"
WIDTH = 6.7  # inches: the text width of an A4 page, so sizes in points are true when printed
PNG_DPI = 200
SVG_DPI = 72  # a file of points: 72 an inch, so that a point in the file is a point on paper
SIZE_TITLE = 9.5
SIZE_TEXT = 8.0
SIZE_SMALL = 8.0  # the least that is read in print; what is less important is paler
INK = "#1f2428"
SOFT = "#55606a"
GRID = "#dfe3e6"
TITLE_CHARACTERS = 74  # a line
TITLE_LINES = 2
NOTE_CHARACTERS = 104
TITLE_BAND = 20.0  # points at the top that hold a title of one line and nothing else
TITLE_LINE = 12.5  # points that a second line takes

# No text is read as mathematics: a dollar sign in a name of an area is a dollar sign.
_BUILD: Any = {
    "font.family": [FONT], "font.size": SIZE_TEXT, "text.color": INK, "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT, "axes.linewidth": 0.6, "xtick.color": SOFT, "ytick.color": INK,
    "axes.unicode_minus": True, "hatch.linewidth": 0.5, "text.usetex": False, "text.parse_math": False,
    "path.sketch": None, "figure.facecolor": "white", "axes.facecolor": "white", "axes.axisbelow": True,
}  # fmt: skip
# A salt of our own: without it the ids in the file, and so its bytes, differ from run to run.
_WRITE: Any = {"svg.fonttype": "none", "svg.hashsalt": "social-balance", "svg.image_inline": True}


@dataclass(frozen=True)
class Layout:
    """Height of a figure and its margins in inches; the width is that of the page."""

    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Place of the axes as fractions of the figure."""
        across = (WIDTH - self.left - self.right) / WIDTH
        up = (self.height - self.top - self.bottom) / self.height
        return self.left / WIDTH, self.bottom / self.height, across, up


def building() -> AbstractContextManager[None]:
    """Return a context in which artists get the look of the figures, whatever the user has set."""
    return mpl.rc_context(_BUILD)


def page_axes(layout: Layout) -> Axes:
    """Return axes on a figure of its own that no window or notebook knows of."""
    with building():
        figure = Figure(figsize=(WIDTH, layout.height))
        FigureCanvasAgg(figure)
        return figure.add_axes(layout.rectangle)


def shown_axes(layout: Layout) -> Axes:
    """Return axes on a pyplot figure, which a notebook shows once at the end of the cell."""
    from matplotlib import pyplot as plt

    # Not inside `building`: the first figure loads the notebook's backend, which turns interaction on, and
    # the context would turn it off again when it closes, so that no later figure would be shown.
    figure = plt.figure(figsize=(WIDTH, layout.height), facecolor="white")
    with building():
        return figure.add_axes(layout.rectangle)


@contextmanager
def canvas(ax: Axes | None, layout: Layout, *, released: bool, lang: Lang) -> Iterator[Axes]:
    """Give the axes that a figure is drawn on, in the look of the figures.

    Parameters
    ----------
    ax : matplotlib.axes.Axes, optional
        What the user handed to the figure; a pyplot figure of the right size otherwise.
    layout : Layout
        The size of the figure.
    released : bool
        Whether the numbers may be published: what may not gets its mark when the rest is drawn.
    lang : {"da", "en"}
        Language of the mark.

    Yields
    ------
    matplotlib.axes.Axes
        The axes.
    """
    if ax is None:
        ax = shown_axes(layout)
    with building():
        yield ax
        # Last, so that the mark lies over everything and no figure can forget it.
        if not released:
            mark_internal(ax, lang)


def write_heading(ax: Axes, layout: Layout, title: str, subtitle: str) -> None:
    """Write title and subtitle above the axes, from the left edge of the figure."""
    left = -72 * layout.left + 4
    top = {"va": "top", "gid": "title", "fontsize": SIZE_TITLE, "color": INK, "fontweight": "bold"}
    lines = wrap_lines(title, TITLE_CHARACTERS, TITLE_LINES)
    _write_at_corner(ax, lines, (0, 1), (left, 72 * layout.top - 8), **top)
    second = {"va": "top", "gid": "subtitle", "fontsize": SIZE_TEXT, "color": SOFT}
    _write_at_corner(ax, subtitle, (0, 1), (left, 72 * layout.top - title_band(title) - 3), **second)


def title_band(title: str) -> float:
    """Return the points at the top of a figure that hold its title and nothing else.

    Examples
    --------
    >>> title_band("Short"), title_band("A finding " * 9)
    (20.0, 32.5)
    """
    lines = wrap_lines(title, TITLE_CHARACTERS, TITLE_LINES).count("\n")
    return TITLE_BAND + TITLE_LINE * lines


def write_footing(
    ax: Axes, layout: Layout, tables: Tables, note: str, lang: Lang, *, theme: str | None = None
) -> None:
    """Write note and sources below the axes, and that the data are invented when they are."""
    words = source_line(tables, lang, theme=theme)
    write_note_below(ax, layout, note, wrap_lines(words, NOTE_CHARACTERS), lang)


def write_note_below(ax: Axes, layout: Layout, note: str, last: str, lang: Lang) -> None:
    """Write a note below the axes and a last line under it."""
    lines: list[str] = []
    # Without a note there is no "Note:" either; the last line stands alone.
    if note:
        lines += textwrap.wrap(f"{say('note', lang)}: {note}", NOTE_CHARACTERS)
    if last:
        lines.append(last)
    left = -72 * layout.left + 4
    look = {"va": "bottom", "fontsize": SIZE_SMALL, "color": SOFT}
    below = _write_at_corner(ax, "\n".join(lines), (0, 0), (left, -72 * layout.bottom + 6), **look)
    below.set_gid("note")
    below.set_linespacing(1.35)


def source_line(tables: Tables, lang: Lang, *, theme: str | None = None) -> str:
    """Return the line that names the sources of what is drawn, after a warning when the data are invented."""
    names = sources_of(tables, theme)
    # First, so that a line that is cut off still warns.
    parts = [say("invented", lang)] if tables.meta.invented else []
    if names:
        parts.append(f"{say('source', lang)}: {'; '.join(names)}")
    return "".join(f"{part}. " for part in parts).strip()


def sources_of(tables: Tables, theme: str | None) -> tuple[str, ...]:
    """Return the sources of a theme's own figures where they are named by kind, else all there are."""
    if theme is None:
        return tables.meta.sources
    indicators = tables.indicators
    kinds = set(indicators.loc[indicators["theme"] == theme, "source"])
    return tables.meta.provenance.sources_of(kinds) or tables.meta.sources


def mark_internal(ax: Axes, lang: Lang) -> None:
    """Draw the mark of an unreleased result across the axes."""
    # Across the middle and half clear: it cannot be cut away, and the figure can still be read.
    ax.text(
        0.5, 0.5, say("internal", lang), transform=ax.transAxes, rotation=24, ha="center", va="center",
        fontsize=30, fontweight="bold", color="#9c3f0a", alpha=0.32, zorder=20, gid="internal",
    )  # fmt: skip


def remove_frame(ax: Axes) -> None:
    """Take away the frame and the ticks of the axes."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axisbelow(True)
    for side in ax.spines.values():
        side.set_visible(False)


def write_scale(ax: Axes, ticks: list[float], names: list[str], words: str) -> None:
    """Write a quiet scale below the axes with light lines up through them."""
    ax.set_xticks(ticks, names, fontsize=SIZE_SMALL, color=SOFT, fontfamily=FONT)
    ax.tick_params(length=0, pad=3)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.set_xlabel(words, fontsize=SIZE_SMALL, color=SOFT, fontfamily=FONT, labelpad=3)


def side_text(ax: Axes, text: str, y: float, points: float, **look: Any) -> None:
    """Write beside the axes at height y of the data, a number of points from the right edge."""
    look = {"va": "center", "fontsize": SIZE_TEXT, **look}
    ax.annotate(
        text, (1, y), (points, 0), ("axes fraction", "data"), "offset points", annotation_clip=False, **look
    )


def svg_bytes(ax: Axes, title: str) -> bytes:
    """Return the figure as SVG: letters as text, no date, the same bytes every time."""
    metadata = {"Title": title, "Date": None, "Creator": None, "Format": None, "Type": None}
    drawn = _figure_bytes(ax, "svg", metadata, dpi=SVG_DPI)
    # Told here and not to Matplotlib, which looks for every family that it is told of. Verdana is as wide.
    return drawn.replace(f"'{FONT}'".encode(), f"'{FONT}', Verdana, sans-serif".encode())


def png_bytes(ax: Axes) -> bytes:
    """Return the figure as PNG without date and program name."""
    return _figure_bytes(ax, "png", {"Software": None}, dpi=PNG_DPI, pil_kwargs={"compress_level": 4})


def _figure_bytes(ax: Axes, kind: str, metadata: dict[str, Any], **more: Any) -> bytes:
    """Return the bytes of a figure file."""
    figure = ax.figure.get_figure(root=True)
    # Never `bbox_inches="tight"`: it doubles the time, and the size would hang on the texts.
    stream = io.BytesIO()
    with mpl.rc_context(_WRITE):
        figure.savefig(stream, format=kind, metadata=metadata, **more)
    return stream.getvalue()


def _write_at_corner(
    ax: Axes, text: str, corner: tuple[float, float], offset: tuple[float, float], **look: Any
) -> Any:
    """Write at an offset in points from a corner of the axes."""
    return ax.annotate(
        text, corner, offset, "axes fraction", "offset points", annotation_clip=False, ha="left", **look
    )


def with_figure_number(title: str, lang: Lang, number: int | None) -> str:
    """Return a title as ``Figur 1. …``, or alone when the figure stands by itself."""
    if number is None:
        return title
    return f"{say('figure', lang)} {number}. {title}"


def with_interval(size: str, low: float, high: float, lang: Lang) -> str:
    """Return a number in words with its interval in brackets, such as ``+3,1 (0,4 til 5,8)``."""
    limits = interval(low, high, lang=lang)
    # A full count under the census model has no interval, and no empty brackets.
    if not limits:
        return size
    return f"{size} ({limits})"


def word_for_absent(*, hidden: bool) -> str:
    """Return the key of the word that stands where a number is not: not shown, or not there at all."""
    # Two words, never one: what is hidden is known to someone, what is missing to nobody.
    if hidden:
        return "hidden"
    return "missing"


def wrap_lines(text: str, characters: int, lines: int = 2) -> str:
    """Return a text broken into at most a few lines, shortened with a sign when it is longer."""
    return "\n".join(textwrap.wrap(text, characters, max_lines=lines, placeholder=" …"))
