"""A codebook: what the columns of a delivery are called here, what their codes mean, who was asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from social_balance.answers import (
    BLANK,
    NOT_ASKED,
    TEXT_KINDS,
    UNSTATED,
    Answers,
    Code,
    Column,
    FileLabels,
    Kind,
    comparable,
    read_answers,
)
from social_balance.expressions import columns as columns_of
from social_balance.expressions import parse, truth
from social_balance.issues import DefinitionError, InputError, Issue, suggest
from social_balance.toml_file import TomlFile, checked, read_toml


@dataclass(frozen=True)
class Codebook:
    """The columns of one delivery.

    Parameters
    ----------
    columns : tuple of Column
        In the order of the codebook.
    title : str
        What the delivery is.
    year : int, optional
        The year it describes.

    Examples
    --------
    >>> book = Codebook((Column("helbred", "Q01", "code", values={1: "Godt", 2: "Dårligt"},
    ...                         missing={8: "Ved ikke"}),))
    >>> book.apply(pd.DataFrame({"Q01": [2, 8, None]}))
       helbred helbred.label helbred.missing
    0      2.0       Dårligt             NaN
    1      NaN           NaN        Ved ikke
    2      NaN           NaN       Ubesvaret
    """

    columns: tuple[Column, ...]
    title: str = ""
    year: int | None = None

    def __getitem__(self, name: str) -> Column:
        """Return a column by the name that definitions use."""
        return {column.name: column for column in self.columns}[name]

    def apply(self, frame: pd.DataFrame, *, file: str = "", labels: FileLabels | None = None) -> pd.DataFrame:
        """Turn the columns of a delivery into answers.

        Parameters
        ----------
        frame : DataFrame, one row per respondent
            The delivery as it is: raw codes, or text.
        file : str
            Where it comes from, for the faults.
        labels : FileLabels, optional
            What the file says about its columns; labels that disagree with the codebook are a fault.

        Returns
        -------
        DataFrame, one row per respondent
            For each column ``x`` of the codebook: ``x`` (number, NaN is missing; or text for areas, ids and
            text), ``x.label`` (ordered categories in the order of the codes, when it has ``values``) and
            ``x.missing`` (the reason where the answer is missing, for columns that declare codes).

        Raises
        ------
        InputError
            With every fault of every column.
        """
        raw, issues = _named(frame, file)
        known = [str(name) for name in raw]
        read: dict[str, Answers] = {}
        for column in self.columns:
            if column.source in raw:
                read[column.name], wrong = read_answers(column, raw[column.source], file=file, labels=labels)
                issues += wrong
            else:
                hint = suggest(column.source, known)
                place = f"kolonne '{column.source}'"
                issues.append(Issue("INP006", file, None, place, "", {"suggestion": hint, "known": known}))
        for column in self.columns:
            if column.asked_if and {column.name, *columns_of(column.asked_if)} <= set(read):
                read[column.name], wrong = _filtered(column, read, file)
                issues += wrong
        if issues:
            raise InputError(issues)
        parts = [part for column in self.columns for part in _parts(column, read[column.name])]
        names = [name for name, _ in parts]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:  # a file with both q1 and q1.label
            raise InputError([Issue("INP018", file, None, f"kolonne '{name}'") for name in twice])
        return pd.DataFrame(dict(parts))

    @classmethod
    def from_labels(cls, frame: pd.DataFrame, labels: FileLabels) -> Codebook:
        """Make the codebook that a labelled file carries in itself.

        A column whose labels cover every code in it is coded; one with labels for some points only (the ends
        of a scale) is a number.

        Parameters
        ----------
        frame : DataFrame, one row per respondent
            The delivery as it is.
        labels : FileLabels
            What the file says.

        Returns
        -------
        Codebook
            A column for each column of the file, under its own name.

        Examples
        --------
        >>> labels = FileLabels(values={"q1": {1: "Ja", 2: "Nej", 8: "Ved ikke"}}, missing={"q1": ((8, 9),)})
        >>> book = Codebook.from_labels(pd.DataFrame({"q1": [1.0, 2.0, 8.0]}), labels)
        >>> book["q1"].values, book["q1"].missing
        ({1: 'Ja', 2: 'Nej'}, {8: 'Ved ikke'})
        """
        return cls(tuple(_from_labels(str(name), frame[name], labels) for name in frame))


def read_codebook(path: str | Path) -> Codebook:
    r"""Read a codebook from a TOML file.

    Parameters
    ----------
    path : path
        The file, with a ``[codebook]`` and a ``[column.NAME]`` for each column.

    Returns
    -------
    Codebook
        What it says.

    Raises
    ------
    DefinitionError
        With every fault: file, line, key and what to do.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "borger.toml")
    ...     _ = file.write_text('[column.tillid]\nfrom = "Q9"\nrange = [0, 10]', encoding="utf-8")
    ...     read_codebook(file)["tillid"].source
    'Q9'
    """
    file = read_toml(path)
    issues = [
        Issue("DEF003", file.name, file.line(key), key, values={"suggestion": suggest(key, _TOP)})
        for key in file.data
        if key not in _TOP
    ]
    head, wrong = checked(_Head, file.data.get("codebook", {}), file, keys=("codebook",), place="[codebook]")
    issues += wrong
    tables = file.data.get("column", {})
    if not isinstance(tables, Mapping) or not tables:
        issues.append(Issue("CBK001", file.name))
        tables = {}
    read: list[Column] = []
    for name, table in tables.items():
        place = f"[column.{name}]"
        model, wrong = checked(_Table, table, file, keys=("column", name), place=place)
        faults = list(_table_faults(model)) if model else []
        issues += wrong + [fault.issue(file, name) for fault in faults]
        if model and not faults:
            read.append(model.column(name))
    issues += [fault.issue(file, name) for name, fault in _book_faults(read, set(tables))]
    if issues or head is None:
        raise DefinitionError(sorted(issues, key=lambda issue: issue.line or 0))
    return Codebook(tuple(read), head.title, head.year)


# What a table of the file may hold --------------------------------------------------------------------------


def _condition(text: str) -> str:
    parse(text)
    return text


_TOP = ("codebook", "column")
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_USABLE: Mapping[Kind, tuple[str, ...]] = {
    "code": ("values", "missing", "missing_ranges", "asked_if"),
    "number": ("values", "missing", "missing_ranges", "range", "asked_if"),
    "text": ("missing", "asked_if"),
    "area": ("values", "missing", "asked_if"),
    "id": ("unique",),
    "weight": (),
}


class _Head(BaseModel):
    """The ``[codebook]`` table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    year: int | None = None


