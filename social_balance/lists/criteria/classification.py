"""Which of the ministry's lists each housing area is on each year, and what it would take to leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

import pandas as pd

from social_balance.language.faults import InputError, Issue
from social_balance.language.thresholds import Answer, at_least, every
from social_balance.language.words import Lang
from social_balance.lists.criteria.readings import Reading, Values, read_reading, read_values
from social_balance.lists.criteria.rules import (
    FIRST_YEAR,
    LISTS,
    RESIDENTS,
    YEARS_IN_A_ROW,
    ListKey,
    ListRule,
    Section,
    criteria_of,
    memory_of,
    rules_of,
)
from social_balance.lists.criteria.texts import (
    reason_of_list,
    reason_of_listed,
    reason_of_memory,
    table_html,
    way_out,
)

_SECTIONS: tuple[Section, ...] = ("61a", "61b")


@dataclass(frozen=True)
class Standing:
    """One area on one list in one year.

    Parameters
    ----------
    rule : ListRule
    residents : Reading
    some, all_of : tuple of Reading
        The criteria that are counted and those that must be met besides.
    """

    rule: ListRule
    residents: Reading
    some: tuple[Reading, ...]
    all_of: tuple[Reading, ...]

    @property
    def answer(self) -> Answer:
        """Whether the area is on the list."""
        counted = at_least(self.rule.need, [reading.met for reading in self.some])
        return every([self.residents.met, counted, *(reading.met for reading in self.all_of)])


@dataclass(frozen=True)
class Classification:
    """The criteria and lists of every area and year asked for.

    Parameters
    ----------
    areas : tuple of str
    years : tuple of int
    readings : Mapping
        (area, year, section of the law) → its criteria.
    standings : Mapping
        (area, year) → its standing on each list made that year.
    rows : Mapping
        (area, year) → whether it was on the list "parallelsamfund" in each year of the memory, oldest first.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    readings: Mapping[tuple[str, int, Section], tuple[Reading, ...]]
    standings: Mapping[tuple[str, int], tuple[Standing, ...]]
    rows: Mapping[tuple[str, int], Mapping[int, Answer]]

    def frame(self) -> pd.DataFrame:
        """Return the criteria.

        Returns
        -------
        DataFrame, one row per (area, year, section, criterion)
            ``value`` (the mean of the ``window``), ``threshold``, ``comparison``, ``met`` ("yes", "no",
            "cannot_say"), ``distance`` (value minus threshold, in the figure's own unit) and ``excess`` (the
            same in per cent of the threshold, positive on the side where the criterion is met). For a
            criterion that is met: ``change`` brings the value to the threshold, ``change_newest`` the newest
            year's figure when the earlier years are what they are, and ``persons`` is the fewest persons
            fewer in the newest year that end it (<NA> without a base). With "≥" it takes more than the
            change.
        """
        rows = [
            {"area": area, "year": year, "section": section, **_row(reading)}
            for (area, year, section), readings in self.readings.items()
            for reading in readings
        ]
        frame = pd.DataFrame(rows).astype({"persons": "Int64"})
        return frame.set_index(["area", "year", "section", "criterion"])

    def lists(self, lang: Lang = "da") -> pd.DataFrame:
        """Return the lists.

        Returns
        -------
        DataFrame, one row per (area, year)
            ``udsat``, ``parallelsamfund`` (ghettoområde until 2020), ``omdannelse`` (hårdt ghettoområde until
            2020) and ``forebyggelse``: "yes", "no", "cannot_say", or "no_list" when that year had none.
            ``in_a_row``: years up to this one on the list parallelsamfund without a break, within the memory.
            ``reason``: why, with the names of the lists in that year.
        """
        rows = [self._list_row(area, year, lang) for area in self.areas for year in self.years]
        return pd.DataFrame(rows).set_index(["area", "year"])

    def leaving(self, lang: Lang = "da") -> pd.DataFrame:
        """Return what would have to change for an area to leave each list that it is on.

        Returns
        -------
        DataFrame, one row per (area, year, list, criterion)
            Every criterion that is met and could end it. ``route``: "alone" when ending this one is enough,
            "counted" when ``to_end`` of the criteria that are counted must end (``to_end_at_most`` should
            the unknown ones be met). ``nearest``: among the ``to_end`` with the smallest distance in per
            cent of the threshold. ``change``, ``change_newest`` and ``persons`` are those of `frame`;
            ``text`` says it.

        Notes
        -----
        Fewer than the required number of residents ends every list as well; that is no change in how people
        live, so it is not among the ways out. The threshold of the country's convictions is taken as it is.
        """
        rows = [
            {"area": area, "year": year, "list": key, **row}
            for (area, year), standings in self.standings.items()
            for key, standing in _lists_on(standings, year, self.memory_answer(area, year))
            for row in _ways_out(standing, lang)
        ]
        columns = [
            "area", "year", "list", "criterion", "route", "to_end", "to_end_at_most", "nearest", "change",
            "change_newest", "persons", "text",
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns).astype({"persons": "Int64"})
        return frame.set_index(["area", "year", "list", "criterion"])

    def memory_answer(self, area: str, year: int) -> Answer:
        """Return whether the area was on the list parallelsamfund in every year of the memory."""
        return every(self.rows[area, year].values())

    def _list_row(self, area: str, year: int, lang: Lang) -> dict[str, object]:
        """Return one row of `lists`."""
        memory = self.rows[area, year]
        row: dict[str, object] = {"area": area, "year": year, **dict.fromkeys(LISTS, "no_list")}
        reasons = []
        for s in self.standings[area, year]:
            answer = memory[year] if s.rule.key == "parallelsamfund" else s.answer
            row[s.rule.key] = answer
            if answer == s.answer:
                reasons.append(reason_of_list(s.rule, answer, s.residents, s.some, s.all_of, lang))
            else:
                reasons.append(reason_of_listed(s.rule, answer, lang))
        if rule := memory_of(year):
            row["omdannelse"] = self.memory_answer(area, year)
            reasons.append(reason_of_memory(rule, memory, lang))
        row["in_a_row"] = sum(1 for _ in takewhile(lambda a: a == "yes", reversed(list(memory.values()))))
        row["reason"] = " ".join(reasons)
        return row

    def _repr_html_(self) -> str:
        """Return the lists as a table, with the words of the ministry."""
        return table_html(self.lists())


