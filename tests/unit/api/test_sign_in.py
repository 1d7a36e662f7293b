"""People sign in, over HTTP: who may come in, what each may ask, what everyone is told."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import ScriptedNode
from tests.unit.api.waiting import until
from wallctl.api.tokens import Tokens
from wallctl.client.asking import answer_in
from wallctl.domain.commands import Answer
from wallctl.wire.desk import AnswerOut

WORD = "Kx7#sluice-口令"
OTHER = "Vq4-another-one"


async def sign_in(rig: Rig, user: str = "王工", password: str = WORD) -> tuple[int, dict[str, Any]]:
    body = json.dumps({"user": user, "password": password}).encode()
    status, raw = await rig.post("/api/v1/sign-in", body)
    return status, json.loads(raw)


async def bearer(rig: Rig, user: str = "王工", password: str = WORD) -> dict[str, str]:
    status, told = await sign_in(rig, user, password)
    assert status == 200, told
    return {"Authorization": f"Bearer {told['token']}"}


async def ask(rig: Rig, who: dict[str, str], kind: str, **args: Any) -> tuple[int, Answer]:
    ask.count += 1  # type: ignore[attr-defined]
    body = {"id": f"ask-{ask.count}", "kind": kind, "args": args}  # type: ignore[attr-defined]
    status, raw = await rig.post("/api/v1/commands?user=nobody", json.dumps(body).encode(), **who)
    return status, answer_in(AnswerOut.model_validate_json(raw))


ask.count = 0  # type: ignore[attr-defined]


async def state(rig: Rig, who: dict[str, str]) -> dict[str, Any]:
    status, raw = await rig.get("/api/v1/state", **who)
    assert status == 200
    return dict(json.loads(raw))


async def people(rig: Rig) -> dict[str, str]:
    """An engineer, a viewer and an operator; gives the engineer's bearer."""
    answer = await rig.ok("user.add", name="王工", role="engineer", password=WORD)
    assert dict(answer.fields)["id"]
    chief = await bearer(rig)
    for name, role in (("看客", "viewer"), ("小李", "operator"), ("周局", "leader")):
        status, answer = await ask(rig, chief, "user.add", name=name, role=role, password=WORD)
        assert status == 200, answer
    return chief


async def test_before_there_are_users_this_machine_is_open(rig: Rig) -> None:
    _, raw = await rig.get("/api/v1/me?user=desk")
    me = json.loads(raw)
    assert (me["name"], me["role"], me["signed_in"]) == ("desk", "engineer", False)
    await rig.source("a")
    assert (await rig.get("/api/v1/state", Authorization="Bearer left-from-before"))[0] == 200


async def test_the_first_user_shuts_the_door(rig: Rig) -> None:
    chief = await people(rig)
    for path in ("/api/v1/state", "/metrics", "/api/v1/me", "/api/v1/sessions", "/api/v1/log"):
        status, raw = await rig.get(path)
        assert (status, json.loads(raw)["code"]) == (401, "sign_in")
        assert json.loads(raw)["fields"] == {"emergency": "1"}
    status, _ = await rig.post("/api/v1/commands", b"{}")
    assert status == 401
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{rig.url}/api/v1/events")
    for path in ("/", "/healthz"):
        assert (await rig.get(path))[0] == 200
    assert (await state(rig, chief))["me"]["name"] == "王工"
    async with ScriptedNode(rig.url).running() as node:
        await until("a plan", lambda: node.plans)


async def test_changes_are_put_down_to_who_is_signed_in(rig: Rig) -> None:
    chief = await people(rig)
    headers = {"Authorization": chief["Authorization"]}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.ws_connect(f"{rig.url}/api/v1/events?user=nobody") as ws,
    ):
        assert json.loads(await ws.receive_str())["me"]["name"] == "王工"
        await ask(rig, chief, "wall.update", wall="hall-wall", labels=False)
        event = json.loads(await ws.receive_str())
        assert (event["kind"], event["by"]) == ("wall.update", "王工")


