"""A file of targets, read and checked with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Faults, InputError, Issue, suggest
from social_balance.lists.periods import Period
from social_balance.lists.strategy.case_runs import case_issues
from social_balance.lists.strategy.figure_tables import read_figure_table
from social_balance.lists.strategy.follow_up import Targets
from social_balance.lists.strategy.goals import FollowedIndicator
from social_balance.lists.strategy.settings import (
    TABLES,
    CaseTable,
    FigureTable,
    GoalTable,
    IndicatorTable,
    TargetsTable,
)
from social_balance.lists.target import Target

Model = TypeVar("Model", bound=BaseModel)


def read_targets(path: str | Path) -> Targets:
    """Read a strategy's targets, figures and what papers have written of them, and run its worked cases.

    Parameters
    ----------
    path : path
        Such as ``maal.toml``. The tables of figures that it names stand in relation to its folder.

    Returns
    -------
    Targets

    Raises
    ------
    DefinitionError
        With every fault at once: keys that are not known, goals and indicators that are not there or there
        twice, periods that are none, a direction against its rule, an indicator without a figure, cells of
        the tables that cannot be, and every case that does not come out as it says.

    Examples
    --------
    >>> targets = read_targets("docs/guide/maal_eksempel/maal.toml")
    >>> targets.year, len(targets.goals)
    (2025, 2)
    """
    file = read_toml(path)
    faults = Faults(DefinitionError)
    for key in file.data:
        if key not in TABLES:
            values = {"known": sorted(TABLES), "suggestion": suggest(key, TABLES)}
            faults.add(Issue("CFG001", file=file.name, line=file.line(key), place=f"[{key}]", values=values))
    main = _read_main(file, faults)
    goals = _read_list(file, "goal", GoalTable, faults)
    tables = _read_list(file, "indicator", IndicatorTable, faults)
    cases = _read_list(file, "case", CaseTable, faults)
    lines = _read_figure_files(main, file, faults)
    # Names can be held against each other only where every table was read.
    faults.raise_if_any()
    assert main is not None
    faults.add(_faults_of_names(file, goals, tables))
    faults.add(_faults_of_lines(lines, [table.id for table in tables]))
    level_within = main.level_within
    followed = [
        _build_indicator(_Entry(file, i, table), tables, lines, level_within, faults)
        for i, table in enumerate(tables)
    ]
    indicators = [each for each in followed if each is not None]
    faults.add(case_issues(file, cases, indicators, named=[table.id for table in tables]))
    faults.raise_if_any()
    files = tuple((Path(file.name).parent / name).as_posix() for name in main.figures)
    return Targets(main, tuple(goals), _parts_last(indicators), file.name, files)


@dataclass(frozen=True)
class _Line:
    """One line of a table of figures."""

    file: str
    indicator: str
    figure: FigureTable


@dataclass(frozen=True)
class _Entry:
    """One ``[[indicator]]`` and where it stands."""

    file: TomlFile
    number: int
    table: IndicatorTable

    def issue(self, code: str, *keys: str, found: str = "", **values: object) -> Issue:
        """Return a fault of the indicator, on the line of its key."""
        line = self.file.line("indicator", self.number, *keys)
        place = " ".join([f"[[indicator]] {self.table.id}", *keys])
        return Issue(code, file=self.file.name, line=line, place=place, found=found, values=values)


def _read_main(file: TomlFile, faults: Faults) -> TargetsTable | None:
    """Read ``[targets]``, which every file has."""
    if not isinstance(file.data.get("targets"), Mapping):
        faults.add(Issue("CFG003", file=file.name, place="[targets]"))
        return None
    main, issues = checked(TargetsTable, file.data["targets"], file, keys=("targets",), place="[targets]")
    faults.add(issues)
    return main


def _read_list(file: TomlFile, key: str, model: type[Model], faults: Faults) -> list[Model]:
    """Read every table of a list, such as ``[[indicator]]``."""
    given = file.data.get(key, [])
    if not isinstance(given, list):
        line = file.line(key)
        faults.add(Issue("CFG004", file=file.name, line=line, place=f"[{key}]", values={"key": key}))
        return []
    entries: list[Model] = []
    for i, table in enumerate(given):
        place = f"[[{key}]] {_name_of(table, i)}"
        entry, issues = checked(model, table, file, keys=(key, i), place=place)
        faults.add(issues)
        if entry is not None:
            entries.append(entry)
    return entries


def _name_of(table: Any, number: int) -> str:
    """Return what a table calls itself, or its number."""
    if isinstance(table, Mapping):
        return str(table.get("id", table.get("name", number + 1)))
    return str(number + 1)


def _read_figure_files(main: TargetsTable | None, file: TomlFile, faults: Faults) -> list[_Line]:
    """Read every table of figures that the file names."""
    lines: list[_Line] = []
    for name in main.figures if main is not None else ():
        path = Path(file.name).parent / name
        with faults.catch():
            assert main is not None
            lines += [
                _Line(path.as_posix(), indicator, figure)
                for indicator, figure in read_figure_table(path, sheet=main.sheet)
            ]
    return lines


def _faults_of_names(
    file: TomlFile, goals: Sequence[GoalTable], tables: Sequence[IndicatorTable]
) -> Iterator[Issue]:
    """Yield ids that are there twice, and names that nothing bears."""
    for key, entries in (("goal", goals), ("indicator", tables)):
        ids = [entry.id for entry in entries]
        for i, name in enumerate(ids):
            if name in ids[:i]:
                line = file.line(key, i, "id")
                yield Issue("TGT020", file=file.name, line=line, place=f"[[{key}]] {name} id", found=name)
    goal_ids = [goal.id for goal in goals]
    whole_ids = [table.id for table in tables if table.part_of is None]
    for i, table in enumerate(tables):
        entry = _Entry(file, i, table)
        if (table.goal is None) == (table.part_of is None):
            yield entry.issue("TGT021")
        if table.goal is not None and table.goal not in goal_ids:
            yield entry.issue("TGT022", "goal", found=table.goal, suggestion=suggest(table.goal, goal_ids))
        if table.part_of is not None and table.part_of not in whole_ids:
            hint = suggest(table.part_of, whole_ids)
            yield entry.issue("TGT023", "part_of", found=table.part_of, suggestion=hint)


def _faults_of_lines(lines: Sequence[_Line], known: Sequence[str]) -> Iterator[Issue]:
    """Yield the indicators of the tables that the file does not have."""
    for line in {(line.file, line.indicator): line for line in lines}.values():
        if line.indicator not in known:
            hint = {"suggestion": suggest(line.indicator, known)}
            yield Issue("TGT024", file=line.file, found=line.indicator, values=hint)


def _build_indicator(
    entry: _Entry,
    tables: Sequence[IndicatorTable],
    lines: Sequence[_Line],
    level_within: float,
    faults: Faults,
) -> FollowedIndicator | None:
    """Return an indicator with its target and figures; what is wrong with it is collected."""
    table = entry.table
    target = None
    wrong = Faults()
    try:
        target = _target_of(table, level_within)
    except InputError as error:
        # The target's own faults, on the line that it stands on.
        wrong.add(entry.issue(each.code, "target", found=each.found, **each.values) for each in error.issues)
    if table.direction is not None and target is not None and target.direction != table.direction:
        wrong.add(entry.issue("TGT025", "direction", found=table.direction, rule=target.rule))
    given = [*table.figure, *(line.figure for line in lines if line.indicator == table.id)]
    wrong.add(_faults_of_figures(entry, given))
    has_parts = any(other.part_of == table.id for other in tables)
    if not (given or table.published or table.origin or has_parts):
        wrong.add(entry.issue("TGT026"))
    faults.add(wrong)
    if wrong:
        return None
    figures: dict[Period, FigureTable] = {figure.period: figure for figure in given}
    in_order = dict(sorted(figures.items(), key=lambda item: item[0].end))
    whole = next((other for other in tables if other.id == table.part_of), None)
    # A part has the goal of its whole.
    goal = table.goal or (whole.goal if whole is not None else None) or ""
    return FollowedIndicator(table, goal, target, in_order, whole)


def _target_of(table: IndicatorTable, level_within: float) -> Target | None:
    """Return the target of an indicator with the unit and decimals of its figures."""
    given = table.target
    if given is None:
        return None
    return Target(
        given.rule,
        given.level,
        window=given.window,
        set_in=given.set_in,
        unit=table.unit,
        digits=table.digits,
        level_within=level_within,
        by=given.by,
        every_year=given.every_year,
    )


def _faults_of_figures(entry: _Entry, figures: Sequence[FigureTable]) -> Iterator[Issue]:
    """Yield what is wrong with the figures of one indicator, held against each other."""
    periods = [figure.period for figure in figures]
    for i, period in enumerate(periods):
        if period in periods[:i]:
            yield entry.issue("TGT027", found=period.text())
    kinds = {(period.kind, period.length) for period in periods}
    if len(kinds) > 1:
        # A school year and a calendar year are no series: nobody knows which is the newer.
        yield entry.issue("TGT028", found=", ".join(period.text() for period in periods))
    for figure in figures:
        when = figure.period.text()
        if figure.count is not None and figure.base is not None and figure.count > figure.base:
            yield entry.issue("TGT029", found=when, count=figure.count, base=figure.base)
        is_written = figure.value is not None or figure.count is not None
        if is_written and (figure.not_available or figure.not_shown):
            yield entry.issue("TGT030", found=when)


def _parts_last(indicators: Sequence[FollowedIndicator]) -> tuple[FollowedIndicator, ...]:
    """Return the indicators in the order of the file, parts after what they are part of."""
    ordered: list[FollowedIndicator] = []
    for whole in indicators:
        if whole.table.part_of is None:
            ordered += [whole, *(each for each in indicators if each.table.part_of == whole.id)]
    return tuple(ordered)
