"""Cameras that move: nobody's camera runs on, whatever became of the hand that moved it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.conftest import Bench
from tests.unit.engine.fake_ptz import FakePtz
from wallctl.domain.commands import (
    Answer,
    PtzAction,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
    Result,
    SourceRemove,
    TileRemove,
    TileUpdate,
    Undo,
    WallTake,
)
from wallctl.domain.errors import Rejected, Unreachable
from wallctl.domain.observed import PtzPreset, PtzState, Reason
from wallctl.engine.room import RoomEngine

READY = PtzState("cam1", presets=(PtzPreset(1, "大门"),))
RIGHT = ("move", "cam1", 0.5, 0.0, 0.0)
STOP = ("stop", "cam1")


class CameraBench(Bench):
    """A bench whose engine has a camera driver; cam1 can move, cam2 does not answer."""

    def _made(self) -> RoomEngine:
        self.ptz = FakePtz()
        engine = super()._made()
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=engine._ledger._ids,
            secrets=self.secrets,
            ptz=self.ptz,
        )

    async def camera(self, what: PtzAction, by: str = "wang") -> Answer:
        """Without letting any time pass."""
        self.asked += 1
        asking = asyncio.create_task(self.engine.ask(what, id=f"p{self.asked}", by=by))
        await self.clock.settle()
        assert asking.done(), "it waits for something"
        return await asking

    def state(self, source: str = "cam1") -> PtzState:
        return next(s for s in self.engine.observed.ptz if s.source == source)


@pytest.fixture
async def bench() -> AsyncIterator[CameraBench]:
    one = CameraBench()
    await one.start()
    await one.furnish()
    one.ptz.say(READY, PtzState("cam2", available=False, reason=Reason.AUTH))
    await one.clock.settle()
    yield one
    await one.stop()


async def test_a_move_without_renewal_stops_by_itself(bench: CameraBench) -> None:
    answer = await bench.camera(PtzMove("cam1", 0.5))
    assert (answer.result, answer.code) == (Result.DONE, "sent")
    await bench.clock.advance(0.45)
    assert bench.ptz.told == [RIGHT]
    assert bench.state().moved_by == "wang"
    await bench.clock.advance(0.1)
    assert bench.ptz.told == [RIGHT, STOP]
    assert bench.state().moved_by == ""
    await bench.clock.advance(60)
    assert bench.ptz.told == [RIGHT, STOP]


async def test_renewals_carry_it_on_under_one_row(bench: CameraBench) -> None:
    rows = len(bench.disk.entries)
    for n in range(20):
        await bench.camera(PtzMove("cam1", 0.5, tilt=0.1 * (n > 10)))
        await bench.clock.advance(0.2)
    assert STOP not in bench.ptz.told
    await bench.camera(PtzStop("cam1"))
    assert bench.ptz.told[-1] == STOP
    told = [(e.kind, e.by, e.detail, e.changes) for e in bench.disk.entries[rows:]]
    assert told == [
        ("ptz.move", "wang", "cam1 0.5,0,0", ()),
        ("ptz.stop", "wang", "cam1", ()),
    ]
    await bench.clock.advance(5)
    assert bench.ptz.told[-1] == STOP


async def test_a_stop_waits_for_no_disk(bench: CameraBench) -> None:
    await bench.camera(PtzMove("cam1", 0.5))
    bench.disk.full = True
    answer = await bench.camera(PtzStop("cam1"))
    assert (answer.result, bench.ptz.told[-1]) == (Result.DONE, STOP)
    assert "journal_full" in bench.engine.observed.faults
    answer = await bench.camera(PtzMove("cam1", 0.5))
    assert (answer.result, answer.code) == (Result.FAILED, "journal_full")
    assert bench.ptz.told[-1] == STOP


async def test_no_move_of_before_goes_out_after_a_stop(bench: CameraBench) -> None:
    bench.ptz.hold = asyncio.Event()
    asking = []
    for n, what in enumerate(
        (PtzMove("cam1", 0.5), PtzMove("cam1", 0.7), PtzMove("cam1", 0.9), PtzStop("cam1"))
    ):
        asking.append(asyncio.create_task(bench.engine.ask(what, id=f"h{n}", by="wang")))
        await bench.clock.settle()
    bench.ptz.hold.set()
    await bench.clock.settle()
    assert bench.ptz.told == [RIGHT, STOP]
    assert [(await one).code for one in asking] == ["sent", "superseded", "superseded", "sent"]


async def test_moved_again_while_its_stop_is_on_its_way(bench: CameraBench) -> None:
    """The new movement has its own dead man's switch."""
    await bench.camera(PtzMove("cam1", 0.5))
    bench.ptz.hold = asyncio.Event()
    for n, what in enumerate((PtzStop("cam1"), PtzMove("cam1", -0.5))):
        asyncio.create_task(bench.engine.ask(what, id=f"a{n}", by="wang"))  # noqa: RUF006
        await bench.clock.settle()
    bench.ptz.hold.set()
    await bench.clock.settle()
    left = ("move", "cam1", -0.5, 0.0, 0.0)
    assert bench.ptz.told == [RIGHT, STOP, left]
    assert bench.state().moved_by == "wang"
    await bench.clock.advance(0.6)
    assert bench.ptz.told == [RIGHT, STOP, left, STOP]


