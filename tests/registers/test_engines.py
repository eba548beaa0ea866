"""One pass on any engine: the figures and covariances of the kernel in memory, from every engine."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from on_engines import HARD_ON, NAN, ON_THIS_MACHINE, in_polars
from small_town import AREAS, register

import social_balance as sb
from social_balance.conditions.reading import parse
from social_balance.deliveries.reading import read_register
from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.specs import EstimateSpec
from social_balance.estimates.values import Estimates
from social_balance.files.lazy_tables import fetch_table, lazy_table
from social_balance.language.faults import InputError
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import PersonVariable
from social_balance.measures.ratio import Difference, ScaleShare, mean, rate, ratio, scale, share
from social_balance.measures.total import total
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.cell_sums import cell_sums, sums_of
from social_balance.registers.register import Register, figures_by_persons

BATTERY: dict[str, Any] = {"low": 1, "high": 5, "min_answered": 0.6}
MEASURES: dict[str, Measure] = {
    "doemte": share("doemt == 1", base="age >= 18 and doemt in (0, 1)"),
    "indkomst": ratio("indkomst", "indkomst_region", base="18 <= age <= 64"),
    "alder": mean("age", base="age >= 18"),
    "kvintil": mean("kvintil", low=1, high=5),
    "forskel": Difference(
        positive="doemt == 1", base="age >= 30 and doemt is not missing",
        minus_positive="kvintil in (1, 3, 5)", minus_base="kvintil is not missing",
    ),
    "trivsel": scale(["t1", "t2", "t3"], reversed=["t2"], base="age < 60", **BATTERY),
    "hoej": ScaleShare(items=("t1", "t2", "t3"), at_least=10, **BATTERY),
    "loen": total("indkomst", base="age < 67", factor=0.001),
    "antal": total(positive="skole in ('S1', 'S3') or køn == 'kvinde'"),
    "hyppighed": rate(positive="doemt == 1", base="age >= 18", time="t1"),
    "haendelser": rate("t2", per=100),
    "alle": share("køn == 'kvinde'"),
}  # fmt: skip
BY = ["area", "year"]


def people() -> pd.DataFrame:
    """The small town with a battery, sex as text with a Danish letter, and missing answers here and there."""
    frame = register(420)
    rng = np.random.default_rng(8)
    for name, gone in (("t1", 0.1), ("t2", 0.3), ("t3", 0.4)):
        frame[name] = np.where(rng.random(len(frame)) < gone, np.nan, rng.integers(1, 6, len(frame)))
    frame["køn"] = pd.Series(rng.choice(["kvinde", "mand"], len(frame)), dtype=object)
    frame["inde"] = rng.choice(["A", "B", "C"], len(frame))
    return frame


def by_persons(frame: pd.DataFrame, by: list[str], person: str | None = "person_id") -> tuple[Any, Any]:
    """The oracle: every person's linearised values in memory."""
    tasks = [EstimateSpec(name, measure) for name, measure in MEASURES.items()]
    years = sorted(frame["year"].unique()) if "year" in by else [None]
    data = Register(frame, person=person)
    return figures_by_persons(
        data, dict.fromkeys(years, tasks), RegisterRequest(by, AREAS, Bootstrap(500, 1))
    )


def same(found: Estimates, rows: pd.DataFrame, matrix: np.ndarray) -> None:
    """Hold figures against the oracle: counts exactly, sums to 1e-9."""
    oracle = pd.DataFrame({"at": range(len(rows))}, index=rows.index)
    at = oracle.loc[list(found.labels), "at"].to_numpy()
    assert len(at) == len(rows)
    for exact in ("base", "positive", "status", "interval"):
        pd.testing.assert_series_equal(found.rows[exact], rows[exact].iloc[at], check_names=False)
    np.testing.assert_allclose(
        found.rows["value"].astype(float), rows["value"].iloc[at].astype(float), rtol=1e-9
    )
    # A figure that hardly varies has rounding of its squares for a variance: it is held to its own size.
    size = np.maximum(np.sqrt(np.diagonal(matrix))[at], 1e-4 * np.abs(np.nan_to_num(found.values)))
    size = np.outer(np.maximum(size, 1e-6), np.maximum(size, 1e-6))
    np.testing.assert_allclose(found.matrix / size, matrix[np.ix_(at, at)] / size, atol=1e-9)


