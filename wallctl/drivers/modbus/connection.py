"""One line with one Modbus device or several, over TCP, RTU within TCP, or a serial port."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NoReturn

from pymodbus.pdu import ModbusPDU

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Invalid, Rejected
from wallctl.drivers.modbus.protocol import (
    Block,
    Frames,
    answered,
    blocks,
    read,
    reading,
    write,
    writing,
)
from wallctl.drivers.modbus.state import cells, profile, units
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import Address, SerialAddress, TcpAddress
from wallctl.transport.lines.exchange import Exchange

QUIET_BITS = 3.5 * 11  # between two frames on a serial line, at least


class ModbusConnection:
    """The Connection port."""

    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._cells = {one.point.key: one for one in cells(options)}
        self._acts = {one.name: one for one in profile(options).acts}
        self._units = units(options)
        serial = options["line"] == "serial"
        self._frames = Frames("rtu" if serial or options["framing"] == "rtu" else "tcp")
        gap = float(options["gap_ms"]) / 1000
        if serial:
            gap = max(gap, QUIET_BITS / int(options["baud"]))
        self._exchange = Exchange(
            means.lines(_address(options)),
            self._frames,
            means.clock,
            timeout_s=float(options["timeout_s"]),
            gap_s=gap,
        )

    async def open(self) -> Opened:
        await self._exchange.open()
        return Opened(await self.read())

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await self._exchange.lost()

    async def read(self, keys: Collection[str] = ()) -> State:
        wanted = [self._cells[key] for key in keys if key in self._cells] or self._cells.values()
        found: dict[str, Value] = {}
        for block in blocks(wanted):
            found |= await self._read(block)
        return found

    async def send(self, operation: Operation) -> State:
        assert isinstance(operation.message, tuple)
        key, value = operation.message
        cell = self._cells[key]
        try:
            request = writing(cell, value)
        except Invalid as exc:
            raise Rejected("value", key=key, why=str(exc)) from None
        await self._ask(request)
        if not cell.read:
            return {}
        # The echo says that the device took it; what it has become it says when asked.
        return await self._read(blocks([cell])[0])

    async def act(self, act: Act) -> State:
        cell = self._acts.get(act.name)
        unit = act.key or str(self._units[0])
        if cell is None or not unit.isdigit() or int(unit) not in self._units:
            raise Rejected("unsupported", act=act.name, unit=unit)
        if not act.key and len(self._units) > 1:
            raise Rejected("which", act=act.name)
        await self._ask(write(cell.write, int(unit), cell.address, cell.values))
        return {}

    async def say(self, line: str) -> str:
        """Unit, function and data in hexadecimal ("01 03 0000 0001"); header and checksum are
        put around. The answer is what came, byte for byte."""
        try:
            body = bytes.fromhex(line.replace(" ", ""))
        except ValueError:
            raise Rejected("not_hexadecimal", got=line[:60]) from None
        if not 2 <= len(body) <= 254:
            raise Rejected("length", got=len(body))
        return (await self._exchange.try_out(self._frames.typed(body))).hex(" ")

    async def close(self) -> None:
        await self._exchange.close()

    async def _read(self, block: Block) -> dict[str, Value]:
        return read(block, await self._ask(reading(block)))

    async def _ask(self, request: ModbusPDU) -> ModbusPDU:
        frame = self._frames.question(request)
        got = b""

        def taken(message: bytes) -> ModbusPDU | None:
            nonlocal got
            got = message[:1] + message[3:]
            return answered(request, message)

        begun = self._means.clock.monotonic()
        try:
            return await self._exchange.ask(frame, taken)
        finally:
            ms = 1000 * (self._means.clock.monotonic() - begun)
            self._means.exchanged(frame.hex(" "), got.hex(" "), ms)


def _address(options: Options) -> Address:
    if options["line"] == "serial":
        return SerialAddress(
            str(options["path"]),
            int(options["baud"]),
            parity=str(options["parity"]),
            stop=float(options["stop"]),
        )
    return TcpAddress(str(options["host"]), int(options["port"]))
