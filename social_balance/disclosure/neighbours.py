"""What may be published of complaints, the ministry's criteria and a strategy's targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.disclosure.counts import Key
from social_balance.disclosure.followed_figures import release_followed
from social_balance.disclosure.hiding import choose_hidden
from social_balance.disclosure.ledger import Ledger
from social_balance.yearly.neighbours import OUTCOMES, Neighbours

# What it costs to hide a number: without the upheld there is no omgørelsesprocent.
_COST: Mapping[str, float] = {"upheld": 3.0, "changed": 1.0, "returned": 1.0, "decided": 6.0}
_COST_OF_TOTAL = 10.0  # times the cost of a committee
_FIGURES_OF_CRITERION = ("value", "distance", "excess", "change", "change_newest", "persons", "base")


def release_neighbours(neighbours: Neighbours, strategy: pd.DataFrame, floor: int) -> Neighbours:
    """Return the neighbouring papers as they may be published.

    Parameters
    ----------
    neighbours : Neighbours
    strategy : DataFrame
        The strategy's own indicator, made of what is shown.
    floor : int
        The smallest number of persons or cases that may show.

    Notes
    -----
    Complaints: a number of cases below the floor is hidden (0 is below it too), and so is one that all but a
    few of the cases are; then the cheapest others, so that neither the sum of the outcomes nor that of the
    committees gives it. Criteria: a percentage of fewer persons than the floor, or of all but so few.
    Targets: as `release_followed`.
    """
    criteria = neighbours.criteria
    leaving = neighbours.leaving
    if criteria is not None:
        criteria = _release_criteria(criteria, floor)
        if leaving is not None:
            leaving = _release_ways_out(leaving, criteria)
    cases = neighbours.complaints
    if cases is not None:
        cases = release_complaints(cases, floor)
    shown = replace(neighbours, complaints=cases, criteria=criteria, leaving=leaving)
    filled = shown.with_strategy_indicator(strategy)
    if filled.targets is None:
        return filled
    return replace(filled, targets=release_followed(filled.targets, floor))


def release_complaints(cases: pd.DataFrame, floor: int) -> pd.DataFrame:
    """Return complaints without the numbers that would show a few.

    Parameters
    ----------
    cases : DataFrame, one row per (committee, year)
        With ``upheld``, ``changed``, ``returned``, ``decided`` and ``is_total``.
    floor : int

    Returns
    -------
    DataFrame
        Hidden numbers and their percentages are missing, and ``hidden_…`` says which.

    Examples
    --------
    >>> cases = pd.DataFrame({"committee": ["A"], "year": [2024], "upheld": [17], "changed": [1],
    ...                       "returned": [8], "decided": [26], "overturned_percent": [34.6],
    ...                       "is_total": [False]})
    >>> release_complaints(cases, 5)[["upheld", "changed", "returned", "decided"]].iloc[0].tolist()
    [17.0, nan, nan, 26.0]
    """
    cases = cases.reset_index(drop=True)
    ledger = Ledger()
    for row in cases.index:
        _add_row(ledger, cases, int(row), floor)
    _add_sums_of_committees(ledger, cases)
    return _without_hidden(cases, choose_hidden(ledger, lambda key: _cost_of(key, cases)))


def _add_row(ledger: Ledger, cases: pd.DataFrame, row: int, floor: int) -> None:
    """Take in the numbers of one committee and year, their sum, and those that have to stay unknown."""
    decided = float(cases["decided"].iloc[row])
    for name in OUTCOMES:
        ledger.add((name, row), float(cases[name].iloc[row]), decided)
    # What could be more than it is, for somebody who does not see it.
    ledger.add(("decided", row), decided, decided + floor)
    places = [ledger.place[name, row] for name in OUTCOMES]
    ledger.relate(f"{row}: decided", places, [ledger.place["decided", row]])
    # A committee without cases has nothing to hide.
    if not decided:
        return
    for name in OUTCOMES:
        count = float(cases[name].iloc[row])
        others = decided - count
        if count < floor:
            ledger.need(ledger.place[name, row], count, min(float(floor), others))
        elif others < floor:
            ledger.need(ledger.place[name, row], min(float(floor), count), others)
    if decided < floor:
        ledger.need(ledger.place["decided", row], decided, float(floor))


def _add_sums_of_committees(ledger: Ledger, cases: pd.DataFrame) -> None:
    """Take in that the committees make up the whole, in the years where they do."""
    for year, of_year in cases.groupby("year"):
        total = of_year.index[of_year["is_total"]]
        parts = of_year.index[~of_year["is_total"]]
        if len(total) != 1 or not len(parts):
            continue
        for name in (*OUTCOMES, "decided"):
            # Committees that the table leaves out keep the sum from saying anything exact.
            if of_year.loc[parts, name].sum() == of_year.at[total[0], name]:
                plus = [ledger.place[name, int(row)] for row in parts]
                ledger.relate(f"{year}: {name}", plus, [ledger.place[name, int(total[0])]])


def _cost_of(key: Key, cases: pd.DataFrame) -> float:
    """Return what it costs to hide a number of a committee and year."""
    name, row = key
    return _COST[str(name)] * (_COST_OF_TOTAL if cases.at[row, "is_total"] else 1.0)


def _without_hidden(cases: pd.DataFrame, hidden: set[Key]) -> pd.DataFrame:
    """Take the hidden numbers out, and every percentage that would give them."""
    shown = cases.copy()
    for name in (*OUTCOMES, "decided"):
        shown[f"hidden_{name}"] = [(name, row) in hidden for row in cases.index]
        shown[name] = shown[name].astype(float).mask(shown[f"hidden_{name}"])
    for name in OUTCOMES:
        # Of a base that is not shown a percentage would still narrow it.
        lost = shown[f"hidden_{name}"] | shown["hidden_decided"]
        if f"{name}_percent" in shown:
            shown[f"{name}_percent"] = shown[f"{name}_percent"].mask(lost)
    # What is overturned is what is not upheld: the one gives the other.
    rows = (shown["hidden_upheld"] | shown["hidden_decided"]).to_numpy(dtype=bool)
    shown["hidden_overturned"] = rows
    shown["overturned_percent"] = shown["overturned_percent"].mask(rows)
    if "compared" in shown:
        shown["compared"] = shown["compared"].mask(rows, "cannot_say")
    return shown


def _release_criteria(criteria: pd.DataFrame, floor: int) -> pd.DataFrame:
    """Return the criteria without the figures that would show a few persons."""
    residents = criteria[criteria["criterion"] == "residents"].set_index(["area", "year"])["value"]
    known = residents[~residents.index.duplicated()].to_dict()
    rows = np.array([_shows_few(row, known, floor) for row in criteria.to_dict("records")], dtype=bool)
    shown = criteria.assign(hidden=rows)
    for name in _FIGURES_OF_CRITERION:
        shown[name] = shown[name].astype(float).mask(rows)
    return shown


def _shows_few(row: Mapping[Any, Any], residents: Mapping[Any, float], floor: int) -> bool:
    """Return whether a percentage is of fewer persons than the floor, or of all but so few."""
    if row["criterion"] in ("residents", "income") or pd.isna(row["value"]):
        return False
    base = row["base"]
    if pd.isna(base):
        # No group of residents is larger than all of them.
        base = residents.get((row["area"], row["year"]), np.nan)
    counted = base * row["value"] / 100
    return bool(min(counted, base - counted) < floor)


def _release_ways_out(leaving: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return the ways out without those that rest on a hidden figure."""
    hidden = {tuple(key) for key in _hidden_keys(criteria)}
    keys = zip(leaving["area"], leaving["year"], leaving["criterion"], strict=True)
    rows = np.array([key in hidden for key in keys], dtype=bool)
    shown = leaving.assign(hidden=rows)
    for name in ("change", "change_newest", "persons"):
        shown[name] = shown[name].astype(float).mask(rows)
    for column in [column for column in shown if str(column).startswith("text")]:
        shown[column] = shown[column].mask(rows, "")
    return shown


def _hidden_keys(criteria: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield area, year and criterion of every hidden figure."""
    yield from criteria.loc[criteria["hidden"], ["area", "year", "criterion"]].itertuples(
        index=False, name=None
    )
