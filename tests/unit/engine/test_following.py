from __future__ import annotations

import asyncio

import pytest

from tests.unit.engine.conftest import RIGHT, Bench
from wallctl.domain.commands import TileMove, WallTake
from wallctl.engine.following import EventOut, Followers, Lagged, Published


def event(n: int) -> Published:
    return Published(EventOut(n, 0.0, "wang", "tile.move", ()))


async def test_each_hears_all_in_order() -> None:
    followers = Followers()
    async with followers.follow() as one, followers.follow() as other:
        for n in range(5):
            followers.publish(event(n))
        for following in (one, other):
            assert [await anext(following) for _ in range(5)] == [event(n) for n in range(5)]


async def test_a_slow_reader_is_told_and_goes_on_from_now() -> None:
    followers = Followers()
    async with followers.follow(limit=3) as slow:
        for n in range(10):
            followers.publish(event(n))
        with pytest.raises(Lagged):
            await anext(slow)
        followers.publish(event(10))
        assert await anext(slow) == event(10)


async def test_it_ends_with_the_room() -> None:
    followers = Followers()
    async with followers.follow() as following:
        reading = asyncio.create_task(_all(following))
        followers.publish(event(1))
        await asyncio.sleep(0)
        followers.close()
        assert await reading == [event(1)]


async def test_who_left_is_told_nothing() -> None:
    followers = Followers()
    async with followers.follow() as following:
        pass
    followers.publish(event(1))
    assert not following._waiting


async def test_observed_changes_are_told_by_their_part(bench: Bench) -> None:
    await bench.furnish()
    async with bench.engine.follow() as following:
        await bench.ask(WallTake("big"))
        bench.glass.down("n2")
        await bench.until(lambda: bool(bench.engine.observed.lost_nodes))
        bench.engine.fault("backup_failed", True)
        bench.engine.fault("backup_failed", True)
        await bench.ask(TileMove("t1", RIGHT))
        heard = []
        while not heard or heard[-1].event is None or heard[-1].event.kind != "tile.move":
            heard.append(await anext(following))
    parts = [one.observed for one in heard if one.event is None]
    assert frozenset({"walls"}) in parts
    assert frozenset({"lost_nodes"}) in parts
    assert parts.count(frozenset({"faults"})) == 1
    revisions = [one.event.revision for one in heard if one.event is not None]
    assert revisions == sorted(revisions)


async def _all(following: object) -> list[Published]:
    return [one async for one in following]  # type: ignore[attr-defined]  # a Following