class _Table(BaseModel):
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
        )


@dataclass(frozen=True)
class _Fault:
    """A fault of one key of one column, before the file and the line are known."""

    code: str
    key: str
    found: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def issue(self, file: TomlFile, name: str) -> Issue:
        """Return the fault with its place in the file."""
        line = file.line("column", name, self.key, self.found) if self.found else None
        line = line or file.line("column", name, self.key)
        return Issue(self.code, file.name, line, f"[column.{name}] {self.key}", self.found, self.values)


def _table_faults(table: _Table) -> Iterator[_Fault]:
    """Yield what is wrong inside the table of one column."""
    for key in sorted(table.model_fields_set - {"source", "label", "type", *_USABLE[table.kind]}):
        yield _Fault("CBK002", key, "", {"type": table.kind})
    if table.kind == "code" and not table.values:
        yield _Fault("CBK003", "type")
    yield from _code_faults(table)
    ranges = [("range", table.range)] if table.range else []
    ranges += [("missing_ranges", ends) for ends in table.missing_ranges]
    for key, (low, high) in ranges:
        if low > high or (key == "range" and low == high):
            yield _Fault("CBK008", key, "", {"low": low, "high": high})


def _code_faults(table: _Table) -> Iterator[_Fault]:
    """Yield what is wrong with the codes of one column."""
    met: dict[Code, str] = {}
    labels: dict[str, str] = {}
    for key, codes in (("values", table.values), ("missing", table.missing)):
        for written, text in codes.items():
            code = _code(written)
            if isinstance(code, str) and (key == "values" or not re.fullmatch("[a-z]", code)):
                yield _Fault("CBK004", key, written)
                continue
            if code in met:
                yield _Fault("CBK005", key, written, {"other": met[code]})
            met.setdefault(code, key)
            if key == "values":
                first = labels.setdefault(comparable(text), written)
                if first != written:
                    yield _Fault("CBK006", key, written, {"other": first, "text": text})
            if table.range and not isinstance(code, str):
                inside = table.range[0] <= code <= table.range[1]
                if inside == (key == "missing"):
                    yield _Fault("CBK007", key, written, {"low": table.range[0], "high": table.range[1]})


