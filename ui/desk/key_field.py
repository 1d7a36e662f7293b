"""Takes the next key that is pressed, whatever it otherwise does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel

from ui.common.words import Words

_ALONE = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)


class KeyField(QLabel):
    """Waits while it has the focus. `pressed` carries the key in portable text; Tab goes on and
    Esc gives up, so that nobody is caught in it."""

    pressed = Signal(str)
    given_up = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("role", "body")
        self.setWordWrap(True)
        words.changed.connect(self._say)
        self._say()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ALONE or event.isAutoRepeat():
            return
        if key == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.given_up.emit()
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sequence = QKeySequence(QKeyCombination(modifiers, key))
        self.pressed.emit(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._say()

    def _say(self) -> None:
        key = "settings.press_now" if self.hasFocus() else "settings.press_first"
        self.setText(self._words(key))
        self.setAccessibleName(self.text())
