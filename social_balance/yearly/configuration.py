"""The configuration of the yearly job: which data there are, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from social_balance.areas.divisions import Blocks, cross_divisions
from social_balance.areas.municipality import Areas
from social_balance.files.resources import packaged_folder
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Faults, Issue, language_issues, suggest
from social_balance.published.settings import TableOfCounts, check_tables, spot_of_table
from social_balance.yearly.disclosure_settings import DEFAULT_DISCLOSURE, DisclosureSettings
from social_balance.yearly.division_settings import Division, read_divisions
from social_balance.yearly.job_settings import REGISTER, CountsInPublic, Main, Survey
from social_balance.yearly.neighbour_settings import (
    NEIGHBOUR_TABLES,
    NO_NEIGHBOURS,
    NeighbourSettings,
    read_neighbour_settings,
)
from social_balance.yearly.published_settings import check_invitations, read_translations
from social_balance.yearly.register_settings import RegisterOfPersons, check_register_table

BY = ("area", "year")  # what every figure of the yearly job is by
TABLES = ("aarsstatus", "survey", "register", "table", "counts", "areas", "population", "disclosure",
          "translations", "division", *NEIGHBOUR_TABLES)  # fmt: skip


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
    disclosure : DisclosureSettings
        What may be published; its pattern is named from where the program runs.
    neighbours : NeighbourSettings
        The papers on targets, complaints and the ministry's lists that are asked for.
    translations : mapping of language to mapping of str to str
        The municipality's own names (areas, effect goals, sources) in other languages.
    divisions : tuple of Division
        The same municipality in other areas.
    """

    file: TomlFile
    main: Main
    surveys: tuple[Survey, ...]
    register: RegisterOfPersons | None
    tables: tuple[TableOfCounts, ...]
    counts: CountsInPublic | None
    areas: Areas
    population: Mapping[int, Mapping[str, float]]
    disclosure: DisclosureSettings = DEFAULT_DISCLOSURE
    neighbours: NeighbourSettings = NO_NEIGHBOURS
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    divisions: tuple[Division, ...] = ()

    @property
    def folder(self) -> Path:
        """Files are named from where the configuration stands."""
        return Path(self.file.name).parent

    @property
    def since(self) -> int:
        """First year of the comparison."""
        if self.main.since is None:
            return self.main.years[0]
        return self.main.since

    @property
    def until(self) -> int:
        """Last year of the comparison."""
        if self.main.until is None:
            return self.main.years[-1]
        return self.main.until

    def blocks(self) -> Blocks:
        """Return what the areas and the further divisions cut each other into."""
        return cross_divisions([self.areas, *(each.areas for each in self.divisions)])

    def path_of(self, name: str) -> Path:
        """Return a file of the configuration as a path."""
        return self.folder / name

    def file_names(self) -> tuple[str, ...]:
        """Return the names of every file that the configuration names, each once, in order."""
        names = [name for survey in self.surveys for name in (survey.file, survey.codebook) if name]
        names += [survey.calibration_file for survey in self.surveys if survey.calibration_file]
        names += self.register.named_files() if self.register else ()
        names += [self.counts.file] if self.counts else []
        names += [name for table in self.tables for _, name in table.named_files()]
        names += self.neighbours.file_names(self.folder)
        return tuple(dict.fromkeys(names))

    def input_files(self) -> tuple[Path, ...]:
        """Return the configuration and every file that it names, in order."""
        return (Path(self.file.name), *map(self.path_of, self.file_names()))

    def definitions_folder(self) -> Path:
        """Return the folder of definitions: the configuration's, or the one that comes with the package."""
        if self.main.definitions:
            return self.path_of(self.main.definitions)
        return packaged_folder("indices")


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
    faults = Faults(DefinitionError)
    _add_unknown_tables(file, faults)
    main = _read_table(Main, file, "aarsstatus", faults, needed=True)
    sources = _read_sources(file, faults)
    areas = None
    with faults.catch():
        areas = Areas.from_mapping(file.data.get("areas", {}), file=file)
    drawn = areas.as_drawn(main.drawn) if areas and main else areas
    divisions = read_divisions(file, drawn, faults)
    population = _read_population(file, areas, faults)
    disclosure = _read_disclosure(file, main, faults)
    neighbours = read_neighbour_settings(file, faults)
    translations = read_translations(file, faults)
    # With faults in the sources there may be one after all, so nothing is said of their absence.
    if not (any(sources.values()) or faults):
        faults.add(Issue("CFG002", file=file.name))
    faults.raise_if_any()
    assert main is not None
    assert areas is not None
    assert drawn is not None
    configuration = Configuration(
        file=file,
        main=main,
        **sources,
        areas=drawn,
        population=population,
        disclosure=disclosure,
        neighbours=neighbours,
        translations=translations,
        divisions=divisions,
    )
    _check_together(configuration, areas, faults)
    faults.raise_if_any()
    return configuration


