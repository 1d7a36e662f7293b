"""What every command has in common: its envelope and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    DONE = "done"
    PART = "part"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who asks what, when: all that decide() may not find out by itself.

    `fresh` are unused ids in the order needed; `at` is seconds since the epoch.
    """

    id: str
    by: str
    at: float
    fresh: tuple[str, ...] = ()
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a command's outcome: what was done to which target, how it ended and why."""

    what: str
    target: str
    state: str
    reason: str = ""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command. `message` is for logs; screens make words from code and fields."""

    result: Result
    revision: int
    code: str = ""
    message: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