def classify_areas(
    values: pd.DataFrame,
    year: int | Iterable[int] | None = None,
    *,
    area: str = "area",
    years_in_a_row: int = YEARS_IN_A_ROW,
    listed: Mapping[tuple[str, int], bool] | None = None,
) -> Classification:
    """Place housing areas on the ministry's lists, by almenboliglovens § 61 a and § 61 b of each year.

    Parameters
    ----------
    values : DataFrame, one row per (area, year)
        ``year`` is that of the list, published on 1 December, and a row has the newest figures it uses. All
        other columns may be left out or have gaps; what hangs on them is then answered "cannot_say":

        - ``residents``: number;
        - ``outside_work``: per cent of those aged 18–64 without work and education;
        - ``convicted``, ``convicted_country``: per cent of those aged 18 and over (270 per 10,000 is 2.70);
        - ``education``: per cent of those aged 30–59 with basic school only (since 2018);
        - ``education_or_unknown``: the same with unknown education among them (2014–17);
        - ``income``: per cent of the region's mean gross income;
        - ``non_western``: per cent of residents;
        - ``outside_work_mean``, ``convicted_mean``, ``convicted_country_mean``: the mean over the window of
          that year's rule (four years until 2013, two since); where given it is used, where not it is worked
          out from the years, all of which must then be there;
        - ``outside_work_base``, ``convicted_base``, ``education_base``: number of persons that the newest
          percentage is of, for changes in persons.
    year : int or iterable of int, optional
        The lists wanted; every year of the values otherwise. Earlier rows serve means and memory.
    area : str
        Name of the column with areas.
    years_in_a_row : int
        Years on the list parallelsamfund that make an omdannelsesområde. The law's text of 2018 says 4, the
        lists of 2018–20 and the law today 5.
    listed : Mapping, optional
        (area, year) → whether the area was on the published list parallelsamfund (ghettoområde), for years
        that the values cannot decide.

    Returns
    -------
    Classification

    Raises
    ------
    InputError
        With every fault of the table at once; for a year before the first list or not among the values; when
        `listed` and the values contradict each other.

    Notes
    -----
    Comparisons are exact: figures are taken as decimals of twelve significant digits, so 40.0 is not over
    40, nor is the mean of 39.95 and 40.05. Give figures unrounded: 40.0 may stand for 40.04. The mean is the
    plain mean of the years' percentages. An area that meets § 61 a may meet § 61 b as well and is then on
    both; the wording of the law does not take it out. Published lists rest on the ministry's own division
    into areas.

    Examples
    --------
    >>> values = pd.DataFrame({"area": "Lunden", "year": [2023, 2024], "residents": 1200,
    ...     "outside_work": [39.95, 40.05], "income": [54.9, 54.9], "education": [61.0, 61.0],
    ...     "non_western": [44.0, 44.0]})
    >>> lists = classify_areas(values, 2024).lists()
    >>> lists.loc[("Lunden", 2024), ["udsat", "parallelsamfund", "omdannelse", "forebyggelse"]].tolist()
    ['yes', 'no', 'no', 'yes']
    """
    read = read_values(values, area)
    years = _years(year, read)
    if years_in_a_row < 1:
        raise InputError(Issue("CRI012", found=str(years_in_a_row)))
    span = range(years[0] - years_in_a_row + 1, years[-1] + 1)
    standings = {(a, y): _standings(read, a, y) for a in read.areas for y in span}
    on = _ghetto_or_parallel(standings, listed or {})
    asked = [(a, y) for a in read.areas for y in years]
    return Classification(
        areas=read.areas,
        years=years,
        readings={
            (a, y, s): tuple(read_reading(read, a, y, c) for c in criteria_of(y, s))
            for a, y in asked
            for s in _SECTIONS
        },
        standings={key: standings[key] for key in asked},
        rows={(a, y): {y - k: on[a, y - k] for k in reversed(range(years_in_a_row))} for a, y in asked},
    )


