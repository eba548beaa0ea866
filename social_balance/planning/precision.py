"""How much the change and the narrowing of a planned survey vary, by how many answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import numpy as np

from social_balance.arrays import Floats
from social_balance.planning.power import detectable_difference, power_of

View: TypeAlias = Literal["descriptive", "superpopulation"]
CHANCE = "chance"
ROUNDING = 1e-12  # relative, before a detectable difference counts as larger than the wanted one
_MOST = 10_000_000  # where no population is given, nobody asks more than this


@dataclass(frozen=True)
class AreaSize:
    """How many live in an area and how many of them answer.

    Parameters
    ----------
    population : float
        Persons who can be asked; infinite when so few of them are that it makes no difference.
    respondents : float
        Answers in each wave, or in the coming one when `earlier` is given.
    earlier : float, optional
        Answers in the wave that is already there, which no plan can change.
    """

    population: float
    respondents: float
    earlier: float | None = None


@dataclass(frozen=True)
class Assumptions:
    """What a plan takes for granted; `social_balance.planning.survey_plan.plan_survey` says each of them."""

    power: float
    level: float
    view: View
    overlap: Mapping[str, float | str]
    correlation: float
    waves: int
    response: float
    unit_size: float | None

    def answers_of_everyone(self, area: AreaSize) -> float:
        """Return how many answers there are when everyone in an area is asked."""
        return float(np.floor(min(self.response * area.population, _MOST) + 1e-9))

    @property
    def fewest_answers(self) -> float:
        """Fewest answers a variance can be had of: those of two units."""
        return float(np.ceil(2 * (self.unit_size or 1.0)))

    def variance(self, name: str, area: AreaSize, spread: float, n: Floats) -> Floats:
        """Return the variance of the change in an area with n answers in the coming wave.

        Parameters
        ----------
        name : str
            The area, for its overlap.
        area : AreaSize
        spread : float
            Standard deviation of a person's answer times the root of the design effect.
        n : ndarray of float
            Answers.

        Returns
        -------
        ndarray of float

        Notes
        -----
        V = D²·[1/n₁ + 1/n₂ − 2f/N − 2ρ·(n_c/(n₁n₂) − f/N)]/w with D² = deff·S², n₁ and n₂ answers in the
        two waves out of N, n_c persons in both and ρ the correlation of their answers, and w waves pooled on
        either side. f is 1 for the descriptive view (what the residents of the two years would have answered)
        and 0 for the superpopulation. By chance n_c = n₁n₂/N, which cancels against the population in the
        descriptive view; otherwise n_c is the share `overlap` of the smaller wave, and at least n₁ + n₂ − N,
        as there is nobody else to ask. The design effect is against a simple random sample without
        replacement (`deff_srswor`), and ρ is that of sampling units where units of several persons are
        drawn, so that both carry over from variances to the covariance. [Kish 1965; Cochran 1977, ch. 2
        and 12; Tam 1984; see `social_balance.samples.panel.link_units`]
        """
        n = np.asarray(n, dtype=float)
        before = n
        if area.earlier is not None:
            before = np.full_like(n, area.earlier)
        least = least_variance(self.view, area.population)
        overlap = self.overlap[name]
        if overlap == CHANCE:
            both = before * n / area.population
        else:
            # At least those whom there is nobody else to ask instead of.
            both = np.maximum(float(overlap) * np.minimum(before, n), before + n - area.population)
        within = 1 / before + 1 / n - 2 * least
        between = self.correlation * (both / (before * n) - least)
        return np.asarray(spread**2 * np.maximum(within - 2 * between, 0.0) / self.waves, dtype=float)

    def degrees_of_freedom(self, area: AreaSize, n: Floats) -> Floats:
        """Return units minus one of the smaller wave: the smallest of the figures a test is made of.

        Infinite when the size of the units is not given.
        """
        n = np.asarray(n, dtype=float)
        if self.unit_size is None:
            return np.full_like(n, np.inf)
        if area.earlier is not None:
            n = np.minimum(n, area.earlier)
        return n / self.unit_size - 1


def least_variance(view: View, population: float) -> float:
    """Return what a variance of 1/n is less by when n of a population answer: 1/N, or nothing.

    Everyone's answers leave nothing to doubt about the residents, but something about why they answer so.

    Examples
    --------
    >>> least_variance("descriptive", 400.0), least_variance("superpopulation", 400.0)
    (0.0025, 0.0)
    """
    return 1 / population if view == "descriptive" else 0.0


@dataclass(frozen=True)
class Claim:
    """One area on one theme, alone (its change) or with the reference it is held against (the narrowing)."""

    terms: Assumptions
    name: str
    area: AreaSize
    spread: float
    reference: tuple[str, AreaSize, float] | None = None

    def variance(self, n: Floats) -> Floats:
        """Variance with n answers in the area; a narrowing is the difference of two independent changes."""
        own = self.terms.variance(self.name, self.area, self.spread, n)
        if self.reference is None:
            return own
        name, rest, spread = self.reference
        return own + self.terms.variance(name, rest, spread, np.array(rest.respondents))

    def degrees_of_freedom(self, n: Floats) -> Floats:
        """Smallest degrees of freedom of what is compared, as in `Estimates.linear_map`."""
        own = self.terms.degrees_of_freedom(self.area, n)
        if self.reference is None:
            return own
        rest = self.reference[1]
        return np.minimum(own, self.terms.degrees_of_freedom(rest, np.array(rest.respondents)))

    def detectable(self, n: Any) -> Floats:
        """Smallest true difference that is found with the power wanted, with n answers in the area."""
        df = self.degrees_of_freedom(n)
        steps = detectable_difference(df, level=self.terms.level, power=self.terms.power)
        return np.asarray(steps * np.sqrt(self.variance(n)), dtype=float)

    def power(self, difference: float) -> float:
        """Power to find a true difference with the answers planned; 1 when nothing varies."""
        n = np.array(self.area.respondents, dtype=float)
        se = float(np.sqrt(self.variance(n)))
        # Everyone has answered, and what is asked is about them: nothing is left to chance.
        if se == 0:
            return 1.0
        return float(power_of(np.array(difference / se), self.degrees_of_freedom(n), level=self.terms.level))

    def everyone(self) -> Claim:
        """Return the same claim with everyone in the area asked."""
        return replace(self, area=replace(self.area, respondents=self.terms.answers_of_everyone(self.area)))

    def needed(self, difference: float) -> float:
        """Fewest answers in the area that find a true difference; NaN when even asking everyone does not.

        Notes
        -----
        Searched for, not bisected: where many are asked again, more answers from others can make the change
        *less* certain, so the detectable difference need not fall all the way.
        """
        least = self.terms.fewest_answers
        most = self.terms.answers_of_everyone(self.area)
        steps = np.unique(np.round(np.geomspace(least, max(most, least), 300)))
        enough = np.flatnonzero(self.detectable(steps) <= difference * (1 + ROUNDING))
        if not len(enough) or most < least:
            return float("nan")
        first = int(enough[0])
        # Between the last step that is too few and the first that is enough, every number is tried.
        between = np.arange(steps[max(first - 1, 0)], steps[first] + 1)
        return float(between[np.argmax(self.detectable(between) <= difference * (1 + ROUNDING))])
