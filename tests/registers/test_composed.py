"""Composition measures made where the persons are: on every engine as person by person in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from on_engines import HARD_ON, ON_THIS_MACHINE, in_polars
from registers.test_engines import BY, people, same
from registers.test_engines import MEASURES as SUMMED
from small_town import AREAS

import social_balance as sb
from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Area, AreaPart
from social_balance.estimates import compositions
from social_balance.estimates.row_limits import apply_woodruff_slopes
from social_balance.estimates.specs import EstimateSpec, IndicatorSpec
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError
from social_balance.measures.chance import correct_two_groups
from social_balance.measures.composition import Concentration, Dissimilarity, Distance, Entropy, Exposure
from social_balance.measures.distribution import bottom_share, gini, median, quantile, top_share
from social_balance.measures.expected_figures import DISSIMILARITY
from social_balance.measures.measure import Measure
from social_balance.registers import register as registers
from social_balance.registers import tallies
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.register import Register, estimate_register, figures_by_persons
from social_balance.yearly.configuration import read_configuration

COMPOSED: dict[str, Measure] = {
    "eksponering": Exposure(place="skole", to="rest", base="6 <= age <= 16"),
    "piger": Exposure(
        place="skole", to="køn == 'kvinde'", base="doemt is missing", among="age < 15", min_size=4
    ),
    # Far from the limit on both sides: at places of a few, chance decides and there is no standard error.
    "over": Concentration(place="køn", of="køn == 'mand'", above=45, base="age > 6"),
    "ulighed": Dissimilarity(place="skole", of="areas"),
    "køn på skoler": Dissimilarity(place="skole", of="køn == 'mand'", base="age >= 7"),
    "afstand": Distance(categories=("kvintil", "køn"), base="age > 20"),
    "spredning": Entropy(category="kvintil", classes=5),
}
ORDERED: dict[str, Measure] = {
    "median": median("indkomst", base="18 <= age < 67"),
    "niende decil": quantile("indkomst", 0.9),
    "mediankvintil": median("kvintil"),
    "gini": gini("indkomst", base="indkomst >= 0"),
    "top": top_share("indkomst", percent=10, base="indkomst >= 0"),
    "bund": bottom_share("age", percent=40),
}
NEAR_A_LIMIT = {"skoler over": Concentration(place="skole", of="areas", above=45, base="age > 6")}
MIXED = {
    **COMPOSED,
    **NEAR_A_LIMIT,
    **ORDERED,
    **{name: SUMMED[name] for name in ("doemte", "alder", "haendelser", "loen")},
}
RISK = compositions.Bootstrap(500, 1)
SOME = ["pandas", "a folder", "a DuckDB relation", "a lazy Polars frame"]
ENGINES = ["a folder", "a DuckDB relation", "a lazy Polars frame"]


def oracle(
    frame: pd.DataFrame,
    measures: Mapping[str, Measure],
    *,
    by: list[str] = BY,
    areas: Areas | None = AREAS,
    person: str | None = "person_id",
) -> tuple[pd.DataFrame, Any]:
    """Every person's influence in memory, put side by side."""
    tasks = [EstimateSpec(name, measure) for name, measure in measures.items()]
    years = sorted(frame["year"].unique()) if "year" in by else [None]
    data = Register(frame, person=person)
    return apply_woodruff_slopes(
        *figures_by_persons(data, dict.fromkeys(years, tasks), RegisterRequest(by, areas, RISK))
    )


def estimated(
    data: Mapping[str, Any],
    measures: Mapping[str, Measure],
    *,
    by: list[str] = BY,
    areas: Areas | None = AREAS,
    person: str | None = "person_id",
    **more: Any,
) -> Estimates:
    return sb.estimate(Register(**data, person=person), measures, by=by, areas=areas, **more)


