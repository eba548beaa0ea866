"""Kinds of persons in a register, told apart by place, conditions or a number and counted on any engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask, cross_codes
from social_balance.conditions.tree import Expression
from social_balance.files.columnar import to_supported_dtype
from social_balance.files.engines import Lazy, TextCodes, engine_of
from social_balance.files.lazy_tables import fetch_raw
from social_balance.measures.counted_cells import Composition
from social_balance.measures.distribution import Distribution
from social_balance.measures.measure import Measure
from social_balance.measures.person_variables import PersonVariable, rank_codes
from social_balance.measures.registry import handler_for
from social_balance.registers.cell_figures import is_summed
from social_balance.registers.cell_sums import amounts_in_memory, write_part

PERSONS = "persons"
FLAGS = "flags"
NUMBER = "number"
MANY_CONDITIONS = 20  # told apart at once: a kind is one whole number
NOBODY = -1.7e308  # stands for no number where an engine carries numbers


@dataclass(frozen=True)
class PersonTypeKey:
    """What persons are told apart by: their unit, and which conditions hold for them.

    Parameters
    ----------
    units : tuple of str
        Columns whose values, crossed, are places or categories.
    conditions : tuple of Expression
        One bit each in the flags of a person.
    number : PersonVariable, optional
        Instead of both: a number that everybody who takes part has.
    one_unit_is_enough : bool
        Whether a person takes part who has no value in some of the units, such as in a second club.
    """

    units: tuple[str, ...]
    conditions: tuple[Expression, ...]
    number: PersonVariable | None = None
    one_unit_is_enough: bool = False

    @property
    def parts(self) -> tuple[PersonVariable, ...]:
        """The conditions as numbers per person."""
        return tuple(map(PersonVariable, self.conditions))

    @property
    def read(self) -> tuple[PersonVariable, ...]:
        """What is read of a person beside the units."""
        if self.number is None:
            return self.parts
        return (self.number,)

    @property
    def takes_part(self) -> PersonVariable:
        """Who has the number."""
        assert self.number is not None
        assert isinstance(self.number.value, str)
        return replace(self.number, value=None, known=(self.number.value,))

    def tells_apart(self, measure: Measure | None) -> bool:
        """Whether all that a measure asks of a person is told apart."""
        if measure is None or is_summed(measure):
            return False
        key = handler_for(measure, _KEY_BY_FAMILY)(measure)
        if self.number is not None or key.number is not None:
            return key.number == self.number
        return key.crosses == self.crosses and set(key.conditions) <= set(self.conditions)

    @property
    def crosses(self) -> tuple[tuple[str, ...], bool]:
        """The units, and whether one of them is enough: what is counted in one go where it is the same."""
        return self.units, self.one_unit_is_enough

    def holds(self, flags: Codes, condition: Expression) -> Mask:
        """Tell for which flags a condition is true."""
        return np.asarray((flags >> self.conditions.index(condition)) & 1, dtype=bool)


@dataclass(frozen=True)
class Tally:
    """How many persons of each kind there are in each cell.

    Parameters
    ----------
    kinds : Kinds
    keys : DataFrame, one row per cell and kind
        Year and the columns of the cells as the data have them.
    shown : DataFrame
        The same and the units, as they are shown.
    persons, flags : ndarray, shape (rows,)
    kind : ndarray of int, shape (rows,)
        Number of the kind, −1 where the unit is missing.
    count : int
        How many kinds there can be.
    digits : mapping of column to mapping of text to digit
        How an engine numbers the units.
    numbers : ndarray of float, shape (count,), optional
        The number of each kind, in order, where kinds are told apart by a number.
    of_row : ndarray of int, optional
        The kind of every row of a table in memory.
    """

    kinds: PersonTypeKey
    keys: pd.DataFrame
    shown: pd.DataFrame
    persons: Floats
    flags: Codes
    kind: Codes
    count: int
    digits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    numbers: Floats | None = None
    of_row: Codes | None = None


def is_counted(measure: Measure | None) -> bool:
    """Whether a measure is made of counts on any engine: of sums over cells, or of kinds of persons."""
    return measure is None or is_summed(measure) or measure.family in _KEY_BY_FAMILY


def person_types_of(measures: Sequence[Measure]) -> tuple[PersonTypeKey, ...]:
    """Return what persons are told apart by: once for all measures of the same places, or the same number.

    Examples
    --------
    >>> from social_balance.measures.composition import Entropy
    >>> [kinds.units for kinds in person_types_of([Entropy(category="kvintil", classes=5)])]
    [('kvintil',)]
    """
    placed: list[PersonTypeKey] = []
    numbered: list[PersonTypeKey] = []
    for measure in measures:
        if is_summed(measure):
            continue
        key = handler_for(measure, _KEY_BY_FAMILY)(measure)
        if key.number is not None:
            numbered.append(key)
            continue
        for i, kinds in enumerate(placed):
            together = dict.fromkeys((*kinds.conditions, *key.conditions))
            if kinds.crosses == key.crosses and len(together) <= MANY_CONDITIONS:
                placed[i] = replace(kinds, conditions=tuple(together))
                break
        else:
            placed.append(key)
    return (*placed, *dict.fromkeys(numbered))


def _key_of_composition(measure: Composition) -> PersonTypeKey:
    return PersonTypeKey(
        tuple(measure.units),
        tuple(dict.fromkeys(measure.conditions())),
        one_unit_is_enough=measure.one_unit_is_enough,
    )


def _key_of_distribution(measure: Distribution) -> PersonTypeKey:
    return PersonTypeKey((), (), measure.amount())


# What persons have to be told apart by, for each family that is made of counted types of persons.
_KEY_BY_FAMILY: Mapping[str, Callable[[Any], PersonTypeKey]] = {
    "composition": _key_of_composition,
    "distribution": _key_of_distribution,
}


def tally_in_memory(frame: pd.DataFrame, kinds: PersonTypeKey, *, keys: Sequence[str]) -> Tally:
    """Count the persons of each kind in each cell of a table in memory.

    Parameters
    ----------
    frame : DataFrame, one row per person and year
    kinds : Kinds
    keys : sequence of str
        Columns whose combinations are the cells.

    Raises
    ------
    InputError
        Every fault of the conditions.
    """
    flags = np.zeros(len(frame), dtype=np.int64)
    number = np.full(len(frame), NOBODY)
    if kinds.number is None:
        read = kinds.parts
    else:
        read = (kinds.takes_part, kinds.number)
    for at, amounts in amounts_in_memory(frame, read):
        if kinds.number is not None:
            number[at] = np.where(amounts[0], amounts[1], NOBODY)
            continue
        for bit, amount in enumerate(amounts):
            flags[at] |= amount.astype(np.int64) << bit
    units = pd.DataFrame({name: to_supported_dtype(frame[name]) for name in kinds.units}, index=frame.index)
    own = [rank_codes(units, name) for name in kinds.units]
    kind, count, numbers = _number_types(kinds, own, flags, number)
    cell = np.zeros(len(frame), dtype=np.int64)
    # Numbered anew at each step: crossed without that, the codes would run out of 63 bits.
    for code in (*(pd.factorize(frame[key])[0] for key in keys), *own, flags, kind):
        cell = pd.factorize(cross_codes(cell, code + 1))[0]
    persons = np.bincount(cell)
    first = np.zeros(len(persons), dtype=np.intp)
    # Backwards, so that the first row of a cell is the one that stays.
    first[cell[::-1]] = np.arange(len(frame))[::-1]
    met = frame[list(keys)].iloc[first].reset_index(drop=True)
    shown = pd.DataFrame({name: to_supported_dtype(met[name]) for name in keys})
    for name in kinds.units:
        shown[name] = units[name].iloc[first].array
    return Tally(
        kinds,
        met,
        with_sorted_categories(shown),
        persons.astype(float),
        flags[first],
        kind[first],
        count,
        numbers=numbers,
        of_row=kind,
    )


def tally_in_engine(
    table: Lazy, kinds: PersonTypeKey, *, keys: Sequence[str], names: Mapping[str, str], year: str
) -> Tally:
    """Count the persons of each kind in each cell by the aggregation of `count_person_types`.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
    kinds : Kinds
    keys : sequence of str
        Columns whose combinations are the cells.
    names : mapping of str to str
        What some of the columns are called in labels.
    year : str
        One of `keys`; rows without it are left out.
    """
    read = list(dict.fromkeys([*keys, *kinds.units]))
    columns = {name: f"k{i}" for i, name in enumerate(read)}
    texts = {name: f"t{i}" for i, name in enumerate(kinds.units)}
    found = fetch_raw(count_person_types(table, kinds, columns, texts))
    found = found[found[columns[year]].notna()].reset_index(drop=True)
    shown = with_sorted_categories(
        pd.DataFrame({names.get(name, name): to_supported_dtype(found[own]) for name, own in columns.items()})
    )
    own = [rank_codes(shown, names.get(name, name)) for name in kinds.units]
    flags = np.zeros(len(found), dtype=np.intp)
    number = np.full(len(found), NOBODY)
    if kinds.number is None:
        flags = found[FLAGS].to_numpy(dtype=np.intp)
    else:
        number = found[NUMBER].to_numpy(dtype=float)
    kind, count, numbers = _number_types(kinds, own, flags, number)
    digits: dict[str, dict[str, int]] = {}
    for code, (name, column) in zip(own, texts.items(), strict=True):
        met = pd.Series(code).groupby(found[column].to_numpy(), sort=False).first()
        digits[name] = {str(text): int(digit) for text, digit in met.items() if digit >= 0}
    return Tally(
        kinds,
        found[[columns[key] for key in keys]].set_axis(list(keys), axis=1),
        shown,
        found[PERSONS].to_numpy(dtype=float),
        flags,
        kind,
        count,
        digits,
        numbers,
    )


def count_person_types(
    table: Lazy, kinds: PersonTypeKey, columns: Mapping[str, str], texts: Mapping[str, str] | None = None
) -> Lazy:
    """Count the persons of each kind in each cell; nothing is read before the result is fetched.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
    kinds : Kinds
    columns : mapping of column to name
        Keys of the cells and units, and what they are called in the result.
    texts : mapping of column to name, optional
        Units whose text is wanted too.

    Returns
    -------
    narwhals.stable.v2.LazyFrame, one row per cell and kind
        The columns, "flags" or "number", "persons" and the texts.
    """
    import narwhals.stable.v2 as nw

    rows: Any = table.select(
        *(nw.col(name).alias(own) for name, own in columns.items()),
        _write_flags(table, kinds).alias(FLAGS)
        if kinds.number is None
        else _write_number(table, kinds).alias(NUMBER),
    )
    if kinds.number is None:
        told = FLAGS
    else:
        told = NUMBER
    counted = rows.group_by(*columns.values(), told).agg(nw.len().alias(PERSONS))
    as_text = [nw.col(columns[name]).cast(nw.String).alias(own) for name, own in (texts or {}).items()]
    if as_text:
        return counted.with_columns(*as_text)
    return counted


def add_person_types(table: Lazy, tallies: Sequence[Tally]) -> tuple[Lazy, dict[str, float]]:
    """Add the kind of every row to a table of an engine, for each tally; and what stands for none.

    Notes
    -----
    The units are numbered by a hash of their text: a cast to an ENUM (DuckDB), a replacement (Polars) or a
    join with a small table (Spark), whose time does not grow with the number of places. A number is carried
    as it is, and found among the others when the products are made.
    """
    import narwhals.stable.v2 as nw

    digits: dict[str, Mapping[str, int]] = {}
    for tally in tallies:
        digits |= tally.digits
    at = {name: f"digit {i}" for i, name in enumerate(digits)}
    if digits:
        rows = _add_digits(table, {at[name]: (name, of) for name, of in digits.items()})
    else:
        rows = table
    nobody = {}
    made = []
    for i, tally in enumerate(tallies):
        name = f"kind {i}"
        kinds = tally.kinds
        if kinds.number is not None:
            made.append(_write_number(table, kinds).alias(name))
            nobody[name] = NOBODY
            continue
        number = nw.lit(0)
        for unit in kinds.units:
            size = max(tally.digits[unit].values(), default=-1) + 1
            digit = nw.col(at[unit])
            if kinds.one_unit_is_enough:
                digit = (digit + nw.lit(1)).fill_null(0)
                size += 1
            number = number * nw.lit(size, dtype=nw.Int64) + digit
        number = number * nw.lit(1 << len(kinds.conditions), dtype=nw.Int64) + _write_flags(table, kinds)
        made.append(number.cast(nw.Int64).fill_null(-1).alias(name))
        nobody[name] = -1
    return rows.with_columns(*made), nobody


def with_sorted_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its categories in the order of the alphabet: engines give them in any."""
    ordered = frame.copy(deep=False)
    for name in frame.select_dtypes("category"):
        ordered[name] = frame[name].cat.set_categories(sorted(frame[name].cat.categories))
    return ordered


