"""Surveys drawn as planned, again and again: how often the tests find what the plan says they find.

`python tests/drawn_plans.py` writes the table in docs/simulations.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

import social_balance as sb

POPULATION = {"vest": 1904, "rest": 4800}
SD = 20.0
BY = ["draw", "area", "year"]
BATCH = 25  # draws in one table: a draw is a stratum of its own
LEVEL = {("vest", 2021): 48.0, ("rest", 2021): 60.0, ("vest", 2024): 50.0, ("rest", 2024): 61.0}
TRUE = {"change": 2.0, "narrowing": 1.0}
Effects: TypeAlias = dict[tuple[str, float], float]  # (change or narrowing, power) → points, or how often


@dataclass(frozen=True)
class Scenario:
    """How two waves are drawn, and what else the plan has to know."""

    name: str
    answers: tuple[int, int]  # in the area and in the rest, in each wave
    overlap: float | str = "chance"
    correlation: float = 0.0
    household: int = 1  # persons in each drawn unit
    alike: float = 0.0  # correlation within a household
    earlier: int | None = None  # answers in the area in the first wave, when it is another number

    @property
    def deff(self) -> float:
        """Kish's: 1 + (persons in a unit − 1)·correlation within it."""
        return 1 + (self.household - 1) * self.alike

    def sizes(self, name: str) -> tuple[int, int]:
        """Answers of an area in the two waves."""
        second = self.answers[name == "rest"]
        return (self.earlier if self.earlier and name == "vest" else second), second


SCENARIOS = (
    Scenario("independent draws", (300, 480)),
    Scenario("small area sample", (24, 480)),
    Scenario("nearly everyone", (1400, 480)),
    Scenario("an earlier wave that is small", (700, 480), earlier=200),
    Scenario("60 % again, correlation 0,6", (300, 480), overlap=0.6, correlation=0.6),
    Scenario("nobody again but one in ten, correlation 0,6", (600, 480), overlap=0.1, correlation=0.6),
    Scenario("households of two, correlation within 0,5", (300, 480), household=2, alike=0.5),
    Scenario("households of four, few of them", (96, 480), household=4, alike=0.3),
    Scenario("households again, 60 %", (300, 480), 0.6, 0.6, household=2, alike=0.5),
)


def planned(scenario: Scenario, *, wanted: float = 2.0, power: float = 0.8) -> sb.Plan:
    """The plan of a scenario."""
    areas = {
        name: (size, scenario.sizes(name)[1], scenario.sizes(name)[0]) for name, size in POPULATION.items()
    }
    return sb.plan_survey(
        areas=areas, deff=scenario.deff, sd=SD, wanted=wanted, power=power, overlap=scenario.overlap,
        correlation=scenario.correlation, unit_size=scenario.household,
    )  # fmt: skip


