"""What the configuration says of the register: a file, or a table where it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from social_balance.estimates.lags import Lagged
from social_balance.files.engine_tables import TableAddress
from social_balance.files.engines import ENGINES
from social_balance.files.lazy_tables import fetch_raw
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Faults, InputError, Issue
from social_balance.registers.register import Register
from social_balance.yearly.calibration_settings import StrictTable


class RegisterOfPersons(StrictTable):
    """The ``[register]`` table.

    Parameters
    ----------
    file : str, optional
        A file or a folder of Parquet files; a sheet of it.
    engine : {"duckdb", "spark"}, optional
        What holds the table, where the register is no file.
    database : str, optional
        The file of the DuckDB database.
    table : str, optional
        The table's name.
    remote : str, optional
        The Spark Connect server; left out: the session at hand.
    """

    file: str | None = None
    engine: Literal["duckdb", "spark"] | None = None
    database: str | None = None
    table: str | None = None
    remote: str | None = None
    person: str | None = "person_id"
    year: str = "year"
    area: str = "area"
    lagged: Lagged = "not_available"
    leave_out: tuple[str, ...] = ()
    sheet: str | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """What messages call it: the file, or the table with its database."""
        if self.file is not None:
            return self.file
        return " ".join(filter(None, [self.database or self.engine, self.table]))

    def named_files(self) -> tuple[str, ...]:
        """Return the files that it names."""
        return tuple(filter(None, [self.file, self.database]))


@dataclass(frozen=True)
class _Keys:
    """The keys that say where a register is: those that are needed, and those that there may be as well."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        return (*self.needed, *self.optional)


# By engine; None is a file.
_KEYS: Mapping[str | None, _Keys] = {
    None: _Keys(("file",), ("sheet",)),
    "duckdb": _Keys(("database", "table")),
    "spark": _Keys(("table",), ("remote",)),
}
_ENGINES = [name for name in _KEYS if name]
# The key that each fault of opening a table is about.
_KEY_OF_FAULT = {
    "INP003": "database",
    "REG052": "database",
    "REG053": "table",
    "REG054": "engine",
    "REG055": "remote",
}


def check_register_table(settings: RegisterOfPersons, file: TomlFile, faults: Faults) -> None:
    """Collect the keys that are missing or do not belong together, and a database that is not there."""
    keys = _KEYS[settings.engine]
    engine = f'engine = "{settings.engine}"' if settings.engine else "[register]"
    if settings.engine is None and settings.file is None:
        faults.add(_fault_of_key("CFG045", file, "file", values={"engines": _ENGINES}))
    for key in keys.needed if settings.engine else ():
        if getattr(settings, key) is None:
            values = {"engine": engine, "needed": keys.needed}
            faults.add(_fault_of_key("CFG043", file, key, values=values))
    every_key = dict.fromkeys(key for each in _KEYS.values() for key in each.all())
    for key in every_key:
        if getattr(settings, key) is not None and key not in keys.all():
            values = {"engine": engine, "known": keys.all()}
            faults.add(_fault_of_key("CFG044", file, key, values=values))
    folder = Path(file.name).parent
    database = settings.database if "database" in keys.all() else None
    # A path that TOML read as something else is told with those of the other files.
    if database is not None and database.isprintable() and not (folder / database).is_file():
        values = {"folder": folder.as_posix() or "."}
        faults.add(_fault_of_key("CFG010", file, "database", found=database, values=values))


def open_register(settings: RegisterOfPersons, file: TomlFile) -> Register:
    """Open the register of a configuration; its rows are read when they are asked for.

    Raises
    ------
    InputError
        A table that cannot be opened, at its line of the configuration; a workbook that cannot be read.
    """
    columns: dict[str, Any] = {"person": settings.person, "year": settings.year, "area": settings.area}
    folder = Path(file.name).parent
    if settings.file is not None:
        return Register(folder / settings.file, sheet=settings.sheet, **columns)
    open_table = ENGINES[str(settings.engine)].open_table
    assert open_table is not None
    assert settings.table is not None
    database = folder / settings.database if settings.database else None
    try:
        table = open_table(TableAddress(settings.table, database, settings.remote))
    except InputError as error:
        raise InputError([_at_its_key(issue, file) for issue in error.issues]) from error
    return Register(table, name=settings.name, **columns)


def table_digest(register: Register) -> str:
    """Return a digest of a table that is no file: its columns, their types and the rows of each year.

    Enough to see that a table is another than it was; a cell that is corrected does not show.
    """
    import narwhals.stable.v2 as nw

    table = register.table()
    counted = fetch_raw(table.group_by(register.year).agg(nw.len().alias("rows")))
    years = sorted((str(year), int(rows)) for year, rows in counted.itertuples(index=False))
    described = [
        *(f"{name} {kind}" for name, kind in table.collect_schema().items()),
        *(f"{year} {rows}" for year, rows in years),
    ]
    return hashlib.sha256("\n".join(described).encode()).hexdigest()


def _at_its_key(issue: Issue, file: TomlFile) -> Issue:
    """Return a fault of opening a table with the line of the key that it is about."""
    key = _KEY_OF_FAULT.get(issue.code, "table")
    return _fault_of_key(issue.code, file, key, found=issue.found, values=issue.values)


def _fault_of_key(
    code: str, file: TomlFile, key: str, *, found: str = "", values: Mapping[str, object]
) -> Issue:
    line = file.line("register", key)
    return Issue(code, file=file.name, line=line, place=f"[register] {key}", found=found, values=values)
