"""How a device does, in one look: what is worst about it decides. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict


class Health(StrEnum):
    """Worst first."""

    OFFLINE = "offline"
    FAILED = "failed"
    DRIFTED = "drifted"
    PENDING = "pending"
    STALE = "stale"  # on line, but some of what it said is old
    CONNECTING = "connecting"
    ABSENT = "absent"  # switched off in the site: no fault
    WELL = "well"


ORDER: Mapping[Health, int] = {one: n for n, one in enumerate(Health)}
WELL = frozenset({Health.WELL, Health.ABSENT})
"""Folded: nobody has to look at these."""

_BY_VERDICT = (
    (Verdict.FAILED, Health.FAILED),
    (Verdict.DRIFTED, Health.DRIFTED),
    (Verdict.PENDING, Health.PENDING),
)


@dataclass(frozen=True, slots=True)
class Look:
    """All that a device's row shows, but for the language. `points` are the keys that are at the
    root of it. Looks that are equal are drawn equal."""

    device: Device
    health: Health
    reason: str = ""
    since: float = 0.0
    points: tuple[str, ...] = ()
    model: str = ""


def look_at(device: Device, state: DeviceState | None) -> Look:
    if state is None:
        return Look(device, Health.CONNECTING if device.enabled else Health.ABSENT)
    model = model_of(state)
    match state.availability:
        case Availability.OFFLINE:
            return Look(device, Health.OFFLINE, state.reason, state.since, (), model)
        case Availability.ABSENT:
            return Look(device, Health.ABSENT, state.reason, state.since, (), model)
        case Availability.CONNECTING:
            return Look(device, Health.CONNECTING, state.reason, state.since, (), model)
        case _:
            return _on_line(device, state, model)


def _on_line(device: Device, state: DeviceState, model: str) -> Look:
    for verdict, health in _BY_VERDICT:
        found = [one for one in state.states if one.verdict is verdict]
        if found:
            return Look(
                device,
                health,
                found[0].reason,
                min(one.since for one in found),
                tuple(one.key for one in found),
                model,
            )
    old = [one for one in state.states if one.stale]
    if old:
        since = min(one.at for one in old)
        return Look(device, Health.STALE, "", since, tuple(one.key for one in old), model)
    return Look(device, Health.WELL, "", state.since, (), model)


def model_of(state: DeviceState) -> str:
    """What it says it is, in a few words: maker and model."""
    info = dict(state.info)
    told = [info[key] for key in ("maker", "model", "name") if info.get(key)]
    return " ".join(dict.fromkeys(told[:2]))


def counted(looks: Mapping[str, Look]) -> Counter[Health]:
    return Counter(one.health for one in looks.values())


def is_old(one: PointState, *, online: bool) -> bool:
    """Whether a value is not news any more: it is hatched, with its age."""
    return one.value is not None and (one.stale or not online)
