"""Who may speak to the API: no page of another site; beyond loopback nobody without a token."""

from __future__ import annotations

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import ScriptedNode
from tests.unit.api.waiting import until
from wallctl.api.tokens import Tokens

TAKE = b'{"id": "1", "kind": "wall.take", "args": {"wall": "hall-wall"}}'


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_page_of_another_site_commands_nothing(rig: Rig, headers: dict[str, str]) -> None:
    status, raw = await rig.post("/api/v1/commands", TAKE, **headers)
    assert (status, json.loads(raw)["result"]) == (403, "refused")
    assert (await rig.get("/api/v1/state", **headers))[0] == 403
    async with aiohttp.ClientSession() as session:
        for path in ("events", "node"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{rig.url}/api/v1/{path}", headers=headers)
            assert refused.value.status == 403


async def test_our_own_page_may_speak(rig: Rig) -> None:
    assert (await rig.get("/", **{"Sec-Fetch-Site": "cross-site"}))[0] == 200
    status, _ = await rig.get("/api/v1/state", Origin=rig.url)
    assert status == 200


async def test_a_body_over_the_limit_is_refused(rig: Rig) -> None:
    status, raw = await rig.post("/api/v1/commands", b" " * (33 * 1024 * 1024))
    assert (status, json.loads(raw)["code"]) == (413, "too_large")


@pytest.fixture
def certificate(tmp_path: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture
async def locked(tmp_path: Path, certificate: None) -> AsyncIterator[Rig]:
    """A room that others could reach: TLS and tokens."""
    one = Rig(tmp_path, '[security]\ntls_cert = "cert.pem"\ntls_key = "key.pem"')
    await one.start()
    yield one
    await one.stop()


async def test_without_a_token_nothing_but_health_and_the_page(locked: Rig) -> None:
    for path in ("/api/v1/state", "/metrics", "/api/v1/openapi.json"):
        assert (await locked.get(path))[0] == 401
        assert (await locked.get(path, Authorization="Bearer wrong"))[0] == 401
    assert (await locked.get("/healthz"))[0] == 200
    assert (await locked.get("/"))[0] == 200
    assert (await locked.post("/api/v1/commands", TAKE))[0] == 401
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{locked.url}/api/v1/events", ssl=False)


async def test_a_token_lets_in_until_it_is_withdrawn(locked: Rig) -> None:
    tokens = Tokens(locked.data / "tokens.json")
    token = tokens.add("王工")
    assert token not in (locked.data / "tokens.json").read_text("utf-8")
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await locked.get("/api/v1/state", **bearer))[0] == 200
    source = {"source": {"id": "a", "name": "a", "medium": "bars"}}
    body = json.dumps({"id": "1", "kind": "source.add", "args": source}).encode()
    assert (await locked.post("/api/v1/commands", body, **bearer))[0] == 200
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{locked.url}/api/v1/events",
            ssl=False,
            protocols=["wallctl.v1", f"wallctl.token.{token}"],
        ) as ws,
    ):
        assert ws.protocol == "wallctl.v1"
        assert json.loads(await ws.receive_str())["type"] == "state"
    assert tokens.remove("王工")
    assert (await locked.get("/api/v1/state", **bearer))[0] == 401


async def test_a_node_needs_a_token_too(locked: Rig) -> None:
    async with aiohttp.ClientSession() as session:
        for token, word in (
            ("", "goodbye"),
            (Tokens(locked.data / "tokens.json").add("n"), "welcome"),
        ):
            hello = {"type": "hello", "node": "hall-1", "version": "x", "token": token}
            async with session.ws_connect(f"{locked.url}/api/v1/node", ssl=False) as ws:
                await ws.send_json(hello)
                assert json.loads(await ws.receive_str())["type"] == word


async def test_an_open_engine_asks_no_node_for_a_token(rig: Rig) -> None:
    async with ScriptedNode(rig.url, token="whatever").running() as node:
        await until("a plan", lambda: node.plans)
