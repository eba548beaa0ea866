"""Columns out of DuckDB or of a table in memory, in the few types that the rest of the package meets."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pandas as pd

from social_balance.files.own_duckdb import own_connection, quote_name, read_issue
from social_balance.language.faults import Faults, InputError, Issue, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_NUMBERS = ("boolean", "integer", "floating", "mixed-integer-float", "decimal")
_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "LIST", "ARRAY", "GEOMETRY", "VARIANT")
LARGEST_EXACT = 2**53  # whole numbers above it are not all among the numbers of 64 bits with decimals
MANY = 10_000  # a column with more distinct texts than this is kept as text, not as categories


@dataclass(frozen=True)
class ParquetFile:
    """A Parquet file that was found to be one; its rows are still in the file.

    Parameters
    ----------
    file : str
        Its name, for the faults.
    columns : tuple of str
        Names of the columns, in NFC.
    path : Path
        Where it stands.
    chosen : str
        The columns in SQL, brought to their names.
    """

    file: str
    columns: tuple[str, ...]
    path: Path
    chosen: str

    def relation(self) -> DuckDBPyRelation:
        """Return the rows as DuckDB sees them, read when they are asked for."""
        return _scan(self.path).select(self.chosen)


def open_parquet(path: Path, *, file: str) -> ParquetFile:
    """Look at the columns of a Parquet file.

    Parameters
    ----------
    path : Path
        The file, or a folder of files: its columns are those that all of them have.
    file : str
        Its name, for the faults.

    Returns
    -------
    ParquetFile
        What is in it.

    Raises
    ------
    InputError
        When it is no Parquet file, or two columns have one name; of a folder with every file that is none.
    """
    import duckdb

    try:
        columns = _scan(path).columns
        if path.is_dir():
            columns = _shared_columns(path, columns)
    except duckdb.Error as error:
        damaged = _damaged_files(path) if path.is_dir() else [file]
        raise InputError([read_issue(error, each) for each in damaged]) from error
    # A part of a path such as år=2024 is written with %C3%A5.
    names = [nfc(unquote(column) if path.is_dir() else column) for column in columns]
    twice = repeated_names(names)
    if twice:
        raise InputError([Issue("INP018", file=file, place=Place.column(column)) for column in twice])
    pairs = zip(columns, names, strict=True)
    chosen = ", ".join(f"{quote_name(column)} AS {quote_name(new)}" for column, new in pairs)
    return ParquetFile(file, tuple(names), path, chosen)


def repeated_names(names: Iterable[str]) -> list[str]:
    """Return the names that stand more than once, in alphabetical order.

    Examples
    --------
    >>> repeated_names(["b", "a", "b", "c", "a"])
    ['a', 'b']
    """
    # Counted in one pass: a delivery can have thousands of columns.
    return sorted(name for name, times in Counter(names).items() if times > 1)


def fetch_columns(
    source: ParquetFile, columns: Sequence[str], *, among: Mapping[str, Sequence[int]] | None = None
) -> pd.DataFrame:
    """Fetch columns of a Parquet file.

    Text with few distinct values comes as the codes of an ENUM: Python strings would cost more than all the
    rest of a register.

    Parameters
    ----------
    source : ParquetFile
        The file.
    columns : sequence of str
        The columns, in the order wanted.
    among : Mapping of str to sequence of int, optional
        Only rows where the column has one of the values.

    Returns
    -------
    DataFrame, one row per row of the file
        In the types of `to_supported_dtype`.

    Raises
    ------
    InputError
        When the file turns out to be damaged.
    """
    import duckdb

    kept = [f"{quote_name(each)} IN ({', '.join(map(str, met))})" for each, met in (among or {}).items()]
    if kept:
        where = f"WHERE {' AND '.join(kept)}"
    else:
        where = ""
    try:
        # A connection of our own: what the process has set for its own must not change a figure.
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW source AS SELECT {source.chosen} FROM {_scan_sql(source.path)}")
            types = {row[0]: str(row[1]) for row in connection.execute("DESCRIBE source").fetchall()}
            _refuse_nested(columns, types, source.file)
            texts = _read_dictionaries(connection, columns, types)
            whole = _narrow_wide_integers(connection, columns, types, source.file)
            # Positions in a dictionary are a fiftieth of the strings they stand for.
            coded = [
                _position_sql(each, texts[each]) if each in texts else whole.get(each, quote_name(each))
                for each in columns
            ]
            found = connection.execute(f"SELECT {', '.join(coded)} FROM source {where}").fetchnumpy()
    except duckdb.Error as error:
        raise InputError(read_issue(error, source.file)) from error
    return pd.DataFrame({each: _to_array(found[each], texts.get(each)) for each in columns}, copy=False)


def to_supported_dtype(column: pd.Series[Any]) -> Any:
    """Return a column in one of the types that the rest of the package meets.

    Parameters
    ----------
    column : Series
        Any column.

    Returns
    -------
    ndarray or Categorical
        Numbers as int64, or as float64 when some are missing (NaN); true and false as 1 and 0; text as
        categories in NFC, or as objects when there are very many; blank text is missing.

    Examples
    --------
    >>> to_supported_dtype(pd.Series([True, None], dtype="boolean"))
    array([ 1., nan])
    >>> list(to_supported_dtype(pd.Series(["Torvet ", " "])))
    ['Torvet', nan]
    """
    if pd.api.types.is_object_dtype(column.dtype):
        column = column.infer_objects()
    if is_text(column):
        # Each distinct text is composed and stripped once.
        codes, found = pd.factorize(column)
        return _to_categories(codes, [str(text) for text in found])
    if pd.api.types.is_object_dtype(column.dtype):
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind == "integer":
            return _whole_numbers_of_python(column)
        if kind in _NUMBERS:
            return pd.to_numeric(column).to_numpy(dtype=np.float64)
        _refuse_objects(column)
        return column.to_numpy()
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy()
    missing = column.isna().to_numpy()
    if isinstance(column.dtype, np.dtype):
        return _to_wide_numbers(column.to_numpy(), missing)
    if not pd.api.types.is_integer_dtype(column.dtype):
        if missing.any() or pd.api.types.is_float_dtype(column.dtype):
            return column.to_numpy(dtype=np.float64, na_value=np.nan)
        return column.to_numpy(dtype=np.int64)
    whole: type = np.uint64 if pd.api.types.is_unsigned_integer_dtype(column.dtype) else np.int64
    return _to_wide_numbers(column.to_numpy(dtype=whole, na_value=0), missing)


def is_text(column: pd.Series[Any]) -> bool:
    """Say whether a column holds text, as such or as categories.

    Parameters
    ----------
    column : Series
        Any column.

    Returns
    -------
    bool
        False when it holds numbers, dates or anything else.

    Examples
    --------
    >>> is_text(pd.Series(["a", None], dtype=object)), is_text(pd.Series([[1], [2]]))
    (True, False)
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return is_text(column.cat.categories.to_series())
    if pd.api.types.is_object_dtype(column.dtype):
        return pd.api.types.infer_dtype(column, skipna=True) in ("string", "empty")
    return bool(pd.api.types.is_string_dtype(column.dtype))


