"""A municipality drawn again and again, the same persons asked twice, through the whole yearly job.

`python tests/drawn_panel_job.py DRAWS` writes the table in docs/simulations.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import social_balance as sb

AREAS = {"vest": 600, "oest": 400, "rest": 4000}  # adults
ANSWERS = {"vest": 150, "oest": 120, "rest": 400}  # in each wave
AGAIN = 0.7  # share of the first wave's respondents who answer the second too
PERSISTENCE = 0.8  # correlation of what lies behind a person's two answers
YEARS = (2021, 2024)

DEFINITION = """
[indicator]
id        = "{id}"
title     = {{ da = "{id}", en = "{id}" }}
source    = "survey"
measure   = "{measure}"
unit      = "{unit}"
direction = "higher_is_better"
goalposts = {goalposts}
reference = "Opdigtet"

[[version]]
from = 2021
{rule}

[[case]]
name = "Et regnestykke"
year = 2021
rows = \"\"\"
  q1 | q2 | weight
   8 |  1 | 3
   4 |  0 | 1
\"\"\"
expect = {{ base = 4, value = {value} }}
"""
THEME = """
[theme]
id          = "liv"
title       = { da = "liv", en = "life" }
effect_goal = "Opdigtet"
order       = 1
"""
CONFIGURATION = """
[aarsstatus]
title        = "Opdigtet"
municipality = "Opdigtet"
years        = [2021, 2024]
invented     = true
adjust       = "none"
definitions  = "indices"
"""
SURVEY = """
[[survey]]
year    = {year}
file    = "{year}.csv"
weights = "vaegt"
strata  = ["omraade"]
area    = "omraade"
person  = "person"
overlap = "{overlap}"
"""
CALIBRATION = """
[survey.calibration]
method  = "poststratify"
margins = [["omraade", "koen"]]
source  = "befolkning.csv"
"""
PLACES = """
[population]
2021 = { vest = 600, oest = 400, rest = 4000 }
2024 = { vest = 600, oest = 400, rest = 4000 }

[areas.vest]
name = "vest"

[areas.oest]
name = "oest"

[areas.rest]
name = "rest"

[areas.whole]
name = "hele"
"""


@dataclass(frozen=True)
class Scenario:
    """How the second wave is drawn, and what the configuration says of it."""

    again: float = AGAIN
    overlap: str = "deliberate"
    calibrated: bool = False


SCENARIOS = {
    "two samples": Scenario(again=0.0),
    "panel": Scenario(),
    "panel, called chance": Scenario(overlap="chance"),
    "panel, calibrated by the job": Scenario(calibrated=True),
}


@dataclass(frozen=True)
class Municipality:
    """Everybody, with both years' answers, and the changes of the index that are true."""

    people: pd.DataFrame

    def true_changes(self) -> dict[str, float]:
        """The development of each part of the index, and the narrowing of each area."""
        people = self.people
        index = {
            year: people.groupby("omraade")[[f"q1_{year}", f"q2_{year}"]].mean() @ np.array([5.0, 50.0])
            for year in YEARS
        }
        change = index[2024] - index[2021]
        narrowing = {f"{area} narrowing": change[area] - change["rest"] for area in ("vest", "oest")}
        return {area: float(change[area]) for area in AREAS} | narrowing


def municipality() -> Municipality:
    """Men and women answer unlike, so that calibration to sex takes something away."""
    rng = np.random.default_rng(31)
    area = np.repeat(list(AREAS), list(AREAS.values()))
    sex = rng.integers(1, 3, len(area))
    level = pd.Series(area).map({"vest": -0.3, "oest": -0.1, "rest": 0.3}).to_numpy() + 0.9 * (sex == 2)
    behind = rng.normal(size=(len(area), 2))
    people = pd.DataFrame({"omraade": area, "koen": sex, "person": np.arange(len(area)) + 1000})
    for number, year in enumerate(YEARS):
        if number:
            behind = PERSISTENCE * behind + np.sqrt(1 - PERSISTENCE**2) * rng.normal(size=behind.shape)
        drift = 0.15 * number * (area != "rest")
        felt = level[:, None] + drift[:, None] + behind
        people[f"q1_{year}"] = np.clip(np.round(6 + 2 * felt[:, 0]), 0, 10).astype(int)
        people[f"q2_{year}"] = (felt[:, 1] > 0).astype(int)
    return Municipality(people)


def write_definitions(folder: Path) -> None:
    """Two indicators of one theme: a mean and a share."""
    theme = folder / "indices" / "liv"
    theme.mkdir(parents=True)
    (theme / "tema.toml").write_text(THEME, encoding="utf-8")
    mean = DEFINITION.format(id="q1", measure="mean", unit="point", goalposts=[0, 10], value=7.0,
                             rule='base = "q1 >= 0"\nvalue = "q1"')  # fmt: skip
    share = DEFINITION.format(id="q2", measure="share", unit="procent", goalposts=[0, 100], value=75.0,
                              rule='base = "q2 in (0, 1)"\npositive = "q2 == 1"')  # fmt: skip
    (theme / "q1.toml").write_text(mean, encoding="utf-8")
    (theme / "q2.toml").write_text(share, encoding="utf-8")