def _add_unknown_tables(file: TomlFile, faults: Faults) -> None:
    for key in file.data:
        if key not in TABLES:
            values = {"known": sorted(TABLES), "suggestion": suggest(key, TABLES)}
            faults.add(_fault_at("CFG001", file, key, place=f"[{key}]", values=values))


def _read_sources(file: TomlFile, faults: Faults) -> dict[str, Any]:
    """Read the tables that say where figures come from, by their name in `Configuration`."""
    surveys = [
        _read_survey_table(file, i, table, faults)
        for i, table in enumerate(_read_tables(file, "survey", faults))
    ]
    return {
        "surveys": tuple(survey for survey in surveys if survey is not None),
        "register": _read_table(RegisterOfPersons, file, "register", faults),
        "tables": check_tables(file, _read_tables(file, "table", faults), faults.issues),
        "counts": _read_table(CountsInPublic, file, "counts", faults),
    }


def _check_together(configuration: Configuration, areas: Areas, faults: Faults) -> None:
    """Check what rests on more than one table: languages, years, calibrations, invitations and files."""
    # A language that lacks a text is told of before anything is read, not when the text is needed.
    faults.add(language_issues(configuration.main.language))
    _check_years(configuration, faults)
    _check_calibrations(configuration, faults)
    check_invitations(configuration.surveys, areas, configuration.file, faults)
    _check_files(configuration, faults)


def _fault_at(code: str, file: TomlFile, *keys: str | int, place: str, **more: Any) -> Issue:
    """Return a fault with the line of the key that it is about."""
    return Issue(code, file=file.name, line=file.line(*keys), place=place, **more)


def _read_table(model: type[Any], file: TomlFile, key: str, faults: Faults, *, needed: bool = False) -> Any:
    """Check a table that stands at most once."""
    if key not in file.data:
        if needed:
            faults.add(Issue("CFG003", file=file.name, place=f"[{key}]"))
        return None
    table = file.data[key]
    # A value where a table should stand lacks every key, and each of them is told.
    given = table if isinstance(table, Mapping) else {}
    made, issues = checked(model, given, file, keys=(key,), place=f"[{key}]")
    faults.add(issues)
    return made


def _read_disclosure(file: TomlFile, main: Main | None, faults: Faults) -> DisclosureSettings:
    """Read ``[disclosure]``; ``floor`` of ``[aarsstatus]`` is a short form of its own."""
    settings = _read_table(DisclosureSettings, file, "disclosure", faults) or DisclosureSettings()
    if main is None:
        return settings
    own_floor = "floor" in file.data.get("disclosure", {})
    if own_floor and "floor" in file.data["aarsstatus"] and settings.floor != main.floor:
        # Two floors are a mistake of one of them, and neither is taken for the right one.
        values = {"other": main.floor}
        found = str(settings.floor)
        place = "[disclosure] floor"
        faults.add(_fault_at("CFG040", file, "disclosure", "floor", place=place, found=found, values=values))
    changes: dict[str, Any] = {}
    if not own_floor:
        changes["floor"] = main.floor
    if settings.pattern is not None:
        changes["pattern"] = (Path(file.name).parent / settings.pattern).as_posix()
    return settings.model_copy(update=changes)


def _read_tables(file: TomlFile, key: str, faults: Faults) -> Sequence[Mapping[str, Any]]:
    tables = file.data.get(key, [])
    if isinstance(tables, list):
        return tables
    faults.add(_fault_at("CFG004", file, key, place=f"[{key}]", values={"key": key}))
    return []


def _read_survey_table(
    file: TomlFile, number: int, table: Mapping[str, Any], faults: Faults
) -> Survey | None:
    place = f"[[survey]] {table.get('year', number + 1)}"
    survey, issues = checked(Survey, table, file, keys=("survey", number), place=place)
    faults.add(issues)
    return survey


