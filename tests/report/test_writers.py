"""The papers read back from their files: the figures of the release and no others, same bytes, and tags."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fake_release import NAMES, REST, SINCE, UNTIL, WHOLE, fake_release

pytest.importorskip("docx", reason="the extra [report] is not installed")

import docx
import openpyxl
import pikepdf
import pptx
from reading_papers import (
    blank_drawings,
    chart_values,
    everything_in,
    joined_text,
    numbers_in,
    pdf_text,
    slide_text,
    word_text,
)

from social_balance.disclosure.published import read_published
from social_balance.language.faults import InputError
from social_balance.language.tables import template
from social_balance.language.texts import number
from social_balance.report import formats, write
from social_balance.report.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    blocks_of,
    caption_of,
    paper_edition,
)
from social_balance.report.formats import FORMATS
from social_balance.report.html import html_page
from social_balance.report.material import Material
from social_balance.report.registry import PAPERS, build_document
from social_balance.report.released import Gap, data_tables
from social_balance.report.source import PaperSource
from social_balance.report.write import FormatsNotInstalled, report_files, write_report
from social_balance.report.writers.packages import read_parts
from social_balance.report.writers.pdf import pdf_bytes
from social_balance.yearly.provenance import Provenance

RELEASE = fake_release()
# The papers that show no figure of the report, and so are quickly made.
ALONE = ("sagsfremstilling", "praesentation", "borgerundersoegelse", "registerrapport")
SECRET = 7654.321  # a number that nothing else in a paper has, in the rows that are hidden
# What a process of its own makes of the same release: clock, hash seed, language and time zone differ.
HASHES = """
import hashlib, json
from fake_release import fake_release
from social_balance.report.write import report_files
papers = ["sagsfremstilling", "praesentation", "borgerundersoegelse", "registerrapport", "tabeller"]
made = report_files(fake_release(), formats=["pdf", "docx", "pptx", "xlsx", "csv", "json"], papers=papers)
made.pop("manifest.json")
print(json.dumps({name: hashlib.sha256(content).hexdigest() for name, content in made.items()}))
"""


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, bytes]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "_draw_once", blank_drawings)
        yield report_files(RELEASE, formats=["pdf", "docx", "pptx", "xlsx", "csv", "json"])


def document_of(paper: str, lang: str = "da") -> Document:
    return build_document(paper, PaperSource(RELEASE, lang))


def texts_of(block: Block) -> Iterator[str]:
    """Every text of a block, as a writer of running text has it."""
    match block:
        case Paragraph():
            yield f"{block.lead} {block.badge.label if block.badge else ''} {block.text}"
        case Bullets():
            yield from (text for item in block.items for text in texts_of(item))
        case Table():
            yield from (caption_of(block, "da"), *(column.title for column in block.columns), *block.notes)
            yield from (text for row in block.rows for cell in row.cells for text in cell_texts(cell))
        case Picture() | Chart():
            yield from (caption_of(block, "da"), *block.notes)
        case Section():
            raise AssertionError("blocks are walked through without their sections")


def cell_texts(cell: Cell) -> tuple[str, ...]:
    return (cell.text, cell.detail, cell.badge.label if cell.badge else "")


def titles_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in (each for each in blocks if isinstance(each, Section)):
        yield block.title
        yield from titles_of(block.blocks)


def numbers_of_document(document: Document) -> Counter[str]:
    texts = [text for block in blocks_of(document) for text in texts_of(block)]
    head = [document.title, document.subtitle, document.banner, *titles_of(document.sections)]
    return Counter(numbers_in(joined_text([*texts, *head]), decimal=","))


def results(made: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(made["results.json"])


def rounded(value: float | None) -> str:
    return number(math.nan if value is None else value)


# Figures


@pytest.mark.parametrize(
    "paper", ["aarsstatus", "sagsfremstilling", "borgerundersoegelse", "registerrapport"]
)
def test_word_has_the_numbers_of_the_document_and_no_others(made, paper):
    document = document_of(paper)
    found = Counter(numbers_in(joined_text(word_text(made[f"{paper}.docx"])), decimal=","))
    wanted = numbers_of_document(document)
    assert wanted - found == Counter()
    # The contents say the headings once more; nothing else is added.
    contents = set(numbers_in(joined_text(titles_of(document.sections)), decimal=","))
    assert set(found - wanted) <= contents


@pytest.mark.parametrize("paper", ["aarsstatus", "borgerundersoegelse", "registerrapport"])
def test_pdf_has_the_numbers_of_the_document_and_no_others(made, paper):
    wanted = set(numbers_of_document(paper_edition(document_of(paper))))
    content = made[f"{paper}.pdf"]
    found = set(numbers_in(pdf_text(content), decimal=","))
    with pikepdf.open(io.BytesIO(content)) as opened:
        pages = {str(page) for page in range(1, len(opened.pages) + 1)}
    assert wanted <= found
    assert found - wanted <= pages


@pytest.mark.parametrize(("paper", "sources"), [("borgerundersoegelse", {"survey"}),
                                                ("registerrapport", {"register", "count"})])  # fmt: skip
def test_an_annex_has_every_figure_of_its_sources_rounded_once(made, paper, sources):
    rows = [row for row in results(made)["indicators"] if row["source"] in sources]
    wanted = Counter(
        (row["area"], str(row["year"]), "ikke vist" if row["hidden"] else rounded(row["value"]))
        for row in rows
        if row["hidden"] or row["value"] is not None
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for table in docx.Document(io.BytesIO(made[f"{paper}.docx"])).tables:
        head, *body = [[cell.text.split("\n")[0] for cell in row.cells] for row in table.rows]
        found.update(
            (line[0], year, value) for line in body for year, value in zip(head[1:], line[1:], strict=True)
        )
    del_missing = {key: count for key, count in found.items() if key[2] != "mangler"}
    assert del_missing == wanted


def test_the_bars_of_the_presentation_are_the_released_figures(made):
    index = results(made)["index"]
    gaps = results(made)["ambition"]
    shown = [row["value"] for row in index if row["value"] is not None and row["year"] == UNTIL]
    # Each area stands beside the rest, and every theme in every place and both years once more.
    areas = [row["value"] for row in index if row["year"] == UNTIL and row["area"] in NAMES]
    rest = [row["value"] for row in index if row["year"] == UNTIL and row["area"] == REST]
    wanted = [*areas, *rest * len(NAMES), *(row["gap_until"] for row in gaps)]
    wanted += [row["value"] for row in index]
    assert shown
    found = Counter(f"{value:.1f}" for value in chart_values(made["praesentation.pptx"]))
    told = [rounded(value).replace("−", "-").replace(",", ".") for value in wanted if value is not None]
    assert found == Counter(told)


def test_the_workbook_has_numbers_as_numbers_and_no_blanks(made):
    book = openpyxl.load_workbook(io.BytesIO(made["tabeller.xlsx"]))
    assert book.sheetnames[:4] == ["Forside", "Indhold", "Noter", "Kolonneforklaring"]
    for table in data_tables(RELEASE, "da"):
        sheet = book[table.file.capitalize()]
        [grid] = sheet.tables.values()
        head, *body = [[cell.value for cell in row] for row in sheet[grid.ref]]
        assert len(set(head)) == len(head)
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        places = [[column.heading for column in table.columns].index(name) for name in head]
        wanted = [[in_workbook(row[place]) for place in places] for row in table.rows]
        assert body == wanted


def in_workbook(value: Any) -> Any:
    words = {Gap.HIDDEN: "[ikke vist]", Gap.MISSING: "[mangler]", Gap.NONE: "[intet]"}
    if isinstance(value, Gap):
        return words[value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


@pytest.mark.parametrize("lang", ["da", "en"])
def test_csv_is_read_by_its_metadata_and_is_the_results(lang):
    files = report_files(RELEASE, formats=["csv", "json"], lang=lang)
    described = json.loads(files["tables/csv-metadata.json"])
    data = json.loads(files["results.json"])
    names = {template("data_files", name, lang): name for name in ("index", "ambition", "indicators")}
    seen = 0
    for table in described["tables"]:
        text = files[f"tables/{table['url']}"].decode("utf-8-sig")
        head, *body = csv.reader(io.StringIO(text), delimiter=described["dialect"]["delimiter"])
        columns = table["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == head
        assert all(column["dc:description"] for column in columns)
        rows = data[names[table["url"].removesuffix(".csv")]] if table["url"][:-4] in names else []
        for line, row in zip(body, rows, strict=bool(rows)) if rows else ():
            for column, cell in zip(columns, line, strict=True):
                if isinstance(column["datatype"], dict) and "decimalChar" in str(
                    column["datatype"]["format"]
                ):
                    mark = column["datatype"]["format"]["decimalChar"]
                    value = row[column["name"]]
                    assert cell == "" if value is None else float(cell.replace(mark, ".")) == value
                    seen += 1
    assert seen > 500


def test_the_dictionary_says_what_every_column_means(made):
    rows = list(csv.DictReader(io.StringIO(made["tables/kolonner.csv"].decode("utf-8-sig")), delimiter=";"))
    columns = {(table.file, column.name) for table in data_tables(RELEASE, "da") for column in table.columns}
    assert {(row["tabel"], row["kolonne"]) for row in rows} == columns
    assert all(row["betydning"] and row["overskrift"] for row in rows)


def test_a_folder_in_english_can_be_attacked_too(tmp_path):
    folder = write_report(RELEASE, tmp_path / "out", formats=["csv"], lang="en")
    in_danish = write_report(RELEASE, tmp_path / "ud", formats=["csv"], lang="da")
    assert (folder / "tables" / "indicators.csv").exists()
    english, danish = read_published(folder).indicators, read_published(in_danish).indicators
    assert english.equals(danish)


# What is hidden


def test_a_hidden_row_shows_nothing_whatever_stands_in_it():
    def with_secret(frame: Any) -> Any:
        changed = frame.copy()
        numeric = [
            name for name in changed.select_dtypes("float").columns if name not in ("margin", "weight")
        ]
        changed.loc[changed["hidden"].astype(bool), numeric] = SECRET
        return changed

    leaking = dataclasses.replace(
        RELEASE, **{name: with_secret(getattr(RELEASE, name)) for name in ("indicators", "index", "ambition")}
    )
    assert (leaking.indicators["value"] == SECRET).any()
    source = PaperSource(leaking, "da")
    assert not any("7654" in number.replace(".", "") for number in numbers_of_document(source.report))
    files = report_files(leaking, formats=["docx", "pptx"], papers=[name for name in PAPERS if name in ALONE])
    for content in (content for name, content in files.items() if name.endswith((".docx", ".pptx"))):
        told = everything_in(content).replace(".", "").replace(",", "")
        assert "ikke vist" in told
        assert "7654" not in told


def test_the_properties_of_a_file_say_whose_it_is_and_nothing_of_who_made_it(made):
    for name in ("aarsstatus.docx", "praesentation.pptx", "tabeller.xlsx"):
        parts = read_parts(made[name])
        core = parts["docProps/core.xml"].decode()
        assert RELEASE.meta.municipality in core
        assert "python" not in core.lower()
        assert f"{UNTIL}-12-31T12:00:00Z" in core
        assert not [part for part in parts if "thumbnail" in part or "customXml" in part]


# The same bytes


def test_the_same_release_gives_the_same_bytes_in_another_process_language_and_time_zone(made):
    environment = {
        **os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path]),
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", HASHES], env=environment, capture_output=True, text=True, check=True
    )
    there = json.loads(run.stdout)
    here = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    assert there.items() <= here.items()
    assert {Path(name).suffix for name in there} == {".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".json"}


# Read aloud


def test_word_is_read_by_its_headings_tables_and_pictures(made):
    word = docx.Document(io.BytesIO(made["aarsstatus.docx"]))
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    document = document_of("aarsstatus")
    tables = [block for block in blocks_of(document) if isinstance(block, Table)]
    pictures = [block for block in blocks_of(document) if isinstance(block, Picture)]
    assert len(word.tables) == len(tables)
    for table in word.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val")
    assert word.element.xpath("//wp:docPr/@descr") == [picture.alt for picture in pictures]
    assert set(word.styles.element.xpath("./w:docDefaults//w:lang/@w:val")) == {"da-DK"}


def test_the_case_text_has_the_councils_headings_in_order_and_marks_what_people_write(made):
    word = docx.Document(io.BytesIO(made["sagsfremstilling.docx"]))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    wanted = [
        "Indstilling", "Resumé", "Baggrund", "Læsevejledning", "Positiv udvikling", "Blandet udvikling",
        "Negativ eller uafklaret udvikling", "Overordnede konklusioner", "Politisk behandling",
        "Relateret behandling", "Bilag",
    ]  # fmt: skip
    assert headings == wanted
    marked = [p.text for p in word.paragraphs if p.style.name == "ToFill"]
    assert len(marked) == 4
    assert all(text.startswith("Udfyldes af sagsbehandleren:") for text in marked)


def test_pdf_is_tagged_with_language_headings_alternatives_and_heads_of_rows_and_columns(made):
    with pikepdf.open(io.BytesIO(made["aarsstatus.pdf"])) as opened:
        assert opened.Root.Lang == "da-DK"
        assert opened.Root.MarkInfo.Marked
        with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
            assert told["pdfuaid:part"] == "1"
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "A")
        tags = list(tags_of(opened.Root.StructTreeRoot))
        figures = [str(tag.Alt) for tag in tags if tag.S == "/Figure"]
        rows = [tag for tag in tags if tag.S == "/TR"]
        firsts = [next(iter(tag.K)) for tag in rows]
        scopes = {scope for first in firsts for scope in scopes_of(first)}
        assert {str(first.S) for first in firsts} == {"/TH"}
        assert scopes == {"/Row", "/Column"}
    document = document_of("aarsstatus")
    assert figures == [block.alt for block in blocks_of(document) if isinstance(block, Picture)]


def tags_of(element: Any) -> Iterator[Any]:
    """Every tag in the order of reading."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tags_of(kid)


