"""How often claims and words are wrong when they are drawn again and again from figures whose truth is known.

`python tests/drawn_claims.py` writes the tables in docs/simulations.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import invented_themes
import numpy as np
import pandas as pd

import social_balance as sb
from social_balance.estimates.values import Estimates
from social_balance.verdicts.ambition import Ambition
from social_balance.verdicts.changes import QUANTITIES
from social_balance.verdicts.evidence import Figures
from social_balance.verdicts.multiplicity import Adjust, adjusted
from social_balance.verdicts.states import OWN_WORDS, change_states, judge_changes

PLACES = ("nord", "rest", "whole")
YEARS = (2021, 2024)
CELLS = 50  # themes in one table, each a draw of its own
FIRST_GAPS = (-6.0, -3.0, -1.0, 0.5, 1.0, 3.0, 6.0)
NARROWINGS = (0.0, -1.0, -2.0, -4.0, -8.0)


@dataclass(frozen=True)
class Setting:
    """How figures are drawn: their standard errors in both years, how the years go together, df."""

    se: tuple[float, float] = (2.0, 2.0)
    correlation: float = 0.0
    df: float = 40.0

    def covariance(self) -> np.ndarray:
        """Of the figures of one place in both years."""
        first, last = self.se
        shared = self.correlation * first * last
        return np.array([[first**2, shared], [shared, last**2]])


SETTINGS = {
    "SE 2, independent waves": Setting(),
    "SE 2, the same persons (0,8)": Setting(correlation=0.8),
    "SE 4 and 1": Setting(se=(4.0, 1.0)),
    "SE 1 and 4": Setting(se=(1.0, 4.0)),
    "SE 2, 6 df": Setting(df=6.0),
}


@cache
def empty_index(setting: Setting) -> sb.ThemeIndex:
    """Many themes of one indicator each, without values yet."""
    names = [f"t{n:02d}" for n in range(CELLS)]
    themes = invented_themes.themes(**{name: [invented_themes.indicator(f"q_{name}")] for name in names})
    values = {(f"q_{name}", place, year): 50.0 for name in names for place in PLACES for year in YEARS}
    est = invented_themes.figures(values, df=setting.df)
    matrix = np.kron(np.eye(CELLS * len(PLACES)), setting.covariance())
    return sb.theme_index(Estimates(est.rows, matrix), themes)


def drawn_figures(rng: np.random.Generator, truth: np.ndarray, setting: Setting) -> np.ndarray:
    """Figures around the truth, shape (cells, places, years), with t errors of the setting's df."""
    root = np.linalg.cholesky(setting.covariance())
    errors = rng.normal(size=(CELLS, len(PLACES), 2)) @ root.T
    # One estimate of the spread for the whole cell: what a multivariate t is.
    scale = np.sqrt(rng.chisquare(setting.df, size=CELLS) / setting.df)
    return truth + errors / scale[:, None, None]


def true_levels(first_gap: float, narrowing: float) -> np.ndarray:
    """Everybody improves a lot, so that only the claim of the gap can be false; shape (places, years)."""
    last_gap = first_gap - narrowing
    return np.array([[30.0, 60.0], [30.0 + first_gap, 60.0 + last_gap], [30.0, 60.0]])


@cache
def empty_ambition(setting: Setting) -> Ambition:
    """The ambition of the index without values; each theme is a report of its own: no correction."""
    return sb.ambition(empty_index(setting), since=YEARS[0], until=YEARS[1], adjust="none")


def claim_holds(empty: Ambition, figures: np.ndarray) -> np.ndarray:
    """Of each theme, whether the library calls its whole claim shown."""
    claims = filled(empty, figures).single_claims()
    tested = claims[claims["why"] == ""]
    return (tested.groupby("theme", sort=False)["p"].max() < empty.alpha).to_numpy()


def filled(empty: Ambition, figures: np.ndarray) -> Ambition:
    """The same ambition with other figures: everything in it is linear in them."""
    at = {"area": 0, "reference": 1, "since": 0, "until": 1}
    quantities = [
        sum(sign * figures[:, at[who], at[when]] for (who, when), sign in parts.items())
        for parts in QUANTITIES.values()
    ]
    rows = empty.estimates.rows.assign(value=np.concatenate(quantities))
    developments = (figures[:, :, 1] - figures[:, :, 0]).ravel()
    return replace(
        empty,
        estimates=Estimates(rows, empty.estimates.matrix),
        judged=Estimates(empty.judged.rows.assign(value=developments), empty.judged.matrix),
    )


def measured_gap_rule(figures: np.ndarray, setting: Setting) -> np.ndarray:
    """The rule that was given up: no claim of a narrowing where the first gap is measured as nothing."""
    gaps = figures[:, 1] - figures[:, 0]
    narrowing = gaps[:, 0] - gaps[:, 1]
    (first, shared), (_, last) = setting.covariance()
    se = np.full(CELLS, np.sqrt(2 * (first + last - 2 * shared)))
    p = Figures(narrowing, se, np.full(CELLS, setting.df)).p_above()
    return (gaps[:, 0] <= 0) | (p < 0.05)


def is_false(first_gap: float, narrowing: float) -> bool:
    """Whether the claim of the gap is false: not narrowed, and behind in the last year."""
    return narrowing <= 0 < first_gap - narrowing


