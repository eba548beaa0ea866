"""A planned survey in words: a sentence for every theme and area, and a table that fits a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from social_balance.language.texts import Lang, heading, number, say
from social_balance.planning.precision import Assumptions

_TERMINAL = 80
_WIDEST = 28  # characters of an area, so that a line fits a terminal


def plan_sentence(
    row: Mapping[Any, Any],
    ways: Mapping[str, float],
    terms: Assumptions,
    *,
    theme: str,
    rest: str,
    lang: Lang,
) -> str:
    """Return what a plan can tell in one area on one theme, and what it would take to tell more.

    Parameters
    ----------
    row : Mapping
        A row of `Plan.frame`, with its labels.
    ways : mapping of way to float
        Detectable narrowing of each row of `Plan.alternatives`; ``again``, the share that is asked again;
        ``panel_change``, the change that is then detectable; ``panel_gain``, how much smaller its standard
        error is.
    terms : Assumptions
    theme, rest : str
        The theme's title and the name of the reference.
    lang : {"da", "en"}
        Language.
    """
    words = {
        "theme": theme, "area": row["area"], "rest": rest, "power": _as_percent(terms.power, lang),
        "n": _as_count(row["respondents"], lang), "change": number(row["detectable_change"], lang=lang),
        "narrowing": number(row["detectable_narrowing"], lang=lang),
        "wanted": setting_text(row["wanted"], lang),
        "needed": _as_count(row["needed_narrowing"], lang), "most": _as_count(row["most"], lang),
        "population": _as_count(row["population"], lang), "rest_n": _as_count(row["rest_respondents"], lang),
        "least": number(row["least_narrowing"], lang=lang),
        "earlier": _as_count(row["earlier"], lang),
    }  # fmt: skip
    said = [heading(say("plan_detects", lang, **words)), *_panel_sentence(ways, terms, lang)]
    status = row["narrowing_status"]
    if status == "everyone_is_not_enough":
        asked = "plan_not_enough" if row["most"] < row["population"] else "plan_not_enough_all"
        # Where no number of adults was given, "all of them" cannot be said.
        if not np.isfinite(row["population"]):
            asked = "plan_not_enough_any"
        # Answers that have been given cannot be more, so the limit is that of the coming wave alone.
        earlier = "_earlier" if pd.notna(row["earlier"]) else ""
        said += [say(asked, lang, **words) + say(f"plan_limit{earlier}", lang, **words)]
    else:
        said.append(say({"enough": "plan_enough", "more": "plan_more"}[status], lang, **words))
    if status != "enough":
        said.append(_other_ways(ways, words, lang))
    return " ".join(said)


def _panel_sentence(ways: Mapping[str, float], terms: Assumptions, lang: Lang) -> list[str]:
    """Return what asking the same persons again would give; nothing where it gives nothing."""
    if not ways["panel_gain"] > 0:
        return []
    words = {
        "again": _as_percent(ways["again"], lang),
        "correlation": setting_text(terms.correlation, lang),
        "less": number(100 * ways["panel_gain"], 0, lang=lang),
        "change": number(ways["panel_change"], lang=lang),
        "narrowing": number(ways["panel"], lang=lang),
    }
    return [say("plan_panel", lang, **words)]


def panel_note(gains: pd.Series[Any], *, again: float, terms: Assumptions, lang: Lang) -> str:
    """Return, to stand above the table, what asking the same persons again would do in the areas of a plan.

    Parameters
    ----------
    gains : Series of float, one row per (theme, area)
        How much smaller, as a share, the standard error of a change is.
    again : float
        Share asked again.
    terms : Assumptions
    lang : {"da", "en"}
    """
    gains = gains[gains > 0]
    if not len(gains):
        return ""
    least, most = (number(100 * gain, 0, lang=lang) for gain in (gains.min(), gains.max()))
    less = least if least == most else f"{least}–{most}"
    correlation = setting_text(terms.correlation, lang)
    words = {"again": _as_percent(again, lang), "correlation": correlation, "less": less}
    return textwrap.fill(say("plan_panel_note", lang, **words), _TERMINAL, break_on_hyphens=False)


def _other_ways(ways: Mapping[str, float], words: Mapping[str, str], lang: Lang) -> str:
    values = {way: number(ways[way], lang=lang) for way in ("pooled", "rest_doubled")}
    return say("plan_ways", lang, **values, rest=words["rest"])


def plan_table(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str],
    terms: Assumptions,
    rest: str,
    lang: Lang,
) -> str:
    """Return the plan as text: a head, under each theme a line an area, and what the columns mean."""
    columns = ("area", "respondents", "change", "narrowing", "needed")
    lines = [[say(f"plan_{name}", lang) for name in columns]]
    themes = dict.fromkeys(frame.index.get_level_values("theme"))
    for theme in themes:
        lines.append([heading(titles[theme])])
        lines += [
            _area_line(str(area), row, lang)
            for area, row in frame.xs(theme, level="theme").T.to_dict().items()
        ]
    shared = {
        "power": _as_percent(terms.power, lang),
        "rest": rest,
        "level": _as_percent(terms.level, lang),
    }
    shared["rest_n"] = _as_count(float(frame["rest_respondents"].iloc[0]), lang)
    shared["wanted"] = " / ".join(dict.fromkeys(setting_text(w, lang) for w in frame["wanted"]))
    note = say("plan_note", lang, **shared)
    if (frame["narrowing_status"] == "everyone_is_not_enough").any():
        note += " " + say("plan_no_number", lang)
    rows = _align_columns(lines)
    return "\n".join([*rows, "", textwrap.fill(note, max(map(len, rows)), break_on_hyphens=False)])


def _area_line(area: str, row: Mapping[Any, Any], lang: Lang) -> list[str]:
    too_few = row["narrowing_status"] == "everyone_is_not_enough"
    if len(area) > _WIDEST:
        area = area[: _WIDEST - 1] + "…"
    return [
        "  " + area,
        _as_count(row["respondents"], lang),
        number(row["detectable_change"], lang=lang),
        number(row["detectable_narrowing"], lang=lang),
        say("plan_never", lang) if too_few else _as_count(row["needed_narrowing"], lang),
    ]


def _align_columns(lines: Sequence[Sequence[str]]) -> list[str]:
    """Words to the left, numbers to the right, two spaces between; a line of one cell stands alone."""
    full = [line for line in lines if len(line) > 1]
    widths = [max(len(line[i]) for line in full) for i in range(len(full[0]))]
    aligned = []
    for first, *numbers in lines:
        cells = [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=False)]
        aligned.append("  ".join([first.ljust(widths[0]) if cells else first, *cells]))
    return aligned


def _as_count(value: float, lang: Lang) -> str:
    return number(value, 0, lang=lang)


def _as_percent(share: float, lang: Lang) -> str:
    return setting_text(100 * share, lang)


def setting_text(value: float, lang: Lang = "da") -> str:
    """Return a setting as it was given: without a trailing zero.

    Examples
    --------
    >>> setting_text(2.0), setting_text(0.25), setting_text(5.5, "en")
    ('2', '0,25', '5.5')
    """
    text = number(value, 2, lang=lang)
    return text.rstrip("0").rstrip(",.")
