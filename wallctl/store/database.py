"""One room's database: a single connection, locked against a second engine, and its errors.

SQLite by default, PostgreSQL by its URL. All calls belong on one thread; what a kill leaves behind
(a lock, a half transaction) is released by the system, never by us.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from wallctl.domain.errors import WallctlError

BUSY_MS = 2000  # longer than another process's last checkpoint, shorter than an operator's patience
CONNECT_S = 5
STATEMENT_MS = 30_000
_LOCK_CLASS = 0x77_61_6C_6C  # "wall": the class of our advisory locks


class StoreError(WallctlError):
    """The store is at fault; fields: place (never with a password) and why.

    Codes: store_full, store_read_only, store_busy, store_unreachable, store_in_use,
    store_damaged, store_newer, store_moved, store_twice, store_url, store.
    """

    code = "store"


class Database:
    """Opens on first use and again after a lost connection. `place` is safe to show."""

    def __init__(self, url: str, password: str = "") -> None:
        try:
            self._url = make_url(url)
        except (ArgumentError, ValueError):
            raise StoreError("store_url", place="database", why="not a database address") from None
        if self._url.get_backend_name() not in {"sqlite", "postgresql"}:
            raise StoreError(
                "store_url", place=self._url.get_backend_name(), why="neither SQLite nor PostgreSQL"
            )
        if password:
            self._url = self._url.set(password=password)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        file = self._url.database or ":memory:"
        self.place = file if self.is_sqlite else self._url.render_as_string(hide_password=True)
        self._connection: Connection | None = None
        self._engine = create_engine(
            self._url,
            poolclass=NullPool,
            hide_parameters=True,
            connect_args={"isolation_level": None} if self.is_sqlite else _postgres_args(),
        )
        if self.is_sqlite:
            # The module would begin late, and never for DDL: it is told not to begin at all.
            event.listen(self._engine, "begin", _begin_sqlite)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, durable once left without an error. Raises StoreError.

        After an error nothing was written, except for store_unreachable while committing: then it
        is unknown, and the next transaction sees which.
        """
        try:
            connection = self._opened()
            with connection.begin():
                yield connection
        except sqlite3.Error as error:  # while setting up, beneath SQLAlchemy
            raise self._told(error) from error
        except DBAPIError as error:
            if error.connection_invalidated:
                self.close()
            raise self._told(error.orig, error.connection_invalidated) from error
        except SQLAlchemyError as error:
            self.close()
            raise StoreError(place=self.place, why=type(error).__name__) from error

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError:
                connection.invalidate()
        self._engine.dispose()

    def _opened(self) -> Connection:
        if self._connection is not None:
            return self._connection
        if self.is_sqlite and self._url.database not in {None, "", ":memory:"}:
            try:
                Path(str(self._url.database)).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError("store_read_only", place=self.place, why=error.strerror) from error
        connection = self._engine.connect()
        try:
            if self.is_sqlite:
                _set_up_sqlite(connection.connection.cursor())
            else:
                self._set_up_postgres(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _set_up_postgres(self, connection: Connection) -> None:
        # Held by the session, so that the server releases it when this process is gone.
        with connection.begin():
            connection.execute(text(f"SET statement_timeout = {STATEMENT_MS}"))
            connection.execute(text("SET synchronous_commit = on"))
            got = connection.execute(
                text("SELECT pg_try_advisory_lock(:c, hashtext(coalesce(current_schema(), '')))"),
                {"c": _LOCK_CLASS},
            ).scalar()
        if not got:
            raise StoreError("store_in_use", place=self.place, why="another engine has it open")

    def _told(self, error: BaseException | None, lost: bool = False) -> StoreError:
        code = _sqlite_code(error) if self.is_sqlite else _postgres_code(error, lost)
        if code == "store_busy" and self._connection is None:
            code = "store_in_use"
        lines = str(error).strip().splitlines()
        return StoreError(code, place=self.place, why=lines[0] if lines else type(error).__name__)


def _postgres_args() -> dict[str, Any]:
    return {
        "connect_timeout": CONNECT_S,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
        "application_name": "wallctl",
    }


def _set_up_sqlite(cursor: DBAPICursor) -> None:
    with closing(cursor):
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        # SQLite's own lock is the engine's lock: no lock file to be left behind.
        cursor.execute("PRAGMA locking_mode=EXCLUSIVE")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # NORMAL loses acknowledged rows in a power cut
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("COMMIT")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


_SQLITE_CODES = {
    5: "store_busy",
    6: "store_busy",
    8: "store_read_only",
    10: "store_full",  # an I/O error while writing; also what a file size limit gives
    11: "store_damaged",
    13: "store_full",
    14: "store_read_only",  # cannot open the file
    19: "store_twice",
    26: "store_damaged",
}


def _sqlite_code(error: BaseException | None) -> str:
    return _SQLITE_CODES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "store")


def _postgres_code(error: BaseException | None, lost: bool) -> str:
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("53") or state == "58030":
        return "store_full"
    if state == "25006":
        return "store_read_only"
    if state.startswith("23"):
        return "store_twice"
    if state in {"XX001", "XX002"}:
        return "store_damaged"
    if state in {"55P03", "57014", "40001", "40P01"}:
        return "store_busy"
    if lost or not state or state[:2] in {"08", "57", "28", "3D"}:
        return "store_unreachable"
    return "store"
