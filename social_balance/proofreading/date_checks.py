"""Remarks on dates: such as do not exist, are after the paper's own, or stand in another order than told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from social_balance.proofreading.calendar import Moment, month_number
from social_balance.proofreading.remarks import Certainty, Remark, certainty_if
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

_ORDERS: tuple[tuple[str, Certainty, bool], ...] = (
    # Pattern, certainty, and whether the sentence has to tell of what has happened.
    (r"<from> (?:<articles> )?[[d:first]]~25<to> (?:<articles> )?[[d:second]]", "high", False),
    (r"<from> (?:<articles> )?[[y:first]]~25<to> (?:<articles> )?[[y:second]]", "medium", False),
    (r"[[d:second]]~90<after>~90[[d:first]]", "medium", True),
    (r"^<after>~90[[d:first]]~90[[d:second]]", "medium", True),
    (r"[[d:first]]~90<then>~90[[d:second]]", "medium", True),
    (r"[[d:first]]~60<before>~60[[d:second]]", "medium", True),
    (r"[[d:first]] <list_and> <ending_verbs>~25[[d:second]]", "high", False),
    (r"<committee>~40[[d:first]]~60<council>~40[[d:second]]", "medium", False),
)
_PAPER_DATE = r"<paper_date>~30[[d:day]]"
# The papers cite a decision without a verb: "Byrådet 22.06.2022, punkt 11".
_COUNCIL_DATE = r"<council>~30[[d:day]]"
_HEAD = 15  # in the first passages of a paper stands its date


def find_paper_date(sentences: Iterable[Sentence]) -> datetime.date | None:
    """Return the date that the head of a paper gives for the paper itself.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> find_paper_date([read_sentence("Mødedato: 14.05.2024", lexicon_of("da"))])
    datetime.date(2024, 5, 14)
    """
    for _, sentence in zip(range(_HEAD), sentences, strict=False):
        for match in sentence.find(_PAPER_DATE):
            day = sentence.moment(match["day"]).value
            if day:
                return day
    return None


def check_existing_dates(scene: Scene) -> Iterator[Remark]:
    """Say of a date that there is none such, or that it is another day of the week.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> scene = Scene(read_sentence("Mødet er tirsdag den 31. april 2025.", lexicon_of("da")))
    >>> [remark.words("da") for remark in check_existing_dates(scene)]
    ['31. april 2025 findes ikke']
    """
    sentence = scene.sentence
    for moment in sentence.moments:
        if not moment.exists:
            yield Remark("impossible_date", "high", "no_such_date", {"date": moment.text})
    names = sentence.lexicon.words["weekdays"].split("|")
    for match in sentence.find(r"(?P<weekday><weekdays>),? (?:<articles> )?[[d:day]]"):
        moment = sentence.moment(match["day"])
        if moment.value and names[moment.value.weekday()] != match["weekday"].strip():
            values = {"date": moment.text, "right": names[moment.value.weekday()]}
            yield Remark("impossible_date", "high", "weekday", values)


def check_future_dates(scene: Scene) -> Iterator[Remark]:
    """Say where something is told as done on a day after the paper's own.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> sentence = read_sentence("Byrådet besluttede den 09.03.2026 at gå videre.", lexicon_of("da"))
    >>> [r.certainty for r in check_future_dates(Scene(sentence, day=datetime.date(2016, 4, 12)))]
    ['high']
    """
    sentence = scene.sentence
    if scene.day is None:
        return
    past = sentence.has("past")
    coming = sentence.has("future")
    # A verb in the past that has a date of its own is not told of another.
    is_served = any(m.value and m.value <= scene.day for m in sentence.moments)
    cited = {match["day"] for match in sentence.find(_COUNCIL_DATE)}
    for moment in sentence.moments:
        if not _is_after(moment, scene.day):
            continue
        is_cited = any(sentence.moment(mark) == moment for mark in cited)
        lead = sentence.text[: moment.start].lower()
        starts = sentence.lexicon.pattern(r"<from_when> (?:<articles> )?$").search(lead)
        if coming or starts or not (is_cited or (past and not is_served)):
            continue
        certainty = certainty_if(past and moment.value and not is_served)
        values = {"date": moment.text, "paper": scene.day.isoformat()}
        yield Remark("future_date", certainty, "future_date", values)


def check_order_of_dates(scene: Scene) -> Iterator[Remark]:
    """Say where of two dates the later comes first, or a date is of another decade than its year.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Høringen løb fra 03.06.2024 til 29.04.2024."
    >>> [r.words("da") for r in check_order_of_dates(Scene(read_sentence(text, lexicon_of("da"))))]
    ['03.06.2024 er efter 29.04.2024']
    """
    sentence = scene.sentence
    if len(sentence.moments) < 2:
        return
    has_happened = sentence.has("past") and not sentence.has("future")
    for shorthand, certainty, only_past in _ORDERS:
        if only_past and not has_happened:
            continue
        for match in sentence.find(shorthand):
            first = sentence.moment(match["first"])
            second = sentence.moment(match["second"])
            if _is_later(first, second, scene):
                yield Remark(
                    "date_order", certainty, "date_order", {"first": first.text, "second": second.text}
                )
                return
    yield from _check_decades(sentence)


def _is_after(moment: Moment, day: datetime.date) -> bool:
    if moment.value:
        return moment.value > day
    return moment.form == "period" and len(moment.key) == 1 and moment.key[0] > day.year


def _is_later(first: Moment, second: Moment, scene: Scene) -> bool:
    """Say whether the first is after the second; a date without a year has that of the other."""
    one = first.value or _day_in_year_of(first, second, scene)
    other = second.value or _day_in_year_of(second, first, scene)
    if one and other:
        return one > other
    return (
        first.form == second.form == "period" and len(first.key) == len(second.key) and first.key > second.key
    )


def _day_in_year_of(moment: Moment, other: Moment, scene: Scene) -> datetime.date | None:
    """Return a date without a year as one of the year of another; None where the year before may be meant."""
    # From November to February without a year is over New Year.
    if moment.form not in ("named", "month_first") or moment.key or other.value is None:
        return None
    day = int("".join(filter(str.isdecimal, moment.text)))
    month = month_number(moment.text, scene.sentence.lexicon)
    if month - other.value.month > 6 or not 1 <= day <= 28:
        return None
    return datetime.date(other.value.year, month, day)


def _check_decades(sentence: Sentence) -> Iterator[Remark]:
    """Say of a date that its year is ten or twenty off the year that the sentence speaks of."""
    years = {
        m.key[0]: m.text
        for m in sentence.moments
        if m.form == "period" and len(m.key) == 1 and len(m.text) == 4
    }
    days = [m for m in sentence.moments if m.value]
    if len(years) != 1 or len(days) != 1 or sentence.has("future") or not sentence.has("past", "council"):
        return
    [(year, text)] = years.items()
    apart = abs(days[0].key[0] - year)
    if apart and apart % 10 == 0:
        yield Remark("date_order", "medium", "date_year", {"date": days[0].text, "year": text})
