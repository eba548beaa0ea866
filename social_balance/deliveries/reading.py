"""Opening the files that deliveries come in: surveys, registers, counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas.api.types import is_object_dtype

from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.files import read_codebook
from social_balance.deliveries.csv_text import missing_columns
from social_balance.deliveries.formats import Request, is_workbook, read_column_names, read_delivered
from social_balance.deliveries.register_checks import check_register
from social_balance.deliveries.register_rows import RegisterNames, column_names, fetch_rows
from social_balance.files.columnar import ParquetFile, is_text, nfc, repeated_names, to_supported_dtype
from social_balance.files.engines import Lazy
from social_balance.files.lazy_tables import lazy_table
from social_balance.files.own_duckdb import own_connection
from social_balance.language.faults import Faults, InputError, Issue, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation


def read_survey(
    path: str | Path,
    *,
    codebook: str | Path | Codebook | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    r"""Read a survey as the fieldwork agency delivers it.

    Parameters
    ----------
    path : path
        SPSS (``.sav``, ``.zsav``), Stata (``.dta``), Excel (``.xlsx``, ``.xlsb``, ``.xls``), OpenDocument
        (``.ods``), ``.csv`` or ``.parquet``; a file that was given another ending is known by its bytes.
    codebook : path or Codebook, optional
        What the columns are called, what the codes mean and which are no answers. Left out: what the file
        itself says, under its own names.
    sheet : str, optional
        Which sheet of a workbook; may be left out where only one has cells.
    encoding : str, optional
        The character set, where the file says it wrongly or not at all, such as ``"windows-1252"``.

    Returns
    -------
    DataFrame, one row per respondent
        For each column ``x``: ``x`` (number, NaN is missing; text; or date), ``x.label`` (ordered categories
        in the order of the codes, when every code has a text) and ``x.missing`` (the reason, when codes are
        declared missing). Durations are in seconds. See `Codebook.apply`.

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
    book = codebook
    if isinstance(codebook, (str, Path)):
        book = read_codebook(codebook)
    delivered, name = read_delivered(path, Request("survey", sheet, encoding))
    frame = delivered.frame()
    if frame.empty:
        raise InputError(Issue("INP005", file=name))
    if isinstance(book, Codebook):
        return book.apply(frame, file=name, labels=delivered.labels)
    frame = delivered.typed_frame(name)
    own_book = Codebook.from_labels(frame, delivered.labels)
    return own_book.apply(frame, file=name, labels=delivered.labels)


