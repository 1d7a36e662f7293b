"""What a journal in a database must do beyond the port's contract, whichever database it is."""

from __future__ import annotations

import asyncio
import dataclasses
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from wallctl.domain.entities import Medium, Source
from wallctl.domain.show import Show, apply, change
from wallctl.ports.journal import ChainBroken, Entry, JournalFull
from wallctl.store.database import StoreError
from wallctl.store.journal import SqlJournal, open_journal
from wallctl.store.tables import METADATA
from wallctl.testing.journal_suite import JournalSuite


def add(revision: int, name: str = "源") -> Entry:
    """An entry that adds the source s<revision>."""
    one = Source(f"s{revision}", name, Medium.BARS)
    return Entry(revision, f"c{revision}", "source.add", "li", 0.1 + revision, (change(None, one),))


class SqlJournalSuite(JournalSuite):
    @abstractmethod
    def url(self, where: Path) -> str:
        """The address of the database for `where`; the same for the same `where`."""

    async def open(self, where: Path) -> SqlJournal:
        return await open_journal(self.url(where))

    def tamper(self, where: Path, *statements: str) -> None:
        """What someone does to the database behind our back, while no engine runs."""
        engine = create_engine(self.url(where))
        with engine.begin() as connection:
            for one in statements:
                connection.execute(text(one))
        engine.dispose()

    async def written(self, where: Path, rows: int = 6) -> None:
        journal = await self.open(where)
        for n in range(1, rows + 1):
            await journal.append(add(n))
        await journal.close()

    @pytest.mark.parametrize(
        ("statements", "revision"),
        [
            (("UPDATE journal SET by = 'wang' WHERE revision = 3",), 3),
            (("UPDATE journal SET at = at + 1 WHERE revision = 4",), 4),
            (("UPDATE journal SET kind = 'undo' WHERE revision = 1",), 1),
            (("UPDATE journal SET command_id = 'x' WHERE revision = 6",), 6),
            (
                (
                    "UPDATE journal SET body ="
                    " (SELECT body FROM journal WHERE revision = 1) WHERE revision = 5",
                ),
                5,
            ),
            (("DELETE FROM journal WHERE revision = 3",), 3),
            (("DELETE FROM journal WHERE revision = 1",), 1),
            (("DELETE FROM journal WHERE revision > 4",), 6),
            (("DELETE FROM journal",), 6),
            (("UPDATE head SET row = 5, revision = 5",), 6),
            (("DELETE FROM head",), 6),
            (
                (
                    'UPDATE journal SET "row" = 100 WHERE "row" = 2',
                    'UPDATE journal SET "row" = 2 WHERE "row" = 3',
                    'UPDATE journal SET "row" = 3 WHERE "row" = 100',
                ),
                3,
            ),
        ],
        ids=lambda v: str(v)[:60],
    )
    async def test_the_chain_names_what_was_changed(
        self, tmp_path: Path, statements: tuple[str, ...], revision: int
    ) -> None:
        await self.written(tmp_path)
        self.tamper(tmp_path, *statements)
        journal = await self.open(tmp_path)
        with pytest.raises(ChainBroken) as broken:
            await journal.verify()
        await journal.close()
        assert broken.value.args[0] == revision

    async def test_a_long_chain_is_checked_while_commands_go_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wallctl.store.journal.CHUNK", 3)
        await self.written(tmp_path, 20)
        journal = await self.open(tmp_path)
        count, _ = await asyncio.gather(journal.verify(), journal.append(add(21)))
        assert count in {20, 21}
        assert await journal.verify() == 21
        await journal.close()

    async def test_actions_are_rows_that_do_not_advance_the_show(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        action = Entry(1, "a1", "wall.identify", "li", 2.0, (), detail="hall")
        await journal.append(action)
        await journal.append(add(2))
        assert (await journal.load()).revision == 2
        assert [e.command_id for e in await journal.tail(9)] == ["c1", "a1", "c2"]
        assert await journal.verify() == 3
        await journal.close()

    async def test_a_command_id_is_written_once(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        again = dataclasses.replace(add(2), command_id="c1")
        with pytest.raises(StoreError, match="store_twice"):
            await journal.append(again)
        assert list((await journal.load()).sources) == ["s1"]
        await journal.append(add(2))
        assert await journal.verify() == 2
        await journal.close()

    @pytest.mark.parametrize("revision", [1, 4])
    async def test_a_revision_that_does_not_follow_is_not_written(
        self, tmp_path: Path, revision: int
    ) -> None:
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        await journal.append(add(2))
        with pytest.raises(StoreError, match="store_moved"):
            await journal.append(add(revision))
        assert await journal.verify() == 2
        await journal.close()

    @pytest.mark.parametrize("arrived", [True, False])
    async def test_a_commit_of_which_nobody_knows(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrived: bool
    ) -> None:
        """The line breaks while committing and stays broken: what was refused is not there."""
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        database, real, left = journal._database, journal._database.transaction, [arrived, False]

        @contextmanager
        def broken() -> Iterator[Connection]:
            with real() as connection:
                if left.pop(0):
                    yield connection
                else:
                    connection.get_transaction().rollback()  # type: ignore[union-attr]  # begun
                    raise StoreError("store_unreachable", place="here", why="gone")
            raise StoreError("store_unreachable", place="here", why="gone")

        monkeypatch.setattr(database, "transaction", broken)
        old = Source("s1", "源", Medium.BARS)
        new = dataclasses.replace(old, name="新")
        refused = Entry(2, "no", "source.update", "li", 2.0, (change(old, new),))
        with pytest.raises(JournalFull):
            await journal.append(refused)
        monkeypatch.undo()
        await journal.append(add(2))
        assert dict((await journal.load()).sources) == {
            "s1": old,
            "s2": Source("s2", "源", Medium.BARS),
        }
        assert await journal.verify() == 2
        assert await journal.outcome("no") is None
        await journal.close()

    async def test_a_second_engine_is_refused_until_the_first_has_gone(
        self, tmp_path: Path
    ) -> None:
        first = await self.open(tmp_path)
        with pytest.raises(StoreError, match="store_in_use") as refused:
            await self.open(tmp_path)
        assert first.place in str(refused.value)
        await first.append(add(1))
        await first.close()
        second = await self.open(tmp_path)
        assert (await second.load()).revision == 1
        await second.close()

    async def test_a_database_of_a_later_version_is_left_alone(self, tmp_path: Path) -> None:
        await self.written(tmp_path)
        self.tamper(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreError, match=r"store_newer.*9999"):
            await self.open(tmp_path)

    async def test_undo_ends_at_a_migration_and_the_chain_does_not(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        journal._schema = "0000"  # as rows that an earlier version wrote
        await journal.append(add(1))
        await journal.close()
        journal = await self.open(tmp_path)
        await journal.append(add(2))
        assert [e.revision for e in await journal.tail(9)] == [2]
        assert await journal.verify() == 2
        await journal.close()

    async def test_the_migrations_make_the_tables_that_the_code_reads(self, tmp_path: Path) -> None:
        await self.written(tmp_path)
        engine = create_engine(self.url(tmp_path))
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()

    async def test_ten_thousand_sources_come_back(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        changes = tuple(
            change(
                None, Source(f"cam-{n}", f"摄像机 {n}", Medium.STREAM, main=f"rtsp://10.0.0.1/{n}")
            )
            for n in range(10_000)
        )
        await journal.append(Entry(1, "c1", "source.import", "li", 1.0, changes))
        assert (await journal.load()).table == apply(Show(), changes).table
        assert await journal.verify() == 1
        await journal.close()
