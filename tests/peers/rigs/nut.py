"""UPS by NUT: upsd with its dummy-ups driver. It measures nothing and never changes by itself.

dummy-ups looks up once a second: a start takes 3 s, a change at the front panel up to 1 s.
"""

from __future__ import annotations

import signal

from tests.peers.rigs.base import Program, Rig, RigError, lacking, run_tool

_DRIVER, _SERVER = "/lib/nut/dummy-ups", "/lib/nut/upsd"
_AT_START = {
    "ups.status": "OL",
    "ups.mfr": "Test",
    "ups.model": "Rig",
    "ups.load": "20",
    "battery.charge": "100",
    "battery.runtime": "1800",
    "input.voltage": "230.0",
    "output.voltage": "230.0",
    "outlet.1.desc": "Hall",
    "outlet.1.status": "on",
}


class Nut(Rig):
    """The UPS "ups1", user "wallctl"; the one command it knows is load.off (it only notes it).

    `at_start`: what the UPS shows at each start of its driver."""

    name = "nut"
    ups, user = "ups1", "wallctl"

    def __init__(self, *, password: str = "s3cret", **at_start: str) -> None:
        super().__init__()
        self.password = password
        self.at_start = {**_AT_START, **at_start}

    @classmethod
    def missing(cls) -> str:
        return lacking(_DRIVER, _SERVER, "upsc", "upsrw")

    async def state(self) -> dict[str, str]:
        """All variables, as upsc tells them."""
        told = await run_tool("upsc", f"{self.ups}@{self.host}:{self.port}")
        return dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)

    async def front_panel(self, **values: str) -> None:
        """front_panel(**{"ups.status": "OB LB", "battery.charge": "17"}); OB on battery, LB low."""
        for name, value in values.items():
            login = ["-u", "panel", "-p", "panel"]
            told = await run_tool(
                *("upsrw", "-s", f"{name}={value}", *login, f"{self.ups}@{self.host}:{self.port}")
            )
            if "OK" not in told:
                raise RigError(f"upsrw {name}: {told}")

        async def shown() -> bool:
            return values.items() <= (await self.state()).items()

        await self.wait_until(shown, "change at the UPS", 5)

    async def kill_driver(self) -> None:
        """The driver dies, upsd goes on: it says DRIVER-NOT-CONNECTED or DATA-STALE."""
        driver = next(one for one in self.programs if one.name == "dummy-ups")
        driver.signal(signal.SIGKILL)
        await driver.gone(5)
        self.programs.remove(driver)

    async def start_driver(self) -> None:
        """After `kill_driver`; comes back when upsd has the values again."""
        self._start_driver()
        await self.wait_until(self._ready, "values of the UPS")

    def heard(self) -> str:
        """What upsd wrote: "Instant command: wallctl@127.0.0.1 did load.off on ups1 ..."."""
        return "\n".join(one.text() for one in self.programs if one.name == "upsd")

    @property
    def _env(self) -> dict[str, str]:
        here = str(self.folder)
        return {"NUT_CONFPATH": here, "NUT_STATEPATH": here, "NUT_ALTPIDPATH": here}

    def _start_driver(self) -> Program:
        command = (_DRIVER, "-u", "root", "-a", self.ups, "-FF")
        return self._run("dummy-ups", *command, env=self._env)

    async def _launch(self) -> None:
        files = {
            "ups.conf": f"[{self.ups}]\ndriver = dummy-ups\nport = ups1.dev\nmode = dummy-once\n"
            "pollinterval = 1\n",
            "ups1.dev": "".join(f"{name}: {value}\n" for name, value in self.at_start.items()),
            "upsd.conf": f"LISTEN {self.host} {self.port}\nMAXAGE 3\n",
            "upsd.users": f"[{self.user}]\npassword = {self.password}\nactions = SET\n"
            "instcmds = ALL\n[panel]\npassword = panel\nactions = SET\ninstcmds = ALL\n",
        }
        for name, text in files.items():
            (self.folder / name).write_text(text)
        (self.folder / "upsd.pid").unlink(missing_ok=True)  # of the one that was killed
        driver = self._start_driver()
        listens = self.folder / f"dummy-ups-{self.ups}"

        async def there() -> bool:
            return listens.is_socket() and driver.alive

        if self._starts > 1:
            listens.unlink(missing_ok=True)
        await self.wait_until(there, "driver")
        self._run("upsd", _SERVER, "-u", "root", "-FF", env=self._env)

    async def _ready(self) -> bool:
        try:
            return (await self.state()).get("ups.status", "WAIT") != "WAIT"
        except RigError:
            return False
