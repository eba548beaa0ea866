"""P-values and intervals for many tests at once agree with other ways of computing them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

from social_balance.estimates.values import Estimates, from_values
from social_balance.verdicts.multiplicity import (
    adjusted,
    adjusted_p,
    critical_value,
    max_t,
    max_t_stepdown,
    simultaneous_t,
)

Floats = np.ndarray
ERROR = 1e-3


def drawn_correlation(m: int, rank: int) -> Floats:
    """A correlation of m tests without any pattern, singular when rank < m."""
    root = np.random.default_rng(m).normal(size=(m, rank)) + 0.6
    root /= np.sqrt((root**2).sum(1, keepdims=True))
    return np.asarray(root @ root.T)


def equal_correlation(m: int, rho: float) -> Floats:
    return np.full((m, m), rho) + (1 - rho) * np.eye(m)


def by_one_factor(c: float, m: int, rho: float, df: float) -> float:
    """P(max |T| ≥ c) for equally correlated tests: given the shared part they are independent."""
    x, step = np.linspace(-9, 9, 4001, retstep=True)
    weight = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi) * step
    u, v = np.polynomial.legendre.leggauss(60)
    chi = np.sqrt(special.chdtri(df, 1 - (u + 1) / 2) / df) if np.isfinite(df) else np.ones(1)
    share = v / 2 if np.isfinite(df) else np.ones(1)
    within = [
        special.ndtr((sign * c * chi[:, None] - np.sqrt(rho) * x) / np.sqrt(1 - rho)) for sign in (1, -1)
    ]
    return float(1 - share @ ((within[0] - within[1]) ** m @ weight))


@pytest.mark.parametrize(("ours", "theirs"), [("bh", "fdr_bh"), ("holm", "holm")])
def test_adjusted_p_values_are_those_of_statsmodels(ours: Literal["bh", "holm"], theirs: str) -> None:
    p = np.random.default_rng(8).beta(0.3, 2, size=40)
    p[7] = p[3]  # a tie
    np.testing.assert_allclose(adjusted(p, ours), multipletests(p, method=theirs)[1], rtol=1e-12)


def test_adjusted_p_values_keep_gaps() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03])
    np.testing.assert_allclose(adjusted(p, "bh"), [0.03, np.nan, 0.04, 0.04])
    np.testing.assert_allclose(adjusted(p, "holm"), [0.03, np.nan, 0.06, 0.06])
    np.testing.assert_allclose(adjusted(p, "none"), p)


@pytest.mark.parametrize("m", [2, 27, 60])
def test_independent_tests_have_sidaks_p_values_and_nearly_bonferronis(m: int) -> None:
    t = np.linspace(0.4, 4.2, m)
    single = special.erfc(t / np.sqrt(2))
    np.testing.assert_allclose(max_t(t, np.eye(m), np.inf), 1 - (1 - single) ** m, atol=ERROR)
    np.testing.assert_allclose(
        max_t_stepdown(t, np.eye(m), np.inf), multipletests(single, method="holm-sidak")[1], atol=ERROR
    )
    clear = m * single < 0.05
    assert clear.any()
    np.testing.assert_allclose(max_t(t, np.eye(m), np.inf)[clear], m * single[clear], rtol=0.03, atol=ERROR)


@pytest.mark.parametrize("df", [7.0, 180.0, np.inf])
def test_the_largest_t_agrees_with_scipys_multivariate_t(df: float) -> None:
    r = drawn_correlation(6, 8)
    t = np.array([0.6, -1.1, 1.9, -2.4, 2.9, 3.8])
    known = []
    for c in np.abs(t):
        corner = np.full(6, c)
        if np.isinf(df):
            law = stats.multivariate_normal
            inside = law.cdf(corner, np.zeros(6), r, lower_limit=-corner, maxpts=200_000, abseps=1e-6)
        else:
            inside = stats.multivariate_t.cdf(
                corner, np.zeros(6), r, df, lower_limit=-corner, maxpts=200_000, random_state=1
            )
        known.append(1 - inside)
    np.testing.assert_allclose(max_t(t, r, df), known, atol=ERROR)


@pytest.mark.parametrize("rho", [0.3, 0.9])
@pytest.mark.parametrize("df", [12.0, np.inf])
def test_sixty_correlated_tests_agree_with_an_integral_over_the_shared_part(rho: float, df: float) -> None:
    t = np.array([1.0, 1.6, 2.2, 2.8, 3.4, 4.0, *np.zeros(54)])
    known = [by_one_factor(c, 60, rho, df) for c in t[:6]]
    np.testing.assert_allclose(max_t(t, equal_correlation(60, rho), df)[:6], known, atol=ERROR)


@pytest.mark.parametrize(("groups", "df"), [(4, 20.0), (10, 9.0), (10, np.inf)])
def test_all_pairs_of_means_have_tukeys_studentized_range(groups: int, df: float) -> None:
    # A singular family: all pairwise differences of a few means, max |t| = q/√2.
    pairs = np.array([np.eye(groups)[i] - np.eye(groups)[j] for i in range(groups) for j in range(i)])
    r = pairs @ pairs.T / 2
    c = np.array([1.5, 2.5, 3.0, 3.5])
    t = np.concatenate([c, np.zeros(len(r) - len(c))])
    law = stats.studentized_range(groups, df if np.isfinite(df) else 1e6)
    np.testing.assert_allclose(max_t(t, r, df)[:4], law.sf(c * np.sqrt(2)), atol=ERROR)
    # Their slope at the critical value is some 0,1: an error of 1e-3 in p is 0,01 in c.
    assert critical_value(r, df) == pytest.approx(law.isf(0.05) / np.sqrt(2), abs=0.01)


def test_stepping_down_takes_the_family_of_those_not_yet_rejected() -> None:
    r = drawn_correlation(5, 3)
    t = np.array([1.2, -3.1, 2.2, 0.3, -2.6])
    order = [1, 4, 2, 0, 3]
    by_hand, so_far = np.zeros(5), 0.0
    for step, i in enumerate(order):
        left = order[step:]
        so_far = max(so_far, max_t(t[left], r[np.ix_(left, left)], 25.0)[0])
        by_hand[i] = so_far
    found = max_t_stepdown(t, r, 25.0)
    np.testing.assert_allclose(found, by_hand, atol=ERROR)
    assert (found <= max_t(t, r, 25.0) + 1e-12).all()
    assert found[1] == max_t(t, r, 25.0)[1]


def test_the_critical_value_rejects_exactly_when_the_p_value_is_under_the_level() -> None:
    r = drawn_correlation(9, 5)
    c = critical_value(r, 40.0, alpha=0.1)
    assert max_t(np.array([c + 1e-6, *np.zeros(8)]), r, 40.0)[0] < 0.1
    assert max_t(np.array([c - 1e-6, *np.zeros(8)]), r, 40.0)[0] > 0.1


def test_several_degrees_of_freedom_are_read_as_the_smallest() -> None:
    r, t = drawn_correlation(3, 3), np.array([2.0, 2.5, 1.0])
    np.testing.assert_array_equal(max_t(t, r, np.array([40.0, 6.0, np.inf])), max_t(t, r, 6.0))


def test_a_p_value_is_never_under_that_of_its_own_test_or_over_sidaks() -> None:
    t = np.array([9.0, 0.0, 5.0])
    own = 2 * special.stdtr(30.0, -np.abs(t))
    found = max_t(t, drawn_correlation(3, 2), 30.0)
    assert (found >= own).all()
    assert (found <= 1 - (1 - own) ** 3 + 1e-15).all()


@pytest.fixture
def mixed() -> Estimates:
    """Two survey figures, a fact that moved, a fact that did not, one missing, one without freedom."""
    made = from_values(
        [(name,) for name in "abcdef"], [2.6, -1.0, 3.0, 0.0, np.nan, 50.0], [1.0, 1.0, 0.0, 0.0, 1.0, 1.0],
        names=("measure",),
    )  # fmt: skip
    return Estimates(made.rows.assign(df=[30.0, 30.0, np.inf, np.inf, 30.0, 0.0]), made.matrix)


@pytest.mark.parametrize("method", ["max_t", "max_t_stepdown"])
def test_facts_and_missing_figures_are_no_part_of_the_family(
    mixed: Estimates, method: Literal["max_t", "max_t_stepdown"]
) -> None:
    pair = mixed.where(measure=["a", "b"])
    found = adjusted_p(mixed, method)
    np.testing.assert_array_equal(found[:2], adjusted_p(pair, method))
    np.testing.assert_array_equal(found[2:], [0.0, 1.0, np.nan, 1.0])
    assert simultaneous_t(mixed) == simultaneous_t(pair)


def test_a_family_of_facts_has_no_critical_value(mixed: Estimates) -> None:
    facts = mixed.where(measure=["c", "d"])
    assert np.isnan(simultaneous_t(facts))
    np.testing.assert_array_equal(adjusted_p(facts, "max_t"), [0.0, 1.0])


def test_the_same_p_values_come_out_every_time() -> None:
    from social_balance.verdicts.multiplicity import _max_abs_t_histogram

    t, r = np.array([1.7, 2.4, 0.2]), drawn_correlation(3, 2)
    first = max_t(t, r, 15.0)
    _max_abs_t_histogram.cache_clear()
    np.testing.assert_array_equal(first, max_t(t, r, 15.0))
