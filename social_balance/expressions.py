"""The language of conditions: a text such as ``18 <= alder <= 64 and q12 in (1, 2)`` read and evaluated.

A condition is parsed and never executed. It knows comparisons (also chained), ``in``, ``not in``, ``and``,
``or``, parentheses, ``is missing`` and ``is not missing``; there are no calls and no arithmetic. A comparison
with a missing value is not true, and neither is its opposite.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from social_balance.issues import DefinitionError, InputError, Issue, Word, suggest

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import numpy.typing as npt
    import pandas as pd

    Data: TypeAlias = pd.DataFrame | Mapping[str, Any]
    Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Name:
    """A column."""

    column: str

    def __str__(self) -> str:
        """Return the name."""
        return self.column


@dataclass(frozen=True, eq=False)
class Lit:
    """A fixed value; alone it is a condition only when it is true or false."""

    value: bool | int | float | str

    def _key(self) -> tuple[type, object]:
        # Python holds 1 == True == 1.0; a memo keyed on that would hand back the wrong condition.
        return type(self.value), self.value

    def __eq__(self, other: object) -> bool:
        """Tell 1, 1.0 and true apart."""
        return isinstance(other, Lit) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash in accordance with equality."""
        return hash(self._key())

    def __str__(self) -> str:
        """Return the value as it is written in a condition."""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, str):
            quote = '"' if "'" in self.value else "'"
            return f"{quote}{self.value}{quote}"
        return _number_text(self.value)


@dataclass(frozen=True)
class Compare:
    """A comparison of two operands of which at least one is a column."""

    left: Name | Lit
    op: str
    right: Name | Lit

    def __str__(self) -> str:
        """Return the comparison as text."""
        return f"{self.left} {self.op} {self.right}"


@dataclass(frozen=True)
class In:
    """Membership of a list of fixed values."""

    column: Name
    values: tuple[Lit, ...]
    negated: bool = False

    def __str__(self) -> str:
        """Return the membership as text."""
        values = ", ".join(str(value) for value in self.values)
        return f"{self.column} {'not in' if self.negated else 'in'} ({values})"


@dataclass(frozen=True)
class Missing:
    """Whether the column has no value."""

    column: Name
    negated: bool = False

    def __str__(self) -> str:
        """Return the question as text."""
        return f"{self.column} is {'not missing' if self.negated else 'missing'}"


@dataclass(frozen=True)
class And:
    """All the parts hold."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        """Return the parts joined by ``and``."""
        return " and ".join(f"({part})" if isinstance(part, Or) else str(part) for part in self.parts)


@dataclass(frozen=True)
class Or:
    """At least one of the parts holds."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        """Return the parts joined by ``or``."""
        return " or ".join(str(part) for part in self.parts)


Expression: TypeAlias = Lit | Compare | In | Missing | And | Or


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
    social_balance.issues.DefinitionError: Der er 1 fejl:
    tegn 1 — betingelser kan ikke kalde funktioner: 'len('. Skriv fx alder >= 18 eller q12 in (1, 2).
    """
    text = unicodedata.normalize("NFC", text)
    return _Parser(text).whole()


def columns(expression: Expression) -> frozenset[str]:
    """Return the names of the columns that a condition uses.

    Parameters
    ----------
    expression : Expression
        A parsed condition.

    Returns
    -------
    frozenset of str
        The names, in NFC.

    Examples
    --------
    >>> sorted(columns(parse("alder >= 18 and q12 is missing")))
    ['alder', 'q12']
    """
    return frozenset(name.column for leaf in _leaves(expression) for name in _names(leaf))


def both(first: Expression | None, second: Expression | None) -> Expression:
    """Return the condition that holds where both hold.

    Parameters
    ----------
    first, second : Expression, optional
        Parsed conditions; None and ``true`` put no demand.

    Returns
    -------
    Expression
        Their conjunction, ``true`` when neither puts a demand.

    Examples
    --------
    >>> str(both(parse("alder >= 18"), parse("q12 == 1 or q12 == 2")))
    'alder >= 18 and (q12 == 1 or q12 == 2)'
    """
    parts = [part for part in (first, second) if part is not None and part != Lit(True)]
    return _joined(And, parts) if parts else Lit(True)


