"""The truth of a condition for every row of columns in memory."""

from __future__ import annotations

import operator
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from social_balance.conditions.kinds import require
from social_balance.conditions.tree import (
    And,
    Compare,
    Expression,
    In,
    Lit,
    Missing,
    Name,
    Or,
    columns,
    leaves,
    names_of,
)

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Data: TypeAlias = pd.DataFrame | Mapping[str, Any]
    Mask: TypeAlias = npt.NDArray[np.bool_]


def truth(expression: Expression, data: Data) -> Mask:
    """Evaluate a condition on columns in memory.

    Parameters
    ----------
    expression : Expression
        A parsed condition.
    data : DataFrame or Mapping of str to array
        The columns. NaN, None, NA, an unset category and blank text are missing.

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
    >>> from social_balance.conditions.reading import parse
    >>> truth(parse("q12 not in (1, 2)"), {"q12": [1.0, 3.0, float("nan")]}).tolist()
    [False, True, False]
    """
    return Conditions(data).truth(expression)


class Conditions:
    """Conditions on one table: a column is made ready once, and a comparison met in several is made once.

    Parameters
    ----------
    data : DataFrame or Mapping of str to array
        The columns.
    expressions : iterable of Expression
        Those that will be asked for, so that what they share can be kept.

    Examples
    --------
    >>> from social_balance.conditions.reading import parse
    >>> asked = Conditions({"q12": [1.0, 3.0, float("nan")]})
    >>> [asked.truth(parse(text)).sum().item() for text in ("q12 == 1", "q12 != 1", "q12 is missing")]
    [1, 1, 1]
    """

    def __init__(self, data: Data, expressions: Iterable[Expression] = ()) -> None:
        self._data, self._rows = data, _rows(data)
        self._ready: dict[str, _Column | None] = {}
        met = Counter(leaf for expression in expressions for leaf in leaves(expression))
        self._kept: dict[Expression, Mask | None] = {leaf: None for leaf, times in met.items() if times > 1}

    def check(self, expression: Expression) -> None:
        """Make the columns of a condition ready, and refuse those that are absent or of another kind."""
        names = columns(expression)
        for name in names - self._ready.keys():
            self._ready[name] = _column(self._data, name)
        kinds = {name: column.kind for name in names if (column := self._ready[name]) is not None}
        require(expression, kinds, self._data)

    def truth(self, expression: Expression) -> Mask:
        """Evaluate a condition as `truth` does; the array may be changed in place."""
        self.check(expression)
        return self.of_checked(expression)

    def of_checked(self, expression: Expression) -> Mask:
        """Evaluate a condition that has been checked."""
        if isinstance(expression, (And, Or)):
            join = operator.iand if isinstance(expression, And) else operator.ior
            return reduce(join, map(self.of_checked, expression.parts))
        if expression not in self._kept:
            return _leaf(expression, self._ready, self._rows)
        found = self._kept[expression]
        if found is None:
            found = self._kept[expression] = _leaf(expression, self._ready, self._rows)
        return found.copy()

    def block(self, rows: slice) -> Conditions:
        """Return the same conditions on some of the rows, where those that were checked can be evaluated."""
        part = Conditions({})
        part._rows = len(range(*rows.indices(self._rows)))
        part._ready = {name: column and column.block(rows) for name, column in self._ready.items()}
        part._kept = dict.fromkeys(self._kept)
        return part


# There is no "not" in the language: negations are pushed down to the single comparisons. And/or are
# monotone, so Kleene's three-valued logic, asked for "definitely true", is ordinary logic on leaves whose
# unknown is False.

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


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
        if self.known is not None:
            result &= self.known
        return result

    @cached_property
    def known(self) -> Mask | None:
        """Where there is a value; None where there always is."""
        return None if self.missing is None or not self.missing.any() else ~self.missing

    def block(self, rows: slice) -> _Column:
        """Return some of the rows."""
        missing = None if self.missing is None else self.missing[rows]
        if self.codes is not None:
            return _Column(self.kind, self.values, missing, self.codes[rows])
        return _Column(self.kind, self.values[rows], missing)

    def absent(self, rows: int) -> Mask:
        """Return where the value is missing."""
        if self.missing is not None:
            return self.missing
        return np.zeros(rows, dtype=bool) if self.codes is None else self.codes < 0

    def full(self) -> npt.NDArray[Any]:
        """Return one value per row; arbitrary where missing."""
        return self.values if self.codes is None else np.append(self.values, "")[self.codes]


def _leaf(expression: Lit | Compare | In | Missing, ready: Mapping[str, _Column | None], rows: int) -> Mask:
    """Evaluate a single comparison."""
    data = {name: column for name in columns(expression) if (column := ready[name]) is not None}
    if isinstance(expression, Lit):
        return np.full(rows, bool(expression.value))
    if isinstance(expression, Missing):
        absent = data[expression.column.column].absent(rows)
        return ~absent if expression.negated else absent.copy()  # what comes out may be changed in place
    names = names_of(expression)
    if any(data[name.column].kind == "empty" for name in names):
        return np.zeros(rows, dtype=bool)
    if isinstance(expression, In):
        column = data[expression.column.column]
        among = reduce(operator.or_, (column.values == value.value for value in expression.values))
        return column.spread(~among if expression.negated else among)
    left, right = expression.left, expression.right
    compare = OPERATORS[expression.op]
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
            if distinct.codes is not None and (distinct.codes < 0).any():  # a category of nothing but blanks
                codes = np.append(distinct.codes, -1)[codes]
                return _Column("texts", distinct.values, None, codes)
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
        return _Column("numbers", array.view(np.int8) if array.dtype.kind == "b" else array)
    if array.dtype.kind in "mM":
        return _Column("dates", array, np.isnat(array))
    return _objects(array)


def _extension(values: Any) -> _Column:
    """Make a pandas column with its own missing marker (Int64, boolean, string …) ready."""
    import pandas.api.types as types

    missing = np.asarray(values.isna(), dtype=bool)
    if types.is_bool_dtype(values.dtype):
        array = values.to_numpy(dtype=bool, na_value=False).view(np.int8)
    elif types.is_integer_dtype(values.dtype):
        array = _under_mask(values)
    elif types.is_float_dtype(values.dtype):
        return _ready(values.to_numpy(dtype=float, na_value=np.nan))
    elif types.is_datetime64_any_dtype(values.dtype):
        return _Column("dates", np.zeros(len(missing)), missing)
    else:
        return _objects(values.to_numpy(dtype=object))
    return _Column("empty" if missing.all() else "numbers", array, missing)


def _under_mask(values: Any) -> npt.NDArray[Any]:
    """Return whole numbers, arbitrary where missing: writing zeros there costs more than the comparison."""
    under = getattr(values.array, "_data", None)  # of pandas' masked arrays; others are filled
    if isinstance(under, np.ndarray) and under.shape == values.shape:
        return under
    return np.asarray(values.to_numpy(dtype=values.dtype.numpy_dtype, na_value=0))


def _objects(array: npt.NDArray[Any]) -> _Column:
    """Make Python objects ready: all numbers, all texts, or a fault that is told later."""
    import pandas as pd

    array = array.astype(object)
    kind = pd.api.types.infer_dtype(array, skipna=True)
    missing = np.asarray(pd.isna(array), dtype=bool)
    if kind == "string":
        codes, distinct = pd.factorize(array)
        texts = np.array([unicodedata.normalize("NFC", text).strip() for text in distinct], dtype=object)
        blank = np.array([not text for text in texts], dtype=bool)
        return _Column("texts", texts, None, np.where(np.append(blank, False)[codes], -1, codes))
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
