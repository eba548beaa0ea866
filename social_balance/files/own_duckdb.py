"""DuckDB connections of the library's own, which nothing that the process has set or left open touches."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from social_balance.language.faults import InputError, Issue

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEPT = threading.local()
# What DuckDB says of a file that is not what it is called; everything else is told in DuckDB's own words.
_OF_A_DAMAGED_FILE = ("InvalidInputException", "IOException", "SerializationException", "InternalException",
                      "ConversionException", "InvalidTypeException", "Error")  # fmt: skip


def own_connection() -> DuckDBPyConnection:
    """Return this thread's connection to a database in memory; it is made when it is first asked for.

    Examples
    --------
    >>> own_connection() is own_connection()
    True
    """
    import duckdb

    # A connection belongs to the process that opened it: a fork would share its locks with its parent.
    # DuckDB refuses two uses of one connection at a time, so every thread has its own.
    if getattr(_KEPT, "process", None) != os.getpid():
        _KEPT.connection = duckdb.connect()
        _KEPT.process = os.getpid()
    connection: DuckDBPyConnection = _KEPT.connection
    return connection


def read_issue(error: Exception, file: str) -> Issue:
    """Return the fault of a Parquet file that DuckDB could not read: damaged, or what DuckDB says."""
    if type(error).__name__ in _OF_A_DAMAGED_FILE:
        return Issue("INP003", file=file, values={"kind": "Parquet"})
    return Issue("REG048", file=file, values={"reason": first_line(error)})


def check_users_connection(relation: Any) -> None:
    """Refuse a relation of the user's whose connection is in use, or compares text in another way.

    Raises
    ------
    InputError
        A result of the connection is still being read, or it has a collation, by which A and a are one area.
    """
    import duckdb

    # Of no rows, so that nothing of the table is read.
    question = relation.limit(0).aggregate(
        "count(*) AS rows, current_setting('default_collation') AS collation"
    )
    try:
        [[_, collation]] = question.fetchall()
    except duckdb.Error as error:
        raise InputError(Issue("REG048", values={"reason": first_line(error)})) from error
    if str(collation or "").casefold() not in ("", "binary"):
        raise InputError(Issue("REG049", found=str(collation)))


def first_line(error: Exception) -> str:
    """Return what an engine says in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def quote_name(name: str) -> str:
    """Return the name of a column as SQL writes it, whatever it holds.

    Examples
    --------
    >>> len(quote_name('a"b'))
    6
    """
    return '"' + name.replace('"', '""') + '"'
