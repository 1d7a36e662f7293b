"""A password in an address is seen by nobody but the node that opens the source."""

from __future__ import annotations

import asyncio
import json
import logging
from urllib.parse import quote

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import ScriptedNode
from tests.unit.api.waiting import until

WORD = "pa55-Wort!x"
ADDRESS = f"rtsp://cam:{WORD}@10.0.0.9:554/main"


async def _texts(ws: aiohttp.ClientWebSocketResponse, enough: int) -> list[str]:
    got: list[str] = []
    async with asyncio.timeout(10):
        while len(got) < enough:
            got.append(await ws.receive_str())
    return got


async def test_a_password_is_nowhere(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        answer = await rig.source("a", ADDRESS, sub=ADDRESS.replace("main", "sub"))
        said.append(repr(answer))
        await rig.ok("source.update", id="a", main=ADDRESS.replace("main", "other"))
        _, refused = await rig.send("source.add", source=_source("a", ADDRESS))
        said.append(repr(refused))
        _, bad = await rig.send("source.add", source=_source("b", ADDRESS) | {"medium": WORD})
        said.append(repr(bad))
        _, bad = await rig.send("source.add", source=_source("b", ADDRESS) | {"secret": WORD})
        said.append(repr(bad))
        _, bad = await rig.send("source.update", id="none", main=ADDRESS)
        said.append(repr(bad))
        said += await _texts(ws, 3)
    for path in ("/api/v1/state", "/metrics", "/healthz", "/api/v1/openapi.json", "/"):
        _, raw = await rig.get(path)
        said.append(raw.decode())
    said.append(caplog.text)
    _, archive = await rig.post("/api/v1/export", b"", Wallctl_Passphrase="long enough for all")
    said.append(archive.decode("latin-1"))
    for file in rig.data.rglob("*"):
        if file.is_file():
            said.append(file.read_bytes().decode("latin-1"))
    for text in said:
        assert WORD not in text
    assert (await rig.entities("source"))["a"]["secret"] == "sealed"


async def test_the_node_gets_the_password_and_keeps_it_through_updates(rig: Rig) -> None:
    await rig.source("a", ADDRESS)
    await rig.tile("t", "a")
    async with ScriptedNode(rig.url).running() as node:
        await until("a feed", lambda: node.plans and node.plans[-1].feeds)
        assert node.plans[-1].feeds[0].main == ADDRESS.replace("!", "%21")
        # Another path on the same host without a password keeps the one that is known.
        await rig.ok("source.update", id="a", main="rtsp://cam@10.0.0.9:554/second")
        await until("the new plan", lambda: "second" in node.plans[-1].feeds[0].main)
        assert "pa55-Wort" in node.plans[-1].feeds[0].main
        # What the screens got, "sealed", may be sent back in an import of the same source.
        known = (await rig.entities("source"))["a"]
        await rig.ok("source.import", sources=[known | {"name": "renamed"}])
        await rig.ok("wall.update", wall="hall-wall", labels=False)
        await until("labels off", lambda: not node.plans[-1].walls[0].labels)
        assert "pa55-Wort" in node.plans[-1].feeds[0].main
        # Another host must not be handed the password of this one.
        await rig.ok("source.update", id="a", main="rtsp://cam@10.6.6.6:554/second")
        await until("the other host", lambda: "10.6.6.6" in node.plans[-1].feeds[0].main)
        assert "pa55-Wort" not in node.plans[-1].feeds[0].main


async def test_an_export_comes_back_with_its_passwords(rig: Rig) -> None:
    await rig.source("a", ADDRESS)
    await rig.tile("t", "a")
    passphrase = {"Wallctl_Passphrase": quote("口令" * 6)}
    status, archive = await rig.post("/api/v1/export", b"", **passphrase)
    assert status == 200
    await rig.ok("tile.remove", id="t")
    await rig.ok("source.remove", id="a")
    binary = {"Content_Type": "application/octet-stream"}
    status, raw = await rig.post(
        "/api/v1/import", archive, **binary, Wallctl_Passphrase="not this one at all"
    )
    assert status == 422
    assert not await rig.entities("source")
    status, raw = await rig.post("/api/v1/import", archive[:-40], **binary, **passphrase)
    assert status == 422
    status, raw = await rig.post("/api/v1/import", archive, **binary, **passphrase)
    assert (status, json.loads(raw)["result"]) == (200, "done")
    async with ScriptedNode(rig.url).running() as node:
        await until("a feed", lambda: node.plans and node.plans[-1].feeds)
        assert "pa55-Wort" in node.plans[-1].feeds[0].main


async def test_a_short_passphrase_is_refused(rig: Rig) -> None:
    status, raw = await rig.post("/api/v1/export", b"", Wallctl_Passphrase="short")
    assert status == 422
    assert json.loads(raw)["code"] == "passphrase_too_short"


def _source(id: str, main: str) -> dict[str, object]:
    return {"id": id, "name": id, "medium": "stream", "main": main}


async def test_an_address_typed_into_another_field_loses_its_password(rig: Rig) -> None:
    await rig.ok("source.add", source=_source("a", "rtsp://10.0.0.9/1") | {"name": ADDRESS})
    _, unknown = await rig.send("source.remove", id=ADDRESS)
    _, option = await rig.send(
        "source.add",
        source=_source("b", "rtsp://h/1") | {"options": {"vlc": f":rtsp-user=a :rtsp-pwd={WORD}"}},
    )
    assert option.code == "invalid" and "args.source.options.vlc" in option.message
    text = json.dumps(await rig.state()) + repr(unknown) + repr(option)
    assert WORD not in text
