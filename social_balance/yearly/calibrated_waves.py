"""Weights of a wave that were calibrated, by the agency or by the job, and what the variance knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.deliveries import reading as tables
from social_balance.language.faults import Faults, Issue, absent_columns, rows_issue
from social_balance.registers.margins import margins_from_register
from social_balance.samples.auxiliary import Calibration
from social_balance.samples.calibration import calibrate
from social_balance.samples.design import Design
from social_balance.samples.margins import Margin, age_bands, read_margins
from social_balance.yearly.calibration_settings import WeightsCalibration
from social_balance.yearly.configuration import Configuration
from social_balance.yearly.job_settings import REGISTER, Survey
from social_balance.yearly.register_settings import open_register

OFF_TARGET = (
    0.02  # relative: rounded weights and a count of another day are let through, other totals are not
)


@dataclass(frozen=True)
class CalibratedWave:
    """A wave with its calibrated weights in ``_weight``, and the columns that the variance reads.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
    step : Calibration
        Names the columns of the margins and of the weights before, which are those of this wave alone.
    """

    frame: pd.DataFrame
    step: Calibration


def calibrate_wave(
    configuration: Configuration, survey: Survey, frame: pd.DataFrame, design: Design
) -> CalibratedWave:
    """Calibrate the weights of a wave, or take in that the agency has done so.

    Parameters
    ----------
    configuration : Configuration
    survey : Survey
        With a calibration.
    frame : DataFrame, one row per respondent
        The wave, with the columns of the design under their common names.
    design : Design
        Of the wave, with the weights before.

    Raises
    ------
    InputError
        Columns or categories that are missing; totals that cannot be hit, or are not hit by weights that are
        said to be calibrated to them.

    Notes
    -----
    Where the agency does not deliver the weights before, the regression uses those after. Within a cell of a
    post-stratification they are proportional, so nothing is lost; of other methods it is the usual estimate
    from the g-weighted regression. [Särndal, Swensson & Wretman 1992, section 6.6]
    """
    asked = survey.calibration
    assert asked is not None
    file = configuration.path_of(survey.file).as_posix()
    _check_wave(asked, frame, file)
    categories = _categories(asked, frame.assign(**{survey.area: frame["_then"]}))
    margins = {
        f"{' × '.join(margin)} {survey.year}": _crossed_text(categories, margin) for margin in asked.crossed
    }
    frame = frame.assign(**margins)
    totals: dict[str | tuple[str, ...], Any] = dict(
        zip(margins, _totals(configuration, survey, asked), strict=False)
    )
    before = frame[asked.base] if asked.base else frame["_weight"]
    if not asked.done:
        made = calibrate(frame, design, totals, method=asked.method, bounds=asked.bounds, name="_calibrated")
        frame = made.data.assign(_weight=made.weights).drop(columns="_calibrated")
    elif totals:
        _check_targets(configuration, survey, read_margins(totals), frame)
    base = f"_base_{survey.year}"
    step = Calibration(base=base, weights="_weight", margins=tuple((name,) for name in margins))
    return CalibratedWave(frame.assign(**{base: before.astype(float)}), step)


def bind_to_stack(frame: pd.DataFrame, steps: Iterable[Calibration]) -> tuple[pd.DataFrame, Design]:
    """Return the table in which the waves are stacked, and a design with the calibrations of the waves.

    A wave is calibrated apart from the others: outside it the weight before is 0, so that nothing of the
    other waves is explained by its margins, and the residual there is the whole value.
    """
    total = float(frame["_weight"].sum())
    steps = [replace(step, rows=len(frame), total=total) for step in steps]
    for step in steps:
        for (name,) in step.margins:
            frame[name] = frame[name].astype(object).fillna("")
        frame[step.base] = frame[step.base].fillna(0.0)
    return frame, Design(weights="_weight", calibrations=tuple(steps))


def _check_wave(asked: WeightsCalibration, frame: pd.DataFrame, file: str) -> None:
    """Refuse a wave without the columns of its margins, or with a person who belongs to no category."""
    faults = Faults()
    faults.add(absent_columns([*asked.columns(), asked.base], frame, file))
    faults.raise_if_any()
    categories = _categories(asked, frame)
    for name in asked.columns():
        if categories[name].isna().any():
            faults.add(rows_issue("CAL003", name, categories[name].isna(), file=file))
    faults.raise_if_any()


def _categories(asked: WeightsCalibration, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the margins as text, ages in their bands."""
    columns = {}
    for name in asked.columns():
        values = frame[name].astype(object)
        if name in asked.bands:
            values = age_bands(values, asked.bands[name])
        columns[name] = values.map(code_text, na_action="ignore")
    return pd.DataFrame(columns, index=frame.index)


