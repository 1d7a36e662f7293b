"""A device spoken to by a profile, over whichever line it is on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import NoReturn, TypeVar

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, Rejected
from wallctl.drivers.templated.diff import Set
from wallctl.drivers.templated.profile import LoginSpec, StartSpec
from wallctl.drivers.templated.protocol import Bound, Protocol
from wallctl.drivers.templated.trying import protocol_of
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import Address, SerialAddress, TcpAddress, UdpAddress
from wallctl.transport.lines.exchange import Exchange

T = TypeVar("T")

NEWS = 1_024  # keys that may wait to be told


class TemplatedConnection:
    """The Connection port. Raises Invalid where the profile cannot be."""

    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._protocol = protocol_of(options)
        self._password = str(options.get("password", ""))
        spec = self._protocol.profile.line
        self._exchange = Exchange(
            means.lines(address_of(self._protocol, options)),
            self._protocol.framer(),
            means.clock,
            timeout_s=spec.timeout_s,
            gap_s=spec.gap_s,
            unasked=self._unasked,
        )
        self._power: Value | None = None
        self._news: dict[str, Value] = {}
        self._fresh = asyncio.Event()

    async def open(self) -> Opened:
        await self._exchange.open()
        profile = self._protocol.profile
        if profile.login is not None:
            await self._sign_in(profile.login)
        for step in profile.start:
            await self._begin(step)
        info = [("maker", profile.profile.maker)]
        if profile.identify is not None:
            info += await self._identified(profile.identify.query, profile.identify.reply)
        return Opened(await self.read(), info=tuple(row for row in info if row[1]))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        while True:
            await self._exchange.until(self._fresh)
            self._fresh.clear()
            news, self._news = self._news, {}
            if news:
                told(news)

    async def read(self, keys: Collection[str] = ()) -> State:
        state: dict[str, Value] = {}
        for question, bounds in self._protocol.questions():
            if keys and not any(one.point.key in keys for one in bounds):
                continue
            if self._power != "on" and all(one.place.spec.needs_power for one in bounds):
                continue
            try:
                state.update(await self._asked(question, bounds))
            except Rejected:  # what it will not say just now stays as it was
                continue
            self._power = state.get("power", self._power)
        return state

    async def send(self, operation: Operation) -> State:
        wanted = operation.message
        if not isinstance(wanted, Set):
            raise Rejected("unsupported")
        data, bound = self._protocol.setting(wanted.key, wanted.value)
        if not bound.done:
            await self._told_it(data)
            return {}
        proved = await self._ask(data, lambda message: self._protocol.proved(bound, message))
        return dict(proved)

    async def act(self, act: Act) -> State:
        data, done = self._protocol.act(act.name, act.value)
        if done:
            await self._ask(data, lambda message: self._protocol.done(done, message) or None)
        else:
            await self._told_it(data)
        return {}

    async def say(self, line: str) -> str:
        data = self._protocol.typed(line)
        began = self._means.clock.monotonic()
        got = await self._exchange.try_out(data)
        self._exchanged(data, got, began)
        return f"{self._protocol.shown(got)}\n{got.hex(' ').upper()}" if got else ""

    async def close(self) -> None:
        await self._exchange.close()

    # -- within -------------------------------------------------------------------------------

    async def _sign_in(self, login: LoginSpec) -> None:
        if login.prompt:
            prompt = login.prompt
            asked = await self._exchange.hear(
                lambda raw: self._protocol.message(raw).endswith(prompt) or None, login.wait_s
            )
            if asked is None:  # not protected
                return
        if not self._password:
            if login.prompt:
                raise AuthFailed
            return

        def answered(raw: bytes) -> bool | None:
            message = self._protocol.message(raw)
            if any(self._protocol.matches(one, message) is not None for one in login.ok):
                return True
            again = bool(login.prompt) and message.endswith(login.prompt)
            if again or any(self._protocol.matches(one, message) is not None for one in login.bad):
                raise AuthFailed
            refusal = self._protocol.refusal(message)
            if refusal is not None:
                raise AuthFailed
            return None

        await self._exchange.ask(self._protocol.sign_in(login.send), answered)

    async def _begin(self, step: StartSpec) -> None:
        data = self._protocol.command(step.send)
        if not step.reply:
            await self._exchange.tell(data)
            return
        try:
            await self._ask(data, lambda message: self._protocol.matches(step.reply, message))
        except Rejected:
            if not step.optional:
                raise

    async def _identified(self, query: str, reply: str) -> list[tuple[str, str]]:
        try:
            found = await self._ask(
                self._protocol.command(query),
                lambda message: self._protocol.matches(reply, message),
            )
        except Rejected:
            return []
        return [(name, str(found[name])) for name in ("model", "version") if name in found]

    async def _asked(self, question: bytes, bounds: tuple[Bound, ...]) -> dict[str, Value]:
        return await self._ask(question, lambda message: self._protocol.answered(bounds, message))

    async def _ask(self, data: bytes, answered: Callable[[str], T | None]) -> T:
        """What the answer holds. Raises what the device refuses with."""
        began = self._means.clock.monotonic()

        def offered(raw: bytes) -> T | None:
            message = self._protocol.message(raw)
            refusal = self._protocol.refusal(message)
            if refusal is None:
                found = answered(message)
                if found is None:
                    return None
            self._exchanged(data, raw, began)
            if refusal is not None:
                raise refusal
            return found

        return await self._exchange.ask(data, offered)

    async def _told_it(self, data: bytes) -> None:
        await self._exchange.tell(data)
        self._exchanged(data, b"", self._means.clock.monotonic())

    def _unasked(self, raw: bytes) -> None:
        state = self._protocol.told(self._protocol.message(raw))
        if state and len(self._news) < NEWS:
            self._news.update(state)
            self._power = state.get("power", self._power)
            self._fresh.set()

    def _exchanged(self, sent: bytes, got: bytes, began: float) -> None:
        shown = self._protocol.shown
        ms = (self._means.clock.monotonic() - began) * 1000
        self._means.exchanged(shown(sent), shown(got), ms)


def address_of(protocol: Protocol, options: Options) -> Address:
    """Raises Invalid where the profile is not for such a line."""
    spec = protocol.profile.line
    port = int(options["port"]) or spec.port
    match str(options["line"]):
        case "serial":
            form = str(options["format"]) or spec.format
            return SerialAddress(
                str(options["serial"]),
                int(options["baud"]) or spec.baud,
                int(form[0]),
                form[1],
                float(form[2:]),
            )
        case "udp":
            return UdpAddress(str(options["host"]), port)
        case _:
            return TcpAddress(str(options["host"]), port, tls=bool(options["tls"]))
