"""Samples of a few whole stairwells, drawn over and over: how often intervals cover, and how wide they are.

`python tests/drawn_clusters.py [DRAWS]` prints the table of docs/simulations.md. All draws of a cell are
worked out at once: a draw is a cell of its own in `working_freedom`; `estimates/test_cluster_simulation.py`
holds that a single draw is what `estimate` gives.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.estimates.freedom import UnitLayout, working_freedom
from social_balance.estimates.intervals import t_quantile

LEVELS = np.array([0.8, 0.2, -0.4, 1.2])  # logits of four shares in an average stairwell
POINTS = np.array([0.30, 0.25, 0.25, 0.20])  # what a positive answer adds to a person's score
INDEX = np.full(4, 0.25)
SIZES = np.arange(4, 21)  # answers in a stairwell


@dataclass(frozen=True)
class Situation:
    """How many stairwells are drawn in the area (twice as many in the rest), and whether size tells."""

    clusters: int
    informative: bool
    strata: int = 1  # within each area


@dataclass(frozen=True)
class Cell:
    """One area in one wave, in many draws: size of each stairwell, and its positive answers."""

    size: np.ndarray  # (draws, clusters)
    positive: np.ndarray  # (draws, clusters, questions)
    strata: int


@dataclass(frozen=True)
class CellFigures:
    """Figures of a cell in many draws, with today's covariance, and what the quadratic form makes of it."""

    value: np.ndarray  # (draws, questions)
    covariance: np.ndarray  # (draws, questions, questions)
    today_df: int
    scale: np.ndarray  # (draws,)
    df: np.ndarray  # (draws,)


def chances(rng: np.random.Generator, size: np.ndarray, informative: bool) -> np.ndarray:
    """The chance of a positive answer to each question, stairwell by stairwell."""
    common = rng.normal(0, 0.3, (*size.shape, 1))
    own = rng.normal(0, 0.3, (*size.shape, len(LEVELS)))
    of_size = 0.5 * informative * (size - SIZES.mean()) / SIZES.std()
    return 1 / (1 + np.exp(-(LEVELS + common + own + of_size[..., None])))


def truth(informative: bool) -> np.ndarray:
    """Shares in the population."""
    rng = np.random.default_rng(0)
    size = rng.choice(SIZES, 2_000_000)
    return size @ chances(rng, size, informative) / size.sum()


def draw(rng: np.random.Generator, situation: Situation, times: int, draws: int) -> Cell:
    size = rng.choice(SIZES, (draws, situation.clusters * times))
    positive = rng.binomial(size[..., None], chances(rng, size, situation.informative))
    return Cell(size, positive.astype(float), situation.strata)


def figures(cell: Cell) -> CellFigures:
    draws, clusters = cell.size.shape
    total = cell.size.sum(axis=1)
    value = cell.positive.sum(axis=1) / total[:, None]
    z = (cell.positive - value[:, None, :] * cell.size[..., None]) / total[:, None, None]
    z = z.reshape(draws, cell.strata, clusters // cell.strata, -1)
    z = z - z.mean(axis=2, keepdims=True)
    per = clusters // cell.strata
    covariance = per / (per - 1) * np.einsum("dsci,dscj->dij", z, z)
    freedom = working_freedom(*_one_table(cell), is_ratio=True)
    return CellFigures(value, covariance, clusters - cell.strata, freedom.scale, freedom.df)


def _one_table(cell: Cell) -> tuple[UnitLayout, np.ndarray, np.ndarray]:
    """All draws as the cells of one table, with a row for every person."""
    draws, clusters = cell.size.shape
    per = clusters // cell.strata
    pair = np.repeat(np.arange(draws * clusters), cell.size.ravel())
    unit = np.arange(draws * clusters)
    factor = np.full(draws * clusters, per / (per - 1))
    layout = UnitLayout(
        pair, unit // clusters, unit // per, unit, draws, factor, factor / per, np.ones(draws * clusters)
    )
    return layout, np.ones(len(pair)), np.ones(len(pair), bool)


def limits(weights: np.ndarray, cells: list[tuple[float, CellFigures]]) -> dict[str, tuple[np.ndarray, ...]]:
    """Estimate and reach of Σ sign·weights·shares over independent cells, today and by the quadratic form."""
    value = sum(sign * cell.value @ weights for sign, cell in cells)
    variances = [np.einsum("i,dij,j->d", weights, cell.covariance, weights) for _, cell in cells]
    today_df = np.full(len(value), min(cell.today_df for _, cell in cells), dtype=float)
    free = [cell.scale * v for (_, cell), v in zip(cells, variances, strict=True)]
    df = sum(free) ** 2 / sum(v**2 / cell.df for (_, cell), v in zip(cells, free, strict=True))
    return {
        "today": (value, t_quantile(0.95, today_df) * np.sqrt(sum(variances))),
        "new": (value, t_quantile(0.95, df) * np.sqrt(sum(free))),
    }


def cover(situation: Situation, draws: int, seed: int = 1) -> pd.DataFrame:
    """Cover in per cent with its Monte Carlo error, and the mean width over that of today's intervals."""
    rng = np.random.default_rng([seed, situation.clusters, situation.informative, situation.strata])
    shares = truth(situation.informative)
    a0, a1, r0, r1 = (figures(draw(rng, situation, times, draws)) for times in (1, 1, 2, 2))
    wanted = {
        "share": (np.eye(4)[0], [(1, a0)], shares[0]),
        "mean": (POINTS, [(1, a0)], shares @ POINTS),
        "index": (INDEX, [(1, a0)], shares @ INDEX),
        "change": (INDEX, [(1, a1), (-1, a0)], 0.0),
        "gap": (INDEX, [(1, r1), (-1, a1)], 0.0),
        "narrowing": (INDEX, [(1, r0), (-1, a0), (-1, r1), (1, a1)], 0.0),
    }
    rows = {}
    for name, (weights, cells, true) in wanted.items():
        made = limits(weights, cells)
        hit = {way: np.abs(value - true) <= reach for way, (value, reach) in made.items()}
        rows[name] = {
            "today": 100 * hit["today"].mean(),
            "new": 100 * hit["new"].mean(),
            "error": 100 * hit["new"].std() / np.sqrt(draws),
            "width": made["new"][1].mean() / made["today"][1].mean(),
        }
    return pd.DataFrame(rows).T


SITUATIONS = [
    Situation(clusters, informative) for informative in (False, True) for clusters in (6, 8, 12, 24)
]
SITUATIONS += [Situation(12, True, strata=2), Situation(12, True, strata=6), Situation(24, True, strata=12)]


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for situation in SITUATIONS:
        print(situation)
        print(cover(situation, draws).round(3).to_string(), flush=True)
