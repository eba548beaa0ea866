"""Every format gives the same text and tables with their places, and what cannot be read is told."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import social_balance as sb
from social_balance.cli import main
from social_balance.proofreading.aligned_tables import find_aligned_tables
from social_balance.proofreading.formats import READERS, read_paper
from social_balance.proofreading.paper import Grid, Spot

# fmt: off
# ruff: noqa: E501
WRONG = "Andelen er faldet fra 72,5 procent til 70 procent, et fald på 2,5 procent."
TABLE = [["", "2023"], ["Stadfæstet", "192"], ["Ændret", "29"], ["I alt", "231"]]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(folder: Path) -> Path:
    """Two paragraphs, the second in pieces and with words struck out, and a table."""
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        for row in TABLE
    )
    half = len(WRONG) // 2
    text = (
        f'<w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="Overskrift1"/></w:pPr><w:r><w:t>Status</w:t></w:r></w:p>'
        f'<w:p><w:r><w:t xml:space="preserve">{WRONG[:half]}</w:t></w:r><w:del><w:r><w:delText>ikke</w:delText></w:r></w:del>'
        f"<w:r><w:t>{WRONG[half:]}</w:t></w:r></w:p><w:tbl>{rows}</w:tbl></w:body></w:document>"
    )
    path = folder / "notat.docx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("word/document.xml", text)
    return path


def web_page(folder: Path) -> Path:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>\n" for row in TABLE)
    path = folder / "notat.html"
    path.write_text(
        f"<html><head><title>{WRONG}</title><style>p {{ width: 5% }}</style></head>\n<body><h1>Status</h1>\n"
        f"<p>{WRONG.replace('procent', '<b>procent</b>', 1)}</p>\n<table>\n{rows}</table></body></html>",
        encoding="utf-8",
    )
    return path


def plain_file(folder: Path, name: str) -> Path:
    lines = ["# Status", "", WRONG, "", *("| " + " | ".join(row) + " |" for row in TABLE)]
    path = folder / name
    path.write_text("\n".join(lines), encoding="cp1252" if name.endswith("txt") else "utf-8")
    return path


def pdf_file(folder: Path, text: str = WRONG, table: tuple[tuple[str, ...], ...] = ()) -> Path:
    """A PDF of two pages, text and table on the second, by hand; without the extra its tests are skipped."""
    pytest.importorskip("pypdf")
    pages = ["Status", text]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"]
    for number in (5, 6):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R/Resources<</Font<</F 7 0 R>>>>>>".encode()
        )
    for page in pages:
        stream = b"BT /F 9 Tf 40 700 Td (" + page.encode("cp1252") + b") Tj ET" if page else b""
        for row, cells in enumerate(table if page == text else ()):
            for column, cell in enumerate(cells):
                at = f"{40 + 150 * column} {650 - 14 * row}".encode()
                stream += b" BT /F 9 Tf " + at + b" Td (" + cell.encode("cp1252") + b") Tj ET"
        objects.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj".encode() + body + b"endobj\n"
    table = b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF".encode()
    path = folder / "notat.pdf"
    path.write_bytes(content + f"xref\n0 {len(objects) + 1}\n".encode() + b"0000000000 65535 f \n" + table + end)
    return path


WRITERS = {
    ".docx": word_file,
    ".html": web_page,
    ".md": lambda folder: plain_file(folder, "notat.md"),
    ".txt": lambda folder: plain_file(folder, "notat.txt"),
}
# The line of the sentence and that of the last row of the table.
LINES = {".docx": [2, 6], ".html": [3, 8], ".md": [3, 8], ".txt": [3, 8]}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_format_gives_the_same_remarks_with_their_lines(ending, tmp_path):
    path = WRITERS[ending](tmp_path)
    before = path.read_bytes()
    remarks = sb.proofread(path)
    assert remarks["kind"].tolist() == ["points", "sum"]
    assert remarks["line"].tolist() == LINES[ending]
    assert remarks["page"].isna().all()
    assert remarks["text"].tolist() == [WRONG, "I alt | 231"]
    assert set(remarks["file"]) == {path.as_posix()}
    assert path.read_bytes() == before


def test_a_pdf_tells_the_page(tmp_path):
    remarks = sb.proofread(pdf_file(tmp_path))
    assert remarks[["kind", "page", "text"]].values.tolist() == [["points", 2, WRONG]]


def test_every_ending_has_a_test_of_its_reader():
    assert set(READERS) == {*WRITERS, ".pdf", ".htm"}


def test_a_pdf_without_its_extra_is_told_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    path = tmp_path / "notat.pdf"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(sb.InputError, match=r"social-balance\[pdf\]") as raised:
        sb.proofread(path)
    assert [issue.code for issue in raised.value.issues] == ["INP020"]


def test_a_table_of_a_pdf_is_known_by_its_columns(tmp_path):
    table = (("Udvalg", "2023", "2024"), ("Teknik", "12", "14"), ("Kultur", "30", "31"), ("I alt", "42", "47"))
    remarks = sb.proofread(pdf_file(tmp_path, "Antal klager, fordelt på udvalg, står her.", table))
    assert remarks["kind"].tolist() == ["sum"]
    assert (remarks["page"].tolist(), remarks["text"].tolist()) == ([2], ["I alt | 42 | 47"])


@pytest.mark.parametrize(
    "row",
    [
        "Kultur      30",  # a cell less than the headings
        "og nogle ord til om det",
        "Kultur      30      se note",
        "Kultur      oplyses ikke      oplyses ikke",
    ],
)
def test_lines_that_are_no_rows_make_no_table(row):
    lines = ["Udvalg      2023      2024", "Teknik      12      14", row, "Miljø      4      5", "I alt      46      52"]
    assert find_aligned_tables((line, Spot(number)) for number, line in enumerate(lines)) == []


def test_a_pdf_without_text_is_told(tmp_path):
    path = pdf_file(tmp_path, text="")
    path.write_bytes(path.read_bytes().replace(b"(Status)", b"(      )"))
    with pytest.raises(sb.InputError) as raised:
        sb.proofread(path)
    assert [issue.code for issue in raised.value.issues] == ["PRF001"]


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_damaged_file_is_told(ending, tmp_path):
    path = tmp_path / f"notat.{ending}"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(sb.InputError) as raised:
        sb.proofread(path)
    assert [(issue.code, issue.file) for issue in raised.value.issues] == [("PRF002", path.as_posix())]


def test_a_file_that_is_not_there_and_one_of_another_kind_are_told(tmp_path):
    (tmp_path / "tal.xlsx").write_bytes(b"")
    (tmp_path / "binær.txt").write_bytes(b"\x81\x8d\x8f")
    codes = []
    for name in ("mangler.docx", "tal.xlsx", "binær.txt"):
        with pytest.raises(sb.InputError) as raised:
            sb.proofread(tmp_path / name)
        codes += [issue.code for issue in raised.value.issues]
    assert codes == ["INP001", "INP002", "PRF004"]


def test_a_text_is_no_file_name():
    assert sb.proofread(f"Se notat.docx. {WRONG}")["file"].tolist() == [""]
    with pytest.raises(sb.InputError, match="findes ikke"):
        sb.proofread("notat.docx")


def test_a_date_that_is_none_and_a_language_that_is_none_are_told():
    with pytest.raises(sb.InputError, match="år-måned-dag"):
        sb.proofread(WRONG, date="14.05.2024")
    with pytest.raises(sb.InputError, match="kendes ikke"):
        sb.proofread(WRONG, lang="xx")


def test_a_paper_without_remarks_has_the_same_columns_and_types():
    empty = sb.proofread("Der er ingen tal her.")
    assert list(empty.columns) == ["file", "line", "page", "text", "kind", "computed", "certainty"]
    assert empty.dtypes.to_dict() == sb.proofread(WRONG).dtypes.to_dict()
    assert isinstance(empty, pd.DataFrame)


def test_remarks_are_worded_in_the_language_asked_for_whatever_the_papers():
    assert sb.proofread(WRONG, lang="en")["computed"].tolist() == [
        "from 72,5 procent to 70 procent is 2.5 percentage points (3.4 per cent), not 2.5 per cent"
    ]


def test_wrapped_lines_are_one_sentence_and_a_remark_stands_where_its_sentence_begins():
    text = "Indledning til notatet, som er lang nok til at fylde en linje.\nAndelen er faldet fra 72,5 procent\ntil 70 procent, et fald på 2,5\nprocent."
    assert sb.proofread(text)["line"].tolist() == [2]


def test_what_is_not_prose_is_not_read():
    code = "---\ntitel: fra 7 til 5\n---\n\n```\nsteget fra 7 til 5 procent\n```\n\nAndelen er steget."
    assert sb.proofread(code).empty


def test_a_cell_over_two_columns_keeps_the_places_of_those_after_it(tmp_path):
    path = tmp_path / "t.html"
    path.write_text(
        "<table><tr><th></th><th>2022</th><th>2023</th></tr><tr><th>Nord</th><td>1</td><td>2</td></tr>"
        "<tr><td colspan='2'>Syd</td><td>3</td></tr></table>",
        encoding="utf-8",
    )
    [grid] = read_paper(path).blocks
    assert isinstance(grid, Grid)
    assert grid.rows[2].cells == ("", "Syd", "3")


def test_the_command_tells_place_kind_and_certainty(tmp_path):
    path = pdf_file(tmp_path)
    run = CliRunner().invoke(main, ["proofread", str(path)])
    assert run.exit_code == 0
    assert f"{path.as_posix()}, side 2 procent for procentpoint (høj) — fra 72,5 procent til" in run.output
    assert run.output.endswith("1 bemærkning.\n")
    run = CliRunner().invoke(main, ["proofread", str(path), "--csv", "--lang", "en"])
    assert run.output.splitlines()[0] == "file,line,page,text,kind,computed,certainty"
