"""The ministry's criteria for housing areas as data: which thresholds and lists held in which years.

Almenboliglovens § 61 a and § 61 b, as § 61 a read from 2010, 2014 and 2018 and with the names and the list
that came in 2021. "overstiger" is >, "mindst" is ≥, "mindre end" is <.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from social_balance.language.thresholds import Comparison

Section: TypeAlias = Literal["61a", "61b"]
ListKey: TypeAlias = Literal["udsat", "parallelsamfund", "omdannelse", "forebyggelse"]
ListName: TypeAlias = Literal[
    "ghetto", "parallel", "deprived", "prevention", "hard_ghetto", "transformation"
]  # keys of the table ``list_names`` of a language
LISTS: tuple[ListKey, ...] = ("udsat", "parallelsamfund", "omdannelse", "forebyggelse")
FIRST_YEAR = 2010


@dataclass(frozen=True)
class Criterion:
    """One figure of an area and the threshold that the law sets it.

    Parameters
    ----------
    key : str
        Column of the values, such as ``outside_work``.
    comparison : {">", ">=", "<"}
        Side of the threshold on which the criterion is met.
    threshold : Decimal
        In the unit; for a criterion "of the country" the number of times the country's figure.
    window : int
        The mean of so many years, the list's own among them.
    of_country : bool
        The threshold is so many times the country's figure over the same years.
    """

    key: str
    comparison: Comparison
    threshold: Decimal
    window: int = 1
    of_country: bool = False


@dataclass(frozen=True)
class ListRule:
    """What an area has to meet to be on a list in some years.

    Parameters
    ----------
    key : {"udsat", "parallelsamfund", "omdannelse", "forebyggelse"}
        The list, under the name it has today.
    name : str
        Its name in those years: a key of the table ``list_names`` of a language.
    section : {"61a", "61b"}
        The section of the law.
    since, until : int, int or None
        First and last list, both published on 1 December; None: still.
    need : int
        Of the criteria in `some`, how many must be met.
    some : tuple of Criterion
        The criteria that are counted.
    all_of : tuple of Criterion
        Criteria that must be met besides.
    """

    key: ListKey
    name: ListName
    section: Section
    since: int
    until: int | None
    need: int
    some: tuple[Criterion, ...]
    all_of: tuple[Criterion, ...] = ()

    def made_list_of(self, year: int) -> bool:
        """Return whether this rule made the list of a year."""
        return self.since <= year and (self.until is None or year <= self.until)


@dataclass(frozen=True)
class MemoryRule:
    """A list of those that have been on the list "parallelsamfund" some years in a row."""

    name: ListName
    since: int
    until: int | None


def _above_threshold(key: str, threshold: str, window: int = 1) -> Criterion:
    return Criterion(key, ">", Decimal(threshold), window)


def _convicted_times(times: str) -> Criterion:
    return Criterion("convicted", ">=", Decimal(times), 2, of_country=True)


def _income_below(threshold: str) -> Criterion:
    return Criterion("income", "<", Decimal(threshold))


# Areas have at least so many residents, in every period.
RESIDENTS = Criterion("residents", ">=", Decimal(1000))
_NON_WESTERN = _above_threshold("non_western", "50")
_NON_WESTERN_61B = _above_threshold("non_western", "30")
# Until 2013 the means were over four years, since 2014 over two.
_SINCE_2010 = (
    _above_threshold("outside_work", "40", 4),
    _above_threshold("convicted", "2.70", 4),
    _NON_WESTERN,
)
# In 2014–17 unknown education counted with basic school.
_SINCE_2014 = (
    _above_threshold("outside_work", "40", 2),
    _above_threshold("convicted", "2.70", 2),
    _above_threshold("education_or_unknown", "50"),
    _income_below("55"),
    _NON_WESTERN,
)
# Since 2018 convictions are held against the country's.
_SINCE_2018 = (
    _above_threshold("outside_work", "40", 2),
    _convicted_times("3"),
    _above_threshold("education", "60"),
    _income_below("55"),
)
_PREVENTION = (
    _above_threshold("outside_work", "30", 2),
    _convicted_times("2"),
    _above_threshold("education", "60"),
    _income_below("65"),
)

# The ghetto list of 2010–20 is today's list of parallelsamfund: the new name came on 1 December 2021.
RULES: tuple[ListRule, ...] = (
    ListRule("parallelsamfund", "ghetto", "61a", 2010, 2013, 2, _SINCE_2010),
    ListRule("parallelsamfund", "ghetto", "61a", 2014, 2017, 3, _SINCE_2014),
    ListRule("udsat", "deprived", "61a", 2018, None, 2, _SINCE_2018),
    ListRule("parallelsamfund", "ghetto", "61a", 2018, 2020, 2, _SINCE_2018, (_NON_WESTERN,)),
    ListRule("parallelsamfund", "parallel", "61a", 2021, None, 2, _SINCE_2018, (_NON_WESTERN,)),
    ListRule("forebyggelse", "prevention", "61b", 2021, None, 2, _PREVENTION, (_NON_WESTERN_61B,)),
)

# In a row: 4 years in the text of 2018, 5 for the lists of 2018–20 and by the law today.
YEARS_IN_A_ROW = 5
MEMORY: tuple[MemoryRule, ...] = (
    MemoryRule("hard_ghetto", 2018, 2020),
    MemoryRule("transformation", 2021, None),
)

CRITERIA: tuple[str, ...] = (
    "outside_work", "convicted", "education", "education_or_unknown", "income", "non_western",
)  # fmt: skip


def rules_of(year: int) -> tuple[ListRule, ...]:
    """Return the rules that made the lists of a year.

    Examples
    --------
    >>> [(rule.name, rule.need, len(rule.some)) for rule in rules_of(2016)]
    [('ghetto', 3, 5)]
    >>> [rule.name for rule in rules_of(2021)]
    ['deprived', 'parallel', 'prevention']
    """
    return tuple(rule for rule in RULES if rule.made_list_of(year))


def memory_of(year: int) -> MemoryRule | None:
    """Return the rule of a year for those on the list several years in a row, if it had one.

    Examples
    --------
    >>> memory_of(2019).name, memory_of(2017)
    ('hard_ghetto', None)
    """
    rules = (rule for rule in MEMORY if rule.since <= year and (rule.until is None or year <= rule.until))
    return next(rules, None)


def criteria_of(year: int, section: Section) -> tuple[Criterion, ...]:
    """Return every criterion of a section that counted in a year, the number of residents first."""
    rules = [rule for rule in rules_of(year) if rule.section == section]
    if not rules:
        return ()
    criteria = [criterion for rule in rules for criterion in (*rule.some, *rule.all_of)]
    return (RESIDENTS, *dict.fromkeys(criteria))
