"""A SIP terminal to call and be called by, and the registrar of the one who calls (RFC 3261). It
is spoken to by datagrams, has one call at a time, and no sound or picture at all."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from wallctl.simulators.devices import sip_messages as sip
from wallctl.simulators.devices.base import UdpSimulator, Value
from wallctl.simulators.devices.sip_messages import Message

IDLE, RINGING, CALLING, CONNECTED = "idle", "ringing", "calling", "connected"
REALM = "wallctl-sim"
NUMBER = "8001"
T1_S, T2_S = 0.5, 4.0
KEPT = 64
_ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER"
_NO = {"busy": "486 Busy Here", "decline": "603 Decline"}


@dataclass(slots=True)
class _Call:
    """`ours` and `theirs` are the two ends as our requests say them. `invite` is theirs, or None of
    a call that this terminal makes; `heard` that it was answered for the time being."""

    id: str
    state: str
    ours: str
    theirs: str
    target: str
    to: tuple[str, int]
    invite: Message | None = None
    branch: str = ""
    heard: bool = False


class SipTerminal(UdpSimulator):
    """Front panel: "call" ("incoming": it calls whoever signed in, "connected": it answers,
    "idle": it hangs up, declines or gives up), "answer_s" (seconds it rings before it answers by
    itself, below 0: only by hand), "refusal" ("busy", "decline": how it says no where `refuse` is
    on; signing in goes on working)."""

    family = "sip"

    def __init__(
        self,
        password: str = "",
        *,
        user: str = "wallctl",
        answer_s: float = 1.0,
        refusal: Literal["busy", "decline"] = "busy",
    ) -> None:
        super().__init__()
        self.password, self.user, self.answer_s = password, user, answer_s
        self.refusal: str = refusal
        self.heard: list[str] = []
        """First lines of the last messages that came."""
        self._contact, self._expiry = "", 0.0
        self._at = self._from = ("", 0)
        self._nonce = secrets.token_hex(8)
        self._call: _Call | None = None
        self._leaving: dict[str, _Call] = {}
        self._said: dict[tuple[str, str], list[bytes]] = {}
        self._timers: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def options(self) -> Mapping[str, Value]:
        return self.reached(self.host, self.port)

    def reached(self, host: str, port: int) -> Mapping[str, Value]:
        """`port` is the telephone's own: the next one, so that both fit on one machine (baresip
        takes the one after that too)."""
        return {
            "address": host,
            "port": port + 1 if port else 5060,
            "domain": f"{host}:{port}",
            "user": self.user,
            "password": self.password,
            "transport": "udp",
            "poll_s": 2.0,
        }

    async def stop(self) -> None:
        for one in self._timers.values():
            one.cancel()
        self._timers.clear()
        self._said.clear()
        self._leaving.clear()
        self._call, self._contact = None, ""
        await super().stop()

    def state(self) -> Mapping[str, Value]:
        call = self._call
        return {
            "call": call.state if call else IDLE,
            "with": sip.address(call.theirs) if call else "",
            "registered": self._registered,
        }

    async def front_panel(self, key: str, value: Value) -> None:
        match key, value:
            case "call", "incoming":
                self._invite()
            case "call", "connected":
                if self._call is None or self._call.state != RINGING:
                    raise ValueError("nobody calls")
                self._answer(self._call)
            case "call", "idle":
                self._hang_up()
            case "answer_s", int() | float():
                self.answer_s = float(value)
            case "refusal", "busy" | "decline":
                self.refusal = str(value)
            case (("call" | "answer_s" | "refusal"), _):
                raise ValueError(value)
            case _:
                raise KeyError(key)

    # -- what comes ---------------------------------------------------------------------------

    def _came(self, data: bytes, sender: tuple[str, int]) -> None:
        if not self.faults.silence:  # it is deaf too: no call stands that nobody heard answered
            self._from = sender
            super()._came(data, sender)

    def answers(self, data: bytes) -> list[bytes]:
        message = sip.parsed(data)
        if message is None:
            return []
        self.heard = [*self.heard[-KEPT:], message.start]
        if message.status:
            self._answered(message)
            return []
        if message.method == "ACK":
            self._acknowledged(message)
            return []
        key = (message.branch, message.method)
        if key not in self._said:  # what comes twice is answered as before, and done once
            replies = self._replies(message)
            self._said[key] = replies[-1:]
            while len(self._said) > KEPT:
                del self._said[next(iter(self._said))]
            return replies
        return self._said[key]

    def _replies(self, asked: Message) -> list[bytes]:
        call = self._of(asked)
        match asked.method:
            case "REGISTER":
                return [self._register(asked)]
            case "OPTIONS":
                return [self._reply(asked, "200 OK", _ALLOW, "Accept: application/sdp")]
            case "INVITE" if call is not None:  # anew in a call: hold, another address
                return [self._accepted(asked)]
            case "INVITE" if "tag=" in asked.of("to"):
                return [self._reply(asked, "481 Call/Transaction Does Not Exist")]
            case "INVITE":
                return self._called(asked)
            case "BYE" | "CANCEL" if call is None:
                return [self._reply(asked, "481 Call/Transaction Does Not Exist")]
            case "BYE":
                self._over(asked.of("call-id"))
                return [self._reply(asked, "200 OK")]
            case "CANCEL":
                if call is not None and call.state == RINGING and not self._taken(call):
                    self._final(call, "487 Request Terminated")
                return [self._reply(asked, "200 OK")]
        return [self._reply(asked, "405 Method Not Allowed", _ALLOW)]

    def _register(self, asked: Message) -> bytes:
        if self.password:
            given = asked.of("authorization")
            if f'nonce="{self._nonce}"' not in given:
                challenge = f'Digest realm="{REALM}", nonce="{self._nonce}", qop="auth"'
                stale = ", stale=true" if given else ""
                more = f"WWW-Authenticate: {challenge}, algorithm=MD5{stale}"
                return self._reply(asked, "401 Unauthorized", more)
            if not sip.proves(given, "REGISTER", self.user, self.password, REALM):
                return self._reply(asked, "403 Forbidden")
        contact = asked.of("contact")
        told = sip.parameter(contact, "expires") or asked.of("expires") or "600"
        seconds = min(int(told[:9]), 3600) if told.isdecimal() else 600
        self._contact = sip.address(contact) if seconds else ""
        self._expiry = asyncio.get_running_loop().time() + seconds
        self._at = self._from
        here = [f"Contact: <{self._contact}>;expires={seconds}"] if self._contact else []
        return self._reply(asked, "200 OK", *here)

    @property
    def _registered(self) -> bool:
        return bool(self._contact) and asyncio.get_running_loop().time() < self._expiry

    # -- it is called -------------------------------------------------------------------------

    def _called(self, asked: Message) -> list[bytes]:
        if self.faults.refuse:
            return [self._reply(asked, _NO[self.refusal])]
        if self._call is not None:
            return [self._reply(asked, _NO["busy"])]
        self.acted += 1
        tag = secrets.token_hex(4)
        call = self._call = _Call(
            id=asked.of("call-id"),
            state=RINGING,
            ours=f"{asked.of('to')};tag={tag}",
            theirs=asked.of("from"),
            target=sip.address(asked.of("contact")) or sip.address(asked.of("from")),
            to=self._from,
            invite=asked,
        )
        if self.answer_s >= 0:
            self._later((call.id, "ring"), self.answer_s, lambda: self._answer(call))
        ringing = self._reply(asked, "180 Ringing", self._here)
        return [sip.reply(asked, "100 Trying", self._from, ""), ringing]

    def _answer(self, call: _Call) -> None:
        """It takes the call; that stands once the other end has acknowledged."""
        if self._call is not call or call.invite is None:
            return
        self._calm(call.id, "ring")
        if not self._taken(call):
            accepted = self._accepted(call.invite)
            self._said[call.invite.branch, "INVITE"] = [accepted]
            self._repeat((call.id, "OK"), accepted, call.to)

    def _acknowledged(self, ack: Message) -> None:
        call = self._of(ack)
        if call is not None and self._taken(call):
            self._calm(call.id, "OK")
            call.state = CONNECTED

    def _final(self, call: _Call, status: str) -> None:
        """It does not take the call, or no longer."""
        assert call.invite is not None
        final = self._reply(call.invite, status)
        self._said[call.invite.branch, "INVITE"] = [final]
        self.say(final, call.to)
        self._over(call.id)

    # -- it calls -----------------------------------------------------------------------------

    def _invite(self) -> None:
        if self._call is not None:
            raise ValueError("in a call")
        if not self._registered:
            raise ValueError("nobody signed in")
        id = secrets.token_hex(8)
        call = self._call = _Call(
            id=f"{id}@{self.host}",
            state=CALLING,
            ours=f"<sip:{NUMBER}@{self.host}:{self.port}>;tag={secrets.token_hex(4)}",
            theirs=f"<sip:{self.user}@{self.host}:{self.port}>",
            target=self._contact,
            to=self._at,
            branch=_branch(),
        )
        invite = self._request(call, "INVITE", call.branch, sip.sdp(self.host))
        self._repeat((call.id, "INVITE"), invite, call.to)

    def _answered(self, reply: Message) -> None:
        id = reply.of("call-id")
        if reply.method == "BYE":
            self._calm(id, "BYE")
            self._leaving.pop(id, None)
        leaving = self._leaving.get(id)
        call = leaving or self._of(reply)
        if call is None or call.invite is not None or reply.method != "INVITE":
            return
        self._calm(id, "INVITE")
        if reply.status < 200:
            call.heard = True
            if leaving is not None:
                self._cancel(call)
            return
        call.theirs = reply.of("to")
        self._calm(id, "CANCEL")
        if reply.status >= 300:
            self.say(self._request(call, "ACK", call.branch), call.to)
            self._over(id)
            return
        call.target = sip.address(reply.of("contact")) or call.target
        self.say(self._request(call, "ACK", _branch()), call.to)
        call.state = CONNECTED
        if leaving is not None and (id, "BYE") not in self._timers:
            self._bye(call)

    def _hang_up(self) -> None:
        call = self._call
        if call is None:
            raise ValueError("no call")
        if call.state == CONNECTED:
            self._leave(call)
            self._bye(call)
        elif call.invite is not None:
            if self._taken(call):
                raise ValueError("it is answering")
            self._final(call, _NO["decline"])
        else:
            self._leave(call)
            if call.heard:  # 9.1: only what was answered for the time being can be given up
                self._cancel(call)

    def _leave(self, call: _Call) -> None:
        self._call = None
        self._leaving[call.id] = call

    def _cancel(self, call: _Call) -> None:
        if (call.id, "CANCEL") not in self._timers:
            cancel = self._request(call, "CANCEL", call.branch)
            self._repeat((call.id, "CANCEL"), cancel, call.to)

    def _bye(self, call: _Call) -> None:
        self._repeat((call.id, "BYE"), self._request(call, "BYE", _branch()), call.to)

    # -- words --------------------------------------------------------------------------------

    @property
    def _here(self) -> str:
        return f"Contact: <sip:{NUMBER}@{self.host}:{self.port}>"

    def _of(self, message: Message) -> _Call | None:
        call = self._call
        return call if call is not None and call.id == message.of("call-id") else None

    def _reply(self, asked: Message, status: str, *more: str) -> bytes:
        return sip.reply(asked, status, self._asker(asked), self._tag(asked), *more)

    def _accepted(self, asked: Message) -> bytes:
        more = (self._here, _ALLOW)
        tag, body = self._tag(asked), sip.sdp(self.host)
        return sip.reply(asked, "200 OK", self._asker(asked), tag, *more, body=body)

    def _asker(self, asked: Message) -> tuple[str, int]:
        call = self._of(asked)
        return call.to if call else self._from

    def _taken(self, call: _Call) -> bool:
        """It said so, and waits to be heard."""
        return (call.id, "OK") in self._timers

    def _tag(self, asked: Message) -> str:
        call = self._of(asked)
        return sip.parameter(call.ours, "tag") if call else secrets.token_hex(4)

    def _request(self, call: _Call, method: str, branch: str, body: str = "") -> bytes:
        via = f"Via: SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"
        lines = [via, "Max-Forwards: 70", f"From: {call.ours}", f"To: {call.theirs}"]
        number = 2 if method == "BYE" else 1  # there are no others in a call
        lines += [f"Call-ID: {call.id}", f"CSeq: {number} {method}", self._here]
        return sip.request(f"{method} {call.target} SIP/2.0", lines, body)

    def _over(self, id: str) -> None:
        for key in [key for key in self._timers if key[0] == id]:
            self._calm(*key)
        self._leaving.pop(id, None)
        if self._call is not None and self._call.id == id:
            self._call = None

    # -- time ---------------------------------------------------------------------------------

    def _repeat(
        self, key: tuple[str, str], data: bytes, to: tuple[str, int], wait_s: float = T1_S
    ) -> None:
        """Datagrams get lost: it says so again until somebody answers, then gives the call up."""
        self.say(data, to)
        end = asyncio.get_running_loop().time() + 64 * T1_S

        def again(wait_s: float) -> None:
            if asyncio.get_running_loop().time() > end:
                self._over(key[0])
                return
            self.say(data, to)
            longer = min(2 * wait_s, T2_S)
            self._later(key, longer, lambda: again(longer))

        self._later(key, wait_s, lambda: again(wait_s))

    def _later(self, key: tuple[str, str], wait_s: float, what: Callable[[], None]) -> None:
        def now() -> None:
            self._timers.pop(key, None)
            what()

        self._calm(*key)
        self._timers[key] = asyncio.get_running_loop().call_later(wait_s, now)

    def _calm(self, id: str, what: str) -> None:
        timer = self._timers.pop((id, what), None)
        if timer is not None:
            timer.cancel()


def _branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"
