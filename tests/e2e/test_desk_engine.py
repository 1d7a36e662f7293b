"""The real desk on a real engine, with a wall node that reports as it is told."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.room import EngineProcess
from tests.unit.desk.fake_room import jpeg
from ui.common.loop import run
from ui.desk.main import Desk, arguments
from wallctl.client.node_link import NodeLink
from wallctl.domain.observed import (
    Budget,
    FeedFigures,
    NodeStatus,
    Picture,
    Reason,
    TileReport,
    WallReport,
)
from wallctl.domain.plan import NodePlan, WallPlan
from wallctl.wire.node import (
    Figures,
    Identify,
    NodeHello,
    PictureHead,
    ProbeAsk,
    Reported,
    SnapshotAsk,
    Wants,
    Welcome,
)

DEADLINE_S = 20.0
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class ScriptedNode:
    """Shows every plan at once; sources in `dead` have no signal."""

    def __init__(self, url: str) -> None:
        self.dead: set[str] = set()
        self.plan: NodePlan | None = None
        self.wants: tuple[str, ...] = ()
        self.link = NodeLink(url, lambda: NodeHello(node="hall-1", version="test"), self)

    def on_welcome(self, welcome: Welcome) -> None:
        self.wants = ()

    def on_plan(self, plan: NodePlan) -> None:
        self.plan = plan
        self.tell()

    def on_wants(self, wants: Wants) -> None:
        self.wants = tuple(f"{w.kind} {w.id}" for w in wants.wanted)

    def on_snapshot(self, ask: SnapshotAsk) -> None: ...
    def on_probe(self, ask: ProbeAsk) -> None: ...
    def on_identify(self, order: Identify) -> None: ...
    def on_lost(self) -> None: ...

    def tell(self) -> None:
        """Reports, figures and the echo of the plan it holds."""
        if self.plan is None:
            return
        for wall in self.plan.walls:
            self.link.send(Reported(report=self._report(wall)))
            image = QImage(160, 90, QImage.Format.Format_RGB32)
            image.fill(QColor("#305060"))
            head = PictureHead(
                kind="program",
                id=wall.wall,
                format="jpeg",
                width=160,
                height=90,
                serial=wall.serial,
                at=time.time(),
            )
            self.link.send_picture(head, jpeg(image))
        feeds = tuple(self._feed(spec.source) for spec in self.plan.feeds)
        budget = Budget(300.0, 20.0)
        status = NodeStatus("hall-1", "test", time.time(), 0.0, (), budget, 1, 0)
        self.link.send(Figures(feeds=feeds, status=status))

    def _feed(self, source: str) -> FeedFigures:
        if source in self.dead:
            return FeedFigures(source, "main", Picture.SLATE, Reason.UNREACHABLE)
        return FeedFigures(source, "main", Picture.LIVE, width=640, height=360, fps=25.0)

    def _report(self, wall: WallPlan) -> WallReport:
        tiles = [
            TileReport(t.id, t.source, Picture.SLATE, Reason.UNREACHABLE)
            if t.source in self.dead
            else TileReport(t.id, t.source, Picture.LIVE, stream="main", age_ms=40.0)
            for t in wall.program
        ]
        outputs = len(wall.outputs)
        report = WallReport(wall.wall, wall.serial, time.time(), outputs, outputs, 1.0, ())
        return replace(report, tiles=tuple(tiles))


class Shift:
    """One desk at work."""

    def __init__(self, desk: Desk, node: ScriptedNode, engine: EngineProcess) -> None:
        self.desk, self.node, self.engine = desk, node, engine
        self.window = desk.window

    async def until(self, what: str, holds: Callable[[], object]) -> None:
        end = time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < end, f"waited in vain: {what}; {self.window.log.text}"
            await asyncio.sleep(0.02)

    async def ask(self, kind: str, **args: object) -> None:
        """Somebody else's command."""
        await asyncio.to_thread(self.engine.ok, kind, dict(args))

    async def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        focus = QApplication.focusWidget() or self.window
        assert isinstance(focus, QWidget)
        QTest.keyClick(focus, key, modifier)
        await asyncio.sleep(0.02)

    async def place(self, source: str) -> None:
        before = len(self.tiles())
        index = self.window.sources.model.index_of(source)
        self.window.sources.tree.setCurrentIndex(index)
        self.window.sources.tree.setFocus()
        await self.key(Qt.Key.Key_Return)
        await self.until(f"{source} is placed", lambda: len(self.tiles()) == before + 1)

    def tiles(self) -> list[str]:
        return [t.source for t in self.window.hub.show.preview_tiles("hall-wall")]

    def program(self) -> list[str]:
        return [t.source for t in self.window.hub.show.program("hall-wall").tiles]