@pytest.mark.parametrize("by", [BY, ["year", "inde", "area"], ["area"]], ids="-".join)
@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_every_engine_gives_the_figures_and_the_covariance_of_the_kernel(
    engine: str, by: list[str], tmp_path: Path
) -> None:
    frame = people()
    if "year" not in by:
        frame = frame[frame["year"] == 2023]  # the oracle has one row a person
    found = sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=by, areas=AREAS)
    same(found, *by_persons(frame, by))
    assert (found.matrix != 0).any()


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_without_person_ids_every_engine_says_independent_years(engine: str, tmp_path: Path) -> None:
    frame = people()
    data = Register(**ON_THIS_MACHINE[engine](frame, tmp_path), person=None)
    found = sb.estimate(data, MEASURES, by=BY, areas=AREAS)
    same(found, *by_persons(frame, BY, person=None))
    assert set(found.rows["method"]) == {"conservative"}
    assert found.covariance.loc[("doemte", "Vestbyen", 2023), ("alder", "Vestbyen", 2023)] != 0
    assert found.covariance.loc[("doemte", "Vestbyen", 2023), ("doemte", "Vestbyen", 2024)] == 0


HARD: dict[str, Measure] = {
    "sum that 32 bits cannot hold": mean("stor"),
    "total of it": total("stor"),
    "NaN and null are missing": mean("f"),
    "NaN is not above": share("f > 0", base="f is not missing"),
    "NaN is not different": share("f != 1"),
    "nor outside a list": share("f not in (1, 2)"),
    "true": share("b == true", base="b is not missing"),
    "not true, not unknown": share("b != true"),
    "true is 1 in a mean": mean("b"),
    "unknown or true is true": share("b == true or f >= -1"),
    "unknown and false is false": share("b == true and f < 0"),
    "one letter in two forms": share("c == 'å'", base="c is not missing"),
    "outside a list of texts": share("c not in ('å')"),
}


def hard_figures(data: Any, by: list[str]) -> Estimates:
    return sb.estimate(Register(data, area="område"), HARD, by=by)


def test_what_engines_disagree_about_is_right_by_hand() -> None:
    found = hard_figures(HARD_ON["pandas"](), ["year"]).where(year=2023)
    value = dict(zip(HARD, found.values.tolist(), strict=True))
    base = dict(zip(HARD, found.rows["base"].astype(int).tolist(), strict=True))
    assert value == pytest.approx(
        {
            "sum that 32 bits cannot hold": 6_000_000_001 / 3,
            "total of it": 6_000_000_001,
            "NaN and null are missing": 1.75,
            "NaN is not above": 100,
            "NaN is not different": 25,
            "nor outside a list": 25,
            "true": 200 / 3,
            "not true, not unknown": 25,
            "true is 1 in a mean": 2 / 3,
            "unknown or true is true": 75,
            "unknown and false is false": 0,
            "one letter in two forms": 200 / 3,
            "outside a list of texts": 25,
        },
        rel=1e-12,
    )
    assert base["NaN and null are missing"] == 2
    assert base["sum that 32 bits cannot hold"] == 3


@pytest.mark.parametrize("engine", [name for name in HARD_ON if name != "pandas"])
@pytest.mark.parametrize("by", [["area", "year"], ["year", "b"], ["c"]], ids="-".join)
def test_what_engines_disagree_about_is_the_same_on_every_engine(engine: str, by: list[str]) -> None:
    expected = hard_figures(HARD_ON["pandas"](), by)
    found = hard_figures(HARD_ON[engine](), by)
    assert list(found.labels) == list(expected.labels)
    same(found, expected.rows, expected.matrix)


