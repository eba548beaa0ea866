"""What the TOML file of a codebook may hold, and what can be wrong with it."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import columns_read as columns_of
from social_balance.deliveries.answer_sets import ItemSet, MultipleSet
from social_balance.deliveries.columns import Code, Column, Kind
from social_balance.deliveries.label_texts import label_key, write_code
from social_balance.files.columnar import repeated_names
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Issue, suggest


def _check_condition(text: str) -> str:
    parse(text)
    return text


TABLES = ("codebook", "column", "battery", "multiple")
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_USABLE: Mapping[Kind, tuple[str, ...]] = {
    "code": ("values", "missing", "missing_ranges", "asked_if", "turned"),
    "number": ("values", "missing", "missing_ranges", "range", "asked_if", "turned"),
    "text": ("values", "missing", "asked_if"),
    "date": ("missing", "missing_ranges", "asked_if"),
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
    asked_if: Annotated[str, AfterValidator(_check_condition)] | None = None
    unique: bool = False
    turned: bool = False

    @cached_property
    def kind(self) -> Kind:
        """The type, or what the other keys say it is."""
        return self.type or implied_kind(self.values, self.range)

    def column(self, name: str) -> Column:
        """Return the column that the table describes."""
        return Column(
            name=name,
            source=self.source or name,
            kind=self.kind,
            label=self.label,
            values={_read_code(code, self.kind): text for code, text in self.values.items()},
            missing={_read_code(code, self.kind): text for code, text in self.missing.items()},
            missing_ranges=self.missing_ranges,
            range=self.range,
            asked_if=parse(self.asked_if) if self.asked_if else None,
            unique=self.unique,
            reverse_coded=self.turned,
        )


def implied_kind(values: Mapping[Any, str], range: tuple[float, float] | None) -> Kind:
    """Return the type of a column that does not say it: codes with texts, unless it is a scale."""
    if values and not any(isinstance(_read_code(str(code), "code"), float) for code in values):
        return "text"
    if values and not range:
        return "code"
    return "number"


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
        line = file.line(table, name, self.key)
        if self.found:
            line = file.line(table, name, self.key, self.found) or line
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
    ranges = [("missing_ranges", ends) for ends in table.missing_ranges]
    if table.range:
        ranges.insert(0, ("range", table.range))
    for key, (low, high) in ranges:
        if low > high or (key == "range" and low == high):
            yield BookFault("CBK008", key, "", {"low": low, "high": high})


def _code_faults(table: ColumnTable) -> Iterator[BookFault]:
    """Yield what is wrong with the codes of one column."""
    key_of_code: dict[Code, str] = {}
    code_of_label: dict[str, str] = {}
    for key, codes in (("values", table.values), ("missing", table.missing)):
        for written, text in codes.items():
            code = _read_code(written, table.kind)
            if isinstance(code, str) and key == "values" and table.kind not in ("text", "area"):
                yield BookFault("CBK004", key, written)
                continue
            if code in key_of_code:
                yield BookFault("CBK005", key, written, {"other": key_of_code[code]})
            key_of_code.setdefault(code, key)
            if key == "values":
                first = code_of_label.setdefault(label_key(text), written)
                if first != written:
                    yield BookFault("CBK006", key, written, {"other": first, "text": text})
            if table.range and not isinstance(code, str):
                low, high = table.range
                if (low <= code <= high) == (key == "missing"):
                    yield BookFault("CBK007", key, written, {"low": low, "high": high})


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
    if one.name in taken:
        yield BookFault("CBK017", "", one.name)
    if isinstance(one, ItemSet):
        yield from _member_faults("items", one.items, names)
        yield from _scale_faults(one, read)
    else:
        yield from _member_faults("columns", one.columns, names)
        for name in dict.fromkeys(one.columns):
            if name in read and not can_be_answer(read[name], one.counted):
                yield BookFault("CBK016", "columns", name, {"counted": one.counted})


def _member_faults(key: str, members: Sequence[str], names: set[str]) -> Iterator[BookFault]:
    """Yield the members of a set that are not there, or there twice."""
    for name in members:
        if name not in names:
            yield BookFault("CBK013", key, name, {"suggestion": suggest(name, names)})
    for name in repeated_names(members):
        yield BookFault("CBK014", key, name)


def _scale_faults(battery: ItemSet, read: Mapping[str, Column]) -> Iterator[BookFault]:
    """Yield the items of a battery that are not on the scale of the first."""
    items = [read[name] for name in dict.fromkeys(battery.items) if name in read]
    for column in items:
        first = items[0].scale_range
        if column.scale_range is None or column.scale_range != first:
            low, high = first or ("?", "?")
            values = {"other": items[0].name, "low": low, "high": high}
            yield BookFault("CBK015", "items", column.name, values)


def can_be_answer(column: Column, counted: float) -> bool:
    """Say whether a code can be an answer in a column."""
    if column.kind == "number":
        return column.range is None or column.range[0] <= counted <= column.range[1]
    return column.kind == "code" and counted in column.answer_labels


def _read_code(written: str, kind: Kind) -> Code:
    """Return a code as it is met in the cells: a number, or a text where it is none."""
    text = unicodedata.normalize("NFC", written).strip()
    if kind == "text":
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    # "nan" is a word like any other, and the area 01 is not the area 1.
    if not math.isfinite(number) or (kind == "area" and write_code(number) != text):
        return text
    return number
