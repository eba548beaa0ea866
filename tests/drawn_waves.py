"""Two waves drawn again and again from a small town: how large the variance of a change is said to be.

`python tests/drawn_waves.py` writes the table in docs/simulations.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

import social_balance as sb

CORRELATIONS = (0.0, 0.5, 0.8)
FIRST, SECOND = {"a": 64, "b": 80}, {"a": 56, "b": 88}  # units drawn in each area


def column(correlation: float) -> str:
    """Name of the answers that have a correlation: y0, y5, y8."""
    return f"y{round(10 * correlation)}"


MEASURES = {
    **{f"mean {r}": sb.mean(column(r)) for r in CORRELATIONS},
    **{f"share {r}": sb.share(f"{column(r)} > 0.6", base="y0 is not missing") for r in CORRELATIONS},
}
SCENARIOS = ("independent", "apart", "30", "60", "60 movers", "60 households")


@dataclass(frozen=True)
class Town:
    """Units (persons or households) with their area in each wave, and persons with answers in each wave."""

    area: tuple[np.ndarray, np.ndarray]
    unit: np.ndarray
    answers: tuple[np.ndarray, np.ndarray]  # shape (persons, correlations)


def town(*, movers: bool = False, households: bool = False) -> Town:
    """160 units in one area and 320 in another, whose answers have just the correlations wanted."""
    rng = np.random.default_rng(8)
    before = np.repeat(["a", "b"], [160, 320])
    after = before.copy()
    if movers:
        after[rng.choice(160, 16, replace=False)] = "b"
        after[160 + rng.choice(320, 24, replace=False)] = "a"
    unit = np.repeat(np.arange(480), rng.integers(1, 4, 480) if households else 1)
    trait, change = (answers(rng, before[unit], unit) for _ in range(2))
    change -= trait * np.mean(trait * change) / np.mean(trait**2)
    change *= np.sqrt(np.mean(trait**2) / np.mean(change**2))
    level = np.where(before[unit] == "a", 0.8, 0.0)[:, None]
    r = np.array(CORRELATIONS)
    first = np.repeat(trait[:, None], len(r), axis=1) + level
    second = r * trait[:, None] + np.sqrt(1 - r**2) * change[:, None] + level + 0.1
    return Town((before, after), unit, (first, second))


def answers(rng: np.random.Generator, area: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Standard normal answers, alike within a unit, with mean 0 in each area."""
    values = 0.6 * rng.normal(size=480)[unit] + 0.8 * rng.normal(size=len(unit))
    for name in ("a", "b"):
        values[area == name] -= values[area == name].mean()
    return values


def draw(rng: np.random.Generator, place: Town, overlap: float | None, draws: int) -> tuple:
    """Mark the units drawn in each wave, shape (draws, units); `overlap` None: independent draws."""
    before, after = place.area
    key = rng.random((draws, len(before)))
    first = lowest(key, before, FIRST)
    if overlap is None:
        return first, lowest(rng.random(key.shape), after, SECOND)
    kept = lowest(key, before, {name: round(overlap * n) for name, n in FIRST.items()})
    # Those kept come first, then those who were not asked before, and never the others of the first wave.
    return first, lowest(np.where(kept, -1.0, rng.random(key.shape)) + 9 * (first & ~kept), after, SECOND)


def lowest(key: np.ndarray, area: np.ndarray, n: dict[str, int]) -> np.ndarray:
    """Mark the units with the lowest keys in each area."""
    drawn = np.zeros(key.shape, bool)
    for name, size in n.items():
        members = np.flatnonzero(area == name)
        if size:
            chosen = members[np.argpartition(key[:, members], size - 1, axis=1)[:, :size]]
            np.put_along_axis(drawn, chosen, True, axis=1)
    return drawn


def changes(place: Town, drawn: tuple, only: str | None) -> np.ndarray:
    """The change of every measure in each draw, worked out without the library, shape (draws, measures)."""
    figures = []
    for area, answer, chosen, n in zip(place.area, place.answers, drawn, (FIRST, SECOND), strict=True):
        weight = np.array([np.mean(area == name) / n[name] for name in area])
        weight = np.where(area == only, weight, 0.0) if only else weight
        values = np.hstack([answer, answer > 0.6])
        of_unit = np.stack([np.bincount(place.unit, weights=column) for column in values.T], axis=1)
        total = chosen @ (weight[:, None] * of_unit)
        figures.append(total / (chosen @ (weight * np.bincount(place.unit)))[:, None])
    return figures[1] - figures[0]


