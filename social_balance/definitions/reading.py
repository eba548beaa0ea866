"""A definition file, read into an indicator with every fault on its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from social_balance.definitions.indicator import DIRECTIONS, SOURCES, UNITS, Case, Indicator, Version
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Issue, suggest
from social_balance.language.tables import languages
from social_balance.measures.measure import Measure
from social_balance.measures.registry import MEASURES

if TYPE_CHECKING:
    import pandas as pd

Sentence = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Year = Annotated[int, Field(ge=1900, le=2100)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _InBothLanguages(_Form):
    da: Sentence
    en: Sentence


# A text may be given in any further language that there is a folder of.
_FURTHER: Any = {lang: (Sentence | None, None) for lang in languages() if lang not in ("da", "en")}
Text = create_model("Text", __base__=_InBothLanguages, **_FURTHER)


class IndicatorForm(_Form):
    """The keys of ``[indicator]``."""

    id: Identifier
    title: Text
    source: Literal[SOURCES]  # type: ignore[valid-type]
    measure: Sentence
    unit: Literal[UNITS]  # type: ignore[valid-type]
    direction: Literal[DIRECTIONS]  # type: ignore[valid-type]
    goalposts: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)]
    reference: Sentence
    weight: Annotated[float, Field(gt=0)] = 1.0
    window: Annotated[int, Field(ge=1, le=10)] = 1
    years: Annotated[tuple[Year, ...], Field(min_length=1)] | None = None
    level: Literal["area", "whole"] = "area"
    ours: bool = False
    note: Text | None = None


class VersionForm(_Form):
    """The keys of ``[[version]]`` that every measure shares."""

    from_year: Year = Field(alias="from")
    until: Year | None = None
    comparable: bool = True
    change: str = ""


class ExpectForm(_Form):
    """The figures a case expects."""

    base: float | None = None
    positive: float | None = None
    value: float


class CaseForm(_Form):
    """The keys of ``[[case]]``."""

    name: Sentence
    year: Year
    rows: str
    expect: ExpectForm
    area: Sentence | None = None


class ThemeForm(_Form):
    """The keys of ``[theme]`` in a ``tema.toml``."""

    id: Identifier
    title: Text
    effect_goal: Sentence
    order: int
    margin: Annotated[float, Field(gt=0)] | None = None
    note: Text | None = None


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
        return Reading(None, error.issues)
    issues = list(_shape_issues(file))
    header, table = None, file.data.get("indicator")
    if isinstance(table, Mapping):
        header, found = checked(IndicatorForm, table, file, keys=("indicator",), place="[indicator]")
        issues += found
    measure = _measure_of(file, issues)
    versions = _versions(file, measure, issues)
    cases = _cases(file, issues)
    name = table.get("id") if isinstance(table, Mapping) else None
    if header is not None:
        issues += _header_issues(header, file, Path(path))
    indicator = None
    if header is not None and not issues:
        indicator = _indicator(header, versions, cases, Path(path))
        issues += _case_issues(indicator)
    return Reading(
        None if issues else indicator,
        tuple(issues),
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
    try:
        file = read_toml(path)
    except DefinitionError as error:
        return None, list(error.issues)
    issues = [_unknown_group(file, key, ("theme",)) for key in file.data if key != "theme"]
    table = file.data.get("theme")
    if not isinstance(table, Mapping):
        return None, [*issues, Issue("DEF065", file=file.name, values={"name": "[theme]"})]
    theme, found = checked(ThemeForm, table, file, keys=("theme",), place="[theme]")
    folder = Path(path).resolve().parent.name
    if theme is not None and theme.id != folder:
        line = file.line("theme", "id")
        found.append(
            Issue(
                "DEF034",
                file=file.name,
                line=line,
                place="[theme] id",
                found=theme.id,
                values={"name": folder},
            )
        )
    return theme, issues + found


# The parts of a file ---------------------------------------------------------------------------------------


def _shape_issues(file: TomlFile) -> Iterator[Issue]:
    """Yield what is wrong with the file's groups as a whole."""
    known = ("indicator", "version", "case")
    for key in file.data:
        if key not in known:
            yield _unknown_group(file, key, known)
    if not isinstance(file.data.get("indicator"), Mapping):
        yield Issue("DEF065", file=file.name, values={"name": "[indicator]"})
    for key in ("version", "case"):
        if isinstance(file.data.get(key), Mapping):
            yield Issue("DEF063", file=file.name, line=file.line(key), place=f"[{key}]", values={"name": key})
    if "version" not in file.data:
        yield Issue("DEF065", file=file.name, values={"name": "[[version]]"})