@pytest.mark.parametrize(
    ("who", "kind", "args", "need"),
    [
        ("看客", "wall.take", {"wall": "hall-wall"}, "operator"),
        ("看客", "wall.safe", {"wall": "hall-wall"}, "operator"),
        ("周局", "wall.take", {"wall": "hall-wall"}, "operator"),
        ("小李", "source.remove", {"id": "a"}, "engineer"),
        ("小李", "wall.update", {"wall": "hall-wall", "name": "x"}, "engineer"),
        ("小李", "user.add", {"name": "x", "role": "engineer", "password": WORD}, "engineer"),
    ],
)
async def test_what_a_role_may_not_ask_is_refused_and_changes_nothing(
    rig: Rig, who: str, kind: str, args: dict[str, Any], need: str
) -> None:
    await rig.source("a")
    chief = await people(rig)
    before = await state(rig, chief)
    mine = await bearer(rig, who)
    status, answer = await ask(rig, mine, kind, **args)
    assert (status, answer.code) == (403, "not_allowed")
    assert dict(answer.fields)["need"] == need
    after = await state(rig, chief)
    assert (after["revision"], after["entities"]) == (before["revision"], before["entities"])


async def test_what_a_role_may_ask_is_done(rig: Rig) -> None:
    await rig.source("a")
    await people(rig)
    duty, leader = await bearer(rig, "小李"), await bearer(rig, "周局")
    rect = {"x": 0, "y": 0, "w": 320, "h": 180}
    status, _ = await ask(rig, duty, "tile.add", wall="hall-wall", source="a", rect=rect)
    assert status == 200
    status, _ = await ask(rig, duty, "wall.update", wall="hall-wall", visit=True)
    assert status == 200
    status, answer = await ask(rig, leader, "scene.recall", id="none")
    assert (status, answer.code) == (404, "not_found"), "asked, and answered by the room"


async def test_the_archive_is_an_engineers(rig: Rig) -> None:
    chief = await people(rig)
    phrase = {"Wallctl_Passphrase": "long enough for all"}
    for who, status in ((await bearer(rig, "小李"), 403), (chief, 200)):
        assert (await rig.post("/api/v1/export", b"", **phrase, **who))[0] == status
    status, raw = await rig.post("/api/v1/import", b"x", **(await bearer(rig, "看客")))
    assert (status, json.loads(raw)["code"]) == (403, "not_allowed")


async def test_wrong_passwords_wait_and_the_right_one_after(rig: Rig) -> None:
    await people(rig)
    assert (await sign_in(rig, "王工", "wrong"))[0] == 401
    assert (await sign_in(rig, "nobody", "wrong"))[1]["code"] == "wrong_password"
    codes = [(await sign_in(rig, "王工", "wrong"))[1]["code"] for _ in range(4)]
    assert codes[-1] == "locked_out"
    status, told = await sign_in(rig)
    assert (status, told["code"]) == (429, "locked_out")
    assert 0 < int(told["fields"]["seconds"]) <= 5
    assert (await sign_in(rig, "小李"))[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'{"user": "x"}', 422),
        (b'{"user": 5, "password": "Kx7#"}', 422),
        (b'{"user": "x", "password": "' + b"p" * 300 + b'"}', 422),
        (b" " * 20_000, 413),
    ],
)
async def test_what_is_no_sign_in_is_refused(rig: Rig, body: bytes, status: int) -> None:
    got, raw = await rig.post("/api/v1/sign-in", body)
    assert got == status
    assert b"Kx7#" not in raw
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert (await rig.post("/api/v1/sign-in", b"user=x&password=y", **form))[0] == 415


async def test_an_emergency_sign_in_works_signs_itself_and_is_told(rig: Rig) -> None:
    chief = await people(rig)
    body = json.dumps({"name": "老张", "reason": "值班员突发疾病"}).encode()
    status, raw = await rig.post("/api/v1/emergency", body)
    told = json.loads(raw)
    assert (status, told["me"]["role"], told["me"]["emergency"]) == (200, "operator", True)
    mine = {"Authorization": f"Bearer {told['token']}"}
    assert (await ask(rig, mine, "wall.update", wall="hall-wall", labels=False))[0] == 200
    assert (await ask(rig, mine, "source.remove", id="a"))[0] == 403
    status, answer = await ask(rig, mine, "user.password", old=WORD, password=OTHER)
    assert (status, answer.code) == (403, "no_user")
    assert "emergency_sign_in" in (await state(rig, chief))["observed"]["faults"]
    rows = await _journal(rig, chief)
    assert any(
        one["kind"] == "user.signed" and "值班员突发疾病" in one["detail"] and "老张" in one["by"]
        for one in rows
    ), rows
    assert (await rig.post("/api/v1/sign-out", b"", **mine))[0] == 204
    assert "emergency_sign_in" not in (await state(rig, chief))["observed"]["faults"]
    for bad in ({"name": "", "reason": "x"}, {"name": "x", "reason": " "}, {"name": "x"}):
        status, _ = await rig.post("/api/v1/emergency", json.dumps(bad).encode())
        assert status == 422


