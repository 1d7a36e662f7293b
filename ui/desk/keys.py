"""The desk's keys: one table of functions and sequences, alive wherever the focus is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.desk.keymap import KeyMap


@dataclass(frozen=True, slots=True)
class Function:
    """`name` is the key of its words `key.NAME`; the sequences are Qt's portable text."""

    name: str
    sequences: tuple[str, ...]
    group: str


def _numbers() -> tuple[Function, ...]:
    return tuple(
        one
        for n in range(1, 10)
        for one in (
            Function(f"recall_{n}", (str(n),), "scenes"),
            Function(f"live_{n}", (f"Ctrl+{n}",), "scenes"),
        )
    )


FUNCTIONS: tuple[Function, ...] = (
    Function("take", ("Ctrl+Return", "Ctrl+Enter"), "live"),
    Function("restore", ("Ctrl+Backspace",), "live"),
    Function("safe", ("Ctrl+Shift+B",), "live"),
    Function("full", ("F12",), "live"),
    Function("patrol_toggle", ("Ctrl+P",), "live"),
    Function("alarm_ack", ("Alt+A",), "live"),
    Function("alarm_silence", ("Alt+S",), "live"),
    Function("request_accept", ("Alt+Y",), "live"),
    Function("request_decline", ("Alt+N",), "live"),
    Function("undo", ("Ctrl+Z",), "preview"),
    Function("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "preview"),
    Function("lock", ("Ctrl+L",), "preview"),
    Function("select_all", ("Ctrl+A",), "preview"),
    Function("duplicate", ("Ctrl+D",), "preview"),
    Function("whole", ("Ctrl+M",), "preview"),
    Function("crop", ("Ctrl+K",), "preview"),
    Function("snap", ("Ctrl+Shift+G",), "preview"),
    Function("align", ("Ctrl+Shift+A",), "preview"),
    Function("align_left", ("Ctrl+Shift+Left",), "preview"),
    Function("align_right", ("Ctrl+Shift+Right",), "preview"),
    Function("align_top", ("Ctrl+Shift+Up",), "preview"),
    Function("align_bottom", ("Ctrl+Shift+Down",), "preview"),
    Function("align_centre", ("Ctrl+Shift+C",), "preview"),
    Function("align_middle", ("Ctrl+Shift+M",), "preview"),
    Function("spread_across", ("Ctrl+Shift+H",), "preview"),
    Function("spread_down", ("Ctrl+Shift+V",), "preview"),
    Function("same_size", ("Ctrl+Shift+S",), "preview"),
    Function("ptz", ("Ctrl+Shift+Y",), "go"),
    Function("templates", ("Ctrl+T",), "preview"),
    Function("save_template", ("Ctrl+Shift+T",), "preview"),
    Function("patrol_edit", ("Ctrl+R",), "preview"),
    Function("next_warning", ("Ctrl+J",), "preview"),
    Function("coming", ("Alt+P",), "preview"),
    Function("find", ("Ctrl+F",), "go"),
    Function("group", ("Alt+G",), "go"),
    Function("next_pane", ("F6",), "go"),
    Function("find_scene", ("Ctrl+G",), "scenes"),
    Function("save", ("Ctrl+S",), "scenes"),
    Function("next_wall", ("Ctrl+Tab",), "go"),
    Function("language", ("Ctrl+Shift+L",), "go"),
    Function("help", ("F1",), "go"),
    Function("keys", ("?", "？"), "go"),
    Function("full_screen", ("F11",), "go"),
    Function("edit_mode", ("Ctrl+E",), "go"),
    Function("lock_screen", ("Ctrl+Alt+L",), "go"),
    Function("sign_in", ("Ctrl+Alt+U",), "go"),
    Function("pages", ("F2",), "go"),
    Function("page_multiviewer", ("F3",), "pages"),
    Function("page_alarms", ("F4",), "pages"),
    Function("page_log", ("F5",), "pages"),
    Function("page_sources", ("F7",), "pages"),
    Function("page_scenes", ("F8",), "pages"),
    Function("page_handover", ("F9",), "pages"),
    Function("page_settings", ("F10",), "pages"),
    Function("page_wizard", ("Ctrl+F10",), "pages"),
    Function("page_users", ("Ctrl+U",), "pages"),
    *_numbers(),
)
TYPED = "keys"
"""Told by what was typed, not by a key: `?` lies elsewhere on each keyboard."""
HELD = frozenset({"safe"})


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
        window.window().installEventFilter(self)

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
        app.installEventFilter(self)

    def _act(self, name: str, act: Callable[[], None]) -> None:
        if name in HELD:
            self._down.add(name)
        act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._down:
            return False
        let_go = event.type() == QEvent.Type.WindowDeactivate or (
            event.type() == QEvent.Type.KeyRelease
            and isinstance(event, QKeyEvent)
            and not event.isAutoRepeat()
        )
        if let_go:
            for name in tuple(self._down):
                self._down.discard(name)
                if name in self._released:
                    self._released[name]()
        return False


def is_question(event: QKeyEvent) -> bool:
    return event.text() in ("?", "？")


def shown(sequence: str) -> str:
    """A sequence as it stands on the keyboard."""
    return {
        "Ctrl+Return": "Ctrl+Enter",
    }.get(sequence, sequence)


def shown_for(name: str) -> str:
    """The first key of a function, as it stands on the keyboard; empty for one without."""
    for function in FUNCTIONS:
        if function.name == name:
            return shown(function.sequences[0])
    return ""
