"""What the steps of the tour lean on: the desk's own window, the rooms, hands and eyes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.desk.main import Desk
from ui.desk.window import DeskWindow
from ui.tour.album import Album
from wallctl.client.room import RoomClient
from wallctl.domain.commands import Answer, Result
from wallctl.domain.entities import Tile
from wallctl.domain.observed import Picture, WallReport

HALL_WALL, CONSULT_WALL = "hall-wall", "consult-wall"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
STEP_S = 20.0


class Walk:
    """One tour: `window` is the desk of the hall; `hall` and `consult` are other operators."""

    def __init__(self, desk: Desk, hall: RoomClient, consult: RoomClient, album: Album) -> None:
        self._desk = desk
        self.hall, self.consult, self.album = hall, consult, album

    @property
    def window(self) -> DeskWindow:
        return self._desk.window

    # -- eyes ---------------------------------------------------------------------------------

    async def until(
        self, what: str, holds: Callable[[], object], deadline_s: float = STEP_S
    ) -> None:
        """Waits while the desk goes on living. AssertionError naming `what` at the deadline."""
        end = time.monotonic() + deadline_s
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"waited {deadline_s:g} s in vain: {what}")
            await asyncio.sleep(0.05)

    async def rest(self, seconds: float = 0.4) -> None:
        """Time for pictures to come and for the eye; nothing is proved by it."""
        await asyncio.sleep(seconds)

    def desk_shot(self, name: str, says: str) -> None:
        self.album.widget(name, says, self.window)

    async def wall_shot(
        self, name: str, says: str, room: RoomClient | None = None, wall: str = HALL_WALL
    ) -> QImage:
        """What the wall really shows, read back from its windows."""
        image = await self.png(room or self.hall, f"/api/v1/walls/{wall}/program.png")
        self.album.image(name, says, image)
        return image

    async def png(self, room: RoomClient, path: str) -> QImage:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session,
            session.get(room.url + path) as answer,
        ):
            data = await answer.read()
            if answer.status != 200:
                raise AssertionError(f"{path} answered {answer.status}: {data[:200]!r}")
        return QImage.fromData(data)

    def report(self, room: RoomClient | None = None, wall: str = HALL_WALL) -> WallReport | None:
        """What the glass said last of this wall."""
        found = [r for r in (room or self.hall).observed.walls if r.wall == wall]
        return found[-1] if found else None

    def pictures(self, wall: str = HALL_WALL) -> dict[str, Picture]:
        """Tile -> what it shows on the glass."""
        report = self.report(wall=wall)
        return {t.tile: t.picture for t in report.tiles} if report else {}

    def shown(self, source: str, wall: str = HALL_WALL) -> Picture | None:
        """What the glass says a source's first tile shows."""
        report = self.report(wall=wall)
        found = [t.picture for t in report.tiles if t.source == source] if report else []
        return found[0] if found else None

    def all_live(self, room: RoomClient | None = None, wall: str = HALL_WALL) -> bool:
        """The glass shows the program as it is now, every tile live."""
        one = room or self.hall
        report = self.report(one, wall)
        program = one.show.program(wall)
        return (
            report is not None
            and report.serial == program.serial
            and report.mapped == report.outputs
            and len(report.tiles) == len(program.tiles)
            and all(t.picture is Picture.LIVE for t in report.tiles)
        )

    def preview(self, wall: str = HALL_WALL) -> tuple[Tile, ...]:
        return self.hall.show.preview_tiles(wall)

    async def calm(self) -> None:
        """After a step that did not hold: sheets shut, Chinese, the daily watch on the wall."""
        for sheet in self.window.sheets.known():
            sheet.shut()
        self.window.words.switch("zh")
        for kind, args in (
            ("wall.safe", {"wall": HALL_WALL, "on": False}),
            ("wall.update", {"wall": HALL_WALL, "visit": False, "labels": True}),
            ("scene.recall", {"id": "rczs", "live": True}),
        ):
            await self.hall.send(kind, args)

    # -- hands --------------------------------------------------------------------------------

    def key(self, key: Qt.Key, how: Qt.KeyboardModifier = NONE, to: QWidget | None = None) -> None:
        QTest.keyClick(to or QApplication.focusWidget() or self.window, key, how)

    def type(self, text: str, to: QWidget) -> None:
        """Text as an input method commits it: Chinese has no keys."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(to, event)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, at or widget.rect().center())

    def move(self, widget: QWidget, at: QPoint, *, held: bool = True) -> None:
        """The mouse over a point of a widget, its left button `held` or not.

        Sent straight to it: QTest's own runs the event loop within the step that calls it, and
        a task that wakes in there cannot be entered.
        """
        where, none = QPointF(at), Qt.MouseButton.NoButton
        buttons = Qt.MouseButton.LeftButton if held else none
        event = QMouseEvent(
            QEvent.Type.MouseMove, where, widget.mapToGlobal(where), none, buttons, NONE
        )
        QApplication.sendEvent(widget, event)

    async def drag(self, a: QWidget, start: QPoint, b: QWidget, end: QPoint) -> None:
        """Press on one widget, go to a point of another in steps, release there."""
        goal = a.mapFromGlobal(b.mapToGlobal(end))
        QTest.mousePress(a, Qt.MouseButton.LeftButton, NONE, start)
        for n in range(1, 13):
            at = start + (goal - start) * (n / 12)
            self.move(a, at)
            await asyncio.sleep(0.02)
        QTest.mouseRelease(a, Qt.MouseButton.LeftButton, NONE, goal)

    async def hold(self, widget: QWidget, seconds: float) -> None:
        middle = widget.rect().center()
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, NONE, middle)
        await asyncio.sleep(seconds)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, NONE, middle)

    async def ask(
        self,
        kind: str,
        args: dict[str, Any] | None = None,
        room: RoomClient | None = None,
        allow: Sequence[Result] = (Result.DONE,),
    ) -> Answer:
        """A command of the other operator; AssertionError unless its result is allowed."""
        answer = await (room or self.hall).send(kind, args or {})
        if answer.result not in allow:
            raise AssertionError(f"{kind}: {answer}")
        return answer


def check(holds: object, what: str) -> None:
    """Raises AssertionError naming what does not hold."""
    if not holds:
        raise AssertionError(what)
