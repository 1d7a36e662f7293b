"""A web page drawn off screen: loaded, watched, grabbed after each change, loaded again."""

from __future__ import annotations

import contextlib
import time

import psutil
from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtQuickWidgets import QQuickWidget
from PySide6.QtWebEngineCore import QWebEngineLoadingInfo, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from ui.web import address, faults
from ui.web.browser import Profile, ShownPage
from ui.web.drawer import Asked, Drawer
from ui.web.outlet import Outlet
from ui.web.pulse import HUNG_AFTER_S, KILL_AFTER_S, Answer, Pulse
from ui.web.retry import AUTH_AGAIN_S, Retry
from ui.web.still import scaled
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Reason
from wallctl.domain.plan import FeedSpec

LARGEST = Size(7680, 4320)
LOAD_TIMEOUT_S = 12.0
DRAWN_ENOUGH_S = 3.0  # a page that still loads something, but shows, is taken as it is
SETTLE_MS = 60  # how often a loaded page is asked whether it has been painted
SETTLED_S = 2.0  # a page that never says so is taken as it is
DATA_LOST_RELOAD_S = 10.0
HEARD = "wallctl_heard"
GROUND = QColor("#FFFFFF")  # what a page that paints no ground has
SAMPLES = 24

_Status = QWebEngineLoadingInfo.LoadStatus
_Option = QWidget.RenderFlag


