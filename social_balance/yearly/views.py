"""The flat tables of a status, released or not, as a reader meets them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from social_balance.estimates.rows import THIN_BASE
from social_balance.language.texts import heading, number, say
from social_balance.language.words import Lang, phrase
from social_balance.showing.columns import code_text, own_text
from social_balance.showing.view import ResultView, State
from social_balance.verdicts.views import Cells, left_out_notes

if TYPE_CHECKING:
    from social_balance.yearly.status import Tables

_UNRELEASED = (
    "public = sb.release(status)", "sb.plot_overview(status)", "status.ambition", "status.estimates",
)  # fmt: skip
_RELEASED = (
    'sb.write_report(public, "ud/")', "sb.plot_overview(public)", "sb.attack(public)", "public.indicators",
)  # fmt: skip


def tables_view(tables: Tables, lang: Lang | None) -> ResultView:
    """Return the verdicts of a status with its title, whether it is released, and what is hidden or thin.

    Parameters
    ----------
    tables : Tables or Release
    lang : {"da", "en"}, optional
        Language; left out: that of the report.

    Returns
    -------
    ResultView
    """
    meta = tables.meta
    lang = lang or meta.language
    themes = tables.themes.sort_values("order", kind="stable").to_dict("records")
    order = {row["theme"]: place for place, row in enumerate(themes)}
    rows = sorted(tables.ambition.to_dict("records"), key=lambda row: order[row["theme"]])
    titles = {row["theme"]: heading(own_text(row, "title", lang)) for row in themes}
    cells = Cells(tuple(rows), titles, meta.since, meta.until, meta.reference)
    invented = (f"{say('invented', lang)}.",) if meta.invented else ()
    state: State = "released" if meta.released else "unreleased"
    missing = [row for row in rows if row["gap_state"] == "missing" and not row["hidden"]]
    why = [own_text(row, "why", lang) for row in missing if "why" in row]
    return ResultView(
        meta.title, lang, cells.table(lang), state=state, lead=(*invented, *cells.lead(lang)),
        notes=(
            *cells.notes(lang, level=meta.level), *_hidden_notes(tables, lang), *_thin_notes(tables, lang),
            *left_out_notes(why, lang),
        ),
        following=_RELEASED if meta.released else _UNRELEASED,
    )  # fmt: skip


def _hidden_notes(tables: Tables, lang: Lang) -> list[str]:
    """Return how many figures are hidden, and why; nothing where none is."""
    indicators = tables.indicators
    hidden = indicators[indicators["hidden"].astype(bool)]
    if hidden.empty:
        return []
    reasons = Counter(hidden["hidden_reason"])
    parts = [
        _say("reason_count", lang, reason=code_text("hidden_reason", reason, lang), count=count)
        for reason, count in reasons.most_common()
    ]
    total = number(len(indicators), 0, lang=lang)
    return [_say("hidden_note", lang, count=len(hidden), all=total, reasons=", ".join(parts))]


def _thin_notes(tables: Tables, lang: Lang) -> list[str]:
    """Return how many of the figures that are shown rest on few answers."""
    indicators = tables.indicators
    count = int((indicators["thin"].astype(bool) & ~indicators["hidden"].astype(bool)).sum())
    if not count:
        return []
    return [_say("thin_note", lang, count=number(count, 0, lang=lang), least=THIN_BASE)]


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
