"""A condition as a tree: frozen, hashable, with types as part of equality."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np


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
            if "'" in self.value:
                quote = '"'
            else:
                quote = "'"
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


def columns_read(expression: Expression) -> frozenset[str]:
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
    >>> from social_balance.conditions.reading import parse
    >>> sorted(columns_read(parse("alder >= 18 and q12 is missing")))
    ['alder', 'q12']
    """
    return frozenset(name.column for leaf in comparisons_of(expression) for name in names_of(leaf))


def conjunction_of(first: Expression | None, second: Expression | None) -> Expression:
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
    >>> from social_balance.conditions.reading import parse
    >>> str(conjunction_of(parse("alder >= 18"), parse("q12 == 1 or q12 == 2")))
    'alder >= 18 and (q12 == 1 or q12 == 2)'
    """
    parts = [part for part in (first, second) if part is not None and part != Lit(True)]
    if parts:
        return join_parts(And, parts)
    return Lit(True)


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
    >>> from social_balance.conditions.reading import parse
    >>> str(negation(parse("q12 in (1, 2) and alder >= 18")))
    'q12 not in (1, 2) or alder < 18'
    """
    if isinstance(expression, And):
        return join_parts(Or, [negation(part) for part in expression.parts])
    if isinstance(expression, Or):
        return join_parts(And, [negation(part) for part in expression.parts])
    if isinstance(expression, Compare):
        return Compare(expression.left, _OPPOSITE[expression.op], expression.right)
    if isinstance(expression, In):
        return In(expression.column, expression.values, not expression.negated)
    if isinstance(expression, Missing):
        return Missing(expression.column, not expression.negated)
    return Lit(not expression.value)


def join_parts(kind: type[And] | type[Or], parts: Iterable[Expression]) -> Expression:
    """Join parts; a part of the same kind gives its own parts, so that one meaning has one form."""
    flat: list[Expression] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, (And, Or)) and isinstance(part, kind) else (part,))
    if len(flat) == 1:
        return flat[0]
    return kind(tuple(flat))


def comparisons_of(expression: Expression) -> Iterator[Lit | Compare | In | Missing]:
    """Yield the single comparisons."""
    if isinstance(expression, (And, Or)):
        for part in expression.parts:
            yield from comparisons_of(part)
    else:
        yield expression


def names_of(leaf: Lit | Compare | In | Missing) -> list[Name]:
    """Return the columns of a single comparison."""
    if isinstance(leaf, Compare):
        return [operand for operand in (leaf.left, leaf.right) if isinstance(operand, Name)]
    if isinstance(leaf, Lit):
        return []
    return [leaf.column]


def literals_of(leaf: Compare | In) -> list[Lit]:
    """Return the fixed values of a single comparison."""
    if isinstance(leaf, In):
        return list(leaf.values)
    return [operand for operand in (leaf.left, leaf.right) if isinstance(operand, Lit)]


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _number_text(value: int | float) -> str:
    """Return a number so that it is read back as the same number."""
    if isinstance(value, int):
        return str(value)
    text = np.format_float_positional(value, trim="0")
    # Three decimals would be refused as a thousand in disguise; a further zero says that they are decimals.
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        return f"{text}0"
    return text
