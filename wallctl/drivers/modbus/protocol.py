"""Modbus frames <-> what they mean, by pymodbus' own frames and messages; its client stays out: it
would connect again behind our back, and gives a device's error as a value. Pure.

Imported with the connection alone.
"""

from __future__ import annotations

import logging
import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import (
    ReadCoilsRequest,
    ReadDiscreteInputsRequest,
    WriteMultipleCoilsRequest,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadInputRegistersRequest,
    WriteMultipleRegistersRequest,
    WriteSingleRegisterRequest,
)

from wallctl.domain.devices.points import Capability, Value
from wallctl.domain.errors import Garbled, Invalid, Rejected, Unreachable
from wallctl.drivers.modbus.profile import TYPES, Cell

# Loss is logged by whoever owns the connection, once.
logging.getLogger("pymodbus").setLevel(logging.CRITICAL)

Kind = Literal["rtu", "tcp"]
LONGEST = 260
BITS_AT_ONCE, WORDS_AT_ONCE = 256, 64  # small devices have small memories
_READ: dict[str, type[ModbusPDU]] = {
    "coil": ReadCoilsRequest,
    "discrete": ReadDiscreteInputsRequest,
    "holding": ReadHoldingRegistersRequest,
    "input": ReadInputRegistersRequest,
}
_REASONS = {
    1: "illegal_function",
    2: "illegal_address",
    3: "illegal_value",
    4: "device_failure",
    5: "acknowledged",
    6: "busy",
    8: "memory_parity",
}


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses side by side that are read together."""

    unit: int
    table: str
    address: int
    count: int
    cells: tuple[Cell, ...]


def blocks(cells: Iterable[Cell]) -> tuple[Block, ...]:
    """What has to be asked for to know all of them. No address is read that is not wanted: some
    devices refuse the whole request for one address that they do not have."""
    found: list[Block] = []
    readable = [one for one in cells if one.read]
    for cell in sorted(readable, key=lambda c: (c.unit, c.read, c.address)):
        last = found[-1] if found else None
        most = BITS_AT_ONCE if cell.read in {"coil", "discrete"} else WORDS_AT_ONCE
        if (
            last is not None
            and (last.unit, last.table) == (cell.unit, cell.read)
            and cell.address <= last.address + last.count
            and cell.address + cell.words - last.address <= most
        ):
            end = max(last.address + last.count, cell.address + cell.words)
            found[-1] = Block(
                last.unit, last.table, last.address, end - last.address, (*last.cells, cell)
            )
        else:
            found.append(Block(cell.unit, cell.read, cell.address, cell.words, (cell,)))
    return tuple(found)


class Frames:
    """The Framer of a line, and the frames of questions. A message is unit, number of the
    transaction (two bytes, 0 over RTU) and the answer itself."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        coder = FramerRTU if kind == "rtu" else FramerSocket
        self._coder = coder(DecodePDU(False))
        self._rest = b""
        self._number = 0

    def feed(self, data: bytes) -> list[bytes]:
        self._rest += data
        found: list[bytes] = []
        while self._rest:
            self._sane()
            try:
                used, unit, number, body = self._coder.decode(self._rest)
            except (ModbusException, struct.error, IndexError) as exc:
                raise Garbled("frame", why=type(exc).__name__) from None
            if not used:
                break
            if not body:
                raise Garbled("checksum", bytes=len(self._rest))
            found.append(bytes([unit]) + struct.pack(">H", number) + body)
            self._rest = self._rest[used:]
        if len(self._rest) > LONGEST:
            raise Garbled("endless", bytes=len(self._rest))
        return found

    def question(self, request: ModbusPDU) -> bytes:
        """The bytes to send; the request bears its number from then on."""
        if self._kind == "tcp":
            self._number = self._number % 65_535 + 1
            request.transaction_id = self._number
        self._rest = b""
        return self._coder.buildFrame(request)

    def typed(self, body: bytes) -> bytes:
        """Unit, function and data as somebody typed them, in a frame."""
        self._number = self._number % 65_535 + 1
        self._rest = b""
        return self._coder.encode(body[1:], body[0], self._number)

    def _sane(self) -> None:
        """A header that can be none is waited for in vain."""
        if self._kind == "tcp" and len(self._rest) >= 6:
            (protocol, length) = struct.unpack(">HH", self._rest[2:6])
            if protocol or not 3 <= length <= LONGEST - 6:
                raise Garbled("header", protocol=protocol, length=length)


