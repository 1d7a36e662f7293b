"""What a shift leaves behind: requests, notes, the handover, and the situation it works under."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RequestState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Request:
    """A leader asks for a scene; the operator accepts or declines, or it expires."""

    id: str
    scene: str
    by: str
    at: float
    expires_at: float
    panel: str = ""  # where it was asked, as people call it: 大厅面板
    state: RequestState = RequestState.OPEN
    answered_by: str = ""
    answered_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Note:
    """A line an operator leaves for the next shift."""

    id: str
    at: float
    by: str
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """A shift handed over: both confirm. `lines` is the page as the outgoing one confirmed it
    at `at`; `incoming` is empty until somebody took over, at `confirmed_at`. Epoch s."""

    id: str
    at: float
    outgoing: str
    incoming: str = ""
    confirmed_at: float = 0.0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What the room works under: a response and a warning, two things. id = room.

    `warning_level` is one of the law's four: "red", "orange", "yellow", "blue", or "".
    """

    id: str
    response: str = ""  # 防汛Ⅱ级应急响应
    warning: str = ""  # 暴雨橙色预警
    warning_level: str = ""