async def _journal(rig: Rig, who: dict[str, str]) -> list[dict[str, Any]]:
    status, raw = await rig.get("/api/v1/log?limit=50", **who)
    assert status == 200
    told = json.loads(raw)
    return list(told["rows"] if isinstance(told, dict) else told)


async def test_a_restart_signs_nobody_out(rig: Rig) -> None:
    chief = await people(rig)
    await rig.stop()
    await rig.start()
    assert (await state(rig, chief))["me"]["name"] == "王工"
    assert (await rig.get("/api/v1/state"))[0] == 401


async def test_those_who_follow_are_told_what_they_may_and_when_it_is_over(rig: Rig) -> None:
    chief = await people(rig)
    mine = await bearer(rig, "小李")
    users = {u["name"]: u["id"] for u in (await state(rig, chief))["entities"]["user"]}
    async with (
        aiohttp.ClientSession(headers=mine) as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        assert json.loads(await ws.receive_str())["me"]["role"] == "operator"
        await ask(rig, chief, "user.update", id=users["小李"], role="viewer")
        assert (await _next(ws, "me"))["me"]["role"] == "viewer"
        assert (await ask(rig, mine, "wall.safe", wall="hall-wall"))[0] == 403
        await ask(rig, chief, "user.update", id=users["小李"], disabled=True)
        assert (await _next(ws, "me"))["me"] is None
        while (await ws.receive()).type is not aiohttp.WSMsgType.CLOSE:
            pass
    assert (await rig.get("/api/v1/state", **mine))[0] == 401
    assert (await sign_in(rig, "小李"))[0] == 401


async def test_the_first_user_signs_out_whoever_was_there_without(rig: Rig) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        assert json.loads(await ws.receive_str())["me"]["signed_in"] is False
        await rig.ok("user.add", name="王工", role="engineer", password=WORD)
        assert (await _next(ws, "me"))["me"] is None


async def _next(ws: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while (told := json.loads(await ws.receive_str()))["type"] != kind:
            pass
    return dict(told)


async def test_ones_own_password(rig: Rig) -> None:
    await people(rig)
    mine, elsewhere = await bearer(rig, "小李"), await bearer(rig, "小李")
    status, answer = await ask(rig, mine, "user.password", old="wrong", password=OTHER)
    assert (status, answer.code) == (403, "wrong_password")
    status, answer = await ask(rig, mine, "user.password", old=WORD, password="short")
    assert (status, answer.code) == (422, "password_too_short")
    status, answer = await ask(rig, mine, "user.password", old=WORD, password=OTHER, id="u1")
    assert status == 200
    assert (await rig.get("/api/v1/state", **mine))[0] == 200
    assert (await rig.get("/api/v1/state", **elsewhere))[0] == 401
    assert (await sign_in(rig, "小李"))[0] == 401
    assert (await sign_in(rig, "小李", OTHER))[0] == 200
    assert (await sign_in(rig, "王工", WORD))[0] == 200, "nobody else's was changed"


async def test_a_new_password_from_an_engineer_ends_what_was(rig: Rig) -> None:
    chief = await people(rig)
    mine = await bearer(rig, "小李")
    users = {u["name"]: u["id"] for u in (await state(rig, chief))["entities"]["user"]}
    assert (await ask(rig, chief, "user.update", id=users["小李"], password=OTHER))[0] == 200
    assert (await rig.get("/api/v1/state", **mine))[0] == 401
    assert (await sign_in(rig, "小李", OTHER))[0] == 200


async def test_a_secret_is_made_here_alone(rig: Rig) -> None:
    status, answer = await rig.send("user.add", name="x", role="engineer", secret="mine")
    assert (status, answer.code) == (422, "invalid")
    status, answer = await rig.send("user.add", name="x", role="engineer", secret="sealed")
    assert (status, answer.code) == (422, "password_needed")
    assert not (await rig.state())["entities"]["user"]


async def test_an_odd_password_is_taken_as_it_was_typed(rig: Rig) -> None:
    odd = "rtsp://u:p@h/ \u200b 口 令"
    await rig.ok("user.add", name="王工", role="engineer", password=odd)
    assert (await sign_in(rig, "王工", odd))[0] == 200


async def test_sessions_are_seen_and_ended_by_an_engineer(rig: Rig) -> None:
    chief, duty = await people(rig), await bearer(rig, "小李")
    assert (await rig.get("/api/v1/sessions", **duty))[0] == 403
    _, raw = await rig.get("/api/v1/sessions", **chief)
    held = {one["name"]: one for one in json.loads(raw)["sessions"]}
    assert held["王工"]["mine"] and not held["小李"]["mine"]
    path = f"/api/v1/sessions/{held['小李']['id']}/end"
    assert (await rig.post(path, b"", **duty))[0] == 403
    assert (await rig.post(path, b"", **chief))[0] == 204
    assert (await rig.get("/api/v1/state", **duty))[0] == 401
    assert (await rig.post(path, b"", **chief))[0] == 404


async def test_a_services_token_goes_on_and_signs_with_its_own_name(rig: Rig) -> None:
    tokens = Tokens(rig.data / "tokens.json")
    service = {"Authorization": f"Bearer {tokens.add('脚本')}"}
    console = {"Authorization": f"Bearer {tokens.add('值班台', duty=True)}"}
    chief = await people(rig)
    async with (
        aiohttp.ClientSession(headers=chief) as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        assert (await ask(rig, service, "wall.update", wall="hall-wall", labels=False))[0] == 200
        assert (await _next(ws, "event"))["by"] == "脚本"
    assert (await rig.get("/api/v1/state", **console))[0] == 401
    body = json.dumps({"name": "老张", "reason": "火情"}).encode()
    assert (await rig.post("/api/v1/emergency", body, **console))[0] == 200


async def test_a_password_is_nowhere(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    chief = await people(rig)
    async with (
        aiohttp.ClientSession(headers=chief) as session,
        session.ws_connect(f"{rig.url}/api/v1/events") as ws,
    ):
        said.append(await ws.receive_str())
        mine = await bearer(rig, "小李")
        for kind, args in (
            ("user.password", {"old": WORD, "password": OTHER}),
            ("user.password", {"old": WORD, "password": OTHER}),
            ("user.update", {"id": "none", "password": OTHER}),
            ("user.add", {"name": {"x": OTHER}, "role": "viewer", "password": OTHER}),
            ("user.add", {"name": "y", "role": OTHER, "password": [OTHER]}),
        ):
            said.append(repr(await ask(rig, mine, kind, **args)))
            said.append(repr(await ask(rig, chief, kind, **args)))
        said.append(json.dumps((await sign_in(rig, "小李", WORD))[1]))
        said.append(json.dumps((await sign_in(rig, OTHER, WORD))[1]))
        said.append(await ws.receive_str())
    paths = ("/api/v1/state", "/metrics", "/api/v1/openapi.json", "/api/v1/log?limit=99")
    said += [(await rig.get(path, **chief))[1].decode() for path in paths]
    phrase = {"Wallctl_Passphrase": "long enough for all"}
    archive = (await rig.post("/api/v1/export", b"", **phrase, **chief))[1]
    said.append(archive.decode("latin-1"))
    said.append(caplog.text)
    files = [file for file in rig.data.rglob("*") if file.is_file()]
    assert any(file.name.startswith("room.sqlite") for file in files)
    said += [file.read_bytes().decode("latin-1") for file in files]
    for text in said:
        for word in (WORD, OTHER, json.dumps(WORD)[1:-1], WORD.encode().decode("latin-1")):
            assert word not in text
        assert "$argon2" not in text
    secrets = {u["secret"] for u in (await state(rig, chief))["entities"]["user"]}
    assert secrets == {"sealed"}


async def test_users_come_back_with_an_archive_and_their_passwords(rig: Rig) -> None:
    chief = await people(rig)
    phrase = {"Wallctl_Passphrase": "long enough for all"}
    _, archive = await rig.post("/api/v1/export", b"", **phrase, **chief)
    users = {u["name"]: u["id"] for u in (await state(rig, chief))["entities"]["user"]}
    assert (await ask(rig, chief, "user.remove", id=users["小李"]))[0] == 200
    assert (await sign_in(rig, "小李"))[0] == 401
    binary = {"Content_Type": "application/octet-stream"}
    status, raw = await rig.post("/api/v1/import", archive, **binary, **phrase, **chief)
    assert status == 200, raw
    assert (await sign_in(rig, "小李"))[0] == 200


async def test_the_document_says_how_to_sign_in(rig: Rig) -> None:
    doc = json.loads((await rig.get("/api/v1/openapi.json"))[1])
    asked = doc["paths"]["/api/v1/sign-in"]["post"]["requestBody"]["content"]["application/json"]
    name = asked["schema"]["$ref"].rpartition("/")[2]
    assert set(doc["components"]["schemas"][name]["properties"]) == {"user", "password"}
    assert {"Me", "SignedIn", "Sessions", "MeNow"} <= set(doc["components"]["schemas"])