def negation(expression: Expression) -> Expression:
    """Return the condition that is true exactly where this one is definitely false.

    A comparison with a missing answer is not true, so it is true neither here nor in the opposite.

    Parameters
    ----------
    expression : Expression
        A parsed condition.

    Returns
    -------
    Expression
        The opposite, by De Morgan's laws down to the single comparisons.

    Examples
    --------
    >>> str(negation(parse("q12 in (1, 2) and alder >= 18")))
    'q12 not in (1, 2) or alder < 18'
    """
    if isinstance(expression, And):
        return _joined(Or, [negation(part) for part in expression.parts])
    if isinstance(expression, Or):
        return _joined(And, [negation(part) for part in expression.parts])
    if isinstance(expression, Compare):
        return Compare(expression.left, _OPPOSITE[expression.op], expression.right)
    if isinstance(expression, In):
        return In(expression.column, expression.values, not expression.negated)
    if isinstance(expression, Missing):
        return Missing(expression.column, not expression.negated)
    return Lit(not expression.value)


def truth(expression: Expression, data: Data) -> Mask:
    """Evaluate a condition on columns in memory.

    Parameters
    ----------
    expression : Expression
        A parsed condition.
    data : DataFrame or Mapping of str to array
        The columns. NaN, None, NA and an unset category are missing.

    Returns
    -------
    ndarray of bool, one element per row
        True only where the condition is definitely true (as in SQL's WHERE).

    Raises
    ------
    InputError
        All at once: columns that do not exist, and columns of another kind than the condition expects.

    Examples
    --------
    >>> truth(parse("q12 not in (1, 2)"), {"q12": [1.0, 3.0, float("nan")]}).tolist()
    [False, True, False]
    """
    met = {name: column for name in columns(expression) if (column := _column(data, name)) is not None}
    _require(expression, {name: column.kind for name, column in met.items()}, data)
    return _evaluate(expression, met, _rows(data))


def to_narwhals(expression: Expression, schema: Mapping[str, Any]) -> nw.Expr:
    """Translate a condition for DuckDB, Polars or Spark, with the truth table of ``truth``.

    Parameters
    ----------
    expression : Expression
        A parsed condition.
    schema : Mapping of str to Narwhals data type
        The table's ``collect_schema()``: NaN is guarded only in columns that can hold it, and true and false
        are compared as 1 and 0, which engines would refuse or guess.

    Returns
    -------
    narwhals.stable.v2.Expr
        A boolean expression that is never null.

    Raises
    ------
    InputError
        All at once: columns that do not exist, and columns of another kind than the condition expects.

    Notes
    -----
    Not for pandas: Narwhals gives False for a comparison with null there, so that ``!=`` would be wrong; use
    ``truth``. Text in the table is matched in composed and decomposed form; for ``<`` and ``>`` it is
    expected in NFC.

    Examples
    --------
    >>> import duckdb, narwhals.stable.v2 as nw
    >>> table = nw.from_native(duckdb.sql("SELECT * FROM (VALUES (1), (3), (NULL)) AS t(q12)"))
    >>> rows = table.filter(to_narwhals(parse("q12 not in (1, 2)"), table.collect_schema()))
    >>> rows.collect("pandas")["q12"].to_list()
    [3]
    """
    import narwhals.stable.v2 as narwhals

    translator = _Narwhals(narwhals, schema)
    _require(expression, translator.kinds(), schema)
    translated: nw.Expr = translator.whole(expression)
    return translated


# Reading ------------------------------------------------------------------------------------------------

