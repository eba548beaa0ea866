"""Two figures in one unit: whether a number without one is of the kind that the other is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.skeleton import Sentence


def same_unit(before: Quantity, after: Quantity, sentence: Sentence) -> tuple[Quantity, Quantity] | None:
    """Return two figures in one unit, or None where they count different things."""
    if before.unit == after.unit:
        if before.unit == "number" and before.noun != after.noun and _are_things(before, after, sentence):
            return None
        if before.unit == "number" and _is_bare(before, after, sentence):
            return _as_percent(before), _as_percent(after)
        return before, after
    if before.unit == "number" and not _is_thing(before.noun, sentence):
        return before.in_unit_of(after), after
    if after.unit == "number" and not _is_thing(after.noun, sentence):
        return before, after.in_unit_of(before)
    return None


def _is_thing(noun: str, sentence: Sentence) -> bool:
    """Say whether the word after a number is what it counts."""
    if len(noun) < 3:
        return False
    return not sentence.lexicon.pattern(r"^(?:<function_words>)$").search(noun)


def _are_things(before: Quantity, after: Quantity, sentence: Sentence) -> bool:
    differ = before.noun[:4] != after.noun[:4]
    return differ and _is_thing(before.noun, sentence) and _is_thing(after.noun, sentence)


def _is_bare(before: Quantity, after: Quantity, sentence: Sentence) -> bool:
    """Say whether two numbers without a unit are percentages, by what the sentence says that they are."""
    if _is_thing(before.noun, sentence) or _is_thing(after.noun, sentence):
        return False
    small = min(before.value, after.value) >= 0 and max(before.value, after.value) <= 100
    return small and sentence.has("percent_subjects") and not sentence.has("relative_subjects")


def _as_percent(quantity: Quantity) -> Quantity:
    return replace(quantity, unit="percent", half=Decimal(1).scaleb(-quantity.decimals) / 2)
