"""The simulated terminal, spoken to in datagrams written out here."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from wallctl.simulators.devices.sip import SipTerminal


class Phone(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.got: asyncio.Queue[str] = asyncio.Queue()
        self.wire: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self.wire = transport

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.got.put_nowait(data.decode("latin-1"))

    def send(self, method: str, *more: str, branch: str = "1", number: int = 1) -> None:
        ip, port = self.wire.get_extra_info("sockname")
        lines = [
            f"{method} sip:8001@127.0.0.1 SIP/2.0",
            f"Via: SIP/2.0/UDP {ip}:{port};branch=z9hG4bK{branch};rport",
            "f: <sip:wallctl@127.0.0.1>;tag=me",
            "To: <sip:8001@127.0.0.1>",
            "i: one",
            f"CSeq: {number} {method}",
            f"m: <sip:wallctl@{ip}:{port}>",
            *more,
            "l: 0",
        ]
        self.wire.sendto(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def next(self) -> str:
        async with asyncio.timeout(5):
            return await self.got.get()

    async def first(self) -> str:
        """The first line of what comes next."""
        return (await self.next()).split("\r\n")[0]


@asynccontextmanager
async def spoken_to(terminal: SipTerminal) -> AsyncIterator[Phone]:
    await terminal.start()
    loop = asyncio.get_running_loop()
    far = (terminal.host, terminal.port)
    wire, phone = await loop.create_datagram_endpoint(Phone, remote_addr=far)
    try:
        yield phone
    finally:
        wire.close()
        await terminal.stop()


async def test_a_call_stands_once_it_is_acknowledged() -> None:
    terminal = SipTerminal(answer_s=0)
    async with spoken_to(terminal) as phone:
        phone.send("INVITE")
        assert await phone.first() == "SIP/2.0 100 Trying"
        assert await phone.first() == "SIP/2.0 180 Ringing"
        accepted = await phone.next()
        assert accepted.startswith("SIP/2.0 200 OK")
        assert "m=audio 9 RTP/AVP 0" in accepted
        assert terminal.state()["call"] == "ringing"
        assert (await phone.next()) == accepted, "nobody acknowledged, so it says so again"
        phone.send("ACK", branch="2")
        phone.send("OPTIONS", branch="3", number=2)
        assert await phone.first() == "SIP/2.0 200 OK"
        assert terminal.state() == {
            "call": "connected",
            "with": "sip:wallctl@127.0.0.1",
            "registered": False,
        }
        phone.send("BYE", branch="4", number=3)
        assert await phone.first() == "SIP/2.0 200 OK"
        assert terminal.state()["call"] == "idle"
        phone.send("BYE", branch="5", number=4)
        assert await phone.first() == "SIP/2.0 481 Call/Transaction Does Not Exist"


async def test_what_comes_twice_is_done_once() -> None:
    terminal = SipTerminal(answer_s=-1)
    async with spoken_to(terminal) as phone:
        phone.send("INVITE")
        phone.send("INVITE")
        told = [await phone.first() for _ in range(3)]
        assert told == ["SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing"]
        assert terminal.acted == 1


async def test_a_call_is_given_up() -> None:
    terminal = SipTerminal(answer_s=-1)
    async with spoken_to(terminal) as phone:
        phone.send("INVITE")
        await phone.next()
        ringing = await phone.next()
        phone.send("CANCEL")
        terminated = await phone.next()
        assert terminated.startswith("SIP/2.0 487 ")
        tag = ringing.split("To: ")[1].split("\r\n")[0]
        assert f"To: {tag}\r\n" in terminated, "another tag would be another call"
        assert await phone.first() == "SIP/2.0 200 OK"
        assert terminal.state()["call"] == "idle"


async def test_a_call_is_declined_by_hand() -> None:
    terminal = SipTerminal(answer_s=-1)
    async with spoken_to(terminal) as phone:
        phone.send("INVITE")
        await phone.next()
        await phone.next()
        await terminal.front_panel("call", "idle")
        assert await phone.first() == "SIP/2.0 603 Decline"
        phone.send("INVITE")
        assert await phone.first() == "SIP/2.0 603 Decline", "the same call, heard late"
        assert terminal.state()["call"] == "idle"


def digest(password: str, challenge: str) -> str:
    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    nonce = challenge.split('nonce="')[1].split('"', maxsplit=1)[0]
    one, two = md5(f"wallctl:wallctl-sim:{password}"), md5("REGISTER:sip:here")
    answer = md5(f"{one}:{nonce}:00000001:c:auth:{two}")
    return (
        f'Authorization: Digest username="wallctl", realm="wallctl-sim", nonce="{nonce}", '
        f'uri="sip:here", response="{answer}", qop=auth, nc=00000001, cnonce="c", algorithm=MD5'
    )


async def test_it_is_signed_in_to_with_the_password() -> None:
    terminal = SipTerminal("s3cret")
    async with spoken_to(terminal) as phone:
        phone.send("REGISTER")
        challenge = await phone.next()
        assert challenge.startswith("SIP/2.0 401 ")
        phone.send("REGISTER", digest("other", challenge), branch="2", number=2)
        assert await phone.first() == "SIP/2.0 403 Forbidden"
        phone.send("REGISTER", digest("s3cret", 'nonce="of yesterday"'), branch="3", number=3)
        assert "stale=true" in await phone.next()
        assert terminal.state()["registered"] is False
        with pytest.raises(ValueError, match="nobody signed in"):
            await terminal.front_panel("call", "incoming")
        phone.send("REGISTER", digest("s3cret", challenge), branch="4", number=4)
        assert await phone.first() == "SIP/2.0 200 OK"
        assert terminal.state()["registered"] is True
        await terminal.front_panel("call", "incoming")
        assert (await phone.first()).startswith("INVITE sip:wallctl@127.0.0.1:")
        assert terminal.state()["call"] == "calling"
        gone = ("Expires: 0", digest("s3cret", challenge))
        phone.send("REGISTER", *gone, branch="5", number=5)
        while "SIP/2.0 200 OK" not in await phone.next():
            pass  # it goes on calling
        assert terminal.state()["registered"] is False


@pytest.mark.parametrize(
    ("told", "seconds"), [("60", 60), ("9" * 5000, 3600), ("soon", 600), ("²", 600)]
)
async def test_how_long_a_sign_in_lasts(told: str, seconds: int) -> None:
    terminal = SipTerminal()
    async with spoken_to(terminal) as phone:
        phone.send("REGISTER", f"Expires: {told}")
        assert f"expires={seconds}\r\n" in await phone.next()
        assert terminal.state()["registered"] is True


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\r\n\r\n",
        b"\x00\xff" * 700,
        b"INVITE sip:x SIP/2.0\r\n\r\n",
        b"SIP/2.0 banana\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n",
        b"INVITE sip:x SIP/2.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: x\r\n\r\n",
        b"INVITE sip:x SIP/2.0\r\nVia: x\r\nFrom: x\r\nTo: x\r\nCall-ID: x\r\nCSeq: 1 BYE\r\n\r\n",
    ],
)
async def test_what_is_no_message_changes_nothing(datagram: bytes) -> None:
    terminal = SipTerminal()
    async with spoken_to(terminal) as phone:
        phone.wire.sendto(datagram)
        phone.send("OPTIONS")
        assert await phone.first() == "SIP/2.0 200 OK"
        assert terminal.state()["call"] == "idle"
        assert len(terminal.heard) == 1


def test_the_telephone_gets_a_port_of_its_own() -> None:
    told = SipTerminal("s3cret").reached("127.0.0.1", 9000)
    assert (told["address"], told["domain"], told["port"]) == ("127.0.0.1", "127.0.0.1:9000", 9001)
    assert "host" not in told, "the driver knows no such option"


async def test_one_call_at_a_time_and_knobs_that_are_not_there() -> None:
    terminal = SipTerminal(answer_s=-1)
    async with spoken_to(terminal) as phone:
        phone.send("INVITE", "Call-ID: first")  # the short one comes before, and counts
        await phone.next()
        await phone.next()
        phone.wire.sendto(
            b"INVITE sip:8001@x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bKother\r\n"
            b"From: <sip:b@x>;tag=b\r\nTo: <sip:8001@x>\r\nCall-ID: two\r\nCSeq: 1 INVITE\r\n\r\n"
        )
        assert await phone.first() == "SIP/2.0 486 Busy Here"
        for key, value in (("call", "held"), ("answer_s", "soon"), ("refusal", "rude")):
            with pytest.raises(ValueError, match=value):
                await terminal.front_panel(key, value)
        with pytest.raises(KeyError):
            await terminal.front_panel("volume", 3)
        assert terminal.state()["call"] == "ringing"
