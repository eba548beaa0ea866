"""A condition's text read into its tree, or refused at the character where it goes wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from social_balance.conditions.tree import And, Compare, Expression, In, Lit, Missing, Name, Or, join_parts
from social_balance.language.faults import DefinitionError, Issue, Place, Word


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read a condition.

    Parameters
    ----------
    text : str
        The condition; column names may hold æøå and are brought to NFC.

    Returns
    -------
    Expression
        A frozen, hashable tree; ``str`` of it is the condition in its plain form.

    Raises
    ------
    DefinitionError
        When the text is no condition. The issue's ``place`` names the character, ``values["at"]`` is its
        number from 1 and ``values["text"]`` the condition, so that a caret can be drawn.

    Examples
    --------
    >>> str(parse("18 <= alder <= 64"))
    '18 <= alder and alder <= 64'
    >>> parse("len(q12) in (1, 2)")
    Traceback (most recent call last):
    social_balance.language.faults.DefinitionError: Der er 1 fejl:
    tegn 1 — betingelser kan ikke kalde funktioner: 'len('. Skriv fx alder >= 18 eller q12 in (1, 2).
    """
    text = unicodedata.normalize("NFC", text)
    return _Parser(text).parse_whole()


_DEEPEST = 40
_KEYWORDS = frozenset(("and", "or", "not", "in", "is", "missing", "true", "false"))
_MEANT = {  # what people write for a word of the language, Danish, SQL and Python
    "og": "and", "eller": "or", "ikke": "not in", "i": "in", "er": "is", "mangler": "is missing",
    "null": "missing", "none": "missing", "nan": "missing", "na": "missing", "sand": "true", "falsk": "false",
}  # fmt: skip
_MEANT_SIGN = {"&": "and", "|": "or", "!": "!=", "[": "(", "]": ")", "{": "(", "}": ")"} | dict.fromkeys(
    "‘’“”„`´«»", "'"
)
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)*(?![\w.]))
    | (?P<name>[^\W\d]\w*)
    | (?P<op>==|!=|<=|>=|<>|<|>)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<mark>[(),])
    | (?P<bad>\S)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    """A word of the condition, the kind of word, and where it begins (from 1)."""

    kind: str
    text: str
    at: int