def _book_faults(read: Sequence[Column], names: set[str]) -> Iterator[tuple[str, _Fault]]:
    """Yield what is wrong between columns, with the name of the column."""
    owner: dict[str, str] = {}
    for column in read:
        first = owner.setdefault(column.source, column.name)
        if first != column.name:
            yield column.name, _Fault("CBK009", "from", column.source, {"other": first})
        for name in sorted(columns_of(column.asked_if)) if column.asked_if else ():
            if name == column.name:
                yield column.name, _Fault("CBK011", "asked_if", name)
            elif name not in names:
                yield column.name, _Fault("CBK010", "asked_if", name, {"suggestion": suggest(name, names)})


def _code(written: str) -> Code:
    """Return a code as a number; what is none stays text."""
    try:
        return float(written)
    except ValueError:
        return written


# Applying ---------------------------------------------------------------------------------------------------


def _named(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """Bring the names of the columns to NFC, so that they can be found."""
    names = pd.Index([unicodedata.normalize("NFC", str(name)).strip() for name in frame])
    twice = names[names.duplicated()].unique()
    issues = [Issue("INP018", file, None, f"kolonne '{name}'") for name in twice]
    return frame.set_axis(names, axis="columns").loc[:, ~names.duplicated()], issues


def _filtered(column: Column, read: Mapping[str, Answers], file: str) -> tuple[Answers, list[Issue]]:
    """Tell those who were not asked from those who did not answer."""
    answers = read[column.name]
    assert column.asked_if is not None
    try:
        asked = truth(column.asked_if, {name: read[name].values for name in columns_of(column.asked_if)})
    except InputError as error:
        return answers, [replace(issue, file=file) for issue in error.issues]
    blank, not_asked = (column.reasons.index(reason) for reason in (BLANK, NOT_ASKED))
    reason = np.where((answers.reason == blank) & ~asked, not_asked, answers.reason)
    wrong = (reason < 0) & ~asked
    if not wrong.any():
        return Answers(answers.values, reason), []
    values = {"count": int(wrong.sum()), "row": int(wrong.argmax()) + 1, "condition": str(column.asked_if)}
    return answers, [Issue("INP014", file, None, f"kolonne '{column.source}'", values=values)]


def _parts(column: Column, answers: Answers) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Yield the columns of the result that come from one column of the codebook."""
    if column.kind in TEXT_KINDS:
        yield column.name, pd.Series(answers.values, dtype=object).infer_objects()
    else:
        yield column.name, pd.Series(answers.values)
    if column.kind == "code":
        codes = np.array(sorted(column.values), dtype=np.float64)
        at = np.where(answers.reason < 0, np.searchsorted(codes, answers.values), -1)
        texts = pd.CategoricalDtype([column.values[code] for code in codes], ordered=True)
        yield f"{column.name}.label", pd.Series(pd.Categorical.from_codes(at, dtype=texts))
    if column.tells_why:
        reasons = pd.CategoricalDtype(list(column.reasons))
        yield f"{column.name}.missing", pd.Series(pd.Categorical.from_codes(answers.reason, dtype=reasons))


def _from_labels(name: str, raw: pd.Series[Any], labels: FileLabels) -> Column:
    """Make the column of a codebook from what a file says."""
    told = labels.values.get(name, {})
    ranges = labels.missing.get(name, ())
    met = set(raw.dropna().unique())
    letters = {code for code in met | set(told) if isinstance(code, str)}
    # A column of Stata mixes numbers with the letters of its missing values; dates are no numbers.
    coded = pd.api.types.is_numeric_dtype(raw.dtype) or any(isinstance(code, (int, float)) for code in met)

    def declared(code: float) -> bool:
        return any(low <= code <= high for low, high in ranges)

    numbers = {code: text for code, text in told.items() if not isinstance(code, str)}
    values = _told_apart({code: text for code, text in numbers.items() if not declared(code)})
    missing = dict[Code, str]({code: text for code, text in numbers.items() if declared(code)})
    missing |= {letter: told.get(letter, UNSTATED) for letter in sorted(letters)}
    covered = all(code in values for code in met - letters if not declared(code))
    return Column(
        name=name,
        source=name,
        kind=("code" if values and covered else "number") if coded else "text",
        label=labels.columns.get(name, ""),
        values=values if coded else {},
        missing=missing if coded else {},
        missing_ranges=tuple(ends for ends in ranges if ends[0] != ends[1] or ends[0] not in numbers),
    )


def _told_apart(values: Mapping[float, str]) -> dict[float, str]:
    """Add the code to labels that a file gives to several codes."""
    texts = list(values.values())
    return {code: text if texts.count(text) == 1 else f"{text} ({code:g})" for code, text in values.items()}
