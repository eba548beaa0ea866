"""What the TOML file of a codebook may hold, and what can be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import columns_read as columns_of
from social_balance.deliveries.answer_sets import ItemSet, MultipleSet
from social_balance.deliveries.answers import Code, Column, Kind, comparable
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Issue, suggest


def _condition(text: str) -> str:
    parse(text)
    return text


TABLES = ("codebook", "column", "battery", "multiple")
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_USABLE: Mapping[Kind, tuple[str, ...]] = {
    "code": ("values", "missing", "missing_ranges", "asked_if", "turned"),
    "number": ("values", "missing", "missing_ranges", "range", "asked_if", "turned"),
    "text": ("missing", "asked_if"),
    "area": ("values", "missing", "asked_if"),
    "id": ("unique",),
    "weight": (),
}


class HeadTable(BaseModel):
    """The ``[codebook]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    year: int | None = None


class ColumnTable(BaseModel):
    """A ``[column.NAME]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: _Text | None = Field(None, alias="from")
    label: str = ""
    type: Kind | None = None
    values: dict[str, _Text] = Field(default_factory=dict)
    missing: dict[str, _Text] = Field(default_factory=dict)
    missing_ranges: tuple[tuple[float, float], ...] = ()
    range: tuple[float, float] | None = None
    asked_if: Annotated[str, AfterValidator(_condition)] | None = None
    unique: bool = False
    turned: bool = False

    @property
    def kind(self) -> Kind:
        """The type, or what the other keys say it is."""
        return self.type or ("code" if self.values and not self.range else "number")

    def column(self, name: str) -> Column:
        """Return the column that the table describes."""
        return Column(
            name=name,
            source=self.source or name,
            kind=self.kind,
            label=self.label,
            values={float(code): text for code, text in self.values.items()},
            missing={_code(code): text for code, text in self.missing.items()},
            missing_ranges=self.missing_ranges,
            range=self.range,
            asked_if=parse(self.asked_if) if self.asked_if else None,
            unique=self.unique,
            turned=self.turned,
        )


class BatteryTable(BaseModel):
    """A ``[battery.NAME]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: Annotated[tuple[_Text, ...], Field(min_length=2)]
    label: str = ""

    def set(self, name: str) -> ItemSet:
        """Return the battery that the table describes."""
        return ItemSet(name, self.items, self.label)


class MultipleTable(BaseModel):
    """A ``[multiple.NAME]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: Annotated[tuple[_Text, ...], Field(min_length=1)]
    counted: float = 1.0
    label: str = ""

    def set(self, name: str) -> MultipleSet:
        """Return the set that the table describes."""
        return MultipleSet(name, self.columns, self.counted, self.label)


@dataclass(frozen=True)
class BookFault:
    """A fault of one key of one column, before the file and the line are known."""

    code: str
    key: str
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def issue(self, file: TomlFile, name: str, *, table: str = "column") -> Issue:
        """Return the fault with its place in the file."""
        line = file.line(table, name, self.key, self.found) if self.found else None
        line = line or file.line(table, name, self.key)
        place = f"[{table}.{name}] {self.key}".rstrip()
        return Issue(self.code, file=file.name, line=line, place=place, found=self.found, values=self.values)


def table_faults(table: ColumnTable) -> Iterator[BookFault]:
    """Yield what is wrong inside the table of one column."""
    for key in sorted(table.model_fields_set - {"source", "label", "type", *_USABLE[table.kind]}):
        yield BookFault("CBK002", key, "", {"type": table.kind})
    if table.kind == "code" and not table.values:
        yield BookFault("CBK003", "type")
    if table.turned and table.kind == "number" and not table.range:
        yield BookFault("CBK012", "turned")
    yield from _code_faults(table)
    ranges = [("range", table.range)] if table.range else []
    ranges += [("missing_ranges", ends) for ends in table.missing_ranges]
    for key, (low, high) in ranges:
        if low > high or (key == "range" and low == high):
            yield BookFault("CBK008", key, "", {"low": low, "high": high})


def _code_faults(table: ColumnTable) -> Iterator[BookFault]:
    """Yield what is wrong with the codes of one column."""
    met: dict[Code, str] = {}
    labels: dict[str, str] = {}
    for key, codes in (("values", table.values), ("missing", table.missing)):
        for written, text in codes.items():
            code = _code(written)
            if isinstance(code, str) and (key == "values" or not re.fullmatch("[a-z]", code)):
                yield BookFault("CBK004", key, written)
                continue
            if code in met:
                yield BookFault("CBK005", key, written, {"other": met[code]})
            met.setdefault(code, key)
            if key == "values":
                first = labels.setdefault(comparable(text), written)
                if first != written:
                    yield BookFault("CBK006", key, written, {"other": first, "text": text})
            if table.range and not isinstance(code, str):
                inside = table.range[0] <= code <= table.range[1]
                if inside == (key == "missing"):
                    yield BookFault("CBK007", key, written, {"low": table.range[0], "high": table.range[1]})


def book_faults(read: Sequence[Column], names: set[str]) -> Iterator[tuple[str, BookFault]]:
    """Yield what is wrong between columns, with the name of the column."""
    owner: dict[str, str] = {}
    for column in read:
        first = owner.setdefault(column.source, column.name)
        if first != column.name:
            yield column.name, BookFault("CBK009", "from", column.source, {"other": first})
        for name in sorted(columns_of(column.asked_if)) if column.asked_if else ():
            if name == column.name:
                yield column.name, BookFault("CBK011", "asked_if", name)
            elif name not in names:
                yield column.name, BookFault("CBK010", "asked_if", name, {"suggestion": suggest(name, names)})


def set_faults(
    one: ItemSet | MultipleSet, read: Mapping[str, Column], names: set[str], taken: set[str]
) -> Iterator[BookFault]:
    """Yield what is wrong with a battery or a multiple-response set.

    ``names`` are the columns that the file has, ``read`` those of them without faults, and ``taken`` the
    names that the set cannot have.
    """
    key, members = ("items", one.items) if isinstance(one, ItemSet) else ("columns", one.columns)
    if one.name in taken:
        yield BookFault("CBK017", "", one.name)
    for name in members:
        if name not in names:
            yield BookFault("CBK013", key, name, {"suggestion": suggest(name, names)})
    for name in sorted({name for name in members if members.count(name) > 1}):
        yield BookFault("CBK014", key, name)
    found = [read[name] for name in dict.fromkeys(members) if name in read]
    if isinstance(one, ItemSet):
        first = found[0].ends if found else None
        for column in found:
            if column.ends is None or column.ends != first:
                low, high = first or ("?", "?")
                yield BookFault(
                    "CBK015", key, column.name, {"other": found[0].name, "low": low, "high": high}
                )
    else:
        for column in found:
            if not counts(column, one.counted):
                yield BookFault("CBK016", key, column.name, {"counted": one.counted})


def counts(column: Column, counted: float) -> bool:
    """Say whether a code can be an answer in a column."""
    if column.kind == "number":
        return column.range is None or column.range[0] <= counted <= column.range[1]
    return column.kind == "code" and counted in column.texts


def _code(written: str) -> Code:
    """Return a code as a number; what is none stays text."""
    try:
        return float(written)
    except ValueError:
        return written
