"""What a paper has written of an indicator, held against the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from social_balance.language.texts import number, phrase
from social_balance.language.words import Lang
from social_balance.lists.arithmetic import (
    changes_as_printed,
    check_change,
    possible_bases,
    possible_counts,
    share_in_percent,
)
from social_balance.lists.judging import Judgement, subtract
from social_balance.lists.periods import Period
from social_balance.lists.strategy.goals import FollowedIndicator
from social_balance.lists.strategy.judgements import JUDGEMENTS, met_as_published
from social_balance.lists.strategy.settings import ChangeTable, FigureTable, PublishedTable
from social_balance.lists.target_texts import word_amount

RemarkKind: TypeAlias = Literal["contradiction", "reading"]
_PERCENT = "procent"
_POINTS = "procentpoint"


@dataclass(frozen=True)
class Remark:
    """Where a paper and its own figures do not agree, or can be read in two ways.

    Parameters
    ----------
    indicator : str
    kind : {"contradiction", "reading"}
    code : str
        A key of the table ``target_remarks`` of a language.
    text : str
    """

    indicator: str
    kind: RemarkKind
    code: str
    text: str


@dataclass(frozen=True)
class Facts:
    """An indicator, what its figures say, and the language that remarks are written in."""

    indicator: FollowedIndicator
    judged: Judgement
    lang: Lang

    def remark(self, kind: RemarkKind, code: str, **values: object) -> Remark:
        """Return a remark in words."""
        return Remark(self.indicator.id, kind, code, phrase("target_remarks", code, self.lang, **values))

    def amount(self, value: Decimal | float, *, unit: str = "") -> str:
        """Return a figure with its unit as the follow-up writes it."""
        table = self.indicator.table
        return word_amount(float(value), unit or table.unit, table.digits, self.lang)

    def figure(self, period: Period | None) -> Decimal | None:
        """Return the figure of a period, the baseline's among them; without a period it is the baseline's."""
        baseline = self.judged.baseline
        # Where nothing is older, the newest figure stands as its own baseline, and no change is from itself.
        if period is None and baseline.period == self.judged.latest.period:
            return None
        if period is None or period == baseline.period:
            return baseline.value
        return self.indicator.series().value.get(period)


def find_remarks(indicator: FollowedIndicator, judged: Judgement, lang: Lang) -> list[Remark]:
    """Return every remark on one indicator, contradictions first.

    Parameters
    ----------
    indicator : FollowedIndicator
    judged : Judgement
        What its figures say.
    lang : {"da", "en"}
    """
    facts = Facts(indicator, judged, lang)
    remarks = [*_judged_otherwise(facts), *_counts_and_shares(facts), *_shares_of_one_base(facts)]
    published = indicator.table.published
    if published is not None:
        remarks += _claims_of_paper(facts, published)
    return sorted(remarks, key=lambda remark: remark.kind)


def can_be_checked(codes: Iterable[str], judged: Judgement) -> bool:
    """Return whether the figures say something of each word that a paper judges with."""
    claims = [JUDGEMENTS[code] for code in codes]
    moved = all(claim.moved is None or judged.change is not None for claim in claims)
    country = all(claim.country is None or judged.compared != "cannot_say" for claim in claims)
    return moved and country and any(claim.moved or claim.country for claim in claims)


def _judged_otherwise(facts: Facts) -> Iterator[Remark]:
    """Yield where the words of a paper and the figures say each their own."""
    codes = facts.indicator.judgements()
    told = met_as_published(codes, facts.indicator.target)
    met = facts.judged.met
    if {told, met} == {"yes", "no"}:
        yield facts.remark("contradiction", f"judged_{told}")
    claims = [JUDGEMENTS[code] for code in codes]
    change = facts.judged.change
    for moved in dict.fromkeys(claim.moved for claim in claims if claim.moved):
        if change is not None and moved != _movement_of(change, facts.indicator.table.digits):
            yield _moved_otherwise(facts, moved)
    compared = facts.judged.compared
    for country in dict.fromkeys(claim.country for claim in claims if claim.country):
        # A difference that we call level may well be above: a word on the right side stands.
        if compared != "cannot_say" and country != compared and not _is_on_side(facts.judged, country):
            values = {
                "told": _word_of(country, facts.lang),
                "value": facts.amount(facts.judged.latest.value or 0),
            }
            values["country"] = facts.amount(facts.judged.country or 0)
            yield facts.remark("contradiction", "country_otherwise", **values)


def _movement_of(change: Decimal, digits: int) -> str:
    """Return what a change is called, as the printed figures show it."""
    printed = number(float(change), digits)
    if printed == number(0, digits):
        return "unchanged"
    return "risen" if change > 0 else "fallen"


def _moved_otherwise(facts: Facts, moved: str) -> Remark:
    before = facts.amount(facts.judged.baseline.value or 0)
    after = facts.amount(facts.judged.latest.value or 0)
    told = phrase("judgements", moved, facts.lang)
    return facts.remark("contradiction", "moved_otherwise", told=told, before=before, after=after)


def _is_on_side(judged: Judgement, country: str) -> bool:
    """Return whether the figure is on the side of the country's that a paper says."""
    difference = subtract(judged.latest.value, judged.country)
    if difference is None:
        return False
    return (country == "above" and difference > 0) or (country == "below" and difference < 0)


