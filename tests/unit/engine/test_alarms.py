"""Alarms of a running room, in virtual time: raised, answered, shelved, kept over a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest

from tests.unit.engine.conftest import Bench
from wallctl.domain.alarms import Alarm, AlarmEvent, AlarmMark, Happened
from wallctl.domain.commands import (
    AlarmAck,
    AlarmReset,
    AlarmShelve,
    AlarmUnshelve,
    DutyCall,
    Result,
    WallTake,
)
from wallctl.domain.observed import Budget, FeedFigures, NodeStatus, Picture, Reason
from wallctl.engine.presence import Duty
from wallctl.engine.recent_alarms import RecentAlarms
from wallctl.engine.room import RoomEngine
from wallctl.testing.clock import CountingIds
from wallctl.testing.glass import reported, silent


@dataclass
class Watch(Bench):
    """A bench with a history of alarms that outlives the engine, and a duty room's telephone."""

    history: RecentAlarms = field(default_factory=RecentAlarms)

    def _made(self) -> RoomEngine:
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=CountingIds(f"r{len(self.disk.entries)}-"),
            secrets=self.secrets,
            alarm_log=self.history,
            duty=Duty(phone="0571-8888"),
        )

    async def start_again(self) -> None:
        self.engine = self._made()
        await self.start()

    @property
    def alarms(self) -> dict[str, Alarm]:
        return {a.key: a for a in self.engine.observed.alarms}

    def mark(self, key: str) -> AlarmMark | None:
        return self.engine.show.get(AlarmMark, key)

    async def told(self) -> list[str]:
        lines = await self.history.since(0.0, 1_000)
        return [f"{e.what.value} {e.key} {e.by}".strip() for e in lines if not e.cause]


@pytest.fixture
async def watch() -> Watch:
    one = Watch()
    await one.start()
    await one.furnish()
    await one.ask(WallTake("big"))
    await one.clock.advance(1)
    yield one
    await one.stop()


async def test_a_room_that_is_well_has_none(watch: Watch) -> None:
    await watch.clock.advance(60)
    assert watch.alarms == {}
    assert await watch.told() == []


async def test_a_lost_node_is_one_alarm_with_its_windows_folded(watch: Watch) -> None:
    watch.glass.down("n1")
    await watch.clock.advance(2)
    assert {key for key, a in watch.alarms.items() if not a.cause} == {"node_lost:n1"}
    assert watch.alarms["tile_dark:big/t1"].cause == "node_lost:n1"
    watch.glass.up("n1")
    await watch.clock.advance(2)
    assert watch.alarms == {}
    assert await watch.told() == ["raised node_lost:n1", "cleared node_lost:n1"]


async def test_a_node_that_is_gone_for_a_second_raises_nothing(watch: Watch) -> None:
    watch.glass.down("n1")
    await watch.clock.advance(1)
    watch.glass.up("n1")
    await watch.clock.advance(30)
    assert await watch.told() == []


async def test_nodes_are_given_time_after_a_start(watch: Watch) -> None:
    watch.glass.down("n1")
    watch.glass.down("n2")
    watch.history = RecentAlarms()
    await watch.restart()
    await watch.clock.advance(8)
    assert watch.alarms == {}
    watch.glass.up("n1")
    await watch.clock.advance(8)
    assert [k for k, a in watch.alarms.items() if not a.cause] == ["node_lost:n2"]


async def test_an_acknowledgement_is_signed_and_outlives_a_restart(watch: Watch) -> None:
    watch.glass.down("n1")
    await watch.clock.advance(2)
    raised = watch.alarms["node_lost:n1"].raised_at
    answer = await watch.ask(AlarmAck("node_lost:n1"), by="li")
    assert answer.result is Result.DONE
    mark = watch.mark("node_lost:n1")
    assert mark is not None
    assert (mark.acked_raise, mark.acked_by) == (raised, "li")
    await watch.restart()
    await watch.clock.advance(60)
    assert watch.alarms["node_lost:n1"].raised_at == raised
    assert watch.mark("node_lost:n1") == mark
    assert await watch.told() == ["raised node_lost:n1", "acked node_lost:n1 li"]


async def test_once_all_nodes_are_back_nobody_waits_for_what_is_past(watch: Watch) -> None:
    watch.glass.down("n1")
    await watch.clock.advance(2)
    await watch.stop()
    watch.glass.up("n1")
    await watch.start_again()
    assert "node_lost:n1" in watch.alarms  # nothing has been heard of it yet
    for node in ("n1", "n2"):
        status = NodeStatus(node, "1", 0.0, 0.0, (), Budget(400.0, 1.0), 1, 0)
        watch.glass.say(node, status=status)
    await watch.clock.advance(2)
    assert watch.alarms == {}


