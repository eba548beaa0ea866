"""One aggregation over a register: the sums of every part in every cell, on any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.arrays import Codes, Floats, Mask
from social_balance.conditions.engines import kinds_by_column, true_or_unknown
from social_balance.conditions.memory import Conditions
from social_balance.files.columnar import is_numbers
from social_balance.files.engines import Lazy, engine_of
from social_balance.files.lazy_tables import clean_values, types_not_read
from social_balance.language.faults import InputError, Issue, Place, absent_columns
from social_balance.measures.person_variables import Amount, Battery, PersonVariable
from social_balance.showing.progress import follow

ROWS = "rows"  # how many rows a cell has
NO_PERSON = "rows without person"
NO_AREA = "rows without area"
ROWS_AT_A_TIME = 2**16
MANY_VALUES = 4096  # a column of whole numbers this wide apart is numbered by hashing
TOGETHER = 2**32  # the unit of the inner of two counts in one sum
FLAGS_AT_A_TIME = 8  # of zeros and ones counted together: cells times two to that many places to count in


def cell_sums(
    table: Lazy,
    parts: Sequence[PersonVariable],
    *,
    keys: Sequence[str],
    person: str | None = None,
    area: str | None = None,
    nested_in: Sequence[int] = (),
) -> Lazy:
    """Add up every part in every cell; nothing is read before the result is fetched.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
        A table on an engine.
    parts : sequence of PersonVariable
        What to add up.
    keys : sequence of str
        Columns whose combinations are the cells.
    person, area : str, optional
        Columns of person ids, and of areas that are not among the keys: the rows without one are counted too.
    nested_in : sequence of int, shape (parts,), optional
        For each part another that has everybody in it, −1 for none.

    Returns
    -------
    narwhals.stable.v2.LazyFrame, one row per cell
        The keys, "rows", "rows without person", "rows without area", and "part 0", "part 1" … in the order of
        the parts; of two parts added up as one, only the outer's column. `sums_of` takes them apart.

    Notes
    -----
    A part that says who takes part is 0 or 1, and so its own square: a share needs two sums a cell. The two
    are one sum where one part is within the other, the inner counted in units of 2³²: the positive and the
    base of a share cost an engine hardly more than one of them.
    Whole numbers are added as 64-bit integers where an engine would otherwise let 32 bits run over.

    Examples
    --------
    >>> import duckdb
    >>> from social_balance.conditions.reading import parse
    >>> from social_balance.files.lazy_tables import fetch_table, lazy_table
    >>> rows = "(VALUES ('a', 20), ('a', 70), ('b', 30)) AS t(area, age)"
    >>> people = lazy_table(duckdb.sql(f"FROM {rows}"))
    >>> parts = [PersonVariable(parse("age >= 65")), PersonVariable(None, "age")]
    >>> sums = fetch_table(cell_sums(people, parts, keys=["area"]))
    >>> sorted(sums[["part 0", "part 1"]].to_numpy().tolist())
    [[0.0, 30.0], [1.0, 90.0]]
    """
    import narwhals.stable.v2 as nw

    schema = table.collect_schema()
    wanted = [nw.len().alias(ROWS)]
    if person is not None:
        wanted.append(_write_one_where(nw, table, nw.col(person).is_null()).sum().alias(NO_PERSON))
    if area is not None:
        wanted.append(_write_one_where(nw, table, clean_values(area, schema).is_null()).sum().alias(NO_AREA))
    pairs = pairs_of(parts, nested_in)
    inners = {inner for inner, _ in pairs.values()}
    for i, part in enumerate(parts):
        if i in pairs:
            wanted.append(_write_joint_sum(nw, part, pairs[i][1], schema).alias(f"part {i}"))
        elif i not in inners:
            wanted.append(_write_sum(nw, table, part, schema).alias(f"part {i}"))
    return table.group_by(*keys).agg(*wanted)


def sums_of(found: pd.DataFrame, parts: Sequence[PersonVariable], nested_in: Sequence[int] = ()) -> Floats:
    """Return the sum of each part in each cell, shape (cells, parts), from what `cell_sums` found.

    Raises
    ------
    OverflowError
        A cell of 2³¹ rows or more, whose two counts would have run into each other.
    """
    pairs = pairs_of(parts, nested_in)
    # Half of 2³² rows leaves room for both counts, whichever is larger.
    if pairs and (found[ROWS] >= TOGETHER // 2).any():
        raise OverflowError(f"{found[ROWS].max()} rows in one cell")
    sums = np.zeros((len(found), len(parts)))
    for i in range(len(parts)):
        if i in pairs:
            sums[:, pairs[i][0]], sums[:, i] = np.divmod(
                found[f"part {i}"].to_numpy(dtype=np.int64), TOGETHER
            )
        elif f"part {i}" in found:
            sums[:, i] = found[f"part {i}"].to_numpy(dtype=float)
    return sums


def is_count(part: PersonVariable) -> bool:
    """Whether a part is 0 or 1: who takes part, or for whom a condition holds."""
    return part.value is None or part.at_least is not None


def amounts_in_memory(
    frame: pd.DataFrame, parts: Sequence[PersonVariable], *, nested_in: Sequence[int] = ()
) -> Iterator[tuple[slice, list[Amount]]]:
    """Yield the number of every part for every row of a table in memory, some thousand rows at a time.

    What is worked on then stays in the cache, and in memory that has been used before.

    Raises
    ------
    InputError
        Every fault of the columns.

    Examples
    --------
    >>> from social_balance.conditions.reading import parse
    >>> frame = pd.DataFrame({"age": [20, 70]})
    >>> [amounts[0].tolist() for _, amounts in amounts_in_memory(frame, [PersonVariable(parse("age >= 65"))])]
    [[False, True]]
    """
    inner = {inner: (outer, more) for outer, (inner, more) in pairs_of(parts, nested_in).items()}
    rests = [inner[i][1] if i in inner else part for i, part in enumerate(parts)]
    whole = Conditions(frame, [rest.where for rest in rests if rest.where is not None])
    faults = [
        Issue("REG002", place=Place.column(name), found=str(frame[name].dtype))
        for name in _columns_of_numbers(parts)
        if name in frame and not is_numbers(frame[name])
    ]
    for rest in rests:
        if rest.where is not None:
            with collect_faults(faults):
                whole.check(rest.where)
    if faults:
        raise InputError(faults)
    starts = range(0, len(frame), ROWS_AT_A_TIME)
    for first in follow(starts, "register", len(starts)):
        rows = slice(first, first + ROWS_AT_A_TIME)
        block = frame.iloc[rows]
        conditions = whole.block(rows)
        values: list[Amount] = []
        for i, rest in enumerate(rests):
            with collect_faults(faults):
                values.append(rest.amounts(block, conditions=conditions))
            if not faults and i in inner:  # what is within another part comes after it
                values[i] = values[i].astype(bool, copy=False) & values[inner[i][0]]
        if faults:
            raise InputError(faults)
        yield rows, values


@contextmanager
def collect_faults(faults: list[Issue]) -> Iterator[None]:
    """Keep the faults that the block meets, each once."""
    try:
        yield
    except InputError as error:
        faults += [issue for issue in error.issues if issue not in faults]


def sums_in_memory(
    frame: pd.DataFrame,
    parts: Sequence[PersonVariable],
    *,
    keys: Sequence[str],
    nested_in: Sequence[int] = (),
) -> tuple[pd.DataFrame, Floats]:
    """Add up every part in every cell of a table in memory, as `cell_sums` does; rows without a key are out.

    Returns
    -------
    DataFrame, one row per cell, and ndarray of float, shape (cells, parts)
        The keys and "rows"; the sums.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["a", "a", "b"], "income": [3, 4, 5]})
    >>> cells, sums = sums_in_memory(frame, [PersonVariable(None, "income")], keys=["area"])
    >>> cells.assign(sum=sums)
      area  rows  sum
    0    a     2  7.0
    1    b     1  5.0
    """
    code, cells = _cells_of(frame, keys)
    k = len(cells)
    sums = np.zeros((len(parts), k))
    rows = np.zeros(k, dtype=np.int64)
    for at, values in amounts_in_memory(frame, parts, nested_in=nested_in):
        here = code[at]
        rows += np.bincount(here, minlength=k + 1)[:k]
        flags = [i for i, value in enumerate(values) if value.dtype == bool]
        for i in set(range(len(values))) - set(flags):
            sums[i] += np.bincount(here, weights=values[i], minlength=k + 1)[:k]
        # Zeros and ones are counted eight to a pass over the rows.
        sums[flags] += _count_flags(here, [values[i].astype(bool, copy=False) for i in flags], k)
    return cells.assign(**{ROWS: rows}), sums.T


def write_part(
    table: Lazy, part: PersonVariable, schema: Mapping[str, Any], *, amount: int = 1, nobody: float = 0.0
) -> Any:
    """Write a part as a Narwhals expression: the number where everything is known, otherwise `nobody`.

    Where the part is a count, `amount` stands for 1.
    """
    import narwhals.stable.v2 as nw

    holds = _write_conditions(nw, part, schema)
    if is_count(part):
        return _write_one_where(nw, table, _write_conjunction(nw, holds) if holds else None, amount)
    assert part.value is not None
    number = (_write_number(nw, part.value, schema) - nw.lit(part.shift)) * nw.lit(part.factor)
    return nw.when(_write_conjunction(nw, holds)).then(number).otherwise(nw.lit(nobody))


def column_faults(
    table: Lazy, parts: Sequence[PersonVariable], *, own: Sequence[str], year: str
) -> list[Issue]:
    """Return every fault of the columns, before anything is read: absent ones, and those of a wrong type."""
    schema = table.collect_schema()
    of = kinds_by_column(schema)
    nested = types_not_read(table)
    needed = [*own, *sorted(set().union(*(part.columns() for part in parts)))]
    faults = absent_columns(needed, sorted(of))
    faults += [
        Issue("REG050", place=Place.column(name), found=nested[name])
        for name in dict.fromkeys(needed)
        if name in nested
    ]
    for name in sorted({*_columns_of_numbers(parts), year}):
        if of.get(name, "numbers") not in ("numbers", "empty") and name not in nested:
            faults.append(Issue("REG002", place=Place.column(name), found=str(schema[name])))
    for part in parts:
        if part.where is not None and part.columns() <= set(of) - set(nested):
            try:
                true_or_unknown(part.where, schema)
            except InputError as error:
                faults += [issue for issue in error.issues if issue not in faults]
    return faults


def _write_sum(nw: Any, table: Lazy, part: PersonVariable, schema: Mapping[str, Any]) -> Any:
    """Write the sum of a part; one that reads no column is everybody or nobody."""
    if not part.columns():
        return nw.len() * nw.lit(int(part.numbers({"one row": [0]}).item()))
    if is_count(part) and engine_of(table).adds_truth:
        return _write_conjunction(nw, _write_conditions(nw, part, schema)).sum()
    return write_part(table, part, schema).sum()


def pairs_of(
    parts: Sequence[PersonVariable], nested_in: Sequence[int]
) -> dict[int, tuple[int, PersonVariable]]:
    """Return, for the outer of two parts added up as one, the inner and what more must hold of it."""
    pairs: dict[int, tuple[int, PersonVariable]] = {}
    inners: set[int] = set()
    for inner, outer in enumerate(nested_in):
        if outer >= 0:
            more = parts[inner].extra_condition(parts[outer])
        else:
            more = None
        if more is not None and outer not in pairs and outer not in inners and inner not in pairs:
            pairs[outer] = inner, more
            inners.add(inner)
    return pairs


def _write_joint_sum(nw: Any, outer: PersonVariable, more: PersonVariable, schema: Mapping[str, Any]) -> Any:
    """Write the sum of two counts, one within the other, as one number."""
    none, one, both = (nw.lit(n, dtype=nw.Int64) for n in (0, 1, TOGETHER + 1))
    inside = nw.when(_write_conjunction(nw, _write_conditions(nw, more, schema))).then(both).otherwise(one)
    counted = (
        nw.when(_write_conjunction(nw, _write_conditions(nw, outer, schema))).then(inside).otherwise(none)
    )
    return counted.sum().cast(nw.Int64)  # DuckDB adds in 128 bits, which come home rounded


def _columns_of_numbers(parts: Sequence[PersonVariable]) -> list[str]:
    """Columns that have to be numbers, since they are added up or have to be known."""
    read = (value for part in parts for value in (part.value, *part.known))
    return sorted({name for value in read for name in _columns_of(value)})


def _columns_of(value: str | Battery | None) -> tuple[str, ...]:
    if isinstance(value, Battery):
        return value.items
    if value is None:
        return ()
    return (value,)


def _write_conditions(nw: Any, part: PersonVariable, schema: Mapping[str, Any]) -> list[Any]:
    """Return the conditions under which a part is not 0; null is false in all of them."""
    if part.where is None:
        holds = []
    else:
        holds = [true_or_unknown(part.where, schema)]
    for other in part.known:
        holds.append(_write_is_known(nw, other, schema))
    if part.value is not None:
        holds.append(_write_is_known(nw, part.value, schema))
        if part.at_least is not None:
            holds.append(_write_number(nw, part.value, schema) >= nw.lit(part.at_least - 1e-9))
    return holds


def _write_one_where(nw: Any, table: Lazy, condition: Any, amount: int = 1) -> Any:
    # 32-bit integers added up in 32 bits run over.
    wide = not engine_of(table).widens_sums or amount > 1
    one, zero = (nw.lit(n, dtype=nw.Int64) if wide else nw.lit(n) for n in (amount, 0))
    if condition is None:
        return one
    return nw.when(condition).then(one).otherwise(zero)


def _cells_of(frame: pd.DataFrame, keys: Sequence[str]) -> tuple[Codes, pd.DataFrame]:
    """Number the combinations of the keys that are there; rows without a key come after the last."""
    coded = [_number_values(frame[key]) for key in keys]
    size = int(np.prod([len(names) for _, names in coded]))
    crossed = coded[0][0].astype(np.min_scalar_type(-size - 1))
    outside = coded[0][0] < 0
    for code, names in coded[1:]:
        outside |= code < 0
        crossed *= len(names)
        crossed += code
    crossed[outside] = size
    met = np.flatnonzero(np.bincount(crossed, minlength=size + 1)[:size])
    number = np.full(size + 1, len(met), dtype=np.uint16 if len(met) < 2**8 else np.intp)
    number[met] = np.arange(len(met))
    each = np.unravel_index(met, [len(names) for _, names in coded])
    found = {key: names.take(at) for key, (_, names), at in zip(keys, coded, each, strict=True)}
    return number[crossed], pd.DataFrame(found)


def _number_values(column: pd.Series[Any]) -> tuple[npt.NDArray[Any], pd.Index[Any]]:
    """Number the values of a column in their order, −1 for missing; whole numbers by their distance."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu" and len(column):
        low = int(column.min())
        high = int(column.max())
        if high - low < MANY_VALUES:
            near = np.empty(len(column), dtype=np.int16)
            # Without a sign the distance fits as it is; 64 bits and a sign together would become floats.
            if column.dtype.kind == "u":
                wide = column.dtype
            else:
                wide = np.result_type(column.dtype, np.int16)
            np.subtract(column.to_numpy(), low, out=near, dtype=wide, casting="unsafe")
            return near, pd.Index(np.arange(low, high + 1))
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    code, names = pd.factorize(column, sort=True)
    return code, pd.Index(names)


