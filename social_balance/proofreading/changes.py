"""The changes that a sentence tells of: from what to what, in which direction, and by how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from social_balance.language.texts import number
from social_balance.proofreading.pair_units import same_unit
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.skeleton import Sentence

Direction: TypeAlias = Literal[-1, 0, 1]  # a fall, not said, a rise

_ABOUT = r"(?:<approximately> )?(?:<articles> )?"
# "Fra 7 procent i 2022 til 5 procent": dates and sections may stand between, another figure may not.
_FROM_TO = rf"<from> {_ABOUT}[[pnkm:before]]~~80(?:<via> [[pnkm]]~~60)?<to> {_ABOUT}[[pnkm:after]]"
# English tells the end first: "5 per cent, down from 7".
_FROM_ALONE = rf"[[pnkm:after]]~~60(?:<up_from>|<down_from>) {_ABOUT}[[pnkm:before]]"
# "412 i 2023 mod 389 året før": which of the two is the earlier is settled by their times.
_AGAINST = rf"[[pnkm:after]]~~80<against> {_ABOUT}[[pnkm:before]]"
_AGAINST_TURNED = rf"<against> {_ABOUT}[[pnkm:before]]~~40<before_words>~~40[[pnkm:after]]"
_VERB_BEFORE = r"(?:(?P<rise><rise_verbs>|<rise_nouns>)|(?P<fall><fall_verbs>|<fall_nouns>))"
_NOUN_AFTER = (
    r"^~~60(?:(?:, |– )(?:(?:<equals>|<and_so>) )*| (?:(?:<equals>|<and_so>) )+)<articles> (?:<adjectives> )*"
    r"(?:(?P<rise><rise_nouns>)|(?P<fall><fall_nouns>))(?! <in_figures>)"
)
# "Svarende til 12 procent" is a change after a pair, and a share after a count.
_AGAINST_INSIDE = r"[[pnkm:after]](?:~15[[yd:until]])?~15<against> [[pnkm:before]](?:~15[[yd:since]])?"
_EQUAL_TO = rf"<equals> (?:<articles> )?{_ABOUT}[[pom:told]]"
_TOLD = (
    rf"(?:(?P<rise><rise_verbs>)|(?P<fall><fall_verbs>))~40<by> {_ABOUT}[[ponkm:told]]",
    rf"(?:(?P<rise><rise_nouns>)|(?P<fall><fall_nouns>)|<change_nouns>)~40<of_size> {_ABOUT}[[ponkm:told]]",
    rf"<by> {_ABOUT}[[ponkm:told]]~4(?=,|\.|$|<from>)",
    # "From 72.5 to 70 per cent, down 2.5 per cent".
    rf", (?:(?P<rise><up_alone>)|(?P<fall><down_alone>)) {_ABOUT}[[pom:told]](?=[,.;]|$)",
    rf", (?:<equals> )?{_ABOUT}[[pom:told]] (?:(?P<rise><up_alone>)|(?P<fall><down_alone>))(?=[,.;]|$)",
    r"[[ponkm:told]](?: <points_words>)? (?:<adjectives> )?(?:(?P<rise><rise_nouns>)|(?P<fall><fall_nouns>))",
    r"[[ponkm:told]]~14(?:(?P<rise><more>)|(?P<fall><less>))(?=\W|$)",
    _EQUAL_TO,
)
# "1.114 borgere, hvilket er 46 færre end": the number before is told by the difference alone.
_DIFFERENCE = (
    r"[[n:level]]~~120, (?:(?:<equals>|<and_so>) )+[[n:size]]~12(?:(?P<rise><more>)|(?P<fall><less>)) <than>"
)
_TIME_BEFORE_PAIR = r"(?: <time_prepositions>(?: [^\W\d_]+){1,3})?, $"
# A scale has two ends, and nothing goes from the one to the other.
_SCALE = r"<scale>[^«»]{0,12}$"
# "7,8 procent i 2022 og 7,1 procent i 2023 og er dermed steget": a conclusion drawn from the pair.
_CONCLUSION = r"^[^;:]{0,30}?<therefore> (?:(?P<rise><rise_verbs>)|(?P<fall><fall_verbs>))(?=[,.;]|$)"
# What follows a size that is held up against others, and so is no size of the change.
_GAP_WORD = r"^(?: <points_words>)? (?:<adjectives> )*(?:<higher_than>|<lower_than>|<over_under>)(?=\W)"
_RELATIVE_TIMES: tuple[tuple[str, Direction], ...] = (("before_words", -1), ("after_words", 1))


@dataclass(frozen=True)
class Told:
    """The size of a change as the text has it; not sure where it may also be a share."""

    quantity: Quantity
    direction: Direction
    position: int
    sure: bool = True


@dataclass(frozen=True)
class Change:
    """A figure before and after.

    Parameters
    ----------
    before, after : Quantity
        The two figures, in one unit.
    start, position : int
        Where in the skeleton the pair begins and ends; −1 for one that began in a sentence before.
    direction : {-1, 0, 1}
        What the words around say that it did.
    loose : bool
        Whether it was put together from figures of different times, rather than told as "from … to".
    """

    before: Quantity
    after: Quantity
    position: int
    direction: Direction = 0
    start: int = -1
    loose: bool = False

    @property
    def sign(self) -> Direction:
        """What it did by its figures."""
        return _order(self.before.value, self.after.value)


def find_changes(
    sentence: Sentence, above: Sentence | None = None, changes_above: Sequence[Change] = ()
) -> list[Change]:
    """Return the pairs of figures that a sentence says one became the other.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    above : Sentence, optional
        The one before it in the passage, which may have the first figure.
    changes_above : sequence of Change
        The changes of that one, which this may tell the size of.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Andelen er faldet fra 72,5 procent i 2022 til 70 procent i 2023."
    >>> [change] = find_changes(read_sentence(text, lexicon_of("da")))
    >>> change.before.text, change.after.text, change.direction
    ('72,5 procent', '70 procent', -1)
    """
    changes = [*_from_to(sentence), *_against_before(sentence), *_against_in_brackets(sentence)]
    return (
        changes
        or _beside_bracket(sentence)
        or _by_years(sentence, above)
        or _by_difference(sentence)
        or _told_above(sentence, changes_above)
    )


def find_told(sentence: Sentence, changes: Sequence[Change]) -> list[Told]:
    """Return the sizes of changes that a sentence tells, other than the figures themselves."""
    used = {quantity.place for change in changes for quantity in (change.before, change.after)}
    told: dict[Quantity, Told] = {}
    # Where a share is told, "svarende til 12 procent" is the share.
    has_share = sentence.has("out_of", "part_words")
    for shorthand in _TOLD[:-1] if has_share else _TOLD:
        for match in sentence.find(shorthand):
            quantity = sentence.quantity(match["told"])
            if quantity.place not in used and quantity not in told:
                sure = shorthand != _EQUAL_TO or _follows_pair(changes, match.start("told"))
                # "Ligger 2 point over landsgennemsnittet" is the size of another difference.
                sure = sure and not sentence.lexicon.pattern(_GAP_WORD).search(
                    sentence.skeleton[match.end("told") + 1 :]
                )
                told[quantity] = Told(quantity, _direction_of(match), match.start("told"), sure)
    for aside in sentence.asides:
        if sentence.lexicon.pattern("<uncertainty>").search(aside.skeleton):
            continue
        is_change = aside.host is not None and (aside.host.place in used or aside.host in told)
        for quantity in aside.quantities:
            # Without a sign only points, or a per cent beside the told number itself, are surely a change.
            as_change = quantity.unit == "points" or (
                quantity.signed and quantity.unit in ("percent", "number")
            )
            beside = aside.host in told and quantity.unit == "percent" and len(aside.quantities) == 1
            alone = quantity.unit == "percent" and len(aside.quantities) == 1
            if (
                is_change
                and (as_change or beside or alone)
                and quantity not in told
                and quantity.place not in used
            ):
                told[quantity] = Told(quantity, 0, aside.position, sure=as_change or beside)
    for quantity in sentence.quantities:
        if quantity.unit == "points" and quantity not in told and quantity.place not in used:
            told[quantity] = Told(quantity, 0, sentence.position_of(quantity), sure=False)
    return sorted(told.values(), key=lambda each: each.position)


def _follows_pair(changes: Sequence[Change], position: int) -> bool:
    """Say whether a size stands right after a pair that is told as one."""
    return any(not each.loose and 0 <= position - each.position <= 60 for each in changes)


def _from_to(sentence: Sentence) -> list[Change]:
    changes: list[Change] = []
    for shorthand in (_FROM_TO, _FROM_ALONE):
        for match in sentence.find(shorthand):
            before = sentence.quantity(match["before"])
            after = sentence.quantity(match["after"])
            pair = same_unit(before, after, sentence)
            # From one end of a scale to the other nothing moves.
            if pair is None or sentence.lexicon.pattern(_SCALE).search(sentence.skeleton[: match.start()]):
                continue
            direction = _direction_around(sentence, match.start(), match.end())
            changes.append(Change(*pair, match.end(), direction, match.start()))
            twin = _pair_in_brackets(sentence, before, after)
            if twin:
                changes.append(Change(*twin, match.end(), direction, match.start()))
    return [*changes, *_from_to_in_brackets(sentence)]


def _from_to_in_brackets(sentence: Sentence) -> Iterator[Change]:
    """Return the pairs that stand in brackets after what they are of: "er faldet (fra 7 til 5)"."""
    for aside in sentence.asides:
        match = sentence.lexicon.pattern(_FROM_TO).search(aside.skeleton)
        if match is None:
            continue
        pair = same_unit(sentence.quantity(match["before"]), sentence.quantity(match["after"]), sentence)
        if pair:
            direction = _direction_around(sentence, aside.position, aside.position)
            yield Change(*pair, aside.position, direction, aside.position)


def _pair_in_brackets(
    sentence: Sentence, before: Quantity, after: Quantity
) -> tuple[Quantity, Quantity] | None:
    """Return the figures in brackets after the two, as in "from 5 (2.6%) to 9 (4.7%)"."""
    first = sentence.aside_of(before)
    last = sentence.aside_of(after)
    if first is None or last is None or len(first.quantities) != 1 or len(last.quantities) != 1:
        return None
    one = first.quantities[0]
    other = last.quantities[0]
    if one.unit != other.unit or one.signed or other.signed:
        return None
    return one, other


def _against_before(sentence: Sentence) -> list[Change]:
    changes: list[Change] = []
    told = {each.quantity for each in find_told(sentence, [])}
    for shorthand in (_AGAINST, _AGAINST_TURNED):
        for match in sentence.find(shorthand):
            before = sentence.quantity(match["before"])
            after = sentence.quantity(match["after"])
            # "9 af dem (35 procent) mod 45 procent året før": a share is held against a share.
            earlier = _share_beside(sentence, before, after)
            later = _share_beside(sentence, after, before)
            pair = same_unit(earlier, later, sentence)
            order = 1 if shorthand == _AGAINST_TURNED else _order_in_time(sentence, match, before, after)
            if pair is None or order == 0 or {before, after} & told:
                continue
            if order < 0:
                pair = (pair[1], pair[0])
            direction = _noun_direction(sentence, match.end())
            changes.append(Change(*pair, match.end(), direction, match.start(), loose=True))
    return changes


def _share_beside(sentence: Sentence, quantity: Quantity, other: Quantity) -> Quantity:
    """Return the share in brackets after a count, where it is held against a share."""
    aside = sentence.aside_of(quantity)
    if aside is None or quantity.unit != "number" or other.unit != "percent" or len(aside.quantities) != 1:
        return quantity
    share = aside.quantities[0]
    return share if share.unit == "percent" else quantity


def _against_in_brackets(sentence: Sentence) -> Iterator[Change]:
    """Return the pairs such as "færre anmeldelser (489 mod 561)", in order by their years or by the word."""
    for aside in sentence.asides:
        match = sentence.lexicon.pattern(_AGAINST_INSIDE).search(aside.skeleton)
        if match is None or len(aside.quantities) != 2:
            continue
        pair = same_unit(sentence.quantity(match["before"]), sentence.quantity(match["after"]), sentence)
        lead = sentence.skeleton[max(0, aside.position - 50) : aside.position]
        words = list(sentence.lexicon.pattern(r"(?:(?P<rise><more>)|(?P<fall><less>))(?=\W)").finditer(lead))
        direction = _direction_of(words[-1]) if words and "«" not in lead[words[-1].end() :] else 0
        order = 0
        if match["until"] and match["since"]:
            order = _order(sentence.moment(match["since"]).key, sentence.moment(match["until"]).key)
        elif direction and sentence.has("against"):
            order = 1
        if pair and order:
            before, after = pair[::order]
            yield Change(before, after, aside.position, direction, aside.position, loose=True)


def _order_in_time(sentence: Sentence, match: re.Match[str], before: Quantity, after: Quantity) -> int:
    """Return 1 when the figure held up against is the earlier, −1 when it is the later, 0 when unknown."""
    earlier = sentence.periods.get(before)
    later = sentence.periods.get(after)
    if earlier and later and earlier.key and later.key:
        if len(earlier.key) == len(later.key) and earlier.key != later.key:
            return _order(earlier.key, later.key)
        if earlier.key[0] != later.key[0]:
            return _order(earlier.key[0], later.key[0])
        return 0
    rest = sentence.skeleton[match.start("before") :]
    if sentence.lexicon.pattern(r"^\w+»[^«»,;]{0,40}?<before_words>").search(rest):
        return 1
    return int(bool(earlier and earlier.form == "period" and not later))


def _beside_bracket(sentence: Sentence) -> list[Change]:
    """Return the pair of a figure and the one of another year in a bracket after it: "76,9 (2023: 76,4)"."""
    pairs = [
        (aside.quantities[0], aside.host)
        for aside in sentence.asides
        if aside.host
        and len(aside.quantities) == 1
        and aside.quantities[0].unit == aside.host.unit
        and sentence.lexicon.pattern("^«y[^»]*»:? «[pnkm]").search(aside.skeleton)
    ]
    return [Change(*pairs[0], sentence.position_of(pairs[0][1]), loose=True)] if len(pairs) == 1 else []


def _by_difference(sentence: Sentence) -> list[Change]:
    """Return the pair behind a number and how many more or fewer it is than before."""
    found = sentence.find(_DIFFERENCE)
    if len(found) != 1:
        return []
    level = sentence.quantity(found[0]["level"])
    size = sentence.quantity(found[0]["size"])
    before = level.value + size.value if found[0]["fall"] else level.value - size.value
    if before <= 0 or level.approximate or size.approximate:
        return []
    text = number(float(before), 0, lang=sentence.lexicon.lang)
    return [Change(replace(level, value=before, text=text), level, found[0].end(), loose=True)]


def _by_years(sentence: Sentence, above: Sentence | None) -> list[Change]:
    """Return the pair of two figures of different times, the first perhaps in the sentence before."""
    here = _dated(sentence)
    if len(here) == 1 and above is not None:
        there = _dated(above)
        return _pair_by_time(sentence, there[0], here[0], start=-1) if len(there) == 1 else []
    if len(here) != 2:
        return []
    return _pair_by_time(sentence, here[0], here[1], start=sentence.position_of(here[1].quantity))


@dataclass(frozen=True)
class _Dated:
    """A figure and when it was so: a period, or −1 for before and 1 for now."""

    quantity: Quantity
    key: tuple[int, ...]
    relative: Direction = 0


def _pair_by_time(sentence: Sentence, first: _Dated, last: _Dated, *, start: int) -> list[Change]:
    pair = same_unit(first.quantity, last.quantity, sentence)
    if pair is None or first.quantity.unit != last.quantity.unit:
        return []
    if first.relative == last.relative == 0:
        if len(first.key) != len(last.key) or first.key == last.key:
            return []
        in_order = first.key < last.key
    elif first.relative == last.relative:
        return []
    else:
        in_order = first.relative < last.relative
    if not in_order:
        pair = (pair[1], pair[0])
    concluded = sentence.lexicon.pattern(_CONCLUSION).search(sentence.skeleton[max(start, 0) :])
    direction = _direction_of(concluded) if concluded else 0
    return [Change(*pair, start, direction, loose=True)]


def _dated(sentence: Sentence) -> list[_Dated]:
    """Return the figures that have a time and are not told as the size of a change."""
    told = {each.quantity for each in find_told(sentence, [])}
    dated: dict[Quantity, _Dated] = {}
    for words, relative in _RELATIVE_TIMES:
        for shorthand in (rf"<{words}>~45[[pnkm:dated]]", rf"[[pnkm:dated]]~20<{words}>"):
            for match in sentence.find(shorthand):
                quantity = sentence.quantity(match["dated"])
                dated.setdefault(quantity, _Dated(quantity, (), relative))
    for quantity, moment in sentence.periods.items():
        if quantity not in dated and moment.key:
            dated[quantity] = _Dated(quantity, moment.key)
    return [dated[q] for q in sentence.quantities if q in dated and q not in told]


def _told_above(sentence: Sentence, changes_above: Sequence[Change]) -> list[Change]:
    """Return the pair of the sentence before, where this one has no figures but the size of a change."""
    figures = [quantity for quantity in sentence.all_quantities if quantity.unit != "word"]
    if not figures or len(changes_above) != 1 or _dated(sentence):
        return []
    sizes = {told.quantity for told in find_told(sentence, [])}
    if not sizes.issuperset(figures) or len(sizes) != 1:
        return []
    return [replace(changes_above[0], position=-1, direction=0, loose=True)]


def _direction_around(sentence: Sentence, start: int, end: int) -> Direction:
    """Return the direction of the last verb or noun before a pair, or else of the noun right after it."""
    lead = sentence.skeleton[max(0, start - 90) : start]
    found = list(sentence.lexicon.pattern(_VERB_BEFORE).finditer(lead))
    if found:
        last = found[-1]
        between = lead[last.end() :]
        # The verb of another clause, or one that is denied, says nothing of this pair; a comma right before
        # the pair parts nothing: "steg i løbet af året, fra 8,9 til 8,4".
        if between.endswith(", "):
            between = sentence.lexicon.pattern(_TIME_BEFORE_PAIR).sub("", between)
        parted = sentence.lexicon.pattern(r"[;:]|, |<clause_breaks>|«[pnkm]\d+»[^«»]*«[pnkm]").search(between)
        denied = sentence.lexicon.pattern(r"<negation>[^«»,]{0,15}$").search(lead[: last.start()])
        if not parted and not denied:
            return _direction_of(last)
    return _noun_direction(sentence, end)


def _noun_direction(sentence: Sentence, end: int) -> Direction:
    rest = sentence.skeleton[end : end + 110]
    match = sentence.lexicon.pattern(_NOUN_AFTER).search(rest)
    if match is None:
        return 0
    return _direction_of(match)


def _direction_of(match: re.Match[str]) -> Direction:
    groups = match.groupdict()
    if groups.get("rise"):
        return 1
    if groups.get("fall"):
        return -1
    return 0


def _order(first: Any, last: Any) -> Direction:
    """Return 1 where the last is the larger, −1 where the first is, 0 where neither."""
    if first == last:
        return 0
    if first < last:
        return 1
    return -1
