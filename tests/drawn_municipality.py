"""A municipality drawn again and again: how often the ambition's tests and intervals are wrong.

`python tests/drawn_municipality.py` writes the table in docs/simulations.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import invented_themes
import numpy as np
import pandas as pd
from scipy import special

import social_balance as sb
from social_balance.verdicts import multiplicity

ADULTS = {"a": 1700, "b": 2870, "c": 4000, "rest": 12_000}
AREAS = sb.Areas(
    tuple(sb.Area(name, name.upper()) for name in "abc"),
    rest=sb.Area("rest", "den øvrige by"),
    whole=sb.Area("whole", "hele byen"),
)
ASKED = {"a": 300, "b": 300, "c": 300, "rest": 1500}
YEARS = (2021, 2024)
STAIRWELL = 14  # adults, who are alike
ANSWERS = 0.6 * (1 + 1 / 2 + 1 / 3) / 3  # of those asked: less likely the higher the weight
MISSING = 0.08  # of the answers to a question
ALIKE, TRAIT, LASTS = 0.06, 0.35, 0.7  # shares of an answer's variance, and how the rest of it lasts
STAYS = 0.85  # of the adults, from the first year to the second

# Theme → indicator → (source, direction, weight, share in the first year in the areas and in the rest).
THEMES: Mapping[str, Mapping[str, tuple[str, str, int, tuple[float, float]]]] = {
    "one_question": {"s1": ("survey", "higher_is_better", 1, (0.55, 0.70))},
    "three_questions": {
        "s2": ("survey", "higher_is_better", 1, (0.50, 0.62)),
        "s3": ("survey", "higher_is_better", 1, (0.25, 0.40)),
        "m1": ("survey", "higher_is_better", 1, (0.45, 0.55)),
    },
    "weighted": {
        "s4": ("survey", "higher_is_better", 3, (0.60, 0.72)),
        "s5": ("survey", "lower_is_better", 1, (0.22, 0.12)),
        "s6": ("survey", "higher_is_better", 1, (0.35, 0.45)),
    },
    "mixed_sources": {
        "s7": ("survey", "higher_is_better", 1, (0.40, 0.52)),
        "s8": ("survey", "lower_is_better", 1, (0.30, 0.18)),
        "r1": ("register", "lower_is_better", 1, (0.28, 0.15)),
        "r2": ("register", "higher_is_better", 1, (0.62, 0.74)),
    },
    "register": {
        "r3": ("register", "lower_is_better", 1, (0.22, 0.14)),
        "r4": ("register", "higher_is_better", 1, (0.45, 0.58)),
    },
}
ITEMS = {name: item for theme in THEMES.values() for name, item in theme.items()}
SURVEY = {
    name: sb.share(f"{name} == 1", base=f"{name} in (0, 1)")
    for name, item in ITEMS.items()
    if item[0] == "survey"
} | {"m1": sb.mean("m1", low=0, high=10)}
REGISTER = {name: sb.share(f"{name} == 1") for name, item in ITEMS.items() if item[0] == "register"}


@cache
def themes() -> sb.Themes:
    """The themes with their indicators' weights and goalposts."""
    return invented_themes.themes(
        **{
            theme: [
                invented_themes.indicator(
                    name, weight=weight, direction=direction, goalposts=POSTS[direction]
                )
                for name, (_, direction, weight, _) in items.items()
            ]
            for theme, items in THEMES.items()
        }
    )


POSTS = {"higher_is_better": (0.0, 100.0), "lower_is_better": (100.0, 0.0)}


@dataclass(frozen=True)
class Scenario:
    """What truly happens from the first year to the second.

    Parameters
    ----------
    rise : mapping of (theme, area) to float
        Index points that the area gains; the rest stands still, so it is the narrowing too.
    overlap : float
        Share of the stairwells (in the rest, of the persons) that are asked in both years.
    """

    rise: Mapping[tuple[str, str], float]
    overlap: float = 0.0


def share_of(name: str, theme: str, area: str, year: int, scenario: Scenario) -> float:
    """The probability of a yes; a rise of the index is the same rise of each of its scores."""
    _, direction, _, (in_areas, in_rest) = ITEMS[name]
    first = in_rest if area == "rest" else in_areas
    turned = 1 if direction == "higher_is_better" else -1
    return first + turned * scenario.rise.get((theme, area), 0.0) / 100 * (year == YEARS[1])


