"""Register figures: by hand, person by person over the years, and the same on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from small_town import AREAS, register

from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.specs import IndicatorSpec
from social_balance.estimating import estimate
from social_balance.language.faults import InputError
from social_balance.measures.composition import Concentration, Distance, Entropy, Exposure
from social_balance.measures.measure import Measure
from social_balance.measures.ratio import mean, ratio, share
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.register import Register, estimate_register

MEASURES: dict[str, Measure] = {
    "doemte": share("doemt == 1", base="age >= 18 and doemt in (0, 1)"),
    "indkomst": ratio("indkomst", "indkomst_region", base="18 <= age <= 64"),
    "alder": mean("age", base="age >= 18"),
    "skole": Exposure(place="skole", to="rest", base="6 <= age <= 16 and skole is not missing"),
    "spredning": Entropy(category="kvintil", classes=5, base="age >= 18"),
}
DOEMTE = {"doemte": MEASURES["doemte"]}
BY = ["area", "year"]
RISK = RegisterRequest(BY, AREAS, Bootstrap(500, 1))


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "register.parquet"
    frame = register()
    duckdb.sql("SELECT * FROM frame").write_parquet(str(path))
    assert len(frame)
    return path


def test_a_figure_is_the_count_over_the_base() -> None:
    frame = register()
    adults = frame[(frame["age"] >= 18) & (frame["area"] == "Vestbyen") & (frame["year"] == 2024)]
    row = estimate(Register(frame), MEASURES, by=BY, areas=AREAS).where(
        measure="doemte", area="Vestbyen", year=2024
    )
    assert row.values.item() == pytest.approx(100 * adults["doemt"].mean())
    assert row.rows["base"].item() == len(adults)
    assert row.rows["positive"].item() == adults["doemt"].sum()
    assert row.se.item() == pytest.approx(100 * adults["doemt"].std(ddof=0) / np.sqrt(len(adults)))


def test_the_same_resident_in_two_years_is_one_draw() -> None:
    frame = register()
    est = estimate(Register(frame), {"d": MEASURES["doemte"]}, by=BY, areas=AREAS)
    adults = frame[(frame["age"] >= 18) & (frame["area"] == "Vestbyen")]
    one, other = (adults[adults["year"] == year].set_index("person_id")["doemt"] for year in (2023, 2024))
    both = one.index.intersection(other.index)
    expected = 1e4 * np.sum((one[both] - one.mean()) * (other[both] - other.mean())) / len(one) / len(other)
    got = est.covariance.loc[("d", "Vestbyen", 2023), ("d", "Vestbyen", 2024)]
    assert got == pytest.approx(expected, rel=1e-9)


def test_without_person_ids_years_are_independent_and_say_so() -> None:
    est = estimate(Register(register(), person=None), {"d": MEASURES["doemte"]}, by=BY, areas=AREAS)
    assert set(est.rows["method"]) == {"conservative"}
    assert est.covariance.loc[("d", "Vestbyen", 2023), ("d", "Vestbyen", 2024)] == 0


def test_a_census_figure_is_a_fact_without_interval() -> None:
    est = estimate(Register(register()), MEASURES, by=BY, areas=AREAS, model="census")
    assert (est.matrix == 0).all()
    assert est.frame()[["low", "high"]].isna().all().all()
    change = est.contrast({("doemte", "Vestbyen", 2024): 1, ("doemte", "Vestbyen", 2023): -1}).test()
    assert change["p"].item() == 0.0


def test_the_interval_of_a_register_share_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0,2553 to 0,3662.
    frame = pd.DataFrame({"person_id": range(263), "year": 2024, "area": "a", "x": [1] * 81 + [0] * 182})
    table = estimate(Register(frame), {"s": share("x == 1", base="x in (0, 1)")}, by=BY).frame()
    assert table["low"].item() == pytest.approx(25.53, abs=0.005)
    assert table["high"].item() == pytest.approx(36.62, abs=0.005)


def test_a_window_is_the_mean_of_its_years_with_their_covariance() -> None:
    data = Register(register())
    yearly = estimate(data, {"d": MEASURES["doemte"]}, by=BY, areas=AREAS)
    figure = IndicatorSpec("d", lambda _: MEASURES["doemte"], "procent", window=2)
    mean_of_two = estimate_register(data, [figure], RISK, years=[2024])
    pair = yearly.where(area="Vestbyen", year=[2023, 2024])
    got = mean_of_two.where(area="Vestbyen")
    assert got.values.item() == pytest.approx(pair.values.mean())
    assert got.matrix.item() == pytest.approx(pair.matrix.sum() / 4)
    assert got.rows["positive"].item() == pair.rows["positive"].min()


def test_every_engine_gives_the_same_figures_and_covariance(parquet: Path) -> None:
    in_memory = estimate(Register(register()), MEASURES, by=BY, areas=AREAS)
    from_file = estimate(Register(parquet), MEASURES, by=BY, areas=AREAS)
    in_duckdb = estimate(Register(parquet, engine="duckdb"), MEASURES, by=BY, areas=AREAS)
    for other in (from_file, in_duckdb):
        assert list(other.labels) == list(in_memory.labels)
        pd.testing.assert_frame_equal(
            other.rows[["base", "positive", "status"]], in_memory.rows[["base", "positive", "status"]]
        )
        np.testing.assert_allclose(other.values, in_memory.values, rtol=1e-12)
        np.testing.assert_allclose(other.matrix, in_memory.matrix, rtol=1e-9, atol=1e-15)


def test_a_missing_column_is_named_before_anything_is_read(parquet: Path) -> None:
    with pytest.raises(InputError) as fault:
        estimate(Register(parquet), {"x": share("dømt == 1", base="agee >= 18")}, by=BY, areas=AREAS)
    assert [issue.place for issue in fault.value.issues] == ["'agee'", "'dømt'"]
    assert "Mente du 'age'?" in fault.value.text("da")
    assert "Did you mean 'age'?" in fault.value.text("en")


def test_the_same_person_twice_in_a_year_is_refused() -> None:
    frame = register()
    with pytest.raises(InputError) as fault:
        estimate(Register(pd.concat([frame, frame.head(3)])), {"d": MEASURES["doemte"]}, by=BY, areas=AREAS)
    assert [issue.code for issue in fault.value.issues] == ["INP023"]
    assert str(frame["person_id"].iloc[0]) not in str(fault.value), "how many and where, never who"


def test_an_area_without_children_has_no_exposure() -> None:
    frame = register()
    frame.loc[frame["area"] == "Østbyen", "skole"] = None
    est = estimate(Register(frame), {"skole": MEASURES["skole"]}, by=BY, areas=AREAS)
    assert set(est.where(area="Østbyen").rows["status"]) == {"empty"}
    assert set(est.where(area="Vestbyen").rows["status"]) == {"ok"}


def test_a_window_that_the_register_does_not_fill_is_missing() -> None:
    figure = IndicatorSpec("d", lambda _: MEASURES["doemte"], "procent", window=2)
    est = estimate_register(Register(register()), [figure], RISK)
    status = est.rows["status"].groupby("year").unique().map(list).to_dict()
    assert status == {2020: ["missing"], 2021: ["ok"], 2023: ["missing"], 2024: ["ok"]}


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_year_that_the_register_does_not_have_is_refused(parquet: Path, engine: str) -> None:
    with pytest.raises(InputError) as fault:
        estimate(Register(parquet, engine=engine), MEASURES, by=BY, areas=AREAS, years=[2019, 2024])
    assert {issue.code for issue in fault.value.issues} == {"INP025"}
    assert "2019" in fault.value.text("da")


@pytest.mark.parametrize(
    "measure",
    [
        Exposure(place="skole", to="rest", base="6 <= age <= 16"),
        Concentration(place="skole", of="areas", above=30, base="6 <= age <= 16"),
        Distance(categories=("kvintil",), base="age >= 18"),
    ],
)
def test_who_lives_in_the_rest_is_asked_for_and_never_guessed(measure: Measure) -> None:
    with pytest.raises(InputError) as fault:
        estimate(Register(register()), {"x": measure}, by=BY)
    assert [issue.code for issue in fault.value.issues] == ["EST024"]
    assert "areas=" in fault.value.text("da")
    assert "who lives in the rest" in fault.value.text("en")


@pytest.mark.parametrize("years", [None, [2024]])
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_a_year_that_is_no_whole_number_is_told_of(engine: Any, years: list[int] | None) -> None:
    half = register().assign(year=lambda frame: frame["year"] + 0.5)
    with pytest.raises(InputError) as fault:
        estimate(Register(half, engine=engine), DOEMTE, by=BY, areas=AREAS, years=years)
    assert "men her står 2020,5" in str(fault.value)


@pytest.mark.parametrize("change", [str, lambda year: pd.Timestamp(year, 1, 1)])
def test_years_as_text_or_dates_are_told_of(change: Any) -> None:
    frame = register().assign(year=lambda frame: frame["year"].map(change))
    with pytest.raises(InputError) as fault:
        estimate(Register(frame), DOEMTE, by=BY, areas=AREAS)
    assert [issue.code for issue in fault.value.issues] == ["REG047"]


def test_years_are_chosen_of_a_register_by_year_and_refused_elsewhere() -> None:
    frame = register()
    one = estimate(Register(frame), DOEMTE, by=BY, areas=AREAS, years=2024)
    listed = estimate(Register(frame), DOEMTE, by=BY, areas=AREAS, years=[2024])
    assert one.frame().equals(listed.frame())
    for data, by in ((Register(frame), ["area"]), (frame, BY)):
        with pytest.raises(InputError) as fault:
            estimate(data, DOEMTE, by=by, areas=AREAS, years=[2024])
        assert [issue.code for issue in fault.value.issues] == ["EST033"]


def test_a_model_source_or_engine_that_is_not_known_gives_no_figure() -> None:
    with pytest.raises(InputError) as fault:
        estimate(Register(register()), DOEMTE, by=BY, areas=AREAS, model="sensus", source="registre")
    assert [(issue.code, issue.place) for issue in fault.value.issues] == [
        ("REG041", "model"), ("REG041", "source"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="Mente du 'duckdb'"):
        Register(register(), engine="duckDB")


def test_a_column_that_one_file_of_a_folder_lacks_is_no_column_of_it(tmp_path: Path) -> None:
    for year, of_year in register().groupby("year"):
        columns = list(of_year) if year != 2024 else [name for name in of_year if name != "doemt"]
        duckdb.from_df(of_year[columns]).write_parquet(str(tmp_path / f"{year}.parquet"))
    reg = Register(tmp_path)
    assert "age" in reg.columns()
    assert "doemt" not in reg.columns()
    ages = {"alder": MEASURES["alder"]}
    found = estimate(reg, ages, by=BY, areas=AREAS).frame()
    pd.testing.assert_frame_equal(found, estimate(Register(register()), ages, by=BY, areas=AREAS).frame())
    with pytest.raises(InputError) as fault:
        estimate(reg, DOEMTE, by=BY, areas=AREAS)
    assert ["doemt" in issue.place for issue in fault.value.issues] == [True]


@pytest.mark.parametrize("engine", ["duckdb", "memory"])
def test_a_column_of_whole_numbers_in_the_first_file_of_a_folder_has_decimals_in_the_next(
    engine: Any, tmp_path: Path
) -> None:
    frame = register().assign(hours=lambda rows: rows["age"] + 0.5 * (rows["year"] > 2021))
    for year, of_year in frame.rename(columns={"year": "år"}).groupby("år"):
        (tmp_path / f"%C3%A5r={year}").mkdir()  # as DuckDB writes the letter in a path
        of_year = of_year.drop(columns="år").astype({"hours": "int32" if year == 2021 else float})
        duckdb.from_df(of_year).write_parquet(str(tmp_path / f"%C3%A5r={year}" / "0.parquet"))
    figures = {"timer": mean("hours")}
    found = estimate(Register(tmp_path, year="år", engine=engine), figures, by=BY, areas=AREAS)
    plain = estimate(Register(frame), figures, by=BY, areas=AREAS)
    np.testing.assert_allclose(found.values, plain.values, rtol=1e-9)


def test_every_damaged_file_of_a_folder_is_named(tmp_path: Path) -> None:
    duckdb.from_df(register()).write_parquet(str(tmp_path / "2022.parquet"))
    for name in ("2023.parquet", "2024.parquet"):
        (tmp_path / name).write_text("hej", "utf-8")
    with pytest.raises(InputError) as fault:
        Register(tmp_path).columns()
    assert [(i.code, Path(i.file).name) for i in fault.value.issues] == [
        ("INP003", "2023.parquet"), ("INP003", "2024.parquet"),
    ]  # fmt: skip


def test_a_missing_year_is_told_with_every_year_that_there_is() -> None:
    frame = register()
    with pytest.raises(InputError) as fault:
        estimate(Register(frame), DOEMTE, by=BY, areas=AREAS, years=[1999, 2024])
    years = sorted(frame["year"].unique().tolist())
    assert [(i.found, list(i.values["known"])) for i in fault.value.issues] == [("1999", years)]


@pytest.mark.parametrize("wanted", [{}, ["doemte"]])
def test_nothing_to_make_is_told_of(wanted: Any) -> None:
    for data in (Register(register()), register()):
        with pytest.raises(InputError) as fault:
            estimate(data, wanted, by=BY, areas=AREAS)
        assert [issue.code for issue in fault.value.issues] == ["EST034"]


def test_one_column_of_groups_may_be_named_without_a_list() -> None:
    one = estimate(Register(register()), DOEMTE, by="area", areas=AREAS)
    assert one.frame().equals(estimate(Register(register()), DOEMTE, by=["area"], areas=AREAS).frame())
