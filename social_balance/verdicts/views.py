"""Indexes, verdicts, pace and robustness as a reader meets them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from social_balance.definitions.catalogue import Themes
from social_balance.estimates.views import interval_notes, state_of
from social_balance.language.texts import GAP, OWN, VERDICTS, heading, in_language, marks, number, say
from social_balance.language.values_in_words import joined
from social_balance.language.words import Lang, Mark, phrase
from social_balance.showing.cells import grouped_rows, mark_cell, measured_cell
from social_balance.showing.columns import code_text, column_heading
from social_balance.showing.parts import Cell, Column, Row, Table
from social_balance.showing.view import ResultView

if TYPE_CHECKING:
    from social_balance.verdicts.ambition import Ambition
    from social_balance.verdicts.indexes import ThemeIndex
    from social_balance.verdicts.progress import Progress
    from social_balance.verdicts.robustness import Robustness

_PACE = {
    "fast_enough": ("▲", "good"), "too_slow": ("▽", "bad_light"), "widening": ("▼", "bad"),
    "undecided": ("?", "open"), "no_gap": ("○", "even"), "missing": ("–", "none"),
}  # fmt: skip
_SURVIVES = {
    "survives": ("=", "good"), "overturned": ("×", "bad"), "cannot_be_tried": ("?", "open"),
}  # fmt: skip


@dataclass(frozen=True)
class Cells:
    """The rows of an ambition, of a result or of a release, with what their words need.

    Parameters
    ----------
    rows : tuple of Mapping
        theme, area, development, gap and narrowing with limits, own, gap_state, verdict, hidden.
    titles : Mapping of theme to title
    since, until : int
    reference : str
        Name of the reference.
    """

    rows: tuple[Mapping[Any, Any], ...]
    titles: Mapping[str, str]
    since: int
    until: int
    reference: str

    def table(self, lang: Lang) -> Table:
        """Return the cells by theme, with numbers and verdicts."""
        area, development, verdict = (
            heading(column_heading(name, lang)) for name in ("area", "development", "verdict")
        )
        gap = heading(_say("gap_and_change", lang, since=self.since, until=self.until))
        columns = (Column(area, "text"), Column(development), Column(gap), Column(verdict, "text"))
        caption = _say("ambition_caption", lang, reference=self.reference)
        return Table(None, caption, columns, rows_by_theme(self.rows, self.titles, _verdict_cells, lang))

    def lead(self, lang: Lang) -> tuple[str, ...]:
        """Return how many cells have each state of the development, and of the gap."""
        shown = [marks(row) for row in self.rows]
        gap = _say("gap_to", lang, reference=self.reference)
        return (
            counts_line(_say("own_line", lang), [one.own for one in shown], OWN.values(), lang),
            counts_line(gap, [one.gap for one in shown], GAP.values(), lang),
        )

    def notes(self, lang: Lang, *, level: float = 0.95) -> tuple[str, ...]:
        """Return what stands in brackets, and what "cannot be decided" means where it stands."""
        notes = interval_notes([row["development_low"] for row in self.rows], lang, level=level)
        if any("undecided" in (row["own"], row["gap_state"]) for row in self.rows):
            notes.append(_say("undecided_note", lang))
        return tuple(notes)


def index_view(index: ThemeIndex, lang: Lang) -> ResultView:
    """Return the indexes by theme, with the years beside each other."""
    frame = index.frame()[["value", "low", "high", "status"]]
    share = index.rows["weight_present"]
    years = sorted(set(index.labels.get_level_values("year")))
    titles = _titles_of(index.themes, lang)
    cells = dict(zip(frame.index, frame.to_dict("records"), strict=True))
    pairs = dict.fromkeys((theme, area) for theme, area, _ in frame.index)
    rows = [
        {"theme": theme, "area": area, "years": [cells.get((theme, area, year)) for year in years],
         "share": min(share.get((theme, area, year), math.nan) for year in years)}
        for theme, area in pairs
    ]  # fmt: skip
    columns = (
        Column(heading(column_heading("area", lang)), "text"),
        *(Column(str(year)) for year in years),
        Column(heading(_say("remark", lang)), "text"),
    )
    table = Table(None, _say("index_caption", lang), columns, rows_by_theme(rows, titles, _index_cells, lang))
    return ResultView(
        _say("index", lang), lang, table, state=state_of(index),
        notes=tuple(interval_notes(frame["low"], lang)),
        following=(
            ".frame()", f"sb.ambition(index, since={years[0]}, until={years[-1]})",
            f"sb.decompose(index, since={years[0]}, until={years[-1]})",
        ),
    )  # fmt: skip


def ambition_view(ambition: Ambition, lang: Lang) -> ResultView:
    """Return development, gap and verdict of every theme and area."""
    frame = ambition.frame().reset_index().rename(columns={ambition.per: "theme"}).assign(hidden=False)
    cells = Cells(
        tuple(frame.to_dict("records")), _titles_of(ambition.themes, lang), ambition.since, ambition.until,
        ambition.reference,
    )  # fmt: skip
    reasons = [
        ambition.bases.rows[row["theme"], row["area"]].reasons_in_words(lang)
        for row in cells.rows
        if row["status"] == "missing"
    ]
    return ResultView(
        _say("ambition", lang, since=ambition.since, until=ambition.until), lang, cells.table(lang),
        state=state_of(ambition.estimates), lead=cells.lead(lang),
        notes=(*cells.notes(lang), *left_out_notes(reasons, lang)),
        following=(".frame()", ".overall()", ".disagreements()", ".claims()"),
    )  # fmt: skip


def progress_view(progress: Progress, lang: Lang) -> ResultView:
    """Return the pace of every gap beside the pace that closes it in time."""
    per = progress.waves[0].per
    frame = progress.pace().reset_index().rename(columns={per: "theme"})
    last = progress.years[-1]
    names = {"area": column_heading("area", lang), "gap_now": _say("gap_now", lang, year=last)}
    names |= {key: _say(key, lang) for key in ("pace", "needed", "closing", "pace_state")}
    columns = tuple(
        Column(heading(name), "text" if key in ("area", "pace_state") else "number")
        for key, name in names.items()
    )
    titles = _titles_of(progress.waves[0].themes, lang)
    rows = rows_by_theme(frame.to_dict("records"), titles, _pace_cells, lang)
    return ResultView(
        _say("progress", lang, target=progress.target), lang,
        Table(None, _say("progress_caption", lang, last=last), columns, rows),
        state=state_of(progress.paces), notes=tuple(interval_notes(frame["pace_low"], lang)),
        following=(".pace()", ".pairs()", ".overall()", "sb.pace_sentences(progress)"),
    )  # fmt: skip


def robustness_view(robustness: Robustness, lang: Lang) -> ResultView:
    """Return of every verdict whether it survives other choices."""
    summary = robustness.summary(lang=lang).reset_index()
    columns = (
        Column(heading(column_heading("area", lang)), "text"),
        Column(heading(column_heading("verdict", lang)), "text"),
        Column(heading(_say("survives", lang)), "text"),
    )
    others = summary["overturned_by"] + summary["not_tried"]
    summary["others"] = [
        joined([robustness.label(choice, theme, lang) for choice in choices], lang)
        for theme, choices in zip(summary["theme"], others, strict=True)
    ]
    rows = rows_by_theme(summary.to_dict("records"), _titles_of(robustness.themes, lang), _choice_cells, lang)
    counts = Counter(summary["survives"])
    lead = " ".join(
        _say("counts_line", lang, what=say(f"robust_{code}", lang).rstrip("."), counts=counts[code])
        for code in _SURVIVES
        if counts[code]
    )
    title = _say("robustness", lang, since=robustness.since, until=robustness.until)
    return ResultView(
        title, lang, Table(None, _say("robustness_caption", lang), columns, rows), state="unreleased",
        lead=(lead,), following=(".summary()", ".frame()", "sb.plot_robustness(robustness)"),
    )  # fmt: skip


def rows_by_theme(
    rows: Iterable[Mapping[Any, Any]], titles: Mapping[str, str], cells_of: Any, lang: Lang
) -> tuple[Row, ...]:
    """Return rows of theme and area under the title of each theme.

    Parameters
    ----------
    rows : iterable of Mapping
        With ``theme`` and ``area``.
    titles : Mapping of theme to title
    cells_of : callable
        From a row and the language to the cells after the area's.
    lang : {"da", "en"}
    """
    return grouped_rows(
        (titles.get(row["theme"], str(row["theme"])), Row((Cell(str(row["area"])), *cells_of(row, lang))))
        for row in rows
    )


def counts_line(what: str, found: Sequence[Mark], order: Iterable[Mark], lang: Lang) -> str:
    """Return how many cells have each mark, in the order of the marks: together they are all of them."""
    counts = Counter(found)
    parts = [f"{mark.label(lang)} {counts[mark]}" for mark in order if counts[mark]]
    return _say("counts_line", lang, what=what, counts=", ".join(parts))


def left_out_notes(reasons: Iterable[str], lang: Lang) -> list[str]:
    """Return why something is left out, each reason once."""
    different = list(dict.fromkeys(reason for reason in reasons if reason))
    if not different:
        return []
    return [_say("left_out_note", lang, reasons=" ".join(different[:3]))]


def _verdict_cells(row: Mapping[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    hidden = bool(row["hidden"])
    development = measured_cell(
        row["development"], row["development_low"], row["development_high"],
        hidden=hidden, lang=lang, signed=True,
    )  # fmt: skip
    # As in the papers the change of the gap is told, where less is better: the opposite of the narrowing.
    change = measured_cell(
        -row["narrowing"], -row["narrowing_high"], -row["narrowing_low"],
        hidden=hidden, lang=lang, signed=True,
    )  # fmt: skip
    gap = change
    if not hidden and math.isfinite(row["gap_since"]) and math.isfinite(row["gap_until"]):
        levels = " → ".join(number(row[f"gap_{when}"], lang=lang) for when in ("since", "until"))
        gap = Cell(levels, detail=f"{change.text} {change.detail}".strip())
    return development, gap, mark_cell(marks(row).verdict, lang)


def _index_cells(row: Mapping[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    remark = ""
    if row["share"] < 1:
        percent = number(100 * row["share"], 0, lang=lang)
        remark = _say("index_weight", lang, percent=percent)
    return *(_level_cell(cell, lang) for cell in row["years"]), Cell(remark)


def _level_cell(cell: Mapping[Any, Any] | None, lang: Lang) -> Cell:
    if cell is None:
        return Cell(say("missing", lang))
    if cell["status"] != "ok":
        return Cell(str(code_text("status", cell["status"], lang)))
    return measured_cell(cell["value"], cell["low"], cell["high"], hidden=False, lang=lang)


def _pace_cells(row: Mapping[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    gap = measured_cell(row["gap_now"], math.nan, math.nan, hidden=False, lang=lang)
    pace = measured_cell(
        row["pace"], row["pace_low"], row["pace_high"], hidden=False, lang=lang, signed=True, digits=2
    )
    needed = measured_cell(row["needed"], math.nan, math.nan, hidden=False, lang=lang, signed=True, digits=2)
    # A year is told only where the pace is shown to be above zero; else its interval has no end.
    closing = Cell()
    if row["closing_state"] == "dated" and math.isfinite(row["closing_year"]):
        closing = Cell(str(math.ceil(row["closing_year"])))
    state = row["pace_state"]
    return gap, pace, needed, closing, mark_cell(Mark(*_PACE[state], "pace_states", state), lang)


def _choice_cells(row: Mapping[Any, Any], lang: Lang) -> tuple[Cell, ...]:
    code = row["survives"]
    survives = mark_cell(Mark(*_SURVIVES[code], "survives", code), lang)
    return mark_cell(VERDICTS[row["verdict"]], lang), replace(survives, detail=row["others"])


def _titles_of(themes: Themes, lang: Lang) -> dict[str, str]:
    return {theme.id: heading(in_language(theme.title, lang)) for theme in themes}


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("showing", key, lang, **values)
