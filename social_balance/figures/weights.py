"""The weights: how far a sample was from each known total before it was calibrated, and after."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.language.texts import Lang, number, say
from social_balance.samples.calibration import Calibrated

_ROW = 0.2
_LEFT = 2.3
_RIGHT = 1.25


def plot_calibration(calibrated: Calibrated, *, ax: Axes | None = None, lang: Lang = "da") -> Axes:
    """Draw how far each total was off before and after, and write how the weights in it moved.

    Parameters
    ----------
    calibrated : Calibrated
        What `calibrate` or `weighting_classes` gave.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and ratios right of them.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; the x axis is the difference in per cent of the known total.
    """
    report = calibrated.report()
    shape = style.Layout(_ROW * len(report) + 1.3, left=_LEFT, right=_RIGHT, top=0.72, bottom=0.55)
    y = np.arange(len(report))
    names = [f"{margin}: {category}" if category else str(margin) for margin, category in report.index]
    with style.canvas(ax, shape, released=True, lang=lang) as ax:
        # Zero is the known total.
        ax.axvline(0, color=style.INK, linewidth=0.8)
        ax.hlines(y, report["off_before"], report["off_after"], color=style.GRID, linewidth=2)
        for when, face in (("before", "white"), ("after", style.PALETTE["good"].fill)):
            ax.plot(
                report[f"off_{when}"], y, "o", markersize=4.5, markerfacecolor=face,
                markeredgecolor=style.PALETTE["good"].line, label=say(f"weights_{when}", lang), gid=when,
            )  # fmt: skip
        ax.set_yticks(y, [style.wrap_lines(name, 34, lines=1) for name in names], fontsize=style.SIZE_SMALL)
        ax.set_ylim(len(report) - 0.4, -0.6)
        ax.xaxis.set_major_formatter(lambda x, _: number(x, 1, lang=lang))
        ax.tick_params(length=0, labelsize=style.SIZE_SMALL)
        ax.set_xlabel(say("weights_axis", lang), fontsize=style.SIZE_SMALL)
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, fontsize=style.SIZE_SMALL)
        for place, low, high in zip(y, report["ratio_low"], report["ratio_high"], strict=True):
            words = say("weights_ratio", lang, low=number(low, 2, lang=lang), high=number(high, 2, lang=lang))
            ax.annotate(
                words, (1, place), xytext=(6, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", fontsize=style.SIZE_SMALL, color=style.SOFT,
            )  # fmt: skip
        style.write_heading(ax, shape, say("weights_title", lang), _subtitle_text(calibrated, lang))
    return ax


def _subtitle_text(calibrated: Calibrated, lang: Lang) -> str:
    """Return what unequal weights do to the variance, before and after."""
    before, after = (number(deff, 2, lang=lang) for deff in calibrated.spread()["deff"])
    return say("weights_subtitle", lang, before=before, after=after)
