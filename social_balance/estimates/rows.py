"""The columns of a row of `Estimates`, and how rows are put together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Label: TypeAlias = tuple[Hashable, ...]
THIN_BASE = 30  # US NCHS presentation standards for proportions, 2017: an effective base under 30 is thin
# What a row is when nothing more is known of it; the keys are the columns of `Estimates.rows`, in order.
BLANK_ROW: dict[str, Any] = {
    "value": np.nan,
    "df": np.nan,
    "base": np.nan,
    "positive": np.nan,
    "effective_base": np.nan,
    "deff": np.nan,
    "deff_srswor": np.nan,
    "unit": "",
    "method": "",
    "interval": "none",
    "curve": None,
    "status": "missing",
}
ROW_COLUMNS = tuple(BLANK_ROW)


def assemble_rows(labels: pd.MultiIndex, **columns: Any) -> pd.DataFrame:
    """Return the rows of an `Estimates` from some of their columns; the others are blank.

    Examples
    --------
    >>> labels = pd.MultiIndex.from_tuples([("a",)], names=["measure"])
    >>> assemble_rows(labels, value=[1.0], status="ok")[["value", "df", "interval", "status"]].values.tolist()
    [[1.0, nan, 'none', 'ok']]
    """
    # Limits are read off curves: a column of objects, also where no row has one.
    curve = np.full(len(labels), None, dtype=object)
    return pd.DataFrame({**BLANK_ROW, "curve": curve, **columns}, index=labels)


def rows_frame(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[Label], *, names: Sequence[str]
) -> pd.DataFrame:
    """Return the rows of an `Estimates` from one mapping a figure, with every column of `ROW_COLUMNS`."""
    index = pd.MultiIndex.from_tuples(labels, names=list(names))
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in ROW_COLUMNS}
    columns["curve"] = pd.Series(columns["curve"], dtype=object, index=index)
    return pd.DataFrame(columns, index=index)
