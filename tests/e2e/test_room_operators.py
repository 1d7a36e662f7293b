"""Two operators in one room, over the real engine: each sees the other, nobody tramples."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.room import EngineProcess
from tests.unit.api.waiting import until
from wallctl.client.room import RoomClient
from wallctl.domain.commands import Result
from wallctl.domain.entities import Tile

WALL = "hall-wall"
RECT = {"x": 0, "y": 0, "w": 640, "h": 360}
SEEN_S = 3.0  # promised within 1; the rest is for a machine that is busy with tests


@asynccontextmanager
async def operators(*clients: RoomClient) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one.run()) for one in clients]
    try:
        await until("all to be there", lambda: all(one.connected for one in clients))
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_operators(engine: EngineProcess) -> None:
    one, two = RoomClient(engine.url, user="张工"), RoomClient(engine.url, user="李工")
    async with operators(one, two):
        source = {"id": "a", "name": "彩条", "medium": "bars"}
        assert (await one.send("source.add", {"source": source})).result is Result.DONE
        await until("the source", lambda: "a" in two.show.sources, SEEN_S)
        args = {"wall": WALL, "source": "a", "rect": RECT, "id": "t"}
        assert (await two.send("tile.add", args)).result is Result.DONE
        await until("the tile", lambda: "t" in one.show.all(Tile), SEEN_S)
        moved = {"id": "t", "rect": {**RECT, "x": 320}}
        assert (await one.send("tile.move", moved)).result is Result.DONE
        await until("the move", lambda: two.show.all(Tile)["t"].rect.x == 320, SEEN_S)

        # Li's undo would take away the tile that Zhang has moved since: it says whose it is
        before = one.show
        refused = await two.send("undo", {"wall": WALL})
        assert (refused.result, refused.code) == (Result.REFUSED, "would_trample")
        fields = dict(refused.fields)
        assert fields["by"] == "张工"
        assert abs(float(fields["at"]) - time.time()) < 60
        # Zhang's own undo goes, and then Li's does
        assert (await one.send("undo", {"wall": WALL})).result is Result.DONE
        await until("the tile back", lambda: two.show.all(Tile)["t"].rect.x == 0, SEEN_S)
        assert (await two.send("undo", {"wall": WALL})).result is Result.DONE
        await until("the tile gone", lambda: "t" not in one.show.all(Tile), SEEN_S)
        assert before.sources == one.show.sources == two.show.sources

        # who acts on what is no more true is told so, and changes nothing
        stale = two.show.revision
        assert (await one.send("overlay.set", {"wall": WALL, "clock": {"on": True}})).result
        late = await two.send("tile.add", args, expect=stale)
        assert (late.result, late.code) == (Result.REFUSED, "conflict")
        await until("both at one", lambda: one.show == two.show, SEEN_S)


async def test_both_at_once_end_with_the_same_show(engine: EngineProcess) -> None:
    clients = [RoomClient(engine.url, user=f"op{n}") for n in range(3)]
    async with operators(*clients):
        await clients[0].send("source.add", {"source": {"id": "a", "name": "a", "medium": "bars"}})

        async def work(number: int) -> None:
            client = clients[number]
            for n in range(12):
                args = {"wall": WALL, "source": "a", "rect": RECT, "id": f"{number}-{n}"}
                assert (await client.send("tile.add", args)).result is Result.DONE
                if n % 3 == 2:
                    # its own newest tile, whatever the others did in between
                    assert (await client.send("undo", {"wall": WALL})).result is Result.DONE

        await asyncio.gather(*(work(n) for n in range(3)))
        wanted = {f"{number}-{n}" for number in range(3) for n in range(12) if n % 3 != 2}
        await until("all to see all", lambda: all(set(c.show.all(Tile)) == wanted for c in clients))
        assert clients[0].show == clients[1].show == clients[2].show
        assert set(engine.entities("tile")) == wanted
