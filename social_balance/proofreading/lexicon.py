"""The words that papers of a language are read for, and patterns made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from social_balance.language.tables import DEFAULT, keys_of, languages, read_language
from social_balance.language.words import phrase

# A pattern is a regular expression over a skeleton with three shorthands:
#   <rise_verbs>   one of the words of that key, whole
#   [[pk:before]]  the mark of a quantity of one of the units p, k, caught under the name
#   ~40            at most so many characters without a mark in them
#   ~~40           the same, where dates, periods and references may stand
_WORDS = re.compile(r"(?<!\?P)<(\w+)>")
_MARK = re.compile(r"\[\[(\w+):(\w+)\]\]")
_PLAIN_MARK = re.compile(r"\[\[(\w+)\]\]")
_WIDE_GAP = re.compile(r"~~(\d+)")
_GAP = re.compile(r"~(\d+)")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, and the patterns that were made of them so far."""

    lang: str
    words: dict[str, str]
    decimal: str
    thousands: str
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def pattern(self, shorthand: str) -> re.Pattern[str]:
        """Return a pattern written with the shorthands above, made once.

        Examples
        --------
        >>> lexicon_of("da").pattern("<rise_verbs> <by> [[pn:told]]").search("er steget med «p1»")["told"]
        'p1'
        """
        made = self._patterns.get(shorthand)
        if made is None:
            made = self._patterns[shorthand] = re.compile(self._expand(shorthand))
        return made

    def _expand(self, shorthand: str) -> str:
        text = _MARK.sub(r"«(?P<\2>[\1]\\d+)»", shorthand)
        text = _PLAIN_MARK.sub(r"«[\1]\\d+»", text)
        text = _WIDE_GAP.sub(r"(?:[^«»]|«[ydx]\\d+»){0,\1}?", text)
        text = _GAP.sub(r"[^«»]{0,\1}?", text)
        return _WORDS.sub(lambda name: rf"(?:(?<!\w)(?:{self.words[name[1]]})(?!\w))", text)


@cache
def lexicon_of(lang: str) -> Lexicon:
    """Return the words of a language."""
    words = {key: phrase("proof_words", key, lang) for key in keys_of("proof_words")}
    return Lexicon(lang, words, phrase("numbers", "decimal", lang), phrase("numbers", "thousands", lang))


def guess_language(text: str) -> str:
    """Return the language whose commonest words a text has most of; the default where none has any.

    Examples
    --------
    >>> guess_language("The share has risen and is higher than in 2020."), guess_language("Det er steget.")
    ('en', 'da')
    """
    seen = _WORD.findall(text[:20_000].lower())
    counts = {}
    for lang in languages():
        common = set(read_language(lang).get("proof_words", {}).get("common", "").split("|"))
        counts[lang] = sum(word in common for word in seen)
    best = max(counts, key=lambda lang: (counts[lang], lang == DEFAULT))
    return best
