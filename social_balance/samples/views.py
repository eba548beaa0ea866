"""Adjusted weights as a reader meets them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from social_balance.language.texts import heading, number, unit_name
from social_balance.language.words import Lang, phrase
from social_balance.showing.cells import grouped_rows
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.samples.calibration import Calibrated


def calibrated_view(calibrated: Calibrated, lang: Lang) -> ResultView:
    """Return how far each total was off before and after, and how the weights in it moved."""
    spread: Any = calibrated.spread()
    percent = unit_name("procent", place="table", lang=lang)
    columns = (
        Column(heading(_say("category", lang)), "text"), Column(heading(_say("population", lang))),
        Column(heading(_say("respondents", lang))),
        *(Column(f"{heading(_say(name, lang))}, {percent}") for name in ("off_before", "off_after")),
        Column(heading(_say("ratio", lang))),
    )  # fmt: skip
    lead = _say(
        "calibrated_lead", lang,
        **{when: number(spread.loc[when, "deff"], 2, lang=lang) for when in ("before", "after")},
        **{
            f"base_{when}": number(spread.loc[when, "effective_base"], 0, lang=lang)
            for when in ("before", "after")
        },
    )  # fmt: skip
    table = Table(None, _say("calibrated_caption", lang), columns, _margin_rows(calibrated.report(), lang))
    return ResultView(
        _say("calibrated", lang), lang, table, state="unreleased", lead=(lead,),
        following=(".report()", ".spread()", ".data, .design", "sb.plot_calibration(calibrated)"),
    )  # fmt: skip


def _margin_rows(report: pd.DataFrame, lang: Lang) -> tuple[Row, ...]:
    return grouped_rows(
        (str(margin), Row((Cell(str(category)), *_total_cells(row, lang))))
        for (margin, category), row in zip(report.index, report.to_dict("records"), strict=True)
    )


def _total_cells(row: dict[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    counts = [Cell(number(row[name], 0, lang=lang)) for name in ("population", "n")]
    off = [Cell(number(row[f"off_{when}"], signed=True, lang=lang)) for when in ("before", "after")]
    ratio = ""
    if math.isfinite(row["ratio_low"]) and math.isfinite(row["ratio_high"]):
        low, high = (number(row[f"ratio_{end}"], 2, lang=lang) for end in ("low", "high"))
        ratio = low if low == high else f"{low}–{high}"
    return *counts, *off, Cell(ratio)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
