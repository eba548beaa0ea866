"""Figures from a survey: the rows of respondents, their design, and the joint covariance that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes
from social_balance.conditions.memory import Conditions
from social_balance.estimates.domains import AmountOf
from social_balance.estimates.freedom import DegreesOfFreedom, Pieces
from social_balance.estimates.groups import Groups, group_rows, year_slices
from social_balance.estimates.linearise import EstimatedRows, LinearisedTable, linearise
from social_balance.estimates.moments import joint_covariance, shift_figures, sorted_rows
from social_balance.estimates.replicating import estimate_by_replicates
from social_balance.estimates.row_limits import woodruff_slopes
from social_balance.estimates.specs import IndicatorSpec, display_order
from social_balance.estimates.survey_pieces import SurveySlice, survey_pieces
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue, absent_columns
from social_balance.measures.person_variables import Amount, PersonVariable
from social_balance.samples.design import Design, Sample, bind_design


def estimate_survey(
    frame: pd.DataFrame,
    specs: Sequence[IndicatorSpec],
    *,
    design: Design | None,
    by: Sequence[str],
    areas: Areas | None,
    df: DegreesOfFreedom | None = None,
) -> Estimates:
    """Estimate figures of a survey for every group of `by`, with their joint covariance.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
    specs : sequence of IndicatorSpec
    design, by, areas, df
        See `social_balance.estimating.estimate`.
    """
    _check_survey(frame, specs, by, areas)
    frame = frame.reset_index(drop=True)
    sample = bind_design(design, frame)
    if design is not None and design.replicates is not None:
        made = estimate_by_replicates(frame, specs, design, sample, by, areas)
        return _with_design_effect(made, specs, None)
    slices = _ordered_slices(frame, sample, by, areas)
    sorted_sample = sample.take(np.concatenate([each.rows for each in slices]))
    columns = _columns_read(specs, frame, by, areas)
    tables: list[LinearisedTable] = []
    parts: list[SurveySlice] = []
    k = 0
    for each in slices:
        # The rows of a single slice need no copy.
        table = frame if len(each.rows) == len(frame) else frame[columns].iloc[each.rows_of_table]
        linearised = linearise(
            table,
            [spec.for_year(each.year) for spec in specs],
            each.groups,
            weights=sorted_sample.weights[each.span],
            sample=sorted_sample.take(each.span),
            evaluate=_evaluate_in_order(table, each.order),
        )
        tables.append(linearised)
        influences = tuple(shift_figures(influence, k) for influence in linearised.influences)
        parts.append(SurveySlice(each.rows, each.groups, influences))
        k += len(linearised.rows)
    # Rows outside a slice count as zeros: the whole design stays in the variance of a domain.
    matrix = joint_covariance(
        sample, [(part.rows, part.influences) for part in parts], k, sorted_sample=sorted_sample
    )
    pieces = survey_pieces(sample, parts, k) if df != "design" else None
    return _with_design_effect(EstimatedRows.of(tables, matrix), specs, pieces)


@dataclass(frozen=True)
class _OrderedSlice:
    """The respondents of one year, those of one group and stratum side by side."""

    year: int | None
    rows_of_table: Codes  # in the order of the table
    order: Codes  # positions in `rows_of_table`, group by group
    groups: Groups  # in that order
    span: slice  # where they lie when all slices follow each other

    @property
    def rows(self) -> Codes:
        """The rows in the order of the groups."""
        return self.rows_of_table[self.order]


def _ordered_slices(
    frame: pd.DataFrame, sample: Sample, by: Sequence[str], areas: Areas | None
) -> list[_OrderedSlice]:
    slices = []
    start = 0
    for year, rows in year_slices(frame, by):
        groups = group_rows(frame[list(by)].iloc[rows], by, areas)
        # What is summed is then a run of memory.
        order = sorted_rows(groups.cells, sample.stages[0].stratum[rows])
        span = slice(start, start + len(rows))
        slices.append(_OrderedSlice(year, rows, order, groups.take(order), span))
        start = span.stop
    return slices


def _evaluate_in_order(table: pd.DataFrame, order: Codes) -> AmountOf:
    """Evaluate on the table as it lies, and put what comes out in order: mostly bool, so little to move."""
    # A column that many measures ask about is made ready once.
    conditions = Conditions(table)

    def evaluate(variable: PersonVariable) -> Amount:
        if variable.where is not None:
            conditions.check(variable.where)
        return variable.amounts(table, conditions=conditions).take(order)

    return evaluate


def _columns_read(
    specs: Sequence[IndicatorSpec], frame: pd.DataFrame, by: Sequence[str], areas: Areas | None
) -> list[str]:
    """Return the columns that the measures read; all of them where a measure has a column for each area."""
    read: set[str] = set()
    ids = areas.ids if areas is not None else ()
    for year, _ in year_slices(frame, by):
        for measure in (spec.for_year(year).measure for spec in specs):
            if measure is not None and measure.family == "rated":
                return [str(name) for name in frame]
            if measure is not None:
                read |= measure.columns(ids)
    return [name for name in map(str, frame) if name in read]


def _with_design_effect(
    made: EstimatedRows, specs: Sequence[IndicatorSpec], pieces: Pieces | None
) -> Estimates:
    """Put rows and covariance together, with what the design does to the variance, in the order shown."""
    rows = made.rows
    # Nothing but lonely strata with no others to take an average of, or a single sampling unit: whatever
    # rounding leaves of a variance, nothing is known of it.
    has_no_variance = np.isnan(np.diagonal(made.matrix))
    is_single = has_no_variance | (made.is_sampled & ~(rows["df"].to_numpy(dtype=float) > 0))
    matrix = np.where(np.logical_or.outer(has_no_variance, has_no_variance), 0.0, made.matrix)
    status = rows["status"].to_numpy()
    status = np.where(is_single & (status == "ok"), "single", status)
    simple = made.simple_variance
    deff = np.divide(np.diagonal(matrix), simple, out=np.full(len(simple), np.nan), where=simple > 0)
    deff = np.where(is_single, np.nan, deff)
    base = rows["base"].to_numpy(dtype=float)
    effective = base / np.where(deff > 0, deff, 1.0)
    # The rows come with N/(N − n), which sets the variance against a sample drawn without replacement.
    without = deff * rows["deff_srswor"].to_numpy(dtype=float)
    rows = rows.assign(deff=deff, deff_srswor=without, effective_base=effective, status=status)
    rows, slope = woodruff_slopes(rows, matrix)
    if pieces is not None:
        pieces = pieces.with_more_variance(slope, np.zeros(len(slope)))
    estimates = Estimates(rows, matrix * np.outer(slope, slope), pieces=pieces)
    return estimates.take(display_order(rows.index, specs))


def _check_survey(
    frame: pd.DataFrame, specs: Sequence[IndicatorSpec], by: Sequence[str], areas: Areas | None
) -> None:
    """Refuse an empty table and name every missing column at once."""
    if not len(frame):
        raise InputError(Issue("EST021"))
    ids = areas.ids if areas is not None else ()
    needed = list(by)
    if all(name in frame for name in by):
        for year, _ in year_slices(frame, by):
            for measure in (spec.for_year(year).measure for spec in specs):
                if measure is not None and measure.family == "composition":
                    raise InputError(Issue("EST022", place=measure.kind))
                if measure is not None:
                    needed += sorted(measure.columns(ids))
    if missing := absent_columns(needed, frame):
        raise InputError(missing)
