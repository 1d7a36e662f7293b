"""A source in the hand, from the list to the canvas: a ghost follows, the target is lit.

Not Qt's drag and drop: no second event loop, Esc and sliding off always cancel, and it is the
same on every window system.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QGraphicsOpacityEffect, QLabel, QWidget

from ui.desk.actions import Actions
from ui.desk.preview_canvas import PreviewCanvas


class SourceDrag(QObject):
    def __init__(self, window: QWidget, canvas: PreviewCanvas, actions: Actions) -> None:
        super().__init__(window)
        self._window, self._canvas, self._actions = window, canvas, actions
        self._source = ""
        self._ghost = QLabel(window)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ghost.hide()
        effect = QGraphicsOpacityEffect(self._ghost)
        effect.setOpacity(0.8)
        self._ghost.setGraphicsEffect(effect)

    @property
    def active(self) -> bool:
        return bool(self._source)

    def begin(self, source: str, ghost: QPixmap) -> None:
        self._source = source
        self._ghost.setPixmap(ghost)
        self._ghost.adjustSize()
        self._follow(QCursor.pos())
        self._ghost.show()
        self._ghost.raise_()
        QApplication.instance().installEventFilter(self)

    def cancel(self) -> None:
        self._source = ""
        self._ghost.hide()
        self._canvas.light(None)
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(event.globalPosition().toPoint())
            return True
        if kind == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            self._drop(event.globalPosition())
            return False  # the list must see that the button is up
        if (
            kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.cancel()
            event.accept()
            return True
        if kind in (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationDeactivate):
            self.cancel()
        return False

    def _follow(self, at: QPoint) -> None:
        self._ghost.move(self._window.mapFromGlobal(at) + QPoint(12, 8))
        self._canvas.light(self._canvas.mapFromGlobal(QPointF(at)))

    def _drop(self, at: QPointF) -> None:
        source = self._source
        target = self._canvas.light(self._canvas.mapFromGlobal(at))
        self.cancel()
        if target is not None:
            rect, tile = target
            self._actions.place(source, rect, tile)