class _Parser:
    """Recursive descent over the tokens: or, and, comparison, operand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0
        self.open: list[int] = []

    def parse_whole(self) -> Expression:
        """Parse all of the text."""
        if self.peek.kind == "end":
            raise self.fault_at("EXP009", 1)
        expression = self.parse_alternatives()
        if self.peek.text == ")":
            raise self.fault_at("EXP005", self.peek.at, ")")
        if self.peek.kind != "end":
            raise self.unexpected_word("and or or")
        return expression

    def parse_alternatives(self) -> Expression:
        """Parse conditions joined by ``or``."""
        parts = [self.parse_conjunction()]
        while self.accept_word("or"):
            parts.append(self.parse_conjunction())
        return join_parts(Or, parts)

    def parse_conjunction(self) -> Expression:
        """Parse conditions joined by ``and``."""
        parts = [self.parse_condition()]
        while self.accept_word("and"):
            parts.append(self.parse_condition())
        return join_parts(And, parts)

    def parse_condition(self) -> Expression:
        """Parse one comparison, or a condition in brackets."""
        if self.peek.text == "not":
            raise self.fault_at("EXP018", self.peek.at, "not")
        if self.peek.text != "(":
            return self.parse_comparison()
        self.open.append(self.peek.at)
        # Each bracket is a call inside a call; Python's own limit would end in a traceback.
        if len(self.open) > _DEEPEST:
            raise self.fault_at("EXP016", self.peek.at)
        self.accept_word("(")
        inner = self.parse_alternatives()
        self.close_bracket()
        return inner

    def parse_comparison(self) -> Expression:
        """Parse one comparison, chained or not, ``in`` or ``is``."""
        first_at = self.peek.at
        left = self.parse_operand("value")
        if self.peek.text == "is":
            return self.parse_missing(self.require_column(left, first_at))
        if self.peek.text in ("in", "not"):
            return self.parse_membership(self.require_column(left, first_at))
        links: list[Expression] = []
        while self.peek.kind == "op":
            sign = self.take_token()
            if self.peek.text == "missing":
                raise self.fault_at("EXP019", self.peek.at, "missing", column=str(left))
            right = self.parse_operand("value")
            # Two fixed values are always the same answer: most likely a column in quotation marks.
            if isinstance(left, Lit) and isinstance(right, Lit):
                raise self.fault_at("EXP012", sign.at, sign.text)
            # A chain `18 <= age < 65` is both comparisons, the middle one shared.
            links.append(Compare(left, "!=" if sign.text == "<>" else sign.text, right))
            left = right
        # `1 <= q in (1, 2)` reads two ways, so it is written out instead.
        if links and self.peek.text in ("in", "not", "is"):
            raise self.fault_at("EXP010", self.peek.at, self.peek.text)
        if links:
            return join_parts(And, links)
        if isinstance(left, Lit) and isinstance(left.value, bool):
            return left
        raise self.unexpected_word("comparison")

    def parse_missing(self, column: Name) -> Expression:
        """Parse what follows a column when the next word is ``is``."""
        self.accept_word("is")
        negated = self.accept_word("not")
        if not self.accept_word("missing"):
            raise self.unexpected_word("word missing")
        return Missing(column, negated)

    def parse_membership(self, column: Name) -> Expression:
        """Parse ``in (…)`` or ``not in (…)``."""
        negated = self.accept_word("not")
        if not self.accept_word("in"):
            raise self.unexpected_word("word in")
        opened = self.peek.at
        if not self.accept_word("("):
            raise self.unexpected_word("open bracket")
        if self.peek.text == ")":
            raise self.fault_at("EXP017", opened)
        self.open.append(opened)
        values = [self.parse_fixed_value()]
        while self.accept_word(","):
            # A comma before the bracket is let through, as Python writers leave it.
            if self.peek.text == ")" and self.peek.kind == "mark":
                break
            values.append(self.parse_fixed_value())
        self.close_bracket("comma or bracket")
        if len({isinstance(value.value, str) for value in values}) > 1:
            raise self.fault_at("EXP015", opened)
        if self.peek.text in ("in", "not", "is") or self.peek.kind == "op":
            raise self.fault_at("EXP010", self.peek.at, self.peek.text)
        return In(column, tuple(values), negated)

    def parse_fixed_value(self) -> Lit:
        """Parse a value of a list."""
        if self.peek.text == "missing":
            raise self.fault_at("EXP019", self.peek.at, "missing", column="…")
        if self.peek.kind == "name" and self.peek.text not in ("true", "false"):
            self.refuse_call()
            raise self.unexpected_word("fixed value")
        value = self.parse_operand("fixed value")
        assert isinstance(value, Lit)
        return value

    def parse_operand(self, expected: str) -> Name | Lit:
        """Parse a column or a fixed value."""
        token = self.peek
        if token.kind == "number":
            return Lit(self.read_number(self.take_token()))
        if token.kind == "text":
            return Lit(self.take_token().text[1:-1])
        if token.text in ("true", "false"):
            return Lit(self.take_token().text == "true")
        if token.kind == "name" and token.text not in _KEYWORDS:
            self.refuse_call()
            return Name(self.take_token().text)
        raise self.unexpected_word(expected)

    def refuse_call(self) -> None:
        """Refuse a name that is followed by a bracket."""
        after = self.tokens[self.next + 1]
        if self.peek.text not in _KEYWORDS and (after.kind, after.text) == ("mark", "("):
            raise self.fault_at("EXP001", self.peek.at, self.peek.text)

    def read_number(self, token: _Token) -> int | float:
        """Read a number, and refuse what a Danish reader and a computer read differently."""
        digits = token.text.removeprefix("-")
        # 100.000 is a hundred thousand to a Danish reader and a hundred to a computer.
        if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits) or digits.count(".") > 1:
            raise self.fault_at("EXP013", token.at, token.text)
        # 0751 is a code; as a number it would lose its zero and match nothing.
        if re.match(r"0\d", digits):
            raise self.fault_at("EXP014", token.at, token.text)
        if "." in digits:
            return float(token.text)
        return int(token.text)

    def require_column(self, operand: Name | Lit, at: int) -> Name:
        """Refuse a fixed value where only a column makes sense."""
        if isinstance(operand, Name):
            return operand
        raise self.fault_at("EXP007", at, str(operand), expected=Word("column"))

    def close_bracket(self, expected: str = "and or or") -> None:
        """Close the innermost bracket."""
        if self.peek.kind == "end":
            raise self.fault_at("EXP004", self.open[-1], "(")
        if not self.accept_word(")"):
            raise self.unexpected_word(expected)
        self.open.pop()

    @property
    def peek(self) -> _Token:
        """The next word; one that is no part of the language is refused when it is reached."""
        token = self.tokens[self.next]
        if token.kind == "bad":
            raise self.fault_of_sign(token.text, token.at - 1)
        return token

    def take_token(self) -> _Token:
        """Take the next word."""
        self.next += 1
        return self.tokens[self.next - 1]

    def accept_word(self, word: str) -> bool:
        """Take the next word if it is this one."""
        found = self.peek.text == word and self.peek.kind in ("name", "mark")
        self.next += found
        return found

    def unexpected_word(self, expected: str) -> DefinitionError:
        """Say what was met and what should have been there."""
        token = self.peek
        if token.kind == "end":
            return self.fault_at("EXP008", token.at, expected=Word(expected))
        if self.next:
            before = self.tokens[self.next - 1].kind
        else:
            before = ""
        # 2,5 is a decimal to a Danish reader and two values to the parser.
        if token.text == "," and before == "number" and self.tokens[self.next + 1].kind == "number":
            return self.fault_at("EXP024", token.at, ",")
        if token.text == "not":
            return self.fault_at("EXP018", token.at, "not")
        word = token.text.casefold()
        meant = _MEANT.get(word) or (word if word in _KEYWORDS and word != token.text else None)
        return self.fault_at("EXP007", token.at, token.text, expected=Word(expected), suggestion=meant)

    def fault_at(self, code: str, at: int, found: str = "", **values: object) -> DefinitionError:
        """Make the error, with the place for a caret."""
        known = {"at": at, "text": self.text, **values}
        return DefinitionError(Issue(code, place=Place.character(at), found=found, values=known))

    def _tokens(self) -> Iterator[_Token]:
        at = 0
        before = ""
        while match := _TOKEN.match(self.text, at):
            kind = match.lastgroup or ""
            start = match.start(kind)
            word = match[kind]
            number = _TOKEN.match(self.text, start + 1)
            # A minus belongs to the number right after it, and is subtraction after a value.
            negative = word == "-" and number and number["number"] and number.start("number") == start + 1
            if negative and number and before not in ("number", "name", "text"):
                match = number
                kind = "number"
                word = f"-{number['number']}"
            yield _Token(kind, word, start + 1)
            at = match.end()
            if word not in _KEYWORDS:
                before = kind
            else:
                before = "keyword"
        yield _Token("end", "", len(self.text.rstrip()) + 1)

    def fault_of_sign(self, sign: str, start: int) -> DefinitionError:
        """Explain a character that is no part of the language."""
        if sign == "=":
            return self.fault_at("EXP002", start + 1, sign)
        if sign in "'\"":
            return self.fault_at("EXP006", start + 1, sign)
        if sign in "+-*/%^":
            return self.fault_at("EXP011", start + 1, sign)
        if sign.isdigit():
            word = re.match(r"[\w.]+", self.text[start:])
            if word:
                found = word[0]
            else:
                found = sign
            return self.fault_at("EXP007", start + 1, found, expected=Word("value"))
        return self.fault_at("EXP003", start + 1, sign, suggestion=_MEANT_SIGN.get(sign))