_DEEPEST = 40
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
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

    def whole(self) -> Expression:
        """Parse all of the text."""
        if self.peek.kind == "end":
            raise self.fault("EXP009", 1)
        expression = self.alternatives()
        if self.peek.text == ")":
            raise self.fault("EXP005", self.peek.at, ")")
        if self.peek.kind != "end":
            raise self.unexpected("and or or")
        return expression

    def alternatives(self) -> Expression:
        """Parse conditions joined by ``or``."""
        parts = [self.conjunction()]
        while self.accept("or"):
            parts.append(self.conjunction())
        return _joined(Or, parts)

    def conjunction(self) -> Expression:
        """Parse conditions joined by ``and``."""
        parts = [self.condition()]
        while self.accept("and"):
            parts.append(self.condition())
        return _joined(And, parts)

    def condition(self) -> Expression:
        """Parse one comparison, or a condition in brackets."""
        if self.peek.text == "not":
            raise self.fault("EXP018", self.peek.at, "not")
        if self.peek.kind != "mark" or self.peek.text != "(":
            return self.comparison()
        self.open.append(self.peek.at)
        if len(self.open) > _DEEPEST:
            raise self.fault("EXP016", self.peek.at)
        self.accept("(")
        inner = self.alternatives()
        self.close()
        return inner

    def comparison(self) -> Expression:
        """Parse one comparison, chained or not, ``in`` or ``is``."""
        first_at = self.peek.at
        left = self.operand("value")
        if self.peek.text == "is":
            return self.missing(self.column(left, first_at))
        if self.peek.text in ("in", "not"):
            return self.membership(self.column(left, first_at))
        links: list[Expression] = []
        while self.peek.kind == "op":
            sign = self.take()
            if self.peek.text == "missing":
                raise self.fault("EXP019", self.peek.at, "missing", column=str(left))
            right = self.operand("value")
            if isinstance(left, Lit) and isinstance(right, Lit):
                raise self.fault("EXP012", sign.at, sign.text)
            links.append(Compare(left, "!=" if sign.text == "<>" else sign.text, right))
            left = right
        if links and self.peek.text in ("in", "not", "is"):
            raise self.fault("EXP010", self.peek.at, self.peek.text)
        if links:
            return _joined(And, links)
        if isinstance(left, Lit) and isinstance(left.value, bool):
            return left
        raise self.unexpected("comparison")

    def missing(self, column: Name) -> Expression:
        """Parse what follows a column when the next word is ``is``."""
        self.accept("is")
        negated = self.accept("not")
        if not self.accept("missing"):
            raise self.unexpected("word missing")
        return Missing(column, negated)

    def membership(self, column: Name) -> Expression:
        """Parse ``in (…)`` or ``not in (…)``."""
        negated = self.accept("not")
        if not self.accept("in"):
            raise self.unexpected("word in")
        opened = self.peek.at
        if not self.accept("("):
            raise self.unexpected("open bracket")
        if self.peek.text == ")":
            raise self.fault("EXP017", opened)
        self.open.append(opened)
        values = [self.fixed()]
        while self.accept(","):
            if self.peek.text == ")" and self.peek.kind == "mark":
                break
            values.append(self.fixed())
        self.close("comma or bracket")
        if len({isinstance(value.value, str) for value in values}) > 1:
            raise self.fault("EXP015", opened)
        if self.peek.text in ("in", "not", "is") or self.peek.kind == "op":
            raise self.fault("EXP010", self.peek.at, self.peek.text)
        return In(column, tuple(values), negated)

    def fixed(self) -> Lit:
        """Parse a value of a list."""
        if self.peek.text == "missing":
            raise self.fault("EXP019", self.peek.at, "missing", column="…")
        if self.peek.kind == "name" and self.peek.text not in ("true", "false"):
            self.refuse_call()
            raise self.unexpected("fixed value")
        value = self.operand("fixed value")
        assert isinstance(value, Lit)
        return value

    def operand(self, expected: str) -> Name | Lit:
        """Parse a column or a fixed value."""
        token = self.peek
        if token.kind == "number":
            return Lit(self.number(self.take()))
        if token.kind == "text":
            return Lit(self.take().text[1:-1])
        if token.text in ("true", "false"):
            return Lit(self.take().text == "true")
        if token.kind == "name" and token.text not in _KEYWORDS:
            self.refuse_call()
            return Name(self.take().text)
        raise self.unexpected(expected)

    def refuse_call(self) -> None:
        """Refuse a name that is followed by a bracket."""
        after = self.tokens[self.next + 1]
        if self.peek.text not in _KEYWORDS and (after.kind, after.text) == ("mark", "("):
            raise self.fault("EXP001", self.peek.at, self.peek.text)

    def number(self, token: _Token) -> int | float:
        """Read a number, and refuse what a Danish reader and a computer read differently."""
        digits = token.text.removeprefix("-")
        if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", digits) or digits.count(".") > 1:
            raise self.fault("EXP013", token.at, token.text)
        if re.match(r"0\d", digits):
            raise self.fault("EXP014", token.at, token.text)
        return float(token.text) if "." in digits else int(token.text)

    def column(self, operand: Name | Lit, at: int) -> Name:
        """Refuse a fixed value where only a column makes sense."""
        if isinstance(operand, Name):
            return operand
        raise self.fault("EXP007", at, str(operand), expected=Word("column"))

    def close(self, expected: str = "and or or") -> None:
        """Close the innermost bracket."""
        if self.peek.kind == "end":
            raise self.fault("EXP004", self.open[-1], "(")
        if not self.accept(")"):
            raise self.unexpected(expected)
        self.open.pop()

    @property
    def peek(self) -> _Token:
        """The next word."""
        return self.tokens[self.next]

    def take(self) -> _Token:
        """Take the next word."""
        self.next += 1
        return self.tokens[self.next - 1]

    def accept(self, word: str) -> bool:
        """Take the next word if it is this one."""
        found = self.peek.text == word and self.peek.kind in ("name", "mark")
        self.next += found
        return found

    def unexpected(self, expected: str) -> DefinitionError:
        """Say what was met and what should have been there."""
        token = self.peek
        if token.kind == "end":
            if self.open and expected == "and or or":
                return self.fault("EXP004", self.open[-1], "(")
            return self.fault("EXP008", token.at, expected=Word(expected))
        before = self.tokens[self.next - 1].kind if self.next else ""
        if token.text == "," and before == "number" and self.tokens[self.next + 1].kind == "number":
            return self.fault("EXP024", token.at, ",")
        if token.text == "not":
            return self.fault("EXP018", token.at, "not")
        word = token.text.casefold()
        meant = _MEANT.get(word) or (word if word in _KEYWORDS and word != token.text else None)
        return self.fault("EXP007", token.at, token.text, expected=Word(expected), suggestion=meant)

    def fault(self, code: str, at: int, found: str = "", **values: object) -> DefinitionError:
        """Make the error, with the place for a caret."""
        known = {"at": at, "text": self.text, **values}
        return DefinitionError(Issue(code, place=f"tegn {at}", found=found, values=known))

    def _tokens(self) -> Iterator[_Token]:
        at, before = 0, ""
        while match := _TOKEN.match(self.text, at):
            kind = match.lastgroup or ""
            start, word = match.start(kind), match[kind]
            number = _TOKEN.match(self.text, start + 1)
            negative = word == "-" and number and number["number"] and number.start("number") == start + 1
            if negative and number and before not in ("number", "name", "text"):
                match, kind, word = number, "number", f"-{number['number']}"
            elif kind == "bad":
                raise self._bad(word, start)
            yield _Token(kind, word, start + 1)
            at, before = match.end(), kind if word not in _KEYWORDS else "keyword"
        yield _Token("end", "", len(self.text.rstrip()) + 1)

    def _bad(self, sign: str, start: int) -> DefinitionError:
        """Explain a character that is no part of the language."""
        if sign == "=":
            return self.fault("EXP002", start + 1, sign)
        if sign in "'\"":
            return self.fault("EXP006", start + 1, sign)
        if sign in "+-*/%^":
            return self.fault("EXP011", start + 1, sign)
        if sign.isdigit():
            word = re.match(r"[\w.]+", self.text[start:])
            found = word[0] if word else sign
            return self.fault("EXP007", start + 1, found, expected=Word("value"))
        return self.fault("EXP003", start + 1, sign, suggestion=_MEANT_SIGN.get(sign))


