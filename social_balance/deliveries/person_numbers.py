"""Danish person numbers that a program has taken for numbers, so that the zero in front of them is lost."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from social_balance.arrays import Mask

_TEN_DIGITS = 10**9
_OF_PERSONS = re.compile(r"cpr|pnr|person|(^|[_\W])id$|^id", re.IGNORECASE)
_LONGEST_MONTHS = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def lost_zeros(numbers: npt.NDArray[Any], *, name: str = "id") -> Mask:
    """Say which numbers are person numbers of nine digits: those of the first nine days of a month.

    Parameters
    ----------
    numbers : ndarray of float
        The distinct values of a column; NaN is no number.
    name : str
        What the column is called: where no number has ten digits, only a name that says so makes them those
        of persons.

    Returns
    -------
    ndarray of bool
        None of them unless every number is one of nine or ten digits that begins with a day and a month.

    Examples
    --------
    >>> lost_zeros(np.array([101901234.0, 3112851234.0])).tolist()
    [True, False]
    >>> lost_zeros(np.array([101901234.0, 9912851234.0])).tolist()
    [False, False]
    >>> lost_zeros(np.array([101901234.0]), name="budget").tolist()
    [False]
    """
    values = np.asarray(numbers, dtype=np.float64)
    nothing = np.zeros(len(values), dtype=bool)
    if not len(values) or not np.isfinite(values).all() or (values % 1 != 0).any():
        return nothing
    # A replacement number has 60 added to its day.
    day = values // 10**8
    day = np.where(day > 60, day - 60, day)
    month = values // 10**6 % 100
    is_month = (month >= 1) & (month <= 12)
    longest = _LONGEST_MONTHS[np.where(is_month, month, 1).astype(np.intp) - 1]
    if not (is_month & (day >= 1) & (day <= longest)).all():
        return nothing
    is_short = values < _TEN_DIGITS
    if is_short.all() and not _OF_PERSONS.search(name):
        return nothing
    return is_short
