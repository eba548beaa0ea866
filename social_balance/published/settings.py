"""What a configuration says of a table of counts: where it is, what form it has, which numbers to take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from social_balance.estimates.lags import Lagged
from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import DefinitionError, Issue

Form: TypeAlias = Literal["csv", "statbank", "px", "jsonstat", "jobindsats"]
Cells: TypeAlias = Mapping[str, tuple[str, ...]]  # column → categories
# What each reader of a published table takes of its own.
READER: Mapping[str, frozenset[str]] = {
    "csv": frozenset(),
    "statbank": frozenset({"value", "time", "presentation", "decimal", "totals"}),
    "px": frozenset({"language", "encoding", "totals"}),
    "jsonstat": frozenset({"dataset", "totals"}),
    "jobindsats": frozenset({"mapping", "dimensions", "time", "decimal", "totals"}),
}
_OF_CSV = frozenset({"indicator", "sd", "sheet"})
_OF_CELLS = frozenset({"where", "part"})


def _check_cells(given: Any) -> Cells:
    """Take one category or a list of them for each column."""
    taken = {name: each if isinstance(each, list) else [each] for name, each in _require_table(given).items()}
    if not all(each and all(isinstance(one, str) for one in each) for each in taken.values()):
        raise DefinitionError(Issue("TAB005"))
    return {name: tuple(each) for name, each in taken.items()}


def _require_table(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise DefinitionError(Issue("TAB005"))
    return given


def _check_amount(given: Any) -> str | Cells:
    """Take the name of a column, or which cells to take."""
    if isinstance(given, str) and given:
        return given
    return _check_cells(given)


def _check_mapping(given: Any) -> str | Mapping[str, str]:
    """Take a file, or the mapping itself."""
    if isinstance(given, str) and given:
        return given
    if not isinstance(given, dict) or not all(isinstance(own, str) for own in given.values()):
        raise DefinitionError(Issue("TAB019"))
    return given


def _as_file(given: Any) -> Any:
    """Take a name alone for a CSV file."""
    if isinstance(given, str):
        return {"file": given}
    return given


Amount: TypeAlias = Annotated[Any, PlainValidator(_check_amount)]


class Source(BaseModel):
    """A file with numbers by area and year: one of one's own, or one in a form that others publish."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, Field(min_length=1)]
    form: Form = "csv"
    area: str = "area"
    year: str = "year"
    part: str | None = None
    where: Annotated[Any, PlainValidator(_check_cells)] = Field(default_factory=dict)
    denominator: Amount = None
    absent: Literal["missing", "zero"] = "missing"
    value: str | None = None
    time: str | None = None
    presentation: Literal["auto", "single", "both"] = "auto"
    decimal: Literal[",", "."] | None = None
    totals: Mapping[str, tuple[str, ...]] | None = None
    language: str | None = None
    encoding: str | None = None
    dataset: str | None = None
    sheet: str | None = None
    mapping: Annotated[Any, PlainValidator(_check_mapping)] = None
    dimensions: tuple[str, ...] = ()

    def options(self) -> dict[str, Any]:
        """Return what the configuration says to the reader of the form."""
        return {name: getattr(self, name) for name in sorted(READER[self.form] & self.model_fields_set)}

    def named_files(self) -> list[tuple[str, str]]:
        """Return the key and the name of every file."""
        named = [("file", self.file)]
        if isinstance(self.mapping, str):
            return [*named, ("mapping", self.mapping)]
        return named


class TableOfCounts(Source):
    """One ``[[table]]``: how many, and of how many, of one indicator or several."""

    indicator: str = "indicator"
    measure: str | None = None
    numerator: Amount = None
    sd: str | None = None
    rest: Literal["given", "subtract"] = "given"
    lagged: Lagged = "not_available"
    denominators: Annotated[Source | None, BeforeValidator(_as_file)] = None

    def named_files(self) -> list[tuple[str, str]]:
        """Return the key and the name of every file, those of the denominators among them."""
        if self.denominators is not None:
            others = self.denominators.named_files()
        else:
            others = []
        return [*super().named_files(), *((f"denominators.{key}", name) for key, name in others)]


