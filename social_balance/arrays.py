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