def _number_text(value: int | float) -> str:
    """Return a number so that it is read back as the same number."""
    if isinstance(value, int):
        return str(value)
    text = np.format_float_positional(value, trim="0")
    # Three decimals would be refused as a thousand in disguise; a further zero says that they are decimals.
    return f"{text}0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


# Evaluating in memory -------------------------------------------------------------------------------------
# There is no "not" in the language: negations are pushed down to the single comparisons. And/or are
# monotone, so Kleene's three-valued logic, asked for "definitely true", is ordinary logic on leaves whose
# unknown is False.


@dataclass(frozen=True)
class _Column:
    """A column ready to compare; with ``codes`` the values are the distinct ones, -1 is missing."""

    kind: str  # numbers | texts | dates | other | mixed | empty
    values: npt.NDArray[Any]
    missing: Mask | None = None
    codes: npt.NDArray[np.intp] | None = None

    def spread(self, leaf: Any) -> Mask:
        """Return a leaf's result per row, False where the value is missing."""
        result = np.asarray(leaf, dtype=bool)
        if self.codes is not None:
            result = np.append(result, False)[self.codes]
        return result if self.missing is None else result & ~self.missing

    def absent(self, rows: int) -> Mask:
        """Return where the value is missing."""
        if self.missing is not None:
            return self.missing
        return np.zeros(rows, dtype=bool) if self.codes is None else self.codes < 0

    def full(self) -> npt.NDArray[Any]:
        """Return one value per row; arbitrary where missing."""
        return self.values if self.codes is None else np.append(self.values, "")[self.codes]


