"""Waves that share persons: what the same units in two waves add to the covariance of their totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, cross_codes
from social_balance.language.faults import Issue, rows_issue


@dataclass(frozen=True)
class Links:
    """Units of one stage that were drawn in two waves, a pair an entry, and how much each pair counts."""

    first: Codes  # the unit in the earlier wave
    second: Codes  # the same unit in the later one
    factor: Floats

    def covariance(self, deviation: Floats) -> Floats:
        """Covariance between the waves, of units' deviations from the means of their strata.

        Parameters
        ----------
        deviation : ndarray of float, shape (units, k)

        Returns
        -------
        ndarray of float, shape (k, k)
            Both orders of the two waves, so that it can be added to the covariance within them.
        """
        product = deviation[self.first].T @ (deviation[self.second] * self.factor[:, None])
        return np.asarray(product + product.T, dtype=float)


def persons_in_both(person: pd.Series, year: pd.Series) -> tuple[Codes, Codes]:
    """Rows of the same person in two waves, the earlier first: every pair of a person's waves.

    Examples
    --------
    >>> persons_in_both(pd.Series(["a", "b", "a", "c"]), pd.Series([2021, 2021, 2024, 2024]))
    (array([0]), array([2]))
    """
    code = pd.factorize(person)[0]
    wave = pd.factorize(year, sort=True)[0]
    order = np.lexsort((wave, code))
    first: list[Codes] = [np.zeros(0, dtype=np.intp)]
    second: list[Codes] = [np.zeros(0, dtype=np.intp)]
    # Sorted by person and wave, a person's waves stand side by side, so pairs are 1, 2 … rows apart.
    for apart in range(1, int(wave.max(initial=0)) + 1):
        same = code[order[apart:]] == code[order[:-apart]]
        first.append(order[:-apart][same])
        second.append(order[apart:][same])
    return np.concatenate(first), np.concatenate(second)


def link_units(
    pairs: tuple[Codes, Codes], wave: Codes, stages: Sequence[tuple[Codes, Codes, Floats]]
) -> tuple[Links, ...]:
    """Link the units of every stage that a person brought into two waves.

    Parameters
    ----------
    pairs : tuple of ndarray
        Rows of the same person in two waves, see `persons_in_both`.
    wave : ndarray of int, shape (n,)
        Wave of each row.
    stages : sequence of (stratum, unit, fraction)
        Of each row, stage by stage; a stratum is of one wave.

    Returns
    -------
    tuple of Links, one a stage

    Notes
    -----
    For simple random samples of n₁ and n₂ units out of N, of which n_c are the same, C(ȳ₁, ȳ₂) =
    (n_c/(n₁n₂) − 1/N)·S₁₂ [Tam 1984; Qualité & Tillé 2008]. The totals of linearised values z are n₁z̄₁ and
    n₂z̄₂, so C₁₂ = (n_c − n₁n₂/N)·S₁₂, and a pair counts (1 − n₁n₂/(N·n_c))/c. S₁₂ is estimated from the pairs
    with the deviations from the means of the whole strata, for which the divisor is n_c·c with
    c = 1 − 1/n₁ − 1/n₂ + n_c/(n₁n₂): unbiased, equal to the n − 1 of a person as unit when all are in both,
    and defined from a single pair on.

    What is assumed:

    * Weights: z carries them, and within a stratum they are taken as no sign of who is in both.
    * Population: when N differs, everyone of the smaller population is in the larger, so N is the larger.
    * Persons who changed stratum from g to h: as many of the population moved as the pairs say, N_gh/N_g =
      n_gh/n_g· (or seen from h, the smaller of the two); n_c above is then all pairs from g (to h).
    * Units of several persons (households): a unit of one wave is the same as a unit of the other when a
      person is in both, whatever the units are called; one that was split is the same as each of its parts.
    * Later stages: units within a linked unit are linked alike, and count with what the stages before leave,
      n₁n₂/(N·n_c), as the sampling fraction does within a wave. Units are known again by their persons alone:
      one that was kept, but in which nobody was asked twice, is not linked, and a change seems less certain.
    * No pair from a stratum: S₁₂ cannot be known, and nothing is added. Waves that were *kept* apart in a
      small population have −n₁n₂/N·S₁₂, which is left out.
    """
    earlier_fraction = np.ones(len(pairs[0]))
    linked = []
    for stratum, unit, fraction in stages:
        size = _units_in(stratum, unit)
        unit_pairs = cross_codes(unit[pairs[0]], unit[pairs[1]])
        # One entry for each two units, however many persons they share.
        keys, entries = np.unique(unit_pairs, return_index=True)
        earlier = pairs[0][entries]
        later = pairs[1][entries]
        g = stratum[earlier]
        h = stratum[later]
        moved_from_g = size[g] * fraction[later] / _count_same(g, wave[later])
        moved_to_h = size[h] * fraction[earlier] / _count_same(h, wave[earlier])
        by_chance = np.minimum(moved_from_g, moved_to_h)
        share_g = np.where(size[g] > 1, 1 / size[g], 0.0)
        share_h = np.where(size[h] > 1, 1 / size[h], 0.0)
        # The expected product of deviations from estimated means, over that from the true ones.
        c = 1 - share_g - share_h + _count_same(g, h) * share_g * share_h
        factor = earlier_fraction[entries] * (1 - by_chance) / np.where(c > 0, c, 1.0)
        linked.append(Links(unit[earlier], unit[later], factor))
        # Every person of two linked units carries what the stages so far leave.
        earlier_fraction = earlier_fraction * by_chance[np.searchsorted(keys, unit_pairs)]
    return tuple(linked)


def bounded_covariance(within: Floats, between: Floats, *, waves: int) -> Floats:
    """Add the covariance between waves to that within them, and keep it a covariance.

    Parameters
    ----------
    within, between : ndarray of float, shape (k, k)
    waves : int
        Number of waves.

    Returns
    -------
    ndarray of float, shape (k, k)

    Notes
    -----
    S₁₂ is from the units in both waves, S₁₁ and S₂₂ from all, so a combination of figures may come out with a
    negative variance. With V within the waves, the eigenvalues of V^(−1/2)·C·V^(−1/2) must be −1 or more, and
    are at most waves − 1; with two waves they are the canonical correlations. Those outside are moved to the
    limit and nothing else is changed: with two waves their own variances stay as they were, with more they
    may grow. A matrix that is a covariance already is left alone.

    Examples
    --------
    >>> bounded_covariance(np.diag([4.0, 1.0]), np.array([[0.0, 3.0], [3.0, 0.0]]), waves=2)
    array([[4., 2.],
           [2., 1.]])
    """
    variance = np.diagonal(within)
    varies = variance > 0  # False of NaN too: nothing but lonely strata
    inverse = np.where(varies, 1 / np.sqrt(np.where(varies, variance, 1.0)), 0.0)
    scale = np.outer(inverse, inverse)
    correlation = np.where(scale > 0, within, 0.0) * scale
    shared = between * scale
    if np.linalg.eigvalsh(correlation + shared).min(initial=0.0) >= -1e-9:
        return within + np.where(scale > 0, between, 0.0)
    # Whitened on the scale of correlations, so that figures in per cent and in kroner weigh alike.
    values, vectors = np.linalg.eigh(correlation)
    shown = values > 1e-9 * values.max()
    half = vectors[:, shown] * np.sqrt(values[shown])
    whitened = (half / values[shown]).T @ shared @ (half / values[shown])
    inner, axes = np.linalg.eigh((whitened + whitened.T) / 2)
    bounded = half @ (axes * np.clip(inner, -1.0, waves - 1.0)) @ axes.T @ half.T
    root = np.where(varies, np.sqrt(np.where(varies, variance, 0.0)), 0.0)
    bounded = (bounded + bounded.T) / 2 * np.outer(root, root)
    return np.asarray(within + bounded, dtype=float)


def check_panel(frame: pd.DataFrame, person: str, stratum: Codes, names: Sequence[str]) -> Iterator[Issue]:
    """Yield the fault of persons who are twice in a wave, and of strata that are in several."""
    twice = frame.duplicated([person, "year"])
    if twice.any():
        yield rows_issue("DSN008", person, twice)
    # A stratum of two waves would take their covariance for variance within it.
    year = pd.factorize(frame["year"])[0]
    several = pd.Series(year).groupby(stratum).nunique()
    mixed = [names[i] or "–" for i in several.index[several > 1]]
    if mixed:
        place = ", ".join(f"'{name}'" for name in mixed)
        yield Issue("DSN010", place=place, values={"count": len(mixed)})


def _units_in(stratum: Codes, unit: Codes) -> Floats:
    """Number of units of each stratum."""
    first = np.unique(unit, return_index=True)[1]
    return np.bincount(stratum[first], minlength=int(stratum.max(initial=-1)) + 1).astype(float)


def _count_same(one: Codes, two: Codes) -> Floats:
    """Of each entry, how many have the same two codes."""
    if not len(one):
        return np.zeros(0)
    code = pd.factorize(cross_codes(one, two))[0]
    return np.bincount(code)[code].astype(float)
