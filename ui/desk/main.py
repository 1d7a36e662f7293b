"""The operator's desk as a program: `wallctl-desk --engine URL`."""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import getpass
import logging
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from ui.common.hub import Hub
from ui.common.loop import run
from ui.common.pictures import Pictures
from ui.common.scale import Scale, scale_of
from ui.common.theme import dress
from ui.common.words import Lang, Words
from ui.desk.answers import Report
from ui.desk.window import DeskWindow
from wallctl.client.keeping import Keeping
from wallctl.client.room import Moved, RoomClient
from wallctl.domain.commands import INTERNAL_KINDS
from wallctl.domain.show import Show

log = logging.getLogger(__name__)
DEFAULT_ENGINE = "http://127.0.0.1:8700"
_INTERNAL = frozenset(INTERNAL_KINDS)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wallctl-desk", description="The operator's desk.")
    parser.add_argument("--engine", default=DEFAULT_ENGINE, help="the engine's address")
    parser.add_argument("--user", default="", help="whom changes are put down to")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--screen", default="", help="name of the screen to open on")
    parser.add_argument("--geometry", default="", help="WxH+X+Y instead of the whole screen")
    parser.add_argument("--px-per-mm", type=float, default=0.0, help="the screen's real density")
    return parser.parse_args(argv)


class Desk:
    """Joins the client's mirror with the window, and owns the tasks the window starts."""

    def __init__(self, options: argparse.Namespace, app: QApplication) -> None:
        lang: Lang = "en" if options.lang == "en" else "zh"
        self._user = options.user or _user_name()
        self._group: asyncio.TaskGroup | None = None
        screen = choose_screen(app.screens(), options.screen, frozenset())
        scale = Scale(options.px_per_mm) if options.px_per_mm > 0 else scale_of(screen)
        dress(app, scale)
        self._hub = Hub()
        self._pictures = Pictures()
        self._words = Words("common", "desk", lang=lang)
        own = os.environ.get("WALLCTL_TOKEN", "")
        keeping = Keeping(kept_file())
        self._client = RoomClient(
            options.engine,
            token=own,
            kept="" if own else keeping.token(options.engine),
            keep=lambda token: keeping.put(options.engine, token),
            user=self._user,
            on_change=self._moved,
            on_picture=self._pictures.put,
        )
        self.window = DeskWindow(
            self._hub, self._pictures, self._words, scale, self._spawn, user=self._user
        )
        self.window.keys.watch(app)
        self._hub.attach(self._client)
        self._app, self._options, self._screen = app, options, screen
        self._hub.show_changed.connect(self._keep_off_the_wall)
        place(self.window, screen, options.geometry)

    async def run(self) -> int:
        self.window.show()
        self.window.activateWindow()  # where no window manager gives it the keyboard
        async with asyncio.TaskGroup() as group:
            self._group = group
            await self._client.run()
        return 0

    def _keep_off_the_wall(self) -> None:
        """Once the outputs are known: to a screen without one, where the person named none."""
        if self._options.screen or self._options.geometry or not self._hub.show.outputs:
            return
        self._hub.show_changed.disconnect(self._keep_off_the_wall)
        taken = wall_screens(self._hub.show)
        better = choose_screen(self._app.screens(), "", taken)
        here = self._screen.name() if self._screen is not None else ""
        if here in taken and better is not None and better.name() not in taken:
            place(self.window, better, "")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> object:
        if self._group is None:
            work.close()
            return None
        return self._group.create_task(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """A command that goes wrong in an unforeseen way must not take the desk down."""
        try:
            await work
        except Exception:
            log.exception("a command failed at the desk")

    def _moved(self, moved: Moved) -> None:
        self._hub.moved(moved)
        event = moved.event
        mine = self._client.me.name or self._user
        if event is not None and event.by != mine and event.kind not in _INTERNAL:
            self.window.tell_other(Report(event.at, event.by, event.kind))


def kept_file() -> Path:
    """Where this user's sign-ins at the desk are kept over a restart of the desk."""
    return platformdirs.user_config_path("wallctl") / "desk-sign-in.json"


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def wall_screens(show: Show) -> frozenset[str]:
    """Names of screens that outputs fill. An output in a window leaves its screen to others."""
    return frozenset(o.screen for o in show.outputs.values() if o.screen and o.window is None)


def choose_screen(screens: Sequence[QScreen], named: str, taken: frozenset[str]) -> QScreen | None:
    """The named screen, else the first that no wall output is on, else the first."""
    for screen in screens:
        if named and screen.name() == named:
            return screen
    free = [s for s in screens if s.name() not in taken] or list(screens)
    return free[0] if free else None


def place(window: DeskWindow, screen: QScreen | None, geometry: str) -> None:
    """Puts the window on its screen: as said, or filling it."""
    if geometry:
        size, _, at = geometry.partition("+")
        width, _, height = size.partition("x")
        x, _, y = at.partition("+")
        window.setGeometry(QRect(int(x or 0), int(y or 0), int(width), int(height)))
    elif screen is not None:
        window.setGeometry(screen.availableGeometry())


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("wallctl-desk")
    desk = Desk(options, app)
    return run(app, desk.run)
