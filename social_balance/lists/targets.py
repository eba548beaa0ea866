"""Målopfølgning and klagesager: whether a target is met, and how complaints were decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.language.faults import Faults, Issue, Place, suggest
from social_balance.language.texts import change as change_text
from social_balance.language.texts import number, phrase, quantity
from social_balance.language.thresholds import Comparison, average, exact, meets
from social_balance.language.words import TARGET, Lang
from social_balance.lists.comparison import LEVEL_WITHIN, compare_with_country, missing_columns

Rule: TypeAlias = Literal["at_least", "at_most", "above_country", "below_country", "at_least_above_country"]
_COMPARISON: Mapping[str, Comparison] = {
    "at_least": ">=", "at_most": "<=", "above_country": ">", "below_country": "<",
    "at_least_above_country": ">=",
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """The long-term target of one indicator.

    Parameters
    ----------
    rule : {"at_least", "at_most", "above_country", "below_country", "at_least_above_country"}
        Above and below the country are strict; the others take the level itself.
    level : float, optional
        The level, or how far above the country.
    window : int
        The target is for the mean of so many years.
    set_in : int, optional
        The year the target was set; that of the baseline otherwise. After a later break in the series a level
        cannot be judged.
    unit : str
        Unit of the figure.
    digits : int
        Decimals in the text.
    level_within : float
        A difference from the country of at most so much is "level with" it.
    """

    rule: Rule
    level: float | None = None
    window: int = 1
    set_in: int | None = None
    unit: str = "procent"
    digits: int = 1
    level_within: float = LEVEL_WITHIN

    def __post_init__(self) -> None:
        """Refuse a target that could not be judged."""
        known = get_args(Rule)
        faults = Faults()
        if self.rule not in known:
            values = {"suggestion": suggest(str(self.rule), known), "known": ", ".join(known)}
            faults.add(Issue("TGT002", found=str(self.rule), values=values))
        elif self.level is None and self.rule not in ("above_country", "below_country"):
            faults.add(Issue("TGT003", found=self.rule))
        if self.window < 1:
            faults.add(Issue("TGT008", found=str(self.window)))
        faults.raise_if_any()


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

    Examples
    --------
    >>> series = pd.DataFrame({"indicator": "elbiler", "year": [2021, 2024], "value": [5.6, 10.6]})
    >>> found = follow_targets(series, {"elbiler": Target("at_least", 15)})
    >>> print(found.loc["elbiler", "text"])
    Fra 5,6 procent i 2021 til 10,6 procent i 2024 (+5,0 procentpoint).
    Målet er mindst 15,0: ikke nået.
    """
    by_name = _read_series(series, targets)
    status_year = year
    if status_year is None:
        status_year = int(series["year"].max())
    rows = [_judge_target(name, by_name[name], target, status_year, lang) for name, target in targets.items()]
    return pd.DataFrame(rows).set_index("indicator")


@dataclass(frozen=True)
class _Series:
    """The figures of one indicator; a year may be there without a figure."""

    value: Mapping[int, Decimal | None]
    country: Mapping[int, Decimal | None]
    breaks: tuple[int, ...]

    def window_mean(self, figures: Mapping[int, Decimal | None], year: int, window: int) -> Decimal | None:
        """Return the mean over the window; missing when a year is, or when the series breaks inside it."""
        if self.break_between(year - window + 1, year):
            return None
        return average([figures.get(y) for y in range(year - window + 1, year + 1)])

    def break_between(self, since: int, until: int) -> int | None:
        """Return the last year after `since` in which a new series begins, if there is one."""
        return max((y for y in self.breaks if since < y <= until), default=None)


def _read_series(series: pd.DataFrame, targets: Mapping[str, Target]) -> dict[str, _Series]:
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


def _divide_by_indicator(table: pd.DataFrame, targets: Mapping[str, Target]) -> dict[str, _Series]:
    """Return the figures of each indicator that has a target."""
    if "country" not in table:
        table["country"] = np.nan
    if "break" not in table:
        table["break"] = False
    table["break"] = [bool(pd.notna(each) and each) for each in table["break"]]
    return {name: _series_of(table[table["indicator"] == name]) for name in targets}


def _series_of(rows: pd.DataFrame) -> _Series:
    """Return the figures of one indicator as exact decimals."""
    years = [int(year) for year in rows["year"]]
    value, country = ([exact(float(figure)) for figure in rows[name]] for name in ("value", "country"))
    breaks = tuple(year for year, is_new in zip(years, rows["break"], strict=True) if is_new)
    return _Series(dict(zip(years, value, strict=True)), dict(zip(years, country, strict=True)), breaks)


@dataclass(frozen=True)
class _Reservations:
    """What is to be said beside the figures of a target."""

    why_not: tuple[str, int] | None  # why it cannot be judged, and the year to blame
    break_year: int | None  # a new series begins between baseline and newest year
    is_lagged: bool  # the newest year is older than the status
    country_before: float  # the country's figure in the year of the baseline


