"""Figures from counts are those of the persons behind them, and say what tables cannot know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_town import AREAS, register

import social_balance as sb
from social_balance.showing.columns import code_text

BY = ["area", "year"]
DOEMTE = sb.share("doemt == 1", base="age >= 18 and doemt in (0, 1)")
ALDER = sb.mean("age", base="age >= 18")
DOMME = sb.rate("doemt", base="age >= 18 and doemt in (0, 1)", per=1000)


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """The register of the small town as a table of counts, one row an indicator, area and year."""
    adults = frame[frame["age"] >= 18]
    rows = []
    for (area, year), group in adults.groupby(["area", "year"]):
        known = group[group["doemt"].isin([0, 1])]
        rows.append(("doemte", area, year, known["doemt"].sum(), len(known), np.nan))
        rows.append(("rate", area, year, known["doemt"].sum(), len(known), np.nan))
        rows.append(("domme", area, year, known["doemt"].sum(), len(known), known["doemt"].std(ddof=0)))
        rows.append(("alder", area, year, group["age"].sum(), len(group), group["age"].std(ddof=0)))
    return pd.DataFrame(rows, columns=["indicator", "area", "year", "numerator", "denominator", "sd"])


def small(**changes: list[Any]) -> pd.DataFrame:
    """Three parts of a town in one year: no two shares alike."""
    table = {
        "area": ["Vestbyen", "Østbyen", "den øvrige by"], "year": [2024] * 3,
        "numerator": [9, 5, 451], "denominator": [190, 61, 749],
    }  # fmt: skip
    return pd.DataFrame(table | changes)


def estimated(table: pd.DataFrame, *, model: Any = "superpopulation", **keys: Any) -> sb.Estimates:
    counts = sb.Register.from_counts(table, measure="doemte", **keys)
    return sb.estimate(counts, ["doemte"], by=BY, areas=AREAS, model=model)


def codes_of(fault: pytest.ExceptionInfo[sb.InputError]) -> list[str]:
    return [issue.code for issue in fault.value.issues]


def test_counts_give_the_figures_of_the_persons_behind_them() -> None:
    frame = register()
    rate = sb.rate(positive="doemt == 1", base="age >= 18 and doemt in (0, 1)", per=1000)
    measures = {"doemte": DOEMTE, "alder": ALDER, "rate": rate, "domme": DOMME}
    persons = sb.estimate(sb.Register(frame, person=None), measures, by=BY, areas=AREAS)
    counts = sb.Register.from_counts(counted(frame), sd="sd")
    tables = sb.estimate(counts, measures, by=BY, areas=AREAS)
    assert list(tables.labels) == list(persons.labels)
    columns = ["value", "se", "low", "high", "base", "effective_base", "df"]
    pd.testing.assert_frame_equal(tables.frame()[columns], persons.frame()[columns], rtol=1e-9)
    pd.testing.assert_series_equal(tables.rows["positive"], persons.rows["positive"])
    for measure in measures:
        np.testing.assert_allclose(
            tables.where(measure=measure).matrix, persons.where(measure=measure).matrix, rtol=1e-9, atol=1e-15
        )


def test_what_tables_cannot_know_is_0_and_marked() -> None:
    counts = sb.Register.from_counts(counted(register()), sd="sd")
    est = sb.estimate(counts, dict.fromkeys(counts.indicators, DOEMTE) | {"alder": ALDER}, by=BY, areas=AREAS)
    between_years = est.covariance.loc[("doemte", "Vestbyen", 2023), ("doemte", "Vestbyen", 2024)]
    between_indicators = est.covariance.loc[("doemte", "Vestbyen", 2024), ("alder", "Vestbyen", 2024)]
    assert (between_years, between_indicators) == (0, 0)
    assert set(est.rows["method"]) == {"conservative counts"}
    assert "uafhængige" in str(code_text("model", "conservative counts"))


def test_a_part_and_the_whole_covary_by_the_part_of_the_people() -> None:
    est = estimated(small())
    part, whole = est.where(area="Vestbyen"), est.where(area="hele byen")
    p, n, total = 9 / 190, 190, 1000
    assert whole.values.item() == pytest.approx(100 * 465 / 1000)
    assert part.matrix.item() == pytest.approx(1e4 * p * (1 - p) / n)
    assert est.covariance.loc[part.labels[0], whole.labels[0]] == pytest.approx(1e4 * p * (1 - p) / total)
    assert est.covariance.loc[part.labels[0], ("doemte", "Østbyen", 2024)] == 0


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0,2553 to 0,3662.
    table = small(numerator=[81, 5, 451], denominator=[263, 61, 749])
    row = estimated(table).where(area="Vestbyen").frame()
    assert row["low"].item() == pytest.approx(25.53, abs=0.005)
    assert row["high"].item() == pytest.approx(36.62, abs=0.005)


def test_a_census_states_the_counts_as_facts() -> None:
    est = estimated(small(), model="census")
    assert (est.matrix == 0).all()
    assert est.frame()[["low", "high"]].isna().all().all()
    assert set(est.rows["method"]) == {"census"}


def test_a_hidden_part_hides_the_whole_that_is_made_of_it_but_not_one_that_is_given() -> None:
    hidden = small(numerator=[9, np.nan, 451])
    status = estimated(hidden).rows["status"].droplevel(["measure", "year"]).to_dict()
    assert status == {"Vestbyen": "ok", "Østbyen": "missing", "den øvrige by": "ok", "hele byen": "missing"}
    given_whole = pd.concat(
        [hidden, small().iloc[:1].assign(area="hele byen", numerator=465, denominator=1000)]
    )
    est = estimated(given_whole)
    assert est.where(area="hele byen").values.item() == pytest.approx(46.5)
    assert set(est.where(area="Østbyen").rows["status"]) == {"missing"}


def test_the_rest_can_be_the_whole_less_the_areas() -> None:
    table = small(
        area=["Vestbyen", "Østbyen", "hele byen"], numerator=[9, 5, 465], denominator=[190, 61, 1000]
    )
    est = estimated(table, rest="subtract")
    rest = est.where(area="den øvrige by").rows
    assert (rest["positive"].item(), rest["base"].item()) == (451, 749)
    assert set(estimated(table).where(area="den øvrige by").rows["status"]) == {"missing"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (small(), "CNT011"),
        (
            small(
                area=["Vestbyen", "Østbyen", "hele byen"], denominator=[190, 61, 249], numerator=[9, 5, 15]
            ),
            "CNT013",
        ),
    ],
)
def test_a_rest_that_cannot_be_subtracted_is_a_fault(table: pd.DataFrame, code: str) -> None:
    with pytest.raises(sb.InputError) as fault:
        estimated(table, rest="subtract")
    assert codes_of(fault) == [code]


def test_absent_is_not_missing() -> None:
    above = small().drop(columns="denominator")
    above = above[above["area"] != "Østbyen"].assign(numerator=[9, np.nan])
    below = small().drop(columns="numerator")
    for absent, positive in (("zero", 0.0), ("missing", np.nan)):
        rows = estimated(above, denominators=below, absent=absent).rows.droplevel(["measure", "year"])
        np.testing.assert_array_equal(rows["positive"]["Østbyen"], positive)
        assert rows["base"]["Østbyen"] == 61
        # An empty numerator is there and not told: never 0.
        assert rows["status"][["Vestbyen", "den øvrige by"]].tolist() == ["ok", "missing"]


def test_no_persons_and_one_person_are_told_apart() -> None:
    rows = estimated(small(numerator=[0, 1, 451], denominator=[0, 1, 749])).rows
    assert rows["status"].tolist() == ["empty", "single", "ok", "ok"]


def test_a_mean_without_a_standard_deviation_is_a_fact_but_no_estimate() -> None:
    table = small(numerator=[8021.5, -300, 40000]).assign(indicator="alder")
    counts = sb.Register.from_counts(table)
    est = sb.estimate(counts, {"alder": ALDER}, by=BY, areas=AREAS)
    assert set(est.rows["status"]) == {"no_variance"}
    assert est.values[0] == pytest.approx(8021.5 / 190)
    assert np.isnan(est.se).all()
    fact = sb.estimate(counts, {"alder": ALDER}, by=BY, areas=AREAS, model="census")
    assert set(fact.rows["status"]) == {"ok"}


def test_a_mean_on_a_scale_is_turned_to_0_to_100() -> None:
    table = small(numerator=[570, 122, 2247]).assign(indicator="trivsel", sd=[1.5, 0.5, 1.0])
    counts = sb.Register.from_counts(table, sd="sd")
    row = sb.estimate(counts, {"trivsel": sb.mean("x", low=1, high=5)}, by=BY, areas=AREAS).where(
        area="Vestbyen"
    )
    assert row.values.item() == pytest.approx(100 * (3 - 1) / 4)
    assert row.se.item() == pytest.approx(25 * 1.5 / np.sqrt(190))


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"numerator": [191, 5, 451]}, ["CNT001"]),
        ({"numerator": [-9, 5, 451]}, ["CNT002"]),
        ({"denominator": [190, -61, 749]}, ["CNT002"]),
        ({"denominator": [190, 61.5, 749]}, ["CNT003"]),
        ({"denominator": [190, np.nan, 749]}, ["CNT015"]),
        ({"year": [2024, 2024.5, 2024]}, ["CNT012"]),
        ({"year": ["2024", "2024K1", "2024"]}, ["CNT012"]),
        ({"area": ["Vestbyen", "Vestbyen", "den øvrige by"]}, ["CNT004"]),
        ({"area": ["Vestbyen", "Vest", "den øvrige by"]}, ["CNT004"]),
        ({"area": ["Vestbyen", "Østbyn", "den øvrige by"]}, ["ARE006"]),
        ({"numerator": ["9", "..", "451"]}, ["CNT016"]),
        ({"denominator": [190, np.inf, 749]}, ["CNT016"]),
        ({"year": [2024, None, 2024]}, ["INP024"]),
        ({"area": ["Vestbyen", None, "resten"], "numerator": ["9", "fem", "451"]}, ["CNT016", "INP024"]),
        # Percentages where counts are expected: 4,7 and 8,2 can be, 0,01 of 749 cannot.
        ({"numerator": [4.7, 8.2, 60.2]}, ["CNT003"]),
        ({"numerator": [4.7, 8.2, 0.01]}, ["CNT006"]),
    ],
)  # fmt: skip
def test_what_no_counts_can_be_is_a_fault_with_its_code(change: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(sb.InputError) as fault:
        estimated(small(**change))
    assert codes_of(fault) == codes


def test_a_share_that_no_whole_number_of_pupils_gives_is_told_with_the_base() -> None:
    # 0,01 procent of a few hundred pupils; 92,8 per cent is 451 of 486.
    with pytest.raises(sb.InputError) as fault:
        estimated(small(numerator=[92.8, 0.01, 451], denominator=[486, 312, 749]))
    assert codes_of(fault) == ["CNT006"]
    assert "intet helt antal ud af 312 giver 0,01 procent (antal rækker: 1; første: 2)" in str(fault.value)


def test_faults_of_several_indicators_are_told_at_once() -> None:
    table = pd.concat([small().assign(indicator="a"), small(numerator=[9, 5, 750]).assign(indicator="b")])
    table.iloc[0, table.columns.get_loc("numerator")] = -1
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(sb.Register.from_counts(table), ["a", "b"], by=BY, areas=AREAS)
    assert codes_of(fault) == ["CNT002", "CNT001"]


@pytest.mark.parametrize(("numerator", "denominator"), [(466, 1000), (465, 999)])
def test_a_whole_that_its_parts_do_not_make_is_a_fault(numerator: int, denominator: int) -> None:
    whole = pd.DataFrame(
        {"area": ["hele byen"], "year": 2024, "numerator": numerator, "denominator": denominator}
    )
    with pytest.raises(sb.InputError) as fault:
        estimated(pd.concat([small(), whole]))
    assert codes_of(fault) == ["CNT005"]


def test_indicators_that_nobody_knows_are_told_with_the_nearest() -> None:
    counts = sb.Register.from_counts(small(), measure="doemt")
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(counts, sb.read_indicators("indices"), by=BY, areas=AREAS)
    assert codes_of(fault) == ["CNT007"]
    assert "Mente du 'doemte'?" in str(fault.value)
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(counts, ["doemte"], by=BY, areas=AREAS)
    assert codes_of(fault) == ["CNT008"]


def test_a_measure_that_needs_persons_and_other_groups_are_refused() -> None:
    counts = sb.Register.from_counts(small(), measure="indkomst")
    for measure in (sb.median("indkomst"), sb.rate("indkomst", time="aar"), sb.total("indkomst")):
        with pytest.raises(sb.InputError) as fault:
            sb.estimate(counts, {"indkomst": measure}, by=BY, areas=AREAS)
        assert codes_of(fault) == ["CNT009"]
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(counts, ["indkomst"], by=["area"], areas=AREAS)
    assert codes_of(fault) == ["CNT010"]


def test_missing_columns_are_named_with_the_nearest() -> None:
    with pytest.raises(sb.InputError) as fault:
        sb.Register.from_counts(small().rename(columns={"numerator": "numeratr", "year": "aar"}), measure="x")
    assert codes_of(fault) == ["INP006", "INP006"]
    assert "Mente du 'numeratr'?" in str(fault.value)


def test_a_catalogue_indicator_has_its_version_window_and_place_in_the_index() -> None:
    themes = sb.read_indicators("indices")
    indicator = themes.indicator("doemte")
    assert indicator.window == 2
    years = [2020, 2021, 2023, 2024]
    table = pd.concat([small(numerator=[9 + i, 5, 451 - i]).assign(year=y) for i, y in enumerate(years)])
    counts = sb.Register.from_counts(table, measure="doemte")
    est = sb.estimate(counts, themes, by=BY, areas=AREAS, years=[2021, 2024])
    row = est.where(area="Vestbyen", year=2024)
    assert row.values.item() == pytest.approx(100 * (11 + 12) / 2 / 190)
    assert est.where(area="Vestbyen", year=2021).values.item() == pytest.approx(100 * (9 + 10) / 2 / 190)
    index = sb.theme_index(est, themes, areas=AREAS, least_weight=0.1)
    assert set(index.rows.loc["tryghed"]["status"]) == {"ok"}
    with pytest.raises(sb.InputError) as fault:
        sb.estimate(counts, themes, by=BY, areas=AREAS, years=[2022])
    assert codes_of(fault) == ["INP025"]


def test_a_mean_of_years_has_the_most_spread_that_persons_in_all_of_them_can_give() -> None:
    themes = sb.read_indicators("indices")
    years = [2020, 2021, 2023, 2024]
    table = pd.concat([small(numerator=[9 + i, 5, 451 - i]).assign(year=y) for i, y in enumerate(years)])
    counts = sb.Register.from_counts(table, measure="doemte")
    yearly = sb.estimate(counts, ["doemte"], by=BY, areas=AREAS).where(area="Vestbyen")
    mean = sb.estimate(counts, themes, by=BY, areas=AREAS, years=[2021, 2024]).where(area="Vestbyen")
    se = yearly.se
    np.testing.assert_allclose(mean.se, [(se[0] + se[1]) / 2, (se[2] + se[3]) / 2], rtol=1e-12)
    change = mean.contrast({("doemte", "Vestbyen", 2024): 1, ("doemte", "Vestbyen", 2021): -1})
    # The residents that are in all the years take nothing from a change, and give it nothing.
    independent = np.sqrt((se**2).sum()) / 2
    assert independent < change.se.item() < 1.005 * independent
    whole = sb.estimate(counts, themes, by=BY, areas=AREAS, years=[2021, 2024])
    assert np.linalg.eigvalsh(whole.matrix).min() > -1e-12


def test_a_statbank_file_becomes_figures(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "OMRÅDE;STATUS;TID;INDHOLD\nVestbyen;Ledige;2024;9\nVestbyen;I alt;2024;190\n"
        "Østbyen;I alt;2024;61\nØvrige;Ledige;2024;..\nØvrige;I alt;2024;749\n",
        "cp1252",
    )
    cells = sb.read_statbank(path)
    whole = cells["STATUS"] == "I alt"
    counts = sb.Register.from_counts(
        cells[~whole], denominators=cells[whole], numerator="value", denominator="value", area="OMRÅDE",
        measure="ledige", absent="zero",
    )  # fmt: skip
    est = sb.estimate(counts, ["ledige"], by=BY)
    assert est.rows["positive"].fillna(-1).tolist() == [9, 0, -1]
    assert est.rows["status"].tolist() == ["ok", "ok", "missing"]


def test_counts_are_read_from_a_file_as_offices_save_it(tmp_path: Path) -> None:
    path = tmp_path / "antal.csv"
    path.write_text("aar;omraade;taeller;naevner\r\n2024;Vest;9;190\r\n2024;Østbyen;5;61\r\n", "cp1252")
    counts = sb.Register.from_counts(
        path, numerator="taeller", denominator="naevner", area="omraade", year="aar", measure="x", areas=AREAS
    )
    assert counts.table["area"].tolist() == ["vest", "oest"]
    with pytest.raises(sb.InputError) as fault:
        sb.Register.from_counts(path, numerator="taeller", denominator="aar", area="naevner", year="omraade")
    assert fault.value.issues[0].file == path.as_posix()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=3))
def test_the_covariance_is_one_that_numbers_can_have(parts: list[tuple[int, int]]) -> None:
    counts = [(yes, yes + no) for yes, no in parts]
    est = estimated(small(numerator=[c[0] for c in counts], denominator=[c[1] for c in counts]))
    assert np.linalg.eigvalsh(est.matrix).min() > -1e-9
    usable = est.rows["status"].tolist()[:3]
    assert usable == [["empty", "single"][n] if n < 2 else "ok" for _, n in counts]


def test_a_choice_that_is_not_known_is_refused_and_never_taken_for_another() -> None:
    choices: list[tuple[dict[str, Any], str]] = [
        ({"rest": "subract"}, "subtract"), ({"absent": "zeros"}, "zero"), ({"model": "sensus"}, "census"),
    ]  # fmt: skip
    for choice, meant in choices:
        with pytest.raises(sb.InputError) as fault:
            estimated(small(), **choice)
        assert codes_of(fault) == ["REG041"]
        assert fault.value.issues[0].place == next(iter(choice))
        assert f"Mente du '{meant}'?" in str(fault.value)


def test_a_table_without_rows_is_told_of_as_that() -> None:
    with pytest.raises(sb.InputError) as fault:
        estimated(small().head(0))
    assert codes_of(fault) == ["INP005"]


def test_years_match_between_two_tables_though_one_has_them_as_text() -> None:
    above = small().drop(columns="denominator").assign(year="2024")
    joined = sb.Register.from_counts(
        above, measure="doemte", denominators=small().drop(columns="numerator"), areas=AREAS
    )
    alone = sb.Register.from_counts(small(), measure="doemte", areas=AREAS)
    sort = {"by": "area", "ignore_index": True}
    pd.testing.assert_frame_equal(joined.table.sort_values(**sort), alone.table.sort_values(**sort))
    with pytest.raises(sb.InputError) as fault:
        sb.Register.from_counts(
            above.assign(year="2024K1"), measure="doemte", denominators=small().drop(columns="numerator")
        )
    assert codes_of(fault) == ["CNT012"]


def test_a_fault_names_the_column_and_the_file_that_has_it(tmp_path: Path) -> None:
    table = small().rename(columns={"area": "omraade", "year": "aar", "numerator": "antal"})
    above, below = tmp_path / "antal.csv", tmp_path / "naevner.csv"
    table[["omraade", "aar", "antal"]].to_csv(above, sep=";", index=False)
    table[["omraade", "aar", "denominator"]].assign(aar="2024K4").to_csv(below, sep=";", index=False)
    keys: dict[str, Any] = {"area": "omraade", "year": "aar", "numerator": "antal", "measure": "doemte"}
    with pytest.raises(sb.InputError) as fault:
        sb.Register.from_counts(above, denominators=below, **keys)
    assert [(i.code, Path(i.file).name, i.place) for i in fault.value.issues] == [
        ("CNT012", "naevner.csv", "kolonne 'aar'")
    ]
    for change, place in (({"omraade": "Ukendt"}, "omraade"), ({"antal": 4.7}, "antal")):
        counts = sb.Register.from_counts(table.assign(**change, aar=range(2022, 2025)), **keys)
        with pytest.raises(sb.InputError) as fault:
            sb.estimate(counts, ["doemte"], by=BY, areas=AREAS)
        assert {issue.place for issue in fault.value.issues} == {f"kolonne '{place}'"}


def test_a_column_that_the_denominators_lack_is_told_of_in_their_file(tmp_path: Path) -> None:
    small().drop(columns="area").to_csv(tmp_path / "naevner.csv", sep=";", index=False)
    with pytest.raises(sb.InputError) as fault:
        sb.Register.from_counts(small(), denominators=tmp_path / "naevner.csv", measure="x")
    assert [(Path(i.file).name, i.place) for i in fault.value.issues] == [("naevner.csv", "kolonne 'area'")]
