"""A paper of ours that contradicts its own figures is not written; the folder stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fake_release import fake_release

import social_balance as sb
from social_balance.report import write
from social_balance.report.contradictions import PaperContradiction, refuse_contradictions
from social_balance.report.document import Bullets, Cell, Column, Document, Paragraph, Row, Section, Table
from social_balance.report.source import PaperSource

WRONG = "Økologiprocenten er faldet fra 72,5 til 70, et fald på 2,5 procent."
DOUBTFUL = "Andelen ligger 2 procent over landsgennemsnittet. Indsatsen har bidraget til det."
TOTALS = Table(
    1,
    "Klagesager",
    (Column("Afgørelse", "text"), Column("2024")),
    tuple(Row((Cell(a), Cell(b))) for a, b in [("Stadfæstet", "192"), ("Ændret", "29"), ("I alt", "231")]),
)


def document(*blocks: object) -> Document:
    inner = Section("Tal", "tal", tuple(blocks))  # type: ignore[arg-type]
    return Document("Status", "", "da", "", (Section("Det hele", "alt", (inner,)),))


def test_every_contradiction_is_told_once_with_its_paper_and_what_it_should_be():
    paper = document(Paragraph(WRONG), Bullets((Paragraph("Den er steget fra 7 til 5."),)), TOTALS)
    with pytest.raises(sb.InputError) as raised:
        refuse_contradictions({"aarsstatus": paper, "tabeller": paper})
    assert [(i.code, i.file, i.found) for i in raised.value.issues] == [
        ("REP030", "aarsstatus", WRONG),
        ("REP030", "aarsstatus", "Den er steget fra 7 til 5."),
        ("REP030", "aarsstatus", "I alt | 231"),
    ]
    assert "fra 72,5 til 70 er 2,5 procentpoint (3,4 procent), ikke 2,5 procent" in str(raised.value)


def test_what_can_be_read_in_two_ways_is_written():
    refuse_contradictions({"aarsstatus": document(Paragraph(DOUBTFUL))})


def test_a_report_with_a_contradiction_leaves_the_folder_as_it_was(tmp_path, monkeypatch):
    release = fake_release()
    out = tmp_path / "ud"
    sb.write_report(release, out, formats=["json"])
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}

    def build_wrong(name, source):
        built = write_document(name, source)
        return replace(built, sections=(*built.sections, Section("Tal", "tal", (Paragraph(WRONG),))))

    write_document = write.build_document
    monkeypatch.setattr(write, "build_document", build_wrong)
    with pytest.raises(sb.InputError, match="modsiger sine egne tal"):
        sb.write_report(release, out, formats=["json"])
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_a_sentence_that_somebody_stands_by_is_warned_of_and_told_in_the_manifest(tmp_path, monkeypatch):
    build = write.build_document

    def build_wrong(name, source):
        built = build(name, source)
        return replace(built, sections=(*built.sections, Section("Tal", "tal", (Paragraph(WRONG),))))

    monkeypatch.setattr(write, "build_document", build_wrong)
    release = fake_release(proofread="warn")
    with pytest.warns(PaperContradiction, match="modsiger sine egne tal"):
        out = sb.write_report(release, tmp_path / "ud", formats=["json"])
    [told] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["contradictions_let_through"]
    assert WRONG in told
    monkeypatch.setattr(write, "build_document", build)
    sb.write_report(release, out, formats=["json"])
    assert "let_through" not in (out / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_release_of_every_verdict_contradicts_itself_nowhere(lang):
    documents = write.build_document("aarsstatus", PaperSource(fake_release(), lang))
    refuse_contradictions({"aarsstatus": documents})
