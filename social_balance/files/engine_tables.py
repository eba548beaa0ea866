"""A table where it is: opened by its name in a DuckDB database, or on Spark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from social_balance.files.own_duckdb import first_line, quote_name
from social_balance.language.faults import InputError, Issue, suggest
from social_balance.showing.progress import somebody_is_looking

SECONDS_FOR_AN_ANSWER = 20.0  # after which a Spark that says nothing is not there
_TOLD_TABLES = 20  # of those there are, when one is not among them
_DUCKDB_MARK = b"DUCK"  # the ninth to the twelfth byte of a database
_REMOTE_SESSIONS: dict[str, Any] = {}


@dataclass(frozen=True)
class TableAddress:
    """Where a table is.

    Parameters
    ----------
    table : str
        Its name, with its schema (and catalogue) before it where it has them: ``"registre.borgere"``.
    database : path, optional
        The file of a DuckDB database.
    remote : str, optional
        The address of a Spark Connect server, such as ``"sc://spark.example.dk:15002"``. Left out: the
        session at hand.
    """

    table: str
    database: str | Path | None = None
    remote: str | None = None

    @property
    def server(self) -> str:
        """The remote without what follows its host and port, among which there may be a token."""
        return (self.remote or "").split("/;")[0]


def open_duckdb_table(address: TableAddress) -> Any:
    """Open a table or a view of a DuckDB database, for reading alone.

    Raises
    ------
    InputError
        The database cannot be opened, or has no such table.
    """
    import duckdb

    assert address.database is not None
    file = Path(address.database).as_posix()
    try:
        # Of a file that is none of its own DuckDB says whatever comes of trying.
        with open(file, "rb") as opened:
            if opened.read(12)[8:] != _DUCKDB_MARK:
                raise InputError(Issue("INP003", file=file, values={"kind": "DuckDB"}))
        # A connection of the table's own, not attached to ours: it is closed when nobody uses the table, and
        # the file is then free for others.
        connection = duckdb.connect(file, read_only=True)
        if somebody_is_looking():
            # DuckDB's own, since ours follows the connection of our own alone.
            connection.execute("SET enable_progress_bar = true")
    except (duckdb.Error, OSError) as error:
        raise InputError(Issue("REG052", file=file, values={"reason": first_line(error)})) from error
    listed = connection.execute(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_catalog = current_database() ORDER BY ALL"
    ).fetchall()
    by_name = {name: (schema, name) for schema, name in listed if schema == "main"}
    by_name |= {f"{schema}.{name}": (schema, name) for schema, name in listed}
    if address.table not in by_name:
        names = [name if schema == "main" else f"{schema}.{name}" for schema, name in listed]
        raise InputError(_unknown_table(address.table, names, file))
    return connection.table(".".join(map(quote_name, by_name[address.table])))


def open_spark_table(address: TableAddress) -> Any:
    """Open a table or a view of the session at hand, or of a Spark Connect server.

    Raises
    ------
    InputError
        PySpark is not installed, the server does not answer, or there is no such table.
    """
    session = _spark_session(address)
    with told_of_spark(address.server):
        # Asked for its columns here: Spark looks for a table when it is first needed.
        try:
            table = session.table(address.table)
            _ = table.columns
        except _errors_of_absence() as error:
            raise InputError(_unknown_table(address.table, _spark_tables(session, address), "")) from error
    return table


@contextmanager
def told_of_spark(server: str = "") -> Iterator[None]:
    """Tell what Spark says in one line, where it does not do what is asked."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise InputError(Issue("REG048", file=server, values={"reason": first_line(error)})) from error


def _spark_session(address: TableAddress) -> Any:
    """Return the session at hand (or a local one), or one of the server."""
    try:
        import_module("pyspark")
    except ImportError:
        raise InputError(Issue("REG054", found="pyspark", values={"extra": "spark"})) from None
    try:
        return _connect_to_server(address) if address.remote else _session_at_hand()
    except InputError:
        raise
    except Exception as error:
        # No Java, a server that breaks off, a token that is refused: each has a class of its own.
        raise InputError(_no_answer(address, first_line(error))) from error


def _session_at_hand() -> Any:
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    return SparkSession.getActiveSession() or builder.getOrCreate()


def _connect_to_server(address: TableAddress) -> Any:
    """Return a session of a server, the same each time it is asked for."""
    remote = str(address.remote)
    kept = _REMOTE_SESSIONS.get(remote)
    if kept is not None and not kept.is_stopped:
        return kept
    import grpc
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

    # PySpark had not told of a server that is not there after 100 seconds (4.3.0).
    channel = DefaultChannelBuilder(remote).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=SECONDS_FOR_AN_ANSWER)
    except grpc.FutureTimeoutError:
        raise InputError(_no_answer(address, f"{SECONDS_FOR_AN_ANSWER:g} s")) from None
    finally:
        channel.close()
    # Not `getOrCreate`, which returns the session there is, whichever server that is on.
    builder: Any = SparkSession.builder
    _REMOTE_SESSIONS[remote] = builder.remote(remote).create()
    return _REMOTE_SESSIONS[remote]


def _no_answer(address: TableAddress, reason: str) -> Issue:
    return Issue("REG055", found=address.server or "localhost", values={"reason": reason})


def _errors_of_absence() -> tuple[type[Exception], ...]:
    """Return the errors by which Spark says that a name is of no table, or is no name."""
    from pyspark.errors import AnalysisException, ParseException

    return (AnalysisException, ParseException)


def _spark_tables(session: Any, address: TableAddress) -> Sequence[str]:
    """Return the tables beside the one that was named: of its schema, or else of the session."""
    *schema, _ = address.table.split(".")
    try:
        listed = session.catalog.listTables(".".join(schema) or None)
    except _errors_of_absence():
        # No such schema: those of the session may tell where one is.
        listed = session.catalog.listTables()
    return [".".join([*(each.namespace or () if schema else ()), each.name]) for each in listed]


def _unknown_table(name: str, names: Sequence[str], file: str) -> Issue:
    """Return the fault of a table that is not there, with those there are."""
    known = sorted(names)
    told = known[:_TOLD_TABLES]
    if len(known) > _TOLD_TABLES:
        told.append("…")
    values = {"count": len(known), "known": told or "–", "suggestion": suggest(name, known)}
    return Issue("REG053", file=file, found=name, values=values)
