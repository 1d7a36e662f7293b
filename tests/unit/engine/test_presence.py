"""Whether somebody is at the desk, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from wallctl.domain.observed import Presence
from wallctl.engine.presence import LEFT_S, START_S, Attendance
from wallctl.testing.clock import VirtualClock


class Hall:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.told: list[Presence] = []
        self.attendance = Attendance(clock=self.clock, told=self.told.append, limit_s=300)

    @property
    def now(self) -> Presence:
        return self.told[-1]


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    one = Hall()
    running = asyncio.create_task(one.attendance.run())
    await one.clock.settle()
    yield one
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_after_a_start_nothing_is_said_until_desks_had_time_to_come_back(hall: Hall) -> None:
    await hall.clock.advance(START_S - 1)
    assert hall.told == []
    await hall.clock.advance(2)
    assert (hall.now.attended, hall.now.desks) == (False, ())
    assert hall.now.since == pytest.approx(hall.clock.now() - 1)


async def test_a_desk_with_input_attends_at_once(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", 0.0)
    await hall.clock.advance(0.1)
    assert hall.now.attended
    assert hall.now.desks == ("wang",)


async def test_without_input_nobody_is_there_after_five_minutes(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", 0.0)
    for n in range(1, 30):
        await hall.clock.advance(10)
        hall.attendance.present("d1", "wang", n * 10.0)
    assert hall.now.attended
    await hall.clock.advance(11)
    assert not hall.now.attended
    assert hall.now.desks == ("wang",)
    assert hall.now.since == pytest.approx(hall.clock.now(), abs=1.1)


async def test_input_brings_back_attendance(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", 900.0)
    await hall.clock.advance(20)
    assert not hall.now.attended
    hall.attendance.present("d1", "wang", 0.0)
    await hall.clock.advance(0.1)
    assert hall.now.attended


async def test_one_desk_in_use_is_enough(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", 900.0)
    hall.attendance.present("d2", "li", 3.0)
    await hall.clock.advance(20)
    assert hall.now.attended
    assert hall.now.desks == ("li", "wang")


async def test_a_desk_that_leaves_may_be_back_in_a_moment(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", 0.0)
    await hall.clock.advance(1)
    hall.attendance.left("d1")
    await hall.clock.advance(LEFT_S - 1)
    assert hall.now.attended
    hall.attendance.present("d1", "wang", 5.0)
    await hall.clock.advance(60)
    assert hall.now.attended
    hall.attendance.left("d1")
    await hall.clock.advance(LEFT_S + 1)
    assert hall.now == Presence(False, hall.now.since, ())


async def test_an_idle_time_that_cannot_be_is_none(hall: Hall) -> None:
    hall.attendance.present("d1", "wang", -500.0)
    await hall.clock.advance(299)
    assert hall.now.attended
    await hall.clock.advance(2)
    assert not hall.now.attended
