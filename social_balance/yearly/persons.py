"""The persons beneath figures that are no counts: how many have any of what is added up, and who dominates.

A share says how many it counts. A mean, a total or a rate does not, and yet tells of two persons when only
two have anything. So what disclosure control has to know of them is counted beside the figures: in one pass
over the register, and in the waves of a survey.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Indicator
from social_balance.estimates.values import Estimates
from social_balance.files.lazy_tables import fetch_raw
from social_balance.measures.composition import Distance, Entropy
from social_balance.measures.counted_cells import Composition
from social_balance.measures.distribution import Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import PersonVariable
from social_balance.measures.ratio import RatioMeasure
from social_balance.measures.total import Total
from social_balance.registers.cell_sums import write_part
from social_balance.registers.register import Register

_TOP = 5  # persons that a rule of dominance can ask about
Beneath: TypeAlias = dict[tuple[str, str, int], dict[str, Any]]  # indicator, area, year


@dataclass(frozen=True)
class _Asked:
    """One sum of a measure: what each person adds to it, and who takes part."""

    indicator: Indicator
    measure: Measure
    amount: PersonVariable
    persons: PersonVariable


def with_register_persons(
    estimates: Estimates, register: Register, indicators: Sequence[Indicator], areas: Areas
) -> Estimates:
    """Return the figures of a register with what is known of the persons beneath them.

    Parameters
    ----------
    estimates : Estimates
    register : Register
    indicators : sequence of Indicator
    areas : Areas

    Returns
    -------
    Estimates
        The rows have the column ``beneath``: year → numbers, for figures that are no counts.
    """
    beneath: Beneath = {}
    asked = _asked_of(indicators)
    if asked:
        _add_sums(beneath, _register_sums(register, asked), asked, areas, register)
    for indicator, measure in _versions(indicators):
        if isinstance(measure, (Entropy, Distance)):
            _add_classes(beneath, register, indicator, measure, areas)
    return _with_column(estimates, beneath)


def with_survey_persons(
    estimates: Estimates, frame: pd.DataFrame, indicators: Sequence[Indicator], areas: Areas
) -> Estimates:
    """Return the figures of a survey with what is known of the persons beneath them.

    Parameters
    ----------
    estimates : Estimates
    frame : DataFrame, one row per person and wave
        With ``area`` (ids) and ``year``.
    indicators : sequence of Indicator
    areas : Areas

    Returns
    -------
    Estimates
    """
    asked = _asked_of(indicators)
    beneath: Beneath = {}
    # Of shares alone nothing is asked: each says itself how many it counts.
    if asked:
        _add_sums(beneath, _survey_sums(frame, asked), asked, areas, None)
    return _with_column(estimates, beneath)


def _versions(indicators: Iterable[Indicator]) -> list[tuple[Indicator, Measure]]:
    """Return every rule of every indicator, each once."""
    return [(indicator, version.measure) for indicator in indicators for version in indicator.versions]


def _asked_of(indicators: Sequence[Indicator]) -> list[_Asked]:
    """Return the sums of the measures that do not say themselves how many they count."""
    asked: list[_Asked] = []
    for indicator, measure in _versions(indicators):
        if isinstance(measure, RatioMeasure) and not measure.proportion:
            asked += [_Asked(indicator, measure, term.positive, term.takes_part) for term in measure.terms()]
        elif isinstance(measure, (Total, Distribution)):
            asked.append(_Asked(indicator, measure, measure.amount(), measure.persons()))
    return asked


def _register_sums(register: Register, asked: Sequence[_Asked]) -> pd.DataFrame:
    """Return, for every name of an area and year, the sums of all that is asked, in one pass."""
    import narwhals.stable.v2 as nw

    table = register.table()
    schema = table.collect_schema()
    columns: list[Any] = [nw.col(register.area).alias("area"), nw.col(register.year).alias("year")]
    for i, each in enumerate(asked):
        columns.append(write_part(table, each.amount, schema).cast(nw.Float64).alias(f"x{i}"))
        columns.append(write_part(table, each.persons, schema).cast(nw.Float64).alias(f"n{i}"))
    # Sums, squares and the largest in one pass: no person leaves the engine.
    sums: list[Any] = []
    for i in range(len(asked)):
        amount = nw.col(f"x{i}")
        some = nw.when(amount != 0).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
        sums += [
            nw.col(f"n{i}").sum().alias(f"persons{i}"), some.sum().alias(f"some{i}"),
            amount.abs().sum().alias(f"sum{i}"), (amount * amount).sum().alias(f"squares{i}"),
            amount.abs().max().alias(f"most{i}"),
        ]  # fmt: skip
    rows: Any = table.select(*columns)
    return fetch_raw(rows.group_by("area", "year").agg(*sums))


def _survey_sums(frame: pd.DataFrame, asked: Sequence[_Asked]) -> pd.DataFrame:
    """Return the same sums for answers in memory."""
    columns: dict[str, Any] = {"area": frame["area"].to_numpy(), "year": frame["year"].to_numpy()}
    for i, each in enumerate(asked):
        columns[f"x{i}"] = each.amount.numbers(frame)
        columns[f"n{i}"] = each.persons.numbers(frame)
    grouped = pd.DataFrame(columns).groupby(["area", "year"], observed=True)
    sums: pd.DataFrame = grouped.agg(**_sums_in_memory(len(asked))).reset_index()
    return sums


def _sums_in_memory(size: int) -> dict[str, Any]:
    """Return the same sums for a table in memory."""
    sums: dict[str, Any] = {}
    for i in range(size):
        sums[f"persons{i}"] = (f"n{i}", "sum")
        sums[f"some{i}"] = (f"x{i}", lambda x: float((x != 0).sum()))
        sums[f"sum{i}"] = (f"x{i}", lambda x: float(x.abs().sum()))
        sums[f"squares{i}"] = (f"x{i}", lambda x: float((x * x).sum()))
        sums[f"most{i}"] = (f"x{i}", lambda x: float(x.abs().max()))
    return sums


def _add_sums(
    beneath: Beneath,
    sums: pd.DataFrame,
    asked: Sequence[_Asked],
    areas: Areas,
    register: Register | None,
) -> None:
    """Add up the sums of each area, the rest and the whole, and tell of the persons beneath."""
    for label, cells in _by_place(sums, areas, register):
        parts: dict[str, list[Mapping[str, Any]]] = {}
        for i, each in enumerate(asked):
            version = each.indicator.version(label[1])
            # A rule that did not hold in the year made no figure, and so tells of nobody.
            if version is None or version.measure != each.measure:
                continue
            number = {
                name: float(cells[f"{name}{i}"].sum()) for name in ("persons", "some", "sum", "squares")
            }
            number["most"] = float(cells[f"most{i}"].max())
            parts.setdefault(each.indicator.id, []).append(_told(each, number))
        for indicator, told in parts.items():
            beneath[(indicator, *label)] = _together(told)


def _by_place(
    sums: pd.DataFrame, areas: Areas, register: Register | None
) -> list[tuple[tuple[str, int], pd.DataFrame]]:
    """Return the rows of each area and year, and of the whole of each year."""
    known = sums[sums["area"].notna() & sums["year"].notna()]
    years = known["year"].astype(int)
    ids = known["area"].astype(str)
    if register is not None:
        # An area is what it was called in that year, as in the figures themselves.
        ids = areas.resolve(known["area"], year=years, file=register.file, column=register.area).astype(str)
    places: list[tuple[tuple[str, int], pd.DataFrame]] = []
    for year in sorted(set(years)):
        of_year = known[years == year]
        places += [
            ((areas.name(str(area)), year), cells) for area, cells in of_year.groupby(ids[years == year])
        ]
        places.append(((areas.whole.name, year), of_year))
    return places


def _told(asked: _Asked, number: Mapping[str, float]) -> dict[str, Any]:
    """Return what the sums of one place tell of the persons."""
    persons = number["persons"]
    some = number["some"]
    if isinstance(asked.measure, Distribution):
        return {"largest": _largest(number)} if not _is_quantile(asked.measure) else {}
    # Everybody who has anything has the same: the mean is a share, and tells of those who have nothing too.
    two_values = math.isclose(number["squares"], number["most"] * number["sum"], rel_tol=1e-9)
    return {
        "counted": some,
        "complement": two_values or asked.measure.kind == "rate",
        "largest": () if two_values else _largest(number),
        "base": persons,
    }


def _is_quantile(measure: Distribution) -> bool:
    """Say whether a measure adds nothing up."""
    return measure.kind in ("median", "quantile")


def _largest(number: Mapping[str, float]) -> tuple[float, ...]:
    """Return the most that each of the largest can have of the sum, in per cent.

    Notes
    -----
    The largest is known. No other is larger than it, nor than the root of the squares of all others: so a
    pass that adds up is enough, and the rule errs to the safe side alone.
    """
    total = number["sum"]
    if not total > 0:
        return ()
    most = number["most"]
    next_most = min(most, math.sqrt(max(number["squares"] - most * most, 0.0)))
    some = int(number["some"])
    parts = [most, *[next_most] * (_TOP - 1)][: max(some, 1)]
    return tuple(min(100 * part / total, 100.0) for part in parts)


def _together(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a measure of one or more sums tells: a difference of shares tells of both."""
    if len(told) == 1:
        return {key: value for key, value in told[0].items() if key != "base"}
    # Who knows both shares of a difference knows four groups; the smallest decides.
    groups = [group for one in told for group in (one["counted"], one["base"] - one["counted"])]
    return {"counted": math.nan, "smallest": min(groups)}


