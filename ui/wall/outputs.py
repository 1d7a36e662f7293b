"""The windows of a node: one on each named screen, or scaled ones on a laptop.

A window is shown on its own screen or not at all: a missing screen is reported, and the output
appears when the screen does. A window someone closes or hides comes back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QExposeEvent,
    QGuiApplication,
    QPixmap,
    QResizeEvent,
    QScreen,
    QSurface,
    QWindow,
)

from ui.wall.geometry import OutputMap
from ui.wall.items import Item
from ui.wall.stage import Stage
from ui.wall.surface import RasterSurface
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.observed import ScreenSize
from wallctl.domain.plan import WallPlan

log = logging.getLogger(__name__)

_BACK_MS = 500  # a hidden window comes back after this, so that it never fights a manager


class OutputWindow(QWindow):
    """No frame, no cursor, no focus; says when it must be painted again."""

    def __init__(self, screen: QScreen, place: Rect, *, full: bool, title: str) -> None:
        super().__init__()
        self.setSurfaceType(QSurface.SurfaceType.RasterSurface)
        flags = (
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setFlags(flags | Qt.WindowType.WindowStaysOnTopHint if full else flags)
        self.setTitle(title)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(screen)
        self.setGeometry(QRect(place.x, place.y, place.w, place.h))
        self.full = full
        self.on_exposed: Callable[[], None] = lambda: None
        self.on_resized: Callable[[], None] = lambda: None
        self._leaving = False
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.timeout.connect(self.come)
        self.visibilityChanged.connect(self._visibility)

    def come(self) -> None:
        """Shows itself, also where someone unmapped it behind Qt's back."""
        if self._leaving:
            return
        if self.isVisible() and not self.isExposed():
            self.hide()
        if self.full:
            self.showFullScreen()
        else:
            self.showNormal()

    def leave(self) -> None:
        """Closes for good."""
        self._leaving = True
        self._back.stop()
        self.destroy()

    def exposeEvent(self, event: QExposeEvent) -> None:
        if self.isExposed():
            self._back.stop()
            self.on_exposed()
        elif not self._leaving:
            self._back.start(_BACK_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.on_resized()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Close and not self._leaving:
            event.ignore()
            return True
        return super().event(event)

    def _visibility(self, state: QWindow.Visibility) -> None:
        gone = (QWindow.Visibility.Hidden, QWindow.Visibility.Minimized)
        if not self._leaving and state in gone:
            self._back.start(_BACK_MS)


class _Open:
    """One output that has its window."""

    def __init__(self, output: Output, window: OutputWindow, stage: Stage) -> None:
        self.output = output
        self.window = window
        self.stage = stage


class Outputs(QObject):
    """Opens, moves and closes windows so that they match the plan and the screens at hand.

    `on_change` is called after the set of stages changed, `on_exposed` when one must be painted.
    """

    def __init__(
        self,
        app: QGuiApplication,
        *,
        on_change: Callable[[], None],
        on_exposed: Callable[[Stage], None],
    ) -> None:
        super().__init__()
        self._app = app
        self._on_change = on_change
        self._on_exposed = on_exposed
        self._walls: Sequence[WallPlan] = ()
        self._open: dict[str, _Open] = {}
        app.screenAdded.connect(self._screens_changed)
        app.screenRemoved.connect(self._screen_gone)
        for screen in app.screens():
            screen.geometryChanged.connect(self._screens_changed)

    def show(self, walls: Sequence[WallPlan]) -> None:
        """The walls whose outputs shall be open from now on."""
        self._walls = tuple(walls)
        self._sync()

    def close(self) -> None:
        for one in self._open.values():
            one.window.leave()
        self._open.clear()

    def stages(self) -> Mapping[str, Sequence[Stage]]:
        """The open outputs of each wall, in the plan's order."""
        return {
            wall.wall: [self._open[o.id].stage for o in wall.outputs if o.id in self._open]
            for wall in self._walls
        }

    def window(self, output: str) -> OutputWindow | None:
        one = self._open.get(output)
        return one.window if one else None

    def mapped(self, wall: str) -> int:
        """Outputs of the wall whose windows are exposed on the screen named for them."""
        return sum(_is_mapped(self._open[o.id]) for o in self._outputs(wall) if o.id in self._open)

    def missing(self, wall: str) -> tuple[str, ...]:
        """Names of screens that outputs of the wall are meant for and that are not there."""
        here = {screen.name() for screen in self._app.screens()}
        return tuple(
            dict.fromkeys(
                o.screen for o in self._outputs(wall) if o.screen and o.screen not in here
            )
        )

    def screens(self) -> tuple[str, ...]:
        return tuple(screen.name() for screen in self._app.screens())

    def sizes(self) -> tuple[ScreenSize, ...]:
        """The screens at hand, in the order in which they are numbered."""
        return tuple(size_of(screen) for screen in self._app.screens())

    def _outputs(self, wall: str) -> tuple[Output, ...]:
        return next((w.outputs for w in self._walls if w.wall == wall), ())

    def _sync(self) -> None:
        wanted = {o.id: o for wall in self._walls for o in wall.outputs}
        changed = False
        for id in [id for id, one in self._open.items() if not self._stands(one, wanted.get(id))]:
            self._open.pop(id).window.leave()
            changed = True
        for output in wanted.values():
            if output.id in self._open:
                continue
            screen = self._screen_of(output)
            if screen is not None:
                self._open[output.id] = self._opened(output, screen)
                changed = True
        self._on_change()
        if changed:
            for id, one in self._open.items():
                if id in wanted:
                    one.window.come()

    def _stands(self, one: _Open, output: Output | None) -> bool:
        if output is None or output != one.output:
            return False
        screen = self._screen_of(output)
        return screen is not None and one.window.screen() is screen

    def _screen_of(self, output: Output) -> QScreen | None:
        if not output.screen:
            return self._app.primaryScreen()
        return next((s for s in self._app.screens() if s.name() == output.screen), None)

    def _opened(self, output: Output, screen: QScreen) -> _Open:
        full = output.window is None
        origin = screen.geometry()
        if output.window is None:
            place = Rect(origin.x(), origin.y(), origin.width(), origin.height())
        else:
            place = output.window.moved(origin.x(), origin.y())
        window = OutputWindow(screen, place, full=full, title=f"wallctl {output.id}")
        surface = RasterSurface(window)
        surface.resize(place.size)
        out = OutputMap(output.rect, place.size, output.rotation)
        # The scene puts its own background behind; until then the stage paints a plain one.
        stage = Stage(output, out, surface, background=_no_ground, exposed=window.isExposed)
        one = _Open(output, window, stage)
        window.on_exposed = lambda: self._on_exposed(one.stage)
        window.on_resized = lambda: self._resized(one)
        return one

    def _resized(self, one: _Open) -> None:
        """The window has another size than it was opened with: it is opened anew by the size."""
        size = Size(one.window.width(), one.window.height())
        if self._open.get(one.output.id) is not one or size == one.stage.map.window:
            return
        surface = one.stage.surface
        surface.resize(size)
        out = OutputMap(one.output.rect, size, one.output.rotation)
        one.stage = Stage(
            one.output, out, surface, background=_no_ground, exposed=one.window.isExposed
        )
        self._on_change()

    def _screens_changed(self, *_: object) -> None:
        for screen in self._app.screens():
            screen.geometryChanged.connect(
                self._screens_changed, Qt.ConnectionType.UniqueConnection
            )
        self._sync()

    def _screen_gone(self, screen: QScreen) -> None:
        """Qt would move its windows to another screen: they are closed instead."""
        for id in [i for i, one in self._open.items() if one.window.screen() is screen]:
            self._open.pop(id).window.leave()
        log.warning("screen %s is gone", screen.name())
        self._sync()


def _is_mapped(one: _Open) -> bool:
    screen = one.window.screen()
    right = not one.output.screen or (screen is not None and screen.name() == one.output.screen)
    return right and one.window.isExposed()


def size_of(screen: QScreen) -> ScreenSize:
    """What Qt says of a screen; 0 mm where the display does not tell its size."""
    at, mm = screen.geometry(), screen.physicalSize()
    told = mm.width() > 0 and mm.height() > 0
    return ScreenSize(
        screen.name(),
        at.x(),
        at.y(),
        at.width(),
        at.height(),
        round(mm.width(), 1) if told else 0.0,
        round(mm.height(), 1) if told else 0.0,
    )


def _no_ground(out: OutputMap) -> Item:
    raise LookupError("no background yet")


def grab(window: OutputWindow) -> QPixmap:
    """What the display really shows where the window is; null where it cannot be read."""
    screen = window.screen()
    if screen is None or not window.isExposed():
        return QPixmap()
    return screen.grabWindow(window.winId())
