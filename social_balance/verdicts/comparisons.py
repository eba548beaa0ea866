"""What a comparison of two years rests on, theme by theme and area by area, or why it is refused."""

from __future__ import annotations

import pandas as pd

from social_balance.estimates.scores import weight_matrix
from social_balance.estimates.values import Estimates
from social_balance.language.faults import Faults, InputError, Issue, Place
from social_balance.verdicts.indexes import Comparison, ThemeIndex, compare


def compare_years(
    index: ThemeIndex, *, since: int, until: int, reference: str | None = "rest", lang: str = "da"
) -> pd.DataFrame:
    """Tell, for every theme and area, which indicators a comparison of two years rests on.

    Parameters
    ----------
    index : ThemeIndex
        From `theme_index`.
    since, until : int
        The two years.
    reference : str, optional
        Whom the areas are held against, on the same indicators: "rest", "whole", or an area. None: each area
        by itself, as in `decompose` and `development`.
    lang : {"da", "en"}
        Language of the reasons; what changed in a definition is quoted as it stands there.

    Returns
    -------
    DataFrame, one row per (theme, area)
        ``made`` (whether the comparison is made), ``rests_on`` and ``left_out`` (tuples of indicator ids),
        ``weight_present`` (share of the theme's weight, 0–1), and ``why`` (why it is refused and why each
        indicator is left out; "" when there is nothing to tell).

    Raises
    ------
    InputError
        A year or an area that the index does not have.

    Notes
    -----
    An indicator takes part when no version between the two years breaks the series, no area is drawn
    otherwise between them, the two figures rest on no year in common, and it has a usable figure in both
    years, in the area and in the reference. The comparison is made when the theme's indicators that
    take part have at least `least_weight` of its weight; their weights are then rescaled to sum to 1.

    Examples
    --------
    >>> from social_balance.estimates.values import from_values
    >>> from social_balance.verdicts.indexes import theme_index
    >>> from social_balance.definitions.catalogue import read_indicators
    >>> labels = [("doemte", area, year) for area in ("A", "rest") for year in (2021, 2024)]
    >>> est = from_values(labels, [2.0, 1.5, 1.0, 1.0], [0.01] * 4, names=("measure", "area", "year"))
    >>> table = compare_years(theme_index(est, read_indicators("indices")), since=2021, until=2024)
    >>> table.loc[("tryghed", "A"), ["rests_on", "weight_present", "made"]].map(str).tolist()
    ["('doemte',)", '0.25', 'False']
    """
    _check_years(index, since, until)
    against = None if reference is None else index.role(reference)
    rows = []
    for theme in index.themes:
        for area in index.area_names():
            sides = index.sides(area, against)
            comparison = compare(index, theme, since=since, until=until, areas=sides)
            rows.append({"theme": theme.id, "area": area, **_comparison_row(comparison, lang)})
    return pd.DataFrame(rows).set_index(["theme", "area"])


def development(index: ThemeIndex, theme: str, area: str, *, since: int, until: int) -> Estimates:
    """Return the development of one theme in one area, or say why it cannot be told.

    Parameters
    ----------
    index : ThemeIndex
        From `theme_index`.
    theme : str
        Id of the theme.
    area : str
        "rest", "whole", an area's id or name.
    since, until : int
        The two years.

    Returns
    -------
    Estimates, one row per (theme, area)
        One row: the index of `until` minus that of `since`, on the indicators comparable in both.

    Raises
    ------
    InputError
        When the years cannot be compared: the share of weight that is left, and each indicator that is left
        out with its reason. Also a year or an area that the index does not have.

    Notes
    -----
    d = Σ ωₖ·(scoreₖ(until) − scoreₖ(since)) over the indicators of `compare_years`; ``.test()`` has the null
    hypothesis that the true development is zero.
    """
    _check_years(index, since, until)
    area = index.role(area)
    comparison = compare(index, index.themes[theme], since=since, until=until, areas=[area])
    refused = comparison.refused
    if refused is not None:
        head = Issue(refused.code, place=Place.theme_and_area(theme, area), values=refused.values)
        raise InputError([head, *comparison.reasons.values()])
    step = {(k, area, until): w for k, w in comparison.weights.items()}
    step |= {(k, area, since): -w for k, w in comparison.weights.items()}
    labels = pd.MultiIndex.from_tuples([(theme, area)], names=["theme", "area"])
    return index.scores.linear_map(weight_matrix(index.scores, [step]), labels, unit="point")


def _check_years(index: ThemeIndex, since: int, until: int) -> None:
    """Refuse years that are not there, and the same year twice or backwards."""
    faults = Faults()
    faults.add(year_faults(index, since, until))
    faults.raise_if_any()


def year_faults(index: ThemeIndex, since: int, until: int) -> list[Issue]:
    """Return the faults of two years that are to be compared."""
    years = sorted(set(index.scores.labels.get_level_values("year")))
    faults = [
        Issue("AMB001", place=str(year), values={"known": years})
        for year in (since, until)
        if year not in years
    ]
    if since >= until:
        faults.append(Issue("AMB003", values={"since": since, "until": until}))
    return faults


def _comparison_row(comparison: Comparison, lang: str) -> dict[str, object]:
    """One comparison as a row; what it would have rested on is told also when it is refused."""
    return {
        "made": comparison.refused is None,
        "rests_on": tuple(comparison.rests_on),
        "left_out": tuple(comparison.left_out),
        "weight_present": comparison.share,
        "why": comparison.reasons_in_words(lang),
    }