def _word_of(country: str, lang: Lang) -> str:
    return phrase("targets", country, lang)


def _counts_and_shares(facts: Facts) -> Iterator[Remark]:
    """Yield the percentages that their own count and base do not give, and those that no count gives."""
    table = facts.indicator.table
    if table.unit != _PERCENT:
        return
    figures = list(facts.indicator.figures.values())
    if table.baseline is not None and table.baseline.value is not None:
        figures.insert(0, FigureTable(period=table.baseline.period, value=table.baseline.value))
    for figure in figures:
        if figure.value is None:
            continue
        if figure.count is not None and figure.base is not None:
            yield from _share_of_counts(facts, figure, figure.count, figure.base)
        most = figure.base or table.base_at_most
        if most is not None and not _has_whole_number(figure, most, table.digits):
            told = facts.amount(figure.value)
            when = figure.period.text(facts.lang)
            yield facts.remark(
                "contradiction", "no_whole_number", told=told, when=when, most=_whole(most, facts)
            )


def _share_of_counts(facts: Facts, figure: FigureTable, count: int, base: int) -> Iterator[Remark]:
    """Yield that a percentage is not that of its count and base."""
    digits = facts.indicator.table.digits
    right = share_in_percent(count, base)
    assert figure.value is not None
    assert right is not None
    if number(float(right), digits) != number(figure.value, digits):
        values = {"count": _whole(count, facts), "base": _whole(base, facts)}
        told = facts.amount(figure.value)
        yield facts.remark("contradiction", "share_otherwise", told=told, right=facts.amount(right), **values)


def _has_whole_number(figure: FigureTable, most: int, digits: int) -> bool:
    """Return whether some number of persons, of a base no larger than that, is printed as the percentage."""
    value = figure.value or 0.0
    bases = [most] if figure.base is not None else range(1, most + 1)
    return any(len(possible_counts(value, base, digits=digits)) for base in bases)


def _whole(count: int, facts: Facts) -> str:
    return number(count, 0, lang=facts.lang)


def _shares_of_one_base(facts: Facts) -> Iterator[Remark]:
    """Yield how many persons the printed shares are of, or that no number of persons gives them all."""
    table = facts.indicator.table
    shares = [
        (figure.count, figure.value)
        for figure in facts.indicator.figures.values()
        if figure.count and figure.value is not None and figure.base is None
    ]
    if not (table.same_base and len(shares) > 1):
        return
    bases = possible_bases(shares, digits=table.digits)
    if not len(bases):
        yield facts.remark("contradiction", "no_common_base")
        return
    first = _whole(bases[0], facts)
    last = _whole(bases[-1], facts)
    yield facts.remark("reading", "one_base", first=first, last=last)


