"""The desk's keys, alive wherever the focus is: each function's sequences call its act."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.desk.functions import FUNCTIONS, HELD, TYPED, Function
from ui.desk.keymap import KeyMap


class Keys(QObject):
    """Binds functions to acts. A key held down acts once; what is typed into a field stays there.

    Fields of text are the only widgets with an input method; everywhere else keys arrive as keys,
    also while a Chinese input method is on.
    """

    def __init__(
        self,
        window: QWidget,
        acts: Mapping[str, Callable[[], None]],
        released: Mapping[str, Callable[[], None]],
        keymap: KeyMap | None = None,
    ) -> None:
        """`keymap` is the person's own; without one the keys are as they were made."""
        super().__init__(window)
        self._window, self._acts, self._released = window, acts, released
        self._keymap = keymap
        self._down: set[str] = set()
        self._shortcuts: list[QShortcut] = []
        if keymap is not None:
            keymap.changed.connect(self._bind)
        self._bind()
        self._watched: tuple[QObject, ...] = (window.window(),)

    def _bind(self) -> None:
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._shortcuts = []
        for function in FUNCTIONS:
            act = self._acts.get(function.name)
            if act is None or function.name == TYPED:
                continue
            for sequence in self._sequences(function):
                shortcut = QShortcut(QKeySequence(sequence), self._window)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(lambda f=function.name, a=act: self._act(f, a))
                self._shortcuts.append(shortcut)

    def _sequences(self, function: Function) -> tuple[str, ...]:
        return function.sequences if self._keymap is None else self._keymap.sequences(function.name)

    def watch(self, app: QObject) -> None:
        """Sees keys let go anywhere in the application."""
        self._watched = (*self._watched, app)

    def _act(self, name: str, act: Callable[[], None]) -> None:
        if name in HELD:
            self._hold(name)
        act()

    def _hold(self, name: str) -> None:
        """Events are looked at only while a key is down: there are many thousands a second."""
        self._down.add(name)
        for one in self._watched:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        let_go = event.type() == QEvent.Type.WindowDeactivate or (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
        )
        if let_go:
            for one in self._watched:
                one.removeEventFilter(self)
            for name in tuple(self._down):
                self._down.discard(name)
                if name in self._released:
                    self._released[name]()
        return False


def is_question(event: QKeyEvent) -> bool:
    return event.text() in ("?", "？")
