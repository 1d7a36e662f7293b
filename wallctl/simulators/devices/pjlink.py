"""A projector that speaks PJLink, class 2."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

_POWER = ("off", "on", "cooling", "warming")
_FAULTS = ("fan", "lamp", "temperature", "cover", "filter", "other")
_LEVELS = ("ok", "warning", "error")


class PjlinkSimulator(TcpSimulator):
    """`warm_s` is how long it takes to be on, and off."""

    family = "pjlink"

    def __init__(self, password: str = "", *, warm_s: float = 10.0) -> None:
        super().__init__()
        self.password, self.warm_s = password, warm_s
        self.inputs = {"11": "VGA", "31": "HDMI 1", "32": "HDMI 2", "51": "LAN"}
        self._values: dict[str, Value] = {
            "power": "off",
            "input": "31",
            "mute.video": False,
            "mute.audio": False,
            "freeze": False,
            "hours.lamp.1": 1200,
            "hours.filter": 300,
            **{f"fault.{one}": "ok" for one in _FAULTS},
        }
        self.volume = 10
        self._turning: asyncio.TimerHandle | None = None

    def options(self) -> Mapping[str, Value]:
        return {"host": self.host, "port": self.port, "password": self.password}

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._values or type(value) is not type(self._values[key]):
            raise ValueError(key)
        if key == "power" and value in ("on", "off"):
            self._turn(value == "on")
        else:
            self._values[key] = value

    async def stop(self) -> None:
        if self._turning is not None:
            self._turning.cancel()
            self._turning = None
            self._turned("off")  # without current no lamp burns
        await super().stop()

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        salt = secrets.token_hex(4)
        await self.say(writer, f"PJLINK 1 {salt}\r".encode() if self.password else b"PJLINK 0\r")
        signed = not self.password
        while True:
            line = (await reader.readuntil(b"\r"))[:-1].decode("utf-8", "replace")
            if not signed:
                digest = hashlib.md5(f"{salt}{self.password}".encode()).hexdigest()
                if not line.startswith(digest):
                    await self.say(writer, b"PJLINK ERRA\r")
                    return
                signed, line = True, line[32:]
            await self.say(writer, f"{line[:6]}={self._answer(line)}\r".encode())

    def _answer(self, line: str) -> str:
        command, parameter = line[2:6], line[7:]
        asks = parameter.startswith("?")
        if self.faults.refuse and not asks:
            return "ERR4"
        table = self._asked() if asks else self._told()
        answer = table.get(command)
        return answer(parameter) if answer is not None else "ERR1"

    def _asked(self) -> Mapping[str, Callable[[str], str]]:
        v = self._values
        video, audio = v["mute.video"], v["mute.audio"]
        mutes = "31" if video and audio else "11" if video else "21" if audio else "30"
        levels = "".join(str(_LEVELS.index(str(v[f"fault.{one}"]))) for one in _FAULTS)
        lit = int(v["power"] == "on")
        said = {
            "POWR": str(_POWER.index(str(v["power"]))),
            "INPT": str(v["input"]) if lit else "ERR3",
            "INST": " ".join(self.inputs),
            "AVMT": mutes if lit else "ERR3",
            "ERST": levels,
            "LAMP": f"{v['hours.lamp.1']} {lit}",
            "FREZ": str(int(bool(v["freeze"]))) if lit else "ERR3",
            "FILT": str(v["hours.filter"]),
            "NAME": "大厅投影 1",
            "INF1": "wallctl",
            "INF2": "PJ-SIM",
            "SNUM": "0001",
            "SVER": "1.0",
            "CLSS": "2",
        }
        table: dict[str, Callable[[str], str]] = {key: _always(said[key]) for key in said}
        table["INNM"] = lambda parameter: self.inputs.get(parameter[1:], "ERR2")
        return table

    def _told(self) -> Mapping[str, Callable[[str], str]]:
        return {
            "POWR": self._power,
            "INPT": self._input,
            "AVMT": self._mute,
            "FREZ": self._freeze,
            "SVOL": self._volume,
        }

    def _power(self, parameter: str) -> str:
        if parameter not in ("0", "1"):
            return "ERR2"
        self._turn(parameter == "1")
        return "OK"

    def _turn(self, on: bool) -> None:
        if self._turning is not None or (self._values["power"] == "on") is on:
            return
        goal = "on" if on else "off"
        if not self.warm_s:
            self._turned(goal)
            return
        self._values["power"] = "warming" if on else "cooling"
        self._turning = asyncio.get_running_loop().call_later(self.warm_s, self._turned, goal)

    def _turned(self, goal: str) -> None:
        self._turning = None
        self._values["power"] = goal
        if goal == "off":
            self._values |= {"mute.video": False, "mute.audio": False, "freeze": False}

    def _input(self, parameter: str) -> str:
        if parameter not in self.inputs:
            return "ERR2"
        return self._if_on(input=parameter)

    def _mute(self, parameter: str) -> str:
        if len(parameter) != 2 or parameter[0] not in "123" or parameter[1] not in "01":
            return "ERR2"
        on = parameter[1] == "1"
        keys = {"1": ("video",), "2": ("audio",), "3": ("video", "audio")}[parameter[0]]
        return self._if_on(**{f"mute.{key}": on for key in keys})

    def _freeze(self, parameter: str) -> str:
        return self._if_on(freeze=parameter == "1") if parameter in ("0", "1") else "ERR2"

    def _volume(self, parameter: str) -> str:
        if parameter not in ("0", "1"):
            return "ERR2"
        if self._values["power"] != "on":
            return "ERR3"
        self.acted += 1
        self.volume = max(0, min(20, self.volume + (1 if parameter == "1" else -1)))
        return "OK"

    def _if_on(self, **values: Value) -> str:
        if self._values["power"] != "on":
            return "ERR3"
        self._values |= values
        return "OK"


def _always(answer: str) -> Callable[[str], str]:
    return lambda parameter: answer