def scopes_of(tag: Any) -> list[str]:
    attributes = tag.A if isinstance(tag.A, pikepdf.Array) else [tag.A]
    return [str(each.Scope) for each in attributes if "/Scope" in each]


def test_a_paper_edition_leaves_out_the_annex_says_so_and_keeps_every_other_number():
    document = document_of("aarsstatus")
    edition = paper_edition(document)
    tables = [block for block in blocks_of(document) if isinstance(block, Table)]
    kept = [block for block in blocks_of(edition) if isinstance(block, Table)]
    assert kept == [table for table in tables if not table.annex]
    assert any(table.annex for table in tables)
    told = [block for block in edition.sections[0].blocks if isinstance(block, Paragraph)]
    assert "begynder med B" in told[-1].text
    assert paper_edition(edition) == edition


def test_a_pdf_says_nothing_of_suspects_and_links_its_addresses(made):
    about = Provenance(contact="Kontoret, kontor@example.org, eller https://example.org/side.")
    release = dataclasses.replace(RELEASE, meta=dataclasses.replace(RELEASE.meta, provenance=about))
    source = PaperSource(release, "da")
    [part] = [each for each in source.report.sections if each.anchor == "kilder"]
    document = dataclasses.replace(source.report, sections=(part,))
    with pikepdf.open(io.BytesIO(pdf_bytes(Material(release, document, {"svg": {}})))) as opened:
        assert "/Suspects" not in opened.Root.MarkInfo
        links = [str(each.A.URI) for page in opened.pages for each in page.get("/Annots", [])]
    assert links == ["mailto:kontor@example.org", "https://example.org/side"]
    page = html_page(document, {})
    assert '<a href="mailto:kontor@example.org">kontor@example.org</a>' in page
    assert '<a href="https://example.org/side">https://example.org/side</a>.' in page


