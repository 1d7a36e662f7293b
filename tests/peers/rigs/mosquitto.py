"""MQTT: mosquitto. It keeps nothing through a kill unless `keep` is given.

It is a broker alone: no Zigbee2MQTT and no lamp stand behind it; a test that wants a device's reply
publishes it with `front_panel`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.peers.rigs.base import Rig, RigError, lacking, lines_of, run_tool


class Heard:
    """What mosquitto_sub hears while `Mosquitto.hearing` is open, oldest first."""

    def __init__(self, lines: asyncio.StreamReader) -> None:
        self._lines = lines

    async def next(self, timeout_s: float = 5.0) -> tuple[str, str]:
        """Topic and payload. RigError when nothing comes."""
        line = await self.line(">", timeout_s)
        topic, _, payload = line.removeprefix(">").partition(" ")
        return topic, payload

    async def line(self, start: str, timeout_s: float) -> str:
        """The next line that starts so; with -d mosquitto_sub also writes of itself."""
        try:
            async with asyncio.timeout(timeout_s):
                while raw := await self._lines.readline():
                    if (line := raw.decode().rstrip("\n")).startswith(start):
                        return line
        except TimeoutError:
            raise RigError(f"nothing was published within {timeout_s:g} s") from None
        raise RigError("mosquitto_sub ended")


class Mosquitto(Rig):
    """With a `password` the user is "wallctl" (the test's own hands are "panel")."""

    name = "mosquitto"
    user = "wallctl"

    def __init__(self, *, password: str | None = None, keep: bool = False) -> None:
        super().__init__()
        self.password, self.keep = password, keep

    @classmethod
    def missing(cls) -> str:
        return lacking("mosquitto", "mosquitto_pub", "mosquitto_sub", "mosquitto_passwd")

    async def front_panel(
        self, topic: str, payload: str, *, retain: bool = False, qos: int = 1
    ) -> None:
        """Publishes as a device or another controller would; an empty retained payload clears."""
        more = ["-r"] if retain else []
        text = ["-m", payload] if payload else ["-n"]
        await run_tool(
            "mosquitto_pub", *self._as_panel(), "-t", topic, *text, "-q", str(qos), *more
        )

    async def state(self, topic: str) -> str | None:
        """The retained payload of a topic, None if there is none."""
        told = await run_tool(
            *("mosquitto_sub", *self._as_panel(), "-F", "%t %p", "-C", "1", "-W", "5"),
            *("-t", topic, "-t", "$SYS/broker/version"),  # the second always comes, after the first
        )
        for line in told.splitlines():
            if line.startswith(f"{topic} "):
                return line.partition(" ")[2]
        return None

    @asynccontextmanager
    async def hearing(self, topic: str = "#") -> AsyncIterator[Heard]:
        """Hears all that is published under `topic` from now on; retained messages come first."""
        more = ["-F", ">%t %p", "-t", topic, "-q", "1", "-d"]
        async with lines_of("mosquitto_sub", *self._as_panel(), *more) as lines:
            heard = Heard(lines)
            await heard.line("Subscribed", 5)
            yield heard

    def _as_panel(self) -> list[str]:
        login = [] if self.password is None else ["-u", "panel", "-P", "panel"]
        return ["-h", self.host, "-p", str(self.port), *login]

    async def _launch(self) -> None:
        lines = [f"listener {self.port} {self.host}", "user root", "log_type all"]
        if self.password is None:
            lines.append("allow_anonymous true")
        else:
            logins = self.folder / "logins"
            if not logins.exists():
                logins.touch(mode=0o600)
                for user, word in ((self.user, self.password), ("panel", "panel")):
                    await run_tool("mosquitto_passwd", "-b", str(logins), user, word)
            lines += ["allow_anonymous false", f"password_file {logins}"]
        if self.keep:
            lines += ["persistence true", f"persistence_location {self.folder}/"]
            lines += ["autosave_interval 1", "autosave_on_changes true"]
        conf = self.folder / "mosquitto.conf"
        conf.write_text("\n".join(lines) + "\n")
        self._run("mosquitto", "mosquitto", "-c", str(conf))

    async def _ready(self) -> bool:
        return await self._connects()
