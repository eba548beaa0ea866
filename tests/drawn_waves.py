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
STAIRWELLS, KEPT = {"a": 80, "b": 120}, {"a": 36, "b": 48}  # in the town, and drawn once for both waves


def column(correlation: float) -> str:
    """Name of the answers that have a correlation: y0, y5, y8."""
    return f"y{round(10 * correlation)}"


MEASURES = {
    **{f"mean {r}": sb.mean(column(r)) for r in CORRELATIONS},
    **{f"share {r}": sb.share(f"{column(r)} > 0.6", base="y0 is not missing") for r in CORRELATIONS},
    **{f"total {r}": sb.total(column(r)) for r in CORRELATIONS},
}
SCENARIOS = (
    "independent", "apart", "30", "60", "60 movers", "60 households", "60 stairwells", "anew stairwells",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Units (persons, households or stairwells), and the persons in them with answers in each wave."""

    area: tuple[np.ndarray, np.ndarray]  # of each unit in each wave
    unit: np.ndarray
    answers: tuple[np.ndarray, np.ndarray]  # shape (persons, correlations)
    n: tuple[dict[str, int], dict[str, int]]  # units drawn in each area
    inside: tuple[np.ndarray, np.ndarray] | None = None  # persons drawn in each unit; None: all of them

    def weights(self, wave: int) -> np.ndarray:
        """The inverse of each person's chance to be asked."""
        area, n = self.area[wave], self.n[wave]
        weight = np.array([np.sum(area == name) / n[name] for name in area])
        size = np.bincount(self.unit)
        return (weight * (size / self.inside[wave] if self.inside else 1.0))[self.unit]


def town(*, movers: bool = False, households: bool = False, stairwells: bool = False) -> Town:
    """Two areas of unequal size, with answers that have just the correlations wanted."""
    rng = np.random.default_rng(8)
    before = np.repeat(["a", "b"], list(STAIRWELLS.values()) if stairwells else [160, 320])
    after = before.copy()
    if movers:
        after[rng.choice(160, 16, replace=False)] = "b"
        after[160 + rng.choice(320, 24, replace=False)] = "a"
    size = rng.integers(4, 11, len(before)) if stairwells else rng.integers(1, 4, 480) if households else 1
    unit = np.repeat(np.arange(len(before)), size)
    trait, change = (answers(rng, before[unit], unit) for _ in range(2))
    change -= trait * np.mean(trait * change) / np.mean(trait**2)
    change *= np.sqrt(np.mean(trait**2) / np.mean(change**2))
    level = np.where(before[unit] == "a", 0.8, 0.0)[:, None]
    r = np.array(CORRELATIONS)
    first = np.repeat(trait[:, None], len(r), axis=1) + level
    second = r * trait[:, None] + np.sqrt(1 - r**2) * change[:, None] + level + 0.1
    if stairwells:
        inside = (np.rint(0.5 * size).astype(int), np.rint(0.6 * size).astype(int))
        return Town((before, after), unit, (first, second), (KEPT, KEPT), inside)
    return Town((before, after), unit, (first, second), (FIRST, SECOND))


def answers(rng: np.random.Generator, area: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Standard normal answers, alike within a unit, with mean 0 in each area."""
    values = 0.6 * rng.normal(size=unit[-1] + 1)[unit] + 0.8 * rng.normal(size=len(unit))
    for name in ("a", "b"):
        values[area == name] -= values[area == name].mean()
    return values


def draw(rng: np.random.Generator, place: Town, overlap: float | None, draws: int) -> list[np.ndarray]:
    """Mark the persons drawn in each wave, shape (draws, persons); `overlap` None: independent draws."""
    if place.inside is None:
        return [drawn[:, place.unit] for drawn in two_draws(rng, place.area, place.n, overlap, draws)]
    kept = lowest(rng.random((draws, len(place.area[0]))), place.area[0], place.n[0])[:, place.unit]
    n = tuple(dict(enumerate(sizes.tolist())) for sizes in place.inside)
    return [drawn & kept for drawn in two_draws(rng, (place.unit, place.unit), n, overlap, draws)]


def two_draws(
    rng: np.random.Generator, within: tuple, n: tuple, overlap: float | None, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw so many in each area (or stairwell) of each wave, of whom some are kept from the first."""
    before, after = within
    key = rng.random((draws, len(before)))
    first = lowest(key, before, n[0])
    if overlap is None:
        return first, lowest(rng.random(key.shape), after, n[1])
    kept = lowest(key, before, {name: round(overlap * size) for name, size in n[0].items()})
    # Those kept come first, then those who were not asked before, and never the others of the first wave.
    return first, lowest(np.where(kept, -1.0, rng.random(key.shape)) + 9 * (first & ~kept), after, n[1])


def lowest(key: np.ndarray, area: np.ndarray, n: dict) -> np.ndarray:
    """Mark those with the lowest keys in each area."""
    drawn = np.zeros(key.shape, bool)
    for name, size in n.items():
        members = np.flatnonzero(area == name)
        if size:
            chosen = members[np.argpartition(key[:, members], size - 1, axis=1)[:, :size]]
            np.put_along_axis(drawn, chosen, True, axis=1)
    return drawn


def changes(place: Town, drawn: list[np.ndarray], only: str | None) -> np.ndarray:
    """The change of every measure in each draw, worked out without the library, shape (draws, measures)."""
    figures = []
    for wave, (area, answer, chosen) in enumerate(zip(place.area, place.answers, drawn, strict=True)):
        weight = place.weights(wave)
        weight = np.where(area[place.unit] == only, weight, 0.0) if only else weight
        total = chosen @ (weight[:, None] * np.hstack([answer, answer > 0.6]))
        figures.append(np.hstack([total / (chosen @ weight)[:, None], total[:, : len(CORRELATIONS)]]))
    return figures[1] - figures[0]


def table_of(place: Town, drawn: list[np.ndarray]) -> pd.DataFrame:
    """The respondents of every draw, one below the other."""
    waves = []
    for wave, year in enumerate((2021, 2024)):
        at, person = np.nonzero(drawn[wave])
        unit = place.unit[person]
        home = place.area[wave][unit]
        units = {name: float(np.sum(place.area[wave] == name)) for name in place.n[wave]}
        made = {"draw": at, "area": home, "year": year, "population": pd.Series(home).map(units)}
        made |= {"w": place.weights(wave)[person], "persons": np.bincount(place.unit)[unit].astype(float)}
        made |= {"person": at * 100_000 + person, "unit": at * 100_000 + unit + (year - 2021) * 1000}
        made |= {column(r): place.answers[wave][person, i] for i, r in enumerate(CORRELATIONS)}
        waves.append(pd.DataFrame(made))
    return pd.concat(waves, ignore_index=True)


def design(place: Town, *, overlap: str = "deliberate") -> sb.Design:
    """The design of every draw at once: a draw is a stratum of its own."""
    psu, population = ("unit", "population") if place.inside is None else (
        ["unit", "person"], ["population", "persons"]
    )  # fmt: skip
    return sb.Design(
        weights="w", strata=["draw", "area", "year"], psu=psu, population=population, person="person",
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
    kinds = ("movers", "households", "stairwells")
    place = town(**{kind: kind in scenario for kind in kinds})
    overlap = {"independent": None, "anew": None, "apart": 0.0, "30": 0.3}.get(scenario.split()[0], 0.6)
    rng = np.random.default_rng(20246)
    found = [changes(place, draw(rng, place, overlap, 4000), only) for _ in range(truth // 4000)]
    true = np.vstack(found).var(axis=0)
    designs = {"ours": design(place), "independent": design(place, overlap="chance"), "stacked": stacked()}
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