Story = Callable[[Shift], Awaitable[None]]


@pytest.fixture
def work(qapp: QApplication, engine: EngineProcess) -> Iterator[Callable[[Story], None]]:
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def go(story: Story) -> None:
        options = arguments(
            ["--engine", engine.url, "--user", "音控室", "--geometry", "1600x900+0+0"]
        )
        desk = Desk(options, qapp)
        node = ScriptedNode(engine.url)

        async def main() -> int:
            shift = Shift(desk, node, engine)
            living = [asyncio.ensure_future(desk.run()), asyncio.ensure_future(node.link.run())]
            try:
                await shift.until("the desk is connected", lambda: desk.window.hub.connected)
                await shift.until("the node is there", lambda: desk.window.hub.observed.nodes)
                for id, name in (("a", "单兵 07"), ("b", "布控球 03"), ("c", "一张图")):
                    source = {"id": id, "name": name, "medium": "stream", "main": "rtsp://x/1"}
                    await shift.ask("source.add", source=source)
                await shift.until(
                    "the sources are there", lambda: len(desk.window.hub.show.sources) == 3
                )
                await story(shift)
            finally:
                for task in living:
                    task.cancel()
                await asyncio.gather(*living, return_exceptions=True)
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


def test_a_take_is_confirmed_by_the_glass(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        await shift.ask("layout.apply", wall="hall-wall", template="2x2", tiles=None)
        await shift.place("a")
        await shift.key(Qt.Key.Key_Return, CTRL)
        await shift.until("confirmed", lambda: "已确认 1/1" in shift.window.log.text)
        assert shift.program() == ["a"]
        await shift.until(
            "the engine has it confirmed",
            lambda: shift.window.hub.show.program("hall-wall").confirmed,
        )
        await shift.until("the echo", lambda: shift.window.centre.program.shot() is not None)
        await shift.until(
            "the preview is wanted too",
            lambda: any(w.startswith("preview hall-wall") for w in shift.node.wants),
        )

    work(story)


def test_a_dead_source_is_named(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        shift.node.dead = {"b"}
        await shift.place("b")
        shift.node.tell()
        await shift.until("a warning", shift.window.checks.said)
        await shift.key(Qt.Key.Key_Return, CTRL)
        await shift.until("part", lambda: "部分完成 0/1" in shift.window.log.text)
        assert shift.window.checks.said() == ["布控球 03 · 无法连接"]

    work(story)


def test_another_operators_change_is_seen_and_named(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        rect = {"x": 0, "y": 0, "w": 640, "h": 360}
        await shift.ask("tile.add", wall="hall-wall", source="c", rect=rect)
        await shift.until("the tile is here", lambda: shift.tiles() == ["c"])
        await shift.until("who did it", lambda: "test" in shift.window.log.text)
        await shift.key(Qt.Key.Key_Z, CTRL)
        await shift.until("not ours to undo", lambda: "没有可撤销" in shift.window.log.text)
        assert shift.tiles() == ["c"]

    work(story)


def test_the_engine_dies_and_comes_back(work: Callable[[Story], None]) -> None:
    async def story(shift: Shift) -> None:
        await shift.place("a")
        await asyncio.to_thread(shift.engine.kill)
        await shift.until("the banner", shift.window.banner.isVisible)
        await shift.key(Qt.Key.Key_Return, CTRL)
        assert not shift.program()
        await asyncio.to_thread(shift.engine.start)
        await shift.until("it is back", lambda: not shift.window.banner.isVisible())
        assert shift.tiles() == ["a"]
        await shift.until("the node is back", lambda: shift.node.link.connected)
        await asyncio.sleep(0.6)  # two presses closer than 500 ms are one
        await shift.key(Qt.Key.Key_Return, CTRL)
        await shift.until("taken after all", lambda: shift.program() == ["a"])

    work(story)