async def test_a_camera_that_does_not_take_a_stop_is_told_again(bench: CameraBench) -> None:
    await bench.camera(PtzMove("cam1", 0.5))
    bench.ptz.error = Unreachable()
    await bench.clock.advance(0.6)
    assert bench.ptz.told == [RIGHT, STOP]
    bench.ptz.error = None
    await bench.clock.advance(0.6)
    assert bench.ptz.told == [RIGHT, STOP, STOP]
    await bench.clock.advance(10)
    assert bench.ptz.told == [RIGHT, STOP, STOP]


async def test_one_hand_at_a_time_and_anybody_may_stop(bench: CameraBench) -> None:
    await bench.camera(PtzMove("cam1", 0.5))
    for what in (PtzMove("cam1", -1), PtzRecall("cam1", 1), PtzStore("cam1", 1)):
        answer = await bench.camera(what, by="li")
        assert (answer.result, answer.code) == (Result.REFUSED, "ptz_in_use")
        assert dict(answer.fields)["by"] == "wang"
    await bench.camera(PtzStop("cam1"), by="li")
    assert bench.ptz.told == [RIGHT, STOP]
    assert (await bench.camera(PtzMove("cam1", -1), by="li")).result is Result.DONE


async def test_presets_end_a_movement_and_are_written_down(bench: CameraBench) -> None:
    rows = len(bench.disk.entries)
    await bench.camera(PtzMove("cam1", 0.5))
    assert (await bench.camera(PtzRecall("cam1", 1))).code == "sent"
    assert (await bench.camera(PtzStore("cam1", 2, " 河道 "))).result is Result.DONE
    assert bench.ptz.told == [RIGHT, STOP, ("recall", "cam1", 1), ("store", "cam1", 2, "河道")]
    assert [(e.kind, e.detail) for e in bench.disk.entries[rows:]][1:] == [
        ("ptz.recall", "cam1 1"),
        ("ptz.store", "cam1 2 河道"),
    ]


@pytest.mark.parametrize(
    ("what", "code", "key"),
    [
        (PtzMove("none", 1), "not_found", "source"),
        (PtzMove("cam3", 1), "ptz_unsupported", "source"),
        (PtzMove("cam2", 1), "ptz_unavailable", "source"),
        (PtzMove("cam1", 1.5), "invalid", "pan"),
        (PtzMove("cam1", 0, float("nan")), "invalid", "tilt"),
        (PtzMove("cam1", 0, 0, -2), "invalid", "zoom"),
        (PtzRecall("cam1", 0), "invalid", "preset"),
        (PtzStore("cam1", 256), "invalid", "preset"),
        (PtzStore("cam1", 2, "两\n行"), "invalid", "name"),
        (PtzStop("none"), "not_found", "source"),
    ],
)
async def test_what_is_wrong_moves_nothing(
    bench: CameraBench, what: PtzAction, code: str, key: str
) -> None:
    rows = len(bench.disk.entries)
    answer = await bench.camera(what)
    assert (answer.result, answer.code) == (Result.REFUSED, code)
    assert dict(answer.fields)["key"] == key
    assert not bench.ptz.told
    assert len(bench.disk.entries) == rows


async def test_a_camera_that_refuses_says_so(bench: CameraBench) -> None:
    bench.ptz.error = Rejected()
    answer = await bench.camera(PtzMove("cam1", 0.5))
    assert (answer.result, answer.code) == (Result.FAILED, "rejected")
    assert answer.steps[0].reason == "rejected"
    bench.ptz.error = None  # or it would be asked again and again to stop, to the end


async def test_undo_touches_no_camera(bench: CameraBench) -> None:
    await bench.ask(TileUpdate("t1", title="东门"))
    await bench.ask(WallTake("big"))
    await bench.camera(PtzMove("cam1", 0.5))
    await bench.camera(PtzStop("cam1"))
    await bench.camera(PtzRecall("cam1", 1))
    told, plans = list(bench.ptz.told), bench.engine.show.program("big")
    for _ in range(5):
        await bench.ask(Undo("big"))
    assert bench.ptz.told == told
    assert bench.engine.show.program("big") == plans


async def test_what_is_placed_is_watched(bench: CameraBench) -> None:
    assert bench.ptz.watched == ("cam1", "cam2")
    await bench.ask(TileRemove("t2"))
    assert bench.ptz.watched == ("cam1",)
    await bench.ask(TileUpdate("t1", source="cam3"))
    assert bench.ptz.watched == ("cam3",)
    await bench.ask(SourceRemove("cam2"))
    await bench.restart()
    assert bench.ptz.watched == ("cam3",)


async def test_the_engine_s_end_stops_what_moves(bench: CameraBench) -> None:
    await bench.camera(PtzMove("cam1", 0.5))
    await bench.stop()
    assert bench.ptz.told == [RIGHT, STOP]


async def test_without_a_driver_no_source_can_move() -> None:
    plain = Bench()
    await plain.start()
    await plain.furnish()
    answer = await plain.ask(PtzMove("cam1", 1))
    assert (answer.result, answer.code) == (Result.REFUSED, "ptz_unsupported")
    assert plain.engine.observed.ptz == ()
    await plain.stop()
