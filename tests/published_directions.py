"""The directions published for 2024, one by one: true of the invented population, and what its sample shows.

`python tests/published_directions.py` writes the table in docs/simulations.md.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

import social_balance as sb
from social_balance.estimates.scores import weight_matrix
from social_balance.language.texts import OWN, interval, number
from social_balance.verdicts.evidence import figures_of
from social_balance.verdicts.indexes import compare
from social_balance.verdicts.multiplicity import adjusted_p
from social_balance.verdicts.states import OWN_WORDS, change_states, judge_changes

SAMPLES = Path(__file__).parent.parent / "data_samples"
with (SAMPLES / "truth.csv").open(encoding="utf-8-sig") as file:
    TRUTH = list(csv.DictReader(file))
# Two of the published measures are no theme of ours; their scores are, 0–100 and higher is better.
OF_SCORES = {"doemte": {"doemte": 1.0}, "oplevet_tryghed": {"tryg_i_nabolaget": 0.5, "tryg_om_aftenen": 0.5}}
SINCE, UNTIL, MARGIN = 2021, 2024, 2.0
SIGNS = {SINCE: -1, UNTIL: 1}


def changes(status: sb.Status) -> sb.Estimates:
    """The change of every published cell in index points, measured in the sample, as one family."""
    index, labels, weights = status.index, [], []
    for cell in TRUTH:
        measure, area = cell["measure"], index.areas.name(cell["area"])
        omega = (
            OF_SCORES.get(measure)
            or compare(index, index.themes[measure], since=SINCE, until=UNTIL, areas=[area]).weights
        )
        labels.append((measure, area))
        weights.append({(k, area, year): sign * w for k, w in omega.items() for year, sign in SIGNS.items()})
    names = pd.MultiIndex.from_tuples(labels, names=["measure", "area"])
    return index.scores.linear_map(weight_matrix(index.scores, weights), names, unit="point")


def states(found: sb.Estimates) -> list[str]:
    """What the sample shows of each change, after Benjamini and Hochberg over all of them."""
    margin = np.full(len(found), MARGIN)
    p = adjusted_p(found, "bh")
    measured = judge_changes(figures_of(found), p, margin=margin, adjust="bh", alpha=0.05)
    return change_states(measured, words=OWN_WORDS, alpha=0.05)


def true_points(cell: dict[str, str]) -> float:
    """The change in the population in index points: dømte is told in percentage points of a scale of ten."""
    return float(cell["change"]) * (-10 if cell["measure"] == "doemte" else 1)


def table() -> list[str]:
    """The lines of the table in the docs."""
    found = changes(sb.aarsstatus(SAMPLES / "aarsstatus.toml"))
    limits = found.frame()
    lines = [
        "| measure | area | published | true, points | measured, points | 95 % interval | shown |",
        "|---|---|---|---|---|---|---|",
    ]
    for cell, label, state in zip(TRUTH, found.labels, states(found), strict=True):
        row = limits.loc[label]
        true, measured = (number(value, signed=True) for value in (true_points(cell), row["value"]))
        shown = OWN[state].label("en").lower()
        told = [*label, cell["published"], true, measured, interval(row["low"], row["high"]), shown]
        lines.append(f"| {' | '.join(map(str, told))} |")
    return lines


if __name__ == "__main__":
    print("\n".join(table()))
