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

from social_balance.conditions.kinds import require_columns
from social_balance.conditions.tree import (
    And,
    Compare,
    Expression,
    In,
    Lit,
    Missing,
    Name,
    Or,
    columns_read,
    comparisons_of,
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
        self._data = data
        self._rows = _count_rows(data)
        self._ready: dict[str, _Column | None] = {}
        # A comparison that only one condition has would be kept for nothing.
        met = Counter(leaf for expression in expressions for leaf in comparisons_of(expression))
        self._kept: dict[Expression, Mask | None] = {leaf: None for leaf, times in met.items() if times > 1}

    def check(self, expression: Expression) -> None:
        """Make the columns of a condition ready, and refuse those that are absent or of another kind."""
        names = columns_read(expression)
        for name in names - self._ready.keys():
            self._ready[name] = _find_column(self._data, name)
        kinds = {name: column.kind for name in names if (column := self._ready[name]) is not None}
        require_columns(expression, kinds, self._data)

    def truth(self, expression: Expression) -> Mask:
        """Evaluate a condition as `truth` does; the array may be changed in place."""
        self.check(expression)
        return self.of_checked(expression)

    def of_checked(self, expression: Expression) -> Mask:
        """Evaluate a condition that has been checked."""
        if isinstance(expression, (And, Or)):
            if isinstance(expression, And):
                join = operator.iand
            else:
                join = operator.ior
            return reduce(join, map(self.of_checked, expression.parts))
        if expression not in self._kept:
            return _evaluate_leaf(expression, self._ready, self._rows)
        found = self._kept[expression]
        if found is None:
            found = self._kept[expression] = _evaluate_leaf(expression, self._ready, self._rows)
        # The caller joins masks in place; what is kept must stay as it was.
        return found.copy()

    def block(self, rows: slice) -> Conditions:
        """Return the same conditions on some of the rows, where those that were checked can be evaluated."""
        # Columns are views of the rows, so a block costs no copy of the data.
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

    def to_rows(self, leaf: Any) -> Mask:
        """Return a leaf's result per row, False where the value is missing."""
        result = np.asarray(leaf, dtype=bool)
        if self.codes is not None:
            # Code -1 is missing, and picks the last: false.
            result = np.append(result, False)[self.codes]
        if self.known is not None:
            result &= self.known
        return result

    @cached_property
    def known(self) -> Mask | None:
        """Where there is a value; None where there always is."""
        if self.missing is None or not self.missing.any():
            return None
        return ~self.missing

    def block(self, rows: slice) -> _Column:
        """Return some of the rows."""
        if self.missing is None:
            missing = None
        else:
            missing = self.missing[rows]
        if self.codes is not None:
            return _Column(self.kind, self.values, missing, self.codes[rows])
        return _Column(self.kind, self.values[rows], missing)

    def is_missing(self, rows: int) -> Mask:
        """Return where the value is missing."""
        if self.missing is not None:
            return self.missing
        if self.codes is None:
            return np.zeros(rows, dtype=bool)
        return self.codes < 0

    def value_per_row(self) -> npt.NDArray[Any]:
        """Return one value per row; arbitrary where missing."""
        if self.codes is None:
            return self.values
        return np.append(self.values, "")[self.codes]


def _evaluate_leaf(
    expression: Lit | Compare | In | Missing, ready: Mapping[str, _Column | None], rows: int
) -> Mask:
    """Evaluate a single comparison."""
    data = {name: column for name in columns_read(expression) if (column := ready[name]) is not None}
    if isinstance(expression, Lit):
        return np.full(rows, bool(expression.value))
    if isinstance(expression, Missing):
        absent = data[expression.column.column].is_missing(rows)
        # what comes out may be changed in place
        if expression.negated:
            return ~absent
        return absent.copy()
    names = names_of(expression)
    # A column without a value has no kind, and no comparison with it is true.
    if any(data[name.column].kind == "empty" for name in names):
        return np.zeros(rows, dtype=bool)
    if isinstance(expression, In):
        column = data[expression.column.column]
        among = reduce(operator.or_, (column.values == value.value for value in expression.values))
        return column.to_rows(~among if expression.negated else among)
    left = expression.left
    right = expression.right
    compare = OPERATORS[expression.op]
    if isinstance(left, Name) and isinstance(right, Name):
        one = data[left.column]
        two = data[right.column]
        result = np.asarray(compare(one.value_per_row(), two.value_per_row()), dtype=bool)
        # Two columns are compared row by row, since their codes are numbered apart.
        return result & ~one.is_missing(rows) & ~two.is_missing(rows)
    if isinstance(left, Name) and isinstance(right, Lit):
        return data[left.column].to_rows(compare(data[left.column].values, right.value))
    assert isinstance(left, Lit)
    assert isinstance(right, Name)
    return data[right.column].to_rows(compare(left.value, data[right.column].values))


def _find_column(data: Data, name: str) -> _Column | None:
    """Find a column, in any Unicode form of its name, and make it ready to compare."""
    if name in data:
        return _prepare(data[name])
    # A decomposed å in a heading is the same letter to a reader.
    forms = {unicodedata.normalize("NFC", str(key)): str(key) for key in data}
    if name in forms:
        return _prepare(data[forms[name]])
    return None


def _prepare(values: Any) -> _Column:
    """Bring any array or Series to one of the kinds, with its missing values marked."""
    dtype = getattr(values, "dtype", None)
    if hasattr(values, "cat") and hasattr(values.cat, "categories"):
        distinct = _prepare(values.cat.categories)
        codes = np.asarray(values.cat.codes, dtype=np.intp)
        if distinct.kind == "texts":
            if distinct.codes is not None and (distinct.codes < 0).any():  # a category of nothing but blanks
                # A blank category is missing; -1 picks the last, which stays -1.
                codes = np.append(distinct.codes, -1)[codes]
                return _Column("texts", distinct.values, None, codes)
            return _Column("texts", distinct.value_per_row(), None, codes)
        # A place for code -1, so that numbers of categories are looked up in one step.
        filled = np.append(distinct.values, np.zeros(1, distinct.values.dtype))
        return _Column(distinct.kind if len(distinct.values) else "empty", filled[codes], codes < 0)
    if dtype is not None and not isinstance(dtype, np.dtype):
        return _prepare_extension(values)
    array = np.asarray(values)
    if array.dtype.kind == "f":
        missing = np.isnan(array)
        # float32 0.1 is not 0.1; SQL compares as double, so do we.
        return _Column("empty" if missing.all() else "numbers", array.astype(float, copy=False), missing)
    if array.dtype.kind in "iub":
        return _Column("numbers", array.view(np.int8) if array.dtype.kind == "b" else array)
    if array.dtype.kind in "mM":
        return _Column("dates", array, np.isnat(array))
    return _prepare_objects(array)


def _prepare_extension(values: Any) -> _Column:
    """Make a pandas column with its own missing marker (Int64, boolean, string …) ready."""
    import pandas.api.types as types

    missing = np.asarray(values.isna(), dtype=bool)
    if types.is_bool_dtype(values.dtype):
        array = values.to_numpy(dtype=bool, na_value=False).view(np.int8)
    elif types.is_integer_dtype(values.dtype):
        array = _under_mask(values)
    elif types.is_float_dtype(values.dtype):
        return _prepare(values.to_numpy(dtype=float, na_value=np.nan))
    elif types.is_datetime64_any_dtype(values.dtype):
        # Dates are not compared yet; only whether there is one is asked for.
        return _Column("dates", np.zeros(len(missing)), missing)
    else:
        return _prepare_objects(values.to_numpy(dtype=object))
    return _Column("empty" if missing.all() else "numbers", array, missing)


def _under_mask(values: Any) -> npt.NDArray[Any]:
    """Return whole numbers, arbitrary where missing: writing zeros there costs more than the comparison."""
    under = getattr(values.array, "_data", None)  # of pandas' masked arrays; others are filled
    if isinstance(under, np.ndarray) and under.shape == values.shape:
        return under
    return np.asarray(values.to_numpy(dtype=values.dtype.numpy_dtype, na_value=0))


def _prepare_objects(array: npt.NDArray[Any]) -> _Column:
    """Make Python objects ready: all numbers, all texts, or a fault that is told later."""
    import pandas as pd

    array = array.astype(object)
    # Objects from a file may be anything: a column that mixes numbers and text is refused, not guessed.
    kind = pd.api.types.infer_dtype(array, skipna=True)
    missing = np.asarray(pd.isna(array), dtype=bool)
    if kind == "string":
        # Distinct texts are few and long: each is composed, stripped and compared once.
        codes, distinct = pd.factorize(array)
        texts = np.array([unicodedata.normalize("NFC", text).strip() for text in distinct], dtype=object)
        blank = np.array([not text for text in texts], dtype=bool)
        return _Column("texts", texts, None, np.where(np.append(blank, False)[codes], -1, codes))
    if missing.all():
        return _Column("empty", array, missing)
    if kind in ("boolean", "integer", "floating", "mixed-integer-float", "decimal"):
        target: type = np.int64 if kind in ("boolean", "integer") else float
        return _Column("numbers", np.where(missing, 0, array).astype(target), missing)
    dates = kind.startswith("date") or kind.startswith("time")
    return _Column("dates" if dates else "mixed" if kind.startswith("mixed") else "other", array, missing)


def _count_rows(data: Data) -> int:
    """Return the number of rows."""
    if hasattr(data, "columns"):
        return len(data)
    return max((len(column) for column in data.values()), default=0)
