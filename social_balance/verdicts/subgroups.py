"""The ambition within subgroups such as women and men, where the base allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.areas.municipality import Areas
from social_balance.definitions.catalogue import Themes
from social_balance.estimates.values import Estimates
from social_balance.language.faults import InputError, Issue
from social_balance.verdicts.ambition import Ambition, ambition
from social_balance.verdicts.indexes import LEAST_WEIGHT, ThemeIndex, compare, theme_index
from social_balance.verdicts.multiplicity import Adjust

LEAST_BASE = 30.0  # US NCHS presentation standards for proportions, 2017: an effective base under 30 is thin


@dataclass(frozen=True)
class Subgroups:
    """The ambition of every subgroup, each held against the same subgroup of the reference.

    Parameters
    ----------
    by : str
        Name of the level that tells the subgroups apart, such as "sex".
    groups : mapping of subgroup to Ambition
        In the order of the estimates.
    indexes : mapping of subgroup to ThemeIndex
        What they are made of; a figure on too small a base has the status "small_base".
    """

    by: str
    groups: Mapping[Any, Ambition]
    indexes: Mapping[Any, ThemeIndex]

    def frame(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return the ambition table with one label more.

        Returns
        -------
        DataFrame, one row per (theme, area, subgroup)
            The columns of `Ambition.frame`, and reason: why a cell is missing ("small_base",
            "not_comparable", "missing"), else empty. Adjusted p-values are multiplied by the number of
            subgroups, so that all tables can be read together.
        """
        tables = []
        for group, amb in self.groups.items():
            table = amb.frame(level=level)
            reason = [self._missing_reason(group, *label) for label in table.index]
            tables.append(table.assign(reason=np.where(table["verdict"] == "missing", reason, "")))
        joined = pd.concat(tables, keys=list(self.groups), names=[self.by])
        return joined.reorder_levels(["theme", "area", self.by])

    def _missing_reason(self, group: Any, theme: str, area: str) -> str:
        index = self.indexes[group]
        amb = self.groups[group]
        areas = (area, amb.reference)
        left_out = compare(index, index.themes[theme], since=amb.since, until=amb.until, areas=areas).left_out
        status = index.scores.rows["status"]
        small = set(status.index[status == "small_base"])
        absent = [k for k, why in left_out.items() if why == "missing"]
        # Too small a base goes before "missing": the figure is there, but too few are behind it.
        if any((k, a, y) in small for k in absent for a in areas for y in (amb.since, amb.until)):
            return "small_base"
        if absent:
            return "missing"
        return "not_comparable"


def by_subgroup(
    estimates: Estimates,
    themes: Themes,
    *,
    by: str,
    since: int,
    until: int,
    areas: Areas | None = None,
    reference: str = "rest",
    margin: float | Mapping[str, float] = 2.0,
    adjust: Adjust = "bh",
    alpha: float = 0.05,
    least_base: float = LEAST_BASE,
    least_weight: float = LEAST_WEIGHT,
) -> Subgroups:
    """Hold the ambition against the figures of every subgroup by itself.

    Parameters
    ----------
    estimates : Estimates
        Indicators by ``["area", "year", by]``.
    themes : Themes
        Goalposts, direction and weights.
    by : str
        The level of the subgroups: "sex", "age", "origin".
    since, until, reference, margin, adjust, alpha
        As in `ambition`.
    areas, least_weight
        As in `theme_index`.
    least_base : float
        Effective base under which a survey figure is not used; a full count has no such limit.

    Returns
    -------
    Subgroups

    Raises
    ------
    InputError
        Estimates without the level `by`, and what `ambition` refuses.

    Notes
    -----
    Women of an area are held against women of the reference: the gap of a subgroup is not the gap between
    subgroups. Each subgroup is a family; multiplying its adjusted p-values by the number of subgroups keeps
    the error rate of the family (expected share of false discoveries, or chance of any) at α over all of
    them. Null hypotheses are those of `ambition`, within the subgroup.
    """
    if list(estimates.labels.names) != ["measure", "area", "year", by]:
        found = ", ".join(map(str, estimates.labels.names))
        raise InputError(Issue("AMB012", found=found, values={"by": by}))
    enough = _without_small_bases(estimates, least_base)
    indexes: dict[Any, ThemeIndex] = {}
    groups: dict[Any, Ambition] = {}
    for group in dict.fromkeys(estimates.labels.get_level_values(by)):
        within = enough.where(**{by: group}).keep_levels(["measure", "area", "year"])
        indexes[group] = theme_index(within, themes, areas=areas, least_weight=least_weight)
        groups[group] = ambition(
            indexes[group], since=since, until=until, reference=reference, margin=margin, adjust=adjust,
            alpha=alpha,
        )  # fmt: skip
    # All subgroups are read together, so each table's p-values count for as many tables as there are.
    together = {group: replace(amb, tables=len(groups)) for group, amb in groups.items()}
    return Subgroups(by, together, indexes)


def _without_small_bases(estimates: Estimates, least_base: float) -> Estimates:
    """Give survey figures on too small a base a status of their own; a full count has no such limit."""
    base = estimates.rows["effective_base"].to_numpy(dtype=float)
    sampled = (estimates.rows["interval"] != "none").to_numpy()
    small = estimates.usable & sampled & (base < least_base)
    status = np.where(small, "small_base", estimates.rows["status"])
    return Estimates(estimates.rows.assign(status=status), estimates.matrix)
