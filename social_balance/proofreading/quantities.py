"""The figures of a sentence with unit, decimals and place, told from what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias

from social_balance.proofreading.calendar import Moment, moment_of, moment_patterns
from social_balance.proofreading.lexicon import Lexicon

# The letters of the units are those of the marks in a skeleton.
Unit: TypeAlias = Literal["percent", "points", "permille", "money", "number", "word"]
LETTERS: dict[str, Unit] = {
    "p": "percent", "o": "points", "m": "permille", "k": "money", "n": "number", "w": "word",
}  # fmt: skip
_LETTER_OF = {unit: letter for letter, unit in LETTERS.items()}


@dataclass(frozen=True)
class Quantity:
    """A printed number.

    Parameters
    ----------
    value : Decimal
        In the unit; money in kroner.
    half : Decimal
        Half a unit of the last printed decimal.
    unit : str
        What it counts.
    decimals : int
        As printed.
    start, end : int
        Where in the sentence it stands, the unit with it.
    text : str
        As printed.
    noun : str
        The word after a number without a unit, in small letters.
    approximate : bool
        Whether the text says that it is about, over or at most so much.
    signed : bool
        Whether it has a sign.
    scale : Decimal
        What one of the printed number is: a million for "mio. kr.".
    """

    value: Decimal
    half: Decimal
    unit: Unit
    decimals: int
    start: int
    end: int
    text: str
    noun: str = ""
    approximate: bool = False
    signed: bool = False
    scale: Decimal = Decimal(1)

    @property
    def letter(self) -> str:
        """The letter of its mark."""
        return _LETTER_OF[self.unit]

    @property
    def place(self) -> tuple[int, int, str]:
        """What tells it from every other number of the paper's sentence, whatever unit it was given since."""
        return self.start, self.end, self.text

    @property
    def high(self) -> Decimal:
        """The most that is printed so."""
        return self.value + self.half

    def in_unit_of(self, other: Quantity) -> Quantity:
        """Return a number that leaves its unit to the other, as in "from 7 to 5 per cent"."""
        half = other.scale * Decimal(1).scaleb(-self.decimals) / 2
        return replace(self, value=self.value * other.scale, half=half, unit=other.unit, scale=other.scale)


@dataclass(frozen=True)
class Reference:
    """A number that is no figure: a page, a section, a case, a telephone, an age, a time."""

    start: int
    end: int
    letter: str = "x"


Token: TypeAlias = "Quantity | Moment | Reference"


