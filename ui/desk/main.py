"""The operator's desk as a program: `wallctl-desk --engine URL`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import faulthandler
import getpass
import logging
import os
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QTimer
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from ui.common.hub import Hub
from ui.common.loop import run
from ui.common.pictures import Pictures
from ui.common.scale import Scale, scale_of
from ui.common.settings import Settings, settings_file
from ui.common.theme import dress
from ui.common.words import Lang, Words
from ui.desk.alarm_sound import open_player
from ui.desk.answers import Report
from ui.desk.monitors import Monitors, choose_screen, place
from ui.desk.window import DeskWindow
from wallctl.client.keeping import Keeping
from wallctl.client.room import Moved, RoomClient
from wallctl.domain.commands import INTERNAL_KINDS
from wallctl.wire.node import PictureHead

log = logging.getLogger(__name__)
DEFAULT_ENGINE = "http://127.0.0.1:8700"
WAIT_S = 3.0  # for the engine to say which screens are the wall's
_INTERNAL = frozenset(INTERNAL_KINDS)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wallctl-desk", description="The operator's desk.")
    parser.add_argument("--engine", default=DEFAULT_ENGINE, help="the engine's address")
    parser.add_argument("--user", default="", help="whom changes are put down to")
    parser.add_argument("--lang", choices=("zh", "en"), default="", help="as last chosen, else zh")
    parser.add_argument("--screen", default="", help="name of the screen to open on")
    parser.add_argument(
        "--second", default="", help="the second window: auto, off, or the name of its screen"
    )
    parser.add_argument("--geometry", default="", help="WxH+X+Y instead of the whole screen")
    parser.add_argument(
        "--duty", action="store_true", help="the duty room: sounds when nobody is at the desk"
    )
    parser.add_argument("--px-per-mm", type=float, default=0.0, help="the screen's real density")
    return parser.parse_args(argv)


class Desk:
    """Joins the client's mirror with the window, and owns the tasks the window starts."""

    def __init__(
        self, options: argparse.Namespace, app: QApplication, settings: Settings | None = None
    ) -> None:
        """Without settings nothing is remembered beyond this run."""
        self._app, self._options = app, options
        self._settings = settings or Settings()
        if options.second:
            self._settings.update(second=options.second)
        self._user = options.user or _user_name()
        self._group: asyncio.TaskGroup | None = None
        self._player = open_player()
        self._busy = 0
        own = os.environ.get("WALLCTL_TOKEN", "")
        keeping = Keeping(kept_file())
        self._client = RoomClient(
            options.engine,
            token=own,
            kept="" if own else keeping.token(options.engine),
            keep=lambda token: keeping.put(options.engine, token),
            user=self._user,
            on_change=self._moved,
            on_picture=self._picture,
        )
        told = options.lang or self._settings.values.lang
        lang: Lang = "en" if told == "en" else "zh"
        taken = frozenset(self._settings.values.wall_screens)
        screen = choose_screen(app.screens(), options.screen, taken)
        self._soon = QTimer(singleShot=True, interval=0)
        self._soon.timeout.connect(self._dress_again)
        self._open(lang, self._scale(screen))
        place(self.window, screen, options.geometry)
        self._settings.changed.connect(self._settings_changed)

    async def run(self) -> int:
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._show())
            await self._client.run()
        return 0

    async def _show(self) -> None:
        """Once it is known which screens are the wall's: not even for a moment on one of them."""
        if len(self._app.screens()) > 1:
            told = asyncio.Event()
            for signal in (self._hub.show_changed, self._hub.connection_changed):
                signal.connect(lambda *_: told.set())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), WAIT_S)
            self.monitors.look()
        self.window.show()
        self.window.activateWindow()  # where no window manager gives it the keyboard
        if self._settings.note:
            self.window.log.hint(f"settings.{self._settings.note}")

    # -- the window ---------------------------------------------------------------------------

    def _open(self, lang: Lang, scale: Scale) -> None:
        """A window on a hub of its own: one that replaces another shares nothing with it."""
        self._scaled, self._resumed = scale, False
        dress(self._app, scale)
        self._hub, self._pictures = Hub(), Pictures()
        self._words = Words("common", "desk", lang=lang)
        self._words.changed.connect(self._language_changed)
        self.window = DeskWindow(
            self._hub,
            self._pictures,
            self._words,
            scale,
            self._spawn,
            user=self._user,
            player=self._player,
            duty=self._options.duty,
            settings=self._settings,
        )
        self.window.keys.watch(self._app)
        self._hub.attach(self._client)
        named = bool(self._options.screen or self._options.geometry)
        self.monitors = Monitors(self._app, self._hub, self._settings, self.window, fixed=named)

    def _scale(self, screen: QScreen | None) -> Scale:
        """As told, else as measured by hand on that screen, else as the screen says itself."""
        values = self._settings.values
        known = self._options.px_per_mm
        if known <= 0 and screen is not None:
            known = values.px_per_mm.get(screen.name(), 0.0)
        return (Scale(known) if known > 0 else scale_of(screen)).larger(values.font)

    def _settings_changed(self) -> None:
        if self._scale(self.window.screen()) != self._scaled:
            self._soon.start(0)

    def _language_changed(self) -> None:
        self._settings.update(lang=self._words.lang)

    def _dress_again(self) -> None:
        """The same desk in another size of writing: what was at hand is at hand again."""
        old, scale = self.window, self._scale(self.window.screen())
        if scale == self._scaled:
            return
        if self._busy:  # whoever waits for an answer gets it where it was asked
            self._soon.start(100)
            return
        page, selection = old.drawer.name, old.selection
        kept = (selection.wall, selection.source, selection.tile)
        editing, state, place_ = old.rights.editing, old.windowState(), old.geometry()
        parts = (self._hub, self._pictures, self._words, self.monitors, self._scaled)
        try:
            self._open(self._words.lang, scale)
        except Exception:
            log.exception("the desk stays as it was")
            self.window = old
            self._hub, self._pictures, self._words, self.monitors, self._scaled = parts
            dress(self._app, self._scaled)
            return
        parts[3].over()
        new = self.window
        new.setGeometry(place_)
        new.setWindowState(state)
        new.first_start.done()
        new.selection.choose_wall(kept[0])
        new.selection.choose_source(kept[1])
        new.selection.choose_tile(kept[2])
        self._hub.show_changed.connect(lambda _: self._resume(new, page, editing))
        new.show()
        new.activateWindow()
        old.hide()
        old.deleteLater()

    def _resume(self, window: DeskWindow, page: str, editing: bool) -> None:
        """Once it is known who sits here: the page and the mode that were at hand."""
        if window is self.window and not self._resumed:
            self._resumed = True
            window.rights.edit(editing)
            if page:
                window.drawer.open_page(page)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> object:
        if self._group is None:
            work.close()
            return None
        self._busy += 1
        return self._group.create_task(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """A command that goes wrong in an unforeseen way must not take the desk down."""
        try:
            await work
        except Exception:
            log.exception("a command failed at the desk")
        finally:
            self._busy -= 1

    def _picture(self, head: PictureHead, data: bytes) -> None:
        self._pictures.put(head, data)

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


def main(argv: Sequence[str] | None = None) -> int:
    options = arguments(argv)
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("wallctl-desk")
    settings = Settings(settings_file())
    desk = Desk(options, app, settings)
    try:
        return run(app, desk.run)
    finally:
        settings.flush()
