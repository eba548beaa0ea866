"""Tables in the shapes that statistical offices publish, made by us: totals, periods, signs, separators."""

from __future__ import annotations

import json
from typing import Any

import pytest

import social_balance as sb
from social_balance.published.cells import parents_of, read_period
from social_balance.published.jsonstat import jsonstat_cells
from social_balance.published.px import px_cells

# Statistics Denmark: quotes around texts, one line a row, a total under a name of its own, months as numbers.
DENMARK = """CHARSET="ANSI";
AXIS-VERSION="2006";
LANGUAGE="da";
STUB="køn";
HEADING="tid";
VALUES("køn")="Alle tilsammen","Mænd","Kvinder";
VALUES("tid")="200501","200502";
TIMEVAL("tid")=TLIST(M1),"200501","200502";
ELIMINATION("køn")="Alle tilsammen";
DATA=
100 90
60 50
40 40;
"""
# Statistics Finland: three languages' signs in words, a hierarchy of areas, no semicolon at the end.
FINLAND = """CHARSET="ANSI";CODEPAGE="utf-8";
STUB="Alue";HEADING="Vuosi";
VALUES("Alue")="KOKO","Uusimaa","Helsinki","Espoo";
CODES("Alue")="SSS","MK01","091","049";
VALUES("Vuosi")="2023","2024*";
CODES("Vuosi")="2023","2024";
HIERARCHIES("Alue")="SSS","SSS":"MK01","MK01":"091","MK01":"049","MK01":"092";
DATASYMBOL1="Category not applicable";DATASYMBOL2="..";DATASYMBOL3="Data is subject to secrecy";
DATA=
9 8
7 "."
5 ".."
2 "..."
"""


def px(text: str, **options: Any) -> Any:
    return px_cells(text.encode("utf-8" if "CODEPAGE" in text else "cp1252"), **options)


def parts(cells: Any) -> float:
    return float(cells.loc[cells["total"] == "", "value"].sum())


def test_what_a_variable_is_eliminated_to_is_a_total():
    cells = px(DENMARK)
    assert cells["total"].tolist() == ["køn", "køn", "", "", "", ""]
    assert parts(cells) == 60 + 50 + 40 + 40
    assert cells[["year", "part"]].values.tolist()[:2] == [[2005, "M01"], [2005, "M02"]]


def test_elimination_by_adding_up_makes_no_total_and_the_user_has_the_last_word():
    added = DENMARK.replace('ELIMINATION("køn")="Alle tilsammen"', 'ELIMINATION("køn")=YES')
    assert set(px(added)["total"]) == {""}
    assert set(px(DENMARK, totals={"køn": []})["total"]) == {""}


def test_categories_with_others_inside_them_are_totals_at_every_level():
    cells = px(FINLAND)
    by_area = cells.groupby("Alue", sort=False)["total"].first().to_dict()
    assert by_area == {"SSS": "Alue", "MK01": "Alue", "091": "", "049": ""}


def test_a_parent_whose_children_were_not_fetched_is_a_part():
    assert parents_of([("A", "B"), ("B", "C")], ["A", "B"]) == {"A"}
    assert parents_of([("A", "B"), ("B", "C")], ["A", "C"]) == {"A"}
    assert parents_of([("A", "A"), ("B", "A"), ("A", "B")], ["A", "B"]) == {"A", "B"}


def test_the_office_says_what_its_dots_mean():
    cells = px(FINLAND)
    assert cells["status"].tolist() == [
        "ok",
        "ok",
        "ok",
        "impossible",
        "ok",
        "unavailable",
        "ok",
        "unavailable",
    ]
    assert cells["symbol"].tolist()[-1] == "Data is subject to secrecy"


def test_cells_may_be_parted_by_comma_semicolon_tab_or_space():
    mixed = DENMARK.replace("100 90\n60 50\n40 40;", "100;90;\n60,50\t40 40;")
    assert px(mixed)["value"].tolist() == [100, 90, 60, 50, 40, 40]


def test_a_whole_file_needs_no_last_semicolon_and_one_cut_off_is_told():
    assert px(DENMARK.rstrip(";\n"))["value"].tolist() == [100, 90, 60, 50, 40, 40]
    with pytest.raises(sb.InputError) as error:
        px(DENMARK.replace("40 40;", "40"))
    assert [issue.code for issue in error.value.issues] == ["PXF005"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021", (2021, "")),
        ("2021K1", (2021, "K1")),
        ("2021-Q4", (2021, "K4")),
        ("2021-01", (2021, "M01")),
        ("2021-12-31", (2021, "M12")),
        ("2021H2", (2021, "H2")),
        ("2021-S2", (2021, "H2")),
        ("2021-W05", (2021, "U05")),
        ("2021V53", (2021, "U53")),
        ("2024*", (2024, "")),
        ("2021/22", (2021, "/22")),
        ("2021K5", None),
        ("2021-13", None),
        ("2021-00", None),
        ("2021U54", None),
        ("200501", None),
        ("2021/23", None),
    ],
)
def test_periods_of_every_published_kind(written: str, meant: tuple[int, str] | None):
    assert read_period(written) == meant


