"""A register that is behind: no figure is invented, the newest year is told, what is carried on is marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented_themes import indicator
from small_town import AREAS, register

from social_balance.areas.municipality import Areas
from social_balance.areas.parts import Area, AreaPart
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.language.faults import InputError
from social_balance.measures.ratio import mean, share
from social_balance.registers.rates import pool_years
from social_balance.registers.register import Register

BY = ["area", "year"]
CONVICTED = share("doemt == 1", base="age >= 18 and doemt in (0, 1)")
MEASURES = {"doemte": CONVICTED, "alder": mean("age", base="age >= 18")}


def late(**options: object) -> Estimates:
    """A register whose newest year is 2024, asked for 2021 and 2026."""
    return estimate(Register(register()), MEASURES, by=BY, areas=AREAS, years=[2021, 2026], **options)


def late_column() -> pd.DataFrame:
    """A register up to 2024 in which convictions are filled in up to 2023."""
    frame = register()
    return frame.assign(doemt=frame["doemt"].astype(float).mask(frame["year"] == 2024))


def states(est: Estimates, measure: str) -> dict[int, tuple[str, float]]:
    rows = est.where(measure=measure, area="Vestbyen").rows.droplevel(["measure", "area"])
    return {year: (row.status, row.as_of) for year, row in zip(rows.index, rows.itertuples(), strict=True)}


def test_a_year_after_the_registers_newest_has_no_figure_and_tells_the_newest_year() -> None:
    est = late()
    assert states(est, "doemte") == {2021: ("ok", 2021), 2026: ("not_available", 2024)}
    assert states(est, "alder") == {2021: ("ok", 2021), 2026: ("not_available", 2024)}
    behind = est.where(year=2026)
    assert behind.rows[["value", "df", "base", "positive"]].isna().all(axis=None)
    assert set(behind.rows["unit"]) == {"procent", ""}
    assert len(behind) == len(est.where(year=2021)) == 2 * 4
    assert not behind.matrix.any()


def test_the_years_that_are_there_are_what_they_are_without_the_late_one() -> None:
    alone = estimate(Register(register()), MEASURES, by=BY, areas=AREAS, years=[2021])
    together = late().where(year=2021)
    pd.testing.assert_frame_equal(together.rows, alone.rows)
    np.testing.assert_allclose(together.matrix, alone.matrix, rtol=1e-12)


def test_a_column_filled_in_later_than_the_others_lags_alone() -> None:
    est = estimate(Register(late_column()), MEASURES, by=BY, areas=AREAS, years=[2021, 2024])
    assert states(est, "doemte") == {2021: ("ok", 2021), 2024: ("not_available", 2023)}
    assert states(est, "alder") == {2021: ("ok", 2021), 2024: ("ok", 2024)}


def test_a_column_that_one_area_lacks_does_not_lag() -> None:
    frame = register()
    gone = (frame["year"] == 2024) & (frame["area"] == "Østbyen")
    frame = frame.assign(doemt=frame["doemt"].astype(float).mask(gone))
    est = estimate(Register(frame), MEASURES, by=BY, areas=AREAS, years=[2021, 2024], lagged="latest")
    rows = est.where(measure="doemte", year=2024).rows.droplevel(["measure", "year"])
    assert rows.loc["Østbyen", "status"] == "empty"
    assert rows.loc["Vestbyen", "as_of"] == 2024


def test_a_figure_that_no_earlier_year_has_does_not_lag() -> None:
    frame = register()
    frame = frame.assign(doemt=frame["doemt"].astype(float).mask(frame["year"] < 2024))
    est = estimate(Register(frame), MEASURES, by=BY, areas=AREAS, years=[2021, 2024])
    status, as_of = states(est, "doemte")[2021]
    assert status == "empty"
    assert np.isnan(as_of)


@pytest.mark.parametrize("model", ["superpopulation", "census"])
def test_the_newest_figure_is_carried_on_only_when_asked_for_and_says_which_year_it_is_from(
    model: str,
) -> None:
    est = estimate(
        Register(late_column()), MEASURES, by=BY, areas=AREAS, years=[2021, 2023, 2024], lagged="latest",
        model=model,
    )  # fmt: skip
    assert states(est, "doemte")[2024] == ("ok", 2023)
    kept, source = (est.where(measure="doemte", year=year) for year in (2024, 2023))
    assert kept.frame()["low"].tolist() == pytest.approx(source.frame()["low"].tolist(), nan_ok=True)
    assert kept.values.tolist() == source.values.tolist()
    assert est.is_carried_forward.sum() == 4
    covariance = est.covariance
    shared = covariance.loc[("doemte", "Vestbyen", 2024), ("doemte", "Vestbyen", 2021)]
    assert shared == covariance.loc[("doemte", "Vestbyen", 2023), ("doemte", "Vestbyen", 2021)]
    assert (shared == 0) == (model == "census")


def test_the_difference_of_a_carried_figure_to_itself_is_0_and_certain() -> None:
    est = estimate(Register(register()), MEASURES, by=BY, areas=AREAS, years=[2024, 2026], lagged="latest")
    change = est.contrast({("doemte", "Vestbyen", 2026): 1, ("doemte", "Vestbyen", 2024): -1})
    assert change.values.item() == 0
    assert change.se.item() == pytest.approx(0, abs=1e-6)


def test_a_carried_figure_is_no_year_of_its_own_when_years_are_pooled() -> None:
    est = estimate(
        Register(late_column()), MEASURES, by=BY, areas=AREAS, years=[2020, 2021, 2023, 2024], lagged="latest"
    )
    pooled = pool_years(est, window=2)
    states = pooled.where(area="Vestbyen", year=2024).rows.droplevel(["area", "year"])["status"].to_dict()
    assert states == {"doemte": "missing", "alder": "ok"}


def test_a_figure_is_not_carried_over_a_break_in_how_it_is_measured() -> None:
    frame = register().assign(x=lambda table: table["doemt"])
    found = [indicator("alike"), indicator("anew", breaks=[2025]), indicator("gone", years=(2021, 2024))]
    est = estimate(
        Register(frame), found, by=BY, areas=AREAS, years=[2021, 2026], lagged="latest", source="survey"
    )
    assert states(est, "alike")[2026] == ("ok", 2024)
    assert states(est, "anew")[2026] == ("not_available", 2024)
    status, as_of = states(est, "gone")[2026]
    assert status == "not_defined"
    assert np.isnan(as_of)


def test_in_a_table_of_counts_each_indicator_lags_by_itself() -> None:
    rows = [
        (name, area, year, 10 + i + year % 10, 100 + 7 * i)
        for name, years in (("a", (2021, 2022, 2024)), ("b", (2021, 2022)))
        for year in years
        for i, area in enumerate(["Vestbyen", "Østbyen", "den øvrige by"])
    ]
    names = ["indicator", "area", "year", "numerator", "denominator"]
    counts = Register.from_counts(pd.DataFrame(rows, columns=names))
    asked = {"by": BY, "areas": AREAS, "years": [2021, 2024, 2025]}
    est = estimate(counts, ["a", "b"], **asked)
    assert states(est, "a") == {2021: ("ok", 2021), 2024: ("ok", 2024), 2025: ("not_available", 2024)}
    assert states(est, "b") == {
        2021: ("ok", 2021), 2024: ("not_available", 2022), 2025: ("not_available", 2022),
    }  # fmt: skip
    kept = estimate(counts, ["a", "b"], lagged="latest", **asked)
    assert states(kept, "b")[2025] == ("ok", 2022)
    assert kept.where(measure="b", area="Vestbyen", year=2025).values.item() == 12


def test_counts_are_resolved_by_the_drawing_of_their_year() -> None:
    left, came = AreaPart("Bakken", until=2022), AreaPart("Bakken", 2023)
    areas = Areas((Area("oest", "Østbyen", parts=("Engen", left)),), Area("rest", "resten", parts=(came,)),
                  Area("whole", "byen"))  # fmt: skip
    rows = [("a", area, year, 5, 90 + i + year) for year in (2022, 2023)
            for i, area in enumerate(["Østbyen", "resten"])]  # fmt: skip
    names = ["indicator", "area", "year", "numerator", "denominator"]
    counts = Register.from_counts(pd.DataFrame(rows, columns=names))
    assert len(estimate(counts, ["a"], by=BY, areas=areas)) == 6
    with pytest.raises(InputError) as fault:
        estimate(counts, ["a"], by=BY, areas=areas.as_drawn(2023))
    assert {(issue.code, issue.values["year"]) for issue in fault.value.issues} == {("ARE022", 2022)}


def test_only_late_years_may_be_asked_for() -> None:
    est = estimate(Register(register()), MEASURES, by=BY, areas=AREAS, years=[2026])
    assert states(est, "doemte") == {2026: ("not_available", 2024)}


def test_groups_by_age_lag_like_areas() -> None:
    frame = register()
    frame = frame.assign(old=np.where(frame["age"] >= 50, "50+", "-49"))
    est = estimate(Register(frame), MEASURES, by=["area", "year", "old"], areas=AREAS, years=[2024, 2026])
    assert len(est.where(year=2026)) == len(est.where(year=2024)) == 2 * 4 * 2
    assert set(est.where(year=2026).rows["status"]) == {"not_available"}


def test_an_unknown_choice_is_refused_before_anything_is_counted() -> None:
    with pytest.raises(InputError) as fault:
        late(lagged="lastest")
    assert [issue.code for issue in fault.value.issues] == ["REG040"]
    assert "latest" in fault.value.text("en")


def test_a_hole_among_older_years_is_still_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        estimate(Register(register()), MEASURES, by=BY, areas=AREAS, years=[2022, 2026])
    assert [issue.code for issue in fault.value.issues] == ["INP025"]
