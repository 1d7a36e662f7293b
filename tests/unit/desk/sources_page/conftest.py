"""A page on a fake room, without the rest of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.unit.desk.conftest import dress_once, until_seen
from tests.unit.desk.fake_room import FakeRoom, demo_entities, feed, slate
from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.rights import Rights
from ui.desk.selection import Selection
from wallctl.domain.observed import Picture

PX = 1920 / 531.4


Make = Callable[..., "Seat"]


class Seat:
    """A kit with all that a test wants to reach; what is spawned runs on the test's loop."""

    def __init__(self, qtbot: QtBot, lang: str = "zh", px: float = PX) -> None:
        self.qtbot = qtbot
        self.room = FakeRoom(demo_entities())
        self.passed = 0.0
        self._windows: list[QWidget] = []
        self.hub, self.pictures = Hub(), Pictures(clock=lambda: self.passed)
        self.words = Words("common", "desk", lang="en" if lang == "en" else "zh")
        self.scale = Scale(px)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress_once(app, self.scale)
        self.selection = Selection()
        self.tasks: list[asyncio.Task[None]] = []
        self.actions = Actions(self.hub, self.selection, self.words, self.spawn)
        self.rights = Rights(self.hub)
        self.kit = Kit(
            self.hub,
            self.pictures,
            self.selection,
            self.actions,
            self.words,
            self.scale,
            self.rights,
            self.spawn,
        )
        self.room.on_change = self.hub.moved
        self.hub.attach(self.room)
        self.settle()
        self.selection.choose_wall("hall")
        self.rights.edit(True)

    def spawn(self, work: Coroutine[Any, Any, None]) -> object:
        """At once as far as it goes; what has to wait goes on as a task."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            with_result = work
            try:
                with_result.send(None)
            except StopIteration:
                return None
            raise AssertionError("it waits, and there is no loop") from None
        task = loop.create_task(work)
        self.tasks.append(task)
        return task

    async def done(self) -> None:
        """Until all that was spawned is done and seen."""
        while self.tasks:
            await self.tasks.pop()
        self.settle()

    def settle(self) -> None:
        until_seen(self.qtbot, self.hub, self.room)

    def show(self, widget: QWidget, size: tuple[int, int] = (560, 960)) -> None:
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(0, 0, 0, 0)
        hidden = widget.isHidden() and widget.testAttribute(
            Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        )
        layout.addWidget(widget)
        widget.setHidden(hidden)
        window.resize(*size)
        self._windows.append(window)
        window.show()
        self.qtbot.waitExposed(window)
        QApplication.processEvents()

    def close(self) -> None:
        """Nothing of it is left that another test's style would reach."""
        for window in self._windows:
            window.close()
            shiboken6.delete(window)

    def page(self, make: Callable[[Kit], Page], size: tuple[int, int] = (560, 960)) -> Any:
        made = make(self.kit)
        self.show(made, size)
        return made


@pytest.fixture
def make_seat(qapp: QApplication, qtbot: QtBot) -> Iterator[Make]:
    made: list[Seat] = []

    def make(lang: str = "zh", px: float = PX) -> Seat:
        one = Seat(qtbot, lang, px)
        made.append(one)
        one.room.observe(
            feeds=(
                *(feed(s) for s in one.room.show.sources if s not in ("ball-3", "seat-1")),
                feed("ball-3", Picture.STALE),
                slate("seat-1"),
            )
        )
        one.settle()
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def seat(make_seat: Make) -> Seat:
    return make_seat()
