"""Worked cases in a file of targets: a few figures, and what the rule has to say of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from social_balance.definitions.case_tables import read_case_table
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Faults, Issue, suggest
from social_balance.language.thresholds import exact
from social_balance.lists.judging import judge_series
from social_balance.lists.periods import Period, read_period
from social_balance.lists.series import Series
from social_balance.lists.strategy.goals import FollowedIndicator
from social_balance.lists.strategy.settings import CaseTable
from social_balance.lists.targets import judgement_row

_COLUMNS = ("period", "value", "country", "new_series")
_EXPECTED = ("met", "compared", "baseline", "value", "country", "change", "target", "difference")
_CLOSE = 1e-9  # figures are exact decimals; what is left is the float of the file


def case_issues(
    file: TomlFile,
    cases: Sequence[CaseTable],
    indicators: Sequence[FollowedIndicator],
    *,
    named: Sequence[str],
) -> Iterator[Issue]:
    """Yield a fault for each case that cannot be run, and for each figure that is not as expected.

    Parameters
    ----------
    file : TomlFile
    cases : sequence of CaseTable
    indicators : sequence of FollowedIndicator
        Those without faults of their own: a case of another is read and not run.
    named : sequence of str
        Every indicator that the file has.
    """
    by_id = {each.id: each for each in indicators}
    for number, case in enumerate(cases):
        found = _Case(file, number, case)
        if case.indicator in named:
            yield from _case_faults(found, by_id.get(case.indicator))
        else:
            hint = suggest(case.indicator, named)
            yield found.issue("TGT031", "indicator", found=case.indicator, suggestion=hint)


@dataclass(frozen=True)
class _Case:
    """One case and where it stands."""

    file: TomlFile
    number: int
    case: CaseTable

    def issue(self, code: str, *keys: str, found: str = "", **values: object) -> Issue:
        """Return a fault of the case, on the line of its key."""
        line = self.file.line("case", self.number, *keys)
        place = f"[[case]] {self.case.name}"
        return Issue(code, file=self.file.name, line=line, place=place, found=found, values=values)

    def rows(self, faults: Faults) -> pd.DataFrame | None:
        """Return the table that the case draws; what is wrong with it is collected."""
        line = self.file.line("case", self.number, "rows") or 1
        place = f"[[case]] {self.case.name}"
        return read_case_table(self.case.rows, file=self.file, line=line, place=place, faults=faults)


def _case_faults(case: _Case, indicator: FollowedIndicator | None) -> Iterator[Issue]:
    """Yield what is wrong with one case, or what it does not come to."""
    faults = Faults()
    rows = case.rows(faults)
    if rows is not None:
        faults.add(_faults_of_rows(case, rows))
    faults.add(
        case.issue(
            "TGT032", "expect", found=key, known=", ".join(_EXPECTED), suggestion=suggest(key, _EXPECTED)
        )
        for key in case.case.expect
        if key not in _EXPECTED
    )
    yield from faults
    if faults or rows is None or indicator is None:
        return
    series = _series_of(rows)
    judged = judge_series(series, indicator.target, max(period.year for period in series.value))
    got = judgement_row(judged)
    for key, expected in case.case.expect.items():
        if not _is_as_expected(got[key], expected):
            yield case.issue("TGT033", "expect", key=key, expected=expected, got=got[key])


def _faults_of_rows(case: _Case, rows: pd.DataFrame) -> Iterator[Issue]:
    """Yield columns that a case does not know, and periods that are none."""
    for column in rows:
        if column not in _COLUMNS:
            hint = suggest(str(column), _COLUMNS)
            values = {"known": ", ".join(_COLUMNS), "suggestion": hint}
            yield case.issue("TGT034", "rows", found=str(column), **values)
    if "period" not in rows:
        yield case.issue("TGT034", "rows", found="", known=", ".join(_COLUMNS), suggestion=None)
        return
    for written in rows["period"]:
        if read_period(written) is None:
            yield case.issue("TGT014", "rows", found=str(written))


def _series_of(rows: pd.DataFrame) -> Series:
    """Return the rows of a case as a series."""
    periods = [_period(written) for written in rows["period"]]

    def by_period(column: str) -> dict[Period, Any]:
        if column not in rows:
            return dict.fromkeys(periods)
        return {period: exact(cell) for period, cell in zip(periods, rows[column].astype(float), strict=True)}

    breaks: tuple[Period, ...] = ()
    if "new_series" in rows:
        breaks = tuple(period for period, new in zip(periods, rows["new_series"], strict=True) if new == 1)
    return Series(by_period("value"), by_period("country"), breaks)


def _period(written: object) -> Period:
    period = read_period(written)
    assert period is not None
    return period


def _is_as_expected(got: Any, expected: float | str) -> bool:
    """Return whether a cell is what the case says; a missing figure is written "missing"."""
    if isinstance(got, float) and math.isnan(got):
        return expected == "missing"
    if isinstance(expected, str) or isinstance(got, str):
        return bool(got == expected)
    return math.isclose(got, expected, abs_tol=_CLOSE, rel_tol=_CLOSE)
