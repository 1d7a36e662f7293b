"""A telephone that is started, listened to, and put away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from functools import partial
from typing import NoReturn

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, DeviceError, Rejected, TimedOut, Unreachable
from wallctl.drivers.sip import protocol
from wallctl.drivers.sip.child import Child
from wallctl.drivers.sip.state import CALL, CONNECTED, IDLE, MUTED, REGISTERED, RINGING
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import TcpAddress
from wallctl.transport.lines.exchange import Exchange

START_S = 4.0
REGISTER_S = 5.0
LOOK_S = 0.05


class SipConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._options, self._means, self._timeout_s = options, means, timeout_s
        self._account = protocol.account(options)
        protocol.config(options, 1, "")  # raises Invalid now, not later
        self._child = Child(str(options["program"]))
        self._line: Exchange | None = None
        self._told: Callable[[State], None] | None = None
        self._state: dict[str, Value] = {}
        self._signed_in: str | None = None
        self._registering = asyncio.Event()
        self._tokens = 0

    async def open(self) -> Opened:
        await self._child.start(partial(protocol.config, self._options))
        await self._reach()
        self._child.forget()
        self._state = {"ended": ""}
        # Its account is told, not read: what comes of signing in is heard then.
        await self._ask("uanew", self._account, shown="uanew ***")
        await self.read()
        if self._options["domain"]:
            await self._register()
            self._state[REGISTERED] = True
        return Opened(dict(self._state), info=(("program", "baresip"),))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        self._told = told
        await self._there().lost()

    async def read(self, keys: Collection[str] = ()) -> State:
        self._state |= protocol.listed(await self._ask("listcalls"))
        return dict(self._state)

    async def send(self, operation: Operation) -> State:
        raise Rejected("unsupported")

    async def act(self, act: Act) -> State:
        call = protocol.listed(await self._ask("listcalls"))[CALL]
        match act.name:
            case "dial":
                to = protocol.address(act.value)
                if call != IDLE:
                    raise Rejected("in_a_call")
                await self._ask("dial", to)
                return await self.read()  # it may be over already: they were busy
            case "answer":
                if call != RINGING:
                    raise Rejected("not_ringing")
                await self._ask("accept")
            case "hangup":
                if call == IDLE:
                    raise Rejected("no_call")
                await self._ask("hangup")
            case "mute" | "unmute":
                if call != CONNECTED:
                    raise Rejected("no_call")
                return await self._mute(act.name == "mute")
            case _:
                raise Rejected("unsupported", act=act.name)
        return {}

    async def say(self, line: str) -> str:
        raise Rejected("unsupported")

    async def close(self) -> None:
        try:
            if self._line is not None:
                await self._line.close()
        finally:
            await self._child.stop()

    # -- words --------------------------------------------------------------------------------

    async def _reach(self) -> None:
        """It listens a moment after it was started. Raises Unreachable where it ended instead: its
        address is not ours, or its port is taken."""
        end = self._means.clock.monotonic() + START_S
        address = TcpAddress("127.0.0.1", self._child.port)
        while True:
            line = Exchange(
                self._means.lines(address),
                protocol.Netstrings(),
                self._means.clock,
                timeout_s=self._timeout_s,
                unasked=self._heard,
            )
            try:
                await line.open()
            except DeviceError:
                await line.close()
            else:
                self._line = line
                return
            if not self._child.alive:
                raise Unreachable(reason="not_started", address=str(self._options["address"]))
            if self._means.clock.monotonic() > end:
                raise TimedOut(reason="not_started")
            await asyncio.sleep(LOOK_S)

    async def _register(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REGISTER_S):
                await self._registering.wait()
        match self._signed_in:
            case None:
                raise TimedOut(reason="registrar", address=str(self._options["domain"]))
            case "":
                return
            case why if why[:3] in {"401", "403", "407"}:
                raise AuthFailed(address=str(self._options["domain"]))
            case why:
                raise Unreachable(reason="registrar", why=why[:60])

    async def _mute(self, wanted: bool) -> State:
        """It only knows to change it, and says what it has become."""
        for _ in range(2):
            muted = "un-muted" not in await self._ask("mute")
            if muted is wanted:
                self._state[MUTED] = muted
                return {MUTED: muted}
        raise Rejected("no_call")

    def _heard(self, message: bytes) -> None:
        why = protocol.refused(message)
        if why is not None:
            self._signed_in = why
            self._registering.set()
        news = protocol.event(message)
        if news:
            self._state |= news
            self._means.exchanged("", f"event {news}", 0.0)
            if self._told is not None:
                self._told(news)

    def _there(self) -> Exchange:
        if self._line is None:
            raise Unreachable(reason="closed")
        return self._line

    async def _ask(self, name: str, params: str = "", *, shown: str = "") -> str:
        """`shown`: what people read instead; the answer repeats the words, and is not shown."""
        begun = self._means.clock.monotonic()
        self._tokens += 1
        token, got = str(self._tokens), ""
        try:
            got = await self._there().ask(
                protocol.command(name, params, token),
                lambda message: protocol.answered(message, token),
            )
        except Rejected as exc:
            got = str(exc.fields.get("answer", ""))
            if shown:
                raise Rejected(asked=shown) from None
            raise
        finally:
            ms = (self._means.clock.monotonic() - begun) * 1000
            if shown:
                self._means.exchanged(shown, "***", ms)
            else:
                self._means.exchanged(f"{name} {params}".strip(), got, ms)
        return got
