"""What can be asked about a shift's notes, its handover and the situation it works under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class NoteAdd:
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class NoteUpdate:
    id: str
    text: str | None = None
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class NoteRemove:
    id: str


@dataclass(frozen=True, slots=True)
class HandoverBegin:
    """The outgoing operator confirms the page as it stands. `name` counts only in a room
    without users; elsewhere it is who asks."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class HandoverAccept:
    """The incoming operator confirms. Refused for whoever handed over."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SituationSet:
    """The response and the warning a room works under: two things, set each by itself."""

    response: str | None = None
    warning: str | None = None
    warning_level: str | None = None


HandoverCommand = NoteAdd | NoteUpdate | NoteRemove | HandoverBegin | HandoverAccept | SituationSet

KINDS: dict[str, type[Any]] = {
    "note.add": NoteAdd,
    "note.update": NoteUpdate,
    "note.remove": NoteRemove,
    "handover.begin": HandoverBegin,
    "handover.accept": HandoverAccept,
    "situation.set": SituationSet,
}
