"""Calls with a second baresip and with SIPp, in networks of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from tests.peers.rigs.netns import NamespacedRig
from tests.peers.rigs.sip import Baresip, Sipp
from wallctl.domain.devices.observed import Availability
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import DeviceError, Rejected
from wallctl.drivers.sip import FAMILY
from wallctl.ports.driver import Act, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import ACTOR_LOG, DriverSuite, Tried, running
from wallctl.transport.lines.real import lines

_GONE = Baresip.missing() or Sipp.missing()
pytestmark = [pytest.mark.peer, pytest.mark.skipif(bool(_GONE), reason=_GONE or "there")]


PASSWORD = "s3cret-sip"


class Peer(DriverPeer):
    """The other end; the telephone is the driver's own child."""

    family = FAMILY
    wishes: Mapping[str, Value] = {}
    other: Mapping[str, Value] = {}
    rig: NamespacedRig

    def __init__(self, rig: type[NamespacedRig] = Baresip, **made: object) -> None:
        self._make, self._made = rig, made

    def _reached(self, **more: Value) -> dict[str, Value]:
        given = {"address": "127.0.0.1", "user": "wallctl", "poll_s": 0.5}
        return complete(FAMILY.card.options, {**given, **more})

    @property
    def options(self) -> dict[str, Value]:
        near = self.rig.net.near
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.bind((near, 0))
            return self._reached(address=near, port=one.getsockname()[1])

    @property
    def absent(self) -> dict[str, Value]:
        return self._reached(program="/nowhere/baresip")

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = self._make(**self._made)
        try:
            await self.rig.start()
        except BaseException:
            await self.rig.close()
            raise

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.restart()

    async def state(self) -> State:
        return {}


class Registered(Peer):
    """The same with a registrar, which is SIPp."""

    def __init__(self) -> None:
        super().__init__(Sipp, answer="register", user="wallctl", password=PASSWORD)

    def _signed_in(self, password: str) -> dict[str, Value]:
        return {**super().options, "domain": self.rig.address[0], "password": password}

    @property
    def options(self) -> dict[str, Value]:
        return self._signed_in(PASSWORD)

    @property
    def wrong(self) -> dict[str, Value]:
        return self._signed_in("other-s3cret-sip")


