"""A network namespace of a peer's own, for what listens on every address or refuses `lo`.

It is held by a process that dies with the tests: namespace, link and addresses are gone then, also
after a kill -9 of the tests. Nothing but the test's machine is reached from inside, and what the
tests still send to a peer that is gone ends at a route of ours, as long as they run: it never
leaves the machine. (A route left by a kill -9 is taken away by the next test with a namespace.)
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import ipaddress
import json
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from tests.peers.rigs.base import Program, Rig, RigError, lacking, run_tool

_NET = ipaddress.ip_network("10.213.0.0/16")
_PROTO = "213"  # marks our routes
_UP = ("link set eth0 up", "route replace 224.0.0.0/4 dev eth0")
_LAST = "4096"  # the metric of the route that is left when the link is gone


@functools.cache
def refused() -> str:
    """Why no namespace can be made here, or ""."""
    if gone := lacking("ip", "unshare", "nsenter", "setpriv"):
        return gone
    if os.geteuid() != 0:
        return "a network namespace needs root"
    probe = ["unshare", "-n", "ip", "link", "add", "rig", "type", "veth", "peer", "name", "gir"]
    done = subprocess.run(probe, capture_output=True, text=True, timeout=10, check=False)
    return f"no network namespace can be made: {done.stderr.strip()}" if done.returncode else ""


def _lock(number: int) -> socket.socket | None:
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        one.bind(f"\0wallctl-rig-net-{number}")
    except OSError:
        one.close()
        return None
    return one


def _hold() -> subprocess.Popen[bytes]:
    """A process that does nothing, in a namespace it made."""
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", "-n", "sleep", "infinity"]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def _net_of(pid: int | str) -> Path:
    return Path(f"/proc/{pid}/ns/net").readlink()


def _forget(subnet: ipaddress.IPv4Network, held: socket.socket) -> None:
    """At the end of the tests; until then the network's number is ours too."""
    gone = ["ip", "route", "del", "unreachable", str(subnet), "metric", _LAST]
    subprocess.run(gone, capture_output=True, timeout=10, check=False)
    held.close()


def _subnet(number: int) -> ipaddress.IPv4Network:
    assert isinstance(_NET, ipaddress.IPv4Network)
    return ipaddress.IPv4Network((int(_NET.network_address) + number * 4, 30))


class Netns:
    """`near` is the tests' address, `far` the peer's."""

    def __init__(self) -> None:
        self._holder: subprocess.Popen[bytes] | None = None
        for number in random.sample(range(2**14), 100):
            if lock := _lock(number):
                self._number, self._held = number, lock
                break
        else:
            raise RigError("no free network")
        self._subnet = _subnet(self._number)
        self.near, self.far = (str(one) for one in self._subnet.hosts())
        self.link = f"rig{self._number}"

    @property
    def enter(self) -> list[str]:
        """Put before a command, runs it inside. RigError where it is not open."""
        if self._holder is None:
            raise RigError("the namespace is not open")
        return ["nsenter", "--target", str(self._holder.pid), "--net", "--"]

    @property
    def is_open(self) -> bool:
        return self._holder is not None

    async def open(self) -> None:
        await self._sweep()
        self._holder = _hold()
        try:
            await self._apart()
            ip, pid, bits = self._ip, str(self._holder.pid), f"/{self._subnet.prefixlen}"
            route = ("unreachable", str(self._subnet), "metric", _LAST, "proto", _PROTO)
            await ip("route", "add", *route)
            atexit.register(_forget, self._subnet, self._held)
            await ip("link", "add", self.link, "type", "veth", "peer", "name", "eth0", "netns", pid)
            await ip("addr", "add", self.near + bits, "dev", self.link)
            await ip("link", "set", self.link, "up")
            await self._ip_inside("link set lo up", f"addr add {self.far}{bits} dev eth0", *_UP)
        except BaseException:
            await self.close()
            raise

    async def unplug(self) -> None:
        """The cable is out: what is sent is lost without a word, as when a switch dies."""
        await self._ip_inside("link set eth0 down")

    async def plug(self) -> None:
        """The cable is in again."""
        await self._ip_inside(*_UP)

    async def close(self) -> None:
        """All of it is gone after this; programs inside have ended before."""
        if self._holder is not None:
            with contextlib.suppress(RigError):
                await self._ip("link", "del", self.link)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._holder.pid, signal.SIGKILL)
            self._holder.wait(10)
            self._holder = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _apart(self) -> None:
        """Until the holder has left the machine's own namespace."""
        assert self._holder is not None
        end, ours = time.monotonic() + 5, _net_of("self")
        while _net_of(self._holder.pid) == ours:
            if time.monotonic() > end or self._holder.poll() is not None:
                raise RigError("unshare made no network namespace")
            await asyncio.sleep(0.005)

    async def _sweep(self) -> None:
        """Takes away the routes of tests that were killed, and keeps off networks in use."""
        routes = json.loads(await run_tool("ip", "-j", "route", "show") or "[]")
        for route in routes:
            if route["dst"] == "default":
                continue
            there = ipaddress.ip_network(route["dst"])
            if str(route.get("protocol")) == _PROTO:
                number = (int(there.network_address) - int(_NET.network_address)) // 4
                if lock := _lock(number):
                    with contextlib.suppress(RigError):
                        gone = ("unreachable", str(there), "metric", _LAST)
                        await self._ip("route", "del", *gone)
                    lock.close()
            elif there.overlaps(self._subnet):
                raise RigError(f"{there} is in use on this machine")

    async def _ip_inside(self, *lines: str) -> None:
        batch = 'printf "%s\\n" "$@" | ip -batch -'
        await run_tool(*self.enter, "sh", "-c", batch, "sh", *lines)

    @staticmethod
    async def _ip(*what: str) -> str:
        return await run_tool("ip", *what)


class NamespacedRig(Rig):
    """A peer in a namespace of its own, on the port its protocol names. `net.unplug` cuts it off.

    `host` is known once it was started."""

    own_port: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.net = Netns()
        self.host = ""

    @classmethod
    def missing(cls) -> str:
        return refused()

    @property
    def port(self) -> int:
        return self.own_port

    @property
    def address(self) -> tuple[str, int]:
        if not self.net.is_open:
            raise RigError(f"{self.name} is not started: its address would be someone else's")
        return self.host, self.port

    async def start(self) -> None:
        if not self.net.is_open:
            await self.net.open()
            self.host = self.net.far
        await super().start()

    async def close(self) -> None:
        await super().close()
        await self.net.close()

    async def _inside(self, *command: str, timeout_s: float = 10.0) -> str:
        """What a tool says that runs beside the peer."""
        return await run_tool(*self.net.enter, *command, timeout_s=timeout_s)

    def _run(self, name: str, *command: str, **more: object) -> Program:
        return super()._run(name, *self.net.enter, *command, **more)  # type: ignore[arg-type]
