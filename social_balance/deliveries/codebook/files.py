"""A codebook as a TOML file: read, with every fault on its line, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from social_balance.deliveries.answer_sets import ItemSet, MultipleSet
from social_balance.deliveries.codebook.book import Codebook
from social_balance.deliveries.codebook.schema import (
    TABLES,
    BatteryTable,
    ColumnTable,
    HeadTable,
    MultipleTable,
    book_faults,
    set_faults,
    table_faults,
)
from social_balance.deliveries.columns import Column
from social_balance.files.toml_file import TomlFile, checked, read_toml
from social_balance.language.faults import DefinitionError, Faults, Issue, Word, suggest

_SET_TABLES: Mapping[str, type[BatteryTable | MultipleTable]] = {
    "battery": BatteryTable,
    "multiple": MultipleTable,
}


def read_codebook(path: str | Path) -> Codebook:
    r"""Read a codebook from a TOML file.

    Parameters
    ----------
    path : path
        The file, with a ``[codebook]`` and a ``[column.NAME]`` for each column.

    Returns
    -------
    Codebook
        What it says.

    Raises
    ------
    DefinitionError
        With every fault: file, line, key and what to do.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "borger.toml")
    ...     _ = file.write_text('[column.tillid]\nfrom = "Q9"\nrange = [0, 10]', encoding="utf-8")
    ...     read_codebook(file)["tillid"].source
    'Q9'
    """
    file = read_toml(path)
    faults = Faults(DefinitionError)
    for key in file.data:
        if key not in TABLES:
            values = {"suggestion": suggest(key, TABLES)}
            faults.add(Issue("DEF003", file=file.name, line=file.line(key), place=key, values=values))
    head, head_faults = checked(
        HeadTable, file.data.get("codebook", {}), file, keys=("codebook",), place="[codebook]"
    )
    faults.add(head_faults)
    columns = _read_columns(file, faults)
    names = set(_tables_of(file, "column") or {})
    faults.add(fault.issue(file, name) for name, fault in book_faults(columns, names))
    sets = _read_sets(file, columns, names, faults)
    # In the order of the lines, as a person works through the file.
    if faults or head is None:
        raise DefinitionError(sorted(faults, key=lambda issue: issue.line or 0))
    return Codebook(tuple(columns), head.title, head.year, sets)


def write_codebook(codebook: Codebook, path: str | Path) -> Path:
    r"""Write a codebook as a TOML file to edit.

    Parameters
    ----------
    codebook : Codebook
        Such as `Codebook.from_sav` makes.
    path : path
        Where to; a file that is there already is left alone.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    DefinitionError
        When the file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> book = Codebook((Column("tillid", "Q9", range=(0, 10)),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_codebook(write_codebook(book, Path(folder, "borger.toml"))) == book
    True
    """
    target = Path(path)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(codebook.to_toml())
    except FileExistsError:
        raise DefinitionError(Issue("CBK018", file=target.as_posix())) from None
    except OSError as error:
        values = {"reason": error.strerror}
        raise DefinitionError(Issue("CBK019", file=target.as_posix(), values=values)) from None
    return target


def _tables_of(file: TomlFile, kind: str) -> Mapping[str, Any] | None:
    """Return the tables of a kind by name; None when something else stands in their place."""
    tables = file.data.get(kind, {})
    return tables if isinstance(tables, Mapping) else None


def _read_columns(file: TomlFile, faults: Faults) -> list[Column]:
    """Read the columns of a codebook; those with faults are left out."""
    tables = _tables_of(file, "column")
    if not tables:
        faults.add(Issue("CBK001", file=file.name))
        return []
    columns: list[Column] = []
    for name, table in tables.items():
        place = f"[column.{name}]"
        model, model_faults = checked(ColumnTable, table, file, keys=("column", name), place=place)
        faults.add(model_faults)
        if model is None:
            continue
        inside = [fault.issue(file, name) for fault in table_faults(model)]
        faults.add(inside)
        # A column with a fault of its own would only give others in the sets.
        if not inside:
            columns.append(model.column(name))
    return columns


def _read_sets(
    file: TomlFile, columns: Sequence[Column], names: set[str], faults: Faults
) -> tuple[ItemSet | MultipleSet, ...]:
    """Read the batteries and multiple-response sets of a codebook."""
    sets: list[ItemSet | MultipleSet] = []
    by_name = {column.name: column for column in columns}
    for kind, model in _SET_TABLES.items():
        tables = _tables_of(file, kind)
        if tables is None:
            given = str(file.data[kind])
            values = {"expected": Word("table")}
            line = file.line(kind)
            faults.add(Issue("DEF005", file=file.name, line=line, place=kind, found=given, values=values))
            continue
        for name, table in tables.items():
            place = f"[{kind}.{name}]"
            one, model_faults = checked(model, table, file, keys=(kind, name), place=place)
            faults.add(model_faults)
            if one is not None:
                named_set = one.set(name)
                taken = names | {other.name for other in sets}
                for fault in set_faults(named_set, by_name, names, taken):
                    faults.add(fault.issue(file, name, table=kind))
                sets.append(named_set)
    return tuple(sets)
