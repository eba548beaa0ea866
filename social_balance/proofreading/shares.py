"""Remarks on counts and percentages: whether they go together and whether whole numbers give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from social_balance.lists.arithmetic import possible_bases, possible_counts
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Computed, Remark, certainty_if
from social_balance.proofreading.rounding import Limits, limits_of
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

_SOME = r"(?:[^\W\d_][\w-]* ){0,3}"
# "451 ud af 486 elever", "14 ud af de i alt 52 sager".
_OUT_OF = rf"[[nwk:count]](?: [^\W\d_][\w-]*){{0,3}}? <out_of> {_SOME}[[nwk:base]]"
_OF = rf"[[nw:count]] <of> {_SOME}[[nw:base]]"
# "Af de 284 klager er 192 stadfæstet": the base stands first, and the counts after it share it.
_FIRST_BASE = rf"(?:^|[,;:] |<list_and> )(?:<out_of>|<of>) {_SOME}[[n:base]]~~90[[n:count]]"
# "26 sager er afgjort, og 9 af dem (35 procent) er omgjort".
_OF_THEM = r"[[nk:base]]~~60[[nk:count]] <of_them>"
_PARTS_OF = r"[[nk:base]]~~90<part_words>~~45[[nk:count]]"
# "5 borgere, svarende til 2,6 procent".
_COUNT_EQUALS = r"[[nk:count]](?: [^\W\d_][\w-]*){0,3}?,? <equals> [[p:share]]"
# "451 mindst 2 i dansk og matematik, svarende til 92,8 procent": a limit is no count of its own.
_SHARE_AFTER = r"^(?:[^«»;]|<approximately> «[nw]\d+»){0,60}?(?:<equals>|=|–)[^«»;]{0,25}?[[p:share]]"
_SHARE_BESIDE = r"^[^«»;:]{0,30}?, (?:<articles> )?[[p:share]](?=[,.)]|$)"
_SHARE_BEFORE = r"[[p:share]][^«»;]{0,45}?(?:<equals>|,|=)[^«»;]{0,12}$"
# A share of a base that is told as a number, wherever in the clause the two stand.
_WHOLE = (
    rf"[[p:share]]~25<of> {_SOME}[[n:base]]",
    rf"(?:^|[,;:] )(?:<out_of>|<of>) {_SOME}[[n:base]]~~90[[p:share]]",
    r"[[n:base]]~~60<part_words>~~30[[p:share]]",
)
_OTHER_BASE = r"<against>|<up_from>|<down_from>|<new_clause>"
# "Stikprøven er 2.400, og 1.032 har svaret (43 procent)".
_ASKED = r"(?:<asked>~20[[n:base]]|[[n:base2]] <asked>)~~60[[n:count]]"
_FEW_HUNDRED = 999
_NEAR = Decimal("0.05")


@dataclass(frozen=True)
class Ratio:
    """A count of a base, and the share that it is said to be."""

    count: Quantity
    base: Quantity
    share: Quantity | None
    explicit: bool = True


def check_shares(scene: Scene) -> Iterator[Remark]:
    """Say where a count of a base is another share than the one told.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> scene = Scene(read_sentence("5 ud af 200 (2,6 procent) har svaret.", lexicon_of("da")))
    >>> [remark.words("da") for remark in check_shares(scene)]
    ['5 af 200 er 2,5 procent, ikke 2,6']
    """
    for ratio in (*find_ratios(scene.sentence), *_ratios_of_above(scene)):
        share = ratio.share
        if share is None or ratio.base.value <= 0 or ratio.base.approximate or ratio.count.approximate:
            continue
        count = limits_of(ratio.count)
        base = limits_of(ratio.base)
        if base.low <= 0:
            continue
        possible = Limits(100 * count.low / base.high, 100 * count.high / base.low)
        if possible.meets(limits_of(share)):
            continue
        right = 100 * ratio.count.value / ratio.base.value
        # One unit of the last decimal may be a cut where a rounding should be.
        far = abs(right - share.value) > Decimal(1).scaleb(-share.decimals)
        certainty = certainty_if(ratio.explicit and (far or share.decimals))
        values = {
            "count": ratio.count.text,
            "base": ratio.base.text,
            "right": Computed(right, share.decimals),
            "told": Computed(share.value, share.decimals),
        }
        yield Remark("share", certainty, "share", values)


def check_whole_numbers(scene: Scene) -> Iterator[Remark]:
    """Say where no whole number of a base gives the share told.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> scene = Scene(read_sentence("Af de 300 elever ryger 0,01 procent.", lexicon_of("da")))
    >>> [remark.kind for remark in check_whole_numbers(scene)]
    ['whole_number']
    """
    sentence = scene.sentence
    told = {each.quantity for each in scene.told}
    counted = {ratio.share for ratio in find_ratios(sentence)}
    judged: set[Quantity] = set()
    for shorthand in _WHOLE:
        for match in sentence.find(shorthand):
            share = sentence.quantity(match["share"])
            base = sentence.quantity(match["base"])
            if share in told or share in counted or share in judged or not _is_countable(share, base):
                continue
            judged.add(share)
            if len(possible_counts(float(share.value), int(base.value), digits=share.decimals)):
                continue
            exact = share.value * base.value / 100
            near = [
                Computed(100 * Decimal(n) / base.value, max(share.decimals, 1))
                for n in (floor(exact), ceil(exact))
            ]
            yield Remark("whole_number", "high", "whole_number", _whole_values(share, base, near))
    if not judged:
        yield from _check_small_shares(sentence)


def check_common_base(scene: Scene) -> Iterator[Remark]:
    """Say where counts and their percentages fit no common number of persons.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "5 borgere (2,6 pct.) og 9 borgere (4,9 pct.) er flyttet."
    >>> [remark.kind for remark in check_common_base(Scene(read_sentence(text, lexicon_of("da"))))]
    ['common_base']
    """
    sentence = scene.sentence
    if any(ratio.share for ratio in find_ratios(sentence)) or scene.changes or total_above(scene):
        return
    pairs = list(_counts_with_shares(sentence))
    periods = {sentence.periods[count].key for count, _ in pairs if count in sentence.periods}
    if len(pairs) < 2 or len(periods) > 1:
        return
    ranges = [possible_bases([(int(c.value), float(p.value))], digits=p.decimals) for c, p in pairs]
    low = max(each.start for each in ranges)
    high = min(each.stop for each in ranges)
    if low < high:
        return
    certainty = certainty_if(Decimal(low - high + 1) / max(high, 1) > _NEAR)
    words = ", ".join(f"{count.text} ({share.text})" for count, share in pairs)
    yield Remark("common_base", certainty, "common_base", {"pairs": words})


def find_ratios(sentence: Sentence) -> list[Ratio]:
    """Return the counts of a base that a sentence tells, each with its share where there is one."""
    ratios: dict[Quantity, Ratio] = {}
    for shorthand in (_OUT_OF, _OF, _FIRST_BASE, _OF_THEM, _PARTS_OF):
        for match in sentence.find(shorthand):
            count = sentence.quantity(match["count"])
            base = sentence.quantity(match["base"])
            if count.unit != base.unit and "word" not in (count.unit, base.unit):
                continue
            if count in ratios or count.value > base.value or base.value < 2:
                continue
            ratios[count] = _with_share(sentence, count, base, match)
            if shorthand in (_FIRST_BASE, _PARTS_OF):
                _add_further(sentence, ratios, count, base)
    if not ratios:
        _add_those_asked(sentence, ratios)
    return [*ratios.values(), *_ratios_in_brackets(sentence)]


def total_above(scene: Scene) -> Quantity | None:
    """Return the number of the sentence above that this sentence tells the parts of: "Heraf er …"."""
    sentence = scene.sentence
    if scene.above is None or not sentence.lexicon.pattern("^<part_starts>").search(sentence.skeleton):
        return None
    numbers = [q for q in scene.above.sentence.quantities if q.unit in ("number", "money")]
    if len(numbers) != 1:
        return None
    return numbers[0]


def _ratios_of_above(scene: Scene) -> Iterator[Ratio]:
    base = total_above(scene)
    if base:
        for count, share in _counts_with_shares(scene.sentence, unit=base.unit):
            if count.value <= base.value:
                yield Ratio(count, base, share)


def _add_those_asked(sentence: Sentence, ratios: dict[Quantity, Ratio]) -> None:
    """Add the share of those who were asked: "stikprøven er 2.400, og 1.032 har svaret (43 procent)"."""
    for match in sentence.find(_ASKED):
        base = sentence.quantity(match["base"] or match["base2"])
        count = sentence.quantity(match["count"])
        aside = sentence.aside_of(count)
        if aside and [q.unit for q in aside.quantities] == ["percent"] and count.value <= base.value:
            ratios[count] = Ratio(count, base, aside.quantities[0], explicit=False)


def _with_share(sentence: Sentence, count: Quantity, base: Quantity, match: re.Match[str]) -> Ratio:
    for host in (count, base):
        aside = sentence.aside_of(host)
        if aside and [q.unit for q in aside.quantities] == ["percent"] and not aside.quantities[0].signed:
            return Ratio(count, base, aside.quantities[0])
    rest = sentence.skeleton[match.end() :]
    found = sentence.lexicon.pattern(_SHARE_AFTER).search(rest)
    if found:
        return Ratio(count, base, sentence.quantity(found["share"]))
    lead = sentence.lexicon.pattern(_SHARE_BEFORE).search(sentence.skeleton[: match.start()])
    if lead:
        return Ratio(count, base, sentence.quantity(lead["share"]), explicit=False)
    beside = sentence.lexicon.pattern(_SHARE_BESIDE).search(rest)
    if beside:
        return Ratio(count, base, sentence.quantity(beside["share"]), explicit=False)
    return Ratio(count, base, None)


def _add_further(sentence: Sentence, ratios: dict[Quantity, Ratio], first: Quantity, base: Quantity) -> None:
    """Add the counts with shares in brackets that follow the first: they are of the same base."""
    start = sentence.position_of(first)
    for count, share in _counts_with_shares(sentence, unit=base.unit):
        position = sentence.position_of(count)
        if position <= start or count in ratios or count.value > base.value:
            continue
        # What is held up against them, or was so before, is of another base.
        if sentence.lexicon.pattern(_OTHER_BASE).search(sentence.skeleton[start:position]):
            return
        if sentence.lexicon.pattern("^«[^»]*»~20<before_words>").search(sentence.skeleton[position:]):
            return
        if sentence.periods.get(count) == sentence.periods.get(first):
            ratios[count] = Ratio(count, base, share)


def _ratios_in_brackets(sentence: Sentence) -> Iterator[Ratio]:
    """Return the ratios that stand in brackets, beside a share in or before them."""
    for aside in sentence.asides:
        # "(fra ikkevestlige lande: 48,0 pct.; 2 af 4 kriterier)": after a semicolon comes another thing.
        for number, part in enumerate(aside.skeleton.split(";")):
            host = (aside.host,) if number == 0 and aside.host else ()
            yield from _ratios_of_part(sentence, part, host)


def _ratios_of_part(sentence: Sentence, part: str, host: tuple[Quantity, ...]) -> Iterator[Ratio]:
    """Return the ratio of one part of a bracket, with the share in it or of what the bracket follows."""
    for shorthand in (_OUT_OF, _OF):
        match = sentence.lexicon.pattern(shorthand).search(part)
        if not match:
            continue
        inside = [sentence.quantity(mark) for mark in re.findall(r"«(p\d+)»", part)]
        shares = [q for q in (*inside, *host) if q.unit == "percent"]
        if len(shares) == 1:
            yield Ratio(sentence.quantity(match["count"]), sentence.quantity(match["base"]), shares[0])
        return


def _counts_with_shares(sentence: Sentence, unit: str = "number") -> Iterator[tuple[Quantity, Quantity]]:
    pairs: list[tuple[Quantity, Quantity]] = []
    for aside in sentence.asides:
        if (
            aside.host
            and [q.unit for q in aside.quantities] == ["percent"]
            and not aside.quantities[0].signed
        ):
            pairs.append((aside.host, aside.quantities[0]))
    for match in sentence.find(_COUNT_EQUALS):
        pairs.append((sentence.quantity(match["count"]), sentence.quantity(match["share"])))
    for host, share in pairs:
        plain = host.unit == unit and not host.approximate and host.decimals == 0 and host.value > 0
        if (plain or (unit == "money" and host.unit == "money")) and 0 < share.value <= 100:
            yield host, share


def _is_countable(share: Quantity, base: Quantity) -> bool:
    """Say whether a share of a base must be one of whole numbers."""
    whole = base.unit == "number" and base.value == base.value.to_integral_value() and base.value >= 2
    known = not (share.approximate or base.approximate or base.decimals or share.signed)
    return whole and known and len(base.noun) > 2 and 0 < share.value <= 100


def _whole_values(share: Quantity, base: Quantity, near: list[Computed]) -> dict[str, object]:
    return {
        "base": base.text,
        "percent": share.text,
        "near": " / ".join(str(n.value.quantize(Decimal(1).scaleb(-n.decimals))) for n in near),
    }


def _check_small_shares(sentence: Sentence) -> Iterator[Remark]:
    """Say of a share how many persons it takes, where the text speaks of few."""
    few = sentence.has("few_hundred")
    if not few and not sentence.has("school_group"):
        return
    for share in sentence.all_quantities:
        if share.unit == "percent" and share.value > 0 and share.high * _FEW_HUNDRED < 100:
            values = {"percent": Computed(share.value, share.decimals), "base": ceil(100 / share.high)}
            yield Remark("whole_number", certainty_if(few, otherwise="low"), "small_share", values)
