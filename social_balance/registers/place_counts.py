"""How many persons of two groups a register has at each place, on any engine."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.arrays import Codes, Floats, Mask
from social_balance.conditions.reading import parse
from social_balance.estimates.groups import Groups, group_rows
from social_balance.estimates.specs import IndicatorSpec
from social_balance.language.faults import InputError, Issue, absent_columns
from social_balance.measures.composition import Dissimilarity
from social_balance.measures.measure import build_measure
from social_balance.registers.register import Register, count_all_years
from social_balance.registers.tallies import Tally


@dataclass(frozen=True)
class PlaceCounts:
    """Persons of a group and of the others at every place, in every group of labels.

    Parameters
    ----------
    names : tuple of str
        What the labels are called.
    labels : tuple of tuple
        Such as (2024,), in order.
    places : tuple
        The places, in order.
    table : ndarray of float, shape (labels, places, 2)
        Persons of the group, and of the others.
    """

    names: tuple[str, ...]
    labels: tuple[tuple[Hashable, ...], ...]
    places: tuple[Hashable, ...]
    table: Floats


def count_places(
    register: Register,
    *,
    place: str,
    of: str,
    base: str | None,
    by: Sequence[str],
    areas: Areas | None,
) -> PlaceCounts:
    """Count the persons of a group and the others at every place.

    Raises
    ------
    InputError
        A column that is not there; a group told by where people live, without `areas`.
    """
    measure = build_measure(Dissimilarity, base=base, place=place, of=of)
    keys = list(by)
    if measure.needs_rest and "area" not in keys:
        keys.append("area")
    own = {"year": register.year, "area": register.area}
    asked = [*measure.columns(), *(own.get(name, name) for name in keys)]
    if missing := absent_columns(asked, register.columns(), register.file):
        raise InputError(missing)
    spec = IndicatorSpec(place, lambda _: measure, versions=(measure,))
    counted = count_all_years(register, [spec], by=keys)
    assert counted is not None  # every column is there
    [tally] = counted.cells.tallies
    groups = group_rows(tally.shown, keys, areas)
    if measure.needs_rest and groups.rest < 0:
        raise InputError(Issue("EST024", place=place))
    return _lay_out(tally, measure, groups, by)


def _lay_out(tally: Tally, measure: Dissimilarity, groups: Groups, by: Sequence[str]) -> PlaceCounts:
    """Sum the kinds of persons by label, place and group."""
    is_in_group = _is_in_group(tally, measure, groups)
    takes_part = np.ones(len(tally.persons), bool)
    if measure.base is not None:
        takes_part = tally.kinds.holds(tally.flags, parse(measure.base))
    known = tally.shown[measure.place].notna().to_numpy() & takes_part & (groups.area >= 0)
    shown = tally.shown[known]
    label, labels = _number(shown, by)
    code, [*places] = pd.factorize(shown[measure.place], sort=True)
    table = np.zeros((len(labels), len(places), 2))
    np.add.at(table, (label, code, np.where(is_in_group[known], 0, 1)), tally.persons[known])
    return PlaceCounts(tuple(by), labels, tuple(places), table)


def _is_in_group(tally: Tally, measure: Dissimilarity, groups: Groups) -> Mask:
    """Tell who is of the group that is looked for."""
    if measure.of == "rest":
        return np.asarray(groups.area == groups.rest)
    if measure.of == "areas":
        return np.asarray(groups.area != groups.rest)
    return partial(tally.kinds.holds, tally.flags)(parse(measure.of))


def _number(shown: pd.DataFrame, by: Sequence[str]) -> tuple[Codes, tuple[tuple[Hashable, ...], ...]]:
    """Number the labels of rows in order."""
    if not by:
        return np.zeros(len(shown), dtype=np.intp), ((),)
    index = pd.MultiIndex.from_frame(shown[list(by)])
    code, labels = index.factorize(sort=True)
    return code.astype(np.intp), tuple(labels)
