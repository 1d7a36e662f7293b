"""Which screen each window of the desk is on: never one that a wall output fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

from ui.common.hub import Hub
from ui.common.settings import Settings
from ui.desk.second import SecondWindow
from ui.desk.window import DeskWindow
from wallctl.domain.entities import Kind, Output
from wallctl.domain.observed import NodeStatus


class Monitors(QObject):
    """Keeps the first window where it belongs and opens the second where there is room for one.

    `fixed`: the person named the first window's place; it is left alone then.
    """

    def __init__(
        self, app: QApplication, hub: Hub, settings: Settings, window: DeskWindow, *, fixed: bool
    ) -> None:
        super().__init__()
        self._app, self._hub, self._settings = app, hub, settings
        self._window, self._fixed = window, fixed
        self.second: SecondWindow | None = None
        self._over = False
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self.look)
        hub.connection_changed.connect(self.look)
        settings.changed.connect(self.look)
        app.screenAdded.connect(self.look)
        app.screenRemoved.connect(self.look)

    def over(self) -> None:
        """The window is being replaced or closed: nothing is opened any more."""
        self._over = True
        for signal in (self._app.screenAdded, self._app.screenRemoved, self._settings.changed):
            signal.disconnect(self.look)
        self._drop()

    def look(self, *_: object) -> None:
        """Brings the windows to where they belong now."""
        if self._over or not self._hub.show.rooms:
            return  # nobody knows yet which screens are the wall's
        screens = self._app.screens()
        taken = wall_screens(self._hub.show.outputs.values(), self._hub.observed.nodes, screens)
        self._settings.update(wall_screens=tuple(sorted(taken)))
        here = self._window.screen()
        if not self._fixed and here is not None and here.name() in taken:
            better = choose_screen(screens, "", taken)
            if better is not None and better.name() not in taken:
                place(self._window, better, "")
                here = better
        first = here.name() if here is not None else ""
        names = [screen.name() for screen in screens]
        wanted = second_screen(names, self._settings.values.second, first, taken)
        self._bring(next((s for s in screens if wanted and s.name() == wanted), None))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.ROOM, Kind.OUTPUT}:
            self.look()

    def _bring(self, screen: QScreen | None) -> None:
        if screen is None:
            self._drop()
            return
        if self.second is None:
            open_here = self._window.drawer.name
            self.second = self._window.make_second()
            self.second.left.connect(self._left)
            self.second.open_first(open_here or self._settings.values.second_page)
            self.second.chosen.connect(self._remember)
            place(self.second, screen, "")
            self.second.show()
            self._window.activateWindow()
        elif self.second.screen().name() != screen.name():
            place(self.second, screen, "")

    def _drop(self) -> None:
        if self.second is not None:
            second, self.second = self.second, None
            self._window.drop_second(second)

    def _left(self) -> None:
        """Somebody closed it: they do not want it."""
        self._drop()
        self._settings.update(second="off")

    def _remember(self, page: str) -> None:
        self._settings.update(second_page=page)


def wall_screens(
    outputs: Iterable[Output], nodes: Iterable[NodeStatus], screens: Sequence[QScreen]
) -> frozenset[str]:
    """Names of this machine's screens that wall outputs fill. An output in a window leaves its
    screen to others; so does one of another machine, whose screens stand elsewhere."""
    told = {(n.node, s.name): s for n in nodes for s in n.screen_sizes}
    places = {s.name(): s.geometry().getRect() for s in screens}
    found: set[str] = set()
    for one in outputs:
        if one.screen not in places or one.window is not None:
            continue
        size = told.get((one.node, one.screen))
        if size is None or (size.x, size.y, size.w, size.h) == places[one.screen]:
            found.add(one.screen)
    return frozenset(found)


def choose_screen(screens: Sequence[QScreen], named: str, taken: frozenset[str]) -> QScreen | None:
    """The named screen, else the first that no wall output is on, else the first."""
    for screen in screens:
        if named and screen.name() == named:
            return screen
    free = [s for s in screens if s.name() not in taken] or list(screens)
    return free[0] if free else None


def second_screen(screens: Sequence[str], wish: str, first: str, taken: frozenset[str]) -> str:
    """The name of the screen for the second window: `wish` is `auto`, `off` or a screen's name.
    Empty for none; never where the first window is, and never on a wall output."""
    free = [name for name in screens if name != first and name not in taken]
    if wish == "auto":
        return free[0] if free else ""
    return wish if wish in free else ""


def place(window: QWidget, screen: QScreen | None, geometry: str) -> None:
    """Puts the window on its screen: as said, or filling it."""
    if geometry:
        size, _, at = geometry.partition("+")
        width, _, height = size.partition("x")
        x, _, y = at.partition("+")
        window.setGeometry(QRect(int(x or 0), int(y or 0), int(width), int(height)))
    elif screen is not None:
        window.setGeometry(screen.availableGeometry())
