"""A demo that somebody has made users in is theirs: it starts, and nothing is put into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.api.conftest import Rig
from wallctl.app.demo.content import Content
from wallctl.app.demo.filling import Filler


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    one = Rig(tmp_path)
    await one.start()
    yield one
    await one.stop()


async def test_a_room_that_asks_for_sign_in_is_left_alone(rig: Rig) -> None:
    await rig.ok("user.add", name="王工", role="engineer", password="long enough")
    filler = Filler(rig.url)
    running = asyncio.create_task(filler.run())
    async with asyncio.timeout(20):
        assert await filler.fill(Content((), {}, ())) is False
        assert await filler.first_picture("hall-1") is None
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
