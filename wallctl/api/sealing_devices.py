"""The secrets of a device: sealed together, the ones that are not given again kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from wallctl.api.bodies import BadBody, Place
from wallctl.domain.commands import DeviceAdd, DeviceTest, DeviceUpdate
from wallctl.domain.devices.entities import Device
from wallctl.ports.secrets import Secrets
from wallctl.wire.entities import SEALED

MAX_SECRETS, MAX_SECRET = 20, 1000


def sealed_device(
    command: DeviceAdd | DeviceUpdate | DeviceTest, known: Mapping[str, Device], secrets: Secrets
) -> DeviceAdd | DeviceUpdate | DeviceTest:
    """The same command without a secret in the clear. Raises BadBody."""
    if command.secret not in {None, "", SEALED}:
        raise BadBody(Place("args.secret", "give `secrets`; they are sealed here"))
    given = command.secrets or {}
    _check(given)
    if isinstance(command, DeviceUpdate):
        before = known.get(command.id)
        if before is None or not given:
            return replace(command, secrets=None, secret=None)
        kept = _opened(before, secrets)
        kept.update(given)
        return replace(command, secrets=None, secret=_sealed(kept, secrets))
    return replace(command, secrets={}, secret=_sealed(dict(given), secrets))


def _sealed(clear: dict[str, str], secrets: Secrets) -> str:
    told = {key: value for key, value in clear.items() if value}
    return secrets.seal(json.dumps(told, ensure_ascii=False, sort_keys=True)) if told else ""


def _opened(device: Device, secrets: Secrets) -> dict[str, str]:
    if not device.secret:
        return {}
    try:
        found = json.loads(secrets.open(device.secret))
    except ValueError:
        return {}  # sealed with a key that is gone: all have to be typed again
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _check(given: Mapping[str, str]) -> None:
    if len(given) > MAX_SECRETS:
        raise BadBody(Place("args.secrets", f"more than {MAX_SECRETS}"))
    for key, value in given.items():
        if len(value) > MAX_SECRET or any(ord(c) < 32 or ord(c) == 127 for c in value):
            raise BadBody(Place(f"args.secrets.{key[:40]}", f"one line, at most {MAX_SECRET}"))