def _judge_target(name: str, series: _Series, target: Target, status_year: int, lang: Lang) -> dict[str, Any]:
    """Return the row of one indicator."""
    means = {y: series.window_mean(series.value, y, target.window) for y in sorted(series.value)}
    # The baseline is the first year that was counted, the target may have been set later.
    counted = [y for y, value in means.items() if value is not None and y <= status_year]
    latest = max((y for y in series.value if y <= status_year), default=status_year)
    baseline_year = next(iter(counted), latest)
    value = means.get(latest)
    baseline = means.get(baseline_year)
    country = series.window_mean(series.country, latest, target.window)
    aim = _number_to_reach(target, country)
    break_year = series.break_between(baseline_year, latest)
    # Two figures on either side of a break are no change.
    change = None
    if break_year is None and baseline_year < latest:
        change = _minus(value, baseline)
    # A break after the target was set takes its level from it, one before does not.
    why_not = _why_not(series, target, value, country, since=target.set_in or baseline_year, latest=latest)
    before = series.window_mean(series.country, baseline_year, target.window)
    reservations = _Reservations(why_not, break_year, latest < status_year, _as_float(before))
    row: dict[str, Any] = {
        "baseline_year": baseline_year,
        "baseline": _as_float(baseline),
        "latest_year": latest,
        "value": _as_float(value),
        "country": _as_float(country),
        "change": _as_float(change),
        "target": _as_float(aim),
        "difference": _as_float(_minus(value, aim)),
        "met": "cannot_say" if why_not else meets(value, _COMPARISON[target.rule], aim),
        "compared": compare_with_country(value, country, target.level_within),
    }
    return {"indicator": name, **row, "text": _word_target(row, target, reservations, lang)}


def _number_to_reach(target: Target, country: Decimal | None) -> Decimal | None:
    """Return the number that the value is compared with."""
    level = exact(target.level or 0.0) or Decimal(0)
    if target.rule in ("at_least", "at_most"):
        return level
    if country is None:
        return None
    return country + level


def _why_not(
    series: _Series,
    target: Target,
    value: Decimal | None,
    country: Decimal | None,
    *,
    since: int,
    latest: int,
) -> tuple[str, int] | None:
    """Return why a target cannot be judged, with the year that is to blame; None when it can."""
    if value is None and series.value.get(latest) is None:
        return "not_available", latest
    if value is None:
        return "no_window", latest
    if target.rule in ("at_least", "at_most"):
        # Level with the country is judged within one year, so a break is no matter there.
        break_year = series.break_between(since, latest)
        return None if break_year is None else ("break", break_year)
    return ("no_country", latest) if country is None else None


def _word_target(row: Mapping[str, Any], target: Target, reservations: _Reservations, lang: Lang) -> str:
    """Return the row in words."""
    parts = [*_word_figures(row, target, lang)]
    if target.window > 1:
        parts.append(_say("mean", lang, count=target.window))
    if reservations.break_year and np.isfinite(row["value"]):
        parts.append(_say("broken", lang, year=reservations.break_year))
    if reservations.is_lagged:
        parts.append(_say("lagged", lang, year=row["latest_year"]))
    gaps = {"now": row["value"] - row["country"], "before": row["baseline"] - reservations.country_before}
    # Across a break the two distances are not of one series.
    if np.isfinite([*gaps.values(), row["change"]]).all():
        texts = {key: number(gap, target.digits, signed=True, lang=lang) for key, gap in gaps.items()}
        parts.append(_say("gap", lang, word=_say(row["compared"], lang), **texts))
    parts.append(_word_verdict(row, target, reservations.why_not, lang))
    return " ".join(parts)


def _word_figures(row: Mapping[str, Any], target: Target, lang: Lang) -> Iterator[str]:
    """Yield the sentence on the newest figure, and on the change where there is one."""
    value = quantity(row["value"], target.unit, digits=target.digits, lang=lang)
    if np.isfinite(row["change"]):
        before = quantity(row["baseline"], target.unit, digits=target.digits, lang=lang)
        change = change_text(row["change"], target.unit, digits=target.digits, lang=lang)
        if row["change"] > 0:
            change = f"+{change}"
        years = {"since": row["baseline_year"], "year": row["latest_year"]}
        yield _say("moved", lang, before=before, value=value, change=change, **years)
    elif np.isfinite(row["value"]):
        yield _say("now", lang, value=value, year=row["latest_year"])


def _word_verdict(row: Mapping[str, Any], target: Target, why_not: tuple[str, int] | None, lang: Lang) -> str:
    """Return the last sentence: the target and whether it is met."""
    level = number(np.nan if target.level is None else target.level, target.digits, lang=lang)
    verdict = TARGET[row["met"]].label(lang)
    if why_not is not None:
        reason, year = why_not
        verdict += f", {_say(reason, lang, year=year)}"
    against = ""
    if target.rule not in ("at_least", "at_most") and np.isfinite(row["country"]):
        against = _say("against", lang, country=number(row["country"], target.digits, lang=lang))
    aim = _say(target.rule, lang, level=level)
    return _say("verdict", lang, target=aim, against=against, met=verdict) + "."


def _minus(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if value is None or other is None else value - other


def _as_float(value: Decimal | None) -> float:
    return np.nan if value is None else float(value)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("targets", key, lang, **values)