def _add_classes(
    beneath: Beneath, register: Register, indicator: Indicator, measure: Composition, areas: Areas
) -> None:
    """Tell of the smallest class of a measure of classes in every place."""
    import narwhals.stable.v2 as nw

    table = register.table()
    schema = table.collect_schema()
    units = [nw.col(name).cast(nw.String).alias(f"unit {i}") for i, name in enumerate(measure.units)]
    inside = write_part(table, PersonVariable(measure.base_condition()), schema).cast(nw.Float64)
    rows: Any = table.select(
        nw.col(register.area).alias("area"), nw.col(register.year).alias("year"), inside.alias("persons"),
        *units,
    )  # fmt: skip
    names = [f"unit {i}" for i in range(len(units))]
    counted = fetch_raw(rows.group_by("area", "year", *names).agg(nw.col("persons").sum()))
    counted = counted.dropna(subset=names)
    for label, cells in _by_place(counted, areas, register):
        version = indicator.version(label[1])
        if version is None or version.measure != measure:
            continue
        sizes = cells.groupby(names, observed=True)["persons"].sum()
        met = sizes[sizes > 0]
        # One number tells how many are in each of two classes, or that all are in one; of more it does not.
        if len(met) > 2 or len(met) == 0:
            continue
        beneath[(indicator.id, *label)] = {"smallest": float(met.min()) if len(met) == 2 else 0.0}


def _with_column(estimates: Estimates, beneath: Beneath) -> Estimates:
    """Return estimates whose rows say what is beneath them, for every year that they may be of."""
    by_place: dict[tuple[str, str], dict[int, dict[str, Any]]] = {}
    for (indicator, area, year), numbers in beneath.items():
        by_place.setdefault((indicator, area), {})[year] = numbers
    column = np.full(len(estimates), None, dtype=object)
    for i, label in enumerate(estimates.labels):
        column[i] = by_place.get((label[0], label[1]))
    return replace(estimates, rows=estimates.rows.assign(beneath=column))
