"""The test card: colour bars, grey steps, size and name, a hand that moves and a frame number."""

from __future__ import annotations

import math
import zlib

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from ui.web.cards import Card
from ui.web.drawer import Asked
from ui.web.fonts import face
from ui.web.outlet import Outlet
from wallctl.domain.plan import FeedSpec

# EBU bars, 75 % (100/0/75/0)
BARS = ("#FFFFFF", "#BFBF00", "#00BFBF", "#00BF00", "#BF00BF", "#BF0000", "#0000BF", "#000000")
GREYS = 11
# Where the machine-readable number lies: left, top, width, height as parts of the card; laid out
# as on the demo's video cards (2 rows of 16 cells: guard, 12 bits frame, 8 bits source, CRC-8).
STRIP = (0.015, 0.88, 0.18, 0.07)
COLUMNS = 16


def strip_rows(source: int, frame: int) -> tuple[int, int]:
    """The two rows of cells as 16-bit numbers, highest bit leftmost, 1 is white."""
    value = (frame << 8 | source) << 8
    for bit in range(27, 7, -1):
        if value >> bit & 1:
            value ^= 0x107 << (bit - 8)
    check = value & 0xFF ^ 0xA5
    return 0b10 << 14 | frame << 2 | check >> 6, 0b01 << 14 | source << 6 | check & 0x3F


def source_number(source: str) -> int:
    """A source's number in the code strip of its bars, 0..255."""
    return zlib.crc32(source.encode()) & 0xFF


class BarsCard(Card):
    """Draws `options.fps` pictures a second."""

    def __init__(self, spec: FeedSpec, outlet: Outlet, asked: Asked) -> None:
        super().__init__(spec, outlet, asked)
        self._frame = 0
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self._ticked)

    def begin(self) -> None:
        self.asked_changed()

    def end(self) -> None:
        self._tick.stop()

    def asked_changed(self) -> None:
        self._tick.setInterval(max(16, round(self._period_s() * 1000)))
        if self.asked.playing:
            self._tick.start()
        else:
            self._tick.stop()
        self.invalidate()

    def _ticked(self) -> None:
        self._frame = (self._frame + 1) % 4096
        self.invalidate()

    def draw(self, p: QPainter, w: float, h: float) -> None:
        p.setPen(Qt.PenStyle.NoPen)
        for n, colour in enumerate(BARS):
            left, right = round(n * w / 8), round((n + 1) * w / 8)
            p.fillRect(QRectF(left, 0, right - left, h * 0.72), QColor(colour))
        for n in range(GREYS):
            left, right = round(n * w / GREYS), round((n + 1) * w / GREYS)
            level = round(255 * n / (GREYS - 1))
            p.fillRect(QRectF(left, h * 0.72, right - left, h * 0.14), QColor(level, level, level))
        p.fillRect(QRectF(0, h * 0.86, w, h * 0.14), QColor("#101418"))
        self._edge(p, w, h)
        self._plate(p, w, h)
        self._runner(p, w, h)
        self._strip(p, w, h)

    def _edge(self, p: QPainter, w: float, h: float) -> None:
        """A line on the outermost px and a circle: what is cut off or stretched shows."""
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor("#FFFFFF"), 2))
        p.drawRect(QRectF(1, 1, w - 2, h - 2))
        radius = h * 0.34
        p.setPen(QPen(QColor(255, 255, 255, 170), max(2.0, h / 360)))
        p.drawEllipse(QPointF(w / 2, h * 0.36), radius, radius)

    def _plate(self, p: QPainter, w: float, h: float) -> None:
        plate = QRectF(w * 0.28, h * 0.22, w * 0.44, h * 0.28)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(16, 20, 24, 235))
        p.drawRoundedRect(plate, h * 0.02, h * 0.02)
        p.setPen(QColor("#F2F4F7"))
        name = QRectF(plate.x(), plate.y() + h * 0.03, plate.width(), h * 0.12)
        self._line(p, name, self.spec.name, h * 0.085, QFont.Weight.DemiBold)
        p.setPen(QColor("#A3ACB9"))
        told = f"{self.native.w} × {self.native.h}    {self._frame:04d}"
        below = QRectF(plate.x(), plate.y() + h * 0.16, plate.width(), h * 0.09)
        self._line(p, below, told, h * 0.055, QFont.Weight.Normal)

    @staticmethod
    def _line(p: QPainter, box: QRectF, text: str, px: float, weight: QFont.Weight) -> None:
        """One line in the middle of a box, made smaller where it is too long."""
        p.setFont(face(round(px), weight))
        wide = p.fontMetrics().horizontalAdvance(text)
        room = box.width() * 0.92
        if wide > room:
            p.setFont(face(max(6, int(px * room / wide)), weight))
        p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _runner(self, p: QPainter, w: float, h: float) -> None:
        """A block that crosses the lowest band and a hand that turns, once in 5 s each."""
        part = (self._frame * self._period_s() / 5.0) % 1.0
        p.setPen(Qt.PenStyle.NoPen)
        p.fillRect(
            QRectF(w * (0.23 + part * 0.70), h * 0.88, w * 0.06, h * 0.09), QColor("#4DA3FF")
        )
        centre, radius = QPointF(w / 2, h * 0.60), h * 0.07
        p.setBrush(QColor(16, 20, 24, 235))
        p.drawEllipse(centre, radius, radius)
        angle = 2 * math.pi * part
        tip = QPointF(math.sin(angle), -math.cos(angle)) * (radius * 0.85)
        p.setPen(QPen(QColor("#F2F4F7"), max(2.0, h / 180)))
        p.drawLine(centre, centre + tip)

    def _strip(self, p: QPainter, w: float, h: float) -> None:
        x, y, sw, sh = STRIP[0] * w, STRIP[1] * h, STRIP[2] * w, STRIP[3] * h
        cell_w, cell_h = sw / COLUMNS, sh / 2
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        border = QRectF(x - cell_w / 2, y - cell_h / 4, sw + cell_w, sh + cell_h / 2)
        p.fillRect(border, QColor(125, 125, 125))
        for row, bits in enumerate(strip_rows(source_number(self.spec.source), self._frame)):
            for column in range(COLUMNS):
                white = bits >> (COLUMNS - 1 - column) & 1
                cell = QRectF(x + column * cell_w, y + row * cell_h, cell_w, cell_h)
                p.fillRect(cell, QColor(235, 235, 235) if white else QColor(16, 16, 16))
