"""The waves of a survey: each delivery under common names, and one design for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Themes
from social_balance.deliveries import reading as tables
from social_balance.estimates.values import Estimates
from social_balance.estimating import estimate
from social_balance.language.faults import DefinitionError, Faults, Issue, absent_columns, rows_issue, suggest
from social_balance.samples.auxiliary import Calibration
from social_balance.samples.design import Design
from social_balance.yearly.calibrated_waves import bind_to_stack, calibrate_wave, code_text
from social_balance.yearly.configuration import BY, Configuration
from social_balance.yearly.job_settings import Survey
from social_balance.yearly.persons import with_survey_persons
from social_balance.yearly.status import AskedAgain

BLOCKS = "_blocks"  # the column of what the divisions cut each other into


@dataclass(frozen=True)
class StackedWaves:
    """Every wave in one table, with the design of them all.

    Parameters
    ----------
    frame : DataFrame, one row per answer
    design : Design
    asked_again : tuple of AskedAgain
        Of each two consecutive waves whose persons are known again.
    """

    frame: pd.DataFrame
    design: Design
    asked_again: tuple[AskedAgain, ...]


def stack_waves(configuration: Configuration, themes: Themes) -> StackedWaves:
    """Read every wave and lay them under each other.

    Raises
    ------
    InputError
        Every fault of every wave at once.
    """
    waves: dict[int, pd.DataFrame] = {}
    steps: list[Calibration] = []
    faults = Faults()
    for survey in sorted(configuration.surveys, key=lambda survey: survey.year):
        with faults.catch():
            frame = read_wave(configuration, survey)
            faults.add(_columns_not_asked(configuration, survey, frame, themes))
            if survey.calibration is not None:
                made = calibrate_wave(configuration, survey, frame, _design(configuration, frame))
                steps.append(made.step)
                frame = made.frame
            waves[survey.year] = frame
    faults.raise_if_any()
    # After all waves are read: an id means nothing until the other waves are known.
    waves = _know_persons_again(configuration, waves)
    frame = pd.concat(waves.values(), ignore_index=True)
    frame, calibrated = bind_to_stack(frame, steps)
    design = replace(_design(configuration, frame), calibrations=calibrated.calibrations)
    return StackedWaves(frame, design, tuple(_asked_again(configuration, waves)))


def read_wave(configuration: Configuration, survey: Survey) -> pd.DataFrame:
    """Read one wave of a survey and give its columns of the design common names, such as ``_weight``.

    Raises
    ------
    InputError
        Columns that are named and not there, or without a value; names of areas that are not known; more
        answers than there are adults.
    """
    codebook = configuration.path_of(survey.codebook) if survey.codebook else None
    file = configuration.path_of(survey.file)
    name = file.as_posix()
    frame = tables.read_survey(file, codebook=codebook, sheet=survey.sheet, encoding=survey.encoding)
    _check_design_columns(survey, frame, name)
    named: dict[str, Any] = {"year": survey.year, "file": name, "column": survey.area}
    area = configuration.areas.resolve(frame[survey.area], **named)
    # The sample was drawn from, and the adults counted in, the areas as they were then.
    then = configuration.areas.as_drawn(None).resolve(frame[survey.area], **named)
    stratum = then.astype(str)
    for column in survey.strata:
        if column != survey.area:
            stratum = stratum + " · " + frame[column].astype(str)
    made: dict[str, Any] = {"area": area.astype(object), "year": survey.year, "_stratum": stratum}
    made["_then"] = then.astype(str)
    for column, areas in areas_by_column(configuration).items():
        made[column] = areas.resolve(frame[survey.area], **named).astype(object)
    made["_weight"] = frame[survey.weights] if survey.weights else 1.0
    if survey.psu:
        made["_psu"] = frame[survey.psu]
    if survey.person:
        made["_person"] = frame[survey.person].map(code_text)
    population = configuration.population.get(survey.year)
    if population:
        _check_population(configuration, survey, then, population)
        # Where nobody says what was drawn, it was persons.
        unit = pd.Series(frame.index, index=frame.index)
        if survey.psu:
            unit = frame[survey.psu]
        made["_population"] = _units_in_population(unit, then, stratum, population)
    # The companions with labels and reasons are for tables of answers, not for estimates.
    answers = frame[[column for column in frame if not str(column).endswith((".label", ".missing"))]]
    return answers.drop(columns=[c for c in made if c in answers]).assign(**made)


def estimate_waves(waves: StackedWaves, themes: Themes, areas: Areas, *, column: str = "area") -> Estimates:
    """Estimate from the waves, with what disclosure control has to know of those who answered.

    Parameters
    ----------
    waves : StackedWaves
    themes : Themes
    areas : Areas
    column : str
        Where the waves have the ids of those areas; the design is the same whatever the figures are of.
    """
    frame = waves.frame.assign(area=waves.frame[column])
    figures = estimate(
        # The figures that are shown are those that are judged, with their degrees of freedom.
        frame, themes, design=waves.design, by=BY, areas=areas.settled, df="satterthwaite",
    )  # fmt: skip
    asked = [indicator for indicator in themes.indicators if indicator.source == "survey"]
    return with_survey_persons(figures, frame, asked, areas.settled)


def areas_by_column(configuration: Configuration) -> dict[str, Areas]:
    """Return the further divisions, and the blocks that they cut, by the columns that waves have of them."""
    if not configuration.divisions:
        return {}
    columns = {f"_division_{each.id}": each.areas for each in configuration.divisions}
    return columns | {BLOCKS: configuration.blocks().areas}


def measured_themes(configuration: Configuration, themes: Themes, *, known: Themes) -> Themes:
    """Return the themes without the years in which the configuration says that something was not asked.

    Parameters
    ----------
    configuration : Configuration
    themes : Themes
        Those that are shown.
    known : Themes
        Every definition: what is said of a theme that is not shown is no fault.

    Raises
    ------
    DefinitionError
        Names that are neither an indicator nor a column of one.
    """
    gone: dict[str, set[int]] = {}
    faults = Faults(DefinitionError)
    file = configuration.file
    for number, survey in enumerate(configuration.surveys):
        names: set[str] = set()
        for indicator in known.indicators:
            if indicator.source == "survey":
                asked = {indicator.id, *indicator.columns(survey.year, configuration.areas.ids)}
                names |= asked
                if asked & set(survey.not_measured):
                    gone.setdefault(indicator.id, set()).add(survey.year)
        for name in survey.not_measured:
            if name not in names:
                line = file.line("survey", number, "not_measured")
                values = {"year": survey.year, "suggestion": suggest(name, names)}
                faults.add(Issue("CFG037", file=file.name, line=line, place=f"[[survey]] {survey.year}",
                                 found=name, values=values))  # fmt: skip
    faults.raise_if_any()
    return _without_years(themes, gone, last=max(configuration.main.years))


def _without_years(themes: Themes, gone: Mapping[str, set[int]], *, last: int) -> Themes:
    """Take years out of indicators; a rule that holds in a year is then not measured in it."""
    taken = []
    for theme in themes:
        indicators = []
        for indicator in theme:
            years = indicator.years or tuple(range(indicator.versions[0].from_year, last + 1))
            if indicator.id in gone:
                measured = tuple(year for year in years if year not in gone[indicator.id])
                indicator = replace(indicator, years=measured)
            indicators.append(indicator)
        taken.append(replace(theme, indicators=tuple(indicators)))
    return Themes(tuple(taken))


def _design(configuration: Configuration, frame: pd.DataFrame) -> Design:
    # Crossed with the year, so that no stratum is of two waves.
    return Design(
        weights="_weight",
        strata=["_stratum", "year"],
        psu="_psu" if "_psu" in frame else None,
        population="_population" if "_population" in frame else None,
        lonely_psu=configuration.main.lonely_psu,
        person="_person" if "_person" in frame else None,
    )


def _check_design_columns(survey: Survey, frame: pd.DataFrame, file: str) -> None:
    """Refuse columns of the design that are not there or lack a value, under the names of the delivery."""
    faults = Faults()
    needed = [survey.area, survey.weights, survey.psu, survey.person, *survey.strata]
    faults.add(absent_columns(needed, frame, file))
    faults.raise_if_any()
    for name in dict.fromkeys(filter(None, [survey.psu, survey.person, *survey.strata])):
        if frame[name].isna().any():
            faults.add(rows_issue("DSN004", name, frame[name].isna(), file=file))
    if survey.weights is not None:
        weights = pd.to_numeric(frame[survey.weights], errors="coerce")
        for code, wrong in (("DSN002", weights.isna()), ("DSN003", weights < 0)):
            if wrong.any():
                faults.add(rows_issue(code, survey.weights, wrong, file=file))
    if survey.person is not None and frame[survey.person].duplicated().any():
        faults.add(rows_issue("DSN008", survey.person, frame[survey.person].duplicated(), file=file))
    faults.raise_if_any()


def _check_population(
    configuration: Configuration, survey: Survey, area: pd.Series[Any], population: Mapping[str, float]
) -> None:
    """Refuse areas in which more have answered than live there."""
    faults = Faults()
    for id, answers in area.astype(str).value_counts(sort=False).items():
        adults = population.get(str(id), 0)
        if answers > adults:
            values = {
                "area": configuration.areas.name(str(id)),
                "adults": int(adults),
                "answers": int(answers),
            }
            line = configuration.file.line("population", str(survey.year))
            faults.add(Issue("CFG036", file=configuration.file.name, line=line,
                             place=f"[population] {survey.year}", values=values))  # fmt: skip
    faults.raise_if_any()


def _columns_not_asked(
    configuration: Configuration, survey: Survey, frame: pd.DataFrame, themes: Themes
) -> Iterator[Issue]:
    """Yield the columns that a rule of the year needs and the wave lacks.

    Without this a question left out of one wave would be a figure of nobody, and look like a hidden one.
    """
    file = configuration.file
    number = configuration.surveys.index(survey)
    columns = [str(column) for column in frame]
    lacking: dict[str, list[str]] = {}
    for indicator in themes.indicators:
        if indicator.source == "survey":
            for column in sorted(indicator.columns(survey.year, configuration.areas.ids)):
                if column not in columns:
                    lacking.setdefault(column, []).append(indicator.id)
    for column, indicators in lacking.items():
        yield Issue(
            "CFG031", file=file.name, line=file.line("survey", number), place=f"[[survey]] {survey.year}",
            found=column, values={"indicators": indicators, "year": survey.year,
                                  "suggestion": suggest(column, columns)},
        )  # fmt: skip


def _units_in_population(
    unit: pd.Series, area: pd.Series, stratum: pd.Series, population: Mapping[str, float]
) -> pd.Series:
    """Population of each stratum in sampling units: the same fraction is drawn of units as of adults.

    The configuration counts persons, the design counts the units that were drawn (households).
    """
    persons = area.astype(object).map(population).astype(float)
    drawn = area.groupby(area, observed=True).transform("size").astype(float)
    # Rescaled, since a finite population correction of households needs how many households there are.
    return unit.groupby(stratum).transform("nunique") * persons / drawn


def _know_persons_again(
    configuration: Configuration, waves: Mapping[int, pd.DataFrame]
) -> dict[int, pd.DataFrame]:
    """Give everybody an id by which the same person is known in the waves that asked the same persons.

    ``overlap = "chance"`` begins anew: those who happen to be in this wave and an earlier one count as two.
    A wave without ids has nobody who is known again.
    """
    if not any(survey.person for survey in configuration.surveys):
        return dict(waves)
    known = {}
    draw = 0
    for survey in sorted(configuration.surveys, key=lambda survey: survey.year):
        frame = waves[survey.year]
        if survey.overlap == "chance":
            draw += 1
        if survey.person is None:
            # Everybody is somebody new.
            ids = pd.Series([f"{survey.year} · {row}" for row in range(len(frame))], index=frame.index)
        else:
            ids = f"{draw} · " + frame["_person"]
        known[survey.year] = frame.assign(_person=ids)
    return known


def _asked_again(configuration: Configuration, waves: Mapping[int, pd.DataFrame]) -> Iterator[AskedAgain]:
    """Yield how many are known again from each wave to the next; a number below the floor is not told."""
    named = [survey for survey in configuration.surveys if survey.person]
    for since, until in pairwise(sorted(survey.year for survey in named)):
        persons = int(waves[until]["_person"].isin(waves[since]["_person"]).sum())
        told = None if 0 < persons < configuration.main.floor else persons
        yield AskedAgain(since, until, told, len(waves[until]))
