"""A passage parted into sentences, the dots of abbreviations and ordinals not taken for ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from social_balance.proofreading.lexicon import Lexicon

_END = re.compile(r"[.!?…][\"”»’')]*\s+(?=[\"“«]*[A-ZÆØÅÉ0-9])")
_LAST_WORD = re.compile(r"[\w.]+$")


@dataclass(frozen=True)
class Piece:
    """A sentence and where in the passage it begins."""

    text: str
    start: int


def split_sentences(text: str, lexicon: Lexicon) -> list[Piece]:
    """Return the sentences of a passage.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> text = "Fra 2,5 mio. kr. til ca. 3,0 mio. kr. Det er 20 pct. I 9. klasse er det 4."
    >>> [piece.text for piece in split_sentences(text, lexicon_of("da"))]
    ['Fra 2,5 mio. kr. til ca. 3,0 mio. kr.', 'Det er 20 pct.', 'I 9. klasse er det 4.']
    """
    pieces: list[Piece] = []
    start = 0
    abbreviation = re.compile(rf"(?:{lexicon.words['abbreviations']})\.?", re.IGNORECASE)
    for end in _END.finditer(text):
        if end[0][0] == ".":
            word = _LAST_WORD.search(text, start, end.start())
            if word and (abbreviation.fullmatch(word[0]) or _is_ordinal(word[0], text[end.end() :])):
                continue
        pieces.append(Piece(text[start : end.end()].rstrip(), start))
        start = end.end()
    if text[start:].strip():
        pieces.append(Piece(text[start:], start))
    return pieces


def _is_ordinal(word: str, rest: str) -> bool:
    """Say whether a number before a dot counts something out, as in a list 0., 5. og 8."""
    return word.isdecimal() and len(word) <= 2 and rest[:1].isdigit()