def _count_flags(code: Codes, flags: Sequence[Mask], k: int) -> Floats:
    """Count in each of k cells who has each flag, shape (flags, k), some flags to a pass over the rows."""
    counts = np.zeros((len(flags), k))
    wide = code << FLAGS_AT_A_TIME
    for first in range(0, len(flags), FLAGS_AT_A_TIME):
        together = [flag.view(np.uint8) for flag in flags[first : first + FLAGS_AT_A_TIME]]
        packed = np.zeros(len(code), dtype=np.uint8)
        for flag in together:
            packed += packed
            packed |= flag
        met = np.bincount(wide | packed, minlength=(k + 1) << FLAGS_AT_A_TIME).reshape(k + 1, -1)[:k]
        for bit in range(len(together)):
            has = (np.arange(2**FLAGS_AT_A_TIME) >> (len(together) - 1 - bit)) & 1
            counts[first + bit] = met @ has
    return counts


def _write_conjunction(nw: Any, conditions: Sequence[Any]) -> Any:
    if len(conditions) == 1:
        return conditions[0]
    return nw.all_horizontal(*conditions, ignore_nulls=False)


def _write_number(nw: Any, value: str | Battery, schema: Mapping[str, Any]) -> Any:
    """Return a column, or the mean of the answered items of a battery, as a 64-bit number."""
    if isinstance(value, str):
        return nw.col(value).cast(nw.Float64)
    total, count = _write_answered_items(nw, value, schema)
    return total / nw.when(count > 0).then(count).otherwise(nw.lit(1.0))


def _write_is_known(nw: Any, value: str | Battery, schema: Mapping[str, Any]) -> Any:
    """Tell where a column has a finite number, or enough items of a battery are answered."""
    if isinstance(value, str):
        column = nw.col(value)
        if schema[value].is_float():
            return column.is_finite()
        return ~column.is_null()
    _, count = _write_answered_items(nw, value, schema)
    return (count > 0) & (count >= nw.lit(value.min_answered * len(value.items) - 1e-9))


def _write_answered_items(nw: Any, battery: Battery, schema: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the sum of the answered items, turned where they are worded the other way, and their number."""
    total = nw.lit(0.0)
    count = nw.lit(0.0)
    for item in battery.items:
        answer = nw.col(item).cast(nw.Float64)
        if item in battery.turned:
            answer = nw.lit(battery.low + battery.high) - answer
        known = _write_is_known(nw, item, schema)
        total = total + nw.when(known).then(answer).otherwise(nw.lit(0.0))
        count = count + nw.when(known).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    return total, count
