"""The array types that every room speaks."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

# Values, weights, variances: one number a person, cell or figure.
Floats: TypeAlias = npt.NDArray[np.float64]
# Which group, place or stratum each row belongs to, numbered from 0; -1 is none.
Codes: TypeAlias = npt.NDArray[np.intp]
# Which rows or cells are meant.
Mask: TypeAlias = npt.NDArray[np.bool_]


def cross_codes(code: Codes, by: Codes) -> Codes:
    """Number the pairs of two codes, in the order of the first and within it of the second; none is −1.

    Of codes that may be −1 give ``by + 1``, so that none is a number of its own.

    Examples
    --------
    >>> cross_codes(np.array([0, 1, 1]), np.array([2, 0, 2])).tolist()
    [2, 3, 5]
    """
    return code * (int(by.max(initial=0)) + 1) + by