def is_numbers(column: pd.Series[Any]) -> bool:
    """Say whether a column holds numbers, true and false among them, or nothing at all.

    Parameters
    ----------
    column : Series
        Any column, or one of the types of `to_supported_dtype`.

    Returns
    -------
    bool
        False when it holds text, dates or anything else.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2024-01-01"]))
    >>> is_numbers(pd.Series([1, None], dtype="category")), is_numbers(days)
    (True, False)
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories.empty or is_numbers(column.cat.categories.to_series())
    if pd.api.types.is_object_dtype(column.dtype):
        return pd.api.types.infer_dtype(column, skipna=True) in (*_NUMBERS, "empty")
    return bool(pd.api.types.is_numeric_dtype(column.dtype))


def nfc(text: object) -> str:
    """Return a name with composed letters and without surrounding space.

    Parameters
    ----------
    text : object
        A name of a column, or a text in one.

    Returns
    -------
    str
        The form in which names are compared.
    """
    return unicodedata.normalize("NFC", str(text)).strip()


def _files_to_read(path: Path) -> str:
    """Return what DuckDB reads: a file, or every Parquet file of a folder."""
    if path.is_dir():
        return str(path / "**" / "*.parquet")
    return str(path)


def _scan(path: Path) -> DuckDBPyRelation:
    """Return the rows; of a folder, a part of the path such as ``year=2024`` is a column.

    A column of whole numbers in one file and of decimals in another has decimals: left to itself, DuckDB goes
    by the first file, and rounds the rest.
    """
    folder = path.is_dir()
    return own_connection().read_parquet(_files_to_read(path), hive_partitioning=folder, union_by_name=folder)


def _shared_columns(path: Path, columns: Sequence[str]) -> list[str]:
    """Return the columns that no file of a folder lacks; those of the path (year=2024) are in none."""
    schema = f"parquet_schema({_quote_text(_files_to_read(path))})"
    count = f"SELECT lower(name), count(DISTINCT file_name) FROM {schema} GROUP BY 1"
    files: dict[str, int] = dict(own_connection().execute(count).fetchall())
    many = max(files.values())  # the root of each schema is among the names
    return [column for column in columns if files.get(column.lower(), many) == many]


def _damaged_files(path: Path) -> list[str]:
    """Return the names of the files of a folder that cannot be read, or of the folder if each of them can."""
    import duckdb

    found = []
    for each in sorted(path.rglob("*.parquet")):
        try:
            own_connection().read_parquet(str(each))
        except duckdb.Error:
            found.append(each.as_posix())
    return found or [path.as_posix()]


def _scan_sql(path: Path) -> str:
    """Return what `_scan` reads, in SQL."""
    folder = str(path.is_dir()).lower()
    files = _quote_text(_files_to_read(path))
    return f"read_parquet({files}, hive_partitioning = {folder}, union_by_name = {folder})"


def _refuse_nested(columns: Sequence[str], types: Mapping[str, str], file: str) -> None:
    """Refuse columns whose cells are lists, records or bytes: nothing can be counted by them."""
    nested = [each for each in columns if types[each].endswith("]") or types[each].startswith(_NESTED)]
    if nested:
        raise InputError(
            [Issue("REG050", file=file, place=Place.column(each), found=types[each]) for each in nested]
        )


def _narrow_wide_integers(
    connection: DuckDBPyConnection, columns: Sequence[str], types: Mapping[str, str], file: str
) -> dict[str, str]:
    """Return the SQL of columns of 128 bits in 64 bits, which numpy has; what does not fit is refused."""
    cast: dict[str, str] = {}
    faults = Faults()
    for each in columns:
        if types[each] not in ("HUGEINT", "UHUGEINT"):
            continue
        name = quote_name(each)
        low, high = _fetch_one_row(connection, [f"min({name})", f"max({name})"])
        target = "UBIGINT" if high is not None and high >= 2**63 else "BIGINT"
        if high is not None and (high >= 2**64 or low < (0 if target == "UBIGINT" else -(2**63))):
            faults.add(Issue("REG051", file=file, place=Place.column(each)))
        cast[each] = f"{name}::{target} AS {name}"
    faults.raise_if_any()
    return cast


def _read_dictionaries(
    connection: DuckDBPyConnection, columns: Sequence[str], types: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the distinct values of the columns of text that have few of them, in order."""
    texts = [each for each in columns if types[each] == "VARCHAR" or types[each].startswith("ENUM")]
    counts = _fetch_one_row(connection, [f"approx_count_distinct({quote_name(each)})" for each in texts])
    # Very many distinct texts are ids: a dictionary of them would be larger than the column.
    few = [each for each, count in zip(texts, counts, strict=True) if count <= MANY]
    values = _fetch_one_row(
        connection, [f"list_sort(list(DISTINCT {quote_name(each)}::VARCHAR))" for each in few]
    )
    return {
        each: [text for text in found or () if text is not None]
        for each, found in zip(few, values, strict=True)
    }