@pytest.mark.parametrize(
    ("scale", "first", "last", "parts"),
    [
        ("A1", "2003", "2005", ["", "", ""]),
        ("H1", "20042", "20052", ["H2", "H1", "H2"]),
        ("Q1", "20044", "20052", ["K4", "K1", "K2"]),
        ("M1", "200411", "200501", ["M11", "M12", "M01"]),
    ],
)
def test_a_span_of_periods_is_written_out(scale: str, first: str, last: str, parts: list[str]):
    span = f'TIMEVAL("tid")=TLIST({scale},"{first}"-"{last}")'
    text = f'HEADING="tid";VALUES("tid")="a","b","c";{span};DATA=1 2 3;'
    cells = px(text, encoding="utf-8")
    assert cells["part"].tolist() == parts
    assert cells["year"].iloc[-1] == 2005


def test_the_time_can_be_named_where_the_file_does_not_say_it():
    text = 'STUB="Jaksot";VALUES("Jaksot")="2021","2022";DATA=1 2;'
    assert "year" not in px(text, encoding="utf-8")
    assert px(text, encoding="utf-8", time="Jaksot")["year"].tolist() == [2021, 2022]
    with pytest.raises(sb.InputError):
        px(text, encoding="utf-8", time="Jakso")


def pxweb(**changes: Any) -> dict[str, Any]:
    """A JSON-stat 2 answer of PxWeb, as SCB and SSB give it: 100 = 60 + 40."""
    kon = {
        "category": {"index": {"A": 0, "1": 1, "2": 2}, "label": {"A": "Alla", "1": "män", "2": "kvinnor"}}
    }
    kon |= {"extension": {"elimination": True, "eliminationValueCode": "A", "show": "value"}}
    tid = {"category": {"index": {"2021K1": 0}, "label": {"2021K1": "2021K1"}}}
    return {
        "version": "2.0", "class": "dataset", "id": ["Kon", "Tid"], "size": [3, 1], "value": [100, 60, 40],
        "role": {"time": ["Tid"]}, "dimension": {"Kon": kon, "Tid": tid}, **changes,
    }  # fmt: skip


def cells_of(table: dict[str, Any], **options: Any) -> Any:
    return jsonstat_cells(json.dumps(table).encode(), **options)


def test_what_pxweb_eliminates_to_and_what_has_children_are_totals():
    assert parts(cells_of(pxweb())) == 100
    children = pxweb()
    children["dimension"]["Kon"] = {"category": {"index": ["A", "1", "2"], "child": {"A": ["1", "2"]}}}
    assert parts(cells_of(children)) == 100
    none = pxweb()
    none["dimension"]["Kon"]["extension"] = {"elimination": False}
    assert parts(cells_of(none)) == 200


def test_eurostats_quarters_and_statuses_are_read():
    table = pxweb(value={"0": 100, "2": 40}, status={"1": ":"})
    table["dimension"]["Tid"] = {"category": {"index": {"2021-Q1": 0}}}
    cells = cells_of(table)
    assert cells["part"].tolist() == ["K1"] * 3
    assert cells["status"].tolist() == ["ok", "other", "ok"]


@pytest.mark.parametrize("status", [["a", "b"], ["a"] * 4, {"3": "a"}, {"x": "a"}, 7])
def test_statuses_that_do_not_fit_the_values_are_a_fault(status: Any):
    with pytest.raises(sb.InputError) as error:
        cells_of(pxweb(status=status))
    assert [issue.code for issue in error.value.issues] == ["JST008"]


def test_a_sparse_table_of_more_cells_than_a_table_has_is_refused_at_once():
    many = {"category": {"index": [str(i) for i in range(20_000)]}}
    table = pxweb(
        id=["a", "b"], size=[20_000, 20_000], value={"5": 1}, role={}, dimension={"a": many, "b": many}
    )
    with pytest.raises(sb.InputError) as error:
        cells_of(table)
    assert [issue.code for issue in error.value.issues] == ["JST009"]


@pytest.mark.parametrize("data", [b'{"value":' + b"[" * 100_000, b'{"value":[' + b"1" * 5000 + b"]}"])
def test_json_nested_beyond_reason_is_a_fault(data: bytes):
    with pytest.raises(sb.InputError) as error:
        jsonstat_cells(data)
    assert [issue.code for issue in error.value.issues] == ["JST010"]
