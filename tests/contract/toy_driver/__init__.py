"""A driver of a made-up device, to try the suite and the actor on: lines of text, `KEY=VALUE`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import (
    ON_OFF,
    POWER_VIA,
    ActSpec,
    Capability,
    Point,
    Text,
    Value,
)
from wallctl.domain.errors import AuthFailed, Garbled, Rejected, TimedOut
from wallctl.ports.driver import Act, Family, Means, Opened, Operation, Pace, State
from wallctl.ports.line import Line, TcpAddress

WORDS = Text("试", "Toy")
POINTS = (
    Point("power", Capability.POWER, WORDS, choices=ON_OFF, via=POWER_VIA, settle_s=1.0),
    Point("level", Capability.LEVEL, WORDS, low=0, high=100, settle_s=1.0),
)


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    return tuple(
        Operation((key,), f"{key}: {observed.get(key)} -> {value}", f"{key}={value}")
        for key, value in desired.items()
        if observed.get(key) != value
    )


class Connection:
    def __init__(self, options: Options, means: Means) -> None:
        self._options, self._means = options, means
        self._line = means.lines(TcpAddress(str(options["host"]), 1))
        self._replies: asyncio.Queue[str | Exception] = asyncio.Queue(8)
        self._told: Callable[[State], None] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._lost: asyncio.Future[NoReturn] = asyncio.get_running_loop().create_future()

    async def open(self) -> Opened:
        await self._line.open()
        self._reader = asyncio.create_task(self._read())
        if await self._ask(f"login {self._options['password']}", "login") != "ok":
            raise AuthFailed(device=str(self._options["host"]))
        return Opened(await self.read(), info=(("model", "toy"),))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        self._told = told
        return await self._lost

    async def read(self, keys: Collection[str] = ()) -> State:
        return parsed(await self._ask("get", "get"))

    async def send(self, operation: Operation) -> State:
        return parsed(await self._ask(f"set {operation.message}", str(operation.message)))

    async def act(self, act: Act) -> State:
        if await self._ask(f"act {act.name}", act.name) != "ok":
            raise Rejected(act=act.name)
        return {}

    async def say(self, line: str) -> str:
        return await self._ask(line, line)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._lost.cancel()
        await self._line.close()

    async def _ask(self, line: str, shown: str) -> str:
        await self._line.write(line.encode() + b"\n")
        try:
            async with asyncio.timeout(0.5):
                got = await self._replies.get()
        except TimeoutError:
            raise TimedOut(asked=shown) from None
        if isinstance(got, Exception):
            raise got
        self._means.exchanged(shown, got, 0.0)
        return got

    async def _read(self) -> None:
        kept = b""
        try:
            while True:
                kept += await self._line.read()
                if len(kept) > 4096:
                    raise Garbled("too_long")  # noqa: TRY301
                while b"\n" in kept:
                    line, kept = kept.split(b"\n", 1)
                    self._take(line)
        except Exception as exc:
            if not self._lost.done():
                self._lost.set_exception(exc)
                self._lost.exception()
            if not self._replies.full():
                self._replies.put_nowait(exc)

    def _take(self, line: bytes) -> None:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise Garbled("not_text") from None
        if text.startswith("! "):
            if self._told is not None:
                self._told(parsed(text[2:]))
        elif text.startswith("< "):
            self._replies.put_nowait(text[2:])
        else:
            raise Garbled("not_ours")


def parsed(text: str) -> dict[str, Value]:
    state: dict[str, Value] = {}
    for pair in text.split():
        key, _, value = pair.partition("=")
        if key == "power":
            state[key] = value
        elif key == "level":
            try:
                state[key] = int(value)
            except ValueError:
                raise Garbled("level") from None
    return state


def points(options: Options) -> tuple[Point, ...]:
    return POINTS


def connect(options: Options, means: Means) -> Connection:
    return Connection(options, means)


FAMILY = Family(
    FamilyCard(
        "toy",
        WORDS,
        "nobody",
        "none",
        (Capability.POWER, Capability.LEVEL),
        (
            Option("host", OptionKind.HOST, WORDS, required=True),
            Option("password", OptionKind.SECRET, WORDS),
        ),
        (ActSpec("ding", WORDS),),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    lambda options: Pace(gap_s=0.01, poll_s=1.0, timeout_s=0.5, readback_s=0.05),
)


class Toy:
    """The device at the far end."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.state: dict[str, Value] = {"power": "off", "level": 10}
        self.acted = 0
        self._lines: set[Line] = set()

    async def serve(self, line: Line) -> None:
        self._lines.add(line)
        signed, kept = False, b""
        try:
            while True:
                kept += await line.read()
                while b"\n" in kept:
                    word, _, rest = (kept.split(b"\n", 1)[0]).decode().partition(" ")
                    kept = kept.split(b"\n", 1)[1]
                    if word == "login":
                        signed = rest == self.password
                        answer = "ok" if signed else "no"
                    elif not signed:
                        answer = "no"
                    else:
                        answer = self._answer(word, rest)
                    await line.write(f"< {answer}\n".encode())
        finally:
            self._lines.discard(line)

    def _answer(self, word: str, rest: str) -> str:
        if word == "act":
            self.acted += 1
            return "ok"
        if word == "set":
            self.state.update(parsed(rest))
        return self._said()

    def _said(self) -> str:
        return " ".join(f"{k}={v}" for k, v in self.state.items())

    async def turn(self, changed: Mapping[str, Value]) -> None:
        self.state.update(changed)
        for line in tuple(self._lines):
            await line.write(f"! {self._said()}\n".encode())