def read_tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Return every number of a sentence in order, figures and others.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> tokens = read_tokens("Jf. § 12 er 1.011,6 mio. kr. brugt pr. 30.06.2024, 61,0 pct.", lexicon_of("da"))
    >>> [(token.letter, getattr(token, "value", None)) for token in tokens]
    [('x', None), ('k', Decimal('1011600000.0')), ('d', datetime.date(2024, 6, 30)), ('p', Decimal('61.0'))]
    """
    tokens: list[Token] = []
    position = 0
    for match in _token_pattern(lexicon).finditer(text):
        if match.start() < position:
            continue
        token = _token_of(match, text, lexicon)
        if token is not None:
            tokens.append(token)
            position = token.end
    return tokens


def _token_of(match: re.Match[str], text: str, lexicon: Lexicon) -> Token | None:
    """Return what a match is: the first of reference, moment and quantity that it can be."""
    kind = match.lastgroup or ""
    if kind == "reference":
        return Reference(match.start(), match.end())
    if kind == "number":
        return _quantity_of(match, text, lexicon)
    if kind == "spelt":
        value = Decimal(lexicon.words["number_words"].split("|").index(match[0].lower()) + 2)
        return Quantity(value, Decimal(0), "word", 0, match.start(), match.end(), match[0])
    return moment_of(kind, match, lexicon)


@cache
def _patterns_of(lang: str, words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    w = dict(words)
    ages = rf"\d{{1,3}}(?:\s?(?:[–-]|{w['to']})\s?\d{{1,3}})?(?:\s?(?:{w['age']})|\s(?:{w['years']}))"
    # In this order: what is longest and surest first, for the first that fits is taken.
    references = [
        r"https?://\S+|www\.\S+|\S+@\S+\.\w+",
        r"\+\d\d(?: ?\d\d){4}\b|\b\d\d(?: \d\d){3}\b(?!\s?\d)",  # telephone numbers
        r"\b\d{6}-\d{4}\b|\b\d{2,4}[-/]\d{4,}\b|\b\d{8,}\b",  # persons and cases
        r"[^\W\d_]+-?\d[\w-]*",  # CO2, A4, covid-19
        rf"(?<!\w)(?:{w['references']})\.?(?:\s*nr\.?)?:?\s*\d+[\d.\-/–:]*\d*[a-zæøå]?\b"
        r"(?:\s*(?:,|og|and|[–-])\s*\d{1,3}[a-z]?\b(?!\s*(?:%|pct|procent|kr|mio|[^\W\d_]{4,})))*",
        rf"(?<!\w)(?:{w['soft_references']})\s\d{{1,3}}\b(?!\s[^\W\d_]{{4,}}|[.,]\d|\s?%)",
        rf"(?<!\w)(?:{w['per_thousand']})(?!\w)",
        rf"(?<!\w){ages}(?!\w)|(?<!\w)\d{{1,3}}\+(?!\d)",
        r"\b\d{1,2}:\d\d\b",
        rf"\b\d{{1,2}}\.\s?(?=(?:{w['quarter']})\b)",
        r"\b\d{1,3}\.(?:\s?[–-]\s?\d{1,3}\.)?(?=\s+[a-zæøå])",  # ordinals
        r"\b\d{1,3}\.(?=\s?(?:,|og\b|and\b|eller\b))",
        r"\b\d+(?:st|nd|rd|th)\b",
        r"\b\d+(?:[.,]\d+)?\s?[–-]\s?\d+(?:[.,]\d+)?(?![\d.,]*\d)",  # from so much to so much
        r"\b\d+(?:\.\d+){2,}\b",  # numbers of sections
        r"(?<=[\w/])\d[\w/]*",
    ]
    # Either mark may part thousands or decimals; which it did is seen when the number is read.
    number = r"(?<![\w.,])(?:(?<![\w)])[+−–-])?\d+(?:[. \u00a0\u202f,]\d{3}(?!\d))*(?:[.,]\d+)?(?!\w)"
    parts = [
        *moment_patterns(w),
        f"(?P<reference>{'|'.join(references)})",
        f"(?P<number>{number})",
        rf"(?P<spelt>(?<!\w)(?:{w['number_words']})(?!\w))",
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


def _token_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    return _patterns_of(lexicon.lang, tuple(lexicon.words.items()))


def _quantity_of(match: re.Match[str], text: str, lexicon: Lexicon) -> Quantity | None:
    printed = match[0]
    after = _unit_after(text, match.end(), lexicon)
    # A space parts thousands only where a unit shows that both halves are one number.
    if " " in printed.strip("+−–- ") and after.unit != "money" and not printed.endswith(" 000"):
        printed = printed.lstrip("+−–- ").split(" ")[0]
        after = _unit_after(text, match.start() + len(printed), lexicon)
    end = match.start() + len(printed)
    value, decimals = parse_number(printed, lexicon)
    step = after.scale * Decimal(1).scaleb(-decimals)
    is_exact = after.unit == "number" and decimals == 0
    half = Decimal(0) if is_exact or (after.unit == "money" and after.scale == 1) else step / 2
    before = text[: match.start()].lower()
    return Quantity(
        value=value * after.scale,
        half=half,
        unit=after.unit,
        decimals=decimals,
        start=match.start(),
        end=max(after.end, end),
        text=text[match.start() : max(after.end, end)],
        noun=_noun_after(text, end) if after.unit == "number" else "",
        approximate=bool(lexicon.pattern(r"(?:<approximately>) $").search(before)),
        signed=printed[0] in "+−–-",
        scale=after.scale,
    )


def parse_number(printed: str, lexicon: Lexicon) -> tuple[Decimal, int]:
    """Return the value and the number of decimals of a number, with either language's marks.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> [parse_number(text, lexicon_of("da"))[0] for text in ("1.011,6", "72.5", "−0,80", "38.006")]
    [Decimal('1011.6'), Decimal('72.5'), Decimal('-0.80'), Decimal('38006')]
    """
    negative = printed[0] in "−–-"
    digits = printed.lstrip("+−–- ").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    whole, mark, decimals = digits.rpartition(lexicon.decimal)
    if mark and lexicon.thousands in decimals:
        # Both marks the other way round: 1,011.6 in a Danish paper.
        whole, mark, decimals = digits.rpartition(lexicon.thousands)
    if not mark:
        groups = digits.split(lexicon.thousands)
        if len(groups) > 1 and len(groups[-1]) != 3:
            whole, mark, decimals = digits.rpartition(lexicon.thousands)
        else:
            whole, decimals = digits, ""
    plain = re.sub(r"\D", "", whole or "0")
    value = Decimal(f"{plain}.{decimals}" if decimals else plain)
    return (-value if negative else value), len(decimals)


@dataclass(frozen=True)
class _UnitFound:
    unit: Unit
    scale: Decimal
    end: int


def _unit_after(text: str, end: int, lexicon: Lexicon) -> _UnitFound:
    """Return the unit that follows a number, how much of it one is, and where it ends."""
    for unit, match in _units_at(text, end, lexicon):
        scale = Decimal(1)
        if unit == "money":
            told = match[0].strip().lower()
            for key, size in (("billion", 9), ("million", 6), ("thousand", 3)):
                if re.match(lexicon.words[key], told):
                    scale = Decimal(10) ** size
                    break
        return _UnitFound(unit, scale, match.end())
    return _UnitFound("number", Decimal(1), end)


def _units_at(text: str, end: int, lexicon: Lexicon) -> Iterator[tuple[Unit, re.Match[str]]]:
    units: tuple[tuple[Unit, str], ...] = (
        ("points", "points"), ("percent", "percent"), ("permille", "permille"), ("money", "money_units"),
    )  # fmt: skip
    for unit, key in units:
        match = _unit_pattern(lexicon.words[key]).match(text, end)
        if match:
            yield unit, match


@cache
def _unit_pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0]?(?:{words})(?!\w)", re.IGNORECASE)


_NOUN = re.compile(r"\s+([^\W\d_][\w-]*)")


def _noun_after(text: str, end: int) -> str:
    match = _NOUN.match(text, end)
    if match is None:
        return ""
    return match[1].lower()
