"""A condition translated for DuckDB, Polars and Spark, with the same truth as in memory."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from social_balance.conditions.kinds import require_columns
from social_balance.conditions.memory import OPERATORS
from social_balance.conditions.tree import (
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
    ``truth``. Text in the table is matched in composed and decomposed form; for ``<`` and ``>``, and where
    two columns are compared, only the letters of Western Europe (å, é, ü …) are composed.

    Examples
    --------
    >>> from social_balance.conditions.reading import parse
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
    require_columns(expression, translator.kinds_by_column(), schema)
    translated: nw.Expr = translator.write_part(expression)
    return translated


def kinds_by_column(schema: Mapping[str, Any]) -> dict[str, str]:
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

    return _Narwhals(narwhals, schema).kinds_by_column()


def holds_text(kind: Any) -> bool:
    """Tell whether a column of an engine, of this Narwhals data type, holds text.

    Examples
    --------
    >>> import narwhals.stable.v2 as nw
    >>> holds_text(nw.Categorical()), holds_text(nw.Int8())
    (True, False)
    """
    import narwhals.stable.v2 as narwhals

    return kind in (narwhals.String, narwhals.Categorical, narwhals.Enum)


def strip_text(text: nw.Expr) -> nw.Expr:
    r"""Write a column of text without the space around it, as `str.strip` takes it away.

    Examples
    --------
    >>> import polars as pl, narwhals.stable.v2 as nw
    >>> nw.from_native(pl.DataFrame({"s": [" a b\t"]})).select(strip_text(nw.col("s")))["s"].to_list()
    ['a b']
    """
    import narwhals.stable.v2 as narwhals

    return text.cast(narwhals.String).str.replace_all(_AROUND, "")


class _Narwhals:
    """One translation: the module, and the table's columns by their names in NFC."""

    def __init__(self, nw: Any, schema: Mapping[str, Any]) -> None:
        self.nw = nw
        self.names = {unicodedata.normalize("NFC", name): name for name in schema}
        self.types = {form: schema[name] for form, name in self.names.items()}

    def kinds_by_column(self) -> dict[str, str]:
        """Return what each column holds."""
        nw = self.nw
        dates = (nw.Date, nw.Datetime, nw.Duration, nw.Time)
        found = {}
        for name, dtype in self.types.items():
            if dtype.is_numeric() or dtype == nw.Boolean:
                found[name] = "numbers"
            elif holds_text(dtype):
                found[name] = "texts"
            else:
                if dtype in dates:
                    found[name] = "dates"
                else:
                    found[name] = "other"
        return found

    def write_part(self, expression: Expression) -> Any:
        """Translate one part; null means unknown."""
        if isinstance(expression, And):
            # Nulls are kept: unknown and false is false, unknown and true is unknown [Kleene 1952].
            return self.nw.all_horizontal(*map(self.write_part, expression.parts), ignore_nulls=False)
        if isinstance(expression, Or):
            return self.nw.any_horizontal(*map(self.write_part, expression.parts), ignore_nulls=False)
        if isinstance(expression, Lit):
            return self.nw.lit(bool(expression.value))
        if isinstance(expression, Missing):
            null = self.write_is_missing(expression.column)
            if expression.negated:
                return ~null
            return null
        if isinstance(expression, In):
            # The opposite of unknown is unknown: a null column gives null both ways.
            among = self.write_membership(expression.column, expression.values)
            if expression.negated:
                result = ~among
            else:
                result = among
        else:
            result = self.write_comparison(expression)
        for name in names_of(expression):
            if self.may_be_nan(name):  # engines order NaN above every number
                result = result & self.write_is_number(name)
            if self.is_text(name) and not _asks_for_texts(expression):
                result = result & ~self.write_is_blank(name)
        return result

    def write_comparison(self, expression: Compare) -> Any:
        """Translate a comparison; text is matched in both Unicode forms."""
        # A text in the table may be decomposed (from a Mac), in the condition it is composed.
        texts = [value for value in literals_of(expression) if isinstance(value.value, str)]
        if texts and expression.op in ("==", "!="):
            among = self.write_membership(names_of(expression)[0], texts)
            if expression.op == "==":
                return among
            return ~among
        left, right = map(self.write_operand, (expression.left, expression.right))
        if all(map(self.is_text, names_of(expression))):
            left, right = (_compose_letters(side) for side in (left, right))
        return OPERATORS[expression.op](left, right)

    def write_membership(self, name: Name, values: Iterable[Lit]) -> Any:
        """Translate membership as comparisons: Narwhals writes a call on a list, which DuckDB runs slowly."""
        column = self.write_column(name)
        met = _plain_values(values)
        if not self.is_text(name) and not self.is_fraction(name):
            met = sorted({int(value) for value in met if value == int(value)})  # it can be no other
            # Codes without a hole are a span: two comparisons in place of one a code.
            if len(met) > 1 and met[-1] - met[0] == len(met) - 1:
                return (column >= self.nw.lit(met[0])) & (column <= self.nw.lit(met[-1]))
        elif self.is_fraction(name):
            met = list(map(float, met))  # Polars looks for values of the column's own kind
        if len(met) > _MANY:
            return column.is_in(met)
        if not met:
            # A list whose values the column cannot hold: never true, and still null where the column is.
            return column != column
        return self.nw.any_horizontal(*(column == self.nw.lit(value) for value in met), ignore_nulls=False)

    def write_operand(self, operand: Name | Lit) -> Any:
        """Translate a column or a fixed value; true and false are 1 and 0."""
        if isinstance(operand, Name):
            return self.write_column(operand)
        return self.nw.lit(int(operand.value) if isinstance(operand.value, bool) else operand.value)

    def write_column(self, name: Name) -> Any:
        """Translate a column; true and false become 1 and 0, text is without the space around it.

        What may have fractions is compared as 64-bit numbers: engines would turn 0.1, and whole numbers, into
        32 bits to compare them with a column of 32 bits.
        """
        column = self.nw.col(self.names[name.column])
        kind = self.types[name.column]
        if self.is_text(name):
            return strip_text(column)
        if self.is_fraction(name) and kind != self.nw.Float64:
            return column.cast(self.nw.Float64)
        # Spark and DuckDB refuse to compare a boolean with a number.
        if kind == self.nw.Boolean:
            return column.cast(self.nw.Int64)
        return column

    def write_is_missing(self, name: Name) -> Any:
        """Translate "has no value"."""
        null = self.write_column(name).is_null()
        if self.is_text(name):
            # Blank text is no answer; a null is not blank, so it is filled before it is joined.
            return null | self.write_is_blank(name).fill_null(False)
        if self.may_be_nan(name):
            return null | ~self.write_is_number(name).fill_null(True)
        return null

    def is_text(self, name: Name) -> bool:
        """Tell whether the column holds text."""
        return holds_text(self.types[name.column])

    def write_is_blank(self, name: Name) -> Any:
        """Translate "is nothing but blanks", which is no value either."""
        return self.write_column(name) == self.nw.lit("")

    def may_be_nan(self, name: Name) -> bool:
        """Tell whether the column's type has NaN."""
        return bool(self.types[name.column].is_float())

    def write_is_number(self, name: Name) -> Any:
        """Translate "is a number".

        Not by asking for NaN: where the statistics of a Parquet file know of none, as those that Polars and
        pyarrow write never do, DuckDB answers "no" without looking at the values.
        """
        column = self.write_column(name)
        return column.is_finite() | (column.abs() == self.nw.lit(float("inf")))

    def is_fraction(self, name: Name) -> bool:
        """Tell whether the column's numbers may have decimals."""
        return bool(self.types[name.column].is_float() or self.types[name.column].is_decimal())


