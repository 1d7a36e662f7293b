"""Following a room: mirrors, several clients, slow ones, restarts."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import JPEG, ScriptedNode
from tests.unit.api.waiting import until
from wallctl.api import outbox
from wallctl.client.room import Moved, RoomClient
from wallctl.domain.entities import Kind
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.show import Key
from wallctl.wire.node import PictureHead, Wanted


@asynccontextmanager
async def following(client: RoomClient) -> AsyncIterator[RoomClient]:
    task = asyncio.create_task(client.run())
    try:
        await until("the client's state", lambda: client.connected)
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_two_clients_see_each_others_changes_and_by_whom(rig: Rig) -> None:
    heard: list[Moved] = []
    one = RoomClient(rig.url, user="li")
    two = RoomClient(rig.url, user="wang", on_change=heard.append)
    async with following(one), following(two):
        args = {"source": {"id": "a", "name": "a", "medium": "bars"}}
        answer = await one.send("source.add", args)
        assert answer.result == "done"
        await until("the other's mirror", lambda: "a" in two.show.sources, deadline_s=1.0)
        moved = next(m for m in heard if m.event is not None)
        assert moved.event is not None and moved.event.by == "li"
        assert moved.keys == {Key(Kind.SOURCE, "a")}
        assert two.show == one.show


async def test_a_mirror_holds_what_the_engine_holds(rig: Rig) -> None:
    client = RoomClient(rig.url)
    async with following(client):
        await rig.source("a")
        await rig.tile("t", "a")
        await rig.ok("scene.save", name="日常值守", id="s1", number=1)
        await rig.ok("tile.remove", id="t")
        await rig.ok("overlay.set", wall="hall-wall", notice={"text": "防汛Ⅱ级", "on": True})
        revision = (await rig.state())["revision"]
        await until("the last change", lambda: client.show.revision == revision)
        fresh = RoomClient(rig.url)
        async with following(fresh):
            assert fresh.show == client.show
            assert fresh.show.overlay("hall-wall").notice.text == "防汛Ⅱ级"


async def test_observed_reports_reach_the_clients(rig: Rig) -> None:
    client = RoomClient(rig.url)
    async with following(client), ScriptedNode(rig.url).running() as node:
        await until("the node's report", lambda: client.observed.walls)
        assert client.observed.walls[0].node == "hall-1"
        node.figures(FeedFigures("a", "sub", Picture.LIVE, fps=25.0))
        await until("figures", lambda: client.observed.feeds)
        assert client.observed.feeds[0].node == "hall-1"
        assert client.observed.nodes[0].node == "hall-1"
    gone = RoomClient(rig.url)
    async with following(gone):
        await until("the node's end", lambda: gone.observed.lost_nodes == ("hall-1",))


async def test_pictures_come_to_whom_watches_them(rig: Rig) -> None:
    seen: list[tuple[PictureHead, bytes]] = []
    client = RoomClient(rig.url, on_picture=lambda head, data: seen.append((head, data)))
    await rig.source("a")
    async with following(client), ScriptedNode(rig.url).running() as node:
        client.watch([Wanted(kind="thumbnail", id="a", width=160, fps=9.0)])
        await until(
            "the wants", lambda: node.wants and any(w.id == "a" for w in node.wants[-1].wanted)
        )
        wanted = {(w.kind, w.id): w for w in node.wants[-1].wanted}
        assert wanted["thumbnail", "a"].fps == 1.0, "the rate is bounded"
        assert wanted["program", "hall-wall"].fps == 1.0, "the echo always runs"
        assert [f.source for f in node.wants[-1].feeds] == ["a"]
        assert node.send_live("thumbnail", "a")
        await until("the picture", lambda: seen)
        assert (seen[0][0].kind, seen[0][0].id, seen[0][1]) == ("thumbnail", "a", JPEG)
        client.watch([])
        await until(
            "the end of wants",
            lambda: [(w.kind, w.id) for w in node.wants[-1].wanted] == [("program", "hall-wall")],
        )


async def test_the_engine_comes_back_and_so_do_clients_and_nodes(rig: Rig) -> None:
    client = RoomClient(rig.url)
    await rig.source("a")
    await rig.tile("t", "a")
    async with following(client), ScriptedNode(rig.url).running() as node:
        await until("the node's first plan", lambda: node.plans)
        await rig.ok("wall.take", wall="hall-wall")
        await until("the mirror", lambda: client.show.program("hall-wall").tiles)
        program = client.show.program("hall-wall")
        await rig.stop()
        await until("loss", lambda: not client.connected and client.lost_since and node.losses)
        await rig.start()
        await until("the client", lambda: client.connected and client.lost_since is None)
        await until("the node", lambda: node.welcomes == 2)
        await until("both", lambda: client.observed.walls)
        assert client.show.program("hall-wall").tiles == program.tiles
        assert (await client.send("wall.take", {"wall": "hall-wall"})).result == "done"


async def test_a_command_is_asked_again_while_the_engine_restarts(rig: Rig) -> None:
    client = RoomClient(rig.url)
    async with following(client):
        await rig.stop()
        asking = asyncio.create_task(
            client.send("source.add", {"source": {"id": "a", "name": "a", "medium": "bars"}})
        )
        await rig.start()
        assert (await asking).result == "done"
        await until("the change", lambda: "a" in client.show.sources)


@pytest.mark.matrix
async def test_a_client_that_reads_nothing_gets_the_whole_state_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_BYTES", 512 * 1024)
    await rig.ok("source.import", sources=[_big(n, 0) for n in range(400)])
    async with aiohttp.ClientSession(connector=_narrow()) as session:
        ws = await session.ws_connect(f"{rig.url}/api/v1/events", max_msg_size=0)
        # Not reading: what the sockets hold fills up, then the outbox, which is bounded.
        for turn in range(1, 16):
            await rig.ok("source.import", sources=[_big(n, turn) for n in range(400)])
        revision = (await rig.state())["revision"]
        kinds: list[str] = []
        async with asyncio.timeout(30):
            while True:
                message = json.loads(await ws.receive_str())
                kinds.append(message["type"])
                if message.get("revision") == revision:
                    break
        await ws.close()
    assert kinds.count("state") >= 2
    assert len(kinds) < 16


async def test_a_resync_that_is_asked_for_comes(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        async with asyncio.timeout(10):
            assert json.loads(await ws.receive_str())["type"] == "state"
            await ws.send_str("nonsense")
            await ws.send_str('{"type": "resync"}')
            assert json.loads(await ws.receive_str())["type"] == "state"


def _narrow() -> aiohttp.TCPConnector:
    """Connections whose receiving end holds little."""

    def made(address: tuple[Any, ...]) -> socket.socket:
        sock = socket.socket(*address[:3])
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        return sock

    return aiohttp.TCPConnector(socket_factory=made)


def _big(number: int, turn: int) -> dict[str, str]:
    name = f"{number}-{turn} " + "x" * 180
    return {"id": f"s{number}", "name": name, "medium": "bars"}
