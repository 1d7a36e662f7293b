"""A node is killed: one critical alarm at the real desk, its windows folded under it, answered by
one key, and gone when the node is back. The desk itself, the engine and the node are real."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.room import EngineProcess, NodeProcess
from ui.common.loop import run
from ui.desk.main import Desk, arguments
from wallctl.domain.alarm_state import Folded, folded
from wallctl.domain.alarms import AlarmMark

WITHIN_S = 5.0
RECT = {"x": 0, "y": 0, "w": 640, "h": 360}


@dataclass
class Watch:
    """One desk on watch."""

    desk: Desk

    @property
    def folds(self) -> tuple[Folded, ...]:
        hub = self.desk.window.hub
        return folded(hub.observed.alarms, hub.show.all(AlarmMark), hub.now())

    async def until(self, what: str, holds: Callable[[], object], within_s: float = 30.0) -> float:
        begun = time.monotonic()
        while not holds():
            assert time.monotonic() - begun < within_s, f"waited in vain: {what}; {self.folds}"
            await asyncio.sleep(0.02)
        return time.monotonic() - begun


Story = Callable[[Watch], Awaitable[None]]


@pytest.fixture
def watch(qapp: QApplication, engine: EngineProcess) -> Iterator[Callable[[Story], None]]:
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def go(story: Story, *more: str) -> None:
        said = ["--engine", engine.url, "--user", "音控室", "--geometry", "1600x900+0+0", *more]
        desk = Desk(arguments(said), qapp)

        async def main() -> int:
            living = asyncio.ensure_future(desk.run())
            one = Watch(desk)
            try:
                await one.until("the desk is connected", lambda: desk.window.hub.connected)
                await story(one)
            finally:
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


def read(engine: EngineProcess, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{engine.url}{path}", timeout=5) as answer:
        return dict(json.load(answer))


@pytest.mark.display
@pytest.mark.qt_log_ignore(".*")
def test_a_killed_node_is_one_alarm_answered_by_one_key(
    watch: Callable[[Story], None], engine: EngineProcess, wall_node: NodeProcess
) -> None:
    for n, name in enumerate(("东门", "西门")):
        engine.ok("source.add", source={"id": f"s{n}", "name": name, "medium": "bars"})
        rect = RECT | {"x": 640 * n}
        engine.ok("tile.add", wall="hall-wall", source=f"s{n}", rect=rect, id=f"t{n}")
    assert engine.send("wall.take", wall="hall-wall")["result"] in ("done", "part")

    async def story(shift: Watch) -> None:
        window, bar = shift.desk.window, shift.desk.window.alarms
        await shift.until("all is well", lambda: not shift.folds)
        await asyncio.to_thread(wall_node.kill)
        took = await shift.until("the alarm", bar.ack.isVisible, WITHIN_S)
        assert took < WITHIN_S
        await shift.until("its windows", lambda: len(shift.folds[0].children) == 3)
        [only] = shift.folds
        assert only.alarm.key == "node_lost:hall-1"
        assert {c.key for c in only.children if c.code == "tile_dark"} == {
            "tile_dark:hall-wall/t0",
            "tile_dark:hall-wall/t1",
        }
        assert "渲染节点 hall-1 失联" in bar.text.text()
        assert window.sound.sounding

        await asyncio.sleep(0.6)  # time to read it
        QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
        await shift.until("it is silent", lambda: not window.sound.sounding)
        mark = window.hub.show.get(AlarmMark, only.alarm.key)
        assert mark is not None
        assert mark.acked_by == "音控室"
        assert shift.folds[0].alarm == only.alarm  # acknowledged is not gone

        await asyncio.to_thread(wall_node.start)
        await shift.until("it is cleared", lambda: not shift.folds, 60)
        assert bar.text.text() == ""

    watch(story)
    lines = [one["event"] for one in read(engine, "/api/v1/alarms/history")["lines"]]
    told = [(e["what"], e["by"]) for e in reversed(lines) if e["key"] == "node_lost:hall-1"]
    assert told == [("raised", ""), ("acked", "音控室"), ("cleared", "")]


@pytest.mark.qt_log_ignore(".*")
def test_nobody_at_the_desk_is_heard_in_the_duty_room(
    watch: Callable[[Story], None], engine: EngineProcess
) -> None:
    """No node ever comes, and no desk is attended: the duty room's desk sounds by itself. A call
    from a panel is heard there too, and answered by its key."""
    answers: list[dict[str, Any]] = []

    def call() -> None:
        answers.append(engine.send("duty.call", panel="大厅面板"))

    async def story(shift: Watch) -> None:
        window = shift.desk.window
        await shift.until("the lost node is told", lambda: shift.folds)
        await shift.until("nobody is there", lambda: window.hub.observed.presence.since)
        assert not window.hub.observed.presence.attended
        await shift.until("it is heard", lambda: window.sound.sounding, WITHIN_S)
        window.sound.silence()
        assert not window.sound.sounding
        calling = threading.Thread(target=call)
        calling.start()
        await shift.until("the call is heard", lambda: window.sound.sounding, WITHIN_S)
        assert "呼叫值班员" in window.alarms.text.text()
        await asyncio.sleep(0.6)
        QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
        await asyncio.to_thread(calling.join, 20)
        await shift.until("it is over", lambda: not window.sound.sounding)

    watch(story, "--duty")
    assert answers[0]["result"] == "done"
    assert answers[0]["fields"]["by"] == "音控室"
