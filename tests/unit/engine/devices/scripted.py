"""A device that a test scripts, in virtual time: no line, no bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
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
from wallctl.domain.errors import DeviceError, Rejected, Unreachable
from wallctl.ports.clock import Clock
from wallctl.ports.driver import Act, Family, Means, Opened, Operation, Pace, State

WORDS = Text("试", "Scripted")
POINTS = (
    Point("power", Capability.POWER, WORDS, choices=ON_OFF, via=POWER_VIA, settle_s=60.0),
    Point("level", Capability.LEVEL, WORDS, low=0, high=100, step=1),
    Point("blind", Capability.SWITCH, WORDS, readable=False),
    Point("outlet", Capability.OUTLET, WORDS, dangerous=True),
    Point("temperature", Capability.SENSOR, WORDS, settable=False),
)


@dataclass
class Scripted:
    """What the device is and how it behaves now."""

    clock: Clock
    points: tuple[Point, ...] = POINTS
    state: dict[str, Value] = field(
        default_factory=lambda: {"power": "off", "level": 10, "outlet": True, "temperature": 21.5}
    )
    there: bool = True
    error: DeviceError | None = None
    reply_s: float = 0.0
    deaf: bool = False  # takes what is sent, does not do it
    warm_s: float = 0.0
    sent: list[tuple[str, Value]] = field(default_factory=list)
    acted: list[Act] = field(default_factory=list)
    opened: int = 0
    options: list[Options] = field(default_factory=list)
    open_now: int = 0
    told: Callable[[State], None] | None = None
    lost: asyncio.Future[NoReturn] | None = None

    def die(self) -> None:
        self.there = False
        if self.lost is not None and not self.lost.done():
            self.lost.set_exception(Unreachable())

    def turn(self, key: str, value: Value) -> None:
        """Somebody turns a knob, and the device tells."""
        self.state[key] = value
        if self.told is not None:
            self.told({key: value})

    def family(self, name: str = "scripted", poll_s: float = 10.0) -> Family:
        card = FamilyCard(
            name,
            WORDS,
            "nobody",
            "none",
            tuple(dict.fromkeys(p.capability for p in self.points)),
            (
                Option("host", OptionKind.HOST, WORDS, required=True),
                Option("password", OptionKind.SECRET, WORDS),
            ),
            (ActSpec("ding", WORDS), ActSpec("reset", WORDS, dangerous=True)),
            says_lines=True,
        )

        def connect(options: Options, means: Means) -> Connection:
            return Connection(self, options)

        def diff(observed: State, desired: State) -> tuple[Operation, ...]:
            return tuple(
                Operation((key,), f"{key} -> {value}", value)
                for key, value in desired.items()
                if observed.get(key) != value
            )

        def points(options: Options) -> tuple[Point, ...]:
            return self.points

        pace = Pace(gap_s=0.0, poll_s=poll_s, timeout_s=1.0, readback_s=0.1)
        return Family(card, points, diff, connect, lambda options: pace)


class Connection:
    def __init__(self, device: Scripted, options: Options) -> None:
        self._device = device
        device.options.append(options)

    async def _reached(self) -> None:
        if self._device.reply_s:
            await self._device.clock.sleep(self._device.reply_s)
        if self._device.error is not None:
            raise self._device.error
        if not self._device.there:
            raise Unreachable()

    async def open(self) -> Opened:
        self._device.opened += 1
        await self._reached()
        self._device.lost = asyncio.get_running_loop().create_future()
        self._device.open_now += 1
        return Opened(dict(self._device.state), info=(("model", "S1"),))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        self._device.told = told
        assert self._device.lost is not None
        return await self._device.lost

    async def read(self, keys: Collection[str] = ()) -> State:
        await self._reached()
        return dict(self._device.state)

    async def send(self, operation: Operation) -> State:
        await self._reached()
        (key,) = operation.keys
        value = operation.message
        assert isinstance(value, bool | int | float | str)
        self._device.sent.append((key, value))
        if self._device.deaf:
            return {}
        self._device.state[key] = "warming" if self._device.warm_s and value == "on" else value
        return {}

    async def act(self, act: Act) -> State:
        await self._reached()
        self._device.acted.append(act)
        return {}

    async def say(self, line: str) -> str:
        await self._reached()
        if line == "no":
            raise Rejected(line=line)
        return f"you said {line}"

    async def close(self) -> None:
        if self._device.lost is not None:
            self._device.lost.cancel()
            self._device.lost = None
            self._device.open_now -= 1
        self._device.told = None