@pytest.fixture
def no_rows_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads persons into memory fails."""

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("persons were read into memory")

    monkeypatch.setattr(registers, "figures_by_persons", refused)
    monkeypatch.setattr(registers.tables, "read_register", refused)
    monkeypatch.setattr(registers.tables, "register_rows", refused)


@pytest.mark.parametrize("person", ["person_id", None])
@pytest.mark.parametrize("by", [BY, ["year", "køn", "area"], ["area"]], ids="-".join)
@pytest.mark.parametrize("engine", SOME)
def test_every_engine_gives_the_figures_and_the_covariance_of_persons(
    engine: str, by: list[str], person: str | None, tmp_path: Path
) -> None:
    frame = people()
    if "year" not in by:
        frame = frame[frame["year"] == 2023]  # the oracle has one row a person
    data = ON_THIS_MACHINE[engine](frame, tmp_path)
    found = estimated(data, MIXED, by=by, person=person)
    same(found, *oracle(frame, MIXED, by=by, person=person))
    by_sums = "superpopulation" if person else "conservative"
    # Among those of one sex nobody differs by it, and what nothing is taken out of is drawn.
    assert set(found.rows["method"]) - {"bootstrap"} == {by_sums, "threshold", "corrected"}
    label = {"area": "Vestbyen", "køn": "mand", "year": 2023}
    one, other = ((name, *map(label.get, by)) for name in ("ulighed", "haendelser"))
    assert found.covariance.loc[one, other] != 0


@pytest.mark.parametrize("name", [*COMPOSED, *ORDERED])
@pytest.mark.parametrize("engine", SOME)
def test_each_measure_alone_is_that_of_persons(engine: str, name: str, tmp_path: Path) -> None:
    frame, alone = people(), {name: MIXED[name]}
    found = estimated(ON_THIS_MACHINE[engine](frame, tmp_path), alone)
    same(found, *oracle(frame, alone))
    movers = found.covariance.loc[(name, "Vestbyen", 2023), (name, "den øvrige by", 2024)]
    assert (found.se > 0).any()
    assert movers != 0 or name == "afstand"


@pytest.mark.parametrize("engine", SOME)
def test_a_measure_without_areas_is_that_of_persons(engine: str, tmp_path: Path) -> None:
    frame = people().astype({"area": object})
    frame.loc[(frame["year"] == 2024) & (frame["age"] > 50), "area"] = "Anderledes"
    names = ("køn på skoler", "spredning", "piger", "median", "bund", "doemte")
    measures = {name: MIXED[name] for name in names}
    data = ON_THIS_MACHINE[engine](frame, tmp_path)
    for by in (["year"], ["year", "inde"], BY):
        found = estimated(data, measures, by=by, areas=None)
        same(found, *oracle(frame, measures, by=by, areas=None))


@pytest.mark.parametrize("engine", ENGINES)
def test_persons_are_not_read_into_memory(engine: str, no_rows_in_memory: None, tmp_path: Path) -> None:
    found = estimated(ON_THIS_MACHINE[engine](people(), tmp_path), MIXED)
    assert set(found.where(measure="eksponering").rows["status"]) == {"ok"}


@pytest.mark.parametrize("engine", SOME)
def test_a_fact_has_no_bootstrap_and_no_covariance(
    engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    frame = people()
    tasks = [EstimateSpec(name, measure) for name, measure in MIXED.items()]
    of_years = dict.fromkeys(sorted(frame["year"].unique()), tasks)
    rows, _ = figures_by_persons(Register(frame), of_years, RegisterRequest(BY, AREAS))
    for name in ("bootstrap_se", "numerical_influence"):
        monkeypatch.delattr(compositions.segregation, name)
    found = estimated(ON_THIS_MACHINE[engine](frame, tmp_path), MIXED, model="census")
    at = [list(rows.index).index(label) for label in found.labels]
    np.testing.assert_allclose(found.values, rows["value"].iloc[at].astype(float), rtol=1e-9)
    assert (found.matrix == 0).all()


@pytest.mark.parametrize("engine", ["pandas", "a file", "a Polars frame"])
def test_the_order_of_the_rows_is_nothing_to_the_figures(engine: str, tmp_path: Path) -> None:
    frame = people()
    turned = frame.sample(frac=1, random_state=3, ignore_index=True)
    (tmp_path / "turned").mkdir()
    one = estimated(ON_THIS_MACHINE[engine](frame, tmp_path), MIXED)
    other = estimated(ON_THIS_MACHINE[engine](turned, tmp_path / "turned"), MIXED)
    assert list(one.labels) == list(other.labels)
    np.testing.assert_array_equal(one.values.round(9), other.values.round(9))
    np.testing.assert_allclose(one.se, other.se, rtol=1e-9)


def test_more_conditions_than_are_told_apart_at_once_are_counted_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tallies, "MANY_CONDITIONS", 2)
    frame = people()
    at_schools = {**COMPOSED, "over": NEAR_A_LIMIT["skoler over"]}
    assert [len(kinds.conditions) for kinds in tallies.person_types_of(tuple(at_schools.values()))] == [
        2,
        3,
        2,
        1,
        0,
    ]
    found = estimated({"data": duckdb.from_df(frame)}, MIXED)
    same(found, *oracle(frame, MIXED))


def test_categories_that_cross_into_too_many_are_refused_and_not_mixed_up() -> None:
    frame = pd.DataFrame({f"c{i}": np.arange(3000) for i in range(5)} | {"person_id": np.arange(3000)})
    measure = Distance(categories=tuple(f"c{i}" for i in range(5)))
    with pytest.raises(OverflowError, match="crossed values"):
        estimated({"data": frame.assign(year=2024, area="Vestbyen")}, {"afstand": measure})


def test_the_variance_of_a_share_at_decided_places_is_that_of_the_persons() -> None:
    # One area, two places, a group: three of four in A and one of six in B, times ten, neither near a half.
    cells = [("A", 1, 30), ("A", 0, 10), ("B", 1, 10), ("B", 0, 50)]
    rows = [(place, group) for place, group, n in cells for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["place", "group"]).assign(area="a", year=2024)
    frame["person_id"] = range(len(frame))
    measure = Concentration(place="place", of="group == 1", above=50)
    found = sb.estimate(Register(duckdb.from_df(frame)), {"c": measure}, by=BY)
    assert found.values.item() == pytest.approx(100 * 40 / 100)
    assert found.se.item() == pytest.approx(100 * np.sqrt(0.4 * 0.6 / 100))


def test_the_variance_of_a_figure_without_what_chance_adds_is_that_of_the_counted_cells() -> None:
    cells = [("A", 1, 30), ("A", 0, 10), ("B", 1, 10), ("B", 0, 50)]
    rows = [(place, group) for place, group, n in cells for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["place", "group"]).assign(area="a", year=2024)
    frame["person_id"] = range(len(frame))
    measure = Dissimilarity(place="place", of="group == 1")
    found = sb.estimate(Register(duckdb.from_df(frame)), {"d": measure}, by=BY)
    counts = (np.array([30.0, 10.0]), np.array([10.0, 50.0]))
    corrected = correct_two_groups(*counts, DISSIMILARITY)
    assert corrected is not None
    assert corrected.plain == pytest.approx(100 * (30 / 40 - 10 / 60))
    assert found.values.item() == pytest.approx(corrected.value)
    assert found.se.item() == pytest.approx(corrected.se)


SPELT = Areas(
    (Area("aaby", "Åby", aliases=("Aaby",)), Area("boe", "Bø")),
    rest=Area("rest", "resten"),
    whole=Area("whole", "byen"),
)


def spelt(seed: int = 2) -> pd.DataFrame:
    """Areas and places under several names: composed, decomposed, other case, blank."""
    rng = np.random.default_rng(seed)
    n = 260
    names = ["Åby", "A\u030aby", "AABY", "Bø", "bø", "resten"]
    places = ["Ålholm", "A\u030alholm", "Ørneskolen", 'O\'Connor, "B"', "", " ", None]
    return pd.DataFrame(
        {
            "person_id": np.tile(np.arange(n), 2),
            "year": np.repeat([2023, 2024], n),
            "area": rng.choice(names, 2 * n),
            "skole": rng.choice(np.array(places, dtype=object), 2 * n),
            "a\u030ar": rng.choice([1.0, 2.0, 3.5, np.nan], 2 * n),
            "nr": rng.choice([10, 200, 3000], 2 * n),
            "b": rng.choice([True, False], 2 * n),
        }
    )


@pytest.mark.parametrize("engine", SOME)
def test_names_in_several_spellings_and_places_that_are_numbers(engine: str, tmp_path: Path) -> None:
    frame = spelt()
    measures: dict[str, Measure] = {
        "skole": Exposure(place="skole", to="rest"),
        "nr": Exposure(place="nr", to="areas"),
        "tal": Entropy(category="år", classes=9),
        "krydset": Distance(categories=("b", "år", "skole")),
        "sand": Dissimilarity(place="b", of="areas"),
    }
    rows, matrix = oracle(frame.rename(columns={"a\u030ar": "år"}), measures, areas=SPELT)
    data = ON_THIS_MACHINE[engine](frame, tmp_path)
    if engine == "pandas":
        data["data"] = frame.rename(columns={"a\u030ar": "år"})
    found = estimated(data, measures, areas=SPELT)
    same(found, rows, matrix)
    assert found.rows["base"].loc[("skole", "byen", 2023)] < 260  # blank is no place


@pytest.mark.parametrize("engine", [name for name in HARD_ON if name != "pandas"])
def test_numbers_that_engines_hold_otherwise_are_ordered_the_same(engine: str) -> None:
    measures = {
        "stor": median("stor"), "f": quantile("f", 0.4), "b": gini("b"), "top": top_share("stor", percent=30),
        "over": bottom_share("stor", percent=50, base="f is not missing or c == 'å'"),
    }  # fmt: skip
    expected, found = (
        sb.estimate(Register(HARD_ON[each](), area="område"), measures, by=BY) for each in ("pandas", engine)
    )
    assert list(found.labels) == list(expected.labels)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)
    np.testing.assert_allclose(found.matrix, expected.matrix, rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(found.rows[["base", "status"]], expected.rows[["base", "status"]])
    assert found.rows.loc[("stor", "Åby", 2023), ["value", "base"]].tolist() == [2_000_000_000, 3]


@pytest.mark.parametrize("drawn", [None, 2024])
@pytest.mark.parametrize("engine", SOME)
def test_areas_that_were_drawn_anew_are_those_of_the_year(
    engine: str, drawn: int | None, tmp_path: Path
) -> None:
    areas = Areas(
        (Area("moerk", "Mørkhøj", parts=("Torvet", AreaPart("Parken", until=2022))), Area("vest", "Vest")),
        rest=Area("rest", "resten", parts=(AreaPart("Parken", 2023),)),
        whole=Area("whole", "byen"),
    ).as_drawn(drawn)
    frame = people()
    rng = np.random.default_rng(4)
    frame["area"] = rng.choice(["Torvet", "Parken", "Vest", "resten"], len(frame))
    found = estimated(ON_THIS_MACHINE[engine](frame, tmp_path), MIXED, areas=areas)
    same(found, *oracle(frame, MIXED, areas=areas))


@pytest.mark.parametrize("engine", SOME)
def test_an_empty_area_and_one_person_have_no_figure_and_do_no_harm(engine: str, tmp_path: Path) -> None:
    frame = people()
    rest, one = frame[frame["area"] != "Østbyen"], frame[frame["area"] == "Østbyen"]
    frame = pd.concat([rest, one[(one["year"] == 2023) & (one["age"] == 12)].head(1)], ignore_index=True)
    found = estimated(ON_THIS_MACHINE[engine](frame, tmp_path), MIXED)
    same(found, *oracle(frame, MIXED))
    status = found.where(measure="ulighed", area="Østbyen").rows["status"]
    assert set(status) == {"empty"}
    assert found.rows.loc[("eksponering", "Østbyen", 2023), "status"] == "single"
    assert (found.where(measure="eksponering", area="Østbyen").matrix == 0).all()


@pytest.mark.parametrize("engine", SOME)
def test_nobody_has_a_place(engine: str, tmp_path: Path) -> None:
    frame = people().assign(skole=pd.Series([None] * len(people()), dtype=object))
    if engine == "a lazy Polars frame":
        data: dict[str, Any] = {"data": in_polars(frame).cast({"skole": __import__("polars").String}).lazy()}
    elif engine == "pandas":
        data = {"data": frame}
    else:
        data = {"data": duckdb.from_df(frame).select("* REPLACE (NULL::VARCHAR AS skole)")}
    found = estimated(data, MIXED)
    of_places = found.where(measure=["eksponering", "ulighed", "skoler over"])
    assert set(of_places.rows["status"]) == {"empty"}
    assert set(found.where(measure=["doemte", "spredning"]).rows["status"]) == {"ok"}


@pytest.mark.parametrize("engine", SOME)
def test_a_window_and_a_rule_of_its_own_in_some_years(engine: str, tmp_path: Path) -> None:
    early, late = COMPOSED["eksponering"], Exposure(place="inde", to="rest", base="age < 30")
    figures = [
        IndicatorSpec("to år", lambda _: COMPOSED["ulighed"], window=2),
        IndicatorSpec("ny regel", lambda year: early if (year or 0) < 2023 else late),
        IndicatorSpec("samme mål", lambda _: early),
        IndicatorSpec("hele", lambda _: COMPOSED["over"], level="whole"),
        IndicatorSpec("senere", lambda year: None if (year or 0) < 2023 else COMPOSED["spredning"]),
        IndicatorSpec("doemte", lambda _: SUMMED["doemte"], window=2),
    ]
    frame = people()
    request = RegisterRequest(BY, AREAS, RISK)
    found = estimate_register(
        Register(**ON_THIS_MACHINE[engine](frame, tmp_path)),
        figures,
        request,
        years=[2021, 2024],
        available_years=(2020, 2021, 2023, 2024),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registers, "is_counted", lambda _: False)
        expected = estimate_register(Register(frame), figures, request, years=[2021, 2024])
    assert sorted(found.labels) == sorted(expected.labels)
    at = [list(expected.labels).index(label) for label in found.labels]
    np.testing.assert_allclose(found.values, expected.values[at], rtol=1e-9)
    np.testing.assert_allclose(found.matrix, expected.matrix[np.ix_(at, at)], rtol=1e-9, atol=1e-12)
    assert (found.rows["status"].to_numpy() == expected.rows["status"].to_numpy()[at]).all()


def test_the_definitions_and_the_sample_give_what_persons_give(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    every = sb.read_indicators(root / "indices").indicators
    wanted = [indicator for indicator in every if indicator.source == "register"]
    data = Register(root / "data_samples" / "register.parquet")
    areas = read_configuration(root / "data_samples" / "aarsstatus.toml").areas
    kwargs: dict[str, Any] = {"by": BY, "areas": areas, "years": [2021, 2024]}
    one = sb.estimate(data, wanted, **kwargs)
    monkeypatch.setattr(registers, "is_counted", lambda _: False)
    other = sb.estimate(data, wanted, **kwargs)
    assert list(one.labels) == list(other.labels)
    assert {"threshold", "corrected"} <= set(one.rows["method"])
    np.testing.assert_allclose(one.values, other.values, rtol=1e-9)
    size = np.maximum(np.outer(one.se, one.se), 1e-6)
    np.testing.assert_allclose(one.matrix / size, other.matrix / size, atol=1e-9)


@pytest.mark.parametrize("engine", SOME)
def test_every_fault_of_the_columns_is_told_at_once(engine: str, tmp_path: Path) -> None:
    measures: dict[str, Measure] = {
        "a": Exposure(place="skolee", to="rest", base="alder > 3"),
        "b": Exposure(place="skole", to="rest", base="skole > 3"),
        "c": Dissimilarity(place="skole", of="doemt == 'ja'"),
    }
    data = ON_THIS_MACHINE[engine](people(), tmp_path)
    with pytest.raises(InputError) as fault:
        estimated(data, measures)
    codes = {(issue.code, issue.place) for issue in fault.value.issues}
    assert codes >= {("EST001", "'skolee'"), ("EST001", "'alder'")}
    with pytest.raises(InputError) as fault:
        estimated(data, {name: measures[name] for name in ("b", "c")})
    codes = {(issue.code, issue.place) for issue in fault.value.issues}
    assert codes == {("EXP021", "kolonne 'skole'"), ("EXP021", "kolonne 'doemt'")}
