"""The demo site, whole: displays, feeds, dashboards, two engines, their nodes and the desk."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs
import typer

from wallctl.app.demo import display, filling, machine
from wallctl.app.demo.children import Child, Crew
from wallctl.app.demo.content import FOLDER, SITE, Content, load
from wallctl.app.demo.devices import load_devices
from wallctl.app.demo.ports import DemoPorts, taken
from wallctl.app.demo.sound import sound_of
from wallctl.app.ending import Exit
from wallctl.app.words import CliWords, language
from wallctl.client.errors import EngineUnreachable
from wallctl.simulators.clips import clip_file
from wallctl.simulators.feed_server import SYSTEM_PYTHON

log = logging.getLogger(__name__)

WALL_SCREEN, DESK_SCREEN = (1920, 828), (1920, 1080)
SPARE_CLIP = "card-01"


def default_data() -> Path:
    return platformdirs.user_data_path("wallctl-demo", appauthor=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a demo is started. `tour` is the folder for a tour's pictures."""

    data: Path = field(default_factory=default_data)
    ports: DemoPorts = DemoPorts()
    tour: Path | None = None
    virtual: bool = False  # a virtual display also where there is a real one

    @property
    def rooms(self) -> dict[str, str]:
        """Engine address by room."""
        return {
            "hall": f"http://127.0.0.1:{self.ports.hall}",
            "consult": f"http://127.0.0.1:{self.ports.consult}",
        }


def start(plan: Plan) -> int:
    """Runs the demo until Ctrl+C or the end of its tour; gives the exit code."""
    say = Teller(CliWords(language(), "demo"))
    claim = machine.Claim(plan.data)
    if pid := claim.take():
        say("running", pid=pid)
        return Exit.REFUSED
    try:
        if swept := machine.sweep(plan.data):
            say("swept", count=swept)
        if not _possible(plan, say):
            return Exit.REFUSED
        (plan.data / "log").mkdir(exist_ok=True)
        logging.basicConfig(
            filename=plan.data / "log" / "demo.log",
            level=logging.INFO,
            format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        )
        return asyncio.run(_Demo(plan, say).run())
    except KeyboardInterrupt:
        return Exit.DONE
    finally:
        if left := machine.wait_gone(plan.data, 5):
            say("left", count=len(left))
            machine.sweep(plan.data)
        claim.release()


class Teller:
    """Says things on the terminal in the user's language."""

    def __init__(self, words: CliWords) -> None:
        self.words = words

    def __call__(self, key: str, **fields: object) -> None:
        typer.echo(self.words(key, **fields))


