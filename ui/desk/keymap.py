"""Which key does what for the person at this desk: the table, and what they changed of it.

No key may do two things. TAKE keeps one key that does nothing else, and nothing live hangs on a
key that a sleeve can press: a letter, a digit or Space without Ctrl or Alt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from ui.common.settings import Settings
from ui.desk.functions import FUNCTIONS, TYPED, Function, shown

_MODIFIERS = ("Ctrl+", "Alt+", "Meta+")
_RESERVED = (
    *("Tab", "Shift+Tab", "Return", "Enter", "Esc", "Space", "Backspace", "Del", "?"),
    *("PgUp", "PgDown", "Shift+PgUp", "Shift+PgDown", "Home", "End"),
    *(f"{m}{a}" for m in ("", "Shift+", "Ctrl+", "Alt+") for a in ("Left", "Right", "Up", "Down")),
    *("Ctrl+C", "Ctrl+V", "Ctrl+X"),
)
"""What the canvas, lists and fields of text need for themselves."""
FIXED = frozenset(
    {
        *(TYPED, "safe", "alarm_silence"),
        *(f"{k}_{n}" for k in ("recall", "live") for n in range(1, 10)),
    }
)
"""Functions whose keys stay: `?` is typed, a scene's number is its key, and the safe picture and
silence have to be found by anyone, also at a locked desk."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a key cannot be had: words `keymap.REASON`; `other` is the function that has it."""

    reason: str
    other: str = ""


class KeyMap(QObject):
    """The keys in force. `changed` follows each change, also one read from the settings."""

    changed = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QObject | None = None,
        functions: Sequence[Function] = FUNCTIONS,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._functions = {one.name: one for one in functions}
        self._own = self._read()
        settings.changed.connect(self._settings_changed)

    @property
    def functions(self) -> tuple[Function, ...]:
        return tuple(self._functions.values())

    def sequences(self, name: str) -> tuple[str, ...]:
        """The keys of a function in Qt's portable text; nothing for one that is not known."""
        known = self._functions.get(name)
        return self._own.get(name, known.sequences) if known is not None else ()

    def shown(self, name: str) -> str:
        """The first key of a function as it stands on the keyboard; empty for one without."""
        return shown((*self.sequences(name), "")[0])

    def is_own(self, name: str) -> bool:
        """Whether the person changed it."""
        return name in self._own

    def trouble(self, name: str, sequence: str) -> Trouble | None:
        """Why this key cannot be that function's; None where it can."""
        if name in FIXED or name not in self._functions:
            return Trouble("fixed")
        key = normal(sequence)
        if not key or QKeySequence(key).count() != 1:
            return Trouble("none")
        if key in _RESERVED:
            return Trouble("reserved")
        if self._is_live(name) and not _is_deliberate(key):
            return Trouble("live")
        other = next((n for n in self._functions if n != name and key in self._normal(n)), "")
        return Trouble("taken", other) if other else None

    def set(self, name: str, sequence: str) -> Trouble | None:
        """Gives a function this one key, unless something stands in the way."""
        trouble = self.trouble(name, sequence)
        if trouble is None:
            key = normal(sequence)
            both = (key, "Ctrl+Enter") if key == "Ctrl+Return" else (key,)
            self._keep({**self._own, name: both})
        return trouble

    def reset(self, name: str) -> Trouble | None:
        """Back to the key it was made with, unless another function has that now."""
        own = {n: k for n, k in self._own.items() if n != name}
        given = self._functions[name].sequences if name in self._functions else ()
        taken = {s: n for n in self._functions if n != name for s in self._normal(n)}
        other = next((taken[normal(s)] for s in given if normal(s) in taken), "")
        if other:
            return Trouble("taken", other)
        self._keep(own)
        return None

    def reset_all(self) -> None:
        self._keep({})

    def _is_live(self, name: str) -> bool:
        return self._functions[name].group == "live"

    def _normal(self, name: str) -> tuple[str, ...]:
        return tuple(normal(s) for s in self.sequences(name))

    def _keep(self, own: dict[str, tuple[str, ...]]) -> None:
        self._settings.update(keys=own)

    def _settings_changed(self) -> None:
        before = self._own
        self._own = self._read()
        if self._own != before:
            self.changed.emit()

    def _read(self) -> dict[str, tuple[str, ...]]:
        """What of the settings can hold: a key that the rules refuse is as if it were not there."""
        self._own = {}
        for name, keys in self._settings.values.keys.items():
            first = keys[0] if keys else ""
            if self._usable(name, first):
                self._own[name] = (first, "Ctrl+Enter") if first == "Ctrl+Return" else (first,)
        # Two that were swapped stand in each other's way only as long as one is read.
        again = True
        while again:
            bad = [n for n, keys in self._own.items() if self.trouble(n, keys[0]) is not None]
            again = bool(bad)
            if bad:
                del self._own[bad[0]]
        return dict(self._own)

    def _usable(self, name: str, key: str) -> bool:
        trouble = self.trouble(name, key)
        return trouble is None or trouble.reason == "taken"


def normal(sequence: str) -> str:
    """A sequence in Qt's own spelling; empty for none."""
    portable = QKeySequence.SequenceFormat.PortableText
    return str(QKeySequence(sequence).toString(portable)) if sequence else ""


def _is_deliberate(key: str) -> bool:
    """Not pressed by the way: with Ctrl or Alt, or a function key."""
    last = key.rpartition("+")[2]
    return (
        key.startswith(_MODIFIERS)
        or any(f"+{m}" in f"+{key}" for m in _MODIFIERS)
        or (len(last) > 1 and last[0] == "F" and last[1:].isdigit())
    )
