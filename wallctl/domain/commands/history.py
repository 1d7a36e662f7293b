"""Taking back and bringing back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the asker's last undoable change. With a wall named, those of other walls'
    previews are passed over."""

    wall: str = ""


@dataclass(frozen=True, slots=True)
class Redo:
    wall: str = ""


HistoryCommand = Undo | Redo

KINDS: dict[str, type[Any]] = {
    "undo": Undo,
    "redo": Redo,
}
