"""The ambition table of many waves: time against the bare matrix products of the same covariances."""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: the floor is one thread, as the job is

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from social_balance.definitions.catalogue import Themes, read_indicators
from social_balance.estimates.scores import index_indicators
from social_balance.estimates.values import Estimates, from_values
from social_balance.files.resources import packaged_folder
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.changes import bases_of, developments, gap_changes
from social_balance.verdicts.indexes import ThemeIndex, theme_index
from social_balance.verdicts.multiplicity import Adjust, _max_abs_t_histogram

REPEATS, TARGET = 5, 20
YEARS = (2015, 2018, 2021, 2024, 2027, 2030)
AREAS = ("Nord", "Syd", "Vest", "rest", "whole")


def catalogue() -> Themes:
    """The themes that ship, every indicator as if it were asked and comparable in every wave."""
    themes = read_indicators(packaged_folder("indices"))
    return Themes(
        tuple(
            replace(theme, indicators=tuple(_in_every_wave(i) for i in theme.indicators)) for theme in themes
        )
    )


def _in_every_wave(indicator: Any) -> Any:
    first = replace(indicator.versions[0], from_year=min(YEARS), to_year=None)
    return replace(indicator, versions=(first,), years=None)


def index(themes: Themes) -> ThemeIndex:
    """Every counting indicator in every area and wave, with a joint covariance that has no zeros."""
    rng = np.random.default_rng(1)
    names = [i.id for theme in themes for i in index_indicators(theme)]
    labels = [(name, area, year) for name in names for area in AREAS for year in YEARS]
    root = rng.normal(size=(len(labels), 40))
    covariance = root @ root.T / 40 + np.eye(len(labels))
    made = from_values(
        labels, rng.uniform(30, 70, len(labels)), covariance, names=("measure", "area", "year"), df=250
    )
    return theme_index(made, themes)


def table(made: ThemeIndex, adjust: Adjust = "bh") -> Callable[[], Any]:
    """The library: development, gap, narrowing, states and verdicts of every pair of consecutive waves."""

    def work() -> None:
        _max_abs_t_histogram.cache_clear()
        for since, until in pairwise(YEARS):
            ambition(made, since=since, until=until, adjust=adjust).frame()

    return work


def products(made: ThemeIndex) -> Callable[[], Any]:
    """Bare numpy: L·V·Lᵀ of the same quantities, with L as it is in the library."""
    scores: Estimates = made.scores
    areas = AREAS[:3]
    maps = []
    for since, until in pairwise(YEARS):
        asked: dict[str, Any] = {"reference": "rest", "since": since, "until": until}
        bases = bases_of(made, areas=areas, **asked)
        for part in (gap_changes(made, bases, **asked), developments(made, bases, **asked)):
            maps.append(np.random.default_rng(len(part)).normal(size=(len(part), len(scores))))
    matrix = scores.matrix
    return lambda: [one @ matrix @ one.T for one in maps]


def seconds(work: Callable[[], Any]) -> float:
    """Wall time of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print the table of benchmarks/README.md."""
    made = index(catalogue())
    parts = {
        "floor: the products in numpy": products(made),
        "the ambition table, Benjamini–Hochberg": table(made),
        "the ambition table, Holm": table(made, "holm"),
        "the ambition table, largest \\|t\\|": table(made, "max_t"),
        "the ambition table, largest \\|t\\| step by step": table(made, "max_t_stepdown"),
    }
    rounds = [{name: seconds(work) for name, work in parts.items()} for _ in range(REPEATS + 1)][1:]
    taken = {name: statistics.median(one[name] for one in rounds) for name in parts}
    floor = taken["floor: the products in numpy"]
    themes, areas = len(made.themes), len(AREAS) - 2
    sizes = f"{themes} themes × {areas} areas × {len(YEARS)} waves, {len(made.scores)} scores"
    print(f"\n{sizes} with joint covariance; median of {REPEATS}\n")
    print("| part | s | × floor | target |\n|---|---|---|---|")
    for name, value in taken.items():
        target = "" if name.startswith("floor") else f"under {TARGET}"
        print(f"| {name} | {value:.3f} | {value / floor:.1f} | {target} |")


if __name__ == "__main__":
    main()
