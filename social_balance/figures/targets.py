"""The targets of a goal: baseline, path and target of each indicator over the years."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from social_balance.figures import style
from social_balance.language.faults import InputError, Issue, suggest
from social_balance.language.texts import Lang, say
from social_balance.language.words import TARGET
from social_balance.lists.periods import UNSTATED, Period
from social_balance.lists.strategy.follow_up import Followed, Targets
from social_balance.lists.strategy.goals import text_in
from social_balance.lists.target_texts import word_amount

_BAND = 0.62  # inches an indicator
_LEFT = 2.35
_RIGHT = 1.6
_TOP = 0.82
_BOTTOM = 0.6
_INSIDE = 0.66  # part of a band that the figures fill
_LEAST_PATH = 1  # an indicator without any figure has nothing to draw


@dataclass(frozen=True)
class _Path:
    """What is drawn of one indicator: figures by year, the baseline among them, and the number to reach.

    Parameters
    ----------
    followed : Followed
    points : tuple of (float, float)
        Year and figure, in the order of time.
    baseline : (float, float) or None
        Where the baseline stands, when its year is known.
    aim : float or None
    """

    followed: Followed
    points: tuple[tuple[float, float], ...]
    baseline: tuple[float, float] | None
    aim: float | None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest number drawn."""
        numbers = [value for _, value in self.points]
        numbers += [self.aim] if self.aim is not None else []
        numbers += [self.baseline[1]] if self.baseline is not None else []
        return min(numbers), max(numbers)