@pytest.mark.parametrize("engine", HARD_ON)
def test_an_area_in_two_unicode_forms_is_one_area(engine: str) -> None:
    found = hard_figures(HARD_ON[engine](), ["area", "year"])
    assert list(found.where(measure="true").labels.get_level_values("area").unique()) == ["Åby", "Bø"]


def broken() -> pd.DataFrame:
    """A register whose age is text."""
    return pd.DataFrame(
        {"person_id": [1, 2], "year": [2024, 2024], "area": ["a", "b"], "alder": ["x", "y"], "n": [1, 2]}
    )


FAULTY: dict[str, Measure] = {
    "number against text": share("alder >= 18"),
    "text against number": share("n == 'a'"),
    "not there": share("dømt == 1", base="n >= 1"),
    "no number": mean("alder"),
}


@pytest.mark.parametrize("engine", ["a file", "a DuckDB relation", "a lazy Polars frame"])
def test_every_fault_of_the_columns_is_told_before_the_engine_reads_anything(
    engine: str, tmp_path: Path
) -> None:
    data = Register(**ON_THIS_MACHINE[engine](broken(), tmp_path), area="omraade")
    with pytest.raises(InputError) as fault:
        sb.estimate(data, FAULTY, by=["area", "year"])
    found = {(issue.code, issue.place) for issue in fault.value.issues}
    assert found == {
        ("EST001", "'omraade'"), ("EST001", "'dømt'"), ("REG002", "kolonne 'alder'"),
        ("EXP021", "kolonne 'alder'"), ("EXP021", "kolonne 'n'"),
    }  # fmt: skip


def test_a_year_that_is_text_is_told_before_anything_is_read() -> None:
    frame = in_polars(broken().assign(year=["2024", "2023"], alder=[3, 4])).lazy()
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(frame), {"a": mean("alder")}, by=BY, years=[2024])
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("REG002", "kolonne 'year'")]


def test_what_is_no_table_of_an_engine_is_refused() -> None:
    with pytest.raises(InputError) as fault:
        sb.estimate(Register([1, 2]), MEASURES, by=BY)
    assert [issue.code for issue in fault.value.issues] == ["REG001"]


def test_a_folder_without_parquet_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(tmp_path), MEASURES, by=BY)
    assert [issue.code for issue in fault.value.issues] == ["REG005"]


@pytest.mark.parametrize("model", ["superpopulation", "census"])
@pytest.mark.parametrize("engine", ["a file", "a Polars frame"])
def test_the_same_person_twice_in_a_year_is_refused_on_an_engine(
    engine: str, model: Any, tmp_path: Path
) -> None:
    frame = people()
    twice = pd.concat([frame, frame[frame["year"] == 2021].iloc[[4, 9]]], ignore_index=True)
    data = Register(**ON_THIS_MACHINE[engine](twice, tmp_path))
    with pytest.raises(InputError) as fault:
        sb.estimate(data, MEASURES, by=BY, areas=AREAS, model=model)
    [issue] = fault.value.issues
    assert (issue.code, issue.values["count"]) == ("REG004", 2)
    assert issue.found == "", "how many, never who"


@pytest.mark.parametrize("model", ["superpopulation", "census"])
@pytest.mark.parametrize("engine", ["a file", "a Polars frame"])
def test_persons_of_years_that_are_not_asked_for_are_nobody_twice(
    engine: str, model: Any, tmp_path: Path
) -> None:
    data = Register(**ON_THIS_MACHINE[engine](people(), tmp_path))
    some, every = (
        sb.estimate(data, MEASURES, by=BY, areas=AREAS, model=model, years=years) for years in ([2021], None)
    )
    np.testing.assert_allclose(some.values, every.where(year=2021).values, rtol=1e-9)


@pytest.mark.parametrize("kind", [str, pd.Timestamp])
@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_text_and_dates_are_no_numbers_on_any_engine(engine: str, kind: Any, tmp_path: Path) -> None:
    frame = people().assign(indkomst=people()["age"].map(kind))
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=BY, areas=AREAS)
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("REG002", "kolonne 'indkomst'")]


