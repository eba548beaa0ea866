"""What is wrong with the numbers that a plan is asked for, all of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from social_balance.language.faults import Issue, suggest
from social_balance.planning.precision import CHANCE, Surveyed
from social_balance.planning.spreads import REST

INDEX = "index"  # the theme when no theme is named


def surveyed_areas(areas: Mapping[str, Any], faults: list[Issue]) -> dict[str, Surveyed]:
    """Read the areas that can be read, and note what is wrong with the others."""
    if REST not in areas or len(areas) < 2:
        faults.append(Issue("PLN009", place="areas"))
    read = {str(name): _surveyed(str(name), given, faults) for name, given in areas.items()}
    return {name: area for name, area in read.items() if area is not None}


def faults_of_terms(
    *,
    shares: Mapping[str, Any],
    correlation: Any,
    counts: Mapping[str, Any],
    choices: Mapping[str, tuple[str, Sequence[str]]],
) -> list[Issue]:
    """Name the shares outside 0–1 (1 is a share of all), the counts below 1 and the words not known."""
    faults: list[Issue] = []
    for name, share in shares.items():
        whole = name in ("response", "changing") and share == 1
        faults += between(name, share, 0, 1, closed=whole)
    faults += between("correlation", correlation, -1, 1, closed=True)
    faults += [too_low(name, n) for name, n in counts.items() if n is not None and not _number(n) >= 1]
    for name, (word, known) in choices.items():
        if word not in known:
            faults.append(Issue("PLN008", place=name, found=str(word), values={"known": list(known)}))
    return faults


def overlap_by_area(
    overlap: Any, areas: Sequence[str], waves: int, faults: list[Issue]
) -> dict[str, float | str]:
    """Return the overlap of each area, and note shares outside 0–1 and overlap between pooled waves."""
    overlaps = _by_area("overlap", overlap, areas, faults)
    shares = {name: share for name, share in overlaps.items() if share != CHANCE}
    for name, share in shares.items():
        faults += between(f"overlap, {name}", share, 0, 1, closed=True)
    if waves > 1 and shares:
        faults.append(Issue("PLN012", place="waves"))
    return overlaps


def faults_of_sizes(areas: Mapping[str, Surveyed], response: Any, unit_size: Any) -> list[Issue]:
    """Name the areas with fewer answers than two units, and with more than there are people to give them."""
    least = 2 * unit_size if _positive(unit_size) else 2.0
    share = min(response, 1.0) if _positive(response) else 1.0
    faults = []
    for name, area in areas.items():
        if not area.population >= 2:
            values = {"low": 2, "high": "∞"}
            found = f"{area.population:.10g}"
            faults.append(Issue("PLN004", place=f"areas['{name}'] population", found=found, values=values))
        for key, n in (("respondents", area.respondents), ("earlier", area.earlier)):
            place = f"areas['{name}'] {key}"
            if n is not None and not n >= least:
                faults.append(Issue("PLN002", place=place, found=f"{n:.10g}", values={"least": least}))
            most = area.population * (share if key == "respondents" else 1.0)
            if n is not None and n > most:
                values = {"population": area.population, "response": share}
                faults.append(Issue("PLN003", place=place, found=f"{n:.10g}", values=values))
    return faults


def sd_and_deff(
    sd: float | Mapping[str, float],
    deff: float | Mapping[str, float],
    areas: Sequence[str],
    faults: list[Issue],
) -> dict[tuple[str, str], tuple[float, float]]:
    """Return the standard deviation and the design effect of each theme and area."""
    spread = {str(k): v for k, v in sd.items()} if isinstance(sd, Mapping) else {INDEX: sd}
    effect = _by_area("deff", deff, areas, faults)
    faults += [
        _low_positive(f"sd, {theme}", value) for theme, value in spread.items() if not _positive(value)
    ]
    faults += [
        _low_positive(f"deff, {name}", value) for name, value in effect.items() if not _positive(value)
    ]
    return {(theme, name): (one, two) for theme, one in spread.items() for name, two in effect.items()}


def aims_by_theme(
    wanted: float | Mapping[str, float], themes: Sequence[str], faults: list[Issue]
) -> dict[str, float]:
    """Return what is wanted on each theme, and note themes that are unknown or without."""
    aims = (
        {str(k): v for k, v in wanted.items()}
        if isinstance(wanted, Mapping)
        else dict.fromkeys(themes, wanted)
    )
    faults += [
        Issue(
            "PLN007",
            place=f"wanted, {name}",
            values={"known": list(themes), "suggestion": suggest(name, themes)},
        )
        for name in aims
        if name not in themes
    ]
    lacking = [theme for theme in themes if theme not in aims]
    if lacking:
        faults.append(Issue("PLN014", place="wanted", values={"needed": lacking}))
    faults += [
        _low_positive(f"wanted, {name}", value) for name, value in aims.items() if not _positive(value)
    ]
    return {theme: float(aims[theme]) for theme in themes if theme in aims and _positive(aims[theme])}


def between(name: str, value: Any, low: float, high: float, *, closed: bool = False) -> list[Issue]:
    """Note a number that is none or lies outside its limits."""
    number = _number(value)
    inside = low <= number <= high if closed else low < number < high
    values = {"low": low, "high": high}
    return [] if inside else [Issue("PLN004", place=name, found=str(value), values=values)]


def too_low(name: str, value: Any) -> Issue:
    """Return the fault of a count below 1."""
    return Issue("PLN004", place=name, found=str(value), values={"low": 1, "high": "∞"})


def _surveyed(name: str, given: Any, faults: list[Issue]) -> Surveyed | None:
    """Read one area, and note what is wrong with its shape."""
    try:
        if isinstance(given, Surveyed):
            made = given
        else:
            made = Surveyed(**given) if isinstance(given, Mapping) else Surveyed(*given)
        population = np.inf if made.population is None else float(made.population)
        return Surveyed(
            population, float(made.respondents), None if made.earlier is None else float(made.earlier)
        )
    except (TypeError, ValueError):
        faults.append(Issue("PLN001", place=f"areas['{name}']", found=repr(given)))
        return None


def _by_area(place: str, given: Any, areas: Sequence[str], faults: list[Issue]) -> dict[str, Any]:
    """Spread one number over the areas, or read a mapping that names them all."""
    if not isinstance(given, Mapping):
        return dict.fromkeys(areas, given)
    faults += [
        Issue(
            "PLN006",
            place=f"{place}, {name}",
            values={"known": list(areas), "suggestion": suggest(name, areas)},
        )
        for name in map(str, given)
        if name not in areas
    ]
    lacking = [name for name in areas if name not in given]
    if lacking:
        faults.append(Issue("PLN014", place=place, values={"needed": lacking}))
    return {name: given[name] for name in areas if name in given}


def _number(value: Any) -> float:
    """Return a number, and NaN for what is none: it is inside no limits."""
    return float(value) if isinstance(value, Real) else float("nan")


def _positive(value: Any) -> bool:
    return 0 < _number(value) < np.inf


def _low_positive(name: str, value: Any) -> Issue:
    return Issue("PLN005", place=name, found=str(value))
