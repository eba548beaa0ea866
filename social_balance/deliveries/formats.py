"""The formats that deliveries come in: a table from a file's ending to what reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias

import pandas as pd

from social_balance.deliveries.columns import FileLabels
from social_balance.deliveries.csv_text import csv_columns, csv_names
from social_balance.deliveries.labelled_files import read_spss, read_stata
from social_balance.files.columnar import ParquetFile, fetch_columns, open_parquet
from social_balance.files.file_names import find_file
from social_balance.language.faults import InputError, Issue

Content: TypeAlias = Literal["survey", "register", "counts", "labels"]

_HEADER_BYTES = 1_000_000  # bytes that hold the header of any CSV file
_LONGEST_SIGNATURE = 16


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
    """

    rows: pd.DataFrame | ParquetFile
    labels: FileLabels = field(default_factory=FileLabels)
    is_text: bool = False

    def frame(self) -> pd.DataFrame:
        """Return the cells, all of them read."""
        if isinstance(self.rows, ParquetFile):
            return fetch_columns(self.rows, self.rows.columns)
        return self.rows


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
        From the path and the name for the faults to the file as it was delivered.
    names : callable, optional
        From the same to the names of the columns, where they are known without reading the rows.
    package : str
        What has to be installed for it beside the core, as it is imported.
    extra : str
        The extra of this package that installs it.
    folder : bool
        Whether a folder of such files is one delivery.
    signatures : tuple of bytes
        What the files begin with, so that one with another ending is known for what it is.
    """

    name: str
    endings: tuple[str, ...]
    holds: tuple[Content, ...]
    read: Callable[[Path, str], Delivered]
    names: Callable[[Path, str], Sequence[str]] | None = None
    package: str = ""
    extra: str = ""
    folder: bool = False
    signatures: tuple[bytes, ...] = ()


def _read_csv(path: Path, name: str) -> Delivered:
    return Delivered(csv_columns(path.read_bytes(), file=name), is_text=True)


def _read_csv_names(path: Path, name: str) -> Sequence[str]:
    with path.open("rb") as opened:
        return csv_names(opened.read(_HEADER_BYTES), file=name)


def _read_parquet(path: Path, name: str) -> Delivered:
    return Delivered(open_parquet(path, file=name))


def _read_spss(path: Path, name: str) -> Delivered:
    return Delivered(*read_spss(path, file=name))


def _read_stata(path: Path, name: str) -> Delivered:
    return Delivered(*read_stata(path, file=name))


# A new format is a module that reads it, and a line here.
FORMATS: tuple[InputFormat, ...] = (
    InputFormat(
        "SPSS", (".sav", ".zsav"), ("survey", "labels"), _read_spss,
        package="pyreadstat", extra="spss", signatures=(b"$FL2@(#)", b"$FL3@(#)"),
    ),
    InputFormat(
        "Stata", (".dta",), ("survey", "labels"), _read_stata,
        package="pyreadstat", extra="spss", signatures=(b"<stata_dta>",),
    ),
    InputFormat("CSV", (".csv",), ("survey", "register", "counts"), _read_csv, _read_csv_names),
    InputFormat(
        "Parquet", (".parquet",), ("survey", "register"), _read_parquet,
        folder=True, signatures=(b"PAR1",),
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


def read_delivered(path: str | Path, content: Content, *, folder: bool = False) -> tuple[Delivered, str]:
    """Read a file in any of the formats that something may be delivered in.

    Parameters
    ----------
    path : path
        The file.
    content : {"survey", "register", "counts", "labels"}
        What it is to hold.
    folder : bool
        Whether a folder of files is taken, where the format has such.

    Returns
    -------
    tuple of Delivered, str
        What it holds, and its name for the faults.

    Raises
    ------
    InputError
        When it is not there, of no such format, or damaged, or a package is missing.
    """
    source, name, chosen = _choose_format(path, content, folder=folder)
    return chosen.read(source, name), name


def read_column_names(path: str | Path, content: Content, *, folder: bool = False) -> Sequence[str]:
    """Return the names of the columns of a file, without reading its rows where the format allows it.

    Parameters
    ----------
    path, content, folder
        As for `read_delivered`.

    Returns
    -------
    sequence of str
        In the order of the file, in NFC.
    """
    source, name, chosen = _choose_format(path, content, folder=folder)
    if chosen.names is not None:
        return chosen.names(source, name)
    return [str(column) for column in chosen.read(source, name).rows.columns]


def _choose_format(path: str | Path, content: Content, *, folder: bool) -> tuple[Path, str, InputFormat]:
    """Find the format of a file, by its first bytes or else its ending, and see that it can be read here."""
    of_folders = next((each.endings[0] for each in FORMATS if each.folder), "") if folder else ""
    source, name = find_file(path, endings_for(content), folder=of_folders)
    chosen = _recognise(source) or _format_of_ending(source)
    if content not in chosen.holds:
        known = list(endings_for(content))
        raise InputError(Issue("INP002", file=name, found=chosen.endings[0], values={"known": known}))
    if chosen.package:
        _require_package(chosen, source.suffix, name)
    return source, name, chosen


def _recognise(path: Path) -> InputFormat | None:
    """Return the format that a file's first bytes are of; many a file has been given another ending."""
    if path.is_dir():
        return None
    with path.open("rb") as opened:
        start = opened.read(_LONGEST_SIGNATURE)
    return next((each for each in FORMATS if each.signatures and start.startswith(each.signatures)), None)


def _format_of_ending(path: Path) -> InputFormat:
    """Return the format that a name says; a folder is of the only format that has folders."""
    if path.is_dir():
        return next(each for each in FORMATS if each.folder)
    return next(each for each in FORMATS if path.suffix.lower() in each.endings)


def _require_package(chosen: InputFormat, ending: str, name: str) -> None:
    """Refuse a file whose reader is an extra that is not installed, with the command that installs it."""
    try:
        import_module(chosen.package)
    except ImportError:
        values = {"package": chosen.package, "extra": chosen.extra}
        raise InputError(Issue("INP020", file=name, found=ending, values=values)) from None
