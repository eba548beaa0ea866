"""The configuration of the yearly job: which data there are, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticKnownError

from social_balance.areas.municipality import Areas
from social_balance.estimates.lags import Lagged
from social_balance.files.resources import packaged
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Issue, language_issues, suggest
from social_balance.language.tables import DEFAULT, languages
from social_balance.published.settings import TableOfCounts, checked_tables, place_of
from social_balance.verdicts.multiplicity import Adjust


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _known_language(lang: str) -> str:
    if lang not in languages():
        expected = " or ".join(repr(name) for name in languages())
        raise PydanticKnownError("literal_error", {"expected": expected})
    return lang


class Main(_Strict):
    """The ``[aarsstatus]`` table."""

    title: Annotated[str, Field(min_length=1)]
    municipality: Annotated[str, Field(min_length=1)]
    years: Annotated[tuple[int, ...], Field(min_length=2)]
    since: int | None = None
    until: int | None = None
    language: Annotated[str, AfterValidator(_known_language)] = DEFAULT
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


class Survey(_Strict):
    """One ``[[survey]]`` table: a wave."""

    year: int
    file: str
    codebook: str | None = None
    weights: str | None = None
    strata: tuple[str, ...] = ()
    psu: str | None = None
    area: str = "area"
    person: str | None = None


class RegisterOfPersons(_Strict):
    """The ``[register]`` table."""

    file: str
    person: str | None = "person_id"
    year: str = "year"
    area: str = "area"
    lagged: Lagged = "not_available"
    leave_out: tuple[str, ...] = ()


class CountsInPublic(_Strict):
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
    surveys, register, tables, counts
        The sources; there is at least one.
    areas : Areas
        As they were drawn in ``drawn``, or each year as it was then.
    population : mapping of year to mapping of area id to number
        Adults, for the finite-population correction of the surveys; of the areas as they were in the year.
    """

    file: TomlFile
    main: Main
    surveys: tuple[Survey, ...]
    register: RegisterOfPersons | None
    tables: tuple[TableOfCounts, ...]
    counts: CountsInPublic | None
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
        names += [name for table in self.tables for _, name in table.named_files()]
        return (Path(self.file.name), *(self.path(name) for name in dict.fromkeys(names)))

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
    known = {"aarsstatus", "survey", "register", "table", "counts", "areas", "population"}
    issues += [
        Issue("CFG001", file=file.name, line=file.line(key), place=f"[{key}]",
              values={"known": sorted(known), "suggestion": suggest(key, known)})
        for key in file.data
        if key not in known
    ]  # fmt: skip
    main = _one(Main, file, "aarsstatus", issues, needed=True)
    surveys = [
        _checked_survey(file, i, table, issues) for i, table in enumerate(_list(file, "survey", issues))
    ]
    register = _one(RegisterOfPersons, file, "register", issues)
    tables_ = checked_tables(file, _list(file, "table", issues), issues)
    counts = _one(CountsInPublic, file, "counts", issues)
    areas = None
    try:
        areas = Areas.from_mapping(file.data.get("areas", {}), file=file)
    except DefinitionError as error:
        issues += error.issues
    population = _population(file, areas, issues)
    if not (surveys or register or tables_ or counts) and not issues:
        issues.append(Issue("CFG002", file=file.name))
    if issues or main is None or areas is None:
        raise DefinitionError(issues)
    areas = areas.as_drawn(main.drawn)
    configuration = Configuration(
        file, main, tuple(s for s in surveys if s is not None), register, tables_, counts, areas, population
    )
    issues = list(_sense(configuration))
    if issues:
        raise DefinitionError(issues)
    return configuration


def _one(model: type[Any], file: TomlFile, key: str, issues: list[Issue], *, needed: bool = False) -> Any:
    """Check a table that stands at most once."""
    if key not in file.data:
        if needed:
            issues.append(Issue("CFG003", file=file.name, place=f"[{key}]"))
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
    issues.append(Issue("CFG004", file=file.name, line=file.line(key), place=f"[{key}]", values={"key": key}))
    return []


def _checked_survey(file: TomlFile, i: int, table: Mapping[str, Any], issues: list[Issue]) -> Survey | None:
    place = f"[[survey]] {table.get('year', i + 1)}"
    made, found = checked(Survey, table, file, keys=("survey", i), place=place)
    issues += found
    return made


def _population(file: TomlFile, areas: Areas | None, issues: list[Issue]) -> dict[int, dict[str, float]]:
    """Read ``[population]``: year → area id → adults."""
    made: dict[int, dict[str, float]] = {}
    for year, table in file.data.get("population", {}).items():
        place = f"[population] {year}"
        if not str(year).isdigit() or not isinstance(table, Mapping):
            issues.append(Issue("CFG005", file=file.name, line=file.line("population", year), place=place))
            continue
        if areas is not None and set(table) != {*areas.ids, "rest"}:
            needed = [*areas.ids, "rest"]
            issues.append(
                Issue(
                    "CFG006",
                    file=file.name,
                    line=file.line("population", year),
                    place=place,
                    values={"needed": needed},
                )
            )
        made[int(year)] = {
            str(k): float(v) for k, v in table.items() if isinstance(v, (int, float)) and v > 0
        }
    return made


def _sense(configuration: Configuration) -> Iterator[Issue]:
    """Yield the faults that show only when the tables are held together."""
    file, main = configuration.file, configuration.main
    yield from language_issues(main.language)
    if configuration.since >= configuration.until or not {configuration.since, configuration.until} <= set(
        main.years
    ):
        yield Issue("CFG007", file=file.name, line=file.line("aarsstatus", "years"), place="[aarsstatus]",
                    values={"since": configuration.since, "until": configuration.until})  # fmt: skip
    years = [survey.year for survey in configuration.surveys]
    for i, survey in enumerate(configuration.surveys):
        if years.count(survey.year) > 1:
            yield Issue(
                "CFG008",
                file=file.name,
                line=file.line("survey", i, "year"),
                place=f"[[survey]] {survey.year}",
            )
    if configuration.surveys and len(set(years)) == 1:
        yield Issue("CFG009", file=file.name, line=file.line("survey", 0), values={"year": years[0]})
    for year in main.years if configuration.population else ():
        if year not in configuration.population:
            yield Issue(
                "CFG014",
                file=file.name,
                line=file.line("population"),
                place="[population]",
                values={"year": year},
            )
    told: dict[str, Any] = {"folder": configuration.folder.as_posix() or "."}
    of_tables = {
        configuration.path(name) for table in configuration.tables for _, name in table.named_files()
    }
    for path in configuration.inputs():
        if path not in of_tables and not path.is_file():
            yield Issue("CFG010", file=file.name, place=f"'{path.name}'", values=told)
    for i, table in enumerate(configuration.tables):
        for key, name in table.named_files():
            if not configuration.path(name).is_file():
                line = file.line("table", i, *key.split("."))
                place = f"{place_of(file, i).name} {key.replace('.', ' ')}"
                yield Issue(
                    "CFG010", file=file.name, line=line, place=f"{place} '{name}'", found=name, values=told
                )
    if not configuration.definitions().is_dir():
        yield Issue(
            "CFG011",
            file=file.name,
            line=file.line("aarsstatus", "definitions"),
            place=f"'{main.definitions}'",
        )
