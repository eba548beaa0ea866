"""The distinct values of a column: rules are about values, and a survey has few of them in many rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats

_TABLE = 10_000  # codes that lie so close together are counted in a table


def distinct_numbers(numbers: Floats) -> tuple[Codes, Floats]:
    """Number the distinct values of a column of numbers.

    Parameters
    ----------
    numbers : ndarray of float, one element per row
        NaN is missing.

    Returns
    -------
    tuple of ndarray of int, ndarray of float
        Which value stands in each row, -1 where it is missing; and the values.

    Examples
    --------
    >>> distinct_numbers(np.array([5.0, 1.0, np.nan, 5.0]))
    (array([ 1,  0, -1,  1]), array([1., 5.]))
    """
    is_missing = np.isnan(numbers)
    filled = numbers[~is_missing]
    # Codes of a questionnaire are small whole numbers, for which a table is quicker than hashing.
    if not len(filled) or not filled.max() - filled.min() < _TABLE:
        return pd.factorize(numbers)
    lowest = filled.min()
    shifted = filled - lowest
    whole = shifted.astype(np.intp)
    if (whole != shifted).any():
        return pd.factorize(numbers)
    is_there = np.bincount(whole) > 0
    rows = np.full(len(numbers), -1, dtype=np.intp)
    rows[~is_missing] = (np.cumsum(is_there) - 1)[whole]
    return rows, lowest + np.flatnonzero(is_there)
