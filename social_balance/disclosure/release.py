"""What may be published: small cells, and all that would show them, are taken out before it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from social_balance.arrays import Mask
from social_balance.language.faults import InputError, Issue
from social_balance.yearly.status import Status, Tables

# Columns that say what a row is about; everything else in a hidden row is taken out.
_DESCRIPTIVE = frozenset(
    (
        "theme", "indicator", "area", "year", "since", "until", "unit", "source",
        "model", "direction", "reference", "weight", "comparable", "reason", "ours", "level", "margin",
        "n_counting", "in_index",
    )
)  # fmt: skip
_CODES_OF_HIDDEN = {
    "own": "missing",
    "gap_state": "missing",
    "verdict": "missing",
    "state": "missing",
    "status": "hidden",
}


@dataclass(frozen=True)
class Release(Tables):
    """The tables of a status as they may be published: the only thing a report is written from.

    Made by `release`. A hidden figure is missing (NaN), never 0, and its row says ``hidden``.
    """

    def _repr_html_(self) -> str:
        shown = self.ambition[["theme", "area", "development", "narrowing", "verdict"]]
        table = shown.to_html(max_rows=30, float_format=lambda x: f"{x:.1f}")
        return f"<p>{self.meta.title} – frigivet</p>{table}"


def release(status: Status, *, floor: int = 5) -> Release:
    """Decide what may be published.

    Parameters
    ----------
    status : Status
        The unreleased status.
    floor : int
        The smallest number of persons that may show.

    Returns
    -------
    Release

    Raises
    ------
    InputError
        When `status` is not a `Status`, or the floor is below 1.

    Notes
    -----
    A figure is hidden when its base, the persons counted, or the rest of the base (the complement) are fewer
    than the floor; also 0 persons are fewer. In a full count, a single hidden area could be worked out from
    the municipality and the other areas, so the smallest other area is hidden with it. A theme's index,
    development, gap and decomposition are hidden in an area with a hidden indicator that counts in it,
    because the other indicators would show it; so is every gap against a hidden reference.

    What is not done yet: choosing the fewest cells by integer programming, and attacking the result.
    """
    if not isinstance(status, Status):
        raise InputError(Issue("REL001", found=type(status).__name__))
    if floor < 1:
        raise InputError(Issue("REL002", found=str(floor)))
    tables = status.tables()
    meta = replace(tables.meta, released=True, floor=floor)
    hidden = with_secondary_suppression(
        tables.indicators, primary_suppressed(tables.indicators, floor), meta.whole
    )
    touched = affected_themes(tables.indicators[hidden])
    reference = {theme for theme, area in touched if area == meta.reference}
    gaps = touched | {(theme, area) for theme in reference for area in tables.ambition["area"].unique()}
    return Release(
        meta=meta,
        themes=tables.themes,
        indicators=suppress_rows(tables.indicators, hidden),
        index=suppress_rows(tables.index, rows_of_cells(tables.index, touched)),
        ambition=suppress_rows(
            without_hidden_whole(tables.ambition, touched, meta.whole), rows_of_cells(tables.ambition, gaps)
        ),
        developments=suppress_rows(tables.developments, rows_of_cells(tables.developments, touched)),
        parts=suppress_rows(tables.parts, rows_of_cells(tables.parts, touched)),
        pairs=suppress_rows(tables.pairs, rows_of_cells(tables.pairs, gaps)),
        overall=tables.overall,
    )


def primary_suppressed(indicators: pd.DataFrame, floor: int) -> Mask:
    """Base, persons counted or complement below the floor."""
    base = indicators["base"].to_numpy(dtype=float)
    positive = indicators["positive"].to_numpy(dtype=float)
    few = (base < floor) | (positive < floor) | (base - positive < floor)
    return np.asarray(few & np.isfinite(base))


def with_secondary_suppression(indicators: pd.DataFrame, hidden: Mask, whole: str) -> Mask:
    """Hide the smallest other area where one hidden area could be worked out from the whole and the others.

    A cell that a table leaves out while it has the whole is hidden already, and could be worked out too.
    The place for choosing by integer programming over all tables at once.
    """
    hidden = hidden.copy()
    of_whole = indicators[(indicators["area"] == whole) & (indicators["status"] == "ok")]
    told = pd.MultiIndex.from_frame(indicators[["indicator", "year"]]).isin(
        pd.MultiIndex.from_frame(of_whole[["indicator", "year"]])
    )
    untold = ((indicators["status"] == "missing") & told).to_numpy()
    counted = (
        (indicators["positive"].notna() | untold)
        & (indicators["source"] == "register")
        & (indicators["area"] != whole)
    )
    for _, rows in indicators[counted].groupby(["indicator", "year"], sort=False):
        at = rows.index.to_numpy()
        if (hidden | untold)[at].sum() == 1 and len(at) > 1:
            open_ = at[~(hidden | untold)[at]]
            hidden[open_[np.argmin(indicators.loc[open_, "positive"].to_numpy(dtype=float))]] = True
    return hidden


def affected_themes(hidden: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the (theme, area) in which a hidden indicator counts."""
    counts = hidden[hidden["in_index"]]
    return set(zip(counts["theme"], counts["area"], strict=True))


def rows_of_cells(table: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> Mask:
    """Mark the rows of a table that are about some of the (theme, area)."""
    wanted = set(pairs)
    return np.array([pair in wanted for pair in zip(table["theme"], table["area"], strict=True)], dtype=bool)


def without_hidden_whole(table: pd.DataFrame, touched: set[tuple[str, str]], whole: str) -> pd.DataFrame:
    """Take the municipality's development out of the areas' rows where it is hidden itself."""
    rows = np.array([(theme, whole) in touched for theme in table["theme"]], dtype=bool)
    columns = [name for name in table if str(name).startswith("whole_")]
    table = table.copy()
    for name in columns:
        table[name] = table[name].mask(rows)
    return table


def suppress_rows(table: pd.DataFrame, hidden: Mask) -> pd.DataFrame:
    """Take everything out of the hidden rows but what they are about."""
    table = table.copy()
    table["hidden"] = hidden
    if not hidden.any():
        return table
    titles = [name for name in table.columns if name.startswith("title_")]  # one a language
    for name in table.columns.difference([*_DESCRIPTIVE, *titles, "hidden"]):
        if name in _CODES_OF_HIDDEN:
            table.loc[hidden, name] = _CODES_OF_HIDDEN[name]
        elif pd.api.types.is_bool_dtype(table[name]):
            table.loc[hidden, name] = False
        elif pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].astype(float).mask(hidden)
        else:
            table.loc[hidden, name] = ""
    return table
