"""Indicators as the papers tell them: percentages with the persons behind them, in both years."""

from __future__ import annotations

import math
from collections.abc import Iterable

from social_balance.figures.source import Row, own_text, rows_as_dicts
from social_balance.language.texts import Lang, heading, number, quantity
from social_balance.report.context import Context
from social_balance.report.document import Paragraph
from social_balance.report.prose import tell

_AS_COUNTED = 0.05  # percentage points: nearer than this a percentage is that of its own counts


def largest_indicators(
    context: Context, *, area: str, themes: Iterable[str], most: int
) -> tuple[Paragraph, ...]:
    """Return the indicators that moved the indexes of an area most, each in one sentence.

    Parameters
    ----------
    context : Context
    area : str
        Which area, or the rest or the whole.
    themes : Iterable of str
        The themes to look in.
    most : int
        How many indicators to tell at most.

    Returns
    -------
    tuple of Paragraph
        The largest contribution first, whichever way it went; what is hidden is not among them.
    """
    parts = context.tables.parts
    wanted = set(themes)
    rows = [
        row
        for row in rows_as_dicts(parts[parts["area"] == area])
        if row["theme"] in wanted and not row["hidden"] and math.isfinite(row["contribution"])
    ]
    # Equal ones stay in the order of the report.
    rows.sort(key=lambda row: -abs(row["contribution"]))
    told = (_indicator_paragraph(context, row["indicator"], area) for row in rows)
    return tuple(paragraph for paragraph in told if paragraph is not None)[:most]


def _indicator_paragraph(context: Context, indicator: str, area: str) -> Paragraph | None:
    """Return one indicator in both years, or nothing where a year is not shown."""
    meta = context.tables.meta
    ends = [context.indicator_rows.get((indicator, area, year)) for year in context.shown_years]
    shown = [row for row in ends if row is not None and not row["hidden"] and math.isfinite(row["value"])]
    if {row["year"] for row in shown} < {meta.since, meta.until}:
        return None
    lang = context.lang
    parts = [
        tell("indicator_in_year", lang, value=_value_in_words(row, lang), year=row["year"]) for row in shown
    ]
    lead = f"{heading(own_text(shown[0], 'title', lang))}."
    return Paragraph(tell("indicator_over_years", lang, parts=" → ".join(parts)), lead=lead)


def _value_in_words(row: Row, lang: Lang) -> str:
    """Return a figure with those behind it: ``62 pct. (451 ud af 727)``, or ``62 pct. (af 343 svar)``."""
    digits = 1 if abs(row["value"]) < 10 else 0
    value = quantity(row["value"], row["unit"], digits=digits, lang=lang)
    if not math.isfinite(row["base"]):
        return value
    base = number(row["base"], 0, lang=lang)
    counted = row["positive"] if math.isfinite(row["positive"]) else -1.0
    # Weighted percentages are not those of the counts, and a reader would divide.
    if row["unit"] == "procent" and abs(row["value"] - 100 * counted / row["base"]) < _AS_COUNTED:
        behind = tell("persons_of", lang, count=number(counted, 0, lang=lang), base=base)
    else:
        behind = tell(f"behind_{row['source']}", lang, base=base)
    return f"{value} ({behind})"
