"""The section about data and method: sources, choices, effect goals and the definitions used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from social_balance.figures.source import Row, own_text, rows_as_dicts, themes_in_order
from social_balance.language.tables import DEFAULT
from social_balance.language.texts import Lang, number, say, unit_name
from social_balance.report.context import Context
from social_balance.report.document import Bullets, Cell, Column, Paragraph, Section, Table
from social_balance.report.document import Row as TableRow
from social_balance.report.prose import tell
from social_balance.showing.columns import code_text
from social_balance.yearly.status import AskedAgain, CalibratedWeights

_CLAIM_TEXTS = {True: "claim_holds", False: "claim_open"}


def method_section(context: Context) -> Section:
    """Return the section; every choice that is ours is called ours."""
    blocks = (
        _choices_made(context),
        _whole_claim(context),
        _effect_goals(context),
        _definition_table(context),
    )
    return Section(tell("method", context.lang), "metode", blocks)


def _choices_made(context: Context) -> Bullets:
    """Return sources, reference, tests, floor and rounding."""
    lang = context.lang
    meta = context.tables.meta
    texts = {
        "sources": "; ".join(meta.sources) + ".",
        "reference": tell(
            "method_reference_text", lang, reference=meta.reference, whole=meta.whole
        ),
        "test": tell(
            "method_test_text", lang, alpha=number(100 * meta.alpha, 0, lang=lang),
            adjust=context.adjustment_name, margin=number(meta.margin, lang=lang),
        ),
        "floor": _disclosure_text(context),
        "rounding": tell("method_rounding_text", lang, rounding=say("rounding", lang)),
        "effect": tell("method_effect_text", lang),
    }  # fmt: skip
    if meta.asked_again:
        texts["panel"] = " ".join(_asked_again(each, context) for each in meta.asked_again)
    if meta.calibrated:
        texts["weights"] = " ".join(_calibrated(each, context) for each in meta.calibrated)
    if meta.drawn is not None:
        texts["drawn"] = tell("method_drawn_text", lang, year=meta.drawn)
    indicators = context.tables.indicators
    for model, key in _TOLD_BY_MODEL.items():
        told = rows_as_dicts(indicators[indicators["model"] == model])
        if told:
            titles = dict.fromkeys(own_text(row, "title", lang) for row in told)
            texts[key] = tell(f"method_{key}_text", lang, titles="; ".join(titles))
    return Bullets(tuple(Paragraph(text, lead=tell(f"method_{key}", lang)) for key, text in texts.items()))


_TOLD_BY_MODEL = {
    # Whoever works such a figure out from the counts gets another one, and is told why.
    "corrected": "chance",
    # Its interval is that of the places' sides, and no share has such a one.
    "threshold": "limit",
    # Years of a table cannot be paired person by person, and the reader is told of which.
    "conservative counts": "tables",
}


def _disclosure_text(context: Context) -> str:
    """Return the rule of what is not shown, how far it goes, and its price in this release."""
    indicators = context.tables.indicators
    hidden = indicators["hidden"].to_numpy(dtype=bool)
    why = indicators.get("hidden_reason", pd.Series("", index=indicators.index))
    others = hidden & why.isin(["others", "earlier"]).to_numpy()
    lang = context.lang
    return tell(
        "method_floor_text", lang, floor=context.tables.meta.floor,
        small=number(float((hidden & ~others).sum()), 0, lang=lang),
        others=number(float(others.sum()), 0, lang=lang), all=number(len(indicators), 0, lang=lang),
    )  # fmt: skip


def _whole_claim(context: Context) -> Paragraph:
    """Return the claim about every theme and area, its null hypothesis and whether it is shown."""
    overall = context.tables.overall
    lang = context.lang
    words = _p_words(overall["p"], lang)
    alpha = number(100 * context.tables.meta.alpha, 0, lang=lang)
    outcome = tell(_CLAIM_TEXTS[bool(overall["holds"])], lang, alpha=alpha, p=words)
    tested = tell("claim_tests", lang, shown=overall["n_shown"], tests=overall["n_tests"])
    # A claim that could not be tested keeps the whole from holding, so it is told.
    hidden = overall.get("n_hidden", 0)
    # What is hidden is untested too, and for another reason than what nobody measured.
    if overall["n_untested"] > hidden:
        tested += " " + tell("claim_untested", lang, count=overall["n_untested"] - hidden)
    if hidden:
        tested += " " + tell("claim_hidden", lang, count=hidden)
    # What is claimed in place of a narrowing is another claim, so it is told too.
    if overall["n_no_gap"]:
        since = context.tables.meta.since
        tested += " " + tell("claim_no_gap", lang, count=overall["n_no_gap"], since=since)
    text = tell(
        "claim_text",
        lang,
        claim=_in_report_language(overall, "claim", lang),
        null=_in_report_language(overall, "null", lang),
        tests=tested,
        outcome=outcome,
    )
    return Paragraph(text, lead=tell("claim_lead", lang))


def _p_words(p: float, lang: Lang) -> str:
    """Return a p value in brackets, or nothing when the claim could not be tested."""
    # Nothing was tested, so there is no probability to tell.
    if not math.isfinite(p):
        return ""
    # Limits in place of 0,000 and 1,000: no p is ever 0 or 1.
    if p < 0.001:
        return f" (p < {number(0.001, 3, lang=lang)})"
    if p > 0.999:
        return f" (p > {number(0.999, 3, lang=lang)})"
    return f" (p = {number(p, 3, lang=lang)})"


def _in_report_language(overall: Mapping[str, Any], key: str, lang: Lang) -> str:
    """Return the claim or its null in the language of the report, or in Danish when there is no other."""
    return str(overall.get(f"{key}_{lang}", overall[key]))


def _asked_again(asked: AskedAgain, context: Context) -> str:
    """Say how many of a wave's respondents were asked in the wave before."""
    lang = context.lang
    words = {
        "since": asked.since,
        "until": asked.until,
        "respondents": number(asked.respondents, 0, lang=lang),
    }
    # A number of persons below the floor is confidential here as in a table.
    if asked.persons is None:
        return tell("method_panel_few", lang, floor=context.tables.meta.floor, **words)
    if not asked.persons:
        return tell("method_panel_none", lang, **words)
    persons = number(asked.persons, 0, lang=lang)
    share = number(100 * asked.persons / asked.respondents, 0, lang=lang)
    return tell("method_panel_text", lang, persons=persons, share=share, **words)


