"""Remarks on figures held up against others: higher or lower than, on a level with, unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from social_balance.proofreading.change_checks import judge_size, values_of
from social_balance.proofreading.changes import Change
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Certainty, Computed, Remark, certainty_if
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

_WORD = r"(?:(?P<above><higher_than>)|(?P<below><lower_than>))"
_SIZE_BEFORE = r"[[ponk:told]](?: <points_words>| [^\W\d_]{4,})? (?:<adjectives> )*$"
# The other figure is told as the value of what stands between: "landsgennemsnittet på 31".
_OTHER_AFTER = r"^~~80(?:<own_value>|<the>|,) (?:<approximately> )?[[pnkm:other]]"
_REFERENCE = r"^ (?:[^\W\d_]+ ){0,3}<reference_words>"
# A share that rose "med 2 procent": nobody but the writer knows which per cent is meant.
_BARE_CHANGE = r"<percent_subjects>~40(?:<rise_verbs>|<fall_verbs>)~15<by> (?:<approximately> )?[[p:told]]"
_CHANGE_TO_SHARE = (
    r"(?:<rise_verbs>|<fall_verbs>)~15<by> (?:<approximately> )?[[p:told]]"
    r"~~60(?:<to>|<after_words>|<own_value>) (?:<approximately> )?[[p:now]]"
)
_SIZE = r"[[p:told]](?: <points_words>)?~12(?:<more>|<less>|<over_under>)(?=\W|$)"


def check_comparisons(scene: Scene) -> Iterator[Remark]:
    """Say where a figure is called higher, lower or so much above another and is not.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Andelen på 74 procent er højere end landsgennemsnittet på 77 procent."
    >>> [(r.kind, r.words("da")) for r in check_comparisons(Scene(read_sentence(text, lexicon_of("da"))))]
    [('direction', '74 procent er under 77 procent')]
    """
    sentence = scene.sentence
    judged: set[Quantity] = set()
    for match in sentence.find(_WORD):
        rest = sentence.skeleton[match.end() :]
        has_reference = bool(sentence.lexicon.pattern(_REFERENCE).search(rest))
        # "over" and "under" alone are also prepositions; a number right after is a limit.
        if not has_reference and not match[0].endswith(("end", "than")):
            continue
        size = sentence.lexicon.pattern(_SIZE_BEFORE).search(sentence.skeleton[: match.start()])
        told = sentence.quantity(size["told"]) if size else None
        other = _other_after(sentence, match.end())
        own = _own_before(sentence, match.start(), other, told)
        if other and own and not sentence.has("net_words"):
            yield from _check_pair(sentence, own, other, above=bool(match["above"]))
            yield from _check_size(own, other, told)
        elif told and has_reference:
            yield from _bare_points(scene, told)
        if told:
            judged.add(told)
    yield from _check_conclusion(scene)
    yield from _check_sizes_against(scene, judged)
    yield from _check_bare_changes(scene)


def check_levels(scene: Scene) -> Iterator[Remark]:
    """Say where figures that are called alike are far from it.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Andelen er stort set uændret, fra 41,2 procent i 2022 til 53,0 procent i 2024."
    >>> [remark.certainty for remark in check_levels(Scene(read_sentence(text, lexicon_of("da"))))]
    ['high']
    """
    sentence = scene.sentence
    for match in sentence.find("(?:(?P<level><level>)|(?P<same><unchanged>))"):
        # What is not so, or is so only under a condition, is not said.
        unsaid = sentence.lexicon.pattern("<negation>[^«»,]{0,12}$|<condition>[^«»,;]{0,40}$")
        if unsaid.search(sentence.skeleton[: match.start()]):
            continue
        pair = _pair_on_level(scene, match)
        if pair is None:
            continue
        strict = bool(sentence.lexicon.pattern("^(?:<strictly_unchanged>)$").search(match[0]))
        certainty = _apart(*pair, strict=strict)
        if certainty:
            size = abs(pair[0].value - pair[1].value) / pair[0].scale
            unit = "procentpoint" if pair[0].unit == "percent" else ""
            decimals = max(pair[0].decimals, pair[1].decimals)
            values = {"before": pair[0].text, "after": pair[1].text, "size": Computed(size, decimals, unit)}
            yield Remark("level", certainty, "level", values)
        return


def _other_after(sentence: Sentence, end: int) -> Quantity | None:
    """Return the figure that something is held up against."""
    found = sentence.lexicon.pattern(_OTHER_AFTER).search(sentence.skeleton[end:])
    if found:
        return sentence.quantity(found["other"])
    for aside in sentence.asides:
        if (
            end < aside.position <= end + 90
            and len(aside.quantities) == 1
            and not re.search("«[pnkmo]", sentence.skeleton[end : aside.position])
        ):
            return aside.quantities[0]
    return None


def _other_at_once(sentence: Sentence, end: int) -> Quantity | None:
    """Return the figure that follows without a word between but whose it is."""
    found = sentence.lexicon.pattern(r"^ (?:[^\W\d_]+ ){0,2}[[pnkm:other]]").search(sentence.skeleton[end:])
    if found is None:
        return None
    return sentence.quantity(found["other"])


def _own_before(
    sentence: Sentence, start: int, other: Quantity | None, told: Quantity | None
) -> Quantity | None:
    """Return the last figure of the same unit before the comparing word, in the same clause."""
    if other is None:
        return None
    near: list[tuple[int, Quantity]] = []
    for quantity in sentence.quantities:
        near.append((sentence.position_of(quantity), quantity))
    for aside in sentence.asides:
        near += [(aside.position, quantity) for quantity in aside.quantities]
    before = [each for each in near if each[0] < start and each[1].unit == other.unit and each[1] != told]
    if not before:
        return None
    position, quantity = max(before, key=lambda each: each[0])
    between = sentence.skeleton[position:start]
    parted = len(between) > 120 or sentence.lexicon.pattern(r"[;:]|<new_clause>").search(between)
    if parted or quantity.approximate or other.approximate:
        return None
    return quantity


def _check_pair(sentence: Sentence, own: Quantity, other: Quantity, *, above: bool) -> Iterator[Remark]:
    if own.value == other.value or (own.value > other.value) == above:
        return
    position = sentence.position_of(own)
    lead = sentence.skeleton[:position] if position >= 0 else ""
    is_subject = position < 0 or sentence.lexicon.pattern(r"(?:<own_value>|<by>) $").search(lead)
    certainty = certainty_if(is_subject)
    says = "above" if above else "below"
    yield Remark("direction", certainty, says, {"before": own.text, "after": other.text})


def _check_size(own: Quantity, other: Quantity, told: Quantity | None) -> Iterator[Remark]:
    if told is None:
        return
    change = Change(other, own, 0)
    verdict = judge_size(change, told)
    if verdict is None or verdict[0] == "base":
        return
    values = values_of(change, told)
    if verdict[0] == "points":
        yield Remark("points", "high", "points_gap", values)
    else:
        yield Remark("change", "medium", "gap", {**values, "told": told.text})


def _bare_points(scene: Scene, told: Quantity) -> Iterator[Remark]:
    """Say that so many per cent above another share can be read in two ways, or is the points between two."""
    sentence = scene.sentence
    pair = [q for q in scene.quantities_above if q.unit == "percent"]
    if told.unit == "percent" and len(pair) == 2 and abs(pair[0].value - pair[1].value) == told.value:
        yield from _check_size(pair[1], pair[0], told)
        return
    if told.unit != "percent" or sentence.has("relative_subjects"):
        return
    others = [q for q in sentence.all_quantities if q.unit in ("percent", "points") and q != told]
    certainty: Certainty = "medium" if others or sentence.has("percent_subjects") else "low"
    yield Remark("points", certainty, "points_bare", {"told": Computed(told.value, told.decimals)})


def _check_sizes_against(scene: Scene, judged: set[Quantity]) -> Iterator[Remark]:
    """Judge "92,8 mod 87,4 på landsplan, 5,4 procent over": two shares and a size, in no order of time."""
    sentence = scene.sentence
    if scene.changes or not sentence.has("against"):
        return
    for match in sentence.find(_SIZE):
        told = sentence.quantity(match["told"])
        others = [q for q in sentence.quantities if q.unit == "percent" and q != told]
        if told not in judged and len(others) == 2:
            yield from _check_size(others[0], others[1], told)


def _check_conclusion(scene: Scene) -> Iterator[Remark]:
    """Judge "Den er dermed højere end gennemsnittet" by the two figures of the sentence above."""
    sentence = scene.sentence
    if scene.above is None or scene.above.changes or sentence.all_quantities:
        return
    above = scene.above.sentence
    figures = [q for q in above.all_quantities if q.unit != "word"]
    found = sentence.find(_WORD + r"(?= (?:[^\W\d_]+ ){0,3}<reference_words>)")
    follows = sentence.has("therefore") and above.has("against")
    if follows and len(figures) == 2 and len(found) == 1 and figures[0].unit == figures[1].unit:
        yield from _check_pair(above, figures[0], figures[1], above=bool(found[0]["above"]))


def _check_bare_changes(scene: Scene) -> Iterator[Remark]:
    """Say that a share that rose by so many per cent can be read in two ways."""
    sentence = scene.sentence
    if scene.changes or sentence.has("relative_subjects"):
        return
    certainties: tuple[tuple[str, Certainty], ...] = ((_CHANGE_TO_SHARE, "medium"), (_BARE_CHANGE, "low"))
    for shorthand, certainty in certainties:
        for match in sentence.find(shorthand):
            told = sentence.quantity(match["told"])
            yield Remark("points", certainty, "points_bare", {"told": Computed(told.value, told.decimals)})
            return


def _pair_on_level(scene: Scene, match: re.Match[str]) -> tuple[Quantity, Quantity] | None:
    """Return the two figures that are called alike."""
    sentence = scene.sentence
    if match["level"]:
        other = _other_after(sentence, match.end()) or _other_at_once(sentence, match.end())
        own = _own_before(sentence, match.start(), other, None)
        if own and other:
            return own, other
    if len(scene.changes) != 1:
        return None
    change = scene.changes[0]
    between = sentence.skeleton[match.end() : sentence.position_of(change.before)]
    # "Andelen er uændret: 76,4 procent i 2022": what follows the colon is what is meant.
    between = between.removeprefix(":")
    # The word of another clause says nothing of this pair.
    if "«" in between or sentence.lexicon.pattern(r"[;:]|<clause_breaks>").search(between):
        return None
    return change.before, change.after


def _apart(first: Quantity, second: Quantity, *, strict: bool) -> Certainty | None:
    """Return how certain it is that two figures are not alike; None when they may be called so."""
    size = abs(first.value - second.value)
    largest = max(abs(first.value), abs(second.value))
    if not largest or size <= first.half + second.half:
        return None
    relative = size / largest
    if first.unit == "percent":
        if strict:
            clear, doubtful = size >= 3, size >= 1
        else:
            # The limits are wide: the papers call 32 and 31, and 27,2 and 27,4, one level.
            clear = size >= 10 or (size >= 3 and relative >= Decimal("0.4"))
            doubtful = size >= 5 or (size >= Decimal("1.5") and relative >= Decimal("0.2"))
    else:
        # Five visitors and six are alike whatever their ratio.
        few = first.unit == "number" and size < 3
        clear = not few and relative >= (Decimal("0.1") if strict else Decimal("0.25"))
        doubtful = not few and relative >= (Decimal("0.03") if strict else Decimal("0.1"))
    if not (clear or doubtful):
        return None
    return certainty_if(clear)
