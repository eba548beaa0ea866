"""Worked cases of an indicator: run as written, and with the rule broken on purpose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from social_balance.definitions.indicator import Case, Indicator, Version
from social_balance.language.faults import Issue, SocialBalanceError, place_inside
from social_balance.measures.area_roles import WHOLE
from social_balance.measures.measure import Measure
from social_balance.measures.small_table import values_by_area

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ("base", "positive", "value")
# How a rule is broken on purpose → the fault when no case notices.
BROKEN = {"base": "DEF054", "positive": "DEF055"}


def run_case(indicator: Indicator, case: Case, *, broken: str | None = None) -> list[Issue]:
    """Work out one case and compare it with what it expects.

    Parameters
    ----------
    indicator : Indicator
        The indicator with the rule.
    case : Case
        One of its cases.
    broken : {None, "base", "positive"}
        Try the rule with the base removed or the positive turned around; a case that notices gives issues.

    Returns
    -------
    list of Issue
        Empty when the figures are as expected; one issue a figure that is not, or the reason why there
        is none.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> indicator = read_indicators("indices").indicator("doemte")
    >>> run_case(indicator, indicator.cases[0])
    []
    >>> issue, *_ = run_case(indicator, indicator.cases[0], broken="positive")
    >>> issue.code
    'DEF053'
    """
    version = indicator.version(case.year)
    if version is None:
        return [_case_issue("DEF043", indicator, case, "year", year=case.year)]
    # A table that the rule cannot be tried on is told as that, not as a wrong figure.
    faults = _table_issues(indicator, case, version.measure)
    if faults:
        return faults
    try:
        got = _figures_of_case(indicator, case, _break_rule(version.measure, broken))
    except SocialBalanceError as error:
        return [_placed_at_case(issue, indicator, case) for issue in error.issues]
    if got is None:
        known = sorted(set(case.frame.get("area", ())))
        return [_case_issue("DEF051", indicator, case, "area", found=case.area or "", known=known)]
    return [
        _case_issue("DEF053", indicator, case, f"expect.{key}", key=key, expected=expected, got=got[key])
        for key, expected in case.expect.items()
        if not is_same_figure(got[key], expected)
    ]


def check_cases(indicator: Indicator) -> list[Issue]:
    """Run every case of an indicator, and see that some case of each version notices a broken rule.

    Parameters
    ----------
    indicator : Indicator
        An indicator without faults of form.

    Returns
    -------
    list of Issue
        Cases that fail or are half and half, and versions whose cases would let a wrong rule pass.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> check_cases(read_indicators("indices").indicator("doemte"))
    []
    """
    issues = [issue for case in indicator.cases for issue in check_case(indicator, case)]
    for version in indicator.versions:
        for broken in BROKEN:
            issues += unnoticed(indicator, version, broken)
    return issues


def check_case(indicator: Indicator, case: Case) -> list[Issue]:
    """Run one case, and see that it is not half and half.

    Parameters
    ----------
    indicator : Indicator
        The indicator with the rule.
    case : Case
        One of its cases.

    Returns
    -------
    list of Issue
        What is wrong with the case.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> indicator = read_indicators("indices").indicator("doemte")
    >>> check_case(indicator, indicator.cases[0])
    []
    """
    return run_case(indicator, case) or _half_and_half(indicator, case)


def unnoticed(indicator: Indicator, version: Version, broken: str) -> list[Issue]:
    """See that at least one case of a version notices when its rule is broken.

    Parameters
    ----------
    indicator : Indicator
        The indicator.
    version : Version
        One of its versions.
    broken : {"base", "positive"}
        What is broken.

    Returns
    -------
    list of Issue
        One issue when no case notices.

    Examples
    --------
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> indicator = read_indicators("indices").indicator("doemte")
    >>> unnoticed(indicator, indicator.versions[0], "base")
    []
    """
    cases = [case for case in indicator.cases if indicator.version(case.year) == version]
    # A case that already fails as written proves nothing about the broken rule.
    sound = [case for case in cases if not run_case(indicator, case)]
    if any(run_case(indicator, case, broken=broken) for case in sound) or (cases and not sound):
        return []
    place = f"[[version]] {version.from_year}"
    code = BROKEN[broken]
    # A median or a Gini coefficient has no numerator; what was turned is high and low.
    if broken == "positive" and getattr(version.measure, "positive", None) is None:
        code = "DEF076"
    return [Issue(code, file=indicator.file, line=version.line, place=place)]


def figures_as_written(indicator: Indicator, case: Case) -> Mapping[str, float]:
    """Return base, positive and value of a case by the rule as it is written; nothing where it gives none.

    Parameters
    ----------
    indicator : Indicator
        The indicator with the rule.
    case : Case
        One of its cases.

    Returns
    -------
    Mapping of str to float
        Figures that the measure has not are left out.
    """
    version = indicator.version(case.year)
    if version is None or _table_issues(indicator, case, version.measure):
        return {}
    try:
        got = _figures_of_case(indicator, case, version.measure)
    except SocialBalanceError:
        return {}
    if got is None:
        return {}
    return {key: got[key] for key in FIGURES if key in case.expect or math.isfinite(got[key])}


def is_same_figure(one: float, other: float) -> bool:
    """Say whether two figures are the same to the digits a person writes."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6) or (math.isnan(one) and math.isnan(other))