def _calibrated(weights: CalibratedWeights, context: Context) -> str:
    """Say what a wave's weights were calibrated to, and by whom."""
    key = "method_weights_job" if weights.by_the_job else "method_weights_done"
    how = tell(f"weights_{weights.method}", context.lang)
    return tell(key, context.lang, year=weights.year, margins="; ".join(weights.margins), how=how)


def _effect_goals(context: Context) -> Table:
    """Return which effect goal each theme is placed under, and its margin."""
    lang = context.lang
    meta = context.tables.meta
    rows = []
    for theme in themes_in_order(context.tables):
        own = theme["margin"]
        # A theme's own margin goes before that of the configuration; NaN is none.
        margin = own if own is not None and own == own else meta.margin
        title = context.theme_titles[theme["theme"]]
        goal = str(theme["effect_goal"])
        rows.append(TableRow((Cell(title), Cell(goal), Cell(number(margin, lang=lang)))))
    columns = (
        Column(tell("theme_head", lang), "text"),
        Column(tell("effect_head", lang), "text"),
        Column(tell("margin_head", lang)),
    )
    number_of_table = context.next_annex_table()
    return Table(number_of_table, tell("effect_table", lang), columns, tuple(rows), annex=True)


def _definition_table(context: Context) -> Table:
    """Return every indicator with source, unit, direction, weight and where its rule comes from."""
    lang = context.lang
    first = context.tables.indicators.drop_duplicates(["theme", "indicator"])
    rows: list[TableRow] = []
    for theme in themes_in_order(context.tables):
        rows.append(TableRow((Cell(context.theme_titles[theme["theme"]]),), "group"))
        rows += [
            _definition_row(context, row) for row in rows_as_dicts(first[first["theme"] == theme["theme"]])
        ]
    heads = ("source_head", "unit_head", "direction_head")
    columns = (
        Column(tell("part_head", lang), "text"),
        *(Column(tell(key, lang), "text") for key in heads),
        Column(tell("weight_head", lang)),
        Column(tell("reference_head", lang), "text"),
    )
    notes = (tell("definitions_note", lang),)
    return Table(
        context.next_annex_table(), tell("definitions_table", lang), columns, tuple(rows), notes, annex=True
    )


def _definition_row(context: Context, row: Row) -> TableRow:
    """Return one indicator."""
    lang = context.lang
    return TableRow(
        (
            Cell(own_text(row, "title", lang), detail=tell("ours", lang) if row["ours"] else ""),
            Cell(str(code_text("source", row["source"], lang))),
            Cell(unit_name(row["unit"], place="table", lang=lang)),
            Cell(str(code_text("direction", row["direction"], lang))),
            Cell(number(row["weight"] if row["in_index"] else 0, 1, lang=lang)),
            # Where a rule comes from is told by the definition, in Danish.
            Cell(str(row["reference"]), lang=DEFAULT if lang != DEFAULT else None),
        )
    )
