"""What a driver family gives the room. A package of one exports `FAMILY` and is found by the
entry point group `wallctl.drivers`; nothing else has to change for it.

A driver is protocol only: the engine's actor owns queue, pace, retry and reconcile. Its package
has the same files everywhere: `__init__` (the declaration; imports nothing heavy), `state`, `diff`
(pure), `protocol` (pure, bytes <-> messages), `connection`, `quality.toml`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn, Protocol

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Point, Value
from wallctl.domain.observed import Proposal
from wallctl.ports.clock import Clock
from wallctl.ports.line import Lines

State = Mapping[str, Value]
"""Values by the keys of points. In reports: those that are known."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to say to a device: absolute, so that saying it twice does no harm.

    `keys` are the points it sets, `why` is for the log, `message` is the driver's own.
    """

    keys: tuple[str, ...]
    why: str
    message: object


@dataclass(frozen=True, slots=True)
class Act:
    """A momentary act: sent once, never again."""

    name: str
    key: str = ""
    value: Value = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `gap_s` between two commands; `poll_s` between two readings of the whole state,
    0 where the device tells by itself; `timeout_s` for each outside wait; `readback_s` after a
    command until what came of it is read, 0 where the answer says so itself."""

    gap_s: float = 0.05
    poll_s: float = 10.0
    timeout_s: float = 3.0
    readback_s: float = 0.3


@dataclass(frozen=True, slots=True)
class Opened:
    """What a device said when it was reached. Empty `points`: those declared for its options."""

    state: State
    points: tuple[Point, ...] = ()
    info: tuple[tuple[str, str], ...] = ()


class Connection(Protocol):
    """One device, reached. Used by one actor: never two of open, read, send, act, say at once;
    `listen` goes on beside them. All raise DeviceError: Unreachable, TimedOut, AuthFailed,
    Rejected, Garbled. Rejected and `send`'s own refusals leave the connection usable, after all
    others it is closed and a new one is made. No error text holds a secret."""

    async def open(self) -> Opened:
        """Reaches it, signs in, and reads its whole state."""
        ...

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        """Tells what the device says by itself, until the line is lost (raises). Where it says
        nothing by itself: waits for ever, or for the loss of the line."""
        ...

    async def read(self, keys: Collection[str] = ()) -> State:
        """Asks for these, or for all; more may come."""
        ...

    async def send(self, operation: Operation) -> State:
        """Says it and waits for the acknowledgement where there is one. Gives what the answer
        proves of the new state: {} where it proves nothing."""
        ...

    async def act(self, act: Act) -> State:
        """Does it once. Raises Rejected where the device will not."""
        ...

    async def say(self, line: str) -> str:
        """Sends a line that somebody typed and gives the real answer. Raises Rejected
        (`unsupported`) where the protocol has no lines."""
        ...

    async def close(self) -> None:
        """Leaves no task and no socket. Never raises; may come at any time, more than once."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a connection may use of the world outside. `exchanged(sent, got, ms)` tells the last
    words for people to read: without secrets, shortened by whoever takes it. `repointed(points)`
    tells, while the device is open, that it has other points from now on; their values are told
    after that."""

    lines: Lines
    clock: Clock
    exchanged: Callable[[str, str, float], None] = lambda sent, got, ms: None
    repointed: Callable[[tuple[Point, ...]], None] = lambda points: None


@dataclass(frozen=True, slots=True)
class Family:
    """`points` are those of a device with these options before it was ever reached; `diff` gives
    the operations, in order, that lead from what is observed to what is desired (only keys that
    are to be set are in `desired`); for equal states it is empty.

    `find`, where a device knows of others (a platform of its cameras), asks it for what could
    become sources, on a line of its own beside the actor's. Raises DeviceError.
    """

    card: FamilyCard
    points: Callable[[Options], tuple[Point, ...]]
    diff: Callable[[State, State], tuple[Operation, ...]]
    connect: Callable[[Options, Means], Connection]
    pace: Callable[[Options], Pace] = lambda options: Pace()
    find: Callable[[Options, Means], Awaitable[tuple[Proposal, ...]]] | None = None


class Families(Protocol):
    def __call__(self) -> tuple[Family, ...]:
        """What an entry point of `wallctl.drivers` loads: a package's families."""
        ...
