"""A sheet is read as the table it is, and what an office has added to it is told with the cell's address."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from workbooks import write_workbook

import social_balance as sb
from social_balance.deliveries.codebook.files import read_codebook, write_codebook
from social_balance.deliveries.reading import read_counts
from social_balance.deliveries.sheet_marks import read_marks
from social_balance.language.faults import InputError
from social_balance.measures.ratio import share

pytest.importorskip("python_calamine", reason="the extra [excel]")

HEADER = ["id", "kode", "dato", "tid", "varighed", "n", "ja"]
ROWS: list[list[Any]] = [
    HEADER,
    ["a", "0101", dt.date(2024, 5, 1), dt.time(8, 30), dt.timedelta(hours=30), 3, True],
    ["b", "0102", dt.date(2024, 5, 2), dt.time(9, 0), dt.timedelta(minutes=2), 4, False],
    ["c", None, None, None, None, 5.5, True],
]


def faults_of(path: Path, **options: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as fault:
        sb.read_survey(path, **options)
    return [
        (issue.code, issue.place.replace("ark 'Data', ", ""), issue.found) for issue in fault.value.issues
    ]


def counts_faults(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as fault:
        read_counts(path)
    return [
        (issue.code, issue.place.replace("ark 'Data', ", ""), issue.found) for issue in fault.value.issues
    ]


# Cells ------------------------------------------------------------------------------------------------------


def test_cells_keep_their_type(tmp_path: Path) -> None:
    frame = read_counts(write_workbook(tmp_path / "a.xlsx", ROWS))
    assert frame["kode"].tolist()[:2] == ["0101", "0102"]
    assert frame["dato"].tolist()[:2] == [pd.Timestamp(2024, 5, 1), pd.Timestamp(2024, 5, 2)]
    assert pd.isna(frame["dato"][2])
    assert frame["tid"].tolist()[:2] == [30600, 32400]
    assert frame["varighed"].tolist()[:2] == [108000, 120]  # 30 hours are not 6
    assert frame["n"].tolist() == [3, 4, 5.5]
    assert frame["ja"].tolist() == [1, 0, 1]


def test_whole_numbers_are_whole_also_when_the_workbook_has_them_as_floats(tmp_path: Path) -> None:
    frame = read_counts(write_workbook(tmp_path / "a.xlsx", [["aar", "n"], [2021, 3.0], [2024, 1204]]))
    assert frame.dtypes.astype(str).to_dict() == {"aar": "int64", "n": "int64"}
    assert frame["n"].sum() == 1207


def test_a_text_below_two_thousand_numbers_is_kept(tmp_path: Path) -> None:
    rows = [["kode"], *([number] for number in range(1000, 3000)), ["0101"]]
    frame = read_counts(write_workbook(tmp_path / "a.xlsx", rows))
    assert frame["kode"].tolist()[-2:] == ["2999", "0101"]
    assert frame["kode"].notna().all()


def test_a_word_among_numbers_may_be_declared_missing_and_the_numbers_are_in_no_doubt(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["x"], [1.234], ["NA"], [2.5]])
    (tmp_path / "a.toml").write_text('[column.x]\nmissing = { NA = "Ved ikke" }\n', encoding="utf-8")
    frame = sb.read_survey(path, codebook=tmp_path / "a.toml")
    np.testing.assert_array_equal(frame["x"], [1.234, np.nan, 2.5])
    assert frame["x.missing"].tolist()[1] == "Ved ikke"


def test_a_table_that_does_not_begin_in_the_first_cell_is_the_same(tmp_path: Path) -> None:
    moved = [[], [], *([None, None, *row] for row in ROWS)]
    pd.testing.assert_frame_equal(
        sb.read_survey(write_workbook(tmp_path / "b.xlsx", moved)),
        sb.read_survey(write_workbook(tmp_path / "a.xlsx", ROWS)),
    )


def test_empty_rows_are_no_rows_and_empty_columns_no_columns(tmp_path: Path) -> None:
    rows = [["a", "", "b"], [1, None, 2], [None, None, None], [3, None, 4]]
    frame = read_counts(write_workbook(tmp_path / "a.xlsx", rows))
    assert frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}


def write_ods(path: Path) -> Path:
    pd.DataFrame(ROWS[1:], columns=HEADER).drop(columns=["tid", "varighed"]).to_excel(
        path, engine="odf", index=False, sheet_name="Data"
    )
    return path


def write_xls(path: Path) -> Path:
    xlwt = pytest.importorskip("xlwt", reason="writes the old Excel file of this test")
    book = xlwt.Workbook()
    page = book.add_sheet("Data")
    day = xlwt.easyxf(num_format_str="DD-MM-YYYY")
    for row, line in enumerate(ROWS):
        kept = [cell for name, cell in zip(HEADER, line, strict=True) if name not in ("tid", "varighed")]
        for column, cell in enumerate(kept):
            if isinstance(cell, dt.date):
                page.write(row, column, cell, day)
            elif cell is not None:
                page.write(row, column, cell)
    book.save(str(path))
    return path


def write_xlsx(path: Path) -> Path:
    names = ["tid", "varighed"]
    kept = [[cell for name, cell in zip(HEADER, row, strict=True) if name not in names] for row in ROWS]
    return write_workbook(path, kept)


@pytest.mark.parametrize(("ending", "write"), [("xlsx", write_xlsx), ("ods", write_ods), ("xls", write_xls)])
def test_every_format_of_spreadsheets_gives_the_same_table(tmp_path: Path, ending: str, write: Any) -> None:
    frame = read_counts(write(tmp_path / f"a.{ending}"))
    assert frame["kode"].tolist()[:2] == ["0101", "0102"]
    assert frame["dato"].tolist()[0] == pd.Timestamp(2024, 5, 1)
    assert frame["n"].tolist() == [3, 4, 5.5]
    assert frame["ja"].tolist() == [1, 0, 1]


@pytest.mark.parametrize("ending", ["csv", "sav", "parquet", "xls"])
def test_a_workbook_that_was_given_another_ending_is_known_by_its_bytes(tmp_path: Path, ending: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS)
    renamed = tmp_path / f"b.{ending}"
    shutil.copy(path, renamed)
    pd.testing.assert_frame_equal(sb.read_survey(renamed), sb.read_survey(path))


# Sheets -----------------------------------------------------------------------------------------------------


def add_sheets(book: Any, page: Any) -> None:
    book.create_sheet("Mere")["A1"] = "x"
    hidden = book.create_sheet("Gammel")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"


def test_one_of_several_sheets_is_asked_for_and_hidden_ones_are_told(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS, change=add_sheets)
    with pytest.raises(InputError) as fault:
        sb.read_survey(path)
    [issue] = fault.value.issues
    assert issue.message() == (
        "projektmappen har flere ark: Data og Mere, og skjult Gammel. Skriv hvilket der skal læses, fx "
        'sheet = "Data".'
    )
    assert len(sb.read_survey(path, sheet="Data")) == 3


def test_the_only_sheet_with_cells_need_not_be_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS, change=lambda book, page: book.create_sheet("Tomt"))
    assert len(sb.read_survey(path)) == 3


def test_a_sheet_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS)
    with pytest.raises(InputError, match=r"arket 'Dta' findes ikke\. Mente du 'Data'") as fault:
        sb.read_survey(path, sheet="Dta")
    assert "the sheet 'Dta' is not there. Did you mean 'Data'?" in fault.value.text("en")


def test_a_sheet_of_a_file_that_has_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert faults_of(tmp_path / "a.csv", sheet="Data") == [("INP042", "sheet", "CSV")]


# What an office adds ----------------------------------------------------------------------------------------


def test_a_title_and_a_note_are_told_with_their_cells(tmp_path: Path) -> None:
    rows = [["Borgerundersøgelsen 2024"], [], *ROWS, [], ["Kilde: Kommunens egen undersøgelse"]]
    path = write_workbook(tmp_path / "a.xlsx", rows)
    assert faults_of(path) == [
        ("INP034", "celle 'A1'", "Borgerundersøgelsen 2024"),
        ("INP035", "celle 'A8'", "Kilde: Kommunens egen undersøgelse"),
    ]
    with pytest.raises(InputError, match="overskriften ser ud til at stå i linje 3"):
        sb.read_survey(path)


@pytest.mark.parametrize("last", ["Syd", "Bagsværd"])
def test_an_area_without_a_figure_is_no_note(tmp_path: Path, last: str) -> None:
    rows = [["omr", "antal"], ["Værebro Park", 3], ["Nord", 4], [last, None]]
    assert len(read_counts(write_workbook(tmp_path / "a.xlsx", rows))) == 3


def test_a_respondent_who_answered_nothing_is_no_note(tmp_path: Path) -> None:
    rows = [["id", "q1", "q2", "q3"], ["R1", 1, 2, 3], ["R2", 1, 1, 1], ["R3", None, None, None]]
    assert len(sb.read_survey(write_workbook(tmp_path / "a.xlsx", rows))) == 3


def test_a_row_of_sums_is_told_and_a_whole_that_is_no_sum_is_a_row(tmp_path: Path) -> None:
    rows = [["omr", "antal"], ["Nord", 3], ["Syd", 4], ["I alt", 7]]
    assert counts_faults(write_workbook(tmp_path / "a.xlsx", rows)) == [("INP036", "celle 'A4'", "I alt")]
    rows[-1][1] = 12  # the whole municipality, of which the areas are parts
    assert len(read_counts(write_workbook(tmp_path / "b.xlsx", rows))) == 3


def test_a_total_below_respondents_is_told_whatever_it_sums(tmp_path: Path) -> None:
    rows = [["id", "q1", "q2"], ["R1", 1, 2], ["R2", 1, 1], ["Total", 9, 9]]
    assert faults_of(write_workbook(tmp_path / "a.xlsx", rows)) == [("INP036", "celle 'A4'", "Total")]


def test_merged_cells_are_told_in_the_header_and_below(tmp_path: Path) -> None:
    def merge(book: Any, page: Any) -> None:
        page.merge_cells("B1:C1")
        page.merge_cells("A2:A3")

    path = write_workbook(tmp_path / "a.xlsx", ROWS, change=merge)
    found = faults_of(path)
    assert ("INP037", "celle 'B1:C1'", "") in found
    assert ("INP037", "celle 'A2:A3'", "") in found


def test_hidden_rows_are_told(tmp_path: Path) -> None:
    def hide(book: Any, page: Any) -> None:
        page.row_dimensions[3].hidden = True

    assert faults_of(write_workbook(tmp_path / "a.xlsx", ROWS, change=hide)) == [("INP038", "celle 'A3'", "")]


def test_a_formula_without_a_stored_value_is_told_and_is_not_0(tmp_path: Path) -> None:
    rows = [["a", "b"], [1, 2], [2, "=B2+1"]]
    assert faults_of(write_workbook(tmp_path / "a.xlsx", rows)) == [("INP039", "celle 'B3'", "")]


def test_the_0_that_a_program_writes_for_a_formula_it_cannot_work_out_is_told(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter", reason="writes the workbook of this test")
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet("Data")
    page.write_row(0, 0, ["a", "b"])
    page.write_row(1, 0, [1, 2])
    page.write_formula(2, 0, "=A2+1")
    page.write_formula(2, 1, "=B2+1", None, 3)
    book.close()
    assert faults_of(tmp_path / "a.xlsx") == [("INP039", "celle 'A3'", "0")]


def test_an_error_is_told_apart_from_an_empty_cell(tmp_path: Path) -> None:
    rows = [["a", "b"], [1, None], [2, "#N/A"], [3, "#DIV/0!"]]
    path = write_workbook(tmp_path / "a.xlsx", rows)
    assert faults_of(path) == [("INP040", "celle 'B3'", "#N/A"), ("INP040", "celle 'B4'", "#DIV/0!")]


def test_the_first_ten_cells_of_a_kind_are_told_one_by_one(tmp_path: Path) -> None:
    rows = [["a", "b"], *([number, "#N/A"] for number in range(15))]
    found = faults_of(write_workbook(tmp_path / "a.xlsx", rows))
    assert [code for code, _, _ in found] == ["INP040"] * 10 + ["INP043"]
    assert found[-1][1] == "celle 'B12'"


def test_names_that_are_lacking_or_there_twice_are_told_with_their_cells(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["a", "a", None], [1, 2, 3]])
    assert faults_of(path) == [("INP018", "celle 'B1', kolonne 'a'", ""), ("INP027", "celle 'C1'", "")]


OPENDOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="x:calcext" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Andet"><table:table-row><table:table-cell
 table:formula="of:=1"/></table:table-row></table:table><table:table table:name="Data">
<table:table-row><table:table-cell table:number-columns-spanned="2" office:value-type="string">
<text:p>a</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell
 office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:formula="of:=1+1"/><table:table-cell table:formula="of:=NA()"
 office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_opendocument_tells_formulas_errors_merged_cells_and_hidden_rows(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as parts:
        parts.writestr("content.xml", OPENDOCUMENT)
    with zipfile.ZipFile(tmp_path / "a.ods") as parts:
        marks = read_marks(parts, "Data")
    assert [cell.address for cell in marks.uncalculated] == [(3, 0)]
    assert [(cell.address, cell.text) for cell in marks.errors] == [((3, 1), "#N/A")]
    assert marks.hidden_rows == (1, 2)
    assert marks.merged == (((0, 0), (0, 1)),)


def test_a_web_page_called_xls_is_told_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><table><tr><td>1</td></tr></table>", encoding="utf-8")
    assert faults_of(tmp_path / "a.xls") == [("INP041", "", ".xls")]


@pytest.mark.parametrize("part", [0.2, 0.9])
def test_a_workbook_cut_off_on_its_way_is_damaged(tmp_path: Path, part: float) -> None:
    whole = write_workbook(tmp_path / "a.xlsx", ROWS).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: int(part * len(whole))])
    assert faults_of(tmp_path / "b.xlsx") == [("INP003", "", "")]


def test_a_sheet_with_a_header_only_has_no_rows(tmp_path: Path) -> None:
    assert faults_of(write_workbook(tmp_path / "a.xlsx", [["a", "b"]])) == [("INP005", "ark 'Data'", "")]


def test_a_missing_package_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS)
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    with pytest.raises(InputError, match=r'python-calamine mangler.*"social-balance\[excel\]"'):
        sb.read_survey(path)


# Where a workbook may be named ------------------------------------------------------------------------------

PEOPLE = [
    ["person_id", "year", "area", "doemt"],
    ["01", 2021, "a", 1],
    ["02", 2021, "b", 0],
    ["01", 2024, "b", 0],
]


def test_a_register_in_a_workbook_gives_the_figures_of_the_same_rows_in_memory(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "r.xlsx", PEOPLE, change=add_sheets)
    frame = pd.DataFrame(PEOPLE[1:], columns=PEOPLE[0])
    measures = {"d": share("doemt == 1")}
    for register in (sb.Register(path, sheet="Data"), sb.Register(sb.read_register(path, sheet="Data"))):
        read = sb.estimate(register, measures, by=["area", "year"]).frame()
        pd.testing.assert_frame_equal(
            read, sb.estimate(sb.Register(frame), measures, by=["area", "year"]).frame()
        )
    assert sb.Register(path, sheet="Data").file == str(path)


def test_counts_in_a_workbook_are_those_of_the_table(tmp_path: Path) -> None:
    rows = [["area", "year", "numerator", "denominator"], ["skolen", 2024, 451, 486]]
    path = write_workbook(tmp_path / "c.xlsx", rows, change=add_sheets)
    counts = sb.Register.from_counts(path, sheet="Data", measure="proeve")
    value = sb.estimate(counts, ["proeve"], by=["area", "year"]).frame()["value"]
    assert value.round(4).tolist() == [92.7984]


def test_a_first_codebook_of_a_workbook_reads_its_own_file(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", ROWS)
    book = sb.Codebook.from_sav(path, sheet="Data")
    assert {column.name: column.kind for column in book.columns}["dato"] == "date"
    written = write_codebook(book, tmp_path / "a.toml")
    assert read_codebook(written) == book
    pd.testing.assert_frame_equal(
        sb.read_survey(path, codebook=written)[["kode", "n", "dato"]],
        sb.read_survey(path)[["kode", "n", "dato"]],
    )
