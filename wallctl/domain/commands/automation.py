"""What can be asked of schedules and triggers, and a dry run of what they start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.runs import RunKind


@dataclass(frozen=True, slots=True)
class ScheduleSave:
    """Makes a schedule, or replaces the one of that id."""

    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ScheduleRemove:
    id: str


@dataclass(frozen=True, slots=True)
class TriggerSave:
    """Makes a trigger, or replaces the one of that id."""

    trigger: Trigger


@dataclass(frozen=True, slots=True)
class TriggerRemove:
    id: str


@dataclass(frozen=True, slots=True)
class RunRehearse:
    """Says what a scene or sequence would do now, and does nothing. The steps of the answer: state
    "change", "same", "act", "wait", "skip", "missing"; reason "BEFORE → AFTER", or why."""

    kind: RunKind
    target: str


AutomationCommand = ScheduleSave | ScheduleRemove | TriggerSave | TriggerRemove
AutomationAction = RunRehearse

KINDS: dict[str, type[Any]] = {
    "schedule.save": ScheduleSave,
    "schedule.remove": ScheduleRemove,
    "trigger.save": TriggerSave,
    "trigger.remove": TriggerRemove,
    "run.rehearse": RunRehearse,
}
