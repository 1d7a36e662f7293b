"""What every history of alarms must do. Subclass `AlarmLogSuite` and give `open`."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from wallctl.domain.alarms import AlarmEvent, Happened, Priority
from wallctl.ports.alarms import AlarmLog

Opened = AbstractAsyncContextManager[AlarmLog]
AT = 1_700_000_000.125


def line(what: Happened, at: float = 0.0, code: str = "no_picture", **more: object) -> AlarmEvent:
    made = AlarmEvent(
        AT + at, what, f"{code}:cam", code, "cam", Priority.WARNING, AT, fields=(("名", "桥"),)
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name, as a test says


RAISED = line(Happened.RAISED)
CLEARED = line(Happened.CLEARED, 5)


class AlarmLogSuite:
    """The contract of `wallctl.ports.alarms.AlarmLog`."""

    @abstractmethod
    def open(self, where: Path) -> Opened:
        """A history that keeps its lines at `where`."""

    async def test_a_new_one_is_empty(self, tmp_path: Path) -> None:
        async with self.open(tmp_path) as log:
            assert await log.since(0.0, 10) == ()
            assert await log.page(0, 10) == ()
            assert await log.latest(()) == ()
            assert await log.prune(AT) == 0

    async def test_lines_come_back_whole(self, tmp_path: Path) -> None:
        whole = line(
            Happened.SHELVED,
            7,
            by="王",
            note="检修",
            cause="node_lost:n1",
            priority=Priority.NOTICE,
        )
        async with self.open(tmp_path) as log:
            await log.add([RAISED, whole])
            assert await log.since(0.0, 10) == (RAISED, whole)

    async def test_since_gives_the_newest_of_that_time_oldest_first(self, tmp_path: Path) -> None:
        lines = [line(Happened.RAISED, n) for n in range(6)]
        async with self.open(tmp_path) as log:
            await log.add(lines)
            assert await log.since(AT + 2, 10) == tuple(lines[2:])
            assert await log.since(AT, 2) == tuple(lines[-2:])

    async def test_pages_go_back_without_a_gap(self, tmp_path: Path) -> None:
        lines = [line(Happened.RAISED, n) for n in range(5)]
        async with self.open(tmp_path) as log:
            await log.add(lines)
            first = await log.page(0, 2)
            second = await log.page(first[-1].number, 10)
            assert [one.event for one in (*first, *second)] == lines[::-1]

    async def test_what_stands_is_the_newest_raise_of_each(self, tmp_path: Path) -> None:
        other = line(Happened.RAISED, 1, "budget")
        again = line(Happened.RAISED, 9, raised_at=AT + 9)
        async with self.open(tmp_path) as log:
            await log.add([RAISED, other, CLEARED])
            assert await log.latest(()) == (other,)
            await log.add([again, line(Happened.ACKED, 10), line(Happened.SHELVED, 11)])
            assert await log.latest(()) == (other, again)

    async def test_a_latched_one_stays_until_its_reset(self, tmp_path: Path) -> None:
        async with self.open(tmp_path) as log:
            await log.add([RAISED, CLEARED])
            assert await log.latest(("no_picture",)) == (CLEARED,)
            await log.add([line(Happened.RESET, 8)])
            assert await log.latest(("no_picture",)) == ()

    async def test_old_lines_are_dropped(self, tmp_path: Path) -> None:
        lines = [line(Happened.RAISED, n) for n in range(5)]
        async with self.open(tmp_path) as log:
            await log.add(lines)
            assert await log.prune(AT + 3) == 3
            assert await log.since(0.0, 10) == tuple(lines[3:])
            await log.add([CLEARED])
            assert len(await log.page(0, 10)) == 3
