"""A first start: an empty data folder becomes a picture on the wall, by keyboard alone.

Real engine without a site file, real node on two monitors of a virtual display, the real desk.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.display import Display, Screen
from tests.e2e.counters import read_tile
from tests.e2e.wall_room import clip
from tests.processes import Processes, free_port, wait_for
from tests.room import EngineProcess, NodeProcess
from tests.unit.timers import elapse
from ui.common.command_button import CommandButton, State
from ui.common.loop import run
from ui.common.tokens import REPEAT_MS
from ui.desk.main import Desk, arguments
from ui.desk.pages.wizard import WizardPage
from ui.desk.wizard.progress import Step, hidden
from ui.desk.wizard.scene import SceneStep
from ui.desk.wizard.screens import ScreensStep
from ui.desk.wizard.seams import SeamsStep
from ui.desk.wizard.sources import SourcesStep
from wallctl.domain.geometry import Size
from wallctl.domain.people import Role
from wallctl.simulators.feed_server import FeedServer

DEADLINE_S = 45.0
MONITORS = (("LEFT", 0, 0, 1280, 720), ("RIGHT", 1280, 0, 1280, 720))
CTRL = Qt.KeyboardModifier.ControlModifier
WALL = "hall-wall"


class BareEngine(EngineProcess):
    """`wallctl serve --room hall`: no site file at all."""

    def start(self, deadline_s: float = 30.0):  # type: ignore[no-untyped-def]
        command = (sys.executable, "-m", "wallctl.app.main", "serve", "--room", self.room)
        where = ("--data", str(self.data), "--port", str(self.port))
        self.running = self.processes.start("engine-bare", [*command, *where])
        wait_for("the engine to answer", self._healthy, deadline_s)
        return self.running


class Robot:
    """Presses keys, and nothing else."""

    def __init__(self, desk: Desk, display: Display) -> None:
        self.desk, self.display = desk, display

    @property
    def page(self) -> WizardPage:
        page = self.desk.window.drawer.page("wizard")
        assert isinstance(page, WizardPage)
        return page

    async def until(self, what: str, holds: Callable[[], object]) -> None:
        end = time.monotonic() + DEADLINE_S
        while not holds():
            told = self.page.panel.told.text()
            assert time.monotonic() < end, f"waited in vain: {what}; {told}"
            await asyncio.sleep(0.05)

    async def key(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        focus = QApplication.focusWidget() or self.desk.window
        assert isinstance(focus, QWidget)
        QTest.keyClick(focus, key, modifier)
        await asyncio.sleep(0.05)

    async def tab_to(self, wanted: QWidget) -> None:
        """With Tab alone: whatever cannot be reached so is not there for the keyboard."""
        for _ in range(120):
            if QApplication.focusWidget() is wanted:
                return
            await self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {wanted.accessibleName()!r}")

    async def press(self, wanted: CommandButton) -> None:
        """As a person does, who sees whether it can be pressed and whether the press counted."""
        said, fired = wanted.text(), asyncio.Event()
        await self.until(f"{said} can be pressed", lambda: _can_be_pressed(wanted))
        await self.tab_to(wanted)
        elapse(wanted, REPEAT_MS)  # two presses closer than that are one
        wanted.fired.connect(fired.set)
        await self.key(Qt.Key.Key_Space)
        wanted.fired.disconnect(fired.set)
        assert fired.is_set(), f"{said} did nothing: {wanted.state}, {wanted.note()!r}"

    async def type(self, field: QLineEdit, text: str) -> None:
        await self.tab_to(field)
        await self.key(Qt.Key.Key_A, CTRL)
        told = QInputMethodEvent()  # as an input method hands over what it made of the keys
        told.setCommitString(text)
        QApplication.sendEvent(field, told)
        await asyncio.sleep(0.02)

    async def next(self, step: Step) -> None:
        await self.press(self.page.next)
        await self.until(f"step {step}", lambda: self.page.step is step)

    def done(self, step: Step) -> bool:
        return (
            next(b for b in self.page.buttons if b.step is step)
            .accessibleName()
            .endswith("已完成（读回确认）")
        )

    def lit(self, x: int, y: int, w: int, h: int) -> int:
        """How bright the brightest pixel of a part of the glass is."""
        return int(self.display.region(x, y, w, h).max())


def _can_be_pressed(button: CommandButton) -> bool:
    closed = (State.PENDING, State.OFFLINE, State.LOCKED, State.INHIBITED)
    return button.isEnabled() and button.state not in closed


Story = Callable[[Robot], Awaitable[None]]


@pytest.fixture
def first_start(
    qapp: QApplication, processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Story], None]]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    display = Display(processes, Screen(2560, 720, MONITORS))
    engine = BareEngine(processes, tmp_path / "no.toml", tmp_path / "data", "hall", free_port())
    engine.start()
    node = NodeProcess(processes, engine.url, "hall-1", display.env, tmp_path / "node")
    node.start()

    def go(story: Story) -> None:
        options = arguments(
            ["--engine", engine.url, "--user", "安装", "--geometry", "1600x900+0+0"]
        )
        desk = Desk(options, qapp)
        robot = Robot(desk, display)

        async def main() -> int:
            living = asyncio.ensure_future(desk.run())
            try:
                await robot.until("the desk is connected", lambda: desk.window.hub.connected)
                await robot.until("the node is there", lambda: desk.window.hub.observed.nodes)
                await story(robot)
            finally:
                desk.window.grab().save(str(tmp_path / "desk.png"))
                display.save(tmp_path / "glass.png")
                living.cancel()
                await asyncio.gather(living, return_exceptions=True)
            return 0

        try:
            run(qapp, main)
        finally:
            desk.window.hide()
            desk.window.deleteLater()
            qapp.processEvents()

    yield go
    for name, handler in handlers.items():
        signal.signal(name, handler)


@pytest.mark.qt_log_ignore("PulseAudioService", extend=True)
def test_from_nothing_to_a_picture_on_the_wall(
    first_start: Callable[[Story], None], tmp_path: Path
) -> None:
    with FeedServer() as feeds:
        addresses = [feeds.add(f"/c{n}/main", clip(n, "main")) for n in (1, 2)]

        async def story(robot: Robot) -> None:
            window = robot.desk.window
            await robot.until("it opens by itself", lambda: window.drawer.name == "wizard")
            await _screens(robot)
            await _seams(robot)
            await _sources(robot, addresses)
            await _scene(robot)
            for n, x in ((1, 0), (2, 1280)):
                await robot.until(f"card {n}", lambda n=n, x=x: _card(robot, x) == n)
            await _person(robot)
            await robot.key(Qt.Key.Key_Escape)

        first_start(story)
    files = {p.name for p in tmp_path.iterdir()}
    assert "no.toml" not in files


def _card(robot: Robot, x: int) -> int:
    reading = read_tile(robot.display.region, (x, 0, 1280, 720))
    return reading.source if reading is not None else 0


async def _screens(robot: Robot) -> None:
    panel = robot.page.panel
    assert isinstance(panel, ScreensStep)
    hub = robot.desk.window.hub
    await robot.until("two screens", lambda: len(panel.pieces()) == 2)
    assert robot.lit(0, 0, 2560, 720) == 0  # nothing is on the glass yet
    await robot.press(panel.numbers)
    for x in (0, 1280):
        await robot.until("a big number", lambda x=x: robot.lit(x + 500, 200, 280, 320) > 200)
    await robot.tab_to(panel.board)
    await robot.key(Qt.Key.Key_PageDown)
    await robot.key(Qt.Key.Key_Left)
    seats = panel.board.seats
    assert seats["hall-1", "RIGHT"].column == 0
    assert seats["hall-1", "LEFT"].column == 1
    await robot.key(Qt.Key.Key_Right)
    assert panel.board.seats["hall-1", "LEFT"].column == 0
    await robot.type(panel.wall_name, "大厅大屏")
    await robot.press(panel.apply)
    await robot.until("read back", lambda: robot.done(Step.SCREENS))
    wall = hub.show.walls[WALL]
    assert (wall.name, wall.canvas) == ("大厅大屏", Size(2560, 720))
    await robot.next(Step.SEAMS)


async def _seams(robot: Robot) -> None:
    panel, hub = robot.page.panel, robot.desk.window.hub
    assert isinstance(panel, SeamsStep)
    await robot.press(panel.card)
    await robot.until("the card is read back", lambda: "测试图已显示" in panel.told.text())
    foot = robot.display.region(300, 600, 1, 1)[0, 0]
    assert foot.max() > 150  # its colour bars
    assert robot.lit(1280 - 4, 200, 8, 320) > 200
    await robot.type(panel.across, "5.3")  # 338 mm for 1280 px: 20 px
    await robot.key(Qt.Key.Key_Return)
    await robot.until("20 px are hidden", lambda: hidden(hub.show, WALL) == Size(20, 0))
    assert hub.show.walls[WALL].canvas == Size(2580, 720)
    await robot.press(panel.card)
    await robot.until("no card", lambda: robot.done(Step.SEAMS))
    await robot.next(Step.SOURCES)


async def _sources(robot: Robot, addresses: list[str]) -> None:
    panel, hub = robot.page.panel, robot.desk.window.hub
    assert isinstance(panel, SourcesStep)
    for n, address in enumerate(addresses, 1):
        await robot.type(panel.name, f"瞭望 {n:02d}")
        await robot.type(panel.address, address)
        await robot.press(panel.test)
        await robot.until("a picture", lambda: "有画面" in panel.told.text())
        await robot.press(panel.add)
        await robot.until("it is there", lambda n=n: len(hub.show.sources) == n)
    await robot.next(Step.SCENE)


async def _scene(robot: Robot) -> None:
    panel, hub = robot.page.panel, robot.desk.window.hub
    assert isinstance(panel, SceneStep)
    await robot.until("both are listed", lambda: len(panel.chosen()) == 2)
    await robot.press(panel.prepare)
    await robot.until("in preview", lambda: len(hub.show.preview_tiles(WALL)) == 2)
    await robot.key(Qt.Key.Key_Return, CTRL)
    await robot.until("live on the glass", lambda: "读回 2/2 个窗口" in panel.told.text())
    await robot.type(panel.name, "日常值守")
    await robot.press(panel.save)
    await robot.until("saved", lambda: robot.done(Step.SCENE))
    await robot.next(Step.PERSON)


async def _person(robot: Robot) -> None:
    panel, hub = robot.page.panel, robot.desk.window.hub
    await robot.type(panel.name, "王建国")
    await robot.type(panel.password, "yongkang-2026")
    await robot.type(panel.again, "yongkang-2026")
    await robot.press(panel.add)
    await robot.until("signed in as that person", lambda: hub.me.name == "王建国")
    assert hub.me.role == Role.ENGINEER.value
    await robot.until("all five hold", lambda: all(robot.done(step) for step in Step))
