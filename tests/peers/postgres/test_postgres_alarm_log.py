"""The history of alarms over a real PostgreSQL server: the same contract."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.peers.postgres.cluster import Cluster
from wallctl.ports.alarms import AlarmLog
from wallctl.store.alarm_log import SqlAlarmLog
from wallctl.store.journal import open_journal
from wallctl.testing.alarm_log_suite import AlarmLogSuite, Opened

pytestmark = pytest.mark.peer


class TestPostgresAlarmLog(AlarmLogSuite):
    @pytest.fixture(autouse=True)
    def _server(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def open(self, where: Path) -> Opened:
        name = "a" + hashlib.sha256(str(where).encode()).hexdigest()[:16]
        if not self.cluster.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'").strip():
            self.cluster.sql(f"CREATE DATABASE {name}")
        return _opened(self.cluster.url(name))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[AlarmLog]:
    journal = await open_journal(url)
    try:
        yield SqlAlarmLog(journal)
    finally:
        await journal.close()
