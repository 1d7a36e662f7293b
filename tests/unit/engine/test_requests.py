"""A leader's requests in a room: answered by the glass, expired by the clock."""

from __future__ import annotations

import pytest

from tests.unit.engine.conftest import Bench
from wallctl.domain.commands import (
    RequestAccept,
    RequestDecline,
    Result,
    SceneRequest,
    SceneSave,
)
from wallctl.domain.observed import Presence
from wallctl.domain.shift import Request, RequestState


@pytest.fixture
async def room(bench: Bench) -> Bench:
    await bench.furnish()
    await bench.ask(SceneSave("一", id="s1"))
    await bench.ask(SceneSave("二", id="s2"))
    return bench


def states(bench: Bench) -> dict[str, RequestState]:
    return {r.scene: r.state for r in bench.engine.show.all(Request).values()}


async def test_accepted_is_done_when_the_glass_says_so(room: Bench) -> None:
    asked = await room.ask(SceneRequest("s1", 30, "大厅面板"), by="leader")
    id = dict(asked.fields)["id"]
    assert (asked.result, states(room)) == (Result.DONE, {"s1": RequestState.OPEN})
    answer = await room.ask(RequestAccept(id), by="li")
    assert answer.result is Result.DONE
    assert {s.state for s in answer.steps if s.what == "tile"} == {"live"}
    request = room.engine.show.get(Request, id)
    assert request is not None
    assert (request.state, request.answered_by) == (RequestState.ACCEPTED, "li")
    assert room.engine.show.program("big").by == "li"


async def test_accepted_with_a_dark_glass_is_not_done(room: Bench) -> None:
    room.glass.down("n1")
    room.glass.down("n2")
    asked = await room.ask(SceneRequest("s1", 30), by="leader")
    answer = await room.ask(RequestAccept(dict(asked.fields)["id"]), by="li")
    assert (answer.result, answer.code) == (Result.FAILED, "node_offline")


async def test_it_expires_by_the_clock(room: Bench) -> None:
    first = await room.ask(SceneRequest("s1", 30), by="leader")
    await room.clock.advance(10)
    await room.ask(SceneRequest("s2", 60), by="leader")
    await room.clock.advance(19.5)
    assert set(states(room).values()) == {RequestState.OPEN}
    await room.clock.advance(1)
    assert states(room) == {"s1": RequestState.EXPIRED, "s2": RequestState.OPEN}
    late = await room.ask(RequestAccept(dict(first.fields)["id"]))
    assert (late.result, late.code) == (Result.REFUSED, "request_closed")
    await room.clock.advance(60)
    assert states(room)["s2"] is RequestState.EXPIRED
    assert room.clock.sleepers < 20


async def test_what_expired_during_a_restart_is_expired_after_it(room: Bench) -> None:
    await room.ask(SceneRequest("s1", 30), by="leader")
    await room.stop()
    await room.clock.advance(100)
    await room.restart()
    await room.until(lambda: states(room)["s1"] is RequestState.EXPIRED)


async def test_declined_and_nothing_is_on_the_wall(room: Bench) -> None:
    asked = await room.ask(SceneRequest("s1", 30), by="leader")
    await room.ask(RequestDecline(dict(asked.fields)["id"]), by="li")
    assert states(room) == {"s1": RequestState.DECLINED}
    assert room.engine.show.program("big").serial == 0


async def test_with_nobody_at_the_desk_it_runs_at_once(room: Bench) -> None:
    room.engine._board.presence(Presence(False, since=room.clock.now()))
    answer = await room.ask(SceneRequest("s1", 30, "大厅面板"), by="leader")
    assert answer.result is Result.DONE
    assert dict(answer.fields)["ran"] == "unattended"
    assert room.engine.show.program("big").by == "leader"
    assert states(room) == {"s1": RequestState.ACCEPTED}


async def test_with_somebody_there_it_waits(room: Bench) -> None:
    room.engine._board.presence(Presence(True, since=room.clock.now(), desks=("li",)))
    await room.ask(SceneRequest("s1", 30), by="leader")
    assert states(room) == {"s1": RequestState.OPEN}


async def test_the_clock_s_word_does_not_move_the_show_on(room: Bench) -> None:
    await room.ask(SceneRequest("s1", 30), by="leader")
    revision = room.engine.show.revision
    await room.clock.advance(31)
    assert room.engine.show.revision == revision + 1
    answer = await room.ask(SceneSave("三", id="s3"), expect=revision)
    assert answer.result is Result.DONE
