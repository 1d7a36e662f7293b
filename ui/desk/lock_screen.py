"""The locked desk: nothing can be done but the safe picture, and everything that counts is seen.

Echo, alarms and clock stay in sight. It is unlocked by whoever signs in, also by the next shift.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QRegion, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget

from ui.common.parts import Said
from ui.common.tokens import DARK
from ui.desk.kit import Kit
from ui.desk.sign_in import SignInForm, me_words

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})


class _UnlockForm(SignInForm):
    def __init__(self, kit: Kit, lock: LockScreen) -> None:
        super().__init__(kit, "lock.unlock")
        self._lock = lock

    def _go(self) -> None:
        if self._lock.free:
            self.done.emit()
        else:
            super()._go()


class LockScreen(QWidget):
    """`seen` are widgets that stay in sight; `alive` those that also go on working. Keys reach
    nothing but the form, and `allowed` shortcuts."""

    changed = Signal()

    def __init__(
        self,
        kit: Kit,
        window: QWidget,
        *,
        seen: Sequence[QWidget],
        alive: Sequence[QWidget],
        allowed: Sequence[str] = (),
    ) -> None:
        super().__init__(window)
        self._kit, self._window = kit, window
        self._seen, self._alive = tuple(seen), tuple(alive)
        self._allowed = tuple(QKeySequence(one) for one in allowed)
        self._back: QWidget | None = None
        words, scale = kit.words, kit.scale
        self.setProperty("floats", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box = QFrame(self)
        self.box.setProperty("role", "panel")
        self.box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = _UnlockForm(kit, self)
        self.form.done.connect(self.unlock)
        self.who = QLabel()
        self.who.setWordWrap(True)
        self.note = Said(words, "lock.note", "muted")
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self.box)
        margin = scale.mm(4)
        layout.setContentsMargins(margin, scale.mm(3), margin, margin)
        layout.setSpacing(scale.gap)
        layout.addWidget(Said(words, "lock.title", "title"))
        layout.addWidget(self.who)
        layout.addWidget(self.form)
        layout.addWidget(self.note)
        words.changed.connect(self._say)
        kit.hub.me_changed.connect(self._say)
        kit.hub.connection_changed.connect(self._say)
        self.hide()

    @property
    def locked(self) -> bool:
        return self.isVisible()

    @property
    def free(self) -> bool:
        """Whether Enter alone unlocks: where nobody has to sign in."""
        return not self._kit.hub.me.signed_in and self._kit.hub.refused != "sign_in"

    def lock(self) -> None:
        if self.locked:
            return
        self._back = QApplication.focusWidget()
        self._say()
        self.lay()
        self.show()
        self.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._focus()
        self.changed.emit()

    def unlock(self) -> None:
        if not self.locked:
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.form.password.clear()
        self.hide()
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def lay(self) -> None:
        """Over the whole window, but for what is seen; the form where it hides none of that."""
        self.setGeometry(self._window.rect())
        alive = QRegion()
        for one in self._alive:
            if one.isVisible():
                alive = alive.united(QRegion(self._place(one)))
        self.setMask(QRegion(self.rect()).subtracted(alive))
        self.box.setFixedWidth(self._kit.scale.mm(84))
        self.box.adjustSize()
        self.box.move(self._spot())

    def _spot(self) -> QPoint:
        """Above the echo where there is room, else beside it."""
        size = self.box.sizeHint().expandedTo(self.box.size())
        places = [self._place(one) for one in self._seen if one.isVisible()]
        centred = QPoint((self.width() - size.width()) // 2, 0)
        gap = self._kit.scale.gap
        for y in range(gap, max(gap + 1, self.height() - size.height() - gap), gap):
            for x in (centred.x(), self.width() - size.width() - gap, gap):
                here = QRect(QPoint(x, y), size)
                if not any(here.intersects(place) for place in places):
                    return here.topLeft()
        return QPoint(self.width() - size.width() - gap, gap)

    def _place(self, one: QWidget) -> QRect:
        return QRect(one.mapTo(self._window, QPoint(0, 0)), one.size())

    def _say(self) -> None:
        words = self._kit.words
        if self.free:
            self.who.setText(words("lock.free"))
        else:
            self.who.setText(words("lock.by", who=me_words(self._kit)))
        for part in (self.form.user, self.form.password):
            part.setVisible(not self.free)
        if self.locked:
            self.lay()

    def _focus(self) -> None:
        if self.free:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.form.begin(self._kit.hub.me.name)

    # -- keys ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys go to the form and nowhere else; what is let go is let go everywhere."""
        kind = event.type()
        if kind == QEvent.Type.Shortcut:
            return not (isinstance(watched, QShortcut) and watched.key() in self._allowed)
        if kind not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget):
            return False
        if self.free:
            if kind == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            ):
                self.unlock()
            return kind == QEvent.Type.KeyPress and not self._is_allowed(event)
        if watched is self.box or self.box.isAncestorOf(watched):
            return False
        focus = QApplication.focusWidget()
        if focus is None or not self.box.isAncestorOf(focus):
            self._focus()
        return kind == QEvent.Type.KeyPress

    def _is_allowed(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) in self._allowed

    # -- looks --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        region = QRegion(self.rect())
        for one in self._seen:
            if one.isVisible():
                region = region.subtracted(QRegion(self._place(one)))
        painter.setClipRegion(region.intersected(event.region()))
        painter.fillRect(self.rect(), QColor(DARK.window))
