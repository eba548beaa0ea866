"""Målopfølgning and klagesager: whether a target is met, and how complaints were decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from social_balance.language.faults import InputError, Issue, Place, suggest
from social_balance.language.texts import change as change_text
from social_balance.language.texts import number, phrase, quantity
from social_balance.language.thresholds import Comparison, average, exact, meets
from social_balance.language.words import TARGET, Lang

Rule: TypeAlias = Literal["at_least", "at_most", "above_country", "below_country", "at_least_above_country"]
Compared: TypeAlias = Literal["above", "below", "level", "cannot_say"]
_COMPARISON: Mapping[str, Comparison] = {
    "at_least": ">=", "at_most": "<=", "above_country": ">", "below_country": "<",
    "at_least_above_country": ">=",
}  # fmt: skip
_OUTCOMES = ("upheld", "changed", "returned")
# Ours: the papers call 32 against 31 per cent and 27,2 against 27,4 per 1.000 "på niveau", and state no rule.
LEVEL_WITHIN = 2.0


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
        issues = []
        if self.rule not in known:
            values = {"suggestion": suggest(str(self.rule), known), "known": ", ".join(known)}
            issues.append(Issue("TGT002", found=str(self.rule), values=values))
        elif self.level is None and self.rule not in ("above_country", "below_country"):
            issues.append(Issue("TGT003", found=self.rule))
        if self.window < 1:
            issues.append(Issue("TGT008", found=str(self.window)))
        if issues:
            raise InputError(issues)


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
    status = int(series["year"].max()) if year is None else year
    rows = [_follow(name, by_name[name], target, status, lang) for name, target in targets.items()]
    return pd.DataFrame(rows).set_index("indicator")


def complaints(cases: pd.DataFrame, *, level_within: float = LEVEL_WITHIN, lang: Lang = "da") -> pd.DataFrame:
    """Return how complaints were decided and how large a part was overturned (omgørelsesprocent).

    Parameters
    ----------
    cases : DataFrame, one row per committee, year or the like
        ``upheld`` (stadfæstet), ``changed`` (ændret) and ``returned`` (hjemvist), numbers of decided cases,
        and ``country``, the country's percentage, where it is known. Other columns are kept.
    level_within : float
        Percentage points within which it is "på niveau med landsgennemsnittet".
    lang : {"da", "en"}
        Language of ``text``.

    Returns
    -------
    DataFrame, one row per row of the cases
        With ``decided``, the three as ``…_percent``, ``overturned_percent`` = (changed + returned) / decided,
        ``compared`` with the country ("above", "below", "level", "cannot_say") and ``text``.

    Raises
    ------
    InputError
        When a column is missing or a number cannot be one of cases.

    Examples
    --------
    >>> cases = pd.DataFrame({"upheld": [192], "changed": [29], "returned": [63], "country": [31]})
    >>> print(complaints(cases)["text"].item())
    284 afgjorte klagesager: 192 (68 pct.) stadfæstet, 29 (10 pct.) ændret og 63 (22 pct.) hjemvist.
    Omgørelsesprocenten er 32 mod 31 i hele landet, på niveau med landsgennemsnittet.
    """
    faults = _column_faults(cases, _OUTCOMES)
    if faults:
        raise InputError(faults)
    counts = {name: pd.to_numeric(cases[name], errors="coerce") for name in _OUTCOMES}
    faults = [
        Issue("TGT007", place=Place.column(name, row=int(at) + 1), found=str(cases[name].iloc[at]))
        for name, count in counts.items()
        for at in np.flatnonzero(~((count >= 0) & (count % 1 == 0)))
    ]
    if faults:
        raise InputError(faults)
    table = cases.assign(**{name: count.astype("int64") for name, count in counts.items()})
    table["decided"] = sum(table[name] for name in _OUTCOMES)
    whole = table["decided"].where(table["decided"] > 0)
    for name in _OUTCOMES:
        table[f"{name}_percent"] = 100 * table[name] / whole
    table["overturned_percent"] = 100 * (table["changed"] + table["returned"]) / whole
    country = table["country"] if "country" in table else pd.Series(np.nan, index=table.index)
    pairs = list(zip(table["overturned_percent"], country, strict=True))
    table["compared"] = [_compare(exact(own), exact(other), level_within) for own, other in pairs]
    table["text"] = [_case_text(row, lang) for row in table.to_dict("records")]
    return table


@dataclass(frozen=True)
class _Series:
    """The figures of one indicator; a year may be there without a figure."""

    value: Mapping[int, Decimal | None]
    country: Mapping[int, Decimal | None]
    breaks: tuple[int, ...]

    def mean(self, figures: Mapping[int, Decimal | None], year: int, window: int) -> Decimal | None:
        """Return the mean over the window; missing when a year is, or when the series breaks inside it."""
        if self.break_between(year - window + 1, year):
            return None
        return average([figures.get(y) for y in range(year - window + 1, year + 1)])

    def break_between(self, since: int, until: int) -> int | None:
        """Return the last year after `since` in which a new series begins, if there is one."""
        return max((y for y in self.breaks if since < y <= until), default=None)


def _read_series(series: pd.DataFrame, targets: Mapping[str, Target]) -> dict[str, _Series]:
    """Return the series of each indicator after all faults have been looked for."""
    faults = _column_faults(series, ("indicator", "year", "value"))
    if faults:
        raise InputError(faults)
    names = [name for name in ("year", "value", "country") if name in series]
    numbers = {name: pd.to_numeric(series[name], errors="coerce") for name in names}
    faults = [
        Issue("TGT005", place=Place.column(name, row=int(at) + 1), found=str(series[name].iloc[at]))
        for name in names
        for at in np.flatnonzero(numbers[name].isna() & (series[name].notna() | (name == "year")))
    ]
    twice = series[series.duplicated(["indicator", "year"])]
    faults += [
        Issue("TGT006", found=f"{i}, {y}") for i, y in zip(twice["indicator"], twice["year"], strict=True)
    ]
    known = [str(name) for name in series["indicator"].unique()]
    faults += [
        Issue("TGT004", found=name, values={"suggestion": suggest(name, known)})
        for name in targets
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    table = series.assign(**numbers)
    if "country" not in table:
        table["country"] = np.nan
    breaks = table["break"] if "break" in table else [False] * len(table)
    broken = pd.Series([bool(pd.notna(each) and each) for each in breaks], table.index)
    return {name: _one_series(table[table["indicator"] == name], broken) for name in targets}


def _one_series(rows: pd.DataFrame, broken: pd.Series[bool]) -> _Series:
    years = [int(y) for y in rows["year"]]
    value, country = ([exact(float(v)) for v in rows[name]] for name in ("value", "country"))
    breaks = tuple(y for y, new in zip(years, broken[rows.index], strict=True) if new)
    return _Series(dict(zip(years, value, strict=True)), dict(zip(years, country, strict=True)), breaks)


def _follow(name: str, series: _Series, target: Target, status: int, lang: Lang) -> dict[str, Any]:
    """Return the row of one indicator."""
    window = target.window
    means = {y: series.mean(series.value, y, window) for y in sorted(series.value)}
    counted = [y for y, value in means.items() if value is not None and y <= status]
    latest = max((y for y in series.value if y <= status), default=status)
    baseline_year = counted[0] if counted else latest
    value, country = means.get(latest), series.mean(series.country, latest, window)
    aim = _aim(target, country)
    set_in = baseline_year if target.set_in is None else target.set_in
    why = _why_not(series, target, value, country, (set_in, latest))
    broken = series.break_between(baseline_year, latest)
    baseline = means.get(baseline_year)
    comparable = broken is None and baseline_year < latest
    row: dict[str, Any] = {
        "baseline_year": baseline_year, "baseline": baseline, "latest_year": latest,
        "value": value, "country": country,
        "change": _minus(value, baseline) if comparable else None,
        "target": aim, "difference": _minus(value, aim),
    }  # fmt: skip
    row = {key: _float(v) if isinstance(v, Decimal) or v is None else v for key, v in row.items()}
    row["met"] = "cannot_say" if why else meets(value, _COMPARISON[target.rule], aim)
    row["compared"] = _compare(value, country, target.level_within)
    before = series.mean(series.country, baseline_year, window)
    told = {"why": why, "broken": broken, "lagged": latest < status, "country_before": _float(before)}
    return {"indicator": name, **row, "text": _target_text(row, target, told, lang)}


def _aim(target: Target, country: Decimal | None) -> Decimal | None:
    """Return the number that the value is compared with."""
    level = exact(target.level or 0.0) or Decimal(0)
    if target.rule in ("at_least", "at_most"):
        return level
    return None if country is None else country + level


def _why_not(
    series: _Series, target: Target, value: Decimal | None, country: Decimal | None, years: tuple[int, int]
) -> tuple[str, int] | None:
    """Return why a target cannot be judged, with the year that is to blame; None when it can."""
    set_in, latest = years
    if value is None:
        return ("not_available" if series.value.get(latest) is None else "no_window", latest)
    if target.rule in ("at_least", "at_most"):
        # Level with the country is judged within one year, so a break is no matter there.
        broken = series.break_between(set_in, latest)
        return None if broken is None else ("break", broken)
    return ("no_country", latest) if country is None else None


def _target_text(row: Mapping[str, Any], target: Target, told: Mapping[str, Any], lang: Lang) -> str:
    """Return the row in words."""
    digits, unit = target.digits, target.unit
    parts = []
    value = quantity(row["value"], unit, digits=digits, lang=lang)
    if np.isfinite(row["change"]):
        before = quantity(row["baseline"], unit, digits=digits, lang=lang)
        moved = change_text(row["change"], unit, digits=digits, lang=lang)
        moved = f"+{moved}" if row["change"] > 0 else moved
        years = {"since": row["baseline_year"], "year": row["latest_year"]}
        parts.append(_say("moved", lang, before=before, value=value, change=moved, **years))
    elif np.isfinite(row["value"]):
        parts.append(_say("now", lang, value=value, year=row["latest_year"]))
    if target.window > 1:
        parts.append(_say("mean", lang, count=target.window))
    if told["broken"] and np.isfinite(row["value"]):
        parts.append(_say("broken", lang, year=told["broken"]))
    if told["lagged"]:
        parts.append(_say("lagged", lang, year=row["latest_year"]))
    gap, before = row["value"] - row["country"], row["baseline"] - told["country_before"]
    if np.isfinite(gap) and np.isfinite(before) and np.isfinite(row["change"]):
        gaps = {
            key: number(v, digits, signed=True, lang=lang) for key, v in (("now", gap), ("before", before))
        }
        parts.append(_say("gap", lang, word=_say(row["compared"], lang), **gaps))
    parts.append(_verdict(row, target, told["why"], lang))
    return " ".join(parts)


def _verdict(row: Mapping[str, Any], target: Target, why: tuple[str, int] | None, lang: Lang) -> str:
    """Return the last sentence: the target and whether it is met."""
    level = number(float("nan") if target.level is None else target.level, target.digits, lang=lang)
    country = number(row["country"], target.digits, lang=lang)
    of_country = target.rule not in ("at_least", "at_most") and np.isfinite(row["country"])
    met = TARGET[row["met"]].label(lang)
    if why is not None:
        met += f", {_say(why[0], lang, year=why[1])}"
    against = _say("against", lang, country=country) if of_country else ""
    return _say("verdict", lang, target=_say(target.rule, lang, level=level), against=against, met=met) + "."


def _case_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """Return one row of complaints in words, percentages without decimals as the papers have them."""
    if not row["decided"]:
        return _say("no_cases", lang)
    counts = {
        name: f"{number(row[name], 0, lang=lang)} "
        f"({quantity(row[f'{name}_percent'], 'procent', digits=0, place='table', lang=lang)})"
        for name in _OUTCOMES
    }
    text = _say("cases", lang, decided=number(row["decided"], 0, lang=lang), **counts)
    percent = number(row["overturned_percent"], 0, lang=lang)
    if row["compared"] == "cannot_say":
        return f"{text} {_say('overturned', lang, percent=percent)}"
    country, word = number(row["country"], 0, lang=lang), _say(row["compared"], lang)
    return f"{text} {_say('overturned_country', lang, percent=percent, country=country, word=word)}"


def _compare(value: Decimal | None, country: Decimal | None, within: float) -> Compared:
    """Return how a figure stands to the country's."""
    margin = exact(within)
    if value is None or country is None or margin is None:
        return "cannot_say"
    if abs(value - country) <= margin:
        return "level"
    return "above" if value > country else "below"


def _column_faults(table: pd.DataFrame, wanted: tuple[str, ...]) -> list[Issue]:
    return [Issue("TGT001", place=Place.column(name)) for name in wanted if name not in table]


def _minus(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def _float(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


def _say(key: str, lang: Lang, **values: object) -> str:
    return phrase("targets", key, lang, **values)