def test_no_sign_of_a_pdf_lacks_its_glyph(made):
    # Where a font lacks a sign, it shows a box, and typst says nothing.
    with pikepdf.open(io.BytesIO(made["aarsstatus.pdf"])) as opened:
        fonts = {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}
    assert fonts
    assert all("DejaVuSans" in font for font in fonts)
    text = pdf_text(made["aarsstatus.pdf"])
    assert "\ufffd" not in text
    assert {"▲", "▼", "×", "±"} <= set(text)


def test_a_slide_has_a_sentence_of_two_lines_large_type_and_alternatives(made):
    deck = pptx.Presentation(io.BytesIO(made["praesentation.pptx"]))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert len(deck.slides) == 12 + len(RELEASE.themes)
    for slide in deck.slides:
        assert 0 < len(slide.shapes.title.text) <= 110
        sizes = [int(size) for size in slide._element.xpath(".//@sz")]
        assert min(sizes, default=1600) >= 1600
        assert set(slide._element.xpath(".//a:rPr/@lang")) == {"da-DK"}
        frames = slide._element.xpath(".//p:graphicFrame/p:nvGraphicFramePr/p:cNvPr")
        assert all(frame.get("descr") for frame in frames)
    assert any(chart.xpath(".//c:errBars") for chart in charts_of(deck))
    axes = {int(each) for chart in charts_of(deck) for each in chart.xpath(".//c:axId/@val")}
    assert min(axes) > 0