def _fetch_one_row(connection: DuckDBPyConnection, wanted: Sequence[str]) -> Sequence[Any]:
    if not wanted:
        return ()
    # All of them: DuckDB refuses other work on a connection with a result that is not read to its end.
    [row] = connection.execute(f"SELECT {', '.join(wanted)} FROM source").fetchall()
    return row


def _position_sql(column: str, texts: Sequence[str]) -> str:
    """Return the SQL of a column of text as positions in its dictionary."""
    if not texts:
        return f"NULL::INTEGER AS {quote_name(column)}"
    # An ENUM of the sorted values, so that codes are the same from run to run.
    literals = ", ".join(map(_quote_text, texts))
    return f"enum_code({quote_name(column)}::VARCHAR::ENUM({literals})) AS {quote_name(column)}"


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _to_array(found: Any, texts: Sequence[str] | None) -> Any:
    """Return a column fetched from DuckDB in one of our types."""
    values = np.ma.getdata(found)
    missing = np.ma.getmaskarray(found)
    if texts is not None:
        return _to_categories(np.where(missing, -1, values.astype(np.int64)), texts)
    if values.dtype == object:
        filled = values.copy()
        filled[missing] = None
        return to_supported_dtype(pd.Series(filled))
    return _to_wide_numbers(values, missing)


