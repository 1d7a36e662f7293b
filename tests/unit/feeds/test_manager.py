"""The manager with the test card: placing, death of workers, ending without remains."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import numpy as np

from tests.unit.feeds.conftest import Bench, spec, until
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.keys import FeedKey, Mode, Want

CARD = "testcard:320x180@50"


def keys(n: int) -> list[FeedKey]:
    return [FeedKey(f"s{i}", "main") for i in range(n)]


def cards(wanted: list[FeedKey], **how) -> dict[FeedKey, Want]:
    return {key: Want(spec(CARD, key.source), **how) for key in wanted}


def counter(frame) -> int:
    row = np.frombuffer(frame.data, np.uint32)[:32]
    return int("".join("1" if px == 0xFFFFFFFF else "0" for px in row), 2)


async def test_frames_arrive_whole_and_in_order(bench: Bench) -> None:
    (key,) = keys(1)
    bench.manager.want(cards([key]))
    frame = await until(lambda: bench.manager.acquire(key))
    assert (frame.width, frame.height, frame.stride) == (320, 180, 1280)
    assert frame.native == Size(320, 180)
    seen = []
    while len(seen) < 20:
        before = len(bench.frames)
        await until(lambda before=before: len(bench.frames) > before)
        seen.append(counter(bench.manager.acquire(key)))
    assert seen == sorted(set(seen))


async def test_feeds_are_spread_and_at_most_four_share_a_worker(bench: Bench) -> None:
    wanted = keys(9)
    bench.manager.want(cards(wanted))
    await until(lambda: all(bench.manager.acquire(key) for key in wanted))
    assert bench.manager.workers == 3


async def test_a_killed_worker_is_replaced_and_the_others_go_on(bench: Bench) -> None:
    wanted = keys(4)
    bench.manager.want(cards(wanted))
    await until(lambda: all(bench.manager.acquire(key) for key in wanted))
    before = {f.source: f.frames for f in bench.manager.figures()}
    os.kill(bench.manager.pids()[1], signal.SIGKILL)
    await until(lambda: sum(f.reconnects for f in bench.manager.figures()) == 2)
    await until(lambda: all(f.frames > before[f.source] for f in bench.manager.figures()))
    assert all(f.picture is Picture.LIVE for f in bench.manager.figures())


async def test_the_fork_server_may_die_and_workers_go_on(bench: Bench) -> None:
    first, second = keys(2)
    bench.manager.want(cards([first]))
    await until(lambda: bench.manager.acquire(first))
    old = bench.manager.pids()[0]
    os.kill(old, signal.SIGKILL)
    await until(lambda: bench.manager.pids()[0] not in (0, old))
    bench.manager.want(cards([first, second]))
    await until(lambda: bench.manager.acquire(second))
    assert bench.figures(first).reconnects <= 1


async def test_warm_has_no_picture_and_play_brings_one(bench: Bench) -> None:
    (key,) = keys(1)
    bench.manager.want(cards([key]))
    await until(lambda: bench.manager.acquire(key))
    bench.manager.want(cards([key], mode=Mode.WARM))
    assert bench.manager.acquire(key) is None
    await until(lambda: bench.figures(key).picture is Picture.WARM)
    bench.manager.want(cards([key]))
    await until(lambda: bench.manager.acquire(key))
    await until(lambda: bench.figures(key).picture is Picture.LIVE)


async def test_a_probe_tells_what_is_there_and_leaves_nothing(bench: Bench) -> None:
    good = await bench.manager.probe(spec("testcard:64x64"), 10)
    assert good.ok and (good.width, good.height) == (64, 64)
    bad = await bench.manager.probe(spec("testcard:nonsense"), 10)
    assert not bad.ok and bad.reason is not Reason.NONE
    assert bench.manager.workers == 0


async def test_nothing_is_left_at_the_end() -> None:
    fds = set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, as the kernel has them
    bench = Bench()
    task = asyncio.create_task(bench.manager.run())
    wanted = keys(5)
    bench.manager.want(cards(wanted))
    await until(lambda: all(bench.manager.acquire(key) for key in wanted))
    pids = bench.manager.pids()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
    assert set(os.listdir("/proc/self/fd")) <= fds  # noqa: PTH208
