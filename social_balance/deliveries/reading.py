"""Opening the files that deliveries come in: surveys, registers, counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_object_dtype

from social_balance.deliveries.answers import FileLabels
from social_balance.deliveries.codebook.book import Codebook, read_codebook
from social_balance.deliveries.csv_text import csv_columns, csv_names, missing_columns, typed
from social_balance.deliveries.labelled_files import read_spss, read_stata
from social_balance.files.columnar import (
    ParquetFile,
    fetch_columns,
    is_text,
    nfc,
    open_parquet,
    to_supported_dtype,
)
from social_balance.files.file_names import find_file
from social_balance.files.lazy_tables import Lazy, fetch_table, keep_years, lazy_table
from social_balance.language.faults import InputError, Issue, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

_SURVEYS = (".sav", ".zsav", ".dta", ".csv", ".parquet")
_REGISTERS = (".parquet", ".csv")
_COUNTS = (".csv",)
_HEADER = 1_000_000  # bytes that hold the header of any CSV file


def read_survey(path: str | Path, *, codebook: str | Path | Codebook | None = None) -> pd.DataFrame:
    r"""Read a survey as the fieldwork agency delivers it.

    Parameters
    ----------
    path : path
        SPSS (``.sav``, ``.zsav``), Stata (``.dta``), ``.csv`` or ``.parquet``.
    codebook : path or Codebook, optional
        What the columns are called, what the codes mean and which are no answers. Left out: what the file
        itself says, under its own names.

    Returns
    -------
    DataFrame, one row per respondent
        For each column ``x``: ``x`` (number, NaN is missing; or text), ``x.label`` (ordered categories in the
        order of the codes, when every code has a text) and ``x.missing`` (the reason, when codes are
        declared missing). See `Codebook.apply`.

    Raises
    ------
    InputError
        With every fault of the file and of every column.
    DefinitionError
        With every fault of the codebook.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "borger.csv")
    ...     _ = file.write_text("alder;vægt\n34;1,25\n71;0,5\n", encoding="cp1252")
    ...     read_survey(file)
       alder  vægt
    0   34.0  1.25
    1   71.0  0.50
    """
    book = codebook if codebook is None or isinstance(codebook, Codebook) else read_codebook(codebook)
    source, name = find_file(path, _SURVEYS)
    frame, labels = _delivery(source, name, with_types=book is None)
    if frame.empty:
        raise InputError(Issue("INP005", file=name))
    if book is None:
        return Codebook.from_labels(frame, labels).apply(frame, file=name)
    return book.apply(frame, file=name, labels=labels)


def read_register(
    source: Any,
    *,
    columns: Sequence[str] | None = None,
    years: Iterable[int] | None = None,
    person: str | None = "person_id",
    year: str = "year",
    area: str = "area",
) -> pd.DataFrame:
    """Read a register: one row per person and year.

    Parameters
    ----------
    source : path or table
        A ``.parquet`` or ``.csv`` file, a folder of Parquet files, or a table of pandas, DuckDB, Polars or
        Spark.
    columns : sequence of str, optional
        Read only these columns, in this order; all of them when left out.
    years : iterable of int, optional
        Read only these years; all of them when left out.
    person, year, area : str
        Names of the columns that say who, when and where. Where they are present they are checked, whether
        they are read or not.

    Returns
    -------
    DataFrame, one row per person and year
        Numbers as int64, or float64 where some are missing (NaN); true and false as 1 and 0; text as
        categories, or as text when there are very many.

    Raises
    ------
    InputError
        With every fault: a file that cannot be read, columns or years that are not there, a person who
        occurs more than once in a year, rows without person, year or area.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [1, 2, 1], "year": [2021, 2021, 2024], "area": ["a", "b", "a"],
    ...                        "doemt": [0, None, 1]})
    >>> read_register(people, columns=["area", "doemt"], years=[2021])
      area  doemt
    0    a    0.0
    1    b    NaN
    """
    return _register(source, columns, years, person, year, area, into=to_supported_dtype)


def register_rows(
    source: Any, columns: Sequence[str], years: Iterable[int] | None, person: str | None, year: str, area: str
) -> pd.DataFrame:
    """Read a register as `read_register` does, but leave the numbers of a pandas frame as they lie."""
    return _register(source, columns, years, person, year, area, into=_as_it_lies)


def _as_it_lies(column: pd.Series[Any]) -> Any:
    """Return numbers and numbered texts without copying them; the rest as `to_supported_dtype` does."""
    numbered = isinstance(column.dtype, pd.CategoricalDtype)
    return column if numbered or pd.api.types.is_numeric_dtype(column.dtype) else to_supported_dtype(column)


def _register(
    source: Any,
    columns: Sequence[str] | None,
    years: Iterable[int] | None,
    person: str | None,
    year: str,
    area: str,
    *,
    into: Callable[[pd.Series[Any]], Any],
) -> pd.DataFrame:
    """Read the columns and years asked for, and check them."""
    wanted = [] if years is None else sorted({int(each) for each in years})
    name = Path(source).as_posix() if isinstance(source, (str, Path)) else ""
    opened = named(source) if isinstance(source, pd.DataFrame) else _opened(source)
    known = tuple(map(str, _names(opened)))
    asked = known if columns is None else tuple(columns)
    issues = missing_columns([*asked, *([year] if wanted else [])], known, name)
    if issues:
        raise InputError(issues)
    read = [each for each in known if each in {*asked, person, year, area}]
    if isinstance(opened, pd.DataFrame):
        kept = opened[year].isin(wanted) if wanted else None
        rows = slice(None) if kept is None or kept.all() else kept
        frame = pd.DataFrame({each: into(opened.loc[rows, each]) for each in read}, copy=False)
    elif not isinstance(opened, ParquetFile):
        frame = _from_engine(opened, read, year, wanted, person)
    else:
        frame = fetch_columns(opened, read, among={year: wanted} if wanted else None)
    if frame.empty and not wanted:
        raise InputError(Issue("INP005", file=name))
    check_register(frame, person=person, year=year, area=area, years=wanted, file=name)
    return frame[list(asked)]


def check_register(
    frame: pd.DataFrame,
    *,
    person: str | None = "person_id",
    year: str = "year",
    area: str = "area",
    years: Sequence[int] = (),
    file: str = "",
) -> None:
    """Check that a register has one row per person and year, and that everyone lives somewhere.

    Parameters
    ----------
    frame : DataFrame, one row per person and year
        The register; of the columns below those that are present are checked.
    person, year, area : str
        Names of the columns; ``person=None`` when the same residents cannot be recognised.
    years : sequence of int
        Years that have to be there.
    file : str
        Where it comes from, for the faults.

    Raises
    ------
    InputError
        With every fault: rows without person, year or area, persons who occur more than once in a year,
        years that are not there.

    Examples
    --------
    >>> check_register(pd.DataFrame({"person_id": [1, 1], "year": [2024, 2024], "area": ["a", "b"]}))
    Traceback (most recent call last):
    ...
    social_balance.language.faults.InputError: Der er 1 fejl:
    kolonne 'person_id' — den samme person står flere gange i samme år (antal gentagelser: 1; første i
    række 2: 1, 2024). Tag gentagelserne ud.
    """
    issues = []
    present = [name for name in (person, year, area) if name is not None and name in frame]
    unknown = {name: _missing(frame[name]) for name in present}
    for name, missing in unknown.items():
        if missing.any():
            issues.append(_rows_issue("INP024", name, missing, file))
    if person in present and year in present:
        again = frame.duplicated([person, year]).to_numpy() & ~unknown[person] & ~unknown[year]
        if again.any():
            first = frame.iloc[int(again.argmax())]
            who = f"{first[person]}, {first[year]}"
            issues.append(_rows_issue("INP023", str(person), again, file, who))
    found = sorted({int(each) for each in frame[year].dropna().unique()}) if years else []
    for wanted in years:
        if wanted not in found:
            values = {"known": found}
            issues.append(
                Issue("INP025", file=file, place=Place.column(year), found=str(wanted), values=values)
            )
    if issues:
        raise InputError(issues)


def named(frame: pd.DataFrame) -> pd.DataFrame:
    r"""Return a table with its columns called as in a file: composed letters, no space around.

    Raises
    ------
    InputError
        When two columns have one name.

    Examples
    --------
    >>> named(pd.DataFrame({" A\u030ar": [2024]})).columns.tolist()
    ['År']
    """
    names = [nfc(each) for each in frame.columns]
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise InputError([Issue("INP018", place=Place.column(each)) for each in twice])
    return frame if names == list(frame.columns) else frame.set_axis(names, axis=1)


def register_columns(source: Any) -> tuple[str, ...]:
    """Return the names of the columns of a register without reading the rest of it.

    Parameters
    ----------
    source : path or DataFrame
        A ``.parquet`` or ``.csv`` file, or the table itself.

    Returns
    -------
    tuple of str
        In the order of the file, in NFC.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    if isinstance(source, pd.DataFrame):
        return tuple(str(each) for each in source.columns)
    if not isinstance(source, (str, Path)):
        return tuple(_names(lazy_table(source)))
    path, name = find_file(source, _REGISTERS, folder=".parquet")
    if path.suffix.lower() == ".csv":
        with path.open("rb") as opened:
            return tuple(csv_names(opened.read(_HEADER), file=name))
    return open_parquet(path, file=name).columns


