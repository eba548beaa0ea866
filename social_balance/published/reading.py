"""Opening the tables that others publish: StatBank, PX, JSON-stat and Jobindsats."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

import pandas as pd

from social_balance.deliveries.csv_text import csv_columns
from social_balance.files.file_names import find_file
from social_balance.language.faults import InputError, Issue
from social_balance.published.cells import Absent, Totals
from social_balance.published.jobindsats import jobindsats_cells, mapping_from
from social_balance.published.jsonstat import jsonstat_cells
from social_balance.published.px import px_cells
from social_balance.published.statbank import Presentation, StatbankForm, statbank_cells


def read_statbank(
    path: str | Path,
    *,
    value: str | None = None,
    time: str | None = None,
    presentation: Presentation = "auto",
    decimal: Literal[",", "."] | None = None,
    absent: Absent = "leave",
    totals: Totals | None = None,
) -> pd.DataFrame:
    r"""Read a CSV file from Statistikbanken that has a line for each cell, as its API gives.

    Parameters
    ----------
    path : path
        A ``.csv`` file in UTF-8 (with or without byte-order mark) or Windows-1252.
    value : str, optional
        The column with the numbers; left out: the last one.
    time : str, optional
        The column with the periods; left out: the one called TID or the like, if there is one.
    presentation : {"auto", "single", "both"}
        Whether cells are a code or a label ("single"), or a code and a label ("159 Gladsaxe", "both").
        "auto": both, when every column but the time looks so.
    decimal : {",", "."}, optional
        Left out: what the numbers themselves show; a number that can be read in two ways is a fault.
    absent : {"leave", "zero", "missing"}
        What to do with the crossings that the file leaves out, as StatBank does with zeros: leave them out,
        add them as 0 (status "filled"), or add them as missing (status "absent").
    totals : mapping of column to categories, optional
        Which categories are totals, in place of those known by name or code.

    Returns
    -------
    DataFrame, one row per cell
        The columns of the file (codes as text), ``x.label`` where column ``x`` has both; ``year`` and
        ``part`` ("" the whole year, "K1", "M03", "H1", "U05", "/22"); ``value`` (NaN: no number); ``status``
        ("ok", "nil" for −, "filled", "absent", "impossible" for ., "unavailable" for .., "pending" for ...,
        "other", "empty"); ``symbol``, the sign itself; ``total``, the columns in which the cell is a total:
        "" for a part of every one. So ``cells[cells["total"] == ""]`` are the parts.

    Raises
    ------
    InputError
        With every fault: cells that are no numbers, periods that cannot be read, a cell that stands twice.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "folk.csv")
    ...     _ = file.write_text("OMRÅDE;KØN;TID;INDHOLD\n159;M;2021;7\n159;K;2021;..\n159;TOT;2021;7\n")
    ...     cells = read_statbank(file)
    >>> cells[cells["total"] == ""][["KØN", "year", "value", "status"]].values.tolist()
    [['M', 2021, 7.0, 'ok'], ['K', 2021, nan, 'unavailable']]
    """
    source, name = find_file(path, (".csv", ".txt"))
    form = StatbankForm(value, time, presentation, decimal, absent)
    return statbank_cells(source.read_bytes(), form, file=name, totals=totals)


def read_px(
    path: str | Path,
    *,
    language: str | None = None,
    encoding: str | None = None,
    time: str | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    r"""Read a PX file (PC-Axis), as StatBank and other statistical offices offer.

    Parameters
    ----------
    path : path
        A ``.px`` file.
    language : str, optional
        Such as "en" in a file that has several; left out: the file's own.
    encoding : str, optional
        The character set; left out: what the file tells by CODEPAGE or CHARSET, or UTF-8.
    time : str, optional
        The variable with the periods; left out: what the file tells by TIMEVAL, or the one called tid or the
        like.
    totals : mapping of variable to categories, optional
        As in `read_statbank`; left out: those known by name or code, what the file eliminates a variable to
        (ELIMINATION), and what has other categories of the file inside it (HIERARCHIES).

    Returns
    -------
    DataFrame, one row per cell
        As `read_statbank` gives it.

    Raises
    ------
    InputError
        A character set that is not told, a file cut off, keywords that are missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.px")
    ...     _ = file.write_text('STUB="tid";\nVALUES("tid")="2021","2024";\nDATA=\n451 486;\n')
    ...     read_px(file)[["year", "value"]].values.tolist()
    [[2021.0, 451.0], [2024.0, 486.0]]
    """
    source, name = find_file(path, (".px",))
    return px_cells(
        source.read_bytes(), file=name, language=language, encoding=encoding, time=time, totals=totals
    )


def read_jsonstat(
    path: str | Path,
    *,
    dataset: str | None = None,
    absent: Literal["zero", "missing"] = "missing",
    time: str | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    """Read a JSON-stat file, version 2 (a data set, or a collection with data sets inside) or version 1.

    Parameters
    ----------
    path : path
        A ``.json`` file in UTF-8.
    dataset : str, optional
        Name or label of the data set in a file that has several.
    absent : {"zero", "missing"}
        What a cell that a sparse file leaves out is.
    time : str, optional
        The dimension with the periods; left out: the one whose role it is, or that is called tid or the like.
    totals : mapping of dimension to categories, optional
        As in `read_statbank`; left out: those known by name or code, what PxWeb eliminates a dimension to,
        and categories with children.

    Returns
    -------
    DataFrame, one row per cell
        As `read_statbank` gives it. A null without a sign has status "empty".

    Raises
    ------
    InputError
        A file that is no JSON, values or categories that do not fit the size.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.json")
    ...     _ = file.write_text('{"id": ["tid"], "size": [2], "value": [451, null], "dimension":'
    ...                         '{"tid": {"category": {"index": ["2021", "2024"]}}}}')
    ...     read_jsonstat(file)["status"].tolist()
    ['ok', 'empty']
    """
    source, name = find_file(path, (".json",))
    return jsonstat_cells(
        source.read_bytes(), file=name, dataset=dataset, absent=absent, time=time, totals=totals
    )


def read_jobindsats(
    path: str | Path,
    mapping: str | Path | Mapping[str, str],
    *,
    dimensions: Collection[str] = (),
    time: str | None = None,
    decimal: Literal[",", "."] | None = None,
    totals: Totals | None = None,
) -> pd.DataFrame:
    r"""Read an extract of Jobindsats whose columns have technical names (``Dato1``, ``Numerisk1``).

    Parameters
    ----------
    path : path
        A ``.csv`` file, or a ``.json`` file with a list of rows.
    mapping : path or mapping
        Technical name → own name: a ``.csv`` or ``.json`` file with TekniskNavn and EgetNavn, or the mapping
        itself. It differs from extract to extract, so it has to be given.
    dimensions : collection of str
        Own names of numbers that are not measured but say where a cell stands, such as a period.
    time : str, optional
        Own name of the column with the periods; left out: the first date.
    decimal : {",", "."}, optional
        As in `read_statbank`.
    totals : mapping of column to categories, optional
        As in `read_statbank`.

    Returns
    -------
    DataFrame, one row per cell
        As `read_statbank` gives it, with the own names, and ``measure`` for which of the numbers it is. A
        date belongs to its month.

    Raises
    ------
    InputError
        With every column that the mapping does not know or the file does not have; person numbers; dates and
        numbers that cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "y01a02.csv")
    ...     _ = file.write_text("Dato1;Tekst1;Numerisk1\n01-03-2024;Gladsaxe;451\n")
    ...     cells = read_jobindsats(file, {"Dato1": "Periode", "Tekst1": "Område", "Numerisk1": "Antal"})
    >>> cells[["Område", "year", "part", "measure", "value"]].values.tolist()
    [['Gladsaxe', 2024, 'M03', 'Antal', 451.0]]
    """
    source, name = find_file(path, (".csv", ".json"))
    if isinstance(mapping, Mapping):
        names = mapping_from(mapping)
    else:
        told, of = find_file(mapping, (".csv", ".json"))
        names = mapping_from(_read_rows(told, of), file=of)
    found = _read_rows(source, name)
    if isinstance(found, dict):
        raise InputError(Issue("INP005", file=name))
    if isinstance(found, list):
        found = pd.DataFrame([{key: _cell_text(cell) for key, cell in row.items()} for row in found]).fillna(
            ""
        )
        decimal = decimal or "."  # numbers in JSON have a point
    return jobindsats_cells(
        found, names, file=name, dimensions=dimensions, time=time, decimal=decimal, totals=totals
    )


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell)


def _read_rows(path: Path, name: str) -> Any:
    """Return a CSV file as columns of text, or what is in a JSON file."""
    if path.suffix.lower() == ".csv":
        return csv_columns(path.read_bytes(), file=name)
    try:
        read = json.loads(normalize("NFC", path.read_bytes().decode("utf-8-sig")))
    except ValueError:
        raise InputError(Issue("JST001", file=name)) from None
    rows = isinstance(read, list) and bool(read) and all(isinstance(row, dict) for row in read)
    if not rows and not isinstance(read, dict):
        raise InputError(Issue("INP005", file=name))
    return read
