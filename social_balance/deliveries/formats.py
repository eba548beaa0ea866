"""The formats that deliveries come in: a table from a file's ending to what reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias

import pandas as pd

from social_balance.deliveries.columns import FileLabels
from social_balance.deliveries.csv_text import csv_columns, csv_names, with_types
from social_balance.deliveries.labelled_files import read_spss, read_stata
from social_balance.deliveries.spreadsheets import as_texts, is_spreadsheet, read_spreadsheet
from social_balance.files.columnar import ParquetFile, fetch_columns, open_parquet
from social_balance.files.file_names import find_file
from social_balance.language.faults import Faults, InputError, Issue

Content: TypeAlias = Literal["survey", "register", "counts", "labels"]

_HEADER_BYTES = 1_000_000  # bytes that hold the header of any CSV file


@dataclass(frozen=True)
class Request:
    """What is wanted of a file.

    Parameters
    ----------
    content : {"survey", "register", "counts", "labels"}
        What it is to hold.
    sheet : str, optional
        Which sheet of a workbook.
    encoding : str, optional
        The character set, where the file does not say it, or says it wrongly.
    folder : bool
        Whether a folder of files is taken, where the format has such.
    """

    content: Content
    sheet: str | None = None
    encoding: str | None = None
    folder: bool = False


@dataclass(frozen=True)
class Delivered:
    """A file as it was delivered.

    Parameters
    ----------
    rows : DataFrame or ParquetFile
        The cells as they are; a Parquet file is opened and its rows are still in it.
    labels : FileLabels
        What the file says about its columns.
    is_text : bool
        Whether every cell is text, so that it is still to be seen which columns are numbers.
    is_mixed : bool
        Whether a column may have numbers in some cells and text in others.
    """

    rows: pd.DataFrame | ParquetFile
    labels: FileLabels = field(default_factory=FileLabels)
    is_text: bool = False
    is_mixed: bool = False

    def frame(self) -> pd.DataFrame:
        """Return the cells, all of them read, as they are."""
        if isinstance(self.rows, ParquetFile):
            return fetch_columns(self.rows, self.rows.columns)
        return self.rows

    def typed_frame(self, file: str) -> pd.DataFrame:
        """Return the cells with one type in each column, for a file that no codebook speaks of."""
        if self.is_text:
            return with_types(self.frame(), file=file)
        if self.is_mixed:
            return as_texts(self.frame())
        return self.frame()


@dataclass(frozen=True)
class InputFormat:
    """One format, and what the rest of the package has to know of it.

    Parameters
    ----------
    name : str
        What people call it.
    endings : tuple of str
        Of the files' names, in small letters.
    holds : tuple of {"survey", "register", "counts", "labels"}
        What may be delivered in it; "labels" when its files say what their codes mean.
    read : callable
        From the path, the name for the faults and what is wanted to the file as it was delivered.
    names : callable, optional
        From the same to the names of the columns, where they are known without reading the rows.
    package : str
        What has to be installed for it beside the core, as it is imported.
    extra : str
        The extra of this package that installs it.
    takes : tuple of str
        Which of ``sheet`` and ``encoding`` mean something for it.
    folder : bool
        Whether a folder of such files is one delivery.
    has_bytes : callable, optional
        Whether the file at a path is one by its bytes, so that one with another ending is known for what it
        is.
    """

    name: str
    endings: tuple[str, ...]
    holds: tuple[Content, ...]
    read: Callable[[Path, str, Request], Delivered]
    names: Callable[[Path, str, Request], Sequence[str]] | None = None
    package: str = ""
    extra: str = ""
    takes: tuple[str, ...] = ()
    folder: bool = False
    has_bytes: Callable[[Path], bool] | None = None


def _read_csv(path: Path, name: str, wanted: Request) -> Delivered:
    return Delivered(csv_columns(path.read_bytes(), file=name, encoding=wanted.encoding), is_text=True)


def _read_csv_names(path: Path, name: str, wanted: Request) -> Sequence[str]:
    with path.open("rb") as opened:
        return csv_names(opened.read(_HEADER_BYTES), file=name, encoding=wanted.encoding)


def _read_parquet(path: Path, name: str, wanted: Request) -> Delivered:
    return Delivered(open_parquet(path, file=name))


def _read_spss(path: Path, name: str, wanted: Request) -> Delivered:
    return Delivered(*read_spss(path, file=name, encoding=wanted.encoding))


def _read_stata(path: Path, name: str, wanted: Request) -> Delivered:
    return Delivered(*read_stata(path, file=name, encoding=wanted.encoding))


def _read_spreadsheet(path: Path, name: str, wanted: Request) -> Delivered:
    totals_are_rows = wanted.content == "counts"
    frame = read_spreadsheet(path, file=name, sheet=wanted.sheet, totals_are_rows=totals_are_rows)
    return Delivered(frame, is_mixed=True)


def _begins_with(*signatures: bytes) -> Callable[[Path], bool]:
    """Return what says whether a file begins with one of some bytes."""

    def has_signature(path: Path) -> bool:
        with path.open("rb") as opened:
            return opened.read(max(map(len, signatures))).startswith(signatures)

    return has_signature


# A new format is a module that reads it, and a line here.
FORMATS: tuple[InputFormat, ...] = (
    InputFormat(
        "SPSS", (".sav", ".zsav"), ("survey", "labels"), _read_spss,
        package="pyreadstat", extra="spss", takes=("encoding",),
        has_bytes=_begins_with(b"$FL2@(#)", b"$FL3@(#)"),
    ),
    InputFormat(
        "Stata", (".dta",), ("survey", "labels"), _read_stata,
        package="pyreadstat", extra="spss", takes=("encoding",), has_bytes=_begins_with(b"<stata_dta>"),
    ),
    InputFormat(
        "CSV", (".csv",), ("survey", "register", "counts", "labels"), _read_csv, _read_csv_names,
        takes=("encoding",),
    ),
    InputFormat(
        "Parquet", (".parquet",), ("survey", "register"), _read_parquet,
        folder=True, has_bytes=_begins_with(b"PAR1"),
    ),
    InputFormat(
        "Excel", (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), ("survey", "register", "counts", "labels"),
        _read_spreadsheet, package="python_calamine", extra="excel", takes=("sheet",),
        has_bytes=is_spreadsheet,
    ),
)  # fmt: skip


def endings_for(content: Content) -> tuple[str, ...]:
    """Return the endings of the files that something may be delivered in.

    Examples
    --------
    >>> ".sav" in endings_for("survey"), ".sav" in endings_for("register")
    (True, False)
    """
    return tuple(ending for each in FORMATS if content in each.holds for ending in each.endings)


def read_delivered(path: str | Path, wanted: Request) -> tuple[Delivered, str]:
    """Read a file in any of the formats that something may be delivered in.

    Parameters
    ----------
    path : path
        The file.
    wanted : Request
        What it is to hold, and how it is to be read.

    Returns
    -------
    tuple of Delivered, str
        What it holds, and its name for the faults.

    Raises
    ------
    InputError
        When it is not there, of no such format, or damaged, or a package is missing.
    """
    source, name, chosen = _choose_format(path, wanted)
    return chosen.read(source, name, wanted), name


def read_column_names(path: str | Path, wanted: Request) -> Sequence[str]:
    """Return the names of the columns of a file, without reading its rows where the format allows it.

    Parameters
    ----------
    path, wanted
        As for `read_delivered`.

    Returns
    -------
    sequence of str
        In the order of the file, in NFC.
    """
    source, name, chosen = _choose_format(path, wanted)
    if chosen.names is not None:
        return chosen.names(source, name, wanted)
    return [str(column) for column in chosen.read(source, name, wanted).rows.columns]


def is_workbook(path: str | Path) -> bool:
    """Say whether a file is read sheet by sheet; one that is not there is none.

    Examples
    --------
    >>> is_workbook("register.parquet")
    False
    """
    source = Path(path)
    return source.is_file() and "sheet" in (_recognise(source) or _format_of_ending(source)).takes


def _choose_format(path: str | Path, wanted: Request) -> tuple[Path, str, InputFormat]:
    """Find the format of a file, by its first bytes or else its ending, and see that it can be read here."""
    endings = list(endings_for(wanted.content))
    of_folders = ""
    if wanted.folder:
        of_folders = next(each.endings[0] for each in FORMATS if each.folder)
    source, name = find_file(path, endings, folder=of_folders)
    chosen = _recognise(source) or _format_of_ending(source)
    if wanted.content not in chosen.holds:
        raise InputError(Issue("INP002", file=name, found=chosen.endings[0], values={"known": endings}))
    faults = Faults()
    for option in ("sheet", "encoding"):
        if getattr(wanted, option) is not None and option not in chosen.takes:
            faults.add(Issue("INP042", file=name, place=option, found=chosen.name))
    faults.raise_if_any()
    if chosen.package:
        _require_package(chosen, source.suffix, name)
    return source, name, chosen


def _recognise(path: Path) -> InputFormat | None:
    """Return the format that a file's bytes are of; many a file has been given another ending."""
    if path.is_dir():
        return None
    return next((each for each in FORMATS if each.has_bytes is not None and each.has_bytes(path)), None)


def _format_of_ending(path: Path) -> InputFormat:
    """Return the format that a name says; a folder is of the only format that has folders."""
    if path.is_dir():
        return next(each for each in FORMATS if each.folder)
    by_name = (each for each in FORMATS if path.suffix.lower() in each.endings)
    return next(by_name, FORMATS[0])


def _require_package(chosen: InputFormat, ending: str, name: str) -> None:
    """Refuse a file whose reader is an extra that is not installed, with the command that installs it."""
    try:
        import_module(chosen.package)
    except ImportError:
        values = {"package": chosen.package.replace("_", "-"), "extra": chosen.extra}
        raise InputError(Issue("INP020", file=name, found=ending, values=values)) from None
