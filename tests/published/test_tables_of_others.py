"""Tables that others publish are read cell by cell, whatever the form, and a bad file is told of in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import social_balance as sb
from social_balance.published.cells import read_period
from social_balance.published.jsonstat import jsonstat_cells
from social_balance.published.px import px_cells
from social_balance.published.statbank import StatbankForm, statbank_cells

TABLES = Path(__file__).parents[1] / "tables"


def codes_of(fault: pytest.ExceptionInfo[sb.InputError]) -> list[str]:
    return [issue.code for issue in fault.value.issues]


# StatBank ------------------------------------------------------------------------------------------


def test_code_and_label_are_parted_and_codes_stay_text() -> None:
    cells = sb.read_statbank(TABLES / "ledige_koder_og_navne.csv")
    row = cells.iloc[3]
    assert (row["OMRÅDE"], row["OMRÅDE.label"], row["KØN"], row["KØN.label"]) == (
        "159",
        "Gladsaxe",
        "M",
        "Mænd",
    )
    assert (row["year"], row["part"], row["value"]) == (2021, "K1", 571.0)


def test_totals_are_told_apart_by_the_columns_they_are_totals_in() -> None:
    cells = sb.read_statbank(TABLES / "ledige_koder_og_navne.csv")
    assert cells["total"].tolist() == [
        "OMRÅDE, YDELSE, KØN", "OMRÅDE, YDELSE, KØN", "YDELSE, KØN", "YDELSE", "YDELSE", "", "YDELSE",
    ]  # fmt: skip


def test_a_sign_is_no_number_but_a_dash_is_zero() -> None:
    cells = sb.read_statbank(TABLES / "ledige_koder_og_navne.csv")
    assert cells.loc[5, ["status", "symbol"]].tolist() == ["unavailable", ".."]
    assert np.isnan(cells.loc[5, "value"])
    labels = sb.read_statbank(TABLES / "personer_navne.csv")
    assert labels.loc[6, ["område", "value", "status"]].tolist() == ["Ærø", 0.0, "nil"]


def test_labels_that_begin_with_a_number_are_not_taken_for_codes() -> None:
    cells = sb.read_statbank(TABLES / "personer_navne.csv")
    assert "alder.label" not in cells
    assert cells["alder"].tolist()[2] == "0-17 år"
    assert cells.loc[cells["total"] == "", "value"].sum() == 15204 + 9876 + 15187


def test_codes_of_regions_are_totals_only_among_codes_of_areas() -> None:
    text = "KOMMUNE;KODE;TID;INDHOLD\n084;084;2021;7\n159;084;2021;3\n159;1234567;2021;5\n"
    assert statbank_cells(text.encode())["total"].tolist() == ["KOMMUNE", "", ""]


def test_totals_can_be_named_and_then_only_those_are() -> None:
    cells = sb.read_statbank(TABLES / "personer_navne.csv", totals={"alder": ["0-17 år"], "område": []})
    assert cells["total"].tolist() == ["", "", "alder", "", "", "alder", "alder"]


@pytest.mark.parametrize(
    ("absent", "rows", "value", "status"),
    [("leave", 2, None, None), ("zero", 4, 0.0, "filled"), ("missing", 4, np.nan, "absent")],
)
def test_cells_that_are_left_out_are_filled_only_on_request(
    absent: Any, rows: int, value: float | None, status: str | None
) -> None:
    text = "OMRÅDE;TID;INDHOLD\n159;2021;7\n157;2024;3\n"
    cells = statbank_cells(text.encode(), StatbankForm(absent=absent))
    assert len(cells) == rows
    added = cells.iloc[2:]
    assert added[["OMRÅDE", "year"]].values.tolist() == [["159", 2024], ["157", 2021]][: rows - 2]
    assert added["status"].tolist() == [status] * (rows - 2)
    np.testing.assert_array_equal(added["value"], [value] * (rows - 2))


@pytest.mark.parametrize(
    ("cells", "decimal", "read"),
    [
        ("1,5;2,25", None, [1.5, 2.25]),
        ("1.5;2.25", None, [1.5, 2.25]),
        ("1.234;5", ",", [1234.0, 5.0]),
        ("1.234;5", ".", [1.234, 5.0]),
        ("1,234;1.234,5", ",", [1.234, 1234.5]),
        ("−3;1e3", ".", [-3.0, 1000.0]),
    ],
)
def test_both_decimal_marks_are_read_and_can_be_told(cells: str, decimal: Any, read: list[float]) -> None:
    lines = [f"{year};{cell}" for year, cell in zip((2021, 2022), cells.split(";"), strict=True)]
    text = "TID;INDHOLD\n" + "\n".join(lines)
    assert statbank_cells(text.encode(), StatbankForm(decimal=decimal))["value"].tolist() == read


def test_a_number_that_can_be_read_in_two_ways_is_a_fault() -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b"TID;INDHOLD\n2021;1.234\n2022;5\n", file="folk.csv")
    assert codes_of(fault) == ["STB004"]
    assert "folk.csv kolonne 'INDHOLD'" in str(fault.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_encoding_and_line_ending_gives_the_same_cells(encoding: str, ending: str) -> None:
    text = "OMRÅDE;TID;INDHOLD\n0492 Ærø;2021K2 2021K2;7,5\n0159 Gladsaxe;2021K2 2021K2;-\n"
    cells = statbank_cells(text.replace("\n", ending).encode(encoding))
    assert cells["OMRÅDE.label"].tolist() == ["Ærø", "Gladsaxe"]
    assert cells["OMRÅDE"].tolist() == ["0492", "0159"]
    assert cells["value"].tolist() == [7.5, 0.0]


@pytest.mark.parametrize(
    ("ages", "total"),
    [(["I alt", "0-5 år", "6-9 år"], [True, False, False]), (["5 år", "6 år"], [False] * 2)],
)
def test_labels_of_two_words_are_not_taken_for_codes_and_labels(ages: list[str], total: list[bool]) -> None:
    # "I alt" taken for the code I would be a part like the others, and everyone be counted twice.
    text = "ALDER;TID;INDHOLD\n" + "".join(f"{age};2021;{7 + i}\n" for i, age in enumerate(ages))
    cells = statbank_cells(text.encode())
    assert cells["ALDER"].tolist() == ages
    assert (cells["total"] == "ALDER").tolist() == total
    assert "ALDER.label" not in cells


@pytest.mark.parametrize(
    ("option", "meant"),
    [({"absent": "zeros"}, "zero"), ({"presentation": "bth"}, "both"), ({"decimal": ";"}, None)],
)
def test_an_option_that_is_not_known_is_refused(option: dict[str, Any], meant: str | None) -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b"KOMK;TID;INDHOLD\n101;2021;7\n", StatbankForm(**option))
    assert [(i.code, i.place, i.values["suggestion"]) for i in fault.value.issues] == [
        ("REG041", next(iter(option)), meant)
    ]


def test_a_file_of_nothing_but_numbers_is_told_of() -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b"INDHOLD\n7\n")
    assert codes_of(fault) == ["STB011"]


def test_one_total_may_be_named_without_a_list() -> None:
    text = "OMR;TID;INDHOLD\nAB;2021;7\nA;2021;3\nB;2021;4\n"
    cells = statbank_cells(text.encode(), totals={"OMR": "AB"})  # type: ignore[dict-item]
    assert cells["total"].tolist() == ["OMR", "", ""]


def test_every_fault_of_a_statbank_file_is_told_at_once() -> None:
    text = "OMRÅDE;TID;INDHOLD\n159 Gladsaxe;2021K5;ja\n159 Gladsakse;2021K5;7\n"
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(text.encode(), file="folk.csv")
    assert codes_of(fault) == ["STB001", "STB006", "STB003", "STB002"]
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b"OMR;TID;INDHOLD\n159;2021K5;7\n159;2021K5;8\n", totals={"OMRX": [], "OMR": ["1"]})
    assert codes_of(fault) == ["STB003", "STB002", "STB005", "STB005"]
    assert "Mente du 'OMR'?" in fault.value.text()


def test_both_can_be_asked_for_and_what_is_not_both_is_told() -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells("KØN;TID;INDHOLD\nMænd;2021;7\n".encode(), StatbankForm(presentation="both"))
    assert codes_of(fault) == ["STB007"]
    text = "BØRN;TID;INDHOLD\n1 barn;2021;7\n2 børn;2021;5\n".encode()
    assert "BØRN.label" in statbank_cells(text)
    assert statbank_cells(text, StatbankForm(presentation="single"))["BØRN"].tolist() == ["1 barn", "2 børn"]


def test_a_crossing_too_large_is_refused_before_it_is_made() -> None:
    rows = "\n".join(f"{i};{i};{i};2021;1" for i in range(300))
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(f"A;B;C;TID;INDHOLD\n{rows}\n".encode(), StatbankForm(absent="zero"))
    assert codes_of(fault) == ["STB008"]


def test_a_quotation_mark_that_is_not_closed_is_told_of() -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b'A;TID;INDHOLD\n"x;2021;1\ny;2021;2\n')
    assert codes_of(fault) == ["INP051"]
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b'A;TID;INDHOLD\nx;2021;1\ny;2021;"2\n')
    assert codes_of(fault) == ["INP051"]


def test_a_heading_that_the_reader_uses_itself_is_refused() -> None:
    with pytest.raises(sb.InputError) as fault:
        statbank_cells(b"status;TID;INDHOLD\na;2021;1\n")
    assert codes_of(fault) == ["STB009"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2021", (2021, "")), ("2021K4", (2021, "K4")), ("2021Q4", (2021, "K4")), ("2021M12", (2021, "M12")),
        ("2021H2", (2021, "H2")), ("2021U53", (2021, "U53")), ("2021W09", (2021, "U09")),
        ("2021/22", (2021, "/22")), ("2021/2022", (2021, "/22")), ("1999/00", (1999, "/00")),
        ("2021/23", None), ("2021K0", None), ("2021M13", None), ("2021M1", None), ("21", None),
        ("20211", None),
    ],
)  # fmt: skip
def test_a_period_is_a_year_and_a_part_of_it_or_no_period(text: str, read: tuple[int, str] | None) -> None:
    assert read_period(text) == read


# PX ------------------------------------------------------------------------------------------------


def test_a_px_file_is_read_with_codes_labels_and_signs() -> None:
    cells = sb.read_px(TABLES / "sygedagpenge.px")
    assert len(cells) == 3 * 2 * 3
    row = cells[(cells["område"] == "0159") & (cells["køn"] == "Mænd") & (cells["part"] == "K2")].iloc[0]
    assert (row["område.label"], row["year"], row["value"]) == ("Gladsaxe", 2021, 511.5)
    aeroe = cells[cells["område"] == "0492"]
    assert aeroe["status"].tolist() == ["ok", "nil", "unavailable", "impossible", "ok", "pending"]
    assert cells.loc[cells["total"] == "", "value"].sum() == 502 + 511.5 + 440 + 3


def test_a_px_file_speaks_the_language_that_is_asked_for() -> None:
    cells = sb.read_px(TABLES / "sygedagpenge.px", language="en")
    assert list(cells)[:3] == ["area", "area.label", "sex"]
    assert cells["value"].sum() == sb.read_px(TABLES / "sygedagpenge.px")["value"].sum()
    with pytest.raises(sb.InputError) as fault:
        sb.read_px(TABLES / "sygedagpenge.px", language="de")
    assert codes_of(fault) == ["PXF007"]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"), ("", "utf-8-sig"), ('CHARSET="ANSI";\n', "cp1252"),
        ('CODEPAGE="iso-8859-15";\n', "iso-8859-15"), ('CODEPAGE="utf-8";\n', "utf-8-sig"),
    ],
)  # fmt: skip
def test_a_px_file_tells_its_own_character_set(head: str, encoding: str) -> None:
    text = head + 'STUB="område";\nVALUES("område")="Ærø","Gladsaxe";\nDATA=\n7 11;\n'
    assert px_cells(text.encode(encoding))["område"].tolist() == ["Ærø", "Gladsaxe"]


def test_a_character_set_that_is_not_told_is_asked_for_and_never_guessed() -> None:
    data = 'STUB="område";\nVALUES("område")="Ærø";\nDATA=\n7;\n'.encode("cp850")
    with pytest.raises(sb.InputError) as fault:
        px_cells(data)
    assert codes_of(fault) == ["PXF001"]
    assert px_cells(data, encoding="cp850")["område"].tolist() == ["Ærø"]
    with pytest.raises(sb.InputError) as fault:
        px_cells(data, encoding="cp85o")
    assert codes_of(fault) == ["PXF002"]


@pytest.mark.parametrize(
    ("text", "codes", "line"),
    [
        ('STUB="tid";\nVALUES("tid")="2021","2022";\nDATA=\n7;\n', ["PXF005"], 3),
        ('STUB="tid","a";\nHEADING="b";\nVALUES("tid")="2021";\n', ["PXF003", "PXF003", "PXF003"], None),
        ('TITLE="x";\nDATA=\n7;\n', ["PXF003"], None),
        ('STUB="tid";\nVALUES("tid")="2021";\nKEYS("tid")=VALUES;\nDATA=\n"2021" 7;\n', ["PXF006"], 3),
        ('STUB="a";\nVALUES("a")="x","y";\nCODES("a")="1";\nDATA=\n7 8;\n', ["PXF008"], None),
        ('STUB="a";\nVALUES("a")="x","x";\nDATA=\n7 8;\n', ["STB010"], None),
        ('STUB="a";\nVALUES("a")="x","y";\nDATA=\n7 1,5;\n', ["PXF005"], 3),
        ('STUB="a";\nVALUES("a")="x","y";\nDATA=\n7 ja;\n', ["STB001"], None),
    ],
)  # fmt: skip
def test_every_fault_of_a_px_file_has_its_code_and_line(
    text: str, codes: list[str], line: int | None
) -> None:
    with pytest.raises(sb.InputError) as fault:
        px_cells(text.encode(), file="a.px")
    assert codes_of(fault) == codes
    assert fault.value.issues[0].line == line


def test_a_px_file_that_says_a_wrong_character_set_is_told_of() -> None:
    text = 'STUB="område";\nVALUES("område")="Ærø";\nDATA=\n7;\n'
    told = [('CHARSET="ANSI";\n', "cp850", "PXF001"), ('CODEPAGE="utf-8";\n', "cp1252", "PXF010"),
            ('CODEPAGE="hex";\n', "cp1252", "PXF002")]  # fmt: skip
    for head, encoding, code in told:
        with pytest.raises(sb.InputError) as fault:
            px_cells((head + text).encode(encoding))
        assert codes_of(fault) == [code]


def test_a_language_is_not_asked_of_a_file_that_tells_none() -> None:
    with pytest.raises(sb.InputError) as fault:
        px_cells(b'STUB="a";\nVALUES("a")="x";\nDATA=\n7;\n', language="en")
    assert codes_of(fault) == ["PXF009"]


def test_two_variables_of_one_name_are_told_of() -> None:
    with pytest.raises(sb.InputError) as fault:
        px_cells(b'STUB="a";\nHEADING="a";\nVALUES("a")="x","y";\nDATA=\n7 8\n9 1;\n')
    assert codes_of(fault) == ["INP018"]


def test_a_text_may_go_on_in_the_next_line_and_hold_signs_of_the_form() -> None:
    text = 'STUB="område";\nVALUES("område")="Ærø; DATA="\n"x (omegn)","Læsø";\nDATA=\n7 11;\n'
    assert px_cells(text.encode())["område"].tolist() == ["Ærø; DATA=x (omegn)", "Læsø"]


@pytest.mark.parametrize(
    ("timeval", "values", "read"),
    [
        ('TLIST(A1,"2019"-"2021")', ["et", "to", "tre"], [(2019, ""), (2020, ""), (2021, "")]),
        ('TLIST(A1),"2019","2021"', ["et", "to"], [(2019, ""), (2021, "")]),
        ('TLIST(M1),"202103","202112"', ["marts", "december"], [(2021, "M03"), (2021, "M12")]),
        ('TLIST(H1),"20212"', ["2. halvår"], [(2021, "H2")]),
        ('TLIST(Q1),"20214"', ["2021K4"], [(2021, "K4")]),
    ],
)
def test_periods_are_found_in_timeval_where_values_do_not_tell(
    timeval: str, values: list[str], read: list[tuple[int, str]]
) -> None:
    listed = ",".join(f'"{value}"' for value in values)
    data = " ".join(map(str, range(len(values))))
    text = f'STUB="uge";\nVALUES("uge")={listed};\nTIMEVAL("uge")={timeval};\nDATA=\n{data};\n'
    cells = px_cells(text.encode())
    assert list(zip(cells["year"], cells["part"], strict=True)) == read


# JSON-stat -----------------------------------------------------------------------------------------


def test_categories_stand_in_the_order_of_their_index_and_not_of_the_file() -> None:
    cells = sb.read_jsonstat(TABLES / "foerskole_v2.json")
    assert cells["OMRÅDE.label"].tolist()[::2] == ["Hele landet", "Gladsaxe", "Gentofte"]
    assert cells[cells["OMRÅDE"] == "0159"]["value"].tolist() == [4519.0, 4486.0]
    assert cells["total"].tolist() == ["OMRÅDE", "OMRÅDE", "", "", "", ""]
    assert cells.loc[4, ["status", "symbol"]].tolist() == ["unavailable", ".."]


@pytest.mark.parametrize(
    ("absent", "value", "status"), [("missing", np.nan, "absent"), ("zero", 0.0, "filled")]
)
def test_version_1_and_sparse_values_are_read(absent: Any, value: float, status: str) -> None:
    cells = sb.read_jsonstat(TABLES / "foerskole_v1.json", absent=absent)
    assert cells["ContentsCode.label"].unique().tolist() == ["Antal"]
    assert cells["status"].tolist() == ["ok", "ok", status, "ok"]
    np.testing.assert_array_equal(cells["value"], [4519.0, 4486.0, value, 4103.0])


def test_json_without_a_data_set_is_told_so() -> None:
    with pytest.raises(sb.InputError) as fault:
        jsonstat_cells(b'{"a": 1}')
    assert codes_of(fault) == ["JST007"]


def test_one_of_several_data_sets_is_asked_for_by_name_or_label() -> None:
    one = json.loads((TABLES / "foerskole_v2.json").read_text("utf-8"))
    other = {**one, "label": "andet", "value": [1, 2, 3, 4, 5, 6], "status": None}
    for many in ({"class": "collection", "link": {"item": [one, other]}}, {"et": one, "to": other}):
        data = json.dumps(many).encode()
        assert jsonstat_cells(data, dataset="andet")["value"].sum() == 21
        with pytest.raises(sb.InputError) as fault:
            jsonstat_cells(data)
        assert codes_of(fault) == ["JST002"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": None}, "JST003"), ({"size": [3]}, "JST003"), ({"size": [3, 3]}, "JST004"),
        ({"value": [1, 2]}, "JST005"), ({"value": "x"}, "JST005"),
        ({"value": [1, 2, 3, 4, 5, "6"]}, "JST006"),
        ({"value": {"6": 1}}, "JST006"), ({"value": {"00": 1}}, "JST006"), ({"value": {"²": 1}}, "JST006"),
        ({"value": [1, 2, 3, 4, 5, float("inf")]}, "JST006"),
        ({"value": [1, 2, 3, 4, 5, True]}, "JST006"),
    ],
)  # fmt: skip
def test_every_fault_of_a_json_stat_file_has_its_code(change: dict[str, Any], code: str) -> None:
    table = json.loads((TABLES / "foerskole_v2.json").read_text("utf-8")) | change
    with pytest.raises(sb.InputError) as fault:
        jsonstat_cells(json.dumps(table).encode())
    assert codes_of(fault) == [code]


def test_two_data_sets_of_one_label_are_both_there() -> None:
    one = json.loads((TABLES / "foerskole_v2.json").read_text("utf-8")) | {"label": "samme", "status": None}
    items = [one | {"value": [1, 2, 3, 4, 5, 6]}, one | {"value": [7] * 6}]
    data = json.dumps({"class": "collection", "link": {"item": items}}).encode()
    with pytest.raises(sb.InputError) as fault:
        jsonstat_cells(data)
    assert fault.value.issues[0].values["known"] == ["samme (1)", "samme (2)"]
    assert [jsonstat_cells(data, dataset=f"samme ({i})")["value"].sum() for i in (1, 2)] == [21, 42]


@pytest.mark.parametrize(("data", "line"), [(b'{"id":\n[}', 2), (b"\xff\xfe", None), (b"[]", None)])
def test_a_file_that_is_no_json_is_told_of_with_its_line(data: bytes, line: int | None) -> None:
    with pytest.raises(sb.InputError) as fault:
        jsonstat_cells(data, file="a.json")
    assert codes_of(fault) == ["JST001"]
    assert fault.value.issues[0].line == line


# Jobindsats ----------------------------------------------------------------------------------------


def jobindsats(**keys: Any) -> pd.DataFrame:
    return sb.read_jobindsats(
        TABLES / "jobindsats.csv",
        TABLES / "jobindsats_navne.csv",
        dimensions=["Periode"],
        decimal=",",
        **keys,
    )


def test_technical_names_become_own_names_and_every_number_a_cell() -> None:
    cells = jobindsats()
    assert cells["measure"].unique().tolist() == ["Antal personer", "Fuldtidspersoner i pct. af befolkningen"]
    parts = cells[cells["total"] == ""]
    assert parts[["year", "part", "Periode", "Ydelsesgrupper", "value"]].fillna(-1).values.tolist() == [
        [2024, "M01", "202401", "Kontanthjælp", 1011.0], [2024, "M02", "202402", "Kontanthjælp", 998.0],
        [2024, "M01", "202401", "Kontanthjælp", 2.6], [2024, "M02", "202402", "Kontanthjælp", -1.0],
    ]  # fmt: skip
    assert cells["total"].tolist()[1] == "Ydelsesgrupper"


def test_a_mapping_can_be_json_or_given_and_rows_can_be_json(tmp_path: Path) -> None:
    names = {"Dato1": "Periode", "Tekst1": "Område", "Numerisk1": "Antal"}
    rows = [{"Dato1": "2024-03-01T00:00:00", "Tekst1": "Gladsaxe", "Numerisk1": 1.25},
            {"Dato1": "2024-04-01", "Tekst1": "Gladsaxe", "Numerisk1": None}]  # fmt: skip
    (tmp_path / "one.json").write_text(json.dumps(rows[0]), "utf-8")
    with pytest.raises(sb.InputError) as fault:
        sb.read_jobindsats(tmp_path / "one.json", names)
    assert codes_of(fault) == ["INP005"]
    (tmp_path / "rows.json").write_text(json.dumps(rows), "utf-8")
    listed = [{"TekniskNavn": key, "EgetNavn": value} for key, value in names.items()]
    for i, told in enumerate((names, listed)):
        (tmp_path / f"names{i}.json").write_text(json.dumps(told), "utf-8")
    for mapping in (names, tmp_path / "names0.json", tmp_path / "names1.json"):
        cells = sb.read_jobindsats(tmp_path / "rows.json", mapping)
        assert cells["part"].tolist() == ["M03", "M04"]
        assert cells["value"].fillna(-1).tolist() == [1.25, -1.0]


def test_one_dimension_may_be_named_without_a_list(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Numerisk1;Numerisk2\n2021;7\n", "utf-8")
    names = {"Numerisk1": "Årstal", "Numerisk2": "Antal"}
    cells = sb.read_jobindsats(tmp_path / "a.csv", names, dimensions="Årstal")
    assert cells[["Årstal", "measure", "value"]].values.tolist() == [["2021", "Antal", 7.0]]


def test_every_fault_of_headings_and_mapping_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("CPR;Dato1;Beløb;Numerisk1;Numerisk2\n1;2024-01-01;3;4;5\n", "utf-8")
    names = {"Dato1": "Periode", "Numerisk1": "Antal", "Beløb": "Beløb", "Numerisk3": "Andel", "Tekst1": "By"}
    with pytest.raises(sb.InputError) as fault:
        sb.read_jobindsats(tmp_path / "a.csv", names)
    assert codes_of(fault) == ["JOB002", "JOB006", "JOB003", "JOB004", "JOB004"]
    assert "Mente du 'Numerisk" in fault.value.text()
    with pytest.raises(sb.InputError) as fault:
        sb.read_jobindsats(TABLES / "jobindsats.csv", TABLES / "jobindsats.csv")
    assert codes_of(fault) == ["JOB001"]


@pytest.mark.parametrize(
    ("text", "names", "codes"),
    [
        ("Dato1;Numerisk1\n2024-13-01;3\n", {"Dato1": "Periode", "Numerisk1": "Antal"}, ["JOB008"]),
        ("Dato1;Numerisk1\ni går;ja\n", {"Dato1": "Periode", "Numerisk1": "Antal"}, ["JOB008", "STB001"]),
        ("Dato1;Tekst1\n2024-01-01;ja\n", {"Dato1": "Periode", "Tekst1": "Svar"}, ["JOB005"]),
        ("Numerisk1;Tekst1\n3;ja\n", {"Numerisk1": "Svar", "Tekst1": "Svar"}, ["JOB007"]),
        ("Numerisk1;Tekst1\n3;ja\n", {"Numerisk1": "Svar", "Tekst1": ""}, ["JOB009"]),
        ("Tekst1;Numerisk1\nx;3\n010190-1234;1\n", {"Tekst1": "Hvem", "Numerisk1": "Antal"}, ["JOB002"]),
        ("Tekst1;Numerisk1\n0101901234;3\n", {"Tekst1": "Hvem", "Numerisk1": "Antal"}, ["JOB002"]),
        ("Dato1;Numerisk1\n2024-01-01;3\n2024-01-15;4\n", {"Dato1": "P", "Numerisk1": "A"}, ["STB003"]),
    ],
)
def test_every_fault_of_the_cells_has_its_code(
    tmp_path: Path, text: str, names: dict[str, str], codes: list[str]
) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(sb.InputError) as fault:
        sb.read_jobindsats(tmp_path / "a.csv", names)
    assert codes_of(fault) == codes


# The same cube in every form -----------------------------------------------------------------------

TEXTS = st.text(
    st.characters(categories=["L", "N"], exclude_characters="\u0130"), min_size=1, max_size=8
).map(lambda text: normalize("NFC", f"x{text}"))


@st.composite
def cubes(draw: st.DrawFn) -> tuple[list[str], list[list[str]], list[float | None]]:
    """Names of the sides, their categories, and the numbers: None where there is none."""
    names = draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))
    sides = [draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True)) for _ in names]
    many = int(np.prod([len(side) for side in sides]))
    number = st.one_of(
        st.none(), st.integers(0, 10**9).map(float), st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    )
    return names, sides, draw(st.lists(number, min_size=many, max_size=many))


def long_form(cube: tuple[list[str], list[list[str]], list[float | None]]) -> list[list[Any]]:
    names, sides, numbers = cube
    index = pd.MultiIndex.from_product(sides, names=names)
    return [[*label, number] for label, number in zip(index, numbers, strict=True)]


def read_back(cells: pd.DataFrame, names: list[str]) -> list[list[Any]]:
    assert ((cells["status"] == "ok") == cells["value"].notna()).all()
    return [
        [*row[:-1], None if np.isnan(row[-1]) else row[-1]]
        for row in cells[[*names, "value"]].values.tolist()
    ]


@given(cubes(), st.booleans())
def test_a_cube_written_as_px_is_read_back(cube: Any, wide: bool) -> None:
    names, sides, numbers = cube
    stub, heading = (names[:-1], names[-1:]) if wide and len(names) > 1 else (names, [])

    def listed(texts: list[str]) -> str:
        return ",\n".join(f'"{text}"' for text in texts)

    head = [f"STUB={listed(stub)};", *([f"HEADING={listed(heading)};"] if heading else [])]
    head += [f'VALUES("{name}")={listed(side)};' for name, side in zip(names, sides, strict=True)]
    data = " ".join('".."' if number is None else repr(number) for number in numbers)
    text = "\n".join([*head, f"DATA=\n{data};"])
    assert read_back(px_cells(text.encode()), names) == long_form(cube)


@given(cubes(), st.booleans(), st.booleans())
def test_a_cube_written_as_json_stat_is_read_back(cube: Any, sparse: bool, old: bool) -> None:
    names, sides, numbers = cube
    dimension: dict[str, Any] = {
        name: {"category": {"index": {text: i for i, text in enumerate(side)}}}
        for name, side in zip(names, sides, strict=True)
    }
    size = [len(side) for side in sides]
    values: Any = {str(i): n for i, n in enumerate(numbers) if n is not None} if sparse else numbers
    table: dict[str, Any] = {"id": names, "size": size, "dimension": dimension, "value": values}
    if old:
        table = {"dataset": {"dimension": dimension | {"id": names, "size": size}, "value": values}}
    assert read_back(jsonstat_cells(json.dumps(table).encode()), names) == long_form(cube)


@given(cubes(), st.sampled_from([",", "."]), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_a_cube_written_as_statbank_csv_is_read_back(cube: Any, decimal: Any, encoding: str) -> None:
    names, _, _ = cube
    shown = [
        [*row[:-1], ".." if row[-1] is None else f"{row[-1]:.3f}".replace(".", decimal)]
        for row in long_form(cube)
    ]
    text = "\r\n".join(";".join(row) for row in [[*names, "INDHOLD"], *shown]) + "\r\n"
    cells = statbank_cells(text.encode(encoding), StatbankForm(decimal=decimal))
    assert read_back(cells, names) == long_form(cube)


# Damaged files -------------------------------------------------------------------------------------

READERS = {
    "ledige_koder_og_navne.csv": statbank_cells,
    "personer_navne.csv": statbank_cells,
    "sygedagpenge.px": px_cells,
    "foerskole_v2.json": jsonstat_cells,
    "foerskole_v1.json": jsonstat_cells,
}


def outcome(reader: Callable[[bytes], pd.DataFrame], data: bytes) -> tuple[pd.DataFrame | None, list[str]]:
    """The cells, or else the faults in words."""
    try:
        return reader(data), []
    except sb.InputError as error:
        return None, [issue.text() for issue in error.issues]


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_a_damaged_file_is_read_or_told_of_and_never_crashes(name: str, data: st.DataObject) -> None:
    whole = (TABLES / name).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 40))
    put = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b";", b"null", b"{}", b"[]", b"1,5", b"\n"]))
    )
    read, told = outcome(READERS[name], whole[:start] + put + whole[start + cut :])
    assert read is None or list(read)[-4:] == ["value", "status", "symbol", "total"]
    assert read is not None or told
