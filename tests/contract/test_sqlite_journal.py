"""The journal's contract over SQLite, and what a file can suffer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.contract.sql_journal import SqlJournalSuite, add
from wallctl.domain.entities import Kind
from wallctl.store.database import StoreError
from wallctl.store.journal import open_journal


class TestSqlite(SqlJournalSuite):
    def url(self, where: Path) -> str:
        return f"sqlite:///{where}/deep/down/room.sqlite"

    async def test_an_acknowledged_row_is_on_the_disk(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        asked = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        with journal._database.transaction() as connection:
            found = {k: connection.exec_driver_sql(f"PRAGMA {k}").scalar() for k in asked}
        assert found == asked
        await journal.close()

    async def test_a_file_that_is_no_database_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "deep" / "down" / "room.sqlite"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"no database at all" * 1000)
        with pytest.raises(StoreError, match="store_damaged") as damaged:
            await self.open(tmp_path)
        assert str(file) in str(damaged.value)
        assert file.read_bytes() == b"no database at all" * 1000

    async def test_a_damaged_entity_is_named(self, tmp_path: Path) -> None:
        await self.written(tmp_path)
        self.tamper(tmp_path, "UPDATE entities SET body = '{}' WHERE id = 's3'")
        journal = await self.open(tmp_path)
        with pytest.raises(StoreError, match=rf"store_damaged.*{Kind.SOURCE} s3"):
            await journal.load()
        await journal.close()

    async def test_a_damaged_page_is_no_wrong_answer(self, tmp_path: Path) -> None:
        await self.written(tmp_path, 200)
        file = tmp_path / "deep" / "down" / "room.sqlite"
        whole = bytearray(file.read_bytes())
        whole[4096:] = bytes(len(whole) - 4096)
        file.write_bytes(whole)
        with pytest.raises(StoreError, match="store_damaged"):
            await self.open(tmp_path)

    async def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "deep").write_text("a file in the way")
        with pytest.raises(StoreError, match="store_read_only"):
            await self.open(tmp_path)

    async def test_someone_who_holds_the_file_makes_the_engine_say_so(self, tmp_path: Path) -> None:
        await self.written(tmp_path)
        other = sqlite3.connect(tmp_path / "deep" / "down" / "room.sqlite")
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(StoreError, match="store_in_use"):
                await self.open(tmp_path)
        finally:
            other.close()
        journal = await self.open(tmp_path)
        await journal.append(add(7))
        await journal.close()


@pytest.mark.parametrize("url", ["", "no address", "mysql://u@h/d", "postgresql+psycopg://u@[::/d"])
async def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="store_url"):
        await open_journal(url)
