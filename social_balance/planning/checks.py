"""What is wrong with the numbers that a plan is asked for, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from social_balance.language.faults import Faults, Issue, suggest
from social_balance.planning.precision import CHANCE, AreaSize
from social_balance.planning.spreads import REST

INDEX = "index"  # the theme when no theme is named


def read_areas(areas: Mapping[str, Any], faults: Faults) -> dict[str, AreaSize]:
    """Read the areas that can be read, and collect what is wrong with the others."""
    if REST not in areas or len(areas) < 2:
        faults.add(Issue("PLN009", place="areas"))
    sizes = {}
    for name, given in areas.items():
        try:
            sizes[str(name)] = _read_area(given)
        except (TypeError, ValueError):
            faults.add(Issue("PLN001", place=f"areas['{name}']", found=repr(given)))
    return sizes


def check_assumptions(
    faults: Faults,
    *,
    shares: Mapping[str, Any],
    correlation: Any,
    counts: Mapping[str, Any],
    choices: Mapping[str, tuple[str, Sequence[str]]],
) -> None:
    """Collect shares outside 0–1 (1 is a share of all), counts below 1 and words that are not known."""
    for name, share in shares.items():
        # Everyone may answer and everything may change; power and alpha are never 1.
        whole = name in ("response", "changing") and share == 1
        faults.add(outside_limits(name, share, 0, 1, closed=whole))
    faults.add(outside_limits("correlation", correlation, -1, 1, closed=True))
    for name, count in counts.items():
        if count is not None and not _as_number(count) >= 1:
            faults.add(too_low(name, count))
    for name, (word, known) in choices.items():
        if word not in known:
            faults.add(Issue("PLN008", place=name, found=str(word), values={"known": list(known)}))


def read_overlap(overlap: Any, areas: Sequence[str], waves: int, faults: Faults) -> dict[str, float | str]:
    """Return the overlap of each area; collect shares outside 0–1 and overlap between pooled waves."""
    overlaps = _read_by_area("overlap", overlap, areas, faults)
    shares = {name: share for name, share in overlaps.items() if share != CHANCE}
    for name, share in shares.items():
        faults.add(outside_limits(f"overlap, {name}", share, 0, 1, closed=True))
    if waves > 1 and shares:
        faults.add(Issue("PLN012", place="waves"))
    return overlaps


def check_sizes(areas: Mapping[str, AreaSize], response: Any, unit_size: Any, faults: Faults) -> None:
    """Collect areas with fewer answers than two units, and with more than there are people to give them."""
    least = 2.0
    share = 1.0
    # A fault of its own in these two must not make faults of every area.
    if _is_positive(unit_size):
        least = 2 * unit_size
    if _is_positive(response):
        share = min(response, 1.0)
    for name, area in areas.items():
        if not area.population >= 2:
            values = {"low": 2, "high": "∞"}
            found = f"{area.population:.10g}"
            faults.add(Issue("PLN004", place=f"areas['{name}'] population", found=found, values=values))
        # The answers that are already there may be from a time when more people answered.
        for key, answers, most in (
            ("respondents", area.respondents, area.population * share),
            ("earlier", area.earlier, area.population),
        ):
            place = f"areas['{name}'] {key}"
            if answers is not None and not answers >= least:
                faults.add(Issue("PLN002", place=place, found=f"{answers:.10g}", values={"least": least}))
            if answers is not None and answers > most:
                values = {"population": area.population, "response": share}
                faults.add(Issue("PLN003", place=place, found=f"{answers:.10g}", values=values))


def read_sd_and_deff(
    sd: float | Mapping[str, float],
    deff: float | Mapping[str, float],
    areas: Sequence[str],
    faults: Faults,
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the standard deviation and the design effect of each theme and area."""
    by_theme: dict[str, Any] = {INDEX: sd}
    if isinstance(sd, Mapping):
        by_theme = {str(theme): value for theme, value in sd.items()}
    by_area = _read_by_area("deff", deff, areas, faults)
    # A mapping names the theme or the area of each number; one number alone is called after what it is.
    for what, given in (("sd", by_theme), ("deff", by_area)):
        for name, value in given.items():
            faults.add(_not_positive(f"{what}, {name}", value))
    return {(theme, area): (one, two) for theme, one in by_theme.items() for area, two in by_area.items()}


def read_wanted(
    wanted: float | Mapping[str, float], themes: Sequence[str], faults: Faults
) -> dict[str, float]:
    """Return what is wanted on each theme, and collect themes that are unknown or without."""
    aims: dict[str, Any] = dict.fromkeys(themes, wanted)
    if isinstance(wanted, Mapping):
        aims = {str(theme): value for theme, value in wanted.items()}
    for name in aims:
        if name not in themes:
            values = {"known": list(themes), "suggestion": suggest(name, themes)}
            faults.add(Issue("PLN007", place=f"wanted, {name}", values=values))
    lacking = [theme for theme in themes if theme not in aims]
    if lacking:
        faults.add(Issue("PLN014", place="wanted", values={"needed": lacking}))
    for name, value in aims.items():
        faults.add(_not_positive(f"wanted, {name}", value))
    return {theme: float(aims[theme]) for theme in themes if theme in aims and _is_positive(aims[theme])}


def outside_limits(name: str, value: Any, low: float, high: float, *, closed: bool = False) -> Issue | None:
    """Return the fault of a number that is none or lies outside its limits; None when it is inside."""
    number = _as_number(value)
    if low < number < high or (closed and number in (low, high)):
        return None
    return Issue("PLN004", place=name, found=str(value), values={"low": low, "high": high})


def too_low(name: str, value: Any) -> Issue:
    """Return the fault of a count below 1."""
    return Issue("PLN004", place=name, found=str(value), values={"low": 1, "high": "∞"})


def _read_area(given: Any) -> AreaSize:
    """Read one area.

    Raises
    ------
    TypeError, ValueError
        It does not have the shape of one.
    """
    if isinstance(given, Mapping):
        given = AreaSize(**given)
    elif not isinstance(given, AreaSize):
        given = AreaSize(*given)
    size: AreaSize = given
    # No number of adults means that the correction for a finite population is nothing.
    if size.population is None:
        size = replace(size, population=np.inf)
    if size.earlier is not None:
        size = replace(size, earlier=float(size.earlier))
    return replace(size, population=float(size.population), respondents=float(size.respondents))


def _read_by_area(place: str, given: Any, areas: Sequence[str], faults: Faults) -> dict[str, Any]:
    """Spread one number over the areas, or read a mapping that names them all."""
    if not isinstance(given, Mapping):
        return dict.fromkeys(areas, given)
    for name in map(str, given):
        if name not in areas:
            values = {"known": list(areas), "suggestion": suggest(name, areas)}
            faults.add(Issue("PLN006", place=f"{place}, {name}", values=values))
    lacking = [name for name in areas if name not in given]
    if lacking:
        faults.add(Issue("PLN014", place=place, values={"needed": lacking}))
    return {name: given[name] for name in areas if name in given}


def _as_number(value: Any) -> float:
    """Return a number, and NaN for what is none: it is inside no limits."""
    if isinstance(value, Real):
        return float(value)
    return float("nan")


def _is_positive(value: Any) -> bool:
    return 0 < _as_number(value) < np.inf


def _not_positive(name: str, value: Any) -> Issue | None:
    """Return the fault of a number that is not above 0; None when it is."""
    if _is_positive(value):
        return None
    return Issue("PLN005", place=name, found=str(value))