@pytest.mark.parametrize("kind", ["object", "category"])
@pytest.mark.parametrize("blank", ["", " ", "\u00a0\t", None], ids=repr)
@pytest.mark.parametrize("engine", ["pandas", "pandas scanned by DuckDB", "a file", "a Polars frame"])
def test_a_person_whose_id_is_blank_text_is_nobody_and_nobody_is_there_twice(
    engine: str, blank: str | None, kind: str, tmp_path: Path
) -> None:
    frame = people().astype({"person_id": str}).astype({"person_id": object})
    frame.loc[[2, 4], "person_id"] = blank
    data = Register(**ON_THIS_MACHINE[engine](frame.astype({"person_id": kind}), tmp_path))
    with pytest.raises(InputError) as fault:
        sb.estimate(data, MEASURES, by=BY, areas=AREAS)
    told = [(issue.code, issue.values["count"]) for issue in fault.value.issues]
    assert told == [("INP024" if engine == "pandas" else "REG003", 2)]


def test_a_person_whose_id_is_nan_is_nobody() -> None:
    frame = in_polars(people()).cast({"person_id": pl.Float64})
    frame = frame.with_columns(
        person_id=pl.when(pl.col("age") == 30).then(NAN).otherwise(pl.col("person_id"))
    )
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(frame), MEASURES, by=BY, areas=AREAS)
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("REG003", "kolonne 'person_id'")]


# A folder named year=2023.0 has no year that is a number.
@pytest.mark.parametrize("engine", [name for name in ON_THIS_MACHINE if name != "a folder"])
@pytest.mark.parametrize(
    "kind", ["int16", "float64", "Int32", "Float64", "uint16", "category", "object", "decimal"]
)
def test_a_year_is_a_number_of_any_kind(engine: str, kind: str, tmp_path: Path) -> None:
    frame = people().astype({"year": kind if kind != "decimal" else object})
    if kind == "decimal":
        frame["year"] = frame["year"].map(Decimal)
    given = ON_THIS_MACHINE[engine](frame, tmp_path)
    for years in (None, [2023]):
        found = sb.estimate(Register(**given), MEASURES, by=BY, areas=AREAS, years=years)
        plain = sb.estimate(Register(people()), MEASURES, by=BY, areas=AREAS, years=years)
        assert list(found.labels) == list(plain.labels)
        np.testing.assert_allclose(found.values, plain.values, rtol=1e-9)


@pytest.mark.parametrize("by", [BY, ["area"]], ids="-".join)
@pytest.mark.parametrize("engine", ["a file", "pandas scanned by DuckDB", "a Polars frame"])
def test_rows_without_a_year_are_refused_when_all_years_are_counted(
    engine: str, by: list[str], tmp_path: Path
) -> None:
    frame = people().astype({"year": float})
    frame.loc[[3, 5, 8], "year"] = np.nan
    data = Register(**ON_THIS_MACHINE[engine](frame, tmp_path))
    with pytest.raises(InputError) as fault:
        sb.estimate(data, MEASURES, by=by, areas=AREAS)
    [issue] = fault.value.issues
    assert (issue.code, issue.place, issue.values["count"]) == ("REG003", "kolonne 'year'", 3)
    years = sorted(map(int, frame["year"].dropna().unique()))
    asked = sb.estimate(data, MEASURES, by=BY, areas=AREAS, years=years)
    assert set(asked.rows["status"]) == {"ok"}


@pytest.mark.parametrize("engine", ["a file", "a Polars frame"])
def test_rows_without_person_or_area_are_refused_with_their_number(engine: str, tmp_path: Path) -> None:
    frame = people().astype({"area": object, "person_id": float})
    frame.loc[[3, 5, 8], "area"] = None
    frame.loc[[2, 4], "person_id"] = None
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=BY, areas=AREAS)
    faults = [(issue.code, issue.place, issue.values["count"]) for issue in fault.value.issues]
    assert faults == [("REG003", "kolonne 'person_id'", 2), ("REG003", "kolonne 'area'", 3)]


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_a_fact_is_the_same_on_every_engine_and_has_no_interval(engine: str, tmp_path: Path) -> None:
    frame = people()
    data = Register(**ON_THIS_MACHINE[engine](frame, tmp_path))
    found = sb.estimate(data, MEASURES, by=BY, areas=AREAS, model="census")
    rows, _ = by_persons(frame, BY)
    at = [list(rows.index).index(label) for label in found.labels]
    np.testing.assert_allclose(found.values, rows["value"].iloc[at].astype(float), rtol=1e-9)
    assert (found.matrix == 0).all()