def code_text(value: Any) -> str:
    """Return a code as people write it, so that 1 of a survey and 1.0 of a register are the same.

    Examples
    --------
    >>> code_text(1.0), code_text(1234567), code_text(" Kvinde")
    ('1', '1234567', 'Kvinde')
    """
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _crossed_text(categories: pd.DataFrame, margin: Sequence[str]) -> pd.Series[Any]:
    crossed = categories[margin[0]].astype(object)
    for name in margin[1:]:
        crossed = crossed + " · " + categories[name].astype(object)
    return crossed


def _totals(configuration: Configuration, survey: Survey, asked: WeightsCalibration) -> list[pd.Series[Any]]:
    """Return the population of each margin, by the text of its categories; nothing without a source."""
    if asked.source is None:
        return []
    if asked.source == REGISTER:
        return [_register_totals(configuration, survey, asked, margin) for margin in asked.crossed]
    frame = _file_of_totals(configuration, survey, asked)
    categories = _categories(asked, frame)
    return [frame["_count"].groupby(_crossed_text(categories, margin)).sum() for margin in asked.crossed]


def _register_totals(
    configuration: Configuration, survey: Survey, asked: WeightsCalibration, margin: Sequence[str]
) -> pd.Series[Any]:
    source = configuration.register
    assert source is not None
    register = open_register(source, configuration.file)
    names = {**asked.names, survey.area: "area"}
    # Also the bands that this margin does not have: children are in no margin, as they are not asked.
    bands = {names.get(name, name): limits for name, limits in asked.bands.items()}
    own = [names.get(name, name) for name in margin]
    columns = [f"{name}_band" if name in bands else name for name in own]
    # The sample was drawn from the areas as they were in its year.
    then = configuration.areas.as_drawn(None)
    counted = margins_from_register(register, by=[columns], year=survey.year, areas=then, bands=bands)
    [totals] = counted.values()
    keys = [key if isinstance(key, tuple) else (key,) for key in totals.index]
    return pd.Series(totals.to_numpy(), index=[" · ".join(map(code_text, key)) for key in keys])


def _file_of_totals(configuration: Configuration, survey: Survey, asked: WeightsCalibration) -> pd.DataFrame:
    """Read a file with one row a category, under the survey's names."""
    file = configuration.path_of(str(asked.source))
    frame = tables.read_counts(file)
    own = {name: asked.names.get(name, name) for name in asked.columns()}
    faults = Faults()
    faults.add(absent_columns([*own.values(), asked.count, asked.year], frame, file.as_posix()))
    faults.raise_if_any()
    if asked.year is not None:
        frame = frame[frame[asked.year] == survey.year]
    renamed = pd.DataFrame({name: frame[column] for name, column in own.items()})
    if survey.area in renamed:
        where: dict[str, Any] = {"year": survey.year, "file": file.as_posix(), "column": own[survey.area]}
        then = configuration.areas.as_drawn(None).resolve(renamed[survey.area], **where)
        renamed[survey.area] = then.astype(str)
    return renamed.assign(_count=frame[asked.count].astype(float))


def _check_targets(
    configuration: Configuration, survey: Survey, margins: Sequence[Margin], frame: pd.DataFrame
) -> None:
    """Refuse weights that do not hit what they are said to be calibrated to.

    A variance from residuals would be too small for them. Only shares are compared: agencies often give
    weights that sum to the number of answers.
    """
    faults = Faults()
    weights = frame["_weight"].to_numpy(dtype=float)
    for margin in margins:
        wanted = margin.totals / margin.totals.sum()
        hit = margin.weighted_sums(frame, weights) / weights.sum()
        off = np.abs(hit - wanted) / np.where(wanted > 0, wanted, 1.0)
        unknown = sorted(set(frame.loc[margin.category_codes(frame) < 0, margin.name]))
        place = f"[survey.calibration] {survey.year}"
        values: dict[str, object]
        if unknown:
            values = {"margin": margin.name, "categories": unknown}
            faults.add(Issue("CFG034", file=configuration.file.name, place=place, values=values))
        elif off.max() > OFF_TARGET:
            worst = int(off.argmax())
            values = {
                "category": margin.labels[worst],
                "weighted": float(f"{100 * hit[worst]:.3g}"),
                "population": float(f"{100 * wanted[worst]:.3g}"),
            }
            faults.add(Issue("CFG035", file=configuration.file.name, place=place, values=values))
    faults.raise_if_any()
