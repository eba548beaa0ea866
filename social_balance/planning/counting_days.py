"""How many days of counting people in public space a wanted narrowing takes."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from social_balance.arrays import Floats
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults
from social_balance.planning.checks import outside_limits, too_low
from social_balance.planning.power import detectable_difference, power_of

MOST_DAYS = 365  # of a year; more cannot be counted


def plan_days(
    counted: Estimates,
    *,
    wanted: float,
    days: int,
    since: int,
    until: int,
    reference: Hashable = "rest",
    power: float = 0.8,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Work out how many days of counting a wanted narrowing takes, from a count that has been made.

    Parameters
    ----------
    counted : Estimates
        Rates of people by area and year, with days as sampling units: two years that were counted alike.
    wanted : float
        The narrowing to be found, in the measure's own unit.
    days : int
        Days that were counted in each of the two years.
    since, until : int
        The two years.
    reference : str
        The area that the others are held against, as it is called in `counted`.
    power : float
        How often a true narrowing is to be found.
    alpha : float
        Level of the two-sided test; the null hypothesis is that the gap has not changed.

    Returns
    -------
    DataFrame, one row per (measure, area)
        se (of the narrowing with the days counted), df, detectable (narrowing), power (of the wanted one with
        the days counted), needed_days (in each year; NaN where a whole year is not enough), status: "enough",
        "more" or "every_day_is_not_enough".

    Notes
    -----
    Days are the sampling units, so the variance falls by their number and the degrees of freedom grow with
    it, whatever is counted on each day: more posts or hours a day change the variance of one day, which a
    count that has been made tells, and not how many days there are. An area and its reference that were
    counted on the same days covary by the weather, and their gap is the more certain. [Cohen 1988, ch. 2;
    Lohr 2010, ch. 5]

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> labels = [("ophold", area, year) for area in ("vest", "rest") for year in (2021, 2024)]
    >>> names = ("measure", "area", "year")
    >>> rates = from_values(labels, [20, 22, 30, 31], [4, 4, 4, 4], names=names, df=11)
    >>> plan = plan_days(rates, wanted=8, days=12, since=2021, until=2024)
    >>> plan[["se", "needed_days", "status"]].values.tolist()
    [[4.0, 26.0, 'more']]
    """
    faults = Faults()
    if days < 2:
        faults.add(too_low("days", days))  # one day tells nothing of how days vary
    faults.add(outside_limits("power", power, 0, 1))
    faults.add(outside_limits("alpha", alpha, 0, 1))
    faults.add(outside_limits("wanted", wanted, 0, np.inf))
    faults.raise_if_any()
    measures = list(dict.fromkeys(counted.labels.get_level_values("measure")))
    areas = [a for a in dict.fromkeys(counted.labels.get_level_values("area")) if a != reference]
    pairs = [
        (m, a)
        for m in measures
        for a in areas
        if {(m, a, since), (m, a, until), (m, reference, since), (m, reference, until)} <= set(counted.labels)
    ]
    rows = [
        _days_row(
            counted.contrast(
                {(m, reference, since): 1, (m, a, since): -1, (m, reference, until): -1, (m, a, until): 1}
            ),
            wanted=wanted, days=days, power=power, alpha=alpha,
        )
        for m, a in pairs
    ]  # fmt: skip
    return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(pairs, names=["measure", "area"]))


def _days_row(
    narrowing: Estimates, *, wanted: float, days: int, power: float, alpha: float
) -> dict[str, object]:
    se = float(narrowing.se[0])
    df = float(narrowing.rows["df"].iloc[0])
    tried = np.arange(2, MOST_DAYS + 1, dtype=float)
    finds = _detectable(tried, se, df, days, power=power, alpha=alpha)
    enough = tried[finds <= wanted]
    here = float(_detectable(np.array([float(days)]), se, df, days, power=power, alpha=alpha)[0])
    status = "enough" if here <= wanted else "more"
    if not len(enough):
        status = "every_day_is_not_enough"
    return {
        "se": se,
        "df": df,
        "detectable": here,
        "power": float(power_of(np.array([wanted / se]), np.array([df]), level=alpha)[0]),
        "needed_days": float(enough[0]) if len(enough) else np.nan,
        "status": status,
    }


def _detectable(tried: Floats, se: float, df: float, days: int, *, power: float, alpha: float) -> Floats:
    """Return the narrowing that each number of days finds: fewer degrees of freedom, too, with fewer days."""
    # A year of n days has n − 1 degrees of freedom for each n that it had.
    freedom = df * (tried - 1) / (days - 1)
    return detectable_difference(freedom, level=alpha, power=power) * se * np.sqrt(days / tried)