def test_a_table_of_an_engine_is_read_as_a_file_is() -> None:
    frame = people()
    kept = ["person_id", "year", "area", "indkomst"]
    from_polars = read_register(in_polars(frame), columns=kept, years=[2021, 2024])
    from_memory = read_register(frame, columns=kept, years=[2021, 2024])
    order = ["year", "person_id"]
    pd.testing.assert_frame_equal(
        from_polars, from_memory.sort_values(order, ignore_index=True), check_categorical=False
    )


def test_persons_who_move_between_places_are_paired_too() -> None:
    rows = [(1, 2021, "a", 1), (1, 2022, "b", 1), (2, 2021, "a", 0), (2, 2022, "a", 0), (3, 2021, "b", 0),
            (3, 2022, "b", 1), (4, 2022, "b", 0), (5, 2021, "a", 1), (6, 2021, "b", 1)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["person_id", "year", "area", "x"])
    found = sb.estimate(Register(duckdb.from_df(frame)), {"x": share("x == 1", base="x in (0, 1)")}, by=BY)
    # a 2021: persons 1, 2, 5 with share 2/3; b 2022: 1, 3, 4 with share 2/3. Person 1 is in both.
    assert found.covariance.loc[("x", "a", 2021), ("x", "b", 2022)] == pytest.approx(1e4 * (1 / 3) ** 2 / 9)
    # b 2021: 3, 6 with share 1/2. Person 3 is in both.
    assert found.covariance.loc[("x", "b", 2021), ("x", "b", 2022)] == pytest.approx(
        1e4 * (-1 / 2) * (1 / 3) / 6
    )
    assert found.covariance.loc[("x", "a", 2021), ("x", "b", 2021)] == 0


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_names_are_composed_without_space_around(engine: str, tmp_path: Path) -> None:
    names = {"area": "om råde", "inde": "kø n", "indkomst": "løn før"}
    in_data = {old: f" {unicodedata.normalize('NFD', new)}" for old, new in names.items()}
    data = Register(**ON_THIS_MACHINE[engine](people().rename(columns=in_data), tmp_path), area=names["area"])
    assert set(names.values()) < set(data.columns())
    by = ["year", names["inde"], "area"]
    found = sb.estimate(data, {"løn": mean(names["indkomst"], base="age < 67")}, by=by, areas=AREAS)
    plain = sb.estimate(
        Register(people()),
        {"løn": mean("indkomst", base="age < 67")},
        by=["year", "inde", "area"],
        areas=AREAS,
    )
    assert found.labels.to_list() == plain.labels.to_list()
    np.testing.assert_allclose(found.values, plain.values, rtol=1e-9)


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_two_columns_of_one_name_are_refused_in_memory_too(engine: Any) -> None:
    frame = pd.DataFrame({"person_id": [1], "year": [2024], "Å": ["a"], "A\u030a ": ["b"]})
    with pytest.raises(InputError) as fault:
        Register(frame, area="Å", engine=engine)
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [("INP018", "kolonne 'Å'")]


