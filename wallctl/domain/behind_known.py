"""How what devices show on a wall is known: by their own word, or not. Pure, from their states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from wallctl.domain.behind import Switched, shown_now
from wallctl.domain.devices.entities import Desired, desired_id
from wallctl.domain.devices.observed import Availability, DeviceState, Verdict
from wallctl.domain.entities import Wall
from wallctl.domain.show import Show


class Known(StrEnum):
    """Of one point that shows something."""

    READ_BACK = "read_back"  # 回读一致
    SENT = "sent"  # 已发送·未回读
    PENDING = "pending"  # on its way
    OTHER = "other"  # it shows something else, by hand or by itself
    FAILED = "failed"
    LOST = "lost"  # the device is not there to say


_OF = {
    Verdict.IN_SYNC: Known.READ_BACK,
    Verdict.SENT: Known.SENT,
    Verdict.PENDING: Known.PENDING,
    Verdict.DRIFTED: Known.OTHER,
    Verdict.FAILED: Known.FAILED,
    Verdict.UNKNOWN: Known.LOST,
    Verdict.FREE: Known.PENDING,
}


def known_of(show: Show, wall: Wall, devices: Iterable[DeviceState]) -> Mapping[Switched, Known]:
    """Of all that the devices behind a wall have to show now, how far that is known."""
    states = {state.device: state for state in devices}
    return {
        one: _known(show, one, states.get(one.device)) for one in shown_now(show, wall).switched
    }


def tiles_known(show: Show, wall: Wall, devices: Iterable[DeviceState]) -> Mapping[str, Known]:
    """The same of the tiles that devices show, by their ids."""
    return {one.tile: known for one, known in known_of(show, wall, devices).items() if one.tile}


def _known(show: Show, one: Switched, state: DeviceState | None) -> Known:
    wish = show.get(Desired, desired_id(one.device, one.key))
    if wish is None or wish.value != one.value:
        return Known.OTHER
    if state is None or state.availability is not Availability.ONLINE:
        return Known.LOST
    point = state.state(one.key)
    if point is None:
        return Known.FAILED
    if point.wished_at < wish.at:
        return Known.PENDING
    if point.stale:
        return Known.LOST
    return _OF[point.verdict]