def register_relation(source: str | Path | pd.DataFrame) -> DuckDBPyRelation:
    """Open a register in DuckDB, the embedded engine; rows are read when they are asked for.

    Parameters
    ----------
    source : path or DataFrame
        A ``.parquet`` or ``.csv`` file, or the table itself.

    Returns
    -------
    duckdb.DuckDBPyRelation, one row per person and year
        With the names of the columns in NFC.

    Raises
    ------
    InputError
        When the file cannot be read.
    """
    import duckdb

    opened = named(source) if isinstance(source, pd.DataFrame) else _opened(source)
    if isinstance(opened, ParquetFile):
        return opened.relation()
    assert isinstance(opened, pd.DataFrame)
    frame = opened.copy(deep=False)
    for each in [name for name, kind in frame.dtypes.items() if is_object_dtype(kind)]:
        # DuckDB looks at some of the Python objects, and rounds a 2.5 where it saw whole numbers.
        frame[each] = frame[each] if is_text(frame[each]) else to_supported_dtype(frame[each])
    return duckdb.from_df(frame)


def read_counts(path: str | Path, *, columns: Collection[str] | None = None) -> pd.DataFrame:
    r"""Read a table of counts, such as people staying in public space.

    Parameters
    ----------
    path : path
        A ``.csv`` file as Danish offices save it.
    columns : collection of str, optional
        Keep only these columns, in this order; all of them when left out.

    Returns
    -------
    DataFrame, one row per line
        Whole numbers as int64, other numbers as float64 (NaN is empty), the rest as text.

    Raises
    ------
    InputError
        With every fault of the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "byrum.csv")
    ...     _ = file.write_text("sted;timer;ophold\nTorvet;1,5;18\n", encoding="utf-8-sig")
    ...     read_counts(file)
         sted  timer  ophold
    0  Torvet    1.5      18
    """
    source, name = find_file(path, _COUNTS)
    return typed(csv_columns(source.read_bytes(), file=name, columns=columns), file=name)


