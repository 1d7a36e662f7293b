"""The wall nodes' side of the API: greeting, loss, replacement, asks, pictures."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import JPEG, PNG, ScriptedNode
from tests.unit.api.waiting import until
from wallctl.client.room import RoomClient


async def test_another_major_is_turned_away_and_both_versions_are_named(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    node = ScriptedNode(rig.url, protocol="2.0")
    async with node.running():
        await until("the goodbye", lambda: node.link.refused)
        assert node.link.refused is not None
        assert node.link.refused.code == "protocol"
        assert "1.0" in node.link.refused.message and "2.0" in node.link.refused.message
        assert not node.plans and not node.link.connected
    assert json.loads((await rig.get("/healthz"))[1])["nodes"] == []


async def test_a_newer_minor_is_welcome(rig: Rig) -> None:
    async with ScriptedNode(rig.url, protocol="1.7").running() as node:
        await until("a plan", lambda: node.plans)


async def test_the_same_name_twice_the_newest_stays(rig: Rig) -> None:
    first, second = ScriptedNode(rig.url), ScriptedNode(rig.url)
    async with first.running():
        await until("the first", lambda: first.plans)
        async with second.running():
            await until("the second", lambda: second.plans)
            await until("the first's end", lambda: first.losses == 1)
            assert first.link.refused is not None and first.link.refused.code == "replaced"
            assert second.link.connected
            assert json.loads((await rig.get("/healthz"))[1])["nodes"] == ["hall-1"]
            assert "hall-1" not in (await rig.state())["observed"]["lost_nodes"]


async def test_a_silent_node_is_noticed_within_five_seconds(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/node", autoping=False) as ws,
    ):
        await ws.send_str('{"type": "hello", "node": "hall-1", "version": "x"}')
        assert json.loads(await ws.receive_str())["type"] == "welcome"
        client = RoomClient(rig.url)
        task = asyncio.create_task(client.run())
        await until("the greeting", lambda: client.connected and not client.observed.lost_nodes)
        async with asyncio.timeout(10):
            rig.clock.leap(3.0)
            while json.loads(await ws.receive_str())["type"] != "ping":
                pass
            assert json.loads((await rig.get("/healthz"))[1])["nodes"] == ["hall-1"]
        rig.clock.leap(2.0)
        await until("its loss", lambda: client.observed.lost_nodes == ("hall-1",), deadline_s=3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_nonsense_from_a_node_ends_nothing(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/node") as ws,
    ):
        await ws.send_str('{"type": "hello", "node": "hall-1", "version": "x"}')
        await ws.send_str("{}")
        await ws.send_bytes(b"\xff\xff\xff\xff")
        await ws.send_str('{"type": "wall", "report": {"wall": 7}}')
        await ws.send_str('{"type": "pong", "at": 0, "node_at": 0}')
        async with asyncio.timeout(10):
            while json.loads(await ws.receive_str())["type"] != "plan":
                pass


async def test_a_first_word_that_is_no_hello_ends_it(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/node") as ws,
    ):
        await ws.send_str('{"type": "pong"}')
        async with asyncio.timeout(10):
            assert json.loads(await ws.receive_str())["code"] == "hello"
            assert (await ws.receive()).type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}


async def test_the_glass_is_read_back_as_png(rig: Rig) -> None:
    status, raw = await rig.get("/api/v1/walls/hall-wall/program.png")
    assert (status, json.loads(raw)["code"]) == (503, "unreachable")
    assert (await rig.get("/api/v1/walls/nowhere/program.png"))[0] == 404
    async with ScriptedNode(rig.url).running() as node:
        await until("the node", lambda: node.plans)
        for kind in ("program", "preview"):
            assert await rig.get(f"/api/v1/walls/hall-wall/{kind}.png") == (200, PNG)


async def test_a_node_that_leaves_while_it_is_asked_is_said_at_once(rig: Rig) -> None:
    node = ScriptedNode(rig.url, answers=False)
    async with node.running():
        await until("the node", lambda: node.plans)
        asked = asyncio.create_task(rig.get("/api/v1/walls/hall-wall/program.png"))
        await until("the ask", lambda: not asked.done())
    status, raw = await asked
    assert (status, json.loads(raw)["code"]) == (503, "unreachable")


async def test_a_thumbnail_is_fetched_from_a_node(rig: Rig) -> None:
    await rig.source("a")
    assert (await rig.get("/api/v1/sources/none/thumbnail.jpg"))[0] == 404
    assert (await rig.get("/api/v1/sources/a/thumbnail.jpg"))[0] == 503
    async with ScriptedNode(rig.url).running() as node:
        await until("the node", lambda: node.plans)
        asked = asyncio.create_task(rig.get("/api/v1/sources/a/thumbnail.jpg"))
        await until("its wants", lambda: any(w.feeds for w in node.wants))
        node.send_live("thumbnail", "a")
        assert await asked == (200, JPEG)
        assert await rig.get("/api/v1/sources/a/thumbnail.jpg") == (200, JPEG)


async def test_a_wall_is_identified(rig: Rig) -> None:
    async with ScriptedNode(rig.url).running() as node:
        await until("the node", lambda: node.plans)
        await rig.ok("wall.identify", wall="hall-wall", seconds=2.0)
        await until("the order", lambda: node.identified)
        assert node.identified[0].wall == "hall-wall"
