"""A device's options with its secrets, which are sealed together in one text."""

from __future__ import annotations

import json
from collections.abc import Callable

from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import OptionKind, Options, complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Invalid

OpenSecret = Callable[[str], str]


def opened(secret: str, open_secret: OpenSecret) -> dict[str, str]:
    """The secrets by their option's key. What cannot be opened is empty: the room says so."""
    clear = open_secret(secret) if secret else ""
    try:
        found = json.loads(clear) if clear else {}
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def options_of(card: FamilyCard, given: Options, secrets: dict[str, str]) -> dict[str, Value]:
    """All options of a driver, checked. Raises Invalid: a secret among the open ones, too."""
    hidden = {one.key for one in card.options if one.kind is OptionKind.SECRET}
    for key in given:
        if key in hidden:
            raise Invalid(key=f"options.{key}", reason="is_secret", got="")
    for key in secrets:
        if key not in hidden:
            raise Invalid(key=f"secrets.{key}", reason="unknown", got="")
    return complete(card.options, {**given, **secrets})


def options_of_device(
    card: FamilyCard, device: Device, open_secret: OpenSecret
) -> dict[str, Value]:
    """Raises Invalid."""
    return options_of(card, dict(device.options), opened(device.secret, open_secret))
