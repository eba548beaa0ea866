"""Claims and words err as seldom as they say where the truth is known (nox -s simulate)."""

from __future__ import annotations

import drawn_claims
import numpy as np
import pytest
from drawn_claims import SETTINGS, claim_errors, equivalence_rates, wave_claim_errors

import social_balance as sb
from social_balance.estimates.values import Estimates

DRAWS = 4000


def test_the_table_that_is_filled_is_the_one_the_library_makes_of_the_same_figures() -> None:
    setting = SETTINGS["SE 2, the same persons (0,8)"]
    truth = drawn_claims.true_levels(1.0, -2.0)
    drawn = drawn_claims.drawn_figures(np.random.default_rng(1), truth, setting)
    empty = drawn_claims.empty_index(setting)
    scores = Estimates(empty.scores.rows.assign(value=drawn.ravel()), empty.scores.matrix)
    index = sb.ThemeIndex(empty.rows, empty.matrix, scores, empty.themes)
    made = sb.ambition(index, since=2021, until=2024, adjust="none")
    short = drawn_claims.filled(drawn_claims.empty_ambition(setting), drawn)
    np.testing.assert_allclose(short.single_claims()["p"], made.single_claims()["p"])
    holds = [made.overall(theme=theme.id).holds for theme in index.themes]
    assert drawn_claims.claim_holds(drawn_claims.empty_ambition(setting), drawn).tolist() == holds


@pytest.mark.simulation
@pytest.mark.parametrize("name", SETTINGS)
def test_a_false_claim_is_called_shown_in_at_most_five_per_cent(name: str) -> None:
    table = claim_errors(SETTINGS[name], DRAWS)
    error = 100 * np.sqrt(0.05 * 0.95 / DRAWS)
    assert table.index[table["ours"] > 5 + 3 * error].tolist() == []
    # The rule that was given up is far from it.
    assert table["before"].max() > 20


@pytest.mark.simulation
def test_what_is_called_inside_the_margin_is_seldom_outside_it() -> None:
    error = 100 * np.sqrt(0.05 * 0.95 / DRAWS)
    assert equivalence_rates("bh", draws=DRAWS).false_share < 5 + 3 * error
    assert equivalence_rates("holm", draws=DRAWS).any_false < 5 + 3 * error
    assert equivalence_rates("none", draws=DRAWS).any_false > 50


@pytest.mark.simulation
@pytest.mark.parametrize("steps", [{0: 0.0}, {1: 0.0}, {0: 0.0, 1: 0.0}])
def test_a_step_that_is_none_is_called_shown_in_at_most_five_per_cent(steps: dict[int, float]) -> None:
    assert wave_claim_errors(2000, waves=3, steps=steps) < 5 + 3 * 100 * np.sqrt(0.05 * 0.95 / 2000)