def _asks_for_texts(expression: Compare | In) -> bool:
    """Whether a text has to be one of those named, so that a blank one is out by itself."""
    if isinstance(expression, In):
        asked = not expression.negated
    else:
        asked = expression.op == "=="
    # A condition that asks for the blank text itself has to see blank ones.
    named = [value.value for value in literals_of(expression)]
    return asked and bool(named) and "" not in named


_MANY = 16  # values in a list that are still compared one by one

# What Python takes for space, as `str.strip` does. A pattern, since DuckDB takes apart a list of characters
# anew for every row.
_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_AROUND = f"^[{_SPACE}]+|[{_SPACE}]+$"

# Engines have no common way of composing all letters: these are those of Western Europe.
_LETTERS = {unicodedata.normalize("NFD", letter): letter for letter in map(chr, range(0xC0, 0x100))}
_LETTERS = {apart: letter for apart, letter in _LETTERS.items() if apart != letter}


def _compose_letters(text: Any) -> Any:
    """Write text with letters composed."""
    for apart, letter in _LETTERS.items():
        text = text.str.replace_all(apart, letter, literal=True)
    return text


def _plain_values(values: Iterable[Lit]) -> list[Any]:
    """Return the values of a list, texts in both Unicode forms."""
    # True is 1 on every engine only when it is written as 1.
    plain = [int(value.value) if isinstance(value.value, bool) else value.value for value in values]
    if isinstance(plain[0], str):
        forms = [unicodedata.normalize(form, str(text)) for text in plain for form in ("NFC", "NFD")]
        return list(dict.fromkeys(forms))
    return plain
