"""Figures with their joint covariance as a reader meets them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from social_balance.estimates.rows import THIN_BASE
from social_balance.language.texts import heading, number, unit_name
from social_balance.language.words import Lang, phrase
from social_balance.showing.cells import grouped_rows, measured_cell
from social_balance.showing.columns import code_text, column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView, State

if TYPE_CHECKING:
    from social_balance.estimates.values import Estimates

# Given by hand, or made of tables that others have published; everything else is made of persons.
_PUBLIC_METHODS = {"", "given", "conservative counts"}


def estimates_view(estimates: Estimates, lang: Lang) -> ResultView:
    """Return the figures by measure, each with its interval, its base and what to be careful about.

    Parameters
    ----------
    estimates : Estimates
    lang : {"da", "en"}

    Returns
    -------
    ResultView
    """
    frame = estimates.frame()
    rows = _figure_rows(frame, lang)
    first, *others = [_level_heading(str(name), lang) for name in estimates.labels.names]
    labels = others or [first]
    columns = (
        *(Column(label, "text") for label in labels),
        Column(heading(column_heading("value", lang))),
        Column(heading(column_heading("unit", lang)), "text"),
        Column(heading(column_heading("base", lang))),
        Column(heading(_say("remark", lang)), "text"),
    )
    caption = _say("estimates_caption", lang, count=len(estimates))
    return ResultView(
        _say("estimates", lang),
        lang,
        Table(None, caption, columns, rows),
        state=state_of(estimates),
        notes=(*interval_notes(frame["low"], lang), *thin_notes(frame, lang)),
        following=(".frame()", ".contrast({…: 1, …: -1}).test()", ".flags()"),
    )


def state_of(estimates: Estimates) -> State:
    """Return whether figures may be published as they are: those made of persons have not been released."""
    if set(estimates.rows["method"]) <= _PUBLIC_METHODS:
        return ""
    return "unreleased"


def interval_notes(limits: Sequence[float] | pd.Series[Any], lang: Lang, *, level: float = 0.95) -> list[str]:
    """Return what stands in brackets, where anything does."""
    # A census has no intervals, and a note on them would make a reader look for some.
    if not any(math.isfinite(limit) for limit in limits):
        return []
    return [_say("interval_note", lang, level=number(100 * level, 0, lang=lang))]


def thin_notes(frame: pd.DataFrame, lang: Lang) -> list[str]:
    """Return how many figures rest on too few answers, where any does."""
    count = int(_is_thin(frame).sum())
    if not count:
        return []
    return [_say("thin_note", lang, count=number(count, 0, lang=lang), least=THIN_BASE)]


def _is_thin(frame: pd.DataFrame) -> pd.Series[Any]:
    # A register counts everybody, however few they are: only what was asked can rest on too few answers.
    asked = frame["method"].isin(["taylor", "replicates"])
    return asked & (frame["status"] == "ok") & (frame["effective_base"] < THIN_BASE)


def _figure_rows(frame: pd.DataFrame, lang: Lang) -> tuple[Row, ...]:
    """Return the rows, those of a measure under its name where they have other labels too."""
    names = [str(name) for name in frame.index.names]
    records = zip(frame.index, frame.to_dict("records"), _is_thin(frame), strict=True)
    rows = [
        _figure_row(dict(zip(names, map(str, label), strict=True)), row, is_thin=bool(is_thin), lang=lang)
        for label, row, is_thin in records
    ]
    if len(names) == 1:
        return tuple(rows)
    return grouped_rows((row.cells[0].text, Row(row.cells[1:])) for row in rows)


def _figure_row(labels: Mapping[str, str], row: Mapping[Any, Any], *, is_thin: bool, lang: Lang) -> Row:
    cells = (
        _value_cell(row, lang),
        Cell(unit_name(row["unit"], place="table", lang=lang)),
        Cell(number(row["base"], 0, lang=lang)),
        Cell(_remark_text(row, labels.get("year"), is_thin=is_thin, lang=lang)),
    )
    return Row((*(Cell(text) for text in labels.values()), *cells))


def _value_cell(row: Mapping[Any, Any], lang: Lang) -> Cell:
    if row["status"] != "ok":
        return Cell(str(code_text("status", row["status"], lang)))
    return measured_cell(row["value"], row["low"], row["high"], hidden=False, lang=lang)


def _remark_text(row: Mapping[Any, Any], year: str | None, *, is_thin: bool, lang: Lang) -> str:
    """Return what to be careful about in one row."""
    words = []
    if is_thin:
        words.append(_say("thin", lang))
    # A register may show the figure of an earlier year in the place of one that lags.
    newest = row.get("as_of", math.nan)
    if row["status"] == "ok" and year is not None and pd.notna(newest) and int(newest) != int(year):
        words.append(_say("carried", lang, year=int(newest)))
    return "; ".join(words)


def _level_heading(name: str, lang: Lang) -> str:
    """Return the heading of a label; a user's own stands as it is."""
    if name == "measure":
        name = "indicator"
    return heading(column_heading(name, lang))


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
