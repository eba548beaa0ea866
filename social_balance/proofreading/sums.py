"""Remarks on parts and totals that do not add up, and on divisions that do not come out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Certainty, Computed, Remark, certainty_if
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.shares import total_above
from social_balance.proofreading.skeleton import Sentence

_MARK = re.compile(r"«([a-z])(\d+)»")
_EQUATION = re.compile(r"«[nkp]\d+»(?:[^«»=+]{0,30}(?:\+|plus)[^«»=+]{0,12}«[nkp]\d+»)+")
# "284 sager, fordelt på …" has all the parts, "heraf …" perhaps some, a colon as it may be.
_TOTAL_THEN = r"[[nkp:total]]~~100(?:(?P<all><split_words>)|(?P<some><part_words>)|(?P<colon>:))"
_OF_TOTAL = r"(?:^|[,;:] )(?:<out_of>|<of>) (?:[^\W\d_][\w-]* ){0,3}[[nk:total]]"
_THEN_TOTAL = r"<total_words>~~25[[nk:total]]"
_REMAINDER = r"<remainder> (?:<approximately> )?[[p:rest]]"
# A list of shares that ends in "andre" has left nobody out.
_OTHERS = r"<list_and> [[p]]~25<catch_all>"
_SHARED_OUT = r"<split_words>"
_EACH = r"<each>"
# Sums of numbers that count different things are no sums: only what nearly adds up was meant to.
_NEAR = {"number": Decimal("0.30"), "money": Decimal(1), "percent": Decimal("0.30")}
_NEAR_SUBSET = Decimal("0.10")
# Between the items of a list stands a phrase; further apart they are of other things.
_LONGEST_GAP = 75


def check_sums(scene: Scene) -> Iterator[Remark]:
    """Say where parts are not the total told, beyond rounding.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Af 284 klager er 192 stadfæstet, 29 ændret og 73 hjemvist."
    >>> [r.words("da") for r in check_sums(Scene(read_sentence(text, lexicon_of("da"))))]
    ['192 + 29 + 73 er 294, ikke 284']
    """
    sentence = scene.sentence
    if len(sentence.all_quantities) < 3:
        return
    seen: set[Quantity] = set()
    for remark, total in (
        *_check_equations(sentence),
        *_check_brackets(sentence), *_check_split(scene), *_check_total_after(sentence),
    ):  # fmt: skip
        if remark and total not in seen:
            yield remark
        seen.add(total)
    yield from _check_hundred(sentence)


def check_divisions(scene: Scene) -> Iterator[Remark]:
    """Say where a total divided by what each takes gives one more than the text has.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Der er behov for 82 robotter til 330 lånere, når hver robot lånes ud fire gange om året."
    >>> [remark.values["need"] for remark in check_divisions(Scene(read_sentence(text, lexicon_of("da"))))]
    [83]
    """
    sentence = scene.sentence
    whole = [
        q for q in sentence.quantities if q.unit in ("number", "word") and q.decimals == 0 and q.value > 1
    ]
    if len(whole) == 2 and scene.above:
        whole += [q for q in scene.above.sentence.quantities if q.unit == "number" and q.decimals == 0]
    if len(whole) != 3 or not sentence.has("each"):
        return
    small, middle, large = sorted(whole, key=lambda q: q.value)
    exact = large.value / small.value
    if sentence.has("needed") and middle.value < exact < middle.value + 1:
        values = {
            "total": large.text, "each": small.text, "told": middle.text,
            "exact": Computed(exact, 1), "need": ceil(exact),
        }  # fmt: skip
        yield Remark("division", "medium", "capacity", values)


def join_quantities(parts: list[Quantity]) -> str:
    """Return parts as a sum is written; a negative one with its minus."""
    words = parts[0].text
    for part in parts[1:]:
        words += f" − {part.text.lstrip('−–- ')}" if part.value < 0 else f" + {part.text}"
    return words


def _check_equations(sentence: Sentence) -> Iterator[tuple[Remark | None, Quantity]]:
    """Check sums that are written out, with the total on either side."""
    for match in _EQUATION.finditer(sentence.skeleton):
        parts = [sentence.quantity(letter + number) for letter, number in _MARK.findall(match[0])]
        after = re.match(r"[^«»]{0,30}=[^«»]{0,12}«([nkp])(\d+)»", sentence.skeleton[match.end() :])
        before = re.search(r"«([nkp])(\d+)»[^«»]{0,12}=[^«»]{0,12}$", sentence.skeleton[: match.start()])
        found = after or before
        if found:
            total = sentence.quantity(found[1] + found[2])
            yield _compare(parts, total, "high"), total


def _check_brackets(sentence: Sentence) -> Iterator[tuple[Remark | None, Quantity]]:
    """Check a number that is followed by its parts in a bracket: 29 sager (12 små og 17 store)."""
    for aside in sentence.asides:
        parts = list(aside.quantities)
        joined = sentence.lexicon.pattern(r"<list_and>|\+").search(aside.skeleton)
        total = aside.host
        if total is None or len(parts) < 2 or not joined or re.search("«[yd]|<", aside.skeleton):
            continue
        alike = all(part.unit == total.unit and not part.approximate for part in parts)
        if alike and not total.approximate:
            yield _compare(parts, total, "medium"), total


def _check_split(scene: Scene) -> Iterator[tuple[Remark | None, Quantity]]:
    """Check a total that is followed by its parts: all of them, or some."""
    sentence = scene.sentence
    for match in sentence.find(_TOTAL_THEN):
        total = sentence.quantity(match["total"])
        whole = bool(match["all"])
        yield _judge_parts(sentence, total, match.end(), whole=whole), total
    above = total_above(scene)
    if above:
        yield _judge_parts(sentence, above, 0, whole=False), above
    for match in sentence.find(_OF_TOTAL):
        total = sentence.quantity(match["total"])
        yield _judge_parts(sentence, total, match.end(), whole=False), total


def _judge_parts(sentence: Sentence, total: Quantity, start: int, *, whole: bool) -> Remark | None:
    parts, rest = _parts_after(sentence, total, start)
    if len(parts) < 2 or total.approximate or any(part.approximate for part in parts):
        return None
    sums = sum((part.value for part in parts), Decimal(0))
    running = sums
    # What comes in a further clause may be the last of the parts.
    for further in rest:
        running += further.value
        if _differs(running, [*parts, *rest], total) is None:
            return None
    difference = _differs(sums, parts, total)
    if difference is None:
        return None
    if whole:
        return _compare(parts, total, certainty_if(not rest))
    if rest or any(part.value < 0 for part in parts):
        return None
    # Some of the parts may be all that is told; parts that overlap may be more than the total.
    if difference < 0 and -difference > _NEAR_SUBSET * abs(total.value):
        return None
    return _compare(parts, total, certainty_if(len(parts) > 2 and difference > 0))


def _parts_after(sentence: Sentence, total: Quantity, start: int) -> tuple[list[Quantity], list[Quantity]]:
    """Return the list of figures of the total's unit that closes with "og", and those that come after it."""
    parts: list[Quantity] = []
    position = start
    closed = False
    lexicon = sentence.lexicon
    rest: list[Quantity] = []
    for mark in _MARK.finditer(sentence.skeleton, start):
        if mark[1] != total.letter:
            # A share beside a part, a year or a section does not end the list.
            continue
        gap = _MARK.sub("", sentence.skeleton[position : mark.start()])
        quantity = sentence.quantity(mark[1] + mark[2])
        joins = bool(lexicon.pattern(r"<list_and>|\+").search(gap))
        broken = len(gap) > _LONGEST_GAP or re.search(r"[;!?]", gap)
        if parts and (broken or lexicon.pattern("<clause_breaks>").search(gap)):
            rest += [quantity]
            position = mark.end()
            continue
        if rest or closed:
            rest.append(quantity)
        else:
            parts.append(quantity)
            closed = len(parts) > 1 and joins
        position = mark.end()
    if not closed:
        return [], rest
    return parts, rest


