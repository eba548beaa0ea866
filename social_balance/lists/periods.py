"""When a figure is from: a year, a school year, a month, or the mean of some years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from social_balance.language.words import Lang, phrase

PeriodKind: TypeAlias = Literal["year", "school_year", "month", "mean", "unstated"]

_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{2}|\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MEAN = re.compile(r"(\d{4})[-–](\d{4})")
_SCHOOL_YEAR_ENDS = 7  # July: a figure of a school year is older than one of the calendar year it ends in


@dataclass(frozen=True)
class Period:
    """When a figure is from.

    Parameters
    ----------
    kind : {"year", "school_year", "month", "mean", "unstated"}
    year : int
        The year it ends in: a follow-up of that year has it as its own.
    month : int
        The month it ends in.
    length : int
        Years that it is the mean of.
    """

    kind: PeriodKind
    year: int
    month: int = 12
    length: int = 1

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls("year", year)

    @property
    def end(self) -> tuple[int, int]:
        """Year and month that it ends in, by which figures of any kind are put in order."""
        return self.year, self.month

    def years_back(self, count: int) -> Period:
        """Return the same period so many years earlier."""
        return Period(self.kind, self.year - count, self.month, self.length)

    def text(self, lang: Lang = "da") -> str:
        """Return the period as the papers write it.

        Examples
        --------
        >>> [read_period(each).text() for each in (2023, "2022/2023", "2023-12", "2019-2021")]
        ['2023', '2022/23', 'december 2023', '2019–2021']
        """
        if self.kind == "unstated":
            return phrase("targets", "unstated", lang)
        if self.kind == "month":
            return f"{phrase('months', str(self.month), lang)} {self.year}"
        if self.kind == "school_year":
            return f"{self.year - 1}/{self.year % 100:02d}"
        if self.kind == "mean":
            return f"{self.year - self.length + 1}–{self.year}"
        return str(self.year)


# A paper that names a baseline and not its year: older than every figure.
UNSTATED = Period("unstated", 0, 0)


def read_period(written: object) -> Period | None:
    """Return the period that a cell or a key says, or None when it says none.

    Examples
    --------
    >>> read_period("2022/23") == read_period("2022/2023"), read_period("2023-12").end
    (True, (2023, 12))
    >>> read_period("2022/2024"), read_period("2023-13"), read_period("i fjor")
    (None, None, None)
    """
    text = str(written).strip()
    if match := _YEAR.fullmatch(text):
        return Period.of_year(int(match[1]))
    if match := _SCHOOL_YEAR.fullmatch(text):
        return _school_year(int(match[1]), match[2])
    if match := _MONTH.fullmatch(text):
        month = int(match[2])
        return Period("month", int(match[1]), month) if 1 <= month <= 12 else None
    if match := _MEAN.fullmatch(text):
        first = int(match[1])
        last = int(match[2])
        return Period("mean", last, length=last - first + 1) if first < last else None
    return None


def _school_year(first: int, second: str) -> Period | None:
    """Return a school year, which has to end in the year after it began."""
    last = first + 1
    if second not in (str(last), f"{last % 100:02d}"):
        return None
    return Period("school_year", last, _SCHOOL_YEAR_ENDS)
