"""The front door of estimation: which figures to make, and from a survey or a register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats
from social_balance.definitions.catalogue import Indicator, Theme, Themes
from social_balance.estimates.groups import group_rows, slices
from social_balance.estimates.lags import Lagged, with_lags
from social_balance.estimates.linearise import Evaluate, Figure, in_order, linearise
from social_balance.estimates.moments import covariance, moved, rows_in_order
from social_balance.estimates.replicating import replicated
from social_balance.estimates.values import Estimates, along_curves
from social_balance.language.faults import InputError, Issue, Place, absent_columns, unknown_choice
from social_balance.measures.composition import Composition
from social_balance.measures.measure import Measure
from social_balance.measures.rated import SeenFromOutside
from social_balance.published.counted import check_known, estimate_counts, figures_of
from social_balance.published.counts import Counts
from social_balance.registers.register import Register, count_all_years, estimate_register
from social_balance.samples.design import Design, bind_design

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
    faults = unknown_choice("model", model, get_args(Model))
    faults += unknown_choice("source", source, _SOURCES) if source is not None else []
    if years is not None and ("year" not in by or not isinstance(data, (Counts, Register))):
        faults.append(Issue("EST033", place="years"))
    if faults:
        raise InputError(faults)
    asked = [years] if isinstance(years, (int, np.integer)) else years
    if not isinstance(data, (Counts, Register)):
        wanted = _figures(measures, source or "survey")
        if not wanted:
            raise InputError(Issue("EST034", place="measures"))
        return _estimate_survey(data, wanted, design, by, areas)
    register = data
    if isinstance(data, Counts):
        figures = [f for f in _counted(data, measures) if f.name in data.indicators]
    else:
        figures = _figures(measures, source or "register")
    if not figures:
        raise InputError(Issue("EST034", place="measures"))

    counted = None
    if isinstance(register, Register) and "year" in by and years is None:
        counted = count_all_years(register, figures, by=by)
    held: Sequence[int] = counted.years if counted else register.years() if "year" in by else ()
    if isinstance(register, Register) and held:
        _check_years(register, asked or (), held)

    def make(of: Sequence[int] | None) -> Estimates:
        if isinstance(register, Counts):
            return estimate_counts(register, figures, by=by, areas=areas, model=model, years=of)
        return estimate_register(
            register, figures, by=by, areas=areas, model=model, years=of, held=held, counted=counted,
            replicates=replicates, seed=seed,
        )  # fmt: skip

    if "year" not in by:
        return make(None)
    return with_lags(make, figures, asked=asked, held=held, lagged=lagged, comparable=_comparable(measures))


def _check_years(register: Register, asked: Sequence[int], held: Sequence[int]) -> None:
    """Refuse years that a register lacks among those it has; later ones it has not reached yet."""
    place, known = Place.column(register.year), {"known": list(held)}
    gone = [year for year in asked if year <= max(held) and year not in held]
    if gone:
        raise InputError(
            [Issue("INP025", file=register.file, place=place, found=str(year), values=known) for year in gone]
        )


def _counted(counts: Counts, measures: Wanted) -> list[Figure]:
    """Figures of what the table has; every indicator in it has to be known, or be named."""
    if not isinstance(measures, (Mapping, Themes, Theme)):
        names = [name for name in measures if isinstance(name, str)]
        if names:
            return figures_of(names, counts)
    every = [f for source in _SOURCES for f in _figures(measures, source)]
    figures = list({figure.name: figure for figure in every}.values())
    check_known(counts, figures)
    return figures


def _estimate_survey(
    frame: pd.DataFrame,
    figures: Sequence[Figure],
    design: Design | None,
    by: Sequence[str],
    areas: Areas | None,
) -> Estimates:
    _check(frame, figures, by, areas)
    frame = frame.reset_index(drop=True)
    sample = bind_design(design, frame)
    if design is not None and design.replicates is not None:
        return _with_design_effect(*replicated(frame, figures, design, sample, by, areas), figures)
    columns = _columns_read(figures, frame, by, areas)
    laid = []
    for year, rows in slices(frame, by):
        groups = group_rows(frame[list(by)].iloc[rows], by, areas)
        # Rows of one group and stratum side by side: what is summed is then a run of memory.
        laid.append((year, rows, groups, rows_in_order(groups.cells, sample.stages[0].stratum[rows])))
    in_runs = sample.take(np.concatenate([rows[order] for _, rows, _, order in laid]))
    blocks, parts, k, at = [], [], 0, 0
    for year, rows, groups, order in laid:
        here = slice(at, at + len(rows))
        table = frame if len(rows) == len(frame) else frame[columns].iloc[rows]
        block = linearise(
            table, [figure.task(year) for figure in figures], groups.take(order),
            weights=in_runs.weights[here], sample=in_runs.take(here), evaluate=_taken(table, order),
        )  # fmt: skip
        blocks.append(block)
        parts.append((rows[order], [moved(strand, k) for strand in block.strands]))
        k, at = k + len(block.rows), here.stop
    # Rows outside a slice count as zeros: the whole design stays in the variance of a domain.
    matrix = covariance(sample, parts, k, in_runs=in_runs)
    simple = np.concatenate([block.simple_variance for block in blocks])
    return _with_design_effect(pd.concat([block.rows for block in blocks]), matrix, simple, figures)


def _taken(table: pd.DataFrame, order: Codes) -> Evaluate:
    """Evaluate on the table as it lies, and put what comes out in order: mostly bool, so little to move."""
    return lambda part: part.amounts(table).take(order)


def _columns_read(
    figures: Sequence[Figure], frame: pd.DataFrame, by: Sequence[str], areas: Areas | None
) -> list[str]:
    """Columns that the measures read; all of them where a measure has a column for each area."""
    read: set[str] = set()
    for year, _ in slices(frame, by):
        for measure in (figure.task(year).measure for figure in figures):
            if isinstance(measure, SeenFromOutside):
                return [str(name) for name in frame]
            read |= measure.columns(areas.ids if areas is not None else ()) if measure is not None else set()
    return [name for name in map(str, frame) if name in read]


def _with_design_effect(
    rows: pd.DataFrame, matrix: Floats, simple: Floats, figures: Sequence[Figure]
) -> Estimates:
    unknown = np.isnan(np.diagonal(matrix))
    if unknown.any():
        # Nothing but lonely strata, with no others to take an average of.
        matrix = np.where(np.logical_or.outer(unknown, unknown), 0.0, matrix)
        rows = rows.assign(status=rows["status"].mask(unknown & (rows["status"] == "ok"), "single"))
    deff = np.divide(np.diagonal(matrix), simple, out=np.full(len(simple), np.nan), where=simple > 0)
    base = rows["base"].to_numpy(dtype=float)
    effective = base / np.where(deff > 0, deff, 1.0)
    # The rows come with N/(N − n), which sets the variance against a sample drawn without replacement.
    without = deff * rows["deff_srswor"].to_numpy(dtype=float)
    rows = rows.assign(deff=deff, deff_srswor=without, effective_base=effective)
    rows, matrix = along_curves(rows, matrix)
    order = in_order(rows.index, figures)
    return Estimates(rows.iloc[order], matrix[np.ix_(order, order)])


def _figures(measures: Wanted, source: str) -> list[Figure]:
    """Turn named measures or indicators into figures."""
    if isinstance(measures, Mapping):
        return [
            Figure(name, lambda _, m=measure: m, _unit(measure), versions=(measure,))  # type: ignore[misc]
            for name, measure in measures.items()
        ]
    return [
        Figure(
            i.id,
            _rule(i),
            i.unit,
            "whole" if i.level == "whole" else "area",
            i.window,
            tuple(version.measure for version in i.versions),
        )
        for i in _indicators(measures)
        if i.source == source
    ]


def _indicators(measures: Themes | Theme | Sequence[Indicator] | Sequence[str]) -> list[Indicator]:
    """Return the definitions among what is wanted."""
    found = measures.indicators if isinstance(measures, Themes) else tuple(measures)
    return [each for each in found if isinstance(each, Indicator)]


def _comparable(measures: Wanted) -> Callable[[str, int, int], bool]:
    """Whether the figures of two years are measured alike; what has no versions always is."""
    if isinstance(measures, Mapping):
        return lambda measure, since, until: True
    by_id = {indicator.id: indicator for indicator in _indicators(measures)}
    return lambda measure, since, until: measure not in by_id or by_id[measure].comparable(since, until)[0]


def _rule(indicator: Indicator) -> Callable[[int | None], Measure | None]:
    def rule(year: int | None) -> Measure | None:
        if year is None:
            raise InputError(Issue("EST020", place=indicator.id))
        version = indicator.version(year)
        return None if version is None else version.measure

    return rule


def _unit(measure: Measure) -> str:
    if measure.proportion or isinstance(measure, Composition):
        return "procent"
    return "procentpoint" if measure.kind == "difference" else ""


def _check(frame: pd.DataFrame, figures: Sequence[Figure], by: Sequence[str], areas: Areas | None) -> None:
    """Refuse an empty table and name every missing column at once."""
    if not len(frame):
        raise InputError(Issue("EST021"))
    ids = areas.ids if areas is not None else ()
    needed = list(by)
    missing_group = [name for name in by if name not in frame]
    if not missing_group:
        for year, _ in slices(frame, by):
            measures = [task.measure for task in (figure.task(year) for figure in figures)]
            for measure in measures:
                if isinstance(measure, Composition):
                    raise InputError(Issue("EST022", place=measure.kind))
                needed += sorted(measure.columns(ids)) if measure is not None else []
    if missing := absent_columns(needed, frame):
        raise InputError(missing)
