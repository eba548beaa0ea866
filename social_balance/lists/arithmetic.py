"""Checks of printed arithmetic: whole numbers behind a percentage, and what a change is called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from social_balance.language.faults import InputError, Issue
from social_balance.language.texts import Lang, number
from social_balance.language.thresholds import exact


def possible_bases(shares: list[tuple[int, float]], *, digits: int = 1) -> range:
    """Return every number of persons that all of some counts can be the printed percentages of.

    Parameters
    ----------
    shares : list of (int, float)
        Count and printed percentage, of one and the same base.
    digits : int
        Decimals of the percentages, rounded half up.

    Returns
    -------
    range
        Empty when no base gives all of them.

    Raises
    ------
    InputError
        When every percentage may be printed of nobody, so that any base is large enough.

    Notes
    -----
    A count c is printed as p when p − h ≤ 100c/N < p + h with h half a unit of the last decimal, so
    100c/(p + h) < N ≤ 100c/(p − h).

    Examples
    --------
    >>> possible_bases([(5, 2.6), (9, 4.7)])
    range(190, 194)
    >>> len(possible_bases([(5, 2.6), (9, 4.9)]))
    0
    """
    low = 1
    high: int | None = None
    for count, percent in shares:
        below, above = _limits_of_print(percent, digits)
        low = max(low, count, floor(100 * count / above) + 1)
        if below > 0:
            most = floor(100 * count / below)
            if high is None or most < high:
                high = most
    if high is None:
        # Every count may be of as many as you like.
        raise InputError(Issue("TGT012"))
    return range(low, max(low, high + 1))


def possible_counts(percent: float, base: int, *, digits: int = 1) -> range:
    """Return every whole number of persons whose share of the base is printed as the percentage.

    Parameters
    ----------
    percent : float
        As printed, rounded half up.
    base : int
        Number of persons.
    digits : int
        Decimals of the percentage.

    Returns
    -------
    range
        Empty when no whole number gives the percentage.

    Examples
    --------
    >>> possible_counts(92.8, 486), len(possible_counts(0.01, 300, digits=2))
    (range(451, 452), 0)
    """
    below, above = _limits_of_print(percent, digits)
    low = max(0, ceil(below * base / 100))
    # The upper limit itself is rounded up, half up, to the next percentage.
    high = min(base, ceil(above * base / 100) - 1)
    return range(low, max(low, high + 1))


def share_in_percent(count: int, base: int) -> Decimal | None:
    """Return a share in per cent as an exact decimal; missing where there is nobody.

    Examples
    --------
    >>> round(share_in_percent(451, 486), 2), share_in_percent(0, 0)
    (Decimal('92.80'), None)
    """
    if not base:
        return None
    return exact(100 * count / base)


@dataclass(frozen=True)
class EarlierFigure:
    """What a percentage was before a change called "procent", by each way to read the word.

    Parameters
    ----------
    in_points : float
        When percentage points are meant.
    in_percent : float
        When per cent of the earlier figure is meant.
    """

    in_points: float
    in_percent: float


def changes_as_printed(after: float, told: float, *, rising: bool) -> EarlierFigure:
    """Return the two figures that a percentage may have risen or fallen from, where only the change is told.

    Examples
    --------
    >>> readings = changes_as_printed(39.2, 2.7, rising=True)
    >>> round(readings.in_points, 1), round(readings.in_percent, 1)
    (36.5, 38.2)
    """
    sign = 1 if rising else -1
    return EarlierFigure(in_points=after - sign * told, in_percent=after / (1 + sign * told / 100))


def check_change(
    before: float, after: float, told: float, *, called: Literal["procent", "procentpoint"] = "procent",
    of: Literal["numbers", "percentages"] = "numbers", digits: int = 0, lang: Lang = "da",
) -> list[Issue]:  # fmt: skip
    """Look whether a change is what a text calls it.

    Parameters
    ----------
    before, after : float
        The two figures.
    told : float
        Size of the change as the text has it, without sign.
    called : {"procent", "procentpoint"}
        What the text calls it.
    of : {"numbers", "percentages"}
        What the two figures are.
    digits : int
        Decimals of the size, rounded half up.
    lang : {"da", "en"}
        The language that the figures are written in.

    Returns
    -------
    list of Issue
        Empty when the text is right; else one, with the right words and, where it fits, what was mistaken.

    Examples
    --------
    >>> for issue in check_change(72.5, 70, 2.5, of="percentages", digits=1): print(issue)
    fra 72,5 til 70,0 er 2,5 procentpoint og ikke 2,5 procent (det er 3,4 procent).
    >>> for issue in check_change(442, 501, 12): print(issue)
    fra 442 til 501 er 13,3 procent og ikke 12 procent; 12 procent er ændringen i forhold til slutværdien.
    >>> check_change(442, 501, 13.3, digits=1)
    []
    """
    size = abs(after - before)
    relative = float("inf")
    if before:
        relative = 100 * size / abs(before)
    right = relative
    if called == "procentpoint":
        right = size
    if _print(right, digits) == _print(told, digits):
        return []
    figure_digits = {"percentages": 1, "numbers": 0}[of]
    values = {
        "before": number(before, figure_digits, lang=lang),
        "after": number(after, figure_digits, lang=lang),
        "told": number(told, digits, lang=lang),
        "called": called,
        "relative": number(relative, 1, lang=lang),
    }
    # Points called per cent, the commonest mistake in print.
    if of == "percentages" and _print(size, digits) == _print(told, digits):
        return [Issue("TGT009", values=values)]
    # A change held against the end in place of the beginning.
    if after and _print(100 * size / abs(after), digits) == _print(told, digits):
        return [Issue("TGT010", values=values)]
    shown = f"{number(right, 1, lang=lang)} {called}"
    return [Issue("TGT011", values={**values, "right": shown})]


def _limits_of_print(percent: float, digits: int) -> tuple[Fraction, Fraction]:
    """Return the percentages that are printed as this one: from the first, up to but not at the second."""
    half = Fraction(1, 2 * 10**digits)
    printed = Fraction(exact(percent) or Decimal(0))
    return printed - half, printed + half


def _print(value: float, digits: int) -> str:
    return number(value, digits)
