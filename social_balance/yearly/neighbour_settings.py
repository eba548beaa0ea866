"""What the configuration says of the neighbouring papers: targets, complaints and the ministry's lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import Faults, Issue
from social_balance.lists.comparison import LEVEL_WITHIN
from social_balance.lists.criteria.rules import YEARS_IN_A_ROW
from social_balance.lists.strategy.follow_up import Targets
from social_balance.lists.strategy.reading import read_targets

NEIGHBOUR_TABLES = ("targets", "complaints", "lists")
Model = TypeVar("Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TargetsFile(_Strict):
    """The ``[targets]`` table of the yearly job: which file of targets its papers follow."""

    file: str


class ComplaintsTable(_Strict):
    """The ``[complaints]`` table: complaints decided by Ankestyrelsen, a row a committee and year.

    Parameters
    ----------
    file, sheet : str
    committee, year, upheld, changed, returned, country : str
        What the columns are called in the file.
    total : str, optional
        The row that is all committees together.
    level_within : float
        Percentage points within which it is level with the country.
    """

    file: str
    sheet: str | None = None
    committee: str = "committee"
    year: str = "year"
    upheld: str = "upheld"
    changed: str = "changed"
    returned: str = "returned"
    country: str = "country"
    total: str | None = None
    level_within: Annotated[float, Field(ge=0)] = LEVEL_WITHIN

    @property
    def columns(self) -> dict[str, str]:
        """Column of the file → what it is called here."""
        names = ("committee", "year", "upheld", "changed", "returned", "country")
        return {getattr(self, name): name for name in names}


class ListsTable(_Strict):
    """The ``[lists]`` table: the figures that the ministry's lists are made of, a row an area and year.

    Parameters
    ----------
    file, sheet : str
    area, year : str
        What the columns are called in the file.
    columns : mapping of column here to column in the file
        Of the others, as `classify_areas` calls them, where they are called something else.
    listed : mapping of area to mapping of year to bool
        Whether it was on the published list parallelsamfund, for years without figures.
    years_in_a_row : int
    """

    file: str
    sheet: str | None = None
    area: str = "area"
    year: str = "year"
    columns: Mapping[str, str] = Field(default_factory=dict)
    listed: Mapping[str, Mapping[str, bool]] = Field(default_factory=dict)
    years_in_a_row: Annotated[int, Field(ge=1)] = YEARS_IN_A_ROW

    def published_lists(self) -> dict[tuple[str, int], bool]:
        """Return what was published by area and year."""
        return {(area, int(year)): was for area, years in self.listed.items() for year, was in years.items()}


@dataclass(frozen=True)
class NeighbourSettings:
    """The neighbouring papers that a configuration asks for.

    Parameters
    ----------
    targets : Targets, optional
        Read already, so that its faults are told with those of the configuration.
    complaints : ComplaintsTable, optional
    lists : ListsTable, optional
    """

    targets: Targets | None = None
    complaints: ComplaintsTable | None = None
    lists: ListsTable | None = None

    def file_names(self, folder: Path) -> list[str]:
        """Return the files that they need, named from the folder of the configuration."""
        names = [table.file for table in (self.complaints, self.lists) if table is not None]
        if self.targets is not None:
            names += [_from_folder(name, folder) for name in (self.targets.file, *self.targets.files)]
        return names


NO_NEIGHBOURS = NeighbourSettings()


def read_neighbour_settings(file: TomlFile, faults: Faults) -> NeighbourSettings:
    """Read ``[targets]``, ``[complaints]`` and ``[lists]``; their faults are collected with the others."""
    folder = Path(file.name).parent
    targets_file = _read_table(TargetsFile, file, "targets", faults)
    targets = None
    if targets_file is not None:
        with faults.catch():
            targets = read_targets(folder / targets_file.file)
    lists = _read_table(ListsTable, file, "lists", faults)
    if lists is not None:
        faults.add(_faults_of_listed(lists, file))
    return NeighbourSettings(targets, _read_table(ComplaintsTable, file, "complaints", faults), lists)


def _from_folder(name: str, folder: Path) -> str:
    """Return a path as the configuration would name it."""
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name


def _read_table(model: type[Model], file: TomlFile, key: str, faults: Faults) -> Model | None:
    """Read a table that may be left out."""
    given: Any = file.data.get(key)
    if given is None:
        return None
    table = given if isinstance(given, Mapping) else {}
    read, issues = checked(model, table, file, keys=(key,), place=f"[{key}]")
    faults.add(issues)
    return read


def _faults_of_listed(lists: ListsTable, file: TomlFile) -> Iterator[Issue]:
    """Yield the years of the published lists that are none."""
    for area, years in lists.listed.items():
        for year in years:
            if not (year.isdigit() and len(year) == 4):
                line = file.line("lists", "listed", area)
                yield Issue("CFG005", file=file.name, line=line, place=f"[lists.listed] {area} {year}")