def _claims_of_paper(facts: Facts, published: PublishedTable) -> Iterator[Remark]:
    """Yield where the changes and distances that a paper states are not those of the figures."""
    if published.change is not None:
        yield from _change_claimed(facts, published.change)
    judged = facts.judged
    distance = subtract(judged.latest.value, judged.country)
    if published.distance is not None:
        told = facts.amount(published.distance.amount, unit=published.distance.unit)
        if facts.indicator.table.unit == _PERCENT and published.distance.unit == _PERCENT:
            yield facts.remark("contradiction", "distance_in_percent", told=told)
        elif distance is not None and not _prints_alike(facts, abs(distance), published.distance.amount):
            right = facts.amount(abs(distance), unit=published.distance.unit)
            yield facts.remark("contradiction", "distance_otherwise", told=told, right=right)
    before = judged.baseline.value
    after = judged.latest.value
    if published.times is not None and before and after is not None:
        right_times = after / before
        # "En fordobling" is said of 1,9 and of 2,1 as well.
        if number(float(right_times), 0) != number(published.times, 0):
            told = number(published.times, lang=facts.lang)
            right = number(float(right_times), lang=facts.lang)
            yield facts.remark("contradiction", "times_otherwise", told=told, right=right)


def _prints_alike(facts: Facts, value: Decimal, told: float) -> bool:
    digits = facts.indicator.table.digits
    return number(float(value), digits) == number(told, digits)


def _change_claimed(facts: Facts, change: ChangeTable) -> Iterator[Remark]:
    """Yield where a change that a paper states is not that of its two figures."""
    before = facts.figure(change.since)
    after = facts.judged.latest.value
    if after is None:
        return
    if before is None:
        yield from _both_readings(facts, change, after)
        return
    moved = _movement_of(after - before, facts.indicator.table.digits)
    if change.direction is not None and moved != change.direction:
        yield facts.remark(
            "contradiction",
            "moved_otherwise",
            told=phrase("judgements", change.direction, facts.lang),
            before=facts.amount(before),
            after=facts.amount(after),
        )
    if change.unit in (_PERCENT, _POINTS):
        # Numbers have the decimals that the paper gives their change, shares those of the indicator.
        of: Literal["numbers", "percentages"] = "numbers"
        digits = _digits_of(change.amount)
        if facts.indicator.table.unit == _PERCENT:
            of = "percentages"
            digits = facts.indicator.table.digits
        issues = check_change(
            float(before), float(after), change.amount,
            called=change.unit, of=of, digits=digits, lang=facts.lang,  # type: ignore[arg-type]
        )  # fmt: skip
        for issue in issues:
            yield facts.remark("contradiction", "change_otherwise", text=issue.message(facts.lang))
    elif not _prints_alike(facts, abs(after - before), change.amount):
        told = facts.amount(change.amount)
        right = facts.amount(abs(after - before))
        yield facts.remark("contradiction", "size_otherwise", told=told, right=right)


def _both_readings(facts: Facts, change: ChangeTable, after: Decimal) -> Iterator[Remark]:
    """Yield what a figure was before, where only the change is known and "procent" may be points."""
    if facts.indicator.table.unit != _PERCENT or change.unit != _PERCENT or change.direction is None:
        return
    readings = changes_as_printed(float(after), change.amount, rising=change.direction == "risen")
    yield facts.remark(
        "reading",
        "two_readings",
        told=facts.amount(change.amount),
        after=facts.amount(after),
        points=facts.amount(readings.in_points),
        percent=facts.amount(readings.in_percent),
    )


def _digits_of(amount: float) -> int:
    """Return the decimals that a number was written with."""
    _, _, decimals = f"{amount:.10g}".partition(".")
    return len(decimals)
