"""Workers that die, hang or lie: the node and the other tiles go on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.unit.feeds.conftest import Bench, RealClock, bench, spec, until
from wallctl.domain.entities import Medium
from wallctl.domain.observed import Picture, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey, Want
from wallctl.feeds.manager import FeedManager

__all__ = ["bench"]
CARD = "testcard:320x180@25"
HOSTILE = Path(__file__).with_name("hostile_worker.py")
WAYS = ["noise", "json", "slot", "no-fd", "small", "unsealed", "twice", "flood"]


def keys(n: int) -> list[FeedKey]:
    return [FeedKey(f"s{i}", "main") for i in range(n)]


def workers_of(bench: Bench) -> dict[int, set[FeedKey]]:
    return {
        link.process.pid: {feed.key for feed in link.feeds.values()}
        for link in bench.manager._links
        if link.feeds
    }


async def all_live(bench: Bench, wanted: list[FeedKey]) -> None:
    await until(lambda: all(bench.figures(key).picture is Picture.LIVE for key in wanted), 30)


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
async def test_killed_workers_come_back_and_others_never_notice(bench: Bench, kills: int) -> None:
    wanted = keys(8)
    bench.manager.want({key: Want(spec(CARD, key.source)) for key in wanted})
    await all_live(bench, wanted)
    bench.manager._on_frame = bench.manager.acquire
    for _ in range(kills):
        pid, hit = await until(
            lambda: min(((p, k) for p, k in workers_of(bench).items() if p), default=None)
        )
        spared = [key for key in wanted if key not in hit]
        before = {key: bench.figures(key) for key in wanted}
        os.kill(pid, signal.SIGKILL)
        await until(
            lambda hit=hit, before=before: all(
                bench.figures(key).frames > before[key].frames + 2
                and bench.figures(key).reconnects > before[key].reconnects
                for key in hit
            )
        )
        for key in spared:
            assert bench.figures(key).reconnects == before[key].reconnects
            assert bench.figures(key).picture is Picture.LIVE


async def test_a_worker_that_stands_still_is_replaced(bench: Bench) -> None:
    wanted = keys(2)
    bench.manager.want({key: Want(spec(CARD, key.source)) for key in wanted})
    await all_live(bench, wanted)
    pid = next(iter(workers_of(bench)))
    os.kill(pid, signal.SIGSTOP)
    await until(lambda: pid not in bench.manager.pids(), 30)
    await all_live(bench, wanted)


async def test_feeds_open_while_the_fork_server_dies_again_and_again(bench: Bench) -> None:
    for n in range(1, 5):
        wanted = keys(n)
        if zygote := bench.manager.pids()[0]:
            os.kill(zygote, signal.SIGKILL)
        bench.manager.want({key: Want(spec(CARD, key.source)) for key in wanted})
        await all_live(bench, wanted)


@pytest.mark.parametrize("how", WAYS)
async def test_a_lying_worker_never_hurts_the_node(how: str) -> None:
    liar, honest = FeedKey("liar", "main"), FeedKey("honest", "main")
    shown: list[FeedKey] = []
    manager = FeedManager(
        commands={Medium.WEB: [sys.executable, str(HOSTILE), how]},
        on_frame=shown.append,
        on_state=lambda _key: None,
        clock=RealClock(),
    )
    task = asyncio.create_task(manager.run())
    try:
        page = FeedSpec("liar", "liar", Medium.WEB, "http://nowhere.invalid/")
        manager.want({honest: Want(spec(CARD, "honest")), liar: Want(page)})
        if how == "flood":
            await until(lambda: figures(manager, liar).detail, 30)
        else:
            await until(lambda: figures(manager, liar).reason is Reason.WORKER_LOST, 30)
        seen = figures(manager, honest).frames
        await until(lambda: figures(manager, honest).frames > seen + 10, 30)
        assert honest in shown and figures(manager, honest).reconnects == 0
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def figures(manager: FeedManager, key: FeedKey):
    return next(f for f in manager.figures() if (f.source, f.stream) == key)


async def test_workers_end_with_a_node_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "node.py"
    script.write_text(_NODE)
    root = Path(__file__).parents[2]
    node = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdout=asyncio.subprocess.PIPE,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert node.stdout is not None
    pids = [int(p) for p in (await asyncio.wait_for(node.stdout.readline(), 30)).split()]
    assert len(pids) >= 3
    node.kill()
    await node.wait()
    end = time.monotonic() + 15
    while any(running(pid) for pid in pids):
        assert time.monotonic() < end, "a worker outlives its node"
        await asyncio.sleep(0.02)


def running(pid: int) -> bool:
    """A zombie that nobody has taken yet is no process any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


_NODE = """
import asyncio
from tests.unit.feeds.conftest import Bench, spec, until
from wallctl.feeds.keys import FeedKey, Want

async def main():
    bench = Bench()
    task = asyncio.create_task(bench.manager.run())
    keys = [FeedKey(f"s{i}", "main") for i in range(5)]
    bench.manager.want({k: Want(spec("testcard:64x64", k.source)) for k in keys})
    await until(lambda: all(bench.manager.acquire(k) for k in keys))
    await until(lambda: len(bench.manager.pids()) >= 4)
    print(*bench.manager.pids(), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