def read_register(
    source: Any,
    *,
    columns: Sequence[str] | None = None,
    years: Iterable[int] | None = None,
    person: str | None = "person_id",
    year: str = "year",
    area: str = "area",
    sheet: str | None = None,
) -> pd.DataFrame:
    """Read a register: one row per person and year.

    Parameters
    ----------
    source : path or table
        A Parquet, CSV, Excel or OpenDocument file, a folder of Parquet files, or a table of pandas, DuckDB,
        Polars or Spark.
    columns : sequence of str, optional
        Read only these columns, in this order; all of them when left out.
    years : iterable of int, optional
        Read only these years; all of them when left out.
    person, year, area : str
        Names of the columns that say who, when and where. Where they are present they are checked, whether
        they are read or not.
    sheet : str, optional
        Which sheet of a workbook; may be left out where only one has cells.

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
    names = RegisterNames(person, year, area)
    if sheet is not None:
        source = _read_file(source, sheet)
    return _read_checked(source, columns, years, names, convert=to_supported_dtype)


def register_rows(
    source: Any, columns: Sequence[str], years: Iterable[int] | None, person: str | None, year: str, area: str
) -> pd.DataFrame:
    """Read a register as `read_register` does, but leave the numbers of a pandas frame as they lie."""
    return _read_checked(source, columns, years, RegisterNames(person, year, area), convert=_as_it_lies)


def _as_it_lies(column: pd.Series[Any]) -> Any:
    """Return numbers and numbered texts without copying them; the rest as `to_supported_dtype` does."""
    numbered = isinstance(column.dtype, pd.CategoricalDtype)
    if numbered or pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return to_supported_dtype(column)


def _read_checked(
    source: Any,
    columns: Sequence[str] | None,
    years: Iterable[int] | None,
    names: RegisterNames,
    *,
    convert: Callable[[pd.Series[Any]], Any],
) -> pd.DataFrame:
    """Read the columns and years asked for, and check them."""
    requested_years = sorted({int(each) for each in years or ()})
    file = ""
    if isinstance(source, (str, Path)):
        file = Path(source).as_posix()
    opened = _open_register(source)
    known = tuple(map(str, column_names(opened)))
    requested = known if columns is None else tuple(columns)
    needed = list(requested)
    if requested_years:
        needed.append(names.year)
    faults = Faults()
    faults.add(missing_columns(needed, known, file))
    faults.raise_if_any()
    read = [each for each in known if each in {*requested, *names.all()}]
    frame = fetch_rows(opened, read, requested_years, names, convert)
    if frame.empty and not requested_years:
        raise InputError(Issue("INP005", file=file))
    check_register(
        frame, person=names.person, year=names.year, area=names.area, years=requested_years, file=file
    )
    return frame[list(requested)]


def with_composed_names(frame: pd.DataFrame) -> pd.DataFrame:
    r"""Return a table with its columns called as in a file: composed letters, no space around.

    Raises
    ------
    InputError
        When two columns have one name.

    Examples
    --------
    >>> with_composed_names(pd.DataFrame({" A\u030ar": [2024]})).columns.tolist()
    ['År']
    """
    names = [nfc(each) for each in frame.columns]
    repeated = repeated_names(names)
    if repeated:
        raise InputError([Issue("INP018", place=Place.column(each)) for each in repeated])
    if names == list(frame.columns):
        return frame
    return frame.set_axis(names, axis=1)


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
        return tuple(column_names(lazy_table(source)))
    return tuple(read_column_names(source, Request("register", folder=True)))


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
    opened = _open_register(source)
    if isinstance(opened, ParquetFile):
        return opened.relation()
    assert isinstance(opened, pd.DataFrame)
    frame = opened.copy(deep=False)
    for name, dtype in frame.dtypes.items():
        # DuckDB looks at some of the Python objects, and rounds a 2.5 where it saw whole numbers.
        if is_object_dtype(dtype) and not is_text(frame[name]):
            frame[name] = to_supported_dtype(frame[name])
    return own_connection().from_df(frame)


def read_counts(
    path: str | Path, *, columns: Collection[str] | None = None, sheet: str | None = None
) -> pd.DataFrame:
    r"""Read a table of counts, such as people staying in public space.

    Parameters
    ----------
    path : path
        A CSV, Excel or OpenDocument file as Danish offices save it.
    columns : collection of str, optional
        Keep only these columns, in this order; all of them when left out.
    sheet : str, optional
        Which sheet of a workbook; may be left out where only one has cells.

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
    delivered, name = read_delivered(path, Request("counts", sheet))
    if columns is None:
        return delivered.typed_frame(name)
    faults = Faults()
    faults.add(missing_columns(columns, delivered.frame(), name))
    faults.raise_if_any()
    # Numbers in doubt are no matter in a column that is not asked for.
    return replace(delivered, rows=delivered.frame()[list(columns)]).typed_frame(name)


def _open_register(source: Any) -> pd.DataFrame | ParquetFile | Lazy:
    """Return a register: as a table when it lies in memory or its format has to be read whole."""
    if isinstance(source, pd.DataFrame):
        return with_composed_names(source)
    if not isinstance(source, (str, Path)):
        return lazy_table(source)
    return _read_file(source, None)


def _read_file(source: Any, sheet: str | None) -> pd.DataFrame | ParquetFile:
    """Open the file of a register; one in a format that has to be read whole is read."""
    delivered, name = read_delivered(source, Request("register", sheet, folder=True))
    if isinstance(delivered.rows, ParquetFile):
        return delivered.rows
    return delivered.typed_frame(name)


def read_workbook(source: Any, *, sheet: str | None = None) -> pd.DataFrame | None:
    """Read the register in a workbook; None when the source is no workbook, which has no sheets.

    Parameters
    ----------
    source : path or table
        Where the register is.
    sheet : str, optional
        Which sheet.

    Returns
    -------
    DataFrame or None
        The rows as they are.

    Examples
    --------
    >>> read_workbook("register.parquet") is None
    True
    """
    if not isinstance(source, (str, Path)) or not (sheet is not None or is_workbook(source)):
        return None
    opened = _read_file(source, sheet)
    assert isinstance(opened, pd.DataFrame)
    return opened
