"""The main job: a configuration in, a status out."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from social_balance import tables
from social_balance.ambition import ambition
from social_balance.areas import Areas
from social_balance.design import Design
from social_balance.estimates import Estimates, combine
from social_balance.estimating import estimate
from social_balance.indexes import theme_index
from social_balance.indicators import Themes, read_indicators
from social_balance.issues import DefinitionError, InputError, Issue, SocialBalanceError, absent_columns
from social_balance.lags import Lagged
from social_balance.multiplicity import Adjust
from social_balance.registers import Register
from social_balance.resources import packaged
from social_balance.status import Meta, Status, names_of, redrawn_areas
from social_balance.toml_file import TomlFile, checked, read_toml

Progress = Callable[[str], None]
STEPS = ("definitions", "surveys", "register", "counts", "index", "tables")
BY = ("area", "year")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Main(_Strict):
    """The ``[aarsstatus]`` table."""

    title: Annotated[str, Field(min_length=1)]
    municipality: Annotated[str, Field(min_length=1)]
    years: Annotated[tuple[int, ...], Field(min_length=2)]
    since: int | None = None
    until: int | None = None
    language: Literal["da", "en"] = "da"
    invented: bool = False
    definitions: str | None = None
    themes: tuple[str, ...] | None = None
    reference: str = "rest"
    drawn: int | None = None
    margin: Annotated[float, Field(gt=0)] = 2.0
    floor: Annotated[int, Field(ge=1)] = 5
    adjust: Adjust = "bh"
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    register_model: Literal["superpopulation", "census"] = "superpopulation"
    replicates: Annotated[int, Field(ge=50)] = 500
    seed: int = 1
    lonely_psu: Literal["error", "centre", "certainty"] = "error"
    sources: tuple[str, ...] = ()
    output: str | None = None


class _Survey(_Strict):
    """One ``[[survey]]`` table: a wave."""

    year: int
    file: str
    codebook: str | None = None
    weights: str | None = None
    strata: tuple[str, ...] = ()
    psu: str | None = None
    area: str = "area"
    person: str | None = None


class _Register(_Strict):
    """The ``[register]`` table."""

    file: str
    person: str | None = "person_id"
    year: str = "year"
    area: str = "area"
    lagged: Lagged = "not_available"


class _Counts(_Strict):
    """The ``[counts]`` table: people counted in public space."""

    file: str
    year: str = "year"
    area: str = "area"
    psu: str | None = None


@dataclass(frozen=True)
class Configuration:
    """A configuration read and found free of faults.

    Parameters
    ----------
    file : TomlFile
    main : the ``[aarsstatus]`` table
    surveys, register, counts
        The sources; there is at least one.
    areas : Areas
        As they were drawn in ``drawn``, or each year as it was then.
    population : mapping of year to mapping of area id to number
        Adults, for the finite-population correction of the surveys; of the areas as they were in the year.
    """

    file: TomlFile
    main: _Main
    surveys: tuple[_Survey, ...]
    register: _Register | None
    counts: _Counts | None
    areas: Areas
    population: Mapping[int, Mapping[str, float]]

    @property
    def folder(self) -> Path:
        """Files are named from where the configuration stands."""
        return Path(self.file.name).parent

    @property
    def since(self) -> int:
        """First year of the comparison."""
        return self.main.years[0] if self.main.since is None else self.main.since

    @property
    def until(self) -> int:
        """Last year of the comparison."""
        return self.main.years[-1] if self.main.until is None else self.main.until

    def path(self, name: str) -> Path:
        """Return a file of the configuration as a path."""
        return self.folder / name

    def inputs(self) -> tuple[Path, ...]:
        """Return every file the configuration names, in order."""
        names = [name for survey in self.surveys for name in (survey.file, survey.codebook) if name]
        names += [source.file for source in (self.register, self.counts) if source]
        return (Path(self.file.name), *(self.path(name) for name in names))

    def definitions(self) -> Path:
        """Return the folder of definitions: the configuration's, or the one that comes with the package."""
        return self.path(self.main.definitions) if self.main.definitions else packaged("indices")


def read_configuration(path: str | Path) -> Configuration:
    """Read and check a configuration.

    Parameters
    ----------
    path : path
        Such as ``data_samples/aarsstatus.toml``.

    Returns
    -------
    Configuration

    Raises
    ------
    DefinitionError
        With every fault: unknown and missing keys, wrong types, years without data, files that do not exist,
        areas that cannot be told apart, a population that names no area.
    """
    file = read_toml(path)
    issues: list[Issue] = []
    known = {"aarsstatus", "survey", "register", "counts", "areas", "population"}
    issues += [
        Issue("CFG001", file.name, file.line(key), f"[{key}]", values={"known": sorted(known)})
        for key in file.data
        if key not in known
    ]
    main = _one(_Main, file, "aarsstatus", issues, needed=True)
    surveys = [
        _checked_survey(file, i, table, issues) for i, table in enumerate(_list(file, "survey", issues))
    ]
    register = _one(_Register, file, "register", issues)
    counts = _one(_Counts, file, "counts", issues)
    areas = None
    try:
        areas = Areas.from_mapping(file.data.get("areas", {}), file=file)
    except DefinitionError as error:
        issues += error.issues
    population = _population(file, areas, issues)
    if not (surveys or register or counts) and not issues:
        issues.append(Issue("CFG002", file.name))
    if issues or main is None or areas is None:
        raise DefinitionError(issues)
    areas = areas.as_drawn(main.drawn)
    configuration = Configuration(
        file, main, tuple(s for s in surveys if s is not None), register, counts, areas, population
    )
    issues = list(_sense(configuration))
    if issues:
        raise DefinitionError(issues)
    return configuration


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
    themes = _chosen(read_indicators(configuration.definitions()), configuration)
    everything = _from_all_sources(configuration, themes, say)
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


