"""A display, reached through python-samsung-mdc."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from typing import Any, NoReturn

from samsung_mdc.connection import MDCConnection, pack_payload
from samsung_mdc.exceptions import (
    MDCError,
    MDCTimeoutError,
    MDCTLSAuthFailed,
    MDCTLSRequired,
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
from wallctl.drivers.samsung_mdc import protocol
from wallctl.drivers.samsung_mdc.protocol import Command
from wallctl.drivers.samsung_mdc.state import REBOOT, without
from wallctl.ports.driver import Act, Means, Opened, Operation, State

CLOSE_S = 1.0
SECURED = b"MDCSTART<<TLS>>"
_SOUND = frozenset({"volume", "mute"})


class _Exact:
    """The library takes what one reading gives for a whole answer: here it is given the whole."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self, count: int) -> bytes:
        data = await self._reader.readexactly(count)
        if data == SECURED[:count]:  # the library looks for the whole word, come or not
            raise MDCTLSRequired(SECURED)
        return data

    @property
    def _buffer(self) -> bytes:  # the library shows it in its errors
        return b""


class _Mdc(MDCConnection):  # type: ignore[misc]  # untyped
    reader: Any
    writer: Any

    async def open(self) -> None:
        await super().open()
        self.reader = _Exact(self.reader)


class MdcConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._means, self._display = means, int(options["display"])
        self._address = f"{options['host']}:{options['port']}"
        pin = str(options["pin"])
        self._mdc = _Mdc(
            (str(options["host"]), int(options["port"])),
            timeout=timeout_s,
            **({"pin": pin} if pin else {}),
        )
        self._turn = asyncio.Lock()  # two at once and nobody knows whose answer it is
        self._has: frozenset[str] = frozenset()
        self._closed = asyncio.Event()

    async def open(self) -> Opened:
        try:
            await self._mdc.open()
        except Exception as exc:
            raise self._told(exc) from None
        # What a display that is off cannot say now it may well have: the points stay as declared.
        state = await self.read()
        sound_told = "input" in state and not _SOUND & state.keys()
        points = without(_SOUND) if sound_told else ()
        return Opened(state, points, await self._info())

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await self._closed.wait()
        raise Unreachable(address=self._address, reason="closed")

    async def read(self, keys: Collection[str] = ()) -> State:
        state: dict[str, Value] = dict(protocol.power(await self._ask(Command(protocol.POWER))))
        if state["power"] != "on":
            return state  # in standby most take nothing but this
        for code, parsed in (
            (protocol.STATUS, protocol.status),
            (protocol.DISPLAY_STATUS, protocol.display_status),
            (protocol.PANEL_HOURS, protocol.hours),
        ):
            with contextlib.suppress(Rejected):  # not every model has all
                state |= parsed(await self._ask(Command(code)))
        return state

    async def send(self, operation: Operation) -> State:
        command = operation.message
        assert isinstance(command, Command)
        await self._ask(command)
        return {}  # it repeats what it was told, which is not yet so

    async def act(self, act: Act) -> State:
        if act.name != REBOOT:
            raise Rejected("unsupported", act=act.name)
        await self._ask(Command(protocol.POWER, bytes([protocol.REBOOTING])))
        return {}

    async def say(self, line: str) -> str:
        command = protocol.typed(line)
        try:
            return f"A {command.code:02X} {(await self._ask(command)).hex(' ').upper()}".strip()
        except Rejected as exc:
            return f"N {command.code:02X} {exc.fields.get('answer', '')}".strip()

    async def close(self) -> None:
        self._closed.set()
        writer = self._mdc.writer
        self._mdc.reader = self._mdc.writer = None
        if writer is None:
            return
        writer.transport.abort()  # close() would wait for a dead display to take the rest
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await writer.wait_closed()

    async def _info(self) -> tuple[tuple[str, str], ...]:
        info = [("maker", "Samsung")]
        for key, code in (
            ("model", protocol.MODEL),
            ("version", protocol.VERSION),
            ("serial", protocol.SERIAL),
        ):
            with contextlib.suppress(Rejected):
                text = (await self._ask(Command(code))).decode("utf-8", "replace")
                info.append((key, text.strip("\0 ")))
        return tuple(info)

    async def _ask(self, command: Command) -> bytes:
        """The data of the answer. Raises Rejected where it says no."""
        begun = self._means.clock.monotonic()
        sent = pack_payload(command.code, self._display, command.data).hex(" ").upper()
        got = ""
        try:
            async with self._turn:
                self._check_open()
                good, (code, *_), data = await self._mdc.send(
                    command.code, self._display, command.data
                )
            got = f"{'A' if good else 'N'} {code:02X} {data.hex(' ').upper()}"
        except Exception as exc:
            raise self._told(exc) from None
        finally:
            ms = (self._means.clock.monotonic() - begun) * 1000
            self._means.exchanged(sent, got, ms)
        if code != command.code:
            raise Garbled(address=self._address, reason="other_answer", asked=str(command))
        if not good:
            raise Rejected(address=self._address, asked=str(command), answer=data.hex().upper())
        return bytes(data)

    def _check_open(self) -> None:
        if not self._mdc.is_opened:  # else the library would open it anew by itself
            raise Unreachable(address=self._address, reason="closed")

    def _told(self, error: Exception) -> DeviceError:
        where = self._address
        match error:
            case DeviceError():
                return error
            case MDCTimeoutError() | TimeoutError():
                return TimedOut(address=where)
            case MDCTLSRequired():
                return AuthFailed(address=where, reason="pin_needed")
            case MDCTLSAuthFailed():
                return AuthFailed(address=where, reason="blocked" if error.code == 2 else "pin")
            case ConnectionRefusedError():
                return Unreachable(address=where, reason="refused")
            case OSError() | EOFError():
                return Unreachable(address=where, reason="unreachable")
            case MDCError():
                return Garbled(address=where, reason=str(error.args[0]) if error.args else "")
            case _:
                return Garbled(address=where, reason=type(error).__name__)