@dataclass(frozen=True)
class TableSpot:
    """Where in a configuration a table, or the denominators of one, is told of.

    Parameters
    ----------
    file : TomlFile
    keys : tuple
        The way to the group, such as ``("table", 0, "denominators")``.
    name : str
        The group in the user's words.
    """

    file: TomlFile
    keys: tuple[str | int, ...]
    name: str

    def issue(self, code: str, key: str = "", found: str = "", **values: object) -> Issue:
        """Return a fault on the line of a key."""
        line = self.file.line(*self.keys, *([key] if key else []))
        return Issue(
            code,
            file=self.file.name,
            line=line,
            place=f"{self.name} {key}".strip(),
            found=found,
            values=values,
        )

    def inside(self, key: str) -> TableSpot:
        """Return the place of a group inside this one."""
        return TableSpot(self.file, (*self.keys, key), f"{self.name} {key}")


def spot_of_table(file: TomlFile, i: int) -> TableSpot:
    """Return the place of the table with number ``i``, counted from 0."""
    table = file.data["table"][i]
    if isinstance(table, Mapping):
        told = table.get("file", i + 1)
    else:
        told = i + 1
    return TableSpot(file, ("table", i), f"[[table]] {told}")


def check_tables(file: TomlFile, tables: Any, issues: list[Issue]) -> tuple[TableOfCounts, ...]:
    """Check every ``[[table]]`` of a configuration; what is wrong is added to the faults.

    Parameters
    ----------
    file : TomlFile
    tables : list of mappings
    issues : list of Issue
        Gets every unknown key, wrong type, and option that the form of the file has no use for.

    Returns
    -------
    tuple of TableOfCounts
        Those without fault.
    """
    made = []
    for i, table in enumerate(tables):
        place = spot_of_table(file, i)
        if isinstance(table, Mapping):
            given = table
        else:
            given = {}
        read, found = checked(TableOfCounts, given, file, keys=place.keys, place=place.name)
        found += _combination_faults(read, place) if read is not None else []
        issues += found
        if read is not None and not found:
            made.append(read)
    return tuple(made)


def _combination_faults(table: TableOfCounts, place: TableSpot) -> Iterator[Issue]:
    """Yield what does not fit the form of the file, or each other."""
    yield from _option_faults(table, place)
    published = table.form != "csv"
    yield from _amount_faults(table, "numerator", place)
    if table.denominators is not None:
        if table.denominator is not None:
            yield place.issue("TAB013", "denominator")
        yield from _option_faults(table.denominators, place.inside("denominators"))
        yield from _amount_faults(table.denominators, "denominator", place.inside("denominators"))
    elif published and table.denominator is None:
        yield place.issue("TAB012")
    else:
        yield from _amount_faults(table, "denominator", place)
    if published and table.measure is None:
        yield place.issue("TAB010", found=table.form)
    if table.measure is not None and "indicator" in table.model_fields_set and not published:
        yield place.issue("TAB011", "indicator")


def _option_faults(source: Source, place: TableSpot) -> Iterator[Issue]:
    """Yield every option that is of another form than the file's."""
    own = READER[source.form] | (_OF_CSV if source.form == "csv" else _OF_CELLS)
    others = _OF_CSV | _OF_CELLS | frozenset().union(*READER.values())
    for key in sorted(source.model_fields_set & (others - own)):
        yield place.issue("TAB001", key, source.form)
    if source.form == "jobindsats" and source.mapping is None:
        yield place.issue("TAB019", "mapping")


def _amount_faults(source: Source, key: str, place: TableSpot) -> Iterator[Issue]:
    """Yield a fault where cells are picked from one's own table, or a column named in a published one."""
    amount = getattr(source, key)
    if source.form == "csv" and isinstance(amount, Mapping):
        yield place.issue("TAB003", key)
    if source.form != "csv" and isinstance(amount, str):
        yield place.issue("TAB004", key, amount)
