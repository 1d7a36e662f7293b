"""A machine that sleeps until its packet comes."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.simulators.devices.base import UdpSimulator, Value


class WolSimulator(UdpSimulator):
    """`acted` counts wakings: packets that follow each other three by three."""

    family = "wol"

    def __init__(self, mac: str = "02:00:00:00:00:01", password: str = "") -> None:
        super().__init__()
        self.mac, self.password = mac, password
        self.packets = 0

    def options(self) -> Mapping[str, Value]:
        return {"host": self.host, "port": self.port, "mac": self.mac, "password": self.password}

    def state(self) -> Mapping[str, Value]:
        return {}

    async def front_panel(self, key: str, value: Value) -> None:
        raise KeyError(key)

    def answers(self, data: bytes) -> list[bytes]:
        address = bytes.fromhex(self.mac.replace(":", ""))
        end = bytes.fromhex(self.password.replace(":", ""))
        if data == b"\xff" * 6 + address * 16 + end:
            self.packets += 1
            self.acted = self.packets // 3
        return []