def population(rng: np.random.Generator, scenario: Scenario) -> pd.DataFrame:
    """All adults in both years, with every answer and register entry; one row per person and year."""
    area = np.repeat(list(ADULTS), list(ADULTS.values()))
    n = len(area)
    start = np.concatenate([np.arange(size) for size in ADULTS.values()])
    stairwell = pd.factorize(pd.Series(area) + (start // STAIRWELL).astype(str))[0]
    moved_in = rng.random(n) > STAYS
    weight = rng.integers(1, 4, n).astype(float)
    trait, common = rng.normal(size=n), rng.normal(size=stairwell.max() + 1)
    noise = {name: rng.normal(size=n) for name in ITEMS}
    waves = []
    for year in YEARS:
        if year == YEARS[1]:
            trait = np.where(moved_in, rng.normal(size=n), lasting(rng, trait))
            common = lasting(rng, common)
            noise = {k: np.where(moved_in, rng.normal(size=n), lasting(rng, e)) for k, e in noise.items()}
        made: dict[str, object] = {"year": year, "area": area, "stairwell": stairwell, "weight": weight}
        made["person"] = np.arange(n) + np.where(moved_in & (year == YEARS[1]), n, 0)
        for theme, items in THEMES.items():
            for name in items:
                alike = ALIKE if ITEMS[name][0] == "survey" else 0.0
                latent = np.sqrt(alike) * common[stairwell] + np.sqrt(TRAIT) * trait
                latent += np.sqrt(1 - alike - TRAIT) * noise[name]
                limit = {a: special.ndtri(share_of(name, theme, a, year, scenario)) for a in ADULTS}
                made[name] = (latent < np.vectorize(limit.get)(area)).astype(float)
        waves.append(pd.DataFrame(made))
    return pd.concat(waves, ignore_index=True)


def lasting(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    """What is left of values after three years, with the same distribution."""
    return LASTS * values + np.sqrt(1 - LASTS**2) * rng.normal(size=values.shape)


def asked(rng: np.random.Generator, town: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Respondents of both years: whole stairwells in the areas, single persons in the rest."""
    unit = np.where(town["area"] == "rest", town["person"] % len(town) + 10**6, town["stairwell"])
    frame = town.assign(unit=unit)
    code, units = pd.factorize(unit)
    key = rng.random(len(units))[code]
    waves = []
    for number, year in enumerate(YEARS):
        for area, wanted in ASKED.items():
            here = ((frame["year"] == year) & (frame["area"] == area)).to_numpy()
            fraction = wanted / ANSWERS / ADULTS[area]
            # Units lie on a line in random order: the second wave's stretch begins where the overlap says.
            begin = number * fraction * (1 - scenario.overlap)
            taken = here & (key >= begin) & (key < begin + fraction)
            answers = rng.random(len(frame)) < 0.6 / frame["weight"]
            chosen = frame[taken & answers]
            waves.append(chosen.assign(w=chosen["weight"] / 0.6 / fraction))
    sample = pd.concat(waves, ignore_index=True)
    for name in SURVEY:
        sample[name] = sample[name].where(rng.random(len(sample)) > MISSING)
        if name[0] == "m":
            sample[name] *= 10
    return sample


def index(rng: np.random.Generator, scenario: Scenario) -> sb.ThemeIndex:
    """One draw: the municipality, its survey and its register, and the indexes they give."""
    town = population(rng, scenario)
    sample = asked(rng, town, scenario)
    design = sb.Design(
        weights="w", strata=["area", "year"], psu="unit", person="person" if scenario.overlap else None
    )
    survey = sb.estimate(sample, SURVEY, design=design, by=["area", "year"], areas=AREAS)
    register = sb.Register(town, person="person")
    counted = sb.estimate(register, REGISTER, by=["area", "year"], areas=AREAS)
    return sb.theme_index(sb.combine(survey, counted), themes(), areas=AREAS)


def true_gap(theme: str) -> float:
    """How far the areas are behind in the first year, in index points."""
    items = THEMES[theme].values()
    score = [100 * (rest - area) * (1 if way[0] == "h" else -1) for _, way, _, (area, rest) in items]
    return float(np.average(score, weights=[weight for _, _, weight, _ in items]))


CELLS = [(theme, area) for theme in THEMES for area in "abc"]
MARGIN = 8.0  # wide enough that "unchanged" can be shown at all with some three hundred answers
SCENARIOS = {
    "nothing changes": Scenario({}),
    "nothing changes, half asked again": Scenario({}, overlap=0.5),
    "every other cell rises": Scenario(dict.fromkeys(CELLS[::2], 9.0), overlap=0.5),
    "all rise by the margin": Scenario(dict.fromkeys(CELLS, MARGIN)),
}
METHODS = ("none", "bh", "holm", "max_t", "max_t_stepdown")


def frames(seed: int, scenario: Scenario) -> Iterator[tuple[str, pd.DataFrame]]:
    """The ambition's table of one draw under every adjustment."""
    made = index(np.random.default_rng(seed), scenario)
    for method in METHODS:
        table = sb.ambition(made, since=YEARS[0], until=YEARS[1], margin=MARGIN, adjust=method).frame()
        yield method, table.rename(index=str.lower, level="area")


def draw(seed: int, scenario: Scenario) -> pd.DataFrame:
    """What one draw says of every cell, beside the truth; one row per (theme, area)."""
    tables = dict(frames(seed, scenario))
    plain = tables["none"]
    true = pd.Series({cell: scenario.rise.get(cell, 0.0) for cell in CELLS}).reindex(plain.index)
    gap = pd.Series({cell: true_gap(cell[0]) for cell in CELLS}).reindex(plain.index)
    found = pd.DataFrame({"draw": seed, "null": true == 0, "size": true})
    for quantity, truth in (("development", true), ("gap_until", gap - true), ("narrowing", true)):
        low, high = plain[f"{quantity}_low"], plain[f"{quantity}_high"]
        found[f"{quantity} covered"] = (low <= truth) & (truth <= high)
    found["narrowed"] = plain["gap_state"].isin(["smaller", "slightly_smaller"])
    small = ("unchanged", "slightly_better", "slightly_worse", "slightly_smaller", "slightly_larger")
    found["development inside"] = plain["own"].isin(small)
    found["narrowing inside"] = plain["gap_state"].isin(small)
    for method in METHODS[1:]:
        for quantity in ("development", "narrowing"):
            found[f"{quantity} {method}"] = tables[method][f"{quantity}_p_adjusted"] < 0.05
    return found


def drawn(name: str, draws: int, *, first: int = 0) -> pd.DataFrame:
    """Many draws of a scenario, one below the other."""
    with few_points():
        return pd.concat([draw(seed, SCENARIOS[name]) for seed in range(first, first + draws)])


@contextmanager
def few_points() -> Iterator[None]:
    """Work out the largest |t| from so many points as tell well enough which side of 5 per cent it is on."""
    usual = multiplicity.POINTS
    try:
        multiplicity.POINTS = 2**14
        yield
    finally:
        multiplicity.POINTS = usual
        multiplicity._max_abs_t_histogram.cache_clear()
        multiplicity._sphere_points.cache_clear()


def family_wise(found: pd.DataFrame, quantity: str, method: str) -> pd.Series:
    """Of each draw, whether any of the cells where nothing changed was called changed."""
    wrong = found[f"{quantity} {method}"] & found["null"]
    return wrong.groupby(found["draw"].to_numpy()).any()


def false_discoveries(found: pd.DataFrame, quantity: str) -> pd.Series:
    """Of each draw, the share of what Benjamini–Hochberg finds that is not there."""
    said, draw_of = found[f"{quantity} bh"], found["draw"].to_numpy()
    wrong = (said & found["null"]).groupby(draw_of).sum()
    return wrong / said.groupby(draw_of).sum().clip(lower=1)


def summary(name: str, found: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Each rate of a scenario in per cent with its Monte Carlo standard error."""
    draw_of = found["draw"].to_numpy()
    rates: dict[str, pd.Series] = {}
    for quantity in ("development", "gap_until", "narrowing"):
        rates[f"{quantity}: interval covers"] = found[f"{quantity} covered"].groupby(draw_of).mean()
    if found["null"].all():
        for theme, rows in found.groupby(level="theme", sort=False):
            rates[f"false narrowed: {theme}"] = rows["narrowed"].groupby(rows["draw"].to_numpy()).mean()
        for quantity in ("development", "narrowing"):
            for method in ("holm", "max_t", "max_t_stepdown"):
                rates[f"any false {quantity}: {method}"] = family_wise(found, quantity, method)
    elif found["null"].any():
        for quantity in ("development", "narrowing"):
            rates[f"false discoveries among {quantity}s: bh"] = false_discoveries(found, quantity)
            for method in ("holm", "max_t", "max_t_stepdown"):
                rates[f"any false {quantity}: {method}"] = family_wise(found, quantity, method)
    else:
        for quantity in ("development", "narrowing"):
            for theme, rows in found.groupby(level="theme", sort=False):
                inside = rows[f"{quantity} inside"].groupby(rows["draw"].to_numpy()).mean()
                rates[f"false inside the margin, {quantity}: {theme}"] = inside
    n = found["draw"].nunique()
    return {
        what: (100 * rate.mean(), 100 * float(rate.std(ddof=1)) / np.sqrt(n)) for what, rate in rates.items()
    }


def main(draws: int) -> None:
    """Write the table of the docs."""
    for name in SCENARIOS:
        print(f"\n{name}, {draws} draws\n")
        print("| | per cent | Monte Carlo error |")
        print("|---|---|---|")
        for what, (rate, error) in summary(name, drawn(name, draws)).items():
            print(f"| {what} | {rate:.1f} | {error:.1f} |".replace(".", ","), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