def write_configuration(folder: Path, scenario: Scenario) -> Path:
    """Write the configuration of a scenario beside the data."""
    text = CONFIGURATION
    for year in YEARS:
        text += SURVEY.format(year=year, overlap=scenario.overlap)
        text += CALIBRATION if scenario.calibrated else ""
    path = folder / "aarsstatus.toml"
    path.write_text(text + PLACES, encoding="utf-8")
    return path


def write_waves(folder: Path, town: Municipality, again: float, rng: np.random.Generator) -> None:
    """Draw both waves: persons at random in each area, and of the first wave some who are asked again."""
    people = town.people
    chosen: dict[int, list[np.ndarray]] = {year: [] for year in YEARS}
    for area, wanted in ANSWERS.items():
        here = rng.permutation(np.flatnonzero(people["omraade"] == area))
        kept = round(again * wanted)
        chosen[2021].append(here[:wanted])
        # The kept are a random part of the first wave; the fresh come from those who were not in it, so that
        # each wave alone is a simple random sample. Without a panel the second draw is one of its own.
        if again:
            fresh = here[wanted : wanted + wanted - kept]
            chosen[2024].append(np.concatenate([rng.permutation(here[:wanted])[:kept], fresh]))
        else:
            chosen[2024].append(rng.permutation(here)[:wanted])
    for year in YEARS:
        wave = people.iloc[np.concatenate(chosen[year])]
        size = wave["omraade"].map(AREAS) / wave["omraade"].map(ANSWERS)
        table = wave[["omraade", "koen", "person"]].assign(
            vaegt=size, q1=wave[f"q1_{year}"], q2=wave[f"q2_{year}"]
        )
        table.to_csv(folder / f"{year}.csv", sep=";", index=False, encoding="utf-8")
    counts = people.groupby(["omraade", "koen"]).size().rename("antal").reset_index()
    counts.to_csv(folder / "befolkning.csv", sep=";", index=False, encoding="utf-8")


def run_jobs(scenario: Scenario, draws: int, *, seed: int = 1) -> Iterator[pd.DataFrame]:
    """Yield value, standard error and interval of every change, one drawn pair of waves after the other."""
    town = municipality()
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_definitions(folder)
        config = write_configuration(folder, scenario)
        for _ in range(draws):
            write_waves(folder, town, scenario.again, rng)
            yield _changes(sb.aarsstatus(config))


def _changes(status: sb.Status) -> pd.DataFrame:
    columns = ["value", "se", "low", "high"]
    states = status.ambition.states().xs("liv", level="theme")[columns]
    frame = status.ambition.frame().xs("liv", level="theme")
    gaps = frame[["narrowing", "narrowing_se", "narrowing_low", "narrowing_high"]].set_axis(columns, axis=1)
    gaps.index = [f"{area} narrowing" for area in gaps.index]
    return pd.concat([states, gaps])


def summarise(scenario: Scenario, draws: int) -> pd.Series:
    """Cover of 95 per cent intervals, and the said over the true standard error, over all changes."""
    truth = pd.Series(municipality().true_changes())
    frames = [frame.loc[truth.index] for frame in run_jobs(scenario, draws)]
    covers = np.array([(f["low"] <= truth + 1e-9) & (truth - 1e-9 <= f["high"]) for f in frames])
    values = np.array([f["value"].to_numpy(float) for f in frames])
    said = np.sqrt(np.mean([f["se"].to_numpy(float) ** 2 for f in frames], axis=0))
    changes, narrowings = slice(0, 3), slice(3, 5)
    true_se = values.std(axis=0, ddof=1)
    return pd.Series(
        {
            "cover_change": 100 * covers[:, changes].mean(),
            "cover_narrowing": 100 * covers[:, narrowings].mean(),
            # Over draws, of the mean over the changes of a draw: those of one draw go together.
            "error_change": 100 * covers[:, changes].mean(axis=1).std(ddof=1) / np.sqrt(draws),
            "error_narrowing": 100 * covers[:, narrowings].mean(axis=1).std(ddof=1) / np.sqrt(draws),
            "se_ratio_change": float(np.mean(said[changes] / true_se[changes])),
            "se_ratio_narrowing": float(np.mean(said[narrowings] / true_se[narrowings])),
            "se_narrowing": float(np.mean(said[narrowings])),
            "bias": float(np.abs(values.mean(axis=0) - truth).max()),
        }
    )


def main() -> None:
    """Write the table."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for name, scenario in SCENARIOS.items():
        print(name, summarise(scenario, draws).round(3).to_dict(), flush=True)


if __name__ == "__main__":
    main()
