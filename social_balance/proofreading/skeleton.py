"""A sentence with its numbers replaced by marks, so that patterns see how it is built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from social_balance.proofreading.calendar import Moment
from social_balance.proofreading.lexicon import Lexicon
from social_balance.proofreading.quantities import Quantity, Token, read_tokens

# Brackets inside brackets are rare in papers, and the inner ones are then read alone.
_BRACKETS = re.compile(r"\(([^()]*)\)")
_MARKED = re.compile(r"«([a-z])(\d+)»")
# What stands between a number and the period it is of, or the other way round.
_PERIOD_AFTER = r"^[^,;:«»]{0,45}?<in>(?: <articles>)? $"
_PERIOD_BEFORE = r"^[^;:«»]{0,70}$"


@dataclass(frozen=True)
class Aside:
    """What stands in brackets after something, when there are figures in it.

    Parameters
    ----------
    host : Quantity, optional
        The figure right before the bracket, with at most a few words between; none where there is none.
    quantities : tuple of Quantity
        The figures in the bracket.
    skeleton : str
        The text of the bracket with its marks.
    position : int
        Where in the sentence's skeleton the bracket stood.
    """

    host: Quantity | None
    quantities: tuple[Quantity, ...]
    skeleton: str
    position: int


@dataclass(frozen=True)
class Sentence:
    """A sentence as text, as tokens and as skeleton; what is in brackets with figures stands aside."""

    text: str
    lexicon: Lexicon
    tokens: tuple[Token, ...]
    skeleton: str
    asides: tuple[Aside, ...]

    def quantity(self, mark: str) -> Quantity:
        """Return the quantity of a mark such as ``p0``."""
        token = self.tokens[int(mark[1:])]
        assert isinstance(token, Quantity)
        return token

    def moment(self, mark: str) -> Moment:
        """Return the date or period of a mark."""
        token = self.tokens[int(mark[1:])]
        assert isinstance(token, Moment)
        return token

    def find(self, shorthand: str) -> list[re.Match[str]]:
        """Return every match of a pattern in the skeleton."""
        return list(self.lexicon.pattern(shorthand).finditer(self.skeleton))

    def has(self, *words: str) -> bool:
        """Say whether one of the words of these keys stands in the sentence."""
        return any(self.lexicon.pattern(f"<{key}>").search(self.skeleton) for key in words)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The figures outside brackets, in order."""
        marks = _MARKED.finditer(self.skeleton)
        return tuple(self.quantity(m[1] + m[2]) for m in marks if m[1] in "pomknw")

    @cached_property
    def all_quantities(self) -> tuple[Quantity, ...]:
        """The figures of the whole sentence."""
        return tuple(token for token in self.tokens if isinstance(token, Quantity))

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The dates and periods, in order."""
        return tuple(token for token in self.tokens if isinstance(token, Moment))

    @cached_property
    def periods(self) -> dict[Quantity, Moment]:
        """The period that each figure is of, where the sentence says it."""
        return _attach_periods(self)

    def position_of(self, quantity: Quantity) -> int:
        """Return where in the skeleton a figure stands; −1 for one in a bracket or of another sentence."""
        # Found by its place: it may have been given the unit of another since.
        for number, token in enumerate(self.tokens):
            if isinstance(token, Quantity) and token.place == quantity.place:
                return self.skeleton.find(f"«{token.letter}{number}»")
        return -1

    def aside_of(self, quantity: Quantity) -> Aside | None:
        """Return the bracket after a figure."""
        return next((aside for aside in self.asides if aside.host == quantity), None)


def read_sentence(text: str, lexicon: Lexicon) -> Sentence:
    """Return a sentence with its skeleton.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> text = "Fra 5 borgere (2,6 pct.) i 2023 til 9 borgere (4,7 pct.)."
    >>> sentence = read_sentence(text, lexicon_of("da"))
    >>> sentence.skeleton
    'fra «n0» borgere i «y2» til «n3» borgere.'
    >>> [(aside.host.text, aside.quantities[0].text) for aside in sentence.asides]
    [('5', '2,6 pct.'), ('9', '4,7 pct.')]
    """
    tokens = tuple(read_tokens(text, lexicon))
    marked = _with_marks(text, tokens)
    skeleton = ""
    asides: list[Aside] = []
    position = 0
    for bracket in _BRACKETS.finditer(marked):
        inside = [tokens[int(n)] for _, n in _MARKED.findall(bracket[1])]
        figures = tuple(token for token in inside if isinstance(token, Quantity))
        skeleton += marked[position : bracket.start()]
        position = bracket.end()
        if figures:
            skeleton = skeleton.rstrip()
            asides.append(Aside(_host_of(skeleton, tokens), figures, bracket[1], len(skeleton)))
        else:
            skeleton += bracket[1]
    skeleton += marked[position:]
    return Sentence(text, lexicon, tokens, skeleton, tuple(asides))


def _with_marks(text: str, tokens: tuple[Token, ...]) -> str:
    parts: list[str] = []
    position = 0
    for number, token in enumerate(tokens):
        parts += [text[position : token.start].lower(), f"«{token.letter}{number}»"]
        position = token.end
    parts.append(text[position:].lower())
    return "".join(parts)


def _host_of(skeleton: str, tokens: tuple[Token, ...]) -> Quantity | None:
    """Return the figure that a bracket after this text belongs to."""
    marks = list(_MARKED.finditer(skeleton))
    if not marks:
        return None
    last = marks[-1]
    token = tokens[int(last[2])]
    between = skeleton[last.end() :]
    close = len(between) <= 45 and not re.search(r"[;:.!?]|, ", between)
    if not close or not isinstance(token, Quantity):
        return None
    return token


def _attach_periods(sentence: Sentence) -> dict[Quantity, Moment]:
    """Return which period each figure is of: the one after it, or else the one before it."""
    after = sentence.lexicon.pattern(_PERIOD_AFTER)
    marks = list(_MARKED.finditer(sentence.skeleton))
    attached: dict[Quantity, Moment] = {}
    taken: set[int] = set()
    for place, mark in enumerate(marks[:-1]):
        following = marks[place + 1]
        between = sentence.skeleton[mark.end() : following.start()]
        if mark[1] in "pomkn" and following[1] in "yd" and after.search(between):
            attached[sentence.quantity(mark[1] + mark[2])] = sentence.moment(following[1] + following[2])
            taken.add(place + 1)
    for place, mark in enumerate(marks[1:], start=1):
        leading = marks[place - 1]
        between = sentence.skeleton[leading.end() : mark.start()]
        if mark[1] in "pomkn" and leading[1] == "y" and place - 1 not in taken and len(between) <= 70:
            quantity = sentence.quantity(mark[1] + mark[2])
            attached.setdefault(quantity, sentence.moment(leading[1] + leading[2]))
    return attached
