"""What an intruder can work out, as a data-protection officer meets it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from social_balance.language.texts import heading, number
from social_balance.language.words import Lang, Mark, phrase
from social_balance.showing.cells import mark_cell
from social_balance.showing.columns import column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.disclosure.attack import Attack

# In the order in which somebody who answers for the persons has to see them.
_STATES = {
    "exact": ("▼", "bad"), "narrow": ("▽", "bad_light"), "safe": ("○", "good"), "partner": ("=", "even"),
}  # fmt: skip


def attack_view(attack: Attack, lang: Lang) -> ResultView:
    """Return the hidden counts, the most exposed first, with what each can be narrowed to."""
    frame = attack.frame()
    order = {state: place for place, state in enumerate(_STATES)}
    found = sorted(frame.to_dict("records"), key=lambda row: order[row["state"]])
    names = ("indicator", "area", "year")
    columns = (
        *(Column(heading(column_heading(name, lang)), "text") for name in names),
        Column(heading(_say("kind", lang)), "text"),
        Column(heading(_say("interval", lang))),
        Column(heading(column_heading("state", lang)), "text"),
        Column(heading(_say("relations", lang)), "text"),
    )
    counts = Counter(frame["state"])
    parts = [
        _say("reason_count", lang, reason=_mark(state).label(lang), count=counts[state])
        for state in _STATES
        if counts[state]
    ]
    lead = _say("attack_lead", lang, count=len(frame), states=", ".join(parts))
    if frame.empty:
        lead = _say("attack_none", lang)
    return ResultView(
        _say("attack", lang), lang,
        Table(None, _say("attack_caption", lang), columns, tuple(_count_row(row, lang) for row in found)),
        state="confidential",
        lead=(lead,),
        following=(".unsafe()", ".frame()"),
    )  # fmt: skip


def _count_row(row: Mapping[Any, Any], lang: Lang) -> Row:
    year = str(row["year"]) if row["year"] else ""
    texts = (row["indicator"], row["area"], year, phrase("attack_kinds", row["kind"], lang))
    state = mark_cell(_mark(row["state"]), lang)
    return Row(
        (*(Cell(str(text)) for text in texts), Cell(_limits_text(row, lang)), state, Cell(row["relations"]))
    )


def _limits_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """Return what a count can be; a bound that nothing gives is left open."""
    low, high = (_bound_text(row[end], lang) for end in ("low", "high"))
    if low == high:
        return low
    return f"{low}–{high}"


def _bound_text(bound: float, lang: Lang) -> str:
    if not math.isfinite(bound):
        return "…"
    return number(bound, 0, lang=lang)


def _mark(state: str) -> Mark:
    return Mark(*_STATES[state], "attack_states", state)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