def plot_targets(
    targets: Targets, *, goal: str, ax: Axes | None = None, lang: Lang = "da", number: int | None = None,
    released: bool = False,
) -> Axes:  # fmt: skip
    """Draw the indicators of a goal: baseline as an open circle, path, and target as a dashed line.

    Parameters
    ----------
    targets : Targets
        What `read_targets` gave.
    goal : str
        Id of the goal.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and words right of them.
    lang : {"da", "en"}
        Language.
    number : int, optional
        Number of the figure in a paper.
    released : bool
        Whether the figures may be published; else the picture has the mark "INTERN – ikke frigivet".

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; a band for each indicator with a scale of its own, and years along the x axis.

    Raises
    ------
    InputError
        When there is no such goal.

    Examples
    --------
    >>> from social_balance.lists.strategy.reading import read_targets
    >>> ax = plot_targets(read_targets("docs/guide/maal_eksempel/maal.toml"), goal="erhverv")
    >>> [text.get_text() for text in ax.texts if text.get_gid() == "status"]
    ['? kan ikke afgøres', '▲ nået']
    """
    known = [each.id for each in targets.goals]
    if goal not in known:
        raise InputError(
            Issue("TGT035", found=goal, values={"suggestion": suggest(goal, known), "known": known})
        )
    paths = drawn_paths(targets, goal)
    shape = layout(targets, goal)
    with style.canvas(ax, shape, released=released, lang=lang) as ax:
        style.remove_frame(ax)
        first, last = _years_of(paths, targets.year)
        ax.set_xlim(first - 0.5, last + 0.5)
        ax.set_ylim(max(len(paths), 1), 0)
        ticks = list(range(first, last + 1, max(1, (last - first) // 8)))
        style.write_scale(ax, [float(tick) for tick in ticks], [str(tick) for tick in ticks], "")
        for band, path in enumerate(paths):
            _draw_path(ax, band, path, lang)
        style.write_heading(ax, shape, title(targets, goal, lang, number), say("targets_subtitle", lang))
    return ax


def has_paths(targets: Targets, goal: str) -> bool:
    """Return whether any indicator of a goal has a figure to draw."""
    return bool(drawn_paths(targets, goal))


def layout(targets: Targets, goal: str) -> style.Layout:
    """Return the size of the figure: a band for each indicator that has a figure."""
    height = _BAND * max(len(drawn_paths(targets, goal)), 1) + _TOP + _BOTTOM
    return style.Layout(height, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)


def title(targets: Targets, goal: str, lang: Lang, number: int | None = None) -> str:
    """Return the title of the figure, with its number when it has one."""
    name = next(text_in(each.title, lang) for each in targets.goals if each.id == goal)
    return style.with_figure_number(say("targets_title", lang, goal=name), lang, number)


def alt_text(targets: Targets, goal: str, lang: Lang) -> str:
    """Return the figure in words: the first and the newest figure of each indicator, and its status."""
    lines = []
    for path in drawn_paths(targets, goal):
        name = path.followed.indicator.full_title(lang)
        status = TARGET[path.followed.met].label(lang)
        lines.append(f"{name}: {_ends_in_words(path, lang)}, {status}.")
    return f"{title(targets, goal, lang)}. {' '.join(lines)}"


def _ends_in_words(path: _Path, lang: Lang) -> str:
    """Return the first and the newest figure of a path."""
    table = path.followed.indicator.table
    numbers = [value for _, value in path.points]
    words = [word_amount(value, table.unit, table.digits, lang) for value in (numbers[0], numbers[-1])]
    return " → ".join(dict.fromkeys(words))


def drawn_paths(targets: Targets, goal: str) -> list[_Path]:
    """Return what there is to draw of a goal, in the order of the file."""
    paths = [_path_of(each) for each in targets.follow() if each.indicator.goal == goal]
    return [path for path in paths if len(path.points) >= _LEAST_PATH]


def _path_of(followed: Followed) -> _Path:
    """Return the figures of one indicator as they are drawn."""
    series = followed.indicator.series()
    points = {_position(period): float(value) for period, value in series.value.items() if value is not None}
    start = followed.judged.baseline
    baseline = None
    # One figure alone is the newest, and no baseline for itself.
    is_dated = start.period not in (UNSTATED, followed.judged.latest.period)
    if start.value is not None and points and is_dated:
        baseline = (_position(start.period), float(start.value))
        points.setdefault(*baseline)
    aim = followed.judged.aim
    return _Path(followed, tuple(sorted(points.items())), baseline, None if aim is None else float(aim))


def _position(period: Period) -> float:
    """Return where on the axis a figure stands: the year it ends in, a month in its part of it."""
    # December is the year itself, so that a year and its last month are one place.
    return period.year + (period.month - 12) / 12


def _years_of(paths: list[_Path], status_year: int) -> tuple[int, int]:
    """Return the first and the last year of the axis."""
    years = [round(position) for path in paths for position, _ in path.points]
    return min(years, default=status_year), max([*years, status_year])


def _draw_path(ax: Axes, band: int, path: _Path, lang: Lang) -> None:
    """Draw one indicator in its band, with its name to the left and its status to the right."""
    low, high = path.limits
    mark = TARGET[path.followed.met]
    colour = style.PALETTE[mark.tone].line

    def height(value: float) -> float:
        share = 0.5 if high == low else (value - low) / (high - low)
        # Upwards is more: the axis of the bands runs downwards.
        return band + 0.5 + _INSIDE * (0.5 - share)

    ax.axhline(band + 1, color=style.GRID, linewidth=0.6, zorder=0)
    if path.aim is not None:
        ax.plot(ax.get_xlim(), [height(path.aim)] * 2, "--", color=style.SOFT, linewidth=0.8, gid="target")
    years = [year for year, _ in path.points]
    ax.plot(years, [height(value) for _, value in path.points], "-o", color=colour, linewidth=1.4,
            markersize=3.6, gid="path")  # fmt: skip
    if path.baseline is not None:
        year, value = path.baseline
        ax.plot(
            [year], [height(value)], "o", color=colour, markerfacecolor="white", markersize=5, gid="baseline"
        )
    _write_name_and_status(ax, band + 0.5, path, lang)


def _write_name_and_status(ax: Axes, y: float, path: _Path, lang: Lang) -> None:
    """Write what is drawn and what it comes to, beside the band."""
    mark = TARGET[path.followed.met]
    name = style.wrap_lines(path.followed.indicator.full_title(lang), 38, lines=3)
    ax.annotate(
        name, (0, y), (-72 * _LEFT + 4, 0), ("axes fraction", "data"), "offset points", va="center",
        fontsize=style.SIZE_SMALL, annotation_clip=False,
    )  # fmt: skip
    table = path.followed.indicator.table
    newest = word_amount(path.points[-1][1], table.unit, table.digits, lang)
    style.side_text(ax, newest, y - 0.16, 6, fontsize=style.SIZE_SMALL, color=style.INK)
    colour = style.PALETTE[mark.tone].line
    words = f"{mark.symbol} {mark.label(lang)}"
    style.side_text(ax, words, y + 0.16, 6, fontsize=style.SIZE_SMALL, color=colour, gid="status")
