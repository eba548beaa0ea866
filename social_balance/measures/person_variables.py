"""A number for every person: where a condition holds, from a column or a battery of items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.conditions.memory import Conditions, truth
from social_balance.conditions.tree import And, Expression, Lit, columns_read, join_parts
from social_balance.language.faults import InputError, Issue, absent_columns

Data: TypeAlias = Mapping[str, Any] | pd.DataFrame
Amount: TypeAlias = Floats | Mask  # a number per row, or True for 1 and False for 0


@dataclass(frozen=True)
class Battery:
    """The score of a person over several items: the mean of the answered ones, given enough are answered."""

    items: tuple[str, ...]
    turned: tuple[str, ...]
    low: float
    high: float
    min_answered: float

    def score_persons(self, data: Data) -> Floats:
        """Return the mean answer per person with turned items turned; NaN when too few are answered."""
        answers = np.column_stack([self._item_answer(data, item) for item in self.items])
        answered = np.isfinite(answers)
        count = answered.sum(axis=1)
        mean = np.where(answered, answers, 0.0).sum(axis=1) / np.maximum(count, 1)
        # 1e-9: eight of ten answered is 0.8 of the items, whatever the binary fraction says.
        enough = (count > 0) & (count >= self.min_answered * len(self.items) - 1e-9)
        return np.where(enough, mean, np.nan)

    def _item_answer(self, data: Data, item: str) -> Floats:
        answer = read_numbers(data, item)
        if item in self.turned:
            return self.low + self.high - answer
        return answer


@dataclass(frozen=True)
class PersonVariable:
    """A number per person: where the condition holds and all values are known, otherwise 0.

    The number is 1, or (value − shift)·factor, or 1 when the value is `at_least` something.
    """

    where: Expression | None
    value: str | Battery | None = None
    known: tuple[str | Battery, ...] = ()
    shift: float = 0.0
    factor: float = 1.0
    at_least: float | None = None

    def columns(self) -> frozenset[str]:
        """Return the data columns that are read."""
        read: set[str] = set()
        if self.where is not None:
            read |= columns_read(self.where)
        for value in (self.value, *self.known):
            if isinstance(value, Battery):
                read.update(value.items)
            elif value is not None:
                read.add(value)
        return frozenset(read)

    def numbers(self, data: Data) -> Floats:
        """Return the number of every person, shape (n,)."""
        return self.amounts(data).astype(float, copy=False)

    def amounts(self, data: Data, *, conditions: Conditions | None = None) -> Amount:
        """Return the same as bool where the number can only be 1 or 0: an eighth of the memory.

        `conditions` are those of many parts on the same data, this one's checked among them.
        """
        if self.where is None:
            use = np.ones(_row_count(data), bool)
        else:
            use = conditions.of_checked(self.where) if conditions else truth(self.where, data)
        for other in self.known:
            use = use & np.isfinite(_read_values(data, other))
        if self.value is None:
            # Bool and not float: an eighth of the memory, and sums of it are counts.
            return use
        value = _read_values(data, self.value)
        use = use & np.isfinite(value)
        if self.at_least is not None:
            # 1e-9: a mean of thirds that is at the limit has reached it.
            return use & (np.where(use, value, -np.inf) >= self.at_least - 1e-9)
        return np.where(use, (np.where(use, value, 0.0) - self.shift) * self.factor, 0.0)

    def extra_condition(self, other: PersonVariable) -> PersonVariable | None:
        """Return what more must hold of those in `other` for them to be in this part, both of 1 and 0.

        None when not all of this part are in the other, or the other is everybody.

        Examples
        --------
        >>> from social_balance.conditions.reading import parse
        >>> adults, convicted = parse("age >= 18"), parse("age >= 18 and dom == 1")
        >>> str(PersonVariable(convicted).extra_condition(PersonVariable(adults)).where)
        'dom == 1'
        """
        own = _conditions_joined(self.where)
        others = _conditions_joined(other.where)
        known = {self.value, *self.known}
        everybody = not others and not other.known
        if everybody or other.value is not None or not (set(others) <= set(own) and {*other.known} <= known):
            return None
        where = None
        if more := [each for each in own if each not in others]:
            where = join_parts(And, more)
        left = tuple(each for each in self.known if each not in other.known)
        return replace(self, where=where, known=left)


def read_numbers(data: Data, column: str) -> Floats:
    """Return a column as float64 with NaN for missing; text that is no number is an `InputError`.

    Examples
    --------
    >>> read_numbers({"a": [1, None]}, "a").tolist()
    [1.0, nan]
    """
    if column not in data:
        raise InputError(absent_columns([column], data))
    values = data[column]
    try:
        if isinstance(values, pd.Series):
            return values.to_numpy(dtype=float, na_value=np.nan)
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        text = next((v for v in values if isinstance(v, str)), "")
        raise InputError([Issue("EST002", place=f"'{column}'", found=repr(text))]) from None


def rank_codes(data: Data, column: str) -> Codes:
    """Return the rank of every value among the distinct values of a column, −1 where there is none.

    Examples
    --------
    >>> rank_codes({"skole": ["S2", "S1", None, "S2"]}, "skole").tolist()
    [1, 0, -1, 1]
    """
    if column not in data:
        read_numbers(data, column)  # raises the fault of a missing column
    values = data[column]
    if not isinstance(values, pd.Series):
        values = pd.Series(values)
    code, distinct = pd.factorize(values)
    # Of categories the values and not their own order: engines and files have them in any.
    rank = pd.factorize(np.asarray(distinct), sort=True)[0]
    return np.append(rank, -1)[code].astype(np.intp)


def _conditions_joined(where: Expression | None) -> tuple[Expression, ...]:
    """Return the conditions that must all hold; none where everybody is in."""
    if where is None or where == Lit(True):
        return ()
    if isinstance(where, And):
        return where.parts
    return (where,)


def _read_values(data: Data, value: str | Battery) -> Floats:
    if isinstance(value, Battery):
        return value.score_persons(data)
    return read_numbers(data, value)


def _row_count(data: Data) -> int:
    if isinstance(data, pd.DataFrame):
        return len(data)
    return len(next(iter(data.values())))
