"""One aggregation over a register: the sums of every part in every cell, on any engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from social_balance.expressions import kinds, true_or_unknown
from social_balance.issues import InputError, Issue, absent_columns
from social_balance.lazy_tables import Lazy, engine
from social_balance.parts import Amount, Battery, Part
from social_balance.segregation import Codes, Floats, Mask

ROWS = "rows"  # how many rows a cell has
NO_PERSON = "rows without person"
FLAGS_AT_A_TIME = 6  # of zeros and ones counted together: cells times two to that many places to count in


def cell_sums(table: Lazy, parts: Sequence[Part], *, keys: Sequence[str], person: str | None = None) -> Lazy:
    """Add up every part in every cell; nothing is read before the result is fetched.

    Parameters
    ----------
    table : narwhals.stable.v2.LazyFrame, one row per person and year
        A table on an engine.
    parts : sequence of Part
        What to add up.
    keys : sequence of str
        Columns whose combinations are the cells.
    person : str, optional
        Column of person ids: the rows without one are counted too.

    Returns
    -------
    narwhals.stable.v2.LazyFrame, one row per cell
        The keys, "rows", "rows without person", and "part 0", "part 1" … in the order of the parts.

    Notes
    -----
    A part that says who takes part is 0 or 1, and so its own square: a share needs two sums a cell.
    Whole numbers are added as 64-bit integers where an engine would otherwise let 32 bits run over.

    Examples
    --------
    >>> import duckdb
    >>> from social_balance.expressions import parse
    >>> from social_balance.lazy_tables import collected, lazy_table
    >>> rows = "(VALUES ('a', 20), ('a', 70), ('b', 30)) AS t(area, age)"
    >>> people = lazy_table(duckdb.sql(f"FROM {rows}"))
    >>> sums = collected(cell_sums(people, [Part(parse("age >= 65")), Part(None, "age")], keys=["area"]))
    >>> sorted(sums[["part 0", "part 1"]].to_numpy().tolist())
    [[0.0, 30.0], [1.0, 90.0]]
    """
    import narwhals.stable.v2 as nw

    schema = table.collect_schema()
    wanted = [nw.len().alias(ROWS)]
    if person is not None:
        wanted.append(_one_where(nw, table, nw.col(person).is_null()).sum().alias(NO_PERSON))
    wanted += [_summed(nw, table, part, schema).alias(f"part {i}") for i, part in enumerate(parts)]
    return table.group_by(*keys).agg(*wanted)


def is_count(part: Part) -> bool:
    """Whether a part is 0 or 1: who takes part, or for whom a condition holds."""
    return part.value is None or part.at_least is not None


def sums_in_memory(
    frame: pd.DataFrame, values: Mapping[Part, Amount], *, keys: Sequence[str]
) -> pd.DataFrame:
    """Add up every part in every cell of a table in memory, as `cell_sums` does; rows without a key are out.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["a", "a", "b"]})
    >>> sums_in_memory(frame, {Part(None): np.ones(3, bool)}, keys=["area"])
      area  rows  part 0
    0    a     2     2.0
    1    b     1     1.0
    """
    code, cells = _cells_of(frame, keys)
    k = len(cells)
    sums = np.zeros((len(values), k))
    flags: dict[int, Mask] = {}
    for i, value in enumerate(values.values()):
        if value.dtype == bool:
            flags[i] = value.astype(bool, copy=False)
        else:
            sums[i] = np.bincount(code, weights=value, minlength=k + 1)[:k]
    sums[list(flags)] = _counted(code, list(flags.values()), k)
    cells[ROWS] = np.bincount(code, minlength=k + 1)[:k]
    return pd.concat([cells, pd.DataFrame(sums.T, columns=[f"part {i}" for i in range(len(values))])], axis=1)


def part_in_engine(table: Lazy, part: Part, schema: Mapping[str, Any], *, amount: int = 1) -> Any:
    """Write a part as a Narwhals expression: the number where everything is known, otherwise 0.

    Where the part is a count, `amount` stands for 1.
    """
    import narwhals.stable.v2 as nw

    holds = _holds(nw, part, schema)
    if is_count(part):
        return _one_where(nw, table, _all(nw, holds) if holds else None, amount)
    assert part.value is not None
    number = (_number(nw, part.value, schema) - nw.lit(part.shift)) * nw.lit(part.factor)
    return nw.when(_all(nw, holds)).then(number).otherwise(nw.lit(0.0))


def column_faults(table: Lazy, parts: Sequence[Part], *, own: Sequence[str], year: str) -> list[Issue]:
    """Return every fault of the columns, before anything is read: absent ones, and those of a wrong type."""
    schema = table.collect_schema()
    of = kinds(schema)
    needed = [*own, *sorted(set().union(*(part.columns() for part in parts)))]
    faults = absent_columns(needed, sorted(of))
    numbers = {name for part in parts for value in (part.value, *part.known) for name in _columns_of(value)}
    for name in sorted(numbers | {year}):
        if of.get(name, "numbers") != "numbers":
            faults.append(Issue("REG002", place=f"kolonne '{name}'", found=str(schema[name])))
    for part in parts:
        if part.where is not None and part.columns() <= set(of):
            try:
                true_or_unknown(part.where, schema)
            except InputError as error:
                faults += [issue for issue in error.issues if issue not in faults]
    return faults


def _summed(nw: Any, table: Lazy, part: Part, schema: Mapping[str, Any]) -> Any:
    """Write the sum of a part; one that reads no column is everybody or nobody."""
    if not part.columns():
        return nw.len() * nw.lit(int(part.numbers({"one row": [0]}).item()))
    if is_count(part) and engine(table) == "polars":
        return _all(nw, _holds(nw, part, schema)).sum()  # true is 1 there, and unknown is left out
    return part_in_engine(table, part, schema).sum()


def _columns_of(value: str | Battery | None) -> tuple[str, ...]:
    return value.items if isinstance(value, Battery) else () if value is None else (value,)


def _holds(nw: Any, part: Part, schema: Mapping[str, Any]) -> list[Any]:
    """Return the conditions under which a part is not 0; null is false in all of them."""
    holds = [] if part.where is None else [true_or_unknown(part.where, schema)]
    for other in part.known:
        holds.append(_is_known(nw, other, schema))
    if part.value is not None:
        holds.append(_is_known(nw, part.value, schema))
        if part.at_least is not None:
            holds.append(_number(nw, part.value, schema) >= nw.lit(part.at_least - 1e-9))
    return holds


def _one_where(nw: Any, table: Lazy, condition: Any, amount: int = 1) -> Any:
    # Polars adds 32-bit integers into 32 bits, which run over; the others widen by themselves.
    wide = engine(table) == "polars" or amount > 1
    one, zero = (nw.lit(n, dtype=nw.Int64) if wide else nw.lit(n) for n in (amount, 0))
    return one if condition is None else nw.when(condition).then(one).otherwise(zero)


def _cells_of(frame: pd.DataFrame, keys: Sequence[str]) -> tuple[Codes, pd.DataFrame]:
    """Number the combinations of the keys that are there; rows without a key come after the last."""
    crossed, known = np.zeros(len(frame), dtype=np.intp), np.ones(len(frame), bool)
    found = []
    for key in keys:
        code, names = pd.factorize(frame[key], sort=True)
        known &= code >= 0
        crossed = crossed * max(len(names), 1) + code
        found.append(names)
    crossed[~known] = 0
    met = np.flatnonzero(np.bincount(crossed[known], minlength=1))
    number = np.full(int(met.max(initial=0)) + 1, len(met), dtype=np.intp)
    number[met] = np.arange(len(met))
    code = np.where(known, number[np.minimum(crossed, len(number) - 1)], len(met))
    each = np.unravel_index(met, [max(len(names), 1) for names in found])
    return code, pd.DataFrame({key: names.take(at) for key, names, at in zip(keys, found, each, strict=True)})


def _counted(code: Codes, flags: Sequence[Mask], k: int) -> Floats:
    """Count in each of k cells who has each flag, shape (flags, k), some flags to a pass over the rows."""
    counts = np.zeros((len(flags), k))
    wide = (code << FLAGS_AT_A_TIME).astype(np.intp)
    bits = np.arange(2**FLAGS_AT_A_TIME)
    for first in range(0, len(flags), FLAGS_AT_A_TIME):
        packed = wide.copy()
        for bit, flag in enumerate(flags[first : first + FLAGS_AT_A_TIME]):
            packed += np.left_shift(flag.view(np.uint8), bit, dtype=np.uint8)
        table = np.bincount(packed, minlength=(k + 1) << FLAGS_AT_A_TIME).reshape(k + 1, -1)[:k]
        for bit in range(len(flags[first : first + FLAGS_AT_A_TIME])):
            counts[first + bit] = table[:, (bits >> bit) & 1 == 1].sum(axis=1)
    return counts


def _all(nw: Any, conditions: Sequence[Any]) -> Any:
    return conditions[0] if len(conditions) == 1 else nw.all_horizontal(*conditions, ignore_nulls=False)


def _number(nw: Any, value: str | Battery, schema: Mapping[str, Any]) -> Any:
    """Return a column, or the mean of the answered items of a battery, as a 64-bit number."""
    if isinstance(value, str):
        return nw.col(value).cast(nw.Float64)
    total, count = _answered(nw, value, schema)
    return total / nw.when(count > 0).then(count).otherwise(nw.lit(1.0))


def _is_known(nw: Any, value: str | Battery, schema: Mapping[str, Any]) -> Any:
    """Tell where a column has a finite number, or enough items of a battery are answered."""
    if isinstance(value, str):
        column = nw.col(value)
        return column.is_finite() if schema[value].is_float() else ~column.is_null()
    _, count = _answered(nw, value, schema)
    return (count > 0) & (count >= nw.lit(value.min_answered * len(value.items) - 1e-9))


def _answered(nw: Any, battery: Battery, schema: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the sum of the answered items, turned where they are worded the other way, and their number."""
    total, count = nw.lit(0.0), nw.lit(0.0)
    for item in battery.items:
        answer = nw.col(item).cast(nw.Float64)
        answer = nw.lit(battery.low + battery.high) - answer if item in battery.turned else answer
        known = _is_known(nw, item, schema)
        total = total + nw.when(known).then(answer).otherwise(nw.lit(0.0))
        count = count + nw.when(known).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    return total, count
