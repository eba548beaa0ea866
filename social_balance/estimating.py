"""The front door of estimation: which figures to make, and from a survey or a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator, Theme, Themes
from social_balance.estimates.compositions import Bootstrap
from social_balance.estimates.freedom import DegreesOfFreedom
from social_balance.estimates.lags import Comparable, Lagged, with_lags
from social_balance.estimates.specs import IndicatorSpec
from social_balance.estimates.survey import estimate_survey
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, InputError, Issue, Place, unknown_choice
from social_balance.measures.measure import Measure
from social_balance.published.counted import check_known, estimate_counts, figures_of
from social_balance.published.counts import Counts
from social_balance.registers.cell_figures import RegisterRequest
from social_balance.registers.register import CountedRows, Register, count_all_years, estimate_register
from social_balance.samples.design import Design

Model: TypeAlias = Literal["superpopulation", "census"]
Wanted = Mapping[str, Measure] | Themes | Theme | Sequence[Indicator] | Sequence[str]
_SOURCES = ("register", "survey", "count")


def estimate(
    data: pd.DataFrame | Register | Counts,
    measures: Wanted,
    *,
    design: Design | None = None,
    by: Sequence[str] = (),
    areas: Areas | None = None,
    model: Model = "superpopulation",
    source: str | None = None,
    years: int | Sequence[int] | None = None,
    lagged: Lagged = "not_available",
    df: DegreesOfFreedom | None = None,
    replicates: int = 500,
    seed: int = 1,
) -> Estimates:
    """Estimate indicators for every group of `by`, with their joint covariance.

    Parameters
    ----------
    data : DataFrame (a survey, one row per respondent), Register or Counts
        A survey has sampling error by its `design`; a register is a full count, of persons or of tables
        (`Register.from_counts`).
    measures : mapping of name to measure, Themes, a Theme or a list of Indicators
        Of themes, only the indicators of this kind of source are made, by the version of each year; of
        counts, only those that the table has. Of counts, a list of names makes shares.
    design : Design, optional
        Weights, strata, sampling units and population of a survey; left out: a simple random sample.
    by : list of str, or one
        Columns that make the groups, such as ``["area", "year"]``.
    areas : Areas, optional
        Resolves the names in column ``area``, gives every area a row, and adds the whole municipality.
    model : {"superpopulation", "census"}
        For a register: "superpopulation" asks about the risk behind the figures, "census" states the facts.
    source : {"survey", "register", "count"}, optional
        Which indicators of the themes to make; left out: "survey" for a table, "register" for a register.
    years : int or list of int, optional
        The years of a register to make, which `by` has to have "year" for; left out: all it has.
    lagged : {"not_available", "latest"}
        What stands in a year that a register, or one indicator of its counts, has not reached yet: a row
        without a figure, or the newest figure, marked in ``as_of``.
    df : {"design", "satterthwaite"}, optional
        Degrees of freedom of a survey: sampling units less strata of the domain with the variance that goes
        with them, as R; or of the variance as a quadratic form, made free of the bias of few units, with
        Welch–Satterthwaite for all that is made of the figures. Left out: R's in the figures, the other in
        indexes and verdicts.
    replicates, seed : int
        Bootstrap of the composition measures (exposure, dissimilarity, entropy).

    Returns
    -------
    Estimates, one row per (measure, *by)
        A group without anyone in the base has status "empty"; with a single one, or with nothing but lonely
        strata under ``lonely_psu="average"``, "single": neither is used further. An indicator without a
        version in the year has status "not_defined"; a figure that the register has only for earlier years
        "not_available". By year, a register's rows say in ``as_of`` which year the figure is from, see
        `social_balance.estimates.lags.with_lags`.

    Raises
    ------
    InputError
        A column that is missing, a fault in the design, an unknown area name, an empty table, a choice that
        is not known, `years` where figures are not by year or not of a register.

    Notes
    -----
    Taylor linearisation, see `social_balance.estimates.linearise.linearise` and `Sample.covariance`; with
    replicate weights, see `Replicates`.

    Examples
    --------
    >>> from social_balance.measures.ratio import share
    >>> frame = pd.DataFrame({"q12": [1, 1, 5, 2], "area": ["a", "a", "a", "b"], "w": [3.0, 1, 1, 2]})
    >>> est = estimate(frame, {"tryg": share("q12 in (1, 2)", base="q12 in (1, 2, 3, 4, 5)")},
    ...                design=Design(weights="w"), by=["area"])
    >>> est.where(area="a").values
    array([80.])
    """
    by = [by] if isinstance(by, str) else by
    faults = Faults()
    faults.add(unknown_choice("model", model, get_args(Model)))
    faults.add(unknown_choice("source", source, _SOURCES) if source is not None else None)
    faults.add(unknown_choice("df", df, get_args(DegreesOfFreedom)) if df is not None else None)
    if years is not None and ("year" not in by or not isinstance(data, (Counts, Register))):
        faults.add(Issue("EST033", place="years"))
    faults.raise_if_any()
    specs = _wanted_specs(data, measures, source)
    if not specs:
        raise InputError(Issue("EST034", place="measures"))
    if not isinstance(data, (Counts, Register)):
        estimates = estimate_survey(data, specs, design=design, by=by, areas=areas, df=df)
        return estimates.with_satterthwaite() if df == "satterthwaite" else estimates
    full_count = FullCount(data, specs, by, areas, model, Bootstrap(replicates, seed))
    if "year" not in by:
        return full_count.estimate_years(None)
    requested = [years] if isinstance(years, (int, np.integer)) else years
    return _estimate_with_lags(full_count, requested, lagged, _comparability_rule(measures))


def _estimate_with_lags(
    full_count: FullCount, requested: Sequence[int] | None, lagged: Lagged, comparable: Comparable
) -> Estimates:
    """Estimate the years that are asked for and those that their indicators look back to."""
    counted = full_count.count_all_years() if requested is None else None
    full_count = replace(full_count, counted=counted)
    full_count = replace(full_count, available_years=full_count.find_years())
    full_count.check_years(requested or ())
    return with_lags(
        full_count.estimate_years,
        full_count.specs,
        requested_years=requested,
        available_years=full_count.available_years,
        lagged=lagged,
        comparable=comparable,
    )


@dataclass(frozen=True)
class FullCount:
    """A register or counts, and what is wanted of it, for as many years as are asked for."""

    data: Register | Counts
    specs: Sequence[IndicatorSpec]
    by: Sequence[str]
    areas: Areas | None
    model: Model
    bootstrap: Bootstrap
    counted: CountedRows | None = None  # of all years at once, where a register has been passed already
    available_years: Sequence[int] = ()  # the years that there are figures of, where they are by year

    def estimate_years(self, years: Sequence[int] | None) -> Estimates:
        """Estimate the figures of some years; None: of all years as one."""
        if isinstance(self.data, Counts):
            return estimate_counts(
                self.data, self.specs, by=self.by, areas=self.areas, model=self.model, years=years
            )
        return estimate_register(
            self.data,
            self.specs,
            RegisterRequest(self.by, self.areas, self.bootstrap if self.model == "superpopulation" else None),
            years=years,
            available_years=self.available_years,
            counted=self.counted,
        )

    def count_all_years(self) -> CountedRows | None:
        """Pass a register once for all its years, which is quicker than first asking which it has."""
        if isinstance(self.data, Counts):
            return None
        return count_all_years(self.data, self.specs, by=self.by)

    def find_years(self) -> Sequence[int]:
        """Return the years that there are figures of."""
        if self.counted:
            return self.counted.years
        return self.data.years()

    def check_years(self, requested: Sequence[int]) -> None:
        """Refuse years that a register lacks among those it has; later ones it has not reached yet."""
        if isinstance(self.data, Counts) or not self.available_years:
            return
        place = Place.column(self.data.year)
        values = {"known": list(self.available_years)}
        gone = [
            year
            for year in requested
            if year <= max(self.available_years) and year not in self.available_years
        ]
        if gone:
            file = self.data.file
            raise InputError(
                [Issue("INP025", file=file, place=place, found=str(year), values=values) for year in gone]
            )


def _wanted_specs(
    data: pd.DataFrame | Register | Counts, measures: Wanted, source: str | None
) -> list[IndicatorSpec]:
    """Return what to make of a source; of counts only what the table has."""
    if isinstance(data, Counts):
        return [spec for spec in _specs_of_counts(data, measures) if spec.name in data.indicators]
    if isinstance(data, Register):
        return _indicator_specs(measures, source or "register")
    return _indicator_specs(measures, source or "survey")


def _specs_of_counts(counts: Counts, measures: Wanted) -> list[IndicatorSpec]:
    """Figures of what the table has; every indicator in it has to be known, or be named."""
    if not isinstance(measures, (Mapping, Themes, Theme)):
        names = [name for name in measures if isinstance(name, str)]
        if names:
            return figures_of(names, counts)
    every = [f for source in _SOURCES for f in _indicator_specs(measures, source)]
    figures = list({figure.name: figure for figure in every}.values())
    check_known(counts, figures)
    return figures


def _indicator_specs(measures: Wanted, source: str) -> list[IndicatorSpec]:
    """Turn named measures or indicators into figures."""
    if isinstance(measures, Mapping):
        return [
            IndicatorSpec(name, lambda _, m=measure: m, measure.unit, versions=(measure,))  # type: ignore[misc]
            for name, measure in measures.items()
        ]
    return [
        IndicatorSpec(
            i.id,
            _rule_by_year(i),
            i.unit,
            "whole" if i.level == "whole" else "area",
            i.window,
            tuple(version.measure for version in i.versions),
        )
        for i in _definitions_in(measures)
        if i.source == source
    ]


def _definitions_in(measures: Themes | Theme | Sequence[Indicator] | Sequence[str]) -> list[Indicator]:
    """Return the definitions among what is wanted."""
    found = measures.indicators if isinstance(measures, Themes) else tuple(measures)
    return [each for each in found if isinstance(each, Indicator)]


def _comparability_rule(measures: Wanted) -> Comparable:
    """Whether the figures of two years are measured alike; what has no versions always is."""
    if isinstance(measures, Mapping):
        return lambda measure, since, until: True
    by_id = {indicator.id: indicator for indicator in _definitions_in(measures)}
    return lambda measure, since, until: measure not in by_id or by_id[measure].comparable(since, until)[0]


def _rule_by_year(indicator: Indicator) -> Callable[[int | None], Measure | None]:
    def measure_of_year(year: int | None) -> Measure | None:
        if year is None:
            raise InputError(Issue("EST020", place=indicator.id))
        version = indicator.version(year)
        return None if version is None else version.measure

    return measure_of_year
