"""What starts a scene or sequence without a hand: a time of the day, or something that happens.

Whatever switches power off by itself is off until somebody allows it, and is held back while a
response, a conference or a recording goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import Condition


@dataclass(frozen=True, slots=True)
class Schedule:
    """Runs its target at `at` ("07:30", local time) on these days (0 Monday .. 6 Sunday; empty is
    every day) but for the dates in `skip` ("2026-10-01"). One that the engine slept through is run
    only within `grace_s`, else told as missed."""

    id: str
    name: str
    kind: RunKind
    target: str
    at: str
    days: tuple[int, ...] = ()
    skip: tuple[str, ...] = ()
    enabled: bool = True
    grace_s: float = 600.0
    may_power_off: bool = False
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Runs its target when `when` has held for `hold_s`, or the alarm `alarm` (a code, or CODE:
    TARGET) is raised; once, and again only after it has ceased and `again_s` have passed."""

    id: str
    name: str
    kind: RunKind
    target: str
    when: Condition | None = None
    alarm: str = ""
    hold_s: float = 0.0
    again_s: float = 60.0
    enabled: bool = True
    may_power_off: bool = False
    name_en: str = ""


class Outcome(StrEnum):
    """What came of the last time. Anything but RAN is told: nothing is held back silently."""

    NONE = ""
    RAN = "ran"
    REFUSED = "refused"  # `reason` says why
    MISSED = "missed"  # the engine was not there, or the clock was


@dataclass(frozen=True, slots=True)
class AutomationState:
    """Of one schedule or trigger, observed. Times epoch s; `next_at` 0 where none is known."""

    id: str
    next_at: float = 0.0
    last_at: float = 0.0
    outcome: Outcome = Outcome.NONE
    reason: str = ""
    run: str = ""
    holding: bool = False  # a trigger whose condition holds now
    fresh: bool = False  # the outcome came a moment ago
