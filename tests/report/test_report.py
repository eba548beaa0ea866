"""The report: its files, what every section says, nothing hidden in them, and a folder that is safe."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import io
import json
import re
import textwrap
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from fake_release import NAMES, fake_release, only_tables
from many_areas import release_of
from reading_papers import blank_drawings

from social_balance.areas.parts import Redrawn
from social_balance.disclosure.release import Release
from social_balance.figures import style
from social_balance.figures.source import themes_in_order
from social_balance.language.faults import InputError
from social_balance.report import data, formats, html, second_process, selection, write
from social_balance.report.content import report_document, themes_by_heading
from social_balance.report.context import Context
from social_balance.report.document import (
    Bullets,
    Cell,
    Paragraph,
    Picture,
    Section,
    Table,
    blocks_of,
    pictures_of,
)
from social_balance.report.formats import FORMATS, PaperFormat
from social_balance.report.html import html_page, inline_svg
from social_balance.report.inline_drawing import compact_svg
from social_balance.report.table_csv import csv_of_table
from social_balance.report.theme_section import theme_section
from social_balance.report.write import report_files, write_report
from social_balance.showing.markup import tag
from social_balance.yearly.provenance import Fieldwork, Provenance

RELEASE = fake_release()
HOSTILE = '<script>alert("x")</script> & {reference} \' " </style>'
DRAWN = """<svg>
 <defs><path id="m1" d="M 0 1 L 1 1"/></defs>
 <g id="patch_1">
  <g id="line2d_2"/>
  <path d="M 111.625 237.6
L 324 0.04
z
M -0.04 -1.02" style="fill: none; stroke: #fff"/>
  <use href="#m1" x="10.4999" style="fill-opacity: 0.5"/>
  <text style="font-size: 8px; font-family: 'DejaVu Sans'" x="1" transform="rotate(-0 1 2)">2,345 af 10</text>
 </g>
</svg>"""
DRAWING = b'<?xml version="1.0"?>\n<svg viewBox="0 0 480 300" width="480pt"><g id="a"/></svg>'


class Outline(HTMLParser):
    """What a page is made of: headings, ids, links, attributes of every element, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))


def page_of(release: Release, *, lang: str | None = None) -> str:
    """The HTML of a release, with an empty drawing in place of every figure."""
    document = report_document(release, lang=lang)
    return html_page(document, {picture.name: DRAWING for picture in pictures_of(document)})


def section(title: str, release: Release = RELEASE) -> Section:
    """The section with a title, wherever in the report."""
    queue = list(report_document(release).sections)
    while queue:
        found = queue.pop()
        queue += [block for block in found.blocks if isinstance(block, Section)]
        # The heading of a theme carries its finding after the title.
        if found.title.split(":")[0] == title:
            return found
    raise LookupError(title)


def running(found: Section) -> str:
    """The running text of a section."""
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def tables(found: Section) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


@pytest.fixture(scope="module")
def everything() -> dict[str, bytes]:
    return report_files(RELEASE, formats=["html", "csv", "json", "svg", "png"])


@pytest.fixture(scope="module")
def page(everything: dict[str, bytes]) -> Outline:
    return Outline(everything["aarsstatus.html"].decode())


# The page


def test_the_page_is_whole_and_needs_no_network(page, everything):
    text = everything["aarsstatus.html"].decode()
    assert text.startswith('<!DOCTYPE html>\n<html lang="da">')
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "link", "img", "iframe", "object"})
    loaded = [
        value
        for _, attributes in page.elements
        for key, value in attributes.items()
        if key in ("src", "href", "xlink:href")
    ]
    assert loaded
    # A table carries itself as a file: that is inside the page, like all else.
    assert all(value.startswith(("#", "data:text/csv;")) for value in loaded)
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)