def _number_types(
    kinds: PersonTypeKey, own: Sequence[Codes], flags: Codes, number: Floats
) -> tuple[Codes, int, Floats | None]:
    """Number the kinds: units crossed with flags, or the ranks of numbers; −1 for none. And their count."""
    if kinds.number is not None:
        known = number != NOBODY
        numbers, rank = np.unique(number[known], return_inverse=True)
        kind = np.full(len(number), -1, dtype=np.intp)
        kind[known] = rank
        return kind, len(numbers), numbers
    flag_count = len(kinds.conditions)
    crossed = np.zeros(len(flags), dtype=np.int64)
    count = 1
    in_some = np.zeros(len(flags), bool)
    in_all = np.ones(len(flags), bool)
    # No value is a digit of its own, 0, where one unit is enough.
    none = int(kinds.one_unit_is_enough)
    for code in own:
        size = int(code.max(initial=-1)) + 1 + none
        crossed = crossed * size + code + none
        count = count * size
        in_some |= code >= 0
        in_all &= code >= 0
    known = in_some if kinds.one_unit_is_enough else in_all
    if count.bit_length() + flag_count > 50:  # beside years and places, in 63 bits
        raise OverflowError(f"{kinds.units}: {count} crossed values")
    return np.where(known, (crossed << flag_count) | flags, -1).astype(np.intp), count << flag_count, None


def _write_number(table: Lazy, kinds: PersonTypeKey) -> Any:
    """Write the number that persons are told apart by as a Narwhals expression."""
    assert kinds.number is not None
    return write_part(table, kinds.number, table.collect_schema(), nobody=NOBODY)


def _write_flags(table: Lazy, kinds: PersonTypeKey) -> Any:
    """Write the flags of a row as a Narwhals expression."""
    import narwhals.stable.v2 as nw

    schema = table.collect_schema()
    flags = nw.lit(0, dtype=nw.Int64)
    for bit, part in enumerate(kinds.parts):
        flags = flags + write_part(table, part, schema, amount=1 << bit)
    return flags.cast(nw.Int64)


def _add_digits(table: Lazy, wanted: TextCodes) -> Lazy:
    """Add a column with the digit of each text in a column, null for another text."""
    import narwhals.stable.v2 as nw

    return nw.from_native(engine_of(table).add_text_codes(table.to_native(), wanted)).lazy()
