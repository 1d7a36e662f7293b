"""What devices report, and how that compares with what is wanted. Never journalled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.devices.points import Point, Value


class Availability(StrEnum):
    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"  # it was configured and does not answer
    ABSENT = "absent"  # not present: switched off in the site (未接入)


class Verdict(StrEnum):
    """One point: what is desired against what is observed."""

    FREE = "free"  # nothing is desired of it
    IN_SYNC = "in_sync"
    PENDING = "pending"  # on its way, or waiting for the device
    SENT = "sent"  # 已发送·未回读: nothing can prove it
    DRIFTED = "drifted"  # was as desired; somebody or something changed it
    FAILED = "failed"
    UNKNOWN = "unknown"  # the device is not there to say


@dataclass(frozen=True, slots=True)
class PointState:
    """`value` is the last reported one, None where none was; `at` epoch s when it was said first.

    `by` is who wanted the value that is reported, "" where the device changed by itself.
    """

    key: str
    value: Value | None = None
    at: float = 0.0
    by: str = ""
    verdict: Verdict = Verdict.FREE
    reason: str = ""  # code, of pending ("waits", "warming"), failed and drifted
    since: float = 0.0  # of the verdict
    attempts: int = 0
    stale: bool = False  # not heard again for three polls
    wished_at: float = 0.0  # epoch s of the wish the verdict is about; 0 without one
    heard: float = 0.0  # of a stale one: epoch s when it was last said


@dataclass(frozen=True, slots=True)
class Exchange:
    """Words with a device, for people to read; without secrets."""

    at: float
    sent: str = ""
    got: str = ""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class DeviceState:
    """`reason` is the code of the last error, `since` epoch s of the availability.

    `points` are what the device can do as far as it is known; `states` are by their order.
    """

    device: str
    availability: Availability = Availability.CONNECTING
    reason: str = ""
    detail: str = ""
    since: float = 0.0
    info: tuple[tuple[str, str], ...] = ()  # maker, model, version, as it says itself
    points: tuple[Point, ...] = ()
    states: tuple[PointState, ...] = ()

    def state(self, key: str) -> PointState | None:
        return next((one for one in self.states if one.key == key), None)

    def point(self, key: str) -> Point | None:
        return next((one for one in self.points if one.key == key), None)
