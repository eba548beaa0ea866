"""Conditions: what is read, what is refused, and one truth table in memory and on DuckDB."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_balance.conditions.engines import to_narwhals
from social_balance.conditions.memory import truth
from social_balance.conditions.reading import parse
from social_balance.conditions.tree import (
    And,
    Compare,
    In,
    Lit,
    Missing,
    Name,
    Or,
    columns_read,
    conjunction_of,
    negation,
)
from social_balance.language.faults import DefinitionError, InputError

NAN = float("nan")


def holds(condition: str, **data: object) -> list[bool]:
    return truth(parse(condition), data).tolist()


def fault(condition: str):
    with pytest.raises(DefinitionError) as caught:
        parse(condition)
    [issue] = caught.value.issues
    return issue


# Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("alder>=18", "alder >= 18"),
        ("18 <= alder <= 64", "18 <= alder and alder <= 64"),
        ("1 < a <= b < 9", "1 < a and a <= b and b < 9"),
        ("q12 in (1,2,)", "q12 in (1, 2)"),
        ("q12 not in ('a', \"b\")", "q12 not in ('a', 'b')"),
        ("a is missing or b is not missing", "a is missing or b is not missing"),
        ("a == 1 and b == 2 or c == 3", "a == 1 and b == 2 or c == 3"),
        ("a == 1 and (b == 2 or c == 3)", "a == 1 and (b == 2 or c == 3)"),
        ("((a == 1))", "a == 1"),
        ("a <> 1", "a != 1"),
        ("a == -1.5", "a == -1.5"),
        ("-1 < a and -2 < b", "-1 < a and -2 < b"),
        ("a == true", "a == true"),
        ('område == "d\'Or"', 'område == "d\'Or"'),
        ("a\n  == 1", "a == 1"),
        ("true", "true"),
    ],
)
def test_a_condition_is_read_and_written_back(text, plain):
    expression = parse(text)
    assert str(expression) == plain
    assert parse(plain) == expression


def test_and_binds_tighter_than_or():
    a, b, c = (Compare(Name(name), "==", Lit(1)) for name in "abc")
    assert parse("a == 1 or b == 1 and c == 1") == Or((a, And((b, c))))


def test_types_are_part_of_equality_so_that_one_is_not_true():
    assert Lit(1) != Lit(True)
    assert Lit(1) != Lit(1.0)
    assert Lit(1) == Lit(1)
    assert len({Lit(1), Lit(True), Lit(1.0), Lit("1")}) == 4
    assert parse("a == 1") != parse("a == true")


def test_the_columns_of_a_condition_are_listed_in_composed_form():
    decomposed = unicodedata.normalize("NFD", "område")
    assert columns_read(parse(f"18 <= alder <= 64 and {decomposed} is missing or q in (1)")) == {
        "alder",
        "område",
        "q",
    }
    assert columns_read(parse("true")) == set()


def test_both_joins_conditions_and_leaves_out_what_puts_no_demand():
    a, b, c = parse("a == 1"), parse("b == 1 and c == 1"), parse("d == 1 or e == 1")
    assert str(conjunction_of(a, b)) == "a == 1 and b == 1 and c == 1"
    assert str(conjunction_of(a, c)) == "a == 1 and (d == 1 or e == 1)"
    assert conjunction_of(None, a) == a
    assert conjunction_of(a, parse("true")) == a
    assert conjunction_of(None, None) == Lit(True)


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("len(q12) in (1, 2)", "EXP001", 1),
        ("alder >= 18 and len(q12) == 2", "EXP001", 17),
        ("q12 in (abs(1), 2)", "EXP001", 9),
        ("q12 = 1", "EXP002", 5),
        ("q12 == 1 & q13 == 2", "EXP003", 10),
        ("q12 == ’ja’", "EXP003", 8),
        ("__import__('os').x", "EXP001", 1),
        ("q12 == 1; drop", "EXP003", 9),
        ("(q12 == 1 and (a == 2)", "EXP004", 1),
        ("q12 in (1, 2", "EXP004", 8),
        ("q12 == 1)", "EXP005", 9),
        ("q12 == 'ja", "EXP006", 8),
        ("q12 == 1 og q13 == 2", "EXP007", 10),
        ("q12 AND q13", "EXP007", 5),
        ("q12 1", "EXP007", 5),
        ("1 in (1, 2)", "EXP007", 1),
        ("q12 in 1, 2", "EXP007", 8),
        ("q12 in (a)", "EXP007", 9),
        ("q12 in (1 2)", "EXP007", 11),
        ("q12 in (and)", "EXP007", 9),
        ("q12 in (-)", "EXP011", 9),
        ("q12 not 3", "EXP007", 9),
        ("(q12 == 1 q13 == 2)", "EXP007", 11),
        ("q12 == and", "EXP007", 8),
        ("q12 == 1 not", "EXP010", 10),
        ("(q12 == 1) not", "EXP018", 12),
        ("q12 is 3", "EXP007", 8),
        ("2abe == 1", "EXP007", 1),
        ("q12", "EXP008", 4),
        ("q12 ==", "EXP008", 7),
        ("q12 == 1 and", "EXP008", 13),
        ("", "EXP009", 1),
        ("  ", "EXP009", 1),
        ("q12 in (1) in (2)", "EXP010", 12),
        ("1 <= q12 in (1, 2)", "EXP010", 10),
        ("q12 in (1) == true", "EXP010", 12),
        ("q12 == 1 is missing", "EXP010", 10),
        ("q12 + 1 == 2", "EXP011", 5),
        ("q12 == 1 - 2", "EXP011", 10),
        ("q12*2 > 1", "EXP011", 4),
        ("1 == 1", "EXP012", 3),
        ("1 < 2 < q12", "EXP012", 3),
        ("indkomst > 100.000", "EXP013", 12),
        ("indkomst > 1.000.000", "EXP013", 12),
        ("kommune == 0159", "EXP014", 12),
        ("q12 in (1, 'a')", "EXP015", 8),
        ("(" * 60 + "a == 1" + ")" * 60, "EXP016", 41),
        ("q12 in ()", "EXP017", 8),
        ("not q12 in (1)", "EXP018", 1),
        ("a == 1 and not b == 1", "EXP018", 12),
        ("q12 == missing", "EXP019", 8),
        ("q12 in (1, missing)", "EXP019", 12),
        ("alder > 2,5", "EXP024", 10),
        ("alder > grænse,5", "EXP007", 15),
    ],
)
def test_what_is_no_condition_is_refused_at_its_character(text, code, at):
    issue = fault(text)
    assert (issue.code, issue.values["at"]) == (code, at)
    assert issue.place == f"tegn {at}"
    assert issue.values["text"] == text


@pytest.mark.parametrize(
    ("text", "danish"),
    [
        (
            "len(q12) == 2",
            "tegn 1 — betingelser kan ikke kalde funktioner: 'len('. Skriv fx alder >= 18 eller q12 in (1, "
            "2).",
        ),
        (
            "q12 = 1",
            "tegn 5 — et enkelt lighedstegn kan ikke bruges i en betingelse. Skriv == for 'er lig med'.",
        ),
        (
            "q12 == 1 og q13 == 2",
            "tegn 10 — her står 'og', men der skulle stå and, or eller slutningen af betingelsen. Mente du "
            "'and'?",
        ),
        ("q12 == 1 & a == 2", "tegn 10 — tegnet '&' kan ikke bruges i en betingelse. Mente du 'and'?"),
        ("a > 2,5", "tegn 6 — decimaler skrives med punktum i en betingelse: 2.5, ikke 2,5."),
    ],
)
def test_the_refusal_tells_what_to_write_instead(text, danish):
    assert str(fault(text)) == danish


# The truth of each operator, missing values included ------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        #                 1      2      3      missing
        ("q == 2", [False, True, False, False]),
        ("q != 2", [True, False, True, False]),
        ("q < 2", [True, False, False, False]),
        ("q <= 2", [True, True, False, False]),
        ("q > 2", [False, False, True, False]),
        ("q >= 2", [False, True, True, False]),
        ("2 < q", [False, False, True, False]),
        ("1 < q <= 3", [False, True, True, False]),
        ("q in (1, 3)", [True, False, True, False]),
        ("q not in (1, 3)", [False, True, False, False]),
        ("q is missing", [False, False, False, True]),
        ("q is not missing", [True, True, True, False]),
        ("true", [True, True, True, True]),
        ("false", [False, False, False, False]),
        ("q == q", [True, True, True, False]),
        ("q != q", [False, False, False, False]),
    ],
)
@pytest.mark.parametrize(
    "values",
    [
        np.array([1, 2, 3, NAN]),
        np.array([1, 2, 3, NAN], dtype="float32"),
        np.array([1, 2, 3, None], dtype=object),
        pd.Series([1, 2, 3, None], dtype="Int64"),
        pd.Series([1, 2, 3, None], dtype="UInt8"),
        pd.Series([1, 2, 3, None], dtype="Float64"),
        pd.Series(pd.Categorical([1, 2, 3, None])),
        pd.Series(pd.Categorical([1, 2, 3, None], categories=[9, 3, 2, 1], ordered=True)),
        [1, 2, 3, None],
    ],
    ids=[
        "float",
        "float32",
        "object",
        "Int64",
        "UInt8",
        "Float64",
        "category",
        "ordered",
        "list",
    ],
)
def test_a_comparison_with_a_missing_number_is_not_true_and_neither_is_its_opposite(
    condition, expected, values
):
    assert holds(condition, q=values) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        #                     å      b      missing
        ("s == 'å'", [True, False, False]),
        ("s != 'å'", [False, True, False]),
        ("s < 'c'", [False, True, False]),
        ("s in ('å', 'x')", [True, False, False]),
        ("s not in ('å')", [False, True, False]),
        ("s is missing", [False, False, True]),
        ("'å' == s", [True, False, False]),
        ("s == s", [True, True, False]),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("kind", ["object", "category", "string", None], ids=str)
def test_text_is_compared_in_one_unicode_form_and_missing_text_is_not_true(condition, expected, form, kind):
    values = pd.Series([unicodedata.normalize(form, "å"), "b", None], dtype=kind)  # None: as pandas likes it
    assert holds(unicodedata.normalize(form, condition), s=values) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("b == true", [True, False, False]),
        ("b != true", [False, True, False]),
        ("b == 1", [True, False, False]),
        ("b in (false)", [False, True, False]),
        ("b is missing", [False, False, True]),
    ],
)
@pytest.mark.parametrize(
    "values",
    [
        pd.Series([True, False, None], dtype="boolean"),
        np.array([True, False, None], dtype=object),
        np.array([1, 0, NAN]),
    ],
    ids=["boolean", "object", "float"],
)
def test_true_and_false_are_one_and_nought(condition, expected, values):
    assert holds(condition, b=values) == expected


@pytest.mark.parametrize("kind", ["object", "category", "string", None], ids=str)
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("s is missing", [False, True, True]),
        ("s != 'x'", [True, False, False]),
        ("s not in ('x', 'y')", [True, False, False]),
        ("s < 'b'", [True, False, False]),
        ("s == s", [True, False, False]),
    ],
)
def test_blank_text_is_no_value(condition, expected, kind):
    values = pd.Series(["a", " ", ""], dtype=kind)
    assert holds(condition, s=values) == expected
    table = nw.from_native(duckdb.sql("SELECT * FROM (VALUES (0, 'a'), (1, ' '), (2, '')) AS t(n, s)"))
    kept = table.filter(to_narwhals(parse(condition), table.collect_schema())).collect("pandas")
    assert sorted(kept["n"].to_list()) == [row for row, held in enumerate(expected) if held]


def test_unknown_and_false_is_false_and_unknown_or_true_is_true():
    a, b = [NAN, NAN, NAN, 1.0], [1.0, 0.0, NAN, 1.0]
    assert holds("a == 1 and b == 1", a=a, b=b) == [False, False, False, True]
    assert holds("a == 1 or b == 1", a=a, b=b) == [True, False, False, True]


def test_a_column_whose_name_is_decomposed_in_the_data_is_found():
    frame = pd.DataFrame({unicodedata.normalize("NFD", "område"): [1, 2]})
    assert truth(parse("område == 2"), frame).tolist() == [False, True]


def test_large_ids_are_compared_exactly():
    assert holds("id == 9007199254740993", id=np.array([9007199254740992, 9007199254740993])) == [False, True]


def test_a_wholly_missing_column_is_unknown_whatever_it_is_compared_with():
    assert holds("s == 'a' or s == 1 or s is missing", s=[None, NAN]) == [True, True]
    assert holds("s != 'a'", s=np.array([NAN, NAN])) == [False, False]


def test_an_empty_table_gives_an_empty_answer():
    assert holds("a == 1 or true", a=np.array([])) == []
    assert holds("true", a=[1, 2, 3]) == [True, True, True]


def test_missing_dates_can_be_asked_for_but_dates_are_not_compared():
    dates = pd.Series(pd.to_datetime(["2024-01-01", None]))
    for column in (dates, dates.dt.tz_localize("UTC"), dates.to_numpy(), dates.astype(object)):
        assert holds("d is missing", d=column) == [False, True]
    with pytest.raises(InputError) as caught:
        holds("d == 2024", d=dates)
    assert [issue.code for issue in caught.value.issues] == ["EXP023"]


def test_every_fault_of_the_columns_is_told_at_once_with_a_suggestion():
    data = {"alder": [1, 2], "skole": ["S01", None], "rod": np.array([1, "a"], dtype=object)}
    with pytest.raises(InputError) as caught:
        holds("aldr >= 18 and skole == 1 and alder == 'x' and rod == 1 and alder == skole", **data)
    assert [issue.code for issue in caught.value.issues] == ["EXP020", "EXP021", "EXP021", "EXP022", "EXP021"]
    first = caught.value.issues[0]
    assert str(first) == (
        "kolonne 'aldr' — kolonnen 'aldr' findes ikke i data. Mente du 'alder'? "
        "Data har kolonnerne alder, rod og skole."
    )
    assert first.text("en").startswith("column 'aldr' — the column 'aldr' is not in the data.")


@pytest.mark.parametrize(
    "condition",
    ["q == 1", "q < 2", "q >= 2", "q in (1, 2)", "q is missing", "1 <= q <= 2", "q == 1 or r != 1", "true"],
)
def test_a_condition_and_its_negation_share_no_row_and_leave_out_only_the_unknown(condition):
    data = {"q": [1.0, 2.0, 3.0, NAN, 1.0], "r": [1.0, 1.0, NAN, NAN, 2.0]}
    expression = parse(condition)
    yes, no = truth(expression, data), truth(negation(expression), data)
    assert not (yes & no).any()
    known = ~np.isnan(data["q"]) & ~np.isnan(data["r"])
    assert (yes | no)[known].all()
    assert negation(negation(expression)) == expression


# The same on another engine -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine():
    """One database for all examples: opening it is most of the work."""
    with duckdb.connect() as connection:
        connection.execute(
            """CREATE TABLE people
            (n INTEGER, i TINYINT, f DOUBLE, g FLOAT, d DECIMAL(9, 1), s VARCHAR, t VARCHAR, b BOOLEAN)"""
        )
        yield connection


def on_duckdb(engine, expression, rows) -> list[bool]:
    engine.execute("DELETE FROM people")
    engine.executemany(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [[number, *(row[name] for name in COLUMNS)] for number, row in enumerate(rows)],
    )
    table = nw.from_native(engine.table("people"))
    chosen = table.select("n", held=to_narwhals(expression, table.collect_schema()))
    answer = chosen.collect("pandas").to_native().sort_values("n")
    assert answer["held"].notna().all()
    return answer["held"].tolist()


NUMBERS = st.sampled_from([0, 1, 2, 3, -1, 2.5, True, False, 0.1, 300, 2**24 + 1, 2**53 + 1])
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
TEXTS = st.sampled_from(["a", "å", "b", ""])
NUMBERS_OF = st.sampled_from([Name("i"), Name("f"), Name("g"), Name("d"), Name("b")])
TEXTS_OF = st.sampled_from([Name("s"), Name("t")])
# Lists so long that they are not compared value by value: of whole numbers with gaps, of decimals, of texts.
LONG_NUMBERS = st.sampled_from([range(1, 60, 3), [0.1, *range(2, 40, 2)], [step / 2 for step in range(20)]])
LONG_TEXTS = st.sampled_from(["abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyzæøå"])


def lists(values, long):
    short = st.lists(values, min_size=1, max_size=3)
    return st.one_of(short, short, long).map(lambda met: tuple(map(Lit, met)))


LEAVES = st.one_of(
    st.builds(Compare, NUMBERS_OF, SIGNS, NUMBERS.map(Lit)),
    st.builds(Compare, NUMBERS.map(Lit), SIGNS, NUMBERS_OF),
    st.builds(Compare, NUMBERS_OF, SIGNS, NUMBERS_OF),
    st.builds(Compare, TEXTS_OF, SIGNS, TEXTS.map(Lit)),
    st.builds(Compare, TEXTS_OF, SIGNS, TEXTS_OF),
    st.builds(In, NUMBERS_OF, lists(NUMBERS, LONG_NUMBERS), st.booleans()),
    st.builds(In, TEXTS_OF, lists(TEXTS, LONG_TEXTS), st.booleans()),
    st.builds(Missing, st.one_of(NUMBERS_OF, TEXTS_OF), st.booleans()),
    st.booleans().map(Lit),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([And, Or]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=6,
)
COLUMNS = "ifgdstb"
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "i": st.sampled_from([0, 1, 2, 3, None]),
            "f": st.sampled_from([0.0, 1.0, 2.5, 0.1, float("inf"), NAN, None]),
            "g": st.sampled_from([1.0, 0.1, 2.0**24, NAN, None]),
            "d": st.sampled_from([Decimal("0.1"), Decimal(1), Decimal("2.5"), Decimal(2**24 + 1), None]),
            "s": st.sampled_from(["a", "å", "b", " å", "b ", " ", "", None]),
            "t": st.sampled_from(["a\t", "a\u030a", "\u00a0å", "b", "\u00a0", None]),
            "b": st.sampled_from([True, False, None]),
        }
    ),
    min_size=1,
    max_size=6,
)


def as_frame(rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return pd.DataFrame(
        {
            "i": frame["i"].astype("Int32"),
            "f": frame["f"].astype(float),
            "g": frame["g"].astype("float32"),
            "d": frame["d"].astype(object),
            "s": frame["s"].astype(object).where(frame["s"].notna(), None),
            "t": frame["t"].astype("string"),
            "b": frame["b"].astype("boolean"),
        }
    )


@given(expression=CONDITIONS, rows=ROWS)
def test_any_condition_is_true_for_the_same_rows_in_memory_and_on_duckdb(engine, expression, rows):
    assert truth(expression, as_frame(rows)).tolist() == on_duckdb(engine, expression, rows)


def in_polars(rows) -> Any:
    """The rows as a Polars frame of small types, which engines treat with least care."""
    import polars as pl

    numbers = {"i": pl.Int8, "f": pl.Float64, "g": pl.Float32, "d": pl.Decimal(9, 1)}
    types = {**numbers, "s": pl.Categorical, "t": pl.String, "b": pl.Boolean}
    return pl.DataFrame({name: [row[name] for row in rows] for name in types}, schema=types)


@given(expression=CONDITIONS, rows=ROWS)
def test_any_condition_is_true_for_the_same_rows_in_memory_and_on_polars(expression, rows):
    table = nw.from_native(in_polars(rows))
    # Beside the other columns a condition that reads none of them holds for every row, or for none.
    held = table.with_columns(held=to_narwhals(expression, table.collect_schema()))["held"]
    assert held.to_list() == truth(expression, as_frame(rows)).tolist()


@given(CONDITIONS)
def test_any_condition_written_out_is_read_back_with_the_same_meaning(expression):
    rows = [
        {"i": 1, "f": 2.5, "g": 0.1, "d": Decimal(1), "s": "å", "t": "å", "b": True},
        {"i": 0, "f": NAN, "g": 1.0, "d": None, "s": "a", "t": "b", "b": False},
        {"i": None, "f": 1.0, "g": NAN, "d": Decimal("0.1"), "s": None, "t": "a", "b": None},
    ]
    frame = as_frame(rows)
    again = parse(str(expression))
    assert truth(again, frame).tolist() == truth(expression, frame).tolist()
    assert parse(str(again)) == again


def test_nan_counts_as_missing_on_an_engine_that_orders_it_above_every_number():
    with duckdb.connect() as connection:
        table = nw.from_native(
            connection.sql("SELECT * FROM (VALUES (CAST('nan' AS DOUBLE)), (1.0)) AS t(f)")
        )
        schema = table.collect_schema()
        for condition, expected in {"f > 0": 1, "f != 5": 1, "f is missing": 1, "f not in (5)": 1}.items():
            kept = table.filter(to_narwhals(parse(condition), schema)).collect("pandas")
            assert len(kept) == expected, condition


def test_text_decomposed_in_the_table_is_matched_on_the_engine():
    decomposed = unicodedata.normalize("NFD", "Mørkhøj på")
    with duckdb.connect() as connection:
        table = nw.from_native(
            connection.sql("SELECT * FROM (VALUES ($1), ('x')) AS t(s)", params=[decomposed])
        )
        condition = to_narwhals(parse("s == 'Mørkhøj på'"), table.collect_schema())
        assert len(table.filter(condition).collect("pandas")) == 1


def test_columns_that_do_not_fit_are_refused_before_the_engine_is_asked():
    with duckdb.connect() as connection:
        table = nw.from_native(connection.sql("SELECT 1 AS i, 'a' AS s, DATE '2024-01-01' AS d"))
        with pytest.raises(InputError) as caught:
            to_narwhals(parse("i == 'a' and s == 1 and d == 1 and nej == 1"), table.collect_schema())
    assert [issue.code for issue in caught.value.issues] == ["EXP020", "EXP021", "EXP021", "EXP023"]
