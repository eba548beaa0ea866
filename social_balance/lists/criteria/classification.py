"""Which of the ministry's lists each housing area is on each year, and what it would take to leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

import pandas as pd

from social_balance.language.faults import Faults, Issue
from social_balance.language.thresholds import Answer, kleene_all
from social_balance.language.words import Lang
from social_balance.lists.criteria.readings import Reading, Values, read_reading, read_values
from social_balance.lists.criteria.rules import (
    FIRST_YEAR,
    LISTS,
    RESIDENTS,
    YEARS_IN_A_ROW,
    ListKey,
    Section,
    criteria_of,
    memory_of,
    rules_of,
)
from social_balance.lists.criteria.standing import Standing
from social_balance.lists.criteria.texts import (
    reason_of_list,
    reason_of_listed,
    reason_of_memory,
    way_out,
)
from social_balance.showing.view import ResultView, Shown, reading_language

_SECTIONS: tuple[Section, ...] = ("61a", "61b")


@dataclass(frozen=True, repr=False)
class Classification(Shown):
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
            {"area": area, "year": year, "section": section, **_criterion_row(reading)}
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
        return kleene_all(self.rows[area, year].values())

    def _list_row(self, area: str, year: int, lang: Lang) -> dict[str, object]:
        """Return one row of `lists`."""
        memory = self.rows[area, year]
        row: dict[str, object] = {"area": area, "year": year, **dict.fromkeys(LISTS, "no_list")}
        reasons = []
        for standing in self.standings[area, year]:
            rule = standing.rule
            row[rule.key] = standing.answer
            if rule.key == "parallelsamfund" and memory[year] != standing.answer:
                # The published list decides where the values cannot.
                row[rule.key] = memory[year]
                reasons.append(reason_of_listed(rule, memory[year], lang))
            else:
                reasons.append(reason_of_list(standing, lang))
        if memory_rule := memory_of(year):
            row["omdannelse"] = self.memory_answer(area, year)
            reasons.append(reason_of_memory(memory_rule, memory, lang))
        # Counted back from the year itself, until a year off the list.
        newest_first = reversed(list(memory.values()))
        row["in_a_row"] = sum(1 for _ in takewhile(lambda answer: answer == "yes", newest_first))
        row["reason"] = " ".join(reasons)
        return row

    def style(self, lang: Lang | None = None) -> ResultView:
        """Return what is shown of it in a notebook, in a language, to be handed on: see `ResultView`."""
        from social_balance.lists.criteria.views import classification_view

        return classification_view(self, reading_language(lang))


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
    years = _list_years(year, read)
    faults = Faults()
    if years_in_a_row < 1:
        faults.add(Issue("CRI012", found=str(years_in_a_row)))
    faults.raise_if_any()
    # Years before those wanted are looked up as well: the memory reaches back.
    memory_years = range(years[0] - years_in_a_row + 1, years[-1] + 1)
    standings = {(a, y): _read_standings(read, a, y) for a in read.areas for y in memory_years}
    on_list = _ghetto_or_parallel(standings, listed or {})
    wanted = [(a, y) for a in read.areas for y in years]
    return Classification(
        areas=read.areas,
        years=years,
        readings={
            (a, y, section): tuple(read_reading(read, a, y, c) for c in criteria_of(y, section))
            for a, y in wanted
            for section in _SECTIONS
        },
        standings={key: standings[key] for key in wanted},
        rows={
            (a, y): {then: on_list[a, then] for then in range(y - years_in_a_row + 1, y + 1)}
            for a, y in wanted
        },
    )


def _list_years(year: int | Iterable[int] | None, values: Values) -> tuple[int, ...]:
    """Return the years of the lists that are wanted."""
    if year is None:
        wanted = values.years
    elif isinstance(year, Iterable) and not isinstance(year, str):
        wanted = tuple(sorted({int(each) for each in year}))
    else:
        wanted = (int(year),)
    known = ", ".join(map(str, values.years))
    faults = Faults()
    for each in wanted:
        if each < FIRST_YEAR:
            faults.add(Issue("CRI009", found=str(each), values={"first": FIRST_YEAR}))
    for each in wanted:
        if each not in values.years:
            faults.add(Issue("CRI010", found=str(each), values={"known": known}))
    faults.raise_if_any()
    return wanted


def _read_standings(values: Values, area: str, year: int) -> tuple[Standing, ...]:
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
    by_values: dict[tuple[str, int], Answer] = dict.fromkeys(standings, "no")
    for key, of_year in standings.items():
        for standing in of_year:
            if standing.rule.key == "parallelsamfund":
                by_values[key] = standing.answer
    published: dict[tuple[str, int], Answer] = {key: "yes" if was else "no" for key, was in listed.items()}
    areas = {area for area, _ in standings}
    faults = Faults()
    faults.add(Issue("CRI011", found=area) for area, _ in published if area not in areas)
    for (area, year), answer in published.items():
        if by_values.get((area, year), answer) not in (answer, "cannot_say"):
            faults.add(Issue("CRI013", found=f"{area}, {year}"))
    faults.raise_if_any()
    # Where both speak they agree by now.
    return {key: published.get(key, answer) for key, answer in by_values.items()}


def _criterion_row(reading: Reading) -> dict[str, object]:
    """Return one row of `frame`."""
    criterion = reading.criterion
    return {
        "criterion": criterion.key,
        "value": _as_float(reading.value),
        "threshold": _as_float(reading.threshold),
        "comparison": criterion.comparison,
        "window": criterion.window,
        "met": reading.met,
        "distance": _as_float(reading.distance),
        "excess": reading.excess,
        "change": _as_float(reading.change),
        "change_newest": _as_float(reading.change_newest),
        "persons": reading.persons,
    }


def _as_float(figure: Decimal | None) -> float:
    return float("nan") if figure is None else float(str(figure))


def _lists_on(standings: tuple[Standing, ...], year: int, memory: Answer) -> list[tuple[ListKey, Standing]]:
    """Return the lists that an area is on; the way out of omdannelse is that out of parallelsamfund."""
    on_list: list[tuple[ListKey, Standing]] = [(s.rule.key, s) for s in standings if s.answer == "yes"]
    if memory == "yes" and memory_of(year):
        on_list += [("omdannelse", s) for key, s in on_list if key == "parallelsamfund"]
    return on_list


def _ways_out(standing: Standing, lang: Lang) -> list[dict[str, object]]:
    """Return the criteria that could end an area's place on a list, the nearest first."""
    met = sorted((r for r in standing.some if r.met == "yes"), key=lambda r: r.excess)
    # Should an unknown criterion turn out to be met, one more has to end.
    unknown = sum(r.met == "cannot_say" for r in standing.some)
    to_end = len(met) - standing.rule.need + 1
    alone = [
        _way_out_row(reading, "alone", (1, 1), rank < 1, lang) for rank, reading in enumerate(standing.all_of)
    ]
    counted = [
        _way_out_row(reading, "counted", (to_end, to_end + unknown), rank < to_end, lang)
        for rank, reading in enumerate(met)
    ]
    return alone + counted


def _way_out_row(
    reading: Reading, route: str, to_end: tuple[int, int], is_nearest: bool, lang: Lang
) -> dict[str, object]:
    """Return one row of `leaving`; ``to_end`` is how many must end, and how many at the most."""
    row = _criterion_row(reading)
    return {
        **{name: row[name] for name in _KEPT},
        "route": route,
        "to_end": to_end[0],
        "to_end_at_most": to_end[1],
        "nearest": is_nearest,
        "text": way_out(reading, lang),
    }


_KEPT = ("criterion", "change", "change_newest", "persons")
