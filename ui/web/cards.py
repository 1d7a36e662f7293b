"""Text and clock: cards drawn by hand at their own size, scaled by the painter."""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QPointF, QRectF, Qt, QTime, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTextDocument, QTextOption

from ui.common.words import Words
from ui.web.drawer import Asked, Drawer
from ui.web.fonts import face
from ui.web.outlet import Outlet
from wallctl.domain.plan import FeedSpec

SMALLEST_PX = 6


class Card(Drawer):
    """A drawing in the card's own px, delivered crisp in whatever size is wanted."""

    def draw(self, p: QPainter, w: float, h: float) -> None:
        raise NotImplementedError

    def paint(self, image: QImage) -> None:
        p = QPainter(image)
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        p.scale(image.width() / self.native.w, image.height() / self.native.h)
        self.draw(p, self.native.w, self.native.h)
        p.end()


def _colour(text: str, otherwise: str) -> QColor:
    colour = QColor(text)
    return colour if colour.isValid() else QColor(otherwise)


class TextCard(Card):
    """Words on paper: wrapped, in the largest letters that fit."""

    def begin(self) -> None:
        self.invalidate()

    def draw(self, p: QPainter, w: float, h: float) -> None:
        options = self.spec.options
        p.fillRect(QRectF(0, 0, w, h), _colour(options.paper, "#14171C"))
        margin = min(w, h) * 0.08
        inner_w, inner_h = w - 2 * margin, h - 2 * margin
        document = self._fitting(options.text or self.spec.name, inner_w, inner_h)
        p.translate(margin, margin + max(0.0, (inner_h - document.size().height()) / 2))
        p.setPen(_colour(options.ink, "#F2F4F7"))
        ink = document.documentLayout().PaintContext()
        ink.palette.setColor(ink.palette.ColorRole.Text, _colour(options.ink, "#F2F4F7"))
        document.documentLayout().draw(p, ink)

    def _fitting(self, text: str, w: float, h: float) -> QTextDocument:
        """The text in the largest letters, at most half the height, that fit into w x h px."""
        document = QTextDocument()
        document.setDocumentMargin(0)
        option = QTextOption(Qt.AlignmentFlag.AlignHCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setPlainText(text)
        low, high = SMALLEST_PX, max(SMALLEST_PX, int(h / 2))
        while low < high:
            middle = (low + high + 1) // 2
            self._set_size(document, middle, w)
            if document.size().height() <= h and document.idealWidth() <= w:
                low = middle
            else:
                high = middle - 1
        self._set_size(document, low, w)
        return document

    @staticmethod
    def _set_size(document: QTextDocument, px: int, w: float) -> None:
        document.setDefaultFont(face(px, QFont.Weight.Medium))
        document.setTextWidth(w)


class ClockCard(Card):
    """Local time to the second with date and weekday."""

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked, words: Words) -> None:
        super().__init__(spec, outlet, asked)
        self._words = words
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._ticked)

    def begin(self) -> None:
        self._ticked()

    def end(self) -> None:
        self._tick.stop()

    def asked_changed(self) -> None:
        if self.asked.playing and not self._tick.isActive():
            self._ticked()
        self.invalidate()

    def _ticked(self) -> None:
        self.invalidate()
        if self.asked.playing:
            self._tick.start(1001 - QTime.currentTime().msec())

    def draw(self, p: QPainter, w: float, h: float) -> None:
        options = self.spec.options
        ink = _colour(options.ink, "#F2F4F7")
        p.fillRect(QRectF(0, 0, w, h), _colour(options.paper, "#14171C"))
        now = QDateTime.currentDateTime()
        hours = now.time().toString("HH:mm:ss")
        day = self.day(now.date())
        big = _fit_px("00:00:00", w * 0.86, h * 0.52)
        small = _fit_px(day, w * 0.72, h * 0.17)
        top = (h - (big + small) * 1.12) / 2
        p.setPen(ink)
        p.setFont(face(big, QFont.Weight.DemiBold))
        _spaced_digits(p, hours, QPointF(w / 2, top + big * 0.95))
        ink.setAlphaF(0.78)
        p.setPen(ink)
        p.setFont(face(small))
        line = QRectF(0, top + big * 1.12, w, small * 1.5)
        p.drawText(line, Qt.AlignmentFlag.AlignCenter, day)

    def day(self, date: QDate) -> str:
        """The date with its weekday in the worker's language."""
        weekday = self._words(f"weekday.{date.dayOfWeek()}")
        month = self._words(f"month.{date.month()}")
        return self._words(
            "clock.date", year=date.year(), month=month, day=date.day(), weekday=weekday
        )


def _fit_px(text: str, w: float, h: float) -> int:
    """The letter height in px with which `text` stays within w px, at most h."""
    width = QFontMetricsF(face(100, QFont.Weight.DemiBold)).horizontalAdvance(text)
    return max(SMALLEST_PX, int(min(h, w / max(width, 1.0) * 100)))


def _spaced_digits(p: QPainter, text: str, centre: QPointF) -> None:
    """Digits in cells of one width, so that a ticking clock stands still."""
    metrics = QFontMetricsF(p.font())
    cell = max(metrics.horizontalAdvance(d) for d in "0123456789")
    widths = [cell if c.isdigit() else metrics.horizontalAdvance(c) for c in text]
    x = centre.x() - sum(widths) / 2
    for letter, width in zip(text, widths, strict=True):
        p.drawText(QPointF(x + (width - metrics.horizontalAdvance(letter)) / 2, centre.y()), letter)
        x += width
