"""A definition file, read into an indicator with every fault on its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from social_balance.definitions.case_tables import read_case_table
from social_balance.definitions.forms import CaseForm, IndicatorForm, ThemeForm, VersionForm
from social_balance.definitions.indicator import Case, Indicator, Version
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Faults, Issue, suggest
from social_balance.measures.measure import Measure
from social_balance.measures.registry import MEASURES

Form = TypeVar("Form", bound=BaseModel)
Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Reading:
    """What came out of reading a definition file: an indicator, or faults, and the id if there is one."""

    indicator: Indicator | None
    issues: tuple[Issue, ...]
    id: str | None = None
    line: int | None = None


def read_definition(path: str | Path) -> Reading:
    """Read one definition file.

    Parameters
    ----------
    path : path
        ``THEME/INDICATOR.toml``.

    Returns
    -------
    Reading
        The indicator when the file has no fault; otherwise every fault of the file.

    Examples
    --------
    >>> reading = read_definition("indices/tryghed/doemte.toml")
    >>> reading.indicator.title["en"], reading.issues
    ('Convicted persons', ())
    """
    try:
        file = read_toml(path)
    except DefinitionError as error:
        # Of a file that is no TOML nothing more can be told.
        return Reading(None, error.issues)
    reader = _Reader(file, Faults(DefinitionError))
    indicator = reader.read_indicator(Path(path))
    table = file.data.get("indicator")
    name = table.get("id") if isinstance(table, Mapping) else None
    return Reading(
        None if reader.faults else indicator,
        tuple(reader.faults),
        name if isinstance(name, str) else None,
        file.line("indicator", "id"),
    )


def read_theme(path: str | Path) -> tuple[ThemeForm | None, list[Issue]]:
    """Read a ``tema.toml``.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    tuple of ThemeForm or None, list of Issue
        The theme when there is no fault.

    Examples
    --------
    >>> theme, issues = read_theme("indices/tryghed/tema.toml")
    >>> theme.title.en, issues
    ('safety', [])
    """
    faults = Faults(DefinitionError)
    theme = None
    with faults.catch():
        file = read_toml(path)
        reader = _Reader(file, faults)
        reader.check_groups(("theme",))
        table = file.data.get("theme")
        if isinstance(table, Mapping):
            theme = reader.read_form(ThemeForm, table, keys=("theme",), place="[theme]")
        else:
            reader.add("DEF065", name="[theme]")
        folder = Path(path).resolve().parent.name
        if theme is not None and theme.id != folder:
            reader.add("DEF034", keys=("theme", "id"), place="[theme] id", found=theme.id, name=folder)
    return theme, list(faults)


@dataclass(frozen=True)
class _Reader:
    """A file on its way to being an indicator, and the faults that are met."""

    file: TomlFile
    faults: Faults

    def add(self, code: str, *, keys: Keys = (), place: str = "", found: str = "", **values: object) -> None:
        """Take in a fault at the line of some keys."""
        line = self.file.line(*keys) if keys else None
        issue = Issue(code, file=self.file.name, line=line, place=place, found=found, values=values)
        self.faults.add(issue)

    def read_form(self, form: type[Form], table: Mapping[str, Any], *, keys: Keys, place: str) -> Form | None:
        """Return a table as a form; None when it has faults."""
        read, issues = checked(form, table, self.file, keys=keys, place=place)
        self.faults.add(issues)
        return read

    def read_indicator(self, path: Path) -> Indicator | None:
        """Return the indicator; None when there are faults."""
        self.check_shape()
        header = None
        table = self.file.data.get("indicator")
        if isinstance(table, Mapping):
            header = self.read_form(IndicatorForm, table, keys=("indicator",), place="[indicator]")
        versions = self.read_versions(self.read_measure())
        cases = self.read_cases()
        if header is None:
            return None
        self.check_header(header, path)
        if self.faults:
            return None
        indicator = _to_indicator(header, versions, cases, path)
        # Cases are held against the versions only when both are whole: no fault is told twice.
        self.faults.add(_case_issues(indicator))
        return indicator

    def check_shape(self) -> None:
        """Take in what is wrong with the file's groups as a whole."""
        self.check_groups(("indicator", "version", "case"))
        if not isinstance(self.file.data.get("indicator"), Mapping):
            self.add("DEF065", name="[indicator]")
        for key in ("version", "case"):
            if isinstance(self.file.data.get(key), Mapping):
                self.add("DEF063", keys=(key,), place=f"[{key}]", name=key)
        if "version" not in self.file.data:
            self.add("DEF065", name="[[version]]")

    def check_groups(self, known: tuple[str, ...]) -> None:
        """Take in headings and keys at the top of the file that are not known."""
        for key, content in self.file.data.items():
            if key not in known:
                self.add(
                    "DEF003", keys=(key,), place=_as_heading(key, content), suggestion=suggest(key, known)
                )

    def read_measure(self) -> type[Measure] | None:
        """Return the measure that the file names."""
        table = self.file.data.get("indicator")
        name = table.get("measure") if isinstance(table, Mapping) else None
        if not isinstance(name, str) or not name:
            return None
        if name not in MEASURES:
            self.add(
                "DEF030", keys=("indicator", "measure"), place="[indicator] measure", found=name,
                known=list(MEASURES), suggestion=suggest(name, MEASURES),
            )  # fmt: skip
        return MEASURES.get(name)

    def tables_of(self, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the tables of a repeated group with their number."""
        group = self.file.data.get(key, [])
        for number, table in enumerate(group if isinstance(group, list) else []):
            if isinstance(table, Mapping):
                yield number, table

    def read_versions(self, measure: type[Measure] | None) -> list[Version]:
        """Return the versions, each read against the keys of its measure; none when one has faults."""
        read = [self.read_version(number, table, measure) for number, table in self.tables_of("version")]
        forms = [version.form for version in read if version.form is not None]
        self.check_order(forms)
        ends = [form.until for form in forms]
        for number, after in enumerate(forms[1:]):
            # A version holds until the next begins.
            ends[number] = ends[number] or after.from_year - 1
        if any(version.form is None or version.measure is None for version in read):
            return []
        return [
            Version(form.from_year, end, form.comparable, form.change, version.measure, version.line)
            for form, end, version in zip(forms, ends, read, strict=True)
            if version.measure is not None
        ]

    def read_version(
        self, number: int, table: Mapping[str, Any], measure: type[Measure] | None
    ) -> _VersionRead:
        """Return one version, its shared keys and its rule apart."""
        keys: Keys = ("version", number)
        line = self.file.line(*keys) or 1
        place = f"[[version]] {table.get('from', number + 1)}"
        shared = {info.alias or name for name, info in VersionForm.model_fields.items()}
        common = {key: value for key, value in table.items() if key in shared}
        form = self.read_form(VersionForm, common, keys=keys, place=place)
        rule = {key: value for key, value in table.items() if key not in shared}
        built = None
        if measure is not None:
            # `to` is a key of exposure; anywhere else it is meant as the last year.
            if "to" in rule and "to" not in measure.model_fields:
                del rule["to"]
                self.add("DEF003", keys=(*keys, "to"), place=f"{place} to", suggestion="until")
            built, issues = checked(measure, rule, self.file, keys=keys, place=place, known=shared)
            # A misspelt base is one fault, not two.
            if "base" not in rule and "base" not in [issue.values.get("suggestion") for issue in issues]:
                self.add("DEF004", keys=keys, place=f"{place} base", name="base")
            self.faults.add(issues)
        if form is not None:
            self.check_version(form, keys, place)
        return _VersionRead(form, built, line)

    def check_version(self, form: VersionForm, keys: Keys, place: str) -> None:
        """Take in what is wrong with one version."""
        if not form.comparable and not form.change:
            self.add("DEF040", keys=(*keys, "comparable"), place=f"{place} comparable", found="false")
        if form.until is not None and form.until < form.from_year:
            self.add(
                "DEF039", keys=(*keys, "until"), place=f"{place} until", found=str(form.until),
                until=form.until, year=form.from_year,
            )  # fmt: skip

    def check_order(self, forms: list[VersionForm]) -> None:
        """Take in versions that are out of order or overlap."""
        for number, (before, after) in enumerate(pairwise(forms), start=1):
            if after.from_year <= before.from_year:
                self.add(
                    "DEF037", keys=("version", number, "from"), place=f"[[version]] {after.from_year} from",
                    year=after.from_year, before=before.from_year,
                )  # fmt: skip
            elif before.until is not None and before.until >= after.from_year:
                self.add(
                    "DEF038", keys=("version", number - 1, "until"),
                    place=f"[[version]] {before.from_year} until", until=before.until, next=after.from_year,
                )  # fmt: skip

    def check_header(self, header: IndicatorForm, path: Path) -> None:
        """Take in what is wrong with ``[indicator]`` although each key alone is right."""
        worst, best = header.goalposts
        posts = str(list(header.goalposts))
        if header.id != path.stem:
            self._add_to_header("DEF031", "id", header.id, name=path.stem)
        if worst == best:
            self._add_to_header("DEF035", "goalposts", posts, worst=worst)
        elif header.direction != "context" and (best > worst) != (header.direction == "higher_is_better"):
            values = {"worst": worst, "best": best, "direction": header.direction}
            self._add_to_header("DEF036", "goalposts", posts, **values)
        # What areas do not have cannot be weighed into the index of an area.
        if header.level == "whole" and header.direction != "context":
            self._add_to_header("DEF057", "direction", header.direction)
        # Dissimilarity is one figure for all places: an area has none of its own.
        if header.measure == "dissimilarity" and header.level != "whole":
            self._add_to_header("DEF058", "level", header.level)

    def _add_to_header(self, code: str, key: str, found: str, **values: object) -> None:
        self.add(code, keys=("indicator", key), place=f"[indicator] {key}", found=found, **values)

    def read_cases(self) -> list[Case]:
        """Return the worked cases with their tables, those without faults."""
        cases = []
        for number, table in self.tables_of("case"):
            keys: Keys = ("case", number)
            line = self.file.line(*keys) or 1
            place = f"[[case]] '{table.get('name', number + 1)}'"
            form = self.read_form(CaseForm, table, keys=keys, place=place)
            if form is None:
                continue
            rows_line = self.file.line(*keys, "rows") or line
            frame = read_case_table(
                table["rows"], file=self.file, line=rows_line, place=f"{place} rows", faults=self.faults
            )
            if frame is not None:
                expect = form.expect.model_dump(exclude_none=True)
                cases.append(Case(form.name, form.year, frame, form.area, expect, line))
        return cases


@dataclass(frozen=True)
class _VersionRead:
    """A version as it was read; None for a part that has faults."""

    form: VersionForm | None
    measure: Measure | None
    line: int


def _as_heading(key: str, content: object) -> str:
    """Return a group of the file as it is written there."""
    if isinstance(content, list):
        return f"[[{key}]]"
    if isinstance(content, Mapping):
        return f"[{key}]"
    return key


def _to_indicator(header: IndicatorForm, versions: list[Version], cases: list[Case], path: Path) -> Indicator:
    """Put the parts together."""
    worst, best = header.goalposts
    return Indicator(
        id=header.id,
        theme=path.resolve().parent.name,
        title=header.title.model_dump(),
        source=header.source,
        kind=header.measure,
        unit=header.unit,
        direction=header.direction,
        goalposts=(worst, best),
        reference=header.reference,
        weight=header.weight,
        window=header.window,
        years=header.years,
        level=header.level,
        ours=header.ours,
        note=header.note.model_dump() if header.note else None,
        versions=tuple(versions),
        cases=tuple(cases),
        file=path.as_posix(),
    )


def _case_issues(indicator: Indicator) -> Iterator[Issue]:
    """Yield versions and cases that do not meet, and cases that cannot be told apart."""
    covered = {indicator.version(case.year) for case in indicator.cases}
    for version in indicator.versions:
        if version not in covered:
            yield Issue(
                "DEF042", file=indicator.file, line=version.line, place=f"[[version]] {version.from_year}"
            )
    names = Counter(case.name for case in indicator.cases)
    for case in indicator.cases:
        place = f"[[case]] '{case.name}'"
        if indicator.version(case.year) is None:
            yield Issue(
                "DEF043",
                file=indicator.file,
                line=case.line,
                place=f"{place} year",
                values={"year": case.year},
            )
        if names[case.name] > 1:
            yield Issue("DEF064", file=indicator.file, line=case.line, place=f"{place} name", found=case.name)
