"""The last gate before a folder is written: what is withheld is found in whatever file it stands."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import Any

import pytest
from fake_release import fake_release

from social_balance.disclosure.beneath import Cell
from social_balance.disclosure.pattern import Pattern, PatternCell, PatternRelease
from social_balance.language.faults import InputError
from social_balance.report.file_gate import refuse_what_is_withheld
from social_balance.report.write import report_files, write_report

FEW = Cell("doemte_byliv", "Mørkhøj almene boliger", (), 2024)
HIDDEN = PatternCell(FEW, "area", 173.0, 4.0, shown=False, small=True)
SHOWN = PatternCell(Cell("doemte_byliv", "Høje Gladsaxe", (), 2024), "area", 379.0, 211.0, True, False)
RELEASE = dataclasses.replace(
    fake_release(), pattern=Pattern((PatternRelease(fake_release().meta.title, 5, (HIDDEN, SHOWN)),))
)
PERCENTAGE = f"{100 * 4 / 173:.12g}"
HASH = RELEASE.meta.manifest["inputs"]["borger_2024.sav"]


def package(**parts: str | bytes) -> bytes:
    """An office file with these parts; two lines in a name are a folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def codes(files: dict[str, bytes], release: Any = RELEASE) -> list[str]:
    try:
        refuse_what_is_withheld(files, release)
    except InputError as fault:
        return [issue.code for issue in fault.issues]
    return []


WORKBOOK = package(xl__sheet1_xml=f"<v>{PERCENTAGE}</v>")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("a.html", f"<p title='{PERCENTAGE}'>", ["REP032"]),
        ("tables/a.csv", PERCENTAGE.replace(".", ","), ["REP032"]),
        ("results.json", f'{{"value": {float(PERCENTAGE):.17g}}}', ["REP032"]),
        ("figures/a.svg", f"<!-- {PERCENTAGE} -->", ["REP032"]),
        ("a.docx", package(word__document_xml=f"<w:t>{PERCENTAGE}</w:t>"), ["REP032"]),
        ("a.pptx", package(ppt__embeddings__sheet_xlsx=WORKBOOK), ["REP032"]),
        ("a.docx", package(docProps__core_xml=HASH), ["REP034"]),
        ("manifest.json", HASH, ["REP034"]),
        ("a.docx", package(word__comments_xml="<w:comment/>"), ["REP033"]),
        ("a.xlsx", package(docProps__custom_xml="<x/>"), ["REP033"]),
        ("a.pdf", b"%PDF-1.7 << /Type /EmbeddedFile >>", ["REP033"]),
        # What is shown, what is rounded, and a percentage that many counts have, say nothing.
        ("a.html", f"{100 * 211 / 379:.12g} 2,3 4 af 173 33,33333333 2021–2024", []),
    ],
)
def test_what_is_withheld_is_found_wherever_it_stands(name, content, wanted):
    assert codes({name: content if isinstance(content, bytes) else content.encode()}) == wanted


@pytest.mark.parametrize(
    ("table", "column"),
    [("indicators", "value"), ("index", "low"), ("ambition", "narrowing_p"), ("parts", "contribution"),
     ("pairs", "narrowing"), ("developments", "se")],
)  # fmt: skip
def test_a_number_in_a_hidden_row_stops_everything(table, column, tmp_path):
    frame = getattr(RELEASE, table).copy()
    frame.loc[frame["hidden"].astype(bool), column] = 7.25
    leaking = dataclasses.replace(RELEASE, **{table: frame})
    assert codes({}, leaking) == ["REP031"]
    with pytest.raises(InputError, match=column):
        write_report(leaking, tmp_path / "ud", formats=["json"])
    assert not (tmp_path / "ud").exists()


def test_files_of_a_release_pass():
    papers = ["tabeller", "sagsfremstilling", "praesentation", "registerrapport"]
    formats = ["json", "csv", "xlsx", "docx", "pptx", "html"]
    assert codes(dict(report_files(RELEASE, formats=formats, papers=papers))) == []
