"""Local segregation: which places make the mix uneven, and how."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.language.texts import Lang, number, say

_ROW = 0.2
_LEFT = 2.2
_RIGHT = 1.6


def plot_local_segregation(
    local: pd.DataFrame,
    *,
    measure: Literal["dissimilarity", "theil_h"] = "dissimilarity",
    ax: Axes | None = None,
    lang: Lang = "da",
) -> Axes:
    """Draw how many points every place contributes to an uneven mix, and the group's share there.

    Parameters
    ----------
    local : DataFrame, one row per place
        What `local_segregation` gave; it is not released, so the figure carries the mark "INTERN – ikke
        frigivet".
    measure : {"dissimilarity", "theil_h"}
        Whose points.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and words right of them.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; the x axis is points of the figure of all places.
    """
    rows = local.sort_values(measure, ascending=False, kind="stable")
    shape = style.Layout(_ROW * len(rows) + 1.3, left=_LEFT, right=_RIGHT, top=0.72, bottom=0.55)
    # The group's share in all places: above it a place has more of the group than its part.
    share = float(np.average(rows["group"].to_numpy(float), weights=rows["persons"].to_numpy(float)))
    with style.canvas(ax, shape, released=False, lang=lang) as ax:
        at = range(len(rows))
        for kind, tone in (("more", "bad"), ("fewer", "open")):
            is_more = (rows["group"] > share).to_numpy()
            shown = is_more if kind == "more" else ~is_more
            places = [y for y in at if shown[y]]
            widths = rows[measure].to_numpy()[shown]
            ax.barh(places, widths, height=0.62, color=style.PALETTE[tone].line, gid=kind)
        names = [style.wrap_lines(str(name), 40, lines=1) for name in rows.index]
        ax.set_yticks(at, names, fontsize=style.SIZE_SMALL)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.xaxis.set_major_formatter(lambda x, _: number(x, 1, lang=lang))
        ax.tick_params(length=0, labelsize=style.SIZE_SMALL)
        ax.set_xlabel(say("mix_axis", lang), fontsize=style.SIZE_SMALL)
        for y, group in enumerate(rows["group"]):
            # In words too: colour alone tells nothing on a black-and-white print.
            key = "mix_more" if group > share else "mix_fewer"
            words = say(key, lang, group=number(group, 0, lang=lang))
            style.side_text(ax, words, y, 6, fontsize=style.SIZE_SMALL, color=style.INK)
        total = number(float(rows[measure].sum()), 1, lang=lang)
        title = say("mix_title", lang, total=total)
        style.write_heading(ax, shape, title, say("mix_subtitle", lang, share=number(share, 0, lang=lang)))
    return ax
