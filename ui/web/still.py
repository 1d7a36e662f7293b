"""An image file: turned as its camera held it, bounded, drawn anew when the file changes."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from ui.web.drawer import Asked, Drawer
from ui.web.material import Material, handed
from ui.web.outlet import Outlet
from ui.web.retry import AUTH_AGAIN_S, Retry
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Reason
from wallctl.domain.plan import FeedSpec

LARGEST_PX = 24_000_000  # kept in memory at most: 96 MB
LARGEST_SIDE = 8192
DRAWING_SIDE = 1920  # a drawing (SVG) has no px of its own: at least this long


class StillDrawer(Drawer):
    """PNG, JPEG, WebP, SVG and what else Qt reads."""

    _decoded = Signal(object)

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> None:
        super().__init__(spec, outlet, asked)
        options = spec.options
        self._image: QImage | None = None
        self._material = Material(
            spec.main, again_s=options.refresh_s, ignore_tls=options.ignore_tls, parent=self
        )
        self._material.came.connect(self._came)
        self._material.missing.connect(self._missing)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="decode")
        self._decoded.connect(self._shown)
        self._retry = Retry(self._material.look, self)

    def begin(self) -> None:
        self._material.start()

    def end(self) -> None:
        self._retry.stop()
        self._material.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def ready(self) -> bool:
        return self._image is not None

    def _missing(self, reason: Reason, detail: str) -> None:
        self.fault(reason, detail)
        self._retry.later(AUTH_AGAIN_S + 1 if reason is Reason.AUTH else None)

    def _came(self, data: bytes) -> None:
        self._retry.succeeded()
        self._pool.submit(decode, data).add_done_callback(handed(self._decoded))

    def _shown(self, done: Future[QImage | str]) -> None:
        if done.cancelled():
            return
        got = done.result()
        if isinstance(got, str):
            self.fault(Reason.FORMAT, got)
            return
        self._image = got
        self.native = Size(got.width(), got.height())
        self.recovered()

    def paint(self, image: QImage) -> None:
        assert self._image is not None
        image.fill(QColor(self.spec.options.paper))
        painter = QPainter(image)
        painter.drawImage(0, 0, scaled(self._image, image.size()))
        painter.end()


def scaled(image: QImage, size: QSize) -> QImage:
    if image.size() == size:
        return image
    ratio, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(size, ratio, smooth)


def decode(data: bytes) -> QImage | str:
    """The picture in a file's bytes, or a stable word for why there is none. Thread-safe."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(_bounded(size, bytes(reader.format().data()).startswith(b"svg")))
    image = reader.read()
    if image.isNull():
        word = reader.error().name if not reader.supportsAnimation() else "damaged"
        return "image_" + {"UnsupportedFormatError": "unknown_format"}.get(word, "damaged")
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _bounded(size: QSize, drawing: bool) -> QSize:
    longest = max(size.width(), size.height(), 1)
    area = max(size.width() * size.height(), 1)
    scale = min(1.0, LARGEST_SIDE / longest, (LARGEST_PX / area) ** 0.5)
    if drawing:
        scale = max(1.0, DRAWING_SIDE / longest) if scale == 1.0 else scale
    return QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