def _evaluate(expression: Expression, data: Mapping[str, _Column], rows: int) -> Mask:
    """Evaluate on columns that are known to fit."""
    if isinstance(expression, (And, Or)):
        join = np.logical_and if isinstance(expression, And) else np.logical_or
        parts = [_evaluate(part, data, rows) for part in expression.parts]
        return np.asarray(join.reduce(parts), dtype=bool)
    if isinstance(expression, Lit):
        return np.full(rows, bool(expression.value))
    if isinstance(expression, Missing):
        absent = data[expression.column.column].absent(rows)
        return ~absent if expression.negated else absent
    names = _names(expression)
    if any(data[name.column].kind == "empty" for name in names):
        return np.zeros(rows, dtype=bool)
    if isinstance(expression, In):
        column = data[expression.column.column]
        among = np.logical_or.reduce([column.values == value.value for value in expression.values])
        return column.spread(~among if expression.negated else among)
    left, right = expression.left, expression.right
    compare = _OPERATORS[expression.op]
    if isinstance(left, Name) and isinstance(right, Name):
        one, two = data[left.column], data[right.column]
        result = np.asarray(compare(one.full(), two.full()), dtype=bool)
        return result & ~one.absent(rows) & ~two.absent(rows)
    if isinstance(left, Name) and isinstance(right, Lit):
        return data[left.column].spread(compare(data[left.column].values, right.value))
    assert isinstance(left, Lit)
    assert isinstance(right, Name)
    return data[right.column].spread(compare(left.value, data[right.column].values))


def _column(data: Data, name: str) -> _Column | None:
    """Find a column, in any Unicode form of its name, and make it ready to compare."""
    if name in data:
        return _ready(data[name])
    forms = {unicodedata.normalize("NFC", str(key)): str(key) for key in data}
    return _ready(data[forms[name]]) if name in forms else None


def _ready(values: Any) -> _Column:
    """Bring any array or Series to one of the kinds, with its missing values marked."""
    dtype = getattr(values, "dtype", None)
    if hasattr(values, "cat") and hasattr(values.cat, "categories"):
        distinct = _ready(values.cat.categories)
        codes = np.asarray(values.cat.codes, dtype=np.intp)
        if distinct.kind == "texts":
            return _Column("texts", distinct.full(), None, codes)
        filled = np.append(distinct.values, np.zeros(1, distinct.values.dtype))
        return _Column(distinct.kind if len(distinct.values) else "empty", filled[codes], codes < 0)
    if dtype is not None and not isinstance(dtype, np.dtype):
        return _extension(values)
    array = np.asarray(values)
    if array.dtype.kind == "f":
        missing = np.isnan(array)
        # float32 0.1 is not 0.1; SQL compares as double, so do we.
        return _Column("empty" if missing.all() else "numbers", array.astype(float, copy=False), missing)
    if array.dtype.kind in "iub":
        return _Column("numbers", array)
    if array.dtype.kind in "mM":
        return _Column("dates", array, np.isnat(array))
    return _objects(array)


