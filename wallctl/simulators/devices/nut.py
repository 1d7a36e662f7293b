"""A UPS behind a server that speaks NUT's protocol (RFC 9271), with eight minutes of battery."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value


class NutUps(TcpSimulator):
    """The UPS "sim1", user "wallctl". Keys of the front panel: those of the driver, and "mains"
    (bool): without it the UPS goes on battery."""

    family = "nut"
    ups, user = "sim1", "wallctl"

    def __init__(self, password: str = "wallctl", *, outlets: int = 2) -> None:
        super().__init__()
        self.password = password
        self.commands: list[str] = []
        """Every instant command that was carried out."""
        self._flags = {"OL"}
        self._variables = {
            "battery.charge": "100",
            "battery.charge.low": "20",
            "battery.runtime": "480",
            "input.voltage": "230.0",
            "ups.delay.shutdown": "20",
            "ups.load": "35",
            "ups.mfr": "wallctl",
            "ups.model": "模拟 UPS",
        }
        for number in range(1, outlets + 1):
            self._variables[f"outlet.{number}.desc"] = f"插座{number}"
            self._variables[f"outlet.{number}.status"] = "on"
        self._writable = ("battery.charge.low", "ups.delay.shutdown")
        self._known = {"load.off", "load.on", "beeper.mute", "test.battery.start.quick"}
        self._known |= {"shutdown.return", "shutdown.stayoff", "shutdown.stop"}
        for number in range(1, outlets + 1):
            self._known |= {f"outlet.{number}.load.{word}" for word in ("on", "off")}

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "ups": self.ups,
            "user": self.user,
            "password": self.password,
            "poll_s": 1.0,
        }

    def state(self) -> Mapping[str, Value]:
        told: dict[str, Value] = {
            "mains": "OL" in self._flags,
            "battery_low": "LB" in self._flags,
            "charge": float(self._variables["battery.charge"]),
            "load": float(self._variables["ups.load"]),
            "charge_low": float(self._variables["battery.charge.low"]),
            "shutdown_delay": float(self._variables["ups.delay.shutdown"]),
        }
        for name, value in self._variables.items():
            if name.startswith("outlet.") and name.endswith(".status"):
                told[name.removesuffix(".status")] = value == "on"
        return told

    async def front_panel(self, key: str, value: Value) -> None:
        match key:
            case "mains":
                self._flags -= {"OL", "OB", "DISCHRG"}
                self._flags |= {"OL"} if value else {"OB", "DISCHRG"}
            case "battery_low":
                self._flags = self._flags | {"LB"} if value else self._flags - {"LB"}
            case "charge" | "load" | "charge_low" | "shutdown_delay":
                names = {
                    "charge": "battery.charge",
                    "load": "ups.load",
                    "charge_low": "battery.charge.low",
                    "shutdown_delay": "ups.delay.shutdown",
                }
                self._variables[names[key]] = f"{float(value):g}"
            case "runtime":
                self._variables["battery.runtime"] = f"{float(value) * 60:g}"
            case _ if f"{key}.status" in self._variables:
                self._variables[f"{key}.status"] = "on" if value else "off"
            case _:
                raise KeyError(key)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        names: dict[str, str] = {}
        while line := await reader.readline():
            try:
                words = shlex.split(line.decode())
            except ValueError:
                words = []
            match words:
                case ["USERNAME" | "PASSWORD" as what, told]:
                    names[what] = told
                    answer = "OK"
                case ["LIST", *_] | ["GET", *_] | ["VER"]:
                    answer = self._told(words)
                case ["SET" | "INSTCMD", *_]:
                    answer = self._done(words, names)
                case _:
                    answer = "ERR UNKNOWN-COMMAND"
            await self.say(writer, f"{answer}\n".encode())

    def _told(self, words: list[str]) -> str:
        flags = " ".join(sorted(self._flags, reverse=True))
        shown = {**self._variables, "ups.status": flags}
        match words:
            case ["VER"]:
                return "wallctl simulated upsd"
            case ["LIST", "UPS"]:
                rows = [f'UPS {self.ups} "simulated"']
            case ["LIST" | "GET", _, ups, *_] if ups != self.ups:
                return "ERR UNKNOWN-UPS"
            case ["GET", "VAR", _, name]:
                value = shown.get(name)
                return "ERR VAR-NOT-SUPPORTED" if value is None else self._row("VAR", name, value)
            case ["LIST", "VAR", _]:
                rows = [self._row("VAR", name, value) for name, value in shown.items()]
            case ["LIST", "RW", _]:
                rows = [self._row("RW", name, shown[name]) for name in self._writable]
            case ["LIST", "CMD", _]:
                rows = [f"CMD {self.ups} {name}" for name in sorted(self._known)]
            case _:
                return "ERR INVALID-ARGUMENT"
        what = " ".join(words)
        return "\n".join([f"BEGIN {what}", *rows, f"END {what}"])

    def _row(self, what: str, name: str, value: str) -> str:
        return f'{what} {self.ups} {name} "{value}"'

    def _done(self, words: list[str], names: Mapping[str, str]) -> str:
        if set(names) != {"USERNAME", "PASSWORD"}:
            return "ERR USERNAME-REQUIRED"
        right = names["USERNAME"] == self.user and names["PASSWORD"] == self.password
        if not right or self.faults.refuse:
            return "ERR ACCESS-DENIED"
        match words:
            case ["SET", "VAR", self.ups, name, value]:
                if name not in self._writable:
                    return "ERR READONLY" if name in self._variables else "ERR VAR-NOT-SUPPORTED"
                self._variables[name] = value
            case ["INSTCMD", self.ups, name]:
                if name not in self._known:
                    return "ERR CMD-NOT-SUPPORTED"
                self.commands.append(name)
                self.acted += not name.startswith("outlet.")
                if name.startswith("outlet."):
                    outlet, _, word = name.partition(".load.")
                    self._variables[f"{outlet}.status"] = word
            case _:
                return "ERR UNKNOWN-UPS"
        return "OK"
