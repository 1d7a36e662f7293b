"""The telephone and a simulated terminal, which is its registrar too."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import pytest

from wallctl.domain.devices.observed import Availability
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.sip import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.sip import SipTerminal
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer

pytestmark = pytest.mark.skipif(shutil.which("baresip") is None, reason="baresip is not installed")

PASSWORD = "s3cret-sip"


def own() -> int:
    """A port for the telephone: free for datagrams and for streams, and the next one too (TLS)."""
    while True:
        with ExitStack() as held:
            first = 0
            try:
                for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                    one = held.enter_context(socket.socket(socket.AF_INET, kind))
                    one.bind(("127.0.0.1", first))
                    first = one.getsockname()[1]
                one = held.enter_context(socket.socket())
                one.bind(("127.0.0.1", first + 1))
            except (OSError, OverflowError):
                continue
            return int(first)


class Simulated(SimPeer[SipTerminal]):
    family = FAMILY
    wishes = {}
    other = {}

    @property
    def options(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {**self._given, "port": own(), "poll_s": 0.5})

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}


class TestSipSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(SipTerminal(PASSWORD))


@asynccontextmanager
async def telephone(terminal: SipTerminal) -> AsyncIterator[Tried]:
    peer = Simulated(terminal)
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            yield tried
    finally:
        await peer.stop()


async def both(tried: Tried, terminal: SipTerminal, ours: str, theirs: str) -> None:
    await tried.until(lambda: tried.values()["call"] == ours and terminal.state()["call"] == theirs)


async def test_we_call_and_they_hang_up() -> None:
    terminal = SipTerminal(PASSWORD, answer_s=-1)
    async with telephone(terminal) as tried:
        assert tried.values()["registered"] is True
        assert terminal.state()["registered"] is True
        await tried.actor.act(Act("dial", value="8001"))
        await both(tried, terminal, "calling", "ringing")
        await terminal.front_panel("call", "connected")
        await both(tried, terminal, "connected", "connected")
        await terminal.front_panel("call", "idle")
        await both(tried, terminal, "idle", "idle")
        assert terminal.acted == 1


async def test_we_call_and_hang_up() -> None:
    terminal = SipTerminal(answer_s=0)
    async with telephone(terminal) as tried:
        await tried.actor.act(Act("dial", value="8001"))
        await both(tried, terminal, "connected", "connected")
        await tried.actor.act(Act("hangup"))
        await both(tried, terminal, "idle", "idle")
        terminal.answer_s = -1
        await tried.actor.act(Act("dial", value="8001"))
        await both(tried, terminal, "calling", "ringing")
        await tried.actor.act(Act("hangup"))
        await both(tried, terminal, "idle", "idle")
        assert [one.split()[0] for one in terminal.heard if "REGISTER" not in one] == [
            *("INVITE", "ACK", "BYE"),
            *("INVITE", "CANCEL", "ACK"),
        ]


@pytest.mark.parametrize(("refusal", "status"), [("busy", "486"), ("decline", "603")])
async def test_they_say_no(refusal: str, status: str) -> None:
    terminal = SipTerminal()
    async with telephone(terminal) as tried:
        terminal.faults.refuse = True
        await terminal.front_panel("refusal", refusal)
        await tried.actor.act(Act("dial", value="8001"))
        await tried.until(lambda: status in str(tried.values()["ended"]))
        assert tried.values()["call"] == "idle"
        assert terminal.acted == 0


async def test_they_call() -> None:
    terminal = SipTerminal(PASSWORD)
    async with telephone(terminal) as tried:
        for hung_up_by_us in (True, False):
            await terminal.front_panel("call", "incoming")
            await both(tried, terminal, "ringing", "calling")
            assert str(tried.values()["with"]).startswith("sip:8001@")
            await tried.actor.act(Act("answer"))
            await both(tried, terminal, "connected", "connected")
            if hung_up_by_us:
                await tried.actor.act(Act("hangup"))
            else:
                await terminal.front_panel("call", "idle")
            await both(tried, terminal, "idle", "idle")


async def test_they_call_and_give_up_or_are_declined() -> None:
    terminal = SipTerminal(PASSWORD)
    async with telephone(terminal) as tried:
        await terminal.front_panel("call", "incoming")
        await both(tried, terminal, "ringing", "calling")
        await terminal.front_panel("call", "idle")
        await both(tried, terminal, "idle", "idle")
        await terminal.front_panel("call", "incoming")
        await both(tried, terminal, "ringing", "calling")
        await tried.actor.act(Act("hangup"))
        await both(tried, terminal, "idle", "idle")


@pytest.mark.parametrize("fault", ["silence", "garbage", "split", "endless"])
async def test_nothing_sensible_comes_back(fault: str) -> None:
    """It goes on calling, says so, and the call can be given up; then all is well again."""
    terminal = SipTerminal(PASSWORD, answer_s=0)
    async with telephone(terminal) as tried:
        setattr(terminal.faults, fault, True)
        await tried.actor.act(Act("dial", value="8001"))
        await tried.until(lambda: tried.values()["call"] == "calling")
        await tried.actor.act(Act("hangup"))
        await tried.until(lambda: tried.values()["call"] == "idle")
        assert terminal.state()["call"] != "connected"
        assert tried.state.availability is Availability.ONLINE
        setattr(terminal.faults, fault, False)
        if terminal.state()["call"] != "idle":
            await terminal.stop()
            await terminal.start(port=terminal.port)
        await tried.actor.act(Act("dial", value="8001"))
        await both(tried, terminal, "connected", "connected")
