"""Alarms: what is wrong is observed; what people did about it belongs to the show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Priority(StrEnum):
    CRITICAL = "critical"  # 紧急
    WARNING = "warning"  # 重要
    NOTICE = "notice"  # 提示


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is or was wrong. `key` is code and target: the same trouble is the same
    alarm. Times are epoch s; `cleared_at` 0 while it lasts.

    `cause` is the key of the alarm that explains this one. `count` is how often it was raised
    since it was last at peace: a chattering alarm is one row.
    """

    key: str
    code: str
    target: str
    priority: Priority
    raised_at: float
    cleared_at: float = 0.0
    count: int = 1
    chattering: bool = False
    cause: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AlarmMark:
    """What people did about an alarm; id = its key.

    `acked_raise` is the raised_at that was acknowledged: a new one needs a new look.
    """

    id: str
    acked_raise: float = 0.0
    acked_by: str = ""
    acked_at: float = 0.0
    shelved_until: float = 0.0
    shelved_by: str = ""
    shelved_at: float = 0.0
    reason: str = ""
    reset_raise: float = 0.0  # the raised_at that was reset, of a latched one
    reset_by: str = ""
    reset_at: float = 0.0


class Happened(StrEnum):
    """What a line of the alarms' history says."""

    RAISED = "raised"
    CLEARED = "cleared"
    ACKED = "acked"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """One line of the alarms' history. `raised_at` says which raise it is about.

    `cause` is set where it was raised folded under another: nobody was called by it.
    """

    at: float
    what: Happened
    key: str
    code: str
    target: str
    priority: Priority
    raised_at: float
    by: str = ""
    note: str = ""  # why it was shelved
    cause: str = ""
    fields: tuple[tuple[str, str], ...] = ()