def _extension(values: Any) -> _Column:
    """Make a pandas column with its own missing marker (Int64, boolean, string …) ready."""
    import pandas.api.types as types

    missing = np.asarray(values.isna(), dtype=bool)
    if types.is_bool_dtype(values.dtype):
        array = values.to_numpy(dtype=bool, na_value=False)
    elif types.is_unsigned_integer_dtype(values.dtype):
        array = values.to_numpy(dtype=np.uint64, na_value=0)
    elif types.is_integer_dtype(values.dtype):
        array = values.to_numpy(dtype=np.int64, na_value=0)
    elif types.is_float_dtype(values.dtype):
        return _ready(values.to_numpy(dtype=float, na_value=np.nan))
    elif types.is_datetime64_any_dtype(values.dtype):
        return _Column("dates", np.zeros(len(missing)), missing)
    else:
        return _objects(values.to_numpy(dtype=object))
    return _Column("empty" if missing.all() else "numbers", array, missing)


def _objects(array: npt.NDArray[Any]) -> _Column:
    """Make Python objects ready: all numbers, all texts, or a fault that is told later."""
    import pandas as pd

    array = array.astype(object)
    kind = pd.api.types.infer_dtype(array, skipna=True)
    missing = np.asarray(pd.isna(array), dtype=bool)
    if kind == "string":
        codes, distinct = pd.factorize(array)
        texts = np.array([unicodedata.normalize("NFC", text) for text in distinct], dtype=object)
        return _Column("texts", texts, None, codes)
    if missing.all():
        return _Column("empty", array, missing)
    if kind in ("boolean", "integer", "floating", "mixed-integer-float", "decimal"):
        target = np.int64 if kind in ("boolean", "integer") else float
        return _Column("numbers", np.where(missing, 0, array).astype(target), missing)
    dates = kind.startswith("date") or kind.startswith("time")
    return _Column("dates" if dates else "mixed" if kind.startswith("mixed") else "other", array, missing)


def _rows(data: Data) -> int:
    """Return the number of rows."""
    if hasattr(data, "columns"):
        return len(data)
    return max((len(column) for column in data.values()), default=0)


# Translating for other engines ------------------------------------------------------------------------------


class _Narwhals:
    """One translation: the module, and the table's columns by their names in NFC."""

    def __init__(self, nw: Any, schema: Mapping[str, Any]) -> None:
        self.nw = nw
        self.names = {unicodedata.normalize("NFC", name): name for name in schema}
        self.types = {form: schema[name] for form, name in self.names.items()}

    def kinds(self) -> dict[str, str]:
        """Return what each column holds."""
        nw = self.nw
        texts, dates = (nw.String, nw.Categorical, nw.Enum), (nw.Date, nw.Datetime, nw.Duration, nw.Time)
        found = {}
        for name, dtype in self.types.items():
            if dtype.is_numeric() or dtype == nw.Boolean:
                found[name] = "numbers"
            elif dtype in texts:
                found[name] = "texts"
            else:
                found[name] = "dates" if dtype in dates else "other"
        return found

    def whole(self, expression: Expression) -> Any:
        """Translate, and turn "unknown" into false at the very end."""
        return self.nw.coalesce(self.part(expression), self.nw.lit(False))

    def part(self, expression: Expression) -> Any:
        """Translate one part; null means unknown."""
        if isinstance(expression, And):
            return self.nw.all_horizontal(*map(self.part, expression.parts), ignore_nulls=False)
        if isinstance(expression, Or):
            return self.nw.any_horizontal(*map(self.part, expression.parts), ignore_nulls=False)
        if isinstance(expression, Lit):
            return self.nw.lit(bool(expression.value))
        if isinstance(expression, Missing):
            null = self.null(expression.column)
            return ~null if expression.negated else null
        if isinstance(expression, In):
            among = self.column(expression.column).is_in(_list(expression.values))
            result = ~among if expression.negated else among
        else:
            result = self.comparison(expression)
        for name in _names(expression):
            if self.may_be_nan(name):  # engines order NaN above every number
                result = result & ~self.column(name).is_nan()
        return result

    def comparison(self, expression: Compare) -> Any:
        """Translate a comparison; text is matched in both Unicode forms."""
        left, right = expression.left, expression.right
        texts = [value for value in _literals(expression) if isinstance(value.value, str)]
        if texts and expression.op in ("==", "!="):
            among = self.column(_names(expression)[0]).is_in(_list(texts))
            return among if expression.op == "==" else ~among
        return _OPERATORS[expression.op](self.operand(left), self.operand(right))

    def operand(self, operand: Name | Lit) -> Any:
        """Translate a column or a fixed value; true and false are 1 and 0."""
        if isinstance(operand, Name):
            return self.column(operand)
        return self.nw.lit(int(operand.value) if isinstance(operand.value, bool) else operand.value)

    def column(self, name: Name) -> Any:
        """Translate a column; true and false become 1 and 0."""
        column = self.nw.col(self.names[name.column])
        return column.cast(self.nw.Int64) if self.types[name.column] == self.nw.Boolean else column

    def null(self, name: Name) -> Any:
        """Translate "has no value"."""
        null = self.column(name).is_null()
        return null | self.column(name).is_nan().fill_null(False) if self.may_be_nan(name) else null

    def may_be_nan(self, name: Name) -> bool:
        """Tell whether the column's type has NaN."""
        return bool(self.types[name.column].is_float())


