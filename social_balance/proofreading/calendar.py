"""Dates, months and years as papers write them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from social_balance.proofreading.lexicon import Lexicon

# The forms of a date, from the name of the pattern that finds it.
Form = Literal["dotted", "dashed", "slashed", "iso", "named", "month_first"]


@dataclass(frozen=True)
class Moment:
    """A date, or a period of a year or part of it.

    Parameters
    ----------
    start, end : int
        Where in the sentence it stands.
    text : str
        As printed.
    value : date, optional
        The day; none where the printed date does not exist, and of a period none.
    key : tuple of int
        Year and month, or the year alone: what two periods are put in order by; empty when unknown.
    form : str
        How a date is written; "period" of a period.
    """

    start: int
    end: int
    text: str
    value: datetime.date | None
    key: tuple[int, ...]
    form: str

    @property
    def letter(self) -> str:
        """The letter of its mark: d of a date, y of a period."""
        return "y" if self.form == "period" else "d"

    @property
    def exists(self) -> bool:
        """Whether there is such a date; a date without a year is not judged."""
        return self.form == "period" or self.value is not None or not self.key


def moment_patterns(words: Mapping[str, str]) -> list[str]:
    """Return the patterns of dates and periods of a language, each named by its form."""
    months = rf"(?:{words['months']}|(?:{words['short_months']})\.?)"
    year = r"(?:19|20)\d\d"
    return [
        r"(?P<iso>\b\d{4}-\d\d-\d\d\b)",
        r"(?P<dotted>(?<![\d.])\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b)",
        r"(?P<slashed>(?<![\d/])\d{1,2}/\d{1,2}[-/ .]\s?(?:\d{4}|\d\d)\b(?![\d/]))",
        r"(?P<dashed>(?<![\d-])\d{1,2}-\d{1,2}-\d{4}\b)",
        rf"(?P<month_first>\b{months}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{year}\b|(?!\d|\s\d)))",
        rf"(?P<named>\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s?{months}(?![^\W\d_])(?:,?\s{year}\b)?)",
        rf"(?P<month>\b{months}\s{year}\b(?:[/–-]\d\d(?:\d\d)?\b)?)",
        rf"(?P<part>\b\d\.\s?(?:{words['quarter']})(?:\s{year}\b)?)",
        rf"(?P<span>\b{year}\s?[/–-]\s?(?:{year}|\d\d)\b(?!\d))",
        rf"(?P<year>(?<![\w.,/]){year}(?![\w/]|[.,]\d|\s?(?:{words['percent']}|{words['money_units']}|%)))",
    ]


def moment_of(form: str, match: re.Match[str], lexicon: Lexicon) -> Moment:
    """Return what a match of one of the patterns says."""
    text = match[0].strip()
    if form in ("month", "part", "span", "year"):
        return Moment(
            match.start(), match.start() + len(text), text, None, _period_key(text, lexicon), "period"
        )
    day = _day_of(form, text, lexicon)
    key = tuple(day) if day else ()
    value = None
    if len(key) == 3:
        try:
            value = datetime.date(*key)
        except ValueError:
            value = None
    else:
        key = ()
    return Moment(match.start(), match.start() + len(text), text, value, key, form)


def _day_of(form: str, text: str, lexicon: Lexicon) -> list[int] | None:
    """Return year, month and day; fewer where the text has no year."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if form == "iso":
        return numbers
    if form in ("named", "month_first"):
        month = month_number(text, lexicon)
        return [numbers[1], month, numbers[0]] if len(numbers) == 2 else None
    year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
    return [year, numbers[1], numbers[0]]


def month_number(text: str, lexicon: Lexicon) -> int:
    """Return the number of the month that a text names; 0 where it names none."""
    lowered = text.lower()
    for key in ("months", "short_months"):
        for number, name in enumerate(lexicon.words[key].split("|"), start=1):
            if re.search(rf"(?<![^\W\d_]){name}(?![^\W\d_])", lowered):
                return number
    return 0


def _period_key(text: str, lexicon: Lexicon) -> tuple[int, ...]:
    years = re.findall(r"(?:19|20)\d\d", text)
    month = month_number(text, lexicon)
    if not years:
        return ()
    if month:
        return int(years[0]), month
    # Part of a year: the first digit counts the parts.
    part = re.match(r"(\d)\.", text)
    return (int(years[0]), int(part[1])) if part else (int(years[0]),)