def table_of(place: Town, drawn: tuple) -> pd.DataFrame:
    """The respondents of every draw, one below the other."""
    waves = []
    for year, area, answer, chosen, n in zip(
        (2021, 2024), place.area, place.answers, drawn, (FIRST, SECOND), strict=True
    ):
        at, person = np.nonzero(chosen[:, place.unit])
        home = area[place.unit[person]]
        size = pd.Series(home).map({name: float(np.sum(area == name)) for name in n}).to_numpy()
        made = {"draw": at, "area": home, "year": year, "population": size}
        made["w"] = size / pd.Series(home).map(n).to_numpy()
        made["person"] = at * 100_000 + person
        made["unit"] = at * 100_000 + place.unit[person] + (year - 2021) * 1000
        made |= {column(r): answer[person, i] for i, r in enumerate(CORRELATIONS)}
        waves.append(pd.DataFrame(made))
    return pd.concat(waves, ignore_index=True)


def design(*, overlap: str = "deliberate") -> sb.Design:
    """The design of every draw at once: a draw is a stratum of its own."""
    return sb.Design(
        weights="w", strata=["draw", "area", "year"], psu="unit", population="population", person="person",
        overlap=overlap,
    )  # fmt: skip


def stacked() -> sb.Design:
    """What other programs accept: the panel as one sample of persons, with a finite population."""
    return sb.Design(weights="w", strata=["draw", "area"], psu="person", population="population")


def said(frame: pd.DataFrame, how: sb.Design, only: str | None) -> np.ndarray:
    """Mean over the draws of the variance that is said of each change, in the order of the measures."""
    by = ["draw", "area", "year"] if only else ["draw", "year"]
    est = sb.estimate(frame, MEASURES, design=how, by=by)
    labels = est.labels.to_frame(index=False).assign(at=np.arange(len(est)))
    labels = labels[labels["area"] == only] if only else labels
    at = labels.pivot(index=["measure", "draw"], columns="year", values="at")
    i, j = at[2021].to_numpy(), at[2024].to_numpy()
    variance = est.matrix[i, i] + est.matrix[j, j] - 2 * est.matrix[i, j]
    means = pd.Series(variance, index=at.index).groupby(level="measure").mean()
    return means[list(MEASURES)].to_numpy() / np.where([name[0] == "s" for name in MEASURES], 1e4, 1.0)


def ratios(
    scenario: str,
    *,
    only: str | None = None,
    truth: int = 80_000,
    draws: int = 1000,
    batch: int = 20,
    ways: tuple[str, ...] = ("ours", "independent", "stacked"),
) -> pd.DataFrame:
    """Said over true variance of the change, per measure: ours, as independent waves, as one sample."""
    place = town(movers="movers" in scenario, households="households" in scenario)
    overlap = {"independent": None, "apart": 0.0, "30": 0.3}.get(scenario, 0.6)
    rng = np.random.default_rng(20246)
    found = [changes(place, draw(rng, place, overlap, 4000), only) for _ in range(truth // 4000)]
    true = np.vstack(found).var(axis=0)
    designs = {"ours": design(), "independent": design(overlap="chance"), "stacked": stacked()}
    # Stacked, a person has one area, and is the unit.
    fits = ways if scenario in ("30", "60") else tuple(way for way in ways if way != "stacked")
    sums = {name: np.zeros(len(MEASURES)) for name in fits}
    for _ in range(draws // batch):
        frame = table_of(place, draw(rng, place, overlap, batch))
        for name in fits:
            sums[name] += said(frame, designs[name], only)
    return pd.DataFrame({name: s / (draws // batch) / true for name, s in sums.items()}, index=list(MEASURES))


def main() -> None:
    """Write the table of the docs."""
    for scenario in SCENARIOS:
        for only in (None, "a"):
            print(f"\n{scenario} · {only or 'whole'}\n", ratios(scenario, only=only).round(3).to_string())


if __name__ == "__main__":
    main()