def claim_errors(
    setting: Setting, draws: int, *, points: Iterable[tuple[float, float]] | None = None
) -> pd.DataFrame:
    """How often the whole claim is called shown where it is false, in per cent.

    Returns
    -------
    DataFrame, one row per (first_gap, narrowing)
        ours and its Monte Carlo standard error, and the rule that was given up.
    """
    rng = np.random.default_rng(20_261_130)
    empty = empty_ambition(setting)
    rows = []
    for first_gap, narrowing in points or [(g, n) for g in FIRST_GAPS for n in NARROWINGS if is_false(g, n)]:
        truth = true_levels(first_gap, narrowing)
        shown, before = [], []
        for _ in range(-(-draws // CELLS)):
            figures = drawn_figures(rng, truth, setting)
            shown.append(claim_holds(empty, figures))
            before.append(measured_gap_rule(figures, setting))
        rate = float(np.mean(shown))
        rows.append(
            {"first_gap": first_gap, "narrowing": narrowing, "ours": 100 * rate,
             "error": 100 * np.sqrt(rate * (1 - rate) / np.size(shown)), "before": 100 * np.mean(before)}
        )  # fmt: skip
    return pd.DataFrame(rows).set_index(["first_gap", "narrowing"])


# --- "unchanged" in a whole table


@dataclass(frozen=True)
class TableRates:
    """What a table of many cells says of changes that are exactly the margin, and of those that are none."""

    any_false: float  # share of tables with a false "inside the margin"
    false_share: float  # of all that is called inside, the mean share that is false
    found: float  # of the cells without a change, the share that is called inside


def equivalence_rates(
    method: Adjust, *, draws: int, cells: int = 27, at_margin: int = 18, se: float = 0.6, df: float = 40.0
) -> TableRates:
    """Draw tables where some cells change by exactly the margin and the others not at all."""
    rng = np.random.default_rng(7)
    truth = np.where(np.arange(cells) < at_margin, 2.0, 0.0)
    wrong, right = [], []
    for _ in range(draws):
        scale = np.sqrt(rng.chisquare(df, size=cells) / df)
        figures = Figures(truth + rng.normal(size=cells) * se / scale, np.full(cells, se), np.full(cells, df))
        p = adjusted(figures.p_not_zero(), "none")
        changes = judge_changes(figures, p, margin=np.full(cells, 2.0), adjust=method, alpha=0.05)
        states = np.array(change_states(changes, words=OWN_WORDS, alpha=0.05))
        inside = np.isin(states, ["unchanged", "slightly_better", "slightly_worse"])
        wrong.append(inside[:at_margin].sum())
        right.append(inside[at_margin:].sum())
    false, true = np.array(wrong), np.array(right)
    return TableRates(
        any_false=100 * float(np.mean(false > 0)),
        false_share=100 * float(np.mean(false / np.maximum(false + true, 1))),
        found=100 * float(np.mean(true)) / max(cells - at_margin, 1),
    )


# --- from wave to wave


def wave_claim_errors(draws: int, *, waves: int, steps: Mapping[int, float], se: float = 2.0) -> float:
    """How often "løbende" is called shown, in per cent, when the area gains the given points in each step."""
    rng = np.random.default_rng(5)
    years = [2021 + 3 * n for n in range(waves)]
    gain = np.cumsum([0.0, *(steps.get(n, 12.0) for n in range(waves - 1))])
    truth = {"nord": 20 + gain, "rest": np.full(waves, 70.0), "whole": 40 + 12.0 * np.arange(waves)}
    names = [f"t{n:02d}" for n in range(CELLS)]
    themes = invented_themes.themes(**{name: [invented_themes.indicator(f"q_{name}")] for name in names})
    labels = [(f"q_{name}", place, year) for name in names for place in PLACES for year in years]
    level = np.tile(np.concatenate([truth[place] for place in PLACES]), CELLS)
    shown = []
    for _ in range(-(-draws // CELLS)):
        values = level + rng.normal(size=len(level)) * se
        est = invented_themes.figures(dict(zip(labels, values, strict=True)), se=se, df=np.inf)
        made = sb.progress(sb.theme_index(est, themes), target=years[-1] + 3, adjust="none")
        claims = pd.concat([one.single_claims() for one in made.waves])
        tested = claims[claims["why"] == ""]
        shown.append((tested.groupby("theme")["p"].max() < 0.05).mean())
    return 100 * float(np.mean(shown))


def main(draws: int) -> None:
    """Print the tables."""
    for name, setting in SETTINGS.items():
        print(f"\n{name}\n")
        table = claim_errors(setting, draws).round(1)
        print(table.reset_index().to_string(index=False))
    print("\nmethod | any false | false share | found")
    methods: tuple[Adjust, ...] = ("none", "bh", "holm")
    for se in (0.4, 0.6, 0.8):
        for method in methods:
            print(se, method, equivalence_rates(method, draws=draws, se=se))
    print("\nwaves, false steps, løbende is called shown")
    for waves, steps in ((3, {0: 0.0}), (3, {1: 0.0}), (4, {1: 0.0}), (4, {0: 0.0, 2: 0.0}), (6, {2: 0.0})):
        print(waves, steps, round(wave_claim_errors(draws, waves=waves, steps=steps), 2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
