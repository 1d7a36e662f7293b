"""How a run of steps goes. Observed, never part of the show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    SCENE = "scene"
    SEQUENCE = "sequence"


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    PART = "part"  # at its end, and not all of it is so
    FAILED = "failed"  # stopped by a failure
    STOPPED = "stopped"  # by somebody; can be resumed
    ROLLED_BACK = "rolled_back"
    INTERRUPTED = "interrupted"  # by the end of the engine; can be resumed


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    SENT = "sent"  # 已发送·未回读
    SKIPPED = "skipped"  # its condition did not hold
    FAILED = "failed"
    NOTED = "noted"  # failed, and was not required


OVER = frozenset({StepState.DONE, StepState.SENT, StepState.SKIPPED, StepState.NOTED})
"""States that a run does not come back to when it is resumed."""


@dataclass(frozen=True, slots=True)
class StepProgress:
    state: StepState = StepState.WAITING
    reason: str = ""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """`target` is the scene or sequence; `steps` are in its order. Times epoch s."""

    id: str
    kind: RunKind
    target: str
    by: str
    at: float
    state: RunState
    steps: tuple[StepProgress, ...]
    ended_at: float = 0.0
    drill: bool = False
    made_of: str = ""  # a mark of the steps it was begun with; "" where that is not known

    @property
    def over(self) -> int:
        return sum(one.state in OVER for one in self.steps)

    @property
    def failed(self) -> tuple[int, ...]:
        return tuple(n for n, one in enumerate(self.steps) if one.state is StepState.FAILED)