def _unknown_group(file: TomlFile, key: str, known: tuple[str, ...]) -> Issue:
    """Return the fault of a heading or key at the top of the file."""
    content = file.data[key]
    place = f"[[{key}]]" if isinstance(content, list) else f"[{key}]" if isinstance(content, Mapping) else key
    return Issue(
        "DEF003", file=file.name, line=file.line(key), place=place, values={"suggestion": suggest(key, known)}
    )


def _measure_of(file: TomlFile, issues: list[Issue]) -> type[Measure] | None:
    """Return the measure that the file names."""
    table = file.data.get("indicator")
    name = table.get("measure") if isinstance(table, Mapping) else None
    if not isinstance(name, str) or not name:
        return None
    if name not in MEASURES:
        values = {"known": list(MEASURES), "suggestion": suggest(name, MEASURES)}
        line = file.line("indicator", "measure")
        issues.append(
            Issue("DEF030", file=file.name, line=line, place="[indicator] measure", found=name, values=values)
        )
    return MEASURES.get(name)


def _tables(file: TomlFile, key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the tables of a repeated group with their number."""
    group = file.data.get(key, [])
    for number, table in enumerate(group if isinstance(group, list) else []):
        if isinstance(table, Mapping):
            yield number, table


def _versions(file: TomlFile, measure: type[Measure] | None, issues: list[Issue]) -> list[Version]:
    """Read the versions, each against the keys of its measure."""
    shared = {info.alias or name for name, info in VersionForm.model_fields.items()}
    own = set(measure.model_fields) if measure else set()
    forms: list[tuple[VersionForm, int]] = []
    measures: list[Measure | None] = []
    for number, table in _tables(file, "version"):
        keys, line = ("version", number), file.line("version", number) or 1
        place = f"[[version]] {table.get('from', number + 1)}"
        common = {key: value for key, value in table.items() if key in shared}
        form, found = checked(VersionForm, common, file, keys=keys, place=place)
        issues += found
        rule = {key: value for key, value in table.items() if key not in shared}
        if "to" in rule and measure and "to" not in own:
            del rule["to"]
            spot = f"{place} to"
            issues.append(
                Issue(
                    "DEF003",
                    file=file.name,
                    line=file.line(*keys, "to"),
                    place=spot,
                    values={"suggestion": "until"},
                )
            )
        if measure is not None:
            made, found = checked(measure, rule, file, keys=keys, place=place, known=shared)
            if "base" not in rule and "base" not in [issue.values.get("suggestion") for issue in found]:
                issues.append(
                    Issue("DEF004", file=file.name, line=line, place=f"{place} base", values={"name": "base"})
                )
            issues += found
            measures.append(made)
        if form is not None:
            forms.append((form, line))
            issues += _version_issues(form, file, keys, place)
    issues += _order_issues([form for form, _ in forms], file)
    if len(forms) != len(measures) or None in measures:
        return []
    ends = [form.until for form, _ in forms]
    for place_in_order, (form, _) in enumerate(forms[1:]):
        ends[place_in_order] = ends[place_in_order] or form.from_year - 1
    return [
        Version(form.from_year, end, form.comparable, form.change, rule_of, line)
        for (form, line), end, rule_of in zip(forms, ends, measures, strict=True)
        if rule_of is not None
    ]


def _version_issues(
    form: VersionForm, file: TomlFile, keys: tuple[str | int, ...], place: str
) -> Iterator[Issue]:
    """Yield what is wrong with one version."""
    if not form.comparable and not form.change:
        line = file.line(*keys, "comparable")
        yield Issue("DEF040", file=file.name, line=line, place=f"{place} comparable", found="false")
    if form.until is not None and form.until < form.from_year:
        values = {"until": form.until, "year": form.from_year}
        yield Issue(
            "DEF039",
            file=file.name,
            line=file.line(*keys, "until"),
            place=f"{place} until",
            found=str(form.until),
            values=values,
        )


def _order_issues(forms: list[VersionForm], file: TomlFile) -> Iterator[Issue]:
    """Yield versions that are out of order or overlap."""
    for number, (before, after) in enumerate(pairwise(forms), start=1):
        if after.from_year <= before.from_year:
            values = {"year": after.from_year, "before": before.from_year}
            line = file.line("version", number, "from")
            yield Issue(
                "DEF037",
                file=file.name,
                line=line,
                place=f"[[version]] {after.from_year} from",
                values=values,
            )
        elif before.until is not None and before.until >= after.from_year:
            overlap = {"until": before.until, "next": after.from_year}
            line = file.line("version", number - 1, "until")
            yield Issue(
                "DEF038",
                file=file.name,
                line=line,
                place=f"[[version]] {before.from_year} until",
                values=overlap,
            )


def _header_issues(header: IndicatorForm, file: TomlFile, path: Path) -> Iterator[Issue]:
    """Yield what is wrong with ``[indicator]`` although each key alone is right."""

    def issue(code: str, key: str, found: str, **values: object) -> Issue:
        return Issue(
            code,
            file=file.name,
            line=file.line("indicator", key),
            place=f"[indicator] {key}",
            found=found,
            values=values,
        )

    if header.id != path.stem:
        yield issue("DEF031", "id", header.id, name=path.stem)
    worst, best = header.goalposts
    if worst == best:
        yield issue("DEF035", "goalposts", str(list(header.goalposts)), worst=worst)
    elif header.direction != "context" and (best > worst) != (header.direction == "higher_is_better"):
        values = {"worst": worst, "best": best, "direction": header.direction}
        yield issue("DEF036", "goalposts", str(list(header.goalposts)), **values)
    if header.level == "whole" and header.direction != "context":
        yield issue("DEF057", "direction", header.direction)
    if header.measure == "dissimilarity" and header.level != "whole":
        yield issue("DEF058", "level", header.level)


def _indicator(header: IndicatorForm, versions: list[Version], cases: list[Case], path: Path) -> Indicator:
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


# Worked cases ----------------------------------------------------------------------------------------------


def _cases(file: TomlFile, issues: list[Issue]) -> list[Case]:
    """Read the worked cases with their tables."""
    cases = []
    for number, table in _tables(file, "case"):
        keys, line = ("case", number), file.line("case", number) or 1
        place = f"[[case]] '{table.get('name', number + 1)}'"
        form, found = checked(CaseForm, table, file, keys=keys, place=place)
        issues += found
        if form is None:
            continue
        frame, found = _frame(table["rows"], file, file.line(*keys, "rows") or line, f"{place} rows")
        issues += found
        if frame is not None:
            expect = form.expect.model_dump(exclude_none=True)
            cases.append(Case(form.name, form.year, frame, form.area, expect, line))
    return cases


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


def _frame(rows: str, file: TomlFile, line: int, place: str) -> tuple[pd.DataFrame | None, list[Issue]]:
    """Read a table drawn with pipes."""
    import pandas as pd

    # TOML drops a line break right after the opening quotation marks.
    opening = file.text.split("\n")[line - 1].rstrip()
    first = line + 1 if opening.endswith(('"""', "'''")) else line
    drawn = [(first + i, text) for i, text in enumerate(rows.split("\n")) if text.strip()]
    if len(drawn) < 2:
        return None, [Issue("DEF044", file=file.name, line=line, place=place)]
    header = drawn[0][1].strip()
    framed = header.startswith("|") and header.endswith("|")
    names = _split(header, framed)
    issues = []
    if "" in names or len(set(names)) < len(names):
        issues.append(Issue("DEF046", file=file.name, line=drawn[0][0], place=place, found=header))
    body = [(at, _split(text, framed)) for at, text in drawn[1:]]
    for at, cells in body:
        if len(cells) != len(names):
            values = {"cells": len(cells), "columns": len(names)}
            issues.append(
                Issue("DEF045", file=file.name, line=at, place=place, found=" | ".join(cells), values=values)
            )
        issues += [
            Issue("DEF048", file=file.name, line=at, place=place, found=cell)
            for cell in cells
            if re.fullmatch(r"-?\d+,\d+", cell)
        ]
    if not issues and "weight" in names:
        column = names.index("weight")
        issues = [
            Issue("DEF047", file=file.name, line=at, place=place, found=cells[column])
            for at, cells in body
            if not _NUMBER.fullmatch(cells[column]) or float(cells[column]) < 0
        ]
    if issues:
        return None, issues
    return pd.DataFrame({name: _column([cells[i] for _, cells in body]) for i, name in enumerate(names)}), []


# "0159" is a code and not a number: a number has no leading zero.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


def _split(line: str, framed: bool) -> list[str]:
    """Return the cells of a line; in a framed table the pipes at its ends are no borders between cells."""
    text = line.strip()
    if framed:
        text = text.removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in text.split("|")]


def _column(cells: list[str]) -> pd.Series[Any]:
    """Return a column of numbers when all its cells are numbers, otherwise of text."""
    import pandas as pd

    filled = [cell for cell in cells if cell]
    if all(_NUMBER.fullmatch(cell) for cell in filled):
        return pd.Series([float(cell) if cell else float("nan") for cell in cells], dtype=float)
    if all(cell in ("true", "false") for cell in filled):
        return pd.Series([float(cell == "true") if cell else float("nan") for cell in cells], dtype=float)
    return pd.Series([cell or None for cell in cells], dtype=object)
