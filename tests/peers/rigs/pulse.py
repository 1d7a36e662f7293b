"""Room audio: PulseAudio with null sinks, one for each room. `peak` proves which room sounds.

Nothing is heard and nothing has a clock of its own but the server: no drift, no unplugging of a
card. A sink that is muted or turned down is so before its monitor: `peak` shows it.
"""

from __future__ import annotations

import array
import asyncio
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tests.peers.rigs.base import Program, Rig, RigError, lacking, run_tool

_RATE = 8000
_ENOUGH_S = 60


@dataclass(frozen=True, slots=True)
class Sink:
    """`volume` in percent of the loudest channel."""

    name: str
    volume: int
    mute: bool
    inputs: tuple[str, ...]
    """Names of the streams that play into it (media.name)."""


class Pulse(Rig):
    """`sinks`: their names. Clients reach it at `server` (a socket) or `tcp`, without login."""

    name = "pulse"

    def __init__(self, sinks: Sequence[str] = ("room1", "room2")) -> None:
        super().__init__()
        self.sinks = list(sinks)
        self._players: list[Program] = []

    @classmethod
    def missing(cls) -> str:
        return lacking("pulseaudio", "pactl", "pacat", "parec")

    @property
    def server(self) -> str:
        return f"unix:{self.folder}/run/native"

    @property
    def tcp(self) -> str:
        return f"tcp:{self.host}:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """For a client that takes the server from its surroundings."""
        home = str(self.folder)
        run = str(self.folder / "run")
        return {"HOME": home, "XDG_RUNTIME_DIR": run, "PULSE_SERVER": self.server, "LC_ALL": "C"}

    async def state(self) -> dict[str, Sink]:
        """All sinks by name, as pactl tells."""
        sinks = json.loads(await self._pactl("--format=json", "list", "sinks"))
        inputs = json.loads(await self._pactl("--format=json", "list", "sink-inputs"))
        return {
            one["name"]: Sink(
                one["name"],
                max(int(each["value_percent"].rstrip("%")) for each in one["volume"].values()),
                one["mute"],
                tuple(i["properties"]["media.name"] for i in inputs if i["sink"] == one["index"]),
            )
            for one in sinks
        }

    async def front_panel(
        self, sink: str, *, volume: int | None = None, mute: bool | None = None
    ) -> None:
        """Someone else turns it: volume in percent."""
        if volume is not None:
            await self._pactl("set-sink-volume", sink, f"{volume}%")
        if mute is not None:
            await self._pactl("set-sink-mute", sink, str(int(mute)))

    async def play(self, sink: str, name: str = "tone", *, hz: float = 440.0) -> Program:
        """A tone for a minute, as a program of its own that plays it; half of full scale."""
        file = self.folder / f"tone-{hz:g}.raw"
        if not file.exists():
            file.write_bytes(_tone(hz))
        shape = ["--raw", f"--rate={_RATE}", "--channels=1", "--format=s16le", "--latency-msec=50"]
        one = self._run(
            f"pacat-{name}",
            *("pacat", "-p", *shape, "-d", sink, f"--stream-name={name}", str(file)),
            env=self.env,
        )
        self.programs.remove(one)  # it may end: the server lives on
        self._players.append(one)

        async def plays() -> bool:
            return any(name in each.inputs for each in (await self.state()).values())

        await self.wait_until(plays, f"stream {name}", 5)
        return one

    async def peak(self, sink: str, *, for_s: float = 0.15) -> float:
        """The loudest of what the room heard during `for_s`, 0..1."""
        wanted = int(_RATE * for_s) * 2
        shape = ["--raw", f"--rate={_RATE}", "--channels=1", "--format=s16le", "--latency-msec=20"]
        process = await asyncio.create_subprocess_exec(
            *("parec", *shape, "-d", f"{sink}.monitor"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", **self.env},
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(5):
                heard = await process.stdout.readexactly(wanted)
        except (TimeoutError, asyncio.IncompleteReadError):
            raise RigError(f"nothing came from the monitor of {sink}\n{self.output()}") from None
        finally:
            process.kill()
            await process.communicate()
        return max(map(abs, array.array("h", heard))) / 32768

    async def kill(self) -> None:
        for one in self._players:
            one.signal(9)
            await one.gone(5)
        self._players.clear()
        await super().kill()

    async def _pactl(self, *what: str) -> str:
        return await run_tool("pactl", *what, env=self.env)

    async def _launch(self) -> None:
        run = self.folder / "run"
        run.mkdir(exist_ok=True)
        native = run / "native"
        native.unlink(missing_ok=True)  # of the one that was killed
        modules = [
            f"module-native-protocol-unix socket={native} auth-anonymous=1",
            f"module-native-protocol-tcp listen={self.host} port={self.port} auth-anonymous=1",
            *(f"module-null-sink sink_name={one} rate=48000 norewinds=1" for one in self.sinks),
        ]
        quiet = ["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        quiet += ["--realtime=no", "--high-priority=no"]
        load = [word for one in modules for word in ("-L", one)]
        env = {name: value for name, value in self.env.items() if name != "PULSE_SERVER"}
        self._run("pulseaudio", "pulseaudio", "-n", *quiet, *load, env=env)

    async def _ready(self) -> bool:
        try:
            return set(await self.state()) >= set(self.sinks)
        except (RigError, json.JSONDecodeError):
            return False


def _tone(hz: float) -> bytes:
    step = 2 * math.pi * hz / _RATE
    one_s = array.array("h", (int(16384 * math.sin(step * i)) for i in range(_RATE)))
    return one_s.tobytes() * _ENOUGH_S
