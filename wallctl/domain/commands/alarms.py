"""What can be asked about alarms, and the call for the duty officer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AlarmAck:
    """Somebody has seen it. `raised_at` is the raise that was seen: one that came meanwhile
    needs a look of its own; 0 is the present one."""

    key: str
    raised_at: float = 0.0


@dataclass(frozen=True, slots=True)
class AlarmShelve:
    """Puts an alarm aside for a while, saying why; it comes back by itself."""

    key: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmUnshelve:
    key: str


@dataclass(frozen=True, slots=True)
class AlarmReset:
    """Takes a latched alarm off the list once its cause is gone. `raised_at` as in AlarmAck."""

    key: str
    raised_at: float = 0.0


@dataclass(frozen=True, slots=True)
class AlarmForget:
    """Removes marks of alarms that are past. Internal."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyCall:
    """Calls the duty officer: an alarm that sounds until it is acknowledged. `panel` says where
    from, as people call it."""

    panel: str = ""
    note: str = ""


AlarmCommand = AlarmAck | AlarmShelve | AlarmUnshelve | AlarmReset | AlarmForget
AlarmAction = DutyCall

KINDS: dict[str, type[Any]] = {
    "alarm.ack": AlarmAck,
    "alarm.shelve": AlarmShelve,
    "alarm.unshelve": AlarmUnshelve,
    "alarm.reset": AlarmReset,
    "duty.call": DutyCall,
}

INTERNAL: dict[str, type[Any]] = {
    "alarm.forget": AlarmForget,
}
