"""The planned survey: how small a narrowing can be shown, by how many answer in the area."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.language.faults import InputError, Issue, Place, suggest
from social_balance.language.texts import Lang, heading, number, say
from social_balance.planning.survey_plan import Plan
from social_balance.planning.texts import setting_text

_LAYOUT = style.Layout(3.5, left=0.5, right=1.8, top=0.62, bottom=0.5)
# Told apart by dash as well as by colour.
_LINES = (("#12507b", "-"), ("#a8501a", "--"), ("#5b4486", "-."), ("#4a5055", ":"))
_REACH = 20  # times the answers planned, or from one over that, are drawn at most
_TICKS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_APART = 25.0  # points from the name of a line to the next


def plot_plan(plan: Plan, theme: str | None = None, *, ax: Axes | None = None, lang: Lang = "da") -> Axes:
    """Draw how small a narrowing can be shown in each area, by how many answer there.

    Parameters
    ----------
    plan : Plan
        From `plan_survey`.
    theme : str, optional
        The theme drawn; left out: the first of the plan.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names of the areas stand right of the axes.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on: a line for each area, which ends where everyone answers; a dot at the answers
        planned; a horizontal line at the narrowing that is wanted.

    Raises
    ------
    InputError
        A theme that is not in the plan.
    """
    if theme is None:
        theme = next(iter(plan.wanted))
    if theme not in plan.wanted:
        values = {"known": list(plan.wanted), "suggestion": suggest(theme, plan.wanted)}
        raise InputError(Issue("PLN007", place=Place.theme(theme), values=values))
    wanted = plan.wanted[theme]
    frame = plan.frame().xs(theme, level="theme")
    top = 1.7 * max(float(frame["detectable_narrowing"].max()), wanted)
    lowest = max(plan.terms.fewest_answers, frame["respondents"].min() / _REACH)
    with style.canvas(ax, _LAYOUT, released=True, lang=lang) as ax:
        ends = []
        for place, (area, row) in enumerate(frame.T.to_dict().items()):
            colour, dash = _LINES[place % len(_LINES)]
            most = min(row["most"], _REACH * row["respondents"])
            # The precision goes by the root of the answers, so ratios make the curve a straight one.
            n = np.geomspace(lowest, most, 300)
            y = plan.claim(theme, str(area)).detectable(n)
            ax.plot(n, y, dash, color=colour, linewidth=1.5, gid=f"line {area}")
            planned = (row["respondents"], row["detectable_narrowing"])
            ax.plot(*planned, "o", color=colour, markersize=5, markeredgecolor="white", gid="planned")
            ends.append((float(y[-1]), float(n[-1]), str(area), colour))
        _set_axes(ax, float(lowest), max(n for _, n, _, _ in ends), top, lang)
        axis = "plan_x_earlier" if frame["earlier"].notna().any() else "plan_x"
        ax.set_xlabel(say(axis, lang), fontsize=style.SIZE_SMALL)
        ax.set_ylabel(say("plan_y", lang), fontsize=style.SIZE_SMALL)
        ax.axhline(wanted, color=style.INK, linewidth=0.8, gid="wanted")
        _write_beside_point(
            ax,
            say("plan_wanted", lang, wanted=setting_text(wanted, lang)),
            (0, wanted),
            (4, -3),
            "axes fraction",
        )
        dots = zip(frame["respondents"], frame["detectable_narrowing"], strict=True)
        at = max(dots, key=lambda dot: dot[1])
        _write_beside_point(ax, say("plan_planned", lang), at, (5, 13), "data")
        _name_line_ends(ax, ends, top, plan, lang)
        style.write_heading(ax, _LAYOUT, say("plan_title", lang), _subtitle_text(plan, theme, lang))
    return ax


def _set_axes(ax: Axes, lowest: float, most: float, top: float, lang: Lang) -> None:
    """Numbers the Danish way, answers on a scale of ratios, light lines across."""
    ax.set_xscale("log")
    ax.set_xlim(lowest, most)
    ax.set_ylim(0, top)
    ax.set_yticks([tick for tick in ax.get_yticks() if tick <= top])
    ticks = [tick for tick in _TICKS if lowest <= tick <= most]
    ax.set_xticks(ticks, [number(tick, 0, lang=lang) for tick in ticks])
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(lambda y, _: number(y, 0 if top >= 5 else 1, lang=lang))
    ax.tick_params(length=0, labelsize=style.SIZE_SMALL)
    ax.grid(axis="y", color=style.GRID, linewidth=0.6)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)


def _write_beside_point(
    ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], across: str
) -> None:
    """Write a small text a few points from a place."""
    ax.annotate(
        text, at, offset, (across, "data"), "offset points", va="top", fontsize=style.SIZE_SMALL,
        color=style.INK,
    )  # fmt: skip


def _name_line_ends(
    ax: Axes, ends: list[tuple[float, float, str, str]], top: float, plan: Plan, lang: Lang
) -> None:
    """Name each line right of the axes, with what is left when everyone answers, the names kept apart."""
    height = 72 * (_LAYOUT.height - _LAYOUT.top - _LAYOUT.bottom)
    step = _APART / height
    # Centred on where the lines end, and never below the axes.
    lowest = max(float(np.mean([y for y, *_ in ends])) / top - step * (len(ends) - 1) / 2, step / 2)
    for place, (y, n, area, colour) in enumerate(sorted(ends)):
        everyone = n >= plan.terms.answers_of_everyone(plan.areas[area])
        told = say(
            "plan_end_all" if everyone else "plan_end",
            lang,
            n=number(n, 0, lang=lang),
            least=number(y, lang=lang),
        )
        beside = (1.04, lowest + step * place)
        ax.annotate(
            "", (n, y), beside, "data", "axes fraction", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 2, "shrinkB": 2},
        )  # fmt: skip
        ax.text(
            *beside, f"{style.wrap_lines(area, 26, lines=1)}\n{told}", transform=ax.transAxes, va="center",
            fontsize=style.SIZE_SMALL, color=colour,
        )  # fmt: skip


def _subtitle_text(plan: Plan, theme: str, lang: Lang) -> str:
    terms = plan.terms
    rest = plan.names.get("rest", say("plan_rest", lang))
    subtitle = say(
        "plan_subtitle", lang, theme=heading(plan.title(theme, lang)), rest=rest,
        power=setting_text(100 * terms.power, lang), level=setting_text(100 * terms.level, lang),
        rest_n=number(plan.rest.respondents, 0, lang=lang),
    )  # fmt: skip
    if plan.invented:
        return f"{say('invented', lang)}. {subtitle}"
    return subtitle