def charts_of(deck: Any) -> list[Any]:
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    return [shape.chart._chartSpace for shape in shapes]


def test_the_notes_of_an_area_say_its_figures(made):
    spoken = joined_text(slide_text(made["praesentation.pptx"]))
    row = next(row for row in results(made)["ambition"] if row["area"] == NAMES[0])
    assert f"Indeks fra {rounded(row['value_since'])} til {rounded(row['value_until'])}" in spoken
    assert f"i {SINCE}" in spoken
    assert WHOLE in spoken


def test_english_papers_have_english_names_and_decimal_points():
    files = report_files(RELEASE, formats=["docx", "pptx"], papers=ALONE, lang="en")
    assert set(files) == {
        "case_text.docx", "presentation.pptx", "citizen_survey.docx", "register_report.docx", "manifest.json",
    }  # fmt: skip
    text = joined_text(word_text(files["register_report.docx"]))
    decimals = [word for word in numbers_in(text, decimal=".") if "." in word]
    assert decimals
    assert "," not in "".join(decimals)


# What is asked for


def test_papers_and_formats_are_chosen_each_by_its_name():
    files = report_files(RELEASE, formats=["docx", "xlsx"], papers=["sagsfremstilling", "tabeller"])
    assert set(files) == {"sagsfremstilling.docx", "tabeller.xlsx", "manifest.json"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"papers": ["sagsfremstiling"]}, "PAP002"),
        ({"papers": ["praesentation"], "formats": ["html", "pptx"]}, "PAP004"),
        ({"papers": ["praesentation", "aarsstatus"], "formats": ["html"]}, "PAP003"),
    ],
)
def test_a_choice_that_comes_to_nothing_is_a_fault(asked, code):
    with pytest.raises(InputError) as fault:
        report_files(RELEASE, **asked)
    assert [issue.code for issue in fault.value.issues] == [code]


