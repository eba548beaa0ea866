"""Samples of a few whole stairwells drawn over and over: how often intervals cover the truth, and how wide they are.

`python tests/drawn_clusters.py` prints the table of docs/simulations.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

import social_balance as sb
from social_balance.estimates.intervals import t_quantile
from social_balance.estimates.values import Estimates

INDICATORS = ("tryg", "tillid", "naboer", "trivsel")
LEVELS = np.array([0.8, 0.2, -0.4, 1.2])  # logits of the shares in an average stairwell
YEARS = (2021, 2024)
SIZES = np.arange(4, 21)  # answers in a stairwell
TOGETHER = 20  # draws in one table: cells of their own, so that a draw knows nothing of the others


@dataclass(frozen=True)
class Situation:
    """How many stairwells of an area are drawn, of twice as many in the rest, and what their size tells."""

    clusters: int
    informative: bool
    strata: int = 1  # within each area


def chances(rng: np.random.Generator, size: np.ndarray, informative: bool) -> np.ndarray:
    """The chance of a positive answer to each question, stairwell by stairwell."""
    common = rng.normal(0, 0.3, (len(size), 1))
    own = rng.normal(0, 0.3, (len(size), len(LEVELS)))
    of_size = 0.5 * (size - SIZES.mean()) / SIZES.std() if informative else np.zeros(len(size))
    return 1 / (1 + np.exp(-(LEVELS + common + own + of_size[:, None])))


def truth(informative: bool) -> np.ndarray:
    """Shares in the population, in per cent."""
    rng = np.random.default_rng(0)
    size = rng.choice(SIZES, 400_000)
    return 100 * size @ chances(rng, size, informative) / size.sum()


def sample(rng: np.random.Generator, situation: Situation) -> pd.DataFrame:
    """Many draws in one table: area "3 a" is the area of draw 3, "3 r" the rest."""
    tables = []
    for year, (letter, times) in product(YEARS, (("a", 1), ("r", 2))):
        count = TOGETHER * situation.clusters * times
        size = rng.choice(SIZES, count)
        row = np.repeat(np.arange(count), size)
        answers = rng.random((len(row), len(LEVELS))) < chances(rng, size, situation.informative)[row]
        draw, place = row // (situation.clusters * times), row % (situation.clusters * times)
        table = pd.DataFrame(answers.astype(float), columns=list(INDICATORS))
        tables.append(
            table.assign(
                year=year,
                area=np.char.add(draw.astype(str), f" {letter}"),
                stairwell=place,
                part=place * situation.strata // (situation.clusters * times),
                tal=answers @ np.array([30.0, 25, 25, 20]),
            )
        )
    return pd.concat(tables, ignore_index=True)


def quantities(labels: pd.MultiIndex) -> tuple[pd.DataFrame, np.ndarray]:
    """The linear maps of every draw: share, mean, index, change, gap and narrowing; shares and 'tal' weights."""
    position = {label: i for i, label in enumerate(labels)}
    rows, names = [], []
    even = dict.fromkeys(INDICATORS, 1 / len(INDICATORS))
    for draw in range(TOGETHER):
        a, r = f"{draw} a", f"{draw} r"
        step = {(a, YEARS[1]): 1.0, (a, YEARS[0]): -1.0}
        of = {
            "share": ({"tryg": 1.0}, {(a, YEARS[0]): 1.0}),
            "mean": ({"tal": 1.0}, {(a, YEARS[0]): 1.0}),
            "index": (even, {(a, YEARS[0]): 1.0}),
            "change": (even, step),
            "gap": (even, {(r, YEARS[1]): 1.0, (a, YEARS[1]): -1.0}),
            "narrowing": (even, {**step, (r, YEARS[1]): -1.0, (r, YEARS[0]): 1.0}),
        }
        for name, (weights, places) in of.items():
            row = np.zeros(len(labels))
            for (measure, weight), (place, sign) in product(weights.items(), places.items()):
                row[position[(measure, *place)]] = weight * sign
            rows.append(row)
            names.append((name, draw))
    return pd.DataFrame(names, columns=["quantity", "draw"]), np.array(rows)


def cover(situation: Situation, draws: int, seed: int = 1) -> pd.DataFrame:
    """Cover in per cent with its Monte Carlo error, and the mean width over that of today's intervals."""
    rng = np.random.default_rng([seed, situation.clusters, situation.informative, situation.strata])
    shares = truth(situation.informative)
    true = {"share": shares[0], "mean": shares @ [0.30, 0.25, 0.25, 0.20], "index": shares.mean()}
    measures = {name: sb.share(f"{name} == 1") for name in INDICATORS} | {"tal": sb.mean("tal")}
    design = sb.Design(strata=["area", "year", "part"], psu="stairwell")
    made = []
    for _ in range(-(-draws // TOGETHER)):
        est = sb.estimate(sample(rng, situation), measures, design=design, by=["area", "year"])
        names, matrix = quantities(est.labels)
        target = names["quantity"].map(true).fillna(0.0).to_numpy()
        index = pd.MultiIndex.from_frame(names)
        for way, figures in (("design", est), ("satterthwaite", est.with_satterthwaite())):
            made.append(_hits(figures.linear_map(matrix, index), target).assign(way=way))
    table = pd.concat(made).groupby(["quantity", "way"]).agg(cover=("hit", "mean"), width=("width", "mean"))
    wide = table.unstack("way")
    return pd.DataFrame(
        {
            "today": 100 * wide["cover", "design"],
            "new": 100 * wide["cover", "satterthwaite"],
            "error": 100 * np.sqrt(0.05 * 0.95 / draws),
            "width": wide["width", "satterthwaite"] / wide["width", "design"],
        }
    ).loc[["share", "mean", "index", "change", "gap", "narrowing"]]


def _hits(figures: Estimates, target: np.ndarray) -> pd.DataFrame:
    reach = t_quantile(0.95, figures.rows["df"].to_numpy(dtype=float)) * figures.se
    hit = np.abs(figures.values - target) <= reach
    return pd.DataFrame({"quantity": figures.labels.get_level_values("quantity"), "hit": hit, "width": reach})


SITUATIONS = [Situation(clusters, informative) for informative in (False, True) for clusters in (6, 8, 12, 24)]
SITUATIONS += [Situation(12, True, strata=2), Situation(12, True, strata=6)]


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    for situation in SITUATIONS:
        table = cover(situation, draws)
        print(situation, flush=True)
        print(table.round(3).to_string(), flush=True)