def _read_population(file: TomlFile, areas: Areas | None, faults: Faults) -> dict[int, dict[str, float]]:
    """Read ``[population]``: year → area id → adults."""
    adults: dict[int, dict[str, float]] = {}
    for year, table in file.data.get("population", {}).items():
        place = f"[population] {year}"
        if not str(year).isdigit() or not isinstance(table, Mapping):
            faults.add(_fault_at("CFG005", file, "population", year, place=place))
            continue
        if areas is not None and set(table) != {*areas.ids, "rest"}:
            values = {"needed": [*areas.ids, "rest"]}
            faults.add(_fault_at("CFG006", file, "population", year, place=place, values=values))
        adults[int(year)] = {
            str(area): float(number)
            for area, number in table.items()
            if isinstance(number, (int, float)) and number > 0
        }
    return adults


def _check_years(configuration: Configuration, faults: Faults) -> None:
    """Collect the faults of years that show only when the tables are held together."""
    file = configuration.file
    main = configuration.main
    compared = {configuration.since, configuration.until}
    if configuration.since >= configuration.until or not compared <= set(main.years):
        values = {"since": configuration.since, "until": configuration.until}
        faults.add(_fault_at("CFG007", file, "aarsstatus", "years", place="[aarsstatus]", values=values))
    years = [survey.year for survey in configuration.surveys]
    for i, year in enumerate(years):
        if years.count(year) > 1:
            faults.add(_fault_at("CFG008", file, "survey", i, "year", place=f"[[survey]] {year}"))
    if configuration.surveys and len(set(years)) == 1:
        faults.add(_fault_at("CFG009", file, "survey", 0, place="", values={"year": years[0]}))
    for year in main.years:
        # A correction in one wave alone would make the waves differ by how they are reckoned.
        if configuration.population and year not in configuration.population:
            values = {"year": year}
            faults.add(_fault_at("CFG014", file, "population", place="[population]", values=values))


def _check_calibrations(configuration: Configuration, faults: Faults) -> None:
    """Collect the calibrations that lack their totals, and settings of columns that are in no margin."""
    file = configuration.file
    for i, survey in enumerate(configuration.surveys):
        asked = survey.calibration
        if asked is None:
            continue
        place = f"[survey.calibration] {survey.year}"
        at = ("survey", i, "calibration")
        if asked.source is None and not asked.done:
            faults.add(_fault_at("CFG030", file, *at, place=place))
        if asked.source == REGISTER and configuration.register is None:
            faults.add(_fault_at("CFG032", file, *at, "source", place=place))
        if asked.method == "poststratify" and len(asked.margins) > 1:
            values = {"count": len(asked.margins)}
            faults.add(_fault_at("CAL012", file, *at, "margins", place=place, values=values))
        for key, names in (("bands", asked.bands), ("names", asked.names)):
            for name in names:
                if name not in asked.columns():
                    hint = {"key": key, "suggestion": suggest(name, asked.columns())}
                    faults.add(_fault_at("CFG033", file, *at, key, place=place, found=name, values=hint))


def _check_files(configuration: Configuration, faults: Faults) -> None:
    """Collect the files and folders that are named and not there."""
    file = configuration.file
    values = {"folder": configuration.folder.as_posix() or "."}
    named_in_tables = {
        configuration.path_of(name) for table in configuration.tables for _, name in table.named_files()
    }
    register = configuration.register
    folders = set()
    told_with_lines = named_in_tables
    if register is not None:
        check_register_table(register, file, faults)
        folders = {configuration.path_of(register.file)} if register.file else set()
        told_with_lines |= {configuration.path_of(register.database)} if register.database else set()
    for name in configuration.file_names():
        path = configuration.path_of(name)
        # A register may be a folder of Parquet files, such as one a year.
        is_there = path.is_file() or (path in folders and path.is_dir())
        # In "C:\temp\ny.csv" TOML reads a tab and a line break, and no file is called that.
        if any(ord(character) < ord(" ") for character in name):
            faults.add(Issue("CFG038", file=file.name, found=repr(name)))
        elif path not in told_with_lines and not is_there:
            faults.add(Issue("CFG010", file=file.name, place=f"'{path.name}'", values=values))
    for i, table in enumerate(configuration.tables):
        for key, name in table.named_files():
            if not configuration.path_of(name).is_file():
                place = f"{spot_of_table(file, i).name} {key.replace('.', ' ')} '{name}'"
                faults.add(
                    _fault_at(
                        "CFG010", file, "table", i, *key.split("."), place=place, found=name, values=values
                    )
                )
    if not configuration.definitions_folder().is_dir():
        place = f"'{configuration.main.definitions}'"
        faults.add(_fault_at("CFG011", file, "aarsstatus", "definitions", place=place))
