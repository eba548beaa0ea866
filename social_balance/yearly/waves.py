"""The waves of a survey: each delivery under common names, and one design for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from social_balance.definitions.catalogue import Themes
from social_balance.deliveries import reading as tables
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.language.faults import Faults, absent_columns
from social_balance.samples.design import Design
from social_balance.yearly.configuration import BY, Configuration, Survey
from social_balance.yearly.persons import with_survey_persons


def estimate_surveys(configuration: Configuration, themes: Themes) -> Estimates:
    """Stack the waves: two samples, which covary when every survey knows its persons and some are in both."""
    waves: list[pd.DataFrame] = []
    faults = Faults()
    for survey in configuration.surveys:
        with faults.catch():
            waves.append(read_wave(configuration, survey))
    faults.raise_if_any()
    frame = pd.concat(waves, ignore_index=True)
    # Crossed with the year, so that no stratum is of two waves.
    design = Design(
        weights="_weight",
        strata=["_stratum", "year"],
        psu="_psu" if "_psu" in frame else None,
        population="_population" if "_population" in frame else None,
        lonely_psu=configuration.main.lonely_psu,
        person="_person" if all(survey.person for survey in configuration.surveys) else None,
    )
    areas = configuration.areas.settled
    made = estimate(frame, themes, design=design, by=BY, areas=areas)
    asked = [indicator for indicator in themes.indicators if indicator.source == "survey"]
    return with_survey_persons(made, frame, asked, areas)


def read_wave(configuration: Configuration, survey: Survey) -> pd.DataFrame:
    """Read one wave of a survey and give its columns of the design common names, such as ``_weight``.

    Raises
    ------
    InputError
        Columns that are named and not there; names of areas that are not known.
    """
    codebook = configuration.path_of(survey.codebook) if survey.codebook else None
    file = configuration.path_of(survey.file)
    name = file.as_posix()
    frame = tables.read_survey(file, codebook=codebook)
    faults = Faults()
    needed = [survey.area, survey.weights, survey.psu, survey.person, *survey.strata]
    faults.add(absent_columns(needed, frame, name))
    faults.raise_if_any()
    named: dict[str, Any] = {"year": survey.year, "file": name, "column": survey.area}
    area = configuration.areas.resolve(frame[survey.area], **named)
    # The sample was drawn from, and the adults counted in, the areas as they were then.
    then = configuration.areas.as_drawn(None).resolve(frame[survey.area], **named)
    stratum = then.astype(str)
    for column in survey.strata:
        if column != survey.area:
            stratum = stratum + " · " + frame[column].astype(str)
    made: dict[str, Any] = {"area": area.astype(object), "year": survey.year, "_stratum": stratum}
    made["_weight"] = frame[survey.weights] if survey.weights else 1.0
    if survey.psu:
        made["_psu"] = frame[survey.psu]
    if survey.person:
        made["_person"] = frame[survey.person]
    population = configuration.population.get(survey.year)
    if population:
        # Where nobody says what was drawn, it was persons.
        unit = pd.Series(frame.index, index=frame.index)
        if survey.psu:
            unit = frame[survey.psu]
        made["_population"] = _units_in_population(unit, then, stratum, population)
    # The companions with labels and reasons are for tables of answers, not for estimates.
    answers = frame[[column for column in frame if not str(column).endswith((".label", ".missing"))]]
    return answers.drop(columns=[c for c in made if c in answers]).assign(**made)


def _units_in_population(
    unit: pd.Series, area: pd.Series, stratum: pd.Series, population: Mapping[str, float]
) -> pd.Series:
    """Population of each stratum in sampling units: the same fraction is drawn of units as of adults.

    The configuration counts persons, the design counts the units that were drawn (households).
    """
    persons = area.astype(object).map(population).astype(float)
    drawn = area.groupby(area, observed=True).transform("size").astype(float)
    return unit.groupby(stratum).transform("nunique") * persons / drawn