async def test_marks_are_forgotten_once_the_alarm_is_past(watch: Watch) -> None:
    watch.glass.down("n1")
    await watch.clock.advance(2)
    await watch.ask(AlarmAck("node_lost:n1"))
    watch.glass.up("n1")
    await watch.clock.advance(100)
    assert watch.mark("node_lost:n1") is not None
    await watch.clock.advance(60)
    assert watch.mark("node_lost:n1") is None


@pytest.mark.parametrize(
    "command", [AlarmAck("x:y"), AlarmShelve("x:y", 600, "z"), AlarmReset("x:y")]
)
async def test_what_is_no_alarm_is_refused(watch: Watch, command: AlarmAck) -> None:
    before = watch.engine.show
    answer = await watch.ask(command)
    assert (answer.result, dict(answer.fields)["key"]) == (Result.REFUSED, "key")
    assert watch.engine.show is before


async def test_nobody_acknowledges_what_is_yet_to_come(watch: Watch) -> None:
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(1)
    await watch.ask(AlarmAck("backup_failed:", watch.clock.now() + 9e9))
    mark = watch.mark("backup_failed:")
    assert mark is not None
    assert mark.acked_raise == watch.alarms["backup_failed:"].raised_at


async def test_a_latched_alarm_leaves_by_reset_once_its_cause_is_gone(watch: Watch) -> None:
    watch.engine.fault("emergency_sign_in", True)
    await watch.clock.advance(1)
    refused = await watch.ask(AlarmReset("emergency_sign_in:"))
    assert (refused.result, refused.code) == (Result.REFUSED, "still_there")
    watch.engine.fault("emergency_sign_in", False)
    await watch.clock.advance(3600)
    assert watch.alarms["emergency_sign_in:"].cleared_at
    await watch.restart()
    await watch.clock.advance(60)
    assert (await watch.ask(AlarmReset("emergency_sign_in:"), by="li")).result is Result.DONE
    await watch.clock.advance(1)
    assert watch.alarms == {}
    await watch.restart()
    await watch.clock.advance(60)
    assert watch.alarms == {}
    assert (await watch.told())[-1] == "reset emergency_sign_in: li"


async def test_only_latched_alarms_are_reset(watch: Watch) -> None:
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(1)
    assert (await watch.ask(AlarmReset("backup_failed:"))).code == "not_latched"


async def test_a_shelf_is_kept_over_a_restart_and_ends_by_itself(watch: Watch) -> None:
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(1)
    await watch.ask(AlarmShelve("backup_failed:", 600, "换盘"), by="li")
    watch.engine.fault("backup_failed", False)
    await watch.clock.advance(300)
    assert watch.mark("backup_failed:") is not None  # it would be silent if it came again
    await watch.restart()
    await watch.clock.advance(290)
    assert watch.mark("backup_failed:") is not None
    await watch.clock.advance(20)
    assert watch.mark("backup_failed:") is None
    lines = await watch.history.since(0.0, 100)
    [shelved] = [e for e in lines if e.what is Happened.SHELVED]
    assert (shelved.by, shelved.note) == ("li", "换盘")


async def test_taken_off_the_shelf(watch: Watch) -> None:
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(1)
    await watch.ask(AlarmShelve("backup_failed:", 600, "换盘"))
    assert (await watch.ask(AlarmUnshelve("backup_failed:"))).result is Result.DONE
    mark = watch.mark("backup_failed:")
    assert mark is not None
    assert mark.shelved_until == 0
    assert (await watch.told())[-1] == "unshelved backup_failed: wang"


async def test_a_source_without_a_picture_is_told_with_its_reason(watch: Watch) -> None:
    wall = watch.glass.plan("n1").walls[0]
    dead = {"t1": (Picture.SLATE, Reason.AUTH)}
    watch.glass.say("n1", reported(wall, pictures=dead))
    await watch.clock.advance(4)
    assert dict(watch.alarms["no_picture:cam1"].fields)["reason"] == "auth"
    watch.glass.say("n1", reported(wall))
    await watch.clock.advance(4)
    assert watch.alarms == {}


async def test_a_take_the_glass_never_confirms_is_told(watch: Watch) -> None:
    watch.glass.act = silent
    await watch.ask(WallTake("big"), by="wang")
    await watch.clock.advance(5)
    assert dict(watch.alarms["take_unconfirmed:big"].fields)["by"] == "wang"


async def test_workers_that_die_three_times_are_told(watch: Watch) -> None:
    down = FeedFigures("cam1", "main", Picture.HELD, Reason.WORKER_LOST, node="n1")
    up = FeedFigures("cam1", "main", Picture.LIVE, node="n1")
    for _ in range(2):
        watch.glass.say("n1", feeds=(down,))
        await watch.clock.advance(2)
        watch.glass.say("n1", feeds=(up,))
        await watch.clock.advance(60)
    assert "workers_dying:n1" not in watch.alarms
    watch.glass.say("n1", feeds=(down,))
    await watch.clock.advance(2)
    assert "workers_dying:n1" in watch.alarms
    watch.glass.say("n1", feeds=(up,))
    await watch.clock.advance(700)
    assert "workers_dying:n1" not in watch.alarms


