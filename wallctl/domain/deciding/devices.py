"""Devices: add, change, remove, and what is wanted of them. Whether a driver knows the options and
a point the value is looked at before, where the drivers are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from wallctl.domain.commands import Envelope
from wallctl.domain.commands.devices import (
    DeviceAdd,
    DeviceRelease,
    DeviceRemove,
    DeviceSet,
    DeviceSetMany,
    DeviceUpdate,
    DeviceWish,
)
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.control.steps import Sequence, devices_of
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    check_text,
    invalid,
)
from wallctl.domain.devices.entities import Behind, Desired, Device, desired_id
from wallctl.domain.devices.points import Policy, Value
from wallctl.domain.devices.ptz import camera_at
from wallctl.domain.entities import Scene
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.show import Change, Show, change

MAX_SETS = 500


def add(show: Show, command: DeviceAdd, envelope: Envelope) -> tuple[Change, ...]:
    _sealed_already(command.secrets)
    devices = show.all(Device)
    if command.id and command.id in devices:
        raise invalid("id", "duplicate_id", command.id)
    device = Device(
        command.id or FreshIds(envelope, devices).next(),
        command.name.strip(),
        command.driver,
        command.name_en.strip(),
        _pairs(command.options),
        command.secret,
        command.place.strip(),
        command.rack.strip(),
        command.enabled,
        _policies(command.policies),
        command.note,
    )
    check_device(device)
    return (change(None, device),)


def update(show: Show, command: DeviceUpdate, envelope: Envelope) -> tuple[Change, ...]:
    _sealed_already(command.secrets or {})
    before = the_device(show, command.id)
    after = replace(
        before,
        name=before.name if command.name is None else command.name.strip(),
        name_en=before.name_en if command.name_en is None else command.name_en.strip(),
        options=before.options if command.options is None else _pairs(command.options),
        secret=before.secret if command.secret is None else command.secret,
        place=before.place if command.place is None else command.place.strip(),
        rack=before.rack if command.rack is None else command.rack.strip(),
        enabled=before.enabled if command.enabled is None else command.enabled,
        policies=before.policies if command.policies is None else _policies(command.policies),
        note=before.note if command.note is None else command.note,
    )
    check_device(after)
    return (change(before, after),) if after != before else ()


def remove(show: Show, command: DeviceRemove, envelope: Envelope) -> tuple[Change, ...]:
    device = the_device(show, command.id)
    _check_unused(show, device)
    wanted = [one for one in show.all(Desired).values() if one.device == device.id]
    return (*(change(one, None) for one in wanted), change(device, None))


def _check_unused(show: Show, device: Device) -> None:
    for source in show.sources.values():
        plugged = source.port is not None and source.port.device == device.id
        if plugged or camera_at(source.camera)[0] == device.id:
            raise NotAllowed(
                "in_use", key="id", reason="in_use", got=device.id, by=f"source {source.id}"
            )
    scenes: tuple[Scene | Sequence, ...] = tuple(show.scenes.values())
    for one in (*scenes, *show.all(Sequence).values()):
        if device.id in devices_of(one.steps):
            raise NotAllowed("in_use", key="id", reason="in_use", got=device.id, by=one.name)
    if any(plan.ups == device.id for plan in show.all(PowerPlan).values()):
        raise NotAllowed("in_use", key="id", reason="in_use", got=device.id, by="power plan")
    for behind in show.all(Behind).values():
        if device.id in {behind.processor, *(one.device for one in behind.outputs)}:
            raise NotAllowed(
                "in_use", key="id", reason="in_use", got=device.id, by=f"wall {behind.id}"
            )


def set_one(show: Show, command: DeviceSet, envelope: Envelope) -> tuple[Change, ...]:
    return (_wanted(show, command, envelope, ""),)


def set_many(
    show: Show, command: DeviceSetMany | DeviceWish, envelope: Envelope
) -> tuple[Change, ...]:
    if not 0 < len(command.sets) <= MAX_SETS:
        raise invalid("sets", "range", len(command.sets), low=1, high=MAX_SETS)
    changes: dict[str, Change] = {}
    for n, one in enumerate(command.sets):
        made = _wanted(show, one, envelope, f"sets.{n}.")
        if made.key.id in changes:
            raise invalid(f"sets.{n}.key", "twice", made.key.id)
        changes[made.key.id] = made
    return tuple(changes.values())


def release(show: Show, command: DeviceRelease, envelope: Envelope) -> tuple[Change, ...]:
    device = the_device(show, command.device, "device")
    return tuple(
        change(one, None)
        for one in show.all(Desired).values()
        if one.device == device.id and command.key in ("", one.key)
    )


def _wanted(show: Show, command: DeviceSet, envelope: Envelope, at: str) -> Change:
    """A wish is new each time it is wished: the device is to be looked at again."""
    device = the_device(show, command.device, f"{at}device")
    if not command.key or len(command.key) > 200:
        raise invalid(f"{at}key", "empty" if not command.key else "too_long", command.key[:200])
    _check_value(f"{at}value", command.value)
    id = desired_id(device.id, command.key)
    after = Desired(id, device.id, command.key, command.value, envelope.by, envelope.at)
    return change(show.get(Desired, id), after)


def the_device(show: Show, id: str, key: str = "id") -> Device:
    one = show.get(Device, id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="device")
    return one


def check_device(device: Device, at: str = "") -> None:
    """Raises Invalid with the key of what is wrong, under `at`."""
    check_id(f"{at}id", device.id)
    check_name(f"{at}name", device.name)
    for key in ("name_en", "place", "rack"):
        check_line(f"{at}{key}", getattr(device, key))
    check_text(f"{at}note", device.note)
    check_id(f"{at}driver", device.driver)
    for key, value in device.options:
        check_id(f"{at}options.{key}", key)
        _check_value(f"{at}options.{key}", value)


def _check_value(key: str, value: Value) -> None:
    if isinstance(value, str) and len(value) > 20_000:
        raise invalid(key, "too_long", len(value))
    if isinstance(value, float) and not math.isfinite(value):
        raise invalid(key, "range", value)


def _pairs(options: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted(options.items()))


def _policies(policies: Mapping[str, Policy]) -> tuple[tuple[str, Policy], ...]:
    return tuple(sorted(policies.items()))


def _sealed_already(secrets: Mapping[str, str]) -> None:
    if secrets:
        raise invalid("secrets", "not_sealed", "")
