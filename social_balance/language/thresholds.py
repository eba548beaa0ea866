"""A figure against a threshold: exact decimals, and three answers, yes, no and cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

Answer: TypeAlias = Literal["yes", "no", "cannot_say"]
Comparison: TypeAlias = Literal[">", ">=", "<", "<="]


def exact(value: float) -> Decimal | None:
    """Return the decimal number that a float stands for; None for a missing one.

    Twelve significant digits: 2.7 has no exact binary form, and what stands after them is noise of the
    computation. Two shares of populations in the ten thousands that differ, differ long before that.

    Examples
    --------
    >>> exact(2.7000000000000002), exact(0.1 + 0.2), exact(float("nan"))
    (Decimal('2.7'), Decimal('0.3'), None)
    """
    # normalize() writes 40 as 4E+1; adding 0 writes it out again.
    return Decimal(f"{value:.12g}").normalize() + 0 if math.isfinite(value) else None


def average(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return the plain mean, which is missing when any of the values is.

    Examples
    --------
    >>> average([exact(39.95), exact(40.05)]), average([exact(40), None])
    (Decimal('40.00'), None)
    """
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) / len(known) if known and len(known) == len(values) else None


def meets(value: Decimal | None, comparison: Comparison, threshold: Decimal | None) -> Answer:
    """Return whether a value is on the stated side of a threshold.

    Examples
    --------
    >>> meets(exact(40), ">", exact(40)), meets(exact(40), ">=", exact(40)), meets(None, ">", exact(40))
    ('no', 'yes', 'cannot_say')
    """
    if value is None or threshold is None:
        return "cannot_say"
    if value == threshold:
        return "yes" if comparison in (">=", "<=") else "no"
    return "yes" if (value > threshold) == (comparison in (">", ">=")) else "no"


def kleene_at_least(need: int, answers: Iterable[Answer]) -> Answer:
    """Return whether at least so many answers are yes, whatever the unknown ones are.

    Examples
    --------
    >>> kleene_at_least(2, ["yes", "yes", "cannot_say", "no"])
    'yes'
    >>> kleene_at_least(2, ["yes", "cannot_say", "no", "no"])
    'cannot_say'
    >>> kleene_at_least(2, ["no", "cannot_say", "no", "no"])
    'no'
    """
    given = list(answers)
    yes = given.count("yes")
    unknown = given.count("cannot_say")
    if yes >= need:
        return "yes"
    # What is not known could be yes: only when even that is too few is the answer no.
    return "cannot_say" if yes + unknown >= need else "no"


def kleene_all(answers: Iterable[Answer]) -> Answer:
    """Return yes when all are yes, no when one is no, and cannot say otherwise.

    Examples
    --------
    >>> kleene_all(["yes", "cannot_say"]), kleene_all(["no", "cannot_say"]), kleene_all([])
    ('cannot_say', 'no', 'yes')
    """
    given = list(answers)
    return kleene_at_least(len(given), given)
