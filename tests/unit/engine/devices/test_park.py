"""Devices of a room: wishes are brought about and read back, acts done once, faults told."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.conftest import Bench
from tests.unit.engine.devices.scripted import Scripted
from wallctl.domain.commands import (
    Answer,
    DeviceAct,
    DeviceAdd,
    DeviceAgain,
    DeviceRelease,
    DeviceRemove,
    DeviceSay,
    DeviceSet,
    DeviceSetMany,
    DeviceTest,
    DeviceUpdate,
    Result,
    Undo,
)
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.devices.points import Policy
from wallctl.domain.errors import AuthFailed, Rejected
from wallctl.engine.recent_alarms import RecentAlarms
from wallctl.engine.room import RoomEngine
from wallctl.testing.clock import CountingIds


class Site(Bench):
    """A room with two scripted devices."""

    def __init__(self) -> None:
        super().__init__()

    def __post_init__(self) -> None:
        self.one, self.two = Scripted(self.clock), Scripted(self.clock)
        self.alarm_log = RecentAlarms()
        super().__post_init__()

    def _made(self) -> RoomEngine:
        families = {"one": self.one.family("one"), "two": self.two.family("two")}
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=CountingIds(f"r{len(self.disk.entries)}-"),
            secrets=self.secrets,
            families=families,
            alarm_log=self.alarm_log,
        )

    async def put(self) -> None:
        for name in ("one", "two"):
            added = DeviceAdd(name, name, id=name, options={"host": "h"})
            assert (await self.ask(added)).result is Result.DONE
        await self.clock.advance(0.2)

    def state(self, device: str = "one") -> DeviceState:
        return self.engine.observed.devices[device]

    def point(self, key: str, device: str = "one") -> PointState:
        found = self.state(device).state(key)
        assert found is not None
        return found

    async def set(self, key: str, value: object, device: str = "one", **more: bool) -> Answer:
        return await self.ask(DeviceSet(device, key, value, **more))  # type: ignore[arg-type]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    await one.start()
    await one.put()
    yield one
    await one.stop()


async def test_a_wish_is_done_when_it_is_read_back(site: Site) -> None:
    answer = await site.set("level", 60)
    assert answer.result is Result.DONE
    assert [(s.target, s.state) for s in answer.steps] == [("one/level", "done")]
    assert site.one.state["level"] == 60
    assert site.point("level").verdict is Verdict.IN_SYNC
    assert site.point("level").by == "wang"
    assert site.engine.show.all(Desired)["one/level"].by == "wang"
    assert site.point("level", "two").verdict is Verdict.FREE


async def test_what_is_not_read_back_is_never_done(site: Site) -> None:
    site.one.deaf = True
    answer = await site.set("level", 60)
    assert (answer.result, answer.steps[0].state) == (Result.PART, "pending")
    await site.clock.advance(30)
    assert site.point("level").verdict is Verdict.FAILED
    assert [key for key, _ in site.one.sent] == ["level"] * 3
    await site.clock.advance(600)
    assert len(site.one.sent) == 3, "given up means given up"
    site.one.deaf = False
    await site.ask(DeviceAgain("one"))
    await site.clock.advance(1)
    assert site.point("level").verdict is Verdict.IN_SYNC


async def test_a_switch_without_read_back_is_sent(site: Site) -> None:
    answer = await site.set("blind", True)
    assert (answer.result, answer.code) == (Result.DONE, "sent")
    assert site.point("blind").verdict is Verdict.SENT


async def test_warming_is_pending_and_no_drift(site: Site) -> None:
    site.one.warm_s = 30
    answer = await site.set("power", "on")
    assert (answer.result, answer.code) == (Result.PART, "warming")
    site.one.state["power"] = "on"
    await site.clock.advance(2)
    assert site.point("power").verdict is Verdict.IN_SYNC
    assert site.one.sent == [("power", "on")]


async def test_the_same_wish_again_is_looked_at_anew(site: Site) -> None:
    await site.set("level", 60)
    site.one.state["level"] = 20  # somebody turned it, and the device says nothing by itself
    answer = await site.set("level", 60)
    assert answer.result is Result.DONE
    assert site.one.state["level"] == 60


async def test_a_lost_device_is_waited_for_and_then_set(site: Site) -> None:
    site.one.die()
    await site.clock.advance(0.1)
    answer = await site.set("level", 60)
    assert (answer.result, answer.code) == (Result.PART, "waits")
    site.one.there = True
    await site.clock.advance(60)
    assert site.point("level").verdict is Verdict.IN_SYNC
    assert site.one.sent == [("level", 60)]


async def test_an_old_value_says_when_it_was_last_heard(site: Site) -> None:
    assert site.point("temperature").heard == 0
    await site.clock.advance(25)  # read anew at 10 s and at 20 s
    site.one.die()
    await site.clock.advance(1)
    old = site.point("temperature")
    assert old.stale
    lost = site.state().since
    assert lost - 6 <= old.heard <= lost
    await site.clock.advance(100)
    assert site.point("temperature").heard == old.heard
    site.one.there = True
    await site.clock.advance(120)
    assert (site.point("temperature").stale, site.point("temperature").heard) == (False, 0)


async def test_loss_is_logged_once_and_recovery_once(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    site.one.die()
    await site.clock.advance(300)
    assert site.state().availability is Availability.OFFLINE
    assert site.state().reason == "unreachable"
    site.one.there = True
    await site.clock.advance(120)
    lines = [r.getMessage() for r in caplog.records if "device one" in r.getMessage()]
    assert [line.split(":")[0] for line in lines] == ["device one is lost", "device one is back"]


async def test_a_lost_device_is_an_alarm(site: Site) -> None:
    site.one.die()
    await site.clock.advance(5)
    assert [a.key for a in site.engine.observed.alarms if "device" in a.code] == ["device_lost:one"]
    site.one.there = True
    await site.clock.advance(120)
    assert not site.engine.observed.alarms


async def test_nobody_is_fought_and_drift_is_shown(site: Site) -> None:
    await site.set("level", 60)
    site.one.turn("level", 20)
    await site.clock.advance(60)
    assert site.point("level").verdict is Verdict.DRIFTED
    assert site.point("level").by == ""
    assert site.one.state["level"] == 20


async def test_enforce_sets_it_again(site: Site) -> None:
    await site.ask(DeviceUpdate("one", policies={"level": Policy.ENFORCE}))
    await site.clock.advance(0.1)
    await site.set("level", 60)
    await site.clock.advance(6)
    site.one.turn("level", 20)
    await site.clock.advance(6)
    assert site.one.state["level"] == 60


async def test_observe_refuses(site: Site) -> None:
    await site.ask(DeviceUpdate("one", policies={"level": Policy.OBSERVE}))
    answer = await site.set("level", 60)
    assert (answer.result, answer.code) == (Result.REFUSED, "observed_only")
    assert not site.one.sent


@pytest.mark.parametrize(
    ("key", "value", "where", "reason"),
    [
        ("level", 101, "value", "range"),
        ("level", "much", "value", "not_number"),
        ("power", "warming", "value", "choice"),
        ("blind", 1, "value", "not_bool"),
        ("nothing", 1, "key", "unknown"),
        ("temperature", 20, "key", "observed_only"),
    ],
)
async def test_a_wrong_wish_changes_nothing(
    site: Site, key: str, value: object, where: str, reason: str
) -> None:
    rows = len(site.disk.entries)
    answer = await site.set(key, value)
    assert answer.result is Result.REFUSED
    assert dict(answer.fields)["key"] == where
    assert dict(answer.fields)["reason"] == reason
    assert len(site.disk.entries) == rows
    assert not site.one.sent


async def test_what_is_dangerous_wants_a_word_and_never_waits(site: Site) -> None:
    assert (await site.set("outlet", False)).code == "needs_confirm"
    assert (await site.set("outlet", False, confirm=True)).result is Result.DONE
    site.one.die()
    await site.clock.advance(0.1)
    assert (await site.set("outlet", True, confirm=True)).code == "device_lost"
    assert (await site.ask(DeviceAct("two", "reset"))).code == "needs_confirm"
    assert not site.two.acted


async def test_a_burst_of_wishes_ends_with_the_last(site: Site) -> None:
    site.one.reply_s = 0.2
    asked = [DeviceSet("one", "level", n) for n in range(20)]
    for n, what in enumerate(asked):
        site.engine._bus.ask(what, id=f"b{n}", by="wang", expect=None)
    await site.clock.advance(10)
    assert site.one.state["level"] == 19
    assert len(site.one.sent) < 5


async def test_many_at_once_are_one_row(site: Site) -> None:
    rows = len(site.disk.entries)
    sets = (DeviceSet("one", "level", 5), DeviceSet("two", "level", 6))
    answer = await site.ask(DeviceSetMany(sets))
    assert answer.result is Result.DONE
    assert len(answer.steps) == 2
    assert len(site.disk.entries) == rows + 1
    site.two.deaf = True
    answer = await site.ask(DeviceSetMany((sets[0], DeviceSet("two", "level", 9))))
    assert answer.result is Result.PART
    assert [s.state for s in answer.steps] == ["done", "pending"]


async def test_an_act_is_done_once_or_not_at_all(site: Site) -> None:
    answer = await site.ask(DeviceAct("one", "ding"))
    assert (answer.result, answer.code) == (Result.DONE, "sent")
    assert len(site.one.acted) == 1
    site.one.die()
    await site.clock.advance(0.1)
    answer = await site.ask(DeviceAct("one", "ding"))
    assert (answer.result, answer.code) == (Result.FAILED, "unreachable")
    site.one.there = True
    await site.clock.advance(120)
    assert len(site.one.acted) == 1, "what failed is not made up for"


async def test_a_wrong_password_is_not_tried_again_by_itself(site: Site) -> None:
    site.one.error = AuthFailed()
    site.one.die()
    await site.clock.advance(3600)
    opened = site.one.opened
    assert site.state().reason == "auth_failed"
    await site.clock.advance(3600)
    assert site.one.opened == opened
    site.one.error, site.one.there = None, True
    await site.ask(DeviceAgain("one"))
    await site.clock.advance(1)
    assert site.state().availability is Availability.ONLINE


async def test_a_refusal_keeps_the_line(site: Site) -> None:
    answer = await site.ask(DeviceSay("one", "no"))
    assert (answer.result, answer.code) == (Result.FAILED, "rejected")
    answer = await site.ask(DeviceSay("one", "hello"))
    assert dict(answer.fields)["got"] == "you said hello"
    assert site.one.opened == 1


async def test_a_device_that_hangs_holds_nobody_up(site: Site) -> None:
    site.one.reply_s = 1e9
    begun = site.clock.monotonic()
    answer = await site.set("level", 60, "two")
    assert answer.result is Result.DONE
    assert site.clock.monotonic() - begun < 0.5
    await site.clock.advance(60)
    assert site.state().reason == "timed_out"


async def test_a_flood_is_cut_off(site: Site) -> None:
    with pytest.raises(Exception, match="flood"):
        for n in range(1000):
            site.one.turn("level", n % 100)
    site.one.lost.set_exception(Rejected())  # type: ignore[union-attr]
    await site.clock.advance(60)
    assert site.one.opened == 2, "hung up, and called again"


async def test_a_restart_of_the_engine_repeats_no_old_wish(site: Site) -> None:
    await site.set("level", 60)
    site.one.state["level"] = 20
    await site.stop()
    await site.clock.advance(3600)
    await site.restart()
    await site.clock.advance(60)
    assert site.one.state["level"] == 20
    assert site.point("level").verdict is Verdict.DRIFTED


async def test_a_restart_brings_about_what_was_just_wished(site: Site) -> None:
    site.one.die()
    await site.clock.advance(0.1)
    await site.set("level", 60)
    site.one.there = True
    await site.restart()
    await site.clock.advance(2)
    assert site.one.state["level"] == 60


async def test_undo_touches_no_device(site: Site) -> None:
    await site.set("level", 60)
    answer = await site.ask(Undo())
    assert answer.result is Result.REFUSED
    assert site.one.state["level"] == 60


async def test_switched_off_in_the_site_is_not_present(site: Site) -> None:
    await site.ask(DeviceUpdate("one", enabled=False))
    await site.clock.advance(0.1)
    assert site.state().availability is Availability.ABSENT
    assert site.one.open_now == 0
    assert (await site.set("level", 1)).result is Result.REFUSED
    await site.ask(DeviceUpdate("one", enabled=True))
    await site.clock.advance(0.1)
    assert site.state().availability is Availability.ONLINE


async def test_removed_it_is_let_go_with_its_wishes(site: Site) -> None:
    await site.set("level", 60)
    assert (await site.ask(DeviceRemove("one"))).result is Result.DONE
    await site.clock.advance(0.1)
    assert "one" not in site.engine.observed.devices
    assert not site.engine.show.all(Desired)
    assert site.one.open_now == 0


async def test_released_nothing_is_wanted_and_nothing_sent(site: Site) -> None:
    await site.set("level", 60)
    await site.ask(DeviceRelease("one"))
    await site.clock.advance(0.2)
    assert site.point("level").verdict is Verdict.FREE
    assert site.one.sent == [("level", 60)]


@pytest.mark.parametrize(
    ("options", "secret", "where"),
    [
        ({"host": ""}, "", "options.host"),
        ({"host": "a b"}, "", "options.host"),
        ({"host": "h", "more": 1}, "", "options.more"),
        ({"host": "h", "password": "x"}, "", "options.password"),
    ],
)
async def test_wrong_options_name_their_place(
    site: Site, options: dict[str, object], secret: str, where: str
) -> None:
    answer = await site.ask(DeviceAdd("new", "one", options=options))  # type: ignore[arg-type]
    assert answer.result is Result.REFUSED
    assert dict(answer.fields)["key"] == where
    assert len(site.engine.show.all(Device)) == 2


async def test_secrets_reach_the_driver_alone(site: Site) -> None:
    secret = site.secrets.seal(json.dumps({"password": "s3cret"}))
    await site.ask(DeviceUpdate("one", secret=secret))
    await site.clock.advance(0.1)
    assert site.one.options[-1]["password"] == "s3cret"
    assert "s3cret" not in repr(site.engine.show) + repr(site.engine.observed)


async def test_a_device_is_tried_before_it_is_saved(site: Site) -> None:
    answer = await site.ask(DeviceTest("two", {"host": "h"}))
    assert answer.result is Result.DONE
    assert dict(answer.fields)["model"] == "S1"
    assert site.two.open_now == 1, "the one that is saved alone"
    site.two.there = False
    assert (await site.ask(DeviceTest("two", {"host": "h"}))).code == "unreachable"
    assert (await site.ask(DeviceTest("three", {}))).result is Result.REFUSED


async def test_a_kept_password_is_tried_at_no_other_host(site: Site) -> None:
    secret = site.secrets.seal(json.dumps({"password": "s3cret"}))
    await site.ask(DeviceUpdate("one", secret=secret))
    await site.ask(DeviceTest("one", {"host": "h"}, device="one"))
    assert site.one.options[-1]["password"] == "s3cret"
    await site.ask(DeviceTest("one", {"host": "elsewhere"}, device="one"))
    assert site.one.options[-1]["password"] == ""


async def test_an_unknown_driver_is_said_and_harms_nobody(site: Site) -> None:
    answer = await site.ask(DeviceAdd("x", "nobody"))
    assert answer.result is Result.REFUSED
    assert dict(answer.fields)["key"] == "driver"


@pytest.mark.parametrize("turns", range(12))
async def test_a_device_that_is_lost_as_the_engine_ends_does_not_hold_it_up(turns: int) -> None:
    """An error and the end in one moment: TaskGroup of Python 3.11 forgets the cancellation."""
    site = Site()
    await site.start()
    await site.put()
    running = site.running
    assert running is not None
    actor = next(t for t in asyncio.all_tasks() if t.get_name() == "device one")
    site.one.die()
    for _ in range(turns):
        await asyncio.sleep(0)
    actor.cancel()
    await asyncio.wait({actor}, timeout=1.0)
    ended = actor.done()
    await site.stop()
    assert ended