def _to_wide_numbers(values: npt.NDArray[Any], missing: npt.NDArray[np.bool_]) -> Any:
    """Return numbers in 64 bits, with decimals when some are missing: small types wrap around in sums."""
    if values.dtype.kind in "mM":
        # Dates keep their type, with NaT where there is none.
        return np.where(missing, np.array("NaT", dtype=values.dtype), values)
    if values.dtype.kind == "f":
        return np.where(missing, np.nan, values.astype(np.float64))
    known = values[~missing]
    wide: type = np.int64
    if values.dtype.kind == "u" and len(known) and known.max() > np.iinfo(np.int64).max:
        wide = np.uint64  # with a sign they would turn negative
    if not missing.any():
        return values.astype(wide)
    if len(known) and (known.max() > LARGEST_EXACT or known.min() < -LARGEST_EXACT):
        # Ids of 64 bits: as numbers with decimals, two persons would be one.
        return pd.arrays.IntegerArray(np.where(missing, values.dtype.type(0), values).astype(wide), missing)
    return np.where(missing, np.nan, values.astype(np.float64))


def _whole_numbers_of_python(column: pd.Series[Any]) -> Any:
    """Return Python's whole numbers, which have no largest, in 64 bits; larger ones are refused."""
    missing = column.isna().to_numpy()
    known = column[~missing]
    low = min(known, default=0)
    high = max(known, default=0)
    if high >= 2**64 or low < (0 if high >= 2**63 else -(2**63)):
        raise InputError(Issue("REG051", place=Place.column(column.name)))
    values = np.array([0 if gone else int(each) for gone, each in zip(missing, column, strict=True)],
                      dtype=np.uint64 if high >= 2**63 else np.int64)  # fmt: skip
    return _to_wide_numbers(values, missing)


def _refuse_objects(column: pd.Series[Any]) -> None:
    """Refuse a column with lists, records or bytes in its cells: nothing can be counted by them."""
    kinds = {
        type(each).__name__ for each in column if isinstance(each, (list, tuple, dict, bytes, np.ndarray))
    }
    if kinds:
        raise InputError(Issue("REG050", place=Place.column(column.name), found=", ".join(sorted(kinds))))


def _to_categories(codes: npt.NDArray[Any], texts: Sequence[str]) -> Any:
    """Return text as categories, in NFC; blank is missing."""
    names = [nfc(text) for text in texts]
    distinct = list(dict.fromkeys(name for name in names if name))
    position = {name: at for at, name in enumerate(distinct)}
    target = np.array([*(position.get(name, -1) for name in names), -1], dtype=np.int64)[codes]
    if len(distinct) > MANY:
        return np.array([*distinct, None], dtype=object)[target]
    return pd.Categorical.from_codes(target, dtype=pd.CategoricalDtype(distinct))
