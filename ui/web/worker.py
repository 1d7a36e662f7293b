"""Takes the node's orders and holds a drawer for each feed."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

from ui.common.words import Words
from ui.web import sandbox
from ui.web.bars import BarsCard
from ui.web.cards import ClockCard, TextCard
from ui.web.document import DocumentDrawer
from ui.web.drawer import Asked, Drawer
from ui.web.outlet import Outlet
from ui.web.still import StillDrawer
from wallctl.domain.entities import Medium
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import Mode
from wallctl.feeds.worker_end import Change, Close, Open, Order, Quit, WorkerEnd

log = logging.getLogger(__name__)


class _NoSandboxError(Exception):
    pass


class Worker(QObject):
    """Lives as long as its node: `gone` is called when the node is, or says so."""

    def __init__(self, end: WorkerEnd, gone: Callable[[], None], words: Words) -> None:
        super().__init__()
        self._end = end
        self._gone = gone
        self._words = words
        self._drawers: dict[int, Drawer] = {}
        self._sandbox: bool | None = None  # not looked yet
        self._orders = QSocketNotifier(end.fileno(), QSocketNotifier.Type.Read, self)
        self._orders.activated.connect(self._take_orders)
        self._take_orders()

    def close(self) -> None:
        self._orders.setEnabled(False)
        for drawer in self._drawers.values():
            drawer.stop()
        self._drawers.clear()

    def _take_orders(self) -> None:
        try:
            orders = self._end.receive()
        except EOFError:
            self._leave()
            return
        for order in orders:
            self._carry_out(order)

    def _leave(self) -> None:
        self._orders.setEnabled(False)
        self._gone()

    def _carry_out(self, order: Order) -> None:
        match order:
            case Open():
                self._shut(order.feed)
                self._open(order)
            case Change():
                if (drawer := self._drawers.get(order.feed)) is not None:
                    drawer.ask(_asked(order.size, order.max_fps, order.mode))
            case Close():
                self._shut(order.feed)
            case Quit():
                self._leave()

    def _open(self, order: Open) -> None:
        outlet = Outlet(self._end, order.feed, player="web")
        asked = _asked(order.size, order.max_fps, order.mode)
        try:
            drawer = self._drawer(order.spec, outlet, asked)
        except _NoSandboxError:
            log.warning("Chromium's sandbox needs user namespaces, and this system refuses them")
            outlet.say(Picture.OPENING, Reason.NO_PLAYER, "no_browser_sandbox")
            return
        except ImportError:
            log.exception("the player for %s is not installed", order.spec.medium.value)
            outlet.say(Picture.OPENING, Reason.NO_PLAYER, "webengine_missing")
            return
        except Exception:  # one source that cannot be drawn must not end the others
            log.exception("a drawer for %s could not be made", order.spec.medium.value)
            outlet.say(Picture.OPENING, Reason.UNKNOWN, "drawer_failed")
            return
        if drawer is None:
            outlet.say(Picture.OPENING, Reason.FORMAT, "medium_not_drawn_here")
            return
        self._drawers[order.feed] = drawer
        drawer.start()

    def _shut(self, feed: int) -> None:
        if (drawer := self._drawers.pop(feed, None)) is not None:
            drawer.stop()

    def _drawer(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> Drawer | None:
        match spec.medium:
            case Medium.WEB:
                if self._sandbox is None:
                    self._sandbox = sandbox.usable(os.environ)
                if not self._sandbox:
                    raise _NoSandboxError
                # Chromium costs 100 MB: only a worker that has pages loads it
                from ui.web.page import PageDrawer

                return PageDrawer(spec, outlet, asked)
            case Medium.IMAGE:
                return StillDrawer(spec, outlet, asked)
            case Medium.PDF:
                return DocumentDrawer(spec, outlet, asked)
            case Medium.TEXT:
                return TextCard(spec, outlet, asked)
            case Medium.CLOCK:
                return ClockCard(spec, outlet, asked, self._words)
            case Medium.BARS:
                return BarsCard(spec, outlet, asked)
        return None


def _asked(size: Size | None, max_fps: float, mode: Mode) -> Asked:
    return Asked(size, max_fps, mode is Mode.PLAY)
