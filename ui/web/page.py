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
from ui.web.retry import Retry
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Reason
from wallctl.domain.plan import FeedSpec

LARGEST = Size(7680, 4320)
LOAD_TIMEOUT_S = 12.0
DRAWN_ENOUGH_S = 3.0  # a page that still loads something, but shows, is taken as it is
SETTLE_MS = 250  # from "loaded" to the first picture worth showing
DATA_LOST_RELOAD_S = 10.0
AUTH_AGAIN_S = 30.0  # a wrong password, asked too often, locks accounts
HEARD = "wallctl_heard"

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
        self._data_lost_since: float | None = None
        self._settling = self._once(SETTLE_MS, self.recovered)
        self._refresh = QTimer(self)
        self._refresh.timeout.connect(self._load)
        self._canvas = QImage()

    def _once(self, ms: int, what: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(what)
        return timer

    # --- life ----------------------------------------------------------------------------------

    def begin(self) -> None:
        view, page = self._view, self._page
        view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        view.setPage(page)
        view.resize(self.native.w, self.native.h)
        page.setBackgroundColor(QColor("white"))
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

    def _loading_changed(self, info: QWebEngineLoadingInfo) -> None:
        status = info.status()
        if status == _Status.LoadStartedStatus:
            if self._loading_since is None:
                self._loading_since = time.monotonic()
            self._settling.stop()
        elif status == _Status.LoadSucceededStatus:
            self._arrived()
        elif self._loading_since is not None:
            self._failed(*faults.of_loading(info))

    def _arrived(self) -> None:
        self._loading_since = None
        self._data_lost_since = None
        self._retry.succeeded()
        self._hear_changes()
        self._page.setZoomFactor(self._zoom)
        self._pulse.start()
        self._pulse.ask()
        self._settling.start()

    def _failed(self, reason: Reason, detail: str) -> None:
        self._loading_since = None
        self._settling.stop()
        self._pulse.stop()
        self.fault(reason, detail)
        self._retry.later(AUTH_AGAIN_S if reason is Reason.AUTH else None)

    def _challenged(self, url: QUrl, answer: QAuthenticator) -> None:
        """Name and password go to their own server, once for each load. Left unset, the
        challenge is declined and the server's 401 comes as a failed load."""
        self._challenges += 1
        if self._address.user and self._address.same_place(url) and self._challenges == 1:
            answer.setUser(self._address.user)
            answer.setPassword(self._address.password)

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, _: int) -> None:
        self._failed(Reason.PAGE_CRASHED, status.name.removesuffix("TerminationStatus").lower())

    # --- watching ------------------------------------------------------------------------------

    def well(self) -> bool:
        """Looks after the page too: called with each beat."""
        if self._loading_since is not None:
            return self._patient(time.monotonic() - self._loading_since)
        silence = self._pulse.silence_s
        if silence > KILL_AFTER_S:
            self._kill()
        if silence > HUNG_AFTER_S:
            self.fault(Reason.SILENT, "page_hangs")
        return silence <= HUNG_AFTER_S

    def _patient(self, waited_s: float) -> bool:
        if waited_s > LOAD_TIMEOUT_S:
            self._failed(Reason.SILENT, "load_timeout")
            self._page.triggerAction(QWebEnginePage.WebAction.Stop)
            return False
        return waited_s <= HUNG_AFTER_S

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
        if self._pulse.data_lost:
            self._data_is_lost()
        elif self.faulty and not self._settling.isActive():
            self._data_lost_since = None
            self.recovered()

    def _data_is_lost(self) -> None:
        now = time.monotonic()
        if self._data_lost_since is None:
            self._data_lost_since = now
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
        if self._canvas.isNull():
            self._canvas = QImage(self.native.w, self.native.h, QImage.Format.Format_RGB32)
        self._grab(self._canvas)
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = self._canvas.scaled(image.size(), Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        painter = QPainter(image)
        painter.drawImage(0, 0, scaled)
        painter.end()

    def _grab(self, image: QImage) -> None:
        self._view.render(image, QPoint(), QRegion(), _Option.DrawChildren)
