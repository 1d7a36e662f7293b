"""The journal over a real PostgreSQL server: the same contract, and a server that goes away."""

from __future__ import annotations

import hashlib
import secrets
import traceback
from pathlib import Path

import pytest

from tests.contract.sql_journal import SqlJournalSuite, add
from tests.peers.postgres.cluster import Cluster
from wallctl.ports.journal import JournalFull
from wallctl.store.database import StoreError
from wallctl.store.journal import open_journal

pytestmark = pytest.mark.peer


class TestPostgres(SqlJournalSuite):
    @pytest.fixture(autouse=True)
    def _server(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def url(self, where: Path) -> str:
        name = "t" + hashlib.sha256(str(where).encode()).hexdigest()[:16]
        if not self.cluster.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'").strip():
            self.cluster.sql(f"CREATE DATABASE {name}")
        return self.cluster.url(name)

    async def test_two_rooms_share_a_database_in_schemas_of_their_own(self, tmp_path: Path) -> None:
        url = self.url(tmp_path)
        name = url.rsplit("/", 1)[1]
        rooms = []
        for room in ("hall", "consult"):
            self.cluster.sql(f"CREATE SCHEMA {room}", name)
            rooms.append(await open_journal(f"{url}?options=-csearch_path%3D{room}"))
        await rooms[0].append(add(1))
        assert (await rooms[1].load()).revision == 0
        for one in rooms:
            await one.close()

    async def test_a_connection_that_was_cut_is_made_again(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        self.cut(tmp_path)
        await journal.append(add(2))
        assert await journal.verify() == 2
        await journal.close()

    async def test_a_server_that_is_gone_refuses_and_takes_up_again(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        await journal.append(add(1))
        self.cluster.stop()
        try:
            with pytest.raises(JournalFull, match="store_unreachable"):
                await journal.append(add(2))
            with pytest.raises(StoreError, match="store_unreachable"):
                await journal.load()
        finally:
            self.cluster.start()
        assert (await journal.load()).revision == 1
        await journal.append(add(2))
        assert await journal.verify() == 2
        await journal.close()

    async def test_an_engine_that_took_over_meanwhile_is_not_written_over(
        self, tmp_path: Path
    ) -> None:
        first = await self.open(tmp_path)
        await first.append(add(1))
        self.cut(tmp_path)
        second = await self.open(tmp_path)
        await second.append(add(2, "second"))
        with pytest.raises(StoreError, match="store_in_use"):
            await first.append(add(2, "first"))
        await second.close()
        with pytest.raises(StoreError, match="store_moved"):
            await first.append(add(2, "first"))
        await first.close()
        again = await self.open(tmp_path)
        assert (await again.load()).sources["s2"].name == "second"
        await again.close()

    async def test_a_database_that_only_reads_refuses(self, tmp_path: Path) -> None:
        journal = await self.open(tmp_path)
        name = self.url(tmp_path).rsplit("/", 1)[1]
        self.cluster.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        self.cut(tmp_path)
        with pytest.raises(JournalFull, match="store_read_only"):
            await journal.append(add(1))
        self.cluster.sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        self.cut(tmp_path)
        await journal.append(add(1))
        await journal.close()

    async def test_a_password_is_in_no_error(self) -> None:
        url = "postgresql+psycopg://li@127.0.0.1:1/room"
        password = secrets.token_hex(8)
        with pytest.raises(StoreError, match="store_unreachable") as lost:
            await open_journal(url, password=password)
        assert password not in "".join(traceback.format_exception(lost.value))
        assert "127.0.0.1" in str(lost.value)

    def cut(self, where: Path) -> None:
        """Ends the engine's session at the server, as a broken line does."""
        name = self.url(where).rsplit("/", 1)[1]
        asked = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        assert self.cluster.sql(f"{asked} WHERE datname = '{name}'").strip() == "1"
