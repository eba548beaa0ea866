"""Remarks on changes: the direction and the size that a text tells, against the two figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from social_balance.proofreading.changes import Change, Told
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Certainty, Computed, Remark
from social_balance.proofreading.rounding import Limits, limits_of, relative_change, size_of_change
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

# Of what is net a fall may be a rise; an overspend that grew from 3,1 to 2,4 is no question of sign.
_AMOUNT_MOVED = (
    r"^(?:<articles> )?(?:[^\W\d_]+ ){0,2}<net_amounts> "
    r"[^«»,;]{0,25}(?:<rise_verbs>|<fall_verbs>)[^«»,;]{0,25}<from> «[km]"
)


def check_changes(scene: Scene) -> Iterator[Remark]:
    """Say where a change is not what the sentence calls it.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Økologiprocenten er faldet fra 72,5 til 70, et fald på 2,5 procent."
    >>> [remark] = check_changes(Scene(read_sentence(text, lexicon_of("da"))))
    >>> remark.kind, remark.words("da")
    ('points', 'fra 72,5 til 70 er 2,5 procentpoint (3,4 procent), ikke 2,5 procent')
    """
    changes = scene.changes
    doubtful = scene.sentence.has("net_words") and not scene.sentence.find(_AMOUNT_MOVED)
    for change in changes:
        if not doubtful and min(change.before.value, change.after.value) >= 0:
            yield from _check_direction(change, change.direction)
    if len(changes) == 1:
        yield from _check_times(scene.sentence, changes[0])
    for each in scene.told:
        yield from _check_told(scene.sentence, changes, each, doubtful=doubtful)


def judge_size(change: Change, told: Quantity) -> tuple[str, str] | None:
    """Return the kind and the text of what is wrong with the size of a change; None when it is right.

    A printed size is right when some numbers that are printed like the three of them make it so.
    """
    size = size_of_change(change.before, change.after)
    printed = _told_limits(told)
    of_shares = change.before.unit == "percent"
    if told.unit != "percent":
        comparable = told.unit == change.before.unit or (
            told.unit == "points" and change.before.unit in ("percent", "number", "points")
        )
        if not comparable or printed.meets(size):
            return None
        return "change", "change"
    relative = relative_change(change.before, change.after)
    if relative is None:
        return None
    if of_shares and _is_exactly_points(change, told):
        return "points", "points"
    if printed.meets(relative):
        return None
    if of_shares:
        return ("points", "points") if printed.meets(size) else ("change", "change")
    if _is_unitless(change) and _is_exactly_points(change, told):
        return "points", "points"
    turned = relative_change(change.after, change.before)
    if turned is not None and printed.meets(turned):
        return "base", "base"
    return "change", "change"


def values_of(change: Change, told: Quantity) -> dict[str, object]:
    """Return what the texts of a remark on a change are filled in with."""
    size = abs(change.after.value - change.before.value)
    decimals = max(change.before.decimals, change.after.decimals)
    relative = 100 * size / abs(change.before.value) if change.before.value else Decimal("Infinity")
    right = Computed(relative, 1, "procent")
    if told.unit != "percent":
        unit = "procentpoint" if told.unit == "points" else ""
        right = Computed(size / change.before.scale, decimals, unit)
    elif change.before.unit == "percent":
        right = Computed(size, decimals, "procentpoint")
    return {
        "before": change.before.text,
        "after": change.after.text,
        "size": Computed(size / change.before.scale, decimals),
        "relative": Computed(relative, 1),
        "right": right,
        "told": told.text if told.unit != "percent" else Computed(told.value, told.decimals),
    }


def _is_unitless(change: Change) -> bool:
    """Say whether the two are numbers that may be percentages although nothing says so."""
    both = (change.before, change.after)
    return all(q.unit == "number" and 0 <= q.value <= 100 and len(q.noun) < 4 for q in both)


def _is_exactly_points(change: Change, told: Quantity) -> bool:
    """Say whether two printed shares differ by just the told number, which is not the per cent."""
    size = abs(change.after.value - change.before.value)
    relative = 100 * size / abs(change.before.value)
    return size == abs(told.value) and abs(relative - size) > told.half


def _told_limits(told: Quantity) -> Limits:
    limits = limits_of(told)
    return Limits(abs(limits.low), abs(limits.high)) if limits.low >= 0 else Limits(-limits.high, -limits.low)


def _check_direction(change: Change, direction: int) -> Iterator[Remark]:
    if direction in (0, change.sign):
        return
    says = "even"
    certainty: Certainty = "medium"
    if change.sign:
        says = "rise" if direction > 0 else "fall"
        certainty = "high"
    values = {"before": change.before.text, "after": change.after.text}
    yield Remark("direction", certainty, says, values)


def _check_told(sentence: Sentence, changes: list[Change], told: Told, *, doubtful: bool) -> Iterator[Remark]:
    """Hold a told size against the pair it belongs to; one that fits any pair is right."""
    verdicts = [judge_size(change, told.quantity) for change in changes]
    if not changes:
        return
    if None in verdicts:
        fitting = [c for c, verdict in zip(changes, verdicts, strict=True) if verdict is None]
        comparable = [c for c in fitting if _is_comparable(c, told.quantity)]
        if len(changes) == len(comparable) == 1 and not doubtful and comparable[0].direction == 0:
            yield from _check_direction(comparable[0], told.direction)
        return
    change = _nearest(changes, told)
    kind, says = judge_size(change, told.quantity) or ("change", "change")
    if kind == "change" and not (told.sure and _belong_together(sentence, change, told)):
        return
    value = told.quantity.text
    values = values_of(change, told.quantity)
    if kind == "change":
        values["told"] = value
    certainty: Certainty = "medium"
    if told.sure and len(changes) == 1 and not _is_approximate(change, told):
        certainty = "high"
    yield Remark(kind, certainty, says, values)  # type: ignore[arg-type]


def _belong_together(sentence: Sentence, change: Change, told: Told) -> bool:
    """Say whether nothing between a pair and a size begins to speak of something else."""
    between = sentence.skeleton[max(change.position, 0) : told.position]
    if told.position < change.start:
        between = sentence.skeleton[told.position : change.start]
    # "A rise of" is the size's own noun, whatever verb is spelt like it.
    between = sentence.lexicon.pattern(r"<articles> (?:<adjectives> )*(?:<rise_nouns>|<fall_nouns>)").sub(
        "", between
    )
    if sentence.lexicon.pattern(r"<new_clause>|<rise_verbs>|<fall_verbs>|;").search(between):
        return False
    size = abs(change.after.value - change.before.value)
    # A number of things far from the difference counts other things.
    far = not size / 2 <= abs(told.quantity.value) <= 2 * size
    return not (told.quantity.unit == "number" and far)


def _is_comparable(change: Change, told: Quantity) -> bool:
    return told.unit in ("percent", "points") or told.unit == change.before.unit


def _is_approximate(change: Change, told: Told) -> bool:
    return any(q.approximate for q in (change.before, change.after, told.quantity))


def _nearest(changes: list[Change], told: Told) -> Change:
    """Return the pair before a told size, or, where none is, the one after it."""
    before = [change for change in changes if change.position <= told.position]
    return (before or changes[:1])[-1]


# How many times as much a word may mean: alone, after "more than", after "nearly".
_TIMES = {
    "double": (("1.85", "2.15"), ("2", "3"), ("1.7", "2")),
    "triple": (("2.7", "3.3"), ("3", "4"), ("2.5", "3")),
    "half": (("0.45", "0.55"), ("0.3", "0.5"), ("0.5", "0.6")),
}


def _check_times(sentence: Sentence, change: Change) -> Iterator[Remark]:
    """Say where something is called doubled, trebled or halved and is not."""
    if change.before.value <= 0:
        return
    ratio = change.after.value / change.before.value
    for word, (alone, beyond, nearly) in _TIMES.items():
        for match in sentence.find(f"(?:(?P<beyond><beyond_words> )|(?P<nearly><approximately> ))?<{word}>"):
            meant = alone
            if match["beyond"]:
                meant = beyond
            elif match["nearly"]:
                meant = nearly
            first = limits_of(change.before)
            last = limits_of(change.after)
            fits = Limits(Decimal(meant[0]), Decimal(meant[1]))
            if first.low > 0 and not fits.meets(Limits(last.low / first.high, last.high / first.low)):
                values = {
                    "before": change.before.text,
                    "after": change.after.text,
                    "ratio": Computed(ratio, 2),
                }
                yield Remark("change", "medium", "times", values)
            return
