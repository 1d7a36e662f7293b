"""The pad: pulled by the mouse like a stick or moved by the arrow keys; let go, all stops."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.ptz_drive import PtzDrive

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0, 0),
    Qt.Key.Key_Right: (1, 0, 0),
    Qt.Key.Key_Up: (0, 1, 0),
    Qt.Key.Key_Down: (0, -1, 0),
    Qt.Key.Key_Plus: (0, 0, 1),
    Qt.Key.Key_Equal: (0, 0, 1),
    Qt.Key.Key_PageUp: (0, 0, 1),
    Qt.Key.Key_Minus: (0, 0, -1),
    Qt.Key.Key_PageDown: (0, 0, -1),
}
_KEY_SPEED, _FAST, _FINE = 0.5, 1.0, 0.15
_DEAD = 0.08
"""Part of the pad's radius around its middle in which nothing moves."""


class PtzPad(QWidget):
    """Stops on key-up, on release, when the hand slides off, when the focus or the window goes."""

    def __init__(self, drive: PtzDrive, words: Words, scale: Scale) -> None:
        super().__init__()
        self._drive, self._words, self._scale = drive, words, scale
        self._held: set[Qt.Key] = set()
        self._pulled = False
        self._tilts = self._zooms = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        drive.changed.connect(self.update)
        words.changed.connect(self._say)
        self._say()

    def allow(self, *, pan_tilt: bool, zoom: bool) -> None:
        """What the camera can do at all."""
        self._tilts, self._zooms = pan_tilt, zoom
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(60), self._scale.mm(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(40), self._scale.mm(46))

    def disc(self) -> QRectF:
        side = min(self.width(), self.height()) - 8
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    def let_go(self) -> None:
        self._held.clear()
        self._pulled = False
        self._drive.halt()
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(self._words("ptz.pad"))

    # -- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = self.disc().contains(event.position())
        if event.button() is Qt.MouseButton.LeftButton and inside and self._tilts:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pulled = True
            self._pull(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pulled:
            return
        if self.rect().contains(event.position().toPoint()):
            self._pull(event.position())
        else:
            self.let_go()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pulled:
            self.let_go()

    def _pull(self, point: QPointF) -> None:
        """The further from the middle, the faster; gently near it."""
        box = self.disc()
        radius = box.width() / 2
        x = (point.x() - box.center().x()) / radius
        y = (box.center().y() - point.y()) / radius
        far = min(1.0, math.hypot(x, y))
        if far < _DEAD:
            self._drive.halt()
        else:
            speed = ((far - _DEAD) / (1 - _DEAD)) ** 1.6 / math.hypot(x, y)
            self._drive.go(x * speed, y * speed)
        self.update()

    # -- keys ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key not in _ARROWS or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        ):
            if key is Qt.Key.Key_Escape and self._drive.wish:
                self.let_go()
                return
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat() and not self._pulled:
            self._held.add(key)
            self._steer(event.modifiers())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        key = Qt.Key(event.key())
        if key in self._held:
            self._held.discard(key)
            self._steer(event.modifiers())
        else:
            super().keyReleaseEvent(event)

    def _steer(self, modifiers: Qt.KeyboardModifier) -> None:
        speed = _KEY_SPEED
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            speed = _FAST
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            speed = _FINE
        pulls = [_ARROWS[key] for key in self._held]
        pan, tilt, zoom = (sum(p[axis] for p in pulls) * speed for axis in range(3))
        able = (self._tilts, self._tilts, self._zooms)
        self._drive.go(*(v if on else 0.0 for v, on in zip((pan, tilt, zoom), able, strict=True)))

    # -- whatever takes the hand away ---------------------------------------------------------

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.let_go()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.ActivationChange, QEvent.Type.EnabledChange)
        if event.type() in kinds and not (self.isActiveWindow() and self.isEnabled()):
            self.let_go()

    # -- drawing ------------------------------------------------------------------------------

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.disc()
        on = self.isEnabled() and self._tilts
        painter.setPen(QPen(QColor(DARK.edge if on else DARK.hairline), 2))
        painter.setBrush(QColor(DARK.input if on else DARK.surface))
        painter.drawEllipse(box)
        self._arrows(painter, box, DARK.text if on else DARK.disabled)
        wish = self._drive.wish
        middle, radius = box.center(), box.width() / 2
        knob = QPointF(wish.pan, -wish.tilt) * radius * 0.62 + middle
        painter.setPen(QPen(QColor(DARK.window), 1))
        painter.setBrush(QColor(DARK.select if wish else DARK.edge))
        painter.drawEllipse(knob, radius * 0.2, radius * 0.2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawEllipse(box.adjusted(-3, -3, 3, 3))

    def _arrows(self, painter: QPainter, box: QRectF, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        middle, far, half = box.center(), box.width() * 0.42, box.width() * 0.05
        for quarter in range(4):
            painter.save()
            painter.translate(middle)
            painter.rotate(90 * quarter)
            tip = QPointF(0, -far)
            base = far - 1.4 * half
            painter.drawPolygon(QPolygonF([tip, QPointF(half, -base), QPointF(-half, -base)]))
            painter.restore()
