"""What can be asked of sequences and of runs of steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.control.steps import ControlStep, OnFailure, Purpose


@dataclass(frozen=True, slots=True)
class SequenceSave:
    """Makes a sequence, or replaces the one of that id whole."""

    name: str
    steps: tuple[ControlStep, ...]
    id: str = ""
    name_en: str = ""
    purpose: Purpose = Purpose.OTHER
    on_failure: OnFailure = OnFailure.GO_ON
    note: str = ""


@dataclass(frozen=True, slots=True)
class SequenceRemove:
    """Refused while a schedule or trigger starts it."""

    id: str


@dataclass(frozen=True, slots=True)
class SequenceRun:
    """Runs it from its first step. The answer comes when it is over, at most two seconds later:
    then `part`, code `running`, and the run is observed."""

    id: str


@dataclass(frozen=True, slots=True)
class RunStop:
    """No further step is begun."""

    run: str


@dataclass(frozen=True, slots=True)
class RunResume:
    """Goes on where a run was stopped, failed or interrupted: what was done is not done again."""

    run: str


ControlCommand = SequenceSave | SequenceRemove
ControlAction = SequenceRun | RunStop | RunResume

KINDS: dict[str, type[Any]] = {
    "sequence.save": SequenceSave,
    "sequence.remove": SequenceRemove,
    "sequence.run": SequenceRun,
    "run.stop": RunStop,
    "run.resume": RunResume,
}