def test_a_number_that_duckdb_did_not_look_at_is_not_rounded_to_those_it_did() -> None:
    frame = pd.concat([people()] * 3, ignore_index=True)
    frame["tal"] = pd.Series([1] * (len(frame) - 1) + [2.5], dtype=object)
    data = Register(frame, person=None, engine="duckdb")
    assert sb.estimate(data, {"tal": total("tal")}, by=[]).values.tolist() == [len(frame) + 1.5]


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_the_years_are_not_asked_for_where_all_can_be_counted_at_once(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Register(**ON_THIS_MACHINE[engine](people(), tmp_path))
    expected = sb.estimate(data, MEASURES, by=BY, areas=AREAS, years=list(data.years()))
    monkeypatch.setattr(Register, "years", lambda self: pytest.fail("a reading of its own"))
    found = sb.estimate(data, MEASURES, by=BY, areas=AREAS)
    pd.testing.assert_frame_equal(found.rows, expected.rows, rtol=1e-9)
    np.testing.assert_allclose(found.matrix, expected.matrix, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("engine", ["pandas", "a file", "a Polars frame"])
def test_a_rule_of_years_that_are_not_there_needs_no_columns(engine: str, tmp_path: Path) -> None:
    known = sb.read_indicators("indices").indicator("doemte")
    [version] = known.versions
    before = replace(version, from_year=1990, to_year=1999, measure=share("gammel == 1"))
    now = replace(version, from_year=2000, measure=share("doemt == 1"))
    indicator = replace(known, window=1, versions=(before, now))
    data = Register(**ON_THIS_MACHINE[engine](people(), tmp_path))
    found = sb.estimate(data, [indicator], by=BY, areas=AREAS)
    plain = sb.estimate(data, {"dom": share("doemt == 1")}, by=BY, areas=AREAS)
    np.testing.assert_allclose(found.values, plain.values, rtol=1e-12)


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_without_areas_an_area_has_a_row_in_the_years_in_which_it_has_residents(
    engine: str, tmp_path: Path
) -> None:
    frame = people().astype({"area": object})
    last = int(frame["year"].max())
    frame.loc[(frame["year"] == last) & (frame["age"] > 50), "area"] = "Anderledes"
    tasks = [EstimateSpec(name, measure) for name, measure in MEASURES.items()]
    years = dict.fromkeys(sorted(frame["year"].unique()), tasks)
    rows, _ = figures_by_persons(Register(frame), years, RegisterRequest(BY))
    found = sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=BY)
    assert set(found.labels) == set(rows.index)
    assert set(found.where(area="Anderledes").labels.get_level_values("year")) == {last}
    at = [list(rows.index).index(label) for label in found.labels]
    np.testing.assert_allclose(found.values, rows["value"].iloc[at].astype(float), rtol=1e-9)


def test_two_counts_of_which_one_is_within_the_other_are_one_sum() -> None:
    adults, both = PersonVariable(parse("age >= 18")), PersonVariable(parse("age >= 18 and doemt == 1"))
    table = lazy_table(duckdb.from_df(people()))
    query = cell_sums(table, [adults, both], keys=["year"], nested_in=[-1, 0])
    assert [name for name in query.columns if name.startswith("part")] == ["part 0"]
    together = fetch_table(query).sort_values("year", ignore_index=True)
    apart = fetch_table(cell_sums(table, [adults, both], keys=["year"])).sort_values("year")
    np.testing.assert_array_equal(
        sums_of(together, [adults, both], [-1, 0]), apart[["part 0", "part 1"]].to_numpy()
    )
    with pytest.raises(OverflowError, match="2147483648"):
        sums_of(together.assign(rows=2**31), [adults, both], [-1, 0])


@pytest.mark.parametrize(
    ("inner", "outer", "more"),
    [
        (
            PersonVariable(parse("a == 1 and b == 2")),
            PersonVariable(parse("b == 2")),
            PersonVariable(parse("a == 1")),
        ),
        (
            PersonVariable(parse("a == 1"), known=("t",)),
            PersonVariable(None, known=("t",)),
            PersonVariable(parse("a == 1")),
        ),
        (
            PersonVariable(None, "t", at_least=2.0),
            PersonVariable(None, known=("t",)),
            PersonVariable(None, "t", at_least=2.0),
        ),
        (PersonVariable(parse("a == 1")), PersonVariable(None), None),
        (PersonVariable(parse("a == 1")), PersonVariable(parse("b == 2")), None),
        (PersonVariable(parse("a == 1")), PersonVariable(parse("a == 1"), known=("t",)), None),
        (PersonVariable(parse("a == 1 or b == 2")), PersonVariable(parse("b == 2")), None),
        (PersonVariable(None, "t", at_least=2.0), PersonVariable(None, "t", at_least=1.0), None),
    ],
    ids=str,
)
def test_what_more_must_hold_of_those_within_a_part(
    inner: PersonVariable, outer: PersonVariable, more: PersonVariable | None
) -> None:
    assert inner.extra_condition(outer) == more


def test_nan_in_a_file_of_another_program_is_missing(tmp_path: Path) -> None:
    # Polars writes no statistics of NaN, from which DuckDB concludes that there is none.
    rows = {"year": [2024] * 4, "area": ["a"] * 4, "f": [1.0, 3.0, NAN, None], "h": [0.5, 0.5, NAN, 2.5]}
    pl.DataFrame(rows).write_parquet(tmp_path / "register.parquet")
    measures = {
        "over": total(positive="f > 2"), "other": total(positive="f != 3"),
        "none": total(positive="f is missing"),
        "mean": mean("h"),
    }  # fmt: skip
    for engine in ("duckdb", "memory"):
        data = Register(tmp_path / "register.parquet", person=None, engine=engine)  # type: ignore[arg-type]
        found = sb.estimate(data, measures, by=["area"], model="census")
        np.testing.assert_allclose(found.values, [1, 1, 2, 3.5 / 3])


@pytest.mark.parametrize("engine", ON_THIS_MACHINE)
def test_numbers_of_32_bits_are_compared_as_they_are_in_memory(engine: str, tmp_path: Path) -> None:
    frame = people()
    frame["f"] = np.where(frame["age"] > 40, 0.1, 0.2).astype("float32")
    tenths = {
        "is": total(positive="f == 0.1"), "over": total(positive="f > 0.1"),
        "in": total(positive="f in (0.1, 5)"),
    }  # fmt: skip
    data = Register(**ON_THIS_MACHINE[engine](frame, tmp_path))
    found = sb.estimate(data, tenths, by=["year"], model="census")
    # In 32 bits 0.1 is a little more than 0.1.
    everybody = frame.groupby("year").size().to_numpy()
    np.testing.assert_array_equal(found.values, [*0 * everybody, *everybody, *0 * everybody])


@pytest.mark.parametrize("engine", ["a file", "a Polars frame"])
def test_an_id_with_space_around_it_is_the_same_person(engine: str, tmp_path: Path) -> None:
    frame = people().assign(person_id=people()["person_id"].astype(str))
    spaced = frame.assign(
        person_id=frame["person_id"].where(frame["year"] % 2 == 0, frame["person_id"] + " ")
    )
    plain, found = (
        sb.estimate(Register(**ON_THIS_MACHINE[engine](each, tmp_path)), MEASURES, by=BY, areas=AREAS)
        for each in (frame, spaced)
    )
    np.testing.assert_allclose(found.matrix, plain.matrix, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("engine", ["a file", "a Polars frame"])
def test_a_missing_area_is_told_also_where_figures_are_not_by_area(engine: str, tmp_path: Path) -> None:
    frame = people().astype({"area": object})
    frame.loc[[3, 5, 8], "area"] = " "
    with pytest.raises(InputError) as fault:
        sb.estimate(Register(**ON_THIS_MACHINE[engine](frame, tmp_path)), MEASURES, by=["year"])
    assert [(issue.code, issue.values["count"]) for issue in fault.value.issues] == [("REG003", 3)]


def test_whole_numbers_that_floats_cannot_tell_apart_are_cells_of_their_own() -> None:
    area = np.array([2**60 + 1, 2**60 + 2], dtype="uint64")
    frame = pd.DataFrame({"year": 2024, "area": area, "f": [1.0, 5.0]})
    found = sb.estimate(Register(frame, person=None), {"f": mean("f")}, by=["area"], model="census")
    assert found.values.tolist() == [1.0, 5.0]