def answered(request: ModbusPDU, message: bytes) -> ModbusPDU | None:
    """The answer to the request; None where the message is another's. Raises Rejected, Garbled,
    and Unreachable where a gateway does not reach the device behind it."""
    unit, number = message[0], int.from_bytes(message[1:3])
    if number != request.transaction_id or (request.dev_id and unit != request.dev_id):
        return None
    try:
        answer = DecodePDU(False).decode(message[3:])
    except (ModbusException, struct.error, IndexError, ValueError):
        answer = None
    if answer is None:
        raise Garbled("answer", bytes=len(message))
    if isinstance(answer, ExceptionResponse):
        code = answer.exception_code
        if code in {0x0A, 0x0B}:
            raise Unreachable(unit=unit, reason="behind_gateway")
        raise Rejected(_REASONS.get(code, "rejected"), unit=unit, exception=code)
    if answer.function_code != request.function_code:
        raise Garbled("function", got=answer.function_code, asked=request.function_code)
    return answer


def reading(block: Block) -> ModbusPDU:
    return _READ[block.table](dev_id=block.unit, address=block.address, count=block.count)


def read(block: Block, answer: ModbusPDU) -> dict[str, Value]:
    """The values of a block's points. Raises Garbled where there are too few."""
    numbers: Sequence[int] = (
        answer.registers
        if block.table in {"holding", "input"}
        else [int(one) for one in answer.bits]
    )
    if len(numbers) < block.count:
        raise Garbled("short", got=len(numbers), asked=block.count)
    found: dict[str, Value] = {}
    for cell in block.cells:
        start = cell.address - block.address
        value = _value(cell, numbers[start : start + cell.words])
        if value is not None:
            found[cell.point.key] = value
    return found


def writing(cell: Cell, value: Value) -> ModbusPDU:
    """Raises Invalid where the value cannot be written so."""
    return write(cell.write, cell.unit, cell.write_address, _numbers(cell, value))


def write(kind: str, unit: int, address: int, numbers: Sequence[int]) -> ModbusPDU:
    """One request: coil (05), coils (15), register (06), registers (16)."""
    bits = [bool(one) for one in numbers]
    if kind == "coil":
        return WriteSingleCoilRequest(dev_id=unit, address=address, bits=bits[:1])
    if kind == "coils":
        return WriteMultipleCoilsRequest(dev_id=unit, address=address, bits=bits)
    if kind == "register":
        return WriteSingleRegisterRequest(dev_id=unit, address=address, registers=list(numbers[:1]))
    return WriteMultipleRegistersRequest(dev_id=unit, address=address, registers=list(numbers))


def _value(cell: Cell, words: Sequence[int]) -> Value | None:
    """None where the device says something that the profile does not know."""
    capability, first = cell.point.capability, words[0]
    if cell.raws:
        return next((value for raw, value in cell.raws if raw == first), None)
    if capability is Capability.POWER or is_bool(cell):
        on = first == cell.seen_on
        if not on and first != cell.seen_off:
            return None
        return ("on" if on else "off") if capability is Capability.POWER else on
    number = _number(cell, words)
    if math.isnan(number):  # of a sensor that is broken
        return None
    value = round(number * cell.scale + cell.offset, 6)
    whole = cell.type != "f32" and cell.scale == int(cell.scale) and value == int(value)
    return int(value) if whole else value


def is_bool(cell: Cell) -> bool:
    """Whether its value is true or false."""
    capability = cell.point.capability
    if capability is Capability.SENSOR:
        return cell.read in {"coil", "discrete"}
    return capability in {Capability.OUTLET, Capability.SWITCH, Capability.MUTE}


def _number(cell: Cell, words: Sequence[int]) -> float:
    raw = b"".join(one.to_bytes(2) for one in (reversed(words) if cell.low_first else words))
    if cell.type == "f32":
        return float(struct.unpack(">f", raw)[0])
    return int.from_bytes(raw, signed=cell.type[0] == "s")


def _numbers(cell: Cell, value: Value) -> list[int]:
    if isinstance(value, bool) or (isinstance(value, str) and not cell.raws):
        if value not in {True, False, "on", "off"}:
            raise Invalid(key=cell.point.key, reason="choice", got=str(value))
        return [cell.on if value in {True, "on"} else cell.off]
    if cell.raws:
        found = next((raw for raw, known in cell.raws if known == value), None)
        if found is None:
            raise Invalid(key=cell.point.key, reason="choice", got=str(value))
        return [found]
    number = (float(value) - cell.offset) / cell.scale
    try:
        raw = (
            struct.pack(">f", number)
            if cell.type == "f32"
            else round(number).to_bytes(2 * TYPES[cell.type], signed=cell.type[0] == "s")
        )
    except OverflowError:
        raise Invalid(key=cell.point.key, reason="range", got=str(value)) from None
    words = [int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2)]
    return words[::-1] if cell.low_first else words
