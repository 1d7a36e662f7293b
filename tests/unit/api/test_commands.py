"""Commands over HTTP: what they answer, and that each is carried out once."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.scripted_node import ScriptedNode
from tests.unit.api.waiting import until
from wallctl.domain.commands import Result
from wallctl.domain.observed import Picture, ProbeResult, Reason


async def test_a_take_is_done_when_the_glass_says_so(rig: Rig) -> None:
    await rig.source("a")
    await rig.tile("t1", "a")
    async with ScriptedNode(rig.url).running() as node:
        await until("the node's first plan", lambda: node.plans)
        status, answer = await rig.send("wall.take", wall="hall-wall")
    assert (status, answer.result) == (200, Result.DONE)
    assert ("tile", "t1", "live") in {(s.what, s.target, s.state) for s in answer.steps}


async def test_a_take_with_a_dead_source_is_part_and_says_which_tile_and_why(rig: Rig) -> None:
    await rig.source("a")
    await rig.tile("t1", "a")
    node = ScriptedNode(rig.url, picture=Picture.SLATE, reason=Reason.UNREACHABLE)
    async with node.running():
        await until("the node's first plan", lambda: node.plans)
        status, answer = await rig.send("wall.take", wall="hall-wall")
    assert (status, answer.result) == (200, Result.PART)
    assert ("t1", "slate", "unreachable") in {(s.target, s.state, s.reason) for s in answer.steps}


async def test_a_take_without_a_node_failed(rig: Rig) -> None:
    await rig.source("a")
    await rig.tile("t1", "a")
    status, answer = await rig.send("wall.take", wall="hall-wall")
    assert (status, answer.result, answer.code) == (502, Result.FAILED, "node_offline")


@pytest.mark.parametrize(
    ("kind", "args", "status"),
    [
        ("wall.take", {"wall": "nowhere"}, 404),
        ("source.remove", {"id": "nothing"}, 404),
        ("tile.move", {"id": "x", "rect": {"x": 0, "y": 0, "w": 10, "h": 10}}, 404),
        ("source.add", {"source": {"id": "", "name": "", "medium": "stream"}}, 422),
        ("undo", {}, 403),
    ],
)
async def test_a_refusal_has_its_status(
    rig: Rig, kind: str, args: dict[str, object], status: int
) -> None:
    got, answer = await rig.send(kind, **args)
    assert answer.result is Result.REFUSED
    assert got == status, answer


async def test_expect_refuses_when_the_show_has_moved_on(rig: Rig) -> None:
    before = (await rig.source("a")).revision
    await rig.source("b")
    status, answer = await rig.send("undo", expect=before)
    assert (status, answer.result) == (409, Result.REFUSED)


async def test_a_trampling_undo_is_refused_and_says_whose_change_it_is(rig: Rig) -> None:
    await rig.source("a")
    await rig.source("b")
    await rig.ok("tile.add", user="li", wall="hall-wall", source="a", id="t1", rect=_rect(0))
    await rig.ok("tile.move", user="wang", id="t1", rect=_rect(100))
    status, answer = await rig.send("undo", user="li")
    assert (status, answer.result) == (409, Result.REFUSED)
    assert dict(answer.fields)["by"] == "wang"


async def test_the_same_id_is_carried_out_once(rig: Rig) -> None:
    args = {"source": {"id": "a", "name": "a", "medium": "stream", "main": "rtsp://h/1"}}
    first = await rig.send("source.add", cid="same", **args)
    again = await rig.send("source.add", cid="same", **args)
    assert first == again
    assert len(await rig.entities("source")) == 1


async def test_the_same_id_at_once_from_many_is_carried_out_once(rig: Rig) -> None:
    await rig.source("a")
    args = {"wall": "hall-wall", "source": "a", "rect": _rect(0)}
    answers = await asyncio.gather(*(rig.send("tile.add", cid="same", **args) for _ in range(8)))
    assert len({a.revision for _, a in answers}) == 1
    assert len(await rig.entities("tile")) == 1


async def test_the_same_id_after_a_restart_is_not_carried_out_again(rig: Rig) -> None:
    await rig.source("a")
    args = {"wall": "hall-wall", "source": "a", "rect": _rect(0)}
    _, first = await rig.send("tile.add", cid="same", **args)
    await rig.stop()
    await rig.start()
    _, again = await rig.send("tile.add", cid="same", **args)
    assert again.revision == first.revision
    assert len(await rig.entities("tile")) == 1


async def test_a_source_is_tested_on_a_node(rig: Rig) -> None:
    await rig.source("a", "rtsp://cam:pa55word@10.0.0.9/live")
    async with ScriptedNode(rig.url).running() as node:
        await until("the node", lambda: node.plans)
        status, answer = await rig.send("source.test", id="a")
        assert (status, answer.result) == (200, Result.DONE)
        assert node.probes[0].feed.main == "rtsp://cam:pa55word@10.0.0.9/live"
        node.probe = ProbeResult(ok=False, reason=Reason.AUTH)
        status, answer = await rig.send("source.test", id="a")
    assert (status, answer.result, answer.code) == (502, Result.FAILED, "auth")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b'{"id": "1"}', "kind: missing"),
        (b'{"id": "1", "kind": "wall.explode"}', "kind: no such kind"),
        (b'{"kind": "undo"}', "id: "),
        (b'{"id": "1", "kind": "wall.take"}', "args: "),
        (b'{"id": "1", "kind": "wall.take", "args": {}}', "args.wall: "),
        (
            b'{"id":"1","kind":"tile.move","args":{"id":"t","rect":{"x":0,"y":0,"w":"a","h":1}}}',
            "args.rect.w: ",
        ),
        (b'{"id": "1", "kind": "undo", "expect": 99999999999}', "expect: beyond"),
        (b'{"id": "1", "kind": "site.apply", "args": {}}', "kind: no such kind"),
    ],
)
async def test_a_bad_body_names_the_place(rig: Rig, body: bytes, place: str) -> None:
    status, raw = await rig.post("/api/v1/commands", body)
    told = json.loads(raw)
    assert (status, told["result"], told["code"]) == (422, "refused", "invalid")
    assert place in told["message"]


async def test_a_body_that_is_not_json_by_type_is_refused(rig: Rig) -> None:
    status, _ = await rig.post("/api/v1/commands", b"{}", Content_Type="text/plain")
    assert status == 415


def _rect(x: int) -> dict[str, int]:
    return {"x": x, "y": 0, "w": 320, "h": 180}
