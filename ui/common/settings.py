"""What a person set on this machine: language, size of the writing, monitors, keys.

One JSON file in the user's configuration folder. It is written whole or not at all; one that
cannot be read is put aside and said, and the desk starts with its defaults.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

import platformdirs
from PySide6.QtCore import QObject, QThreadPool, Signal

log = logging.getLogger(__name__)

FONTS = (1.0, 1.15, 1.3)
"""The sizes of writing one can choose from."""
PLAUSIBLE_PX_PER_MM = (2.0, 14.0)
LARGEST = 200_000  # bytes

Second = str
"""`auto`, `off`, or the name of a screen."""


@dataclass(frozen=True, slots=True)
class Values:
    """Everything that is remembered. What is not in the file, or wrong there, is as here."""

    lang: Literal["zh", "en", ""] = ""  # empty: as started
    font: float = 1.0
    second: Second = "auto"
    wall_screens: tuple[str, ...] = ()  # of this machine, as last seen: no window opens there
    second_page: str = ""  # the page that was open on the second monitor
    px_per_mm: Mapping[str, float] = field(default_factory=dict)  # by screen, measured by hand
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by function, only changed
    volume: int = 1  # of alarms: 0 low, 1 middle, 2 high


class SettingsFile:
    """Reads and writes one file. `note` says what was wrong with it at the last reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = ""

    def load(self) -> Values:
        self.note = ""
        try:
            raw = _read(self.path)
        except FileNotFoundError:
            return Values()
        except (OSError, ValueError) as error:
            log.warning("the settings %s cannot be read: %s", self.path, error)
            self.note = "damaged"
            self._put_aside()
            return Values()
        return _values(raw)

    def save(self, values: Values) -> None:
        """Raises OSError; then the file is as it was."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(values), ensure_ascii=False, indent=1, sort_keys=True)
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            with beside.open("w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            beside.replace(self.path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise

    def _put_aside(self) -> None:
        try:
            self.path.replace(self.path.with_suffix(".damaged"))
        except OSError as error:
            log.warning("the damaged settings stay where they are: %s", error)


class Settings(QObject):
    """The values now. `changed` follows each change; writing happens beside the screen's loop.

    `note` is `damaged` where the file could not be read, `unsaved` where it cannot be written.
    """

    changed = Signal()
    note_changed = Signal()

    def __init__(self, file: SettingsFile | None = None, parent: QObject | None = None) -> None:
        """Without a file nothing is remembered beyond this run."""
        super().__init__(parent)
        self._file = file
        self._values = file.load() if file is not None else Values()
        self._note = file.note if file is not None else ""
        self._writer = QThreadPool(self)
        self._writer.setMaxThreadCount(1)  # what is written last is what was set last

    @property
    def values(self) -> Values:
        return self._values

    @property
    def note(self) -> str:
        return self._note

    def update(self, **changes: Any) -> None:
        """Sets fields of `Values` by name."""
        after = replace(self._values, **changes)
        if after == self._values:
            return
        self._values = after
        if self._file is not None:
            self._writer.start(self._write(self._file, after))
        self.changed.emit()

    def flush(self) -> None:
        """Waits until all is written. At the end of the program, and in tests."""
        self._writer.waitForDone()

    def _write(self, file: SettingsFile, values: Values) -> Callable[[], None]:
        def write() -> None:
            try:
                file.save(values)
            except OSError as error:
                log.warning("the settings cannot be written: %s", error)
                self._say("unsaved")
            else:
                self._say("")

        return write

    def _say(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.note_changed.emit()


def settings_file(name: str = "desk") -> SettingsFile:
    """The file of this user on this machine."""
    return SettingsFile(platformdirs.user_config_path("wallctl") / f"{name}.json")


def _read(path: Path) -> Mapping[str, Any]:
    """Raises OSError, ValueError."""
    if path.stat().st_size > LARGEST:
        raise ValueError("too large")
    raw: Any = json.loads(path.read_bytes())
    if not isinstance(raw, dict):
        raise ValueError("not an object")  # noqa: TRY004  # damaged, like any other
    return raw


def _values(raw: Mapping[str, Any]) -> Values:
    """What of a file can be used; the rest stays as it is by default."""
    taken: dict[str, Any] = {}
    for one in fields(Values):
        value = _usable(one.name, raw.get(one.name))
        if value is not None:
            taken[one.name] = value
    return Values(**taken)


def _usable(name: str, value: Any) -> Any:
    match name:
        case "lang":
            return value if value in ("zh", "en") else None
        case "font":
            return value if value in FONTS else None
        case "volume":
            return value if value in (0, 1, 2) else None
        case "second" | "second_page":
            return value if isinstance(value, str) and 0 < len(value) <= 200 else None
        case "wall_screens":
            return tuple(str(s) for s in value[:64]) if isinstance(value, list) else None
        case "px_per_mm":
            low, high = PLAUSIBLE_PX_PER_MM
            return {
                str(k): float(v)
                for k, v in _items(value)
                if isinstance(v, int | float) and low <= v <= high
            }
        case "keys":
            return {
                str(k): tuple(str(s) for s in v)
                for k, v in _items(value)
                if isinstance(v, list) and len(v) <= 4 and all(isinstance(s, str) for s in v)
            }
    return None


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []
