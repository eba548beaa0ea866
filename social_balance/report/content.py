"""The report as a document: what stands in which section, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest

from social_balance.figures import overview
from social_balance.figures.source import Row, area_names, report_language, rows_by_key, themes_in_order
from social_balance.language.texts import GAP, OWN, VERDICTS, Lang, Mark, inside, marks, number
from social_balance.language.values_in_words import joined
from social_balance.report.area_section import areas_section
from social_balance.report.cells import without_blanks
from social_balance.report.context import Context
from social_balance.report.divisions_section import divisions_section
from social_balance.report.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    badge_of,
)
from social_balance.report.document import Row as TableRow
from social_balance.report.gaps_section import gaps_section
from social_balance.report.message import OUTCOMES, Outcome, answer_on, message_paragraphs, outcome_of
from social_balance.report.method_section import method_section
from social_balance.report.neighbour_sections import neighbour_sections
from social_balance.report.outlook_section import outlook_section
from social_balance.report.prose import tell
from social_balance.report.sources_section import sources_section
from social_balance.report.theme_section import theme_section, verdict_code
from social_balance.report.translations import tables_in_language
from social_balance.yearly.status import Tables

_BETTER = ("better", "slightly_better")
_ALONE = ("no_gap", "overtaken")  # states of a gap that no state of a development stands beside
_MOST_SIDE_BY_SIDE = 5  # areas that have columns of their own
_SIDE_BY_SIDE = [code for code in GAP if code not in _ALONE]


def report_document(tables: Tables, *, lang: Lang | None = None) -> Document:
    """Return the whole report of a release.

    Parameters
    ----------
    tables : Release
        What was released.
    lang : {"da", "en"}, optional
        Language; that of the release by default.

    Returns
    -------
    Document
        Title and sections, in the order of reading; figures and tables are numbered.
    """
    lang = report_language(tables, lang)
    tables = tables_in_language(tables, lang)
    context = Context(tables, lang)
    meta = tables.meta
    return Document(
        title=meta.title,
        subtitle=tell("subtitle", lang, municipality=meta.municipality, since=meta.since, until=meta.until),
        lang=lang,
        banner=tell("banner", lang) if meta.invented else "",
        sections=(
            _summary_section(context),
            _reading_guide(context),
            areas_section(context),
            *_theme_sections(context),
            gaps_section(context),
            *divisions_section(context),
            *outlook_section(context),
            _conclusions_section(context),
            *sources_section(context),
            *neighbour_sections(context),
            method_section(context),
        ),
    )


def themes_by_heading(tables: Tables) -> dict[str, list[Row]]:
    """Return the themes under the headings positive, mixed and other.

    A theme is positive when its index is better or slightly better in every area and in the whole
    municipality, mixed when it is so somewhere, other when nowhere. What is hidden counts as not shown to be
    better, so the heading does not depend on it.
    """
    moves = rows_by_key(tables.developments, "theme", "area")
    places = (*area_names(tables), tables.meta.whole)
    sorted_themes: dict[str, list[Row]] = {"positive": [], "mixed": [], "other": []}
    for theme in themes_in_order(tables):
        rows = [moves.get((theme["theme"], place)) for place in places]
        better = [row is not None and not row["hidden"] and row["state"] in _BETTER for row in rows]
        sorted_themes[_heading_for(better)].append(theme)
    return sorted_themes


def _heading_for(better: list[bool]) -> str:
    """Return the heading of a theme that is better in some of the places."""
    if all(better):
        return "positive"
    if any(better):
        return "mixed"
    return "other"


def _summary_section(context: Context) -> Section:
    """Return the summary: the message, the counts behind it and the overview."""
    # Text alternatives are made with the figure, so that neither can say what the other does not.
    tables = context.tables
    lang = context.lang
    picture = Picture(
        context.next_figure(),
        "overview",
        "oversigt",
        overview.title(tables, lang),
        overview.alt_text(tables, lang),
    )
    counts = _verdict_counts(context)
    blocks: tuple[Block, ...] = (*message_paragraphs(context), counts, _verdict_matrix(context), picture)
    return Section(tell("summary", lang), "resume", blocks)


def _verdict_counts(context: Context) -> Table:
    """Return how many themes of each area have each verdict, under the outcomes that the message counts."""
    lang = context.lang
    areas = area_names(context.tables)
    # Side by side a dozen areas leave no room for their names.
    if len(areas) > _MOST_SIDE_BY_SIDE:
        return _outcomes_by_area(context, areas)
    rows: list[TableRow] = []
    for outcome in OUTCOMES:
        cells = [row for row in context.ambition_rows.values() if outcome_of(row) == outcome]
        if not cells:
            continue
        head = Cell(tell(f"outcome_{outcome}", lang))
        rows.append(TableRow((head, *_counts_by_area(cells, areas, lang)), "total"))
        for code, mark in VERDICTS.items():
            if found := [row for row in cells if verdict_code(row) == code]:
                counts = _counts_by_area(found, areas, lang)
                rows.append(TableRow((Cell(badge=badge_of(mark, lang)), *counts)))
    columns = (Column(tell("verdict_head", lang), "text"), *(Column(area) for area in areas))
    title = tell("verdict_counts", lang)
    return Table(context.next_table(), title, (*columns, Column(tell("total", lang))), tuple(rows))


def _outcomes_by_area(context: Context, areas: list[str]) -> Table:
    """Return how many themes of each area have each outcome, a row an area."""
    lang = context.lang
    found = Counter((row["area"], outcome_of(row)) for row in context.ambition_rows.values())
    shown = [outcome for outcome in OUTCOMES if any(found[area, outcome] for area in areas)]
    rows = [TableRow((Cell(area), *_outcome_cells(found, [area], shown, lang))) for area in areas]
    total = _outcome_cells(found, areas, shown, lang)
    columns = (
        Column(tell("area_head", lang), "text"),
        *(Column(tell(f"outcome_{outcome}", lang)) for outcome in shown),
        Column(tell("total", lang)),
    )
    rows.append(TableRow((Cell(tell("total", lang)), *total), "total"))
    return Table(context.next_table(), tell("verdict_counts", lang), columns, tuple(rows))


def _outcome_cells(
    found: Counter[tuple[str, Outcome]], areas: list[str], shown: list[Outcome], lang: Lang
) -> tuple[Cell, ...]:
    """Return how many cells of some areas have each outcome, and all of them."""
    counts = [sum(found[area, outcome] for area in areas) for outcome in shown]
    return tuple(Cell(number(count, 0, lang=lang)) for count in (*counts, sum(counts)))


def _verdict_matrix(context: Context) -> Table:
    """Return the verdict of every theme in every area: what the overview draws, as a table to read."""
    lang = context.lang
    areas = area_names(context.tables)
    rows = tuple(
        TableRow(
            (
                Cell(context.theme_titles[theme["theme"]]),
                *(
                    Cell(badge=badge_of(marks(context.ambition_rows[theme["theme"], area]).verdict, lang))
                    for area in areas
                ),
            )
        )
        for theme in themes_in_order(context.tables)
    )
    columns = (Column(tell("theme_head", lang), "text"), *(Column(area, "text") for area in areas))
    return Table(context.next_annex_table(), tell("matrix", lang), columns, rows, annex=True)


def _counts_by_area(rows: list[Row], areas: list[str], lang: Lang) -> tuple[Cell, ...]:
    """Return how many of the rows each area has, and how many there are in all."""
    counts = Counter(row["area"] for row in rows)
    every = (*(counts[area] for area in areas), len(rows))
    return tuple(Cell(number(count, 0, lang=lang)) for count in every)


def _reading_guide(context: Context) -> Section:
    """Return how to read the report, with the key to the signs."""
    lang = context.lang
    meta = context.tables.meta
    values = {
        "reference": meta.reference, "since": meta.since, "until": meta.until, "floor": meta.floor,
        "level": number(100 * meta.level, 0, lang=lang), "margin": number(meta.margin, lang=lang),
        "adjust": context.adjustment_name,
    }  # fmt: skip
    keys = ("index", "gap", "trap", "certainty", "open", "margin", "no_gap", "hidden", "causes", "ours")
    items = tuple(
        Paragraph(tell(f"guide_{key}_text", lang, **values), lead=tell(f"guide_{key}", lang)) for key in keys
    )
    scope = tell(
        "summary_scope", lang, themes=len(context.tables.themes), reference=meta.reference,
        areas=joined(area_names(context.tables), lang), since=meta.since, until=meta.until,
    )  # fmt: skip
    blocks = (Paragraph(scope), Bullets(items), _key_to_signs(context))
    return Section(tell("guide", lang), "laesevejledning", blocks)


def _key_to_signs(context: Context) -> Table:
    """Return the key to the signs: those of the own development beside those of the gap."""
    lang = context.lang
    # Both tables go from better to worse; the gap has codes more, which stand alone in the last rows.
    pairs = zip_longest(OWN.values(), [GAP[code] for code in (*_SIDE_BY_SIDE, *_ALONE)])
    rows = tuple(TableRow((_sign_cell(own, lang), _sign_cell(gap, lang))) for own, gap in pairs)
    columns = (
        Column(tell("sign_own", lang), "text"),
        Column(tell("sign_gap", lang, reference=context.tables.meta.reference), "text"),
    )
    return without_blanks(Table(context.next_table(), tell("signs", lang), columns, rows))


def _sign_cell(mark: Mark | None, lang: Lang) -> Cell:
    """Return one sign with its word."""
    # The two columns are of unlike length: the shorter ends in empty cells.
    if mark is None:
        return Cell()
    return Cell(badge=badge_of(mark, lang))


def _theme_sections(context: Context) -> list[Section]:
    """Return the three sections of themes, each with the rule that sorts them."""
    lang = context.lang
    sections = []
    for key, themes in themes_by_heading(context.tables).items():
        # A heading with nothing under it tells a reader nothing.
        if not themes:
            continue
        blocks: list[Block] = [Paragraph(tell(f"rule_{key}", lang, whole=context.tables.meta.whole))]
        blocks += [theme_section(context, theme) for theme in themes]
        sections.append(Section(tell(key, lang), f"udvikling-{key}", tuple(blocks)))
    return sections


def _conclusions_section(context: Context) -> Section:
    """Return one paragraph an area and the claim once more."""
    lang = context.lang
    meta = context.tables.meta
    blocks: list[Block] = [_area_conclusion(context, area) for area in area_names(context.tables)]
    answer = tell(f"message_{answer_on(context)}", lang, since=meta.since, until=meta.until)
    blocks.append(Paragraph(answer, lead=tell("claim_lead", lang)))
    blocks.append(Paragraph(tell("conclusion_end", lang, since=meta.since, until=meta.until)))
    return Section(tell("conclusions", lang), "konklusioner", tuple(blocks))


def _area_conclusion(context: Context, area: str) -> Paragraph:
    """Return what happened in one area over all themes, with the themes named."""
    lang = context.lang
    found = [(row["theme"], marks(row)) for row in context.ambition_rows.values() if row["area"] == area]
    own = _themes_by_mark(context, [(theme, mark.own) for theme, mark in found], OWN.values())
    gap = _themes_by_mark(context, [(theme, mark.gap) for theme, mark in found], GAP.values())
    text = tell("conclusion_own", lang, groups=own) + " "
    text += tell("conclusion_gap", lang, reference=context.tables.meta.reference, groups=gap)
    return Paragraph(text, lead=f"{area}.")


def _themes_by_mark(context: Context, found: list[tuple[str, Mark]], order: Iterable[Mark]) -> str:
    """Return the themes under each mark, such as ``bedre i 2 (sundhed og tryghed)``."""
    lang = context.lang
    parts = []
    for mark in order:
        names = [inside(context.theme_titles[theme]) for theme, one in found if one is mark]
        if names:
            words = tell("group", lang, label=mark.label(lang), count=len(names), names=joined(names, lang))
            parts.append(words)
    return "; ".join(parts)
