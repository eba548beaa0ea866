"""What is to be estimated: a rule for one year, or for every year, and the order in which it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from social_balance.arrays import Codes
from social_balance.measures.measure import Measure


@dataclass(frozen=True)
class EstimateSpec:
    """One figure to make for every area: a name, a rule, and how to show it."""

    name: str
    measure: Measure | None  # None: not defined in this year
    unit: str = ""
    level: Literal["area", "whole"] = "area"


@dataclass(frozen=True)
class IndicatorSpec:
    """A figure over the years: its rule may be another in another year, and it may be a mean over years."""

    name: str
    rule: Callable[[int | None], Measure | None]
    unit: str = ""
    level: Literal["area", "whole"] = "area"
    window: int = 1
    versions: tuple[Measure, ...] = ()  # what the rule may be, where that is known beforehand

    def for_year(self, year: int | None) -> EstimateSpec:
        """Return what to make in one year."""
        return EstimateSpec(self.name, self.rule(year), self.unit, self.level)


def display_order(labels: pd.Index, figures: Sequence[IndicatorSpec]) -> Codes:
    """Return the positions that sort rows by figure, then by each other label as it first appears."""
    names = {figure.name: i for i, figure in enumerate(figures)}
    keys = [labels.get_level_values(0).map(names).to_numpy()]
    keys += [pd.factorize(labels.get_level_values(level))[0] for level in range(1, labels.nlevels)]
    return np.lexsort(keys[::-1]).astype(np.intp)
