"""What measures are made of: a number per person, ratios of their totals, and what every measure offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Self, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from social_balance.arrays import Floats, Mask
from social_balance.conditions.memory import Conditions, truth
from social_balance.conditions.reading import parse
from social_balance.conditions.tree import And, Expression, Lit, columns_read, join_parts
from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import DefinitionError, InputError, Issue, absent_columns

Data: TypeAlias = Mapping[str, Any] | pd.DataFrame
Amount: TypeAlias = Floats | Mask  # a number per row, or True for 1 and False for 0
Made = TypeVar("Made", bound="Measure")


def condition_text(text: str) -> str:
    """Return a condition as it stands, once it has been found to be one."""
    parse(text)
    return text


Condition = Annotated[str, AfterValidator(condition_text)]
Column = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Battery:
    """The score of a person over several items: the mean of the answered ones, given enough are answered."""

    items: tuple[str, ...]
    turned: tuple[str, ...]
    low: float
    high: float
    min_answered: float

    def score(self, data: Data) -> Floats:
        """Return the mean answer per person with turned items turned; NaN when too few are answered."""
        answers = np.column_stack([self._answer(data, item) for item in self.items])
        answered = np.isfinite(answers)
        count = answered.sum(axis=1)
        mean = np.where(answered, answers, 0.0).sum(axis=1) / np.maximum(count, 1)
        # 1e-9: eight of ten answered is 0.8 of the items, whatever the binary fraction says.
        enough = (count > 0) & (count >= self.min_answered * len(self.items) - 1e-9)
        return np.where(enough, mean, np.nan)

    def _answer(self, data: Data, item: str) -> Floats:
        answer = numbers(data, item)
        return self.low + self.high - answer if item in self.turned else answer


@dataclass(frozen=True)
class Part:
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
        read = [self.value, *self.known]
        items = [name for v in read for name in (v.items if isinstance(v, Battery) else (v,))]
        return frozenset(name for name in items if name is not None) | (
            columns_read(self.where) if self.where is not None else frozenset()
        )

    def numbers(self, data: Data) -> Floats:
        """Return the number of every person, shape (n,)."""
        return self.amounts(data).astype(float, copy=False)

    def amounts(self, data: Data, *, conditions: Conditions | None = None) -> Amount:
        """Return the same as bool where the number can only be 1 or 0: an eighth of the memory.

        `conditions` are those of many parts on the same data, this one's checked among them.
        """
        if self.where is None:
            use = np.ones(_length(data), bool)
        else:
            use = conditions.of_checked(self.where) if conditions else truth(self.where, data)
        for other in self.known:
            use = use & np.isfinite(_values(data, other))
        if self.value is None:
            return use
        value = _values(data, self.value)
        use = use & np.isfinite(value)
        if self.at_least is not None:
            return use & (np.where(use, value, -np.inf) >= self.at_least - 1e-9)
        return np.where(use, (np.where(use, value, 0.0) - self.shift) * self.factor, 0.0)

    def beyond(self, other: Part) -> Part | None:
        """Return what more must hold of those in `other` for them to be in this part, both of 1 and 0.

        None when not all of this part are in the other, or the other is everybody.

        Examples
        --------
        >>> adults, convicted = parse("age >= 18"), parse("age >= 18 and dom == 1")
        >>> str(Part(convicted).beyond(Part(adults)).where)
        'dom == 1'
        """
        own, others = _conjuncts(self.where), _conjuncts(other.where)
        known = {*self.known, *(() if self.value is None else (self.value,))}
        everybody = not others and not other.known
        if everybody or other.value is not None or not (set(others) <= set(own) and {*other.known} <= known):
            return None
        more = [each for each in own if each not in others]
        where = join_parts(And, more) if more else None
        left = tuple(each for each in self.known if each not in other.known)
        return replace(self, where=where, known=left)


@dataclass(frozen=True)
class Term:
    """One ratio of totals with its coefficient: coefficient · Σw·positive / Σw·base."""

    coefficient: float
    positive: Part
    base: Part
    persons: Part | None = None  # who is in the base, when the base is not 1 for each of them

    @property
    def takes_part(self) -> Part:
        """Who is in the base."""
        return self.base if self.persons is None else self.persons


class Measure(BaseModel):
    """What every measure offers; the subclasses carry the keys a definition may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]
    proportion: ClassVar[bool] = False  # a share of persons: its interval stays inside [0, 100]

    base: Condition | None = None

    @property
    def needs_rest(self) -> bool:
        """Whether the figure cannot be made without knowing who lives in the rest."""
        return False

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        """Return the data columns the measure reads (for the given area ids, when it names areas)."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def parts(self) -> tuple[Part, ...]:
        """Return the numbers per person that the measure is made of; none when it is made otherwise."""
        return ()

    def without_base(self) -> Self:
        """Return the measure with its base taken away, to see whether a case notices."""
        return self.model_copy(update={"base": None})

    def negated(self) -> Self:
        """Return the measure turned upside down, to see whether a case notices."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def base_condition(self) -> Expression | None:
        """Return the base as an expression; None when everybody takes part."""
        return None if self.base is None else parse(self.base)

    def base_columns(self) -> frozenset[str]:
        """Return the columns that the base reads."""
        return frozenset() if self.base is None else columns_read(parse(self.base))


def made(model: type[Made], **keys: Any) -> Made:
    """Make a measure from Python with the same checks, in the same words, as one in a definition file.

    Raises
    ------
    DefinitionError
        Every fault of the keys.

    Examples
    --------
    >>> class Plain(Measure):
    ...     kind = "plain"
    ...     limit: Annotated[float, Field(gt=0)]
    >>> made(Plain, limit=0)
    Traceback (most recent call last):
    ...
    social_balance.language.faults.DefinitionError: Der er 1 fejl:
    plain limit — 0 er for lidt. Tallet skal være større end 0.
    """
    found, issues = checked(model, keys, TomlFile("", keys, {}), keys=(), place=model.kind)
    if found is None:
        raise DefinitionError(issues)
    return found


def numbers(data: Data, column: str) -> Floats:
    """Return a column as float64 with NaN for missing; text that is no number is an `InputError`.

    Examples
    --------
    >>> numbers({"a": [1, None]}, "a").tolist()
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


def _conjuncts(where: Expression | None) -> tuple[Expression, ...]:
    """Return the conditions that must all hold; none where everybody is in."""
    if where is None or where == Lit(True):
        return ()
    return where.parts if isinstance(where, And) else (where,)


def _values(data: Data, value: str | Battery) -> Floats:
    return value.score(data) if isinstance(value, Battery) else numbers(data, value)


def _length(data: Data) -> int:
    return len(data) if isinstance(data, pd.DataFrame) else len(next(iter(data.values())))
