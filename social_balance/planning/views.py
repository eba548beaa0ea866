"""What the next survey can show, as a reader meets it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from social_balance.language.texts import heading, number, say
from social_balance.language.words import Lang, phrase
from social_balance.planning.texts import setting_text
from social_balance.showing.cells import grouped_rows
from social_balance.showing.columns import column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.planning.survey_plan import Plan

_NUMBERS = ("respondents", "detectable_change", "detectable_narrowing", "needed_narrowing")


def plan_view(plan: Plan, lang: Lang) -> ResultView:
    """Return what can be detected of every theme in every area, and what it would take."""
    frame = plan.frame()
    columns = (
        Column(heading(column_heading("area", lang)), "text"),
        *(Column(heading(_say(name, lang))) for name in _NUMBERS),
    )
    caption = _say(
        "plan_caption", lang, power=number(100 * plan.terms.power, 0, lang=lang),
        level=setting_text(100 * plan.terms.level, lang),
    )  # fmt: skip
    return ResultView(
        _say("plan", lang), lang, Table(None, caption, columns, _plan_rows(plan, frame, lang)),
        lead=(f"{say('invented', lang)}.",) if plan.invented else (),
        following=(".sentences()", ".alternatives()", ".frame()", "sb.plot_plan(plan)"),
    )  # fmt: skip


def _plan_rows(plan: Plan, frame: pd.DataFrame, lang: Lang) -> tuple[Row, ...]:
    return grouped_rows(
        (heading(plan.title(theme, lang)), Row((Cell(str(area)), *_plan_cells(row, lang))))
        for (theme, area), row in zip(frame.index, frame.to_dict("records"), strict=True)
    )


def _plan_cells(row: dict[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    needed = Cell(number(row["needed_narrowing"], 0, lang=lang))
    # No number of answers is enough: a dash would look as if nobody had worked it out.
    if not math.isfinite(row["needed_narrowing"]):
        needed = Cell(say("plan_never", lang))
    points = [Cell(number(row[f"detectable_{what}"], lang=lang)) for what in ("change", "narrowing")]
    return Cell(number(row["respondents"], 0, lang=lang)), *points, needed


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