def test_a_paper_without_figures_is_left_out_and_refused_by_name():
    release = dataclasses.replace(RELEASE, indicators=RELEASE.indicators.assign(source="survey"))
    files = report_files(release, formats=["html"])
    assert "borgerundersoegelse.html" in files
    assert "registerrapport.html" not in files
    with pytest.raises(InputError, match="'registerrapport' er tomt"):
        report_files(release, formats=["html"], papers=["registerrapport"])


def test_a_format_whose_extra_is_not_installed_is_told_and_not_skipped_in_silence(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name == "pptx" else True)
    with pytest.raises(InputError, match=r"'pptx' kræver pptx.*social-balance\[report\]"):
        write_report(RELEASE, tmp_path / "ud", formats=["pptx"])
    with pytest.raises(InputError, match="'pptx' kræver pptx"), pytest.warns(FormatsNotInstalled):
        write_report(RELEASE, tmp_path / "ud", papers=["praesentation", "sagsfremstilling"])
    with pytest.warns(FormatsNotInstalled, match="pptx"):
        folder = write_report(RELEASE, tmp_path / "ud", papers=["sagsfremstilling"])
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "sagsfremstilling.docx"]
    assert write.formats_not_installed() == ["pptx"]


def test_every_paper_is_written_in_some_format_and_named_in_every_language():
    kinds = {kind for paper_format in FORMATS.values() for kind in paper_format.kinds}
    assert {paper.kind for paper in PAPERS.values()} <= kinds
    for lang in ("da", "en"):
        stems = [template("paper_files", name, lang) for name in PAPERS]
        assert len(set(stems)) == len(stems)


def test_tables_of_word_stay_on_one_page_and_so_does_what_introduces_them(made):
    word = docx.Document(io.BytesIO(made["aarsstatus.docx"]))
    tables = [block for block in blocks_of(document_of("aarsstatus")) if isinstance(block, Table)]
    for table, written in zip(tables, word.tables, strict=True):
        *first, last = written.rows
        followed = [bool(row._tr.xpath("./w:tc/w:p[not(w:pPr/w:keepNext)]")) for row in first]
        # One with groups is longer than a page, and goes on under each of its heads.
        assert any(followed) == any(row.kind == "group" for row in table.rows)
        assert not last._tr.xpath("./w:tc/w:p/w:pPr/w:keepNext")
    [lead] = word.element.xpath("//w:p[w:r/w:t[starts-with(., 'Hvert område for sig')]]")
    assert lead.xpath("./w:pPr/w:keepNext")
