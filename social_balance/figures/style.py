"""The common look of the figures: colours, font, fixed margins, titles, notes and files of stable bytes."""

from __future__ import annotations

import io
import textwrap
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from social_balance.language.texts import Lang, say
from social_balance.yearly.status import Tables

# Matplotlib brings this font along, so a figure that was looked at once looks the same on every machine.
FONT = "DejaVu Sans"
WIDTH = 6.7  # inches: the text width of an A4 page, so sizes in points are true when printed
PNG_DPI = 200
SIZE_TITLE, SIZE_TEXT, SIZE_SMALL = 9.5, 7.5, 6.5
INK, SOFT, GRID = "#1f2428", "#55606a", "#dfe3e6"
TITLE_CHARACTERS, NOTE_CHARACTERS = 78, 128
TITLE_BAND = 20.0  # points at the top that hold the title and nothing else

_BUILD: Any = {
    "font.family": [FONT], "font.size": SIZE_TEXT, "text.color": INK, "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT, "axes.linewidth": 0.6, "xtick.color": SOFT, "ytick.color": INK,
    "axes.unicode_minus": True, "hatch.linewidth": 0.5, "text.usetex": False, "text.parse_math": False,
    "path.sketch": None, "figure.facecolor": "white", "axes.facecolor": "white", "axes.axisbelow": True,
}  # fmt: skip
_WRITE: Any = {"svg.fonttype": "path", "svg.hashsalt": "social-balance", "svg.image_inline": True}


@dataclass(frozen=True)
class Colours:
    """The colours of one tone: a filled field, the ink on it, and a line or text on white."""

    fill: str
    ink: str
    line: str


# Blue and orange can be told apart with every common colour-vision deficiency; sign and word say it too.
PALETTE: dict[str, Colours] = {
    "good": Colours("#12507b", "#ffffff", "#12507b"),
    "good_light": Colours("#cbe1f1", "#0d3858", "#2a6f9f"),
    "even": Colours("#e6e7e3", "#2b2f31", "#4a5055"),
    "bad_light": Colours("#fadbc2", "#652a06", "#a8501a"),
    "bad": Colours("#9c3f0a", "#ffffff", "#9c3f0a"),
    "mixed": Colours("#e7e0f0", "#3c2a5c", "#5b4486"),
    "open": Colours("#ffffff", "#3a4046", "#5f676e"),
    "none": Colours("#f4f4f2", "#565c61", "#6a7177"),
    "hidden": Colours("#f4f4f2", "#565c61", "#6a7177"),
}


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


def heading(ax: Axes, layout: Layout, title: str, subtitle: str) -> None:
    """Write title and subtitle above the axes, from the left edge of the figure."""
    left = -72 * layout.left + 4
    title = textwrap.shorten(title, TITLE_CHARACTERS, placeholder=" …")
    _beside(ax, title, (0, 1), (left, 72 * layout.top - 8), "top", SIZE_TITLE, INK, "bold").set_gid("title")
    _beside(ax, subtitle, (0, 1), (left, 72 * layout.top - 23), "top", SIZE_TEXT, SOFT).set_gid("subtitle")


def footing(ax: Axes, layout: Layout, tables: Tables, note: str, lang: Lang) -> None:
    """Write note and source below the axes, and that the data are invented when they are."""
    under(ax, layout, note, wrapped(source_line(tables, lang), NOTE_CHARACTERS), lang)


def under(ax: Axes, layout: Layout, note: str, last: str, lang: Lang) -> None:
    """Write a note below the axes and a last line under it."""
    lines = textwrap.wrap(f"{say('note', lang)}: {note}", NOTE_CHARACTERS) if note else []
    lines += [last] if last else []
    left = -72 * layout.left + 4
    below = _beside(ax, "\n".join(lines), (0, 0), (left, -72 * layout.bottom + 6), "bottom", SIZE_SMALL, SOFT)
    below.set_gid("note")
    below.set_linespacing(1.35)


def source_line(tables: Tables, lang: Lang) -> str:
    """Return the line that names the sources, after a warning when the data are invented."""
    sources = f"{say('source', lang)}: {'; '.join(tables.meta.sources)}."
    return f"{say('invented', lang)}. {sources}" if tables.meta.invented else sources


def mark_internal(ax: Axes, lang: Lang) -> None:
    """Draw the mark of an unreleased result across the axes."""
    ax.text(
        0.5, 0.5, say("internal", lang), transform=ax.transAxes, rotation=24, ha="center", va="center",
        fontsize=30, fontweight="bold", color="#9c3f0a", alpha=0.32, zorder=20, gid="internal",
    )  # fmt: skip


def bare(ax: Axes) -> None:
    """Take away the frame and the ticks of the axes."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axisbelow(True)
    for side in ax.spines.values():
        side.set_visible(False)


def scale(ax: Axes, ticks: list[float], names: list[str], words: str) -> None:
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
    """Return the figure as SVG: letters as outlines, no date, the same bytes every time."""
    return _written(ax, "svg", {"Title": title, "Date": None, "Creator": None, "Format": None, "Type": None})


def png_bytes(ax: Axes) -> bytes:
    """Return the figure as PNG without date and program name."""
    return _written(ax, "png", {"Software": None}, pil_kwargs={"compress_level": 4})


def _written(ax: Axes, kind: str, metadata: dict[str, Any], **more: Any) -> bytes:
    """Return the bytes of a figure file."""
    figure = ax.figure.get_figure(root=True)
    stream = io.BytesIO()
    with mpl.rc_context(_WRITE):
        figure.savefig(stream, format=kind, metadata=metadata, dpi=72 if kind == "svg" else PNG_DPI, **more)
    return stream.getvalue()


def _beside(
    ax: Axes, text: str, corner: tuple[float, float], offset: tuple[float, float], va: str, size: float,
    colour: str, weight: str = "normal",
) -> Any:  # fmt: skip
    """Write at an offset in points from a corner of the axes."""
    return ax.annotate(
        text, corner, offset, "axes fraction", "offset points", annotation_clip=False, va=va, ha="left",
        fontsize=size, color=colour, fontweight=weight,
    )  # fmt: skip


def numbered(title: str, lang: Lang, number: int | None) -> str:
    """Return a title as ``Figur 1. …``, or alone when the figure stands by itself."""
    return title if number is None else f"{say('figure', lang)} {number}. {title}"


def wrapped(text: str, characters: int, lines: int = 2) -> str:
    """Return a text broken into at most a few lines, shortened with a sign when it is longer."""
    return "\n".join(textwrap.wrap(text, characters, max_lines=lines, placeholder=" …"))
