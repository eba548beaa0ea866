"""How far an area is from each of the ministry's thresholds, year by year, and the lists it was on."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from social_balance.figures import style
from social_balance.language.faults import InputError, Issue, suggest
from social_balance.language.texts import Lang, heading, phrase, say
from social_balance.language.words import MET, ON_LIST
from social_balance.lists.criteria.classification import Classification
from social_balance.lists.criteria.readings import Reading
from social_balance.lists.criteria.rules import LISTS, Section, criteria_of, memory_of, rules_of
from social_balance.lists.criteria.texts import criterion_name, figures_of, unit_of

# Inches a criterion and a list
_BAND = 0.5
_LINE = 0.23
_LEFT = 1.75
_RIGHT = 2.1
_TOP = 0.62
_BOTTOM = 0.95
# Few fixed scales, so that the pictures of two areas can be held side by side.
_SCALES = (10.0, 20.0, 30.0, 50.0)  # per cent of the threshold that fill half a band
# Signs that a font would set off its point are drawn as markers.
_MARKERS = {"▲": "^", "○": "o"}
_LIST_HEIGHT = _LINE / _BAND


def plot_criteria(
    classification: Classification, *, area: str, section: Section = "61a", ax: Axes | None = None,
    lang: Lang = "da",
) -> Axes:  # fmt: skip
    """Draw an area's distance to each threshold over the years, and the lists it was on.

    Parameters
    ----------
    classification : Classification
        What `classify_areas` gave, for a row of years.
    area : str
        The area.
    section : {"61a", "61b"}
        The section of the law: 61b is that of forebyggelsesområder.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a figure of its own otherwise. Names stand left of the axes and figures right of them.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on; a band for each criterion, its line the threshold, and a row of signs for each
        list. The figures are not released, so the picture has the mark "INTERN – ikke frigivet".

    Raises
    ------
    InputError
        When the area was not placed, or the section held in none of the years.
    """
    rows = _readings_by_criterion(classification, area, section)
    years = tuple(sorted({year for readings in rows.values() for year in readings}))
    most = _percent_per_half_band(rows)
    names = _list_names(years, section, lang)
    shape = style.Layout(
        _BAND * len(rows) + _LINE * (len(names) + 0.6) + _TOP + _BOTTOM, _LEFT, _RIGHT, _TOP, _BOTTOM
    )
    with style.canvas(ax, shape, released=False, lang=lang) as ax:
        style.remove_frame(ax)
        ax.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        ax.set_ylim(len(rows) + _LIST_HEIGHT * (len(names) + 0.6), 0)
        for down, (key, readings) in enumerate(rows.items()):
            _draw_criterion(ax, down, readings, most)
            newest = max(readings)
            # A criterion that was given up says from which year its state is.
            given_up = f" ({newest})" * (newest < years[-1])
            _write_newest_state(ax, down + 0.5, readings[newest], given_up, lang)
            _write_left_of_axes(ax, _criterion_label(key, lang), down + 0.5)
        lists = classification.lists(lang).loc[[(area, year) for year in years]]
        _draw_list_rows(ax, lists.droplevel("area"), names, len(rows), lang)
        _write_years(ax, years, section, len(rows))
        style.write_heading(ax, shape, *_title_and_subtitle(area, section, years, lang))
        signs = {answer: mark.symbol for answer, mark in MET.items()}
        note = say("criteria_note", lang, most=f"{most:.0f}", **signs)
        style.write_note_below(ax, shape, note, say("criteria_source", lang), lang)
    return ax


def _readings_by_criterion(
    found: Classification, area: str, section: Section
) -> dict[str, dict[int, Reading]]:
    """Return criterion → year → reading, in the order of the newest rules."""
    if area not in found.areas:
        values = {"suggestion": suggest(area, found.areas), "known": ", ".join(found.areas)}
        raise InputError(Issue("CRI014", found=area, values=values))
    rows: dict[str, dict[int, Reading]] = {}
    for year in reversed(found.years):
        for reading in found.readings.get((area, year, section), ()):
            rows.setdefault(reading.criterion.key, {})[year] = reading
    # How many live there decides whether the area is looked at, not how it does.
    rows.pop("residents", None)
    if not rows:
        raise InputError(Issue("CRI015", found=section))
    return {key: dict(sorted(readings.items())) for key, readings in rows.items()}


def _list_names(years: tuple[int, ...], section: Section, lang: Lang) -> dict[str, str]:
    """Return the lists of a section under the newest of their names in these years."""
    names: dict[str, str] = {}
    for year in years:
        rules = [rule for rule in rules_of(year) if rule.section == section]
        names |= {rule.key: phrase("list_names", rule.name, lang) for rule in rules}
        if section == "61a" and (memory := memory_of(year)):
            names["omdannelse"] = phrase("list_names", memory.name, lang)
    return {key: names[key] for key in LISTS if key in names}


def _percent_per_half_band(rows: dict[str, dict[int, Reading]]) -> float:
    """Return the per cent of the threshold that half a band stands for."""
    sizes = [abs(r.excess) for readings in rows.values() for r in readings.values() if r.distance is not None]
    return next((scale for scale in _SCALES if scale >= max(sizes, default=0)), _SCALES[-1])


def _criterion_label(key: str, lang: Lang) -> str:
    """Return the name of a criterion, with what it is a percentage of when that is no population."""
    unit = unit_of(key, lang)
    name = heading(criterion_name(key, lang))
    # A percentage of a population needs no word on what it is a percentage of.
    if unit == unit_of("convicted", lang):
        return name
    return f"{name} ({unit})"


def _draw_criterion(ax: Axes, down: int, readings: dict[int, Reading], most: float) -> None:
    """Draw one criterion: the side where it is met, the threshold and the values."""
    middle = down + 0.5
    left = min(readings) - 0.5
    right = max(readings) + 0.5
    upper = 0.0 if readings[max(readings)].criterion.comparison == "<" else -0.44
    side = style.PALETTE["bad_light"].fill
    ax.add_patch(Rectangle((left, middle + upper), right - left, 0.44, color=side, alpha=0.45, linewidth=0))
    ax.hlines(middle, left, right, color=style.SOFT, linewidth=0.9)
    places = {y: middle - _distance_in_bands(r, most) for y, r in readings.items() if r.distance is not None}
    for (a, one), (b, other) in pairwise(readings.items()):
        # A line joins values that are measured against the same rule.
        if a in places and b in places and b == a + 1 and one.criterion == other.criterion:
            ax.plot((a, b), (places[a], places[b]), color=style.SOFT, linewidth=0.8, zorder=3)
    for year, reading in readings.items():
        _draw_sign(ax, year, places.get(year, middle), MET[reading.met].symbol, MET[reading.met].tone)


def _write_newest_state(ax: Axes, y: float, newest: Reading, told: str, lang: Lang) -> None:
    """Write the state in the newest year, with the year when the criterion has been given up since."""
    mark = MET[newest.met]
    _write_right_of_axes(ax, _figure_in_words(newest, lang), mark.label(lang) + told, mark.tone, y)


def _distance_in_bands(reading: Reading, most: float) -> float:
    """Return the distance upwards from the threshold in bands: high values are up, whichever side is met."""
    share = reading.excess / most
    # The excess is positive on the side where the criterion is met, which is below where less is met.
    if reading.criterion.comparison == "<":
        share = -share
    return 0.4 * max(-1.0, min(1.0, share))


def _figure_in_words(reading: Reading, lang: Lang) -> str:
    """Return the newest value and its threshold."""
    value, threshold = figures_of(reading, lang)
    side = phrase("criteria", reading.criterion.comparison, lang, threshold=threshold)
    if reading.distance is None:
        return ""
    return say("criteria_figure", lang, value=value, side=side)


def _draw_list_rows(ax: Axes, lists: pd.DataFrame, names: dict[str, str], top: int, lang: Lang) -> None:
    """Draw a row of signs for each list."""
    for down, (key, name) in enumerate(names.items()):
        y = top + _LIST_HEIGHT * (down + 0.9)
        _write_left_of_axes(ax, heading(name), y)
        for year, answer in zip(lists.index, lists[key], strict=True):
            _draw_sign(ax, year, y, ON_LIST[answer].symbol, ON_LIST[answer].tone)
        newest = ON_LIST[lists[key].iloc[-1]]
        _write_right_of_axes(ax, "", newest.label(lang), newest.tone, y)


def _write_years(ax: Axes, years: tuple[int, ...], section: Section, bands: int) -> None:
    """Write the years and draw a line where the rules of the criteria changed."""
    # The newest year always has its number, whichever are left out.
    step = 1 + len(years) // 12
    shown = [year for year in years if (years[-1] - year) % step == 0]
    ax.set_xticks(shown, [str(year) for year in shown], fontsize=style.SIZE_SMALL, color=style.SOFT)
    ax.tick_params(length=0, pad=2)
    for before, after in pairwise(years):
        if criteria_of(before, section) != criteria_of(after, section):
            at = (before + after) / 2
            ax.vlines(at, 0.05, bands, color=style.SOFT, linewidth=0.8, linestyle=(0, (2, 2)))


def _title_and_subtitle(area: str, section: Section, years: tuple[int, ...], lang: Lang) -> tuple[str, str]:
    """Return title and subtitle."""
    law = f"{section[:2]} {section[2:]}"
    return (
        say("criteria_title", lang, area=area),
        say("criteria_subtitle", lang, section=law, since=years[0], until=years[-1]),
    )


def _draw_sign(ax: Axes, x: float, y: float, symbol: str, tone: str) -> None:
    """Draw a sign; those that stand for a value are markers, so that they stand exactly at it."""
    colour = style.PALETTE[tone].line
    if symbol in _MARKERS:
        face = colour if symbol == "▲" else "white"
        ax.plot(
            [x], [y], _MARKERS[symbol], markersize=5, markerfacecolor=face, markeredgecolor=colour, zorder=5,
            gid=f"sign {symbol}",
        )  # fmt: skip
        return
    ax.text(
        x, y, symbol, ha="center", va="center", fontsize=style.SIZE_TEXT, zorder=5, gid=f"sign {symbol}",
        color=colour, fontweight="bold",
    )  # fmt: skip


def _write_left_of_axes(ax: Axes, text: str, y: float) -> None:
    ax.annotate(
        style.wrap_lines(text, 24), (0, y), (-72 * _LEFT + 4, 0), ("axes fraction", "data"), "offset points",
        va="center", ha="left", fontsize=style.SIZE_TEXT, annotation_clip=False, color=style.INK,
    )  # fmt: skip


def _write_right_of_axes(ax: Axes, figure: str, word: str, tone: str, y: float) -> None:
    """Write the state in words, with its figure under it."""
    look = {"fontsize": style.SIZE_TEXT, "color": style.PALETTE[tone].line, "fontweight": "bold"}
    # With a figure under it the word moves up, so that both stand round the middle of the band.
    if not figure:
        style.side_text(ax, word, y, 8, **look)
    else:
        style.side_text(ax, word, y - 0.14, 8, **look)
        style.side_text(ax, figure, y + 0.16, 8, fontsize=style.SIZE_SMALL, color=style.SOFT)