class TestSipPeer(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Registered()


@asynccontextmanager
async def telephone(peer: Peer, **more: Value) -> AsyncIterator[Tried]:
    await peer.start()
    try:
        tried = Tried(peer, {**peer.options, **more})
        async with running(tried.actor):
            await tried.until(tried.online)
            yield tried
    finally:
        await peer.stop()


def call(tried: Tried, state: str) -> bool:
    return tried.values().get("call") == state


def own(tried: Tried) -> str:
    options = tried.actor._options
    return f"sip:wallctl@{options['address']}:{options['port']}"


async def test_we_call() -> None:
    peer = Peer()
    async with telephone(peer) as tried:
        assert isinstance(peer.rig, Baresip)
        rig = peer.rig
        assert tried.values() == {"call": "idle", "with": "", "muted": False, "ended": ""}
        for wrong in (Act("hangup"), Act("answer"), Act("mute"), Act("dial", value="/quit")):
            with pytest.raises(Rejected):
                await tried.actor.act(wrong)
        await tried.actor.act(Act("dial", value=rig.uri))
        await tried.until(lambda: call(tried, "calling"))
        assert tried.values()["with"] == rig.uri
        with pytest.raises(Rejected, match="in_a_call"):
            await tried.actor.act(Act("dial", value=rig.uri))
        await rig.front_panel("accept")
        await tried.until(lambda: call(tried, "connected"))
        assert [one.state for one in await rig.state()] == ["ESTABLISHED"]
        await tried.actor.act(Act("mute"))
        await tried.actor.act(Act("mute"))
        await tried.until(lambda: tried.values()["muted"] is True)
        await tried.actor.act(Act("unmute"))
        await tried.until(lambda: tried.values()["muted"] is False)
        await tried.actor.act(Act("hangup"))
        await tried.until(lambda: call(tried, "idle"))
        await rig.wait_until(lambda: _is_free(rig), "end of the call")
        assert len(tried.connections) == 1


async def test_somebody_calls() -> None:
    peer = Peer()
    async with telephone(peer) as tried:
        assert isinstance(peer.rig, Baresip)
        await peer.rig.front_panel("dial", own(tried))
        await tried.until(lambda: call(tried, "ringing"))
        assert str(tried.values()["with"]).startswith("sip:peer@")
        await tried.actor.act(Act("answer"))
        await tried.until(lambda: call(tried, "connected"))
        await peer.rig.front_panel("hangup")
        await tried.until(lambda: call(tried, "idle"))
        assert "reset by peer" in str(tried.values()["ended"])


async def test_a_script_calls_and_is_answered_at_once() -> None:
    peer = Peer(Sipp)
    async with telephone(peer, auto=True) as tried:
        assert isinstance(peer.rig, Sipp)
        await peer.rig.call(own(tried).partition("@")[2], talk_s=0.3)
        assert [
            state.value
            for told in tried.told
            if (state := told.state("call")) is not None and state.value == "connected"
        ]
        await tried.until(lambda: call(tried, "idle"))


async def test_they_are_busy() -> None:
    peer = Peer(Sipp, answer="busy")
    async with telephone(peer) as tried:
        assert isinstance(peer.rig, Sipp)
        await tried.actor.act(Act("dial", value=peer.rig.uri))
        await tried.until(lambda: "486" in str(tried.values().get("ended")))
        assert call(tried, "idle")


async def test_a_telephone_that_breaks(
    caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    peer = Peer(Baresip, auto=True)
    async with telephone(peer) as tried:
        assert isinstance(peer.rig, Baresip)
        await tried.actor.act(Act("dial", value=peer.rig.uri))
        await tried.until(lambda: call(tried, "connected"))
        before = _children()
        assert len(before) == 1
        os.kill(before[0], signal.SIGKILL)
        await tried.until(lambda: tried.state.availability is Availability.OFFLINE)
        asked = tried.actor.act(Act("dial", value=peer.rig.uri))
        with pytest.raises(DeviceError):
            await asked
        await tried.until(tried.online)
        await asyncio.sleep(0.3)
        assert call(tried, "idle"), "it dialled anew"
        assert len(_children()) == 1
        said = [r.getMessage() for r in caplog.records if r.name == ACTOR_LOG]
        assert sum("is lost" in one for one in said) == sum("is back" in one for one in said) == 1
    assert _children() == []
    assert _folders(tmp_path) == []


@pytest.mark.parametrize("right", [True, False])
async def test_secrets(right: bool, caplog: pytest.LogCaptureFixture) -> None:
    """The password is in no log, no exchange, no report and no command line."""
    caplog.set_level("DEBUG")
    peer = Registered()
    await peer.start()
    try:
        tried = Tried(peer, peer.options if right else peer.wrong)
        async with running(tried.actor):
            await tried.until(lambda: bool(_children()))
            seen = [psutil.Process(one).cmdline() for one in _children()]
            wanted = Availability.ONLINE if right else Availability.OFFLINE
            await tried.until(lambda: tried.state.availability is wanted)
            assert tried.values().get("registered") is (True if right else None)
            told = f"{caplog.text}{tried.told}{list(tried.actor.exchanges)}{seen}"
            assert "uanew" in told
            assert "s3cret-sip" not in told
    finally:
        await peer.stop()


def _folders(under: Path) -> list[Path]:
    return list(under.glob("wallctl-sip-*"))


async def _is_free(rig: Baresip) -> bool:
    return await rig.state() == []


def _children() -> list[int]:
    """Telephones of this process that live."""
    return [
        one.pid
        for one in psutil.Process().children()
        if one.status() != psutil.STATUS_ZOMBIE and "wallctl-sip-" in " ".join(one.cmdline())
    ]