class PageDrawer(Drawer):
    """One page in a browser of its own. Nobody can touch it."""

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> None:
        super().__init__(spec, outlet, asked)
        self.native = Size(min(self.native.w, LARGEST.w), min(self.native.h, LARGEST.h))
        self._address = address.parse(spec.main)
        self._profile = Profile(spec.source, self)
        self._view = QWebEngineView()
        self._page = ShownPage(self._profile.profile, spec.options.ignore_tls, self._view)
        zoom = min(max(spec.options.zoom, 0.25), 5.0)
        self._zoom = zoom
        scroll = (round(spec.options.scroll_x / zoom), round(spec.options.scroll_y / zoom))
        self._pulse = Pulse(self._page, scroll, self._told)
        self._retry = Retry(self._load, self)
        self._loading_since: float | None = None
        self._challenges = 0
        self._ailing = False  # loaded, but hung or without its data
        self._data_lost_since: float | None = None
        self._settling = QTimer(self)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._settle)
        self._settle_until = 0.0
        self._painted = False
        self._refresh = QTimer(self)
        self._refresh.timeout.connect(self._reload)
        self._canvas = QImage()

    # --- life ----------------------------------------------------------------------------------

    def begin(self) -> None:
        view, page = self._view, self._page
        view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        view.setPage(page)
        view.resize(self.native.w, self.native.h)
        page.setBackgroundColor(GROUND)
        page.loadingChanged.connect(self._loading_changed)
        page.renderProcessTerminated.connect(self._terminated)
        page.authenticationRequired.connect(self._challenged)
        view.show()
        if self.spec.options.refresh_s > 0:
            self._refresh.start(round(max(self.spec.options.refresh_s, 1.0) * 1000))
        self._load()

    def _hear_changes(self) -> None:
        """The view's scene is rendered when, and only when, the page has drawn something new.

        The view makes its surface with the first load, and may make another after a crash.
        """
        for surface in self._view.findChildren(QQuickWidget):
            if not surface.property(HEARD):
                surface.setProperty(HEARD, True)
                surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                surface.quickWindow().afterRendering.connect(self._drawn)

    def end(self) -> None:
        for timer in (self._settling, self._refresh):
            timer.stop()
        self._retry.stop()
        self._pulse.stop()
        self._view.hide()
        self._page.deleteLater()
        self._view.deleteLater()
        self._profile.close()

    # --- loading -------------------------------------------------------------------------------

    def _load(self) -> None:
        if not self._address.usable:
            self.fault(Reason.FORMAT, "address_not_usable")
            return
        self._challenges = 0
        self._loading_since = time.monotonic()
        self._settling.stop()
        self._pulse.start()
        self._page.load(self._address.url)

    def _reload(self) -> None:
        """Refreshes a page that is well; for any other `_retry` knows when to ask again."""
        if not self.faulty and self._loading_since is None:
            self._load()

    def _loading_changed(self, info: QWebEngineLoadingInfo) -> None:
        status = info.status()
        if status == _Status.LoadStartedStatus:
            if self._loading_since is None:
                self._loading_since = time.monotonic()
            self._settling.stop()
        elif self._loading_since is None:
            return  # of a load that was given up
        elif status == _Status.LoadSucceededStatus:
            self._arrived()
        else:
            self._failed(*faults.of_loading(info))

    def _arrived(self) -> None:
        self._loading_since = None
        self._ailing = False
        self._data_lost_since = None
        self._retry.succeeded()
        self._hear_changes()
        self._page.setZoomFactor(self._zoom)
        self._pulse.start()
        self._pulse.ask()
        self._painted = False
        self._settle_until = time.monotonic() + SETTLED_S
        self._settling.start()

    def _settle(self) -> None:
        """Waits for the first picture worth showing: a loaded page is blank for a moment."""
        if time.monotonic() < self._settle_until and (not self._painted or self._blank()):
            self._pulse.ask()
            return
        self._settling.stop()
        self.recovered()

    def _failed(self, reason: Reason, detail: str) -> None:
        self._loading_since = None
        self._ailing = False
        self._settling.stop()
        self._pulse.stop()
        self.fault(reason, detail)
        self._retry.later(AUTH_AGAIN_S if reason is Reason.AUTH else None)

    def _challenged(self, url: QUrl, answer: QAuthenticator) -> None:
        """Name and password go to their own server, once for each load. A challenge cannot be
        declined from here, only answered: the load is given up instead."""
        self._challenges += 1
        if self._address.user and self._address.same_place(url) and self._challenges == 1:
            answer.setUser(self._address.user)
            answer.setPassword(self._address.password)
        else:
            self._failed(Reason.AUTH, "http_401")
            QTimer.singleShot(0, self._give_up)

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, _: int) -> None:
        self._failed(Reason.PAGE_CRASHED, status.name.removesuffix("TerminationStatus").lower())

    # --- watching ------------------------------------------------------------------------------

    def tend(self) -> None:
        if self._loading_since is not None:
            waited = time.monotonic() - self._loading_since
            if waited > LOAD_TIMEOUT_S:
                self._failed(Reason.SILENT, "load_timeout")
                self._give_up()
            elif waited > HUNG_AFTER_S and not self.faulty:
                self.fault(Reason.SILENT, "load_takes_long")
            return
        silence = self._pulse.silence_s
        if silence > HUNG_AFTER_S:
            self._ailing = True
            self.fault(Reason.SILENT, "page_hangs")
        if silence > KILL_AFTER_S:
            self._kill()

    def _give_up(self) -> None:
        self._page.triggerAction(QWebEnginePage.WebAction.Stop)

    def _kill(self) -> None:
        """Ends the renderer of a page that hangs; `_terminated` loads it again."""
        pid = self._page.renderProcessPid()
        with contextlib.suppress(psutil.Error, ValueError):
            if pid > 0:
                psutil.Process(pid).kill()

    def _told(self, answer: Answer) -> None:
        if self._loading_since is not None:
            waited = time.monotonic() - self._loading_since
            if answer.started and not answer.complete and waited > DRAWN_ENOUGH_S:
                self._arrived()
            return
        self._painted = self._painted or answer.painted
        if self._pulse.data_lost:
            self._data_is_lost()
        elif self._ailing:
            self._ailing = False
            self._data_lost_since = None
            self.recovered()

    def _data_is_lost(self) -> None:
        now = time.monotonic()
        if self._data_lost_since is None:
            self._data_lost_since = now
            self._ailing = True
            self.fault(Reason.UNREACHABLE, "page_data_lost")
        elif now - self._data_lost_since > DATA_LOST_RELOAD_S:
            self._load()

    # --- drawing -------------------------------------------------------------------------------

    def ready(self) -> bool:
        return self._loading_since is None and not self._settling.isActive()

    def _drawn(self) -> None:
        if self.ready() and not self.faulty:
            self.invalidate()

    def paint(self, image: QImage) -> None:
        if image.width() == self.native.w and image.height() == self.native.h:
            self._grab(image)
            return
        self._grab(self._own())
        painter = QPainter(image)
        painter.drawImage(0, 0, scaled(self._own(), image.size()))
        painter.end()

    def _blank(self) -> bool:
        """Whether the view still shows nothing but the ground of an unpainted page."""
        self._grab(self._own())
        few = self._own().scaled(SAMPLES, SAMPLES)
        ground = GROUND.rgb()
        return all(few.pixel(x, y) == ground for x in range(SAMPLES) for y in range(SAMPLES))

    def _own(self) -> QImage:
        """A picture of the page's own size, kept for pages that are delivered smaller."""
        if self._canvas.isNull():
            self._canvas = QImage(self.native.w, self.native.h, QImage.Format.Format_RGB32)
        return self._canvas

    def _grab(self, image: QImage) -> None:
        self._view.render(image, QPoint(), QRegion(), _Option.DrawChildren)
