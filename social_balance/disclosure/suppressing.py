"""Taking hidden figures out of every table, and making anew what is made of many figures at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from social_balance.arrays import Mask
from social_balance.disclosure.rules import Reason
from social_balance.verdicts.ambition import ambition
from social_balance.verdicts.indexes import index_of_scores
from social_balance.yearly.outlook import outlook_tables
from social_balance.yearly.status import Status, Tables

# Columns that say what a row is about; everything else in a hidden row is taken out.
_DESCRIPTIVE = frozenset(
    (
        "theme", "indicator", "area", "year", "since", "until", "unit", "source",
        "model", "direction", "reference", "weight", "comparable", "reason", "ours", "level", "margin",
        "n_counting", "in_index", "hidden_reason", "target",
    )
)  # fmt: skip
_CODES_OF_HIDDEN = {
    "own": "missing",
    "gap_state": "missing",
    "verdict": "missing",
    "state": "missing",
    "status": "hidden",
    "pace_sign": "missing",
    "pace_state": "missing",
    "survives": "cannot_be_tried",
}


@dataclass(frozen=True)
class Hidden:
    """What is hidden.

    Parameters
    ----------
    reasons : mapping of (indicator, area, year) to Reason
    themes : frozenset of (theme, area)
        Where an index rests on a hidden figure.
    """

    reasons: Mapping[tuple[str, str, int], Reason]
    themes: frozenset[tuple[str, str]]


def suppressed_tables(status: Status, hidden: Hidden) -> Tables:
    """Return the tables of a status without what is hidden.

    Parameters
    ----------
    status : Status
    hidden : Hidden

    Returns
    -------
    Tables
        Rows that are hidden have ``hidden`` and nothing but what they are about. What is made of many figures
        at once (adjusted p-values, states, the whole claim) is made of those that are shown.
    """
    tables = status.tables()
    # With everything shown nothing changes, and nothing is made twice.
    judged = status
    if hidden.reasons:
        judged = _without_hidden(status, hidden)
    of_shown = judged.tables()
    outlook = outlook_tables(judged)
    meta = tables.meta
    behind = {theme for theme, area in hidden.themes if area == meta.reference}
    gaps = {
        *hidden.themes,
        *((theme, area) for theme in behind for area in tables.ambition["area"].unique()),
    }
    labels = tables.indicators[["indicator", "area", "year"]].itertuples(index=False, name=None)
    why = pd.Series([hidden.reasons.get(label, "") for label in labels], index=tables.indicators.index)
    indicators = tables.indicators.assign(hidden_reason=why.astype(object))
    return Tables(
        meta=meta,
        themes=tables.themes,
        indicators=suppress_rows(indicators, (why != "").to_numpy()),
        index=_suppress_cells(tables.index, hidden.themes),
        ambition=_suppress_cells(_without_hidden_whole(of_shown.ambition, hidden, meta.whole), gaps),
        developments=_suppress_cells(of_shown.developments, hidden.themes),
        parts=_suppress_cells(tables.parts, hidden.themes),
        pairs=_suppress_cells(of_shown.pairs, gaps),
        strategy=of_shown.strategy,
        neighbours=tables.neighbours,
        series=_suppress_cells(outlook["series"], hidden.themes),
        pace=_suppress_cells(outlook["pace"], gaps),
        robustness=_suppress_cells(outlook["robustness"], gaps),
        overall={**of_shown.overall, "n_hidden": _hidden_claims(of_shown, hidden.themes, gaps)},
    )


def _without_hidden(status: Status, hidden: Hidden) -> Status:
    """Return the status as if the hidden figures, and all of an index that rests on one, were not there."""
    theme = {i.id: t.id for t in status.themes for i in t.indicators}
    scores = status.index.scores
    # Scores of joined indicators (geometric, base 100) are named otherwise: they are made anew below.
    lost = [
        label in hidden.reasons or (theme.get(label[0]), label[1]) in hidden.themes for label in scores.labels
    ]
    rows = scores.rows.assign(status=np.where(lost, "hidden", scores.rows["status"]))
    index = status.index
    shown = index_of_scores(
        replace(scores, rows=rows), index.themes, areas=index.areas, least_weight=index.least_weight,
        method=index.method, base=index.base,
    )  # fmt: skip
    main = status.ambition
    judged = ambition(
        shown, since=main.since, until=main.until, reference=main.reference, margin=main.margins,
        adjust=main.adjust, alpha=main.alpha,
    )  # fmt: skip
    return replace(status, index=shown, ambition=judged)


def _hidden_claims(tables: Tables, themes: Set[tuple[str, str]], gaps: Set[tuple[str, str]]) -> int:
    """Return how many single claims of the ambition are hidden, and so are not tested."""
    meta = tables.meta
    followed = [name for _, name in meta.areas]
    own = sum(area in (*followed, meta.whole) for _, area in themes)
    return own + sum(area in followed for _, area in gaps)


def _suppress_cells(table: pd.DataFrame, cells: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Suppress the rows of some themes and areas."""
    # A table that nobody asked for has no columns either.
    if table.empty:
        return table
    wanted = set(cells)
    pairs = zip(table["theme"], table["area"], strict=True)
    return suppress_rows(table, np.array([pair in wanted for pair in pairs], dtype=bool))


def _without_hidden_whole(table: pd.DataFrame, hidden: Hidden, whole: str) -> pd.DataFrame:
    """Take the municipality's development out of the areas' rows where it is hidden itself."""
    rows = np.array([(theme, whole) in hidden.themes for theme in table["theme"]], dtype=bool)
    columns = [str(name) for name in table if str(name).startswith("whole_")]
    return table.assign(**{name: table[name].mask(rows) for name in columns})


def suppress_rows(table: pd.DataFrame, hidden: Mask) -> pd.DataFrame:
    """Take everything out of the hidden rows but what they are about.

    Examples
    --------
    >>> table = pd.DataFrame({"area": ["Nord", "Syd"], "value": [1.0, 2.0], "status": "ok"})
    >>> suppress_rows(table, np.array([True, False]))["status"].tolist()
    ['hidden', 'ok']
    """
    table = table.assign(hidden=hidden)
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
