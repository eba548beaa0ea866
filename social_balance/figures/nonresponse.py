"""Item non-response: the percentage of missing answers to each question, in each area and wave."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from social_balance.figures import style
from social_balance.language.faults import InputError, Issue, Place
from social_balance.language.texts import Lang, number, say

_ROW = 0.2
_LEFT = 2.1
_RIGHT = 0.12
_COUNTS = ("asked", "answered", "missing", "percent")
# From white to the blue of the house; the number stands in every cell, so nothing hangs on the colour.
_SHADES = LinearSegmentedColormap.from_list("missing", ["#ffffff", style.PALETTE["good"].fill])
_DARKEST = 0.6  # of the way to the blue: dark figures can be read on every shade up to here


def plot_missing(summary: pd.DataFrame, *, most: int = 30, ax: Axes | None = None, lang: Lang = "da") -> Axes:
    """Draw how large a part of the answers to each question is missing, group by group.

    Parameters
    ----------
    summary : DataFrame, one row per (column, group)
        As `missing_summary` gives it, in at most a dozen groups, such as areas in two waves.
    most : int
        Draw so many questions, those with most missing answers.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; a row for each question, the one with most missing on top, a column for each
        group. Counts of a delivery are not released, so the figure has the mark "INTERN – ikke frigivet".

    Raises
    ------
    InputError
        When the table is not that of `missing_summary`, or nobody was asked anything.
    """
    table = _percentages_by_group(summary).head(most)
    wide = 84 // len(table.columns)
    groups = [_wrap_group_name(group, wide) or say("missing_all", lang) for group in table.columns]
    top = 0.6 + 0.12 * max(1 + group.count("\n") for group in groups)
    shape = style.Layout(_ROW * len(table) + top + 0.15, left=_LEFT, right=_RIGHT, top=top, bottom=0.15)
    # One per cent at least: where hardly any answer is missing nothing is made dark.
    highest = max(float(np.nanmax(table)), 1.0)
    with style.canvas(ax, shape, released=False, lang=lang) as ax:
        style.remove_frame(ax)
        for down, (_, row) in enumerate(table.iterrows()):
            for across, percent in enumerate(row):
                _draw_shaded_cell(ax, (across, down), float(percent), float(percent) / highest, lang)
        ax.set_xlim(0, len(table.columns))
        ax.set_ylim(len(table), 0)
        ax.set_xticks([at + 0.5 for at in range(len(groups))], groups, fontsize=style.SIZE_SMALL)
        items = [style.wrap_lines(name, 34, lines=1) for name in table.index]
        ax.set_yticks([at + 0.5 for at in range(len(items))], items, fontsize=style.SIZE_SMALL)
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        ax.tick_params(axis="x", pad=2)
        style.write_heading(ax, shape, say("missing_title", lang), say("missing_subtitle", lang))
    return ax


def _percentages_by_group(summary: pd.DataFrame) -> pd.DataFrame:
    """Return questions by groups, the question with most missing answers first."""
    known = [str(name) for name in summary]
    wrong = [name for name in ("column", *_COUNTS) if name not in known]
    if wrong:
        values = {"known": known, "suggestion": None}
        raise InputError([Issue("INP006", place=Place.column(name), values=values) for name in wrong])
    if not summary["asked"].sum():
        raise InputError(Issue("INP028"))
    keys = known[1 : known.index("asked")]
    # One row at a time by position: without keys, older pandas has no rows to go through.
    groups = ["\n".join(map(_key_in_words, summary[keys].iloc[i])) for i in range(len(summary))]
    wide = summary.assign(group=groups).pivot(index="column", columns="group", values="percent")
    sums = summary.groupby("column")[["missing", "asked"]].sum()
    # Over all groups, so that the order does not hang on one small area.
    part = (sums["missing"] / sums["asked"]).dropna().sort_values(ascending=False, kind="stable")
    return wide.loc[part.index, list(dict.fromkeys(groups))]


def _wrap_group_name(group: str, characters: int) -> str:
    """Return what tells a group, each key on lines of its own."""
    return "\n".join(style.wrap_lines(word, characters, lines=3) for word in group.split("\n"))


def _key_in_words(value: object) -> str:
    """Return the name of a group; a year that became a float is a year."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _draw_shaded_cell(ax: Axes, at: tuple[int, int], percent: float, strength: float, lang: Lang) -> None:
    """Draw a shaded cell with the percentage in it; a dash where nobody was asked."""
    words = number(percent, 0, lang=lang)
    shade: Any = _SHADES(_DARKEST * strength)
    if np.isnan(percent):
        # Nobody was asked: neither 0 per cent nor a shade of it.
        words = "–"
        shade = style.PALETTE["none"].fill
    ax.add_patch(Rectangle(at, 1, 1, facecolor=shade, edgecolor="white", linewidth=1))
    ax.text(
        at[0] + 0.5, at[1] + 0.5, words, ha="center", va="center",
        fontsize=style.SIZE_SMALL, color=style.INK, gid="percent",
    )  # fmt: skip