def answers(rng: np.random.Generator, scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Answers of a whole area in two waves with just the variance and the correlations wanted, mean 0.

    Within a household they are alike; a household's total has the same correlation between the waves as a
    person's answer.
    """
    size, inside = scenario.household, scenario.alike
    units = sum(POPULATION.values()) // size
    waves = []
    for _ in range(2):
        shared = np.sqrt(inside) * rng.normal(size=(units, 1))
        waves.append(shared + np.sqrt(1 - inside) * rng.normal(size=(units, size)))
    trait, change = waves
    home = np.repeat(list(POPULATION), [n // size for n in POPULATION.values()])
    for name in POPULATION:
        trait[home == name] = exact(trait[home == name], scenario)
        change[home == name] = exact(change[home == name], scenario, besides=trait[home == name])
    r = scenario.correlation
    return trait, r * trait + np.sqrt(1 - r**2) * change


def exact(values: np.ndarray, scenario: Scenario, besides: np.ndarray | None = None) -> np.ndarray:
    """Give means of units and deviations inside them just the variances that the scenario says."""
    between = values.mean(axis=1, keepdims=True)
    within = values - between
    between = between - between.mean()
    if besides is not None:
        other = besides.mean(axis=1, keepdims=True)
        between = between - other * np.sum(between * other) / np.sum(other**2)
        inner = besides - other
        if scenario.household > 1:
            within = within - inner * np.sum(within * inner) / np.sum(inner**2)
    m, units = scenario.household, len(values)
    total = SD**2 * (units * m - 1)  # sum of squares of a population with variance SD²
    part = SD**2 * scenario.deff * (units - 1)  # m times that of the units' means
    between = between * np.sqrt(part / (m * np.sum(between**2)))
    if m > 1:
        within = within * np.sqrt((total - part) / np.sum(within**2))
    return between + within


def waves(rng: np.random.Generator, scenario: Scenario, town: tuple[np.ndarray, np.ndarray]) -> pd.DataFrame:
    """The respondents of a batch of draws, one below the other."""
    home = np.repeat(list(POPULATION), [n // scenario.household for n in POPULATION.values()])
    columns: dict[str, list[np.ndarray]] = defaultdict(list)
    for name, population in POPULATION.items():
        members = np.flatnonzero(home == name)
        one, two = (n // scenario.household for n in scenario.sizes(name))
        for draw in range(BATCH):
            chosen = rng.permutation(members)
            if scenario.overlap == "chance":
                after = rng.permutation(members)[:two]
            else:
                again = round(float(scenario.overlap) * min(one, two))
                after = np.concatenate([chosen[:again], chosen[one : one + two - again]])
            for year, units, values in zip((2021, 2024), (chosen[:one], after), town, strict=True):
                unit = np.repeat(units, scenario.household)
                made = {"x": values[units].ravel() + LEVEL[name, year], "draw": draw, "area": name}
                made |= {"year": year, "w": population / len(unit), "N": len(members)}
                made["unit"] = unit + (2 * draw + (year == 2024)) * 100_000  # named anew in each wave
                inside = np.tile(np.arange(scenario.household), len(units))
                made["person"] = (draw * 100_000 + unit) * 10 + inside
                for column, entry in made.items():
                    columns[column].append(np.broadcast_to(np.asarray(entry), unit.shape))
    return pd.DataFrame({name: np.concatenate(parts) for name, parts in columns.items()})


def found(scenario: Scenario, effects: Effects, *, draws: int, seed: int = 20247) -> Effects:
    """How often `estimate` and a contrast's test find each effect at 5 per cent, with the right sign."""
    rng = np.random.default_rng(seed)
    town = answers(rng, scenario)
    design = sb.Design(
        weights="w", strata=BY, psu="unit", population="N",
        person=None if scenario.overlap == "chance" else "person",
    )  # fmt: skip
    hits = dict.fromkeys(effects, 0)
    for _ in range(draws // BATCH):
        est = sb.estimate(waves(rng, scenario, town), {"x": sb.mean("x")}, design=design, by=BY)
        for (what, power), effect in effects.items():
            areas = ["vest", "rest"] if what == "narrowing" else ["vest"]
            hits[what, power] += rejected(est, areas, effect - TRUE[what])
    return {key: n / draws for key, n in hits.items()}


def rejected(est: sb.Estimates, areas: list[str], added: float) -> int:
    """Number of draws whose change (or difference of changes), with so much added, is positive and clear.

    The same added to everyone's answer moves a mean by just that and leaves its variance alone, so one set
    of draws serves every effect.
    """
    rows = np.zeros((BATCH, len(est)))
    for sign, name in zip((1, -1), areas, strict=False):
        for year, also in ((2024, 1), (2021, -1)):
            at = est.labels.get_indexer([("x", draw, name, year) for draw in range(BATCH)])
            rows[np.arange(BATCH), at] = sign * also
    labels = pd.MultiIndex.from_arrays([range(BATCH)], names=["draw"])
    test = est.linear_map(rows, labels, offset=added).test()
    return int(((test["value"] > 0) & (test["p"] < 0.05)).sum())


def powers(scenario: Scenario, *, draws: int) -> pd.DataFrame:
    """Planned and simulated power of the change and the narrowing, at the effects planned for."""
    effects: Effects = {}
    for power in (0.5, 0.8):
        said = planned(scenario, power=power).frame().iloc[0]
        effects |= {(what, power): float(said[f"detectable_{what}"]) for what in TRUE}
    hits = found(scenario, effects, draws=draws)
    rows = [
        {"what": what, "points": effect, "planned": power, "simulated": hits[what, power]}
        for (what, power), effect in effects.items()
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Write the table of the docs."""
    for scenario in SCENARIOS:
        print(f"\n{scenario.name}\n", powers(scenario, draws=4_000).round(4).to_string(), flush=True)


if __name__ == "__main__":
    main()