def _check_total_after(sentence: Sentence) -> Iterator[tuple[Remark | None, Quantity]]:
    """Check figures that are followed by what they are in all."""
    for match in sentence.find(_THEN_TOTAL):
        total = sentence.quantity(match["total"])
        lead = sentence.skeleton[: match.start()]
        begun = max(lead.rfind(mark) for mark in (";", ":")) + 1
        before = [m for m in _MARK.finditer(lead, begun) if m[1] == total.letter]
        parts = [sentence.quantity(m[1] + m[2]) for m in before]
        if len(parts) < 2 or total.approximate or any(part.approximate for part in parts):
            continue
        between = lead[before[-2].end() : before[-1].start()]
        if not sentence.lexicon.pattern(r"<list_and>|\+").search(between):
            continue
        # Earlier figures of the sentence need not be parts.
        tails = [parts[start:] for start in range(len(parts) - 1)]
        if any(_differs(sum((p.value for p in tail), Decimal(0)), tail, total) is None for tail in tails):
            continue
        same = len({part.noun[:4] for part in parts}) == 1 or total.unit == "money"
        yield _compare(parts, total, certainty_if(same and len(parts) > 2)), total


def _check_hundred(sentence: Sentence) -> Iterator[Remark]:
    """Check shares of which the last is the rest, or into which something is parted: they are 100."""
    shares = [q for q in sentence.quantities if q.unit == "percent"]
    if len(shares) < 2 or any(q.approximate for q in shares):
        return
    rest = sentence.find(_REMAINDER)
    if rest:
        end = sentence.position_of(sentence.quantity(rest[0]["rest"]))
        parts = [q for q in shares if sentence.position_of(q) <= end]
    elif sentence.find(_OTHERS) and len(shares) == len(sentence.quantities) > 2:
        parts = shares
    else:
        shared = sentence.find(_SHARED_OUT)
        if not shared or len(shares) < 3:
            return
        parts = [q for q in shares if sentence.position_of(q) > shared[0].end()]
    total = sum((q.value for q in parts), Decimal(0))
    slack = sum((q.half for q in parts), Decimal(0))
    if len(parts) > 1 and slack < abs(total - 100) <= 30:
        decimals = max(q.decimals for q in parts)
        values = {"parts": join_quantities(parts), "sum": Computed(total, decimals)}
        yield Remark("sum", certainty_if(rest), "sum_percent", values)


def _differs(value: Decimal, parts: list[Quantity], total: Quantity) -> Decimal | None:
    """Return how much a sum is over the total; None when rounding can be why."""
    slack = total.half + sum((part.half for part in parts), Decimal(0))
    difference = value - total.value
    if abs(difference) <= slack:
        return None
    return difference


def _compare(parts: list[Quantity], total: Quantity, certainty: Certainty) -> Remark | None:
    value = sum((part.value for part in parts), Decimal(0))
    difference = _differs(value, parts, total)
    near = _NEAR.get(total.unit, Decimal("0.3"))
    if difference is None or abs(difference) > near * abs(total.value):
        return None
    decimals = max(part.decimals for part in (*parts, total))
    values = {
        "parts": join_quantities(parts),
        "sum": Computed(value / total.scale, decimals),
        "total": total.text,
    }
    return Remark("sum", certainty, "sum", values)
