"""The main job: a configuration in, a status out."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from social_balance.definitions.catalogue import Indicator, Themes, read_indicators
from social_balance.deliveries import reading as tables
from social_balance.estimates.values import Estimates, combine
from social_balance.estimating import estimate
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import (
    DefinitionError,
    InputError,
    Issue,
    SocialBalanceError,
    absent_columns,
    suggest,
)
from social_balance.published.sources import Delivered, also_in_register, read_counts_of
from social_balance.registers.register import Register
from social_balance.samples.design import Design
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import theme_index
from social_balance.yearly.configuration import Configuration, RegisterOfPersons, Survey, read_configuration
from social_balance.yearly.status import Meta, Status, names_of, redrawn_areas

Progress = Callable[[str], None]
STEPS = ("definitions", "surveys", "register", "counts", "index", "tables")
BY = ("area", "year")


def aarsstatus(config: str | Path | Configuration, *, progress: Progress | None = None) -> Status:
    """Make the status of one year from a configuration: estimates, indexes, ambition and verdicts.

    Parameters
    ----------
    config : path or Configuration
        The configuration, such as ``data_samples/aarsstatus.toml``.
    progress : callable, optional
        Called with the name of each step (one of `STEPS`) before it begins.

    Returns
    -------
    Status
        Not released: hand it to `release` before anything is written.

    Raises
    ------
    DefinitionError
        Faults in the configuration, the definitions or a codebook.
    InputError
        Faults in the data; all faults of all surveys at once.
    """
    configuration = config if isinstance(config, Configuration) else read_configuration(config)
    say = progress or (lambda step: None)
    say("definitions")
    known = read_indicators(configuration.definitions())
    themes = _chosen(known, configuration)
    everything = _from_all_sources(configuration, themes, known, say)
    say("index")
    main = configuration.main
    index = theme_index(everything, themes, areas=configuration.areas)
    amb = ambition(
        index, since=configuration.since, until=configuration.until, reference=main.reference,
        margin=main.margin, adjust=main.adjust, alpha=main.alpha,
    )  # fmt: skip
    meta = _meta(configuration, themes, amb.reference)
    status = Status(meta, themes, configuration.areas, everything, index, amb)
    say("tables")
    status.tables()
    return status


def _from_all_sources(
    configuration: Configuration, themes: Themes, known: Themes, say: Progress
) -> Estimates:
    """Estimate from every source that some indicator needs, with the faults of all of them at once."""
    sources = (
        ("surveys", "survey", _from_surveys, bool(configuration.surveys)),
        ("register", "register", partial(_from_registers, known=known),
         bool(configuration.register or configuration.tables)),
        ("counts", "count", _from_counts, configuration.counts is not None),
    )  # fmt: skip
    needed = {indicator.source for indicator in themes.indicators}
    estimates: list[Estimates] = []
    issues: list[Issue] = []
    for step, source, make, given in sources:
        say(step)
        if given and source in needed:
            try:
                made = make(configuration, themes)
                estimates += [] if made is None else [made]
            except SocialBalanceError as error:
                issues += error.issues
    if issues:
        raise InputError(issues)
    if not estimates:
        raise DefinitionError(
            Issue("CFG013", file=configuration.file.name, values={"needed": sorted(needed)})
        )
    return combine(*estimates)


def _from_surveys(configuration: Configuration, themes: Themes) -> Estimates:
    """Stack the waves: two samples, which covary when every survey knows its persons and some are in both."""
    waves: list[pd.DataFrame] = []
    issues: list[Issue] = []
    for survey in configuration.surveys:
        try:
            waves.append(wave(configuration, survey))
        except SocialBalanceError as error:
            issues += error.issues
    if issues:
        raise InputError(issues)
    frame = pd.concat(waves, ignore_index=True)
    design = Design(
        weights="_weight",
        strata=["_stratum", "year"],
        psu="_psu" if "_psu" in frame else None,
        population="_population" if "_population" in frame else None,
        lonely_psu=configuration.main.lonely_psu,
        person="_person" if all(survey.person for survey in configuration.surveys) else None,
    )
    return estimate(frame, themes, design=design, by=BY, areas=configuration.areas.settled)


def wave(configuration: Configuration, survey: Survey) -> pd.DataFrame:
    """Read one wave of a survey and give its columns of the design common names, such as ``_weight``.

    Raises
    ------
    InputError
        Columns that are named and not there; names of areas that are not known.
    """
    codebook = configuration.path(survey.codebook) if survey.codebook else None
    file = configuration.path(survey.file)
    name = file.as_posix()
    frame = tables.read_survey(file, codebook=codebook)
    needed = [survey.area, survey.weights, survey.psu, survey.person, *survey.strata]
    if missing := absent_columns(needed, frame, name):
        raise InputError(missing)
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
        unit = frame[survey.psu] if survey.psu else pd.Series(frame.index, index=frame.index)
        made["_population"] = _units(unit, then, stratum, population)
    # The companions with labels and reasons are for tables of answers, not for estimates.
    answers = frame[[column for column in frame if not str(column).endswith((".label", ".missing"))]]
    return answers.drop(columns=[c for c in made if c in answers]).assign(**made)


def _units(
    unit: pd.Series, area: pd.Series, stratum: pd.Series, population: Mapping[str, float]
) -> pd.Series:
    """Population of each stratum in sampling units: the same fraction is drawn of units as of adults.

    The configuration counts persons, the design counts the units that were drawn (households).
    """
    persons = area.astype(object).map(population).astype(float)
    drawn = area.groupby(area, observed=True).transform("size").astype(float)
    return unit.groupby(stratum).transform("nunique") * persons / drawn


def _from_registers(configuration: Configuration, themes: Themes, *, known: Themes) -> Estimates | None:
    """Estimate from tables of counts what they have, and from the persons of the register what is left."""
    main, file = configuration.main, configuration.file
    delivered, issues = read_counts_of(configuration.tables, file=file, themes=known, years=main.years)
    estimates: list[Estimates] = []
    for each in delivered:
        shown = [i for i in themes.indicators if i.id in each.counts.indicators]
        if shown:
            try:
                estimates.append(estimate(
                    each.counts.only([i.id for i in shown]), shown, by=BY, areas=configuration.areas,
                    model=main.register_model, years=main.years, lagged=each.lagged,
                ))  # fmt: skip
            except SocialBalanceError as error:
                issues += error.issues
    if configuration.register is not None:
        try:
            estimates += _from_persons(configuration, themes, known, delivered, complete=not issues)
        except SocialBalanceError as error:
            issues += error.issues
    if issues:
        raise InputError(issues)
    return combine(*estimates) if estimates else None


def _from_persons(
    configuration: Configuration, themes: Themes, known: Themes, delivered: Sequence[Delivered], *,
    complete: bool,
) -> list[Estimates]:  # fmt: skip
    """Estimate from the register what no table has.

    Raises
    ------
    DefinitionError
        What both could give, and what is left out and not known.
    """
    source, main = configuration.register, configuration.main
    assert source is not None
    register = Register(
        configuration.path(source.file), person=source.person, year=source.year, area=source.area
    )
    indicators = [i for i in known.indicators if i.source == "register"]
    issues = list(_left_out(configuration.file, source, [i.id for i in indicators]))
    indicators = [i for i in indicators if i.id not in source.leave_out]
    able = _able(register, indicators, configuration) if configuration.tables else set()
    issues += also_in_register(delivered, able, file=configuration.file, register=source.file)
    if issues:
        raise DefinitionError(issues)
    tabled = {name for each in delivered for name in each.counts.indicators}
    wanted = [i for i in themes.indicators if i in indicators and i.id not in tabled]
    if not complete:
        # What the tables have is not known, so a column that the register lacks is no fault yet.
        wanted = [i for i in wanted if i.id in able]
    if not wanted:
        return []
    return [estimate(
        register, wanted, by=BY, areas=configuration.areas, model=main.register_model, years=main.years,
        lagged=source.lagged, replicates=main.replicates, seed=main.seed,
    )]  # fmt: skip


def _left_out(file: TomlFile, source: RegisterOfPersons, known: Sequence[str]) -> Iterator[Issue]:
    for name in source.leave_out:
        if name not in known:
            yield Issue(
                "TAB014",
                file=file.name,
                line=file.line("register", "leave_out"),
                place="[register] leave_out",
                found=name,
                values={"suggestion": suggest(name, known)},
            )


def _able(register: Register, indicators: Sequence[Indicator], configuration: Configuration) -> set[str]:
    """Return the indicators that the register has every column for."""
    columns, years = set(register.columns()), configuration.main.years
    needs = {
        indicator.id: [v.measure.columns(configuration.areas.ids) for v in map(indicator.version, years) if v]
        for indicator in indicators
    }
    return {name for name, of in needs.items() if of and set().union(*of) <= columns}


def _from_counts(configuration: Configuration, themes: Themes) -> Estimates:
    """Strata are areas and years, clusters are days.

    Posts stand where they were put, not where people live: in the whole municipality an area counts by its
    adults, however many posts it has. Within an area every count weighs the same.
    """
    source, population = configuration.counts, configuration.population
    assert source is not None
    file = configuration.path(source.file)
    frame = tables.read_counts(file)
    if missing := absent_columns([source.year, source.area, source.psu], frame, file.as_posix()):
        raise InputError(missing)
    named: dict[str, Any] = {"year": frame[source.year], "file": file.as_posix(), "column": source.area}
    area = configuration.areas.resolve(frame[source.area], **named)
    then = configuration.areas.as_drawn(None).resolve(frame[source.area], **named)
    frame = frame.assign(
        area=area.astype(object), year=frame[source.year], _then=then.astype(object), _weight=1.0
    )
    frame = frame[frame["year"].isin(configuration.main.years)]
    if population:
        adults = [population[year][area] for area, year in zip(frame["_then"], frame["year"], strict=True)]
        frame["_weight"] = np.array(adults) / frame.groupby(["_then", "year"])["area"].transform("size")
    design = Design(weights="_weight", strata=["_then", "year"], psu=source.psu)
    return estimate(frame, themes, design=design, by=BY, areas=configuration.areas.settled, source="count")


def _chosen(themes: Themes, configuration: Configuration) -> Themes:
    """Keep the themes that the configuration names, in their own order."""
    wanted = configuration.main.themes
    if wanted is None:
        return themes
    for name in wanted:
        themes[name]  # raises with a suggestion
    return Themes(tuple(theme for theme in themes if theme.id in wanted))


def _meta(configuration: Configuration, themes: Themes, reference: str) -> Meta:
    main, areas = configuration.main, configuration.areas
    versions = {name: version(name) for name in ("social-balance", "numpy", "pandas", "scipy")}
    definitions = configuration.definitions()
    return Meta(
        municipality=main.municipality, title=main.title, since=configuration.since,
        until=configuration.until, years=main.years, language=main.language, invented=main.invented,
        areas=names_of(areas), rest=areas.rest.name, whole=areas.whole.name, reference=reference,
        margin=main.margin, level=main.level, alpha=main.alpha, adjust=main.adjust,
        register_model=main.register_model, floor=None, sources=main.sources, released=False,
        drawn=areas.drawn,
        redrawn=redrawn_areas(areas, themes, since=configuration.since, until=configuration.until),
        versions=versions,
        manifest={
            "inputs": {path.name: _sha256(path) for path in configuration.inputs()},
            "definitions": {
                path.relative_to(definitions).as_posix(): _sha256(path)
                for path in sorted(definitions.rglob("*.toml"))
            },
            "versions": versions | {"python": platform.python_version()},
        },
    )  # fmt: skip


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
