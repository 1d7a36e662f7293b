"""Lights on an Art-Net node."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.simulators.devices.base import UdpSimulator, Value


class ArtnetSimulator(UdpSimulator):
    """`lights` are names by their one channel of 8 bit each."""

    family = "artnet"

    def __init__(self, lights: Mapping[int, str] | None = None, *, universe: int = 0) -> None:
        super().__init__()
        self.lights = dict(lights or {1: "主席台", 2: "坐席区", 3: "走廊"})
        self.universe = universe
        self.channels = bytearray(512)
        self.frames = 0

    def options(self) -> Mapping[str, Value]:
        lines = [f"{name} = {channel}" for channel, name in self.lights.items()]
        return {
            "host": self.host,
            "port": self.port,
            "universe": self.universe,
            "lights": "\n".join(lines),
        }

    def state(self) -> Mapping[str, Value]:
        return {f"light.{n}": round(self.channels[n - 1] / 2.55, 1) for n in self.lights}

    async def front_panel(self, key: str, value: Value) -> None:
        channel = int(key.removeprefix("light."))
        if channel not in self.lights:
            raise ValueError(key)
        self.channels[channel - 1] = round(float(value) * 2.55)

    def answers(self, data: bytes) -> list[bytes]:
        if data[:10] != b"Art-Net\0\x00\x50" or len(data) < 20 or self.faults.silence:
            return []
        size = data[16] << 8 | data[17]
        if data[14] | data[15] << 8 == self.universe and len(data) == 18 + size:
            self.channels[:size] = data[18:]
            self.frames += 1
        return []
