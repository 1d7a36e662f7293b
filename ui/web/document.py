"""A PDF file page by page: one page, or each in turn for some seconds."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

from ui.web import address
from ui.web.drawer import Asked, Drawer, fitted
from ui.web.material import Material
from ui.web.outlet import Outlet
from ui.web.retry import AUTH_AGAIN_S, Retry
from ui.web.still import scaled
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Reason
from wallctl.domain.plan import FeedSpec

PX_A_POINT = 150 / 72  # 150 dots an inch
LONGEST_SIDE = 2880
_Error = QPdfDocument.Error
_FAULTS = {
    _Error.IncorrectPassword: (Reason.AUTH, "document_password"),
    _Error.UnsupportedSecurityScheme: (Reason.FORMAT, "document_protection"),
    _Error.InvalidFileFormat: (Reason.FORMAT, "document_damaged"),
}


class DocumentDrawer(Drawer):
    """Pages are rendered in the renderer's own thread: a heavy plan holds nobody up."""

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> None:
        super().__init__(spec, outlet, asked)
        options = spec.options
        self._password = address.parse(spec.main).password
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._rendered)
        self._awaited = 0
        self._page = 0
        self._picture: QImage | None = None
        self._material = Material(
            spec.main, again_s=options.refresh_s, ignore_tls=options.ignore_tls, parent=self
        )
        self._material.came.connect(self._came)
        self._material.missing.connect(self._missing)
        self._retry = Retry(self._material.look, self)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._turn_page)

    def begin(self) -> None:
        self._material.start()

    def end(self) -> None:
        self._turn.stop()
        self._retry.stop()
        self._material.stop()
        self._renderer.setDocument(None)

    def ready(self) -> bool:
        if self.asked.playing:
            return self._picture is not None
        return self._document is not None

    def asked_changed(self) -> None:
        if self.asked.playing:
            self._draw_page()
        else:
            self.invalidate()

    def _missing(self, reason: Reason, detail: str) -> None:
        self._turn.stop()
        self.fault(reason, detail)
        self._retry.later(AUTH_AGAIN_S + 1 if reason is Reason.AUTH else None)

    def _came(self, data: bytes) -> None:
        self._retry.succeeded()
        document, buffer = QPdfDocument(self), QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        if self._password:
            document.setPassword(self._password)
        document.load(buffer)
        error = document.error()
        if error != _Error.None_ or document.pageCount() < 1:
            document.deleteLater()
            buffer.deleteLater()
            self.fault(*_FAULTS.get(error, (Reason.FORMAT, "document_damaged")))
            return
        old, self._document = self._document, document
        old_buffer, self._buffer = self._buffer, buffer
        self._renderer.setDocument(document)
        for gone in (old, old_buffer):
            if gone is not None:
                gone.deleteLater()
        first = min(max(self.spec.options.page, 1), document.pageCount()) - 1
        self._page = min(self._page, document.pageCount() - 1) if old else first
        if self.spec.options.dwell_s > 0 and document.pageCount() > 1:
            self._turn.start(round(max(self.spec.options.dwell_s, 0.5) * 1000))
        if self.asked.playing:
            self._draw_page()
        else:
            self.recovered()

    def _turn_page(self) -> None:
        if self._document is not None and self.asked.playing:
            self._page = (self._page + 1) % self._document.pageCount()
            self._draw_page()

    def _draw_page(self) -> None:
        if self._document is None or not self.asked.playing:
            return
        points = self._document.pagePointSize(self._page)
        scale = min(PX_A_POINT, LONGEST_SIDE / max(points.width(), points.height(), 1.0))
        self.native = Size(
            max(1, round(points.width() * scale)), max(1, round(points.height() * scale))
        )
        size = fitted(self.native, self.asked.size)
        self._awaited = self._renderer.requestPage(
            self._page, QSize(size.w, size.h), QPdfDocumentRenderOptions()
        )

    def _rendered(
        self, _page: int, _size: QSize, image: QImage, _options: object, request: int
    ) -> None:
        if request != self._awaited:
            return
        if image.isNull():
            self.fault(Reason.DAMAGED, "document_page_damaged")
            return
        self._picture = image
        self.recovered()

    def paint(self, image: QImage) -> None:
        assert self._picture is not None
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.drawImage(0, 0, scaled(self._picture, image.size()))
        painter.end()