def _possible(plan: Plan, say: Teller) -> bool:
    """Says everything that stands in the way before anything is started."""
    fine = True
    for one in taken(plan.ports):
        who = say.words("port.unknown")
        if one.pid:
            who = say.words("port.who", pid=one.pid, program=one.program)
        say("port", port=one.port, use=say.words(f"use.{one.use}"), who=who)
        fine = False
    if not clip_file(f"{SPARE_CLIP}.main").exists():
        say("no.clips")
        fine = False
    probe = "import gi; gi.require_version('GstRtspServer', '1.0')"
    try:
        subprocess.run([SYSTEM_PYTHON, "-c", probe], check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        say("no.server")
        fine = False
    return fine


class _Demo:
    def __init__(self, plan: Plan, say: Teller) -> None:
        self._plan, self._say = plan, say
        self._ending = False
        self._lives: dict[str, int] = {}
        self._crew = Crew(plan.data, started=self._started, died=self._died)
        self._devices = load_devices(plan.ports.devices)
        self._sound = sound_of(plan.data)

    async def run(self) -> int:
        main = asyncio.current_task()
        assert main is not None
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, self._stop, main)
        try:
            return await self._whole()
        except asyncio.CancelledError:
            if not self._ending:
                raise
            return Exit.DONE

    def _stop(self, main: asyncio.Task[int]) -> None:
        if not self._ending:
            self._ending = True
            self._say("ending")
            main.cancel()

    async def _whole(self) -> int:
        async with AsyncExitStack() as stack:
            try:
                wall_env, desk_env = await self._displays(stack)
            except display.NoDisplay:
                self._say("no.xvfb")
                return Exit.REFUSED
            content = load(self._plan.ports)
            async with asyncio.TaskGroup() as group:
                keep: list[asyncio.Task[None]] = []
                self._start_servers(group, keep, content)
                code = await self._play(group, keep, content, wall_env, desk_env)
                self._ending = True
                for task in keep:
                    task.cancel()
            return code

    async def _displays(self, stack: AsyncExitStack) -> tuple[dict[str, str], dict[str, str]]:
        """Environments of wall and desk: the user's display, else two virtual ones."""
        root = {"QTWEBENGINE_DISABLE_SANDBOX": "1"} if os.geteuid() == 0 else {}
        if os.environ.get("DISPLAY") and not self._plan.virtual:
            self._say("display", name=os.environ["DISPLAY"])
            return root, root
        made = []
        for size in (WALL_SCREEN, DESK_SCREEN):
            one = await display.start(*size, self._plan.data)
            stack.push_async_callback(one.close)
            made.append(one)
        self._say("virtual", names=" ".join(one.name for one in made))
        for room, url in self._plan.rooms.items():
            self._say("echo", room=self._say.words(f"use.{room}"), url=url)
        return {**root, **made[0].env}, {**root, **made[1].env}

    def _start_servers(
        self, group: asyncio.TaskGroup, keep: list[asyncio.Task[None]], content: Content
    ) -> None:
        plan = self._plan
        catalogue = plan.data / "feeds.json"
        catalogue.write_text(json.dumps(_mounts(content)), encoding="utf-8")
        feeds = (SYSTEM_PYTHON, str(FOLDER / "rtsp_server.py"), "--port", str(plan.ports.feeds))
        rows = plan.data / "devices.json"
        rows.write_text(self._devices.catalogue(), encoding="utf-8")
        devices = ("--catalogue", rows, "--port", plan.ports.devices)
        children = [
            Child("feeds", (*feeds, "--catalogue", str(catalogue)), held_open=True),
            Child(
                "dashboards", _module("wallctl.simulators.dashboards", "--port", plan.ports.pages)
            ),
            Child("devices", _module("wallctl.simulators.devices", *devices)),
        ]
        for room, port in (("hall", plan.ports.hall), ("consult", plan.ports.consult)):
            serve = ("serve", SITE, "--room", room, "--port", port, "--data", plan.data / room)
            engine = _module("wallctl.app.main", *serve)
            children.append(Child(f"engine-{room}", engine, self._sound.env))
        if self._sound.child is not None:
            children.insert(0, self._sound.child)
        keep += [group.create_task(self._crew.keep(child)) for child in children]

    async def _play(
        self,
        group: asyncio.TaskGroup,
        keep: list[asyncio.Task[None]],
        content: Content,
        wall_env: dict[str, str],
        desk_env: dict[str, str],
    ) -> int:
        """Fills the rooms, starts the screens, and stays until told to end."""
        plan = self._plan
        rooms = {room: filling.Filler(url) for room, url in plan.rooms.items()}
        running = [group.create_task(room.run()) for room in rooms.values()]
        nodes = {"hall": "hall-1", "consult": "consult-1"}
        try:
            for name, room in rooms.items():
                if await room.fill(content):
                    await room.furnish(self._devices, name)
                    self._say("filled", url=room.url)
            for name, node in nodes.items():
                wall = ("--engine", plan.rooms[name], "--node", node)
                data = ("--data", plan.data / node)
                env = {**wall_env, **self._sound.env}
                child = Child(node, _module("ui.wall", *wall, *data), env)
                keep.append(group.create_task(self._crew.keep(child)))
            if plan.tour is None and importlib.util.find_spec("ui.desk.__main__"):
                child = Child("desk", _module("ui.desk", "--engine", plan.rooms["hall"]), desk_env)
                keep.append(group.create_task(self._crew.keep(child)))
            for name, node in nodes.items():
                await rooms[name].first_picture(node)
        except TimeoutError as late:
            self._say("late", what=late, data=plan.data / "log")
            if plan.tour is not None:
                return Exit.FAULT
        except (filling.FillingFailed, EngineUnreachable) as fault:
            self._say("fault", why=fault)
            if plan.tour is not None:
                return Exit.FAULT
        for task in running:
            task.cancel()
        if plan.tour is not None:
            return await self._tour(plan.tour, desk_env)
        self._say("ready", data=plan.data)
        await asyncio.Event().wait()
        return Exit.DONE

    async def _tour(self, folder: Path, env: dict[str, str]) -> int:
        rooms = self._plan.rooms
        walk = _module("ui.tour", folder, "--engine", rooms["hall"], "--consult", rooms["consult"])
        process = await asyncio.create_subprocess_exec(
            *walk,
            env={**os.environ, **env, machine.MARK: str(self._plan.data)},
            start_new_session=True,
            preexec_fn=machine.with_parent(),
        )
        try:
            code = await process.wait()
        finally:
            machine.end_group(process.pid)
        if code < 0:
            self._say("tour.crashed", signal=signal.Signals(-code).name)
        return Exit.DONE if code == 0 else Exit.FAULT

    def _started(self, name: str, _pid: int) -> None:
        self._lives[name] = self._lives.get(name, 0) + 1
        if self._lives[name] > 1:
            self._say("died.again", name=name)

    def _died(self, name: str, code: int, pause: float) -> None:
        if not self._ending:
            self._say("died", name=name, code=code, pause=pause, log=self._crew.log_of(name))


def _module(name: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *(str(one) for one in arguments))


def _mounts(content: Content) -> dict[str, dict[str, str | float]]:
    """Clip file and pitch by mount. Where the footage was not fetched a card stands in."""
    mounts: dict[str, dict[str, str | float]] = {}
    for source, clip in content.clips.items():
        there = clip if clip_file(f"{clip}.main").exists() else SPARE_CLIP
        for stream in ("main", "sub"):
            told: dict[str, str | float] = {"clip": str(clip_file(f"{there}.{stream}"))}
            if source in content.tones:
                told["tone"] = content.tones[source]
            mounts[f"/{source}/{stream}"] = told
    return mounts