def _from_all_sources(configuration: Configuration, themes: Themes, say: Progress) -> Estimates:
    """Estimate from every source that some indicator needs, with the faults of all of them at once."""
    sources = (
        ("surveys", "survey", _from_surveys, bool(configuration.surveys)),
        ("register", "register", _from_register, configuration.register is not None),
        ("counts", "count", _from_counts, configuration.counts is not None),
    )
    needed = {indicator.source for indicator in themes.indicators}
    estimates: list[Estimates] = []
    issues: list[Issue] = []
    for step, source, make, given in sources:
        say(step)
        if given and source in needed:
            try:
                estimates.append(make(configuration, themes))
            except SocialBalanceError as error:
                issues += error.issues
    if issues:
        raise InputError(issues)
    if not estimates:
        raise DefinitionError(Issue("CFG013", configuration.file.name, values={"needed": sorted(needed)}))
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


def wave(configuration: Configuration, survey: _Survey) -> pd.DataFrame:
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


def _from_register(configuration: Configuration, themes: Themes) -> Estimates:
    source, main = configuration.register, configuration.main
    assert source is not None
    register = Register(
        configuration.path(source.file), person=source.person, year=source.year, area=source.area
    )
    return estimate(
        register, themes, by=BY, areas=configuration.areas, model=main.register_model, years=main.years,
        lagged=source.lagged, replicates=main.replicates, seed=main.seed,
    )  # fmt: skip


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


def _one(model: type[Any], file: TomlFile, key: str, issues: list[Issue], *, needed: bool = False) -> Any:
    """Check a table that stands at most once."""
    if key not in file.data:
        if needed:
            issues.append(Issue("CFG003", file.name, place=f"[{key}]"))
        return None
    table = file.data[key]
    made, found = checked(
        model, table if isinstance(table, Mapping) else {}, file, keys=(key,), place=f"[{key}]"
    )
    issues += found
    return made


def _list(file: TomlFile, key: str, issues: list[Issue]) -> Sequence[Mapping[str, Any]]:
    tables_ = file.data.get(key, [])
    if isinstance(tables_, list):
        return tables_
    issues.append(Issue("CFG004", file.name, file.line(key), f"[{key}]", values={"key": key}))
    return []


def _checked_survey(file: TomlFile, i: int, table: Mapping[str, Any], issues: list[Issue]) -> _Survey | None:
    place = f"[[survey]] {table.get('year', i + 1)}"
    made, found = checked(_Survey, table, file, keys=("survey", i), place=place)
    issues += found
    return made


def _population(file: TomlFile, areas: Areas | None, issues: list[Issue]) -> dict[int, dict[str, float]]:
    """Read ``[population]``: year → area id → adults."""
    made: dict[int, dict[str, float]] = {}
    for year, table in file.data.get("population", {}).items():
        place = f"[population] {year}"
        if not str(year).isdigit() or not isinstance(table, Mapping):
            issues.append(Issue("CFG005", file.name, file.line("population", year), place))
            continue
        if areas is not None and set(table) != {*areas.ids, "rest"}:
            needed = [*areas.ids, "rest"]
            issues.append(
                Issue("CFG006", file.name, file.line("population", year), place, values={"needed": needed})
            )
        made[int(year)] = {
            str(k): float(v) for k, v in table.items() if isinstance(v, (int, float)) and v > 0
        }
    return made


def _sense(configuration: Configuration) -> Iterator[Issue]:
    """Yield the faults that show only when the tables are held together."""
    file, main = configuration.file, configuration.main
    if configuration.since >= configuration.until or not {configuration.since, configuration.until} <= set(
        main.years
    ):
        yield Issue("CFG007", file.name, file.line("aarsstatus", "years"), "[aarsstatus]",
                    values={"since": configuration.since, "until": configuration.until})  # fmt: skip
    years = [survey.year for survey in configuration.surveys]
    for i, survey in enumerate(configuration.surveys):
        if years.count(survey.year) > 1:
            yield Issue("CFG008", file.name, file.line("survey", i, "year"), f"[[survey]] {survey.year}")
    if configuration.surveys and len(set(years)) == 1:
        yield Issue("CFG009", file.name, file.line("survey", 0), values={"year": years[0]})
    for year in main.years if configuration.population else ():
        if year not in configuration.population:
            yield Issue("CFG014", file.name, file.line("population"), "[population]", values={"year": year})
    for path in configuration.inputs():
        if not path.is_file():
            yield Issue(
                "CFG010",
                file.name,
                place=f"'{path.name}'",
                values={"folder": configuration.folder.as_posix() or "."},
            )
    if not configuration.definitions().is_dir():
        yield Issue("CFG011", file.name, file.line("aarsstatus", "definitions"), f"'{main.definitions}'")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
