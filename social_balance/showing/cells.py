"""Cells of a table in words: a number with its interval, or why it is not there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import groupby

from social_balance.language.texts import interval, number, say
from social_balance.language.words import Lang, Mark
from social_balance.showing.parts import Cell, Row, badge_of


def measured_cell(
    value: float,
    low: float,
    high: float,
    *,
    hidden: bool,
    lang: Lang,
    signed: bool = False,
    digits: int = 1,
) -> Cell:
    """Return a number with its interval below it, or the word for why it is not there.

    Examples
    --------
    >>> cell = measured_cell(3.06, 0.4, 5.8, hidden=False, lang="da", signed=True)
    >>> cell.text, cell.detail
    ('+3,1', '(0,4 til 5,8)')
    >>> measured_cell(float("nan"), 0, 0, hidden=True, lang="da").text
    'ikke vist'
    """
    # Hidden goes first: a hidden value is not finite either, and the reason is another.
    if hidden:
        return Cell(say("hidden_short", lang))
    if not math.isfinite(value):
        return Cell(say("missing", lang))
    limits = interval(low, high, digits=digits, lang=lang)
    return Cell(number(value, digits, signed=signed, lang=lang), detail=in_brackets(limits))


def grouped_rows(rows: Iterable[tuple[str, Row]]) -> tuple[Row, ...]:
    """Return rows with a heading before the first of each group, given as pairs of heading and row.

    Examples
    --------
    >>> [row.kind for row in grouped_rows([("A", Row((Cell("1"),))), ("A", Row((Cell("2"),)))])]
    ['group', 'body', 'body']
    """
    made: list[Row] = []
    for heading, group in groupby(rows, key=lambda pair: pair[0]):
        made.append(Row((Cell(heading),), "group"))
        made += [row for _, row in group]
    return tuple(made)


def in_brackets(limits: str) -> str:
    """Return an interval in brackets, or nothing where there is none."""
    # A full count under the census model has no interval, and "()" would look like a fault.
    if not limits:
        return ""
    return f"({limits})"


def mark_cell(mark: Mark, lang: Lang) -> Cell:
    """Return a sign with its word."""
    return Cell(badge=badge_of(mark, lang))