async def test_a_call_is_answered_by_who_acknowledges_it(watch: Watch) -> None:
    calling = asyncio.create_task(
        watch.engine.ask(DutyCall("大厅面板", "请来一下"), id="call", by="领导")
    )
    await watch.clock.advance(4)
    alarm = watch.alarms["duty_call:大厅面板"]
    assert dict(alarm.fields)["note"] == "请来一下"
    assert not calling.done()
    await watch.ask(AlarmAck(alarm.key), by="wang")
    await watch.clock.advance(1)
    answer = await calling
    assert (answer.result, dict(answer.fields)["by"]) == (Result.DONE, "wang")
    assert watch.alarms == {}


async def test_a_call_nobody_answers_says_the_telephone_and_goes_on_calling(watch: Watch) -> None:
    calling = asyncio.create_task(watch.engine.ask(DutyCall("面板"), id="call", by="领导"))
    await watch.clock.advance(29)
    assert not calling.done()
    await watch.clock.advance(2)
    answer = await calling
    assert (answer.result, answer.code) == (Result.PART, "unanswered")
    assert dict(answer.fields)["phone"] == "0571-8888"
    await watch.restart()
    await watch.clock.advance(60)
    assert list(watch.alarms) == ["duty_call:面板"]
    await watch.ask(AlarmAck("duty_call:面板"))
    await watch.clock.advance(1)
    assert watch.alarms == {}


async def test_a_second_call_after_an_answer_calls_anew(watch: Watch) -> None:
    for n in range(5):
        calling = asyncio.create_task(watch.engine.ask(DutyCall("面板"), id=f"c{n}", by="领导"))
        await watch.clock.advance(1)
        alarm, mark = watch.alarms["duty_call:面板"], watch.mark("duty_call:面板")
        assert mark is None or mark.acked_raise < alarm.raised_at
        await watch.ask(AlarmAck(alarm.key))
        await watch.clock.advance(1)
        assert (await calling).result is Result.DONE


async def test_there_is_an_end_to_calls(watch: Watch) -> None:
    calling = [
        asyncio.create_task(watch.engine.ask(DutyCall(f"面板{n}"), id=f"c{n}", by="领导"))
        for n in range(20)
    ]
    await watch.clock.advance(1)
    assert len(watch.alarms) == 16
    refused = [await one for one in calling if one.done()]
    assert [(a.result, a.code) for a in refused] == [(Result.FAILED, "busy")] * 4
    await watch.clock.advance(30)
    assert all(one.done() for one in calling)


async def test_a_full_disk_does_not_silence_a_call(watch: Watch) -> None:
    watch.disk.full = True
    calling = asyncio.create_task(watch.engine.ask(DutyCall("面板"), id="call", by="领导"))
    await watch.clock.advance(2)
    assert {"duty_call:面板", "journal_full:"} <= set(watch.alarms)
    await watch.clock.advance(30)
    assert (await calling).code == "unanswered"


class Broken(RecentAlarms):
    """A history whose disk is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = True

    async def add(self, events: Sequence[AlarmEvent]) -> None:
        if self.broken:
            raise OSError("no space left")
        await super().add(events)

    async def latest(self, latched: Collection[str]) -> tuple[AlarmEvent, ...]:
        if self.broken:
            raise OSError("cannot be read")
        return await super().latest(latched)


async def test_alarms_are_told_whether_they_can_be_written_or_not() -> None:
    store = Broken()
    one = Watch(history=store)
    await one.start()
    await one.furnish()
    await one.clock.advance(1)
    one.glass.down("n1")
    await one.clock.advance(3)
    assert "node_lost:n1" in one.alarms
    assert "alarms_unwritten:" in one.alarms
    store.broken = False
    await one.clock.advance(20)
    assert "alarms_unwritten:" not in one.alarms
    assert "raised node_lost:n1" in await one.told()
    await one.stop()


async def test_old_lines_are_dropped_once_a_day(watch: Watch) -> None:
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(5)
    watch.engine.fault("backup_failed", False)
    await watch.clock.advance(89 * 86_400)
    assert len(await watch.told()) == 2
    await watch.clock.advance(2 * 86_400)
    assert await watch.told() == []


async def test_acknowledging_stands_in_nobodys_way(watch: Watch) -> None:
    """What is asked under the revision someone saw is not refused for an alarm's sake."""
    seen = watch.engine.show.revision
    watch.engine.fault("backup_failed", True)
    await watch.clock.advance(1)
    await watch.ask(AlarmAck("backup_failed:"))
    answer = await watch.ask(WallTake("big"), expect=seen)
    assert answer.result is Result.DONE
