"""A condition translated for DuckDB, Polars and Spark, with the same truth as in memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from social_balance.expressions.kinds import require
from social_balance.expressions.memory import OPERATORS
from social_balance.expressions.tree import (
    And,
    Compare,
    Expression,
    In,
    Lit,
    Missing,
    Name,
    Or,
    literals_of,
    names_of,
)

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


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
    >>> from social_balance.expressions import parse
    >>> import duckdb, narwhals.stable.v2 as nw
    >>> table = nw.from_native(duckdb.sql("SELECT * FROM (VALUES (1), (3), (NULL)) AS t(q12)"))
    >>> rows = table.filter(to_narwhals(parse("q12 not in (1, 2)"), table.collect_schema()))
    >>> rows.collect("pandas")["q12"].to_list()
    [3]
    """
    import narwhals.stable.v2 as narwhals

    translated: nw.Expr = narwhals.coalesce(true_or_unknown(expression, schema), narwhals.lit(False))
    return translated


def true_or_unknown(expression: Expression, schema: Mapping[str, Any]) -> nw.Expr:
    """Translate a condition as `to_narwhals` does, but null where it is unknown.

    For the inside of a ``when``, which takes null as false by itself: turning unknown into false first makes
    DuckDB work twice as long.
    """
    import narwhals.stable.v2 as narwhals

    translator = _Narwhals(narwhals, schema)
    require(expression, translator.kinds(), schema)
    translated: nw.Expr = translator.part(expression)
    return translated


def kinds(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return what each column of an engine's table holds, by its name in NFC.

    Parameters
    ----------
    schema : Mapping of str to Narwhals data type
        The table's ``collect_schema()``.

    Returns
    -------
    dict of str to str
        "numbers" (true and false are numbers), "texts", "dates" or "other".
    """
    import narwhals.stable.v2 as narwhals

    return _Narwhals(narwhals, schema).kinds()


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
            among = self.among(expression.column, expression.values)
            result = ~among if expression.negated else among
        else:
            result = self.comparison(expression)
        for name in names_of(expression):
            if self.may_be_nan(name):  # engines order NaN above every number
                result = result & ~self.column(name).is_nan()
            if self.is_text(name) and not _asks_for_texts(expression):
                result = result & ~self.blank(name)
        return result

    def comparison(self, expression: Compare) -> Any:
        """Translate a comparison; text is matched in both Unicode forms."""
        left, right = expression.left, expression.right
        texts = [value for value in literals_of(expression) if isinstance(value.value, str)]
        if texts and expression.op in ("==", "!="):
            among = self.among(names_of(expression)[0], texts)
            return among if expression.op == "==" else ~among
        return OPERATORS[expression.op](self.operand(left), self.operand(right))

    def among(self, name: Name, values: Iterable[Lit]) -> Any:
        """Translate membership as comparisons: Narwhals writes a call on a list, which DuckDB runs slowly."""
        column, met = self.column(name), _list(values)
        whole = self.types[name.column].is_integer() and all(isinstance(value, int) for value in met)
        if whole and len(set(met)) > 1 and sorted(set(met)) == list(range(min(met), max(met) + 1)):
            return (column >= self.nw.lit(min(met))) & (column <= self.nw.lit(max(met)))
        if len(met) > _MANY:
            return column.is_in(met)
        return self.nw.any_horizontal(*(column == self.nw.lit(value) for value in met), ignore_nulls=False)

    def operand(self, operand: Name | Lit) -> Any:
        """Translate a column or a fixed value; true and false are 1 and 0."""
        if isinstance(operand, Name):
            return self.column(operand)
        return self.nw.lit(int(operand.value) if isinstance(operand.value, bool) else operand.value)

    def column(self, name: Name) -> Any:
        """Translate a column; true and false become 1 and 0, text is without the space around it."""
        column = self.nw.col(self.names[name.column])
        if self.is_text(name):
            return column.cast(self.nw.String).str.strip_chars()
        return column.cast(self.nw.Int64) if self.types[name.column] == self.nw.Boolean else column

    def null(self, name: Name) -> Any:
        """Translate "has no value"."""
        null = self.column(name).is_null()
        if self.is_text(name):
            return null | self.blank(name).fill_null(False)
        return null | self.column(name).is_nan().fill_null(False) if self.may_be_nan(name) else null

    def is_text(self, name: Name) -> bool:
        """Tell whether the column holds text."""
        return bool(self.types[name.column] in (self.nw.String, self.nw.Categorical, self.nw.Enum))

    def blank(self, name: Name) -> Any:
        """Translate "is nothing but blanks", which is no value either."""
        return self.column(name) == self.nw.lit("")

    def may_be_nan(self, name: Name) -> bool:
        """Tell whether the column's type has NaN."""
        return bool(self.types[name.column].is_float())


def _asks_for_texts(expression: Compare | In) -> bool:
    """Whether a text has to be one of those named, so that a blank one is out by itself."""
    if isinstance(expression, In):
        return not expression.negated
    return expression.op == "==" and bool(literals_of(expression))


_MANY = 16  # values in a list that are still compared one by one


def _list(values: Iterable[Lit]) -> list[Any]:
    """Return the values of a list in one type, texts in both Unicode forms."""
    plain = [int(value.value) if isinstance(value.value, bool) else value.value for value in values]
    if isinstance(plain[0], str):
        forms = [unicodedata.normalize(form, str(text)) for text in plain for form in ("NFC", "NFD")]
        return list(dict.fromkeys(forms))
    return [float(value) for value in plain] if any(isinstance(value, float) for value in plain) else plain