def _delivery(path: Path, name: str, *, with_types: bool) -> tuple[pd.DataFrame, FileLabels]:
    """Return a survey file as it is, and what it says about itself."""
    ending = path.suffix.lower()
    if ending == ".csv":
        cells = csv_columns(path.read_bytes(), file=name)
        return (typed(cells, file=name) if with_types else cells), FileLabels()
    if ending == ".parquet":
        opened = open_parquet(path, file=name)
        return fetch_columns(opened, opened.columns), FileLabels()
    return read_stata(path, file=name) if ending == ".dta" else read_spss(path, file=name)


def _names(opened: pd.DataFrame | ParquetFile | Lazy) -> Sequence[str]:
    """Return the names of the columns; of a lazy table they are a part of its schema."""
    if isinstance(opened, (pd.DataFrame, ParquetFile)):
        return list(opened.columns)
    return list(opened.collect_schema().names())


def _opened(source: Any) -> pd.DataFrame | ParquetFile | Lazy:
    """Return a register: as a table when it is CSV, else ready to be read."""
    if not isinstance(source, (str, Path)):
        return lazy_table(source)
    path, name = find_file(source, _REGISTERS, folder=".parquet")
    if path.suffix.lower() == ".csv":
        return typed(csv_columns(path.read_bytes(), file=name), file=name)
    return open_parquet(path, file=name)


def _from_engine(
    table: Lazy, read: Sequence[str], year: str, years: Sequence[int], person: str | None
) -> pd.DataFrame:
    """Fetch columns of a table of an engine, in an order that does not depend on the engine."""
    kept = keep_years(table, year, years) if years else table
    frame = fetch_table(kept.select(*read))
    order = [name for name in (year, person) if name is not None and name in read]
    return frame.sort_values(order, ignore_index=True) if order else frame


def _missing(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Say where a column is missing; blank text counts."""
    if not is_text(column):
        return column.isna().to_numpy()
    if isinstance(column.dtype, pd.CategoricalDtype):
        rows, found = column.cat.codes.to_numpy(), column.cat.categories
    else:
        rows, found = pd.factorize(column)
    return np.array([*(not str(text).strip() for text in found), True])[rows]


def _rows_issue(code: str, column: str, rows: npt.NDArray[np.bool_], file: str, found: str = "") -> Issue:
    """Say how many rows have a fault, and which is the first."""
    values = {"count": int(rows.sum()), "row": int(rows.argmax()) + 1}
    return Issue(code, file=file, place=Place.column(column), found=found, values=values)