def _years(year: int | Iterable[int] | None, values: Values) -> tuple[int, ...]:
    """Return the years of the lists that are wanted."""
    if year is None:
        asked: tuple[int, ...] = values.years
    else:
        given = year if isinstance(year, Iterable) and not isinstance(year, str) else [year]
        asked = tuple(sorted({int(y) for y in given}))
    known = ", ".join(map(str, values.years))
    issues = [Issue("CRI009", found=str(y), values={"first": FIRST_YEAR}) for y in asked if y < FIRST_YEAR]
    issues += [Issue("CRI010", found=str(y), values={"known": known}) for y in asked if y not in values.years]
    if issues:
        raise InputError(issues)
    return asked


def _standings(values: Values, area: str, year: int) -> tuple[Standing, ...]:
    """Return where an area stands on each list of a year."""
    return tuple(
        Standing(
            rule,
            read_reading(values, area, year, RESIDENTS),
            tuple(read_reading(values, area, year, criterion) for criterion in rule.some),
            tuple(read_reading(values, area, year, criterion) for criterion in rule.all_of),
        )
        for rule in rules_of(year)
    )


def _ghetto_or_parallel(
    standings: Mapping[tuple[str, int], tuple[Standing, ...]], listed: Mapping[tuple[str, int], bool]
) -> dict[tuple[str, int], Answer]:
    """Return whether each area was on the list parallelsamfund each year, by the values or as published."""
    # Before the first list nobody was on it.
    on: dict[tuple[str, int], Answer] = dict.fromkeys(standings, "no")
    on |= {key: s.answer for key, each in standings.items() for s in each if s.rule.key == "parallelsamfund"}
    told: dict[tuple[str, int], Answer] = {key: "yes" if was else "no" for key, was in listed.items()}
    areas = {area for area, _ in standings}
    issues = [Issue("CRI011", found=a) for a, _ in told if a not in areas]
    issues += [
        Issue("CRI013", found=f"{key[0]}, {key[1]}")
        for key, answer in told.items()
        if on.get(key, answer) not in (answer, "cannot_say")
    ]
    if issues:
        raise InputError(issues)
    return {key: told.get(key, answer) for key, answer in on.items()}


def _row(reading: Reading) -> dict[str, object]:
    """Return one row of `frame`."""
    c = reading.criterion
    figures = ("value", "threshold", "distance", "change", "change_newest")
    numbers = {name: _number(getattr(reading, name)) for name in figures}
    told = {"criterion": c.key, "value": numbers["value"], "threshold": numbers["threshold"]}
    told |= {"comparison": c.comparison, "window": c.window, "met": reading.met}
    told |= {"distance": numbers["distance"], "excess": reading.excess}
    return {**told, **{n: numbers[n] for n in figures[3:]}, "persons": reading.persons}


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def _lists_on(standings: tuple[Standing, ...], year: int, memory: Answer) -> list[tuple[ListKey, Standing]]:
    """Return the lists that an area is on; the way out of omdannelse is that out of parallelsamfund."""
    on: list[tuple[ListKey, Standing]] = [(s.rule.key, s) for s in standings if s.answer == "yes"]
    if memory == "yes" and memory_of(year):
        on += [("omdannelse", s) for key, s in on if key == "parallelsamfund"]
    return on


def _ways_out(standing: Standing, lang: Lang) -> list[dict[str, object]]:
    """Return the criteria that could end an area's place on a list, the nearest first."""
    met = sorted((r for r in standing.some if r.met == "yes"), key=lambda r: r.excess)
    unknown = sum(r.met == "cannot_say" for r in standing.some)
    to_end = len(met) - standing.rule.need + 1
    rows: list[dict[str, object]] = []
    for route, readings, needed, more in (
        ("alone", standing.all_of, 1, 0),
        ("counted", met, to_end, unknown),
    ):
        for rank, reading in enumerate(readings):
            row = {name: value for name, value in _row(reading).items() if name in _KEPT}
            row |= {
                "route": route,
                "to_end": needed,
                "to_end_at_most": needed + more,
                "nearest": rank < needed,
            }
            rows.append(row | {"text": way_out(reading, lang)})
    return rows


_KEPT = ("criterion", "change", "change_newest", "persons")
