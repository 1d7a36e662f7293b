"""One server for the tests of this folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.postgres.cluster import Cluster, programs


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A running server; not below pytest's own folder, which others may not enter."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="wallctl-pg-"))
    try:
        one = Cluster(folder)
        one.start()
        yield one
        one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
