"""One UPS behind upsd: one line, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NoReturn, TypeVar

from wallctl.domain.devices.options import Options
from wallctl.domain.errors import Garbled, Rejected, Unreachable
from wallctl.drivers.nut.protocol import NAME, READS, Rows, acknowledged, proved, quoted
from wallctl.drivers.nut.state import STATUS, points_of, values_of
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import TcpAddress
from wallctl.transport.lines.exchange import Exchange
from wallctl.transport.lines.framing import Delimited

T = TypeVar("T")

TIMEOUT_S = 3.0
_ACTS = {  # the first that the UPS has
    "test_battery": ("test.battery.start.quick", "test.battery.start"),
    "test_stop": ("test.battery.stop",),
    "beeper_mute": ("beeper.mute",),
    "load_off": ("load.off",),
    "load_on": ("load.on",),
    "shutdown_return": ("shutdown.return",),
    "shutdown_stay": ("shutdown.stayoff",),
    "shutdown_stop": ("shutdown.stop",),
}
_PROBE = "wallctl.sign-in"  # a variable no UPS has
_SAID = 2_000  # characters of an answer that is shown


class NutConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._user, self._password = str(options["user"]), str(options["password"])
        self._ups = str(options["ups"])
        self._means = means
        address = TcpAddress(str(options["host"]), int(options["port"]))
        self._exchange = Exchange(
            means.lines(address), Delimited(b"\n"), means.clock, timeout_s=TIMEOUT_S
        )
        self._commands: frozenset[str] = frozenset()

    async def open(self) -> Opened:
        await self._exchange.open()
        if not self._ups:
            known = await self._rows("UPS")
            if not known:
                raise Unreachable(reason="no_ups")
            self._ups = next(iter(known))
        if not NAME.fullmatch(self._ups):
            raise Rejected(reason="unknown_ups", ups=self._ups)
        if self._user:
            await self._sign_in()
        variables = await self._variables()
        self._commands = frozenset(await self._rows(f"CMD {self._ups}"))
        writable = frozenset(await self._rows(f"RW {self._ups}")) if self._user else frozenset()
        return Opened(
            values_of(variables),
            points_of(variables, writable, self._commands if self._user else ()),
            _info(variables),
        )

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await self._exchange.lost()

    async def read(self, keys: Collection[str] = ()) -> State:
        return values_of(await self._variables())

    async def send(self, operation: Operation) -> State:
        match operation.message:
            case ("SET", str(name), str(value)):
                line = f"SET VAR {self._ups} {name} {quoted(value)}"
            case ("INSTCMD", str(command)):
                line = f"INSTCMD {self._ups} {command}"
            case _:
                raise Rejected(reason="unsupported")
        await self._ask(line, acknowledged)
        return {}  # OK says that the driver was told, not what became of it

    async def act(self, act: Act) -> State:
        command = next((c for c in _ACTS.get(act.name, ()) if c in self._commands), None)
        if command is None:
            raise Rejected(reason="unsupported", act=act.name)
        await self._ask(f"INSTCMD {self._ups} {command}", acknowledged)
        return {}

    async def say(self, line: str) -> str:
        typed = line.strip()
        if not typed.upper().startswith(READS) or not typed.isascii() or not typed.isprintable():
            raise Rejected("unsupported", reason="reads_only")
        began = self._means.clock.monotonic()
        got = await self._exchange.try_out(typed.encode() + b"\n")
        text = got.decode("utf-8", "replace").strip()[:_SAID]
        self._told(typed, text, began)
        return text

    async def close(self) -> None:
        await self._exchange.close()

    # -- words --------------------------------------------------------------------------------

    async def _sign_in(self) -> None:
        for word, value in (("USERNAME", self._user), ("PASSWORD", self._password)):
            await self._ask(f"{word} {quoted(value)}", acknowledged, shown=f"{word} ***")
        await self._ask(f"SET VAR {self._ups} {_PROBE} {quoted('1')}", proved)

    async def _variables(self) -> dict[str, str]:
        """Raises Unreachable where upsd has lost the UPS: old values are no values."""
        found = await self._rows(f"VAR {self._ups}")
        words = found.get(STATUS, "").split()
        if not words:
            raise Garbled(reason="no_status")
        if "WAIT" in words:  # its driver has not told anything yet
            raise Unreachable(reason="data_stale")
        return found

    async def _rows(self, what: str) -> dict[str, str]:
        return await self._ask(f"LIST {what}", Rows(what))

    async def _ask(self, line: str, answered: Callable[[bytes], T | None], *, shown: str = "") -> T:
        began = self._means.clock.monotonic()
        got = await self._exchange.ask(line.encode() + b"\n", answered)
        self._told(shown or line, _shown(got), began)
        return got

    def _told(self, sent: str, got: str, began: float) -> None:
        self._means.exchanged(sent, got, (self._means.clock.monotonic() - began) * 1000)


def _shown(got: object) -> str:
    if not isinstance(got, dict):
        return str(got)
    status = got.get(STATUS)
    return f"{len(got)} rows" + (f", {STATUS} {status}" if status else "")


def _info(variables: dict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("maker", variables.get("ups.mfr") or variables.get("device.mfr")),
        ("model", variables.get("ups.model") or variables.get("device.model")),
        ("serial", variables.get("ups.serial") or variables.get("device.serial")),
        ("version", variables.get("ups.firmware")),
    )
    return tuple((key, value) for key, value in pairs if value)