def _list(values: Iterable[Lit]) -> list[Any]:
    """Return the values of a list in one type, texts in both Unicode forms."""
    plain = [int(value.value) if isinstance(value.value, bool) else value.value for value in values]
    if isinstance(plain[0], str):
        forms = [unicodedata.normalize(form, str(text)) for text in plain for form in ("NFC", "NFD")]
        return list(dict.fromkeys(forms))
    return [float(value) for value in plain] if any(isinstance(value, float) for value in plain) else plain


# Shared -------------------------------------------------------------------------------------------------


def _joined(kind: type[And] | type[Or], parts: Iterable[Expression]) -> Expression:
    """Join parts; a part of the same kind gives its own parts, so that one meaning has one form."""
    flat: list[Expression] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, (And, Or)) and isinstance(part, kind) else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _leaves(expression: Expression) -> Iterator[Lit | Compare | In | Missing]:
    """Yield the single comparisons."""
    if isinstance(expression, (And, Or)):
        for part in expression.parts:
            yield from _leaves(part)
    else:
        yield expression


def _names(leaf: Lit | Compare | In | Missing) -> list[Name]:
    """Return the columns of a single comparison."""
    if isinstance(leaf, Compare):
        return [operand for operand in (leaf.left, leaf.right) if isinstance(operand, Name)]
    return [] if isinstance(leaf, Lit) else [leaf.column]


def _literals(leaf: Compare | In) -> list[Lit]:
    """Return the fixed values of a single comparison."""
    if isinstance(leaf, In):
        return list(leaf.values)
    return [operand for operand in (leaf.left, leaf.right) if isinstance(operand, Lit)]


def _require(expression: Expression, kinds: Mapping[str, str], known: Iterable[Any]) -> None:
    """Raise every fault of the columns that a condition meets."""
    names = sorted(str(name) for name in known)
    issues = [
        Issue("EXP020", place=f"kolonne '{name}'", found=name,
              values={"known": names, "suggestion": suggest(name, names)})
        for name in sorted(columns(expression) - set(kinds))
    ]  # fmt: skip
    for leaf in _leaves(expression):
        if isinstance(leaf, (Compare, In)):
            issues += [issue for issue in _clashes(leaf, kinds) if issue not in issues]
    if issues:
        raise InputError(issues)


def _clashes(leaf: Compare | In, kinds: Mapping[str, str]) -> list[Issue]:
    """List the faults of one comparison: numbers with text, or what cannot be compared."""
    sides = [(f"kolonne '{name.column}'", kinds.get(name.column, "empty")) for name in _names(leaf)]
    fixed = _literals(leaf)
    other = sides[-1][1] if not fixed else "texts" if isinstance(fixed[0].value, str) else "numbers"
    issues = []
    for place, kind in sides:
        if kind == "mixed":
            issues.append(Issue("EXP022", place=place))
        elif kind in ("dates", "other"):
            issues.append(Issue("EXP023", place=place, values={"kind": Word(kind)}))
        elif {kind, other} == {"numbers", "texts"}:
            values = {"kind": Word(kind), "other": Word(other), "condition": str(leaf)}
            issues.append(Issue("EXP021", place=place, values=values))
    return issues
