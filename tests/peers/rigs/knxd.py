"""KNX: knxd as the IP interface (tunnelling, discovery), with an empty bus behind it.

The actuator on that bus is ours (`Knxd.devices`, by knxd's own client protocol): knxd has none, and
Debian's knxtool 0.14 fails at `groupresponse`. No KNX/IP Secure and no programming of devices. Of
its 200 client addresses each is given anew only after all others.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from tests.peers.rigs.base import RigError, lacking
from tests.peers.rigs.netns import NamespacedRig

_OPEN_GROUPS, _GROUP_PACKET = 0x0026, 0x0027
_KINDS = {0x00: "read", 0x40: "response", 0x80: "write"}
# DESCRIPTION_REQUEST with an empty control endpoint: answer to where it came from.
_WHO = bytes.fromhex("06100203000e0801000000000000")

Value = int | bytes
"""What a group carries: an int below 64 in six bits (switches), bytes for all longer ones."""


@dataclass(frozen=True, slots=True)
class Telegram:
    """One of the bus: kind (read, response, write), source "0.0.3", group "1/2/3"."""

    kind: str
    source: str
    group: str
    value: Value | None


def _number(group: str) -> int:
    main, middle, sub = (int(part) for part in group.split("/"))
    return main << 11 | middle << 8 | sub


def _parse(body: bytes) -> Telegram | None:
    source, group = int.from_bytes(body[:2]), int.from_bytes(body[2:4])
    kind = _KINDS.get(body[5] & 0xC0)
    if kind is None:
        return None
    value: Value = body[6:] if len(body) > 6 else body[5] & 0x3F
    return Telegram(
        kind,
        f"{source >> 12}.{source >> 8 & 15}.{source & 255}",
        f"{group >> 11}/{group >> 8 & 7}/{group & 255}",
        None if kind == "read" else value,
    )


class Knxd(NamespacedRig):
    """`devices`: group -> value, what the bus answers when it is read; it outlives knxd. `status`:
    group -> group, what is written to the first the actuator keeps and tells at the second.
    `heard`: all telegrams but those of the actuator itself."""

    name = "knxd"
    own_port = 3671

    def __init__(
        self,
        *,
        devices: Mapping[str, Value] | None = None,
        status: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.devices, self.status = dict(devices or {}), dict(status or {})
        self.heard: list[Telegram] = []
        self._bus: asyncio.Task[None] | None = None

    @classmethod
    def missing(cls) -> str:
        return super().missing() or lacking("knxd", "knxtool")

    async def state(self, group: str) -> str | None:
        """What knxd's own cache has seen there last, as knxtool prints it ("01", "0C 1A"), or None:
        written or answered, by anyone."""
        try:
            told = await self._inside("knxtool", "groupcacheread", self._url, group)
        except RigError as fault:
            if "Read failed" in str(fault):
                return None
            raise
        return told.rpartition(": ")[2].strip()

    async def front_panel(self, group: str, value: Value) -> None:
        """Someone at the button on the wall: writes to the group (knxtool), the actuator obeys."""
        if isinstance(value, int):
            command, words = "groupswrite", [f"{value:x}"]
        else:
            command, words = "groupwrite", [f"{one:02x}" for one in value]
        seen = len(self.heard)
        await self._inside("knxtool", command, self._url, group, *words)
        await self.wait_until(lambda: self._has(seen, group, value), f"telegram to {group}", 5)

    async def kill(self) -> None:
        if self._bus is not None:
            self._bus.cancel()
            await asyncio.gather(self._bus, return_exceptions=True)
            self._bus = None
        await super().kill()

    async def _has(self, since: int, group: str, value: Value) -> bool:
        new = self.heard[since:]
        return any(one.kind == "write" and (one.group, one.value) == (group, value) for one in new)

    @property
    def _url(self) -> str:
        return f"local:{self.folder}/bus"

    async def _launch(self) -> None:
        (self.folder / "bus").unlink(missing_ok=True)  # of the one that was killed
        server = ["-n", "rig", "-D", "-T", "-S", f"-u{self.folder}/bus", "-c", "-b", "dummy:"]
        self._run("knxd", "knxd", "-e", "0.0.1", "-E", "0.0.2:200", *server)

    async def _ready(self) -> bool:
        if not (self.folder / "bus").exists() or not await self._describes():
            return False
        streams = await asyncio.open_unix_connection(self.folder / "bus")
        await _send(streams[1], _OPEN_GROUPS, b"\0\0\0")
        await _receive(streams[0])
        self._bus = asyncio.create_task(self._serve(*streams), name="knx bus")
        return True

    async def _describes(self) -> bool:
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.setblocking(False)
            probe.connect(self.address)
            with contextlib.suppress(OSError):
                await loop.sock_sendall(probe, _WHO)
                told = await asyncio.wait_for(loop.sock_recv(probe, 500), 0.2)
                return told[2:4] == b"\x02\x04"
        return False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                number, body = await _receive(reader)
                if number != _GROUP_PACKET or (one := _parse(body)) is None:
                    continue
                self.heard.append(one)
                if one.kind == "read" and one.group in self.devices:
                    await self._say(writer, 0x40, one.group, self.devices[one.group])
                elif one.kind == "write" and one.group in self.status and one.value is not None:
                    place = self.status[one.group]
                    self.devices[place] = one.value
                    await self._say(writer, 0x80, place, one.value)
        except (OSError, asyncio.IncompleteReadError):
            return  # knxd is gone
        finally:
            writer.close()

    @staticmethod
    async def _say(writer: asyncio.StreamWriter, kind: int, group: str, value: Value) -> None:
        apdu = bytes([0, kind | value]) if isinstance(value, int) else bytes([0, kind]) + value
        await _send(writer, _GROUP_PACKET, _number(group).to_bytes(2) + apdu)


async def _send(writer: asyncio.StreamWriter, number: int, body: bytes) -> None:
    writer.write((len(body) + 2).to_bytes(2) + number.to_bytes(2) + body)
    await writer.drain()


async def _receive(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    size = int.from_bytes(await reader.readexactly(2))
    message = await reader.readexactly(size)
    return int.from_bytes(message[:2]), message[2:]
