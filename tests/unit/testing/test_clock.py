from __future__ import annotations

import asyncio

from wallctl.testing.clock import CountingIds, VirtualClock


async def test_sleepers_wake_in_order_and_in_time() -> None:
    clock = VirtualClock(epoch=100.0)
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, *naps: float) -> None:
        for nap in naps:
            await clock.sleep(nap)
            woken.append((name, clock.monotonic()))

    tasks = [
        asyncio.create_task(sleeper("a", 1.0, 1.0)),
        asyncio.create_task(sleeper("b", 1.5)),
        asyncio.create_task(sleeper("c", 9.0)),
    ]
    await clock.advance(5.0)
    assert woken == [("a", 1.0), ("b", 1.5), ("a", 2.0)]
    assert (clock.now(), clock.sleepers) == (105.0, 1)
    await clock.advance(4.0)
    assert woken[-1] == ("c", 9.0)
    await asyncio.gather(*tasks)


async def test_one_who_stopped_sleeping_is_forgotten() -> None:
    clock = VirtualClock()
    task = asyncio.create_task(clock.sleep(1.0))
    await clock.settle()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clock.advance(2.0)
    assert clock.sleepers == 0
    await clock.sleep(0)


def test_ids() -> None:
    ids = CountingIds("x")
    assert [ids.fresh() for _ in range(3)] == ["x1", "x2", "x3"]
