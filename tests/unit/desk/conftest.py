"""A desk on a fake room, in this process, off screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.unit.desk.fake_room import FakeRoom, demo_entities, feed, node, slate
from tests.unit.timers import elapse
from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.theme import dress
from ui.common.words import Words
from ui.desk.pages import PAGES, PageRow
from ui.desk.window import DeskWindow
from wallctl.domain.observed import Picture

Make = Callable[..., "Desk"]


def dress_once(app: QApplication, scale: Scale) -> None:
    """Where it was not dressed for that scale last: it costs a tenth of a second."""
    told = f"{scale.px_per_mm} {scale.factor}"
    if app.property("dressed_for") != told:
        dress(app, scale)
        app.setProperty("dressed_for", told)


def until_seen(qtbot: QtBot, hub: Hub, room: FakeRoom) -> None:
    """Until the views have seen the room as it is, and all that this led to is done."""

    def seen() -> bool:
        return (
            hub.show is room.show
            and hub.observed is room.observed
            and hub.connected == room.connected
        )

    if not seen():
        QTest.qWait(0)  # what is due, without waiting for anything
        if seen():
            QTest.qWait(0)
        else:
            qtbot.waitUntil(seen)


class Desk:
    """A desk window with all that a test wants to reach."""

    def __init__(
        self,
        qtbot: QtBot,
        room: FakeRoom,
        size: tuple[int, int],
        *,
        lang: str,
        px: float,
        pages: Sequence[PageRow],
        editing: bool = True,
        factor: float = 1.0,
    ) -> None:
        self.qtbot, self.room = qtbot, room
        self._passed = 0.0  # s, of the hub and the pictures
        self.hub = Hub(clock=lambda: self._passed)
        self.pictures = Pictures(clock=lambda: self._passed)
        self.words = Words("common", "desk", lang="en" if lang == "en" else "zh")
        self.scale = Scale(px, factor)
        dress_once(QApplication.instance(), self.scale)
        self._waiting: list[Coroutine[Any, Any, None]] = []
        self.window = DeskWindow(
            self.hub, self.pictures, self.words, self.scale, self._spawn, user="desk", pages=pages
        )
        self.window.rights.edit(editing)
        self.window.keys.watch(QApplication.instance())
        room.on_change = self.hub.moved
        self.hub.attach(room)
        self.window.resize(*size)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.settle()

    def settle(self) -> None:
        """Until the views have seen the room as it is."""
        until_seen(self.qtbot, self.hub, self.room)

    def pass_time(self, seconds: float) -> None:
        """Time passes at once; what a timer would do meanwhile is done, once for each timer."""
        self._passed += seconds
        elapse(self.window, round(seconds * 1000))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs until it waits for something, as a task would on its first step."""
        try:
            work.send(None)
        except StopIteration:
            return
        self._waiting.append(work)

    def release(self) -> None:
        """Lets the held answers through."""
        assert self.room.hold is not None
        self.room.hold.open = True
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            self._spawn(work)

    def close(self) -> None:
        for work in self._waiting:
            work.close()
        self.window.close()
        parts = (self.window, *self.window.findChildren(QObject))
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        for part in parts:  # PySide keeps their Python halves: six megabytes a desk
            part.__dict__.clear()


@pytest.fixture
def make_desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Make]:
    made: list[Desk] = []

    def make(
        size: tuple[int, int] = (1920, 1040),
        lang: str = "zh",
        px: float = 1920 / 531.4,
        *,
        pages: Sequence[PageRow] = PAGES,
        editing: bool = True,
        factor: float = 1.0,
    ) -> Desk:
        room = FakeRoom(demo_entities())
        room.observed = room.observed.model_copy(
            update={
                "nodes": (node(),),
                "feeds": (
                    *(feed(s) for s in room.show.sources if s not in ("ball-3", "seat-1")),
                    feed("ball-3", Picture.STALE),
                    slate("seat-1"),
                ),
            }
        )
        desk = Desk(
            qtbot, room, size, lang=lang, px=px, pages=pages, editing=editing, factor=factor
        )
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Make) -> Desk:
    return make_desk()
