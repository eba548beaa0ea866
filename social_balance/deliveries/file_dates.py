"""The numbers that SPSS and Stata keep for dates, as dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Floats, Mask

_LAST = np.datetime64("9999-12-31T23:59:59", "s")
# SPSS counts seconds from the first day of the Gregorian calendar, which itself is no date yet.
_SPSS_ORIGIN = np.datetime64("1582-10-14", "s")
_SPSS_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS")
_STATA_ORIGIN = np.datetime64("1960-01-01", "s")
_STATA_FORMAT = re.compile(r"%-?(?:t(?P<kind>[dcCwmqhyb])|(?P<old>d))")
_DAY = 86_400
# The days after which a second was added (IERS); %tC counts those seconds, %tc does not.
_LEAP_DAYS = (
    "1972-06-30", "1972-12-31", "1973-12-31", "1974-12-31", "1975-12-31", "1976-12-31", "1977-12-31",
    "1978-12-31", "1979-12-31", "1981-06-30", "1982-06-30", "1983-06-30", "1985-06-30", "1987-12-31",
    "1989-12-31", "1990-12-31", "1992-06-30", "1993-06-30", "1994-06-30", "1995-12-31", "1997-06-30",
    "1998-12-31", "2005-12-31", "2008-12-31", "2012-06-30", "2015-06-30", "2016-12-31",
)  # fmt: skip


@dataclass(frozen=True)
class DateFormat:
    """How a column of a file is shown.

    Parameters
    ----------
    kind : {"spss", "d", "c", "C", "w", "m", "q", "h", "y"}
        What its numbers count: seconds of SPSS, or days, milliseconds (with leap seconds or without), weeks,
        months, quarters, halves and years of Stata.
    """

    kind: str

    def dates(self, numbers: Floats) -> tuple[npt.NDArray[Any], Mask]:
        """Return the dates, the first day of a period, and which numbers are those of a date."""
        earliest, latest = self._limits()
        with np.errstate(invalid="ignore"):
            is_date: Mask = np.isfinite(numbers) & (numbers >= earliest) & (numbers <= latest)
        dates: npt.NDArray[Any] = self._convert(np.where(is_date, np.floor(numbers), 0.0).astype(np.int64))
        dates[~is_date] = np.datetime64("NaT", "s")
        return dates, is_date

    def _limits(self) -> tuple[float, float]:
        """Return the lowest and highest number that is a date of the years 100–9999."""
        if self.kind == "spss":
            return _DAY, float((_LAST - _SPSS_ORIGIN).astype(np.int64))
        if self.kind == "y":
            return 100, 9999
        per_year = {
            "d": 366,
            "c": 366 * _DAY * 1000,
            "C": 366 * _DAY * 1000,
            "w": 52,
            "m": 12,
            "q": 4,
            "h": 2,
        }
        return -(1960 - 100) * per_year[self.kind], (9999 - 1960 + 1) * per_year[self.kind] - 1

    def _convert(self, counted: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Turn whole numbers into dates."""
        if self.kind == "spss":
            return _SPSS_ORIGIN + counted.astype("timedelta64[s]")
        if self.kind == "d":
            return _STATA_ORIGIN + (counted * _DAY).astype("timedelta64[s]")
        if self.kind == "c":
            return _STATA_ORIGIN + (counted // 1000).astype("timedelta64[s]")
        if self.kind == "C":
            return _without_leap_seconds(counted // 1000)
        if self.kind == "w":
            # Stata's year has 52 weeks, the first of which begins on 1 January.
            first_days: npt.NDArray[Any] = _first_of_months(counted // 52 * 12)
            result: npt.NDArray[Any] = first_days + ((counted % 52 * 7 * _DAY).astype("timedelta64[s]"))
            return result
        if self.kind == "y":
            return _first_of_months((counted - 1960) * 12)
        months = {"m": 1, "q": 3, "h": 6}[self.kind]
        return _first_of_months(counted * months)


def spss_format(written: str) -> DateFormat | None:
    """Return the date format of a column of SPSS, from one such as DATE11; None when it shows no date.

    Durations (TIME, DTIME, MTIME) are numbers of seconds, and WKDAY and MONTH numbers from 1, as they are.

    Examples
    --------
    >>> spss_format("MOYR8"), spss_format("DTIME20")
    (DateFormat(kind='spss'), None)
    """
    name = re.match(r"[A-Z]*", written.upper())
    return DateFormat("spss") if name and name[0] in _SPSS_DATES else None


def stata_format(written: str) -> DateFormat | None:
    """Return the date format of a column of Stata, from one such as %tdD_m_Y; None when it shows no date.

    Examples
    --------
    >>> stata_format("%tq"), stata_format("%9.0g")
    (DateFormat(kind='q'), None)
    """
    match = _STATA_FORMAT.match(written)
    if match is None or match["kind"] == "b":
        return None
    return DateFormat(match["kind"] or "d")


def is_business_calendar(written: str) -> bool:
    """Say whether a column of Stata counts the days of a calendar that stands in a file of its own.

    Examples
    --------
    >>> is_business_calendar("%tbnyse"), is_business_calendar("%td")
    (True, False)
    """
    match = _STATA_FORMAT.match(written)
    return match is not None and match["kind"] == "b"


def with_dates(frame: pd.DataFrame, formats: Mapping[str, DateFormat]) -> pd.DataFrame:
    """Turn the numbers of some columns into dates; those that are none stay numbers, to be told of.

    Parameters
    ----------
    frame : DataFrame, one row per respondent
        Numbers, beside the letters of Stata's missing values.
    formats : Mapping of str to DateFormat
        The columns of dates.

    Returns
    -------
    DataFrame, one row per respondent
        A column of dates is datetime64; one that holds more than dates has each as ISO text, beside numbers
        and letters.

    Examples
    --------
    >>> with_dates(pd.DataFrame({"d": [0.0, 366.0, None]}), {"d": DateFormat("d")})["d"].dt.year.tolist()
    [1960.0, 1961.0, nan]
    """
    return frame.assign(**{name: _read_dates(frame[name], each) for name, each in formats.items()})


def _read_dates(column: pd.Series[Any], shown_as: DateFormat) -> pd.Series[Any]:
    """Turn one column into dates."""
    letters = pd.Series(False, index=column.index)
    if not pd.api.types.is_numeric_dtype(column.dtype):
        letters = column.map(lambda cell: isinstance(cell, str))
    numbers = pd.to_numeric(column.where(~letters), errors="coerce").to_numpy(dtype=np.float64)
    dates, is_date = shown_as.dates(numbers)
    is_other = ~is_date & ~np.isnan(numbers)
    if not (is_other.any() or letters.any()):
        return pd.Series(dates, index=column.index)
    # A declared missing code among the dates, a letter, or a day that cannot be.
    cells = np.array([None] * len(column), dtype=object)
    cells[is_date] = np.datetime_as_string(dates[is_date])
    cells[is_other] = numbers[is_other]
    cells[letters.to_numpy(dtype=bool)] = column[letters.to_numpy(dtype=bool)].to_numpy(dtype=object)
    return pd.Series(cells, index=column.index, dtype=object)


def _first_of_months(months: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return the first day of months counted from January 1960."""
    # Years are counted from 1970 by numpy, months of Stata from 1960.
    return (months - 120).astype("datetime64[M]").astype("datetime64[s]")


def _without_leap_seconds(seconds: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return dates from seconds since 1960 that leap seconds are counted in."""
    ends = np.array(_LEAP_DAYS, dtype="datetime64[D]") + 1
    # After the nth leap second the count is n ahead.
    counted = (ends - _STATA_ORIGIN.astype("datetime64[D]")).astype(np.int64) * _DAY + np.arange(
        1, len(ends) + 1
    )
    added = np.searchsorted(counted, seconds, side="right")
    return _STATA_ORIGIN + (seconds - added).astype("timedelta64[s]")
