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


async def test_who_leads_is_the_only_one_that_looks_until_it_rests() -> None:
    heard: list[str] = []
    told = asyncio.Event()

    def drain(link: WorkerLink) -> None:
        heard.extend(link.group for _ in link._channel.receive())
        told.set()

    link, theirs = pair("a")
    gather = Gather(drain)
    try:
        gather.add(link)
        assert not gather.look()
        theirs.send(b"x")
        await asyncio.sleep(0.05)
        assert heard == [], "no beat and no wake comes between"
        assert gather.look()
        assert heard == ["a"]
        theirs.send(b"x")
        gather.rest()
        await asyncio.wait_for(told.wait(), 10)
        told.clear()
        theirs.send(b"x")
        await asyncio.wait_for(told.wait(), 10)
        assert len(heard) == 3
        assert not gather.look(), "from its own beats straight to being led"
        gather.rest()
        told.clear()
        theirs.send(b"x")
        await asyncio.wait_for(told.wait(), 10)
    finally:
        gather.remove(link)
        gather.close()
        link.close()
        theirs.close()


async def test_a_worker_that_comes_while_somebody_leads_is_heard_after_the_rest() -> None:
    told = asyncio.Event()

    def drain(link: WorkerLink) -> None:
        for _ in link._channel.receive():
            told.set()

    first, theirs_first = pair("a")
    second, theirs = pair("b")
    gather = Gather(drain)
    try:
        gather.add(first)
        gather.look()
        gather.add(second)
        gather.rest()
        gather.rest()  # once more does no harm
        theirs.send(b"x")
        await asyncio.wait_for(told.wait(), 10)
    finally:
        for link in (first, second):
            gather.remove(link)
            link.close()
        gather.close()
        assert not gather.look(), "who still ticks while all ends finds nothing"
        gather.rest()
        theirs_first.close()
        theirs.close()
