"""A camera, reached by datagrams. A command counts once the camera has taken it: that it is done
may come much later, and is seen by what it then says of itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NoReturn

from wallctl.domain.devices import ptz
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Rejected
from wallctl.drivers.visca import protocol
from wallctl.drivers.visca.protocol import Message
from wallctl.drivers.visca.state import AUTO_FOCUS, PAN, POWER, TILT, ZOOM
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import UdpAddress
from wallctl.transport.lines.exchange import Exchange
from wallctl.transport.lines.framing import Whole


class ViscaConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._means, self._header = means, bool(options["header"])
        address = UdpAddress(str(options["host"]), int(options["port"]))
        self._line = Exchange(means.lines(address), Whole(), means.clock, timeout_s=timeout_s)
        self._sequence = 0

    async def open(self) -> Opened:
        await self._line.open()
        if self._header:
            reset = protocol.packed(protocol.CONTROL, 0, protocol.RESET)
            await self._line.ask(reset, _reset)
        info: tuple[tuple[str, str], ...] = ()
        try:
            got = await self._ask(protocol.VERSION_ASKED)
            info = (("model", f"{got[:4].hex()}"), ("version", got[4:6].hex()))
        except Rejected:
            pass
        return Opened(await self.read(), info=info)

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await self._line.lost()

    async def read(self, keys: Collection[str] = ()) -> State:
        on = protocol.switched(await self._ask(protocol.POWER_ASKED))
        state: dict[str, Value] = {POWER: "on" if on else "off"}
        if not on:
            return state
        for asked, said in (
            (protocol.ZOOM_ASKED, _zoom),
            (protocol.FOCUS_ASKED, _focus),
            (protocol.POSITION_ASKED, _position),
        ):
            try:
                state |= said(await self._ask(asked))
            except Rejected:  # it has no such thing, or not just now
                continue
        return state

    async def send(self, operation: Operation) -> State:
        message = operation.message
        assert isinstance(message, Message)
        await self._ask(message)
        return {}

    async def act(self, act: Act) -> State:
        match act.name:
            case ptz.MOVE:
                pan, tilt, zoom = ptz.velocity(act.value)
                await self._drive(pan, tilt, zoom)
            case ptz.STOP:
                await self._drive(0, 0, 0)
            case ptz.RECALL:
                await self._ask(protocol.recall(ptz.preset(act.value)))
            case ptz.STORE:
                await self._ask(protocol.store(ptz.preset(act.value)))
            case ptz.HOME:
                await self._ask(protocol.HOME)
            case _:
                raise Rejected("unsupported", act=act.name)
        return {}

    async def say(self, line: str) -> str:
        message = protocol.typed(line)
        try:
            got = await self._ask(message)
        except Rejected as exc:
            return str(exc.fields.get("answer", ""))
        return got.hex(" ").upper() or "ACK"

    async def close(self) -> None:
        await self._line.close()

    async def _drive(self, pan: float, tilt: float, zoom: float) -> None:
        """Both, also where the first is refused: one that cannot turn may still zoom."""
        refusals: list[Rejected] = []
        for message in (protocol.drive(pan, tilt), protocol.zoom_drive(zoom)):
            try:
                await self._ask(message)
            except Rejected as exc:
                refusals.append(exc)
        if len(refusals) == 2:
            raise refusals[0]

    async def _ask(self, message: Message) -> bytes:
        """The data of the answer. Raises Rejected where the camera says no."""
        begun = self._means.clock.monotonic()
        data, sequence = message.payload, None
        if self._header:
            sequence = self._sequence = self._sequence + 1 & 0xFFFF_FFFF
            kind = protocol.INQUIRY if message.asks else protocol.COMMAND
            data = protocol.packed(kind, sequence, data)
        got = ""
        try:
            answer = await self._line.ask(data, lambda came: _answer(message, sequence, came))
            got = answer.hex(" ").upper() or "ACK"
        except Rejected as exc:
            got = str(exc.fields.get("answer", ""))
            raise
        finally:
            ms = (self._means.clock.monotonic() - begun) * 1000
            self._means.exchanged(str(message), got, ms)
        return answer


def _answer(message: Message, sequence: int | None, came: bytes) -> bytes | None:
    if sequence is None:
        return protocol.answered(message, came)
    parts = protocol.unpacked(came)
    if parts is None:
        return None
    kind, number, payload = parts
    if kind == protocol.CONTROL_REPLY:
        # It counts otherwise than we do: a new connection begins both counts anew.
        raise Garbled(reason="sequence", got=payload.hex(" "))
    if kind != protocol.REPLY or number != sequence:
        return None
    return protocol.answered(message, payload)


def _reset(came: bytes) -> bytes | None:
    parts = protocol.unpacked(came)
    return came if parts is not None and parts[0] == protocol.CONTROL_REPLY else None


def _zoom(data: bytes) -> State:
    return {ZOOM: protocol.number(data)}


def _focus(data: bytes) -> State:
    return {AUTO_FOCUS: protocol.switched(data)}


def _position(data: bytes) -> State:
    pan, tilt = protocol.position(data)
    return {PAN: pan, TILT: tilt}
