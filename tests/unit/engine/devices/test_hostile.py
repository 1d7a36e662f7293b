"""What goes wrong between two people, in mid-act, or in a driver that somebody else wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.unit.engine.devices.test_park import Site
from wallctl.domain.commands import (
    DeviceAct,
    DeviceRelease,
    DeviceRemove,
    DeviceSet,
    Result,
    SiteImport,
)
from wallctl.domain.devices.observed import Availability, Verdict
from wallctl.domain.devices.options import Options
from wallctl.engine.devices.actor import Actor
from wallctl.engine.devices.reconcile import Wish
from wallctl.ports.driver import Act, Connection, Means, State
from wallctl.ports.line import no_lines


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    await one.start()
    await one.put()
    yield one
    await one.stop()


async def test_a_wish_that_somebody_else_overtook_is_not_done(site: Site) -> None:
    site.one.reply_s = 0.1
    mine = asyncio.create_task(site.ask(DeviceSet("one", "level", 60)))
    await asyncio.sleep(0)
    theirs = asyncio.create_task(site.ask(DeviceSet("one", "level", 20)))
    await site.clock.advance(3)
    answer = await mine
    assert (answer.result, answer.code) == (Result.FAILED, "overruled")
    assert (await theirs).result is Result.DONE
    assert site.one.state["level"] == 20


async def test_a_wish_that_was_withdrawn_is_not_waited_for(site: Site) -> None:
    site.one.deaf = True
    mine = asyncio.create_task(site.ask(DeviceSet("one", "level", 60)))
    await asyncio.sleep(0)
    await site.ask(DeviceRelease("one", "level"))
    answer = await mine
    assert (answer.result, answer.code) == (Result.FAILED, "overruled")


async def test_acts_that_wait_for_a_device_end_with_it(site: Site) -> None:
    site.one.reply_s = 0.9
    acts = [asyncio.create_task(site.ask(DeviceAct("one", "ding"))) for _ in range(3)]
    await site.clock.advance(0.1)
    await site.ask(DeviceRemove("one"))
    await site.clock.advance(5)
    assert all(one.done() for one in acts)
    assert {(await one).result for one in acts} == {Result.FAILED}


async def test_an_actor_that_has_ended_does_nothing_and_says_so(site: Site) -> None:
    actor = site.engine.devices.actor("one")
    assert actor is not None
    await site.ask(DeviceRemove("one"))
    await site.clock.advance(1)
    assert actor.act(Act("ding")).done()


async def test_a_driver_that_cannot_even_be_made_takes_nobody_with_it(site: Site) -> None:
    family = site.one.family("bad")

    def connect(options: Options, means: Means) -> Connection:
        raise ValueError("no such thing")

    actor = Actor(
        device="bad",
        family=replace(family, connect=connect),
        options={},
        policies={},
        lines=no_lines,
        clock=site.clock,
        told=lambda state: None,
    )
    task = asyncio.create_task(actor.run())
    await site.clock.advance(5)
    assert not task.done()
    assert (actor.state.availability, actor.state.reason) == (Availability.OFFLINE, "internal")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_reading_without_the_value_proves_nothing(site: Site) -> None:
    """The device was turned by hand and its driver reads nothing of it: it is sent again."""
    await site.set("level", 60)
    family = site.one.family("mute")

    class Mute:
        def __init__(self, inner: Connection) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> object:
            return getattr(self._inner, name)

        async def read(self, keys: object = ()) -> State:
            return {}

    actor = Actor(
        device="mute",
        family=replace(family, connect=lambda o, m: Mute(family.connect(o, m))),  # type: ignore[arg-type,return-value]
        options={},
        policies={},
        lines=no_lines,
        clock=site.clock,
        told=lambda state: None,
    )
    task = asyncio.create_task(actor.run())
    await site.clock.advance(0.5)
    site.one.sent.clear()
    actor.want({"level": Wish(60, "wang", site.clock.now())})
    await site.clock.advance(0.5)
    point = actor.state.state("level")
    assert point is not None
    assert point.verdict is not Verdict.IN_SYNC
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_archive_switches_no_device(site: Site) -> None:
    """Neither the value of another day, nor that of a moment ago on another machine."""
    await site.set("level", 60)
    archived = site.engine.show.entities()
    await site.set("level", 20)
    site.one.sent.clear()
    answer = await site.ask(SiteImport(tuple(archived)))
    assert answer.result is Result.DONE, answer
    await site.clock.advance(30)
    assert not site.one.sent
    assert site.point("level").verdict is Verdict.FREE
