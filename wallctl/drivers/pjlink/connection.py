"""A PJLink device, reached through aiopjlink2."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from aiopjlink import (
    Information,
    PJClass,
    PJLink,
    PJLinkConnectionClosed,
    PJLinkERR1,
    PJLinkERR2,
    PJLinkERR3,
    PJLinkERR4,
    PJLinkException,
    PJLinkNoConnection,
    PJLinkPassword,
)

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import (
    AuthFailed,
    DeviceError,
    Garbled,
    Rejected,
    TimedOut,
    Unreachable,
)
from wallctl.drivers.pjlink.diff import Command
from wallctl.drivers.pjlink.state import (
    ANY_INPUT,
    DOWN,
    FAULTS,
    FILTER_HOURS,
    FREEZE,
    INPUT,
    LAMP_HOURS,
    LEVELS,
    PICTURE,
    POWER,
    POWER_WORDS,
    SOUND,
    UP,
    found,
)
from wallctl.ports.driver import Act, Means, Opened, Operation, State

T = TypeVar("T")

NAMES_S = 2.0  # names of inputs and of the device are worth this long at most
_LINE = re.compile(r"%?([12])([A-Z0-9]{4}) (.{1,128})")
_ANSWERS = {PJLinkERR1: "ERR1", PJLinkERR2: "ERR2", PJLinkERR3: "ERR3", PJLinkERR4: "ERR4"}


class _Link(PJLink):
    """Tells what was said; its library keeps no state and no connection."""

    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        super().__init__(
            str(options["host"]),
            int(options["port"]),
            str(options["password"]) or None,
            timeout=timeout_s,
        )
        self._means = means

    async def transmit(self, command: str, param: str, pjclass: PJClass) -> str:
        begun = self._means.clock.monotonic()
        got = ""
        try:
            got = await super().transmit(command, param, pjclass)
        except PJLinkException as exc:
            got = _ANSWERS.get(type(exc), "")
            raise
        finally:
            ms = (self._means.clock.monotonic() - begun) * 1000
            self._means.exchanged(f"%{pjclass.value}{command} {param}", got, ms)
        return got


@dataclass(slots=True)
class _Has:
    """What it was found to have when it was opened."""

    pj_class: PJClass = PJClass.ONE
    freeze: bool = False
    filter_hours: bool = False
    lamps: bool = False


class PjlinkConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._options, self._clock = options, means.clock
        self._address = f"{options['host']}:{options['port']}"
        self._link = _Link(options, means, timeout_s)
        self._has = _Has()
        self._closed = asyncio.Event()

    async def open(self) -> Opened:
        await self._asked(self._link.power.get())  # whether it is there, and the password right
        pj_class = await self._if_any(self._link.info.pjlink_class()) or PJClass.ONE
        second = pj_class is PJClass.TWO
        self._has = _Has(
            pj_class,
            freeze=second and await self._knows(self._link.freeze.get()),
            filter_hours=second and await self._knows(self._link.filter.hours()),
            lamps=await self._knows(self._link.lamps.status()),
        )
        state = await self.read()
        codes = await self._inputs()
        info, names = await self._names(codes)
        points = found(
            self._options,
            inputs={code: names.get(code, "") for code in codes},
            lamps=sum(key.startswith(LAMP_HOURS) for key in state),
            freeze=self._has.freeze,
            filter_hours=self._has.filter_hours,
        )
        return Opened(state, points, (*info, ("class", pj_class.value)))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        # The status notices of class 2 come to UDP 4352 of whoever asked last: nothing to build
        # on where a hall has more than one controller.
        await self._closed.wait()
        raise Unreachable(address=self._address, reason="closed")

    async def read(self, keys: Collection[str] = ()) -> State:
        """What it will say just now: most say ERR3 to some of it while they are off."""
        state: dict[str, Value] = {}
        if (power := await self._if_any(self._link.power.get())) is not None:
            state[POWER] = POWER_WORDS[power.value]
        if (source := await self._if_any(self._link.sources.get(self._has.pj_class))) is not None:
            state[INPUT] = f"{source[0].value}{source[1]}"
        if (mutes := await self._if_any(self._link.mute.status())) is not None:
            state[PICTURE], state[SOUND] = mutes
        if (levels := await self._if_any(self._link.errors.query())) is not None:
            state |= {
                f"fault.{key}": LEVELS[level.value]
                for (key, _), level in zip(FAULTS, levels.values(), strict=True)
            }
        if self._has.lamps and (lamps := await self._if_any(self._link.lamps.status())):
            state |= {f"{LAMP_HOURS}{n}": hours for n, (hours, _) in enumerate(lamps, 1)}
        if self._has.freeze and (frozen := await self._if_any(self._link.freeze.get())) is not None:
            state[FREEZE] = frozen
        if self._has.filter_hours:
            hours = await self._if_any(self._link.filter.hours())
            state |= {} if hours is None else {FILTER_HOURS: hours}
        return state

    async def send(self, operation: Operation) -> State:
        command = operation.message
        assert isinstance(command, Command)
        await self._order(command)
        return {}  # OK says that it was taken, not that it is so

    async def act(self, act: Act) -> State:
        if act.name not in (UP, DOWN):
            raise Rejected("unsupported", act=act.name)
        await self._order(Command("SVOL", "1" if act.name == UP else "0", "2"))
        return {}

    async def say(self, line: str) -> str:
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise Rejected("unsupported", line=line)
        pj_class, name, parameter = parts.groups()
        try:
            got = await self._link.transmit(name, parameter, PJClass(pj_class))
        except PJLinkException as exc:
            if type(exc) not in _ANSWERS:
                raise self._told(exc) from None
            got = _ANSWERS[type(exc)]
        return f"%{pj_class}{name}={got}"

    async def close(self) -> None:
        self._closed.set()

    # -- what it is ---------------------------------------------------------------------------

    async def _knows(self, what: Awaitable[object]) -> bool:
        try:
            await self._asked(what)
        except Rejected as exc:
            return exc.code != "unsupported"
        return True

    async def _inputs(self) -> list[str]:
        rows = await self._if_any(self._link.sources.available(self._has.pj_class))
        return [f"{kind.value}{number}" for kind, number in rows] if rows else list(ANY_INPUT)

    async def _names(self, codes: list[str]) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
        """Words for people: as many as come in time."""
        second = self._has.pj_class is PJClass.TWO
        limit = self._clock.monotonic() + NAMES_S
        info: list[tuple[str, str]] = []
        about: list[tuple[str, Callable[[Information], Awaitable[str]]]] = [
            ("maker", Information.manufacturer_name),
            ("model", Information.product_name),
            ("name", Information.projector_name),
        ]
        if second:
            about += [
                ("serial", Information.serial_number),
                ("version", Information.software_version),
            ]
        for key, ask in about:
            if self._clock.monotonic() < limit and (
                got := await self._if_any(ask(self._link.info))
            ):
                info.append((key, got))
        names: dict[str, str] = {}
        for code in codes if second else []:
            if self._clock.monotonic() >= limit:
                break
            ask_name = self._link.transmit("INNM", f"?{code}", PJClass.TWO)
            names[code] = (await self._if_any(ask_name) or "").strip()
        return tuple(info), names

    # -- the library's ways -------------------------------------------------------------------

    async def _order(self, command: Command) -> None:
        got = await self._asked(
            self._link.transmit(command.name, command.parameter, PJClass(command.pj_class))
        )
        if got.upper() != "OK":
            raise Garbled(asked=str(command), got=got)

    async def _if_any(self, what: Awaitable[T]) -> T | None:
        """None where it has no such thing, or none just now."""
        try:
            return await self._asked(what)
        except Rejected:
            return None

    async def _asked(self, what: Awaitable[T]) -> T:
        try:
            return await what
        except PJLinkException as exc:
            raise self._told(exc) from None

    def _told(self, error: PJLinkException) -> DeviceError:
        where = self._address
        match error:
            case PJLinkPassword():
                return AuthFailed(address=where)
            case PJLinkERR1():
                return Rejected("unsupported", address=where, answer="ERR1")
            case PJLinkERR2() | PJLinkERR3() | PJLinkERR4():
                return Rejected(address=where, answer=_ANSWERS[type(error)])
            case _ if isinstance(error.__cause__, TimeoutError):
                return TimedOut(address=where)
            case PJLinkNoConnection() | PJLinkConnectionClosed():
                return Unreachable(address=where, reason=_why(error))
            case _:
                return Garbled(address=where, reason=str(error))


def _why(error: PJLinkException) -> str:
    if isinstance(error, PJLinkConnectionClosed):
        return "closed"
    return "refused" if isinstance(error.__cause__, ConnectionRefusedError) else "unreachable"
