"""The robustness: how every gap moved under each choice, and whether the verdict is the same."""

from __future__ import annotations

from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.language.texts import Lang, heading, in_language, number, say
from social_balance.verdicts.robustness import Robustness

_ROW = 0.2
_LEFT = 3.3
_RIGHT = 1.3
_TONES = {"survives": "good", "overturned": "bad", "cannot_be_tried": "open"}


def plot_robustness(result: Robustness, *, ax: Axes | None = None, lang: Lang = "da") -> Axes:
    """Draw the narrowing of every theme and area under each choice, and say whether its verdict is the same.

    Parameters
    ----------
    result : Robustness
        What `robustness` gave; it is not released, so the figure carries the mark "INTERN – ikke frigivet".
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and words right of them.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; the x axis is the narrowing in index points, positive when the gap became smaller.
    """
    told = result.summary(lang=lang)
    rows = result.frame(lang=lang).reset_index().to_dict("records")
    given = [row for row in rows if row["choice"] == "given"]
    place = {(row["theme"], row["area"]): y for y, row in enumerate(given)}
    verdict = {(row["theme"], row["area"]): row["verdict"] for row in given}
    points: dict[str, list[tuple[float, int]]] = {"same": [], "changed": []}
    for row in rows:
        cell = (row["theme"], row["area"])
        # A choice that cannot be tried says so in words beside the row, not by a point.
        if row["tried"] == "tried" and row["choice"] != "given":
            kind = "same" if row["verdict"] == verdict[cell] else "changed"
            points[kind].append((row["narrowing"], place[cell]))
    shape = style.Layout(_ROW * len(told) + 1.3, left=_LEFT, right=_RIGHT, top=0.72, bottom=0.55)
    with style.canvas(ax, shape, released=False, lang=lang) as ax:
        ax.axvline(0, color=style.SOFT, linewidth=0.8)
        at = range(len(given))
        low, high = ([row[f"narrowing_{end}"] for row in given] for end in ("low", "high"))
        ax.hlines(at, low, high, color=style.GRID, linewidth=4)
        ax.plot([row["narrowing"] for row in given], at, "D", markersize=4.5, color=style.INK, gid="given")
        for kind, sign, tone in (("same", "o", "good"), ("changed", "x", "bad")):
            ax.plot(*_split_points(points[kind]), sign, markersize=4, markerfacecolor="white",
                    color=style.PALETTE[tone].line, gid=kind)  # fmt: skip
        titles = {theme.id: heading(in_language(theme.title, lang)) for theme in result.themes}
        names = [f"{titles[theme]}: {area}" for theme, area in told.index]
        ax.set_yticks(at, [style.wrap_lines(name, 64, lines=1) for name in names], fontsize=style.SIZE_SMALL)
        ax.set_ylim(len(told) - 0.4, -0.6)
        ax.xaxis.set_major_formatter(lambda x, _: number(x, 0, lang=lang))
        ax.tick_params(length=0, labelsize=style.SIZE_SMALL)
        ax.set_xlabel(say("robust_axis", lang), fontsize=style.SIZE_SMALL)
        for y, code in enumerate(told["survives"]):
            colour = style.PALETTE[_TONES[code]].line
            words = say(f"robust_short_{code}", lang)
            style.side_text(ax, words, y, 6, fontsize=style.SIZE_SMALL, color=colour)
        title = say("robust_title", lang, since=result.since, until=result.until, reference=result.reference)
        style.write_heading(ax, shape, title, say("robust_subtitle", lang))
    return ax


def _split_points(points: list[tuple[float, int]]) -> tuple[list[float], list[int]]:
    return [x for x, _ in points], [y for _, y in points]
