"""What a linear map of figures takes over from the rows that it uses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Floats, Mask


def min_over_used(column: Floats, used: Mask) -> Floats:
    """Return the least number that each new row uses, shape (new rows,); NaN where none is known."""
    numbers = np.where(np.isnan(column), np.inf, column)
    lowest = np.where(used, numbers, np.inf).min(axis=1, initial=np.inf)
    is_known = (used & ~np.isnan(column)).any(axis=1)
    return np.where(is_known, lowest, np.nan)


def shared_or_mixed(column: pd.Series, used: Mask) -> Any:
    """Return the word that all the rows used have in common, else "mixed"; "" where none is used."""
    code, names = pd.factorize(column)
    first = np.where(used, code, len(names)).min(axis=1, initial=len(names))
    last = np.where(used, code, -1).max(axis=1, initial=-1)
    words = np.array([*names, ""], dtype=object)[first]
    words[(first != last) & (last >= 0)] = "mixed"
    return words


def interval_of_map(kind: Any, used: Mask) -> Any:
    """A combination of facts is a fact; everything else has a t interval."""
    return np.where((used & (kind != "none")).any(axis=1), "t", "none")


def as_multiindex(index: pd.Index) -> pd.MultiIndex:
    """Return an index with one level as one of many."""
    if isinstance(index, pd.MultiIndex):
        return index
    return pd.MultiIndex.from_arrays([index], names=[index.name or "measure"])
