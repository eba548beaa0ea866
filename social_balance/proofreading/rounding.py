"""What printed numbers can have been before they were rounded, and what follows for a result of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from social_balance.proofreading.quantities import Quantity

_ABOUT = Decimal("0.05")  # "about 1.200" may be five per cent off


@dataclass(frozen=True)
class Limits:
    """Between what and what a number lies."""

    low: Decimal
    high: Decimal

    def meets(self, other: Limits) -> bool:
        """Say whether a number can be in both."""
        return self.low <= other.high and other.low <= self.high


def limits_of(quantity: Quantity) -> Limits:
    """Return what a printed number can have been.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.quantities import read_tokens
    >>> [share] = read_tokens("72,5 procent", lexicon_of("da"))
    >>> limits_of(share)
    Limits(low=Decimal('72.45'), high=Decimal('72.55'))
    """
    half = quantity.half
    if quantity.approximate:
        half = max(2 * half, abs(quantity.value) * _ABOUT)
    return Limits(quantity.value - half, quantity.value + half)


def size_of_change(before: Quantity, after: Quantity) -> Limits:
    """Return between what and what the size of a change lies, without sign."""
    first = limits_of(before)
    last = limits_of(after)
    one = last.low - first.high
    other = last.high - first.low
    # Rounding alone can make the two the same number, and then the change may be none.
    if one <= 0 <= other:
        return Limits(Decimal(0), max(-one, other))
    return Limits(min(abs(one), abs(other)), max(abs(one), abs(other)))


def relative_change(before: Quantity, after: Quantity) -> Limits | None:
    """Return between what and what a change lies in per cent of the first number; None of a number by 0."""
    first = limits_of(_perhaps_rounded(before))
    last = limits_of(_perhaps_rounded(after))
    if first.low <= 0:
        return None
    ratios = [last.low / first.high, last.high / first.low]
    one, other = (100 * (ratio - 1) for ratio in ratios)
    if one <= 0 <= other:
        return Limits(Decimal(0), max(-one, other))
    return Limits(min(abs(one), abs(other)), max(abs(one), abs(other)))


def _perhaps_rounded(quantity: Quantity) -> Quantity:
    """Return a number that ends in three noughts as one that may have been rounded to them."""
    if quantity.half or quantity.value == 0 or quantity.value % 1000:
        return quantity
    return replace(quantity, half=Decimal(500))
