"""What can be asked about a shift: a leader's requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SceneRequest:
    """Asks the operator for a scene; expires after `seconds`. With nobody at the desk it is
    carried out at once. `panel`: where it is asked, as people call the place."""

    scene: str
    seconds: float = 45.0
    panel: str = ""


@dataclass(frozen=True, slots=True)
class RequestAccept:
    """Recalls the requested scene live, in the name of who accepts."""

    id: str


@dataclass(frozen=True, slots=True)
class RequestDecline:
    id: str


@dataclass(frozen=True, slots=True)
class RequestExpire:
    """The time of a request is over. Internal."""

    id: str


@dataclass(frozen=True, slots=True)
class RequestRun:
    """A request made while nobody is at the desk: noted and carried out. Internal."""

    scene: str
    panel: str = ""


ShiftCommand = SceneRequest | RequestAccept | RequestDecline | RequestExpire | RequestRun

KINDS: dict[str, type[Any]] = {
    "scene.request": SceneRequest,
    "request.accept": RequestAccept,
    "request.decline": RequestDecline,
}

INTERNAL: dict[str, type[Any]] = {
    "request.expire": RequestExpire,
    "request.run": RequestRun,
}