def test_headings_never_skip_a_level_and_say_what_the_papers_say(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(next_ - level <= 1 for level, next_ in pairwise(levels))
    for heading in (
        "Resumé",
        "Læsevejledning",
        "Positiv udvikling",
        "Blandet udvikling",
        "Overordnede konklusioner",
    ):
        assert heading in page.text


def test_every_link_has_a_target_and_every_id_is_its_own(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    targets = {
        value[1:]
        for attributes in (a for _, a in page.elements)
        for key, value in attributes.items()
        if key in ("href", "xlink:href") and value.startswith("#")
    }
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert "indhold" in targets


def test_every_figure_has_its_title_above_as_text_and_an_alt_text(page):
    drawn = [attributes for attributes in page.named("svg") if attributes.get("role") == "img"]
    captions = page.named("figcaption")
    assert len(drawn) == len(captions) - len(page.named("table")) == len(RELEASE.themes) + 2
    assert all(60 < len(attributes["aria-label"]) < 300 for attributes in drawn)
    assert "Figur 1. Fremgang i 7 og tilbagegang i 5; mindre forskel i 7 og større forskel i 5" in page.text


def test_every_table_is_named_by_its_caption_and_has_heads_for_rows_and_columns(page):
    captions = {attributes["id"] for attributes in page.named("figcaption")}
    assert {attributes["aria-labelledby"] for attributes in page.named("table")} <= captions
    assert {attributes.get("scope") for attributes in page.named("th")} == {"col", "row", "rowgroup"}


def test_the_banner_says_that_the_data_are_invented_and_only_then(page):
    assert [a for a in page.named("aside") if a.get("class") == "banner"]
    assert "Opdigtede data: tallene beskriver ingen virkelige mennesker" in page.text
    real = Outline(page_of(fake_release(invented=False)))
    assert "pdigtede" not in real.text
    assert not real.named("aside")


def test_hostile_titles_stay_text():
    themes = RELEASE.themes.assign(title_da=HOSTILE, note=HOSTILE)
    indicators = RELEASE.indicators.assign(title_da=HOSTILE, reference=HOSTILE, unit=HOSTILE)
    release = dataclasses.replace(fake_release(title=HOSTILE), themes=themes, indicators=indicators)
    hostile = Outline(page_of(release))
    plain = Outline(page_of(RELEASE))
    assert [name for name, _ in hostile.elements] == [name for name, _ in plain.elements]
    assert hostile.text.count('<script>alert("x")</script> & {reference}') > 20


def test_a_tag_escapes_what_is_not_markup():
    assert tag("p", tag("b", "<"), '"&"', title='"') == '<p title="&quot;"><b>&lt;</b>"&amp;"</p>'


def test_an_inline_figure_keeps_its_names_to_itself_and_leaves_its_title_to_the_page():
    drawing = (
        b'<?xml?><!DOCTYPE svg><svg viewBox="0 0 480 300" width="9pt"><title>T</title><g id="a"/>'
        b'<use xlink:href="#a"/><g clip-path="url(#a)"/></svg>'
    )
    inline = inline_svg(drawing, prefix="forskelle", alt='<x> "y"')
    assert (
        '<g id="forskelle-a"/><use xlink:href="#forskelle-a"/><g clip-path="url(#forskelle-a)"/></svg>'
        in inline
    )
    assert 'viewBox="0 20 480 280"' in inline
    assert 'aria-label="&lt;x&gt; &quot;y&quot;"' in inline
    assert "<title>" not in inline


# What it says


def test_the_themes_are_sorted_by_the_rule_that_stands_above_them():
    found = {key: [row["theme"] for row in rows] for key, rows in themes_by_heading(RELEASE).items()}
    assert found == {
        "positive": ["selvforsoergelse"],
        "mixed": ["sundhed", "mix_fritid", "beboersammensaetning", "byliv"],
        "other": ["tryghed", "medborgerskab", "mix_institutioner", "image"],
    }


def test_the_municipality_counts_in_the_sorting():
    moves = RELEASE.developments.copy()
    own = (moves["theme"] == "selvforsoergelse") & (moves["area"] == "Gladsaxe Kommune")
    moves.loc[own, "state"] = "undecided"
    assert themes_by_heading(dataclasses.replace(RELEASE, developments=moves))["positive"] == []


def test_the_sorting_does_not_depend_on_what_is_hidden():
    moves = RELEASE.developments.copy()
    moves.loc[moves["hidden"], "state"] = "better"
    release = dataclasses.replace(RELEASE, developments=moves)
    assert themes_by_heading(release) == themes_by_heading(RELEASE)


def test_the_table_of_verdicts_adds_up_to_every_theme_and_area():
    rows = [row for row in tables(section("Resumé"))[0].rows if row.kind == "body"]
    assert sum(int(row.cells[-1].text) for row in rows) == len(RELEASE.ambition)
    assert [row.cells[0].badge.label for row in rows][-1] == "ikke vist af hensyn til fortrolighed"


def test_the_claim_comes_with_its_null_hypothesis_and_is_not_shown():
    method = running(section("Om data og metode"))
    assert RELEASE.overall["claim"] in method
    assert RELEASE.overall["null"] in method
    assert "kan ikke afvises på 5 procents niveau (p = 0,970), så påstanden er ikke påvist" in method


def test_a_claim_that_holds_is_shown():
    overall = {**RELEASE.overall, "holds": True, "p": 0.00004}
    method = running(section("Om data og metode", dataclasses.replace(RELEASE, overall=overall)))
    assert "kan afvises på 5 procents niveau (p < 0,001), så påstanden er påvist" in method


def test_a_p_value_is_never_rounded_to_one():
    overall = {**RELEASE.overall, "p": 0.9999}
    release = dataclasses.replace(RELEASE, overall=overall)
    assert "(p > 0,999)" in running(section("Om data og metode", release))


def test_a_claim_without_a_test_gives_no_p():
    overall = {**RELEASE.overall, "p": float("nan")}
    assert "(p " not in running(section("Om data og metode", dataclasses.replace(RELEASE, overall=overall)))


def test_a_theme_tells_every_area_with_its_verdict():
    sundhed = section("Sundhed")
    parts = [block for block in sundhed.blocks if isinstance(block, Section)][: len(NAMES)]
    heads = [(part.title, part.blocks[0].badge.label) for part in parts]
    assert heads == [
        ("Høje Gladsaxe", "bedre; forskellen kan ikke afgøres"),
        ("Værebro Park", "bedre; ingen forskel at mindske"),
        ("Mørkhøj almene boliger", "større forskel; egen udvikling kan ikke afgøres"),
    ]
    assert [block.theme for block in sundhed.blocks if isinstance(block, Picture)] == ["sundhed"]


def test_the_index_table_has_areas_rest_and_municipality_with_intervals():
    index, _, _ = tables(section("Sundhed"))
    assert [row.cells[0].text for row in index.rows] == [*NAMES, "det øvrige Gladsaxe", "Gladsaxe Kommune"]
    first = index.rows[0].cells
    assert [cell.text for cell in first[1:7]] == ["62,3", "67,6", "+5,3", "8,1", "6,8", "−1,3"]
    assert first[3].detail == "(2,7 til 7,9)"
    assert [cell.text for cell in index.rows[-1].cells[4:7]] == ["–", "–", "–"]


def test_a_full_count_is_said_to_be_one():
    index, _, _ = tables(section("Selvforsørgelse"))
    assert index.notes[0].startswith("Fuld opgørelse uden stikprøveusikkerhed.")
    assert index.rows[0].cells[3].detail == ""


def test_the_indicator_table_tells_unit_base_and_what_to_be_careful_about():
    _, indicators, _ = tables(section("Sundhed"))
    heads = [row.cells[0].text for row in indicators.rows if row.kind == "group"]
    assert (
        heads[0] == "andel i god stilling (pct., ændring i procentpoint, højere er bedre, borgerundersøgelse)"
    )
    first = indicators.rows[1].cells
    assert [cell.text for cell in first[1:]] == ["62,3", "67,6", "+5,3", "343", "343", "usikkert grundlag"]
    notes = " ".join(indicators.notes)
    assert "Indgår ikke i indekset: baggrundstal for kommunen." in notes
    assert "Kan ikke sammenlignes over tid: batteri om hverdagen (svarmulighederne er ændret)." in notes


def test_no_change_is_given_for_what_cannot_be_compared():
    _, indicators, _ = tables(section("Sundhed"))
    start = [row.cells[0].text.startswith("batteri") for row in indicators.rows].index(True)
    row = indicators.rows[start + 1].cells
    assert row[3].text == "–"
    assert row[-1].text == "kan ikke sammenlignes over tid"


def behind(*, status: str, value: float, as_of: float) -> Release:
    """The release with the registers' figures of 2024 late."""
    table = RELEASE.indicators.copy()
    late = (table["indicator"] == "doemte_sundhed") & (table["year"] == 2024)
    table.loc[late, ["status", "value", "as_of"]] = [status, value, as_of]
    return dataclasses.replace(RELEASE, indicators=table)


def first_row(table: Table, title: str) -> tuple[Cell, ...]:
    """The first area's row of an indicator."""
    start = [row.cells[0].text.startswith(title) for row in table.rows].index(True)
    return table.rows[start + 1].cells


@pytest.mark.parametrize(
    ("lang", "cell", "detail", "note"),
    [
        ("da", "ikke opgjort", "senest opgjort 2022", "dømte er ikke opgjort for 2024; senest opgjort 2022."),
        (
            "en", "not available", "last counted in 2022",
            "indicator doemte is not available for 2024; last counted in 2022.",
        ),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_there_yet_is_told_with_the_newest_year(lang, cell, detail, note):
    release = behind(status="not_available", value=float("nan"), as_of=2022)
    theme = themes_in_order(release)[1]
    found = tables(theme_section(Context(release, lang), theme))[1]
    row = first_row(found, note.split(" is ")[0].split(" er ")[0])
    assert (row[2].text, row[2].detail) == (cell, detail)
    assert row[3].text == "–"
    assert note in found.notes


def test_a_figure_that_was_never_made_has_no_newest_year():
    release = behind(status="not_available", value=float("nan"), as_of=float("nan"))
    found = tables(section("Sundhed", release))[1]
    assert first_row(found, "dømte")[2].detail == ""
    assert "dømte er ikke opgjort for 2024 eller tidligere." in found.notes


def test_an_area_drawn_otherwise_has_a_note_and_the_method_says_which_drawing_is_used():
    moved = (Redrawn(NAMES[2], 2023, ("Torvegården",)),)
    table = RELEASE.indicators
    comparable = table["comparable"] & (table["area"] != NAMES[2])
    release = dataclasses.replace(fake_release(redrawn=moved), indicators=table.assign(comparable=comparable))
    found = tables(section("Sundhed", release))[1]
    note = "Mørkhøj almene boliger er afgrænset på en ny måde fra 2023 (Torvegården); årene før og efter kan"
    assert f"{note} ikke sammenlignes." in found.notes
    # Of the other areas the indicators can be compared as before.
    assert "Kan ikke sammenlignes over tid: batteri om hverdagen (svarmulighederne er ændret)." in found.notes
    choices = section("Om data og metode", fake_release(drawn=2024)).blocks[0]
    told = [item.text for item in choices.items]
    assert "Alle år er opgjort på områderne, som de var afgrænset i 2024." in told


def test_a_figure_carried_on_is_marked_in_its_row_and_below_the_table():
    release = behind(status="ok", value=3.3, as_of=2022)
    found = tables(section("Sundhed", release))[1]
    assert first_row(found, "dømte")[-1].text == "2024 er tallet fra 2022"
    note = "dømte er ikke opgjort for 2024; i stedet står det senest opgjorte tal, som er fra 2022."
    assert note in found.notes


def test_the_contributions_end_with_the_development_of_the_index():
    *_, parts = tables(section("Sundhed"))
    assert [row.kind for row in parts.rows] == ["body", "body", "total"]
    assert parts.rows[-1].cells[1].text == "+5,3"
    assert parts.notes == ("Totaler stemmer ikke nødvendigvis, hvilket skyldes afrundinger.",)


def test_figures_and_tables_are_numbered_in_the_order_of_reading(page):
    captions = [attributes["id"] for attributes in page.named("figcaption")]
    figures = [name for name in captions if name.startswith("figur")]
    tables_in_order = [name for name in captions if name.startswith("tabel")]
    assert figures == [f"figur-{n}-titel" for n in range(1, len(RELEASE.themes) + 3)]
    # Those that are left out on paper have numbers of their own, so that no reader misses one there.
    annex = [name for name in tables_in_order if name.startswith("tabel-b")]
    rest = [name for name in tables_in_order if name not in annex]
    assert annex == [f"tabel-b{n}-titel" for n in range(1, len(annex) + 1)]
    assert rest == [f"tabel-{n}-titel" for n in range(1, len(rest) + 1)]
    assert len(annex) == 4 + 2 * len(RELEASE.themes)


def test_two_waves_cannot_show_what_happens_all_the_time():
    assert "'løbende' kan her kun vurderes for perioden som helhed" in running(section("Forskellene"))


def test_three_waves_give_the_change_of_the_gap_from_one_to_the_next():
    later = RELEASE.pairs.assign(since=2024, until=2027)
    release = dataclasses.replace(RELEASE, pairs=pd.concat([RELEASE.pairs, later]))
    _, pairs = tables(section("Forskellene", release))
    assert [column.title for column in pairs.columns] == ["Område", "2021–2024", "2024–2027"]
    assert pairs.rows[1].cells[1].text == "−4,2"
    assert "ikke vist" in {cell.text for row in pairs.rows for cell in row.cells}


def test_the_conclusion_of_an_area_names_its_themes():
    conclusion = running(section("Overordnede konklusioner"))
    assert "Egen udvikling: bedre i 3 (selvforsørgelse, sundhed og byliv)" in conclusion
    assert "siger ikke noget om årsager" in conclusion


def test_our_own_choices_are_called_ours(page):
    assert "Valg, der er truffet her." in page.text
    assert "Effektmål (placeret her og ikke i kommunens papirer): Flere skal klare sig bedre." in page.text
    assert "eget forslag" in page.text


def test_prose_tells_whole_points_and_tables_decimals():
    areas = [block for block in section("Selvforsørgelse").blocks if isinstance(block, Section)]
    assert areas[1].blocks[0].text == (
        "Indekset er steget 2 point, mens det er steget 5 point i det øvrige Gladsaxe. Forskellen er vokset "
        "3 point; området ligger nu 21 point under det øvrige Gladsaxe."
    )
    prose = " ".join(running(part) for part in areas)
    assert not re.search(r"\d,\d", prose)


def test_the_interval_of_a_cell_is_the_one_that_decided():
    table = RELEASE.ambition.copy()
    cell = (table["theme"] == "tryghed") & (table["area"] == NAMES[2])
    limits = ["narrowing_low_equivalence", "narrowing_high_equivalence"]
    table.loc[cell, limits] = [-1.2, 1.4]
    undecided = (table["theme"] == "tryghed") & (table["area"] == NAMES[0])
    table.loc[undecided, "gap_state"] = "undecided"
    release = dataclasses.replace(RELEASE, ambition=table)
    index, *_ = tables(section("Tryghed", release))
    assert index.rows[2].cells[6].detail == "(−1,4 til 1,2; afgør »uændret«)"
    # −7,3 to −2,9 does not reach zero: the interval alone would have decided, and it did not.
    assert index.rows[0].cells[6].detail == "(−7,3 til −2,9; ikke sikkert efter justering)"
    assert any(note.startswith("Ved »uændret« står det interval, der afgjorde det") for note in index.notes)


def test_every_area_has_a_section_with_all_themes_and_its_largest_indicators():
    rows = RELEASE.indicators.copy()
    start = (rows["indicator"] == "andel_selvforsoergelse") & (rows["year"] == 2021)
    # The percentage of its own counts in the first year, a weighted one in the last.
    rows.loc[start & (rows["area"] == NAMES[0]), "value"] = 100 * 211 / 343
    areas = section("Områderne", dataclasses.replace(RELEASE, indicators=rows)).blocks
    area = next(block for block in areas if isinstance(block, Section) and block.title == "Høje Gladsaxe")
    (table,) = tables(area)
    assert len(table.rows) == len(RELEASE.themes)
    assert running(area).startswith(
        "Fremgang i 3 og tilbagegang i 2; mindre forskel i 4 og større forskel i 2"
    )
    (bullets,) = [block for block in area.blocks if isinstance(block, Bullets)]
    assert bullets.items[0].text == "62 procent (211 ud af 343) i 2021 → 67 procent (af 343 svar) i 2024."


def test_every_wave_the_pace_and_other_choices_have_their_part_where_they_are_released():
    index = RELEASE.index.assign(hidden=RELEASE.index["hidden"])
    series = pd.concat([index, index.assign(year=2027, value=index["value"] + 1)], ignore_index=True)
    cells = RELEASE.ambition[["theme", "area", "hidden"]]
    pace = cells.assign(
        gap_now=12.0, gap_now_low=10.0, gap_now_high=14.0, pace=-1.5, pace_low=-2.5, pace_high=-0.5,
        needed=2.0, gap_at_target=21.0, gap_at_target_low=15.0, gap_at_target_high=27.0,
        pace_sign="larger", pace_state="widening", target=2030,
    )  # fmt: skip
    robust = cells.assign(words="Konklusionen er den samme ved alle valg.")
    release = dataclasses.replace(
        fake_release(years=(2021, 2024, 2027), target=2030), series=series, pace=pace, robustness=robust
    )
    parts = [part for part in section("Undervejs mod målet", release).blocks if isinstance(part, Section)]
    assert [part.title for part in parts] == ["Alle målinger", "Tempoet mod 2030", "Andre valg"]
    waves, paces, choices = (tables(part)[0] for part in parts)
    assert [column.title for column in waves.columns] == ["Område", "2021", "2024", "2027"]
    first = paces.rows[1].cells
    # One sign everywhere: the change of the gap, of which less is better.
    assert [cell.text for cell in first[2:4]] == ["+1,5", "−2,0"]
    assert first[2].detail == "(0,5 til 2,5)"
    assert first[5].text == "forskellen vokser"
    assert choices.rows[1].cells[1].text == "Konklusionen er den samme ved alle valg."


def test_sources_response_and_contact_are_told_where_the_configuration_does():
    about = Provenance(
        contact="Analyse, a@example.dk", licence="CC BY 4.0", data="https://example.dk/data",
        fieldwork=(Fieldwork(2024, "marts", (("Høje Gladsaxe", 1000),), (("Høje Gladsaxe", 355),)),),
    )  # fmt: skip
    release = fake_release(provenance=about, published=datetime.date(2025, 4, 22))
    found = section("Hvor tallene kommer fra", release)
    (facts,) = [block for block in found.blocks if isinstance(block, Bullets)]
    assert [item.text for item in facts.items][1:] == [
        "22. april 2025.", "Analyse, a@example.dk.", "CC BY 4.0.", "https://example.dk/data",
    ]  # fmt: skip
    (response,) = tables(found)
    assert [cell.text for cell in response.rows[1].cells] == ["Høje Gladsaxe", "1.000", "355", "36 pct."]


def test_a_figure_names_the_sources_of_its_own_figures():
    by_kind = (("survey", ("Borgerundersøgelsen 2024",)), ("register", ("Registre 2024",)))
    register_only = RELEASE.indicators.assign(source="register")
    release = dataclasses.replace(
        fake_release(provenance=Provenance(by_kind=by_kind)), indicators=register_only
    )
    assert style.source_line(release, "da", theme="sundhed") == "Opdigtede data. Kilde: Registre 2024."
    assert style.source_line(fake_release(sources=(), invented=False), "da") == ""


def test_the_municipalitys_own_names_are_those_of_the_papers_language():
    release = fake_release(translations={"en": {"det øvrige Gladsaxe": "the rest of Gladsaxe"}})
    assert "det øvrige Gladsaxe" not in Outline(page_of(release, lang="en")).text
    assert "the rest of Gladsaxe" in Outline(page_of(release, lang="en")).text
    assert "det øvrige Gladsaxe" in Outline(page_of(release, lang="da")).text


def test_no_cell_of_any_table_is_blank():
    blank = [
        (table.title, row.cells[0].text)
        for table in blocks_of(report_document(RELEASE))
        if isinstance(table, Table)
        for row in table.rows
        if Cell() in row.cells
    ]
    assert blank == []


def test_a_table_is_also_a_file_that_a_spreadsheet_reads():
    index, *_ = tables(section("Sundhed"))
    head, first, *_ = csv.reader(io.StringIO(csv_of_table(index, "da")), delimiter=";")
    assert head[:3] == ["Område", "2021", "2021: interval eller grund"]
    assert (first[0], first[1], first[5]) == ("Høje Gladsaxe", "62,3", "5,3")


def test_an_english_report_has_no_danish_prose():
    english = Outline(page_of(RELEASE, lang="en"))
    assert 'lang="en"' in page_of(RELEASE, lang="en")
    danish = re.compile(r"\b(udvikling|forskellen|kan ikke|steget|faldet|Tabel|Figur|sikkerhed|områder?)\b")
    assert danish.findall(english.text) == []
    assert RELEASE.overall["claim_en"] in english.text


# What is hidden


def test_nothing_hidden_is_in_any_file():
    poison = 98.7654321
    changed: dict[str, Any] = {}
    for name in ("ambition", "index", "developments", "indicators", "parts", "pairs"):
        frame = getattr(RELEASE, name).copy()
        numbers = [column for column in frame if frame[column].dtype == float]
        frame.loc[frame["hidden"], numbers] = poison
        changed[name] = frame
    leaking = page_of(dataclasses.replace(RELEASE, **changed))
    assert "98,8" not in leaking
    assert "ikke vist" in leaking


def test_hidden_is_null_in_json_and_empty_in_csv(everything):
    results = json.loads(everything["results.json"])
    hidden = [row for row in results["ambition"] if row["hidden"]]
    assert len(hidden) == 2
    assert {row["development"] for row in hidden} == {row["narrowing_high"] for row in hidden} == {None}
    rows = list(
        csv.DictReader(io.StringIO(everything["tables/ambition.csv"].decode("utf-8-sig")), delimiter=";")
    )
    shown = {row["udvikling"] for row in rows if row["ikke vist"] == "ja"}
    assert shown == {""}


# The data files


def test_json_has_every_released_table_with_ten_significant_digits(everything):
    results = json.loads(everything["results.json"])
    assert len(results["indicators"]) == len(RELEASE.indicators)
    index = RELEASE.index.iloc[0]
    assert results["index"][0]["value"] == float(f"{index['value']:.10g}")
    assert results["meta"]["title"] == RELEASE.meta.title
    assert "manifest" not in results["meta"]
    assert results["overall"]["holds"] is False
    assert "NaN" not in everything["results.json"].decode()


def test_the_last_bits_of_a_sum_do_not_change_the_json():
    index = RELEASE.index.assign(value=RELEASE.index["value"] * (1 + 1e-15))
    other = report_files(dataclasses.replace(RELEASE, index=index), formats=["json"])
    assert other["results.json"] == report_files(RELEASE, formats=["json"])["results.json"]


def test_csv_opens_in_a_danish_spreadsheet(everything):
    raw = everything["tables/indeks.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(raw), sep=";", decimal=",", encoding="utf-8-sig")
    assert list(frame.columns[:4]) == ["tema", "temaets titel", "område", "år"]
    assert frame["værdi"][0] == pytest.approx(RELEASE.index["value"][0], rel=1e-9)
    assert set(frame["status"]) == {"opgjort", "mangler", "ikke vist af hensyn til fortrolighed"}


def test_csv_headings_are_words_and_codes_too(everything):
    header, first = everything["tables/ambition.csv"].decode("utf-8-sig").split("\r\n")[:2]
    assert "udvikling, nedre grænse" in header
    assert "forskel fra år" in header
    assert "justeret p-værdi" in header
    assert "bedre, og forskellen er mindre" in first
    english = report_files(RELEASE, formats=["csv"], lang="en")["tables/ambition.csv"].decode("utf-8-sig")
    assert english.startswith("theme,title of theme,area,from year,to year")


def test_a_text_that_looks_like_a_formula_is_only_text_in_csv():
    themes = RELEASE.themes.assign(title_da='=HYPERLINK("x")')
    raw = report_files(dataclasses.replace(RELEASE, themes=themes), formats=["csv"])["tables/temaer.csv"]
    (row, *_) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")
    assert row["titel"] == '\'=HYPERLINK("x")'


# The folder


def test_the_folder_holds_page_figures_tables_data_and_a_manifest_that_is_true(tmp_path):
    folder = write_report(RELEASE, tmp_path / "ud", formats=["json", "csv"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(on_disk) == {"manifest.json", *manifest["outputs"]}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256(on_disk[name].read_bytes()).hexdigest() == digest
    assert "inputs" not in manifest
    assert manifest["versions"] == RELEASE.meta.manifest["versions"]


def test_all_formats_give_a_vector_and_a_pixel_file_of_every_figure(everything):
    names = [f"figures/{picture.name}" for picture in pictures_of(report_document(RELEASE))]
    assert {f"{name}.{kind}" for name in names for kind in ("svg", "png")} <= set(everything)
    assert "figures/tema_tryghed.svg" in everything


def test_the_same_release_gives_the_same_bytes(everything):
    again = report_files(fake_release(), formats=["html", "json", "csv"])
    same = {name for name in again if again[name] == everything[name]}
    assert same == set(again) - {"manifest.json"}


def test_what_is_not_released_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InputError) as error:
        write_report(fake_release(released=False), tmp_path / "ud")
    assert codes(error) == ["REP001"]
    assert "Kald release(status) først" in str(error.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "thing", [None, {"meta": {"released": True}}, RELEASE.ambition, only_tables(RELEASE)]
)
def test_anything_else_is_refused_too(thing, tmp_path):
    with pytest.raises(InputError) as error:
        write_report(thing, tmp_path / "ud", formats=["json"])
    assert codes(error) == ["REP001"]


def test_every_unknown_format_is_named_at_once_with_those_there_are(tmp_path):
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path / "ud", formats=["htlm", "json", "odt"])
    assert codes(error) == ["REP002", "REP002"]
    message = str(error.value)
    assert "formatet 'htlm' kan ikke skrives. Mente du 'html'? Vælg blandt html, " in message
    assert "'odt'" in message
    assert "Choose among html" in error.value.text("en")


@pytest.fixture(scope="module")
def files_by_format() -> dict[str, set[str]]:
    """The files of every format that is made alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "_draw_once", blank_drawings)
        return {name: set(report_files(RELEASE, formats=[name])) - {"manifest.json"} for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_the_registry_writes_files_of_its_own(name, files_by_format):
    others = {file for other, files in files_by_format.items() if other != name for file in files}
    assert files_by_format[name]
    assert files_by_format[name].isdisjoint(others)


def register_format(monkeypatch: pytest.MonkeyPatch, added: PaperFormat) -> None:
    """Put one more format in the registry."""
    monkeypatch.setattr(formats, "FORMATS", {**FORMATS, "txt": added})
    monkeypatch.setattr(write, "FORMATS", {**FORMATS, "txt": added})
    monkeypatch.setattr(selection, "FORMATS", {**FORMATS, "txt": added})


def test_a_format_is_added_by_its_writer_and_one_line_of_the_registry(tmp_path, monkeypatch):
    def titles(material: Any) -> dict[str, bytes]:
        return {f"{material.stem}.txt": material.document.title.encode()}

    register_format(monkeypatch, PaperFormat(titles))
    folder = write_report(RELEASE, tmp_path / "ud", formats=["txt"])
    assert (folder / "aarsstatus.txt").read_text(encoding="utf-8") == RELEASE.meta.title
    assert "aarsstatus.txt" in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]


@pytest.mark.parametrize("files", [{}, {"results.json": b"{}"}])
def test_a_format_that_writes_nothing_or_over_another_cannot_be(files, tmp_path, monkeypatch):
    register_format(monkeypatch, PaperFormat(lambda material: files))
    with pytest.raises(RuntimeError, match="wrote nothing, or over the files of another"):
        write_report(RELEASE, tmp_path / "ud", formats=["json", "txt"])
    assert not (tmp_path / "ud").exists()


def test_no_format_at_all_is_a_fault(tmp_path):
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path / "ud", formats=[])
    assert codes(error) == ["REP007"]


def test_one_format_as_a_plain_word_is_taken_as_one(tmp_path):
    folder = write_report(RELEASE, tmp_path / "ud", formats="json")
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "results.json"]


def test_a_second_run_leaves_only_what_it_wrote_itself(tmp_path):
    write_report(RELEASE, tmp_path / "ud", formats=["json", "csv"])
    folder = write_report(RELEASE, tmp_path / "ud", formats=["json"])
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "results.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ud", "ud.manifest-private.json"]


def test_files_of_others_stay_where_they_are(tmp_path):
    folder = write_report(RELEASE, tmp_path / "ud", formats=["json"])
    (folder / "noter").mkdir()
    (folder / "noter" / "møde.txt").write_text("husk", encoding="utf-8")
    write_report(RELEASE, folder, formats=["json", "csv"])
    assert (folder / "noter" / "møde.txt").read_text(encoding="utf-8") == "husk"
    assert (folder / "tables" / "indeks.csv").exists()


def test_a_file_of_others_is_not_overwritten(tmp_path):
    folder = write_report(RELEASE, tmp_path / "ud", formats=["json"])
    (folder / "tables").mkdir()
    (folder / "tables" / "indeks.csv").write_text("mit", encoding="utf-8")
    with pytest.raises(InputError) as error:
        write_report(RELEASE, folder, formats=["csv"])
    assert codes(error) == ["REP005"]
    assert (folder / "tables" / "indeks.csv").read_text(encoding="utf-8") == "mit"


@pytest.mark.parametrize(
    "manifest", [None, "{}", "ikke json", '{"written_by": "en anden", "outputs": {}}', "[]"]
)
def test_a_folder_that_is_not_ours_is_left_alone(manifest, tmp_path):
    (tmp_path / "vigtigt.txt").write_text("vigtigt", encoding="utf-8")
    contents = {} if manifest is None else {"manifest.json": manifest}
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path, formats=["json"])
    assert codes(error) == ["REP003"]
    assert (tmp_path / "vigtigt.txt").read_text(encoding="utf-8") == "vigtigt"


def test_a_file_in_place_of_the_folder_is_a_fault(tmp_path):
    (tmp_path / "ud").write_text("fil", encoding="utf-8")
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path / "ud", formats=["json"])
    assert codes(error) == ["REP004"]


def test_an_empty_folder_is_used_and_missing_parents_are_made(tmp_path):
    (tmp_path / "tom").mkdir()
    assert (write_report(RELEASE, tmp_path / "tom", formats=["json"]) / "results.json").exists()
    assert (write_report(RELEASE, tmp_path / "a" / "b", formats=["json"]) / "results.json").exists()


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("module", "step", "kind"),
    [(html, "html_page", "html"), (data, "results_json", "json"), (second_process, "draw_pictures", "svg")],
)
def test_an_earlier_result_survives_a_failure_while_making(module, step, kind, tmp_path, monkeypatch):
    write_report(RELEASE, tmp_path / "ud", formats=["json"])
    before = snapshot(tmp_path)

    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(module, step, fail)
    with pytest.raises(MemoryError):
        write_report(RELEASE, tmp_path / "ud", formats=[kind])
    assert snapshot(tmp_path) == before


def test_an_earlier_result_survives_a_full_disk(tmp_path, monkeypatch):
    write_report(RELEASE, tmp_path / "ud", formats=["json"])
    before = snapshot(tmp_path)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path / "ud", formats=["csv"])
    assert codes(error) == ["REP006"]
    assert "No space left on device" in str(error.value)
    monkeypatch.undo()
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ud", "ud.manifest-private.json"]


def test_an_earlier_result_comes_back_when_the_new_one_cannot_be_moved_in(tmp_path, monkeypatch):
    write_report(RELEASE, tmp_path / "ud", formats=["json"])
    before = snapshot(tmp_path)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError) as error:
        write_report(RELEASE, tmp_path / "ud", formats=["csv"])
    assert codes(error) == ["REP006"]
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ud", "ud.manifest-private.json"]


def test_the_only_copy_is_never_removed(tmp_path, monkeypatch):
    write_report(RELEASE, tmp_path / "ud", formats=["json"])
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name in ("new", "old"):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(InputError):
        write_report(RELEASE, tmp_path / "ud", formats=["csv"])
    (kept,) = tmp_path.glob(".ud-*")
    assert (kept / "old" / "results.json").exists()


def test_the_folder_is_readable_for_those_who_may_read_its_parent(tmp_path):
    (tmp_path / "lige").mkdir()
    folder = write_report(RELEASE, tmp_path / "ud", formats=["json"])
    assert folder.stat().st_mode == (tmp_path / "lige").stat().st_mode


def test_the_worked_example_of_a_new_format_writes_what_it_says(tmp_path, monkeypatch):
    guide = (Path(__file__).parents[2] / "docs" / "adding_a_paper_format.md").read_text(encoding="utf-8")
    code = re.search(r"( *)```python\n(.*?)```", guide, flags=re.DOTALL)
    assert code is not None
    module: dict[str, Any] = {}
    exec(textwrap.dedent(code[2]), module)
    register_format(monkeypatch, PaperFormat(module["text_files"]))
    text = (write_report(RELEASE, tmp_path / "ud", formats=["txt"]) / "aarsstatus.txt").read_text("utf-8")
    assert "Læsevejledning" in text.splitlines()


def test_a_drawing_inside_the_page_is_the_drawing_with_fewer_bytes():
    tree, inside = ElementTree.fromstring(DRAWN), ElementTree.fromstring(compact_svg(DRAWN))
    kept = [[each.tag for each in one.iter() if each.tag != "g"] for one in (tree, inside)]
    assert kept[0] == kept[1]
    assert [each.text for each in inside.iter("text")] == ["2,345 af 10"]
    assert inside.find("g/path").attrib == {"d": "M111.6 237.6L324 0zM0 -1", "style": "fill:none;stroke:#fff"}
    assert inside.find(".//use").attrib == {"href": "#m1", "x": "10.5", "style": "fill-opacity:0.5"}
    assert inside.find(".//text").attrib == {"style": "font-size:8px", "x": "1"}
    assert len(compact_svg(DRAWN)) < 0.65 * len(DRAWN)


def test_five_areas_and_nine_themes_make_a_page_of_at_most_700_kilobytes():
    page = report_files(release_of(5), formats=["html"], papers=["aarsstatus"])["aarsstatus.html"]
    assert len(page) < 700_000
