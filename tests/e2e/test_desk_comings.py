"""A field unit whose stream appears is told at the desk, by what the real wall reports of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.display import Screen
from tests.e2e.glass_watch import card
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes
from tests.room import SMALL_SITE
from ui.common.hub import Hub
from ui.common.loop import run
from ui.common.pictures import Pictures
from ui.desk.sources.comings import OFF_S, Comings
from wallctl.client.room import RoomClient

pytestmark = pytest.mark.display

DEADLINE_S = 60.0


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        yield one


def test_a_unit_that_comes_on_line_is_told_once(qapp: QApplication, room: WallRoom) -> None:
    address = room.feeds.url("/late/main")
    late = {"id": "late", "name": "单兵 21", "medium": "stream", "kind": "body", "main": address}
    room.engine.ok("source.add", source=late)
    rect = dict(zip("xywh", (0, 0, 640, 360), strict=True))
    room.engine.ok("tile.add", wall=WALL, source="late", rect=rect, id="t")
    hub, pictures = Hub(), Pictures()
    comings = Comings.of(hub, pictures)
    came: list[str] = []
    comings.came.connect(came.append)
    client = RoomClient(room.engine.url, user="desk", on_change=hub.moved)
    hub.attach(client)

    async def until(what: str, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not holds():  # noqa: ASYNC110  # what it waits for is told by Qt, not asyncio
                await asyncio.sleep(0.05)
        assert holds(), what

    async def watched() -> int:
        following = asyncio.ensure_future(client.run())
        try:
            await until("it is away", lambda: "late" in comings._off)
            since = comings._off["late"]
            await until("it has been away for a while", lambda: hub.now() - since > OFF_S)
            assert came == []
            room.feeds.add("/late/main", card(21, "main", "h264"))
            await until("its coming", lambda: came)
            await asyncio.sleep(2.0)
            assert came == ["late"]
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return 0

    assert run(qapp, watched) == 0