def _break_rule(measure: Measure, broken: str | None) -> Measure:
    """Return the rule as it is, or broken."""
    if broken is None:
        return measure
    if broken == "base":
        return measure.without_base()
    return measure.inverted_for_case_check()


def _figures_of_case(indicator: Indicator, case: Case, measure: Measure) -> Mapping[str, float] | None:
    """Return base, positive and value of the area that a case is about; None when it is not clear which."""
    if "year" not in case.frame.columns:
        return _figures_of_year(indicator, case, measure, case.frame)
    # The value is the mean of the yearly values; base and positive are those of the last year.
    frames = [_of_year(case.frame, year) for year in _years_averaged(indicator, case)]
    yearly = [_figures_of_year(indicator, case, measure, frame) for frame in frames]
    known = [figures for figures in yearly if figures is not None]
    if len(known) < len(yearly):
        return None
    return {**known[-1], "value": math.fsum(figures["value"] for figures in known) / len(known)}


def _years_averaged(indicator: Indicator, case: Case) -> range:
    """Return the years that a case's value is the mean of."""
    return range(case.year - indicator.window + 1, case.year + 1)


def _of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of one year."""
    return frame[frame["year"] == year].reset_index(drop=True)


def _figures_of_year(
    indicator: Indicator, case: Case, measure: Measure, frame: pd.DataFrame
) -> Mapping[str, float] | None:
    """Return the figures of one table."""
    present = {key: key for key in ("weight", "area") if key in frame.columns}
    by_area = values_by_area(measure, frame, **present)
    if case.area is not None:
        return by_area.get(case.area)
    if indicator.level == "whole" and WHOLE in by_area:
        return by_area[WHOLE]
    areas = [figures for name, figures in by_area.items() if name != WHOLE]
    if len(areas) != 1:
        return None
    return areas[0]


def _table_issues(indicator: Indicator, case: Case, measure: Measure) -> list[Issue]:
    """List what the case's table lacks for the rule."""
    present = set(case.frame.columns)
    # Rows without an area mean nothing to a rule that compares areas.
    if measure.needs_rest and "area" not in present:
        return [_case_issue("DEF056", indicator, case, "rows")]
    if "year" in present:
        absent = [str(year) for year in _years_averaged(indicator, case) if _of_year(case.frame, year).empty]
        if absent:
            return [_case_issue("DEF066", indicator, case, "rows", years=absent)]
    areas = dict.fromkeys(case.frame.get("area", ()))
    if case.area:
        areas[case.area] = None
    # A column for each area: those that the table and the case name.
    needed = measure.columns(areas)
    missing = sorted(needed - present)
    if not missing:
        return []
    code = "DEF049"
    if not needed & present:
        code = "DEF050"
    return [_case_issue(code, indicator, case, "rows", missing=[f"'{name}'" for name in missing])]


def _half_and_half(indicator: Indicator, case: Case) -> list[Issue]:
    """Refuse a case whose positive is exactly half: the rule turned around gives the same."""
    version = indicator.version(case.year)
    assert version is not None
    got = _figures_of_case(indicator, case, version.measure)
    turned = _figures_of_case(indicator, case, version.measure.inverted_for_case_check())
    if got is None or turned is None or not is_same_figure(got["value"], turned["value"]):
        return []
    is_half = got["value"] == 50
    if math.isfinite(got["positive"]):
        is_half = is_same_figure(2 * got["positive"], got["base"])
    if is_half and got["base"]:
        return [_case_issue("DEF052", indicator, case, "rows")]
    return []


def _case_issue(
    code: str, indicator: Indicator, case: Case, part: str, *, found: str = "", **values: object
) -> Issue:
    """Return a fault of a case."""
    return Issue(
        code,
        file=indicator.file,
        line=case.line,
        place=f"[[case]] '{case.name}' {part}",
        found=found,
        values=values,
    )


def _placed_at_case(issue: Issue, indicator: Indicator, case: Case) -> Issue:
    """Return a fault met while a case was worked out, placed at the case."""
    place = place_inside(f"[[case]] '{case.name}'", issue.place)
    return Issue(
        issue.code, file=indicator.file, line=case.line, place=place, found=issue.found, values=issue.values
    )
