"""All workers are looked at in one beat, also while some of them go."""

from __future__ import annotations

import asyncio
import socket

from wallctl.feeds.channel import Channel
from wallctl.feeds.gather import Gather
from wallctl.feeds.link import WorkerLink
from wallctl.feeds.spawn import Started


def pair(name: str) -> tuple[WorkerLink, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    return WorkerLink(name, Channel(ours), Started(), 0.0), theirs


async def test_a_worker_dropped_by_what_another_said_is_passed_over() -> None:
    heard: list[str] = []
    faults: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: faults.append(told))
    links = dict(pair(name) for name in ("a", "b", "c"))
    done = asyncio.Event()

    def drain(link: WorkerLink) -> None:
        heard.append(link.group)
        for other in [one for one in links if one is not link and one.group != "c"]:
            gather.remove(other)
            other.close()
        for _ in link._channel.receive():
            pass
        if "c" in heard:
            done.set()

    gather = Gather(drain)
    try:
        for link, theirs in links.items():
            gather.add(link)
            theirs.send(b"x")
        await asyncio.wait_for(done.wait(), 10)
        assert len(heard) == 2, "c, and the first of a and b"
        assert faults == []
        for link in links:
            gather.remove(link)  # known or not, open or not
            link.close()
    finally:
        gather.close()
        for theirs in links.values():
            theirs.close()
