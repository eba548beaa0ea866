"""Målopfølgning: whether each indicator meets its target in the newest year it was counted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from social_balance.language.faults import Faults, Issue, Place, suggest
from social_balance.language.thresholds import exact
from social_balance.language.words import Lang
from social_balance.lists.comparison import missing_columns
from social_balance.lists.judging import Judgement, judge_series
from social_balance.lists.periods import Period
from social_balance.lists.series import Series
from social_balance.lists.target import Target
from social_balance.lists.target_texts import as_float, word_judgement


def follow_targets(
    series: pd.DataFrame, targets: Mapping[str, Target], *, year: int | None = None, lang: Lang = "da"
) -> pd.DataFrame:
    """Judge each indicator against its target in the newest year it was counted.

    Parameters
    ----------
    series : DataFrame, one row per (indicator, year)
        ``indicator``, ``year``, ``value``; ``country`` where the target needs it, and ``break``, true in the
        first year of a new series. A row without a value says that the figure is not available that year
        ("ikke opgjort"); where there is no row, the newest earlier one stands ("senest opgjort").
    targets : Mapping of str to Target
        Indicator → its target.
    year : int, optional
        The year of the status; the newest of the series otherwise.
    lang : {"da", "en"}
        Language of ``text``.

    Returns
    -------
    DataFrame, one row per indicator
        ``baseline_year``, ``baseline``, ``latest_year``, ``value`` and ``country`` (means over the window),
        ``change`` since the baseline (missing across a break), ``target`` (the number compared with),
        ``difference`` from it, ``met`` ("yes", "no", "cannot_say"), ``compared`` with the country ("above",
        "below", "level", "cannot_say") and ``text``. Comparisons are of exact decimals.

    Raises
    ------
    InputError
        With every fault at once: columns, figures, an indicator twice in a year, a target without a series.

    Notes
    -----
    A strategy kept in a file, with school years, months and what papers have written, is read by
    `read_targets`.

    Examples
    --------
    >>> series = pd.DataFrame({"indicator": "elbiler", "year": [2021, 2024], "value": [5.6, 10.6]})
    >>> found = follow_targets(series, {"elbiler": Target("at_least", 15)})
    >>> print(found.loc["elbiler", "text"])
    Fra 5,6 procent i 2021 til 10,6 procent i 2024 (+5,0 procentpoint).
    Målet er mindst 15,0: ikke nået.
    >>> follow_targets(series, {"elbiler": Target("rise")}).loc["elbiler", "met"]
    'yes'
    """
    by_name = _read_series(series, targets)
    status_year = year
    if status_year is None:
        status_year = int(series["year"].max())
    rows = []
    for name, target in targets.items():
        judged = judge_series(by_name[name], target, status_year)
        row = {"indicator": name, **judgement_row(judged), "text": word_judgement(judged, target, lang)}
        rows.append(row)
    return pd.DataFrame(rows).set_index("indicator")


def judgement_row(judged: Judgement) -> dict[str, Any]:
    """Return a judgement as cells of a row, figures as floats."""
    return {
        "baseline_year": judged.baseline.period.year or None,
        "baseline": as_float(judged.baseline.value),
        "latest_year": judged.latest.period.year,
        "value": as_float(judged.latest.value),
        "country": as_float(judged.country),
        "change": as_float(judged.change),
        "target": as_float(judged.aim),
        "difference": as_float(judged.difference),
        "met": judged.met,
        "compared": judged.compared,
    }


def _read_series(series: pd.DataFrame, targets: Mapping[str, Target]) -> dict[str, Series]:
    """Return the series of each indicator after all faults have been looked for."""
    faults = Faults()
    faults.add(missing_columns(series, ("indicator", "year", "value")))
    faults.raise_if_any()
    names = [name for name in ("year", "value", "country") if name in series]
    numbers = {name: pd.to_numeric(series[name], errors="coerce") for name in names}
    for name in names:
        # A figure may be missing, a year may not.
        is_unread = numbers[name].isna() & (series[name].notna() | (name == "year"))
        for row in np.flatnonzero(is_unread):
            place = Place.column(name, row=int(row) + 1)
            faults.add(Issue("TGT005", place=place, found=str(series[name].iloc[row])))
    repeated = series[series.duplicated(["indicator", "year"])]
    for indicator, year in zip(repeated["indicator"], repeated["year"], strict=True):
        faults.add(Issue("TGT006", found=f"{indicator}, {year}"))
    known = [str(name) for name in series["indicator"].unique()]
    for name in targets:
        if name not in known:
            faults.add(Issue("TGT004", found=name, values={"suggestion": suggest(name, known)}))
    faults.raise_if_any()
    return _divide_by_indicator(series.assign(**numbers), targets)


def _divide_by_indicator(table: pd.DataFrame, targets: Mapping[str, Target]) -> dict[str, Series]:
    """Return the figures of each indicator that has a target."""
    if "country" not in table:
        table["country"] = np.nan
    if "break" not in table:
        table["break"] = False
    table["break"] = [bool(pd.notna(each) and each) for each in table["break"]]
    return {name: _series_of(table[table["indicator"] == name]) for name in targets}


def _series_of(rows: pd.DataFrame) -> Series:
    """Return the figures of one indicator as exact decimals."""
    periods = [Period.of_year(int(year)) for year in rows["year"]]

    def by_period(column: str) -> dict[Period, Decimal | None]:
        return dict(zip(periods, (exact(float(figure)) for figure in rows[column]), strict=True))

    breaks = tuple(period for period, is_new in zip(periods, rows["break"], strict=True) if is_new)
    return Series(by_period("value"), by_period("country"), breaks)
