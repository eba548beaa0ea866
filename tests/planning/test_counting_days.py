"""How many days of counting a wanted narrowing takes, and what a day's weather does to a gap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import social_balance as sb
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError
from social_balance.yearly.configuration import read_configuration
from social_balance.yearly.sources import estimate_counts

NAMES = ("measure", "area", "year")
POSTS = {"Vest": ("Torvet", "Parken"), "Resten": ("Hovedgaden", "Stationen", "Bypladsen")}


def counts(
    days: int, rng: np.random.Generator, *, weather: float = 0.4, narrowing: float = 0.0
) -> pd.DataFrame:
    """Counts of two areas on the same days, one weather a day for all of them; half of the days are dry."""
    rows = []
    for year in (2021, 2024):
        for day in range(days):
            dry = day < (days // 2 if year == 2021 else days - 3)
            busy = np.exp(weather * rng.standard_normal()) * (2.0 if dry else 1.0)
            for area, posts in POSTS.items():
                level = 30 if area == "Resten" else 20 + narrowing * (year == 2024)
                rows += [
                    (
                        f"{year}-{day}",
                        year,
                        area,
                        post,
                        "tørt" if dry else "vådt",
                        2.0,
                        rng.poisson(2 * level * busy),
                    )
                    for post in posts
                ]
    return pd.DataFrame(rows, columns=["dato", "year", "area", "post", "vejr", "timer", "ophold"])


def town(folder: Path, frame: pd.DataFrame, more: str = "") -> Estimates:
    """The counts through the configuration of a yearly job."""
    frame.to_csv(folder / "taelling.csv", index=False, sep=";")
    (folder / "aar.toml").write_text(
        '[aarsstatus]\ntitle="T"\nmunicipality="Byen"\nyears=[2021, 2024]\nsince=2021\nuntil=2024\n'
        f'[counts]\nfile="taelling.csv"\npsu="dato"\n{more}\n'
        '[areas.vest]\nname="Vest"\n[areas.rest]\nname="Resten"\n[areas.whole]\nname="Byen"\n',
        encoding="utf-8",
    )
    configuration = read_configuration(folder / "aar.toml")
    themes = sb.read_indicators(Path(__file__).parents[2] / "indices")
    return estimate_counts(configuration, themes)


def gap(est: Estimates, year: int = 2021) -> Estimates:
    return est.contrast({("ophold_i_byrummet", "Resten", year): 1, ("ophold_i_byrummet", "Vest", year): -1})


def test_areas_counted_on_the_same_days_share_their_weather(tmp_path: Path) -> None:
    frame = counts(12, np.random.default_rng(1))
    est = town(tmp_path, frame)
    year = frame[frame["year"] == 2021]
    by_day = year.pivot_table(index="dato", columns="area", values=["ophold", "timer"], aggfunc="sum")
    z = {
        a: (by_day["ophold", a] - by_day["ophold", a].sum() / by_day["timer", a].sum() * by_day["timer", a])
        / by_day["timer", a].sum()
        for a in POSTS
    }
    # Taylor: n/(n − 1) Σ (z of the rest − z of the area)² over days, whatever is counted at each post.
    expected = np.sqrt(12 / 11 * ((z["Resten"] - z["Vest"]) ** 2).sum())
    assert gap(est).se.item() == pytest.approx(expected)
    apart = np.sqrt(sum(12 / 11 * (each**2).sum() for each in z.values()))
    assert expected < 0.5 * apart


def test_strata_of_weather_weigh_alike_in_both_years(tmp_path: Path) -> None:
    frame = counts(12, np.random.default_rng(2))
    # 40 people an hour on dry days and 20 on wet ones, which are six of twelve days and then three.
    frame["ophold"] = np.where(frame["vejr"] == "tørt", 80, 40)
    plain = town(tmp_path, frame).frame()["value"]
    weighed = town(tmp_path, frame, 'strata=["vejr"]').frame()["value"]
    of_rest = [("ophold_i_byrummet", "Resten", year) for year in (2021, 2024)]
    assert [plain[label] for label in of_rest] == pytest.approx([30, 35])
    # Fifteen of the twenty-four days are dry: (15·40 + 9·20)/24.
    assert [weighed[label] for label in of_rest] == pytest.approx([32.5, 32.5])


def test_a_year_without_a_stratum_cannot_be_weighed_as_the_other(tmp_path: Path) -> None:
    frame = counts(12, np.random.default_rng(3))
    frame = frame[(frame["year"] == 2021) | (frame["vejr"] == "tørt")]
    with pytest.raises(InputError) as fault:
        town(tmp_path, frame, 'strata=["vejr"]')
    assert [issue.code for issue in fault.value.issues] == ["CFG046"]


def test_a_rate_has_limits_that_are_as_many_times_less_as_more(tmp_path: Path) -> None:
    table = town(tmp_path, counts(6, np.random.default_rng(4), weather=1.5)).frame().reset_index()
    row = table[(table["area"] == "Vest") & (table["year"] == 2021)].iloc[0]
    assert 0 < row["low"] < row["value"] < row["high"]
    assert row["low"] * row["high"] == pytest.approx(row["value"] ** 2)
    t = stats.t.ppf(0.975, row["df"])
    assert row["high"] == pytest.approx(row["value"] * np.exp(t * row["se"] / row["value"]))


def rates(se: float, df: float) -> Estimates:
    from social_balance.estimates.values import from_values

    labels = [("ophold", area, year) for area in ("vest", "rest") for year in (2021, 2024)]
    return from_values(labels, [20, 22, 30, 31], [se**2 / 4] * 4, names=NAMES, df=df)


def test_the_needed_days_are_the_fewest_whose_detectable_narrowing_is_the_wanted_one() -> None:
    def power_with(days: int) -> float:
        df = 11 * (days - 1) / 11
        return float(stats.nct.sf(stats.t.ppf(0.975, df), df, 8 / (4 * np.sqrt(12 / days))))

    [needed] = sb.plan_days(rates(4, 11), wanted=8, days=12, since=2021, until=2024)["needed_days"]
    assert power_with(int(needed)) >= 0.8 > power_with(int(needed) - 1)


@pytest.mark.parametrize(
    ("wanted", "status"), [(13, "enough"), (8, "more"), (0.5, "every_day_is_not_enough")]
)
def test_the_status_says_whether_more_days_would_do(wanted: float, status: str) -> None:
    plan = sb.plan_days(rates(4, 11), wanted=wanted, days=12, since=2021, until=2024)
    assert plan["status"].tolist() == [status]
    assert plan["needed_days"].isna().tolist() == [status == "every_day_is_not_enough"]


def test_a_plan_from_one_day_is_refused_with_every_other_fault() -> None:
    with pytest.raises(InputError) as fault:
        sb.plan_days(rates(4, 11), wanted=8, days=1, since=2021, until=2024, power=1.5)
    assert len(fault.value.issues) == 2


def test_a_true_narrowing_is_found_as_often_as_the_plan_says() -> None:
    """Counts drawn anew: the power that the plan says is how often the narrowing is found."""
    rng = np.random.default_rng(6)
    draws = 120
    narrowings = np.empty((draws, 2))
    for i in range(draws):
        narrowings[i] = _narrowing(counts(14, rng, weather=0.3, narrowing=4.0))
    estimate, se = narrowings.T
    df = 26
    wanted = float(estimate.mean())  # the narrowing that is true
    power = np.mean(estimate / se > stats.t.ppf(0.975, df))
    planned = sb.plan_days(
        rates(float(np.sqrt(np.mean(se**2))), df), wanted=wanted, days=14, since=2021, until=2024
    )
    assert planned["power"].item() == pytest.approx(power, abs=3 * np.sqrt(0.25 / draws))


def _narrowing(frame: pd.DataFrame) -> tuple[float, float]:
    measure: dict[str, Any] = {"ophold": sb.ratio("ophold", "timer", factor=1)}
    design = sb.Design(strata=["year"], psu="dato")
    est = sb.estimate(frame, measure, design=design, by=["area", "year"])
    made = est.contrast(
        {
            ("ophold", "Resten", 2021): 1,
            ("ophold", "Vest", 2021): -1,
            ("ophold", "Resten", 2024): -1,
            ("ophold", "Vest", 2024): 1,
        }
    )
    return float(made.values[0]), float(made.se[0])
