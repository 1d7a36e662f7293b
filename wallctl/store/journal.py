"""The room's journal in a database: entities and the row beside them in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from wallctl.domain.commands import Answer, Result
from wallctl.domain.entities import Entity, Kind
from wallctl.domain.show import Key, Show, build
from wallctl.ports.journal import ChainBroken, Entry, JournalFull, Logged
from wallctl.store import codec, migrations, rows
from wallctl.store.database import Database, StoreError
from wallctl.store.rows import Head, Row
from wallctl.store.tables import ENTITIES, HEAD, JOURNAL, OUTCOMES

P = ParamSpec("P")
R = TypeVar("R")

CHUNK = 1000  # rows checked at a time; between chunks commands get their turn
_FULL = frozenset({"store_full", "store_read_only", "store_busy", "store_unreachable"})


async def open_journal(url: str, *, password: str = "") -> SqlJournal:
    """Opens a room's store and brings its schema up to date.

    `url` is SQLAlchemy's: sqlite:////path/room.sqlite or postgresql+psycopg://user@host/name;
    `password` goes beside it. Raises StoreError (store_in_use where another engine has it open,
    store_newer where a later version wrote it, store_damaged, ...).
    """
    journal = SqlJournal(Database(url, password))
    try:
        await journal.open()
    except BaseException:
        await journal.close()
        raise
    return journal


class SqlJournal:
    """ports.Journal over SQLAlchemy, on a thread of its own. Made by open_journal."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wallctl-store")
        self._head = Head()
        self._schema = ""
        self._doubtful: tuple[Row, Entry] | None = None

    @property
    def place(self) -> str:
        """Where the rows lie, without any password."""
        return self._database.place

    async def open(self) -> None:
        await self._on_thread(self._open)

    async def load(self) -> Show:
        """The show as last committed. Raises StoreError."""
        return await self._on_thread(self._load)

    async def append(self, entry: Entry) -> None:
        """Writes entities and row durably. Raises JournalFull where the database cannot take it,
        StoreError where it must not (store_twice: the command id is there already)."""
        await self._on_thread(self._append, entry)

    async def answered(self, command_id: str, answer: Answer) -> None:
        """Remembers an outcome. Raises JournalFull, StoreError."""
        await self._on_thread(self._answered, command_id, answer)

    async def outcome(self, command_id: str) -> Answer | None:
        return await self._on_thread(self._outcome, command_id)

    async def tail(self, limit: int) -> tuple[Entry, ...]:
        return await self._on_thread(self._tail, limit)

    async def page(self, before: int, limit: int) -> tuple[Logged, ...]:
        """Rows under that number, newest first. Raises StoreError."""
        return await self._on_thread(self._page, before, limit)

    async def verify(self) -> int:
        """Checks the chain from the first row to the last; the number of rows.

        Raises ChainBroken(revision, why), StoreError. Commands go on meanwhile.
        """
        head, complete = Head(), False
        while not complete:
            head, complete = await self._on_thread(self._verify, head)
        return head.row

    async def close(self) -> None:
        """Gives the database free for another engine."""
        await self._on_thread(self._database.close)
        self._thread.shutdown(wait=False)

    async def beside(self, work: Callable[[Connection], R]) -> R:
        """Other tables of the room: a transaction of their own, between those of the journal.
        Raises StoreError."""

        def together() -> R:
            with self._database.transaction() as connection:
                return work(connection)

        return await self._on_thread(together)

    async def _on_thread(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def _open(self) -> None:
        with self._database.transaction() as connection:
            there, self._schema = migrations.present(connection), migrations.newest()
            if there and not migrations.known(there):
                raise StoreError(
                    "store_newer",
                    place=self.place,
                    why=f"written by a later version (schema {there}, here {self._schema})",
                )
            if there != self._schema:
                migrations.upgrade(connection)
            self._head = _head(connection)

    def _load(self) -> Show:
        with self._database.transaction() as connection:
            head = _head(connection)
            found = connection.execute(select(ENTITIES.c.entity, ENTITIES.c.id, ENTITIES.c.body))
            return build((self._entity(*one) for one in found), head.revision)

    def _entity(self, kind: str, id: str, body: bytes) -> Entity:
        try:
            return codec.from_bytes(Kind(kind), body)
        except ValueError as error:
            place = f"{self.place}: {kind} {id}"
            raise StoreError("store_damaged", place=place, why=str(error)) from error

    def _append(self, entry: Entry) -> None:
        following = self._head.revision + 1
        if entry.revision > following or (entry.changes and entry.revision < following):
            raise StoreError(
                "store_moved",
                place=self.place,
                why=f"revision {entry.revision} after {self._head.revision}",
            )
        row = rows.row_of(entry, self._head, self._schema)
        try:
            self._write(row, entry)
        except StoreError as error:
            if error.code != "store_unreachable":
                raise _full(error) from error
            self._write_again(row, entry)
        self._head, self._doubtful = row.head(self._head), None

    def _write_again(self, row: Row, entry: Entry) -> None:
        # The connection broke: whether the commit arrived is seen by the head.
        try:
            self._write(row, entry)
        except StoreError as error:
            if error.code == "store_unreachable":
                self._doubtful = row, entry
            raise _full(error) from error

    def _write(self, row: Row, entry: Entry) -> None:
        head = row.head(self._head)
        with self._database.transaction() as connection:
            there = _head(connection)
            if there == head:
                return
            if self._doubtful and there == self._doubtful[0].head(self._head):
                self._take_back(connection, *self._doubtful)
            elif there != self._head:
                raise StoreError("store_moved", place=self.place, why="someone else has written")
            _put(connection, {c.key: c.after for c in entry.changes}, row.revision)
            connection.execute(insert(JOURNAL), asdict(row))
            connection.execute(update(HEAD), asdict(head))

    def _take_back(self, connection: Connection, row: Row, entry: Entry) -> None:
        """Removes a row that was said not to be written: its commit arrived, its answer did not."""
        before = {c.key: c.before for c in reversed(entry.changes)}
        _put(connection, before, self._head.revision)
        connection.execute(delete(JOURNAL).where(JOURNAL.c.row == row.row))

    def _answered(self, command_id: str, answer: Answer) -> None:
        body = codec.answer_to_bytes(answer)
        try:
            with self._database.transaction() as connection:
                connection.execute(delete(OUTCOMES).where(OUTCOMES.c.command_id == command_id))
                connection.execute(insert(OUTCOMES), {"command_id": command_id, "body": body})
        except StoreError as error:
            raise _full(error) from error

    def _outcome(self, command_id: str) -> Answer | None:
        with self._database.transaction() as connection:
            body = connection.execute(
                select(OUTCOMES.c.body).where(OUTCOMES.c.command_id == command_id)
            ).scalar()
            revision = connection.execute(
                select(JOURNAL.c.revision).where(JOURNAL.c.command_id == command_id)
            ).scalar()
        if body is not None:
            return codec.answer_from_bytes(body)
        if revision is not None:
            return Answer(Result.PART, revision, code="outcome_unknown")
        return None

    def _tail(self, limit: int) -> tuple[Entry, ...]:
        newest = (
            select(JOURNAL)
            .where(JOURNAL.c.schema == self._schema)
            .order_by(JOURNAL.c.row.desc())
            .limit(limit)
        )
        with self._database.transaction() as connection:
            found = [Row(*one) for one in connection.execute(newest)]
        try:
            return tuple(rows.entry_of(one) for one in reversed(found))
        except (ValueError, KeyError) as error:
            raise StoreError("store_damaged", place=self.place, why=str(error)) from error

    def _page(self, before: int, limit: int) -> tuple[Logged, ...]:
        newest = select(JOURNAL).order_by(JOURNAL.c.row.desc()).limit(limit)
        if before:
            newest = newest.where(JOURNAL.c.row < before)
        with self._database.transaction() as connection:
            found = [Row(*one) for one in connection.execute(newest)]
            ids = [one.command_id for one in found]
            known = select(OUTCOMES.c.command_id, OUTCOMES.c.body)
            rest = connection.execute(known.where(OUTCOMES.c.command_id.in_(ids))).all()
        answers = {id: _answer(body) for id, body in rest}
        return tuple(Logged(r.row, rows.told(r), answers.get(r.command_id)) for r in found)

    def _verify(self, head: Head) -> tuple[Head, bool]:
        after = select(JOURNAL).where(JOURNAL.c.row > head.row).order_by(JOURNAL.c.row).limit(CHUNK)
        with self._database.transaction() as connection:
            found = [Row(*one) for one in connection.execute(after)]
            kept = _head(connection)
        for one in found:
            head = rows.check(one, head)
        if len(found) == CHUNK:
            return head, False
        if head != kept:
            last = max(head.revision, kept.revision)
            raise ChainBroken(last, f"{kept.row} rows were written, {head.row} are there")
        return head, True


def _head(connection: Connection) -> Head:
    found = connection.execute(select(HEAD.c.row, HEAD.c.revision, HEAD.c.hash)).one_or_none()
    return Head(*found) if found is not None else Head(hash="the head is missing")


def _put(connection: Connection, after: dict[Key, Entity | None], revision: int) -> None:
    if not after:
        return
    gone = [{"k": key.entity.value, "i": key.id} for key in after]
    there = ENTITIES.c.entity == bindparam("k")
    connection.execute(delete(ENTITIES).where(there, ENTITIES.c.id == bindparam("i")), gone)
    new = [
        {"entity": k.entity.value, "id": k.id, "body": codec.to_bytes(one), "revision": revision}
        for k, one in after.items()
        if one is not None
    ]
    if new:
        connection.execute(insert(ENTITIES), new)


def _answer(body: bytes) -> Answer | None:
    try:
        return codec.answer_from_bytes(body)
    except ValueError:
        return None


def _full(error: StoreError) -> Exception:
    return JournalFull(str(error)) if error.code in _FULL else error
