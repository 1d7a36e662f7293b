"""A KNX line behind a KNXnet/IP tunnelling server: lamps, curtains, a table socket, air condition.

What is written to an address is taken by the actuator behind it at once and reported on its status
address. UDP tunnels and TCP tunnels (v2).
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import cast

from wallctl.simulators.devices.base import Simulator, Value

_CONNECT, _STATE, _DISCONNECT, _DESCRIBE = 0x0205, 0x0207, 0x0209, 0x0203
_TUNNEL, _ACK = 0x0420, 0x0421
_REQ, _IND, _CON = 0x11, 0x29, 0x2E
_READ, _RESPONSE, _WRITE = 0x000, 0x040, 0x080
_OWN = 0x11FF  # 1.1.255

Reply = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Actuator:
    """`kind`: "switch", "percent", "shutter" (percent, 0 is open on the bus), "temperature"."""

    key: str
    name: str
    command: str
    status: str
    kind: str
    first: Value
    words: str


HALL = (
    Actuator("lamp", "主席台灯|Stage light", "1/1/1", "1/1/2", "percent", 20, "5.001 light"),
    Actuator("spots", "射灯|Spots", "1/1/3", "1/1/4", "switch", False, "1.001 switch"),
    Actuator("curtain", "窗帘|Curtain", "2/1/1", "2/1/2", "shutter", 100, "5.001 cover travel=5"),
    Actuator("plug", "会议桌插座|Table socket", "1/2/1", "1/2/2", "switch", True, "1.001 outlet"),
    Actuator("heat", "设定温度|Set point", "3/1/1", "3/1/2", "temperature", 22.0, "9.001 climate"),
    Actuator(
        "room", "室温|Room temperature", "3/2/1", "3/2/1", "temperature", 23.4, "9.001 sensor"
    ),
)


class KnxSimulator(Simulator):
    family = "knx"

    def __init__(self, actuators: tuple[Actuator, ...] = HALL, *, tcp: bool = False) -> None:
        super().__init__()
        self.tcp = tcp
        self.host, self.port = "127.0.0.1", 0
        self.writes = 0
        self.presets: list[int] = []
        self._actuators = {one.key: one for one in actuators}
        self._values: dict[str, Value] = {one.key: one.first for one in actuators}
        self._by_command = {_number(one.command): one for one in actuators}
        self._by_status = {_number(one.status): one for one in actuators}
        self._channels: dict[int, tuple[Reply, count[int]]] = {}
        self._numbers = count(1)
        self._transport: asyncio.DatagramTransport | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        if self.tcp:
            self._server = await asyncio.start_server(self._accepted, host, port)
            self.host, self.port = self._server.sockets[0].getsockname()[:2]
            return
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=(host, port)
        )
        self.host, self.port = self._transport.get_extra_info("sockname")[:2]

    async def stop(self) -> None:
        self._channels.clear()
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        if self._server is not None:
            self._server.close()
            for writer in tuple(self._writers):
                writer.close()
            await self._server.wait_closed()
            self._server = None
        await asyncio.sleep(0)  # a transport lets go of its socket in the next turn of the loop

    def options(self) -> Mapping[str, Value]:
        lines = [
            f"{a.key} {a.name} = {a.command} {a.words}"
            + (f" status={a.status}" if a.status != a.command else "")
            for a in self._actuators.values()
        ]
        return {
            "host": self.host,
            "port": self.port,
            "transport": "tcp" if self.tcp else "udp",
            "points": "\n".join([*lines, "mood 灯光预置|Light presets = 4/1/1 18.001 preset"]),
        }

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        """As by a switch on the wall: the actuator reports on the bus."""
        one = self._actuators[key]
        if isinstance(value, str) or (one.kind == "switch") != isinstance(value, bool):
            raise ValueError(value)
        self._values[key] = value
        self._report(one, _WRITE)

    def send_raw(self, data: bytes) -> None:
        """Bytes as they are, to everybody who has a tunnel."""
        for reply, _ in self._channels.values():
            reply(data)

    # -- KNXnet/IP ----------------------------------------------------------------------------

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readexactly(6)
                rest = await reader.readexactly(struct.unpack(">H", head[4:])[0] - 6)
                self.take(head + rest, writer.write)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def take(self, frame: bytes, reply: Reply) -> None:
        """One frame from a client."""
        if self.faults.silence or len(frame) < 8 or frame[:2] != b"\x06\x10":
            return
        if self.faults.garbage:
            reply(b"\x00\xff\xfe?!")
            return
        if self.faults.slow_s:
            asyncio.get_running_loop().call_later(self.faults.slow_s, self._do, frame, reply)
        else:
            self._do(frame, reply)

    def _do(self, frame: bytes, reply: Reply) -> None:
        service, body = struct.unpack(">H", frame[2:4])[0], frame[6:]
        if service == _CONNECT:
            self._connect(reply)
        elif service == _STATE:
            reply(_frame(0x0208, bytes([body[0], 0 if body[0] in self._channels else 0x21])))
        elif service == _DISCONNECT:
            self._channels.pop(body[0], None)
            reply(_frame(0x020A, bytes([body[0], 0])))
        elif service == _DESCRIBE:
            reply(_frame(0x0204, _device() + bytes([0x0A, 2, 2, 2, 3, 2, 4, 2, 5, 1])))
        elif service == _TUNNEL and body[1] in self._channels:
            if not self.tcp:
                reply(_frame(_ACK, bytes([4, body[1], body[2], 0])))
            self._cemi(body[1], body[4:])

    def _connect(self, reply: Reply) -> None:
        if self.faults.refuse:
            reply(_frame(0x0206, bytes([0, 0x24])))  # E_NO_MORE_CONNECTIONS
            return
        channel = next(self._numbers) % 255 or next(self._numbers) % 255
        self._channels[channel] = (reply, count())
        end = bytes([8, 2, 0, 0, 0, 0, 0, 0]) if self.tcp else _hpai(self.host, self.port)
        crd = bytes([4, 4]) + struct.pack(">H", 0x1100 + channel)
        reply(_frame(0x0206, bytes([channel, 0]) + end + crd))

    def _tell(self, channel: int, cemi: bytes) -> None:
        reply, numbers = self._channels[channel]
        head = bytes([4, channel, next(numbers) & 0xFF, 0])
        reply(_frame(_TUNNEL, head + cemi))

    # -- the bus ------------------------------------------------------------------------------

    def _cemi(self, channel: int, cemi: bytes) -> None:
        if len(cemi) < 11 or cemi[0] != _REQ:
            return
        rest = cemi[2 + cemi[1] :]
        target = struct.unpack(">H", rest[4:6])[0]
        apci = struct.unpack(">H", rest[7:9])[0] & 0x3FF
        data = rest[9:] if rest[6] > 1 else bytes([apci & 0x3F])
        self._tell(channel, bytes([_CON]) + cemi[1:])
        if apci & 0x3C0 == _READ and target in self._by_status:
            self._report(self._by_status[target], _RESPONSE)
        elif apci & 0x3C0 == _WRITE:
            self._written(target, data)

    def _written(self, target: int, data: bytes) -> None:
        self.writes += 1
        one = self._by_command.get(target)
        if one is not None:
            self._values[one.key] = _decoded(one.kind, data)
            self._report(one, _WRITE)
        elif target == _number("4/1/1"):
            self.presets.append(data[0] + 1)
            self.acted += 1

    def _report(self, one: Actuator, how: int) -> None:
        data = _encoded(one.kind, self._values[one.key])
        small = one.kind == "switch"
        body = struct.pack(">H", how | (data[0] if small else 0)) + (b"" if small else data)
        head = bytes([_IND, 0, 0xBC, 0xE0]) + struct.pack(">HH", _OWN, _number(one.status))
        for channel in tuple(self._channels):
            if not self.faults.silence:
                self._tell(channel, head + bytes([len(body) - 1]) + body)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, owner: KnxSimulator) -> None:
        self._owner = owner
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._owner.take(data, lambda answer: self._send(answer, addr))

    def _send(self, answer: bytes, addr: tuple[str, int]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(answer, addr)


def _frame(service: int, body: bytes) -> bytes:
    return b"\x06\x10" + struct.pack(">HH", service, 6 + len(body)) + body


def _hpai(host: str, port: int) -> bytes:
    return bytes([8, 1, *map(int, host.split("."))]) + struct.pack(">H", port)


def _device() -> bytes:
    name = b"KNX simulator".ljust(30, b"\x00")
    own = struct.pack(">H", _OWN)
    return bytes([54, 1, 2, 0]) + own + bytes(2 + 6) + bytes([224, 0, 23, 12]) + bytes(6) + name


def _number(address: str) -> int:
    a, b, c = map(int, address.split("/"))
    return a << 11 | b << 8 | c


def _encoded(kind: str, value: Value) -> bytes:
    number = float(value)
    if kind == "switch":
        return bytes([int(number)])
    if kind in {"percent", "shutter"}:
        share = 100 - number if kind == "shutter" else number
        return bytes([round(share * 255 / 100)])
    hundredths, exponent = round(number * 100), 0
    while not -2048 <= hundredths <= 2047:
        hundredths, exponent = round(hundredths / 2), exponent + 1
    sign = 0x8000 if hundredths < 0 else 0
    return struct.pack(">H", sign | exponent << 11 | hundredths & 0x7FF)


def _decoded(kind: str, data: bytes) -> Value:
    if kind == "switch":
        return bool(data[0] & 1)
    if kind in {"percent", "shutter"}:
        share = round(data[0] * 100 / 255)
        return 100 - share if kind == "shutter" else share
    (word,) = struct.unpack(">H", data[:2])
    mantissa = (word & 0x7FF) - (0x800 if word & 0x8000 else 0)
    return float(round(mantissa * 0.01 * 2 ** (word >> 11 & 15), 2))
